//! CIS-CAT's JSON reports: `-json` (full) and `-npr` (non-passing rules only).
//!
//! A report has no target, time, weight or evidence, and nothing in it says whether it is the full
//! one: the score does, when it agrees with the rules listed. The name of a file decides nothing.
//! Sample: `samples/formats/cis-cat-json/`.

use serde::Deserialize;
use serde_json::Value;

use super::text::{status_or_unknown, warn_of_odd_words};
use crate::model::{
    Benchmark, Check, Coverage, Doubt, DoubtCode, Number, Profile, ReportedScore, Scan, Status, Title, Tool,
};
use crate::read::cis::{cis_benchmark, cis_rule, level, title_level};
use crate::read::json::{Items, Pages, Place, null_as_default};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct CisCatJson;

impl Format for CisCatJson {
    fn id(&self) -> &'static str {
        "cis-cat-json"
    }

    fn about(&self) -> About {
        About {
            name: "CIS-CAT JSON",
            summary: "CIS-CAT Pro Assessor's JSON report, full or non-passing rules only",
            tools: &["CIS-CAT Pro Assessor 4 (-json, -npr)"],
            recognised_by: "JSON with `benchmark-id` and `rules`, each with `rule-id` and `result`",
            cannot_tell: &[Gap::Target, Gap::Time, Gap::Evidence],
            redundancy: &[Redundancy::Score, Redundancy::End],
            corpus: &["cis-cat/windows-10-l1-nonpassing.json", "cis-cat/windows-10-l1.json"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        let report = |at: &str| {
            json.has(&format!("{at}rules/[]/rule-id"))
                || (json.has(&format!("{at}benchmark-id")) && json.has(&format!("{at}rules")))
        };
        Confidence::certain_if(report("") || report("[]/"))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let items = Pages::read(input)?.items(&[], &[])?;
        let scans: Result<Vec<_>, _> = items.items.iter().map(|item| scan(&item.value, &item.place, &items)).collect();
        scans.map(Reading::from)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    benchmark_id: Option<String>,
    benchmark_title: Option<String>,
    benchmark_version: Option<String>,
    profile_id: Option<String>,
    profile_title: Option<String>,
    /// A string in every file seen.
    score: Option<Value>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "rule-id")]
    id: String,
    #[serde(rename = "rule-title")]
    title: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    result: String,
}

fn scan(value: &Value, place: &Place, items: &Items) -> Result<Scan, ReadError> {
    let report: Report = place.parse(value)?;
    if report.rules.is_empty() {
        let error = ReadError::no_checks("the report lists no rule").trail(place.trail.clone());
        return Err(
            error.help("a -npr report without rules says nothing of what was checked; write the full one with -json")
        );
    }
    let profile = Profile {
        level: report.profile_title.as_deref().or(report.profile_id.as_deref()).and_then(level),
        id: report.profile_id,
        title: report.profile_title,
    };
    let mut scan = Scan {
        tool: Some(Tool::named("cis-cat")),
        benchmark: benchmark(report.benchmark_id, report.benchmark_title, report.benchmark_version),
        profile: (profile != Profile::default()).then_some(profile),
        ..Scan::default()
    };
    let mut odd = Vec::new();
    for rule in report.rules {
        scan.checks.push(check(rule, scan.profile.as_ref(), &mut odd));
    }
    warn_of_odd_words(&mut scan, odd);
    let score = report.score.as_ref().and_then(number);
    scan.coverage = coverage(&scan, score);
    scan.states_selection = scan.coverage == Coverage::Full;
    if let (Coverage::Partial(why), Some(_), true) = (scan.coverage.clone(), score, passes(&scan)) {
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why));
    }
    scan.scores.extend(score.map(|value| ReportedScore { value, ..ReportedScore::default() }));
    items.warn(&mut scan);
    Ok(scan)
}

fn benchmark(id: Option<String>, title: Option<String>, version: Option<String>) -> Benchmark {
    let (named, numbered) = id.as_deref().and_then(cis_benchmark).unzip();
    let written = |text: &String| !text.trim().is_empty();
    Benchmark { id, ..Benchmark::declared(title.filter(written).or(named), version.filter(written).or(numbered)) }
}

