//! The name of one control in the form in which it is compared, sorted and shown.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

use super::framework::Framework;
use crate::model::{Texts, Visit, is_dotted};

/// A control of a framework, such as `3.3` or `AC-6 (2)`. Sorted as people count: 3.3 before 3.10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control(String);

impl Control {
    /// The controls that a value names, whose framework is known: one, or several with commas. A value that says
    /// that there is none names none.
    pub fn all(framework: &Framework, value: &str) -> Vec<Self> {
        let parts: Vec<&str> = value.split([',', ';']).map(str::trim).collect();
        // A sentence with a comma is one name.
        if parts.iter().all(|part| part.is_empty() || is_name(part)) {
            return parts.into_iter().filter_map(|part| Self::one(framework, part)).collect();
        }
        Self::one(framework, value.trim()).into_iter().collect()
    }

    fn one(framework: &Framework, text: &str) -> Option<Self> {
        if matches!(text.to_lowercase().as_str(), "" | "n/a" | "na" | "none" | "-") {
            return None;
        }
        let written = if framework.is_cis_controls() {
            of_address(text)
        } else if framework.is_nist_800_53() {
            of_nist(text)
        } else if framework.is_pci() {
            // So OpenSCAP's content writes a requirement.
            text.get(..4).filter(|start| start.eq_ignore_ascii_case("req-")).and(text.get(4..)).map(str::to_owned)
        } else {
            None
        };
        Some(Self(written.unwrap_or_else(|| text.to_owned())))
    }

    /// The name of a group of controls, as a person's file has it.
    pub(super) fn group(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Whether two names are the same, however their letters are written.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a control or stands below it: `3.3` is within `3`, `AC-6 (2)` within `AC-6` and `AC`.
    pub fn is_within(&self, above: &Self) -> bool {
        let (own, above) = (self.0.to_lowercase(), above.0.to_lowercase());
        let rest = own.strip_prefix(&above);
        !above.is_empty() && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    }
}

/// Whether a text is like a control's name: letters, digits, and what stands between them.
fn is_name(text: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '/' | ':' | '(' | ')');
    text.starts_with(char::is_alphanumeric) && text.chars().all(within)
}

/// A safeguard as CIS-CAT writes it: `http://cisecurity.org/20-cc/v8.0/control/3/subcontrol/3` is 3.3.
fn of_address(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/control/")?;
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        [control] if number(control) => Some((*control).to_owned()),
        [control, "subcontrol", safeguard] if number(control) && number(safeguard) => {
            Some(format!("{control}.{safeguard}"))
        }
        _ => None,
    }
}

/// `AC-6 (2)` for `AC-6(2)`, `AC-06(02)` and `ac-6.2`; `CM-6 (a)` for a part. `AU-9(3).1`, which is neither, stays.
fn of_nist(text: &str) -> Option<String> {
    let family = text.get(..2).filter(|family| family.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    let mut rest = text.get(2..)?.strip_prefix(['-', '.', ' '])?.trim_start().chars().peekable();
    let number = digits(&mut rest)?;
    let mut written = format!("{}-{number}", family.to_ascii_uppercase());
    let dots = !text.contains('(');
    let mut separator = " ";
    while rest.peek().is_some() {
        while rest.next_if(|next| next.is_whitespace() || dots && *next == '.').is_some() {}
        let open = rest.next_if_eq(&'(').is_some();
        let inner = match digits(&mut rest) {
            Some(number) => number,
            None => rest.next_if(char::is_ascii_alphabetic)?.to_ascii_lowercase().to_string(),
        };
        if open {
            rest.next_if_eq(&')')?;
        } else if rest.peek().is_some_and(|next| next.is_alphanumeric()) {
            // A word, and no part.
            return None;
        }
        written.extend([separator, "(", &inner, ")"]);
        separator = "";
    }
    Some(written)
}

/// A number without the zeros at its front.
fn digits(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut number = String::new();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        number.push(digit);
    }
    let short = number.trim_start_matches('0');
    (!number.is_empty()).then(|| if short.is_empty() { "0".to_owned() } else { short.to_owned() })
}

/// A requirement such as 10.2.1.1 looks like an address, and is none.
impl Texts for Control {
    fn texts(&mut self, visit: Visit<'_>) {
        if !is_dotted(&self.0) {
            visit(&mut self.0);
        }
    }
}

