//! Controls: the roll-ups add up, and no name that nothing knows passes; what people see of them is in the book.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use amicis::assess::{Assessment, Disposition};
use amicis::controls::Controls;
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{Benchmark, Check, Ident, Scan, Status};
use amicis::read::Input;
use amicis::registry::Registry;
use amicis::views::{ControlsView, Counts, FrameworkView};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::Value;

const DAY: Date = date(2026, 11, 23);
const REGISTRY: &str = "samples/workshop/exceptions.toml";
const MAPPING: &str = "samples/workshop/controls.csv";
const OLD: &str = "samples/workshop/release-1/cis-cat.xml";
const NEW: &str = "samples/workshop/release-2/cis-cat.xml";

fn amicis(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn judged(arguments: &[&str]) -> Output {
    amicis(&[arguments, &["-r", REGISTRY, "--as-of", "2026-11-23"]].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

fn of(counts: Counts, disposition: Disposition) -> usize {
    match disposition {
        Disposition::Open => counts.open,
        Disposition::Lapsed => counts.lapsed,
        Disposition::Unverified => counts.unverified,
        Disposition::Excepted => counts.excepted,
        Disposition::Attested => counts.attested,
        Disposition::Passed => counts.passed,
        Disposition::Informational => counts.informational,
        Disposition::NotApplicable => counts.not_applicable,
        Disposition::NotSelected => counts.not_selected,
    }
}

/// A framework and a control.
type Meant = (&'static str, &'static str);

/// A system and a value, with what they are meant to be, where they are a control.
const IDENTS: [(&str, &str, Option<Meant>); 7] = [
    (
        "http://cisecurity.org/20-cc/v8.0",
        "http://cisecurity.org/20-cc/v8.0/control/3/subcontrol/3",
        Some(("CIS Controls v8", "3.3")),
    ),
    ("cis_csc_v8", "3.3", Some(("CIS Controls v8", "3.3"))),
    ("CSCv8", "3.10", Some(("CIS Controls v8", "3.10"))),
    ("cis_csc", "3.3", Some(("CIS Controls, version not stated", "3.3"))),
    ("800-53", "AC-2(1)", Some(("NIST SP 800-53, revision not stated", "AC-2 (1)"))),
    ("http://cce.mitre.org", "CCE-1", None),
    ("800-53r5", "N/A", None),
];

/// A row of a person's file beside them: about 1.2, and about another benchmark's 1.3.
const FILE: &str =
    "benchmark,version,number,framework,control\n,,1.2,CIS Controls v8.0,3.10\nAL2,2.0.0,1.3,CIS Controls v8,3.3\n";

const STATUSES: [Status; 9] = [
    Status::Pass,
    Status::Fail,
    Status::Error,
    Status::Unknown,
    Status::NotChecked,
    Status::NotApplicable,
    Status::NotSelected,
    Status::Informational,
    Status::Fixed,
];

/// Entries in force for 1.1 and 1.4, and one that has ended for 1.5.
fn registry() -> Registry {
    let entry = |id: &str, rule: &str, more: &str| {
        format!(
            "[[exception]]\nid = \"{id}\"\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\nrules = [\"{rule}\"]\n\
             title = \"T\"\nreason = \"r\"\n{more}"
        )
    };
    let entries = [entry("a", "1.1", ""), entry("b", "1.4", ""), entry("c", "1.5", "expires = 2026-01-01\n")];
    Registry::parse("r.toml", &format!("schema = 1\n{}", entries.concat())).expect("a registry")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Held against a plain reading: which numbers have an ident of which control.
    #[test]
    fn every_recommendation_stands_in_its_controls_or_is_unmapped_and_every_count_adds_up(
        checks in prop::collection::vec((1_u32..8, 0_usize..STATUSES.len(), prop::collection::vec(0_usize..IDENTS.len(), 0..4)), 1..24),
        mapped in any::<bool>(),
    ) {
        let mut named: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
        let mut scan = Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), ..Scan::default() };
        for (number, status, idents) in &checks {
            let number = format!("1.{number}");
            let mut check = Check { number: number.parse().ok(), ..Check::new(STATUSES[*status]) };
            for (system, value, meant) in idents.iter().map(|at| IDENTS[*at]) {
                check.idents.push(Ident { system: system.to_owned(), value: value.to_owned() });
                named.entry(meant.unwrap_or_default()).or_default().insert(number.clone());
            }
            if mapped && number == "1.2" {
                named.entry(("CIS Controls v8", "3.10")).or_default().insert(number);
            }
            scan.checks.push(check);
        }
        let controls = if mapped {
            Controls::read(&Input::from_bytes("controls.csv", FILE)).expect("a mapping")
        } else {
            Controls::default()
        };
        let assessment = Assessment::new(vec![scan], registry(), DAY, false, &Mappings::builtin());
        let all = &assessment.images[0].recommendations;
        let view = ControlsView::new(&assessment, &controls, false);
        let frameworks = &view.images[0].controls.frameworks;

        named.remove(&("", ""));
        let expected: BTreeSet<&str> = named.keys().map(|(framework, _)| *framework).collect();
        let found: BTreeSet<&str> = frameworks.iter().map(|framework| framework.framework.as_str()).collect();
        prop_assert_eq!(found, expected);
        for framework in frameworks {
            let mut in_any = BTreeSet::new();
            for control in &framework.controls {
                let numbers = &named[&(framework.framework.as_str(), control.control.as_str())];
                let ids: Vec<&str> = control.recommendations.iter().map(|one| one.id.as_str()).collect();
                prop_assert_eq!(&ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>(), numbers);
                prop_assert_eq!(ids.len(), numbers.len(), "each once");
                holds(control.counts, all.iter().filter(|one| numbers.contains(&one.number.as_ref().expect("a number").to_string())))?;
                in_any.extend(numbers.clone());
            }
            let of_framework = named.keys().filter(|(name, _)| *name == framework.framework).count();
            prop_assert_eq!(framework.controls.len(), of_framework, "no control is lost");
            let (mapped, unmapped): (Vec<_>, Vec<_>) = all.iter().partition(|one| in_any.contains(&one.number.as_ref().expect("a number").to_string()));
            holds(framework.mapped, mapped)?;
            holds(framework.unmapped, unmapped)?;
            prop_assert_eq!(framework.mapped.total + framework.unmapped.total, all.len());
        }
    }
}

/// The counts are those of some recommendations, and a failure that is accepted is none that passed.
fn holds<'r>(
    counts: Counts,
    of_these: impl IntoIterator<Item = &'r amicis::assess::Recommendation>,
) -> Result<(), TestCaseError> {
    let these: Vec<_> = of_these.into_iter().collect();
    prop_assert_eq!(counts.total, these.len());
    prop_assert_eq!(Disposition::ALL.map(|disposition| of(counts, disposition)).iter().sum::<usize>(), counts.total);
    for disposition in Disposition::ALL {
        prop_assert_eq!(of(counts, disposition), these.iter().filter(|one| one.disposition == disposition).count());
    }
    Ok(())
}

