//! The first hour: from a page with a table and a scan to a table that says all of it, the same in every form.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use std::path::{Path, PathBuf};
use std::process::Command;

use amicis::assess::{Assessment, Disposition};
use amicis::diag::guarded_cell;
use amicis::gate::{GateVerdict, Inputs, RequiredControls};
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{Benchmark, Scan};
use amicis::outputs::{OUTPUTS, OutputOptions, View, printed};
use amicis::registry::import::Row as Draft;
use amicis::registry::{Gate, Registry, add, begin, draft};
use amicis::report::exceptions_markdown;
use amicis::views::{Column, ExceptionsView, ImageView, Row};
use jiff::civil::{Date, date};

#[cfg(target_os = "linux")]
#[path = "common/pty.rs"]
mod pty;

const DAY: Date = date(2026, 11, 23);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn judged(scans: Vec<Scan>, registry: Registry, mappings: &Mappings) -> Assessment {
    Assessment::new(scans, registry, DAY, false, mappings)
}

/// A registry with an entry for every second failure and every second thing that the kit was told to leave alone.
fn registry_for(scans: &[Scan], first: usize) -> Registry {
    let wanted = |scan: &Scan| -> Vec<Draft> {
        let concerned =
            scan.checks.iter().filter(|check| check.is_left_alone() || Disposition::of(check.status).uncovered());
        let rows = concerned.skip(first).step_by(2).filter_map(|check| draft(scan, check));
        rows.map(|row| Draft { reason: "on purpose".to_owned(), unread: false, ..row }).collect()
    };
    let rows: Vec<Draft> = scans.iter().flat_map(wanted).collect();
    // What names no benchmark is of another one here, and no entry applies to it.
    let text = begin(Some(&Benchmark::given("CIS House Benchmark 1.0.0")));
    let text = add(&text, &Registry::parse("a.toml", &text).expect("a registry"), &rows, "here").expect("added");
    Registry::parse("a.toml", &text).expect("a registry")
}

fn printed_as(id: &str, view: &ExceptionsView) -> String {
    let output = OUTPUTS.iter().find(|output| output.about().id == id).expect("an output");
    printed(*output, &View::Exceptions(view), &OutputOptions::default()).expect("printed")
}

