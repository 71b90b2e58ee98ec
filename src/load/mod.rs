//! Inputs to scans: detected, read, and completed with what the caller knows better than the scan.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;

use crate::diag::{Code, Diagnostic, Level};
use crate::digest::sha256_hex;
use crate::formats::{self};
use crate::mapping::{self, Mappings};
use crate::model::{Benchmark, Check, Coverage, Doubt, DoubtCode, Moment, Profile, RunFacts, Scan};
use crate::read::{Confidence, Format, Head, Input, ReadError, ReadErrorKind, ReadOptions, Reading};
use crate::read::{Freed, damaged_data, looks_like_a_scan};
use crate::read::{second, secret};

use stated::{Said, said};

mod given;
mod inventory;
mod known;
mod parted;
mod stated;
#[cfg(feature = "host")]
mod unit;

pub use given::Given;
#[cfg(feature = "host")]
pub(crate) use given::{HIDDEN, is_hidden_scan, is_of_a_tool, passed_over, skipped_note};
pub use inventory::{Inventory, is_account, is_ami_id, is_region};
#[cfg(feature = "host")]
pub(crate) use unit::{ReadUnit, note_unused, nothing_in_units};

/// How scans are to be read, and what is known about them beside the files.
#[derive(Clone, Default)]
pub struct Loader {
    /// The format, when detection is not wanted.
    pub from: Option<&'static dyn Format>,
    /// The encoding, when the content does not tell it.
    pub encoding: Option<&'static Encoding>,
    /// The most bytes an unpacked input may have; [`crate::read::MOST_BYTES`] and [`crate::read::MOST_HELD`] when
    /// absent.
    pub most_bytes: Option<u64>,
    /// The parts of a scan that the readers keep.
    pub options: ReadOptions,
    /// The benchmark, over whatever the scans say.
    pub benchmark: Option<Benchmark>,
    /// The AMI id, for scans that have none.
    pub ami_id: Option<String>,
    /// The AMI name, for scans that have none.
    pub ami_name: Option<String>,
    /// The AWS account, for scans that do not say.
    pub account: Option<String>,
    /// The AWS region, for scans that do not say.
    pub region: Option<String>,
    /// When the scans were made, for those that do not say; and the zone, for those that say it without one.
    pub scanned_at: Option<Moment>,
    /// What is known of many instances, hosts and images; it goes before the names, account, region and tags here.
    pub inventory: Option<Inventory>,
    /// The level that was scanned, for scans that do not say.
    pub level: Option<u8>,
    /// Tags, where a scan does not have one of that key.
    pub tags: BTreeMap<String, String>,
    /// Go on after a file that cannot be read.
    pub keep_going: bool,
    /// Benchmark lists: the scans' benchmarks are verified against them, or inferred from them.
    pub mappings: Mappings,
    /// Take the SHA-256 of every file that holds a scan.
    pub digest: bool,
}

/// The scans that were read, and the notes on reading them.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The scans, in the order of the paths and of the files.
    pub scans: Vec<Scan>,
    /// Notes on the reading for a person; the scans' own warnings are in the scans.
    pub notes: Vec<Diagnostic>,
    /// The files that could not be read; empty unless [`Loader::keep_going`].
    pub failed: Vec<ReadError>,
    /// A sentence for each row of the inventory that is of none of the scans.
    pub unused: Vec<String>,
    /// Doubts about what was not read: files that look like scans, folders that were passed over.
    pub doubts: Vec<Doubt>,
}

impl Loaded {
    /// Writes into every scan that it is what is left of more, for outputs that are read as scans again:
    /// without it a stored file would pass for the whole.
    pub fn mark_incomplete(&mut self) {
        let paths: Vec<_> = self.failed.iter().map(|error| error.path.as_str()).collect();
        if paths.is_empty() {
            return;
        }
        let why = format!("files given beside it could not be read: {}", paths.join(", "));
        for scan in &mut self.scans {
            scan.coverage = match std::mem::take(&mut scan.coverage) {
                Coverage::Full | Coverage::CountsOnly => Coverage::Partial(why.clone()),
                Coverage::Partial(other) => Coverage::Partial(format!("{other}; {why}")),
                // Its absence says nothing as it is.
                Coverage::FailuresOnly => Coverage::FailuresOnly,
            };
            scan.warn(Code::Incomplete, format!("The scan may be a part of more: {why}."));
        }
    }
}

