//! The demands of `[policy]` on an entry.

use super::{Entry, Policy, same};

impl Policy {
    /// The rules of the policy that an entry breaks, as sentences for people; empty when it keeps all.
    ///
    /// `never-except` is not among them: it speaks of recommendations, not of entries.
    pub fn violations(&self, entry: &Entry) -> Vec<String> {
        let mut broken = Vec::new();
        for key in self.require.iter().filter(|key| !key.is_met(entry)) {
            broken.push(format!("`{}` is required", key.word()));
        }
        if let Some(most) = self.max_lifetime_days {
            match (entry.begins(), entry.expires) {
                (Some(from), Some(until)) => {
                    let days = (until - from).get_days();
                    if i64::from(days) > i64::from(most) {
                        broken.push(format!("it lives {days} days, {most} are allowed"));
                    }
                }
                (_, None) => broken.push(format!("it never ends, {most} days are allowed")),
                (None, Some(_)) => {
                    broken.push(format!(
                        "its life of at most {most} days cannot be told without `approved-on` or `starts`"
                    ));
                }
            }
        }
        let people = entry.approved_by.as_deref().zip(entry.owner.as_deref());
        if self.distinct_approver && people.is_some_and(|(approver, owner)| same(approver, owner)) {
            broken.push("the approver is the owner".to_owned());
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_lifetime_may_be_as_long_as_is_allowed_and_no_longer() {
        let policy = Policy { max_lifetime_days: Some(30), ..Policy::default() };
        let until = |expires| {
            let starts = Some(date(2026, 11, 1));
            policy.violations(&Entry { starts, expires, ..Entry::default() })
        };
        assert_eq!(until(Some(date(2026, 12, 1))), [""; 0]);
        assert_eq!(until(Some(date(2026, 12, 2))), ["it lives 31 days, 30 are allowed"]);
        assert_eq!(until(None), ["it never ends, 30 days are allowed"]);
    }

    #[test]
    fn an_owner_may_approve_where_nothing_says_otherwise() {
        let one = |name: &str| Some(name.to_owned());
        let own = Entry { owner: one("Alice"), approved_by: one("alice"), ..Entry::default() };
        let distinct = Policy { distinct_approver: true, ..Policy::default() };
        assert_eq!(Policy::default().violations(&own), [""; 0]);
        assert_eq!(distinct.violations(&own), ["the approver is the owner"]);
        assert_eq!(distinct.violations(&Entry { approved_by: one("Bob"), ..own.clone() }), [""; 0]);
        assert_eq!(distinct.violations(&Entry { approved_by: None, ..own }), [""; 0]);
    }
}
