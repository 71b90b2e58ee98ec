//! The sheet of controls: what became of the recommendations of each, and of those that have none.

use super::cell::Cell;
use super::kit::Table;
use crate::views::{AssessedImage, AssessedView, ControlView, Counts, FrameworkView};

/// The columns: each its heading and its width.
const COLUMNS: [(&str, f64); 15] = [
    ("Image", 24.0),
    ("Benchmark", 28.0),
    ("Framework", 30.0),
    ("Kind", 12.0),
    ("Control", 14.0),
    ("Groups", 12.0),
    ("Open", 8.0),
    ("Lapsed", 8.0),
    ("Not verified", 12.0),
    ("Excepted", 10.0),
    ("Attested", 10.0),
    ("Passed", 8.0),
    ("Other", 8.0),
    ("All", 8.0),
    ("Recommendations", 60.0),
];

/// The controls of every framework, then their groups, then what names no control of it; no line adds several up.
pub(super) fn controls(view: &AssessedView) -> Table {
    let mut rows = Vec::new();
    for image in &view.images {
        for framework in &image.controls.frameworks {
            let mut add = |kind: &str, control: Option<&ControlView>, counts: &Counts| {
                rows.push(row(image, framework, kind, control, counts));
            };
            framework.controls.iter().for_each(|control| add("control", Some(control), &control.counts));
            framework.groups.iter().for_each(|group| add("group", Some(group), &group.counts));
            add("not mapped", None, &framework.unmapped);
        }
    }
    Table {
        name: "Controls".to_owned(),
        columns: COLUMNS.iter().map(|(heading, width)| ((*heading).to_owned(), *width)).collect(),
        rows,
    }
}

fn row(
    image: &AssessedImage,
    framework: &FrameworkView,
    kind: &str,
    control: Option<&ControlView>,
    counts: &Counts,
) -> Vec<Cell> {
    let Counts { open, lapsed, unverified, excepted, attested, passed, total, .. } = *counts;
    let other = counts.informational + counts.not_applicable + counts.not_selected;
    let mut cells = vec![
        Cell::cut(&image.name),
        Cell::cut(&image.benchmark.name),
        Cell::cut(&framework.framework),
        Cell::text(kind),
        control.map_or(Cell::Empty, |control| Cell::cut(&control.control)),
        Cell::lines(control.into_iter().flat_map(|control| &control.groups)),
    ];
    cells.extend([open, lapsed, unverified, excepted, attested, passed, other, total].map(Cell::count));
    let named = control.into_iter().flat_map(|control| &control.recommendations).map(|one| one.id.as_str());
    cells.push(Cell::cut(&named.collect::<Vec<_>>().join(", ")));
    cells
}
