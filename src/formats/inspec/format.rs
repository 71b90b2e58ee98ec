//! InSpec results and Heimdall's data format (HDF): the full and the minimal JSON reporter.
//!
//! A profile that only wraps others (an overlay) lists their controls again, without results; those
//! are one control. Waivers came with the scan and are recorded as overrides. Samples:
//! samples/formats/inspec.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::diag::Code;
use crate::model::{
    AssessedBy, Benchmark, Check, Coverage, Doubt, DoubtCode, Evidence, Fact, Ident, Moment, Number, Override, Profile,
    Scan, Sections, Status, Title, Tool, Weight,
};
use crate::read::cis::cis_rule;
use crate::read::json::{Pages, null_as_default};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// InSpec and HDF JSON.
pub(in crate::formats) struct Inspec;

impl Format for Inspec {
    fn id(&self) -> &'static str {
        "inspec"
    }

    fn about(&self) -> About {
        About {
            name: "InSpec, HDF",
            summary: "InSpec and HDF JSON, full or minimal; waivers in it are shown as exceptions that came with the scan",
            tools: &["Chef InSpec", "CINC Auditor", "SAF CLI / Heimdall (HDF)"],
            recognised_by: "JSON with profiles and a platform or statistics; minimal: controls with profile_id and code_desc",
            cannot_tell: &[Gap::Ami, Gap::Benchmark],
            redundancy: &[Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(|json| {
            let full = json.has("profiles")
                && (json.has("platform/name") || json.has("statistics/duration") || json.has("profiles/[]/controls"));
            full || (json.has("controls/[]/codedesc") && json.has("controls/[]/id"))
        }))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let mut scans = Vec::new();
        for page in Pages::<Report>::read(input)?.documents {
            scans.push(page.value.into_scan(options).map_err(|error| error.at(Some(page.position)))?);
        }
        Ok(scans.into())
    }
}

#[derive(Deserialize)]
struct Report {
    #[serde(default, deserialize_with = "null_as_default")]
    platform: Platform,
    profiles: Option<Vec<WireProfile>>,
    /// The minimal reporter has one entry for each result here.
    controls: Option<Vec<Minimal>>,
    version: Option<String>,
}

#[derive(Deserialize, Default)]
struct Platform {
    name: Option<String>,
    release: Option<String>,
    target_id: Option<String>,
}

#[derive(Deserialize, Default)]
struct WireProfile {
    #[serde(default, deserialize_with = "null_as_default")]
    name: String,
    title: Option<String>,
    version: Option<String>,
    parent_profile: Option<String>,
    /// `loaded`, `skipped` or `failed`; old versions write none.
    status: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    depends: Vec<Dependence>,
    controls: Option<Vec<Control>>,
    /// Its files, each with the title that stands in it.
    #[serde(default)]
    groups: Value,
}

/// A profile that another one needs.
#[derive(Deserialize, Default)]
struct Dependence {
    name: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize, Default)]
struct Control {
    id: String,
    title: Option<String>,
    desc: Option<String>,
    impact: Option<f64>,
    #[serde(default, deserialize_with = "null_as_default")]
    tags: Value,
    #[serde(default, deserialize_with = "null_as_default")]
    results: Vec<Outcome>,
    #[serde(rename = "waiver_data")]
    waiver: Option<Waiver>,
    #[serde(rename = "attestation_data")]
    attestation: Option<Attestation>,
}

/// A person's verdict on a control, written into the results by `saf attest`.
#[derive(Deserialize, Default, Clone)]
struct Attestation {
    explanation: Option<String>,
    updated: Option<String>,
    updated_by: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
struct Outcome {
    #[serde(default, deserialize_with = "null_as_default")]
    status: String,
    #[serde(default, deserialize_with = "null_as_default")]
    code_desc: String,
    message: Option<String>,
    skip_message: Option<String>,
    start_time: Option<String>,
    backtrace: Option<Value>,
    exception: Option<String>,
}

#[derive(Deserialize)]
struct Minimal {
    id: String,
    #[serde(default)]
    profile_id: Option<String>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Deserialize, Default)]