#[test]
fn the_cis_controls_of_the_workshop_are_those_that_the_scan_names() {
    let view = json(&judged(&["show", OLD, "--by", "control", "--to", "json"]));
    let frameworks = view["images"][0]["controls"]["frameworks"].as_array().expect("frameworks");
    assert_eq!(frameworks.len(), 1);
    let names: Vec<&str> = frameworks[0]["controls"]
        .as_array()
        .expect("controls")
        .iter()
        .filter_map(|one| one["control"].as_str())
        .collect();
    assert_eq!(names, ["3.3", "4.1", "4.4", "4.8", "5.2", "5.4", "8.9"]);
    assert_eq!(frameworks[0]["sentence"], "1 of 11 mapped recommendations pass; 82 of 93 name no control of it");
    assert_eq!((&frameworks[0]["mapped"]["excepted"], &frameworks[0]["mapped"]["passed"]), (&10.into(), &1.into()));
}

#[test]
fn report_and_assessment_have_the_controls_and_the_file_with_its_digest() {
    let digest = amicis::digest::sha256_hex(fs::File::open(MAPPING).expect("the sample")).expect("read");
    for command in ["report", "assess"] {
        let view = json(&judged(&[command, NEW, "--controls", MAPPING, "--to", "json"]));
        assert_eq!(view["controls_file"]["file"]["sha256"], digest.as_str(), "{command}");
        assert_eq!((&view["controls_file"]["pairs"], &view["controls_file"]["unused"]), (&10.into(), &1.into()));
        let names: Vec<&str> = view["images"][0]["controls"]["frameworks"]
            .as_array()
            .expect("frameworks")
            .iter()
            .filter_map(|one| one["framework"].as_str())
            .collect();
        assert_eq!(names, ["CIS Controls v8", "House rules", "NIST SP 800-53 Rev. 5"], "{command}");
    }
    let page =
        String::from_utf8(judged(&["report", NEW, "--controls", MAPPING, "--to", "html"]).stdout).expect("UTF-8");
    assert!(page.contains("id=\"image-1-controls\"") && page.contains(&digest), "the page has the section");
    let without = String::from_utf8(
        judged(&["report", "samples/workshop/release-2/inspector-classic.json", "--to", "md"]).stdout,
    );
    assert!(!without.expect("UTF-8").contains("## Controls"), "a scan that names none has no section");
}

