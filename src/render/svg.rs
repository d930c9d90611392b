//! The parts of an SVG image: the one place where names, attributes and texts become markup. Lengths across are in
//! percent, lengths downwards in pixels; there is no style, and nothing here knows what is drawn.

use crate::markdown::push_escaped;
use std::fmt::{Display, Write};

/// The colour of words and of the line that columns stand on.
pub(super) const TEXT: &str = "#212b32";
/// Height of text in pixels.
const FONT: u64 = 14;

/// What an image is called and what it shows, for those who do not see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming<'a> {
    /// An id that no other image on the page has.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// What it shows.
    pub description: &'a str,
}

/// SVG in the making. Every name, attribute and text goes through here.
#[derive(Default)]
pub(super) struct Svg(String);

impl Svg {
    fn start(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.0, " {key}=\"");
            push_escaped(&value.to_string(), &mut self.0);
            self.0.push('"');
        }
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.start(name, attributes);
        self.0.push('>');
    }

    pub(super) fn shape(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.start(name, attributes);
        self.0.push_str("/>");
    }

    fn words(&mut self, name: &str, attributes: &[(&str, &dyn Display)], text: &str) {
        self.open(name, attributes);
        push_escaped(text, &mut self.0);
        let _ = write!(self.0, "</{name}>");
    }

    /// The start of an image of full width, with its name. Texts in it stand around their place.
    pub(super) fn image(naming: Naming<'_>, height: u64, class: &str) -> Svg {
        let (title, description) = (format!("{}-title", naming.id), format!("{}-desc", naming.id));
        let named = format!("{title} {description}");
        let mut svg = Svg::default();
        let frame: [(&str, &dyn Display); 5] =
            [("class", &class), ("role", &"img"), ("aria-labelledby", &named), ("width", &"100%"), ("height", &height)];
        let font: [(&str, &dyn Display); 3] = [("font-size", &FONT), ("fill", &TEXT), ("text-anchor", &"middle")];
        svg.open("svg", &[frame.as_slice(), &font].concat());
        svg.words("title", &[("id", &title)], naming.title);
        svg.words("desc", &[("id", &description)], naming.description);
        svg
    }

    /// A text around x above y, with what else its place or fill asks for.
    pub(super) fn label(
        &mut self,
        x: &dyn Display,
        y: &dyn Display,
        more: &[(&str, &dyn Display)],
        seen: Seen,
        text: &str,
    ) {
        let class: &[(&str, &dyn Display)] = match (seen.wide, seen.narrow) {
            (false, false) => return,
            (true, true) => &[],
            (true, false) => &[("class", &"reg-wide")],
            (false, true) => &[("class", &"reg-narrow")],
        };
        self.words("text", &[&[("x", x), ("y", y)], more, class].concat(), text);
    }

    pub(super) fn line_across(&mut self, y: &dyn Display, stroke: &str) {
        self.shape("line", &[("x2", &"100%"), ("y1", y), ("y2", y), ("stroke", &stroke)]);
    }

    pub(super) fn done(mut self) -> String {
        self.0.push_str("</svg>");
        self.0
    }
}

/// On which screens a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub wide: bool,
    pub narrow: bool,
}

/// A share of a whole in percent, with two decimals.
pub(super) struct Percent(pub u64);

impl Percent {
    /// The whole is not 0.
    pub(super) fn of(part: u64, whole: u64) -> Percent {
        Percent(u64::try_from(u128::from(part) * 10_000 / u128::from(whole.max(1))).unwrap_or(u64::MAX))
    }
}

impl Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}%"),
            (whole, rest) => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

/// Pixels with one decimal.
#[derive(Clone, Copy)]
pub(super) struct Tenths(pub u64);

impl Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) => write!(f, "{whole}.{rest}"),
        }
    }
}
