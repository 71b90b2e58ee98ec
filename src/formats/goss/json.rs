//! goss JSON (0.3 and 0.4) with the titles and metadata of ansible-lockdown's audits.
//!
//! A result is one property of one resource; a result whose title names several recommendations is
//! a check of each. `successful` is true for what was skipped, so `result` decides; a pass that was not
//! successful is a failure. The summary's counts are held against the results.
//! Source: <https://github.com/goss-org/goss>; samples: `samples/formats/goss`.

use serde::Deserialize;
use serde_json::Value;

use super::metadata;
use super::titles::{self, Named};
use crate::model::{Check, Coverage, Doubt, DoubtCode, Evidence, Ident, Moment, Scan, Status, Tool};
use crate::read::json::{Pages, repairs};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct Goss;

impl Format for Goss {
    fn id(&self) -> &'static str {
        "goss"
    }

    fn about(&self) -> About {
        About {
            name: "goss JSON",
            summary: "goss JSON, such as ansible-lockdown's CIS audits write",
            tools: &["goss", "ansible-lockdown *-CIS-Audit"],
            recognised_by: "JSON with `results` (`resource-id`, `property`) and `summary`/`test-count`",
            cannot_tell: &[Gap::Ami],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(|json| {
            json.has("results/[]/resource-id") && json.has("results/[]/result") && json.has("results/[]/property")
                || json.has("results") && json.has("summary/test-count")
        }))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let pages: Pages<Document> = Pages::read(input)?;
        let several = pages.documents.len() > 1;
        let mut scans = Vec::new();
        for (index, page) in pages.documents.iter().enumerate() {
            let place = page.place(index, several);
            let mut scan = page.value.scan().map_err(|(at, message)| place.key("results").index(at).error(message))?;
            scan.warnings.extend(repairs(pages.repaired));
            scans.push(scan);
        }
        if scans.iter().all(|scan| scan.checks.is_empty()) {
            return Err(ReadError::no_checks("goss ran no test")
                .help("see whether the variables of the audit select any (levels and rule toggles)"));
        }
        Ok(scans.into())
    }
}

#[derive(Deserialize)]
struct Document {
    results: Option<Vec<TestResult>>,
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(rename = "test-count")]
    test: Option<u64>,
    #[serde(rename = "failed-count")]
    failed: Option<u64>,
    #[serde(rename = "skipped-count")]
    skipped: Option<u64>,
}

impl Summary {
    /// The count that does not fit the results; `None` too where nothing was counted.
    fn differs(&self, results: &[TestResult]) -> Option<String> {
        let count = |wanted: &[Status]| {
            let of = |result: &&TestResult| result.status().is_ok_and(|status| wanted.contains(&status));
            results.iter().filter(of).count() as u64
        };
        let (failed, unknown) = (count(&[Status::Fail]), count(&[Status::Unknown]));
        // Some versions count an unknown result as failed.
        let failures = if self.failed == Some(failed + unknown) { failed + unknown } else { failed };
        let counts = [
            ("tests", self.test, results.len() as u64),
            ("failures", self.failed, failures),
            ("skipped tests", self.skipped, count(&[Status::NotChecked])),
        ];
        let differ = |(what, stated, read): &(&str, Option<u64>, u64)| {
            let stated = stated.filter(|stated| stated != read)?;
            Some(format!("the summary counts {stated} {what}, the file has {read}"))
        };
        let differences: Vec<String> = counts.iter().filter_map(differ).collect();
        (!differences.is_empty()).then(|| differences.join("; "))
    }
}

/// One property of one resource.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct TestResult {
    result: Option<u64>,
    successful: Option<bool>,
    #[serde(default)]
    resource_id: String,
    #[serde(default)]
    resource_type: String,
    #[serde(default)]
    property: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    err: Value,
    start_time: Option<String>,
    end_time: Option<String>,
    /// 0.4.
    matcher_result: Option<Value>,
    /// 0.3.
    #[serde(default)]
    expected: Value,
    #[serde(default)]
    found: Value,
    #[serde(default)]
    human: String,
}

impl Document {
    /// The error is the index of a result and what is wrong with it.
    fn scan(&self) -> Result<Scan, (usize, String)> {
        let mut scan = Scan { tool: Some(Tool::named("goss")), ..Scan::default() };
        let mut counts = titles::Counts::default();
        let results = self.results.as_deref().unwrap_or_default();
        for (index, result) in results.iter().enumerate() {
            let status = result.status().map_err(|message| (index, message))?;
            if result.is_metadata() {
                metadata::take(&result.meta, &mut scan);
                // It always passes; one that does not is a check like any other, whatever its name.
                if status == Status::Pass {
                    continue;
                }
            }
            let named = titles::named(&result.title, &result.meta, &mut counts);
            scan.checks.extend(named.into_iter().map(|named| result.check(status, named)));
        }
        let times = |time: fn(&TestResult) -> Option<&String>| {
            results
                .iter()
                .filter_map(move |result| Moment::parse(time(result)?))
                .filter(|time| time.utc_date().year() > 1970)
        };
        scan.started = times(|result| result.start_time.as_ref()).min().or(scan.started);
        scan.times_approximate &= times(|result| result.start_time.as_ref()).next().is_none();
        scan.finished = times(|result| result.end_time.as_ref()).max();
        counts.warn(&mut scan);
        match self.summary.as_ref().map(|summary| summary.differs(results)) {
            Some(Some(why)) => {
                scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
                scan.coverage = Coverage::Partial(why);
            }
            Some(None) => {
                scan.states_selection = self.summary.as_ref().is_some_and(|summary| summary.test.is_some());
            }
            None => {}
        }
        Ok(scan)
    }
}