#[test]
fn every_form_of_the_table_and_the_gate_say_the_same_of_every_sample() {
    let mappings = Mappings::builtin();
    let (mut tried, mut excepted, mut accepted, mut excluded) = (0, 0, 0, 0);
    let folders = std::fs::read_dir(root().join("samples/formats")).expect("samples").flatten();
    let cases = folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
    // Entries for the first, third, … of what fails, and then for the others.
    let cases =
        cases.map(|case| case.path()).filter(|path| path.is_dir()).flat_map(|path| [(path.clone(), 0), (path, 1)]);
    for (case, first) in cases {
        let loader = Loader { mappings: mappings.clone(), ..Loader::default() };
        // Broken samples are no scans.
        let Ok(loaded) = loader.load(std::slice::from_ref(&case)) else { continue };
        let name = case.display().to_string();
        let assessment = judged(loaded.scans.clone(), registry_for(&loaded.scans, first), &mappings);
        let view = ExceptionsView::new(&assessment);
        let sum = |of: fn(&ImageView) -> usize| view.images.iter().map(of).sum::<usize>();
        let rows = view.rows();
        let images = view.images.len();
        let ids: Vec<String> = view.images.iter().flat_map(ImageView::table).map(|row| row.id.clone()).collect();

        let bare = exceptions_markdown(&view, &Column::workshop(), false).expect("Markdown");
        let heads = images * 2;
        assert_eq!(bare.lines().filter(|line| line.starts_with('|')).count(), rows + heads, "{name}: Markdown");
        // The same rows in the same order: what is escaped in a number is escaped with a backslash.
        let cells = bare.lines().filter(|line| line.starts_with('|')).filter_map(|line| line.split('|').nth(1));
        let cells: Vec<String> = cells.map(|cell| cell.trim().replace('\\', "")).collect();
        let is_row = |cell: &&String| *cell != "CIS ID" && *cell != "---";
        assert_eq!(cells.iter().filter(is_row).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>(), "{name}: Markdown");
        let html = printed_as("html", &view);
        let of_html = html.split("<tr data-d=").skip(1).filter_map(|row| {
            let cell = row.split("class=\"number\">").nth(1)?.split("</td>").next()?;
            Some(cell.split(['<', '>']).step_by(2).collect::<String>())
        });
        assert_eq!(of_html.collect::<Vec<_>>(), ids, "{name}: HTML");
        let csv = printed_as("csv", &view);
        let records = csv::Reader::from_reader(csv.as_bytes()).into_records();
        // With several images, the image and its benchmark stand before the number.
        let place = if images > 1 { 2 } else { 0 };
        let records: Vec<String> =
            records.map(|row| row.expect("a row").get(place).unwrap_or_default().to_owned()).collect();
        assert_eq!(records, ids.iter().map(|id| guarded_cell(id)).collect::<Vec<_>>(), "{name}: CSV");
        let json: serde_json::Value = serde_json::from_str(&printed_as("json", &view)).expect("JSON");
        let of_json = |key: &str| -> usize {
            let images = json["images"].as_array().expect("images").iter();
            images.map(|image| image[key].as_array().expect("a list").len()).sum()
        };
        assert_eq!(of_json("excepted") + of_json("accepted"), rows, "{name}: JSON");
        let images = json["images"].as_array().expect("images").iter();
        let listed =
            images.flat_map(|image| ["excepted", "accepted"].map(|key| image[key].as_array().expect("a list")));
        let listed: Vec<&str> = listed.flatten().filter_map(|row| row["id"].as_str()).collect();
        assert_eq!(listed, ids, "{name}: JSON");

        let gate = Gate::default();
        let inputs = Inputs {
            gate: &gate,
            mappings: &mappings,
            lint: &[],
            baseline: None,
            required: &RequiredControls::default(),
        };
        let verdict = GateVerdict::new(&assessment, &inputs);
        let broken = |rule: &str| {
            let found = verdict.violations.iter().filter(|violation| violation.rule == rule);
            found.map(|violation| violation.concerned.len()).sum::<usize>()
        };
        assert_eq!(broken("open") + broken("lapsed"), view.uncovered(), "{name}: not covered");
        let objected = |rules: &[&str]| -> Vec<String> {
            let found = verdict.violations.iter().filter(|violation| rules.contains(&violation.rule));
            let mut ids: Vec<String> = found.flat_map(|found| &found.concerned).map(|one| one.id.clone()).collect();
            ids.sort();
            ids
        };
        let of_view = |of: fn(&ImageView) -> Vec<&Row>| -> Vec<String> {
            let mut ids: Vec<String> = view.images.iter().flat_map(of).map(|row| row.id.clone()).collect();
            ids.sort();
            ids
        };
        assert_eq!(objected(&["open", "lapsed"]), of_view(|image| image.uncovered.iter().collect()), "{name}");
        let not_verified =
            of_view(|image| [&image.accepted, &image.excluded, &image.unverified].into_iter().flatten().collect());
        assert_eq!(objected(&["unverified"]), not_verified, "{name}");
        assert_eq!(broken("unverified"), sum(|image| image.not_verified), "{name}: not verified");
        let parts = sum(|image| image.accepted.len() + image.excluded.len() + image.unverified.len());
        assert_eq!(parts, sum(|image| image.not_verified), "{name}: nothing is lost between the lists");
        for (form, text) in [("md", printed_as("md", &view)), ("html", html)] {
            let said = text.matches("Excluded by the kit, without an entry").count();
            let with = view.images.iter().filter(|image| !image.excluded.is_empty()).count();
            assert_eq!(said, with, "{name}: {form}");
        }
        for row in view.images.iter().flat_map(|image| &image.accepted) {
            assert!(row.reason.contains("not verified"), "{name}: {row:?}");
        }
        tried += 1;
        excepted += sum(|image| image.excepted.len());
        accepted += sum(|image| image.accepted.len());
        excluded += sum(|image| image.excluded.len());
    }
    assert!(tried > 40 && excepted > 20, "{tried} samples, {excepted} rows");
    assert!(
        accepted > 0 && excluded > 0,
        "{accepted} accepted, {excluded} excluded: none shows what the kit left alone"
    );
}

