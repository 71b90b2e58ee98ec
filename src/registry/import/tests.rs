//! Tables of the wild, waivers and lists, imported; what is not clean is quoted.

use std::time::{Duration, Instant};

use super::*;
use crate::diag::Level;
use crate::model::Benchmark;
use crate::registry::{Approval, Registry, lint};

fn registry_of(rows: &[Row]) -> Registry {
    let text = write(rows, Some(&Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0")), "README.md");
    Registry::parse("imported.toml", &text).unwrap_or_else(|error| panic!("{:?}\n{text}", error.diagnostics))
}

fn rows(text: &str) -> Vec<Row> {
    import(text, None, None).unwrap_or_else(|error| panic!("{error}")).rows
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
/// The page of a case, skipped loudly where the corpus is not there.
fn corpus(name: &str) -> Option<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let found =
        root.ancestors().map(|folder| folder.join("shared/corpus/tables").join(name)).find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: no shared/corpus/tables/{name} beside the project");
    }
    found.map(|path| std::fs::read_to_string(path).expect("UTF-8"))
}

const HEAD: &str = "| CIS ID | CIS Description | Reason | Workaround\n| --- | --- | --- | --- |\n";

fn one(line: &str) -> Row {
    let [row] = rows(&format!("{HEAD}{line}\n")).try_into().expect("one row");
    row
}

#[test]
fn a_clean_row_comes_in_word_for_word() {
    let row = one(
        "|2.1.1.2| Ensure chrony is configured | It is in `/etc/chrony.d/` \\| *false* positive. | Run  chronyc tracking",
    );
    assert_eq!(row.rules, ["2.1.1.2"]);
    assert_eq!(row.title.as_deref(), Some("Ensure chrony is configured"));
    assert_eq!(row.reason, "It is in `/etc/chrony.d/` | *false* positive.");
    assert_eq!(row.workaround, "Run  chronyc tracking");
    assert_eq!(row.doubts, [""; 0]);
    let registry = registry_of(&[row]);
    assert_eq!(registry.entries[0].status, Approval::Approved);
    assert_eq!(registry.entries[0].id, "chrony-is-configured");
    assert_eq!(registry.entries[0].history[0].what, "imported from README.md");
}

#[test]
fn each_doubtful_cell_is_quoted_in_a_drafts_note() {
    for (line, doubts) in [
        (
            "| 1.1 | Ensure x | 1 | 0 | Do y",
            &["Reason: \"1\" is a bare number", "Workaround: \"0\" is a bare number", "extra cell: \"Do y\""][..],
        ),
        (
            "1.1| Ensure x\tFail | r | **12**",
            &[
                "CIS Description: \"Ensure x\tFail\" ends with a stray \"Fail\"",
                "Workaround: \"**12**\" is a bare number",
            ],
        ),
        ("| 1.1 | Ensure x | | w |", &["Reason: \"\" is blank"]),
        (
            "| 1.1 | Ensure x | Pending | N/A |",
            &["Reason: \"Pending\" is a place holder", "Workaround: \"N/A\" is a place holder"],
        ),
        ("| 1.1 | Ensure x | r", &["Workaround: the row has no such cell"]),
        ("| 1.1, 1.2 | Ensure x | r | w |", &["CIS ID: \"1.1, 1.2\" names more than one number"]),
        ("| x | Ensure x | r | w |", &["CIS ID: \"x\" is not a recommendation number"]),
    ] {
        let row = one(line);
        assert_eq!(row.doubts, doubts, "{line}");
        let registry = registry_of(&[row]);
        assert_eq!(registry.entries[0].status, Approval::Draft);
        for doubt in doubts {
            assert!(registry.entries[0].note.as_ref().expect("a note").contains(doubt));
        }
    }
}

#[test]
fn no_row_is_lost() {
    let page = format!(
        "{HEAD}| 1.1 | Ensure x | r | w |\n| | goes on | here | see https://a.org |\nand here\n\n| 1.2 | Ensure y | r | w |\n| |\n"
    );
    let rows = rows(&page);
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0].doubts,
        [
            "a line without an id follows: \"| goes on | here | see https://a.org\"",
            "a line without an id follows: \"and here\""
        ]
    );
    assert_eq!(rows[0].links, ["https://a.org"]);
    assert_eq!(one("| | Ensure x | r | w |").rules, ["row-1"]);
    assert_eq!(one("| | 1.1 Ensure x | r | w |").rules, ["1.1"]);
}

