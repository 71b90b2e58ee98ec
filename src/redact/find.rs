//! Values that identify by their form: addresses, ids, accounts, mail addresses, home folders, secrets.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::kind::Kind;
use super::pseudonym::Pseudonyms;
use super::{Known, address, host, person, spelled};

/// A value that stands in a text.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) range: Range<usize>,
    found: Found,
}

#[derive(Clone, Debug)]
enum Found {
    V4(Ipv4Addr, Form),
    V6(Ipv6Addr),
    /// An IPv6 address of 32 digits; whether the bytes of each four stand in the other order.
    V6Plain(Ipv6Addr, bool),
    /// The digits, and the marks between them as they were written.
    Hardware(String, String),
    /// The whole id in lower case, with what stands before its digits.
    Id(String, String),
    Word(Kind, String),
    /// A text that is put in the place whatever it was.
    Put(String),
}

/// The spelling of an IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `10.0.0.9`
    Dotted,
    /// `ip-10-0-0-9`
    Dashed,
    /// `9.0.0.10.in-addr.arpa`
    Reversed,
    /// `0a000009`
    Hex,
    /// `0900000A`, as the kernel's tables have it
    Kernel,
    /// `167772169`
    Integer,
}

impl Span {
    pub(crate) fn v4(range: Range<usize>, address: Ipv4Addr, form: Form) -> Self {
        Self { range, found: Found::V4(address, form) }
    }

    pub(crate) fn v6(range: Range<usize>, address: Ipv6Addr) -> Self {
        Self { range, found: Found::V6(address) }
    }

    pub(crate) fn v6_plain(range: Range<usize>, address: Ipv6Addr, kernel: bool) -> Self {
        Self { range, found: Found::V6Plain(address, kernel) }
    }

    pub(crate) fn hardware(range: Range<usize>, digits: String, shown: &str) -> Self {
        Self { range, found: Found::Hardware(digits, shown.to_owned()) }
    }

    pub(crate) fn word(range: Range<usize>, kind: Kind, value: &str) -> Self {
        Self { range, found: Found::Word(kind, value.to_owned()) }
    }

    pub(crate) fn put(&self, pseudonyms: &Pseudonyms) -> Option<String> {
        let of = |kind, value: &str| pseudonyms.of(kind, value);
        match &self.found {
            Found::V4(address, form) => {
                let given: Ipv4Addr = of(Kind::Address, &address.to_string())?.parse().ok()?;
                let [a, b, c, d] = given.octets();
                Some(match form {
                    Form::Dotted => given.to_string(),
                    Form::Dashed => format!("ip-{a}-{b}-{c}-{d}"),
                    Form::Reversed => format!("{d}.{c}.{b}.{a}.in-addr.arpa"),
                    Form::Hex => format!("{:08x}", u32::from(given)),
                    Form::Kernel => format!("{:08X}", u32::from(given).swap_bytes()),
                    Form::Integer => u32::from(given).to_string(),
                })
            }
            Found::V6(address) => of(Kind::Address, &address.to_string()),
            Found::V6Plain(address, kernel) => {
                let given: Ipv6Addr = of(Kind::Address, &address.to_string())?.parse().ok()?;
                let bits = u128::from(given);
                Some(if *kernel { format!("{:032X}", spelled::swapped(bits)) } else { format!("{bits:032x}") })
            }
            Found::Hardware(digits, shown) => Some(in_form(&of(Kind::Address, digits)?, shown)),
            Found::Id(prefix, id) => Some(format!("{prefix}{}", of(Kind::Instance, id)?)),
            Found::Word(kind, value) => of(*kind, value),
            Found::Put(text) => Some(text.clone()),
        }
    }

    /// Kind and value, as the pseudonym is given for; none for a text that is put in whatever it was.
    pub(crate) fn value(&self) -> Option<(Kind, String)> {
        match &self.found {
            Found::V4(address, _) => Some((Kind::Address, address.to_string())),
            Found::V6(address) | Found::V6Plain(address, _) => Some((Kind::Address, address.to_string())),
            Found::Hardware(digits, _) => Some((Kind::Address, digits.clone())),
            Found::Id(_, id) => Some((Kind::Instance, id.clone())),
            Found::Word(kind, value) => Some((*kind, value.clone())),
            Found::Put(_) => None,
        }
    }

