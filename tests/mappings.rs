//! The mapping files as a whole: they agree with one another, and with what is known about a real
//! exceptions table (the 15 recommendations of a workshop for hardening Amazon Linux 2).

#![expect(clippy::expect_used, clippy::print_stderr, reason = "helpers of tests fail and say what they skip")]

use std::path::{Path, PathBuf};

use amicis::assess::Assessment;
use amicis::diff::Comparison;
use amicis::load::Loader;
use amicis::mapping::{Edition, Mappings, Relation, TitleHash, check, establish};
use amicis::model::{Benchmark, Check, Established, Number, Scan, Status, Title};
use amicis::registry::{Plan, Registry, migrated};
use amicis::report::{diff_text, exceptions_markdown};
use amicis::views::{Column, DiffView, ExceptionsView};
use jiff::civil::{Date, date};

const WORKSHOP: [&str; 15] = [
    "1.1.22",
    "1.6.1.6",
    "2.1.1.2",
    "2.1.17",
    "3.2.1",
    "3.5.3.2.3",
    "3.5.3.2.4",
    "3.5.3.3.3",
    "4.2.1.5",
    "5.3.2",
    "5.3.4",
    "6.1.10",
    "6.1.11",
    "6.1.12",
    "6.2.2",
];

/// The workshop's numbers with two more, so that no other benchmark has nearly all of them.
fn told_apart() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORKSHOP.into_iter().chain(["2.1.18", "2.1.19"]).map(|number| (number, ""))
}

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

fn edition(text: &str) -> Edition {
    Edition::parse(text).expect("an edition")
}

fn shared(path: &str) -> Option<PathBuf> {
    // Beside the repository, or beside the folder that its worktrees stand in.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/mappings", "../../shared/mappings"].map(|shared| root.join(shared).join(path));
    found.into_iter().find(|path| path.exists())
}

/// Checks with numbers, and with the benchmark's own titles where there are any.
fn scan<'t>(rows: impl IntoIterator<Item = (&'t str, &'t str)>) -> Scan {
    let checks = rows.into_iter().map(|(text, title)| Check {
        number: Some(number(text)),
        title: Title::recommendation(title),
        ..Check::new(Status::Pass)
    });
    Scan { checks: checks.collect(), ..Scan::default() }
}

fn established(mut scan: Scan) -> Scan {
    establish(&mut scan, &Mappings::builtin());
    scan
}

fn doubts(scan: &Scan) -> Vec<&str> {
    scan.doubts.iter().map(|doubt| doubt.code.word()).collect()
}

