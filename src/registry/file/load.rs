//! Texts to a [`Registry`]: that of one file, or those of a folder read as one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, Level, Source, Sources};

use super::super::attested::Attested;
use super::super::entry::{Entry, Policy, Registry};
use super::super::gate::Gate;
use super::super::state::Lint;
use super::attested;
use super::category::CATEGORIES;
use super::entry::{self, Around};
use super::fields::{Fields, Problems, Span, Value};
use super::settings;

/// The keys that a registry file may hold.
pub(in crate::registry) const ROOT_KEYS: [&str; 8] =
    ["schema", "defaults", "policy", "exception", "attested", "labels", "lint", "gate"];

/// A registry that cannot be used, with everything that is wrong in it.
#[derive(Debug)]
pub struct RegistryError {
    /// Every problem, in the order of the files and of their lines.
    pub diagnostics: Vec<Diagnostic>,
    /// The files' texts, for messages that show the line.
    pub sources: Sources,
    /// The entries that could be read all the same: for more messages, never for judging.
    pub rest: Box<Registry>,
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.as_slice() {
            [one] => write!(f, "{one}"),
            several => write!(f, "the registry has {} problems", several.len()),
        }
    }
}

impl std::error::Error for RegistryError {}

impl Registry {
    /// Reads a registry from the text of one file; `path` names it in messages.
    ///
    /// # Errors
    /// When the text is not a registry; all problems at once.
    pub fn parse(path: &str, text: &str) -> Result<Self, RegistryError> {
        let mut merged = Merged::default();
        merged.add(path, text);
        merged.finish(path.to_owned())
    }

    /// Reads the texts of several files as one registry; `path` names the whole of them, and each has a
    /// name of its own for messages.
    ///
    /// # Errors
    /// When one of them is not a registry; all problems of all texts at once.
    pub fn from_texts<'t>(
        path: &str,
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, RegistryError> {
        Self::from_files(path, texts.into_iter().map(|(name, text)| (name.to_owned(), Ok(text.to_owned()))))
    }

    /// As [`from_texts`](Self::from_texts), of files that may have been unreadable.
    pub(crate) fn from_files(
        path: &str,
        files: impl IntoIterator<Item = (String, Result<String, Diagnostic>)>,
    ) -> Result<Self, RegistryError> {
        let mut merged = Merged::default();
        for (name, text) in files {
            match text {
                Ok(text) => merged.add(&name, &text),
                Err(problem) => merged.problems.push(problem),
            }
        }
        merged.finish(path.to_owned())
    }
}

/// A table that may stand in one file only, and where it stands.
type Once<T> = Option<(T, String)>;

/// The files read so far.
#[derive(Default)]
struct Merged {
    entries: Vec<Entry>,
    attested: Vec<Attested>,
    policy: Once<Policy>,
    labels: Once<BTreeMap<String, String>>,
    lint: Once<Lint>,
    gate: Once<Gate>,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

impl Merged {
    /// Reads one file's text.
    fn add(&mut self, path: &str, text: &str) {
        let source = Source::new(text);
        // No TOML begins so, and the parser would complain about every line.
        if let Some(what) = other_language(source.text()) {
            let problem = Diagnostic::new(Level::Deny, Code::RegistrySyntax, format!("this is {what}, not a registry"));
            let help = match what {
                "YAML" => "a registry is TOML: write `key = \"value\"`, and [[exception]] before each entry",
                _ => "a registry is TOML; a scan is given without an option: amicis exceptions SCAN -r REGISTRY",
            };
            self.problems.push(problem.path(path).help(help));
            return;
        }
        let (root, errors) = DeTable::parse_recoverable(source.text());
        let mut problems = Problems::new(path);
        self.add_root(path, &source, root.get_ref(), &mut problems);
        let broken: Vec<_> = errors.iter().map(|error| error.span().unwrap_or(0..0)).collect();
        let line = |span: &Span| source.line(span.start);
        // A value that the parser made up, to go on after a mistake, is no mistake of its own.
        let follows = |problem: &Diagnostic| {
            let same_line = problem.span.as_ref().is_some_and(|span| broken.iter().any(|at| line(at) == line(span)));
            !broken.is_empty()
                && (same_line
                    || matches!(problem.code.known(), Some(Code::MissingKey | Code::EmptyReason | Code::Schema)))
        };
        self.problems.extend(problems.into_found().into_iter().filter(|problem| !follows(problem)));
        for (error, span) in errors.iter().zip(broken.iter().cloned()) {
            let problem = Diagnostic::new(Level::Deny, Code::RegistrySyntax, error.message().trim());
            self.problems.push(problem.path(path).span(span));
        }
        self.sources.insert(path, source);
    }

