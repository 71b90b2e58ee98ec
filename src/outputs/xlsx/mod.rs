//! Workbooks (XLSX): tables as sheets of texts, each with a head that stays in view and can be filtered by.
//!
//! A kit: it knows no view. Every cell is a text, so that 1.10 stays 1.10 and nothing runs as a formula; the same tables
//! give the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A table that becomes a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// The columns: each its heading, and its width in characters.
    pub columns: Vec<(String, f64)>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// Why tables are no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A cell holds more than a cell may.
    #[error("row {row}, column {column}: a cell of a workbook holds 32,767 characters, and this has {length}")]
    TooLong {
        /// The row, from 1, the heading among them.
        row: usize,
        /// The column's heading.
        column: String,
        /// The characters.
        length: usize,
    },
    /// Something else that a workbook cannot be.
    #[error("it cannot be a workbook: {0}")]
    Other(#[from] XlsxError),
}

/// The most characters of a cell, as its programs count them.
const MOST_CELL: usize = 32_767;

/// The bytes of a workbook of tables.
///
/// # Errors
/// When a table has more rows, columns or characters than a sheet can have.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    // The clock's time would make other bytes of the same tables.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        sheet(workbook.add_worksheet(), table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), WorkbookError> {
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let head = text.clone().set_bold();
    sheet.set_name(&table.name)?;
    for ((heading, width), column) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(column, *width)?;
        // What somebody types into an empty cell is a text as well.
        sheet.set_column_format(column, &text)?;
        sheet.write_string_with_format(0, column, heading, &head)?;
    }
    for (cells, row) in table.rows.iter().zip(1_u32..) {
        for ((cell, (heading, _)), column) in cells.iter().zip(&table.columns).zip(0_u16..) {
            let length = cell.encode_utf16().count();
            if length > MOST_CELL {
                let row = usize::try_from(row).unwrap_or_default() + 1;
                return Err(WorkbookError::TooLong { row, column: heading.clone(), length });
            }
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    if let Some(last) = u16::try_from(table.columns.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        sheet.autofilter(0, 0, rows, last)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cell: &str) -> Table {
        let columns = vec![("number".to_owned(), 10.0), ("reason".to_owned(), 60.0)];
        Table { name: "a".into(), columns, rows: vec![vec!["1.10".into(), cell.into()]] }
    }

    #[test]
    fn the_same_tables_are_the_same_bytes() {
        let one = workbook(&[table("x")]).expect("a workbook");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(one, workbook(&[table("x")]).expect("a workbook"));
        assert!(one.starts_with(b"PK\x03\x04"));
    }

    #[test]
    fn a_cell_that_is_too_long_is_named() {
        let error = workbook(&[table(&"x".repeat(32_768))]).expect_err("too long").to_string();
        assert!(error.starts_with("row 2, column reason: ") && error.ends_with("32768"), "{error}");
        workbook(&[table(&"x".repeat(32_767))]).expect("it just fits");
        let error = workbook(&[Table { name: "a/b".into(), ..table("x") }]).expect_err("no name");
        assert!(matches!(error, WorkbookError::Other(_)), "{error}");
    }
}
