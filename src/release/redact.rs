//! What does not leave the house: accounts, addresses, host names, instance ids.
//!
//! Works on the finished texts, so that nothing can slip by in a message or in evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::model::{Scan, Target};
use crate::outputs::SCHEMAS;
use crate::report::Templates;

/// One value that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// What it was: account, address, host or instance.
    pub kind: &'static str,
    /// What stands in its place.
    pub pseudonym: String,
}

/// Replaces what must not be seen by pseudonyms: `host-1`, `instance-2`. The same scans give the same
/// pseudonyms; they are counted, not hashed, because a hash of an address or account can be guessed.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// What is replaced, longest first: a host's long name holds its short one.
    values: Vec<(String, Redacted)>,
    /// Where the values with the same first bytes stand.
    by_start: BTreeMap<[u8; START], Vec<usize>>,
}

/// The fewest bytes of a value that is replaced.
const START: usize = 3;

/// What is to be replaced, each once, in the order in which it was found.
#[derive(Default)]
struct Found {
    values: Vec<(String, &'static str)>,
    known: BTreeSet<String>,
    /// Pseudonyms that an earlier bundle gave.
    given: BTreeSet<String>,
}

static INSTANCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\bi-[0-9a-f]{8,17}\b)"));
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| pattern(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):"));

/// Compiles a pattern of ours. One that is none must not mean that there is nothing to redact.
#[expect(clippy::expect_used, reason = "the patterns are literals above; a test uses each")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern compiles")
}

/// A scan with every text in it. One that could not be written must not mean that nothing stands in it.
#[expect(clippy::expect_used, reason = "a scan is plain data whose keys are texts")]
fn whole(scan: &Scan) -> Value {
    serde_json::to_value(scan).expect("a scan is JSON")
}

impl Redactor {
    /// Finds what is to be replaced: what the scans know of their targets, and what looks like an
    /// instance id or an account in their texts.
    pub fn new<'s>(scans: impl IntoIterator<Item = &'s Scan>) -> Self {
        let mut found = Found::default();
        for scan in scans {
            found.target(&scan.target);
            found.look(&whole(scan));
        }
        let Found { values, given, .. } = found;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let pseudonym = |(value, kind): (String, &'static str)| {
            let count = counts.entry(kind).or_default();
            loop {
                *count += 1;
                let pseudonym = format!("{kind}-{count}");
                if !given.contains(&pseudonym) {
                    return (value, Redacted { kind, pseudonym });
                }
            }
        };
        let mut redactor = Self { values: values.into_iter().map(pseudonym).collect(), ..Self::default() };
        redactor.values.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        for (at, (value, _)) in redactor.values.iter().enumerate() {
            if let Some(start) = value.as_bytes().first_chunk() {
                redactor.by_start.entry(*start).or_default().push(at);
            }
        }
        redactor
    }

    /// A value that is also a word of the bundle's own files, such as a host named "fail": to replace it
    /// wherever it stands would damage them.
    pub fn collision(&self) -> Option<&str> {
        self.values.iter().map(|(value, _)| value.as_str()).find(|value| is_own_word(value))
    }

    /// What is replaced, without the values themselves, sorted by kind and number.
    pub fn list(&self) -> Vec<&Redacted> {
        let mut list: Vec<&Redacted> = self.values.iter().map(|(_, redacted)| redacted).collect();
        list.sort_by_key(|redacted| (redacted.kind, redacted.pseudonym.len(), &redacted.pseudonym));
        list
    }

    /// A text with everything replaced; a value inside a longer word or number is another value. What
    /// was put in is not looked at again: a pseudonym may be part of another value.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut copied, mut at) = (0, 0);
        while let Some(start) = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk) {
            let candidates = self.by_start.get(start).into_iter().flatten().filter_map(|index| self.values.get(*index));
            let found = candidates.into_iter().find(|(value, _)| stands_whole(text, at, value));
            if let Some((value, redacted)) = found {
                out.push_str(text.get(copied..at).unwrap_or_default());
                out.push_str(&redacted.pseudonym);
                at += value.len();
                copied = at;
            } else {
                at += 1;
            }
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        out
    }
}

