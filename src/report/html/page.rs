//! A page that allows nothing but its own style and script.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::name::image_name;
use crate::diag::is_hostile;
use crate::report::engine::{Engine, TemplateError};
use crate::report::templates::Templates;
use crate::views::{Column, DiffView, ExceptionsView, LastDayView, ReasonView, ReportView};
use crate::views::{by_reason, last_days_of_entries, last_days_of_rows};

/// The data that a page's template is given beside the report.
#[derive(Serialize)]
pub(in crate::report) struct Page<'t> {
    csp: String,
    style: String,
    script: &'t str,
    /// There are so many recommendations that the browser draws only what is near.
    many: bool,
}

#[derive(Serialize)]
struct ReportData<'v> {
    report: &'v ReportView,
    /// For each image when its exceptions end.
    ends: Vec<Vec<LastDayView>>,
    page: Page<'v>,
}

#[derive(Serialize)]
struct ExceptionsData<'v> {
    exceptions: &'v ExceptionsView,
    columns: &'v [Column],
    /// For each image its exceptions by reason.
    reasons: Vec<Vec<ReasonView>>,
    /// For each image when they end.
    ends: Vec<Vec<LastDayView>>,
    by_reason: bool,
    page: Page<'v>,
    full: bool,
}

#[derive(Serialize)]
struct DiffData<'v> {
    diff: &'v DiffView,
    page: Page<'v>,
}

/// Renders the report as one page.
///
/// # Errors
/// When a template does not fit the data, or a style or script ends its own element.
pub fn report_html(templates: &Templates, view: &ReportView) -> Result<String, TemplateError> {
    let mut page = page(templates, view.images.first().map(|image| image.name.as_str()))?;
    page.many = view.images.iter().map(|image| image.counts.total).sum::<usize>() > MANY;
    let ends = view.images.iter().map(|image| match view.as_of.parse() {
        Ok(as_of) => last_days_of_entries(as_of, &image.exceptions),
        Err(_) => Vec::new(),
    });
    let data = ReportData { report: view, ends: ends.collect(), page };
    pages(templates)?.render(&templates.get("report.html.hbs"), &data).map(|page| trimmed(&page))
}

/// Renders the exceptions table as one page.
///
/// # Errors
/// As [`report_html`].
pub fn exceptions_html(
    templates: &Templates,
    view: &ExceptionsView,
    columns: &[Column],
    full: bool,
) -> Result<String, TemplateError> {
    let page = page(templates, view.images.first().map(|image| image.name.as_str()))?;
    let reasons: Vec<Vec<ReasonView>> = view.images.iter().map(|image| by_reason(image.table())).collect();
    let fewer = reasons.iter().zip(&view.images).any(|(reasons, image)| reasons.len() < image.table().count());
    let ends = view.images.iter().map(|image| last_days_of_rows(view.as_of, image.table())).collect();
    let by_reason = fewer || view.by_reason;
    let data = ExceptionsData { exceptions: view, columns, reasons, ends, by_reason, page, full };
    pages(templates)?.render(&templates.get("exceptions.html.hbs"), &data).map(|page| trimmed(&page))
}

/// Renders a comparison as one page.
///
/// # Errors
/// As [`report_html`].
pub fn diff_html(templates: &Templates, view: &DiffView) -> Result<String, TemplateError> {
    let page = page(templates, view.images.first().map(|image| image.new.name.as_str()))?;
    let data = DiffData { diff: view, page };
    pages(templates)?.render(&templates.get("diff.html.hbs"), &data).map(|page| trimmed(&page))
}

/// Without white space around, and with a line's end.
pub(in crate::report) fn trimmed(page: &str) -> String {
    page.trim().to_owned() + "\n"
}

/// The engine of every page, with the parts that they share.
pub(in crate::report) fn pages(templates: &Templates) -> Result<Engine, TemplateError> {
    let mut engine = Engine::html();
    for (name, file) in PARTS {
        engine.partial(name, &templates.get(file))?;
    }
    Ok(engine)
}

/// The parts that pages share: the name in a template, and the file.
const PARTS: [(&str, &str); 5] = [
    ("changes", "changes.html.hbs"),
    ("filters", "filters.html.hbs"),
    ("head", "head.html.hbs"),
    ("identity", "identity.html.hbs"),
    ("rollups", "rollups.html.hbs"),
];

/// Style, script and the policy that allows nothing else; the image is named in the margin of what is printed.
pub(in crate::report) fn page<'t>(templates: &'t Templates, image: Option<&str>) -> Result<Page<'t>, TemplateError> {
    let style = templates.get("report.css");
    let script = templates.get("report.js");
    for (part, end) in [(&style, "</style"), (&script, "</script")] {
        if part.text.to_ascii_lowercase().contains(end) {
            return Err(TemplateError::new(format!(
                "{}: holds `{end}`, which would end it inside the page",
                part.shown
            )));
        }
    }
    let name = css_text(&image_name(image.unwrap_or_default()));
    let style = format!("{}@page {{ @bottom-left {{ content: {name}; }} }}\n", style.text);
    let csp = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(&style),
        hash(script.text)
    );
    Ok(Page { csp, style, script: script.text, many: false })
}

/// More recommendations than this are drawn when they come near.
const MANY: usize = 1000;

/// More characters of a name do not fit into a margin.
const MOST_OF_NAME: usize = 90;

/// A text as a string of CSS, every character but letters and digits as its number.
fn css_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars().filter(|c| !is_hostile(*c)).take(MOST_OF_NAME) {
        if c.is_ascii_alphanumeric() {
            quoted.push(c);
        } else {
            let _ = write!(quoted, "\\{:06x}", u32::from(c));
        }
    }
    quoted.push('"');
    quoted
}

/// A source of a Content Security Policy: the text's own SHA-256.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = ALPHABET.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if place > chunk.len() { '=' } else { letter.into() });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_rfc_4648s() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")];
        for (text, encoded) in cases {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_page_allows_its_own_style_and_script_alone() {
        let templates = Templates::default();
        let page = page(&templates, Some("</style>\"}\\")).expect("a page");
        assert!(page.csp.contains("script-src 'sha256-") && page.csp.contains(&hash(&page.style)));
        let margin = "content: \"\\00003c\\00002fstyle\\00003e\\000022\\00007d\\00005c\"";
        assert!(page.style.contains("@bottom-left") && page.style.contains("\\00003e\\000022\\00007d"), "{margin}");
        assert!(!page.style.contains("</style"));
    }
}
