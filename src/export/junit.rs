//! JUnit XML, in the form that Jenkins, GitLab and GitHub's test reporters read: a suite for the
//! gate, and one for each image with a case for each recommendation.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::assess::{Assessment, Disposition, Image, ImageId, Recommendation, RecommendationId};
use crate::diag::safe;
use crate::gate::{GateVerdict, Outcome, Violation};
use crate::views::evidence_of;

/// The assessment as JUnit XML. With a verdict, a case fails exactly where the gate objects; without
/// one, open and lapsed failures fail, and what is not verified is an error. What is accepted is
/// skipped, with the reason and until when.
///
/// # Errors
/// Never in practice: the writer is memory.
pub fn junit(assessment: &Assessment, verdict: Option<&GateVerdict>) -> io::Result<String> {
    let objections = verdict.map(GateVerdict::objections);
    let images = assessment.by_id();
    let suites: Vec<Suite> = verdict
        .map(gate)
        .into_iter()
        .chain(images.map(|(at, i)| suite(assessment, (at, i), objections.as_ref())))
        .collect();
    let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>().to_string();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attributes([
            ("name", "amicis"),
            ("tests", &total(|suite| suite.cases.len())),
            ("failures", &total(|suite| suite.count("failure"))),
            ("errors", &total(|suite| suite.count("error"))),
        ])
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| suite.write(writer)))?;
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

struct Suite {
    name: String,
    timestamp: Option<String>,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    result: Option<Ending>,
}

/// What a case ends with when it does not just pass.
struct Ending {
    /// failure, error or skipped.
    element: &'static str,
    /// What kind of failure or error.
    kind: &'static str,
    message: String,
    text: String,
}

/// The gate as a whole, and its rules that are not about single recommendations.
fn gate(verdict: &GateVerdict) -> Suite {
    let of_gate = |name: &str, result| Case { class: "gate".to_owned(), name: name.to_owned(), result };
    let rules: Vec<&str> = verdict.violations.iter().map(|violation| violation.rule).collect();
    let said = match verdict.outcome {
        Outcome::Passes => None,
        Outcome::Fails => Some(format!("the gate says no: {}", rules.join(", "))),
        Outcome::CannotJudge => Some("the gate cannot judge what is doubted, or not listed".to_owned()),
        Outcome::NothingToJudge => Some("there is nothing to judge".to_owned()),
        Outcome::Incomplete => Some("files could not be read".to_owned()),
    };
    let failing = |kind, message, text| Ending { element: "failure", kind, message, text };
    let whole = of_gate("the gate", said.map(|said| failing("gate", said, verdict.notes.join("\n"))));
    let others =
        verdict.violations.iter().filter(|violation| violation.concerned.iter().all(|one| one.place.is_none()));
    let broken = others.map(|violation| {
        let lines: Vec<String> = violation.concerned.iter().map(ToString::to_string).collect();
        of_gate(violation.rule, Some(failing(violation.rule, violation.message.clone(), lines.join("\n"))))
    });
    Suite {
        name: "gate".to_owned(),
        timestamp: None,
        properties: vec![("as-of", verdict.as_of.to_string())],
        cases: std::iter::once(whole).chain(broken).collect(),
    }
}

type Objections<'v> = BTreeMap<(ImageId, RecommendationId), &'v Violation>;

fn suite(assessment: &Assessment, (at, image): (ImageId, &Image), objections: Option<&Objections<'_>>) -> Suite {
    let finished = image.scans().filter_map(|scan| scan.finished.or(scan.started)).max();
    let title = image.benchmark.title.as_deref().unwrap_or("benchmark not stated");
    let case = |(id, recommendation): (RecommendationId, &Recommendation)| {
        let opinion = match objections.map(|all| all.get(&(at, id))) {
            None => Opinion::None,
            Some(None) => Opinion::LetsThrough,
            Some(Some(violation)) => Opinion::Objects(violation),
        };
        let section = recommendation.number.as_ref().map(|number| format!(".Section {}", number.section()));
        Case {
            // Jenkins takes what stands before the last dot for a package.
            class: format!("{}{}", title.replace('.', "_"), section.unwrap_or_default()),
            name: image.line_of(recommendation),
            result: result(assessment, image, recommendation, &opinion),
        }
    };
    let mut properties = vec![("benchmark", image.benchmark.to_string()), ("as-of", assessment.as_of.to_string())];
    for run in &image.runs {
        properties.extend([("raw-score", run.raw.to_string()), ("accepted-score", run.accepted.to_string())]);
    }
    Suite {
        name: format!("{}: {}", image.label, image.benchmark),
        timestamp: finished.map(|time| time.to_string()),
        properties,
        cases: image.by_id().map(case).collect(),
    }
}

