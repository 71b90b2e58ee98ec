//! A registry carried to another benchmark version: what the crosswalk carries moves, what it does
//! not carry is left for a person, with the candidates.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml_edit::{InlineTable, Item, Table, Value};

use crate::mapping::{Crosswalk, Edition, Mappings, Relation, Row};
use crate::model::Number;

use super::document::{self, EditError, happened, set};
use super::entry::{Approval, Entry, Registry};
use super::rule::Rule;

/// The fate of an entry in another benchmark version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// It is carried to these numbers.
    Carried {
        /// The new rules: numbers, and tools' rules as they were.
        rules: Vec<Rule>,
        /// Where each of its numbers went.
        steps: Vec<Step>,
    },
    /// A person has to decide.
    Review {
        /// Why, in the crosswalk's word.
        class: &'static str,
        /// The numbers that it may have become.
        candidates: Vec<Number>,
    },
    /// The other version has no such recommendation.
    Removed,
    /// It is not of the version that is left, and stays as it is.
    Stays,
}

/// A number that is carried to another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number that is left.
    pub from: Number,
    /// The number that is reached.
    pub to: Number,
    /// The title is another one there.
    pub retitled: bool,
}

/// The fate of every entry, in the registry's order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The version that is left.
    pub from: Edition,
    /// The version that is reached.
    pub to: Edition,
    /// The versions in between, where no crosswalk leads there directly.
    pub over: Vec<Edition>,
    /// One for each entry.
    pub moves: Vec<Move>,
}

/// Why a registry cannot be migrated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrateError {
    /// No entry has a benchmark version from which a crosswalk leads there.
    #[error("no crosswalk leads from {from} to {to}; `amicis benchmarks` lists those there are")]
    NoCrosswalk {
        /// The versions of the entries.
        from: String,
        /// The version asked for.
        to: String,
    },
    /// There is nothing to migrate.
    #[error("the entries are of {to} already")]
    Already {
        /// The version asked for.
        to: String,
    },
    /// A file is not what the registry was read from.
    #[error("the file cannot be edited: {0}")]
    Edit(#[from] EditError),
}

impl Plan {
    /// Plans the way of all entries of one version to another. Entries of several versions are
    /// migrated one version at a time: the one with the most entries first.
    ///
    /// # Errors
    /// When no crosswalk leads there from any version of the entries, or all are of that version.
    pub fn new(registry: &Registry, to: &Edition, mappings: &Mappings) -> Result<Self, MigrateError> {
        let mut editions: Vec<(Edition, usize)> = Vec::new();
        for edition in registry.entries.iter().filter_map(|entry| Edition::of(&entry.benchmark)) {
            match editions.iter_mut().find(|(known, _)| *known == edition) {
                Some((_, count)) => *count += 1,
                None => editions.push((edition, 1)),
            }
        }
        editions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let found = editions.iter().find_map(|(from, _)| Some((from.clone(), mappings.crosswalk(from, to)?)));
        let Some((from, walk)) = found else {
            // Entries that name the new version already need no crosswalk.
            let there = editions.iter().any(|(edition, _)| edition == to);
            editions.retain(|(edition, _)| edition != to);
            if there && editions.is_empty() {
                return Err(MigrateError::Already { to: to.to_string() });
            }
            let from = editions.iter().map(|(edition, _)| edition.to_string()).collect::<Vec<_>>().join(", ");
            return Err(MigrateError::NoCrosswalk { from, to: to.to_string() });
        };
        let plan = |entry: &Entry| {
            let own = Edition::of(&entry.benchmark).is_some_and(|edition| edition == from);
            if own && entry.status != Approval::Withdrawn { way(entry, &from, walk, mappings) } else { Move::Stays }
        };
        let moves = registry.entries.iter().map(plan).collect();
        Ok(Self { moves, from, to: to.clone(), over: walk.over.clone() })
    }

