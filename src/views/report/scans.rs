//! Where the report's facts come from: tools, files, times, scores.

use super::view::{FileView, RunView, ScanView, ScoreView};
use crate::assess::{Image, ToolRun};
use crate::model::{Scan, Score, decimal};
use crate::views::exceptions::tool;

/// One tool's run over all instances.
pub(super) fn run(image: &Image, run: &ToolRun) -> RunView {
    let scans: Vec<&Scan> = image.scans_of(run).collect();
    RunView {
        tool: tool(image.first_of(run)),
        raw: score(run.raw),
        accepted: score(run.accepted),
        reported: scans.iter().flat_map(|scan| reported(scan)).collect(),
        scans: scans.into_iter().map(scan_view).collect(),
    }
}

fn score(score: Score) -> ScoreView {
    ScoreView {
        percent: score.percent().map(|percent| format!("{percent:.2}")),
        earned: decimal(score.earned),
        possible: decimal(score.possible),
    }
}

fn reported(scan: &Scan) -> impl Iterator<Item = String> {
    scan.scores.iter().map(|reported| {
        let of = reported.maximum.map(|maximum| format!(" of {maximum}")).unwrap_or_default();
        let system = reported.system.as_ref().map(|system| format!(" ({system})")).unwrap_or_default();
        format!("{}{of}{system}", reported.value)
    })
}

fn scan_view(scan: &Scan) -> ScanView {
    let times = [scan.started, scan.finished].into_iter().flatten().map(|time| time.to_string()).collect::<Vec<_>>();
    let about = if scan.times_approximate { " (approximate)" } else { "" };
    let target = &scan.target;
    let name = [&target.instance_id, &target.hostname, &target.ami_id].into_iter().find_map(Option::as_deref);
    ScanView {
        file: FileView { path: scan.source.path.clone(), sha256: scan.source.sha256.clone() },
        input_format: scan.source.format.clone(),
        run: scan.run.clone(),
        target: name.unwrap_or_default().to_owned(),
        time: if times.is_empty() { "not stated".to_owned() } else { times.join(" to ") + about },
        checks: scan.checks.len(),
        warnings: scan.warnings.iter().map(|warning| warning.message.clone()).collect(),
    }
}
