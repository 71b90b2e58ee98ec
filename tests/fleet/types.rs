//! What engines make of values: zeros in front, numbers of recommendations, days, times and nothing at all.

use std::fs;

use amicis::host::files_below;
use serde_json::{Value, json};

use super::lake::{amicis, done, files, native, rows, rows_of, text};

#[test]
fn accounts_numbers_days_and_times_stay_what_they_are() {
    let home = tempfile::tempdir().expect("a folder");
    let (scans, lake) = (home.path().join("scans"), home.path().join("lake"));
    fs::create_dir_all(&scans).expect("a folder");
    let target = |place: u8| json!({"instance_id": format!("i-{place}"), "account": "000011112222", "hostname": ""});
    let checks = [("1.10", "fail"), ("1.9", "pass"), ("2.1", "fail"), ("1.1.22", "fail")];
    for (place, time) in [Some("2026-11-20T23:30:00-05:00"), None, Some("2026-11-20T12:00:00")].into_iter().enumerate()
    {
        let place = u8::try_from(place).expect("few");
        fs::write(scans.join(format!("{place}.json")), native(&target(place), time, &checks)).expect("written");
    }
    done(&["convert", &scans.display().to_string(), "--to", "parquet", "-o", &lake.display().to_string()]);
    let found = rows(&lake, "scans");
    let of = |instance: &str| found.iter().find(|row| text(row, "instance_id") == Some(instance)).expect("a scan");
    let (zoned, undated, local) = (of("i-0"), of("i-1"), of("i-2"));
    assert!(found.iter().all(|row| text(row, "account") == Some("000011112222")));
    assert!(found.iter().all(|row| row["region"] == Value::Null && row["schema"] == 1));
    assert_eq!((text(zoned, "finished"), text(zoned, "scan_day")), (Some("2026-11-21T04:30:00Z"), Some("2026-11-21")));
    assert_eq!((text(local, "finished"), text(local, "scan_day")), (Some("2026-11-20T12:00:00Z"), Some("2026-11-20")));
    assert_eq!((&undated["finished"], text(undated, "scan_day")), (&Value::Null, Some("1970-01-01")));
    assert_eq!([zoned, undated, local].map(|row| row["scan_dated"] == true), [true, false, true]);
    for file in files(&lake, "findings") {
        let rows = rows_of(&file);
        let numbers: Vec<_> = rows.iter().map(|row| text(row, "number").expect("a number")).collect();
        assert_eq!(numbers, ["1.1.22", "1.9", "1.10", "2.1"], "as they stand in the file");
        let sorts: Vec<_> = rows.iter().map(|row| text(row, "number_sort").expect("a number")).collect();
        assert_eq!(sorts, ["0001.0001.0022", "0001.0009", "0001.0010", "0002.0001"]);
        assert!(rows.iter().all(|row| row["evidence"] == Value::Null && row["entries"] == Value::Null));
    }
}

#[test]
fn hosts_of_one_name_in_two_accounts_are_two_scans_with_their_own_targets() {
    let home = tempfile::tempdir().expect("a folder");
    let lake = home.path().join("lake");
    let host = "ip-10-0-37-14.us-west-2.compute.internal";
    let targets = home.path().join("targets.csv");
    let lines = [
        "host,account,region,ami_id,ami_name,family,tags",
        "ip-10-0-37-14.us-west-2.compute.internal,000011112222,us-west-2,ami-0000000000000000a,eks-1,eks,role=node",
        "ip-10-0-37-14.us-west-2.compute.internal,999911112222,us-west-2,ami-0000000000000000b,ecs-1,ecs,role=agent",
    ];
    fs::write(&targets, lines.join("\n")).expect("written");
    for account in ["000011112222", "999911112222"] {
        // What the file says is the same to the letter.
        let folder = home.path().join(account);
        fs::create_dir_all(&folder).expect("a folder");
        let scan = native(&json!({"hostname": host}), Some("2026-11-20T10:00:00Z"), &[("1.1", "fail")]);
        fs::write(folder.join("scan.json"), scan).expect("written");
        let (from, to) = (folder.display().to_string(), lake.display().to_string());
        let targets = targets.display().to_string();
        done(&["convert", &from, "--to", "parquet", "--account", account, "--targets", &targets, "-o", &to]);
    }
    let found = rows(&lake, "scans");
    let facts: Vec<_> = found.iter().map(|row| ["account", "ami_id", "family"].map(|name| text(row, name))).collect();
    let some = |facts: [&'static str; 3]| facts.map(Some);
    assert!(facts.contains(&some(["000011112222", "ami-0000000000000000a", "eks"])), "{facts:?}");
    assert!(facts.contains(&some(["999911112222", "ami-0000000000000000b", "ecs"])), "{facts:?}");
    assert_ne!(text(&found[0], "scan_id"), text(&found[1], "scan_id"));
    assert_eq!(found[0]["tags"].as_object().map(serde_json::Map::len), Some(2));
    // Nobody says which of the two it is.
    let from = home.path().join("000011112222").display().to_string();
    let output =
        amicis(&["convert", &from, "--to", "parquet", "--targets", &targets.display().to_string(), "-o", &from]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("targets.csv:3:1") && said.contains("line 2, with another "), "{said}");
}

#[test]
fn a_line_of_the_targets_that_cannot_be_used_is_named() {
    let home = tempfile::tempdir().expect("a folder");
    let scan = home.path().join("scan.json");
    fs::write(&scan, native(&json!({"instance_id": "i-1"}), None, &[("1.1", "pass")])).expect("written");
    for (line, wrong) in [
        ("i-1,11112222,eu-west-1,ami-1", "is no account of 12 digits"),
        ("i-1,000011112222,Frankfurt,ami-1", "is no region"),
        ("i-1,000011112222,eu-west-1,eks-node", "is no AMI id"),
        ("node,000011112222,eu-west-1,ami-1", "is no instance id"),
        (",000011112222,eu-west-1,", "does not say which instance, host or AMI it is of"),
    ] {
        let targets = home.path().join("targets.csv");
        let good = "i-2,000011112222,eu-west-1,ami-2";
        fs::write(&targets, format!("instance_id,account,region,ami_id\n{good}\n{line}\n")).expect("written");
        let (scan, targets) = (scan.display().to_string(), targets.display().to_string());
        let lake = home.path().join("lake");
        let output =
            amicis(&["convert", &scan, "--to", "parquet", "--targets", &targets, "-o", &lake.display().to_string()]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("targets.csv:3:1") && said.contains(wrong), "{line}: {said}");
        assert!(!lake.exists() || files_below(&lake).expect("a folder").is_empty());
    }
}

#[test]
fn a_files_facts_about_runs_are_known_in_the_folders_below_it() {
    let home = tempfile::tempdir().expect("a folder");
    let (scans, lake) = (home.path().join("scans"), home.path().join("lake"));
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/inspector-cis");
    fs::create_dir_all(scans.join("instances/one")).expect("a folder");
    fs::copy(samples.join("list-cis-scans/input.json"), scans.join("list-cis-scans.json")).expect("copied");
    fs::copy(samples.join("details-pages/input.jsonl"), scans.join("instances/one/pages.jsonl")).expect("copied");
    done(&["convert", &scans.display().to_string(), "--to", "parquet", "-o", &lake.display().to_string()]);
    let found = rows(&lake, "scans");
    assert!(!found.is_empty() && found.iter().all(|row| text(row, "started").is_some() && row["scan_dated"] == true));
}
