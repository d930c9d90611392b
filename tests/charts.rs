//! The charts of the example register as they stand on its pages: what is drawn is what the tables say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/build.rs"]
mod build;

use build::{build_command, example, must_succeed};
use std::path::Path;
use std::sync::OnceLock;

fn site() -> &'static Path {
    static SITE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = || {
        let folder = tempfile::tempdir().unwrap();
        must_succeed(&mut build_command(example(), &folder.path().join("site")));
        folder
    };
    SITE.get_or_init(made).path()
}

/// Every page, by its path, with its HTML.
fn pages() -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(site()).into_iter().map(Result::unwrap);
    let html = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "html"));
    html.map(|file| (file.path().display().to_string(), std::fs::read_to_string(file.path()).unwrap())).collect()
}

/// What stands between two marks, wherever they are.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// An attribute of each rectangle of an image, in hundredths.
fn rects(svg: &str, attribute: &str) -> Vec<u64> {
    let values =
        between(svg, "<rect", ">").into_iter().flat_map(|rect| between(rect, &format!(" {attribute}=\""), "\""));
    values.map(|value| (value.trim_end_matches('%').parse::<f64>().unwrap() * 100.0).round() as u64).collect()
}

/// The numbers of a table, column by column.
fn table(page: &str, id: &str) -> Vec<Vec<u64>> {
    let body = page.split(&format!("id=\"{id}\">")).nth(1).unwrap().split("</table>").next().unwrap();
    let mut columns: Vec<Vec<u64>> = Vec::new();
    for line in body.split("<tr>").skip(2) {
        for (at, cell) in between(line, "cell--numeric\">", "<").into_iter().enumerate() {
            columns.resize(columns.len().max(at + 1), Vec::new());
            columns[at].push(cell.replace(',', "").parse().unwrap());
        }
    }
    columns
}

/// Whether lengths are to each other as numbers are, as far as rounding lets them.
fn in_proportion(lengths: &[u64], numbers: &[u64]) -> bool {
    let (longest, most) = (*lengths.iter().max().unwrap(), *numbers.iter().max().unwrap());
    let fits = |(length, number): (&u64, &u64)| (length * most).abs_diff(number * longest) <= 20 * most;
    lengths.len() == numbers.len() && lengths.iter().zip(numbers).all(fits)
}

#[test]
fn columns_over_time_are_as_high_as_the_numbers_of_their_table() {
    let mut drawn = 0;
    for (path, page) in pages() {
        let images = between(&page, "<svg class=\"reg-columns", "</svg>");
        if images.is_empty() {
            continue;
        }
        let own = ["over-time-by-month", "over-time-by-edition"]
            .into_iter()
            .find(|id| page.contains(&format!("id=\"{id}\"")));
        let mut columns = table(&page, own.unwrap_or("by-edition"));
        for (image, numbers) in images.iter().zip(&mut columns) {
            if own.is_none() {
                numbers.reverse();
            }
            numbers.retain(|number| *number > 0);
            assert!(in_proportion(&rects(image, "height"), numbers), "{path}: {numbers:?} {image}");
            drawn += 1;
        }
    }
    assert!(drawn > 20, "the example has charts over time");
}

#[test]
fn parts_of_a_bar_are_as_wide_as_the_numbers_of_their_table() {
    let mut drawn = 0;
    for (path, page) in pages() {
        for image in between(&page, "<svg class=\"reg-shares", "</svg>") {
            let all_rows = table(&page, "by-opt-outs").pop().unwrap();
            assert!(in_proportion(&rects(image, "width"), &all_rows), "{path}: {all_rows:?} {image}");
            assert_eq!(rects(image, "width").iter().sum::<u64>(), 10_000, "{path}");
            drawn += 1;
        }
    }
    assert!(drawn > 5, "the example has charts of opt-outs");
}

#[test]
fn every_chart_has_a_name_a_caption_and_its_numbers() {
    for (path, page) in pages() {
        for figure in between(&page, "<figure class=\"reg-chart\">", "</figure>") {
            assert!(figure.starts_with("<figcaption>"), "{path}");
            assert!(figure.contains("<table") || figure.contains("<a href=\"#by-edition\">"), "{path}");
            for image in between(figure, "<svg class=\"reg-columns", "</svg>") {
                for id in between(image, "aria-labelledby=\"", "\"").iter().flat_map(|ids| ids.split(' ')) {
                    assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{path}: {id}");
                }
            }
        }
        assert!(!page.contains("style="), "{path}");
    }
}

#[test]
fn ranked_tables_have_a_bar_beside_every_number() {
    let edition = std::fs::read_to_string(site().join("site/releases/2024-h2/index.html")).unwrap();
    let numbers = table(&edition, "by-recipients").pop().unwrap();
    let body = edition.split("id=\"by-recipients\">").nth(1).unwrap().split("</table>").next().unwrap();
    let widths = rects(body, "width");
    assert!(in_proportion(&widths, &numbers), "{numbers:?} {widths:?}");
    assert_eq!(body.matches("<svg aria-hidden=\"true\"").count(), numbers.len(), "the number says it all");
}
