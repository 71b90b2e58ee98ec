//! `amicis registry add`: entries for failing checks.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;

use crate::assess::{Assessment, Wanted};
use crate::cli::edits::{Edit, YesArgs};
use crate::cli::input::HowArgs;
use crate::model::Number;
use crate::registry::import::Row;
use crate::registry::{Registry, add, joined};

use super::assess::{AsOfArgs, parse_day};
use super::{Exit, Stop, output};

/// Add entries for failing recommendations to the registry
///
/// Without --reason each gets a draft, which has everything but a reason, and which `registry lint` refuses until
/// a person gives one. With --reason they get one entry together, each number guarded by its own title: a draft,
/// unless --approve says who approves it. A recommendation that an entry names already is not added again. The
/// change is shown first; comments and order of the file stay.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry add 1.1.22 3.2.1 --scan results.xml -r exceptions.toml
  amicis registry add --all-open --scan results.xml -r exceptions.toml --yes
  amicis registry add --like partition --scan results.xml --category planned-fix \\
    --reason \"The image has one volume; node groups get their partitions with the next layout.\" \\
    --owner platform --expires 2027-06-30 --approve \"A. Reviewer\"")]
pub(super) struct Args {
    /// The recommendations' numbers
    #[arg(value_name = "NUMBER", required_unless_present_any = ["all_open", "like", "section"], conflicts_with = "all_open")]
    numbers: Vec<Number>,
    /// Every failing recommendation with this text in its title; may be repeated
    #[arg(long, value_name = "TEXT", value_parser = said, conflicts_with = "all_open")]
    like: Vec<String>,
    /// Every failing recommendation of a section; may be repeated
    #[arg(long, value_name = "NUMBER", conflicts_with = "all_open")]
    section: Vec<Number>,
    /// Every failing recommendation that no entry names
    #[arg(long)]
    all_open: bool,
    /// The scan they fail in; a file or a folder, may be repeated
    #[arg(long, value_name = "SCAN", required = true)]
    scan: Vec<PathBuf>,
    /// The registry: a file, or a folder, which gets a new file for each entry
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    yes: YesArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    how: HowArgs,
}

/// The words of the entry.
#[derive(clap::Args, Debug)]
struct SaidArgs {
    /// Why they fail on purpose; one entry for all of them
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: Option<String>,
    /// What a customer should do
    #[arg(long, value_name = "TEXT", value_parser = said, requires = "reason")]
    workaround: Option<String>,
    /// Why, in one word of the registry's categories
    #[arg(long, value_name = "WORD", requires = "reason")]
    category: Option<String>,
    /// Who answers for it
    #[arg(long, value_name = "NAME", value_parser = said, requires = "reason")]
    owner: Option<String>,
    /// The last day in force
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, requires = "reason")]
    expires: Option<Date>,
    /// Who approves it, as of today; without it the entry is a draft
    #[arg(long, value_name = "NAME", value_parser = said, requires = "reason")]
    approve: Option<String>,
}

fn said(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("is blank".to_owned()) } else { Ok(text.trim().to_owned()) }
}

