//! massyn's `run-cis-benchmark.sh`: a line a recommendation, colours even when piped.
//!
//! The script knows no levels per line and no "not applicable": any non-zero exit of a check is a
//! FAIL. Samples: samples/formats/run-cis-benchmark.

use crate::diag::Code;
use crate::model::{AssessedBy, Benchmark, Check, Moment, Number, Scan, Status, Title, Tool, Weight};
use crate::read::text::lines::{self, Leftover, Line, Lines, Totals};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// massyn's script and its forks.
pub(in crate::formats) struct RunCisBenchmark;

/// The script's README lists these as manual; its checks for them always fail.
const ALWAYS_FAIL: [&str; 5] = ["1.2.1", "3.4.2", "3.4.3", "3.6.4", "5.5"];

impl Format for RunCisBenchmark {
    fn id(&self) -> &'static str {
        "run-cis-benchmark"
    }

    fn about(&self) -> About {
        About {
            name: "run-cis-benchmark",
            summary: "massyn's run-cis-benchmark.sh; a check that cannot run is a FAIL there",
            tools: &["run-cis-benchmark.sh (centos-cis-benchmark)"],
            recognised_by: "lines `PASS - 1.1.1.1 - Title (Scored)`, coloured or not",
            cannot_tell: &[Gap::Ami, Gap::Levels, Gap::Evidence],
            redundancy: &[Redundancy::Totals],
            corpus: &["scripts/run-cis-benchmark-debian12-rootfs.txt"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.lines().any(|line| result(line).is_some()))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let text = Lines::of(input)?;
        let mut scan = Scan { tool: Some(Tool::named("run-cis-benchmark.sh")), ..Scan::default() };
        let (mut left, mut footer) = (Leftover::default(), None);
        for line in text.iter() {
            if let Some(check) = result(line.text) {
                if footer.is_some() {
                    return Err(line
                        .error("results stand behind the `Results` block: the file holds two runs")
                        .help("give each run's output as a file of its own, and each once"));
                }
                scan.checks.push(check);
            } else if footer.is_some() || line.text == "Results" {
                footer.get_or_insert_with(Vec::new).push(line);
            } else if header(line.text, &mut scan) {
                // It says nothing of a recommendation.
            } else if lines::looks_like_result(line.text, &["PASS", "FAIL", "SKIP"]) {
                left.add_lost(line);
            } else {
                left.add(line);
            }
        }
        let Some(footer) = footer else { return Err(text.cut("its `Results` block at the end is missing")) };
        hold_footer(&footer, &mut scan);
        let always: Vec<_> = ALWAYS_FAIL.into_iter().filter(|number| fails(&scan, number)).collect();
        if !always.is_empty() {
            let message = format!("the script has no check for {} and always prints FAIL for it", always.join(", "));
            scan.warn(Code::AlwaysFails, message);
        }
        left.warn(&mut scan);
        Ok(vec![scan].into())
    }
}

fn result(line: &str) -> Option<Check> {
    let (word, rest) = line.trim().split_once(" - ")?;
    let status = match word {
        "PASS" => Status::Pass,
        "FAIL" => Status::Fail,
        "SKIP" => Status::NotChecked,
        _ => return None,
    };
    let (number, title) = rest.split_once(" - ")?;
    let number: Number = number.trim().parse().ok()?;
    let mut check = Check { number: Some(number), ..Check::new(status) };
    check.raw_status = Some(word.to_owned());
    let (title, suffix) = title.trim().strip_suffix(')').and_then(|t| t.rsplit_once(" (")).unwrap_or((title, ""));
    match suffix {
        "Not Scored" => check.weight = Some(Weight::ZERO),
        "Automated" => check.assessment = Some(AssessedBy::Automated),
        "Manual" => check.assessment = Some(AssessedBy::Manual),
        "Scored" | "" => {}
        other => {
            check.title = Title::recommendation(&format!("{title} ({other})"));
            return Some(check);
        }
    }
    check.title = Title::recommendation(title);
    Some(check)
}

/// Reads a line of the header; false when it is none.
fn header(line: &str, scan: &mut Scan) -> bool {
    let line = line.trim();
    match line.split_once(" : ") {
        Some(("hostname", name)) => scan.target.hostname = Some(name.trim().to_owned()),
        Some(("time", time)) => scan.started = date(time),
        _ if scan.benchmark == Benchmark::default() && line.contains(" Benchmark") => {
            // `CIS CentOS Linux 7 Benchmark (v2.2.0 - 12-27-2017)`
            let (title, version) = line.split_once(" (").unwrap_or((line, ""));
            let version = version.split([' ', ')']).next().unwrap_or_default();
            scan.benchmark = lines::declared_benchmark(&format!("{title} {version}"));
        }
        _ => return line.is_empty() || line.bytes().all(|byte| byte == b'='),
    }
    true
}

/// `Mon Nov 23 03:57:41 UTC 2026`; the offset of any other zone's name is not known.
fn date(text: &str) -> Option<Moment> {
    let words: Vec<_> = text.split_whitespace().collect();
    let (month, day, time) = (lines::month(words.get(1)?)?, words.get(2)?, words.get(3)?);
    let zone = if words.iter().any(|word| matches!(*word, "UTC" | "GMT")) { "Z" } else { "" };
    Moment::parse(&format!("{}-{month:02}-{day:0>2}T{time}{zone}", words.last()?))
}

/// The footer counts by profile. Level 2 of the server holds (nearly) everything; only a surplus there is telling,
/// and where it holds everything, nothing is missing.
fn hold_footer(footer: &[Line<'_>], scan: &mut Scan) {
    let counts = footer.iter().filter_map(|line| {
        let (passed, total) = line.text.trim().strip_prefix("Server 2 = ")?.split_once('/')?;
        Some((passed.trim().parse().unwrap_or(0), total.trim().parse::<u64>().ok()?))
    });
    let (passed, total) = counts.fold((0_u64, 0), |sum, (passed, total)| (sum.0 + passed, sum.1 + total));
    let read_passed = scan.checks.iter().filter(|check| check.status == Status::Pass).count();
    let mut totals = Totals::default();
    totals.compare("checks of Server 2", total, scan.checks.len());
    totals.compare("passed checks of Server 2", passed, read_passed);
    if totals.fewer_read {
        totals.doubt(scan);
    }
    scan.states_selection = total > 0 && totals.difference().is_none();
}

fn fails(scan: &Scan, number: &str) -> bool {
    let number: Option<Number> = number.parse().ok();
    scan.benchmark.version.as_deref() == Some("2.2.0")
        && scan.checks.iter().any(|check| check.number == number && check.status == Status::Fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_after_the_title_are_no_part_of_it() {
        let check = result("FAIL - 1.2.3 - Ensure a (b) is c (Not Scored)").expect("a result");
        assert_eq!((check.title_text(), check.weight), (Some("Ensure a (b) is c"), Some(Weight::ZERO)));
        let check = result("SKIP - 1.2 - Ensure a (b)").expect("a result");
        assert_eq!((check.title_text(), check.status), (Some("Ensure a (b)"), Status::NotChecked));
        assert!(result("FAIL - the disk is full").is_none());
    }

    #[test]
    fn the_time_has_a_zone_only_when_it_is_known() {
        assert_eq!(date("Mon Nov 3 03:57:41 UTC 2026").map(|t| t.to_string()).as_deref(), Some("2026-11-03T03:57:41Z"));
        assert_eq!(date("Mon Nov 23 03:57:41 CET 2026").map(|t| t.to_string()).as_deref(), Some("2026-11-23T03:57:41"));
    }
}
