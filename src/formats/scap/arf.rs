//! ARF (Asset Reporting Format): CIS-CAT v4's default output and OpenSCAP's `--results-arf`.
//!
//! Benchmark and test results stand in different branches, in either order; rules are joined by id
//! over the whole document. Of OVAL results what made a rule fail is its evidence. An ARF without results is an error, never an
//! empty scan. Samples: `samples/formats/arf`. Source: NIST IR 7694 (ARF 1.1).

use super::document::{Document, RESULTS};
use super::oval;
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

const ROOT: &str = "asset-report-collection";

/// ARF reports.
pub(in crate::formats) struct Arf;

impl Format for Arf {
    fn id(&self) -> &'static str {
        "arf"
    }

    fn about(&self) -> About {
        About {
            name: "ARF",
            summary: "ARF 1.1 reports with XCCDF results inside",
            tools: &["CIS-CAT Pro Assessor v4 (default output)", "OpenSCAP (oscap --results-arf)", "SCC"],
            recognised_by: "root element asset-report-collection in an ARF namespace",
            cannot_tell: &[Gap::Ami],
            redundancy: &[Redundancy::Score, Redundancy::Selection, Redundancy::End],
            corpus: &["openscap/ubuntu2204-cis-l2.arf.xml.gz", "openscap/wrong-platform-cis-l1.arf.xml.gz"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.xml().is_some_and(|xml| xml.root == ROOT && is_arf(&xml.namespace)))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut document = Document::new(options);
        let mut xml = XmlReader::new(input)?.watching(RESULTS);
        while xml.child()? {
            if xml.name().1 != ROOT {
                return Err(ReadError::content(format!("the root element is no {ROOT}")));
            }
            collect(&mut xml, &mut document)?;
        }
        if document.is_without_results() {
            return Err(ReadError::no_checks(
                "the ARF holds no TestResult: no report of an XCCDF evaluation is inside",
            )
            .help(
                "run the assessment again: `oscap xccdf eval --results-arf FILE …`, or CIS-CAT with its ARF report",
            ));
        }
        Ok(document.into_scans()?.into())
    }
}

fn is_arf(namespace: &str) -> bool {
    namespace.starts_with("http://scap.nist.gov/schema/asset-reporting-format/")
}

/// Takes the XCCDF parts out of the wrappers of ARF and of data streams; the nesting of what is read
/// is limited by the XML reader. False when there was nothing inside.
fn collect(xml: &mut XmlReader<'_>, document: &mut Document) -> Result<bool, ReadError> {
    let mut any = false;
    while xml.child()? {
        any = true;
        if document.take(xml)? {
            continue;
        }
        match xml.name() {
            (namespace, name @ ("report" | "content")) if is_arf(namespace) => {
                let (name, place) = (name.to_owned(), xml.place());
                if !collect(xml, document)? {
                    return Err(xml
                        .refuse_at(place, format!("the {name} is empty"))
                        .help("its results are lost: the file was edited or damaged; take it again from the scanner"));
                }
            }
            _ if oval::is_results(xml) => document.oval.read(xml)?,
            (namespace, "report-requests" | "report-request" | "reports") if is_arf(namespace) => {
                collect(xml, document)?;
            }
            (namespace, "data-stream-collection" | "component")
                if namespace.starts_with("http://scap.nist.gov/schema/scap/source/") =>
            {
                collect(xml, document)?;
            }
            _ => xml.skip()?,
        }
    }
    Ok(any)
}
