//! The CIS Build Kit for Linux: the logs it writes while it hardens an image.
//!
//! A run writes five logs into one folder: the summary (every recommendation, one word each), the verbose
//! log (what ran, and what was found), and three extracts (manual, failed, errors), known by their preamble.
//! Lying in one folder they are one scan, see [`join_logs`]; only the first two can be read alone. No profile,
//! benchmark name or target stands in them, and none is guessed here.
//! Samples: samples/formats/build-kit.

use super::folder::join_logs;
use super::summary::{entry, status, word};
use super::{extract, summary, verbose};
use crate::model::Scan;
use crate::read::text::lines::Lines;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

pub(super) const ID: &str = "build-kit";
/// CIS build kit logs.
pub(in crate::formats) struct BuildKit;

impl Format for BuildKit {
    fn id(&self) -> &'static str {
        ID
    }

    fn about(&self) -> About {
        About {
            name: "build kit logs",
            summary: "the logs of the CIS build kit; the folder of a run is one scan",
            tools: &["CIS Build Kit for Linux (CIS-LBK)"],
            recognised_by: "entries ` - 1.1.1.1 - Title -` with a result line each, or lines `- Start Recommendation \"1.1.1.1 - Title\"`, or an extract's preamble",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Benchmark, Gap::Levels],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &["build-kit/09_16_2025_0314/CIS-LBK.log", "build-kit/09_16_2025_0454/CIS-LBK.log"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let lines: Vec<_> = head.lines().collect();
        let summary = lines.iter().zip(lines.iter().skip(1)).any(|(name, result)| {
            entry(name).is_some() && word(result).is_some_and(|(word, _)| status(word).is_some())
        });
        let extract = extract::Kind::of(lines.iter().copied()).is_some();
        Confidence::certain_if(summary || extract || lines.iter().any(|line| line.starts_with(verbose::START)))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let lines = Lines::of(input)?;
        let verbose = lines.iter().any(|line| line.text.starts_with(verbose::START));
        let scan = match extract::Kind::of(lines.iter().map(|line| line.text)) {
            Some(kind) if !verbose => extract::read(&lines, kind)?,
            _ if verbose => verbose::read(&lines)?,
            _ => summary::read(&lines)?,
        };
        Ok(vec![scan].into())
    }

    fn finish(&self, scans: &mut Vec<Scan>) -> Vec<ReadError> {
        join_logs(scans)
    }
}