impl Loader {
    /// Reads inputs one after the other.
    ///
    /// # Errors
    /// The first input that cannot be read (unless `keep_going`), or that nothing held a check.
    pub fn load_inputs(&self, inputs: &[Input]) -> Result<Loaded, ReadError> {
        let mut gathered = Gathered::default();
        for input in inputs {
            gathered.add(self.input(&self.as_told(input), false), self.keep_going)?;
        }
        let given = || inputs.iter().map(Input::name).collect::<Vec<_>>().join(", ");
        self.known(gathered.finish(self.keep_going, given)?)
    }

    /// Reads one input; in a folder, other files than scans may lie about.
    pub(crate) fn input(&self, input: &Input, within_folder: bool) -> Result<Read, ReadError> {
        let head = match input.head() {
            Err(error) if within_folder && self.from.is_none() && is_no_scan(&error) => {
                return Ok(skipped(error, None));
            }
            head => head?,
        };
        let mut parts = Freed::all(input, head)?;
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => self.one(only, within_folder),
            (last, _) => self.parted(parts.into_iter().chain(last).collect(), within_folder),
        }
    }

    /// Reads what is left of an input, or the output of one service.
    fn one(&self, freed: Freed, within_folder: bool) -> Result<Read, ReadError> {
        let format = match self.from {
            Some(format) => format,
            None => match formats::detect(&freed.input, &freed.head) {
                Ok(format) => format,
                Err(error) => return self.unrecognised(freed, error, within_folder),
            },
        };
        match self.freed(&freed, format) {
            // Lines behind a result, or before it, make a text that is none.
            Err(error) if matches!(error.kind, ReadErrorKind::Syntax(_)) => {
                match freed.around(false, &formats::is_known) {
                    Ok(Some(freed)) => self.freed(&freed, format),
                    Err(two) if matches!(two.kind, ReadErrorKind::Content(_)) => Err(two),
                    // Why it cannot be looked at is no news.
                    Ok(None) | Err(_) => Err(error),
                }
            }
            read => read,
        }
    }

    /// Reads a text that is none of the formats as a whole: a result may stand in it.
    fn unrecognised(&self, freed: Freed, error: ReadError, within_folder: bool) -> Result<Read, ReadError> {
        let head = freed.head.clone();
        let unknown = matches!(error.kind, ReadErrorKind::Unrecognised(_)) && formats::candidates(&head).is_empty();
        match if unknown { freed.around(true, &formats::is_known) } else { Ok(None) } {
            Ok(Some(freed)) => self.freed(&freed, formats::detect(&freed.input, &freed.head)?),
            // A file that is named must be readable; in a folder, other files may lie about.
            Ok(None) if within_folder && is_no_scan(&error) => Ok(skipped(error, Some(&head))),
            Err(other) if within_folder && !matches!(other.kind, ReadErrorKind::Content(_)) => {
                Ok(skipped(error, Some(&head)))
            }
            Ok(None) => Err(error),
            Err(other) => Err(other),
        }
    }

    /// Reads a result that was freed from what stood around it.
    fn freed(&self, freed: &Freed, format: &'static dyn Format) -> Result<Read, ReadError> {
        let mut reading = self.read(&freed.input, &freed.head, format)?;
        // In a table that names its format the cells hold the words of others, and other lines are errors.
        if self.from.is_none() && format.sniff(&freed.head) < Confidence::Declared {
            let others = second::Others {
                known: &|head| formats::is_anothers(format, head),
                only: &|head| format.sniff(head) < Confidence::Certain && formats::is_anothers(format, head),
                own: &|head| format.sniff(head) >= Confidence::Certain,
            };
            second::refuse(&freed.input, &freed.head, &others)?;
        }
        for scan in &mut reading.scans {
            freed.say(scan);
        }
        for scan in &mut reading.scans {
            self.complete(scan);
        }
        Ok(Read::Scans(reading))
    }

    /// Reads one input as one format and notes where the scans came from.
    ///
    /// # Errors
    /// When the format cannot read it.
    pub fn read(&self, input: &Input, head: &Head, format: &'static dyn Format) -> Result<Reading, ReadError> {
        let mut reading = format.read(input, head, &self.options).map_err(|mut error| {
            input.name().clone_into(&mut error.path);
            error.format = error.format.or(Some(format.id()));
            error
        })?;
        if let Some((scan, check)) = nameless(&reading.scans) {
            let message = format!("check {} of scan {} has no number, no rule and no title", check + 1, scan + 1);
            return Err(ReadError { format: Some(format.id()), ..input.error(ReadErrorKind::Content(message)) }
                .help("its result is of no recommendation: the file is damaged, or its fields have other names"));
        }
        let wanted = self.digest && !reading.scans.is_empty();
        let digest = wanted.then(|| sha256_hex(input.bytes()?).map_err(|error| input.io_error(error))).transpose()?;
        for scan in &mut reading.scans {
            secret::hide(scan);
            input.name().clone_into(&mut scan.source.input);
            // A native document names where each of its scans first came from; that stays.
            if scan.source.path.is_empty() {
                input.name().clone_into(&mut scan.source.path);
                scan.source.sha256.clone_from(&digest);
            }
            if scan.source.format.is_empty() {
                format.id().clone_into(&mut scan.source.format);
            }
        }
        for run in &mut reading.runs {
            input.name().clone_into(&mut run.path);
        }
        Ok(reading)
    }

    fn complete(&self, scan: &mut Scan) {
        if let Some(given) = &self.benchmark {
            self.give_benchmark(scan, given);
        }
        mapping::establish(scan, &self.mappings);
        if scan.target.ami_id.is_none() {
            scan.target.ami_id.clone_from(&self.ami_id);
        }
        if let Some(level) = self.level {
            let profile = scan.profile.get_or_insert_with(Profile::default);
            profile.level = profile.level.or(Some(level));
        }
    }

    /// A given benchmark goes before the one that a scan states, unless numbers and titles prove the latter.
    fn give_benchmark(&self, scan: &mut Scan, given: &Benchmark) {
        let differs = scan.benchmark.same_family(given) == Some(false)
            || (given.version.is_some() && scan.benchmark.same_version(given) == Some(false));
        if differs && mapping::confirmed(scan, &self.mappings) {
            let message =
                format!("{given} was given, but the scan says {}, and its numbers confirm it", scan.benchmark);
            scan.warn(Code::BenchmarkKept, message);
            return;
        }
        if differs {
            scan.warn(Code::BenchmarkOverridden, format!("the scan says {}; {given} was given", scan.benchmark));
        }
        let version = given.version.clone().or_else(|| scan.benchmark.version.clone());
        scan.benchmark = Benchmark { id: scan.benchmark.id.take(), version, ..given.clone() };
    }
}

