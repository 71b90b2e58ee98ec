//! A pull reader over XML: the caller asks for the next child, reads or skips it, and goes on.
//!
//! It holds one start tag and one event at a time, so memory does not grow with the file. What
//! quick-xml lets pass is checked here: a cut document, content after the root, entities, document
//! types, deep nesting, malformed or repeated attributes. It knows no vocabulary.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use quick_xml::encoding::EncodingError;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::{Attribute, Attributes};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use quick_xml::{Error, Reader, XmlVersion};

use super::trail::trail;
use crate::formats::{Input, ReadError, ReadErrorKind};

/// The deepest nesting of elements that is read.
pub(in crate::formats) const DEEPEST: usize = 256;

/// A part of an element's content, as [`XmlReader::content`] shows it.
pub(in crate::formats) enum Piece<'a> {
    /// An element inside begins; its local name.
    Open(&'a str),
    /// Text, entities resolved; one text may come in several pieces.
    Text(&'a str),
    /// An element inside ends; its local name.
    Close(&'a str),
}

/// A pull reader over one input.
///
/// After [`child`](Self::child) has returned true, the element is read with [`text`](Self::text),
/// [`content`](Self::content) or [`skip`](Self::skip), or by asking for its own children until there
/// are no more.
pub(in crate::formats) struct XmlReader<'i> {
    input: &'i Input,
    reader: Reader<Box<dyn BufRead>>,
    names: NamespaceResolver,
    buffer: Vec<u8>,
    tag: String,
    name_length: usize,
    tag_at: u64,
    open: usize,
    rooted: bool,
}

impl<'i> XmlReader<'i> {
    /// Starts reading an input.
    pub(in crate::formats) fn new(input: &'i Input) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(input.reader()?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            input,
            reader,
            names: NamespaceResolver::default(),
            buffer: Vec::new(),
            tag: String::new(),
            name_length: 0,
            tag_at: 0,
            open: 0,
            rooted: false,
        })
    }

    /// Enters the next child of the element that is open (at first: the root). False at its end,
    /// which is then behind the reader. Text between children is passed over.
    pub(in crate::formats) fn child(&mut self) -> Result<bool, ReadError> {
        loop {
            self.buffer.clear();
            let at = self.reader.buffer_position();
            let event = self.reader.read_event_into(&mut self.buffer);
            let outside = self.open == 0;
            match event {
                Ok(Event::Start(_)) if outside && self.rooted => {
                    return Err(syntax(self.input, at, "there is a second root element: two documents in one file"));
                }
                Ok(Event::Start(tag)) => {
                    check(self.input, at, &tag, self.open)?;
                    self.names.push(&tag).map_err(|error| syntax(self.input, at, error.to_string()))?;
                    if let (ResolveResult::Unknown(prefix), _) = self.names.resolve_element(tag.name()) {
                        return Err(syntax(self.input, at, format!("the prefix `{prefix}` is not declared")));
                    }
                    self.tag.clear();
                    self.tag.push_str(&tag);
                    (self.name_length, self.tag_at) = (tag.name().as_ref().len(), at);
                    (self.open, self.rooted) = (self.open + 1, true);
                    return Ok(true);
                }
                Ok(Event::End(_)) => {
                    self.names.pop();
                    self.open -= 1;
                    return Ok(false);
                }
                Ok(Event::Eof) if outside && self.rooted => return Ok(false),
                Ok(Event::Text(text)) if outside && !text.trim().is_empty() => {
                    return Err(syntax(self.input, at, "there is text outside the root element"));
                }
                Ok(Event::GeneralRef(reference)) => drop(resolve(self.input, at, &reference)?),
                other => passed_over(self.input, at, &self.reader, other)?,
            }
        }
    }

    /// Namespace and local name of the element entered last; no namespace is the empty string.
    pub(in crate::formats) fn name(&self) -> (&str, &str) {
        let name = QName(self.tag.get(..self.name_length).unwrap_or_default());
        match self.names.resolve_element(name) {
            (ResolveResult::Bound(namespace), local) => (namespace.into_inner(), local.into_inner()),
            (_, local) => ("", local.into_inner()),
        }
    }

    /// An attribute of the element entered last, by its local name, whatever its prefix.
    pub(in crate::formats) fn attribute(&self, local: &str) -> Result<Option<Cow<'_, str>>, ReadError> {
        let mut attributes = Attributes::new(&self.tag, self.name_length);
        let found = attributes.with_checks(false).filter_map(Result::ok).find(|attribute| {
            attribute.key.local_name().as_ref() == local && !attribute.key.as_ref().starts_with("xmlns")
        });
        found.map(|attribute| value(self.input, self.tag_at, &attribute)).transpose()
    }

    /// An attribute as a text of its own; blank is none.
    pub(in crate::formats) fn owned_attribute(&self, local: &str) -> Result<Option<String>, ReadError> {
        let value = self.attribute(local)?;
        Ok(value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()))
    }

    /// Everything inside the element entered last, up to and with its end.
    pub(in crate::formats) fn content(&mut self, mut visit: impl FnMut(Piece<'_>)) -> Result<(), ReadError> {
        let floor = self.open.saturating_sub(1);
        loop {
            self.buffer.clear();
            let at = self.reader.buffer_position();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => {
                    check(self.input, at, &tag, self.open)?;
                    self.open += 1;
                    visit(Piece::Open(tag.local_name().as_ref()));
                }
                Ok(Event::End(tag)) => {
                    self.open -= 1;
                    if self.open == floor {
                        self.names.pop();
                        return Ok(());
                    }
                    visit(Piece::Close(tag.local_name().as_ref()));
                }
                Ok(Event::Text(text)) => visit(Piece::Text(&text)),
                Ok(Event::CData(text)) => visit(Piece::Text(&text)),
                Ok(Event::GeneralRef(reference)) => visit(Piece::Text(&resolve(self.input, at, &reference)?)),
                other => passed_over(self.input, at, &self.reader, other)?,
            }
        }
    }

    /// The text of the element entered last, that of elements inside it included.
    pub(in crate::formats) fn text(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        self.content(|piece| {
            if let Piece::Text(part) = piece {
                text.push_str(part);
            }
        })?;
        Ok(text)
    }

    /// The text without white space around it; blank is none.
    pub(in crate::formats) fn trimmed_text(&mut self) -> Result<Option<String>, ReadError> {
        let text = self.text()?;
        let trimmed = text.trim();
        Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
    }

    /// Passes over the element entered last; what is inside must be well formed all the same.
    pub(in crate::formats) fn skip(&mut self) -> Result<(), ReadError> {
        self.content(|_| {})
    }
}