struct Waiver {
    expiration_date: Option<Value>,
    justification: Option<String>,
    #[serde(default)]
    run: Value,
    /// A boolean, or the words of one.
    #[serde(default, rename = "skipped_due_to_waiver")]
    skipped: Value,
}

impl Waiver {
    fn is_empty(&self) -> bool {
        self.expiration_date.is_none() && self.justification.is_none() && self.run.is_null() && !self.skipped()
    }

    fn skipped(&self) -> bool {
        self.skipped == true || self.skipped.as_str().is_some_and(|text| !text.is_empty() && text != "false")
    }

    fn remark(&self) -> String {
        let until = match &self.expiration_date {
            None | Some(Value::Null) => "without an end date".to_owned(),
            Some(Value::String(date)) => format!("until {date}"),
            Some(other) => format!("until {other}"),
        };
        let why = self.justification.as_deref().unwrap_or("no justification given");
        format!("waived {until}: {why}")
    }
}

impl Report {
    fn into_scan(self, options: &ReadOptions) -> Result<Scan, ReadError> {
        let mut scan =
            Scan { tool: Some(Tool { name: "inspec".to_owned(), version: self.version }), ..Scan::default() };
        if self.profiles.is_none() && self.controls.is_none() {
            return Err(ReadError::content("a document has neither profiles nor controls").help(WHOLE));
        }
        let profiles = self.profiles.unwrap_or_default();
        let platform = self.platform;
        scan.target.os = match (platform.name, platform.release) {
            (Some(name), Some(release)) => Some(format!("{name} {release}")),
            (name, _) => name,
        };
        let fact = |value| Fact { name: "target_id".to_owned(), value };
        scan.target.facts = platform.target_id.map(fact).into_iter().collect();
        if let Some(root) = profiles.iter().find(|profile| profile.parent_profile.is_none()).or(profiles.first()) {
            scan.profile = Some(Profile { id: Some(root.name.clone()), title: root.title.clone(), level: None });
            let version = root.version.as_deref().unwrap_or("without a version");
            let note = format!("InSpec states its profile, {} {version}, and no benchmark", root.name);
            scan.benchmark = Benchmark { note: Some(note), ..Benchmark::default() };
        }
        let (mut beside, mut overlaid) = (Beside::default(), 0);
        let lacking = lacking(&profiles);
        let groups = profiles.iter().filter_map(|profile| profile.groups.as_array()).flatten();
        let mut sections = Sections::default();
        groups.filter_map(|group| group.get("title")?.as_str()).for_each(|title| sections.add_heading(title));
        scan.sections = sections.list();
        let controls = without_overlays(profiles, &mut overlaid)?;
        for control in controls.into_iter().chain(from_minimal(self.controls.unwrap_or_default())) {
            note_times(&control.results, &mut scan);
            beside.count(&control);
            scan.checks.push(control.into_check(options)?);
        }
        if scan.checks.is_empty() {
            return Err(ReadError::no_checks("the report holds no control").help(WHOLE));
        }
        if !lacking.is_empty() {
            let why = format!("profiles that the run depends on are missing or did not load: {}", lacking.join(", "));
            scan.doubt(Doubt::new(DoubtCode::RulesNotRun, why.clone()));
            scan.coverage = Coverage::Partial(why);
        }
        let unnumbered = scan.checks.iter().filter(|check| check.number.is_none()).count();
        if unnumbered > 0 {
            scan.warn(Code::NoNumbers, format!("{unnumbered} controls name no recommendation number"));
        }
        if overlaid > 0 {
            scan.warn(
                Code::Overlay,
                format!("{overlaid} controls are listed by an overlay and by the profile it wraps; they count once"),
            );
        }
        beside.warn(&mut scan);
        Ok(scan)
    }
}

const WHOLE: &str = "give the report as InSpec wrote it, whole and unedited";

/// The verdicts of people that stand beside the results.
#[derive(Default)]
struct Beside {
    skipped: usize,
    ran: usize,
    attested: usize,
}

