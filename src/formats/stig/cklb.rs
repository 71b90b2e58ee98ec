//! Checklists of STIG Viewer 3 (CKLB): JSON with the target and one list of rules for each STIG.
//!
//! No schema of it is published; the shape is that of files that the viewer and Evaluate-STIG write. Keys that are
//! not known are left out. Samples: samples/formats/cklb.

use serde::Deserialize;
use serde_json::Value;

use super::vuln::{Checklist, Vuln, nothing};
use crate::model::{Moment, Scan, Target};
use crate::read::json::{Pages, Place, null_as_default, repairs};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// Checklists as JSON.
pub(in crate::formats) struct Cklb;

impl Format for Cklb {
    fn id(&self) -> &'static str {
        "cklb"
    }

    fn about(&self) -> About {
        About {
            name: "STIG checklist CKLB",
            summary: "checklists of STIG Viewer 3 (.cklb); a STIG's requirements have no CIS numbers",
            tools: &["STIG Viewer 3", "Evaluate-STIG"],
            recognised_by: "JSON with the keys stigs, each with rules, and target_data or cklb_version",
            cannot_tell: &[Gap::Ami, Gap::Numbers, Gap::Levels],
            redundancy: &[Redundancy::Totals, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let has = |key| head.json().is_some_and(|json| json.has(key));
        Confidence::certain_if(
            has("stigs/[]/rules") && (has("targetdata") || has("cklbversion") || has("stigs/[]/stigname")),
        )
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let pages: Pages = Pages::read(input)?;
        let several = pages.documents.len() > 1;
        let mut scans = Vec::new();
        for (index, page) in pages.documents.iter().enumerate() {
            let place = page.place(index, several);
            scans.extend(place.parse::<File>(&page.value.0)?.scans(&place, options)?);
        }
        if scans.is_empty() {
            return Err(nothing());
        }
        for scan in &mut scans {
            scan.warnings.extend(repairs(pages.repaired));
        }
        Ok(scans.into())
    }
}

#[derive(Deserialize)]
struct File {
    stigs: Vec<Stig>,
    #[serde(default, deserialize_with = "null_as_default")]
    target_data: TargetData,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TargetData {
    #[serde(deserialize_with = "null_as_default")]
    host_name: String,
    #[serde(deserialize_with = "null_as_default")]
    fqdn: String,
    ip_address: Value,
}

#[derive(Deserialize)]
struct Stig {
    #[serde(rename = "stig_name")]
    name: Option<String>,
    #[serde(rename = "stig_id")]
    id: Option<String>,
    #[serde(default)]
    version: Value,
    release_info: Option<String>,
    size: Option<u64>,
    rules: Vec<Rule>,
    #[serde(rename = "evaluate-stig")]
    evaluated: Option<Evaluated>,
}

/// What Evaluate-STIG says of its run over a STIG.
#[derive(Deserialize)]
struct Evaluated {
    time: Option<String>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default, deserialize_with = "null_as_default")]
    group_id: String,
    #[serde(rename = "rule_id", default, deserialize_with = "null_as_default")]
    id: String,
    #[serde(rename = "rule_id_src", default, deserialize_with = "null_as_default")]
    id_src: String,
    #[serde(rename = "rule_version", default, deserialize_with = "null_as_default")]
    version: String,
    #[serde(rename = "rule_title", default, deserialize_with = "null_as_default")]
    title: String,
    #[serde(default, deserialize_with = "null_as_default")]
    group_title: String,
    #[serde(default, deserialize_with = "null_as_default")]
    severity: String,
    status: String,
    #[serde(default, deserialize_with = "null_as_default")]
    finding_details: String,
    #[serde(default, deserialize_with = "null_as_default")]
    comments: String,
    #[serde(default)]
    overrides: Value,
    #[serde(default, deserialize_with = "null_as_default")]
    ccis: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    discussion: String,
    #[serde(default, deserialize_with = "null_as_default")]
    fix_text: String,
}

