//! Every code a diagnostic can have. E1 to E16 and W1 to W25 are faults that real registers have, and keep their
//! numbers; E100 and above are faults of reading, naming and settings; E140 and above of the finished site. W26 came
//! later. A1 and above are advice, told only when asked for.
//! W23 (approved before received) is for project lists, which no record holds yet.

use super::Code;

/// A required sheet or column is not in the workbook.
pub static E1: Code = Code {
    id: "E1",
    title: "A required sheet or column is not in the workbook",
    explanation: "The importer finds sheets and columns by their headings, with the known aliases. One that it needs is missing, so rows cannot be read without guessing. Check that the file is the register it is said to be; if the publisher renamed a heading, the layout needs an alias.",
    example: "A DataReleases sheet without the column \"NIC Number\".",
};

/// A wording that the reviewed table does not know.
pub static E2: Code = Code {
    id: "E2",
    title: "A wording that the reviewed table does not know",
    explanation: "Every controlled cell must match a row of data/wordings.csv (after Unicode, white space, dash and letter-case folding), which gives its code. A new wording stops publication, because nobody has said yet what it means. Add a row to wordings.csv, or correct the cell.",
    example: "identifiability \"Identifable\": write \"Identifiable\", or add the wording with its code.",
};

/// A release id is used twice in one edition.
pub static E3: Code = Code {
    id: "E3",
    title: "A release id is used twice in one edition",
    explanation: "A release is known by its edition and id; its address and every citation depend on it. Two rows with one id would be taken for one another. Give the second row its own id.",
    example: "Two rows FILE1001 in edition 2022-h1.",
};

/// A required cell of a release is blank.
pub static E4: Code = Code {
    id: "E4",
    title: "A required cell of a release is blank",
    explanation: "A release row must say which agreement, which recipient, which datasets, how identifiable, on what legal basis and through which channel. An empty cell would publish a release without an answer to one of these.",
    example: "A row with nothing under legal_basis.",
};

/// A release names an agreement that the register does not have.
pub static E5: Code = Code {
    id: "E5",
    title: "A release names an agreement that the register does not have",
    explanation: "The reference on a release row, edges trimmed, must be the reference of a file under data/agreements/. Without it the release would have no purpose.",
    example: "agreement DARS-NIC-900001-A1B2C-v1.2 where only v1.1 has a file.",
};

/// A statement of purpose without any release in its edition.
pub static E6: Code = Code {
    id: "E6",
    title: "A statement of purpose without any release in its edition",
    explanation: "In a register of releases within a period, an edition prints a purpose because something was released under it. A statement that names an edition without a release there is either a leftover or a sign of a lost row.",
    example: "editions = [\"2022-h1\"] while no row of 2022-h1 has that reference.",
};

/// The records of an edition do not agree with its import.
pub static E7: Code = Code {
    id: "E7",
    title: "The records of an edition do not agree with its import",
    explanation: "data/editions/<id>/import.toml says how many rows the workbook had. The register holds another number, so rows were lost or added since. Restore them from git, or import again.",
    example: "import.toml says 5,079 releases; data/releases has 5,078.",
};

/// An edition without a sound period.
pub static E8: Code = Code {
    id: "E8",
    title: "An edition without a sound period",
    explanation: "Rows of many registers carry no date, so the edition's period is all that dates them. It must have a last day, a register of releases within a period also a first day, in that order, and nothing in the source may contradict it.",
    example: "from 2022-06-30, to 2022-01-01.",
};

/// A file id has different agreements in two editions.
pub static E9: Code = Code {
    id: "E9",
    title: "A file id has different agreements in two editions",
    explanation: "Ids that begin with FILE belong to one physical file over all editions. The same id under another agreement means that one of the two rows is wrong.",
    example: "FILE1001 under NIC-900001 in one edition and under NIC-900002 in another.",
};

