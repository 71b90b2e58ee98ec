//! Small worlds: an example benchmark in two versions with a crosswalk, and scans and registries that
//! nearly fit, so that about half of what they name is excepted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use amicis::mapping::{Mappings, TitleHash};
use amicis::model::{
    AssessedBy, Benchmark, CIS_REFERENCE, Check, Doubt, DoubtCode, Evidence, Ident, Number, Profile, Scan, Status,
    Target, Title, Tool,
};
use amicis::registry::{
    AppliesTo, Approval, Attested, Entry, Pattern, Place, Policy, Require, Rule, ScopePattern, Selection, Verdict, Was,
};
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The day on which everything is judged.
pub(crate) const DAY: Date = date(2026, 11, 23);

/// The crosswalk: from v1.0.0, to v2.0.0, class.
pub(crate) const ROWS: [(&str, &str, &str); 7] = [
    ("1.1", "1.1", "same"),
    ("1.2", "2.2", "renumbered"),
    ("1.3", "2.3", "renumbered"),
    ("1.4", "2.4", "duplicate"),
    ("1.4", "2.5", "duplicate"),
    ("1.5", "2.6", "merged"),
    ("1.6", "1.2", "changed"),
];

/// What was decided holds over such a row.
pub(crate) fn carries(class: &str) -> bool {
    matches!(class, "same" | "renumbered" | "duplicate")
}

/// The benchmark's title; 2.3 was retitled, and one number has no title in the list.
pub(crate) fn title_of(version: &str, number: &str) -> Option<&'static str> {
    Some(match (version, number) {
        ("1.0.0" | "2.0.0", "1.1") => "Ensure one",
        ("1.0.0", "1.2") | ("2.0.0", "2.2") => "Ensure two",
        ("1.0.0", "1.3") => "Ensure three",
        ("2.0.0", "2.3") => "Ensure three is enabled",
        ("1.0.0", "1.4") | ("2.0.0", "2.4" | "2.5") => "Ensure four",
        ("1.0.0", "1.5") | ("2.0.0", "2.6") => "Ensure five",
        ("1.0.0", "1.6") => "Ensure six",
        ("2.0.0", "1.2") => "Ensure six is another",
        _ => return None,
    })
}

/// What tools' rules check: version, rule, number.
pub(crate) const TOOL_RULES: [(&str, &str, &str); 5] = [
    ("1.0.0", "rule-a", "1.1"),
    ("1.0.0", "rule-a", "1.3"),
    ("1.0.0", "rule-b", "1.5"),
    ("2.0.0", "rule-a", "2.3"),
    ("2.0.0", "rule-c", "2.6"),
];

/// The numbers that the lists leave to people; the others with a title are automated.
pub(crate) const MANUAL: [&str; 4] = ["1.4", "1.6", "2.4", "2.6"];

/// The numbers of the two versions.
pub(crate) const NUMBERS: [&str; 11] = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.2", "2.3", "2.4", "2.5", "2.6"];

/// The lists and the crosswalk as the program reads them.
pub(crate) fn mappings() -> Mappings {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    for version in ["1.0.0", "2.0.0"] {
        let mut text = format!(
            "# benchmark: CIS Example Benchmark v{version}\n# normalisation: 1\nnumber,level,assessment,title_hash\n"
        );
        for number in NUMBERS {
            if let Some(title) = title_of(version, number) {
                let by = if MANUAL.contains(&number) { "manual" } else { "automated" };
                writeln!(text, "{number},1,{by},{}", TitleHash::of(title)).expect("memory");
            }
        }
        file(&format!("benchmarks/example_v{version}.csv"), &text);
        let mut text = format!("# tool: x\n# benchmark: CIS Example Benchmark v{version}\nrule,number\n");
        for (_, rule, number) in TOOL_RULES.iter().filter(|(of, ..)| *of == version) {
            writeln!(text, "{rule},{number}").expect("memory");
        }
        file(&format!("rules/x__example_v{version}.csv"), &text);
    }
    let mut text =
        "# from: CIS Example Benchmark v1.0.0\n# to: CIS Example Benchmark v2.0.0\nfrom,to,class,flags\n".to_owned();
    for (from, to, class) in ROWS {
        let flags = if to == "2.3" { "retitled" } else { "" };
        writeln!(text, "{from},{to},{class},{flags}").expect("memory");
    }
    file("crosswalks/example_v1.0.0__example_v2.0.0.csv", &text);
    Mappings::with_dir(folder.path()).expect("mappings")
}

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

