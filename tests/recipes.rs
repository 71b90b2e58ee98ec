//! The book's scripts and the composite action do what the pages say: with an `aws` of our own that
//! answers in pages, and with the real `amicis`.

#![cfg(unix)]
#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCAN: &str = "arn:aws:inspector2:eu-central-1:111122223333:owner/111122223333/cis-scan/0a1b";

/// Answers as `aws inspector2` does: two instances, and two pages for the first of them.
const AWS: &str = r#"#!/usr/bin/env bash
set -euo pipefail
arn=arn:aws:inspector2:eu-central-1:111122223333:owner/111122223333/cis-scan/0a1b
check() {
  printf '{"scanArn":"%s","accountId":"111122223333","targetResourceId":"%s","platform":"AMAZON_LINUX_2"' "$arn" "$1"
  printf ',"checkId":"%s","title":"%s","status":"%s","level":"LEVEL_1"}' "$2" "$3" "$4"
}
echo "$*" >>"$AWS_CALLS"
case "$*" in
  *create-cis-scan-configuration*) echo '{"scanConfigurationArn":"arn:aws:inspector2:eu-central-1:111122223333:owner/111122223333/cis-configuration/9"}' ;;
  *list-cis-scans*) printf '{"scans":[{"scanArn":"%s","scanConfigurationArn":"c","status":"COMPLETED","scanDate":"2026-05-05T10:00:00Z","totalChecks":%s,"failedChecks":1,"securityLevel":"LEVEL_1"}]}\n' "$arn" "${TOTAL:-3}" ;;
  *by-target-resource*)
    printf '{"targetResourceAggregations":['
    printf '{"scanArn":"%s","accountId":"111122223333","targetResourceId":"i-1","targetStatus":"COMPLETED","statusCounts":{"passed":1,"failed":1,"skipped":0}},' "$arn"
    printf '{"scanArn":"%s","accountId":"111122223333","targetResourceId":"i-2","targetStatus":"COMPLETED","statusCounts":{"passed":1,"failed":0,"skipped":0}}]}\n' "$arn"
    ;;
  *"--target-resource-id i-1"*"--next-token two"*) printf '{"scanResultDetails":[%s]}\n' "$(check i-1 3.2.1 'Ensure IP forwarding is disabled' FAILED)" ;;
  *"--target-resource-id i-1"*) printf '{"scanResultDetails":[%s],"nextToken":"two"}\n' "$(check i-1 1.1.1.1 'Ensure mounting of cramfs filesystems is disabled' PASSED)" ;;
  *"--target-resource-id i-2"*) [[ -z ${FAIL:-} ]] && printf '{"scanResultDetails":[%s]}\n' "$(check i-2 3.2.1 'Ensure IP forwarding is disabled' PASSED)" ;;
  *) echo "an unexpected call: $*" >&2 && exit 252 ;;
esac
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with an `aws` in it, or nothing where the scripts cannot run.
fn workshop() -> Option<tempfile::TempDir> {
    if Command::new("jq").arg("--version").output().is_err() {
        eprintln!("skipped: jq is not installed, so the scripts that call AWS were not run");
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let aws = folder.path().join("aws");
    std::fs::write(&aws, AWS).expect("a file");
    std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).expect("an executable");
    Some(folder)
}

fn path_with(first: &Path) -> String {
    let amicis = PathBuf::from(env!("CARGO_BIN_EXE_amicis"));
    let beside = amicis.parent().expect("a folder").display();
    format!("{}:{beside}:{}", first.display(), std::env::var("PATH").unwrap_or_default())
}

