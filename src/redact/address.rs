//! Addresses: IPv4 and IPv6 in their spellings, and hardware addresses.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::find::{Form, Span, pattern};
use super::{Known, pseudonym};
use crate::model::Target;

/// Four numbers with dots; a port may stand behind one more.
static V4: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:[0-9]{1,3}(?:\.[0-9]{1,3}){3})"));
/// `ip-10-0-0-9`, as AWS names hosts.
static DASHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i-u:\b(?:ip|ec2)-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})\b)"));
/// `9.0.0.10.in-addr.arpa`.
static REVERSE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i-u:\b([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.in-addr\.arpa\b)"));
/// Nibbles of an IPv6 address, last first.
static REVERSE6: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i-u:\b((?:[0-9a-f]\.){32})ip6\.arpa\b)"));
static V6: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i-u:[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?)"));
static HARDWARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u:\b(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})\b)",
    )
});

/// The addresses that a target names, in its own field and in facts that hold one.
pub(crate) fn of_target(target: &Target) -> Vec<String> {
    let mut addresses = target.addresses.clone();
    for fact in &target.facts {
        // "machine" is no MAC address.
        let name = fact.name.to_lowercase().replace("machine", "");
        if ["ipv4", "ipv6", "mac", "address"].iter().any(|word| name.contains(word)) {
            addresses.push(fact.value.clone());
        }
    }
    addresses
}

/// Whether an address in whatever form tells nothing about a machine.
pub(crate) fn is_common(address: &str) -> bool {
    let address = address.trim();
    address.is_empty()
        || address.parse().is_ok_and(says_nothing)
        || address.parse().is_ok_and(|address| says_nothing_v6(&address))
        || address.bytes().all(|byte| matches!(byte, b'0' | b':' | b'-' | b'.'))
}

/// Adds the addresses of a text.
pub(crate) fn find(text: &str, known: &Known, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    if !bytes.iter().any(u8::is_ascii_digit) && !text.contains(':') {
        return;
    }
    for found in V4.find_iter(text) {
        if let Some(address) = v4(text, found.range(), known) {
            spans.push(Span::v4(found.range(), address, Form::Dotted));
        }
    }
    for (pattern, form) in [(&DASHED, Form::Dashed), (&REVERSE, Form::Reversed)] {
        for found in pattern.captures_iter(text) {
            let parts: Option<Vec<u8>> = (1..=4).map(|part| found.get(part)?.as_str().parse().ok()).collect();
            if let (Some(whole), Some(&[a, b, c, d])) = (found.get(0), parts.as_deref()) {
                let [a, b, c, d] = if form == Form::Reversed { [d, c, b, a] } else { [a, b, c, d] };
                let address = Ipv4Addr::new(a, b, c, d);
                if !says_nothing(address) {
                    spans.push(Span::v4(whole.range(), address, form));
                }
            }
        }
    }
    if text.contains(':') {
        for found in V6.find_iter(text) {
            if let Some((range, address)) = v6(text, found.range()) {
                spans.push(Span::v6(range, address));
            }
        }
    }
    for found in REVERSE6.captures_iter(text) {
        if let (Some(whole), Some(nibbles)) = (found.get(0), found.get(1)) {
            let digits: String = nibbles.as_str().chars().rev().filter(|c| *c != '.').collect();
            if let Ok(bits) = u128::from_str_radix(&digits, 16) {
                spans.push(Span::v6(whole.range(), Ipv6Addr::from(bits)));
            }
        }
    }
    for found in HARDWARE.find_iter(text) {
        let digits: String = found.as_str().chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
        let same = digits.bytes().all(|byte| byte == b'0') || digits.bytes().all(|byte| byte == b'f');
        let inside = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b':');
        let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
        if !same && !inside(before) && !inside(bytes.get(found.end())) {
            spans.push(Span::hardware(found.range(), digits, found.as_str()));
        }
    }
}

/// The address at a range, unless it is a part of a longer number, a version, a recommendation's number
/// or one that tells nothing.
fn v4(text: &str, range: Range<usize>, known: &Known) -> Option<Ipv4Addr> {
    let shown = text.get(range.clone())?;
    let address: Ipv4Addr = shown.parse().ok()?;
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    let last = before.chars().next_back();
    let longer = last.is_some_and(|c| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_ascii_digit());
    let joined = last == Some('.') && before.trim_end_matches('.').ends_with(|c: char| c.is_ascii_digit());
    // A fifth part may be a port; a number of a recommendation has small parts, and an OID has many.
    let more: Vec<&str> = after.strip_prefix('.').map_or(Vec::new(), |rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().split('.').filter(|part| !part.is_empty()).collect()
    });
    let port = |part: &&str| part.parse().is_ok_and(|port: u32| port > 255 || address.is_private());
    let numbered = more.len() > 1 || more.first().is_some_and(|part| !port(part));
    if longer || joined || numbered || says_nothing(address) || known.numbers.contains(shown) {
        return None;
    }
    // A private address is one whatever is joined to it; another number of four parts may be a version, or
    // one of another benchmark's recommendations.
    let small = address.octets().iter().all(|part| *part <= 30) && !is_named_address(before, after);
    if says_version(before) || (!address.is_private() && (small || is_version(before, after))) {
        return None;
    }
    // The blocks themselves are in every book.
    let block = matches!(
        (address.octets(), after),
        ([10, 0, 0, 0], after) if after.starts_with("/8")
    ) || (address.octets() == [172, 16, 0, 0] && after.starts_with("/12"))
        || (address.octets() == [192, 168, 0, 0] && after.starts_with("/16"));
    (!block).then_some(address)
}

