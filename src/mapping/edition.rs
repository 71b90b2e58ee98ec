//! A benchmark in one version, compared by name and version however they are written.

use std::fmt;

use crate::model::{Benchmark, Version, family};

/// A benchmark in one version: what a list, and each side of a crosswalk, is about.
#[derive(Clone, Debug)]
pub struct Edition {
    title: String,
    version: String,
    family: String,
}

impl Edition {
    /// An edition; the title may be a short form such as `AL2`.
    pub fn new(title: &str, version: &str) -> Self {
        let version = version.trim().trim_start_matches(['v', 'V']).to_owned();
        Self { family: family(title), title: title.trim().to_owned(), version }
    }

    /// The edition that a benchmark names; `None` when it lacks the title or the version.
    pub fn of(benchmark: &Benchmark) -> Option<Self> {
        Some(Self::new(benchmark.title.as_deref()?, benchmark.version.as_deref()?))
    }

    /// Reads `CIS Amazon Linux 2 Benchmark v2.0.0`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&Benchmark::given(text))
    }

    /// The title, such as `CIS Amazon Linux 2 Benchmark`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version, such as `2.0.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name as it is compared, such as `amazon linux 2`.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The stem of files about it, such as `amazon_linux_2_v2.0.0`.
    pub fn slug(&self) -> String {
        format!("{}_v{}", self.family.replace(' ', "_"), self.version)
    }

    /// Whether both have the same version, whatever benchmark they are of.
    pub(super) fn same_version(&self, other: &Self) -> bool {
        Version::same(&self.version, &other.version)
    }

    /// The edition that a file's stem names.
    pub(super) fn from_slug(slug: &str) -> Option<Self> {
        let (family, version) = slug.rsplit_once("_v")?;
        Some(Self::new(family, version))
    }
}

impl PartialEq for Edition {
    fn eq(&self, other: &Self) -> bool {
        self.family == other.family && self.same_version(other)
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.title, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_the_same_however_it_is_written() {
        let long = Edition::parse("CIS Amazon Linux 2 Benchmark v2.0.0").expect("an edition");
        assert_eq!(long, Edition::new("AL2", "2.0"));
        assert_eq!(Edition::from_slug(&long.slug()), Some(long.clone()));
        assert_ne!(long, Edition::new("AL2023", "2.0.0"));
        assert!(Edition::parse("CIS Amazon Linux 2 Benchmark").is_none());
    }
}