impl File {
    fn scans(self, place: &Place, options: &ReadOptions) -> Result<Vec<Scan>, ReadError> {
        let TargetData { host_name, fqdn, ip_address } = self.target_data;
        let hostname = [fqdn, host_name].into_iter().find(|name| !name.trim().is_empty());
        let addresses = match &ip_address {
            Value::String(list) => {
                list.split(',').map(str::trim).filter(|ip| !ip.is_empty()).map(str::to_owned).collect()
            }
            Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let target = Target { hostname, addresses, ..Target::default() };
        let mut scans = Vec::new();
        for (index, stig) in self.stigs.into_iter().enumerate() {
            let place = place.key("stigs").index(index).key("rules");
            let mut list = Checklist {
                title: stig.name,
                id: stig.id,
                version: text(&stig.version),
                release: stig.release_info.filter(|info| !info.trim().is_empty()),
                size: stig.size,
                ..Checklist::default()
            };
            for (index, rule) in stig.rules.into_iter().enumerate() {
                let place = place.index(index);
                let check = rule
                    .vuln()
                    .check(options)
                    .map_err(|error| ReadError { trail: place.trail.clone(), ..error.at(place.position) })?;
                list.checks.push(check);
            }
            if list.checks.is_empty() && list.size.unwrap_or(0) == 0 {
                continue;
            }
            let mut scan = list.scan(&target);
            scan.finished = stig.evaluated.and_then(|run| Moment::parse(&run.time?));
            scans.push(scan);
        }
        Ok(scans)
    }
}

/// A text or a number as text; blank is none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Rule {
    fn vuln(self) -> Vuln {
        let severity = self.overrides.get("severity");
        let of = |key: &str| severity.and_then(|change| change.get(key)).and_then(text).unwrap_or_default();
        let other = |names: [String; 2]| names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default();
        Vuln {
            group: self.group_id,
            // The id as the STIG has it, which the other one is cut from.
            rule: other([self.id_src, self.id]),
            version: self.version,
            title: other([self.title, self.group_title]),
            severity: self.severity,
            status: self.status,
            details: self.finding_details,
            comments: self.comments,
            severity_override: of("severity"),
            justification: of("reason"),
            ccis: self.ccis,
            discussion: self.discussion,
            fix: self.fix_text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DoubtCode, Status};

    const FILE: &str = r#"{"title":"t","target_data":{"host_name":"host-a","ip_address":"192.0.2.1, 192.0.2.2"},
        "stigs":[{"stig_name":"Example STIG","stig_id":"Example","version":2,"size":2,"rules":[
        {"group_id":"V-900001","rule_id":"SV-900001r1","status":"open","overrides":{"severity":{"severity":"low","reason":"x"}}},
        {"group_id":"V-900002","status":"not_a_finding","overrides":{},"ccis":null}]}],"cklb_version":"1.0"}"#;

    fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
        Cklb.read_input(&Input::from_bytes("x", text), &ReadOptions::default()).map(|reading| reading.scans)
    }

    #[test]
    fn each_stig_of_a_checklist_is_a_scan() {
        let scan = read(FILE).expect("a scan").remove(0);
        let statuses: Vec<_> = scan.checks.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [Status::Fail, Status::Pass]);
        assert_eq!(scan.benchmark.to_string(), "Example STIG v2");
        assert_eq!(scan.target.addresses, ["192.0.2.1", "192.0.2.2"]);
        assert!(scan.states_selection && scan.doubts.is_empty());
        assert_eq!(scan.checks[0].overrides.len(), 1);
    }

    #[test]
    fn a_size_that_differs_is_doubted_and_an_unknown_word_refused() {
        let scan = read(&FILE.replace("\"size\":2", "\"size\":3")).expect("a scan").remove(0);
        assert!(scan.is_doubted(DoubtCode::ResultsDiffer) && !scan.coverage.is_full());
        assert_eq!(read(&FILE.replace("\"open\"", "\"closed\"")).expect_err("a word").trail, "stigs[1]/rules[1]");
        assert!(read(r#"{"stigs":[],"cklb_version":"1.0"}"#).expect_err("nothing").is_no_checks());
    }
}
