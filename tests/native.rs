//! The native format: nothing is lost in a round trip, and the published schema is the reader's.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use amicis::diag::MessageCode;
use amicis::formats::{by_id, detect, native, native_schema};
use amicis::load::Loader;
use amicis::model::{
    AssessedBy, Benchmark, Beside, Check, Coverage, Doubt, DoubtCode, Established, Evidence, Fact, Ident, Moment,
    Override, Profile, ReportedScore, Scan, Section, Source, Status, Target, Title, Tool, Warning, Weight,
};
use amicis::read::{Format, Input, ReadOptions};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn native() -> &'static dyn Format {
    by_id("native").expect("the format")
}

fn read<T: Into<Vec<u8>>>(text: T) -> Vec<Scan> {
    scans(&Input::from_bytes("test", text))
}

fn scans(input: &Input) -> Vec<Scan> {
    native().read_input(input, &ReadOptions::default()).expect("a native file").scans
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
        let assessment = manual.map(|manual| if manual { AssessedBy::Manual } else { AssessedBy::Automated });
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
            partition: None,
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
    let beside = (text(), maybe()).prop_map(|(path, sha256)| Beside { path, sha256 });
    let source = (text(), text(), maybe(), vec(beside, 0..2)).prop_map(|(path, format, sha256, beside)| Source {
        path,
        format,
        sha256,
        beside,
        ..Source::default()
    });
    let tool = option::of((text(), maybe()).prop_map(|(name, version)| Tool { name, version }));
    let profile =
        option::of((maybe(), maybe(), option::of(1u8..4)).prop_map(|(id, title, level)| Profile { id, title, level }));
    let score = (maybe(), -1e3..1e3f64, option::of(0.0..1e9f64));
    let score = score.prop_map(|(system, value, maximum)| ReportedScore { system, value, maximum });
    let warning = (text(), text()).prop_map(|(code, message)| Warning { code: MessageCode::foreign(code), message });
    let doubt = (select(&DoubtCode::ALL[..]), maybe(), text(), option::of(any::<u64>()), any::<bool>());
    let doubt =
        doubt.prop_map(|(code, about, message, hides, harmless)| Doubt { code, about, message, hides, harmless });
    let number = select(&["1", "5.2", "10.1.3"][..]).prop_map(|number| number.parse().expect("a number"));
    let section = (number, text()).prop_map(|(number, name)| Section { number, name });
    let when = (moment(), moment(), any::<bool>(), any::<bool>());
    let lists = (vec(score, 0..2), vec(warning, 0..2), vec(doubt, 0..2), vec(section, 0..3), vec(check(), 0..4));
    ((source, tool, maybe(), benchmark(), profile, target()), when, coverage(), lists).prop_map(
        |(what, (started, finished, times_approximate, states_selection), coverage, lists)| {
            let (scores, warnings, doubts, sections, checks) = lists;
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
                states_selection,
                scores,
                warnings,
                doubts,
                sections,
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
        let document = native::document(&scans).expect("JSON");
        let value = serde_json::from_str(&document).expect("JSON");
        prop_assert!(validator().is_valid(&value), "{document}");
        prop_assert_eq!(read(document), scans);
    }

    #[test]
    fn json_lines_lose_nothing_and_keep_to_the_schema(scans in vec(scan(), 1..3)) {
        let lines = native::ndjson(&scans).expect("JSON Lines");
        let validator = validator();
        for line in lines.lines() {
            prop_assert!(validator.is_valid(&serde_json::from_str(line).expect("JSON")), "{line}");
        }
        prop_assert_eq!(read(lines), scans);
    }

    #[test]
    fn csv_loses_nothing(scans in vec(scan(), 1..3)) {
        prop_assert_eq!(read(native::csv(&scans).expect("CSV")), scans);
    }
}

/// The files below a folder, in an order of their own.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Cells hold other tools' words: what is written of a CIS-CAT scan must not be taken for CIS-CAT's own table.
#[test]
fn every_sample_is_recognised_and_read_again_from_all_that_convert_writes() {
    let mut paths = Vec::new();
    for folder in ["samples/formats", "samples/workshop", "samples/diff"] {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    let loader = Loader { options: ReadOptions::default().with_text(true), ..Loader::default() };
    let mut tried = 0;
    for path in paths {
        let Ok(mut loaded) = loader.load(std::slice::from_ref(&path)) else { continue };
        // The name of the input is not the scan's, and not written.
        loaded.scans.iter_mut().for_each(|scan| scan.source.input.clear());
        let forms = [
            native::document(&loaded.scans).expect("JSON"),
            native::ndjson(&loaded.scans).expect("JSON Lines"),
            native::csv(&loaded.scans).expect("CSV"),
        ];
        for text in forms {
            let input = Input::from_bytes("again", text);
            let format =
                input.head().and_then(|head| detect(&input, &head)).map(Format::id).map_err(|error| error.to_string());
            assert_eq!(format, Ok("native"), "{}", path.display());
            assert_eq!(scans(&input), loaded.scans, "{}", path.display());
        }
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn a_column_goes_before_what_the_csv_keeps_beside_the_columns() {
    let mut scan = Scan { checks: vec![Check::new(Status::Fail)], ..Scan::default() };
    scan.checks[0].rule = Some("r".to_owned());
    scan.target.ami_id = Some("ami-0a51c0ffee1a2b3c4".to_owned());
    scan.warn(amicis::diag::Code::Incomplete, "kept");
    let text = native::csv(&[scan]).expect("CSV").replace("ami-0a51c0ffee1a2b3c4", "ami-1");
    let again = read(text);
    assert_eq!((again[0].target.ami_id.as_deref(), again[0].warnings.len()), (Some("ami-1"), 1));
}

#[test]
fn lines_of_a_csv_that_do_not_fit_together_are_errors() {
    for (text, says) in [
        ("number,status\n1.1,pass\n#scan,1,{}\n", "no column `scan`"),
        ("number,status,scan\n1.1,pass,1\n#scan,1,{}\n#scan,1,{}\n", "two #scan lines"),
        ("number,status,scan\n1.1,pass,1\n#scan,1,[]\n", "no JSON object"),
        ("number,status,more\n1.1,pass,{\n", "no JSON object"),
        ("number,status,evidence,evidence_kind\n1.1,fail,a,lines\n", "neither `items` nor `json`"),
        ("number,status,evidence,evidence_kind\n1.1,fail,a,json\n", "the evidence is no JSON"),
    ] {
        let read = native().read_input(&Input::from_bytes("test", text), &ReadOptions::default());
        let error = read.expect_err(text).to_string();
        assert!(error.contains(says), "{error}");
    }
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
        assert!(native().read_input(&input, &ReadOptions::default()).is_err(), "{check}");
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
        if native().read_input(&input, &ReadOptions::default()).is_ok() {
            // One sample holds raw control characters, which only our reader takes for JSON.
            let Ok(value) = serde_json::from_str(&text) else { continue };
            assert!(validator.is_valid(&value), "{}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 0, "no JSON sample was found");
}
