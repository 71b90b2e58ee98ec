//! Titles, whose wording they are, and when two of them are the same.

use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::{Texts, Visit};

/// Whose wording a title is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TitleKind {
    /// The benchmark's own title (CIS-CAT, Inspector, the build kit …): it can guard an exception.
    #[default]
    Recommendation,
    /// The tool's own wording (OpenSCAP, ovh/debian-cis …): it says nothing about the benchmark's.
    Tool,
}

/// A check's title. As JSON: the text alone for a recommendation's title, `{"text":…,"kind":"tool"}`
/// for a tool's own wording.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "WrittenTitle")]
pub struct Title {
    text: String,
    /// Whose wording it is.
    pub kind: TitleKind,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum WrittenTitle {
    Text(String),
    Kind {
        text: String,
        #[serde(default)]
        kind: TitleKind,
    },
}

impl From<WrittenTitle> for Title {
    fn from(written: WrittenTitle) -> Self {
        let (text, kind) = match written {
            WrittenTitle::Text(text) => (text, TitleKind::Recommendation),
            WrittenTitle::Kind { text, kind } => (text, kind),
        };
        Self { text: collapse(&text), kind }
    }
}

impl Serialize for Title {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.kind == TitleKind::Recommendation {
            return serializer.serialize_str(&self.text);
        }
        let mut title = serializer.serialize_struct("Title", 2)?;
        title.serialize_field("text", &self.text)?;
        title.serialize_field("kind", &self.kind)?;
        title.end()
    }
}

impl Texts for Title {
    fn texts(&mut self, visit: Visit<'_>) {
        let Self { text, kind: _ } = self;
        visit(text);
    }
}

impl Title {
    /// A title with its white space collapsed; `None` when nothing is left.
    pub fn new(text: &str, kind: TitleKind) -> Option<Self> {
        let text = collapse(text);
        (!text.is_empty()).then_some(Self { text, kind })
    }

    /// The benchmark's own title.
    pub fn recommendation(text: &str) -> Option<Self> {
        Self::new(text, TitleKind::Recommendation)
    }

    /// The tool's own wording.
    pub fn tool(text: &str) -> Option<Self> {
        Self::new(text, TitleKind::Tool)
    }

    /// The text, as the scan has it, on one line.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The version of [`normalise`]; stored with every hash made from its result.
pub const NORMALISATION: u32 = 1;

/// A title as the guard compares it.
///
/// Folded: case, white space, quotes and dashes, a leading `(L1)`, a trailing full stop, and
/// trailing words that tools append (`(Automated)`, `(Manual)`, `(Scored)`, `(Not Scored)`, a stray
/// `Fail` or `Pass`). Characters of paths stay: `/etc/passwd` is not `/etc/passwd-`.
pub fn normalise(title: &str) -> String {
    let mut folded = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '"' | '`' | '\u{b4}' | '\'' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            _ if c.is_whitespace() => folded.push(' '),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    let mut text = collapse(&folded);
    loop {
        let before = text.len();
        for suffix in ["(automated)", "(manual)", "(scored)", "(not scored)", " fail", " pass", "."] {
            if let Some(rest) = text.strip_suffix(suffix) {
                text.truncate(rest.trim_end().len());
            }
        }
        for prefix in ["(l1)", "(l2)"] {
            if let Some(rest) = text.strip_prefix(prefix) {
                text = rest.trim_start().to_owned();
            }
        }
        if text.len() == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_words_quotes_and_dashes_do_not_matter() {
        let plain = normalise("Ensure no world writable files exist");
        for title in [
            "Ensure no world writable files exist\tFail",
            "ensure  no world\nwritable files exist (Automated)",
            "(L1) Ensure no world writable files exist (Not Scored)",
            "Ensure \u{201c}no\u{201d} world writable files exist.",
        ] {
            assert_eq!(normalise(title), plain, "{title}");
        }
        assert_eq!(normalise("non\u{2013}root"), normalise("non-root"));
    }

    #[test]
    fn the_characters_of_paths_matter() {
        assert_ne!(normalise("Ensure permissions on /etc/passwd"), normalise("Ensure permissions on /etc/passwd-"));
        assert_ne!(normalise("Ensure /etc/issue"), normalise("Ensure /etc/issue.net"));
    }

    #[test]
    fn a_blank_title_is_none() {
        assert_eq!(Title::tool(" \n"), None);
    }
}
