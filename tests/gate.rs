//! What the gate writes for other programs: valid against their schemas, escaped, and true.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail, and says why"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use amicis::assess::{Assessment, Disposition};
use amicis::gate::{GateVerdict, Inputs, Outcome, RequiredControls};
use amicis::mapping::Mappings;
use amicis::model::{Benchmark, Check, Scan, Status, Title, TitleKind};
use amicis::outputs::{Junit, OutputError, OutputOptions, Sarif, View, printed};
use amicis::registry::{Gate, Registry, lint};
use amicis::report::{gate_github, gate_markdown, gate_text};
use amicis::views::FindingsView;
use quick_xml::events::Event;
use serde_json::Value;

fn judged(assessment: &Assessment, gate: &Gate) -> GateVerdict {
    let lint = lint(&assessment.registry, assessment.as_of, &assessment.findings());
    GateVerdict::new(
        assessment,
        &Inputs {
            gate,
            mappings: &Mappings::builtin(),
            lint: &lint,
            baseline: None,
            required: &RequiredControls::default(),
        },
    )
}

/// An empty assessment, a usual one, several images, hostile text everywhere, 5,000 checks.
fn assessments() -> [(&'static str, Assessment); 5] {
    [
        ("empty", common::empty()),
        ("workshop", common::workshop(&["cis-cat.xml", "openscap.xml"])),
        ("several", common::several()),
        ("hostile", common::hostile()),
        ("large", common::large(5000)),
    ]
}

fn options(include_suppressed: bool) -> OutputOptions {
    OutputOptions::default().with_location("exceptions.toml", "").with_suppressed(include_suppressed)
}

fn findings(assessment: &Assessment, verdict: Option<&GateVerdict>) -> FindingsView {
    FindingsView::new(assessment, verdict, &Mappings::builtin())
}

fn sarif(assessment: &Assessment, verdict: Option<&GateVerdict>, options: &OutputOptions) -> Value {
    let text = printed(&Sarif, &View::Findings(&findings(assessment, verdict)), options).expect("SARIF");
    serde_json::from_str(&text).expect("JSON")
}

fn junit(assessment: &Assessment, verdict: Option<&GateVerdict>) -> Result<String, OutputError> {
    printed(&Junit, &View::Findings(&findings(assessment, verdict)), &OutputOptions::default())
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().expect("results")
}

#[test]
fn sarif_is_valid_against_the_official_schema() {
    let mut schema: Value = serde_json::from_str(include_str!("data/sarif/sarif-schema-2.1.0.json")).expect("JSON");
    // A pattern of it is no regular expression: it closes a bracket that none opens.
    for place in ["/definitions/run", "/definitions/toolComponent"] {
        let language = schema.pointer_mut(&format!("{place}/properties/language")).and_then(Value::as_object_mut);
        language.expect("the property").remove("pattern");
    }
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for (name, assessment) in assessments() {
        let gate = Gate { min_raw_score: Some(100.0), ..Gate::default() };
        let verdict = judged(&assessment, &gate);
        for (verdict, suppressed) in [(None, false), (Some(&verdict), true)] {
            let log = sarif(&assessment, verdict, &options(suppressed));
            let errors: Vec<String> = schema.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
        }
    }
}

#[test]
fn sarif_stays_within_the_limits_of_code_scanning() {
    for (name, assessment) in assessments() {
        let log = sarif(&assessment, None, &options(true));
        for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules") {
            assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10, "{name}");
            assert!(rule["id"].as_str().expect("an id").chars().count() <= 255, "{name}");
            assert!(rule["shortDescription"]["text"].as_str().expect("text").chars().count() <= 1024, "{name}");
        }
        for result in results(&log) {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
            let rule = &log["runs"][0]["tool"]["driver"]["rules"][index];
            assert_eq!(rule["id"], result["ruleId"], "{name}");
        }
    }
}

fn of_al2(checks: Vec<Check>, version: &str) -> Assessment {
    let benchmark = Benchmark::given(&format!("AL2 {version}"));
    let scan = Scan { benchmark, checks, ..Scan::default() };
    Assessment::new(vec![scan], Registry::default(), common::DAY, false, &Mappings::builtin())
}

fn failing(number: &str, title: Option<Title>) -> Check {
    Check { number: number.parse().ok(), title, ..Check::new(Status::Fail) }
}

#[test]
fn more_results_than_code_scanning_takes_are_counted() {
    let checks = (0..25_010).map(|n| failing(&format!("1.{n}"), None)).collect();
    let log = sarif(&of_al2(checks, "2.0.0"), None, &options(false));
    assert_eq!(results(&log).len(), 25_000);
    let verdict = judged(&of_al2(Vec::new(), "2.0.0"), &Gate::default());
    assert_eq!(verdict.outcome, Outcome::NothingToJudge);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(note.as_str().expect("a note").starts_with("10 results are left out"), "{note}");
}

