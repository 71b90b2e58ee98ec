//! "When an entry applies" once more, written from the registry's documentation and from nothing else:
//! no code of the program decides here. It is slow and plain on purpose.

use amicis::model::{AssessedBy, Benchmark, Check, DoubtCode, Number, NumberPattern, Scan, Status, TitleKind};
use amicis::registry::{Approval, Attested, Entry, Pattern, Policy, Require, Rule, ScopePattern, Selection, Verdict};
use jiff::civil::Date;

use super::world::{MANUAL, NUMBERS, ROWS, TOOL_RULES, carries, title_of};

/// A check without a number has that of its title, when the scan's version has the title for one number
/// alone and no other check has it.
pub(crate) fn numbered(scan: &Scan) -> Scan {
    let scan = &split(scan);
    let version = scan.benchmark.version.as_deref().filter(|_| name_of(&scan.benchmark).as_deref() == Some("example"));
    let wanted: Vec<Option<&str>> = scan
        .checks
        .iter()
        .map(|check| {
            let title = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation)?;
            let version = version.filter(|_| check.number.is_none())?;
            let of = |number: &&str| title_of(version, number).is_some_and(|own| plain(own) == plain(title.text()));
            let numbers: Vec<&str> = NUMBERS.into_iter().filter(of).collect();
            if let [only] = numbers.as_slice() { Some(*only) } else { None }
        })
        .collect();
    let mut result = scan.clone();
    for (at, number) in wanted.iter().enumerate() {
        let Some(number) = number else { continue };
        let others = |other: usize| {
            other != at
                && (wanted[other] == Some(number)
                    || scan.checks[other].number.as_ref().is_some_and(|own| own.to_string() == *number))
        };
        if !(0..scan.checks.len()).any(others) {
            result.checks[at].number = number.parse().ok();
        }
    }
    result
}

/// A check that refers to several recommendations is one check for each.
fn split(scan: &Scan) -> Scan {
    let mut result = Scan { checks: Vec::new(), ..scan.clone() };
    for check in &scan.checks {
        let mut numbers: Vec<String> = check.number.iter().map(ToString::to_string).collect();
        for ident in check.idents.iter().filter(|ident| ident.system.contains("cisecurity.org/benchmark/")) {
            let named: Vec<&str> = ident.value.split([',', ' ']).filter(|word| !word.is_empty()).collect();
            if named.iter().all(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
                numbers.extend(named.into_iter().map(str::to_owned));
            }
        }
        let mut each: Vec<&String> = Vec::new();
        for number in &numbers {
            if !each.contains(&number) {
                each.push(number);
            }
        }
        let of = |number: Option<&String>| Check { number: number.and_then(|n| n.parse().ok()), ..check.clone() };
        if each.is_empty() {
            result.checks.push(of(None));
        }
        result.checks.extend(each.into_iter().map(|number| of(Some(number))));
    }
    result
}

/// Every number by which a check is known: its own, and those of its tool's rule.
fn references(scan: &Scan, check: &Check) -> Vec<String> {
    let example = name_of(&scan.benchmark).as_deref() == Some("example");
    let of_rule = TOOL_RULES.iter().filter(|(version, rule, _)| {
        example && scan.benchmark.version.as_deref() == Some(*version) && check.rule.as_deref() == Some(*rule)
    });
    check.number.iter().map(ToString::to_string).chain(of_rule.map(|(.., number)| (*number).to_owned())).collect()
}

/// Whether numbers of the scan may be another benchmark's.
fn numbers_are_doubted(scan: &Scan) -> bool {
    let codes = [DoubtCode::BenchmarkUnverified, DoubtCode::BenchmarkOverruled];
    scan.doubts.iter().any(|doubt| codes.contains(&doubt.code))
}