#[test]
fn lists_crosswalks_and_rules_agree() {
    let found: Vec<_> = check(&Mappings::builtin()).iter().map(ToString::to_string).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn all_six_pairs_of_amazon_linux_have_a_crosswalk_in_both_directions() {
    let mappings = Mappings::builtin();
    let editions = ["AL2 1.0.0", "AL2 2.0.0", "AL2 3.0.0", "AL2023 1.0.0"].map(edition);
    for from in &editions {
        for to in editions.iter().filter(|to| *to != from) {
            let walk = mappings.crosswalk(from, to).expect("a crosswalk");
            assert!(walk.from == *from && walk.to == *to);
        }
    }
}

/// What the workshop's numbers became in Amazon Linux 2 v1.0.0 and v3.0.0 and Amazon Linux 2023 v1.0.0.
const COUNTERPARTS: [(&str, &str, &str, &str); 15] = [
    ("1.1.22", "1.1.18 renumbered", "6.1.11 merged", "6.1.11 merged"),
    ("1.6.1.6", "1.6.1.6 same", "1.5.1.6 renumbered", "1.6.1.6 same"),
    ("2.1.1.2", "2.1.1.3 renumbered", "2.1.2 split, 2.1.3 split", "2.1.2 renumbered"),
    ("2.1.17", "2.1.7 merged", "2.2.9 renumbered", "2.2.16 renumbered"),
    ("3.2.1", "3.1.1 renumbered", "3.3.1 renumbered", "3.2.1 same"),
    ("3.5.3.2.3", "3.5.1.4 renumbered", "3.4.4.2.3 renumbered", "- removed"),
    ("3.5.3.2.4", "3.5.1.1 renumbered", "3.4.4.2.4 renumbered", "- removed"),
    ("3.5.3.3.3", "3.5.2.4 renumbered", "3.4.4.3.3 renumbered", "- removed"),
    ("4.2.1.5", "4.2.1.4 renumbered", "5.1.1.6 renumbered", "5.1.1.6 renumbered"),
    ("5.3.2", "5.2.2 renumbered", "4.2.2 renumbered", "4.2.2 renumbered"),
    ("5.3.4", "5.2.18 renumbered", "4.2.4 renumbered", "4.2.4 renumbered"),
    ("6.1.10", "6.1.10 same", "6.1.11 merged", "6.1.11 merged"),
    ("6.1.11", "6.1.11 same", "6.1.12 merged", "6.1.12 merged"),
    ("6.1.12", "6.1.12 same", "6.1.12 merged", "6.1.12 merged"),
    ("6.2.2", "6.2.1 renumbered", "6.2.2 same", "6.2.2 same"),
];

#[test]
fn the_workshops_exceptions_are_found_in_the_other_versions() {
    let mappings = Mappings::builtin();
    let from = edition("AL2 2.0.0");
    let became = |to: &str, of: &str| {
        let rows = mappings.crosswalk(&from, &edition(to)).expect("a crosswalk").from(&number(of));
        let shown = |n: &Option<Number>| n.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        rows.iter().map(|row| format!("{} {}", shown(&row.to), row.class)).collect::<Vec<_>>().join(", ")
    };
    for (of, v1, v3, al2023) in COUNTERPARTS {
        assert_eq!(became("AL2 1.0.0", of), v1, "{of}");
        assert_eq!(became("AL2 3.0.0", of), v3, "{of}");
        assert_eq!(became("AL2023 1.0.0", of), al2023, "{of}");
    }
}

#[test]
fn the_table_agrees_with_the_independent_reading() {
    let Some(path) = shared("crosswalk/workshop_15.csv") else {
        eprintln!("skipped: ../shared/mappings/crosswalk/workshop_15.csv is absent");
        return;
    };
    let mut rows = csv::Reader::from_path(path).expect("a table");
    let mut compared = 0;
    for (record, (of, v1, v3, al2023)) in rows.records().map(|r| r.expect("a row")).zip(COUNTERPARTS) {
        assert_eq!(&record[0], of);
        for (cell, ours) in [(4, v1), (5, v3), (6, al2023)] {
            let theirs: Vec<_> = record[cell]
                .split(" + ")
                .filter_map(|part| Number::leading(part))
                .map(|(n, _)| n.to_string())
                .collect();
            let ours: Vec<_> =
                ours.split(", ").filter_map(|part| part.split(' ').next()).filter(|n| *n != "-").collect();
            assert_eq!(ours, theirs, "{of}");
            compared += 1;
        }
    }
    assert_eq!(compared, 45);
}

#[test]
fn doubtful_pairs_are_never_carried() {
    let mappings = Mappings::builtin();
    let doubtful = [
        ("AL2 1.0.0", "AL2 2.0.0", "4.1.16"),
        ("AL2 1.0.0", "AL2 2.0.0", "6.2.13"),
        ("AL2 1.0.0", "AL2 3.0.0", "1.5.1"),
        ("AL2 1.0.0", "AL2023 1.0.0", "1.5.1"),
        ("AL2 2.0.0", "AL2 3.0.0", "1.5.1"),
        ("AL2 2.0.0", "AL2023 1.0.0", "1.5.1"),
        ("AL2 1.0.0", "AL2 3.0.0", "5.3.4"),
        ("AL2 2.0.0", "AL2 3.0.0", "5.4.3"),
    ];
    for (from, to, of) in doubtful {
        let walk = mappings.crosswalk(&edition(from), &edition(to)).expect("a crosswalk");
        let rows = walk.from(&number(of));
        assert!(!rows.is_empty() && rows.iter().all(|row| row.class.needs_review()), "{from} {of}: {rows:?}");
    }
}

#[test]
fn what_is_printed_twice_is_carried_to_both() {
    let mappings = Mappings::builtin();
    let to = edition("AL2023 1.0.0");
    for (from, of) in [("AL2 1.0.0", "6.1.2"), ("AL2 2.0.0", "6.1.2"), ("AL2 3.0.0", "6.1.1")] {
        let rows = mappings.crosswalk(&edition(from), &to).expect("a crosswalk").from(&number(of));
        let targets: Vec<_> = rows.iter().map(|row| (row.to.clone(), row.class)).collect();
        let both = ["6.1.1", "6.1.2"].map(|n| (Some(number(n)), Relation::Duplicate));
        assert_eq!(targets, both, "{from}");
    }
}

#[test]
fn same_number_and_title_are_not_the_same_when_the_crosswalk_says_so() {
    let walk = Mappings::builtin();
    let walk = walk.crosswalk(&edition("AL2 3.0.0"), &edition("AL2023 1.0.0")).expect("a crosswalk");
    let [row] = walk.from(&number("5.2.2.3")) else { panic!("one row") };
    assert_eq!((row.to.clone(), row.class, row.other_content), (Some(number("5.2.2.3")), Relation::Merged, true));
}

#[test]
fn a_hash_guards_a_title_at_its_number() {
    let mappings = Mappings::builtin();
    let list = mappings.list(&edition("CIS Amazon Linux 2 Benchmark v2.0")).expect("a list");
    let title = "Ensure no world writable files exist";
    assert_eq!(list.title_matches(&number("6.1.10"), title), Some(true));
    assert_eq!(list.title_matches(&number("6.1.10"), "ensure no world writable files exist (Automated)"), Some(true));
    assert_eq!(list.title_matches(&number("6.1.11"), title), Some(false));
    assert_eq!(list.title_matches(&number("99.1"), title), None);
    let v3 = mappings.list(&edition("AL2 3.0.0")).expect("a list");
    assert_eq!(v3.title_matches(&number("6.1.10"), title), Some(false));
}

#[test]
fn numbers_are_said_to_be_of_another_version() {
    let versions: Vec<_> = Mappings::builtin()
        .versions_with(&edition("AL2 2.0.0"), &number("3.4.4.2.3"))
        .iter()
        .map(|list| list.edition.to_string())
        .collect();
    assert_eq!(versions, ["CIS Amazon Linux 2 Benchmark v3.0.0"]);
}

#[test]
fn a_rule_of_the_scap_security_guide_has_its_numbers() {
    let mappings = Mappings::builtin();
    let numbers = mappings
        .rule_numbers(&edition("AL2023 1.0.0"), "xccdf_org.ssgproject.content_rule_sudo_require_reauthentication")
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert_eq!(numbers, ["4.3.4", "4.3.5"]);
    assert!(mappings.rule_numbers(&edition("AL2 2.0.0"), "sudo_require_reauthentication").is_empty());
}

#[test]
fn a_rule_has_its_numbers_in_an_edition_that_is_declared_equal_too() {
    let mappings = Mappings::builtin();
    let numbers = |edition: &Edition, rule: &str| {
        mappings.rule_numbers(edition, rule).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let (rhel, alma) = (edition("rhel 9 2.0.0"), edition("almalinux 9 2.0.0"));
    assert_eq!(numbers(&rhel, "kernel_module_cramfs_disabled"), ["1.1.1.1"]);
    assert_eq!(numbers(&alma, "kernel_module_cramfs_disabled"), ["1.1.1.1"]);
    // Red Hat 9 v1.0.0 has other numbers and is not declared equal.
    assert!(numbers(&edition("rocky linux 9 1.0.0"), "kernel_module_cramfs_disabled").is_empty());
}

#[test]
fn the_workshops_numbers_exist_together_only_in_v2() {
    let fitting: Vec<_> = Mappings::builtin()
        .lists()
        .into_iter()
        .filter(|list| WORKSHOP.iter().all(|text| list.contains(&number(text))))
        .map(|list| list.edition.to_string())
        .collect();
    assert_eq!(fitting, ["CIS Amazon Linux 2 Benchmark v2.0.0"]);
    // One of them is not enough to tell it from a benchmark that has the fourteen others.
    let near = established(scan(WORKSHOP.map(|n| (n, ""))));
    assert_eq!(near.benchmark.established, Established::Unknown);
    assert_eq!(
        near.benchmark.note.as_deref(),
        Some(
            "not decided between CIS Amazon Linux 2 Benchmark v2.0.0 (15 of 15 numbers), CIS Ubuntu Linux 20.04 LTS Benchmark v1.1.0 (14 of 15 numbers)"
        )
    );
    let scan = established(scan(told_apart()));
    assert_eq!(scan.benchmark.to_string(), "CIS Amazon Linux 2 Benchmark v2.0.0");
    assert_eq!(scan.benchmark.established, Established::Inferred);
    assert_eq!(
        scan.benchmark.note.as_deref(),
        Some("17 of 17 numbers; next best CIS Ubuntu Linux 20.04 LTS Benchmark v1.1.0 with 14 of 17 numbers")
    );
    assert!(scan.warnings.is_empty());
}

#[test]
fn a_missing_version_is_inferred_within_the_named_benchmark() {
    let mut named = scan(WORKSHOP.map(|n| (n, "")));
    named.benchmark = Benchmark::declared(Some("Amazon Linux 2".into()), None);
    let scan = established(named);
    assert_eq!(scan.benchmark.to_string(), "Amazon Linux 2 v2.0.0");
    assert_eq!(scan.benchmark.established, Established::Inferred);
    let note = scan.benchmark.note.expect("a note");
    assert_eq!(note, "15 of 15 numbers; next best CIS Amazon Linux 2 Benchmark v1.0.0 with 11 of 15 numbers");
}

#[test]
fn a_declaration_that_the_numbers_bear_out_is_verified() {
    let mut declared = scan(WORKSHOP.map(|n| (n, "")));
    declared.benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("v2.0.0".into()));
    let once = established(declared);
    assert_eq!(once.benchmark.established, Established::Declared);
    assert_eq!(once.benchmark.note.as_deref(), Some("verified: 15 of 15 numbers"));
    assert_eq!(established(once.clone()), once, "doing it again changes nothing");
}

#[test]
fn a_false_version_is_doubted_and_stays_as_declared() {
    let mut declared = scan(told_apart());
    declared.benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("3.0.0".into()));
    let once = established(declared);
    assert_eq!(once.benchmark.version.as_deref(), Some("3.0.0"));
    assert_eq!(once.benchmark.established, Established::Declared);
    assert_eq!(doubts(&once), ["benchmark-overruled"]);
    assert_eq!(
        once.doubts[0].message,
        "declares CIS Amazon Linux 2 Benchmark v3.0.0, but 17 of 17 numbers are those of CIS Amazon Linux 2 Benchmark v2.0.0"
    );
    assert_eq!(established(once.clone()), once, "doing it again changes nothing");
}

