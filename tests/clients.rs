//! The statements of a bundle in the hands of other programs: in-toto's own package reads them, and they are
//! signed and verified as the recipe of the book does it. Skipped, loudly, where the packages are not
//! installed; `AMICIS_PYTHON` names the Python that has them, and `AMICIS_REQUIRE_CLIENTS=1` makes a skip a failure.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

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
