//! Faults that quick-xml lets pass and XML does not: names, attributes, entities; and limits of our own.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::name::QName;

use super::fault::{located, syntax};
use crate::read::{Input, ReadError, ReadErrorKind};

/// The deepest nesting of elements that is read.
pub(super) const DEEPEST: usize = 256;

/// The most attributes of one element; each is held against all before it.
const MOST_ATTRIBUTES: usize = 1024;

/// Checks a start tag as quick-xml does not: its name, its attributes, the depth it opens. Says
/// whether the tag may declare namespaces.
pub(super) fn check(input: &Input, at: u64, tag: &BytesStart<'_>, open: usize) -> Result<bool, ReadError> {
    if open == DEEPEST {
        let kind = ReadErrorKind::Limit(format!("elements are nested more than {DEEPEST} deep"));
        return Err(located(input, at, kind).help("no scan is: the file is damaged, or made to do harm"));
    }
    if tag.name().as_ref().starts_with(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() && c != '_') || tag.is_empty()
    {
        return Err(syntax(input, at, "there is a `<` that begins no element (written as text it is `&lt;`)"));
    }
    if let Some(declares) = ordinary(tag.attributes_raw()) {
        return Ok(declares);
    }
    for (index, attribute) in tag.attributes().enumerate() {
        if index == MOST_ATTRIBUTES {
            let kind = ReadErrorKind::Limit(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            return Err(located(input, at, kind).help("no scan's has: the file is damaged, or made to do harm"));
        }
        let attribute =
            attribute.map_err(|error| syntax(input, at, format!("in <{}>: {error}", tag.name().as_ref())))?;
        if memchr::memchr2(b'<', b'&', attribute.value.as_bytes()).is_some() {
            value(input, at, attribute.key.as_ref(), &attribute.value)?;
        }
    }
    Ok(tag.attributes_raw().contains("xmlns"))
}

/// A quick look that nearly every tag passes: a few different attributes with plain names and values
/// without `<` and `&`. `None` for a tag that has to be looked at closely; else whether it declares
/// namespaces.
fn ordinary(mut rest: &str) -> Option<bool> {
    let (mut keys, mut count, mut declares) = ([""; 8], 0, false);
    loop {
        let attribute = rest.trim_ascii_start();
        if attribute.is_empty() {
            return Some(declares);
        }
        let (key, after) = attribute.split_at_checked(memchr::memchr(b'=', attribute.as_bytes())?)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.');
        if attribute.len() == rest.len()
            || key.is_empty()
            || !key.bytes().all(plain)
            || keys.get(..count)?.contains(&key)
        {
            return None;
        }
        *keys.get_mut(count)? = key;
        count += 1;
        declares |= key.starts_with("xmlns");
        let quote = after.as_bytes().get(1).copied().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let value = after.get(2..)?;
        let (value, after) = value.split_at_checked(memchr::memchr(quote, value.as_bytes())?)?;
        if memchr::memchr2(b'<', b'&', value.as_bytes()).is_some() {
            return None;
        }
        rest = after.get(1..)?;
    }
}

/// The value of an attribute as XML means it, from what stands in the tag.
pub(super) fn value<'v>(input: &Input, at: u64, key: &'v str, raw: &'v str) -> Result<Cow<'v, str>, ReadError> {
    if memchr::memchr3(b'<', b'&', b'\t', raw.as_bytes()).is_none()
        && memchr::memchr2(b'\n', b'\r', raw.as_bytes()).is_none()
    {
        return Ok(Cow::Borrowed(raw));
    }
    if raw.contains('<') {
        return Err(syntax(input, at, format!("the attribute `{key}` holds a bare `<`")));
    }
    Attribute { key: QName(key), value: Cow::Borrowed(raw) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_look_passes_only_what_a_close_one_would() {
        assert_eq!(ordinary(""), Some(false));
        assert_eq!(ordinary(" a=\"1\"\n b-c.d='2' "), Some(false));
        assert_eq!(ordinary(" x=\"1\" xmlns:y='u'"), Some(true));
        for closer in [
            " a",
            " a=",
            " a=1",
            " a=\"1",
            " a=\"1' b",
            " a=\"1\"b=\"2\"",
            " a=\"1\" a=\"2\"",
            " a=\"<\"",
            " a=\"&amp;\"",
            " =\"1\"",
            " \u{e9}=\"1\"",
            " a =\"1\"",
            " a= \"1\"",
            " a='1' b='1' c='1' d='1' e='1' f='1' g='1' h='1' i='1'",
        ] {
            assert_eq!(ordinary(closer), None, "{closer}");
        }
    }
}
