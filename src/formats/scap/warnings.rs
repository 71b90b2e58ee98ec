//! Warnings about a run that was read: said once each, with counts.

use super::rule_result::Trouble;
use super::{naming, score};
use crate::diag::Code;
use crate::model::{Check, Scan, Status};

/// Names at most this many of what a warning counts.
const NAMED: usize = 5;

/// Adds the warnings of one scan; `unreadable` is what could not be read of the rules, which every
/// scan of the document says. Gives the bytes that saying it took.
pub(super) fn say(scan: &mut Scan, trouble: &Trouble, unreadable: &[String], dangling: usize) -> usize {
    if !trouble.words.is_empty() {
        let message = format!(
            "{} with a word that is none of XCCDF's, read as unknown: {}",
            results(trouble.words.len()),
            listed(&trouble.words)
        );
        scan.warn(Code::UnknownResult, message);
    }
    if !trouble.overridden.is_empty() {
        let count = results(trouble.overridden.len());
        let message =
            format!("{count} where result and last override differ; the worse counts: {}", listed(&trouble.overridden));
        scan.warn(Code::OverrideDiffers, message);
    }
    let mut said = 0;
    if !trouble.unreadable.is_empty() || !unreadable.is_empty() {
        let all = trouble.unreadable.len() + unreadable.len();
        // No more than is named: the rules' own are gone through once a scan.
        let first: Vec<String> = trouble.unreadable.iter().chain(unreadable).take(NAMED).cloned().collect();
        let message = format!("left out, because not readable ({all}): {}", named(&first, all));
        said = message.len();
        scan.warn(Code::UnreadableValue, message);
    }
    if dangling > 0 {
        let message = format!(
            "{} for rules that the file does not describe: no titles, and numbers only from CIS ids",
            results(dangling)
        );
        scan.warn(Code::RuleNotDescribed, message);
    }
    several_numbers(scan);
    let mut judged =
        scan.checks.iter().map(|check| check.status).filter(|status| *status != Status::NotSelected).peekable();
    if judged.peek().is_some() && judged.all(|status| status == Status::NotApplicable) {
        scan.warn(
            Code::PlatformMismatch,
            "every selected rule is not applicable: the target is not of the benchmark's platform, nothing was checked",
        );
    }
    no_numbers(scan);
    score::compare(scan);
    said
}

/// A check has one number; what else its rule refers to stands in its idents until it is judged.
fn several_numbers(scan: &mut Scan) {
    let further = |check: &Check| check.idents.iter().any(|ident| ident.system.starts_with(naming::CIS_REFERENCE));
    let found = scan.checks.iter().filter(|check| further(check));
    let rules: Vec<String> = found.filter_map(|check| check.rule.clone()).collect();
    if !rules.is_empty() {
        let message = format!(
            "{} for rules of several recommendations, which count for each when they are judged: {}",
            results(rules.len()),
            listed(&rules)
        );
        scan.warn(Code::SeveralNumbers, message);
    }
}

/// Numbers of results, when there are none that name a recommendation.
fn no_numbers(scan: &mut Scan) {
    let numbered =
        |check: &Check| check.number.is_some() || check.idents.iter().any(|ident| !ident.numbers().is_empty());
    if !scan.checks.iter().any(numbered) {
        let message = "no result has a recommendation number: exceptions by number, crosswalks and lists find nothing here; \
                       exceptions by rule do";
        scan.warn(Code::NoNumbers, message);
    }
}

fn results(count: usize) -> String {
    if count == 1 { "1 result".to_owned() } else { format!("{count} results") }
}

fn listed(names: &[String]) -> String {
    named(names, names.len())
}

/// The first names of so many.
fn named(names: &[String], all: usize) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}