/// A valid NHS number stands in text that would be published.
pub static E10: Code = Code {
    id: "E10",
    title: "A valid NHS number stands in text that would be published",
    explanation: "Ten digits that pass the NHS number's check may identify a patient. Ids, references, web addresses, sums of money and numbers of books (ISBN) are not searched. Remove the number, and tell your data protection officer; if it was committed, it is also in git's history.",
    example: "\"The patient with NHS number 000 000 0000 asked …\".",
};

/// A spreadsheet error stands in place of the text.
pub static E11: Code = Code {
    id: "E11",
    title: "A spreadsheet error stands in place of the text",
    explanation: "A cell such as #NAME? or #REF! means that a spreadsheet lost the text before it reached the register. Restore it from the source.",
    example: "Objective: #NAME?",
};

/// Text that cannot be read as UTF-8, or a replacement character.
pub static E12: Code = Code {
    id: "E12",
    title: "Text that cannot be read as UTF-8, or a replacement character",
    explanation: "The file has bytes that are no UTF-8, or the character U+FFFD, which a program puts where it could not read a letter. Save the file as UTF-8 from the original text.",
    example: "\"Universit\\u{FFFD} de Paris\".",
};

/// A date that cannot be right.
pub static E13: Code = Code {
    id: "E13",
    title: "A date that cannot be right",
    explanation: "The date lies before 1990 or after the edition was published, an agreement ends before it starts, or an edition was published before its period ended.",
    example: "released 1900-01-01.",
};

/// A record marked as not for publication.
pub static E14: Code = Code {
    id: "E14",
    title: "A record marked as not for publication",
    explanation: "The record itself says that it is not to be published. Take it out, or waive this fault with the reason why it may be published after all.",
    example: "note: Approved (not for publication).",
};

/// A row that is a note or an end mark, not a record.
pub static E15: Code = Code {
    id: "E15",
    title: "A row that is a note or an end mark, not a record",
    explanation: "Some workbooks put a note or a line such as \"No filters applied\" among their rows. It is no release: take the row out.",
    example: "id: ****End of sheet****",
};

/// A cell that a spreadsheet would take for a formula.
pub static E16: Code = Code {
    id: "E16",
    title: "A cell that a spreadsheet would take for a formula",
    explanation: "The extracts are exact: no cell is altered for a spreadsheet's sake. A cell that begins with =, +, @, a tab or a carriage return could run as a formula when a reader opens the file. Put a word before it, or waive the fault; waived cells are listed on the data page.",
    example: "recipient: =HYPERLINK(…)",
};

/// Several statements of purpose for one reference in one edition.
pub static W1: Code = Code {
    id: "W1",
    title: "Several statements of purpose for one reference in one edition",
    explanation: "The publisher printed more than one purpose for this version of the agreement. All are shown; a join of releases with purposes counts rows more than once.",
    example: "Two [[statement]] blocks that both name edition 2017-q4.",
};

/// The release and the statement of purpose name different organisations.
pub static W2: Code = Code {
    id: "W2",
    title: "The release and the statement of purpose name different organisations",
    explanation: "Under one reference the release names one recipient and the statement another (compared without case, white space and punctuation). Both are shown as published.",
    example: "Release to Ostbury Council, statement by Wrenfield Council.",
};

/// One reference, several recipients.
pub static W3: Code = Code {
    id: "W3",
    title: "One reference, several recipients",
    explanation: "Releases under one version of an agreement name more than one organisation. That may be right for a joint agreement; often it is a slip.",
    example: "v1.0 with releases to two councils.",
};

/// A reference that does not have the usual form.
pub static W4: Code = Code {
    id: "W4",
    title: "A reference that does not have the usual form",
    explanation: "NHS Digital's references read DARS-NIC-, four to seven digits, five characters in the order letter, digit, letter, digit, letter, and a version. This one differs. It is kept as published.",
    example: "NIC-154590-YG6QH, or CASEMIX_MONITOR.",
};

/// White space at the edge of a cell.
pub static W5: Code = Code {
    id: "W5",
    title: "White space at the edge of a cell",
    explanation: "The cell begins or ends with white space, which nobody sees and which breaks exact joins.",
    example: "\"NHS Islington CCG \"",
};

