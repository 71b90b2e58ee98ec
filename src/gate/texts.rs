//! The texts of a verdict that come from scans, registries and file names.

use super::verdict::{Concerned, GateVerdict, JudgedDoubt, Violation};
use crate::model::texts;

texts!(GateVerdict { doubts, violations, notes } leaves { outcome, as_of, judged, left_out, narrowed_to });
texts!(Violation { message, concerned } leaves { rule, help });
texts!(Concerned { id, title, image, why } leaves { place, entries });
texts!(JudgedDoubt { raised, accepted } leaves { older });
