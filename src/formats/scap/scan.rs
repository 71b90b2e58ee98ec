//! A document's parts to scans: each result meets its rule, each run its benchmark and profile.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{BenchmarkFacts, Document, ProfileFacts};
use super::index::{Budget, Index, of_idents, of_rule, of_run};
use super::naming;
use super::result::TestResult;
use super::warnings;
use crate::model::{Benchmark, Check, Established, Evidence, Ident, Scan, Sections, Status, Title, Tool};
use crate::read::ReadError;

/// The idents of rules by the rule's id, each with the number of results that are to get them.
type RuleIdents = BTreeMap<String, (Vec<Ident>, usize)>;

impl Document {
    /// The document's runs as scans, in its order.
    ///
    /// # Errors
    /// When there is no test result, one of them holds no rule-result, or they would copy more from
    /// their rules than is held in memory.
    pub(in crate::formats) fn into_scans(mut self) -> Result<Vec<Scan>, ReadError> {
        let results = std::mem::take(&mut self.results);
        if results.is_empty() {
            return Err(ReadError::no_checks("the file holds no TestResult: it is a benchmark's content, not a scan's result")
                .help("give what the scan wrote: `oscap xccdf eval --results FILE` or `--results-arf FILE`, CIS-CAT's ARF or XML report"));
        }
        let several = results.len() > 1;
        let mut idents = self.rule_idents(&results);
        let (index, mut budget) = (Index::new(&self), Budget::new());
        let scan = |(at, result): (usize, TestResult)| {
            if result.scan.checks.is_empty() {
                let run = result.scan.run.filter(|_| several);
                return Err(without_results(&run.map_or_else(String::new, |run| format!(" {run}"))));
            }
            self.scan(result, &step("TestResult", at), &index, &mut idents, &mut budget)
        };
        results.into_iter().enumerate().map(scan).collect()
    }

    /// The idents of each rule, taken out of the rules, and how many results are still to get them.
    fn rule_idents(&mut self, results: &[TestResult]) -> RuleIdents {
        let mut idents = RuleIdents::new();
        for (id, rule) in self.rules.iter_mut().filter(|(_, rule)| !rule.idents.is_empty()) {
            idents.insert(id.clone(), (std::mem::take(&mut rule.idents), 0));
        }
        for rule in results.iter().flat_map(|result| &result.scan.checks).filter_map(|check| check.rule.as_deref()) {
            if let Some((_, wanted)) = idents.get_mut(rule) {
                *wanted += 1;
            }
        }
        idents
    }

    fn scan(
        &self,
        result: TestResult,
        place: &str,
        index: &Index<'_>,
        idents: &mut RuleIdents,
        budget: &mut Budget,
    ) -> Result<Scan, ReadError> {
        let TestResult { mut scan, within, benchmark, trouble, definitions, tailored } = result;
        let facts = index.benchmark(within, benchmark.as_deref());
        let profile_id = scan.profile.as_ref().and_then(|profile| profile.id.clone());
        let own = profile_id.as_deref().and_then(|id| index.profile(id));
        let own_level = own.map(ProfileFacts::level);
        if let Some(profile) = &mut scan.profile {
            profile.title = own.and_then(|own| own.title.clone());
            profile.level = own_level.unwrap_or_else(|| profile.id.as_deref().and_then(naming::level));
        }
        scan.benchmark = named(facts, benchmark, own);
        // A result that stands alone may name its benchmark in its own id only.
        if let (None, Some((title, version))) = (&scan.benchmark.title, of_run_id(&scan)) {
            scan.benchmark = Benchmark::declared(Some(title), Some(version));
        }
        let sections = facts.map(|facts| &facts.sections);
        let named = sections.map_or(0, Sections::bytes);
        budget.take(of_run(&scan.benchmark, scan.profile.as_ref()) + named, || place.to_owned())?;
        scan.sections = sections.map(Sections::list).unwrap_or_default();
        let cis_benchmark = scan.benchmark.id.as_deref().is_some_and(|id| naming::cis_benchmark(id).is_some());
        let cis_content = cis_benchmark || of_run_id(&scan).is_some();
        if scan.tool.is_none() {
            scan.tool = scanner_fact(&scan).or_else(|| cis_content.then(|| Tool::named("cis-cat")));
        }
        let levels = index.levels(profile_id.as_deref());
        let level = scan.profile.as_ref().and_then(|profile| profile.level);
        let mut dangling = 0;
        for (at, check) in scan.checks.iter_mut().enumerate() {
            let rule = check.rule.as_deref().and_then(|id| self.rules.get(id));
            dangling += usize::from(rule.is_none());
            let known = check.rule.as_deref().and_then(|id| idents.get_mut(id));
            let more = known.as_ref().map_or(0, |(idents, _)| of_idents(idents));
            budget.take(rule.map_or(0, of_rule) + more, || format!("{place}/{}", step("rule-result", at)))?;
            join(check, rule);
            if let Some((idents, wanted)) = known {
                // The last result gets them without a copy: most rules have one result, and many idents.
                *wanted = wanted.saturating_sub(1);
                let idents = if *wanted == 0 { std::mem::take(idents) } else { idents.clone() };
                add_idents(check, idents);
            }
            let found = definitions.get(&at).map(|definitions| self.oval.evidence(definitions)).unwrap_or_default();
            budget.take(found.iter().map(String::len).sum(), || format!("{place}/{}", step("rule-result", at)))?;
            if !found.is_empty() {
                check.evidence = Evidence::items(check.evidence.items.drain(..).chain(found));
            }
            if check.levels.is_empty() {
                let held = check.rule.as_deref().and_then(|id| levels.get(id)).copied();
                // A run of level 1 ran nothing of level 2.
                let ran = (level == Some(1) && check.status != Status::NotSelected).then_some(1);
                check.levels.extend(held.or(ran));
            }
        }
        self.doubt_selection(&mut scan, index, profile_id.as_deref(), tailored);
        let said = warnings::say(&mut scan, &trouble, &self.unreadable, dangling);
        budget.take(said, || place.to_owned())?;
        Ok(scan)
    }
}

