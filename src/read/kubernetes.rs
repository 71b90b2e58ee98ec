//! The benchmarks of Kubernetes and its services, by the short words that kube-bench has for them: `eks-1.8.0`, `cis-1.9`.

use crate::model::{Benchmark, Check, Established, Version};

/// The beginnings of the words.
const BENCHMARKS: &[(&str, &str)] = &[
    ("eks-", "CIS Amazon EKS Benchmark"),
    ("gke-", "CIS Google Kubernetes Engine Benchmark"),
    ("aks-", "CIS Azure Kubernetes Service Benchmark"),
    ("ack-", "CIS Alibaba Cloud Container Service for Kubernetes Benchmark"),
    ("rh-", "CIS Red Hat OpenShift Container Platform Benchmark"),
    ("rke2-cis-", "CIS RKE2 Kubernetes Benchmark"),
    ("rke-cis-", "CIS RKE Kubernetes Benchmark"),
    ("k3s-cis-", "CIS K3s Kubernetes Benchmark"),
    ("cis-", KUBERNETES),
];

pub(crate) const KUBERNETES: &str = "CIS Kubernetes Benchmark";

/// The benchmark that a control set's `version` names.
pub(crate) fn benchmark(named: &str) -> Benchmark {
    let named = named.trim();
    let lower = named.to_lowercase();
    let known = BENCHMARKS.iter().find_map(|(prefix, title)| Some((*title, lower.strip_prefix(prefix)?)));
    let id = (!named.is_empty()).then(|| named.to_owned());
    if let Some((title, version)) = known
        && Version::parse(version).is_some()
    {
        return Benchmark { id, ..Benchmark::declared(Some(title.to_owned()), Some(version.to_owned())) };
    }
    let (established, note) = match Version::parse(named) {
        Some(_) => (Established::Declared, "older releases of kube-bench give the Kubernetes version here"),
        None if named.contains("stig") => {
            let note = Some("kube-bench ran a STIG, which has no CIS numbers".to_owned());
            return Benchmark { id, established: Established::Declared, note, ..Benchmark::default() };
        }
        None => (Established::Assumed, "kube-bench does not state a benchmark that is known here"),
    };
    let version = Version::parse(named).map(|_| named.to_owned());
    Benchmark { id, title: Some(KUBERNETES.to_owned()), version, established, note: Some(note.to_owned()) }
}

/// An assumed benchmark of a control set, unless no result of it has a recommendation number: a STIG's rules
/// have none, and nothing of it is CIS's.
pub(crate) fn unless_numberless(assumed: Benchmark, checks: &[Check]) -> Benchmark {
    let numbered = checks.is_empty() || checks.iter().any(|check| check.number.is_some());
    if assumed.established != Established::Assumed || numbered {
        return assumed;
    }
    let note = Some("no result has a recommendation number, so the run is of no CIS benchmark".to_owned());
    Benchmark { id: assumed.id, note, ..Benchmark::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    #[test]
    fn a_control_set_without_numbers_is_of_no_assumed_benchmark() {
        let numbered = Check { number: "3.1.1".parse().ok(), ..Check::new(Status::Pass) };
        let bare = [Check { rule: Some("V-242381".into()), ..Check::new(Status::Pass) }];
        assert_eq!(unless_numberless(benchmark(""), &bare).title, None);
        assert!(unless_numberless(benchmark(""), &[numbered]).title.is_some());
        assert!(unless_numberless(benchmark("eks-1.8.0"), &bare).title.is_some(), "a stated one stays");
    }

    #[test]
    fn the_benchmark_is_read_from_the_short_name() {
        assert_eq!(benchmark("eks-1.8.0").to_string(), "CIS Amazon EKS Benchmark v1.8.0");
        assert_eq!(benchmark("cis-1.9").to_string(), "CIS Kubernetes Benchmark v1.9");
        assert!(benchmark("1.15").note.is_some());
        assert_eq!(benchmark("eks-stig-kubernetes-v1r6").title, None);
        assert_eq!(benchmark("").established, Established::Assumed);
    }
}
