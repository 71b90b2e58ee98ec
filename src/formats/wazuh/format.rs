//! Wazuh's security configuration assessment: check and summary events, bare or inside alerts.
//!
//! Events are sent for changed checks, so a file is the whole only when a summary says so. The
//! `check.id` is Wazuh's own; policies of Wazuh 5 name no CIS number. Samples: samples/formats/wazuh.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::{self, Answer};
use crate::diag::Code;
use crate::model::{
    Benchmark, Check, Coverage, Doubt, DoubtCode, Evidence, Ident, Moment, Number, Profile, ReportedScore, Scan,
    Status, Title, Tool,
};
use crate::read::json::{Item, Pages, fold, repairs};
use crate::read::text::lines::{Totals, declared_benchmark};
use crate::read::{About, Confidence, Format, Gap, Head, Input, JsonHead, ReadError, ReadOptions, Reading, Redundancy};

/// Wazuh SCA events.
pub(in crate::formats) struct Wazuh;

/// The wrappers that may stand around an event: an indexer's hit, an alert, its `sca` part.
const WRAPPERS: [&str; 3] = ["source", "data", "sca"];

impl Format for Wazuh {
    fn id(&self) -> &'static str {
        "wazuh"
    }

    fn about(&self) -> About {
        About {
            name: "Wazuh SCA events",
            summary: "Wazuh SCA events, bare, in alerts or found in the indexer, and answers of its API; the policies of version 5 have no CIS numbers",
            tools: &["Wazuh"],
            recognised_by: "JSON events with a policy id and a check or a scan id, or alerts with `sca`, a policy and a check; `data.affected_items` with policy ids and results",
            cannot_tell: &[Gap::Ami, Gap::Levels, Gap::Cut],
            redundancy: &[Redundancy::Totals],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(is_event))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut pages: Pages = Pages::read(input)?;
        if let Some(answer) = answer::of_api(&pages)? {
            return api(&answer, pages.repaired, options);
        }
        let found = answer::of_search(&pages);
        answer::open_search(&mut pages);
        let items = pages.items_except(&[], &is_own)?;
        let (events, others): (Vec<_>, Vec<_>) = items.items.iter().partition(|item| is_sca(inner(&item.value)));
        let mut reader = Reader { options, ids: ids(&events), runs: Vec::new(), index: BTreeMap::new() };
        for item in &events {
            reader.event(item)?;
        }
        let mut scans: Vec<Scan> = reader.runs.into_iter().map(Run::into_scan).collect();
        if let (Some(scan), false) = (scans.first_mut(), others.is_empty()) {
            scan.warn(Code::OtherFindings, format!("{} events of other kinds were left out.", others.len()));
        }
        if scans.is_empty() {
            let message =
                "none of the events is one of a policy: each has a policy_id or a policy, and a check or a scan_id";
            return Err(ReadError::no_checks(message));
        }
        for scan in &mut scans {
            scan.warnings.extend(repairs(items.repaired));
            if let Some((total, there)) = found.filter(|(total, there)| there < total) {
                let why = format!("the search found {total} events, and {there} of them are in the file");
                scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why).hides(total - there));
            }
        }
        Ok(scans.into())
    }
}

/// Reads the rows of the API's answers.
fn api(answer: &Answer, repaired: usize, options: &ReadOptions) -> Result<Reading, ReadError> {
    let mut reader = Reader { options, ids: BTreeMap::new(), runs: Vec::new(), index: BTreeMap::new() };
    for (event, place) in &answer.events {
        reader.event(&Item { wrapper: "", value: event.clone(), place: place.clone() })?;
    }
    let (rows, policies) = (answer.events.len() as u64, reader.runs.len());
    let mut scans: Vec<Scan> = reader.runs.into_iter().map(|run| Run { answered: true, ..run }.into_scan()).collect();
    if scans.is_empty() {
        return Err(ReadError::no_checks("the answer of the Wazuh API holds no row"));
    }
    for scan in &mut scans {
        scan.warnings.extend(repairs(repaired));
        let all = |status| scan.checks.iter().all(|check| check.status == status);
        let why = match answer.total {
            Some(total) if total != rows => {
                Some(format!("the answer has {total} rows, and {rows} of them are in the file"))
            }
            None => Some("the answer does not state how many rows there are: it may be one page of several".to_owned()),
            Some(_) if all(Status::Fail) || all(Status::Pass) => {
                Some("all rows have one result: the question was most likely filtered".to_owned())
            }
            Some(_) => None,
        };
        if let Some(why) = why {
            if answer.total != Some(rows) || policies > 1 {
                scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why.clone()));
            }
            scan.coverage = Coverage::Partial(why.clone());
            scan.warn(Code::Incomplete, why);
        }
    }
    Ok(scans.into())
}

