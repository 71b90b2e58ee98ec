//! Which offenders are new: evidence compared after leaving out what changes at every boot.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What the evidence of two sides says about a failure on both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Offenders {
    /// Nothing can be said: one side has no items, or another tool made them.
    Unknown,
    /// The same offenders.
    Same,
    /// These are new, as the newer side prints them; whether others went is no matter.
    New(Vec<String>),
    /// Only fewer than before.
    Fewer,
}

/// Compares the items of two sides.
pub(super) fn compare(old: &[&str], new: &[&str]) -> Offenders {
    let before: BTreeSet<String> = old.iter().map(|item| normalise(item)).collect();
    let now: BTreeSet<String> = new.iter().map(|item| normalise(item)).collect();
    let mut fresh: Vec<String> =
        new.iter().filter(|item| !before.contains(&normalise(item))).map(|item| (*item).to_owned()).collect();
    fresh.sort();
    fresh.dedup();
    if !fresh.is_empty() {
        Offenders::New(fresh)
    } else if now.len() < before.len() {
        Offenders::Fewer
    } else {
        Offenders::Same
    }
}

/// What changes at every boot or build: uuids, times, addresses made anew for every instance, ids in
/// hexadecimal of 8 digits or more, numbers of 3 digits or more.
#[expect(clippy::expect_used, reason = "literals, which a test uses")]
static VOLATILE: LazyLock<Regex> = LazyLock::new(|| {
    let alternatives = [
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
        r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?",
        r"([0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}",
        r"[0-9a-f]{8,}",
        r"[0-9]{3,}",
    ];
    Regex::new(&format!("(?-u:{})", alternatives.join("|"))).expect("literal patterns compile")
});

/// An item without what changes at every boot; each such part becomes `#`.
pub fn normalise(item: &str) -> String {
    let replaced = VOLATILE.replace_all(item.trim(), |found: &Captures<'_>| {
        let text = found.get(0).map(|whole| whole.as_str()).unwrap_or_default();
        // A word such as "defaced" is no id.
        if text.bytes().any(|byte| byte.is_ascii_digit()) { "#".to_owned() } else { text.to_owned() }
    });
    replaced.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_at_every_boot_is_left_out() {
        let same = [
            ("/run/containerd/io/0f3a9b2c4d5e6f70/work", "/run/containerd/io/a1b2c3d4e5f60718/work"),
            ("pid 4711 kubelet", "pid 12345 kubelet"),
            ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "16fd2706-8baf-433b-82eb-8c7fada847da"),
            ("at 2026-03-10T18:04:05.123Z", "at 2026-05-05T07:14:00.9Z"),
            ("/var/lib/containerd/snapshots/1042/fs", "/var/lib/containerd/snapshots/977/fs"),
            ("[fe80::47a:b9ff:fe11:20b3]%eth0:546", "[fe80::8c1:3dff:feee:a8b7]%eth0:546"),
        ];
        for (old, new) in same {
            assert_eq!(compare(&[old], &[new]), Offenders::Same, "{old}: {} / {}", normalise(old), normalise(new));
        }
    }

    #[test]
    fn a_new_path_is_a_new_offender() {
        assert_eq!(compare(&["/run/a"], &["/run/a", "/opt/x"]), Offenders::New(vec!["/opt/x".into()]));
        assert_eq!(compare(&["/run/a", "/run/b"], &["/run/a"]), Offenders::Fewer);
        assert_eq!(compare(&["/run/a"], &["/run/b"]), Offenders::New(vec!["/run/b".into()]));
    }

    #[test]
    fn short_numbers_and_words_stay() {
        assert_ne!(normalise("/dev/sda1"), normalise("/dev/sda2"));
        assert_ne!(normalise("defaced"), normalise("effaced"));
        assert_ne!(normalise("deadbeef"), normalise("feedface"));
    }
}
