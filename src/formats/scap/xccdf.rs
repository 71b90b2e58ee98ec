//! XCCDF results, 1.1 and 1.2: CIS-CAT v3, OpenSCAP, SCC and others; a Benchmark with results
//! inside, or a `TestResult` alone.
//!
//! The document streams by once; what it holds is gathered in [`Document`] and joined at its end.
//! Samples: `samples/formats/xccdf`. Source: NIST IR 7275 revision 4 (XCCDF 1.2).

use super::document::{Document, RESULTS, is_xccdf};
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// XCCDF results.
pub(in crate::formats) struct Xccdf;

impl Format for Xccdf {
    fn id(&self) -> &'static str {
        "xccdf"
    }

    fn about(&self) -> About {
        About {
            name: "XCCDF 1.1, 1.2",
            summary: "XCCDF 1.1 and 1.2 results",
            tools: &["CIS-CAT Pro Assessor v3", "OpenSCAP (oscap --results)", "usg audit", "SCC", "STIG Manager"],
            recognised_by: "root element Benchmark or TestResult in an XCCDF namespace, any prefix",
            cannot_tell: &[Gap::Ami],
            redundancy: &[Redundancy::Score, Redundancy::Selection, Redundancy::End],
            corpus: &[
                "openscap/ubuntu2204-cis-l2.results.xml.gz",
                "xccdf/edge/all-possible-results-xccdf.xml",
                "xccdf/edge/asset_b-rhel_9-v1r1-xccdf.xml",
                "xccdf/edge/asset_b-vpn-v2r5-xccdf.xml",
                "xccdf/edge/noruleresultelement-xccdf.xml",
                "xccdf/edge/notargetelement-xccdf.xml",
                "xccdf/edge/notestresult-xccdf.xml",
                "xccdf/edge/reviewoverrides-xccdf.xml",
                "xccdf/edge/single-vuln-fail-with-comment-xccdf.xml",
                "xccdf/edge/targetobjectmetadata-xccdf.xml",
                "xccdf/edge/targetobjectminimal-xccdf.xml",
                "xccdf/xccdf-results-openscap-rhel8.xml",
                "xccdf/xccdf-results-scc-rhel7.xml",
            ],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(
            head.xml()
                .is_some_and(|xml| is_xccdf(&xml.namespace) && matches!(xml.root.as_str(), "Benchmark" | "TestResult")),
        )
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut document = Document::new(options);
        let mut xml = XmlReader::new(input)?.watching(RESULTS);
        while xml.child()? {
            if !document.take(&mut xml)? {
                return Err(ReadError::content("the root element is no Benchmark or TestResult in an XCCDF namespace"));
            }
        }
        Ok(document.into_scans()?.into())
    }
}
