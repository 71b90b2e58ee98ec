//! The columns of the exceptions table: which there are, and how the caller picks and renames them.

use std::str::FromStr;

use serde::Serialize;

/// One column: which field of a row, under which heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The row's field.
    pub key: &'static str,
    /// The heading.
    pub heading: String,
}

/// Every column with its usual heading; the first four are the workshop's.
const KNOWN: [(&str, &str); 13] = [
    ("id", "CIS ID"),
    ("title", "CIS Description"),
    ("reason", "Reason"),
    ("workaround", "Workaround"),
    ("level", "Level"),
    ("status", "Status"),
    ("category", "Category"),
    ("owner", "Owner"),
    ("expires", "Expires"),
    ("evidence", "Evidence"),
    ("links", "Links"),
    ("instances", "Instances"),
    ("entries", "Exception"),
];

impl Column {
    /// The workshop's columns.
    pub fn workshop() -> Vec<Self> {
        KNOWN.iter().take(4).map(|(key, heading)| Self { key, heading: (*heading).to_owned() }).collect()
    }

    /// The workshop's columns and those that a page has room for: category, owner and end.
    pub fn page() -> Vec<Self> {
        let more = KNOWN.iter().filter(|(key, _)| matches!(*key, "category" | "owner" | "expires"));
        let more = more.map(|(key, heading)| Self { key, heading: (*heading).to_owned() });
        Self::workshop().into_iter().chain(more).collect()
    }

    /// Whether its text comes from the registry and is Markdown.
    pub fn is_registry_markdown(key: &str) -> bool {
        matches!(key, "reason" | "workaround" | "links")
    }
}

impl FromStr for Column {
    type Err = String;

    /// Reads `key` or `key=Heading`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (key, heading) = text.split_once('=').map_or((text, None), |(key, heading)| (key, Some(heading)));
        let known = KNOWN.iter().find(|(known, _)| *known == key.trim());
        let Some((key, usual)) = known else {
            let keys: Vec<_> = KNOWN.iter().map(|(key, _)| *key).collect();
            return Err(format!("there is no column `{key}`; there are: {}", keys.join(", ")));
        };
        Ok(Self { key, heading: heading.unwrap_or(usual).trim().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_picked_and_renamed() {
        assert_eq!("level".parse::<Column>().expect("a column").heading, "Level");
        let renamed: Column = "workaround=Alternative control".parse().expect("a column");
        assert_eq!((renamed.key, renamed.heading.as_str()), ("workaround", "Alternative control"));
        assert!("colour".parse::<Column>().expect_err("unknown").contains("workaround"));
    }
}
