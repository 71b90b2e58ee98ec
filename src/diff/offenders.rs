//! New offenders: the evidence of two sides compared as multisets.

use std::collections::BTreeMap;

use super::noise::{Own, steady};
use crate::digest::sha256_text;
use crate::model::{Check, Evidence, Number, Offender, Scan, Status, Target};
use crate::redact::has_pseudonym;

/// The version of [`steady`], which every digest begins with: a digest of another version says nothing.
const VERSION: &str = "1";

/// The verdict of two sides' evidence on a failure on both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Offenders {
    /// Nothing can be said: a side has no items or not all, or another tool made them.
    Unknown,
    /// The same offenders.
    Same,
    /// These are new, as the newer side prints them; whether others went is no matter.
    New(Vec<String>),
    /// Only fewer than before.
    Fewer,
}

/// How the evidence of two sides differs, whatever the verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceChange {
    /// No line changed, but for blanks and order.
    #[default]
    Same,
    /// Only what changes by itself did: ids, times, the instance's own addresses.
    ByItself,
    /// Something else did.
    Changed,
}

/// The evidence of one recommendation on one side, as a multiset. Neither the instances of an image nor
/// recommendations that were merged or split are added up: an offender counts as often as it stands where
/// it stands most often.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// For each offender without what changes by itself: how often, and how it was printed.
    counted: BTreeMap<String, Vec<String>>,
    /// Nothing but items, in every check.
    itemised: bool,
    /// Fewer items are kept than were found, in some check.
    capped: bool,
    /// How many items were found, and their digests; none where a check is cut without them.
    whole: Option<(u64, Vec<String>)>,
}

impl Tally {
    /// Counts the evidence of one recommendation on two sides.
    pub fn both(old: &[(&Scan, &Check)], new: &[(&Scan, &Check)]) -> (Self, Self) {
        let by_form = [old, new].into_iter().flatten().any(|(_, check)| is_pseudonymous(&check.evidence));
        (Self::of(old.iter().copied(), by_form), Self::of(new.iter().copied(), by_form))
    }

    /// Counts the evidence of the checks of one recommendation; by the form of what identifies, where one of
    /// the sides has pseudonyms.
    fn of<'a>(parts: impl Iterator<Item = (&'a Scan, &'a Check)>, by_form: bool) -> Self {
        let mut places: BTreeMap<Place<'_>, (Own, Self)> = BTreeMap::new();
        let mut tally = Self { itemised: true, whole: Some((0, Vec::new())), ..Self::default() };
        for (scan, check) in parts {
            let place = places.entry(place(scan, check));
            let (own, here) = place.or_insert_with(|| (Own::of(&scan.target).by_form(by_form), Self::default()));
            here.add(&check.evidence, own);
            tally.itemised &= check.evidence.itemised() || check.evidence.digest.is_some();
            tally.capped |= check.evidence.capped();
            tally.whole = tally.whole.zip(whole(&check.evidence, own)).map(|((found, mut digests), (more, digest))| {
                digests.push(digest);
                (found.saturating_add(more), digests)
            });
        }
        if let Some((_, digests)) = &mut tally.whole {
            digests.sort();
            digests.dedup();
        }
        places.into_values().for_each(|(_, here)| tally.merge(here));
        tally
    }

    fn add(&mut self, evidence: &Evidence, own: &Own) {
        let told = evidence.text.iter().flat_map(|text| text.lines()).map(Offender::read);
        for offender in evidence.offenders().chain(told).filter(|offender| !offender.text.is_empty()) {
            self.counted.entry(steady(&offender, own)).or_default().push(offender.text.into_owned());
        }
    }

    fn merge(&mut self, other: Self) {
        for (key, printed) in other.counted {
            let known = self.counted.entry(key).or_default();
            if known.len() < printed.len() {
                *known = printed;
            }
        }
    }

    /// The lines that only one side has, without what changes by itself, as a text diff prints them.
    pub fn text_diff(&self, new: &Self) -> String {
        let (mut gone, mut came) = (Vec::new(), Vec::new());
        let mut out = Vec::new();
        let keys: std::collections::BTreeSet<&String> = self.counted.keys().chain(new.counted.keys()).collect();
        for key in keys {
            let (before, now) = (self.count(key), new.count(key));
            if before == now {
                out.append(&mut gone);
                out.append(&mut came);
            }
            gone.extend((now..before).map(|_| format!("-{key}")));
            came.extend((before..now).map(|_| format!("+{key}")));
        }
        out.append(&mut gone);
        out.append(&mut came);
        out.join("\n")
    }

    fn count(&self, key: &str) -> usize {
        self.counted.get(key).map_or(0, Vec::len)
    }

    /// The newer side's word on the offenders of this side.
    fn compare(&self, new: &Self) -> Offenders {
        if !self.itemised || !new.itemised {
            return Offenders::Unknown;
        }
        if self.capped || new.capped {
            return self.compare_whole(new);
        }
        let mut fresh = Vec::new();
        let mut fewer = false;
        for (key, printed) in &new.counted {
            fresh.extend(printed.iter().skip(self.count(key)).cloned());
        }
        for (key, printed) in &self.counted {
            fewer |= new.count(key) < printed.len();
        }
        fresh.sort();
        match (fresh.is_empty(), fewer) {
            (false, _) => Offenders::New(fresh),
            (true, true) => Offenders::Fewer,
            (true, false) => Offenders::Same,
        }
    }

    /// Where fewer items are kept than were found, their number and digest decide. As many and others,
    /// or more, means that some are new; which ones is known only where all of the older side is kept.
    fn compare_whole(&self, new: &Self) -> Offenders {
        let (Some((before, old_digests)), Some((now, new_digests))) = (&self.whole, &new.whole) else {
            return Offenders::Unknown;
        };
        if old_digests == new_digests {
            return Offenders::Same;
        }
        if now < before {
            return Offenders::Unknown;
        }
        let known = |key: &String| self.capped || self.counted.contains_key(key);
        let mut fresh: Vec<String> =
            new.counted.iter().filter(|(key, _)| !known(key)).flat_map(|(_, printed)| printed.clone()).collect();
        if fresh.is_empty() {
            fresh.push(format!("{now} offenders, {before} before; not all of them are kept"));
        }
        Offenders::New(fresh)
    }
}

