//! SARIF 2.1.0, as GitHub's code scanning takes it: a rule for each recommendation, a result for each
//! that fails or is not verified.
//!
//! Accepted failures are left out unless asked for: code scanning does not honour suppressions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Component, Path};

use serde_json::{Value, json};

use crate::assess::{Assessment, Disposition, Image, Recommendation};
use crate::diag::safe;
use crate::digest::sha256_text;
use crate::gate::{GateVerdict, Outcome, RULES, Violation};
use crate::mapping::{Edition, Mappings, TitleHash};
use crate::model::{TitleKind, family};
use crate::registry::{Entry, EntryId};
use crate::views::evidence_of;

/// More results than this are refused by code scanning.
const MOST_RESULTS: usize = 25_000;
/// More of a description than this is refused by code scanning.
const MOST_CHARACTERS: usize = 1024;
/// More tags than this are not shown by code scanning.
const MOST_TAGS: usize = 10;

/// Where results are shown to stand, and what is written of accepted ones.
#[derive(Clone, Debug, Default)]
pub struct SarifOptions {
    /// The file that a failure without an entry is shown at.
    pub location: String,
    /// The folder that paths are written relative to; a file outside is written by its name alone.
    pub root: String,
    /// Accepted failures are written, with a suppression.
    pub include_suppressed: bool,
    /// The lists that tell a recommendation's title by its hash.
    pub mappings: Mappings,
}

/// What fails in an assessment as SARIF. With a verdict, what the gate lets through is a warning, and
/// its rules that are not about single recommendations are results, too.
pub fn sarif(assessment: &Assessment, verdict: Option<&GateVerdict>, options: &SarifOptions) -> Value {
    let mut log = Log { assessment, options, rules: Vec::new(), known: BTreeMap::new(), results: Vec::new() };
    let objections = verdict.map(GateVerdict::objections);
    for (at, image) in assessment.by_id() {
        for (id, recommendation) in image.by_id() {
            let objected = objections.as_ref().is_none_or(|all| all.contains_key(&(at, id)));
            log.add_recommendation(image, recommendation, objected);
        }
    }
    let broken = verdict.into_iter().flat_map(|verdict| &verdict.violations);
    for violation in broken.filter(|violation| violation.concerned.iter().all(|one| one.place.is_none())) {
        log.add_violation(violation);
    }
    log.finish(verdict)
}

struct Log<'a> {
    assessment: &'a Assessment,
    options: &'a SarifOptions,
    rules: Vec<Value>,
    /// The rules by their ids: the index, and how often a result had it.
    known: BTreeMap<String, (usize, usize)>,
    /// Results with their rank: what is worst comes first.
    results: Vec<(u8, Value)>,
}

