//! The common kit of line-based outputs: numbered lines without colours, totals held against a footer, and
//! lines that are none of the tool's own. It knows no tool's words.

use crate::diag::Code;
use crate::model::{Benchmark, Doubt, DoubtCode, Established, Number, Scan};
use crate::read::head::strip_ansi;
use crate::read::{Input, Position, ReadError, table};

/// A text without escape sequences for colours.
pub(crate) struct Lines(String);

/// One line, without its end and trailing spaces; tabs may be empty cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    /// Counted from 1.
    pub(crate) number: u64,
    pub(crate) text: &'t str,
}

impl Lines {
    /// The whole input as lines.
    pub(crate) fn of(input: &Input) -> Result<Self, ReadError> {
        let text = input.text()?;
        Ok(Self(strip_ansi(&text).into_owned()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.0.lines().zip(1..).map(|(text, number)| Line { number, text: text.trim_end_matches([' ', '\r']) })
    }

    /// The last line, when it has no line end: it may be cut off.
    pub(crate) fn unended(&self) -> Option<Line<'_>> {
        self.iter().last().filter(|_| !self.0.ends_with('\n'))
    }

    /// The doubts about the text where it is a table without totals or an end mark; an empty line above a head of a
    /// section is layout.
    pub(crate) fn doubts_below(&self, heads: impl Fn(&str) -> bool) -> Vec<Doubt> {
        table::doubts_below(&self.0, heads)
    }

    /// An error at the end of the text: something that ends such a file is missing.
    pub(crate) fn cut(&self, message: &str) -> ReadError {
        let last = self.iter().last().map_or(1, |line| line.number);
        ReadError::syntax(format!("the file is cut off: {message}"))
            .at(Some(Position { line: last, column: 1 }))
            .help("give the whole output of the tool; copy it again if it was cut on the way")
    }
}

impl Line<'_> {
    /// The error about results behind the end of a run: the results of two runs, or one run's twice.
    pub(crate) fn second_run(&self, end: &str) -> ReadError {
        self.error(format!("results stand behind {end}: the file holds two runs"))
            .help("give each run's output as a file of its own, and each once")
    }

    /// An error about this line.
    pub(crate) fn error(&self, message: impl Into<String>) -> ReadError {
        ReadError::content(message).at(Some(Position { line: self.number, column: 1 }))
    }
}

/// Lines that are no results: warnings of the tool or the shell mixed in.
#[derive(Debug, Default)]
pub(crate) struct Leftover {
    count: usize,
    first: Option<(u64, String)>,
    /// The lines among them that look like results.
    lost: u64,
    first_lost: Option<(u64, String)>,
}

impl Leftover {
    pub(crate) fn add(&mut self, line: Line<'_>) {
        self.count += 1;
        self.first.get_or_insert_with(|| (line.number, line.text.trim().chars().take(80).collect()));
    }

    /// Adds a line that was a result before it was damaged.
    pub(crate) fn add_lost(&mut self, line: Line<'_>) {
        self.lost += 1;
        self.first_lost.get_or_insert_with(|| (line.number, line.text.trim().chars().take(80).collect()));
    }

    /// Says in the scan how many there were, and doubts it where results may be among them.
    pub(crate) fn warn(&self, scan: &mut Scan) {
        if let Some((line, text)) = &self.first_lost {
            let lines =
                if self.lost == 1 { "line looks like a result and is" } else { "lines look like results and are" };
            let message = format!("{} {lines} none; line {line} says \"{text}\"", self.lost);
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message).hides(self.lost));
        }
        if let Some((line, text)) = &self.first {
            let lines = if self.count == 1 { "line is no result and was" } else { "lines are no results and were" };
            scan.warn(Code::LinesLeftOut, format!("{} {lines} left out; line {line} says \"{text}\"", self.count));
        }
    }
}

/// Counts that a file states, held against what was read.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    differences: Vec<String>,
    /// The file states more of something than was read.
    pub(crate) fewer_read: bool,
}

impl Totals {
    pub(crate) fn compare(&mut self, what: &str, stated: u64, read: usize) {
        let read = read as u64;
        if stated != read {
            self.differences.push(format!("{stated} {what}, {read} read"));
            self.fewer_read |= read < stated;
        }
    }