/// What a person's word makes of a check: it passes, or it fails. Only what a tool left to people can be attested,
/// in the benchmark version of the statement; of several, a failure counts.
pub(crate) fn attested(said: &[Attested], day: Date, scan: &Scan, check: &Check) -> Option<bool> {
    let number = check.number.as_ref()?.to_string();
    if check.status != Status::NotChecked || numbers_are_doubted(scan) {
        return None;
    }
    let example = name_of(&scan.benchmark).as_deref() == Some("example");
    let listed = scan.benchmark.version.as_deref().filter(|_| example).and_then(|version| title_of(version, &number));
    let automated = match check.assessment {
        Some(by) => by == AssessedBy::Automated,
        None => listed.is_some() && !MANUAL.contains(&number.as_str()),
    };
    let counts = |one: &&Attested| {
        let same = name_of(&one.benchmark).is_some() && name_of(&one.benchmark) == name_of(&scan.benchmark);
        let version = one.benchmark.version.is_some() && one.benchmark.version == scan.benchmark.version;
        let in_force = one.on <= day && one.until.is_none_or(|until| day <= until);
        same && version && in_force && one.numbers.iter().any(|own| own.to_string() == number)
    };
    let verdicts: Vec<Verdict> = said.iter().filter(counts).map(|one| one.verdict).collect();
    if automated || verdicts.is_empty() { None } else { Some(!verdicts.contains(&Verdict::Fail)) }
}

/// Whether the registry excepts a check.
pub(crate) fn excepted(entries: &[Entry], policy: &Policy, day: Date, scan: &Scan, check: &Check) -> bool {
    if check.status != Status::Fail {
        return false;
    }
    let applies = |entry: &Entry| {
        names(entry, scan, check) != 0
            && in_force(entry, day)
            && entry.statuses.contains(&Status::Fail)
            && same_recommendation(entry, scan, check)
            && is_no_doubted_number(entry, scan, check)
            && image_is_meant(entry, scan, check)
            && policy_holds(entry, policy, scan, check)
            && !entries.iter().any(|other| blocks(other, entry, scan, check))
    };
    let mut applying: Vec<&Entry> = entries.iter().filter(|entry| applies(entry)).collect();
    let all = applying.clone();
    applying.retain(|entry| !all.iter().any(|other| beats(other, entry, scan, check)));
    let scoped: Vec<&Entry> = applying.iter().copied().filter(|entry| entry.evidence.is_some()).collect();
    if scoped.is_empty() {
        return !applying.is_empty();
    }
    let evidence = &check.evidence;
    let inside = |item: &String| scoped.iter().any(|entry| covers(entry.evidence.as_deref().unwrap_or_default(), item));
    if !evidence.items.iter().all(inside) {
        return false;
    }
    let all_are_seen = !evidence.items.is_empty() && evidence.text.is_none() && !evidence.truncated;
    all_are_seen || !policy.strict_evidence
}

/// Under a doubt about the benchmark an entry applies by number only where the scan's own title is the entry's.
fn is_no_doubted_number(entry: &Entry, scan: &Scan, check: &Check) -> bool {
    let own = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation);
    let told = own.is_some_and(|own| titles_for(entry, check).contains(&plain(own.text())));
    !numbers_are_doubted(scan) || names(entry, scan, check) != 1 || told
}

fn name_of(benchmark: &Benchmark) -> Option<String> {
    benchmark.title.as_ref().map(|title| title.to_lowercase().replace("cis ", "").replace(" benchmark", ""))
}

/// 1 is by number, 2 is by rule id, 0 is not at all.
fn names(entry: &Entry, scan: &Scan, check: &Check) -> u8 {
    let (ours, theirs) = (name_of(&entry.benchmark), name_of(&scan.benchmark));
    if ours.is_some() && theirs.is_some() && ours != theirs && was_in(entry, &scan.benchmark).is_none() {
        return 0;
    }
    let mut best = 0;
    for rule in &entry.rules {
        match rule {
            Rule::Tool(_) if is_rule_of(rule, scan, check) => best = 2,
            Rule::Number(number) if leads(entry, number, scan, check) => best = best.max(1),
            _ => {}
        }
    }
    best
}

