//! A person's own mapping: a CSV that says which recommendation belongs to which control.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

use super::control::Control;
use super::framework::Framework;
use super::rollup::numbers;
use crate::assess::{Assessment, Image};
use crate::digest::sha256_hex;
use crate::model::{Benchmark, Number, texts};
use crate::read::table::{Table, fold};
use crate::read::{Input, ReadError, ReadErrorKind};

/// A mapping of recommendations to controls; empty where a person gives none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    /// The path as given.
    pub path: String,
    /// The SHA-256 of the file.
    pub sha256: Option<String>,
    tables: Vec<Rows>,
}

/// The rows about one benchmark, or about every one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    benchmark: Option<Benchmark>,
    rows: Vec<Row>,
}

/// One recommendation, and one control that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    number: Number,
    pub(super) framework: Framework,
    pub(super) control: Control,
    groups: Vec<String>,
}

texts!(Controls { path, tables } leaves { sha256 });
texts!(Rows { rows } leaves { benchmark });
texts!(Row { framework, control, groups } leaves { number });

/// Everything that is wrong with a mapping.
#[derive(Debug)]
pub struct ControlsError {
    /// The faults, each with its line and what to do.
    pub faults: Vec<ReadError>,
}

impl std::error::Error for ControlsError {}

impl fmt::Display for ControlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.faults.iter().enumerate().try_for_each(|(at, fault)| {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")
        })
    }
}

const NUMBER: &str = "number";
const FRAMEWORK: &str = "framework";
const CONTROL: &str = "control";
/// The columns, folded; the last two are a person's own, and are not read.
const COLUMNS: [&str; 8] = ["benchmark", "version", NUMBER, FRAMEWORK, CONTROL, "group", "title", "note"];
const HELP: &str = "write a CSV with the header benchmark,version,number,framework,control and, if you like, group; \
                    benchmark and version may be empty, for any";

impl Controls {
    /// Reads a mapping.
    ///
    /// # Errors
    /// When it is no CSV with the columns, or a row cannot be used; all such rows at once.
    pub fn read(input: &Input) -> Result<Self, ControlsError> {
        let fail = |faults: Vec<ReadError>| ControlsError {
            faults: faults.into_iter().map(|fault| ReadError { path: input.name().to_owned(), ..fault }).collect(),
        };
        let one = |fault: ReadError| fail(vec![fault]);
        let io = |error| one(ReadError::new(ReadErrorKind::Io(error)));
        let mut bytes = Vec::new();
        input.bytes().map_err(one)?.read_to_end(&mut bytes).map_err(io)?;
        let text = input.text().map_err(one)?;
        let table = table(&text).map_err(one)?;
        let mut controls = Self {
            path: input.name().to_owned(),
            sha256: Some(sha256_hex(bytes.as_slice()).map_err(io)?),
            tables: Vec::new(),
        };
        let mut faults = Vec::new();
        let columns = Columns::of(&table);
        // A fault of the benchmark is one of every row below: it is said once.
        let mut benchmarks: BTreeMap<(&str, &str), Option<usize>> = BTreeMap::new();
        for row in table.rows.iter().filter(|row| row.cells().any(|cell| !cell.is_empty())) {
            let key = (row.cell(columns.benchmark), row.cell(columns.version));
            let place = *benchmarks.entry(key).or_insert_with(|| match benchmark(key) {
                Ok(benchmark) => {
                    controls.tables.push(Rows { benchmark, rows: Vec::new() });
                    Some(controls.tables.len() - 1)
                }
                Err((column, message, help)) => {
                    faults.push(row.error(column, message).help(help));
                    None
                }
            });
            let read = columns.read(row, &mut faults);
            if let Some(rows) = place.and_then(|place| controls.tables.get_mut(place)) {
                rows.rows.extend(read);
            }
        }
        if !faults.is_empty() {
            return Err(fail(faults));
        }
        if controls.pairs() == 0 {
            return Err(one(ReadError::content("no row maps a recommendation").help(HELP)));
        }
        Ok(controls)
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// How many pairs of a recommendation and a control it has.
    pub fn pairs(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len()).sum()
    }

    /// How many of them are of no recommendation of an assessment.
    pub fn unused(&self, assessment: &Assessment) -> usize {
        let images: Vec<(&Image, BTreeSet<Number>)> = assessment
            .images
            .iter()
            .map(|image| (image, image.recommendations.iter().flat_map(|one| numbers(image, one)).collect()))
            .collect();
        let unused = |table: &Rows| {
            let of: Vec<_> = images.iter().filter(|(image, _)| table.is_of(&image.benchmark)).collect();
            table.rows.iter().filter(|row| !of.iter().any(|(_, numbers)| numbers.contains(&row.number))).count()
        };
        self.tables.iter().map(unused).sum()
    }

