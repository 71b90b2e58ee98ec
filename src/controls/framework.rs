//! The frameworks that scans name, by the words and addresses that they name them with: the one table of them.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::texts;

/// A framework of controls, with its version where that is stated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Framework {
    name: String,
    version: Option<String>,
    label: String,
}

texts!(Framework { name, label } leaves { version });

/// How the versions of a framework are written.
#[derive(Clone, Copy)]
enum Versions {
    /// What stands before one, and what it is called.
    Written(&'static str, &'static str, Zeros),
    /// It has none that anybody states.
    None,
}

/// What becomes of a zero at the end of a version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zeros {
    /// It goes: CIS says v8, its addresses say v8.0.
    Dropped,
    /// It is added: PCI DSS is v4.0.
    Added,
    /// A revision or a year has none.
    Kept,
}

const CIS: &str = "CIS Controls";
const NIST_53: &str = "NIST SP 800-53";
const NIST_171: &str = "NIST SP 800-171";
const CSF: &str = "NIST CSF";
const PCI: &str = "PCI DSS";
const ISO: &str = "ISO/IEC 27001";

const CIS_VERSION: Versions = Versions::Written(" v", "version", Zeros::Dropped);
const REVISION: Versions = Versions::Written(" Rev. ", "revision", Zeros::Kept);
const CSF_VERSION: Versions = Versions::Written(" ", "version", Zeros::Added);
const PCI_VERSION: Versions = Versions::Written(" v", "version", Zeros::Added);
const YEAR: Versions = Versions::Written(":", "edition", Zeros::Kept);

/// The name, how its versions are written, a version that the address of a publication stands for, and the words:
/// those of CIS-CAT and OpenSCAP's content are addresses, those of Nessus, Wazuh, goss and people are short names.
/// A group `v` is the version.
const KNOWN: [(&str, Versions, Option<&str>, &str); 18] = [
    (CIS, CIS_VERSION, None, r"^https?://(?:www\.)?cisecurity\.org/20-cc/v(?<v>\d+(?:\.\d+)*)"),
    (CIS, CIS_VERSION, None, r"^https?://(?:www\.)?cisecurity\.org/controls(?:/|$)"),
    (CIS, CIS_VERSION, None, r"^(?:cis[ _-]?)?csc[ _-]?(?:v?(?<v>\d+(?:\.\d+)*))?$"),
    (
        CIS,
        CIS_VERSION,
        None,
        r"^cis[ _-](?:critical security )?controls?(?:[ ,_-]*(?:version |v)?(?<v>\d+(?:\.\d+)*))?$",
    ),
    (
        NIST_53,
        REVISION,
        None,
        r"(?:^|[a-z ./_:-])800[-_ ]53(?:[-_ ,.]*r(?:ev(?:ision)?)?[-_ .]*(?<v>\d))?(?:$|[ ./_,:-])",
    ),
    (
        NIST_171,
        REVISION,
        None,
        r"(?:^|[a-z ./_:-])800[-_ ]171(?:[-_ ,.]*r(?:ev(?:ision)?)?[-_ .]*(?<v>\d))?(?:$|[ ./_,:-])",
    ),
    (CSF, CSF_VERSION, Some("1.1"), r"/NIST\.CSWP\.04162018\.pdf$"),
    (CSF, CSF_VERSION, Some("2.0"), r"/NIST\.CSWP\.29\.pdf$"),
    (CSF, CSF_VERSION, None, r"^(?:nist[ _-]?)?csf[ _-]?(?:v?(?<v>\d+(?:\.\d+)*))?$"),
    (
        PCI,
        PCI_VERSION,
        None,
        r"pci(?:[-_ ]|%20)*dss(?:(?:[-_ ,]|%20)*v?(?:ersion)?[-_ ]*(?<v>\d+(?:[._-]\d+)*))?(?:\.pdf)?$",
    ),
    (PCI, PCI_VERSION, None, r"^https?://(?:[a-z0-9.-]+\.)?pcisecuritystandards\.org(?:/|$)"),
    (ISO, YEAR, Some("2013"), r"^https?://www\.iso\.org/contents/data/standard/05/45/54534\.html$"),
    (ISO, YEAR, None, r"^iso(?:[/_ -]iec)?[-_ ]?27001(?:[-_: ]*(?<v>20\d\d))?$"),
    ("CMMC", PCI_VERSION, None, r"^cmmc(?:[_ -]?v?(?<v>\d+(?:\.\d+)*))?$"),
    ("SOC 2", Versions::None, None, r"^soc[_ -]?2$"),
    ("HIPAA", Versions::None, None, r"^hipaa$"),
    ("GDPR", Versions::None, None, r"^gdpr(?:_iv)?$"),
    (
        "DISA CCI",
        Versions::None,
        None,
        r"^(?:https?://(?:iase\.disa|(?:public\.)?cyber)\.mil/(?:stigs/)?cci/?|(?:disa )?cci)$",
    ),
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a test makes all of them")]
    let pattern = |words: &str| Regex::new(&format!("(?i-u:{words})")).expect("a literal pattern compiles");
    KNOWN.iter().map(|(.., words)| pattern(words)).collect()
});

