//! The templates with an empty, a full and a hostile report: strict, escaped, and fitting.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail, and says why"
)]

mod common;

use std::path::Path;
use std::process::Command;

use amicis::assess::Assessment;
use amicis::mapping::Mappings;
use amicis::model::{Check, Moment, Scan, Status};
use amicis::registry::Registry;
use amicis::report::{Templates, exceptions_html, exceptions_markdown, report_html, report_markdown};
use amicis::views::{Column, ExceptionsView, ReportOptions, ReportView};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

fn view(assessment: &Assessment) -> ReportView {
    ReportView::new(assessment, &ReportOptions { benchmark_text: true, ..ReportOptions::default() })
}

fn every_column() -> Vec<Column> {
    let keys = "id title reason workaround level status category owner expires evidence links instances entries";
    keys.split(' ').map(|key| key.parse().expect("a column")).collect()
}

fn cases() -> [(&'static str, Assessment); 5] {
    [
        ("empty", common::empty()),
        ("one tool", common::workshop(&["cis-cat.xml"])),
        ("two tools", common::workshop(&["cis-cat.xml", "openscap.xml"])),
        ("several images", common::several()),
        ("hostile", common::hostile()),
    ]
}

#[test]
fn every_template_fits_an_empty_a_full_and_a_hostile_report() {
    let templates = Templates::default();
    for (name, assessment) in cases() {
        let (report, table) = (view(&assessment), ExceptionsView::new(&assessment));
        let mut texts = vec![report_html(&templates, &report), report_markdown(&templates, &report, None)];
        for full in [true, false] {
            texts.push(exceptions_html(&templates, &table, &every_column(), full));
            texts.push(exceptions_markdown(&table, &every_column(), full));
        }
        for text in texts {
            let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!text.contains("[object]"), "{name}: a template prints an object");
        }
    }
}

#[test]
fn a_hostile_report_is_harmless_markdown() {
    let report = view(&common::hostile());
    let text = report_markdown(&Templates::default(), &report, None).expect("a report");
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>"),
            Event::Start(Tag::Image { dest_url, .. }) => panic!("an image of {dest_url}"),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let harmless = ["http:", "https:", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                assert!(harmless || link_type == LinkType::Email, "a link to {dest_url}");
            }
            _ => {}
        }
    }
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
}

/// Every row of every table has as many cells as its head.
fn assert_whole_tables(text: &str) {
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut head = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            head = None;
            continue;
        }
        assert_eq!(*head.get_or_insert_with(|| cells(line)), cells(line), "{line}");
    }
}

