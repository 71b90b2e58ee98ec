//! A person's own mapping of recommendations to controls, alike in every command that has one.

use std::path::PathBuf;

use crate::controls::Controls;
use crate::read::Input;

use super::input::take_stdin;
use super::output;

/// Larger files are no mapping.
const MOST_BYTES: u64 = 64 << 20;

/// The mapping.
#[derive(clap::Args, Debug)]
pub(super) struct ControlsArgs {
    /// A mapping of recommendations to controls, beside what the scans name: a CSV with the columns
    /// benchmark, version (both may be empty), number, framework, control and, if you like, group
    #[arg(long, value_name = "FILE", help_heading = "Controls")]
    controls: Option<PathBuf>,
}

impl ControlsArgs {
    /// Whether a mapping was given.
    pub(super) fn is_given(&self) -> bool {
        self.controls.is_some()
    }

    /// Reads it; without one it is empty. Of several faults all but the last are said here.
    pub(super) fn load(&self) -> anyhow::Result<Controls> {
        let Some(path) = &self.controls else { return Ok(Controls::default()) };
        take_stdin(path)?;
        output::was_read([path]);
        match Controls::read(&Input::open(path, Some(MOST_BYTES))?) {
            Ok(controls) => Ok(controls),
            Err(mut error) => {
                let last = error.faults.pop();
                for fault in &error.faults {
                    output::error(&fault.to_string());
                    fault.help.as_deref().into_iter().for_each(output::help);
                }
                Err(last.map_or_else(|| anyhow::anyhow!("{error}"), Into::into))
            }
        }
    }
}
