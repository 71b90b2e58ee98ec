//! Injection: every payload in every text field of a scan, then of a registry, to every output, which
//! is parsed back. What a scan says never changes what an output is made of: its elements, cells and
//! keys are those of the same output with harmless text.
//!
//! A new output is one line in [`outputs`].

#![expect(clippy::expect_used, clippy::string_slice, reason = "a test fails by panicking")]

mod skeleton;
mod world;

use amicis::assess::Assessment;
use amicis::diff::Comparison;
use amicis::export::{SarifOptions, exceptions_csv, history_csv, junit, sarif};
use amicis::formats::native::{csv, document, ndjson};
use amicis::gate::{GateVerdict, Inputs};
use amicis::history::{History, ImageBy, versions};
use amicis::mapping::Mappings;
use amicis::registry::lint;
use amicis::report::{
    Templates, diff_html, diff_markdown, diff_text, exceptions_html, exceptions_markdown, gate_markdown, gate_text,
    history_html, history_markdown, history_text, overview, recommendation, report_html, report_markdown,
};
use amicis::views::{Column, DiffView, ExceptionsView, HistoryView, ReportOptions, ReportView};

use skeleton::Kind;
use world::World;

/// What could do harm somewhere: markup, formulas, mentions, escape sequences, ends of what surrounds it.
const PAYLOADS: [&str; 33] = [
    "<script>window.pwned=1</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</td></tr></table><h1>x</h1>",
    "</title></style></textarea></script><svg onload=alert(1)>",
    "<!-- x --> ]]> <![CDATA[ x ]]> <?x y?>",
    "&lt;b&gt; &amp;amp; &#60;b&#62; &copy",
    "| a | b |",
    "a\n| b | c |\n|---|---|\n| d | e |",
    "a\n\n# heading\n\n- item\n\n    code\n\n> quote\n\n---\n",
    "# heading",
    "- item 1. item + item",
    "1. item",
    "```\ncode\n```",
    "`code` ``c ` ode`` \\` \\\\`",
    "*a* **b** _c_ __d__ ~~e~~ ~f~",
    "[a](javascript:alert(1)) [b]: http://evil.example [b] [^1]",
    "![a](http://evil.example/b.png)",
    "<http://evil.example> http://evil.example www.evil.example a@evil.example",
    "@everyone #1 GH-1 org/repo#1 :smile:",
    "$x$ $$y$$ \\(z\\)",
    "=HYPERLINK(\"http://evil.example\")",
    "+1-1",
    "＝HYPERLINK(\"http://evil.example\")",
    "＠SUM(1)",
    "@SUM(1)",
    "\t=1",
    "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} \u{9b}31m",
    "a\rb\u{8}\u{8}\u{0}\u{7f}\u{85}",
    "\u{202e}evil\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}",
    "\u{61c}x\u{200e}y\u{200f} p\u{200d}a\u{2060}ss\u{2064} a\u{2028}b\u{2029}c \u{e0001}\u{e0041}\u{e007f}",
    "{{constructor}} {{{x}}} ${x} <%= x %> {% x %}",
    "::error file=x::y\n::set-output name=a::b",
];

fn scans(assessment: &Assessment) -> Vec<amicis::model::Scan> {
    assessment.scans().cloned().collect()
}

