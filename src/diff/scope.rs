//! Whether two sides were held against the same benchmark, version and profile.

use std::collections::BTreeSet;

use super::class::Scope;
use super::side::Side;
use crate::model::normalise;

/// What two sides have in common, as far as the classes need it.
pub(super) fn scope(old: &Side<'_>, new: &Side<'_>) -> Scope {
    let (left, right) = (&old.image.benchmark, &new.image.benchmark);
    // What only one side states cannot show that they are the same.
    let unlike = |same: Option<bool>, left: &Option<String>, right: &Option<String>| {
        !same.unwrap_or(left.is_some() == right.is_some())
    };
    if unlike(left.same_family(right), &left.title, &right.title)
        || unlike(left.same_version(right), &left.version, &right.version)
    {
        return Scope::OtherBenchmark;
    }
    let profiles = |side: &Side<'_>| {
        let profile = |scan: &crate::model::Scan| {
            let profile = scan.profile.as_ref()?;
            let title = profile.title.as_ref().or(profile.id.as_ref()).map(|title| normalise(title));
            (title.is_some() || profile.level.is_some()).then_some((profile.level, title))
        };
        side.image.scans().map(profile).collect::<BTreeSet<_>>()
    };
    let (left, right) = (profiles(old), profiles(new));
    if left.contains(&None) || right.contains(&None) {
        return Scope::UnknownProfile;
    }
    // Tools word their profiles in their own ways; the level is what they have in common.
    let levels = |profiles: &BTreeSet<Option<(Option<u8>, Option<String>)>>| {
        profiles.iter().flatten().filter_map(|(level, _)| *level).collect::<BTreeSet<u8>>()
    };
    let same_levels = !levels(&left).is_empty() && levels(&left) == levels(&right);
    if left == right || (same_levels && old.tools() != new.tools()) { Scope::Same } else { Scope::OtherProfile }
}