/// Whether a number of four parts is a version: a name with a dash or a `v` stands before it, a release
/// with a dash behind it, or a word says so.
fn is_version(before: &str, after: &str) -> bool {
    let attached = before.ends_with(|c: char| c.is_alphabetic() || matches!(c, '-' | '_' | '~' | '+'));
    let release = after.starts_with(['-', '~', '+']) || after.starts_with(|c: char| c.is_alphabetic() || c == '_');
    attached || release
}

fn last_word(before: &str) -> String {
    let before = before.trim_end_matches([' ', ':', '=', '"', '\'']);
    before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
}

/// Whether the word before a number says that it is a version.
fn says_version(before: &str) -> bool {
    ["version", "release", "ver", "v", "build", "benchmark"].contains(&last_word(before).as_str())
}

/// Whether what stands around small numbers says that they are an address: a port, a mask, a word.
fn is_named_address(before: &str, after: &str) -> bool {
    let words = [
        "address",
        "addr",
        "inet",
        "ip",
        "host",
        "peer",
        "from",
        "to",
        "server",
        "nameserver",
        "gateway",
        "via",
        "src",
        "dst",
    ];
    let digit = |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    digit(after.strip_prefix(':')) || digit(after.strip_prefix('/')) || words.contains(&last_word(before).as_str())
}

/// Whether an IPv4 address is one that every machine can have, or that nobody has.
pub(super) fn says_nothing(address: Ipv4Addr) -> bool {
    let [first, second, _, last] = address.octets();
    first == 0
        || address.is_loopback()
        || address.is_link_local()
        || first >= 224
        // A network's own address and its broadcast, of the ranges that pseudonyms are from.
        || (address.is_documentation() && matches!(last, 0 | 255))
        || (first == 198 && matches!(second, 18 | 19) && pseudonym::number_of(address).is_none())
}

pub(super) fn says_nothing_v6(address: &Ipv6Addr) -> bool {
    let given = address.to_string().strip_prefix("2001:db8::").is_some_and(|number| !number.contains(':'));
    let documentation = matches!(address.segments(), [0x2001, 0x0db8, ..]) && !given;
    let mapped = address.to_ipv4_mapped().is_some_and(says_nothing);
    address.is_unspecified() || address.is_loopback() || address.is_multicast() || documentation || mapped
        // A block, not an address: fe80::, fc00::, 2000::.
        || address.segments().iter().skip(1).all(|part| *part == 0)
        // The services that every instance of EC2 has at its side.
        || matches!(address.segments(), [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, _])
}

/// Whether a text that can be read as an IPv6 address is one by itself: `a::b` is a name of a program as well.
fn is_written_as_one(shown: &str) -> bool {
    let groups = shown.split(':');
    let long = groups.clone().any(|group| group.len() > 2 && group.bytes().any(|byte| byte.is_ascii_digit()));
    long || groups.filter(|group| !group.is_empty()).count() > 3
}

/// Whether what stands around it says that it is one: brackets, a mask, a word.
fn is_said(before: &str, after: &str) -> bool {
    let mask = after.strip_prefix('/').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let named = ["inet6", "ipv6", "address", "addr", "host", "peer", "via", "src", "dst", "gateway", "nameserver"];
    mask || (before.ends_with('[') && after.starts_with(']')) || named.contains(&last_word(before).as_str())
}

/// The address at a range of colons and digits: the longest that is one.
fn v6(text: &str, range: Range<usize>) -> Option<(Range<usize>, Ipv6Addr)> {
    let before = text.get(..range.start)?.chars().next_back();
    // The last four bytes may be written as an IPv4 address.
    let tail = text.get(range.end..)?.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let whole = text.get(range.start..range.end + tail)?;
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':')) {
        return None;
    }
    // A sentence's colon, or a port's, may stand behind it.
    let ends = (0..=whole.len()).rev().take(24).filter(|end| whole.is_char_boundary(*end));
    for end in ends {
        let after = text.get(range.start + end..)?.chars().next();
        let cut = after.is_some_and(|c| c.is_alphanumeric() && end == whole.len());
        if let Some(Ok(address)) = whole.get(..end).map(str::parse::<Ipv6Addr>) {
            let (shown, rest) = (whole.get(..end)?, text.get(range.start + end..)?);
            let says =
                !says_nothing_v6(&address) && (is_written_as_one(shown) || is_said(text.get(..range.start)?, rest));
            return (!cut && says).then_some((range.start..range.start + end, address));
        }
    }
    None
}