/// A no-break space in a name.
pub static W6: Code = Code {
    id: "W6",
    title: "A no-break space in a name",
    explanation: "The name holds U+00A0, which looks like a space and is none. Searches and joins on the published name will miss it.",
    example: "NHS\\u{A0}Newbury CCG",
};

/// An organisation's name spelt in several ways.
pub static W7: Code = Code {
    id: "W7",
    title: "An organisation's name spelt in several ways",
    explanation: "Rows name the organisation in a spelling that differs from its commonest one only by case, white space or punctuation. They are counted together; the published spelling is kept.",
    example: "MONITOR and Monitor",
};

/// A dataset's name spelt in several ways.
pub static W8: Code = Code {
    id: "W8",
    title: "A dataset's name spelt in several ways",
    explanation: "Rows name the dataset in a spelling that differs from its commonest one only by case, white space or punctuation. They are counted together; the published spelling is kept.",
    example: "Demand For service and Demand for Service",
};

/// Text cut off at a spreadsheet's limit.
pub static W9: Code = Code {
    id: "W9",
    title: "Text cut off at a spreadsheet's limit",
    explanation: "A spreadsheet cell holds 32,767 characters. The text has exactly that length, or the statement's key truncated names it, so the publisher's file lost the rest. The page says that it ends there in the source.",
    example: "An objective of 32,767 characters.",
};

/// A statement with an objective only.
pub static W10: Code = Code {
    id: "W10",
    title: "A statement with an objective only",
    explanation: "The statement says why data were wanted, but not what was done with them, what came of it or whom it helped.",
    example: "Only \"Objective for processing\" has text.",
};

/// The duty of confidence is not recorded, or stands in the wrong column.
pub static W11: Code = Code {
    id: "W11",
    title: "The duty of confidence is not recorded, or stands in the wrong column",
    explanation: "The release does not say how the common law duty of confidence was met, or a legal basis stands where it should, or the other way round.",
    example: "legal_basis: Consent (Reasonable Expectation)",
};

/// Opt-outs applied to data that do not identify anybody.
pub static W12: Code = Code {
    id: "W12",
    title: "Opt-outs applied to data that do not identify anybody",
    explanation: "Opt-outs are for data that identify patients. On other data the answer \"applied\" is unusual; NHS Digital's register of 2017 explains it by dates of death among the data.",
    example: "identifiability \"Anonymised - ICO code compliant\" with opt-outs \"Yes - patient objections upheld\".",
};

/// Identifiable or with opt-outs applied, and yet said to hold nothing confidential.
pub static W13: Code = Code {
    id: "W13",
    title: "At odds with \"no confidential data\"",
    explanation: "The release says that no confidential data flow, and yet identifies individuals or applies opt-outs. That can be right: in NHS Digital's register of 2021 most such rows are data on deaths sent to councils.",
    example: "Identifiable, \"Does not include the flow of confidential data\".",
};

/// Two columns of a release contradict each other.
pub static W14: Code = Code {
    id: "W14",
    title: "Two columns of a release contradict each other",
    explanation: "Identifiable data under the legal basis for pseudonymised data, or a row id of one channel with the frequency of another.",
    example: "id DSfC0001 with frequency System Access.",
};

/// A legal basis that the publisher's glossary does not explain.
pub static W15: Code = Code {
    id: "W15",
    title: "A legal basis that the publisher's glossary does not explain",
    explanation: "The edition has a glossary of legal bases, and this one is not in it (compared with dashes folded).",
    example: "\"Section 36, Health Act 2009\" without a glossary entry.",
};

/// One dataset under one agreement, with different answers on opt-outs.
pub static W16: Code = Code {
    id: "W16",
    title: "One dataset under one agreement, with different answers on opt-outs",
    explanation: "In one edition rows for the same dataset under the same reference differ on opt-outs: applied and not applied, or not applied for different reasons. Both may be right for different files; the register does not say.",
    example: "Two rows for Inpatient Care Dataset: Yes and No.",
};

