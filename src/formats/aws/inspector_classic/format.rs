//! Amazon Inspector Classic: the CIS findings of `aws inspector describe-findings`, and the answers
//! of other calls about the same runs.
//!
//! Findings are failures only: the absence of one is never taken for a pass. Findings of other rules
//! packages are counted, not read. No raw CIS finding is public; what is read here is what AWS's API
//! model and four public programs agree on. Sample: `samples/formats/inspector-classic/`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::finding::Finding;
use super::group::Groups;
use super::side;
use crate::model::{Doubt, DoubtCode};
use crate::read::json::{Items, Pages};
use crate::read::{About, Confidence, Format, Gap, Head, Input, JsonHead, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct InspectorClassic;

const WRAPPERS: &[&str] = &["findings", "assessmentruns", "rulespackages", "exclusions", "assessmentrunagents"];

impl Format for InspectorClassic {
    fn id(&self) -> &'static str {
        "inspector-classic"
    }

    fn about(&self) -> About {
        About {
            name: "Inspector Classic findings",
            summary: "Amazon Inspector Classic findings (failures only), with the runs they belong to",
            tools: &["aws inspector describe-findings", "AWS SDKs and PowerShell tools"],
            recognised_by: "JSON findings with an `arn` of Inspector and `serviceAttributes` or `attributes`; or `assessmentRuns`, `rulesPackages`, `exclusions`, `assessmentRunAgents`",
            cannot_tell: &[Gap::Passes, Gap::Evidence],
            redundancy: &[Redundancy::Pages, Redundancy::End],
            corpus: &[
                "inspector-classic/SYNTHETIC-concatenated-batches.json",
                "inspector-classic/SYNTHETIC-describe-findings-mixed.json",
                "inspector-classic/aws_example_DescribeRulesPackages.json",
                "inspector-classic/aws_example_ListFindings.json",
                "inspector-classic/real_2016_single_finding_bestpractice.json",
            ],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        if has_finding(json) || has_side_data(json) {
            return Confidence::Certain;
        }
        let empty_answer = json.has("findings") && json.has("faileditems") && !json.has("findings/[]");
        if empty_answer { Confidence::Maybe } else { Confidence::No }
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let items = Pages::read(input)?.items(WRAPPERS, &[])?;
        let mut groups = Groups::default();
        let mut reading = Reading::default();
        let listed = Listed::of(&items);
        let wanted = items.items.iter().filter(|item| items.items.len() == 1 || !is_list_answer(&item.value));
        for item in wanted {
            match item.wrapper {
                "findings" | "" => groups.add(Finding::read(item)?),
                _ => reading.runs.extend(side::facts(item)?),
            }
        }
        let only_runs = groups.is_empty() && items.wrappers.iter().any(|name| *name != "findings");
        if only_runs {
            // The notes on the file are said once, with the first run it tells about.
            if let Some(run) = reading.runs.first_mut() {
                run.warnings.extend(items.warnings());
            }
            return Ok(reading);
        }
        let doubt = listed.doubt(&groups);
        reading.scans = groups.scans(options.text)?;
        for scan in &mut reading.scans {
            items.warn(scan);
            doubt.iter().for_each(|doubt| scan.doubt(doubt.clone()));
        }
        Ok(reading)
    }
}

/// The findings that answers of `list-findings` name.
struct Listed<'i> {
    arns: BTreeSet<&'i str>,
    more: bool,
}

impl<'i> Listed<'i> {
    fn of(items: &'i Items) -> Self {
        let answers = || items.items.iter().map(|item| &item.value).filter(|value| value.get("findingarns").is_some());
        let lists = answers().filter_map(|value| value.get("findingarns")?.as_array());
        let token = answers().next_back().and_then(|value| value.get("nexttoken"));
        Self {
            arns: lists.flatten().filter_map(Value::as_str).collect(),
            more: token.is_some_and(|token| !token.is_null() && token != ""),
        }
    }

    /// The doubt that not all of them are in the file.
    fn doubt(&self, groups: &Groups) -> Option<Doubt> {
        let missing = self.arns.iter().filter(|arn| !groups.has(arn)).count();
        if missing > 0 {
            let why = format!("{missing} of {} findings that list-findings names are not in the file", self.arns.len());
            return Some(Doubt::new(DoubtCode::ResultsDiffer, why).hides(missing as u64));
        }
        let why = "the last answer of list-findings has a nextToken: more findings exist than it names";
        self.more.then(|| Doubt::new(DoubtCode::ResultsDiffer, why))
    }
}

/// The answer of `list-findings`, which may stand before or behind that of `describe-findings`.
fn is_list_answer(value: &Value) -> bool {
    let lists = ["findingarns", "assessmentrunarns", "rulespackagearns", "exclusionarns"];
    let known = |key: &str| lists.contains(&key) || key == "nexttoken";
    value.as_object().is_some_and(|object| {
        object.keys().all(|key| known(key)) && lists.iter().any(|list| object.contains_key(*list))
    })
}

fn has_finding(json: &JsonHead) -> bool {
    json.paths().any(|(path, value)| {
        let Some(prefix) = path.strip_suffix("arn").filter(|prefix| prefix.is_empty() || prefix.ends_with('/')) else {
            return false;
        };
        let beside = ["serviceattributes", "assetattributes", "attributes"];
        value.contains(":inspector:")
            && value.contains("/finding/")
            && beside.iter().any(|key| json.has(&format!("{prefix}{key}")))
    })
}

fn has_side_data(json: &JsonHead) -> bool {
    ["", "[]/"].iter().any(|at| {
        let has = |key: &str| json.has(&format!("{at}{key}"));
        let of_inspector = |key: &str| json.value(&format!("{at}{key}")).is_some_and(|arn| arn.contains(":inspector:"));
        let excluded = format!("{at}exclusions/arn:");
        of_inspector("assessmentruns/[]/arn")
            || of_inspector("rulespackages/[]/arn")
            || of_inspector("assessmentrunagents/[]/assessmentrunarn")
            || of_inspector("exclusions/[]/arn")
            || json.paths().any(|(path, _)| path.starts_with(&excluded) && path.contains(":inspector:"))
            || ["assessmentruns", "rulespackages", "exclusions"].iter().any(|key| has(key) && has("faileditems"))
    })
}
