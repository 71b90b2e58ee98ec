//! The entries as a sheet.

use super::super::entry::Registry;
use super::column::Column;

/// The entries of a registry as a CSV, one a row, in the files' order.
#[expect(clippy::expect_used, reason = "rows of one width go into memory as UTF-8")]
pub fn export(registry: &Registry) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| writer.write_record(cells).expect("memory takes it");
    write(columns().map(|(heading, _)| heading.to_owned()).collect());
    records(registry).for_each(write);
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("UTF-8")
}

/// The sheet's columns: each its heading, and how wide people want it, in characters.
pub fn columns() -> impl Iterator<Item = (&'static str, f64)> {
    Column::ALL.into_iter().map(|column| (column.word(), column.width()))
}

/// The sheet's rows, one for each entry in the files' order.
pub fn records(registry: &Registry) -> impl Iterator<Item = Vec<String>> {
    registry.entries.iter().map(|entry| Column::ALL.map(|column| column.cell(entry)).to_vec())
}
