//! Compliance results of Nessus: the file `.nessus`, as Tenable documents it.
//!
//! A report lists hosts, a host its items; the items of the family "Policy Compliance" with a result are checks, all
//! others are vulnerabilities and facts, which are counted. One scan a host and benchmark. Sample: samples/formats/nessus.

use super::item::{self, Found, Item};
use crate::diag::Code;
use crate::model::{Moment, Profile, Scan, Target, Tool};
use crate::read::Redundancy;
use crate::read::grouped::Grouped;
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, cis};

const ROOT: &str = "NessusClientData_v2";

/// Nessus's compliance results.
pub(in crate::formats) struct Nessus;

impl Format for Nessus {
    fn id(&self) -> &'static str {
        "nessus"
    }

    fn about(&self) -> About {
        About {
            name: "Nessus compliance",
            summary: "compliance results of Nessus in its own XML (.nessus); vulnerabilities in it are counted and left out",
            tools: &["Tenable Nessus (Policy Compliance plugins)"],
            recognised_by: "root element NessusClientData_v2",
            cannot_tell: &[Gap::Ami],
            redundancy: &[Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.xml().is_some_and(|xml| xml.root == ROOT))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut xml = XmlReader::new(input)?.watching(&["compliance-result"]);
        let mut scans = Vec::new();
        while xml.child()? {
            if xml.name() != ("", ROOT) {
                return Err(ReadError::content(format!("the root element is no {ROOT}")));
            }
            while xml.child()? {
                if xml.name() != ("", "Report") {
                    xml.skip()?;
                    continue;
                }
                while xml.child()? {
                    if xml.name() == ("", "ReportHost") { host(&mut xml, options, &mut scans)? } else { xml.skip()? }
                }
            }
        }
        if scans.is_empty() {
            return Err(ReadError::no_checks(
                "the file holds no compliance result: its items are vulnerabilities and facts",
            )
            .help("scan with a compliance policy (an audit file of a CIS benchmark), and export the whole report"));
        }
        Ok(scans.into())
    }
}

/// The facts of a host's items about the audit that they are of.
type Audit = (Option<String>, Option<String>, Option<String>, Option<String>);

fn host(xml: &mut XmlReader<'_>, options: &ReadOptions, scans: &mut Vec<Scan>) -> Result<(), ReadError> {
    let mut of_host = Scan { tool: Some(Tool::named("nessus")), ..Scan::default() };
    of_host.target.hostname = xml.owned_attribute("name")?;
    let (mut audits, mut others): (Grouped<Audit, Item>, usize) = (Grouped::default(), 0);
    while xml.child()? {
        match xml.name() {
            ("", "HostProperties") => properties(xml, &mut of_host)?,
            ("", "ReportItem") => match item::read(xml, options)? {
                Found::Item(found) => audits.add(
                    (found.benchmark.clone(), found.version.clone(), found.profile.clone(), found.audit.clone()),
                    *found,
                ),
                Found::Other => others += 1,
            },
            _ => xml.skip()?,
        }
    }
    for ((benchmark, version, profile, audit), items) in audits.into_groups() {
        let mut scan = of_host.clone();
        // An audit may be of a STIG, whose numbers are no recommendations.
        let is_cis = [&benchmark, &audit].into_iter().flatten().any(|name| name.to_uppercase().contains("CIS"));
        scan.benchmark = item::benchmark(benchmark, version, audit.as_deref());
        scan.profile = profile.map(|title| Profile { level: cis::level(&title), title: Some(title), id: audit });
        scan.checks = items.into_iter().map(|item| item.check(is_cis)).collect();
        item::warn(&mut scan);
        // They are the host's, and said once.
        let left_out = std::mem::take(&mut others);
        if left_out > 0 {
            scan.warn(Code::OtherFindings, format!("{left_out} items that are no compliance results were left out"));
        }
        scans.push(scan);
    }
    Ok(())
}

/// The facts of a host, each a tag with a name.
fn properties(xml: &mut XmlReader<'_>, scan: &mut Scan) -> Result<(), ReadError> {
    while xml.child()? {
        let name = xml.owned_attribute("name")?.unwrap_or_default();
        let Some(value) = xml.trimmed_text()? else { continue };
        let Target { hostname, os, addresses, .. } = &mut scan.target;
        match name.as_str() {
            "host-fqdn" | "hostname" => *hostname = Some(value),
            "operating-system" => *os = Some(value),
            "host-ip" => addresses.push(value),
            // The times beside them are written in words and in the scanner's own zone.
            "HOST_START_TIMESTAMP" => scan.started = Moment::parse(&value),
            "HOST_END_TIMESTAMP" => scan.finished = Moment::parse(&value),
            _ => {}
        }
    }
    Ok(())
}