    /// The rows that are about a benchmark, by number.
    pub(super) fn of(&self, benchmark: &Benchmark) -> BTreeMap<&Number, Vec<&Row>> {
        let mut found: BTreeMap<&Number, Vec<&Row>> = BTreeMap::new();
        for row in self.tables.iter().filter(|table| table.is_of(benchmark)).flat_map(|table| &table.rows) {
            found.entry(&row.number).or_default().push(row);
        }
        found
    }

    /// The groups that it names of a framework's controls: whatever benchmark a row is about, the control is the same.
    pub(super) fn groups(&self, framework: &Framework) -> BTreeMap<&Control, BTreeSet<&str>> {
        let mut found: BTreeMap<&Control, BTreeSet<&str>> = BTreeMap::new();
        for row in self.all().filter(|row| row.framework == *framework) {
            found.entry(&row.control).or_default().extend(row.groups.iter().map(String::as_str));
        }
        found
    }

    /// Every row.
    pub(super) fn all(&self) -> impl Iterator<Item = &Row> {
        self.tables.iter().flat_map(|table| &table.rows)
    }
}

impl Row {
    pub(super) fn groups(&self) -> &[String] {
        &self.groups
    }
}

impl Rows {
    /// Whether they are about a benchmark. What is not stated there is nobody's.
    fn is_of(&self, benchmark: &Benchmark) -> bool {
        let Some(own) = &self.benchmark else { return true };
        own.same_family(benchmark) == Some(true) && (own.version.is_none() || own.same_version(benchmark) == Some(true))
    }
}

fn table(text: &str) -> Result<Table, ReadError> {
    // Line ends of one kind: the reader counts those of two characters too late.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(ReadError::content("the mapping of controls is empty").help(HELP));
    }
    let first = text.lines().next().unwrap_or_default();
    let count = |byte: &u8| first.bytes().filter(|found| found == byte).count();
    let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let table = Table::read(&text, separator, None)?;
    for name in [NUMBER, FRAMEWORK, CONTROL] {
        if table.column(&[name]).is_none() {
            let message = format!("there is no column {name}; the columns are {}", table.header.join(", "));
            return Err(ReadError::content(message).help(HELP));
        }
    }
    for (at, name) in table.header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if !COLUMNS.contains(&fold(name).as_str()) {
            // A misspelt `version` would make its rows count for every version.
            let message = format!("the column {name} is not known");
            return Err(ReadError::content(message).help(format!("known are {}", COLUMNS.join(", "))));
        }
        if table.header.iter().take(at).any(|other| fold(other) == fold(name)) {
            return Err(ReadError::content(format!("there are two columns {name}")).help("take one of them out"));
        }
    }
    Ok(table)
}

/// The places of the columns.
struct Columns {
    benchmark: Option<usize>,
    version: Option<usize>,
    number: Option<usize>,
    framework: Option<usize>,
    control: Option<usize>,
    group: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let [benchmark, version, number, framework, control, group, ..] = COLUMNS.map(|name| table.column(&[name]));
        Self { benchmark, version, number, framework, control, group }
    }

    /// The pairs of one row; one for each control of its cell.
    fn read(&self, row: &crate::read::table::Row, faults: &mut Vec<ReadError>) -> Vec<Row> {
        let text = row.cell(self.number);
        let number = text.parse::<Number>().map_err(|error| {
            let message = if text.is_empty() { "the row has no number".to_owned() } else { error.to_string() };
            row.error(NUMBER, message).help("write the recommendation's number as the benchmark has it, such as 1.1.22")
        });
        let named = row.cell(self.framework);
        let framework = Framework::named(named);
        let controls = Control::all(&framework, row.cell(self.control));
        if named.is_empty() {
            let help = "name it with its version where you know that: CIS Controls v8, NIST SP 800-53 Rev. 5";
            faults.push(row.error(FRAMEWORK, "the row names no framework").help(help));
        }
        if controls.is_empty() {
            let help = "write the control's name, such as 3.3 or AC-6 (2), or take the row out";
            faults.push(row.error(CONTROL, "the row names no control").help(help));
        }
        let number = match number {
            Ok(number) => number,
            Err(fault) => {
                faults.push(fault);
                return Vec::new();
            }
        };
        let groups = row.cell(self.group).split([',', ';']).map(str::trim).filter(|group| !group.is_empty());
        let groups: Vec<String> = groups.map(str::to_owned).collect();
        let pair =
            |control| Row { number: number.clone(), framework: framework.clone(), control, groups: groups.clone() };
        controls.into_iter().map(pair).collect()
    }
}