fn is_event(json: &JsonHead) -> bool {
    let of_row = |key| json.has(&format!("data/affecteditems/[]/{key}"));
    ["policyid", "id", "result"].into_iter().all(of_row)
        || json.paths().any(|(path, _)| {
            let prefix = path.strip_suffix("policyid").or_else(|| path.strip_suffix("policy/id"));
            prefix.is_some_and(|prefix| json.has(&format!("{prefix}check/id")) || json.has(&format!("{prefix}scanid")))
            // The alert of a check names its policy without the id.
            || path.strip_suffix("sca/policy").is_some_and(|prefix| json.has(&format!("{prefix}sca/check/id")))
        })
}

/// Whether the keys below a key are no format's: the compliance table, an agent's labels, and what Wazuh took out
/// of logs that are no SCA event.
fn is_own(key: &str, value: &Value) -> bool {
    let of_sca = |key: &String| ["sca", "check", "policy", "policyid", "scanid"].contains(&fold(key).as_str());
    let other_data = || key == "data" && value.as_object().is_some_and(|data| !data.keys().any(of_sca));
    matches!(key, "compliance" | "labels") || other_data()
}

/// The event inside whatever stands around it.
fn inner(item: &Value) -> &Value {
    WRAPPERS.into_iter().fold(item, |event, key| event.get(key).filter(|inner| inner.is_object()).unwrap_or(event))
}

fn is_sca(event: &Value) -> bool {
    let of_check = event.get("check").is_some_and(Value::is_object);
    policy_id(event).is_some() && (of_check || text(event, "scanid").is_some())
        || of_check && policy_name(event).is_some()
}

fn policy_id(event: &Value) -> Option<String> {
    text(event, "policyid").or_else(|| text(event.get("policy")?, "id"))
}

fn policy_name(event: &Value) -> Option<String> {
    text(event, "policy").or_else(|| text(event.get("policy")?, "name")).or_else(|| text(event, "name"))
}

/// The ids of policies by their names, as far as an event has both: not every event has the id.
fn ids(events: &[&Item]) -> BTreeMap<String, String> {
    let both = |item: &&Item| {
        let event = inner(&item.value);
        Some((policy_name(event)?, policy_id(event)?))
    };
    events.iter().filter_map(both).collect()
}

/// The events of one policy on one agent.
struct Run {
    scan: Scan,
    by_rule: BTreeMap<(String, Vec<Number>), Known>,
    /// The checks whose reason says that they did not run.
    without_verdict: usize,
    summary: Option<[Option<u64>; 4]>,
    replaced: usize,
    /// The rows of an answer, which has no summary event.
    answered: bool,
}

/// A check that was read: where its parts stand, and the event that they are of.
struct Known {
    parts: Vec<usize>,
    scan: Option<String>,
    time: Option<Moment>,
}

struct Reader<'o> {
    options: &'o ReadOptions,
    ids: BTreeMap<String, String>,
    runs: Vec<Run>,
    index: BTreeMap<(String, String), usize>,
}

