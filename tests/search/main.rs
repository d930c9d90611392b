//! Stories of searching in a small register: what comes first, what is found at all, and that no damaged file does harm.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[allow(dead_code)] // these stories read no site
#[path = "../support/folder.rs"]
mod folder;

use candour::diag::Failure;
use candour::output::{pack, unpack};
use candour::pipeline;
use candour::search::{Found, Index};
use candour::tree::Folder;
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

type Files = BTreeMap<String, Vec<u8>>;

const ORGANISATIONS: &str = "\
university-of-bristol,University of Bristol,,,,,,,,,
bristol-city-council,Bristol City Council,local_authority,,,,,,,,
kings-college-london,King\u{2019}s College London,,,,,,,,,
sante-publique,Sant\u{e9} Publique,,,,,,,,,
bristolian-society,Bristolian Society,,,,,,,,,
office-for-numbers,Office for Useful Numbers (OUN),,,,,,,,,
";
const DATASETS: &str = "\
hes-apc,Hospital Episode Statistics Admitted Patient Care,,,,,,,,
cancer-registration,Cancer Registration,Every tumour once.,,,,,,,
";
const NAMES: &str = "name,organisation,evidence,reviewed\nUoB,university-of-bristol,It says so itself.,\n";
const SYNONYMS: &str = "expressions,evidence,reviewed\nHES;Hospital Episode Statistics,Both are used.,2022-01-01\n";

const TERMS: &str = "Inpatient Care,,file,Anonymised - ICO code compliant,Non Sensitive,Health and Social Care Act 2012 - \
    s261(1) and s261(2)(b)(ii),One-Off,No - data flow is not identifiable,Does not include the flow of confidential data,,";

fn agreement(reference: &str, applicant: &str, title: &str, prose: &str) -> String {
    format!(
        "+++\nreference = \"{reference}\"\ntitle = \"{title}\"\napplicant = \"{applicant}\"\nprose = \"verbatim\"\n\n\
         [[statement]]\nseq = 1\norganisation = \"{applicant}\"\neditions = [\"2022-h1\"]\n+++\n\n\
         ## Objective for processing\n\n{prose}\n"
    )
}