/// A tool's rule id, of that tool where the entry says which.
fn is_rule_of(rule: &Rule, scan: &Scan, check: &Check) -> bool {
    let Rule::Tool(rule) = rule else { return false };
    let tool = rule
        .tool
        .as_ref()
        .is_none_or(|name| scan.tool.as_ref().is_some_and(|tool| tool.name.to_lowercase() == name.to_lowercase()));
    tool && check.rule.as_ref() == Some(&rule.id)
}

/// The title that guards one of the entry's numbers: its own, else that of all.
fn title_for(entry: &Entry, number: &str) -> Option<String> {
    let own = entry.titles.iter().find(|(listed, _)| listed.to_string() == number).map(|(_, title)| title);
    own.or(entry.title.as_ref()).map(|title| plain(title))
}

/// The titles that guard an entry on a check of its version. One that is named by a rule id and has a
/// number that the entry lacks is guarded by any.
fn titles_for(entry: &Entry, check: &Check) -> Vec<String> {
    let number = check.number.as_ref().map(ToString::to_string);
    let listed = entry.titles.keys().any(|own| Some(own.to_string()) == number);
    match number {
        Some(number) if entry.titles.is_empty() || listed => title_for(entry, &number).into_iter().collect(),
        _ => entry.title.iter().chain(entry.titles.values()).map(|title| plain(title)).collect(),
    }
}

fn leads(entry: &Entry, number: &Number, scan: &Scan, check: &Check) -> bool {
    let Some(wanted) = &check.number else { return false };
    if let Some((number, _)) = was_in(entry, &scan.benchmark) {
        return number == wanted.to_string();
    }
    match rows(&entry.benchmark, &scan.benchmark) {
        Some(rows) => rows.iter().any(|(from, to, _)| *from == number.to_string() && *to == wanted.to_string()),
        None => number == wanted,
    }
}

/// The number and title that a migrated entry had in a benchmark version that is not its own now.
fn was_in(entry: &Entry, benchmark: &Benchmark) -> Option<(String, String)> {
    let was = entry.was.as_ref()?;
    let name = was.benchmark.as_ref().map_or_else(
        || name_of(&entry.benchmark),
        |name| name_of(&Benchmark { title: Some(name.clone()), ..Benchmark::default() }),
    )?;
    let (theirs, version) = (name_of(benchmark)?, benchmark.version.clone()?);
    let is_its_own =
        name_of(&entry.benchmark).as_ref() == Some(&theirs) && entry.benchmark.version == Some(version.clone());
    if is_its_own || name != theirs || was.version != version {
        return None;
    }
    Some((was.number.as_ref()?.to_string(), plain(was.title.as_deref()?)))
}

/// Whether the crosswalk, where there is one, carries what a migrated entry was to one of its numbers.
fn became(entry: &Entry, from: &str) -> bool {
    let Some(was) = &entry.was else { return true };
    let name = was.benchmark.clone().or_else(|| entry.benchmark.title.clone());
    let before = Benchmark { title: name, version: Some(was.version.clone()), ..Benchmark::default() };
    let Some(rows) = rows(&before, &entry.benchmark) else { return true };
    let numbers: Vec<String> =
        entry.rules.iter().filter(|rule| matches!(rule, Rule::Number(_))).map(ToString::to_string).collect();
    let carried = rows.iter().any(|(f, t, class)| *f == from && numbers.iter().any(|own| own == t) && carries(class));
    numbers.is_empty() || carried
}

/// A migrated entry without its new title: the title it had is its old number's, that number became
/// the check's, and the check's own title is not another one.
fn carried(entry: &Entry, check: &Check, own: Option<&str>) -> bool {
    let Some((was, title)) = entry.was.as_ref().and_then(|was| Some((was, was.title.as_deref()?))) else { return true };
    let name = was.benchmark.clone().or_else(|| entry.benchmark.title.clone());
    let before = Benchmark { title: name, version: Some(was.version.clone()), ..Benchmark::default() };
    let (Some(from), Some(to)) = (&was.number, &check.number) else { return false };
    let (from, to) = (from.to_string(), to.to_string());
    let Some(rows) = rows(&before, &entry.benchmark) else { return false };
    let leads = rows.iter().any(|(f, t, class)| *f == from && *t == to && carries(class));
    let listed = entry.benchmark.version.as_deref().and_then(|version| title_of(version, &to)).map(plain);
    leads
        && title_of(&was.version, &from).map(plain) == Some(plain(title))
        && (own.is_none() || listed.is_none() || own == listed.as_deref())
}

