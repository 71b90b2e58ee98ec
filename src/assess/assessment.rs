//! Scans, a registry and a date → a disposition for every check and recommendation, and the scores.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::disposition::Disposition;
use super::instances::{self, Group, GroupError};
use super::listed::{MIN_LISTED, doubt_small};
use super::matching::{Judgement, Matcher};
use super::numbering::{number_by_title, split_numbers};
use super::outcome::{self, EntryOutcome};
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Number, Scan, Score, Status, TitleKind, Weight, normalise};
use crate::registry::Registry;

/// Scans judged with a registry on a day.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day that decided what is in force.
    pub as_of: Date,
    /// The registry; empty when none was given.
    pub registry: Registry,
    /// The scans, in the order given.
    pub scans: Vec<Scan>,
    /// What was judged as one, in the order of the scans.
    pub images: Vec<Image>,
    /// What became of every entry of the registry, in its order.
    pub outcomes: Vec<EntryOutcome>,
    /// What a person should know about the grouping.
    pub notes: Vec<String>,
}

/// One image held against one benchmark, by one tool or several.
#[derive(Clone, Debug)]
pub struct Image {
    /// The AMI id, else the target's name: what scans are grouped by.
    pub name: String,
    /// The name that people read; it tells the instances of one image apart where they are kept apart.
    pub label: String,
    /// The benchmark of all its scans.
    pub benchmark: Benchmark,
    /// One for each tool and profile.
    pub runs: Vec<ToolRun>,
    /// Every recommendation that a scan of the image speaks of, by number.
    pub recommendations: Vec<Recommendation>,
}

/// What one tool says about an image, over all instances.
#[derive(Clone, Debug)]
pub struct ToolRun {
    /// The scans, as ascending indexes: one for each instance.
    pub scans: Vec<usize>,
    /// The score over recommendations.
    pub raw: Score,
    /// The score with excepted recommendations left out.
    pub accepted: Score,
}

/// A recommendation, folded from its parts: rules, instances, tools.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// Its number; absent for a check without one, which is a recommendation of its own.
    pub number: Option<Number>,
    /// The title: the benchmark's own where a scan has it, else the tool's.
    pub title: Option<String>,
    /// The levels of all parts.
    pub levels: Vec<u8>,
    /// The largest weight of its parts.
    pub weight: Weight,
    /// The worst disposition of its parts.
    pub disposition: Disposition,
    /// Its parts, in the order of the scans.
    pub parts: Vec<Part>,
}

/// One check of one scan, judged.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scan, as an index.
    pub scan: usize,
    /// The check in it, as an index.
    pub check: usize,
    /// What the registry says.
    pub judgement: Judgement,
}

impl Recommendation {
    /// Its parts that have its own disposition: those that decide it.
    pub fn deciding(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.judgement.disposition == self.disposition)
    }

    /// The entries that cover it, by index, each once.
    pub fn covering(&self) -> Vec<usize> {
        let mut entries: Vec<usize> =
            self.parts.iter().flat_map(|part| part.judgement.covering.iter().copied()).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

impl Assessment {
    /// Judges scans with a registry on a day; `each` keeps instances of one image apart.
    ///
    /// # Errors
    /// When two runs of one instance cannot be told apart in time.
    pub fn new(
        mut scans: Vec<Scan>,
        registry: Registry,
        as_of: Date,
        each: bool,
        mappings: &Mappings,
    ) -> Result<Self, GroupError> {
        scans.iter_mut().for_each(split_numbers);
        let mut notes: Vec<String> = scans.iter_mut().filter_map(|scan| number_by_title(scan, mappings)).collect();
        scans.iter_mut().for_each(|scan| doubt_small(scan, MIN_LISTED, mappings));
        let groups = instances::group(&scans, each, &mut notes)?;
        let matcher = Matcher::new(&registry, as_of, mappings);
        let judge = |_, scan: &Scan, check: &Check| matcher.judge(scan, check);
        let images: Vec<Image> = groups.iter().map(|group| image(&scans, group, &judge)).collect();
        let outcomes = outcome::of_entries(&scans, &registry, &images, &matcher, as_of);
        Ok(Self { as_of, registry, scans, images, outcomes, notes })
    }

    /// Scans with verdicts that were given before, as a release stored them; what has none is judged
    /// by its status alone. The registry holds the entries that the verdicts name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_verdicts(
        scans: Vec<Scan>,
        registry: Registry,
        as_of: Date,
        verdicts: &BTreeMap<(usize, usize), Judgement>,
    ) -> Result<Self, GroupError> {
        let mut notes = Vec::new();
        let groups = instances::group(&scans, false, &mut notes)?;
        let judge = |place, _: &Scan, check: &Check| {
            verdicts.get(&place).cloned().unwrap_or_else(|| Judgement::of(check.status))
        };
        let images: Vec<Image> = groups.iter().map(|group| image(&scans, group, &judge)).collect();
        Ok(Self { as_of, registry, scans, images, outcomes: Vec::new(), notes })
    }

    /// The check of a part.
    pub fn check(&self, part: &Part) -> Option<&Check> {
        self.scans.get(part.scan)?.checks.get(part.check)
    }

    /// Whether any scan has a check that a verdict can rest on: pass, fixed, fail, error or unknown.
    pub fn can_judge(&self) -> bool {
        self.scans.iter().flat_map(|scan| &scan.checks).any(|check| check.status.scored())
    }
}

