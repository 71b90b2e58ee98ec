//! The page's own code on this machine: what it answers is what the program prints.

use serde_json::{Value, json};

use crate::samples::{self, DAY, REGISTRY, error_of, program, root};
use crate::session::Session;

/// A session with files, as the page would send them.
pub(crate) struct Dropped {
    session: Session,
}

impl Dropped {
    pub(crate) fn new() -> Self {
        Self { session: Session::default() }
    }

    pub(crate) fn ask(&mut self, question: &Value, file: &[u8]) -> (Value, Vec<u8>) {
        let reply = self.session.ask(question.to_string().as_bytes(), file.to_vec(), |_| {});
        (serde_json::from_str(&reply.answer).expect("JSON"), reply.attached)
    }

    fn add(&mut self, id: &str, path: &str, name: &str, folder: bool, bytes: &[u8]) {
        let question = json!({"do": "add", "id": id, "path": path, "name": name, "folder": folder});
        let (answer, _) = self.ask(&question, bytes);
        assert!(answer.get("ok").is_some(), "{answer}");
    }

    /// Drops a file of the project, under its path.
    fn drop_file(&mut self, id: &str, path: &str) {
        let bytes = std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.add(id, path, path, false, &bytes);
    }

    /// Drops everything below a folder, under a name.
    fn drop_folder(&mut self, id: &str, folder: &std::path::Path, name: &str) {
        for file in amicis::host::files_below(folder).expect("a folder") {
            let within = file.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            self.add(id, &format!("{name}/{within}"), name, true, &std::fs::read(&file).expect("a file"));
        }
    }

    fn read(&mut self, id: &str) -> Value {
        self.ask(&json!({"do": "read", "id": id}), &[]).0["ok"].clone()
    }

    /// The text that a view makes, or the error.
    fn make(&mut self, question: &Value) -> Result<String, Value> {
        self.make_bytes(question).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    /// The file that a view makes, or the error.
    fn make_bytes(&mut self, question: &Value) -> Result<Vec<u8>, Value> {
        let (answer, attached) = self.ask(question, &[]);
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(attached),
        }
    }
}

fn question(view: &str, to: &str, more: &Value) -> Value {
    let mut question = json!({"do": "make", "view": view, "to": to, "scans": ["1"], "registry": ["r"], "today": DAY});
    let more = more.as_object().expect("an object").clone();
    question.as_object_mut().expect("an object").extend(more);
    question
}