fn run(script: &str, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Output {
    Command::new("bash")
        .arg(root().join(script))
        .args(arguments)
        .current_dir(folder)
        .env("PATH", path_with(folder))
        .env("AWS_CALLS", folder.join("calls"))
        .envs(variables.iter().copied())
        .output()
        .expect("bash runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_page_of_every_instance_is_fetched_and_read() {
    let Some(folder) = workshop() else { return };
    let output = run("book/src/recipes/inspector-cis.sh", &[SCAN, "inspector"], folder.path(), &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let calls = std::fs::read_to_string(folder.path().join("calls")).expect("calls");
    assert_eq!(calls.matches("get-cis-scan-result-details").count(), 3, "{calls}");
    let shown = Command::new(env!("CARGO_BIN_EXE_amicis"))
        .args(["convert", "inspector", "--to", "csv"])
        .current_dir(folder.path())
        .output()
        .expect("amicis runs");
    let rows = text(&shown.stdout);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert_eq!(rows.lines().filter(|row| row.contains("i-1") || row.contains("i-2")).count(), 3, "{rows}");
}

#[test]
fn a_call_that_fails_ends_the_fetching() {
    let Some(folder) = workshop() else { return };
    let output = run("book/src/recipes/inspector-cis.sh", &[SCAN, "inspector"], folder.path(), &[("FAIL", "1")]);
    assert!(!output.status.success(), "half a scan was taken for a whole one");
}

#[test]
fn older_results_are_not_mixed_with_new_ones() {
    let Some(folder) = workshop() else { return };
    std::fs::create_dir(folder.path().join("inspector")).expect("a folder");
    std::fs::write(folder.path().join("inspector/old.json"), "{}").expect("a file");
    let output = run("book/src/recipes/inspector-cis.sh", &[SCAN, "inspector"], folder.path(), &[]);
    assert!(!output.status.success() && text(&output.stderr).contains("not empty"));
}

#[test]
fn a_started_scan_is_waited_for_and_named() {
    let Some(folder) = workshop() else { return };
    let arguments = ["eks-node", "2", "cis-scan", "eks-node-1.32"];
    let output = run("book/src/recipes/inspector-cis-start.sh", &arguments, folder.path(), &[("WAIT", "0")]);
    assert_eq!(text(&output.stdout).trim(), SCAN, "{}", text(&output.stderr));
}

#[test]
fn a_completed_scan_without_checks_did_not_run() {
    let Some(folder) = workshop() else { return };
    let arguments = ["eks-node", "2", "cis-scan", "eks-node-1.32"];
    let variables = [("WAIT", "0"), ("TOTAL", "0")];
    let output = run("book/src/recipes/inspector-cis-start.sh", &arguments, folder.path(), &variables);
    assert!(!output.status.success() && text(&output.stderr).contains("did not run"), "{}", text(&output.stderr));
}

#[test]
fn the_action_is_well_formed_and_its_inputs_reach_the_script() {
    let action = std::fs::read_to_string(root().join("action.yml")).expect("the action");
    let action: serde_json::Value = serde_saphyr::from_str(&action).expect("YAML");
    let script =
        |name: &str| std::fs::read_to_string(root().join(".github/actions").join(name)).expect("the script of a step");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    for step in steps {
        // What a user writes may not be put into the text of a command.
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
    }
    let mut given: Vec<String> = Vec::new();
    for step in steps {
        let run = step["run"].as_str().expect("a script");
        let name = run.rsplit('/').next().unwrap_or_default().trim_end_matches('"');
        let script = script(name);
        for (variable, value) in step["env"].as_object().expect("variables") {
            let used = script.contains(&format!("${variable}")) || script.contains(&format!("${{{variable}"));
            assert!(used, "{name} does not use {variable}");
            given.push(value.as_str().unwrap_or_default().to_owned());
        }
    }
    for input in action["inputs"].as_object().expect("inputs").keys() {
        assert!(given.contains(&format!("${{{{ inputs.{input} }}}}")), "no step is given {input}");
    }
    for output in action["outputs"].as_object().expect("outputs").keys() {
        assert!(script("release.sh").contains(&format!("echo \"{output}=")), "no script sets {output}");
    }
}

/// Runs the action in a folder with a registry and a baseline (or none); gives its output.
fn action(folder: &Path, registry: &str, baseline: &str, first: bool) -> Output {
    let scans = root().join("samples/workshop/release-2/cis-cat.xml").display().to_string();
    let at = |name: &str| folder.join(name).display().to_string();
    let (summary, outputs) = (at("summary"), at("outputs"));
    let variables = [
        ("SCANS", scans.as_str()),
        ("REGISTRY", registry),
        ("BASELINE", baseline),
        ("BUNDLE", "bundle"),
        ("BENCHMARK", ""),
        ("AMI_ID", "ami-0b62d1ffee5d6e7f8"),
        ("GATE", "true"),
        ("FIRST_RELEASE", if first { "true" } else { "false" }),
        ("RUNNER_TEMP", folder.to_str().expect("UTF-8")),
        ("GITHUB_STEP_SUMMARY", &summary),
        ("GITHUB_OUTPUT", &outputs),
    ];
    run(".github/actions/release.sh", &[], folder, &variables)
}

#[test]
fn the_action_comments_the_gate_and_the_diff_and_says_no() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = |file: &str| root().join("samples/workshop").join(file).display().to_string();
    let output = action(folder.path(), &samples("exceptions.toml"), &samples("release-1/cis-cat.xml"), false);
    assert_eq!(output.status.code(), Some(1), "{}{}", text(&output.stdout), text(&output.stderr));
    let comment = std::fs::read_to_string(folder.path().join("amicis-comment.md")).expect("a comment");
    assert!(comment.contains("5.3.10") && comment.contains("regressed"), "{comment}");
    let outputs = std::fs::read_to_string(folder.path().join("outputs")).expect("outputs");
    assert!(outputs.contains("verdict=1") && folder.path().join("bundle/report.html").is_file(), "{outputs}");
}

#[test]
fn the_actions_gate_sees_the_baseline_and_a_first_release_has_none() {
    let text_of = std::fs::read_to_string(root().join("samples/workshop/exceptions.toml")).expect("a registry");
    assert!(!text_of.contains("[gate]"));
    for (baseline, regression) in [("samples/workshop/release-1/cis-cat.xml", true), ("", false)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let registry = folder.path().join("exceptions.toml");
        std::fs::write(&registry, format!("{text_of}\n[gate]\nno-regression = true\n")).expect("written");
        let baseline = if baseline.is_empty() { String::new() } else { root().join(baseline).display().to_string() };
        let output = action(folder.path(), registry.to_str().expect("UTF-8"), &baseline, baseline.is_empty());
        assert_eq!(output.status.code(), Some(1), "{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(text(&output.stdout).contains("amicis%3A regression"), regression, "{}", text(&output.stdout));
        assert!(folder.path().join("bundle/report.html").is_file());
    }
}

#[test]
fn the_action_fails_without_a_baseline_unless_it_is_a_first_release() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = |file: &str| root().join("samples/workshop").join(file).display().to_string();
    for (baseline, first, part) in [
        ("", false, "there is no baseline (none was named)"),
        ("nowhere", false, "there is no baseline nowhere"),
        (samples("release-1/cis-cat.xml").as_str(), true, "take out first-release"),
    ] {
        let output = action(folder.path(), &samples("exceptions.toml"), baseline, first);
        let said = text(&output.stdout);
        assert!(output.status.code() == Some(2) && said.contains("::error::") && said.contains(part), "{said}");
        assert!(!said.contains("::notice::") && !folder.path().join("bundle").exists(), "{said}");
    }
}

/// Refuses what the real `gh release download` refuses: a download of the latest release without `--pattern` or
/// `--archive`, and one where there is no release.
const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
[[ "$1 $2" == "release download" ]] || { echo "unknown command: $*" >&2; exit 1; }
shift 2
tag='' pattern='' dir=.
while (($#)); do
  case "$1" in
    --pattern | -p | --archive | -A) pattern=$2; shift 2 ;;
    --dir | -D) dir=$2; shift 2 ;;
    -*) echo "unknown flag: $1" >&2; exit 1 ;;
    *) tag=$1; shift ;;
  esac
