//! The table `scans`: a row for each scan.

use super::cell::{Cell, Kind};
use super::findings::columns;
use super::table::{Column, SCHEMA, Table, UNDATED};
use crate::model::{Score, Status};
use crate::views::ScanRow;

/// Every scan, with where it was read from and what it counts.
pub static SCANS: Table<ScanRow> = Table {
    name: "scans",
    partition: Some("scan_day"),
    columns: columns! { ScanRow:
        "scan_id" Text true |row| Cell::text(Some(&row.scan_id)), "The scan; the key";
        "scan_day" Day true |row| Cell::day(row.day.or(Some(UNDATED))),
            "The day on which the scan finished, in UTC; 1970-01-01 where it does not say";
        "scan_dated" Bool true |row| Cell::Bool(row.day.is_some()), "Whether it says on which day it was made";
        "started" Time false |row| Cell::some(row.started, Cell::Time), "When it started";
        "finished" Time false |row| Cell::some(row.finished, Cell::Time), "When it finished";
        "account" Text false |row| Cell::text(row.account.as_deref()), "The AWS account, 12 digits";
        "region" Text false |row| Cell::text(row.region.as_deref()), "The AWS region";
        "ami_id" Text false |row| Cell::text(row.ami_id.as_deref()), "The AMI";
        "ami_name" Text false |row| Cell::text(row.ami_name.as_deref()), "The AMI's name";
        "family" Text false |row| Cell::text(row.family.as_deref()), "The family of images: the tag `family`";
        "instance_id" Text false |row| Cell::text(row.instance_id.as_deref()), "The instance";
        "hostname" Text false |row| Cell::text(row.hostname.as_deref()), "The host's name";
        "os" Text false |row| Cell::text(row.os.as_deref()), "The operating system as the tool names it";
        "tool" Text true |row| Cell::text(Some(&row.tool)), "The tool; `unknown` where the scan does not say";
        "tool_version" Text false |row| Cell::text(row.tool_version.as_deref()), "The tool's version";
        "format" Text true |row| Cell::text(Some(&row.format)), "The format that it was read as";
        "run" Text false |row| Cell::text(row.run.as_deref()), "The run's own id";
        "benchmark" Text false |row| Cell::text(row.benchmark.as_deref()), "The benchmark's title";
        "benchmark_version" Text false |row| Cell::text(row.benchmark_version.as_deref()), "The benchmark's version";
        "established" Text true |row| Cell::text(Some(row.established)),
            "How the benchmark is known: declared, given, inferred, assumed or unknown";
        "profile" Text false |row| Cell::text(row.profile.as_deref()), "The profile's title, else its id";
        "profile_level" Int false |row| Cell::some(row.profile_level, Cell::Int), "The level that was scanned";
        "coverage" Text true |row| Cell::text(Some(row.coverage)),
            "What absence means: full, failures-only, partial or counts-only";
        "coverage_reason" Text false |row| Cell::text(row.coverage_reason.as_deref()), "Why it is partial";
        "set_aside" Text false |row| Cell::text(row.set_aside),
            "Why a report of the same folder leaves it out: replaced or same-run";
        "path" LongText true |row| Cell::text(Some(&row.path)), "The file, as it was given";
        "source_sha256" LongText false |row| Cell::text(row.source_sha256.as_deref()), "The file's SHA-256";
        "checks" Int true |row| Cell::Int(row.statuses.sum()), "How many checks it has";
        "fail" Int true |row| count(row, Status::Fail), "How many of them fail";
        "error" Int true |row| count(row, Status::Error), "How many of them ended in an error";
        "unknown" Int true |row| count(row, Status::Unknown), "How many of them are unknown";
        "notchecked" Int true |row| count(row, Status::NotChecked), "How many of them nobody checked";
        "informational" Int true |row| count(row, Status::Informational), "How many of them only inform";
        "pass" Int true |row| count(row, Status::Pass), "How many of them pass";
        "fixed" Int true |row| count(row, Status::Fixed), "How many of them were fixed";
        "notapplicable" Int true |row| count(row, Status::NotApplicable), "How many of them do not apply";
        "notselected" Int true |row| count(row, Status::NotSelected), "How many of them were not selected";
        "raw_earned" Double true |row| Cell::Double(weight(row.raw.earned)),
            "The weight of the recommendations that passed";
        "raw_possible" Double true |row| Cell::Double(weight(row.raw.possible)),
            "The weight of the recommendations that were scored";
        "accepted_earned" Double false |row| accepted(row, |score| score.earned),
            "The same as `raw_earned` without what is excepted";
        "accepted_possible" Double false |row| accepted(row, |score| score.possible),
            "The same as `raw_possible` without what is excepted";
        "warnings" Texts true |row| Cell::texts(&row.warnings), "The reader's warnings: code and sentence";
        "doubts" Texts true |row| Cell::texts(&row.doubts), "Why a pass or an absence cannot be trusted: code and sentence";
        "tags" Tags true |row| Cell::Tags(&row.tags), "The tags of the instance";
        "as_of" Day false |row| Cell::day(row.judged.as_ref().map(|judged| judged.as_of)),
            "The day that decided what is in force";
        "registry_sha256" Text false |row| {
            Cell::text(row.judged.as_ref().map(|judged| judged.registry_sha256.as_str()))
        }, "The registry that was asked";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

fn count(row: &ScanRow, status: Status) -> Cell<'_> {
    Cell::Int(row.statuses.of_status(status))
}

#[expect(clippy::cast_precision_loss, reason = "at most 1e15, which f64 holds exactly")]
fn weight(micros: u64) -> f64 {
    micros as f64 / 1e6
}

fn accepted(row: &ScanRow, of: fn(&Score) -> u64) -> Cell<'_> {
    Cell::some(row.accepted.as_ref(), |score| Cell::Double(weight(of(score))))
}
