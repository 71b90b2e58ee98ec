//! The native format `amicis/1`: JSON, JSON Lines and CSV, small enough for a shell script to write.
//!
//! It is the common model written down: what `convert` writes is read without loss. Sample:
//! `samples/formats/native/`.

use crate::read::{About, Confidence, Format, Gap, Head, Input, JsonHead, ReadError, ReadOptions, Reading, Redundancy};

use super::{json, rows};

/// The format.
pub(in crate::formats) struct Native;

impl Format for Native {
    fn id(&self) -> &'static str {
        "native"
    }

    fn about(&self) -> About {
        About {
            name: "amicis/1",
            summary: "amicis's own format: JSON, JSON Lines or CSV, for scripts and for keeping scans",
            tools: &["amicis convert", "audit scripts of your own"],
            recognised_by: "`\"format\":\"amicis/1\"`; JSON Lines with `\"type\":\"scan\"` or `\"check\"`; a CSV header (comma, semicolon or tab) with `number` (or `id`, `cis_id`) and `status`",
            cannot_tell: &[Gap::Cut],
            redundancy: &[Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        if let Some(json) = head.json() {
            return Confidence::certain_if(is_document(json) || is_lines(json));
        }
        let Some(header) = head.lines().find(|line| !line.trim().is_empty()) else { return Confidence::No };
        // The cells below are another tool's words, and look like that tool's files.
        if rows::is_own_header(header) {
            Confidence::Declared
        } else {
            Confidence::certain_if(rows::separator(header).is_some())
        }
    }

    fn read(&self, input: &Input, head: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let is_json = options.columns.is_none() && head.json().is_some();
        let scans = if is_json { json::read(input)? } else { rows::read(input, options.columns.as_deref())? };
        if scans.is_empty() {
            return Err(ReadError::no_checks("the file holds no scan"));
        }
        Ok(scans.into())
    }
}

fn is_document(json: &JsonHead) -> bool {
    json.value("format").is_some_and(|format| format.starts_with("amicis/"))
}

/// Wazuh's events have a `type` too, and a policy.
fn is_lines(json: &JsonHead) -> bool {
    let check = json.has("status") && ["number", "id", "rule"].iter().any(|key| json.has(key));
    match json.value("type") {
        Some("scan") => check || json.has("checks"),
        Some("check") => check && !json.has("policyid") && !json.has("policy"),
        _ => false,
    }
}
