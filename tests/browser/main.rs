//! The report in a real browser: what it does, and what it never does.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail, and says why"
)]

#[path = "../common/mod.rs"]
mod common;
mod devtools;
mod pages;
mod proxy;

use std::io::Read;
use std::path::PathBuf;

use amicis::assess::Assessment;
use amicis::report::{Templates, exceptions_html, report_html};
use amicis::views::{Column, ExceptionsView, ReportOptions, ReportView};
use serde_json::{Value, json};

use devtools::{Browser, Tab};
use proxy::Proxy;

/// A page on disk; it goes with the value.
struct Page {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

impl Page {
    fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("report.html");
        std::fs::write(&file, text).expect("written");
        Self { _folder: folder, file }
    }

    fn report(assessment: &Assessment) -> Self {
        let options = ReportOptions { benchmark_text: true, ..ReportOptions::default() };
        let view = ReportView::new(assessment, &options);
        Self::of(&report_html(&Templates::default(), &view).expect("a page"))
    }

    fn exceptions(assessment: &Assessment) -> Self {
        let columns: Vec<Column> = ["id", "title", "reason", "workaround", "links", "evidence"]
            .map(|key| key.parse().expect("a column"))
            .into();
        let view = ExceptionsView::new(assessment);
        Self::of(&exceptions_html(&Templates::default(), &view, &columns, true).expect("a page"))
    }

    /// What the program prints for these arguments.
    fn made(arguments: &[&str]) -> Self {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_amicis"))
            .args(arguments)
            .args(["--to", "html"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the program runs");
        assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        Self::of(&String::from_utf8(output.stdout).expect("UTF-8"))
    }

    /// The report of the workshop with its last release, the exceptions, the diff and the history.
    fn family() -> [(&'static str, Self); 5] {
        let [old, new] = ["samples/workshop/release-1/cis-cat.xml", "samples/workshop/release-2/cis-cat.xml"];
        let registry = ["-r", "samples/workshop/exceptions.toml"];
        let day = ["--as-of", "2026-11-23"];
        let of = |first: &[&str], day: &[&str]| Self::made(&[first, &registry, day].concat());
        [
            ("report", of(&["report", new, "--baseline", old], &day)),
            ("exceptions", of(&["exceptions", new], &day)),
            ("controls", of(&["show", new, "--by", "control", "--controls", "samples/workshop/controls.csv"], &day)),
            ("diff", of(&["diff", old, new], &day)),
            ("history", of(&["history", old, new], &[])),
        ]
    }

    fn url(&self) -> String {
        format!("file://{}", self.file.display())
    }
}

const VISIBLE: &str = "[...document.querySelectorAll('[data-d]')].filter(row => row.checkVisibility()).length";

fn type_into_search(tab: &mut Tab<'_>, text: &str) {
    tab.eval(&format!(
        "q.value = {}; q.dispatchEvent(new Event('input')); new Promise(done => setTimeout(done, 200))",
        json!(text)
    ));
}

/// Waits until an expression holds; a test that waits in vain fails.
fn wait_for(tab: &mut Tab<'_>, expression: &str) {
    let holds = tab.eval(&format!(
        "new Promise(done => {{ let left = 200; const look = () => ({expression}) ? done(true) \
         : left-- > 0 ? setTimeout(look, 50) : done(false); look(); }})"
    ));
    assert_eq!(holds, true, "{expression}");
}

#[test]
fn the_page_searches_filters_and_follows_permalinks() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::workshop(&["cis-cat.xml"]));
    let mut tab = browser.tab();
    tab.open(&page.url());
    assert_eq!(tab.eval(VISIBLE), 93);

    type_into_search(&mut tab, "build-cache STICKY");
    assert_eq!(
        tab.eval("[...document.querySelectorAll('[data-d]:not([hidden])')].map(row => row.id)"),
        json!(["r-1-1-22"])
    );
    assert_eq!(tab.eval("found.textContent"), "1 of 93 shown");

    tab.eval("document.querySelector('#filters [type=reset]').click()");
    assert_eq!(tab.eval("new Promise(done => setTimeout(done, 50))"), Value::Null);
    assert_eq!(tab.eval(VISIBLE), 93);
    for (select, value, count) in [("d", "excepted", 13), ("d", "open", 1), ("s", "5", 17), ("l", "2", 14)] {
        tab.eval(&format!("{select}.value = '{value}'; {select}.dispatchEvent(new Event('change'))"));
        assert_eq!(tab.eval(VISIBLE), count, "{select}={value}");
        tab.eval("document.getElementById('filters').reset(); new Promise(done => setTimeout(done, 50))");
    }

    // A permalink to what a filter hides takes the filter away.
    tab.eval("d.value = 'open'; d.dispatchEvent(new Event('change')); location.hash = '#r-3-2-1'");
    tab.eval("new Promise(done => setTimeout(done, 700))");
    assert_eq!(tab.eval("document.querySelector(':target').id"), "r-3-2-1");
    assert_eq!(tab.eval("document.querySelector(':target').checkVisibility()"), true);
    assert_eq!(tab.eval("d.value"), "");
    tab.open("about:blank");
    tab.open(&format!("{}#r-6-2-9", page.url()));
    assert_eq!(tab.eval("document.querySelector(':target').textContent.includes('UID 0')"), true);
    // Links of older reports are bare numbers.
    tab.open("about:blank");
    tab.open(&format!("{}#6.2.9", page.url()));
    wait_for(&mut tab, "document.getElementById('r-6-2-9').getBoundingClientRect().top < innerHeight");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn keys_move_copy_and_can_be_turned_off() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::workshop(&["cis-cat.xml"]));
    let mut tab = browser.tab();
    tab.open(&page.url());
    let current = "document.activeElement.closest('[data-d]')?.id ?? document.activeElement.id";
    tab.key("j");
    assert_eq!(tab.eval(current), "r-5-3-10");
    tab.key("j");
    assert_eq!(tab.eval(current), "r-1-1-22");
    tab.key("k");
    assert_eq!(tab.eval(current), "r-5-3-10");
    tab.key("/");
    assert_eq!(tab.eval(current), "q");
    tab.key("j");
    assert_eq!(tab.eval("q.value"), "j", "keys are text while typing");
    tab.key("Escape");
    assert_eq!(tab.eval("q.value"), "");

