//! How a recommendation is named, and why nothing covers it: alike in every output.

use super::assessment::Assessment;
use super::image::{Image, Part, Recommendation};
use super::lapse::{is_draft, lapsed_entry};
use crate::registry::Entry;

impl Image {
    /// The name of a recommendation: the number, else the tool's rule id, else the title, else a dash.
    pub fn id_of(&self, recommendation: &Recommendation) -> String {
        let mut parts = recommendation.deciding().chain(&recommendation.parts);
        let rule = || parts.find_map(|part| self.check(part).rule.clone());
        let number = recommendation.number.as_ref().map(ToString::to_string);
        number.or_else(rule).or_else(|| recommendation.title.clone()).unwrap_or_else(|| "-".to_owned())
    }

    /// The name and the title in one line; the title once where it is the name.
    pub fn line_of(&self, recommendation: &Recommendation) -> String {
        let id = self.id_of(recommendation);
        match recommendation.title.as_deref() {
            Some(title) if title != id => format!("{id} {title}"),
            _ => id,
        }
    }
}

impl Assessment {
    /// The entries that cover a recommendation, each once, in the registry's order.
    pub fn entries_of(&self, recommendation: &Recommendation) -> Vec<&Entry> {
        recommendation.covering().into_iter().map(|id| self.registry.entry(id)).collect()
    }

    /// Why nothing covers it: each entry that names it with its reasons, in the registry's order; or
    /// who accepts that it is not verified, or what a person attested.
    pub fn why(&self, recommendation: &Recommendation) -> Vec<String> {
        let mut why = Vec::new();
        for text in recommendation.deciding().flat_map(|part| self.why_of_part(part)) {
            if !why.contains(&text) {
                why.push(text);
            }
        }
        why
    }

    fn why_of_part(&self, part: &Part) -> Vec<String> {
        let lapsed = part.judgement.lapsed.iter();
        let lapsed = lapsed.map(|(id, lapses)| {
            let text = lapsed_entry(&self.registry.entry(*id).id, lapses);
            if is_draft(lapses) { text } else { format!("entry {text}") }
        });
        let accepting = part.judgement.covering.iter().filter(|_| part.judgement.accepted_unverified);
        let accepted = accepting.map(|id| {
            let entry = self.registry.entry(*id);
            format!("not verified, accepted by entry {}: {}", entry.id, entry.reason.trim())
        });
        lapsed.chain(accepted).chain(part.judgement.attested.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::rules_test::{entry, scan};
    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Scan, Title};
    use crate::registry::Registry;

    fn line(change: impl FnOnce(&mut Scan)) -> String {
        let mut scan = scan();
        change(&mut scan);
        let assessed =
            Assessment::new(vec![scan], Registry::default(), date(2026, 11, 23), false, &Mappings::default());
        let image = &assessed.images[0];
        image.line_of(&image.recommendations[0])
    }

    #[test]
    fn a_line_has_the_name_and_the_title_and_a_title_that_is_the_name_once() {
        let titled = |scan: &mut Scan| scan.checks[0].title = Title::recommendation("Ensure a");
        assert_eq!(line(titled), "1.1.22 Ensure a");
        let by_rule = |scan: &mut Scan| {
            titled(scan);
            scan.checks[0].number = None;
        };
        assert_eq!(line(by_rule), "rule_1.1.22 Ensure a");
        let by_title = |scan: &mut Scan| {
            by_rule(scan);
            scan.checks[0].rule = None;
        };
        assert_eq!(line(by_title), "Ensure a");
        assert_eq!(line(|scan| scan.checks[0].title = None), "1.1.22");
    }

    #[test]
    fn the_entries_that_cover_a_recommendation_are_the_registrys() {
        let other = Entry { id: "other".into(), rules: Vec::new(), ..entry() };
        let registry = Registry { entries: vec![other, entry()], ..Registry::default() };
        let assessed = Assessment::new(vec![scan()], registry, date(2026, 11, 23), false, &Mappings::builtin());
        let covering = assessed.entries_of(&assessed.images[0].recommendations[0]);
        assert_eq!(covering.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["sticky"]);
    }
}