#[test]
fn what_a_person_gave_is_contradicted_but_kept() {
    let mut given = scan(WORKSHOP.map(|n| (n, "")));
    given.benchmark = Benchmark::given("AL2 3.0.0");
    let scan = established(given);
    assert_eq!(scan.benchmark.to_string(), "AL2 v3.0.0");
    assert_eq!(scan.benchmark.established, Established::Given);
    assert_eq!(doubts(&scan), ["benchmark-overruled"]);
    assert!(scan.doubts[0].stops_gate());
}

#[test]
fn numbers_alone_do_not_say_that_a_scan_is_of_another_system() {
    let mappings = Mappings::builtin();
    let suse = mappings.list(&edition("CIS SUSE Linux Enterprise 15 Benchmark 1.1.1")).expect("a list");
    let mut declared = scan([]);
    let check = |number: &Number| Check { number: Some(number.clone()), ..Check::new(Status::Pass) };
    declared.checks = suse.items.iter().map(|item| check(&item.number)).collect();
    declared.benchmark = Benchmark::declared(Some("CIS Ubuntu Linux 22.04 LTS Benchmark".into()), Some("1.0.0".into()));
    let scan = established(declared);
    assert_eq!(doubts(&scan), ["benchmark-unverified"]);
    assert!(!scan.doubts[0].message.contains("SUSE"), "{}", scan.doubts[0].message);
}

