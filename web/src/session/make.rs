//! The views of what was dropped, each as the program's command makes it.

use amicis::case::{Judgeable, Older};
use amicis::history::{History, ImageBy, versions};
use amicis::outputs::{OUTPUTS, Output, OutputError, OutputOptions, View, ViewKind, outputs_of};
use amicis::registry::Gate;
use amicis::views::{
    AssessedView, Column, DiffView, ExceptionsView, FindingsView, FormatsView, GateView, HistoryView, ReportOptions,
    ReportView,
};
use amicis::{Assessment, Case, CaseOptions, Registry};
use serde::Serialize;

use super::Session;
use super::ask::Make;
use super::read::said;
use super::reply::{Reply, Said, Stop};

/// What a person knows better than the scans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) benchmark: String,
    pub(super) image: String,
    pub(super) inventory: Vec<String>,
}

/// The views that the page makes, in the order of its tabs.
const VIEWS: [ViewKind; 8] = [
    ViewKind::Exceptions,
    ViewKind::Report,
    ViewKind::Diff,
    ViewKind::History,
    ViewKind::Gate,
    ViewKind::Findings,
    ViewKind::Assessed,
    ViewKind::Scans,
];

#[derive(Serialize)]
pub(super) struct About {
    version: &'static str,
    formats: FormatsView,
    views: Vec<ViewAbout>,
}

#[derive(Serialize)]
struct ViewAbout {
    view: &'static str,
    outputs: Vec<OutputAbout>,
}

#[derive(Serialize)]
struct OutputAbout {
    id: &'static str,
    media_type: &'static str,
    about: &'static str,
}

/// What can be read and made.
pub(super) fn about() -> About {
    let view = |kind: ViewKind| ViewAbout {
        view: kind.word(),
        outputs: outputs_of(&[kind])
            .map(|(output, about)| {
                let of = output.about();
                OutputAbout { id: of.id, media_type: of.media_type, about }
            })
            .collect(),
    };
    About { version: amicis::VERSION, formats: FormatsView::new(), views: VIEWS.into_iter().map(view).collect() }
}

/// Files that were made.
#[derive(Serialize)]
struct Made {
    files: Vec<MadeFile>,
    /// What there is to say beside them, as the program says it.
    said: Vec<Said>,
    /// The gate's word, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
}

#[derive(Serialize)]
struct MadeFile {
    name: String,
    media_type: &'static str,
    bytes: usize,
}

/// An output that is being made, with what is said beside it.
struct Making {
    output: &'static dyn Output,
    said: Vec<Said>,
    outcome: Option<String>,
}

impl Making {
    fn print(self, view: &View<'_>, options: &OutputOptions) -> Result<Reply, Stop> {
        let Self { output, mut said, outcome } = self;
        let files = match output.files(view, options) {
            Ok(files) => files,
            Err(nothing @ OutputError::Nothing { .. }) => {
                said.push(Said::note(nothing.to_string()));
                Vec::new()
            }
            Err(error) => return Err(Stop::new(error.to_string())),
        };
        let of = output.about();
        let files: Vec<_> = files
            .into_iter()
            .map(|(name, bytes)| (name, if of.coloured { uncoloured(&bytes) } else { bytes }))
            .collect();
        let media_type = of.media_type;
        let listed = files.iter().map(|(name, bytes)| MadeFile { name: name.clone(), media_type, bytes: bytes.len() });
        let made = Made { files: listed.collect(), said, outcome };
        let attached = files.into_iter().flat_map(|(_, bytes)| bytes).collect();
        Ok(Reply { attached, ..Reply::of(&made) })
    }
}

/// A text without the colours of a terminal; escapes of the scans' own are no longer in it.
fn uncoloured(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text).into_owned();
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest)).into_bytes()
}

