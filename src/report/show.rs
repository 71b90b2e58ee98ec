//! A scan at a glance, and everything known of one recommendation, for the terminal.

use std::fmt::Write;

use super::terminal::{HEADING, WIDTH, field, fit, number_width, plain, row, status_style, style, wrap};
use crate::assess::{Assessment, ByTool, Disposition, Image, Part, Recommendation, ToolRun};
use crate::model::{Check, Number, Scan, Status};

/// Every image of an assessment: identity, scores, counts, and what fails uncovered.
pub fn overview(assessment: &Assessment) -> String {
    let mut out = String::new();
    for image in &assessment.images {
        for run in &image.runs {
            identity(&mut out, image, run);
        }
        counts(&mut out, image);
        list(&mut out, image, Disposition::uncovered, "Failing and not covered");
        list(&mut out, image, |d| d == Disposition::Unverified, "Not verified");
        list(&mut out, image, |d| d == Disposition::Excepted, "Excepted");
    }
    for note in &assessment.notes {
        let _ = writeln!(out, "note: {}", plain(note));
    }
    out
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", fit(text, WIDTH));
}

fn identity(out: &mut String, image: &Image, run: &ToolRun) {
    let scans: Vec<&Scan> = image.scans_of(run).collect();
    let scan = image.first_of(run);
    heading(out, &image.label);
    field(out, "file", &scans.iter().map(|scan| scan.source.path.as_str()).collect::<Vec<_>>().join(", "));
    let target = &scan.target;
    let known = [&target.ami_id, &target.ami_name, &target.instance_id, &target.hostname, &target.region, &target.os];
    let known: Vec<&str> = known.into_iter().filter_map(|known| known.as_deref()).collect();
    let known = if known.is_empty() { "not stated".to_owned() } else { known.join(", ") };
    field(out, "target", &known);
    if scans.len() > 1 {
        field(out, "instances", &scans.len().to_string());
    }
    let established = scan.benchmark.established;
    let note = scan.benchmark.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    field(out, "benchmark", &format!("{} ({established}{note})", scan.benchmark));
    if let Some(profile) = &scan.profile {
        let title = profile.title.as_deref().or(profile.id.as_deref()).unwrap_or("not stated");
        let level = profile.level.map(|level| format!(" (level {level})")).unwrap_or_default();
        field(out, "profile", &format!("{title}{level}"));
    }
    if let Some(tool) = &scan.tool {
        field(out, "tool", &tool.to_string());
    }
    let times = [scan.started, scan.finished].into_iter().flatten().map(|time| time.to_string()).collect::<Vec<_>>();
    let about = if scan.times_approximate { " (approximate)" } else { "" };
    if !times.is_empty() {
        field(out, "time", &format!("{}{about}", times.join(" to ")));
    }
    field(out, "coverage", &scan.coverage.explain());
    field(out, "score", &format!("{} raw, {} accepted", run.raw, run.accepted));
    for reported in &scan.scores {
        let system = reported.system.as_deref().unwrap_or("no system named");
        let of = reported.maximum.map(|maximum| format!(" of {maximum}")).unwrap_or_default();
        field(out, "", &format!("the tool says {}{of} ({system})", reported.value));
    }
    out.push('\n');
}

fn recommendations(count: usize) -> String {
    format!("{count} recommendation{}", if count == 1 { "" } else { "s" })
}

fn counts(out: &mut String, image: &Image) {
    let mut line = format!("{}:", recommendations(image.recommendations.len()));
    let mut used = line.len();
    let mut separator = " ";
    for disposition in Disposition::ALL {
        let count = image.recommendations.iter().filter(|r| r.disposition == disposition).count();
        if count > 0 {
            let style = style(disposition);
            let part = format!("{count} {disposition}");
            if used + separator.len() + part.len() > WIDTH {
                separator = ",\n  ";
                used = 0;
            }
            used += separator.len() + part.len();
            let _ = write!(line, "{separator}{style}{part}{style:#}");
            separator = ", ";
        }
    }
    let _ = writeln!(out, "{line}\n");
}

fn list(out: &mut String, image: &Image, wanted: fn(Disposition) -> bool, title: &str) {
    let found: Vec<&Recommendation> = image.recommendations.iter().filter(|r| wanted(r.disposition)).collect();
    if found.is_empty() {
        return;
    }
    heading(out, &format!("{title} ({})", found.len()));
    let names: Vec<String> = found.iter().map(|r| image.id_of(r)).collect();
    let width = number_width(names.iter().map(String::as_str));
    for (recommendation, name) in found.iter().zip(&names) {
        let disposition = recommendation.disposition;
        let title = recommendation.title.as_deref().unwrap_or_default();
        let word = match disposition {
            Disposition::Unverified => status(image, recommendation).map_or("", Status::word),
            other => other.word(),
        };
        row(out, name, width, word, style(disposition), title);
    }
    out.push('\n');
}

fn status(image: &Image, recommendation: &Recommendation) -> Option<Status> {
    image.checks_of(recommendation).map(|check| check.status).reduce(Status::worse)
}

