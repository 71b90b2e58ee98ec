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
