//! The tables `findings` and `verdicts`: a row for each check of each scan.

use std::borrow::Cow;

use super::cell::{Cell, Kind};
use super::table::{Column, SCHEMA, Table, UNDATED};
use crate::views::{FindingRow, VerdictRow};

/// Declares columns: name, kind, whether every row has a value, a row's value, and a sentence.
macro_rules! columns {
    ($row:ty: $($name:literal $kind:ident $required:literal $cell:expr, $about:literal;)*) => {
        &[$(Column::<$row> {
            name: $name,
            kind: Kind::$kind,
            required: $required,
            about: $about,
            cell: $cell,
        },)*]
    };
}

pub(super) use columns;

/// Every check of every scan, with all that is known of it: no other table need be asked.
pub static FINDINGS: Table<FindingRow> = Table {
    name: "findings",
    partition: Some("scan_day"),
    columns: columns! { FindingRow:
        "scan_id" Text true |row| Cell::text(Some(&row.scan.scan_id)), "The scan";
        "ordinal" Int true |row| Cell::Int(row.ordinal), "The place in the scan, from 0; with `scan_id` the key";
        "scan_day" Day true |row| Cell::day(row.scan.day.or(Some(UNDATED))),
            "The day on which the scan finished, in UTC; 1970-01-01 where it does not say";
        "scan_dated" Bool true |row| Cell::Bool(row.scan.day.is_some()), "Whether the scan says on which day it was made";
        "finished" Time false |row| Cell::some(row.scan.finished, Cell::Time), "When the scan finished";
        "account" Text false |row| Cell::text(row.scan.account.as_deref()), "The AWS account, 12 digits";
        "region" Text false |row| Cell::text(row.scan.region.as_deref()), "The AWS region";
        "ami_id" Text false |row| Cell::text(row.scan.ami_id.as_deref()), "The AMI";
        "ami_name" Text false |row| Cell::text(row.scan.ami_name.as_deref()), "The AMI's name";
        "family" Text false |row| Cell::text(row.scan.family.as_deref()), "The family of images: the tag `family`";
        "instance_id" Text false |row| Cell::text(row.scan.instance_id.as_deref()), "The instance";
        "hostname" Text false |row| Cell::text(row.scan.hostname.as_deref()), "The host's name";
        "tool" Text true |row| Cell::text(Some(&row.scan.tool)), "The tool; `unknown` where the scan does not say";
        "tool_version" Text false |row| Cell::text(row.scan.tool_version.as_deref()), "The tool's version";
        "format" Text true |row| Cell::text(Some(&row.scan.format)), "The format that the scan was read as";
        "benchmark" Text false |row| Cell::text(row.scan.benchmark.as_deref()), "The benchmark's title";
        "benchmark_version" Text false |row| Cell::text(row.scan.benchmark_version.as_deref()), "The benchmark's version";
        "established" Text true |row| Cell::text(Some(row.scan.established)),
            "How the benchmark is known: declared, given, inferred, assumed or unknown";
        "profile_level" Int false |row| Cell::some(row.scan.profile_level, Cell::Int), "The level that was scanned";
        "level" Int false |row| Cell::some(row.level, Cell::Int), "The lowest level that holds the recommendation";
        "number" Text false |row| Cell::text(row.number.as_deref()), "The recommendation's number, as printed";
        "number_sort" Text false |row| Cell::text(row.number_sort.as_deref()),
            "The number in a form that sorts: 0001.0001.0022";
        "rule" Text false |row| Cell::text(row.rule.as_deref()), "The tool's id of the rule";
        "title" Text false |row| Cell::text(row.title.as_deref()), "The title, as the scan has it";
        "title_kind" Text false |row| Cell::text(row.title_kind), "Whose wording the title is: recommendation or tool";
        "title_hash" Text false |row| Cell::text(row.title_hash.as_deref()),
            "The hash of the recommendation's title: the scan's own, else that of the benchmark's list";
        "recommendation_key" Text true |row| Cell::text(Some(&row.recommendation_key)),
            "The recommendation over versions and tools; checks of one image that have the same are parts of one";
        "status" Text true |row| Cell::text(Some(row.status)), "The result in XCCDF's words";
        "raw_status" Text false |row| Cell::text(row.raw_status.as_deref()), "The tool's own word, where it differs";
        "severity" Text false |row| Cell::text(row.severity.as_deref()), "The tool's severity word";
        "assessment" Text false |row| Cell::text(row.assessment), "automated or manual";
        "weight" Double false |row| Cell::some(row.weight, Cell::Double), "The weight in scores";
        "coverage" Text true |row| Cell::text(Some(row.scan.coverage)),
            "What absence means: full, failures-only, partial or counts-only";
        "set_aside" Text false |row| Cell::text(row.scan.set_aside),
            "Why a report of the same folder leaves the scan out: replaced or same-run";
        "disposition" Text false |row| verdict(row, |verdict| Cell::text(Some(verdict.disposition.code()))),
            "The outcome once the registry was asked";
        "entries" Texts false |row| verdict(row, |verdict| Cell::texts(&verdict.entries)), "The entries in force for it";
        "lapse_codes" Texts false |row| verdict(row, |verdict| Cell::texts(&verdict.lapse_codes)),
            "Why entries that name it do not apply";
        "spans" Spans false |row| verdict(row, |verdict| Cell::some(verdict.spans.as_deref(), Cell::Spans)),
            "The verdict on every day, of checks that fail or that nobody verified; a missing end is without end";
        "as_of" Day false |row| Cell::day(row.scan.judged.as_ref().map(|judged| judged.as_of)),
            "The day that decided what is in force";
        "registry_sha256" Text false |row| {
            Cell::text(row.scan.judged.as_ref().map(|judged| judged.registry_sha256.as_str()))
        }, "The registry that was asked";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
        "evidence_cut" Bool true |row| Cell::Bool(row.evidence_cut),
            "Whether the evidence is not all that was found: the tool cut it, or it was longer than 4 KiB";
        "evidence" LongText false |row| Cell::text(row.evidence.as_deref()), "The evidence, a line or an item each";
    },
};

