//! The session: the findings, what was decided of them, and what each key does.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::carry::How;
use super::decision::{Decision, Verb, Words};
use super::form::{Form, Step};
use super::input::Input;
use super::item::Item;
use super::key::Key;
use super::neighbour::{Neighbour, neighbours};
use super::review::{Review, count};
use crate::registry::{Entry, Registry};

/// What a session begins with.
pub struct Start<'s> {
    /// The findings.
    pub items: Vec<Item>,
    /// The registry.
    pub registry: Registry,
    /// Whether it is a folder, in which each new entry is a file.
    pub folder: bool,
    /// The names of the scans' files, for the entries' history.
    pub from: String,
    /// The day.
    pub as_of: Date,
    /// Who approves, unless a form says otherwise.
    pub approve: Option<String>,
    /// The findings as they are with another registry.
    pub judge: &'s dyn Fn(&Registry) -> Vec<Item>,
}

/// What the keys go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The list of findings.
    List,
    /// The text that findings are filtered by.
    Filter(Input),
    /// The words of an entry.
    Accept(Form),
    /// A person's verdict.
    Attest(Form),
    /// The choice of an entry.
    Join(Joining),
    /// The diff, before it is written.
    Review(Review),
    /// The keys, explained.
    Help,
}

/// The choice of an entry that takes findings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// The findings, by their places.
    pub of: Vec<usize>,
    /// The entries that can be chosen, the nearest first.
    pub entries: Vec<Neighbour>,
    /// The one that is chosen, among those that the filter leaves.
    pub at: usize,
    /// The text that entries are filtered by.
    pub filter: Input,
    /// Who approves the entry as it is afterwards.
    pub approve: Input,
    /// Whether keys go to the name of the approver.
    pub approving: bool,
    /// What is wrong.
    pub problem: Option<String>,
}

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// What was decided is to be written.
    Write,
    /// Nothing is.
    Leave,
    /// It was broken off.
    Stopped,
}

/// A decision that can be taken back.
pub(super) struct Decided {
    pub(super) said: String,
    pub(super) before: Registry,
    pub(super) verbs: Vec<(usize, Option<Verb>)>,
}

/// A triage from its first key to its last.
pub struct Session<'s> {
    pub(super) items: Vec<Item>,
    pub(super) registry: Registry,
    pub(super) first: Registry,
    pub(super) how: How,
    pub(super) judge: &'s dyn Fn(&Registry) -> Vec<Item>,
    pub(super) verbs: Vec<Option<Verb>>,
    pub(super) steps: Vec<Decided>,
    pub(super) marked: BTreeSet<usize>,
    pub(super) filter: String,
    pub(super) current: usize,
    pub(super) near: Vec<Neighbour>,
    /// The mode; drawn, never changed from outside.
    pub(super) mode: Mode,
    pub(super) message: String,
    /// The words of the last entry, which the next one begins with.
    pub(super) last: Words,
    pub(super) scroll: usize,
}

impl<'s> Session<'s> {
    /// A session in which nothing is decided.
    pub fn new(start: Start<'s>) -> Self {
        let Start { items, registry, folder, from, as_of, approve, judge } = start;
        let mut session = Self {
            verbs: vec![None; items.len()],
            items,
            first: registry.clone(),
            registry,
            how: How { as_of, from, folder },
            judge,
            steps: Vec::new(),
            marked: BTreeSet::new(),
            filter: String::new(),
            current: 0,
            near: Vec::new(),
            mode: Mode::List,
            message: String::new(),
            last: Words { approve, ..Words::default() },
            scroll: 0,
        };
        session.settle();
        session
    }

    /// The findings.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The registry as it would be written.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The mode.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// What there is to say about the last key; empty when there is nothing.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The text that findings are filtered by.
    pub fn filter(&self) -> String {
        if let Mode::Filter(input) = &self.mode { input.text() } else { self.filter.clone() }
    }

    /// What was decided of a finding.
    pub fn decided(&self, place: usize) -> Option<Verb> {
        self.verbs.get(place).copied().flatten()
    }

    /// Whether a finding is marked.
    pub fn is_marked(&self, place: usize) -> bool {
        self.marked.contains(&place)
    }

    /// The finding that keys are about, with its place; `None` when the filter leaves none.
    pub fn current(&self) -> Option<(usize, &Item)> {
        let item = self.items.get(self.current)?;
        self.visible().contains(&self.current).then_some((self.current, item))
    }

    /// The entries near the current finding, the nearest first.
    pub fn near(&self) -> impl Iterator<Item = (&Neighbour, &Entry)> {
        self.near.iter().filter_map(|near| Some((near, self.registry.entries.get(near.place)?)))
    }

    /// The first line that is shown of the current finding.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// Tells how far down there is something to show.
    pub fn scroll_at_most(&mut self, most: usize) {
        match &mut self.mode {
            Mode::Review(review) => review.scroll = review.scroll.min(most),
            _ => self.scroll = self.scroll.min(most),
        }
    }

    /// The places of the findings that the filter leaves.
    pub fn visible(&self) -> Vec<usize> {
        let wanted = self.filter().to_lowercase();
        let has = |item: &Item| {
            let fields = [&item.id, item.word, &item.title];
            wanted.is_empty() || fields.iter().any(|text| text.to_lowercase().contains(&wanted))
        };
        self.items.iter().enumerate().filter(|(_, item)| has(item)).map(|(place, _)| place).collect()
    }