impl Found {
    /// Looks at the texts themselves: in written JSON a tab before an id is the letter t.
    fn look(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                for found in INSTANCE.find_iter(text) {
                    self.add("instance", found.as_str());
                }
                for found in ACCOUNT.captures_iter(text) {
                    found.get(1).into_iter().for_each(|account| self.add("account", account.as_str()));
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.look(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.look(value)),
            _ => {}
        }
    }

    fn target(&mut self, target: &Target) {
        target.instance_id.iter().for_each(|value| self.add("instance", value));
        target.account.iter().for_each(|value| self.add("account", value));
        target.addresses.iter().for_each(|value| self.add("address", value));
        if let Some(host) = &target.hostname {
            self.add("host", host);
            let short = host.split('.').next().unwrap_or_default();
            if short.len() >= 6 {
                self.add("host", short);
            }
        }
        for fact in &target.facts {
            let name = fact.name.to_lowercase();
            let kinds = [
                ("address", ["ipv4", "ipv6", "mac", "address"]),
                ("host", ["fqdn", "host_name", "hostname", "host-name"]),
            ];
            for (kind, words) in kinds {
                // "machine" is no MAC address.
                if words.iter().any(|word| name.replace("machine", "").contains(word)) {
                    self.add(kind, &fact.value);
                }
            }
        }
    }

    fn add(&mut self, kind: &'static str, value: &str) {
        let value = value.trim();
        // Every machine has these; to hide them would only make evidence unreadable.
        let common =
            value.starts_with("127.") || matches!(value, "::1" | "0.0.0.0" | "::" | "localhost" | "00:00:00:00:00:00");
        if value.len() < START || common || value.starts_with("localhost") {
            return;
        }
        let of_bundle = value.rsplit_once('-').is_some_and(|(word, count)| {
            ["account", "address", "host", "instance"].contains(&word)
                && count.bytes().all(|byte| byte.is_ascii_digit())
        });
        if of_bundle {
            self.given.insert(value.to_owned());
        } else if self.known.insert(value.to_owned()) {
            self.values.push((value.to_owned(), kind));
        }
    }
}

/// Whether a word is one of those that the bundle's files are made of: keys and values of the JSON, code
/// and style of the pages.
fn is_own_word(value: &str) -> bool {
    if !value.chars().all(|c| c.is_ascii_alphabetic() || c == '_') {
        return false;
    }
    let quoted = format!("\"{value}\"");
    let pages = Templates::built_in().filter(|(name, _)| !name.contains(".md"));
    SCHEMAS.iter().any(|schema| BUNDLED.contains(&schema.name) && schema.text().contains(&quoted))
        || pages.into_iter().any(|(_, text)| text.match_indices(value).any(|(at, _)| stands_whole(text, at, value)))
}

/// The schemas of the JSON in a bundle; pages are made from the report.
const BUNDLED: [&str; 5] = ["amicis-1", "predicate", "report", "results", "statement"];

