//! Answers of the AWS CLI as YAML (`--output yaml`, `yaml-stream`): the same data as its JSON, and read as that.
//!
//! YAML has no end mark, so a cut answer looks like a whole one. The CLI quotes what YAML would take for a number and
//! uses no anchors; whatever refers to another place is refused.

use serde_json::Value;

use super::{Head, Input, Position, ReadError, ReadErrorKind, Shape};
use crate::model::{Doubt, DoubtCode};

/// The members of AWS's answers that hold results.
pub(super) const ANSWERS: [&str; 8] = [
    "scanResultDetails",
    "targetResourceAggregations",
    "checkAggregations",
    "findings",
    "assessmentRuns",
    "assessmentRunAgents",
    "Findings",
    "scans",
];

/// So many members of an answer may stand before its list: a page's mark, a count.
const MOST_BEFORE: usize = 6;

/// The text as JSON, and the doubts about it.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) doubts: Vec<Doubt>,
}

/// Whether a text begins as an answer does: a member that holds results with its first item, and other members of it
/// at most before that.
pub(super) fn is_answer(head: &Head) -> bool {
    if !matches!(head.shape, Shape::Text) {
        return false;
    }
    let mut lines = head.text.lines().filter(|line| !line.trim().is_empty() && *line != "---").peekable();
    // Each page of a stream is an item of a list.
    let indent = usize::from(lines.peek().is_some_and(|line| line.starts_with("- "))) * 2;
    let (mut first, mut before) = (true, 0);
    while let Some(line) = lines.next() {
        let Some(member) = (if std::mem::take(&mut first) { line.get(indent..) } else { member(line, indent) }) else {
            continue;
        };
        let Some((name, value)) = member.split_once(':') else { return false };
        if ANSWERS.contains(&name) {
            let value = value.trim();
            let item = |line: &&str| line.trim_start().starts_with("- ");
            return value == "[]" || value.is_empty() && lines.peek().is_some_and(item);
        }
        before += 1;
        if before > MOST_BEFORE || name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return false;
        }
    }
    false
}

/// A line that is a member of an answer and not of what it holds.
fn member(line: &str, indent: usize) -> Option<&str> {
    let (spaces, rest) = line.split_at_checked(indent)?;
    let own = spaces.trim().is_empty() && !rest.starts_with([' ', '\t']) && !rest.starts_with("- ");
    own.then_some(rest)
}

/// An answer as JSON; `None` where the text is none.
///
/// # Errors
/// When the text cannot be read, is no YAML, refers to itself, or is larger or deeper than an answer is.
pub(super) fn answer(input: &Input, head: &Head) -> Result<Option<Answer>, ReadError> {
    if !is_answer(head) {
        return Ok(None);
    }
    let text = input.text()?;
    let value: Value =
        serde_saphyr::from_str_with_options(&text, options(text.len())).map_err(|error| explain(&error))?;
    let mut doubts = vec![Doubt::new(
        DoubtCode::NoEnd,
        "YAML has no end mark, so that a cut answer looks like a whole one; --output json tells them apart",
    )];
    if !text.ends_with(['\n', '\r']) {
        let message = "the last line of the YAML has no line end: the file was cut inside it";
        doubts.push(Doubt::new(DoubtCode::ResultsDiffer, message));
    }
    Ok(Some(Answer { text: value.to_string(), doubts }))
}

fn options(length: usize) -> serde_saphyr::Options {
    let budget = serde_saphyr::budget! {
        max_aliases: 0,
        max_anchors: 0,
        max_merge_keys: 0,
        max_documents: 1,
        max_depth: 64,
        // Each of them takes a character at least; the text's own size has a limit.
        max_events: length.saturating_add(64),
        max_nodes: length.saturating_add(64),
        max_total_scalar_bytes: length,
    };
    serde_saphyr::options! {
        budget: budget,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

fn explain(error: &serde_saphyr::Error) -> ReadError {
    let position = error.location().map(|place| Position { line: place.line(), column: place.column() });
    let error = error.without_snippet().to_string();
    let message: String = error.lines().next().unwrap_or_default().chars().take(200).collect();
    ReadError::new(ReadErrorKind::Syntax(format!("not the YAML of an answer: {message}")))
        .at(position)
        .help("run the command again with `--output json`, and give each answer as a file of its own")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Answer>, ReadError> {
        let input = Input::from_bytes("x", text);
        answer(&input, &input.head()?)
    }

    fn json(text: &str) -> String {
        read(text).expect("YAML").expect("an answer").text
    }

    #[test]
    fn an_answer_is_the_same_in_both() {
        let text = "nextToken: abc\nscanResultDetails:\n- accountId: '012345678901'\n  checkId: 1.1.1.1\n  title: 'No: really'\n  level: LEVEL_1\n  n: null\n";
        let same = r#"{"nextToken":"abc","scanResultDetails":[{"accountId":"012345678901","checkId":"1.1.1.1","title":"No: really","level":"LEVEL_1","n":null}]}"#;
        assert_eq!(
            serde_json::from_str::<Value>(&json(text)).expect("JSON"),
            serde_json::from_str::<Value>(same).expect("JSON")
        );
        assert_eq!(json("findings: []\n"), r#"{"findings":[]}"#);
        assert!(
            json("- failedItems:\n    x:\n      failureCode: E\n  findings:\n  - id: a\n- findings:\n  - id: b\n")
                .starts_with('[')
        );
        assert!(json("findings:\n- id: 012345678901\n  word: yes\n").contains(r#""012345678901","word":"yes""#));
    }

    #[test]
    fn a_cut_answer_is_doubted() {
        let codes = |text: &str| {
            let answer = read(text).expect("YAML").expect("an answer");
            answer.doubts.into_iter().map(|doubt| doubt.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("findings:\n- id: a\n"), [DoubtCode::NoEnd]);
        assert_eq!(codes("findings:\n- id: a"), [DoubtCode::NoEnd, DoubtCode::ResultsDiffer]);
    }

    #[test]
    fn what_refers_repeats_or_nests_without_end_is_refused() {
        let deep = format!("findings:\n- id: {}{}\n", "[".repeat(300), "]".repeat(300));
        for text in [
            "findings:\n- &a\n  id: a\n- *a\n",
            "findings:\n- id: a\nfindings:\n- id: b\n",
            "findings:\n- id: a\n---\nfindings:\n- id: b\n",
            "findings:\n- id: 'a\n",
            deep.as_str(),
        ] {
            let error = read(text).err().unwrap_or_else(|| panic!("{text} is read"));
            assert!(error.help.is_some(), "{error}");
        }
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "",
            "name: x\nfindings: many\n",
            "findings:\n  id: a\n",
            "{\"findings\":[]}",
            "a log\nfindings:\n- id: a\n",
        ] {
            let input = Input::from_bytes("x", text);
            assert!(!input.head().is_ok_and(|head| is_answer(&head)), "{text}");
        }
    }
}
