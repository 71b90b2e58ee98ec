//! The trait of an output: a name, the views it prints, and a writer.

use std::io::{self, Write};

use super::hdf::Waived;
use super::ocsf::OcsfVersion;
use crate::formats::native::CsvFor;
use crate::model::Scan;
use crate::report::{TemplateError, Templates};
use crate::views::{
    AssessedView, BenchmarksView, Column, ControlsView, CrosswalkView, DiffView, ExceptionsView, FindingsView,
    FormatsView, GateView, HistoryView, LintView, OutputsView, PredicateView, RefusalsView, ReportView, ResultsView,
    StatementView, SummaryView,
};

/// An output. One file or folder under `src/outputs/`, listed in [`OUTPUTS`](super::OUTPUTS).
pub trait Output: Sync {
    /// The description of the output.
    fn about(&self) -> About;

    /// The template that makes it from a kind of view, where one does.
    fn template(&self, _: ViewKind) -> Option<&'static str> {
        None
    }

    /// Writes a view.
    ///
    /// # Errors
    /// When the view is none of those that `about` names, a template does not fit, or the writer fails.
    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError>;

    /// A view as files of a folder, with their names; one, unless the format wants a document for each scan or batch.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn files(&self, view: &View<'_>, options: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let about = self.about();
        let mut bytes = Vec::new();
        self.write(view, options, &mut bytes)?;
        Ok(vec![(format!("{}.{}", about.stem(view.kind()), about.ending), bytes)])
    }
}

/// The description of an output: `amicis formats --outputs` and the book's list are made from it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The id, which `--to` takes.
    pub id: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// The ending of a file's name.
    pub ending: &'static str,
    /// One sentence without a full stop.
    pub summary: &'static str,
    /// Whether it is written while the view is walked, so that a large one takes no memory of its own.
    pub streams: bool,
    /// Whether it is no text: it is written to files alone.
    pub binary: bool,
    /// Whether it holds the colours of a terminal, which a file must not.
    pub coloured: bool,
    /// The views that it prints, with a sentence for the help of `--to`.
    pub views: &'static [(ViewKind, &'static str)],
}

impl About {
    /// The first word of the names of its files: its id, which tells little where it is the ending as well.
    pub fn stem(&self, view: ViewKind) -> &'static str {
        if self.id == self.ending { view.word() } else { self.id }
    }

    /// Whether a file has the name that it gives to a file of a view: `hdf-2.json`, `asff-import-1.json`.
    pub fn names(&self, view: ViewKind, file: &str) -> bool {
        let rest = file.strip_prefix(self.stem(view)).and_then(|rest| rest.strip_suffix(self.ending));
        let Some(rest) = rest.and_then(|rest| rest.strip_suffix('.')) else { return false };
        let rest = rest.strip_prefix("-import").or_else(|| rest.strip_prefix("-update")).unwrap_or(rest);
        let digits = rest.strip_prefix('-');
        rest.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The sentence about a kind of view; absent where it does not print that.
    pub fn of(&self, kind: ViewKind) -> Option<&'static str> {
        self.views.iter().find(|(known, _)| *known == kind).map(|(_, sentence)| *sentence)
    }
}

