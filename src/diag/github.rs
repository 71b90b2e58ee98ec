//! Diagnostics as workflow commands that GitHub shows as annotations of the lines.

use std::fmt::Write;

use super::{Diagnostic, Level, Sources, safe};

/// Renders one `::error …::message` line for each diagnostic.
pub fn render_github(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.level {
            Level::Deny => "error",
            Level::Warn => "warning",
            Level::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(path) = &diagnostic.path {
            properties.push(format!("file={}", property(path)));
            if let (Some(span), Some(source)) = (&diagnostic.span, sources.get(path)) {
                let (line, column) = source.position(span.start);
                properties.push(format!("line={line},col={column}"));
            }
        }
        properties.push(format!("title={}", property(diagnostic.code.as_str())));
        let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let message = data(&format!("{}{help}", diagnostic.message));
        // A String takes any text.
        let _ = writeln!(text, "::{command} {}::{message}", properties.join(","));
    }
    text
}

/// Line ends would end the command, and a per cent sign begins an escape.
fn data(text: &str) -> String {
    safe(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Source};

    #[test]
    fn an_annotation_names_file_line_and_code() {
        let mut sources = Sources::default();
        sources.insert("a.toml", Source::new("x\nyz"));
        let diagnostic =
            Diagnostic::new(Level::Deny, Code::Expired, "100 % over").path("a.toml").span(3..4).help("renew");
        assert_eq!(
            render_github(&[diagnostic], &sources),
            "::error file=a.toml,line=2,col=2,title=expired::100 %25 over%0Ahelp: renew\n"
        );
    }

    #[test]
    fn a_hostile_message_cannot_issue_a_command() {
        let diagnostic = Diagnostic::new(Level::Note, Code::Skipped, "a\r\n::set-env name=P::v").path("a,b:c\n.toml");
        let text = render_github(&[diagnostic], &Sources::default());
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.starts_with("::notice file=a%2Cb%3Ac%0A.toml,title=skipped::a"), "{text}");
    }
}
