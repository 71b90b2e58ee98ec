//! kube-bench's text: `[WORD] id title` lines, remediations, and a summary after each control set.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{Row, Totals, tool};
use crate::diag::Code;
use crate::model::{Benchmark, Check, Coverage, Established, Number, Profile, Scan, Sections};
use crate::read::kubernetes::{KUBERNETES, unless_numberless};
use crate::read::text::lines::{Leftover, Line, Lines};
use crate::read::{Head, Input, ReadError, ReadOptions, Shape};

/// Whether the lines are kube-bench's, which may stand below many of its log: Bottlerocket prints a
/// header and `[SKIP]`, Docker Bench a dash behind the number.
pub(super) fn looks_like(head: &Head) -> bool {
    let mut found = false;
    for line in head.text.lines().filter(|_| matches!(head.shape, Shape::Text)) {
        if line.starts_with("Benchmark name:") || line.starts_with("[SKIP]") || line.starts_with("[NOTE]") {
            return false;
        }
        if let Some((_, _, title)) = row(line) {
            if title.starts_with('-') {
                return false;
            }
            found = true;
        }
    }
    found
}

/// Word, id and title of a result line.
fn row(line: &str) -> Option<(&str, &str, &str)> {
    let (word, rest) = line.strip_prefix('[')?.split_once("] ")?;
    if !matches!(word, "PASS" | "FAIL" | "WARN" | "INFO") {
        return None;
    }
    let (id, title) = rest.trim().split_once(char::is_whitespace)?;
    let id_like = id.starts_with(|c: char| c.is_ascii_digit()) || id.starts_with("V-");
    id_like.then_some((word, id, title.trim()))
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Results,
    Remediations,
    Summary,
    Total,
}

/// One control set as the text has it.
#[derive(Default)]
struct Set {
    id: String,
    text: String,
    group: Option<Number>,
    sections: Sections,
    rows: Vec<(String, String, String)>,
    /// The ids that a remediation may be for.
    open: BTreeSet<String>,
    remediations: BTreeMap<String, String>,
    summary: Option<Totals>,
}

struct Parser {
    sets: Vec<Set>,
    part: Part,
    remediation: Option<String>,
    total: Option<Totals>,
    leftover: Leftover,
}

pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Vec<Scan>, ReadError> {
    let lines = Lines::of(input)?;
    let mut parser =
        Parser { sets: Vec::new(), part: Part::Results, remediation: None, total: None, leftover: Leftover::default() };
    for line in lines.iter() {
        parser.line(line)?;
    }
    parser.finish(&lines, options)
}

impl Parser {
    fn line(&mut self, line: Line) -> Result<(), ReadError> {
        if let Some(heading) = line.text.strip_prefix("== ") {
            self.remediation = None;
            self.part = match heading {
                "Summary total ==" => Part::Total,
                _ if heading.starts_with("Summary") => Part::Summary,
                _ => Part::Remediations,
            };
        } else if let Some((word, id, title)) = row(line.text) {
            if self.total.is_some() {
                return Err(line.second_run("the summary in total"));
            }
            self.part = Part::Results;
            self.row(word, id, title);
        } else if matches!(self.part, Part::Summary | Part::Total) {
            self.summary(line)?;
        } else if self.part == Part::Remediations {
            self.remediation(line.text);
        } else if !line.text.is_empty() {
            self.leftover.add(line);
        }
        Ok(())
    }

    fn row(&mut self, word: &str, id: &str, title: &str) {
        let number: Option<Number> = id.parse().ok();
        let current = self.sets.last_mut().filter(|set| set.summary.is_none());
        let Some(set) = current else { return self.begin(word, id, title) };
        // A check lies below its group; another `[INFO]` line is a heading.
        let below_group = match (&set.group, &number) {
            (Some(group), Some(number)) => number.within(group) && number != group,
            _ => number.is_none(),
        };
        if word != "INFO" || below_group {
            set.push(word, id, title);
        } else if number.as_ref().is_some_and(|number| number.parts().len() == 1)
            && (set.id != id || !set.rows.is_empty())
        {
            self.begin(word, id, title);
        } else {
            set.section(number.as_ref(), title);
            set.group = number;
        }
    }

