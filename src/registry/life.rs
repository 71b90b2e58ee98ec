//! Whether an entry is in force on a day: its status and its days, in one place for all who ask.

use jiff::civil::Date;

use super::entry::{Approval, Entry, Registry};

/// A reason why an entry is not in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInForce {
    /// Its status is not "approved".
    Status(Approval),
    /// Its last day is over.
    Expired(Date),
    /// The day of its approval is still to come.
    Approved(Date),
    /// Its first day is still to come.
    Starts(Date),
}

/// An entry's life as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    reasons: Vec<NotInForce>,
}

impl Life {
    /// Why the entry is not in force, the gravest reason first; empty when it is.
    pub fn reasons(&self) -> &[NotInForce] {
        &self.reasons
    }

    /// Whether the entry is in force.
    pub fn in_force(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The gravest reason why the entry is not in force.
    pub fn gravest(&self) -> Option<NotInForce> {
        self.reasons.first().copied()
    }

    /// Whether the entry's last day is over.
    pub fn is_over(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, NotInForce::Expired(_)))
    }
}

impl Entry {
    /// Where the entry stands on a day; its first and its last day count.
    pub fn life(&self, as_of: Date) -> Life {
        self.life_as_known(as_of, as_of)
    }

    /// Where the entry stands on a day, with the approvals until another.
    fn life_as_known(&self, as_of: Date, known: Date) -> Life {
        let status = (self.status != Approval::Approved).then_some(NotInForce::Status(self.status));
        let expired = self.expires.filter(|end| *end < as_of).map(NotInForce::Expired);
        let approved = self.approved_on.filter(|day| *day > known).map(NotInForce::Approved);
        let starts = self.starts.filter(|start| *start > as_of).map(NotInForce::Starts);
        Life { reasons: [status, expired, approved, starts].into_iter().flatten().collect() }
    }

    /// The day that the entry's lifetime is counted from.
    pub fn begins(&self) -> Option<Date> {
        self.approved_on.or(self.starts)
    }
}

impl Registry {
    /// The registry as it is used on a day to look back: `approved-on` keeps the last approval alone, so
    /// that an entry that was renewed until then was in force before.
    #[must_use]
    pub fn used_on(self, day: Date) -> Self {
        Self { used_on: Some(day), ..self }
    }

    /// Where one of its entries stands on a day.
    pub fn life(&self, entry: &Entry, as_of: Date) -> Life {
        entry.life_as_known(as_of, self.used_on.map_or(as_of, |day| day.max(as_of)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn the_first_and_the_last_day_are_in_force() {
        let of = |starts, expires| Entry { starts, expires, ..Entry::default() }.life(TODAY);
        assert!(of(None, None).in_force() && of(Some(TODAY), Some(TODAY)).in_force());
        let (before, after) = (date(2026, 11, 22), date(2026, 11, 24));
        assert_eq!(of(None, Some(before)).gravest(), Some(NotInForce::Expired(before)));
        assert_eq!(of(Some(after), None).gravest(), Some(NotInForce::Starts(after)));
        assert!(of(None, Some(before)).is_over() && !of(Some(after), None).is_over());
    }

    #[test]
    fn an_entry_that_is_approved_later_is_not_in_force_before() {
        let of = |day| Entry { approved_on: Some(day), ..Entry::default() }.life(TODAY);
        let tomorrow = date(2026, 11, 24);
        assert!(of(TODAY).in_force());
        assert_eq!(of(tomorrow).gravest(), Some(NotInForce::Approved(tomorrow)));
        // Looking back, an approval until today counts, and none after it.
        let renewed = Entry { approved_on: Some(TODAY), ..Entry::default() };
        let registry = Registry::default().used_on(TODAY);
        assert!(registry.life(&renewed, date(2026, 3, 10)).in_force());
        let later = Entry { approved_on: Some(tomorrow), ..renewed };
        assert!(!registry.life(&later, date(2026, 3, 10)).in_force());
    }

    #[test]
    fn the_status_is_the_gravest_reason_and_hides_no_other() {
        let ended = date(2026, 11, 22);
        let draft = Entry { status: Approval::Draft, expires: Some(ended), ..Entry::default() };
        let reasons = [NotInForce::Status(Approval::Draft), NotInForce::Expired(ended)];
        assert_eq!(draft.life(TODAY).reasons(), reasons);
    }

    #[test]
    fn a_lifetime_is_counted_from_the_approval_else_from_the_first_day() {
        let (approved_on, starts) = (Some(date(2026, 3, 1)), Some(date(2026, 4, 1)));
        assert_eq!(Entry { approved_on, starts, ..Entry::default() }.begins(), approved_on);
        assert_eq!(Entry { starts, ..Entry::default() }.begins(), starts);
        assert_eq!(Entry::default().begins(), None);
    }
}
