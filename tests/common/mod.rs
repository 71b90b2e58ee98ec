//! Assessments for the tests of reports: an empty one, the workshop's, a hostile one, a large one.

use std::path::Path;

use amicis::assess::Assessment;
use amicis::diag::Code;
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{
    Benchmark, Check, Evidence, Fact, Number, Override, Profile, ReportedScore, Scan, Section, Status, Title, Tool,
    Warning,
};
use amicis::registry::Registry;
use jiff::civil::{Date, date};

/// The day on which the workshop's exceptions are in force.
pub(crate) const DAY: Date = date(2026, 11, 23);

fn judged(scans: Vec<Scan>, registry: Registry) -> Assessment {
    Assessment::new(scans, registry, DAY, false, &Mappings::builtin())
}

/// No scan, no registry.
pub(crate) fn empty() -> Assessment {
    judged(Vec::new(), Registry::default())
}

/// The workshop's second release with its exceptions, as one tool or two see it.
pub(crate) fn workshop(tools: &[&str]) -> Assessment {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/workshop");
    let loader = Loader {
        digest: true,
        mappings: Mappings::builtin(),
        benchmark: Some(Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0")),
        ami_id: Some("ami-0b62d1ffee5d6e7f8".to_owned()),
        ami_name: Some("eks-al2-node-1.32-cis-l2-20260505".to_owned()),
        ..Loader::default()
    };
    let files: Vec<_> = tools.iter().map(|tool| root.join("release-2").join(tool)).collect();
    let mut scans = loader.load(&files).expect("samples").scans;
    for scan in &mut scans {
        // The path of this checkout is no part of a report.
        let name = Path::new(&scan.source.path).file_name().expect("a name").to_string_lossy().into_owned();
        scan.source.path = name;
    }
    judged(scans, Registry::load(&root.join("exceptions.toml")).expect("the registry"))
}

/// Two images in one report, the first on three instances.
pub(crate) fn several() -> Assessment {
    let workshop = workshop(&["cis-cat.xml"]);
    let first = workshop.scans().next().expect("a scan");
    let mut scans = Vec::new();
    for (ami, instance) in [("ami-1", "i-1"), ("ami-1", "i-2"), ("ami-1", "i-3"), ("ami-2", "i-4")] {
        let mut scan = first.clone();
        scan.target.ami_id = Some(ami.to_owned());
        scan.target.ami_name = Some(format!("image of {ami}"));
        scan.target.instance_id = Some(instance.to_owned());
        if instance == "i-3" {
            scan.checks.iter_mut().for_each(|check| check.status = Status::Pass);
        }
        scans.push(scan);
    }
    judged(scans, workshop.registry.clone())
}

/// What must not happen, tried in every way.
pub(crate) const HOSTILE: [&str; 8] = [
    "\"><script>window.pwned=1</script><img src=x onerror=window.pwned=1>",
    "'><svg onload=window.pwned=1></svg></style><style>*{display:none!important}</style>",
    "</textarea></title></script><script>window.pwned=1</script>",
    "[a](javascript:window.pwned=1) ![b](http://evil.example/b.png) <a href=javascript:window.pwned=1>c</a>",
    "x\" onmouseover=\"window.pwned=1\" style=\"position:fixed;inset:0\" data-x='",
    "{{constructor}} ${window.pwned=1} @everyone #1 https://evil.example/ www.evil.example",
    "| a | b |\n|---|---|\n``` \n# x\n<!-- -- ><iframe src=http://evil.example>",
    "\u{202e}\u{0}\u{1b}[31m<link rel=stylesheet href=http://evil.example/x.css><base href=http://evil.example>",
];

/// Hostile text in every field that a scan or registry has.
pub(crate) fn hostile() -> Assessment {
    let all = HOSTILE.join(" ");
    let some = || Some(all.clone());
    let statuses = [Status::Fail, Status::Fail, Status::Error, Status::Pass, Status::Informational];
    let mut checks = Vec::new();
    for (index, status) in statuses.iter().cycle().take(HOSTILE.len() * 2).enumerate() {
        let text = HOSTILE[index % HOSTILE.len()];
        let mut check = Check::new(*status);
        check.number = (index % 3 > 0).then(|| format!("1.{index}").parse::<Number>().expect("a number"));
        check.rule = Some(format!("{text}{index}"));
        check.title = Title::recommendation(text);
        check.raw_status = some();
        check.levels = vec![1];
        check.severity = some();
        check.evidence = Evidence {
            items: HOSTILE.map(str::to_owned).to_vec(),
            text: some(),
            truncated: true,
            found: Some(9),
            digest: some(),
        };
        check.overrides = vec![Override {
            time: None,
            authority: some(),
            old: Some(Status::Fail),
            new: Some(Status::Pass),
            remark: some(),
        }];
        (check.description, check.rationale, check.remediation) = (some(), some(), some());
        checks.push(check);
    }
    let scan = |tool: &str| {
        let mut scan = Scan { checks: checks.clone(), run: some(), ..Scan::default() };
        scan.tool = Some(Tool { name: format!("{tool}{all}"), version: some() });
        scan.benchmark = Benchmark { note: some(), ..Benchmark::declared(some(), some()) };
        scan.profile = Some(Profile { id: some(), title: some(), level: Some(1) });
        scan.source.path.clone_from(&all);
        scan.source.format.clone_from(&all);
        scan.source.sha256 = some();
        let target = &mut scan.target;
        (target.ami_id, target.ami_name, target.hostname, target.os) = (some(), some(), some(), some());
        (target.region, target.account, target.addresses) = (some(), some(), vec![all.clone()]);
        target.facts = vec![Fact { name: all.clone(), value: all.clone() }];
        scan.sections = vec![Section { number: "1".parse().expect("a number"), name: all.clone() }];
        scan.scores = vec![ReportedScore { system: some(), value: 1.0, maximum: Some(2.0) }];
        scan.warnings = vec![Warning::new(Code::Incomplete, all.clone())];
        scan
    };
    let (first, mut second) = (scan("a"), scan("b"));
    second.target.instance_id = some();
    for check in &mut second.checks {
        check.status = if check.status == Status::Pass { Status::Fail } else { Status::Pass };
    }
    judged(vec![first, second], hostile_registry(&all))
}

fn hostile_registry(all: &str) -> Registry {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("exceptions.toml");
    let entry =
        "[[exception]]\nid = \"ID\"\nbenchmark = \"b\"\nversion = \"1.0\"\nreason = \"r\"\nrules = [\"RULE\"]\n";
    let text: String =
        (0..8).map(|n| entry.replace("ID", &format!("e{n}")).replace("RULE", &format!("1.{n}"))).collect();
    std::fs::write(&path, format!("schema = 1\n{text}")).expect("written");
    let mut registry = Registry::load(&path).expect("a registry");
    all.clone_into(&mut registry.path);
    for (index, entry) in registry.entries.iter_mut().enumerate() {
        entry.id = format!("{all}{index}");
        entry.benchmark = Benchmark::declared(Some(all.to_owned()), Some(all.to_owned()));
        entry.reason = HOSTILE.join("\n\n");
        entry.workaround = HOSTILE.join("\n");
        entry.links = vec!["javascript:window.pwned=1".to_owned(), all.to_owned(), format!("https://x.example/{all}")];
        entry.category = Some(all.to_owned());
        entry.owner = Some(all.to_owned());
        entry.approved_by = Some(all.to_owned());
        // Some cover, some are expired, some are drafts.
        entry.expires = if index % 3 == 0 { Some(date(2026, 1, 1)) } else { Some(date(2026, 12, 1)) };
        entry.title = None;
        entry.rules = vec![amicis::registry::Rule::Number(format!("1.{index}").parse().expect("a number"))];
    }
    registry
}

/// A scan of so many checks: a tenth fails, with evidence and with a title like a benchmark's.
pub(crate) fn large(checks: u32) -> Assessment {
    let mut scan = Scan { benchmark: Benchmark::given("CIS Example Benchmark 1.0.0"), ..Scan::default() };
    scan.tool = Some(Tool::named("cis-cat"));
    for index in 0..checks {
        let status = match index % 20 {
            0 | 7 => Status::Fail,
            3 => Status::NotChecked,
            5 => Status::NotApplicable,
            _ => Status::Pass,
        };
        let mut check = Check::new(status);
        check.number = format!("{}.{}.{}", index % 7 + 1, index / 70 + 1, index % 70).parse().ok();
        check.title = Title::recommendation(&format!("Ensure permissions on /etc/example-{index} are configured"));
        check.levels = vec![if index % 3 == 0 { 2 } else { 1 }];
        if status == Status::Fail {
            check.evidence =
                Evidence::items((0..30).map(|n| format!("/var/lib/example/{index}/{n}/data.conf mode=0666")));
        }
        scan.checks.push(check);
    }
    judged(vec![scan], Registry::default())
}
