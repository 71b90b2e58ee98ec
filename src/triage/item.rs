//! The findings that wait for a decision: failures that nothing covers, and what is not verified.

use crate::assess::{Assessment, Disposition, Image, Lapse, Part, Recommendation, can_attest};
use crate::mapping::Mappings;
use crate::model::{Benchmark, Number, Status};
use crate::registry::import::Row;
use crate::registry::{Approval, draft};
use crate::views::evidence_of;

/// One finding: a recommendation of a benchmark version, on every image that has it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The number, else the rule.
    pub id: String,
    /// The number itself, where it has one.
    pub number: Option<Number>,
    /// The title; empty without one.
    pub title: String,
    /// The disposition.
    pub disposition: Disposition,
    /// The word for people: the disposition's, or the status of what nobody verified.
    pub word: &'static str,
    /// The profile levels.
    pub levels: Vec<u8>,
    /// The benchmark version that the number belongs to.
    pub benchmark: Benchmark,
    /// The images.
    pub images: Vec<String>,
    /// Why nothing covers it.
    pub why: Vec<String>,
    /// The evidence, cut to what a person reads.
    pub evidence: Vec<String>,
    /// The entries that name it and do not apply, with their reasons.
    pub nearly: Vec<Nearly>,
    /// Whether a person's verdict would count.
    pub can_attest: bool,
    /// The draft of an entry for it; `None` where nothing names it.
    pub(super) row: Option<Row>,
}

/// An entry that names a finding and does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearly {
    /// The entry's id.
    pub id: String,
    /// Whether the words of a decision belong into it: nothing but its status, its end or its statuses is against it.
    pub to_fill: bool,
}

/// The findings of an assessment, failures first, else in its order.
pub fn items(assessment: &Assessment, mappings: &Mappings) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for image in &assessment.images {
        for found in image.recommendations.iter().filter(|found| waits(found)) {
            let item = item(assessment, image, found, mappings);
            let same = |known: &&mut Item| known.row.is_some() && named(known) == named(&item);
            match items.iter_mut().find(same) {
                Some(known) => known.images.extend(item.images),
                None => items.push(item),
            }
        }
    }
    items.sort_by_key(|item| item.disposition == Disposition::Unverified);
    items
}

fn named(item: &Item) -> (Option<&[String]>, &Benchmark) {
    (item.row.as_ref().map(|row| row.rules.as_slice()), &item.benchmark)
}

fn waits(found: &Recommendation) -> bool {
    match found.disposition {
        Disposition::Open | Disposition::Lapsed => true,
        Disposition::Unverified => found.deciding().any(|part| !part.judgement.accepted_unverified),
        _ => false,
    }
}

fn item(assessment: &Assessment, image: &Image, found: &Recommendation, mappings: &Mappings) -> Item {
    let deciding: Vec<&Part> = found.deciding().collect();
    let checks = || deciding.iter().map(|part| (image.scan(part.scan), image.check(part)));
    let mut row = checks().find_map(|(scan, check)| draft(scan, check));
    // What the kit was told to leave alone is covered as a failure is.
    let statuses = checks().filter(|(_, check)| !check.is_left_alone()).map(|(_, check)| check.status);
    if let Some(row) = &mut row {
        row.statuses = statuses.filter(|status| *status != Status::Fail).collect();
        row.statuses.sort_unstable();
        row.statuses.dedup();
    }
    let benchmark = row
        .as_ref()
        .map_or_else(|| image.benchmark.clone(), |row| Benchmark::declared(row.benchmark.clone(), row.version.clone()));
    let worst = checks().map(|(_, check)| check.status).reduce(Status::worse);
    Item {
        id: image.id_of(found),
        number: found.number.clone(),
        title: found.title.clone().unwrap_or_default(),
        disposition: found.disposition,
        word: match (found.disposition, worst) {
            (Disposition::Unverified, Some(status)) => status.word(),
            (other, _) => other.word(),
        },
        levels: found.levels.clone(),
        benchmark,
        images: vec![image.label.clone()],
        why: assessment.why(found),
        evidence: evidence_of(image, found).lines(),
        nearly: nearly(assessment, &deciding),
        can_attest: found.disposition == Disposition::Unverified
            && checks().all(|(scan, check)| can_attest(scan, check, mappings)),
        row,
    }
}

fn nearly(assessment: &Assessment, deciding: &[&Part]) -> Vec<Nearly> {
    let mut found: Vec<Nearly> = Vec::new();
    for (id, lapses) in deciding.iter().flat_map(|part| &part.judgement.lapsed) {
        let id = &assessment.registry.entry(*id).id;
        let to_fill = lapses.iter().all(fills);
        match found.iter_mut().find(|known| known.id == *id) {
            Some(known) => known.to_fill &= to_fill,
            None => found.push(Nearly { id: id.clone(), to_fill }),
        }
    }
    found
}

/// Whether words for an entry do away with a reason why it does not apply.
fn fills(lapse: &Lapse) -> bool {
    matches!(
        lapse,
        Lapse::NotApproved(Approval::Draft | Approval::Requested) | Lapse::Expired(_) | Lapse::OtherStatus(_)
    )
}
