//! Inputs made to do harm, small here and large in the slow part; and the program under a memory limit.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use amicis::formats::detect;
use amicis::load::Loader;
use amicis::read::{Input, ReadErrorKind};
use amicis::registry::Registry;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::damage::gzip;
use super::samples::read;

const XCCDF: &str = "<Benchmark xmlns=\"http://checklists.nist.gov/xccdf/1.2\" id=\"b\">";

/// An XCCDF result with one rule, around whatever is put before, into and beside its title.
fn xccdf(before: &str, attributes: &str, title: &str, message: &str) -> String {
    format!(
        "{before}{XCCDF}<Rule id=\"r\"{attributes}><title>{title}</title></Rule><TestResult id=\"t\" \
         end-time=\"2026-11-23T00:00:00\"><rule-result idref=\"r\"><result>fail</result><message>{message}</message>\
         </rule-result></TestResult></Benchmark>"
    )
}

/// A native document whose check has this number and evidence.
fn native(number: &str, evidence: &str) -> String {
    format!(
        r#"{{"format":"amicis/1","scans":[{{"benchmark":{{"title":"b","version":"1"}},"checks":[{{"number":{number},"status":"fail","evidence":{evidence}}}]}}]}}"#
    )
}

/// The error that reading gives; panics when it is read.
fn refused(bytes: &[u8]) -> ReadErrorKind {
    read(bytes).expect("no panic").read.expect_err("it was read").kind
}

/// The only check's title or message, when it is read.
fn title(text: &str) -> String {
    let reading = read(text.as_bytes()).expect("no panic").read.expect("a scan");
    reading
        .scans
        .first()
        .and_then(|scan| scan.checks.first())
        .and_then(|check| check.title_text())
        .expect("a title")
        .into()
}

#[test]
fn nesting_of_100_000_is_refused() {
    let deep = 100_000;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(deep), close.repeat(deep));
    for text in [
        xccdf("", "", &nested("<b>", "</b>"), ""),
        format!("{XCCDF}{}", "<Group>".repeat(deep)),
        format!("{}{}", XCCDF.replace("id=\"b\"", ""), XCCDF.repeat(deep)),
        native("\"1.1\"", &nested("[", "]")),
        native("\"1.1\"", &nested("{\"a\":", "}")),
        format!("{{\"findings\":{}", "[".repeat(deep)),
        nested("[", "]"),
        nested("{\"findings\":[", "]}"),
    ] {
        refused(text.as_bytes());
    }
}

