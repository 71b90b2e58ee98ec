//! A `rule-result`: the verdict on one rule, its evidence and its overrides.

use super::document::element;
use super::prose::lines;
use super::result::unknown;
use super::rule::{ident, severity, weight};
use crate::model::{AssessedBy, Check, Evidence, Moment, Override, Status};
use crate::read::ReadError;
use crate::read::xml::XmlReader;

/// The parts that could not be taken as they stand, gathered over a test result and said once.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// Results whose word is none of XCCDF's: the rule and the word.
    pub(super) words: Vec<String>,
    /// Rules whose result and last override differ.
    pub(super) overridden: Vec<String>,
    /// Attributes and texts that could not be read.
    pub(super) unreadable: Vec<String>,
}

/// Reads the rule-result entered last, and the names of the definitions that it was checked by; what the benchmark
/// knows of its rule is joined later.
pub(super) fn read(
    xml: &mut XmlReader<'_>,
    trouble: &mut Trouble,
    definitions: &mut Vec<String>,
) -> Result<Check, ReadError> {
    xml.taken();
    xml.keeps(size_of::<Check>())?;
    let mut check = Check::new(Status::Unknown);
    check.rule = xml.owned_attribute("idref")?;
    if check.rule.is_none() {
        return Err(xml
            .refuse("the rule-result names no rule: it has no `idref`")
            .help("XCCDF requires it, and without it the result is of no recommendation: the file is damaged"));
    }
    check.severity = severity(xml)?;
    check.weight = weight(xml, &mut trouble.unreadable)?;
    let (mut word, mut items, mut results) = (None, Vec::new(), 0);
    while xml.child()? {
        match element(xml) {
            "result" if results > 0 => {
                return Err(xml
                    .refuse("the rule-result holds two results")
                    .help("which of them is the scanner's cannot be told: the file was edited or damaged"));
            }
            "result" => {
                results += 1;
                word = xml.trimmed_text()?;
            }
            "ident" => check.idents.extend(ident(xml)?),
            "message" | "instance" => items.extend(lines(xml)?),
            "check" | "complex-check" => outputs(xml, &mut items, definitions)?,
            "override" => check.overrides.push(changed(xml, &mut trouble.unreadable)?),
            "fix" | "metadata" => xml.skip()?,
            _ => unknown(xml)?,
        }
    }
    check.evidence = Evidence::items(items);
    judge(&mut check, word, trouble);
    Ok(check)
}

/// The output of a check: the text of `check-import` and `check-content`, at any depth of
/// `complex-check`.
fn outputs(xml: &mut XmlReader<'_>, items: &mut Vec<String>, definitions: &mut Vec<String>) -> Result<(), ReadError> {
    while xml.child()? {
        match element(xml) {
            "check-import" | "check-content" => items.extend(lines(xml)?),
            "check" | "complex-check" => outputs(xml, items, definitions)?,
            "check-content-ref" => {
                if let Some(name) = xml.owned_attribute("name")? {
                    xml.keeps(name.len())?;
                    definitions.push(name);
                }
                xml.skip()?;
            }
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn changed(xml: &mut XmlReader<'_>, unreadable: &mut Vec<String>) -> Result<Override, ReadError> {
    xml.taken();
    let mut change = Override {
        time: xml.attribute("time")?.and_then(|time| Moment::parse(&time)),
        authority: xml.owned_attribute("authority")?,
        old: None,
        new: None,
        remark: None,
    };
    while xml.child()? {
        match element(xml) {
            // An attribute in the specification; some tools write an element.
            "authority" => change.authority = xml.trimmed_text()?.or(change.authority),
            "old-result" => change.old = verdict(xml, unreadable)?,
            "new-result" if change.new.is_some() => {
                return Err(xml.refuse("the override holds two new results").help("the file was edited or damaged"));
            }
            // A new result that cannot be read may be a failure.
            "new-result" => change.new = verdict(xml, unreadable)?.or(Some(Status::Unknown)),
            "remark" => change.remark = xml.trimmed_text()?,
            _ => unknown(xml)?,
        }
    }
    if change.new.is_none() {
        unreadable.push("an override without a new result".to_owned());
        change.new = Some(Status::Unknown);
    }
    Ok(change)
}

fn verdict(xml: &mut XmlReader<'_>, unreadable: &mut Vec<String>) -> Result<Option<Status>, ReadError> {
    let text = xml.text()?;
    let status = text.parse().ok();
    if status.is_none() {
        unreadable.push(format!("an override's result \"{}\"", text.trim()));
    }
    Ok(status)
}

/// The result that overrides leave: the last one's where each begins with the result of the one before
/// it, else the worst of all.
fn overridden(overrides: &[Override]) -> Option<Status> {
    let follows = |pair: &[Override]| match pair {
        [before, after] => after.old.is_some() && after.old == before.new,
        _ => true,
    };
    if overrides.windows(2).all(follows) {
        return overrides.last()?.new;
    }
    overrides.iter().filter_map(|change| change.new).reduce(Status::worse)
}

/// The status: the result's word, or the one that overrides leave where that is worse.
fn judge(check: &mut Check, word: Option<String>, trouble: &mut Trouble) {
    let word = word.unwrap_or_default();
    let rule = || check.rule.clone().unwrap_or_default();
    match word.parse() {
        Ok(status) => check.status = status,
        // CIS-CAT's label for what a person has to decide.
        Err(_) if word.eq_ignore_ascii_case("manual") => {
            check.status = Status::NotChecked;
            check.assessment = Some(AssessedBy::Manual);
        }
        Err(_) => trouble.words.push(format!("{} (\"{word}\")", rule())),
    }
    if let Some(new) = overridden(&check.overrides).filter(|new| *new != check.status) {
        trouble.overridden.push(rule());
        check.status = check.status.worse(new);
    }
    check.raw_status = Some(word).filter(|word| !word.is_empty() && word != check.status.word());
}