#[test]
fn numbers_of_no_known_benchmark_leave_a_declaration_unverified() {
    let mut declared = scan(["90.1", "90.2", "90.3", "90.4", "90.5", "90.6"].map(|n| (n, "")));
    declared.benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("2.0.0".into()));
    let scan = established(declared);
    assert_eq!(scan.benchmark.established, Established::Declared);
    assert_eq!(doubts(&scan), ["benchmark-unverified"]);
    assert!(scan.doubts[0].stops_gate());
}

#[test]
fn a_declared_benchmark_that_mentions_another_is_not_taken_for_it() {
    let mut declared = scan(WORKSHOP.map(|n| (n, "")));
    declared.benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 STIG Benchmark".into()), Some("1.0.0".into()));
    let once = established(declared);
    assert_eq!(once.benchmark.to_string(), "CIS Amazon Linux 2 STIG Benchmark v1.0.0");
    assert_eq!(doubts(&once), ["benchmark-overruled"]);
    assert_eq!(established(once.clone()), once, "doing it again changes nothing");
}

#[test]
fn an_unknown_benchmark_stays_what_it_says() {
    let mut declared = scan(WORKSHOP.map(|n| (n, "")));
    declared.benchmark = Benchmark::declared(Some("CIS Fedora 28 Benchmark".into()), Some("1.1.0".into()));
    let scan = established(declared);
    assert_eq!(scan.benchmark.to_string(), "CIS Fedora 28 Benchmark v1.1.0");
    assert_eq!(scan.benchmark.note.as_deref(), Some("not verified: no list of this benchmark"));
    // Nothing contradicts it: the gate can judge, and an entry by number needs the scan's own title.
    assert_eq!(doubts(&scan), ["benchmark-unverified"]);
    assert!(!scan.doubts[0].stops_gate());
}

#[test]
fn numbers_that_fit_several_benchmarks_decide_nothing() {
    let scan = established(scan(["1.1.1.1", "1.1.2", "3.1.1", "4.1.1", "5.1.2", "6.1.1"].map(|n| (n, ""))));
    assert_eq!(scan.benchmark.title, None);
    assert_eq!(scan.benchmark.established, Established::Unknown);
}

#[test]
fn what_the_platform_suggests_is_decided_by_the_numbers() {
    let mut assumed = scan(told_apart());
    assumed.benchmark = Benchmark {
        title: Some("CIS Red Hat Enterprise Linux 9 Benchmark".into()),
        established: Established::Assumed,
        ..Benchmark::default()
    };
    let scan = established(assumed);
    assert_eq!(scan.benchmark.to_string(), "CIS Amazon Linux 2 Benchmark v2.0.0");
    assert_eq!(scan.benchmark.established, Established::Inferred);
    assert!(scan.warnings.is_empty());
}

