//! Redaction: values that identify machines, networks and people, and secrets, replaced in the data
//! before anything is rendered.
//!
//! The texts of a case are visited twice: once to find the values, once to replace them. The bundle's
//! own words are never texts of a case, so a host called `sha256` damages nothing. One value has one
//! pseudonym in the whole bundle, in the value's own shape. Pseudonyms are counted in the order in which
//! the values are found, not computed from them: a hash of an address or an account can be guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::assess::Assessment;
use crate::case::Case;
use crate::model::{Number, Scan, Texts};
use crate::read::secret;
pub use crate::redact::Kind;
use crate::redact::exact::{Exact, Instead};
use crate::redact::{Known, Pseudonyms, Span, address, encoded, exact, find, host};

/// How many texts within texts are looked into: JSON in a URL is one, base64 in that another.
const DEEPEST: u8 = 3;

/// The choices of a redaction: by default every kind of value is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Kinds of values that are kept. Secrets are of no kind: they are always replaced.
    pub keep: BTreeSet<Kind>,
    /// A person's own words to replace.
    pub also: Vec<String>,
}

impl Redaction {
    /// No value is replaced but secrets.
    pub fn none() -> Self {
        Self { keep: Kind::ALL.into(), also: Vec::new() }
    }
}

/// Replaces identifying values by pseudonyms, the same value by the same one.
#[derive(Debug, Default)]
pub struct Redactor {
    known: Known,
    pseudonyms: Pseudonyms,
    exact: Exact,
}

/// Values that are replaced wherever they stand as a word, in lower case.
type Words = BTreeMap<String, Instead>;

impl Redactor {
    /// Finds every value to replace in a case: those of the targets first, so that they have the first
    /// pseudonyms, then those that texts hold; and a person's own words, one a line.
    pub fn new(case: &mut Case, options: &Redaction) -> Self {
        let keep = options.keep.clone();
        let mut redactor = Self { known: Known { keep, ..Known::default() }, ..Self::default() };
        let mut words = Words::new();
        for word in &options.also {
            redactor.word(&mut words, Kind::Word, word);
        }
        let sides = || [Some(&case.assessment), case.baseline.as_ref()].into_iter().flatten();
        let numbers = |scan: &Scan| {
            scan.checks.iter().filter_map(|check| check.number.as_ref().map(Number::to_string)).collect::<Vec<_>>()
        };
        redactor.known.numbers = sides()
            .flat_map(|side| side.scans().flat_map(numbers))
            .filter(|number| number.split('.').count() > 3)
            .collect();
        for scan in sides().flat_map(Assessment::scans) {
            redactor.target(&mut words, scan);
        }
        let Self { known, pseudonyms, .. } = &mut redactor;
        case.texts(&mut |text| {
            each(text, known, DEEPEST, &mut |kind, value| {
                let replaced = pseudonyms.take(kind, &value);
                // Such a value is one wherever it stands: an account of an ARN, a user of a home folder.
                if replaced && kind.is_a_word() && value.len() >= exact::SHORTEST {
                    words.entry(value).or_insert(Instead::Pseudonym(kind));
                }
            });
        });
        words.extend(paths(case).into_iter().map(|(path, name)| (path.to_lowercase(), Instead::Text(name))));
        redactor.pseudonyms.settle();
        redactor.exact = Exact::new(words);
        redactor
    }

    /// The names of a scan's target.
    fn target(&mut self, words: &mut Words, scan: &Scan) {
        let target = &scan.target;
        for name in host::names(target) {
            self.known.domains.extend(host::domains(&name));
            self.word(words, Kind::Host, &name);
            if let Some(short) = host::short(&name) {
                self.word(words, Kind::Host, short);
            }
        }
        for address in address::of_target(target) {
            // Values in an address's form are found as such, in all spellings.
            if find(&address, &self.known).is_empty() && !address::is_common(&address) {
                self.word(words, Kind::Address, &address);
            }
        }
        let facts = target.facts.iter().map(|fact| (&fact.name, &fact.value)).chain(&target.tags);
        let accounts = facts.filter(|(name, _)| name.to_lowercase().contains("account")).map(|(_, value)| value);
        target.account.iter().chain(accounts).for_each(|account| self.word(words, Kind::Account, account));
        if let Some(instance) = &target.instance_id
            && find(instance, &self.known).is_empty()
        {
            self.word(words, Kind::Instance, instance);
        }
    }

