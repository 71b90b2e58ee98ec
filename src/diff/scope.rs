//! Whether two sides were held against the same benchmark, version and profile.

use std::collections::BTreeSet;

use super::class::Scope;
use super::gone::tool_of;
use super::side::Side;
use crate::model::{Profile, Scan};

/// The common ground of two sides, as far as the classes need it.
pub(super) fn scope(old: &Side<'_>, new: &Side<'_>) -> Scope {
    let (left, right) = (&old.image.benchmark, &new.image.benchmark);
    // A profile that only one side states cannot show that they are the same.
    let unlike = |same: Option<bool>, left: &Option<String>, right: &Option<String>| {
        !same.unwrap_or(left.is_some() == right.is_some())
    };
    if unlike(left.same_family(right), &left.title, &right.title)
        || unlike(left.same_version(right), &left.version, &right.version)
    {
        return Scope::OtherBenchmark;
    }
    // A further tool's profile excuses nothing that the others left out.
    let common: BTreeSet<&str> = old.tools().intersection(&new.tools()).copied().collect();
    let (left, right) = (profiles(old, &common), profiles(new, &common));
    let has = |all: &[Option<&Profile>], one: Option<&Profile>| {
        all.iter().any(|other| match (one, other) {
            (Some(one), Some(other)) => one.same(other),
            (one, other) => one.is_none() && other.is_none(),
        })
    };
    if left.iter().all(|one| has(&right, *one)) && right.iter().all(|one| has(&left, *one)) {
        return Scope::Same;
    }
    if left.contains(&None) || right.contains(&None) {
        return Scope::UnknownProfile;
    }
    // Tools word their profiles in their own ways; the level is what they have in common.
    let levels = |profiles: &[Option<&Profile>]| {
        profiles.iter().flatten().filter_map(|profile| profile.level).collect::<BTreeSet<u8>>()
    };
    let same_levels = !levels(&left).is_empty() && levels(&left) == levels(&right);
    if same_levels && old.tools() != new.tools() { Scope::Same } else { Scope::OtherProfile }
}

/// The profiles that a side's scans state, each once; of the tools that both sides have, where there are any.
fn profiles<'a>(side: &Side<'a>, common: &BTreeSet<&str>) -> Vec<Option<&'a Profile>> {
    let counts = |scan: &&Scan| common.is_empty() || common.contains(tool_of(scan));
    let scans = side.image.scans().filter(counts);
    let mut profiles: Vec<Option<&Profile>> =
        scans.map(|scan| scan.profile.as_ref().filter(|profile| profile.is_stated())).collect();
    profiles.sort_by_key(|profile| profile.map(|profile| (profile.level, &profile.title, &profile.id)));
    profiles.dedup();
    profiles
}
