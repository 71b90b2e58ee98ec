//! One row a check, for spreadsheets and scripts; read again by `formats::native`.

use crate::model::{Check, Coverage, Scan, TitleKind};

const COLUMNS: [&str; 21] = [
    "number",
    "rule",
    "title",
    "title_kind",
    "status",
    "raw_status",
    "levels",
    "assessment",
    "severity",
    "weight",
    "evidence",
    "benchmark",
    "version",
    "profile",
    "tool",
    "ami_id",
    "instance_id",
    "hostname",
    "finished",
    "coverage",
    "source",
];

/// All checks of all scans as CSV with a header and, as the last line, `#end,COUNT`.
/// Cells hold the values exactly; nothing is added for spreadsheets.
///
/// # Errors
/// Never in practice: the writer is memory.
pub fn scans(scans: &[Scan]) -> csv::Result<String> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let mut count = 0;
    for scan in scans {
        for check in &scan.checks {
            writer.write_record(row(scan, check))?;
            count += 1;
        }
    }
    writer.write_record(["#end", &count.to_string()])?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(scan: &Scan, check: &Check) -> [String; 21] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let levels = check.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(" ");
    let tool_title = check.title.as_ref().is_some_and(|title| title.kind == TitleKind::Tool);
    [
        check.number.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&check.rule),
        check.title_text().unwrap_or_default().to_owned(),
        if tool_title { "tool".to_owned() } else { String::new() },
        check.status.to_string(),
        text(&check.raw_status),
        levels,
        check.assessment.map(|a| format!("{a:?}").to_lowercase()).unwrap_or_default(),
        text(&check.severity),
        check.weight.map(|weight| weight.as_f64().to_string()).unwrap_or_default(),
        check.evidence.lines().collect::<Vec<_>>().join("\n"),
        text(&scan.benchmark.title),
        text(&scan.benchmark.version),
        scan.profile.as_ref().and_then(|profile| profile.title.clone()).unwrap_or_default(),
        scan.tool.as_ref().map(|tool| tool.name.clone()).unwrap_or_default(),
        text(&scan.target.ami_id),
        text(&scan.target.instance_id),
        text(&scan.target.hostname),
        scan.finished.map(|time| time.to_string()).unwrap_or_default(),
        coverage(&scan.coverage),
        scan.source.path.clone(),
    ]
}

fn coverage(coverage: &Coverage) -> String {
    match coverage {
        Coverage::Full => "full".to_owned(),
        Coverage::FailuresOnly => "failures-only".to_owned(),
        Coverage::CountsOnly => "counts-only".to_owned(),
        Coverage::Partial(why) => format!("partial: {why}"),
    }
}
