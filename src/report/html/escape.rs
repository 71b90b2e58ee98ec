//! Text made safe for HTML: as text, and in an attribute between double quotes.

use crate::diag::is_hostile;

/// Escapes text for an element's content or a quoted attribute; hostile characters become visible.
pub(crate) fn html_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            c if is_hostile(c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_text_or_the_attribute() {
        assert_eq!(html_text("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
        assert_eq!(html_text("a\u{0}\u{202e}b\n\tc"), "a\u{fffd}\u{fffd}b\n\tc");
    }
}
