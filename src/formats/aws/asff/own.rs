//! The findings that amicis itself gave to Security Hub (`amicis assess --to asff`), read back: a check a recommendation.
//!
//! What Security Hub lists is not the whole of what was imported: findings expire, and a list may be filtered. So the
//! scan is partial. An exception that was given along is the finding's workflow, which changes no result.

use std::str::FromStr as _;

use super::finding::{Finding, finish, newest};
use crate::model::{Benchmark, Check, Coverage, Evidence, Moment, Number, Override, Scan, Status, Target, Title, Tool};
use crate::read::ReadOptions;

/// The key of the image, and the benchmark with its version: what makes a scan.
pub(super) type Key = [Option<String>; 3];

/// The last character of a value that was cut.
const CUT: char = '…';

impl Finding {
    pub(super) fn is_own(&self) -> bool {
        self.own_image().is_some()
    }

    /// The image in `amicis/IMAGE/RECOMMENDATION`.
    fn own_image(&self) -> Option<&str> {
        self.id.strip_prefix("amicis/")?.rsplit_once('/').map(|(image, _)| image)
    }

    pub(super) fn own_key(&self) -> Key {
        [self.own_image(), self.field("amicis/Benchmark"), self.field("amicis/BenchmarkVersion")]
            .map(|part| part.map(str::to_owned))
    }

    /// The word of the scan, as long as Security Hub's own does not say worse: a finding can be edited.
    fn own_status(&self) -> Status {
        let word = self.field("amicis/Status").and_then(|word| Status::from_str(word).ok()).unwrap_or(Status::Unknown);
        match self.status() {
            Status::Pass if word.passed() => word,
            Status::Fail => Status::Fail,
            Status::Pass if word == Status::Fail => Status::Fail,
            _ if word.passed() || word == Status::Fail => Status::Unknown,
            _ => word,
        }
    }

    /// Whether nobody but amicis, or Security Hub for what passes, left the mark.
    fn is_our_mark(&self, change: &Override) -> bool {
        change.authority.as_deref() == Some("amicis") || self.note.is_none() && self.own_status().passed()
    }

    fn own_check(&self, options: &ReadOptions) -> Check {
        let number: Option<Number> = self.field("amicis/Number").and_then(|number| number.parse().ok());
        let title = self.title.as_deref().unwrap_or_default().trim();
        let text =
            number.as_ref().and_then(|number| title.strip_prefix(number.to_string().as_str())).unwrap_or(title).trim();
        let evidence = self.field("amicis/Evidence").unwrap_or_default();
        let rule = self.field("amicis/Rule").map(str::to_owned);
        let levels = self.field("amicis/Levels").unwrap_or_default();
        Check {
            rule: rule.or_else(|| number.is_none().then(|| self.id.clone())),
            number,
            title: Title::recommendation(text.trim_end_matches(CUT)),
            raw_status: self.archived().then(|| "ARCHIVED".to_owned()),
            levels: levels.split(',').filter_map(|level| level.parse().ok()).collect(),
            severity: self.own_severity(),
            evidence: Evidence { truncated: evidence.ends_with(CUT), ..Evidence::text(evidence) },
            overrides: self.handled().filter(|change| !self.is_our_mark(change)).into_iter().collect(),
            remediation: self.advice().filter(|_| options.text),
            ..Check::new(self.own_status())
        }
    }

    /// The scan's word for it; Security Hub wants a label where the scan states none.
    fn own_severity(&self) -> Option<String> {
        let severity = self.severity.as_ref()?;
        severity.original.clone().filter(|word| word != "not stated")
    }

    fn own_target(&self) -> Target {
        let resource = self.resource();
        let details = resource.and_then(|resource| resource.details.as_ref());
        let instance = details.and_then(|details| details.awsec2instance.as_ref());
        let fact = |name: &str| details.and_then(|details| details.other.as_ref()?.get(name).cloned());
        let instance_id = instance.and_then(|_| resource?.id.as_deref()?.rsplit_once('/')).map(|(_, id)| id.to_owned());
        Target {
            ami_id: instance.and_then(|instance| instance.imageid.clone()).or_else(|| fact("AmiId")),
            ami_name: fact("ImageName").filter(|name| Some(name) != fact("AmiId").as_ref()),
            hostname: fact("Hostname"),
            instance_id,
            account: self.awsaccountid.clone(),
            region: self.region.clone().or_else(|| resource?.region.clone()),
            ..Target::default()
        }
    }
}

/// The scan of an image.
pub(super) fn scan([_, benchmark, version]: Key, findings: Vec<Finding>, options: &ReadOptions) -> Scan {
    let before = findings.len();
    let findings = newest(findings);
    let first = findings.first();
    let tool = first.and_then(|finding| finding.field("amicis/Tool"));
    let time =
        |of: fn(&Finding) -> Option<&String>| findings.iter().filter_map(|finding| Moment::parse(of(finding)?)).max();
    let mut scan = Scan {
        tool: tool.map(Tool::named),
        benchmark: Benchmark::declared(benchmark, version),
        target: first.map(Finding::own_target).unwrap_or_default(),
        started: time(|finding| finding.firstobservedat.as_ref()),
        finished: time(|finding| finding.lastobservedat.as_ref()),
        coverage: Coverage::Partial(
            "findings of Security Hub, which may have been filtered or have expired".to_owned(),
        ),
        checks: findings.iter().map(|finding| finding.own_check(options)).collect(),
        ..Scan::default()
    };
    finish(&mut scan, before, &findings);
    scan
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(word: &str, compliance: &str) -> Status {
        let text = format!(
            r#"{{"id": "amicis/a/b", "productarn": "arn", "productfields": {{"amicis/Status": "{word}"}},
                "compliance": {{"status": "{compliance}"}}}}"#
        );
        let finding: Finding = serde_json::from_str(&text).expect("a finding");
        assert!(finding.is_own());
        finding.own_status()
    }

    #[test]
    fn a_finding_of_ours_that_lost_its_fields_is_no_finding_of_another_product() {
        let text = r#"{"id": "amicis/a/b", "productarn": "arn", "compliance": {"status": "FAILED"}}"#;
        let finding: Finding = serde_json::from_str(text).expect("a finding");
        let check = finding.own_check(&ReadOptions::default());
        assert!(finding.is_own() && check.status == Status::Fail);
        assert_eq!(check.rule.as_deref(), Some("amicis/a/b"));
    }

    #[test]
    fn a_status_that_was_edited_is_never_better_than_either_word() {
        assert_eq!(status("pass", "PASSED"), Status::Pass);
        assert_eq!(status("fixed", "PASSED"), Status::Fixed);
        assert_eq!(status("notchecked", "NOT_AVAILABLE"), Status::NotChecked);
        for (word, compliance) in [("pass", "FAILED"), ("fail", "PASSED"), ("fail", "FAILED"), ("notchecked", "FAILED")]
        {
            assert_eq!(status(word, compliance), Status::Fail, "{word}, {compliance}");
        }
        for (word, compliance) in [("pass", "NOT_AVAILABLE"), ("fail", "WARNING"), ("good", "NOT_AVAILABLE")] {
            assert_eq!(status(word, compliance), Status::Unknown, "{word}, {compliance}");
        }
        assert_eq!(status("error", "PASSED"), Status::Error);
    }
}