impl Session {
    /// Makes one view in one output.
    pub(super) fn make(&mut self, ask: &Make) -> Result<Reply, Stop> {
        let unknown = || Stop::new(format!("there is no output `{}` of the view `{}`", ask.to, ask.view));
        let kind = VIEWS.into_iter().find(|kind| kind.word() == ask.view).ok_or_else(unknown)?;
        let output = OUTPUTS.iter().find(|output| output.about().id == ask.to).ok_or_else(unknown)?;
        output.about().of(kind).ok_or_else(unknown)?;
        if ask.scans.is_empty() {
            return Err(Stop::with_help("there is no scan", "drop one, or put a file on the newer side"));
        }
        let facts = ask.facts();
        let mut noticed = said(self.scans(&ask.scans, &facts, ask.digests())?);
        if ask.registry.is_empty()
            && ask.scans.iter().any(|id| self.held.get(id).is_some_and(|h| h.results().is_some()))
        {
            let note = "what the bundle excepts is left out: drop its registry, or compare it with another scan";
            noticed.extend((kind != ViewKind::Diff).then(|| Said::note(note)));
        }
        let making = Making { output: *output, said: noticed, outcome: None };
        let usual = OutputOptions::default();
        match kind {
            ViewKind::Exceptions => {
                let case = self.case(ask, Judgeable::Newer, None, false)?;
                let view = ExceptionsView { incomplete: case.incomplete, ..ExceptionsView::new(&case.assessment) };
                let columns = if ask.to == "html" { Column::page() } else { Column::workshop() };
                making.print(&View::Exceptions(&view), &usual.with_columns(columns, true))
            }
            ViewKind::Report => {
                let case = self.case(ask, Judgeable::Neither, None, true)?;
                making.print(&View::Report(&ReportView::new(&case.assessment, &ReportOptions::of(&case))), &usual)
            }
            ViewKind::Diff => self.diff(ask, making),
            ViewKind::History => self.history(ask, making),
            ViewKind::Gate | ViewKind::Findings => self.gate(ask, kind, making),
            ViewKind::Assessed => {
                let case = self.case(ask, Judgeable::Neither, None, true)?;
                if case.incomplete && ask.to != "json" {
                    let help = "take the file that cannot be read out of the list, or get it whole";
                    return Err(Stop::with_help("what goes to another system is of whole scans", help));
                }
                let image = Some(ask.image.trim()).filter(|name| !name.is_empty());
                making.print(&View::Assessed(&AssessedView::new(&case, image)), &usual)
            }
            _ => {
                // A scan that is read again later gives its digest then.
                let mut loaded = self.load(&ask.scans, &facts, false)?;
                loaded.mark_incomplete();
                making.print(&View::Scans(&loaded.scans), &usual)
            }
        }
    }

    /// The case of the newer side, and of the older one where that is wanted and there is one.
    fn case(&mut self, ask: &Make, judgeable: Judgeable, gate: Option<Gate>, older: bool) -> Result<Case, Stop> {
        let registry = self.registry(ask)?;
        let baseline = if older && !ask.baseline.is_empty() { Some(self.older(ask)?) } else { None };
        let (scans, doubts, incomplete) = self.newer(ask)?;
        let options = CaseOptions::default().with_mappings(self.mappings.clone()).with_judgeable(judgeable);
        let options = options.with_baseline(baseline).with_gate(gate).with_doubts(doubts).with_incomplete(incomplete);
        Case::new(scans, registry, ask.day(), options).map_err(|error| Stop::new(error.to_string()))
    }

    /// Scans, doubts about what was not read, and whether something could not be.
    fn newer(&mut self, ask: &Make) -> Result<(Vec<amicis::Scan>, Vec<amicis::model::Doubt>, bool), Stop> {
        let loaded = self.scans(&ask.scans, &ask.facts(), ask.digests())?;
        if loaded.scans.is_empty() {
            return Err(Stop::new("none of the files could be read"));
        }
        Ok((loaded.scans.clone(), loaded.doubts.clone(), !loaded.failed.is_empty()))
    }

    /// The older side: a bundle as it was released, anything else judged anew.
    fn older(&mut self, ask: &Make) -> Result<Older, Stop> {
        if let Some(released) = self.released(&ask.baseline)? {
            return Ok(Older::Released(Box::new(released)));
        }
        // What names one image is not taken over.
        let facts = Facts { image: String::new(), ..ask.facts() };
        let loaded = self.scans(&ask.baseline, &facts, false)?;
        if let Some(error) = loaded.failed.first() {
            return Err(Stop::with_help(
                format!("a file of the baseline could not be read: {error}"),
                "take it off the older side, or get it whole",
            ));
        }
        Ok(Older::Scans { scans: loaded.scans.clone(), registry: None, as_of: None, doubts: loaded.doubts.clone() })
    }

    /// A side that is one bundle, with the verdicts stored in it.
    fn released(&mut self, ids: &[String]) -> Result<Option<Assessment>, Stop> {
        let [id] = ids else { return Ok(None) };
        let held = self.held(id)?;
        if held.results().is_none() {
            return Ok(None);
        }
        let (stored, name) = (held.stored(), format!("the bundle {}", held.name));
        let scans = self.scans(ids, &Facts::default(), false)?.scans.clone();
        match stored.assess(scans, &name) {
            Ok(assessment) => Ok(Some(assessment)),
            Err(error) => Err(Stop::with_help(format!("{name}: {error}"), error.help())),
        }
    }

