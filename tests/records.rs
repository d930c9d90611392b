//! What the writers write, the readers read back equal and without fault; files that spreadsheets saved read like ours;
//! and every fault is found at the line and column where an editor shows it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use candour::diag::{Cell, Diagnostics, Sources, Spanned};
use candour::model::SectionKind;
use candour::records::{self, *};
use candour::tree::Memory;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Reads one file of a register.
fn load(path: &str, bytes: impl Into<Vec<u8>>, faults: &mut Diagnostics) -> Sources {
    let mut tree = Memory::default();
    tree.put(path, bytes);
    records::load(&tree, faults).unwrap()
}

/// Each fault as its code, line and column.
fn places(path: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let mut faults = Diagnostics::new();
    let sources = load(path, bytes, &mut faults);
    records::read(&sources, &mut faults);
    faults.sort();
    let place = |d: &candour::diag::Diagnostic| {
        let at = sources.locate(d.span.unwrap());
        format!("{} {}:{}", d.code.id, at.line, at.column)
    };
    faults.iter().map(place).collect()
}

/// What a file could hold at its worst: letters of every script, control characters, what looks like an escape, a
/// quote, a separator, a byte order mark.
fn text() -> impl Strategy<Value = String> {
    "(?s)(\\PC|[\\x00-\\x1F\\x7F-\\x9F\u{2028}\u{FEFF}\u{A0}]|\\\\u\\{|\\\\|5C\\}|\"|,|;|\r\n|=|#){0,12}"
}

fn stated() -> impl Strategy<Value = String> {
    text().prop_filter("a required text says something", |text| !text.trim().is_empty())
}

fn rows(columns: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(text(), columns), 0..4)
}

/// The same table as a spreadsheet saves it: with a byte order mark, CRLF, and quotes round every cell.
fn as_a_spreadsheet_saves_it(ours: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(ours);
    let (crlf, always) = (csv::Terminator::CRLF, csv::QuoteStyle::Always);
    let mut writer = csv::WriterBuilder::new().terminator(crlf).quote_style(always).from_writer(Vec::from("\u{FEFF}"));
    for record in reader.byte_records() {
        writer.write_byte_record(&record.unwrap()).unwrap();
    }
    writer.into_inner().unwrap()
}

macro_rules! tables_read_back {
    ($($name:ident: $row:ident at $path:literal in $($field:tt).+;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(64))]
            $(
                #[test]
                fn $name(cells in rows(<$row<'static> as Row<'static>>::COLUMNS.len())) {
                    let row = |cells: &Vec<String>| $row::from_cells(cells.iter().map(|cell| Cell::made(cell.clone())));
                    let written: Vec<$row<'_>> = cells.iter().map(|cells| row(cells).unwrap()).collect();
                    let ours = write_table(&written);
                    for bytes in [as_a_spreadsheet_saves_it(&ours), ours] {
                        let mut faults = Diagnostics::new();
                        let sources = load($path, bytes, &mut faults);
                        let drafts = records::read(&sources, &mut faults);
                        prop_assert!(faults.is_empty(), "{faults:?}");
                        prop_assert_eq!(&drafts.$($field).+, &written);
                    }
                }
            )*
        }
    };
}

