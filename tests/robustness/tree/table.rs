//! A delimited table as rows of cells; the first row may be a header.

use super::{Kind, Site, Tree, misspelt, other_case};

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    delimiter: u8,
    rows: Vec<Vec<String>>,
}

const OF_COLUMNS: [Kind; 9] = [
    Kind::Rename,
    Kind::Misspell,
    Kind::Case,
    Kind::Drop,
    Kind::Empty,
    Kind::Double,
    Kind::Contradict,
    Kind::ContradictBefore,
    Kind::Move,
];
const OF_ROWS: [Kind; 8] =
    [Kind::Drop, Kind::Empty, Kind::Wrap, Kind::Nest, Kind::Double, Kind::Type, Kind::Split, Kind::Join];
const OF_CELLS: [Kind; 6] = [Kind::Drop, Kind::Null, Kind::Empty, Kind::Misspell, Kind::Case, Kind::Wrap];

/// The part of a site that is a whole column.
const COLUMN: usize = 0;
/// The part of a site that is a cell.
const CELL: usize = 1;

impl Table {
    /// The table of a text, when every row has as many cells.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let first = text.lines().next()?;
        let delimiter = *b",|\t;".iter().max_by_key(|byte| first.bytes().filter(|b| b == *byte).count())?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| Some(row.ok()?.iter().map(str::to_owned).collect())).collect::<Option<_>>()?;
        let width = rows.first().map(Vec::len).filter(|width| *width > 1)?;
        rows.iter().skip(1).any(|row| row.len() == width).then_some(Self { delimiter, rows })
    }

    fn damage(&self, site: &Site) -> Option<Vec<Vec<String>>> {
        let mut rows = self.rows.clone();
        let (at, column) = (*site.path.first()?, *site.path.get(1)?);
        match site.part {
            Some(COLUMN) => rows = self.column(column, site.kind)?,
            Some(_) => cell(rows.get_mut(at)?, column, site.kind)?,
            None => row(&mut rows, at, site.kind, self.delimiter)?,
        }
        Some(rows)
    }

    fn column(&self, column: usize, kind: Kind) -> Option<Vec<Vec<String>>> {
        let mut rows = self.rows.clone();
        let name = rows.first_mut()?.get_mut(column)?;
        match kind {
            Kind::Rename => *name = format!("x {name}"),
            Kind::Misspell => *name = misspelt(name),
            Kind::Case => *name = other_case(name),
            Kind::Empty => name.clear(),
            _ => {
                // Each row's cell, and for a contradiction that of the next row.
                let shift = usize::from(matches!(kind, Kind::Contradict | Kind::ContradictBefore));
                let cells: Vec<_> = rows.iter().map(|row| row.get(column).cloned()).collect();
                let last = cells.len().saturating_sub(1);
                for (index, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.len() > column) {
                    let from = if index == 0 { 0 } else { 1 + (index - 1 + shift) % last.max(1) };
                    let cell = cells.get(from).cloned().flatten().unwrap_or_default();
                    match kind {
                        Kind::Drop => drop(row.remove(column)),
                        Kind::Move => {
                            let moved = row.remove(column);
                            row.push(moved);
                        }
                        Kind::ContradictBefore => row.insert(column, cell),
                        _ => row.push(cell),
                    }
                }
            }
        }
        Some(rows)
    }
}

fn cell(row: &mut Vec<String>, column: usize, kind: Kind) -> Option<()> {
    let cell = row.get_mut(column)?;
    match kind {
        Kind::Null => "null".clone_into(cell),
        Kind::Empty => cell.clear(),
        Kind::Misspell => *cell = misspelt(cell),
        Kind::Case => *cell = other_case(cell),
        Kind::Wrap => *cell = format!("\"{cell}\""),
        _ => drop(row.remove(column)),
    }
    Some(())
}

fn row(rows: &mut Vec<Vec<String>>, at: usize, kind: Kind, delimiter: u8) -> Option<()> {
    let row = rows.get(at)?.clone();
    match kind {
        Kind::Empty => rows.get_mut(at)?.iter_mut().for_each(String::clear),
        Kind::Wrap => *rows.get_mut(at)? = vec![row.join(&char::from(delimiter).to_string())],
        // A cell more before all others.
        Kind::Nest => rows.get_mut(at)?.insert(0, String::new()),
        Kind::Double => rows.insert(at, row),
        // Another delimiter.
        Kind::Type => *rows.get_mut(at)? = vec![row.join(if delimiter == b';' { "," } else { ";" })],
        Kind::Split => {
            let rest = rows.get_mut(at)?.split_off(row.len() / 2);
            rows.insert(at + 1, rest);
        }
        Kind::Join => {
            let next = (at + 1 < rows.len()).then(|| rows.remove(at + 1))?;
            rows.get_mut(at)?.extend(next);
        }
        _ => drop(rows.remove(at)),
    }
    Some(())
}

impl Tree for Table {
    fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        let header = self.rows.first().map(Vec::as_slice).unwrap_or_default();
        for (column, name) in header.iter().enumerate() {
            let place = format!("column {name}");
            sites.extend(OF_COLUMNS.iter().map(|kind| Site::new(*kind, &place, &[0, column]).part(COLUMN)));
        }
        for (at, row) in self.rows.iter().enumerate() {
            sites.extend(OF_ROWS.iter().map(|kind| Site::new(*kind, "row", &[at, 0])));
            for column in 0..row.len() {
                let place = format!("cell {}", header.get(column).map_or("?", String::as_str));
                sites.extend(OF_CELLS.iter().map(|kind| Site::new(*kind, &place, &[at, column]).part(CELL)));
            }
        }
        sites
    }

    fn written(&self, site: Option<&Site>) -> Vec<u8> {
        let damaged = site.and_then(|site| self.damage(site));
        let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(self.delimiter).from_writer(Vec::new());
        for row in damaged.as_ref().unwrap_or(&self.rows) {
            // A row of nothing would be no record to the writer.
            if row.is_empty() {
                continue;
            }
            writer.write_record(row).expect("memory");
        }
        writer.into_inner().expect("memory")
    }
}
