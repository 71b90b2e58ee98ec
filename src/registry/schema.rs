//! The registry file's JSON Schema, for editors.
//!
//! The types only describe the file; `file` reads it, and a test holds the two together.

#![expect(dead_code, reason = "the types are never built, only described")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fields::{DEFAULT_KEYS, REQUIRE_KEYS};
use super::state::{LintLevel, State};
use crate::schema::{identified, settings};

/// The JSON Schema of a registry file, as pretty-printed JSON with a line end.
pub fn schema() -> String {
    let settings = settings().with_transform(RecursiveTransform(without_null));
    let schema = settings.into_generator().into_root_schema_for::<RegistryFile>();
    identified(schema.to_value(), "registry:1")
}

/// An exception registry of amicis: one file, or one of the files of a folder.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case", title = "amicis exception registry")]
struct RegistryFile {
    /// The version of this format.
    #[schemars(schema_with = "one")]
    schema: u8,
    /// The values that every entry of this file inherits.
    defaults: Option<DefaultsTable>,
    /// The policy that every entry must satisfy.
    policy: Option<PolicyTable>,
    /// The exceptions.
    exception: Option<Vec<Exception>>,
    /// The attested verdicts, given by people where no tool judges.
    attested: Option<Vec<AttestedTable>>,
    /// Printed names of categories, own ones too.
    labels: Option<BTreeMap<String, String>>,
    /// How much each state of an entry weighs.
    lint: Option<LintTable>,
    /// The gate's settings: the findings that a pipeline lets through.
    gate: Option<GateTable>,
}

/// A person's verdict on manual recommendations.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct AttestedTable {
    /// The recommendation numbers.
    #[schemars(length(min = 1))]
    numbers: Vec<String>,
    /// The benchmark the numbers belong to.
    benchmark: Option<String>,
    /// The benchmark's version.
    version: Option<String>,
    /// The person's verdict.
    verdict: VerdictWord,
    /// Who looked.
    by: String,
    /// The day on which they looked, the first in force.
    on: Day,
    /// The last day in force.
    until: Option<Day>,
    /// The person's words on what was examined and found; Markdown.
    statement: String,
    /// Links for the reader: https, http, mailto.
    links: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum VerdictWord {
    Pass,
    Fail,
}

/// One exception.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Exception {
    /// Its own stable name: unique, never reused.
    #[schemars(regex(pattern = r"^[\w.-]+$"))]
    id: String,
    /// The rules that it excepts: recommendation numbers or a tool's rule ids; no wildcards.
    #[schemars(length(min = 1))]
    rules: Vec<RuleItem>,
    /// The recommendation's title in this benchmark version; guards against renumbering.
    title: Option<String>,
    /// The titles of single numbers, where one entry has several with different titles.
    titles: Option<BTreeMap<String, String>>,
    /// The benchmark the numbers belong to, such as "CIS Amazon Linux 2 Benchmark".
    benchmark: Option<String>,
    /// The benchmark's version, such as "2.0.0".
    version: Option<String>,
    /// Why, in one word: a built-in category or one of `[labels]`.
    category: Option<String>,
    /// Why the image fails this on purpose; Markdown.
    reason: Option<String>,
    /// The steps that a customer should take; Markdown.
    workaround: Option<String>,
    /// Links for the reader: https, http, mailto.
    links: Option<Vec<String>>,
    /// Patterns that every offender must match; without them all offenders are covered.
    #[schemars(length(min = 1))]
    evidence: Option<Vec<String>>,
    /// The results that are excepted beside a failure.
    statuses: Option<Vec<Excepted>>,
    /// The images it applies to: AND between keys, OR within a list.
    applies_to: Option<AppliesToTable>,
    /// Who answers for it.
    owner: Option<String>,
    /// Who asked for it.
    requested_by: Option<String>,
    /// Who approved it.
    approved_by: Option<String>,
    /// The day it was approved.
    approved_on: Option<Day>,
    /// The first day in force.
    starts: Option<Day>,
    /// The last day in force.
    expires: Option<Day>,
    /// Where it stands; approved when left out.
    status: Option<ApprovalWord>,
    /// The events of its life, oldest first.
    history: Option<Vec<EventTable>>,
    /// Its rules and titles before a migration to this benchmark version.
    was: Option<WasTable>,
    /// A note for the people who keep the registry.
    note: Option<String>,
}

/// A recommendation number or a rule id, or a rule id with its tool.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum RuleItem {
    Text(String),
    Tool(RuleTable),
}

