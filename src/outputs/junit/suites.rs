//! The findings as suites: one for the gate, and one for each image with a case for each recommendation.

use super::model::{Case, Element, Ending, Suite, Suites};
use crate::gate::Outcome;
use crate::views::{Disposition, EntryRef, Finding, FindingsView, GateFindings, ImageFindings, Opinion};

/// The suites of some findings. With a verdict, a case fails exactly where the gate objects; without one, open and
/// lapsed failures fail, and what is not verified is an error. What is accepted is skipped, with the reason and until
/// when.
pub(super) fn suites(view: &FindingsView) -> Suites {
    let gate = view.gate.iter().map(|gate| of_gate(gate, &view.as_of));
    Suites(gate.chain(view.images.iter().map(|image| of_image(image, &view.as_of))).collect())
}

/// The gate as a whole, and its rules that are not about single recommendations.
fn of_gate(gate: &GateFindings, as_of: &str) -> Suite {
    let case = |name: &str, ending| Case { class: "gate".to_owned(), name: name.to_owned(), ending };
    let said = match gate.outcome {
        Outcome::Passes => None,
        Outcome::Fails => Some(format!("the gate says no: {}", gate.broken.join(", "))),
        Outcome::CannotJudge => Some("the gate cannot judge what is doubted, or not listed".to_owned()),
        Outcome::NothingToJudge => Some("there is nothing to judge".to_owned()),
        Outcome::Incomplete => Some("files could not be read".to_owned()),
    };
    let failing = |kind, message, text| Ending { element: Element::Failure, kind, message, text };
    let whole = case("the gate", said.map(|said| failing("gate", said, gate.notes.join("\n"))));
    let broken = gate.violations.iter().map(|violation| {
        let lines: Vec<String> = violation.concerned.iter().map(ToString::to_string).collect();
        case(violation.rule, Some(failing(violation.rule, violation.message.clone(), lines.join("\n"))))
    });
    Suite {
        name: "gate".to_owned(),
        timestamp: None,
        took: 0,
        file: None,
        properties: vec![("as-of", as_of.to_owned())],
        cases: std::iter::once(whole).chain(broken).collect(),
    }
}

fn of_image(image: &ImageFindings, as_of: &str) -> Suite {
    // Jenkins takes what stands before the last dot for a package.
    let package = image.title.as_deref().unwrap_or("benchmark not stated").replace('.', "_");
    let case = |finding: &Finding| {
        let section = finding.section.as_ref().map(|section| format!(".Section {section}"));
        Case {
            class: format!("{package}{}", section.unwrap_or_default()),
            name: finding.line.clone(),
            ending: ending(finding),
        }
    };
    let mut properties = vec![("benchmark", image.benchmark.clone()), ("as-of", as_of.to_owned())];
    for [raw, accepted] in &image.scores {
        properties.extend([("raw-score", raw.clone()), ("accepted-score", accepted.clone())]);
    }
    Suite {
        name: format!("{}: {}", image.name, image.benchmark),
        timestamp: image.scanned.clone(),
        took: image.took.unwrap_or_default(),
        // One file is named; of several none would be the suite's own.
        file: image.files.first().filter(|_| image.files.len() == 1).cloned(),
        properties,
        cases: image.findings.iter().map(case).collect(),
    }
}

fn ending(finding: &Finding) -> Option<Ending> {
    let why = finding.why.join("; ");
    let skipped = |kind, message| Some((Element::Skipped, kind, message));
    let own = match finding.disposition {
        Disposition::Open => Some((Element::Failure, "open", "fails, and no entry covers it".to_owned())),
        Disposition::Lapsed => Some((Element::Failure, "lapsed", format!("fails; {why}"))),
        Disposition::Unverified => Some((Element::Error, "unverified", not_verified(finding, &why))),
        Disposition::Excepted => skipped("excepted", accepted(finding)),
        Disposition::Attested => skipped("attested", why),
        Disposition::Passed => None,
        other => skipped("left-out", other.word().to_owned()),
    };
    let objects = matches!(own, Some((Element::Failure | Element::Error, ..)));
    match (&finding.opinion, own) {
        // Objected to for another reason than its result: it was changed inside the scan.
        (Opinion::Objects { rule, why }, _) if !objects => {
            Some(Ending { element: Element::Failure, kind: rule, message: why.clone(), text: String::new() })
        }
        (Opinion::LetsThrough, Some((_, _, message))) if objects => {
            let message = format!("let through by the gate: {message}");
            Some(Ending { element: Element::Skipped, kind: "let-through", message, text: String::new() })
        }
        (_, own) => own.map(|(element, kind, message)| {
            let text = if objects { finding.evidence.join("\n") } else { String::new() };
            Ending { element, kind, message, text }
        }),
    }
}

fn not_verified(finding: &Finding, why: &str) -> String {
    let status = finding.status.map(|status| status.to_string()).unwrap_or_default();
    if why.is_empty() { format!("not verified: {status}") } else { format!("not verified: {status}; {why}") }
}

/// `accepted: REASON (until 2027-06-30, entry ID)`.
fn accepted(finding: &Finding) -> String {
    let text = |entry: &EntryRef| {
        let until = entry.expires.as_ref().map(|end| format!("until {end}, ")).unwrap_or_default();
        format!("accepted: {} ({until}entry {})", entry.reason, entry.id)
    };
    finding.covering.iter().map(text).collect::<Vec<_>>().join("; ")
}
