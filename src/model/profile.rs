//! Whether two profiles are the same, whatever they are called.

use std::collections::BTreeSet;

use super::{Profile, normalise};

/// Words of profiles that say which machines one is for, each with the kind it stands for.
const KINDS: [(&str, &str); 12] = [
    ("server", "server"),
    ("workstation", "workstation"),
    ("stig", "stig"),
    ("master", "control plane"),
    ("controlplane", "control plane"),
    ("control", "control plane"),
    ("node", "node"),
    ("worker", "node"),
    ("etcd", "etcd"),
    ("bitlocker", "bitlocker"),
    ("ng", "next generation"),
    ("policies", "policies"),
];

impl Profile {
    /// The title, else the id, folded so that spelling does not tell two apart.
    fn folded_name(&self) -> Option<String> {
        self.title.as_deref().or(self.id.as_deref()).map(normalise).filter(|name| !name.is_empty())
    }

    /// The kinds of machines that its title or id names.
    fn kinds(&self) -> BTreeSet<&'static str> {
        let names = [&self.title, &self.id];
        let words = names.into_iter().flatten().flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()));
        let kind = |word: &str| KINDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind);
        words.filter_map(kind).collect()
    }

    /// Whether it says which profile it is at all.
    pub fn is_stated(&self) -> bool {
        self.level.is_some() || self.folded_name().is_some()
    }

    /// The words that runs of one profile have in common: level and kinds, without a level the name.
    pub fn key(&self) -> (Option<u8>, String) {
        let kinds = || self.kinds().into_iter().collect::<Vec<_>>().join(", ");
        let name = if self.level.is_some() { kinds() } else { self.folded_name().unwrap_or_default() };
        (self.level, name)
    }

    /// Whether another is the same profile: level and kind are the same, whatever the wording; one that names no
    /// kind can be any. Without a level on both sides, only an equal name shows it.
    pub fn same(&self, other: &Self) -> bool {
        if let (Some(level), Some(others)) = (self.level, other.level) {
            let (kinds, other) = (self.kinds(), other.kinds());
            return level == others && (kinds == other || kinds.is_empty() || other.is_empty());
        }
        self.level == other.level && self.folded_name() == other.folded_name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(title: &str, level: Option<u8>) -> Profile {
        Profile { title: Some(title.into()), level, ..Profile::default() }
    }

    #[test]
    fn the_wording_does_not_make_another_profile_and_the_kind_does() {
        let server = profile("Level 1 - Server", Some(1));
        assert!(server.same(&profile("Level 1", Some(1))) && server.same(&profile("CIS server, L1", Some(1))));
        assert!(!server.same(&profile("Level 1 - Workstation", Some(1))));
        assert!(!server.same(&profile("Level 2 - Server", Some(2))));
        assert_ne!(server.key(), profile("Level 1 - Workstation", Some(1)).key());
        assert_eq!(server.key(), profile("CIS server, L1", Some(1)).key());
    }

    #[test]
    fn without_a_level_the_name_is_all_there_is() {
        assert!(profile("Base", None).same(&profile("base", None)));
        assert!(!profile("Base", None).same(&profile("Other", None)));
        assert!(!profile("Level 1", None).same(&profile("Level 1", Some(1))));
        assert!(!Profile::default().is_stated() && profile("x", None).is_stated());
    }
}
