//! Results with other lines before or after them: a whole JSON or XML result, or a text that begins later.
//!
//! The lines around are blanked, so that every place in the result keeps its line. Which text is a result the
//! caller says. Two of them in one file are refused.

use serde::de::IgnoredAny;

use super::{Head, Position, ReadError, Shape, second};
use crate::diag::Code;
use crate::model::{Doubt, DoubtCode, Number, Scan};

/// So many bytes are looked at to tell what a text is.
const LOOK: usize = 64 * 1024;
/// So many lines may begin as JSON and be none, before the search ends.
const MOST_STARTS: usize = 10_000;
/// A text is looked at in windows of so many lines.
const WINDOW: usize = 60;
/// The words of results, in the spellings of the tools that print lines.
const WORDS: [&str; 8] = ["PASS", "FAIL", "PASSED", "FAILED", "Pass", "Fail", "KO", "WARN"];

/// Lines that stand around a result.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside {
    count: u64,
    first: Option<(u64, String)>,
    lost: u64,
    first_lost: Option<(u64, String)>,
}

impl Aside {
    /// Adds a line; blank ones do not count.
    pub(crate) fn add(&mut self, number: u64, line: &str) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        let short = || (number, line.chars().take(80).collect());
        self.count += 1;
        self.first.get_or_insert_with(short);
        // Words such as PASS, and version numbers, stand in any log; a result has both.
        let mut parts = line.split(|c: char| c.is_whitespace() || "[](),:\"'".contains(c));
        let numbered = parts.any(|part| part.parse().is_ok_and(|n: Number| n.parts().len() > 1));
        if numbered && WORDS.iter().any(|word| looks_like_result_word(line, word)) {
            self.lost += 1;
            self.first_lost.get_or_insert_with(short);
        }
    }

    pub(crate) fn add_all(&mut self, text: &str, first: u64) {
        text.lines().zip(first..).for_each(|(line, number)| self.add(number, line));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Says in a scan what was set aside, and doubts it where results may be among it.
    pub(crate) fn say(&self, scan: &mut Scan) {
        if let Some((line, text)) = &self.first {
            let (lines, were) = if self.count == 1 { ("line stands", "was") } else { ("lines stand", "were") };
            let message =
                format!("{} {lines} around the result and {were} left out; line {line} says \"{text}\"", self.count);
            scan.warn(Code::LinesLeftOut, message);
        }
        if let Some((line, text)) = &self.first_lost {
            let lines = if self.lost == 1 { "line around the result looks" } else { "lines around the result look" };
            let message = format!("{} {lines} like a result; line {line} says \"{text}\"", self.lost);
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message).hides(self.lost));
        }
    }
}

fn looks_like_result_word(line: &str, word: &str) -> bool {
    line.contains(word) && line.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}

/// The only result in a text, everything around it blanked.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) aside: Aside,
}

/// A part of a text that is a result, as byte offsets.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
}

/// Finds the one result in a text; `None` where nothing is known for one, or nothing stands around it.
///
/// # Errors
/// When two results stand in it.
pub(crate) fn find(text: &str, unknown: bool, known: &dyn Fn(&Head) -> bool) -> Result<Option<Found>, ReadError> {
    let mut parts = documents(text, known, false);
    if parts.is_empty() {
        parts = markup(text, known);
    }
    let data = !parts.is_empty();
    if !data && unknown {
        parts.extend(lines(text, known));
    }
    let (part, further) = match parts.as_slice() {
        [] => return Ok(None),
        [part] => (*part, None),
        [part, second, ..] => (*part, Some(line_of(text, second.start))),
    };
    if let Some(line) = further {
        let message = format!("the file holds two results; the first begins in line {}", line_of(text, part.start));
        return Err(ReadError::content(message)
            .at(Some(Position { line, column: 1 }))
            .help("give each result as a file of its own"));
    }
    let mut aside = Aside::default();
    let before = text.get(..part.start).unwrap_or_default();
    let after = text.get(part.end..).unwrap_or_default();
    aside.add_all(before, 1);
    aside.add_all(after, line_of(text, part.end));
    if data {
        let behind = line_of(text, part.end) - 1;
        let other = second::in_lines(before, known).or_else(|| Some(second::in_lines(after, known)? + behind));
        other.map_or(Ok(()), |line| Err(second::two(line)))?;
    }
    // A piece of the same data beside it: the whole was damaged, and no part of it is the result.
    if aside.is_empty() || data && before.lines().chain(after.lines()).any(is_piece) {
        return Ok(None);
    }
    let blank = "\n".repeat(before.matches('\n').count());
    Ok(Some(Found { text: [&blank, text.get(part.start..part.end).unwrap_or_default(), "\n"].concat(), aside }))
}

