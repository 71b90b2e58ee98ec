//! Wazuh's security configuration assessment: check and summary events, bare or inside alerts.
//!
//! Events are sent for changed checks, so a file is the whole only when a summary says so. The
//! `check.id` is Wazuh's own; policies of Wazuh 5 name no CIS number. Samples: samples/formats/wazuh.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json_pages::{Item, repairs};
use super::json_text::Pages;
use super::lines::{Totals, declared_benchmark};
use super::{About, Confidence, Format, Gap, Head, Input, JsonHead, ReadError, ReadOptions, Reading};
use crate::model::{
    Benchmark, Check, Coverage, Evidence, Ident, Moment, Number, Profile, ReportedScore, Scan, Status, Title, Tool,
};

/// Wazuh SCA events.
pub(super) struct Wazuh;

/// What may stand around an event: an indexer's hit, an alert, its `sca` part.
const WRAPPERS: [&str; 3] = ["source", "data", "sca"];

impl Format for Wazuh {
    fn id(&self) -> &'static str {
        "wazuh"
    }

    fn about(&self) -> About {
        About {
            summary: "Wazuh SCA events, bare or in alerts; the policies of version 5 have no CIS numbers",
            tools: &["Wazuh"],
            recognised_by: "JSON events with a policy id and a check or a scan id",
            cannot_tell: &[Gap::Ami, Gap::Levels, Gap::Cut],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(is_event))
    }

    fn read(&self, input: &Input, options: &ReadOptions) -> Result<Reading, ReadError> {
        let items = Pages::read(input)?.items(&[], &["compliance"]);
        let mut reader = Reader { options, runs: Vec::new(), index: BTreeMap::new() };
        for item in &items.items {
            reader.event(item)?;
        }
        let mut scans: Vec<Scan> = reader.runs.into_iter().map(Run::into_scan).collect();
        for scan in &mut scans {
            scan.warnings.extend(repairs(items.repaired));
        }
        Ok(scans.into())
    }
}

fn is_event(json: &JsonHead) -> bool {
    json.paths().any(|(path, _)| {
        let prefix = path.strip_suffix("policyid").or_else(|| path.strip_suffix("policy/id"));
        prefix.is_some_and(|prefix| json.has(&format!("{prefix}check/id")) || json.has(&format!("{prefix}scanid")))
    })
}

/// The events of one policy on one agent.
struct Run {
    scan: Scan,
    by_rule: BTreeMap<String, Vec<usize>>,
    summary: Option<[Option<u64>; 4]>,
    replaced: usize,
}

struct Reader<'o> {
    options: &'o ReadOptions,
    runs: Vec<Run>,
    index: BTreeMap<(String, String), usize>,
}

impl Reader<'_> {
    fn event(&mut self, item: &Item) -> Result<(), ReadError> {
        let mut event = &item.value;
        for key in WRAPPERS {
            event = event.get(key).filter(|inner| inner.is_object()).unwrap_or(event);
        }
        let policy = text(event, "policyid").or_else(|| text(event.get("policy")?, "id"));
        let policy = policy.ok_or_else(|| item.error("this is no SCA event: it has no policy_id"))?;
        let alert = item.value.get("source").unwrap_or(&item.value);
        let agent = alert.get("agent").cloned().unwrap_or_default();
        let key = (policy.clone(), text(&agent, "name").unwrap_or_default());
        let index = *self.index.entry(key).or_insert(self.runs.len());
        if index == self.runs.len() {
            self.runs.push(Run::new(policy, &agent));
        }
        let Some(run) = self.runs.get_mut(index) else { return Ok(()) };
        run.name(event);
        match event.get("check") {
            Some(check) => run.check(check, item, self.options)?,
            None => run.summary(event),
        }
        if let Some(time) = text(alert, "timestamp").and_then(|time| Moment::parse(&time)) {
            run.scan.started.get_or_insert(time);
            run.scan.finished = Some(time);
        }
        Ok(())
    }
}

impl Run {
    fn new(policy: String, agent: &Value) -> Self {
        let mut scan = Scan { tool: Some(Tool::named("wazuh")), ..Scan::default() };
        scan.profile = Some(Profile { id: Some(policy), ..Profile::default() });
        scan.target.hostname = text(agent, "name");
        scan.target.addresses = text(agent, "ip").into_iter().collect();
        Self { scan, by_rule: BTreeMap::new(), summary: None, replaced: 0 }
    }

    /// The policy's name is the benchmark's: `CIS Amazon Linux 2023 Benchmark v1.0.0.`
    fn name(&mut self, event: &Value) {
        let name = text(event, "policy").or_else(|| text(event.get("policy")?, "name")).or_else(|| text(event, "name"));
        let Some(name) = name.filter(|name| name.contains("CIS")) else { return };
        if self.scan.benchmark == Benchmark::default() {
            let title = name.trim_end_matches('.');
            let level = [(" L1", 1), (" L2", 2)].into_iter().find(|(end, _)| title.ends_with(end));
            if let Some(profile) = &mut self.scan.profile {
                profile.level = level.map(|(_, level)| level);
                profile.title = Some(name.clone());
            }
            self.scan.benchmark = declared_benchmark(level.map_or(title, |(end, _)| title.trim_end_matches(end)));
        }
    }