    /// How many entries are carried, left for review, withdrawn, and not touched.
    pub fn counts(&self) -> [usize; 4] {
        let count = |wanted: fn(&Move) -> bool| self.moves.iter().filter(|found| wanted(found)).count();
        [
            count(|found| matches!(found, Move::Carried { .. })),
            count(|found| matches!(found, Move::Review { .. })),
            count(|found| *found == Move::Removed),
            count(|found| *found == Move::Stays),
        ]
    }
}

fn way(entry: &Entry, from: &Edition, walk: &Crosswalk, mappings: &Mappings) -> Move {
    let mut rules: Vec<Rule> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    let (mut candidates, mut classes) = (Vec::new(), Vec::new());
    let mut removed = 0_u32;
    for rule in &entry.rules {
        let Rule::Number(number) = rule else {
            rules.push(rule.clone());
            continue;
        };
        let title = entry.title_of(number);
        let list = mappings.list(from);
        if title.is_some_and(|title| list.and_then(|list| list.title_matches(number, title)) == Some(false)) {
            return Move::Review { class: "title is not the number's", candidates: Vec::new() };
        }
        let rows = walk.from(number);
        match rows.first().map(|row| row.class) {
            Some(Relation::Same | Relation::Renumbered | Relation::Duplicate)
                if rows.iter().all(|row| row.class.carries()) =>
            {
                for (to, row) in rows.iter().filter_map(|row| Some((row.to.clone()?, row))) {
                    rules.push(Rule::Number(to.clone()));
                    steps.push(Step { from: number.clone(), to, retitled: row.retitled });
                }
            }
            // Over several versions, or where the readers were not sure, it may have a counterpart.
            Some(Relation::Removed) if rows.iter().any(Row::needs_review) => classes.push("no counterpart was found"),
            Some(Relation::Removed) => removed += 1,
            Some(class) => {
                classes.push(class.word());
                candidates.extend(rows.iter().filter_map(|row| row.to.clone()));
            }
            None => classes.push("not in the crosswalk"),
        }
    }
    match (classes.first(), steps.is_empty(), removed) {
        (Some(class), ..) => Move::Review { class, candidates },
        (None, true, 0) => Move::Stays,
        (None, false, 0) => {
            rules.dedup();
            Move::Carried { rules, steps }
        }
        (None, true, _) => Move::Removed,
        (None, false, _) => Move::Review { class: "removed in part", candidates: Vec::new() },
    }
}

/// One file of the registry with its entries moved; comments and order stay. `titles` are the new
/// version's titles by number, as far as they are known.
///
/// # Errors
/// When the text is not TOML, or its entries are not `[[exception]]` tables.
pub fn edit(
    text: &str,
    registry: &Registry,
    plan: &Plan,
    titles: &BTreeMap<Number, String>,
    on: Date,
) -> Result<String, MigrateError> {
    let mut document = document::parse(text)?;
    let by_id: BTreeMap<&str, (&Entry, &Move)> =
        registry.entries.iter().zip(&plan.moves).map(|(entry, found)| (entry.id.as_str(), (entry, found))).collect();
    let inherits = document.get("defaults").and_then(|d| d.get("version")).is_some();
    let Some(tables) = document::entries(&mut document)? else { return Ok(text.to_owned()) };
    let mut any_carried = false;
    for table in tables.iter() {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        any_carried |= matches!(by_id.get(id), Some((_, Move::Carried { .. })));
    }
    let move_defaults = inherits && any_carried;
    for table in tables.iter_mut() {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
        let Some((entry, found)) = by_id.get(id.as_str()) else { continue };
        let mut editor = Editor { table, entry, plan, on, move_defaults };
        match found {
            Move::Carried { rules, steps } => editor.carry(rules, steps, titles),
            Move::Review { class, candidates } => editor.review(class, candidates),
            Move::Removed => editor.withdraw(),
            Move::Stays => editor.stay(),
        }
    }
    if move_defaults && let Some(defaults) = document.get_mut("defaults").and_then(Item::as_table_like_mut) {
        set(defaults, "version", plan.to.version());
        if plan.from.family() != plan.to.family() {
            set(defaults, "benchmark", plan.to.title());
        }
    }
    Ok(document.to_string())
}