impl Log<'_> {
    fn add_recommendation(&mut self, image: &Image, recommendation: &Recommendation, objected: bool) {
        let (level, rank) = match recommendation.disposition {
            Disposition::Open | Disposition::Lapsed if objected => ("error", 0),
            Disposition::Open | Disposition::Lapsed | Disposition::Unverified => ("warning", 1),
            Disposition::Excepted if self.options.include_suppressed => ("note", 2),
            _ => return,
        };
        let accepted = recommendation.disposition == Disposition::Excepted;
        let covering = self.assessment.entries_of(recommendation);
        let entry = covering.first().filter(|_| accepted);
        let location = entry.map_or_else(|| self.default_location(), |entry| self.entry_location(entry));
        let lineage = lineage(image, recommendation, &self.options.mappings);
        let rule = || rule(&lineage, image, recommendation);
        let message = message(self.assessment, image, recommendation);
        let mut result = self.result(&lineage, rule, level, &message, &location);
        if let Some(fields) = result.as_object_mut() {
            if accepted {
                let reasons: Vec<&str> = covering.iter().map(|entry| entry.reason.trim()).collect();
                let justification = safe(&reasons.join("\n")).into_owned();
                let suppression = json!([{"kind": "external", "status": "accepted", "justification": justification}]);
                fields.insert("suppressions".to_owned(), suppression);
            }
            let lapsed = self.lapsed_entries(recommendation);
            if !lapsed.is_empty() {
                fields.insert("relatedLocations".to_owned(), lapsed.into());
            }
        }
        self.results.push((rank, result));
    }

    fn add_violation(&mut self, violation: &Violation) {
        let meaning = RULES.iter().find(|(name, _)| *name == violation.rule).map_or("", |(_, meaning)| *meaning);
        let id = format!("gate/{}", violation.rule);
        let rule = || {
            json!({
                "id": id,
                "name": violation.rule,
                "shortDescription": {"text": meaning},
                "help": {"text": violation.help},
                "properties": {"tags": ["cis", "gate"]},
            })
        };
        let lines: Vec<String> = violation.concerned.iter().map(ToString::to_string).collect();
        let message = escaped(&format!("{}\n{}", violation.message, lines.join("\n")));
        let result = self.result(&id, rule, "error", &message, &self.default_location());
        self.results.push((0, result));
    }

    fn result(
        &mut self,
        id: &str,
        rule: impl FnOnce() -> Value,
        level: &str,
        message: &str,
        location: &Value,
    ) -> Value {
        if !self.known.contains_key(id) {
            self.known.insert(id.to_owned(), (self.rules.len(), 0));
            self.rules.push(rule());
        }
        let (index, seen) = self.known.entry(id.to_owned()).or_default();
        *seen += 1;
        let fingerprint = sha256_text(id);
        json!({
            "ruleId": id,
            "ruleIndex": *index,
            "level": level,
            "message": {"text": message},
            "locations": [location],
            // Code scanning goes by the first one alone: a hash, and which of those with it this is.
            "partialFingerprints": {
                "primaryLocationLineHash": format!("{}:{seen}", fingerprint.get(..16).unwrap_or_default()),
                "amicis/lineage/v1": fingerprint,
            },
        })
    }

    fn default_location(&self) -> Value {
        location(&relative(&self.options.location, &self.options.root), 1)
    }

    fn entry_location(&self, entry: &Entry) -> Value {
        location(&relative(&entry.place.path, &self.options.root), entry.place.line.max(1))
    }

    /// Where the entries stand that name a failure and do not apply.
    fn lapsed_entries(&self, recommendation: &Recommendation) -> Vec<Value> {
        let lapsed = recommendation.deciding().flat_map(|part| &part.judgement.lapsed);
        let ids: BTreeSet<EntryId> = lapsed.map(|(id, _)| *id).collect();
        let entries = ids.into_iter().map(|id| self.assessment.registry.entry(id));
        let place = |entry: &Entry| {
            let mut place = self.entry_location(entry);
            let message = json!({"text": escaped(&format!("the entry {}", entry.id))});
            place.as_object_mut().map(|fields| fields.insert("message".to_owned(), message));
            place
        };
        entries.map(place).collect()
    }

    fn finish(mut self, verdict: Option<&GateVerdict>) -> Value {
        self.results.sort_by_key(|(rank, _)| *rank);
        let mut notes: Vec<String> = verdict.map(|verdict| verdict.notes.clone()).unwrap_or_default();
        let more = self.results.len().saturating_sub(MOST_RESULTS);
        if more > 0 {
            self.results.truncate(MOST_RESULTS);
            notes.push(format!("{more} results are left out: code scanning takes {MOST_RESULTS}"));
        }
        let incomplete = verdict.is_some_and(|verdict| verdict.outcome == Outcome::Incomplete);
        if incomplete {
            notes.push("files could not be read".to_owned());
        }
        let notification = |note: &String| json!({"level": "warning", "message": {"text": escaped(note)}});
        let families: BTreeSet<String> = self.assessment.images.iter().map(slug).collect();
        let families: Vec<String> = families.into_iter().collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "amicis",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": self.rules,
                }},
                "automationDetails": {"id": format!("amicis/{}/", families.join("+"))},
                "invocations": [{
                    "executionSuccessful": !incomplete,
                    "toolExecutionNotifications": notes.iter().map(notification).collect::<Vec<_>>(),
                }],
                "results": self.results.into_iter().map(|(_, result)| result).collect::<Vec<_>>(),
            }],
        })
    }
}

