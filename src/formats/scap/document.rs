//! What an XCCDF vocabulary holds in a document: benchmarks, profiles, rules and test results.
//!
//! Filled while the document streams by, in whatever order its parts stand; `scan.rs` joins them.
//! Subtrees that nothing wants are skipped.

use std::collections::{BTreeMap, BTreeSet};

use super::naming;
use super::result::TestResult;
use crate::model::Check;
use crate::read::xml::XmlReader;
use crate::read::{ReadError, ReadOptions};

const NAMESPACES: [&str; 2] = ["http://checklists.nist.gov/xccdf/1.2", "http://checklists.nist.gov/xccdf/1.1"];

/// Whether a namespace is XCCDF's, in a version that is read.
pub(in crate::formats) fn is_xccdf(namespace: &str) -> bool {
    NAMESPACES.contains(&namespace)
}

/// The local name of the element entered last when it is XCCDF's, else the empty string.
pub(super) fn element<'x>(xml: &'x XmlReader<'_>) -> &'x str {
    match xml.name() {
        (namespace, local) if is_xccdf(namespace) => local,
        _ => "",
    }
}

/// A benchmark as the document declares it.
#[derive(Debug, Default)]
pub(super) struct BenchmarkFacts {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) version: Option<String>,
}

/// A profile, and the rules it selects when it names a level.
#[derive(Debug, Default)]
pub(super) struct ProfileFacts {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    /// Title and version of the CIS benchmark that title or description name.
    pub(super) names: Option<(String, Option<String>)>,
    pub(super) selected: BTreeSet<String>,
}

impl ProfileFacts {
    /// The level that title or id name.
    pub(super) fn level(&self) -> Option<u8> {
        let title = self.title.as_deref().and_then(naming::level);
        title.or_else(|| self.id.as_deref().and_then(naming::level))
    }

    /// What the profiles share that differ from this one in their level alone.
    pub(super) fn family(&self) -> String {
        naming::family(self.title.as_deref().or(self.id.as_deref()).unwrap_or_default())
    }
}

/// The parts of a document, joined after its end.
#[derive(Debug, Default)]
pub(in crate::formats) struct Document {
    pub(super) benchmarks: Vec<BenchmarkFacts>,
    pub(super) profiles: Vec<ProfileFacts>,
    /// What is known of each rule, as a check that was not evaluated.
    pub(super) rules: BTreeMap<String, Check>,
    pub(super) results: Vec<TestResult>,
    /// Attributes of rules that could not be read.
    pub(super) unreadable: Vec<String>,
    /// Keep description, rationale and remediation.
    pub(super) keep_text: bool,
}

impl Document {
    /// An empty document.
    pub(in crate::formats) fn new(options: &ReadOptions) -> Self {
        Self { keep_text: options.text, ..Self::default() }
    }

    /// Whether no test result has been found.
    pub(in crate::formats) fn is_without_results(&self) -> bool {
        self.results.is_empty()
    }

    /// Takes the element entered last when it is one of XCCDF's documents (a benchmark, a test
    /// result, a tailoring); false, and nothing is read, when it is not.
    pub(in crate::formats) fn take(&mut self, xml: &mut XmlReader<'_>) -> Result<bool, ReadError> {
        match element(xml) {
            "Benchmark" => self.benchmark(xml)?,
            "TestResult" => self.results.push(TestResult::read(xml, None)?),
            "Tailoring" => self.tailoring(xml)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn benchmark(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let mut facts = BenchmarkFacts { id: xml.owned_attribute("id")?, ..BenchmarkFacts::default() };
        let index = self.benchmarks.len();
        // The place is taken now: the test results inside refer to it.
        self.benchmarks.push(BenchmarkFacts::default());
        while xml.child()? {
            match element(xml) {
                "title" if facts.title.is_none() => facts.title = xml.trimmed_text()?,
                "version" => facts.version = xml.trimmed_text()?,
                "Profile" => self.profile(xml)?,
                "Group" => self.group(xml)?,
                "Rule" => self.rule(xml)?,
                "TestResult" => self.results.push(TestResult::read(xml, Some(index))?),
                _ => xml.skip()?,
            }
        }
        if let Some(place) = self.benchmarks.get_mut(index) {
            *place = facts;
        }
        Ok(())
    }

    fn tailoring(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        while xml.child()? {
            match element(xml) {
                "Profile" => self.profile(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    /// Groups nest as deep as the reader lets them.
    fn group(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        while xml.child()? {
            match element(xml) {
                "Group" => self.group(xml)?,
                "Rule" => self.rule(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn profile(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let mut profile = ProfileFacts { id: xml.owned_attribute("id")?, ..ProfileFacts::default() };
        // Asked once for each title, not for each of what may be many rules.
        let mut levelled = profile.level().is_some();
        while xml.child()? {
            match element(xml) {
                "title" if profile.title.is_none() => {
                    profile.title = xml.trimmed_text()?;
                    levelled = profile.level().is_some();
                }
                // The description is the likelier place of a version, so it goes before the title.
                "description" if profile.names.is_none() => profile.names = naming::cis_benchmark_in(&xml.text()?),
                "select" => {
                    if levelled {
                        select(xml, &mut profile.selected)?;
                    }
                    xml.skip()?;
                }
                _ => xml.skip()?,
            }
        }
        if profile.names.is_none() {
            let title = profile.title.as_deref().and_then(naming::cis_benchmark_in);
            profile.names = title.map(|(title, version)| (naming::without_profile_words(&title), version));
        }
        self.profiles.push(profile);
        Ok(())
    }
}

fn select(xml: &XmlReader<'_>, selected: &mut BTreeSet<String>) -> Result<(), ReadError> {
    let Some(id) = xml.attribute("idref")? else { return Ok(()) };
    match xml.attribute("selected")?.as_deref().map(str::trim) {
        Some("false" | "0") => selected.remove(id.as_ref()),
        _ => selected.insert(id.into_owned()),
    };
    Ok(())
}