fn write_register(home: &Path) {
    folder::copy_register(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register"), home);
    let data = home.join("data");
    for (file, more) in [("organisations.csv", ORGANISATIONS), ("datasets.csv", DATASETS)] {
        let text = std::fs::read_to_string(data.join(file)).unwrap();
        std::fs::write(data.join(file), text + more).unwrap();
    }
    std::fs::write(data.join("organisation-names.csv"), NAMES).unwrap();
    std::fs::write(data.join("synonyms.csv"), SYNONYMS).unwrap();
    let releases = [
        ("FILE2001", "DARS-NIC-17875-X7K1V-v3.2", "University of Bristol"),
        ("FILE2002", "DARS-NIC-20001-B2C3D-v1.0", "Bristol City Council"),
        ("FILE2003", "DARS-NIC-20002-D4E5F-v1.0", "King\u{2019}s College London"),
    ];
    let rows = releases
        .map(|(id, reference, recipient)| format!("{id},2022-h1,DataReleases,,{reference},{recipient},,{TERMS}\n"));
    let path = data.join("releases/2022-h1.csv");
    std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + &rows.concat()).unwrap();
    let agreements = [
        (
            "nic-17875-x7k1v/v3.2",
            agreement(
                "DARS-NIC-17875-X7K1V-v3.2",
                "University of Bristol",
                "Variation in surgery",
                "How operations for cancer differ.\nPatients\u{2019} second opinion matters.",
            ),
        ),
        (
            "nic-20001-b2c3d/v1.0",
            agreement(
                "DARS-NIC-20001-B2C3D-v1.0",
                "Bristol City Council",
                "Diabetes screening",
                "People with diabetes are invited; HES data say when.",
            ),
        ),
        (
            "nic-20002-d4e5f/v1.0",
            agreement(
                "DARS-NIC-20002-D4E5F-v1.0",
                "King\u{2019}s College London",
                "Waiting lists",
                "Screening for cancer, and an opinion on the second wait.\n\
                 Queues grow where queues are not counted.\n\
                 Where theatres open, queues shrink.\n\
                 Counted queues shrink.",
            ),
        ),
    ];
    for (path, text) in agreements {
        let path = data.join(format!("agreements/{path}.md"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn make() -> Files {
    let home = tempfile::tempdir().unwrap();
    write_register(home.path());
    let checked = pipeline::check(&Folder::new(home.path())).unwrap();
    let ready = checked.ready.unwrap_or_else(|| panic!("{:?}", checked.faults.iter().collect::<Vec<_>>()));
    let day = ready.register.latest_date().unwrap();
    let files = pipeline::search_index(&ready, day).unwrap();
    let name = |path: &str| path.strip_prefix("search/").unwrap().to_owned();
    files.iter().map(|file| (name(file.path().as_str()), file.bytes().unwrap().into_owned())).collect()
}

/// The files of the index, made once.
fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(make)
}

fn open(files: &Files) -> Result<Index<'_>, Failure> {
    let get = |name: &str| files.get(name).cloned().ok_or_else(|| Failure::new(format!("no file {name}")));
    Index::open(get)
}

fn found(typed: &str) -> Found {
    open(files()).unwrap().search(typed).unwrap()
}

/// The titles found, best first; for agreements the references.
fn titles(found: &Found) -> Vec<String> {
    let index = open(files()).unwrap();
    found.hits.iter().map(|hit| index.title(hit.document).to_owned()).collect()
}

fn first(typed: &str) -> (String, u8) {
    let found = found(typed);
    let title = titles(&found).into_iter().next().unwrap_or_else(|| panic!("nothing is found for {typed}"));
    (title, found.hits[0].tier)
}

const BRISTOL: &str = "University of Bristol";
const SURGERY: &str = "Variation in surgery";
const DIABETES: &str = "Diabetes screening";
const WAITING: &str = "Waiting lists";

#[test]
fn an_exact_name_comes_first_whichever_name_it_is_and_however_it_is_written() {
    for typed in [BRISTOL, "UNIVERSITY  of bristol", "uob", "\"university of Bristol\""] {
        assert_eq!(first(typed), (BRISTOL.to_owned(), 8), "{typed}");
    }
    for typed in ["king's college london", "Kings College London", "KING\u{2019}S COLLEGE LONDON"] {
        assert_eq!(first(typed).1, 8, "{typed}");
    }
    assert_eq!(first("sante publique"), ("Sant\u{e9} Publique".to_owned(), 8));
    assert_eq!(first("cancer registration"), ("Cancer Registration".to_owned(), 8));
}

#[test]
fn then_come_names_that_begin_so_then_names_and_titles_with_the_words_then_prose() {
    assert_eq!(first("university"), (BRISTOL.to_owned(), 6));
    assert_eq!(first("univ"), (BRISTOL.to_owned(), 4));
    let bristol = found("bristol");
    assert_eq!(titles(&bristol)[..3], ["Bristol City Council", BRISTOL, "Bristolian Society"]);
    assert_eq!(bristol.hits.iter().map(|hit| hit.tier).collect::<Vec<_>>(), [6, 4, 3, 0, 0]);
    assert_eq!(bristol.hits[3].field, "recipient");
    let screening = found("screening");
    assert_eq!(titles(&screening), [DIABETES, WAITING]);
    assert_eq!(
        screening.hits.iter().map(|hit| (hit.tier, hit.field)).collect::<Vec<_>>(),
        [(1, "title"), (0, "objective")]
    );
    assert_eq!(first("waiting lists"), (WAITING.to_owned(), 2));
}

#[test]
fn a_name_is_known_by_the_words_that_say_something_and_by_its_initials() {
    for typed in ["the cancer registrations", "How do I get Cancer Registration?", "cancer's registration"] {
        assert_eq!(first(typed), ("Cancer Registration".to_owned(), 7), "{typed}");
    }
    assert_eq!(first("Registration Cancer").1, 4, "in another order they are but words");
    assert_eq!(first("kcl"), ("King\u{2019}s College London".to_owned(), 6));
    assert_eq!(first("bcc"), ("Bristol City Council".to_owned(), 6));
}

#[test]
fn a_word_that_no_document_has_stands_for_all_that_begin_so_wherever_it_is() {
    assert_eq!(first("univers of bristol"), (BRISTOL.to_owned(), 4));
    assert_eq!(titles(&found("screen diab")), [DIABETES]);
}

#[test]
fn the_pages_of_the_site_are_found_by_what_they_are_called_and_by_questions() {
    let path = |typed: &str| {
        let found = found(typed);
        open(files()).unwrap().path(found.hits[0].document).to_owned()
    };
    assert_eq!(path("opt-out"), "opt-outs/");
    assert_eq!(path("How do I opt out?"), "opt-outs/");
    assert_eq!(path("what is a legal basis"), "legal-bases/");
    assert_eq!(path("your data"), "your-data/");
    assert_eq!(path("glossary"), "glossary/");
}

#[test]
fn a_reference_is_found_in_every_form() {
    for typed in ["17875", "X7K1V", "nic 17875 x7k1v", "DARS-NIC-17875-X7K1V-v3.2", "nic17875x7k1v", "NIC-17875-X7K1V"]
    {
        assert_eq!(first(typed), (SURGERY.to_owned(), 8), "{typed}");
        assert_eq!(found(typed).hits.len(), 1, "{typed}");
    }
}

#[test]
fn words_match_in_the_singular_and_plural_and_in_every_tense() {
    for typed in ["operation cancer", "OPERATIONS, cancers!"] {
        assert_eq!(titles(&found(typed)), [SURGERY], "{typed}");
    }
    assert_eq!(titles(&found("invite diabetes")), [DIABETES]);
}

#[test]
fn every_word_must_match_but_those_that_say_little() {
    assert_eq!(titles(&found("cancer screening")), [WAITING]);
    assert_eq!(titles(&found("the screening with cancer on a")), [WAITING]);
}

#[test]
fn a_phrase_is_exact_and_an_excluded_word_or_phrase_is_not_there() {
    assert_eq!(titles(&found("\"second opinion\"")), [SURGERY]);
    assert_eq!(titles(&found("\u{201C}patients second\u{201D}")), [SURGERY]);
    assert_eq!(titles(&found("\"second opinions\"")), Vec::<String>::new());
    assert_eq!(titles(&found("\"differ patients\"")), Vec::<String>::new(), "no phrase runs into the next paragraph");
    assert_eq!(titles(&found("opinion -surgery")), [WAITING]);
    assert_eq!(titles(&found("opinion -\"second opinion\"")), [WAITING]);
}

#[test]
fn the_beginning_of_a_word_stands_for_all_that_begin_so() {
    assert_eq!(titles(&found("diab*")), [DIABETES]);
    assert_eq!(titles(&found("screening diab")), [DIABETES]);
    assert!(titles(&found("di* screening")).contains(&DIABETES.to_owned()));
}

#[test]
fn a_misspelt_word_is_corrected_only_where_it_finds_nothing() {
    let corrected = |typed| {
        let found = found(typed);
        (found.corrected.clone(), titles(&found).into_iter().next().unwrap_or_default())
    };
    assert_eq!(corrected("screenng"), (Some("screening".into()), DIABETES.into()));
    assert_eq!(corrected("univeristy of bristil"), (Some("university of bristol".into()), BRISTOL.into()));
    assert_eq!(corrected("cancr surgery"), (Some("cancer surgery".into()), SURGERY.into()));
    assert_eq!(corrected("surgery"), (None, SURGERY.into()));
    assert_eq!(corrected("17876"), (None, String::new()), "a number is never taken for another");
    assert_eq!(corrected("NIC-17875-X7K1W"), (None, SURGERY.into()), "but a whole name may be");
}

#[test]
fn another_spelling_is_offered_where_little_is_found() {
    // "sante" is no word that was meant for "state", and the exact name needs no other.
    assert_eq!(found("sante publique").suggestion, None);
    let found = found("universities of bristol -nothing");
    assert_eq!(found.corrected, None);
}

#[test]
fn words_that_mean_the_same_find_the_same_both_ways() {
    for typed in ["hes", "Hospital Episode Statistics"] {
        let found = titles(&found(typed));
        assert_eq!(found[0], "Hospital Episode Statistics Admitted Patient Care", "{typed}");
        assert!(found.contains(&DIABETES.to_owned()), "{typed}: {found:?}");
    }
    assert_eq!(first("HES admitted patient care").1, 8);
    assert_eq!(first("office for useful numbers"), ("Office for Useful Numbers (OUN)".to_owned(), 6));
    assert_eq!(first("oun").0, "Office for Useful Numbers (OUN)");
}

#[test]
fn where_no_document_has_all_words_the_nearest_say_what_is_missing() {
    let found = found("diabetes surgery");
    assert!(found.partial && found.corrected.is_none());
    assert_eq!(titles(&found), [SURGERY, DIABETES]);
    assert_eq!(found.hits[0].missing, ["diabetes"]);
    assert_eq!(self::found("qqqq zzzz").hits, []);
}

#[test]
fn nothing_typed_shows_everything_newest_first() {
    let all = found("");
    assert_eq!(all.hits.len(), open(files()).unwrap().len());
    assert_eq!(found("-cancer").hits.len(), all.hits.len() - found("cancer").hits.len());
    assert_eq!(found(" \"\" ").hits, all.hits);
}

#[test]
fn a_result_shows_whole_words_around_what_matched() {
    let found = found("invited");
    let passage = found.hits[0].passage.as_ref().unwrap();
    assert_eq!(
        (passage.field, passage.text.as_str()),
        ("objective", "People with diabetes are invited; HES data say when.")
    );
}

#[test]
fn a_result_of_a_phrase_shows_the_phrase_where_a_passage_of_one_of_its_words_has_it() {
    let passage = |typed: &str| {
        let found = found(typed);
        assert_eq!(titles(&found), [WAITING], "{typed}");
        found.hits[0].passage.clone().unwrap().text
    };
    let (first, second) = ("Queues grow where queues are not counted.", "Where theatres open, queues shrink.");
    // "Queue" says more about the document than "shrink", which the second passage is kept for.
    for words in ["queues", "queues shrink"] {
        assert_eq!(passage(words), first, "{words}");
    }
    assert_eq!(passage("\"queues shrink\""), second);
    assert_eq!(passage("\"Queues, shrink!\" screening -surgery"), second, "a word beside the phrase changes nothing");
    assert_eq!(passage("\"not counted\" \"queues shrink\" \"theatres open\""), second, "it has two of the three");
    assert_eq!(passage("\"counted queues\""), first, "no passage has it: the one of the word that says most is shown");
}

#[test]
fn the_same_register_gives_the_same_files_however_many_threads_make_them() {
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(make);
    assert!(with(1) == *files() && with(3) == *files());
}

#[test]
fn every_file_but_the_first_is_named_by_what_it_holds() {
    for (name, bytes) in files() {
        if name != "index.json" {
            let digest = candour::output::sha256_hex(bytes);
            assert!(name.ends_with(&format!("-{}.bin", &digest[..10])), "{name}");
        }
    }
    assert!(files().len() >= 5);
}

#[test]
fn a_missing_damaged_or_foreign_file_is_named() {
    let told = |files: &Files| match open(files).and_then(|index| index.search("\"second opinion\" cancr")) {
        Ok(_) => String::new(),
        Err(failure) => failure.to_string(),
    };
    assert_eq!(told(files()), "");
    let needed = RefCell::new(BTreeSet::new());
    let get = |name: &str| {
        needed.borrow_mut().insert(name.to_owned());
        Ok(files()[name].clone())
    };
    Index::open(get).unwrap().search("\"second opinion\" cancr").unwrap();
    assert!(needed.borrow().len() >= 5, "{needed:?}");
    for name in needed.borrow().iter() {
        let mut missing = files().clone();
        missing.remove(name);
        assert_eq!(told(&missing), format!("no file {name}"));
        let mut damaged = files().clone();
        damaged.insert(name.clone(), b"no index".to_vec());
        assert!(
            told(&damaged).starts_with(&format!("the file search/{name} of the search index is damaged")),
            "{name}"
        );
    }
    let mut newer = files().clone();
    newer.insert("index.json".into(), b"{\"format\":2,\"head\":\"head-0000000000.bin\"}".to_vec());
    assert!(told(&newer).contains("index.json"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_changed_within_a_file_do_no_harm(which in 0usize..100, changes in prop::collection::vec((any::<u16>(), any::<u8>()), 1..6)) {
        let mut files = files().clone();
        let name = files.keys().nth(which % files.len()).unwrap().clone();
        let packed = name.ends_with(".bin");
        let mut bytes = if packed { unpack(&files[&name], 1 << 30).unwrap() } else { files[&name].clone() };
        for (place, byte) in changes {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        files.insert(name, if packed { pack(&bytes).unwrap() } else { bytes });
        if let Ok(index) = open(&files) {
            for typed in ["\"second opinion\"", "cancr screening", "diab*", "NIC-17875", "", "hes"] {
                if let Ok(found) = index.search(typed) {
                    for hit in found.hits {
                        prop_assert!(!index.kind(hit.document).key().is_empty() && index.path(hit.document).len() < 1000);
                    }
                }
            }
        }
    }
}
