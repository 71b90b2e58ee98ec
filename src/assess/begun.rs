//! A registry out of what is there: the rows of a table that people keep, and a draft for everything else that fails.

use jiff::civil::Date;

use super::assessment::Assessment;
use super::outcome::OutcomeKind;
use super::wanted::{Chosen, Wanted};
use crate::diag::Level;
use crate::mapping::Mappings;
use crate::model::{Benchmark, Scan};
use crate::registry::import::Row;
use crate::registry::{Approval, EditError, Registry, RegistryError, add, begin, names};

/// The things that a registry is made of.
#[derive(Clone, Debug)]
pub struct Given<'g> {
    /// The file that it is to be.
    pub path: &'g str,
    /// The text of that file, where there is one.
    pub old: Option<&'g str>,
    /// The benchmark of a new file.
    pub defaults: Option<&'g Benchmark>,
    /// The rows of the table that people keep, with the name of its file.
    pub rows: (&'g [Row], &'g str),
    /// The scans, with the names of their files.
    pub scans: (&'g [Scan], &'g str),
    /// The day that decides what is in force.
    pub as_of: Date,
}

/// A registry as it is to be written.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The file's text.
    pub text: String,
    /// Whether it is another one than before.
    pub is_new: bool,
    /// How many rows of the table became entries.
    pub rows: usize,
    /// How many of these are drafts, since something in them is doubtful.
    pub doubtful: usize,
    /// How many drafts were made of failures.
    pub drafts: usize,
    /// How many failures no entry can name.
    pub nameless: usize,
    /// The scans, judged with it.
    pub assessment: Assessment,
}

/// Why there is no registry.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The text before is none.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The text after is none; its lines are of no file.
    #[error("the entries that were to be made are no registry, and nothing was written: {0}")]
    Made(String),
    /// The file cannot be edited in place.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// What is wrong with entries that were made, without the places, which nobody can look at.
fn made(error: &RegistryError) -> BeginError {
    let denied = error.diagnostics.iter().filter(|one| one.level == Level::Deny);
    BeginError::Made(denied.map(|one| one.message.clone()).collect::<Vec<_>>().join("; "))
}

impl Begun {
    /// Begins a registry, or adds to one what is new; nothing that stands there changes.
    ///
    /// # Errors
    /// When the file that is there is no registry, or cannot be edited in place.
    pub fn new(given: &Given<'_>, mappings: &Mappings) -> Result<Self, BeginError> {
        let Given { path, old, defaults, .. } = *given;
        let (all_rows, table) = given.rows;
        let (scans, from) = given.scans;
        let mut text = old.map_or_else(|| begin(defaults), str::to_owned);
        let registry = Registry::parse(path, &text)?;
        let is_new = |row: &&Row| !registry.entries.iter().any(|entry| names(entry, row));
        let rows: Vec<Row> = all_rows.iter().filter(is_new).cloned().collect();
        if !rows.is_empty() {
            text = add(&text, &registry, &rows, &format!("imported from {table}"))?;
        }
        let judged = |text: &str| -> Result<Assessment, BeginError> {
            let registry = Registry::parse(path, text).map_err(|error| made(&error))?;
            Ok(Assessment::new(scans.to_vec(), registry, given.as_of, false, mappings))
        };
        let mut assessment = judged(&text)?;
        let Chosen { drafts, nameless, .. } = assessment.choose(&Wanted { all_open: true, ..Wanted::default() });
        if !drafts.is_empty() {
            text = add(&text, &assessment.registry, &drafts, &format!("added from {from}"))?;
            assessment = judged(&text)?;
        }
        Ok(Self {
            is_new: old != Some(text.as_str()),
            text,
            rows: rows.len(),
            doubtful: rows.iter().filter(|row| row.is_draft()).count(),
            drafts: drafts.len(),
            nameless,
            assessment,
        })
    }

    /// How many drafts wait for a person.
    pub fn waiting(&self) -> usize {
        self.assessment.registry.entries.iter().filter(|entry| entry.status == Approval::Draft).count()
    }

