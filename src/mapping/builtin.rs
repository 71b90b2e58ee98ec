//! The files of `mappings/`, compiled in. Nothing is parsed before it is asked for.

use std::sync::OnceLock;

use super::benchmarks::BenchmarkList;
use super::crosswalk::Crosswalk;
use super::edition::Edition;
use super::rules::RuleTable;
use super::table::MappingError;
use super::titles::TitleTable;

pub(super) use super::files::{CROSSWALKS, LISTS, PUBLISHED, RULES, TITLES};

/// The names of the compiled-in lists, such as `amazon_linux_2_v2.0.0`.
#[cfg(feature = "cli")]
pub(crate) fn builtin_lists() -> impl Iterator<Item = &'static str> {
    LISTS.iter().map(|list| list.stem)
}

/// The edition that one of these names stands for, with the benchmark's own title.
#[cfg(feature = "cli")]
pub(crate) fn builtin_named(name: &str) -> Option<Edition> {
    LISTS.iter().find(|list| list.stem == name)?.list().map(|list| list.edition.clone())
}

/// One compiled-in file.
pub(super) struct Builtin<T> {
    /// The file's stem; it says what the file is about.
    pub(super) stem: &'static str,
    /// The file's content.
    pub(super) text: &'static str,
    parsed: OnceLock<Option<T>>,
    editions: OnceLock<Vec<Edition>>,
}

impl<T> Builtin<T> {
    pub(super) const fn new(stem: &'static str, text: &'static str) -> Self {
        Self { stem, text, parsed: OnceLock::new(), editions: OnceLock::new() }
    }

    /// The editions that the stem names, in its order; they are asked for often.
    fn named(&self) -> &[Edition] {
        self.editions.get_or_init(|| self.stem.split("__").filter_map(Edition::from_slug).collect())
    }

    /// The edition that the file is about.
    pub(super) fn edition(&self) -> Option<&Edition> {
        self.named().last()
    }

    fn get(&self, parse: fn(&str, &str) -> Result<T, MappingError>) -> Option<&T> {
        // A test parses every file, so that `None` does not happen in a released program.
        self.parsed.get_or_init(|| parse(self.stem, self.text).ok()).as_ref()
    }
}

impl Builtin<BenchmarkList> {
    pub(super) fn list(&self) -> Option<&BenchmarkList> {
        self.get(|stem, text| {
            let mut list = BenchmarkList::parse(stem, text)?;
            if let Some(file) = TITLES.iter().find(|file| file.stem == stem) {
                list.learn(TitleTable::parse(file.stem, file.text)?);
            }
            Ok(list)
        })
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
    pub(super) fn editions(&self) -> Option<(&Edition, &Edition)> {
        if let [from, to] = self.named() { Some((from, to)) } else { None }
    }

    pub(super) fn directions(&self) -> Option<&Directions> {
        self.get(both_directions)
    }
}

impl Builtin<RuleTable> {
    pub(super) fn table(&self) -> Option<&RuleTable> {
        self.get(RuleTable::parse)
    }
}

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

    /// `files.rs` as the folder wants it. It is generated here and not by a build script, which would
    /// make every build slower for what changes a few times a year.
    fn generated() -> String {
        let mut text = include_str!("files.rs").split("pub(super) static LISTS").next().expect("a head").to_owned();
        for (name, of, folder) in [
            ("LISTS", "BenchmarkList", "benchmarks"),
            ("CROSSWALKS", "Directions", "crosswalks"),
            ("TITLES", "TitleTable", "titles"),
            ("RULES", "RuleTable", "rules"),
        ] {
            let stems = stems(folder);
            let rows = stems.iter().flat_map(|stem| ["    \"", stem.as_str(), "\",\n"]).collect::<String>();
            let count = stems.len();
            let head = format!("pub(super) static {name}: [Builtin<{of}>; {count}] = files![\"{folder}\":\n");
            text.extend([head.as_str(), rows.as_str(), "];\n\n"]);
        }
        text.trim_end().to_owned() + "\n"
    }

    #[test]
    fn every_file_is_compiled_in() {
        let (wanted, path) = (generated(), Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mapping/files.rs"));
        if std::env::var_os("UPDATE_MAPPINGS").is_some() {
            std::fs::write(&path, &wanted).expect("a file");
        }
        let written = std::fs::read_to_string(&path).expect("a file");
        assert!(
            written == wanted,
            "mappings/ has other files: UPDATE_MAPPINGS=1 cargo test --lib every_file_is_compiled_in"
        );
    }

    #[test]
    fn every_file_parses_and_is_about_what_its_name_says() {
        for file in &LISTS {
            let list = BenchmarkList::parse(file.stem, file.text).expect("a list");
            assert_eq!(list.edition.slug(), file.stem);
            assert!(!list.source.is_empty() && !list.licence.is_empty() && !list.date.is_empty(), "{}", file.stem);
            // Where a source misprints titles, their hashes are left out.
            let hashed = list.items.iter().filter(|item| item.hash.is_some()).count();
            assert!(hashed * 100 >= list.items.len() * 96, "{}: {hashed} of {}", file.stem, list.items.len());
        }
        for file in &TITLES {
            let table = TitleTable::parse(file.stem, file.text).expect("titles");
            assert_eq!(table.edition.slug(), file.stem);
            assert!(LISTS.iter().any(|list| list.stem == file.stem), "{}", file.stem);
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
        let texts = texts.chain(RULES.iter().map(|f| (f.stem, f.text))).chain(TITLES.iter().map(|f| (f.stem, f.text)));
        for (stem, text) in texts.chain([("published", PUBLISHED)]) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                assert!(line.len() <= 120 && !line.contains(' '), "{stem}: {line}");
            }
            for line in text.lines().filter(|line| line.starts_with('#')) {
                assert!(line.len() <= 400, "{stem}: {line}");
            }
        }
    }
}