impl Ord for Control {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Control {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Digits are compared as numbers, everything else letter by letter.
fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.chars().peekable(), right.chars().peekable());
    loop {
        let numbers = (left.peek().is_some_and(char::is_ascii_digit), right.peek().is_some_and(char::is_ascii_digit));
        let order = if numbers == (true, true) {
            let (left, right) = (digits(&mut left), digits(&mut right));
            let length = |number: &Option<String>| number.as_ref().map_or(0, String::len);
            length(&left).cmp(&length(&right)).then_with(|| left.cmp(&right))
        } else {
            match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => left.cmp(&right),
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(framework: &str, value: &str) -> Vec<String> {
        Control::all(&Framework::named(framework), value).into_iter().map(|control| control.0).collect()
    }

    #[test]
    fn safeguards_are_read_from_addresses_and_numbers() {
        let address = "http://cisecurity.org/20-cc/v8.0/control/3/subcontrol/3";
        assert_eq!(names("CIS Controls v8", address), ["3.3"]);
        assert_eq!(names("CIS Controls v8", "http://cisecurity.org/20-cc/v8.0/control/14"), ["14"]);
        assert_eq!(names("CIS Controls v8", "4.8, 4.10"), ["4.8", "4.10"]);
        let odd = "http://cisecurity.org/20-cc/v8.0/control/3/subcontrol/x";
        assert_eq!(names("CIS Controls v8", odd), [odd], "what is not understood stays as it is");
    }

    #[test]
    fn nist_controls_have_one_form() {
        for (value, expected) in [
            ("AC-6(2)", "AC-6 (2)"),
            ("AC-6 (2)", "AC-6 (2)"),
            ("ac-6.2", "AC-6 (2)"),
            ("AC-06(02)", "AC-6 (2)"),
            ("CM-6(a)", "CM-6 (a)"),
            ("CM-6 b", "CM-6 (b)"),
            ("IA-5 (1) (c)", "IA-5 (1)(c)"),
            ("AU.14", "AU-14"),
            ("SC-13", "SC-13"),
            ("AU-9(3).1", "AU-9(3).1"),
            ("IA-5 1 c", "IA-5 (1)(c)"),
            ("Rev_4", "Rev_4"),
            ("AC-6 (2", "AC-6 (2"),
            ("AC-6 or more", "AC-6 or more"),
            ("PR.DS-1", "PR.DS-1"),
        ] {
            assert_eq!(names("NIST SP 800-53", value), [expected], "{value}");
        }
    }

    #[test]
    fn other_values_stay_as_they_are_and_none_is_none() {
        assert_eq!(names("PCI DSS v3.2.1", "Req-8.1.8"), ["8.1.8"]);
        assert_eq!(names("ISO/IEC 27001:2022", "A.5.17; A.8.3"), ["A.5.17", "A.8.3"]);
        assert_eq!(names("CIS Controls v8", "N/A, , none"), [""; 0]);
        assert_eq!(names("GDPR", "a <b>, c"), ["a <b>, c"], "a sentence is one name");
    }

    #[test]
    fn controls_are_sorted_as_people_count() {
        let sorted = |framework: &str, values: &str| {
            let mut all = Control::all(&Framework::named(framework), values);
            all.sort();
            all.into_iter().map(|control| control.0).collect::<Vec<_>>()
        };
        assert_eq!(sorted("CIS Controls", "10,3.10,3.3,3,3.3.1"), ["3", "3.3", "3.3.1", "3.10", "10"]);
        assert_eq!(
            sorted("NIST SP 800-53", "AC-10,AU-2,AC-2(10),AC-2(2),AC-2"),
            ["AC-2", "AC-2 (2)", "AC-2 (10)", "AC-10", "AU-2"]
        );
        assert_eq!(sorted("x", "a01,a1"), ["a01", "a1"], "what is equal as a number is told apart all the same");
    }

    #[test]
    fn a_control_is_within_itself_its_number_and_its_family_and_within_no_other() {
        let within = |framework: &str, own: &str, above: &str| {
            let of = |text| Control::all(&Framework::named(framework), text).remove(0);
            of(own).is_within(&of(above))
        };
        assert!(within("CIS Controls", "3.3", "3.3") && within("CIS Controls", "3.3", "3"));
        assert!(!within("CIS Controls", "3.10", "3.1") && !within("CIS Controls", "3", "3.3"));
        assert!(within("NIST SP 800-53", "AC-6 (2)", "ac-6") && within("NIST SP 800-53", "AC-6", "AC"));
        assert!(!within("NIST SP 800-53", "AC-60", "AC-6"));
    }
}
