//! Everything that is known: the compiled-in files, and a person's own over them.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Level};
use crate::model::{Number, Version};

use super::benchmarks::BenchmarkList;
use super::builtin::{self, Builtin, CROSSWALKS, Directions, LISTS, RULES};
use super::crosswalk::Crosswalk;
use super::edition::Edition;
use super::rules::RuleTable;
use super::table::MappingError;

/// Benchmark lists, crosswalks and rule ids. Cheap to make and to clone: the compiled-in files are
/// parsed when they are asked for, once in the program's life.
#[derive(Clone, Debug, Default)]
pub struct Mappings {
    own: Arc<Own>,
}

#[derive(Debug, Default)]
struct Own {
    lists: Vec<BenchmarkList>,
    crosswalks: Vec<Directions>,
    rules: Vec<RuleTable>,
    notes: Vec<Diagnostic>,
}

impl Mappings {
    /// What is compiled in.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// What is compiled in, and files of a person's own, which go before what is compiled in about the same
    /// benchmark versions. A file is known by the folder in its path: `benchmarks/`, `crosswalks/` or
    /// `rules/`. Other files than `*.csv` are left out, with a note.
    ///
    /// # Errors
    /// When a path has none of the three folders, or a file cannot be used.
    pub fn from_texts<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, MappingError> {
        let mut own = Own::default();
        for (path, text) in files {
            let folder = Path::new(path).parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
            let read = match folder.as_deref() {
                Some("benchmarks") => Own::list as Reader,
                Some("crosswalks") => Own::crosswalk,
                Some("rules") => Own::rules,
                _ => {
                    let message = "lies in none of the folders benchmarks, crosswalks and rules";
                    return Err(MappingError::new(path, None, message));
                }
            };
            if Path::new(path).extension().is_some_and(|extension| extension == "csv") {
                read(&mut own, path, text)?;
            } else {
                own.note(Code::Skipped, path, "skipped: not a .csv file".to_owned());
            }
        }
        Ok(Self { own: Arc::new(own) })
    }