struct Editor<'e> {
    table: &'e mut Table,
    entry: &'e Entry,
    plan: &'e Plan,
    on: Date,
    move_defaults: bool,
}

impl Editor<'_> {
    fn carry(&mut self, rules: &[Rule], steps: &[Step], titles: &BTreeMap<Number, String>) {
        let new_title = steps.iter().find_map(|step| titles.get(&step.to));
        let other_benchmark = self.plan.from.family() != self.plan.to.family();
        let was = self.was(other_benchmark);
        document::rules(self.table, rules);
        self.carry_titles(steps, titles);
        match (steps.iter().any(|step| step.retitled), new_title) {
            (true, Some(title)) => set(self.table, "title", title),
            // Until the new title is known, the old one guards the entry in its old version.
            (true, None) => {
                self.table.remove("title");
            }
            (false, _) => {}
        }
        if self.table.contains_key("version") || !self.move_defaults {
            set(self.table, "version", self.plan.to.version());
        }
        if self.table.contains_key("benchmark") || (other_benchmark && !self.move_defaults) {
            set(self.table, "benchmark", self.plan.to.title());
        }
        self.table.insert("was", toml_edit::value(was));
        let what = format!("carried from v{} to {}", self.plan.from.version(), self.plan.to);
        happened(self.table, Some(self.on), &what);
    }

    /// The entry as it is now, for the `was` of the carried one.
    fn was(&self, other_benchmark: bool) -> InlineTable {
        let mut was = InlineTable::new();
        if other_benchmark {
            was.insert("benchmark", self.plan.from.title().into());
        }
        was.insert("version", self.plan.from.version().into());
        let numbers: Vec<&Number> = self.entry.numbers().collect();
        if let [only] = numbers.as_slice() {
            was.insert("number", only.to_string().into());
            if let Some(title) = self.entry.title_of(only) {
                was.insert("title", title.into());
            }
        } else {
            let titles = numbers.into_iter().filter_map(|number| Some((number, self.entry.title_of(number)?)));
            let titles = document::titles(titles);
            if !titles.is_empty() {
                was.insert("titles", Value::InlineTable(titles));
            }
        }
        was
    }

    /// The titles of single numbers go with them; those that are other ones there wait for the new title.
    fn carry_titles(&mut self, steps: &[Step], titles: &BTreeMap<Number, String>) {
        if self.entry.titles.is_empty() {
            return;
        }
        let carried = steps.iter().filter_map(|step| {
            let own = self.entry.titles.get(&step.from)?;
            let new = if step.retitled { titles.get(&step.to)? } else { own };
            Some((&step.to, new.as_str()))
        });
        let carried = document::titles(carried);
        if carried.is_empty() {
            self.table.remove("titles");
        } else {
            self.table.insert("titles", toml_edit::value(carried));
        }
    }

    fn review(&mut self, class: &str, candidates: &[Number]) {
        self.stay();
        let numbers: Vec<String> = candidates.iter().map(ToString::to_string).collect();
        let as_what = if numbers.is_empty() { String::new() } else { format!(": {}", numbers.join(", ")) };
        let line = format!("not carried to {} ({class}{as_what})", self.plan.to);
        let note = match self.entry.note.as_deref().map(str::trim_end) {
            Some(note) if note.contains(&line) => return,
            Some(note) if !note.is_empty() => format!("{note}\n{line}"),
            _ => line,
        };
        set(self.table, "note", &note);
    }

    fn withdraw(&mut self) {
        self.stay();
        set(self.table, "status", "withdrawn");
        let what = format!("withdrawn: {} has no such recommendation", self.plan.to);
        happened(self.table, Some(self.on), &what);
    }

    /// An entry that is left behind keeps the version it inherited.
    fn stay(&mut self) {
        if !self.move_defaults {
            return;
        }
        let own = &self.entry.benchmark;
        if let Some(version) = own.version.as_deref().filter(|_| !self.table.contains_key("version")) {
            set(self.table, "version", version);
        }
        let other_benchmark = self.plan.from.family() != self.plan.to.family();
        if let Some(title) = own.title.as_deref().filter(|_| other_benchmark && !self.table.contains_key("benchmark")) {
            set(self.table, "benchmark", title);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const WORKSHOP: &str = include_str!("../../samples/workshop/exceptions.toml");

    fn edition(text: &str) -> Edition {
        Edition::parse(text).expect("an edition")
    }

    fn plan(to: &str) -> (Registry, Plan) {
        let registry = Registry::parse("exceptions.toml", WORKSHOP).expect("a registry");
        let plan = Plan::new(&registry, &edition(to), &Mappings::builtin()).expect("a plan");
        (registry, plan)
    }

    #[test]
    fn the_workshops_registry_moves_as_the_crosswalk_says() {
        assert_eq!(plan("CIS Amazon Linux 2 Benchmark 3.0.0").1.counts(), [10, 5, 0, 0]);
        assert_eq!(plan("CIS Amazon Linux 2023 Benchmark 1.0.0").1.counts(), [8, 4, 3, 0]);
    }

    #[test]
    fn the_candidates_of_what_is_not_carried_are_named() {
        let (registry, plan) = plan("CIS Amazon Linux 2 Benchmark 3.0.0");
        let of = |number: &str| {
            let index = registry.entries.iter().position(|entry| entry.rules[0].to_string() == number).expect("one");
            plan.moves[index].clone()
        };
        let Move::Review { class: "split", candidates } = of("2.1.1.2") else { panic!("{:?}", of("2.1.1.2")) };
        assert_eq!(candidates.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2.1.2", "2.1.3"]);
        assert!(matches!(of("1.1.22"), Move::Review { class: "merged", .. }));
        let Move::Carried { rules, .. } = of("3.2.1") else { panic!("{:?}", of("3.2.1")) };
        assert_eq!(rules, [Rule::Number("3.3.1".parse().expect("a number"))]);
    }

    #[test]
    fn over_several_versions_what_is_gone_is_reviewed_and_not_withdrawn() {
        let text = "schema = 1\n[defaults]\nbenchmark = \"rhel 8\"\nversion = \"2.0.0\"\nowner = \"o\"\nexpires = 2027-01-01\n\
            [[exception]]\nid = \"gone\"\nrules = [\"1.1.3.3\"]\nreason = \"r\"\n\
            [[exception]]\nid = \"moved\"\nrules = [\"1.5.1\"]\nreason = \"r\"\n";
        let registry = Registry::parse("exceptions.toml", text).expect("a registry");
        let plan = Plan::new(&registry, &edition("rhel 9 2.0.0"), &Mappings::builtin()).expect("a plan");
        assert_eq!(plan.over.len(), 1);
        assert_eq!(plan.counts(), [1, 1, 0, 0]);
        assert!(matches!(plan.moves[0], Move::Review { class: "no counterpart was found", .. }), "{:?}", plan.moves);
    }

    #[test]
    fn the_edited_file_is_a_registry_whose_entries_say_what_they_were() {
        let (registry, plan) = plan("CIS Amazon Linux 2 Benchmark 3.0.0");
        let text = edit(WORKSHOP, &registry, &plan, &BTreeMap::new(), date(2026, 11, 23)).expect("edited");
        assert!(text.starts_with("# The exceptions of the EKS node image"), "comments stay");
        let moved = Registry::parse("moved.toml", &text).expect("a registry");
        let entry = |id: &str| moved.entries.iter().find(|entry| entry.id == id).expect("the entry").clone();
        let forwarding = entry("ip-forwarding");
        assert_eq!(forwarding.rules, [Rule::Number("3.3.1".parse().expect("a number"))]);
        assert_eq!(forwarding.benchmark.version.as_deref(), Some("3.0.0"));
        assert_eq!(forwarding.was.expect("a past").number.map(|n| n.to_string()).as_deref(), Some("3.2.1"));
        let behind = entry("world-writable-directories");
        assert_eq!(behind.benchmark.version.as_deref(), Some("2.0.0"));
        assert!(behind.note.expect("a note").contains("merged: 6.1.11"));
        // Migrating again moves nothing.
        let again = Plan::new(&moved, &edition("CIS Amazon Linux 2 Benchmark 3.0.0"), &Mappings::builtin());
        assert_eq!(again.expect("a plan").counts()[0], 0);
    }

    #[test]
    fn an_entry_of_several_numbers_keeps_the_title_of_each() {
        let text = "schema = 1\n[defaults]\nbenchmark = \"CIS Amazon Linux 2 Benchmark\"\nversion = \"2.0.0\"\n\
            [[exception]]\nid = \"a\"\nreason = \"r\"\n\
            rules = [\"3.2.1\", \"1.6.1.6\", { tool = \"openscap\", id = \"r\" }]\n\
            titles = { \"3.2.1\" = \"Ensure IP forwarding is disabled\", \
            \"1.6.1.6\" = \"Ensure no unconfined services exist\" }\n";
        let registry = Registry::parse("a.toml", text).expect("a registry");
        let plan = Plan::new(&registry, &edition("AL2 3.0.0"), &Mappings::builtin()).expect("a plan");
        let text = edit(text, &registry, &plan, &BTreeMap::new(), date(2026, 11, 23)).expect("edited");
        let moved = Registry::parse("a.toml", &text).expect("a registry");
        let [entry] = moved.entries.as_slice() else { panic!("{text}") };
        let rules: Vec<_> = entry.rules.iter().map(ToString::to_string).collect();
        assert_eq!(rules, ["3.3.1", "1.5.1.6", "r"]);
        assert_eq!(entry.tool_rules().next().and_then(|rule| rule.tool.as_deref()), Some("openscap"));
        let of = |number: &str| entry.title_of(&number.parse().expect("a number"));
        assert_eq!(of("3.3.1"), Some("Ensure IP forwarding is disabled"));
        assert_eq!(of("1.5.1.6"), Some("Ensure no unconfined services exist"));
        let was = entry.was.as_ref().expect("a past");
        let was: Vec<_> = was.guarded().map(|(number, title)| format!("{number} {title}")).collect();
        assert_eq!(was, ["1.6.1.6 Ensure no unconfined services exist", "3.2.1 Ensure IP forwarding is disabled"]);
    }

    #[test]
    fn entries_in_one_line_are_refused_and_not_left_as_they_are() {
        let text = "schema = 1\n\
            exception = [{ id = \"a\", rules = [\"3.2.1\"], reason = \"r\", \
            benchmark = \"CIS Amazon Linux 2 Benchmark\", version = \"2.0.0\" }]\n";
        let registry = Registry::parse("exceptions.toml", text).expect("a registry");
        let plan = Plan::new(&registry, &edition("AL2 3.0.0"), &Mappings::builtin()).expect("a plan");
        let error = edit(text, &registry, &plan, &BTreeMap::new(), date(2026, 11, 23)).expect_err("refused");
        assert!(error.to_string().contains("[[exception]]"), "{error}");
    }

    #[test]
    fn a_version_without_a_crosswalk_is_refused() {
        let registry = Registry::parse("exceptions.toml", WORKSHOP).expect("a registry");
        let error = Plan::new(&registry, &edition("CIS Amazon EKS Benchmark 1.8.0"), &Mappings::builtin());
        assert!(matches!(error, Err(MigrateError::NoCrosswalk { .. })));
    }
}