/// Runs the program in a folder.
fn amicis(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).current_dir(folder).args(args).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "amicis {}: {said}", args.join(" "));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_real_page_and_real_builds_come_to_a_table_in_seven_commands() {
    let corpus = root().join("../shared/corpus");
    let (builds, page) = (corpus.join("build-kit-folders"), corpus.join("tables/workshop-first-edition.md"));
    if !builds.is_dir() || !page.is_file() {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::copy(page, here.join("README.md")).expect("the page");
    let (new, old) = (builds.join("07_10_2025_2358"), builds.join("09_16_2025_2335"));
    let (new, old) = (new.to_str().expect("UTF-8"), old.to_str().expect("UTF-8"));
    let registry = || Registry::load(&here.join("exceptions.toml")).expect("a registry");

    let said = amicis(here, &["init", new, "--from-table", "README.md"]);
    assert!(said.contains("15 rows of README.md"), "{said}");
    let entries = registry().entries.len();
    assert!(amicis(here, &["init", new, "--from-table", "README.md"]).starts_with("Nothing new."), "run again");
    assert_eq!(registry().entries.len(), entries);

    amicis(here, &["registry", "export", "--to", "csv", "-o", "reasons.csv"]);
    let again = ["registry", "export", "--to", "csv", "-o", "reasons.csv"];
    let again = Command::new(env!("CARGO_BIN_EXE_amicis")).current_dir(here).args(again).output().expect("it runs");
    assert_eq!(again.status.code(), Some(2), "a sheet that may be filled in is not replaced");
    // A person fills the sheet in, but for three rows.
    let text = std::fs::read_to_string(here.join("reasons.csv")).expect("the sheet");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let (status, reason) = (at("status"), at("reason"));
    let mut drafts: Vec<String> =
        registry().entries.iter().filter(|entry| entry.reason.is_empty()).map(|entry| entry.id.clone()).collect();
    let left = drafts.split_off(drafts.len() - 3);
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&header).expect("written");
    for record in reader.records() {
        let record = record.expect("a row");
        let filled = record.iter().enumerate().map(|(index, cell)| match index {
            index if index == reason && &record[status] == "draft" && !left.contains(&record[0].to_owned()) => {
                "on purpose;\r\nsee the wiki"
            }
            _ => cell,
        });
        writer.write_record(filled).expect("written");
    }
    std::fs::write(here.join("reasons.csv"), writer.into_inner().expect("written")).expect("saved");
    amicis(here, &["registry", "apply", "reasons.csv", "--approve", "A. Reviewer", "--yes"]);
    let open = |registry: &Registry| registry.entries.iter().filter(|entry| entry.reason.trim().is_empty()).count();
    assert_eq!(open(&registry()), 3);

    triage(here, new);
    assert_eq!(open(&registry()), 0);

    amicis(here, &["exceptions", new, "-r", "exceptions.toml", "--write", "README.md"]);
    let written = std::fs::read_to_string(here.join("README.md")).expect("the page");
    let rows =
        written.lines().filter(|line| line.starts_with("| ") && line.contains("on purpose; see the wiki")).count();
    assert!(rows >= 40, "{rows} rows");
    assert!(written.contains("Failing and not covered: none."), "{written}");

    let changes = amicis(here, &["diff", old, new, "-r", "exceptions.toml"]);
    assert!(changes.contains("recommendations"), "{changes}");
    amicis(here, &["release", new, "-r", "exceptions.toml", "--baseline", old, "--ami-name", "node", "-o", "release"]);
    assert!(
        here.join("release/exceptions.md").is_file()
            || here.join("release").read_dir().is_ok_and(|all| all.count() > 4)
    );
}

