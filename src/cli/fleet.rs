//! Many scans, folder by folder: what cannot be read is a row, and the rest is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;

use clap::ValueEnum;
use jiff::civil::Date;

use crate::assess::Matcher;
use crate::diag::{Diagnostic, Level};
use crate::formats::native;
use crate::host::{StagedFile, today};
use crate::load::Loaded;
use crate::model::Scan;
#[cfg(feature = "parquet")]
use crate::read::ReadError;
use crate::registry::Registry;
#[cfg(feature = "parquet")]
use crate::views::ErrorRow;
use crate::views::{FleetDay, FleetView};

use super::exit::{Exit, Stop};
use super::input::{InputArgs, take_stdin};
use super::output;
use super::progress::Progress;
use super::to::{To, Written};

/// What becomes of files that cannot be read, where many scans are written folder by folder.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct FleetArgs {
    /// What becomes of a file that cannot be read; for parquet, arrow and ndjson
    #[arg(long, value_enum, default_value_t = Errors::Stop, help_heading = "Many scans")]
    errors: Errors,
    /// With --errors rows: exit with 2 when more files than these cannot be read; the tables are written all the same
    #[arg(long, value_name = "N", help_heading = "Many scans")]
    max_errors: Option<usize>,
}

/// How many images a page for people may have.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct MostImages {
    /// The most images to show; more are a fleet, and tables that an engine asks (amicis assess --to parquet)
    #[arg(long, value_name = "N", default_value_t = 500)]
    max_images: usize,
}

impl MostImages {
    /// Refuses more images than are to be shown.
    pub(super) fn hold(self, images: usize, what: &str) -> anyhow::Result<()> {
        if images <= self.max_images {
            return Ok(());
        }
        let message = format!(
            "the scans are of {images} {what}, and at most {} are shown; give fewer scans, or --max-images {images}; for \
             a fleet, amicis assess --to parquet writes tables that an engine asks",
            self.max_images
        );
        Err(Stop::new(Exit::Unusable, message).into())
    }
}

/// What becomes of a file that cannot be read.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Errors {
    /// It ends the command, and nothing is written
    Stop,
    /// It is a row of the table `errors` and a line on standard error; the others are whole. Exit code 0 with a count, 2 when none could be read
    Rows,
}

/// A registry and a day to judge with.
pub(super) struct Judging {
    pub(super) registry: Registry,
    pub(super) as_of: Date,
}

impl FleetArgs {
    /// Whether an output that is none of columns is written folder by folder as well.
    pub(super) fn unit_by_unit(self, to: To) -> bool {
        self.errors == Errors::Rows && to.id() == "ndjson"
    }

