//! Everything that is known: the compiled-in files, and a person's own over them.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Level};
use crate::model::{Number, Version};

use super::benchmarks::BenchmarkList;
use super::builtin::{self, Builtin, CROSSWALKS, Directions, LISTS, RULES};
use super::crosswalk::{Crosswalk, Reading};
use super::edition::Edition;
use super::lineage::{self, Ways};
use super::published::Published;
use super::rules::RuleTable;
use super::table::MappingError;
use super::titles::TitleTable;

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
    /// Ways over several crosswalks, made when they are asked for.
    ways: Ways,
}

impl Mappings {
    /// The mappings that are compiled in.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The mappings that are compiled in, and a person's own files, which go before them about the same
    /// benchmark versions. A file is known by the folder in its path: `benchmarks/`, `titles/`,
    /// `crosswalks/` or `rules/`. Other files than `*.csv` are left out, with a note.
    ///
    /// # Errors
    /// When a path has none of the four folders, or a file cannot be used.
    pub fn from_texts<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, MappingError> {
        let mut own = Own::default();
        // Titles are learnt by lists, wherever these stand in the order.
        let mut titles = Vec::new();
        for (path, text) in files {
            let folder = Path::new(path).parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
            let read = match folder.as_deref() {
                Some("benchmarks") => Own::list as Reader,
                Some("titles") => Own::titles,
                Some("crosswalks") => Own::crosswalk,
                Some("rules") => Own::rules,
                _ => {
                    let message = "lies in none of the folders benchmarks, titles, crosswalks and rules";
                    return Err(MappingError::new(path, None, message));
                }
            };
            let is_table = Path::new(path).extension().is_some_and(|extension| extension == "csv");
            if is_table && folder.as_deref() == Some("titles") {
                titles.push((path, text));
            } else if is_table {
                read(&mut own, path, text)?;
            } else {
                own.note(Code::Skipped, path, "skipped: not a .csv file".to_owned());
            }
        }
        for (path, text) in titles {
            own.titles(path, text)?;
        }
        Ok(Self { own: Arc::new(own) })
    }

