//! Answers of the AWS CLI as YAML are read as their JSON is, and doubted where YAML cannot tell what JSON can.
//!
//! The files in `tests/data/aws-yaml/` are samples, written as the CLI writes YAML: by ruamel.yaml in its safe form.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

use amicis::load::{Loaded, Loader};
use amicis::model::DoubtCode;
use amicis::read::{Input, ReadError};

const PAIRS: [(&str, &str); 6] = [
    ("asff/inspector-classic/input.json", "get-findings.yaml"),
    ("asff/kube-bench/input.json", "kube-bench.yaml"),
    ("inspector-classic/wrapper/input.json", "describe-findings.yaml"),
    ("inspector-classic/failed-items/input.json", "failed-items.yaml"),
    ("inspector-cis/aggregated-by-checks/input.json", "list-by-checks.yaml"),
    // A page a document as JSON, an item a page in a stream of YAML.
    ("inspector-cis/details-pages/input.jsonl", "details-stream.yaml"),
];

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file")
}

fn read(text: &str) -> Result<Loaded, ReadError> {
    Loader::default().load_inputs(&[Input::from_bytes("answer", text)])
}

#[test]
fn yaml_and_json_of_one_answer_are_the_same_scans() {
    for (json, yaml) in PAIRS {
        let one = read(&text(&format!("samples/formats/{json}"))).expect(json).scans;
        let mut other = read(&text(&format!("tests/data/aws-yaml/{yaml}"))).expect(yaml).scans;
        assert!(!one.is_empty() && other.iter().all(|scan| scan.is_doubted(DoubtCode::NoEnd)), "{yaml}");
        for scan in &mut other {
            scan.doubts.retain(|doubt| doubt.code != DoubtCode::NoEnd);
        }
        assert_eq!(one, other, "{yaml}");
    }
}

#[test]
fn an_answer_that_is_cut_inside_a_line_is_doubted_or_refused() {
    let whole = text("tests/data/aws-yaml/get-findings.yaml");
    let ends: Vec<usize> = whole.char_indices().map(|(at, _)| at).filter(|at| *at > 200).step_by(23).collect();
    for end in ends {
        let cut = whole.get(..end).expect("a boundary");
        if let Ok(loaded) = read(cut) {
            let doubted = |code| loaded.scans.iter().all(|scan| scan.is_doubted(code));
            assert!(doubted(DoubtCode::NoEnd), "{end}");
            assert!(cut.ends_with('\n') || doubted(DoubtCode::ResultsDiffer), "{end}");
        }
    }
}

#[test]
fn an_empty_answer_and_one_that_refers_to_itself_are_refused() {
    let empty = read("findings: []\n").expect_err("nothing");
    assert!(empty.to_string().contains("empty answer"), "{empty}");
    let bomb = "Findings:\n- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n";
    let error = read(bomb).expect_err("anchors");
    assert!(error.to_string().contains("answer:1:") || error.position.is_some(), "{error}");
    assert!(error.help.is_some_and(|help| help.contains("--output json")));
}
