//! Addresses as numbers: hexadecimal, octal, as one integer, and as the kernel's tables print them.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::address::{says_nothing, says_nothing_v6};
use super::find::{Form, Span, pattern};

/// Words behind which a plain number is an address.
macro_rules! named {
    ($rest:literal) => {
        concat!(
            r#"(?i-u:(?:\b|_)(?:ip|ipv4|inet|addr|address|host|peer|remote|server|nameserver|gateway|src|dst)["']?[ \t]{0,3}[:=]?[ \t]{0,3}["']?|://)"#,
            $rest
        )
    };
}

/// `0x0a090807`: private, or behind a word.
static HEX: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i-u:\b0x((?:0a|c0a8|ac1[0-9a-f])[0-9a-f]+)\b)"));
static HEX_NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(named!(r"(?-u:0[xX]([0-9a-fA-F]{8})\b)")));
/// `0x0a.0x09.0x08.0x07`
static HEX_DOTTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i-u:\b0x([0-9a-f]{1,2})\.0x([0-9a-f]{1,2})\.0x([0-9a-f]{1,2})\.0x([0-9a-f]{1,2})\b)"));
/// `012.011.010.007`, octal, or decimal with zeros before it.
static OCTAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b(0[0-9]{2,3})\.(0[0-9]{2,3})\.(0[0-9]{2,3})\.(0[0-9]{2,3})\b)"));
static INTEGER: LazyLock<Regex> = LazyLock::new(|| pattern(named!(r"(?-u:([0-9]{8,10})\b)")));
/// A line of `/proc/net/tcp` or of one of its kind: both ends with their ports.
static SOCKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?-u:\b([0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}[ \t]+([0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}\b)")
});
/// A line of `/proc/net/route`: destination and gateway.
static ROUTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b[a-z][a-z0-9._-]*[ \t]+([0-9A-F]{8})[ \t]+([0-9A-F]{8})[ \t]+[0-9A-F]{4}[ \t])"));
/// A line of `/proc/net/if_inet6`.
static INTERFACE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b([0-9a-f]{32})(?:[ ]+[0-9a-f]{2}){4}[ ]+[a-z])"));
/// Twelve digits are a hardware address only where a word says so.
static HARDWARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i-u:(?:(?:\b|_)(?:mac|hwaddr|lladdr|ether|bssid|mac[ _-]?addr(?:ess)?|(?:hardware|physical)[ _-]addr(?:ess)?)["']?[ \t]{0,3}[:=]?[ \t]{0,3}["']?|\benx)([0-9a-f]{12})\b)"#,
    )
});

/// Adds the addresses of a text that are written as numbers.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    if text.contains("0x") || text.contains("0X") {
        for found in HEX.captures_iter(text).chain(HEX_NAMED.captures_iter(text)) {
            put(&found, 1, Form::Hex, |digits| u32::from_str_radix(of_length(digits, 8)?, 16).ok(), spans);
        }
        dotted(&HEX_DOTTED, text, spans, |parts| parts.iter().map(|part| u8::from_str_radix(part, 16).ok()).collect());
    }
    if text.contains('.') {
        dotted(&OCTAL, text, spans, |parts| {
            let in_base = |base| parts.iter().map(|part| u8::from_str_radix(part, base).ok()).collect();
            let octal: Option<Vec<u8>> = in_base(8);
            octal.or_else(|| in_base(10))
        });
    }
    for found in INTEGER.captures_iter(text) {
        // Smaller ones are sizes and counts, and no network has them.
        let large = |digits: &str| digits.parse().ok().filter(|number: &u32| *number >= 1 << 24);
        put(&found, 1, Form::Integer, large, spans);
    }
    if text.contains(':') {
        for found in SOCKET.captures_iter(text) {
            (1..=2).for_each(|end| of_kernel(&found, end, spans));
        }
    }
    for found in ROUTE.captures_iter(text) {
        (1..=2).for_each(|end| of_kernel(&found, end, spans));
    }
    for found in INTERFACE.captures_iter(text) {
        if let Some(digits) = found.get(1)
            && let Ok(bits) = u128::from_str_radix(digits.as_str(), 16)
            && !says_nothing_v6(&Ipv6Addr::from(bits))
        {
            spans.push(Span::v6_plain(digits.range(), Ipv6Addr::from(bits), false));
        }
    }
    for found in HARDWARE.captures_iter(text) {
        if let Some(digits) = found.get(1)
            && !digits.as_str().bytes().all(|byte| matches!(byte, b'0' | b'f' | b'F'))
        {
            spans.push(Span::hardware(digits.range(), digits.as_str().to_lowercase(), digits.as_str()));
        }
    }
}

fn of_length(digits: &str, length: usize) -> Option<&str> {
    (digits.len() == length).then_some(digits)
}

fn put(found: &Captures<'_>, group: usize, form: Form, number: impl Fn(&str) -> Option<u32>, spans: &mut Vec<Span>) {
    let Some(digits) = found.get(group) else { return };
    let Some(address) = number(digits.as_str()).map(Ipv4Addr::from) else { return };
    if !says_nothing(address) {
        spans.push(Span::v4(digits.range(), address, form));
    }
}

/// One end of a connection: each word of 32 bits has its lowest byte first, as the machine has it in memory.
fn of_kernel(found: &Captures<'_>, group: usize, spans: &mut Vec<Span>) {
    let Some(digits) = found.get(group) else { return };
    if digits.len() == 8 {
        let number = |digits: &str| u32::from_str_radix(digits, 16).ok().map(u32::swap_bytes);
        put(found, group, Form::Kernel, number, spans);
        return;
    }
    let Ok(bits) = u128::from_str_radix(digits.as_str(), 16) else { return };
    let address = Ipv6Addr::from(swapped(bits));
    if !says_nothing_v6(&address) {
        spans.push(Span::v6_plain(digits.range(), address, true));
    }
}

/// Each of four words with its bytes in the other order.
pub(super) fn swapped(bits: u128) -> u128 {
    let mut bytes = bits.to_be_bytes();
    bytes.chunks_exact_mut(4).for_each(<[u8]>::reverse);
    u128::from_be_bytes(bytes)
}

fn dotted(pattern: &Regex, text: &str, spans: &mut Vec<Span>, parts: impl Fn(&[&str]) -> Option<Vec<u8>>) {
    for found in pattern.captures_iter(text) {
        let shown: Vec<&str> = (1..=4).filter_map(|part| found.get(part)).map(|part| part.as_str()).collect();
        if let (Some(whole), Some(&[a, b, c, d])) = (found.get(0), parts(&shown).as_deref()) {
            let address = Ipv4Addr::new(a, b, c, d);
            if !says_nothing(address) {
                spans.push(Span::v4(whole.range(), address, Form::Dotted));
            }
        }
    }
}
