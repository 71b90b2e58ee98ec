//! The native format: nothing is lost in a round trip, and the published schema is the reader's.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

use amicis::export;
use amicis::formats::{Format, Input, ReadOptions, by_id, detect, native_schema};
use amicis::load::Loader;
use amicis::model::{
    Assessment, Benchmark, Check, Coverage, Established, Evidence, Fact, Ident, Moment, Override, Profile,
    ReportedScore, Scan, Source, Status, Target, Title, Tool, Warning, Weight,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn native() -> &'static dyn Format {
    by_id("native").expect("the format")
}

fn read(text: String) -> Vec<Scan> {
    native().read(&Input::from_bytes("test", text), &ReadOptions::default()).expect("a native file").scans
}

/// Hostile on purpose: quotes, line breaks, control characters, anything.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just("a \"b\"\n,\u{1}\u{7f}é\\".to_owned()), "\\PC{1,12}", "[a-z ]{1,8}"]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    let times = ["2026-11-20T18:04:05Z", "2007-09-25T7:45:02", "2026-02-15T22:43:38.206000-05:00", "1458680301.37"];
    option::of(select(times.to_vec()).prop_map(|time| Moment::parse(time).expect("a time")))
}

fn status() -> impl Strategy<Value = Status> {
    select(Status::ALL.to_vec())
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (vec(text(), 0..3), maybe(), any::<bool>()).prop_map(|(items, free, truncated)| {
        let text = free.and_then(|free| Evidence::text(free).text);
        Evidence { text, truncated, ..Evidence::items(items) }
    })
}

fn title() -> impl Strategy<Value = Option<Title>> {
    (text(), any::<bool>())
        .prop_map(|(text, tool)| if tool { Title::tool(&text) } else { Title::recommendation(&text) })
}

fn an_override() -> impl Strategy<Value = Override> {
    (moment(), maybe(), option::of(status()), option::of(status()), maybe())
        .prop_map(|(time, authority, old, new, remark)| Override { time, authority, old, new, remark })
}

fn check() -> impl Strategy<Value = Check> {
    let identity = (vec(0u32..2000, 1..6), text(), title(), status(), maybe());
    let weight = option::of(0.0..1e6f64).prop_map(|weight| weight.and_then(Weight::from_f64));
    let judged = (vec(1u8..4, 0..3), option::of(any::<bool>()), maybe(), weight);
    let ident = (text(), text()).prop_map(|(system, value)| Ident { system, value });
    let found = (evidence(), vec(an_override(), 0..2), vec(ident, 0..2), (maybe(), maybe(), maybe()));
    (identity, judged, found).prop_map(|(identity, judged, found)| {
        let (parts, rule, title, status, raw_status) = identity;
        let (levels, manual, severity, weight) = judged;
        let (evidence, overrides, idents, (description, rationale, remediation)) = found;
        let number = parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        let assessment = manual.map(|manual| if manual { Assessment::Manual } else { Assessment::Automated });
        Check {
            number: number.parse().ok().filter(|_| parts.len() > 1),
            rule: Some(rule),
            title,
            raw_status,
            levels,
            assessment,
            severity,
            weight,
            evidence,
            overrides,
            idents,
            description,
            rationale,
            remediation,
            ..Check::new(status)
        }
    })
}

fn benchmark() -> impl Strategy<Value = Benchmark> {
    let kinds = vec![
        Established::Declared,
        Established::Given,
        Established::Inferred,
        Established::Assumed,
        Established::Unknown,
    ];
    (maybe(), maybe(), maybe(), select(kinds), maybe()).prop_map(|(id, title, version, established, note)| Benchmark {
        id,
        title,
        version,
        established,
        note,
    })
}

