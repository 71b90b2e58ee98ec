//! The case: scans judged with a registry and held against an older side, with the gate's verdict. One call makes
//! it, and every command and page that says more than one of these takes it.
//!
//! It takes what was read, and dates; it knows no path, clock or command line. The rules of what a side is judged
//! by stand here: the older side on the day on which it finished, a baseline unless the gate says otherwise.

use jiff::civil::Date;

use crate::assess::{Account, AccountError, Assessment};
use crate::controls::{Controls, NotKnown, RequiredControl};
use crate::diag::Diagnostic;
use crate::diff::{CompareError, Comparison, Differences};
use crate::gate::{GateVerdict, Inputs, JudgedDoubt, Outcome, RequiredControls};
use crate::mapping::Mappings;
use crate::model::{Doubt, Scan, texts};
use crate::registry::{Gate, Registry, lint_by_lists};

/// Everything that is known and decided about some scans.
#[derive(Clone, Debug)]
pub struct Case {
    /// The scans, joined with the registry.
    pub assessment: Assessment,
    /// The older side, as it was judged then.
    pub baseline: Option<Assessment>,
    /// The account of every result that was read.
    pub account: Account,
    /// Every doubt of the newer side, and those of the older side that keep a gate from judging regressions, held
    /// against what the gate's conditions accept.
    pub doubts: Vec<JudgedDoubt>,
    /// The registry's diagnostics, with what only a scan can show.
    pub lint: Vec<Diagnostic>,
    /// The gate's verdict, where its conditions were given.
    pub verdict: Option<GateVerdict>,
    /// Files could not be read: nothing here is about what is in them.
    pub incomplete: bool,
    /// The mappings that everything was judged with.
    pub mappings: Mappings,
    /// A person's own mapping of recommendations to controls; empty where none was given.
    pub controls: Controls,
    /// The changes since the baseline; [`comparison`](Self::comparison) puts them between the sides.
    differences: Option<Differences>,
}

texts!(Case { assessment, baseline, doubts, lint, verdict, controls, differences } leaves { account, incomplete, mappings });

/// The inputs of a case beside the scans.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CaseOptions {
    /// The lists, crosswalks and rule ids to judge with.
    pub mappings: Mappings,
    /// Keeps the instances of one image apart.
    pub each: bool,
    /// Files could not be read.
    pub incomplete: bool,
    /// Doubts about what was not read of the newer side.
    pub doubts: Vec<Doubt>,
    /// The older side.
    pub baseline: Option<Older>,
    /// The gate's conditions, over those of the registry; without them there is no verdict.
    pub gate: Option<Gate>,
    /// The sides that must have something to judge.
    pub judgeable: Judgeable,
    /// A person's own mapping of recommendations to controls.
    pub controls: Controls,
    /// The controls that the gate requires.
    pub required: Vec<RequiredControl>,
}

/// The sides that must have a check that passed, failed or ended in an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Judgeable {
    /// Neither.
    #[default]
    Neither,
    /// The newer side.
    Newer,
    /// Both sides.
    Both,
}

/// The older side of a case.
#[derive(Clone, Debug)]
pub enum Older {
    /// Scans that are judged now, as of then.
    Scans {
        /// The scans.
        scans: Vec<Scan>,
        /// The registry as it was for them; absent, the newer side's, which looks back.
        registry: Option<Box<Registry>>,
        /// The day that decides; absent, the latest day on which a scan finished, else the newer side's.
        as_of: Option<Date>,
        /// Doubts about what was not read of it.
        doubts: Vec<Doubt>,
    },
    /// A release's scans, with the verdicts that went out with them.
    Released(Box<Assessment>),
}