fn check(rule: Rule, profile: Option<&Profile>, odd: &mut Vec<String>) -> Check {
    let (status, assessment) = status_or_unknown(&rule.result, odd);
    let written = rule.title.unwrap_or_default();
    let (number, of_id, title) = match cis_rule(&rule.id) {
        Some((number, level)) => (Some(number), level, written.as_str()),
        None => match Number::leading(&written) {
            Some((number, title)) => (Some(number), None, title),
            None => (None, None, written.as_str()),
        },
    };
    // A rule that a level 1 profile selects is of level 1; a level 2 profile does not say what it adds.
    let of_profile = profile.and_then(|profile| profile.level).filter(|level| *level == 1);
    let selected = of_profile.filter(|_| status != Status::NotSelected);
    let level = title_level(&written).or(of_id).or(selected);
    Check {
        number,
        assessment,
        title: Title::recommendation(title),
        rule: Some(rule.id),
        raw_status: (!rule.result.eq_ignore_ascii_case(status.word())).then_some(rule.result),
        levels: level.into_iter().collect(),
        ..Check::new(status)
    }
}

fn number(score: &Value) -> Option<f64> {
    let number = match score {
        Value::String(text) => text.trim().trim_end_matches('%').trim_end().parse().ok(),
        score => score.as_f64(),
    };
    number.filter(|number: &f64| number.is_finite())
}

fn passes(scan: &Scan) -> bool {
    scan.checks.iter().any(|check| check.status.passed())
}

/// The verdict of the rules listed and of the score together; the score is always that of the whole run.
fn coverage(scan: &Scan, reported: Option<f64>) -> Coverage {
    let why = match (reported, scan.score().percent()) {
        _ if !passes(scan) => "only rules that do not pass are listed".to_owned(),
        (Some(reported), Some(computed)) if (reported - computed).abs() < 0.01 => return Coverage::Full,
        (Some(reported), Some(computed)) => {
            format!("the report's score is {reported:.2} %, the rules listed give {computed:.2} %")
        }
        _ => "the report has no score that would show whether all rules are listed".to_owned(),
    };
    Coverage::Partial(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AssessedBy;

    fn read(score: &str, results: &[&str]) -> Result<Scan, ReadError> {
        let rules: Vec<_> = (1..)
            .zip(results)
            .map(|(n, result)| {
                let id = format!("xccdf_org.cisecurity.benchmarks_rule_1.{n}_Ensure_x");
                serde_json::json!({"rule-id": id, "rule-title": "Ensure x", "result": result})
            })
            .collect();
        let report = serde_json::json!({"benchmark-title": "CIS X Benchmark", "score": score, "rules": rules});
        let input = Input::from_bytes("test.json", report.to_string());
        Ok(CisCatJson.read_input(&input, &ReadOptions::default())?.scans.remove(0))
    }

    #[test]
    fn coverage_is_full_when_the_score_agrees() {
        assert_eq!(read("33.33", &["pass", "fail", "error", "notselected"]).expect("a scan").coverage, Coverage::Full);
    }

    #[test]
    fn coverage_is_partial_when_the_score_differs_or_nothing_passes() {
        for (score, results) in
            [("50.00", ["pass", "fail", "error"]), ("0.00", ["fail", "fail", "error"]), ("-", ["pass", "fail", "fail"])]
        {
            let scan = read(score, &results).expect("a scan");
            assert_eq!(scan.is_doubted(DoubtCode::ResultsDiffer), score == "50.00", "{score}");
            let coverage = scan.coverage;
            assert!(matches!(coverage, Coverage::Partial(_)), "{score}: {coverage:?}");
        }
    }

    #[test]
    fn an_odd_result_is_unknown_and_said_and_a_manual_one_has_no_verdict() {
        let scan = read("1", &["pass", "fial", "", "Manual"]).expect("a scan");
        let statuses: Vec<_> = scan.checks.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [Status::Pass, Status::Unknown, Status::Unknown, Status::NotChecked]);
        assert_eq!(scan.checks[3].assessment, Some(AssessedBy::Manual));
        let warning = scan.warnings.iter().find(|warning| warning.code == "unknown-result").expect("said");
        assert!(warning.message.contains("2 results") && warning.message.contains("`fial`"), "{}", warning.message);
    }

    #[test]
    fn a_report_without_rules_is_no_scan() {
        assert!(read("1", &[]).expect_err("no rules").is_no_checks());
    }
}
