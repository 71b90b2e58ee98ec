//! finalduty's CIS audit scripts: `cis_audit.py` (text, JSON, CSV, PSV, TSV) and the older `cis-audit.sh`.
//!
//! The five outputs of the one and the table of the other hold the same rows; section headers stand
//! among them. Nothing names the target or the time. Samples: samples/formats/cis-audit.

use serde::Deserialize;

use crate::diag::Code;
use crate::model::{AssessedBy, Check, Coverage, Number, Scan, Sections, Status, Title, Tool, Weight};
use crate::read::json::{Entries, Pages};
use crate::read::table;
use crate::read::text::lines::{self, Leftover, Line, Lines, Totals};
use crate::read::{About, Confidence, Format, Gap, Head, Input, Position, ReadError, ReadOptions, Reading, Redundancy};

/// finalduty's scripts.
pub(in crate::formats) struct CisAudit;

impl Format for CisAudit {
    fn id(&self) -> &'static str {
        "cis-audit"
    }

    fn about(&self) -> About {
        About {
            name: "cis_audit",
            summary: "finalduty's CIS audit scripts for CentOS 7: text, JSON, CSV, PSV, TSV; CSV loses least",
            tools: &["cis_audit.py", "cis-audit.sh"],
            recognised_by: "a header ID, Description, (Scoring,) Level, Result, Duration; JSON: an object whose keys are numbers, with descriptions",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Benchmark, Gap::Evidence, Gap::Cut],
            redundancy: &[Redundancy::Totals],
            corpus: &[
                "scripts/cis_audit-0.20.0a3-debian12-host.csv",
                "scripts/cis_audit-0.20.0a3-debian12-host.json",
                "scripts/cis_audit-0.20.0a3-debian12-host.text",
            ],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let json = head.json().is_some_and(|json| {
            let mut keys = json.paths().map(|(path, _)| path).filter(|path| !path.is_empty());
            let first = |path: &str| path.split('/').next().is_some_and(|key| key.parse::<Number>().is_ok());
            json.paths().any(|(path, _)| path.ends_with("/description")) && keys.all(first)
        });
        Confidence::certain_if(json || head.lines().any(|line| Layout::of(line).is_some() || is_banner(line)))
    }

    fn read(&self, input: &Input, head: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let json = head.json().is_some();
        let scan = if json { read_json(input)? } else { read_table(&Lines::of(input)?)? };
        Ok(vec![scan].into())
    }
}

/// The results that stand in rows.
const WORDS: [&str; 4] = ["Pass", "Fail", "Error", "Manual"];

const COLUMNS: [&str; 5] = ["ID", "Description", "Level", "Result", "Duration"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One character parts the cells; the description is quoted and its quotes are not escaped.
    Separated(char),
    /// Padded with spaces.
    Padded,
    /// Padded with spaces, with the scoring before the level: `cis-audit.sh`.
    Shell,
}

impl Layout {
    fn of(line: &str) -> Option<Self> {
        let words: Vec<_> = line.split_whitespace().collect();
        if words == COLUMNS && !line.contains('\t') {
            return Some(Self::Padded);
        }
        if words == ["ID", "Description", "Scoring", "Level", "Result", "Duration"] {
            return Some(Self::Shell);
        }
        let separators = [',', '|', '\t'];
        let found = separators.into_iter().find(|separator| line.trim().split(*separator).eq(COLUMNS));
        found.map(Self::Separated)
    }

    fn row(self, line: &str) -> Option<Row> {
        match self {
            Self::Separated(separator) => Row::separated(line, separator),
            Self::Padded => Row::padded(line, false),
            Self::Shell => Row::padded(line, true),
        }
    }
}

/// One row; a section header has no result.
struct Row {
    number: Number,
    description: String,
    scoring: Option<String>,
    level: String,
    result: String,
}

impl Row {
    /// No crate reads this: the quotes inside the quoted description are not escaped. The other
    /// cells hold no separator, so the row is taken apart from both ends.
    fn separated(line: &str, separator: char) -> Option<Self> {
        let (id, rest) = line.split_once(separator)?;
        let mut cells = rest.rsplitn(4, separator);
        let (_, result, level, description) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let description = description.trim();
        // A second row behind the first, whose line end is lost.
        if WORDS.iter().any(|word| description.contains(&format!("{separator}{word}{separator}"))) {
            return None;
        }
        let bare = description.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(description);
        Some(Self {
            number: id.trim().trim_matches('"').parse().ok()?,
            description: bare.replace("\"\"", "\""),
            scoring: None,
            level: level.trim().to_owned(),
            result: result.trim().to_owned(),
        })
    }