impl Beside {
    fn count(&mut self, control: &Control) {
        if let Some(waiver) = control.waiver.as_ref().filter(|waiver| !waiver.is_empty()) {
            *(if waiver.skipped() { &mut self.skipped } else { &mut self.ran }) += 1;
        }
        self.attested += usize::from(control.attested());
    }

    fn warn(&self, scan: &mut Scan) {
        let said = [
            (self.skipped, "skipped by a waiver when the scan ran; exceptions belong in the registry"),
            (self.ran, "run although there is a waiver: the results count, and exceptions belong in the registry"),
            (self.attested, "attested by a person inside the scan, which is no result of the tool's"),
        ];
        for (count, what) in said.into_iter().filter(|(count, _)| *count > 0) {
            let controls = if count == 1 { "1 control was".to_owned() } else { format!("{count} controls were") };
            scan.warn(Code::WaivedInScan, format!("{controls} {what}"));
        }
    }
}

/// The profiles that others depend on and that are not in the report, and those that did not load.
fn lacking(profiles: &[WireProfile]) -> Vec<String> {
    let mut lacking = Vec::new();
    for profile in profiles {
        let children: Vec<&WireProfile> =
            profiles.iter().filter(|child| child.parent_profile.as_deref() == Some(profile.name.as_str())).collect();
        // A dependence may have a name of its own; then the number of children tells.
        let wanted: Vec<&Dependence> = profile.depends.iter().filter(|depend| !depend.is_skipped()).collect();
        if children.len() < wanted.len() {
            let there = |name: &str| profiles.iter().any(|child| child.name == name);
            let names = wanted.into_iter().map(|depend| depend.name.clone().unwrap_or_default());
            lacking.extend(names.filter(|name| !there(name)));
        }
        if profile.status.as_deref() == Some("failed") {
            lacking.push(profile.name.clone());
        }
    }
    lacking
}

impl Dependence {
    /// Skipped since the platform is not the profile's.
    fn is_skipped(&self) -> bool {
        self.status.as_deref() == Some("skipped")
    }
}

/// Controls as they count: an overlay's control without results lends its title, impact, tags and
/// waiver to the one it wraps.
fn without_overlays(profiles: Vec<WireProfile>, overlaid: &mut usize) -> Result<Vec<Control>, ReadError> {
    let names: Vec<_> = profiles.iter().map(|profile| (profile.name.clone(), profile.parent_profile.clone())).collect();
    let parent = |name: &str| names.iter().find(|(known, _)| known == name).and_then(|(_, parent)| parent.clone());
    let mut lent: BTreeMap<(String, String), Option<Control>> = BTreeMap::new();
    let mut own = Vec::new();
    for profile in profiles {
        let Some(of_profile) = profile.controls else {
            return Err(ReadError::content(format!("the profile `{}` has no `controls`", profile.name)).help(WHOLE));
        };
        for control in of_profile {
            let wraps = names.iter().any(|(_, parent)| parent.as_deref() == Some(profile.name.as_str()));
            if control.results.is_empty() && wraps {
                lent.insert((profile.name.clone(), control.id.clone()), Some(control));
            } else {
                own.push((profile.parent_profile.clone(), control));
            }
        }
    }
    let mut controls = Vec::new();
    for (mut above, mut control) in own {
        // Profiles may be wrapped several times; a circle of parents ends at their number.
        for _ in 0..names.len() {
            let Some(name) = above else { break };
            if let Some(overlay) = lent.get_mut(&(name.clone(), control.id.clone())) {
                *overlaid += usize::from(overlay.is_some());
                control.overlay(overlay.take().unwrap_or_default());
            }
            above = parent(&name);
        }
        controls.push(control);
    }
    controls.extend(lent.into_values().flatten());
    Ok(controls)
}

/// The minimal reporter's results, one control for all of the same id.
fn from_minimal(results: Vec<Minimal>) -> Vec<Control> {
    let mut index = BTreeMap::new();
    let mut controls: Vec<Control> = Vec::new();
    for result in results {
        let at = *index.entry((result.profile_id, result.id.clone())).or_insert(controls.len());
        if at == controls.len() {
            controls.push(Control { id: result.id, ..Control::default() });
        }
        if let Some(control) = controls.get_mut(at) {
            control.results.push(result.outcome);
        }
    }
    controls
}

