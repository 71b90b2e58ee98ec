//! The exceptions table for spreadsheets.

use std::io::{self, Write};

use super::cells::{guarded, incomplete};
use crate::views::{Column, ExceptionsView, Row};

/// The rows of all images with a header; with several images, the image and its benchmark come first.
pub(super) fn exceptions(view: &ExceptionsView, columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    let several = view.images.len() > 1;
    let before = |texts: [&str; 2]| texts.map(guarded).into_iter().filter(move |_| several);
    let mut writer = csv::Writer::from_writer(out);
    let headings = columns.iter().map(|column| guarded(&column.heading));
    writer.write_record(before(["Image", "Benchmark"]).chain(headings))?;
    for image in &view.images {
        for row in image.table() {
            let cells = columns.iter().map(|column| guarded(&cell(row, column.key)));
            writer.write_record(before([&image.name, &image.benchmark]).chain(cells))?;
        }
    }
    if view.incomplete {
        incomplete(&mut writer, columns.len() + if several { 2 } else { 0 })?;
    }
    writer.flush()
}

/// A row's field; addresses stand plain, for a spreadsheet knows no Markdown.
fn cell(row: &Row, key: &str) -> String {
    if key == "links" { row.links.join(" ") } else { row.field(key) }
}
