//! Results inside the logs of builds: prefixes are taken off, lines around are set aside, nothing is guessed.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write;

use amicis::load::{Loaded, Loader};
use amicis::model::Status;
use amicis::read::{Input, ReadError};

fn sample(path: &str) -> String {
    std::fs::read_to_string(format!("{}/samples/formats/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a sample")
}

fn load(text: &str) -> Result<Loaded, ReadError> {
    Loader { digest: true, ..Loader::default() }.load_inputs(&[Input::from_bytes("job.log", text)])
}

fn statuses(loaded: &Loaded) -> Vec<Vec<Status>> {
    loaded.scans.iter().map(|scan| scan.checks.iter().map(|check| check.status).collect()).collect()
}

/// Each line with something before it.
fn prefixed(text: &str, prefix: &str) -> String {
    text.lines().fold(String::new(), |mut log, line| {
        writeln!(log, "{prefix}{line}").expect("memory");
        log
    })
}

#[test]
fn every_kind_of_text_reads_the_same_out_of_a_log() {
    for (path, layers) in [
        ("kube-bench/json-eks/input.json", 2),
        ("kube-bench/text-two-sets/input.txt", 1),
        ("native/lines/input.ndjson", 1),
        ("xccdf/overrides/input.xml", 1),
    ] {
        let text = sample(path);
        let alone = load(&text).expect("a scan");
        for prefix in
            ["2026-11-03T10:22:31.0000000Z ", "2026-11-03T10:22:31.1Z stdout F ", "scan\tRun\t2026-11-03T10:22:31Z "]
        {
            let mut log = text.clone();
            for _ in 0..layers {
                log = prefixed(&log, prefix);
            }
            let read = load(&log).unwrap_or_else(|error| panic!("{path} {prefix}: {error}"));
            assert_eq!(statuses(&read), statuses(&alone), "{path}");
            let codes: Vec<_> = read.scans[0].warnings.iter().map(|warning| warning.code.as_str()).collect();
            assert!(codes.contains(&"log-prefix"), "{path}: {codes:?}");
            // The digest is that of the file, not that of what was made of it.
            assert_eq!(read.scans[0].source.sha256, Some(amicis_digest(&log)));
        }
    }
}

/// Two outputs as Docker Compose mixes them, a line of each in turn.
fn mixed(one: &str, other: &str) -> String {
    let mut log = String::new();
    let (mut one, mut other) = (one.lines(), other.lines());
    loop {
        let lines = [("scan-1 ", one.next()), ("other-1", other.next())];
        for (name, line) in lines.iter().filter_map(|(name, line)| Some((name, (*line)?))) {
            writeln!(log, "{name} | {line}").expect("memory");
        }
        if lines.iter().all(|(_, line)| line.is_none()) {
            return log;
        }
    }
}

#[test]
fn what_two_services_printed_in_turn_is_read_as_two_logs() {
    let (text, json) = (sample("kube-bench/text-two-sets/input.txt"), sample("docker-bench/plain/input.json"));
    let (alone, beside) = (load(&text).expect("a scan"), load(&json).expect("a scan"));
    let both = load(&mixed(&text, &json)).expect("scans");
    assert_eq!(statuses(&both), [statuses(&alone), statuses(&beside)].concat());

    let noise = "ready\naccepted a connection\n".repeat(60);
    let one = load(&mixed(&text, &noise)).expect("scans");
    assert_eq!(statuses(&one), statuses(&alone));
    let codes: Vec<_> =
        one.scans.first().expect("a scan").warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert!(codes.contains(&"lines-left-out"), "{codes:?}");

    let cut: String = json.lines().take(20).collect::<Vec<_>>().join("\n");
    let error = load(&mixed(&text, &cut)).expect_err("one of them is cut");
    assert!(error.path.ends_with("(other-1)"), "{error}");
    assert!(load(&mixed(&noise, &noise)).is_err(), "no result at all");
}

fn amicis_digest(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("memory");
        hex
    })
}

#[test]
fn lines_around_a_result_are_counted() {
    for path in ["kube-bench/json-eks/input.json", "xccdf/overrides/input.xml"] {
        let text = sample(path);
        let alone = load(&text).expect("a scan");
        for log in [format!("I0308 14:04:10 check.go] x\n\n{text}"), format!("{text}\ndone in 3 s\n")] {
            let read = load(&log).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(statuses(&read), statuses(&alone), "{path}");
            let said = read.scans[0].warnings.iter().any(|warning| {
                warning.code.as_str() == "lines-left-out" && warning.message.starts_with("1 line stand")
            });
            assert!(said, "{:?}", read.scans[0].warnings);
        }
    }
}

#[test]
fn a_cut_result_in_a_log_is_cut_and_two_are_refused() {
    let text = sample("kube-bench/json-eks/input.json");
    let log = format!("hello\n{}", text.get(..text.len() / 2).expect("ASCII"));
    let error = load(&log).expect_err("cut");
    assert!(error.to_string().contains("cut off"), "{error}");
    let error = load(&format!("{text}\nand again\n{text}")).expect_err("two results");
    assert!(error.to_string().contains("two results"), "{error}");
}

