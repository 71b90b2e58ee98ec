//! A page that allows nothing but its own style and script.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::report::engine::{Engine, TemplateError};
use crate::report::templates::Templates;
use crate::views::{Column, DiffView, ExceptionsView, ReportView};

/// The data that a page's template is given beside the report.
#[derive(Serialize)]
pub(in crate::report) struct Page<'t> {
    csp: String,
    style: &'t str,
    script: &'t str,
}

#[derive(Serialize)]
struct ReportData<'v> {
    report: &'v ReportView,
    page: Page<'v>,
}

#[derive(Serialize)]
struct ExceptionsData<'v> {
    exceptions: &'v ExceptionsView,
    columns: &'v [Column],
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
    let page = page(templates, true)?;
    let mut engine = Engine::html();
    engine.partial("changes", &templates.get("changes.html.hbs"))?;
    engine.render(&templates.get("report.html.hbs"), &ReportData { report: view, page }).map(|page| trimmed(&page))
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
    let page = page(templates, false)?;
    let data = ExceptionsData { exceptions: view, columns, page, full };
    Engine::html().render(&templates.get("exceptions.html.hbs"), &data).map(|page| trimmed(&page))
}

/// Renders a comparison as one page.
///
/// # Errors
/// As [`report_html`].
pub fn diff_html(templates: &Templates, view: &DiffView) -> Result<String, TemplateError> {
    let page = page(templates, false)?;
    let mut engine = Engine::html();
    engine.partial("changes", &templates.get("changes.html.hbs"))?;
    engine.render(&templates.get("diff.html.hbs"), &DiffData { diff: view, page }).map(|page| trimmed(&page))
}

/// Without white space around, and with a line's end.
pub(in crate::report) fn trimmed(page: &str) -> String {
    page.trim().to_owned() + "\n"
}

/// Style, script and the policy that allows nothing else.
pub(in crate::report) fn page(templates: &Templates, scripted: bool) -> Result<Page<'_>, TemplateError> {
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
    let script_source = if scripted { hash(script.text) } else { "'none'".to_owned() };
    let csp = format!(
        "default-src 'none'; style-src {}; script-src {script_source}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(style.text)
    );
    Ok(Page { csp, style: style.text, script: script.text })
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
    fn a_page_without_a_script_allows_none() {
        let templates = Templates::default();
        assert!(page(&templates, false).expect("a page").csp.contains("script-src 'none'"));
        assert!(page(&templates, true).expect("a page").csp.contains("script-src 'sha256-"));
    }
}