/// Why there is no case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// A side, where there are two, has nothing to judge.
    #[error("nothing to judge{}: no check passed, failed or ended in an error", on(*.0))]
    NothingToJudge(Option<&'static str>),
    /// The sides cannot be compared.
    #[error(transparent)]
    Compare(CompareError),
    /// The program lost a result.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The gate wants a comparison, and there is no older side.
    #[error("the gate asks for no regression: give the last release with --baseline, or --no-regression=false")]
    NoBaseline,
    /// The gate requires a control that nothing names.
    #[error(transparent)]
    Control(#[from] Box<NotKnown>),
}

fn on(side: Option<&str>) -> String {
    side.map(|side| format!(" on the {side} side")).unwrap_or_default()
}

impl CaseOptions {
    /// Judges with these mappings.
    #[must_use]
    pub fn with_mappings(self, mappings: Mappings) -> Self {
        Self { mappings, ..self }
    }

    /// Keeps the instances of one image apart, or not.
    #[must_use]
    pub fn with_each(self, each: bool) -> Self {
        Self { each, ..self }
    }

    /// Says whether files could not be read.
    #[must_use]
    pub fn with_incomplete(self, incomplete: bool) -> Self {
        Self { incomplete, ..self }
    }

    /// Adds doubts about what was not read.
    #[must_use]
    pub fn with_doubts(self, doubts: Vec<Doubt>) -> Self {
        Self { doubts, ..self }
    }

    /// Compares with an older side.
    #[must_use]
    pub fn with_baseline(self, baseline: Option<Older>) -> Self {
        Self { baseline, ..self }
    }

    /// Judges an older side that has no registry of its own without one.
    #[must_use]
    pub fn with_own_registries(mut self) -> Self {
        if let Some(Older::Scans { registry, .. }) = &mut self.baseline {
            registry.get_or_insert_default();
        }
        self
    }

    /// Asks for the gate's verdict.
    #[must_use]
    pub fn with_gate(self, gate: Option<Gate>) -> Self {
        Self { gate, ..self }
    }

    /// Refuses sides that have nothing to judge.
    #[must_use]
    pub fn with_judgeable(self, judgeable: Judgeable) -> Self {
        Self { judgeable, ..self }
    }

    /// Adds a person's own mapping of recommendations to controls.
    #[must_use]
    pub fn with_controls(self, controls: Controls) -> Self {
        Self { controls, ..self }
    }

    /// Has the gate require controls.
    #[must_use]
    pub fn with_required(self, required: Vec<RequiredControl>) -> Self {
        Self { required, ..self }
    }
}

impl Case {
    /// Judges scans with a registry on a day, and everything else that is asked for.
    ///
    /// # Errors
    /// When there is nothing to judge, or the sides cannot be compared.
    pub fn new(scans: Vec<Scan>, registry: Registry, as_of: Date, options: CaseOptions) -> Result<Self, CaseError> {
        let assessment = Assessment::new(scans, registry, as_of, options.each, &options.mappings);
        Self::of(assessment, options)
    }

    /// The case of scans that were judged before, as a release stored them.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of(mut assessment: Assessment, options: CaseOptions) -> Result<Self, CaseError> {
        let CaseOptions { mappings, incomplete, doubts, baseline, gate, judgeable, controls, required, .. } = options;
        assessment.doubts.extend(doubts);
        let baseline = baseline.map(|older| older.judged(&assessment, &mappings));
        judgeable.hold(baseline.as_ref(), &assessment)?;
        let account = assessment.account()?;
        baseline.as_ref().map(Assessment::account).transpose()?;
        let comparison = baseline.as_ref().map(|older| Comparison::new(older, &assessment, &mappings));
        let comparison = comparison.transpose().map_err(CaseError::Compare)?;
        let found = assessment.findings();
        let lint = lint_by_lists(&assessment.registry, assessment.as_of, found, &mappings);
        let conditions = gate.clone().unwrap_or_default().over(&assessment.registry.gate);
        let doubts = JudgedDoubt::of_sides(&assessment, baseline.as_ref(), &conditions);
        let required = RequiredControls::new(&assessment, &controls, &required)?;
        let verdict = gate.map(|gate| {
            let gate = regression_judged(gate.over(&assessment.registry.gate), comparison.is_some())?;
            let inputs = Inputs {
                gate: &gate,
                mappings: &mappings,
                lint: &lint,
                baseline: comparison.as_ref(),
                required: &required,
            };
            let verdict = GateVerdict::new(&assessment, &inputs);
            let outcome = if incomplete { Outcome::Incomplete } else { verdict.outcome };
            Ok::<_, CaseError>(GateVerdict { outcome, ..verdict })
        });
        let verdict = verdict.transpose()?;
        let differences = comparison.map(Comparison::into_differences);
        Ok(Self { assessment, baseline, account, doubts, lint, verdict, incomplete, mappings, controls, differences })
    }

    /// The changes since the baseline; `None` without one.
    pub fn comparison(&self) -> Option<Comparison<'_>> {
        Some(self.differences.as_ref()?.between(self.baseline.as_ref()?, &self.assessment))
    }
}

