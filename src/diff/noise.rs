//! An offender without what is known to change by itself: ids of processes, containers, snapshots and
//! volumes, times, ports that the system picks, and the instance's own addresses and names.
//!
//! Modes, owners, uids, listening ports, sizes and versions stay: a change of theirs is a change.

use core::net::IpAddr;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::model::{Offender, Target};
use crate::redact::{self, Known};

/// The first port that the system picks by itself.
const EPHEMERAL: u32 = 32768;
/// The longest name of an instance that is looked for.
const LONGEST: usize = 255;

/// The addresses and names of one instance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    values: BTreeSet<String>,
    /// Domains of the names, by which other hosts are known.
    known: Known,
    /// Values that identify are compared by their form alone: the other side, or this one, has pseudonyms.
    by_form: bool,
}

impl Own {
    /// The values that identify a scan's target. A value that could stand for anything else, such as a word or a
    /// mode, is none: it would make a change invisible.
    pub(crate) fn of(target: &Target) -> Self {
        let mut own = Self::default();
        for address in &target.addresses {
            own.address(address);
        }
        for fact in target.facts.iter().filter(|fact| {
            let name = fact.name.to_lowercase().replace("machine", "");
            ["ipv4", "ipv6", "mac", "address"].iter().any(|word| name.contains(word))
        }) {
            fact.value.split([',', ' ']).for_each(|value| own.address(value));
        }
        for name in target.facts.iter().filter(|fact| {
            let name = fact.name.to_lowercase();
            ["fqdn", "host_name", "hostname", "host-name"].iter().any(|word| name.contains(word))
        }) {
            own.name(&name.value);
        }
        target.hostname.iter().for_each(|name| own.name(name));
        for id in [&target.instance_id, &target.ami_id, &target.account].into_iter().flatten() {
            if is_pseudonym(id) || (id.len() >= 10 && id.bytes().any(|byte| byte.is_ascii_digit())) {
                own.values.insert(id.clone());
            }
        }
        own
    }

    /// The same, for texts that are compared by the form of what identifies.
    pub(crate) fn by_form(self, by_form: bool) -> Self {
        Self { by_form, ..self }
    }

    fn address(&mut self, text: &str) {
        let text = text.trim().to_ascii_lowercase();
        let bare = text.split('/').next().unwrap_or_default();
        if let Ok(address) = bare.parse::<IpAddr>() {
            if !address.is_loopback() && !address.is_unspecified() {
                // The name that EC2 makes of an address.
                self.values.insert(format!("ip-{}", bare.replace('.', "-")));
                self.values.insert(bare.to_owned());
            }
        } else if is_pseudonym(bare) || (is_mac(bare) && bare != "00:00:00:00:00:00") {
            self.values.insert(bare.to_owned());
        }
    }

    fn name(&mut self, text: &str) {
        let text = text.trim().to_ascii_lowercase();
        if text.len() > LONGEST || text.starts_with("localhost") {
            return;
        }
        self.known.domains.extend(redact::host::domains(&text));
        let short = text.split('.').next().unwrap_or_default();
        for name in [text.as_str(), short] {
            let shaped = name.contains(|c: char| c == '-' || c == '.' || c.is_ascii_digit())
                && name.contains(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
                && name.len() >= 4;
            if shaped {
                self.values.insert(name.to_owned());
            }
        }
    }

    /// The length of the longest value that a text starts with, standing whole.
    fn at_start(&self, text: &str) -> Option<usize> {
        let word = text.split(char::is_whitespace).next().unwrap_or_default();
        let ends = word.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).chain([word.len()]);
        let whole = |at: &usize| {
            let rest = word.get(*at..).unwrap_or_default();
            let longer = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') && !longer
        };
        let known = |at: &usize| word.get(..*at).is_some_and(|value| self.values.contains(&value.to_ascii_lowercase()));
        ends.skip(1).filter(whole).filter(known).last()
    }

    /// The text with `#` in place of each value.
    fn replace(&self, text: &str) -> String {
        if self.values.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = ' ';
        while let Some(c) = rest.chars().next() {
            let begins = c.is_ascii_alphanumeric() && !(before.is_alphanumeric() || matches!(before, '_' | '.'));
            let length = if begins { self.at_start(rest) } else { None };
            before = c;
            match length {
                Some(_) => out.push('#'),
                None => out.push(c),
            }
            let length = length.unwrap_or(c.len_utf8());
            rest = rest.get(length..).unwrap_or_default();
        }
        out
    }
}