    /// Refuses rows for what has none.
    pub(super) fn refuse_rows(self, to: To) -> anyhow::Result<()> {
        if self.errors == Errors::Rows || self.max_errors.is_some() {
            let message = format!("--errors rows is for parquet, arrow and ndjson; {} has --keep-going", to.id());
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        Ok(())
    }
}

/// Reads scans folder by folder and writes their tables or lines.
pub(super) fn write_fleet(
    input: &InputArgs,
    text: bool,
    args: &FleetArgs,
    to: Written,
    judging: Option<Judging>,
    path: Option<&Path>,
) -> anyhow::Result<Exit> {
    let rows = args.errors == Errors::Rows;
    if args.max_errors.is_some() && !rows {
        return Err(Stop::new(Exit::Unusable, "--max-errors counts what --errors rows lets pass; give both").into());
    }
    if input.how.keep_going {
        let message = "--keep-going marks every scan as part of more; many scans are read with --errors rows";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let loader = input.how.fleet_loader(text)?;
    let as_of = judging.as_ref().map_or_else(today, |judging| judging.as_of);
    let judged = judging.as_ref().map(|judging| FleetDay {
        as_of: judging.as_of,
        registry_sha256: judging.registry.sha256().unwrap_or_default(),
    });
    let registry = judging.map(|judging| judging.registry).unwrap_or_default();
    input.scans.iter().try_for_each(|path| take_stdin(path))?;
    output::was_read(&input.scans);
    let mut sink = Sink::new(to, path, rows, judged.clone())?;
    let matcher = Matcher::new(&registry, as_of, &loader.mappings);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut said = Said::default();
    let mut twice = 0;
    let progress = Progress::new();
    let take = |loaded: Loaded| -> anyhow::Result<()> {
        progress.suspend(|| said.say(&loaded));
        if path.is_some() {
            output::was_read(loaded.scans.iter().map(|scan| &scan.source.path));
        }
        sink.take(loaded, |scans| {
            let mut view = FleetView::new(&matcher.unit(scans), &matcher, judged.as_ref());
            view.retain(|scan| {
                let new = seen.insert(scan.scan_id.clone());
                twice += usize::from(!new);
                new
            });
            view
        })
    };
    let read = loader.load_units(&input.scans, rows, &progress, take);
    progress.end();
    let read = read?;
    said.say_rest();
    read.unused.iter().for_each(|row| output::done(row));
    if twice > 0 {
        output::note(&format!("{twice} scans were given more than once, and are written once"));
    }
    path.map_or(Ok(()), output::refuse_read)?;
    sink.finish(&registry, judged.as_ref())?;
    output::done(&format!("{} scans read", read.scans));
    if read.failed > 0 {
        output::note(&format!("{} of the files could not be read; {} scans could", read.failed, read.scans));
    }
    let too_many = args.max_errors.is_some_and(|most| read.failed > most);
    Ok(if too_many || (read.failed > 0 && read.scans == 0) { Exit::Unusable } else { Exit::Done })
}

/// The row of a file that could not be read, with its size.
#[cfg(feature = "parquet")]
fn error_row(error: &ReadError) -> ErrorRow {
    let file = fs::metadata(&error.path).ok().filter(fs::Metadata::is_file);
    ErrorRow::new(error, file.map(|file| file.len()))
}

/// So many messages with one code are printed; the others are counted.
const MOST_SAID: usize = 20;

/// What was said on standard error, so that a fleet does not say a thing ten thousand times.
#[derive(Default)]
struct Said(BTreeMap<String, usize>);

impl Said {
    fn once(&mut self, code: &str, say: impl FnOnce()) {
        let count = self.0.entry(code.to_owned()).or_default();
        *count += 1;
        if *count <= MOST_SAID {
            say();
        }
    }

    fn say(&mut self, loaded: &Loaded) {
        for error in &loaded.failed {
            self.once("error", || {
                output::error(&error.to_string());
                error.help.as_deref().into_iter().for_each(output::help);
            });
        }
        for note in &loaded.notes {
            self.once(&note.code.to_string(), || output::diagnostic(note));
        }
        for scan in &loaded.scans {
            for warning in &scan.warnings {
                self.once(&warning.code.to_string(), || {
                    let diagnostic = Diagnostic::new(Level::Warn, warning.code.clone(), &warning.message);
                    output::diagnostic(&diagnostic.path(&scan.source.path));
                });
            }
            for doubt in scan.doubts.iter().filter(|doubt| doubt.is_said()) {
                self.once(&doubt.code.to_string(), || output::doubt(doubt, &scan.source.path));
            }
        }
        for doubt in &loaded.doubts {
            self.once(&doubt.code.to_string(), || output::doubt(doubt, ""));
        }
    }

    fn say_rest(&self) {
        for (code, count) in self.0.iter().filter(|(_, count)| **count > MOST_SAID) {
            output::note(&format!("{} more like these [{code}]", count - MOST_SAID));
        }
    }
}

/// Where lines or batches go.
enum Out {
    /// Standard output, at once.
    Stdout(BufWriter<io::Stdout>),
    /// Standard output, when all could be read.
    Later(BufWriter<fs::File>),
    /// A file, whole or not at all.
    File(StagedFile),
}

impl Out {
    fn new(path: Option<&Path>, at_once: bool) -> anyhow::Result<Self> {
        Ok(match path {
            Some(path) => Self::File(output::staged_file(path)?),
            None if at_once => Self::Stdout(BufWriter::new(io::stdout())),
            None => Self::Later(BufWriter::new(tempfile::tempfile()?)),
        })
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => output::printed(out.flush()),
            Self::Later(out) => {
                let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                output::printed(copy(&mut file))
            }
            Self::File(file) => Ok(file.finish()?),
        }
    }
}

fn copy(from: &mut impl Read) -> io::Result<()> {
    let mut out = io::stdout().lock();
    io::copy(from, &mut out)?;
    out.flush()
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Later(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Later(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

/// Where the rows go.
enum Sink {
    /// Lines of the native format, and how many scans there were.
    Native(Out, usize),
    #[cfg(feature = "parquet")]
    Parquet(Box<super::tables::Tables>),
    #[cfg(feature = "parquet")]
    Arrow(Box<crate::outputs::fleet::columns::FindingsStream<Out>>),
}

impl Sink {
    #[cfg(feature = "parquet")]
    fn new(to: Written, path: Option<&Path>, at_once: bool, judged: Option<FleetDay>) -> anyhow::Result<Self> {
        Ok(match to {
            Written::Output(_) => Self::Native(Out::new(path, at_once)?, 0),
            Written::Parquet => Self::Parquet(Box::new(super::tables::Tables::new(path, judged)?)),
            Written::Arrow => {
                let stream = crate::outputs::fleet::columns::FindingsStream::new(Out::new(path, at_once)?)?;
                Self::Arrow(Box::new(stream))
            }
        })
    }

    #[cfg(not(feature = "parquet"))]
    fn new(to: Written, path: Option<&Path>, at_once: bool, _: Option<FleetDay>) -> anyhow::Result<Self> {
        let missing = |id| Err(crate::outputs::fleet::missing(id).into());
        match to {
            Written::Output(_) => Ok(Self::Native(Out::new(path, at_once)?, 0)),
            Written::Parquet => missing("parquet"),
            Written::Arrow => missing("arrow"),
        }
    }

    /// Takes a unit; `view` makes rows of its scans.
    fn take(&mut self, loaded: Loaded, view: impl FnOnce(Vec<Scan>) -> FleetView) -> anyhow::Result<()> {
        match self {
            Self::Native(out, count) => {
                // Lines have what the scans have.
                drop(view);
                let Loaded { scans, .. } = loaded;
                native::write_ndjson_from(*count, &scans, out)?;
                *count += scans.len();
                Ok(())
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(tables) => {
                tables.errors(loaded.failed.iter().map(error_row));
                tables.push(&view(loaded.scans))
            }
            #[cfg(feature = "parquet")]
            Self::Arrow(stream) => Ok(stream.push(&view(loaded.scans))?),
        }
    }

    fn finish(self, registry: &Registry, judged: Option<&FleetDay>) -> anyhow::Result<()> {
        match self {
            Self::Native(out, _) => {
                let _ = (registry, judged);
                out.finish()
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(tables) => tables.finish(registry, judged),
            #[cfg(feature = "parquet")]
            Self::Arrow(stream) => stream.finish()?.finish(),
        }
    }
}