/// Judges the check at a place: the scan and the check in it, as indexes.
type Judge<'j> = dyn Fn((usize, usize), &Scan, &Check) -> Judgement + 'j;

fn image(scans: &[Scan], group: &Group, judge: &Judge<'_>) -> Image {
    let indexes: Vec<usize> = group.runs.iter().flatten().copied().collect();
    let recommendations = fold(scans, &indexes, judge);
    let runs = group.runs.iter().map(|run| tool_run(scans, run, &recommendations)).collect();
    let first = indexes.first().and_then(|index| scans.get(*index));
    let benchmark = first.map(|scan| scan.benchmark.clone()).unwrap_or_default();
    let label = first.and_then(|scan| scan.target.name()).unwrap_or(&group.image);
    let label = match group.instance.as_deref().filter(|instance| *instance != label) {
        Some(instance) => format!("{label}, {instance}"),
        None => label.to_owned(),
    };
    Image { name: group.image.clone(), label, benchmark, runs, recommendations }
}

/// What makes two checks parts of one recommendation: the number and, where one number stands for
/// two titles, the title; without a number the tool's rule, else nothing.
type Key = (Option<Number>, String);

/// Numbers sort by themselves; checks without one come last.
fn sort_key(recommendation: &Recommendation) -> (bool, Option<Number>) {
    (recommendation.number.is_none(), recommendation.number.clone())
}

fn fold(scans: &[Scan], indexes: &[usize], judge: &Judge<'_>) -> Vec<Recommendation> {
    let mut at: BTreeMap<Key, usize> = BTreeMap::new();
    let mut folded: Vec<Recommendation> = Vec::new();
    for &index in indexes {
        let Some(scan) = scans.get(index) else { continue };
        for (check_index, check) in scan.checks.iter().enumerate() {
            let judgement = judge((index, check_index), scan, check);
            let part = Part { scan: index, check: check_index, judgement };
            let key = key_of(check, (index, check_index));
            if let Some(recommendation) = at.get(&key).and_then(|slot| folded.get_mut(*slot)) {
                add(recommendation, check, part);
            } else {
                at.insert(key, folded.len());
                folded.push(begin(check, part));
            }
        }
    }
    let mut folded = join_tool_titles(folded, scans);
    folded.sort_by_key(sort_key);
    folded
}

/// A tool's own wording says nothing about which recommendation it is, so the number alone does.
fn key_of(check: &Check, place: (usize, usize)) -> Key {
    let own = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation);
    let title = own.map(|title| normalise(title.text())).unwrap_or_default();
    match (&check.number, &check.rule) {
        (Some(number), _) => (Some(number.clone()), title),
        (None, Some(rule)) => (None, rule.clone()),
        // Then the tool's wording is all there is.
        (None, None) => (None, check.title_text().map_or_else(|| format!("{place:?}"), normalise)),
    }
}

fn begin(check: &Check, part: Part) -> Recommendation {
    Recommendation {
        number: check.number.clone(),
        title: check.title_text().map(str::to_owned),
        levels: check.levels.clone(),
        weight: check.weight(),
        disposition: part.judgement.disposition,
        parts: vec![part],
    }
}

fn add(recommendation: &mut Recommendation, check: &Check, part: Part) {
    recommendation.title = recommendation.title.take().or_else(|| check.title_text().map(str::to_owned));
    recommendation.levels.extend(&check.levels);
    recommendation.levels.sort_unstable();
    recommendation.levels.dedup();
    recommendation.weight = recommendation.weight.max(check.weight());
    recommendation.disposition = recommendation.disposition.min(part.judgement.disposition);
    recommendation.parts.push(part);
}

