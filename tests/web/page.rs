//! The page in a browser: it gives what the program prints, asks nobody for anything, and runs no script of a file's.

use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use amicis::outputs::{Json, OutputOptions, View, printed};
use serde_json::{Value, json};

use crate::common;
use crate::devtools::Browser;
use crate::generated;
use crate::opened::{Opened, built};
use crate::proxy::Proxy;
use crate::samples::{self, DAY, REGISTRY, error_of, program, program_in, root};

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| root().join(name)).collect()
}

#[test]
fn every_sample_in_the_page_gives_what_the_program_prints() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let mut opened = Opened::new(&mut browser, &page);
    opened.as_of(DAY);
    // The tab whose page is soonest made.
    opened.click("#tab-systems");
    let mut whole = 0;
    for path in samples::scans() {
        let path = root().join(path);
        let (folder, name) = (path.parent().expect("a folder"), path.file_name().expect("a name").to_string_lossy());
        opened.choose("#files", std::slice::from_ref(&path));
        opened.settle(1);
        let output = program_in(folder, &["assess", &name, "--as-of", DAY]);
        let made = opened.made("assessment", "json");
        if output.status.success() {
            let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
            let wanted = value(&String::from_utf8_lossy(&output.stdout));
            assert_eq!(value(&made.expect("an assessment")), wanted, "{}", path.display());
            whole += 1;
        } else {
            let (message, help) = error_of(&output);
            let error = made.expect_err(&name);
            assert_eq!((error["message"].as_str(), error["help"].as_str()), (Some(&*message), help.as_deref()));
            let listed = opened.tab.eval("one('items').innerText").as_str().expect("text").to_owned();
            // What turns or hides text is shown as a mark.
            assert!(listed.contains("error: ") && listed.contains("help: ") == help.is_some(), "{listed}");
        }
        opened.clear();
    }
    assert!(whole > 150, "{whole} samples were whole");
    assert_eq!(opened.complaints(), Vec::<String>::new());
}

#[test]
fn the_sample_is_shown_in_every_tab_and_every_output_is_saved() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut opened = Opened::new(&mut browser, &page);
    opened.tab.call("Page.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": folder.path()}));
    opened.click("#sample");
    opened.settle(3);
    // The same files under the same names, for the program.
    let beside = tempfile::tempdir().expect("a folder");
    for (name, from) in [
        ("release-1.xml", "release-1/cis-cat.xml"),
        ("release-2.xml", "release-2/cis-cat.xml"),
        ("exceptions.toml", "exceptions.toml"),
    ] {
        std::fs::copy(root().join("samples/workshop").join(from), beside.path().join(name)).expect("copied");
    }
    let day = ["-r", "exceptions.toml", "--as-of", DAY, "--to", "json"];
    let baseline = ["--baseline", "release-1.xml"];
    for (view, arguments) in [
        ("exceptions", [&["exceptions", "release-2.xml"][..], &day].concat()),
        ("report", [&["report", "release-2.xml"][..], &baseline, &day].concat()),
        ("diff", [&["diff", "release-1.xml", "release-2.xml"][..], &day].concat()),
        ("gate", [&["check", "release-2.xml"][..], &baseline, &day].concat()),
        ("assessment", [&["assess", "release-2.xml"][..], &baseline, &day].concat()),
        ("history", vec!["history", "release-1.xml", "release-2.xml", "-r", "exceptions.toml", "--to", "json"]),
    ] {
        let output = program_in(beside.path(), &arguments);
        assert_eq!(opened.made(view, "json").as_deref(), Ok(&*String::from_utf8_lossy(&output.stdout)), "{view}");
    }
    // What is shown is the program's page, in a frame of its own.
    for tab in ["exceptions", "report", "diff", "history"] {
        opened.click(&format!("#tab-{tab}"));
        opened
            .wait_for(&format!("one('tab-{tab}').ariaSelected === 'true' && !one('result').hasAttribute('aria-busy')"));
        let shown = opened.framed("document.body.innerText");
        let wanted = match tab {
            "exceptions" => "5.3.10",
            "report" => "CIS benchmark report",
            "diff" => "5.3.10",
            _ => "CIS benchmark history",
        };
        assert!(shown.as_str().is_some_and(|text| text.contains(wanted)), "{tab}: {shown}");
        // It has its style, its script runs, and its own links lead to places in it.
        assert_eq!(opened.framed("getComputedStyle(document.querySelector('h1')).fontWeight"), "600", "{tab}");
        assert_eq!(opened.framed("document.getElementById('theme').hidden"), false, "{tab}");
        let place = "const link = document.querySelector('.contents li:nth-child(2) a'); link.click(); \
            new Promise((done) => setTimeout(() => done(location.hash === link.hash && !!document.querySelector(':target')), 100))";
        assert_eq!(opened.framed(place), true, "{tab}");
    }
    opened.click("#tab-gate");
    opened.wait_for("document.querySelector('#result pre')?.innerText.includes('5.3.10')");

    // Every button gives a file, and its bytes are the program's.
    let mut saved = 0;
    for tab in ["exceptions", "report", "diff", "history", "gate", "systems"] {
        opened.click(&format!("#tab-{tab}"));
        opened
            .wait_for(&format!("one('tab-{tab}').ariaSelected === 'true' && !one('result').hasAttribute('aria-busy')"));
        let buttons = opened.tab.eval("document.querySelectorAll('.saves button').length").as_u64().expect("a count");
        for at in 0..buttons {
            opened.tab.eval(&format!("document.querySelectorAll('.saves button')[{at}].click()"));
            opened.wait_for("one('working').hidden");
            let said = opened
                .tab
                .eval("[...document.querySelectorAll('#result > [role=status]')].map((e) => e.innerText).join('')");
            let nothing = said.as_str().unwrap_or_default().contains("error: ");
            assert!(!nothing || said.to_string().contains("asff"), "{tab} {at}: {said}");
            saved += u64::from(!nothing);
        }
    }
    assert!(saved > 25, "{saved} files were saved");
    let until = Instant::now() + Duration::from_secs(20);
    while std::fs::read_dir(folder.path()).expect("a folder").count() < 20 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(100));
    }
    let output = program_in(
        beside.path(),
        &[&["report", "release-2.xml"][..], &baseline, &day[..4], &["--to", "html"]].concat(),
    );
    let report = std::fs::read(folder.path().join("report.html")).expect("the report was saved");
    assert!(report == output.stdout, "the saved report is not the program's");
    assert_eq!(opened.complaints(), Vec::<String>::new());
}