/// What the gate says of a recommendation.
enum Opinion<'v> {
    /// There is no gate.
    None,
    /// Nothing.
    LetsThrough,
    /// It breaks a rule.
    Objects(&'v Violation),
}

fn result(
    assessment: &Assessment,
    image: &Image,
    recommendation: &Recommendation,
    opinion: &Opinion<'_>,
) -> Option<Ending> {
    let disposition = recommendation.disposition;
    let why = assessment.why(recommendation).join("; ");
    let (element, kind, message) = match disposition {
        Disposition::Open => ("failure", "open", "fails, and no entry covers it".to_owned()),
        Disposition::Lapsed => ("failure", "lapsed", format!("fails; {why}")),
        Disposition::Unverified => ("error", "unverified", not_verified(image, recommendation, &why)),
        Disposition::Excepted => ("skipped", "excepted", accepted(assessment, recommendation)),
        Disposition::Attested => ("skipped", "attested", why),
        Disposition::Passed => ("", "", String::new()),
        other => ("skipped", "left-out", other.word().to_owned()),
    };
    let objects = matches!(element, "failure" | "error");
    let text = if objects { evidence_of(image, recommendation).lines().join("\n") } else { String::new() };
    match opinion {
        // Objected to for another reason than its result: it was changed inside the scan.
        Opinion::Objects(violation) if !objects => {
            let concerned = violation.concerned.iter().find(|one| one.id == image.id_of(recommendation));
            let message = concerned.map(|one| one.why.join("; ")).unwrap_or_default();
            Some(Ending { element: "failure", kind: violation.rule, message, text })
        }
        Opinion::LetsThrough if objects => {
            let message = format!("let through by the gate: {message}");
            Some(Ending { element: "skipped", kind: "let-through", message, text: String::new() })
        }
        _ => (!element.is_empty()).then_some(Ending { element, kind, message, text }),
    }
}

fn not_verified(image: &Image, recommendation: &Recommendation, why: &str) -> String {
    let status = recommendation.deciding().next().map(|part| image.check(part).status);
    let status = status.map(|status| status.to_string()).unwrap_or_default();
    if why.is_empty() { format!("not verified: {status}") } else { format!("not verified: {status}; {why}") }
}

/// `accepted: REASON (until 2027-06-30, entry ID)`.
fn accepted(assessment: &Assessment, recommendation: &Recommendation) -> String {
    let texts: Vec<String> = assessment
        .entries_of(recommendation)
        .into_iter()
        .map(|entry| {
            let until = entry.expires.map(|end| format!("until {end}, ")).unwrap_or_default();
            format!("accepted: {} ({until}entry {})", entry.reason.trim(), entry.id)
        })
        .collect();
    texts.join("; ")
}

impl Suite {
    fn count(&self, element: &str) -> usize {
        self.cases.iter().filter(|case| case.result.as_ref().is_some_and(|result| result.element == element)).count()
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let counts = [self.cases.len(), self.count("failure"), self.count("error"), self.count("skipped")];
        let [tests, failures, errors, skipped] = counts.map(|count| count.to_string());
        let name = line(&self.name);
        let attributes = [
            ("name", name.as_str()),
            ("tests", &tests),
            ("failures", &failures),
            ("errors", &errors),
            ("skipped", &skipped),
        ];
        let timestamp = self.timestamp.as_deref().map(|time| ("timestamp", time));
        let element = writer.create_element("testsuite").with_attributes(attributes.into_iter().chain(timestamp));
        element.write_inner_content(|writer| {
            writer.create_element("properties").write_inner_content(|writer| {
                self.properties.iter().try_for_each(|(name, value)| {
                    let property = writer.create_element("property");
                    property.with_attributes([("name", *name), ("value", &line(value))]).write_empty().map(drop)
                })
            })?;
            self.cases.iter().try_for_each(|case| case.write(writer))
        })?;
        Ok(())
    }
}

impl Case {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let (class, name) = (line(&self.class), line(&self.name));
        let case = writer.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", &name)]);
        let Some(result) = &self.result else { return case.write_empty().map(drop) };
        case.write_inner_content(|writer| {
            let (message, text) = (line(&result.message), legal(&result.text));
            let element = writer.create_element(result.element);
            let element = element.with_attributes([("type", result.kind), ("message", &message)]);
            if text.is_empty() { element.write_empty() } else { element.write_text_content(BytesText::new(&text)) }
                .map(drop)
        })?;
        Ok(())
    }
}

/// Text for an attribute: on one line.
fn line(text: &str) -> String {
    legal(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Characters that XML 1.0 cannot hold, in whatever spelling, and those that a terminal or page
/// would act on are replaced.
fn legal(text: &str) -> String {
    let allowed = |c: char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    safe(text).chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}
