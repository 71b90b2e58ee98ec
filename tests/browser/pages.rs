//! The four pages in a browser: what a person does with them, on a screen, on a phone and on paper.

use serde_json::{Value, json};

use super::devtools::{Browser, Tab};
use super::{Page, VISIBLE, type_into_search, wait_for};

/// How far the page can be moved sideways.
const SIDEWAYS: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

fn choose(tab: &mut Tab<'_>, select: &str, value: &str) {
    tab.eval(&format!("{select}.value = '{value}'; {select}.dispatchEvent(new Event('change'))"));
}

#[test]
fn a_report_with_a_baseline_is_searched_filtered_and_unfolded() {
    let Some(mut browser) = Browser::start() else { return };
    let [(_, report), ..] = Page::family();
    let mut tab = browser.tab();
    tab.open(&report.url());
    // The filters stand above the changes, which they filter too.
    let above = "document.getElementById('filters').compareDocumentPosition(document.getElementById('changes')) & 4";
    assert_eq!(tab.eval(above), 4);
    type_into_search(&mut tab, "5.3.10");
    assert_eq!(
        tab.eval("[...document.querySelectorAll('[data-d]')].filter(row => row.checkVisibility()).map(row => row.id)"),
        json!(["c-5-3-10", "r-5-3-10"])
    );
    assert_eq!(tab.eval("found.textContent"), "1 of 93 shown", "a change is no second recommendation");
    tab.eval("document.getElementById('filters').reset()");
    wait_for(&mut tab, "found.textContent === '93 recommendations'");
    choose(&mut tab, "d", "open");
    assert_eq!(tab.eval("[...document.querySelectorAll('.finding')].filter(row => row.checkVisibility()).length"), 1);
    choose(&mut tab, "d", "");
    assert_eq!(tab.eval("s.options[5].textContent"), "5 Access, Authentication and Authorization");

    // A section unfolds to its failures, and each leads to its finding.
    tab.eval("document.querySelector('[data-section=\"5\"] summary').click()");
    wait_for(&mut tab, "document.querySelector('[data-section=\"5\"] .links a').checkVisibility()");
    tab.eval("document.querySelector('[data-section=\"5\"] .links a').click()");
    assert_eq!(tab.eval("document.querySelector(':target').id"), "r-5-3-10");
    // The contents list stays in view and says where the reader is.
    wait_for(&mut tab, "document.querySelector('.contents [aria-current]')?.hash === '#image-1-open'");
    assert_eq!(tab.eval("document.querySelector('.contents').getBoundingClientRect().top >= 0"), true);
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn exceptions_are_switched_from_reasons_to_numbers() {
    let Some(mut browser) = Browser::start() else { return };
    let [_, (_, exceptions), ..] = Page::family();
    let mut tab = browser.tab();
    tab.open(&exceptions.url());
    let shown = "['.reason', '.exceptions tbody tr'].map(kind => [...document.querySelectorAll(kind)]\
                 .filter(row => row.checkVisibility()).length)";
    assert_eq!(tab.eval(shown), json!([12, 0]));
    assert_eq!(
        tab.eval(
            "document.querySelector('.reason:nth-child(4) .covers').textContent.trim().match(/3\\.5\\.3\\.2\\.\\d/g)"
        ),
        json!(["3.5.3.2.3", "3.5.3.2.4"])
    );
    tab.eval("document.getElementById('by-number').click()");
    assert_eq!(tab.eval(shown), json!([0, 13]));
    let heads = "[...document.querySelectorAll('.exceptions th')].map(head => head.textContent).slice(4)";
    assert_eq!(tab.eval(heads), json!(["Category", "Owner", "Expires"]));
    type_into_search(&mut tab, "kube-proxy");
    assert_eq!(tab.eval(shown), json!([0, 3]));
    assert_eq!(tab.eval("found.textContent"), "3 of 13 shown");
    tab.eval("navigator.clipboard.writeText = async (text) => { window.copied = text; }; copy.click()");
    wait_for(&mut tab, "found.textContent === '3 copied as Markdown'");
    assert_eq!(tab.eval("window.copied.split('\\n').length"), 6, "a head of two lines, three rows, the end");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_switch_works_without_javascript() {
    let Some(mut browser) = Browser::start() else { return };
    let [_, (_, exceptions), ..] = Page::family();
    let mut tab = browser.tab();
    tab.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    tab.open(&exceptions.url());
    tab.eval("document.getElementById('by-number').click()");
    assert_eq!(tab.eval("document.querySelector('.reason').checkVisibility()"), false);
    assert_eq!(tab.eval("document.querySelector('.exceptions').checkVisibility()"), true);
}

#[test]
fn a_diff_is_filtered_by_class_and_copied() {
    let Some(mut browser) = Browser::start() else { return };
    let [.., (_, diff), _] = Page::family();
    let mut tab = browser.tab();
    tab.open(&diff.url());
    assert_eq!(tab.eval(VISIBLE), 5);
    choose(&mut tab, "c", "exception-lapsed");
    assert_eq!(
        tab.eval("[...document.querySelectorAll('.change:not([hidden])')].map(row => row.id)"),
        json!(["c-1-1-22"])
    );
    tab.eval("navigator.clipboard.writeText = async (text) => { window.copied = text; }; copy.click()");
    wait_for(&mut tab, "window.copied");
    let copied = tab.eval("window.copied");
    let copied = copied.as_str().expect("text");
    assert!(
        copied.starts_with("| CIS ID | CIS Description | Change | Before | Now |\n| --- | --- | --- | --- | --- |\n")
    );
    assert!(copied.contains("| exception-lapsed | excepted | lapsed |"), "{copied}");
    assert_eq!(
        tab.eval("document.querySelector('svg.waterfall').getAttribute('aria-label')"),
        "Accepted score: before 98.51 %, exceptions −2.86, now 95.65 %"
    );
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn a_point_of_the_chart_leads_to_its_version() {
    let Some(mut browser) = Browser::start() else { return };
    let [.., (_, history)] = Page::family();
    let mut tab = browser.tab();
    tab.open(&history.url());
    assert_eq!(tab.eval("document.getElementById('v-2').checkVisibility()"), false, "the list is folded");
    tab.eval(
        "document.querySelector('svg.scores a[href=\"#v-2\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    );
    wait_for(&mut tab, "document.getElementById('v-2').checkVisibility()");
    assert_eq!(tab.eval("document.querySelector(':target').id"), "v-2");
    // A cell that says nothing new has a title where it is pointed at.
    let title = "(() => { const cell = document.querySelector('.matrix td:not([title])'); \
                 cell.dispatchEvent(new PointerEvent('pointerover', {bubbles: true})); return cell.title; })()";
    assert_eq!(tab.eval(title), "ip-10-0-37-14.us-west-2.compute.internal, 2026-05-05: not verified");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn a_narrow_screen_is_never_left_sideways() {
    let Some(mut browser) = Browser::start() else { return };
    let pages = Page::family();
    let mut tab = browser.tab();
    for width in [390, 320] {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        tab.call("Emulation.setDeviceMetricsOverride", size);
        for (name, page) in &pages {
            tab.open(&page.url());
            assert_eq!(tab.eval(SIDEWAYS), 0, "{name} at {width}");
            // Nor is anything cut that cannot be scrolled to.
            let cut = "[...document.querySelectorAll('main p, main td, main h2, main h3, main h4, main li')]\
                .filter(e => e.checkVisibility() && !e.closest('.matrix-wide, .unseen'))\
                .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.textContent.slice(0, 60))";
            assert_eq!(tab.eval(cut), json!([]), "{name} at {width}");
        }
    }
}

/// Everything is on paper: what is folded on the screen, and the whole matrix on sheets that are wide enough.
#[test]
fn what_is_printed_is_complete() {
    let Some(mut browser) = Browser::start() else { return };
    let pages = Page::family();
    let mut tab = browser.tab();
    // The width of A4 between the margins.
    tab.call(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 695, "height": 1000, "deviceScaleFactor": 1, "mobile": false}),
    );
    tab.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    for (name, page) in &pages {
        tab.open(&page.url());
        let hidden = "[...document.querySelectorAll('[data-d], .matrix-wide tr, details:not(.keys) > *')]\
            .filter(e => !e.closest('.by-number') && !e.checkVisibility({contentVisibilityAuto: true})).length";
        assert_eq!(tab.eval(hidden), 0, "{name}");
        assert_eq!(tab.eval(SIDEWAYS), 0, "{name}");
        let pdf = tab.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
        assert!(pdf["data"].as_str().expect("a PDF").len() > 20_000, "{name}");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
}

/// A history of many versions, each of `checks` recommendations.
fn many(versions: usize, checks: usize) -> (tempfile::TempDir, Page) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for version in 0..versions {
        let day =
            jiff::civil::date(2025, 1, 1).checked_add(jiff::Span::new().days(i64::try_from(version).expect("few")));
        let day = day.expect("a day");
        let mut text = json!({"type": "scan", "format": "amicis/1", "tool": {"name": "t"}, "coverage": "full",
            "benchmark": {"title": "A Benchmark", "version": "1.0.0"}, "target": {"ami_name": format!("node-{version}")},
            "started": format!("{day}T10:00:00Z")}).to_string();
        for check in 0..checks {
            let fails = check % 3 == 0 && (version + check * 7) % 40 < 20;
            let row = json!({"type": "check", "number": format!("1.{check}"), "title": format!("Ensure that {check} is set"),
                "status": if fails { "fail" } else { "pass" }});
            text.extend(["\n".to_owned(), row.to_string()]);
        }
        let file = folder.path().join(format!("{version}.ndjson"));
        std::fs::write(&file, text + "\n").expect("written");
        files.push(file.to_string_lossy().into_owned());
    }
    let arguments: Vec<&str> = std::iter::once("history").chain(files.iter().map(String::as_str)).collect();
    let page = Page::made(&arguments);
    (folder, page)
}

#[test]
fn three_hundred_versions_stay_usable() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, page) = many(300, 150);
    let size = std::fs::metadata(&page.file).expect("a file").len();
    let mut tab = browser.tab();
    tab.open(&page.url());
    let loaded = tab.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
    eprintln!("300 versions: {size} bytes, loaded in {loaded} ms");
    assert!(size < 1_500_000, "{size}");
    // Half of a second where nothing else runs; the bound leaves room for a machine that is busy.
    assert!(loaded.as_f64().expect("milliseconds") < 4000.0, "{loaded}");
    // Head and first column stay where they are while the cells move.
    let stays = "(() => { const box = document.querySelector('.matrix-wide'); box.scrollTo(2000, 400); \
        const [outer, head, row] = [box, box.querySelector('thead th'), box.querySelector('tbody tr:nth-child(20) th')]\
        .map(e => e.getBoundingClientRect()); \
        return [head.top - outer.top < 3, row.left - outer.left < 3, box.scrollLeft === 2000]; })()";
    assert_eq!(tab.eval(stays), json!([true, true, true]));
    // On paper each sheet is as wide as the paper, and all of them hold every version once.
    tab.call(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 695, "height": 1000, "deviceScaleFactor": 1, "mobile": false}),
    );
    tab.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    let sheets = "[...document.querySelectorAll('.sheets .matrix')].map(sheet => [sheet.querySelectorAll('.slant').length, \
        sheet.checkVisibility() && sheet.getBoundingClientRect().right <= 695, \
        [...sheet.rows[1].cells].slice(1).reduce((sum, cell) => sum + cell.colSpan, 0)])";
    let sheets: Vec<Value> = serde_json::from_value(tab.eval(sheets)).expect("sheets");
    assert_eq!(sheets.len(), 13);
    assert!(sheets.iter().all(|sheet| sheet[1] == true && sheet[0] == sheet[2]), "{sheets:?}");
    assert_eq!(sheets.iter().filter_map(|sheet| sheet[0].as_u64()).sum::<u64>(), 300);
    assert_eq!(tab.complaints(), Vec::<String>::new());
}
