//! `JUnit` files of goss: `<testsuite name="goss">`. A test case's name is resource type, resource id and
//! property; a recommendation's number survives only where the id holds the audit's title.
//!
//! No metadata, levels or `CIS_ID`: goss's JSON has them and is the better input.
//! Source: <https://github.com/goss-org/goss>; samples: `samples/formats/goss-junit`.

use serde_json::Value;

use super::titles::{Counts, Named, named};
use crate::model::{Check, Evidence, Moment, Scan, Status, Tool};
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct GossJunit;

impl Format for GossJunit {
    fn id(&self) -> &'static str {
        "goss-junit"
    }

    fn about(&self) -> About {
        About {
            name: "goss JUnit",
            summary: "goss JUnit XML; its JSON says more",
            tools: &["goss"],
            recognised_by: "root element testsuite with the name goss",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Benchmark, Gap::Levels, Gap::Numbers],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let is_goss =
            |attributes: &[(String, String)]| attributes.iter().any(|(key, value)| key == "name" && value == "goss");
        Confidence::certain_if(head.xml().is_some_and(|xml| xml.root == "testsuite" && is_goss(&xml.attributes)))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let mut xml = XmlReader::new(input)?;
        let mut scan = Scan { tool: Some(Tool::named("goss")), ..Scan::default() };
        let mut counts = Counts::default();
        let (mut read, mut stated) = (Suite::default(), Suite::default());
        while xml.child()? {
            if xml.name().1 != "testsuite" {
                return Err(ReadError::content("the root element is no testsuite"));
            }
            stated = Suite::stated(&xml)?;
            scan.finished = xml.owned_attribute("timestamp")?.as_deref().and_then(Moment::parse);
            while xml.child()? {
                if xml.name().1 == "testcase" {
                    scan.checks.extend(test_case(&mut xml, &mut counts, &mut read)?);
                } else if matches!(xml.name().1, "properties" | "system-out" | "system-err") {
                    xml.skip()?;
                } else {
                    return Err(stranger(&xml, "a test suite"));
                }
            }
        }
        counts.warn(&mut scan);
        if let Some(message) = stated.differs(&read) {
            return Err(
                ReadError::content(message).help("the file was cut or edited: let goss write it again, best as JSON")
            );
        }
        scan.states_selection = stated.tests.is_some();
        if scan.checks.is_empty() {
            return Err(ReadError::no_checks("goss ran no test"));
        }
        Ok(vec![scan].into())
    }
}

/// The counts of a suite, as it states them or as they were read.
#[derive(Default)]
struct Suite {
    tests: Option<u64>,
    failures: Option<u64>,
    skipped: Option<u64>,
}

impl Suite {
    fn stated(xml: &XmlReader) -> Result<Self, ReadError> {
        let count = |name| Ok::<_, ReadError>(xml.owned_attribute(name)?.and_then(|count| count.parse().ok()));
        let failed: [Option<u64>; 2] = [count("failures")?, count("errors")?];
        // Both kinds are written as `failure` by some versions.
        let failures = failed.iter().any(Option::is_some).then(|| failed.into_iter().flatten().sum());
        Ok(Self { tests: count("tests")?, failures, skipped: count("skipped")? })
    }

    fn count(&mut self, status: Status) {
        let [tests, failures, skipped] = [&mut self.tests, &mut self.failures, &mut self.skipped];
        *tests.get_or_insert(0) += 1;
        *failures.get_or_insert(0) += u64::from(status == Status::Fail);
        *skipped.get_or_insert(0) += u64::from(status == Status::NotChecked);
    }

    /// The statement that is not so.
    fn differs(&self, read: &Self) -> Option<String> {
        let pairs = [
            ("tests", self.tests, read.tests),
            ("failures and errors", self.failures, read.failures),
            ("skipped tests", self.skipped, read.skipped),
        ];
        pairs.into_iter().find_map(|(what, stated, read)| {
            let (stated, read) = (stated?, read.unwrap_or(0));
            (stated != read).then(|| format!("the suite says {stated} {what}, {read} are in the file"))
        })
    }
}

/// An element that is none of a suite's: it may be a failure under another name.
fn stranger(xml: &XmlReader, of: &str) -> ReadError {
    xml.refuse(&format!("`{}` is no part of {of}, and might be a failure", xml.name().1))
        .help("the file was edited or damaged: let goss write it again, best as JSON")
}