impl Judgeable {
    fn hold(self, older: Option<&Assessment>, newer: &Assessment) -> Result<(), CaseError> {
        let (both, newer_alone) = (self == Self::Both, self == Self::Newer);
        if both && older.is_some_and(|older| !older.can_judge()) {
            return Err(CaseError::NothingToJudge(Some("older")));
        }
        match (both, newer_alone) {
            (true, _) if !newer.can_judge() => Err(CaseError::NothingToJudge(Some("newer"))),
            (_, true) if !newer.can_judge() => Err(CaseError::NothingToJudge(None)),
            _ => Ok(()),
        }
    }
}

impl Older {
    /// Judges it; a release's verdicts stay as they are.
    fn judged(self, newer: &Assessment, mappings: &Mappings) -> Assessment {
        let (scans, registry, as_of, doubts) = match self {
            Self::Released(assessment) => return *assessment,
            Self::Scans { scans, registry, as_of, doubts } => (scans, registry, as_of, doubts),
        };
        let day = as_of.or_else(|| scans.iter().filter_map(Scan::day).max());
        let registry = registry.map_or_else(|| newer.registry.clone().used_on(newer.as_of), |registry| *registry);
        let mut assessment = Assessment::new(scans, registry, day.unwrap_or(newer.as_of), false, mappings);
        assessment.doubts.extend(doubts);
        if day.is_none() {
            let note = "the older side does not say when it finished; the newer side's date decides what was in force";
            assessment.notes.push(note.to_owned());
        }
        assessment
    }
}