/// Broken glyphs.
pub static W17: Code = Code {
    id: "W17",
    title: "Broken glyphs",
    explanation: "Characters of a symbol font or of a broken PDF stand in the text. The site shows what they meant where that is known; the extracts keep them.",
    example: "U+F0A7 for a bullet",
};

/// Garbled letters.
pub static W18: Code = Code {
    id: "W18",
    title: "Garbled letters",
    explanation: "The text looks like UTF-8 that was read as Windows-1252.",
    example: "JoÃ£o for João",
};

/// Invisible characters.
pub static W19: Code = Code {
    id: "W19",
    title: "Invisible characters",
    explanation: "The text holds a line separator or a zero-width character. It is kept; searches on the published text may miss a word.",
    example: "pre\\u{200B}term",
};

/// A cell that begins with a minus sign.
pub static W20: Code = Code {
    id: "W20",
    title: "A cell that begins with a minus sign",
    explanation: "Some spreadsheets take it for a formula. The extracts are exact and keep it.",
    example: "-5 to 10 years",
};

/// What may be personal data in published text.
pub static W21: Code = Code {
    id: "W21",
    title: "What may be personal data in published text",
    explanation: "The text seems to hold an email address, a telephone number, a full postcode, a date of birth, or a person's name with a title or a role. The addresses of the register itself in register.toml are no fault. Published registers name officials, so this is no error; look whether it belongs there.",
    example: "Contact Professor Jane Example, jane@example.org",
};

/// A placeholder in place of a value.
pub static W22: Code = Code {
    id: "W22",
    title: "A placeholder in place of a value",
    explanation: "The cell says null, \"Coming soon\" or the like. Leave it empty if nothing is stated.",
    example: "title: TBC",
};

/// An agreement that left the register.
pub static W24: Code = Code {
    id: "W24",
    title: "An agreement that left the register",
    explanation: "A version that an earlier edition printed is not in the latest edition of the same kind, and withdrawn.csv says nothing about it.",
    example: "v1.0 in 2017-18, absent from 2018-19.",
};

/// Identifiability changed between editions.
pub static W25: Code = Code {
    id: "W25",
    title: "Identifiability changed between editions",
    explanation: "Two editions give different answers for the same dataset under the same reference.",
    example: "De-personalised in 2018, Personally identifiable in 2020.",
};

/// A small number of people.
pub static W26: Code = Code {
    id: "W26",
    title: "A small number of people",
    explanation: "The text or figure counts fewer patients or people than small_numbers in register.toml sets. Whoever knows one of so few may learn about the others. Write that there are fewer than the threshold, or leave the number out. Numbers of staff may stay.",
    example: "With small_numbers = 5: \"Data of 3 patients were sent.\" Write \"fewer than 5 patients\".",
};

/// Rows that are equal but for their id.
pub static I1: Code = Code {
    id: "I1",
    title: "Rows that are equal but for their id",
    explanation: "One row is, in the main, one file, and several equal files may have been sent. Rows are never de-duplicated.",
    example: "FILE1001 and FILE1002 with every other cell the same.",
};

/// A column without any value.
pub static I2: Code = Code {
    id: "I2",
    title: "A column without any value",
    explanation: "The source has the column and leaves every cell empty.",
    example: "Purpose in NHS Digital's DataReleases sheet.",
};

/// A quoted cell without an end.
pub static E100: Code = Code {
    id: "E100",
    title: "A quoted cell without an end",
    explanation: "A cell that begins with a double quote must end with one. Without it the rest of the file would be swallowed.",
    example: "\"Wrenfield Hospital,x",
};

/// A quote in the wrong place.
pub static E101: Code = Code {
    id: "E101",
    title: "A quote in the wrong place",
    explanation: "A double quote may open a cell, close it, or stand doubled inside a quoted cell. Anywhere else programs read it differently.",
    example: "Wrenfield \"General\" Hospital: write \"Wrenfield \"\"General\"\" Hospital\"",
};