fn test_case(xml: &mut XmlReader, counts: &mut Counts, suite: &mut Suite) -> Result<Vec<Check>, ReadError> {
    xml.keeps(size_of::<Check>())?;
    let name = xml.owned_attribute("name")?.unwrap_or_default();
    let (mut status, mut evidence) = (Status::Pass, None);
    while xml.child()? {
        match xml.name().1 {
            "failure" | "error" => {
                status = status.worse(Status::Fail);
                evidence = xml.trimmed_text()?;
                continue;
            }
            "skipped" => status = status.worse(Status::NotChecked),
            "system-out" | "system-err" | "properties" => {}
            _ => return Err(stranger(xml, "a test case")),
        }
        xml.skip()?;
    }
    suite.count(status);
    // The audits' test that carries metadata always passes; a failing one is a check like any other.
    let metadata = name.contains("benchmark_meta") || name.contains("Benchmark MetaData");
    if metadata && status == Status::Pass {
        return Ok(Vec::new());
    }
    let check = |named: Named| Check {
        number: named.number,
        rule: Some(name.clone()),
        title: named.title,
        raw_status: (status == Status::NotChecked).then(|| "skipped".to_owned()),
        evidence: Evidence::text(evidence.clone().unwrap_or_default()),
        ..Check::new(status)
    };
    Ok(named(titled(&name), &Value::Null, counts).into_iter().map(check).collect())
}

/// The part of a name that begins with a recommendation's number and a bar; else the whole.
fn titled(name: &str) -> &str {
    let of_numbers = |c: char| c.is_ascii_digit() || ".&_ -,".contains(c);
    let start = name.split_once(" |").map(|(before, _)| before.rfind(|c| !of_numbers(c)).map_or(0, |at| at + 1));
    let title = start.and_then(|start| name.get(start..)).map(str::trim_start);
    title.filter(|title| title.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cases: &str, tests: usize) -> Result<Reading, ReadError> {
        let text = format!(
            "<testsuite name=\"goss\" tests=\"{tests}\" timestamp=\"2026-11-01T00:00:00Z\">{cases}</testsuite>"
        );
        GossJunit.read_input(&Input::from_bytes("x", text), &ReadOptions::default())
    }

    #[test]
    fn the_number_is_taken_from_the_name_where_it_survives() {
        let cases = "<testcase name=\"Command 1.1.1 | Ensure a | x exit-status\"><failure>why</failure></testcase>\
                     <testcase name=\"File /etc/x mode\"/><testcase name=\"Command benchmark_meta exit-status\"/>";
        let scan = read(cases, 3).expect("a scan").scans.remove(0);
        let numbers: Vec<_> = scan.checks.iter().map(|check| check.number.as_ref().map(ToString::to_string)).collect();
        assert_eq!(numbers, [Some("1.1.1".to_owned()), None]);
        assert_eq!(scan.checks[0].status, Status::Fail);
        assert_eq!(scan.checks[0].title_text(), Some("Ensure a"));
    }

    #[test]
    fn fewer_cases_than_stated_are_an_error() {
        assert!(read("<testcase name=\"a\"/>", 2).is_err());
        assert!(read("", 0).expect_err("nothing").is_no_checks());
    }

    #[test]
    fn counts_that_differ_and_strange_elements_are_errors() {
        let suite = |counts: &str, case: &str| {
            let text = format!("<testsuite name=\"goss\" tests=\"1\" {counts}>{case}</testsuite>");
            GossJunit.read_input(&Input::from_bytes("x", text), &ReadOptions::default())
        };
        let failed = "<testcase name=\"a\"><failure>why</failure></testcase>";
        assert!(suite("failures=\"1\" errors=\"0\" skipped=\"0\"", failed).is_ok());
        assert!(suite("failures=\"0\"", failed).is_err() && suite("failures=\"1\"", "<testcase name=\"a\"/>").is_err());
        assert!(suite("skipped=\"1\"", failed).is_err());
        assert!(suite("", "<testcase name=\"a\"><faliure>why</faliure></testcase>").is_err());
        assert!(suite("", "<testcase name=\"a\"/><x/>").is_err());
    }

    #[test]
    fn a_failing_metadata_test_is_a_check_and_the_worse_of_two_words_counts() {
        let cases = "<testcase name=\"Command benchmark_meta exit-status\"><failure/><skipped/></testcase>";
        assert_eq!(read(cases, 1).expect("a scan").scans[0].checks[0].status, Status::Fail);
    }
}
