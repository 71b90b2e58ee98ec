//! A pull reader over XML: the caller asks for the next child, reads or skips it, and goes on.
//!
//! It holds one start tag and one event at a time, so memory does not grow with the file but with what
//! the caller keeps of it; that is counted, too, and has a limit. What quick-xml lets pass is checked here: a cut document, content after the root, entities, document
//! types, deep nesting, malformed or repeated attributes. It knows no vocabulary.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::check::{check, resolve, value};
use super::fault::{large, located, passed_by, passed_over, syntax, too_much};
use super::token::{Allowance, Tokens};
use super::watch::Watch;
use crate::read::{Input, MOST_HELD, ReadError, ReadErrorKind};

/// A part of an element's content, as [`XmlReader::content`] shows it.
pub(crate) enum Piece<'a> {
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
pub(crate) struct XmlReader<'i> {
    input: &'i Input,
    reader: Reader<Tokens<Box<dyn BufRead>>>,
    allowed: Allowance,
    names: NamespaceResolver,
    /// For each element entered with `child` whether it declared namespaces.
    declared: Vec<bool>,
    buffer: Vec<u8>,
    tag: String,
    name_length: usize,
    tag_at: u64,
    open: usize,
    rooted: bool,
    watch: Watch,
    /// The bytes that were given away to be kept.
    kept: Cell<u64>,
}

/// The memory of a text beside its bytes: its owner, and its place in a list or a tree.
const OF_ITS_OWN: usize = 2 * size_of::<String>();