#[test]
fn a_dropped_bundle_is_verified_and_compared_with() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = samples::bundle(folder.path());
    let line = String::from_utf8(program_in(folder.path(), &["verify", "release-1"]).stdout).expect("UTF-8");
    let mut opened = Opened::new(&mut browser, &page);
    opened.as_of(DAY);
    opened.click("#tab-verify");
    for way in ["drop", "folder"] {
        if way == "drop" {
            opened.drop(std::slice::from_ref(&bundle));
        } else {
            opened.choose("#folder", std::slice::from_ref(&bundle));
        }
        opened.settle(1);
        let result = opened.tab.eval("one('result').innerText").as_str().expect("text").to_owned();
        assert!(result.contains(line.trim()), "{way}: {result}");
        assert_eq!(opened.tab.eval("document.querySelectorAll('.steps .holds').length"), 3, "{way}");
        if way == "drop" {
            opened.clear();
        }
    }
    // Another digest than the releaser's is said.
    opened.tab.eval(&format!(
        "one('digest').value = '{}'; one('digest').dispatchEvent(new Event('change')); null",
        "0".repeat(64)
    ));
    opened.wait_for("document.querySelector('.steps .fails')");
    opened.tab.eval("one('digest').value = ''; one('digest').dispatchEvent(new Event('change')); null");
    opened.settle(1);

    opened.choose("#files", &paths(&["samples/workshop/release-2/cis-cat.xml", REGISTRY]));
    opened.settle(3);
    assert_eq!(opened.tab.eval("items.map((item) => item.role)"), json!(["baseline", "scan", "registry"]));
    std::fs::copy(root().join("samples/workshop/release-2/cis-cat.xml"), folder.path().join("cis-cat.xml"))
        .expect("copied");
    std::fs::copy(root().join(REGISTRY), folder.path().join("exceptions.toml")).expect("copied");
    let arguments = ["diff", "release-1", "cis-cat.xml", "-r", "exceptions.toml", "--as-of", DAY, "--to", "json"];
    let output = program_in(folder.path(), &arguments);
    assert_eq!(opened.made("diff", "json").as_deref(), Ok(&*String::from_utf8_lossy(&output.stdout)));

    // A changed file is found.
    let report = bundle.join("exceptions.md");
    let text = std::fs::read_to_string(&report).expect("a file");
    std::fs::write(&report, format!("{text}\nmore")).expect("written");
    opened.clear();
    opened.drop(&[bundle]);
    opened.settle(1);
    let result = opened.tab.eval("one('result').innerText").as_str().expect("text").to_owned();
    assert!(result.contains("not whole") && result.contains("exceptions.md is not the file of SHA256SUMS"), "{result}");
}

