//! Writes a made-up register of full size: 1,900 agreements in 5,500 versions, 570 organisations, 210 datasets, 100,000
//! releases in 60 monthly editions, and some 107 MB of prose whose words are as unevenly frequent as those of a real
//! language. The same seed gives the same bytes. Nothing in it is real, and nothing is measured here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const ORGANISATIONS: usize = 570;
const DATASETS: usize = 210;
const AGREEMENTS: usize = 1_900;
/// Two or three versions each make 5,500 in all.
const VERSIONS_OF_THREE: usize = 1_700;
const EDITIONS: usize = 60;
const FIRST_YEAR: usize = 2019;

/// How much of it there is, besides what is always as much.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) releases: usize,
    /// How many times shorter the prose is than at full size, where only the releases matter.
    pub(crate) shorter: usize,
}

/// A small generator of numbers (SplitMix64), so that the register is the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A rank below `end`, each about as much rarer as it is later.
    fn rank(&mut self, end: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((end as f64).powf(share) - 1.0) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }
}

const SMALL: [&str; 60] = [
    "the",
    "of",
    "and",
    "to",
    "data",
    "in",
    "for",
    "patients",
    "a",
    "care",
    "is",
    "by",
    "with",
    "will",
    "be",
    "records",
    "on",
    "from",
    "study",
    "that",
    "are",
    "hospital",
    "health",
    "as",
    "analysis",
    "this",
    "which",
    "team",
    "at",
    "an",
    "services",
    "results",
    "used",
    "each",
    "or",
    "their",
    "people",
    "years",
    "treatment",
    "has",
    "who",
    "local",
    "only",
    "clinical",
    "report",
    "between",
    "work",
    "costs",
    "not",
    "after",
    "planning",
    "outcomes",
    "group",
    "area",
    "change",
    "access",
    "staff",
    "linked",
    "quality",
    "review",
];
const STEMS: [&str; 120] = [
    "cardi", "neur", "ren", "derm", "hepat", "gastr", "oste", "hem", "pulmon", "onc", "ped", "ger", "psych", "opt",
    "oto", "vasc", "lymph", "thyr", "ton", "cran", "spin", "mam", "nephr", "ocul", "phon", "aud", "dent", "orth",
    "rad", "path", "gen", "immun", "tox", "vir", "bact", "myc", "par", "epid", "soci", "demo", "geo", "chron", "prim",
    "sec", "tert", "acut", "mort", "morb", "surv", "incid", "preval", "mod", "stat", "metr", "graph", "tabul", "index",
    "cod", "link", "match", "audit", "bench", "comm", "consult", "contr", "deliv", "desk", "diet", "discharg", "emerg",
    "enrol", "estim", "evalu", "exam", "fall", "famil", "follow", "frail", "fund", "govern", "guid", "home", "hosp",
    "inform", "integr", "invest", "journ", "know", "learn", "light", "list", "manag", "measur", "medic", "mental",
    "mid", "monit", "nurs", "observ", "oper", "partic", "pharm", "phys", "polic", "popul", "pract", "prev", "proj",
    "provid", "quest", "refer", "reg", "rehab", "rel", "resp", "risk", "sched", "screen", "surg", "transf",
];
const ENDINGS: [&str; 16] = [
    "ology", "itis", "ation", "ment", "al", "ic", "ing", "ed", "ers", "ity", "ance", "ive", "ory", "ist", "ogram", "s",
];
const MIDDLES: [&str; 10] = ["", "o", "i", "er", "an", "ul", "it", "ar", "en", "um"];
const PLACES: [&str; 38] = [
    "Ashcombe",
    "Barrowmere",
    "Calderwick",
    "Dunmarsh",
    "Eastholme",
    "Fernleigh",
    "Goldthwaite",
    "Hartsfold",
    "Inglewell",
    "Jessamy",
    "Kelbrook",
    "Lindenford",
    "Mallowdene",
    "Netherby",
    "Oakhanger",
    "Pellstone",
    "Quarrington",
    "Ravensway",
    "Saltmarsh",
    "Thornaby Vale",
    "Underhythe",
    "Varley",
    "Wexcombe",
    "Yarnfold",
    "Zeals Green",
    "Amberside",
    "Brindleton",
    "Copperhill",
    "Dalesend",
    "Elmhurst",
    "Foxmoor",
    "Greywater",
    "Hollowell",
    "Ivybank",
    "Juniper Down",
    "Kestrel Bay",
    "Larkspur",
    "Millrace",
];
/// Kinds of recipients: name with `{}` for the place, the wording and code of its type, how many in a hundred.
const KINDS: [(&str, &str, &str, usize); 7] = [
    ("NHS {} CCG", "Clinical Commissioning Group (CCG)", "ccg", 42),
    ("{} Council", "Local Authority", "local_authority", 24),
    ("University of {}", "Academic", "academic", 12),
    ("{} NHS Foundation Trust", "NHS Trust", "nhs_trust", 9),
    ("{} Analytics Ltd", "Commercial", "commercial", 6),
    ("{} Research Charity", "Charity", "charity", 4),
    ("{} Agency", "Agency/Public Body", "public_body", 3),
];

