//! Moving in the list, and decisions: carried out at once, taken back one by one.

use super::carry::carry;
use super::decision::{Decision, Verb};
use super::item::Item;
use super::session::{Decided, Session};

impl Session<'_> {
    /// Moves among what the filter leaves.
    pub(super) fn go(&mut self, by: isize) {
        let visible = self.visible();
        let at = visible.iter().position(|place| *place == self.current).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(visible.len().saturating_sub(1));
        self.show(visible.get(to).copied());
    }

    pub(super) fn show(&mut self, place: Option<usize>) {
        if let Some(place) = place.filter(|place| *place != self.current) {
            (self.current, self.scroll) = (place, 0);
        }
    }

    pub(super) fn mark(&mut self) {
        let Some((place, _)) = self.current() else { return };
        if !self.marked.remove(&place) {
            self.marked.insert(place);
        }
        self.go(1);
    }

    /// Escape in the list: marks go first, then the filter.
    pub(super) fn leave_off(&mut self) {
        if self.marked.is_empty() { self.filter.clear() } else { self.marked.clear() }
    }

    /// The findings that a decision is about: the marked ones, else the current one.
    pub(super) fn chosen(&self) -> Vec<usize> {
        if self.marked.is_empty() {
            self.current().map(|(place, _)| place).into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    pub(super) fn decide_now(&mut self, decision: &Decision) {
        let of = self.chosen();
        if let Err(problem) = self.decide(&of, decision) {
            self.message = problem;
        }
    }

    /// Carries a decision out; what stands against it changes nothing.
    pub(super) fn decide(&mut self, of: &[usize], decision: &Decision) -> Result<(), String> {
        let items: Vec<&Item> = of.iter().filter_map(|place| self.items.get(*place)).collect();
        let Some(first) = items.first() else { return Err("there is nothing to decide".to_owned()) };
        let done = |place: &usize| self.decided(*place).filter(|verb| *verb != Verb::Skipped);
        if let Some((place, verb)) = of.iter().find_map(|place| Some((*place, done(place)?))) {
            let id = self.items.get(place).map_or("", |item| item.id.as_str());
            return Err(format!("{id} is {} already; u takes the last decision back", verb.word()));
        }
        let registry = carry(&self.registry, &items, decision, &self.how)?;
        let verb = decision.verb();
        let which = if items.len() == 1 { first.id.clone() } else { format!("{} findings", items.len()) };
        let said = format!("{} {which}", verb.word());
        let verbs = of.iter().map(|place| (*place, self.decided(*place))).collect();
        self.steps.push(Decided { said: said.clone(), before: std::mem::replace(&mut self.registry, registry), verbs });
        of.iter().for_each(|place| self.set_verb(*place, Some(verb)));
        self.marked.clear();
        self.message = said;
        let after = *of.iter().max().unwrap_or(&self.current);
        let visible = self.visible();
        let open = |place: &&usize| self.decided(**place).is_none();
        let next = visible.iter().filter(|place| **place > after).find(open).or_else(|| visible.iter().find(open));
        self.show(next.copied());
        Ok(())
    }

    fn set_verb(&mut self, place: usize, verb: Option<Verb>) {
        if let Some(known) = self.verbs.get_mut(place) {
            *known = verb;
        }
    }

    pub(super) fn undo(&mut self) {
        let Some(Decided { said, before, verbs }) = self.steps.pop() else {
            "nothing to take back".clone_into(&mut self.message);
            return;
        };
        self.registry = before;
        self.show(verbs.first().map(|(place, _)| *place));
        verbs.into_iter().for_each(|(place, verb)| self.set_verb(place, verb));
        self.message = format!("taken back: {said}");
    }
}
