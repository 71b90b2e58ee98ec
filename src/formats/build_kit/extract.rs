//! The build kit's extracts: what the summary of the same run calls manual or failed, listed once more, and what
//! commands printed as errors.
//!
//! No extract says which recommendations there are, so none is a result by itself: it is held against the summary
//! beside it. The error log is what the commands of the kit wrote on standard error: free text.

use super::summary::{entry, scan_of, status, word};
use crate::model::{Check, Coverage, Scan, Title};
use crate::read::ReadError;
use crate::read::text::lines::{Leftover, Lines};

/// The preamble stands in the first lines, behind what a shell may have printed before it.
const WITHIN: usize = 60;

/// The extracts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Manual,
    Failed,
    Errors,
}

impl Kind {
    /// Finds the sentence that says which extract it is.
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Option<Self> {
        lines.take(WITHIN).find_map(|line| {
            let sentence = line.trim().strip_prefix("- Each entry below ")?;
            [
                ("requires manual remediation", Self::Manual),
                ("failed remediation", Self::Failed),
                ("any errors encountered", Self::Errors),
            ]
            .into_iter()
            .find_map(|(words, kind)| sentence.contains(words).then_some(kind))
        })
    }

    /// The summary's word for what it lists; none for errors.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Manual => Some("MANUAL"),
            Self::Failed => Some("FAILED"),
            Self::Errors => None,
        }
    }

    /// The words of an extract as it is kept until it is joined.
    pub(super) fn run(self) -> &'static str {
        match self {
            Self::Manual => "extract: manual",
            Self::Failed => "extract: failed",
            Self::Errors => "extract: errors",
        }
    }

    /// The kind of a scan that is an extract.
    pub(super) fn of_scan(scan: &Scan) -> Option<Self> {
        let run = scan.run.as_deref()?;
        [Self::Manual, Self::Failed, Self::Errors].into_iter().find(|kind| kind.run() == run)
    }
}

/// Reads an extract into a scan that is to be joined with its summary.
pub(super) fn read(lines: &Lines, kind: Kind) -> Result<Scan, ReadError> {
    let mut scan = scan_of(lines);
    scan.run = Some(kind.run().to_owned());
    scan.coverage = Coverage::FailuresOnly;
    let (mut waiting, mut left, mut behind) = (None, Leftover::default(), false);
    for line in lines.iter() {
        if let Some((number, title)) = entry(line.text).filter(|_| kind.word().is_some()) {
            if waiting.is_some() {
                return Err(line.error("the entry before this one has no result line"));
            }
            waiting = Some((number, title.to_owned()));
        } else if let Some((number, title)) = waiting.take_if(|_| word(line.text).is_some()) {
            let (word, _) = word(line.text).unwrap_or_default();
            let status = status(word).ok_or_else(|| {
                line.error(format!("`{word}` is no result of the build kit")).trail(number.to_string())
            })?;
            let mut check = Check { number: Some(number), title: Title::recommendation(&title), ..Check::new(status) };
            check.raw_status = Some(word.to_owned());
            scan.checks.push(check);
        } else if behind && !line.text.is_empty() && !line.text.bytes().all(|byte| byte == b'*') {
            left.add(line);
        }
        // The benchmark's page is the last of the preamble.
        behind |= line.text.trim().starts_with("https://");
    }
    if let Some((number, _)) = waiting {
        return Err(lines.cut(&format!("the entry of {number} has no result line")));
    }
    left.warn(&mut scan);
    Ok(scan)
}

/// The refusal of an extract that no summary stands beside.
pub(super) fn refused(scan: &Scan, why: &str) -> ReadError {
    let what = match Kind::of_scan(scan) {
        Some(Kind::Manual) => "the recommendations that need manual remediation",
        Some(Kind::Failed) => "the recommendations that failed",
        Some(Kind::Errors) | None => "the errors that commands printed",
    };
    let message = format!("this is the build kit's extract of {what}, not the result of its run; {why}");
    let help =
        "give the folder with the summary (CIS-LBK.log) and the verbose log (CIS-LBK_verbose.log) of the same run";
    ReadError { path: scan.source.path.clone(), format: Some(super::format::ID), ..ReadError::refused(message, help) }
}
