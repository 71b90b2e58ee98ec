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

/// The domains of a full name with the dot before them, in lower case, from its own up to its
/// organisation's; none that the whole world shares.
pub(crate) fn domains(name: &str) -> Vec<String> {
    let lower = name.trim_end_matches('.').to_lowercase();
    let (mut rest, mut found) = (lower.as_str(), Vec::new());
    while let Some((_, domain)) = rest.split_once('.') {
        if let Some(domain) = own(domain) {
            found.push(domain);
        }
        rest = domain;
    }
    found
}

fn own(domain: &str) -> Option<String> {
    let labels: Vec<&str> = domain.split('.').collect();
    // `co.uk` and its like: two short labels are no organisation's.
    let shared = labels.len() < 2
        || labels.iter().all(|label| label.len() <= 3)
        || PROVIDERS.iter().any(|provider| domain == *provider || domain.ends_with(&format!(".{provider}")));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!shared && domain.chars().all(plain)).then(|| format!(".{domain}"))
}

/// Domains under which everybody's machines are, and the pages that benchmarks link to.
const PROVIDERS: [&str; 12] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazon.com",
    "compute.internal",
    "azure.com",
    "windows.net",
    "google.internal",
    "googleusercontent.com",
    "github.io",
    "redhat.com",
    "ubuntu.com",
    "debian.org",
];

/// Services of AWS in whose endpoints' names something of the customer's own stands.
const SERVICES: [&str; 15] = [
    "elb",
    "rds",
    "eks",
    "cache",
    "es",
    "aoss",
    "efs",
    "execute-api",
    "redshift",
    "docdb",
    "neptune",
    "mq",
    "kafka",
    "vpce",
    "fsx",
];

/// Whether a full name in lower case is the endpoint of a customer's own load balancer, database or cluster;
/// the services' own endpoints begin with the service or with a region.
pub(crate) fn is_endpoint(name: &str) -> bool {
    let Some(name) = name.strip_suffix(".amazonaws.com").or_else(|| name.strip_suffix(".amazonaws.com.cn")) else {
        return false;
    };
    let is_region = |label: &str| label.split('-').count() > 2 && label.ends_with(|c: char| c.is_ascii_digit());
    let mut labels = name.split('.');
    let first = labels.next().unwrap_or_default();
    let service = |label: &str| SERVICES.contains(&label);
    let region = is_region(first) && first.len() <= 16 && !first.starts_with("internal-");
    !service(first) && first != "oidc" && !region && labels.any(service)
}

/// Whether every machine can have the name.
pub(crate) fn is_common(name: &str) -> bool {
    let of_role = name.split_once('.').is_some_and(|(role, rest)| {
        let end = PRIVATE.iter().any(|end| end.strip_prefix('.') == Some(rest));
        let provider = matches!(rest, "docker.internal" | "google.internal" | "ec2.internal" | "compute.internal");
        (end && ROLES.contains(&role)) || (provider && ROLES.contains(&role))
    });
    of_role
        || name.starts_with("localhost")
        || matches!(name, "unknown" | "none" | "(none)" | "null" | "n/a" | "-" | "ec2.internal" | "compute.internal")
}

/// Names of what a host is for, and of files that end like a private network: `ntp.local`, `jail.local`.
const ROLES: [&str; 30] = [
    "ntp",
    "time",
    "dns",
    "mail",
    "smtp",
    "relay",
    "ldap",
    "kdc",
    "proxy",
    "syslog",
    "rsyslog",
    "log",
    "logs",
    "loghost",
    "logserver",
    "gateway",
    "router",
    "server",
    "host",
    "hostname",
    "example",
    "metadata",
    "instance-data",
    "kubernetes",
    "rc",
    "jail",
    "fail2ban",
    "bash",
    "default",
    "vm",
];

/// Ends of names that only private networks have.
pub(crate) const PRIVATE: [&str; 6] = [".internal", ".corp", ".lan", ".intranet", ".home.arpa", ".local"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_an_organisations_and_not_the_worlds() {
        for (name, wanted) in [
            ("web01.Prod.Example.com", vec![".prod.example.com", ".example.com"]),
            ("node-a.corp.example.", vec![".corp.example"]),
            ("shop.example.com", vec![".example.com"]),
            ("a.shop.acme.co.uk", vec![".shop.acme.co.uk", ".acme.co.uk"]),
            ("shop.co.uk", vec![]),
            ("ec2-1-2-3-4.compute-1.amazonaws.com", vec![]),
            ("ip-10-0-0-9.us-west-2.compute.internal", vec![]),
            ("vm1.westeurope.cloudapp.azure.com", vec![]),
            ("example.com", vec![]),
            ("web01", vec![]),
        ] {
            assert_eq!(domains(name), wanted, "{name}");
        }
    }

    #[test]
    fn an_endpoint_has_something_of_the_customers_own() {
        for (name, wanted) in [
            ("shop-lb-1234567890.eu-west-1.elb.amazonaws.com", true),
            ("internal-shop-12.eu-west-1.elb.amazonaws.com", true),
            ("shop-0123456789abcdef.elb.eu-west-1.amazonaws.com", true),
            ("orders.c9akciq32rgh.eu-west-1.rds.amazonaws.com", true),
            ("0123456789abcdef0123456789abcdef.gr7.eu-west-1.eks.amazonaws.com", true),
            ("oidc.eks.eu-west-1.amazonaws.com", false),
            ("eks.eu-west-1.amazonaws.com", false),
            ("eu-west-1.elb.amazonaws.com", false),
            ("s3.eu-west-1.amazonaws.com", false),
            ("elb.example.com", false),
        ] {
            assert_eq!(is_endpoint(name), wanted, "{name}");
        }
    }

    #[test]
    fn a_short_name_is_long_enough_to_be_one() {
        assert_eq!(short("web01.corp.example"), Some("web01"));
        assert_eq!(short("node-a.corp.example"), Some("node-a"));
        assert_eq!(short("node.corp.example"), None);
    }
}
