//! The build kit's summary: every recommendation, one word each.

use crate::diag::Code;
use crate::model::{AssessedBy, Check, Coverage, Doubt, DoubtCode, Evidence, Number, Scan, Status, Title, Tool};
use crate::read::ReadError;
use crate::read::text::lines::{Line, Lines, Totals};

/// The warning of a summary whose verbose log is not there.
pub(super) const MANUAL_UNDECIDED: Code = Code::ManualUndecided;

/// A scan without checks, with the benchmark's page where the log names it.
pub(super) fn scan_of(lines: &Lines) -> Scan {
    let mut scan = Scan { tool: Some(Tool::named("cis-build-kit")), ..Scan::default() };
    // The workbench page is the only hint at the benchmark.
    let page = lines.iter().map(|line| line.text.trim()).find(|text| {
        text.strip_prefix("https://workbench.cisecurity.org/benchmarks/").is_some_and(|id| id.parse::<u32>().is_ok())
    });
    scan.benchmark.id = page.map(str::to_owned);
    scan
}

/// ` - 1.1.1.1 - Title -`
pub(super) fn entry(line: &str) -> Option<(Number, &str)> {
    let name = line.trim().strip_prefix("- ")?.strip_suffix(" -")?;
    Number::leading(name)
}

/// ` - PASSED - Remediation not required`
pub(super) fn word(line: &str) -> Option<(&str, &str)> {
    line.trim().strip_prefix("- ")?.split_once(" - ").map(|(word, reason)| (word.trim(), reason.trim()))
}

/// The status of one of the kit's words.
pub(super) fn status(word: &str) -> Option<Status> {
    Some(match word {
        "PASSED" => Status::Pass,
        "REMEDIATED" => Status::Fixed,
        "FAILED" => Status::Fail,
        "MANUAL" | "EXCLUDED" => Status::NotChecked,
        "SKIPPED" => Status::NotSelected,
        "N/A" | "NA" => Status::NotApplicable,
        _ => return None,
    })
}

/// Reads a summary: every recommendation with one word.
pub(super) fn read(lines: &Lines) -> Result<Scan, ReadError> {
    let mut scan = scan_of(lines);
    let (mut stated, mut nameless) = (Vec::new(), Vec::new());
    let (mut waiting, mut ended) = (None, false);
    for line in lines.iter() {
        if let Some((number, title)) = entry(line.text) {
            if ended {
                return Err(line
                    .error("entries stand behind the totals: the file holds two summaries")
                    .help("give each run's logs in a folder of its own"));
            }
            scan.checks.extend(waiting.take().map(|(name, _)| without_result(name)));
            waiting = Some(((number, title.to_owned()), line));
        } else if let Some((name, _)) = waiting.take_if(|_| word(line.text).is_some()) {
            scan.checks.push(check(name, line)?);
        } else if let Some(total) = total(line.text) {
            stated.push(total);
        } else if word(line.text).is_some_and(|(word, _)| status(word).is_some()) {
            nameless.push(line.number);
        }
        ended |= line.text.contains("MANUAL REMEDIATION NEEDED");
    }
    if !ended {
        return Err(lines.cut("its TOTALS and SUMMARY blocks do not stand at the end"));
    }
    scan.checks.extend(waiting.map(|(name, _)| without_result(name)));
    hold_totals(&mut scan, &stated);
    if let Some(first) = nameless.first() {
        let lines = nameless.len();
        let message =
            format!("{lines} results follow no recommendation that could be read; the first stands in line {first}");
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message).hides(lines as u64));
    }
    let manual = scan.checks.iter().filter(|check| check.raw_status.as_deref() == Some("MANUAL")).count();
    if manual > 0 {
        undecided(&mut scan, manual);
    }
    Ok(scan)
}

/// Says of a summary that some of its manual recommendations may fail: without them it is not the whole result.
pub(super) fn undecided(scan: &mut Scan, manual: usize) {
    scan.coverage = Coverage::Partial(format!("{manual} manual recommendations are not decided"));
    let message = format!("{manual} manual; give the folder with the verbose log to see which of them fail");
    scan.warn(MANUAL_UNDECIDED, message);
}

fn check((number, title): (Number, String), line: Line<'_>) -> Result<Check, ReadError> {
    let (word, reason) = word(line.text).unwrap_or_default();
    let status = status(word).ok_or_else(|| {
        line.error(format!("`{word}` is no result of the build kit"))
            .trail(number.to_string())
            .help("known are PASSED, REMEDIATED, MANUAL, FAILED, SKIPPED, EXCLUDED and N/A; please report a new one")
    })?;
    let mut check = Check { number: Some(number), title: Title::recommendation(&title), ..Check::new(status) };
    check.raw_status = Some(word.to_owned());
    match word {
        "MANUAL" => check.assessment = Some(AssessedBy::Manual),
        // The deliberate failures: they must stay visible as not verified.
        "EXCLUDED" => {
            check.left_alone = true;
            check.evidence = Evidence::text("excluded from hardening");
        }
        "FAILED" => check.evidence = Evidence::text(reason),
        _ => {}
    }
    Ok(check)
}

fn without_result((number, title): (Number, String)) -> Check {
    Check { number: Some(number), title: Title::recommendation(&title), ..Check::new(Status::Unknown) }
}

/// ` - Passed     - Recommendations already remediated:      - 89`
fn total(line: &str) -> Option<(String, u64)> {
    let line = line.trim().strip_prefix("- ")?;
    let (label, count) = (line.split_once(" - ")?.0, line.rsplit_once("- ")?.1);
    Some((label.trim().to_uppercase(), count.trim().parse().ok()?))
}

fn hold_totals(scan: &mut Scan, stated: &[(String, u64)]) {
    let mut totals = Totals::default();
    for (label, count) in stated {
        let is_labelled = |check: &&Check| {
            let raw = check.raw_status.as_deref().unwrap_or_default();
            raw == label || (label == "NA" && raw == "N/A")
        };
        let read = match label.as_str() {
            "TOTAL" => scan.checks.len(),
            "NA" | "SKIPPED" | "EXCLUDED" | "PASSED" | "REMEDIATED" | "MANUAL" | "FAILED" => {
                scan.checks.iter().filter(is_labelled).count()
            }
            // The SUMMARY block adds these up again.
            _ => continue,
        };
        totals.compare(&label.to_lowercase(), *count, read);
        scan.states_selection |= label == "TOTAL";
    }
    totals.doubt(scan);
    scan.states_selection &= totals.difference().is_none();
    let unclear = scan.checks.iter().filter(|check| check.status == Status::Unknown).count();
    if unclear > 0 {
        scan.warn(Code::NoResult, format!("{unclear} recommendations have no result line: unknown"));
    }
}
