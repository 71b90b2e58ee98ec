//! What an output is made of, without its text: read back by a parser of its own kind.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// What an output is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Markdown,
    Html,
    /// CSV for programs: cells hold the values exactly.
    Csv,
    /// CSV for people, who open it in a spreadsheet.
    Spreadsheet,
    Json,
    JsonLines,
    Xml,
    Terminal,
    /// A workbook, as `tests/common/workbook.rs` reads it.
    Workbook,
}

/// The same text without anything that means something: letters, blanks and line breaks stay.
pub(crate) fn harmless(payload: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || c == ' ' || c == '\n' { c } else { 'x' };
    let text: String = payload.chars().map(kept).collect();
    // Digits at the start of a line are a list's.
    text.replace("http", "xxxx").replace("www", "xxx")
}

impl Kind {
    /// Whether an output is made of the same as another, and is harmless.
    pub(crate) fn same(self, hostile: &str, harmless: &str) -> Result<(), String> {
        self.harmless(hostile)?;
        let (left, right) = (self.parts(hostile)?, self.parts(harmless)?);
        if left == right {
            return Ok(());
        }
        let at = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
        Err(format!("part {at} of {} is {:?}, not {:?} (of {})", left.len(), left.get(at), right.get(at), right.len()))
    }

    /// Whether an output can do no harm, whatever it is made of.
    pub(crate) fn harmless(self, text: &str) -> Result<(), String> {
        match self {
            Self::Markdown => markdown_harm(text),
            Self::Html => html_harm(text),
            Self::Spreadsheet => spreadsheet_harm(text),
            Self::Workbook => workbook_harm(&json_value(text)?),
            _ => Ok(()),
        }?;
        let shown = match self {
            Self::Terminal => styles(text).1,
            Self::Workbook => texts(&json_value(text)?),
            _ => text.to_owned(),
        };
        let raw = |c: char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
                || matches!(c, '\u{2061}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
                // Markdown's own way to part what GitHub would link.
                || (c == '\u{2060}' && self != Self::Markdown)
        };
        // CSV and JSON are for programs: what the scan has stays, quoted.
        let for_people = !matches!(self, Self::Csv | Self::Json | Self::JsonLines);
        match shown.chars().find(|c| for_people && raw(*c)) {
            Some(c) => Err(format!("{c:?} is sent as it is")),
            None => self.parts(text).map(drop),
        }
    }

    fn parts(self, text: &str) -> Result<Vec<String>, String> {
        match self {
            Self::Markdown => Ok(markdown(text)),
            Self::Html => Ok(tags(text).into_iter().map(|tag| tag.shape()).collect()),
            Self::Csv | Self::Spreadsheet => Ok(rows(text)?.into_iter().map(|row| row.len().to_string()).collect()),
            Self::Json | Self::Workbook => json(text),
            Self::JsonLines => text.lines().map(|line| json(line).map(|parts| parts.join(" "))).collect(),
            Self::Xml => xml(text),
            Self::Terminal => Ok(styles(text).0),
        }
    }
}

/// The styles that a terminal is told (`ESC [ numbers m`), and the text without them.
fn styles(text: &str) -> (Vec<String>, String) {
    let (mut styles, mut plain, mut rest) = (Vec::new(), String::new(), text);
    while let Some(at) = rest.find("\u{1b}[") {
        let (before, after) = rest.split_at(at);
        plain.push_str(before);
        let end = after[2..].find(|c: char| !c.is_ascii_digit() && c != ';').map_or(after.len(), |end| end + 2);
        if after[end..].starts_with('m') {
            styles.push(after[..=end].to_owned());
            rest = &after[end + 1..];
        } else {
            plain.push_str(&after[..2]);
            rest = &after[2..];
        }
    }
    plain.push_str(rest);
    (styles, plain)
}

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
}

/// Blocks and spans; and how often GitHub would make a link or a mention of plain text.
fn markdown(text: &str) -> Vec<String> {
    let (mut parts, mut plain, mut code) = (Vec::new(), String::new(), false);
    for event in parser(text) {
        match event {
            // Nothing becomes a link in code.
            Event::Text(_) if code => {}
            Event::Text(text) => plain.push_str(&text),
            Event::Start(Tag::CodeBlock(_)) => {
                code = true;
                parts.push("code block".to_owned());
            }
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(tag) => parts.push(format!("{:?}", std::mem::discriminant(&tag))),
            Event::End(tag) => parts.push(format!("/{tag:?}")),
            Event::Html(html) | Event::InlineHtml(html) => parts.extend(tags(&html).into_iter().map(|tag| tag.shape())),
            Event::Code(_) => parts.push("code".to_owned()),
            other => parts.push(format!("{:?}", std::mem::discriminant(&other))),
        }
    }
    let mentions =
        plain.match_indices('@').filter(|(at, _)| plain[at + 1..].starts_with(char::is_alphanumeric)).count();
    let issues =
        plain.match_indices('#').filter(|(at, _)| plain[at + 1..].starts_with(|c: char| c.is_ascii_digit())).count();
    let lower = plain.to_lowercase();
    let hosts = lower.match_indices("www.").filter(|(at, _)| lower[at + 4..].starts_with(char::is_alphanumeric));
    let links = lower.matches("://").count() + hosts.count();
    parts.push(format!("{mentions} mentions, {issues} issues, {links} links"));
    parts
}