/// A tool's rule.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RuleTable {
    /// The tool, such as "openscap".
    tool: String,
    /// The tool's rule id.
    id: String,
}

/// The images an entry applies to: AND between keys, OR within a list.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct AppliesToTable {
    /// Profile levels.
    #[schemars(length(min = 1), inner(range(min = 1, max = 9)))]
    level: Option<Vec<u8>>,
    /// Patterns over the AMI's id and name; one that begins with "!" leaves out.
    #[schemars(length(min = 1))]
    ami: Option<Vec<String>>,
    /// Patterns over the values of tags; every key must match; one that begins with "!" must not.
    tags: Option<BTreeMap<String, String>>,
    /// Tools, such as "cis-cat"; one that begins with "!" is left out.
    #[schemars(length(min = 1))]
    tool: Option<Vec<String>>,
}

/// One thing that happened to an entry.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct EventTable {
    /// The day.
    on: Option<Day>,
    /// Who.
    by: Option<String>,
    /// The event, in a sentence.
    what: String,
}

/// An entry's rules and titles in an older benchmark version.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct WasTable {
    /// The older benchmark, when it is not the same one in another version.
    benchmark: Option<String>,
    /// The older version.
    version: String,
    /// The number there.
    number: Option<String>,
    /// The title there.
    title: Option<String>,
    /// The titles there by number, where it had several.
    titles: Option<BTreeMap<String, String>>,
}

/// The policy that every entry must satisfy.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct PolicyTable {
    /// Keys every entry must have.
    require: Option<Vec<Requirable>>,
    /// The recommendations that may never be excepted.
    never_except: Option<Vec<NumbersTable>>,
    /// The longest life in days, from `approved-on`, else `starts`.
    #[schemars(range(min = 1, max = 36525))]
    max_lifetime_days: Option<u32>,
    /// An entry that ends within so many days is "expiring"; 42 unless set.
    #[schemars(range(min = 0, max = 36525))]
    warn_days: Option<u32>,
    /// The approver must not be the owner.
    distinct_approver: Option<bool>,
    /// Whether an evidence scope that cannot be verified applies: "strict" (no, the default) or "lenient".
    evidence: Option<EvidenceWord>,
}

/// Recommendations of a benchmark version.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct NumbersTable {
    /// The benchmark the numbers belong to.
    benchmark: String,
    /// Its version.
    version: Option<String>,
    /// Numbers, and sections such as "5.2.*".
    #[schemars(length(min = 1))]
    numbers: Vec<String>,
}

/// The gate's settings: the findings that a pipeline lets through.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct GateTable {
    /// The least raw score, in per cent.
    #[schemars(range(min = 0, max = 100))]
    min_raw_score: Option<f64>,
    /// The least score with accepted failures left out, in per cent.
    #[schemars(range(min = 0, max = 100))]
    min_accepted_score: Option<f64>,
    /// Only recommendations of these profile levels are judged.
    #[schemars(length(min = 1), inner(range(min = 1, max = 9)))]
    levels: Option<Vec<u8>>,
    /// Only these recommendations are judged.
    #[schemars(length(min = 1))]
    sections: Option<Vec<NumbersTable>>,
    /// Only recommendations of these severities are judged; one without a severity is.
    #[schemars(length(min = 1))]
    severities: Option<Vec<SeverityWord>>,
    /// Nothing may be worse than in the baseline.
    no_regression: Option<bool>,
    /// Let failures through that no entry covers.
    allow_open: Option<bool>,
    /// Let failures through whose entry does not apply.
    allow_lapsed: Option<bool>,
    /// Let through what could not be verified.
    allow_unverified: Option<bool>,
    /// Let results through that were changed inside the scan.
    allow_overrides: Option<bool>,
    /// Let lint errors of the registry through.
    allow_lint: Option<bool>,
    /// Judge scans that do not list everything.
    allow_partial: Option<bool>,
    /// The least share of a benchmark's automated recommendations that a scan has to judge, in per cent.
    #[schemars(range(min = 0, max = 100))]
    min_listed: Option<f64>,
    /// Doubts that somebody has looked at and accepts.
    accept_doubts: Option<Vec<DoubtTable>>,
}

