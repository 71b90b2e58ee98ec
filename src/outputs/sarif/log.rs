//! The findings as a SARIF log.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{
    AutomationDetails, Driver, Fingerprints, Invocation, Level, Location, Log, Notification, Rule, RuleProperties, Run,
    SarifResult, Suppression, SuppressionKind, SuppressionStatus, Text, Tool,
};
use super::place::relative;
use crate::diag::safe;
use crate::digest::sha256_text;
use crate::gate::{Outcome, RULES, Violation};
use crate::outputs::OutputOptions;
use crate::outputs::joined::uri;
use crate::views::{Disposition, EntryRef, Finding, FindingsView, ImageFindings, Opinion};

/// More results than this are refused by code scanning.
const MOST_RESULTS: usize = 25_000;
/// The program's own page.
const PROGRAM: &str = "https://crates.io/crates/amicis";
/// Where the benchmarks are published: for a recommendation whose entries have no link.
const BENCHMARKS: &str = "https://www.cisecurity.org/cis-benchmarks";
/// More of a description than this is refused by code scanning.
const MOST_CHARACTERS: usize = 1024;
/// More tags than this are not shown by code scanning.
const MOST_TAGS: usize = 10;

/// The failures as SARIF. With a verdict, what the gate lets through is a warning, and its rules that are not about
/// single recommendations are results, too.
pub(super) fn log(view: &FindingsView, options: &OutputOptions) -> Log {
    let mut builder = Builder { options, rules: Vec::new(), known: BTreeMap::new(), results: Vec::new() };
    for image in &view.images {
        image.findings.iter().for_each(|finding| builder.add_finding(image, finding));
    }
    let broken = view.gate.iter().flat_map(|gate| &gate.violations);
    broken.for_each(|violation| builder.add_violation(violation));
    builder.finish(view)
}

struct Builder<'a> {
    options: &'a OutputOptions,
    rules: Vec<Rule>,
    /// The rules by their ids: the index, and how often a result had it.
    known: BTreeMap<String, (usize, usize)>,
    results: Vec<SarifResult>,
}

