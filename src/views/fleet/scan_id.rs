//! The id of a scan, the same wherever, whenever and beside whatever it is read.

use crate::digest::sha256_text;
use crate::model::{Moment, Scan};

/// The digits of an id: 128 bits.
const DIGITS: usize = 32;

/// The id of a scan: of its format, run, account, region, instance, tool, time, benchmark, profile and results.
///
/// Two machines can be called alike, and have the same results at the same time. So a scan that names no instance is
/// known by its file as well, and by its place among the scans of that file.
pub fn scan_id(scan: &Scan, place: usize) -> String {
    let target = &scan.target;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let micros = |time: Option<Moment>| time.map(|time| time.epoch_micros().to_string()).unwrap_or_default();
    let profile = scan.profile.as_ref();
    let mut parts = vec![
        // Another text would give every scan another id.
        "amicis-scan/1".to_owned(),
        scan.source.format.clone(),
        text(&scan.run),
        text(&target.account),
        text(&target.region),
        target.instance_id.clone().unwrap_or_else(|| text(&target.hostname)),
        scan.tool.as_ref().map(|tool| tool.name.clone()).unwrap_or_default(),
        micros(scan.finished),
        text(&scan.benchmark.title),
        text(&scan.benchmark.version),
        profile.map(|profile| text(&profile.id)).unwrap_or_default(),
        profile.map(|profile| text(&profile.title)).unwrap_or_default(),
        results(scan),
    ];
    if target.instance_id.is_none() {
        parts.push(scan.source.sha256.clone().unwrap_or_else(|| scan.source.path.clone()));
        parts.push(place.to_string());
    }
    sha256_text(&parts.join("\u{1f}")).chars().take(DIGITS).collect()
}

/// A digest of the results.
fn results(scan: &Scan) -> String {
    let mut text = String::new();
    for check in &scan.checks {
        let number = check.number.as_ref().map(ToString::to_string);
        let words = [number.as_deref(), check.rule.as_deref(), check.title_text(), Some(check.status.word())];
        for word in words {
            text.push_str(word.unwrap_or_default());
            text.push('\u{1f}');
        }
        text.push('\u{1e}');
    }
    sha256_text(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Status};

    fn scan(change: impl FnOnce(&mut Scan)) -> String {
        let check = Check { number: "1.1".parse().ok(), ..Check::new(Status::Fail) };
        let mut scan = Scan { checks: vec![check], finished: Moment::parse("2026-11-20T10:00:00Z"), ..Scan::default() };
        scan.target.hostname = Some("ip-10-0-37-14.us-west-2.compute.internal".into());
        scan.target.account = Some("111122223333".into());
        scan.source.sha256 = Some("a".into());
        change(&mut scan);
        scan_id(&scan, 0)
    }

    #[test]
    fn hosts_of_one_name_in_two_accounts_are_two() {
        assert_eq!(scan(|_| {}), scan(|_| {}));
        assert_ne!(scan(|_| {}), scan(|scan| scan.target.account = Some("999988887777".into())));
        assert_ne!(scan(|_| {}), scan(|scan| scan.target.region = Some("eu-west-1".into())));
        assert_eq!(scan(|_| {}).len(), DIGITS);
    }

    #[test]
    fn the_file_tells_scans_apart_only_where_nothing_better_does() {
        let moved = |instance: Option<&str>| {
            let of = |path: &str, sha256: &str| {
                scan(|scan| {
                    scan.target.instance_id = instance.map(str::to_owned);
                    scan.source.path = path.to_owned();
                    scan.source.sha256 = Some(sha256.to_owned());
                })
            };
            (of("a", "1") == of("b", "1"), of("a", "1") == of("a", "2"))
        };
        assert_eq!(moved(Some("i-1")), (true, true));
        assert_eq!(moved(None), (true, false), "where it lies does not matter, and what is in it does");
    }

    #[test]
    fn other_results_and_another_time_are_of_another_scan() {
        let at = |text: &str| scan(|scan| scan.finished = Moment::parse(text));
        assert_ne!(scan(|_| {}), scan(|scan| scan.checks[0].status = Status::Pass));
        assert_ne!(scan(|_| {}), at("2026-11-20T10:00:01Z"));
        assert_eq!(scan(|_| {}), at("2026-11-20T11:00:00+01:00"), "the same moment");
    }
}