    fn padded(line: &str, scored: bool) -> Option<Self> {
        let mut cells = lines::padded_fields(line).into_iter();
        let (number, description) = (cells.next()?.parse().ok()?, cells.next().unwrap_or_default().to_owned());
        let scoring = if scored { cells.next().map(str::to_owned) } else { None };
        let (level, result) = (cells.next().unwrap_or_default().to_owned(), cells.next().unwrap_or_default());
        // A skipped row of the shell script has its word in the scoring column and no result.
        let skipped = scoring.as_deref() == Some("Skipped");
        Some(Self { number, description, level, result: if skipped { "Skipped" } else { result }.to_owned(), scoring })
    }

    fn check(self) -> Result<Check, String> {
        let (status, assessment) = match self.result.as_str() {
            "" => (Status::Unknown, None),
            "Pass" => (Status::Pass, None),
            "Fail" => (Status::Fail, None),
            "Error" => (Status::Error, None),
            "Manual" => (Status::NotChecked, Some(AssessedBy::Manual)),
            "Skipped" | "Not Implemented" => (Status::NotChecked, None),
            other => return Err(format!("`{other}` is no result of this script")),
        };
        let mut check = Check { assessment, number: Some(self.number), ..Check::new(status) };
        check.raw_status = Some(self.result).filter(|result| !result.is_empty());
        check.title = Title::tool(&self.description);
        check.levels = self.level.parse().into_iter().collect();
        check.weight = (self.scoring.as_deref() == Some("Not Scored")).then_some(Weight::ZERO);
        Ok(check)
    }
}

/// The outcome of rows: checks, among them those without a result, which may be headers of sections.
#[derive(Default)]
struct Rows(Vec<Check>);

impl Rows {
    fn push(&mut self, row: Row) -> Result<(), String> {
        self.0.push(row.check()?);
        Ok(())
    }

    fn into_scan(self, tool: &str) -> Scan {
        let mut numbers: Vec<Number> = self.0.iter().filter_map(|check| check.number.clone()).collect();
        numbers.sort();
        // The numbers below a number stand right behind it.
        let is_section = |number: &Number| {
            let next = numbers.get(numbers.partition_point(|other| other <= number));
            number.parts().len() == 1 || next.is_some_and(|next| next.within(number))
        };
        let is_header =
            |check: &Check| check.status == Status::Unknown && check.number.as_ref().is_some_and(is_section);
        let (headers, checks): (Vec<Check>, Vec<Check>) = self.0.into_iter().partition(is_header);
        let mut sections = Sections::default();
        for header in &headers {
            header
                .number
                .clone()
                .into_iter()
                .zip(header.title_text())
                .for_each(|(number, name)| sections.add(number, name));
        }
        let unknown = checks.iter().filter(|check| check.status == Status::Unknown);
        let unknown: Vec<_> = unknown.filter_map(|check| check.number.as_ref()).map(Number::to_string).collect();
        let sections = sections.list();
        let mut scan = Scan { tool: Some(Tool::named(tool)), sections, checks, ..Scan::default() };
        if !unknown.is_empty() {
            let message = format!("rows without a result that are no sections are unknown: {}", unknown.join(", "));
            scan.warn(Code::RowsWithoutResult, message);
        }
        scan
    }
}

