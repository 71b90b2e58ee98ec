//! Paths to a [`Registry`]: one file, or a folder of files read as one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, Level, Source, Sources};
use crate::folder::files_below;

use super::super::entry::{Entry, Policy, Registry};
use super::super::gate::Gate;
use super::super::state::Lint;
use super::category::CATEGORIES;
use super::entry::{self, Around};
use super::fields::{Fields, Problems, Span, Value};
use super::settings;

/// What a registry file may hold.
pub(in crate::registry) const ROOT_KEYS: [&str; 7] =
    ["schema", "defaults", "policy", "exception", "labels", "lint", "gate"];

/// Larger files are no registry.
const MOST_BYTES: u64 = 64 << 20;

/// A registry that cannot be used, with everything that is wrong in it.
#[derive(Debug)]
pub struct RegistryError {
    /// Every problem, in the order of the files and of their lines.
    pub diagnostics: Vec<Diagnostic>,
    /// The files' texts, for messages that show the line.
    pub sources: Sources,
    /// What could be read all the same: for more messages, never for judging.
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
    /// Reads a file, or all `*.toml` files below a folder as one registry; `-` is standard input.
    ///
    /// # Errors
    /// When a file cannot be read or is not a registry; all problems of all files at once.
    pub fn load(path: &Path) -> Result<Self, RegistryError> {
        let shown = path.display().to_string();
        let mut merged = Merged::default();
        let files = files(path).unwrap_or_else(|problem| {
            merged.problems.push(problem);
            Vec::new()
        });
        for file in files {
            match read(&file) {
                Ok(text) => merged.add(&file.display().to_string(), &text),
                Err(problem) => merged.problems.push(problem),
            }
        }
        merged.finish(shown)
    }

    /// Reads a registry from the text of one file; `path` names it in messages.
    ///
    /// # Errors
    /// When the text is not a registry; all problems at once.
    pub fn parse(path: &str, text: &str) -> Result<Self, RegistryError> {
        let mut merged = Merged::default();
        merged.add(path, text);
        merged.finish(path.to_owned())
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let shown = path.display().to_string();
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = files_below(path).map_err(|error| {
        let message = format!("the folder cannot be read: {error}");
        Diagnostic::new(Level::Deny, Code::RegistryUnreadable, message).path(&shown)
    })?;
    let files: Vec<_> = files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "toml")).collect();
    if files.is_empty() {
        let problem =
            Diagnostic::new(Level::Deny, Code::RegistryMissing, "the folder holds no *.toml file").path(shown);
        return Err(problem.help("a registry is a TOML file, or a folder of them"));
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let shown = path.display().to_string();
    let problem = |code, message: String| Diagnostic::new(Level::Deny, code, message).path(&shown);
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(problem(Code::RegistryMissing, "there is no such registry".to_owned()).help(
                "name a file or a folder with -r; `amicis registry import TABLE.md -o FILE` makes one from a table",
            ));
        }
        Err(error) => return Err(problem(Code::RegistryUnreadable, format!("cannot be read: {error}"))),
        Ok(read) if read as u64 > MOST_BYTES => {
            return Err(problem(Code::RegistryUnreadable, format!("larger than {} MiB", MOST_BYTES >> 20)));
        }
        Ok(_) => {}
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        problem(Code::RegistrySyntax, format!("line {line} is not UTF-8")).help("save the file as UTF-8")
    })
}

/// A table that may stand in one file only, and where it stands.
type Once<T> = Option<(T, String)>;

/// The files read so far.
#[derive(Default)]
struct Merged {
    entries: Vec<Entry>,
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
        let begins = source.text().trim_start().chars().next();
        if let Some(what) =
            begins.and_then(|first| [('<', "XML"), ('{', "JSON")].into_iter().find(|(c, _)| *c == first))
        {
            let problem =
                Diagnostic::new(Level::Deny, Code::RegistrySyntax, format!("this is {}, not a registry", what.1));
            let help = "a registry is TOML; a scan is given without an option: amicis exceptions SCAN -r REGISTRY";
            self.problems.push(problem.path(path).help(help));
            return;
        }
        let (root, errors) = DeTable::parse_recoverable(source.text());
        let mut problems = Problems::new(path);
        self.add_root(path, &source, root.get_ref(), &mut problems);
        let broken: Vec<_> = errors.iter().map(|error| error.span().unwrap_or(0..0)).collect();
        let line = |span: &Span| source.line(span.start);
        // What the parser made up to go on after a mistake is no mistake of its own.
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
        // What several entries inherit is found in each of them.
        self.problems.dedup();
        let registry = Registry {
            path,
            entries: self.entries,
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
