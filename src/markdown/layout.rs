//! How published prose is laid out: which lines are items of a list, and which list stands in which. Lines are only
//! grouped; not a character is added, taken or moved, and nothing is taken for a heading.

/// A stretch of text that is shown as one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block<'t> {
    /// Lines without a blank line between them.
    Text(&'t str),
    /// Items with nothing but blank lines between them.
    Items(Vec<Item<'t>>),
}

/// A line that begins with a bullet or a number, and the lines indented below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item<'t> {
    /// White space before the mark, and the mark.
    pub mark: &'t str,
    /// All that follows.
    pub rest: &'t str,
    /// Columns before the mark.
    indent: usize,
    family: Family,
}

/// Marks that go together in one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// A bullet.
    Bullet(char),
    /// A letter or Roman number, and how it is closed: `a.`, `a)` or `(a)`.
    Letter(&'static str),
    /// A number, and how it is closed.
    Number(&'static str),
}

/// Columns that a tab stands for, and by which a line must be further in to stand below another.
const TAB: usize = 8;
const STEP: usize = 2;

impl Item<'_> {
    /// Whether an item belongs to the list of this one.
    pub(super) fn is_beside(&self, other: &Item<'_>) -> bool {
        self.family == other.family && self.indent.abs_diff(other.indent) < STEP
    }

    /// Whether an item stands in a list below this one: it is further in, or has a bullet that word processors keep
    /// for inner lists.
    pub(super) fn is_above(&self, other: &Item<'_>) -> bool {
        let inner = self.depth() < other.depth() && other.indent + STEP > self.indent;
        other.indent >= self.indent + STEP || inner
    }

    /// How deep a mark stands by itself: word processors use `o` below another mark, and `▪` below that.
    fn depth(&self) -> usize {
        match self.family {
            Family::Bullet('o') => 1,
            Family::Bullet('▪' | '§') => 2,
            _ => 0,
        }
    }

    /// Whether the marks count.
    pub(super) fn is_numbered(&self) -> bool {
        !matches!(self.family, Family::Bullet(_))
    }
}

/// The blocks of a text. Blank lines part them and are left out, and so is white space at the end of a block.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Open<'_>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (from, to) = (at, at + line.trim_end().len());
        at += line.len();
        if from == to || line.trim().is_empty() {
            close(text, open.take(), &mut blocks);
            continue;
        }
        let item = item(&text[from..to]);
        match &mut open {
            Some(block) if item.is_none() && block.goes_on(line) => block.to = to,
            _ => {
                close(text, open.take(), &mut blocks);
                open = Some(Open { from, to, item });
            }
        }
    }
    close(text, open, &mut blocks);
    blocks
}

/// A block whose end is not yet known.
struct Open<'t> {
    from: usize,
    to: usize,
    item: Option<Item<'t>>,
}

impl Open<'_> {
    /// Whether a line without a mark goes on with it: any line of plain text, and what is indented below an item.
    fn goes_on(&self, line: &str) -> bool {
        self.item.is_none_or(|item| indent(line).1 > item.indent)
    }
}

fn close<'t>(text: &'t str, open: Option<Open<'t>>, blocks: &mut Vec<Block<'t>>) {
    let Some(Open { from, to, item }) = open else { return };
    let Some(item) = item else {
        blocks.push(Block::Text(&text[from..to]));
        return;
    };
    let item = Item { rest: &text[from + item.mark.len()..to], ..item };
    match blocks.last_mut() {
        Some(Block::Items(items)) => items.push(item),
        _ => blocks.push(Block::Items(vec![item])),
    }
}

/// The white space a line begins with: its bytes and its columns.
fn indent(line: &str) -> (usize, usize) {
    let space = line.len() - line.trim_start().len();
    (space, line[..space].chars().map(|c| if c == '\t' { TAB } else { 1 }).sum())
}

/// A line as an item, if it begins with a mark and words follow.
fn item(line: &str) -> Option<Item<'_>> {
    let (space, columns) = indent(line);
    let (length, family) = mark(&line[space..])?;
    let (mark, rest) = line.split_at(space + length);
    (!rest.trim().is_empty()).then_some(Item { mark, rest, indent: columns, family })
}