#[test]
fn markdown_that_does_not_fit_loses_detail_in_steps_and_says_so() {
    let report = view(&common::workshop(&["cis-cat.xml"]));
    let templates = Templates::default();
    let of = |most| report_markdown(&templates, &report, most);
    let whole = of(None).expect("a report");
    assert!(!whole.contains("Left out"));
    let mut steps = vec![whole.clone()];
    while let Ok(next) = of(Some(steps.last().expect("a step").len() - 1)) {
        assert!(next.len() < steps.last().expect("a step").len());
        assert_whole_tables(&next);
        steps.push(next);
    }
    let notes: Vec<&str> =
        steps.iter().filter_map(|step| step.lines().find(|line| line.starts_with("> Left out"))).collect();
    insta::assert_snapshot!(notes.join("\n"), @r"
    > Left out to fit: the evidence.
    > Left out to fit: the evidence, what passed.
    > Left out to fit: the evidence, what passed, everything but failures and exceptions.
    > Left out to fit: the evidence, what passed, everything but failures and exceptions, everything but the counts.
    ");
    assert!(whole.contains("permitrootlogin prohibit-password") && !steps[1].contains("permitrootlogin"));
    assert!(steps[1].contains("Ensure chrony is configured") && !steps[2].contains("## Everything else"));
    assert!(steps[3].contains("| 3.2.1 | ") && !steps[4].contains("| 3.2.1 | "));
    assert!(steps[4].contains("1 failure open, 1 lapsed, 13 excepted, 3 not verified"), "{}", steps[4]);
    let error = of(Some(10)).expect_err("too small").to_string();
    assert!(error.contains("at least") && error.contains("10 are allowed"), "{error}");
}

#[test]
fn three_hundred_recommendations_are_under_a_quarter_of_a_megabyte() {
    for (checks, most) in [(300, 250_000), (5_000, 4_000_000)] {
        let page = report_html(&Templates::default(), &view(&common::large(checks))).expect("a page");
        eprintln!("{checks} recommendations: {} bytes", page.len());
        assert!(page.len() < most, "{checks} recommendations: {} bytes", page.len());
    }
}

#[test]
fn evidence_is_capped_and_the_rest_is_counted() {
    let report = view(&common::large(20));
    let first = &report.images[0].uncovered[0];
    assert_eq!((first.evidence.groups[0].items.len(), first.evidence.more), (20, 10));
    let page = report_html(&Templates::default(), &report).expect("a page");
    assert!(page.contains("and 10 more"));
}

#[test]
fn the_benchmarks_own_text_is_left_out_unless_asked_for() {
    let mut assessment = common::workshop(&["cis-cat.xml"]);
    for check in assessment.scans_mut().flat_map(|scan| &mut scan.checks) {
        check.description = Some("licensed-text".to_owned());
        check.rationale = Some("licensed-text".to_owned());
        check.remediation = Some("licensed-text".to_owned());
    }
    let without = ReportView::new(&assessment, &ReportOptions::default());
    let templates = Templates::default();
    assert!(!report_html(&templates, &without).expect("a page").contains("licensed-text"));
    assert!(!report_markdown(&templates, &without, None).expect("a report").contains("licensed-text"));
    assert!(!serde_json::to_string(&without).expect("JSON").contains("licensed-text"));
    assert!(report_html(&templates, &view(&assessment)).expect("a page").contains("licensed-text"));
}

#[test]
fn tools_that_disagree_stand_side_by_side() {
    let report = view(&common::workshop(&["cis-cat.xml", "openscap.xml"]));
    let rows: Vec<String> =
        report.images[0].disagreements.iter().map(|row| format!("{}: {}", row.id, row.statuses.join(", "))).collect();
    assert_eq!(
        rows,
        [
            "1.3.2: error, pass",
            "3.5.3.2.3: fail, notchecked",
            "3.5.3.3.3: fail, notchecked",
            "4.1.3: pass, fail",
            "6.2.2: fail, pass"
        ]
    );
    assert_eq!(view(&common::workshop(&["cis-cat.xml"])).images[0].disagreements.len(), 0);
}

#[test]
fn several_images_and_instances_are_told_apart() {
    let report = view(&common::several());
    let names: Vec<&str> = report.images.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(names, ["image of ami-1", "image of ami-2"]);
    let (first, second) = (&report.images[0].uncovered[0], &report.images[1].uncovered[0]);
    assert_eq!((first.anchor.as_str(), first.instances.as_str()), ("r-5-3-10", "2 of 3 instances"));
    assert_eq!((second.anchor.as_str(), second.instances.as_str()), ("image-2-r-5-3-10", ""));
    assert_eq!(first.evidence.groups[0].from, "i-1; i-2");
}

#[test]
fn two_runs_of_one_instance_are_called_runs() {
    let scan = |day: &str, checks: &[(&str, Status)]| {
        let check = |(number, status): &(&str, Status)| Check { number: number.parse().ok(), ..Check::new(*status) };
        let mut scan = Scan { checks: checks.iter().map(check).collect(), ..Scan::default() };
        (scan.finished, scan.target.instance_id) = (Moment::parse(day), Some("i-1".to_owned()));
        scan
    };
    // The newer run did not judge all that the older one did, so that both count.
    let scans = vec![
        scan("2026-11-01", &[("1.1", Status::Fail), ("1.2", Status::Pass)]),
        scan("2026-11-02", &[("1.1", Status::Pass)]),
    ];
    let day = "2026-11-23".parse().expect("a day");
    let assessment = Assessment::new(scans, Registry::default(), day, false, &Mappings::builtin());
    let report = view(&assessment);
    assert_eq!((report.images[0].instances, report.images[0].uncovered[0].instances.as_str()), (1, "1 of 2 runs"));
    let text = report_markdown(&Templates::default(), &report, None).expect("a report");
    assert!(text.contains("1 of 2 runs") && !text.contains("instances"), "{text}");
}

fn amicis(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

const SCAN: [&str; 6] = [
    "samples/workshop/release-2/cis-cat.xml",
    "-r",
    "samples/workshop/exceptions.toml",
    "--as-of",
    "2026-11-23",
    "--to",
];

fn with<'a>(command: &'a str, more: &[&'a str]) -> (i32, String, String) {
    amicis(&[&[command], &SCAN[..], more].concat())
}

#[test]
fn exported_templates_make_the_same_report_and_their_errors_name_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    assert_eq!(amicis(&["templates", "export", path]).0, 0);
    let (code, _, error) = amicis(&["templates", "export", path]);
    assert!(code == 2 && error.contains("--force"), "{error}");
    let built_in = with("report", &["html"]);
    assert_eq!(with("report", &["html", "--template-dir", path]), built_in);
    assert_eq!(built_in.0, 0);

    let template = folder.path().join("report.md.hbs");
    std::fs::write(&template, "# {{report.as_of}}\n\n{{#each report.images}}{{nmae}}{{/each}}\n").expect("written");
    let shown = template.display();
    let (code, text, error) = with("report", &["md", "--template", &shown.to_string()]);
    assert_eq!((code, text.as_str()), (2, ""));
    assert!(error.contains(&format!("{shown}:3:")) && error.contains("there is no field `nmae` here"), "{error}");

    std::fs::write(&template, "a\n{{#each report.images}}\n").expect("written");
    let (code, _, error) = with("report", &["md", "--template-dir", path]);
    assert!(code == 2 && error.contains(&format!("{shown}:")), "{error}");

    std::fs::write(folder.path().join("rapport.md.hbs"), "").expect("written");
    let (code, _, error) = with("report", &["md", "--template-dir", path]);
    assert!(code == 2 && error.contains("rapport.md.hbs is no template's name"), "{error}");
}

#[test]
fn a_style_cannot_end_its_element() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("report.css"), "/* </STYLE> */").expect("written");
    let (code, _, error) = with("report", &["html", "--template-dir", folder.path().to_str().expect("UTF-8")]);
    assert!(code == 2 && error.contains("report.css: holds `</style`"), "{error}");
}