fn without_results(which: &str) -> ReadError {
    ReadError::no_checks(format!("the TestResult{which} holds no rule-result"))
        .help("nothing was evaluated: look at the scanner's own messages, its profile and its platform check")
}

/// The step of a trail to one of several elements of a name, counted from 0 here and from 1 there.
fn step(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}[{}]", index + 1) }
}

/// Completes a result with what is known of its rule; the result's own facts go first.
fn join(check: &mut Check, rule: Option<&Check>) {
    let Some(rule) = rule else {
        let found = check.rule.as_deref().and_then(naming::cis_rule);
        if let Some((number, level)) = found {
            check.number = Some(number);
            check.levels = level.into_iter().collect();
            check.title = check.rule.as_deref().and_then(naming::cis_rule_title).and_then(|title| Title::tool(&title));
        }
        return;
    };
    check.number.clone_from(&rule.number);
    check.title.clone_from(&rule.title);
    check.levels.clone_from(&rule.levels);
    check.assessment = check.assessment.or(rule.assessment);
    check.weight = check.weight.or(rule.weight);
    check.severity = check.severity.take().or_else(|| rule.severity.clone());
    check.description.clone_from(&rule.description);
    check.rationale.clone_from(&rule.rationale);
    check.remediation.clone_from(&rule.remediation);
}

/// Adds the idents of the rule, each once.
fn add_idents(check: &mut Check, more: Vec<Ident>) {
    // The values differ earlier than the systems, which are addresses.
    let mut known: BTreeSet<(&str, &str)> =
        check.idents.iter().map(|ident| (ident.value.as_str(), ident.system.as_str())).collect();
    let new: Vec<bool> = more.iter().map(|ident| known.insert((&ident.value, &ident.system))).collect();
    check.idents.extend(more.into_iter().zip(new).filter_map(|(ident, new)| new.then_some(ident)));
}

/// The benchmark: CIS's own content declares it; OpenSCAP's content has titles and versions of its
/// own, so there only the profile's text can name it; any other content is taken at its word.
fn named(facts: Option<&BenchmarkFacts>, referred: Option<String>, own: Option<&ProfileFacts>) -> Benchmark {
    let id = facts.and_then(|facts| facts.id.clone()).or(referred);
    let (title, version) = facts.map(|facts| (facts.title.clone(), facts.version.clone())).unwrap_or_default();
    if let Some((id_title, id_version)) = id.as_deref().and_then(naming::cis_benchmark) {
        let declared = Benchmark::declared(title.or(Some(id_title)), version.or(Some(id_version)));
        return Benchmark { id, ..declared };
    }
    let content = [title.clone(), version.clone()].into_iter().flatten().collect::<Vec<_>>().join(", version ");
    if let Some((title, version)) = own.and_then(|own| own.names.clone()) {
        let unversioned = if version.is_none() { "without a version; " } else { "" };
        let note = format!("named by the profile, {unversioned}the content is {content}");
        return Benchmark { id, note: Some(note), ..Benchmark::declared(Some(title), version) };
    }
    if id.as_deref().is_some_and(|id| id.contains("ssgproject")) {
        let note =
            format!("the content is {content}, which is no version of a CIS benchmark, and the profile names none");
        return Benchmark { id, note: Some(note), established: Established::Unknown, ..Benchmark::default() };
    }
    Benchmark { id, ..Benchmark::declared(title, version) }
}

/// The benchmark in the id of a run of CIS-CAT.
fn of_run_id(scan: &Scan) -> Option<(String, String)> {
    scan.run.as_deref().and_then(naming::cis_benchmark)
}

/// OpenSCAP names itself in the facts as well.
fn scanner_fact(scan: &Scan) -> Option<Tool> {
    let fact = |name: &str| scan.target.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone());
    let name = fact("urn:xccdf:fact:scanner:name")?.to_lowercase();
    Some(Tool { name, version: fact("urn:xccdf:fact:scanner:version") })
}
