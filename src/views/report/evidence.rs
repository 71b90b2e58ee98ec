//! Evidence cut to what a person reads, with what was left out counted.

use super::view::{EvidenceGroup, EvidenceView};
use crate::model::Evidence;

/// The most items shown for a recommendation.
const MOST_ITEMS: usize = 20;
/// The most bytes shown for a recommendation.
const MOST_BYTES: usize = 4096;
/// The most sources named before a group of equal evidence.
const MOST_NAMES: usize = 3;

/// The rest of one recommendation's budget.
struct Budget {
    items: usize,
    bytes: usize,
}

impl Budget {
    /// The item as far as it fits; `None` when nothing more is shown.
    fn take(&mut self, item: &str) -> Option<String> {
        if self.items == 0 || self.bytes == 0 {
            return None;
        }
        self.items -= 1;
        if item.len() <= self.bytes {
            self.bytes -= item.len();
            return Some(item.to_owned());
        }
        let end = (0..=self.bytes).rev().find(|at| item.is_char_boundary(*at)).unwrap_or(0);
        let (shown, left_out) = item.split_at(end);
        self.bytes = 0;
        Some(format!("{shown}… ({} more bytes)", left_out.len()))
    }
}

/// The evidence of the parts of a recommendation, each with who found it. Equal evidence is shown once.
pub(super) fn shown<'e>(parts: impl Iterator<Item = (String, &'e Evidence)>) -> EvidenceView {
    let mut found: Vec<(Vec<String>, &Evidence)> = Vec::new();
    for (from, evidence) in parts.filter(|(_, evidence)| !evidence.is_empty()) {
        match found.iter_mut().find(|(_, known)| *known == evidence) {
            Some((names, _)) if names.contains(&from) => {}
            Some((names, _)) => names.push(from),
            None => found.push((vec![from], evidence)),
        }
    }
    let mut budget = Budget { items: MOST_ITEMS, bytes: MOST_BYTES };
    let mut view = EvidenceView::default();
    for (names, evidence) in found {
        let total = evidence.lines().count();
        let items: Vec<String> = evidence.lines().map_while(|item| budget.take(item)).collect();
        view.more += total - items.len();
        view.truncated |= evidence.truncated;
        if !items.is_empty() {
            view.groups.push(EvidenceGroup { from: named(&names), items });
        }
    }
    view
}

impl EvidenceView {
    /// The same as lines of text; what is left out is said in the last.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for group in &self.groups {
            if !group.from.is_empty() {
                lines.push(format!("{}:", group.from));
            }
            lines.extend(group.items.iter().cloned());
        }
        match (self.more, self.truncated) {
            (0, false) => {}
            (0, true) => lines.push("(the tool left more out)".to_owned()),
            (more, false) => lines.push(format!("({more} more)")),
            (more, true) => lines.push(format!("({more} more, and the tool left more out)")),
        }
        lines
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(evidence: &Evidence) -> EvidenceView {
        shown(std::iter::once((String::new(), evidence)))
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let view = of(&Evidence::items((0..123).map(|n| format!("/path/{n}"))));
        assert_eq!((view.groups[0].items.len(), view.more), (20, 103));
        let view = of(&Evidence::items((0..10).map(|_| "x".repeat(1000))));
        assert_eq!((view.groups[0].items.len(), view.more), (5, 5));
        assert!(view.groups[0].items[4].ends_with("… (904 more bytes)"), "{}", view.groups[0].items[4]);
    }

    #[test]
    fn as_lines_it_says_what_is_left_out() {
        let evidence = Evidence { truncated: true, ..Evidence::items((0..22).map(|n| n.to_string())) };
        let lines = of(&evidence).lines();
        assert_eq!((lines.len(), lines[20].as_str()), (21, "(2 more, and the tool left more out)"));
        let view = shown([("i-1".to_owned(), &Evidence::items(["/a"]))].into_iter());
        assert_eq!(view.lines(), ["i-1:", "/a"]);
    }

    #[test]
    fn a_cut_falls_between_characters() {
        let view = of(&Evidence::text("é".repeat(4000)));
        assert!(view.groups[0].items[0].ends_with("é… (3904 more bytes)"));
    }

    #[test]
    fn equal_evidence_of_several_instances_is_shown_once() {
        let (a, b) = (Evidence::items(["/a"]), Evidence::items(["/b"]));
        let parts = [("i-1", &a), ("i-2", &b), ("i-3", &a)].map(|(from, evidence)| (from.to_owned(), evidence));
        let view = shown(parts.into_iter());
        let froms: Vec<_> = view.groups.iter().map(|group| group.from.as_str()).collect();
        assert_eq!(froms, ["i-1; i-3", "i-2"]);
    }
}
