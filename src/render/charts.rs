//! Charts as SVG, from plain numbers and labels. Across, everything is in percent and downwards in pixels, so that a
//! chart takes the width it is given and its text never shrinks; labels that do not fit a phone have the class
//! `reg-wide` and those that stand in for them `reg-narrow`. Colours and sizes are presentation attributes: there is
//! no style, no script and no word of the interface here, and nothing decides what a chart may claim.

use super::svg::{Naming, Percent, Seen, Svg, TEXT, Tenths};
use std::fmt::Display;

/// Fills of parts, in order; neighbours differ by more than 3 to 1, and each from white.
const COLOURS: [&str; 4] = ["#12436D", "#28A197", "#801650", "#F46A25"];
/// Text on each of them.
const ON_COLOURS: [&str; 4] = ["#fff", "#212b32", "#fff", "#212b32"];
const GRID: &str = "#d8dde0";
/// The width of a character at most, in pixels.
const CHARACTER: u64 = 8;
/// Widths in pixels that labels must fit: of a chart on a screen 641 pixels wide, and on one of 320.
const WIDE: u64 = 500;
const NARROW: u64 = 216;
/// Of columns, in pixels: above the highest for its number, the height of it, and below for one line of labels.
const ABOVE: u64 = 28;
const PLOT: u64 = 100;
const LINE: u64 = 20;
/// Steps in which labels of months are thinned, so that every year has the same ones.
const MONTHS: [u64; 6] = [1, 2, 3, 4, 6, 12];
/// Between an image's edge and what is in it.
const MARGIN: u64 = 8;

/// One column of a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Column {
    /// Below it; may be left out where there is no room.
    pub label: String,
    /// Below that: what it shares with its neighbours and is only written where it changes.
    pub group: String,
    /// Its number; nothing for a gap.
    pub value: Option<u64>,
    /// Whether it is drawn as an outline.
    pub outlined: bool,
}

/// One part of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The label on it.
    pub label: String,
    /// The label on a phone.
    pub short: String,
    /// How large it is.
    pub size: u64,
    /// Which colour it has.
    pub colour: usize,
}

/// The width of a text at most, in pixels.
fn width(text: &str) -> u64 {
    text.chars().count() as u64 * CHARACTER
}

/// Columns over time, from 0, with a scale on the left. `number` writes a number.
pub(super) fn columns(naming: Naming<'_>, columns: &[Column], number: impl Fn(u64) -> String) -> String {
    let grouped = columns.iter().any(|column| !column.group.is_empty());
    let highest = columns.iter().filter_map(|column| column.value).max().unwrap_or(0);
    let scale = Scale::to(highest);
    let class = if width(&number(scale.top)) > 40 { "reg-columns reg-columns--deep" } else { "reg-columns" };
    let below = if grouped { 2 * LINE } else { LINE } + MARGIN;
    let mut svg = Svg::image(naming, ABOVE + PLOT + below, class);
    draw_scale(&mut svg, &scale, &number);
    let slots = Slots { count: columns.len() as u64 };
    for (at, column) in (0..).zip(columns) {
        draw_column(&mut svg, &slots, at, column, &scale);
    }
    let baseline = ABOVE + PLOT;
    svg.line_across(&baseline, TEXT);
    draw_values(&mut svg, &slots, columns, &scale, &number);
    draw_labels(&mut svg, &slots, columns);
    svg.done()
}

/// Lines at round numbers, the lowest at 0.
struct Scale {
    step: u64,
    top: u64,
}

impl Scale {
    /// Two to five steps of 1, 2 or 5 times a power of ten.
    fn to(highest: u64) -> Scale {
        let mut step: u64 = 1;
        for factor in [2, 5, 10].into_iter().cycle() {
            if highest.div_ceil(step) <= 4 {
                break;
            }
            step = 10_u64.pow(step.ilog10()) * factor;
        }
        Scale { step, top: highest.div_ceil(step).max(1).saturating_mul(step) }
    }

    /// How far down a value stands, in tenths of a pixel.
    fn place(&self, value: u64) -> Tenths {
        let height = u128::from(PLOT) * 10 * u128::from(value) / u128::from(self.top);
        Tenths((ABOVE + PLOT) * 10 - u64::try_from(height).unwrap_or(0))
    }
}

