//! The arguments that say what to read, alike in every command, and the reading itself.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use encoding_rs::Encoding;

use crate::diag::{Diagnostic, Level};
use crate::formats::{FORMATS, by_id};
use crate::load::{Inventory, Loaded, Loader, is_account, is_ami_id, is_region};
use crate::model::{Benchmark, Moment};
use crate::read::{Format, Input, ReadError, ReadOptions};

use super::benchmark_name::BenchmarkName;
use super::exit::{Exit, Stop};
use super::mappings::MappingArgs;
use super::output;
use super::progress::Progress;

/// The scans to read, and how.
#[derive(clap::Args, Debug)]
pub(super) struct InputArgs {
    /// Scan files or folders; `-` is standard input; gzip and archives are unpacked
    #[arg(required = true, value_name = "SCAN")]
    pub(super) scans: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) how: HowArgs,
}

/// How to read it, and what is known beside the files.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct HowArgs {
    /// The input format, instead of finding it by content (see `amicis formats`)
    #[arg(long, value_name = "FORMAT", value_parser = FormatParser, hide_possible_values = true, help_heading = "Reading")]
    from: Option<FormatArg>,
    /// The input's encoding, when neither its first bytes nor an XML declaration tell it
    #[arg(long, value_name = "LABEL", value_parser = parse_encoding, help_heading = "Reading")]
    encoding: Option<&'static Encoding>,
    /// The benchmark the scans were held against, such as "CIS Amazon Linux 2 Benchmark 2.0.0"
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true, help_heading = "Reading")]
    benchmark: Option<String>,
    /// The AMI that was scanned, for scans that do not say
    #[arg(long, value_name = "ami-…", value_parser = parse_ami_id, help_heading = "Reading")]
    ami_id: Option<String>,
    /// The AMI's name, for scans that do not say
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    ami_name: Option<String>,
    /// The AWS account, for scans that do not say
    #[arg(long, value_name = "ID", value_parser = parse_account, help_heading = "Reading")]
    account: Option<String>,
    /// The AWS region, for scans that do not say
    #[arg(long, value_name = "REGION", value_parser = parse_region, help_heading = "Reading")]
    region: Option<String>,
    /// When the scans were made, for those that do not say; its zone, for those that say it without one
    #[arg(long, value_name = "TIME", value_parser = parse_time, help_heading = "Reading")]
    scanned_at: Option<Moment>,
    /// What is known of many scans: tags, family, account, region and AMI by instance, host or image, as CSV or JSON
    #[arg(long, visible_alias = "targets", value_name = "FILE", help_heading = "Reading")]
    inventory: Option<PathBuf>,
    /// The profile level that was scanned, for scans that do not say
    #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=9), help_heading = "Reading")]
    level: Option<u8>,
    /// A tag of the instance, for scans that do not have it; `applies-to.tags` asks for it; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_tag, help_heading = "Reading")]
    tag: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) mappings: MappingArgs,
    /// Names for the columns of a CSV without a header, separated by commas
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Reading")]
    input_columns: Option<Vec<String>>,
    /// Go on after a file that cannot be read; the output is marked incomplete and the exit code is 2
    #[arg(long, help_heading = "Reading")]
    pub(super) keep_going: bool,
    /// The most bytes an input may have when unpacked
    #[arg(long, value_name = "BYTES", help_heading = "Reading")]
    max_input: Option<u64>,
}

#[derive(Clone)]
struct FormatArg(&'static dyn Format);

impl std::fmt::Debug for FormatArg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.id())
    }
}

/// Parses `--from`; a shell's completions offer the ids, which are too many for the help.
#[derive(Clone)]
struct FormatParser;

impl TypedValueParser for FormatParser {
    type Value = FormatArg;

    fn parse_ref(&self, cmd: &clap::Command, arg: Option<&clap::Arg>, value: &OsStr) -> Result<FormatArg, clap::Error> {
        let parse = |id: String| by_id(&id).map(FormatArg);
        StringValueParser::new().try_map(parse).parse_ref(cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FORMATS.iter().map(|format| PossibleValue::new(format.id()).help(format.about().summary))))
    }
}

/// An AMI's id; it goes into the release's statement.
pub(super) fn parse_ami_id(text: &str) -> Result<String, String> {
    if is_ami_id(text) { Ok(text.to_owned()) } else { Err("is no AMI id such as ami-0123456789abcdef0".to_owned()) }
}

fn parse_account(text: &str) -> Result<String, String> {
    if is_account(text) { Ok(text.to_owned()) } else { Err("is no account of 12 digits".to_owned()) }
}

fn parse_region(text: &str) -> Result<String, String> {
    if is_region(text) { Ok(text.to_owned()) } else { Err("is no region such as eu-central-1".to_owned()) }
}

fn parse_tag(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let (key, value) = pair.ok_or_else(|| "write it as key=value, such as role=node".to_owned())?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

fn parse_time(text: &str) -> Result<Moment, String> {
    let time = Moment::parse(text).filter(Moment::zoned);
    time.ok_or_else(|| "write it with its zone, such as 2026-11-23T18:04:05Z or 2026-11-23T18:04:05+01:00".to_owned())
}

pub(super) fn parse_encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| "is no encoding's name; for example utf-8, utf-16le, windows-1252, iso-8859-1".to_owned())
}