    /// The differences as a sentence; `None` when all agree.
    pub(crate) fn difference(&self) -> Option<String> {
        (!self.differences.is_empty())
            .then(|| format!("the file's own totals differ from its rows: {}", self.differences.join("; ")))
    }

    /// Refuses a file that states other counts than it holds.
    pub(crate) fn refuse(&self) -> Result<(), ReadError> {
        match self.difference() {
            Some(difference) => {
                Err(ReadError::content(difference).help("rows were lost on the way: give the tool's output as it is"))
            }
            None => Ok(()),
        }
    }

    /// Doubts the scan where the counts differ.
    pub(crate) fn doubt(&self, scan: &mut Scan) {
        if let Some(difference) = self.difference() {
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, difference));
        }
    }
}

/// Whether a line has a word that results have: one of the tool's words, or a number of several parts.
pub(crate) fn looks_like_result(line: &str, words: &[&str]) -> bool {
    let mut parts = line.split(|c: char| c.is_whitespace() || "[]()|,:\"'".contains(c)).filter(|part| !part.is_empty());
    parts.any(|part| {
        words.contains(&part) || part.parse().is_ok_and(|n: Number| n.parts().len() > 1 && n.is_like_a_benchmarks())
    })
}

/// The fields of a line of a table that is padded with spaces: two or more of them part two fields.
pub(crate) fn padded_fields(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|field| !field.is_empty()).collect()
}

/// A benchmark that a file names as `NAME vVERSION`.
pub(crate) fn declared_benchmark(text: &str) -> Benchmark {
    Benchmark { established: Established::Declared, ..Benchmark::given(text) }
}

/// The month of an English abbreviation or name, 1 to 12.
pub(crate) fn month(name: &str) -> Option<u8> {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_ascii_lowercase();
    (1..).zip(months).find(|(_, month)| name.starts_with(month)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_without_colours_or_returns() {
        let lines = Lines::of(&Input::from_bytes("x", b"\x1b[31mKO\x1b[0m 1\r\n\r\nOK".as_slice())).expect("text");
        let read: Vec<_> = lines.iter().map(|line| (line.number, line.text)).collect();
        assert_eq!(read, [(1, "KO 1"), (2, ""), (3, "OK")]);
        assert_eq!(lines.cut("no end").position.map(|p| p.line), Some(3));
    }

    #[test]
    fn what_is_no_result_is_counted_and_shown_once() {
        let (mut left, mut scan) = (Leftover::default(), Scan::default());
        left.warn(&mut scan);
        assert!(scan.warnings.is_empty());
        left.add(Line { number: 7, text: "sh: not found" });
        left.add(Line { number: 9, text: "again" });
        left.warn(&mut scan);
        assert!(scan.warnings[0].message.contains("2 lines") && scan.warnings[0].message.contains("line 7"));
    }

    #[test]
    fn a_line_that_looks_like_a_result_is_doubted() {
        for text in ["[FAIL] Ensure x", "1.1.2,\"Ensure x", "> 1.1.2 - x"] {
            assert!(looks_like_result(text, &["FAIL"]), "{text}");
        }
        for text in ["sh: line 3: zeta: command not found", "FAILLOCK 3", "192.168.0.1 is up", ""] {
            assert!(!looks_like_result(text, &["FAIL"]), "{text}");
        }
        let (mut left, mut scan) = (Leftover::default(), Scan::default());
        left.add_lost(Line { number: 7, text: "[FAIL] Ensure x" });
        left.warn(&mut scan);
        assert!(scan.is_doubted(DoubtCode::ResultsDiffer) && scan.warnings.is_empty());
    }

    #[test]
    fn totals_tell_a_loss_from_a_surplus() {
        let mut totals = Totals::default();
        totals.compare("passed", 3, 3);
        assert!(totals.refuse().is_ok());
        totals.compare("failed", 2, 3);
        assert!(!totals.fewer_read && totals.refuse().is_err());
        totals.compare("checks", 7, 6);
        assert!(totals.fewer_read);
    }

    #[test]
    fn padded_fields_keep_single_spaces() {
        assert_eq!(
            padded_fields("1.2  Ensure a b   1    Not Implemented   "),
            ["1.2", "Ensure a b", "1", "Not Implemented"]
        );
    }

    #[test]
    fn months_are_known_by_their_names() {
        assert_eq!((month("Sep"), month("december"), month("xyz")), (Some(9), Some(12), None));
    }
}
