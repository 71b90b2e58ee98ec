//! The benchmark that a scan was held against, and how that is known.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the benchmark of a scan was established.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Established {
    /// The scan declares it.
    Declared,
    /// Given on the command line.
    Given,
    /// Inferred from the set of numbers and titles.
    Inferred,
    /// Assumed from the platform; the weakest.
    Assumed,
    /// Not known.
    #[default]
    Unknown,
}

impl Established {
    /// The word that is printed and written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Given => "given",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Established {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A benchmark and its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Benchmark {
    /// The benchmark's id in the scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title, such as "CIS Amazon Linux 2 Benchmark".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its version, such as "2.0.0".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How title and version are known.
    pub established: Established,
    /// A note on that for the reader of the output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Benchmark {
    /// A benchmark that the scan itself names.
    pub fn declared(title: Option<String>, version: Option<String>) -> Self {
        let established =
            if title.is_some() || version.is_some() { Established::Declared } else { Established::Unknown };
        Self { title, version, established, ..Self::default() }
    }

    /// Reads `"NAME VERSION"` as given on the command line: the last word is the version when it
    /// looks like one (`2.0.0`, `v2.0.0`).
    pub fn given(text: &str) -> Self {
        let text = text.trim();
        let (title, version) = match text.rsplit_once(char::is_whitespace) {
            Some((title, last)) if Version::parse(last).is_some() => {
                (title.trim().trim_end_matches(',').to_owned(), Some(last.trim_start_matches(['v', 'V']).to_owned()))
            }
            _ => (text.to_owned(), None),
        };
        Self { title: Some(title), version, established: Established::Given, ..Self::default() }
    }

    /// Whether two benchmarks have the same name, versions aside; `None` when one has no name.
    pub fn same_family(&self, other: &Self) -> Option<bool> {
        let (own, other) = (self.title.as_deref()?, other.title.as_deref()?);
        // Asked of every entry for every check, and mostly of the same text.
        Some(own == other || family(own) == family(other))
    }

    /// Whether two benchmarks have the same version; `None` when one states none.
    pub fn same_version(&self, other: &Self) -> Option<bool> {
        Some(Version::same(self.version.as_deref()?, other.version.as_deref()?))
    }
}

impl fmt::Display for Benchmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.title, &self.version) {
            (Some(title), Some(version)) => write!(f, "{title} v{}", version.trim_start_matches(['v', 'V'])),
            (Some(title), None) => write!(f, "{title} (version not stated)"),
            (None, Some(version)) => write!(f, "benchmark not stated, v{version}"),
            (None, None) => f.write_str("benchmark not stated"),
        }
    }
}

/// A benchmark's name as it is compared: lower case, without "CIS", "Benchmark" and punctuation,
/// and with the common short forms spelled out (`AL2` is `amazon linux 2`).
pub fn family(title: &str) -> String {
    let lower = title.to_lowercase().replace(['_', ',', '(', ')', '-'], " ");
    let words: Vec<&str> = lower
        .split_whitespace()
        .filter(|word| !matches!(*word, "cis" | "benchmark" | "benchmarks" | "the" | "for" | "lts" | "®" | "os"))
        .collect();
    let name = words.join(" ");
    match name.as_str() {
        "al2" | "amazon2" | "amazonlinux2" => "amazon linux 2".to_owned(),
        "al2023" | "amazon2023" | "amazonlinux2023" => "amazon linux 2023".to_owned(),
        "amazon elastic kubernetes service eks" | "amazon elastic kubernetes service" | "amazon eks" => {
            "eks".to_owned()
        }
        "google kubernetes engine gke" | "google kubernetes engine" => "gke".to_owned(),
        "azure kubernetes service aks" | "azure kubernetes service" => "aks".to_owned(),
        _ => name
            .replace("red hat enterprise linux", "rhel")
            .replace("ubuntu linux", "ubuntu")
            .replace("centos linux", "centos")
            .replace("debian linux", "debian")
            .replace("microsoft windows", "windows"),
    }
}

/// A benchmark version's parts, compared without trailing zeros: `2.0` equals `2.0.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// Reads `2.0.0` or `v2.0.0`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let mut parts = Vec::new();
        for part in text.split('.') {
            if !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            parts.push(part.parse().ok()?);
        }
        if !text.contains('.') {
            return None;
        }
        while parts.len() > 1 && parts.last() == Some(&0) {
            parts.pop();
        }
        Some(Self(parts))
    }

    /// Whether two texts name one version; texts that are no versions are compared as they are.
    pub fn same(left: &str, right: &str) -> bool {
        match (Self::parse(left), Self::parse(right)) {
            (Some(left), Some(right)) => left == right,
            _ => left.trim() == right.trim(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_given_in_words_is_split() {
        let given = Benchmark::given("CIS Amazon Linux 2 Benchmark v2.0.0");
        assert_eq!(given.title.as_deref(), Some("CIS Amazon Linux 2 Benchmark"));
        assert_eq!(given.version.as_deref(), Some("2.0.0"));
        assert_eq!(Benchmark::given("Amazon Linux 2").version, None);
    }

    #[test]
    fn names_and_versions_are_compared_without_their_dress() {
        let left = Benchmark::given("AL2 2.0");
        let right = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("v2.0.0".into()));
        assert_eq!(left.same_family(&right), Some(true));
        assert_eq!(left.same_version(&right), Some(true));
        assert_ne!(family("CIS Amazon Linux Benchmark"), family("CIS Amazon Linux 2 Benchmark"));
    }
}
