//! Users and people: mail addresses, home folders, accounts as systems print them.

use core::net::Ipv4Addr;
use std::sync::LazyLock;

use regex::Regex;

use super::find::{Span, pattern};
use super::kind::Kind;

/// Letters beyond ASCII, without the marks and spaces among them.
macro_rules! letters {
    ($more:literal) => {
        concat!(
            r"[A-Za-z0-9",
            $more,
            r"\x{c0}-\x{24f}\x{370}-\x{1fff}\x{2c00}-\x{2dff}\x{3040}-\x{d7ff}\x{f900}-\x{fdff}\x{10000}-\x{1ffff}-]"
        )
    };
}

static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?:"[^"\r\n]{1,64}"|"#,
        letters!("._%+"),
        r"+(?:'",
        letters!("._%+"),
        r"+)*)@(?:",
        letters!("_"),
        r"+(?:\.",
        letters!("_"),
        r"+)*|\[[0-9A-Fa-f:.IPv]{3,50}\])"
    ))
});
static HOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?:/home/|/Users/|[A-Za-z]:\\Users\\|[A-Za-z]:/Users/)([^/\\ \t\r\n:"',;()<>|*?$\{\}\[\]]+)"#)
});
/// `uid=1001(alice)`
static UID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\buid=([0-9]{1,10})\()([^()\r\n]{1,64})\)"));
/// A line of passwd: name, uid, what the person is called.
static PASSWD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^A-Za-z0-9_.-])(?-u:([A-Za-z_][A-Za-z0-9_.-]{0,63}):)[^: \t\r\n]{0,200}:(?-u:([0-9]{1,10}):[0-9]{1,10}:)([^:\r\n]{0,200}):/[^:\r\n]*:",
    )
});
/// `CORP\alice`
static OF_DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^A-Za-z0-9_\\:.-])(?-u:([A-Z][A-Z0-9-]{1,14}))\\(?-u:([A-Za-z][A-Za-z0-9._-]{2,63}))")
});

/// The first user that a person has, and the one that stands for nobody.
const FIRST_PERSON: u32 = 1000;
const NOBODY: u32 = 65534;

/// Parts of Windows that stand before a backslash as domains do.
const NO_DOMAIN: [&str; 14] = [
    "HKLM",
    "HKCU",
    "HKCR",
    "HKU",
    "HKCC",
    "BUILTIN",
    "AUTHORITY",
    "SERVICE",
    "NT",
    "WINDOWS",
    "SYSTEM",
    "MACHINE",
    "SOFTWARE",
    "ROOT",
];

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

/// Adds the people of a text.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
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
            if name.len() > 1 && !is_ordinary(&name) && !name.starts_with('.') {
                let range = user.start()..user.start() + user.as_str().trim_end_matches('.').len();
                spans.push(Span::word(range, Kind::User, &name));
            }
        }
    }
    if text.contains("uid=") {
        for found in UID.captures_iter(text) {
            if let (Some(id), Some(name)) = (found.get(1), found.get(2))
                && is_person(id.as_str(), name.as_str())
            {
                spans.push(Span::word(name.range(), Kind::User, &name.as_str().to_lowercase()));
            }
        }
    }
    for found in PASSWD.captures_iter(text) {
        if let (Some(name), Some(id), Some(person)) = (found.get(1), found.get(2), found.get(3))
            && is_person(id.as_str(), name.as_str())
        {
            spans.push(Span::word(name.range(), Kind::User, &name.as_str().to_lowercase()));
            // The room and the telephone behind the name are the person's, too.
            if person.as_str().trim_matches([',', ' ']).len() > 1 {
                spans.push(Span::word(person.range(), Kind::User, &person.as_str().to_lowercase()));
            }
        }
    }
    if text.contains('\\') {
        of_domains(text, spans);
    }
}

fn of_domains(text: &str, spans: &mut Vec<Span>) {
    for found in OF_DOMAIN.captures_iter(text) {
        let (Some(domain), Some(name)) = (found.get(1), found.get(2)) else { continue };
        let after = text.get(name.end()..).unwrap_or_default();
        // A path goes on; `ERROR\nThe` is a line's end as programs write it in quotes.
        let path = after.starts_with(['\\', '/']) || after.starts_with(":\\");
        let escape =
            name.as_str().starts_with(['n', 'r', 't']) && name.as_str().chars().any(|c| c.is_ascii_uppercase());
        let user = name.as_str().to_lowercase();
        if path || escape || NO_DOMAIN.contains(&domain.as_str()) || is_ordinary(&user) {
            continue;
        }
        spans.push(Span::word(domain.range(), Kind::Host, &domain.as_str().to_lowercase()));
        spans.push(Span::word(name.range(), Kind::User, user.trim_end_matches('.')));
    }
}

fn is_person(id: &str, name: &str) -> bool {
    let person = id.parse().is_ok_and(|id: u32| id >= FIRST_PERSON && !(NOBODY..=NOBODY + 1).contains(&id));
    person && name.len() > 1 && !is_ordinary(&name.to_lowercase())
}

fn is_ordinary(name: &str) -> bool {
    ORDINARY.contains(&name)
}

/// Whether `a@b` is a mail address or a user on a host, and no unit, package or action.
fn is_mail(text: &str) -> bool {
    let Some((user, domain)) = text.rsplit_once('@') else { return false };
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
