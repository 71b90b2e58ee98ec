//! The start of a file, looked at once: what XML, JSON or text it is.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use super::JsonHead;

/// The root element of an XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlHead {
    /// The root element's local name.
    pub root: String,
    /// Its namespace; empty when it has none.
    pub namespace: String,
    /// Its attributes without prefixes, as written.
    pub attributes: Vec<(String, String)>,
}

/// The shape of the text.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An XML document.
    Xml(XmlHead),
    /// One or more JSON values.
    Json(JsonHead),
    /// Lines of text, CSV among them.
    Text,
}

/// The start of a file, decoded.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a file's start, each asked for by itself")]
#[derive(Clone, Debug)]
pub struct Head {
    /// It was gzip.
    pub gzip: bool,
    /// The encoding's name.
    pub encoding: &'static str,
    /// It began with a byte-order mark.
    pub bom: bool,
    /// The first 64 KiB as text, without escape sequences for colours.
    pub text: String,
    /// The text is the whole file.
    pub whole: bool,
    /// The shape of the text.
    pub shape: Shape,
    /// The text is XML or JSON only without its escape sequences for colours.
    pub coloured: bool,
}

impl Head {
    pub(crate) fn new(text: &str, whole: bool, gzip: bool, encoding: &'static str, bom: bool) -> Self {
        let plain = strip_ansi(text);
        // Escape sequences inside a document's strings are the readers' business.
        let coloured = text.trim_start().starts_with('\u{1b}');
        let shape = shape(if coloured { &plain } else { text });
        let coloured = coloured && !matches!(shape, Shape::Text);
        Self { gzip, encoding, bom, text: plain.into_owned(), whole, shape, coloured }
    }

    /// The XML root, if this is XML.
    pub fn xml(&self) -> Option<&XmlHead> {
        match &self.shape {
            Shape::Xml(head) => Some(head),
            _ => None,
        }
    }

    /// The keys of the JSON, if this is JSON.
    pub fn json(&self) -> Option<&JsonHead> {
        match &self.shape {
            Shape::Json(head) => Some(head),
            _ => None,
        }
    }

    /// The first 60 lines of text; none for XML and JSON.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let text = if matches!(self.shape, Shape::Text) { self.text.as_str() } else { "" };
        text.lines().take(60)
    }
}

fn shape(text: &str) -> Shape {
    match text.trim_start().chars().next() {
        Some('<') => xml(text).map_or(Shape::Text, Shape::Xml),
        Some('{' | '[') => JsonHead::scan(text).map_or(Shape::Text, Shape::Json),
        _ => Shape::Text,
    }
}

fn xml(text: &str) -> Option<XmlHead> {
    let mut reader = NsReader::from_str(text);
    loop {
        match reader.read_resolved_event().ok()? {
            (resolved, Event::Start(start) | Event::Empty(start)) => {
                let namespace = match resolved {
                    ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
                    _ => String::new(),
                };
                let attributes = start
                    .attributes()
                    .filter_map(Result::ok)
                    .map(|attribute| (attribute.key.as_ref().to_owned(), attribute.value.into_owned()))
                    .collect();
                return Some(XmlHead { root: start.local_name().as_ref().to_owned(), namespace, attributes });
            }
            (_, Event::Eof) => return None,
            _ => {}
        }
    }
}

/// Removes escape sequences for colours and cursor moves (`ESC [ … letter`).
pub(crate) fn strip_ansi(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = match after.strip_prefix('[') {
            Some(sequence) => {
                let end = sequence.find(|c: char| ('@'..='~').contains(&c)).map_or(sequence.len(), |at| at + 1);
                sequence.get(end..).unwrap_or_default()
            }
            None => after,
        };
    }
    plain.push_str(rest);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::new(text, true, false, "UTF-8", false)
    }

    #[test]
    fn the_root_is_found_behind_prolog_and_comments() {
        let head = head("<?xml version=\"1.0\"?>\n<!-- <x/> -->\n<c:TestResult xmlns:c=\"urn:c\" id=\"a\">");
        let xml = head.xml().expect("xml");
        assert_eq!((xml.root.as_str(), xml.namespace.as_str()), ("TestResult", "urn:c"));
    }

    #[test]
    fn text_in_brackets_is_not_json() {
        assert!(head("[PASS] 1.1.1 Ensure x\n").json().is_none());
        assert_eq!(head("[PASS] 1.1.1 Ensure x\n").lines().count(), 1);
    }

    #[test]
    fn colours_are_removed() {
        assert_eq!(strip_ansi("\u{1b}[0;31mFAIL\u{1b}[0m - 1.1"), "FAIL - 1.1");
        assert_eq!(strip_ansi("a\u{1b}[31"), "a");
    }
}