/// A row with the wrong number of cells.
pub static E102: Code = Code {
    id: "E102",
    title: "A row with the wrong number of cells",
    explanation: "Every row has as many cells as the header row. A comma inside a cell needs quotes round the cell.",
    example: "Novavax, Inc.: write \"Novavax, Inc.\"",
};

/// A column is missing.
pub static E103: Code = Code {
    id: "E103",
    title: "A column is missing",
    explanation: "The table needs this column, even where all its cells are empty.",
    example: "organisations.csv without the column type",
};

/// A column that the table does not have.
pub static E104: Code = Code {
    id: "E104",
    title: "A column that the table does not have",
    explanation: "The heading is not one of the table's columns. It may be misspelt.",
    example: "organization",
};

/// A column twice.
pub static E105: Code = Code {
    id: "E105",
    title: "A column twice",
    explanation: "Two columns have the same heading.",
    example: "id,name,name",
};

/// A control character.
pub static E106: Code = Code {
    id: "E106",
    title: "A control character",
    explanation: "Control characters other than tab and line feed may not stand in records. Where a source really has one, it is written as \\u{…} with its number in hexadecimal.",
    example: "A carriage return inside a cell is written \\u{D}.",
};

/// An escape that is none.
pub static E107: Code = Code {
    id: "E107",
    title: "An escape that is none",
    explanation: "\\u{…} stands for a control character, or, as \\u{5C}, for a backslash before u{. Nothing else is written so.",
    example: "\\u{41}",
};

/// A file without a header row.
pub static E108: Code = Code {
    id: "E108",
    title: "A file without a header row",
    explanation: "The first line of a table names its columns. This file is empty.",
    example: "An empty data/editions.csv",
};

/// TOML that cannot be read.
pub static E110: Code = Code {
    id: "E110",
    title: "TOML that cannot be read",
    explanation: "The settings or the front matter are not valid TOML at this place. Text needs quotes round it.",
    example: "title = No: write title = \"No\"",
};

/// A key that does not belong here.
pub static E111: Code = Code {
    id: "E111",
    title: "A key that does not belong here",
    explanation: "The key is not one of those this file has. It may be misspelt.",
    example: "aplicant = \"…\"",
};

/// A key is missing.
pub static E112: Code = Code {
    id: "E112",
    title: "A key is missing",
    explanation: "The file cannot be used without this key: add it, with its value in quotes.",
    example: "An agreement without reference",
};

/// A value of the wrong kind.
pub static E113: Code = Code {
    id: "E113",
    title: "A value of the wrong kind",
    explanation: "The key takes another kind of value: text, a whole number, a list of texts.",
    example: "purposes = \"research\": write purposes = [\"research\"]",
};

/// A file without front matter.
pub static E114: Code = Code {
    id: "E114",
    title: "A file without front matter",
    explanation: "The file begins with a line +++, then TOML, then another line +++.",
    example: "An agreement that begins with ## Objective for processing",
};

/// A heading that a statement does not have, or has twice.
pub static E115: Code = Code {
    id: "E115",
    title: "A heading that a statement does not have, or has twice",
    explanation: "The sections of a statement have known headings, each at most once: ## and one of Summary in plain English, Lay summary, Objective for processing, Processing activities, Expected output, Expected measurable benefits, Yielded benefits, Technical summary, Why is this project being conducted?, How will the data be used?, Anticipated public health benefits, Funders and collaborators. With several statements each one's sections stand under a line # Statement 1, # Statement 2. A heading of your own inside a section begins with ###. Published text that looks like one of these headings begins with a backslash.",
    example: "## Objectives: write ## Objective for processing",
};

/// Text outside any section.
pub static E116: Code = Code {
    id: "E116",
    title: "Text outside any section",
    explanation: "Text between the front matter and the first heading belongs to no section, so no page or extract would hold it.",
    example: "A paragraph above ## Objective for processing",
};

/// A file that does not belong.
pub static E117: Code = Code {
    id: "E117",
    title: "A file that does not belong",
    explanation: "The file is none of those that a register has at this place, so it would be silently left out. Move it, or correct its name.",
    example: "data/organisation.csv",
};