fn benchmark() -> impl Strategy<Value = Benchmark> {
    let name =
        prop_oneof![8 => Just(Some("CIS Example Benchmark")), 1 => Just(Some("CIS Other Benchmark")), 1 => Just(None)];
    let version =
        prop_oneof![6 => Just(Some("1.0.0")), 5 => Just(Some("2.0.0")), 1 => Just(Some("3.0.0")), 1 => Just(None)];
    (name, version).prop_map(|(name, version)| Benchmark::declared(name.map(str::to_owned), version.map(str::to_owned)))
}

/// The right title for the number, dressed differently, or another one, or none.
fn title(version: Option<&str>, number: &str, kind: u8) -> Option<String> {
    let right = title_of(version.unwrap_or("1.0.0"), number).unwrap_or("Ensure nothing");
    match kind {
        0..=4 => Some(right.to_owned()),
        5 => Some(format!("{}  (Automated)", right.to_uppercase())),
        6 => Some("Ensure three".to_owned()),
        7 => Some("Ensure something else".to_owned()),
        _ => None,
    }
}

fn one_in<T: Clone + std::fmt::Debug + 'static>(often: u32, value: T, others: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![often => Just(value), 1 => select(others)]
}

fn applies_to() -> impl Strategy<Value = AppliesTo> {
    let level = one_in(8, None, vec![Some(vec![1]), Some(vec![2]), Some(vec![1, 2])]);
    let ami =
        one_in(6, None, vec![Some("ami-1"), Some("eks-*"), Some("*"), Some("ami-2"), Some("!eks-*"), Some("!ami-1")]);
    let tags = one_in(
        8,
        None,
        vec![Some(("role", "node")), Some(("role", "n*")), Some(("stage", "*")), Some(("role", "!edge"))],
    );
    let tool = one_in(6, None, vec![Some("cis-cat"), Some("OpenSCAP"), Some("!openscap"), Some("*")]);
    (level, ami, tags, tool).prop_map(|(level, ami, tags, tool)| AppliesTo {
        level: level.map(BTreeSet::from_iter),
        ami: ami.map(|glob| [if glob.starts_with('!') { "*" } else { "none-*" }, glob].map(pattern).to_vec()),
        tags: tags.map(|(key, glob)| BTreeMap::from([(key.to_owned(), pattern(glob))])),
        tool: tool.map(|name| vec![Pattern::tool(name).expect("a pattern")]),
    })
}

fn pattern(text: &str) -> Pattern {
    Pattern::name(text).expect("a pattern")
}

fn scope() -> impl Strategy<Value = Option<Vec<ScopePattern>>> {
    let patterns = vec!["/run/containerd/**", "/run/*", "/run/containerd/*", "/etc/x", "process *", "* x"];
    let some = vec(select(patterns), 1..3).prop_map(|patterns| {
        Some(patterns.into_iter().map(|text| ScopePattern::new(text).expect("a pattern")).collect())
    });
    prop_oneof![3 => Just(None), 2 => some]
}

fn day(close: Vec<Option<Date>>) -> impl Strategy<Value = Option<Date>> {
    one_in(3, close[0], close)
}

/// What an entry was: mostly what the crosswalk makes of its number, with the title it had there.
fn was() -> impl Strategy<Value = Option<(&'static str, Option<&'static str>, u8, bool)>> {
    let version = prop_oneof![6 => Just("1.0.0"), 3 => Just("2.0.0"), 1 => Just("3.0.0")];
    let other = prop_oneof![5 => Just(None), 1 => select(NUMBERS.to_vec()).prop_map(Some)];
    proptest::option::weighted(0.4, (version, other, 0..10u8, prop::bool::weighted(0.1)))
}

