//! An item is never inside a scope when something that it names is outside.

use proptest::prelude::*;
use proptest::sample::select;

use super::scope::Scope;
use crate::model::Offender;
use crate::registry::ScopePattern;

const INSIDE: [&str; 5] = ["/run/a", "/run/a b/c", "/run/x..y/z", "/run/.hidden", "/run/a~"];
const OUTSIDE: [&str; 16] = [
    "/etc/shadow",
    "//etc/shadow",
    "../etc/shadow",
    "b/../../etc/shadow",
    "~/.ssh",
    "~root/x",
    "file:///etc/shadow",
    "/run",
    "/runs/a",
    "\\etc\\shadow",
    "C:\\etc\\shadow",
    "/run/../etc",
    "%2e%2e/etc",
    "\u{2026}",
    "and 12 more",
    "-> ../etc/shadow",
];
const BETWEEN: [&str; 16] =
    [" ", "  ", "\t", ",", ", ", ";", ":", ": ", " -> ", "->", " => ", " \u{2192} ", "\0", "\n", "\" \"", " ("];
const BEFORE: [&str; 9] = [
    "",
    "'",
    "\"",
    "File: ",
    "KO: ",
    "drwxrwxrwt 2 root root ",
    "0777 root:root ",
    "131 4 drwxrwxrwt 2 root root 40 Nov 28 14:35 ",
    "  ",
];
const BEHIND: [&str; 7] = ["", "'", "\"", ")", ": is open", "  0777", ","];

fn covered(item: &str) -> bool {
    let scope =
        Scope::new(&["/run/**", "{/run,/run/a}/*", "world *"].map(|text| ScopePattern::new(text).expect("a pattern")));
    crate::model::Evidence::items([item]).offenders().all(|offender| scope.covers(&offender))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_names_something_outside_is_never_covered(
        before in select(&BEFORE[..]),
        inside in prop::collection::vec((select(&INSIDE[..]), select(&BETWEEN[..])), 0..3),
        outside in select(&OUTSIDE[..]),
        after in prop::collection::vec((select(&BETWEEN[..]), select(&INSIDE[..])), 0..2),
        behind in select(&BEHIND[..]),
    ) {
        let mut item = before.to_owned();
        inside.iter().for_each(|(path, between)| item.extend([*path, *between]));
        item.push_str(outside);
        after.iter().for_each(|(between, path)| item.extend([*between, *path]));
        item.push_str(behind);
        prop_assert!(!covered(&item), "{item:?}");
        let world = format!("world {item}");
        prop_assert!(!covered(&world), "{world:?}");
    }

    #[test]
    fn what_lists_paths_inside_is_covered(
        before in select(&["", "File: ", "KO: ", "drwxrwxrwt 2 root root ", "0777 root:root ", "  "][..]),
        paths in prop::collection::vec(select(&INSIDE[..]), 1..4),
        between in select(&[", ", ",", ":", " ", "; "][..]),
        behind in select(&["", ": is open", "  0777", ","][..]),
    ) {
        let item = format!("{before}{}{behind}", paths.join(between));
        prop_assert!(covered(&item), "{item:?}");
    }

    #[test]
    fn no_text_makes_the_grammar_fall_over(item in "\\PC{0,40}", signs in "[-/.~>:,; 'a\u{2026}\u{201c}\\\\\t\0]{0,24}") {
        for text in [&item, &signs, &format!("{item}{signs}"), &format!("/{signs}{item}")] {
            let offender = Offender::read(text);
            for found in &offender.paths {
                prop_assert!(!found.path.contains("/../") && !found.path.contains('\0'), "{text:?}");
            }
        }
    }
}
