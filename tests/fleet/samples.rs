//! Every sample as tables: nothing of it is lost, and the fold in SQL's way is the report's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use amicis::assess::{Assessment, Disposition, Grouping, Matcher};
use amicis::host::files_below;
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{Evidence, Scan};
use amicis::outputs::fleet::columns::{FindingsStream, MOST_ROWS, Part, Store};
use amicis::registry::Registry;
use amicis::views::{FleetDay, FleetView, MOST_EVIDENCE, ReportOptions, ReportView, number_sort};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::lake::{Row, rows, rows_of_stream, text};

const DAY: Date = date(2026, 11, 23);

/// The scans of every file of the samples that can be read by itself, and of the workshop's tools together.
fn samples() -> Vec<(String, Vec<Scan>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let loader = Loader { digest: true, mappings: Mappings::builtin(), ..Loader::default() };
    let together = ["release-1", "release-2"].map(|release| vec![root.join("workshop").join(release)]);
    let single = files_below(&root).expect("samples").into_iter().filter(|file| file.extension().is_some_and(is_scans));
    let mut all = Vec::new();
    for paths in single.map(|file| vec![file]).chain(together) {
        if let Ok(loaded) = loader.load(&paths) {
            let name = |path: &PathBuf| path.strip_prefix(&root).expect("below").display().to_string();
            all.push((paths.iter().map(name).collect(), loaded.scans));
        }
    }
    assert!(all.len() > 100, "the samples were not found: {}", all.len());
    let (_, mut long) = all.last().cloned().expect("samples");
    for (check, width) in long.iter_mut().flat_map(|scan| &mut scan.checks).zip(4_090..4_100) {
        // The letter of two bytes stands before, on and behind the end of what a row holds.
        check.evidence = Evidence::text(format!("{}ä{}", "x".repeat(width), "y".repeat(10)));
    }
    all.push(("long evidence".to_owned(), long));
    all
}

fn is_scans(extension: &std::ffi::OsStr) -> bool {
    !matches!(extension.to_str(), Some("snap" | "toml" | "md"))
}

fn registry() -> Registry {
    Registry::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/workshop/exceptions.toml")).expect("a registry")
}

fn judged(registry: &Registry) -> FleetDay {
    FleetDay { as_of: DAY, registry_sha256: registry.sha256().expect("a file") }
}

/// Writes files of tables as the program does.
fn write(lake: &Path, parts: &[Part]) {
    for part in parts {
        let path = lake.join(&part.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, &part.bytes).expect("written");
    }
}

/// The rows of scans, written to Parquet and read back.
fn read_back(view: &FleetView, judged: Option<FleetDay>, table: &str) -> Vec<Row> {
    let lake = tempfile::tempdir().expect("a folder");
    let mut store = Store::new(judged, MOST_ROWS);
    let full = store.push(view).expect("columns");
    write(lake.path(), &full);
    write(lake.path(), &store.finish().expect("columns"));
    rows(lake.path(), table)
}

/// Which image a row is of, as the book's SQL says it.
fn image(row: &Row) -> String {
    let named = |name: &&str| text(row, name).filter(|name| !name.trim().is_empty()).map(str::to_owned);
    let of = || ["account", "region"].iter().filter_map(|name| text(row, name)).collect::<Vec<_>>().join(" ");
    let host = || named(&"hostname").map(|host| format!("{host} of {}", of()));
    ["ami_id", "instance_id", "ami_name"].iter().find_map(named).or_else(host).unwrap_or_else(|| "-".to_owned())
}

#[test]
fn the_worst_of_each_recommendation_is_counted_as_a_report_counts() {
    let (registry, mappings) = (registry(), Mappings::builtin());
    let matcher = Matcher::new(&registry, DAY, &mappings);
    let worst: BTreeMap<&str, usize> =
        Disposition::ALL.iter().enumerate().map(|(place, one)| (one.code(), place)).collect();
    let (mut counted, mut tools) = (0, 0);
    for (name, scans) in samples() {
        let assessment = Assessment::new(scans.clone(), registry.clone(), DAY, false, &mappings);
        let report = serde_json::to_value(ReportView::new(&assessment, &ReportOptions::default())).expect("JSON");
        let mut reported: Vec<BTreeMap<&str, u64>> = Vec::new();
        for image in report["images"].as_array().expect("images") {
            let count = |code: &&str| image["counts"][code.replace('-', "_")].as_u64().expect("a count");
            let codes = worst.keys().map(|code| (*code, count(code))).filter(|(_, count)| *count > 0);
            reported.push(codes.collect());
        }
        let view = FleetView::new(&matcher.unit(scans.clone()), &matcher, Some(&judged(&registry)));
        let mut folded: BTreeMap<[String; 4], usize> = BTreeMap::new();
        let mut unnamed = 0;
        for row in read_back(&view, Some(judged(&registry)), "findings") {
            if row["set_aside"] != Value::Null {
                continue;
            }
            // What nothing names is an image by its file.
            let image = match image(&row).as_str() {
                "-" => {
                    unnamed += 1;
                    row["scan_id"].to_string()
                }
                name => name.to_owned(),
            };
            let slug = row["recommendation_key"].as_str().and_then(|key| key.split_once('/')).expect("a key").0;
            let place = worst[text(&row, "disposition").expect("a disposition")];
            let told = |column: &str| row[column].to_string();
            let key = [image, slug.to_owned(), told("benchmark_version"), told("recommendation_key")];
            folded.entry(key).and_modify(|known| *known = place.min(*known)).or_insert(place);
        }
        let mut images: BTreeMap<[String; 3], BTreeMap<&str, u64>> = BTreeMap::new();
        for ([image, slug, version, _], place) in folded {
            *images.entry([image, slug, version]).or_default().entry(Disposition::ALL[place].code()).or_default() += 1;
        }
        let mut counts: Vec<BTreeMap<&str, u64>> = images.into_values().collect();
        reported.retain(|counts| !counts.is_empty());
        counts.sort();
        reported.sort();
        if unnamed > 0 && scans.len() > 1 {
            // Several scans of one file that nothing names are one image, and no column says so.
            continue;
        }
        assert_eq!(counts, reported, "{name}");
        counted += 1;
        tools += usize::from(
            report["images"]
                .as_array()
                .expect("images")
                .iter()
                .any(|image| image["runs"].as_array().is_some_and(|runs| runs.len() > 1)),
        );
    }
    assert!(counted > 100 && tools > 0, "{counted} samples were counted, {tools} of several tools");
}