/// Parts without a recommendation title join the one recommendation of their number that has one.
/// Where the number stands for two, they stay apart.
fn join_tool_titles(folded: Vec<Recommendation>, scans: &[Scan]) -> Vec<Recommendation> {
    let titled = |recommendation: &Recommendation| {
        let first = recommendation.parts.first();
        let check = first.and_then(|part| scans.get(part.scan)?.checks.get(part.check));
        check.and_then(|check| check.title.as_ref()).is_some_and(|title| title.kind == TitleKind::Recommendation)
    };
    let (mut own, other): (Vec<_>, Vec<_>) =
        folded.into_iter().partition(|recommendation| recommendation.number.is_none() || titled(recommendation));
    let mut by_number: BTreeMap<Number, Vec<usize>> = BTreeMap::new();
    for (index, recommendation) in own.iter().enumerate() {
        if let Some(number) = &recommendation.number {
            by_number.entry(number.clone()).or_default().push(index);
        }
    }
    for recommendation in other {
        let slot = match recommendation.number.as_ref().and_then(|number| by_number.get(number)).map(Vec::as_slice) {
            Some([only]) => own.get_mut(*only),
            _ => None,
        };
        match slot {
            Some(target) => {
                target.levels.extend(&recommendation.levels);
                target.levels.sort_unstable();
                target.levels.dedup();
                target.weight = target.weight.max(recommendation.weight);
                target.disposition = target.disposition.min(recommendation.disposition);
                target.parts.extend(recommendation.parts);
                target.parts.sort_by_key(|part| (part.scan, part.check));
            }
            None => own.push(recommendation),
        }
    }
    own
}

impl ToolRun {
    /// Whether a part is of one of its scans. Asked for every part of an image: instances times checks.
    fn has(&self, part: &Part) -> bool {
        self.scans.binary_search(&part.scan).is_ok()
    }

    /// What the run says of a recommendation: the worst status of its parts and their largest
    /// weight; `None` when it does not speak of it.
    pub fn result(&self, scans: &[Scan], recommendation: &Recommendation) -> Option<(Status, Weight)> {
        let parts = recommendation.parts.iter().filter(|part| self.has(part));
        let checks = parts.filter_map(|part| scans.get(part.scan)?.checks.get(part.check));
        checks
            .map(|check| (check.status, check.weight()))
            .reduce(|worst, next| (worst.0.worse(next.0), worst.1.max(next.1)))
    }

    /// The raw and the accepted score over some recommendations.
    pub fn scores<'r, I>(&self, scans: &[Scan], recommendations: I) -> (Score, Score)
    where
        I: IntoIterator<Item = &'r Recommendation>,
    {
        let (mut raw, mut accepted) = (Score::default(), Score::default());
        for recommendation in recommendations {
            let Some((status, weight)) = self.result(scans, recommendation) else { continue };
            raw.add(status, weight);
            let parts = recommendation.parts.iter().filter(|part| self.has(part));
            if parts.map(|part| part.judgement.disposition).min() != Some(Disposition::Excepted) {
                accepted.add(status, weight);
            }
        }
        (raw, accepted)
    }
}

fn tool_run(scans: &[Scan], run: &[usize], recommendations: &[Recommendation]) -> ToolRun {
    // A newer run of an instance stands where the older one stood.
    let mut ascending = run.to_vec();
    ascending.sort_unstable();
    let tool = ToolRun { scans: ascending, raw: Score::default(), accepted: Score::default() };
    let (raw, accepted) = tool.scores(scans, recommendations);
    ToolRun { raw, accepted, ..tool }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::Moment;

    #[test]
    fn a_run_whose_scans_were_replaced_by_newer_ones_counts_every_instance() {
        let scan = |instance: &str, day: &str, status| {
            let check = Check { number: "1.1.1".parse().ok(), ..Check::new(status) };
            let mut scan = Scan { checks: vec![check], finished: Moment::parse(day), ..Scan::default() };
            (scan.target.instance_id, scan.target.ami_id) =
                (Some(instance.into()), Some("ami-0123456789abcdef0".into()));
            scan
        };
        // The newer run of the first instance comes last and takes the first one's place.
        let scans = vec![
            scan("i-a", "2026-05-01", Status::Pass),
            scan("i-b", "2026-05-01", Status::Pass),
            scan("i-c", "2026-05-01", Status::Pass),
            scan("i-a", "2026-05-02", Status::Fail),
        ];
        let (registry, mappings) = (Registry::default(), Mappings::builtin());
        let assessment =
            Assessment::new(scans, registry, date(2026, 5, 5), false, &mappings).expect("times tell them apart");
        let (image, run) = (&assessment.images[0], &assessment.images[0].runs[0]);
        assert_eq!(run.scans, [1, 2, 3]);
        assert_eq!(
            run.result(&assessment.scans, &image.recommendations[0]).map(|(status, _)| status),
            Some(Status::Fail)
        );
    }
}
