//! Which offenders are new: evidence compared after leaving out what changes at every boot.

use std::collections::BTreeSet;

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

/// An item without what changes at every boot: digit runs of 3 or more and hexadecimal runs of 8 or
/// more (ids of containers and snapshots, uuids, times, process ids) become `#`.
pub fn normalise(item: &str) -> String {
    let mut out = String::with_capacity(item.len());
    let mut run = String::new();
    for c in item.trim().chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() {
            run.push(c);
            continue;
        }
        flush(&mut out, &run);
        run.clear();
        if c != '\n' {
            out.push(c);
        }
    }
    // Uuids and times are several runs; what stands between them says nothing.
    let mut short = out;
    for between in ["#-#", "#:#", "#.#", "#T#", "##"] {
        while short.contains(between) {
            short = short.replace(between, "#");
        }
    }
    short
}

fn flush(out: &mut String, run: &str) {
    let hex = run.len() >= 8 && run.bytes().all(|b| b.is_ascii_hexdigit()) && run.bytes().any(|b| b.is_ascii_digit());
    if hex {
        out.push('#');
        return;
    }
    let mut digits = 0;
    let mut word = String::new();
    let end = |word: &mut String, digits: usize| {
        if digits >= 3 {
            word.truncate(word.len() - digits);
            word.push('#');
        }
    };
    for c in run.chars() {
        if c.is_ascii_digit() {
            digits += 1;
        } else {
            end(&mut word, digits);
            digits = 0;
        }
        word.push(c);
    }
    end(&mut word, digits);
    out.push_str(&word);
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
