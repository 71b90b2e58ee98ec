//! The build kit's verbose log: blocks of free text with a result at their end.
//!
//! The blocks are untidy: some lack the start line, some end with `Recommendation "Title" result`
//! instead of a result and an end line, and one recommendation may end several times (the last
//! result counts). Only what is left open at the end of the file is a cut.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::model::{AssessedBy, Check, Coverage, Evidence, Moment, Number, Scan, Status, Title};
use crate::read::text::lines::{self, Leftover, Line, Lines};
use crate::read::{Position, ReadError};

/// How a block begins.
pub(super) const START: &str = "- Start Recommendation";
/// The end of a run's first line, behind the date.
const RUN: &str = " - Starting user check";
const END: &str = "- End Recommendation";
const MARKERS: [&str; 5] =
    ["- Start check", "- End check", "- Start remediation", "- End remediation", "Start remediation"];

#[derive(Default)]
struct Block<'t> {
    name: Option<(Number, &'t str)>,
    /// Where it begins.
    line: u64,
    /// A date or a marker was seen: it is a block and not a stray line.
    begun: bool,
    found: Vec<&'t str>,
    result: Option<&'t str>,
}

#[derive(Default)]
struct Log<'t> {
    blocks: Vec<Block<'t>>,
    by_number: BTreeMap<Number, usize>,
    open: Option<Block<'t>>,
    times: Option<(Moment, Moment)>,
    stars: Stars,
    left: Leftover,
}

/// Rows of stars stand around most blocks; a file that ends between two is cut.
#[derive(Default)]
struct Stars {
    width: usize,
    /// A row began a block that has not begun yet.
    opened: bool,
    /// A block ended, and the row after it has not come yet.
    awaited: bool,
}

impl Stars {
    fn row(&mut self, text: &str) {
        self.width = self.width.max(text.len());
        let whole = text.len() == self.width;
        (self.opened, self.awaited) = (!self.awaited || !whole, self.awaited && !whole);
    }
}

pub(super) fn read(lines: &Lines) -> Result<Scan, ReadError> {
    let mut log = Log::default();
    // Every run of the kit begins with a look at who runs it.
    if let Some(second) = lines.iter().filter(|line| line.text.ends_with(RUN)).nth(1) {
        return Err(second
            .error("a second run begins here: the file holds the verbose logs of two")
            .help("give each run's logs in a folder of its own"));
    }
    // Before the first row of stars the kit talks about itself.
    for line in lines.iter().skip_while(|line| !is_stars(line.text) && !line.text.starts_with(START)) {
        log.line(line);
    }
    if let Some(open) = log.open.take() {
        if open.name.is_some() || open.begun {
            let name = open.name.map_or_else(|| "a recommendation".to_owned(), |(number, _)| number.to_string());
            return Err(lines
                .cut(&format!("the block of {name} does not end"))
                .at(Some(Position { line: open.line, column: 1 })));
        }
        open.found.iter().for_each(|text| log.left.add(Line { number: open.line, text }));
    }
    // Whole logs end with a line end; a row of stars or an end line is whole without one.
    let whole = |line: Line<'_>| is_stars(line.text) || (line.text.starts_with(END) && line.text.ends_with('"'));
    if lines.unended().is_some_and(|line| !whole(line)) {
        return Err(lines.cut("it ends in the middle of a line"));
    }
    if log.stars.opened || log.stars.awaited {
        return Err(lines.cut("it ends at the edge of a block"));
    }
    Ok(log.into_scan(lines))
}

impl<'t> Log<'t> {
    fn line(&mut self, line: Line<'t>) {
        let text = line.text;
        if is_stars(text) {
            self.stars.row(text);
        } else if text.is_empty() {
            // Blank lines part nothing.
        } else if text.starts_with(START) {
            if self.open.as_ref().is_some_and(|open| open.name.is_some()) {
                self.close();
            }
            self.stars = Stars { opened: false, awaited: false, ..self.stars };
            self.open(line).name = quoted_name(text);
        } else if text.starts_with(END) {
            self.end(line);
        } else if let Some(result) = text.strip_prefix("- Result - ") {
            let open = self.open(line);
            (open.result, open.begun) = (Some(result.trim()), true);
        } else if let Some((_, result)) = text.strip_prefix("Recommendation \"").and_then(|rest| rest.rsplit_once('"'))
        {
            self.open(line).result = Some(result.trim());
            self.close();
        } else if let Some(time) = date(text) {
            self.times = Some((self.times.map_or(time, |(first, _)| first), time));
            self.open(line).begun = true;
        } else if MARKERS.iter().any(|marker| text.trim_start().starts_with(marker)) {
            self.open(line).begun = true;
        } else {
            self.open(line).found.push(text.trim_start_matches("- ").trim());
        }
    }

