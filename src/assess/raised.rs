//! The doubts of an assessment: those of its scans, of how they were put together, and of what was not read.

use schemars::JsonSchema;
use serde::Serialize;

use super::assessment::Assessment;
use super::image::Image;
use crate::model::{Doubt, DoubtCode, Scan};

/// A doubt with its subject: what every output prints, and what the gate decides by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Raised {
    /// The kind.
    pub code: DoubtCode,
    /// The file, image or tool that it is about.
    pub about: String,
    /// The circumstance that raised it.
    pub message: String,
    /// The number of results that it could hide, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hides: Option<u64>,
    /// Whether the gate cannot judge while nobody accepts it.
    pub stops_gate: bool,
    /// The advice that goes with it.
    pub help: &'static str,
}

impl Raised {
    /// A doubt about a subject; a doubt that names a subject of its own keeps it.
    pub fn new(doubt: &Doubt, subject: &str) -> Self {
        Self {
            code: doubt.code,
            about: doubt.about.clone().unwrap_or_else(|| subject.to_owned()),
            message: doubt.message.clone(),
            hides: doubt.hides,
            stops_gate: doubt.stops_gate(),
            help: doubt.code.help(),
        }
    }

    /// The doubt in one line, without its code: `results.xml: 3 of 119 rules were judged`.
    pub fn line(&self) -> String {
        if self.about.is_empty() { self.message.clone() } else { format!("{}: {}", self.about, self.message) }
    }
}

impl Assessment {
    /// Every doubt of the assessment, those that stop the gate first, each once.
    pub fn raised(&self) -> Vec<Raised> {
        let of_scan = |scan: &Scan| -> Vec<Raised> {
            let said = scan.doubts.iter().filter(|doubt| doubt.is_said());
            said.map(|doubt| Raised::new(doubt, &scan.source.path)).collect()
        };
        let mut all: Vec<Raised> = self.images.iter().flat_map(Image::scans).flat_map(of_scan).collect();
        all.extend(self.doubts.iter().map(|doubt| Raised::new(doubt, "")));
        all.sort_by(|left, right| right.stops_gate.cmp(&left.stops_gate).then_with(|| left.cmp(right)));
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Check, Status};
    use crate::registry::Registry;

    #[test]
    fn a_doubt_in_a_line_names_its_subject_where_it_has_one() {
        let doubt = Doubt::new(DoubtCode::RulesNotRun, "3 of 119 rules were judged");
        assert_eq!(Raised::new(&doubt, "results.xml").line(), "results.xml: 3 of 119 rules were judged");
        assert_eq!(Raised::new(&doubt, "").line(), "3 of 119 rules were judged");
        assert_eq!(Raised::new(&doubt.about("own"), "results.xml").line(), "own: 3 of 119 rules were judged");
    }

    #[test]
    fn the_doubts_of_a_scan_are_raised_once_those_that_stop_the_gate_first() {
        let mut scan = Scan { checks: vec![Check::new(Status::Pass)], ..Scan::default() };
        scan.source.path = "scan".into();
        for code in [DoubtCode::NoEnd, DoubtCode::RulesNotRun, DoubtCode::NoEnd] {
            scan.doubt(Doubt::new(code, "x"));
        }
        let assessed =
            Assessment::new(vec![scan], Registry::default(), date(2026, 11, 23), false, &Mappings::default());
        let raised: Vec<_> = assessed.raised().into_iter().map(|raised| (raised.code, raised.about)).collect();
        let about = || "scan".to_owned();
        assert_eq!(raised, [(DoubtCode::RulesNotRun, about()), (DoubtCode::NoEnd, about())]);
    }
}
