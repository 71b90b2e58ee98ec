//! SARIF 2.1.0, as GitHub's code scanning takes it: a rule for each failing recommendation, a result
//! for each failure.
//!
//! Accepted failures are left out unless asked for: code scanning does not honour suppressions.

use serde_json::{Value, json};

use crate::assess::{Assessment, Disposition, Image, Recommendation};
use crate::digest::sha256_text;
use crate::model::{Check, family, normalise};

/// Where results are shown to stand, and what is written of accepted ones.
#[derive(Clone, Debug)]
pub struct SarifOptions {
    /// The file that a failure without an entry is shown at; relative, never absolute.
    pub location: String,
    /// Accepted failures are written, with a suppression.
    pub include_suppressed: bool,
}

/// The failures of an assessment as SARIF.
pub fn sarif(assessment: &Assessment, options: &SarifOptions) -> Value {
    let mut rules: Vec<Value> = Vec::new();
    let mut results = Vec::new();
    for image in &assessment.images {
        for recommendation in &image.recommendations {
            let accepted = recommendation.disposition == Disposition::Excepted;
            if !(recommendation.disposition.uncovered() || accepted && options.include_suppressed) {
                continue;
            }
            let id = rule_id(assessment, image, recommendation);
            let index = rules.iter().position(|rule| rule.get("id").and_then(Value::as_str) == Some(&id));
            let index = index.unwrap_or_else(|| {
                rules.push(rule(&id, image, recommendation));
                rules.len() - 1
            });
            results.push(result(assessment, image, recommendation, &id, index, options));
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "amicis",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    })
}

/// `amazon linux 2/1.1.22`: without the version, so that a new one is not a new rule by itself.
fn rule_id(assessment: &Assessment, image: &Image, recommendation: &Recommendation) -> String {
    let family = family(image.benchmark.title.as_deref().unwrap_or("benchmark"));
    let rule = || recommendation.parts.iter().find_map(|part| assessment.check(part)?.rule.clone());
    let number = recommendation.number.as_ref().map(ToString::to_string).or_else(rule);
    format!("{family}/{}", number.unwrap_or_else(|| "unnumbered".to_owned())).replace(' ', "-")
}

fn rule(id: &str, image: &Image, recommendation: &Recommendation) -> Value {
    let title = recommendation.title.as_deref().unwrap_or(id);
    let mut tags = vec!["cis".to_owned(), image.benchmark.to_string()];
    tags.extend(recommendation.levels.iter().map(|level| format!("level-{level}")));
    tags.truncate(10);
    json!({
        "id": id,
        "shortDescription": {"text": short(title)},
        "properties": {"tags": tags},
    })
}

/// GitHub shows the first 1024 characters of a description.
fn short(text: &str) -> String {
    text.chars().take(1000).collect()
}

fn result(
    assessment: &Assessment,
    image: &Image,
    recommendation: &Recommendation,
    id: &str,
    index: usize,
    options: &SarifOptions,
) -> Value {
    let accepted = recommendation.disposition == Disposition::Excepted;
    let entries: Vec<_> =
        recommendation.covering().into_iter().filter_map(|index| assessment.registry.entries.get(index)).collect();
    let (uri, line) = match entries.first().filter(|_| accepted) {
        Some(entry) => (relative(&entry.place.path), entry.place.line.max(1)),
        None => (relative(&options.location), 1),
    };
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": index,
        "level": if accepted { "note" } else { "error" },
        "message": {"text": message(assessment, image, recommendation)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": line},
        }}],
        "partialFingerprints": {"amicis/lineage/v1": fingerprint(image, recommendation, id)},
    });
    if let (true, Some(entry), Some(object)) = (accepted, entries.first(), result.as_object_mut()) {
        let suppression = json!([{"kind": "external", "status": "accepted", "justification": entry.reason.trim()}]);
        object.insert("suppressions".to_owned(), suppression);
    }
    result
}

/// The same for a recommendation in every version of its benchmark and on every image: its title
/// where it has one, so that neither a renumbering nor a new AMI opens alerts anew.
fn fingerprint(image: &Image, recommendation: &Recommendation, id: &str) -> String {
    let family = family(image.benchmark.title.as_deref().unwrap_or_default());
    let lineage = recommendation.title.as_deref().map_or_else(|| id.to_owned(), normalise);
    sha256_text(&format!("{family}\n{lineage}"))
}

fn message(assessment: &Assessment, image: &Image, recommendation: &Recommendation) -> String {
    let checks: Vec<&Check> = recommendation.deciding().filter_map(|part| assessment.check(part)).collect();
    let number = recommendation.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let title = recommendation.title.as_deref().unwrap_or_default();
    let mut text = format!("{number} {title}: {} on {}", recommendation.disposition, image.name);
    let evidence: Vec<&str> = checks.iter().flat_map(|check| check.evidence.lines()).collect();
    for line in evidence.iter().take(20) {
        text.push('\n');
        text.push_str(line);
    }
    if evidence.len() > 20 {
        text.push_str("\nand more");
    }
    text.trim().to_owned()
}

/// A path that GitHub can show: forward slashes, relative, percent-encoded where a URI needs it.
fn relative(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    let encode = |part: &str| {
        part.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                text.extend(['%', hex(byte >> 4), hex(byte & 15)]);
            }
            text
        })
    };
    parts.map(encode).collect::<Vec<_>>().join("/")
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_uris() {
        assert_eq!(relative("/etc/a b.toml"), "etc/a%20b.toml");
        assert_eq!(relative("./x/../é.toml"), "x/%C3%A9.toml");
    }
}
