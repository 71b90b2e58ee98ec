//! `HardeningKitty`'s report of an audit, as CSV.
//!
//! The ids are those of the finding list that was run: CIS numbers in the lists of CIS benchmarks, which alone have
//! dots, and running numbers in all others. The list itself is named by the file's name at most. A report of the mode
//! Config has no results, and one of `HailMary` those of changes: both are refused.
//! Source: <https://github.com/scipag/HardeningKitty>; samples: samples/formats/hardening-kitty.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Code;
use crate::model::{Benchmark, Check, Coverage, Evidence, Number, Scan, Status, Title, Tool};
use crate::read::table::{self, Row, Table};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

/// The report.
pub(in crate::formats) struct HardeningKitty;

/// The columns by which it is known.
const COLUMNS: [&str; 6] = ["id", "category", "name", "severity", "result", "recommended"];

impl Format for HardeningKitty {
    fn id(&self) -> &'static str {
        "hardening-kitty"
    }

    fn about(&self) -> About {
        About {
            name: "HardeningKitty report",
            summary: "HardeningKitty's report of an audit, CSV; CIS numbers where a CIS finding list was run",
            tools: &["HardeningKitty"],
            recognised_by: "a table with the columns ID, Category, Name, Severity, Result and Recommended",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Benchmark, Gap::Levels, Gap::Cut],
            redundancy: &[],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let names = first.trim_start_matches('\u{feff}').split(',').map(|name| table::fold(name.trim()));
        Confidence::certain_if(names.take(COLUMNS.len()).eq(COLUMNS.iter().map(|name| (*name).to_owned())))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let text = input.text()?;
        let table = Table::read(&text, b',', options.columns.as_deref())?;
        let columns = Columns::of(&table)?;
        if table.rows.is_empty() {
            return Err(ReadError::no_checks("the report holds no row")
                .help("run Invoke-HardeningKitty as administrator and without -Filter"));
        }
        let mut checks = table.rows.iter().map(|row| columns.check(row)).collect::<Result<Vec<_>, _>>()?;
        join_parts(&mut checks);
        let mut scan = Scan { tool: Some(Tool::named("hardening-kitty")), checks, ..Scan::default() };
        let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
        let is_cis = unnumbered < scan.checks.len();
        let note = if is_cis {
            "the report does not name its finding list; give --benchmark"
        } else {
            "no id is a recommendation's number, so the finding list was not one of CIS"
        };
        scan.benchmark = Benchmark { note: Some(note.to_owned()), ..Benchmark::default() };
        if unnumbered > 0 {
            scan.warn(Code::NoNumbers, format!("{unnumbered} results name no recommendation number"));
        }
        if scan.checks.iter().all(|check| check.status == Status::Fail) {
            let why = "all results are failures: the report was most likely filtered".to_owned();
            scan.coverage = Coverage::Partial(why.clone());
            scan.warn(Code::Filtered, why);
        }
        table::doubts(&text).into_iter().for_each(|doubt| scan.doubt(doubt));
        Ok(vec![scan].into())
    }
}

/// Gives tests that are parts of one recommendation its number.
///
/// A list splits one by kinds of machine or by bounds, and gives each part a number below it: `2.2.18.1` and
/// `2.2.18.2`, all of one name with another word in brackets behind it. A section of a benchmark holds other names, too.
fn join_parts(checks: &mut [Check]) {
    let mut below: BTreeMap<Number, (usize, BTreeSet<String>)> = BTreeMap::new();
    for check in checks.iter() {
        let Some(whole) = above(check) else { continue };
        let (count, names) = below.entry(whole).or_default();
        let title = check.title_text().unwrap_or_default();
        let name = title.strip_suffix(')').and_then(|title| title.rsplit_once(" (")).map(|(name, _)| name);
        *count += 1;
        // Without brackets it is no part; a text that no name is keeps the tests apart.
        names.insert(name.map_or_else(|| format!("{title} ()"), str::to_owned));
    }
    below.retain(|_, (count, names)| *count > 1 && names.len() == 1 && !names.iter().any(|name| name.ends_with(" ()")));
    for check in checks {
        let Some(whole) = above(check).filter(|whole| below.contains_key(whole)) else { continue };
        check.rule = check.number.replace(whole).map(|part| part.to_string());
    }
}

/// The number above a check's, where it may be a recommendation's.
fn above(check: &Check) -> Option<Number> {
    let number = check.number.as_ref().filter(|number| number.parts().len() > 3)?.to_string();
    number.rsplit_once('.')?.0.parse().ok()
}

/// Where the cells stand.
struct Columns {
    id: Option<usize>,
    name: Option<usize>,
    severity: Option<usize>,
    result: Option<usize>,
    recommended: Option<usize>,
    verdict: Option<usize>,
    of_finding: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Result<Self, ReadError> {
        let column = |name: &str| table.column(&[name]);
        let [verdict, of_finding] = [column("TestResult"), column("SeverityFinding")];
        if verdict.is_none() || of_finding.is_none() {
            return Err(ReadError::content("the report has no column TestResult, or no SeverityFinding")
                .help("run a newer HardeningKitty with -Mode Audit -Report"));
        }
        Ok(Self {
            id: column("ID"),
            name: column("Name"),
            severity: column("Severity"),
            result: column("Result"),
            recommended: column("Recommended"),
            verdict,
            of_finding,
        })
    }

