//! The tests: each is run once without a mutant, is left out where it fails, and says which mutants it reaches.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use crate::Result;

/// One test.
pub struct Test {
    /// The program that it is in: `lib`, or the name of an integration test.
    pub of: String,
    pub binary: PathBuf,
    pub name: String,
    /// How long it took.
    pub took: Duration,
    /// The mutants that it reaches.
    pub reaches: BTreeSet<usize>,
}

/// A program of tests, run in the tree.
pub fn command(tree: &Path, binary: &Path) -> Command {
    // A mutant may want all memory there is.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 8000000; exec \"$@\"", "sh"]).arg(binary).current_dir(tree);
    command.env("INSTA_UPDATE", "no").env("INSTA_WORKSPACE_ROOT", tree).env("CARGO_MANIFEST_DIR", tree);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// All tests of the programs.
pub fn all(tree: &Path, binaries: &[(String, PathBuf)]) -> Result<Vec<Test>> {
    let tree = fs::canonicalize(tree)?;
    let reached = env::temp_dir().join(format!("mutants-reached-{}", process::id()));
    let mut tests = Vec::new();
    for (of, binary) in binaries {
        let listed = command(&tree, binary).args(["--list", "--format", "terse"]).output()?.stdout;
        for name in String::from_utf8(listed)?.lines().filter_map(|line| line.strip_suffix(": test")) {
            _ = fs::remove_file(&reached);
            let begun = Instant::now();
            let passed = command(&tree, binary)
                .args(["--exact", name])
                .env("MUTANTS_REACHED", &reached)
                .stdout(Stdio::null())
                .status()?
                .success();
            // One that needs what only the machine of its author has, or that looks at the sources themselves.
            if !passed {
                eprintln!("left out, for it fails without a mutant: {of}: {name}");
                continue;
            }
            let ids = fs::read_to_string(&reached).unwrap_or_default();
            let reaches = ids.lines().map(str::parse).collect::<std::result::Result<_, _>>()?;
            let (of, binary, name) = (of.clone(), binary.clone(), name.to_owned());
            tests.push(Test { of, binary, name, took: begun.elapsed(), reaches });
        }
        let of_it = tests.iter().filter(|test| test.of == *of);
        let took: Duration = of_it.clone().map(|test| test.took).sum();
        eprintln!("{of}: {} tests, {:.1} s", of_it.count(), took.as_secs_f32());
    }
    _ = fs::remove_file(&reached);
    Ok(tests)
}
