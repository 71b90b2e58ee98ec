//! Listings that known programs print: `ss`, `netstat`, `ls -l`, `dpkg -l`, `rpm -qa`, `ps -eZ`.

use super::columns::{is_long, is_number};

/// A listing: its heads, and how a line of it is taken apart.
pub(super) struct Listing {
    pub(super) heads: &'static [&'static str],
    pub(super) row: for<'l> fn(&'l str) -> Option<Vec<&'l str>>,
    /// The line that a program prints above its rows, without its blanks.
    pub(super) above: &'static [&'static str],
}

/// The listings that are recognised.
pub(super) const LISTINGS: [Listing; 7] = [
    Listing {
        heads: &["Netid", "State", "Recv-Q", "Send-Q", "Local address:port", "Peer address:port", "Process"],
        row: ss,
        above: &[
            "NetidStateRecv-QSend-QLocalAddress:PortPeerAddress:PortProcess",
            "NetidStateRecv-QSend-QLocalAddress:PortPeerAddress:Port",
        ],
    },
    Listing {
        heads: &["State", "Recv-Q", "Send-Q", "Local address:port", "Peer address:port", "Process"],
        row: ss_of_one,
        above: &[
            "StateRecv-QSend-QLocalAddress:PortPeerAddress:PortProcess",
            "StateRecv-QSend-QLocalAddress:PortPeerAddress:Port",
        ],
    },
    Listing {
        heads: &["Proto", "Recv-Q", "Send-Q", "Local address", "Foreign address", "State", "PID/Program"],
        row: netstat,
        above: &[
            "ProtoRecv-QSend-QLocalAddressForeignAddressStatePID/Programname",
            "ProtoRecv-QSend-QLocalAddressForeignAddressState",
        ],
    },
    Listing { heads: &["Mode", "Links", "Owner", "Group", "Size", "Modified", "Name"], row: ls, above: &[] },
    Listing {
        heads: &["Status", "Package", "Version", "Architecture", "Description"],
        row: dpkg,
        above: &["||/NameVersionArchitectureDescription"],
    },
    Listing { heads: &["Package", "Version", "Architecture"], row: rpm, above: &[] },
    Listing {
        heads: &["Context", "PID", "TTY", "Time", "Command"],
        row: ps,
        above: &["LABELPIDTTYTIMECMD", "LABELPIDTTYTIMECOMMAND"],
    },
];

/// So many fields of a line; the last is the rest of it, and may be empty.
fn fields(line: &str, count: usize) -> Option<Vec<&str>> {
    let mut fields = Vec::with_capacity(count);
    let mut rest = line.trim();
    while fields.len() + 1 < count {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (field, after) = rest.split_at(end);
        if field.is_empty() {
            return None;
        }
        fields.push(field);
        rest = after.trim_start();
    }
    fields.push(rest);
    Some(fields)
}

const STATES: [&str; 13] = [
    "LISTEN",
    "UNCONN",
    "ESTAB",
    "ESTABLISHED",
    "TIME-WAIT",
    "TIME_WAIT",
    "CLOSE-WAIT",
    "CLOSE_WAIT",
    "SYN-SENT",
    "SYN-RECV",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "LAST-ACK",
];

fn is_address(field: &str) -> bool {
    field.contains(':')
}

fn ss(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 7)?;
    let [netid, state, received, sent, local, peer, process] = cells.as_slice() else { return None };
    let netid = ["tcp", "udp", "raw", "icmp6", "dccp", "sctp", "mptcp"].contains(netid);
    let fits = netid && STATES.contains(state) && is_number(received) && is_number(sent);
    (fits && is_address(local) && is_address(peer) && is_process(process)).then_some(cells)
}

fn ss_of_one(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 6)?;
    let [state, received, sent, local, peer, process] = cells.as_slice() else { return None };
    let fits = STATES.contains(state) && is_number(received) && is_number(sent);
    (fits && is_address(local) && is_address(peer) && is_process(process)).then_some(cells)
}

/// `users:(("sshd",pid=2461,fd=3))`, or nothing.
fn is_process(text: &str) -> bool {
    text.is_empty() || text.starts_with("users:((")
}

