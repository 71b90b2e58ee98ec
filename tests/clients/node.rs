//! Clients from npm: Heimdall, Microsoft's SARIF multitool with GitHub's rules, ajv and taplo.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::{assessed, run};

/// The folder with the packages, where it has one of them.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn packages(wanted: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("AMICIS_NODE_CLIENTS").map(PathBuf::from).unwrap_or_default();
    let found = folder.join("node_modules").join(wanted).is_dir();
    assert!(found || std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_none(), "{} has no {wanted}", folder.display());
    if !found {
        eprintln!("SKIPPED: AMICIS_NODE_CLIENTS names no folder with {wanted}; it read nothing");
    }
    found.then_some(folder)
}

fn node(packages: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("node");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("NODE_PATH", packages.join("node_modules"));
    let output = command.arg("tests/data/node.js").args(arguments).output().expect("node runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn ajv_compiles_every_schema_in_strict_mode() {
    let Some(packages) = packages("ajv-formats") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/schema");
    let files =
        std::fs::read_dir(folder).expect("schemas").map(|file| file.expect("a file").path().display().to_string());
    let files: Vec<String> = files.collect();
    let arguments: Vec<&str> = std::iter::once("ajv").chain(files.iter().map(String::as_str)).collect();
    let said = node(&packages, &arguments);
    assert_eq!(said, format!("{} compiled\n", amicis::outputs::SCHEMAS.len()));
    // A keyword that nobody knows is one that it refuses.
    let home = tempfile::tempdir().expect("a folder");
    let odd = home.path().join("odd.json");
    std::fs::write(&odd, r#"{"$id":"urn:odd","type":"object","keyword":1}"#).expect("written");
    let output = Command::new("node")
        .env("NODE_PATH", packages.join("node_modules"))
        .args(["tests/data/node.js", "ajv", &odd.display().to_string()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    assert!(!output.expect("node runs").status.success(), "strict mode is on");
}

#[test]
fn heimdall_shows_accepted_failures_of_hdf_as_failed_with_the_text_of_the_waiver() {
    let Some(packages) = packages("@mitre/heimdall-lite") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("hdf.json").display().to_string();
    assessed(1, "hdf", &file);
    let said = node(&packages, &["heimdall", &file, "Ensure SSH access is limited"]);
    assert!(said.starts_with("Passed: 66, Failed: 15, Not Applicable: 7, Not Reviewed: 4\n"), "{said}");
    let control = said.split_once("Controls Viewed").map(|(_, rest)| rest.trim()).expect("a control");
    assert!(control.starts_with("Failed\n"), "{control}");
    assert!(control.contains("Which users and groups may log in depends on the customer's environment."), "{control}");
    assert!(control.contains("approved by security-board on 2026-10-01, until 2027-09-30"), "{control}");
}

/// What the multitool says of a log by the rules of the specification and those of GitHub, notes left out.
fn validated(packages: &Path, log: &Path) -> Output {
    let tool = packages.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    let output = log.with_extension("validated");
    let rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"];
    let files = ["--output", &output.display().to_string(), &log.display().to_string()];
    run(&tool.display().to_string(), &[&["validate"], &rules[..], &files].concat())
}

#[test]
fn the_sarif_multitool_has_no_error_and_no_warning_by_githubs_rules() {
    let Some(packages) = packages("@microsoft/sarif-multitool-linux") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let log = home.path().join("results.sarif");
    for release in [1, 2] {
        let scan = format!("samples/workshop/release-{release}/cis-cat.xml");
        let arguments = ["check", &scan, "-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12"];
        let to = ["--to", "sarif", "-o", &log.display().to_string()];
        // The gate says no to both.
        assert_eq!(run(env!("CARGO_BIN_EXE_amicis"), &[&arguments[..], &to].concat()).status.code(), Some(1));
        let output = validated(&packages, &log);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("Analysis completed successfully"), "{said}");
        assert!(!said.contains(": error ") && !said.contains(": warning "), "{said}");
    }
    // Without a place GitHub shows nothing: it knows that rule.
    let mut value: Value = serde_json::from_slice(&std::fs::read(&log).expect("a log")).expect("JSON");
    value["runs"][0]["results"][0].as_object_mut().expect("a result").remove("locations");
    std::fs::write(&log, value.to_string()).expect("written");
    let said = String::from_utf8_lossy(&validated(&packages, &log).stdout).into_owned();
    assert!(said.contains("GH1003") || said.contains("GH1"), "{said}");
}

#[test]
fn taplo_has_nothing_to_format_in_what_the_program_writes() {
    let Some(packages) = packages("@taplo/cli") else { return };
    let taplo = packages.join("node_modules/.bin/taplo");
    let home = tempfile::tempdir().expect("a folder");
    let scan =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/workshop/release-2/cis-cat.xml").display().to_string();
    let at_home = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).current_dir(home.path()).args(arguments).output().expect("it runs");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success(), "{arguments:?}: {said}");
    };
    let amicis = |arguments: &[&str]| at_home(Path::new(env!("CARGO_BIN_EXE_amicis")), arguments);
    let formatted = || at_home(&taplo, &["fmt", "--check", "exceptions.toml"]);
    let table = "| CIS ID | CIS Description | Reason | Workaround | Links |\n|---|---|---|---|---|\n\
                 | 1.1.22 | Ensure sticky bit is set on all world-writable directories | Directories of containerd | \
                 Tracked | https://a.example/a/long/address/that/takes/a/line/of/its/own/in/the/registry |\n";
    std::fs::write(home.path().join("README.md"), table).expect("written");
    let day = ["--as-of", "2026-11-23"];
    amicis(&[&["init", &scan, "--from-table", "README.md"], &day[..]].concat());
    formatted();
    // A person gives the drafts their reasons, in a spreadsheet.
    amicis(&["registry", "export", "--to", "csv", "-o", "reasons.csv"]);
    let sheet = std::fs::read_to_string(home.path().join("reasons.csv")).expect("a sheet");
    let sheet = sheet.replace(",draft,,,", ",draft,,Wanted by the board,");
    std::fs::write(home.path().join("reasons.csv"), sheet).expect("written");
    amicis(&[&["registry", "apply", "reasons.csv", "--approve", "A. Reviewer", "--yes"], &day[..]].concat());
    formatted();
    amicis(&[&["registry", "migrate", "--to", "AL2 3.0.0", "--write"], &day[..]].concat());
    formatted();
    let text = std::fs::read_to_string(home.path().join("exceptions.toml")).expect("a registry");
    for part in ["Wanted by the board", "carried from v2.0.0"] {
        assert!(text.contains(part), "{text}");
    }
    let import = ["registry", "import", "README.md", "--benchmark", "AL2 2.0.0", "-o", "exceptions.toml", "--force"];
    amicis(&import);
    formatted();
    let reason = ["--reason", "Wanted", "--approve", "A. Reviewer", "--expires", "2027-06-30", "--yes"];
    amicis(&[&["registry", "add", "5.3.10", "6.2.2", "3.2.1", "--scan", &scan], &reason[..], &day].concat());
    formatted();
}
