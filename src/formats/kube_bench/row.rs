//! One result of kube-bench, and its totals.

use crate::model::{AssessedBy, Check, Evidence, Status, Title, Tool, Weight};
use crate::read::{ReadOptions, cis};

/// The tool, whose version no file says.
pub(super) fn tool() -> Tool {
    Tool::named("kube-bench")
}

/// One result, from JSON or text.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) word: &'a str,
    pub(super) kind: &'a str,
    pub(super) scored: Option<bool>,
    pub(super) reason: &'a str,
    pub(super) expected: &'a str,
    pub(super) actual: &'a str,
    pub(super) remediation: &'a str,
}

impl Row<'_> {
    /// `None` when the word is none of kube-bench's.
    pub(super) fn check(&self, options: &ReadOptions) -> Option<Check> {
        let manual = self.kind.eq_ignore_ascii_case("manual");
        // An unscored check that ran and did not pass is a WARN, as is one that never ran.
        let ran_unscored = self.scored == Some(false) && !manual && !self.actual.trim().is_empty();
        let status = match self.word {
            "PASS" => Status::Pass,
            "FAIL" => Status::Fail,
            "WARN" if ran_unscored => Status::Fail,
            "WARN" | "MANU" | "SKIP" => Status::NotChecked,
            "INFO" => Status::Informational,
            "ERRO" => Status::Error,
            _ => return None,
        };
        let number = self.id.parse().ok();
        let evidence = [("", self.reason), ("expected: ", self.expected), ("found: ", self.actual)]
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(label, text)| format!("{label}{}", text.trim()))
            .collect::<Vec<_>>()
            .join("\n");
        Some(Check {
            rule: number.is_none().then(|| self.id.to_owned()),
            number,
            title: Title::recommendation(self.title),
            raw_status: Some(self.word.to_owned()),
            assessment: if manual { Some(AssessedBy::Manual) } else { cis::assessment(self.title) },
            weight: (self.scored == Some(false)).then_some(Weight::ZERO),
            evidence: Evidence::text(evidence),
            remediation: (options.text && !self.remediation.trim().is_empty())
                .then(|| self.remediation.trim().to_owned()),
            ..Check::new(status)
        })
    }
}

/// How many checks have each of kube-bench's words, as its totals count them.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) pass: u64,
    pub(super) fail: u64,
    pub(super) warn: u64,
    pub(super) info: u64,
}

impl Totals {
    pub(super) fn of(checks: &[Check]) -> Self {
        let mut totals = Self::default();
        for check in checks {
            if let Some(count) = check.raw_status.as_deref().and_then(|word| totals.count(word)) {
                *count += 1;
            }
        }
        totals
    }

    pub(super) fn count(&mut self, word: &str) -> Option<&mut u64> {
        match word {
            "PASS" => Some(&mut self.pass),
            "FAIL" => Some(&mut self.fail),
            "WARN" => Some(&mut self.warn),
            "INFO" => Some(&mut self.info),
            _ => None,
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} PASS, {} FAIL, {} WARN, {} INFO", self.pass, self.fail, self.warn, self.info)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(row: &Row) -> Status {
        row.check(&ReadOptions::default()).expect("a known word").status
    }

    #[test]
    fn a_warning_of_an_unscored_check_that_ran_is_a_failure_without_weight() {
        let ran = Row { word: "WARN", scored: Some(false), actual: "x=1", ..Row::default() };
        let check = ran.check(&ReadOptions::default()).expect("a known word");
        assert_eq!((check.status, check.weight), (Status::Fail, Some(Weight::ZERO)));
        assert_eq!(check.raw_status.as_deref(), Some("WARN"));
        assert_eq!(status(&Row { kind: "manual", ..ran }), Status::NotChecked);
        assert_eq!(
            status(&Row { word: "WARN", scored: Some(true), actual: "x", ..Row::default() }),
            Status::NotChecked
        );
    }
}
