//! `amicis registry add`: drafts for failing checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::assess::{Assessment, Disposition, Image, Part};
use crate::load::Loader;
use crate::model::{Benchmark, Number, Status};
use crate::registry::import::Row;
use crate::registry::{Registry, add, draft, names};

use super::assess::AsOfArgs;
use super::mappings::MappingArgs;
use super::{Exit, Stop, output};

/// Add drafts for failing recommendations to the registry
///
/// A draft has everything but a reason, and `registry lint` refuses it until a person gives one.
/// A recommendation that an entry names already is not added again. Comments and order of the file stay.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry add 1.1.22 3.2.1 --from results.xml -r exceptions.toml
  amicis registry add --all-open --from results.xml -r exceptions.toml")]
pub(super) struct Args {
    /// The recommendations' numbers
    #[arg(value_name = "NUMBER", required_unless_present = "all_open", conflicts_with = "all_open")]
    numbers: Vec<Number>,
    /// Every failing recommendation that no entry names
    #[arg(long)]
    all_open: bool,
    /// The scan they fail in; a file or a folder, may be repeated
    #[arg(long, value_name = "SCAN", required = true)]
    from: Vec<PathBuf>,
    /// The registry: a file, or a folder, which gets a new file for each draft
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// The benchmark the scan was held against, such as "CIS Amazon Linux 2 Benchmark 2.0.0"
    #[arg(long, value_name = "NAME VERSION")]
    benchmark: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    mappings: MappingArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let registry = Registry::load(&args.registry)?;
    let benchmark = args.benchmark.as_deref().map(Benchmark::given);
    let mappings = args.mappings.load()?;
    let loaded = Loader { benchmark, mappings: mappings.clone(), ..Loader::default() }.load(&args.from)?;
    let assessment = Assessment::new(loaded.scans, registry, args.as_of.date(), false, &mappings);
    let wanted = wanted(args, &assessment)?;
    let mut drafts: Vec<Row> = Vec::new();
    for row in wanted {
        if let Some(entry) = assessment.registry.entries.iter().find(|entry| names(entry, &row)) {
            output::note(&format!("{}: `{}` names it already", row.rules.join(", "), entry.id));
        } else if !drafts.iter().any(|known| known.rules == row.rules && known.version == row.version) {
            drafts.push(row);
        }
    }
    if drafts.is_empty() {
        output::note("nothing to add");
        return Ok(Exit::Done);
    }
    write(args, &assessment, &drafts)?;
    let count = drafts.len();
    output::note(&format!("{count} {} added; give each a reason", if count == 1 { "draft" } else { "drafts" }));
    Ok(Exit::Done)
}

/// The drafts that were asked for.
fn wanted(args: &Args, assessment: &Assessment) -> anyhow::Result<Vec<Row>> {
    if args.all_open {
        return Ok(assessment.images.iter().flat_map(open).collect());
    }
    let numbers: BTreeSet<_> = args.numbers.iter().collect();
    let mut rows = Vec::new();
    let mut found = BTreeSet::new();
    for image in &assessment.images {
        for recommendation in &image.recommendations {
            let number = recommendation.number.as_ref().filter(|number| numbers.contains(number));
            let row = || recommendation.parts.iter().find_map(|part| failing(image, part));
            if let Some((number, row)) = number.and_then(|number| Some((number, row()?))) {
                found.insert(number);
                rows.push(row);
            }
        }
    }
    let missing: Vec<_> = numbers.iter().filter(|number| !found.contains(**number)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        let message = format!("not failing in the scan: {}; nothing was added", missing.join(", "));
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    Ok(rows)
}

fn open(image: &Image) -> impl Iterator<Item = Row> {
    let open = image.recommendations.iter().filter(|found| found.disposition == Disposition::Open);
    open.filter_map(|open| open.parts.iter().find_map(|part| failing(image, part)))
}

fn failing(image: &Image, part: &Part) -> Option<Row> {
    let check = image.check(part);
    if check.status == Status::Fail { draft(image.scan(part.scan), check) } else { None }
}

fn write(args: &Args, assessment: &Assessment, drafts: &[Row]) -> anyhow::Result<()> {
    let from = args.from.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
    let what = format!("added from {}", from.collect::<Vec<_>>().join(", "));
    if args.registry.is_dir() {
        return write_folder(&args.registry, &assessment.registry, drafts, &what);
    }
    let shown = args.registry.display();
    let text = fs::read_to_string(&args.registry).with_context(|| format!("cannot read {shown}"))?;
    let text = add(&text, &assessment.registry, drafts, &what)
        .map_err(|error| Stop::new(Exit::Unusable, format!("{shown}: {error}")))?;
    output::write_file(&args.registry, text.as_bytes())
}

/// One new file a draft, named by its id.
#[expect(clippy::expect_used, reason = "a text that a draft was added to has an entry")]
fn write_folder(folder: &Path, registry: &Registry, drafts: &[Row], what: &str) -> anyhow::Result<()> {
    let mut registry = registry.clone();
    let mut files = Vec::new();
    for draft in drafts {
        let text = add("schema = 1\n", &registry, std::slice::from_ref(draft), what)
            .map_err(|error| Stop::new(Exit::Unusable, error.to_string()))?;
        let added = Registry::parse("draft", &text)?;
        let entry = added.entries.into_iter().next().expect("the draft that was added");
        let path = folder.join(format!("{}.toml", entry.id));
        if path.exists() {
            let message = format!("{} exists and holds another entry", path.display());
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        files.push((path, text));
        registry.entries.push(entry);
    }
    output::write_files(files.iter().map(|(path, text)| (path.as_path(), text.as_bytes())))
}