/// The result of reading one input.
pub(crate) enum Read {
    /// Scans, and what it says about runs.
    Scans(Reading),
    /// Nothing: it is no scan.
    Skipped(Diagnostic),
    /// Nothing, though it looks like a scan.
    Suspect(Doubt),
}

/// The results of all inputs, before they are put together.
#[derive(Default)]
pub(crate) struct Gathered {
    loaded: Loaded,
    runs: Vec<RunFacts>,
}

impl Gathered {
    /// How many things were found so far, readable or not.
    pub(crate) fn count(&self) -> usize {
        self.loaded.scans.len() + self.loaded.failed.len() + self.runs.len()
    }

    /// Adds what one input gave.
    pub(crate) fn add(&mut self, outcome: Result<Read, ReadError>, keep_going: bool) -> Result<(), ReadError> {
        match outcome {
            Ok(Read::Scans(reading)) => {
                self.loaded.scans.extend(reading.scans);
                self.runs.extend(reading.runs);
            }
            Ok(Read::Skipped(note)) => self.loaded.notes.push(note),
            Ok(Read::Suspect(doubt)) => self.doubt(doubt),
            Err(error) if keep_going => self.loaded.failed.push(error),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Adds a doubt about what was not read.
    pub(crate) fn doubt(&mut self, doubt: Doubt) {
        self.loaded.doubts.push(doubt);
    }

    /// Adds a note about what was not read.
    pub(crate) fn note(&mut self, note: Diagnostic) {
        self.loaded.notes.push(note);
    }

    /// The error about a folder or archive without a scan; what was not read in it is the likely reason.
    pub(crate) fn nothing_in(&self, what: &str) -> ReadError {
        let skipped = self.loaded.doubts.iter().filter(|doubt| doubt.code == DoubtCode::FileSkipped);
        let whys: Vec<String> = skipped
            .map(|doubt| format!("; {} {}", doubt.about.as_deref().unwrap_or("a file"), doubt.message))
            .collect();
        let help = if whys.is_empty() {
            "`amicis formats` lists what can be read; name a file to see why it is not recognised"
        } else {
            "unpack what is packed and give it by itself, or get the file whole; `amicis formats` lists what can be read"
        };
        ReadError::no_checks(format!("the {what} holds no scan{}", whys.concat())).help(help)
    }

    /// Joins what belongs together; `given` names all inputs where none holds a check.
    pub(crate) fn finish(self, keep_going: bool, given: impl FnOnce() -> String) -> Result<Loaded, ReadError> {
        let Self { mut loaded, runs } = self;
        let mut refused = formats::finish(&mut loaded.scans).into_iter();
        if keep_going {
            loaded.failed.extend(refused);
        } else if let Some(first) = refused.next() {
            return Err(first);
        }
        if loaded.scans.iter().all(|scan| scan.checks.is_empty()) && loaded.failed.is_empty() {
            return Err(ReadError { path: given(), ..nothing_found(&runs) });
        }
        merge_runs(&mut loaded, runs);
        Ok(loaded)
    }
}

/// A file of a folder that is no scan, and why. Another tool's file is known for what it is.
fn skipped(error: ReadError, head: Option<&Head>) -> Read {
    let refused = matches!(error.kind, ReadErrorKind::Refused(_));
    let named = looks_like_a_scan(&error.path, head).filter(|_| !refused);
    if let Some(why) = named.or_else(|| damaged_data(&error, head)) {
        let message = format!("was not read: {}, and {}", error.kind, why);
        return Read::Suspect(Doubt::new(DoubtCode::FileSkipped, message).about(error.path));
    }
    let note = Diagnostic::new(Level::Note, Code::Skipped, format!("skipped: {}", error.kind));
    Read::Skipped(note.path(error.path))
}

fn is_no_scan(error: &ReadError) -> bool {
    use ReadErrorKind::{Binary, Empty, Refused, Unrecognised};
    matches!(error.kind, Binary(_) | Empty | Refused(_) | Unrecognised(_))
}

/// Why nothing was found: what stands about a run is no scan, and may say why there is none.
fn nothing_found(runs: &[RunFacts]) -> ReadError {
    if runs.is_empty() {
        return ReadError::no_checks("no check was found");
    }
    let mut message = "the files tell about runs, not about checks".to_owned();
    for why in runs.iter().filter_map(|facts| facts.incomplete.as_deref()) {
        message.push_str("; ");
        message.push_str(why);
    }
    ReadError::no_checks(message).help(
        "give the results of the runs beside them: the output of `aws inspector2 get-cis-scan-result-details`, \
         for Inspector Classic that of `aws inspector describe-findings`",
    )
}

/// Completes scans with what stood about their runs in files beside them.
fn merge_runs(loaded: &mut Loaded, runs: Vec<RunFacts>) {
    let whose = scans_of(&runs, &loaded.scans);
    for (facts, scans) in runs.into_iter().zip(whose) {
        for index in &scans {
            if let Some(scan) = loaded.scans.get_mut(*index) {
                merge(scan, &facts);
            }
        }
        let of_run: Vec<&Scan> = scans.iter().filter_map(|index| loaded.scans.get(*index)).collect();
        let said = if of_run.is_empty() { Said::Nothing } else { said(&facts, &of_run) };
        for index in &scans {
            let Some(scan) = loaded.scans.get_mut(*index) else { continue };
            match &said {
                Said::Differs(doubt) => scan.doubt(doubt.clone()),
                Said::Fits => scan.states_selection = true,
                Said::MoreInstances | Said::Nothing => {}
            }
        }
        if scans.is_empty() {
            let whose = facts.instance.as_ref().map(|id| format!("the instance {id} in ")).unwrap_or_default();
            let message = format!("nothing given here belongs to {whose}{}", facts.run);
            let (level, message) = match &facts.incomplete {
                Some(why) => (Level::Warn, format!("{message}; {why}")),
                None => (Level::Note, message),
            };
            loaded.notes.push(Diagnostic::new(level, Code::UnusedRun, message).path(facts.path));
        }
    }
}

/// For each run its scans, as indexes: those that name it, or whose checks do, and are of its instance
/// where it has one. Both sides are gone through once: an account has thousands of each.
fn scans_of(runs: &[RunFacts], scans: &[Scan]) -> Vec<Vec<usize>> {
    let wanted: BTreeSet<&str> = runs.iter().map(|facts| facts.run.as_str()).collect();
    let mut found: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (index, scan) in scans.iter().enumerate().filter(|_| !wanted.is_empty()) {
        let idents = scan.checks.iter().flat_map(|check| &check.idents).map(|ident| ident.value.as_str());
        let names = scan.run.as_deref().into_iter().chain(idents);
        let named: BTreeSet<&str> = names.filter(|name| wanted.contains(name)).collect();
        for run in named {
            let instance = scan.target.instance_id.as_deref();
            for of in [None].into_iter().chain(instance.map(Some)) {
                found.entry((run, of)).or_default().push(index);
            }
        }
    }
    runs.iter()
        .map(|facts| found.get(&(facts.run.as_str(), facts.instance.as_deref())).cloned().unwrap_or_default())
        .collect()
}

fn merge(scan: &mut Scan, facts: &RunFacts) {
    if facts.started.is_some() || facts.finished.is_some() {
        scan.started = facts.started.or(scan.started);
        scan.finished = facts.finished.or(scan.finished);
        scan.times_approximate &= facts.finished.is_none();
    }
    let target = &mut scan.target;
    for (known, fact) in [
        (&mut target.ami_id, &facts.target.ami_id),
        (&mut target.ami_name, &facts.target.ami_name),
        (&mut target.hostname, &facts.target.hostname),
        (&mut target.os, &facts.target.os),
    ] {
        if known.is_none() {
            known.clone_from(fact);
        }
    }
    for (key, value) in &facts.target.tags {
        target.tags.entry(key.clone()).or_insert_with(|| value.clone());
    }
    if scan.profile.is_none() {
        scan.profile.clone_from(&facts.profile);
    }
    if let Some(tool) = scan.tool.as_mut().filter(|tool| tool.version.is_none()) {
        tool.version.clone_from(&facts.tool_version);
    }
    if let Some(why) = &facts.incomplete {
        scan.coverage = Coverage::Partial(why.clone());
        scan.warn(Code::IncompleteRun, why.clone());
    }
    scan.warnings.extend(facts.warnings.iter().cloned());
}

/// The place of a check that names nothing: its result could not be excepted, compared or shown.
fn nameless(scans: &[Scan]) -> Option<(usize, usize)> {
    let names_nothing = |check: &Check| {
        let blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
        check.number.is_none() && blank(check.rule.as_deref()) && blank(check.title_text())
    };
    scans.iter().enumerate().find_map(|(at, scan)| Some((at, scan.checks.iter().position(names_nothing)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Established, Ident, Status};

    #[test]
    fn a_result_of_no_recommendation_is_found() {
        let scan = |checks| Scan { checks, ..Scan::default() };
        let named = Check { rule: Some("a".into()), ..Check::new(Status::Fail) };
        let blank = Check { rule: Some(" ".into()), ..Check::new(Status::Fail) };
        assert_eq!(nameless(&[scan(vec![named.clone()]), scan(vec![named.clone(), blank])]), Some((1, 1)));
        assert_eq!(nameless(&[scan(vec![named])]), None);
    }

    fn given_to_a_scan_of(declared: Benchmark, numbers: &[&str]) -> Scan {
        let check = |text: &&str| Check { number: text.parse().ok(), ..Check::new(Status::Pass) };
        let mut scan = Scan { benchmark: declared, checks: numbers.iter().map(check).collect(), ..Scan::default() };
        let given = Some(Benchmark::given("AL2 3.0.0"));
        Loader { benchmark: given, ..Loader::default() }.complete(&mut scan);
        scan
    }

    #[test]
    fn facts_go_to_the_scans_of_their_run_and_instance() {
        let scan = |run: Option<&str>, instance: Option<&str>, ident: &str| {
            let mut check = Check::new(Status::Pass);
            check.idents = vec![Ident { system: String::new(), value: ident.into() }; 2];
            let mut scan = Scan { run: run.map(Into::into), checks: vec![check], ..Scan::default() };
            scan.target.instance_id = instance.map(Into::into);
            scan
        };
        let facts = |run: &str, instance: Option<&str>| RunFacts {
            run: run.into(),
            instance: instance.map(Into::into),
            ..RunFacts::default()
        };
        let scans = [
            scan(Some("r"), Some("i-a"), "x"),
            scan(Some("r"), Some("i-b"), "r"),
            scan(Some("other"), None, "r"),
            scan(None, Some("i-a"), "x"),
        ];
        let runs = [facts("r", None), facts("r", Some("i-a")), facts("r", Some("i-c")), facts("x", Some("i-a"))];
        assert_eq!(scans_of(&runs, &scans), [vec![0, 1, 2], vec![0], vec![], vec![0, 3]]);
    }

    #[test]
    fn a_given_benchmark_yields_to_one_that_the_numbers_confirm() {
        let v2 = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("2.0.0".into()));
        let scan = given_to_a_scan_of(v2.clone(), &["1.1.22", "2.1.17", "3.5.3.2.3"]);
        assert_eq!(
            (scan.benchmark.version.as_deref(), scan.warnings[0].code.as_str()),
            (Some("2.0.0"), "benchmark-kept")
        );
        let scan = given_to_a_scan_of(v2, &["3.4.4.2.3", "1.5.1.6", "2.2.9"]);
        assert_eq!(
            (scan.benchmark.version.as_deref(), scan.benchmark.established),
            (Some("3.0.0"), Established::Given)
        );
        assert_eq!(scan.warnings[0].code, "benchmark-overridden");
    }

    #[test]
    fn bytes_are_read_as_files_are() {
        let scan = r#"{"format":"amicis/1","scans":[]}"#;
        let error = Loader::default().load_inputs(&[Input::from_bytes("a.json", scan)]).expect_err("no check");
        assert!(error.is_no_checks() && error.path == "a.json", "{error}");
        let loader = Loader { keep_going: true, ..Loader::default() };
        let loaded = loader.load_inputs(&[Input::from_bytes("b", "garbage")]).expect("went on");
        assert_eq!((loaded.scans.len(), loaded.failed.len(), loaded.notes.len()), (0, 1, 0));
        let loader = Loader { most_bytes: Some(3), ..loader };
        let loaded = loader.load_inputs(&[Input::from_bytes("c.json", scan)]).expect("went on");
        assert!(matches!(loaded.failed[0].kind, ReadErrorKind::Limit(_)), "{:?}", loaded.failed);
    }
}
