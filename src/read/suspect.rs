//! Files that no format reads and that look like a scan all the same: cut, damaged, or in a form that is not
//! known. A file of other things in a folder of scans is only named.

use super::{Head, Shape};

/// Ends of names that data has; a picture, a page, a note or a scanner's own log has others.
const DATA: [&str; 12] =
    [".xml", ".arf", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".tar", ".tgz", ".ckl", ".nessus"];

/// Words in the names of scans' files.
const WORDS: [&str; 24] = [
    "scan",
    "result",
    "finding",
    "report",
    "audit",
    "xccdf",
    "arf",
    "oval",
    "oscap",
    "openscap",
    "ciscat",
    "cis-cat",
    "cis_",
    "cis-",
    "lbk",
    "inspec",
    "inspector",
    "goss",
    "kube-bench",
    "kubebench",
    "wazuh",
    "sca",
    "hardening",
    "benchmark",
];

/// Roots of scanners' documents, in lower case and without their namespace.
const ROOTS: [&str; 6] =
    ["benchmark", "testresult", "asset-report-collection", "data-stream-collection", "rule-result", "testsuites"];

/// Keys that results have, in lower case; two of them make a JSON text suspicious.
const KEYS: [&str; 10] = [
    "\"status\"",
    "\"result\"",
    "\"results\"",
    "\"rule\"",
    "\"rules\"",
    "\"checks\"",
    "\"controls\"",
    "\"findings\"",
    "\"benchmark\"",
    "\"profile\"",
];

/// Why a file that no format reads looks like a scan; `None` for a file of other things.
pub fn looks_like_a_scan(name: &str, head: Option<&Head>) -> Option<&'static str> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim_start_matches('.').to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let data = DATA.iter().any(|end| name.ends_with(end));
    if data && WORDS.iter().any(|word| name.contains(word)) {
        return Some("its name is that of a scan");
    }
    let head = head?;
    let text = head.text.get(..4096.min(head.text.len())).unwrap_or(&head.text).to_lowercase();
    let begins = match &head.shape {
        Shape::Xml(xml) => ROOTS.contains(&xml.root.to_lowercase().as_str()),
        // Cut inside its first element, or not well formed.
        Shape::Text if text.trim_start().starts_with("<?xml") => true,
        Shape::Text if text.trim_start().starts_with('<') => ROOTS.iter().any(|root| text.contains(root)),
        Shape::Json(_) | Shape::Text => KEYS.iter().filter(|key| text.contains(**key)).count() >= 2,
    };
    begins.then_some("it begins as a scan does")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::new(text, true, false, "UTF-8", false)
    }

    #[test]
    fn a_file_named_or_beginning_as_a_scan_is_told_from_other_files() {
        for (name, text) in [
            ("results.xml", "Internal Server Error"),
            ("b/RESULTS.XML", ""),
            ("oscap-arf.xml.gz", ""),
            ("x", "<?xml version=\"1.0\"?><Bench"),
            ("x.dat", "<Benchmark xmlns=\"u\">"),
            ("x.dat", "{\"status\": 1, \"rule\": 2, "),
        ] {
            assert!(looks_like_a_scan(name, Some(&head(text))).is_some(), "{name} {text}");
        }
        for (name, text) in [
            ("README.md", "# The scan results"),
            ("logo.png", ""),
            ("report.html", "<html><body>results</body></html>"),
            ("notes.txt", "call Bob"),
            ("package.json", "{\"name\": \"x\"}"),
        ] {
            assert_eq!(looks_like_a_scan(name, Some(&head(text))), None, "{name}");
        }
    }
}
