//! Files that no format reads and that look like a scan all the same: cut, damaged, or in a form that is not
//! known. A file of other things in a folder of scans is only named.

use serde::de::IgnoredAny;

use super::{Head, ReadError, ReadErrorKind, Shape};

/// Ends of names that data has; a picture, a page, a note or a scanner's own log has others.
const DATA: [&str; 13] =
    [".xml", ".arf", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".tar", ".tgz", ".ckl", ".cklb", ".nessus"];
const JSON: [&str; 4] = [".json", ".jsonl", ".ndjson", ".cklb"];
const XML: [&str; 4] = [".xml", ".arf", ".ckl", ".nessus"];

/// Ends of names that the printed output of a tool has; a builder's own log has them, too.
const PRINTED: [&str; 4] = [".log", ".txt", ".text", ".out"];

/// Ends that packers put behind a name.
const PACKED: [&str; 4] = [".gz", ".bz2", ".xz", ".zst"];

/// Keys of an answer that tells of an error.
const ERRORS: [&str; 5] = ["message", "error", "errors", "errormessage", "fault"];

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
    let name = stem(name);
    if ends(&name, &DATA) && WORDS.iter().any(|word| name.contains(word)) {
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

/// Whether a file is named as data or a tool's output is.
pub fn is_named_as_data(name: &str) -> bool {
    let name = stem(name);
    ends(&name, &DATA) || ends(&name, &PRINTED)
}

/// Why a file that is named as data holds what no such file does: nothing, bytes, an error page, or data cut off
/// or damaged. `None` for sound data of other things.
pub(crate) fn damaged_data(error: &ReadError, head: Option<&Head>) -> Option<&'static str> {
    if !is_named_as_data(&error.path) {
        return None;
    }
    let name = stem(&error.path);
    if matches!(error.kind, ReadErrorKind::Empty | ReadErrorKind::Binary(_)) {
        return Some("by its name it is data or a tool's output");
    }
    let head = head?;
    let text = head.text.trim();
    let page = text.get(..text.len().min(200)).unwrap_or(text).to_lowercase();
    if page.starts_with("<!doctype html") || page.starts_with("<html") {
        return Some("a page stands where its name says data or a tool's output");
    }
    let other = match head.shape {
        Shape::Json(_) => ends(&name, &XML),
        Shape::Xml(_) => ends(&name, &JSON) || ends(&name, &[".csv"]),
        Shape::Text => ends(&name, &XML) || ends(&name, &JSON),
    };
    if other {
        return Some("by its name it is data of another form");
    }
    match &head.shape {
        Shape::Json(json) => {
            let keys = json.paths().filter(|(path, _)| !path.is_empty() && !path.contains('/'));
            let (mut count, mut error) = (0, false);
            keys.for_each(|(key, _)| (count, error) = (count + 1, error || ERRORS.contains(&key)));
            let tells = error && count <= 6;
            let empty = matches!(text, "{}" | "[]");
            let damaged = head.whole && !is_sound(text);
            (tells || empty || damaged).then_some("it is empty, cut off, or tells of an error")
        }
        Shape::Xml(_) => (head.whole && !text.ends_with('>')).then_some("it is cut off"),
        Shape::Text => None,
    }
}

/// Whether a text is JSON documents to its end.
fn is_sound(text: &str) -> bool {
    serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().all(|document| document.is_ok())
}

fn ends(name: &str, with: &[&str]) -> bool {
    with.iter().any(|end| name.ends_with(end))
}

/// A file's own name in lower case, without what a packer puts behind it.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).trim_start_matches('.').to_lowercase();
    PACKED.iter().find_map(|end| name.strip_suffix(end)).map_or_else(|| name.clone(), str::to_owned)
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
    #[test]
    fn data_that_is_none_is_told_from_sound_data_of_other_things() {
        let error = |name: &str, kind| ReadError { path: format!("f/{name}"), ..ReadError::new(kind) };
        let none = || ReadErrorKind::Unrecognised(String::new());
        for name in ["a.json", "a.xml", "a.csv", "a.log", "a.jsonl.bz2", "a.TXT"] {
            assert!(damaged_data(&error(name, ReadErrorKind::Empty), None).is_some(), "{name}");
        }
        for name in ["logo.png", "a", "core", "Makefile", "image.xz"] {
            assert!(damaged_data(&error(name, ReadErrorKind::Empty), None).is_none(), "{name}");
        }
        for (name, text) in [
            ("a.json", "<html><body>403</body></html>"),
            ("a.log", "<!DOCTYPE html>\n<html>"),
            ("a.json", "{\"message\":\"Too many requests\"}"),
            ("a.json", "{"),
            ("a.json", "{\"name\": \"x"),
            ("a.json", "Internal Server Error"),
            ("a.json", "{}"),
            ("a.xml", "<project><na"),
            ("a.xml", "{\"a\": 1}"),
            ("a.csv", "<error/>"),
        ] {
            assert!(damaged_data(&error(name, none()), Some(&head(text))).is_some(), "{name} {text}");
        }
        for (name, text) in [
            ("package.json", "{\"name\": \"x\"}"),
            ("pom.xml", "<project></project>"),
            ("notes.txt", "call Bob"),
            ("people.csv", "name,age\nBob,3\n"),
            ("report.html", "<html></html>"),
            ("list.jsonl", "{\"a\": 1}\n{\"a\": 2}\n"),
        ] {
            assert_eq!(damaged_data(&error(name, none()), Some(&head(text))), None, "{name} {text}");
        }
    }
}
