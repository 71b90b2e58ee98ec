//! One number for each check: OpenSCAP's rules may be of several recommendations, and the tables of
//! CIS-CAT's Dashboard name recommendations by their titles alone.

use std::collections::BTreeSet;
use std::path::Path;

use crate::mapping::{Edition, Mappings};
use crate::model::{Check, Ident, Number, Scan, TitleKind};

/// The most recommendations that a rule is taken for; a hostile file may name any number.
const MOST_NUMBERS: usize = 16;

/// Makes a check of several recommendations one check for each, with the same result: an exception
/// for one of them is none for the others.
pub(super) fn split_numbers(scan: &mut Scan) {
    let several = |check: &Check| check.idents.iter().any(|ident| !ident.numbers().is_empty());
    if !scan.checks.iter().any(several) {
        return;
    }
    let mut checks = Vec::with_capacity(scan.checks.len());
    for mut check in std::mem::take(&mut scan.checks) {
        let mut numbers: Vec<Number> = check.number.iter().cloned().collect();
        numbers.extend(check.idents.iter().flat_map(Ident::numbers));
        let mut known = BTreeSet::new();
        numbers.retain(|number| known.insert(number.clone()));
        if numbers.len() > MOST_NUMBERS || numbers.is_empty() {
            checks.push(check);
            continue;
        }
        // The numbers stand in the checks now: who reads these again must not split them once more.
        check.idents.retain(|ident| ident.numbers().is_empty());
        checks.extend(numbers.into_iter().map(|number| Check { number: Some(number), ..check.clone() }));
    }
    scan.checks = checks;
}

/// Gives checks the number that the list of the scan's benchmark version has for their title, where
/// the title is the benchmark's own, stands in the list once, and no other check has that number.
/// Says what was done.
pub(super) fn number_by_title(scan: &mut Scan, mappings: &Mappings) -> Option<String> {
    let edition = Edition::of(&scan.benchmark)?;
    let list = mappings.list(&edition)?;
    let of = |check: &Check| -> Option<Number> {
        let title = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation)?;
        let mut numbers = list.numbers_with_title(title.text());
        let only = numbers.next()?;
        numbers.next().is_none().then(|| only.clone())
    };
    let wanted = |check: &&mut Check| check.number.is_none();
    let (mut taken, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for number in scan.checks.iter().filter_map(|check| check.number.clone().or_else(|| of(check))) {
        if !taken.insert(number.clone()) {
            twice.insert(number);
        }
    }
    let mut numbered = 0;
    for check in scan.checks.iter_mut().filter(wanted) {
        if let Some(number) = of(check).filter(|number| !twice.contains(number)) {
            check.number = Some(number);
            numbered += 1;
        }
    }
    let file = Path::new(&scan.source.path).file_name().map_or_else(|| "a scan".into(), |name| name.to_string_lossy());
    (numbered > 0).then(|| format!("{numbered} results of {file} have their number by their title in {edition}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Benchmark, CIS_REFERENCE, Status, Title};

    fn numbers(version: &str, titles: &[(Option<&str>, Option<Title>)]) -> Vec<Option<String>> {
        let check = |(number, title): &(Option<&str>, Option<Title>)| Check {
            number: number.map(|number| number.parse().expect("a number")),
            title: title.clone(),
            ..Check::new(Status::Fail)
        };
        let benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some(version.into()));
        let mut scan = Scan { benchmark, checks: titles.iter().map(check).collect(), ..Scan::default() };
        let said = number_by_title(&mut scan, &Mappings::builtin());
        let numbers: Vec<_> = scan.checks.iter().map(|check| check.number.as_ref().map(ToString::to_string)).collect();
        assert_eq!(said.is_some(), numbers.iter().flatten().count() > titles.iter().flat_map(|(n, _)| n).count());
        numbers
    }

    #[test]
    fn a_check_of_several_recommendations_is_one_for_each() {
        let ident = |value: &str| Ident { system: format!("{CIS_REFERENCE}x/"), value: value.into() };
        let other = Ident { system: "https://www.cisecurity.org/controls/".into(), value: "4.1".into() };
        let check = |number: Option<&str>, idents: &[Ident]| Check {
            number: number.map(|number| number.parse().expect("a number")),
            rule: Some("r".into()),
            idents: idents.to_vec(),
            ..Check::new(Status::Fail)
        };
        let many: Vec<Ident> = (1..=20).map(|part| ident(&format!("9.{part}"))).collect();
        let checks = vec![
            check(Some("1.1"), &[ident("1.2"), other.clone(), ident("1.1")]),
            check(None, &[ident("2.1, 2.2")]),
            check(None, &[ident("N/A")]),
            check(Some("9.1"), &many),
        ];
        let mut scan = Scan { checks, ..Scan::default() };
        split_numbers(&mut scan);
        let numbers: Vec<_> =
            scan.checks.iter().map(|check| check.number.as_ref().map_or("-".into(), ToString::to_string)).collect();
        assert_eq!(numbers, ["1.1", "1.2", "2.1", "2.2", "-", "9.1"]);
        assert_eq!(scan.checks[1].idents, [other]);
        assert_eq!((scan.checks[4].idents.len(), scan.checks[5].idents.len()), (1, 20));
        let again = scan.clone();
        split_numbers(&mut scan);
        assert_eq!(scan, again);
    }

    #[test]
    fn a_title_that_the_list_has_once_gives_the_number() {
        let forwarding = || Title::recommendation("Ensure IP forwarding is disabled");
        assert_eq!(numbers("2.0.0", &[(None, forwarding())]), [Some("3.2.1".to_owned())]);
        assert_eq!(numbers("3.0.0", &[(None, forwarding())]), [Some("3.3.1".to_owned())]);
        assert_eq!(numbers("9.9.9", &[(None, forwarding())]), [None], "there is no such list");
    }

    #[test]
    fn a_tools_title_or_a_number_that_is_taken_gives_none() {
        let text = "Ensure IP forwarding is disabled";
        assert_eq!(numbers("2.0.0", &[(None, Title::tool(text))]), [None]);
        assert_eq!(numbers("2.0.0", &[(None, Title::recommendation("Ensure we invented it"))]), [None]);
        let twice = [(None, Title::recommendation(text)), (None, Title::recommendation(text))];
        assert_eq!(numbers("2.0.0", &twice), [None, None]);
        let taken = [(Some("3.2.1"), None), (None, Title::recommendation(text))];
        assert_eq!(numbers("2.0.0", &taken), [Some("3.2.1".to_owned()), None]);
    }

    #[test]
    fn a_check_is_split_into_sixteen_at_most_whether_or_not_it_has_other_references() {
        let split = |count: usize| {
            let ident = |part| Ident { system: format!("{CIS_REFERENCE}x/"), value: format!("9.{part}") };
            let check = Check { idents: (1..=count).map(ident).collect(), ..Check::new(Status::Fail) };
            let mut scan = Scan { checks: vec![check], ..Scan::default() };
            split_numbers(&mut scan);
            scan.checks.len()
        };
        assert_eq!([1, 2, 16, 17].map(split), [1, 2, 16, 1]);
    }
}
