//! kube-bench's JSON: `{"Controls":[…],"Totals":{…}}`, the bare list (`--noTotals`), or single control
//! sets one after another (older releases).

use serde::Deserialize;
use serde_json::Value;

use super::row::{Row, Totals, tool};
use crate::diag::Code;
use crate::model::{Check, Coverage, Doubt, DoubtCode, Fact, Profile, Scan, Sections, Target};
use crate::read::json::{Pages, Place, null_as_default, repairs};
use crate::read::kubernetes::{benchmark, unless_numberless};
use crate::read::{Input, ReadError, ReadOptions};

#[derive(Default, Deserialize)]
#[serde(default)]
struct ControlSet {
    #[serde(deserialize_with = "null_as_default")]
    id: String,
    #[serde(deserialize_with = "null_as_default")]
    version: String,
    #[serde(deserialize_with = "null_as_default")]
    detected_version: String,
    #[serde(deserialize_with = "null_as_default")]
    text: String,
    #[serde(deserialize_with = "null_as_default")]
    node_type: String,
    tests: Option<Vec<Group>>,
    #[serde(flatten)]
    totals: StatedTotals,
}

#[derive(Deserialize)]
struct Group {
    /// The number and the name of the section; texts.
    #[serde(default)]
    section: Value,
    #[serde(default, rename = "desc")]
    text: Value,
    #[serde(default)]
    results: Option<Vec<Test>>,
}

/// One check.
#[derive(Deserialize)]
pub(super) struct Test {
    #[serde(rename = "test_number")]
    number: String,
    status: String,
    #[serde(default, deserialize_with = "null_as_default", rename = "test_desc")]
    title: String,
    #[serde(default, deserialize_with = "null_as_default", rename = "type")]
    kind: String,
    scored: Option<bool>,
    #[serde(default, deserialize_with = "null_as_default")]
    actual_value: String,
    #[serde(default, deserialize_with = "null_as_default")]
    expected_result: String,
    #[serde(default, deserialize_with = "null_as_default")]
    reason: String,
    #[serde(default, deserialize_with = "null_as_default")]
    remediation: String,
}

#[derive(Default, Deserialize)]
struct StatedTotals {
    #[serde(rename = "total_pass")]
    pass: Option<u64>,
    #[serde(rename = "total_fail")]
    fail: Option<u64>,
    #[serde(rename = "total_warn")]
    warn: Option<u64>,
    #[serde(rename = "total_info")]
    info: Option<u64>,
}

impl StatedTotals {
    /// The counts with those that were read in the places that state none; `None` where none is stated.
    fn totals(&self, read: Totals) -> Option<Totals> {
        let stated = [self.pass, self.fail, self.warn, self.info].iter().any(Option::is_some);
        stated.then(|| Totals {
            pass: self.pass.unwrap_or(read.pass),
            fail: self.fail.unwrap_or(read.fail),
            warn: self.warn.unwrap_or(read.warn),
            info: self.info.unwrap_or(read.info),
        })
    }
}

pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Vec<Scan>, ReadError> {
    let pages: Pages = Pages::read(input)?;
    let several = pages.documents.len() > 1;
    let mut scans = Vec::new();
    for (index, page) in pages.documents.iter().enumerate() {
        scans.extend(document(&page.value.0, &page.place(index, several), options)?);
    }
    for scan in &mut scans {
        scan.warnings.extend(repairs(pages.repaired));
    }
    let empty = scans.iter().filter(|scan| scan.checks.is_empty()).count();
    scans.retain(|scan| !scan.checks.is_empty());
    if let (Some(scan), 1..) = (scans.first_mut(), empty) {
        scan.warn(Code::EmptyControlSet, format!("{empty} control sets of the file hold no result and were left out."));
    }
    Ok(scans)
}

fn document(value: &Value, place: &Place, options: &ReadOptions) -> Result<Vec<Scan>, ReadError> {
    let (controls, place) = match value.get("Controls") {
        Some(Value::Null) => return Ok(Vec::new()),
        Some(controls) => (controls, place.key("Controls")),
        None => (value, place.clone()),
    };
    let sets = match controls {
        Value::Array(sets) => sets.as_slice(),
        Value::Object(_) => std::slice::from_ref(controls),
        _ => return Err(place.error("this is neither a control set nor a list of them")),
    };
    let mut scans = Vec::new();
    let mut sum = Totals::default();
    for (index, set) in sets.iter().enumerate() {
        let place = place.index(index);
        let set: ControlSet = place.parse(set)?;
        let scan = set.scan(&place, options)?;
        let counted = Totals::of(&scan.checks);
        sum.add(set.totals.totals(counted).unwrap_or(counted));
        scans.push(scan);
    }
    let stated = value.get("Totals").map(|totals| place.key("Totals").parse::<StatedTotals>(totals)).transpose()?;
    if let Some(stated) = stated.and_then(|stated| stated.totals(sum)).filter(|stated| *stated != sum) {
        for scan in &mut scans {
            incomplete(scan, format!("the file's totals say {stated}, its control sets say {sum}"));
        }
    }
    Ok(scans)
}

