//! Two assessments → one comparison: pair, classify, attribute. Never sees a format.

mod attribution;
mod class;
mod comparison;
mod gone;
mod images;
mod noise;
mod offenders;
mod pair;
mod scope;
mod scored;
mod side;
mod suggest;
mod together;

pub use attribution::{Attribution, Fraction, Rounded, Scores};
pub use class::{Class, Scope, Standing, Verdict};
pub use comparison::{Change, CompareError, Comparison, Differences, ImageComparison};
pub use offenders::{EvidenceChange, Tally, cap as cap_evidence};
pub use pair::{Flag, Method};
pub use suggest::{SIMILAR, Suggestion, Why};

#[cfg(test)]
mod lost_test;
#[cfg(test)]
mod pair_test;
mod texts;