/// The three that the sheet left are accepted together, one of the rest is skipped; then the diff is agreed to.
#[cfg(target_os = "linux")]
fn triage(folder: &Path, scan: &str) {
    let args = ["triage", scan, "-r", "exceptions.toml", "--approve", "A. Reviewer"];
    let mut terminal = pty::Terminal::start(folder, (24, 80), &args, &[]);
    terminal.until("3 not covered");
    terminal.resize((24, 100));
    terminal.then("   a", "Accept 3 findings");
    terminal.then("on purpose; see the wiki\r", "accepted 3 findings");
    terminal.then("s", "skipped");
    terminal.then("w", "not covered: 3, then 0");
    terminal.types("y");
    let (code, said) = terminal.end();
    assert!(code == 0 && said.contains("written: 3 accepted, 1 skipped"), "{said}");
}

/// Elsewhere the same words come by another sheet.
#[cfg(not(target_os = "linux"))]
fn triage(folder: &Path, _: &str) {
    let sheet = amicis(folder, &["registry", "export", "--to", "csv"]);
    let filled = sheet.replace(",draft,,,", ",draft,,on purpose; see the wiki,");
    std::fs::write(folder.join("rest.csv"), filled).expect("saved");
    amicis(folder, &["registry", "apply", "rest.csv", "--approve", "A. Reviewer", "--yes"]);
}

#[test]
fn a_tag_that_is_given_is_one_that_an_entry_asks_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::write(
        here.join("scan.ndjson"),
        "{\"type\":\"scan\",\"benchmark\":{\"title\":\"CIS House Benchmark\",\"version\":\"1.0.0\"}}\n\
         {\"type\":\"check\",\"number\":\"1.1\",\"title\":\"Ensure it\",\"status\":\"fail\"}\n{\"type\":\"end\",\"checks\":1}\n",
    )
    .expect("a scan");
    std::fs::write(
        here.join("exceptions.toml"),
        "schema = 1\n[[exception]]\nid = \"a\"\nrules = [\"1.1\"]\ntitle = \"Ensure it\"\nreason = \"r\"\n\
         benchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\napplies-to = { tags = { role = \"node\" } }\n",
    )
    .expect("a registry");
    let table = |more: &[&str]| {
        let args = [&["exceptions", "scan.ndjson", "-r", "exceptions.toml"], more].concat();
        amicis(here, &args)
    };
    assert!(table(&[]).contains("applies-to leaves this image out (tags)"));
    assert!(table(&["--tag", "role=build"]).contains("applies-to leaves this image out (tags)"));
    assert!(table(&["--tag", "owner=me", "--tag", "role=node"]).contains("1 excepted, 0 not covered"));
}