tables_read_back! {
    editions_read_back: EditionDraft at "data/editions.csv" in editions.rows;
    organisations_read_back: OrganisationDraft at "data/organisations.csv" in organisations.rows;
    organisation_names_read_back: OrganisationNameDraft at "data/organisation-names.csv" in organisation_names.rows;
    relations_read_back:
        OrganisationRelationDraft at "data/organisation-relations.csv" in organisation_relations.rows;
    datasets_read_back: DatasetDraft at "data/datasets.csv" in datasets.rows;
    dataset_names_read_back: DatasetNameDraft at "data/dataset-names.csv" in dataset_names.rows;
    wordings_read_back: WordingDraft at "data/wordings.csv" in wordings.rows;
    synonyms_read_back: SynonymsDraft at "data/synonyms.csv" in synonyms.rows;
    agreement_purposes_read_back: AgreementPurposeDraft at "data/agreement-purposes.csv" in agreement_purposes.rows;
    counts_read_back: CountDraft at "data/counts.csv" in counts.rows;
    amendments_read_back: AmendmentDraft at "data/amendments.csv" in amendments.rows;
    withdrawals_read_back: WithdrawnDraft at "data/withdrawn.csv" in withdrawn.rows;
    refusals_read_back: RefusalDraft at "data/refusals.csv" in refusals.rows;
    the_log_reads_back: LogDraft at "data/log.csv" in log.rows;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn releases_and_terms_read_back(releases in rows(18), terms in rows(5)) {
        let cells = |cells: &Vec<String>| cells.iter().map(|cell| Cell::made(cell.clone())).collect::<Vec<_>>().into_iter();
        let releases: Vec<_> = releases.iter().map(|row| ReleaseDraft::from_cells(cells(row)).unwrap()).collect();
        let terms: Vec<_> = terms.iter().map(|row| TermDraft::from_cells(cells(row)).unwrap()).collect();
        let mut tree = Memory::default();
        tree.put("data/releases/ndrs/2018-04.csv", write_table(&releases));
        tree.put("data/vocabularies/legal-basis.csv", write_table(&terms));
        let mut faults = Diagnostics::new();
        let sources = records::load(&tree, &mut faults).unwrap();
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.releases[0].name, "ndrs/2018-04");
        prop_assert_eq!(&drafts.releases[0].rows.rows, &releases);
        prop_assert_eq!(&drafts.vocabularies[0].terms.rows, &terms);
    }
}

fn made(text: impl Strategy<Value = String>) -> impl Strategy<Value = Cell<'static>> {
    text.prop_map(Cell::made)
}

fn list() -> impl Strategy<Value = Vec<Cell<'static>>> {
    prop::collection::vec(made(text()), 0..3)
}

fn number(value: i64) -> Spanned<i64> {
    Spanned { value, span: Cell::made("").span }
}

/// A line of prose that could be taken for something else.
fn line() -> impl Strategy<Value = String> {
    let heading = select(SectionKind::ALL).prop_map(|kind| format!("## {}", kind.heading()));
    let other = select(vec!["# Statement 1", "# Statement 12", "## Unknown", "+++", "", "  ", "\\u{D}", "a\r", "\r"]);
    let backslashes =
        |line: BoxedStrategy<String>| ("\\\\{0,3}", line).prop_map(|(slashes, line): (String, String)| slashes + &line);
    prop_oneof![backslashes(heading.boxed()), backslashes(other.prop_map(str::to_owned).boxed()), text()]
}

fn prose() -> impl Strategy<Value = String> {
    let end = select(vec!["\n", "\r\n", "\n\n", "\u{2028}"]);
    let lines = prop::collection::vec((line(), end), 0..6);
    lines.prop_map(|lines| {
        let text: String = lines.into_iter().map(|(line, end)| line + end).collect();
        text.trim().to_owned()
    })
}

/// What staff write: no heading of the two upper levels, which would be the file's own.
fn authored() -> impl Strategy<Value = String> {
    let is_heading = |text: &str| text.split('\n').any(|line| line.starts_with("# ") || line.starts_with("## "));
    prose().prop_filter("headings inside a section begin with ###", move |text| !is_heading(text))
}

fn statement(verbatim: bool) -> impl Strategy<Value = StatementDraft<'static>> {
    let text = if verbatim { prose().boxed() } else { authored().boxed() };
    let sections = subsequence(SectionKind::ALL, 0..5).prop_shuffle();
    let sections = (sections, prop::collection::vec(text, 5)).prop_map(|(kinds, texts)| {
        let section = |(kind, text)| SectionDraft { kind, text: Cell::made(text) };
        kinds.into_iter().zip(texts).map(section).collect()
    });
    let rows = prop::collection::vec(any::<i64>().prop_map(number), 0..3);
    (made(stated()), list(), (rows, list()), list(), sections).prop_map(
        |(organisation, editions, (source_rows, source_sheets), truncated, sections)| StatementDraft {
            seq: number(0),
            organisation,
            editions,
            source_rows,
            source_sheets,
            truncated,
            sections,
        },
    )
}