impl Framework {
    /// The framework that the system of a scan's ident names; `None` where it names none that is known.
    pub fn of(system: &str) -> Option<Self> {
        let system = system.trim();
        let system = ["version", "revision", "edition"]
            .iter()
            .find_map(|word| system.strip_suffix(" not stated")?.strip_suffix(word)?.strip_suffix(", "))
            .unwrap_or(system);
        KNOWN.iter().zip(PATTERNS.iter()).find_map(|((name, versions, publication, _), pattern)| {
            let found = pattern.captures(system)?;
            let stated = found.name("v").map(|version| version.as_str()).or(*publication);
            Some(Self::new(name, *versions, stated))
        })
    }

    /// The framework that a person names: a known one however it is written, else one of their own.
    pub fn named(text: &str) -> Self {
        let text = text.trim();
        Self::of(text).unwrap_or_else(|| Self { name: text.to_owned(), version: None, label: text.to_owned() })
    }

    fn new(name: &str, versions: Versions, stated: Option<&str>) -> Self {
        let Versions::Written(before, word, zeros) = versions else {
            return Self { name: name.to_owned(), version: None, label: name.to_owned() };
        };
        let version = stated.map(|version| {
            let version = version.replace(['_', '-'], ".");
            match zeros {
                Zeros::Dropped => version.strip_suffix(".0").unwrap_or(&version).to_owned(),
                Zeros::Added if !version.contains('.') => format!("{version}.0"),
                Zeros::Added | Zeros::Kept => version,
            }
        });
        let label = match &version {
            Some(version) => format!("{name}{before}{version}"),
            None => format!("{name}, {word} not stated"),
        };
        Self { name: name.to_owned(), version, label }
    }

    /// The name with its version, or that none is stated: `CIS Controls v8`, `NIST SP 800-53, revision not stated`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether a name that somebody wrote means it; one without a version means all of them.
    pub fn is_meant_by(&self, named: &Self) -> bool {
        let same = |left: &str, right: &str| left.to_lowercase() == right.to_lowercase();
        same(&self.name, &named.name) && (named.version.is_none() || self.version == named.version)
    }

    /// Whether its controls are those of NIST SP 800-53: a family, a number, enhancements.
    pub fn is_nist_800_53(&self) -> bool {
        self.name == NIST_53
    }

    /// Whether its controls are CIS Controls and their safeguards.
    pub fn is_cis_controls(&self) -> bool {
        self.name == CIS
    }

    /// Whether its controls are requirements of PCI DSS.
    pub(super) fn is_pci(&self) -> bool {
        self.name == PCI
    }