/// Runs the program in a folder; its exit code, and all that it says.
fn said(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).current_dir(folder).args(args).output().expect("it runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// A scan with one failing check.
fn failing(check: &str) -> String {
    format!(
        "{{\"type\":\"scan\",\"tool\":{{\"name\":\"audit\"}},\"benchmark\":{{\"title\":\"CIS House Benchmark\",\"version\":\"1.0.0\"}}}}\n\
         {{\"type\":\"check\",{check},\"status\":\"fail\"}}\n{{\"type\":\"end\",\"checks\":1}}\n"
    )
}

#[test]
fn init_replaces_no_link_and_says_what_lies_in_the_place_of_the_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::write(here.join("scan.ndjson"), failing("\"number\":\"1.1\",\"title\":\"Ensure it\"")).expect("a scan");
    #[cfg(unix)]
    for name in ["exceptions.toml", "registry.schema.json"] {
        std::os::unix::fs::symlink("elsewhere/that", here.join(name)).expect("a link");
        let (code, text) = said(here, &["init", "scan.ndjson"]);
        assert!(code == Some(2) && text.contains(&format!("{name} is a link to a file that is not there")), "{text}");
        assert!(here.join(name).is_symlink() && here.read_dir().expect("files").count() == 2, "nothing is written");
        std::fs::remove_file(here.join(name)).expect("the link");
    }
    std::fs::write(here.join("registry.schema.json"), "{\"$id\": \"another\"}").expect("a schema");
    let (code, text) = said(here, &["init", "scan.ndjson"]);
    assert!(code == Some(0) && text.contains("registry.schema.json is there and is not this version's"), "{text}");
    std::fs::remove_file(here.join("registry.schema.json")).expect("the schema");
    std::fs::create_dir(here.join("registry.schema.json")).expect("a folder");
    let (code, text) = said(here, &["init", "scan.ndjson"]);
    assert!(code == Some(0) && text.contains("registry.schema.json is there and is not this version's"), "{text}");
    std::fs::remove_dir(here.join("registry.schema.json")).expect("the folder");
    assert_eq!(said(here, &["init", "scan.ndjson"]).0, Some(0));
    let (code, text) = said(here, &["init", "scan.ndjson"]);
    assert!(code == Some(0) && !text.contains("not this version's"), "{text}");
}

#[test]
fn what_fails_without_a_name_or_a_title_is_said_and_makes_no_broken_entry() {
    for (check, drafts, nameless) in [
        ("\"number\":\"1.1\",\"title\":\" \"", 1, false),
        ("\"rule\":\"a*b\"", 0, true),
        ("\"title\":\"Ensure it\"", 0, true),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        std::fs::write(here.join("scan.ndjson"), failing(check)).expect("a scan");
        let (code, text) = said(here, &["init", "scan.ndjson"]);
        let counted = format!("{drafts} draft{} for what fails", if drafts == 1 { "" } else { "s" });
        assert!(code == Some(0) && text.contains(&counted), "{check}: {text}");
        assert_eq!(
            text.contains("failures that no entry can name, having no number and no rule: 1"),
            nameless,
            "{text}"
        );
        let registry = Registry::load(&here.join("exceptions.toml")).expect("a registry");
        assert_eq!(registry.entries.len(), drafts, "{check}");
    }
}

#[test]
fn a_category_that_nobody_knows_and_a_blank_title_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::write(here.join("scan.ndjson"), failing("\"number\":\"1.1\",\"title\":\"Ensure it\"")).expect("a scan");
    let own = "schema = 1\n[labels]\nhouse-rule = \"House rule\"\n";
    std::fs::write(here.join("exceptions.toml"), own).expect("a registry");
    let add = |more: &[&str]| said(here, &[&["registry", "add", "--scan", "scan.ndjson", "--yes"], more].concat());
    let (code, text) = add(&["1.1", "--reason", "r", "--category", "planed-fix"]);
    assert!(code == Some(2) && text.contains("did you mean `planned-fix`?") && text.contains("[labels]"), "{text}");
    let (code, text) = add(&["--like", " "]);
    assert!(code == Some(2) && text.contains("--like") && text.contains("is blank"), "{text}");
    assert_eq!(std::fs::read_to_string(here.join("exceptions.toml")).expect("a registry"), own);
    let (code, text) = add(&["1.1", "--reason", "r", "--category", "house-rule"]);
    assert!(code == Some(0) && text.contains("1 draft added"), "{text}");
}

