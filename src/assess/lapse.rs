//! Why an entry that names a failing check does not cover it.

use std::fmt;

use jiff::civil::Date;

use crate::model::{DoubtCode, Number};
use crate::registry::{Approval, NotInForce};

/// One rule of "When an entry applies" that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// Its status is not "approved".
    NotApproved(Approval),
    /// It starts later.
    NotYet(Date),
    /// It is approved later.
    NotYetApproved(Date),
    /// It has ended.
    Expired(Date),
    /// It is not for this status.
    OtherStatus(String),
    /// The scan's benchmark or version is not known, and no title settles it.
    BenchmarkUnknown,
    /// It belongs to another version, and nothing carries it over.
    OtherVersion {
        /// The entry's version.
        entry: String,
        /// The scan's version.
        scan: String,
        /// The crosswalk's row for it, when there is one: the class and the candidates.
        review: Option<(&'static str, Vec<Number>)>,
    },
    /// The scan's title is another one.
    TitleDiffers {
        /// The scan's title.
        scan: String,
    },
    /// Neither side's title can be held against the other's.
    TitleUnknown,
    /// The number's title in the scan's benchmark version is another one.
    TitleNotOfNumber,
    /// It has no title, and benchmark and version are not equal.
    Unguarded,
    /// Its `was` did not become its rule, says the crosswalk; the number in `was`.
    NotWhatItWas(Number),
    /// `applies-to` leaves this image out; the key.
    OutOfScope(&'static str),
    /// A rule of `[policy]` does not hold.
    Policy(String),
    /// These offenders are outside its evidence scope.
    OutsideScope(Vec<String>),
    /// The scan gives no offenders to hold the scope against.
    ScopeUnverified(&'static str),
    /// A rejected entry of equal or greater specificity.
    RejectedBy(String),
    /// The scan's benchmark is doubted, and the scan's own title does not say that the number is the entry's.
    Doubted(DoubtCode),
}

impl From<NotInForce> for Lapse {
    fn from(reason: NotInForce) -> Self {
        match reason {
            NotInForce::Status(approval) => Self::NotApproved(approval),
            NotInForce::Expired(end) => Self::Expired(end),
            NotInForce::Approved(day) => Self::NotYetApproved(day),
            NotInForce::Starts(start) => Self::NotYet(start),
        }
    }
}

impl Lapse {
    /// The code in data: one word for each kind of reason, whatever the entry.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotApproved(approval) => approval.word(),
            Self::NotYet(_) => "not-started",
            Self::NotYetApproved(_) => "not-yet-approved",
            Self::Expired(_) => "expired",
            Self::OtherStatus(_) => "other-status",
            Self::BenchmarkUnknown => "benchmark-unknown",
            Self::OtherVersion { .. } => "other-version",
            Self::TitleDiffers { .. } => "title-differs",
            Self::TitleUnknown => "title-unknown",
            Self::TitleNotOfNumber => "title-not-of-number",
            Self::Unguarded => "unguarded",
            Self::NotWhatItWas(_) => "not-what-it-was",
            Self::OutOfScope(_) => "out-of-scope",
            Self::Policy(_) => "policy",
            Self::OutsideScope(_) => "outside-evidence-scope",
            Self::ScopeUnverified(_) => "evidence-scope-unverified",
            Self::RejectedBy(_) => "blocked",
            Self::Doubted(_) => "benchmark-doubted",
        }
    }

    /// The entry is in force; title, evidence or version moved under it.
    pub fn needs_review(&self) -> bool {
        matches!(
            self,
            Self::BenchmarkUnknown
                | Self::OtherVersion { .. }
                | Self::TitleDiffers { .. }
                | Self::TitleUnknown
                | Self::TitleNotOfNumber
                | Self::Unguarded
                | Self::NotWhatItWas(_)
                | Self::OutsideScope(_)
                | Self::Doubted(_)
        )
    }
}

/// How many offenders a reason names before it counts the rest.
const NAMED: usize = 3;

/// An entry that does not apply, and why; a released bundle does not keep the reasons.
pub(crate) fn lapsed_entry(id: &str, lapses: &[Lapse]) -> String {
    let named = if is_draft(lapses) { format!("draft entry {id}") } else { id.to_owned() };
    let reasons = lapses.iter().filter(|lapse| **lapse != DRAFT).map(ToString::to_string).collect::<Vec<_>>();
    if reasons.is_empty() { named } else { format!("{named}: {}", reasons.join("; ")) }
}

/// The lapse of an entry that was never more than a draft.
const DRAFT: Lapse = Lapse::NotApproved(Approval::Draft);

/// Whether the reasons are those of a draft, whatever else speaks against it.
pub(super) fn is_draft(lapses: &[Lapse]) -> bool {
    lapses.contains(&DRAFT)
}

