//! `amicis init`: a registry out of what is there.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::assess::{BeginError, Begun, Given};
use crate::load::Loaded;
use crate::mapping::{Edition, Mappings};
use crate::model::{Benchmark, Scan};
use crate::read::Input;
use crate::registry::import::{Row, import};
use crate::registry::{self, SCHEMA_FILE, edition_of};
use crate::report::mark_block;

use super::assess::AsOfArgs;
use super::benchmark_name::BenchmarkName;
use super::exit::{Exit, Stop};
use super::input::HowArgs;
use super::mappings::named;
use super::output;

/// Make a registry of what is there: scans, and the table that people keep today
///
/// Writes the registry with the table's rows as entries and a draft for everything that fails and has none, the
/// schema for editors beside it, and the markers of the exceptions table into the page; then it says what is left to
/// do, in order. Nothing is overwritten: run again, it only adds what is new.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis init results.xml --from-table README.md
  amicis init scans/2026-11-20/ --benchmark \"AL2 3.0.0\" -r exceptions.toml")]
pub(super) struct Args {
    /// Scan files or folders
    #[arg(required_unless_present = "from_table", value_name = "SCAN")]
    scans: Vec<PathBuf>,
    /// The table that people keep today: a Markdown page, or whatever `registry import` reads
    #[arg(long, value_name = "FILE")]
    from_table: Option<PathBuf>,
    /// The benchmark of the table's numbers, where their titles do not tell it
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true, requires = "from_table")]
    table_benchmark: Option<String>,
    /// Which of several tables of the page, counted from 1
    #[arg(long, value_name = "N", requires = "from_table")]
    table: Option<usize>,
    /// The registry's file
    #[arg(short, long, value_name = "FILE", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// The page that gets the markers (default: the page with the table, else README.md where there is one)
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    how: HowArgs,
}

/// A file to write, and what to say of it.
struct Made {
    path: PathBuf,
    text: String,
    said: String,
}

