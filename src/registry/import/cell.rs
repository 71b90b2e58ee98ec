//! A cell's content: bare numbers, place holders, emphasis, links, numbers, categories.

use crate::model::Number;

use super::super::file::is_link;

/// A cell without the emphasis, code marks or brackets around the whole of it.
pub(super) fn plain(cell: &str) -> &str {
    let mut text = cell.trim();
    loop {
        let inner = ["***", "**", "__", "*", "_", "`", "~~"].iter().find_map(|mark| {
            let inner = text.strip_prefix(mark)?.strip_suffix(mark)?.trim();
            (!inner.is_empty() && !inner.contains(mark)).then_some(inner)
        });
        match inner {
            Some(inner) => text = inner,
            None => return text,
        }
    }
}

/// A Markdown link's text and target, when the whole cell is one.
pub(super) fn whole_link(cell: &str) -> Option<(&str, &str)> {
    let (text, rest) = plain(cell).strip_prefix('[')?.split_once("](")?;
    let target = rest.strip_suffix(')')?;
    (!target.contains(['(', ')'])).then_some((text, target))
}

/// Why a cell says nothing, when it does not.
pub(super) fn emptiness(cell: &str) -> Option<&'static str> {
    let text = plain(cell);
    let lower = text.to_lowercase();
    if text.is_empty() {
        return Some("is blank");
    }
    if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '#' | '/' | '(' | ')' | ' ')) {
        return Some("is a bare number");
    }
    let word = lower.trim_end_matches(['.', '!', '?', '…']);
    let holders = ["", "pending", "n/a", "na", "n.a", "tbd", "tba", "tbc", "todo", "to do", "none", "unknown", "xxx"];
    if holders.contains(&word) || !text.chars().any(char::is_alphanumeric) {
        return Some("is a place holder");
    }
    None
}

/// The numbers in an id cell, in order; empty when something else stands there, too.
pub(super) fn numbers(cell: &str) -> Vec<Number> {
    let text = whole_link(cell).map_or_else(|| plain(cell), |(text, _)| plain(text));
    let text = ["CIS", "cis", "Cis", "ID", "#", ":"].iter().fold(text, |text, word| {
        let rest = text.strip_prefix(word).unwrap_or(text);
        rest.trim_start_matches([':', '-', ' '])
    });
    if let Ok(number) = text.parse::<Number>() {
        return if number.parts().len() > 1 { vec![number] } else { Vec::new() };
    }
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '&' | '+'));
    let words = words.filter(|word| !word.is_empty() && !matches!(*word, "and" | "or" | "<br>" | "<br/>"));
    let numbers: Option<Vec<_>> = words.map(|word| plain(word).parse::<Number>().ok()).collect();
    numbers.filter(|all| all.iter().all(|number| number.parts().len() > 1)).unwrap_or_default()
}

/// Whether a text can stand among an entry's rules.
pub(super) fn fits_as_rule(text: &str) -> bool {
    let like_a_number = text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    !text.trim().is_empty()
        && !text.contains(|c: char| c == '*' || c.is_control())
        && (!like_a_number || text.parse::<Number>().is_ok())
}

/// A title without what tables append to it, and the stray word when there was one.
pub(super) fn title(cell: &str) -> (String, Option<&'static str>) {
    let text = whole_link(cell).map_or_else(|| plain(cell), |(text, _)| plain(text));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for stray in ["Fail", "Failed", "Pass", "Passed"] {
        let head = text.len().checked_sub(stray.len()).and_then(|at| text.split_at_checked(at));
        if let Some((head, _)) = head.filter(|(head, tail)| head.ends_with(' ') && tail.eq_ignore_ascii_case(stray)) {
            return (head.trim_end().to_owned(), Some(stray));
        }
    }
    (text, None)
}

/// The links in a text, each once: one a word.
pub(super) fn links(text: &str) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|')) {
        let lower = word.to_ascii_lowercase();
        let start = ["https://", "http://", "mailto:"].iter().filter_map(|scheme| lower.find(scheme)).min();
        let link = start.and_then(|start| word.get(start..)).map(trimmed).filter(|link| is_link(link));
        if let Some(link) = link.filter(|link| !links.iter().any(|known| known == link)) {
            links.push(link.to_owned());
        }
    }
    links
}

