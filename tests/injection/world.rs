//! Two scans and a registry with a text in every field that has text.

use std::collections::BTreeMap;

use amicis::assess::Assessment;
use amicis::controls::Controls;
use amicis::diag::MessageCode;
use amicis::mapping::Mappings;
use amicis::model::{
    Benchmark, Check, Evidence, Fact, Ident, Moment, Override, Profile, ReportedScore, Scan, Status, Title, TitleKind,
    Tool, Warning,
};
use amicis::read::Input;
use amicis::registry::{Event, Registry, Rule};
use jiff::civil::{Date, date};

/// The day that decides.
pub(crate) const DAY: Date = date(2026, 11, 23);

/// An older and a newer image.
pub(crate) struct World {
    pub(crate) old: Assessment,
    pub(crate) new: Assessment,
    /// A person's own mapping, with the text of the registry in every field that has text.
    pub(crate) controls: Controls,
}

impl World {
    /// With one text in every field of the scans, another in every field of the registry. Each field
    /// begins with a mark of its own, so that nothing is sorted by the text.
    pub(crate) fn new(scan: &str, registry: &str) -> Self {
        let judged = |scan: Scan| {
            let registry = self::registry(registry, &scan.benchmark);
            Assessment::new(vec![scan], registry, DAY, false, &Mappings::builtin())
        };
        Self { old: judged(self::scan(scan, false)), new: judged(self::scan(scan, true)), controls: controls(registry) }
    }
}

/// Every recommendation in a control of its own, and in a group.
fn controls(text: &str) -> Controls {
    // A file that holds NUL is refused.
    let text = text.replace('\0', "").replace('"', "\"\"");
    let row = |index: usize| format!("1.{index},\"{text}\",\"{text}{index}\",\"{text}\"\n");
    let rows: String = (1..15).map(row).collect();
    Controls::read(&Input::from_bytes("controls.csv", format!("number,framework,control,group\n{rows}")))
        .expect("a mapping")
}

fn check(text: &str, index: usize, status: Status) -> Check {
    let some = |mark: &str| Some(format!("{text}{mark}"));
    let kind = if index % 4 == 3 { TitleKind::Tool } else { TitleKind::Recommendation };
    Check {
        number: (index % 5 < 4).then(|| format!("1.{}", index + 1).parse().expect("a number")),
        rule: Some(format!("{index:02}{text}")),
        // The text itself at the beginning: that is where a formula, a list or a heading is one.
        title: Title::new(&format!("{text}{index}"), kind),
        raw_status: some("raw"),
        levels: vec![1],
        severity: some("severity"),
        evidence: match index % 3 {
            0 => Evidence::items([text.to_owned(), format!("/{text}")]),
            1 => Evidence::text(text),
            _ => Evidence { items: vec![text.to_owned()], text: some("text"), truncated: true, ..Evidence::default() },
        },
        overrides: vec![Override {
            time: None,
            authority: some("authority"),
            old: Some(Status::Fail),
            new: Some(Status::Pass),
            remark: some("remark"),
        }],
        // The text alone where it is the only control of its framework, so that nothing is sorted by it.
        idents: [text, "HIPAA", "CSCv8", "800-53", "PCI-DSSv4.0"]
            .map(|system| Ident {
                system: system.to_owned(),
                value: if [text, "HIPAA"].contains(&system) { text.to_owned() } else { format!("{index}{text}") },
            })
            .into(),
        description: some("description"),
        rationale: some("rationale"),
        remediation: some("remediation"),
        ..Check::new(status)
    }
}

fn scan(text: &str, newer: bool) -> Scan {
    let some = |mark: &str| Some(format!("{text}{mark}"));
    let (one, other) = if newer { (Status::Fail, Status::Pass) } else { (Status::Pass, Status::Fail) };
    let statuses = [Status::Fail, one, Status::Error, other, Status::Informational, Status::Fail, Status::NotChecked];
    let checks = (0..14).zip(statuses.into_iter().cycle()).map(|(index, status)| check(text, index, status)).collect();
    let mut scan = Scan { checks, run: some("run"), ..Scan::default() };
    scan.source.path = format!("{text}path");
    scan.source.format = format!("{text}format");
    scan.source.sha256 = some("sha256");
    scan.tool = Some(Tool { name: text.to_owned(), version: some("version") });
    scan.benchmark = Benchmark { note: some("note"), ..Benchmark::declared(some("benchmark"), some("version")) };
    scan.profile = Some(Profile { id: some("profile"), title: some("profile"), level: Some(1) });
    let target = &mut scan.target;
    target.ami_id = Some(format!("{text}{}", if newer { "new" } else { "old" }));
    target.ami_name = some("name");
    (target.instance_id, target.hostname, target.os) = (some("instance"), some("host"), some("os"));
    (target.account, target.region, target.addresses) = (some("account"), some("region"), vec![text.to_owned()]);
    target.facts = vec![Fact { name: text.to_owned(), value: text.to_owned() }];
    target.tags = BTreeMap::from([("key".to_owned(), text.to_owned())]);
    scan.finished = Moment::parse(if newer { "2026-11-20T18:04:05Z" } else { "2026-10-20T18:04:05Z" });
    scan.scores = vec![ReportedScore { system: some("system"), value: 1.0, maximum: Some(2.0) }];
    scan.warnings = vec![Warning { code: MessageCode::foreign(text), message: text.to_owned() }];
    scan
}

fn registry(text: &str, benchmark: &Benchmark) -> Registry {
    let entry = |index| {
        format!(
            "[[exception]]\nid = \"e{index}\"\nbenchmark = \"b\"\nversion = \"1.0\"\nreason = \"r\"\nrules = [\"1.{index}\"]"
        )
    };
    let entries: Vec<_> = (1..10).map(entry).collect();
    let mut registry = Registry::parse("r.toml", &format!("schema = 1\n{}\n", entries.join("\n"))).expect("a registry");
    let some = || Some(text.to_owned());
    registry.path = format!("{text}path");
    for (index, entry) in registry.entries.iter_mut().enumerate() {
        entry.id = format!("{index}{text}");
        entry.benchmark = benchmark.clone();
        text.clone_into(&mut entry.reason);
        entry.workaround = format!("{text}\n\n{text}");
        entry.links = vec![text.to_owned(), format!("javascript:{text}"), format!("https://x.example/{text}")];
        (entry.category, entry.owner, entry.requested_by, entry.approved_by) = (some(), some(), some(), some());
        entry.note = some();
        entry.history = vec![Event { on: Some(DAY), by: some(), what: text.to_owned() }];
        // Some cover, some have ended, some name nothing here.
        entry.expires = Some(if index % 3 == 0 { date(2026, 1, 1) } else { date(2026, 12, 1) });
        if index == 8 {
            entry.rules = vec![Rule::of_tool(text, text)];
        }
    }
    registry
}
