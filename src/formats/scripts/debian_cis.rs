//! ovh/debian-cis: `hardening.sh --audit-all`, as `--batch` lines or as coloured text.
//!
//! The numbers come from the scripts' names; `99.*` are the project's own checks and no
//! recommendation's. Samples: samples/formats/debian-cis.

use crate::model::{Check, Evidence, Number, Scan, Status, Title, Tool};
use crate::read::text::lines::{Leftover, Line, Lines, Totals};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// ovh's hardening scripts.
pub(in crate::formats) struct DebianCis;

impl Format for DebianCis {
    fn id(&self) -> &'static str {
        "debian-cis"
    }

    fn about(&self) -> About {
        About {
            name: "debian-cis",
            summary: "ovh/debian-cis audits: --batch lines (best) or text; the project's own 99.* checks have no number",
            tools: &["ovh/debian-cis hardening.sh"],
            recognised_by: "lines `OK 1.1.1.1_name  OK{…}` or `1.1.1.1_name [ OK ] …`",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Benchmark, Gap::Levels],
            redundancy: &[Redundancy::Totals],
            corpus: &["scripts/ovh-debian-cis.batch.txt"],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let numbered = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
        let ours = |line: &str| {
            batch(line).is_some_and(|(_, name, _)| numbered(name))
                || logged(line).is_some_and(|(name, ..)| numbered(name))
        };
        Confidence::certain_if(head.lines().any(|line| ours(line) || line.starts_with("AUDIT_SUMMARY ")))
    }

    fn read(&self, input: &Input, _: &Head, _: &ReadOptions) -> Result<Reading, ReadError> {
        let text = Lines::of(input)?;
        let mut audit = Audit::default();
        text.iter().try_for_each(|line| audit.line(line))?;
        audit.close();
        if audit.footer == Footer::default() {
            return Err(text.cut("its summary at the end (AUDIT_SUMMARY, or the SUMMARY block) is missing"));
        }
        let mut scan = Scan { tool: Some(Tool::named("debian-cis")), checks: audit.checks, ..Scan::default() };
        audit.footer.hold(&scan).refuse()?;
        audit.left.warn(&mut scan);
        Ok(vec![scan].into())
    }
}

/// `KO 1.1.3_tmp_nodev  OK{…} KO{…}`: word, script, messages.
fn batch(line: &str) -> Option<(&str, &str, &str)> {
    let (word, rest) = line.split_once(' ')?;
    let (name, messages) = rest.split_once(' ').unwrap_or((rest, ""));
    (matches!(word, "OK" | "KO") && name.contains('_')).then_some((word, name, messages.trim()))
}

/// `1.1.3_tmp_nodev           [ KO ] message`: script, tag, message.
fn logged(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.split_once(" [")?;
    let (tag, message) = rest.split_once(']')?;
    let (name, tag) = (name.trim(), tag.trim());
    let known = matches!(tag, "OK" | "KO" | "WARN" | "INFO" | "DBG") && !name.contains(' ');
    known.then_some((name, tag, message.trim()))
}

#[derive(Default, PartialEq)]
struct Footer {
    passed: Option<u64>,
    run: Option<u64>,
}

impl Footer {
    /// Reads a line of either summary; false when it is none.
    fn line(&mut self, line: &str) -> bool {
        if let Some(counts) = line.strip_prefix("AUDIT_SUMMARY ") {
            for (name, count) in counts.split_whitespace().filter_map(|pair| pair.split_once(':')) {
                match name {
                    "PASSED_CHECKS" => self.passed = count.parse().ok(),
                    "RUN_CHECKS" => self.run = count.parse().ok(),
                    _ => {}
                }
            }
            return true;
        }
        let Some((label, value)) = line.trim().split_once(" : ") else { return false };
        match label {
            "Total Runned Checks" | "Total Run Checks" => self.run = value.trim().parse().ok(),
            "Total Passed Checks" => {
                let passed = value.trim_matches(['[', ']', ' ']).split('/').next().unwrap_or_default();
                self.passed = passed.trim().parse().ok();
            }
            _ => return label.starts_with("Total ") || label.ends_with(" Percentage"),
        }
        true
    }

    fn hold(&self, scan: &Scan) -> Totals {
        let count = |wanted: fn(Status) -> bool| scan.checks.iter().filter(|check| wanted(check.status)).count();
        let mut totals = Totals::default();
        if let Some(passed) = self.passed {
            totals.compare("passed", passed, count(Status::passed));
        }
        if let Some(run) = self.run {
            totals.compare("run", run, count(|status| status != Status::NotSelected));
        }
        totals
    }
}

/// A check of the text output, until its verdict.
struct Open {
    shown: String,
    status: Status,
    description: Option<String>,
    messages: Vec<String>,
}

