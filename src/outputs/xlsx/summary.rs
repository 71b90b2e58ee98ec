//! The first sheet: what is doubted and what the scans do not cover stands before any score.

use super::cell::Cell;
use super::kit::Table;
use crate::views::{AssessedImage, AssessedScan, AssessedView, DiffView, Disposition, ImageDiffView};

/// The columns: each its heading and its width.
const COLUMNS: [(&str, f64); 5] = [("Part", 14.0), ("Image", 30.0), ("What", 34.0), ("Value", 40.0), ("Note", 70.0)];

/// The rows as they are collected.
#[derive(Default)]
struct Rows(Vec<Vec<Cell>>);

impl Rows {
    fn add(&mut self, part: &str, image: &str, what: &str, value: Cell, note: &str) {
        self.0.push(vec![Cell::text(part), Cell::cut(image), Cell::cut(what), value, Cell::cut(note)]);
    }
}

/// The summary of an assessment; `others` are the sheets behind it.
pub(super) fn summary(view: &AssessedView, others: &[Table]) -> Table {
    let mut rows = Rows::default();
    doubted(&mut rows, view);
    cut(&mut rows, others);
    for image in &view.images {
        covered(&mut rows, image);
    }
    for image in &view.images {
        scores(&mut rows, image);
    }
    for image in &view.images {
        controls(&mut rows, image);
    }
    if let Some(changes) = &view.changes {
        compared(&mut rows, changes);
    }
    sources(&mut rows, view);
    Table {
        name: "Summary".to_owned(),
        columns: COLUMNS.iter().map(|(heading, width)| ((*heading).to_owned(), *width)).collect(),
        rows: rows.0,
    }
}

fn doubted(rows: &mut Rows, view: &AssessedView) {
    if view.incomplete {
        let note = "files could not be read, and nothing here is about what is in them";
        rows.add("Doubts", "", "incomplete", Cell::text("stops the gate"), note);
    }
    for doubt in &view.doubts {
        let effect = if doubt.stops_gate { "stops the gate" } else { "to be known" };
        rows.add(
            "Doubts",
            &doubt.about,
            doubt.code.word(),
            Cell::text(effect),
            &format!("{}\n{}", doubt.message, doubt.help),
        );
    }
    if !view.incomplete && view.doubts.is_empty() {
        rows.add("Doubts", "", "doubts", Cell::text("none"), "");
    }
    rows.add("Account", "", "results", Cell::cut(&view.account.to_string()), "");
    for aside in &view.set_aside {
        rows.add("Set aside", &aside.image, &aside.file.path, Cell::count(aside.results), &aside.why);
    }
    for note in &view.notes {
        rows.add("Notes", "", "scans put together", Cell::Empty, note);
    }
}

/// What is not in this workbook, and which addresses cannot be followed.
fn cut(rows: &mut Rows, others: &[Table]) {
    for table in others {
        for (place, (heading, _)) in table.columns.iter().enumerate() {
            let cut = table.rows.iter().filter(|row| matches!(row.get(place), Some(Cell::Cut(_)))).count();
            if cut > 0 {
                let note =
                    "cells that end in …: a cell holds 32,767 characters; `amicis assess --to json` has all of it";
                rows.add("Cut", "", &format!("{}: {heading}", table.name), Cell::count(cut), note);
            }
        }
    }
}

fn covered(rows: &mut Rows, image: &AssessedImage) {
    let mut add = |what: &str, value: &str, note: &str| rows.add("Coverage", &image.name, what, Cell::cut(value), note);
    let note = image.benchmark.note.as_deref().unwrap_or_default();
    add("benchmark", &image.benchmark.name, &format!("{}\n{note}", image.benchmark.established));
    let mut kinds: Vec<&str> = image.scans.iter().map(|scan| scan.coverage.meaning.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let of_kind = |scan: &&AssessedScan| scan.coverage.meaning == kind;
        let files: Vec<&str> = image.scans.iter().filter(of_kind).map(|scan| scan.file.path.as_str()).collect();
        add("what is not listed", kind, &files.join("\n"));
    }
    rows.add("Coverage", &image.name, "instances", Cell::count(image.instances), "");
}

