//! The forms of a session: opened with what is known, and carried out when they are filled in.

use super::carry::not_attestable;
use super::decision::{Decision, Words};
use super::form::{Field, Form};
use super::input::Input;
use super::item::Item;
use super::key::Key;
use super::neighbour::Neighbour;
use super::session::{Joining, Mode, Session};
use crate::registry::{Approval, CATEGORIES, Entry, Verdict};

const REASON: &str = "Reason";
const WORKAROUND: &str = "Workaround";
const CATEGORY: &str = "Category";
const OWNER: &str = "Owner";
const EXPIRES: &str = "Expires";
const APPROVED: &str = "Approved by";
const VERDICT: &str = "Verdict";
const BY: &str = "By";
const UNTIL: &str = "Until";
const STATEMENT: &str = "Statement";

impl Session<'_> {
    /// The findings of a decision in a few words.
    fn which(&self, of: &[usize]) -> String {
        let items: Vec<&Item> = of.iter().filter_map(|place| self.items().get(*place)).collect();
        match items.as_slice() {
            [one] => format!("{} {}", one.id, one.title),
            several => {
                let ids: Vec<&str> = several.iter().map(|item| item.id.as_str()).collect();
                format!("{} findings: {}", several.len(), ids.join(", "))
            }
        }
    }

    pub(super) fn open_accept(&mut self) {
        let of = self.chosen();
        if of.is_empty() {
            return;
        }
        let words = self.words_for(&of);
        let mut categories: Vec<String> = CATEGORIES.iter().map(|(word, _)| (*word).to_owned()).collect();
        categories
            .extend(self.registry.labels.keys().filter(|word| !categories.contains(word)).cloned().collect::<Vec<_>>());
        let expires = words.expires.map(|day| day.to_string()).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = vec![
            Field::new(REASON, "why it fails on purpose", &words.reason),
            Field::new(WORKAROUND, "what a customer should do", &words.workaround),
            Field::new(CATEGORY, "left and right choose", &text(&words.category)).with_words(categories),
            Field::new(OWNER, "who answers for it", &text(&words.owner)),
            Field::new(EXPIRES, "the last day, 2027-01-31", &expires),
            Field::new(APPROVED, "blank: a draft, which covers nothing", &text(&words.approve)),
        ];
        self.mode = Mode::Accept(Form::new(format!("Accept {}", self.which(&of)), fields, of));
    }

    /// The words that a form begins with: those of the entry that waits for them, else the last ones without their
    /// reason.
    fn words_for(&self, of: &[usize]) -> Words {
        let mut words = Words { reason: String::new(), workaround: String::new(), ..self.last.clone() };
        let [place] = of else { return words };
        let Some(item) = self.items().get(*place) else { return words };
        let waiting = |entry: &&Entry| item.nearly.iter().any(|nearly| nearly.to_fill && nearly.id == entry.id);
        if let Some(entry) = self.registry.entries.iter().find(waiting) {
            words.reason.clone_from(&entry.reason);
            words.workaround.clone_from(&entry.workaround);
            words.category = entry.category.clone().or(words.category);
            words.owner = entry.owner.clone().or(words.owner);
            words.expires = entry.expires.filter(|end| *end >= self.how.as_of).or(words.expires);
        }
        words
    }

    pub(super) fn accept(&mut self, mut form: Form) {
        match self.accepted(&mut form) {
            Some(words) => match self.decide(&form.of, &Decision::Accept(words.clone())) {
                Ok(()) => self.last = words,
                Err(problem) => {
                    form.problem = Some(problem);
                    self.mode = Mode::Accept(form);
                }
            },
            None => self.mode = Mode::Accept(form),
        }
    }

    fn accepted(&self, form: &mut Form) -> Option<Words> {
        let Some(reason) = form.text(REASON) else {
            form.refuse(REASON, "say why; what is to be put right is marked with p in the list");
            return None;
        };
        let expires = self.day(form, EXPIRES).ok()?;
        Some(Words {
            reason,
            workaround: form.text(WORKAROUND).unwrap_or_default(),
            category: form.text(CATEGORY),
            owner: form.text(OWNER),
            expires,
            approve: form.text(APPROVED),
        })
    }

    /// A day that is not over.
    fn day(&self, form: &mut Form, label: &str) -> Result<Option<jiff::civil::Date>, ()> {
        let Some(text) = form.text(label) else { return Ok(None) };
        match text.parse() {
            Ok(day) if day >= self.how.as_of => Ok(Some(day)),
            Ok(day) => {
                form.refuse(label, format!("{day} is over"));
                Err(())
            }
            Err(_) => {
                form.refuse(label, "write the day as year, month and day, such as 2027-01-31");
                Err(())
            }
        }
    }

    pub(super) fn open_attest(&mut self) {
        let of = self.chosen();
        let items: Vec<&Item> = of.iter().filter_map(|place| self.items().get(*place)).collect();
        if let Some(item) = items.iter().find(|item| !item.can_attest) {
            self.message = not_attestable(item);
            return;
        }
        if of.is_empty() {
            return;
        }
        let by = self.last.approve.clone().unwrap_or_default();
        let until = self.last.expires.map(|day| day.to_string()).unwrap_or_default();
        let words = Verdict::ALL.map(|verdict| verdict.word().to_owned()).to_vec();
        let fields = vec![
            Field::new(VERDICT, "left and right choose", Verdict::Pass.word()).with_words(words),
            Field::new(STATEMENT, "what was looked at, and found", ""),
            Field::new(BY, "who looked", &by),
            Field::new(UNTIL, "the last day that it counts, 2027-01-31", &until),
        ];
        self.mode = Mode::Attest(Form::new(format!("Attest {}", self.which(&of)), fields, of));
    }

    pub(super) fn attest(&mut self, mut form: Form) {
        if let Some(decision) = self.attested(&mut form) {
            match self.decide(&form.of, &decision) {
                Ok(()) => return,
                Err(problem) => form.problem = Some(problem),
            }
        }
        self.mode = Mode::Attest(form);
    }

    fn attested(&self, form: &mut Form) -> Option<Decision> {
        let word = form.text(VERDICT);
        let Some(verdict) = Verdict::ALL.into_iter().find(|verdict| Some(verdict.word()) == word.as_deref()) else {
            form.refuse(VERDICT, "say pass or fail");
            return None;
        };
        let Some(statement) = form.text(STATEMENT) else {
            form.refuse(STATEMENT, "say what was looked at, and what was found");
            return None;
        };
        let Some(by) = form.text(BY) else {
            form.refuse(BY, "say who looked");
            return None;
        };
        let until = self.day(form, UNTIL).ok()?;
        Some(Decision::Attest { verdict, by, until, statement })
    }

    pub(super) fn open_join(&mut self) {
        let of = self.chosen();
        let items: Vec<&Item> = of.iter().filter_map(|place| self.items().get(*place)).collect();
        let can = |near: &&Neighbour| {
            self.registry.entries.get(near.place).is_some_and(|entry| items.iter().all(|item| can_join(entry, item)))
        };
        let entries: Vec<Neighbour> = self.neighbours_of(&of).iter().filter(can).cloned().collect();
        if entries.is_empty() {
            "no entry of this benchmark version can take it in; a accepts it".clone_into(&mut self.message);
            return;
        }
        let approve = Input::of(self.last.approve.as_deref().unwrap_or_default());
        let filter = Input::default();
        self.mode = Mode::Join(Joining { of, entries, at: 0, filter, approve, approving: false, problem: None });
    }

    /// The entries that the filter of a choice leaves.
    pub fn joinable<'j>(&'j self, joining: &'j Joining) -> Vec<(&'j Neighbour, &'j Entry)> {
        let wanted = joining.filter.text().to_lowercase();
        let has = |entry: &Entry| {
            let mut texts = entry.all_titles().chain([entry.id.as_str(), &entry.reason]);
            wanted.is_empty() || texts.any(|text| text.to_lowercase().contains(&wanted))
        };
        let entries = joining.entries.iter();
        let entries = entries.filter_map(|near| Some((near, self.registry.entries.get(near.place)?)));
        entries.filter(|(_, entry)| has(entry)).collect()
    }

    pub(super) fn in_join(&mut self, mut joining: Joining, key: &Key) {
        let count = self.joinable(&joining).len();
        match key {
            Key::Esc => return,
            Key::Enter => match self.join(&joining) {
                Ok(()) => return,
                Err(problem) => joining.problem = Some(problem),
            },
            Key::Tab | Key::BackTab => joining.approving = !joining.approving,
            Key::Down => joining.at = (joining.at + 1).min(count.saturating_sub(1)),
            Key::Up => joining.at = joining.at.saturating_sub(1),
            _ => {
                let input = if joining.approving { &mut joining.approve } else { &mut joining.filter };
                if input.take(key) {
                    joining.problem = None;
                    joining.at = if joining.approving { joining.at } else { 0 };
                }
            }
        }
        self.mode = Mode::Join(joining);
    }

    fn join(&mut self, joining: &Joining) -> Result<(), String> {
        let chosen = self.joinable(joining).get(joining.at).map(|(_, entry)| (entry.id.clone(), entry.status));
        let Some((id, status)) = chosen else { return Err("no entry is chosen".to_owned()) };
        let approve = joining.approve.text().trim().to_owned();
        let approve = (!approve.is_empty()).then_some(approve);
        if status == Approval::Approved && approve.is_none() {
            return Err("it is approved as it is: say with Tab who approves it with more in it".to_owned());
        }
        // A draft stays one: who joins something to it does not approve it.
        let given = approve.clone().filter(|_| status == Approval::Approved);
        self.decide(&joining.of, &Decision::Join { id, approve: given })?;
        self.last.approve = approve.or(self.last.approve.take());
        Ok(())
    }
}

/// Whether an entry can take a finding in.
fn can_join(entry: &Entry, item: &Item) -> bool {
    let bare = entry.status == Approval::Draft && entry.reason.trim().is_empty();
    !matches!(entry.status, Approval::Rejected | Approval::Withdrawn)
        && entry.benchmark.same_family(&item.benchmark) == Some(true)
        && entry.benchmark.same_version(&item.benchmark) == Some(true)
        && !(bare && item.nearly.iter().any(|nearly| nearly.id == entry.id))
}