    tab.eval("document.activeElement.blur(); document.getElementById('keys').checked = false");
    tab.key("/");
    assert_eq!(tab.eval("document.activeElement === document.body"), true, "single keys are turned off");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn what_is_shown_is_copied_as_a_markdown_table() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::workshop(&["cis-cat.xml"]));
    let mut tab = browser.tab();
    tab.open(&page.url());
    tab.eval("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
    tab.eval("d.value = 'excepted'; d.dispatchEvent(new Event('change')); document.getElementById('copy').click()");
    tab.eval("new Promise(done => setTimeout(done, 50))");
    assert_eq!(tab.eval("found.textContent"), "13 copied as Markdown");
    let copied = tab.eval("window.copied");
    let copied = copied.as_str().expect("text");
    assert_eq!(copied.lines().count(), 15);
    assert!(copied.contains(
        "| 3.2.1 | Ensure IP forwarding is disabled | excepted | IP forwarding is required by Kubernetes. |"
    ));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_theme_toggles_and_the_page_prints() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::workshop(&["cis-cat.xml"]));
    let mut tab = browser.tab();
    tab.open(&page.url());
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = tab.eval(paper);
    tab.eval("theme.click()");
    let dark = tab.eval(paper);
    assert_ne!(light, dark);
    assert_eq!(tab.eval("theme.textContent"), "Use the light theme", "the button says what it does");
    tab.eval("theme.click()");
    assert_eq!(tab.eval(paper), light);
    tab.call("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]}));
    tab.open(&page.url());
    assert_eq!(tab.eval(paper), dark, "the system's choice is the page's");

    tab.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(tab.eval("document.getElementById('copy').checkVisibility()"), false);
    assert_eq!(tab.eval(VISIBLE), 93);
    tab.call("Emulation.setEmulatedMedia", json!({}));
    let pdf = tab.call("Page.printToPDF", json!({}));
    assert!(pdf["data"].as_str().expect("a PDF").starts_with("JVBERi"), "%PDF in base64");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn without_javascript_everything_is_there() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::workshop(&["cis-cat.xml"]));
    let mut tab = browser.tab();
    tab.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    tab.open(&page.url());
    assert_eq!(tab.eval(VISIBLE), 93);
    assert_eq!(tab.eval("document.getElementById('filters').checkVisibility()"), false, "nothing that needs a script");
    tab.call("Emulation.setScriptExecutionDisabled", json!({"value": false}));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn a_hostile_scan_and_registry_execute_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let assessment = common::hostile();
    let pages = [Page::report(&assessment), Page::exceptions(&assessment)];
    let mut tab = browser.tab();
    for page in &pages {
        tab.open(&page.url());
        tab.eval("for (const e of document.querySelectorAll('main *')) e.dispatchEvent(new MouseEvent('mouseover'))");
        assert_eq!(tab.eval("window.pwned === undefined"), true);
        assert_eq!(tab.eval("document.scripts.length"), 1);
        assert_eq!(tab.eval("document.styleSheets.length"), 1);
        let elements = "[...document.querySelectorAll('img, iframe, link, base, object, embed, main svg:not(.bar, .ends)')].length";
        assert_eq!(tab.eval(elements), 0);
        let attributes = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])\
            .filter(a => a.name.startsWith('on') || a.name === 'style' || a.name === 'src' || a.name === 'data-x').length";
        assert_eq!(tab.eval(attributes), 0);
        let links =
            "[...document.links].filter(a => !['https:', 'http:', 'mailto:', 'file:'].includes(a.protocol)).length";
        assert_eq!(tab.eval(links), 0);
        let ids = "[...document.querySelectorAll('[id]')].map(e => e.id)\
            .filter((id, at, all) => all.indexOf(id) !== at || !/^[\\w.-]+$/.test(id))";
        assert_eq!(tab.eval(ids), json!([]));
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    // The page stays usable: the search finds the text that was meant as markup.
    tab.open(&pages[0].url());
    type_into_search(&mut tab, "onerror=window.pwned");
    assert!(tab.eval(VISIBLE).as_u64().expect("a count") > 0);
}