#[test]
fn headers_of_the_wild_are_understood() {
    for (header, line) in [
        ("Control | Control Name | Justification | *Recommendations", "1.1 | Ensure x | r | w"),
        ("# | Recommendation | Rationale | Alternative control", "1.1 | Ensure x | r | w"),
        ("CIS Benchmark ID | Title | Level | Reason | Mitigation", "1.1 | Ensure x | 2 | r | w"),
        ("**CIS ID** | Reason | Workaround | Description", "1.1 | r | w | Ensure x"),
        ("Nr. | Titel | Grund | Abhilfe", "1.1 | Ensure x | r | w"),
        ("CIS ID | Titel | Grund | Abhilfe", "1.1 | Ensure x | r | w"),
        ("Nummer | Titel | Grund | Abhilfe", "1.1 | Ensure x | r | w"),
        ("CIS ID | CIS Description | Reason | Workaround | Expires", "[1.1](#a) | **Ensure x** | r | w | 2027-01-31"),
        ("Recommendation | Reason | Workaround", "1.1 Ensure x | r | w"),
    ] {
        let dashes = header.split('|').map(|_| "---").collect::<Vec<_>>().join("|");
        let rows = rows(&format!("text\n\n{header}\n{dashes}\n{line}\n"));
        let [row] = rows.as_slice() else { panic!("{header}: {rows:?}") };
        let got = (row.rules[0].as_str(), row.title.as_deref(), row.reason.as_str(), row.workaround.as_str());
        assert_eq!(got, ("1.1", Some("Ensure x"), "r", "w"), "{header}");
        assert!(!row.is_draft(), "{header}: {:?}", row.doubts);
    }
}

#[test]
fn the_table_with_numbers_is_taken_unless_another_is_asked_for() {
    let other = "| Tool | Use |\n|---|---|\n| CIS-CAT | scan |\n\n";
    let page = format!("{other}{HEAD}| 1.1 | Ensure x | r | w |\n\n# More\n\n{HEAD}| 1.2 | Ensure y | r | w |\n");
    let imported = import(&page, None, None).expect("rows");
    assert_eq!(imported.rows.len(), 2, "both tables have one header");
    assert_eq!(imported.notes, ["table 1 (line 1) was left out; --table 1 imports it"]);
    assert_eq!(import(&page, None, Some(2)).expect("rows").rows.len(), 1);
    assert!(import(&page, None, Some(4)).expect_err("no such table").to_string().contains("line 1: Tool | Use"));
    assert!(import(other, None, None).is_err());
    let two = format!("{HEAD}| 1.1 | a | r | w |\n\n| ID | Reason |\n|---|---|\n| 1.2 | r |\n");
    assert!(import(&two, None, None).expect_err("two tables").to_string().contains("--table N"));
}

#[test]
fn a_csv_is_a_table_too() {
    for text in [
        "CIS ID,Title,Reason,Workaround\n1.1,Ensure x,\"r, r\",w\n",
        "CIS ID;Title;Reason;Workaround\n1.1;Ensure x;r, r;w\n",
        "1.1\tEnsure x\tr, r\tw\n",
    ] {
        let rows = rows(text);
        assert_eq!((rows.len(), rows[0].reason.as_str()), (1, "r, r"), "{text}");
        assert!(!rows[0].is_draft(), "{:?}", rows[0]);
    }
    assert!(import("Hello, world\nmore, text\n", None, None).is_err());
}

