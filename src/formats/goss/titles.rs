//! The recommendations that a goss result belongs to: from its title, else from `CIS_ID`.

use serde_json::Value;

use crate::diag::Code;
use crate::model::{Number, Scan, Title};

/// The recommendation a check is named for.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) number: Option<Number>,
    pub(super) title: Option<Title>,
}

/// Warnings about the numbers.
#[derive(Default)]
pub(super) struct Counts {
    /// `CIS_ID` and the title name different recommendations.
    differing: usize,
    /// The number comes from a JSON number, and may have lost a zero.
    floats: usize,
    /// No number anywhere.
    unnumbered: usize,
}

impl Counts {
    pub(super) fn warn(&self, scan: &mut Scan) {
        if self.differing > 0 {
            let message = format!(
                "{} results have another CIS_ID than their title (a JSON number such as 1.1 may have been 1.10); the title counts.",
                self.differing
            );
            scan.warn(Code::CisIdDiffers, message);
        }
        if self.floats > 0 {
            let message = format!(
                "{} results have their number only from a CIS_ID that is a JSON number: 1.10 would have become 1.1.",
                self.floats
            );
            scan.warn(Code::CisIdFloat, message);
        }
        if self.unnumbered > 0 {
            scan.warn(
                Code::NoNumbers,
                format!("{} results name no recommendation and stand by themselves.", self.unnumbered),
            );
        }
    }
}

/// The recommendations of a result; one without a number when there is none.
pub(super) fn named(title: &str, meta: &Value, counts: &mut Counts) -> Vec<Named> {
    let ids = meta.get("CIS_ID").map(ids).unwrap_or_default();
    let from_title = from_title(title);
    if !from_title.is_empty() {
        let agree = ids.is_empty()
            || from_title
                .iter()
                .any(|named| named.number.as_ref().is_some_and(|number| ids.iter().any(|id| id.number == *number)));
        counts.differing += usize::from(!agree);
        return from_title;
    }
    let title = Title::tool(title);
    if ids.is_empty() {
        counts.unnumbered += 1;
        return vec![Named { number: None, title }];
    }
    counts.floats += usize::from(ids.iter().any(|id| id.float));
    ids.into_iter().map(|id| Named { number: Some(id.number), title: title.clone() }).collect()
}

struct Id {
    number: Number,
    float: bool,
}

fn ids(value: &Value) -> Vec<Id> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let id = |value: &Value| {
        let float = value.is_number();
        texts(value).iter().flat_map(|text| numbers(text)).map(|number| Id { number, float }).collect::<Vec<_>>()
    };
    values.iter().flat_map(id).collect()
}

/// A text, a number or a list of them, as texts.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// `1.1.1 | Ensure … | part`, one recommendation or several a line, one line or several.
fn from_title(title: &str) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    for line in title.lines() {
        let mut parts = line.split('|').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let mut found = numbers(first);
        let mut wording = parts.find(|part| !part.is_empty() && !is_level(part));
        if wording.is_none()
            && let Some((number, rest)) = Number::leading(first).filter(|(_, rest)| !rest.is_empty())
            && numbers(rest).is_empty()
        {
            (found, wording) = (vec![number], Some(rest));
        }
        let title = wording.and_then(Title::recommendation);
        named.extend(found.into_iter().map(|number| Named { number: Some(number), title: title.clone() }));
    }
    named
}

/// `L1`, `Level 2`, `NA` between number and title.
fn is_level(part: &str) -> bool {
    matches!(part.to_ascii_uppercase().replace(' ', "").as_str(), "L1" | "L2" | "LEVEL1" | "LEVEL2" | "NA")
}

/// A range of more than this is a slip of the pen.
const LONGEST_RANGE: u32 = 50;

