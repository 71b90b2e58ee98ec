//! OVAL results beside the XCCDF results of an ARF: which items made a definition false.
//!
//! A rule-result names its definition; the definition's criteria name tests, the tests name items, and the items
//! hold what was found. Only what made a definition false is kept. A part that cannot be shown as an item, such as
//! a file that is missing or a negated test, becomes a line that no scope explains: evidence that is not the whole
//! would let an exception reach further than it says. Source: the OVAL language, version 5.

use std::collections::{BTreeMap, BTreeSet};

use super::oval_item;
use crate::read::ReadError;
use crate::read::xml::XmlReader;

/// The namespaces of results and of what was collected.
const RESULTS: &str = "http://oval.mitre.org/XMLSchema/oval-results-5";
const COLLECTED: &str = "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5";

/// A part of what made a definition false.
#[derive(Clone, Debug)]
enum Cause {
    /// A test, which should have been otherwise; negated, it should have been false.
    Test(String, bool),
    /// Another definition that is false.
    Definition(String),
    /// A part that no item shows.
    Words(String),
}

/// The items of a test that is not as it should be.
#[derive(Debug, Default)]
struct Test {
    existence: String,
    check: String,
    result: String,
    /// Each item with its own result.
    items: Vec<(String, String)>,
}

/// The OVAL results of a document, by their definitions.
#[derive(Debug, Default)]
pub(super) struct Oval {
    /// The definitions that are false, with what was found, one text an item.
    found: BTreeMap<String, Vec<String>>,
    /// Every definition that has a result.
    known: BTreeSet<String>,
}

/// Whether the element entered last holds OVAL results.
pub(super) fn is_results(xml: &XmlReader<'_>) -> bool {
    xml.name() == (RESULTS, "oval_results")
}

impl Oval {
    /// Reads the results entered last.
    ///
    /// # Errors
    /// When the document is not well formed, or more would be kept than is held in memory.
    pub(super) fn read(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        while xml.child()? {
            if xml.name() != (RESULTS, "results") {
                xml.skip()?;
                continue;
            }
            while xml.child()? {
                match xml.name() {
                    (RESULTS, "system") => self.system(xml)?,
                    _ => xml.skip()?,
                }
            }
        }
        Ok(())
    }

    /// The items' ids are those of one system.
    fn system(&mut self, xml: &mut XmlReader<'_>) -> Result<(), ReadError> {
        let mut causes: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
        let (mut tests, mut items): (BTreeMap<String, Test>, BTreeMap<String, String>) = Default::default();
        while xml.child()? {
            match xml.name() {
                (RESULTS, "definitions") => self.definitions(xml, &mut causes)?,
                (RESULTS, "tests") => read_tests(xml, &mut tests)?,
                (COLLECTED, "oval_system_characteristics") => {
                    let wanted: BTreeSet<&str> =
                        tests.values().flat_map(|test| &test.items).map(|(id, _)| id.as_str()).collect();
                    collected(xml, &wanted, &mut items)?;
                }
                _ => xml.skip()?,
            }
        }
        let system = System { causes: &causes, tests: &tests, items: &items };
        for definition in causes.keys() {
            let mut lines = Vec::new();
            system.lines(definition, &mut BTreeSet::new(), &mut lines);
            lines.dedup();
            xml.keeps(lines.iter().map(|line| size_of::<String>() + line.len()).sum())?;
            self.found.entry(definition.clone()).or_default().extend(lines);
        }
        Ok(())
    }

    fn definitions(
        &mut self,
        xml: &mut XmlReader<'_>,
        causes: &mut BTreeMap<String, Vec<Cause>>,
    ) -> Result<(), ReadError> {
        while xml.child()? {
            let (id, result) = (xml.owned_attribute("definition_id")?, xml.owned_attribute("result")?);
            let Some(id) = id.filter(|_| xml.name() == (RESULTS, "definition")) else {
                xml.skip()?;
                continue;
            };
            xml.keeps(size_of::<String>() + id.len())?;
            if result.as_deref() == Some("false") {
                let mut parts = Vec::new();
                criteria(xml, true, &mut parts)?;
                causes.insert(id.clone(), parts);
            } else {
                xml.skip()?;
            }
            self.known.insert(id);
        }
        Ok(())
    }

    /// The findings of the definitions that a failing rule names; empty where none is known.
    pub(super) fn evidence(&self, definitions: &[String]) -> Vec<String> {
        let mut lines: Vec<String> =
            definitions.iter().filter_map(|id| self.found.get(id)).flatten().cloned().collect();
        if lines.is_empty() {
            return lines;
        }
        let unknown = definitions.iter().filter(|id| !self.known.contains(*id));
        lines.extend(unknown.map(|id| format!("the check {id} has no OVAL result")));
        lines
    }
}