    fn check(&self, row: &Row) -> Result<Check, ReadError> {
        let [id, severity, verdict, of_finding] =
            [self.id, self.severity, self.verdict, self.of_finding].map(|column| row.cell(column));
        let audit = "give the report of an audit: Invoke-HardeningKitty -Mode Audit -Report -FileFindingList …";
        // Only an audit says how severe the finding would be.
        if of_finding.is_empty() {
            let mode =
                if verdict.is_empty() { "Config, which judges nothing" } else { "HailMary, which changes settings" };
            return Err(row.error("SeverityFinding", format!("this is a report of the mode {mode}")).help(audit));
        }
        if id.is_empty() {
            return Err(row
                .error("ID", "the row has no id")
                .help("the file was edited or damaged: run the audit again"));
        }
        let status = match verdict {
            "Passed" => Status::Pass,
            "Failed" => Status::Fail,
            other => {
                let word: String = other.chars().take(40).collect();
                let message = format!("`{word}` is no result of HardeningKitty (Passed, Failed)");
                return Err(row.error("TestResult", message).help(audit));
            }
        };
        // A passed test has the severity Passed, and no other has.
        if (severity == "Passed") != (status == Status::Pass) {
            return Err(row
                .error("TestResult", format!("the row says {verdict}, and its severity is {severity}"))
                .help("nobody can know which is right: run the audit again"));
        }
        let number: Option<Number> = id.parse().ok();
        let number = number.filter(|number| number.parts().len() > 1 && number.is_like_a_benchmarks());
        let found: Vec<_> = [("expected: ", self.recommended), ("found: ", self.result)]
            .into_iter()
            .map(|(label, column)| (label, row.cell(column)))
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| format!("{label}{text}"))
            .collect();
        Ok(Check {
            rule: number.is_none().then(|| id.to_owned()),
            number,
            title: Title::tool(row.cell(self.name)),
            raw_status: Some(verdict.to_owned()),
            severity: Some(of_finding.to_lowercase()),
            evidence: Evidence::text(found.join("\n")),
            ..Check::new(status)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "ID,Category,Name,Severity,Result,Recommended,TestResult,SeverityFinding\n";

    fn read(rows: &str) -> Result<Scan, ReadError> {
        let input = Input::from_bytes("x", format!("{HEADER}{rows}"));
        HardeningKitty.read_input(&input, &ReadOptions::default()).map(|mut reading| reading.scans.remove(0))
    }

    #[test]
    fn only_an_id_with_dots_is_a_number() {
        let scan = read("1.1.1,A,Length,Low,0,24,Failed,Low\n1000,F,SMB,Passed,x,x,Passed,High\n").expect("a scan");
        assert_eq!((scan.checks[0].id().as_deref(), scan.checks[0].status), (Some("1.1.1"), Status::Fail));
        assert_eq!((scan.checks[1].number.clone(), scan.checks[1].rule.as_deref()), (None, Some("1000")));
        assert_eq!(scan.checks[1].severity.as_deref(), Some("high"));
    }

    #[test]
    fn the_parts_of_a_recommendation_have_its_number() {
        let row = |id: &str, name: &str| format!("{id},A,\"{name}\",Passed,x,x,Passed,Low\n");
        let rows = [
            row("2.2.18.1", "Create links (Member)"),
            row("2.2.18.2", "Create links (Member, Hyper-V)"),
            row("2.2.27", "Enable accounts (DC)"),
            row("2.2.28", "Enable accounts (Member)"),
            row("2.3.1.1", "Administrator status (Member)"),
            row("2.3.1.3", "Guest status (Member)"),
            row("2.3.2.1", "Force settings"),
            row("2.3.2.2", "Force settings"),
        ];
        let scan = read(&rows.concat()).expect("a scan");
        let ids: Vec<_> = scan.checks.iter().filter_map(Check::id).collect();
        assert_eq!(ids, ["2.2.18", "2.2.18", "2.2.27", "2.2.28", "2.3.1.1", "2.3.1.3", "2.3.2.1", "2.3.2.2"]);
        assert_eq!(scan.checks[1].rule.as_deref(), Some("2.2.18.2"));
    }

    #[test]
    fn reports_of_other_modes_and_rows_that_contradict_themselves_are_refused() {
        for (row, message) in [
            ("1.1.1,A,Length,,0,24,,\n", "Config"),
            ("1.1.1,A,Length,Passed,Registry key created,,Passed,\n", "HailMary"),
            ("1.1.1,A,Length,Low,0,24,Passed,Low\n", "severity"),
            ("1.1.1,A,Length,Passed,0,24,Failed,Low\n", "severity"),
            ("1.1.1,A,Length,Low,0,24,Maybe,Low\n", "Maybe"),
            (",A,Length,Low,0,24,Failed,Low\n", "no id"),
        ] {
            let error = read(row).expect_err(row);
            assert!(error.to_string().contains(message) && error.help.is_some(), "{error}");
        }
        assert!(read("").expect_err("nothing").is_no_checks());
    }
}