/// A baseline is judged unless the gate says otherwise.
fn regression_judged(gate: Gate, baseline: bool) -> Result<Gate, CaseError> {
    let no_regression = gate.no_regression.or(baseline.then_some(true));
    if no_regression == Some(true) && !baseline {
        return Err(CaseError::NoBaseline);
    }
    Ok(Gate { no_regression, ..gate })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Benchmark, Check, Moment, Status};

    fn scan(day: Option<&str>, status: Status) -> Scan {
        let check = Check { number: "1.1".parse().ok(), ..Check::new(status) };
        let benchmark = Benchmark::given("CIS House Benchmark 1.0.0");
        Scan { benchmark, checks: vec![check], finished: day.and_then(Moment::parse), ..Scan::default() }
    }

    fn older(scan: Scan, as_of: Option<Date>) -> Older {
        Older::Scans { scans: vec![scan], registry: None, as_of, doubts: Vec::new() }
    }

    fn case(status: Status, options: CaseOptions) -> Result<Case, CaseError> {
        Case::new(vec![scan(None, status)], Registry::default(), date(2026, 11, 23), options)
    }

    #[test]
    fn the_older_side_is_judged_as_of_the_day_given_else_its_own_else_the_newer_sides() {
        let day = |older: Older| {
            let case = case(Status::Pass, CaseOptions::default().with_baseline(Some(older))).expect("a case");
            let baseline = case.baseline.expect("an older side");
            (baseline.as_of, baseline.notes.len())
        };
        let dated = || scan(Some("2026-05-01"), Status::Pass);
        assert_eq!(day(older(dated(), Some(date(2026, 6, 1)))), (date(2026, 6, 1), 0));
        assert_eq!(day(older(dated(), None)), (date(2026, 5, 1), 0));
        assert_eq!(day(older(scan(None, Status::Pass), None)), (date(2026, 11, 23), 1), "and that is said");
    }

    #[test]
    fn a_baseline_is_judged_unless_the_gate_says_otherwise() {
        let rules = |no_regression, older| {
            let gate = Gate { no_regression, allow_open: Some(true), ..Gate::default() };
            let options = CaseOptions::default().with_gate(Some(gate)).with_baseline(older);
            let verdict = case(Status::Fail, options).map(|case| case.verdict.expect("a verdict"));
            verdict.map(|verdict| verdict.violations.iter().map(|broken| broken.rule).collect::<Vec<_>>())
        };
        let passed = || Some(older(scan(Some("2026-05-01"), Status::Pass), None));
        assert_eq!(rules(None, passed()), Ok(vec!["regression"]));
        assert_eq!(rules(Some(false), passed()), Ok(vec![]));
        assert_eq!(rules(None, None), Ok(vec![]));
        assert_eq!(rules(Some(true), None), Err(CaseError::NoBaseline));
    }

    #[test]
    fn a_case_with_unread_files_has_no_verdict_on_them() {
        let options = CaseOptions::default().with_gate(Some(Gate::default())).with_incomplete(true);
        let verdict = case(Status::Pass, options).expect("a case").verdict.expect("a verdict");
        assert_eq!(verdict.outcome, Outcome::Incomplete);
    }

    #[test]
    fn a_side_that_must_be_judged_and_cannot_be_is_named() {
        let refused = |newer, older_status, judgeable| {
            let options = CaseOptions::default().with_baseline(Some(older(scan(None, older_status), None)));
            case(newer, options.with_judgeable(judgeable)).err()
        };
        let (pass, nothing) = (Status::Pass, Status::NotSelected);
        assert_eq!(refused(nothing, pass, Judgeable::Neither), None);
        assert_eq!(refused(pass, nothing, Judgeable::Newer), None);
        assert_eq!(refused(pass, pass, Judgeable::Both), None);
        assert_eq!(refused(nothing, pass, Judgeable::Newer), Some(CaseError::NothingToJudge(None)));
        assert_eq!(refused(pass, nothing, Judgeable::Both), Some(CaseError::NothingToJudge(Some("older"))));
        assert_eq!(refused(nothing, pass, Judgeable::Both), Some(CaseError::NothingToJudge(Some("newer"))));
        let told = |side| CaseError::NothingToJudge(side).to_string();
        assert_eq!(told(None), "nothing to judge: no check passed, failed or ended in an error");
        assert!(told(Some("older")).starts_with("nothing to judge on the older side: "));
    }

    #[test]
    fn what_is_asked_for_is_kept_beside_what_was_asked_for_before() {
        let doubt = Doubt::new(crate::model::DoubtCode::FileSkipped, "one was skipped");
        let before = CaseOptions::default().with_gate(Some(Gate::default())).with_incomplete(true);
        let own = Mappings::from_texts([("rules/README", "no table")]).expect("no table");
        let options = before.with_mappings(own).with_each(true).with_doubts(vec![doubt]);
        let older = older(scan(Some("2026-05-01"), Status::Pass), None);
        let options = options.with_baseline(Some(older)).with_judgeable(Judgeable::Both).with_own_registries();
        assert!(options.gate.is_some() && options.incomplete && options.each && options.doubts.len() == 1);
        assert_eq!(options.mappings.notes().len(), 1, "a person's own mappings");
        assert!(matches!(options.baseline, Some(Older::Scans { registry: Some(_), .. })), "of its own, and empty");
        assert_eq!(options.judgeable, Judgeable::Both);
    }

    #[test]
    fn a_case_has_a_comparison_where_it_has_an_older_side() {
        let options = CaseOptions::default().with_baseline(Some(older(scan(None, Status::Pass), None)));
        let compared = case(Status::Fail, options).expect("a case");
        assert_eq!(compared.comparison().map(|comparison| comparison.changes().count()), Some(1));
        assert!(case(Status::Fail, CaseOptions::default()).expect("a case").comparison().is_none());
    }
}
