//! Benchmark versions that are known to exist: so that it can be said that one has no list here.

use std::fmt;
use std::sync::OnceLock;

use crate::model::Version;

use super::builtin::PUBLISHED;
use super::edition::Edition;
use super::table::{MappingError, Table};

/// A version that was published, as far as known.
#[derive(Clone, Debug)]
pub struct Published {
    /// The benchmark's name as it is compared.
    family: String,
    /// Its version, such as `2.0.0`; `5.x` where only a part is known.
    pub version: String,
    /// When, such as `2026-05-28` or `2026-02`; `draft`; or nothing.
    pub date: String,
}

const KEYS: [&str; 3] = ["source", "licence", "weak"];
const COLUMNS: [&str; 3] = ["benchmark", "version", "date"];

impl Published {
    pub(super) fn parse(path: &str, text: &str) -> Result<Vec<Self>, MappingError> {
        let table = Table::parse(path, text, &KEYS, &COLUMNS)?;
        let row = |line: &super::table::Line| {
            let word = |index: usize, allowed: fn(u8) -> bool| {
                let cell = line.cell(index);
                let error =
                    || table.error(line.number, format!("`{cell}` is not a {}", COLUMNS.get(index).unwrap_or(&"")));
                if cell.len() <= 40 && cell.bytes().all(allowed) { Ok(cell.to_owned()) } else { Err(error()) }
            };
            let family = word(0, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))?.replace('_', " ");
            let version = word(1, |b| b.is_ascii_digit() || matches!(b, b'.' | b'x'))?;
            let date = line.cell(2);
            if date != "draft" {
                word(2, |b| b.is_ascii_digit() || b == b'-')?;
            }
            Ok(Self { family, version, date: date.to_owned() })
        };
        table.lines.iter().map(row).collect()
    }

    /// The version that is known to be newer than all of a benchmark's versions that have a list.
    pub(super) fn newer_than<'e>(family: &str, listed: impl Iterator<Item = &'e Edition>) -> Option<&'static Self> {
        static KNOWN: OnceLock<Vec<Published>> = OnceLock::new();
        // A test parses the file, so that an empty table does not happen in a released program.
        let known = KNOWN.get_or_init(|| Self::parse("published", PUBLISHED).unwrap_or_default());
        let number = |version: &str| Version::parse(&version.replace('x', "0"));
        let newest = listed.filter_map(|edition| number(edition.version())).max();
        let found = known.iter().filter(|found| found.family == family && number(&found.version) > newest);
        found.max_by_key(|found| number(&found.version))
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.version)?;
        match self.date.as_str() {
            "" => Ok(()),
            "draft" => f.write_str(" (draft)"),
            date => write!(f, " ({date})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_no_list_has_is_named() {
        let listed = [Edition::new("ubuntu 24.04", "1.0.0")];
        let newer = Published::newer_than("ubuntu 24.04", listed.iter()).expect("one");
        assert_eq!(newer.to_string(), "v2.0.0 (2026-05-28)");
        let listed = [Edition::new("ubuntu 24.04", "2.0.0")];
        assert!(Published::newer_than("ubuntu 24.04", listed.iter()).is_none());
        assert!(Published::newer_than("house rules", listed.iter()).is_none());
    }

    #[test]
    fn every_row_names_a_benchmark_as_it_is_compared() {
        for found in Published::parse("published", PUBLISHED).expect("a table") {
            assert_eq!(Edition::new(&found.family, &found.version).family(), found.family);
        }
        assert!(Published::parse("x", "benchmark,version,date\nrhel 9,1.0.0,soon\n").is_err());
    }
}
