//! What leaves the house: no file of a bundle holds an identifying value, and none is damaged by one.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use amicis::case::{Case, CaseOptions};
use amicis::model::{Benchmark, Check, Evidence, Fact, Profile, Scan, Status, Target, Title, Tool};
use amicis::registry::Registry;
use amicis::release::{BundleOptions, Files, Redaction, bundle};
use amicis::report::Templates;
use proptest::prelude::*;

fn scan(host: &str, evidence: &[String], title: &str) -> Scan {
    let check = |number: &str, status, evidence| Check {
        number: number.parse().ok(),
        title: Title::recommendation(title),
        evidence,
        ..Check::new(status)
    };
    Scan {
        tool: Some(Tool::named("cis-cat")),
        benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
        profile: Some(Profile { level: Some(1), ..Profile::default() }),
        target: Target {
            hostname: Some(host.to_owned()),
            ami_id: Some("ami-0a51c0ffee1a2b3c4".into()),
            facts: vec![Fact { name: "note".into(), value: evidence.first().cloned().unwrap_or_default() }],
            ..Target::default()
        },
        checks: vec![
            check("1.1", Status::Pass, Evidence::default()),
            check("1.2", Status::Fail, Evidence::items(evidence.iter().map(String::as_str))),
        ],
        ..Scan::default()
    }
}

fn files(scan: Scan) -> Files {
    let day = "2026-11-28".parse().expect("a day");
    let case = Case::new(vec![scan], Registry::default(), day, CaseOptions::default()).expect("a case");
    let options = BundleOptions {
        benchmark_text: false,
        generated: None,
        templates: Templates::default(),
        sarif: None,
        junit: true,
        also: Vec::new(),
        image: None,
        redaction: Redaction::default(),
        registry: true,
    };
    bundle(case, &options).expect("a bundle").0
}

#[test]
fn no_file_holds_a_planted_value_in_any_form_in_which_it_stands_there() {
    let planted = [
        "web_01.prod.example.com is up",
        "DB&7.prod.example.com",
        "peer 10.9.8.7",
        "inet6 2600:1f18:22ba::77/64",
        "ether 0a:1b:2c:3d:4e:5f",
        "vpc-0a1b2c3d4e5f60718",
        "arn:aws:iam::111122223333:role/x",
        "mail carol@corp.example",
        "/home/dave/.netrc",
        "key AKIAIOSFODNN7EXAMPLE",
        "https://x/?h=web%5F01%2Eprod%2Eexample%2Ecom",
    ];
    let evidence: Vec<String> = planted.iter().map(|text| (*text).to_owned()).collect();
    for (name, bytes) in
        files(scan("web_01.prod.example.com", &evidence, "Ensure it is shut on web_01.prod.example.com"))
    {
        // Escapes of Markdown and HTML are taken out: the value must be gone, not written otherwise.
        let text =
            String::from_utf8(bytes).expect("UTF-8").replace(['\\', '*'], "").replace("&#95;", "_").to_lowercase();
        for value in [
            "web_01",
            "prod.example",
            "10.9.8.7",
            "2600:1f18",
            "0a:1b:2c",
            "0a1b2c3d4e5f",
            "111122223333",
            "carol",
            "dave",
            "akiaiosfodnn7",
            "web%5f01",
        ] {
            assert!(!text.contains(value), "{value} in {name}");
        }
        assert!(name == "SHA256SUMS" || name == "registry.toml" || text.len() > 100, "{name}");
    }
}

