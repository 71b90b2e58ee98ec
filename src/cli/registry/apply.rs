//! `amicis registry apply`: a sheet of reasons back into the registry.

use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::cli::edits::{Edit, YesArgs};
use crate::cli::input::parse_encoding;
use crate::read::{Input, ReadErrorKind};
use crate::registry::Registry;
use crate::registry::sheet::{Approve, Sheet, SheetError, apply};

use super::assess::AsOfArgs;
use super::older::load_registry;
use super::{Exit, Stop, output};

/// Bring a sheet of reasons back into the registry, in place
///
/// The sheet is what `registry export --to csv` or `--to xlsx` writes, filled in by a person in any spreadsheet; columns that are
/// not needed may be taken out, but for `id`. Comments and order of the files stay, and the change is shown first.
/// A row that is of no entry, or of one that was changed since, is named with its line, and then nothing is written.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  amicis registry export --to csv -r exceptions.toml -o reasons.csv
  amicis registry apply reasons.csv -r exceptions.toml --approve \"A. Reviewer\"
  amicis registry apply reasons.xlsx -r exceptions.toml")]
pub(super) struct Args {
    /// The sheet: a CSV with commas, semicolons or tabs, or a workbook (.xlsx); `-` is standard input, with --yes
    file: PathBuf,
    /// The registry: a file, or a folder of files read as one
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// Who approves, as of today, the drafts that the sheet gives a reason and the entries in force that it changes
    #[arg(long, value_name = "NAME")]
    approve: Option<String>,
    /// The sheet's encoding, when its first bytes do not tell it
    #[arg(long, value_name = "LABEL", value_parser = parse_encoding)]
    encoding: Option<&'static Encoding>,
    #[command(flatten)]
    yes: YesArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
}

/// Larger files are no sheet.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a sheet: a workbook, or a text.
fn read(input: &Input) -> anyhow::Result<Result<Sheet, SheetError>> {
    let mut bytes = Vec::new();
    input.bytes()?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| input.io_error(error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("larger than {} MiB, which no sheet is", MOST_BYTES >> 20);
        return Err(input.error(ReadErrorKind::Limit(message)).into());
    }
    if bytes.starts_with(OLD_WORKBOOK) {
        let error =
            input.error(ReadErrorKind::Refused("a workbook of the old kind, or one with a password".to_owned()));
        return Err(error.help("save it as an Excel workbook (.xlsx) without a password, or as CSV").into());
    }
    #[cfg(feature = "xlsx")]
    if Sheet::is_workbook(&bytes) {
        return Ok(Sheet::read_workbook(&bytes));
    }
    Ok(Sheet::read(&input.text()?))
}

/// How the files of Excel before 2007 begin, and encrypted ones.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0";

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let registry = load_registry(Some(&args.registry))?;
    let input = if args.file == Path::new("-") { Input::stdin(None)? } else { Input::open(&args.file, None)? };
    let input = input.with_encoding(args.encoding);
    let name = input.name();
    let refused = |error: String| {
        error.lines().for_each(|line| output::error(&format!("{name}: {line}")));
        Stop::new(Exit::Unusable, "nothing was written; put right what is named above, and apply the sheet again")
    };
    let sheet = read(&input)?.map_err(|error| refused(error.to_string()))?;
    let approve = args.approve.clone().map(|by| Approve { by });
    let file = args.file.file_name().filter(|name| *name != "-");
    let file = file.map_or_else(|| "a sheet".into(), |name| name.to_string_lossy());
    let applied = apply(&registry, &sheet, &file, args.as_of.date(), approve.as_ref());
    let applied = applied.map_err(|error| refused(error.to_string()))?;
    if applied.files.is_empty() {
        output::note("the sheet says what the registry says: nothing to write");
        return Ok(Exit::Done);
    }
    // A sheet can break a policy or a date: its outcome is a registry, or nothing is written.
    let texts = registry.sources.iter().map(|(path, source)| {
        let text = applied.files.get(path).map_or_else(|| source.text().to_owned(), Clone::clone);
        (path.to_owned(), Ok(text))
    });
    Registry::from_files(&registry.path, texts)?;
    let edit = |(path, new): (&String, &String)| Edit {
        path: path.into(),
        old: registry.sources.get(path).map(|source| source.text().to_owned()).unwrap_or_default(),
        new: new.clone(),
    };
    if args.yes.write(&applied.files.iter().map(edit).collect::<Vec<_>>())? {
        let (entries, approved, open) = (applied.entries, applied.approved, applied.open);
        output::note(&format!("entries changed: {entries}, approved: {approved}, without a reason still: {open}"));
    }
    Ok(Exit::Done)
}