#[test]
fn the_wazuh_policy_for_amazon_linux_2023_has_the_numbers_of_red_hat_9() {
    let Some(path) = shared("rules/wazuh_al2023.csv") else {
        eprintln!("skipped: ../shared/mappings/rules/wazuh_al2023.csv is absent");
        return;
    };
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let rows: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
    let mut declared = scan(rows.iter().map(|row| (&row[1], &row[2])));
    declared.benchmark =
        Benchmark::declared(Some("CIS Benchmark for Amazon Linux 2023 Benchmark".into()), Some("v1.0.0".into()));
    let scan = established(declared);
    assert_eq!(scan.benchmark.to_string(), "CIS Benchmark for Amazon Linux 2023 Benchmark v1.0.0");
    assert_eq!(doubts(&scan), ["benchmark-overruled"]);
    assert_eq!(
        scan.doubts[0].message,
        "declares CIS Amazon Linux 2023 Benchmark v1.0.0, but 181 of 183 numbers and 164 of 181 titles are those of CIS AlmaLinux OS 9 Benchmark v1.0.0 or CIS Oracle Linux 9 Benchmark v1.0.0 or CIS Rocky Linux 9 Benchmark v1.0.0 or CIS Red Hat Enterprise Linux 9 Benchmark v1.0.0"
    );
}

#[test]
fn own_files_go_before_the_built_in_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    assert!(Mappings::with_dir(folder.path()).is_err(), "a folder without any of the three is a mistake");
    let head = "number,level,assessment,title_hash\n";
    write("benchmarks/al2.csv", &format!("# benchmark: AL2 v2.0.0\n{head}7.1,1,,\n"));
    write("benchmarks/own.csv", &format!("# benchmark: House Rules v1.0\n{head}7.1,1,,\n7.2,1,,\n"));
    write("crosswalks/a.csv", "# from: AL2 v2.0.0\n# to: House Rules v1.0\nfrom,to,class,flags\n7.1,7.9,renumbered,\n");
    let mappings = Mappings::with_dir(folder.path()).expect("mappings");
    let notes: Vec<_> = mappings.notes().iter().map(|note| note.code.as_str()).collect();
    assert_eq!(notes, ["own-mapping", "no-title-hashes", "no-title-hashes"]);
    assert!(mappings.list(&edition("AL2 2.0.0")).expect("a list").contains(&number("7.1")));
    assert!(mappings.crosswalk(&edition("House Rules 1.0.0"), &edition("AL2 2.0.0")).is_some());
    let found: Vec<_> = check(&mappings).into_iter().map(|finding| finding.message).collect();
    assert!(found.contains(&"AL2 v2.0.0 to House Rules v1.0: 7.9 is not in House Rules v1.0".to_owned()), "{found:#?}");
    write("benchmarks/bad.csv", &format!("# benchmark: Bad v1.0\n{head}7.1,1,,Ensure it\n"));
    let error = Mappings::with_dir(folder.path()).expect_err("an error").to_string();
    assert!(error.contains("bad.csv:3: `Ensure it` is not a title hash"), "{error}");
}

#[test]
fn what_does_not_agree_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: String| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let hash = |title: &str| TitleHash::of(title).to_string();
    let list = |version: &str, rows: &[(&str, &str)]| {
        let rows: String =
            rows.iter().flat_map(|(n, title)| [*n, ",,,", &hash(title), "\n"].map(str::to_owned)).collect();
        format!("# benchmark: House Rules v{version}\n# normalisation: 1\nnumber,level,assessment,title_hash\n{rows}")
    };
    write("benchmarks/1.csv", list("1.0", &[("1.1", "a"), ("1.2", "b"), ("1.3", "c"), ("1.4", "d")]));
    write("benchmarks/2.csv", list("2.0", &[("1.1", "a"), ("1.2", "b"), ("1.3", "e"), ("1.4", "d")]));
    write("rules/r.csv", "# tool: own\n# benchmark: House Rules v1.0\nrule,number\nr,1.9\n".to_owned());
    let rows = "1.1,1.1,same,retitled\n1.2,1.2,split,\n1.2,1.3,renumbered,retitled\n1.4,,removed,\n";
    let head = "# from: House Rules v1.0\n# to: House Rules v2.0\nfrom,to,class,flags\n";
    write("crosswalks/c.csv", format!("{head}{rows}"));
    let found = check(&Mappings::with_dir(folder.path()).expect("mappings"));
    let pair = "House Rules v1.0 to House Rules v2.0: ";
    let messages: Vec<_> = found.iter().map(|finding| finding.message.replace(pair, "")).collect();
    assert_eq!(
        messages,
        [
            "House Rules v1.0: r names 1.9, which is not in it",
            "1.3 of House Rules v1.0 has no row",
            "1.2 of House Rules v1.0 has two counterparts without being merged or split",
            "1.4 of House Rules v2.0 has no row",
            "1.1 to 1.1: the titles are equal; the flag retitled says otherwise",
            "1.2 to 1.2: split with equal titles needs the flag other-content",
            "1.4 is removed, but 1.4 of House Rules v2.0 has its title",
        ]
    );
}