/// Words of which the bundle's files are made: headers, keys, statuses, digests, numbers, code.
const OWN: [&str; 24] = [
    "Content-Security-Policy",
    "sha256",
    "amicis/1",
    "fail",
    "status",
    "number",
    "script",
    "main",
    "1.2",
    "results.json",
    "FAILED",
    "predicate",
    "subject",
    "title",
    "style",
    "table",
    "evidence",
    "format",
    "2026-11-28",
    "CIS",
    "default-src",
    "host-name",
    "checks",
    "report.html",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Every text of a scan is made of the bundle's own words, and one of them is the host: the bundle is that of
    /// a host called otherwise, and its results are read again.
    #[test]
    fn a_host_called_like_a_word_of_the_bundle_is_as_one_called_otherwise(
        host in prop::sample::select(&OWN[..]),
        texts in prop::collection::vec(prop::collection::vec(prop::sample::select(&OWN[..]), 1..5), 1..4),
        title in prop::collection::vec(prop::sample::select(&OWN[..]), 1..4),
        fields in prop::collection::vec(prop::collection::vec(prop::sample::select(&OWN[..]), 1..3), 7),
    ) {
        let with = |own: &str| {
            let said = |words: &[&str]| {
                words.iter().map(|word| if *word == host { own } else { word }).collect::<Vec<_>>().join(" ")
            };
            let evidence: Vec<String> = texts.iter().map(|words| said(words)).collect();
            let mut scan = scan(own, &evidence, &said(&title));
            let mut fields = fields.iter().map(|words| said(words));
            let mut next = || fields.next().unwrap_or_default();
            (scan.run, scan.target.os) = (Some(next()), Some(next()));
            if let Some(profile) = &mut scan.profile {
                (profile.id, profile.title) = (Some(next()), Some(next()));
            }
            // A fact's name says what its value is, and "host-name" would make it a host's.
            scan.target.facts.push(Fact { name: "remark".to_owned(), value: next() });
            for check in &mut scan.checks {
                check.raw_status = Some(next());
                check.evidence.text.clone_from(&check.raw_status);
            }
            files(scan)
        };
        let (odd, plain) = (with(host), with("zq7-quiet"));
        for ((name, odd), (_, plain)) in odd.iter().zip(&plain) {
            let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            prop_assert_eq!(shown(odd), shown(plain), "{} of host {}", name, host);
        }
        let page = odd.iter().find(|(name, _)| name == "report.html").expect("a page");
        prop_assert!(String::from_utf8_lossy(&page.1).contains("http-equiv=\"Content-Security-Policy\""));
        let results = odd.iter().find(|(name, _)| name == "results.json").expect("results");
        let input = amicis::read::Input::from_bytes("results.json", results.1.clone());
        let again = amicis::load::Loader::default().load_inputs(&[input]).expect("read again");
        prop_assert!(again.failed.is_empty() && again.scans.len() == 1 && again.scans[0].checks.len() == 2);
    }
}

/// So many hosts with long common beginnings, each with an address of its own.
fn many(count: usize) -> Vec<String> {
    let host = |n: usize| format!("build-worker-of-the-eu-west-1-fleet-{n:06}.prod.example.com");
    let address = |n: usize| format!("10.{}.{}.{}", n >> 16 & 255, n >> 8 & 255, n & 255);
    (0..count).map(|n| format!("peer {} at {} since today", host(n), address(n))).collect()
}

/// Ten times the values take twice ten times the time at most. It measures, and so is not among the usual tests:
/// `cargo test --release --test redaction -- --ignored --nocapture`.
#[test]
#[ignore = "it measures time"]
#[expect(clippy::print_stderr, reason = "the figures are what it is for")]
fn time_grows_as_the_values_do() {
    let took = |count: usize| {
        let scan = scan("web_01.prod.example.com", &many(count), "Ensure it is shut");
        let begun = std::time::Instant::now();
        let files = files(scan);
        let took = begun.elapsed();
        let results = files.iter().find(|(name, _)| name == "results.json").expect("results");
        assert!(!String::from_utf8_lossy(&results.1).contains("build-worker"));
        took
    };
    let times: Vec<_> = [800, 8_000, 80_000].into_iter().map(|count| (count, took(count).min(took(count)))).collect();
    for (count, time) in &times {
        eprintln!("{count:>6} hosts and addresses: {:.2} s", time.as_secs_f64());
    }
    for pair in times.windows(2) {
        assert!(pair[1].1 <= pair[0].1 * 20, "{times:?}");
    }
}