impl TestResult {
    /// ansible-lockdown's audits carry what they know of the host in a test that always passes.
    fn is_metadata(&self) -> bool {
        self.resource_id == "benchmark_meta" || self.title.trim().eq_ignore_ascii_case("benchmark metadata")
    }

    fn status(&self) -> Result<Status, String> {
        match self.result {
            // The worse of two words that contradict each other counts.
            Some(0) if self.successful == Some(false) => Ok(Status::Fail),
            Some(0) => Ok(Status::Pass),
            Some(1) => Ok(Status::Fail),
            Some(2) => Ok(Status::NotChecked),
            Some(3) => Ok(Status::Unknown),
            Some(other) => Err(format!("{other} is no result of goss (0 pass, 1 fail, 2 skip, 3 unknown)")),
            None => Err("the test has no `result`".to_owned()),
        }
    }

    fn check(&self, status: Status, named: Named) -> Check {
        let idents = self.meta.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("NIST"));
        let idents = idents.flat_map(|(key, value)| {
            let ident = |value: String| Ident { system: key.clone(), value };
            titles::texts(value).into_iter().filter(|value| value != "NA").map(ident).collect::<Vec<_>>()
        });
        Check {
            number: named.number,
            rule: Some([&self.resource_type, &self.resource_id, &self.property].map(String::as_str).join(": ")),
            title: named.title,
            raw_status: (status == Status::NotChecked).then(|| "skip".to_owned()),
            levels: titles::texts(self.meta.get("server").unwrap_or(&Value::Null))
                .iter()
                .filter_map(|level| level.parse().ok().filter(|level| (1..=2).contains(level)))
                .collect(),
            evidence: self.evidence(status),
            idents: idents.collect(),
            ..Check::new(status)
        }
    }

    /// The expectation and finding of goss, in the words of its own summary line.
    fn evidence(&self, status: Status) -> Evidence {
        if status == Status::NotChecked {
            return Evidence::default();
        }
        let mut lines = Vec::new();
        if !self.err.is_null() {
            lines.push(format!("error: {}", plain(&self.err)));
        }
        if let Some(matcher) = &self.matcher_result {
            lines.extend(matched(matcher, status));
        } else {
            for (label, value) in [("expected", &self.expected), ("found", &self.found)] {
                if !value.is_null() {
                    lines.push(format!("{label}: {}", titles::texts(value).join(", ")));
                }
            }
            lines.extend((!self.human.trim().is_empty()).then(|| self.human.trim().to_owned()));
        }
        Evidence::text(lines.join("\n"))
    }
}

/// The words of a matcher of goss 0.4.
fn matched(matcher: &Value, status: Status) -> Vec<String> {
    let part = |key: &str| matcher.get(key).filter(|value| !value.is_null()).map(plain);
    let mut lines = Vec::new();
    let (message, expected) = (part("message").unwrap_or_default(), part("expected").unwrap_or_default());
    if status == Status::Pass {
        lines.push(format!("{message}: {expected}"));
    } else if !message.is_empty() {
        lines.push(format!("expected {} {message} {expected}", part("actual").unwrap_or_default()));
    }
    for key in ["missing-elements", "extra-elements"] {
        lines.extend(part(key).map(|value| format!("{}: {value}", key.replace('-', " "))));
    }
    lines
}

/// A value as a person reads it: texts without quotes, everything else as JSON.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(results: &str, summary: &str) -> Scan {
        let text = format!("{{\"results\":[{results}],\"summary\":{{{summary}}}}}");
        let reading = Goss.read_input(&Input::from_bytes("x", text), &ReadOptions::default());
        reading.expect("a scan").scans.remove(0)
    }

    fn result(title: &str, result: u8, successful: bool) -> String {
        format!("{{\"resource-id\":\"r\",\"title\":\"{title}\",\"result\":{result},\"successful\":{successful}}}")
    }

    #[test]
    fn a_pass_that_was_not_successful_is_a_failure() {
        let scan = read(&result("1.1 | a", 0, false), "\"test-count\":1,\"failed-count\":1");
        assert!(scan.checks[0].status == Status::Fail && scan.doubts.is_empty() && scan.states_selection);
    }

    #[test]
    fn a_metadata_test_that_failed_is_a_check() {
        let scan = read(&result("Benchmark MetaData", 1, false), "\"test-count\":1");
        assert_eq!(scan.checks[0].status, Status::Fail);
    }

    #[test]
    fn each_count_of_the_summary_is_compared() {
        let results = [result("1.1 | a", 0, true), result("1.2 | b", 1, false), result("1.3 | c", 2, true)].join(",");
        let fits = "\"test-count\":3,\"failed-count\":1,\"skipped-count\":1";
        assert!(read(&results, fits).coverage.is_full());
        for (from, to) in
            [("3", "4"), ("failed-count\":1", "failed-count\":2"), ("skipped-count\":1", "skipped-count\":0")]
        {
            let scan = read(&results, &fits.replace(from, to));
            assert!(!scan.coverage.is_full() && scan.is_doubted(DoubtCode::ResultsDiffer), "{to}");
        }
    }
}
