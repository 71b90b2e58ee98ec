//! The texts of a registry that may name people and machines.

use super::{Attested, Entry, Event, Gate, Place, Registry, Rule, ToolRule, Was};
use crate::diag::{Source, Sources};
use crate::model::{Texts, Visit, texts};

texts!(Registry { path, entries, attested, labels, gate, warnings, sources } leaves { policy, lint, used_on });
texts!(Entry {
    id, rules, title, titles, benchmark, reason, workaround, links, evidence, owner, requested_by, approved_by, history, was,
    note, place,
} leaves {
    // The category is a word of the registry.
    category, statuses, applies_to, approved_on, starts, expires, status,
});
texts!(Attested { benchmark, by, statement, links, place } leaves { numbers, verdict, on, until });
texts!(Event { by, what } leaves { on });
texts!(Was { title, titles } leaves { benchmark, version, number });
texts!(Place { path } leaves { span, line, keys });
texts!(ToolRule { id } leaves { tool });

impl Texts for Rule {
    fn texts(&mut self, visit: Visit<'_>) {
        match self {
            Self::Number(_) => {}
            Self::Tool(rule) => rule.texts(visit),
        }
    }
}

impl Texts for Gate {
    fn texts(&mut self, visit: Visit<'_>) {
        self.accept_doubts.iter_mut().for_each(|accepted| visit(&mut accepted.reason));
    }
}

/// The files as they were read: a line stays a line.
impl Texts for Sources {
    fn texts(&mut self, visit: Visit<'_>) {
        let replaced = self.iter().map(|(path, source)| {
            let (mut path, mut text) = (path.to_owned(), source.text().to_owned());
            visit(&mut path);
            visit(&mut text);
            (path, Source::new(text))
        });
        let replaced: Vec<_> = replaced.collect();
        *self = Self::default();
        replaced.into_iter().for_each(|(path, source)| self.insert(path, source));
    }
}