/// The column, the fault, and what to do.
type Fault = (&'static str, String, &'static str);

/// The benchmark of two cells; none where the row is about every one.
fn benchmark((name, version): (&str, &str)) -> Result<Option<Benchmark>, Fault> {
    let help = "name the benchmark, too, or leave both empty for any";
    match (name, version) {
        ("", "") => Ok(None),
        ("", version) => Err(("version", format!("version {version} of no benchmark"), help)),
        (name, "") => Ok(Some(Benchmark::given(name))),
        (name, version) => {
            let named = Benchmark::given(name);
            let given = Benchmark { version: Some(version.to_owned()), ..named.clone() };
            if named.same_version(&given) == Some(false) {
                let message = format!("the benchmark is {named}, the version {version}");
                return Err(("version", message, "write the version once"));
            }
            Ok(Some(given))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Controls, ControlsError> {
        Controls::read(&Input::from_bytes("controls.csv", text))
    }

    fn faults(text: &str) -> Vec<String> {
        let error = read(text).expect_err("a fault");
        error.faults.iter().map(|fault| format!("{fault} = {}", fault.help.as_deref().expect("help"))).collect()
    }

    const HEADER: &str = "benchmark,version,number,framework,control,group\n";

    #[test]
    fn a_mapping_is_read_whatever_its_line_ends_quotes_and_separator() {
        let plain = read(&format!(
            "{HEADER}AL2,2.0.0,1.1.1,CIS Controls v8,\"3.3,4.1\",IG1;IG2\n,,1.1.2,NIST 800-53,AC-6(2),\n"
        ))
        .expect("a mapping");
        assert_eq!(plain.pairs(), 3);
        let windows = "\u{feff}Number;Framework;Control;Group;Version;Benchmark\r\n1.1.1;CIS Controls v8;3.3,4.1;IG1,IG2;2.0;AL2\r\n\r\n1.1.2;NIST 800-53;AC-6 (2);;;\r\n";
        let windows = read(windows).expect("a mapping");
        let rows = |controls: &Controls| controls.all().cloned().collect::<Vec<_>>();
        assert_eq!(rows(&plain), rows(&windows));
        assert_eq!(plain.all().map(|row| row.control.as_str()).collect::<Vec<_>>(), ["3.3", "4.1", "AC-6 (2)"]);
        assert_eq!(plain.sha256.as_ref().map(String::len), Some(64));
    }

    #[test]
    fn every_row_that_cannot_be_used_is_an_error_with_its_line_and_column() {
        let text = format!(
            "{HEADER}AL2,2.0.0,1.1.x,CIS Controls v8,3.3,\n,,1.1.1,,3.3,\n,,1.1.2,CIS Controls v8,N/A,\n,2.0.0,1.1.3,CIS Controls v8,3.3,\n\
             AL2 2.0.0,3.0.0,1.1.4,CIS Controls v8,3.3,\n,,,CIS Controls v8,3.3,\n"
        );
        let found = faults(&text);
        let begins = [
            "controls.csv:2:1: in column number: `1.1.x` is not a recommendation number",
            "controls.csv:3:1: in column framework: the row names no framework",
            "controls.csv:4:1: in column control: the row names no control",
            "controls.csv:5:1: in column version: version 2.0.0 of no benchmark",
            "controls.csv:6:1: in column version: the benchmark is AL2 v2.0.0, the version 3.0.0",
            "controls.csv:7:1: in column number: the row has no number",
        ];
        assert_eq!(found.len(), begins.len(), "{found:#?}");
        for (found, begin) in found.iter().zip(begins) {
            assert!(found.starts_with(begin), "{found}");
        }
    }

    #[test]
    fn a_header_that_is_not_understood_is_an_error() {
        for (text, begin) in [
            ("", "controls.csv: "),
            ("\n \n", "controls.csv: "),
            ("number,framework\n1.1,x\n", "controls.csv: there is no column control"),
            ("number,framework,control,verison\n1.1,x,y,1\n", "controls.csv: the column verison is not known"),
            ("number,framework,control,Number\n1.1,x,y,1.1\n", "controls.csv: there are two columns Number"),
            ("number,framework,control\n", "controls.csv: no row maps a recommendation"),
            ("number,framework,control\n1.1,x\n", "controls.csv:2:1: the row has 2 cells"),
            ("number,framework,control\n1.1,x,\"y\n", "controls.csv:2:1: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.to_string().starts_with(begin), "{error}");
        }
        read("number,framework,control,title,note\n1.1,x,y,Ensure,mine\n").expect("a person's own columns");
    }
}