/// Whether a line looks like a part of JSON or XML rather than like one of a log.
fn is_piece(line: &str) -> bool {
    let line = line.trim();
    let bracket = line.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"', '[', ']']));
    bracket
        || line == "["
        || line.starts_with(['{', '}', ']', '"', '<'])
        || line.ends_with(['{', '['])
        || line.ends_with("},")
        || line.contains("\":")
}

/// The line of the first JSON or XML result in a text.
pub(super) fn data(text: &str, known: &dyn Fn(&Head) -> bool) -> Option<u64> {
    let first = documents(text, known, true).into_iter().next().or_else(|| markup(text, known).into_iter().next());
    first.map(|part| line_of(text, part.start))
}

/// The line of an offset, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> u64 {
    text.get(..at).unwrap_or_default().matches('\n').count() as u64 + 1
}

/// The head of what begins at an offset.
pub(super) fn head_at(text: &str, start: usize) -> Option<Head> {
    let rest = text.get(start..)?.trim_start_matches('\u{feff}');
    let end = (0..=LOOK.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end))?;
    Some(Head::new(rest.get(..end)?, end == rest.len(), false, "UTF-8", false))
}

fn known_at(text: &str, start: usize, known: &dyn Fn(&Head) -> bool) -> Option<Head> {
    head_at(text, start).filter(|head| known(head))
}

/// The offsets at which lines begin.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
}

/// Runs of JSON documents that begin at a line's start and end at a line's end; with `damaged` also one that
/// is not well formed, of which nobody can tell where it ends.
fn documents(text: &str, known: &dyn Fn(&Head) -> bool, damaged: bool) -> Vec<Part> {
    let (mut parts, mut behind, mut failed, mut fenced) = (Vec::new(), 0, 0, false);
    for start in starts(text) {
        let rest = text.get(start..).unwrap_or_default();
        // A result that a page quotes is an example.
        fenced ^= rest.starts_with("```");
        if fenced || start < behind || !begins_as_json(rest) {
            continue;
        }
        let (end, cut) = run(text, start);
        if end == start && !cut {
            failed += 1;
            if damaged && known_at(text, start, known).is_some() {
                parts.push(Part { start, end: text.len() });
                break;
            }
            if failed > MOST_STARTS {
                break;
            }
            continue;
        }
        let end = if cut { text.len() } else { end };
        if known_at(text.get(..end).unwrap_or_default(), start, known).is_some() {
            parts.push(Part { start, end });
        } else if cut {
            continue;
        }
        behind = end;
    }
    parts
}

/// Whether a text could be JSON: `[PASS]` and `[ OK ]` are none.
fn begins_as_json(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', '\u{feff}']);
    let inner = |open: char| text.strip_prefix(open).map(|rest| rest.trim_start().chars().next());
    match (inner('{'), inner('[')) {
        (Some(next), _) => next.is_none_or(|next| matches!(next, '"' | '}')),
        (_, Some(next)) => next.is_none_or(|next| "{[\"]-0123456789tfn".contains(next)),
        _ => false,
    }
}

/// The end of the JSON documents that begin somewhere, and whether the first one is cut by the end of the text.
fn run(text: &str, start: usize) -> (usize, bool) {
    let mut end = start;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let next = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if !next.starts_with(['{', '[']) {
            return (end, false);
        }
        let at = text.len() - next.len();
        let mut stream = serde_json::Deserializer::from_str(next).into_iter::<IgnoredAny>();
        match stream.next() {
            Some(Ok(_)) => {
                let after = at + stream.byte_offset();
                let line = text.get(after..).unwrap_or_default().lines().next().unwrap_or_default();
                // Text that goes on behind a document is no document's line.
                if !line.trim_matches([' ', '\t', '\r', ',', '{', '[']).is_empty()
                    && !line.trim_start().starts_with(['{', '[', ','])
                {
                    return (end, false);
                }
                end = after;
            }
            // Behind a document that one could be read of, the next begins and is damaged: the reader says how.
            Some(Err(error)) => {
                let begun = next.starts_with('{')
                    || next.get(1..).is_some_and(|rest| rest.trim_start().starts_with(['{', '"', '[']));
                return (end, if end == start { error.is_eof() } else { begun });
            }
            None => return (end, false),
        }
    }
}

