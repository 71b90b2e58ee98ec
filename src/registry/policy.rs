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
