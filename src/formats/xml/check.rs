//! What quick-xml lets pass and XML does not: names, attributes, entities; and limits of our own.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart};

use super::fault::{located, syntax};
use crate::formats::{Input, ReadError, ReadErrorKind};

/// The deepest nesting of elements that is read.
pub(super) const DEEPEST: usize = 256;

/// The most attributes of one element; each is held against all before it.
const MOST_ATTRIBUTES: usize = 1024;

/// Checks a start tag as quick-xml does not: its name, its attributes, the depth it opens.
pub(super) fn check(input: &Input, at: u64, tag: &BytesStart<'_>, open: usize) -> Result<(), ReadError> {
    if open == DEEPEST {
        let kind = ReadErrorKind::Limit(format!("elements are nested more than {DEEPEST} deep"));
        return Err(located(input, at, kind).help("no scan is: the file is damaged, or made to do harm"));
    }
    if tag.name().as_ref().starts_with(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() && c != '_') || tag.is_empty()
    {
        return Err(syntax(input, at, "there is a `<` that begins no element (written as text it is `&lt;`)"));
    }
    for (index, attribute) in tag.attributes().enumerate() {
        if index == MOST_ATTRIBUTES {
            let kind = ReadErrorKind::Limit(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            return Err(located(input, at, kind).help("no scan's has: the file is damaged, or made to do harm"));
        }
        let attribute =
            attribute.map_err(|error| syntax(input, at, format!("in <{}>: {error}", tag.name().as_ref())))?;
        if memchr::memchr2(b'<', b'&', attribute.value.as_bytes()).is_some() {
            value(input, at, &attribute)?;
        }
    }
    Ok(())
}

pub(super) fn value<'v>(input: &Input, at: u64, attribute: &Attribute<'v>) -> Result<Cow<'v, str>, ReadError> {
    let key = attribute.key.as_ref();
    if attribute.value.contains('<') {
        return Err(syntax(input, at, format!("the attribute `{key}` holds a bare `<`")));
    }
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_err(|error| syntax(input, at, format!("in the attribute `{key}`: {error}")))
}

/// The text of a reference: the five predefined entities and numbered characters, nothing else.
pub(super) fn resolve<'r>(input: &Input, at: u64, reference: &'r BytesRef<'_>) -> Result<Cow<'r, str>, ReadError> {
    if let Some(text) = resolve_predefined_entity(reference) {
        return Ok(text.into());
    }
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string().into()),
        Ok(None) => Err(syntax(input, at, format!("the entity `&{};` is not defined", &**reference))),
        Err(error) => Err(syntax(input, at, error.to_string())),
    }
}