/// The table that people keep.
#[derive(Default)]
struct Kept {
    name: String,
    rows: Vec<Row>,
    lines: Option<std::ops::Range<usize>>,
    edition: Option<Edition>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.registry.is_dir() {
        let message = "init makes one file; `amicis registry add` puts entries into a folder";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    leads_somewhere(&args.registry)?;
    let mappings = args.how.mappings.load()?;
    let loaded = if args.scans.is_empty() { Loaded::default() } else { args.how.load(&args.scans, false)? };
    let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
    let known = loaded.scans.iter().map(|scan| &scan.benchmark).find(|benchmark| Edition::of(benchmark).is_some());
    let mut scanned = known.cloned().unwrap_or_default();
    // A short name that was given becomes the full one.
    if let Some(list) = Edition::of(&scanned).as_ref().and_then(|edition| mappings.list(edition)) {
        scanned.title = Some(list.edition.title().to_owned());
    }
    if known.is_none() && !loaded.scans.is_empty() && !args.registry.exists() {
        let message = "no scan says of which benchmark version it is; name it with --benchmark \"AL2 3.0.0\"";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let kept = args.from_table.as_deref().map(|path| kept(args, path, &scanned, &mappings)).transpose()?;
    let kept = kept.unwrap_or_default();
    let begun = begun(args, &loaded.scans, &scanned, &kept, &mappings)?;
    let mut made: Vec<Made> = registry_of(args, &begun, &kept).into_iter().collect();
    let schema = args.registry.with_file_name(SCHEMA_FILE);
    leads_somewhere(&schema)?;
    if !schema.exists() {
        made.push(Made { path: schema, text: registry::schema(), said: "the schema, for editors".to_owned() });
    } else if fs::read_to_string(&schema).ok().as_deref() != Some(registry::schema().as_str()) {
        let shown = schema.display();
        output::note(&format!(
            "{shown} is there and is not this version's schema, by which editors check the registry"
        ));
        output::help(&format!("move it away and run this again, or write it: amicis registry schema > {shown}"));
    }
    let page = page(args);
    if let Some(page) = &page {
        made.extend(marked(page, kept.lines.clone().filter(|_| args.from_table.as_ref() == Some(page)))?);
    }
    output::write_files(made.iter().map(|made| (made.path.as_path(), made.text.as_bytes())))?;
    let mut told = String::new();
    for Made { path, said, .. } in &made {
        let _ = writeln!(told, "{}: {said}", path.display());
    }
    if made.is_empty() {
        told.push_str("Nothing new.\n");
    }
    if begun.nameless > 0 {
        output::note(&format!("failures that no entry can name, having no number and no rule: {}", begun.nameless));
    }
    told.push_str(&left_to_do(args, &begun, page.as_deref()));
    output::print(&output::safe(&told))?;
    Ok(exit)
}

/// Refuses a link to a file that is not there: writing would put a file in the place of the link.
fn leads_somewhere(path: &Path) -> anyhow::Result<()> {
    if path.is_symlink() && !path.exists() {
        let message =
            format!("{} is a link to a file that is not there; make that file, or take the link out", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    Ok(())
}

/// Reads the table that people keep, with the benchmark version of its numbers.
fn kept(args: &Args, path: &Path, scanned: &Benchmark, mappings: &Mappings) -> anyhow::Result<Kept> {
    let input = Input::open(path, None)?;
    let shown = output::safe(input.name()).into_owned();
    let imported = import(&input.text()?, None, args.table)
        .map_err(|error| Stop::new(Exit::Unusable, format!("{shown}: {error}")))?;
    for note in &imported.notes {
        output::note(&format!("{shown}: {note}"));
    }
    let edition = match &args.table_benchmark {
        Some(text) => Some(named(mappings, text)?.edition.clone()),
        None => edition_of(&imported.rows, scanned, mappings),
    };
    if edition.is_none() && imported.rows.iter().any(|row| row.version.is_none()) {
        let message = format!("{shown}: the titles do not tell of which benchmark version the numbers are");
        output::error(&message);
        return Err(
            Stop::new(Exit::Unusable, "name it with --table-benchmark \"AL2 2.0.0\"; nothing was written").into()
        );
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = |row: Row| match (&edition, &row.version) {
        (Some(edition), None) => {
            Row { benchmark: Some(edition.title().to_owned()), version: Some(edition.version().to_owned()), ..row }
        }
        _ => row,
    };
    let rows = imported.rows.into_iter().map(own).collect();
    Ok(Kept { name, rows, lines: imported.lines, edition })
}

/// Puts the table's rows and the drafts into the registry, and judges the scans with it.
fn begun(args: &Args, scans: &[Scan], scanned: &Benchmark, kept: &Kept, mappings: &Mappings) -> anyhow::Result<Begun> {
    let path = args.registry.display().to_string();
    let table = || kept.edition.as_ref().map(|edition| Benchmark::given(&edition.to_string()));
    let defaults = if Edition::of(scanned).is_some() { Some(scanned.clone()) } else { table() };
    let old = args.registry.exists().then(|| fs::read_to_string(&args.registry)).transpose();
    let old = old.with_context(|| format!("cannot read {path}"))?;
    let from = args.scans.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
    let given = Given {
        path: &path,
        old: old.as_deref(),
        defaults: defaults.as_ref(),
        rows: (&kept.rows, &kept.name),
        scans: (scans, &from.collect::<Vec<_>>().join(", ")),
        as_of: args.as_of.date(),
    };
    match Begun::new(&given, mappings) {
        Err(BeginError::Registry(error)) => Err(error.into()),
        other => other.context(path),
    }
}

/// The registry to write, where it is another one than before.
fn registry_of(args: &Args, begun: &Begun, kept: &Kept) -> Option<Made> {
    let mut said = Vec::new();
    if begun.rows > 0 {
        let rows = counted(begun.rows, "row", "rows");
        said.push(format!("{rows} of {} ({} doubtful)", kept.name, begun.doubtful));
    }
    said.push(format!("{} for what fails and has no entry", counted(begun.drafts, "draft", "drafts")));
    let made = Made { path: args.registry.clone(), text: begun.text.clone(), said: said.join(", ") };
    begun.is_new.then_some(made)
}

/// The page of the exceptions table.
fn page(args: &Args) -> Option<PathBuf> {
    let is_page = |path: &&PathBuf| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let readme = || Some(PathBuf::from("README.md")).filter(|path| path.is_file());
    args.page.clone().or_else(|| args.from_table.as_ref().filter(is_page).cloned()).or_else(readme)
}

/// The page with the markers, where it has none yet.
fn marked(page: &Path, table: Option<std::ops::Range<usize>>) -> anyhow::Result<Option<Made>> {
    let shown = page.display();
    let old = fs::read_to_string(page).with_context(|| format!("cannot read {shown}"))?;
    let place = if table.is_some() { "around its table" } else { "at its end" };
    let text = mark_block(&old, table).with_context(|| format!("cannot mark {shown}"))?;
    Ok(text.map(|text| Made { path: page.to_owned(), text, said: format!("the markers of the table, {place}") }))
}

/// The steps that are left, in order.
fn left_to_do(args: &Args, begun: &Begun, page: Option<&Path>) -> String {
    let registry = word(&args.registry);
    let scans = args.scans.iter().map(|path| word(path)).collect::<Vec<_>>().join(" ");
    let scans = if scans.is_empty() { "SCAN".to_owned() } else { scans };
    let (drafts, review) = (begun.waiting(), begun.to_review());
    let mut steps = Vec::new();
    if drafts > 0 {
        steps.push(format!(
            "Give {} a reason:\n     amicis registry export --to csv -r {registry} -o reasons.csv\n     \
             amicis registry apply reasons.csv -r {registry} --approve NAME",
            counted(drafts, "draft", "drafts")
        ));
    }
    if review > 0 {
        let review = counted(review, "entry", "entries");
        steps.push(format!("Look at what moved under {review}:\n     amicis registry lint {scans} -r {registry}"));
    }
    let table = match page {
        Some(page) => format!("Write the table:\n     amicis exceptions {scans} -r {registry} --write {}", word(page)),
        None => format!("Print the table:\n     amicis exceptions {scans} -r {registry}"),
    };
    steps.push(table);
    steps.push(format!("Hold every build against it:\n     amicis check {scans} -r {registry}"));
    let mut text = "\nLeft to do, in this order:\n".to_owned();
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "  {}. {step}", index + 1);
    }
    text
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// A path as a word of a shell.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
