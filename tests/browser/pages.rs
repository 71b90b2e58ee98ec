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

/// The text of what is printed, without blanks: what slants comes letter by letter. `None` without a reader of PDFs.
fn printed(tab: &mut Tab<'_>) -> Option<String> {
    let pdf = tab.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, from_base64(pdf["data"].as_str().expect("a PDF"))).expect("written");
    let read = std::process::Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let Ok(read) = read else {
        assert!(std::env::var_os("AMICIS_REQUIRE_BROWSER").is_none(), "no pdftotext in PATH: install poppler-utils");
        eprintln!("SKIPPED: no pdftotext in PATH, so the text of what is printed was not read");
        return None;
    };
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Some(String::from_utf8_lossy(&read.stdout).split_whitespace().collect())
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        (bits, held) = (bits << 6 | u32::from(value(letter)), held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
        }
    }
    bytes
}

/// What is on paper has every number of the page, and the widest matrix is there with all its rows and names.
#[test]
fn the_text_of_what_is_printed_has_every_recommendation() {
    let Some(mut browser) = Browser::start() else { return };
    let pages = Page::family();
    let mut tab = browser.tab();
    for (name, page) in &pages {
        tab.open(&page.url());
        let numbers =
            "[...document.querySelectorAll('.number')].filter(e => !e.closest('.by-number')).map(e => e.textContent)";
        let numbers: Vec<String> = serde_json::from_value(tab.eval(numbers)).expect("numbers");
        let Some(text) = printed(&mut tab) else { return };
        let lost: Vec<_> = numbers.iter().filter(|number| !text.contains(number.as_str())).collect();
        assert!(numbers.len() > 4 && lost.is_empty(), "{name}: {} numbers, lost {lost:?}", numbers.len());
    }
    let (_folder, page) = many(60, 40);
    tab.open(&page.url());
    let Some(text) = printed(&mut tab) else { return };
    for version in 0..60 {
        let name = format!("{}node-{version}", version + 1);
        assert!(text.contains(&name), "no column {name}");
    }
    for check in (0..40).filter(|check| check % 3 == 0) {
        let row = format!("1.{check}Ensurethat{check}isset");
        assert!(text.matches(&row).count() >= 3, "{row} is on each of three sheets");
    }
}

/// What went and what came stand side by side where there is room, in one order for who listens.
#[test]
fn changed_lines_stand_side_by_side_on_a_wide_screen() {
    let Some(mut browser) = Browser::start() else { return };
    let scan = |lines: &str| {
        format!(
            "{{\"format\":\"amicis/1\",\"tool\":\"t\",\"benchmark\":\"A Benchmark v1.0.0\",\"target\":\"ami-1\",\"checks\":[\
             {{\"number\":\"1.1\",\"title\":\"One\",\"status\":\"fail\",\"evidence\":[{lines}]}}]}}"
        )
    };
    let folder = tempfile::tempdir().expect("a folder");
    let files =
        [("old.json", "\"a = 1\",\"b = 1\""), ("new.json", "\"a = 2\",\"b = 2\",\"c = 3\"")].map(|(name, lines)| {
            let file = folder.path().join(name);
            std::fs::write(&file, scan(lines)).expect("written");
            file.to_string_lossy().into_owned()
        });
    let page = Page::made(&["diff", &files[0], &files[1]]);
    let mut tab = browser.tab();
    let places = "document.querySelectorAll('.folded').forEach(e => { e.open = true }), \
        ['.gone', '.came'].map(side => [...document.querySelectorAll('.both ' + side)].map(e => { \
        const box = e.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.top)]; }))";
    for (width, beside) in [(1280, true), (700, false)] {
        tab.call(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
        );
        tab.open(&page.url());
        let [gone, came]: [Vec<(i64, i64)>; 2] = serde_json::from_value(tab.eval(places)).expect("places");
        assert_eq!((gone.len(), came.len()), (2, 3));
        assert_eq!(
            gone[0].1 == came[0].1 && gone[1].1 == came[1].1 && gone[0].0 < came[0].0,
            beside,
            "{gone:?} {came:?}"
        );
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
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