/// The false parts below the element entered last. Of other operators than AND and OR no part alone is the cause.
fn criteria(xml: &mut XmlReader<'_>, plain: bool, parts: &mut Vec<Cause>) -> Result<(), ReadError> {
    while xml.child()? {
        let (RESULTS, name @ ("criteria" | "criterion" | "extend_definition")) = xml.name() else {
            xml.skip()?;
            continue;
        };
        let name = name.to_owned();
        let result = xml.owned_attribute("result")?.unwrap_or_default();
        if matches!(result.as_str(), "true" | "not evaluated" | "not applicable") {
            xml.skip()?;
            continue;
        }
        let negated = matches!(xml.attribute("negate")?.as_deref(), Some("true" | "1"));
        xml.keeps(size_of::<Cause>())?;
        if name == "criteria" {
            let operator = xml.owned_attribute("operator")?.unwrap_or_else(|| "AND".to_owned());
            let plain = plain && !negated && matches!(operator.as_str(), "AND" | "OR");
            if !plain {
                parts.push(Cause::Words(format!("a part of the check that is joined by {operator} is {result}")));
            }
            criteria(xml, plain, parts)?;
            continue;
        }
        let referred = if name == "criterion" { "test_ref" } else { "definition_ref" };
        let id = xml.owned_attribute(referred)?.unwrap_or_default();
        xml.keeps(id.len())?;
        parts.push(match (name.as_str(), result.as_str(), negated) {
            ("criterion", "false", _) => Cause::Test(id, negated),
            ("extend_definition", "false", false) => Cause::Definition(id),
            (_, _, true) => Cause::Words(format!("{id} should not be true")),
            _ => Cause::Words(format!("{id} is {result}")),
        });
        xml.skip()?;
    }
    Ok(())
}

/// The tests with items; a test without any is known by its absence.
fn read_tests(xml: &mut XmlReader<'_>, tests: &mut BTreeMap<String, Test>) -> Result<(), ReadError> {
    while xml.child()? {
        let attribute = |name| xml.owned_attribute(name).map(Option::unwrap_or_default);
        let (id, result) = (attribute("test_id")?, attribute("result")?);
        let mut test =
            Test { existence: attribute("check_existence")?, check: attribute("check")?, result, items: Vec::new() };
        while xml.child()? {
            if xml.name() == (RESULTS, "tested_item") {
                let (item, result) = (xml.owned_attribute("item_id")?, xml.owned_attribute("result")?);
                if let (Some(item), true) = (item, matches!(test.result.as_str(), "true" | "false")) {
                    xml.keeps(size_of::<(String, String)>() + item.len())?;
                    test.items.push((item, result.unwrap_or_default()));
                }
            }
            xml.skip()?;
        }
        if !test.items.is_empty() {
            tests.insert(id, test);
        }
    }
    Ok(())
}

fn collected(
    xml: &mut XmlReader<'_>,
    wanted: &BTreeSet<&str>,
    items: &mut BTreeMap<String, String>,
) -> Result<(), ReadError> {
    while xml.child()? {
        if xml.name() != (COLLECTED, "system_data") {
            xml.skip()?;
            continue;
        }
        while xml.child()? {
            match xml.owned_attribute("id")?.filter(|id| wanted.contains(id.as_str())) {
                Some(id) => {
                    if let Some(text) = oval_item::read(xml)? {
                        xml.keeps(text.len() + id.len())?;
                        items.insert(id, text);
                    }
                }
                None => xml.skip()?,
            }
        }
    }
    Ok(())
}

/// The parts of one system, put together at its end.
struct System<'s> {
    causes: &'s BTreeMap<String, Vec<Cause>>,
    tests: &'s BTreeMap<String, Test>,
    items: &'s BTreeMap<String, String>,
}

impl<'s> System<'s> {
    fn lines(&self, definition: &'s str, seen: &mut BTreeSet<&'s str>, lines: &mut Vec<String>) {
        // A definition that extends itself is shown once.
        if !seen.insert(definition) {
            return;
        }
        let Some(causes) = self.causes.get(definition) else {
            lines.push(format!("{definition} is false"));
            return;
        };
        if causes.is_empty() {
            lines.push(format!("{definition} is false, and its parts are not in the file"));
        }
        for cause in causes {
            match cause {
                Cause::Test(id, negated) => self.test(id, *negated, lines),
                Cause::Definition(id) => self.lines(id, seen, lines),
                Cause::Words(words) => lines.push(words.clone()),
            }
        }
    }

    /// The items that make a test what it should not be; words, where no item does.
    fn test(&self, id: &str, negated: bool, lines: &mut Vec<String>) {
        let Some(test) = self.tests.get(id) else {
            lines.push(format!("{id} found no item"));
            return;
        };
        // An item that must not exist is an offender by existing; another item, by its own result.
        let forbidden = test.existence == "none_exist" || negated;
        let wrong = if matches!(test.check.as_str(), "none exist" | "none satisfy") { "true" } else { "false" };
        let decides = matches!(test.check.as_str(), "all" | "none exist" | "none satisfy" | "at least one" | "");
        let offends = |result: &str| forbidden && result != "false" || !forbidden && result == wrong;
        let offenders: Vec<_> = test.items.iter().filter(|(_, result)| offends(result)).collect();
        let shown: Vec<_> = offenders.iter().filter_map(|(item, _)| self.items.get(item)).cloned().collect();
        if offenders.is_empty() || shown.len() < offenders.len() || !decides {
            lines.push(format!("{id} is not as it should be, and not by these items alone"));
        }
        lines.extend(shown);
    }
}