impl Builder<'_> {
    fn add_finding(&mut self, image: &ImageFindings, finding: &Finding) {
        let level = match finding.disposition {
            Disposition::Open | Disposition::Lapsed if finding.opinion != Opinion::LetsThrough => Level::Error,
            Disposition::Open | Disposition::Lapsed | Disposition::Unverified => Level::Warning,
            Disposition::Excepted if self.options.include_suppressed => Level::Note,
            _ => return,
        };
        let accepted = finding.disposition == Disposition::Excepted;
        let entry = finding.covering.first().filter(|_| accepted);
        // A failure whose entry lapsed is shown at the entry: that is the line to look at.
        let entry = entry.or(finding.lapsed.first());
        let location = entry.map_or_else(|| self.default_location(), |entry| self.entry_location(entry));
        let message = message(image, finding);
        let mut result = self.result(&finding.lineage, || rule(image, finding), level, message, location);
        if accepted {
            let reasons: Vec<&str> = finding.covering.iter().map(|entry| entry.reason.as_str()).collect();
            result.suppressions.push(Suppression {
                justification: safe(&reasons.join("\n")).into_owned(),
                kind: SuppressionKind::External,
                status: SuppressionStatus::Accepted,
            });
        }
        result.related_locations = finding.lapsed.iter().map(|entry| self.lapsed_location(entry)).collect();
        self.results.push(result);
    }

    fn add_violation(&mut self, violation: &Violation) {
        let meaning = RULES.iter().find(|(name, _)| *name == violation.rule).map_or("", |(_, meaning)| *meaning);
        let id = format!("gate/{}", violation.rule);
        let rule = || Rule {
            full_description: plain(meaning),
            help: plain(violation.help),
            help_uri: PROGRAM.to_owned(),
            id: id.clone(),
            name: violation.rule.to_owned(),
            properties: RuleProperties { tags: vec!["cis".to_owned(), "gate".to_owned()] },
            short_description: plain(meaning),
        };
        let lines: Vec<String> = violation.concerned.iter().map(ToString::to_string).collect();
        let message = escaped(&format!("{}\n{}", violation.message, lines.join("\n")));
        let result = self.result(&id, rule, Level::Error, message, self.default_location());
        self.results.push(result);
    }

    fn result(
        &mut self,
        id: &str,
        rule: impl FnOnce() -> Rule,
        level: Level,
        text: String,
        location: Location,
    ) -> SarifResult {
        if !self.known.contains_key(id) {
            self.known.insert(id.to_owned(), (self.rules.len(), 0));
            self.rules.push(rule());
        }
        let (index, seen) = self.known.entry(id.to_owned()).or_default();
        *seen += 1;
        let fingerprint = sha256_text(id);
        SarifResult {
            level,
            locations: [location],
            message: Text { text },
            // Code scanning goes by the first one alone: a hash, and which of those with it this is.
            partial_fingerprints: Fingerprints {
                primary_location_line_hash: format!("{}:{seen}", fingerprint.get(..16).unwrap_or_default()),
                lineage: fingerprint,
            },
            related_locations: Vec::new(),
            rule_id: id.to_owned(),
            rule_index: *index,
            suppressions: Vec::new(),
        }
    }

    fn default_location(&self) -> Location {
        Location::new(relative(&self.options.location, &self.options.root), 1)
    }

    fn entry_location(&self, entry: &EntryRef) -> Location {
        Location::new(relative(&entry.path, &self.options.root), entry.line)
    }

    /// The place of an entry that names a failure and does not apply.
    fn lapsed_location(&self, entry: &EntryRef) -> Location {
        let message = Some(Text { text: escaped(&format!("the entry {}", entry.id)) });
        Location { message, ..self.entry_location(entry) }
    }

    /// Rules that no result names any more are left out with them: code scanning counts rules, too.
    fn keep_used_rules(&mut self) {
        let used: BTreeSet<usize> = self.results.iter().map(|result| result.rule_index).collect();
        let places: BTreeMap<usize, usize> = used.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let mut place = 0..;
        self.rules.retain(|_| place.next().is_some_and(|place| used.contains(&place)));
        for result in &mut self.results {
            result.rule_index = places.get(&result.rule_index).copied().unwrap_or_default();
        }
    }

    fn finish(mut self, view: &FindingsView) -> Log {
        self.results.sort_by_key(|result| result.level);
        let mut notes: Vec<String> = view.gate.as_ref().map(|gate| gate.notes.clone()).unwrap_or_default();
        let more = self.results.len().saturating_sub(MOST_RESULTS);
        if more > 0 {
            self.results.truncate(MOST_RESULTS);
            self.keep_used_rules();
            notes.push(format!("{more} results are left out: code scanning takes {MOST_RESULTS}"));
        }
        let incomplete = view.gate.as_ref().is_some_and(|gate| gate.outcome == Outcome::Incomplete);
        if incomplete {
            notes.push("files could not be read".to_owned());
        }
        let notification =
            |note: &String| Notification { level: Level::Warning, message: Text { text: escaped(note) } };
        let slugs: BTreeSet<&str> = view.images.iter().map(|image| image.slug.as_str()).collect();
        let slugs: Vec<&str> = slugs.into_iter().collect();
        let run = Run {
            automation_details: AutomationDetails { id: format!("amicis/{}/", slugs.join("+")) },
            invocations: [Invocation {
                execution_successful: !incomplete,
                tool_execution_notifications: notes.iter().map(notification).collect(),
            }],
            results: self.results,
            tool: Tool {
                driver: Driver {
                    information_uri: PROGRAM,
                    name: "amicis",
                    rules: self.rules,
                    semantic_version: env!("CARGO_PKG_VERSION"),
                },
            },
        };
        Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", runs: [run], version: "2.1.0" }
    }
}

fn rule(image: &ImageFindings, finding: &Finding) -> Rule {
    let name = &finding.id;
    let line = if finding.title.is_some() { finding.line.clone() } else { format!("{name} no title") };
    let levels = finding.levels.iter().map(|level| format!("level-{level}"));
    let links = finding.covering.iter().chain(&finding.lapsed).flat_map(|entry| &entry.links);
    let link = links.into_iter().find(|link| link.starts_with("https://") || link.starts_with("http://"));
    Rule {
        full_description: Text { text: cut(&escaped(&format!("{line} ({})", image.benchmark)), MOST_CHARACTERS) },
        help_uri: link.map_or_else(|| BENCHMARKS.to_owned(), |link| uri(link)),
        help: Text { text: escaped(&format!("Recommendation {name} of {}.", image.benchmark)) },
        id: finding.lineage.clone(),
        name: cut(&safe(name), 255),
        properties: RuleProperties {
            tags: ["cis".to_owned(), image.slug.clone()].into_iter().chain(levels).take(MOST_TAGS).collect(),
        },
        short_description: Text { text: cut(&escaped(&line), MOST_CHARACTERS) },
    }
}

fn message(image: &ImageFindings, finding: &Finding) -> String {
    let mut lines = vec![format!("{}: {} on {}", finding.line, finding.disposition, image.name)];
    lines.extend(finding.why.iter().chain(&finding.evidence).cloned());
    escaped(&lines.join("\n"))
}

/// A text of ours.
fn plain(text: &str) -> Text {
    Text { text: text.to_owned() }
}

/// Plain text in SARIF knows one markup: links in brackets.
fn escaped(text: &str) -> String {
    safe(text.trim()).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_holds_no_link() {
        assert_eq!(escaped("see [here](https://evil) \\[x]\u{1b}"), "see \\[here\\](https://evil) \\\\\\[x\\]\u{fffd}");
    }
}