struct Words(Vec<String>);

impl Words {
    fn new() -> Words {
        let mut all: Vec<String> = SMALL.iter().map(|word| (*word).to_owned()).collect();
        for (middle, ending) in MIDDLES.iter().flat_map(|middle| ENDINGS.iter().map(move |ending| (middle, ending))) {
            all.extend(STEMS.iter().map(|stem| format!("{stem}{middle}{ending}")));
        }
        Words(all)
    }

    /// Sentences until there are at least so many bytes; some lines are bullets.
    fn text(&self, chance: &mut Chance, bytes: usize, out: &mut String) {
        let end = out.len() + bytes;
        while out.len() < end {
            if chance.one_in(9) {
                out.push_str(chance.of(&["\n\n", "\n- ", "\n\u{2022} "]));
            }
            let (words, start) = (6 + chance.below(22), out.len());
            for place in 0..words {
                out.push_str(if place > 0 { " " } else { "" });
                out.push_str(&self.0[chance.rank(self.0.len())]);
            }
            let first = out[start..=start].to_ascii_uppercase();
            out.replace_range(start..=start, &first);
            out.push_str(". ");
        }
    }
}

fn organisation(number: usize) -> (String, &'static str, &'static str) {
    let (mut at, mut kind) = (number * 100 / ORGANISATIONS, KINDS[0]);
    for next in KINDS {
        kind = next;
        if at < next.3 {
            break;
        }
        at -= next.3;
    }
    let (place, round) = (PLACES[number % PLACES.len()], number / PLACES.len());
    let place = if round == 0 { place.to_owned() } else { format!("{place} {}", STEMS[round].to_uppercase()) };
    (kind.0.replace("{}", &place), kind.1, kind.2)
}