#[test]
fn a_damaged_document_is_never_set_aside() {
    for text in [
        "{\"type\":\"scan\",\"format\":\"amicis/1\"}\n{\"type\":\"check\",\"number\":\"1.1\",\"status\":\"pass\"}\n\"type\":\"check\",\"number\":\"1.2\",\"status\":\"fail\"}\n{\"type\":\"end\",\"checks\":1}\n",
        "{\"type\":\"scan\",\"format\":\"amicis/1\"}\n{\"type\":\"check\",\"number\":\"1.1\",\"status\":\"pass\"}\n{\"type\":\"check\" \"number\":\"1.2\",\"status\":\"fail\"}\n",
    ] {
        let error = load(text).expect_err("damaged");
        assert!(error.to_string().contains("JSON"), "{error}");
    }
}

#[test]
fn two_runs_in_one_file_are_refused_or_two_scans() {
    for path in [
        "build-kit/summary/input.log",
        "build-kit/verbose/input.log",
        "kube-bench/text-two-sets/input.txt",
        "cis-audit/csv/input.csv",
        "cis-audit/json/input.json",
        "cis-audit/shell/input.txt",
        "cis-audit/text/input.txt",
        "debian-cis/batch/input.txt",
        "debian-cis/text/input.txt",
        "run-cis-benchmark/coloured/input.txt",
        "bottlerocket/text/input.txt",
    ] {
        let text = sample(path);
        assert!(load(&text).is_ok(), "{path}");
        let error = load(&format!("{text}\n{text}")).expect_err(path).to_string();
        assert!(["two", "second"].iter().any(|word| error.contains(word)), "{path}: {error}");
    }
    let text = sample("kube-bench/json-eks/input.json");
    let (one, two) = (load(&text).expect("scans"), load(&format!("{text}\n{text}")).expect("scans"));
    assert_eq!(two.scans.len(), 2 * one.scans.len());
}

#[test]
fn no_damage_makes_a_smaller_scan_of_a_result_by_setting_a_part_of_it_aside() {
    for path in [
        "kube-bench/json-eks/input.json",
        "goss/v04-ansible-lockdown/input.json",
        "native/lines/input.ndjson",
        "native/document/input.json",
        "inspec/full/input.json",
        "wazuh/api/input.json",
        "xccdf/overrides/input.xml",
        "arf/oval/input.xml",
    ] {
        let text = sample(path);
        let whole = statuses(&load(&text).expect(path));
        let places = (1..text.len()).step_by(97).filter(|at| text.is_char_boundary(*at));
        for at in places {
            let (before, after) = text.split_at(at);
            let rest: String = after.chars().skip(1).collect();
            // Cut, and cut with a line of the shell behind it; a character or a whole line lost; a line broken in two.
            let line_lost = [before, after.split_once('\n').map_or("", |(_, rest)| rest)].concat();
            for damaged in [
                before.to_owned(),
                format!("{before}\nKilled\n"),
                [before, &rest].concat(),
                line_lost,
                format!("{before}\n{after}"),
            ] {
                let Ok(read) = load(&damaged) else { continue };
                let said = |scan: &amicis::model::Scan| !scan.coverage.is_full() || !scan.doubts.is_empty();
                let set_aside = |scan: &amicis::model::Scan| {
                    scan.warnings.iter().any(|warning| warning.message.contains("around the result"))
                };
                let silent = read.scans.iter().any(set_aside) && !read.scans.iter().all(said);
                assert!(!silent || statuses(&read) == whole, "{path} at {at}: {damaged}");
            }
        }
    }
}

#[test]
fn a_coloured_document_and_a_table_that_names_its_separator_are_read() {
    for path in ["kube-bench/json-eks/input.json", "xccdf/overrides/input.xml"] {
        let text = sample(path);
        let coloured = prefixed(&text, "\u{1b}[1;39m").replace('\n', "\u{1b}[0m\n");
        assert_eq!(statuses(&load(&coloured).expect(path)), statuses(&load(&text).expect(path)), "{path}");
    }
    let table = "number;status\n1.1;pass\n1.2;fail\n";
    for (text, line) in [(format!("sep=;\n{table}"), 4), (format!("\u{feff}SEP=;\r\n{table}"), 4)] {
        assert_eq!(statuses(&load(&text).expect("a table")), [[Status::Pass, Status::Fail]]);
        // The line still counts.
        let error = load(&text.replace("1.2;fail", "1.2")).expect_err("a short row");
        assert_eq!(error.position.map(|place| place.line), Some(line));
    }
    assert_eq!(statuses(&load(&table.replace(';', "|")).expect("bars")), [[Status::Pass, Status::Fail]]);
    assert!(load("| number | status |\n|---|---|\n| 1.1 | pass |\n").is_err(), "a table in Markdown is none");
}
