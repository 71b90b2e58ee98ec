//! The review: everything that would be written, and what it would come to.

use super::decision::Verb;
use super::item::Item;
use super::session::Session;
use crate::assess::Disposition;
use crate::diag::unified_diff;

/// What would be written, and how the scans stand afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The diff of every file, line by line.
    pub diff: Vec<String>,
    /// How many fail uncovered and how many are not verified, before and after.
    pub counts: [(usize, usize); 2],
    /// The findings that were accepted or joined and stay uncovered, with the reason.
    pub still: Vec<String>,
    /// The first line that is shown.
    pub scroll: usize,
}

impl Review {
    /// The review of a session as it stands.
    pub(super) fn of(session: &Session<'_>) -> Self {
        let after = (session.judge)(&session.registry);
        let mut diff = Vec::new();
        for (path, old, new) in session.edits() {
            let before = if old.is_empty() { "/dev/null" } else { path.as_str() };
            diff.extend(unified_diff(&old, &new, (before, &path), 3).lines().map(str::to_owned));
        }
        let meant = |place: usize| matches!(session.decided(place), Some(Verb::Accepted | Verb::Joined));
        let still = session.items().iter().enumerate().filter(|(place, _)| meant(*place)).filter_map(|(_, item)| {
            let found = after.iter().find(|found| found.id == item.id && found.benchmark == item.benchmark)?;
            Some(format!("{} stays {}: {}", found.id, found.word, found.why.join("; ")))
        });
        Self { diff, counts: [count(session.items()), count(&after)], still: still.collect(), scroll: 0 }
    }
}

pub(super) fn count(items: &[Item]) -> (usize, usize) {
    let unverified = items.iter().filter(|item| item.disposition == Disposition::Unverified).count();
    (items.len() - unverified, unverified)
}