/// A file is missing.
pub static E118: Code = Code {
    id: "E118",
    title: "A file is missing",
    explanation: "A register needs this file.",
    example: "data/editions.csv",
};

/// A value that the column does not take.
pub static E120: Code = Code {
    id: "E120",
    title: "A value that the column does not take",
    explanation: "The column takes a date (2021-02-28), a whole number, an id, a web address, or one of a few words; some columns cannot be empty.",
    example: "published: 28/02/2021: write 2021-02-28",
};

/// An id or key twice.
pub static E121: Code = Code {
    id: "E121",
    title: "An id or key twice",
    explanation: "Two rows of one table, or two items of a list, have the same id or key, and nothing would say which holds.",
    example: "Two organisations wrenfield-hospital",
};

/// A reference to something that the register does not have.
pub static E122: Code = Code {
    id: "E122",
    title: "A reference to something that the register does not have",
    explanation: "The cell names an organisation, dataset, edition, agreement or term by its id, and there is none of that id.",
    example: "organisation: wrenfield-hosptial",
};

/// A name that the register does not know.
pub static E123: Code = Code {
    id: "E123",
    title: "A name that the register does not know",
    explanation: "The name is not recorded for any organisation or dataset, even without regard to case, white space and punctuation. Names are never matched by likeness. Record it in organisation-names.csv or dataset-names.csv, or add the organisation or dataset.",
    example: "recipient: Wrenfield Hosp",
};

/// A name that two records claim.
pub static E124: Code = Code {
    id: "E124",
    title: "A name that two records claim",
    explanation: "Without case, white space and punctuation the same name is recorded for two different organisations or datasets, or the same expression in two groups of synonyms.",
    example: "A & B Ltd and A and B Ltd with different ids",
};

/// A name without a letter or digit.
pub static E125: Code = Code {
    id: "E125",
    title: "A name without a letter or digit",
    explanation: "Nothing is left of the name when white space and punctuation are set aside, so it can match nothing.",
    example: "recipient: --",
};

/// A file that is not where its reference says.
pub static E126: Code = Code {
    id: "E126",
    title: "A file that is not where its reference says",
    explanation: "An agreement's folder and file follow from its reference, so that addresses never change.",
    example: "DARS-NIC-900001-A1B2C-v1.2 belongs in data/agreements/nic-900001-a1b2c/v1.2.md",
};

/// Two agreements with one address.
pub static E127: Code = Code {
    id: "E127",
    title: "Two agreements with one address",
    explanation: "Two ids become the same folder name. One of them must be written otherwise.",
    example: "CASEMIX_1 and CASEMIX-1",
};

/// A total that does not add up.
pub static E128: Code = Code {
    id: "E128",
    title: "A total that does not add up",
    explanation: "The publisher's own total differs from the sum of the figures beside it.",
    example: "Total 10 for 4 and 5",
};

/// A waiver that names no known code.
pub static E130: Code = Code {
    id: "E130",
    title: "A waiver that cannot be",
    explanation: "A waiver names a code that candour explain lists, and one whose record can be published all the same: without its id, its agreement or a resolved name there is nothing to publish.",
    example: "code = \"E99\"",
};

/// A waiver that nothing needs.
pub static W130: Code = Code {
    id: "W130",
    title: "A waiver that nothing needs",
    explanation: "No fault of this code is in this record. Remove the waiver, so that it cannot hide a later fault.",
    example: "A waiver for a cell that was corrected",
};

/// Two files of the site with one path.
pub static E140: Code = Code {
    id: "E140",
    title: "Two files of the site with one path",
    explanation: "Two records or pages want the same address.",
    example: "An organisation and a page that both become /about/",
};

/// A link that leads nowhere.
pub static E141: Code = Code {
    id: "E141",
    title: "A link that leads nowhere",
    explanation: "A page of the site links to an address or a place on a page that does not exist.",
    example: "[guidance](/guidence/)",
};

