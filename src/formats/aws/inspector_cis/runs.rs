//! The facts about Amazon Inspector's CIS scans beside their results: `list-cis-scans` and the
//! results aggregated by target resource.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::rows::StatusCounts;
use crate::diag::Code;
use crate::formats::aws::arn::{account_and_region, moment};
use crate::model::{Profile, RunFacts, Target, Warning};
use crate::read::ReadError;
use crate::read::cis::level;
use crate::read::json::Item;

#[derive(Deserialize)]
struct ScanRow {
    scanarn: String,
    status: Option<String>,
    scandate: Option<Value>,
    failedchecks: Option<u64>,
    totalchecks: Option<u64>,
    securitylevel: Option<String>,
}

/// A row of `list-cis-scans`.
pub(super) fn scan(item: &Item) -> Result<RunFacts, ReadError> {
    let row: ScanRow = item.parse()?;
    let status = row.status.as_deref().unwrap_or_default();
    let incomplete = if !status.is_empty() && status != "COMPLETED" {
        Some(format!("the scan's status is {status}"))
    } else if row.totalchecks == Some(0) {
        Some(format!(
            "the scan is COMPLETED with totalChecks 0 ({} failed): it did not run",
            row.failedchecks.unwrap_or_default()
        ))
    } else {
        None
    };
    let (started, warnings) = match moment(row.scandate.as_ref()) {
        Ok(started) => (started, Vec::new()),
        Err(text) => {
            let message = format!("The scanDate `{text}` is no time; it was left out.");
            (None, vec![Warning::new(Code::UnreadableTime, message)])
        }
    };
    Ok(RunFacts {
        run: row.scanarn,
        failed: row.failedchecks.filter(|_| incomplete.is_none()),
        started,
        profile: row
            .securitylevel
            .as_deref()
            .and_then(level)
            .map(|level| Profile { level: Some(level), ..Profile::default() }),
        incomplete,
        warnings,
        total: row.totalchecks.filter(|total| *total > 0),
        ..RunFacts::default()
    })
}

#[derive(Deserialize)]
struct TargetRow {
    scanarn: String,
    accountid: Option<String>,
    targetresourceid: String,
    #[serde(default)]
    targetresourcetags: BTreeMap<String, Value>,
    platform: Option<String>,
    statuscounts: Option<StatusCounts>,
    targetstatus: Option<String>,
    targetstatusreason: Option<String>,
}

/// A row of `list-cis-scan-results-aggregated-by-target-resource`.
pub(super) fn target(item: &Item) -> Result<RunFacts, ReadError> {
    let row: TargetRow = item.parse()?;
    let status = row.targetstatus.as_deref().unwrap_or_default();
    let reason = row.targetstatusreason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let total = row.statuscounts.and_then(StatusCounts::sum);
    let failed = row.statuscounts.and_then(|counts| counts.failed);
    let passed = row.statuscounts.and_then(|counts| counts.passed);
    let incomplete = if status != "COMPLETED" && !(status.is_empty() && reason.is_empty()) {
        let status = if status.is_empty() { "not COMPLETED" } else { status };
        Some(format!("the scan of {} is {status}{reason}", row.targetresourceid))
    } else if total == Some(0) {
        Some(format!("the scan of {} is COMPLETED{reason} and checked nothing", row.targetresourceid))
    } else {
        None
    };
    let (_, region) = account_and_region(&row.scanarn);
    let tags = row.targetresourcetags.iter().map(|(key, value)| (key.clone(), tag(value))).collect();
    Ok(RunFacts {
        run: row.scanarn,
        instance: Some(row.targetresourceid.clone()),
        target: Target {
            instance_id: Some(row.targetresourceid),
            account: row.accountid,
            region,
            os: row.platform,
            tags,
            ..Target::default()
        },
        failed: failed.filter(|_| incomplete.is_none()),
        passed: passed.filter(|_| incomplete.is_none()),
        incomplete,
        total: total.filter(|total| *total > 0),
        ..RunFacts::default()
    })
}

/// A tag's values are a list.
fn tag(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(tag).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
