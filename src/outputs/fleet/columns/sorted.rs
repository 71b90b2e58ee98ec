//! Findings as they come, sorted when they go: what is alike stands together, and takes a tenth of the space.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{RecordBatch, UInt32Array};
use arrow_schema::ArrowError;
use arrow_select::take::take_record_batch;

use super::super::table::Table;
use super::batch::Columns;
use crate::views::{FindingRow, ScanRow};

/// So many rows are put in order at once.
const CHUNK: usize = 1 << 16;

/// Rows that wait to be sorted by day, account, AMI, instance and number.
pub(super) struct Sorted {
    columns: Columns<FindingRow>,
    scans: Vec<Arc<ScanRow>>,
    /// Each number once, with a name of its own.
    numbers: BTreeMap<Option<String>, u32>,
    keys: Vec<Key>,
}

/// What a row is sorted by, as places in the lists.
#[derive(Clone, Copy)]
struct Key {
    scan: u32,
    number: u32,
    ordinal: i32,
}

impl Sorted {
    pub(super) fn new(table: &'static Table<FindingRow>, dictionary: bool, in_file: bool) -> Self {
        let columns = Columns::new(table, dictionary, in_file);
        Self { columns, scans: Vec::new(), numbers: BTreeMap::new(), keys: Vec::new() }
    }

    pub(super) fn push(&mut self, row: &FindingRow) -> Result<(), ArrowError> {
        if self.scans.last().is_none_or(|last| !Arc::ptr_eq(last, &row.scan)) {
            self.scans.push(Arc::clone(&row.scan));
        }
        let name = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let known = self.numbers.get(&row.number_sort).copied();
        let number = known.unwrap_or_else(|| {
            let next = name(self.numbers.len());
            self.numbers.insert(row.number_sort.clone(), next);
            next
        });
        self.keys.push(Key { scan: name(self.scans.len() - 1), number, ordinal: row.ordinal });
        self.columns.push(row)
    }

    pub(super) fn rows(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.columns.bytes
    }

    /// The rows in order, as batches; none are left.
    pub(super) fn finish(&mut self) -> Result<Vec<RecordBatch>, ArrowError> {
        let rows = self.columns.finish()?;
        let order = self.order();
        (self.scans, self.numbers, self.keys) = (Vec::new(), BTreeMap::new(), Vec::new());
        order.chunks(CHUNK).map(|chunk| take_record_batch(&rows, &UInt32Array::from(chunk.to_vec()))).collect()
    }

    fn order(&self) -> Vec<u32> {
        let place = |scan: &ScanRow| (scan.day, scan.account.clone(), scan.ami_id.clone(), scan.instance_id.clone());
        let mut scans: Vec<(u32, &ScanRow)> = (0..).zip(self.scans.iter().map(Arc::as_ref)).collect();
        scans.sort_by_cached_key(|(_, scan)| (place(scan), scan.scan_id.clone()));
        // Scans of one instance share a place, so that their findings stand together number by number.
        let mut of_scan = vec![(0, 0); scans.len()];
        let mut last: Option<(_, u32)> = None;
        for ((scan, row), after) in scans.iter().zip(0_u32..) {
            let own = place(row);
            let shared = match &last {
                Some((before, shared)) if *before == own => *shared,
                Some((_, shared)) => shared + 1,
                None => 0,
            };
            last = Some((own, shared));
            if let Some(ranks) = of_scan.get_mut(*scan as usize) {
                *ranks = (shared, after);
            }
        }
        let mut of_number = vec![0; self.numbers.len()];
        for (name, rank) in self.numbers.values().zip(0_u32..) {
            if let Some(own) = of_number.get_mut(*name as usize) {
                *own = rank;
            }
        }
        let key = |row: &u32| {
            let key = self.keys.get(*row as usize).copied().unwrap_or(Key { scan: 0, number: 0, ordinal: 0 });
            let (shared, scan) = of_scan.get(key.scan as usize).copied().unwrap_or_default();
            let number = of_number.get(key.number as usize).copied().unwrap_or_default();
            (shared, number, scan, key.ordinal)
        };
        let mut order: Vec<u32> = (0..).zip(&self.keys).map(|(row, _)| row).collect();
        order.sort_unstable_by_key(key);
        order
    }
}
