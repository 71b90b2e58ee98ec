//! What does not leave the house: accounts, addresses, host names, instance ids.
//!
//! Works on the finished texts, so that nothing can slip by in a message or in evidence.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Scan, Target};

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
    values: Vec<(String, Redacted)>,
}

static INSTANCE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bi-[0-9a-f]{8,17}\b").ok());
static ACCOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):").ok());

impl Redactor {
    /// Finds what is to be replaced: what the scans know of their targets, and what looks like an
    /// instance id or an account in their texts.
    pub fn new(scans: &[Scan]) -> Self {
        let mut redactor = Self::default();
        for scan in scans {
            redactor.target(&scan.target);
            let text = serde_json::to_string(scan).unwrap_or_default();
            for found in INSTANCE.iter().flat_map(|regex| regex.find_iter(&text)) {
                redactor.add("instance", found.as_str());
            }
            for found in ACCOUNT.iter().flat_map(|regex| regex.captures_iter(&text)) {
                found.get(1).into_iter().for_each(|account| redactor.add("account", account.as_str()));
            }
        }
        // A host's long name holds its short one, and must go first.
        redactor.values.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        redactor
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
                if words.iter().any(|word| name.contains(word)) {
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
        let known = self.values.iter().any(|(known, _)| known == value);
        if value.len() < 3 || common || known || value.starts_with("localhost") {
            return;
        }
        let count = self.values.iter().filter(|(_, redacted)| redacted.kind == kind).count() + 1;
        self.values.push((value.to_owned(), Redacted { kind, pseudonym: format!("{kind}-{count}") }));
    }

    /// What is replaced, without the values themselves.
    pub fn list(&self) -> impl Iterator<Item = &Redacted> {
        self.values.iter().map(|(_, redacted)| redacted)
    }

    /// A text with everything replaced; a value inside a longer word or number is another value.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (value, redacted) in &self.values {
            if text.contains(value.as_str()) {
                text = replace_whole(&text, value, &redacted.pseudonym);
            }
        }
        text
    }
}

fn replace_whole(text: &str, value: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(value) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + value.len()..).unwrap_or_default();
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let longer = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        out.push_str(text.get(from..at).unwrap_or_default());
        let whole = !inside(before) && !inside(after.chars().next()) && !longer;
        out.push_str(if whole { by } else { value });
        from = at + value.len();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Evidence, Status};

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
    fn the_same_scans_give_the_same_pseudonyms() {
        let list = |scans: &[Scan]| Redactor::new(scans).list().cloned().collect::<Vec<_>>();
        assert_eq!(list(&[scan()]), list(&[scan(), scan()]));
    }
}