#[test]
fn sizes_and_templates_are_for_outputs_that_have_them() {
    for more in [&["html", "--fit", "pr-comment"][..], &["json", "--max-bytes", "9"], &["json", "--template", "x"]] {
        assert_eq!(with("report", more).0, 2, "{more:?}");
    }
    let (code, text, _) = with("report", &["md", "--fit", "pr-comment"]);
    assert!(code == 0 && text.len() <= 65_536);
}

#[test]
fn the_exceptions_table_is_also_csv() {
    let (code, text, _) = with("exceptions", &["csv", "--columns", "id,title,expires"]);
    assert_eq!(code, 0);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "CIS ID,CIS Description,Expires");
    assert_eq!((lines.len(), lines[1]), (14, "1.6.1.6,Ensure no unconfined services exist,2027-09-30"));
}

#[test]
fn exceptions_with_the_same_reason_are_one_row_with_all_their_numbers() {
    let (code, text, _) = with("exceptions", &["md", "--only", "excepted", "--group", "reason"]);
    let rows: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!((code, rows.len()), (0, 12), "13 recommendations");
    let both = "| 3.5.3.2.3, 3.5.3.2.4 | Ensure iptables rules exist for all open ports; \
                Ensure iptables default deny firewall policy | iptables on the worker node is managed by kube-proxy. |";
    assert!(rows.iter().any(|row| row.starts_with(both)), "{text}");
    let (_, whole, _) = with("exceptions", &["md", "--group", "reason"]);
    assert!(whole.contains("13 excepted, 2 not covered"), "recommendations are counted, not rows: {whole}");
    let (code, text, error) = with("exceptions", &["csv", "--group", "reason"]);
    assert_eq!((code, text.as_str()), (2, ""));
    assert!(error.contains("--group reason is for --to md and --to html"), "{error}");
}

#[test]
fn links_are_markdown_for_people_and_plain_addresses_for_machines() {
    let (_, text, _) = with("exceptions", &["csv", "--columns", "links"]);
    assert!(text.lines().any(|line| line.starts_with("https://")) && !text.contains('<'), "{text}");
    let (_, text, _) = with("exceptions", &["json"]);
    let view: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = view["images"][0]["excepted"].as_array().expect("rows");
    let links: Vec<&str> =
        rows.iter().flat_map(|row| row["links"].as_array().expect("a list")).filter_map(|link| link.as_str()).collect();
    assert!(!links.is_empty() && links.iter().all(|link| link.starts_with("https://")), "{links:?}");
    let (_, text, _) = with("exceptions", &["md", "--columns", "links"]);
    assert!(text.contains("| https://"), "{text}");
}

#[test]
fn every_template_file_is_exported() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut names: Vec<String> = std::fs::read_dir(root)
        .expect("templates")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.push("report.schema.json".to_owned());
    names.sort();
    let built_in: Vec<&str> = Templates::built_in().map(|(name, _)| name).collect();
    assert_eq!(built_in, names);
}
