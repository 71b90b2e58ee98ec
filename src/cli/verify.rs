//! `amicis verify`: whether a bundle is the one that was released.

use std::path::PathBuf;

use crate::host::{read_folder, results_of};
use crate::load::Loader;
use crate::release::StoredBundle;

use super::exit::{Exit, Stop};
use super::output;

/// Say whether a bundle is whole and unchanged since its release
///
/// Holds every file against the checksums, the statement against the files and the results, and the
/// result against what is in it. That proves that nothing was changed by accident or in one place alone;
/// who changes every file and makes the checksums anew is found by a signature, or by --digest.
///
/// Exits with 0 when the bundle is whole, with 1 when it is not, with 2 when it is no bundle.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis verify release/
  amicis verify release/ --digest sha256:3b1f…   # as `sha256sum release/SHA256SUMS` printed it")]
pub(super) struct Args {
    /// The bundle's folder
    #[arg(value_name = "DIR")]
    bundle: PathBuf,
    /// The digest that SHA256SUMS must have
    #[arg(long, value_name = "sha256:…", value_parser = parse_digest)]
    digest: Option<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let shown = args.bundle.display();
    let no_bundle = || Stop::new(Exit::Unusable, format!("{shown} is no bundle that `amicis release` wrote"));
    let results = results_of(&args.bundle).ok_or_else(no_bundle)?;
    let folder = results.parent().unwrap_or(&args.bundle);
    let stored = StoredBundle(read_folder(folder)?);
    if let Some(wanted) = &args.digest {
        let digest = stored.digest()?;
        if digest != *wanted {
            output::error(&format!("{shown}: SHA256SUMS has the digest sha256:{digest}, not sha256:{wanted}"));
            output::help("it is another bundle, or was made anew: get it from where it was released");
            return Ok(Exit::GateSaysNo);
        }
    }
    if let Err(error) = stored.verify() {
        return Ok(changed(args, &error));
    }
    let loaded = Loader::default().load(std::slice::from_ref(&results))?;
    if let Some(error) = loaded.failed.first() {
        anyhow::bail!("{error}");
    }
    match stored.assess(loaded.scans, &format!("the bundle {shown}")) {
        Ok(assessment) => {
            let files = stored.0.len();
            let images: Vec<&str> = assessment.images.iter().map(|image| image.label.as_str()).collect();
            let text = format!(
                "{shown}: {files} files, whole; {}, as of {}: {}\n",
                images.join(", "),
                assessment.as_of,
                stored.result()?
            );
            output::print(&crate::diag::safe(&text))?;
            Ok(Exit::Done)
        }
        Err(error) => Ok(changed(args, &error)),
    }
}

fn changed(args: &Args, error: &crate::release::ReleasedError) -> Exit {
    output::error(&format!("{}: {error}", args.bundle.display()));
    output::help(error.help());
    Exit::GateSaysNo
}

/// A SHA-256 with or without the word before it, in lower case.
pub(super) fn parse_digest(text: &str) -> Result<String, String> {
    let digest = text.trim().strip_prefix("sha256:").unwrap_or(text.trim()).to_lowercase();
    let known = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    known.then_some(digest).ok_or_else(|| "a digest is `sha256:` and 64 hexadecimal digits".to_owned())
}
