//! XML that the reader reads, and XML that it refuses.

use super::super::check::DEEPEST;
use super::*;
use crate::read::ReadErrorKind;

fn drain(xml: &mut XmlReader<'_>) -> Result<Vec<String>, ReadError> {
    let mut names = Vec::new();
    while xml.child()? {
        names.push(xml.name().1.to_owned());
        names.extend(drain(xml)?);
    }
    Ok(names)
}

fn walked(text: impl Into<Vec<u8>>) -> Result<Vec<String>, ReadError> {
    drain(&mut XmlReader::new(&Input::from_bytes("x", text))?)
}

/// The error of walking a document, which skipping its root must give as well.
fn refused(text: impl Into<Vec<u8>>) -> ReadError {
    let input = Input::from_bytes("x", text);
    let walked = drain(&mut XmlReader::new(&input).expect("memory")).expect_err("walked");
    let mut xml = XmlReader::new(&input).expect("memory");
    let skipped = xml.child().and_then(|_| xml.skip()).and_then(|()| xml.child()).expect_err("skipped");
    assert_eq!(walked.to_string(), skipped.to_string());
    walked
}

fn place(error: &ReadError) -> (&str, u64, u64) {
    let position = error.position.expect("a position");
    (&error.trail, position.line, position.column)
}

#[test]
fn text_is_joined_over_entities_cdata_and_inner_elements() {
    let input = Input::from_bytes("x", "<a> 1 &amp; <i>2</i> &#x41;<![CDATA[<b>]]><!-- no --> </a>");
    let mut xml = XmlReader::new(&input).expect("memory");
    assert!(xml.child().expect("a root"));
    assert_eq!(xml.trimmed_text().expect("text").as_deref(), Some("1 & 2 A<b>"));
    assert!(!xml.child().expect("an end"));
}

#[test]
fn names_are_resolved_whatever_the_prefix() {
    let input = Input::from_bytes(
        "x",
        "<p:a xmlns:p='urn:1' xmlns='urn:2'><b p:id='8' id=' 7 ' xmlns='urn:3'/><b/><p:b/></p:a>",
    );
    let mut xml = XmlReader::new(&input).expect("memory");
    let mut seen = Vec::new();
    while xml.child().expect("well formed") {
        let (namespace, local) = xml.name();
        seen.push(format!("{namespace} {local} {}", xml.owned_attribute("id").expect("a value").unwrap_or_default()));
        if seen.len() > 1 {
            xml.skip().expect("well formed");
        }
    }
    assert_eq!(seen, ["urn:1 a ", "urn:3 b 7", "urn:2 b ", "urn:1 b "]);
}

#[test]
fn a_cut_document_is_an_error_wherever_it_is_cut() {
    let whole = "<a x='1'>\n<b>t&amp;</b><!-- c --><c/></a>";
    walked(whole).expect("well formed");
    for end in 0..whole.len() {
        let cut = whole.get(..end).expect("ASCII");
        assert!(walked(cut).is_err(), "{cut}");
    }
    let error = refused("<a>\n<b/><b><c>t");
    assert_eq!(place(&error), ("a/b[2]/c", 2, 12));
}

#[test]
fn mismatched_tags_are_located() {
    let error = refused("<a>\n <b><c></b></c></a>");
    assert_eq!(place(&error), ("a/b/c", 2, 8));
    assert_eq!(error.to_string(), "x:2:8: in a/b/c: expected `</c>`, but `</b>` was found");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "<a/><b/>",
        "<a/>text",
        "text<a/>",
        "<a x='1' x='2'/>",
        "<a><b x=1/></a>",
        "<a><b x='<'/></a>",
        "<a>&nope;</a>",
        "<a x='&nope;'/>",
        "<a>&#0;</a>",
        "<a>& b</a>",
        "<a>1 < 2 </a>",
        "<a><></></a>",
        "</a>",
        "<a></a></a>",
        "",
    ] {
        assert!(matches!(walked(text), Err(error) if matches!(error.kind, ReadErrorKind::Syntax(_))), "{text}");
    }
    assert!(walked("<p:a/>").expect_err("undeclared").to_string().contains("prefix `p` is not declared"));
}

#[test]
fn entities_are_never_declared() {
    let bomb = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]>\n<a>&c;</a>";
    for text in [bomb, "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<!DOCTYPE a PUBLIC \"p\" \"u\"><a/>"] {
        assert!(walked(text).expect_err("refused").to_string().contains("document type"), "{text}");
    }
    walked("<?xml version='1.0'?><!DOCTYPE a><a/>").expect("a bare document type");
}