fn netstat(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 6)?;
    let [protocol, received, sent, local, foreign, rest] = cells.as_slice() else { return None };
    let known = ["tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6"].contains(protocol);
    if !(known && is_number(received) && is_number(sent) && is_address(local) && is_address(foreign)) {
        return None;
    }
    // What has no connection has no state.
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (state, program) = if STATES.contains(&first) { (first, after.trim_start()) } else { ("", *rest) };
    let known = program.is_empty() || program == "-" || program.split_once('/').is_some_and(|(pid, _)| is_number(pid));
    known.then(|| vec![protocol, received, sent, local, foreign, state, program])
}

fn ls(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 6)?;
    let [mode, links, _, _, size, rest] = cells.as_slice() else { return None };
    if !(is_long(mode) && is_number(links) && !size.is_empty() && size.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let size_fits =
        size.trim_end_matches(['K', 'M', 'G', 'T']).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let end = dated(rest)?;
    let (modified, name) = rest.split_at_checked(end)?;
    let name = name.trim_start();
    (size_fits && !name.is_empty()).then(|| {
        let mut cells: Vec<&str> = cells.iter().take(5).copied().collect();
        cells.extend([modified, name]);
        cells
    })
}

/// Where the time ends with which a text begins: `Mar 10 12:01`, `Mar 10  2026`, `2026-03-10 12:01`.
fn dated(text: &str) -> Option<usize> {
    let word = |from: usize| {
        let rest = text.get(from..)?;
        let begin = from + (rest.len() - rest.trim_start().len());
        let end = text.get(begin..)?.find(char::is_whitespace).map(|at| begin + at)?;
        Some((text.get(begin..end)?, end))
    };
    let digits = |word: &str, among: &str| word.chars().all(|c| c.is_ascii_digit() || among.contains(c));
    let (first, end) = word(0)?;
    let (second, second_end) = word(end)?;
    if first.len() == 10 && digits(first, "-") && second.contains(':') && digits(second, ":.") {
        return Some(second_end);
    }
    let (third, third_end) = word(second_end)?;
    let month = first.len() == 3 && first.chars().all(char::is_alphabetic);
    (month && second.len() <= 2 && digits(second, "") && digits(third, ":")).then_some(third_end)
}

fn dpkg(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 5)?;
    let [status, name, version, architecture, _] = cells.as_slice() else { return None };
    let status = (2..=3).contains(&status.len())
        && status.starts_with(|c| "uihrp".contains(c))
        && status.chars().nth(1).is_some_and(|c| "ncHUFWti".contains(c));
    let name = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let known = ["all", "amd64", "arm64", "armhf", "i386", "ppc64el", "s390x", "riscv64"].contains(architecture);
    (status && name && known && version.starts_with(|c: char| c.is_ascii_digit())).then_some(cells)
}

/// `openssl-3.0.8-1.amzn2023.0.18.x86_64`
fn rpm(line: &str) -> Option<Vec<&str>> {
    let line = line.trim();
    let (package, architecture) = line.rsplit_once('.')?;
    let known = ["x86_64", "aarch64", "noarch", "i386", "i686", "ppc64le", "s390x", "src"].contains(&architecture);
    if !known || line.contains(|c: char| c.is_whitespace() || c == '/') {
        return None;
    }
    let (before, _) = package.rsplit_once('-')?;
    let (name, version) = before.rsplit_once('-')?;
    let version_begin = name.len() + 1;
    let fits = !name.is_empty() && version.starts_with(|c: char| c.is_ascii_alphanumeric());
    fits.then(|| vec![name, package.get(version_begin..).unwrap_or_default(), architecture])
}

/// `system_u:system_r:unconfined_service_t:s0 3391 ? 00:00:41 containerd-shim`
fn ps(line: &str) -> Option<Vec<&str>> {
    let cells = fields(line, 5)?;
    let [context, pid, tty, time, command] = cells.as_slice() else { return None };
    let context = context.split(':').count() > 3 && !context.contains('/') && context.contains("_u:");
    let tty = *tty == "?" || tty.starts_with("tty") || tty.starts_with("pts/");
    let time = time.split(':').count() == 3 && time.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '-');
    (context && is_number(pid) && tty && time && !command.is_empty()).then_some(cells)
}
