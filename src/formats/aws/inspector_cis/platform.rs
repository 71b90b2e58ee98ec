//! The `platform` of an Amazon Inspector CIS check → the benchmark that is most likely meant.

use crate::model::{Benchmark, Established};

/// Folded platforms (letters and digits) and the benchmark's title. The field's values are not
/// documented, so several spellings of one platform are listed.
const PLATFORMS: &[(&str, &str)] = &[
    ("amazonlinux2", "CIS Amazon Linux 2 Benchmark"),
    ("amazonlinux2023", "CIS Amazon Linux 2023 Benchmark"),
    ("al2023", "CIS Amazon Linux 2023 Benchmark"),
    ("ubuntu1804", "CIS Ubuntu Linux 18.04 LTS Benchmark"),
    ("ubuntu2004", "CIS Ubuntu Linux 20.04 LTS Benchmark"),
    ("ubuntu2204", "CIS Ubuntu Linux 22.04 LTS Benchmark"),
    ("ubuntu2404", "CIS Ubuntu Linux 24.04 LTS Benchmark"),
    ("rhel7", "CIS Red Hat Enterprise Linux 7 Benchmark"),
    ("rhel8", "CIS Red Hat Enterprise Linux 8 Benchmark"),
    ("rhel9", "CIS Red Hat Enterprise Linux 9 Benchmark"),
    ("centos7", "CIS CentOS Linux 7 Benchmark"),
    ("debian11", "CIS Debian Linux 11 Benchmark"),
    ("debian12", "CIS Debian Linux 12 Benchmark"),
    ("rockylinux8", "CIS Rocky Linux 8 Benchmark"),
    ("rockylinux9", "CIS Rocky Linux 9 Benchmark"),
    ("oraclelinux8", "CIS Oracle Linux 8 Benchmark"),
    ("oraclelinux9", "CIS Oracle Linux 9 Benchmark"),
    ("windowsserver2016", "CIS Microsoft Windows Server 2016 Benchmark"),
    ("windowsserver2019", "CIS Microsoft Windows Server 2019 Benchmark"),
    ("windowsserver2022", "CIS Microsoft Windows Server 2022 Benchmark"),
];

/// Amazon Inspector names neither benchmark nor version; the platform is all there is.
pub(super) fn benchmark(platform: Option<&str>) -> Benchmark {
    let Some(platform) = platform else {
        let note = "Amazon Inspector names no benchmark, and the records have no platform; give --benchmark";
        return Benchmark { note: Some(note.to_owned()), ..Benchmark::default() };
    };
    let folded: String = platform.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let folded = folded.replace("redhatenterpriselinux", "rhel").replace("redhat", "rhel").replace("linuxlts", "");
    let title = PLATFORMS.iter().find(|(name, _)| *name == folded).map(|(_, title)| (*title).to_owned());
    let (established, note) = match title {
        Some(_) => (
            Established::Assumed,
            format!(
                "assumed from the platform {platform}: Amazon Inspector names neither benchmark nor version; give --benchmark"
            ),
        ),
        None => (
            Established::Unknown,
            format!(
                "Amazon Inspector names no benchmark, and the platform {platform} is not known here; give --benchmark"
            ),
        ),
    };
    Benchmark { title, established, note: Some(note), ..Benchmark::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_platform_is_an_assumption_and_an_unknown_one_is_said() {
        let known = benchmark(Some("AMAZON_LINUX_2023"));
        assert_eq!(known.title.as_deref(), Some("CIS Amazon Linux 2023 Benchmark"));
        assert_eq!((known.established, known.version), (Established::Assumed, None));
        assert_eq!(benchmark(Some("RED_HAT_9")).title.as_deref(), Some("CIS Red Hat Enterprise Linux 9 Benchmark"));
        assert!(benchmark(Some("BEOS_5")).note.is_some_and(|note| note.contains("BEOS_5")));
        assert_eq!(benchmark(None).established, Established::Unknown);
    }
}
