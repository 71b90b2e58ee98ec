//! Tests of the InSpec reader.

use super::*;

fn control(json: &str) -> Check {
    let control: Control = serde_json::from_str(json).expect("a control");
    control.into_check(&ReadOptions::default()).expect("a check")
}

#[test]
fn statuses_follow_the_results() {
    for (results, impact, status) in [
        (r#"[{"status":"passed"},{"status":"failed"}]"#, "0.5", Status::Fail),
        (r#"[{"status":"passed"},{"status":"skipped"}]"#, "0.5", Status::Pass),
        (r#"[{"status":"skipped"}]"#, "0.5", Status::NotChecked),
        (r#"[{"status":"skipped"}]"#, "0.0", Status::NotApplicable),
        (r#"[{"status":"failed","backtrace":["x"]}]"#, "0.5", Status::Error),
        (r#"[{"status":"failed","exception":"NoMethodError"}]"#, "0.5", Status::Error),
        (r#"[{"status":"failed","exception":"RSpec::Expectations::ExpectationNotMetError"}]"#, "0.5", Status::Fail),
        (r#"[{"status":"failed","backtrace":[]}]"#, "0.5", Status::Fail),
        (r#"[{"status":"skipped","backtrace":[]}]"#, "0.5", Status::NotChecked),
        (r#"[{"status":"passed","backtrace":["x"]}]"#, "0.5", Status::Pass),
        ("[]", "0.5", Status::Error),
    ] {
        let check = control(&format!(r#"{{"id":"a","impact":{impact},"results":{results}}}"#));
        assert_eq!(check.status, status, "{results}");
    }
}

#[test]
fn numbers_come_from_tags_ids_and_titles() {
    for json in [
        r#"{"id":"x","tags":{"cis_rid":"1.10"}}"#,
        r#"{"id":"x","tags":{"cis":"distribution-independent-linux:1.10"}}"#,
        r#"{"id":"cis-dil-benchmark-1.10"}"#,
        r#"{"id":"xccdf_org.cisecurity.benchmarks_rule_1.10_Ensure_z"}"#,
        r#"{"id":"x","title":"1.10 Ensure"}"#,
    ] {
        assert_eq!(control(json).number.map(|number| number.to_string()).as_deref(), Some("1.10"), "{json}");
    }
    assert_eq!(control(r#"{"id":"SV-230221"}"#).number, None);
    assert_eq!(control(r#"{"id":"90028.1","title":"90028.1 is not set"}"#).number, None);
}

#[test]
fn levels_are_numbers_or_words_alone_or_in_a_list() {
    for tag in ["2", "\"2\"", "[2]", "[\"L2\"]"] {
        assert_eq!(control(&format!(r#"{{"id":"a","tags":{{"cis_level":{tag}}}}}"#)).levels, [2], "{tag}");
    }
}

#[test]
fn null_is_as_good_as_absent() {
    let control = r#"{"id":"a","tags":null,"results":[{"status":"passed","code_desc":null}]}"#;
    let report = format!(r#"{{"platform":null,"profiles":[{{"name":null,"controls":[{control}]}}],"controls":null}}"#);
    let input = Input::from_bytes("x", report);
    let scans = Inspec.read_input(&input, &ReadOptions::default()).expect("a scan").scans;
    assert_eq!(scans[0].checks[0].status, Status::Pass);
    assert!(scans[0].warnings.iter().any(|warning| warning.code == Code::NoNumbers));
}

#[test]
fn a_skipping_waiver_is_flagged_and_a_running_one_keeps_its_result() {
    let skipped = r#"{"id":"a","results":[{"status":"skipped"}],"waiver_data":{"justification":"why","skipped_due_to_waiver":"true"}}"#;
    assert!(control(skipped).overridden_in_scan().is_some());
    let ran = control(r#"{"id":"a","results":[{"status":"failed"}],"waiver_data":{"justification":"why","run":true}}"#);
    assert_eq!((ran.status, ran.overrides.len()), (Status::Fail, 1));
    assert!(ran.overridden_in_scan().is_none());
    assert!(control(r#"{"id":"a","results":[],"waiver_data":{}}"#).overrides.is_empty());
}

fn report(text: &str) -> Result<Scan, ReadError> {
    Inspec.read_input(&Input::from_bytes("x", text), &ReadOptions::default()).map(|mut read| read.scans.remove(0))
}

const BASE: &str = r#"{"name":"base","controls":[{"id":"a","results":[{"status":"passed"}]}]}"#;

#[test]
fn a_failed_control_without_impact_is_a_failure_that_weighs_nothing() {
    let check = control(r#"{"id":"a","impact":0,"results":[{"status":"failed"}]}"#);
    assert_eq!((check.status, check.weight), (Status::Fail, Some(Weight::ZERO)));
}

#[test]
fn an_attested_control_is_an_overridden_one() {
    let check = control(
        r#"{"id":"a","results":[{"status":"skipped"},{"status":"passed"}],
            "attestation_data":{"explanation":"looked","updated_by":"J. Doe"}}"#,
    );
    let change = check.overridden_in_scan().expect("an override");
    assert_eq!(change.authority.as_deref(), Some("J. Doe"));
    assert_eq!(change.remark.as_deref(), Some("attested: looked"));
}

#[test]
fn a_profile_that_another_depends_on_and_that_is_missing_is_a_doubt() {
    let wrapper = |depends: &str| format!(r#"{{"name":"top","controls":[],"depends":[{depends}]}}"#);
    let child = BASE.replace(r#""name":"base""#, r#""name":"base","parent_profile":"top""#);
    let whole = format!(r#"{{"profiles":[{},{child}]}}"#, wrapper(r#"{"name":"other name"}"#));
    assert!(report(&whole).expect("a scan").doubts.is_empty());
    for depends in [r#"{"name":"gone"}"#, r#"{"name":"gone"},{"name":"base"}"#] {
        let scan = report(&format!(r#"{{"profiles":[{},{BASE}]}}"#, wrapper(depends))).expect("a scan");
        assert!(scan.is_doubted(DoubtCode::RulesNotRun) && !scan.coverage.is_full(), "{depends}");
    }
    let skipped = format!(r#"{{"profiles":[{},{BASE}]}}"#, wrapper(r#"{"name":"gone","status":"skipped"}"#));
    assert!(report(&skipped).expect("a scan").doubts.is_empty());
}

#[test]
fn what_is_no_report_and_a_profile_without_controls_are_refused() {
    for text in [
        r#"{"id":"a","results":[{"status":"failed"}]}"#,
        r#"{"profiles":[]}"#,
        r#"{"profiles":[{"name":"base","cotnrols":[]}]}"#,
    ] {
        assert!(report(text).is_err(), "{text}");
        assert!(report(&format!(r#"{{"profiles":[{BASE}]}}{text}"#)).is_err(), "{text}");
    }
}

#[test]
fn controls_come_from_tags_with_the_version_that_stands_among_them() {
    let idents = |tags: &str| {
        let check = control(&format!(r#"{{"id":"a","tags":{tags}}}"#));
        check.idents.into_iter().map(|ident| format!("{} {}", ident.system, ident.value)).collect::<Vec<_>>()
    };
    assert_eq!(idents(r#"{"nist":["AC-6 (2)","CM-6 b"]}"#), ["NIST SP 800-53 AC-6 (2)", "NIST SP 800-53 CM-6 b"]);
    assert_eq!(
        idents(r#"{"nist":["AC-3","Rev_4"],"cci":["CCI-000366"]}"#),
        ["NIST SP 800-53 Rev. 4 AC-3", "http://cyber.mil/cci CCI-000366"]
    );
    assert_eq!(idents(r#"{"cis_controls":["5.1","Rev_7"]}"#), ["CIS Controls v7 5.1"]);
    assert_eq!(
        idents(r#"{"cis_controls":[{"8":["4.1","4.8"]}],"nist":"AC-2"}"#),
        ["NIST SP 800-53 AC-2", "CIS Controls v8 4.1", "CIS Controls v8 4.8"]
    );
    assert_eq!(idents(r#"{"nist":[7,null],"cci":null}"#), [""; 0]);
}
