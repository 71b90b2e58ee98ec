//! Names of hosts: the target's own, their domains, and names that tell nothing.

use crate::model::Target;

/// The names of a target's host, as its own field and its facts have them.
pub(crate) fn names(target: &Target) -> Vec<String> {
    let mut names: Vec<String> = target.hostname.iter().cloned().collect();
    for fact in &target.facts {
        let name = fact.name.to_lowercase();
        if ["fqdn", "host_name", "hostname", "host-name"].iter().any(|word| name.contains(word)) {
            names.push(fact.value.clone());
        }
    }
    names
}

/// The part before the first dot, where it is long enough to be a name of its own.
pub(crate) fn short(name: &str) -> Option<&str> {
    let (short, _) = name.split_once('.')?;
    (short.len() >= 6 || (short.len() >= 4 && short.bytes().any(|byte| byte.is_ascii_digit()))).then_some(short)
}

/// The domain of a full name with the dot before it, in lower case; `None` where it is one that the
/// whole world shares.
pub(crate) fn domain(name: &str) -> Option<String> {
    let (_, domain) = name.split_once('.')?;
    let domain = domain.trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    // `co.uk` and its like: two short labels are no organisation's.
    let shared = labels.len() < 2 || labels.iter().all(|label| label.len() <= 3) || domain.ends_with("amazonaws.com");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!shared && domain.chars().all(plain)).then(|| format!(".{domain}"))
}

/// Whether every machine can have the name.
pub(crate) fn is_common(name: &str) -> bool {
    name.starts_with("localhost") || matches!(name, "unknown" | "none" | "(none)" | "null" | "n/a" | "-")
}

/// Ends of names that only private networks have.
pub(crate) const PRIVATE: [&str; 6] = [".internal", ".corp", ".lan", ".intranet", ".home.arpa", ".local"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_an_organisations_and_not_the_worlds() {
        for (name, wanted) in [
            ("web01.Corp.Example.com", Some(".corp.example.com")),
            ("node-a.corp.example", Some(".corp.example")),
            ("shop.example.com", Some(".example.com")),
            ("shop.co.uk", None),
            ("ec2-1-2-3-4.compute-1.amazonaws.com", None),
            ("example.com", None),
            ("web01", None),
        ] {
            assert_eq!(domain(name).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn a_short_name_is_long_enough_to_be_one() {
        assert_eq!(short("web01.corp.example"), Some("web01"));
        assert_eq!(short("node-a.corp.example"), Some("node-a"));
        assert_eq!(short("node.corp.example"), None);
    }
}
