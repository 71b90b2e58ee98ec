//! The common model: one reading of a scan, whichever tool made it.
//!
//! Plain data. Everything after the readers sees only these types; they depend on serde, schemars and
//! jiff alone, and the JSON they serialise to is the native format `amicis/1`.

mod benchmark;
mod check;
mod doubt;
mod evidence;
mod moment;
mod number;
mod profile;
mod scan;
mod score;
mod section;
mod severity;
mod status;
mod target;
mod texts;
mod title;

pub use benchmark::{Benchmark, Established, Version, family};
pub use check::{AssessedBy, CIS_REFERENCE, Check, Ident, Override};
pub use doubt::{Doubt, DoubtCode, Effects, OnDiff, OnExceptions, OnGate};
pub use evidence::{Block, Evidence, FoundPath, Offender, blocks};
pub use moment::Moment;
pub use number::{Number, NumberPattern};
pub use scan::{Beside, Coverage, Profile, ReportedScore, RunFacts, Scan, Source, Tool, Warning};
pub use score::{Score, Weight, decimal};
pub use section::{Section, Sections};
pub use severity::Severity;
pub use status::Status;
pub use target::{Fact, Target};
pub(crate) use texts::{Texts, Visit, is_dotted, texts};
pub use title::{NORMALISATION, Title, TitleKind, normalise};
