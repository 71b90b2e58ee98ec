//! Compliance results of Nessus as the CSV that it exports.
//!
//! A row whose column Risk holds a result is a check, all others are vulnerabilities and facts, which are counted. The
//! check's name, what was found and the references stand in its Description: `"NAME" : [RESULT]`, then paragraphs,
//! some under a head of their own. The audit is not named, so the benchmark is known by a link to CIS at best. What
//! the columns are is known from programs that read such exports. Samples: samples/formats/nessus-csv.

use super::item::{self, Item};
use crate::diag::Code;
use crate::model::{Benchmark, Moment, Scan, Target, Tool};
use crate::read::grouped::Grouped;
use crate::read::table::{self, Row, Table};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

/// Nessus's compliance results as CSV.
pub(in crate::formats) struct NessusCsv;

impl Format for NessusCsv {
    fn id(&self) -> &'static str {
        "nessus-csv"
    }

    fn about(&self) -> About {
        About {
            name: "Nessus compliance, CSV",
            summary: "compliance results of Nessus in its CSV export; its XML (.nessus) says more",
            tools: &["Tenable Nessus (Policy Compliance plugins)"],
            recognised_by: "a table with the columns Plugin ID, Risk, Host and Description",
            cannot_tell: &[Gap::Ami, Gap::Benchmark, Gap::Cut],
            redundancy: &[],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let names: Vec<_> = first.split(',').map(|name| table::fold(name.trim())).collect();
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        Confidence::certain_if(["pluginid", "risk", "host", "description"].into_iter().all(has))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let text = input.text()?;
        let table = Table::read(&text, b',', options.columns.as_deref())?;
        let columns = Columns::of(&table)?;
        let (mut scans, mut others) = (Grouped::default(), 0);
        for row in &table.rows {
            match columns.item(row, options)? {
                Some((link, item)) => {
                    scans.add(([columns.host, columns.fqdn].map(|at| row.cell(at)), link), (row, item));
                }
                None => others += 1,
            }
        }
        let mut scans: Vec<Scan> = scans.into_groups().map(|((_, link), items)| columns.scan(link, items)).collect();
        if scans.is_empty() {
            return Err(ReadError::no_checks(
                "the file holds no compliance result: its rows are vulnerabilities and facts",
            )
            .help("scan with a compliance policy (an audit file of a CIS benchmark), and export the whole report"));
        }
        for scan in &mut scans {
            table::doubts(&text).into_iter().for_each(|doubt| scan.doubt(doubt));
        }
        if let (Some(scan), 1..) = (scans.first_mut(), others) {
            scan.warn(Code::OtherFindings, format!("{others} rows that are no compliance results were left out"));
        }
        Ok(scans.into())
    }
}

/// Where the cells stand.
struct Columns {
    risk: Option<usize>,
    host: Option<usize>,
    description: Option<usize>,
    solution: Option<usize>,
    see_also: Option<usize>,
    /// Further columns that Tenable's own exports have.
    fqdn: Option<usize>,
    os: Option<usize>,
    address: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

/// The heads of the paragraphs in a description.
const HEADS: [&str; 5] = ["Solution:", "See Also:", "Reference:", "Policy Value:", "Actual Value:"];

impl Columns {
    fn of(table: &Table) -> Result<Self, ReadError> {
        let need = |name: &str| {
            let missing = || ReadError::content(format!("no column is named {name}"));
            let help = "export the report again with the columns Host, Risk, Name, Description, Solution and See Also";
            table.column(&[name]).map(Some).ok_or_else(|| missing().help(help))
        };
        Ok(Self {
            risk: need("Risk")?,
            host: need("Host")?,
            description: need("Description")?,
            solution: table.column(&["Solution"]),
            see_also: table.column(&["See Also"]),
            fqdn: table.column(&["FQDN"]),
            os: table.column(&["OS"]),
            address: table.column(&["IP Address"]),
            start: table.column(&["Host Start"]),
            end: table.column(&["Host End"]),
        })
    }

    /// A row's check, with the link to CIS that tells its audit from others; `None` for what is no compliance result.
    fn item(&self, row: &Row, options: &ReadOptions) -> Result<Option<(Option<String>, Item)>, ReadError> {
        let (word, text) = (row.cell(self.risk), row.cell(self.description));
        let named = name_and_word(text);
        let Some(status) = item::status(word) else {
            // A vulnerability has a severity here, a result that lost its word nothing like it.
            let is_severity = ["", "None", "Low", "Medium", "High", "Critical"].contains(&word);
            return match named {
                Some(_) => {
                    Err(row.error("Risk", format!("`{word}` is no result of Nessus (PASSED, FAILED, WARNING, ERROR)")))
                }
                None if is_severity => Ok(None),
                None => Err(row.error("Risk", format!("`{word}` is neither a severity nor a result of Nessus"))),
            };
        };
        let Some((name, said)) = named else {
            return Err(row
                .error("Description", "a result's description does not begin with the check's name")
                .help("export the report again, unedited"));
        };
        if said != word {
            return Err(row
                .error("Risk", format!("the row says {word}, and its description says {said}"))
                .help("nobody can know which is right: export the report again, unedited"));
        }
        let part = |head: &str| paragraph(text, head);
        let links = [row.cell(self.see_also).to_owned(), part("See Also:").unwrap_or_default()];
        let link = links.iter().flat_map(|text| text.split_whitespace()).find(|link| link.contains("cisecurity.org"));
        let item = Item {
            name: name.to_owned(),
            word: word.to_owned(),
            status: Some(status),
            actual: part("Actual Value:"),
            references: part("Reference:"),
            description: part("").filter(|_| options.text),
            remediation: Some(row.cell(self.solution).to_owned())
                .filter(|text| !text.is_empty())
                .or_else(|| part("Solution:"))
                .filter(|_| options.text),
            ..Item::default()
        };
        Ok(Some((link.map(str::to_owned), item)))
    }

