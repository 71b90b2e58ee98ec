//! Sheets as spreadsheets write them, there and back; what is wrong in them is named, and then nothing is changed.

use jiff::civil::date;

use super::super::entry::{Approval, Registry};
use super::{Applied, Approve, Sheet, apply, export};

const FILE: &str = r#"# Our exceptions
schema = 1

[defaults]
benchmark = "CIS House Benchmark"
version = "1.0.0"
owner = "platform"

[[exception]]
# the partitions
id = "var"
rules = ["1.1.3", "1.1.4"]
titles = { "1.1.3" = "Ensure /var", "1.1.4" = "Ensure /home" }
reason = "" # still to come
status = "draft"

[[exception]]
id = "ipv6"
rules = ["3.1"]
title = "Ensure IPv6; or not"
reason = """=SUM(1)
second line"""
expires = 2027-01-31 # a Sunday
"#;

fn registry() -> Registry {
    Registry::parse("a.toml", FILE).expect("a registry")
}

fn approve() -> Approve {
    Approve { by: "A. Reviewer".to_owned() }
}

fn applied(csv: &str, approve: Option<&Approve>) -> Result<Applied, String> {
    let sheet = Sheet::read(csv).map_err(|error| error.to_string())?;
    apply(&registry(), &sheet, "reasons.csv", date(2026, 11, 23), approve).map_err(|error| error.to_string())
}

/// A sheet as a spreadsheet of another country saves it.
fn of_another_country(csv: &str) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes()).into_records() {
        let record = record.expect("a record");
        writer.write_record(record.iter().map(|cell| cell.replace('\n', "\r\n"))).expect("written");
    }
    String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8")
}

#[test]
fn a_sheet_that_comes_back_as_it_went_changes_nothing() {
    let csv = export(&registry());
    assert!(csv.starts_with("id,numbers,title,status,category,reason,workaround,owner,expires,approved-by,revision\n"));
    assert!(csv.contains("\"'=SUM(1)\nsecond line\""), "{csv}");
    let nothing = Ok(Applied { open: 1, ..Applied::default() });
    assert_eq!(applied(&csv, None), nothing);
    let other = of_another_country(&csv);
    assert!(other.contains(";\"draft\";") && other.contains("\r\n"), "{other}");
    assert_eq!(applied(&format!("\u{feff}{other}"), None), nothing);
    assert_eq!(applied(&format!("sep=;\r\n{other}"), None), nothing);
}