fn fingerprint(assessment: &Assessment) -> (Value, Value) {
    let log = sarif(assessment, None, &options(false));
    let result = results(&log)[0].clone();
    (result["partialFingerprints"].clone(), result["ruleId"].clone())
}

#[test]
fn an_alert_lives_on_when_number_image_or_tool_change() {
    let title = "Ensure sticky bit is set on all world-writable directories";
    let one = |number: &str, title: Option<Title>, version: &str| of_al2(vec![failing(number, title)], version);
    let first = fingerprint(&one("1.1.22", Title::recommendation(title), "2.0.0"));
    assert_eq!(first, fingerprint(&one("6.1.2", Title::recommendation(title), "3.0.0")), "renumbered");
    assert_eq!(
        first,
        fingerprint(&one("1.1.22", Title::new("dir_perms_sticky", TitleKind::Tool), "2.0.0")),
        "another tool"
    );
    let first_again = one("1.1.22", Title::recommendation(title), "2.0.0");
    let mut renamed: Vec<_> = first_again.scans().cloned().collect();
    renamed[0].target.ami_name = Some("eks-2".to_owned());
    let renamed = Assessment::new(renamed, Registry::default(), common::DAY, false, &Mappings::builtin());
    assert_eq!(first, fingerprint(&renamed), "another image");
    let other = fingerprint(&one("1.1.22", Title::recommendation("Ensure something else"), "2.0.0"));
    assert!(first.0 != other.0 && first.1 != other.1, "another recommendation");
}

#[test]
fn the_same_alert_on_two_images_is_told_apart() {
    let log = sarif(&common::several(), None, &options(false));
    let mut seen = BTreeSet::new();
    for result in results(&log) {
        let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a fingerprint");
        assert!(seen.insert(print.to_owned()), "{print} twice");
    }
    assert!(seen.iter().any(|print| print.ends_with(":2")));
}

#[test]
fn accepted_failures_are_left_out_or_stand_at_their_entry() {
    let assessment = common::workshop(&["cis-cat.xml"]);
    let accepted = |r: &&amicis::assess::Recommendation| r.disposition == Disposition::Excepted;
    let count = assessment.images[0].recommendations.iter().filter(accepted).count();
    assert!(
        results(&sarif(&assessment, None, &options(false))).iter().all(|result| result.get("suppressions").is_none())
    );
    let root = env!("CARGO_MANIFEST_DIR").to_owned();
    let log = sarif(&assessment, None, &options(true).with_location("exceptions.toml", root));
    let suppressed: Vec<_> = results(&log).iter().filter(|result| result.get("suppressions").is_some()).collect();
    assert_eq!(suppressed.len(), count);
    for result in suppressed {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "samples/workshop/exceptions.toml");
        assert!(place["region"]["startLine"].as_u64().expect("a line") > 1);
    }
}

#[test]
fn what_the_gate_lets_through_is_a_warning() {
    let assessment = of_al2(vec![failing("1.1.22", None)], "2.0.0");
    let level = |gate: Gate| {
        results(&sarif(&assessment, Some(&judged(&assessment, &gate)), &options(false)))[0]["level"].clone()
    };
    assert_eq!(level(Gate::default()), "error");
    let lenient = Gate { allow_open: Some(true), allow_partial: Some(true), ..Gate::default() };
    assert_eq!(level(lenient), "warning");
}

#[test]
fn hostile_text_is_no_markup_anywhere() {
    let assessment = common::hostile();
    let verdict = judged(&assessment, &Gate::default());
    let controls = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}');
    let log = sarif(&assessment, Some(&verdict), &options(true));
    for result in results(&log) {
        let text = result["message"]["text"].as_str().expect("text");
        assert!(!controls(text), "{text:?}");
        let links =
            text.match_indices("](").filter(|(at, _)| !text.get(..*at).is_some_and(|before| before.ends_with('\\')));
        assert_eq!(links.count(), 0, "{text}");
    }
    let plain = anstream::adapter::strip_str(&gate_text(&verdict, 80)).to_string();
    assert!(!controls(&plain), "{plain:?}");
    let annotations = gate_github(&verdict, "a\n::error::b", &[], &assessment.registry.sources);
    // One for each rule, and one for each place of an entry that does not apply.
    let rules = verdict.violations.iter().filter(|violation| violation.rule != "lint").count();
    let concerned = verdict.violations.iter().flat_map(|violation| &violation.concerned);
    let entries = concerned.flat_map(|one| &one.entries).map(|place| (&place.path, place.span.start));
    assert_eq!(annotations.lines().count(), rules + entries.collect::<BTreeSet<_>>().len());
    let markdown = gate_markdown(&verdict);
    let mut events = pulldown_cmark::Parser::new(&markdown);
    let markup = |event: &pulldown_cmark::Event<'_>| {
        use pulldown_cmark::{Event, Tag};
        matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }))
    };
    assert_eq!(events.find(markup), None);
}

