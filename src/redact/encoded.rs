//! Values that stand in a text in another form: in a URL, in JSON within a text, in base64, compressed or not.

use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::{Captures, Regex};

use super::find::pattern;

/// A word with `%2E` or `\u002e` in it.
static ESCAPED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"[^ \t\r\n"'<>]*(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})[^ \t\r\n"'<>]*"#));
static PERCENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i-u:(?:%[0-9a-f]{2})+)"));
static UNICODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i-u:\\u([0-9a-f]{4}))"));
static BASE64: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:[A-Za-z0-9+/_-]{12,}={0,2})"));

/// Either alphabet, padded or not.
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ENGINES: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&alphabet::STANDARD, CONFIG), GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG)];

/// A part of a text that holds another text.
pub(crate) struct Encoded {
    pub(crate) range: Range<usize>,
    /// The text in it.
    pub(crate) text: String,
    /// The word for the form, where what takes its place has to say so.
    pub(crate) form: Option<&'static str>,
}

/// The most bytes of a compressed text; a longer one is cut there, and what is put in its place is its beginning.
const MOST_UNPACKED: u64 = 1 << 20;

/// The encoded parts of a text.
pub(crate) fn parts(text: &str) -> Vec<Encoded> {
    let mut parts = Vec::new();
    if text.contains(['%', '\\']) {
        for found in ESCAPED.find_iter(text) {
            let decoded = decoded(found.as_str());
            if decoded != found.as_str() {
                parts.push(Encoded { range: found.range(), text: decoded, form: None });
            }
        }
    }
    for found in BASE64.find_iter(text) {
        for bytes in ENGINES.iter().filter_map(|engine| engine.decode(found.as_str()).ok()) {
            let unpacked = unpacked(&bytes);
            let form = if unpacked.is_some() { "base64 of gzip" } else { "base64" };
            let text = unpacked.or_else(|| String::from_utf8(bytes).ok());
            let readable = |text: &String| text.chars().all(|c| !c.is_control() || c.is_whitespace());
            if let Some(text) = text.filter(readable) {
                parts.push(Encoded { range: found.range(), text, form: Some(form) });
                break;
            }
        }
    }
    parts
}

/// The text in bytes that gzip packed, as far as it can be read.
fn unpacked(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut unpacked = Vec::new();
    // A cut one is read as far as it goes: a value in its beginning is one all the same.
    let _ = flate2::read::GzDecoder::new(bytes).take(MOST_UNPACKED).read_to_end(&mut unpacked);
    (!unpacked.is_empty()).then(|| String::from_utf8_lossy(&unpacked).into_owned())
}

fn decoded(text: &str) -> String {
    let text = PERCENT.replace_all(text, |found: &Captures<'_>| {
        let digits: Vec<char> = whole(found).chars().filter(|c| *c != '%').collect();
        let bytes: Vec<u8> =
            digits.chunks(2).filter_map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    });
    UNICODE
        .replace_all(&text, |found: &Captures<'_>| {
            let character = u32::from_str_radix(found.get(1).map_or("", |digits| digits.as_str()), 16)
                .ok()
                .and_then(char::from_u32);
            character.map_or_else(|| whole(found).to_owned(), String::from)
        })
        .into_owned()
}

fn whole<'f>(found: &'f Captures<'_>) -> &'f str {
    found.get(0).map_or("", |whole| whole.as_str())
}
