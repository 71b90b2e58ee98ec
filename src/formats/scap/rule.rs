//! A `Rule` of a benchmark: what is known of a check before any result.

use std::collections::btree_map::Entry;

use super::document::{Document, GroupId, Place, element, is_selected};
use super::naming;
use super::prose::prose;
use crate::model::{AssessedBy, Check, Ident, Number, Status, Title, Weight};
use crate::read::ReadError;
use crate::read::xml::XmlReader;

impl Document {
    /// Reads the rule entered last. Of several with one id the first counts.
    pub(super) fn rule(&mut self, xml: &mut XmlReader<'_>, within: Option<GroupId>) -> Result<(), ReadError> {
        xml.keeps(size_of::<Check>())?;
        let id = xml.owned_attribute("id")?;
        // An abstract rule is there to be extended, and is never evaluated.
        let is_abstract = matches!(xml.attribute("abstract")?.as_deref().map(str::trim), Some("true" | "1"));
        if let Some(id) = id.clone().filter(|_| !is_abstract) {
            let place = Place { selected: is_selected(xml)?, within };
            self.places.entry(id).or_insert(place);
        }
        let rule = read(xml, id.as_deref().unwrap_or_default(), self.keep_text, &mut self.unreadable)?;
        if let Some(Entry::Vacant(place)) = id.map(|id| self.rules.entry(id)) {
            place.insert(rule);
        }
        Ok(())
    }
}

fn read(xml: &mut XmlReader<'_>, id: &str, keep_text: bool, unreadable: &mut Vec<String>) -> Result<Check, ReadError> {
    let mut rule = Check::new(Status::NotSelected);
    rule.severity = severity(xml)?;
    rule.weight = weight(xml, unreadable)?;
    let mut title = None;
    while xml.child()? {
        match element(xml) {
            "title" if title.is_none() => title = xml.trimmed_text()?,
            "ident" => rule.idents.extend(ident(xml)?),
            "reference" => reference(xml, &mut rule)?,
            "description" if keep_text => add(&mut rule.description, prose(xml)?),
            "rationale" if keep_text => add(&mut rule.rationale, prose(xml)?),
            "fixtext" if keep_text => add(&mut rule.remediation, prose(xml)?),
            _ => xml.skip()?,
        }
    }
    identify(&mut rule, id, title.as_deref().unwrap_or_default());
    Ok(rule)
}

/// Number, level, title and whose title it is: from the id, a reference, or the title itself.
fn identify(rule: &mut Check, id: &str, title: &str) {
    let level = naming::title_level(title);
    if let Some((number, id_level)) = naming::cis_rule(id) {
        rule.number = Some(number);
        rule.title = Title::recommendation(title);
        rule.levels = level.or(id_level).into_iter().collect();
    } else {
        let leading = Number::leading(title);
        rule.title = Title::tool(leading.as_ref().map_or(title, |(_, rest)| rest));
        rule.levels = level.into_iter().collect();
        if rule.number.is_none() {
            rule.number = leading.map(|(number, _)| number);
        }
    }
    rule.assessment = match title.trim_end().to_lowercase() {
        title if title.ends_with("(manual)") => Some(AssessedBy::Manual),
        title if title.ends_with("(automated)") => Some(AssessedBy::Automated),
        _ => None,
    };
}

/// Where the controls stand that auditors ask for: the CIS Controls, NIST's, PCI's and ISO's. Content refers to a
/// dozen others beside them.
const CONTROLS: [(&str, &str); 4] = [
    ("cisecurity.org", "controls"),
    ("nist.gov", ""),
    ("pcisecuritystandards.org", ""),
    ("iso.org", "contents/data/standard"),
];

/// Whether an address is one of those, under whatever host of the site.
fn is_of_controls(href: &str) -> bool {
    let Some(rest) = ["https://", "http://"].iter().find_map(|scheme| href.strip_prefix(scheme)) else { return false };
    let end = memchr::memchr(b'/', rest.as_bytes()).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let path = path.trim_start_matches('/');
    let of = |site: &str| host.strip_suffix(site).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    CONTROLS.iter().any(|(site, start)| of(site) && path.starts_with(start))
}

/// The first reference to a CIS benchmark gives the number; further ones, and those to CIS Controls, NIST or PCI,
/// are kept as idents. Its `href` is the system, which often names the version; without one nothing says what the
/// text is of.
fn reference(xml: &mut XmlReader<'_>, rule: &mut Check) -> Result<(), ReadError> {
    let href = xml.attribute("href")?;
    let kept = |href: &&str| href.starts_with(naming::CIS_REFERENCE) || is_of_controls(href);
    let system = href.as_deref().map(str::trim).filter(kept).map(str::to_owned);
    let Some(system) = system else { return xml.skip() };
    let Some(value) = xml.trimmed_text()? else { return Ok(()) };
    xml.keeps(size_of::<Ident>() + system.len() + value.len())?;
    match value.parse() {
        Ok(number) if rule.number.is_none() && system.starts_with(naming::CIS_REFERENCE) => rule.number = Some(number),
        _ => rule.idents.push(Ident { system, value }),
    }
    Ok(())
}

/// An `ident`: its text, or the CIS Control in a namespaced attribute when the text is empty.
pub(super) fn ident(xml: &mut XmlReader<'_>) -> Result<Option<Ident>, ReadError> {
    let system = xml.owned_attribute("system")?.unwrap_or_default();
    let control = xml.foreign_attribute("controlURI")?;
    let value = xml.trimmed_text()?.or(control);
    Ok(value.map(|value| Ident { system, value }))
}

pub(super) fn severity(xml: &XmlReader<'_>) -> Result<Option<String>, ReadError> {
    Ok(xml.owned_attribute("severity")?.map(|severity| severity.to_lowercase()))
}

/// The weight; 0 for the role "unscored". What is no weight is noted and left out.
pub(super) fn weight(xml: &XmlReader<'_>, unreadable: &mut Vec<String>) -> Result<Option<Weight>, ReadError> {
    if xml.attribute("role")?.is_some_and(|role| role.trim() == "unscored") {
        return Ok(Some(Weight::ZERO));
    }
    let Some(text) = xml.owned_attribute("weight")? else { return Ok(None) };
    let weight = text.parse().ok().and_then(Weight::from_f64);
    if weight.is_none() {
        unreadable.push(format!("weight \"{text}\""));
    }
    Ok(weight)
}

fn add(text: &mut Option<String>, more: String) {
    match text {
        Some(text) if !more.is_empty() => {
            text.push('\n');
            text.push_str(&more);
        }
        None if !more.is_empty() => *text = Some(more),
        _ => {}
    }
}
