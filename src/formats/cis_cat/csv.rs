//! CIS-CAT's CSV report, and the CSV of the CIS-CAT Pro Dashboard.
//!
//! The report has no header row unless it was asked for, and which columns it has depends on five
//! switches, so its columns are taken by name: from the header or from `--input-columns`. Only the rule id
//! is also known by its pattern. Samples: samples/formats/cis-cat-csv.

use super::text::{status, status_or_unknown, warn_of_odd_words};
use crate::diag::Code;
use crate::model::{Benchmark, Check, Ident, Moment, Number, Profile, Scan, Title, Tool};
use crate::read::cis::level;
use crate::read::table::{self, Row, Table};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

const RULE: &str = "xccdf_org.cisecurity.benchmarks_rule_";

/// CIS-CAT's CSV.
pub(in crate::formats) struct CisCatCsv;

impl Format for CisCatCsv {
    fn id(&self) -> &'static str {
        "cis-cat-csv"
    }

    fn about(&self) -> About {
        About {
            name: "CIS-CAT CSV",
            summary: "CIS-CAT's CSV report and the Dashboard's; a report without a header row needs --input-columns",
            tools: &["CIS-CAT", "CIS-CAT Pro Dashboard"],
            recognised_by: "CIS-CAT's rule ids and result words in the cells, or the columns rule_title and rule_result",
            cannot_tell: &[Gap::Ami, Gap::Levels, Gap::Evidence, Gap::Cut],
            redundancy: &[],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let dashboard = |line: &str| line.contains("rule_title") && line.contains("rule_result");
        let mut lines = head.lines();
        Confidence::certain_if(lines.any(|line| is_row(line) || dashboard(line)))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let text = input.text()?;
        let table = Table::read(&text, b',', options.columns.as_deref())?;
        let columns = Columns::of(&table)?;
        // The Dashboard's table may hold several assessments.
        let mut scans: Vec<([&str; 6], Scan, Vec<String>)> = Vec::new();
        for row in &table.rows {
            let key = columns.assessment(row);
            let index = scans.iter().rposition(|(known, ..)| *known == key).unwrap_or(scans.len());
            if index == scans.len() {
                scans.push((key, scan(key), Vec::new()));
            }
            if let Some((_, scan, odd)) = scans.get_mut(index) {
                scan.checks.push(columns.check(row, odd)?);
            }
        }
        let said = |(_, mut scan, odd): (_, Scan, _)| {
            warn_of_odd_words(&mut scan, odd);
            scan
        };
        let mut scans: Vec<Scan> = scans.into_iter().map(said).collect();
        let doubts = table::doubts(&text);
        for scan in &mut scans {
            doubts.iter().cloned().for_each(|doubt| scan.doubt(doubt));
            let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
            if unnumbered > 0 {
                scan.warn(
                    Code::NoNumbers,
                    format!("{unnumbered} rows name no recommendation number: the Dashboard's table has none"),
                );
            }
        }
        Ok(scans.into())
    }
}

/// Whether a line is a row: a rule and its result. A log or a note may name a rule, too.
fn is_row(line: &str) -> bool {
    let cells = || line.split(',').map(|cell| cell.trim().trim_matches('"'));
    line.contains(RULE) && cells().any(|cell| cell.starts_with(RULE)) && cells().any(|cell| status(cell).is_some())
}

/// Where the cells stand.
struct Columns {
    result: usize,
    rule: Option<usize>,
    number: Option<usize>,
    title: Option<usize>,
    cce: Option<usize>,
    /// Benchmark title and version, profile, time, host, address.
    assessment: [Option<usize>; 6],
}

impl Columns {
    fn of(table: &Table) -> Result<Self, ReadError> {
        let columns =
            "name the columns in their order with --input-columns, for example --input-columns rule,title,result";
        if table.header.iter().any(|cell| cell.starts_with(RULE)) {
            let message = "the table has no header row, and CIS-CAT's columns depend on its settings";
            let help = format!("{columns}; or let CIS-CAT write one (include.csv.headers=true)");
            return Err(ReadError::content(message).help(help));
        }
        let found = || format!("the columns are {}", table.header.join(", "));
        let result = table
            .column(&["result", "rule result", "test result", "status"])
            .ok_or_else(|| ReadError::content(format!("no column is named result; {}", found())).help(columns))?;
        let by_pattern = || {
            let first = table.rows.first()?;
            first.cells().position(|cell| cell.starts_with(RULE))
        };
        let rule = table.column(&["rule id", "rule", "xccdf rule id"]).or_else(by_pattern);
        let number =
            table.column(&["number", "recommendation number", "recommendation #", "recommendation id", "cis id"]);
        let title = table.column(&["title", "rule title", "recommendation title", "recommendation"]);
        if rule.or(number).or(title).is_none() {
            let message = format!("no column names the rule, the number or the title; {}", found());
            return Err(ReadError::content(message).help(columns));
        }
        let assessment = [
            table.column(&["benchmark title", "benchmark"]),
            table.column(&["benchmark version"]),
            table.column(&["profile", "profile title"]),
            table.column(&["assessment date", "date", "timestamp", "end time"]),
            table.column(&["target system", "target", "hostname", "host"]),
            table.column(&["target ip", "target ip address", "ip address"]),
        ];
        Ok(Self { result, rule, number, title, cce: table.column(&["cce id", "cce"]), assessment })
    }

