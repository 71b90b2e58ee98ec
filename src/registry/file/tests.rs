//! The registry's files: their keys, and everything that can be wrong in them.

use std::fs;

use jiff::civil::date;

use crate::diag::{Diagnostic, Level, render_text};
use crate::model::Status;
use crate::registry::{Approval, LintLevel, Pattern, Registry, Rule, State, Verdict};

const GOOD: &str = r#"
schema = 1
[defaults]
benchmark = "CIS Amazon Linux 2 Benchmark"
version = "v2.0.0"
owner = "platform-security"
[policy]
require = ["owner", "expires"]
never-except = [{ benchmark = "CIS Amazon Linux 2 Benchmark", version = "2.0.0", numbers = ["5.2.*", "1.1.1"] }]
max-lifetime-days = 365
evidence = "strict"
[[exception]]
id = "sticky"
rules = ["1.1.22", "xccdf_org.ssgproject.content_rule_dir_perms_world_writable_sticky_bits"]
title = "Ensure sticky bit is set on all world-writable directories"
category = "operational-impact"
reason = "Kubernetes needs them."
evidence = ["/run/containerd/**"]
statuses = ["error"]
applies-to = { level = [1, 2], ami = ["eks-al2-*"], tags = { role = "node" }, tool = ["cis-cat"] }
starts = 2026-10-01
expires = 2027-06-30
history = [{ on = 2026-10-01, by = "a", what = "approved" }]
[[exception]]
id = "draft"
rules = ["2.2"]
owner = "other"
status = "draft"
[labels]
operational-impact = "Operations"
[lint]
expired = "warn"
[gate]
min-raw-score = 80
sections = [{ benchmark = "AL2", version = "2.0.0", numbers = ["5.*"] }]
allow-partial = true
"#;

fn problems(text: &str) -> Vec<Diagnostic> {
    Registry::parse("exceptions.toml", text).expect_err("a problem").diagnostics
}

fn codes(text: &str) -> Vec<String> {
    problems(text).into_iter().map(|problem| problem.code.to_string()).collect()
}

/// A registry of one good entry, with lines of it replaced or added.
fn with(lines: &[&str]) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let mut entry =
        vec!["id = \"a\"", "rules = [\"1.1.1\"]", "benchmark = \"B\"", "version = \"1.0.0\"", "reason = \"r\""];
    entry.retain(|old| lines.iter().all(|new| key(new) != key(old)));
    entry.extend(lines);
    format!("schema = 1\n[[exception]]\n{}\n", entry.join("\n"))
}

#[test]
fn a_registry_is_read_with_its_defaults() {
    let registry = Registry::parse("exceptions.toml", GOOD).expect("a registry");
    let [sticky, draft] = registry.entries.as_slice() else { panic!("two entries") };
    assert_eq!(sticky.benchmark.version.as_deref(), Some("2.0.0"));
    assert_eq!(sticky.owner.as_deref(), Some("platform-security"));
    assert_eq!(sticky.expires, Some(date(2027, 6, 30)));
    assert!(matches!(sticky.rules.as_slice(), [Rule::Number(_), Rule::Tool(_)]));
    assert!(sticky.statuses.contains(&Status::Fail) && sticky.statuses.contains(&Status::Error));
    let role = sticky.applies_to.tags.as_ref().and_then(|tags| tags.get("role"));
    assert_eq!(role.map(Pattern::text), Some("node"));
    assert_eq!((sticky.status, draft.status), (Approval::Approved, Approval::Draft));
    assert_eq!(draft.owner.as_deref(), Some("other"));
    assert_eq!(sticky.place.line, 12);
    assert_eq!(registry.labels["operational-impact"], "Operations");
    assert_eq!(registry.labels["false-positive"], "False Positive");
    assert_eq!(registry.lint.level(State::Expired), LintLevel::Warn);
    assert_eq!((registry.policy.warn_days, registry.policy.strict_evidence), (42, true));
    assert_eq!((registry.gate.min_raw_score, registry.gate.allow_partial), (Some(80.0), Some(true)));
    assert!(registry.warnings.is_empty(), "{:?}", registry.warnings);
}

