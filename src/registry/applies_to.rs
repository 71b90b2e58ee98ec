//! The images that an entry is for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::pattern::Pattern;
use crate::model::{Check, Scan, Target};

/// Restricts an entry to some images: AND between keys, OR within a list, and `!` leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AppliesTo {
    /// Profile levels.
    pub level: Option<BTreeSet<u8>>,
    /// Patterns over the AMI id and the AMI name.
    pub ami: Option<Vec<Pattern>>,
    /// Patterns over the values of tags; every key must match.
    pub tags: Option<BTreeMap<String, Pattern>>,
    /// Patterns over the tool's name, such as `cis-cat`.
    pub tool: Option<Vec<Pattern>>,
}

impl AppliesTo {
    /// The first key that leaves a check or its image out. What cannot be told leaves it out.
    pub fn leaves_out(&self, scan: &Scan, check: &Check) -> Option<&'static str> {
        if self.level.as_ref().is_some_and(|levels| !has_level(levels, scan, check)) {
            return Some("level");
        }
        if self.ami.as_ref().is_some_and(|patterns| !is_ami(patterns, &scan.target)) {
            return Some("ami");
        }
        let tags = &scan.target.tags;
        let tagged = |(key, pattern): (&String, &Pattern)| tags.get(key).is_some_and(|value| pattern.admits(value));
        if self.tags.as_ref().is_some_and(|wanted| !wanted.iter().all(tagged)) {
            return Some("tags");
        }
        let tool = scan.tool.as_ref().map(|tool| tool.name.as_str());
        if self.tool.as_ref().is_some_and(|patterns| !tool.is_some_and(|name| takes(patterns, &[name]))) {
            return Some("tool");
        }
        None
    }

    /// The keys that exclude anything: level, ami, tags, tool. `ami = ["*"]` does not.
    pub fn restricts(&self) -> [bool; 4] {
        let any = |patterns: &Option<Vec<Pattern>>| patterns.as_deref().is_some_and(excludes);
        [self.level.is_some(), any(&self.ami), self.tags.as_ref().is_some_and(|tags| !tags.is_empty()), any(&self.tool)]
    }
}

/// A profile of a known level is that level's; without one, a check of several levels is each of them.
fn has_level(levels: &BTreeSet<u8>, scan: &Scan, check: &Check) -> bool {
    match scan.profile.as_ref().and_then(|profile| profile.level) {
        Some(level) => levels.contains(&level),
        None => !check.levels.is_empty() && check.levels.iter().all(|level| levels.contains(level)),
    }
}

/// A name that the scan does not state cannot be shown to be none of those left out.
fn is_ami(patterns: &[Pattern], target: &Target) -> bool {
    let names: Vec<&str> = [&target.ami_id, &target.ami_name].into_iter().flatten().map(String::as_str).collect();
    let told = |pattern: &Pattern| {
        let of_ids = pattern.text().starts_with("!ami-");
        if of_ids { target.ami_id.is_some() } else { target.ami_name.is_some() }
    };
    takes(patterns, &names) && patterns.iter().filter(|pattern| pattern.is_negated()).all(told)
}

/// Whether a list of patterns takes in something of these names: one that is wanted matches one, or
/// none is wanted, and none that is left out matches any.
fn takes(patterns: &[Pattern], names: &[&str]) -> bool {
    let matches = |pattern: &&Pattern| names.iter().any(|name| pattern.matches(name));
    let (out, wanted): (Vec<&Pattern>, Vec<&Pattern>) = patterns.iter().partition(|pattern| pattern.is_negated());
    !names.is_empty() && (wanted.is_empty() || wanted.iter().any(matches)) && !out.iter().any(matches)
}

/// Whether a list of patterns leaves anything out.
fn excludes(patterns: &[Pattern]) -> bool {
    let everything = patterns.iter().any(Pattern::matches_everything);
    !everything || patterns.iter().any(Pattern::is_negated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Vec<Pattern> {
        texts.iter().map(|text| Pattern::name(text).expect("a pattern")).collect()
    }

    fn target(id: Option<&str>, name: Option<&str>) -> Target {
        Target { ami_id: id.map(str::to_owned), ami_name: name.map(str::to_owned), ..Target::default() }
    }

    #[test]
    fn an_exclamation_mark_leaves_out_and_what_is_not_stated_is_left_out_with_it() {
        let but_production = patterns(&["*", "!prod-*"]);
        assert!(is_ami(&but_production, &target(None, Some("test-1"))));
        assert!(!is_ami(&but_production, &target(None, Some("prod-1"))));
        assert!(!is_ami(&but_production, &target(Some("ami-1"), Some("prod-1"))));
        assert!(!is_ami(&but_production, &target(Some("ami-1"), None)), "its name could be prod-1");
        assert!(is_ami(&patterns(&["!ami-2"]), &target(Some("ami-1"), None)));
        assert!(!is_ami(&patterns(&["!ami-2"]), &target(None, Some("test-1"))));
        assert!(!is_ami(&patterns(&["!prod-*"]), &target(None, None)));
    }

    #[test]
    fn a_key_that_excludes_nothing_does_not_restrict() {
        let ami = |texts: &[&str]| AppliesTo { ami: Some(patterns(texts)), ..AppliesTo::default() }.restricts()[1];
        for everything in [&["*"][..], &["**"], &["?*"], &["eks-*", "*"], &["{eks-*,*}"]] {
            assert!(!ami(everything), "{everything:?}");
        }
        for some in [&["eks-*"][..], &["*", "!prod-*"], &["!*"], &["[!a]*"]] {
            assert!(ami(some), "{some:?}");
        }
        let tags = |tags: BTreeMap<_, _>| AppliesTo { tags: Some(tags), ..AppliesTo::default() }.restricts()[2];
        assert!(!tags(BTreeMap::new()), "no tag is asked for");
        let star = Pattern::name("*").expect("a pattern");
        assert!(tags(BTreeMap::from([("role".to_owned(), star)])), "an image without the tag is left out");
    }
}
