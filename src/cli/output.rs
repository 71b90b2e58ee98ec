//! Standard output, standard error and files: text made safe for a terminal, files whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use anstyle::{AnsiColor, Style};
use anyhow::Context;
use tempfile::NamedTempFile;

use crate::diag::{Diagnostic, Level, Sources, render_text};

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

/// What the command has read.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Notes files that were read, so that `-o` does not replace them by what was made of them.
pub(super) fn was_read<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) {
    let files = paths.into_iter().filter_map(|path| fs::canonicalize(path).ok());
    let files = files.filter(|path| path.is_file() && !is_open_file(path));
    READ.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
}

/// Prints to standard output, or writes a file whole or not at all.
pub(super) fn write(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    let Some(path) = file else { return printed(io::stdout().lock().write_all(text.as_bytes())) };
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if fs::canonicalize(path).is_ok_and(|path| read.contains(&path)) {
        let message = format!("{} is what this command reads; write into another file", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    write_file(path, text.as_bytes())
}

/// Prints text meant for people to standard output: coloured on a terminal only.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    printed(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// Whoever read our output may have gone, as `head` does: that is their right, and what the program
/// found out stands in its exit code all the same.
fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all: a temporary file in the same folder, then a rename. What is no
/// regular file (a device, a pipe) is written to and stays what it is.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_files([(path, bytes)])
}

/// Writes files as [`write_file`] does, none before all of them lie ready under other names.
pub(super) fn write_files<'f>(files: impl IntoIterator<Item = (&'f Path, &'f [u8])>) -> anyhow::Result<()> {
    let staged = files.into_iter().map(|(path, bytes)| stage(path, bytes)).collect::<anyhow::Result<Vec<_>>>()?;
    staged.into_iter().try_for_each(Staged::finish)
}

/// Writes files of ours into a folder, which is made; no link in it is followed.
pub(super) fn write_into(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    let is_link = |name: &&String| fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_symlink());
    if let Some(name) = files.iter().map(|(name, _)| name).find(is_link) {
        let message = format!("{} is a link; remove it, or name another folder", folder.join(name).display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    write_files(paths.iter().zip(files).map(|(path, (_, bytes))| (path.as_path(), bytes.as_slice())))
}

/// Bytes that lie ready to become a file.
enum Staged<'f> {
    /// Under another name in the folder of the target.
    Beside { file: NamedTempFile, target: PathBuf, shown: &'f Path },
    /// For what is no regular file.
    Held { bytes: &'f [u8], path: &'f Path },
}

fn stage<'f>(path: &'f Path, bytes: &'f [u8]) -> anyhow::Result<Staged<'f>> {
    let shown = path.display();
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) || is_open_file(path) {
        return Ok(Staged::Held { bytes, path });
    }
    // A link is written through, so that it stays a link; one that leads nowhere is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    if !folder.is_dir() {
        return Err(
            Stop::new(Exit::Unusable, format!("cannot write {shown}: {} is no folder", folder.display())).into()
        );
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".amicis-");
    if old.is_none() {
        new_file_mode(&mut builder);
    }
    let mut file = builder
        .tempfile_in(&folder)
        .with_context(|| format!("cannot write {shown}: no file can be made in its folder"))?;
    let written = file.write_all(bytes).and_then(|()| match old {
        Some(old) => file.as_file().set_permissions(old.permissions()),
        None => Ok(()),
    });
    written.and_then(|()| file.as_file().sync_all()).with_context(|| format!("cannot write {shown}"))?;
    Ok(Staged::Beside { file, target, shown: path })
}

impl Staged<'_> {
    fn finish(self) -> anyhow::Result<()> {
        let (written, path) = match self {
            Self::Beside { file, target, shown } => (file.persist(target).map(drop).map_err(|e| e.error), shown),
            // To append is what `>` and `>>` of a shell both expect of `/dev/stdout`.
            Self::Held { bytes, path } => {
                let opened = fs::OpenOptions::new().append(true).open(path);
                (opened.and_then(|mut file| file.write_all(bytes)), path)
            }
        };
        written.with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Names such as `/dev/stdout` and `/proc/self/fd/3` stand for a file that is open; renaming another
/// to the name would break the name.
fn is_open_file(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|special| path.starts_with(special))
}

/// A temporary file is its owner's alone; a new file is as open as the umask allows.
#[cfg(unix)]
fn new_file_mode(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn new_file_mode(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_written_when_one_cannot_be() {
        let home = tempfile::tempdir().expect("a folder");
        let (good, bad) = (home.path().join("a"), home.path().join("missing").join("b"));
        fs::write(&good, "old").expect("written");
        let files = [(good.as_path(), &b"new"[..]), (bad.as_path(), &b"new"[..])];
        let error = write_files(files).expect_err("no such folder");
        assert!(error.to_string().contains("missing"), "{error}");
        assert_eq!(fs::read_to_string(&good).expect("read"), "old");
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 1, "no temporary file stays");
    }
}