/// The verdicts on what fails or nobody verified, for one version of the registry: raw facts do not change when it does.
pub static VERDICTS: Table<FindingRow> = Table {
    name: "verdicts",
    partition: Some("scan_day"),
    columns: columns! { FindingRow:
        "scan_id" Text true |row| Cell::text(Some(&row.scan.scan_id)), "The scan";
        "ordinal" Int true |row| Cell::Int(row.ordinal), "The place in the scan; with `scan_id` and `registry_sha256` the key";
        "scan_day" Day true |row| Cell::day(row.scan.day.or(Some(UNDATED))), "The scan's day, as in `findings`";
        "recommendation_key" Text true |row| Cell::text(Some(&row.recommendation_key)), "As in `findings`";
        "status" Text true |row| Cell::text(Some(row.status)), "As in `findings`";
        "disposition" Text false |row| verdict(row, |verdict| Cell::text(Some(verdict.disposition.code()))), "As in `findings`";
        "entries" Texts false |row| verdict(row, |verdict| Cell::texts(&verdict.entries)), "As in `findings`";
        "lapse_codes" Texts false |row| verdict(row, |verdict| Cell::texts(&verdict.lapse_codes)), "As in `findings`";
        "spans" Spans false |row| verdict(row, |verdict| Cell::some(verdict.spans.as_deref(), Cell::Spans)), "As in `findings`";
        "as_of" Day false |row| Cell::day(row.scan.judged.as_ref().map(|judged| judged.as_of)),
            "The day that decided what is in force";
        "registry_sha256" Text false |row| {
            Cell::text(row.scan.judged.as_ref().map(|judged| judged.registry_sha256.as_str()))
        }, "The registry that was asked";
        "amicis_version" Text true |_| Cell::Text(Cow::Borrowed(env!("CARGO_PKG_VERSION"))), "The program that judged";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

fn verdict<'r>(row: &'r FindingRow, cell: impl FnOnce(&'r VerdictRow) -> Cell<'r>) -> Cell<'r> {
    Cell::some(row.verdict.as_ref(), cell)
}