#[test]
fn the_readme_of_the_mappings_names_every_benchmark() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/README.md")).expect("text");
    for list in Mappings::builtin().lists() {
        let name = list.edition.slug();
        assert!(text.contains(&name), "mappings/README.md does not name {name}");
    }
}

/// Rows that the second reading found carried although the newer version asks for other things, or more.
const NOT_THE_SAME: [(&str, &str, &str, &str); 18] = [
    // Root's group has GID 0, and: nobody but root has GID 0.
    ("rhel 9 1.0.0", "rhel 9 2.0.0", "5.6.4", "5.4.2.2"),
    ("rhel 8 3.0.0", "rhel 8 4.0.0", "4.5.2.1", "5.4.2.2"),
    ("rhel 7 4.0.0", "rhel 8 4.0.0", "4.5.2.1", "5.4.2.2"),
    ("ubuntu 22.04 1.0.0", "ubuntu 22.04 2.0.0", "5.5.3", "5.4.2.2"),
    ("ubuntu 22.04 1.0.0", "ubuntu 24.04 1.0.0", "5.5.3", "5.4.2.2"),
    // One of several firewalls, and: the firewall that every host must have.
    ("rhel 7 4.0.0", "rhel 8 4.0.0", "3.4.2.1", "4.1.1"),
    ("rhel 7 4.0.0", "rhel 8 4.0.0", "3.4.2.2", "4.1.3"),
    ("rhel 9 2.0.0", "rhel 10 1.0.1", "4.2.1", "4.1.7"),
    ("AL2 3.0.0", "AL2023 1.0.0", "3.4.3.5", "3.4.2.4"),
    ("AL2 3.0.0", "AL2023 1.0.0", "3.4.3.6", "3.4.2.6"),
    // Permissions of log files, and: permissions and owners.
    ("rhel 7 3.1.1", "rhel 7 4.0.0", "4.2.3", "5.1.4"),
    // Apache, and: Apache and nginx.
    ("debian 11 1.0.0", "debian 12 1.1.0", "2.2.9", "2.1.18"),
    ("ubuntu 22.04 1.0.0", "ubuntu 22.04 2.0.0", "2.2.9", "2.1.18"),
    // The same title with other settings.
    ("rhel 9 1.0.0", "rhel 9 2.0.0", "4.1.2.3", "6.3.2.3"),
    ("debian 11 1.0.0", "debian 12 1.1.0", "4.1.2.3", "6.2.2.3"),
    // Another value stands in the title.
    ("rhel 8 1.0.1", "rhel 8 2.0.0", "5.2.19", "5.2.18"),
    // The same number, another package.
    ("rhel 8 2.0.0", "rhel 8 3.0.0", "2.2.7", "2.3.1"),
    // A product of Windows, and the one that took its place.
    ("windows server 2019 2.0.0", "windows server 2019 3.0.1", "18.3.2", "18.9.25.2"),
];

#[test]
fn what_the_second_reading_found_is_never_carried() {
    let mappings = Mappings::builtin();
    for (from, to, of, became) in NOT_THE_SAME {
        let walk = mappings.crosswalk(&edition(from), &edition(to)).expect("a crosswalk");
        let rows = walk.from(&number(of));
        assert!(rows.iter().any(|row| row.to == Some(number(became))), "{from} {of}: {rows:?}");
        assert!(rows.iter().all(|row| row.class.needs_review()), "{from} {of}: {rows:?}");
    }
}

#[test]
fn a_number_may_mean_another_thing_in_the_next_version() {
    let mappings = Mappings::builtin();
    // The share of the numbers on both sides whose own row leads elsewhere.
    let drift = |from: &str, to: &str| {
        let (from, to) = (edition(from), edition(to));
        let walk = mappings.crosswalk(&from, &to).expect("a crosswalk");
        let (left, right) = (mappings.list(&from).expect("a list"), mappings.list(&to).expect("a list"));
        let shared: Vec<_> =
            left.items.iter().map(|item| &item.number).filter(|number| right.contains(number)).collect();
        let stays = |number: &&&Number| walk.from(number).iter().any(|row| row.to.as_ref() == Some(**number));
        100 - 100 * shared.iter().filter(stays).count() / shared.len()
    };
    for (from, to, least, most) in [
        ("rhel 8 1.0.1", "rhel 8 2.0.0", 70, 80),
        ("rhel 9 1.0.0", "rhel 9 2.0.0", 63, 73),
        ("ubuntu 22.04 1.0.0", "ubuntu 22.04 2.0.0", 82, 92),
        ("ubuntu 22.04 2.0.0", "ubuntu 24.04 1.0.0", 0, 10),
        ("windows server 2022 2.0.0", "windows server 2022 3.0.0", 20, 31),
        ("rhel 9 2.0.0", "almalinux 9 2.0.0", 0, 0),
    ] {
        let drift = drift(from, to);
        assert!((least..=most).contains(&drift), "{from} to {to}: {drift} %");
    }
}

