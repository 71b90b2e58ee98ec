//! Amazon Inspector CIS scans (`aws inspector2`): results per instance, counts per check, and what
//! `list-cis-scans` and the counts per instance say about the runs.
//!
//! Keys in any spelling, pages appended to each other, wrappers or bare lists. Vulnerability findings
//! are not read. Source: the inspector2 API, 2020-06-08; samples: `samples/formats/inspector-cis`.

use serde_json::Value;

use super::rows::{Counts, Detail, Key, count_scan, detail_scan, disagree};
use super::runs;
use crate::diag::Code;
use crate::model::RunFacts;
use crate::read::grouped::Grouped;
use crate::read::json::{Item, Items, Pages};
use crate::read::{About, Confidence, Format, Gap, Head, Input, JsonHead, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct InspectorCis;

/// Keys that only the record of a check has.
const CHECKS: &[&str] = &["checkdescription", "level", "remediation", "statusreason"];

const WRAPPERS: &[&str] = &["scanresultdetails", "checkaggregations", "targetresourceaggregations", "scans"];

impl Format for InspectorCis {
    fn id(&self) -> &'static str {
        "inspector-cis"
    }

    fn about(&self) -> About {
        About {
            name: "Inspector CIS scans",
            summary: "Amazon Inspector CIS scans: get-cis-scan-result-details and the lists beside it",
            tools: &["amazon-inspector"],
            recognised_by: "JSON records with `checkId` and `status` or `statusCounts`, or with a `…/cis-scan/…` ARN",
            cannot_tell: &[Gap::Ami, Gap::Time, Gap::Benchmark],
            redundancy: &[Redundancy::Totals, Redundancy::Pages, Redundancy::End],
            corpus: &[
                "inspector-cis/SYNTHETIC-scan-row-totalchecks0.json",
                "inspector-cis/aws_example_get-cis-scan-report.json",
                "inspector-cis/aws_example_get-cis-scan-result-details.json",
                "inspector-cis/aws_example_list-cis-scan-results-aggregated-by-target-resource.json",
            ],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(looks_like))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut items = Pages::read(input)?.items(WRAPPERS, &["targetresourcetags", "tags"])?;
        items.question = Some(question);
        let mut found = Found::default();
        for item in &items.items {
            found.take(item)?;
        }
        found.finish(&items, options)
    }
}

/// The question of an answer: the instance of a run, the run, or all runs.
fn question(item: &Item) -> Option<String> {
    let keys: &[&str] = match item.wrapper {
        "scanresultdetails" => &["scanarn", "accountid", "targetresourceid"],
        "checkaggregations" | "targetresourceaggregations" => &["scanarn"],
        _ => return None,
    };
    let values: Vec<_> = keys.iter().filter_map(|key| item.value.get(key)?.as_str()).collect();
    (!values.is_empty()).then(|| values.join(" "))
}

fn looks_like(json: &JsonHead) -> bool {
    json.paths().any(|(path, value)| {
        let (parent, key) = path.rsplit_once('/').map_or(("", path), |(parent, key)| (parent, key));
        let beside = |key: &str| if parent.is_empty() { key.to_owned() } else { format!("{parent}/{key}") };
        match key {
            "checkid" => {
                json.has(&beside("statuscounts"))
                    || json.has(&beside("status"))
                        && (json.has(&beside("targetresourceid"))
                            || json.has(&beside("scanarn"))
                            || json.value(&beside("level")).is_some_and(|level| level.starts_with("LEVEL_")))
            }
            "scanarn" => value.contains(":inspector2:") && value.contains("/cis-scan/"),
            "targetresourceaggregations" => true,
            // An empty list; GuardDuty has an object of this name.
            "scanresultdetails" | "checkaggregations" => {
                value.is_empty() && !json.paths().any(|(other, _)| other.starts_with(&format!("{path}/")))
            }
            _ => false,
        }
    })
}

/// The records of a file by kind.
#[derive(Default)]
struct Found {
    details: Grouped<Key, Detail>,
    counts: Grouped<Key, Counts>,
    runs: Vec<RunFacts>,
    vulnerabilities: usize,
}

