//! The benchmark of a scan: a declared one is verified against the lists and never overwritten; one
//! that is not declared is inferred from numbers and titles, with a margin.

use crate::model::{Benchmark, Doubt, DoubtCode, Established, Scan, family};

use super::benchmarks::BenchmarkList;
use super::edition::Edition;
use super::evidence::{Decision, Fit, ScanNumbers};
use super::store::Mappings;

/// Whether the scan declares a benchmark and version, and its numbers and titles confirm it.
pub fn confirmed(scan: &Scan, mappings: &Mappings) -> bool {
    let list = Edition::of(&scan.benchmark).and_then(|edition| mappings.list(&edition));
    scan.benchmark.established == Established::Declared
        && list.is_some_and(|list| ScanNumbers::of(&scan.checks).fit_known(list).confirms())
}

/// Verifies or infers the benchmark of a scan. The finding stands in `established` and `note`. A
/// declaration that the numbers contradict raises the doubt `benchmark-overruled`, and one that they do
/// not bear out raises `benchmark-unverified`; both stay as they were declared. Doing it again changes
/// nothing.
pub fn establish(scan: &mut Scan, mappings: &Mappings) {
    let numbers = ScanNumbers::of(&scan.checks);
    if numbers.is_empty() {
        return;
    }
    let listed = Edition::of(&scan.benchmark).and_then(|edition| mappings.list(&edition));
    match listed {
        Some(list) if scan.benchmark.established != Established::Assumed => verify(scan, list, &numbers, mappings),
        _ => infer(scan, &numbers, mappings),
    }
}

fn verify(scan: &mut Scan, list: &BenchmarkList, numbers: &ScanNumbers, mappings: &Mappings) {
    let fit = numbers.fit_known(list);
    if fit.of == 0 {
        return;
    }
    if fit.confirms() {
        if matches!(scan.benchmark.established, Established::Declared | Established::Given) {
            note(&mut scan.benchmark, &format!("verified: {fit}"));
        }
        return;
    }
    let others = others(numbers, list, mappings);
    if others.is_empty() {
        let message = format!("{} {}, but only {fit} are those of its list", says(scan), list.edition);
        note(&mut scan.benchmark, &format!("not verified: {fit}"));
        scan.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, message));
    } else {
        mismatch(scan, &list.edition.to_string(), &others);
    }
}

/// The editions that the scan can be of instead of the declared one: those of the same family before all
/// others, and those of another system only where titles agree, because numbers are alike over systems. None
/// where the declared one is among the best.
fn others<'m>(numbers: &ScanNumbers, list: &BenchmarkList, mappings: &'m Mappings) -> Vec<Fit<'m>> {
    let lists = mappings.lists();
    let fits = numbers.decide(&lists).into_fits();
    if fits.iter().any(|fit| fit.list.edition == list.edition) {
        return Vec::new();
    }
    let of_family = |of: &Edition| of.family() == list.edition.family();
    let told: Vec<_> = fits.into_iter().filter(|fit| of_family(&fit.list.edition) || fit.has_titles()).collect();
    if !told.is_empty() {
        return told;
    }
    let of_family: Vec<_> = lists.into_iter().filter(|list| of_family(&list.edition)).collect();
    numbers.decide(&of_family).into_fits()
}

