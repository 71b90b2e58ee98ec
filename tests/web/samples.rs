//! The samples, and what the program prints of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use amicis::host::files_below;

/// The day that decides in all of these tests.
pub(crate) const DAY: &str = "2026-11-23";

/// The registry of all of these tests.
pub(crate) const REGISTRY: &str = "samples/workshop/exceptions.toml";

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every sample scan, whole or broken, as a path below the project: a file, or the folder of a build kit.
pub(crate) fn scans() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["samples/formats", "samples/workshop", "samples/bad", "samples/diff"] {
        for file in files_below(&root().join(folder)).expect("samples") {
            let file = file.strip_prefix(root()).expect("below").to_string_lossy().replace('\\', "/");
            let ending = file.rsplit('.').next().unwrap_or_default();
            if !matches!(ending, "snap" | "toml" | "md" | "sh" | "png" | "svg") {
                found.push(file);
            }
        }
    }
    assert!(found.len() > 200, "the samples were not found: {}", found.len());
    found
}

/// Runs the program in the project's folder.
pub(crate) fn program(arguments: &[&str]) -> Output {
    program_in(root(), arguments)
}

/// Runs the program in a folder.
pub(crate) fn program_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.args(arguments).current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env_remove("COLUMNS");
    command.output().expect("the program runs")
}

/// The first error that a run of the program printed, and the help with it.
pub(crate) fn error_of(output: &Output) -> (String, Option<String>) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut lines = text.lines().skip_while(|line| !line.starts_with("error: "));
    let error = lines.next().unwrap_or_else(|| panic!("no error: {text}"));
    let help = lines.next().and_then(|line| line.strip_prefix("help: ")).map(str::to_owned);
    (error.trim_start_matches("error: ").to_owned(), help)
}

/// A bundle that the program releases, in a folder of its own.
pub(crate) fn bundle(folder: &Path) -> PathBuf {
    let to = folder.join("release-1");
    let shown = to.to_string_lossy().into_owned();
    let scan = "samples/workshop/release-1/cis-cat.xml";
    let output = program(&["release", scan, "-r", REGISTRY, "--as-of", DAY, "-o", &shown]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    to
}
