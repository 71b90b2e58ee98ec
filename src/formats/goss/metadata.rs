//! The metadata test of ansible-lockdown's audits: target, benchmark, time.

use serde_json::Value;

use super::json::plain;
use crate::model::{Benchmark, Fact, Moment, Scan};

/// The audits' names of systems, and how CIS titles them.
const SYSTEMS: &[(&str, &str)] = &[
    ("AMAZON", "Amazon Linux"),
    ("RHEL", "Red Hat Enterprise Linux"),
    ("UBUNTU", "Ubuntu Linux"),
    ("DEBIAN", "Debian Linux"),
    ("ROCKY", "Rocky Linux"),
    ("ALMA", "AlmaLinux OS"),
    ("CENTOS", "CentOS Linux"),
    ("SUSE", "SUSE Linux Enterprise"),
];

/// Completes a scan with the test's `meta`.
pub(super) fn take(meta: &Value, scan: &mut Scan) {
    for (key, value) in meta.as_object().into_iter().flatten() {
        let text = plain(value);
        if value.is_null() || text.trim().is_empty() {
            continue;
        }
        match key.as_str() {
            "host_hostname" => scan.target.hostname = Some(text),
            "host_epoch" => {
                scan.started = Moment::parse(&text);
                scan.times_approximate = scan.started.is_some();
            }
            _ if key.starts_with("benchmark_") || scan.target.facts.iter().any(|fact| fact.name == *key) => {}
            _ => scan.target.facts.push(Fact { name: key.clone(), value: text }),
        }
    }
    let text = |key: &str| meta.get(key).filter(|value| !value.is_null()).map(plain);
    if let Some(distribution) = text("host_os_distribution") {
        let release = text("host_os_release").unwrap_or_default();
        scan.target.os = Some(format!("{distribution} {release}").trim().to_owned());
    }
    let version = text("benchmark_version").map(|version| version.trim_start_matches(['v', 'V']).to_owned());
    let title = text("benchmark_os").map(|os| title(&os, &text("benchmark_type").unwrap_or_default()));
    let benchmark = Benchmark::declared(title, version);
    if benchmark != Benchmark::default() {
        scan.benchmark = benchmark;
    }
}

/// `AMAZON2023` and `CIS` → "CIS Amazon Linux 2023 Benchmark"
fn title(os: &str, kind: &str) -> String {
    let name = os.trim().replace(['_', '-'], " ");
    let upper = name.to_uppercase();
    let known = SYSTEMS.iter().find_map(|(short, long)| Some((long, upper.strip_prefix(short)?)));
    let name = known.map_or(name.clone(), |(long, release)| format!("{long} {}", release.trim()));
    // An audit of Ubuntu 22 is that of 22.04 LTS: the benchmark's title has the full release.
    let name = match name.strip_prefix("Ubuntu Linux ").and_then(|release| release.split_at_checked(2)) {
        Some((year, "")) => format!("Ubuntu Linux {year}.04 LTS"),
        Some((year, month)) if month.len() == 2 => format!("Ubuntu Linux {year}.{month} LTS"),
        _ => name,
    };
    let kind = if kind.trim().is_empty() { "CIS" } else { kind.trim() };
    format!("{kind} {} Benchmark", name.trim())
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn the_benchmark_is_titled_as_cis_does() {
        assert_eq!(title("AMAZON2023", "CIS"), "CIS Amazon Linux 2023 Benchmark");
        assert_eq!(title("RHEL8", "CIS"), "CIS Red Hat Enterprise Linux 8 Benchmark");
        assert_eq!(title("UBUNTU22", ""), "CIS Ubuntu Linux 22.04 LTS Benchmark");
        assert_eq!(title("UBUNTU2204", "CIS"), "CIS Ubuntu Linux 22.04 LTS Benchmark");
        assert_eq!(title("Windows_2019", "STIG"), "STIG Windows 2019 Benchmark");
    }
}