#[test]
fn equal_editions_carry_only_equal_numbers_with_equal_titles() {
    let mappings = Mappings::builtin();
    let mut carried = Vec::new();
    for [from, to] in [
        ["rhel 9 1.0.0", "rocky linux 9 1.0.0"],
        ["rhel 9 1.0.0", "oracle linux 9 1.0.0"],
        ["rhel 9 1.0.0", "almalinux 9 1.0.0"],
        ["rhel 9 2.0.0", "almalinux 9 2.0.0"],
        ["rhel 8 2.0.0", "rocky linux 8 1.0.0"],
        ["rhel 8 2.0.0", "almalinux 8 2.0.0"],
    ] {
        let (from, to) = (edition(from), edition(to));
        let walk = mappings.reviewed(&from, &to).expect("a declaration");
        let hash = |edition: &Edition, number: &Number| {
            mappings.list(edition).expect("a list").with_number(number).first().and_then(|item| item.hash)
        };
        for row in walk.rows().iter().filter(|row| row.class.carries()) {
            let number = row.from.as_ref().expect("a number");
            assert_eq!(row.from, row.to);
            assert!(hash(&from, number).is_some() && hash(&from, number) == hash(&to, number), "{from} {number}");
        }
        carried.push(walk.rows().iter().filter(|row| row.class.carries()).count());
    }
    assert_eq!(carried, [248, 248, 248, 298, 260, 241]);
}

