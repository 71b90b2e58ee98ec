//! `JUnit` files of goss: `<testsuite name="goss">`. A test case's name is resource type, resource id and
//! property; a recommendation's number survives only where the id holds the audit's title.
//!
//! No metadata, levels or `CIS_ID`: goss's JSON has them and is the better input.
//! Source: <https://github.com/goss-org/goss>; samples: `samples/formats/goss-junit`.

use serde_json::Value;

use super::titles::{Counts, Named, named};
use crate::model::{Check, Evidence, Moment, Scan, Status, Tool};
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

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
        let mut tests = 0;
        let mut stated = None;
        while xml.child()? {
            if xml.name().1 != "testsuite" {
                return Err(ReadError::content("the root element is no testsuite"));
            }
            stated = xml.owned_attribute("tests")?.and_then(|tests| tests.parse().ok());
            scan.finished = xml.owned_attribute("timestamp")?.as_deref().and_then(Moment::parse);
            while xml.child()? {
                if xml.name().1 == "testcase" {
                    tests += 1;
                    scan.checks.extend(test_case(&mut xml, &mut counts)?);
                } else {
                    xml.skip()?;
                }
            }
        }
        counts.warn(&mut scan);
        if let Some(stated) = stated.filter(|stated: &u64| *stated != tests) {
            let message = format!("the suite says {stated} tests, {tests} are in the file");
            return Err(
                ReadError::content(message).help("the file was cut or edited: let goss write it again, best as JSON")
            );
        }
        if scan.checks.is_empty() {
            return Err(ReadError::no_checks("goss ran no test"));
        }
        Ok(vec![scan].into())
    }
}

fn test_case(xml: &mut XmlReader, counts: &mut Counts) -> Result<Vec<Check>, ReadError> {
    let name = xml.owned_attribute("name")?.unwrap_or_default();
    let (mut status, mut evidence) = (Status::Pass, None);
    while xml.child()? {
        match xml.name().1 {
            "failure" | "error" => {
                status = Status::Fail;
                evidence = xml.trimmed_text()?;
                continue;
            }
            "skipped" => status = Status::NotChecked,
            _ => {}
        }
        xml.skip()?;
    }
    let metadata = name.contains("benchmark_meta") || name.contains("Benchmark MetaData");
    if metadata {
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
}
