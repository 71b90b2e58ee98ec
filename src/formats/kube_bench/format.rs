//! kube-bench: JSON (`{"Controls":…}`, a bare array, single control sets) and text.
//!
//! Each control set is a scan of its own, held against its own benchmark: the numbers of a cluster's
//! benchmark overlap those of the host's and must never be joined with them.
//! Source: <https://github.com/aquasecurity/kube-bench>; samples: `samples/formats/kube-bench`.

use super::{json, text};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct KubeBench;

impl Format for KubeBench {
    fn id(&self) -> &'static str {
        "kube-bench"
    }

    fn about(&self) -> About {
        About {
            name: "kube-bench JSON, text",
            summary: "kube-bench: JSON and text, one scan per control set",
            tools: &["kube-bench"],
            recognised_by: "JSON with `Controls` and their `tests` (or the bare list), or lines such as `[PASS] 3.1.1 …`",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Levels],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &["kube-bench/result.json"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let json = head.json().is_some_and(|json| {
            ["controls/[]/", "[]/", ""]
                .iter()
                .any(|at| json.has(&format!("{at}nodetype")) && json.has(&format!("{at}tests")))
                || json.has("controls") && json.has("totals/totalpass")
        });
        Confidence::certain_if(json || text::looks_like(head))
    }

    fn read(&self, input: &Input, head: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let scans = if head.json().is_some() { json::read(input, options)? } else { text::read(input, options)? };
        if scans.is_empty() {
            return Err(ReadError::no_checks("kube-bench ran no check")
                .help("see which targets it ran (`kube-bench run --targets node`), and run it without --noresults"));
        }
        Ok(scans.into())
    }
}
