//! The sheets of recommendations: accepted, open, not verified, and all of them.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::kit::Table;
use crate::outputs::joined::{covering, each_once, expires, lapsed, links, reasons, workarounds};
use crate::views::{AssessedImage, AssessedRecommendation, AssessedView, Disposition, EntryRecord};

/// A recommendation with its image.
#[derive(Clone, Copy)]
struct Row<'v> {
    view: &'v AssessedView,
    image: &'v AssessedImage,
    of: &'v AssessedRecommendation,
}

/// A column: its heading, its width, and what a recommendation has in it.
type Column = (&'static str, f64, fn(Row<'_>) -> Cell);

const IMAGE: Column = ("Image", 24.0, |row| Cell::cut(&row.image.name));
const BENCHMARK: Column = ("Benchmark", 28.0, |row| Cell::cut(&row.image.benchmark.name));
const NUMBER: Column = ("Number", 12.0, |row| Cell::cut(&row.of.id));
const TITLE: Column = ("Title", 48.0, |row| optional(row.of.title.as_deref()));
const LEVEL: Column = ("Level", 8.0, |row| Cell::lines(row.of.levels.iter().map(ToString::to_string)));
const DISPOSITION: Column = ("Disposition", 15.0, |row| Cell::text(row.of.disposition.word()));
const STATUS: Column = ("Status", 14.0, |row| optional(row.of.status.map(crate::model::Status::word)));
const SEVERITY: Column = ("Severity", 10.0, |row| optional(row.of.severity.as_deref()));
const CHANGE: Column = ("Change", 18.0, |row| optional(row.of.change));
const WHY: Column = ("Why", 45.0, why);
const TOOL: Column = ("Tool", 22.0, |row| Cell::lines(each_once(tools(row).iter().map(String::as_str))));
const RULE: Column = ("Rule", 30.0, rules);
const EVIDENCE: Column = ("Evidence", 60.0, evidence);
const ENTRY: Column = ("Entry", 26.0, |row| Cell::lines(entries(row).iter().map(|entry| &entry.id)));
const CATEGORY: Column = ("Category", 20.0, |row| words(row, |entry| entry.category.as_deref()));
const REASON: Column = ("Reason", 60.0, |row| Cell::cut(&reasons(&entries(row))));
const WORKAROUND: Column = ("Workaround", 45.0, |row| Cell::cut(&workarounds(&entries(row))));
const OWNER: Column = ("Owner", 18.0, |row| words(row, |entry| entry.owner.as_deref()));
const APPROVED_BY: Column = ("Approved by", 18.0, |row| words(row, |entry| entry.approved_by.as_deref()));
const EXPIRES: Column = ("Expires", 12.0, |row| Cell::day(expires(&entries(row))));
const LINKS: Column = ("Links", 30.0, |row| Cell::lines(links(&entries(row))));
const LAPSED: Column = ("Entries that do not apply", 45.0, |row| Cell::lines(lapsed(&row.of.entries)));

/// Failures that an entry accepts.
pub(super) fn accepted(view: &AssessedView) -> Table {
    const COLUMNS: [Column; 18] = [
        IMAGE,
        BENCHMARK,
        NUMBER,
        TITLE,
        LEVEL,
        STATUS,
        SEVERITY,
        ENTRY,
        CATEGORY,
        REASON,
        WORKAROUND,
        OWNER,
        APPROVED_BY,
        EXPIRES,
        LINKS,
        TOOL,
        RULE,
        EVIDENCE,
    ];
    table(view, "Accepted", &COLUMNS, |of| of.disposition == Disposition::Excepted)
}

/// Failures that nothing accepts.
pub(super) fn open(view: &AssessedView) -> Table {
    const COLUMNS: [Column; 13] =
        [IMAGE, BENCHMARK, NUMBER, TITLE, LEVEL, DISPOSITION, STATUS, SEVERITY, WHY, LAPSED, TOOL, RULE, EVIDENCE];
    table(view, "Open", &COLUMNS, |of| of.disposition.uncovered())
}

/// What nobody verified, accepted or not.
pub(super) fn not_verified(view: &AssessedView) -> Table {
    const COLUMNS: [Column; 14] = [
        IMAGE,
        BENCHMARK,
        NUMBER,
        TITLE,
        LEVEL,
        STATUS,
        SEVERITY,
        WHY,
        ("Accepted by", 26.0, |row| if row.of.accepted_unverified { (ENTRY.2)(row) } else { Cell::text("nothing") }),
        REASON,
        EXPIRES,
        TOOL,
        RULE,
        EVIDENCE,
    ];
    table(view, "Not verified", &COLUMNS, |of| of.disposition == Disposition::Unverified)
}