    /// A text that takes the place of a range.
    pub(crate) fn instead(range: Range<usize>, text: String) -> Self {
        Self { range, found: Found::Put(text) }
    }
}

/// Digits with the marks of another text between them.
fn in_form(digits: &str, shown: &str) -> String {
    let mut digits = digits.chars();
    shown.chars().filter_map(|c| if c.is_ascii_hexdigit() { digits.next() } else { Some(c) }).collect()
}

/// Compiles a pattern of ours. One that is none must not mean that there is nothing to redact.
#[expect(clippy::expect_used, reason = "the patterns are literals; a test uses each")]
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern compiles")
}

/// Resources of AWS that are one customer's own; an AMI is what the release is about.
static ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u:\b((?:i|mi|eni|vpc|subnet|sg|sgr|vol|snap|rtb|igw|nat|vpce|eipalloc|eipassoc|acl|tgw|lt|pcx|dopt|eigw|vgw|cgw|vpn|r|fs|fl|fsap|fsmt|eice|sir|rtbassoc|aclassoc|vpce-svc|tgw-attach)-)([0-9a-f]{17}|[0-9a-f]{8})\b)",
    )
});
/// Ids without a dash: of users, roles and keys of IAM that are no secrets, and of clusters in a provider's address.
static UNIQUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b((?:AROA|AIDA|AGPA|ANPA|ANVA|APKA|ASCA|AIPA)[A-Z0-9]{12,17})\b|amazonaws\.com(?:\.cn)?/id/([0-9A-F]{32})\b)",
    )
});
/// An account: in an ARN, in the name of a registry of images, or named so.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i-u:arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12})\b|\b([0-9]{12})\.(?:dkr[.-]ecr|signin\.aws)|\bamazonaws\.com(?:\.cn)?/([0-9]{12})\b|-([0-9]{12})-(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:[a-z]+-)?[a-z]+-[0-9]\b|\b(?:aws[ _-]?)?(?:account|owner|registry)[ _-]?(?:ids?|number)?["']?\s{0,3}[:=]?\s{0,3}["']?([0-9]{12})\b)"#,
    )
});
static FULL_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"));

/// The values of a text that identify by their form.
pub(crate) fn find(text: &str, known: &Known) -> Vec<Span> {
    let mut spans = Vec::new();
    address::find(text, known, &mut spans);
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        spelled::find(text, &mut spans);
        for found in UNIQUE.captures_iter(text) {
            let id = (1..=2).find_map(|group| found.get(group));
            spans.extend(id.map(|id| Span::word(id.range(), Kind::Instance, &id.as_str().to_lowercase())));
        }
    }
    if text.contains('-') {
        for found in ID.captures_iter(text) {
            if let (Some(whole), Some(prefix)) = (found.get(0), found.get(1)) {
                let found = Found::Id(prefix.as_str().to_owned(), whole.as_str().to_lowercase());
                spans.push(Span { range: whole.range(), found });
            }
        }
    }
    for found in ACCOUNT.captures_iter(text) {
        let account = (1..=5).find_map(|group| found.get(group));
        spans.extend(account.map(|account| Span::word(account.range(), Kind::Account, account.as_str())));
    }
    person::find(text, &mut spans);
    if text.contains('.') {
        for found in FULL_NAME.find_iter(text) {
            let name = found.as_str().to_lowercase();
            let path = text.get(..found.start()).is_some_and(|before| before.ends_with(['/', '\\']));
            let own = known
                .domains
                .iter()
                .any(|domain| name.ends_with(domain.as_str()) || domain.strip_prefix('.') == Some(&name));
            let private =
                !path && !name.ends_with(".cluster.local") && host::PRIVATE.iter().any(|end| name.ends_with(end));
            if (own || private || host::is_endpoint(&name)) && !host::is_common(&name) {
                spans.push(Span::word(found.range(), Kind::Host, &name));
            }
        }
    }
    spans.retain(|span| span.value().is_none_or(|(kind, _)| !known.keep.contains(&kind)));
    spans
}