#[test]
fn a_hostile_file_is_text_and_runs_nothing() {
    let Some(page) = built() else { return };
    let proxy = Proxy::start();
    let Some(mut browser) = Browser::start_with(&proxy.arguments()) else { return };
    let mut control = browser.tab();
    let folder = tempfile::tempdir().expect("a folder");
    let seen_from = folder.path().join("control.html");
    std::fs::write(&seen_from, "<img src='http://control.example/seen.png'>").expect("written");
    control.open(&format!("file://{}", seen_from.display()));
    let seen = proxy.seen();
    assert!(seen.iter().any(|line| line.starts_with("GET http://control.example/seen.png")), "{seen:?}");

    let assessment = common::hostile();
    let scans: Vec<_> = assessment.scans().cloned().collect();
    let text = printed(&Json, &View::Scans(&scans), &OutputOptions::default()).expect("a document");
    // Names of files are a person's own, and anybody's who sends them one.
    let scan = folder.path().join("<img src=x onerror=window.pwned=1>\u{202e}.json");
    std::fs::write(&scan, text).expect("written");
    let registry = folder.path().join("<script>window.pwned=1<.toml");
    let mut entries = String::from("schema = 1\n");
    for (at, hostile) in common::HOSTILE.iter().enumerate() {
        let reason = hostile.replace(['\0', '\u{1b}'], "?");
        let _ = writeln!(
            entries,
            "[[exception]]\nid = \"e{at}\"\nbenchmark = \"b\"\nversion = \"1.0\"\nrules = [\"1.{at}\"]\nreason = {}",
            json!(reason)
        );
    }
    std::fs::write(&registry, entries).expect("written");
    let broken = folder.path().join("<svg onload=window.pwned=1>.xml");
    std::fs::write(&broken, "<Benchmark><script>window.pwned=1</script><img src='http://evil.example/x.png'>")
        .expect("written");
    let mut opened = Opened::new(&mut browser, &page);
    opened.as_of(DAY);
    opened.choose("#files", &[scan, registry, broken]);
    opened.settle(3);
    for tab in ["report", "diff", "history", "gate", "systems", "verify", "exceptions"] {
        opened.click(&format!("#tab-{tab}"));
        opened.settle(3);
        if ["exceptions", "report"].contains(&tab) {
            assert_eq!(
                opened.framed("[typeof window.pwned, document.querySelectorAll('main script, main img').length]"),
                json!(["undefined", 0])
            );
        }
    }
    assert_eq!(opened.tab.eval("typeof window.pwned"), "undefined");
    assert_eq!(opened.tab.eval("document.querySelectorAll('main img, main script, main svg').length"), 0);
    let listed = opened.tab.eval("one('items').innerText").as_str().expect("text").to_owned();
    assert!(listed.contains("<svg onload") && listed.contains("error: ") && !listed.contains('\u{202e}'), "{listed}");
    assert_eq!(opened.complaints(), Vec::<String>::new());

    // The policy holds against a script that would run in the page or in its frame, too.
    let gone = "const link = Object.assign(document.createElement('a'), {href: 'http://link.example/'}); \
        document.body.append(link); link.click(); fetch('http://frame.example/x').catch(() => 'refused')";
    assert_eq!(opened.framed(gone), "refused");
    let fetched = opened.tab.eval("fetch('http://after.example/x').then(() => 'fetched', () => 'refused')");
    assert_eq!(fetched, "refused");
    let put = opened.tab.eval("try { document.body.innerHTML = '<b>x</b>'; 'put' } catch (error) { error.name }");
    assert_eq!(put, "TypeError");
    let seen = proxy.seen();
    // The browser speaks to its makers, whatever page is open.
    let makers = ["control.example", ".google.com", ".googleapis.com", ".gstatic.com", ".duckduckgo.com"];
    assert!(!seen.iter().any(|line| !makers.iter().any(|maker| line.contains(maker))), "{seen:?}");
}

#[test]
fn a_large_file_is_read_while_the_page_answers() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.xml");
    let text = generated::xccdf(56_000_000);
    let rules = text.matches("<rule-result ").count();
    std::fs::write(&file, text).expect("written");
    let mut opened = Opened::new(&mut browser, &page);
    opened.click("#tab-systems");
    // The longest time in which the page did not come to its own work, and how often it told of progress.
    opened.tab.eval(
        "window.longest = 0; window.told = new Set(); let last = performance.now(); setInterval(() => { const now = performance.now(); \
         window.longest = Math.max(window.longest, now - last); last = now; window.told.add(one('doing').textContent) }, 10); null",
    );
    let begun = Instant::now();
    opened.choose("#files", &[file]);
    opened.settle(1);
    eprintln!("56 MB were taken, read and listed in {:.1} s", begun.elapsed().as_secs_f64());
    let scan = opened.tab.eval("items[0].found.scans[0]");
    assert_eq!(scan["checks"], rules, "{scan}");
    let longest = opened.tab.eval("window.longest").as_f64().expect("a time");
    assert!(longest < 1000.0, "the page did not answer for {longest} ms");
    let told = opened.tab.eval("[...window.told].filter((text) => / of 5\\d\\.\\d MB/.test(text)).length");
    assert!(told.as_u64().is_some_and(|told| told > 3), "progress was told {told} times");
}

