//! Bottlerocket's own report (`apiclient report cis`, `cis-k8s`), as JSON and as text.
//!
//! The text has no evidence and no levels. A skipped automatic check is one that could not run.
//! Samples: samples/formats/bottlerocket.

use serde::Deserialize;

use crate::model::{AssessedBy, Benchmark, Check, Evidence, Moment, Number, Profile, Scan, Status, Title, Tool};
use crate::read::json::{Entries, Pages};
use crate::read::text::lines::{Leftover, Lines, Totals};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// Bottlerocket's report.
pub(in crate::formats) struct Bottlerocket;

impl Format for Bottlerocket {
    fn id(&self) -> &'static str {
        "bottlerocket"
    }

    fn about(&self) -> About {
        About {
            name: "Bottlerocket JSON, text",
            summary: "Bottlerocket's CIS report, JSON (with evidence) or text",
            tools: &["apiclient report cis", "apiclient report cis-k8s"],
            recognised_by: "a line `Benchmark name:`; JSON: results, passed, skipped, failed and level",
            cannot_tell: &[Gap::Target, Gap::Ami],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &["bottlerocket/bottlerocket-cis-l2.json", "bottlerocket/bottlerocket-cis-l2.text"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let json = |key| head.json().is_some_and(|json| json.has(key));
        let is_json = ["results", "passed", "skipped", "failed", "level"].into_iter().all(json);
        let text = head.lines().any(|line| line.starts_with("Benchmark name:"));
        Confidence::certain_if(is_json || text)
    }

    fn read(&self, input: &Input, head: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        if head.json().is_none() {
            return Ok(vec![read_text(&Lines::of(input)?)?].into());
        }
        let documents = Pages::<Report>::read(input)?.documents;
        let scans: Result<Vec<_>, _> = documents
            .into_iter()
            .map(|page| page.value.into_scan().map_err(|error| error.at(Some(page.position))))
            .collect();
        Ok(scans?.into())
    }
}

#[derive(Deserialize)]
struct Report {
    level: Option<u8>,
    total: Option<u64>,
    passed: u64,
    skipped: u64,
    failed: u64,
    timestamp: Option<String>,
    name: Option<String>,
    version: Option<String>,
    results: Entries<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    level: Option<u8>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    mode: String,
    status: String,
    #[serde(default)]
    error: String,
}

impl Report {
    fn into_scan(self) -> Result<Scan, ReadError> {
        let mut scan = scan(self.name, self.version, self.level);
        scan.finished = self.timestamp.as_deref().and_then(Moment::parse);
        for (rule, entry) in self.results.0 {
            let number =
                entry.id.parse().map_err(|error| ReadError::content(format!("{error}")).trail(rule.clone()))?;
            let mut check =
                check(number, &entry.status, &entry.mode, &entry.title).map_err(|e| e.trail(rule.clone()))?;
            check.rule = Some(rule);
            check.levels = entry.level.into_iter().collect();
            check.evidence = Evidence::text(entry.error);
            scan.checks.push(check);
        }
        let stated = Stated {
            passed: Some(self.passed),
            failed: Some(self.failed),
            skipped: Some(self.skipped),
            total: self.total,
        };
        stated.hold(&scan)?;
        scan.states_selection = true;
        Ok(scan)
    }
}

fn scan(title: Option<String>, version: Option<String>, level: Option<u8>) -> Scan {
    let version = version.map(|version| version.trim_start_matches('v').to_owned());
    let profile = level.map(|level| Profile { level: Some(level), ..Profile::default() });
    let benchmark = Benchmark::declared(title, version);
    Scan { tool: Some(Tool::named("bottlerocket")), benchmark, profile, ..Scan::default() }
}

fn check(number: Number, word: &str, mode: &str, title: &str) -> Result<Check, ReadError> {
    let manual = mode.eq_ignore_ascii_case("manual");
    let status = match (word, manual) {
        ("PASS", _) => Status::Pass,
        ("FAIL", _) => Status::Fail,
        ("SKIP", true) => Status::NotChecked,
        ("SKIP", false) => Status::Error,
        _ => return Err(ReadError::content(format!("`{word}` is none of PASS, FAIL and SKIP"))),
    };
    let assessment = match mode {
        "" => None,
        _ if manual => Some(AssessedBy::Manual),
        _ => Some(AssessedBy::Automated),
    };
    let raw = Some(word.to_owned());
    Ok(Check {
        number: Some(number),
        title: Title::recommendation(title),
        assessment,
        raw_status: raw,
        ..Check::new(status)
    })
}

/// The counts the report states.
#[derive(Default)]
struct Stated {
    passed: Option<u64>,
    failed: Option<u64>,
    skipped: Option<u64>,
    total: Option<u64>,
}

impl Stated {
    fn hold(&self, scan: &Scan) -> Result<(), ReadError> {
        let count = |word: &str| scan.checks.iter().filter(|check| check.raw_status.as_deref() == Some(word)).count();
        let mut totals = Totals::default();
        for (what, stated, read) in [
            ("passed", self.passed, count("PASS")),
            ("failed", self.failed, count("FAIL")),
            ("skipped", self.skipped, count("SKIP")),
            ("checks", self.total, scan.checks.len()),
        ] {
            if let Some(stated) = stated {
                totals.compare(what, stated, read);
            }
        }
        totals.refuse()
    }
}

fn read_text(text: &Lines) -> Result<Scan, ReadError> {
    let (mut name, mut version, mut level, mut started) = (None, None, None, None);
    let (mut totals, mut left, mut checks) = (Stated::default(), Leftover::default(), Vec::new());
    for line in text.iter() {
        if let Some((word, number, title, mode)) = result(line.text) {
            checks.push(check(number, word, mode, title).map_err(|error| line.error(error.kind.to_string()))?);
            continue;
        }
        let (label, value) = line.text.split_once(':').unwrap_or((line.text, ""));
        let value = value.trim();
        match label {
            "Benchmark name" if name.is_some() => {
                return Err(line
                    .error("a second report begins here: the file holds two runs")
                    .help("give each run's output as a file of its own, and each once"));
            }
            "Benchmark name" => name = Some(value.to_owned()),
            "Version" => version = Some(value.to_owned()),
            "Benchmark level" => level = value.parse().ok(),
            "Start time" => started = Moment::parse(value),
            "Passed" => totals.passed = value.parse().ok(),
            "Failed" => totals.failed = value.parse().ok(),
            "Skipped" => totals.skipped = value.parse().ok(),
            "Total checks" => totals.total = value.parse().ok(),
            "" | "Reference" | "Compliance check result" => {}
            _ => left.add(line),
        }
    }
    if totals.total.is_none() {
        return Err(text.cut("its totals (`Total checks:`) at the end are missing"));
    }
    let mut scan = Scan { started, checks, ..scan(name, version, level) };
    totals.hold(&scan)?;
    scan.states_selection = true;
    left.warn(&mut scan);
    Ok(scan)
}

/// `[SKIP] 1.2.1     Title (Manual)`
fn result(line: &str) -> Option<(&str, Number, &str, &str)> {
    let (word, rest) = line.strip_prefix('[')?.split_once(']')?;
    let (number, title) = Number::leading(rest)?;
    let (title, mode) = title.strip_suffix(')').and_then(|title| title.rsplit_once(" (")).unwrap_or((title, ""));
    Some((word, number, title, mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_is_manual_or_could_not_run() {
        let status = |mode| check("1.1".parse().expect("a number"), "SKIP", mode, "T").expect("a check").status;
        assert_eq!((status("Manual"), status("Automatic")), (Status::NotChecked, Status::Error));
        assert!(check("1.1".parse().expect("a number"), "MAYBE", "", "T").is_err());
    }

    #[test]
    fn brackets_in_a_title_are_not_the_mode() {
        let (_, number, title, mode) = result("[PASS] 1.4.2     Ensure (ASLR) is on (Automatic)").expect("a result");
        assert_eq!((number.to_string().as_str(), title, mode), ("1.4.2", "Ensure (ASLR) is on", "Automatic"));
    }
}
