//! XCCDF results, 1.1 and 1.2: CIS-CAT v3, OpenSCAP, SCC and others; a Benchmark with results
//! inside, or a `TestResult` alone.
//!
//! The document streams by once; what it holds is gathered in [`Document`] and joined at its end.
//! Samples: `samples/formats/xccdf`. Source: NIST IR 7275 revision 4 (XCCDF 1.2).

use super::document::{Document, is_xccdf};
use crate::read::xml::XmlReader;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};

/// XCCDF results.
pub(in crate::formats) struct Xccdf;

impl Format for Xccdf {
    fn id(&self) -> &'static str {
        "xccdf"
    }

    fn about(&self) -> About {
        About {
            summary: "XCCDF 1.1 and 1.2 results",
            tools: &["CIS-CAT Pro Assessor v3", "OpenSCAP (oscap --results)", "SCC", "STIG Manager"],
            recognised_by: "root element Benchmark or TestResult in an XCCDF namespace, any prefix",
            cannot_tell: &[Gap::Ami],
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
        let mut xml = XmlReader::new(input)?;
        while xml.child()? {
            if !document.take(&mut xml)? {
                return Err(ReadError::content("the root element is no Benchmark or TestResult in an XCCDF namespace"));
            }
        }
        Ok(document.into_scans()?.into())
    }
}
