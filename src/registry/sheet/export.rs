//! The entries as a sheet.

use super::super::entry::Registry;
use super::column::Column;

/// The entries of a registry as a CSV, one a row, in the files' order.
#[expect(clippy::expect_used, reason = "rows of one width go into memory as UTF-8")]
pub fn export(registry: &Registry) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| writer.write_record(cells).expect("memory takes it");
    write(Column::ALL.map(|column| column.word().to_owned()).to_vec());
    for entry in &registry.entries {
        write(Column::ALL.map(|column| column.cell(entry)).to_vec());
    }
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("UTF-8")
}