#[test]
fn a_scan_that_does_not_list_everything_says_so_beside_its_controls() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scan.json");
    let scan = r#"{"format":"amicis/1","scans":[{"benchmark":{"title":"CIS House Benchmark","version":"1.0.0"},"coverage":"failures-only",
        "checks":[{"number":"1.1","status":"fail","idents":[{"system":"CSCv8","value":"4.8"}]}]}]}"#;
    fs::write(&file, scan).expect("written");
    let file = file.to_str().expect("UTF-8");
    for to in ["text", "md", "html", "json"] {
        let output = amicis(&["show", file, "--by", "control", "--to", to, "--width", "400"]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains("what is not listed is not known here, and stands in no column"), "{to}: {text}");
    }
    let full = String::from_utf8(judged(&["show", OLD, "--by", "control"]).stdout).expect("UTF-8");
    assert!(!full.contains("not known here"), "{full}");
}

#[test]
fn the_gate_refuses_what_is_wrong_in_a_required_control_whatever_else_it_lets_through() {
    let lenient =
        ["--allow-open", "--allow-lapsed", "--allow-unverified", "--allow-lint", "--controls", MAPPING, "--to", "json"];
    let broken = |required: &str| {
        let output = judged(&[&["check", NEW, "--require-control", required], lenient.as_slice()].concat());
        let verdict = json(&output);
        let ids: Vec<String> = verdict["violations"]
            .as_array()
            .expect("violations")
            .iter()
            .inspect(|rule| assert_eq!(rule["rule"], "control"))
            .flat_map(|rule| rule["concerned"].as_array().expect("recommendations").clone())
            .map(|one| {
                format!(
                    "{} {}",
                    one["id"].as_str().expect("an id"),
                    one["why"].as_array().map_or("", |why| why[1].as_str().expect("a word"))
                )
            })
            .collect();
        (output.status.code().expect("a code"), ids)
    };
    assert_eq!(broken("House rules:ssh"), (1, vec!["5.3.10 open".to_owned()]));
    assert_eq!(broken("House rules:must"), (1, vec!["5.3.10 open".to_owned()]), "a group stands for its controls");
    assert_eq!(broken("nist-800-53-r5:si"), (1, vec!["1.3.2 not verified".to_owned()]), "a family for its controls");
    assert_eq!(broken("NIST SP 800-53:AC-6"), (1, vec!["1.1.22 lapsed".to_owned()]), "without a version: all of them");
    assert_eq!(broken("NIST SP 800-53 Rev. 5:AU"), (0, vec![]));
    // It stands in the file for another version of the benchmark: nothing shows that it holds here.
    assert_eq!(broken("House rules:accounts"), (1, vec!["House rules:accounts ".to_owned()]));
    assert_eq!(broken("CIS Controls v8:4.8,4.1"), (0, vec![]), "what is excepted is accepted");
}

#[test]
fn a_name_that_nothing_knows_never_passes() {
    for (required, told) in [
        (
            "CIS Controls v8:3.99",
            "CIS Controls v8:3.99 is in none of the scans and not in samples/workshop/controls.csv; known are 3.3; 4.1;",
        ),
        (
            "CIS Controls v7:3.3",
            "CIS Controls v7 is in none of the scans and not in samples/workshop/controls.csv; known are CIS Controls v8; House rules;",
        ),
        ("NIST SP 800-53 Rev. 4:AC-6", "NIST SP 800-53 Rev. 4 is in none of the scans"),
        ("House rules:ss", "House rules:ss is in none"),
        ("House rules", "write the framework, a colon and the control"),
    ] {
        let output = judged(&["check", NEW, "--controls", MAPPING, "--require-control", required]);
        assert_eq!(output.status.code(), Some(2), "{required}");
        assert!(output.stdout.is_empty() && said(&output).contains(told), "{required}: {}", said(&output));
    }
    let none = judged(&[
        "check",
        "samples/workshop/release-2/inspector-classic.json",
        "--require-control",
        "CIS Controls v8:3.3",
    ]);
    assert_eq!(none.status.code(), Some(2));
    assert!(said(&none).contains("no scan names a control: give a mapping with --controls"), "{}", said(&none));
}

