//! Files changed in place: shown as a diff, asked for, and then written together or not at all.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::diag;

use super::exit::{Exit, Stop};
use super::output;

/// How a change is agreed to.
#[derive(clap::Args, Debug)]
pub(super) struct YesArgs {
    /// Write without asking; the diff is printed all the same
    #[arg(short, long)]
    yes: bool,
}

/// A file's text before and after.
pub(super) struct Edit {
    pub(super) path: PathBuf,
    pub(super) old: String,
    pub(super) new: String,
}

impl YesArgs {
    /// Shows what would change, asks, and writes. Says whether it was written.
    pub(super) fn write(&self, edits: &[Edit]) -> anyhow::Result<bool> {
        if edits.iter().any(|edit| edit.path == Path::new("-")) {
            let message = "standard input cannot be changed in place; name a file or a folder with -r";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        for Edit { path, old, new } in edits {
            let shown = path.display().to_string();
            let before = if old.is_empty() { "/dev/null" } else { shown.as_str() };
            output::print(&diag::safe(&diag::unified_diff(old, new, (before, &shown), 3)))?;
        }
        if !self.agreed()? {
            output::note("nothing was written");
            return Ok(false);
        }
        output::write_files(edits.iter().map(|edit| (Path::new(&edit.path), edit.new.as_bytes())))?;
        Ok(true)
    }

    fn agreed(&self) -> anyhow::Result<bool> {
        if self.yes {
            return Ok(true);
        }
        if !io::stdin().is_terminal() {
            let message = "nothing was written, since nobody can be asked here; look at the diff and say --yes";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        let mut err = io::stderr().lock();
        write!(err, "Write this? [y/N] ")?;
        err.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}
