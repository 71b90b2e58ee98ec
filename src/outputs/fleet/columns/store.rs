//! The tables of a fleet, gathered unit by unit and given out as files.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::super::table::{SCHEMA, UNDATED};
use super::super::{ERRORS, FINDINGS, SCANS, VERDICTS};
use super::batch::Columns;
use super::error::ColumnsError;
use super::file::{Part, name, part};
use super::sorted::Sorted;
use crate::views::{ErrorRow, FindingRow, FleetDay, FleetView, ScanRow};

/// The most rows that wait to be sorted.
pub const MOST_ROWS: usize = 1 << 20;

/// The most bytes of evidence that wait with them: a column of texts ends at two thousand million.
const MOST_EVIDENCE: usize = 256 << 20;

/// Rows that wait for their files.
pub struct Store {
    most_rows: usize,
    judged: Option<FleetDay>,
    days: BTreeMap<Date, Day>,
    errors: Vec<ErrorRow>,
}

/// The rows of a day.
struct Day {
    findings: Sorted,
    verdicts: Sorted,
    scans: Vec<Arc<ScanRow>>,
}

impl Day {
    fn new() -> Self {
        Self {
            findings: Sorted::new(&FINDINGS, true, true),
            verdicts: Sorted::new(&VERDICTS, true, true),
            scans: Vec::new(),
        }
    }

    fn push(&mut self, row: &FindingRow) -> Result<(), ColumnsError> {
        self.findings.push(row)?;
        if row.verdict.as_ref().is_some_and(|verdict| verdict.spans.is_some()) {
            self.verdicts.push(row)?;
        }
        Ok(())
    }
}

impl Store {
    /// An empty store, which sorts so many rows at once; `judged` is what the rows were judged with.
    pub fn new(judged: Option<FleetDay>, most_rows: usize) -> Self {
        Self { most_rows, judged, days: BTreeMap::new(), errors: Vec::new() }
    }

    /// Takes the rows of a unit; gives the files that are full.
    ///
    /// # Errors
    /// When the columns cannot be made.
    pub fn push(&mut self, view: &FleetView) -> Result<Vec<Part>, ColumnsError> {
        let mut full = Vec::new();
        let mut findings = view.findings.iter().peekable();
        for scan in &view.scans {
            let day = self.days.entry(scan.day.unwrap_or(UNDATED)).or_insert_with(Day::new);
            day.scans.push(Arc::clone(scan));
            while let Some(row) = findings.next_if(|row| Arc::ptr_eq(&row.scan, scan)) {
                day.push(row)?;
            }
            let (rows, bytes) = self
                .days
                .values()
                .fold((0, 0), |(rows, bytes), day| (rows + day.findings.rows(), bytes + day.findings.bytes()));
            if rows >= self.most_rows || bytes >= MOST_EVIDENCE {
                full.extend(self.flush()?);
            }
        }
        Ok(full)
    }

    /// Takes what could not be read.
    pub fn push_errors(&mut self, rows: impl IntoIterator<Item = ErrorRow>) {
        self.errors.extend(rows);
    }

    /// Gives the last files.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(mut self) -> Result<Vec<Part>, ColumnsError> {
        let mut parts = self.flush()?;
        self.errors.sort();
        self.errors.dedup();
        if !self.errors.is_empty() {
            let of: Vec<String> = self.errors.iter().map(|row| format!("{}\u{1f}{}", row.path, row.message)).collect();
            let mut columns = Columns::new(&ERRORS, false, true);
            for row in &self.errors {
                columns.push(row)?;
            }
            let rows = columns.finish()?;
            let path = format!("v{SCHEMA}/errors/scan_day={UNDATED}/{}", name(&of.join("\n")));
            parts.push(part(ERRORS.name, path, &rows.schema(), &[rows], &[])?);
        }
        Ok(parts)
    }

    fn flush(&mut self) -> Result<Vec<Part>, ColumnsError> {
        let mut parts = Vec::new();
        for (date, mut day) in std::mem::take(&mut self.days) {
            day.scans.sort_by(|one, other| key(one).cmp(&key(other)));
            let inputs = |scan: &Arc<ScanRow>| {
                format!("{} {}\n", scan.scan_id, scan.source_sha256.as_deref().unwrap_or(&scan.path))
            };
            let name = name(&day.scans.iter().map(inputs).collect::<String>());
            let (as_of, registry) = match &self.judged {
                Some(judged) => (judged.as_of.to_string(), judged.registry_sha256.clone()),
                None => (String::new(), String::new()),
            };
            let judged = [("as_of", as_of.as_str()), ("registry_sha256", registry.as_str())];
            let facts = if self.judged.is_some() { &judged[..] } else { &[] };
            let at = |table: &str| format!("v{SCHEMA}/{table}/scan_day={date}/{name}");

            let short: String = registry.chars().take(12).collect();
            let verdicts = format!("{}/registry={short}", VERDICTS.name);
            for (table, sorted, path) in [
                (FINDINGS.name, &mut day.findings, at(FINDINGS.name)),
                (VERDICTS.name, &mut day.verdicts, at(&verdicts)),
            ] {
                let batches = sorted.finish()?;
                if let Some(first) = batches.first() {
                    parts.push(part(table, path, &first.schema(), &batches, facts)?);
                }
            }
            // Last: whoever sees a scan finds its findings.
            let mut scans = Columns::new(&SCANS, false, true);
            for scan in &day.scans {
                scans.push(scan)?;
            }
            let rows = scans.finish()?;
            let part = part(SCANS.name, at(SCANS.name), &rows.schema(), &[rows], facts)?;
            let scan_ids = day.scans.iter().map(|scan| scan.scan_id.clone()).collect();
            parts.push(Part { scan_ids, ..part });
        }
        Ok(parts)
    }
}

fn key(scan: &ScanRow) -> [Option<&str>; 4] {
    let [account, ami, instance] = [&scan.account, &scan.ami_id, &scan.instance_id].map(Option::as_deref);
    [account, ami, instance, Some(&scan.scan_id)]
}