/// A name that a released bundle puts in another's place.
fn is_pseudonym(value: &str) -> bool {
    value.rsplit_once('-').is_some_and(|(word, count)| {
        ["account", "address", "host", "instance"].contains(&word)
            && !count.is_empty()
            && count.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_mac(text: &str) -> bool {
    text.len() == 17
        && text.split([':', '-']).all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The pattern of the values to replace; a group without a name stays before the `#`.
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    let months = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    let days = "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?";
    let clock = "[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?";
    let alternatives = [
        // Digests say what a file holds.
        r"(?P<kept>\b(?i:sha[0-9]{1,3}|md5)[:=-]?[0-9a-f]{12,})".to_owned(),
        r"(?P<id>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)".to_owned(),
        format!(r"(?P<time>\b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{clock}(?: ?(?:Z|UTC|[+-][0-9]{{2}}:?[0-9]{{2}}))?)"),
        format!(r"(?P<date>\b{days}{months} {{1,2}}[0-9]{{1,2}} {clock}(?: [A-Z]{{3,4}})?(?: [0-9]{{4}}\b)?)"),
        r"(?P<mount>\.\.[0-9]{4}(?:_[0-9]{2}){5}\.[0-9]+)".to_owned(),
        r"(?P<uptime>\[ *[0-9]+\.[0-9]{6}\])".to_owned(),
        r"(?P<before_pid>\b(?i:p?pid|process id|process|fd|inode)(?:[=:] ?| ))[0-9]+\b".to_owned(),
        r"(?P<before_proc>/proc/)[0-9]+\b".to_owned(),
        r"(?P<before_tag>\b[A-Za-z][A-Za-z0-9_.-]*\[)[0-9]+\]".to_owned(),
        r"(?P<before_snapshot>/snapshots?/)[0-9]+\b".to_owned(),
        r"(?P<before_layer>/overlay2/l/)[A-Z0-9]{26}\b".to_owned(),
        r"(?P<private>\bsystemd-private-[0-9a-f]{32}-)(?P<unit>[A-Za-z0-9_.@-]+)-[A-Za-z0-9]{6}\b".to_owned(),
        r"(?P<before_ec2>\b(?:i|eni|vol|snap)-?)[0-9a-f]{17}\b".to_owned(),
        r"(?P<before_old_ec2>\b(?:i|eni|vol|snap)-)[0-9a-f]{8}\b".to_owned(),
        r"(?P<before_link>\b(?:veth|cali|eni|lxc))[0-9a-f]{7,15}\b".to_owned(),
        r"(?P<local>\bfe80:[0-9a-f:]+)".to_owned(),
        r"(?P<before_port>\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}:|#:|\]:|\*:|:::)(?P<port>[0-9]{5})\b".to_owned(),
        r"(?P<container>\b[0-9a-f]{12,}\b)".to_owned(),
    ];
    #[expect(clippy::expect_used, reason = "the pattern is a literal, and nothing left out would be silence")]
    Regex::new(&format!("(?-u:{})", alternatives.join("|"))).expect("a literal pattern")
});

/// Groups that stay in front of what is replaced.
const BEFORE: [&str; 9] = [
    "before_pid",
    "before_proc",
    "before_tag",
    "before_snapshot",
    "before_layer",
    "before_ec2",
    "before_old_ec2",
    "before_link",
    "before_port",
];

/// An offender without what changes by itself; each such part becomes `#`, and blanks are one.
pub(crate) fn steady(offender: &Offender<'_>, own: &Own) -> String {
    let text = listing(offender).unwrap_or_else(|| offender.text.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = own.replace(&text);
    let text = if own.by_form { redact::by_form(&text, &own.known) } else { text };
    let listens = ["listen", "LISTEN", "Listen"].iter().any(|word| text.contains(word));
    let text = NOISE.replace_all(&text, |found: &Captures<'_>| replacement(found, listens));
    if listens { without_process(&text) } else { text.into_owned() }
}

fn replacement(found: &Captures<'_>, listens: bool) -> String {
    let whole = found.get(0).map(|found| found.as_str()).unwrap_or_default();
    let keep = || whole.to_owned();
    if found.name("kept").is_some() {
        return keep();
    }
    if let Some(port) = found.name("port") {
        let picked = port.as_str().parse().is_ok_and(|port: u32| (EPHEMERAL..=65535).contains(&port));
        // A port that the system picked for a listener is the listener's own only where nobody else reaches it.
        let address = found.name("before_port").map(|before| before.as_str()).unwrap_or_default();
        let loopback = address.starts_with("127.");
        if !picked || (listens && !loopback) {
            return keep();
        }
    }
    if let Some(id) = found.name("container").map(|id| id.as_str()) {
        // A number is no id, and no word is one.
        let letters = id.bytes().any(|byte| byte.is_ascii_lowercase()) && id.bytes().any(|byte| byte.is_ascii_digit());
        if !letters {
            return keep();
        }
    }
    if let (Some(private), Some(unit)) = (found.name("private"), found.name("unit")) {
        let word = private.as_str().trim_end_matches(|c: char| c.is_ascii_hexdigit() || c == '-');
        return format!("{word}-#-{}-#", unit.as_str());
    }
    let before = BEFORE.iter().find_map(|name| found.name(name)).map(|before| before.as_str()).unwrap_or_default();
    let end = if found.name("before_tag").is_some() { "]" } else { "" };
    format!("{before}#{end}")
}

/// `netstat` writes a process as `812/sshd`.
fn without_process(text: &str) -> String {
    let process = |word: &str| {
        let (pid, name) = word.split_once('/')?;
        let numbered = !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit());
        (numbered && !matches!(name, "tcp" | "udp" | "sctp" | "tcp6" | "udp6")).then(|| format!("#/{name}"))
    };
    text.split(' ').map(|word| process(word).unwrap_or_else(|| word.to_owned())).collect::<Vec<_>>().join(" ")
}

/// A line of `ls -l` or `find -ls` without its inode, its links and its time, and without the size of a
/// directory.
fn listing(offender: &Offender<'_>) -> Option<String> {
    let at = offender.columns.iter().position(|word| Some(*word) == offender.mode && word.len() >= 10)?;
    let mode = offender.mode?;
    let (owner, group) = (offender.owner?, offender.group?);
    let mut words = vec![mode, owner, group];
    let behind = offender.columns.iter().skip(at).skip_while(|word| **word != group).skip(1);
    let mut behind = behind.copied().skip_while(|word| *word == group);
    let size = behind.next().filter(|size| size.bytes().all(|byte| byte.is_ascii_digit()));
    words.extend(size.filter(|_| !mode.starts_with('d')));
    words.extend(offender.subject.split_whitespace());
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fact;

    fn same(old: &str, new: &str) -> bool {
        let own = Own::default();
        steady(&Offender::read(old), &own) == steady(&Offender::read(new), &own)
    }

    #[test]
    fn what_changes_by_itself_is_left_out() {
        let pairs = [
            ("/run/containerd/io/0f3a9b2c4d5e6f70/work", "/run/containerd/io/a1b2c3d4e5f60718/work"),
            ("/run/k8s.io/4f1c2a9be07d/rootfs", "/run/k8s.io/b83e55d1f6a2/rootfs"),
            ("pid 4711 kubelet", "pid 12345 kubelet"),
            ("/proc/812/fd", "/proc/4711/fd"),
            ("sshd[812]: listening", "sshd[4711]: listening"),
            ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "16fd2706-8baf-433b-82eb-8c7fada847da"),
            ("at 2026-03-10T18:04:05.123Z", "at 2026-05-05T07:14:00.9Z"),
            ("booted Fri Nov 20 10:00:01 UTC 2026", "booted Sat Nov 21 11:00:00 UTC 2026"),
            ("/var/lib/containerd/snapshots/1042/fs", "/var/lib/containerd/snapshots/97/fs"),
            ("[fe80::47a:b9ff:fe11:20b3]%eth0:546", "[fe80::8c1:3dff:feee:a8b7]%eth0:546"),
            ("vol-0123456789abcdef0", "vol-0fedcba9876543210"),
            ("veth1a2b3c4d up", "veth4d3c2b1a up"),
            ("ESTAB 10.0.0.9:22 10.0.0.5:41234", "ESTAB 10.0.0.9:22 10.0.0.5:53412"),
            ("tcp LISTEN 0.0.0.0:22 812/sshd", "tcp LISTEN 0.0.0.0:22 97/sshd"),
            ("tcp   LISTEN 0      128", "tcp LISTEN  0 128"),
            ("drwxrwxrwt 2 root root 40 Nov 28 14:35 /tmp", "drwxrwxrwt 3 root root 60 Nov 29 01:02 /tmp"),
            ("9 4 -rw-rw-rw- 1 root adm 40 Nov 28 14:35 /tmp/x", "7 8 -rw-rw-rw- 1 root adm 40 Nov 29 01:02 /tmp/x"),
            (
                "/tmp/systemd-private-0f3a9b2c4d5e6f700f3a9b2c4d5e6f70-chronyd.service-aB3dE6/tmp",
                "/tmp/systemd-private-a1b2c3d4e5f60718a1b2c3d4e5f60718-chronyd.service-Zz9yX1/tmp",
            ),
            ("/var/lib/kubelet/x/..2026_11_20_10_00_00.123/y", "/var/lib/kubelet/x/..2026_11_21_10_00_00.9876/y"),
        ];
        for (old, new) in pairs {
            assert!(same(old, new), "{old} / {new}");
        }
    }

    #[test]
    fn a_listener_on_a_picked_port_is_the_same_on_the_loopback_alone() {
        let listens = |address: &str, port: u32| format!("tcp LISTEN 0 4096 {address}:{port} 0.0.0.0:*");
        assert!(same(&listens("127.0.0.1", 36113), &listens("127.0.0.1", 45719)));
        assert!(!same(&listens("0.0.0.0", 36113), &listens("0.0.0.0", 45719)));
        assert!(!same(&listens("127.0.0.1", 6010), &listens("127.0.0.1", 6011)));
    }

    #[test]
    fn modes_owners_ports_sizes_and_versions_stay() {
        let pairs = [
            ("0640 root:root /etc/shadow", "0666 root:root /etc/shadow"),
            ("-rw-r----- 1 root root 40 Nov 28 14:35 /x", "-rw-rw-rw- 1 root root 40 Nov 28 14:35 /x"),
            ("-rw-r----- 1 root root 40 Nov 28 14:35 /x", "-rw-r----- 1 adm root 40 Nov 28 14:35 /x"),
            ("drwxr-x--- 2 root root 40 Nov 28 14:35 /x", "drwxr-x--- 2 root adm 40 Nov 28 14:35 /x"),
            ("-rw-r----- 1 root root 40 Nov 28 14:35 /x", "-rw-r----- 1 root root 41 Nov 28 14:35 /x"),
            ("644 0 0 /x", "644 1000 1000 /x"),
            ("tcp LISTEN 0.0.0.0:22", "tcp LISTEN 0.0.0.0:2222"),
            ("tcp LISTEN 0.0.0.0:41234", "tcp LISTEN 0.0.0.0:53412"),
            ("listening on 0.0.0.0:41234", "listening on 0.0.0.0:53412"),
            ("nfs:x:65534:65534", "nfs:x:65533:65533"),
            ("kernel.shmmax = 68719476736", "kernel.shmmax = 18446744073692774399"),
            ("openssl-3.0.8-1.amzn2023.0.20240805", "openssl-3.0.8-1.amzn2023.0.20241105"),
            ("kernel 6.1.112", "kernel 6.1.100"),
            ("/dev/sda1", "/dev/sda2"),
            ("/run/user/1000", "/run/user/1001"),
            ("sha256:0f3a9b2c4d5e6f700f3a9b2c", "sha256:a1b2c3d4e5f60718a1b2c3d4"),
            ("expires 2026-12-31", "expires 2099-12-31"),
            ("22/tcp open", "23/tcp open"),
            ("deadbeefdead", "feedfacefeed"),
            ("10.0.0.9", "10.0.0.8"),
            ("maxage 365", "maxage 99999"),
        ];
        for (old, new) in pairs {
            assert!(!same(old, new), "{old} / {new}");
        }
    }

    #[test]
    fn the_own_addresses_and_names_are_left_out_and_no_others() {
        let target = |address: &str, name: &str| Target {
            addresses: vec![address.to_owned(), "127.0.0.1".to_owned()],
            hostname: Some(name.to_owned()),
            ..Target::default()
        };
        let old = Own::of(&target("10.0.0.9", "node-a.example.internal"));
        let new = Own::of(&target("10.0.0.77", "node-b.example.internal"));
        let text = |own: &Own, text: &str| steady(&Offender::read(text), own);
        assert_eq!(text(&old, "listening on 10.0.0.9:22"), text(&new, "listening on 10.0.0.77:22"));
        assert_eq!(text(&old, "node-a as ip-10-0-0-9"), text(&new, "node-b as ip-10-0-0-77"));
        assert_eq!(text(&old, "110.0.0.9 10.0.0.9.1 10.0.0.90 127.0.0.1"), "110.0.0.9 10.0.0.9.1 10.0.0.90 127.0.0.1");
    }

    #[test]
    fn a_target_cannot_make_a_change_invisible() {
        let mut target =
            Target { hostname: Some("0640".into()), instance_id: Some("root".into()), ..Target::default() };
        target.addresses = vec!["0666".into(), "root".into(), "/etc/shadow".into()];
        target.facts = vec![Fact { name: "urn:xccdf:fact:asset:identifier:ipv4".into(), value: "shadow".into() }];
        assert_eq!(
            steady(&Offender::read("0640 root:root /etc/shadow"), &Own::of(&target)),
            "0640 root:root /etc/shadow"
        );
    }

    #[test]
    fn a_bundles_pseudonyms_are_its_own_names() {
        let target =
            Target { hostname: Some("host-1".into()), addresses: vec!["address-1".into()], ..Target::default() };
        assert_eq!(steady(&Offender::read("host-1 at address-1:22"), &Own::of(&target)), "# at #:22");
    }

    fn without(target: &Target, text: &str) -> String {
        steady(&Offender::read(text), &Own::of(target))
    }

    #[test]
    fn a_targets_facts_name_its_addresses_and_hosts() {
        let fact = |name: &str, value: &str| Fact { name: name.into(), value: value.into() };
        let target = Target {
            facts: vec![
                fact("urn:xccdf:fact:asset:identifier:ipv4", "10.0.0.9, 10.0.0.10/24"),
                fact("urn:xccdf:fact:asset:identifier:mac", "0E:12:34:56:78:9A,00:00:00:00:00:00"),
                fact("urn:xccdf:fact:asset:identifier:fqdn", "node-a.example.internal"),
                fact("urn:xccdf:fact:asset:machine-type", "10.0.0.11"),
                fact("urn:xccdf:fact:asset:kernel", "node-b.example.internal"),
            ],
            ..Target::default()
        };
        assert_eq!(without(&target, "10.0.0.9 10.0.0.10 0e:12:34:56:78:9a"), "# # #");
        assert_eq!(without(&target, "NODE-A node-a.example.internal"), "# #");
        for other in ["10.0.0.11", "00:00:00:00:00:00", "node-b"] {
            assert_eq!(without(&target, other), other);
        }
    }

    #[test]
    fn addresses_that_every_instance_has_are_nobodys_own() {
        let addresses = ["127.0.0.1", "0.0.0.0", "::1", "::"].map(str::to_owned).to_vec();
        let target = Target { addresses, ..Target::default() };
        assert_eq!(without(&target, "0.0.0.0 127.0.0.1 ip-127-0-0-1"), "0.0.0.0 127.0.0.1 ip-127-0-0-1");
    }

    #[test]
    fn a_mac_is_six_pairs_of_hexadecimal_digits() {
        for address in ["0e:12:34:56:78:9a", "0e-12-34-56-78-9a"] {
            let target = Target { addresses: vec![address.to_owned()], ..Target::default() };
            assert_eq!(without(&target, &format!("eth0 {address} up")), "eth0 # up");
        }
        for word in ["0e:12:34:56:78:9", "0e:12:34:56:78:zz", "0e:12:34:56:789:a", "abcdefghijklmnopq"] {
            let target = Target { addresses: vec![word.to_owned()], ..Target::default() };
            assert_eq!(without(&target, &format!("eth0 {word} up")), format!("eth0 {word} up"));
        }
    }

    #[test]
    fn ids_of_a_target_are_long_and_have_digits() {
        let of = |id: &str| Target { instance_id: Some(id.to_owned()), ..Target::default() };
        for id in ["ami-123456", "ocid1.instance.x", "account-1", "instance-12"] {
            assert_eq!(without(&of(id), &format!("on {id} now")), "on # now", "{id}");
        }
        for id in ["ami-12345", "production-node", "node-1", "account-", "account-x", "-1"] {
            assert_eq!(without(&of(id), &format!("on {id} now")), format!("on {id} now"));
        }
    }

    #[test]
    fn a_name_is_left_out_only_where_it_can_stand_for_nothing_else() {
        let named = |name: &str| Target { hostname: Some(name.to_owned()), ..Target::default() };
        for name in ["node1", "web-a", "a.bc"] {
            assert_eq!(without(&named(name), &format!("on {name} now")), "on # now", "{name}");
        }
        for name in ["node", "1234", "12-34", "ab1", "localhost1", "a_b-1", &"n1".repeat(128)] {
            assert_eq!(without(&named(name), &format!("on {name} now")), format!("on {name} now"));
        }
        let longest = format!("{}n", "n1".repeat(127));
        assert_eq!((longest.len(), without(&named(&longest), &longest).as_str()), (LONGEST, "#"));
    }

    #[test]
    fn an_own_value_is_left_out_where_it_stands_whole() {
        let target =
            Target { hostname: Some("node-a".to_owned()), addresses: vec!["10.0.0.9".to_owned()], ..Target::default() };
        for text in ["/node-a/", "(node-a)", "node-a:22", "10.0.0.9.", "10.0.0.9.x", "http://10.0.0.9/", "-node-a"] {
            let left = text.replace("node-a", "#").replace("10.0.0.9", "#");
            assert_eq!(without(&target, text), left);
        }
        for text in ["node-ab", "node-a_b", "anode-a", "_node-a", ".node-a", "node-a1", "10.0.0.91", "10.0.0.9.1"] {
            assert_eq!(without(&target, text), text);
        }
        let longer = Target { hostname: Some("node-a.example.internal".to_owned()), ..Target::default() };
        assert_eq!(without(&longer, "node-a.example.internal node-a.example.com"), "# #.example.com");
    }

    #[test]
    fn the_system_picks_ports_from_32768_to_65535() {
        let port = |port: u32| format!("ESTAB 10.0.0.9:22 10.0.0.5:{port}");
        assert!(same(&port(32768), &port(65535)));
        assert!(!same(&port(32767), &port(32768)) && !same(&port(65536), &port(65535)));
    }

    #[test]
    fn the_tags_and_paths_around_what_changes_stay() {
        for (text, left) in [
            ("sshd[812]: x", "sshd[#]: x"),
            ("/proc/812/fd", "/proc/#/fd"),
            ("/snapshots/97/fs", "/snapshots/#/fs"),
            ("pid=812", "pid=#"),
            ("eni-0123456789abcdef0", "eni-#"),
            ("0f3a9b2c4d5e", "#"),
            ("123456789012", "123456789012"),
            ("tcp LISTEN 812/sshd 80/tcp x/sshd", "tcp LISTEN #/sshd 80/tcp x/sshd"),
            ("812/sshd", "812/sshd"),
        ] {
            assert_eq!(without(&Target::default(), text), left);
        }
    }

    #[test]
    fn a_listed_line_keeps_mode_owner_size_and_path() {
        for (text, left) in [
            ("-rw-r----- 1 root adm 40 Nov 28 14:35 /x", "-rw-r----- root adm 40 /x"),
            ("drwxr-x--- 2 root adm 40 Nov 28 14:35 /x", "drwxr-x--- root adm /x"),
            ("9 4 -rw-r----- 1 root root 40 Nov 28 14:35 /x", "-rw-r----- root root 40 /x"),
        ] {
            assert_eq!(without(&Target::default(), text), left);
        }
    }
}
