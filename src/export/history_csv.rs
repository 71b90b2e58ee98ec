//! The matrix of a history for spreadsheets and scripts: one row a recommendation.

use super::exceptions_csv::{guarded, incomplete, text};
use crate::views::HistoryView;

/// The rows of all benchmarks with a header: one column for each version, headed by day and name.
///
/// # Errors
/// Never in practice: the writer is memory.
pub fn history(view: &HistoryView) -> csv::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading = |version: &crate::views::VersionView| match &version.day {
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
    text(writer)
}