/// Declares the views, so that a view and its kind cannot part.
macro_rules! views {
    ($($(#[$about:meta])* $kind:ident($view:ty), $word:literal;)*) => {
        /// A view to be printed.
        #[derive(Clone, Copy, Debug)]
        pub enum View<'v> {
            $($(#[$about])* $kind($view),)*
        }

        /// The kind of a view.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ViewKind {
            $($(#[$about])* $kind,)*
        }

        impl View<'_> {
            /// The kind.
            pub fn kind(&self) -> ViewKind {
                match self {
                    $(Self::$kind(_) => ViewKind::$kind,)*
                }
            }
        }

        impl ViewKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The name in lists.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }
        }
    };
}

views! {
    /// The whole assessment.
    Assessed(&'v AssessedView), "assessment";
    /// The known benchmark versions.
    Benchmarks(&'v BenchmarksView<'v>), "benchmarks";
    /// The controls of frameworks.
    Controls(&'v ControlsView), "controls";
    /// A crosswalk.
    Crosswalk(&'v CrosswalkView<'v>), "crosswalk";
    /// A comparison.
    Diff(&'v DiffView), "diff";
    /// The exceptions table.
    Exceptions(&'v ExceptionsView), "exceptions";
    /// Every recommendation, with the gate's opinion of it.
    Findings(&'v FindingsView), "findings";
    /// The input formats.
    Formats(&'v FormatsView), "formats";
    /// The gate's verdict.
    Gate(&'v GateView<'v>), "gate";
    /// A history.
    History(&'v HistoryView), "history";
    /// The diagnostics of a registry.
    Lint(&'v LintView<'v>), "lint";
    /// The outputs.
    Outputs(&'v OutputsView), "outputs";
    /// The predicate about a bundle.
    Predicate(&'v PredicateView), "predicate";
    /// The files that are refused by name.
    Refusals(&'v RefusalsView), "refusals";
    /// The report.
    Report(&'v ReportView), "report";
    /// The results of a bundle.
    Results(&'v ResultsView<'v>), "results";
    /// Scans, in the native format.
    Scans(&'v [Scan]), "scans";
    /// The statement about a bundle.
    Statement(&'v StatementView<'v>), "statement";
    /// The summary of the verification of a bundle.
    Summary(&'v SummaryView), "summary";
}

/// Everything that an output can be asked for. Each output takes what concerns it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutputOptions {
    /// The templates.
    pub templates: Templates,
    /// The columns of the exceptions table.
    pub columns: Vec<Column>,
    /// The exceptions table with its lists, not the bare table.
    pub full: bool,
    /// The most bytes of the report's Markdown.
    pub most_bytes: Option<usize>,
    /// The file that a failure without an entry is shown at.
    pub location: String,
    /// The folder that paths are written relative to; a file outside is written by its name alone.
    pub root: String,
    /// Accepted failures are written to SARIF, with a suppression.
    pub include_suppressed: bool,
    /// How many columns a text for the terminal takes.
    pub width: usize,
    /// How an excepted failure is written to HDF.
    pub waived: Waived,
    /// The version of OCSF that is written.
    pub ocsf: OcsfVersion,
    /// Who the CSV of scans is for; the CSV of every table is for spreadsheets.
    pub csv: CsvFor,
}

/// The columns of a text for the terminal where nothing else is known.
pub const WIDTH: usize = 80;

impl Default for OutputOptions {
    fn default() -> Self {
        Self {
            templates: Templates::default(),
            columns: Column::workshop(),
            full: true,
            most_bytes: None,
            location: String::new(),
            root: String::new(),
            include_suppressed: false,
            width: WIDTH,
            waived: Waived::default(),
            ocsf: OcsfVersion::default(),
            csv: CsvFor::default(),
        }
    }
}

impl OutputOptions {
    /// Prints with these templates.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { templates, ..self }
    }

    /// Prints these columns of the exceptions table, with its lists or without.
    #[must_use]
    pub fn with_columns(self, columns: Vec<Column>, full: bool) -> Self {
        Self { columns, full, ..self }
    }

    /// Keeps the report's Markdown within so many bytes.
    #[must_use]
    pub fn with_most_bytes(self, most_bytes: Option<usize>) -> Self {
        Self { most_bytes, ..self }
    }

    /// Shows failures at a file, and writes paths relative to a folder.
    #[must_use]
    pub fn with_location<L: Into<String>, R: Into<String>>(self, location: L, root: R) -> Self {
        Self { location: location.into(), root: root.into(), ..self }
    }

    /// Prints text for the terminal within so many columns.
    #[must_use]
    pub fn with_width(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// Writes excepted failures to HDF in one of two ways.
    #[must_use]
    pub fn with_waived(self, waived: Waived) -> Self {
        Self { waived, ..self }
    }

    /// Writes OCSF in a version.
    #[must_use]
    pub fn with_ocsf(self, ocsf: OcsfVersion) -> Self {
        Self { ocsf, ..self }
    }

    /// Writes the CSV of scans for such readers.
    #[must_use]
    pub fn with_csv(self, csv: CsvFor) -> Self {
        Self { csv, ..self }
    }

    /// Writes accepted failures to SARIF, or leaves them out.
    #[must_use]
    pub fn with_suppressed(self, include_suppressed: bool) -> Self {
        Self { include_suppressed, ..self }
    }
}

/// Why a view was not written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The output does not print such a view.
    #[error("`{output}` does not print {view}; {}", others(.view))]
    NoSuchView {
        /// The output's id.
        output: &'static str,
        /// The view.
        view: &'static str,
    },
    /// A format has one document for each scan, image or batch, and there are several.
    #[error("{output} has a document for each {each}, and here are {count}: write them into a folder, with -o FOLDER/")]
    Several {
        /// The output's id.
        output: &'static str,
        /// The thing that has a document.
        each: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A view lacks what a format cannot be without.
    #[error("{output} cannot be written: {lacks}")]
    Lacks {
        /// The output's id.
        output: &'static str,
        /// What is missing, where, and what to do.
        lacks: String,
    },
    /// What is no text has no place on a terminal or in a text.
    #[error("{output} is no text: name a file, with -o FILE")]
    NoText {
        /// The output's id.
        output: &'static str,
    },
    /// There is nothing to say, and the format has no document that says nothing.
    #[error("no {output} document: {why}")]
    Nothing {
        /// The output's id.
        output: &'static str,
        /// The reason.
        why: &'static str,
    },
    /// A template does not fit.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The writer failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// The outputs that print a view.
fn others(view: &str) -> String {
    let prints = |output: &&&dyn Output| output.about().views.iter().any(|(kind, _)| kind.word() == view);
    let ids: Vec<&str> = super::OUTPUTS.iter().filter(prints).map(|output| output.about().id).collect();
    format!("there is {}", ids.join(", "))
}

/// The error of an output that does not print such a view.
pub(super) fn refused<O: Output>(output: &O, view: &View<'_>) -> Result<(), OutputError> {
    Err(OutputError::NoSuchView { output: output.about().id, view: view.kind().word() })
}