#[test]
fn a_registry_nested_100_000_deep_is_refused() {
    let deep = 100_000;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep.toml");
    let keys = vec!["a"; deep].join(".");
    for text in [
        format!("schema = 1\na = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        format!("schema = 1\na = {}{}\n", "{ a = ".repeat(deep), "}".repeat(deep)),
        format!("schema = 1\n{keys} = 1\n"),
        format!("schema = 1\n[{keys}]\n"),
        format!("schema = 1\n[[{keys}]]\n"),
    ] {
        std::fs::write(&path, text).expect("written");
        assert!(!Registry::load(&path).expect_err("refused").diagnostics.is_empty());
    }
}

#[test]
fn a_million_attributes_are_refused() {
    let mut attributes = String::new();
    for index in 0..1_000_000 {
        write!(attributes, " a{index}=\"\"").expect("memory");
    }
    assert!(matches!(refused(xccdf("", &attributes, "t", "").as_bytes()), ReadErrorKind::Limit(_)));
    let root = format!("<Benchmark{attributes}");
    refused(root.as_bytes());
}

#[test]
fn a_million_namespace_declarations_are_refused() {
    let mut declared = String::new();
    for index in 0..1_000_000 {
        write!(declared, " xmlns:n{index}=\"u\"").expect("memory");
    }
    refused(xccdf("", &declared, "t", "").as_bytes());
}

#[test]
fn two_hundred_thousand_character_references_are_read() {
    let text = xccdf("", "", &"&#65;&#x42;".repeat(100_000), "");
    assert_eq!(title(&text).len(), 200_000);
}

#[test]
fn entities_are_refused_whatever_they_do() {
    let nested = "<!DOCTYPE b [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
    for (before, title) in [
        (nested, "&b;"),
        ("<!DOCTYPE b SYSTEM \"file:///etc/passwd\">", "t"),
        ("<!DOCTYPE b PUBLIC \"x\" \"http://example.com/x.dtd\">", "t"),
        ("<!DOCTYPE b [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "&x;"),
        ("<!DOCTYPE b [<!ENTITY % x SYSTEM \"http://example.com/x\">%x;]>", "t"),
        ("", "&x;"),
    ] {
        assert!(matches!(refused(xccdf(before, "", title, "").as_bytes()), ReadErrorKind::Syntax(_)), "{before}");
    }
}

#[test]
fn nul_bytes_and_packed_packages_are_refused() {
    assert!(matches!(refused(xccdf("", "", "a\0b", "").as_bytes()), ReadErrorKind::Binary(_)));
    // Behind what detection looks at, too.
    let late = xccdf("", "", &format!("{}\0", "x".repeat(100_000)), "");
    refused(late.as_bytes());
    assert!(matches!(refused(&gzip(&gzip(xccdf("", "", "t", "").as_bytes()))), ReadErrorKind::Binary(_)));
}

#[test]
fn numbers_of_1_000_parts_are_a_result_or_an_error() {
    let number = vec!["1"; 1_000].join(".");
    for text in [
        native(&format!("\"{number}\""), "{}"),
        native(&format!("\"{}\"", "9".repeat(1_000)), "{}"),
        native(&"9".repeat(1_000), "{}"),
        xccdf("", "", &format!("{number} Ensure x"), "")
            .replace("id=\"r\"", &format!("id=\"xccdf_org.cisecurity.benchmarks_rule_{number}_x\"")),
    ] {
        read(text.as_bytes()).expect("no panic");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    for text in [
        native("\"1.1\",\"number\":\"1.2\"", "{}"),
        native("\"1.1\",\"status\":\"pass\"", "{}"),
        xccdf("", " id=\"other\"", "t", ""),
    ] {
        refused(text.as_bytes());
    }
}

/// Writes so many bytes of one kind between two texts, packed, without holding them.
fn bomb(path: &Path, before: &str, fill: &str, megabytes: usize, after: &str) {
    let file = std::fs::File::create(path).expect("a file");
    let mut packed = GzEncoder::new(file, Compression::fast());
    let block = fill.repeat((1 << 20) / fill.len());
    packed.write_all(before.as_bytes()).expect("written");
    for _ in 0..megabytes {
        packed.write_all(block.as_bytes()).expect("written");
    }
    packed.write_all(after.as_bytes()).expect("written");
    packed.finish().expect("written");
}

/// The program with so much address space; what it cannot have makes it abort.
#[cfg(target_os = "linux")]
fn amicis_within(megabytes: u32, arguments: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -v $(($1 * 1024)); shift; exec \"$@\"", "sh", &megabytes.to_string()])
        .arg(env!("CARGO_BIN_EXE_amicis"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

#[test]
#[cfg(target_os = "linux")]
fn a_gzip_bomb_ends_at_the_limit_and_within_its_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bomb.gz");
    for (before, fill) in [
        (format!("{XCCDF}<title>"), "x"),
        ("{\"findings\":[".to_owned(), " "),
        (String::new(), " "),
        ("[PASS] 1.1 a\n".to_owned(), "\n"),
    ] {
        bomb(&path, &before, fill, 64, "");
        let output = amicis_within(768, &["show", "--max-input", "33554432", path.to_str().expect("UTF-8")]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{before}: {error}");
    }
}

/// A title that every result of its rule gets a copy of: 12 MB that would take 200 GB.
#[test]
#[ignore = "slow: 200,000 results; .ci/run runs it"]
#[cfg(target_os = "linux")]
fn a_large_title_and_many_results_are_a_limit_and_not_their_product() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("product.xml");
    let whole = xccdf("", "", &"x".repeat(1 << 20), "");
    let results = "<rule-result idref=\"r\"><result>pass</result></rule-result>".repeat(200_000);
    std::fs::write(&path, whole.replace("</TestResult>", &format!("{results}</TestResult>"))).expect("written");
    let output = amicis_within(3_000, &["show", path.to_str().expect("UTF-8")]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{error}");
    assert!(error.contains("TestResult/rule-result[512]") && error.contains("help: "), "{error}");
}

/// Time and memory are measured by whoever runs this; the outcome by the test.
#[test]
#[ignore = "slow: 100 MB; .ci/run runs it"]
#[cfg(target_os = "linux")]
fn a_text_of_100_megabytes_is_a_result_or_a_clear_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.gz");
    let whole = xccdf("", "", "t", "");
    let (before, after) = whole.split_once("<message>").expect("a message");
    bomb(&path, &format!("{before}<message>"), "x", 100, after);
    let output = amicis_within(1_500, &["show", path.to_str().expect("UTF-8")]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 2)), "{error}");
    assert_eq!(output.status.code() == Some(0), !output.stdout.is_empty(), "{error}");
    eprintln!("a text of 100 MB: exit {:?}; {error}", output.status.code());
}

#[test]
#[ignore = "slow: a gzip bomb up to the default limit; .ci/run runs it"]
#[cfg(target_os = "linux")]
fn a_gzip_bomb_ends_at_the_default_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bomb.gz");
    let long = format!("<Group id=\"{}\"></Group>", "g".repeat(1 << 14));
    for (before, fill) in [
        (format!("{XCCDF}<Group><title>x</title></Group>"), &*long),
        ("{\"format\":\"amicis/1\",\"scans\":[".to_owned(), " "),
    ] {
        bomb(&path, &before, fill, 5 << 10, "");
        let output = amicis_within(3_000, &["show", path.to_str().expect("UTF-8")]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{before}: {error}");
        assert!(error.contains("larger than"), "{error}");
    }
}

/// One token would be held whole, and so would the text of one element, however many pieces it has.
#[test]
#[ignore = "slow: a text up to the default limit; .ci/run runs it"]
#[cfg(target_os = "linux")]
fn one_text_as_large_as_the_input_may_be_ends_at_the_limit_on_what_is_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bomb.gz");
    let pieces = format!("{}&amp;", "x".repeat((1 << 16) - 5));
    for (before, fill, megabytes) in [
        ("<title>", "x", 5 << 10),
        ("<title>", &*pieces, 1 << 10),
        ("<!--", "<", 1 << 10),
        ("<Rule id=\"", "x", 1 << 10),
    ] {
        bomb(&path, &format!("{XCCDF}{before}"), fill, megabytes, "");
        let output = amicis_within(3_000, &["show", path.to_str().expect("UTF-8")]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{before}: {error}");
        assert!(error.contains("is larger than 536870912 bytes") && error.contains("help: "), "{before}: {error}");
    }
}

#[test]
fn an_input_over_the_limit_is_refused_whatever_it_is() {
    let text = native("\"1.1\"", "{}");
    let input = Input::from_bytes("sample", text.clone()).with_limit(Some(text.len() as u64 - 1));
    let head = input.head().expect("text");
    let read = detect(&input, &head).and_then(|format| Loader::default().read(&input, &head, format));
    let error = read.expect_err("too large");
    assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && error.help.is_some(), "{error}");
}