#[test]
fn deep_nesting_is_a_limit_and_not_a_crash() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(walked(nested(DEEPEST)).expect("deep enough").len(), DEEPEST);
    let error = refused(nested(10_000));
    assert!(matches!(error.kind, ReadErrorKind::Limit(_)), "{error}");
    assert!(error.trail.ends_with("/…") && error.trail.len() < 80, "{}", error.trail);
}

#[test]
fn a_flood_of_attributes_is_a_limit() {
    let attributes = (0..100_000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    assert!(matches!(refused(format!("<a><b{attributes}/></a>")).kind, ReadErrorKind::Limit(_)));
}

#[test]
fn invalid_utf8_is_located_in_text_tags_and_skipped_parts() {
    for (text, column) in [(b"<a><b>ok \xff</b></a>".as_slice(), 10), (b"<a><b x='\xe9'/></a>", 10)] {
        let error = refused(text);
        assert!(matches!(error.kind, ReadErrorKind::Encoding(_)), "{error}");
        assert_eq!(place(&error).2, column);
    }
}

#[test]
fn utf16_is_read_and_half_a_character_refused() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert_eq!(walked(utf16("\u{feff}<?xml version='1.0' encoding='UTF-16'?><é/>")).expect("well formed"), ["é"]);
    let mut broken = utf16("<a>\u{1f600}</a>");
    broken.truncate(8);
    assert!(walked(broken).is_err());
}

#[test]
fn thousands_of_predefined_entities_are_no_attack() {
    walked(format!("<a>{}</a>", "&lt;".repeat(50_000))).expect("well formed");
}

#[test]
fn one_token_and_one_text_may_be_as_large_as_what_is_held() {
    let read = |text: &str| -> Result<(), ReadError> {
        let input = Input::from_bytes("x", text);
        let mut xml = XmlReader::new(&input)?;
        // The whole input may be larger than that, as it is unless somebody sets one limit for both.
        xml.allowed = Allowance::new(1_000);
        let source = Tokens::new(input.reader()?, xml.allowed.clone());
        xml.reader = Reader::from_reader(source);
        while xml.child()? {
            while xml.child()? {
                xml.text()?;
            }
        }
        Ok(())
    };
    let long = |one: &str, length: usize| one.repeat(length / one.len());
    for sound in [
        format!("<a>{}</a>", format!("<b>{}</b>", "x".repeat(900)).repeat(10)),
        format!("<a><b>{}</b></a>", "x".repeat(1_000)),
        format!("<a>{}</a>", format!("<!--{}-->", "<".repeat(900)).repeat(10)),
    ] {
        read(&sound).expect("no token is too large");
    }
    for (large, column) in [
        (format!("<a><b>{}</b></a>", "x".repeat(1_001)), 7),
        (format!("<a>{}</a>", "x".repeat(1_001)), 4),
        (format!("<a><b>{}</b></a>", long("x&amp;", 9_000)), 4),
        (format!("<a><b>{}</b></a>", long("<![CDATA[xxxxxxxx]]>", 9_000)), 4),
        (format!("<a><!--{}--></a>", "<".repeat(1_001)), 4),
        (format!("<a><b x='{}'/></a>", "<".repeat(1_001)), 4),
        (format!("<a><?{}?></a>", "<>".repeat(1_001)), 4),
    ] {
        let error = read(&large).expect_err("too large");
        assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && error.help.is_some(), "{error}");
        assert_eq!(place(&error).2, column, "{error}");
    }
}

#[test]
fn what_a_document_makes_the_caller_keep_has_a_limit() {
    let input = Input::from_bytes("x", r#"<a b="12345"><c>text</c></a>"#).with_limit(Some(30));
    let mut xml = XmlReader::new(&input).expect("memory");
    assert!(xml.child().expect("well formed"));
    // A lower limit on the input holds for its bytes alone.
    assert_eq!(xml.owned_attribute("b").expect("small").as_deref(), Some("12345"));
    let most = usize::try_from(MOST_HELD).expect("a size");
    xml.keeps(most - 100).expect("not yet");
    assert!(xml.child().expect("well formed"));
    let error = xml.text().and_then(|_| xml.owned_attribute("b")).and_then(|_| xml.keeps(100)).expect_err("too much");
    assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && error.help.is_some(), "{error}");
}
