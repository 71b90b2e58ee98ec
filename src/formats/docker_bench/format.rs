//! docker-bench-security's JSON: sections with their results, and the count of them at the end.
//!
//! The script prints its JSON piece by piece, so a run that was stopped leaves a file without an end. A manual check
//! and one whose subject is not there are both an INFO or a NOTE; neither is a pass. Sections without running
//! containers are empty. Source: <https://github.com/docker/docker-bench-security>; samples: samples/formats/docker-bench.

use serde::Deserialize;
use serde_json::Value;

use crate::diag::Code;
use crate::model::{
    Benchmark, Check, Coverage, Doubt, DoubtCode, Evidence, Moment, Number, Scan, Sections, Status, Title, Tool,
    Version,
};
use crate::read::json::{Pages, Place, null_as_default, repairs};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy, cis};

/// The format.
pub(in crate::formats) struct DockerBench;

impl Format for DockerBench {
    fn id(&self) -> &'static str {
        "docker-bench"
    }

    fn about(&self) -> About {
        About {
            name: "docker-bench-security JSON",
            summary: "docker-bench-security's JSON (the file whose name ends in .log.json)",
            tools: &["docker-bench-security"],
            recognised_by: "JSON with the key dockerbenchsecurity",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Levels],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(|json| json.has("dockerbenchsecurity")))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let pages: Pages = Pages::read(input)?;
        let several = pages.documents.len() > 1;
        let mut scans = Vec::new();
        for (index, page) in pages.documents.iter().enumerate() {
            let place = page.place(index, several);
            let mut scan = report(&page.value.0, &place)?.scan(&place, options)?;
            scan.warnings.extend(repairs(pages.repaired));
            scans.push(scan);
        }
        Ok(scans.into())
    }
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "dockerbenchsecurity")]
    version: String,
    start: Option<i64>,
    end: Option<i64>,
    tests: Vec<Section>,
    checks: Option<u64>,
}

#[derive(Deserialize)]
struct Section {
    id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    desc: String,
    results: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    desc: String,
    result: String,
    #[serde(default, deserialize_with = "null_as_default")]
    details: String,
    #[serde(default, deserialize_with = "null_as_default")]
    items: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    remediation: String,
}

fn report(value: &Value, place: &Place) -> Result<Report, ReadError> {
    if value.get("dockerbenchsecurity").is_some() && value.get("tests").is_none() {
        return Err(place
            .error("the report has no `tests`: releases before 1.3.5 wrote a word for each number, and lost some")
            .help("run a newer docker-bench-security, and give the file that ends in .log.json"));
    }
    place.parse(value)
}

impl Report {
    fn scan(self, place: &Place, options: &ReadOptions) -> Result<Scan, ReadError> {
        let moment = |seconds: Option<i64>| seconds.and_then(|seconds| Moment::parse(&seconds.to_string()));
        let mut scan = Scan {
            tool: Some(Tool { name: "docker-bench-security".to_owned(), version: Some(self.version.clone()) }),
            benchmark: benchmark(&self.version),
            started: moment(self.start),
            finished: moment(self.end),
            ..Scan::default()
        };
        let (mut empty, mut sections) = (Vec::new(), Sections::default());
        for (index, section) in self.tests.into_iter().enumerate() {
            let place = place.key("tests").index(index).key("results");
            section.id.parse().into_iter().for_each(|number| sections.add(number, &section.desc));
            if section.results.is_empty() {
                empty.push(section.id.clone());
            }
            for (index, outcome) in section.results.into_iter().enumerate() {
                scan.checks.push(outcome.check(&place.index(index), options)?);
            }
        }
        if scan.checks.is_empty() {
            return Err(place
                .error("docker-bench-security ran no check")
                .help("run it as root and without -c, on a host where `docker ps` works"));
        }
        if !empty.is_empty() {
            let sections = empty.join(", ");
            scan.warn(
                Code::EmptyControlSet,
                format!("Sections without a result ({sections}): those about containers need a running one."),
            );
        }
        scan.sections = sections.list();
        hold(&mut scan, self.checks);
        Ok(scan)
    }
}

/// The count at the end, which a whole file has.
fn hold(scan: &mut Scan, stated: Option<u64>) {
    let read = scan.checks.len();
    let why = match stated {
        Some(stated) if usize::try_from(stated) == Ok(read) => {
            scan.states_selection = true;
            return;
        }
        Some(stated) => format!("the file says that it holds {stated} checks, and holds {read}"),
        None => "the count of its checks, which stands at the end of a file, is missing".to_owned(),
    };
    scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
    scan.coverage = Coverage::Partial(why);
}

