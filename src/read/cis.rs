//! The meaning of ids and titles of CIS content: numbers, versions and levels.
//!
//! Only spellings seen in content or documented; what does not fit gives nothing.

use crate::model::{AssessedBy, Number};

const CIS_RULE: &str = "org.cisecurity.benchmarks_rule_";
const CIS_GROUP: &str = "org.cisecurity.benchmarks_group_";
const CIS_BENCHMARK: &str = "org.cisecurity.benchmarks_benchmark_";
const CIS_RUN: &str = "org.cisecurity.benchmarks_testresult_";

/// Number and level in a CIS rule id: `…benchmarks_rule_1.1.1_L1_Ensure_x`.
pub(crate) fn cis_rule(id: &str) -> Option<(Number, Option<u8>)> {
    let (_, rest) = id.split_once(CIS_RULE)?;
    let (number, title) = rest.split_once('_')?;
    let level = match title.split('_').next()? {
        "L1" => Some(1),
        "L2" => Some(2),
        _ => None,
    };
    Some((number.parse().ok()?, level))
}

/// The number in a CIS group id: `…benchmarks_group_1.1_Filesystem_Configuration`.
pub(crate) fn cis_group(id: &str) -> Option<Number> {
    let (_, rest) = id.split_once(CIS_GROUP)?;
    rest.split('_').next()?.parse().ok()
}

/// The words of a title in a CIS rule id, which has lost its punctuation.
pub(crate) fn cis_rule_title(id: &str) -> Option<String> {
    let (_, rest) = id.split_once(CIS_RULE)?;
    let (_, title) = rest.split_once('_')?;
    let title = title.strip_prefix("L1_").or(title.strip_prefix("L2_")).unwrap_or(title);
    Some(title.replace('_', " "))
}

/// The level in a Windows title: `(L1) Ensure …`.
pub(crate) fn title_level(title: &str) -> Option<u8> {
    match title.trim_start().get(..4)? {
        "(L1)" => Some(1),
        "(L2)" => Some(2),
        _ => None,
    }
}

/// Title and version in the id of a CIS benchmark, or of a run of CIS-CAT:
/// `…benchmarks_benchmark_2.0.0_CIS_Amazon_Linux_2_Benchmark`.
pub(crate) fn cis_benchmark(id: &str) -> Option<(String, String)> {
    let (_, rest) = id.split_once(CIS_BENCHMARK).or_else(|| id.split_once(CIS_RUN))?;
    let (version, title) = rest.split_once('_')?;
    Some((title.replace('_', " "), version.to_owned()))
}

/// The level a profile's title or id names: `Level 1 - Server`, `cis_server_l1`, `LEVEL_2`.
pub(crate) fn level(text: &str) -> Option<u8> {
    let words: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(at, word)| level_word(&word.to_lowercase(), words.get(at + 1).copied()))
}

/// The level in a word of a name: `l1`, `level2`, or `level` with the next word.
pub(crate) fn level_word(word: &str, next: Option<&str>) -> Option<u8> {
    match word.strip_prefix("level").or_else(|| word.strip_prefix('l'))? {
        "" if word == "level" => digit(next?),
        rest => digit(rest),
    }
}

/// How a recommendation is assessed, as the benchmark's own word at the end of its title says.
pub(crate) fn assessment(title: &str) -> Option<AssessedBy> {
    let title = title.trim_end();
    if title.ends_with("(Manual)") {
        Some(AssessedBy::Manual)
    } else {
        title.ends_with("(Automated)").then_some(AssessedBy::Automated)
    }
}

/// A level as a single digit.
pub(crate) fn digit(text: &str) -> Option<u8> {
    text.parse().ok().filter(|level| (1..=3).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cis_rule_id_holds_number_and_level() {
        let read = |id: &str| cis_rule(id).map(|(number, level)| (number.to_string(), level));
        assert_eq!(read("xccdf_org.cisecurity.benchmarks_rule_1.1.22_Disable_x"), Some(("1.1.22".into(), None)));
        assert_eq!(read("xccdf_org.cisecurity.benchmarks_rule_18.9.1_L2_Set_x"), Some(("18.9.1".into(), Some(2))));
        let title = |id: &str| cis_rule_title(id);
        assert_eq!(title("xccdf_org.cisecurity.benchmarks_rule_18.9.1_L2_Set_x").as_deref(), Some("Set x"));
        assert_eq!(read("xccdf_org.ssgproject.content_rule_1.1.1_x"), None);
        assert_eq!(read("xccdf_org.cisecurity.benchmarks_rule_Ensure_x"), None);
    }

    #[test]
    fn a_cis_benchmark_id_holds_version_then_title() {
        let read = cis_benchmark("xccdf_org.cisecurity.benchmarks_benchmark_2.0.0_CIS_Amazon_Linux_2_Benchmark");
        assert_eq!(read, Some(("CIS Amazon Linux 2 Benchmark".into(), "2.0.0".into())));
        let run = "xccdf_org.cisecurity.benchmarks_testresult_2.0.0_CIS_Amazon_Linux_2_Benchmark";
        assert_eq!(cis_benchmark(run), read);
    }

    #[test]
    fn levels_are_read_from_titles_and_ids() {
        for (text, expected) in [
            ("Level 1 - Server", Some(1)),
            ("Level 2 (L2) + BitLocker (BL)", Some(2)),
            ("LEVEL_2", Some(2)),
            ("content_profile_cis_workstation_l1", Some(1)),
            ("Next Generation Windows Security - Member Server", None),
            ("Level 2023", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
    }
}
