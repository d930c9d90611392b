//! The keys of `register.toml`, with what each means.

use crate::syntax::keys::Key;

/// Every key of `register.toml`.
pub const SETTINGS: &[Key] = &[
    Key::text("slug", "A short name for this register in the open data: a to z, 0 to 9 and -.").required(),
    Key::text("title", "The site's name.").required(),
    Key::text("publisher", "The body that publishes the register.").required(),
    Key::text(
        "unit",
        "What one release row is, as a full sentence, for example \"One row is one file that was sent out.\" It is shown \
         wherever rows are counted.",
    )
    .required(),
    Key::text("licence", "The licence of the data, by name.").required(),
    Key::text("licence_url", "The web address of the licence."),
    Key::text(
        "base_url",
        "The full address that the site will have, as https://register.example.org/ or https://example.org/register/.",
    )
    .required(),
    Key::text("notice", "A sentence that is shown at the top of every page."),
    Key::text("theme", "A folder in the register whose files replace those of the built-in theme, one by one."),
    Key::texts(
        "stylesheets",
        "Stylesheets in the register, in order, instead of the built-in one for NHS class names; for example the \
         official stylesheet of the NHS. They are published under names that hold their digest.",
    ),
    Key::table("contacts", CONTACTS, "Where readers can write."),
    Key::table("thresholds", THRESHOLDS, "From when on something is called late. Without a number nothing is."),
    Key::tables(
        "waiver",
        WAIVER,
        "A fault that is let through, since a mirror cannot correct its publisher. It is named on the page about quality.",
    ),
];

const CONTACTS: &[Key] = &[
    Key::text("email", "An address for mail about the register."),
    Key::text("url", "A page or a form where readers report a problem."),
];

const THRESHOLDS: &[Key] = &[
    Key::integer(
        "late_days",
        "How many days after the end of its period an edition may be published before it is called late.",
    ),
    Key::integer("small_numbers", "Counts of people below this number are warned of. Without it none are."),
];

const WAIVER: &[Key] = &[
    Key::text("code", "The code of the fault, as E16. The command candour explain lists all codes.").required(),
    Key::text("record", "The record that has it, as release/2021-02/FILE1. The JSON form of candour check names it.")
        .required(),
    Key::text("reason", "Why it is let through, for readers of the register.").required(),
];
