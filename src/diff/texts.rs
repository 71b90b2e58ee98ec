//! The texts of a comparison that come from scans.

use super::comparison::{Change, Differences, ImageDifferences};
use crate::model::texts;

texts!(Differences { images, alone, doubts } leaves {});
texts!(ImageDifferences { changes } leaves { old, new, scope, crosswalk, tools_differ, attribution });
texts!(Change { new_offenders } leaves {
    class, flags, method, old, new, old_standing, new_standing, evidence, suggestions,
});