fn dataset(number: usize) -> String {
    let of = ["Admissions", "Appointments", "Registrations", "Prescriptions", "Assessments", "Deaths", "Referrals"];
    format!("{} {} Data Set", STEMS[number / of.len()].to_uppercase(), of[number % of.len()])
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes the register into an empty or missing folder. `vocabularies` is the folder `data/` of a register whose
/// vocabularies and wordings are taken.
pub(crate) fn write_register(folder: &Path, vocabularies: &Path, size: Size) {
    let data = folder.join("data");
    for entry in fs::read_dir(vocabularies.join("vocabularies")).unwrap() {
        let entry = entry.unwrap();
        write(&data.join("vocabularies").join(entry.file_name()), &fs::read_to_string(entry.path()).unwrap());
    }
    write(&data.join("wordings.csv"), &fs::read_to_string(vocabularies.join("wordings.csv")).unwrap());
    write(&folder.join("register.toml"), SETTINGS);
    let (mut names, mut sets) = (String::from(ORGANISATION_HEADINGS), String::from(DATASET_HEADINGS));
    for number in 0..ORGANISATIONS {
        let (name, _, code) = organisation(number);
        writeln!(names, "organisation-{number},{name},{code},,,,,,,,").unwrap();
    }
    for number in 0..DATASETS {
        let name = dataset(number);
        writeln!(sets, "dataset-{number},{name},,,,,,,,").unwrap();
    }
    write(&data.join("organisations.csv"), &names);
    write(&data.join("datasets.csv"), &sets);
    let mut chance = Chance(2_021);
    let printed = editions(&data, size.releases, &mut chance);
    agreements(&data, &printed, size.shorter, &mut chance);
}

const SETTINGS: &str = "slug = \"full\"\ntitle = \"A register of full size\"\npublisher = \"Nobody\"\n\
    unit = \"One row is one row.\"\nlicence = \"CC0\"\nbase_url = \"https://full.example.org/\"\n";
const ORGANISATION_HEADINGS: &str = "id,name,type,kind,business,group,ods_code,ror,website,description,security_lead\n";
const DATASET_HEADINGS: &str =
    "id,name,description,collected_from,who_is_in_it,care,countries,covers_from,covers_to,website\n";
const RELEASE_HEADINGS: &str = "id,edition,source_sheet,source_row,agreement,recipient,recipient_type,datasets,\
    released,channel,identifiability,sensitivity,legal_basis,frequency,opt_outs,confidentiality,files,note\n";
const EDITION_HEADINGS: &str = "id,kind,from,to,published,revision,supersedes,source,sha256,bytes,licence,note\n";
const SECTIONS: [(&str, usize); 5] = [
    ("Objective for processing", 7_000),
    ("Processing activities", 6_500),
    ("Expected output", 2_700),
    ("Expected measurable benefits", 2_700),
    ("Yielded benefits", 800),
];

fn versions(agreement: usize) -> usize {
    if agreement < VERSIONS_OF_THREE { 3 } else { 2 }
}

fn stem(agreement: usize) -> String {
    let letters: Vec<char> = ('A'..='Z').collect();
    let letter = |by: usize| letters[agreement / by % letters.len()];
    format!(
        "NIC-{:05}-{}{}{}{}{}",
        10_000 + agreement * 7,
        letter(1),
        agreement % 10,
        letter(3),
        agreement % 7,
        letter(5)
    )
}

/// The editions in which each version of each agreement is printed.
type Printed = BTreeMap<(usize, usize), BTreeSet<String>>;

fn agreements(data: &Path, printed: &Printed, shorter: usize, chance: &mut Chance) {
    let words = Words::new();
    for agreement in 0..AGREEMENTS {
        let (applicant, kind, _) = organisation(agreement % ORGANISATIONS);
        let stem = stem(agreement);
        for version in 1..=versions(agreement) {
            let year = FIRST_YEAR + version - 1;
            let editions: Vec<_> = printed[&(agreement, version)].iter().collect();
            let mut text = format!(
                "+++\nreference = \"DARS-{stem}-v{version}.0\"\ntitle = \"Study {agreement} of {}\"\n\
                 applicant = \"{applicant}\"\napplicant_type = \"{kind}\"\nstart = \"{year}-01-01\"\n\
                 end = \"{}-12-31\"\nprose = \"verbatim\"\n\n[[statement]]\nseq = 1\norganisation = \"{applicant}\"\n\
                 editions = {editions:?}\n+++\n",
                words.0[60 + agreement],
                year + 2,
            );
            for (heading, bytes) in SECTIONS {
                write!(text, "\n## {heading}\n\n").unwrap();
                let length = bytes / 2 + chance.below(bytes);
                words.text(chance, length / shorter, &mut text);
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
            write(&data.join(format!("agreements/{}/v{version}.0.md", stem.to_lowercase())), &text);
        }
    }
}

/// Channel, prefix of the row's id, and how many in a thousand.
const CHANNELS: [(&str, &str, usize); 4] = [
    ("commissioner_flow", "DSfC", 660),
    ("file", "FILE", 233),
    ("system_access", "SystemAccess", 93),
    ("other", "OTHER", 14),
];
/// Identifiability, legal basis, opt-outs, duty of confidence: answers that go together.
const ANSWERS: [[&str; 4]; 5] = [
    [
        "Anonymised - ICO code compliant",
        "Health and Social Care Act 2012 - s261(1) and s261(2)(b)(ii)",
        "No - data flow is not identifiable",
        "Does not include the flow of confidential data",
    ],
    [
        "Anonymised - ICO code compliant",
        "Health and Social Care Act 2012 - s261 - 'Other dissemination of information'",
        "No - data flow is not identifiable",
        "Does not include the flow of confidential data",
    ],
    [
        "Identifiable",
        "National Health Service Act 2006 - s251 - 'Control of patient information'.",
        "Yes - patient objections upheld",
        "Section 251 NHS Act 2006",
    ],
    [
        "Identifiable",
        "Health and Social Care Act 2012 - s261(5)(d)",
        "No - Statutory exemption to flow confidential data without consent",
        "Statutory exemption to flow confidential data without consent",
    ],
    [
        "Identifiable",
        "Consent (Reasonable Expectation)",
        "No - consent provided by participants of research study",
        "Consent (Reasonable Expectation)",
    ],
];

fn editions(data: &Path, releases: usize, chance: &mut Chance) -> Printed {
    let (mut list, mut id, mut printed) = (String::from(EDITION_HEADINGS), 0, Printed::new());
    for edition in 0..EDITIONS {
        let (year, month) = (FIRST_YEAR + edition / 12, edition % 12 + 1);
        let days = [31, if year % 4 == 0 { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
        let (name, next) = (format!("{year}-{month:02}"), (year * 12 + month) / 12);
        writeln!(list, "{name},flow,{name}-01,{name}-{days},{next}-{:02}-20,,,,,,,", month % 12 + 1).unwrap();
        let mut rows = String::from(RELEASE_HEADINGS);
        let newest = (year - FIRST_YEAR).min(2) + 1;
        // Every version has a release in the month in which it begins.
        let new = (0..AGREEMENTS).filter(|_| month == 1 && edition / 12 < 3).filter(|&a| versions(a) >= newest);
        let more = (releases * (edition + 1) / EDITIONS).saturating_sub(id);
        let mut agreements: Vec<usize> = new.collect();
        agreements.extend((agreements.len()..more).map(|_| chance.rank(AGREEMENTS)));
        for agreement in agreements {
            let version = newest.min(versions(agreement));
            row(&name, id, agreement, version, chance, &mut rows);
            printed.entry((agreement, version)).or_default().insert(name.clone());
            id += 1;
        }
        write(&data.join(format!("releases/{name}.csv")), &rows);
    }
    write(&data.join("editions.csv"), &list);
    printed
}

fn row(edition: &str, id: usize, agreement: usize, version: usize, chance: &mut Chance, rows: &mut String) {
    let (recipient, kind, _) = organisation(agreement % ORGANISATIONS);
    let mut at = chance.below(1_000);
    let channel = CHANNELS.into_iter().find(|channel| {
        let here = at < channel.2;
        at = at.saturating_sub(channel.2);
        here
    });
    let (channel, prefix, _) = channel.unwrap_or(CHANNELS[3]);
    let answers = if chance.one_in(7) { 2 + chance.below(3) } else { chance.below(2) };
    let [data, basis, mut opt_outs, duty] = ANSWERS[answers];
    if chance.one_in(200) {
        opt_outs = "";
    }
    let (stem, dataset) = (stem(agreement), dataset((agreement * 3 + chance.below(6)) % DATASETS));
    writeln!(
        rows,
        "{prefix}{id:07},{edition},,,DARS-{stem}-v{version}.0,{recipient},{kind},{dataset},{edition},{channel},{data},\
         {},{basis},{},{opt_outs},{duty},,",
        chance.of(&["Sensitive", "Non Sensitive"]),
        chance.of(&["One-Off", "Ongoing"]),
    )
    .unwrap();
}
