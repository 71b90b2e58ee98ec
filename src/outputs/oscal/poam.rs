//! The plan of action: an item for each failure, whether something covers it or not.

use super::finding::OfImage;
use super::metadata::{definitions, metadata, resources};
use super::model::{BackMatter, Definitions, Item, Plan, PlanDocument, RelatedObservation, RelatedRisk, SystemId};
use crate::outputs::joined::{NAMESPACE, heading, one_line};
use crate::outputs::output::OutputError;
use crate::views::{AssessedView, stable_id};

const OUTPUT: &str = "oscal-poam";

/// The document; none where nothing fails, because OSCAL has no plan without an item.
pub(super) fn document(view: &AssessedView) -> Result<Option<PlanDocument>, OutputError> {
    let (mut observations, mut risks, mut items) = (Vec::new(), Vec::new(), Vec::new());
    let mut local = Definitions { components: Vec::new(), inventory_items: Vec::new() };
    for image in &view.images {
        let of = OfImage { output: OUTPUT, view, image };
        let before = items.len();
        for recommendation in &image.recommendations {
            let judged = of.judged(recommendation)?;
            let Some(risk) = judged.risk else { continue };
            items.push(Item {
                uuid: stable_id(&["oscal-poam-item", &recommendation.uid]),
                title: heading(recommendation),
                description: risk.statement.clone(),
                origins: Vec::new(),
                related_observations: judged
                    .observations
                    .iter()
                    .map(|one| RelatedObservation { observation_uuid: one.uuid.clone() })
                    .collect(),
                related_risks: vec![RelatedRisk { risk_uuid: risk.uuid.clone() }],
            });
            observations.extend(judged.observations);
            risks.push(risk);
        }
        if items.len() > before {
            let Definitions { components, inventory_items } = definitions(image);
            let known = |uuid: &str| local.components.iter().any(|component| component.uuid == uuid);
            let new: Vec<_> = components.into_iter().filter(|component| !known(&component.uuid)).collect();
            local.components.extend(new);
            local.inventory_items.extend(inventory_items);
        }
    }
    if items.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = view.images.iter().map(|image| image.name.as_str()).collect();
    let keys: Vec<&str> = view.images.iter().map(|image| image.key.as_str()).collect();
    let metadata = metadata(OUTPUT, view, one_line(&format!("CIS exceptions and failures of {}", names.join(", "))))?;
    let mut parts = vec!["poam", &metadata.version];
    let back = resources(view);
    parts.extend(back.iter().map(|resource| resource.uuid.as_str()));
    Ok(Some(PlanDocument {
        plan_of_action_and_milestones: Plan {
            uuid: stable_id(&parts),
            metadata,
            system_id: SystemId { identifier_type: NAMESPACE, id: one_line(&keys.join(" ")) },
            local_definitions: local,
            observations,
            risks,
            poam_items: items,
            back_matter: BackMatter { resources: back },
        },
    }))
}