impl InputArgs {
    /// Reads the scans and prints what was noticed; `text` keeps the benchmark's prose.
    pub(super) fn load(&self, text: bool) -> anyhow::Result<Loaded> {
        self.how.load(&self.scans, text)
    }

    /// As [`load`](Self::load), and takes the files' digests.
    pub(super) fn load_with_digests(&self, text: bool) -> anyhow::Result<Loaded> {
        HowArgs::load_with(&Loader { digest: true, ..self.how.loader(text)? }, &self.scans)
    }
}

impl HowArgs {
    /// How to read many scans, each with its file's digest.
    pub(super) fn fleet_loader(&self, text: bool) -> anyhow::Result<Loader> {
        Ok(Loader { digest: true, ..self.loader(text)? })
    }

    /// Whether the arguments say which AMI all scans are of.
    pub(super) fn names_the_ami(&self) -> bool {
        self.ami_id.is_some() || self.ami_name.is_some()
    }

    /// The same for the older side of a comparison: what names one AMI is not taken over.
    pub(super) fn for_older(
        &self,
        benchmark: Option<&str>,
        ami_id: Option<&str>,
        ami_name: Option<&str>,
        level: Option<u8>,
    ) -> Self {
        Self {
            benchmark: benchmark.map(str::to_owned).or_else(|| self.benchmark.clone()),
            ami_id: ami_id.map(str::to_owned),
            ami_name: ami_name.map(str::to_owned),
            level: level.or(self.level),
            scanned_at: None,
            ..self.clone()
        }
    }

    /// Reads the paths and prints what was noticed.
    pub(super) fn load(&self, paths: &[PathBuf], text: bool) -> anyhow::Result<Loaded> {
        Self::load_with(&self.loader(text)?, paths)
    }

    /// One file, within the limit.
    pub(super) fn input(&self, path: &Path) -> Result<Input, ReadError> {
        Ok(Input::open(path, self.max_input)?.with_encoding(self.encoding))
    }

    /// How the arguments say to read.
    fn loader(&self, text: bool) -> anyhow::Result<Loader> {
        Ok(Loader {
            from: self.from.as_ref().map(|format| format.0),
            encoding: self.encoding,
            most_bytes: self.max_input,
            options: ReadOptions { text, columns: self.input_columns.clone() },
            benchmark: self.benchmark.as_deref().map(Benchmark::given),
            ami_id: self.ami_id.clone(),
            ami_name: self.ami_name.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            scanned_at: self.scanned_at,
            inventory: self.inventory.as_deref().map(inventory).transpose()?,
            level: self.level,
            tags: self.tag.iter().cloned().collect(),
            keep_going: self.keep_going,
            mappings: self.mappings.load()?,
            digest: false,
        })
    }

    /// As [`load`](Self::load), with a loader that was told more.
    fn load_with(loader: &Loader, paths: &[PathBuf]) -> anyhow::Result<Loaded> {
        paths.iter().try_for_each(|path| take_stdin(path))?;
        output::was_read(paths);
        let begun = Instant::now();
        let progress = Progress::new();
        let loaded = loader.load_watched(paths, &progress);
        progress.end();
        let loaded = loaded?;
        output::was_read(loaded.scans.iter().map(|scan| &scan.source.path));
        said(&loaded, begun.elapsed());
        for error in &loaded.failed {
            output::error(&error.to_string());
            error.help.as_deref().into_iter().for_each(output::help);
        }
        if loaded.scans.is_empty() {
            return Err(anyhow!("none of the files could be read"));
        }
        for note in &loaded.notes {
            output::diagnostic(note);
        }
        // The scans of one file share what there is to say about the file.
        let mut told = BTreeSet::new();
        for scan in &loaded.scans {
            for warning in &scan.warnings {
                let diagnostic = Diagnostic::new(Level::Warn, warning.code.clone(), &warning.message);
                output::diagnostic(&diagnostic.path(&scan.source.path));
            }
            for doubt in scan.doubts.iter().filter(|doubt| doubt.is_said()) {
                if told.insert((scan.source.path.as_str(), doubt)) {
                    output::doubt(doubt, &scan.source.path);
                }
            }
        }
        loaded.doubts.iter().for_each(|doubt| output::doubt(doubt, ""));
        loaded.unused.iter().for_each(|row| output::done(row));
        Ok(loaded)
    }
}

/// Larger files are no inventory.
const MOST_INVENTORY: u64 = 64 << 20;

fn inventory(path: &Path) -> Result<Inventory, ReadError> {
    output::was_read([path]);
    Inventory::read(&Input::open(path, Some(MOST_INVENTORY))?)
}

/// Standard input is read once: whoever names it again would read nothing.
pub(super) fn take_stdin(path: &Path) -> anyhow::Result<()> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if path == Path::new("-") && TAKEN.swap(true, Ordering::Relaxed) {
        let message = "standard input (`-`) can be given once; write the other input into a file";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    Ok(())
}

/// The format of every input that was read, for `--verbose`.
fn said(loaded: &Loaded, took: Duration) {
    for scan in &loaded.scans {
        let (source, checks) = (&scan.source, counted(scan.checks.len(), "check"));
        output::done(&format!("{} is {}: {checks}, {}", source.path, source.format, scan.benchmark));
    }
    output::done(&format!("{} read in {:.2} s", counted(loaded.scans.len(), "scan"), took.as_secs_f64()));
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
