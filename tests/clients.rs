//! What goes to others in the hands of their programs: in-toto's own package reads the statements of a bundle, which are
//! signed and verified as the recipe of the book does it; other systems import, validate and count; `clients/` has those
//! from npm, and those for tables (CSV, JSON Lines, xlsx, JUnit XML). Skipped, loudly, where they are not installed;
//! `AMICIS_PYTHON` names the Python that has them, and `AMICIS_REQUIRE_CLIENTS=1` makes a skip a failure.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

#[path = "clients/node.rs"]
mod node;
#[path = "clients/tables.rs"]
mod tables;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A Python with both packages.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn python() -> Option<String> {
    let python = std::env::var("AMICIS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = "import in_toto_attestation.v1.statement, securesystemslib.dsse, cryptography";
    let found = Command::new(&python).args(["-c", imports]).output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_some();
    assert!(found || !required, "{python} has no in-toto-attestation and securesystemslib[crypto]");
    if !found {
        eprintln!("SKIPPED: {python} has no in-toto-attestation and securesystemslib[crypto]; no client read a bundle");
    }
    found.then_some(python)
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

fn done(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = run(program, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn released(folder: &str, number: u8) {
    let (scan, registry) =
        (format!("samples/workshop/release-{number}/cis-cat.xml"), "samples/workshop/exceptions.toml");
    let image = ["--ami-id", "ami-0b62d1ffee5d6e7f8", "--as-of", "2026-11-23"];
    let amicis = env!("CARGO_BIN_EXE_amicis");
    done(amicis, &[&["release", &scan, "-r", registry, "-o", folder], &image[..]].concat());
}

#[test]
fn in_totos_own_package_reads_both_statements_and_a_signature_holds_every_byte() {
    let Some(python) = python() else { return };
    let home = tempfile::tempdir().expect("a folder");
    for number in [1, 2] {
        let folder = home.path().join(number.to_string()).display().to_string();
        released(&folder, number);
        let said = done(&python, &["tests/data/clients.py", &folder]);
        assert!(String::from_utf8_lossy(&said).starts_with("FAILED: "), "{number}");
    }
}

#[test]
fn the_recipe_signs_and_verifies_and_refuses_what_was_changed() {
    let Some(python) = python() else { return };
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    released(&at("bundle"), 2);
    for name in ["key", "other"] {
        let (secret, public) = (at(&format!("{name}.pem")), at(&format!("{name}.pub.pem")));
        done("openssl", &["genpkey", "-algorithm", "ed25519", "-out", &secret]);
        done("openssl", &["pkey", "-in", &secret, "-pubout", "-out", &public]);
    }
    let recipe = "book/src/recipes/dsse.py";
    let statement = at("bundle/amicis.intoto.json");
    let envelope = done(&python, &[recipe, "sign", &at("key.pem"), &statement]);
    let verified = |key: &str, envelope: &[u8]| {
        fs::write(at("envelope.json"), envelope).expect("written");
        run(&python, &[recipe, "verify", &at(key), &at("envelope.json")])
    };
    let good = verified("key.pub.pem", &envelope);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    assert_eq!(good.stdout, fs::read(Path::new(&statement)).expect("a statement"));
    assert!(!verified("other.pub.pem", &envelope).status.success(), "a stranger's key");
    // A letter of the payload's base64 is another letter.
    let mut changed = envelope.clone();
    let place = String::from_utf8_lossy(&envelope).find("\"payload\": \"").expect("a payload") + 40;
    let byte = changed.get_mut(place).expect("a byte");
    *byte = if *byte == b'A' { b'B' } else { b'A' };
    let bad = verified("key.pub.pem", &changed);
    assert!(!bad.status.success() && bad.stdout.is_empty(), "{}", String::from_utf8_lossy(&bad.stderr));
}

/// The Python of `variable`, where it imports what a client needs; skipped, loudly, where it does not.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn python_with(variable: &str, imports: &str) -> Option<String> {
    let python = std::env::var(variable).unwrap_or_else(|_| "python3".to_owned());
    let import = format!("import {imports}");
    let found = Command::new(&python).args(["-c", &import]).output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_some();
    assert!(found || !required, "{python} has no {imports}");
    if !found {
        eprintln!("SKIPPED: {python} has no {imports}; no client read what goes to other systems");
    }
    found.then_some(python)
}

/// Writes the workshop's scan of a release for another system.
fn assessed(release: u8, to: &str, into: &str) {
    let scan = format!("samples/workshop/release-{release}/cis-cat.xml");
    let registry = "samples/workshop/exceptions.toml";
    let image = ["--ami-id", "ami-0b62d1ffee5d6e7f8", "--account", "111122223333", "--region", "us-west-2"];
    let arguments = ["assess", &scan, "-r", registry, "--as-of", "2026-10-12", "--to", to, "-o", into];
    done(env!("CARGO_BIN_EXE_amicis"), &[&arguments[..], &image].concat());
}

fn said(python: &str, arguments: &[&str]) -> String {
    String::from_utf8(done(python, &[&["tests/data/systems.py"], arguments].concat())).expect("UTF-8")
}

#[test]
fn ocsfs_models_in_python_parse_every_event() {
    let Some(python) = python_with("AMICIS_PYTHON", "py_ocsf_models") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("findings.ndjson").display().to_string();
    // Compliance and finding: Pass and Resolved, Fail and Suppressed, Fail and New, Unknown and New, and Other.
    for (release, expected) in [
        (1, "93 [((0, 1), 3), ((1, 4), 66), ((3, 3), 15), ((99, 99), 9)]\n"),
        (2, "93 [((0, 1), 3), ((1, 4), 66), ((3, 1), 2), ((3, 3), 13), ((99, 99), 9)]\n"),
    ] {
        assessed(release, "ocsf", &file);
        assert_eq!(said(&python, &["ocsf", &file]), expected);
    }
}

#[test]
fn trestle_imports_and_validates_oscal_ar_and_oscal_poam() {
    let Some(python) = python_with("AMICIS_PYTHON", "trestle") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    for release in [1, 2] {
        assessed(release, "oscal-ar", &at("ar.json"));
        assessed(release, "oscal-poam", &at("poam.json"));
        assert_eq!(said(&python, &["oscal", &at("ar.json"), &at("poam.json")]), "VALID\nVALID\n");
    }
}

#[test]
fn the_aws_cli_imports_every_batch_of_asff() {
    let Some(python) = python_with("AMICIS_AWS_PYTHON", "awscli, moto.server") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let folder = format!("{}/", home.path().join("security-hub").display());
    assessed(2, "asff", &folder);
    assert_eq!(said(&python, &["securityhub", &folder]), "91 0\n");
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_saf_cli_counts_what_hdf_says() {
    let saf = std::env::var("AMICIS_SAF").unwrap_or_else(|_| "saf".to_owned());
    if !Command::new(&saf).arg("--version").output().is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_none(), "{saf} does not run");
        eprintln!("SKIPPED: {saf} does not run; nobody counted what hdf says");
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("hdf.json").display().to_string();
    assessed(2, "hdf", &file);
    let summary = done(&saf, &["view", "summary", "-i", &file, "--format", "json", "--stdout"]);
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
    let total = |kind: &str| summary.pointer(&format!("/0/{kind}/total")).and_then(serde_json::Value::as_u64);
    let counts = ["passed", "failed", "skipped", "error", "no_impact"].map(total);
    assert_eq!(counts, [Some(66), Some(15), Some(4), Some(1), Some(7)], "{summary:#}");
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn oscap_validates_xccdf_with_overrides() {
    if !Command::new("oscap").arg("--version").output().is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_none(), "oscap does not run");
        eprintln!("SKIPPED: oscap does not run; nobody validated the XCCDF");
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("xccdf.xml").display().to_string();
    for release in [1, 2] {
        assessed(release, "xccdf", &file);
        // The schematron refuses every override but one of all results, against the specification.
        done("oscap", &["xccdf", "validate", "--skip-schematron", &file]);
    }
}