type Row = (&'static str, &'static str, &'static str);

/// The crosswalk between two different versions of the example; none between others.
fn rows(from: &Benchmark, to: &Benchmark) -> Option<Vec<Row>> {
    if name_of(from)? != "example" || name_of(to)? != "example" {
        return None;
    }
    match (from.version.as_deref()?, to.version.as_deref()?) {
        ("1.0.0", "2.0.0") => Some(ROWS.to_vec()),
        ("2.0.0", "1.0.0") => Some(ROWS.iter().map(|(from, to, class)| (*to, *from, *class)).collect()),
        _ => None,
    }
}

fn in_force(entry: &Entry, day: Date) -> bool {
    entry.status == Approval::Approved
        && entry.approved_on.is_none_or(|approved| approved <= day)
        && entry.starts.is_none_or(|starts| starts <= day)
        && entry.expires.is_none_or(|expires| day <= expires)
}

/// Rules 3 and 4.
fn same_recommendation(entry: &Entry, scan: &Scan, check: &Check) -> bool {
    let own =
        check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation).map(|title| plain(title.text()));
    let ours = titles_for(entry, check);
    let (name, version) = (name_of(&entry.benchmark), entry.benchmark.version.as_deref());
    let (scan_name, scan_version) = (name_of(&scan.benchmark), scan.benchmark.version.as_deref());
    let by_rule = entry.rules.iter().any(|rule| is_rule_of(rule, scan, check));
    let listed =
        |version: &str| check.number.as_ref().and_then(|number| title_of(version, &number.to_string())).map(plain);
    // The list of the scan's version, or nothing to hold a title against.
    let list_has = |titles: &[String]| {
        let version = scan_version.filter(|_| scan_name.as_deref() == Some("example"))?;
        // A tool's rule stands for every number that it is known by.
        let numbers = if by_rule {
            references(scan, check)
        } else {
            check.number.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let known: Vec<String> = numbers.iter().filter_map(|number| title_of(version, number)).map(plain).collect();
        (!known.is_empty()).then(|| known.iter().any(|title| titles.contains(title)))
    };
    if let Some((number, title)) = was_in(entry, &scan.benchmark) {
        if check.number.as_ref().is_some_and(|own| own.to_string() == number) && !became(entry, &number) {
            return false;
        }
        return match own {
            Some(own) => own == title,
            None => list_has(&[title]).unwrap_or(by_rule),
        };
    }
    if let (Some(version), Some(other)) = (version, scan_version)
        && version != other
    {
        let Some(rows) = rows(&entry.benchmark, &scan.benchmark) else { return false };
        let number = check.number.as_ref().map(ToString::to_string);
        return entry.rules.iter().any(|rule| {
            let from = rule.to_string();
            let carried =
                rows.iter().any(|(f, t, class)| *f == from && Some(*t) == number.as_deref() && carries(class));
            let title = title_for(entry, &from);
            let guarded = title.is_some() && title == title_of(version, &from).map(plain);
            carried && guarded && (own.is_none() || own == title || own == listed(other))
        });
    }
    if name.is_none() || scan_name.is_none() || version.is_none() || scan_version.is_none() {
        return own.is_some_and(|own| ours.contains(&own));
    }
    match own {
        own if ours.is_empty() => carried(entry, check, own.as_deref()),
        Some(own) => ours.contains(&own),
        None => list_has(&ours).unwrap_or(by_rule),
    }
}

/// The worlds' titles differ in their dress by case, doubled blanks and "(Automated)" alone.
fn plain(title: &str) -> String {
    let words: Vec<String> = title.to_lowercase().split_whitespace().map(str::to_owned).collect();
    words.join(" ").trim_end_matches("(automated)").trim_end().to_owned()
}

/// Rule 6.
fn image_is_meant(entry: &Entry, scan: &Scan, check: &Check) -> bool {
    let meant = &entry.applies_to;
    let level =
        meant.level.as_ref().is_none_or(|levels| match scan.profile.as_ref().and_then(|profile| profile.level) {
            Some(level) => levels.contains(&level),
            None => !check.levels.is_empty() && check.levels.iter().all(|level| levels.contains(level)),
        });
    let names: Vec<&str> =
        [&scan.target.ami_id, &scan.target.ami_name].into_iter().flatten().map(String::as_str).collect();
    let ami = meant.ami.as_ref().is_none_or(|globs| takes_in(globs, &names));
    let tags = meant.tags.as_ref().is_none_or(|tags| {
        tags.iter().all(|(key, glob)| {
            scan.target.tags.get(key).is_some_and(|value| match glob.text().strip_prefix('!') {
                Some(out) => !fits(out, value, false),
                None => fits(glob.text(), value, false),
            })
        })
    });
    let tool = meant.tool.as_ref().is_none_or(|tools| {
        scan.tool.as_ref().is_some_and(|tool| {
            let lower: Vec<Pattern> =
                tools.iter().map(|name| Pattern::name(&name.text().to_lowercase()).expect("a pattern")).collect();
            takes_in(&lower, &[&tool.name.to_lowercase()])
        })
    });
    level && ami && tags && tool
}

/// One of the patterns takes a name in, or there are only patterns with `!`; and no `!` leaves one out.
fn takes_in(globs: &[Pattern], names: &[&str]) -> bool {
    let (out, wanted): (Vec<&str>, Vec<&str>) = globs.iter().map(Pattern::text).partition(|glob| glob.starts_with('!'));
    let any = |glob: &str| names.iter().any(|name| fits(glob, name, false));
    (wanted.is_empty() || wanted.iter().any(|glob| any(glob))) && !out.iter().any(|glob| any(&glob[1..]))
}

/// Rule 7.
fn policy_holds(entry: &Entry, policy: &Policy, scan: &Scan, check: &Check) -> bool {
    let has = |key: Require| match key {
        Require::Owner => entry.owner.as_deref().is_some_and(|owner| !owner.trim().is_empty()),
        Require::ApprovedBy => entry.approved_by.is_some(),
        Require::Expires => entry.expires.is_some(),
        other => panic!("the worlds do not require {other:?}"),
    };
    let lives = match (policy.max_lifetime_days, entry.approved_on.or(entry.starts), entry.expires) {
        (None, ..) => true,
        (Some(most), Some(from), Some(until)) => {
            let mut day = from;
            for _ in 0..most {
                day = day.tomorrow().expect("a date");
            }
            until <= day
        }
        _ => false,
    };
    let lower = |name: &Option<String>| name.as_ref().map(|name| name.trim().to_lowercase());
    let distinct =
        !policy.distinct_approver || entry.approved_by.is_none() || lower(&entry.approved_by) != lower(&entry.owner);
    let forbidden = policy.never_except.iter().any(|never| {
        let numbers = references(scan, check);
        let unstated = scan.benchmark.title.is_none() || scan.benchmark.version.is_none();
        match told(never, &scan.benchmark, &numbers) {
            None if names(entry, scan, check) == 1 && unstated => {
                told(never, &entry.benchmark, &numbers) != Some(false)
            }
            told => told != Some(false),
        }
    });
    policy.require.iter().all(|key| has(*key)) && lives && distinct && !forbidden
}

/// Whether one of a check's numbers is one that may never be excepted; `None` when it cannot be told.
fn told(never: &Selection, benchmark: &Benchmark, numbers: &[String]) -> Option<bool> {
    let listed = |number: &str| {
        never.numbers.iter().any(|pattern| match pattern {
            NumberPattern::Exact(exact) => exact.to_string() == number,
            NumberPattern::Section(section) => number.starts_with(&format!("{section}.")),
        })
    };
    let among = || (!numbers.is_empty()).then(|| numbers.iter().any(|number| listed(number)));
    let names = name_of(&never.benchmark).zip(name_of(benchmark)).map(|(ours, theirs)| ours == theirs);
    let versions =
        never.benchmark.version.as_ref().zip(benchmark.version.as_ref()).map(|(ours, theirs)| ours == theirs);
    match (names, versions) {
        // Another benchmark is not meant.
        (Some(false), _) => Some(false),
        (Some(true), Some(true)) => among(),
        (Some(true), None) if never.benchmark.version.is_none() => among(),
        (Some(true), Some(false)) => {
            let rows = rows(&never.benchmark, benchmark)?;
            let leading = |number: &String| rows.iter().filter(|(_, to, _)| to == number).collect::<Vec<&Row>>();
            if numbers.iter().flat_map(leading).any(|(from, ..)| listed(from)) {
                return Some(true);
            }
            let all_lead = !numbers.is_empty() && numbers.iter().all(|number| !leading(number).is_empty());
            all_lead.then_some(false)
        }
        _ => (among() == Some(true)).then_some(true),
    }
}

/// Whether `one` is at least as specific as `other`: restricted by every key that the other is, and
/// naming the check no less closely.
fn as_specific(one: &Entry, other: &Entry, scan: &Scan, check: &Check) -> bool {
    let (a, b) = (&one.applies_to, &other.applies_to);
    // A list with `*` and nothing left out excludes no image.
    let narrows = |globs: &Option<Vec<Pattern>>| {
        globs.as_ref().is_some_and(|globs| {
            !globs.iter().any(|glob| glob.text() == "*") || globs.iter().any(|glob| glob.text().starts_with('!'))
        })
    };
    let keys = (a.level.is_some() || b.level.is_none())
        && (narrows(&a.ami) || !narrows(&b.ami))
        && (a.tags.is_some() || b.tags.is_none())
        && (narrows(&a.tool) || !narrows(&b.tool));
    keys && names(one, scan, check) >= names(other, scan, check)
}

fn beats(one: &Entry, other: &Entry, scan: &Scan, check: &Check) -> bool {
    as_specific(one, other, scan, check) && !as_specific(other, one, scan, check)
}

fn blocks(rejected: &Entry, entry: &Entry, scan: &Scan, check: &Check) -> bool {
    rejected.id != entry.id
        && rejected.status == Approval::Rejected
        && names(rejected, scan, check) != 0
        && image_is_meant(rejected, scan, check)
        && as_specific(rejected, entry, scan, check)
}

/// Rule 5 for one offender: the words that are absolute paths, or the item as a whole.
fn covers(patterns: &[ScopePattern], item: &str) -> bool {
    let patterns: Vec<&str> = patterns.iter().map(ScopePattern::text).collect();
    if patterns.iter().any(|pattern| !pattern.starts_with('/') && fits(pattern, item, false)) {
        return true;
    }
    let paths: Vec<&str> = item.split_whitespace().filter(|word| word.starts_with('/')).collect();
    let inside = |path: &str| patterns.iter().any(|pattern| pattern.starts_with('/') && fits(pattern, path, true));
    !paths.is_empty() && paths.iter().all(|path| !path.contains("/..") && inside(path))
}

/// A glob with `*`, and `**` at the end; in a path `*` stops at a `/`.
fn fits(glob: &str, text: &str, path: bool) -> bool {
    if let Some(before) = glob.strip_suffix("/**") {
        return text.strip_prefix(before).is_some_and(|rest| rest.starts_with('/') && rest.len() > 1);
    }
    match glob.split_once('*') {
        None => glob == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            let reach = if path { rest.find('/').unwrap_or(rest.len()) } else { rest.len() };
            (0..=reach).any(|at| rest.is_char_boundary(at) && fits(after, &rest[at..], path))
        }),
    }
}