/// The number on the other side of the crosswalk, else the same.
fn partner(number: &'static str, to: &str) -> &'static str {
    let found = ROWS.iter().find_map(|(one, two, _)| match to {
        "1.0.0" => (*two == number).then_some(*one),
        _ => (*one == number).then_some(*two),
    });
    found.unwrap_or(number)
}

/// An entry; its id is given by the registry.
pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    let what = (
        benchmark(),
        select(NUMBERS.to_vec()),
        0..10u8,
        (
            one_in(4, None, vec![Some("rule-a"), Some("rule-b")]),
            one_in(2, None, vec![Some("CIS-CAT"), Some("openscap")]),
        ),
        any::<bool>(),
        (was(), prop::bool::weighted(0.2)),
    );
    let dates = (
        day(vec![Some(date(2026, 1, 1)), Some(DAY), Some(date(2026, 11, 24)), None]),
        day(vec![Some(date(2026, 12, 1)), Some(DAY), Some(date(2026, 11, 22)), None]),
        one_in(3, None, vec![Some(date(2026, 6, 1)), Some(date(2025, 1, 1)), Some(DAY), Some(date(2026, 11, 24))]),
    );
    let status = one_in(9, Approval::Approved, Approval::ALL.to_vec());
    let statuses = one_in(9, vec![Status::Fail], vec![vec![Status::Error], vec![Status::Fail, Status::Unknown]]);
    let people =
        (select(vec![Some("a"), Some("b"), Some(" "), None]), select(vec![Some("A"), Some("a"), Some("b"), None]));
    (what, dates, (status, statuses), people, applies_to(), scope()).prop_map(
        |(
            (benchmark, at, kind, (rule, tool), both, (was, listed)),
            (starts, expires, approved_on),
            (status, statuses),
            (owner, approved_by),
            applies_to,
            evidence,
        )| {
            let of = |id: &str| tool.map_or_else(|| Rule::id(id), |tool| Rule::of_tool(tool, id));
            let mut rules: Vec<Rule> = rule.iter().map(|id| of(id)).collect();
            if both || rules.is_empty() {
                rules.push(Rule::Number(number(at)));
            }
            let was = was.map(|(version, other, kind, renamed)| {
                let there = other.unwrap_or_else(|| partner(at, version));
                Was {
                    benchmark: renamed.then(|| "CIS Other Benchmark".to_owned()),
                    version: version.to_owned(),
                    number: (kind != 8).then(|| number(there)),
                    title: title(Some(version), there, kind),
                    titles: BTreeMap::new(),
                }
            });
            let (title, titles) = match title(benchmark.version.as_deref(), at, kind) {
                Some(title) if listed => (None, BTreeMap::from([(number(at), title)])),
                title => (title, BTreeMap::new()),
            };
            Entry {
                id: String::new(),
                rules,
                title,
                titles,
                benchmark,
                reason: "because".to_owned(),
                evidence,
                statuses: statuses.into_iter().collect(),
                applies_to,
                owner: owner.map(str::to_owned),
                approved_by: approved_by.map(str::to_owned),
                approved_on,
                starts,
                expires,
                status,
                was,
                ..Entry::default()
            }
        },
    )
}

/// What every entry must satisfy; most often little.
pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let require = one_in(
        3,
        vec![],
        vec![vec![Require::Owner], vec![Require::Expires], vec![Require::Owner, Require::ApprovedBy, Require::Expires]],
    );
    let never = one_in(6, None, vec![Some("1.1"), Some("1.*"), Some("2.*"), Some("1.5"), Some("1.6")]);
    (require, one_in(3, None, vec![Some(200), Some(365)]), any::<bool>(), any::<bool>(), never, benchmark()).prop_map(
        |(require, max_lifetime_days, distinct_approver, strict_evidence, never, benchmark)| Policy {
            require,
            never_except: never
                .map(|pattern| Selection { benchmark, numbers: vec![pattern.parse().expect("a pattern")] })
                .into_iter()
                .collect(),
            max_lifetime_days,
            distinct_approver,
            strict_evidence,
            ..Policy::default()
        },
    )
}

/// What people attested.
pub(crate) fn attested() -> impl Strategy<Value = Attested> {
    let days = (
        one_in(3, date(2026, 6, 1), vec![DAY, date(2026, 11, 24)]),
        day(vec![Some(date(2026, 12, 1)), Some(DAY), Some(date(2026, 11, 22)), None]),
    );
    let numbers = vec(select(NUMBERS.to_vec()), 1..4);
    (benchmark(), numbers, select(Verdict::ALL.to_vec()), days).prop_map(
        |(benchmark, numbers, verdict, (on, until))| Attested {
            numbers: numbers.into_iter().map(number).collect(),
            benchmark,
            verdict,
            by: "a person".to_owned(),
            on,
            until,
            statement: "looked at it".to_owned(),
            links: Vec::new(),
            place: Place::default(),
        },
    )
}