/// Events that carry no content; documents that end too early; errors.
fn passed_over(
    input: &Input,
    at: u64,
    reader: &Reader<Box<dyn BufRead>>,
    event: Result<Event<'_>, Error>,
) -> Result<(), ReadError> {
    match event {
        Ok(Event::DocType(text)) if text.contains(['[', '"', '\'']) => Err(located(
            input,
            at,
            ReadErrorKind::Syntax("the document type declares entities or names an external file".to_owned()),
        )
        .help("no scanner writes one: remove the <!DOCTYPE …> if you trust the file")),
        Ok(Event::Eof) => {
            Err(syntax(input, reader.buffer_position(), "the file ends in the middle of the document: it is cut off")
                .help("take the file again from where it was made; a part of a scan is never read"))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(broken(input, at, reader.error_position(), error)),
    }
}

/// What quick-xml found, as our error.
fn broken(input: &Input, at: u64, error_at: u64, error: Error) -> ReadError {
    match error {
        Error::Io(error) => {
            let error = Arc::try_unwrap(error).unwrap_or_else(|error| io::Error::new(error.kind(), error.to_string()));
            input.io_error(error)
        }
        Error::Encoding(EncodingError::Utf8(error)) => {
            located(input, at + error.valid_up_to() as u64, ReadErrorKind::Encoding("UTF-8".to_owned()))
                .help("if the file is in another encoding, name it with --encoding (for example windows-1252)")
        }
        Error::Syntax(error) => syntax(input, error_at, format!("{error}: the file is cut off or not well formed")),
        Error::IllFormed(error) => syntax(input, error_at, error.to_string()),
        error => syntax(input, error_at, error.to_string()),
    }
}

/// Checks a start tag as quick-xml does not: its name, its attributes, the depth it opens.
fn check(input: &Input, at: u64, tag: &BytesStart<'_>, open: usize) -> Result<(), ReadError> {
    if open == DEEPEST {
        let kind = ReadErrorKind::Limit(format!("elements are nested more than {DEEPEST} deep"));
        return Err(located(input, at, kind).help("no scan is: the file is damaged, or made to do harm"));
    }
    if tag.name().as_ref().starts_with(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() && c != '_') || tag.is_empty()
    {
        return Err(syntax(input, at, "there is a `<` that begins no element (written as text it is `&lt;`)"));
    }
    for attribute in tag.attributes() {
        let attribute =
            attribute.map_err(|error| syntax(input, at, format!("in <{}>: {error}", tag.name().as_ref())))?;
        if memchr::memchr2(b'<', b'&', attribute.value.as_bytes()).is_some() {
            value(input, at, &attribute)?;
        }
    }
    Ok(())
}

fn value<'v>(input: &Input, at: u64, attribute: &Attribute<'v>) -> Result<Cow<'v, str>, ReadError> {
    let key = attribute.key.as_ref();
    if attribute.value.contains('<') {
        return Err(syntax(input, at, format!("the attribute `{key}` holds a bare `<`")));
    }
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_err(|error| syntax(input, at, format!("in the attribute `{key}`: {error}")))
}

/// The text of a reference: the five predefined entities and numbered characters, nothing else.
fn resolve<'r>(input: &Input, at: u64, reference: &'r BytesRef<'_>) -> Result<Cow<'r, str>, ReadError> {
    if let Some(text) = resolve_predefined_entity(reference) {
        return Ok(text.into());
    }
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string().into()),
        Ok(None) => Err(syntax(input, at, format!("the entity `&{};` is not defined", &**reference))),
        Err(error) => Err(syntax(input, at, error.to_string())),
    }
}

fn syntax<S: Into<String>>(input: &Input, at: u64, message: S) -> ReadError {
    located(input, at, ReadErrorKind::Syntax(message.into()))
}

fn located(input: &Input, at: u64, kind: ReadErrorKind) -> ReadError {
    input.error(kind).at(input.locate(at)).trail(trail(input, at))
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