impl ControlSet {
    fn scan(&self, place: &Place, options: &ReadOptions) -> Result<Scan, ReadError> {
        let mut checks = Vec::new();
        let groups = self.tests.iter().flatten();
        for test in groups.flat_map(|group| group.results.iter().flatten()) {
            checks.push(test.check(place, options)?);
        }
        let counted = Totals::of(&checks);
        let mut sections = Sections::default();
        let headings = self.tests.iter().flatten().map(Group::heading);
        for (section, name) in std::iter::once((self.id.as_str(), self.text.as_str())).chain(headings) {
            section.parse().into_iter().for_each(|number| sections.add(number, name));
        }
        let kubernetes = self.detected_version.trim();
        let fact = Fact { name: "kubernetes version".to_owned(), value: kubernetes.to_owned() };
        let some = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
        let mut scan = Scan {
            tool: Some(tool()),
            benchmark: unless_numberless(benchmark(&self.version), &checks),
            profile: Some(Profile {
                id: some(&self.node_type).or(some(&self.id)),
                title: some(&self.text),
                level: None,
            }),
            target: Target {
                facts: (!kubernetes.is_empty()).then_some(fact).into_iter().collect(),
                ..Target::default()
            },
            sections: sections.list(),
            checks,
            ..Scan::default()
        };
        match self.totals.totals(counted) {
            Some(stated) if stated != counted => {
                incomplete(&mut scan, format!("the control set's totals say {stated}, its results are {counted}"));
            }
            Some(_) => scan.states_selection = true,
            None => {}
        }
        Ok(scan)
    }
}

impl Group {
    fn heading(&self) -> (&str, &str) {
        (self.section.as_str().unwrap_or_default(), self.text.as_str().unwrap_or_default())
    }
}

impl Test {
    pub(super) fn check(&self, place: &Place, options: &ReadOptions) -> Result<Check, ReadError> {
        let row = Row {
            id: &self.number,
            title: &self.title,
            word: &self.status,
            kind: &self.kind,
            scored: self.scored,
            reason: &self.reason,
            expected: &self.expected_result,
            actual: &self.actual_value,
            remediation: &self.remediation,
        };
        row.check(options).ok_or_else(|| {
            let word: String = self.status.chars().take(40).collect();
            place.key(&self.number).error(format!("`{word}` is none of kube-bench's results (PASS, FAIL, WARN, INFO)"))
        })
    }
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.pass = self.pass.saturating_add(other.pass);
        self.fail = self.fail.saturating_add(other.fail);
        self.warn = self.warn.saturating_add(other.warn);
        self.info = self.info.saturating_add(other.info);
    }
}

fn incomplete(scan: &mut Scan, why: String) {
    scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
    scan.states_selection = false;
    scan.coverage = Coverage::Partial(why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
        super::read(&Input::from_bytes("x", text), &ReadOptions::default())
    }

    const SET: &str = r#"{"id":"3","version":"eks-1.8.0","node_type":"node","tests":[{"section":"3.1","results":[
        {"test_number":"3.1.1","test_desc":"Ensure a (Manual)","type":"","scored":true,"status":"FAIL","actual_value":"644"}]}],
        "total_pass":0,"total_fail":1,"total_warn":0,"total_info":0}"#;

    #[test]
    fn object_list_and_single_sets_are_the_same_scan() {
        let object = format!("{{\"Controls\":[{SET}],\"Totals\":{{\"total_pass\":0,\"total_fail\":1}}}}");
        for text in [SET.to_owned(), format!("[{SET}]"), object] {
            let scans = read(&text).expect("a scan");
            assert_eq!((scans.len(), scans[0].checks[0].status), (1, Status::Fail));
            assert!(scans[0].sections.is_empty(), "a number alone is no name");
            assert!(scans[0].coverage.is_full() && scans[0].warnings.is_empty(), "{:?}", scans[0]);
        }
        assert_eq!(read(&format!("{SET}\n{SET}")).expect("scans").len(), 2);
    }

    #[test]
    fn control_sets_and_their_groups_name_the_sections() {
        let named = SET
            .replace("\"id\":\"3\"", "\"id\":\"3\",\"text\":\"Worker Node\"")
            .replace("\"section\":\"3.1\"", "\"section\":\"3.1\",\"desc\":\"Files\"");
        let sections = read(&named).expect("a scan").remove(0).sections;
        let sections: Vec<_> = sections.iter().map(|section| format!("{} {}", section.number, section.name)).collect();
        assert_eq!(sections, ["3 Worker Node", "3.1 Files"]);
        assert!(read(&SET.replace("\"3.1\",", "3.1,")).expect("a scan")[0].sections.is_empty());
    }

    #[test]
    fn totals_that_differ_make_the_scan_partial() {
        let scans = read(&SET.replace("\"total_pass\":0", "\"total_pass\":7")).expect("a scan");
        assert!(!scans[0].coverage.is_full());
        let lost = format!("{{\"Controls\":[{SET}],\"Totals\":{{\"total_pass\":3,\"total_fail\":1}}}}");
        assert!(!read(&lost).expect("a scan")[0].coverage.is_full());
    }

    #[test]
    fn an_unknown_result_word_is_an_error() {
        let error = read(&SET.replace("FAIL", "MAYBE")).expect_err("unknown");
        assert_eq!(error.trail, "[1]/3.1.1");
    }

    #[test]
    fn nothing_that_ran_is_no_scan() {
        assert!(read(r#"{"Controls":null,"Totals":{"total_pass":0}}"#).expect("no error").is_empty());
    }
}
