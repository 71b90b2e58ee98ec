//! The values that several tables share: rules, number patterns, levels, benchmarks, patterns, links.

use std::collections::BTreeSet;

use crate::diag::Code;
use crate::model::{Benchmark, Number, NumberPattern};

use super::super::pattern::PatternError;
use super::super::rule::Rule;
use super::super::selection::Selection;
use super::fields::{Fields, Problems, Text, as_whole, shortened};

/// A recommendation number, or a tool's own id of a rule.
pub(super) fn rule(text: &Text<'_>, problems: &mut Problems) -> Option<Rule> {
    let word = text.text;
    if word.contains('*') {
        let message = format!("`{}` is a wildcard; an exception names its recommendations", shortened(word));
        problems.deny(Code::WildcardRule, text.span.clone(), message, "list the numbers, one by one");
        return None;
    }
    let like_a_number = word.contains('.') && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match word.parse::<Number>() {
        // A single number is some tools' id of a rule; a recommendation's has several parts.
        Ok(number) if number.parts().len() > 1 => Some(Rule::Number(number)),
        Err(_) if like_a_number => {
            let message = format!("`{}` is not a recommendation number", shortened(word));
            problems.deny(Code::BadNumber, text.span.clone(), message, "write it as in 1.1.22");
            None
        }
        _ => Some(Rule::id(word)),
    }
}

/// A benchmark's recommendations: `{ benchmark, version, numbers }`.
pub(super) fn numbers(fields: &Fields<'_>, problems: &mut Problems) -> Option<Selection> {
    let benchmark = benchmark(fields, problems);
    if benchmark.is_none() {
        fields.missing("benchmark", "name the benchmark the numbers belong to", problems);
    }
    let mut numbers = Vec::new();
    for text in fields.texts("numbers", problems).unwrap_or_default() {
        match text.text.parse::<NumberPattern>() {
            Ok(pattern) => numbers.push(pattern),
            Err(error) => {
                let help = "write 5.2.1, or 5.2.* for a section";
                problems.deny(Code::BadNumber, text.span, error.to_string(), help);
            }
        }
    }
    if fields.value("numbers").is_none() {
        fields.missing("numbers", "list numbers and sections: numbers = [\"5.2.*\"]", problems);
    }
    Some(Selection { benchmark: benchmark?, numbers })
}

/// The benchmark that `benchmark` and `version` name; a version inside the name counts, too.
pub(super) fn benchmark(fields: &Fields<'_>, problems: &mut Problems) -> Option<Benchmark> {
    let title = fields.filled("benchmark", problems);
    let version = fields.filled("version", problems);
    let given = Benchmark::given(title?.text);
    let version = version.map(|text| text.text.trim_start_matches(['v', 'V']).to_owned());
    Some(Benchmark::declared(given.title, version.or(given.version)))
}

/// Profile levels.
pub(super) fn levels(key: &str, fields: &Fields<'_>, problems: &mut Problems) -> Option<BTreeSet<u8>> {
    let list = fields.list(key, "levels", problems)?;
    let levels = list.iter().filter_map(|value| as_whole(key, value, 1..10, problems));
    Some(levels.filter_map(|level| u8::try_from(level).ok()).collect())
}

/// Makes a pattern of a text.
pub(super) type Compile<P> = fn(&str) -> Result<P, PatternError>;

/// A list of patterns.
pub(super) fn patterns<P>(
    key: &str,
    fields: &Fields<'_>,
    compile: Compile<P>,
    problems: &mut Problems,
) -> Option<Vec<P>> {
    let texts = fields.texts(key, problems)?;
    Some(texts.iter().filter_map(|text| pattern(text, compile, problems)).collect())
}

/// One pattern; a text that is none is a problem.
pub(super) fn pattern<P>(text: &Text<'_>, compile: Compile<P>, problems: &mut Problems) -> Option<P> {
    let help = "`*`, `?`, `[ab]` and `{a,b}` are special; put a \\ before them";
    match compile(text.text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let message = format!("`{}` is not a pattern: {error}", shortened(text.text));
            problems.deny(Code::BadPattern, text.span.clone(), message, help);
            None
        }
    }
}

/// Links that a reader may follow.
pub(super) fn links(fields: &Fields<'_>, problems: &mut Problems) -> Vec<String> {
    let texts = fields.texts("links", problems).unwrap_or_default();
    let (good, bad): (Vec<_>, Vec<_>) = texts.into_iter().partition(|text| is_link(text.text));
    for text in bad {
        let message = format!("`{}` is not a link", shortened(text.text));
        problems.deny(Code::BadLink, text.span, message, "begin it with https://, http:// or mailto:");
    }
    good.into_iter().map(Text::owned).collect()
}

pub(in crate::registry) fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = ["https://", "http://", "mailto:"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