    /// Whether its controls are the control correlation identifiers of DISA.
    pub fn is_cci(&self) -> bool {
        self.name == "DISA CCI"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(system: &str) -> Option<String> {
        Framework::of(system).map(|framework| framework.label().to_owned())
    }

    #[test]
    fn what_scanners_write_names_a_framework_and_a_version_only_where_it_is_stated() {
        for (system, expected) in [
            ("http://cisecurity.org/20-cc/v8.0", "CIS Controls v8"),
            ("http://cisecurity.org/20-cc/v8.1", "CIS Controls v8.1"),
            ("http://cisecurity.org/20-cc/v7.0/", "CIS Controls v7"),
            ("https://www.cisecurity.org/controls/", "CIS Controls, version not stated"),
            ("cis_csc", "CIS Controls, version not stated"),
            ("cis_csc_v8", "CIS Controls v8"),
            ("CSCv7", "CIS Controls v7"),
            ("800-53", "NIST SP 800-53, revision not stated"),
            ("800-53r5", "NIST SP 800-53 Rev. 5"),
            ("NISTSP800-53-R5", "NIST SP 800-53 Rev. 5"),
            ("nist_800_53", "NIST SP 800-53, revision not stated"),
            ("http://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-53r4.pdf", "NIST SP 800-53 Rev. 4"),
            (
                "http://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-171.pdf",
                "NIST SP 800-171, revision not stated",
            ),
            ("https://nvlpubs.nist.gov/nistpubs/CSWP/NIST.CSWP.04162018.pdf", "NIST CSF 1.1"),
            ("CSF2.0", "NIST CSF 2.0"),
            ("CSF", "NIST CSF, version not stated"),
            ("https://www.pcisecuritystandards.org/documents/PCI_DSS_v3-2-1.pdf", "PCI DSS v3.2.1"),
            ("https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0.pdf", "PCI DSS v4.0"),
            ("https://www.pcisecuritystandards.org/", "PCI DSS, version not stated"),
            ("PCI-DSSv3.2.1", "PCI DSS v3.2.1"),
            ("pci_dss", "PCI DSS, version not stated"),
            ("ISO-27001-2022", "ISO/IEC 27001:2022"),
            ("iso_27001-2013", "ISO/IEC 27001:2013"),
            ("ISO/IEC-27001", "ISO/IEC 27001, edition not stated"),
            ("http://cyber.mil/cci", "DISA CCI"),
            ("HIPAA", "HIPAA"),
            ("soc_2", "SOC 2"),
            ("cmmc_v2.0", "CMMC v2.0"),
        ] {
            assert_eq!(label(system).as_deref(), Some(expected), "{system}");
        }
    }

    #[test]
    fn other_idents_name_no_framework() {
        for system in [
            "",
            "http://cce.mitre.org",
            "https://www.cisecurity.org/benchmark/example_linux/",
            "amazon-inspector:finding",
            "STIG",
            "800-53A",
            "1800-53",
            "http://cisecurity.org.example.com/20-cc/v8.0",
            "https://example.com/?x=https://www.cisecurity.org/controls/",
            "CSCS",
        ] {
            assert_eq!(label(system), None, "{system}");
        }
    }

    #[test]
    fn what_a_person_writes_is_the_same_framework() {
        let named = |text: &str| Framework::named(text).label().to_owned();
        for text in ["CIS Controls v8", "CIS Controls v8.0", "cis controls 8", "CIS Critical Security Controls v8"] {
            assert_eq!(named(text), "CIS Controls v8", "{text}");
        }
        for text in ["NIST 800-53 Rev. 5", "NIST SP 800-53 Rev. 5", "nist-800-53-r5", "NIST SP 800-53 revision 5"] {
            assert_eq!(named(text), "NIST SP 800-53 Rev. 5", "{text}");
        }
        assert_eq!(named("PCI DSS 4"), "PCI DSS v4.0");
        assert_eq!(named("BSI IT-Grundschutz 2023"), "BSI IT-Grundschutz 2023");
    }

    #[test]
    fn every_label_names_its_framework_again() {
        for system in
            ["cis_csc", "CSCv8", "800-53", "800-53r4", "800-171", "CSF", "CSF2.0", "pci_dss", "ISO-27001-2022"]
        {
            let framework = Framework::of(system).expect("known");
            assert_eq!(Framework::of(framework.label()), Some(framework), "{system}");
        }
        assert_eq!(label("ISO/IEC 27001, edition not stated"), label("iso_27001"));
    }

    #[test]
    fn a_name_without_a_version_means_every_version_and_one_with_a_version_that_alone() {
        let meant =
            |system: &str, named: &str| Framework::of(system).expect("known").is_meant_by(&Framework::named(named));
        assert!(meant("CSCv8", "CIS Controls") && meant("CSCv8", "CIS Controls v8"));
        assert!(!meant("cis_csc", "CIS Controls v8") && !meant("CSCv7", "CIS Controls v8"));
        assert!(meant("cis_csc", "CIS Controls, version not stated"));
        assert!(!meant("CSCv8", "NIST SP 800-53"));
    }
}
