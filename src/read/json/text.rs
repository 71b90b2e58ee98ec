//! Text → JSON documents: one or several in a file, with the position of everything that is wrong.
//!
//! Says nothing about what the documents mean; `json_pages` opens wrappers, the formats read fields.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::place::Place;
use crate::read::input::position;
use crate::read::{Input, Position, ReadError, ReadErrorKind};

/// The documents of a file, in its order.
#[derive(Debug)]
pub(crate) struct Pages<T = Document> {
    pub(crate) documents: Vec<Page<T>>,
    /// How many raw control characters inside strings had to be escaped before the text was JSON.
    pub(crate) repaired: usize,
}

/// One document and where it begins.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) value: T,
    pub(crate) position: Position,
}

impl<T> Page<T> {
    /// The document's place in the file; a file's only document needs no name.
    pub(crate) fn place(&self, index: usize, several: bool) -> Place {
        let numbered = || Place { trail: format!("document {}", index + 1), position: Some(self.position) };
        if several { numbered() } else { Place::default() }
    }
}

/// Any JSON value; a key that stands twice in one object is an error, not a value lost.
#[derive(Debug)]
pub(crate) struct Document(pub(crate) Value);

impl<T: DeserializeOwned> Pages<T> {
    /// Reads one document, a sequence of documents (JSON Lines, files appended to each other), or
    /// documents joined by commas.
    ///
    /// AWS commands print raw line breaks inside strings; a text that fails is tried again with them escaped.
    ///
    /// # Errors
    /// When the text is cut, is not JSON, is nested deeper than 128 levels, or is no `T`; with the position.
    pub(crate) fn read(input: &Input) -> Result<Self, ReadError> {
        let text = input.text()?;
        let failed = match parse(&text) {
            Ok(found) if found.is_empty() => return Err(ReadError::new(ReadErrorKind::Empty)),
            Ok(found) => return Ok(Self { documents: located(&text, found, &[]), repaired: 0 }),
            Err(failed) => failed,
        };
        let Some((repaired, escaped_at)) = escape_controls(&text, MOST_REPAIRS) else {
            return Err(failed.explain(&text, &text, &[]).help(format!(
                "raw control characters inside strings are escaped on reading, but not more than {MOST_REPAIRS} of them"
            )));
        };
        if escaped_at.is_empty() || failed.error.as_ref().is_some_and(serde_json::Error::is_data) {
            return Err(failed.explain(&text, &text, &[]));
        }
        match parse(&repaired) {
            Ok(found) => Ok(Self { documents: located(&text, found, &escaped_at), repaired: escaped_at.len() }),
            Err(failed) => Err(failed.explain(&repaired, &text, &escaped_at)),
        }
    }
}

/// The documents of a text with the offsets at which they begin.
fn parse<T: DeserializeOwned>(text: &str) -> Result<Vec<(usize, T)>, Failed> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let next = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let start = text.len() - next.len();
        // Quoted cells with commas between them are JSON, too, and a line of a table. An answer may be `null`.
        if !found.is_empty() && !next.is_empty() && !next.starts_with(['{', '[', 'n']) {
            return Err(Failed { error: None, start });
        }
        let mut stream = serde_json::Deserializer::from_str(next).into_iter();
        match stream.next() {
            Some(Ok(value)) => found.push((start, value)),
            Some(Err(error)) => return Err(Failed { error: Some(error), start }),
            None => return Ok(found),
        }
        at = start + stream.byte_offset();
    }
}

/// Gives each document its position in the file, in one pass over the file's text.
fn located<T>(original: &str, found: Vec<(usize, T)>, escaped_at: &[usize]) -> Vec<Page<T>> {
    let mut position = Position { line: 1, column: 1 };
    let mut passed = 0;
    let page = |(start, value)| {
        let offset = before_repair(start, escaped_at);
        let between = original.get(passed..offset).unwrap_or_default();
        position = match between.rsplit_once('\n') {
            Some((before, tail)) => Position {
                line: position.line + memchr::memchr_iter(b'\n', before.as_bytes()).count() as u64 + 1,
                column: tail.chars().count() as u64 + 1,
            },
            None => Position { column: position.column + between.chars().count() as u64, ..position },
        };
        passed = offset;
        Page { value, position }
    };
    found.into_iter().map(page).collect()
}

/// For fields that may be absent: some programs write `null` for what they do not know.
pub(crate) fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// Why a document could not be parsed, and where it begins.
struct Failed {
    /// Absent where something else than a document begins.
    error: Option<serde_json::Error>,
    start: usize,
}

impl Failed {
    /// The error with its position in the text as it was before control characters were escaped.
    fn explain(&self, parsed: &str, original: &str, escaped_at: &[usize]) -> ReadError {
        let position = |offset| Some(position_at(original, before_repair(offset, escaped_at)));
        let Some(error) = &self.error else {
            return ReadError::syntax(
                "not valid JSON: this begins neither an object nor a list, as the document before it",
            )
            .at(position(self.start));
        };
        let document = parsed.get(self.start..).unwrap_or_default();
        let within = Position { line: error.line() as u64, column: error.column() as u64 };
        json_error(error).at(position(self.start + offset_in_bytes(document, within)))
    }
}

