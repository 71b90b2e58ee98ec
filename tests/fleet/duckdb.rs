//! The book's SQL on a fleet, run by `DuckDB`. Skipped, loudly, without it: `AMICIS_PYTHON` names a Python that has
//! `duckdb`, and `AMICIS_REQUIRE_CLIENTS=1` makes a skip a failure.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::lake::done;

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn python() -> Option<String> {
    let python = std::env::var("AMICIS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found =
        Command::new(&python).args(["-c", "import duckdb"]).output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_some();
    assert!(found || !required, "{python} has no duckdb");
    if !found {
        eprintln!("SKIPPED: {python} has no duckdb, so nobody asked the tables anything");
    }
    found.then_some(python)
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The first shell block of the page behind a heading.
fn shell(page: &str, heading: &str) -> String {
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).expect("a section");
    let (_, block) = section.split_once("```sh\n").expect("a block");
    block.split_once("```").expect("an end").0.to_owned()
}

#[test]
fn the_books_queries_answer_what_counting_answers() {
    let Some(python) = python() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    run(Command::new(&python).arg(root.join("benches/fleet.py")).args([&at(""), "240"]));
    let lake = at("lake");
    let (registry, targets) = (at("exceptions.toml"), at("targets.csv"));
    let scans = at("scans");
    done(&[
        "assess",
        &scans,
        "-r",
        &registry,
        "--targets",
        &targets,
        "--as-of",
        "2026-11-28",
        "--to",
        "parquet",
        "-o",
        &lake,
    ]);
    done(&["crosswalk", "--all", "--format", "parquet", "-o", &lake]);
    let page = fs::read_to_string(root.join("book/src/fleet/queries.md")).expect("a page");
    for arguments in [&["init", "-q"][..], &["add", "exceptions.toml"], &["commit", "-q", "-m", "The registry"]] {
        let commit = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
        let dates = [("GIT_AUTHOR_DATE", "2026-10-01T00:00:00Z"), ("GIT_COMMITTER_DATE", "2026-10-01T00:00:00Z")];
        run(Command::new("git").current_dir(home.path()).args(commit).args(arguments).envs(dates));
    }
    run(Command::new("bash").current_dir(home.path()).args(["-euc", &shell(&page, "Versions of the registry")]));
    let script = root.join("tests/data/fleet.py");
    let said =
        run(Command::new(&python).current_dir(home.path()).arg(script).arg(root.join("book/src/fleet/queries.md")));
    assert!(said.ends_with("all of it holds\n"), "{said}");
    assert!(home.path().join("security-lake").is_dir());
}
