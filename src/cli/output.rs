//! Standard output, standard error and files: text made safe for a terminal, no input written over.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use anstyle::{AnsiColor, Style};
use anyhow::Context;

use crate::assess::Raised;
use crate::diag::{Diagnostic, Level, Sources, render_text};
use crate::host::{self, is_open_file};
use crate::model::Doubt;
use crate::outputs::OutputError;

use super::exit::{Exit, Stop};

pub(super) use crate::diag::safe;

pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loudness {
    /// Errors alone.
    Quiet,
    /// Warnings and notes.
    Usual,
    /// The steps that were taken, too.
    Verbose,
}

static LOUDNESS: OnceLock<Loudness> = OnceLock::new();

/// Sets how much is said; once, before anything is.
pub(super) fn set_loudness(loudness: Loudness) {
    LOUDNESS.get_or_init(|| loudness);
}

/// How much is said.
pub(super) fn loudness() -> Loudness {
    LOUDNESS.get().copied().unwrap_or(Loudness::Usual)
}

static WIDTH: OnceLock<u16> = OnceLock::new();

/// Sets how many columns are used, where that is asked for; once, before anything is printed.
pub(super) fn set_width(width: Option<u16>) {
    if let Some(width) = width {
        WIDTH.get_or_init(|| width);
    }
}

/// How many columns there are: those asked for, those of `COLUMNS`, those of the terminal. A file and a pipe
/// have what they always have, so that what is written does not depend on the window.
pub(super) fn width(of_file: bool) -> usize {
    let asked = WIDTH.get().copied();
    let known = asked.or_else(|| {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        if of_file { None } else { columns.or_else(terminal) }
    });
    known.map_or(crate::outputs::WIDTH, usize::from)
}

fn stderr(style: Style, word: &str, text: &str) {
    // Nowhere is left to report a failure of standard error.
    let _ = writeln!(anstream::stderr(), "{style}{word}{style:#}: {}", safe(text));
}

/// Prints an error.
pub(super) fn error(text: &str) {
    stderr(ERROR, "error", text);
}

/// Prints what to do about it.
pub(super) fn help(text: &str) {
    stderr(NOTE, "help", text);
}

/// Prints what is worth knowing.
pub(super) fn note(text: &str) {
    if loudness() > Loudness::Quiet {
        stderr(NOTE, "note", text);
    }
}

/// Prints what was done, where it is asked for.
pub(super) fn done(text: &str) {
    if loudness() == Loudness::Verbose {
        stderr(NOTE, "done", text);
    }
}

/// Whether a diagnostic is to be printed.
fn is_said(diagnostic: &Diagnostic) -> bool {
    diagnostic.level == Level::Deny || loudness() > Loudness::Quiet
}

/// Prints a diagnostic on one line, with its help on the next.
pub(super) fn diagnostic(diagnostic: &Diagnostic) {
    if !is_said(diagnostic) {
        return;
    }
    let style = match diagnostic.level {
        Level::Deny => ERROR,
        Level::Warn => WARN,
        Level::Note => NOTE,
    };
    let place = diagnostic.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
    stderr(style, diagnostic.level.word(), &format!("{place}{} [{}]", diagnostic.message, diagnostic.code));
    if let Some(text) = &diagnostic.help {
        help(text);
    }
}

/// Prints a doubt, however quiet the program is to be, with what to do about it.
pub(super) fn doubt(doubt: &Doubt, subject: &str) {
    let raised = Raised::new(doubt, subject);
    stderr(WARN, "doubt", &format!("{} [{}]", raised.line(), raised.code));
    help(raised.help);
}

/// Prints diagnostics to standard error with the lines they are about.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) {
    let said: Vec<Diagnostic> = diagnostics.iter().filter(|diagnostic| is_said(diagnostic)).cloned().collect();
    // anstream takes the colours out where they are not wanted.
    let text = render_text(&said, sources, true);
    let _ = write!(anstream::stderr(), "{text}");
}

/// The paths that the command has read.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Notes files that were read, so that `-o` does not replace them by what was made of them.
pub(super) fn was_read<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) {
    let files = paths.into_iter().filter_map(|path| fs::canonicalize(path).ok());
    let files = files.filter(|path| path.is_file() && !is_open_file(path));
    READ.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
}

/// Notes the files of a folder, all of which are in use.
pub(super) fn was_read_in(folder: &Path) {
    was_read(folder.read_dir().into_iter().flatten().flatten().map(|file| file.path()));
}

/// Prints to standard output, or writes a file whole or not at all.
pub(super) fn write(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    let Some(path) = file else { return printed(io::stdout().lock().write_all(text.as_bytes())) };
    write_bytes(text.as_bytes(), path)
}

/// Writes a file whole or not at all, but none that the command has read.
pub(super) fn write_bytes(bytes: &[u8], path: &Path) -> anyhow::Result<()> {
    refuse_read(path)?;
    write_file(path, bytes)
}

/// Refuses to replace what the command has read.
pub(super) fn refuse_read(path: &Path) -> anyhow::Result<()> {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if fs::canonicalize(path).is_ok_and(|path| read.contains(&path)) {
        let message = format!("{} is what this command reads; write into another file", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    Ok(())
}

/// A file that is written bit by bit, whole or not at all.
pub(super) fn staged_file(path: &Path) -> anyhow::Result<host::StagedFile> {
    refuse_read(path)?;
    Ok(host::StagedFile::new(path)?)
}

/// Prints text meant for people to standard output: coloured on a terminal only.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    printed(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// Lets an output write to standard output by itself.
pub(super) fn streamed(write: impl FnOnce() -> Result<(), OutputError>) -> anyhow::Result<()> {
    match write() {
        Err(OutputError::Write(error)) => printed(Err(error)),
        other => Ok(other?),
    }
}

/// The reader of our output may have gone, as `head` does: that is its right, and what the program
/// found out stands in its exit code all the same.
pub(super) fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Writes a file as [`host::write_file`] does.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    Ok(host::write_file(path, bytes)?)
}

/// Writes files as [`host::write_files`] does.
pub(super) fn write_files<'f>(files: impl IntoIterator<Item = (&'f Path, &'f [u8])>) -> anyhow::Result<()> {
    Ok(host::write_files(files)?)
}

/// Writes files of ours into a folder as [`host::write_into`] does.
pub(super) fn write_into(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    Ok(host::write_into(folder, files)?)
}
