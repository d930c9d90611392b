//! Files put in canonical form with `candour fmt`.

use super::{RELEASES, VERSION, candour, good, read, replace, well, write};

#[test]
fn what_a_spreadsheet_saved_is_laid_out_again_with_the_same_cells() {
    let home = good();
    let before = read(&home, RELEASES);
    let quoted = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    let spreadsheet: Vec<String> = before.lines().map(quoted).collect();
    write(&home, RELEASES, &format!("\u{FEFF}{}\r\n", spreadsheet.join("\r\n")));
    let check = candour(home.path(), &["fmt", "--check"]);
    assert_eq!((check.code, check.out.as_str()), (1, format!("{RELEASES}\n").as_str()));
    assert_ne!(read(&home, RELEASES), before, "--check writes nothing");
    assert_eq!(well(home.path(), &["fmt"]), format!("{RELEASES}\n"));
    assert_eq!(read(&home, RELEASES), before);
    assert_eq!(candour(home.path(), &["fmt", "--check"]).code, 0);
}

#[test]
fn names_are_put_in_order_and_release_rows_keep_theirs() {
    let home = good();
    let reversed = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    };
    for path in ["data/organisations.csv", RELEASES] {
        write(&home, path, &reversed(&read(&home, path)));
    }
    let (organisations, releases) = (read(&home, "data/organisations.csv"), read(&home, RELEASES));
    assert_eq!(well(home.path(), &["fmt"]), "data/organisations.csv\n");
    assert_eq!(read(&home, "data/organisations.csv"), reversed(&organisations));
    assert_eq!(read(&home, RELEASES), releases);
}

#[test]
fn comments_in_front_matter_are_kept_and_the_prose_below_is_laid_out() {
    let home = good();
    let commented = "reference = \"DARS-NIC-900001-A1B2C-v1.0\"   # as signed";
    replace(&home, VERSION, "reference = \"DARS-NIC-900001-A1B2C-v1.0\"", commented);
    replace(&home, VERSION, "## Expected measurable benefits\n", "## Expected measurable benefits\n\n\n\n");
    let told = candour(home.path(), &["fmt"]);
    assert_eq!((told.code, told.out.as_str()), (0, format!("{VERSION}\n").as_str()));
    assert!(told.err.contains("has comments, and was left as it is"), "{}", told.err);
    let text = read(&home, VERSION);
    assert!(text.contains(commented) && !text.contains("\n\n\n"), "{text}");
}

#[test]
fn a_file_with_a_fault_is_left_alone_and_named() {
    let home = good();
    let text = read(&home, RELEASES).replace(",file,", ",\"file\",") + "wrong,row\n";
    write(&home, RELEASES, &text);
    let told = candour(home.path(), &["fmt"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("error[E102]") && told.err.contains(RELEASES), "{}", told.err);
    assert_eq!(read(&home, RELEASES), text);
}

#[test]
fn an_assurance_record_is_laid_out_and_settings_keep_every_byte() {
    let home = good();
    let path = "data/assurance/audit-1.md";
    let keys = ["releases = [ 'a/1',\n  \"a/2\" ]", "date = '2022-08-09'", "kind = \"audit\"", "id = \"audit-1\""];
    let settings = read(&home, "register.toml").replace("slug = ", "# ours\nslug   =   ");
    write(&home, "register.toml", &settings);
    std::fs::create_dir(home.path().join("data/assurance")).unwrap();
    write(&home, path, &format!("+++\n{}\n+++\nNothing was amiss.\n\n\n", keys.join("\n")));
    assert_eq!(well(home.path(), &["fmt"]), format!("{path}\n"));
    let keys = ["id = \"audit-1\"", "kind = \"audit\"", "date = \"2022-08-09\"", "releases = [\"a/1\", \"a/2\"]"];
    assert_eq!(read(&home, path), format!("+++\n{}\n+++\n\nNothing was amiss.\n", keys.join("\n")));
    assert_eq!(candour(home.path(), &["fmt", "--check"]).code, 0);
    assert_eq!(read(&home, "register.toml"), settings);
}

#[test]
fn a_file_that_is_no_utf8_keeps_its_bytes() {
    let home = good();
    let mut bytes = read(&home, "data/organisations.csv").into_bytes();
    bytes.extend(b"marle,\"Caf\xE9 Marle\",,,,,,,,,\n");
    std::fs::write(home.path().join("data/organisations.csv"), &bytes).unwrap();
    let told = candour(home.path(), &["fmt"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("error[E12]"), "{}", told.err);
    assert!(std::fs::read(home.path().join("data/organisations.csv")).unwrap() == bytes);
}