fn draw_scale(svg: &mut Svg, scale: &Scale, number: impl Fn(u64) -> String) {
    for line in 0..=scale.top / scale.step {
        let value = line * scale.step;
        let y = scale.place(value);
        if value > 0 {
            svg.line_across(&y, GRID);
        }
        let always = Seen { wide: true, narrow: true };
        svg.label(&"-8", &Tenths(y.0 + 50), &[("text-anchor", &"end")], always, &number(value));
    }
}

/// The places of columns: all of one width.
struct Slots {
    count: u64,
}

impl Slots {
    fn middle(&self, at: u64) -> Percent {
        Percent::of(2 * at + 1, 2 * self.count)
    }

    /// Which of the labels there is room for on a screen: each, or each second, third, …
    fn step(&self, widest: u64, screen: u64) -> u64 {
        (widest * self.count).div_ceil(screen).max(1)
    }
}

fn draw_column(svg: &mut Svg, slots: &Slots, at: u64, column: &Column, scale: &Scale) {
    let Some(value) = column.value else {
        let (x, wide) = (Percent::of(at, slots.count), Percent::of(1, slots.count));
        svg.shape("rect", &[("x", &x), ("y", &ABOVE), ("width", &wide), ("height", &PLOT), ("fill", &GRID)]);
        return;
    };
    let y = scale.place(value);
    let height = Tenths((ABOVE + PLOT) * 10 - y.0);
    if height.0 == 0 {
        return;
    }
    let wide = Percent((7_000 / slots.count).min(1_000));
    let x = Percent(slots.middle(at).0 - wide.0 / 2);
    let fill = if column.outlined { "#fff" } else { COLOURS[0] };
    let mut attributes: Vec<(&str, &dyn Display)> =
        vec![("x", &x), ("y", &y), ("width", &wide), ("height", &height), ("fill", &fill)];
    if column.outlined {
        attributes.push(("stroke", &COLOURS[0]));
        attributes.push(("stroke-width", &"2"));
    }
    svg.shape("rect", &attributes);
}

/// The number above each column where all fit, else above the highest.
fn draw_values(svg: &mut Svg, slots: &Slots, columns: &[Column], scale: &Scale, number: impl Fn(u64) -> String) {
    let values = || columns.iter().filter_map(|column| column.value);
    let (Some(highest), Some(widest)) = (values().max(), values().map(|value| width(&number(value))).max()) else {
        return;
    };
    let first_highest = columns.iter().position(|column| column.value == Some(highest));
    let fits = |screen| slots.step(widest + 2, screen) == 1;
    for (at, column) in columns.iter().enumerate() {
        let Some(value) = column.value else { continue };
        let chosen = first_highest == Some(at);
        let seen = Seen { wide: chosen || fits(WIDE), narrow: chosen || fits(NARROW) };
        let y = Tenths(scale.place(value).0 - 50);
        svg.label(&slots.middle(at as u64), &y, &[], seen, &number(value));
    }
}

/// Labels below, thinned to what fits; a group's name stands below the first of its labels that is shown.
fn draw_labels(svg: &mut Svg, slots: &Slots, columns: &[Column]) {
    let grouped = columns.iter().any(|column| !column.group.is_empty());
    let widest = columns.iter().map(|column| width(&column.label).max(width(&column.group))).max().unwrap_or(0);
    let regular =
        |step: u64| if grouped { MONTHS.into_iter().find(|months| *months >= step).unwrap_or(step) } else { step };
    let step = |screen| regular(slots.step(widest + CHARACTER, screen));
    let (wide, narrow) = (step(WIDE), step(NARROW));
    let (mut last_wide, mut last_narrow) = ("", "");
    for (at, column) in (0..).zip(columns) {
        let seen = Seen { wide: at % wide == 0, narrow: at % narrow == 0 };
        let x = slots.middle(at);
        svg.label(&x, &(ABOVE + PLOT + LINE), &[], seen, &column.label);
        let group = column.group.as_str();
        let seen = Seen {
            wide: seen.wide && std::mem::replace(&mut last_wide, group) != group,
            narrow: seen.narrow && std::mem::replace(&mut last_narrow, group) != group,
        };
        svg.label(&x, &(ABOVE + PLOT + 2 * LINE), &[], seen, group);
    }
}

