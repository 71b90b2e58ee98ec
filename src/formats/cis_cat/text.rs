//! CIS-CAT's own text report: one line a rule, then totals.
//!
//! No real file was seen. The layout is what an existing reader of it (Wazuh's) expects, so
//! everything around the result lines is read tolerantly. Samples: samples/formats/cis-cat-text.

use crate::diag::Code;
use crate::model::{
    AssessedBy, Check, Coverage, Doubt, DoubtCode, Moment, Number, ReportedScore, Scan, Status, Title, Tool,
};
use crate::read::text::lines::{self, Leftover, Lines, Totals};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// CIS-CAT's TXT.
pub(in crate::formats) struct CisCatText;

impl Format for CisCatText {
    fn id(&self) -> &'static str {
        "cis-cat-text"
    }

    fn about(&self) -> About {
        About {
            name: "CIS-CAT text",
            summary: "CIS-CAT's text report; prefer its XML or JSON",
            tools: &["CIS-CAT"],
            recognised_by: "lines `Pass: 1.1.1.1 Title` with CIS-CAT's result words",
            cannot_tell: &[Gap::Ami, Gap::Levels, Gap::Evidence],
            redundancy: &[Redundancy::Totals, Redundancy::Score],
            corpus: &["cis-cat/ciscat-4.3.1-ubuntu1804-console.txt"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.lines().any(|line| result(line).is_some()))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let text = Lines::of(input)?;
        let mut scan = Scan { tool: Some(Tool::named("cis-cat")), ..Scan::default() };
        let (mut left, mut stated, mut ended) = (Leftover::default(), Vec::new(), false);
        for line in text.iter() {
            if !ended && let Some(check) = result(line.text) {
                scan.checks.push(check);
            } else if line.text.contains("**********") {
                ended = !scan.checks.is_empty();
            } else if ended && result(line.text).is_some_and(|check| check.title.is_some()) {
                return Err(line
                    .error("a result stands behind the line of stars that ends the results".to_owned())
                    .help("two reports in one file, or an edited one: give the report as CIS-CAT wrote it"));
            } else if ended {
                footer(line.text, &mut stated, &mut scan);
            } else if scan.checks.is_empty() {
                header(line.number, line.text, &mut scan);
            } else if !line.text.is_empty() {
                left.add(line);
            }
        }
        if !ended {
            return Err(text.cut("the line of stars and the totals after the results are missing"));
        }
        hold_totals(&mut scan, &stated);
        left.warn(&mut scan);
        Ok(vec![scan].into())
    }
}

/// A result word, and whether it is "Manual", which has no verdict.
pub(super) fn status(word: &str) -> Option<(Status, Option<AssessedBy>)> {
    if word.eq_ignore_ascii_case("manual") {
        return Some((Status::NotChecked, Some(AssessedBy::Manual)));
    }
    word.parse().ok().map(|status| (status, None))
}

/// A result word of a report that is read by its fields; what is none is unknown, and noted.
pub(super) fn status_or_unknown(word: &str, odd: &mut Vec<String>) -> (Status, Option<AssessedBy>) {
    status(word).unwrap_or_else(|| {
        odd.push(word.to_owned());
        (Status::Unknown, None)
    })
}

/// Says which words were no results.
pub(super) fn warn_of_odd_words(scan: &mut Scan, mut odd: Vec<String>) {
    let count = odd.len();
    odd.sort();
    odd.dedup();
    let words: Vec<String> = odd.iter().take(5).map(|word| format!("`{word}`")).collect();
    if count > 0 {
        let message =
            format!("{count} results are unknown, since CIS-CAT has no such result word: {}", words.join(", "));
        scan.warn(Code::UnknownResult, message);
    }
}

fn result(line: &str) -> Option<Check> {
    let (word, rest) = line.split_once(':')?;
    let (status, assessment) = status(word.trim())?;
    let (number, title) = Number::leading(rest)?;
    let raw = Some(word.trim().to_owned());
    let title = Title::recommendation(title);
    Some(Check { number: Some(number), title, assessment, raw_status: raw, ..Check::new(status) })
}

/// Line 1 names the benchmark, line 2 the host as its third word, line 3 the time as its second.
fn header(number: u64, text: &str, scan: &mut Scan) {
    let mut words = text.split_whitespace();
    match number {
        1 if !text.is_empty() => scan.benchmark = lines::declared_benchmark(text),
        2 => scan.target.hostname = words.nth(2).map(str::to_owned),
        3 => scan.finished = words.nth(1).and_then(Moment::parse),
        _ => {}
    }
}

fn footer(text: &str, stated: &mut Vec<(Status, u64)>, scan: &mut Scan) {
    let Some((label, value)) = text.trim().rsplit_once([':', ' ', '\t']) else { return };
    let percent = value.trim().strip_suffix('%').and_then(|value| value.trim().parse::<f64>().ok());
    if let Some(score) = percent.filter(|score| score.is_finite()) {
        scan.scores.push(ReportedScore { system: None, value: score, maximum: Some(100.0) });
    } else if let Ok(count) = value.trim().parse() {
        let label = label.trim().trim_end_matches(':').trim().trim_start_matches("Total").trim();
        if let Some((status, _)) = status(label) {
            stated.push((status, count));
        }
    }
}

fn hold_totals(scan: &mut Scan, stated: &[(Status, u64)]) {
    let mut totals = Totals::default();
    for (status, count) in stated {
        let read = scan.checks.iter().filter(|check| check.status == *status).count();
        totals.compare(status.word(), *count, read);
    }
    let scores = scan.scores.first().map(|score| score.value).zip(scan.score().percent());
    if let Some(why) = totals.difference() {
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
        if totals.fewer_read {
            scan.coverage = Coverage::Partial(why);
        }
    // The score is rounded to a whole number. Where the totals differ, it differs for the same reason.
    } else if let Some((reported, own)) = scores.filter(|(reported, own)| (reported - own).abs() > 1.0) {
        let why = format!("the report's score is {reported} %, its results give {own:.2} %");
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why));
    }
    scan.states_selection = !stated.is_empty() && scan.doubts.is_empty();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(end: &str) -> Result<Scan, ReadError> {
        let rows = "Pass: 1.1 Ensure a\nFail: 1.2 Ensure b";
        let text = format!("CIS X Benchmark v1.0.0\nTarget System: h\n{rows}\n**********\n{end}");
        let reading = CisCatText.read_input(&Input::from_bytes("x", text), &ReadOptions::default());
        reading.map(|mut reading| reading.scans.remove(0))
    }

    #[test]
    fn totals_and_score_are_compared() {
        let scan = read("Pass: 1\nFail: 1\nScore: 50%\n").expect("a scan");
        assert!(scan.doubts.is_empty() && scan.states_selection);
        for end in ["Pass: 1\nFail: 2\n", "Pass: 1\nFail: 0\n", "Pass: 1\nFail: 1\nScore: 100%\n"] {
            assert!(read(end).expect("a scan").is_doubted(DoubtCode::ResultsDiffer), "{end}");
        }
    }

    #[test]
    fn a_result_behind_the_totals_is_refused() {
        let error = read("Pass: 1\nFail: 1\nFail: 1.10 Ensure c\n").expect_err("refused");
        assert_eq!(error.position.map(|position| position.line), Some(8));
    }
}