fn statements(verbatim: bool) -> impl Strategy<Value = Vec<StatementDraft<'static>>> {
    prop::collection::vec((statement(verbatim), 1..1000i64), 1..4).prop_map(|drawn| {
        let mut last = 0;
        let numbered = |(statement, step): (StatementDraft<'static>, i64)| {
            last += step;
            StatementDraft { seq: number(last), ..statement }
        };
        drawn.into_iter().map(numbered).collect()
    })
}

fn dataset() -> impl Strategy<Value = DatasetUseDraft<'static>> {
    let cell = || option::of(made(text()));
    (made(stated()), cell(), cell(), cell(), cell(), cell()).prop_map(
        |(name, identifiability, sensitivity, frequency, legal_basis, confidentiality)| DatasetUseDraft {
            name,
            identifiability,
            sensitivity,
            frequency,
            legal_basis,
            confidentiality,
        },
    )
}

fn agreement() -> impl Strategy<Value = AgreementDraft<'static>> {
    let cell = || option::of(made(text()));
    let body = any::<bool>().prop_flat_map(|verbatim| (Just(verbatim), statements(verbatim)));
    let who = (made(stated()), cell(), made(stated()), cell(), list(), cell());
    let terms = (cell(), cell(), cell(), cell(), list());
    (who, terms, prop::collection::vec(dataset(), 0..3), body).prop_map(|(who, terms, datasets, body)| {
        let (reference, title, applicant, applicant_type, controllers, controller_basis) = who;
        let (start, end, sublicensing, commercial, purposes) = terms;
        let (verbatim, statements) = body;
        AgreementDraft {
            slug: "nic-1-a".to_owned(),
            label: "v1.0".to_owned(),
            reference,
            title,
            applicant,
            applicant_type,
            controllers,
            controller_basis,
            start,
            end,
            sublicensing,
            commercial,
            purposes,
            prose: verbatim.then(|| Cell::made("verbatim")),
            datasets,
            statements,
        }
    })
}

fn import_facts() -> impl Strategy<Value = ImportFacts<'static>> {
    let sheet = (made(stated()), made(stated()), any::<i64>(), option::of(made(text())), list(), list()).prop_map(
        |(name, role, rows, digest, header, empty_columns)| ImportedSheet {
            name,
            role,
            rows: number(rows),
            digest,
            header,
            empty_columns,
        },
    );
    let fault = (made(stated()), made(stated()), made(stated()), any::<i64>(), list()).prop_map(
        |(kind, sheet, column, count, cells)| SheetFault { kind, sheet, column, count: number(count), cells },
    );
    let left = (made(stated()), made(stated()), any::<i64>(), made(stated()));
    let left = left.prop_map(|(sheet, what, count, why)| LeftOut { sheet, what, count: number(count), why });
    let (sheets, faults) = (prop::collection::vec(sheet, 0..3), prop::collection::vec(fault, 0..3));
    let left_out = prop::collection::vec(left, 0..3);
    (made(stated()), made(stated()), list(), list(), sheets, faults, left_out).prop_map(
        |(source, layout, period_sources, drawing_text, sheets, faults, left_out)| ImportFacts {
            edition: "2021-02".to_owned(),
            source,
            layout,
            period_sources,
            drawing_text,
            sheets,
            faults,
            left_out,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn agreements_read_back_with_prose_that_looks_like_their_own_headings(draft in agreement()) {
        let mut faults = Diagnostics::new();
        let sources = load("data/agreements/nic-1-a/v1.0.md", write_agreement(&draft), &mut faults);
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.agreements, &[draft]);
    }

    #[test]
    fn agreements_that_a_windows_editor_saved_read_back(draft in agreement()) {
        let ours = write_agreement(&draft);
        let theirs = format!("\u{FEFF}{}", ours.replace('\n', "\r\n"));
        let mut faults = Diagnostics::new();
        let sources = load("data/agreements/nic-1-a/v1.0.md", theirs, &mut faults);
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.agreements, &[draft]);
    }

    #[test]
    fn import_facts_read_back(facts in import_facts()) {
        let mut faults = Diagnostics::new();
        let sources = load("data/editions/2021-02/import.toml", write_import_facts(&facts), &mut faults);
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.imports, &[facts]);
    }

    #[test]
    fn sheets_kept_as_text_read_back(sheet in made(stated()), text in made(prose())) {
        let (edition, name) = ("2021-02".to_owned(), "readme".to_owned());
        let draft = SheetTextDraft { edition, name, sheet, text };
        let mut faults = Diagnostics::new();
        let sources = load("data/editions/2021-02/readme.md", write_sheet_text(&draft), &mut faults);
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.sheet_texts, &[draft]);
    }

    #[test]
    fn no_bytes_at_all_make_a_reader_panic(path in select(PATHS.to_vec()), bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        places(path, bytes);
    }

    #[test]
    fn no_text_at_all_makes_a_reader_panic(path in select(PATHS.to_vec()), lines in prop::collection::vec(line(), 0..12)) {
        places(path, format!("+++\n{}", lines.join("\n")));
        places(path, lines.join("\n"));
    }
}