#[test]
fn all_problems_of_a_file_are_found_at_once_each_with_its_line() {
    let text = "schema = 2\n[polcy]\n[[exception]]\nid = \"a\"\nrules = [\"1.1.*\", 1.10]\nresaon = \"r\"\nexpires = \"soon\"\n\
                [[exception]]\nid = \"a\"\nrules = []\nbenchmark = \"B\"\nversion = 2.0\nstatus = \"aproved\"\nreason = \" \"\n";
    let error = Registry::parse("exceptions.toml", text).expect_err("problems");
    let source = error.sources.get("exceptions.toml").expect("the source");
    let found: Vec<_> = error
        .diagnostics
        .iter()
        .map(|problem| (source.line(problem.span.clone().expect("a span").start), problem.code.as_str()))
        .collect();
    let expected = [
        (1, "schema"),
        (2, "unknown-key"),
        (3, "empty-reason"),
        (3, "missing-key"),
        (5, "wildcard-rule"),
        (5, "wrong-type"),
        (6, "unknown-key"),
        (7, "bad-date"),
        (9, "duplicate-id"),
        (10, "empty-list"),
        (12, "wrong-type"),
        (13, "unknown-status"),
        (14, "empty-reason"),
    ];
    assert_eq!(found, expected);
    let shown = render_text(&error.diagnostics, &error.sources, false);
    for part in ["did you mean `policy`?", "did you mean `reason`?", "\"1.10\"", "did you mean `approved`?"] {
        assert!(shown.contains(part), "{part} is missing in\n{shown}");
    }
}

#[test]
fn each_bad_value_is_a_problem_of_its_own() {
    for (lines, code) in [
        (&["id = \"two words\""][..], "bad-id"),
        (&["id = \"\""], "blank"),
        (&["rules = \"1.1.1\""], "wrong-type"),
        (&["rules = [\"1..1\"]"], "bad-number"),
        (&["rules = [\" \"]"], "blank"),
        (&["rules = [{ tool = \"openscap\" }]"], "missing-key"),
        (&["rules = [{ id = \"a_rule\" }]"], "missing-key"),
        (&["rules = [{ tool = \"openscap\", rule = \"a_rule\", id = \"a_rule\" }]"], "unknown-key"),
        (&["rules = [{ tool = \"openscap\", id = \"1.1.1\" }]"], "bad-number"),
        (&["titles = { \"1.1.2\" = \"Ensure x\" }"], "bad-number"),
        (&["titles = { \"one\" = \"Ensure x\" }"], "bad-number"),
        (&["titles = { \"1.1.1\" = \" \" }"], "blank"),
        (&["titles = \"Ensure x\""], "wrong-type"),
        (&["applies-to = { ami = [\"!\"] }"], "bad-pattern"),
        (&["evidence = [\"!/etc/**\"]"], "bad-pattern"),
        (&["evidence = []"], "empty-list"),
        (&["evidence = [\"/run/[\"]"], "bad-pattern"),
        (&["links = [\"javascript:alert(1)\"]"], "bad-link"),
        (&["links = [\"https://\"]"], "bad-link"),
        (&["links = [\"https://x y\"]"], "bad-link"),
        (&["statuses = [\"pass\"]"], "unknown-status"),
        (&["applies-to = { level = [0] }"], "wrong-type"),
        (&["applies-to = { levels = [1] }"], "unknown-key"),
        (&["applies-to = \"al2\""], "wrong-type"),
        (&["applies-to = { tags = { role = 1 } }"], "wrong-type"),
        (&["expires = 2027-01-31T00:00:00Z"], "bad-date"),
        (&["expires = 2027-13-31"], "registry-syntax"),
        (&["starts = 2027-02-01", "expires = 2027-01-31"], "date-order"),
        (&["was = { number = \"1.1\" }"], "missing-key"),
        (&["history = [{ on = 2026-01-01 }]"], "missing-key"),
        (&["reason = 1"], "wrong-type"),
        (&["[policy]", "require = [\"expire\"]"], "unknown-key"),
        (&["[policy]", "max-lifetime-days = -1"], "wrong-type"),
        (&["[policy]", "evidence = \"strct\""], "unknown-word"),
        (&["[policy]", "never-except = [{ numbers = [\"5.x\"] }]"], "bad-number"),
        (&["[lint]", "expird = \"deny\""], "unknown-key"),
        (&["[lint]", "expired = \"error\""], "unknown-word"),
        (&["[gate]", "min-raw-score = 101"], "wrong-type"),
        (&["[gate]", "allow-partail = true"], "unknown-key"),
        (&["[labels]", "mine = \"\""], "blank"),
    ] {
        let found = codes(&with(lines));
        assert!(found.iter().any(|found| found == code), "{lines:?} gives {found:?}, not {code}");
    }
}

