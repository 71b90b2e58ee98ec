//! Diagnostics as a compiler prints them: the source line, what is marked, what to do.

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Sources, is_hostile, safe};

/// Renders diagnostics for people, one after the other; `styled` adds colours.
///
/// Control characters of the texts are shown, not sent.
pub fn render_text(diagnostics: &[Diagnostic], sources: &Sources, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    // The renderer shows the controls of a source's line, but not the marks that turn or hide text. Its own
    // colours begin with an escape, which a source's line has no more.
    let left = |c: char| is_hostile(c) && !matches!(c, '\n' | '\t' | '\u{1b}');
    if text.contains(left) { text.chars().map(|c| if left(c) { '\u{fffd}' } else { c }).collect() } else { text }
}

fn render(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.level {
        Level::Deny => Shown::ERROR,
        Level::Warn => Shown::WARNING,
        Level::Note => Shown::NOTE,
    };
    let message = safe(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(message).id(safe(diagnostic.code.as_str())));
    if let Some(path) = &diagnostic.path {
        group = match marked(diagnostic, sources) {
            Some((line, marks, number)) => {
                let label = diagnostic.label.as_deref().map(safe);
                let mark = AnnotationKind::Primary.span(marks).label(label);
                group.element(Snippet::source(line).line_start(number).path(safe(path)).annotation(mark))
            }
            None => group.element(Origin::path(safe(path))),
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Shown::HELP.message(safe(help)));
    }
    renderer.render(&[group])
}

/// The first marked line, the bytes marked in it, and its number.
fn marked<'s>(diagnostic: &Diagnostic, sources: &'s Sources) -> Option<(&'s str, std::ops::Range<usize>, usize)> {
    let span = diagnostic.span.as_ref()?;
    let source = sources.get(diagnostic.path.as_deref()?)?;
    let number = source.line(span.start);
    let line = source.line_span(number);
    let text = source.text().get(line.clone())?;
    // The renderer wants a span that runs forwards between whole characters.
    let within = |offset: usize| {
        let offset = offset.clamp(line.start, line.end) - line.start;
        (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
    };
    let (start, end) = (within(span.start), within(span.end));
    Some((text, start..end.max(start), number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Source};

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.insert("exceptions.toml", Source::new("schema = 1\nexpire = \"\u{1b}[31m\"\nlast = 1"));
        sources
    }

    #[test]
    fn the_source_line_is_shown_with_what_is_marked_and_what_to_do() {
        let diagnostic = Diagnostic::new(Level::Deny, Code::UnknownKey, "unknown key `expire`")
            .path("exceptions.toml")
            .span(11..17)
            .help("did you mean `expires`?");
        let text = render_text(&[diagnostic], &sources(), false);
        assert!(text.starts_with("error[unknown-key]: unknown key `expire`\n"), "{text}");
        assert!(text.contains("--> exceptions.toml:2:1"), "{text}");
        assert!(text.contains("help: did you mean `expires`?"), "{text}");
        assert!(text.contains("^^^^^^"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    #[test]
    fn hostile_text_never_reaches_the_terminal_as_commands() {
        let diagnostic = Diagnostic::new(Level::Warn, Code::Expired, "a\u{1b}]0;x\u{7}\u{202e}")
            .path("no\u{1b}.toml")
            .span(0..1)
            .label("\u{9b}1m")
            .help("\u{1b}c");
        let text = render_text(&[diagnostic], &sources(), false);
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{text:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_span_of_any_text_is_rendered(text in "[\\PCa\u{0}-\u{1f}\u{85}ä漢\u{301}\u{202e}\n\r\t]{0,300}", start in 0usize..400, end in 0usize..400) {
            let mut sources = Sources::default();
            sources.insert("a", Source::new(text.clone()));
            let diagnostic = Diagnostic::new(Level::Note, Code::Skipped, text).path("a").span(start..end).label("l");
            proptest::prop_assert!(!render_text(&[diagnostic], &sources, true).is_empty());
        }
    }
}
