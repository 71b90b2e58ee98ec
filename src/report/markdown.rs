//! Text made safe for Markdown: what comes from a scan says nothing but itself, what comes from the
//! registry keeps its links, code and emphasis.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::diag::is_hostile;

/// Stands between characters that would call a person, an issue or a page; it takes no room.
const JOINER: char = '\u{2060}';

/// Escapes text from a scan for a line or a table cell: no markup, no mention, no link.
pub fn scan_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut word = String::new();
    while let Some(c) = rest.next() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // GitHub links @name, #12, GH-12, URLs and www. wherever they stand in text.
            '@' => safe.extend(['@', JOINER]),
            '#' => safe.extend(['\\', '#', JOINER]),
            ':' if rest.peek() == Some(&'/') => safe.extend([':', JOINER]),
            '.' if word.eq_ignore_ascii_case("www") => safe.extend(['.', JOINER]),
            '-' if word.eq_ignore_ascii_case("gh") => safe.extend(['-', JOINER]),
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_hostile(c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
        if c.is_alphanumeric() { word.push(c) } else { word.clear() }
    }
    begin_of_line(safe)
}

/// Keeps a line from becoming a heading, a list or a rule by its first characters.
fn begin_of_line(text: String) -> String {
    let marker = text.starts_with(['-', '+', '=']) || {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < text.len()
            && digits.starts_with([')', '.'])
            && digits.get(1..).is_none_or(|r| r.starts_with(' ') || r.is_empty())
    };
    if marker { format!("{JOINER}{text}") } else { text }
}

/// A registry's Markdown made safe for a table cell: links, code and emphasis stay, raw HTML and
/// images become text, links to other places than http, https and mailto lose their brackets, pipes
/// and line breaks are made safe.
pub fn registry_cell(text: &str) -> String {
    let text: String = text.trim().chars().map(|c| if c != '\n' && is_hostile(c) { ' ' } else { c }).collect();
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let cell = |line: fn(&str) -> String| paragraphs.clone().map(line).collect::<Vec<_>>().join(BETWEEN);
    // Looked at once more as a whole: in a cell, code that one paragraph leaves open goes on in the next.
    made_safe(cell(cell_line), true).unwrap_or_else(|| cell(scan_text))
}

/// The mark between two paragraphs in a cell.
const BETWEEN: &str = "<br><br>";

/// How often a line is looked at again after something in it was turned into text.
const ROUNDS: usize = 8;

fn cell_line(paragraph: &str) -> String {
    let joined = paragraph.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    made_safe(guard_pipes(&joined), false).unwrap_or_else(|| scan_text(paragraph))
}

/// Turns what is dangerous into text; `breaks` are ours then. `None` when that leads to no end.
fn made_safe(mut line: String, breaks: bool) -> Option<String> {
    for _ in 0..ROUNDS {
        let found = dangerous(&line, breaks);
        if found.is_empty() {
            return Some(line);
        }
        line = as_text(&line, &found);
    }
    None
}

/// Pipes would end the cell, and so would not a border behind a backslash.
fn guard_pipes(line: &str) -> String {
    let mut guarded = String::with_capacity(line.len());
    let mut backslash = false;
    for c in line.chars() {
        if c == '|' && !backslash {
            guarded.push('\\');
        }
        guarded.push(c);
        backslash = c == '\\' && !backslash;
    }
    if backslash {
        guarded.push('\\');
    }
    guarded
}

