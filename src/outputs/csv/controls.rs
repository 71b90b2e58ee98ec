//! The controls for spreadsheets: a row a control, and one of what names none.

use std::io::{self, Write};

use super::cells::{guarded, incomplete};
use crate::views::{ControlView, ControlsView, Counts};

const HEADER: [&str; 19] = [
    "Image",
    "Benchmark",
    "Coverage",
    "Framework",
    "Kind",
    "Control",
    "Groups",
    "Open",
    "Lapsed",
    "Not verified",
    "Excepted",
    "Attested",
    "Passed",
    "Informational",
    "Not applicable",
    "Not selected",
    "All",
    "Recommendations",
    "As of",
];

/// The controls of all images, then their groups, then what is not mapped.
pub(super) fn controls(view: &ControlsView, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for image in &view.images {
        for framework in &image.controls.frameworks {
            let mut row = |kind: &str, control: &str, of: Option<&ControlView>, counts: &Counts| {
                let groups = of.map(|of| of.groups.join(", ")).unwrap_or_default();
                let ids = of.into_iter().flat_map(|of| &of.recommendations).map(|one| one.id.as_str());
                let ids = ids.collect::<Vec<_>>().join(", ");
                let coverage = image.coverage.join("; ");
                let before = [&image.name, &image.benchmark, &coverage, &framework.framework, kind, control, &groups];
                let cells = before.map(guarded).into_iter().chain(numbers(counts));
                writer.write_record(cells.chain([guarded(&ids), view.as_of.clone()]))
            };
            for control in &framework.controls {
                row("control", &control.control, Some(control), &control.counts)?;
            }
            for group in &framework.groups {
                row("group", &group.control, Some(group), &group.counts)?;
            }
            row("unmapped", "", None, &framework.unmapped)?;
        }
    }
    if view.incomplete {
        incomplete(&mut writer, HEADER.len())?;
    }
    writer.flush()
}

fn numbers(counts: &Counts) -> [String; 10] {
    let Counts {
        open,
        lapsed,
        unverified,
        excepted,
        attested,
        passed,
        informational,
        not_applicable,
        not_selected,
        total,
    } = *counts;
    [open, lapsed, unverified, excepted, attested, passed, informational, not_applicable, not_selected, total]
        .map(|count| count.to_string())
}