impl Reader<'_> {
    fn event(&mut self, item: &Item) -> Result<(), ReadError> {
        let event = inner(&item.value);
        let name = policy_name(event).unwrap_or_default();
        let id = policy_id(event).or_else(|| self.ids.get(&name).cloned());
        let alert = item.value.get("source").unwrap_or(&item.value);
        let agent = alert.get("agent").cloned().unwrap_or_default();
        let key = (id.clone().unwrap_or(name), text(&agent, "name").unwrap_or_default());
        let index = *self.index.entry(key).or_insert(self.runs.len());
        if index == self.runs.len() {
            self.runs.push(Run::new(id, &agent));
        }
        let Some(run) = self.runs.get_mut(index) else { return Ok(()) };
        let time = text(alert, "timestamp").and_then(|time| Moment::parse(&time));
        run.name(event);
        match event.get("check") {
            Some(check) => run.check(check, (event, time), item, self.options)?,
            None => run.summary(event),
        }
        if let Some(time) = time {
            run.scan.started.get_or_insert(time);
            run.scan.finished = Some(time);
        }
        Ok(())
    }
}

impl Run {
    fn new(policy: Option<String>, agent: &Value) -> Self {
        let mut scan = Scan { tool: Some(Tool::named("wazuh")), ..Scan::default() };
        scan.profile = Some(Profile { id: policy, ..Profile::default() });
        scan.target.hostname = text(agent, "name");
        scan.target.addresses = text(agent, "ip").into_iter().collect();
        Self { scan, by_rule: BTreeMap::new(), without_verdict: 0, summary: None, replaced: 0, answered: false }
    }

    /// The policy's name is the benchmark's: `CIS Amazon Linux 2023 Benchmark v1.0.0.`
    fn name(&mut self, event: &Value) {
        let Some(name) = policy_name(event).filter(|name| name.contains("CIS")) else { return };
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

    fn check(
        &mut self,
        check: &Value,
        (event, time): (&Value, Option<Moment>),
        item: &Item,
        options: &ReadOptions,
    ) -> Result<(), ReadError> {
        let rule = text(check, "id").ok_or_else(|| item.error("the check has no id"))?;
        let said = ["result", "status"].map(|key| text(check, key).filter(|word| !word.is_empty()));
        if let [Some(result), Some(status)] = &said
            && !result.eq_ignore_ascii_case(status)
        {
            let message = format!("check {rule}: the result is `{result}` and the status is `{status}`");
            return Err(item.error(message).help("nobody can know which is right: get the events again, unedited"));
        }
        let word = said.into_iter().flatten().next();
        let word = word.ok_or_else(|| item.error(format!("check {rule} has no result")))?;
        let reason = text(check, "reason").unwrap_or_default();
        let status = match word.to_lowercase().as_str() {
            "passed" => Status::Pass,
            "failed" => Status::Fail,
            "not applicable" | "invalid" if did_not_run(&reason) => {
                self.without_verdict += 1;
                Status::Error
            }
            "not applicable" | "invalid" => Status::NotApplicable,
            _ => return Err(item.error(format!("check {rule}: `{word}` is no result of Wazuh"))),
        };
        let mut read = Check { rule: Some(rule.clone()), raw_status: Some(word), ..Check::new(status) };
        read.title =
            text(check, "title").or_else(|| text(check, "name")).and_then(|title| Title::recommendation(&title));
        read.evidence = Evidence::text(reason);
        if options.text {
            read.description = text(check, "description");
            read.rationale = text(check, "rationale");
            read.remediation = text(check, "remediation");
        }
        let (numbers, idents) = compliance(check, item)?;
        read.idents = idents;
        let scan = text(event, "scanid");
        self.put((rule, numbers), read, Known { parts: Vec::new(), scan, time });
        Ok(())
    }

    /// A later event of the same check replaces the earlier one: of the same id and numbers, since some
    /// policies use an id twice. Of two events of one scan, or of one time, the worse counts.
    fn put(&mut self, key: (String, Vec<Number>), check: Check, event: Known) {
        if let Some(known) = self.by_rule.get_mut(&key) {
            self.replaced += 1;
            let same_scan = known.scan.is_some() && known.scan == event.scan;
            let order = known.time.zip(event.time).map(|(known, time)| known.cmp(&time));
            let replaces = |before: Status| match order {
                Some(Ordering::Less) => true,
                Some(Ordering::Greater) => false,
                Some(Ordering::Equal) => before.worse(check.status) != before,
                None => !same_scan || before.worse(check.status) != before,
            };
            for index in &known.parts {
                if let Some(part) = self.scan.checks.get_mut(*index).filter(|part| replaces(part.status)) {
                    *part = Check { number: part.number.take(), ..check.clone() };
                }
            }
            if order != Some(Ordering::Greater) {
                (known.scan, known.time) = (event.scan, event.time);
            }
            return;
        }
        let parts: Vec<Check> = match key.1.as_slice() {
            [] => vec![check],
            numbers => numbers.iter().map(|number| Check { number: Some(number.clone()), ..check.clone() }).collect(),
        };
        let first = self.scan.checks.len();
        self.scan.checks.extend(parts);
        self.by_rule.insert(key, Known { parts: (first..self.scan.checks.len()).collect(), ..event });
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
        let invalid = count(Status::NotApplicable) + count(Status::Error);
        let read = [self.by_rule.len(), count(Status::Pass), count(Status::Fail), invalid];
        let what = ["checks", "passed", "failed", "invalid"];
        for ((what, stated), read) in what.into_iter().zip(self.summary.unwrap_or_default()).zip(read) {
            if let Some(stated) = stated {
                totals.compare(what, stated, read);
            }
        }
        match (self.summary, totals.difference()) {
            (None, _) if self.answered => {}
            (None, _) => {
                let why = "there is no summary event, and Wazuh sends events for changed checks only";
                scan.coverage = Coverage::Partial(why.to_owned());
                scan.warn(Code::Incomplete, why);
            }
            (Some(_), Some(why)) => {
                scan.coverage = Coverage::Partial(why.clone());
                scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why));
            }
            (Some([total, ..]), None) => scan.states_selection = total.is_some(),
        }
        if self.without_verdict > 0 {
            let why = format!(
                "{} checks did not run, though Wazuh calls them not applicable: see their reasons",
                self.without_verdict
            );
            scan.doubt(Doubt::new(DoubtCode::UnknownWords, why).hides(self.without_verdict as u64));
        }
        if self.replaced > 0 {
            scan.warn(
                Code::ReplacedEvents,
                format!("{} earlier results of the same checks were replaced by later ones", self.replaced),
            );
        }
        let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
        if unnumbered > 0 {
            scan.warn(
                Code::NoNumbers,
                format!("{unnumbered} checks name no CIS number (policies of Wazuh 5 name none)"),
            );
        }
        self.scan
    }
}