impl SaidArgs {
    /// The entries of drafts, with what was said of them.
    fn entries(&self, drafts: Vec<Row>, today: Date) -> Vec<Row> {
        let Some(reason) = &self.reason else { return drafts };
        let said = |row: Row| Row {
            reason: reason.clone(),
            workaround: self.workaround.clone().unwrap_or_default(),
            category: self.category.clone(),
            owner: self.owner.clone(),
            expires: self.expires,
            approved_by: self.approve.clone(),
            approved_on: self.approve.as_ref().map(|_| today),
            unread: self.approve.is_none(),
            ..row
        };
        joined(drafts).into_iter().map(said).collect()
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(end) = args.said.expires.filter(|end| *end < args.as_of.date()) {
        let message = format!("--expires {end} is over: an entry that has ended covers nothing; nothing was added");
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let empty = args.registry.read_dir().is_ok_and(|mut files| files.next().is_none());
    let registry = if empty { Registry::default() } else { Registry::load(&args.registry)? };
    if let Some((word, help)) = args.said.category.as_ref().and_then(|word| Some((word, registry.no_category(word)?))) {
        output::error(&format!("--category {word} is no category of {}; nothing was added", args.registry.display()));
        return Err(Stop::new(Exit::Unusable, help).into());
    }
    let mappings = args.how.mappings.load()?;
    let loaded = args.how.load(&args.scan, false)?;
    let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
    let assessment = Assessment::new(loaded.scans, registry, args.as_of.date(), false, &mappings);
    let (numbers, like, sections) = (args.numbers.clone(), args.like.clone(), args.section.clone());
    let chosen = assessment.choose(&Wanted { numbers, like, sections, all_open: args.all_open });
    if !chosen.missing.is_empty() {
        let message = format!("not failing in the scan: {}; nothing was added", chosen.missing.join(", "));
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    for (rules, id) in &chosen.named {
        output::note(&format!("{rules}: `{}` names it already", assessment.registry.entry(*id).id));
    }
    if args.said.reason.is_some() && !chosen.named.is_empty() {
        let message = "entries name these already, so the reason has no place; nothing was added";
        output::error(message);
        let registry = args.registry.display();
        return Err(Stop::new(
            Exit::Unusable,
            format!("give entries that there are a reason with `amicis registry export --to csv -r {registry}` and `amicis registry apply`"),
        )
        .into());
    }
    if chosen.nameless > 0 {
        output::note(&format!("failures that no entry can name, having no number and no rule: {}", chosen.nameless));
    }
    if chosen.drafts.is_empty() {
        output::note("nothing to add");
        return Ok(exit);
    }
    let rows = args.said.entries(chosen.drafts, args.as_of.date());
    if args.yes.write(&edits(args, &assessment.registry, &rows)?)? {
        let drafts = rows.iter().filter(|row| row.is_draft()).count();
        let (count, next) = match (drafts, &args.said.reason) {
            (0, _) => (counted(rows.len(), "entry", "entries"), "in force"),
            (_, None) => (counted(drafts, "draft", "drafts"), "give each a reason"),
            (_, Some(_)) => (counted(drafts, "draft", "drafts"), "have it approved"),
        };
        output::note(&format!("{count} added; {next}"));
    }
    Ok(exit)
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// The files with the rows in them, read back as a registry.
fn edits(args: &Args, registry: &Registry, rows: &[Row]) -> anyhow::Result<Vec<Edit>> {
    let from = args.scan.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
    let what = format!("added from {}", from.collect::<Vec<_>>().join(", "));
    let edits = if args.registry.is_dir() {
        in_folder(&args.registry, registry, rows, &what)?
    } else {
        let path = args.registry.display().to_string();
        let old = registry.sources.get(&path).map(|source| source.text().to_owned()).unwrap_or_default();
        let new = add(&old, registry, rows, &what).with_context(|| path.clone())?;
        vec![Edit { path: args.registry.clone(), old, new }]
    };
    for edit in &edits {
        Registry::parse(&edit.path.display().to_string(), &edit.new)?;
    }
    Ok(edits)
}

/// One new file an entry, named by its id.
#[expect(clippy::expect_used, reason = "a text that a draft was added to has an entry")]
fn in_folder(folder: &Path, registry: &Registry, rows: &[Row], what: &str) -> anyhow::Result<Vec<Edit>> {
    let mut registry = registry.clone();
    let mut edits = Vec::new();
    for row in rows {
        let new = add("schema = 1\n", &registry, std::slice::from_ref(row), what)?;
        let added = Registry::parse("draft", &new)?;
        let entry = added.entries.into_iter().next().expect("the draft that was added");
        let path = folder.join(format!("{}.toml", entry.id));
        if path.exists() {
            let message = format!("{} exists and holds another entry", path.display());
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        edits.push(Edit { path, old: String::new(), new });
        registry.entries.push(entry);
    }
    Ok(edits)
}
