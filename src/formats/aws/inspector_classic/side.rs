//! The facts about a run from other calls of Inspector Classic: times, state, agents, exclusions, packages.

use serde::Deserialize;
use serde_json::Value;

use super::finding::KeyValue;
use crate::diag::Code;
use crate::formats::aws::arn::moment;
use crate::model::{Moment, RunFacts, Warning};
use crate::read::ReadError;
use crate::read::json::Item;

/// The CIS rules package in each region; the same package for every operating system.
const CIS_PACKAGES: [&str; 14] = [
    "0-rExsr2X8",
    "0-m8r61nnh",
    "0-xUY8iRqX",
    "0-H5hpSawc",
    "0-PSUlX14m",
    "0-T9srhg1z",
    "0-Vkd2Vxjq",
    "0-7WNjqgGu",
    "0-nZrAVuv8",
    "0-sJBhCr0F",
    "0-IeCjwf1W",
    "0-Yn8jlX7f",
    "0-pTLCdIww",
    "0-Ac4CFOuc",
];

/// The facts of an item about a run; none when it is about another rules package.
///
/// # Errors
/// When a field has another type than AWS's.
pub(super) fn facts(item: &Item) -> Result<Option<RunFacts>, ReadError> {
    Ok(match item.wrapper {
        "assessmentruns" => Some(item.parse::<Run>()?.facts()),
        "assessmentrunagents" => Some(item.parse::<Agent>()?.facts()),
        "exclusions" => Some(item.parse::<Exclusion>()?.facts()),
        _ => item.parse::<Package>()?.facts(),
    })
}

fn is_cis_package(arn: &str) -> bool {
    arn.rsplit_once("rulespackage/").is_some_and(|(_, id)| CIS_PACKAGES.contains(&id))
}

fn warning(code: Code, message: String) -> Warning {
    Warning::new(code, message)
}

#[derive(Deserialize)]
struct Run {
    arn: String,
    state: Option<String>,
    #[serde(rename = "createdat")]
    created: Option<Value>,
    #[serde(rename = "startedat")]
    started: Option<Value>,
    #[serde(rename = "completedat")]
    completed: Option<Value>,
    #[serde(rename = "rulespackagearns")]
    packages: Option<Vec<String>>,
}

impl Run {
    fn facts(self) -> RunFacts {
        let mut warnings = Vec::new();
        let mut time = |value: Option<&Value>| -> Option<Moment> {
            moment(value).unwrap_or_else(|text| {
                warnings.push(warning(Code::UnreadableTime, format!("`{text}` is no time; it was left out.")));
                None
            })
        };
        let started = time(self.started.as_ref()).or_else(|| time(self.created.as_ref()));
        let finished = time(self.completed.as_ref());
        let packages = self.packages.unwrap_or_default();
        if !packages.is_empty() && !packages.iter().any(|arn| is_cis_package(arn)) {
            let message = "None of the run's rules packages is a known CIS package.".to_owned();
            warnings.push(warning(Code::NoCisPackage, message));
        }
        let state = self.state.filter(|state| state != "COMPLETED");
        let incomplete = state.map(|state| format!("the run's state is {state}, not COMPLETED"));
        RunFacts { run: self.arn, started, finished, incomplete, warnings, ..RunFacts::default() }
    }
}

#[derive(Deserialize)]
struct Agent {
    #[serde(rename = "agentid")]
    id: String,
    #[serde(rename = "assessmentrunarn")]
    run: String,
    #[serde(rename = "agenthealth")]
    health: Option<String>,
    #[serde(rename = "agenthealthcode")]
    code: Option<String>,
    #[serde(rename = "agenthealthdetails")]
    details: Option<String>,
}

impl Agent {
    fn facts(self) -> RunFacts {
        let unwell = self.health.filter(|health| health != "HEALTHY").map(|health| {
            let code = self.code.map(|code| format!(" ({code})")).unwrap_or_default();
            let details = self.details.map(|details| format!(": {details}")).unwrap_or_default();
            format!("the agent on {} was {health}{code}{details}", self.id)
        });
        RunFacts { run: self.run, instance: Some(self.id), incomplete: unwell, ..RunFacts::default() }
    }
}

#[derive(Deserialize)]
struct Exclusion {
    arn: String,
    title: Option<String>,
    description: Option<String>,
    scopes: Option<Vec<KeyValue>>,
}

impl Exclusion {
    fn facts(self) -> RunFacts {
        let run = self.arn.split_once("/exclusion/").map_or(self.arn.as_str(), |(run, _)| run).to_owned();
        let scopes = self.scopes.unwrap_or_default();
        let scope = |key: &str| scopes.iter().find(|scope| scope.key == key).and_then(|scope| scope.value.clone());
        let instance = scope("INSTANCE_ID");
        let what = self.title.or(self.description).unwrap_or_else(|| "no reason given".to_owned());
        let whose = instance.as_deref().map(|id| format!(", on {id}")).unwrap_or_default();
        let message = format!("Inspector excluded rules from the run{whose}: {what}.");
        let cis = scope("RULES_PACKAGE_ARN").is_some_and(|arn| is_cis_package(&arn));
        let incomplete =
            (instance.is_some() && cis).then(|| format!("Inspector excluded the instance from the CIS rules: {what}"));
        RunFacts { run, instance, incomplete, warnings: vec![warning(Code::Exclusion, message)], ..RunFacts::default() }
    }
}

#[derive(Deserialize)]
struct Package {
    arn: String,
    name: Option<String>,
    version: Option<String>,
}

impl Package {
    /// The version is the package's, not the benchmark's: one package holds the rules of them all.
    fn facts(self) -> Option<RunFacts> {
        let cis = is_cis_package(&self.arn) || self.name.as_deref().is_some_and(|name| name.starts_with("CIS "));
        cis.then(|| RunFacts { run: self.arn, tool_version: self.version, ..RunFacts::default() })
    }
}