fn note_times(results: &[Outcome], scan: &mut Scan) {
    for time in results.iter().filter_map(|result| Moment::parse(result.start_time.as_deref()?)) {
        scan.started = Some(scan.started.map_or(time, |started| started.min(time)));
        scan.finished = Some(scan.finished.map_or(time, |finished| finished.max(time)));
    }
}

impl Control {
    fn overlay(&mut self, above: Self) {
        self.title = above.title.or(self.title.take());
        self.impact = above.impact.or(self.impact);
        self.waiver = above.waiver.filter(|waiver| !waiver.is_empty()).or(self.waiver.take());
        if above.tags.as_object().is_some_and(|tags| !tags.is_empty()) {
            self.tags = above.tags;
        }
    }

    fn into_check(self, options: &ReadOptions) -> Result<Check, ReadError> {
        let (status, assessment) = self.status().map_err(|error| error.trail(format!("control {}", self.id)))?;
        let mut check = Check { assessment, number: self.number(), ..Check::new(status) };
        check.levels = self.levels();
        check.title = self.title.as_deref().and_then(Title::tool);
        // A control without impact weighs nothing; that it failed is a failure all the same.
        check.weight = (self.impact == Some(0.0)).then_some(Weight::ZERO);
        check.raw_status = Some(self.words());
        let wanted: fn(&&Outcome) -> bool =
            if status.passed() { |_| false } else { |result| result.status != "passed" };
        check.evidence = Evidence::items(self.results.iter().filter(wanted).map(Outcome::found));
        if let Some(waiver) = self.waiver.as_ref().filter(|waiver| !waiver.is_empty()) {
            check.overrides.push(Override {
                time: None,
                authority: Some("InSpec waiver".to_owned()),
                // A waived control that ran keeps its result; one that was skipped counts as an overridden failure.
                old: if waiver.skipped() { None } else { Some(status) },
                new: Some(status),
                remark: Some(waiver.remark()),
            });
        }
        if self.attested() {
            let attestation = self.attestation.clone().unwrap_or_default();
            check.overrides.push(Override {
                time: attestation.updated.as_deref().and_then(Moment::parse),
                authority: Some(attestation.updated_by.unwrap_or_else(|| "an attestation without a name".to_owned())),
                old: Some(Status::NotChecked),
                new: Some(status),
                remark: Some(format!(
                    "attested: {}",
                    attestation.explanation.as_deref().unwrap_or("no explanation given")
                )),
            });
        }
        check.idents = self.idents();
        check.description = self.desc.filter(|_| options.text);
        check.rule = Some(self.id);
        Ok(check)
    }

    /// Whether a person's verdict stands among the results.
    fn attested(&self) -> bool {
        let says = |result: &Outcome| result.code_desc.contains("through attestation");
        self.attestation.is_some() || self.results.iter().any(says)
    }

    fn status(&self) -> Result<(Status, Option<AssessedBy>), ReadError> {
        let has = |word: &str| self.results.iter().any(|result| result.status == word);
        if let Some(odd) = self
            .results
            .iter()
            .find(|result| !matches!(result.status.as_str(), "passed" | "failed" | "skipped" | "error"))
        {
            return Err(ReadError::content(format!("`{}` is no result of InSpec", odd.status)));
        }
        let manual = self.results.iter().filter_map(|result| result.skip_message.as_deref());
        let manual = manual.map(str::to_lowercase).any(|text| text.contains("manual"));
        Ok(if self.results.iter().any(|result| result.status == "failed" && !result.broke()) {
            (Status::Fail, None)
        } else if self.results.is_empty() || self.results.iter().any(Outcome::broke) {
            (Status::Error, None)
        } else if self.impact == Some(0.0) {
            (Status::NotApplicable, None)
        } else if has("passed") {
            (Status::Pass, None)
        } else {
            (Status::NotChecked, manual.then_some(AssessedBy::Manual))
        })
    }

