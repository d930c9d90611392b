//! Pages to HTML. Templates, words, styles and scripts are a theme's; what a page shows is `site`'s.
//! Nothing here decides what is on a page, and nothing fetches anything.

mod chart_filters;
mod charts;
mod filters;
mod svg;
mod theme;
mod words;

pub use theme::{Overrides, Theme};

use crate::diag::Failure;
use crate::model::fields::Extract;
use crate::output::{Assets, OutputFile, SitePath};
use crate::site::{Link, Page, SectionLink, Site};
use serde::Serialize;
use std::sync::Arc;
use tera::{Context, Value};

/// What pages may load and do: only their own site's files, no inline script or style, no other host.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'";

/// Facts that every page shows.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    publisher: &'a str,
    unit: &'a str,
    notice: Option<&'a str>,
    licence: &'a str,
    licence_url: Option<&'a str>,
    email: Option<&'a str>,
    contact_url: Option<&'a str>,
    base: &'a str,
    policy: &'static str,
    stylesheets: Vec<&'a str>,
    search: String,
    explore: String,
    sections: Vec<SectionLink>,
    ways: Vec<SectionLink>,
    folders: Vec<SectionLink>,
    pages: Vec<Link<'a>>,
    dictionary: String,
}

/// Facts of one page's head and breadcrumb.
#[derive(Serialize)]
struct PageView<'a> {
    name: &'static str,
    href: String,
    url: String,
    section: Option<SectionLink>,
    parent: Option<Link<'a>>,
    /// Whether the page is its section's first.
    top: bool,
    listed: bool,
}

/// Every file that the theme makes: pages, assets, `_headers` and `robots.txt`. Pages are rendered when asked for.
pub fn files<'a>(site: &'a Site<'a>, theme: &'a Theme, assets: &'a Assets<'a>) -> Vec<OutputFile<'a>> {
    let shared = Arc::new(Value::from_serializable(&site_view(site, theme)));
    let page_file = |page: &'a Page<'a>| {
        let shared = Arc::clone(&shared);
        OutputFile::on_demand(page.address.path(), move || render_page(site, page, theme, assets, &shared))
    };
    let mut files: Vec<_> = site.pages().iter().map(page_file).collect();
    files.extend(theme.assets().iter().map(|(path, bytes)| OutputFile::made(path.clone(), bytes.clone())));
    files.push(OutputFile::made(SitePath::nearest("_headers"), headers(site, theme)));
    files.push(OutputFile::made(SitePath::nearest("robots.txt"), robots(site)));
    files
}

fn render_page(
    site: &Site<'_>,
    page: &Page<'_>,
    theme: &Theme,
    assets: &Assets<'_>,
    shared: &Value,
) -> Result<Vec<u8>, Failure> {
    let mut context = Context::new();
    context.insert_value("site", shared.clone());
    context.insert_value("page", Value::from_serializable(&page_view(site, page)));
    context.insert_value("view", Value::from_serializable(&site.view(page, assets)));
    theme.render(&format!("{}.html", page.kind.name()), &context)
}

fn site_view<'a>(site: &'a Site<'_>, theme: &'a Theme) -> SiteView<'a> {
    let (settings, routes) = (site.settings(), site.routes());
    let link = |section| routes.section_link(section);
    SiteView {
        title: &settings.title,
        publisher: &settings.publisher,
        unit: &settings.unit,
        notice: settings.notice.as_deref(),
        licence: &settings.licence,
        licence_url: settings.licence_url.as_deref(),
        email: settings.contacts.email.as_deref(),
        contact_url: settings.contacts.url.as_deref(),
        base: routes.base_path(),
        policy: CONTENT_SECURITY_POLICY,
        stylesheets: theme.stylesheets().map(SitePath::as_str).collect(),
        search: link("search").href,
        explore: link("explore").href,
        sections: site.sections().into_iter().map(link).collect(),
        ways: site.ways().into_iter().map(link).collect(),
        folders: site.folders().into_iter().map(link).collect(),
        pages: site.loose_pages(),
        dictionary: routes.link(&routes.dictionary()),
    }
}

fn page_view<'a>(site: &'a Site<'_>, page: &Page<'a>) -> PageView<'a> {
    let routes = site.routes();
    let section = site.section_of(page).map(|section| (section, routes.section(section)));
    PageView {
        name: page.kind.name(),
        href: routes.link(&page.address),
        url: routes.absolute(&page.address),
        top: section.as_ref().is_some_and(|(_, address)| *address == page.address),
        section: section.map(|(section, address)| SectionLink { section, href: routes.link(&address) }),
        parent: site.parent(page),
        listed: page.kind.listed(),
    }
}

/// Response headers in the form that several static hosts read.
fn headers(site: &Site<'_>, theme: &Theme) -> String {
    let mut text = format!(
        "/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}; frame-ancestors 'none'\n  \
         X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
    );
    let routes = site.routes();
    let hashed = theme.hashed_assets().map(|path| routes.file_link(path.as_str()));
    let packed = [Extract::Shown("*"), Extract::Unshown("*")].map(|which| routes.file_link(&which.path()));
    for link in hashed.chain(packed).chain([routes.link(&routes.search_file("*.bin"))]) {
        text.push_str(&format!("{link}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    text
}

fn robots(site: &Site<'_>) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.settings().base_url.join("sitemap.xml"))
}
