//! kube-bench's JUnit files: a suite for each control set, one after the other, as kube-bench prints them.
//!
//! A test case's `system-out` is the check as JSON, which decides; the elements beside it say the same again and must
//! not contradict it. No benchmark is named. Source: <https://github.com/aquasecurity/kube-bench>;
//! samples: samples/formats/kube-bench-junit.

use super::json::Test;
use super::row::{Totals, tool};
use super::text::{benchmark, may_lack_sets};
use crate::model::{Check, Coverage, Doubt, DoubtCode, Number, Profile, Scan};
use crate::read::json::Place;
use crate::read::kubernetes::unless_numberless;
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct KubeBenchJunit;

const END: &str = "</testsuite>";

impl Format for KubeBenchJunit {
    fn id(&self) -> &'static str {
        "kube-bench-junit"
    }

    fn about(&self) -> About {
        About {
            name: "kube-bench JUnit",
            summary: "kube-bench's JUnit XML, one scan per control set; its JSON says more",
            tools: &["kube-bench"],
            recognised_by: "root element testsuite, and test cases whose system-out holds a `test_number`",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Benchmark, Gap::Levels],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let suite = head.xml().is_some_and(|xml| matches!(xml.root.as_str(), "testsuite" | "testsuites"));
        Confidence::certain_if(suite && head.text.contains("system-out") && head.text.contains("test_number"))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let text = input.text()?;
        let suites = text.match_indices(END).count();
        let together;
        let input = if suites > 1 && !text.contains("<testsuites") {
            if !text.trim_end().ends_with(END) {
                return Err(ReadError::syntax("the file ends inside a test suite: it is cut off")
                    .help("run kube-bench again, best with --json, and give the whole output"));
            }
            // An XML document has one root. The lines stay where they are.
            together = input.clone().with_text(format!("<testsuites>{text}</testsuites>"));
            &together
        } else {
            input
        };
        let mut xml = XmlReader::new(input)?.watching(&["testcase"]);
        let mut sets = Vec::new();
        while xml.child()? {
            if xml.name().1 == "testsuite" {
                sets.push(suite(&mut xml, options)?);
                continue;
            }
            while xml.child()? {
                if xml.name().1 != "testsuite" {
                    return Err(stranger(&xml, "the test suites"));
                }
                sets.push(suite(&mut xml, options)?);
            }
        }
        // The managed services' benchmarks number the worker nodes 3, the Kubernetes one 4.
        let managed =
            sets.iter().any(|set| set.section() == Some("3".to_owned()) && set.name.starts_with("Worker Node"));
        let mut scans: Vec<Scan> =
            sets.into_iter().filter(|set| !set.checks.is_empty()).map(|set| set.scan(managed)).collect();
        if scans.is_empty() {
            return Err(ReadError::no_checks("kube-bench ran no check")
                .help("see which targets it ran (`kube-bench run --targets node`), and run it without --noresults"));
        }
        scans.iter_mut().for_each(|scan| may_lack_sets(scan, "run kube-bench with --json"));
        Ok(scans.into())
    }
}

/// One suite.
#[derive(Default)]
struct Set {
    name: String,
    tests: Option<u64>,
    failures: Option<u64>,
    checks: Vec<Check>,
}

fn suite(xml: &mut XmlReader<'_>, options: &ReadOptions) -> Result<Set, ReadError> {
    let count = |name| Ok::<_, ReadError>(xml.owned_attribute(name)?.and_then(|count| count.parse().ok()));
    let mut set = Set {
        name: xml.owned_attribute("name")?.unwrap_or_default(),
        tests: count("tests")?,
        failures: count("failures")?,
        checks: Vec::new(),
    };
    while xml.child()? {
        match xml.name().1 {
            "testcase" => {
                xml.taken();
                set.checks.push(test_case(xml, options)?);
            }
            "properties" => xml.skip()?,
            _ => return Err(stranger(xml, "a test suite")),
        }
    }
    Ok(set)
}

fn stranger(xml: &XmlReader<'_>, of: &str) -> ReadError {
    xml.refuse(&format!("`{}` is no part of {of}, and might be a result", xml.name().1))
        .help("the file was edited or damaged: run kube-bench again, best with --json")
}

