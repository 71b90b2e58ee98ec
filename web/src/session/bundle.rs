//! Whether a bundle is whole, step by step, for a person without a shell.

use amicis::release::{ReleasedError, parse_digest};
use serde::Serialize;
use serde_json::Value;

use super::Session;
use super::make::Facts;
use super::reply::Stop;

/// The names of a bundle's files that are looked at.
pub(super) const PREDICATE: &str = "amicis.predicate.json";
pub(super) const RESULTS: &str = "results.json";

/// What was found out about a bundle.
#[derive(Serialize)]
pub(super) struct Verification {
    /// The bundle is whole, and the digest is the one that was wanted.
    whole: bool,
    /// In a sentence, as the program says it.
    said: String,
    /// What to do where it is not whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The digest of its checksums, which stands for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    steps: Vec<Step>,
    /// The doubts that the statement names.
    doubts: Vec<String>,
    /// The files, with their sizes.
    files: Vec<File>,
}

#[derive(Serialize)]
struct Step {
    name: &'static str,
    /// `holds`, `fails`, or `unseen` where an earlier one failed.
    state: &'static str,
    about: &'static str,
}

#[derive(Serialize)]
struct File {
    name: String,
    bytes: usize,
}

/// The steps in their order.
const STEPS: [(&str, &str); 4] = [
    ("Digest", "SHA256SUMS is the one that was asked for"),
    ("Sums", "every file has a line in SHA256SUMS, every line a file, and the digests are equal"),
    ("Verdicts", "the verdicts stored in results.json fit the results that they are about"),
    (
        "Statement",
        "lists, result, doubts, subjects, day and configuration of the statement are what files and results lead to",
    ),
];

impl Session {
    /// Holds a bundle against itself, and against a digest where one is given.
    pub(super) fn verify(&mut self, id: &str, wanted: &str) -> Result<Verification, Stop> {
        let held = self.held(id)?;
        let name = held.name.clone();
        if held.results().is_none() {
            let message = format!("{name} is no bundle that `amicis release` wrote");
            return Err(Stop::with_help(message, "drop the whole folder of the release"));
        }
        let stored = held.stored();
        let wanted = if wanted.trim().is_empty() { None } else { Some(parse_digest(wanted).map_err(Stop::new)?) };
        let digest = stored.digest().ok();
        let other = wanted.as_ref().and_then(|wanted| {
            digest
                .clone()
                .filter(|digest| digest != wanted)
                .map(|digest| format!("{name}: SHA256SUMS has the digest sha256:{digest}, not sha256:{wanted}"))
        });
        let files = stored.files.iter().map(|(name, bytes)| File { name: name.clone(), bytes: bytes.len() }).collect();
        let doubts = stored.files.get(PREDICATE).map(|text| doubts(text)).unwrap_or_default();
        let found = |failed: Option<usize>, said: String, help: Option<&str>| Verification {
            whole: failed.is_none(),
            said,
            help: help.map(str::to_owned),
            steps: steps(failed, wanted.is_some()),
            digest,
            doubts,
            files,
        };
        if let Some(said) = other {
            let help = "it is another bundle, or was made anew: get it from where it was released";
            return Ok(found(Some(0), said, Some(help)));
        }
        if let Err(error) = stored.verify() {
            return Ok(found(Some(1), format!("{name}: {error}"), Some(error.help())));
        }
        let scans = self.scans(&[id.to_owned()], &Facts::default(), false)?.scans.clone();
        Ok(match stored.verified(scans, &name) {
            Ok(verified) => found(None, format!("{name}: {verified}"), None),
            Err(error) => {
                let step = if matches!(error, ReleasedError::Json(_) | ReleasedError::Unfit(_)) { 2 } else { 3 };
                found(Some(step), format!("{name}: {error}"), Some(error.help()))
            }
        })
    }
}

fn steps(failed: Option<usize>, digest: bool) -> Vec<Step> {
    let state = |at: usize| match failed {
        Some(failed) if at == failed => "fails",
        Some(failed) if at > failed => "unseen",
        _ => "holds",
    };
    let steps = STEPS.iter().enumerate().filter(|(at, _)| *at > 0 || digest);
    steps.map(|(at, (name, about))| Step { name, about, state: state(at) }).collect()
}

/// The doubts of a statement in a line each; what it says of them is verified with the statement.
fn doubts(predicate: &[u8]) -> Vec<String> {
    let predicate: Value = serde_json::from_slice(predicate).unwrap_or_default();
    let doubts = predicate.get("doubts").and_then(Value::as_array).into_iter().flatten();
    let text = |doubt: &Value, key: &str| doubt.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let line = |doubt: &Value| {
        let accepted = if doubt.get("accepted").is_some() { " (accepted)" } else { "" };
        let about = text(doubt, "about");
        let place = if about.is_empty() { String::new() } else { format!("{about}: ") };
        format!("{place}{} [{}]{accepted}", text(doubt, "message"), text(doubt, "code"))
    };
    doubts.map(line).collect()
}