/// References to further recommendations, and to things that are none.
fn idents() -> impl Strategy<Value = Vec<Ident>> {
    let ident = |system: &str, value: &str| Ident { system: system.to_owned(), value: value.to_owned() };
    let cis = format!("{CIS_REFERENCE}example/");
    one_in(
        8,
        vec![],
        vec![
            vec![ident(&cis, "1.1")],
            vec![ident(&cis, "2.3, 1.5")],
            vec![ident(&cis, "1.6"), ident(&cis, "1.6 2.2")],
            vec![ident("https://nist.example/", "1.1")],
            vec![ident(&cis, "none")],
        ],
    )
}

/// Doubts about the benchmark, and one that is about something else.
fn doubts() -> impl Strategy<Value = Vec<Doubt>> {
    let codes = [DoubtCode::BenchmarkUnverified, DoubtCode::BenchmarkOverruled, DoubtCode::ResultsDiffer];
    one_in(6, vec![], codes.map(|code| vec![Doubt::new(code, "something is odd")]).to_vec())
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let items = vec![
        "/run/containerd/a",
        "/run/containerd/a/b",
        "/run/x",
        "/etc/x",
        "/run/containerd/../../etc/shadow",
        "process sshd",
        "mode 777 /run/containerd/x",
        "/run/containerd/x /etc/shadow",
        "nothing x",
    ];
    let text = one_in(12, None, vec![Some("free text")]);
    (vec(select(items), 0..3), text, prop::bool::weighted(0.05)).prop_map(|(items, text, truncated)| Evidence {
        text: text.map(str::to_owned),
        truncated,
        ..Evidence::items(items)
    })
}

fn check(version: Option<String>) -> impl Strategy<Value = Check> {
    let status = prop_oneof![5 => Just(Status::Fail), 1 => Just(Status::NotChecked), 1 => select(Status::ALL.to_vec())];
    let number_of = one_in(9, true, vec![false]);
    (
        status,
        select(NUMBERS.to_vec()),
        number_of,
        0..10u8,
        any::<bool>(),
        select(vec!["rule-a", "rule-b", "rule-c"]),
        evidence(),
        (
            select(vec![vec![1], vec![2], vec![]]),
            one_in(3, None, vec![Some(AssessedBy::Manual), Some(AssessedBy::Automated)]),
            idents(),
        ),
    )
        .prop_map(move |(status, at, numbered, kind, tools, rule, evidence, (levels, assessment, idents))| {
            let title = title(version.as_deref(), at, kind);
            let title = title
                .and_then(|title| if tools && kind > 2 { Title::tool(&title) } else { Title::recommendation(&title) });
            Check {
                number: numbered.then(|| number(at)),
                rule: Some(rule.to_owned()),
                title,
                evidence,
                levels,
                assessment,
                idents,
                ..Check::new(status)
            }
        })
}

/// A scan of a few checks.
pub(crate) fn scan() -> impl Strategy<Value = Scan> {
    let level = select(vec![None, Some(1), Some(2)]);
    let ami = select(vec![("ami-1", "eks-al2"), ("ami-2", "eks-al2"), ("ami-3", "other")]);
    let tool = select(vec!["cis-cat", "openscap"]);
    let about = (benchmark(), level, ami, tool, select(vec![None, Some("node"), Some("edge")]));
    (about, doubts()).prop_flat_map(|((benchmark, level, (id, name), tool, role), doubts)| {
        let tags = role.map(|role| ("role".to_owned(), role.to_owned())).into_iter().collect();
        let target = Target { ami_id: Some(id.to_owned()), ami_name: Some(name.to_owned()), tags, ..Target::default() };
        vec(check(benchmark.version.clone()), 1..8).prop_map(move |checks| Scan {
            tool: Some(Tool::named(tool)),
            benchmark: benchmark.clone(),
            profile: Some(Profile { level, ..Profile::default() }),
            target: target.clone(),
            doubts: doubts.clone(),
            checks,
            ..Scan::default()
        })
    })
}