/// A link without the punctuation of the sentence around it.
fn trimmed(mut link: &str) -> &str {
    // `[text](link)` ends at the bracket that nothing in the link opened.
    let mut open = 0_i32;
    for (at, c) in link.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => {
                link = link.get(..at).unwrap_or(link);
                break;
            }
            ')' => open -= 1,
            _ => {}
        }
    }
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'', ']', '\\'])
}

/// The category that the workshop's words, or others like them, stand for.
pub(super) fn category(text: &str) -> Option<&'static str> {
    const PHRASES: [(&str, &str); 18] = [
        ("potential operation impact", "operational-impact"),
        ("potential operational impact", "operational-impact"),
        ("operational impact", "operational-impact"),
        ("covered elsewhere", "covered-elsewhere"),
        ("covered by another control", "covered-elsewhere"),
        ("false pos", "false-positive"),
        ("false-pos", "false-positive"),
        ("customer can set", "customer-configured"),
        ("customers can set", "customer-configured"),
        ("setup by customer", "customer-configured"),
        ("set up by customer", "customer-configured"),
        ("set up by the customer", "customer-configured"),
        ("customer configured", "customer-configured"),
        ("not applicable", "not-applicable"),
        ("risk accepted", "risk-accepted"),
        ("accepted risk", "risk-accepted"),
        ("planned fix", "planned-fix"),
        ("will be fixed", "planned-fix"),
    ];
    let lower = text.to_lowercase();
    PHRASES.into_iter().find(|(phrase, _)| lower.contains(phrase)).map(|(_, category)| category)
}

/// A cell in quotes, for a note.
pub(super) fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.trim().split(['\r', '\n']).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_say_nothing_are_told_apart() {
        for (cell, expected) in [
            ("", "is blank"),
            ("  ", "is blank"),
            ("1", "is a bare number"),
            ("**12**", "is a bare number"),
            ("`3.5`", "is a bare number"),
            ("Pending", "is a place holder"),
            ("*N/A*", "is a place holder"),
            ("TBD...", "is a place holder"),
            ("\u{2014}", "is a place holder"),
            ("?", "is a place holder"),
        ] {
            assert_eq!(emptiness(cell), Some(expected), "{cell}");
        }
        for cell in ["Kubernetes needs it", "No", "10.0.0.1 is used", "Not applicable to nodes"] {
            assert_eq!(emptiness(cell), None, "{cell}");
        }
    }

    #[test]
    fn numbers_are_found_in_the_dress_of_the_wild() {
        let found = |cell| numbers(cell).iter().map(ToString::to_string).collect::<Vec<_>>();
        for cell in
            ["1.1.22", " **1.1.22** ", "`1.1.22`", "CIS 1.1.22", "[1.1.22](https://x.org)", "1.1.22.", "(L1) 1.1.22"]
        {
            assert_eq!(found(cell), ["1.1.22"], "{cell}");
        }
        assert_eq!(found("1.1.22, 1.1.23 and 1.2"), ["1.1.22", "1.1.23", "1.2"]);
        for cell in ["", "1", "Ensure 1.2", "1.1.22 Ensure", "CIS ID", "---"] {
            assert_eq!(found(cell), [""; 0], "{cell}");
        }
    }

    #[test]
    fn a_stray_result_is_taken_off_a_title() {
        assert_eq!(
            title("Ensure no world writable files exist\tFail"),
            ("Ensure no world writable files exist".into(), Some("Fail"))
        );
        assert_eq!(title("**Ensure X**"), ("Ensure X".into(), None));
        assert_eq!(title("[Ensure X](https://x.org)"), ("Ensure X".into(), None));
        assert_eq!(title("Ensure logins that Fail are logged").1, None);
        assert_eq!(title("Fail"), ("Fail".into(), None));
    }

    #[test]
    fn links_are_found_without_the_text_around_them() {
        let text = "See https://a.org/x_(y), [b](http://b.org/#c). <https://c.org> https://a.org/x_(y) javascript://no mailto:x@y.org!";
        assert_eq!(links(text), ["https://a.org/x_(y)", "http://b.org/#c", "https://c.org", "mailto:x@y.org"]);
        assert_eq!(links("https:// ://x é://y"), [""; 0]);
    }

    #[test]
    fn the_workshops_words_are_categories() {
        assert_eq!(category("Potential Operation Impact"), Some("operational-impact"));
        assert_eq!(category("This is a false postive."), Some("false-positive"));
        assert_eq!(category("Customer can setup this access "), Some("customer-configured"));
        assert_eq!(category("iptables are managed by kube-proxy"), None);
    }
}