#[test]
fn the_library_starts_again_after_it_ended() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let mut opened = Opened::new(&mut browser, &page);
    opened.as_of(DAY);
    opened.choose("#files", &paths(&["samples/workshop/release-2/cis-cat.xml", REGISTRY]));
    opened.settle(2);
    let before = opened.made("exceptions", "json").expect("a table");
    // No memory of 32 bits holds this; a browser makes such a file of one piece, many times.
    let fault = opened.tab.eval(
        "const piece = new Blob([new Uint8Array(1 << 24)]); \
         library.ask({do: 'add', id: 'big', path: 'big', name: 'big', folder: false}, new File(Array(200).fill(piece), 'big')) \
           .then(() => null, (error) => error)",
    );
    assert!(fault["fault"] == true && fault["message"].as_str().is_some_and(|text| text.contains("ended")), "{fault}");
    assert_eq!(opened.made("exceptions", "json").as_ref(), Ok(&before), "the files are there again");
}

#[test]
fn axe_finds_nothing_and_narrow_screens_hold_everything() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let packed: &[u8] = include_bytes!("../data/axe-core/axe.min.js.gz");
    let mut script = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut script).expect("axe-core");
    let mut opened = Opened::new(&mut browser, &page);
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light")] {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        opened.tab.call("Emulation.setDeviceMetricsOverride", size);
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        opened.tab.call("Emulation.setEmulatedMedia", media);
        // axe-core writes HTML itself, which the page's policy refuses.
        opened.tab.call("Page.setBypassCSP", json!({"enabled": true}));
        opened.tab.open(&format!("file://{}", page.display()));
        opened.wait_for("document.documentElement.dataset.ready");
        opened.tab.eval(&format!("{script}; true"));
        let empty = run_axe(&mut opened);
        assert_eq!(empty, json!([]), "empty, {width} {scheme}");
        opened.click("#sample");
        opened.settle(3);
        opened.choose("#files", &paths(&["samples/bad/cut.json", "samples/bad/registry-misspelt-key.toml"]));
        opened.settle(5);
        opened.tab.eval("items[4].role = 'none'; show().then(() => null)");
        for tab in ["exceptions", "gate", "systems", "verify"] {
            opened.click(&format!("#tab-{tab}"));
            opened.settle(5);
            assert_eq!(run_axe(&mut opened), json!([]), "{tab}, {width} {scheme}");
            let wide = opened.tab.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(wide, 0, "{tab}, {width}: something is cut at the edge");
        }
    }
}

/// The frame's page is tested where pages are.
fn run_axe(opened: &mut Opened<'_>) -> Value {
    opened.tab.eval(
        "axe.run({exclude: ['iframe']}, {iframes: false}).then((outcome) => outcome.violations.map((v) => \
         `${v.impact} ${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join(' | ')}`))",
    )
}

#[test]
fn tabs_are_chosen_with_the_keyboard() {
    let Some(page) = built() else { return };
    let Some(mut browser) = Browser::start() else { return };
    let mut opened = Opened::new(&mut browser, &page);
    opened.choose("#files", &paths(&["samples/workshop/release-2/cis-cat.xml"]));
    opened.settle(1);
    opened.tab.eval("one('tab-exceptions').focus(); null");
    opened.tab.key("ArrowLeft");
    opened.settle(1);
    assert_eq!(
        opened.tab.eval("[document.activeElement.id, one('result').innerText.includes('No bundle is here')]"),
        json!(["tab-verify", true])
    );
    opened.tab.key("ArrowRight");
    opened.settle(1);
    assert_eq!(opened.tab.eval("document.activeElement.id"), "tab-exceptions");
    let output = program(&[
        "exceptions",
        "samples/workshop/release-2/cis-cat.xml",
        "-r",
        "samples/bad/registry-misspelt-key.toml",
    ]);
    assert!(!output.status.success());
    opened.choose("#files", &paths(&["samples/bad/registry-misspelt-key.toml"]));
    opened.settle(2);
    let shown = opened.tab.eval("one('result').innerText").as_str().expect("text").to_owned();
    assert!(shown.contains("unknown key"), "{shown}");
}