done
if [[ -z $tag && -z $pattern ]]; then
  echo "\`--pattern\` or \`--archive\` is required when downloading the latest release" >&2
  exit 1
fi
if [[ ! -d $RELEASED ]]; then echo "release not found" >&2; exit 1; fi
mkdir -p "$dir"
cp "$RELEASED"/* "$dir"/
"#;

/// Refuses what the real `packer` refuses: a build before its plugins are installed, a folder without templates, commands
/// and flags that do not exist. A build leaves what the recipe's template does: the scan, and the manifest of it.
const PACKER: &str = r#"#!/usr/bin/env bash
set -euo pipefail
command=$1; shift
[[ $# -eq 1 && $1 != -* ]] || { echo "This command requires one argument: the path to the template" >&2; exit 1; }
compgen -G "$1/*.pkr.hcl" >/dev/null || { echo "Error: Could not find any config file in $1" >&2; exit 1; }
case $command in
  init) touch .plugins ;;
  build)
    if [[ ! -e .plugins ]]; then
      echo "Error: Missing plugins. The following plugins are required, but not installed: run \"packer init\"" >&2
      exit 1
    fi
    mkdir -p scans && cp "$SCAN" scans/
    printf '{"builds": [%s, %s], "last_run_uuid": "x"}' \
      '{"name": "node", "artifact_id": "eu-central-1:ami-0000000000000000a"}' \
      '{"name": "node", "artifact_id": "eu-central-1:ami-0123456789abcdef0"}' >manifest.json ;;
  *) echo "Usage: packer [--version] [--help] <command> [<args>]" >&2; exit 127 ;;
esac
"#;

/// The last block of a language of a page that holds a text.
fn block_of(page: &str, language: &str, part: &str) -> String {
    let text = std::fs::read_to_string(root().join(page)).expect("the page");
    let fence = format!("\n```{language}\n");
    let blocks = text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.filter(|block| block.contains(part)).last().expect("a block").to_owned()
}

#[test]
fn a_build_leaves_a_scan_that_the_recipes_name_and_judge() {
    let Some(folder) = workshop() else { return };
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("packer"), PACKER).expect("a file");
    std::fs::set_permissions(at("packer"), std::fs::Permissions::from_mode(0o755)).expect("an executable");
    std::fs::create_dir(at("image")).expect("a folder");
    std::fs::write(at("image/node.pkr.hcl"), block_of("book/src/recipes/packer.md", "hcl", "manifest.json"))
        .expect("a file");
    std::fs::copy(root().join("samples/workshop/exceptions.toml"), at("exceptions.toml")).expect("a registry");
    let scan = root().join("samples/workshop/release-2/cis-cat.xml");
    let shell = |script: &str| {
        Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(folder.path())
            .env("PATH", path_with(folder.path()))
            .env("SCAN", &scan)
            .env("AWS_CALLS", at("calls"))
            .output()
            .expect("bash runs")
    };
    let steps = shell_of("book/src/recipes/github-actions.md", "Build and scan");
    assert_eq!(steps.len(), 2, "both workflows build");
    for step in &steps {
        let without_init = step.lines().filter(|line| !line.contains("init")).collect::<Vec<_>>().join("\n");
        assert!(!shell(&without_init).status.success(), "the stand-in refuses what packer refuses");
        let built = shell(step);
        assert!(built.status.success() && at("scans/cis-cat.xml").is_file(), "{}", text(&built.stderr));
        std::fs::remove_file(at(".plugins")).expect("it was made");
    }
    let named = shell(&block_of("book/src/recipes/packer.md", "sh", "AMI_ID"));
    let said = text(&named.stdout);
    assert!(named.status.success() && said.contains("ami-0123456789abcdef0"), "{said}{}", text(&named.stderr));
    // The gate of the page, in the provisioner that stops a build.
    let gate = block_of("book/src/recipes/packer.md", "hcl", "shell-local");
    let command = gate.lines().find_map(|line| line.trim().strip_prefix("command = \"")).expect("a command");
    let judged = shell(command.trim_end_matches('"'));
    assert_eq!(judged.status.code(), Some(1), "{}{}", text(&judged.stdout), text(&judged.stderr));
}

/// Refuses what the real `gh` refuses: an issue without a title or a body where nobody can be asked, a label that the
/// repository does not have, a field that an issue has not, flags that do not exist.
const GH_ISSUES: &str = r#"#!/usr/bin/env bash
set -euo pipefail
[[ -n ${GH_TOKEN:-} ]] || { echo "gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable." >&2; exit 4; }
command="$1 $2"; shift 2
title='' body='' label='' json='' name='' force='' jq='' state=open has_body=''
while (($#)); do
  case "$command $1" in
    "issue create --title") title=$2; shift 2 ;;
    "issue create --body-file") [[ $2 == - ]]; body=$(cat); has_body=1; shift 2 ;;
    "issue create --label" | "issue list --label") label=$2; shift 2 ;;
    "issue list --state") state=$2; shift 2 ;;
    "issue list --limit") [[ $2 -gt 0 ]]; shift 2 ;;
    "issue list --json") json=$2; shift 2 ;;
    "issue list --jq") jq=$2; shift 2 ;;
    "label create --description") shift 2 ;;
    "label create --force") force=1; shift ;;
    *" -"*) echo "unknown flag: $1" >&2; exit 1 ;;
    "label create "*) name=$1; shift ;;
    *) echo "unknown argument \"$1\"" >&2; exit 1 ;;
  esac
done
touch labels titles
case $command in
  "label create")
    if grep -qxF "$name" labels && [[ -z $force ]]; then
      echo "label with name \"$name\" already exists; use \`--force\` to update its color and description" >&2
      exit 1
    fi
    echo "$name" >>labels ;;
  "issue list")
    [[ $json == title ]] || { echo "Unknown JSON field: \"$json\"" >&2; exit 1; }
    [[ $state == all || $state == open ]] || exit 1
    jq -Rn '[inputs | {title: .}]' <titles | jq -r "$jq" ;;
  "issue create")
    if [[ -z $title || -z $has_body ]]; then
      echo "must provide \`--title\` and \`--body\` when not running interactively" >&2
      exit 1
    fi
    grep -qxF "$label" labels || { echo "could not add label: '$label' not found" >&2; exit 1; }
    printf '%s\n' "$title" >>titles
    printf '%s\n' "$body" >>bodies
    echo "https://github.com/o/r/issues/1" ;;
  *) echo "unknown command \"$command\"" >&2; exit 1 ;;
esac
"#;

const ENDING: &str = r#"schema = 1

[defaults]
benchmark = "CIS Amazon Linux 2 Benchmark"
version = "2.0.0"

[[exception]]
id = "over"
rules = ["1.1.2"]
reason = "It ended long ago."
owner = "platform"
expires = 2020-01-31

[[exception]]
id = "far"
rules = ["1.1.3"]
reason = "It ends when nobody is left."
expires = 2999-12-31
"#;

#[test]
fn what_ends_within_thirty_days_gets_one_issue_and_no_second_one() {
    let Some(folder) = workshop() else { return };
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("gh"), GH_ISSUES).expect("a file");
    std::fs::set_permissions(at("gh"), std::fs::Permissions::from_mode(0o755)).expect("an executable");
    std::fs::write(at("exceptions.toml"), ENDING).expect("a registry");
    let script = "book/src/recipes/exceptions-that-end.sh";
    let token = [("GH_TOKEN", "x")];
    for _ in 0..2 {
        let output = run(script, &["exceptions.toml", "30"], folder.path(), &token);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let titles = std::fs::read_to_string(at("titles")).expect("issues");
        assert_eq!(titles, "exception over (1.1.2) ends on 2020-01-31\n");
        let bodies = std::fs::read_to_string(at("bodies")).expect("issues");
        assert!(bodies.contains("Owner: platform\nWhere: exceptions.toml, line 7"), "{bodies}");
    }
    // What goes wrong ends the job: no token, and a registry that cannot be read.
    assert!(!run(script, &["exceptions.toml"], folder.path(), &[]).status.success());
    assert!(!run(script, &["nothing.toml"], folder.path(), &token).status.success());
    std::fs::write(at("exceptions.toml"), ENDING.replace("2020-01-31", "2999-01-31")).expect("a registry");
    let output = run(script, &["exceptions.toml"], folder.path(), &token);
    assert!(text(&output.stdout).contains("nothing ends within 30 days"), "{}", text(&output.stdout));
}

/// The shell of every step of a page's workflows with a name, as YAML holds it: on the line, or in a block below it.
fn shell_of(page: &str, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).expect("the page");
    let lines: Vec<&str> = text.lines().collect();
    let steps = lines.iter().enumerate().filter(|(_, line)| line.trim() == format!("- name: {name}"));
    let run = |(at, _): (usize, &&str)| {
        let mut below = lines.iter().skip(at + 1).skip_while(|line| !line.trim_start().starts_with("run:"));
        let first = below.next().expect("a step that runs something").trim_start();
        let indent = " ".repeat(10);
        match first.trim_start_matches("run:").trim() {
            "|" => below.map_while(|line| line.strip_prefix(&indent)).collect::<Vec<_>>().join("\n"),
            command => command.to_owned(),
        }
    };
    steps.map(run).collect()
}

#[test]
fn the_workflows_get_the_last_release_and_fail_where_there_is_none() {
    let shells = shell_of("book/src/recipes/github-actions.md", "The last release");
    assert_eq!(shells.len(), 2, "both workflows have a baseline");
    for (index, shell) in shells.iter().enumerate() {
        for released in [true, false] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let at = |name: &str| folder.path().join(name);
            std::fs::write(at("gh"), GH).expect("a file");
            std::fs::set_permissions(at("gh"), std::fs::Permissions::from_mode(0o755)).expect("an executable");
            if released {
                std::fs::create_dir(at("released")).expect("a folder");
                std::fs::write(at("released").join("results.json"), "{}").expect("a file");
            }
            // GitHub runs a step's shell with these.
            let output = Command::new("bash")
                .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", shell])
                .current_dir(folder.path())
                .env("PATH", path_with(folder.path()))
                .env("RELEASED", at("released"))
                .output()
                .expect("bash runs");
            assert_eq!(output.status.success(), released, "workflow {index}: {}", text(&output.stderr));
            assert_eq!(at("baseline/results.json").is_file(), released, "workflow {index}");
        }
    }
}