    fn begin(&mut self, word: &str, id: &str, title: &str) {
        let mut set = Set::default();
        if word == "INFO" {
            (set.id, set.text) = (id.to_owned(), title.to_owned());
            set.section(id.parse().ok().as_ref(), title);
        } else {
            set.push(word, id, title);
        }
        self.sets.push(set);
    }

    /// `14 checks PASS`
    fn summary(&mut self, line: Line) -> Result<(), ReadError> {
        let Some((count, word)) = line.text.split_once(" checks ") else {
            if !line.text.is_empty() {
                self.leftover.add(line);
            }
            return Ok(());
        };
        let wrong = || line.error(format!("`{}` is not a line of kube-bench's summary", line.text));
        let totals = match self.part {
            Part::Total => self.total.get_or_insert_default(),
            _ => self.sets.last_mut().map(|set| set.summary.get_or_insert_default()).ok_or_else(|| {
                ReadError::no_checks("there is a summary and no result above it")
                    .help("run kube-bench without --noresults")
            })?,
        };
        *totals.count(word.trim()).ok_or_else(wrong)? = count.trim().parse().map_err(|_| wrong())?;
        Ok(())
    }

    fn remediation(&mut self, line: &str) {
        let Some(set) = self.sets.last_mut() else { return };
        let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
        let begins = set.open.contains(id);
        let (id, text) =
            if begins { (id.to_owned(), rest) } else { (self.remediation.clone().unwrap_or_default(), line) };
        let known = set.remediations.entry(id.clone()).or_default();
        known.push_str(text);
        known.push('\n');
        self.remediation = Some(id);
    }

    fn finish(self, lines: &Lines, options: &ReadOptions) -> Result<Vec<Scan>, ReadError> {
        let mut scans = Vec::new();
        let mut sum = Totals::default();
        // The managed services' benchmarks number the worker nodes 3, the Kubernetes one 4.
        let managed = self.sets.iter().any(|set| set.id == "3" && set.text.starts_with("Worker Node"));
        for set in &self.sets {
            if set.summary.is_none() && self.total.is_none() {
                return Err(lines
                    .cut(&format!("the summary of control set {} is missing", set.id))
                    .help("give the whole output, made without --nosummary, or that of kube-bench --json"));
            }
            let scan = set.scan(managed, options)?;
            for check in &scan.checks {
                if let Some(count) = check.raw_status.as_deref().and_then(|word| sum.count(word)) {
                    *count += 1;
                }
            }
            scans.push(scan);
        }
        if let Some(total) = self.total.filter(|total| *total != sum) {
            return Err(disagrees("in total", total, sum));
        }
        scans.retain(|scan| !scan.checks.is_empty());
        if self.total.is_none() {
            scans.iter_mut().for_each(|scan| may_lack_sets(scan, "run kube-bench without --nototals, or with --json"));
        }
        if let Some(scan) = scans.first_mut() {
            self.leftover.warn(scan);
        }
        Ok(scans)
    }
}

impl Set {
    fn section(&mut self, number: Option<&Number>, name: &str) {
        number.into_iter().for_each(|number| self.sections.add(number.clone(), name));
    }

    fn push(&mut self, word: &str, id: &str, title: &str) {
        if matches!(word, "FAIL" | "WARN") {
            self.open.insert(id.to_owned());
        }
        self.rows.push((word.to_owned(), id.to_owned(), title.to_owned()));
    }

    fn scan(&self, managed: bool, options: &ReadOptions) -> Result<Scan, ReadError> {
        let checks: Vec<Check> = self.rows.iter().filter_map(|row| self.check(row, options)).collect();
        let counted = Totals::of(&checks);
        let states_selection = self.summary.is_some();
        if let Some(stated) = self.summary.filter(|stated| *stated != counted) {
            return Err(disagrees(&format!("of control set {}", self.id), stated, counted));
        }
        Ok(Scan {
            tool: Some(tool()),
            benchmark: unless_numberless(benchmark(managed, "kube-bench's text names no benchmark"), &checks),
            profile: Some(Profile {
                id: (!self.id.is_empty()).then(|| self.id.clone()),
                title: (!self.text.is_empty()).then(|| self.text.clone()),
                level: None,
            }),
            states_selection,
            sections: self.sections.list(),
            checks,
            ..Scan::default()
        })
    }

