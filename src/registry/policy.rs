//! What `[policy]` demands of an entry.

use super::{Entry, Policy};

impl Policy {
    /// The rules of the policy that an entry breaks, as sentences for people; empty when it keeps all.
    ///
    /// `never-except` is not among them: it speaks of recommendations, not of entries.
    pub fn violations(&self, entry: &Entry) -> Vec<String> {
        let mut broken = Vec::new();
        for field in self.require.iter().filter(|field| !has(entry, field)) {
            broken.push(format!("`{field}` is required"));
        }
        if let Some(most) = self.max_lifetime_days {
            match (entry.approved_on.or(entry.starts), entry.expires) {
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
        if self.distinct_approver && entry.approved_by.is_some() && entry.approved_by == entry.owner {
            broken.push("the approver is the owner".to_owned());
        }
        broken
    }
}

fn has(entry: &Entry, field: &str) -> bool {
    let text = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.trim().is_empty());
    match field {
        "title" => text(&entry.title),
        "category" => text(&entry.category),
        "reason" => !entry.reason.trim().is_empty(),
        "workaround" => !entry.workaround.trim().is_empty(),
        "links" => !entry.links.is_empty(),
        "evidence" => entry.evidence.is_some(),
        "owner" => text(&entry.owner),
        "requested-by" => text(&entry.requested_by),
        "approved-by" => text(&entry.approved_by),
        "approved-on" => entry.approved_on.is_some(),
        "starts" => entry.starts.is_some(),
        "expires" => entry.expires.is_some(),
        // The registry's reader refuses other names; one that comes here all the same is not met.
        _ => false,
    }
}