/// A severity that tools agree on.
#[expect(dead_code, reason = "only its schema is used")]
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum SeverityWord {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct DoubtTable {
    /// The doubt's word.
    code: crate::model::DoubtCode,
    /// The reason, printed with every verdict.
    #[schemars(length(min = 1))]
    reason: String,
    /// The last day on which it is accepted.
    until: Option<Day>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum ApprovalWord {
    Draft,
    Requested,
    Approved,
    Rejected,
    Withdrawn,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Excepted {
    Fail,
    Error,
    Unknown,
    NotChecked,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum EvidenceWord {
    Strict,
    Lenient,
}

/// The keys that a policy can require.
struct Requirable;

impl JsonSchema for Requirable {
    fn schema_name() -> Cow<'static, str> {
        "Requirable".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": *REQUIRE_KEYS })
    }
}

fn one(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": 1 })
}

/// A TOML date; editors hold it against a text in this format.
struct Day;

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// The keys that several entries can have in common.
struct DefaultsTable;

impl JsonSchema for DefaultsTable {
    fn schema_name() -> Cow<'static, str> {
        "DefaultsTable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Exception::json_schema(generator);
        schema.insert("description".into(), "What several entries can have in common.".into());
        schema.remove("required");
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.retain(|key, _| DEFAULT_KEYS.contains(&key.as_str()));
        }
        schema
    }
}

struct LintTable;

impl JsonSchema for LintTable {
    fn schema_name() -> Cow<'static, str> {
        "LintTable".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let levels = LintLevel::ALL.map(LintLevel::word);
        let about = |state: State| json!({ "description": state.meaning(), "enum": levels });
        let states: Map<_, _> = State::ALL.into_iter().map(|state| (state.word().to_owned(), about(state))).collect();
        json_schema!({ "type": "object", "properties": states, "additionalProperties": false })
    }
}

/// TOML has no null: a key that may be left out is left out.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.insert("allOf".into(), Value::Array(vec![only]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::fields::ENTRY_KEYS;
    use crate::registry::file::keys;

    fn value() -> Value {
        serde_json::from_str(&schema()).expect("JSON")
    }

    fn words(value: &Value) -> Vec<String> {
        let mut words: Vec<_> = match value {
            Value::Object(object) => object.keys().cloned().collect(),
            Value::Array(list) => list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            _ => panic!("{value}"),
        };
        words.sort();
        words
    }

    #[test]
    fn the_schema_has_the_keys_that_the_reader_knows() {
        let schema = value();
        assert_eq!(words(&schema["properties"]), sorted(&keys::ROOT_KEYS));
        for (table, known) in [
            ("Exception", ENTRY_KEYS.as_slice()),
            ("DefaultsTable", DEFAULT_KEYS.as_slice()),
            ("AppliesToTable", &keys::APPLIES_TO_KEYS),
            ("AttestedTable", &keys::ATTESTED_KEYS),
            ("RuleTable", &keys::RULE_KEYS),
            ("WasTable", &keys::WAS_KEYS),
            ("EventTable", &keys::EVENT_KEYS),
            ("PolicyTable", &keys::POLICY_KEYS),
            ("NumbersTable", &keys::NUMBERS_KEYS),
            ("GateTable", &keys::GATE_KEYS),
            ("DoubtTable", &keys::DOUBT_KEYS),
        ] {
            assert_eq!(words(&schema["definitions"][table]["properties"]), sorted(known), "{table}");
        }
        assert_eq!(words(&schema["definitions"]["EvidenceWord"]["enum"]), sorted(&keys::EVIDENCE_WORDS));
        assert_eq!(words(&schema["definitions"]["LintTable"]["properties"]), sorted(&State::ALL.map(State::word)));
    }

    fn sorted(words: &[&str]) -> Vec<String> {
        let mut words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        words.sort();
        words
    }

    #[test]
    fn the_schema_takes_good_files_and_refuses_misspelt_keys() {
        let validator = jsonschema::validator_for(&value()).expect("a schema");
        let good = "schema = 1\n[[exception]]\nid = \"a\"\nrules = [\"1.1\"]\nstatuses = [\"error\"]\nstatus = \"draft\"\n\
                    applies-to = { level = [1] }\n[lint]\nexpired = \"warn\"\n[policy]\nrequire = [\"approved-by\"]\n";
        let json = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
        assert!(validator.is_valid(&json(good)));
        for (right, wrong) in [
            ("rules", "rule"),
            ("level", "levels"),
            ("expired", "expird"),
            ("[lint]", "[lints]"),
            ("\"draft\"", "\"drafted\""),
            ("schema = 1", "schema = 2"),
            ("\"approved-by\"", "\"approver\""),
        ] {
            assert!(!validator.is_valid(&json(&good.replace(right, wrong))), "{wrong}");
        }
    }
}