    /// Diagnostics on the person's own files.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.own.notes
    }

    /// The list of a benchmark version.
    pub fn list(&self, edition: &Edition) -> Option<&BenchmarkList> {
        let own = self.own.lists.iter().find(|list| list.edition == *edition);
        own.or_else(|| builtin_list(edition))
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

    /// The crosswalk from one benchmark version to another: a reviewed one, whichever way round its
    /// file is, or else the shortest way over reviewed ones.
    pub fn crosswalk(&self, from: &Edition, to: &Edition) -> Option<&Crosswalk> {
        if from == to {
            return None;
        }
        self.reviewed(from, to).or_else(|| self.own.ways.get(from, to, || self.composed(from, to)))
    }

    /// The crosswalk that a file has, in the direction that is asked for.
    pub fn reviewed(&self, from: &Edition, to: &Edition) -> Option<&Crosswalk> {
        let own = self.own.crosswalks.iter().flatten().find(|walk| walk.from == *from && walk.to == *to);
        own.or_else(|| {
            let matches =
                |(left, right): (&Edition, &Edition)| (left == from && right == to) || (left == to && right == from);
            let file = CROSSWALKS.iter().find(|file| file.editions().is_some_and(matches))?;
            file.directions()?.iter().find(|walk| walk.from == *from)
        })
    }

    /// The shortest way between two editions over other editions, made of its steps; also where a
    /// reviewed crosswalk leads there directly, against which it can then be held.
    pub fn composed(&self, from: &Edition, to: &Edition) -> Option<Crosswalk> {
        let mut pairs = self.pairs();
        pairs.retain(|(left, right)| !((*left == from && *right == to) || (*left == to && *right == from)));
        let path = lineage::path(&pairs, from, to)?;
        let steps = path.iter().zip(path.iter().skip(1));
        let mut steps = steps.map(|(left, right)| self.reviewed(left, right));
        let first = steps.next()??.clone();
        let walk = steps.try_fold(first, |walk, step| Some(lineage::compose(&walk, step?)))?;
        Some(match (self.list(from), self.list(to)) {
            (Some(left), Some(right)) => lineage::reunite(&walk, left, right),
            _ => walk,
        })
    }

    /// The versions on the way from one edition to another, both included, by the names that their lists
    /// have; `None` when there is none.
    pub fn way<'m>(&'m self, from: &Edition, to: &Edition) -> Option<Vec<&'m Edition>> {
        let way = lineage::path(&self.pairs(), from, to).filter(|way| way.len() > 1)?;
        Some(way.into_iter().map(|edition| self.list(edition).map_or(edition, |list| &list.edition)).collect())
    }

    /// The pairs of editions that have a reviewed crosswalk: own ones first.
    pub(super) fn pairs(&self) -> Vec<(&Edition, &Edition)> {
        let own = self.own.crosswalks.iter().map(|[forward, _]| (&forward.from, &forward.to));
        own.chain(CROSSWALKS.iter().filter_map(Builtin::editions)).collect()
    }

    /// The version of a benchmark that is known to exist and newer than every list of it.
    pub fn newer(&self, family: &str) -> Option<&'static Published> {
        let own = self.own.lists.iter().map(|list| &list.edition);
        let listed = own.chain(LISTS.iter().filter_map(Builtin::edition));
        Published::newer_than(family, listed.filter(|edition| edition.family() == family))
    }

    /// All reviewed crosswalks that start at a benchmark version, sorted by where they lead.
    pub fn crosswalks_from(&self, from: &Edition) -> Vec<&Crosswalk> {
        let own = &self.own.crosswalks;
        let touches =
            |file: &&Builtin<Directions>| file.editions().is_some_and(|(left, right)| left == from || right == from);
        let builtin = CROSSWALKS.iter().filter(touches).filter_map(Builtin::directions).flatten();
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
        let builtin = files.iter().filter(|file| file.edition() == Some(edition));
        own.chain(builtin.filter_map(Builtin::table)).collect()
    }

    /// The numbers that a tool's rule checks in a benchmark version, ascending; with or without the
    /// prefix that XCCDF puts before rule names. From the first table that knows the rule; where none
    /// does, from a table for an edition that is declared equal, for the numbers that are.
    pub fn rule_numbers(&self, edition: &Edition, rule: &str) -> Vec<&Number> {
        let own = self.rules(edition).into_iter().map(|table| table.numbers(rule).collect::<Vec<_>>());
        if let Some(found) = own.into_iter().find(|found| !found.is_empty()) {
            return found;
        }
        let equal = self.crosswalks_from(edition).into_iter().filter(|walk| walk.read == Reading::EqualEditions);
        let there = equal.map(|walk| {
            let numbers = self.rules(&walk.to).into_iter().flat_map(|table| table.numbers(rule));
            let rows = numbers.flat_map(|number| walk.to(number)).filter(|row| row.class.carries());
            rows.filter_map(|row| row.from.as_ref()).collect::<Vec<_>>()
        });
        there.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }
}

fn builtin_list(edition: &Edition) -> Option<&'static BenchmarkList> {
    LISTS.iter().find(|file| file.edition() == Some(edition))?.list()
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
        if LISTS.iter().any(|file| file.edition() == Some(&list.edition)) {
            self.note(Code::OwnMapping, path, format!("used in the place of the built-in list of {}", list.edition));
        }
        if !list.items.iter().any(|item| item.hash.is_some()) {
            self.note(Code::NoTitleHashes, path, "has no title hashes of this normalisation".to_owned());
        }
        self.lists.push(list);
        Ok(())
    }

    fn titles(&mut self, path: &str, text: &str) -> Result<(), MappingError> {
        let table = TitleTable::parse(path, text)?;
        let known = |list: &BenchmarkList| list.edition == table.edition;
        // A built-in list learns as a copy: what is compiled in stays what it is.
        if !self.lists.iter().any(known) {
            let copy = builtin_list(&table.edition).cloned().ok_or_else(|| {
                MappingError::new(path, None, format!("there is no list of {}; add one to benchmarks/", table.edition))
            })?;
            self.lists.push(copy);
        }
        if let Some(list) = self.lists.iter_mut().find(|list| known(list)) {
            list.learn(table);
        }
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
        if Mappings::builtin().reviewed(from, to).is_some() {
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