/// Whether a text ends in an escape of JSON, whose last letter is part of no word.
fn ends_in_escape(text: &str) -> bool {
    let escape = |length: usize, letters: &str| {
        let Some(at) = text.len().checked_sub(length) else { return false };
        let (Some(before), Some(rest)) = (text.get(..at), text.get(at..)) else { return false };
        // An even number of backslashes before it is backslashes that are written so.
        let begun = before.len() - before.trim_end_matches('\\').len();
        begun % 2 == 1 && rest.starts_with(|c| letters.contains(c))
    };
    escape(1, "nrtbf") || (escape(5, "u") && text.bytes().rev().take(4).all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a value stands at a place, and is no part of a longer word or number.
fn stands_whole(text: &str, at: usize, value: &str) -> bool {
    let (Some(before), Some(rest)) = (text.get(..at), text.get(at..)) else { return false };
    let Some(after) = rest.strip_prefix(value) else { return false };
    let last = if ends_in_escape(before) { None } else { before.chars().next_back() };
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let longer = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !inside(last) && !inside(after.chars().next()) && !longer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Evidence, Fact, Status};

    fn scan() -> Scan {
        let evidence = Evidence::items([
            "listens on 10.0.0.1:22",
            "10.0.0.12",
            "i-0123456789abcdef0",
            "ip-10-0-0-1 up",
            "127.0.0.1",
        ]);
        Scan {
            run: Some("arn:aws:inspector:us-east-1:111122223333:target/0-A/run/0-B".into()),
            target: Target {
                hostname: Some("ip-10-0-0-1.ec2.internal".into()),
                addresses: vec!["10.0.0.1".into(), "127.0.0.1".into()],
                ..Target::default()
            },
            checks: vec![Check { evidence, ..Check::new(Status::Fail) }],
            ..Scan::default()
        }
    }

    #[test]
    fn everything_known_is_replaced_wherever_it_stands() {
        let scans = [scan()];
        let text = serde_json::to_string(&scans).expect("JSON");
        let redacted = Redactor::new(&scans).text(&text);
        for secret in ["ip-10-0-0-1", "\"10.0.0.1\"", "on 10.0.0.1:", "i-0123456789abcdef0", "111122223333"] {
            assert!(!redacted.contains(secret), "{secret}: {redacted}");
        }
        assert!(redacted.contains("10.0.0.12") && redacted.contains("127.0.0.1"), "{redacted}");
    }

    #[test]
    fn what_stands_behind_a_tab_or_a_line_break_is_replaced_in_json_too() {
        let text = "i\ti-0123456789abcdef1\nip-10-0-0-1\u{1}ip-10-0-0-1 C:\\nip-10-0-0-1";
        let checks = vec![Check { evidence: Evidence::items([text]), ..Check::new(Status::Fail) }];
        let scans = [Scan { checks, ..scan() }];
        let json = serde_json::to_string(&scans).expect("JSON");
        let redacted = Redactor::new(&scans).text(&json);
        let leaks = redacted.replace("nip-10-0-0-1", "");
        assert!(!leaks.contains("ip-10-0-0-1") && !leaks.contains("abcdef1"), "{redacted}");
        serde_json::from_str::<Vec<Scan>>(&redacted).expect("JSON");
    }

    #[test]
    fn a_name_that_is_a_word_of_the_bundle_is_told() {
        let named = |host: &str| {
            let target = Target { hostname: Some(host.to_owned()), ..Target::default() };
            Redactor::new(&[Scan { target, ..scan() }]).collision().map(str::to_owned)
        };
        for word in ["fail", "scans", "status", "main", "FAILED", "const"] {
            assert_eq!(named(word).as_deref(), Some(word));
        }
        for name in ["ip-10-0-0-1", "packer", "builder", "web01", "fail.example.org"] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn a_machine_is_no_mac_address() {
        let fact = |name: &str| Fact { name: name.to_owned(), value: "x86_64".to_owned() };
        let target = Target { facts: vec![fact("machine"), fact("os:machine_arch")], ..Target::default() };
        assert_eq!(Redactor::new(&[Scan { target, ..Scan::default() }]).list().len(), 0);
    }

    #[test]
    fn the_same_scans_give_the_same_pseudonyms() {
        let list = |scans: &[Scan]| Redactor::new(scans).list().into_iter().cloned().collect::<Vec<_>>();
        assert_eq!(list(&[scan()]), list(&[scan(), scan()]));
    }

    #[test]
    fn the_pseudonyms_of_an_earlier_bundle_stay_and_are_given_to_nobody_else() {
        let on = |host: &str| {
            let target = Target { hostname: Some(host.to_owned()), ..Target::default() };
            Scan { target, ..Scan::default() }
        };
        let redactor = Redactor::new(&[on("builder7"), on("host-1"), on("host-1-of-ours")]);
        assert_eq!(redactor.text("host-1 → builder7, host-1-of-ours"), "host-1 → host-2, host-3");
        let list: Vec<&str> = redactor.list().into_iter().map(|redacted| redacted.pseudonym.as_str()).collect();
        assert_eq!(list, ["host-2", "host-3"]);
    }
}
