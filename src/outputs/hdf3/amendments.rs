//! The exceptions that cover something, apart from the results.

use super::model::{Amendments, Generator, Override};
use super::results::{baseline_name, component_id, status_override};
use crate::outputs::hdf::requirement_ids;
use crate::outputs::joined::{covering, one_line};
use crate::outputs::output::OutputError;
use crate::views::Disposition;
use crate::views::{AssessedView, stable_id};

/// The document; none where no exception covers anything. It names requirements by their ids alone, so it holds only
/// what is in force for these scans.
pub(super) fn document(view: &AssessedView) -> Result<Option<Amendments>, OutputError> {
    let mut overrides: Vec<Override> = Vec::new();
    for image in &view.images {
        for scan in &image.scans {
            for (id, check) in requirement_ids(scan).into_iter().zip(&scan.checks) {
                if check.disposition != Disposition::Excepted {
                    continue;
                }
                for entry in covering(view, &check.entries) {
                    let plain = status_override("hdf-amendments", view, entry)?;
                    overrides.push(Override {
                        requirement_id: Some(id.clone()),
                        baseline_ref: Some(baseline_name(image)),
                        component_ref: Some(component_id(image)),
                        ..plain
                    });
                }
            }
        }
    }
    if overrides.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = view.images.iter().map(|image| image.name.as_str()).collect();
    let uids: Vec<&str> = view.images.iter().map(|image| image.uid.as_str()).collect();
    let registry = view.registry.as_ref().and_then(|registry| registry.sha256.as_deref()).unwrap_or_default();
    let as_of = view.as_of.to_string();
    let parts = [&["hdf-amendments", registry, &as_of], uids.as_slice()].concat();
    Ok(Some(Amendments {
        name: one_line(&format!("CIS exceptions of {} as of {as_of}", names.join(", "))),
        amendment_id: stable_id(&parts),
        overrides,
        generator: Generator::OURS,
    }))
}
