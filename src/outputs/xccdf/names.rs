//! Ids that XCCDF allows: the scan's own where they are such, else made from what it has.

use std::collections::BTreeSet;

/// `xccdf_NAMESPACE_KIND_NAME`, which XCCDF 1.2 wants of every id.
pub(super) fn is_id(text: &str, kind: &str) -> bool {
    let Some((namespace, rest)) = text.strip_prefix("xccdf_").and_then(|rest| rest.split_once('_')) else {
        return false;
    };
    let name = rest.strip_prefix(kind).and_then(|rest| rest.strip_prefix('_'));
    !namespace.is_empty() && name.is_some_and(|name| !name.is_empty()) && text.chars().all(is_name_char)
}

/// The characters of a name without a colon, as far as ASCII goes.
fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// An id of ours for what has none of its own.
pub(super) fn made(kind: &str, name: &str) -> String {
    let name: String = name.chars().take(200).map(|c| if is_name_char(c) { c } else { '_' }).collect();
    format!("xccdf_amicis_{kind}_{}", if name.is_empty() { "unnamed" } else { &name })
}

/// The id that is not taken yet: the one wanted, else with a number behind it.
pub(super) fn unique(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_usize..).map(|count| format!("{wanted}_{count}"));
    let id = std::iter::once(wanted.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(wanted);
    taken.insert(id.clone());
    id
}

/// The scanner as a CPE, by which readers know it again.
pub(super) fn cpe(name: &str, version: Option<&str>) -> String {
    let vendor = match name {
        "cis-cat" => "cisecurity",
        "openscap" => "redhat",
        other => other,
    };
    let part = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect()
    };
    let version = version.map(|version| format!(":{}", part(version))).unwrap_or_default();
    format!("cpe:/a:{}:{}{version}", part(vendor), part(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_specification_are_told_from_others() {
        assert!(is_id("xccdf_org.cisecurity.benchmarks_rule_1.1.2_Ensure__tmp_is_configured", "rule"));
        assert!(!is_id("xccdf_org.cisecurity.benchmarks_group_1", "rule"));
        assert!(!is_id("xccdf__rule_1", "rule"));
        assert!(!is_id("xccdf_a_rule_with space", "rule"));
        assert!(!is_id("CIS-1.1.1", "rule"));
        assert!(is_id(&made("rule", "1.1.1 \u{202e}x"), "rule"));
    }

    #[test]
    fn the_second_of_a_name_gets_a_number() {
        let mut taken = BTreeSet::new();
        let ids: Vec<String> = ["a", "a", "a_2"].iter().map(|id| unique((*id).to_owned(), &mut taken)).collect();
        assert_eq!(ids, ["a", "a_2", "a_2_2"]);
    }
}
