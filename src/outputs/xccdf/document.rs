//! The document of a scan: a benchmark of the rules that it judged, and its results.

use std::collections::BTreeSet;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::names::{cpe, is_id, made, unique};
use crate::model::{CIS_REFERENCE, Status};
use crate::outputs::joined::{Times, covering, credentials, line, one_line, times, title_alone, uri};
use crate::outputs::output::OutputError;
use crate::outputs::xml::{legal, legal_line};
use crate::views::Disposition;
use crate::views::{AssessedCheck, AssessedImage, AssessedScan, AssessedView, EntryRecord, stable_id};

const NAMESPACE: &str = "http://checklists.nist.gov/xccdf/1.2";

pub(super) struct Document<'v> {
    view: &'v AssessedView,
    image: &'v AssessedImage,
    scan: &'v AssessedScan,
    times: Times,
    rules: Vec<(String, &'v AssessedCheck)>,
}

impl<'v> Document<'v> {
    pub(super) fn new(
        view: &'v AssessedView,
        image: &'v AssessedImage,
        scan: &'v AssessedScan,
    ) -> Result<Self, OutputError> {
        let mut taken = BTreeSet::new();
        let rule = |check: &'v AssessedCheck| {
            let own = check.rule.as_deref().filter(|rule| is_id(rule, "rule")).map(str::to_owned);
            let named = || made("rule", check.number.as_deref().or(check.rule.as_deref()).unwrap_or("unnamed"));
            (unique(own.unwrap_or_else(named), &mut taken), check)
        };
        let rules: Vec<_> = scan.checks.iter().map(rule).collect();
        if rules.is_empty() {
            let lacks = format!("{} has no check, and XCCDF wants a result", scan.file.path);
            return Err(OutputError::Lacks { output: "xccdf", lacks });
        }
        Ok(Self { view, image, scan, times: times("xccdf", scan)?, rules })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let id = self.image.benchmark.id.as_deref().filter(|id| is_id(id, "benchmark"));
        let id = id.map_or_else(|| made("benchmark", &self.image.benchmark.slug), str::to_owned);
        let benchmark = writer.create_element("Benchmark").with_attributes([("xmlns", NAMESPACE), ("id", &id)]);
        benchmark.write_inner_content(|writer| {
            // The rules here are names and titles alone: no benchmark that anybody could run.
            text(writer, "status", "incomplete")?;
            text(writer, "title", self.image.benchmark.title.as_deref().unwrap_or("benchmark not stated"))?;
            self.description(writer)?;
            text(writer, "version", self.image.benchmark.version.as_deref().unwrap_or("not stated"))?;
            self.profiles(writer)?;
            let slug = &self.image.benchmark.slug;
            self.rules.iter().try_for_each(|(id, check)| rule(writer, id, check, slug))?;
            self.result(writer)
        })?;
        writer.into_inner().write_all(b"\n")
    }

    /// The levels of checks are read from the profiles that select them: level 2 holds level 1.
    fn levels(&self) -> BTreeSet<u8> {
        let own = self.scan.profile.as_ref().and_then(|profile| profile.level);
        self.scan.checks.iter().flat_map(|check| check.levels.iter().copied()).chain(own).collect()
    }

    /// Id and title of the profile that ran.
    fn ran(&self) -> Option<(String, String)> {
        let profile = self.scan.profile.as_ref()?;
        let id = profile.id.as_deref().filter(|id| is_id(id, "profile")).map(str::to_owned);
        let title = profile.title.clone().or_else(|| profile.id.clone()).unwrap_or_else(|| "not stated".to_owned());
        Some((id.unwrap_or_else(|| made("profile", &title)), title))
    }

    fn profiles<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let own = self.scan.profile.as_ref().and_then(|profile| profile.level);
        let ran = self.ran();
        let mut taken = BTreeSet::new();
        if let Some((id, title)) = &ran {
            // A rule that the profile left out is selected by no profile that ran.
            let wanted = |check: &AssessedCheck| {
                check.status != Status::NotSelected
                    && own.is_none_or(|own| check.levels.is_empty() || check.levels.iter().any(|level| *level <= own))
            };
            self.profile(writer, &unique(id.clone(), &mut taken), title, &wanted)?;
        }
        for level in self.levels().into_iter().filter(|level| Some(*level) != own) {
            let pattern = own.map(|own| format!("Level {own}"));
            let title = ran.as_ref().zip(pattern).filter(|((_, title), pattern)| title.contains(pattern));
            let plain = format!("Level {level}");
            let title =
                title.map_or_else(|| plain.clone(), |((_, title), pattern)| title.replacen(&pattern, &plain, 1));
            let wanted = |check: &AssessedCheck| check.levels.iter().any(|own| *own <= level);
            let id = unique(made("profile", &format!("level_{level}")), &mut taken);
            self.profile(writer, &id, &title, &wanted)?;
        }
        Ok(())
    }

    fn profile<W: Write>(
        &self,
        writer: &mut Writer<W>,
        id: &str,
        title: &str,
        wanted: &dyn Fn(&AssessedCheck) -> bool,
    ) -> io::Result<()> {
        let profile = writer.create_element("Profile").with_attribute(("id", id));
        profile.write_inner_content(|writer| {
            text(writer, "title", title)?;
            self.rules.iter().try_for_each(|(rule, check)| {
                let selected = if wanted(check) { "true" } else { "false" };
                let select =
                    writer.create_element("select").with_attributes([("idref", rule.as_str()), ("selected", selected)]);
                select.write_empty().map(drop)
            })
        })?;
        Ok(())
    }

    fn result<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let digest = self.scan.file.sha256.as_deref().unwrap_or_default();
        let registry = self.view.registry.as_ref().and_then(|registry| registry.sha256.as_deref()).unwrap_or_default();
        let as_of = self.view.as_of.to_string();
        let id = stable_id(&["testresult", &self.image.key, &self.scan.file.path, digest, registry, &as_of]);
        let (start, end) = (self.times.started.to_string(), self.times.finished.to_string());
        let mut attributes = vec![("id".to_owned(), format!("xccdf_amicis_testresult_{id}"))];
        attributes.extend([("start-time".to_owned(), start), ("end-time".to_owned(), end)]);
        if let Some(tool) = &self.scan.tool {
            attributes.push(("test-system".to_owned(), cpe(&tool.name, tool.version.as_deref())));
        }
        let attributes: Vec<(&str, &str)> =
            attributes.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let result = writer.create_element("TestResult").with_attributes(attributes);
        result.write_inner_content(|writer| {
            if let Some((id, _)) = self.ran() {
                writer.create_element("profile").with_attribute(("idref", id.as_str())).write_empty()?;
            }
            let target = &self.scan.target;
            text(writer, "target", target.hostname.as_deref().unwrap_or(&self.image.name))?;
            target.addresses.iter().try_for_each(|address| text(writer, "target-address", address))?;
            self.facts(writer)?;
            self.rules.iter().try_for_each(|(id, check)| self.rule_result(writer, id, check))?;
            self.score(writer)
        })?;
        Ok(())
    }

    /// Who wrote this, and what a reader must know of absence.
    fn description<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let generator = &self.view.generator;
        let doubts: BTreeSet<String> = self.view.doubts.iter().map(|doubt| doubt.code.to_string()).collect();
        let doubted = doubts.into_iter().collect::<Vec<_>>().join(", ");
        let doubted = if doubted.is_empty() { String::new() } else { format!(" Doubted: {doubted}.") };
        let description = format!(
            "Written by {generator}; exceptions as of {}, coverage: {}. An override from fail to fail is an exception: \
             the recommendation fails, and that is accepted.{doubted}",
            self.view.as_of, self.scan.coverage.meaning
        );
        text(writer, "description", &description)
    }

    fn facts<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let target = &self.scan.target;
        let known = [
            ("urn:amicis:fact:ami-id", &target.ami_id),
            ("urn:amicis:fact:ami-name", &target.ami_name),
            ("urn:amicis:fact:instance-id", &target.instance_id),
            ("urn:amicis:fact:account", &target.account),
            ("urn:amicis:fact:region", &target.region),
            ("urn:amicis:fact:os", &target.os),
        ];
        let known = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let own = target.facts.iter().map(|fact| (system(&fact.name), fact.value.clone()));
        let mut seen = BTreeSet::new();
        let facts: Vec<(String, String)> = known.chain(own).filter(|fact| seen.insert(fact.clone())).collect();
        if facts.is_empty() {
            return Ok(());
        }
        writer.create_element("target-facts").write_inner_content(|writer| {
            facts.iter().try_for_each(|(name, value)| {
                let fact = writer.create_element("fact").with_attributes([("name", name.as_str()), ("type", "string")]);
                fact.write_text_content(BytesText::new(&legal(value))).map(drop)
            })
        })?;
        Ok(())
    }

    fn rule_result<W: Write>(&self, writer: &mut Writer<W>, id: &str, check: &AssessedCheck) -> io::Result<()> {
        let mut attributes = vec![("idref", id.to_owned())];
        attributes.extend(severity(check).map(|severity| ("severity", severity.to_owned())));
        attributes.extend(check.weight.map(|weight| ("weight", weight.as_f64().to_string())));
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let result = writer.create_element("rule-result").with_attributes(attributes);
        let entries = if check.disposition == Disposition::Excepted || check.accepted_unverified {
            covering(self.view, &check.entries)
        } else {
            Vec::new()
        };
        result.write_inner_content(|writer| {
            let word = check.status.word();
            text(writer, "result", word)?;
            let (whole, others): (Vec<&EntryRecord>, Vec<_>) =
                entries.iter().partition(|entry| entry.approved_by.is_some() && entry.approved_on.is_some());
            whole.iter().try_for_each(|entry| exception(writer, word, entry))?;
            check.idents.iter().try_for_each(|ident| {
                let element = writer.create_element("ident").with_attribute(("system", system(&ident.system).as_str()));
                element.write_text_content(BytesText::new(&legal_line(&ident.value))).map(drop)
            })?;
            let told = others.iter().map(|entry| format!("exception {}: {}", credentials(entry), entry.reason));
            let lapsed = check.entries.iter().filter(|entry| !entry.covers);
            let lapsed = lapsed.map(|entry| format!("exception {} does not apply: {}", entry.id, entry.why.join("; ")));
            let attested = check.attested.iter().map(|words| format!("attested by a person: {words}"));
            let messages = check.evidence.iter().cloned().chain(told).chain(lapsed).chain(attested);
            messages.into_iter().try_for_each(|message| {
                let element = writer.create_element("message").with_attribute(("severity", "info"));
                element.write_text_content(BytesText::new(&legal(&message))).map(drop)
            })
        })?;
        Ok(())
    }

    /// What XCCDF calls the flat score is the raw score: weights that passed of weights that counted.
    fn score<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let raw = &self.scan.raw;
        let attributes = [("system", "urn:xccdf:scoring:flat"), ("maximum", &raw.possible.to_string())];
        let score = writer.create_element("score").with_attributes(attributes);
        score.write_text_content(BytesText::new(&raw.earned.to_string())).map(drop)
    }
}