/// The browser's own protocol could miss a request that its policy let through; what reaches a proxy cannot be missed.
#[test]
fn no_page_reaches_a_network() {
    let proxy = Proxy::start();
    let Some(mut browser) = Browser::start_with(&proxy.arguments()) else { return };
    let mut tab = browser.tab();
    let control =
        Page::of("<img src='http://control.example/seen.png'><script src='https://control.example/x.js'></script>");
    tab.open(&control.url());
    let seen = proxy.seen();
    assert!(seen.iter().any(|line| line.starts_with("GET http://control.example/seen.png")), "{seen:?}");
    assert!(seen.iter().any(|line| line.starts_with("CONNECT control.example:443")), "{seen:?}");
    let assessment = common::hostile();
    for page in [Page::report(&assessment), Page::exceptions(&assessment)] {
        tab.open(&page.url());
        tab.eval("for (const e of document.querySelectorAll('main *')) e.dispatchEvent(new MouseEvent('mouseover'))");
        tab.eval("new Promise(done => setTimeout(done, 300))");
        let policy = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
        let policy = tab.eval(policy).as_str().unwrap_or_default().to_owned();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        // The policy holds: a picture that is put into the page afterwards is not fetched either.
        tab.eval("document.body.append(Object.assign(new Image(), {src: 'http://after.example/x.png'})); new Promise(done => setTimeout(done, 300))");
        let seen = proxy.seen();
        // The browser speaks to its makers, whatever page is open.
        let makers = ["control.example", ".google.com", ".googleapis.com", ".gstatic.com", ".duckduckgo.com"];
        assert!(!seen.iter().any(|line| !makers.iter().any(|maker| line.contains(maker))), "{seen:?}");
    }
}

/// axe-core's own script, as its makers publish it; see tests/data/axe-core/README.md.
fn axe() -> String {
    let packed: &[u8] = include_bytes!("../data/axe-core/axe.min.js.gz");
    let mut script = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut script).expect("axe-core");
    script
}

#[test]
fn axe_finds_no_violation() {
    let Some(mut browser) = Browser::start() else { return };
    let both = common::workshop(&["cis-cat.xml", "openscap.xml"]);
    let [(_, report), (_, exceptions), _, (_, diff), (_, history)] = Page::family();
    let pages = [
        report,
        exceptions,
        diff,
        history,
        Page::report(&both),
        Page::report(&common::several()),
        Page::report(&common::hostile()),
        Page::report(&common::empty()),
        Page::exceptions(&both),
    ];
    let script = axe();
    let mut tab = browser.tab();
    // axe-core writes HTML itself, which the page's policy refuses.
    tab.call("Page.setBypassCSP", json!({"enabled": true}));
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (400, "light")] {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        tab.call("Emulation.setDeviceMetricsOverride", size);
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        tab.call("Emulation.setEmulatedMedia", media);
        for (index, page) in pages.iter().enumerate() {
            tab.open(&page.url());
            tab.eval(&format!("{script}; true"));
            let found = tab.eval(
                "axe.run().then(outcome => outcome.violations.map(v => \
                 `${v.impact} ${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')}`))",
            );
            assert_eq!(found, json!([]), "page {index}, {width} {scheme}");
        }
    }
}

#[test]
fn five_thousand_checks_stay_usable() {
    let Some(mut browser) = Browser::start() else { return };
    let page = Page::report(&common::large(5000));
    let mut tab = browser.tab();
    tab.open(&page.url());
    let loaded = tab.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
    let filtered = tab.eval(
        "(() => { const begin = performance.now(); s.value = '3'; s.dispatchEvent(new Event('change')); \
         document.body.offsetHeight; return performance.now() - begin; })()",
    );
    let searched = tab.eval(
        "(async () => { const begin = performance.now(); q.value = 'example-4999'; q.dispatchEvent(new Event('input')); \
         await new Promise(done => { new MutationObserver(done).observe(found, { childList: true }); }); \
         document.body.offsetHeight; return performance.now() - begin; })()",
    );
    eprintln!("5,000 checks: loaded in {loaded} ms, filtered in {filtered} ms, searched in {searched} ms");
    // Each takes a fraction of a second; the bound leaves room for a machine that is busy.
    for time in [loaded, filtered, searched] {
        assert!(time.as_f64().expect("milliseconds") < 4000.0);
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
}