/// One bar of several parts, each with its label where there is room.
pub(super) fn shares(naming: Naming<'_>, parts: &[Part]) -> String {
    const HEIGHT: u64 = 48;
    let whole: u64 = parts.iter().map(|part| part.size).sum();
    let mut svg = Svg::image(naming, HEIGHT + 2 * MARGIN, "reg-shares");
    let mut before = 0;
    for part in parts {
        let start = Percent::of(before, whole);
        before += part.size;
        let share = Percent(Percent::of(before, whole).0 - start.0);
        let fill = COLOURS[part.colour % COLOURS.len()];
        let (stroke, thickness) = ("#fff", 2);
        svg.shape(
            "rect",
            &[
                ("x", &start),
                ("y", &MARGIN),
                ("width", &share),
                ("height", &HEIGHT),
                ("fill", &fill),
                ("stroke", &stroke),
                ("stroke-width", &thickness),
            ],
        );
        label_part(&mut svg, part, &start, &share);
    }
    svg.done()
}

fn label_part(svg: &mut Svg, part: &Part, start: &Percent, share: &Percent) {
    const Y: u64 = 29 + MARGIN;
    let fill = ON_COLOURS[part.colour % ON_COLOURS.len()];
    let fits = |text: &str, screen: u64| width(text) + CHARACTER <= screen * share.0 / 10_000;
    let middle = Percent(start.0 + share.0 / 2);
    let seen = Seen { wide: fits(&part.label, WIDE), narrow: fits(&part.label, NARROW) };
    svg.label(&middle, &Y, &[("fill", &fill)], seen, &part.label);
    let short = Seen { wide: !seen.wide && fits(&part.short, WIDE), narrow: !seen.narrow && fits(&part.short, NARROW) };
    svg.label(&middle, &Y, &[("fill", &fill)], short, &part.short);
}

/// A bar beside a number in a table; the number says it all.
pub(super) fn bar(value: u64, most: u64) -> String {
    let mut svg = Svg::default();
    svg.open("svg", &[("aria-hidden", &"true"), ("width", &"100%"), ("height", &"16")]);
    svg.shape("rect", &[("width", &Percent::of(value, most)), ("height", &"16"), ("fill", &COLOURS[0])]);
    svg.done()
}