/// Cases by suite: class, name, and the element within, if any.
type Cases = BTreeMap<String, Vec<(String, Option<String>)>>;

/// Reads JUnit back, and holds every count against the cases.
fn cases(xml: &str) -> Cases {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut cases = Cases::new();
    let (mut counts, mut suite) = (Vec::new(), String::new());
    loop {
        let event = reader.read_event().expect("XML");
        let (Event::Start(element) | Event::Empty(element)) = &event else {
            if event == Event::Eof {
                break;
            }
            continue;
        };
        let attribute = |name: &str| {
            let found = element.try_get_attribute(name).expect("attributes").expect("the attribute");
            found.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("text").into_owned()
        };
        match element.local_name().as_ref() {
            "testsuite" => {
                suite = attribute("name");
                counts.push((suite.clone(), ["tests", "failures", "errors", "skipped"].map(&attribute)));
            }
            "testcase" => cases.entry(suite.clone()).or_default().push((attribute("name"), None)),
            "failure" | "error" | "skipped" => {
                let last = cases.get_mut(&suite).and_then(|cases| cases.last_mut()).expect("a case");
                last.1 = Some(element.local_name().as_ref().to_owned());
            }
            _ => {}
        }
    }
    for (suite, counts) in counts {
        let cases = cases.get(&suite).map(Vec::as_slice).unwrap_or_default();
        let count = |word: &str| cases.iter().filter(|(_, found)| found.as_deref() == Some(word)).count();
        let expected = [cases.len(), count("failure"), count("error"), count("skipped")].map(|count| count.to_string());
        assert_eq!(counts, expected, "{suite}");
    }
    cases
}

#[test]
fn junit_is_read_back_whatever_it_holds() {
    for (name, assessment) in assessments() {
        let cases = cases(&junit(&assessment, None).expect("XML"));
        let count: usize = assessment.images.iter().map(|image| image.recommendations.len()).sum();
        assert_eq!(cases.values().map(Vec::len).sum::<usize>(), count, "{name}");
    }
    let odd = Title::recommendation("a\u{fffe}\u{b}\u{0}b ]]> &amp;<x/>");
    let xml = junit(&of_al2(vec![failing("1.1", odd)], "2.0.0"), None).expect("XML");
    let cases = cases(&xml);
    assert_eq!(cases.values().next().expect("a suite")[0].0, "1.1 a\u{fffd} \u{fffd}b ]]> &amp;<x/>");
}

#[test]
fn a_case_fails_exactly_where_the_gate_objects() {
    let assessment = common::workshop(&["cis-cat.xml"]);
    let failed = |gate: Gate| {
        let verdict = judged(&assessment, &gate);
        let cases = cases(&junit(&assessment, Some(&verdict)).expect("XML"));
        let all =
            cases.into_values().flatten().filter(|(_, found)| found.as_deref().is_some_and(|word| word != "skipped"));
        let names: Vec<String> = all.map(|(name, _)| name.split(' ').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(names.is_empty(), verdict.outcome == Outcome::Passes);
        names
    };
    assert_eq!(failed(Gate::default()), ["1.1.22", "1.2.2", "1.3.2", "5.3.10", "6.1.13", "the", "lint"]);
    let allow = Some(true);
    let lenient = Gate { allow_open: allow, allow_unverified: allow, allow_lint: allow, ..Gate::default() };
    assert_eq!(failed(lenient.clone()), ["1.1.22", "the"]);
    assert_eq!(failed(Gate { allow_lapsed: allow, ..lenient }), [""; 0]);
}

#[test]
fn an_accepted_failure_is_skipped_with_its_reason_and_its_end() {
    let xml = junit(&common::workshop(&["cis-cat.xml"]), None).expect("XML");
    let skipped = xml.lines().find(|line| line.contains("accepted:")).expect("an accepted one");
    assert!(skipped.contains("<skipped type=\"excepted\" message=\"accepted: "), "{skipped}");
    assert!(skipped.contains("(until 2027-") && skipped.contains(", entry "), "{skipped}");
}

#[test]
fn junit_is_valid_against_the_schema_of_jenkins() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/junit/junit-10.xsd");
    for (name, assessment) in assessments() {
        let verdict = judged(&assessment, &Gate { min_raw_score: Some(100.0), ..Gate::default() });
        for verdict in [None, Some(&verdict)] {
            let xml = junit(&assessment, verdict).expect("XML");
            let command = Command::new("xmllint")
                .args(["--noout", "--nonet", "--schema", schema, "-"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn();
            let Ok(mut xmllint) = command else {
                assert!(std::env::var_os("CI").is_none(), "xmllint is not installed");
                eprintln!("skipped: xmllint is not installed, so JUnit was not held against its schema");
                return;
            };
            xmllint.stdin.take().expect("its input").write_all(xml.as_bytes()).expect("read");
            let output = xmllint.wait_with_output().expect("an end");
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
