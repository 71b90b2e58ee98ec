//! Standard error: what a scan, a file's name or a registry says never becomes a command of the terminal or of
//! a build server, nor a line of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use amicis::diag::is_hostile;

/// Texts that would do harm where they are printed as they are.
const PAYLOADS: [&str; 7] = [
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "a\r\n::error file=x::y\n::set-output name=a::b",
    "\u{202e}evil\u{202c}\u{2066}x\u{2069}",
    "\u{61c}x\u{200e}y\u{200f}z\u{200b}",
    "a\u{2028}b\u{2029}c\u{85}d\u{9b}31m",
    "\u{e0001}\u{e0041}\u{e007f}",
    "##vso[task.setvariable variable=x]y\n##[error]z",
];

/// A scan in which every field that a message can name holds the text.
fn scan(text: &str, number: &str) -> String {
    let check = |status: &str, number: &str| {
        serde_json::json!({
            "number": number, "title": text, "rule": text, "status": status, "raw_status": text,
            "evidence": {"items": [text, format!("{text} AKIAIOSFODNN7EXAMPLE")]},
        })
    };
    serde_json::json!({
        "format": "amicis/1",
        "tool": {"name": text, "version": text},
        "benchmark": {"title": text, "version": "1.0.0"},
        "profile": {"id": text, "title": text, "level": 1},
        "target": {"hostname": text, "ami_name": text, "os": text},
        "run": text,
        "coverage": "full",
        "checks": [check("fail", number), check("pass", "1.2"), check("error", "1.3")],
    })
    .to_string()
}

fn registry(text: &str) -> String {
    let text = toml::Value::String(text.to_owned());
    format!(
        "schema = 1\n[[exception]]\nid = \"one\"\nbenchmark = {text}\nversion = \"1.0.0\"\nrules = [\"1.1\"]\n\
         title = {text}\nreason = {text}\nowner = {text}\nunknown = {text}\n"
    )
}

#[test]
fn no_text_of_others_becomes_a_command_or_a_line() {
    for (index, text) in PAYLOADS.into_iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        // Names of files are texts of others as well, where the system has such names.
        let named = format!("{}.json", text.replace(['/', '\n', '\r'], " "));
        let named = if fs::write(at(&named), scan(text, "1.1")).is_ok() { at(&named) } else { at("old.json") };
        for (name, content) in [
            ("old.json", scan(text, "1.1")),
            ("new.json", scan(&format!("{text} "), "1.4")),
            ("exceptions.toml", registry(text)),
            ("sane.toml", "schema = 1\n".to_owned()),
            ("broken.json", format!("{{\"format\": \"amicis/1\", {text}")),
            ("table.csv", format!("number,status,title\n1.1,{text},x\n")),
        ] {
            fs::write(at(name), content).expect("written");
        }
        fs::create_dir(at("scans")).expect("a folder");
        fs::write(at("scans/a.json"), scan(text, "1.1")).expect("written");
        fs::write(at("scans/b.json"), format!("{{\"format\": \"amicis/1\", {text}")).expect("written");
        let (old, new, sane) = (at("old.json"), at("new.json"), at("sane.toml"));
        let bundle = at("bundle");
        let commands: [&[&str]; 12] = [
            &["show", &named, "--verbose"],
            &["show", &named, "--number", text],
            &["exceptions", &old, "-r", &at("exceptions.toml")],
            &["registry", "lint", &old, "-r", &at("exceptions.toml")],
            &["check", &old, "-r", &sane, "--verbose"],
            &["check", &at("scans"), "-r", &sane],
            &["diff", &old, &new, "-r", &sane],
            &["convert", &at("broken.json"), &at("table.csv")],
            &["history", &old, &new, "--benchmark", text],
            &["release", &old, "-r", &sane, "-o", &bundle],
            &["verify", &named],
            &["triage", &named, "-r", text],
        ];
        let mut said = 0;
        for arguments in commands {
            let output = Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("the program runs");
            let error = String::from_utf8(output.stderr).expect("UTF-8");
            said += usize::from(!error.is_empty());
            harmless(&error, &format!("payload {index}: {}", arguments[0]));
        }
        assert!(said > 6, "payload {index}: nearly nothing was said, so nearly nothing was tried");
        assert!(Path::new(&bundle).exists(), "payload {index}: no bundle");
    }
}

fn harmless(error: &str, what: &str) {
    let found = error.chars().find(|c| is_hostile(*c) && *c != '\n');
    assert_eq!(found, None, "{what}: {error:?}");
    for line in error.lines() {
        let start = line.trim_start();
        assert!(!start.starts_with("::") && !start.starts_with("##"), "{what}: {line}");
    }
}
