//! One item of a host: a compliance result, or anything else.

use crate::diag::Code;
use crate::model::{AssessedBy, Benchmark, Check, Coverage, Evidence, Ident, Number, Scan, Status, Title};
use crate::read::xml::XmlReader;
use crate::read::{ReadError, ReadOptions, cis};

const NAMESPACE: &str = "http://www.nessus.org/cm";

/// A compliance result as the file has it.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) benchmark: Option<String>,
    pub(super) version: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) audit: Option<String>,
    pub(super) name: String,
    pub(super) rule: Option<String>,
    pub(super) word: String,
    pub(super) status: Option<Status>,
    pub(super) actual: Option<String>,
    pub(super) references: Option<String>,
    pub(super) description: Option<String>,
    pub(super) remediation: Option<String>,
}

/// The kind of an item.
pub(super) enum Found {
    Item(Box<Item>),
    Other,
}

/// Reads the item entered last.
///
/// # Errors
/// When a result has no name, or its word is none of Nessus's.
pub(super) fn read(xml: &mut XmlReader<'_>, options: &ReadOptions) -> Result<Found, ReadError> {
    let place = xml.place();
    let (mut item, mut results, mut named) = (Item::default(), 0, false);
    while xml.child()? {
        let (NAMESPACE, local) = xml.name() else {
            xml.skip()?;
            continue;
        };
        match local {
            "compliance-result" => {
                xml.taken();
                results += 1;
                item.word = xml.trimmed_text()?.unwrap_or_default();
            }
            "compliance-check-name" => {
                named = true;
                item.name = xml.trimmed_text()?.unwrap_or_default();
            }
            "compliance-check-id" => item.rule = xml.trimmed_text()?,
            "compliance-benchmark-name" => item.benchmark = xml.trimmed_text()?,
            "compliance-benchmark-version" => item.version = xml.trimmed_text()?,
            "compliance-benchmark-profile" => item.profile = xml.trimmed_text()?,
            "compliance-audit-file" => item.audit = xml.trimmed_text()?,
            "compliance-actual-value" => item.actual = xml.trimmed_text()?,
            "compliance-reference" => item.references = xml.trimmed_text()?,
            "compliance-info" if options.text => item.description = xml.trimmed_text()?,
            "compliance-solution" if options.text => item.remediation = xml.trimmed_text()?,
            _ => xml.skip()?,
        }
    }
    if results == 0 && !named {
        return Ok(Found::Other);
    }
    let refuse = |message: String| {
        Err(xml.refuse_at(place, message).help("the file was edited or damaged: export the report again"))
    };
    if results != 1 || item.name.is_empty() {
        return refuse(format!("the compliance item has {results} results and the name {:?}", item.name));
    }
    xml.keeps(size_of::<Check>() + item.name.len() + item.actual.as_ref().map_or(0, String::len))?;
    item.status = status(&item.word);
    if item.status.is_none() {
        return refuse(format!("`{}` is no result of Nessus (PASSED, FAILED, WARNING, ERROR)", item.word));
    }
    Ok(Found::Item(Box::new(item)))
}

/// The status of Nessus's word for a result.
pub(super) fn status(word: &str) -> Option<Status> {
    match word {
        "PASSED" => Some(Status::Pass),
        "FAILED" => Some(Status::Fail),
        // A check that an audit cannot decide, or leaves to a person.
        "WARNING" => Some(Status::NotChecked),
        "ERROR" => Some(Status::Error),
        _ => None,
    }
}

impl Item {
    /// The result as a check; its number counts where the audit is one of CIS.
    pub(super) fn check(self, is_cis: bool) -> Check {
        let mut check = Check::new(self.status.unwrap_or(Status::Unknown));
        let leading = Number::leading(&self.name).filter(|_| is_cis);
        check.title = Title::tool(leading.as_ref().map_or(self.name.as_str(), |(_, rest)| rest));
        check.number = leading.map(|(number, _)| number);
        check.rule = self.rule;
        check.assessment = (check.status == Status::NotChecked).then_some(AssessedBy::Manual);
        check.raw_status = Some(self.word);
        check.evidence = Evidence::text(self.actual.unwrap_or_default());
        (check.description, check.remediation) = (self.description, self.remediation);
        for reference in self.references.iter().flat_map(|list| list.split(',')) {
            let Some((system, value)) = reference.trim().split_once('|') else { continue };
            match system {
                // `LEVEL|1A`: the level, and how it is assessed.
                "LEVEL" => check.levels.extend(value.get(..1).and_then(cis::digit)),
                _ => check.idents.push(Ident { system: system.to_owned(), value: value.to_owned() }),
            }
        }
        check.levels.sort_unstable();
        check.levels.dedup();
        check
    }
}

/// Warns of a scan that was filtered most likely, and of results without a number.
pub(super) fn warn(scan: &mut Scan) {
    if scan.checks.iter().all(|check| check.status == Status::Fail) {
        let why = "all results are failures: the export was most likely filtered".to_owned();
        scan.coverage = Coverage::Partial(why.clone());
        scan.warn(Code::Filtered, why);
    }
    let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
    if unnumbered > 0 {
        scan.warn(Code::NoNumbers, format!("{unnumbered} results name no recommendation number"));
    }
}

/// The benchmark as the audit names it; an audit's file name alone is a note.
pub(super) fn benchmark(name: Option<String>, version: Option<String>, audit: Option<&str>) -> Benchmark {
    let note = audit.map(|audit| format!("the audit file is {audit}"));
    let version = version.filter(|_| name.is_some());
    Benchmark { note, ..Benchmark::declared(name, version) }
}