    /// How many entries the scans' benchmark has moved under.
    pub fn to_review(&self) -> usize {
        self.assessment.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::NeedsReview).count()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Check, Status, Title};

    #[test]
    fn a_registry_is_begun_once_and_then_only_added_to() {
        let benchmark = Benchmark::given("CIS House Benchmark 1.0.0");
        let check = |number: &str, title: &str| {
            let title = Title::recommendation(title);
            Check { number: number.parse().ok(), title, ..Check::new(Status::Fail) }
        };
        let mut scan = Scan { benchmark: benchmark.clone(), checks: vec![check("1.1", "Ensure a")], ..Scan::default() };
        let row = Row {
            rules: vec!["1.1".to_owned()],
            title: Some("Ensure a".to_owned()),
            reason: "on purpose".to_owned(),
            ..Row::default()
        };
        let begun = |old: Option<&str>, scan: &Scan, row: &Row| {
            let given = Given {
                path: "a.toml",
                old,
                defaults: Some(&benchmark),
                rows: (std::slice::from_ref(row), "README.md"),
                scans: (std::slice::from_ref(scan), "scan.xml"),
                as_of: date(2026, 11, 23),
            };
            Begun::new(&given, &Mappings::builtin()).expect("a registry")
        };
        let first = begun(None, &scan, &row);
        assert_eq!((first.is_new, first.rows, first.doubtful, first.drafts, first.waiting()), (true, 1, 0, 0, 0));
        let again = begun(Some(&first.text), &scan, &row);
        assert_eq!((again.is_new, again.rows, again.drafts, again.text == first.text), (false, 0, 0, true));
        scan.checks.push(check("1.2", "Ensure b"));
        let more = begun(Some(&first.text), &scan, &row);
        assert_eq!((more.is_new, more.rows, more.drafts, more.waiting(), more.to_review()), (true, 0, 1, 1, 0));
        assert!(more.text.starts_with(&first.text), "{}", more.text);
    }

    #[test]
    fn an_entry_that_the_scans_benchmark_has_moved_under_is_to_be_reviewed() {
        let of = |number: &str| {
            let old = format!(
                "schema = 1\n[[exception]]\nid = \"a\"\nrules = [\"{number}\"]\nreason = \"on purpose\"\n\
                 title = \"Ensure sticky bit is set on all world-writable directories\"\n\
                 benchmark = \"CIS Amazon Linux 2 Benchmark\"\nversion = \"2.0.0\"\n"
            );
            let checks = vec![Check { number: "6.1.11".parse().ok(), ..Check::new(Status::Fail) }];
            let benchmark = Benchmark::given("CIS Amazon Linux 2 Benchmark 3.0.0");
            let scan = Scan { benchmark, checks, ..Scan::default() };
            let given = Given {
                path: "a.toml",
                old: Some(&old),
                defaults: None,
                rows: (&[], "README.md"),
                scans: (std::slice::from_ref(&scan), "scan.xml"),
                as_of: date(2026, 11, 23),
            };
            Begun::new(&given, &Mappings::builtin()).expect("a registry").to_review()
        };
        assert_eq!(of("1.1.22"), 1, "it was merged");
        assert_eq!(of("1.1.1.1"), 0, "no scan speaks of it");
    }

    #[test]
    fn entries_that_are_no_registry_are_refused_with_what_is_wrong_and_not_with_what_is_only_odd() {
        let text =
            "schema = 1\nodd = 1\n[[exception]]\nid = \"a\"\nrules = [\"1.1\"]\nreason = \"b\"\nstatus = \"draft\"\n";
        let refused = Registry::parse("a.toml", text).expect_err("no registry");
        let said = made(&refused).to_string();
        let denied = refused.diagnostics.iter().filter(|one| one.level == Level::Deny);
        assert!(denied.clone().count() > 0 && denied.clone().all(|one| said.contains(&one.message)), "{said}");
        assert!(said.contains("the entry names no benchmark"), "{said}");
    }
}