    fn check(&mut self, check: &Value, item: &Item, options: &ReadOptions) -> Result<(), ReadError> {
        let rule = text(check, "id").ok_or_else(|| item.error("the check has no id"))?;
        let word = [text(check, "result"), text(check, "status")].into_iter().flatten().find(|word| !word.is_empty());
        let word = word.ok_or_else(|| item.error(format!("check {rule} has no result")))?;
        let status = match word.to_lowercase().as_str() {
            "passed" => Status::Pass,
            "failed" => Status::Fail,
            "not applicable" | "invalid" => Status::NotApplicable,
            _ => return Err(item.error(format!("check {rule}: `{word}` is no result of Wazuh"))),
        };
        let mut read = Check { rule: Some(rule.clone()), raw_status: Some(word), ..Check::new(status) };
        read.title =
            text(check, "title").or_else(|| text(check, "name")).and_then(|title| Title::recommendation(&title));
        read.evidence = Evidence::text(text(check, "reason").unwrap_or_default());
        if options.text {
            read.description = text(check, "description");
            read.rationale = text(check, "rationale");
            read.remediation = text(check, "remediation");
        }
        let (numbers, idents) = compliance(check, item)?;
        read.idents = idents;
        self.put(rule, read, numbers);
        Ok(())
    }

    /// A later event of the same check replaces the earlier one.
    fn put(&mut self, rule: String, check: Check, numbers: Vec<Number>) {
        let parts: Vec<Check> = match numbers.as_slice() {
            [] => vec![check],
            _ => numbers.into_iter().map(|number| Check { number: Some(number), ..check.clone() }).collect(),
        };
        let known = self.by_rule.entry(rule).or_default();
        if known.len() == parts.len() {
            self.replaced += 1;
            for (index, part) in known.iter().zip(parts) {
                if let Some(check) = self.scan.checks.get_mut(*index) {
                    *check = part;
                }
            }
        } else {
            for part in parts {
                known.push(self.scan.checks.len());
                self.scan.checks.push(part);
            }
        }
    }

    fn summary(&mut self, event: &Value) {
        let count = |key| text(event, key).and_then(|count| count.parse::<u64>().ok());
        self.summary = Some(["totalchecks", "passed", "failed", "invalid"].map(count));
        let time = |key| text(event, key).and_then(|time| Moment::parse(&time));
        self.scan.started = time("starttime").or(self.scan.started);
        self.scan.finished = time("endtime").or(self.scan.finished);
        if let Some(value) =
            text(event, "score").and_then(|score| score.parse::<f64>().ok()).filter(|score| score.is_finite())
        {
            self.scan.scores = vec![ReportedScore { system: Some("wazuh".to_owned()), value, maximum: Some(100.0) }];
        }
    }

    fn into_scan(mut self) -> Scan {
        let scan = &mut self.scan;
        let count = |status| scan.checks.iter().filter(|check| check.status == status).count();
        let mut totals = Totals::default();
        let read = [self.by_rule.len(), count(Status::Pass), count(Status::Fail), count(Status::NotApplicable)];
        let what = ["checks", "passed", "failed", "invalid"];
        for ((what, stated), read) in what.into_iter().zip(self.summary.unwrap_or_default()).zip(read) {
            if let Some(stated) = stated {
                totals.compare(what, stated, read);
            }
        }
        let why = match (self.summary, totals.difference()) {
            (None, _) => Some("there is no summary event, and Wazuh sends events for changed checks only".to_owned()),
            (_, difference) => difference,
        };
        if let Some(why) = why {
            scan.coverage = Coverage::Partial(why.clone());
            scan.warn("incomplete", why);
        }
        if self.replaced > 0 {
            scan.warn(
                "replaced-events",
                format!("{} earlier results of the same checks were replaced by later ones", self.replaced),
            );
        }
        let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
        if unnumbered > 0 {
            scan.warn("no-numbers", format!("{unnumbered} checks name no CIS number (policies of Wazuh 5 name none)"));
        }
        self.scan
    }
}

/// A string, or a number or boolean as written.
fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// `{"cis":"5.2.10","cis_csc":"4.3"}`, each a string, a list, or numbers joined by commas.
fn compliance(check: &Value, item: &Item) -> Result<(Vec<Number>, Vec<Ident>), ReadError> {
    let (mut numbers, mut idents) = (Vec::new(), Vec::new());
    let entries = check.get("compliance").and_then(Value::as_object);
    for (system, values) in entries.into_iter().flatten() {
        let values = values.as_array().map_or(std::slice::from_ref(values), Vec::as_slice);
        for value in values {
            let Some(value) = value.as_str() else {
                return Err(item.error(format!("compliance {system} is no string: as a JSON number 1.10 becomes 1.1")));
            };
            if system == "cis" {
                for number in value.split(',') {
                    numbers.push(number.parse().map_err(|error| item.error(format!("compliance cis: {error}")))?);
                }
            } else {
                idents.push(Ident { system: system.clone(), value: value.to_owned() });
            }
        }
    }
    Ok((numbers, idents))
}
