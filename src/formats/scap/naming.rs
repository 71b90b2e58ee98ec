//! The meaning of ids and texts of XCCDF files: CIS numbers and versions, levels, tools.
//!
//! Only spellings seen in content or documented; what does not fit gives nothing.

pub(super) use crate::model::CIS_REFERENCE;
use crate::model::Tool;
pub(super) use crate::read::cis::{cis_benchmark, cis_group, cis_rule, cis_rule_title, level, title_level};
use crate::read::cis::{digit, level_word};

/// A profile's name without its level: the profiles of one family differ in the level alone.
pub(super) fn family(text: &str) -> String {
    let words = words(text);
    let kept = words.iter().enumerate().filter(|(at, word)| {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map(String::as_str);
        let after_level = before == Some("level") && digit(word).is_some();
        word.as_str() != "level" && level_word(word, None).is_none() && !after_level
    });
    kept.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The CIS benchmark that a text of OpenSCAP's profiles names: "… Center for Internet Security®
/// Ubuntu 22.04 LTS Benchmark, v1.0.0, released …".
pub(super) fn cis_benchmark_in(text: &str) -> Option<(String, Option<String>)> {
    let plain = text
        .replace(['\u{ae}', '\u{2122}', '"', '\u{201c}', '\u{201d}'], " ")
        .replace("Center for Internet Security", "CIS");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| c.is_ascii_punctuation()).to_owned();
    let start = words.iter().position(|word| bare(word) == "CIS")?;
    let rest = words.iter().skip(start + 1).map(|word| bare(word)).filter(|word| !word.is_empty());
    let rest: Vec<String> = rest.take(12).collect();
    let end = rest.iter().position(|word| word == "Benchmark")?;
    let name: Vec<&str> =
        rest.iter().take(end).map(String::as_str).filter(|word| !matches!(*word, "CIS" | "the")).collect();
    let version = rest.get(end + 1).and_then(|word| word.strip_prefix('v'));
    let version = version.filter(|version| version.contains('.') && version.starts_with(|c: char| c.is_ascii_digit()));
    (!name.is_empty()).then(|| (format!("CIS {} Benchmark", name.join(" ")), version.map(str::to_owned)))
}

/// A profile's title as a benchmark's: without level and kind of machine.
pub(super) fn without_profile_words(title: &str) -> String {
    let mut after_level = false;
    let kept = title.split_whitespace().filter(|word| {
        let number = std::mem::replace(&mut after_level, *word == "Level") && digit(word).is_some();
        !number && !matches!(*word, "Level" | "Server" | "Workstation")
    });
    kept.collect::<Vec<_>>().join(" ")
}

/// The tool in a `TestResult`'s `test-system`: a CPE, or a name as written.
pub(super) fn tool(test_system: &str) -> Option<Tool> {
    let text = test_system.trim();
    let cpe = text.strip_prefix("cpe:/a:").or_else(|| text.strip_prefix("cpe:2.3:a:"));
    let (name, version) = match cpe {
        Some(cpe) => {
            let mut parts = cpe.split(':');
            let (vendor, product) = (parts.next()?, parts.next()?);
            let known = is_cis_cat(cpe) || vendor == "cisecurity";
            let version = parts.next().filter(|version| !matches!(*version, "" | "*" | "-"));
            (if known { "cis-cat".to_owned() } else { product.to_lowercase() }, version)
        }
        None if is_cis_cat(text) => {
            let version = text.split_whitespace().map(|word| word.trim_start_matches('v'));
            let version =
                version.filter(|word| word.contains('.')).find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            ("cis-cat".to_owned(), version)
        }
        None => (text.to_owned(), None),
    };
    (!name.is_empty()).then(|| Tool { name, version: version.map(str::to_owned) })
}

fn is_cis_cat(text: &str) -> bool {
    let text = text.to_lowercase().replace(['_', ' '], "-");
    text.contains("cis-cat") || text.contains("ciscat")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_from_titles_and_ids() {
        for (text, expected) in [
            ("Level 1 - Server", Some(1)),
            ("Level 1- MongoDB", Some(1)),
            ("Level 2 (L2) + BitLocker (BL)", Some(2)),
            ("xccdf_org.ssgproject.content_profile_cis_level2_server", Some(2)),
            ("xccdf_org.ssgproject.content_profile_cis_workstation_l1", Some(1)),
            ("CIS Some Linux 8 Benchmark for Level 2 - Server", Some(2)),
            ("Next Generation Windows Security - Member Server", None),
            ("I - Mission Critical Classified", None),
            ("Level 2023", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
        assert_eq!(family("Level 1 - Server"), family("Level 2 - Server"));
        assert_ne!(family("cis_server_l1"), family("cis_workstation_l1"));
    }

    #[test]
    fn a_profiles_text_names_the_cis_benchmark() {
        let read = |text: &str| {
            cis_benchmark_in(text).map(|(title, version)| format!("{title}|{}", version.unwrap_or_default()))
        };
        assert_eq!(
            read(
                "This baseline aligns to the Center for Internet Security\nSome Linux 22 LTS Benchmark, v1.0.0, released x."
            ),
            Some("CIS Some Linux 22 LTS Benchmark|1.0.0".into())
        );
        assert_eq!(
            read(
                "aligns to the \"Level 1 - Server\"\nconfiguration from the Center for Internet Security\u{ae} Some\nLinux 8 Benchmark\u{2122}, v2.0.0, released"
            ),
            Some("CIS Some Linux 8 Benchmark|2.0.0".into())
        );
        assert_eq!(read("CIS Some 9 Benchmark for Level 2"), Some("CIS Some 9 Benchmark|".into()));
        assert_eq!(read("a profile of the vendor's own"), None);
    }

    #[test]
    fn tools_are_known_by_their_cpe() {
        let read = |text: &str| tool(text).map(|tool| format!("{} {}", tool.name, tool.version.unwrap_or_default()));
        assert_eq!(read("cpe:/a:redhat:openscap:1.3.7"), Some("openscap 1.3.7".into()));
        assert_eq!(read("cpe:/a:spawar:scc:5.4.2"), Some("scc 5.4.2".into()));
        assert_eq!(read("cpe:2.3:a:redhat:openscap:1.4.0:*:*:*:*:*:*:*"), Some("openscap 1.4.0".into()));
        assert_eq!(read("CIS-CAT Pro Assessor v4.3.1"), Some("cis-cat 4.3.1".into()));
        assert_eq!(read("cpe:/a:cisecurity:cis-cat"), Some("cis-cat ".into()));
        assert_eq!(read(" "), None);
    }
}
