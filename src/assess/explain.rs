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