fn markdown_harm(text: &str) -> Result<(), String> {
    for event in parser(text) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => return Err(format!("an image of {dest_url}")),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let local = dest_url.starts_with('#');
                let harmless = ["http:", "https:", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                if !harmless && !local && link_type != LinkType::Email {
                    return Err(format!("a link to {dest_url}"));
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => html_harm(&html)?,
            _ => {}
        }
    }
    Ok(())
}

fn json(text: &str) -> Result<Vec<String>, String> {
    fn walk(value: &Value, parts: &mut Vec<String>) {
        match value {
            Value::Array(values) => {
                parts.push(format!("[{}]", values.len()));
                values.iter().for_each(|value| walk(value, parts));
            }
            Value::Object(object) => object.iter().for_each(|(key, value)| {
                parts.push(key.clone());
                walk(value, parts);
            }),
            Value::String(_) => parts.push("text".to_owned()),
            other => parts.push(other.to_string()),
        }
    }
    let mut parts = Vec::new();
    walk(&json_value(text)?, &mut parts);
    Ok(parts)
}

fn json_value(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// All texts of a document, a line each.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(values) => values.iter().map(texts).collect(),
        Value::Object(object) => object.values().map(texts).collect(),
        _ => String::new(),
    }
}

fn workbook_harm(value: &Value) -> Result<(), String> {
    match value {
        Value::Array(values) => values.iter().try_for_each(workbook_harm),
        Value::Object(object) => object.iter().try_for_each(|(key, value)| match key.as_str() {
            "formula" => Err(format!("the formula {value}")),
            "links" if !value.as_array().is_some_and(|links| links.iter().all(leads_to_the_web)) => {
                Err(format!("the links {value}"))
            }
            _ => workbook_harm(value),
        }),
        _ => Ok(()),
    }
}

fn leads_to_the_web(link: &Value) -> bool {
    link.as_str().is_some_and(|link| link.starts_with("https://") || link.starts_with("http://"))
}

fn rows(text: &str) -> Result<Vec<csv::StringRecord>, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    reader.records().collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn spreadsheet_harm(text: &str) -> Result<(), String> {
    let formula = |cell: &&str| cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    match rows(text)?.iter().flat_map(csv::StringRecord::iter).find(formula) {
        Some(cell) => Err(format!("the cell {cell:?} is a formula")),
        None => Ok(()),
    }
}

fn xml(text: &str) -> Result<Vec<String>, String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut parts = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(parts),
            Event::Start(tag) | Event::Empty(tag) => {
                let names: Result<Vec<_>, _> =
                    tag.attributes().map(|attribute| attribute.map(|a| a.key.as_ref().to_owned())).collect();
                parts.push(format!("{} {:?}", tag.name().as_ref(), names.map_err(|error| error.to_string())?));
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::End(_) | Event::Decl(_) => {}
            other => parts.push(format!("{other:?}")),
        }
    }
}

/// A tag of a page.
struct HtmlTag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl HtmlTag {
    fn shape(&self) -> String {
        let names: Vec<&str> = self.attributes.iter().map(|(name, _)| name.as_str()).collect();
        format!("<{} {}>", self.name, names.join(" "))
    }
}

/// The tags of a page, as a browser finds them: `<` before a letter, `/`, `!` or `?`; what stands
/// between the tags of a style or script is text up to its end.
fn tags(page: &str) -> Vec<HtmlTag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            continue;
        }
        if rest.starts_with("!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            tags.push(HtmlTag { name: "comment".to_owned(), attributes: Vec::new() });
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        if matches!(tag.name.as_str(), "script" | "style") {
            let end = format!("</{}", tag.name);
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
        tags.push(tag);
    }
    tags
}

fn tag(text: &str) -> (HtmlTag, &str) {
    let name_end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    let (name, mut rest) = text.split_at(name_end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start().trim_start_matches('/');
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>')).unwrap_or(rest.len()).max(1);
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.trim_start().strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) if value.starts_with(['"', '\'']) => {
                let close = value[1..].find(&value[..1]).map_or(value.len(), |at| at + 1);
                (&value[1..close], value.get(close + 1..).unwrap_or_default())
            }
            Some(value) => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
        };
        attributes.push((key.to_lowercase(), value.to_owned()));
        rest = after;
    }
    (HtmlTag { name: name.to_lowercase(), attributes }, rest.strip_prefix('>').unwrap_or(rest))
}

fn html_harm(page: &str) -> Result<(), String> {
    for tag in tags(page) {
        if matches!(tag.name.as_str(), "iframe" | "object" | "embed" | "base" | "link" | "img" | "frame") {
            return Err(format!("the element {}", tag.shape()));
        }
        for (name, value) in &tag.attributes {
            let target = matches!(name.as_str(), "href" | "src" | "action" | "formaction" | "data" | "poster");
            let harmless = ["http:", "https:", "mailto:", "#"].iter().any(|start| value.starts_with(start));
            if name.starts_with("on") || (target && !harmless) {
                return Err(format!("the attribute {name}={value:?}"));
            }
        }
    }
    Ok(())
}
