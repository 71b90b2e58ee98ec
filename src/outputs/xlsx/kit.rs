//! Tables to the bytes of a workbook: a sheet each, with a head that stays in view and can be filtered by.
//!
//! It knows no view. The same tables give the same bytes.

use jiff::civil::{Date, date};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatUnderline, Url, Workbook, Worksheet, XlsxError,
};

use super::cell::{Cell, MOST_CELL};

/// A table that becomes a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// The columns: each its heading, and its width in characters.
    pub columns: Vec<(String, f64)>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
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
    /// A table has more rows than a sheet may have.
    #[error("sheet {sheet}: a sheet of a workbook holds 1,048,575 rows below its head, and this has {rows}")]
    TooMany {
        /// The sheet's name.
        sheet: String,
        /// The rows.
        rows: usize,
    },
    /// Something else that a workbook cannot be.
    #[error("it cannot be a workbook: {0}")]
    Other(#[from] XlsxError),
}

/// The most rows of a sheet below its head.
const MOST_ROWS: usize = 1_048_575;
/// The most addresses of a sheet that can be followed; more of them are texts.
const MOST_LINKS: usize = 65_530;
/// The day of workbooks that no day decided.
const NO_DAY: Date = date(2000, 1, 1);

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    number: Format,
    share: Format,
    day: Format,
    link: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = Format::new().set_align(FormatAlign::Top);
        let text = cell.clone().set_num_format("@").set_text_wrap();
        Self {
            head: text.clone().set_bold(),
            number: cell.clone().set_align(FormatAlign::Left),
            share: cell.clone().set_align(FormatAlign::Left).set_num_format("0.00%"),
            day: cell.set_align(FormatAlign::Left).set_num_format("yyyy-mm-dd"),
            link: text.clone().set_font_color(Color::RGB(0x0005_63C1)).set_underline(FormatUnderline::Single),
            text,
        }
    }
}

/// The bytes of a workbook of tables, that says to have been made on a day: the clock's time would make other bytes of
/// the same tables.
///
/// # Errors
/// When a table has more rows, columns or characters than a sheet can have.
pub fn workbook(tables: &[Table], made: Option<Date>) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let made = excel_day(made.unwrap_or(NO_DAY)).or_else(|_| excel_day(NO_DAY))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let looks = Looks::new();
    for table in tables {
        sheet(workbook.add_worksheet(), table, &looks)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let number = |number: i8| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), number(day.month()), number(day.day()))
}

fn sheet(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), WorkbookError> {
    let rows = u32::try_from(table.rows.len()).ok().filter(|_| table.rows.len() <= MOST_ROWS);
    let too_many = || WorkbookError::TooMany { sheet: table.name.clone(), rows: table.rows.len() };
    let rows = rows.ok_or_else(too_many)?;
    sheet.set_name(&table.name)?;
    for ((heading, width), column) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(column, *width)?;
        // What somebody types into an empty cell is a text as well.
        sheet.set_column_format(column, &looks.text)?;
        sheet.write_string_with_format(0, column, heading, &looks.head)?;
    }
    let mut links = 0;
    for (cells, row) in table.rows.iter().zip(1_u32..) {
        for ((cell, (heading, _)), column) in cells.iter().zip(&table.columns).zip(0_u16..) {
            let length = cell.length();
            if length > MOST_CELL {
                let row = usize::try_from(row).unwrap_or_default() + 1;
                return Err(WorkbookError::TooLong { row, column: heading.clone(), length });
            }
            links += usize::from(matches!(cell, Cell::Link(_)));
            write(sheet, (row, column), cell, links <= MOST_LINKS, looks)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(last) = u16::try_from(table.columns.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        sheet.autofilter(0, 0, rows, last)?;
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    linked: bool,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Link(address) if linked => {
            let link = Url::new(address).set_text(address);
            // What the format takes for no address is a text.
            if sheet.write_url_with_format(row, column, link, &looks.link).is_err() {
                sheet.write_string_with_format(row, column, address, &looks.text)?;
            }
        }
        Cell::Text(text) | Cell::Cut(text) | Cell::Link(text) => {
            sheet.write_string_with_format(row, column, text, &looks.text)?;
        }
        Cell::Number(number) => drop(sheet.write_number_with_format(row, column, *number, &looks.number)?),
        Cell::Share(share) => drop(sheet.write_number_with_format(row, column, *share, &looks.share)?),
        Cell::Day(day) => drop(sheet.write_datetime_with_format(row, column, excel_day(*day)?, &looks.day)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cell: &str) -> Table {
        let columns = vec![("number".to_owned(), 10.0), ("reason".to_owned(), 60.0)];
        Table { name: "a".into(), columns, rows: vec![vec![Cell::text("1.10"), Cell::text(cell)]] }
    }

    #[test]
    fn the_same_tables_are_the_same_bytes() {
        let one = workbook(&[table("x")], None).expect("a workbook");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(one, workbook(&[table("x")], None).expect("a workbook"));
        assert!(one.starts_with(b"PK\x03\x04"));
        assert_ne!(one, workbook(&[table("x")], Some(date(2026, 11, 23))).expect("a workbook"));
        // A day that workbooks do not know is none.
        assert_eq!(one, workbook(&[table("x")], Some(date(-5, 1, 1))).expect("a workbook"));
    }

    #[test]
    fn a_cell_that_is_too_long_is_named() {
        let error = workbook(&[table(&"x".repeat(32_768))], None).expect_err("too long").to_string();
        assert!(error.starts_with("row 2, column reason: ") && error.ends_with("32768"), "{error}");
        workbook(&[table(&"x".repeat(32_767))], None).expect("it just fits");
        let error = workbook(&[Table { name: "a/b".into(), ..table("x") }], None).expect_err("no name");
        assert!(matches!(error, WorkbookError::Other(_)), "{error}");
    }

    #[test]
    fn no_more_links_than_a_sheet_can_have() {
        let rows = vec![vec![Cell::link("https://a.example"); 2]; MOST_LINKS / 2 + 1];
        let bytes = workbook(&[Table { rows, ..table("x") }], None).expect("a workbook");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut sheet = archive.by_name("xl/worksheets/sheet1.xml").expect("the sheet");
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut sheet, &mut xml).expect("UTF-8");
        assert_eq!(xml.matches("<hyperlink ").count(), MOST_LINKS);
    }

    #[test]
    fn a_sheet_that_is_too_long_is_named() {
        let rows = vec![Vec::new(); MOST_ROWS + 1];
        let error = workbook(&[Table { rows, ..table("x") }], None).expect_err("too many").to_string();
        assert!(error.starts_with("sheet a: ") && error.ends_with("1048576"), "{error}");
    }
}