/// One recommendation on one instance.
type Place<'a> = (*const Scan, Option<&'a Number>);

fn place<'a>(scan: &Scan, check: &'a Check) -> Place<'a> {
    (std::ptr::from_ref(scan), check.number.as_ref())
}

/// How many items were found and their digest; none where they are cut and nobody counted them.
fn whole(evidence: &Evidence, own: &Own) -> Option<(u64, String)> {
    match (&evidence.found, &evidence.digest) {
        (Some(found), Some(digest)) if digest.starts_with(&format!("{VERSION}:")) => Some((*found, digest.clone())),
        _ if evidence.itemised() => {
            Some((u64::try_from(evidence.items.len()).unwrap_or(u64::MAX), digest(evidence, own)))
        }
        _ => None,
    }
}

/// The digest of all items, without what changes by itself and in no order.
fn digest(evidence: &Evidence, own: &Own) -> String {
    let mut keys: Vec<String> = evidence.offenders().map(|offender| steady(&offender, own)).collect();
    keys.sort_unstable();
    format!("{VERSION}:{}", sha256_text(&keys.join("\n")))
}

/// Keeps the first items of a check's evidence; how many there were and their digest are kept as well.
pub fn cap(evidence: &mut Evidence, most: usize, target: &Target) {
    if evidence.items.len() <= most {
        return;
    }
    if evidence.itemised() {
        let own = Own::of(target).by_form(is_pseudonymous(evidence));
        evidence.digest = Some(digest(evidence, &own));
        evidence.found = u64::try_from(evidence.items.len()).ok();
    }
    evidence.items.truncate(most);
    evidence.truncated = true;
}

/// How the evidence of a recommendation differs between two sides. Most of it is the same line by line:
/// then nothing more is asked.
pub(super) fn change(old: &[(&Scan, &Check)], new: &[(&Scan, &Check)]) -> EvidenceChange {
    let cut = |side: &[(&Scan, &Check)]| side.iter().any(|(_, check)| check.evidence.capped());
    let capped = cut(old) || cut(new);
    if lines(old) == lines(new) && !capped {
        return EvidenceChange::Same;
    }
    let (before, now) = Tally::both(old, new);
    let counts = |tally: &Tally| tally.counted.iter().map(|(key, all)| (key.clone(), all.len())).collect::<Vec<_>>();
    match (&before.whole, &now.whole) {
        (Some((_, before)), Some((_, now))) if capped && before == now => EvidenceChange::Same,
        (None, None) if capped && lines(old) == lines(new) => EvidenceChange::Same,
        _ if capped => EvidenceChange::Changed,
        _ if counts(&before) == counts(&now) => EvidenceChange::ByItself,
        _ => EvidenceChange::Changed,
    }
}

