//! The scores that a run reports, held against its results: what does not fit raises a doubt.

use crate::model::{Check, Doubt, DoubtCode, ReportedScore, Scan, Status, Weight};

/// The most by which a score may differ that was rounded.
const ROUNDED: f64 = 0.01;

/// Holds each score against what the results give, as far as its system is known.
pub(super) fn compare(scan: &mut Scan) {
    let cis_cat = scan.tool.as_ref().is_some_and(|tool| tool.name == "cis-cat");
    let reported = scan.scores.iter().filter(|score| cis_cat && is_flat(score)).find_map(percent);
    if let (Some(reported), Some(own)) = (reported, scan.score().percent())
        && (reported - own).abs() > ROUNDED
    {
        let message = format!("the tool reports a score of {reported:.2} %, its results give {own:.2} %");
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message));
        return;
    }
    // A result that was overridden was another when the score was computed.
    if scan.checks.iter().any(|check| !check.overrides.is_empty()) {
        return;
    }
    match scan.scores.iter().find_map(|score| differs(score, &scan.checks)) {
        Some(message) => scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, message)),
        None => scan.states_selection |= scan.scores.iter().any(is_sum),
    }
}

/// The part of a score that does not fit the results.
fn differs(score: &ReportedScore, checks: &[Check]) -> Option<String> {
    if is_sum(score) {
        let (value, maximum) = sums(checks, is_unweighted(score));
        let reported = score.maximum.unwrap_or(maximum);
        let fits = (score.value - value).abs() <= ROUNDED && (reported - maximum).abs() <= ROUNDED;
        return (!fits)
            .then(|| format!("the tool reports {} of {reported}, its results give {value} of {maximum}", score.value));
    }
    if !score.system.as_deref().is_some_and(|system| system.starts_with("urn:xccdf:scoring:")) {
        return None;
    }
    // The default system weighs groups; all the same it is full only where nothing failed.
    let maximum = score.maximum.unwrap_or(100.0);
    let weighs = |check: &&Check| check.status.scored() && check.weight() != Weight::ZERO;
    let mut scored = checks.iter().filter(weighs).peekable();
    scored.peek()?;
    let passed = scored.all(|check| matches!(check.status, Status::Pass | Status::Fixed));
    let full = score.value >= maximum - ROUNDED;
    (passed != full).then(|| {
        let results = if passed { "no result failed" } else { "some results did not pass" };
        format!("the tool reports a score of {} of {maximum}, and {results}", score.value)
    })
}

/// Whether a score is a sum over the results: XCCDF's flat systems, with a maximum.
fn is_sum(score: &ReportedScore) -> bool {
    let flat = score.system.as_deref().is_some_and(|system| system.starts_with("urn:xccdf:scoring:flat"));
    flat && score.maximum.is_some()
}

fn is_unweighted(score: &ReportedScore) -> bool {
    score.system.as_deref() == Some("urn:xccdf:scoring:flat-unweighted")
}

/// The sum over what passed, and over all that counts.
fn sums(checks: &[Check], unweighted: bool) -> (f64, f64) {
    let weight = |check: &Check| match check.weight().as_f64() {
        weight if unweighted => f64::from(u8::from(weight > 0.0)),
        weight => weight,
    };
    let of = |wanted: fn(Status) -> bool| checks.iter().filter(|check| wanted(check.status)).map(weight).sum::<f64>();
    (of(Status::passed), of(Status::scored))
}

/// A score that is computed as ours is: XCCDF's flat system, or one of CIS's own.
fn is_flat(score: &ReportedScore) -> bool {
    let system = score.system.as_deref().unwrap_or_default().to_lowercase();
    system == "urn:xccdf:scoring:flat" || system.contains("cisecurity") || system.contains("cis-cat")
}

fn percent(score: &ReportedScore) -> Option<f64> {
    match score.maximum {
        Some(maximum) => (maximum > 0.0).then(|| score.value * 100.0 / maximum),
        None => Some(score.value),
    }
}