#[test]
fn nothing_but_long_evidence_is_lost() {
    let (registry, mappings) = (Registry::default(), Mappings::builtin());
    let matcher = Matcher::new(&registry, DAY, &mappings);
    let (mut checks, mut cut) = (0, 0);
    for (name, scans) in samples() {
        let numbered = Grouping::numbered(scans.clone(), true, &mappings);
        let mut expected: Vec<String> = Vec::new();
        for scan in numbered.groups.iter().flat_map(amicis::assess::Group::scans) {
            for (place, check) in scan.checks.iter().enumerate() {
                let evidence = check.evidence.lines().collect::<Vec<_>>().join("\n");
                let long = evidence.len() > MOST_EVIDENCE;
                cut += usize::from(long);
                let title = check.title.as_ref();
                let number = check.number.as_ref();
                expected.push(
                    json!({
                        "ordinal": place, "number": number, "number_sort": number.map(number_sort),
                        "rule": check.rule, "title": title.map(amicis::model::Title::text),
                        "title_kind": title.map(|title| title.kind), "status": check.status,
                        "raw_status": check.raw_status, "severity": check.severity, "assessment": check.assessment,
                        "weight": check.weight, "level": check.levels.iter().min(),
                        "evidence": (!long && !check.evidence.is_empty()).then_some(evidence),
                        "evidence_cut": long || check.evidence.capped(),
                        "hostname": scan.target.hostname, "account": scan.target.account,
                        "tool": scan.tool.as_ref().map_or("unknown", |tool| &tool.name),
                        "benchmark": scan.benchmark.title, "benchmark_version": scan.benchmark.version,
                        "established": scan.benchmark.established, "format": scan.source.format,
                    })
                    .to_string(),
                );
                checks += 1;
            }
        }
        let view = FleetView::new(&matcher.unit(scans), &matcher, None);
        let mut found = Vec::new();
        for mut row in read_back(&view, None, "findings") {
            let columns = serde_json::from_str::<Row>(expected.first().expect("a check")).expect("JSON");
            assert!(row.values().all(|value| value != ""), "{name}: an empty text is no null: {row:?}");
            if row["evidence"].as_str().is_some_and(|text| text.len() > MOST_EVIDENCE - 4)
                && row["evidence_cut"] == true
            {
                row.insert("evidence".to_owned(), Value::Null);
            }
            assert_eq!(row["disposition"], Value::Null, "a raw fact has no verdict");
            row.retain(|column, _| columns.contains_key(column));
            found.push(json!(row).to_string());
        }
        let same = |texts: &mut Vec<String>| {
            let mut rows: Vec<Row> = texts.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
            rows.sort_by_cached_key(|row| json!(row).to_string());
            rows
        };
        assert_eq!(same(&mut found), same(&mut expected), "{name}");
    }
    assert!(checks > 2_000 && cut > 0, "{checks} checks, {cut} with long evidence");
}

#[test]
fn a_stream_of_arrow_has_the_rows_of_the_files() {
    let (registry, mappings) = (registry(), Mappings::builtin());
    let matcher = Matcher::new(&registry, DAY, &mappings);
    let (name, scans) = samples().pop().expect("samples");
    let view = FleetView::new(&matcher.unit(scans), &matcher, Some(&judged(&registry)));
    let mut stream = FindingsStream::new(Vec::new()).expect("a stream");
    stream.push(&view).expect("columns");
    let streamed = rows_of_stream(stream.finish().expect("bytes").as_slice());
    assert!(streamed.len() > 100);
    assert_eq!(streamed, read_back(&view, Some(judged(&registry)), "findings"), "{name}");
}

#[test]
fn small_stores_give_several_files_and_the_same_rows() {
    let (registry, mappings) = (registry(), Mappings::builtin());
    let matcher = Matcher::new(&registry, DAY, &mappings);
    let mut views = Vec::new();
    let mut seen = BTreeSet::new();
    for (_, scans) in samples().into_iter().rev().take(20) {
        let mut view = FleetView::new(&matcher.unit(scans), &matcher, Some(&judged(&registry)));
        view.retain(|scan| seen.insert(scan.scan_id.clone()));
        views.push(view);
    }
    let all = |most_rows: usize| {
        let lake = tempfile::tempdir().expect("a folder");
        let mut store = Store::new(Some(judged(&registry)), most_rows);
        let mut full = 0;
        for view in &views {
            let parts = store.push(view).expect("columns");
            full += parts.len();
            write(lake.path(), &parts);
        }
        write(lake.path(), &store.finish().expect("columns"));
        let tables = ["findings", "scans", "verdicts"].map(|table| rows(lake.path(), table));
        (full, tables)
    };
    let ((none, whole), (several, parted)) = (all(MOST_ROWS), all(150));
    assert!(none == 0 && several > 5, "{none} and {several} files");
    assert_eq!(whole, parted);
    assert!(whole.iter().all(|rows| rows.len() > 5));
}
