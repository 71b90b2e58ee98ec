//! Checklists of STIG Viewer 2 (CKL): XML with an asset, and for each STIG its requirements.
//!
//! A requirement's facts are pairs of `VULN_ATTRIBUTE` and `ATTRIBUTE_DATA`; its result and what people wrote are
//! elements of their own. No schema of it is published. Samples: samples/formats/ckl.

use super::vuln::{Checklist, Vuln, nothing};
use crate::model::{Doubt, DoubtCode, Scan, Target};
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

const ROOT: &str = "CHECKLIST";

/// Checklists as XML.
pub(in crate::formats) struct Ckl;

impl Format for Ckl {
    fn id(&self) -> &'static str {
        "ckl"
    }

    fn about(&self) -> About {
        About {
            name: "STIG checklist CKL",
            summary: "checklists of STIG Viewer 2 (.ckl); a STIG's requirements have no CIS numbers",
            tools: &["STIG Viewer 2", "Evaluate-STIG", "SCC"],
            recognised_by: "root element CHECKLIST",
            cannot_tell: &[Gap::Ami, Gap::Time, Gap::Numbers, Gap::Levels],
            redundancy: &[Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.xml().is_some_and(|xml| xml.root == ROOT))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut xml = XmlReader::new(input)?.watching(&["VULN", "STATUS"]);
        let (mut target, mut lists) = (Target::default(), Vec::new());
        while xml.child()? {
            if xml.name().1 != ROOT {
                return Err(ReadError::content(format!("the root element is no {ROOT}")));
            }
            while xml.child()? {
                match xml.name().1 {
                    "ASSET" => target = asset(&mut xml)?,
                    "STIGS" => {
                        while xml.child()? {
                            if xml.name().1 == "iSTIG" { lists.push(stig(&mut xml, options)?) } else { xml.skip()? }
                        }
                    }
                    _ => xml.skip()?,
                }
            }
        }
        let bare = lists.iter().filter(|list| list.checks.is_empty()).count();
        let mut scans: Vec<Scan> =
            lists.into_iter().filter(|list| !list.checks.is_empty()).map(|list| list.scan(&target)).collect();
        if scans.is_empty() {
            return Err(nothing());
        }
        if let (Some(scan), true) = (scans.first_mut(), bare > 0) {
            // STIG Viewer writes the requirements of every STIG that it lists.
            let message = format!("STIGs of the checklist without a requirement: {bare}");
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message));
        }
        Ok(scans.into())
    }
}

fn asset(xml: &mut XmlReader<'_>) -> Result<Target, ReadError> {
    let (mut name, mut target) = (None, Target::default());
    while xml.child()? {
        match xml.name().1 {
            "HOST_NAME" => name = xml.trimmed_text()?,
            "HOST_FQDN" => target.hostname = xml.trimmed_text()?,
            "HOST_IP" => {
                let list = xml.trimmed_text()?.unwrap_or_default();
                target.addresses = list.split(',').map(|ip| ip.trim().to_owned()).filter(|ip| !ip.is_empty()).collect();
            }
            _ => xml.skip()?,
        }
    }
    target.hostname = target.hostname.or(name);
    Ok(target)
}

fn stig(xml: &mut XmlReader<'_>, options: &ReadOptions) -> Result<Checklist, ReadError> {
    let mut list = Checklist::default();
    while xml.child()? {
        match xml.name().1 {
            "STIG_INFO" => {
                while xml.child()? {
                    let (name, value) = pair(xml, "SID_NAME", "SID_DATA")?;
                    match name.as_str() {
                        "title" => list.title = value,
                        "stigid" => list.id = value,
                        "version" => list.version = value,
                        "releaseinfo" => list.release = value,
                        _ => {}
                    }
                }
            }
            "VULN" => {
                xml.taken();
                let place = xml.place();
                let check = vuln(xml)?.check(options);
                let check = check.map_err(|error| {
                    let help = "the file was edited or damaged: save the checklist again";
                    let trail = if error.trail.is_empty() { String::new() } else { format!("{}: ", error.trail) };
                    xml.refuse_at(place, format!("{trail}{}", error.kind)).help(help)
                })?;
                xml.keeps(size_of_val(&check))?;
                list.checks.push(check);
            }
            _ => xml.skip()?,
        }
    }
    Ok(list)
}

