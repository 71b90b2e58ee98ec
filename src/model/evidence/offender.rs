//! One offender, as an item of the evidence names it.

use std::borrow::Cow;

use super::columns::{self, Columns};
use super::paths;
pub use super::paths::FoundPath;
use super::suspect::{elided, hidden};

/// One offender: an item of the evidence, split into what it says.
///
/// Scopes, the comparison of two sides and reports speak of the same offenders. An item is *explained*
/// when nothing in it is left over: a bare path, a line of `ls -l`, `find -ls` or `stat`, several paths in
/// a row, a path with a text behind a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offender<'i> {
    /// The item as it was printed, without blanks around it; the lines of `stat` in one.
    pub text: Cow<'i, str>,
    /// Every path it names, when all of it is explained; else none.
    pub paths: Vec<FoundPath<'i>>,
    /// Nothing in the text is hidden, and it does not say that it leaves something out.
    pub clear: bool,
    /// The mode, as letters or octal.
    pub mode: Option<&'i str>,
    /// Who owns it, when a listing says so.
    pub owner: Option<&'i str>,
    /// The group that owns it, when a listing says so.
    pub group: Option<&'i str>,
    /// The words before the path.
    pub columns: Vec<&'i str>,
    /// The text from the first path on; empty where nothing is explained.
    pub subject: &'i str,
}

impl<'i> Offender<'i> {
    /// Splits one line.
    pub fn read(line: &'i str) -> Self {
        let text = line.trim();
        let mut offender = Self {
            text: Cow::Borrowed(text),
            paths: Vec::new(),
            clear: !text.chars().any(hidden) && !elided(text),
            mode: None,
            owner: None,
            group: None,
            columns: Vec::new(),
            subject: "",
        };
        if !offender.clear {
            return offender;
        }
        let found = explain(text).or_else(|| explain(columns::behind_label(text)));
        if let Some((Columns { words, mode, owner, group }, subject, paths)) = found {
            offender = Self { paths, mode, owner, group, columns: words, subject, ..offender };
        }
        offender
    }

    /// Adds a line that says more of the same offender.
    pub(super) fn with_line(mut self, line: &'i str, mode: Option<&'i str>) -> Self {
        let text = self.text.to_mut();
        text.push(' ');
        text.push_str(line.trim());
        self.mode = self.mode.or(mode);
        self
    }

    /// Nothing in the item is left over, and it names a path.
    pub fn explained(&self) -> bool {
        !self.paths.is_empty()
    }
}

type Explained<'i> = (Columns<'i>, &'i str, Vec<FoundPath<'i>>);

fn explain(text: &str) -> Option<Explained<'_>> {
    let (columns, subject) = columns::read(text)?;
    Some((columns, subject, paths::all(subject)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(item: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for found in Offender::read(item).paths {
            paths.push(found.path.into_owned());
            paths.extend(found.target.map(Cow::into_owned));
        }
        paths
    }

    #[test]
    fn listings_are_explained() {
        let listings = [
            "/run/a b",
            "  /run/a b\t",
            "drwxrwxrwt 2 root root /run/a b",
            "drwxrwxrwt. 2 root root 40 Nov 28 14:35 /run/a b",
            "crw-rw-rw- 1 root root 1, 3 2026-11-28 14:35:00.000000000 +0000 /run/a b",
            "  131081      4 drwxrwxrwt   2 root     root         4096 Nov 28 14:35 /run/a b",
            "1777 root root /run/a b",
            "root:root 0666 /run/a b",
            "'/run/a b'",
            "File: \u{2018}/run/a b\u{2019}",
            "world-writable: /run/a b",
            "/run/a b: is world-writable",
            "/run/a b:",
            "/run/a b    drwxrwxrwt",
        ];
        for item in listings {
            assert_eq!(paths(item), ["/run/a b"], "{item}");
        }
        let listed = Offender::read("drwxrwxrwt. 2 root adm 40 Nov 28 14:35 /run/a");
        assert_eq!((listed.mode, listed.owner, listed.group), (Some("drwxrwxrwt."), Some("root"), Some("adm")));
        let listed = Offender::read("0640 root:shadow /etc/shadow");
        assert_eq!((listed.mode, listed.owner, listed.group), (Some("0640"), Some("root"), Some("shadow")));
    }

    #[test]
    fn several_paths_and_link_targets_are_all_named() {
        for item in
            ["/a, /b", "/a:/b", "/a /b", "'/a' '/b'", "\"/a\",\"/b\"", "/a -> /b", "/a -> b", "'/a' -> '/b'", "/a\t/b"]
        {
            assert_eq!(paths(item), ["/a", "/b"], "{item}");
        }
        assert_eq!(paths("lrwxrwxrwx 1 root root 7 Nov 28 14:35 /x/a -> y/b"), ["/x/a", "/x/y/b"]);
    }

    #[test]
    fn paths_of_windows_have_slashes() {
        assert_eq!(paths(r"C:\Program Files\x\y.dll"), ["C:/Program Files/x/y.dll"]);
        assert_eq!(paths(r"\\server\share\x: world-writable"), ["//server/share/x"]);
        assert_eq!(paths(r"HKLM:\SOFTWARE\Policies"), ["HKLM:/SOFTWARE/Policies"]);
        for item in [r"C:\a\..\b", r"C:\a C:\b\..\c", r"C:\a \etc", r"C:\a\\b"] {
            assert!(paths(item).is_empty(), "{item}");
        }
    }

    #[test]
    fn what_is_left_over_explains_nothing() {
        let items = [
            "",
            "world-writable",
            "not in /run/a",
            "except: /run/a",
            "everything but 0777 /run/a",
            "/run/a (and 12 more)",
            "/run/a b/../../../etc/shadow",
            "/run/a,b/../../../etc/shadow",
            "/run/a file:///etc/shadow",
            "/run/a //etc/shadow",
            "/run/a\0/etc/shadow",
            "/run/a -> ../../etc/shadow",
            "/run/a -> b -> /etc/shadow",
            "/run/a->/etc/shadow",
            "/run/a: see ../etc/shadow",
            "/run/a   etc/shadow",
            "/run/a ~/x",
            "~/run/a",
            "run/a",
            "/run/a\u{202e}b",
            "'/run/a' etc/shadow",
            "/run/a 'b/../c'",
            "0777 root root etc/shadow /run/a",
        ];
        for item in items {
            assert!(paths(item).is_empty(), "{item}: {:?}", paths(item));
        }
    }
}