#[test]
fn a_mistake_in_the_toml_hides_no_other_and_invents_none() {
    assert_eq!(codes("schema = 1\n[[exception]]\nid = \"a\n[gate]\nminimum = 1\n"), ["registry-syntax", "unknown-key"]);
    assert!(codes("\u{0}").iter().all(|code| code == "registry-syntax"));
    assert!(codes(&"[".repeat(10_000)).contains(&"registry-syntax".to_owned()));
}

#[test]
fn entries_without_a_benchmark_are_told_once() {
    let entry = "[[exception]]\nrules = [\"1.1\"]\nreason = \"r\"\n";
    let found = problems(&format!("schema = 1\n{entry}id = \"a\"\n{entry}id = \"b\"\n"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message, "2 entries name no benchmark");
}

#[test]
fn an_own_category_without_a_printed_name_is_a_warning() {
    let registry = Registry::parse("a.toml", &with(&["category = \"false-positve\""])).expect("a registry");
    let [warning] = registry.warnings.as_slice() else { panic!("one warning: {:?}", registry.warnings) };
    assert_eq!((warning.level, warning.code.as_str()), (Level::Warn, "unknown-category"));
    assert!(warning.help.as_ref().expect("help").contains("did you mean `false-positive`?"));
    let labelled = with(&["category = \"own\"", "[labels]", "own = \"Our Own\""]);
    assert!(Registry::parse("a.toml", &labelled).expect("a registry").warnings.is_empty());
}

#[test]
fn a_tools_rule_id_needs_no_benchmark_version() {
    let text = "schema = 1\n[[exception]]\nid = \"a\"\nrules = [\"rule_x\"]\nbenchmark = \"B\"\nreason = \"r\"\n";
    assert!(Registry::parse("a.toml", text).is_ok());
    assert_eq!(codes(&text.replace("rule_x", "1.2")), ["missing-key"]);
}

#[test]
fn a_missing_registry_is_an_error_that_helps() {
    let error = Registry::load(std::path::Path::new("no/such.toml")).expect_err("an error");
    assert_eq!(error.diagnostics[0].code, "registry-missing");
    assert!(error.diagnostics[0].help.is_some());
    let folder = tempfile::tempdir().expect("a folder");
    let error = Registry::load(folder.path()).expect_err("an error");
    assert_eq!(error.diagnostics[0].code, "registry-missing");
    fs::write(folder.path().join("a.toml"), b"schema = 1\n# \xff").expect("a file");
    let error = Registry::load(folder.path()).expect_err("an error");
    assert_eq!(error.diagnostics[0].message, "line 2 is not UTF-8");
}

#[test]
fn a_folder_is_read_as_one_registry() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("b.toml", &with(&["id = \"b\"", "[policy]", "warn-days = 7"]));
    write("a/a.toml", &format!("\u{feff}{}", with(&["id = \"a\""])));
    write("README.md", "no registry");
    write(".hidden.toml", "no = \"registry\"");
    let registry = Registry::load(folder.path()).expect("a registry");
    let ids: Vec<_> = registry.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(registry.policy.warn_days, 7);
    write("c.toml", &with(&["id = \"a\"", "[policy]", "warn-days = 8"]));
    let error = Registry::load(folder.path()).expect_err("problems");
    let codes: Vec<_> = error.diagnostics.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["duplicate-id", "duplicate-setting"]);
}

#[test]
fn a_scan_in_the_place_of_a_registry_is_said_once() {
    for text in ["<?xml version='1.0'?>\n<a/>\n", "\u{feff} {\"scans\": []}\n"] {
        let error = Registry::parse("results.xml", text).expect_err("refused");
        assert_eq!(error.diagnostics.len(), 1, "{text}");
        assert!(error.diagnostics[0].help.as_ref().is_some_and(|help| help.contains("-r REGISTRY")), "{text}");
    }
}

