//! JUnit XML, in the form that Jenkins, GitLab and GitHub's test reporters read: a suite for each
//! image, a case for each recommendation.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::assess::{Assessment, Disposition, Image, Recommendation};
use crate::model::Check;

/// The assessment as JUnit XML: open and lapsed failures are failures, what is not verified is an
/// error, what is accepted is skipped with who accepts it until when.
///
/// # Errors
/// Never in practice: the writer is memory.
pub fn junit(assessment: &Assessment) -> io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.create_element("testsuites").with_attribute(("name", "amicis")).write_inner_content(|writer| {
        assessment.images.iter().try_for_each(|image| suite(writer, assessment, image))
    })?;
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn suite(writer: &mut Writer<Vec<u8>>, assessment: &Assessment, image: &Image) -> io::Result<()> {
    let count = |wanted: fn(Disposition) -> bool| {
        image.recommendations.iter().filter(|r| wanted(r.disposition)).count().to_string()
    };
    let name = legal(&format!("{}: {}", image.name, image.benchmark));
    let skipped = |disposition| {
        use Disposition::{Excepted, Informational, NotApplicable, NotSelected};
        matches!(disposition, Excepted | Informational | NotApplicable | NotSelected)
    };
    writer
        .create_element("testsuite")
        .with_attributes([
            ("name", name.as_str()),
            ("tests", &image.recommendations.len().to_string()),
            ("failures", &count(Disposition::uncovered)),
            ("errors", &count(|disposition| disposition == Disposition::Unverified)),
            ("skipped", &count(skipped)),
        ])
        .write_inner_content(|writer| {
            image.recommendations.iter().try_for_each(|recommendation| case(writer, assessment, image, recommendation))
        })?;
    Ok(())
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    assessment: &Assessment,
    image: &Image,
    recommendation: &Recommendation,
) -> io::Result<()> {
    let checks: Vec<&Check> = recommendation.deciding().filter_map(|part| assessment.check(part)).collect();
    let rule = || checks.iter().find_map(|check| check.rule.clone());
    let id = recommendation.number.as_ref().map(ToString::to_string).or_else(rule).unwrap_or_default();
    let name = legal(format!("{id} {}", recommendation.title.as_deref().unwrap_or_default()).trim());
    let class = legal(&image.benchmark.to_string());
    let element = writer.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", &name)]);
    let evidence = legal(&checks.iter().flat_map(|check| check.evidence.lines()).collect::<Vec<_>>().join("\n"));
    let (kind, message) = match recommendation.disposition {
        Disposition::Open => ("failure", "fails, and no exception covers it".to_owned()),
        Disposition::Lapsed => ("failure", format!("fails; {}", lapsed(assessment, recommendation))),
        Disposition::Unverified => {
            let words = checks.iter().map(|check| check.status.word()).collect::<Vec<_>>();
            ("error", format!("not verified: {}", words.first().copied().unwrap_or_default()))
        }
        Disposition::Excepted => ("skipped", accepted(assessment, recommendation)),
        Disposition::Passed => {
            element.write_empty()?;
            return Ok(());
        }
        other => ("skipped", other.word().to_owned()),
    };
    let message = legal(&message);
    element.write_inner_content(|writer| {
        let element = writer.create_element(kind).with_attribute(("message", message.as_str()));
        if evidence.is_empty() || kind == "skipped" {
            element.write_empty()?;
        } else {
            element.write_text_content(BytesText::new(&evidence))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// `accepted: REASON, until 2027-06-30`.
fn accepted(assessment: &Assessment, recommendation: &Recommendation) -> String {
    let entries = recommendation.covering().into_iter().filter_map(|index| assessment.registry.entries.get(index));
    let texts: Vec<String> = entries
        .map(|entry| {
            let until = entry.expires.map(|end| format!(", until {end}")).unwrap_or_default();
            format!("accepted: {}{until} ({})", entry.reason.trim(), entry.id)
        })
        .collect();
    texts.join("; ")
}

fn lapsed(assessment: &Assessment, recommendation: &Recommendation) -> String {
    let mut texts: Vec<String> = Vec::new();
    for (index, lapses) in recommendation.deciding().flat_map(|part| &part.judgement.lapsed) {
        let Some(entry) = assessment.registry.entries.get(*index) else { continue };
        let reasons = lapses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let text = format!("exception {}: {reasons}", entry.id);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join("; ")
}

/// Characters that XML 1.0 cannot hold, in whatever spelling, are replaced.
fn legal(text: &str) -> String {
    let allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}
