//! The workshop's registry carried to newer benchmark versions: as written, and as it then applies.

use std::collections::BTreeMap;
use std::path::Path;

use amicis::assess::{Assessment, Disposition};
use amicis::mapping::{Edition, Mappings};
use amicis::model::{Benchmark, Check, Scan, Status, Title};
use amicis::registry::{Plan, Registry, migrated};
use jiff::civil::date;

const WORKSHOP: &str = include_str!("../samples/workshop/exceptions.toml");

/// A failing check, with its title where the test knows it, else with a tool's own wording.
fn failing(number: &str, title: Option<&str>) -> Check {
    let title = title.map_or_else(|| Title::tool("what the tool calls it"), Title::recommendation);
    Check { number: number.parse().ok(), title, ..Check::new(Status::Fail) }
}

fn dispositions(registry: &Registry, benchmark: &str, checks: Vec<Check>) -> BTreeMap<String, Disposition> {
    let scan = Scan { benchmark: Benchmark::given(benchmark), checks, ..Scan::default() };
    let day = date(2026, 11, 23);
    let assessment = Assessment::new(vec![scan], registry.clone(), day, false, &Mappings::builtin());
    let recommendations = assessment.images.iter().flat_map(|image| &image.recommendations);
    let pair = |r: &amicis::assess::Recommendation| Some((r.number.as_ref()?.to_string(), r.disposition));
    recommendations.filter_map(pair).collect()
}

#[test]
fn the_migrated_samples_are_what_the_program_writes() {
    let registry = Registry::parse("exceptions.toml", WORKSHOP).expect("a registry");
    for (to, file) in [("AL2 3.0.0", "amazon-linux-2-v3.0.0.toml"), ("AL2023 1.0.0", "amazon-linux-2023-v1.0.0.toml")] {
        let mappings = Mappings::builtin();
        let list = mappings.list(&Edition::parse(to).expect("an edition")).expect("a list");
        let plan = Plan::new(&registry, &list.edition, &mappings).expect("a plan");
        let text = migrated(WORKSHOP, &registry, &plan, &BTreeMap::new(), date(2026, 11, 23)).expect("edited");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/registry/migrated").join(file);
        let committed = std::fs::read_to_string(path).expect("the sample");
        assert!(
            committed == text,
            "write {file} again: amicis registry migrate --to \"{to}\" --as-of 2026-11-23 --write"
        );
    }
}

#[test]
fn the_migrated_registry_applies_to_a_scan_of_the_new_version() {
    let text = include_str!("../samples/registry/migrated/amazon-linux-2-v3.0.0.toml");
    let registry = Registry::parse("migrated.toml", text).expect("a registry");
    // 1.5.1.6 kept its title; 2.2.9 was retitled, so that its old title guards it through the crosswalk.
    let checks = vec![
        failing("1.5.1.6", Some("Ensure no unconfined services exist")),
        failing("2.2.9", None),
        failing("3.3.1", Some("Ensure IP forwarding is disabled")),
        failing("3.2.1", Some("Ensure dccp kernel module is not available")),
        failing("6.1.11", None),
        failing("2.1.2", None),
    ];
    let found = dispositions(&registry, "CIS Amazon Linux 2 Benchmark 3.0.0", checks);
    let of = |number: &str| found.get(number).copied();
    for number in ["1.5.1.6", "2.2.9", "3.3.1"] {
        assert_eq!(of(number), Some(Disposition::Excepted), "{number}");
    }
    // The old number of IP forwarding is another recommendation now.
    assert_eq!(of("3.2.1"), Some(Disposition::Open));
    // Merged and split ones wait for a person.
    for number in ["6.1.11", "2.1.2"] {
        assert_eq!(of(number), Some(Disposition::Lapsed), "{number}");
    }
}

#[test]
fn the_migrated_registry_goes_on_to_apply_to_a_scan_of_the_old_version() {
    let text = include_str!("../samples/registry/migrated/amazon-linux-2-v3.0.0.toml");
    let registry = Registry::parse("migrated.toml", text).expect("a registry");
    // 2.1.17 and 5.3.4 were retitled: only what they were can guard them here.
    let nfs = "Ensure nfs-utils is not installed or the nfs-server service is masked";
    let checks = vec![failing("2.1.17", Some(nfs)), failing("5.3.4", Some("Ensure SSH access is limited"))];
    let found = dispositions(&registry, "CIS Amazon Linux 2 Benchmark 2.0.0", checks);
    assert!(found.len() == 2 && found.values().all(|one| *one == Disposition::Excepted), "{found:?}");
    let checks = vec![failing("2.1.17", Some("Ensure another service is masked"))];
    let found = dispositions(&registry, "CIS Amazon Linux 2 Benchmark 2.0.0", checks);
    assert_eq!(found.get("2.1.17"), Some(&Disposition::Lapsed));
}

#[test]
fn a_registry_that_changed_its_benchmark_is_still_guarded_by_what_it_was() {
    let text = include_str!("../samples/registry/migrated/amazon-linux-2023-v1.0.0.toml");
    let registry = Registry::parse("migrated.toml", text).expect("a registry");
    let checks = vec![failing("3.2.1", Some("Ensure IP forwarding is disabled")), failing("2.2.16", None)];
    let found = dispositions(&registry, "CIS Amazon Linux 2023 Benchmark 1.0.0", checks);
    assert_eq!(found.get("3.2.1"), Some(&Disposition::Excepted));
    assert_eq!(found.get("2.2.16"), Some(&Disposition::Excepted));
}

#[test]
fn what_may_never_be_excepted_stays_so_in_another_benchmark() {
    let text = include_str!("../samples/registry/migrated/amazon-linux-2023-v1.0.0.toml");
    // The policy names 5.4.* of Amazon Linux 2 v2.0.0; 5.4.1 is 4.5.1 in Amazon Linux 2023.
    let title = "Ensure password creation requirements are configured";
    let entry = format!("\n[[exception]]\nid = \"x\"\nrules = [\"4.5.1\"]\nreason = \"r\"\ntitle = \"{title}\"\n");
    let registry = Registry::parse("with.toml", &format!("{text}{entry}")).expect("a registry");
    let found = dispositions(&registry, "CIS Amazon Linux 2023 Benchmark 1.0.0", vec![failing("4.5.1", Some(title))]);
    assert_eq!(found.get("4.5.1"), Some(&Disposition::Lapsed));
}