/// `1.1.1`, `1.1.2_5` and `1.1.2-1.1.5` (to), `1.7.1 & 4`, `1.7.1, 1.7.4` (and).
fn numbers(text: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let spaced = text.replace(['&', ','], " & ").replace(['_', '-', '\u{2013}'], " - ");
    let mut range = false;
    for word in spaced.split_whitespace() {
        match word {
            "&" | "and" => continue,
            "-" | "to" => {
                range = true;
                continue;
            }
            _ if is_level(word) => continue,
            _ => {}
        }
        let Some(number) = number(word, numbers.last()) else { break };
        if std::mem::take(&mut range) {
            let between = numbers.last().map(|first| between(first, &number)).unwrap_or_default();
            numbers.extend(between);
        }
        numbers.push(number);
    }
    numbers
}

/// A whole number, or the last part of one whose other parts are those of the number before it.
fn number(word: &str, before: Option<&Number>) -> Option<Number> {
    let number: Number = word.parse().ok()?;
    if number.parts().len() > 1 {
        return Some(number);
    }
    let (_, parents) = before?.parts().split_last()?;
    below(parents, *number.parts().last()?)
}

fn below(parents: &[u32], last: u32) -> Option<Number> {
    let parts: Vec<_> = parents.iter().chain([&last]).map(u32::to_string).collect();
    parts.join(".").parse().ok()
}

/// The numbers strictly between two that differ in the last part only.
fn between(first: &Number, last: &Number) -> Vec<Number> {
    let (Some((low, parents)), Some((high, others))) = (first.parts().split_last(), last.parts().split_last()) else {
        return Vec::new();
    };
    if parents != others || high.saturating_sub(*low) > LONGEST_RANGE {
        return Vec::new();
    }
    (low.saturating_add(1)..*high).filter_map(|last| below(parents, last)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        numbers(text).iter().map(Number::to_string).collect()
    }

    fn titles(text: &str) -> Vec<String> {
        let show = |named: Named| {
            let number = named.number.map(|number| number.to_string()).unwrap_or_default();
            format!("{number} {}", named.title.as_ref().map_or("-", Title::text))
        };
        from_title(text).into_iter().map(show).collect()
    }

    #[test]
    fn ranges_and_several_numbers_are_read() {
        assert_eq!(shown("1.1.2_5"), ["1.1.2", "1.1.3", "1.1.4", "1.1.5"]);
        assert_eq!(shown("1.1.2 - 1.1.4"), ["1.1.2", "1.1.3", "1.1.4"]);
        assert_eq!(shown("1.7.1 & 4"), ["1.7.1", "1.7.4"]);
        assert_eq!(shown("1.7.1, 1.8.2"), ["1.7.1", "1.8.2"]);
        assert_eq!(shown("1.1.2_4000000000"), ["1.1.2", "1.1.4000000000"]);
        assert!(shown("SELinux").is_empty());
    }

    #[test]
    fn the_title_is_the_part_behind_the_number_and_level() {
        assert_eq!(titles("1.6.1 | Ensure a| config"), ["1.6.1 Ensure a"]);
        assert_eq!(titles("1.1.2 | L1 | Ensure a"), ["1.1.2 Ensure a"]);
        assert_eq!(titles("1.1.19 Check media"), ["1.1.19 Check media"]);
        assert_eq!(titles("1.1.1 | Ensure a\n1.1.2 | Ensure b\n"), ["1.1.1 Ensure a", "1.1.2 Ensure b"]);
        assert!(titles("no number").is_empty());
    }

    #[test]
    fn a_float_never_beats_the_title() {
        let mut counts = Counts::default();
        let named = named("1.10 | Ensure a", &json!({"CIS_ID": [1.1]}), &mut counts);
        assert_eq!(named[0].number.as_ref().map(Number::to_string).as_deref(), Some("1.10"));
        assert_eq!((counts.differing, counts.floats), (1, 0));
        super::named("a", &json!({"CIS_ID": 1.1}), &mut counts);
        assert_eq!((counts.differing, counts.floats), (1, 1));
    }
}
