//! The CSV report of an Amazon Inspector CIS scan (`get-cis-scan-report --report-format CSV`).
//!
//! Its header is not documented, so columns are taken by name, from several spellings each, below
//! whatever rows stand above the header. Only a check's id and its status must be there.
//! Samples: `samples/formats/inspector-cis-csv`.

use std::collections::BTreeSet;

use super::rows::{Detail, detail_scan};
use crate::diag::Code;
use crate::model::{Doubt, DoubtCode, Status};
use crate::read::grouped::Grouped;
use crate::read::table::{self, Row, Table, fold};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

/// The format.
pub(in crate::formats) struct InspectorCisCsv;

const DELIMITERS: [u8; 3] = *b",;\t";

// Folded names, the surest first.
const CHECK: &[&str] = &["checkid", "cischeckid", "cisid", "id", "recommendationid", "ruleid"];
const STATUS: &[&str] = &["status", "checkstatus", "result"];
const REASON: &[&str] = &["statusreason", "reason"];
const TITLE: &[&str] = &["title", "checktitle", "checkname"];
const DESCRIPTION: &[&str] = &["checkdescription", "description"];
const LEVEL: &[&str] = &["level", "securitylevel", "profile"];
const PLATFORM: &[&str] = &["platform", "os"];
const INSTANCE: &[&str] = &["targetresourceid", "resourceid", "instanceid", "resource"];
const ACCOUNT: &[&str] = &["accountid", "awsaccountid", "account"];
const REMEDIATION: &[&str] = &["remediation", "recommendation"];
const SCAN: &[&str] = &["scanarn"];
const DATE: &[&str] = &["scandate", "date"];

/// Columns that say where a check ran: beside a `checkid` one of them tells Amazon Inspector's table,
/// beside any other name of an id two.
const OWN: [&[&str]; 5] = [INSTANCE, ACCOUNT, PLATFORM, SCAN, REASON];

/// Whether a line is the header of such a table.
fn is_header(line: &str) -> bool {
    DELIMITERS.iter().any(|delimiter| {
        let cells = cells(line, *delimiter);
        let has = |names: &[&str]| cells.iter().any(|cell| names.contains(&cell.as_str()));
        let own = OWN.iter().filter(|names| has(names)).count();
        has(STATUS) && (has(&["checkid", "cischeckid"]) && own > 0 || has(CHECK) && own > 1)
    })
}

impl Format for InspectorCisCsv {
    fn id(&self) -> &'static str {
        "inspector-cis-csv"
    }

    fn about(&self) -> About {
        About {
            name: "Inspector CIS report, CSV",
            summary: "the CSV report of an Amazon Inspector CIS scan (columns by name; its header is not documented)",
            tools: &["amazon-inspector"],
            recognised_by: "a header with `checkId`, a status, and an account, platform, resource or scan ARN; with two of these beside another id",
            cannot_tell: &[Gap::Ami, Gap::Benchmark, Gap::Cut],
            redundancy: &[],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        // A script's table may have an id and a status, too; as the first line the header says whose it is.
        match head.lines().find(|line| !line.trim().is_empty()) {
            Some(first) if is_header(first) => Confidence::Declared,
            _ => Confidence::certain_if(head.lines().any(is_header)),
        }
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let text = input.text()?;
        if text.matches('"').count() % 2 == 1 {
            return Err(ReadError::syntax("the file is cut off: a quoted cell does not end")
                .help("download the report again; nothing of a cut file is used"));
        }
        let (table, above, mut doubts) = found(&text, options)?;
        let columns = Columns::of(&table)?;
        let mut rows = Grouped::default();
        let (mut without_id, mut lost) = (0, 0);
        for row in &table.rows {
            let detail = columns.detail(row);
            if detail.check_id.is_empty() {
                // With a status it was a result.
                let result = detail.outcome().is_ok_and(|(status, _)| status != Status::Unknown);
                lost += u64::from(result);
                without_id += usize::from(!result && row.cells().any(|cell| !cell.is_empty()));
                continue;
            }
            detail.outcome().map_err(|message| row.error("status", message))?;
            columns.one_status(row)?;
            rows.add(detail.key(), detail);
        }
        let mut scans: Vec<_> = rows.into_groups().map(|(key, rows)| detail_scan(&key, &rows, options)).collect();
        if lost > 0 {
            let message = format!("{lost} rows have a status and no check's id");
            doubts.push(Doubt::new(DoubtCode::ResultsDiffer, message).hides(lost));
        }
        for scan in &mut scans {
            doubts.iter().cloned().for_each(|doubt| scan.doubt(doubt));
        }
        let Some(scan) = scans.first_mut() else {
            return Err(ReadError::no_checks("the table has a header and no check")
                .help("see whether the scan ran: `aws inspector2 list-cis-scans` says its status and totalChecks"));
        };
        if above > 0 {
            scan.warn(Code::LinesLeftOut, format!("{above} lines above the header were left out."));
        }
        if without_id > 0 {
            scan.warn(Code::RowsLeftOut, format!("{without_id} rows without a check's id were left out."));
        }
        Ok(scans.into())
    }
}

