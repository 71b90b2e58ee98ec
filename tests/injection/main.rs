//! Injection: every payload in every text field of a scan, then of a registry, to every output, which
//! is parsed back. What a scan says never changes what an output is made of: its elements, cells and
//! keys are those of the same output with harmless text.
//!
//! A new output is in it by being in the list.

#![expect(clippy::expect_used, clippy::panic, clippy::string_slice, reason = "a test fails by panicking")]

mod skeleton;
#[cfg(feature = "xlsx")]
#[path = "../common/workbook.rs"]
mod workbook;
mod world;

use amicis::assess::Assessment;
use amicis::case::{Case, CaseOptions};
use amicis::diff::Comparison;
use amicis::gate::{GateVerdict, Inputs, RequiredControls};
use amicis::history::{History, ImageBy, versions};
use amicis::mapping::Mappings;
use amicis::outputs::{OUTPUTS, Output, OutputOptions, View, ViewKind, WIDTH, printed};
use amicis::registry::lint;
use amicis::report::{overview, recommendation};
use amicis::views::{
    AssessedView, Column, ControlsView, DiffView, ExceptionsView, FindingsView, GateView, HistoryView,
    RecommendationView, ReportOptions, ReportView, ShowView,
};

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

/// One output, its kind, and the writing of it.
type Printing = (String, Kind, Box<dyn Fn(&World) -> String>);

/// Everything the program can write about scans and registries: every output of the list with every view that holds
/// text of a scan, and what `show` prints.
fn outputs() -> Vec<Printing> {
    let mut all: Vec<Printing> = vec![
        ("show".to_owned(), Kind::Terminal, Box::new(|world| overview(&ShowView::of(&world.new), WIDTH))),
        (
            "show --number".to_owned(),
            Kind::Terminal,
            Box::new(|world| {
                recommendation(&RecommendationView::of(&world.new, &"1.1".parse().expect("a number")), WIDTH)
            }),
        ),
    ];
    for output in OUTPUTS {
        for (view, _) in output.about().views {
            let id = output.about().id;
            let Some(kind) = kind(id, *view) else { continue };
            let write = move |world: &World| print(*output, *view, world);
            all.push((format!("{} --to {id}", view.word()), kind, Box::new(write)));
        }
    }
    assert!(all.len() > 25, "the outputs were not found");
    all
}

/// The kind of an output of a view; absent where it holds no text of a scan, and where another test reads it.
fn kind(output: &str, view: ViewKind) -> Option<Kind> {
    let own = matches!(
        view,
        ViewKind::Benchmarks
            | ViewKind::Crosswalk
            | ViewKind::Formats
            | ViewKind::Outputs
            | ViewKind::Refusals
            | ViewKind::Lint
    );
    // The files of a bundle are read back in `tests/release.rs`.
    let bundled = matches!(view, ViewKind::Predicate | ViewKind::Results | ViewKind::Statement | ViewKind::Summary);
    if own || bundled {
        return None;
    }
    match output {
        "text" => Some(Kind::Terminal),
        "md" => Some(Kind::Markdown),
        "html" => Some(Kind::Html),
        "csv" if view == ViewKind::Scans => Some(Kind::Csv),
        "csv" => Some(Kind::Spreadsheet),
        "json" | "sarif" | "hdf" | "hdf3" | "hdf-amendments" | "oscal-ar" | "oscal-poam" | "asff" => Some(Kind::Json),
        "ndjson" | "ocsf" => Some(Kind::JsonLines),
        "junit" | "xccdf" => Some(Kind::Xml),
        "xlsx" => Some(Kind::Workbook),
        // `tests/gate.rs` counts the commands.
        "github" => None,
        other => panic!("say what kind {other} is"),
    }
}

fn print(output: &dyn Output, view: ViewKind, world: &World) -> String {
    let options = OutputOptions::default().with_columns(every_column(), true);
    let print = |view: &View<'_>| printed(output, view, &options).expect("it is printed");
    let mappings = Mappings::builtin();
    match view {
        ViewKind::Assessed => {
            let options = CaseOptions::default().with_mappings(mappings).with_controls(world.controls.clone());
            let case = Case::of(world.new.clone(), options).expect("a case");
            let mut view = AssessedView::new(&case, None);
            if output.about().id == "asff" {
                // What is no account is refused before anything is written.
                let target = &mut view.images.first_mut().expect("an image").target;
                (target.account, target.region) = (Some("111122223333".to_owned()), Some("us-west-2".to_owned()));
            }
            whole(output, &View::Assessed(&view))
        }
        ViewKind::Controls => print(&View::Controls(&ControlsView::new(&world.new, &world.controls, false))),
        ViewKind::Exceptions => print(&View::Exceptions(&ExceptionsView::new(&world.new))),
        ViewKind::Report => print(&View::Report(&report(world))),
        ViewKind::Diff => {
            let comparison = Comparison::new(&world.old, &world.new, &mappings).expect("comparable");
            print(&View::Diff(&DiffView::new(&comparison, None)))
        }
        ViewKind::History => {
            let all = [scans(&world.old), scans(&world.new)].concat();
            let versions = versions(all, &[], ImageBy::default(), &world.new.registry, world::DAY, &mappings);
            print(&View::History(&HistoryView::new(&History::new(&versions, &mappings).expect("a history"))))
        }
        ViewKind::Gate => {
            let sources = &world.new.registry.sources;
            print(&View::Gate(&GateView::new(&verdict(&world.new), &[], sources)))
        }
        ViewKind::Findings => {
            print(&View::Findings(&FindingsView::new(&world.new, Some(&verdict(&world.new)), &mappings)))
        }
        ViewKind::Scans => print(&View::Scans(&scans(&world.new))),
        other => panic!("say how {} is made", other.word()),
    }
}

/// Every file of an output: those of Security Hub are several, here in one list.
fn whole(output: &dyn Output, view: &View<'_>) -> String {
    let files = output.files(view, &OutputOptions::default()).expect("it is written");
    #[cfg(feature = "xlsx")]
    if let (true, [(_, bytes)]) = (output.about().binary, files.as_slice()) {
        return workbook::read(bytes).to_string();
    }
    let texts: Vec<_> = files.into_iter().map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8")).collect();
    match texts.as_slice() {
        [only] => only.clone(),
        several => format!("[{}]", several.join(",")),
    }
}

fn every_column() -> Vec<Column> {
    let keys = "id title reason workaround level status category owner expires evidence links instances entries";
    keys.split(' ').map(|key| key.parse().expect("a column")).collect()
}

fn report(world: &World) -> ReportView {
    let controls = world.controls.clone();
    let options = ReportOptions { benchmark_text: true, controls, ..ReportOptions::default() };
    ReportView::new(&world.new, &options)
}

fn verdict(assessment: &Assessment) -> GateVerdict {
    let lint = lint(&assessment.registry, assessment.as_of, &assessment.findings());
    let inputs = Inputs {
        gate: &assessment.registry.gate,
        mappings: &Mappings::builtin(),
        lint: &lint,
        baseline: None,
        required: &RequiredControls::default(),
    };
    GateVerdict::new(assessment, &inputs)
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
        (Kind::Workbook, "{\"formula\":\"1+1\"}", "{\"text\":\"1+1\"}"),
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
        (Kind::Workbook, "{\"formula\":\"1+1\"}"),
        (Kind::Workbook, "{\"links\":[\"javascript:x\"]}"),
        (Kind::Workbook, "{\"text\":\"a\\u202eb\"}"),
    ] {
        assert!(kind.harmless(text).is_err(), "{text}");
    }
}