fn scores(rows: &mut Rows, image: &AssessedImage) {
    let mut seen = Vec::new();
    for scan in &image.scans {
        // A tool has one score over all instances.
        let said = (tool(scan), scan.profile.as_ref().and_then(|profile| profile.title.clone()));
        if seen.contains(&said) {
            continue;
        }
        let note = |of: &crate::views::ScoreNumbers| {
            format!("{}: {} of {}{}", said.0, of.earned, of.possible, profile(scan).as_deref().unwrap_or_default())
        };
        rows.add("Scores", &image.name, "raw score", Cell::percent(scan.raw.percent), &note(&scan.raw));
        let accepted = format!("{}; what is accepted is left out", note(&scan.accepted));
        rows.add("Scores", &image.name, "accepted score", Cell::percent(scan.accepted.percent), &accepted);
        seen.push(said);
    }
    for disposition in Disposition::ALL {
        let note = match disposition {
            Disposition::Excepted => "they fail, and an entry accepts that: sheet Accepted",
            Disposition::Open | Disposition::Lapsed => "sheet Open",
            Disposition::Unverified => "sheet Not verified",
            _ => "sheet All",
        };
        rows.add("Counts", &image.name, disposition.word(), Cell::count(image.count(disposition)), note);
    }
    rows.add("Counts", &image.name, "recommendations", Cell::count(image.recommendations.len()), "sheet All");
}

fn controls(rows: &mut Rows, image: &AssessedImage) {
    for framework in &image.controls.frameworks {
        rows.add("Controls", &image.name, &framework.framework, Cell::text("sheet Controls"), &framework.sentence);
    }
    for note in &image.controls.notes {
        rows.add("Controls", &image.name, "to be known", Cell::Empty, note);
    }
}

fn compared(rows: &mut Rows, view: &DiffView) {
    for doubt in &view.doubts {
        let note = format!("{}\n{}", doubt.message, doubt.help);
        rows.add("Changes", &doubt.about, doubt.code.word(), Cell::text("the gate objects"), &note);
    }
    for alone in &view.alone {
        rows.add("Changes", "", "only on one side", Cell::cut(alone), "");
    }
    for note in &view.notes {
        rows.add("Changes", "", "scans put together", Cell::Empty, note);
    }
    for image in &view.images {
        compared_image(rows, image);
    }
}

fn compared_image(rows: &mut Rows, image: &ImageDiffView) {
    let name = &image.new.name;
    let (old, note) = (&image.old, [&image.old.coverage[..], &image.old.tools].concat().join("\n"));
    rows.add("Changes", name, "since", Cell::cut(&format!("{}\n{}", old.name, old.benchmark)), &note);
    for scope in &image.scope {
        rows.add("Changes", name, "the scans differ", Cell::Empty, scope);
    }
    rows.add("Changes", name, "score", Cell::Empty, &image.attribution.sentence);
    for count in &image.counts {
        rows.add("Changes", name, count.class.word(), Cell::count(count.count), count.meaning);
    }
    if !image.evidence.by_itself.is_empty() {
        let note = "their evidence differs only in ids, times or own addresses";
        rows.add("Changes", name, "evidence", Cell::lines(&image.evidence.by_itself), note);
    }
}

fn sources(rows: &mut Rows, view: &AssessedView) {
    rows.add("Sources", "", "judged as of", Cell::day(Some(view.as_of)), "");
    match &view.registry {
        None => rows.add("Sources", "", "registry", Cell::text("none"), "without one every failure is open"),
        Some(registry) => {
            rows.add("Sources", "", "entries of the registry", Cell::count(view.entries.len()), "sheet Registry");
            for file in &registry.files {
                rows.add("Sources", "", "registry", Cell::cut(&file.path), &digest(file.sha256.as_deref()));
            }
        }
    }
    if let Some(mapping) = &view.controls_file {
        let note = format!("{} pairs, {} of no recommendation here", mapping.pairs, mapping.unused);
        let note = [note, digest(mapping.file.sha256.as_deref())].join("\n");
        rows.add("Sources", "", "mapping to controls", Cell::cut(&mapping.file.path), &note);
    }
    for image in &view.images {
        for scan in &image.scans {
            let times: Vec<String> = [scan.started, scan.finished].iter().flatten().map(ToString::to_string).collect();
            let about = if scan.times_approximate { " (approximate)" } else { "" };
            let time = if times.is_empty() { "no time stated".to_owned() } else { times.join(" to ") + about };
            let note = [tool(scan), time, digest(scan.file.sha256.as_deref())].join("\n");
            rows.add("Sources", &image.name, "scan", Cell::cut(&scan.file.path), &note);
            for file in &scan.beside {
                rows.add("Sources", &image.name, "beside it", Cell::cut(&file.path), &digest(file.sha256.as_deref()));
            }
        }
    }
    rows.add("Sources", "", "made by", Cell::text(&view.generator), "");
}

fn digest(sha256: Option<&str>) -> String {
    sha256.map(|sha256| format!("SHA-256 {sha256}")).unwrap_or_default()
}

fn tool(scan: &AssessedScan) -> String {
    let Some(tool) = &scan.tool else { return "tool not stated".to_owned() };
    [Some(tool.name.as_str()), tool.version.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn profile(scan: &AssessedScan) -> Option<String> {
    let profile = scan.profile.as_ref()?;
    profile.title.as_ref().or(profile.id.as_ref()).map(|name| format!(", profile {name}"))
}