fn infer(scan: &mut Scan, numbers: &ScanNumbers, mappings: &Mappings) {
    let lists = mappings.lists();
    let claimed = matches!(scan.benchmark.established, Established::Declared | Established::Given);
    let Some(title) = scan.benchmark.title.clone() else {
        let version = scan.benchmark.version.as_deref();
        let fitting = |list: &&&BenchmarkList| version.is_none_or(|v| Edition::new("", v).same_version(&list.edition));
        let candidates: Vec<_> = lists.iter().filter(fitting).copied().collect();
        match numbers.decide(&candidates) {
            Decision::One { best, next } => adopt(scan, &best, next.as_ref()),
            Decision::Several(fits) => note(&mut scan.benchmark, &undecided(&fits)),
            Decision::None => {}
        }
        return;
    };
    let named = family(&title);
    let of_family: Vec<_> = lists.iter().filter(|list| list.edition.family() == named).copied().collect();
    if claimed && scan.benchmark.version.is_some() && !of_family.is_empty() {
        let known = of_family.iter().map(|list| list.edition.version()).collect::<Vec<_>>().join(", ");
        unlisted(scan, &format!("no list of this version (known: {known})"));
        return;
    }
    // A declared name is another benchmark's only where the lists have that very name.
    let foreign = claimed && of_family.is_empty();
    let candidates = if of_family.is_empty() { mentioned(&lists, &named) } else { of_family };
    if candidates.is_empty() {
        if claimed {
            unlisted(scan, "no list of this benchmark");
        }
        return;
    }
    match numbers.decide(&candidates) {
        Decision::One { best, .. } if foreign => mismatch(scan, &title, &[best]),
        Decision::One { best, next } => adopt(scan, &best, next.as_ref()),
        Decision::Several(fits) if foreign => {
            unlisted(scan, &format!("no list of this benchmark; {}", undecided(&fits)));
        }
        Decision::Several(fits) => note(&mut scan.benchmark, &undecided(&fits)),
        Decision::None => match numbers.decide(&lists) {
            Decision::One { best, .. } if claimed && best.has_titles() => mismatch(scan, &title, &[best]),
            Decision::One { best, next } if !claimed => adopt(scan, &best, next.as_ref()),
            _ if foreign => unlisted(scan, "no list of this benchmark"),
            _ if claimed && numbers.decides() => {
                let message = format!("{} {title}, but its numbers fit no version of it that is known", says(scan));
                note(&mut scan.benchmark, "not verified: the numbers fit no version that is known");
                scan.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, message));
            }
            _ if claimed => unlisted(scan, "too few numbers to tell the version"),
            _ => {}
        },
    }
}

/// A claim that nothing bears out and nothing contradicts: exceptions by number need the scan's own titles.
fn unlisted(scan: &mut Scan, why: &str) {
    note(&mut scan.benchmark, &format!("not verified: {why}"));
    let message = format!("{} {}: {why}", says(scan), scan.benchmark);
    scan.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, message).harmless());
}

/// The lists whose benchmark a title mentions: "Guide to the Secure Configuration of Red Hat
/// Enterprise Linux 9" is no benchmark's title, and yet says which it is about.
fn mentioned<'m>(lists: &[&'m BenchmarkList], title: &str) -> Vec<&'m BenchmarkList> {
    let padded = format!(" {title} ");
    lists.iter().filter(|list| padded.contains(&format!(" {} ", list.edition.family()))).copied().collect()
}

fn adopt(scan: &mut Scan, best: &Fit<'_>, next: Option<&Fit<'_>>) {
    let reasons = match next {
        Some(next) => format!("{best}; next best {} with {next}", next.list.edition),
        None => format!("{best}; no other version is known"),
    };
    replace(scan, best, &reasons);
}

/// A claim that the numbers contradict, which are those of one list or of several. The claim stays;
/// nothing is decided by the inference.
fn mismatch(scan: &mut Scan, named: &str, fits: &[Fit<'_>]) {
    let Some((best, others)) = fits.split_first() else { return };
    let says = says(scan);
    // An inference of another program or version is no declaration.
    if scan.benchmark.established == Established::Inferred && others.is_empty() {
        replace(scan, best, &format!("inferred before as {named}; {best}"));
        return;
    }
    let editions = fits.iter().map(|fit| fit.list.edition.to_string()).collect::<Vec<_>>();
    let found = editions.join(" or ");
    note(&mut scan.benchmark, &format!("contradicted: {best} are those of {found}"));
    let message = format!("{says} {named}, but {best} are those of {found}");
    scan.doubt(Doubt::new(DoubtCode::BenchmarkOverruled, message));
}

fn replace(scan: &mut Scan, best: &Fit<'_>, reasons: &str) {
    let edition = &best.list.edition;
    let benchmark = &mut scan.benchmark;
    // A name that means the same stays as the scan writes it.
    if benchmark.title.as_deref().map(family).as_deref() != Some(edition.family()) {
        benchmark.title = Some(edition.title().to_owned());
    }
    benchmark.version = Some(edition.version().to_owned());
    benchmark.established = Established::Inferred;
    note(benchmark, reasons);
}

fn undecided(fits: &[Fit<'_>]) -> String {
    let names = fits.iter().map(|fit| format!("{} ({fit})", fit.list.edition)).collect::<Vec<_>>().join(", ");
    format!("not decided between {names}")
}

fn says(scan: &Scan) -> &'static str {
    if scan.benchmark.established == Established::Given { "given as" } else { "declares" }
}

fn note(benchmark: &mut Benchmark, text: &str) {
    match &mut benchmark.note {
        Some(known) if known.contains(text) => {}
        Some(known) => {
            known.push_str("; ");
            known.push_str(text);
        }
        None => benchmark.note = Some(text.to_owned()),
    }
}