    /// What a person should know about their own files.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.own.notes
    }

    /// The list of a benchmark version.
    pub fn list(&self, edition: &Edition) -> Option<&BenchmarkList> {
        let own = self.own.lists.iter().find(|list| list.edition == *edition);
        own.or_else(|| LISTS.iter().find(|file| file.edition().as_ref() == Some(edition))?.list())
    }

    /// All lists, sorted by name and version.
    pub fn lists(&self) -> Vec<&BenchmarkList> {
        let own = &self.own.lists;
        let files: &[Builtin<_>] = &LISTS;
        let builtin = files.iter().filter_map(Builtin::list);
        let mut lists: Vec<_> =
            own.iter().chain(builtin.filter(|list| own.iter().all(|o| o.edition != list.edition))).collect();
        lists.sort_by(|left, right| in_order(&left.edition, &right.edition));
        lists
    }

    /// The lists of all versions of the benchmark that an edition is a version of.
    pub fn versions(&self, edition: &Edition) -> Vec<&BenchmarkList> {
        self.lists().into_iter().filter(|list| list.edition.family() == edition.family()).collect()
    }

    /// The versions of a benchmark that have a number: "this number exists only in v3.0.0".
    pub fn versions_with(&self, edition: &Edition, number: &Number) -> Vec<&BenchmarkList> {
        self.versions(edition).into_iter().filter(|list| list.contains(number)).collect()
    }

    /// The crosswalk from one benchmark version to another, whichever way round its file is.
    pub fn crosswalk(&self, from: &Edition, to: &Edition) -> Option<&Crosswalk> {
        let own = self.own.crosswalks.iter().flatten().find(|walk| walk.from == *from && walk.to == *to);
        own.or_else(|| {
            let matches = |editions: (Edition, Edition)| {
                let (left, right) = editions;
                (left == *from && right == *to) || (left == *to && right == *from)
            };
            let file = CROSSWALKS.iter().find(|file| file.editions().is_some_and(matches))?;
            file.directions()?.iter().find(|walk| walk.from == *from)
        })
    }

    /// All crosswalks that start at a benchmark version, sorted by where they lead.
    pub fn crosswalks_from(&self, from: &Edition) -> Vec<&Crosswalk> {
        let own = &self.own.crosswalks;
        let builtin = CROSSWALKS.iter().filter_map(Builtin::directions).flatten();
        let mut walks: Vec<&Crosswalk> = own.iter().flatten().filter(|walk| walk.from == *from).collect();
        for walk in builtin.filter(|walk| walk.from == *from) {
            if walks.iter().all(|known| known.to != walk.to) {
                walks.push(walk);
            }
        }
        walks.sort_by(|left, right| in_order(&left.to, &right.to));
        walks
    }

    /// The tables of tools' rules for a benchmark version: own ones first.
    pub fn rules(&self, edition: &Edition) -> Vec<&RuleTable> {
        let own = self.own.rules.iter().filter(|table| table.edition == *edition);
        let files: &[Builtin<_>] = &RULES;
        let builtin = files.iter().filter(|file| file.edition().as_ref() == Some(edition));
        own.chain(builtin.filter_map(Builtin::table)).collect()
    }

    /// The numbers that a tool's rule checks in a benchmark version, ascending; with or without the
    /// prefix that XCCDF puts before rule names. Of the first table that knows the rule.
    pub fn rule_numbers(&self, edition: &Edition, rule: &str) -> Vec<&Number> {
        let tables = self.rules(edition).into_iter();
        tables.map(|table| table.numbers(rule).collect::<Vec<_>>()).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// By name, then by version.
fn in_order(left: &Edition, right: &Edition) -> Ordering {
    let key = |edition: &Edition| (edition.family().to_owned(), Version::parse(edition.version()));
    key(left).cmp(&key(right)).then_with(|| left.version().cmp(right.version()))
}

type Reader = fn(&mut Own, &str, &str) -> Result<(), MappingError>;

impl Own {
    fn note(&mut self, code: Code, path: &str, message: String) {
        self.notes.push(Diagnostic::new(Level::Note, code, message).path(path));
    }

    fn list(&mut self, path: &str, text: &str) -> Result<(), MappingError> {
        let list = BenchmarkList::parse(path, text)?;
        if self.lists.iter().any(|known| known.edition == list.edition) {
            return Err(MappingError::new(path, None, format!("is a second list of {}", list.edition)));
        }
        if LISTS.iter().any(|file| file.edition().as_ref() == Some(&list.edition)) {
            self.note(Code::OwnMapping, path, format!("used in the place of the built-in list of {}", list.edition));
        }
        if !list.items.iter().any(|item| item.hash.is_some()) {
            self.note(Code::NoTitleHashes, path, "has no title hashes of this normalisation".to_owned());
        }
        self.lists.push(list);
        Ok(())
    }

    fn crosswalk(&mut self, path: &str, text: &str) -> Result<(), MappingError> {
        let directions = builtin::both_directions(path, text)?;
        let [forward, _] = &directions;
        let pair = format!("{} to {}", forward.from, forward.to);
        if self.crosswalks.iter().flatten().any(|walk| walk.from == forward.from && walk.to == forward.to) {
            return Err(MappingError::new(path, None, format!("is a second crosswalk from {pair}")));
        }
        let (from, to) = (&forward.from, &forward.to);
        if Mappings::builtin().crosswalk(from, to).is_some() {
            self.note(Code::OwnMapping, path, format!("used in the place of the built-in crosswalk from {pair}"));
        }
        self.crosswalks.push(directions);
        Ok(())
    }

    fn rules(&mut self, path: &str, text: &str) -> Result<(), MappingError> {
        self.rules.push(RuleTable::parse(path, text)?);
        Ok(())
    }
}