/// One output, and what it is.
type Output = (&'static str, Kind, fn(&World) -> String);

/// Everything the program can write about scans and registries.
fn outputs() -> Vec<Output> {
    vec![
        ("convert --to json", Kind::Json, |world| document(&scans(&world.new)).expect("JSON")),
        ("convert --to ndjson", Kind::JsonLines, |world| ndjson(&scans(&world.new)).expect("JSON Lines")),
        ("convert --to csv", Kind::Csv, |world| csv(&scans(&world.new)).expect("CSV")),
        ("exceptions", Kind::Markdown, |world| {
            exceptions_markdown(&ExceptionsView::new(&world.new), &every_column(), true).expect("a table")
        }),
        ("exceptions --to html", Kind::Html, |world| {
            let view = ExceptionsView::new(&world.new);
            exceptions_html(&Templates::default(), &view, &every_column(), true).expect("a page")
        }),
        ("exceptions --to json", Kind::Json, |world| {
            serde_json::to_string(&ExceptionsView::new(&world.new)).expect("JSON")
        }),
        ("exceptions --to csv", Kind::Spreadsheet, |world| {
            exceptions_csv(&ExceptionsView::new(&world.new), &every_column()).expect("CSV")
        }),
        ("report", Kind::Html, |world| report_html(&Templates::default(), &report(world)).expect("a page")),
        ("report --to md", Kind::Markdown, |world| {
            report_markdown(&Templates::default(), &report(world), None).expect("Markdown")
        }),
        ("report --to json", Kind::Json, |world| serde_json::to_string(&report(world)).expect("JSON")),
        ("show", Kind::Terminal, |world| overview(&world.new)),
        ("show --number", Kind::Terminal, |world| {
            let shown = recommendation(&world.new, &"1.1".parse().expect("a number"));
            shown.expect("there is one")
        }),
        ("check", Kind::Terminal, |world| gate_text(&verdict(&world.new))),
        ("check --to md", Kind::Markdown, |world| gate_markdown(&verdict(&world.new))),
        ("check --to junit", Kind::Xml, |world| junit(&world.new, Some(&verdict(&world.new))).expect("XML")),
        ("check --to sarif", Kind::Json, |world| {
            sarif(&world.new, Some(&verdict(&world.new)), &SarifOptions::default()).to_string()
        }),
        ("diff", Kind::Terminal, |world| diff(world, diff_text)),
        ("diff --to md", Kind::Markdown, |world| {
            diff(world, |view| diff_markdown(&Templates::default(), view).expect("Markdown"))
        }),
        ("diff --to html", Kind::Html, |world| {
            diff(world, |view| diff_html(&Templates::default(), view).expect("a page"))
        }),
        ("history", Kind::Terminal, |world| history(world, history_text)),
        ("history --to md", Kind::Markdown, |world| {
            history(world, |view| history_markdown(&Templates::default(), view).expect("Markdown"))
        }),
        ("history --to html", Kind::Html, |world| {
            history(world, |view| history_html(&Templates::default(), view).expect("a page"))
        }),
        ("history --to csv", Kind::Spreadsheet, |world| history(world, |view| history_csv(view).expect("CSV"))),
    ]
}

fn every_column() -> Vec<Column> {
    let keys = "id title reason workaround level status category owner expires evidence links instances entries";
    keys.split(' ').map(|key| key.parse().expect("a column")).collect()
}

fn report(world: &World) -> ReportView {
    ReportView::new(&world.new, &ReportOptions { benchmark_text: true, ..ReportOptions::default() })
}

fn verdict(assessment: &Assessment) -> GateVerdict {
    let lint = lint(&assessment.registry, assessment.as_of, &assessment.findings());
    let inputs =
        Inputs { gate: &assessment.registry.gate, mappings: &Mappings::builtin(), lint: &lint, baseline: None };
    GateVerdict::new(assessment, &inputs)
}

fn diff(world: &World, write: fn(&DiffView) -> String) -> String {
    let mappings = Mappings::builtin();
    let comparison = Comparison::new(&world.old, &world.new, &mappings).expect("comparable");
    write(&DiffView::new(&comparison, None))
}

fn history(world: &World, write: fn(&HistoryView) -> String) -> String {
    let mappings = Mappings::builtin();
    let all = [scans(&world.old), scans(&world.new)].concat();
    let versions = versions(all, &[], ImageBy::default(), &world.new.registry, world::DAY, &mappings);
    write(&HistoryView::new(&History::new(&versions, &mappings).expect("a history")))
}

#[test]
fn nothing_in_a_scan_changes_what_an_output_is_made_of() {
    let mut failures = Vec::new();
    for payload in PAYLOADS {
        let (hostile, harmless) = (World::new(payload, "r"), World::new(&skeleton::harmless(payload), "r"));
        for (name, kind, write) in outputs() {
            if let Err(failure) = kind.same(&write(&hostile), &write(&harmless)) {
                failures.push(format!("{payload:?} in {name}: {failure}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn nothing_in_a_registry_does_harm() {
    let mut failures = Vec::new();
    for payload in PAYLOADS {
        let world = World::new("scan", payload);
        for (name, kind, write) in outputs() {
            if let Err(failure) = kind.harmless(&write(&world)) {
                failures.push(format!("{payload:?} in {name}: {failure}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// The test itself: what is not escaped is found.
#[test]
fn what_is_not_escaped_is_found() {
    for (kind, hostile, harmless) in [
        (Kind::Markdown, "| <b>x |", "| xxxx |"),
        (Kind::Markdown, "see http://evil.example", "see xxxxxxxxxxxxxxxxxxx"),
        (Kind::Markdown, "@everyone", "xeveryone"),
        (Kind::Html, "<p>a<b>c</b></p>", "<p>axxxc</p>"),
        (Kind::Html, "<p title=\"a\" x=\"b\">c</p>", "<p title=\"a\">c</p>"),
        (Kind::Spreadsheet, "a\n=1\n", "a\nx1\n"),
        (Kind::Csv, "a,b\n", "axb\n"),
        (Kind::Json, "{\"a\":1}", "{\"b\":1}"),
        (Kind::Xml, "<a><b/></a>", "<a>x</a>"),
        (Kind::Terminal, "a\u{1b}]0;x\u{7}", "a"),
    ] {
        assert!(kind.same(hostile, harmless).is_err(), "{hostile}");
    }
    for (kind, text) in [
        (Kind::Markdown, "[a](javascript:alert)"),
        (Kind::Markdown, "![a](http://evil.example)"),
        (Kind::Html, "<a href=\"javascript:x\">a</a>"),
        (Kind::Html, "<p onclick=\"x\">a</p>"),
        (Kind::Html, "<iframe></iframe>"),
    ] {
        assert!(kind.harmless(text).is_err(), "{text}");
    }
}