/// The colour of a part, beside its name.
pub(super) fn swatch(colour: usize) -> String {
    let mut svg = Svg::default();
    svg.open("svg", &[("class", &"reg-swatch"), ("aria-hidden", &"true"), ("width", &"16"), ("height", &"16")]);
    let fill = COLOURS[colour % COLOURS.len()];
    svg.shape("rect", &[("width", &"16"), ("height", &"16"), ("fill", &fill)]);
    svg.done()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NAMING: Naming<'static> = Naming { id: "c", title: "Rows by month", description: "Columns." };

    fn of(values: &[Option<u64>]) -> Vec<Column> {
        let column = |(at, value): (usize, &Option<u64>)| Column {
            label: format!("m{at}"),
            group: "2023".into(),
            value: *value,
            outlined: false,
        };
        values.iter().enumerate().map(column).collect()
    }

    fn drawn(values: &[Option<u64>]) -> String {
        columns(NAMING, &of(values), |number| number.to_string())
    }

    fn share(size: u64, colour: usize) -> Part {
        Part { label: format!("{size} rows"), short: format!("{size}"), size, colour }
    }

    /// Names of elements in order; fails where tags do not pair or an attribute is not quoted and escaped.
    fn well_formed(svg: &str) -> Vec<String> {
        let (mut open, mut names) = (Vec::new(), Vec::new());
        for piece in svg.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap();
            assert!(!text.contains('>'), "{piece}");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{svg}");
                continue;
            }
            let (tag, alone) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
            let name = tag.split(' ').next().unwrap();
            assert_eq!(tag.matches('"').count(), 2 * tag.matches("=\"").count(), "{tag}");
            assert!(!tag.contains("style="), "{tag}");
            names.push(name.to_owned());
            if !alone {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{svg}");
        names
    }

    /// The values of an attribute of the rectangles, in hundredths of what they count.
    fn rects(svg: &str, attribute: &str) -> Vec<u64> {
        let value = |rect: &str| {
            let text = rect.split(&format!(" {attribute}=\"")).nth(1).unwrap().split('"').next().unwrap();
            (text.trim_end_matches('%').parse::<f64>().unwrap() * 100.0).round() as u64
        };
        svg.split("<rect").skip(1).map(value).collect()
    }

    #[test]
    fn columns_stand_on_zero_and_are_as_high_as_their_numbers() {
        let svg = drawn(&[Some(5), Some(10), Some(0), Some(20)]);
        well_formed(&svg);
        assert_eq!(rects(&svg, "height"), [2_500, 5_000, 10_000], "a 0 has no column");
        let feet: Vec<u64> = rects(&svg, "y").iter().zip(rects(&svg, "height")).map(|(y, height)| y + height).collect();
        assert_eq!(feet, [12_800; 3]);
        assert!(svg.contains(">0</text>"), "but has its number");
    }

    #[test]
    fn a_gap_is_a_band_without_a_number() {
        let svg = drawn(&[Some(5), None, Some(5)]);
        let bands = svg.split("<rect").filter(|rect| rect.contains(&format!("fill=\"{GRID}\"")));
        assert_eq!(bands.count(), 1);
        assert_eq!(svg.matches(">5</text>").count(), 2, "{svg}");
    }

    #[test]
    fn any_numbers_can_be_drawn() {
        for values in [&[][..], &[None], &[Some(0)], &[Some(1)], &[Some(u64::MAX), Some(1), Some(0)], &[Some(7); 36]] {
            let svg = drawn(values);
            well_formed(&svg);
            for (y, height) in rects(&svg, "y").into_iter().zip(rects(&svg, "height")) {
                assert!(y >= ABOVE * 100 && y + height == (ABOVE + PLOT) * 100, "{values:?}");
            }
        }
    }

    #[test]
    fn a_scale_has_few_round_steps() {
        let scales = [0, 1, 3, 4, 5, 23, 99, 100, 101, 4_808];
        let shown: Vec<_> = scales.map(Scale::to).iter().map(|scale| (scale.step, scale.top)).collect();
        assert_eq!(
            shown,
            [(1, 1), (1, 1), (1, 3), (1, 4), (2, 6), (10, 30), (50, 100), (50, 100), (50, 150), (2_000, 6_000)]
        );
    }

    #[test]
    fn labels_are_thinned_first_on_a_phone_and_the_highest_number_always_stands() {
        let many: Vec<_> = (1..=36).map(|value| Some(value + 100)).collect();
        let svg = drawn(&many);
        assert!(svg.contains(">136</text>") && !svg.contains(">135</text>"), "{svg}");
        assert!(svg.contains("class=\"reg-wide\">m3</text>"), "{svg}");
        let few = drawn(&[Some(1), Some(2), Some(3)]);
        assert!(!few.contains("reg-wide") && !few.contains("reg-narrow"), "{few}");
        assert_eq!(few.matches(">2023</text>").count(), 1, "a year is written once");
    }

    #[test]
    fn parts_fill_the_whole_bar_whatever_they_are() {
        for sizes in [vec![1, 1, 1], vec![271, 4_808], vec![1, 999_999], vec![7], vec![u32::MAX.into(), 1, 1, 1]] {
            let parts: Vec<_> = sizes.iter().enumerate().map(|(at, &size)| share(size, at)).collect();
            let svg = shares(NAMING, &parts);
            well_formed(&svg);
            assert_eq!(rects(&svg, "width").iter().sum::<u64>(), 10_000, "{sizes:?}");
            assert_eq!(svg.matches("stroke=\"#fff\" stroke-width=\"2\"").count(), sizes.len());
        }
    }

    #[test]
    fn a_part_too_small_for_its_label_has_none() {
        let svg = shares(NAMING, &[share(1, 0), share(99, 1)]);
        assert!(!svg.contains(">1 rows<") && !svg.contains(">1<") && svg.contains(">99 rows<"), "{svg}");
    }

    #[test]
    fn hostile_words_stay_words() {
        let hostile = "</text></svg><script>\" onload=\"x";
        let naming = Naming { id: "c", title: hostile, description: hostile };
        let column = Column { label: hostile.into(), group: hostile.into(), value: Some(1), outlined: true };
        let names = well_formed(&columns(naming, &[column], |_| hostile.to_owned()));
        assert!(!names.contains(&"script".to_owned()));
        let part = Part { label: hostile.into(), short: hostile.into(), size: 1, colour: 9 };
        assert_eq!(well_formed(&shares(naming, &[part])), ["svg", "title", "desc", "rect", "text"]);
    }

    #[test]
    fn a_bar_is_a_share_of_the_longest() {
        assert_eq!(rects(&bar(83, 100), "width"), [8_300]);
        assert_eq!(rects(&bar(1, 3), "width"), [3_333]);
        assert_eq!(rects(&bar(0, 0), "width"), [0]);
        assert_eq!(well_formed(&swatch(3)), ["svg", "rect"]);
    }
}