#[test]
fn waivers_are_imported_from_all_their_forms() {
    let yaml = "z_rule_2:\n  run: false\n  justification: \"Not needed here\"\n  expiration_date: 2027-01-31\n1.1.22:\n  expiration_date: soon\n";
    let json = "{\"z_rule_2\":{\"run\":false,\"justification\":\"Not needed here\",\"expiration_date\":\"2027-01-31 10:00\"},\"1.1.22\":{\"expiration_date\":\"soon\"}}";
    let csv =
        "control_id,justification,run,expiration_date\nz_rule_2,Not needed here,false,2027-01-31\n1.1.22,,,soon\n";
    for text in [yaml, json, csv] {
        let rows = rows(text);
        assert_eq!(rows.len(), 2, "{text}");
        assert_eq!((rows[0].rules[0].as_str(), rows[0].reason.as_str()), ("z_rule_2", "Not needed here"));
        assert_eq!(rows[0].expires.map(|date| date.to_string()).as_deref(), Some("2027-01-31"));
        assert_eq!((rows[0].is_draft(), rows[0].note().as_str()), (false, "run: false"));
        assert_eq!(rows[1].rules, ["1.1.22"]);
        assert_eq!(rows[1].doubts.len(), 2, "{:?}", rows[1]);
    }
    assert!(import("{\"a\": ", None, None).is_err());
    assert_eq!(rows("{\"a\": 1}")[0].doubts, ["\"1\" is not a waiver"]);
}

#[test]
fn an_exclusion_list_becomes_drafts_that_lack_a_reason() {
    let text = "# Exclusions\n3.2.1 #Ensure IP forwarding is disabled\n\n5.2.3\nwhat is this\n";
    let imported = import(text, None, None).expect("rows");
    assert_eq!(imported.notes, ["a comment was left out: # Exclusions"]);
    assert_eq!(imported.rows.len(), 3);
    assert_eq!(imported.rows[0].title.as_deref(), Some("Ensure IP forwarding is disabled"));
    let registry = registry_of(&imported.rows);
    let messages = lint(&registry, jiff::civil::date(2026, 11, 23), &[]);
    assert_eq!(messages.iter().filter(|one| one.code == "empty-reason" && one.level == Level::Deny).count(), 3);
}

#[test]
fn the_workshops_tables_are_imported_whole() {
    for (name, entries, clean) in [("workshop-first-edition.md", 15, 3), ("workshop-inspector-edition.md", 13, 11)] {
        let Some(page) = corpus(name) else { continue };
        let registry = registry_of(&rows(&page));
        assert_eq!(registry.entries.len(), entries, "{name}");
        let approved: Vec<_> = registry.entries.iter().filter(|entry| entry.status == Approval::Approved).collect();
        assert_eq!(approved.len(), clean, "{name}");
        for entry in approved {
            assert!(page.contains(&entry.reason) && page.contains(&entry.workaround), "{}", entry.id);
        }
    }
}

