//! Attested verdicts on checks that no tool judges.

use jiff::civil::Date;

use super::disposition::Disposition;
use super::matching::{Judgement, number_doubt};
use crate::mapping::{Edition, Mappings};
use crate::model::{AssessedBy, Check, Scan, Status};
use crate::registry::{Attested, Registry, Verdict};

/// Holds the attested verdicts of a registry against a check; whether one of them decided it. Only what
/// the tool left to people can be attested, in exactly the benchmark version of the statement. Of
/// several in force, a failure counts.
pub(super) fn attest(
    registry: &Registry,
    as_of: Date,
    scan: &Scan,
    check: &Check,
    mappings: &Mappings,
    judgement: &mut Judgement,
) -> bool {
    if check.status != Status::NotChecked {
        return false;
    }
    let Some(number) = &check.number else { return false };
    let spoken: Vec<&Attested> =
        registry.attested.iter().filter(|attested| attested.speaks_of(&scan.benchmark, number)).collect();
    let in_force = spoken.iter().filter(|attested| attested.in_force(as_of));
    let Some(attested) = in_force.min_by_key(|attested| attested.verdict) else {
        judgement.remarks.extend(spoken.iter().map(|attested| not_in_force(attested, as_of)));
        return false;
    };
    if is_automated(scan, check, mappings) {
        let by = &attested.by;
        judgement.remarks.push(format!("attested by {by}, which does not count: the recommendation is automated"));
        return false;
    }
    if let Some(doubt) = number_doubt(scan) {
        let (by, code) = (&attested.by, doubt.code);
        judgement.remarks.push(format!("attested by {by}, which does not count: {code}"));
        return false;
    }
    let (disposition, verdict) = match attested.verdict {
        Verdict::Pass => (Disposition::Attested, "passes"),
        Verdict::Fail => (Disposition::Open, "fails"),
    };
    judgement.disposition = disposition;
    let Attested { by, on, statement, .. } = attested;
    judgement.attested = Some(format!("{verdict}, as {by} attested on {on}: {}", statement.trim()));
    true
}

/// Whether a person's verdict on a check would count: no tool judges it, and its number is certain.
pub(crate) fn can_attest(scan: &Scan, check: &Check, mappings: &Mappings) -> bool {
    check.status == Status::NotChecked
        && check.number.is_some()
        && scan.benchmark.title.is_some()
        && scan.benchmark.version.is_some()
        && number_doubt(scan).is_none()
        && !is_automated(scan, check, mappings)
}

fn not_in_force(attested: &Attested, as_of: Date) -> String {
    match attested.until.filter(|_| attested.is_over(as_of)) {
        Some(until) => format!("attested by {} until {until} only", attested.by),
        None => format!("attested by {} from {} only", attested.by, attested.on),
    }
}

/// Whether the scan or the benchmark's list says that a tool can judge the recommendation.
fn is_automated(scan: &Scan, check: &Check, mappings: &Mappings) -> bool {
    if let Some(assessment) = check.assessment {
        return assessment == AssessedBy::Automated;
    }
    let list = Edition::of(&scan.benchmark).and_then(|edition| mappings.list(&edition));
    let items = list.zip(check.number.as_ref()).map(|(list, number)| list.with_number(number)).unwrap_or_default();
    items.iter().any(|item| item.assessment == Some(AssessedBy::Automated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_can_attest_what_no_tool_judges_where_its_number_is_certain() {
        use crate::model::{Benchmark, Doubt, DoubtCode};
        let can = |change: fn(&mut Scan)| {
            let check = Check { number: "1.1".parse().ok(), ..Check::new(Status::NotChecked) };
            let benchmark = Benchmark::given("CIS House Benchmark 1.0.0");
            let mut scan = Scan { benchmark, checks: vec![check], ..Scan::default() };
            change(&mut scan);
            can_attest(&scan, &scan.checks[0], &Mappings::builtin())
        };
        assert!(can(|_| {}));
        assert!(can(|scan| scan.checks[0].assessment = Some(AssessedBy::Manual)));
        assert!(!can(|scan| scan.checks[0].assessment = Some(AssessedBy::Automated)), "a tool can judge it");
        assert!(!can(|scan| scan.checks[0].status = Status::Fail), "a tool judged it");
        assert!(!can(|scan| scan.checks[0].number = None), "nobody knows which it is");
        assert!(!can(|scan| scan.benchmark.title = None), "of what");
        assert!(!can(|scan| scan.benchmark.version = None), "of which version");
        assert!(!can(|scan| scan.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, "it may be another"))));
    }
}
