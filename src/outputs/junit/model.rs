//! JUnit XML as types: suites of cases, whose counts are made from the cases and from nothing else.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::outputs::xml::{legal, legal_line};

/// The whole file.
pub(super) struct Suites(pub(super) Vec<Suite>);

/// A suite.
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) timestamp: Option<String>,
    /// In milliseconds.
    pub(super) took: i64,
    pub(super) file: Option<String>,
    pub(super) properties: Vec<(&'static str, String)>,
    pub(super) cases: Vec<Case>,
}

/// A case; without an ending it passed.
pub(super) struct Case {
    pub(super) class: String,
    pub(super) name: String,
    pub(super) ending: Option<Ending>,
}

/// The ending of a case that does not just pass.
pub(super) struct Ending {
    pub(super) element: Element,
    /// The kind of failure, error or skipping.
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) text: String,
}

/// The element that an ending is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Failure,
    Error,
    Skipped,
}

impl Element {
    fn word(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

impl Suites {
    /// Writes the file.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let total = |count: &dyn Fn(&Suite) -> usize| self.0.iter().map(count).sum::<usize>().to_string();
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let element = writer.create_element("testsuites").with_attributes([
            ("name", "amicis"),
            ("tests", &total(&|suite| suite.cases.len())),
            ("failures", &total(&|suite| suite.count(Element::Failure))),
            ("errors", &total(&|suite| suite.count(Element::Error))),
            ("time", &seconds(self.0.iter().map(|suite| suite.took).sum())),
        ]);
        element.write_inner_content(|writer| self.0.iter().try_for_each(|suite| suite.write(writer)))?;
        writer.into_inner().write_all(b"\n")
    }
}

impl Suite {
    fn count(&self, element: Element) -> usize {
        self.cases.iter().filter(|case| case.ending.as_ref().is_some_and(|ending| ending.element == element)).count()
    }

    fn write<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let count = |element| self.count(element).to_string();
        let name = legal_line(&self.name);
        let attributes = [
            ("name", name.as_str()),
            ("tests", &self.cases.len().to_string()),
            ("failures", &count(Element::Failure)),
            ("errors", &count(Element::Error)),
            ("skipped", &count(Element::Skipped)),
            ("time", &seconds(self.took)),
        ];
        let timestamp = self.timestamp.as_deref().map(|time| ("timestamp", time));
        let file = self.file.as_deref().map(legal_line);
        let file = file.as_deref().map(|file| ("file", file));
        let attributes = attributes.into_iter().chain(timestamp).chain(file);
        let element = writer.create_element("testsuite").with_attributes(attributes);
        element.write_inner_content(|writer| {
            writer.create_element("properties").write_inner_content(|writer| {
                self.properties.iter().try_for_each(|(name, value)| {
                    let property = writer.create_element("property");
                    property.with_attributes([("name", *name), ("value", &legal_line(value))]).write_empty().map(drop)
                })
            })?;
            self.cases.iter().try_for_each(|case| case.write(writer))
        })?;
        Ok(())
    }
}

impl Case {
    fn write<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let (class, name) = (legal_line(&self.class), legal_line(&self.name));
        let case = writer.create_element("testcase").with_attributes([
            ("classname", class.as_str()),
            ("name", &name),
            // A scan times no single check.
            ("time", "0"),
        ]);
        let Some(ending) = &self.ending else { return case.write_empty().map(drop) };
        case.write_inner_content(|writer| {
            let (message, text) = (legal_line(&ending.message), legal(&ending.text));
            let element = writer.create_element(ending.element.word());
            let element = element.with_attributes([("type", ending.kind), ("message", &message)]);
            if text.is_empty() { element.write_empty() } else { element.write_text_content(BytesText::new(&text)) }
                .map(drop)
        })?;
        Ok(())
    }
}

/// Milliseconds as JUnit has times.
fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