fn test_case(xml: &mut XmlReader<'_>, options: &ReadOptions) -> Result<Check, ReadError> {
    let place = xml.place();
    let name = xml.owned_attribute("name")?.unwrap_or_default();
    let (mut beside, mut written) = ("PASS", None);
    while xml.child()? {
        match xml.name().1 {
            "failure" | "error" => beside = "FAIL",
            "skipped" if beside == "PASS" => beside = "WARN",
            "skipped" | "properties" => {}
            "system-out" => {
                written = xml.trimmed_text()?;
                continue;
            }
            _ => return Err(stranger(xml, "a test case")),
        }
        xml.skip()?;
    }
    let refuse = |message: String| {
        xml.refuse_at(place, message).help("the file was edited or damaged: run kube-bench again, best with --json")
    };
    let test: Test = serde_json::from_str(&written.unwrap_or_default())
        .map_err(|error| refuse(format!("the system-out of `{name}` is not the check as JSON: {error}")))?;
    let check = test.check(&Place::default(), options).map_err(|error| refuse(error.kind.to_string()))?;
    xml.keeps(size_of_val(&check))?;
    let word = check.raw_status.as_deref().unwrap_or_default();
    // Skipped is a warning as well as an information.
    if beside != word && !(beside == "WARN" && word == "INFO") {
        return Err(refuse(format!("the test case `{name}` looks like {beside}, and its check says {word}")));
    }
    let id = check.id().unwrap_or_default();
    if name.split_whitespace().next() != Some(id.as_str()) {
        return Err(refuse(format!("the test case `{name}` holds the check {id}")));
    }
    Ok(check)
}

impl Set {
    /// The section that all its numbers lie in.
    fn section(&self) -> Option<String> {
        self.checks.first()?.number.as_ref().map(Number::section).map(|section| section.to_string())
    }

    fn scan(self, managed: bool) -> Scan {
        let counted = Totals::of(&self.checks);
        let read = [("tests", self.tests, self.checks.len() as u64), ("failures", self.failures, counted.fail)];
        let differs = read.into_iter().find_map(|(what, stated, read)| {
            let stated = stated?;
            (stated != read).then(|| format!("the suite says {stated} {what}, {read} are in the file"))
        });
        let mut scan = Scan {
            tool: Some(tool()),
            benchmark: unless_numberless(benchmark(managed, "kube-bench's JUnit names no benchmark"), &self.checks),
            states_selection: self.tests.is_some() && differs.is_none(),
            profile: Some(Profile {
                id: self.section(),
                title: Some(self.name).filter(|name| !name.is_empty()),
                level: None,
            }),
            checks: self.checks,
            ..Scan::default()
        };
        if let Some(why) = differs {
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
            scan.coverage = Coverage::Partial(why);
        }
        scan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn case(id: &str, word: &str, inside: &str) -> String {
        let json =
            format!(r#"{{"test_number":"{id}","test_desc":"Ensure a","type":"","scored":true,"status":"{word}"}}"#);
        let json = json.replace('"', "&#34;");
        format!("<testcase name=\"{id} Ensure a\" classname=\"c\">{inside}<system-out>{json}</system-out></testcase>\n")
    }

    fn suite(cases: &str, tests: usize, failures: usize) -> String {
        format!(
            "<testsuite name=\"Etcd\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}</testsuite>\n"
        )
    }

    fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
        KubeBenchJunit.read_input(&Input::from_bytes("x", text), &ReadOptions::default()).map(|reading| reading.scans)
    }

    #[test]
    fn the_suites_that_are_printed_one_after_the_other_are_scans() {
        let fail = case("2.1", "FAIL", "<failure type=\"\">why</failure>");
        let text = suite(&fail, 1, 1) + &suite(&case("5.1", "INFO", "<skipped></skipped>"), 1, 0);
        let scans = read(&text).expect("scans");
        assert_eq!((scans.len(), scans[0].checks[0].status), (2, Status::Fail));
        assert!(scans.iter().all(|scan| !scan.coverage.is_full()), "no total says that there are no more");
        let cut = text.get(..text.len() - 20).expect("a part");
        assert!(read(cut).is_err());
    }

    #[test]
    fn what_contradicts_itself_is_refused_or_doubted() {
        for text in [
            suite(&case("2.1", "PASS", "<failure/>"), 1, 1),
            suite(&case("2.1", "FAIL", ""), 1, 1),
            suite(&case("2.1", "WARN", ""), 1, 0),
            suite(&case("2.1", "PASS", "").replace("name=\"2.1", "name=\"2.2"), 1, 0),
            suite(&case("2.1", "PASS", "").replace("test_number", "number"), 1, 0),
            suite(&case("2.1", "PASS", "<faliure/>"), 1, 0),
            suite(&format!("<x>{}</x>", case("2.1", "PASS", "")), 1, 0),
        ] {
            assert!(read(&text).is_err(), "{text}");
        }
        assert!(read(&suite(&case("2.1", "PASS", ""), 2, 0)).expect("a scan")[0].is_doubted(DoubtCode::ResultsDiffer));
        assert!(read(&suite("", 0, 0)).expect_err("nothing").is_no_checks());
    }
}