#[test]
fn a_mapping_that_cannot_be_used_is_refused_with_every_line_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("controls.csv");
    fs::write(&file, "number,framework,control\n1.x,CIS Controls v8,3.3\n1.1.1,,3.3\n").expect("written");
    let path = file.to_str().expect("UTF-8");
    for command in [&["show", "--by", "control"][..], &["report"], &["assess"], &["check"]] {
        let output = judged(&[command, &[OLD, "--controls", path]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(output.stdout.is_empty(), "{command:?}");
        for line in [":2:1: in column number: ", ":3:1: in column framework: ", "help: name it with its version"] {
            assert!(said(&output).contains(line), "{command:?}: {}", said(&output));
        }
    }
    let absent = judged(&["report", OLD, "--controls", "no-such.csv"]);
    assert!(absent.status.code() == Some(2) && said(&absent).contains("no-such.csv"), "{}", said(&absent));
    fs::write(&file, "number,framework,control\n99.1,CIS Controls v8,3.3\n").expect("written");
    let nothing =
        judged(&["show", "samples/workshop/release-2/inspector-classic.json", "--by", "control", "--controls", path]);
    assert_eq!(nothing.status.code(), Some(4));
    assert!(said(&nothing).contains("is of a recommendation of these scans"), "{}", said(&nothing));
    let alone = judged(&["show", OLD, "--controls", MAPPING]);
    assert!(alone.status.code() == Some(2) && said(&alone).contains("are for --by control"), "{}", said(&alone));
}

#[test]
fn a_bundle_has_the_controls_redacted_names_the_file_and_can_be_made_again() {
    let home = tempfile::tempdir().expect("a folder");
    let (out, mapping) = (home.path().join("out"), home.path().join("controls.csv"));
    let host = "ip-10-0-21-228.us-west-2.compute.internal";
    let rows = format!("number,framework,control\n1.1.22,PCI DSS 4.0,10.2.1.1\n1.1.22,House rules,of {host}\n");
    fs::write(&mapping, rows).expect("written");
    let (out, mapping) = (out.to_str().expect("UTF-8"), mapping.to_str().expect("UTF-8"));
    let made = judged(&["release", OLD, "--controls", mapping, "-o", out]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let page = fs::read_to_string(Path::new(out).join("report.html")).expect("a page");
    assert!(page.contains("PCI DSS v4.0") && page.contains("<b>10.2.1.1</b>"), "a requirement is no address");
    assert!(!page.contains(host) && page.contains("House rules"), "a host is redacted");
    let digest = amicis::digest::sha256_hex(fs::File::open(mapping).expect("a file")).expect("read");
    let predicate: Value =
        serde_json::from_slice(&fs::read(Path::new(out).join("amicis.predicate.json")).expect("a file")).expect("JSON");
    let input = serde_json::json!({"name": "controls.csv", "digest": {"sha256": digest}});
    assert!(predicate["configuration"].as_array().expect("inputs").contains(&input), "{predicate}");
    let again = |more: &[&str]| amicis(&[&["verify", out, "--rebuild", OLD, "-r", REGISTRY], more].concat());
    let same = again(&["--controls", mapping]);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));
    let other = again(&[]);
    assert!(other.status.code() == Some(1) && said(&other).contains("report.html"), "{}", said(&other));
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared"));
    let shared = std::env::var_os("SHARED").map(PathBuf::from);
    let found = shared.into_iter().chain(beside).map(|shared| shared.join("corpus")).find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: no folder shared/corpus beside the project, the controls of real files are not read");
    }
    found
}

#[test]
fn the_controls_of_a_real_scan_have_the_versions_that_it_states_and_no_others() {
    let Some(corpus) = corpus() else { return };
    let file = corpus.join("openscap/ubuntu2204-cis-l2.results.xml.gz");
    let view = json(&amicis(&["show", file.to_str().expect("UTF-8"), "--by", "control", "--to", "json"]));
    let names: Vec<&str> = view["images"][0]["controls"]["frameworks"]
        .as_array()
        .expect("frameworks")
        .iter()
        .filter_map(|one| one["framework"].as_str())
        .filter(|name| !name.starts_with("ISO"))
        .collect();
    let expected = [
        "CIS Controls, version not stated",
        "NIST CSF 1.1",
        "NIST SP 800-171, revision not stated",
        "NIST SP 800-53 Rev. 4",
        "PCI DSS v3.2.1",
    ];
    assert_eq!(names, expected);
}

/// The table of one framework for a reader of the data.
#[test]
fn a_framework_of_a_persons_own_has_its_groups() {
    let controls =
        Controls::read(&Input::from_bytes(MAPPING, fs::read(MAPPING).expect("the sample"))).expect("a mapping");
    let scans = Loader::default().load(&[PathBuf::from(NEW)]).expect("the sample").scans;
    let assessment = Assessment::new(scans, Registry::default(), DAY, false, &Mappings::builtin());
    let view = ControlsView::new(&assessment, &controls, false);
    let house: &FrameworkView =
        view.images[0].controls.frameworks.iter().find(|one| one.framework == "House rules").expect("a framework");
    let groups: Vec<(&str, usize)> = house.groups.iter().map(|one| (one.control.as_str(), one.counts.total)).collect();
    assert_eq!(groups, [("must", 2), ("should", 1)]);
    let of: Vec<_> = house.controls.iter().map(|one| (one.control.as_str(), one.groups.join(","))).collect();
    assert_eq!(of, [("files", "should".to_owned()), ("ssh", "must".to_owned())]);
}