    fn open(&mut self, line: Line<'t>) -> &mut Block<'t> {
        self.open.get_or_insert_with(|| Block { line: line.number, ..Block::default() })
    }

    fn end(&mut self, line: Line<'t>) {
        let name = quoted_name(line.text);
        let other =
            self.open.as_ref().and_then(|open| open.name.as_ref()).is_some_and(|open| Some(open) != name.as_ref());
        if other {
            self.close();
        }
        let open = self.open(line);
        open.name = name;
        self.close();
        self.stars.awaited = true;
    }

    fn close(&mut self) {
        let Some(block) = self.open.take() else { return };
        let Some((number, _)) = &block.name else {
            block.result.iter().chain(&block.found).for_each(|text| self.left.add(Line { number: block.line, text }));
            return;
        };
        if let Some(known) = self.by_number.get(number).and_then(|index| self.blocks.get_mut(*index)) {
            known.found.extend(block.found);
            known.result = block.result.or(known.result);
        } else {
            self.by_number.insert(number.clone(), self.blocks.len());
            self.blocks.push(block);
        }
    }

    fn into_scan(self, lines: &Lines) -> Scan {
        let mut scan = super::summary::scan_of(lines);
        if let Some((first, last)) = self.times {
            (scan.started, scan.finished) = (Some(first), Some(last));
        }
        let why = "the verbose log lists only the recommendations that ran";
        scan.coverage = Coverage::Partial(why.to_owned());
        scan.warn(Code::VerboseOnly, format!("{why}; give the folder with the summary to see the others"));
        let without = self.blocks.iter().filter(|block| block.result.is_none()).count();
        if without > 0 {
            scan.warn(Code::NoResult, format!("{without} blocks end without a result: unknown"));
        }
        self.left.warn(&mut scan);
        scan.checks = self.blocks.into_iter().map(Block::into_check).collect();
        scan
    }
}

impl Block<'_> {
    fn into_check(self) -> Check {
        let (status, assessment) = match self.result {
            Some(result) => verdict(result, self.found.iter().any(|text| says_fail(text))),
            None => (Status::Unknown, None),
        };
        let mut check = Check { assessment, evidence: Evidence::items(self.found), ..Check::new(status) };
        check.raw_status = self.result.map(str::to_owned);
        if let Some((number, title)) = self.name {
            (check.number, check.title) = (Some(number), Title::recommendation(title));
        }
        check
    }
}

fn verdict(result: &str, found_a_failure: bool) -> (Status, Option<AssessedBy>) {
    let result = result.to_lowercase();
    let says = |words: &str| result.contains(words);
    if says("no remediation required") {
        (Status::Pass, None)
    } else if says("successfully remediated") {
        (Status::Fixed, None)
    } else if says("non applicable") || says("not applicable") {
        (Status::NotApplicable, None)
    } else if says("manual remediation") && !found_a_failure {
        (Status::NotChecked, Some(AssessedBy::Manual))
    } else if says("remediation") || says("failed") {
        (Status::Fail, None)
    } else {
        (Status::Unknown, None)
    }
}

/// `FAIL:`, `FAILED: text`, `** FAIL **`, `Audit Result: **FAIL**`
fn says_fail(text: &str) -> bool {
    let verdict = text.strip_prefix("Audit Result:").unwrap_or(text).trim_start_matches(['*', '-', ' ']);
    let after = verdict.strip_prefix("FAIL").map(|rest| rest.strip_prefix("ED").unwrap_or(rest));
    after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// The number and title between the line's quotes.
fn quoted_name(text: &str) -> Option<(Number, &str)> {
    let (_, rest) = text.split_once('"')?;
    Number::leading(rest.rsplit_once('"').map_or(rest, |(name, _)| name))
}

/// `- 16-Sep-2025 03:14:48`, in the machine's own zone, which is not stated.
fn date(text: &str) -> Option<Moment> {
    let (date, time) = text.strip_prefix("- ")?.split_once(' ')?;
    let mut parts = date.split('-');
    let (day, month, year) = (parts.next()?, lines::month(parts.next()?)?, parts.next()?);
    Moment::parse(&format!("{year}-{month:02}-{day:0>2}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_found_in_every_spelling_and_nowhere_else() {
        for text in ["FAIL:", "FAILED: x", "** FAIL **", "Audit Result: **FAIL**", "FAIL: - "] {
            assert!(says_fail(text), "{text}");
        }
        for text in ["Failing values:", "FAILLOCK=1", "PASS:", "no FAIL here", "Audit Result:"] {
            assert!(!says_fail(text), "{text}");
        }
    }

    #[test]
    fn manual_is_a_failure_only_when_the_block_says_so() {
        assert_eq!(verdict("requires manual remediation", true).0, Status::Fail);
        assert_eq!(verdict("requires manual remediation", false), (Status::NotChecked, Some(AssessedBy::Manual)));
        assert_eq!(verdict("No remediation required", true).0, Status::Pass);
        assert_eq!(verdict("needs remediation", false).0, Status::Fail);
        assert_eq!(verdict("rpc is installed but masked", true).0, Status::Unknown);
    }

    #[test]
    fn both_start_lines_name_their_recommendation() {
        for text in ["- Start Recommendation \"1.2 - A \"b\"\"", "- Start Recommendation - words \"1.2 - A \"b\"\""] {
            let (number, title) = quoted_name(text).expect("a name");
            assert_eq!((number.to_string().as_str(), title), ("1.2", "A \"b\""));
        }
        assert_eq!(date("- 16-Sep-2025 03:14:48").map(|time| time.to_string()).as_deref(), Some("2025-09-16T03:14:48"));
    }
}
