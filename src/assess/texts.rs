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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DoubtCode, Status};
    use crate::registry::{Entry, Registry};

    /// What is shown of a value, in order.
    fn shown(mut value: impl Texts) -> Vec<String> {
        let mut shown = Vec::new();
        value.texts(&mut |text: &mut String| shown.push(text.clone()));
        shown
    }

    #[test]
    fn all_of_a_judgement_that_comes_from_a_scan_or_a_registry_is_shown() {
        let registry = Registry { entries: vec![Entry::default()], ..Registry::default() };
        let entry = registry.by_id().next().map(|(id, _)| id).expect("an entry");
        let lapses = vec![Lapse::TitleDiffers { scan: "title".into() }, Lapse::Unguarded];
        let judgement = Judgement {
            lapsed: vec![(entry, lapses)],
            attested: Some("by whom".into()),
            remarks: vec!["a remark".into()],
            ..Judgement::of(Status::Fail)
        };
        assert_eq!(shown(judgement), ["title", "by whom", "a remark"]);
    }

    #[test]
    fn a_scan_that_is_left_out_shows_its_instance_and_the_other_scan() {
        let (instance, other) = ("i-1".to_owned(), "b.xml".to_owned());
        let twin = WhyLeftOut::SameRun { instance: instance.clone(), twin: other.clone() };
        for why in [twin, WhyLeftOut::Replaced { instance, by: other }] {
            assert_eq!(shown(why), ["i-1", "b.xml"]);
        }
    }

    #[test]
    fn a_reason_shows_the_texts_of_others_and_none_of_its_own() {
        assert_eq!(shown(Lapse::TitleDiffers { scan: "title".into() }), ["title"]);
        assert_eq!(shown(Lapse::Policy("by a rule".into())), ["by a rule"]);
        assert_eq!(shown(Lapse::OutsideScope(vec!["/a".into(), "/b".into()])), ["/a", "/b"]);
        assert_eq!(shown(Lapse::Doubted(DoubtCode::SmallScan)), [""; 0]);
    }
}