fn read_table(text: &Lines) -> Result<Scan, ReadError> {
    let (mut rows, mut left) = (Rows::default(), Leftover::default());
    let (mut layout, mut banner, mut footer) = (None, None, None);
    for line in text.iter() {
        let trimmed = line.text.trim();
        if let Some(found) = Layout::of(trimmed) {
            if layout.is_some() {
                return Err(table::second_table(Position { line: line.number, column: 1 }));
            }
            layout = Some(found);
        } else if let Some(row) = layout.and_then(|layout| layout.row(line.text)) {
            rows.push(row).map_err(|message| line.error(message))?;
        } else if is_banner(trimmed) {
            banner = trimmed.strip_suffix("Results").map(str::trim);
        } else if let Some(counts) = footer_counts(trimmed) {
            footer = Some((counts, line));
        } else if trimmed.is_empty() && matches!(layout, Some(Layout::Separated(_))) {
            // The doubts about the whole text speak of empty lines.
        } else if matches!(layout, Some(Layout::Separated(_))) || lines::looks_like_result(trimmed, &WORDS) {
            left.add_lost(line);
        } else if !trimmed.chars().all(|c| c == '-' || c == ' ') {
            left.add(line);
        }
    }
    let shell = layout == Some(Layout::Shell) || banner.is_some();
    if shell && footer.is_none() {
        return Err(text.cut("its last line, `Passed … of … tests`, is missing"));
    }
    let mut scan = rows.into_scan(if shell { "cis-audit.sh" } else { "cis_audit.py" });
    if let Some((counts, line)) = footer {
        hold_footer(&mut scan, counts, line)?;
    } else {
        text.doubts_below(|line| layout == Some(Layout::Padded) && is_section_head(line))
            .into_iter()
            .for_each(|doubt| scan.doubt(doubt));
    }
    if let Some(banner) = banner {
        scan.benchmark = lines::declared_benchmark(banner);
    } else {
        note_benchmark(&mut scan);
    }
    left.warn(&mut scan);
    Ok(scan)
}

/// `1       First Section`: the number of a whole section and its title, with no result.
fn is_section_head(line: &str) -> bool {
    let fields = lines::padded_fields(line);
    let section = fields.first().and_then(|first| first.parse::<Number>().ok());
    fields.len() == 2 && section.is_some_and(|number| number.parts().len() == 1)
}

/// ` CIS CentOS 7 Benchmark v2.2.0 Results`
fn is_banner(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("CIS ") && line.contains(" Benchmark v") && line.ends_with(" Results")
}

/// `Passed 79 of 201 tests in 8 seconds (11 Skipped, 1 Errors)`
fn footer_counts(line: &str) -> Option<[u64; 3]> {
    let (passed, rest) = line.strip_prefix("Passed ")?.split_once(" of ")?;
    let (ran, rest) = rest.split_once(" tests in ")?;
    let skipped = rest.split_once('(').and_then(|(_, rest)| rest.split_once(" Skipped"))?.0;
    Some([passed.parse().ok()?, ran.parse().ok()?, skipped.parse().ok()?])
}

fn hold_footer(scan: &mut Scan, [passed, ran, skipped]: [u64; 3], line: Line<'_>) -> Result<(), ReadError> {
    if scan.checks.is_empty() && ran + skipped > 0 {
        return Err(line
            .error(format!("the table is empty, and its footer counts {ran} tests"))
            .help("the program `column` is missing on that machine: install it (bsdmainutils, bsdextrautils or util-linux) and run the script again"));
    }
    let count = |word: &str| scan.checks.iter().filter(|check| check.raw_status.as_deref() == Some(word)).count();
    let mut totals = Totals::default();
    totals.compare("passed", passed, count("Pass"));
    totals.compare("skipped", skipped, count("Skipped"));
    totals.compare("run", ran, scan.checks.len() - count("Skipped"));
    if totals.fewer_read {
        return totals.refuse();
    }
    totals.doubt(scan);
    scan.states_selection = totals.difference().is_none();
    Ok(())
}

fn note_benchmark(scan: &mut Scan) {
    let note = "cis_audit.py names no benchmark; version 0.20 was written for CIS CentOS Linux 7 v3.1.2";
    scan.benchmark.note = Some(note.to_owned());
}

#[derive(Deserialize)]
struct JsonRow {
    #[serde(default)]
    description: String,
    level: Option<u8>,
    #[serde(default)]
    result: String,
}

