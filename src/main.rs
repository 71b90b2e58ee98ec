//! The program `amicis`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    amicis::cli::run()
}
