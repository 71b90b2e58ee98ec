//! Lint: the remarks on a registry's entries on a day, for the person who keeps it.
//!
//! States that need a scan or a benchmark's list are found elsewhere and come in as [`Finding`]s.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diag::{Code, Diagnostic, Level};
use crate::mapping::Mappings;

use super::attested::Attested;
use super::entry::{Approval, Entry, EntryId, Registry, Was};
use super::life::NotInForce;
use super::listed::{listed, listed_attested};
use super::overlap::overlaps;
use super::state::State;

/// A state that an entry is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry.
    pub entry: EntryId,
    /// The state.
    pub state: State,
    /// The finding, as a sentence without a full stop.
    pub message: String,
}

impl Finding {
    /// An entry's state.
    pub fn new<M: Into<String>>(entry: EntryId, state: State, message: M) -> Self {
        Self { entry, state, message: message.into() }
    }
}

/// Every message about a registry on a day: its files' warnings, the states that need no scan, and
/// those found with one. Sorted by file and line; the levels are the registry's.
pub fn lint(registry: &Registry, as_of: Date, found: &[Finding]) -> Vec<Diagnostic> {
    let mut all = registry.warnings.clone();
    let overlaps = overlaps(&registry.entries, as_of);
    for ((id, entry), overlap) in registry.by_id().zip(overlaps) {
        let mut own = states(id, entry, registry, as_of);
        if let Some((state, other)) = overlap.and_then(|(state, other)| Some((state, registry.entries.get(other)?))) {
            own.push(Finding::new(id, state, overlap_message(state, entry, other)));
        }
        let known: BTreeSet<_> = own.iter().map(|finding| finding.state).collect();
        own.extend(found.iter().filter(|found| found.entry == id && !known.contains(&found.state)).cloned());
        all.extend(own.iter().filter_map(|finding| diagnostic(finding, entry, registry)));
        all.extend(empty_reason(entry));
    }
    all.extend(registry.attested.iter().filter_map(|attested| attested_states(attested, registry, as_of)));
    in_file_order(&mut all);
    all
}

/// As [`lint`], with what the lists of benchmark versions say.
pub fn lint_by_lists(
    registry: &Registry,
    as_of: Date,
    mut found: Vec<Finding>,
    mappings: &Mappings,
) -> Vec<Diagnostic> {
    found.extend(listed(registry, mappings));
    let mut all = lint(registry, as_of, &found);
    all.extend(listed_attested(registry, mappings));
    in_file_order(&mut all);
    all
}

fn in_file_order(all: &mut [Diagnostic]) {
    all.sort_by_cached_key(|one| (one.path.clone(), one.span.clone().map(|span| span.start)));
}

