//! Evidence scopes: which offenders an exception covers.

use crate::model::Evidence;
use crate::registry::Pattern;

/// What a scope says about one check's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ScopeVerdict {
    /// Every offender is inside.
    Covered,
    /// These offenders are outside, in the tool's order.
    Outside(Vec<String>),
    /// The scan gives no offenders to hold the scope against, and why.
    Unverified(&'static str),
}

/// The patterns of one entry.
#[derive(Clone, Debug)]
pub(super) struct Scope(Vec<Pattern>);

impl Scope {
    /// The scope of an entry.
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        Self(patterns.to_vec())
    }

    /// Whether an offender is inside: all absolute paths in it match path patterns, or the whole
    /// item matches another pattern.
    pub(super) fn covers(&self, item: &str) -> bool {
        let item = item.trim();
        if self.0.iter().any(|pattern| !pattern.is_path() && pattern.matches(item)) {
            return true;
        }
        let mut paths = paths(item).peekable();
        paths.peek().is_some() && paths.all(|path| self.covers_path(path))
    }

    fn covers_path(&self, path: &str) -> bool {
        !path.split('/').any(|part| part == "..")
            && self.0.iter().any(|pattern| pattern.is_path() && pattern.matches(path))
    }
}

/// The absolute paths in an item: from a `/` at a word's start, or behind a colon, to the next
/// blank, quote or separator. `http://x/y` is none.
fn paths(item: &str) -> impl Iterator<Item = &str> {
    item.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '=' | '(' | '[' | '{' | '<' | ',' | ';'))
        .flat_map(|word| {
            let starts = word.match_indices('/').map(|(at, _)| at);
            starts.filter(move |at| *at == 0 || word.get(..*at).is_some_and(|before| before.ends_with(':'))).map(
                move |at| {
                    let rest = word.get(at..).unwrap_or_default();
                    let end = rest.find(":/").unwrap_or(rest.len());
                    rest.get(..end).unwrap_or_default().trim_end_matches([':', ')', ']', '}', '>'])
                },
            )
        })
        .filter(|path| !path.starts_with("//"))
}

/// Holds evidence against the scopes of the entries in force for one check, which add up.
///
/// Returns the verdict and, per scope, whether it covered any offender.
pub(super) fn judge(scopes: &[Scope], evidence: &Evidence) -> (ScopeVerdict, Vec<bool>) {
    let mut used = vec![false; scopes.len()];
    if !evidence.itemised() {
        let why = if evidence.truncated {
            "the scan's evidence is cut off"
        } else if evidence.is_empty() {
            "the scan gives no evidence"
        } else {
            "the scan's evidence is one text without items"
        };
        return (ScopeVerdict::Unverified(why), used);
    }
    let mut outside = Vec::new();
    for item in &evidence.items {
        let mut covered = false;
        for (scope, used) in scopes.iter().zip(&mut used) {
            if scope.covers(item) {
                covered = true;
                *used = true;
            }
        }
        if !covered {
            outside.push(item.clone());
        }
    }
    let verdict = if outside.is_empty() { ScopeVerdict::Covered } else { ScopeVerdict::Outside(outside) };
    (verdict, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(patterns: &[&str]) -> Scope {
        Scope::new(&patterns.iter().map(|text| Pattern::evidence(text).expect("a pattern")).collect::<Vec<_>>())
    }

    #[test]
    fn a_star_stays_within_a_path_part_and_two_do_not() {
        assert!(scope(&["/run/*"]).covers("/run/x") && !scope(&["/run/*"]).covers("/run/x/y"));
        assert!(scope(&["/run/**"]).covers("drwxrwxrwt 2 root root 40 /run/x/y"));
    }

    #[test]
    fn a_path_that_climbs_never_matches() {
        assert!(!scope(&["/run/**"]).covers("/run/../etc/shadow"));
    }

    #[test]
    fn every_path_of_an_item_has_to_match() {
        let scope = scope(&["/run/**"]);
        assert!(!scope.covers("/run/a -> /etc/b") && scope.covers("/run/a -> /run/b"));
        assert!(!scope.covers("'/run/a',/etc/b") && !scope.covers("/run/a:/etc/b"));
    }

    #[test]
    fn an_item_without_a_path_is_outside_unless_another_pattern_matches_it_whole() {
        assert!(!scope(&["/run/**"]).covers("world-writable"));
        assert!(scope(&["kube-proxy*"]).covers("kube-proxy 1.24"));
        assert!(!scope(&["kube-proxy"]).covers("not kube-proxy"));
    }

    #[test]
    fn scopes_add_up_and_one_offender_outside_is_named() {
        let evidence = Evidence::items(["/run/a", "/opt/x"]);
        let (verdict, used) = judge(&[scope(&["/run/**"])], &evidence);
        assert_eq!((verdict, used), (ScopeVerdict::Outside(vec!["/opt/x".into()]), vec![true]));
        let (verdict, used) = judge(&[scope(&["/run/**"]), scope(&["/opt/**"])], &evidence);
        assert_eq!((verdict, used), (ScopeVerdict::Covered, vec![true, true]));
    }

    #[test]
    fn evidence_without_items_cannot_be_verified() {
        let one = [scope(&["/**"])];
        let verdict = |evidence| judge(&one, &evidence).0;
        assert!(matches!(verdict(Evidence::default()), ScopeVerdict::Unverified(_)));
        assert!(matches!(verdict(Evidence::text("/run/a")), ScopeVerdict::Unverified(_)));
        let cut = Evidence { truncated: true, ..Evidence::items(["/run/a"]) };
        assert!(matches!(verdict(cut), ScopeVerdict::Unverified(_)));
    }
}