fn cells(line: &str, delimiter: u8) -> Vec<String> {
    line.split(char::from(delimiter)).map(fold).collect()
}

/// The table below the first line that names an id and a status, and how many lines with text stand
/// above it, with the doubts about the lines from there on; lines keep their numbers.
fn found(text: &str, options: &ReadOptions) -> Result<(Table, usize, Vec<Doubt>), ReadError> {
    if let Some(columns) = &options.columns {
        return Ok((Table::read(text, b',', Some(columns))?, 0, table::doubts(text)));
    }
    let names_both = |line: &str, delimiter: u8| {
        let cells = cells(line, delimiter);
        let has = |names: &[&str]| cells.iter().any(|cell| names.contains(&cell.as_str()));
        has(CHECK) && has(STATUS)
    };
    let mut above = String::new();
    let mut skipped = 0;
    for line in text.split_inclusive('\n') {
        if let Some(delimiter) = DELIMITERS.into_iter().find(|delimiter| names_both(line, *delimiter)) {
            let rest = text.get(above.len()..).unwrap_or_default();
            let newlines = "\n".repeat(above.matches('\n').count());
            let below = format!("{newlines}{rest}");
            return Ok((Table::read(&below, delimiter, None)?, skipped, table::doubts(&below)));
        }
        above.push_str(line);
        skipped += usize::from(!line.trim().is_empty());
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let found: String = first.chars().take(200).collect();
    Err(ReadError::content(format!("no row names the columns of a check's id and its status; the first is `{found}`"))
        .help(format!(
            "an id is called {}, a status {}; name the columns with --input-columns",
            CHECK.join(", "),
            STATUS.join(", ")
        )))
}

/// Where the cells stand.
struct Columns {
    check: Option<usize>,
    status: Option<usize>,
    statuses: Vec<usize>,
    reason: Option<usize>,
    title: Option<usize>,
    description: Option<usize>,
    level: Option<usize>,
    platform: Option<usize>,
    instance: Option<usize>,
    account: Option<usize>,
    remediation: Option<usize>,
    scan: Option<usize>,
    date: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Result<Self, ReadError> {
        let columns = Self {
            check: table.column(CHECK),
            status: table.column(STATUS),
            statuses: table.columns(STATUS),
            reason: table.column(REASON),
            title: table.column(TITLE),
            description: table.column(DESCRIPTION),
            level: table.column(LEVEL),
            platform: table.column(PLATFORM),
            instance: table.column(INSTANCE),
            account: table.column(ACCOUNT),
            remediation: table.column(REMEDIATION),
            scan: table.column(SCAN),
            date: table.column(DATE),
        };
        if columns.check.is_none() || columns.status.is_none() {
            let found = table.header.join(", ");
            return Err(ReadError::content(format!("the columns are {found}; an id and a status are needed"))
                .help(format!("an id is called {}, a status {}", CHECK.join(", "), STATUS.join(", "))));
        }
        Ok(columns)
    }

    /// Refuses a row whose status stands in several columns with different words.
    fn one_status(&self, row: &Row) -> Result<(), ReadError> {
        let words: BTreeSet<_> = self
            .statuses
            .iter()
            .map(|column| row.cell(Some(*column)).trim().to_uppercase())
            .filter(|word| !word.is_empty())
            .collect();
        match words.len() {
            0 | 1 => Ok(()),
            _ => {
                let words: Vec<_> = words.into_iter().collect();
                let message = format!("the columns of the status contradict each other: {}", words.join(", "));
                Err(row.error("status", message).help("nobody can know which is right: download the report again"))
            }
        }
    }

    fn detail(&self, row: &Row) -> Detail {
        let cell = |column| Some(row.cell(column).to_owned()).filter(|text: &String| !text.is_empty());
        Detail {
            scan_arn: cell(self.scan),
            account: cell(self.account),
            instance: cell(self.instance),
            platform: cell(self.platform),
            status: cell(self.status),
            reason: cell(self.reason),
            check_id: row.cell(self.check).to_owned(),
            title: cell(self.title),
            description: cell(self.description),
            remediation: cell(self.remediation),
            level: cell(self.level),
            date: cell(self.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Reading, ReadError> {
        InspectorCisCsv.read_input(&Input::from_bytes("x", text), &ReadOptions::default())
    }

    fn sniff(text: &str) -> Confidence {
        InspectorCisCsv.sniff(&Input::from_bytes("x", text).head().expect("text"))
    }

    #[test]
    fn the_header_is_found_below_other_rows_and_by_other_names() {
        let reading =
            read("Report;of today\n\n\"CIS ID\";Result;Resource\n1.1;PASSED;i-1\n1.2;FAILED;i-2\n").expect("scans");
        assert_eq!(reading.scans.len(), 2);
        assert_eq!(reading.scans[0].target.instance_id.as_deref(), Some("i-1"));
        assert!(reading.scans[0].warnings.iter().any(|warning| warning.code == Code::LinesLeftOut));
    }

    #[test]
    fn a_header_without_id_and_status_is_an_error_that_names_it() {
        let error = read("Check,Outcome\n1.1,ok\n").expect_err("no header");
        assert!(error.to_string().contains("Check,Outcome"), "{error}");
    }

    #[test]
    fn a_cut_report_is_an_error() {
        assert!(read("checkId,status,title\n1.1,PASSED,\"Ensure").expect_err("cut").to_string().contains("cut off"));
        let error = read("above\ncheckId,status,title\n1.1,PASSED\n").expect_err("a short row");
        assert_eq!(error.position.map(|position| position.line), Some(3));
        let error = read("checkId,status\n1.1,PERHAPS\n").expect_err("no status");
        assert_eq!(error.position.map(|position| position.line), Some(2));
    }

    #[test]
    fn a_status_without_a_check_is_a_doubt_and_the_table_has_no_end() {
        let codes = |rows: &str| {
            let reading = read(&format!("checkId,status,title\n1.1,PASSED,a\n{rows}")).expect("a scan");
            reading.scans[0].doubts.iter().map(|doubt| doubt.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("1.2,FAILED,b\n,,\n,,of today\n"), [DoubtCode::NoEnd]);
        assert_eq!(codes(",FAILED,b\n"), [DoubtCode::NoEnd, DoubtCode::ResultsDiffer]);
        assert_eq!(codes("1.2,FAILED,b"), [DoubtCode::ResultsDiffer]);
        assert_eq!(codes("\n1.2,FAILED,b\n"), [DoubtCode::NoEnd, DoubtCode::ResultsDiffer]);
        let above = read("Report\n\ncheckId,status,title\n1.1,PASSED,a\n").expect("a scan");
        assert!(!above.scans[0].is_doubted(DoubtCode::ResultsDiffer), "what stands above the header is no row");
    }

    #[test]
    fn a_status_in_two_columns_that_differ_is_an_error() {
        let error = read("checkId,status,result,platform\n1.1,PASSED,FAILED,X\n").expect_err("two statuses");
        assert!(error.to_string().contains("FAILED, PASSED"), "{error}");
        assert!(read("checkId,status,result,platform\n1.1,PASSED,,X\n1.2,FAILED,failed,X\n").is_ok());
    }

    #[test]
    fn other_tables_are_left_to_others() {
        assert_eq!(sniff("checkId,status,platform\n1.1,PASSED,X\n"), Confidence::Declared);
        assert_eq!(sniff("ID,Description,Level,Result,Duration\n"), Confidence::No);
        assert_eq!(sniff("number,title,status\n1.1,x,pass\n"), Confidence::No);
        assert_eq!(sniff("id,title,status,os\n1.1,x,pass,Linux\n"), Confidence::No);
    }

    #[test]
    fn a_table_with_another_id_is_known_by_two_columns_of_where_it_ran() {
        for header in [
            "Check ID,Title,Status,Level,Resource ID",
            "ID,Title,Status,Level,Instance ID,Account ID",
            "Recommendation ID;Title;Result;Profile;OS;Resource",
            "id,title,status,platform,resource_id,account_id",
        ] {
            let delimiter = if header.contains(';') { ";" } else { "," };
            let row = vec!["1.1"; header.split(delimiter).count()].join(delimiter);
            let input = Input::from_bytes("x", format!("{header}\n{row}\n"));
            assert_eq!(
                crate::formats::detect(&input, &input.head().expect("text")).expect("one").id(),
                "inspector-cis-csv",
                "{header}"
            );
        }
    }
}