/// Every line with blanks as one, and how often it stands where it stands most often.
fn lines(side: &[(&Scan, &Check)]) -> BTreeMap<String, usize> {
    let mut places: BTreeMap<Place<'_>, BTreeMap<String, usize>> = BTreeMap::new();
    for (scan, check) in side {
        let counts = places.entry(place(scan, check)).or_default();
        for line in check.evidence.lines().flat_map(str::lines).filter(|line| !line.trim().is_empty()) {
            *counts.entry(line.split_whitespace().collect::<Vec<_>>().join(" ")).or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for (line, count) in places.into_values().flatten() {
        let known = most.entry(line).or_default();
        *known = count.max(*known);
    }
    most
}

/// The offenders of the failing checks of two sides: those of each tool that failed it on both.
pub(super) fn compare<'a>(
    old: impl Iterator<Item = (&'a Scan, &'a Check)>,
    new: impl Iterator<Item = (&'a Scan, &'a Check)>,
) -> Offenders {
    let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
    let by_form = old.iter().chain(&new).any(|(_, check)| is_pseudonymous(&check.evidence));
    let (old, new) = (by_tool(old.into_iter(), by_form), by_tool(new.into_iter(), by_form));
    let common = old.iter().filter_map(|(tool, old)| Some(old.compare(new.get(tool)?)));
    let all = common.collect::<Vec<_>>();
    let mut fresh: Vec<String> = Vec::new();
    for found in &all {
        if let Offenders::New(offenders) = found {
            fresh.extend(offenders.iter().cloned());
        }
    }
    if !fresh.is_empty() {
        return Offenders::New(fresh);
    }
    if all.is_empty() || all.contains(&Offenders::Unknown) || old.len() != all.len() || new.len() != all.len() {
        return Offenders::Unknown;
    }
    if all.contains(&Offenders::Fewer) { Offenders::Fewer } else { Offenders::Same }
}

/// Whether evidence holds pseudonyms, as that of a released bundle does.
fn is_pseudonymous(evidence: &Evidence) -> bool {
    evidence.lines().any(has_pseudonym)
}

fn by_tool<'a>(parts: impl Iterator<Item = (&'a Scan, &'a Check)>, by_form: bool) -> BTreeMap<&'a str, Tally> {
    let mut tools: BTreeMap<&str, Vec<(&Scan, &Check)>> = BTreeMap::new();
    for (scan, check) in parts.filter(|(_, check)| check.status == Status::Fail) {
        let tool = scan.tool.as_ref().map(|tool| tool.name.as_str()).unwrap_or_default();
        tools.entry(tool).or_default().push((scan, check));
    }
    tools.into_iter().map(|(tool, parts)| (tool, Tally::of(parts.into_iter(), by_form))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(evidence: Evidence) -> Check {
        Check { evidence, ..Check::new(Status::Fail) }
    }

    fn compared(old: &[Evidence], new: &[Evidence]) -> Offenders {
        let side = |evidence: &[Evidence]| {
            evidence.iter().map(|evidence| (Scan::default(), failing(evidence.clone()))).collect::<Vec<_>>()
        };
        let (old, new) = (side(old), side(new));
        compare(old.iter().map(|(scan, check)| (scan, check)), new.iter().map(|(scan, check)| (scan, check)))
    }

    fn of(old: &[&str], new: &[&str]) -> Offenders {
        compared(&[Evidence::items(old.iter().copied())], &[Evidence::items(new.iter().copied())])
    }

    #[test]
    fn a_new_path_is_a_new_offender() {
        assert_eq!(of(&["/run/a"], &["/run/a", "/opt/x"]), Offenders::New(vec!["/opt/x".into()]));
        assert_eq!(of(&["/run/a", "/run/b"], &["/run/a"]), Offenders::Fewer);
        assert_eq!(of(&["/run/a"], &["/run/b"]), Offenders::New(vec!["/run/b".into()]));
        assert_eq!(of(&["/run/a", "/run/b"], &["/run/b", " /run/a"]), Offenders::Same);
    }

    #[test]
    fn more_of_the_same_is_worse() {
        assert_eq!(of(&["pid 1 sshd"], &["pid 1 sshd", "pid 2 sshd"]), Offenders::New(vec!["pid 2 sshd".into()]));
        assert_eq!(of(&["x", "x"], &["x"]), Offenders::Fewer);
    }

    #[test]
    fn another_instance_with_the_same_offenders_is_not_worse() {
        let one = Evidence::items(["/run/a"]);
        assert_eq!(compared(std::slice::from_ref(&one), &[one.clone(), one.clone()]), Offenders::Same);
        let more = Evidence::items(["/run/a", "/run/b"]);
        assert_eq!(compared(&[one.clone(), one.clone()], &[one, more]), Offenders::New(vec!["/run/b".into()]));
    }

    #[test]
    fn a_split_that_names_an_offender_twice_is_not_worse() {
        let scan = Scan::default();
        let check = |number: &str, evidence: &str| Check {
            number: number.parse().ok(),
            ..failing(Evidence::items([evidence]))
        };
        let (old, one, two) = (check("6.1.11", "/run/a"), check("6.1.1", "/run/a"), check("6.1.2", "/run/a"));
        let old = || [(&scan, &old)].into_iter();
        assert_eq!(compare(old(), [(&scan, &one), (&scan, &two)].into_iter()), Offenders::Same);
        assert_eq!(compare(old(), [(&scan, &one), (&scan, &one)].into_iter()), Offenders::New(vec!["/run/a".into()]));
    }

    #[test]
    fn of_capped_evidence_the_number_and_the_digest_decide() {
        let items = |count: usize| Evidence::items((0..count).map(|n| format!("/run/{n}")));
        let capped = |mut evidence: Evidence| {
            cap(&mut evidence, 2, &Target::default());
            evidence
        };
        let side = |evidence: Evidence| [evidence];
        assert_eq!(compared(&side(capped(items(5))), &side(items(5))), Offenders::Same);
        assert_eq!(compared(&side(capped(items(5))), &side(capped(items(5)))), Offenders::Same);
        assert!(matches!(compared(&side(capped(items(5))), &side(items(6))), Offenders::New(_)));
        let other = Evidence::items(["/run/0", "/run/1", "/run/2", "/run/3", "/opt/x"]);
        assert!(matches!(compared(&side(capped(items(5))), &side(capped(other.clone()))), Offenders::New(_)));
        assert_eq!(compared(&side(items(5)), &side(capped(Evidence::items(["/a", "/run/1", "/c", "/d", "/e"])))), {
            Offenders::New(vec!["/a".into()])
        });
        assert_eq!(compared(&side(capped(items(5))), &side(items(4))), Offenders::Unknown);
        let cut = Evidence { truncated: true, ..items(5) };
        assert_eq!(compared(&side(cut), &side(items(5))), Offenders::Unknown);
        assert_eq!(capped(capped(items(5))), capped(items(5)));
    }

    #[test]
    fn blanks_and_order_are_no_change_and_noise_is_told_apart() {
        let scan = Scan::default();
        let check = |items: &[&str]| failing(Evidence::items(items.iter().copied()));
        let tally = |items: &[&str]| Tally::of(std::iter::once((&scan, &check(items))), false);
        let differs = |old: &[&str], new: &[&str]| change(&[(&scan, &check(old))], &[(&scan, &check(new))]);
        assert_eq!(differs(&["a  b", "c"], &["c", "a b"]), EvidenceChange::Same);
        assert_eq!(differs(&["pid 1"], &["pid 2"]), EvidenceChange::ByItself);
        assert_eq!(differs(&["pid 1"], &["pid 2", "pid 3"]), EvidenceChange::Changed);
        assert_eq!(tally(&["a", "b", "d"]).text_diff(&tally(&["a", "c", "d", "d"])), "-b\n+c\n+d");
    }

    #[test]
    fn of_free_text_beside_items_nothing_can_be_said() {
        let items = || Evidence::items(["/run/a"]);
        let both = Evidence { text: Some("and others".into()), ..items() };
        for unknown in [both, Evidence::text("/run/a")] {
            assert_eq!(compared(&[items()], std::slice::from_ref(&unknown)), Offenders::Unknown);
            assert_eq!(compared(std::slice::from_ref(&unknown), &[items()]), Offenders::Unknown);
            assert_eq!(compared(&[items()], &[items(), unknown]), Offenders::Unknown, "of one instance");
        }
    }

    #[test]
    fn an_offender_is_shown_as_the_first_instance_prints_it() {
        let of = |pid: &str| Evidence::items(["sshd", pid]);
        let found = compared(&[Evidence::items(["sshd"])], &[of("pid 1 x"), of("pid 2 x")]);
        assert_eq!(found, Offenders::New(vec!["pid 1 x".into()]));
    }

    #[test]
    fn every_tool_of_both_sides_has_to_say_it() {
        let scan = |tool: &str| Scan { tool: Some(crate::model::Tool::named(tool)), ..Scan::default() };
        let (one, other) = (scan("one"), scan("other"));
        let (check, text) = (failing(Evidence::items(["/run/a"])), failing(Evidence::text("/run/a")));
        let said = |old: &[(&Scan, &Check)], new: &[(&Scan, &Check)]| compare(old.iter().copied(), new.iter().copied());
        let both = [(&one, &check), (&other, &check)];
        assert_eq!(said(&both, &both), Offenders::Same);
        assert_eq!(said(&both, &both[..1]), Offenders::Unknown, "the other is gone");
        assert_eq!(said(&both[..1], &both), Offenders::Unknown, "the other is new");
        assert_eq!(said(&both[..1], &both[1..]), Offenders::Unknown);
        assert_eq!(said(&both, &[(&one, &check), (&other, &text)]), Offenders::Unknown);
        assert_eq!(said(&[], &[]), Offenders::Unknown);
    }

    #[test]
    fn pseudonyms_are_compared_by_their_form_and_nothing_else_is() {
        let listens = |address: &str| format!("listening on {address}:22");
        assert_eq!(of(&[&listens("address-1")], &[&listens("10.0.0.9")]), Offenders::Same);
        assert_eq!(of(&[&listens("10.0.0.9")], &[&listens("address-1")]), Offenders::Same);
        let other = listens("10.0.0.9");
        assert_eq!(of(&[&listens("10.0.0.8")], &[&other]), Offenders::New(vec![other.clone()]));
    }

    #[test]
    fn a_digest_of_another_version_says_nothing() {
        let capped = |digest: &str| Evidence {
            found: Some(5),
            digest: Some(digest.to_owned()),
            truncated: true,
            ..Evidence::items(["/run/a"])
        };
        assert_eq!(compared(&[capped("1:x")], &[capped("1:x")]), Offenders::Same);
        assert_eq!(compared(&[capped("0:x")], &[capped("0:x")]), Offenders::Unknown);
    }

    #[test]
    fn evidence_that_is_cut_twice_keeps_its_number_and_digest() {
        let items = Evidence::items(["/run/a", "/run/b", "/run/c", "/run/d"]);
        let (mut once, mut twice) = (items.clone(), items);
        cap(&mut once, 2, &Target::default());
        cap(&mut twice, 3, &Target::default());
        cap(&mut twice, 2, &Target::default());
        assert_eq!(once, twice);
        assert_eq!((once.found, once.items.len(), once.truncated), (Some(4), 2, true));
    }

    #[test]
    fn a_change_of_cut_evidence_is_told_by_its_digest_or_else_by_its_lines() {
        let scan = Scan::default();
        let differs = |old: &Evidence, new: &Evidence| {
            change(&[(&scan, &failing(old.clone()))], &[(&scan, &failing(new.clone()))])
        };
        let all = Evidence::items(["/run/a", "/run/b", "/run/c"]);
        let other = Evidence::items(["/run/a", "/run/b", "/opt/x"]);
        let capped = |evidence: &Evidence| {
            let mut evidence = evidence.clone();
            cap(&mut evidence, 2, &Target::default());
            evidence
        };
        assert_eq!(differs(&capped(&all), &all), EvidenceChange::Same);
        assert_eq!(differs(&all, &capped(&all)), EvidenceChange::Same);
        assert_eq!(differs(&capped(&all), &capped(&other)), EvidenceChange::Changed, "the kept lines are the same");
        assert_eq!(differs(&capped(&all), &other), EvidenceChange::Changed);
        let cut = |item: &str| Evidence { truncated: true, ..Evidence::items([item]) };
        assert_eq!(differs(&cut("pid 1"), &cut("pid 1")), EvidenceChange::Same);
        assert_eq!(differs(&cut("pid 1"), &cut("pid 2")), EvidenceChange::Changed, "nobody knows of the rest");
        assert_eq!(differs(&cut("/run/a"), &all), EvidenceChange::Changed);
        let twice = Evidence::items(["/run/a", "/run/a"]);
        assert_eq!(differs(&twice, &Evidence::items(["/run/a"])), EvidenceChange::Changed);
    }

    #[test]
    fn a_text_diff_prints_what_went_before_what_came() {
        let scan = Scan::default();
        let tally = |item: &str| Tally::of(std::iter::once((&scan, &failing(Evidence::items([item])))), false);
        assert_eq!(tally("b").text_diff(&tally("a")), "-b\n+a");
        assert_eq!(tally("a").text_diff(&tally("b")), "-a\n+b");
    }
}
