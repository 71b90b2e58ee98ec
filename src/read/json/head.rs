//! The key paths of a JSON text's start, which may be cut anywhere: what detection needs, no more.

use std::collections::BTreeMap;

/// Key paths are followed this deep; formats are told apart higher up.
const DEEPEST: usize = 8;

/// The key paths at the start of a JSON text, one or several documents of it.
#[derive(Clone, Debug, Default)]
pub struct JsonHead {
    /// How many top-level values begin in the text (several: JSON Lines or concatenated documents).
    pub documents: usize,
    paths: BTreeMap<String, String>,
}

impl JsonHead {
    /// Whether a key path occurs. Keys are joined by `/`, array items are `[]`, and keys are folded:
    /// lower case, without `_`. So `findings/[]/arn` is found for `{"Findings":[{"ARN":…}]}`.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains_key(path)
    }

    /// The first scalar at a key path (a string without quotes, otherwise as written), cut at 256 bytes;
    /// empty for objects and arrays.
    pub fn value(&self, path: &str) -> Option<&str> {
        self.paths.get(path).map(String::as_str)
    }

    /// All key paths with their first scalar, sorted.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths.iter().map(|(path, value)| (path.as_str(), value.as_str()))
    }

    /// Scans a text that may be cut off; `None` when it does not begin like JSON.
    pub(crate) fn scan(text: &str) -> Option<Self> {
        let mut scanner = Scanner { text, at: 0, head: Self::default() };
        let mut path = Vec::new();
        loop {
            scanner.space();
            // Documents may stand side by side, on lines of their own, or be joined by commas.
            while scanner.eat(',') {
                scanner.space();
            }
            if scanner.rest().is_empty() {
                break;
            }
            scanner.head.documents += 1;
            match scanner.value(&mut path) {
                Some(()) => path.clear(),
                None if scanner.at == text.len() => break,
                None if scanner.head.documents > 1 => break,
                None => return None,
            }
        }
        (!scanner.head.paths.is_empty()).then_some(scanner.head)
    }
}

/// A key as detection compares it.
pub(crate) fn fold(key: &str) -> String {
    key.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    head: JsonHead,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn note(&mut self, path: &[String], value: &str) {
        if path.len() <= DEEPEST {
            let end = value.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= 256).last();
            let short = value.get(..end.unwrap_or(0)).unwrap_or_default();
            let known = self.head.paths.entry(path.join("/")).or_default();
            if known.is_empty() {
                short.clone_into(known);
            }
        }
    }

    /// Reads one value; `None` at the text's end or at what is not JSON (then `at` is not the end).
    fn value(&mut self, path: &mut Vec<String>) -> Option<()> {
        self.space();
        // Deeper nesting than any format has is not looked into; it also bounds the recursion.
        if path.len() > 64 {
            self.at = self.text.len();
            return None;
        }
        match self.rest().chars().next()? {
            '{' => self.object(path),
            '[' => self.array(path),
            '"' => {
                let value = self.string()?;
                self.note(path, value);
                Some(())
            }
            't' | 'f' | 'n' | '-' | '0'..='9' => {
                let rest = self.rest();
                let end = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                let complete = end < rest.len();
                if complete && !matches!(word, "true" | "false" | "null") && word.parse::<f64>().is_err() {
                    return None;
                }
                self.note(path, word);
                self.at += end;
                Some(())
            }
            _ => None,
        }
    }

    fn object(&mut self, path: &mut Vec<String>) -> Option<()> {
        self.eat('{');
        self.note(path, "");
        self.space();
        if self.eat('}') {
            return Some(());
        }
        loop {
            self.space();
            let key = fold(self.string()?);
            self.space();
            if self.rest().is_empty() || !self.eat(':') {
                return None;
            }
            path.push(key);
            self.note(path, "");
            self.value(path)?;
            path.pop();
            self.space();
            if self.eat('}') {
                return Some(());
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    fn array(&mut self, path: &mut Vec<String>) -> Option<()> {
        self.eat('[');
        self.space();
        path.push("[]".to_owned());
        if self.eat(']') {
            path.pop();
            self.note(path, "");
            return Some(());
        }
        loop {
            self.value(path)?;
            self.space();
            if self.eat(']') {
                path.pop();
                return Some(());
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    /// A string's raw content, escapes left as they are (keys and ids hold none that matter).
    fn string(&mut self) -> Option<&'t str> {
        if !self.eat('"') {
            return None;
        }
        let rest = self.rest();
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.at += at + 1;
                    return rest.get(..at);
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_paths_are_found_in_a_cut_text() {
        let head =
            JsonHead::scan(r#"{"Findings":[{"Arn":"arn:x","service_attributes":{"a":1}},{"arn":"ar"#).expect("json");
        assert!(head.has("findings/[]/serviceattributes/a"));
        assert_eq!(head.value("findings/[]/arn"), Some("arn:x"));
        assert_eq!(head.documents, 1);
    }

    #[test]
    fn documents_are_counted() {
        let head = JsonHead::scan("{\"type\":\"scan\"}\n{\"type\":\"check\"}\n").expect("json");
        assert_eq!((head.documents, head.value("type")), (2, Some("scan")));
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["[PASS] 1.1", "{x}", "[1.1.1] a", "{\"a\" 1}"] {
            assert!(JsonHead::scan(text).is_none(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        assert!(JsonHead::scan(&"[".repeat(100_000)).is_none());
        assert!(JsonHead::scan(&"{\"a\":".repeat(100_000)).is_some());
    }
}