fn printed(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(
        output.status.code() < Some(2) || !output.stdout.is_empty(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn every_sample_gives_what_the_program_prints() {
    let mut broken = 0;
    let scans = samples::scans();
    for path in &scans {
        let mut dropped = Dropped::new();
        dropped.drop_file("1", path);
        dropped.drop_file("r", REGISTRY);
        let output = program(&["assess", path, "-r", REGISTRY, "--as-of", DAY]);
        let made = dropped.make(&question("assessment", "json", &json!({})));
        if output.status.success() {
            assert_eq!(made.as_deref(), Ok(&*String::from_utf8_lossy(&output.stdout)), "{path}");
            let exceptions = program(&["exceptions", path, "-r", REGISTRY, "--as-of", DAY, "--to", "json"]);
            let made = dropped.make(&question("exceptions", "json", &json!({})));
            match made {
                Ok(made) => assert_eq!(made, String::from_utf8_lossy(&exceptions.stdout), "{path}"),
                Err(error) => assert_eq!(error["message"], error_of(&exceptions).0, "{path}"),
            }
        } else {
            broken += 1;
            let (message, help) = error_of(&output);
            let error = made.expect_err(path);
            assert_eq!(
                (&error["message"], error.get("help")),
                (&json!(message), help.map(|help| json!(help)).as_ref()),
                "{path}"
            );
            let item = dropped.read("1");
            assert_eq!(item["said"][0]["text"], json!(message), "{path}: {item}");
        }
    }
    assert!(broken > 10 && broken < scans.len() / 2, "{broken} of {} samples are broken", scans.len());
}

#[test]
fn every_output_of_every_view_gives_the_programs_bytes() {
    let [old, new] = ["samples/workshop/release-1/cis-cat.xml", "samples/workshop/release-2/cis-cat.xml"];
    let mut dropped = Dropped::new();
    dropped.drop_file("1", new);
    dropped.drop_file("0", old);
    dropped.drop_file("r", REGISTRY);
    let (about, _) = dropped.ask(&json!({"do": "about"}), &[]);
    let sides = json!({"baseline": ["0"]});
    let mut made = 0;
    for view in about["ok"]["views"].as_array().expect("views") {
        let view_name = view["view"].as_str().expect("a name");
        for output in view["outputs"].as_array().expect("outputs") {
            let to = output["id"].as_str().expect("an id");
            let day = ["-r", REGISTRY, "--as-of", DAY, "--to", to];
            let with = ["--baseline", old];
            let (arguments, more) = match view_name {
                "exceptions" => ([&["exceptions", new][..], &day].concat(), &json!({})),
                "report" => ([&["report", new][..], &with, &day].concat(), &sides),
                "diff" => ([&["diff", old, new][..], &day].concat(), &sides),
                "history" => (vec!["history", old, new, "-r", REGISTRY, "--to", to], &sides),
                "gate" | "findings" => ([&["check", new][..], &with, &day].concat(), &sides),
                "assessment" => ([&["assess", new][..], &with, &day].concat(), &sides),
                "scans" => (vec!["convert", new, "--to", to], &json!({})),
                other => panic!("no command makes {other}"),
            };
            if to == "xlsx" {
                // A workbook is no text, so the program writes it to a file alone.
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("book.xlsx");
                let output = program(&[&arguments[..], &["-o", &file.to_string_lossy()]].concat());
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                let book = dropped.make_bytes(&question(view_name, to, more)).expect(to);
                assert!(book == std::fs::read(&file).expect("a workbook"), "{view_name} {to}: other bytes");
                made += 1;
                continue;
            }
            let text = dropped.make(&question(view_name, to, more));
            let output = program(&arguments);
            if output.stdout.is_empty() {
                let (message, _) = error_of(&output);
                let error = text.expect_err(to);
                assert_eq!(error["message"], message, "{view_name} {to}");
            } else {
                let mut wanted = String::from_utf8(output.stdout).expect("UTF-8");
                // The folder that the program ran in is no part of what a page knows.
                if to == "sarif" {
                    wanted = wanted.replace(&*root().to_string_lossy(), "");
                }
                assert_eq!(text.expect(to), wanted, "{view_name} {to}");
                made += 1;
            }
        }
    }
    assert!(made > 25, "{made} outputs were made");
}

#[test]
fn what_was_dropped_is_recognised() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = samples::bundle(folder.path());
    let mut dropped = Dropped::new();
    dropped.drop_folder("b", &bundle, "release-1");
    dropped.drop_file("s", "samples/workshop/release-2/openscap.xml");
    dropped.drop_file("r", REGISTRY);
    dropped.drop_file("x", "samples/bad/registry-misspelt-key.toml");
    dropped.add("i", "hosts.csv", "hosts.csv", false, b"instance_id,tag:role\ni-0123456789abcdef0,node\n");
    dropped.add("z", "scans.zip", "scans.zip", false, b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00");
    let kinds = ["b", "s", "r", "x", "i", "z"].map(|id| dropped.read(id)["kind"].clone());
    assert_eq!(kinds, ["bundle", "scan", "registry", "broken", "inventory", "broken"]);
    let scan = &dropped.read("s")["scans"][0];
    assert_eq!((&scan["format"], &scan["tool"]), (&json!("xccdf"), &json!("openscap 1.3.10")), "{scan}");
    let shown = dropped.read("x")["shown"].as_str().expect("the line").to_owned();
    assert!(shown.contains("-->") && shown.contains("help: "), "{shown}");
    let packed = dropped.read("z")["said"].to_string();
    assert!(packed.contains("unpack it"), "{packed}");
}

#[test]
fn a_bundle_is_verified_and_serves_as_baseline() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = samples::bundle(folder.path());
    let shown = bundle.to_string_lossy().into_owned();
    let mut dropped = Dropped::new();
    dropped.drop_folder("b", &bundle, &shown);
    let verify = |dropped: &mut Dropped, digest: &str| {
        dropped.ask(&json!({"do": "verify", "id": "b", "digest": digest}), &[]).0["ok"].clone()
    };
    let found = verify(&mut dropped, "");
    assert_eq!(format!("{}\n", found["said"].as_str().expect("a line")), printed(&["verify", &shown]));
    assert!(found["whole"] == true && found["steps"].as_array().is_some_and(|steps| steps.len() == 3), "{found}");
    let other = verify(&mut dropped, &"0".repeat(64));
    assert!(other["whole"] == false && other["steps"][0]["state"] == "fails", "{other}");
    let (bad, _) = dropped.ask(&json!({"do": "verify", "id": "b", "digest": "12"}), &[]);
    assert!(bad["error"]["message"].as_str().is_some_and(|text| text.contains("64 hexadecimal digits")), "{bad}");

    dropped.drop_file("1", "samples/workshop/release-2/cis-cat.xml");
    dropped.drop_file("r", REGISTRY);
    let diff = dropped.make(&question("diff", "json", &json!({"baseline": ["b"], "as_of": DAY})));
    let new = "samples/workshop/release-2/cis-cat.xml";
    assert_eq!(diff.expect("a diff"), printed(&["diff", &shown, new, "-r", REGISTRY, "--as-of", DAY, "--to", "json"]));

    // Every file counts, and what does not belong there is seen.
    for (name, change) in
        [("results.json", "fails"), ("exceptions.md", "fails"), ("more.txt", "fails"), (".hidden", "fails")]
    {
        let mut dropped = Dropped::new();
        dropped.drop_folder("b", &bundle, &shown);
        let mut changed = Dropped::new();
        for file in amicis::host::files_below(&bundle).expect("files") {
            let file_name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let mut bytes = std::fs::read(&file).expect("a file");
            if file_name == name {
                bytes.push(b'\n');
            }
            changed.add("b", &format!("{shown}/{file_name}"), &shown, true, &bytes);
        }
        if !bundle.join(name).exists() {
            changed.add("b", &format!("{shown}/{name}"), &shown, true, b"");
        }
        let found = verify(&mut changed, "");
        assert!(found["whole"] == false && found["steps"][0]["state"] == change, "{name}: {found}");
        assert!(found["help"].is_string(), "{found}");
        assert_eq!(verify(&mut dropped, "")["whole"], true);
    }
}

#[test]
fn a_question_that_is_none_is_an_error() {
    let mut session = Session::default();
    for question in ["", "{}", "{\"do\": \"format-the-disk\"}", "{\"do\": \"read\", \"id\": \"9\"}"] {
        let reply = session.ask(question.as_bytes(), Vec::new(), |_| {});
        assert!(reply.answer.starts_with("{\"error\":"), "{}", reply.answer);
    }
    let mut dropped = Dropped::new();
    let error = dropped.make(&question("exceptions", "json", &json!({"scans": []}))).expect_err("no scan");
    assert!(error["help"].is_string(), "{error}");
    dropped.drop_file("1", "samples/workshop/release-2/cis-cat.xml");
    for (view, to) in [("exceptions", "hdf"), ("show", "json"), ("diff", "json")] {
        assert!(dropped.make(&question(view, to, &json!({"registry": []}))).is_err(), "{view} {to}");
    }
    let early = json!({"baseline": ["1"], "registry": [], "as_of": "2026-01-01"});
    assert!(dropped.make(&question("diff", "json", &early)).is_ok());
}