impl<'i> XmlReader<'i> {
    /// Starts reading an input.
    pub(crate) fn new(input: &'i Input) -> Result<Self, ReadError> {
        let allowed = Allowance::new(input.most_held());
        let mut reader = Reader::from_reader(Tokens::new(input.reader()?, allowed.clone()));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            input,
            reader,
            allowed,
            names: NamespaceResolver::default(),
            declared: Vec::new(),
            buffer: Vec::new(),
            tag: String::new(),
            name_length: 0,
            tag_at: 0,
            open: 0,
            rooted: false,
            watch: Watch::default(),
            kept: Cell::default(),
        })
    }

    /// The same reader, which refuses a document in which an element of one of these names stands where
    /// nobody takes it: passed over, in another namespace, or written as text. Whoever reads such an
    /// element says so with [`taken`](Self::taken).
    pub(crate) fn watching(self, names: &'static [&'static str]) -> Self {
        Self { watch: Watch::of(names), ..self }
    }

    /// The element entered last is read as what its name says.
    pub(crate) fn taken(&mut self) {
        self.watch.taken();
    }

    fn nothing_waits(&self) -> Result<(), ReadError> {
        match self.watch.waiting() {
            Some(name) => Err(passed_by(self.input, self.tag_at, name)),
            None => Ok(()),
        }
    }

    /// Enters the next child of the element that is open (at first: the root). False at its end,
    /// which is then behind the reader. Text between children is passed over.
    pub(crate) fn child(&mut self) -> Result<bool, ReadError> {
        self.nothing_waits()?;
        loop {
            self.buffer.clear();
            self.allowed.renew();
            let at = self.reader.buffer_position();
            let event = self.reader.read_event_into(&mut self.buffer);
            let outside = self.open == 0;
            if let Ok(event) = &event
                && let Some(name) = self.watch.written(event)
            {
                return Err(passed_by(self.input, at, name));
            }
            match event {
                Ok(Event::Start(_)) if outside && self.rooted => {
                    return Err(syntax(self.input, at, "there is a second root element: two documents in one file"));
                }
                Ok(Event::Start(tag)) => {
                    let declares = check(self.input, at, &tag, self.open)?;
                    if declares {
                        self.names.push(&tag).map_err(|error| syntax(self.input, at, error.to_string()))?;
                    }
                    self.declared.push(declares);
                    if let (ResolveResult::Unknown(prefix), _) = self.names.resolve_element(tag.name()) {
                        return Err(syntax(self.input, at, format!("the prefix `{prefix}` is not declared")));
                    }
                    self.tag.clear();
                    self.tag.push_str(&tag);
                    (self.name_length, self.tag_at) = (tag.name().as_ref().len(), at);
                    (self.open, self.rooted) = (self.open + 1, true);
                    self.watch.entered(tag.local_name().as_ref());
                    return Ok(true);
                }
                Ok(Event::End(_)) => {
                    self.leave();
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

    /// An error about the element entered last: it is well formed, and not what the format prescribes.
    pub(crate) fn refuse(&self, message: &str) -> ReadError {
        located(self.input, self.tag_at, ReadErrorKind::Content(message.to_owned()))
    }

    /// The place of the element entered last, for [`refuse_at`](Self::refuse_at) once more is known.
    pub(crate) fn place(&self) -> u64 {
        self.tag_at
    }

    /// An error about the element at a place.
    pub(crate) fn refuse_at(&self, place: u64, message: String) -> ReadError {
        located(self.input, place, ReadErrorKind::Content(message))
    }

    /// Forgets the namespaces that the innermost element declared.
    fn leave(&mut self) {
        if self.declared.pop() == Some(true) {
            self.names.pop();
        }
    }

    /// Namespace and local name of the element entered last; no namespace is the empty string.
    pub(crate) fn name(&self) -> (&str, &str) {
        let name = QName(self.tag.get(..self.name_length).unwrap_or_default());
        match self.names.resolve_element(name) {
            (ResolveResult::Bound(namespace), local) => (namespace.into_inner(), local.into_inner()),
            (_, local) => ("", local.into_inner()),
        }
    }

    /// An attribute of the element entered last that has no prefix.
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, ReadError> {
        self.find(|key| key == name)
    }

    /// An attribute without a prefix as a text of its own; blank is none.
    pub(crate) fn owned_attribute(&self, name: &str) -> Result<Option<String>, ReadError> {
        let value = self.attribute(name)?.and_then(|value| owned(&value));
        self.keeps(value.as_ref().map_or(0, |value| value.len() + OF_ITS_OWN))?;
        Ok(value)
    }

    /// An attribute by its local name, whatever its prefix; blank is none.
    pub(crate) fn foreign_attribute(&self, local: &str) -> Result<Option<String>, ReadError> {
        let value = self.find(|key| key.rsplit(':').next() == Some(local))?;
        let value = value.and_then(|value| owned(&value));
        self.keeps(value.as_ref().map_or(0, |value| value.len() + OF_ITS_OWN))?;
        Ok(value)
    }

    /// Counts bytes that the caller keeps until the document ends, beside the texts that this reader
    /// gives away and counts itself: a document of small parts may not take memory without end.
    ///
    /// # Errors
    /// When they are more than may be held.
    pub(crate) fn keeps(&self, bytes: usize) -> Result<(), ReadError> {
        // A limit lower than ours is one on the input's bytes, which are fewer than what they become.
        let most = self.allowed.most().max(MOST_HELD);
        self.kept.set(self.kept.get().saturating_add(bytes as u64));
        if self.kept.get() > most {
            return Err(too_much(self.input, self.tag_at, most));
        }
        Ok(())
    }

    /// The value of the first attribute whose name is wanted. The tag was found well formed when it was entered, so
    /// nothing is checked again.
    fn find(&self, wanted: impl Fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, ReadError> {
        let mut rest = self.tag.get(self.name_length..).unwrap_or_default();
        while let Some((key, raw, behind)) = next_attribute(rest) {
            if wanted(key) {
                return value(self.input, self.tag_at, key, raw).map(Some);
            }
            rest = behind;
        }
        Ok(None)
    }

    /// Everything inside the element entered last, up to and with its end, for whoever keeps the text:
    /// all of it together may be as large as one piece.
    pub(crate) fn content(&mut self, mut visit: impl FnMut(Piece<'_>)) -> Result<(), ReadError> {
        let (at, most) = (self.tag_at, self.allowed.most());
        let mut held = 0;
        let input = self.input;
        self.pieces(|piece| {
            if let Piece::Text(part) = piece {
                held += part.len() as u64;
                if held > most {
                    return Err(large(input, at, most));
                }
            }
            visit(piece);
            Ok(())
        })
    }

    fn pieces(&mut self, mut visit: impl FnMut(Piece<'_>) -> Result<(), ReadError>) -> Result<(), ReadError> {
        self.nothing_waits()?;
        let floor = self.open.saturating_sub(1);
        loop {
            self.buffer.clear();
            self.allowed.renew();
            let at = self.reader.buffer_position();
            let event = self.reader.read_event_into(&mut self.buffer);
            if let Ok(event) = &event
                && let Some(name) = self.watch.seen(event)
            {
                return Err(passed_by(self.input, at, name));
            }
            match event {
                Ok(Event::Start(tag)) => {
                    check(self.input, at, &tag, self.open)?;
                    self.open += 1;
                    visit(Piece::Open(tag.local_name().as_ref()))?;
                }
                Ok(Event::End(tag)) => {
                    self.open -= 1;
                    if self.open == floor {
                        self.leave();
                        return Ok(());
                    }
                    visit(Piece::Close(tag.local_name().as_ref()))?;
                }
                Ok(Event::Text(text)) => visit(Piece::Text(&text))?,
                Ok(Event::CData(text)) => visit(Piece::Text(&text))?,
                Ok(Event::GeneralRef(reference)) => visit(Piece::Text(&resolve(self.input, at, &reference)?))?,
                other => passed_over(self.input, at, &self.reader, other)?,
            }
        }
    }

    /// The text of the element entered last, that of elements inside it included.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        self.content(|piece| {
            if let Piece::Text(part) = piece {
                text.push_str(part);
            }
        })?;
        self.keeps(text.len() + OF_ITS_OWN)?;
        Ok(text)
    }

    /// The text without white space around it; blank is none.
    pub(crate) fn trimmed_text(&mut self) -> Result<Option<String>, ReadError> {
        Ok(owned(&self.text()?))
    }

    /// Passes over the element entered last; what is inside must be well formed all the same.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        self.pieces(|_| Ok(()))
    }
}

/// Name and raw value of the first attribute in a tag, and what stands behind it.
fn next_attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let (key, behind) = tag.split_at_checked(memchr::memchr(b'=', tag.as_bytes())?)?;
    let behind = behind.get(1..)?.trim_ascii_start();
    let quote = behind.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''))?;
    let behind = behind.get(1..)?;
    let (raw, behind) = behind.split_at_checked(memchr::memchr(quote, behind.as_bytes())?)?;
    Some((key.trim_ascii(), raw, behind.get(1..)?))
}

fn owned(value: &str) -> Option<String> {
    let trimmed = value.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests;
