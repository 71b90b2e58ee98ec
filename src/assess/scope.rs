//! Evidence scopes: which offenders an exception covers.

use crate::model::{Evidence, Offender};
use crate::registry::ScopePattern;

/// The verdict of a scope on one check's evidence.
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
pub(super) struct Scope(Vec<ScopePattern>);

impl Scope {
    /// The scope of an entry.
    pub(super) fn new(patterns: &[ScopePattern]) -> Self {
        Self(patterns.to_vec())
    }

    /// Whether an offender is inside: all of it is explained and every path in it, also where a link
    /// leads, matches a pattern; or its whole text matches a pattern that is no path.
    pub(super) fn covers(&self, offender: &Offender<'_>) -> bool {
        let inside = |path: &str| self.0.iter().any(|pattern| pattern.covers_path(path));
        let paths = offender.explained()
            && offender.paths.iter().all(|found| inside(&found.path) && found.target.as_deref().is_none_or(inside));
        paths || self.0.iter().any(|pattern| pattern.covers_text(offender))
    }
}

/// Holds evidence against the scopes of the entries in force for one check, which add up.
///
/// Returns the verdict and, per scope, whether it covered any offender.
pub(super) fn judge(scopes: &[Scope], evidence: &Evidence) -> (ScopeVerdict, Vec<bool>) {
    let mut used = vec![false; scopes.len()];
    let mut outside = Vec::new();
    for offender in evidence.offenders() {
        let mut covered = false;
        for (scope, used) in scopes.iter().zip(&mut used) {
            if scope.covers(&offender) {
                covered = true;
                *used = true;
            }
        }
        if !covered {
            outside.push(offender.text.into_owned());
        }
    }
    // A text without items is no list of offenders, but a path in it that is outside has been seen.
    let told = evidence.text.iter().flat_map(|text| text.lines()).map(Offender::read);
    outside.extend(told.filter(|told| names_outside(scopes, told)).map(|told| told.text.into_owned()));
    if !outside.is_empty() {
        return (ScopeVerdict::Outside(outside), used);
    }
    if evidence.itemised() {
        return (ScopeVerdict::Covered, used);
    }
    let why = if evidence.capped() {
        "the scan's evidence is cut off"
    } else if evidence.is_empty() {
        "the scan gives no evidence"
    } else {
        "the scan's evidence is one text without items"
    };
    (ScopeVerdict::Unverified(why), used)
}

/// Whether a line of free text names an absolute path that no scope covers.
fn names_outside(scopes: &[Scope], told: &Offender<'_>) -> bool {
    let covers = |offender: &Offender<'_>| scopes.iter().any(|scope| scope.covers(offender));
    let words = told.text.split_whitespace().map(|word| word.trim_matches(|c: char| "\"'`()[]<>,;:".contains(c)));
    let mut paths = words.filter(|word| word.len() > 1 && word.starts_with('/'));
    !covers(told) && paths.any(|path| !covers(&Offender::read(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(patterns: &[&str]) -> Scope {
        Scope::new(&patterns.iter().map(|text| ScopePattern::new(text).expect("a pattern")).collect::<Vec<_>>())
    }

    fn covers(patterns: &[&str], item: &str) -> bool {
        scope(patterns).covers(&Offender::read(item))
    }

    #[test]
    fn a_star_stays_within_a_path_part_and_two_do_not() {
        assert!(covers(&["/run/*"], "/run/x") && !covers(&["/run/*"], "/run/x/y"));
        assert!(covers(&["/run/**"], "drwxrwxrwt 2 root root 40 /run/x/y"));
    }

    #[test]
    fn a_path_that_climbs_never_matches() {
        assert!(!covers(&["/run/**"], "/run/../etc/shadow") && !covers(&["/run/**"], "/run/a b/../../etc/shadow"));
    }

    #[test]
    fn every_path_of_an_item_has_to_match() {
        let scope = ["/run/**"];
        assert!(
            !covers(&scope, "/run/a -> /etc/b") && covers(&scope, "/run/a -> /run/b") && covers(&scope, "/run/a -> b")
        );
        assert!(
            !covers(&scope, "'/run/a',/etc/b") && !covers(&scope, "/run/a:/etc/b") && !covers(&scope, "/run/a\0/etc/b")
        );
    }

    #[test]
    fn patterns_with_braces_or_without_a_slash_obey_the_same() {
        for scope in ["{/run,/opt}/**", "{/run/**,/opt/**}", "**/run/**", "{/run,/opt}/*", "[/]run/**"] {
            assert!(covers(&[scope], "/run/a") && !covers(&[scope], "/etc/a"), "{scope}");
            assert!(!covers(&[scope], "/run/a /etc/b") && !covers(&[scope], "/run/../etc/b"), "{scope}");
        }
        assert!(!covers(&["{/run,/opt}/*"], "/run/a/b") && !covers(&["*"], "/run/a"));
    }

    #[test]
    fn an_item_without_a_path_is_outside_unless_another_pattern_matches_it_whole() {
        assert!(!covers(&["/run/**"], "world-writable"));
        assert!(covers(&["kube-proxy*"], "kube-proxy 1.24"));
        assert!(!covers(&["kube-proxy"], "not kube-proxy"));
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
        let capped = Evidence { found: Some(2), ..Evidence::items(["/run/a"]) };
        assert!(matches!(verdict(capped), ScopeVerdict::Unverified(_)));
    }

    #[test]
    fn an_offender_outside_is_seen_even_when_others_are_not() {
        let one = [scope(&["/run/**"])];
        let outside = |evidence| matches!(judge(&one, &evidence).0, ScopeVerdict::Outside(_));
        assert!(outside(Evidence { truncated: true, ..Evidence::items(["/etc/evil"]) }));
        assert!(outside(Evidence::text("found (/etc/evil)")) && !outside(Evidence::text("found /run/a")));
        assert!(!outside(Evidence::text("found / in 3 places")), "a slash alone names nothing");
        assert!(outside(Evidence { text: Some("x".into()), ..Evidence::items(["/etc/evil"]) }));
    }
}
