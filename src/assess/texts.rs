//! The texts of an assessment that come from scans, registries and file names.

use super::Assessment;
use super::grouping::{GivenScan, LeftOut, WhyLeftOut};
use super::image::{Image, Part, Recommendation};
use super::lapse::Lapse;
use super::matching::Judgement;
use super::outcome::EntryOutcome;
use super::raised::Raised;
use crate::model::{Texts, Visit, texts};

texts!(Assessment { registry, images, left_out, outcomes, notes, doubts } leaves { as_of, each });
texts!(Image { name, label, benchmark, scans, recommendations } leaves { runs });
texts!(GivenScan { scan } leaves { order });
texts!(Recommendation { title, parts } leaves { number, levels, weight, disposition });
texts!(Part { judgement } leaves { scan, check });
texts!(LeftOut { given, image, name, why } leaves {});
texts!(EntryOutcome { reasons, idle } leaves { kind, numbers });
texts!(Raised { about, message } leaves { code, hides, stops_gate, help });

impl Texts for Judgement {
    fn texts(&mut self, visit: Visit<'_>) {
        let Self { disposition: _, covering: _, lapsed, accepted_unverified: _, attested, remarks } = self;
        lapsed.iter_mut().flat_map(|(_, reasons)| reasons).for_each(|reason| reason.texts(visit));
        attested.texts(visit);
        remarks.texts(visit);
    }
}

impl Texts for WhyLeftOut {
    fn texts(&mut self, visit: Visit<'_>) {
        let (Self::Replaced { instance, by: other } | Self::SameRun { instance, twin: other }) = self;
        visit(instance);
        visit(other);
    }
}

impl Texts for Lapse {
    fn texts(&mut self, visit: Visit<'_>) {
        match self {
            Self::TitleDiffers { scan } => visit(scan),
            Self::Policy(why) => visit(why),
            Self::OutsideScope(offenders) => offenders.texts(visit),
            Self::NotApproved(_)
            | Self::NotYet(_)
            | Self::NotYetApproved(_)
            | Self::Expired(_)
            | Self::OtherStatus(_)
            | Self::BenchmarkUnknown
            | Self::OtherVersion { .. }
            | Self::TitleUnknown
            | Self::TitleNotOfNumber
            | Self::Unguarded
            | Self::NotWhatItWas(_)
            | Self::OutOfScope(_)
            | Self::ScopeUnverified(_)
            | Self::RejectedBy(_)
            | Self::Doubted(_) => {}
        }
    }
}