#[test]
fn rules_with_their_tool_and_titles_of_single_numbers_are_read() {
    let text = with(&[
        "rules = [\"1.1.1\", \"1.1.2\", { tool = \"openscap\", id = \"a_rule\" }]",
        "titles = { \"1.1.1\" = \"Ensure x\", \"1.1.2\" = \"Ensure y\" }",
        "was = { version = \"0.9.0\", titles = { \"2.1\" = \"Ensure x\" } }",
    ]);
    let registry = Registry::parse("exceptions.toml", &text).expect("a registry");
    let [entry] = registry.entries.as_slice() else { panic!("one entry") };
    assert_eq!(entry.rules[2], Rule::of_tool("openscap", "a_rule"));
    assert_eq!(entry.title_of(&"1.1.2".parse().expect("a number")), Some("Ensure y"));
    assert_eq!(entry.was.as_ref().map(|was| was.guarded().count()), Some(1));
}

const ATTESTED: &str = "schema = 1\n[defaults]\nbenchmark = \"B\"\nversion = \"1.0.0\"\n[[attested]]\n\
    numbers = [\"1.1\", \"1.2\"]\nverdict = \"pass\"\nby = \"a\"\non = 2026-10-01\nuntil = 2027-03-31\nstatement = \"s\"\n";

#[test]
fn what_a_person_attested_is_read_with_the_defaults() {
    let registry = Registry::parse("exceptions.toml", ATTESTED).expect("a registry");
    let [attested] = registry.attested.as_slice() else { panic!("one statement") };
    assert_eq!((attested.verdict, attested.numbers.len()), (Verdict::Pass, 2));
    assert_eq!(attested.benchmark.version.as_deref(), Some("1.0.0"));
    assert!(attested.in_force(date(2027, 3, 31)) && !attested.in_force(date(2027, 4, 1)));
}

#[test]
fn nothing_that_a_statement_needs_has_a_default() {
    for (line, code) in [
        ("verdict = \"pass\"\n", "missing-key"),
        ("by = \"a\"\n", "missing-key"),
        ("on = 2026-10-01\n", "missing-key"),
        ("statement = \"s\"\n", "missing-key"),
        ("version = \"1.0.0\"\n", "missing-key"),
        ("numbers = [\"1.1\", \"1.2\"]\n", "missing-key"),
    ] {
        assert_eq!(codes(&ATTESTED.replace(line, "")), [code], "{line}");
    }
    for (right, wrong, code) in [
        ("\"pass\"", "\"passed\"", "unknown-word"),
        ("2027-03-31", "2026-03-31", "date-order"),
        ("\"1.1\"", "\"one\"", "bad-number"),
        ("by =", "who =", "unknown-key"),
    ] {
        assert!(codes(&ATTESTED.replace(right, wrong)).contains(&code.to_owned()), "{wrong}");
    }
}

#[test]
fn a_registry_in_yaml_is_said_to_be_yaml() {
    for text in ["schema: 1\nexception:\n  - id: a\n", "---\nschema: 1\n", "# ours\n- id: a\n"] {
        let found = problems(text);
        assert!(found.len() == 1 && found[0].message.contains("YAML"), "{found:?}");
    }
}

#[test]
fn files_of_a_folder_are_read_whatever_the_case_of_their_end_and_others_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    file("a.toml", &with(&[]));
    file("policy.TOML", "schema = 1\n[policy]\nrequire = [\"owner\"]\n");
    file("old.toml.bak", "schema = 1\n");
    file(".hidden.toml", "schema = 1\n");
    let registry = Registry::load(folder.path()).expect("a registry");
    assert_eq!((registry.entries.len(), registry.policy.require.len()), (1, 1));
    let [note] = registry.warnings.as_slice() else { panic!("{:?}", registry.warnings) };
    assert_eq!((note.level, note.code.as_str()), (Level::Note, "registry-passed-over"));
    assert!(note.message.contains("old.toml.bak") && note.message.contains(".hidden.toml"), "{}", note.message);
}
