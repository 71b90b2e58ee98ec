//! `amicis registry import`: what people have today, as a registry.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::mapping::{Edition, Mappings};
use crate::model::Benchmark;
use crate::read::Input;
use crate::registry::import::{Kind, import, write};

use super::super::benchmark_name::BenchmarkName;
use super::{Exit, Stop, output};

/// Make a registry of a Markdown table, a CSV, InSpec waivers or the build kit's exclusion list
///
/// Clean rows become approved entries, word for word. A row with something doubtful (a bare number
/// as its reason, a blank, a stray "Fail", a cell too many) becomes a draft whose note quotes it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry import README.md --benchmark \"CIS Amazon Linux 2 Benchmark 2.0.0\" -o exceptions.toml
  amicis registry import README.md | amicis registry lint -r -      what a person has to fill in")]
pub(super) struct Args {
    /// The file to import; `-` is standard input
    file: PathBuf,
    /// The kind of the file, instead of finding it by content
    #[arg(long, value_enum)]
    from: Option<From>,
    /// The table of the page, counted from 1, instead of the one with recommendation numbers
    #[arg(long, value_name = "N")]
    table: Option<usize>,
    /// The benchmark the numbers belong to, such as "CIS Amazon Linux 2 Benchmark 2.0.0"
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true)]
    benchmark: Option<String>,
    /// Write to a new file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file when it exists
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum From {
    /// A page with a table
    Markdown,
    /// A table with commas, semicolons or tabs; also InSpec waivers in that form
    Csv,
    /// InSpec waivers as YAML
    WaiverYaml,
    /// InSpec waivers as JSON
    WaiverJson,
    /// The build kit's list of exclusions
    ExclusionList,
}

impl From {
    fn kind(self) -> Kind {
        match self {
            Self::Markdown => Kind::Markdown,
            Self::Csv => Kind::Csv,
            Self::WaiverYaml => Kind::WaiverYaml,
            Self::WaiverJson => Kind::WaiverJson,
            Self::ExclusionList => Kind::ExclusionList,
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(path) = args.output.as_ref().filter(|path| path.exists() && !args.force) {
        let message = format!("{} exists; --force replaces it, `amicis registry add` adds to it", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let benchmark = args.benchmark.as_deref().map(Benchmark::given).map(with_its_full_name);
    if let Some(unversioned) = benchmark.iter().find(|benchmark| benchmark.version.is_none()) {
        let name = unversioned.title.as_deref().unwrap_or_default();
        let message =
            format!("--benchmark `{name}` needs a version, such as \"AL2 2.0.0\": numbers change between versions");
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let input = if args.file == Path::new("-") { Input::stdin(None)? } else { Input::open(&args.file, None)? };
    let text = input.text()?;
    let shown = output::safe(input.name()).into_owned();
    let imported = import(&text, args.from.map(From::kind), args.table)
        .map_err(|error| Stop::new(Exit::Unusable, format!("{shown}: {error}")))?;
    for note in &imported.notes {
        output::note(&format!("{shown}: {note}"));
    }
    let name = args.file.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    let source = if name == "-" { "standard input".into() } else { name };
    output::write(&write(&imported.rows, benchmark.as_ref(), &source), args.output.as_deref())?;
    let drafts = imported.rows.iter().filter(|row| row.is_draft()).count();
    let approved = imported.rows.len() - drafts;
    let rows = if imported.rows.len() == 1 { "row" } else { "rows" };
    let next = if drafts == 0 { "" } else { "; `amicis registry lint` says what is to be filled in" };
    output::note(&format!("{} {rows}: approved {approved}, draft {drafts}{next}", imported.rows.len()));
    if benchmark.is_none() && imported.rows.iter().any(|row| row.benchmark.is_none()) {
        output::note("they name no benchmark: fill in [defaults], or import again with --benchmark \"AL2 2.0.0\"");
    }
    Ok(Exit::Done)
}

/// A benchmark that is known by a short name, by the name that its list has: a registry is read by people
/// who do not know the short one.
fn with_its_full_name(benchmark: Benchmark) -> Benchmark {
    let mappings = Mappings::builtin();
    let known = Edition::of(&benchmark).and_then(|edition| mappings.list(&edition).map(|list| list.edition.clone()));
    match known {
        Some(edition) => Benchmark { title: Some(edition.title().to_owned()), ..benchmark },
        None => benchmark,
    }
}
