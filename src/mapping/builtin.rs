//! The files of `mappings/`, compiled in. Nothing is parsed before it is asked for.

use std::sync::OnceLock;

use super::benchmarks::BenchmarkList;
use super::crosswalk::Crosswalk;
use super::edition::Edition;
use super::rules::RuleTable;
use super::table::MappingError;

/// One compiled-in file.
pub(super) struct Builtin<T> {
    /// The file's stem; it says what the file is about.
    pub(super) stem: &'static str,
    /// The file's content.
    pub(super) text: &'static str,
    parsed: OnceLock<Option<T>>,
}

impl<T> Builtin<T> {
    const fn new(stem: &'static str, text: &'static str) -> Self {
        Self { stem, text, parsed: OnceLock::new() }
    }

    fn get(&self, parse: fn(&str, &str) -> Result<T, MappingError>) -> Option<&T> {
        // A test parses every file, so that `None` does not happen in a released program.
        self.parsed.get_or_init(|| parse(self.stem, self.text).ok()).as_ref()
    }
}

impl Builtin<BenchmarkList> {
    pub(super) fn edition(&self) -> Option<Edition> {
        Edition::from_slug(self.stem)
    }

    pub(super) fn list(&self) -> Option<&BenchmarkList> {
        self.get(BenchmarkList::parse)
    }
}

/// A crosswalk in both directions.
pub(super) type Directions = [Crosswalk; 2];

/// A crosswalk as the file has it, and reversed.
pub(super) fn both_directions(path: &str, text: &str) -> Result<Directions, MappingError> {
    let forward = Crosswalk::parse(path, text)?;
    let backward = forward.reversed();
    Ok([forward, backward])
}

impl Builtin<Directions> {
    pub(super) fn editions(&self) -> Option<(Edition, Edition)> {
        let (from, to) = self.stem.split_once("__")?;
        Some((Edition::from_slug(from)?, Edition::from_slug(to)?))
    }

    pub(super) fn directions(&self) -> Option<&Directions> {
        self.get(both_directions)
    }
}

impl Builtin<RuleTable> {
    pub(super) fn edition(&self) -> Option<Edition> {
        Edition::from_slug(self.stem.split_once("__")?.1)
    }

    pub(super) fn table(&self) -> Option<&RuleTable> {
        self.get(RuleTable::parse)
    }
}

macro_rules! files {
    ($folder:literal: $($stem:literal),* $(,)?) => {
        [$(Builtin::new($stem, include_str!(concat!("../../mappings/", $folder, "/", $stem, ".csv")))),*]
    };
}

pub(super) static LISTS: [Builtin<BenchmarkList>; 25] = files!["benchmarks":
    "amazon_linux_2023_v1.0.0",
    "amazon_linux_2_v1.0.0",
    "amazon_linux_2_v2.0.0",
    "amazon_linux_2_v3.0.0",
    "bottlerocket_v1.0.0",
    "eks_v1.0.1",
    "eks_v1.1.0",
    "eks_v1.2.0",
    "eks_v1.5.0",
    "eks_v1.7.0",
    "eks_v1.8.0",
    "kubernetes_worker_node_v1.8.0",
    "rhel_10_v1.0.1",
    "rhel_7_v3.1.1",
    "rhel_7_v4.0.0",
    "rhel_8_v1.0.1",
    "rhel_8_v2.0.0",
    "rhel_8_v3.0.0",
    "rhel_8_v4.0.0",
    "rhel_9_v1.0.0",
    "rhel_9_v2.0.0",
    "ubuntu_20.04_v2.0.0",
    "ubuntu_22.04_v1.0.0",
    "ubuntu_22.04_v2.0.0",
    "ubuntu_24.04_v1.0.0",
];

pub(super) static CROSSWALKS: [Builtin<Directions>; 6] = files!["crosswalks":
    "amazon_linux_2_v1.0.0__amazon_linux_2023_v1.0.0",
    "amazon_linux_2_v1.0.0__amazon_linux_2_v2.0.0",
    "amazon_linux_2_v1.0.0__amazon_linux_2_v3.0.0",
    "amazon_linux_2_v2.0.0__amazon_linux_2023_v1.0.0",
    "amazon_linux_2_v2.0.0__amazon_linux_2_v3.0.0",
    "amazon_linux_2_v3.0.0__amazon_linux_2023_v1.0.0",
];

pub(super) static RULES: [Builtin<RuleTable>; 8] = files!["rules":
    "ssg__amazon_linux_2023_v1.0.0",
    "ssg__eks_v1.0.1",
    "ssg__rhel_10_v1.0.1",
    "ssg__rhel_7_v4.0.0",
    "ssg__rhel_8_v4.0.0",
    "ssg__rhel_9_v2.0.0",
    "ssg__ubuntu_22.04_v2.0.0",
    "ssg__ubuntu_24.04_v1.0.0",
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn stems(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(folder);
        let mut stems: Vec<_> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path().file_stem().expect("a stem").to_string_lossy().into_owned())
            .collect();
        stems.sort();
        stems
    }

    #[test]
    fn every_file_is_compiled_in() {
        assert_eq!(stems("benchmarks"), LISTS.iter().map(|file| file.stem).collect::<Vec<_>>());
        assert_eq!(stems("crosswalks"), CROSSWALKS.iter().map(|file| file.stem).collect::<Vec<_>>());
        assert_eq!(stems("rules"), RULES.iter().map(|file| file.stem).collect::<Vec<_>>());
    }

    #[test]
    fn every_file_parses_and_is_about_what_its_name_says() {
        for file in &LISTS {
            let list = BenchmarkList::parse(file.stem, file.text).expect("a list");
            assert_eq!(list.edition.slug(), file.stem);
            assert!(!list.source.is_empty() && !list.licence.is_empty() && !list.date.is_empty(), "{}", file.stem);
            assert!(list.items.iter().all(|item| item.hash.is_some()), "{}", file.stem);
        }
        for file in &CROSSWALKS {
            let [forward, _] = both_directions(file.stem, file.text).expect("a crosswalk");
            assert_eq!(format!("{}__{}", forward.from.slug(), forward.to.slug()), file.stem);
        }
        for file in &RULES {
            let table = RuleTable::parse(file.stem, file.text).expect("rules");
            assert_eq!(format!("{}__{}", table.tool, table.edition.slug()), file.stem);
        }
    }

    #[test]
    fn no_line_is_long_enough_for_prose() {
        let texts = LISTS.iter().map(|f| (f.stem, f.text)).chain(CROSSWALKS.iter().map(|f| (f.stem, f.text)));
        for (stem, text) in texts.chain(RULES.iter().map(|f| (f.stem, f.text))) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                assert!(line.len() <= 120 && !line.contains(' '), "{stem}: {line}");
            }
            for line in text.lines().filter(|line| line.starts_with('#')) {
                assert!(line.len() <= 400, "{stem}: {line}");
            }
        }
    }
}