impl fmt::Display for Lapse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotApproved(Approval::Draft) => f.write_str("draft entry exists"),
            Self::NotApproved(Approval::Requested) => f.write_str("requested, not approved"),
            Self::NotApproved(Approval::Rejected) => f.write_str("rejected"),
            Self::NotApproved(Approval::Withdrawn) => f.write_str("withdrawn"),
            Self::NotApproved(Approval::Approved) => f.write_str("approved"),
            Self::NotYet(date) => write!(f, "starts {date}"),
            Self::NotYetApproved(date) => write!(f, "approved on {date} only"),
            Self::Expired(date) => write!(f, "expired {date}"),
            Self::OtherStatus(covers) => write!(f, "covers only {covers}"),
            Self::Doubted(code) => {
                write!(f, "needs review: the scan's benchmark is doubted ({code}), and its title does not settle it")
            }
            Self::BenchmarkUnknown => {
                f.write_str("needs review: benchmark not stated, and the scan has no recommendation title to compare")
            }
            Self::OtherVersion { entry, scan, review: None } => {
                write!(f, "needs review: entry is for v{entry}, scan is v{scan}")
            }
            Self::OtherVersion { entry, scan, review: Some((class, numbers)) } => {
                write!(f, "needs review: {class} from v{entry} to v{scan}")?;
                for (index, number) in numbers.iter().enumerate() {
                    write!(f, "{}{number}", if index == 0 { " as " } else { ", " })?;
                }
                Ok(())
            }
            Self::TitleDiffers { scan } => write!(f, "needs review: title differs, the scan says \"{scan}\""),
            Self::TitleUnknown => f.write_str("needs review: the scan has no recommendation title to compare"),
            Self::TitleNotOfNumber => {
                f.write_str("needs review: this number has another title in the scan's benchmark version")
            }
            Self::Unguarded => {
                f.write_str("needs review: entry has no title, and the benchmark version is not the same")
            }
            Self::NotWhatItWas(number) => {
                write!(f, "needs review: its `was` names {number}, which the crosswalk does not carry to it")
            }
            Self::OutOfScope(key) => write!(f, "applies-to leaves this image out ({key})"),
            Self::Policy(what) => write!(f, "policy: {what}"),
            Self::OutsideScope(items) => {
                let shown = items.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
                write!(f, "outside its scope: {shown}")?;
                match items.len().saturating_sub(NAMED) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::ScopeUnverified(why) => write!(f, "scope not verified: {why}"),
            Self::RejectedBy(id) => write!(f, "blocked by the rejected entry {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_under_an_entry_needs_a_review_and_its_own_end_does_not() {
        let number = || "1.1".parse::<Number>().expect("a number");
        let day = Date::MIN;
        let moved = [
            Lapse::BenchmarkUnknown,
            Lapse::OtherVersion { entry: "1.0.0".into(), scan: "2.0.0".into(), review: None },
            Lapse::TitleDiffers { scan: "T".into() },
            Lapse::TitleUnknown,
            Lapse::TitleNotOfNumber,
            Lapse::Unguarded,
            Lapse::NotWhatItWas(number()),
            Lapse::OutsideScope(vec!["/etc".into()]),
            Lapse::Doubted(DoubtCode::BenchmarkUnverified),
        ];
        assert!(moved.iter().all(Lapse::needs_review));
        let of_its_own = [
            Lapse::NotApproved(Approval::Requested),
            Lapse::NotYet(day),
            Lapse::NotYetApproved(day),
            Lapse::Expired(day),
            Lapse::OtherStatus("error".into()),
            Lapse::OutOfScope("ami"),
            Lapse::Policy("p".into()),
            Lapse::ScopeUnverified("w"),
            Lapse::RejectedBy("no".into()),
        ];
        assert!(!of_its_own.iter().any(Lapse::needs_review));
    }

    #[test]
    fn three_offenders_outside_a_scope_are_named_and_the_rest_is_counted() {
        let outside = |items: &[&str]| Lapse::OutsideScope(items.iter().map(ToString::to_string).collect()).to_string();
        assert_eq!(outside(&["/a", "/b", "/c"]), "outside its scope: /a, /b, /c");
        assert_eq!(outside(&["/a", "/b", "/c", "/d", "/e"]), "outside its scope: /a, /b, /c and 2 more");
    }

    #[test]
    fn where_a_number_may_have_gone_is_listed() {
        let numbers = ["2.1", "2.2"].map(|number| number.parse().expect("a number")).to_vec();
        let (entry, scan) = ("1.0.0".to_owned(), "2.0.0".to_owned());
        let split = Lapse::OtherVersion { entry, scan, review: Some(("split", numbers)) };
        assert_eq!(split.to_string(), "needs review: split from v1.0.0 to v2.0.0 as 2.1, 2.2");
    }

    #[test]
    fn a_draft_is_told_as_one_with_what_else_speaks_against_it() {
        assert_eq!(lapsed_entry("e", &[DRAFT]), "draft entry e");
        assert_eq!(
            lapsed_entry("e", &[DRAFT, Lapse::OutOfScope("ami")]),
            "draft entry e: applies-to leaves this image out (ami)"
        );
        assert_eq!(lapsed_entry("e", &[Lapse::TitleUnknown]), format!("e: {}", Lapse::TitleUnknown));
        assert_eq!(lapsed_entry("e", &[]), "e", "a bundle does not keep the reasons");
    }

    #[test]
    fn a_reason_has_a_word_for_programs() {
        assert_eq!(Lapse::Expired(Date::MIN).code(), "expired");
        assert_eq!(Lapse::OutOfScope("ami").code(), "out-of-scope");
        assert_eq!(DRAFT.code(), "draft");
    }
}
