//! The account of an assessment: every result that was read is judged once, or set aside with a reason.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::assessment::Assessment;
use super::grouping::WhyLeftOut;
use super::image::Image;

/// How many results were read, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Account {
    /// The scans, judged and left out.
    pub scans: usize,
    /// The results of all of them; a rule that stands for several recommendations counts for each.
    pub results: usize,
    /// The results that are part of a recommendation.
    pub judged: usize,
    /// The results that were set aside, by the reason.
    pub set_aside: BTreeMap<String, usize>,
}

/// Results that are neither judged nor set aside: a fault of the program, which has to refuse then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("internal: {lost} of {results} results are in no row; please report this with the command that you ran")]
pub struct AccountError {
    /// The results that are in no recommendation, or in more than one.
    pub lost: usize,
    /// All results.
    pub results: usize,
}

impl Assessment {
    /// The account of all results.
    ///
    /// # Errors
    /// When a result is in no recommendation, or in more than one.
    pub fn account(&self) -> Result<Account, AccountError> {
        let mut account = Account::default();
        let mut lost = 0;
        for image in &self.images {
            let results: usize = image.scans().map(|scan| scan.checks.len()).sum();
            let (judged, again) = parts(image);
            account.scans += image.scans().count();
            account.results += results;
            account.judged += judged;
            // A result in two rows is as wrong as one in none, and does not make up for one.
            lost += results.abs_diff(judged) + again;
        }
        for left_out in &self.left_out {
            let results = left_out.given.scan.checks.len();
            account.scans += 1;
            account.results += results;
            *account.set_aside.entry(reason(&left_out.why).to_owned()).or_default() += results;
        }
        if lost == 0 { Ok(account) } else { Err(AccountError { lost, results: account.results }) }
    }
}

/// The results of an image that are in a recommendation, each once, and how often one is in a further one.
fn parts(image: &Image) -> (usize, usize) {
    let all = image.recommendations.iter().flat_map(|recommendation| &recommendation.parts);
    let mut places: Vec<_> = all.map(|part| (part.scan, part.check)).collect();
    let rows = places.len();
    places.sort_unstable();
    places.dedup();
    (places.len(), rows - places.len())
}

fn reason(why: &WhyLeftOut) -> &'static str {
    match why {
        WhyLeftOut::Replaced { .. } => "a newer run of the same instance",
        WhyLeftOut::SameRun { .. } => "the same run again",
    }
}

/// `289 results in 1 scan: 289 judged, 0 set aside`.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let aside: usize = self.set_aside.values().sum();
        let (results, scans, judged) = (self.results, self.scans, self.judged);
        let (of_results, of_scans) = (plural(results), plural(scans));
        write!(f, "{results} result{of_results} in {scans} scan{of_scans}: {judged} judged, {aside} set aside")?;
        for (index, (why, count)) in self.set_aside.iter().enumerate() {
            write!(f, "{}{count} {why}", if index == 0 { " (" } else { ", " })?;
        }
        f.write_str(if self.set_aside.is_empty() { "" } else { ")" })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Check, Scan, Status};
    use crate::registry::Registry;

    fn assessment(scans: Vec<Scan>) -> Assessment {
        let registry = Registry::default();
        Assessment::new(scans, registry, date(2026, 11, 23), false, &Mappings::default())
    }

    fn scan(numbers: &[&str]) -> Scan {
        let check = |number: &&str| Check { number: number.parse().ok(), ..Check::new(Status::Pass) };
        let mut scan = Scan { checks: numbers.iter().map(check).collect(), ..Scan::default() };
        scan.source.path = "scan".into();
        scan
    }

    #[test]
    fn every_result_is_in_the_account() {
        let account = assessment(vec![scan(&["1.1", "1.1", "1.2"])]).account().expect("whole");
        assert_eq!(account.to_string(), "3 results in 1 scan: 3 judged, 0 set aside");
    }

    #[test]
    fn what_is_set_aside_is_counted_with_its_reason() {
        let of = |path: &str, day: &str| {
            let mut scan = scan(&["1.1", "1.2"]);
            scan.source.path = path.to_owned();
            scan.target.instance_id = Some("i-1".to_owned());
            scan.finished = crate::model::Moment::parse(day);
            scan
        };
        let newer = of("newer", "2026-11-22T06:00:00Z");
        let scans = vec![of("older", "2026-11-20T06:00:00Z"), newer.clone(), of("again", "2026-11-22T06:00:00Z")];
        let account = assessment(scans).account().expect("whole");
        assert_eq!(
            account.to_string(),
            "6 results in 3 scans: 2 judged, 4 set aside (2 a newer run of the same instance, 2 the same run again)"
        );
        assert_eq!(account.results, newer.checks.len() * 3);
    }

    #[test]
    fn a_result_that_is_lost_is_a_refusal() {
        let mut lossy = assessment(vec![scan(&["1.1", "1.2"])]);
        lossy.images[0].recommendations.pop();
        let error = lossy.account().expect_err("one is gone").to_string();
        assert!(error.starts_with("internal: 1 of 2 results are in no row"), "{error}");
        let mut doubled = assessment(vec![scan(&["1.1", "1.2"])]);
        let part = doubled.images[0].recommendations[0].parts[0].clone();
        doubled.images[0].recommendations[1].parts = vec![part.clone()];
        assert!(doubled.account().is_err());
        let mut again = assessment(vec![scan(&["1.1", "1.2"])]);
        again.images[0].recommendations[1].parts.push(part);
        assert_eq!(again.account().map_err(|error| error.lost), Err(1), "it is in two rows");
    }

    #[test]
    fn a_result_in_two_rows_does_not_make_up_for_lost_ones() {
        let mut lossy = assessment(vec![scan(&["1.1", "1.2", "1.3"])]);
        lossy.images[0].recommendations.truncate(1);
        let part = lossy.images[0].recommendations[0].parts[0].clone();
        lossy.images[0].recommendations[0].parts.push(part);
        assert_eq!(lossy.account().map_err(|error| error.lost), Err(3), "two are gone, and one is there twice");
    }
}