    fn assessment<'t>(&self, row: &'t Row) -> [&'t str; 6] {
        self.assessment.map(|column| row.cell(column))
    }

    fn check(&self, row: &Row, odd: &mut Vec<String>) -> Result<Check, ReadError> {
        let word = row.cell(Some(self.result));
        let (status, assessment) = status_or_unknown(word, odd);
        let (rule, title) = (row.cell(self.rule), row.cell(self.title));
        let in_rule = rule.strip_prefix(RULE).and_then(|rule| rule.split('_').next());
        let in_title = Number::leading(title);
        let number = match row.cell(self.number) {
            "" => {
                in_rule.and_then(|number| number.parse().ok()).or(in_title.as_ref().map(|(number, _)| number.clone()))
            }
            number => Some(number.parse().map_err(|error| row.error("number", format!("{error}")))?),
        };
        let mut check = Check { number, assessment, ..Check::new(status) };
        check.raw_status = (!word.is_empty()).then(|| word.to_owned());
        check.rule = (!rule.is_empty()).then(|| rule.to_owned());
        check.title = Title::recommendation(in_title.map_or(title, |(_, title)| title));
        let cce = row.cell(self.cce);
        if !cce.is_empty() {
            check.idents.push(Ident { system: "http://cce.mitre.org".to_owned(), value: cce.to_owned() });
        }
        Ok(check)
    }
}

fn scan([benchmark, version, profile, time, host, address]: [&str; 6]) -> Scan {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut scan = Scan { tool: Some(Tool::named("cis-cat")), ..Scan::default() };
    scan.benchmark = Benchmark::declared(some(benchmark), some(version));
    scan.profile = some(profile).map(|title| Profile { level: level(&title), title: Some(title), id: None });
    scan.finished = Moment::parse(time);
    if scan.finished.is_none() && !time.is_empty() {
        scan.warn(Code::UnreadableTime, format!("the assessment's date `{time}` is no time; it was left out"));
    }
    scan.target.hostname = some(host);
    scan.target.addresses = some(address).into_iter().collect();
    scan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn read(text: &str, columns: Option<&str>) -> Result<Reading, ReadError> {
        let columns = columns.map(|names| names.split(',').map(str::to_owned).collect());
        CisCatCsv.read_input(&Input::from_bytes("x", text), &ReadOptions { columns, ..ReadOptions::default() })
    }

    const ROW: &str = "xccdf_org.cisecurity.benchmarks_rule_1.1.10_Ensure_a,Ensure a,Not Applicable\n";

    #[test]
    fn a_table_without_a_header_is_read_with_named_columns_only() {
        let error = read(ROW, None).expect_err("no header");
        assert!(error.help.is_some_and(|help| help.contains("--input-columns")));
        let scan = &read(ROW, Some("rule,title,result")).expect("a scan").scans[0];
        assert_eq!(scan.checks[0].number.as_ref().map(ToString::to_string).as_deref(), Some("1.1.10"));
    }

    #[test]
    fn a_log_or_a_note_that_names_a_rule_is_no_table() {
        let sniff = |text: &str| CisCatCsv.sniff(&Input::from_bytes("x", text).head().expect("text"));
        for text in [
            "one line\n12:00 xccdf_org.cisecurity.benchmarks_rule_1.1.1_x: pass, 120 ms\n",
            "We skip xccdf_org.cisecurity.benchmarks_rule_1.1.22_x, see the ticket.\n",
            "  \"rule\": \"xccdf_org.cisecurity.benchmarks_rule_1.1.22_x\",\n",
        ] {
            assert_eq!(sniff(text), Confidence::No, "{text}");
        }
        assert_eq!(sniff(ROW), Confidence::Certain);
    }

    #[test]
    fn the_rule_is_found_by_its_pattern() {
        let scan = &read(&format!("Thing,Title,Result\n{ROW}"), None).expect("a scan").scans[0];
        assert!(scan.checks[0].rule.is_some() && scan.checks[0].number.is_some());
    }

    #[test]
    fn an_odd_word_is_unknown_and_said_and_so_is_an_odd_time() {
        let text =
            "profile,assessment_date,rule_title,rule_result\nLevel 2,yesterday,T,Exception\nLevel 2,yesterday,U,\n";
        let scan = &read(text, None).expect("a scan").scans[0];
        assert!(scan.checks.iter().all(|check| check.status == Status::Unknown));
        assert_eq!(scan.profile.as_ref().and_then(|profile| profile.level), Some(2));
        let codes: Vec<_> = scan.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["unreadable-time", "unknown-result", "no-numbers"]);
    }

    #[test]
    fn each_target_of_a_dashboard_table_is_a_scan() {
        let text = "benchmark_title,benchmark_version,target_system,rule_title,rule_result\nB,1.0.0,h1,T,pass\nB,1.0.0,h2,T,fail\nB,1.0.0,h1,U,pass\n";
        let scans = read(text, None).expect("scans").scans;
        assert_eq!((scans.len(), scans[0].checks.len()), (2, 2));
    }
}
