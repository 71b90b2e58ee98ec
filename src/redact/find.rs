//! Values that identify by their form: addresses, ids, accounts, mail addresses, home folders, secrets.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::kind::Kind;
use super::pseudonym::Pseudonyms;
use super::{Known, address, host};

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
}

impl Span {
    pub(crate) fn v4(range: Range<usize>, address: Ipv4Addr, form: Form) -> Self {
        Self { range, found: Found::V4(address, form) }
    }

    pub(crate) fn v6(range: Range<usize>, address: Ipv6Addr) -> Self {
        Self { range, found: Found::V6(address) }
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
                })
            }
            Found::V6(address) => of(Kind::Address, &address.to_string()),
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
            Found::V6(address) => Some((Kind::Address, address.to_string())),
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
        r"(?-u:\b((?:i|mi|eni|vpc|subnet|sg|sgr|vol|snap|rtb|igw|nat|vpce|eipalloc|eipassoc|acl|tgw|lt|pcx|dopt|eigw|vgw|cgw|vpn|r|fs|fl)-)([0-9a-f]{17}|[0-9a-f]{8})\b)",
    )
});
/// An account: in an ARN, in the name of a registry of images, or named so.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i-u:arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12})\b|\b([0-9]{12})\.dkr\.ecr\.|\b(?:aws[ _-]?)?(?:account|owner)[ _-]?(?:id|number)?["']?\s{0,3}[:=]?\s{0,3}["']?([0-9]{12})\b)"#,
    )
});
static MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:[A-Za-z0-9._%+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)"));
static HOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?:/home/|/Users/|[A-Za-z]:\\Users\\|[A-Za-z]:/Users/)([^/\\ \t\r\n:"',;()<>|*?$\{\}\[\]]+)"#)
});
static FULL_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"));

/// Users that systems and images have, whoever made them.
const ORDINARY: [&str; 25] = [
    "ssm-user",
    "root",
    "ec2-user",
    "ubuntu",
    "admin",
    "administrator",
    "centos",
    "fedora",
    "debian",
    "rocky",
    "almalinux",
    "opc",
    "core",
    "azureuser",
    "vagrant",
    "user",
    "users",
    "username",
    "public",
    "default",
    "shared",
    "nobody",
    "all",
    "linuxbrew",
    "lost+found",
];

/// Units of systemd and their like, whose `@` is no mail address.
const NO_MAIL: [&str; 9] =
    [".service", ".socket", ".target", ".timer", ".slice", ".mount", ".path", ".device", ".scope"];

/// The values of a text that identify by their form.
pub(crate) fn find(text: &str, known: &Known) -> Vec<Span> {
    let mut spans = Vec::new();
    address::find(text, known, &mut spans);
    if text.contains('-') {
        for found in ID.captures_iter(text) {
            if let (Some(whole), Some(prefix)) = (found.get(0), found.get(1)) {
                let found = Found::Id(prefix.as_str().to_owned(), whole.as_str().to_owned());
                spans.push(Span { range: whole.range(), found });
            }
        }
    }
    for found in ACCOUNT.captures_iter(text) {
        let account = (1..=3).find_map(|group| found.get(group));
        spans.extend(account.map(|account| Span::word(account.range(), Kind::Account, account.as_str())));
    }
    if text.contains('@') {
        for found in MAIL.find_iter(text) {
            if is_mail(found.as_str()) {
                spans.push(Span::word(found.range(), Kind::Mail, &found.as_str().to_lowercase()));
            }
        }
    }
    for found in HOME.captures_iter(text) {
        if let Some(user) = found.get(1) {
            let name = user.as_str().trim_end_matches('.').to_lowercase();
            if name.len() > 1 && !ORDINARY.contains(&name.as_str()) && !name.starts_with('.') {
                let range = user.start()..user.start() + name.len();
                spans.push(Span::word(range, Kind::User, &name));
            }
        }
    }
    if text.contains('.') {
        for found in FULL_NAME.find_iter(text) {
            let name = found.as_str().to_lowercase();
            let path = text.get(..found.start()).is_some_and(|before| before.ends_with(['/', '\\']));
            let own = known.domains.iter().any(|domain| name.ends_with(domain.as_str()));
            let private =
                !path && !name.ends_with(".cluster.local") && host::PRIVATE.iter().any(|end| name.ends_with(end));
            if (own || private) && !host::is_common(&name) {
                spans.push(Span::word(found.range(), Kind::Host, &name));
            }
        }
    }
    spans.retain(|span| span.value().is_none_or(|(kind, _)| !known.keep.contains(&kind)));
    spans
}

/// Whether `a@b` is a mail address or a user on a host, and no unit, package or action.
fn is_mail(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    let lower = domain.to_lowercase();
    // Names of algorithms end in the domain of whoever made them up.
    if user == "git" || ["openssh.com", "libssh.org", "lysator.liu.se"].contains(&lower.as_str()) {
        return false;
    }
    let version =
        lower.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) && lower.parse::<Ipv4Addr>().is_err();
    let numbered = lower.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    !NO_MAIL.iter().any(|end| lower.ends_with(end)) && !(version && (numbered || lower.starts_with('v')))
}
