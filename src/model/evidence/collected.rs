//! The evidence that a tool printed or collected for a check.

use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::{Offender, stat};

/// Evidence of a check: items where the format has items (a path, a process, a line), else one text.
///
/// As JSON: a list of items, one text, or an object when there is both or something was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "WrittenEvidence")]
pub struct Evidence {
    /// Single offenders or lines, in the tool's order.
    pub items: Vec<String>,
    /// Free text that has no items.
    pub text: Option<String>,
    /// The tool (or a limit of the reader) left something out.
    pub truncated: bool,
    /// How many items were found, where fewer are kept.
    pub found: Option<u64>,
    /// A digest of all items that were found, where fewer are kept: of what does not change by itself.
    pub digest: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum WrittenEvidence {
    Text(String),
    Items(Vec<String>),
    Both {
        #[serde(default)]
        items: Vec<String>,
        text: Option<String>,
        #[serde(default)]
        truncated: bool,
        found: Option<u64>,
        digest: Option<String>,
    },
}

impl From<WrittenEvidence> for Evidence {
    fn from(written: WrittenEvidence) -> Self {
        match written {
            WrittenEvidence::Text(text) => Self::text(text),
            WrittenEvidence::Items(items) => Self::items(items),
            WrittenEvidence::Both { items, text, truncated, found, digest } => {
                Self { items, text, truncated, found, digest }
            }
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = !self.truncated && self.found.is_none() && self.digest.is_none();
        match (&self.text, self.items.is_empty(), whole) {
            (Some(text), true, true) => serializer.serialize_str(text),
            (None, _, true) => serializer.collect_seq(&self.items),
            _ => {
                let mut evidence = serializer.serialize_struct("Evidence", 5)?;
                evidence.serialize_field("items", &self.items)?;
                evidence.serialize_field("text", &self.text)?;
                evidence.serialize_field("truncated", &self.truncated)?;
                if let Some(found) = &self.found {
                    evidence.serialize_field("found", found)?;
                }
                if let Some(digest) = &self.digest {
                    evidence.serialize_field("digest", digest)?;
                }
                evidence.end()
            }
        }
    }
}

impl Evidence {
    /// Evidence of single items; blank ones are left out.
    pub fn items<I: IntoIterator<Item = S>, S: Into<String>>(items: I) -> Self {
        let items = items.into_iter().map(Into::into).filter(|item: &String| !item.trim().is_empty()).collect();
        Self { items, ..Self::default() }
    }

    /// Evidence of one text without items; none when it is blank.
    pub fn text<S: Into<String>>(text: S) -> Self {
        let text = text.into();
        Self { text: (!text.trim().is_empty()).then_some(text), ..Self::default() }
    }

    /// Nothing was collected.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.text.is_none()
    }

    /// Nothing was collected, and nothing left out either.
    pub(crate) fn is_absent(&self) -> bool {
        self.is_empty() && !self.capped()
    }

    /// Every offender is known as an item of its own: nothing cut off, no free text beside them.
    pub fn itemised(&self) -> bool {
        !self.items.is_empty() && self.text.is_none() && !self.capped()
    }

    /// Fewer items are kept than were found.
    pub fn capped(&self) -> bool {
        let kept = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        self.truncated || self.found.is_some_and(|found| found > kept)
    }

    /// The offenders that the items name: one a line, and one for all that `stat` says of a file.
    pub fn offenders(&self) -> impl Iterator<Item = Offender<'_>> {
        let mut lines =
            self.items.iter().flat_map(|item| item.lines()).filter(|line| !line.trim().is_empty()).peekable();
        std::iter::from_fn(move || {
            let line = lines.next()?;
            let mut offender = Offender::read(line);
            while stat::begins(line) && lines.peek().is_some_and(|next| stat::continues(next)) {
                let next = lines.next()?;
                offender = offender.with_line(next, stat::mode(next));
            }
            Some(offender)
        })
    }

    /// The items, or the lines of the text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(String::as_str).chain(self.text.iter().flat_map(|text| text.lines()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_stat_are_one_offender() {
        let lines = [
            "  File: /run/a",
            "  Size: 40              Blocks: 0          IO Block: 4096   directory",
            "Device: 19h/25d Inode: 1           Links: 2",
            "Access: (1777/drwxrwxrwt)  Uid: (    0/    root)   Gid: (    0/    root)",
            "Modify: 2026-11-28 14:35:00.000000000 +0000",
            "/run/b",
            "  File: /run/c",
            "Size: 4 /etc/shadow",
        ];
        for evidence in [Evidence::items(lines), Evidence::items([lines.join("\n")])] {
            let offenders: Vec<_> = evidence.offenders().collect();
            let found: Vec<_> = offenders.iter().map(|offender| (offender.explained(), offender.mode)).collect();
            assert_eq!(found, [(true, Some("1777")), (true, None), (true, None), (false, None)]);
        }
    }

    #[test]
    fn fewer_items_than_were_found_are_capped() {
        let evidence = Evidence { found: Some(2), ..Evidence::items(["/run/a"]) };
        assert!(evidence.capped() && !evidence.itemised());
        let written = serde_json::to_string(&evidence).expect("JSON");
        assert_eq!(serde_json::from_str::<Evidence>(&written).expect("evidence"), evidence);
        let whole = Evidence { found: Some(1), ..Evidence::items(["/run/a"]) };
        assert!(!whole.capped() && whole.itemised());
    }
}