/// Since its release 1.5.0 the script has the version of the benchmark.
fn benchmark(release: &str) -> Benchmark {
    let same = Version::parse(release) >= Version::parse("1.5.0");
    let note = if same {
        "the version is that of docker-bench-security, which follows the benchmark's"
    } else {
        "this release of docker-bench-security does not tell the benchmark's version; give --benchmark"
    };
    let version = same.then(|| release.to_owned());
    Benchmark { note: Some(note.to_owned()), ..Benchmark::declared(Some("CIS Docker Benchmark".to_owned()), version) }
}

impl Outcome {
    fn check(self, place: &Place, options: &ReadOptions) -> Result<Check, ReadError> {
        let status = match self.result.as_str() {
            "PASS" => Status::Pass,
            "WARN" => Status::Fail,
            // Left to a person, or not decided: a subject that is not there, a list to look at.
            "INFO" | "NOTE" => Status::NotChecked,
            other => {
                let word: String = other.chars().take(40).collect();
                return Err(place
                    .error(format!("`{word}` is none of docker-bench-security's results (PASS, WARN, INFO, NOTE)")));
            }
        };
        // Checks of the community have ids such as `c.1`.
        let number: Option<Number> = self.id.parse().ok();
        let own = number.as_ref().and_then(|number| {
            let (leading, rest) = Number::leading(&self.desc)?;
            (leading == *number).then_some(rest)
        });
        let truncated = self.items.iter().any(|item| item == "(truncated)");
        let items = Evidence::items(self.items.into_iter().filter(|item| item != "(truncated)"));
        let evidence = if items.is_empty() { Evidence::text(self.details) } else { items };
        Ok(Check {
            title: Title::recommendation(own.unwrap_or(&self.desc)),
            assessment: cis::assessment(&self.desc),
            rule: number.is_none().then_some(self.id),
            number,
            raw_status: Some(self.result),
            evidence: Evidence { truncated, ..evidence },
            remediation: Some(self.remediation).filter(|text| options.text && !text.trim().is_empty()),
            ..Check::new(status)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
        let input = Input::from_bytes("x", text);
        DockerBench.read_input(&input, &ReadOptions::default()).map(|reading| reading.scans)
    }

    const REPORT: &str = r#"{"dockerbenchsecurity":"1.6.0","start":1780000000,"tests":[{"id":"2","desc":"Daemon","results":[
        {"id":"2.1","desc":"2.1 Ensure a (Manual)","result":"NOTE"},
        {"id":"2.2","desc":"Ensure b (Automated)","result":"WARN","details":"x: a (truncated)","items":["a","(truncated)"]},
        {"id":"c.1","desc":"Ensure c","result":"PASS"}]}],"checks":3,"score":0,"end":1780000009}"#;

    #[test]
    fn a_note_is_no_verdict_and_a_warning_is_a_failure() {
        let scans = read(REPORT).expect("a scan");
        let statuses: Vec<_> = scans[0].checks.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [Status::NotChecked, Status::Fail, Status::Pass]);
        assert_eq!(scans[0].checks[0].title_text(), Some("Ensure a (Manual)"));
        assert!(scans[0].checks[1].evidence.capped());
        assert_eq!((scans[0].checks[2].number.clone(), scans[0].checks[2].rule.as_deref()), (None, Some("c.1")));
        assert!(scans[0].states_selection && scans[0].doubts.is_empty());
        assert_eq!(scans[0].benchmark.to_string(), "CIS Docker Benchmark v1.6.0");
    }

    #[test]
    fn a_count_that_differs_or_is_gone_is_doubted() {
        for damaged in [REPORT.replace("\"checks\":3", "\"checks\":4"), REPORT.replace("\"checks\":3,", "")] {
            let scan = read(&damaged).expect("a scan").remove(0);
            assert!(scan.is_doubted(DoubtCode::ResultsDiffer) && !scan.coverage.is_full(), "{damaged}");
        }
    }

    #[test]
    fn what_is_cut_old_or_unknown_is_refused() {
        let (cut, _) = REPORT.split_once("],\"checks\"").expect("an end");
        assert!(read(cut).expect_err("cut").to_string().contains("cut off"));
        let old = r#"{"dockerbenchsecurity":"1.3.4","start":1,"1.1":"WARN"}"#;
        assert!(read(old).expect_err("old").help.is_some_and(|help| help.contains("newer")));
        assert!(read(&REPORT.replace("NOTE", "MAYBE")).is_err());
        assert_eq!(benchmark("1.3.6").version, None);
    }
}