/// A `serde_json` error in our words, without the position.
fn json_error(error: &serde_json::Error) -> ReadError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    if error.is_eof() {
        return ReadError::syntax(format!("the file is cut off: the JSON ends too early ({message})"))
            .help("get the whole file from where it was made; nothing of a cut file is used");
    }
    if message.starts_with("recursion limit") {
        let limit = "the JSON is nested deeper than 128 levels, which no scan is".to_owned();
        return ReadError::new(ReadErrorKind::Limit(limit));
    }
    if error.is_data() { ReadError::content(message) } else { ReadError::syntax(format!("not valid JSON: {message}")) }
}

/// A byte offset from `serde_json`'s line and column, which counts bytes.
fn offset_in_bytes(text: &str, place: Position) -> usize {
    let skipped = usize::try_from(place.line).unwrap_or(1).saturating_sub(2);
    let line_start = match place.line {
        0 | 1 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes()).nth(skipped).map_or(text.len(), |at| at + 1),
    };
    (line_start + usize::try_from(place.column).unwrap_or(0).saturating_sub(1)).min(text.len())
}

fn position_at(text: &str, offset: usize) -> Position {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    position(before)
}

/// `\u000a` takes five bytes more than the character it stands for.
const GROWTH: usize = 5;

/// The most control characters that are escaped; each takes 13 bytes more, in the text and as an offset.
/// One missing quote can turn every line break of a file into one.
const MOST_REPAIRS: usize = 10_000_000;

/// Escapes raw control characters inside strings; also gives their offsets in the new text. `None` when
/// there are too many.
fn escape_controls(text: &str, most: usize) -> Option<(String, Vec<usize>)> {
    let mut escaped = String::with_capacity(text.len());
    let mut offsets = Vec::new();
    let (mut inside, mut backslash) = (false, false);
    for c in text.chars() {
        if inside && c < ' ' {
            // A backslash before a raw line break would become an escaped backslash: it is dropped with it.
            if backslash {
                escaped.pop();
                escaped.push(' ');
            }
            if offsets.len() == most {
                return None;
            }
            offsets.push(escaped.len());
            escaped.push_str("\\u00");
            escaped
                .extend([u32::from(c) >> 4, u32::from(c) & 15].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
            backslash = false;
            continue;
        }
        match c {
            '"' if !backslash => inside = !inside,
            _ => {}
        }
        backslash = inside && c == '\\' && !backslash;
        escaped.push(c);
    }
    Some((escaped, offsets))
}

fn before_repair(offset: usize, escaped_at: &[usize]) -> usize {
    offset - GROWTH * escaped_at.partition_point(|at| at + GROWTH < offset)
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor).map(Self)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Document(value)) = access.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Document(value))) = access.next_entry::<String, Document>()? {
            if object.contains_key(&key) {
                let key: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format!("the key `{key}` stands twice in one object")));
            }
            object.insert(key, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Pages, ReadError> {
        Pages::read(&Input::from_bytes("test.json", text))
    }

    #[test]
    fn raw_control_characters_are_escaped_and_counted() {
        let pages = read("{\"id\":\"a\nb\tc\\\"\"}\n{\"id\":2}").expect("JSON");
        assert_eq!(pages.repaired, 2);
        assert_eq!(pages.documents[0].value.0["id"], "a\nb\tc\"");
        assert_eq!(pages.documents[1].position, Position { line: 3, column: 1 });
    }

    #[test]
    fn no_more_control_characters_are_escaped_than_memory_has_room_for() {
        assert_eq!(escape_controls("\"\n\n\"\n", 2).map(|(_, offsets)| offsets.len()), Some(2));
        assert_eq!(escape_controls("\"\n\n\n\"", 2), None);
        let error = read(&format!("[\n\"{}\"]", "\n".repeat(MOST_REPAIRS + 1))).expect_err("too many");
        assert_eq!(error.position, Some(Position { line: 3, column: 1 }), "{error}");
        assert!(error.help.as_ref().is_some_and(|help| help.contains("not more than")), "{error}");
    }

    #[test]
    fn positions_are_those_of_the_file_also_after_a_repair() {
        for (text, line, column) in [
            ("{\"id\":1}\n  {\"id\":x}", 2, 9),
            ("{\"id\":\"a\nb\"}\n{\"é\":x}", 3, 6),
            ("{\"id\":\"a\nb\",x}", 2, 4),
            ("{\"id\":1,\"id\":2}", 1, 15),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.position, Some(Position { line, column }), "{text:?}: {error}");
        }
    }

    #[test]
    fn cut_deep_and_foreign_text_is_refused() {
        for (text, message) in [
            ("{\"findings\":[{\"id\":1},{\"i", "cut off"),
            ("{\"a\":1}\n{\"a\"", "cut off"),
            (&"[".repeat(10_000), "nested deeper"),
            ("{\"id\":1} trailing", "not valid JSON"),
            ("{\"id\":1,\"id\":2}", "stands twice"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