/// Every recommendation. What was found stands in the other sheets; the benchmark's own text only where it is asked for.
pub(super) fn all(view: &AssessedView) -> Table {
    const COLUMNS: [Column; 18] = [
        IMAGE,
        BENCHMARK,
        NUMBER,
        TITLE,
        ("Section", 10.0, |row| optional(row.of.section.as_deref())),
        ("Section name", 26.0, |row| optional(row.of.section_name.as_deref())),
        LEVEL,
        DISPOSITION,
        STATUS,
        SEVERITY,
        CHANGE,
        ENTRY,
        EXPIRES,
        WHY,
        ("Attested", 30.0, |row| optional(row.of.attested.as_deref())),
        TOOL,
        RULE,
        ("Finding", 38.0, |row| Cell::text(&row.of.uid)),
    ];
    const TEXT: [Column; 3] = [
        ("Description", 60.0, |row| benchmark_text(row, |check| check.description.as_deref())),
        ("Rationale", 60.0, |row| benchmark_text(row, |check| check.rationale.as_deref())),
        ("Remediation", 60.0, |row| benchmark_text(row, |check| check.remediation.as_deref())),
    ];
    let checks = view.images.iter().flat_map(|image| &image.scans).flat_map(|scan| &scan.checks);
    let has_text = checks
        .into_iter()
        .any(|check| check.description.is_some() || check.rationale.is_some() || check.remediation.is_some());
    let columns = if has_text { [COLUMNS.as_slice(), &TEXT].concat() } else { COLUMNS.to_vec() };
    table(view, "All", &columns, |_| true)
}

fn table(view: &AssessedView, name: &str, columns: &[Column], wanted: fn(&AssessedRecommendation) -> bool) -> Table {
    let rows = view.images.iter().flat_map(|image| image.recommendations.iter().map(move |of| (image, of)));
    let rows = rows.filter(|(_, of)| wanted(of)).map(|(image, of)| {
        let row = Row { view, image, of };
        columns.iter().map(|(_, _, cell)| cell(row)).collect()
    });
    Table {
        name: name.to_owned(),
        columns: columns.iter().map(|(heading, width, _)| ((*heading).to_owned(), *width)).collect(),
        rows: rows.collect(),
    }
}

fn why(row: Row<'_>) -> Cell {
    if row.of.why.is_empty() && row.of.disposition == Disposition::Open {
        return Cell::text("no entry names it, but for drafts");
    }
    Cell::lines(&row.of.why)
}

fn optional(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, Cell::cut)
}

fn entries(row: Row<'_>) -> Vec<&EntryRecord> {
    covering(row.view, &row.of.entries)
}

fn words(row: Row<'_>, word: fn(&EntryRecord) -> Option<&str>) -> Cell {
    Cell::lines(each_once(entries(row).into_iter().filter_map(word)))
}

fn tools(row: Row<'_>) -> Vec<String> {
    let scans = row.image.deciding(row.of).map(|(scan, _)| scan.tool.as_ref());
    let name =
        |version: &str, name: &str| if version.is_empty() { name.to_owned() } else { format!("{name} {version}") };
    scans.flatten().map(|tool| name(tool.version.as_deref().unwrap_or_default(), &tool.name)).collect()
}

fn rules(row: Row<'_>) -> Cell {
    Cell::lines(each_once(row.image.deciding(row.of).filter_map(|(_, check)| check.rule.as_deref())))
}

fn benchmark_text(row: Row<'_>, text: fn(&crate::views::AssessedCheck) -> Option<&str>) -> Cell {
    optional(row.image.checks_of(row.of).find_map(|(_, check)| text(check)))
}

/// What the checks found that decided; the same evidence of several scans once, behind the scans that have it.
fn evidence(row: Row<'_>) -> Cell {
    let mut places = BTreeMap::new();
    let mut found: Vec<(Vec<&str>, &[String], bool)> = Vec::new();
    for (scan, check) in row.image.deciding(row.of).filter(|(_, check)| !check.evidence.is_empty()) {
        let target = &scan.target;
        let name = target.instance_id.as_deref().or(target.hostname.as_deref()).unwrap_or(&scan.file.path);
        let place = *places.entry((check.evidence.as_slice(), check.evidence_cut)).or_insert(found.len());
        match found.get_mut(place) {
            Some((names, ..)) if names.last() == Some(&name) => {}
            Some((names, ..)) => names.push(name),
            None => found.push((vec![name], &check.evidence, check.evidence_cut)),
        }
    }
    let several = row.image.scans.len() > 1;
    Cell::lines(found.iter().flat_map(|(names, lines, cut)| {
        let head = several.then(|| format!("{}:", names.join(", ")));
        let rest = cut.then(|| "(the tool left more out)".to_owned());
        head.into_iter().chain(lines.iter().cloned()).chain(rest)
    }))
}
