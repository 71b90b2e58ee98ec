//! `registry lint --to ics`, read as a calendar is: unfolded, its lines parted, its texts as they were meant (RFC 5545).

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use jiff::civil::date;

const REGISTRY: &str = r#"schema = 1

[defaults]
benchmark = "CIS Amazon Linux 2 Benchmark"
version = "2.0.0"

[[exception]]
id = "ip-forwarding"
rules = ["3.2.1"]
title = "Ensure IP forwarding, and more; is \\ disabled é漢 — so that a line of this calendar has to be folded, twice at least, within a character"
reason = "Pods are routed by the node."
owner = "a\r\nEND:VCALENDAR\u202e"
approved-on = 2026-01-15
expires = 2027-01-31

[[exception]]
id = "draft"
rules = ["1.1.2"]
reason = "later"
status = "draft"
expires = 2026-12-31

[[exception]]
id = "for-ever"
rules = ["1.1.3"]
reason = "no end"

[[exception]]
id = "earlier"
rules = ["1.1.4"]
reason = "ends first"
expires = 2026-12-01

[[attested]]
numbers = ["1.2.2"]
verdict = "pass"
by = "A. Reviewer"
on = 2026-11-01
until = 2027-05-01
statement = "Looked at."
"#;

fn lint(registry: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("exceptions.toml"), registry).expect("written");
    let args = ["registry", "lint", "-r", "exceptions.toml", "--as-of", "2026-11-23"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.args(args).args(more).current_dir(folder.path()).output().expect("amicis runs")
}

/// The lines of a calendar, unfolded; each as its name, its parameters and its value.
fn lines(calendar: &str) -> Vec<(String, String)> {
    assert!(calendar.ends_with("\r\n"));
    let physical: Vec<&str> = calendar.strip_suffix("\r\n").expect("an end").split("\r\n").collect();
    let mut lines: Vec<String> = Vec::new();
    for line in physical {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().expect("a line before").push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    let part = |line: &String| {
        let (name, value) = line.split_once(':').expect("a name and a value");
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || b"-;=".contains(&byte)), "{name}");
        (name.to_owned(), value.to_owned())
    };
    lines.iter().map(part).collect()
}

/// The text that an escaped value stands for.
fn text(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => out.push(c),
                other => panic!("\\{other:?} in {value}"),
            },
            ';' | ',' => panic!("{c} is not escaped in {value}"),
            c => out.push(c),
        }
    }
    out
}

/// Names with their values.
type Properties = Vec<(String, String)>;

/// The properties of each event, those of its alarm apart.
fn events(lines: &[(String, String)]) -> Vec<(Properties, Properties)> {
    let (mut open, mut events): (Vec<String>, Vec<(Vec<_>, Vec<_>)>) = (Vec::new(), Vec::new());
    for (name, value) in lines {
        match name.as_str() {
            "BEGIN" => {
                open.push(value.clone());
                if value == "VEVENT" {
                    events.push((Vec::new(), Vec::new()));
                }
            }
            "END" => assert_eq!(open.pop().as_ref(), Some(value)),
            _ => match (open.last().map(String::as_str), events.last_mut()) {
                (Some("VEVENT"), Some((event, _))) => event.push((name.clone(), value.clone())),
                (Some("VALARM"), Some((_, alarm))) => alarm.push((name.clone(), value.clone())),
                (Some("VCALENDAR"), _) => {}
                other => panic!("{name} stands in {other:?}"),
            },
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    events
}

fn value<'l>(lines: &'l [(String, String)], name: &str) -> &'l str {
    let mut found = lines.iter().filter(|(other, _)| other == name);
    let value = found.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(found.next().is_none(), "{name} stands twice");
    &value.1
}

#[test]
fn what_ends_is_an_event_of_its_last_day_with_an_alarm_before() {
    let output = lint(REGISTRY, &["--to", "ics"]);
    let calendar = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = lines(&calendar);
    assert_eq!(value(&lines, "VERSION"), "2.0");
    assert!(value(&lines, "PRODID").contains("amicis"));
    let events = events(&lines);
    let days: Vec<&str> = events.iter().map(|(event, _)| value(event, "DTSTART;VALUE=DATE")).collect();
    assert_eq!(days, ["20261201", "20270131", "20270501"], "drafts end nothing, and some never end");
    for (event, alarm) in &events {
        assert_eq!((value(alarm, "ACTION"), value(alarm, "TRIGGER")), ("DISPLAY", "-P30D"));
        assert!(!value(alarm, "DESCRIPTION").is_empty() && !value(event, "UID").is_empty());
        let stamp = value(event, "DTSTAMP");
        assert!(stamp.len() == 16 && stamp.ends_with("T000000Z"), "{stamp}");
    }
    let (event, _) = &events[1];
    assert_eq!(value(event, "DTSTAMP"), "20260115T000000Z");
    assert_eq!(text(value(event, "SUMMARY")), "Exception ip-forwarding ends");
    let description = text(value(event, "DESCRIPTION"));
    assert!(description.contains("IP forwarding, and more; is \\ disabled é漢 — so"), "{description}");
    assert!(description.contains("Owner: a\nEND:VCALENDAR\u{fffd}\n"), "{description}");
    // The registry has a mistake for people to see: an entry without an end.
    assert!(String::from_utf8_lossy(&output.stderr).contains("for-ever"));
}

#[test]
fn the_same_registry_is_the_same_calendar_and_a_later_day_the_same_event() {
    let events_of = |registry: &str, more: &[&str]| {
        let calendar = String::from_utf8(lint(registry, more).stdout).expect("UTF-8");
        (events(&lines(&calendar)).into_iter().map(|(event, _)| event).collect::<Vec<_>>(), calendar)
    };
    let (before, first) = events_of(REGISTRY, &["--to", "ics"]);
    let (_, second) = events_of(REGISTRY, &["--to", "ics"]);
    assert_eq!(first, second);
    let renewed = REGISTRY.replace("expires = 2027-01-31", "expires = 2028-01-31").replace("2026-01-15", "2026-11-20");
    let (after, _) = events_of(&renewed, &["--to", "ics"]);
    let uids = |events: &[Vec<(String, String)>]| {
        let mut uids: Vec<String> = events.iter().map(|event| value(event, "UID").to_owned()).collect();
        uids.sort();
        uids.dedup();
        uids
    };
    assert_eq!(uids(&before), uids(&after));
    assert_eq!(uids(&before).len(), 3);
    assert_eq!(value(&after[2], "DTSTAMP"), "20261120T000000Z", "so that a calendar takes the later day");
}

#[test]
fn a_registry_with_a_mistake_is_no_calendar() {
    let output = lint(&REGISTRY.replace("expires = 2027-01-31", "expires = \"soon\""), &["--to", "ics"]);
    assert!(output.stdout.is_empty() && !output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("expires"));
}

#[test]
fn programs_get_the_days_as_json() {
    let output = lint(REGISTRY, &["--to", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let ends = json["ends"].as_array().expect("a list");
    assert_eq!(ends.len(), 3);
    assert_eq!((ends[0]["id"].as_str(), ends[0]["days_left"].as_i64()), (Some("earlier"), Some(8)));
    assert_eq!((ends[1]["on"].as_str(), ends[1]["line"].as_u64()), (Some("2027-01-31"), Some(7)));
    let left = date(2027, 1, 31).since(date(2026, 11, 23)).expect("days").get_days();
    assert_eq!(ends[1]["days_left"].as_i64(), Some(left.into()));
    assert!(Path::new("templates/schema/lint.schema.json").is_file());
}
