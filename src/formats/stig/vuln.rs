//! One requirement of a checklist, however its file writes it.
//!
//! What people write beside a result is kept and shown, and never makes it better: a severity override leaves the
//! STIG's own severity, a comment leaves the status.

use crate::diag::Code;
use crate::model::{
    Benchmark, Check, Coverage, Doubt, DoubtCode, Evidence, Ident, Override, Scan, Status, Target, Title, Tool,
};
use crate::read::cis::{cis_rule, cis_rule_title};
use crate::read::{ReadError, ReadOptions};

/// A requirement as a file has it; blank texts are none.
#[derive(Default)]
pub(super) struct Vuln {
    /// The group's id, such as `V-221558`: it stays over the releases of a STIG.
    pub(super) group: String,
    /// The rule's id, such as `SV-221558r769351_rule`, or that of a CIS benchmark's rule.
    pub(super) rule: String,
    /// The STIG's own id of the requirement, such as `DTBC-0001`.
    pub(super) version: String,
    pub(super) title: String,
    pub(super) severity: String,
    pub(super) status: String,
    pub(super) details: String,
    pub(super) comments: String,
    pub(super) severity_override: String,
    pub(super) justification: String,
    pub(super) ccis: Vec<String>,
    pub(super) discussion: String,
    pub(super) fix: String,
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The status of a checklist's word, in the spelling of either viewer.
fn status(word: &str) -> Option<Status> {
    let folded: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    Some(match folded.as_str() {
        "open" => Status::Fail,
        "notafinding" => Status::Pass,
        "notapplicable" => Status::NotApplicable,
        "notreviewed" => Status::NotChecked,
        _ => return None,
    })
}

impl Vuln {
    /// The requirement as a check.
    ///
    /// # Errors
    /// When it has no id, or its status is no word of a checklist.
    pub(super) fn check(self, options: &ReadOptions) -> Result<Check, ReadError> {
        // A CIS benchmark opened in the viewer keeps the ids of its rules, and its groups hold many of them.
        let cis = cis_rule(&self.rule);
        let group = some(&self.group).filter(|_| cis.is_none());
        let Some(id) = group.or_else(|| some(&self.rule)) else {
            return Err(ReadError::content("the requirement has neither a group's nor a rule's id"));
        };
        let Some(status) = status(&self.status) else {
            let word: String = self.status.chars().take(40).collect();
            return Err(ReadError::content(format!(
                "`{word}` is no status of a checklist (Open, NotAFinding, Not_Applicable, Not_Reviewed)"
            ))
            .trail(id));
        };
        let title = match &cis {
            Some(_) if self.title.trim().is_empty() => cis_rule_title(&self.rule).and_then(|title| Title::tool(&title)),
            Some(_) => Title::recommendation(&self.title),
            None => Title::tool(&self.title),
        };
        let ident = |system: &str, value: &str| some(value).map(|value| Ident { system: system.to_owned(), value });
        let rule_id = if id == self.rule.trim() { None } else { ident("STIG rule", &self.rule) };
        let idents = rule_id.into_iter().chain(ident("STIG", &self.version));
        let overrides = self.remarks(status).collect();
        Ok(Check {
            title,
            levels: cis.as_ref().and_then(|(_, level)| *level).into_iter().collect(),
            number: cis.map(|(number, _)| number),
            raw_status: some(&self.status),
            severity: some(&self.severity).map(|word| word.to_lowercase()),
            evidence: Evidence::text(self.details.trim()),
            overrides,
            idents: idents.chain(self.ccis.iter().filter_map(|cci| ident("http://cyber.mil/cci", cci))).collect(),
            description: some(&self.discussion).filter(|_| options.text),
            remediation: some(&self.fix).filter(|_| options.text),
            rule: Some(id),
            ..Check::new(status)
        })
    }