/// Where a person's verdict stands on a day, as for entries.
fn attested_states(attested: &Attested, registry: &Registry, as_of: Date) -> Option<Diagnostic> {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    let numbers = attested.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let what = format!("what {} attested of {numbers}", attested.by);
    let (state, key, message) = match attested.until {
        Some(end) if end < as_of => {
            (State::Expired, "until", format!("{what} ended on {end}, {} before {as_of}", counted(days(end, as_of))))
        }
        _ if attested.on > as_of => (State::NotYet, "on", format!("{what} is not in force before {}", attested.on)),
        Some(end) if days(as_of, end) <= i64::from(registry.policy.warn_days) => {
            (State::Expiring, "until", format!("{what} ends on {end}, {} after {as_of}", counted(days(as_of, end))))
        }
        None => (State::NoExpiry, "numbers", format!("{what} has no last day")),
        Some(_) => return None,
    };
    let help = match state {
        State::NotYet => None,
        State::NoExpiry => Some("add `until`, so that somebody looks at it again"),
        _ => Some("look at it again, and write a new day `on` and a later `until`"),
    };
    let diagnostic = Diagnostic::new(registry.lint.level(state).of_message()?, state.code(), message);
    let diagnostic = diagnostic.path(&attested.place.path).span(attested.place.of(key));
    Some(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}

fn states(place: EntryId, entry: &Entry, registry: &Registry, as_of: Date) -> Vec<Finding> {
    let id = &entry.id;
    let mut found = Vec::new();
    let mut add = |state, message: String| found.push(Finding::new(place, state, message));
    match entry.status {
        Approval::Approved => {
            let (state, message) = life(entry, registry.policy.warn_days, as_of);
            add(state, message);
            if entry.expires.is_none() {
                add(State::NoExpiry, format!("`{id}` has no last day"));
            }
            if state != State::Expired {
                for violation in registry.policy.violations(entry) {
                    add(State::Policy, format!("`{id}` breaks the policy: {violation}"));
                }
                for rule in never_excepted(entry, registry) {
                    add(State::Policy, format!("`{id}` breaks the policy: {rule} may never be excepted"));
                }
            }
        }
        // One without a reason is told as such.
        Approval::Draft if lacks_reason(entry) => {}
        Approval::Draft => add(State::Draft, format!("`{id}` is a draft and not in force")),
        Approval::Requested => add(State::Requested, format!("`{id}` is asked for and not in force")),
        Approval::Rejected => add(State::Rejected, format!("`{id}` was rejected")),
        Approval::Withdrawn => add(State::Withdrawn, format!("`{id}` is withdrawn")),
    }
    let wanted = !matches!(entry.status, Approval::Rejected | Approval::Withdrawn);
    if wanted && entry.has_unguarded_number() {
        add(State::Unguarded, unguarded(entry));
    }
    if wanted && let Some(bare) = entry.bare_rules().next() {
        let message = format!("`{id}` has no title to guard {}, which any tool may use for another rule", bare.id);
        add(State::Unguarded, message);
    }
    found
}

/// The message for an entry without a title: a carried one is guarded by its `was`.
fn unguarded(entry: &Entry) -> String {
    let (id, version) = (&entry.id, entry.benchmark.version.as_deref());
    match (carried_untitled(entry), version) {
        (Some(was), Some(version)) => {
            format!("`{id}` has no title in v{version}; until it has, its title in v{} guards it", was.version)
        }
        _ if !entry.titles.is_empty() => {
            let without = entry.numbers().filter(|number| entry.title_of(number).is_none());
            let numbers = without.map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("`{id}` has no title to guard {numbers}")
        }
        _ => format!("`{id}` has no title to guard it"),
    }
}

fn carried_untitled(entry: &Entry) -> Option<&Was> {
    entry.was.as_ref().filter(|was| entry.title.is_none() && was.guarded().next().is_some())
}

/// Where an approved entry stands on a day.
fn life(entry: &Entry, warn_days: u32, as_of: Date) -> (State, String) {
    let id = &entry.id;
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    match (entry.life(as_of).gravest(), entry.expires) {
        (Some(NotInForce::Expired(end)), _) => {
            let ago = days(end, as_of);
            (State::Expired, format!("`{id}` expired on {end}, {} before {as_of}", counted(ago)))
        }
        (Some(NotInForce::Approved(day)), _) => {
            (State::NotYet, format!("`{id}` is approved on {day} only, and not in force before"))
        }
        (Some(NotInForce::Starts(start)), _) => (State::NotYet, format!("`{id}` is not in force before {start}")),
        (_, Some(end)) if days(as_of, end) <= i64::from(warn_days) => {
            let left = days(as_of, end);
            let when =
                if left == 0 { "the day that decides".to_owned() } else { format!("{} after {as_of}", counted(left)) };
            (State::Expiring, format!("`{id}` expires on {end}, {when}"))
        }
        _ => (State::Active, format!("`{id}` is in force")),
    }
}

fn counted(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn never_excepted<'e>(entry: &'e Entry, registry: &'e Registry) -> impl Iterator<Item = &'e crate::model::Number> {
    entry.numbers().filter(|number| {
        registry.policy.never_except.iter().any(|never| {
            never.benchmark.same_family(&entry.benchmark) == Some(true)
                && never.benchmark.same_version(&entry.benchmark) == Some(true)
                && never.lists(number)
        })
    })
}

fn overlap_message(state: State, entry: &Entry, other: &Entry) -> String {
    let (id, place) = (&entry.id, format!("`{}` ({}, line {})", other.id, other.place.path, other.place.line));
    match state {
        State::Shadowed => format!("`{id}` never applies: {place} was rejected for the same checks"),
        _ => format!("`{id}` and {place} except the same checks on the same days"),
    }
}

fn lacks_reason(entry: &Entry) -> bool {
    entry.reason.trim().is_empty()
}

/// An entry on its way to being in force, which nobody has given a reason.
fn empty_reason(entry: &Entry) -> Option<Diagnostic> {
    if !matches!(entry.status, Approval::Draft | Approval::Requested) || !lacks_reason(entry) {
        return None;
    }
    let message = format!("`{}` is a {} without a reason", entry.id, kind(entry.status));
    let help = note(entry).unwrap_or("write why the image fails this on purpose, then set status = \"approved\"");
    Some(placed(Diagnostic::new(Level::Deny, Code::EmptyReason, message), entry, "reason").help(help))
}

fn kind(status: Approval) -> &'static str {
    if status == Approval::Draft { "draft" } else { "request" }
}

fn note(entry: &Entry) -> Option<&str> {
    entry.note.as_deref().map(str::trim).filter(|note| !note.is_empty())
}

fn placed(diagnostic: Diagnostic, entry: &Entry, key: &str) -> Diagnostic {
    diagnostic.path(&entry.place.path).span(entry.place.of(key))
}

fn diagnostic(finding: &Finding, entry: &Entry, registry: &Registry) -> Option<Diagnostic> {
    let level = registry.lint.level(finding.state).of_message()?;
    let diagnostic = Diagnostic::new(level, finding.state.code(), finding.message.as_str());
    let diagnostic = placed(diagnostic, entry, key(finding.state, entry));
    Some(match help(finding.state, entry) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}

/// The key that a state is about.
fn key(state: State, entry: &Entry) -> &'static str {
    match state {
        State::Expiring | State::Expired => "expires",
        State::NotYet if !entry.place.keys.contains_key("starts") => "approved-on",
        State::NotYet => "starts",
        State::Draft | State::Requested | State::Rejected | State::Withdrawn => "status",
        State::Unmatched | State::Unknown | State::Duplicate | State::Shadowed | State::Stale | State::PartlyStale => {
            "rules"
        }
        State::NeedsReview => "title",
        State::ScopeUnverified => "evidence",
        State::OutOfScope => "applies-to",
        State::Active | State::NoExpiry | State::Unguarded | State::Unlisted | State::Policy => "id",
    }
}

/// The help for a state.
fn help(state: State, entry: &Entry) -> Option<String> {
    let help = match state {
        State::Draft => note(entry).unwrap_or("complete it and set status = \"approved\", or delete it"),
        State::Requested => "set status = \"approved\" or \"rejected\"",
        State::Expiring | State::Expired => "review it and set a later `expires`, or delete it and fix the image",
        State::NoExpiry => "add `expires`, so that somebody looks at it again",
        State::Unguarded if carried_untitled(entry).is_some() => {
            "add the recommendation's new `title`; `registry migrate --titles-from SCAN` writes it when it carries an entry"
        }
        State::Unguarded if entry.bare_rules().next().is_some() => {
            "name the tool, rules = [{ tool = \"openscap\", id = \"…\" }], or add the recommendation's `title`"
        }
        State::Unguarded => "add the recommendation's `title`: it shows when a benchmark is renumbered",
        State::Stale => "delete it: the image no longer needs it",
        State::PartlyStale => "take out what is not needed any more",
        State::NeedsReview => "hold the entry against the recommendation, then correct its title, version or evidence",
        State::Duplicate => "keep one of them, or tell them apart with `applies-to` or `evidence`",
        State::Shadowed => "delete it, or widen what it applies to",
        State::Policy => "change the entry; what the policy refuses is not in force",
        State::Unknown => "correct the number or the version",
        State::ScopeUnverified => "use a scan that lists the offenders one by one",
        State::Active
        | State::NotYet
        | State::Rejected
        | State::Withdrawn
        | State::Unmatched
        | State::Unlisted
        | State::OutOfScope => return None,
    };
    Some(help.to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);
    const HEAD: &str = "schema = 1\n[defaults]\nbenchmark = \"AL2\"\nversion = \"2.0.0\"\n";
    const LONG: &str = "expires = 2027-11-01";

    /// Codes and levels of a registry of several entries, each given by its own lines.
    fn found(settings: &str, entries: &[&str]) -> Vec<(String, Level)> {
        let mut text = HEAD.to_owned();
        for (index, lines) in entries.iter().enumerate() {
            text = text + "[[exception]]\nid = \"e" + &index.to_string() + "\"\n";
            for (key, line) in
                [("rules", "rules = [\"5.2.1\"]"), ("title", "title = \"T\""), ("reason", "reason = \"r\"")]
            {
                if !lines.contains(&format!("{key} =")) {
                    text = text + line + "\n";
                }
            }
            text = text + lines + "\n";
        }
        text.push_str(settings);
        let registry = Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
        lint(&registry, TODAY, &[]).into_iter().map(|one| (one.code.to_string(), one.level)).collect()
    }

    fn codes(settings: &str, entries: &[&str]) -> Vec<String> {
        found(settings, entries).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn a_sound_entry_needs_no_message() {
        assert_eq!(codes("", &[LONG]), [""; 0]);
        assert_eq!(codes("[lint]\nactive = \"note\"", &[LONG]), ["active"]);
    }

    #[test]
    fn the_last_day_counts_and_the_next_does_not() {
        assert_eq!(codes("", &["expires = 2026-11-23"]), ["expiring"]);
        assert_eq!(found("", &["expires = 2026-11-22"]), [("expired".to_owned(), Level::Deny)]);
        assert_eq!(codes("", &["expires = 2027-01-04"]), ["expiring"]);
        assert_eq!(codes("", &["expires = 2027-01-05"]), [""; 0]);
        assert_eq!(codes("[policy]\nwarn-days = 50", &["expires = 2027-01-05"]), ["expiring"]);
        assert_eq!(codes("", &["starts = 2026-11-23\nexpires = 2027-11-01"]), [""; 0]);
        assert_eq!(codes("", &["starts = 2026-11-24\nexpires = 2027-11-01"]), ["not-yet"]);
        assert_eq!(codes("", &["approved-on = 2026-11-24\nexpires = 2027-11-01"]), ["not-yet"]);
    }

    #[test]
    fn levels_are_the_registrys() {
        assert_eq!(
            found("[lint]\nexpired = \"note\"", &["expires = 2026-01-01"]),
            [("expired".to_owned(), Level::Note)]
        );
        assert_eq!(codes("[lint]\nno-expiry = \"allow\"", &[""]), [""; 0]);
        assert_eq!(codes("", &[""]), ["no-expiry"]);
    }

    #[test]
    fn a_draft_is_refused_until_it_has_a_reason() {
        assert_eq!(found("", &["status = \"draft\""]), [("draft".to_owned(), Level::Note)]);
        let empty = found("", &["status = \"draft\"\nreason = \"\""]);
        assert_eq!(empty, [("empty-reason".to_owned(), Level::Deny)]);
        let requested = codes("", &["status = \"requested\"\nreason = \"\""]);
        assert_eq!(requested, ["requested", "empty-reason"]);
    }

    #[test]
    fn what_is_out_of_force_is_noted() {
        assert_eq!(codes("", &["status = \"rejected\""]), ["rejected"]);
        assert_eq!(codes("", &["status = \"withdrawn\"\nrules = [\"1.2\"]"]), ["withdrawn"]);
    }

    #[test]
    fn a_number_without_a_title_and_a_rule_id_without_title_and_tool_are_unguarded() {
        let untitled = "title = \"\"";
        let text = format!("{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\nreason = \"r\"\n{LONG}\n");
        let registry = Registry::parse("a.toml", &text).expect("a registry");
        assert_eq!(lint(&registry, TODAY, &[])[0].code, "unguarded");
        let of = |rules: &str, more: &str| {
            let text = text.replace("\"1.2\"", rules) + more;
            let registry = Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
            lint(&registry, TODAY, &[]).into_iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("\"rule\"", ""), ["unguarded"], "any tool may use it");
        let none = [""; 0];
        assert_eq!(of("{ tool = \"openscap\", id = \"rule\" }", ""), none);
        assert_eq!(of("\"rule\"", "applies-to = { tool = [\"openscap\"] }\n"), none);
        assert_eq!(of("\"rule\"", "title = \"T\"\n"), none);
        assert_eq!(of("\"1.2\", \"1.3\"", "titles = { \"1.2\" = \"T\" }\n"), ["unguarded"]);
        assert_eq!(of("\"1.2\", \"1.3\"", "titles = { \"1.2\" = \"T\", \"1.3\" = \"U\" }\n"), none);
        assert!(Registry::parse("a.toml", &format!("{text}{untitled}")).is_err());
    }

    #[test]
    fn a_carried_entry_without_its_new_title_is_said_to_be_guarded_by_its_old_one() {
        let text = format!(
            "{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\nreason = \"r\"\n{LONG}\n\
             was = {{ version = \"1.0.0\", number = \"1.1\", title = \"T\" }}\n"
        );
        let of = |text: &str| lint(&Registry::parse("a.toml", text).expect("a registry"), TODAY, &[]).remove(0);
        let carried = of(&text);
        assert_eq!(carried.message, "`a` has no title in v2.0.0; until it has, its title in v1.0.0 guards it");
        assert!(carried.help.is_some_and(|help| help.contains("--titles-from")));
        let untitled = of(&text.replace(", title = \"T\"", ""));
        assert_eq!(untitled.message, "`a` has no title to guard it");
        assert!(untitled.help.is_some_and(|help| !help.contains("--titles-from")));
    }

    #[test]
    fn each_rule_of_the_policy_is_told() {
        assert_eq!(codes("[policy]\nrequire = [\"owner\", \"approved-by\"]", &[LONG]), ["policy", "policy"]);
        let same = "owner = \"x\"\napproved-by = \"x\"\nexpires = 2027-11-01";
        assert_eq!(codes("[policy]\ndistinct-approver = true", &[same]), ["policy"]);
        let other_case = "owner = \"Alice\"\napproved-by = \"alice\"\nexpires = 2027-11-01";
        assert_eq!(codes("[policy]\ndistinct-approver = true", &[other_case]), ["policy"]);
        let long = "approved-on = 2026-01-01\nexpires = 2027-11-01";
        assert_eq!(codes("[policy]\nmax-lifetime-days = 365", &[long]), ["policy"]);
        let never = |version| {
            format!(
                "[policy]\nnever-except = [{{ benchmark = \"AL2\", version = \"{version}\", numbers = [\"5.*\"] }}]"
            )
        };
        assert_eq!(codes(&never("2.0"), &[LONG]), ["policy"]);
        assert_eq!(codes(&never("3.0"), &[LONG]), [""; 0]);
        assert_eq!(codes(&never("2.0"), &["rules = [\"4.1\"]\nexpires = 2027-11-01"]), [""; 0]);
        assert_eq!(codes(&never("2.0"), &["status = \"draft\""]), ["draft"]);
    }

    #[test]
    fn two_entries_for_the_same_checks_and_days_are_duplicates() {
        assert_eq!(found("", &[LONG, LONG]), [("duplicate".to_owned(), Level::Deny)]);
        let first = "starts = 2026-01-01\nexpires = 2027-06-30";
        let second = "starts = 2027-07-01\nexpires = 2027-12-31";
        assert_eq!(codes("", &[first, second]), ["not-yet"]);
        let at = |applies: &str| format!("{LONG}\napplies-to = {{ {applies} }}");
        let none = [""; 0];
        assert_eq!(codes("", &[&at("level = [1]"), &at("level = [2]")]), none);
        assert_eq!(codes("", &[&at("level = [1]"), &at("level = [1, 2]")]), ["duplicate"]);
        assert_eq!(codes("", &[&at("ami = [\"al2-*\"]"), &at("ami = [\"al2023-*\"]")]), none);
        assert_eq!(codes("", &[&at("ami = [\"al2-*\"]"), &at("tool = [\"cis-cat\"]")]), none, "one or the other");
        assert_eq!(codes("", &[&at("ami = [\"al2-*\"]"), &at("level = [1]")]), none, "one or the other");
        assert_eq!(codes("", &[LONG, &at("level = [1]")]), none, "the more specific one wins");
        let scoped = |path: &str| format!("{LONG}\nevidence = [\"{path}\"]");
        assert_eq!(codes("", &[&scoped("/a"), &scoped("/b")]), none, "scopes add up");
        assert_eq!(codes("", &[&scoped("/a"), &scoped("/a")]), ["duplicate"]);
        assert_eq!(codes("", &[LONG, "version = \"3.0.0\"\nexpires = 2027-11-01"]), none);
    }

    #[test]
    fn an_entry_that_a_rejected_one_always_blocks_is_shadowed() {
        let everywhere = "expires = 2027-11-01\napplies-to = { ami = [\"*\"] }";
        assert_eq!(codes("", &[LONG, everywhere]), ["duplicate"], "it restricts nothing and beats nothing");
        assert_eq!(codes("", &[LONG, "status = \"rejected\""]), ["shadowed", "rejected"]);
        let rejected_for_one = "status = \"rejected\"\napplies-to = { level = [2] }";
        assert_eq!(codes("", &[LONG, rejected_for_one]), ["rejected"]);
    }

    #[test]
    fn what_a_scan_showed_is_told_once_with_its_level() {
        let registry = Registry::parse(
            "a.toml",
            &format!("{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\ntitle = \"T\"\nreason = \"r\"\nexpires = 2026-01-01\n"),
        )
        .expect("a registry");
        let (id, _) = registry.by_id().next().expect("an entry");
        let found = [Finding::new(id, State::Stale, "`a` is stale"), Finding::new(id, State::Expired, "again")];
        let codes: Vec<_> = lint(&registry, TODAY, &found).into_iter().map(|one| one.code).collect();
        assert_eq!(codes, ["stale", "expired"]);
    }

    /// The only message about a registry.
    fn only(settings: &str, lines: &str) -> Diagnostic {
        let text = format!("{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\ntitle = \"T\"\n{lines}\n{settings}");
        let registry = Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
        let mut all = lint(&registry, TODAY, &[]);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn days_are_counted_in_the_messages() {
        let message = |day: &str| only("", &format!("reason = \"r\"\nexpires = {day}")).message;
        assert_eq!(message("2026-11-22"), "`a` expired on 2026-11-22, 1 day before 2026-11-23");
        assert_eq!(message("2026-11-20"), "`a` expired on 2026-11-20, 3 days before 2026-11-23");
        assert_eq!(message("2026-11-23"), "`a` expires on 2026-11-23, the day that decides");
        assert_eq!(message("2026-11-24"), "`a` expires on 2026-11-24, 1 day after 2026-11-23");
    }

    #[test]
    fn a_draft_and_a_request_without_a_reason_are_told_as_what_they_are_with_their_note() {
        let draft = only("", "status = \"draft\"\nreason = \"\"");
        assert_eq!(draft.message, "`a` is a draft without a reason");
        assert!(draft.help.is_some_and(|help| help.starts_with("write why the image fails this")));
        let noted = only("", "status = \"draft\"\nreason = \"\"\nnote = \" ask the network team \"");
        assert_eq!(noted.help.as_deref(), Some("ask the network team"));
        let text = format!(
            "{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\ntitle = \"T\"\nstatus = \"requested\"\nreason = \"\"\n"
        );
        let found = lint(&Registry::parse("a.toml", &text).expect("a registry"), TODAY, &[]);
        assert!(found.iter().any(|one| one.message == "`a` is a request without a reason"), "{found:?}");
    }

    #[test]
    fn an_entry_that_is_not_in_force_yet_is_marked_at_the_day_that_says_so() {
        let marked = |lines: &str| {
            let text = format!(
                "{HEAD}[[exception]]\nid = \"a\"\nrules = [\"1.2\"]\ntitle = \"T\"\nreason = \"r\"\nexpires = 2027-11-01\n{lines}\n"
            );
            let registry = Registry::parse("a.toml", &text).expect("a registry");
            let found = lint(&registry, TODAY, &[]).remove(0);
            text.get(found.span.expect("a place")).map(str::to_owned).unwrap_or_default()
        };
        assert!(marked("starts = 2026-11-24").contains("2026-11-24"));
        assert!(marked("approved-on = 2026-11-25").contains("2026-11-25"));
    }

    #[test]
    fn the_other_entry_of_an_overlap_is_named_with_its_place() {
        let messages = |second: &str| {
            let one = |id: &str, more: &str| {
                format!(
                    "[[exception]]\nid = \"{id}\"\nrules = [\"1.2\"]\ntitle = \"T\"\nreason = \"r\"\n{LONG}\n{more}\n"
                )
            };
            let registry =
                Registry::parse("a.toml", &format!("{HEAD}{}{}", one("a", ""), one("b", second))).expect("a registry");
            lint(&registry, TODAY, &[]).into_iter().map(|one| one.message).collect::<Vec<_>>()
        };
        assert_eq!(messages(""), ["`b` and `a` (a.toml, line 5) except the same checks on the same days"]);
        let shadowed = messages("status = \"rejected\"").remove(0);
        assert_eq!(shadowed, "`a` never applies: `b` (a.toml, line 12) was rejected for the same checks");
    }

    #[test]
    fn the_help_for_a_bare_rule_id_names_the_tool_and_for_a_number_the_title() {
        let help = |rules: &str| {
            let text = format!("{HEAD}[[exception]]\nid = \"a\"\nrules = [{rules}]\nreason = \"r\"\n{LONG}\n");
            let found = lint(&Registry::parse("a.toml", &text).expect("a registry"), TODAY, &[]).remove(0);
            (found.message, found.help.unwrap_or_default())
        };
        assert!(help("\"rule\"").1.starts_with("name the tool"));
        assert!(help("\"1.2\"").1.starts_with("add the recommendation's `title`"));
        let some = help("\"1.2\", \"1.3\"]\ntitles = { \"1.2\" = \"T\" }\nlinks = [").0;
        assert_eq!(some, "`a` has no title to guard 1.3");
    }

    #[test]
    fn what_a_person_attested_is_told_by_its_days() {
        let told = |days: &str, settings: &str| {
            let text = format!(
                "{HEAD}[[attested]]\nnumbers = [\"1.1\"]\nverdict = \"pass\"\nby = \"alice\"\nstatement = \"s\"\n{days}\n{settings}"
            );
            let registry = Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
            let found =
                lint(&registry, TODAY, &[]).into_iter().map(|one| (one.code.to_string(), one.message, one.help));
            found.collect::<Vec<_>>()
        };
        let one = |days: &str| {
            let mut found = told(days, "");
            assert_eq!(found.len(), 1, "{found:?}");
            found.remove(0)
        };
        let (code, message, help) = one("on = 2026-01-01\nuntil = 2026-11-22");
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("expired", "what alice attested of 1.1 ended on 2026-11-22, 1 day before 2026-11-23")
        );
        assert!(help.is_some_and(|help| help.starts_with("look at it again")));
        let (code, message, help) = one("on = 2026-11-24\nuntil = 2027-11-01");
        assert_eq!(
            (code.as_str(), message.as_str(), help),
            ("not-yet", "what alice attested of 1.1 is not in force before 2026-11-24", None)
        );
        let (code, message, _) = one("on = 2026-11-23\nuntil = 2026-11-23");
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("expiring", "what alice attested of 1.1 ends on 2026-11-23, 0 days after 2026-11-23")
        );
        let (code, message, help) = one("on = 2026-11-23");
        assert_eq!((code.as_str(), message.as_str()), ("no-expiry", "what alice attested of 1.1 has no last day"));
        assert!(help.is_some_and(|help| help.starts_with("add `until`")));
        assert_eq!(told("on = 2026-11-23\nuntil = 2027-11-01", ""), []);
        assert_eq!(told("on = 2026-11-23\nuntil = 2027-11-01", "[policy]\nwarn-days = 400").len(), 1);
    }

    #[test]
    fn the_lists_of_benchmark_versions_are_asked_beside_the_registry() {
        let text = format!(
            "{HEAD}[[exception]]\nid = \"a\"\nrules = [\"99.1\"]\ntitle = \"T\"\nreason = \"r\"\nexpires = 2026-11-22\n"
        );
        let registry = Registry::parse("a.toml", &text).expect("a registry");
        let found = lint_by_lists(&registry, TODAY, Vec::new(), &Mappings::builtin());
        let mut codes: Vec<_> = found.into_iter().map(|one| one.code.to_string()).collect();
        codes.sort();
        assert_eq!(codes, ["expired", "unknown"]);
    }
}