impl Found {
    fn take(&mut self, item: &Item) -> Result<(), ReadError> {
        let has = |key: &str| item.value.get(key).is_some_and(|value| !value.is_null());
        if has("checkid") && has("statuscounts") {
            let row = Counts { of: item.parse()?, ..item.parse()? };
            self.counts.add(row.of.key(), row);
        } else if has("checkid") {
            let row: Detail = item.parse()?;
            row.outcome().map_err(|message| item.error(message))?;
            self.details.add(row.key(), row);
        } else if item.wrapper == "scanresultdetails"
            || item.wrapper == "checkaggregations"
            || CHECKS.iter().any(|key| has(key))
        {
            return Err(item
                .error("this is the record of a check, and it has no checkId")
                .help("get the results again, unedited: without its checkId nobody knows which check it is"));
        } else if has("scanarn") && has("targetresourceid") {
            self.runs.push(runs::target(item)?);
        } else if has("scanarn") && !has("status") && !has("totalchecks") && !has("scandate") {
            return Err(item.error("the record has a scanArn, and neither a check nor what became of the scan"));
        } else if has("scanarn") {
            self.runs.push(runs::scan(item)?);
        } else if has("findingarn") && has("type") {
            self.vulnerabilities += 1;
        } else {
            return Err(foreign(item));
        }
        Ok(())
    }

    fn finish(self, items: &Items, options: &ReadOptions) -> Result<Reading, ReadError> {
        let grouped: Vec<_> = self.details.into_groups().collect();
        let mut scans: Vec<_> = grouped.iter().map(|(key, rows)| detail_scan(key, rows, options)).collect();
        let details: Vec<_> = scans.iter().filter_map(|scan| scan.run.clone()).collect();
        let counts: Vec<_> = self.counts.into_groups().collect();
        for (key, rows) in &counts {
            let Some(doubt) = disagree(key, rows, &grouped) else { continue };
            scans.iter_mut().filter(|scan| scan.run == key.0).for_each(|scan| scan.doubt(doubt.clone()));
        }
        let mut counted: Vec<_> = counts.iter().map(|(key, rows)| count_scan(key, rows, options)).collect();
        // Counts over all instances that fit say nothing that the single results do not.
        let all = counted.len();
        counted.retain(|scan| !scan.run.as_ref().is_some_and(|run| details.contains(run)));
        let repeated = all - counted.len();
        scans.extend(counted);
        for scan in &mut scans {
            items.warn(scan);
        }
        if let Some(scan) = scans.first_mut() {
            if repeated > 0 {
                scan.warn(
                    Code::CountsLeftOut,
                    "The counts per check of runs whose single results are here were left out.",
                );
            }
            if self.vulnerabilities > 0 {
                let message =
                    format!("{} vulnerability findings, which are no CIS checks, were left out.", self.vulnerabilities);
                scan.warn(Code::OtherFindings, message);
            }
        }
        if scans.is_empty() && self.runs.is_empty() {
            return Err(nothing(items, self.vulnerabilities));
        }
        let mut runs = self.runs;
        if let (true, Some(run)) = (scans.is_empty(), runs.first_mut()) {
            // The notes on the file are said once, with the first run it tells about.
            run.warnings.extend(items.warnings());
        }
        Ok(Reading { scans, runs })
    }
}

fn foreign(item: &Item) -> ReadError {
    let keys: Vec<_> = item.value.as_object().into_iter().flat_map(|object| object.keys()).take(5).cloned().collect();
    let seen = match &item.value {
        Value::Object(_) => format!("it has the keys {}", keys.join(", ")),
        _ => "it is not an object".to_owned(),
    };
    item.error(format!("this is no record of an Amazon Inspector CIS scan: {seen}"))
        .help("give the answers of `aws inspector2 get-cis-scan-result-details`")
}

fn nothing(items: &Items, vulnerabilities: usize) -> ReadError {
    if vulnerabilities > 0 {
        return ReadError::no_checks("there are no CIS checks here, only vulnerability findings")
            .help("run `aws inspector2 get-cis-scan-result-details`; `list-findings` does not list CIS results");
    }
    let name = match items.wrappers.first() {
        Some(&"scanresultdetails") => "scanResultDetails",
        Some(&"checkaggregations") => "checkAggregations",
        _ => "the list",
    };
    ReadError::no_checks(format!("{name} is empty: the scan has no result for this instance")).help(
        "`aws inspector2 list-cis-scan-results-aggregated-by-target-resource --scan-arn …` says why (time-out, cancelled, unsupported system, not managed by SSM)",
    )
}
