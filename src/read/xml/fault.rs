//! Errors of the XML reader: what is wrong, at which line, inside which elements, what to do.

use std::io::{self, BufRead};
use std::sync::Arc;

use quick_xml::encoding::EncodingError;
use quick_xml::events::Event;
use quick_xml::{Error, Reader};

use super::token::{LargeToken, Tokens};
use super::trail::trail;
use crate::read::{Input, ReadError, ReadErrorKind};

/// Events that carry no content; documents that end too early; errors.
pub(super) fn passed_over(
    input: &Input,
    at: u64,
    reader: &Reader<Tokens<Box<dyn BufRead>>>,
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

/// An error of quick-xml as one of ours.
fn broken(input: &Input, at: u64, error_at: u64, error: Error) -> ReadError {
    match error {
        Error::Io(error) => {
            if let Some(LargeToken(most)) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
                return large(input, at, *most);
            }
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

pub(super) fn syntax<S: Into<String>>(input: &Input, at: u64, message: S) -> ReadError {
    located(input, at, ReadErrorKind::Syntax(message.into()))
}

/// A text, or a part of the markup, that is more than may be held.
pub(super) fn large(input: &Input, at: u64, most: u64) -> ReadError {
    located(input, at, ReadErrorKind::Limit(LargeToken(most).to_string()))
        .help("raise the limit with --max-input if you trust the file")
}

/// A document of which more would be held than may be.
pub(super) fn too_much(input: &Input, at: u64, most: u64) -> ReadError {
    let kind = ReadErrorKind::Limit(format!("what is kept of the document is larger than {most} bytes"));
    located(input, at, kind).help("raise the limit with --max-input if you trust the file")
}

/// An element that holds a result and stands where results are not looked for.
pub(super) fn passed_by(input: &Input, at: u64, name: &str) -> ReadError {
    let message = format!("a `{name}` stands where none belongs, and would be passed over");
    located(input, at, ReadErrorKind::Content(message))
        .help("its result would be lost: the file was edited or damaged; take it again from the scanner")
}

pub(super) fn located(input: &Input, at: u64, kind: ReadErrorKind) -> ReadError {
    input.error(kind).at(input.locate(at)).trail(trail(input, at))
}