    fn registry(&self, ask: &Make) -> Result<Registry, Stop> {
        let held: Vec<_> = ask.registry.iter().filter_map(|id| self.held.get(id)).collect();
        let [first, ..] = held.as_slice() else { return Ok(Registry::default()) };
        let name = if held.len() == 1 { first.name.as_str() } else { "the registry" };
        let mut texts = Vec::new();
        for one in &held {
            texts.extend(one.texts()?);
        }
        Registry::from_texts(name, texts).map_err(|error| {
            let shown = amicis::diag::render_text(&error.diagnostics, &error.sources, false);
            Stop::new(shown.trim_end())
        })
    }

    fn diff(&mut self, ask: &Make, making: Making) -> Result<Reply, Stop> {
        if ask.baseline.is_empty() {
            let help = "drop the last release too, its scan or its bundle, and put it on the older side";
            return Err(Stop::with_help("there is nothing to compare with", help));
        }
        let own = ask.registry.is_empty() && ask.as_of.is_none();
        let released = if own { self.released(&ask.scans)? } else { None };
        let case = match released {
            Some(released) => {
                let options = CaseOptions::default().with_mappings(self.mappings.clone());
                let options = options.with_baseline(Some(self.older(ask)?)).with_judgeable(Judgeable::Both);
                // The entries of the newer bundle are no registry for other scans.
                let case = Case::of(released, options.with_own_registries());
                case.map_err(|error| Stop::new(error.to_string()))?
            }
            None => self.case(ask, Judgeable::Both, None, true)?,
        };
        let comparison = case.comparison().ok_or_else(|| Stop::new("the sides were not compared"))?;
        let view = DiffView { incomplete: case.incomplete, ..DiffView::new(&comparison, None) };
        making.print(&View::Diff(&view), &OutputOptions::default())
    }

    fn history(&mut self, ask: &Make, mut making: Making) -> Result<Reply, Stop> {
        let registry = self.registry(ask)?;
        let ids: Vec<String> = ask.baseline.iter().chain(&ask.scans).cloned().collect();
        let given: Vec<String> = ids.iter().filter_map(|id| self.held.get(id)).map(|held| held.name.clone()).collect();
        // One name for all scans would make them those of one image.
        let facts = Facts { image: String::new(), ..ask.facts() };
        let loaded = self.scans(&ids, &facts, false)?;
        making.said = said(loaded);
        let (scans, incomplete) = (loaded.scans.clone(), !loaded.failed.is_empty());
        let versions = versions(scans, &given, ImageBy::default(), &registry, ask.today, &self.mappings);
        if !versions.iter().any(|version| version.assessment.can_judge()) {
            return Err(Stop::new("nothing to judge: no check passed, failed or ended in an error"));
        }
        let history = History::new(&versions, &self.mappings).map_err(|error| Stop::new(error.to_string()))?;
        let view = HistoryView { incomplete, ..HistoryView::new(&history) };
        making.print(&View::History(&view), &OutputOptions::default())
    }

    fn gate(&mut self, ask: &Make, kind: ViewKind, making: Making) -> Result<Reply, Stop> {
        let case = self.case(ask, Judgeable::Newer, Some(Gate::default()), true)?;
        let verdict = case.verdict.as_ref().ok_or_else(|| Stop::new("the gate was not asked"))?;
        let outcome = serde_json::to_value(verdict.outcome).ok().and_then(|word| word.as_str().map(str::to_owned));
        let making = Making { outcome, ..making };
        // Failures without an entry are shown at the registry's file, as the program does.
        let registry = &case.assessment.registry;
        let first = registry.sources.paths().next().filter(|_| registry.sources.get(&registry.path).is_none());
        let options = OutputOptions::default().with_location(first.unwrap_or(&registry.path), "");
        if kind == ViewKind::Gate {
            return making.print(&View::Gate(&GateView::new(verdict, &case.lint, &registry.sources)), &options);
        }
        let view = FindingsView::new(&case.assessment, Some(verdict), &case.mappings);
        making.print(&View::Findings(&view), &options)
    }
}

impl Make {
    fn facts(&self) -> Facts {
        let Self { benchmark, image, inventory, .. } = self;
        Facts { benchmark: benchmark.clone(), image: image.clone(), inventory: inventory.clone() }
    }

    /// Whether the digests of the newer side's files are printed.
    fn digests(&self) -> bool {
        [ViewKind::Report, ViewKind::Assessed].iter().any(|kind| kind.word() == self.view)
    }

    /// The day that decides.
    fn day(&self) -> jiff::civil::Date {
        self.as_of.unwrap_or(self.today)
    }
}
