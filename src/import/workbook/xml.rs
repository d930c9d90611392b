//! What both readers of XML need.

/// Adds the character that a reference such as `&amp;` stands for; an unknown one is kept as written.
///
/// # Errors
/// Where a number is no character.
pub(super) fn push_entity(name: &quick_xml::events::BytesRef<'_>, text: &mut String) -> Result<(), quick_xml::Error> {
    let known = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    match name.resolve_char_ref()? {
        Some(c) => text.push(c),
        None => {
            let name = name.decode()?;
            match known.iter().find(|(known, _)| *known == name) {
                Some((_, c)) => text.push(*c),
                None => text.push_str(&format!("&{name};")),
            }
        }
    }
    Ok(())
}
