//! What a tool printed or collected for a check.

use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

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
    },
}

impl From<WrittenEvidence> for Evidence {
    fn from(written: WrittenEvidence) -> Self {
        match written {
            WrittenEvidence::Text(text) => Self::text(text),
            WrittenEvidence::Items(items) => Self::items(items),
            WrittenEvidence::Both { items, text, truncated } => Self { items, text, truncated },
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.text, self.items.is_empty(), self.truncated) {
            (Some(text), true, false) => serializer.serialize_str(text),
            (None, _, false) => serializer.collect_seq(&self.items),
            _ => {
                let mut evidence = serializer.serialize_struct("Evidence", 3)?;
                evidence.serialize_field("items", &self.items)?;
                evidence.serialize_field("text", &self.text)?;
                evidence.serialize_field("truncated", &self.truncated)?;
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
    pub(super) fn is_absent(&self) -> bool {
        self.is_empty() && !self.truncated
    }

    /// Every offender is known as an item of its own: nothing cut off, no free text beside them.
    pub fn itemised(&self) -> bool {
        !self.items.is_empty() && self.text.is_none() && !self.truncated
    }

    /// The items, or the lines of the text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(String::as_str).chain(self.text.iter().flat_map(|text| text.lines()))
    }
}