    /// How many fail uncovered, how many are not verified, and how many are decided.
    pub fn counts(&self) -> (usize, usize, usize) {
        let (open, unverified) = count(&self.items);
        (open, unverified, self.verbs.iter().flatten().count())
    }

    /// How many were decided in each way; none is 0.
    pub fn tally(&self) -> Vec<(Verb, usize)> {
        let count = |verb: Verb| (verb, self.verbs.iter().flatten().filter(|known| **known == verb).count());
        Verb::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
    }

    /// The registry as it was when the session began.
    pub fn first(&self) -> &Registry {
        &self.first
    }

    /// The files that change: path, text before, text after.
    pub fn edits(&self) -> Vec<(String, String, String)> {
        let before = |path: &str| self.first.sources.get(path).map(|source| source.text().to_owned());
        let changed = self
            .registry
            .sources
            .iter()
            .map(|(path, source)| (path.to_owned(), before(path).unwrap_or_default(), source.text().to_owned()));
        changed.filter(|(_, old, new)| old != new).collect()
    }

    /// Takes a key; says when that is the end.
    pub fn key(&mut self, key: &Key) -> Option<End> {
        if *key == Key::Ctrl('c') {
            return Some(End::Stopped);
        }
        self.message.clear();
        let mode = std::mem::replace(&mut self.mode, Mode::List);
        let end = match mode {
            Mode::List => self.in_list(key),
            Mode::Filter(input) => {
                self.in_filter(input, key);
                None
            }
            Mode::Accept(form) => {
                self.in_form(form, key, Mode::Accept, Self::accept);
                None
            }
            Mode::Attest(form) => {
                self.in_form(form, key, Mode::Attest, Self::attest);
                None
            }
            Mode::Join(joining) => {
                self.in_join(joining, key);
                None
            }
            Mode::Review(review) => self.in_review(review, key),
            Mode::Help => None,
        };
        self.settle();
        end
    }

    fn in_list(&mut self, key: &Key) -> Option<End> {
        match key {
            Key::Down | Key::Char('j') => self.go(1),
            Key::Up | Key::Char('k') => self.go(-1),
            Key::Home | Key::Char('g') => self.go(isize::MIN),
            Key::End | Key::Char('G') => self.go(isize::MAX),
            Key::PageDown | Key::Ctrl('d') => self.scroll += 8,
            Key::PageUp | Key::Ctrl('u') => self.scroll = self.scroll.saturating_sub(8),
            Key::Char(' ') => self.mark(),
            Key::Char('a') | Key::Enter => self.open_accept(),
            Key::Char('e') => self.open_join(),
            Key::Char('p') => self.decide_now(&Decision::Plan),
            Key::Char('t') => self.open_attest(),
            Key::Char('s') => self.decide_now(&Decision::Skip),
            Key::Char('u') => self.undo(),
            Key::Char('/') => self.mode = Mode::Filter(Input::of(&self.filter)),
            Key::Char('?') => self.mode = Mode::Help,
            Key::Esc => self.leave_off(),
            Key::Char('w') if self.edits().is_empty() => "nothing to write yet".clone_into(&mut self.message),
            Key::Char('q') if self.edits().is_empty() => return Some(End::Leave),
            Key::Char('w' | 'q') => self.mode = Mode::Review(Review::of(self)),
            _ => {}
        }
        None
    }

    fn in_filter(&mut self, mut input: Input, key: &Key) {
        match key {
            Key::Enter => self.filter = input.text(),
            Key::Esc => self.filter.clear(),
            _ => {
                input.take(key);
                self.mode = Mode::Filter(input);
            }
        }
    }

    fn in_form(&mut self, mut form: Form, key: &Key, mode: fn(Form) -> Mode, done: fn(&mut Self, Form)) {
        match form.take(key) {
            Step::On => self.mode = mode(form),
            Step::Leave => {}
            Step::Done => done(self, form),
        }
    }

    fn in_review(&mut self, mut review: Review, key: &Key) -> Option<End> {
        match key {
            Key::Char('y') => return Some(End::Write),
            Key::Char('n') => return Some(End::Leave),
            Key::Esc => return None,
            Key::Down | Key::Char('j') => review.scroll += 1,
            Key::Up | Key::Char('k') => review.scroll = review.scroll.saturating_sub(1),
            Key::PageDown | Key::Char(' ') => review.scroll += 10,
            Key::PageUp => review.scroll = review.scroll.saturating_sub(10),
            _ => {}
        }
        self.mode = Mode::Review(review);
        None
    }

    /// The entries near the first of some findings.
    pub(super) fn neighbours_of(&self, of: &[usize]) -> Vec<Neighbour> {
        let first = of.first().and_then(|place| self.items.get(*place));
        first.map(|item| neighbours(&self.registry, item)).unwrap_or_default()
    }

    /// Keeps the current finding among the visible ones, and its neighbours true.
    fn settle(&mut self) {
        let visible = self.visible();
        if !visible.contains(&self.current) {
            self.show(visible.first().copied());
        }
        self.near = self.items.get(self.current).map(|item| neighbours(&self.registry, item)).unwrap_or_default();
    }
}