    fn add_root(&mut self, path: &str, source: &Source, table: &DeTable<'_>, problems: &mut Problems) {
        let root = Fields::open("the registry", table, 0..0, &ROOT_KEYS, problems);
        settings::schema(&root, problems);
        once(&mut self.policy, &root, "policy", path, settings::policy, problems);
        once(&mut self.labels, &root, "labels", path, settings::labels, problems);
        once(&mut self.lint, &root, "lint", path, settings::lint, problems);
        once(&mut self.gate, &root, "gate", path, settings::gate, problems);
        let defaults = root.value("defaults").and_then(|value| entry::defaults(value, problems));
        let around = Around { path, source, defaults };
        let first = self.entries.len();
        for value in entries(&root, problems) {
            self.entries.extend(entry::read(value, &around, problems));
        }
        self.attested.extend(attested::attested(&root, &around, problems));
        let new = self.entries.get(first..).unwrap_or_default();
        let nameless: Vec<_> = new.iter().filter(|entry| entry.benchmark.title.is_none()).collect();
        if let Some(entry) = nameless.first() {
            let message = match nameless.len() {
                1 => "the entry names no benchmark".to_owned(),
                several => format!("{several} entries name no benchmark"),
            };
            let help = "add [defaults] with benchmark = \"CIS Amazon Linux 2 Benchmark\" and version = \"2.0.0\"";
            problems.deny(Code::MissingKey, entry.place.span.clone(), message, help);
        }
    }

    fn finish(mut self, path: String) -> Result<Registry, RegistryError> {
        let mut labels: BTreeMap<_, _> =
            CATEGORIES.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect();
        labels.extend(self.labels.take().map(|(own, _)| own).unwrap_or_default());
        self.check_ids();
        self.check_categories(&labels);
        let place =
            |problem: &Diagnostic| (problem.path.clone(), problem.span.clone().map(|span| (span.start, span.end)));
        self.problems.sort_by_cached_key(|problem| (place(problem), problem.code.clone()));
        // A mistake in the defaults is found in each entry that inherits them.
        self.problems.dedup();
        let registry = Registry {
            path,
            entries: self.entries,
            attested: self.attested,
            policy: self.policy.map(|(policy, _)| policy).unwrap_or_default(),
            labels,
            lint: self.lint.map(|(lint, _)| lint).unwrap_or_default(),
            gate: self.gate.map(|(gate, _)| gate).unwrap_or_default(),
            ..Registry::default()
        };
        if self.problems.iter().any(|problem| problem.level == Level::Deny) {
            let rest = Box::new(registry);
            return Err(RegistryError { diagnostics: self.problems, sources: self.sources, rest });
        }
        Ok(Registry { warnings: self.problems, sources: self.sources, ..registry })
    }

    fn check_ids(&mut self) {
        let mut known: BTreeMap<&str, &Entry> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| !entry.id.is_empty()) {
            if let Some(first) = known.get(entry.id.as_str()) {
                let message = format!("the id `{}` is taken", entry.id);
                let problem = Diagnostic::new(Level::Deny, Code::DuplicateId, message).path(&entry.place.path);
                let help = format!("the first stands in {}, line {}", first.place.path, first.place.line);
                self.problems.push(problem.span(entry.place.of("id")).help(help));
            } else {
                known.insert(&entry.id, entry);
            }
        }
    }

    fn check_categories(&mut self, labels: &BTreeMap<String, String>) {
        let known: Vec<_> = labels.keys().map(String::as_str).collect();
        let mut told = BTreeSet::new();
        for entry in &self.entries {
            let Some(category) = entry.category.as_ref().filter(|category| !labels.contains_key(*category)) else {
                continue;
            };
            if !told.insert(category) {
                continue;
            }
            let message = format!("the category `{category}` has no printed name");
            let problem = Diagnostic::new(Level::Warn, Code::UnknownCategory, message).path(&entry.place.path);
            let help = settings::category_help(category, &known);
            self.problems.push(problem.span(entry.place.of("category")).help(help));
        }
    }
}

/// The language of a text whose first line no TOML begins with.
fn other_language(text: &str) -> Option<&'static str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next()?;
    if first.starts_with('<') {
        return Some("XML");
    }
    if first.starts_with('{') {
        return Some("JSON");
    }
    let keyed = first.split_once(':').is_some_and(|(key, value)| {
        let word = key.trim_matches(['"', '\'']);
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        is_word && (value.is_empty() || value.starts_with(' '))
    });
    (first == "---" || first.starts_with("- ") || keyed).then_some("YAML")
}

/// The entries' values; `[[exception]]` with one pair of brackets is the usual slip.
fn entries<'t>(root: &Fields<'t>, problems: &mut Problems) -> &'t [Value<'t>] {
    match root.value("exception").map(|value| (value.get_ref(), value.span())) {
        None => &[],
        Some((DeValue::Array(list), _)) => list,
        Some((_, span)) => {
            problems.deny(Code::WrongType, span, "`exception` must be a list of tables", "write [[exception]]");
            &[]
        }
    }
}

/// Reads a table that may stand in one file of a folder only.
fn once<'t, T>(
    known: &mut Once<T>,
    root: &Fields<'t>,
    key: &str,
    path: &str,
    read: impl Fn(&'t Value<'t>, &mut Problems) -> Option<T>,
    problems: &mut Problems,
) {
    let Some(value) = root.value(key) else { return };
    let table = read(value, problems);
    match known {
        Some((_, first)) => {
            let message = format!("[{key}] may stand in one file of a folder only");
            problems.deny(Code::DuplicateSetting, value.span(), message, format!("it stands in {first}, too"));
        }
        None => *known = table.map(|table| (table, path.to_owned())),
    }
}
