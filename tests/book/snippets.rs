//! Snippets that are not run: a shell reads them, TOML, JSON and YAML parse, registries are accepted.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::pages;

/// Checks every page; panics with all that is wrong.
pub(crate) fn check_all() {
    let mut wrong = Vec::new();
    for page in pages::all() {
        let lines = pages::lines(&page);
        for block in pages::blocks(&lines) {
            let text = lines[block.lines.clone()].join("\n") + "\n";
            if text.contains("{{#include") {
                continue;
            }
            if let Err(why) = check(&block.language, &text) {
                wrong.push(format!("{}:{}: {why}", pages::name(&page), block.lines.start));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(language: &str, text: &str) -> Result<(), String> {
    match language {
        "sh" | "bash" => shell(text),
        "toml" if text.contains("schema = 1") => registry(text),
        "toml" => text.parse::<toml::Table>().map(drop).map_err(|error| error.to_string()),
        "json" => serde_json::from_str::<serde_json::Value>(text).map(drop).map_err(|error| error.to_string()),
        "yaml" => yaml(text),
        // `tests/fleet` runs the SQL.
        "python" => python(text),
        sql if sql == "sql" || sql.starts_with("sql ") => Ok(()),
        "console" | "text" | "markdown" | "csv" | "dockerfile" | "hcl" | "html" | "rust" => Ok(()),
        other => Err(format!("`{other}` is no language that is checked; is it `text`?")),
    }
}

/// YAML that is well formed.
pub(crate) fn yaml(text: &str) -> Result<(), String> {
    serde_saphyr::from_str::<serde_json::Value>(text).map(drop).map_err(|error| error.to_string())
}

fn shell(text: &str) -> Result<(), String> {
    let mut shell = Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("bash");
    shell.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("bash reads");
    let output = shell.wait_with_output().expect("bash ends");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn python(text: &str) -> Result<(), String> {
    let parse = "import ast, sys; ast.parse(sys.stdin.read())";
    let python = Command::new("python3").args(["-c", parse]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut python = python.map_err(|error| format!("python3 cannot be run: {error}"))?;
    python.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let output = python.wait_with_output().expect("it ends");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn registry(text: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("exceptions.toml");
    std::fs::write(&file, text).expect("a file");
    lint(&file)
}

fn lint(file: &Path) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis"))
        .args(["registry", "lint", "--as-of", "2026-11-23", "-r"])
        .arg(file)
        .output()
        .expect("amicis runs");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stdout).into_owned()) }
}