#[test]
fn reasons_come_back_in_place_and_comments_stay() {
    let csv = "id;reason;expires;workaround\r\nvar;\"One disk, \"\"for now\"\".\r\n\r\nSee ADR 7\";2027-06-30;\r\n\
               ipv6;'=SUM(1) x;2027-02-28;w\r\n";
    let text = applied(csv, Some(&approve())).expect("applied").files.remove("a.toml").expect("the file");
    for kept in ["# Our exceptions", "# the partitions", "# still to come", "# a Sunday", "titles = {"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let registry = Registry::parse("a.toml", &text).expect("a registry");
    let [var, ipv6] = registry.entries.as_slice() else { panic!("{text}") };
    assert_eq!(var.reason, "One disk, \"for now\".\n\nSee ADR 7");
    assert_eq!((var.status, var.approved_by.as_deref()), (Approval::Approved, Some("A. Reviewer")));
    assert_eq!((var.approved_on, var.expires), (Some(date(2026, 11, 23)), Some(date(2027, 6, 30))));
    let last = var.history.last().map(|event| event.what.as_str());
    assert_eq!(last, Some("from reasons.csv: status, reason, expires, approved-by"));
    assert_eq!((ipv6.reason.as_str(), ipv6.workaround.as_str()), ("=SUM(1) x", "w"));
    assert_eq!((ipv6.expires, ipv6.approved_by.as_deref()), (Some(date(2027, 2, 28)), Some("A. Reviewer")));
    assert_eq!(ipv6.approved_on, Some(date(2026, 11, 23)), "an approval holds for the text that was seen");
}

#[test]
fn the_new_text_of_an_entry_in_force_is_approved_by_somebody() {
    let csv = "id,reason\nipv6,another\n";
    let error = applied(csv, None).expect_err("nobody approves it");
    assert!(error.contains("line 2: `ipv6` is approved as it was; say with --approve"), "{error}");
    let counted = |csv: &str, approve: Option<&Approve>| applied(csv, approve).map(|a| (a.entries, a.approved));
    assert_eq!(counted(csv, Some(&approve())), Ok((1, 1)));
    assert_eq!(counted("id,reason,status\nipv6,another,requested\n", None), Ok((1, 0)), "it is asked for anew");
    let named = "id,reason,approved-by\nipv6,another,B. Board\n";
    assert_eq!(counted(named, None), Ok((1, 1)), "the sheet names one");
    let text = applied(named, None).expect("applied").files.remove("a.toml").expect("the file");
    let registry = Registry::parse("a.toml", &text).expect("a registry");
    assert_eq!(registry.entries[1].approved_on, Some(date(2026, 11, 23)), "as of the day of the sheet");
    assert_eq!(counted("id,owner\nipv6,somebody\n", None), Ok((1, 0)), "who answers for it is no part of the text");
    let over = applied("id,expires\nipv6,2020-01-31\n", Some(&approve())).expect_err("over");
    assert!(over.contains("`2020-01-31` is over"), "{over}");
}

#[test]
fn lines_are_counted_alike_whatever_their_ends_are() {
    for ends in ["\n", "\r\n"] {
        let csv = ["id,reason", "var,\"a", "b\"", "vra,c", ""].join(ends);
        let error = applied(&csv, None).expect_err("unknown");
        assert!(error.starts_with("line 4: "), "{ends:?}: {error}");
    }
}

#[test]
fn every_row_that_cannot_be_taken_is_named_with_its_line() {
    let refused = |csv: &str| applied(csv, None).expect_err("refused");
    let many = "id,numbers,reason,status,expires,owner\n\
        vra,,r,,,\n\
        var,\"1.1.3, 1.1.4\",\"a\nb\",draft,,platform\n\
        var,\"1.1.3, 1.1.4\",c,draft,,platform\n\
        ipv6,3.2,r,granted,31.01.2027,\n\
        ,,r,,,\n";
    let said = refused(many);
    for part in [
        "line 2: there is no entry `vra`; did you mean `var`?",
        "line 5: `var` stands in line 3, too",
        "line 6: `ipv6`: its numbers cell is not the registry's",
        "`granted` is no status",
        "`31.01.2027` is no day",
        "its owner comes from [defaults]",
        "line 7: the row has no id",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for (csv, part) in [
        ("id,reason\nvar,a,b\n", "line 2: the row has 3 cells, the header 2"),
        ("id,Grund\n", "there is no column `Grund`; take it out"),
        ("id,raeson\n", "did you mean `reason`?"),
        ("id,reason,reason\n", "stands twice"),
        ("reason\nx\n", "`id` is missing"),
        ("id,status\nvar,approved\n", "approved and gives no reason"),
        ("id,reason\nvar,\"cut off\n", "never closed"),
        ("sep=#\nid\n", "is no separator"),
        ("", "empty"),
    ] {
        let said = refused(csv);
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn an_entry_that_was_changed_since_the_sheet_was_made_is_a_conflict() {
    let csv = export(&registry()).replace(",draft,,,,", ",draft,,a reason,,");
    assert_eq!(applied(&csv, None).map(|applied| applied.entries), Ok(1), "{csv}");
    let changed = FILE.replace("reason = \"\" #", "reason = \"another\" #");
    let changed = Registry::parse("a.toml", &changed).expect("a registry");
    let sheet = Sheet::read(&csv).expect("a sheet");
    let error = apply(&changed, &sheet, "x", date(2026, 11, 23), None).expect_err("a conflict");
    assert!(error.to_string().contains("`var` was changed since"), "{error}");
}

#[test]
fn five_hundred_reasons_come_back() {
    let mut text = "schema = 1\n[defaults]\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\n".to_owned();
    for index in 0..500 {
        let number = format!("1.{}.{}", index / 50 + 1, index % 50 + 1);
        text.extend([
            format!("# note {index}\n[[exception]]\nid = \"e{index}\"\nrules = [\"{number}\"]\n"),
            "reason = \"\"\nstatus = \"draft\"\n".to_owned(),
        ]);
    }
    let registry = Registry::parse("a.toml", &text).expect("a registry");
    let csv = export(&registry).replace(",draft,,,", ",draft,,\"a reason;\nof two lines\",");
    let sheet = Sheet::read(&csv).expect("a sheet");
    let applied = apply(&registry, &sheet, "x", date(2026, 11, 23), Some(&approve())).expect("applied");
    assert_eq!((applied.entries, applied.approved, applied.open), (500, 500, 0));
    let after = Registry::parse("a.toml", &applied.files["a.toml"]).expect("a registry");
    assert!(after.entries.iter().all(|entry| entry.reason == "a reason;\nof two lines"));
    assert_eq!(applied.files["a.toml"].matches("# note ").count(), 500);
}