/// The benchmark's name in an id: `amazon-linux-2`.
fn slug(image: &Image) -> String {
    let family = family(image.benchmark.title.as_deref().unwrap_or("benchmark"));
    let word = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    family.chars().take(100).map(word).collect()
}

/// What stays the same when a benchmark is renumbered, or another tool looks: the hash of the title,
/// the scan's own or that of the benchmark's list. Without one the number, else the tool's rule.
fn lineage(image: &Image, recommendation: &Recommendation, mappings: &Mappings) -> String {
    let titles = image.checks_of(recommendation).filter_map(|check| check.title.as_ref());
    let own = titles.filter(|title| title.kind == TitleKind::Recommendation).map(|title| TitleHash::of(title.text()));
    let listed = || {
        let list = mappings.list(&Edition::of(&image.benchmark)?)?;
        match list.with_number(recommendation.number.as_ref()?) {
            [only] => only.hash,
            _ => None,
        }
    };
    let key = match own.min().or_else(listed) {
        Some(hash) => hash.to_string(),
        None => safe(&image.id_of(recommendation)).chars().take(100).collect(),
    };
    format!("{}/{key}", slug(image))
}

fn rule(id: &str, image: &Image, recommendation: &Recommendation) -> Value {
    let name = image.id_of(recommendation);
    let line = match recommendation.title {
        Some(_) => image.line_of(recommendation),
        None => format!("{name} no title"),
    };
    let levels = recommendation.levels.iter().map(|level| format!("level-{level}"));
    let tags: Vec<String> = ["cis".to_owned(), slug(image)].into_iter().chain(levels).take(MOST_TAGS).collect();
    json!({
        "id": id,
        "name": cut(&safe(&name), 255),
        "shortDescription": {"text": cut(&escaped(&line), MOST_CHARACTERS)},
        "help": {"text": escaped(&format!("Recommendation {name} of {}.", image.benchmark))},
        "properties": {"tags": tags},
    })
}

fn message(assessment: &Assessment, image: &Image, recommendation: &Recommendation) -> String {
    let mut lines =
        vec![format!("{}: {} on {}", image.line_of(recommendation), recommendation.disposition, image.label)];
    lines.extend(assessment.why(recommendation));
    lines.extend(evidence_of(image, recommendation).lines());
    escaped(&lines.join("\n"))
}

/// Plain text in SARIF knows one markup: links in brackets.
fn escaped(text: &str) -> String {
    safe(text.trim()).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn location(uri: &str, line: usize) -> Value {
    json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}})
}

/// A path as a URI relative to `root`: never absolute, and never above it.
fn relative(path: &str, root: &str) -> String {
    let path = Path::new(path);
    let within = match path.strip_prefix(root) {
        Ok(within) if !root.is_empty() => within,
        _ if path.is_absolute() => path.file_name().map_or(path, Path::new),
        _ => path,
    };
    let mut parts: Vec<String> = Vec::new();
    for part in within.components() {
        match part {
            Component::Normal(part) => parts.push(encoded(&part.to_string_lossy())),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    parts.join("/")
}

fn encoded(part: &str) -> String {
    part.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // A String takes any text.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_uris() {
        assert_eq!(relative("/repo/a b.toml", "/repo"), "a%20b.toml");
        assert_eq!(relative("/etc/a b.toml", "/repo"), "a%20b.toml");
        assert_eq!(relative("./x/../é.toml", "/repo"), "%C3%A9.toml");
        assert_eq!(relative("../a.toml", "/repo"), "a.toml");
        assert_eq!(relative("exceptions/a.toml", ""), "exceptions/a.toml");
    }

    #[test]
    fn text_holds_no_link() {
        assert_eq!(escaped("see [here](https://evil) \\[x]\u{1b}"), "see \\[here\\](https://evil) \\\\\\[x\\]\u{fffd}");
    }
}
