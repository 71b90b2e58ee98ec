//! How a recommendation is named, and why nothing covers it: alike in every output.

use super::assessment::{Assessment, Part, Recommendation};
use super::lapse::lapsed_entry;
use crate::registry::Entry;

impl Assessment {
    /// The name of a recommendation: the number, else the tool's rule id, else the title, else a dash.
    pub fn id_of(&self, recommendation: &Recommendation) -> String {
        let parts = || recommendation.deciding().chain(&recommendation.parts);
        let rule = || parts().find_map(|part| self.check(part)?.rule.clone());
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

    /// The entries that cover a recommendation, each once, in the registry's order.
    pub fn entries_of(&self, recommendation: &Recommendation) -> Vec<&Entry> {
        recommendation.covering().into_iter().filter_map(|index| self.registry.entries.get(index)).collect()
    }

    /// Why nothing covers it: each entry that names it with its reasons, in the registry's order; or
    /// who accepts that it is not verified.
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
        let entry = |index: &usize| self.registry.entries.get(*index);
        let lapsed = part
            .judgement
            .lapsed
            .iter()
            .filter_map(|(index, lapses)| Some(format!("entry {}", lapsed_entry(&entry(index)?.id, lapses))));
        let accepting = part.judgement.covering.iter().filter(|_| part.judgement.accepted_unverified);
        let accepted = accepting.filter_map(|index| {
            let entry = entry(index)?;
            Some(format!("not verified, accepted by entry {}: {}", entry.id, entry.reason.trim()))
        });
        lapsed.chain(accepted).collect()
    }
}