/// The disagreements of tools, image by image.
pub fn by_tool(tables: &[ByTool]) -> String {
    let mut out = String::new();
    for table in tables {
        heading(&mut out, &table.image);
        field(&mut out, "benchmark", &table.benchmark);
        for (index, column) in table.tools.iter().enumerate() {
            let version =
                column.version.as_ref().map(|version| format!(", v{version} by the crosswalk")).unwrap_or_default();
            let silent = if column.full { "" } else { "; ? where it is silent" };
            field(&mut out, &format!("tool {}", index + 1), &format!("{}{version}{silent}", column.tool));
        }
        let (compared, differing) = (table.compared, table.differing.len());
        field(
            &mut out,
            "",
            &format!("{} with several verdicts, {differing} seen differently", recommendations(compared)),
        );
        out.push('\n');
        let numbers: Vec<String> = table.differing.iter().map(|row| row.number.to_string()).collect();
        let width = number_width(numbers.iter().map(String::as_str));
        let words = table.differing.iter().flat_map(|row| &row.says).flatten().map(|status| status.word().len());
        let cell = words.max().unwrap_or(0).max("tool 1".len());
        if !numbers.is_empty() {
            let _ = write!(out, "  {:<width$}", "");
            for index in 1..=table.tools.len() {
                let _ = write!(out, "  {:<cell$}", format!("tool {index}"));
            }
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
        for (row, number) in table.differing.iter().zip(&numbers) {
            let _ = write!(out, "  {number:<width$}");
            for (says, column) in row.says.iter().zip(&table.tools) {
                match says {
                    Some(status) => {
                        let style = status_style(*status);
                        let _ = write!(out, "  {style}{:<cell$}{style:#}", status.word());
                    }
                    None => {
                        let _ = write!(out, "  {:<cell$}", if column.full { "-" } else { "?" });
                    }
                }
            }
            let room = WIDTH.saturating_sub(width + 4 + (cell + 2) * row.says.len()).max(12);
            let _ = writeln!(out, "  {}", fit(&row.title, room));
        }
        out.push('\n');
    }
    if tables.is_empty() {
        out.push_str(
            "Nothing to compare: no image was scanned by several tools (give --ami-id to put scans together).\n",
        );
    }
    out
}

/// Everything known of one recommendation; `None` when no scan speaks of it.
pub fn recommendation(assessment: &Assessment, number: &Number) -> Option<String> {
    let mut out = String::new();
    for image in &assessment.images {
        for recommendation in image.recommendations.iter().filter(|r| r.number.as_ref() == Some(number)) {
            let title = recommendation.title.as_deref().unwrap_or("no title");
            for line in wrap(&format!("{number} {title}"), WIDTH) {
                heading(&mut out, &line);
            }
            field(&mut out, "image", &image.label);
            field(&mut out, "benchmark", &image.benchmark.to_string());
            let style = style(recommendation.disposition);
            let _ = writeln!(out, "  {:<12}{style}{}{style:#}", "disposition", recommendation.disposition);
            for part in &recommendation.parts {
                out.push('\n');
                one_part(&mut out, assessment, image, part);
            }
            out.push('\n');
        }
    }
    (!out.is_empty()).then_some(out)
}

fn one_part(out: &mut String, assessment: &Assessment, image: &Image, part: &Part) {
    let (scan, check) = (image.scan(part.scan), image.check(part));
    let tool = scan.tool.as_ref().map_or("tool not stated", |tool| tool.name.as_str());
    let instance = scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref());
    field(
        out,
        "by",
        &[Some(tool), instance, Some(scan.source.path.as_str())].into_iter().flatten().collect::<Vec<_>>().join(", "),
    );
    let style = status_style(check.status);
    let raw = check.raw_status.as_ref().map(|raw| format!(" (the tool says {})", plain(raw))).unwrap_or_default();
    let _ = writeln!(out, "  {:<12}{style}{}{style:#}{raw}", "status", check.status);
    facts(out, check);
    for line in check.evidence.lines() {
        field(out, "evidence", line);
    }
    if check.evidence.truncated {
        field(out, "", "(more was left out by the tool)");
    }
    for change in &check.overrides {
        let word = |status: Option<Status>| status.map_or("?", Status::word);
        let by = [change.authority.as_deref(), change.remark.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(": ");
        field(out, "override", &format!("{} to {}, {by}", word(change.old), word(change.new)));
    }
    registry(out, assessment, part);
    for (label, text) in
        [("description", &check.description), ("rationale", &check.rationale), ("remediation", &check.remediation)]
    {
        text.iter().for_each(|text| field(out, label, text));
    }
}

fn facts(out: &mut String, check: &Check) {
    let levels = check.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let assessment = check.assessment.map(|assessment| assessment.to_string());
    let weight = check.weight.map(|weight| weight.as_f64().to_string());
    let rows = [
        ("rule", check.rule.clone()),
        ("title", check.title_text().map(str::to_owned)),
        ("levels", (!levels.is_empty()).then_some(levels)),
        ("assessment", assessment),
        ("severity", check.severity.clone()),
        ("weight", weight),
    ];
    for (label, text) in rows {
        text.iter().for_each(|text| field(out, label, text));
    }
    for ident in &check.idents {
        field(out, "ident", &format!("{} {}", ident.system, ident.value));
    }
}

fn registry(out: &mut String, assessment: &Assessment, part: &Part) {
    for entry in part.judgement.covering.iter().map(|id| assessment.registry.entry(*id)) {
        let expires = entry.expires.map(|end| format!(", expires {end}")).unwrap_or_default();
        field(out, "exception", &format!("{}{expires}", entry.id));
        field(out, "reason", &entry.reason);
        field(out, "workaround", &entry.workaround);
    }
    for (id, lapses) in &part.judgement.lapsed {
        let reasons = lapses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        field(out, "lapsed", &format!("{}: {reasons}", assessment.registry.entry(*id).id));
    }
}
