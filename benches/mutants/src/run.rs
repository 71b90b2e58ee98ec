//! One mutant: the tests that reach it, until one notices.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::list::Mutant;
use crate::tests::{Test, command};

/// What became of a mutant.
pub enum Verdict {
    /// It does not compile.
    Unviable,
    /// It may compile, but not behind a switch: cargo-mutants itself has to judge it.
    Unswitched,
    /// A test failed, of this program.
    Caught { by: String, test: String },
    /// The tests of this program did not end.
    TimedOut { by: String },
    /// Every test passed; so many reached it.
    Survived { reached: usize },
}

/// The time that tests get beyond five times their own.
const SPARE: Duration = Duration::from_secs(10);

/// Runs the tests that reach the mutant, program by program and the fastest first.
pub fn judge(tree: &Path, mutant: &Mutant, tests: &[Test]) -> Result<Verdict> {
    let mut reaching: Vec<&Test> = tests.iter().filter(|test| test.reaches.contains(&mutant.id)).collect();
    let reached = reaching.len();
    while let Some(first) = reaching.first().copied() {
        let (mut own, others): (Vec<&Test>, Vec<&Test>) = reaching.into_iter().partition(|test| test.of == first.of);
        reaching = others;
        own.sort_by_key(|test| test.took);
        match run(tree, mutant, &own)? {
            Ended::Passed => {}
            Ended::Failed(test) => return Ok(Verdict::Caught { by: first.of.clone(), test }),
            Ended::TimedOut => return Ok(Verdict::TimedOut { by: first.of.clone() }),
        }
    }
    Ok(Verdict::Survived { reached })
}

enum Ended {
    Passed,
    Failed(String),
    TimedOut,
}

/// Tests of one program, the fast ones apart from the slow ones, so that these seldom run.
fn run(tree: &Path, mutant: &Mutant, tests: &[&Test]) -> Result<Ended> {
    let fast = tests.partition_point(|test| test.took < Duration::from_millis(100));
    let (fast, slow) = tests.split_at(fast);
    for tests in [fast].into_iter().chain(slow.chunks(4)).filter(|tests| !tests.is_empty()) {
        match run_together(tree, mutant, tests)? {
            Ended::Passed => {}
            ended => return Ok(ended),
        }
    }
    Ok(Ended::Passed)
}

fn run_together(tree: &Path, mutant: &Mutant, tests: &[&Test]) -> Result<Ended> {
    let limit = tests.iter().map(|test| test.took).sum::<Duration>() * 5 + SPARE;
    let mut child = command(tree, &tests[0].binary)
        .args(["--exact", "--test-threads=1"])
        .args(tests.iter().map(|test| &test.name))
        .env("MUTANTS_ON", mutant.id.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let ended = watch(&mut child, limit)?;
    // The first failure is enough, and what is stuck stays so.
    _ = child.kill();
    let success = child.wait()?.success();
    Ok(match ended {
        Ended::Passed if !success => Ended::Failed("the program ended".to_owned()),
        ended => ended,
    })
}

fn watch(child: &mut Child, limit: Duration) -> Result<Ended> {
    let output = child.stdout.take().ok_or("no output")?;
    let (lines, read) = mpsc::channel();
    thread::spawn(move || {
        BufReader::new(output).lines().map_while(std::io::Result::ok).try_for_each(|l| lines.send(l))
    });
    let end = Instant::now() + limit;
    loop {
        match read.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(test) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
                    return Ok(Ended::Failed(test.to_owned()));
                }
                if line.starts_with("test result: ok") {
                    child.wait()?;
                    return Ok(Ended::Passed);
                }
            }
            Err(RecvTimeoutError::Timeout) => return Ok(Ended::TimedOut),
            Err(RecvTimeoutError::Disconnected) => {
                child.wait()?;
                return Ok(Ended::Passed);
            }
        }
    }
}