fn read_json(input: &Input) -> Result<Scan, ReadError> {
    let mut rows = Rows::default();
    for (index, page) in Pages::<Entries<JsonRow>>::read(input)?.documents.into_iter().enumerate() {
        if index > 0 {
            return Err(ReadError::content("a second document begins here: the file holds two runs")
                .at(Some(page.position))
                .help("give each run's output as a file of its own, and each once"));
        }
        for (key, row) in page.value.0 {
            let error = |message: String| ReadError::content(message).at(Some(page.position)).trail(key.clone());
            let number = key.parse().map_err(|_| error("the key is no recommendation number".to_owned()))?;
            let level = row.level.map(|level| level.to_string()).unwrap_or_default();
            let row = Row { number, description: row.description, scoring: None, level, result: row.result };
            rows.push(row).map_err(error)?;
        }
    }
    let mut scan = rows.into_scan("cis_audit.py");
    note_benchmark(&mut scan);
    let why = "the script's JSON keeps only the last row of a number that has several";
    scan.coverage = Coverage::Partial(why.to_owned());
    scan.warn(Code::DoubledNumbersLost, format!("{why}: failures may be missing; run it with --outformat csv"));
    Ok(scan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DoubtCode;

    fn read(text: &str) -> Result<Scan, ReadError> {
        CisAudit
            .read_input(&Input::from_bytes("x", text), &ReadOptions::default())
            .map(|mut reading| reading.scans.remove(0))
    }

    #[test]
    fn quotes_and_separators_inside_a_description_do_not_move_the_cells() {
        let scan = read("ID,Description,Level,Result,Duration\n1.2,\"Ensure \"a\", b and c\",2,Fail,-983ms\n")
            .expect("a scan");
        let check = &scan.checks[0];
        assert_eq!(check.title_text(), Some("Ensure \"a\", b and c"));
        assert_eq!((check.status, check.levels.as_slice()), (Status::Fail, [2].as_slice()));
    }

    #[test]
    fn every_separator_gives_the_same_checks() {
        let read_with = |separator: &str| {
            let text = "ID,Description,Level,Result,Duration\n1,\"A\",,,\n1.1,\"B\",1,Not Implemented,\n";
            read(&text.replace(',', separator)).expect("a scan").checks
        };
        assert_eq!(read_with(","), read_with("|"));
        assert_eq!(read_with(","), read_with("\t"));
        assert_eq!(read_with(",").len(), 1);
    }

    #[test]
    fn a_row_that_is_damaged_is_unknown_or_doubted_and_a_second_table_is_an_error() {
        let head = "ID,Description,Level,Result,Duration\n1,\"A\",,,\n";
        let doubted = |rows: &str| {
            read(&format!("{head}{rows}")).map(|scan| scan.is_doubted(DoubtCode::ResultsDiffer)).expect("a scan")
        };
        assert!(!doubted("1.1,\"B\",1,Fail,3ms\n"));
        assert!(doubted("> 1.1,\"B\",1,Fail,3ms\n"));
        assert!(doubted("1.1,\"B\",1,Fail,3ms 1.2,\"C\",1,Pass,3ms\n"), "two rows in a line");
        assert!(doubted("1.1,\"B\",1,Pass,3ms\n\n1.2,\"C\",1,Fail,3ms\n"));
        assert!(doubted("1.1,\"B\",1,Fail,3ms"));
        let scan = read(&format!("{head}1.1,\"B\",1,,3ms\n")).expect("a scan");
        assert_eq!(scan.checks.iter().map(|check| check.status).collect::<Vec<_>>(), [Status::Unknown]);
        let row = "1.1,\"B\",1,Pass,3ms\n";
        let error = read(&format!("{head}{row}{head}{row}")).expect_err("two tables");
        assert_eq!(error.position.map(|p| p.line), Some(4));
    }

    #[test]
    fn an_unknown_result_is_an_error_with_its_line() {
        let error = read("ID,Description,Level,Result,Duration\n1.1,\"B\",1,Perhaps,\n").expect_err("unknown");
        assert_eq!(error.position.map(|p| p.line), Some(2));
    }

    #[test]
    fn an_empty_table_whose_footer_counts_says_what_is_missing() {
        let error = read(" CIS CentOS 7 Benchmark v2.2.0 Results \n---\n\nPassed 79 of 201 tests in 8 seconds (11 Skipped, 1 Errors)\n")
            .expect_err("empty");
        assert!(error.help.is_some_and(|help| help.contains("`column`")));
    }

    #[test]
    fn a_lost_row_is_an_error() {
        let table =
            "ID  Description  Scoring  Level  Result  Duration\n1.1  A  Scored  1  Pass  3ms\n1.2  B  Skipped  2\n";
        assert!(read(&format!("{table}\nPassed 1 of 1 tests in 8 seconds (1 Skipped, 0 Errors)\n")).is_ok());
        assert!(read(&format!("{table}\nPassed 1 of 2 tests in 8 seconds (1 Skipped, 0 Errors)\n")).is_err());
        assert!(read(table).is_err());
    }
}
