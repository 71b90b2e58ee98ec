//! A `TestResult`: one run, with its target, scores and rule results.
//!
//! Reads what stands inside it; what the benchmark knows of the rules is joined later.

use std::collections::BTreeMap;

use super::document::{BenchmarkId, element};
use super::naming;
use super::rule_result::{self, Trouble};
use crate::model::{Fact, Moment, Profile, ReportedScore, Scan, Status, Target};
use crate::read::ReadError;
use crate::read::xml::{Piece, XmlReader};

/// One run, before it is joined with its benchmark.
#[derive(Debug, Default)]
pub(super) struct TestResult {
    /// Run, tool, profile id, target, times, scores and checks are filled in.
    pub(super) scan: Scan,
    /// The benchmark it stands in.
    pub(super) within: Option<BenchmarkId>,
    /// The id of the benchmark it refers to.
    pub(super) benchmark: Option<String>,
    /// The troubles of reading, to be said once.
    pub(super) trouble: Trouble,
    /// The definitions that failing rules name, by the place of their check.
    pub(super) definitions: BTreeMap<usize, Vec<String>>,
    /// The run used a tailoring.
    pub(super) tailored: bool,
}

impl TestResult {
    /// Reads the test result entered last.
    ///
    /// # Errors
    /// When the document is not well formed, or the test result has no rule-result.
    pub(super) fn read(xml: &mut XmlReader<'_>, within: Option<BenchmarkId>) -> Result<Self, ReadError> {
        xml.taken();
        let mut result = Self { within, ..Self::default() };
        let scan = &mut result.scan;
        scan.run = xml.owned_attribute("id")?;
        scan.tool = xml.attribute("test-system")?.and_then(|system| naming::tool(&system));
        for (attribute, place) in [("start-time", &mut scan.started), ("end-time", &mut scan.finished)] {
            if let Some(text) = xml.owned_attribute(attribute)? {
                *place = Moment::parse(&text);
                if place.is_none() {
                    result.trouble.unreadable.push(format!("{attribute} \"{text}\""));
                }
            }
        }
        while xml.child()? {
            result.part(xml)?;
        }
        Ok(result)
    }

    fn part(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let target = &mut self.scan.target;
        match element(xml) {
            "rule-result" => {
                let mut definitions = Vec::new();
                let check = rule_result::read(xml, &mut self.trouble, &mut definitions)?;
                if check.status == Status::Fail && !definitions.is_empty() {
                    self.definitions.insert(self.scan.checks.len(), definitions);
                }
                self.scan.checks.push(check);
            }
            "benchmark" => {
                let id = xml.owned_attribute("id")?;
                self.benchmark = id.or(xml.owned_attribute("href")?);
                xml.skip()?;
            }
            "profile" => {
                let id = xml.owned_attribute("idref")?;
                self.scan.profile = id.map(|id| Profile { id: Some(id), ..Profile::default() });
                xml.skip()?;
            }
            "target" if target.hostname.is_none() => target.hostname = xml.trimmed_text()?,
            "target-address" => target.addresses.extend(xml.trimmed_text()?),
            "target-facts" => facts(xml, target)?,
            "score" => self.score(xml)?,
            "tailoring-file" => {
                self.tailored = true;
                xml.skip()?;
            }
            known if OTHER_PARTS.contains(&known) => xml.skip()?,
            _ => unknown(xml)?,
        }
        Ok(())
    }

    fn score(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let system = xml.owned_attribute("system")?;
        let maximum = xml.owned_attribute("maximum")?.and_then(|text| number(&text));
        let Some(text) = xml.trimmed_text()? else { return Ok(()) };
        match number(&text) {
            Some(value) => self.scan.scores.push(ReportedScore { system, value, maximum }),
            None => self.trouble.unreadable.push(format!("score \"{text}\"")),
        }
        Ok(())
    }
}

/// The parts of a test result that are not read.
const OTHER_PARTS: [&str; 12] = [
    "title",
    "remark",
    "organization",
    "identity",
    "target",
    "target-id-ref",
    "platform",
    "set-value",
    "set-complex-value",
    "metadata",
    "signature",
    "target-facts",
];

/// Passes over an element that is none of XCCDF's, unless it is of a rule or holds a result: then a
/// result would be lost.
pub(super) fn unknown(xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
    let (name, place) = (xml.name().1.to_owned(), xml.place());
    let mut holds = xml.attribute("idref")?.is_some() || is_result(&name);
    xml.content(|piece| holds |= matches!(piece, Piece::Open(name) if is_result(name)))?;
    if !holds {
        return Ok(());
    }
    let message = format!("`{name}` is no element of XCCDF, and is or holds what looks like a result");
    Err(xml
        .refuse_at(place, message)
        .help("it would be lost: the file was edited or damaged; take it again from the scanner"))
}

/// Whether an element is one of XCCDF's that hold the word of a result, whatever was made of it.
fn is_result(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "result" || name.ends_with("-result") || name.ends_with("_result")
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn facts(xml: &mut XmlReader<'_>, target: &mut Target) -> Result<(), ReadError> {
    let (mut os, mut os_version) = (None, None);
    while xml.child()? {
        let name = xml.owned_attribute("name")?.unwrap_or_default();
        let Some(value) = xml.trimmed_text()? else { continue };
        match name.rsplit(':').next().unwrap_or_default() {
            "os_name" => os = Some(value.clone()),
            "os_version" => os_version = Some(value.clone()),
            _ if is_aws_id(&value, "ami-") => target.ami_id = Some(value.clone()),
            _ if is_aws_id(&value, "i-") => target.instance_id = Some(value.clone()),
            _ => {}
        }
        target.facts.push(Fact { name, value });
    }
    target.os = os.map(|os| os_version.map_or(os.clone(), |version| format!("{os} {version}")));
    Ok(())
}

/// `ami-` or `i-` and 8 or 17 hexadecimal digits: nothing else looks like it.
fn is_aws_id(value: &str, prefix: &str) -> bool {
    let digits = value.strip_prefix(prefix).unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}