    fn scan(&self, link: Option<String>, items: Vec<(&Row, Item)>) -> Scan {
        let first = items.first().map(|(row, _)| *row);
        let cell = |at: Option<usize>| first.map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let is_cis = link.is_some();
        let note = match &link {
            Some(link) => format!("Nessus's CSV names no audit, only {link}; give --benchmark"),
            None => "Nessus's CSV names no audit, and nothing in it says that it is one of CIS".to_owned(),
        };
        let mut scan = Scan {
            tool: Some(Tool::named("nessus")),
            benchmark: Benchmark { id: link, note: Some(note), ..Benchmark::default() },
            target: Target {
                hostname: cell(self.fqdn).or_else(|| cell(self.host)),
                os: cell(self.os),
                addresses: cell(self.address).into_iter().collect(),
                ..Target::default()
            },
            started: cell(self.start).as_deref().and_then(Moment::parse),
            finished: cell(self.end).as_deref().and_then(Moment::parse),
            checks: items.into_iter().map(|(_, item)| item.check(is_cis)).collect(),
            ..Scan::default()
        };
        item::warn(&mut scan);
        scan
    }
}

/// Name and result at the beginning of a description: `"1.1.1 Ensure …" : [FAILED]`.
fn name_and_word(text: &str) -> Option<(&str, &str)> {
    let line = text.lines().next()?.trim_end();
    let (name, word) = line.strip_suffix(']')?.rsplit_once('[')?;
    let name = name.trim_end().strip_suffix(':')?.trim().trim_matches('"').trim();
    (!name.is_empty() && word.chars().all(|c| c.is_ascii_uppercase())).then_some((name, word))
}

/// The text below a head; with none the paragraphs behind the first line, up to the first head.
fn paragraph(text: &str, head: &str) -> Option<String> {
    let mut lines = text.lines().skip(1);
    if !head.is_empty() {
        lines.find(|line| line.trim() == head)?;
    }
    // What was found is the last part, and may hold anything.
    let ends = |line: &&str| head == "Actual Value:" || !HEADS.contains(&line.trim());
    let found = lines.take_while(ends).collect::<Vec<_>>().join("\n");
    Some(found.trim().to_owned()).filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    const HEADER: &str = "Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,Synopsis,Description,Solution,See Also\n";

    fn row(risk: &str, description: &str, link: &str) -> String {
        let description = description.replace('"', "\"\"");
        format!("21157,,,{risk},host-a,tcp,0,Unix Compliance Checks,Compliance checks,\"{description}\",,{link}\n")
    }

    fn read(rows: &str) -> Result<Vec<Scan>, ReadError> {
        let input = Input::from_bytes("x", format!("{HEADER}{rows}"));
        NessusCsv.read_input(&input, &ReadOptions::default()).map(|reading| reading.scans)
    }

    const LINK: &str = "https://workbench.cisecurity.org/files/1";

    #[test]
    fn a_result_is_read_from_its_description() {
        let text = "\"1.1.1 Ensure a\" : [FAILED]\n\nwords\n\nReference:\nLEVEL|1A,800-53|AC-1\n\nActual Value:\n/etc/a\nSolution:\n";
        let scans = read(&row("FAILED", text, LINK)).expect("a scan");
        let check = &scans[0].checks[0];
        assert_eq!((check.id().as_deref(), check.status), (Some("1.1.1"), Status::Fail));
        assert_eq!(
            (check.levels.as_slice(), check.evidence.text.as_deref()),
            ([1].as_slice(), Some("/etc/a\nSolution:"))
        );
    }

    #[test]
    fn a_number_needs_a_link_to_cis() {
        let rows =
            row("PASSED", "\"1.1.1 Ensure a\" : [PASSED]", "") + &row("PASSED", "\"1.1.1 Ensure a\" : [PASSED]", LINK);
        let numbers: Vec<_> = read(&rows).expect("scans").iter().map(|scan| scan.checks[0].number.is_some()).collect();
        assert_eq!(numbers, [false, true]);
    }

    #[test]
    fn words_that_contradict_and_results_without_a_word_are_refused() {
        let text = "\"1.1.1 Ensure a\" : [FAILED]";
        for (risk, description) in [("PASSED", text), ("None", text), ("FAILED", "words"), ("Severe", "words")] {
            assert!(read(&row(risk, description, LINK)).is_err(), "{risk} {description}");
        }
        assert!(read(&row("High", "words", "")).expect_err("no result").is_no_checks());
    }
}