#[test]
fn a_way_over_other_versions_carries_what_every_step_carries() {
    let mappings = Mappings::builtin();
    let (from, to) = (edition("rhel 8 2.0.0"), edition("rhel 9 2.0.0"));
    assert!(mappings.reviewed(&from, &to).is_none());
    let walk = mappings.crosswalk(&from, &to).expect("a way");
    let [over] = walk.over.as_slice() else { panic!("{:?}", walk.over) };
    let steps = [(&from, over), (over, &to)].map(|(left, right)| mappings.reviewed(left, right).expect("a step"));
    let mut carried = 0;
    for row in walk.rows().iter().filter(|row| row.from.is_some()) {
        let [first, second] = row.steps.as_slice() else {
            assert_eq!((row.class, row.to.as_ref()), (Relation::Removed, None), "{row:?}");
            continue;
        };
        let has = |walk: &amicis::mapping::Crosswalk, number: &Number, step: &amicis::mapping::Step| {
            walk.from(number).iter().any(|row| row.class == step.class && row.to == step.to)
        };
        let start = row.from.as_ref().expect("a number");
        assert!(has(steps[0], start, first), "{row:?}");
        assert!(
            second.class == Relation::Added || has(steps[1], first.to.as_ref().expect("a number"), second),
            "{row:?}"
        );
        assert_eq!(row.class.carries(), first.class.carries() && second.class.carries(), "{row:?}");
        assert!(row.class.carries() || row.needs_review(), "{row:?}");
        carried += usize::from(row.class.carries());
    }
    assert!(carried > 100, "{carried}");
    // The other way round it is the same way.
    let back = mappings.crosswalk(&to, &from).expect("a way");
    let pairs = |walk: &amicis::mapping::Crosswalk| {
        let carried = walk.rows().iter().filter(|row| row.class.carries());
        carried.map(|row| (row.from.clone(), row.to.clone())).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(pairs(walk), pairs(back).into_iter().map(|(from, to)| (to, from)).collect());
}

#[test]
fn ways_lead_from_product_to_product() {
    let mappings = Mappings::builtin();
    for (from, to, steps) in [
        ("rhel 8 1.0.1", "rhel 10 1.0.1", 3),
        ("ubuntu 20.04 1.1.0", "ubuntu 24.04 1.0.0", 3),
        ("windows server 2016 2.0.0", "windows server 2025 1.0.0", 5),
        ("rhel 9 2.0.0", "rocky linux 9 1.0.0", 2),
        ("debian 11 1.0.0", "debian 13 1.0.0", 2),
        ("eks 1.0.1", "eks 1.7.0", 2),
        ("AL2 1.0.0", "AL2023 1.0.0", 1),
    ] {
        let (from, to) = (edition(from), edition(to));
        let way = mappings.way(&from, &to).expect("a way");
        assert_eq!(way.len() - 1, steps, "{way:?}");
        let walk = mappings.crosswalk(&from, &to).expect("a crosswalk");
        assert_eq!(walk.over.len(), steps - 1);
        assert!(walk.rows().iter().any(|row| row.class.carries()));
    }
    assert!(mappings.way(&edition("rhel 9 2.0.0"), &edition("eks 1.7.0")).is_none());
    assert!(mappings.crosswalk(&edition("debian 12 1.1.0"), &edition("ubuntu 24.04 1.0.0")).is_none());
}

/// What a way over other versions carries and the reviewed crosswalk between the two does not: why a
/// reviewed crosswalk goes first, and a measure of what ways are worth where there is none.
#[test]
fn where_a_reviewed_crosswalk_and_a_way_over_others_contradict_each_other_is_listed() {
    let mappings = Mappings::builtin();
    let lists = mappings.lists();
    let (mut found, mut compared, mut carried) = (Vec::new(), 0, 0);
    for (place, from) in lists.iter().enumerate() {
        for to in lists.iter().skip(place + 1) {
            let (from, to) = (&from.edition, &to.edition);
            let Some(reviewed) = mappings.reviewed(from, to) else { continue };
            let Some(walk) = mappings.composed(from, to) else { continue };
            compared += 1;
            let over = walk.over.iter().map(Edition::slug).collect::<Vec<_>>().join(", ");
            for row in walk.rows().iter().filter(|row| row.class.carries()) {
                carried += 1;
                let number = row.from.as_ref().expect("a number");
                let rows = reviewed.from(number);
                if rows.iter().any(|known| known.class.carries() && known.to == row.to) {
                    continue;
                }
                let shown = |n: &Option<Number>| n.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
                let known: Vec<_> = rows.iter().map(|row| format!("{} {}", row.class, shown(&row.to))).collect();
                let (from, to) = (from.slug(), to.slug());
                let (became, known) = (shown(&row.to), known.join(", "));
                found.push(format!("{from} {number} to {to} {became}, over {over}: read as {known}"));
            }
        }
    }
    found.push(format!("{compared} crosswalks, {carried} carried over others, {} contradictions", found.len()));
    let found = found.join("\n");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/mappings"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("contradictions", found));
}

#[test]
fn a_title_of_windows_is_known_in_several_wordings() {
    let mappings = Mappings::builtin();
    let list = mappings.list(&edition("CIS Microsoft Windows Server 2022 Benchmark v2.0.0")).expect("a list");
    assert!(list.further_titles() > 200, "{}", list.further_titles());
    let of = number("1.1.1");
    let title = "Ensure 'Enforce password history' is set to '24 or more password(s)'";
    assert_eq!(list.title_matches(&of, title), Some(true));
    assert!(list.wording(&of, &format!("(L1) {title} (Automated)")).is_some());
    assert_ne!(list.title_matches(&number("1.1.2"), title), Some(true));
}

#[test]
fn no_further_title_guards_two_numbers() {
    for list in Mappings::builtin().lists() {
        assert_eq!(list.unusable().count(), 0, "{}", list.edition);
    }
}

/// The samples of one family each: an exception that moved, one whose recommendation was split or asks
/// for more now, one that is gone, and one whose number means another thing.
#[test]
fn every_family_moves_as_its_snapshots_say() {
    let mappings = Mappings::builtin();
    let mut cases: Vec<_> = std::fs::read_dir("samples/mappings")
        .expect("the samples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 8, "{cases:?}");
    for case in cases {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(&case));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let file = case.join("registry.toml");
        let text = std::fs::read_to_string(&file).expect("a registry");
        let registry = Registry::parse("registry.toml", &text).expect("a registry");
        let side = |name: &str, registry: &Registry, day: Date| {
            let loader = Loader { mappings: mappings.clone(), ..Loader::default() };
            let scans = loader.load(&[case.join(name)]).expect("scans").scans;
            Assessment::new(scans, registry.clone(), day, false, &mappings)
        };
        let day = date(2026, 11, 23);
        let (old, new) = (side("old.json", &registry, date(2026, 10, 20)), side("new.json", &registry, day));
        let to = Edition::of(&new.images[0].benchmark).expect("an edition");
        let plan = Plan::new(&registry, &to, &mappings).expect("a plan");
        let moved = migrated(&text, &registry, &plan, &std::collections::BTreeMap::default(), day).expect("edited");
        let carried = Registry::parse("registry.toml", &moved).expect("a migrated registry");
        let moved = similar::TextDiff::from_lines(&text, &moved).unified_diff().to_string();
        let judged = side("new.json", &carried, day);
        let view = ExceptionsView::new(&judged);
        let table = exceptions_markdown(&view, &Column::workshop(), true).expect("a table");
        let comparison = Comparison::new(&old, &new, &mappings).expect("a comparison");
        let diff = anstream::adapter::strip_str(&diff_text(&DiffView::new(&comparison, None), 80)).to_string();
        settings.bind(|| {
            insta::assert_snapshot!("migrate", moved);
            insta::assert_snapshot!("table", table);
            insta::assert_snapshot!("diff", diff);
        });
    }
}