/// Where raw HTML, images and harmful links begin, with the line read as what it will be: a cell.
fn dangerous(line: &str, breaks: bool) -> Vec<usize> {
    const HEAD: &str = "|x|\n|-|\n|";
    let table = format!("{HEAD}{line}|");
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(&table, options).into_offset_iter() {
        let harmful = match event {
            Event::Html(html) | Event::InlineHtml(html) => !breaks || &*html != "<br>",
            Event::Start(Tag::Image { .. }) => true,
            Event::Start(Tag::Link { dest_url, link_type, .. }) => link_type != LinkType::Email && !harmless(&dest_url),
            _ => false,
        };
        if harmful {
            found.extend(range.start.checked_sub(HEAD.len()));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a link may stay a link.
pub(crate) fn harmless(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    url.contains(':') && matches!(scheme.as_str(), "http" | "https" | "mailto")
}

/// Escapes the characters at which something begins that must not be markup.
fn as_text(line: &str, at: &[usize]) -> String {
    let mut text = String::with_capacity(line.len() + at.len() * 4);
    for (index, c) in line.char_indices() {
        match c {
            '<' if at.contains(&index) => text.push_str("&lt;"),
            _ if at.contains(&index) => text.extend(['\\', c]),
            // The bracket of an image, whose exclamation mark has just been escaped.
            '[' if index > 0 && at.contains(&(index - 1)) => text.push_str("\\["),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(markdown: &str) -> Vec<Event<'_>> {
        Parser::new_ext(markdown, Options::all()).collect()
    }

    fn rendered(markdown: &str) -> String {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, Parser::new(markdown));
        html
    }

    #[test]
    fn scan_text_is_nothing_but_text() {
        for hostile in [
            "<script>alert(1)</script>",
            "a | b",
            "![x](http://x)",
            "[x](javascript:x)",
            "`a`",
            "**a**",
            "# a",
            "- a",
            "1. a",
            "1) a",
            "https://evil.example",
            "www.evil.example",
            "&copy;",
            "~~a~~",
            "***",
            "===",
            "a\nb",
            "\\",
        ] {
            let safe = scan_text(hostile);
            let kinds = events(&safe);
            let plain = kinds.iter().all(|event| {
                matches!(
                    event,
                    Event::Start(Tag::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph) | Event::Text(_)
                )
            });
            assert!(plain, "{hostile} became {safe}: {kinds:?}");
        }
    }

    #[test]
    fn scan_text_reads_as_it_was() {
        let html = rendered(&scan_text("Ensure /etc/shadow_x <b> is *set* & \"ok\""));
        assert_eq!(html, "<p>Ensure /etc/shadow_x &lt;b&gt; is *set* &amp; \"ok\"</p>\n");
        assert_eq!(scan_text("Ensure no world writable files exist"), "Ensure no world writable files exist");
    }

    #[test]
    fn scan_text_calls_nobody() {
        let safe = scan_text("@name #12 GH-12 https://x www.x");
        for call in ["@name", "#12", "GH-12", "https://", "www.x"] {
            assert!(!safe.contains(call), "{safe}");
        }
    }

    #[test]
    fn a_registry_keeps_links_code_and_emphasis() {
        let text = "See [the issue](https://x/1), `chronyc` and **this**. https://a.b/c_d";
        assert_eq!(registry_cell(text), text);
    }

    #[test]
    fn a_registry_loses_html_images_and_other_links() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <b onclick=x>b</b>",
            "![x](http://x/y.png)",
            "[x](javascript:alert(1))",
            "<javascript:alert(1)>",
            "[x][y]\n\n[y]: javascript:alert(1)",
            "[x](data:text/html,x)",
            "<!-- x -->",
            "<?x?>",
            "<img src=x\nonerror=alert(1)>",
            "<img\n\nsrc=x>",
            "[![x](http://y)](http://z)",
            "open ` code\n\n`<username>` x",
        ] {
            let cell = registry_cell(hostile);
            let line = format!("| {cell} |");
            for event in events(&line) {
                match event {
                    Event::Html(html) | Event::InlineHtml(html) => {
                        assert_eq!(&*html, "<br>", "{hostile} became {cell}");
                    }
                    Event::Start(Tag::Image { .. }) => panic!("{hostile} became {cell}"),
                    Event::Start(Tag::Link { dest_url, .. }) => assert!(harmless(&dest_url), "{hostile} became {cell}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn pipes_and_line_breaks_stay_within_the_cell() {
        assert_eq!(registry_cell("a | b \\| c\nd\n\ne"), "a \\| b \\| c d<br><br>e");
        assert_eq!(registry_cell("`a|b`"), "`a\\|b`");
        assert_eq!(registry_cell("ends \\"), "ends \\\\");
    }
}