/// A file in canonical form, and whether it had a fault.
fn laid_out(path: &str, bytes: impl Into<Vec<u8>>) -> Option<Vec<u8>> {
    let mut faults = Diagnostics::new();
    let sources = load(path, bytes, &mut faults);
    let file = sources.files().next().unwrap();
    records::canonical(file, &sources, &mut faults).map(|form| form.bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_laid_out_has_its_rows_in_order_and_laid_out_again_the_same_bytes(cells in rows(4)) {
        let row = |cells: &Vec<String>| cells.iter().map(|cell| Cell::made(cell.clone())).collect::<Vec<_>>();
        let mut written: Vec<OrganisationNameDraft<'_>> =
            cells.iter().map(|cells| Row::from_cells(row(cells).into_iter()).unwrap()).collect();
        let path = "data/organisation-names.csv";
        let once = laid_out(path, as_a_spreadsheet_saves_it(&write_table(&written))).unwrap();
        written.sort_by(|a, b| a.name.text().cmp(b.name.text()));
        prop_assert_eq!(&once, &write_table(&written));
        prop_assert_eq!(laid_out(path, once.clone()).unwrap(), once);
    }

    #[test]
    fn an_agreement_laid_out_is_the_same_agreement_and_laid_out_again_the_same_bytes(draft in agreement()) {
        let ours = write_agreement(&draft);
        let theirs = format!("\u{FEFF}{}", ours.replace('\n', "\r\n"));
        for text in [ours.clone(), theirs] {
            prop_assert_eq!(laid_out(VERSION, text).unwrap(), ours.as_bytes());
        }
    }

    #[test]
    fn a_comment_keeps_the_front_matter_to_the_byte_and_only_the_prose_is_laid_out(draft in agreement()) {
        let ours = write_agreement(&draft);
        let text = ours.replacen("+++\n", "+++\n# why\n", 1);
        prop_assert_eq!(laid_out(VERSION, text.clone()).unwrap(), text.as_bytes());
        let theirs = format!("{text}\n\n");
        prop_assert_eq!(laid_out(VERSION, theirs).unwrap(), text.as_bytes());
    }

    #[test]
    fn pages_read_back_and_are_laid_out_the_same(title in made(stated()), summary in option::of(made(text())), body in made(prose())) {
        let address = "about".to_owned();
        let draft = ContentDraft { address, title, summary, date: None, order: Some(number(3)), body };
        let text = write_content(&draft);
        let mut faults = Diagnostics::new();
        let sources = load("content/about.md", text.clone(), &mut faults);
        let drafts = records::read(&sources, &mut faults);
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(&drafts.content, &[draft]);
        prop_assert_eq!(laid_out("content/about.md", format!("{text}\n")).unwrap(), text.as_bytes());
    }
}

/// A file of each kind.
const PATHS: [&str; 7] = [
    "data/counts.csv",
    "data/releases/2021-02.csv",
    "data/agreements/nic-1-a/v1.0.md",
    "data/editions/2021-02/import.toml",
    "data/editions/2021-02/readme.md",
    "data/assurance/audit-1.md",
    "content/about.md",
];

const PURPOSES: &str = "data/agreement-purposes.csv";
const VERSION: &str = "data/agreements/nic-1-a/v1.0.md";

#[test]
fn a_fault_in_a_cell_of_several_lines_is_found_on_its_own_line() {
    let text = "agreement,purpose,evidence\nA,b,\"one\ntwo\nthr\u{7}ee\"\nC,d\n";
    assert_eq!(places(PURPOSES, text), ["E106 4:4", "E102 5:1"]);
}

#[test]
fn columns_are_characters_and_not_bytes() {
    assert_eq!(places(PURPOSES, "agreement,purpose,evidence\né,日本,x\u{7}y\n"), ["E106 2:7"]);
}

#[test]
fn a_file_saved_by_a_spreadsheet_has_its_faults_in_the_same_places() {
    let ours = "agreement,purpose,evidence\nA,b\nC,d,e \"f\"\n";
    let found = places(PURPOSES, ours);
    assert_eq!(found, ["E102 2:1", "E101 3:7"]);
    assert_eq!(places(PURPOSES, format!("\u{FEFF}{}", ours.replace('\n', "\r\n"))), found);
    assert_eq!(places(PURPOSES, "\u{FEFF}agreement,purpos,evidence\n"), ["E104 1:11", "E103 1:18"]);
}

#[test]
fn a_fault_in_front_matter_is_found_in_the_file_not_in_the_toml() {
    let text = "+++\nreference = \"DARS\"\napplicant = \"Université\" # é\nowner = \"x\"\nstart = 2021-01-01\n+++\n";
    let found = ["E112 2:1", "E111 4:1", "E113 5:9"];
    assert_eq!(places(VERSION, text), found);
    assert_eq!(places(VERSION, text.replace('\n', "\r\n")), found);
}

#[test]
fn a_fault_in_prose_is_found_where_it_stands() {
    let head = "+++\nreference = \"A\"\napplicant = \"B\"\n[[statement]]\nseq = 1\norganisation = \"B\"\n+++\n";
    let prose = "Stray.\n\n## Objective for processing\n\n\\## Expected output\né\u{7}\n\n## Benefits\n\\u{41}\n";
    let found = ["E116 8:1", "E106 13:2", "E115 15:1", "E107 16:1"];
    assert_eq!(places(VERSION, format!("{head}{prose}")), found);
    assert_eq!(places(VERSION, format!("{head}{prose}").replace('\n', "\r\n")), found);
}

#[test]
fn a_quote_that_is_never_closed_is_one_fault_and_not_one_for_each_line_it_swallows() {
    let text = "agreement,purpose,evidence\r\nA,b,\"one\r\ntwo\r\nthree,\u{7}four\r\n";
    assert_eq!(places(PURPOSES, text), ["E100 2:5"]);
}

#[test]
fn bytes_that_are_no_utf_8_are_found_at_the_first() {
    assert_eq!(places(PURPOSES, b"agreement,purpose,evidence\n\xC3\xA9,b,caf\xE9 \xFF\n".to_vec()), ["E12 2:8"]);
}

#[test]
fn white_space_after_a_fence_is_not_seen_and_means_nothing() {
    let page = "+++ \ntitle = \"About\"\n+++\t\n\nText.\n";
    assert_eq!(places("content/about.md", page), Vec::<String>::new());
}