/// The name and the value inside the element entered last.
fn pair(xml: &mut XmlReader<'_>, name: &str, value: &str) -> Result<(String, Option<String>), ReadError> {
    let mut found = (String::new(), None);
    while xml.child()? {
        if xml.name().1 == name {
            found.0 = xml.trimmed_text()?.unwrap_or_default();
        } else if xml.name().1 == value {
            found.1 = xml.trimmed_text()?;
        } else {
            xml.skip()?;
        }
    }
    Ok(found)
}

fn vuln(xml: &mut XmlReader<'_>) -> Result<Vuln, ReadError> {
    let (mut vuln, mut results) = (Vuln::default(), 0);
    let place = xml.place();
    while xml.child()? {
        let into = match xml.name().1 {
            "STIG_DATA" => {
                let (name, value) = pair(xml, "VULN_ATTRIBUTE", "ATTRIBUTE_DATA")?;
                let Some(value) = value else { continue };
                match name.as_str() {
                    "Vuln_Num" => vuln.group = value,
                    "Rule_ID" => vuln.rule = value,
                    "Rule_Ver" => vuln.version = value,
                    "Rule_Title" => vuln.title = value,
                    "Severity" => vuln.severity = value,
                    "CCI_REF" => vuln.ccis.push(value),
                    "Vuln_Discuss" => vuln.discussion = value,
                    "Fix_Text" => vuln.fix = value,
                    _ => {}
                }
                continue;
            }
            "STATUS" => {
                xml.taken();
                results += 1;
                &mut vuln.status
            }
            "FINDING_DETAILS" => &mut vuln.details,
            "COMMENTS" => &mut vuln.comments,
            "SEVERITY_OVERRIDE" => &mut vuln.severity_override,
            "SEVERITY_JUSTIFICATION" => &mut vuln.justification,
            _ => {
                xml.skip()?;
                continue;
            }
        };
        *into = xml.trimmed_text()?.unwrap_or_default();
    }
    if results > 1 {
        return Err(xml
            .refuse_at(place, format!("the requirement {} has {results} results", vuln.group))
            .help("the file was edited or damaged: save the checklist again"));
    }
    Ok(vuln)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn checklist(vuln: &str) -> String {
        format!(
            "<CHECKLIST><ASSET><HOST_NAME>host-a</HOST_NAME><HOST_IP>192.0.2.1, 192.0.2.2</HOST_IP></ASSET><STIGS><iSTIG>\
             <STIG_INFO><SI_DATA><SID_NAME>title</SID_NAME><SID_DATA>Example STIG</SID_DATA></SI_DATA></STIG_INFO>\
             {vuln}</iSTIG></STIGS></CHECKLIST>"
        )
    }

    fn read(vuln: &str) -> Result<Vec<Scan>, ReadError> {
        let input = Input::from_bytes("x", checklist(vuln));
        Ckl.read_input(&input, &ReadOptions::default()).map(|reading| reading.scans)
    }

    const OPEN: &str = "<VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-900001</ATTRIBUTE_DATA>\
                        </STIG_DATA><STATUS>Open</STATUS><COMMENTS>fine</COMMENTS></VULN>";

    #[test]
    fn a_requirement_is_a_check_with_the_id_that_stays() {
        let scan = read(OPEN).expect("a scan").remove(0);
        assert_eq!((scan.checks[0].rule.as_deref(), scan.checks[0].status), (Some("V-900001"), Status::Fail));
        assert_eq!((scan.benchmark.title.as_deref(), scan.target.addresses.len()), (Some("Example STIG"), 2));
    }

    #[test]
    fn a_stig_without_requirements_beside_another_is_a_doubt() {
        let text = checklist(OPEN).replace("</STIGS>", "<iSTIG></iSTIG></STIGS>");
        let reading = Ckl.read_input(&Input::from_bytes("x", text), &ReadOptions::default()).expect("a scan");
        assert!(reading.scans[0].is_doubted(DoubtCode::ResultsDiffer));
        assert!(!read(OPEN).expect("a scan")[0].is_doubted(DoubtCode::ResultsDiffer));
    }

    #[test]
    fn two_results_none_or_one_in_a_strange_place_are_errors() {
        for damaged in [
            OPEN.replace("<COMMENTS>", "<STATUS>NotAFinding</STATUS><COMMENTS>"),
            OPEN.replace("<STATUS>Open</STATUS>", ""),
            OPEN.replace("<STATUS>Open</STATUS>", "<x><STATUS>Open</STATUS></x>"),
            format!("<x>{OPEN}</x>"),
        ] {
            assert!(read(&damaged).is_err(), "{damaged}");
        }
        assert!(read("").expect_err("nothing").is_no_checks());
    }
}