#[test]
fn ten_thousand_rows_are_fast() {
    let mut page = HEAD.to_owned();
    for number in 0..10_000 {
        let (section, item) = (number / 100, number % 100);
        let row = format!("| 1.{section}.{item} | Ensure the same title | reason https://a.org/{number} | 1 |\n");
        page.push_str(&row);
    }
    let start = Instant::now();
    let registry = registry_of(&rows(&page));
    assert_eq!(registry.entries.len(), 10_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn hostile_markdown_is_imported_safely() {
    let hostile = [
        format!("{HEAD}| 1.1 | {} | r | w |\n", "[".repeat(50_000)),
        format!("{HEAD}| 1.1 | {} | r | w |\n", "(".repeat(50_000)),
        format!("{HEAD}| 1.1 | {} | r | w |\n", "https://".repeat(5_000)),
        format!("{HEAD}| 1.1 | Ensure x | {} | w |\n", "**".repeat(50_000)),
        format!("{HEAD}| 1.1 {}\n", "|".repeat(50_000)),
        format!("{HEAD}| 1.1 | Ensure x | \u{1b}[31m\u{0}\u{202e} \"\"\" ''' \\u0000 <script> | =cmd() @all #12 |\n"),
        format!("{HEAD}| 1.1 | Ensure \"x\" \\ | r\\ | w \\\\ |\n"),
        format!("{HEAD}{}", "|---|---|\n".repeat(10_000)),
        "|-|\n".repeat(10_000),
        "```\n".repeat(10_001) + HEAD + "| 1.1 | Ensure x | r | w |\n",
    ];
    for page in hostile {
        let start = Instant::now();
        if let Ok(imported) = import(&page, None, None) {
            registry_of(&imported.rows);
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{}", page.chars().take(200).collect::<String>());
    }
}

proptest::proptest! {
    #[test]
    fn any_page_is_imported_into_a_registry_or_refused(
        lines in proptest::collection::vec("[|\\\\\\-: \t*`~#.,;:\"'0-9a-cEnsureFail{}\\[\\]()\u{0}\u{1b}ä]{0,60}", 0..12)
    ) {
        let page = format!("{HEAD}{}", lines.join("\n"));
        for text in [page, lines.join("\n")] {
            for kind in [None, Some(Kind::Csv), Some(Kind::WaiverYaml), Some(Kind::ExclusionList)] {
                if let Ok(imported) = import(&text, kind, None) {
                    registry_of(&imported.rows);
                }
            }
        }
    }
}

#[test]
fn the_title_is_its_own_columns_whatever_stands_beside_the_number() {
    for (header, line) in [
        ("Description | CIS ID | Justification", "Ensure x is set | 1.1.22 (L1) | r"),
        ("CIS ID | Description | Justification", "1.1.22 (L1) | Ensure x is set | r"),
        ("CIS ID | Justification | Description", "1.1.22 Ensure y | r | Ensure x is set"),
    ] {
        let page = format!("{header}\n---|---|---\n{line}\n");
        let [row] = rows(&page).try_into().expect("one row");
        assert_eq!((row.rules[0].as_str(), row.title.as_deref()), ("1.1.22", Some("Ensure x is set")), "{page}");
        assert!(row.is_draft() && row.note().contains("CIS ID: \"1.1.22 "), "{row:?}");
    }
    let alone = &rows("CIS ID | Reason\n---|---\n1.1 (L1) | r\n1.2 Ensure x | r\n");
    assert_eq!((alone[0].title.as_deref(), alone[0].is_draft()), (None, true));
    assert_eq!((alone[1].title.as_deref(), alone[1].is_draft()), (Some("Ensure x"), false));
    let blank = one("1.1 Ensure x | | r | w");
    assert_eq!((blank.title.as_deref(), blank.doubts), (Some("Ensure x"), Vec::new()));
}

#[test]
fn a_column_nobody_knows_is_noted_and_never_published() {
    let page =
        "CIS ID | Description | Reason | Jira\n---|---|---|---\n1.1 | Ensure x | r | https://jira.example/SEC-12\n";
    let [row] = rows(page).try_into().expect("one row");
    assert_eq!((row.workaround.as_str(), row.links.len(), row.is_draft()), ("", 0, false));
    assert_eq!(row.note(), "Jira: \"https://jira.example/SEC-12\"");
}

#[test]
fn a_header_that_names_the_id_beats_a_running_number() {
    for header in ["#", "No.", "Nr", "S.No", "Item"] {
        let page = format!("{header} | CIS ID | Description | Reason\n---|---|---|---\n1 | 3.2.1 | Ensure x | k8s\n");
        let [row] = rows(&page).try_into().expect("one row");
        assert_eq!((row.rules, row.title.as_deref()), (vec!["3.2.1".to_owned()], Some("Ensure x")), "{header}");
        assert!(row.doubts.is_empty() && row.remarks == [format!("{header}: \"1\"")], "{header}");
    }
    let page = "Rule | CIS No. | Description | Reason\n---|---|---|---\nxccdf_a | 3.2.1 | Ensure x | k8s\n";
    assert_eq!(rows(page)[0].rules, ["3.2.1"]);
    // Without such a header the column with the numbers is it.
    let [row] = rows("# | Recommendation | Reason\n---|---|---\n1 | 3.2.1 Ensure x | k8s\n").try_into().expect("one");
    assert_eq!((row.rules, row.title.as_deref()), (vec!["3.2.1".to_owned()], Some("Ensure x")));
    let [row] = rows("Rule | Version | Reason\n---|---|---\nxccdf_a | 2.0.0 | r\n").try_into().expect("one");
    assert_eq!(row.rules, ["xccdf_a"]);
}

#[test]
fn a_registry_and_text_with_commas_are_refused() {
    let registry = include_str!("../../../samples/workshop/exceptions.toml");
    for kind in [None, Some(Kind::Csv), Some(Kind::ExclusionList)] {
        let error = import(registry, kind, None).expect_err("a registry").to_string();
        assert!(error.contains("a registry already"), "{error}");
    }
    let no_column = |text: &str| {
        let error = import(text, Some(Kind::Csv), None).expect_err(text).to_string();
        assert!(error.contains("no column holds recommendation numbers or rule ids"), "{error}");
        assert!(import(text, None, None).is_err(), "{text}");
    };
    no_column("# what it is, why, and for whom\nrules = [\"1.1.22\", \"1.1.23\"\n");
    no_column("Tool,Reason\nCIS-CAT,scan\n");
    let table = format!("{HEAD}1.1 | Ensure x, y | r | w\n");
    let error = import(&table, Some(Kind::Csv), None).expect_err("Markdown").to_string();
    assert!(error.contains("--from markdown"), "{error}");
}

/// The words of a text, as a person would search them.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

proptest::proptest! {
    #[test]
    fn every_word_of_every_cell_is_in_the_entries(
        header in proptest::collection::vec(proptest::sample::select(vec![
            "CIS ID", "#", "Control", "Description", "Title", "Reason", "Workaround", "Category", "Expires", "Owner",
            "Approver", "Jira", "Level", "",
        ]), 2..7),
        lines in proptest::collection::vec(proptest::collection::vec(
            "[a-zA-Z0-9 .,()*`/-]{0,12}|1\\.[0-9]{1,2}|\\(L1\\) 1\\.2|1\\.3 Ensure [a-z]{1,9} Fail|CIS 1\\.4, 1\\.5|N/A|2027-01-31|\\[[a-z]{1,5}\\]\\((#[a-z]{1,5}|https://a\\.org)\\)|False pos",
            1..8), 1..5),
    ) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let dashes = format!("{}|\n", "|---".repeat(header.len()));
        let head = header.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let page = format!("{}{dashes}{}", line(&head), lines.iter().map(|cells| line(cells)).collect::<String>());
        if let Ok(imported) = import(&page, None, Some(1)) {
            let text = write(&imported.rows, None, "x");
            registry_of(&imported.rows);
            let written = words(&text);
            // A line of dashes draws the table, a line like the header repeats it.
            for cells in lines.iter().filter(|cells| !cells.iter().map(|cell| cell.trim()).eq(header.iter().copied())) {
                for word in cells.iter().flat_map(|cell| words(cell)) {
                    proptest::prop_assert!(written.contains(&word), "{word}:\n{page}\n{text}");
                }
            }
        }
    }
}

#[test]
fn a_quoted_cell_that_never_ends_is_refused_with_its_line() {
    let error =
        import("Number,Reason\n1.1.1,\"open\n1.1.2,closed\n", Some(Kind::Csv), None).expect_err("rows would be lost");
    assert!(error.to_string().contains("line 2") && error.to_string().contains("never ends"), "{error}");
    let whole = "Number,Reason\n1.1.1,\"two\nlines\"\n1.1.2,closed\n";
    assert_eq!(import(whole, Some(Kind::Csv), None).expect("two rows").rows.len(), 2);
}
