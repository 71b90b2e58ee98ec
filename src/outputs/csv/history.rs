//! The matrix of a history for spreadsheets and scripts: one row a recommendation.

use std::io::{self, Write};

use super::cells::{guarded, incomplete};
use crate::views::{HistoryView, VersionView};

/// The rows of all benchmarks with a header: one column for each version, headed by day and name.
pub(super) fn history(view: &HistoryView, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let heading = |version: &VersionView| match &version.day {
        Some(day) => format!("{day} {}", version.name),
        None => version.name.clone(),
    };
    let before = ["Benchmark", "CIS ID", "CIS Description"].map(str::to_owned);
    writer
        .write_record(before.into_iter().chain(view.versions.iter().map(heading).map(|heading| guarded(&heading))))?;
    for chain in &view.chains {
        for track in &chain.tracks {
            let cells = track.cells.iter().map(|cell| cell.word.to_owned());
            let known = [&chain.benchmark, &track.id, &track.title].map(|text| guarded(text));
            writer.write_record(known.into_iter().chain(cells))?;
        }
    }
    if view.incomplete {
        incomplete(&mut writer, 3 + view.versions.len())?;
    }
    writer.flush()
}