#[derive(Default)]
struct Audit {
    checks: Vec<Check>,
    open: Option<Open>,
    /// The whole name of the script now running; the lines themselves cut it at 25 characters.
    script: Option<String>,
    footer: Footer,
    left: Leftover,
}

impl Audit {
    fn line(&mut self, line: Line<'_>) -> Result<(), ReadError> {
        if self.footer.line(line.text) {
            return Ok(());
        }
        let result = batch(line.text).is_some() || logged(line.text).is_some_and(|(name, ..)| name != "hardening");
        if result && self.footer != Footer::default() {
            return Err(line.second_run("the summary"));
        }
        if let Some((word, name, messages)) = batch(line.text) {
            let status = if word == "OK" { Status::Pass } else { Status::Fail };
            self.checks.push(check(name, status, word, None, split_messages(messages)));
        } else if let Some((name, tag, message)) = logged(line.text) {
            self.logged(name, tag, message);
        } else if !line.text.is_empty() && !line.text.contains("### SUMMARY ###") {
            self.left.add(line);
        }
        Ok(())
    }

    fn logged(&mut self, name: &str, tag: &str, message: &str) {
        if name == "hardening" {
            self.close();
            let path = message.strip_prefix("Treating ");
            self.script = path.map(|path| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".sh").to_owned());
            return;
        }
        if self.open.as_ref().is_some_and(|open| open.shown != name) {
            self.close();
        }
        let open = self.open.get_or_insert_with(|| Open {
            shown: name.to_owned(),
            status: Status::Unknown,
            description: None,
            messages: Vec::new(),
        });
        match (tag, message) {
            ("OK", "Check Passed") => open.status = Status::Pass,
            ("KO", "Check Failed") => open.status = Status::Fail,
            ("INFO", _) if message.ends_with("is disabled, ignoring") => open.status = Status::NotSelected,
            ("INFO", _) => {
                let description = message.strip_prefix("[DESCRIPTION]").map(|text| text.trim().to_owned());
                open.description = description.or(open.description.take());
            }
            ("DBG", _) => {}
            _ => {
                // A script that broke prints no verdict; the tool counts it as failed.
                if tag == "KO" && message.starts_with("Unexpected exit code") {
                    open.status = Status::Fail;
                }
                open.messages.push(format!("{tag}: {message}"));
            }
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let whole = self.script.take().filter(|script| script.starts_with(&open.shown));
        let raw = match open.status {
            Status::Pass => "OK",
            Status::NotSelected => "disabled",
            Status::Fail => "KO",
            _ => "no verdict",
        };
        let name = whole.unwrap_or(open.shown);
        self.checks.push(check(&name, open.status, raw, open.description.as_deref(), open.messages));
    }
}

fn check(name: &str, status: Status, raw: &str, description: Option<&str>, messages: Vec<String>) -> Check {
    let (number, words) = name.split_once('_').unwrap_or(("", name));
    let number = number.parse().ok().filter(|number: &Number| number.parts().first() != Some(&99));
    let words = if number.is_some() || words.is_empty() {
        words
    } else {
        name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'))
    };
    let mut check = Check { number, rule: Some(name.to_owned()), ..Check::new(status) };
    check.raw_status = Some(raw.to_owned());
    check.title = Title::tool(&description.map_or_else(|| words.replace('_', " "), str::to_owned));
    check.evidence = Evidence::items(messages);
    check
}

/// `OK{a} KO{b {c} d}` as `OK: a` and `KO: b {c} d`.
fn split_messages(messages: &str) -> Vec<String> {
    let mut split: Vec<String> = Vec::new();
    for part in messages.split("} ") {
        let part = part.strip_suffix('}').unwrap_or(part);
        match (part.split_once('{'), split.last_mut()) {
            (Some((tag @ ("OK" | "KO" | "WARN"), text)), _) => split.push(format!("{tag}: {text}")),
            (_, Some(last)) => {
                last.push_str("} ");
                last.push_str(part);
            }
            (_, None) => split.push(part.to_owned()),
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_may_hold_braces() {
        assert_eq!(split_messages("OK{a} KO{b {c} d}"), ["OK: a", "KO: b {c} d"]);
        assert_eq!(split_messages("WARN{not here} KO{code: 2}"), ["WARN: not here", "KO: code: 2"]);
        assert_eq!(Evidence::items(split_messages("")), Evidence::default());
    }

    #[test]
    fn the_projects_own_checks_have_no_number() {
        let own = check("99.99_check_distribution", Status::Pass, "OK", None, Vec::new());
        assert_eq!((own.number.as_ref(), own.rule.as_deref()), (None, Some("99.99_check_distribution")));
        assert_eq!(own.title_text(), Some("check distribution"));
        assert!(check("1.1.2_tmp_partition", Status::Pass, "OK", None, Vec::new()).number.is_some());
    }
}