/// The override of an exception: who accepted the failure, when and why. It changes no result.
fn exception<W: Write>(writer: &mut Writer<W>, result: &str, entry: &EntryRecord) -> io::Result<()> {
    let time = entry.approved_on.map(|on| format!("{on}T00:00:00Z")).unwrap_or_default();
    let authority = legal_line(entry.approved_by.as_deref().unwrap_or_default());
    let attributes = [("time", time.as_str()), ("authority", &authority)];
    writer.create_element("override").with_attributes(attributes).write_inner_content(|writer| {
        text(writer, "old-result", result)?;
        text(writer, "new-result", result)?;
        let mut remark = format!("{}: {}", credentials(entry), entry.reason);
        if !entry.workaround.is_empty() {
            remark.extend([" Workaround: ", &entry.workaround]);
        }
        text(writer, "remark", &remark)
    })?;
    Ok(())
}

fn rule<W: Write>(writer: &mut Writer<W>, id: &str, check: &AssessedCheck, slug: &str) -> io::Result<()> {
    let mut attributes = vec![("id", id), ("selected", "true")];
    attributes.extend(severity(check).map(|severity| ("severity", severity)));
    writer.create_element("Rule").with_attributes(attributes).write_inner_content(|writer| {
        text(writer, "title", &title_alone(check).unwrap_or_else(|| line(check)))?;
        // A number that the rule's own id does not tell stands in a reference, as OpenSCAP's content has it.
        let referred = check.idents.iter().filter(|ident| ident.system.starts_with(CIS_REFERENCE));
        let mut references: Vec<(String, &str)> =
            referred.map(|ident| (system(&ident.system), ident.value.as_str())).collect();
        let told = |number: &str| id.contains(number) && !id.starts_with("xccdf_amicis_");
        if let Some(number) = check.number.as_deref().filter(|number| references.is_empty() && !told(number)) {
            references.push((system(&format!("{CIS_REFERENCE}{slug}")), number));
        }
        references.iter().try_for_each(|(href, number)| {
            let element = writer.create_element("reference").with_attribute(("href", href.as_str()));
            element.write_text_content(BytesText::new(&legal_line(number))).map(drop)
        })?;
        check.idents.iter().filter(|ident| !ident.system.starts_with(CIS_REFERENCE)).try_for_each(|ident| {
            let element = writer.create_element("ident").with_attribute(("system", system(&ident.system).as_str()));
            element.write_text_content(BytesText::new(&legal_line(&ident.value))).map(drop)
        })
    })?;
    Ok(())
}

/// XCCDF knows five words; another one is left out.
fn severity(check: &AssessedCheck) -> Option<&'static str> {
    ["unknown", "info", "low", "medium", "high"].into_iter().find(|word| check.severity.as_deref() == Some(word))
}

/// A system's name as a URI, which XCCDF wants.
fn system(name: &str) -> String {
    let name = uri(name);
    if name.is_empty() { "urn:amicis:unnamed".to_owned() } else { name }
}

fn text<W: Write>(writer: &mut Writer<W>, name: &str, value: &str) -> io::Result<()> {
    let value = legal(&one_line(value));
    writer.create_element(name).write_text_content(BytesText::new(&value)).map(drop)
}