    fn check(&self, (word, id, title): &(String, String, String), options: &ReadOptions) -> Option<Check> {
        let remediation = self.remediations.get(id).map(String::as_str).unwrap_or_default();
        Row { id, title, word, remediation, ..Row::default() }.check(options)
    }
}

/// The benchmark of output that names none, as a sentence says.
pub(super) fn benchmark(managed: bool, none: &str) -> Benchmark {
    let (title, note) = if managed {
        ("CIS Amazon EKS Benchmark", format!("{none}; worker nodes are section 3 in those of EKS, GKE and AKS"))
    } else {
        (KUBERNETES, none.to_owned())
    };
    Benchmark {
        title: Some(title.to_owned()),
        established: Established::Assumed,
        note: Some(format!("{note}; give --benchmark, or the output of kube-bench --json")),
        ..Benchmark::default()
    }
}

/// Without the total at its end, output that is cut behind a control set looks whole.
pub(super) fn may_lack_sets(scan: &mut Scan, advice: &str) {
    let why = "the output has no total over all control sets, so sets may be missing at its end";
    if scan.coverage.is_full() {
        scan.coverage = Coverage::Partial(why.to_owned());
    }
    scan.warn(Code::NoTotal, format!("{why}; {advice}"));
}

fn disagrees(what: &str, stated: Totals, counted: Totals) -> ReadError {
    ReadError::content(format!("the summary {what} says {stated}; the lines are {counted}"))
        .help("the output is incomplete or was edited: give the whole of it, or run kube-bench with --json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    const ETCD: &str = "[INFO] 2 Etcd Node Configuration\n[INFO] 2 Etcd Node Configuration Files\n[PASS] 2.1 Ensure a (Automated)\n[INFO] 2.2 Ensure b (Manual)\n\n== Summary etcd ==\n1 checks PASS\n0 checks FAIL\n0 checks WARN\n1 checks INFO\n";

    fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
        super::read(&Input::from_bytes("x", text), &ReadOptions::default())
    }

    #[test]
    fn a_skipped_check_is_told_from_a_heading() {
        let scans = read(ETCD).expect("a scan");
        let statuses: Vec<_> = scans[0].checks.iter().map(|check| check.status).collect();
        assert_eq!((scans.len(), statuses), (1, vec![Status::Pass, Status::Informational]));
        assert_eq!(scans[0].sections[0].name, "Etcd Node Configuration");
    }

    #[test]
    fn each_control_set_is_a_scan() {
        let two = format!("{ETCD}\n{}", ETCD.replace("2.", "5.").replace(" 2 ", " 5 "));
        let scans = read(&two).expect("scans");
        let sets: Vec<_> = scans.iter().filter_map(|scan| scan.profile.as_ref()?.id.as_deref()).collect();
        assert_eq!(sets, ["2", "5"]);
        let total = "\n== Summary total ==\n2 checks PASS\n0 checks FAIL\n0 checks WARN\n3 checks INFO\n";
        assert!(read(&format!("{two}{total}")).is_err(), "the total counts one check more");
    }

    #[test]
    fn a_cut_output_is_an_error() {
        let (before, _) = ETCD.split_once("== Summary").expect("the summary");
        assert!(read(before).expect_err("cut").to_string().contains("cut off"));
        let short = ETCD.replace("[PASS] 2.1 Ensure a (Automated)\n", "");
        assert!(read(&short).expect_err("short").to_string().contains("1 PASS"));
    }

    #[test]
    fn output_cut_between_control_sets_says_that_sets_may_be_missing() {
        let total = "\n== Summary total ==\n1 checks PASS\n0 checks FAIL\n0 checks WARN\n1 checks INFO\n";
        let whole = read(&format!("{ETCD}{total}")).expect("a scan");
        assert!(whole[0].coverage.is_full() && whole[0].warnings.is_empty());
        let cut = read(ETCD).expect("a scan");
        assert!(matches!(cut[0].coverage, Coverage::Partial(_)), "{:?}", cut[0].coverage);
        assert_eq!(cut[0].warnings[0].code, "no-total");
    }

    #[test]
    fn words_of_others_are_not_taken() {
        assert!(row("[PASS] 1.1 Ensure").is_some());
        assert!(row("[SKIP] 1.1 Ensure").is_none());
        assert!(row("[PASS] all good").is_none());
    }
}
