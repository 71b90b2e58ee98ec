//! The registry's Markdown as HTML: raw HTML and images become text, links lead only to http,
//! https and mailto.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::escape::html_text;
use crate::diag::is_hostile;
use crate::report::markdown::harmless;

/// Renders a reason or a workaround.
pub(super) fn registry_html(text: &str) -> String {
    let text: String = text.trim().chars().map(|c| if c != '\n' && is_hostile(c) { ' ' } else { c }).collect();
    // Whether each link that is open is kept; an image is never.
    let mut open = Vec::new();
    let events = Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        // A block of HTML is a paragraph of its text; headings the page has of its own.
        Event::Start(Tag::HtmlBlock | Tag::Heading { .. }) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock | TagEnd::Heading(_)) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let kept = link_type == LinkType::Email || harmless(&dest_url);
            open.push(kept);
            kept.then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => open.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        other => Some(other),
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

/// A link that stands by itself; text where it leads elsewhere than to http, https or mailto.
pub(super) fn link(url: &str) -> String {
    let text = html_text(url);
    if harmless(url) { format!("<a href=\"{text}\">{text}</a>") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_code_and_emphasis_stay() {
        let page = registry_html("See [the issue](https://x/1), `chronyc` and **this**.");
        assert_eq!(
            page,
            "<p>See <a href=\"https://x/1\">the issue</a>, <code>chronyc</code> and <strong>this</strong>.</p>\n"
        );
    }

    #[test]
    fn html_images_and_other_links_are_text() {
        let cases = [
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
            ("![x](http://x/y.png)", "<p>x</p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[![x](http://y)](JaVaScript:z) <b>", "<p>x &lt;b&gt;</p>\n"),
            ("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"),
            ("[x](data:text/html,x)", "<p>x</p>\n"),
            ("# A", "<p>A</p>\n"),
        ];
        for (text, page) in cases {
            assert_eq!(registry_html(text), page, "{text}");
        }
    }

    #[test]
    fn a_link_by_itself_is_a_link_only_where_it_is_harmless() {
        assert_eq!(link("https://a/?b&c=\"d"), "<a href=\"https://a/?b&amp;c=&quot;d\">https://a/?b&amp;c=&quot;d</a>");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
    }
}