/// An id twice on one page.
pub static E142: Code = Code {
    id: "E142",
    title: "An id twice on one page",
    explanation: "Two parts of one page have the same id, so a link to it is ambiguous.",
    example: "Two headings with the same words given the same id",
};

/// A file that no theme has.
pub static E143: Code = Code {
    id: "E143",
    title: "A file that no theme has",
    explanation: "A theme folder replaces files of the built-in theme one by one: templates, words/en.toml and anything below assets/. This file is none of them, so nothing would ever read it. Check its name.",
    example: "themes/mine/agrement.html",
};

/// A template that cannot be read.
pub static E144: Code = Code {
    id: "E144",
    title: "A template that cannot be read",
    explanation: "The theme's template is not valid: a tag is not closed, a filter or part does not exist, or the file is no UTF-8 text. The built-in template of the same name shows what works.",
    example: "{% if view.title }",
};

/// Words of the interface that do not fit.
pub static E145: Code = Code {
    id: "E145",
    title: "Words of the interface that do not fit",
    explanation: "Words stand in words/en.toml under the keys of the built-in theme, with the same placeholders in braces. A key that does not exist, a placeholder that nothing fills or one that is left out would show up as a gap in a page.",
    example: "title = \"Agreement {refrence}\"",
};

/// An address of the published site would disappear.
pub static E150: Code = Code {
    id: "E150",
    title: "An address of the published site would disappear",
    explanation: "Addresses never change: people cite them. The site in place has a page or file that the new one lacks. If a record left the register, name it in data/withdrawn.csv, so that its page stays and says so. If the address was a mistake, publish once with removals allowed.",
    example: "The file of an agreement was deleted, but data/withdrawn.csv does not name it",
};

/// A long sentence.
pub static A1: Code = Code {
    id: "A1",
    title: "A long sentence",
    explanation: "Sentences of up to 20 words are easy to read; this one has more than 25. Split it, or make it a list.",
    example: "We do this, which means that, where it applies, and unless somebody says otherwise, that is done as well, so that …",
};

/// A text that is hard to read.
pub static A2: Code = Code {
    id: "A2",
    title: "A text that is hard to read",
    explanation: "Long sentences and long words make a text hard. The reading age is that of the Flesch-Kincaid formula: the school grade plus five years, with syllables counted by rule. It is a rough guide. Names of diseases and organisations make it higher, and a low number does not make a text clear.",
    example: "A summary with a reading age of 19: use shorter sentences and everyday words.",
};

/// An initialism that nobody explains.
pub static A3: Code = Code {
    id: "A3",
    title: "An initialism that nobody explains",
    explanation: "Readers do not know the short forms of a trade. Spell it out at its first use, with the short form in brackets after it, or record both in data/synonyms.csv, which also fills the glossary.",
    example: "\"Linked to HES\": write \"linked to Hospital Episode Statistics (HES)\".",
};

/// A word with a plainer one.
pub static A4: Code = Code {
    id: "A4",
    title: "A word with a plainer one",
    explanation: "Most readers meet the shorter word more often. Use it where it says the same.",
    example: "\"utilise\": write \"use\".",
};

/// All of them, in the order `candour explain` lists them.
pub static ALL: &[&Code] = &[
    &E1, &E2, &E3, &E4, &E5, &E6, &E7, &E8, &E9, &E10, &E11, &E12, &E13, &E14, &E15, &E16, &W1, &W2, &W3, &W4, &W5,
    &W6, &W7, &W8, &W9, &W10, &W11, &W12, &W13, &W14, &W15, &W16, &W17, &W18, &W19, &W20, &W21, &W22, &W24, &W25, &W26,
    &I1, &I2, &E100, &E101, &E102, &E103, &E104, &E105, &E106, &E107, &E108, &E110, &E111, &E112, &E113, &E114, &E115,
    &E116, &E117, &E118, &E120, &E121, &E122, &E123, &E124, &E125, &E126, &E127, &E128, &E130, &W130, &E140, &E141,
    &E142, &E143, &E144, &E145, &E150, &A1, &A2, &A3, &A4,
];
