//! Two assessments → one comparison: pair, classify, attribute. Never sees a format.

mod attribution;
mod class;
mod comparison;
mod images;
mod offenders;
mod pair;
mod scope;
mod scored;
mod side;
mod suggest;
mod together;

pub use attribution::{Attribution, Fraction, Rounded, Scores};
pub use class::{Class, Scope, Standing, Verdict};
pub use comparison::{Change, CompareError, Comparison, ImageComparison};
pub use offenders::normalise as normalise_item;
pub use pair::{Flag, Method};
pub use suggest::{SIMILAR, Suggestion};