/// XML documents that begin at a line's start.
fn markup(text: &str, known: &dyn Fn(&Head) -> bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for start in starts(text) {
        let rest = text.get(start..).unwrap_or_default();
        let begins = rest.trim_start_matches([' ', '\t', '\u{feff}']);
        let declared = begins.starts_with("<?xml");
        let behind = parts.last().is_some_and(|part| start < part.end && !declared);
        if behind || !(declared || parts.is_empty() && begins.starts_with('<')) {
            continue;
        }
        let Some(head) = known_at(text, start, known) else { continue };
        let Shape::Xml(xml) = &head.shape else { continue };
        let end_tag = |at: &usize| {
            let name = text.get(at + 2..).unwrap_or_default().split(['>', ' ', '\n']).next().unwrap_or_default();
            name.rsplit(':').next() == Some(xml.root.as_str())
        };
        let last = memchr::memmem::rfind_iter(text.as_bytes(), "</").take_while(|at| *at > start).find(end_tag);
        let end = last.and_then(|at| Some(at + text.get(at..)?.find('>')? + 1)).unwrap_or(text.len());
        parts.push(Part { start: start + (rest.len() - begins.len()), end });
        if parts.len() == 2 {
            break;
        }
    }
    parts
}

/// A text whose first lines are another's, from a window on in which it is known.
fn lines(text: &str, known: &dyn Fn(&Head) -> bool) -> Option<Part> {
    let starts: Vec<usize> = starts(text).collect();
    let windows = starts.iter().enumerate().skip(WINDOW / 2).step_by(WINDOW / 2);
    windows
        .filter_map(|(at, start)| {
            Some((*start, text.get(*start..starts.get(at + WINDOW).copied().unwrap_or(text.len()))?))
        })
        .find(|(_, window)| {
            let head = Head::new(window, false, false, "UTF-8", false);
            matches!(head.shape, Shape::Text) && known(&head)
        })
        .map(|(start, _)| Part { start, end: text.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results of the tests hold `result` as a key, an element or a line.
    fn known(head: &Head) -> bool {
        let json = head.json().is_some_and(|json| json.has("result"));
        json || head.xml().is_some_and(|xml| xml.root == "result") || head.lines().any(|line| line == "RESULT")
    }

    fn found(text: &str) -> Option<(String, u64)> {
        find(text, true, &known).expect("one result").map(|found| (found.text, found.aside.count))
    }

    #[test]
    fn lines_around_a_whole_result_are_set_aside_and_counted() {
        let whole = "{\"result\": {\n \"a\": [1]\n}}";
        for (text, blank, aside) in [
            (format!("I0308 x]\n{whole}\n"), "\n", 1),
            (format!("[WARN] a\nb\n{whole}\nbye\n"), "\n\n", 3),
            (format!("{whole}\n[INFO] done\n"), "", 1),
            (format!("{whole}\nbye\n"), "", 1),
        ] {
            assert_eq!(found(&text), Some((format!("{blank}{whole}\n"), aside)), "{text}");
        }
        let xml = "<?xml version=\"1.0\"?>\n<r:result xmlns:r=\"u\"><a/></r:result>";
        assert_eq!(found(&format!("hi\n{xml}\nbye\n")), Some((format!("\n{xml}\n"), 2)));
        let text = format!("{}RESULT\nmore\n", "x\n".repeat(100));
        assert!(found(&text).is_some_and(|(text, aside)| text.contains("RESULT\nmore\n") && aside < 100));
    }

    #[test]
    fn nothing_is_found_where_nothing_is_known_or_nothing_stands_around() {
        for text in [
            "a\nb\n",
            "{\"result\": 1}\n",
            "```json\n{\"result\": 1}\n```\n",
            "a\n{\"other\": 1}\n",
            "{\"result\": 1}\n}\n",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn two_results_are_refused_with_both_places() {
        let error = find("{\"result\": 1}\nbetween\n{\"result\": 2}\n", true, &known).expect_err("two");
        assert_eq!(error.position.map(|place| place.line), Some(3));
        let xml = "<?xml version=\"1.0\"?>\n<result/>\n";
        assert!(find(&format!("{xml}{xml}"), true, &known).is_err());
    }

    #[test]
    fn a_cut_result_is_given_to_its_reader_as_it_is() {
        assert_eq!(found("hi\n{\"result\": [1,\n"), Some(("\n{\"result\": [1,\n\n".into(), 1)));
    }

    #[test]
    fn a_line_that_looks_like_a_result_is_doubted() {
        let (mut aside, mut scan) = (Aside::default(), Scan::default());
        aside.add(1, "kubectl 1.29.1");
        aside.add(2, "Tests: PASS");
        aside.say(&mut scan);
        assert!(scan.doubts.is_empty() && scan.warnings.len() == 1);
        aside.add(7, "[FAIL] 1.1.2 Ensure x");
        aside.say(&mut scan);
        assert!(scan.doubts[0].message.contains("line 7"));
    }
}