#[test]
fn builds_whose_folders_are_called_alike_have_names_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let log = root().join("samples/formats/build-kit/summary/input.log");
    for build in ["monday", "tuesday"] {
        std::fs::create_dir_all(here.join(build).join("CIS-LBK")).expect("a folder");
        std::fs::copy(&log, here.join(build).join("CIS-LBK/CIS-LBK.log")).expect("copied");
    }
    std::fs::write(here.join("none.toml"), "schema = 1\n").expect("a registry");
    let (_, text) = said(here, &["exceptions", "monday/CIS-LBK", "tuesday/CIS-LBK", "-r", "none.toml"]);
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    assert!(
        heads.iter().any(|head| head.contains("(monday)")) && heads.iter().any(|head| head.contains("(tuesday)")),
        "{text}"
    );
}

#[test]
fn a_table_of_rows_is_not_replaced_by_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let page =
        "<!-- amicis:begin exceptions -->\n| a | b |\n| --- | --- |\n| 1.1 | x |\n<!-- amicis:end exceptions -->\n";
    std::fs::write(here.join("README.md"), page).expect("a page");
    std::fs::write(here.join("none.toml"), "schema = 1\n").expect("a registry");
    let scan = root().join("samples/workshop/release-2/cis-cat.xml");
    let scan = scan.to_str().expect("UTF-8");
    let args = ["exceptions", scan, "-r", "none.toml", "--write", "README.md"];
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).current_dir(here).args(args).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("has 1 row;") && said.contains("--allow-empty"), "{said}");
    assert_eq!(std::fs::read_to_string(here.join("README.md")).expect("the page"), page);
    amicis(here, &[&args[..], &["--allow-empty"]].concat());
    assert!(!std::fs::read_to_string(here.join("README.md")).expect("the page").contains("| 1.1 | x |"));
}

#[test]
fn a_reason_that_has_no_place_is_no_success() {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = root().join("samples/workshop/release-2/cis-cat.xml").display().to_string();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
        let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["init", &scan, "--benchmark", "AL2 2.0.0"]).0, Some(0));
    let file = folder.path().join("exceptions.toml");
    let before = std::fs::read_to_string(&file).expect("a registry");
    assert!(before.contains("benchmark = \"CIS Amazon Linux 2 Benchmark\""), "the name is whole: {before}");
    let add = ["registry", "add", "--like", "sticky", "--scan", &scan, "--reason", "r", "--yes"];
    let (code, said) = run(&add);
    assert!(
        code == Some(2) && said.contains("entries name these already") && said.contains("registry apply"),
        "{said}"
    );
    let over = ["registry", "add", "5.3.10", "--scan", &scan, "--reason", "r", "--expires", "2020-01-01", "--yes"];
    let (code, said) = run(&over);
    assert!(code == Some(2) && said.contains("--expires 2020-01-01 is over"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("a registry"), before);
    // A sheet as a spreadsheet of this country saves it.
    let id = before.lines().find_map(|line| line.strip_prefix("id = \"")).expect("an id").trim_end_matches('"');
    std::fs::write(folder.path().join("ansi.csv"), [b"id;reason\r\n", id.as_bytes(), b";f\xfcr heute\r\n"].concat())
        .expect("written");
    let apply = ["registry", "apply", "ansi.csv", "--yes", "--approve", "A. Reviewer"];
    let (code, said) = run(&apply);
    assert!(code == Some(2) && said.contains("--encoding"), "{said}");
    let (code, said) = run(&[&apply[..], &["--encoding", "windows-1252"]].concat());
    assert!(code == Some(0) && said.contains("approved: 1"), "{said}");
    assert!(std::fs::read_to_string(&file).expect("a registry").contains("für heute"));
    // A folder gets its first entries.
    std::fs::create_dir(folder.path().join("exceptions")).expect("a folder");
    let (code, said) = run(&["registry", "add", "5.3.10", "--scan", &scan, "-r", "exceptions", "--yes"]);
    assert!(code == Some(0) && said.contains("1 draft added"), "{said}");
}