    /// What people wrote: the result is the same before and after.
    fn remarks(&self, status: Status) -> impl Iterator<Item = Override> {
        let comment = some(&self.comments).map(|text| format!("comment in the checklist: {text}"));
        let severity = some(&self.severity_override).map(|word| {
            let why = some(&self.justification).unwrap_or_else(|| "no justification".to_owned());
            format!("severity set to {word} in the checklist: {why}")
        });
        severity.into_iter().chain(comment).map(move |remark| Override {
            time: None,
            authority: None,
            old: Some(status),
            new: Some(status),
            remark: Some(remark),
        })
    }
}

/// A checklist's part that is of one STIG.
#[derive(Default)]
pub(super) struct Checklist {
    pub(super) title: Option<String>,
    pub(super) id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) release: Option<String>,
    /// How many requirements it says to hold.
    pub(super) size: Option<u64>,
    pub(super) checks: Vec<Check>,
}

impl Checklist {
    /// The scan of a target.
    pub(super) fn scan(self, target: &Target) -> Scan {
        let mut scan = Scan {
            tool: Some(Tool::named("stig-checklist")),
            benchmark: Benchmark { id: self.id, note: self.release, ..Benchmark::declared(self.title, self.version) },
            target: target.clone(),
            checks: self.checks,
            ..Scan::default()
        };
        let read = scan.checks.len();
        match self.size {
            Some(size) if usize::try_from(size) == Ok(read) => scan.states_selection = true,
            Some(size) => {
                let why = format!("the checklist says that it has {size} requirements, and holds {read}");
                scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
                scan.coverage = Coverage::Partial(why);
            }
            None => {}
        }
        let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
        if unnumbered > 0 {
            let why = if unnumbered == read { ": the checklist is of a STIG" } else { "" };
            scan.warn(Code::NoNumbers, format!("{unnumbered} results name no recommendation number{why}"));
        }
        scan
    }
}

/// The error about a checklist without a requirement.
pub(super) fn nothing() -> ReadError {
    ReadError::no_checks("the checklist holds no requirement")
        .help("open it in STIG Viewer, add the STIG that was checked, and save it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: &str) -> Result<Check, ReadError> {
        let vuln = Vuln {
            group: "V-900001".into(),
            rule: "SV-900001r1_rule".into(),
            severity: "High".into(),
            status: status.into(),
            comments: "we live with it".into(),
            severity_override: "low".into(),
            ..Vuln::default()
        };
        vuln.check(&ReadOptions::default())
    }

    #[test]
    fn the_words_of_both_viewers_are_the_same() {
        for (words, status) in [
            (["Open", "open"], Status::Fail),
            (["NotAFinding", "not_a_finding"], Status::Pass),
            (["Not_Applicable", "not_applicable"], Status::NotApplicable),
            (["Not_Reviewed", "not_reviewed"], Status::NotChecked),
        ] {
            for word in words {
                assert_eq!(check(word).expect("a check").status, status, "{word}");
            }
        }
        assert_eq!(check("Closed").expect_err("no word").trail, "V-900001");
    }

    #[test]
    fn neither_a_comment_nor_a_severity_override_makes_anything_better() {
        let check = check("Open").expect("a check");
        assert_eq!((check.severity.as_deref(), check.overrides.len()), (Some("high"), 2));
        assert!(check.overridden_in_scan().is_none());
        assert!(check.overrides.iter().all(|change| change.old == Some(Status::Fail) && change.new == change.old));
    }

    #[test]
    fn a_rule_of_a_cis_benchmark_keeps_its_number() {
        let rule = "xccdf_org.cisecurity.benchmarks_rule_1.1.1_L1_Ensure_x";
        let vuln = Vuln { rule: rule.into(), status: "Open".into(), title: "Ensure x".into(), ..Vuln::default() };
        let check = vuln.check(&ReadOptions::default()).expect("a check");
        assert_eq!((check.id().as_deref(), check.levels), (Some("1.1.1"), vec![1]));
        let nameless = Vuln { status: "Open".into(), ..Vuln::default() };
        assert!(nameless.check(&ReadOptions::default()).is_err());
    }
}