fn target() -> impl Strategy<Value = Target> {
    let fact = (text(), text()).prop_map(|(name, value)| Fact { name, value });
    let names = (maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
    (names, vec(text(), 0..2), btree_map(text(), text(), 0..3), vec(fact, 0..2)).prop_map(
        |((ami_id, ami_name, instance_id, hostname, account, region, os), addresses, tags, facts)| Target {
            ami_id,
            ami_name,
            instance_id,
            hostname,
            account,
            region,
            os,
            addresses,
            tags,
            facts,
        },
    )
}

fn coverage() -> impl Strategy<Value = Coverage> {
    prop_oneof![
        Just(Coverage::Full),
        Just(Coverage::FailuresOnly),
        Just(Coverage::CountsOnly),
        text().prop_map(Coverage::Partial)
    ]
}

fn scan() -> impl Strategy<Value = Scan> {
    let source = (text(), text(), maybe()).prop_map(|(path, format, sha256)| Source { path, format, sha256 });
    let tool = option::of((text(), maybe()).prop_map(|(name, version)| Tool { name, version }));
    let profile =
        option::of((maybe(), maybe(), option::of(1u8..4)).prop_map(|(id, title, level)| Profile { id, title, level }));
    let score = (maybe(), -1e3..1e3f64, option::of(0.0..1e9f64));
    let score = score.prop_map(|(system, value, maximum)| ReportedScore { system, value, maximum });
    let warning = (text(), text()).prop_map(|(code, message)| Warning { code, message });
    let when = (moment(), moment(), any::<bool>());
    let lists = (vec(score, 0..2), vec(warning, 0..2), vec(check(), 0..4));
    ((source, tool, maybe(), benchmark(), profile, target()), when, coverage(), lists).prop_map(
        |(what, (started, finished, times_approximate), coverage, (scores, warnings, checks))| {
            let (source, tool, run, benchmark, profile, target) = what;
            Scan {
                source,
                tool,
                run,
                benchmark,
                profile,
                target,
                started,
                finished,
                times_approximate,
                coverage,
                scores,
                warnings,
                checks,
            }
        },
    )
}

fn validator() -> jsonschema::Validator {
    let schema = serde_json::from_str(&native_schema()).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_loses_nothing_and_keeps_to_the_schema(scans in vec(scan(), 1..3)) {
        let document = export::document(&scans).expect("JSON");
        let value = serde_json::from_str(&document).expect("JSON");
        prop_assert!(validator().is_valid(&value), "{document}");
        prop_assert_eq!(read(document), scans);
    }

    #[test]
    fn json_lines_lose_nothing_and_keep_to_the_schema(scans in vec(scan(), 1..3)) {
        let lines = export::ndjson(&scans).expect("JSON Lines");
        let validator = validator();
        for line in lines.lines() {
            prop_assert!(validator.is_valid(&serde_json::from_str(line).expect("JSON")), "{line}");
        }
        prop_assert_eq!(read(lines), scans);
    }

    #[test]
    fn csv_keeps_what_its_columns_hold(check in check(), coverage in coverage()) {
        let scan = Scan { coverage, checks: vec![check], ..Scan::default() };
        let again = read(export::csv_scans(std::slice::from_ref(&scan)).expect("CSV"));
        prop_assert_eq!(again.len(), 1);
        let (before, after) = (&scan.checks[0], &again[0].checks[0]);
        prop_assert_eq!(&after.number, &before.number);
        prop_assert_eq!(&after.title, &before.title);
        prop_assert_eq!(after.status, before.status);
        prop_assert_eq!(&after.levels, &before.levels);
        prop_assert_eq!(after.assessment, before.assessment);
        prop_assert_eq!(after.weight, before.weight);
        prop_assert_eq!(&again[0].coverage, &scan.coverage);
    }
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/schema/amicis-1.schema.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == native_schema(),
        "write it again: amicis formats --schema > templates/schema/amicis-1.schema.json"
    );
}

#[test]
fn the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses() {
    let validator = validator();
    let valid = |text: &str| validator.is_valid(&serde_json::from_str(text).expect("JSON"));
    for check in [
        r#"{"number":"1.1","status":"Passed"}"#,
        r#"{"id":"1.1.1.","status":"MANUAL","evidence":["a"]}"#,
        r#"{"rule":"r","status":"fail","evidence":"text","unknown":1}"#,
    ] {
        let document = format!(r#"{{"format":"amicis/1","checks":[{check}]}}"#);
        assert!(valid(&document), "{check}");
        assert_eq!(read(document)[0].checks.len(), 1, "{check}");
    }
    for check in [
        r#"{"number":1.1,"status":"pass"}"#,
        r#"{"number":"1.1"}"#,
        r#"{"number":"1.1","status":"good"}"#,
        r#"{"number":"one","status":"pass"}"#,
        r#"{"status":"pass"}"#,
        r#"{"number":"1.1","status":"pass","levels":["1"]}"#,
    ] {
        let document = format!(r#"{{"format":"amicis/1","checks":[{check}]}}"#);
        assert!(!valid(&document), "{check}");
        let input = Input::from_bytes("test", document);
        assert!(native().read(&input, &ReadOptions::default()).is_err(), "{check}");
    }
}

#[test]
fn the_json_samples_that_can_be_read_keep_to_the_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/native");
    let validator = validator();
    let mut checked = 0;
    for case in std::fs::read_dir(root).expect("samples") {
        let path = case.expect("a case").path().join("input.json");
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let input = Input::from_bytes("sample", text.clone());
        if native().read(&input, &ReadOptions::default()).is_ok() {
            // One sample holds raw control characters, which only our reader takes for JSON.
            let Ok(value) = serde_json::from_str(&text) else { continue };
            assert!(validator.is_valid(&value), "{}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 0, "no JSON sample was found");
}

/// The rules that CIS-CAT's own CSV is known by stand in what is written from its scans, too.
#[test]
fn a_csv_written_from_any_scan_is_told_as_ours() {
    let load = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        Loader::default().load(&[path]).expect("a scan").scans
    };
    for path in [
        "samples/workshop/release-1/cis-cat.xml",
        "samples/workshop/release-1/openscap.xml",
        "samples/workshop/release-1/inspector-classic.json",
    ] {
        let scans = load(path);
        let text = export::csv_scans(&scans).expect("CSV");
        let input = Input::from_bytes("x.csv", text);
        let again = Loader::default().read(&input, detect(&input).expect("one format")).expect("a scan").scans;
        let statuses = |scans: &[Scan]| -> Vec<_> {
            scans.iter().flat_map(|scan| &scan.checks).map(|check| (check.number.clone(), check.status)).collect()
        };
        assert_eq!(statuses(&again), statuses(&scans), "{path}");
    }
}
