//! Exceptions by reason: those with the same reason and workaround stand together, with all their numbers.

use serde::Serialize;

use super::exceptions::{Row, each_once};

/// The exceptions that have a reason and a workaround in common.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonView {
    /// The recommendations that they cover.
    pub covers: Vec<Covered>,
    /// What they say, as one row of the table: its number is all numbers.
    pub row: Row,
}

/// A recommendation that is covered.
#[derive(Clone, Debug, Serialize)]
pub struct Covered {
    /// Its number or rule.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its level.
    pub level: String,
}

/// The rows by reason and workaround, in the order in which each comes first.
pub fn by_reason<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<ReasonView> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let same = |group: &&mut Vec<&Row>| {
            group.first().is_some_and(|first| (&first.reason, &first.workaround) == (&row.reason, &row.workaround))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.iter().filter_map(|group| reason(group)).collect()
}

fn reason(group: &[&Row]) -> Option<ReasonView> {
    let first = *group.first()?;
    let covered = |row: &&Row| Covered { id: row.id.clone(), title: row.title.clone(), level: row.level.clone() };
    let joined = |get: fn(&Row) -> &str, between: &str| each_once(group.iter().map(|row| get(row))).join(between);
    let expires = group.iter().map(|row| &row.expires).filter(|expires| !expires.is_empty()).min();
    let mut links = Vec::new();
    for link in group.iter().flat_map(|row| &row.links).filter(|link| !first.links.contains(link)) {
        if !links.contains(link) {
            links.push(link.clone());
        }
    }
    let entries = each_once(group.iter().flat_map(|row| row.entries.iter().map(String::as_str)));
    Some(ReasonView {
        covers: group.iter().map(covered).collect(),
        row: Row {
            id: joined(|row| &row.id, ", "),
            title: joined(|row| &row.title, "; "),
            level: joined(|row| &row.level, "; "),
            status: joined(|row| &row.status, ", "),
            category: joined(|row| &row.category, ", "),
            owner: joined(|row| &row.owner, ", "),
            expires: expires.cloned().unwrap_or_default(),
            expires_soon: group.iter().any(|row| row.expires_soon),
            evidence: joined(|row| &row.evidence, "; "),
            links: first.links.iter().cloned().chain(links).collect(),
            instances: joined(|row| &row.instances, "; "),
            entries: entries.into_iter().map(str::to_owned).collect(),
            ..first.clone()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, reason: &str, workaround: &str, expires: &str) -> Row {
        let text = |text: &str| text.to_owned();
        Row {
            id: text(id),
            title: format!("title of {id}"),
            reason: text(reason),
            workaround: text(workaround),
            level: text("1"),
            status: text("fail"),
            disposition: text("excepted"),
            category: String::new(),
            owner: format!("owner of {reason}"),
            expires: text(expires),
            expires_soon: expires == "2026-12-01",
            evidence: String::new(),
            links: vec![text("https://x.example/")],
            instances: String::new(),
            entries: vec![format!("e-{reason}")],
            why: Vec::new(),
        }
    }

    #[test]
    fn the_same_reason_and_workaround_are_one_block() {
        let rows = [row("1.1", "a", "w", "2027-01-01"), row("1.2", "b", "w", ""), row("1.3", "a", "w", "2026-12-01")];
        let blocks = by_reason(&rows);
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].row.id.as_str(), blocks[0].covers.len()), ("1.1, 1.3", 2));
        assert_eq!((blocks[0].row.expires.as_str(), blocks[0].row.expires_soon), ("2026-12-01", true));
        assert_eq!((blocks[0].row.owner.as_str(), blocks[0].row.links.len()), ("owner of a", 1));
        assert_eq!((blocks[1].row.id.as_str(), blocks[1].row.expires.as_str()), ("1.2", ""));
    }

    #[test]
    fn another_workaround_is_another_block() {
        assert_eq!(by_reason(&[row("1.1", "a", "w", ""), row("1.2", "a", "v", "")]).len(), 2);
        assert!(by_reason(&[]).is_empty());
    }
}