    /// The results' words, each once.
    fn words(&self) -> String {
        let mut words: Vec<_> = self.results.iter().map(|result| result.status.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() { "no results".to_owned() } else { words.join(", ") }
    }

    /// From the tags of CIS profiles, else from the id's end, else from the title's beginning.
    fn number(&self) -> Option<Number> {
        let tag = |name: &str| self.tags.get(name).and_then(first_text);
        let tagged =
            tag("cis_rid").or_else(|| tag("cis")).and_then(|text| text.rsplit(':').next()?.trim().parse().ok());
        let in_id = || {
            let end = self.id.rsplit(['-', '_', ' ']).next()?;
            let number: Number = end.contains('.').then(|| end.parse().ok()).flatten()?;
            number.is_like_a_benchmarks().then_some(number)
        };
        let in_title = || Number::leading(self.title.as_deref()?).map(|(number, _)| number);
        let in_rule = || cis_rule(&self.id).map(|(number, _)| number);
        tagged.or_else(in_rule).or_else(in_id).or_else(in_title)
    }

    /// The controls that the tags name: those of NIST with the revision, which stands among them as `Rev_4`; those of
    /// CIS with the version, which stands so too, or before them as a key; and DISA's.
    fn idents(&self) -> Vec<Ident> {
        let mut idents = Vec::new();
        for (tag, system, before) in [
            ("nist", "NIST SP 800-53", " Rev. "),
            ("cis_controls", "CIS Controls", " v"),
            ("cci", "http://cyber.mil/cci", ""),
        ] {
            let Some(value) = self.tags.get(tag) else { continue };
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let is_version = |text: &&str| text.starts_with("Rev_") || text.starts_with("Rev ");
            let stated = values.iter().filter_map(Value::as_str).find(is_version).and_then(|text| text.get(4..));
            let mut add = |version: Option<&str>, value: &str| {
                let version = version.filter(|_| !before.is_empty());
                let system = version.map_or(system.to_owned(), |version| format!("{system}{before}{}", version.trim()));
                idents.push(Ident { system, value: value.to_owned() });
            };
            for value in values {
                match value {
                    Value::String(text) if !is_version(&text.as_str()) => add(stated, text),
                    Value::Object(versions) => versions.iter().for_each(|(version, of)| {
                        let of = of.as_array().map_or(std::slice::from_ref(of), Vec::as_slice);
                        of.iter().filter_map(Value::as_str).for_each(|text| add(Some(version), text));
                    }),
                    _ => {}
                }
            }
        }
        idents
    }

    fn levels(&self) -> Vec<u8> {
        let tag = ["cis_level", "level"].into_iter().find_map(|name| self.tags.get(name));
        let number = |tag: &Value| first(tag)?.as_u64().map(|level| level.to_string());
        let text = tag.and_then(|tag| number(tag).or_else(|| first_text(tag)));
        text.and_then(|text| text.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()).into_iter().collect()
    }
}

impl Outcome {
    /// A test that raised something else than a failed expectation did not find out.
    fn broke(&self) -> bool {
        let written = |trace: &Value| !trace.is_null() && trace.as_array().is_none_or(|lines| !lines.is_empty());
        let raised = |name: &str| !name.is_empty() && !name.ends_with("ExpectationNotMetError");
        self.status == "error"
            || self.status == "failed"
                && (self.backtrace.as_ref().is_some_and(written) || self.exception.as_deref().is_some_and(raised))
    }

    fn found(&self) -> String {
        let message = self
            .message
            .as_ref()
            .or(self.skip_message.as_ref())
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        match message {
            Some(message) if !message.is_empty() => format!("{}: {message}", self.code_desc),
            _ => self.code_desc.clone(),
        }
    }
}

/// A value, or the first of a list.
fn first(value: &Value) -> Option<&Value> {
    value.as_array().map_or(Some(value), |values| values.first())
}

/// A string, or the first of a list.
fn first_text(value: &Value) -> Option<String> {
    first(value)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
