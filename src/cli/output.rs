//! Standard output, standard error and files: text made safe for a terminal, files whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use anyhow::Context;

use crate::diag::{Diagnostic, Level, Sources, render_text};

pub(super) use crate::diag::safe;

pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loudness {
    /// Errors alone.
    Quiet,
    /// What a person should know.
    Usual,
    /// What was done, too.
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

/// Prints diagnostics to standard error with the lines they are about.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) {
    let said: Vec<Diagnostic> = diagnostics.iter().filter(|diagnostic| is_said(diagnostic)).cloned().collect();
    // anstream takes the colours out where they are not wanted.
    let text = render_text(&said, sources, true);
    let _ = write!(anstream::stderr(), "{text}");
}

/// Prints to standard output, or writes a file whole or not at all.
pub(super) fn write(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        None => io::stdout().lock().write_all(text.as_bytes()).context("cannot write to standard output"),
        Some(path) => write_file(path, text.as_bytes()),
    }
}

/// Prints text meant for people to standard output: coloured on a terminal only.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    anstream::stdout().lock().write_all(text.as_bytes()).context("cannot write to standard output")
}

/// Writes a file whole or not at all: a temporary file in the same folder, then a rename.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let shown = path.display();
    // A link is written through, so that it stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A device or a pipe is written to, never replaced.
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let device = fs::OpenOptions::new().write(true).open(&target);
        return device.and_then(|mut device| device.write_all(bytes)).with_context(|| format!("cannot write {shown}"));
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".amicis-")
        .tempfile_in(&folder)
        .with_context(|| format!("cannot write {shown}: no file can be made in its folder"))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).with_context(|| format!("cannot write {shown}"))?;
    set_mode(&target, file.as_file()).with_context(|| format!("cannot write {shown}"))?;
    file.persist(&target).with_context(|| format!("cannot write {shown}"))?;
    Ok(())
}

/// A replaced file keeps its mode; a new one gets what the umask allows.
#[cfg(unix)]
fn set_mode(target: &Path, file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match fs::metadata(target) {
        Ok(metadata) => metadata.permissions().mode() & 0o7777,
        Err(_) => 0o644,
    };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Whoever read our output has gone; that is their right.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