/// Whether a reason says that the check could not be made, in the words of Wazuh's agent.
fn did_not_run(reason: &str) -> bool {
    let reason = reason.to_lowercase();
    ["timeout", "timed out", "internal error", "could not", "cannot ", "invalid path or wrong permissions", "error "]
        .iter()
        .any(|words| reason.contains(words))
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
                let parts: Option<Vec<Number>> = value.split(',').map(|number| number.parse().ok()).collect();
                if let Some(parts) = parts {
                    numbers.extend(parts);
                    continue;
                }
            }
            idents.push(Ident { system: system.clone(), value: value.to_owned() });
        }
    }
    Ok((numbers, idents))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Reading, ReadError> {
        let input = Input::from_bytes("x", text);
        assert_eq!(crate::formats::detect(&input, &input.head().expect("text")).expect("recognised").id(), "wazuh");
        Wazuh.read_input(&input, &ReadOptions::default())
    }

    fn alert(sca: &str) -> String {
        format!("{{\"agent\":{{\"name\":\"h\"}},\"data\":{{\"sca\":{{{sca}}}}}}}\n")
    }

    fn check(id: u8, cis: &str, result: &str) -> String {
        alert(&format!(
            r#""type":"check","scan_id":"7","policy":"CIS Example 9 Benchmark v1.0.0.","check":{{"id":"{id}","title":"Ensure {id}","compliance":{{"cis":"{cis}"}},"result":"{result}"}}"#
        ))
    }

    #[test]
    fn the_alerts_of_checks_name_their_policy_and_the_summarys_has_its_id() {
        let summary = alert(
            r#""type":"summary","scan_id":"7","policy":"CIS Example 9 Benchmark v1.0.0.","policy_id":"cis_example9","passed":"1","failed":"1","invalid":"0","total_checks":"2""#,
        );
        let other = "{\"rule\":{\"id\":\"5501\"},\"agent\":{\"name\":\"h\"}}\n";
        let text = [check(1, "1.1", "failed"), other.to_owned(), check(2, "1.2", "passed"), summary].concat();
        let scans = read(&text).expect("a scan").scans;
        assert_eq!((scans.len(), scans[0].checks.len()), (1, 2));
        assert_eq!(scans[0].profile.as_ref().and_then(|profile| profile.id.as_deref()), Some("cis_example9"));
        assert!(scans[0].coverage.is_full(), "{:?}", scans[0].coverage);
        assert!(scans[0].warnings.iter().any(|warning| warning.code == Code::OtherFindings));
    }

    #[test]
    fn what_is_no_number_is_kept_as_it_is() {
        let scan = read(&check(1, "N/A", "failed")).expect("a scan").scans.remove(0);
        assert_eq!((scan.checks[0].number.as_ref(), scan.checks[0].idents[0].value.as_str()), (None, "N/A"));
    }

    #[test]
    fn a_check_that_did_not_run_is_an_error_and_a_doubt() {
        for (reason, status) in
            [("Timeout overtaken running command", Status::Error), ("The service is not there", Status::NotApplicable)]
        {
            let event = check(1, "1.1", "")
                .replace("\"result\":\"\"", &format!("\"status\":\"Not applicable\",\"reason\":\"{reason}\""));
            let scan = read(&event).expect("a scan").scans.remove(0);
            assert_eq!(scan.checks[0].status, status);
            assert_eq!(scan.is_doubted(DoubtCode::UnknownWords), status == Status::Error);
        }
    }

    #[test]
    fn two_words_that_contradict_each_other_are_refused_and_equal_ones_are_not() {
        let with = |status: &str| {
            check(1, "1.1", "passed").replace("\"result\"", &format!("\"status\":\"{status}\",\"result\""))
        };
        assert!(read(&with("failed")).is_err());
        assert!(read(&with("Passed")).is_ok() && read(&with("")).is_ok());
    }

    #[test]
    fn labels_and_the_data_of_other_events_have_keys_of_the_users_own() {
        let labels = r#""agent":{"name":"h","labels":{"cost_center":"1","costCenter":"2"}}"#;
        let event = check(1, "1.1", "failed").replace(r#""agent":{"name":"h"}"#, labels);
        let other = "{\"agent\":{\"name\":\"h\"},\"data\":{\"user_name\":\"a\",\"userName\":\"b\"}}\n";
        assert_eq!(read(&(event.clone() + other)).expect("a scan").scans[0].checks.len(), 1);
        let twice = event.replace(r#""result":"failed""#, r#""result":"failed","Result":"passed""#);
        assert!(read(&twice).is_err(), "a result in two spellings is none");
    }

    #[test]
    fn one_id_for_two_recommendations_is_two_checks() {
        let scan =
            read(&[check(1, "3.3", "failed"), check(1, "1.3", "passed")].concat()).expect("a scan").scans.remove(0);
        assert_eq!(scan.checks.iter().filter(|check| check.status == Status::Fail).count(), 1);
    }

    #[test]
    fn of_two_events_of_one_scan_the_worse_counts_and_of_two_times_the_later() {
        let status =
            |events: &[String]| read(&events.concat()).expect("a scan").scans.remove(0).checks.remove(0).status;
        let (failed, passed) = (check(1, "1.1", "failed"), check(1, "1.1", "passed"));
        assert_eq!(status(&[failed.clone(), passed.clone()]), Status::Fail);
        assert_eq!(status(&[failed.clone(), passed.replace("\"7\"", "\"8\"")]), Status::Pass);
        let at = |event: &str, time: &str| event.replacen('{', &format!("{{\"timestamp\":\"{time}\","), 1);
        let (early, late) = ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z");
        assert_eq!(status(&[at(&failed, late), at(&passed, early)]), Status::Fail);
        assert_eq!(status(&[at(&failed, early), at(&passed, late)]), Status::Pass);
        assert_eq!(status(&[at(&failed, late), at(&passed, late)]), Status::Fail);
    }
}
