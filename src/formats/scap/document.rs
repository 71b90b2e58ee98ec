//! The parts of an XCCDF document: benchmarks, profiles, rules and test results.
//!
//! Filled while the document streams by, in whatever order its parts stand; `scan.rs` joins them.
//! Subtrees that nothing wants are skipped.

use std::collections::BTreeMap;

use super::naming;
use super::oval::Oval;
use super::result::TestResult;
use crate::model::{Check, Number, Section, Sections};
use crate::read::xml::XmlReader;
use crate::read::{ReadError, ReadOptions};

const NAMESPACES: [&str; 2] = ["http://checklists.nist.gov/xccdf/1.2", "http://checklists.nist.gov/xccdf/1.1"];

/// The elements that hold results: one that stands where it is not read is an error.
pub(super) const RESULTS: &[&str] = &["rule-result", "override", "TestResult"];

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

/// A benchmark of the document, by its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct BenchmarkId(usize);

/// A group of the document, by its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct GroupId(usize);

/// A benchmark as the document declares it.
#[derive(Debug, Default)]
pub(super) struct BenchmarkFacts {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) version: Option<String>,
    /// The names of its sections: the titles of groups that have a number.
    pub(super) sections: Sections,
}

/// A profile, and the rules it selects when it names a level.
#[derive(Debug, Default)]
pub(super) struct ProfileFacts {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    /// Title and version of the CIS benchmark that title or description name.
    pub(super) names: Option<(String, Option<String>)>,
    /// The profile whose selection it begins with.
    pub(super) extends: Option<String>,
    /// The rules and groups that it selects (true) or deselects.
    pub(super) selects: BTreeMap<String, bool>,
}

impl ProfileFacts {
    /// The level that title or id name.
    pub(super) fn level(&self) -> Option<u8> {
        let title = self.title.as_deref().and_then(naming::level);
        title.or_else(|| self.id.as_deref().and_then(naming::level))
    }

    /// The name that profiles share which differ from this one in their level alone.
    pub(super) fn family(&self) -> String {
        naming::family(self.title.as_deref().or(self.id.as_deref()).unwrap_or_default())
    }
}

/// A group of rules.
#[derive(Debug, Default)]
pub(super) struct GroupFacts {
    pub(super) id: Option<String>,
    /// Whether it is selected where no profile speaks of it.
    pub(super) selected: bool,
    /// The group around it.
    pub(super) within: Option<GroupId>,
}

/// The place of a rule: what decides whether a run evaluates it.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Whether it is selected where no profile speaks of it.
    pub(super) selected: bool,
    /// The group around it.
    pub(super) within: Option<GroupId>,
}

/// The parts of a document, joined after its end.
#[derive(Debug, Default)]
pub(in crate::formats) struct Document {
    pub(super) benchmarks: Vec<BenchmarkFacts>,
    pub(super) profiles: Vec<ProfileFacts>,
    /// The rules, each as a check that was not evaluated.
    pub(super) rules: BTreeMap<String, Check>,
    pub(super) groups: Vec<GroupFacts>,
    /// The place of each rule that a run can evaluate.
    pub(super) places: BTreeMap<String, Place>,
    pub(super) results: Vec<TestResult>,
    /// The findings of OVAL, by the definitions that rules name.
    pub(super) oval: Oval,
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

    /// The benchmark of an id.
    pub(super) fn benchmark_of(&self, id: BenchmarkId) -> Option<&BenchmarkFacts> {
        self.benchmarks.get(id.0)
    }

    /// The group of an id.
    pub(super) fn group_of(&self, id: GroupId) -> Option<&GroupFacts> {
        self.groups.get(id.0)
    }

    fn benchmark(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let mut facts = BenchmarkFacts { id: xml.owned_attribute("id")?, ..BenchmarkFacts::default() };
        let own = BenchmarkId(self.benchmarks.len());
        // The place is taken now: the test results inside refer to it.
        self.benchmarks.push(BenchmarkFacts::default());
        while xml.child()? {
            match element(xml) {
                "title" if facts.title.is_none() => facts.title = xml.trimmed_text()?,
                "version" => facts.version = xml.trimmed_text()?,
                "Profile" => self.profile(xml)?,
                "Group" => self.group(xml, None, &mut facts.sections)?,
                "Rule" => self.rule(xml, None)?,
                "TestResult" => self.results.push(TestResult::read(xml, Some(own))?),
                _ => xml.skip()?,
            }
        }
        if let Some(place) = self.benchmarks.get_mut(own.0) {
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
    fn group(
        &mut self,
        xml: &mut XmlReader<'_>,
        within: Option<GroupId>,
        sections: &mut Sections,
    ) -> Result<(), ReadError> {
        let group = GroupFacts { id: xml.owned_attribute("id")?, selected: is_selected(xml)?, within };
        xml.keeps(size_of::<GroupFacts>())?;
        let number = group.id.as_deref().and_then(naming::cis_group);
        let own = Some(GroupId(self.groups.len()));
        self.groups.push(group);
        while xml.child()? {
            match element(xml) {
                "title" => title(xml, number.as_ref(), sections)?,
                "Group" => self.group(xml, own, sections)?,
                "Rule" => self.rule(xml, own)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn profile(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let mut profile = ProfileFacts { id: xml.owned_attribute("id")?, ..ProfileFacts::default() };
        profile.extends = xml.owned_attribute("extends")?;
        while xml.child()? {
            match element(xml) {
                "title" if profile.title.is_none() => profile.title = xml.trimmed_text()?,
                // The description is the likelier place of a version, so it goes before the title.
                "description" if profile.names.is_none() => profile.names = naming::cis_benchmark_in(&xml.text()?),
                "select" => {
                    if let Some(id) = xml.owned_attribute("idref")? {
                        profile.selects.insert(id, is_selected(xml)?);
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

/// The title of a group: the name of a section where the group's id or the title itself has the number.
fn title(xml: &mut XmlReader<'_>, number: Option<&Number>, sections: &mut Sections) -> Result<(), ReadError> {
    let Some(title) = xml.trimmed_text()? else { return Ok(()) };
    let leading = Number::leading(&title);
    if let Some((number, name)) = number.map(|number| (number.clone(), title.as_str())).or(leading) {
        xml.keeps(size_of::<Section>() + name.len())?;
        sections.add(number, name);
    }
    Ok(())
}

/// Whether the element entered last is selected: XCCDF's default is that it is.
pub(super) fn is_selected(xml: &XmlReader<'_>) -> Result<bool, ReadError> {
    Ok(!matches!(xml.attribute("selected")?.as_deref().map(str::trim), Some("false" | "0")))
}