/// The mark that a line begins with: its length and its family.
fn mark(line: &str) -> Option<(usize, Family)> {
    let first = line.chars().next()?;
    let after = &line[first.len_utf8()..];
    let next = after.chars().next()?;
    let (spaced, word) = (next.is_whitespace(), next.is_alphabetic());
    let is_bullet = match first {
        '•' | '●' | '▪' => true,
        // A sign of sections has a number behind it, and a bullet of the same byte in another font has words.
        '§' => spaced && !after.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        '-' => spaced || word,
        '·' | '*' | '~' | '–' | 'o' | '.' => spaced,
        _ => false,
    };
    if is_bullet { Some((first.len_utf8(), Family::Bullet(first))) } else { counter(line) }
}

/// A number or letter that counts: `1.`, `1)`, `(1)`, `a.`, `iv)`. A capital needs a bracket, since names of people
/// begin with "A.".
fn counter(line: &str) -> Option<(usize, Family)> {
    let bare = line.strip_prefix('(').unwrap_or(line);
    let length = bare.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (count, end) = bare.split_at(length);
    let opened = bare.len() < line.len();
    let closed = match end.as_bytes().first()? {
        b')' if opened => "()",
        b')' => ")",
        b'.' if !opened => ".",
        _ => return None,
    };
    let next = end[1..].chars().next()?;
    let digits = count.bytes().all(|b| b.is_ascii_digit());
    let roman = || count.len() <= 5 && count.bytes().all(|b| b"ivx".contains(&b));
    let letter =
        || matches!(count.as_bytes(), [b'a'..=b'z']) || matches!(count.as_bytes(), [b'A'..=b'Z'] if closed != ".");
    let family = match count.len() {
        0 => return None,
        1..=3 if digits && (next.is_whitespace() || next.is_alphabetic()) => Family::Number(closed),
        _ if next.is_whitespace() && (letter() || roman()) => Family::Letter(closed),
        _ => return None,
    };
    Some((length + 1 + usize::from(opened), family))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks of the items of a text, block by block; `-` for plain text.
    fn marks(text: &str) -> Vec<String> {
        let marks = |items: Vec<Item<'_>>| items.iter().map(|item| item.mark.trim().to_owned()).collect::<Vec<_>>();
        let shown = |block| match block {
            Block::Text(_) => "text".to_owned(),
            Block::Items(items) => marks(items).join(" "),
        };
        blocks(text).into_iter().map(shown).collect()
    }

    #[test]
    fn every_published_mark_is_known() {
        let text = "•\ta\n•a\n● a\n· a\n- a\n-A b\n– a\n* a\n~ a\no\ta\n§ a\n▪ a\n . a";
        assert_eq!(marks(text), ["• • ● · - - – * ~ o § ▪ ."]);
        let text = "1. a\n2.B\n(3) c\n4)\td\na. e\nb) f\n(c) g\niv. h\nxii) i\nA) j";
        assert_eq!(marks(text), ["1. 2. (3) 4) a. b) (c) iv. xii) A)"]);
    }

    #[test]
    fn what_only_looks_like_a_mark_stays_text() {
        for text in [
            "*Aims*",
            "-5 degrees",
            "§ 251 of the Act",
            "o",
            "1.5 million",
            "2020. a",
            "A. Smith",
            "e.g. this",
            "a",
            "(see) b",
            "1.",
            "other. c",
            "---",
            "***",
            "(1 a",
            "()",
            ".",
        ] {
            assert_eq!(marks(text), ["text"], "{text}");
        }
    }

    #[test]
    fn an_item_keeps_the_lines_indented_below_it_and_no_others() {
        let text = "• a\n  more\nplain\n• b\n\n\n• c";
        assert_eq!(marks(text), ["•", "text", "• •"]);
        let Block::Items(items) = &blocks(text)[0] else { unreachable!("the first block is a list") };
        assert_eq!(items[0].rest, " a\n  more");
    }

    #[test]
    fn what_is_further_in_stands_below_and_a_number_at_the_same_edge_does_not() {
        let text = "•\ta\n  - b\no\tc\n▪ d\n1. e";
        let Block::Items(items) = &blocks(text)[0] else { unreachable!("the text is a list") };
        let above: Vec<bool> = items[1..].iter().map(|item| items[0].is_above(item)).collect();
        assert_eq!(above, [true, true, true, false]);
        assert!(items[2].is_above(&items[3]) && !items[3].is_above(&items[2]));
        assert!(!items[1].is_above(&items[0]), "what is further out never stands below");
    }
}