    fn word(&mut self, words: &mut Words, kind: Kind, value: &str) {
        let value = value.trim().to_lowercase();
        let common = kind == Kind::Host && host::is_common(&value);
        if value.len() < exact::SHORTEST || common || self.known.keep.contains(&kind) {
            return;
        }
        if self.pseudonyms.take(kind, &value) {
            words.entry(value).or_insert(Instead::Pseudonym(kind));
        }
    }

    /// Replaces every value in the texts of a case.
    pub(super) fn redact(&self, case: &mut Case) {
        case.texts(&mut |text| {
            if let Some(replaced) = self.replaced(text) {
                *text = replaced;
            }
        });
    }

    /// A text with everything replaced; `None` where nothing is.
    pub(super) fn replaced(&self, text: &str) -> Option<String> {
        self.replaced_to(text, DEEPEST)
    }

    /// A text with everything replaced.
    pub(super) fn text(&self, text: String) -> String {
        self.replaced(&text).unwrap_or(text)
    }

    fn replaced_to(&self, text: &str, depth: u8) -> Option<String> {
        let mut spans = find(text, &self.known);
        spans.extend(self.exact.find(text));
        spans.extend(secret::find(text).into_iter().map(|(range, name)| Span::instead(range, secret::instead(name))));
        if let Some(depth) = depth.checked_sub(1) {
            for part in encoded::parts(text) {
                if let Some(put) = self.replaced_to(&part.text, depth) {
                    let put = part.form.map_or(put.clone(), |form| format!("[{form}: {put}]"));
                    spans.push(Span::instead(part.range, put));
                }
            }
        }
        // The longest of those that begin first; what lies in it or reaches into it is part of it.
        spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
        let (mut out, mut at) = (String::new(), 0);
        for span in spans {
            if span.range.start < at {
                continue;
            }
            let put = span.put(&self.pseudonyms);
            out.push_str(text.get(at..span.range.start).unwrap_or_default());
            // A pseudonym stays whole: the domain in one of a mail address is no host.
            out.push_str(put.as_deref().or_else(|| text.get(span.range.clone())).unwrap_or_default());
            at = span.range.end;
        }
        if at == 0 {
            return None;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Some(out)
    }

    /// How many values of each kind were replaced; the values themselves are nowhere.
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        self.pseudonyms.counts()
    }
}

/// The paths of all files with folders in them, and the names that stand instead: the folders are the
/// builder's affair.
fn paths(case: &Case) -> Vec<(String, String)> {
    let sides = [Some(&case.assessment), case.baseline.as_ref()].into_iter().flatten();
    let of_side = |side: &Assessment| {
        let of_scan = |scan: &Scan| {
            let beside = scan.source.beside.iter().map(|file| file.path.clone());
            beside.chain([scan.source.path.clone(), scan.source.input.clone()]).collect::<Vec<_>>()
        };
        let registry = side.registry.sources.paths().map(str::to_owned).chain([side.registry.path.clone()]);
        let about = side.doubts.iter().filter_map(|doubt| doubt.about.clone());
        side.scans().flat_map(of_scan).chain(registry).chain(about).collect::<Vec<_>>()
    };
    let named = |path: String| {
        let name = only_name(&path);
        (name != path && path.len() >= exact::SHORTEST).then_some((path, name))
    };
    sides.flat_map(of_side).filter_map(named).collect()
}

/// The last part of a path.
pub(super) fn only_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into())
}

/// Shows every value of a text and of the texts that are encoded in it.
fn each(text: &str, known: &Known, depth: u8, show: &mut dyn FnMut(Kind, String)) {
    find(text, known).iter().filter_map(Span::value).for_each(|(kind, value)| show(kind, value));
    if let Some(depth) = depth.checked_sub(1) {
        encoded::parts(text).iter().for_each(|part| each(&part.text, known, depth, show));
    }
}

#[cfg(test)]
mod tests;
