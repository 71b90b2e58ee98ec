//! Exit codes, and how an error becomes one.

use std::process::ExitCode;

use crate::case::CaseError;
use crate::read::ReadError;
use crate::registry::RegistryError;

use super::output;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done = 0,
    /// A gate says no.
    GateSaysNo = 1,
    /// Usage, unreadable input or registry.
    Unusable = 2,
    /// Not comparable, or coverage too small to judge.
    NotComparable = 3,
    /// Nothing to judge.
    NothingToJudge = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that ends the program with a code of its own.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) message: String,
}

impl Stop {
    /// Ends with a code and a message.
    pub(super) fn new<M: Into<String>>(exit: Exit, message: M) -> Self {
        Self { exit, message: message.into() }
    }

    /// Ends as the reason why there is no case wants it.
    pub(super) fn of(error: &CaseError) -> Self {
        let exit = match error {
            CaseError::NothingToJudge(_) => Exit::NothingToJudge,
            CaseError::Compare(_) => Exit::NotComparable,
            _ => Exit::Unusable,
        };
        Self::new(exit, error.to_string())
    }
}

/// Prints what went wrong and gives the exit code.
pub(super) fn finish(outcome: anyhow::Result<Exit>) -> ExitCode {
    let error = match outcome {
        Ok(exit) => return exit.into(),
        Err(error) => error,
    };
    if let Some(unusable) = error.downcast_ref::<RegistryError>() {
        output::diagnostics(&unusable.diagnostics, &unusable.sources);
        return Exit::Unusable.into();
    }
    output::error(&format!("{error:#}"));
    if let Some(help) = error.downcast_ref::<ReadError>().and_then(|error| error.help.as_deref()) {
        output::help(help);
    }
    let exit = match (error.downcast_ref::<Stop>(), error.downcast_ref::<ReadError>()) {
        (Some(stop), _) => stop.exit,
        (_, Some(read)) if read.is_no_checks() => Exit::NothingToJudge,
        _ => Exit::Unusable,
    };
    exit.into()
}
