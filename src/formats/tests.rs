//! Files that no format takes for its own.

use super::detect;
use crate::read::{Format, Input, ReadErrorKind};

#[test]
fn outputs_without_host_cis_numbers_are_refused_with_the_reason() {
    for (name, text) in [
        ("CIS-CAT prints on the console", " Checklist Title: CIS Example Benchmark\n   Total # of Results: 3\n"),
        ("registry", "# ours\nschema = 1\n\n[[exception]]\nid = \"a\"\n"),
        ("web page", "<!DOCTYPE html>\n<html><title>org.cisecurity.benchmarks_testresult_1.0.0_X</title></html>\n"),
        ("web page", "<?xml version=\"1.0\"?><html><p>org.cisecurity.benchmarks_testresult_1</p></html>"),
        ("--summary-json", r#"{"available_checks":2,"run_checks":2,"passed_checks":1,"conformity_percentage":50.0}"#),
        ("TAP", "1..2\nnot ok 1 - Command: x: exit-status\nok 2 - Command: y\n"),
        ("goss prints", "..F\n\nFailures/Skipped:\n\nCommand: x: exit-status:\n"),
        ("Trivy", r#"{"id":"0001","title":"x","relatedResources":[],"results":[{"id":"1.1","results":[]}]}"#),
        ("Prowler", "PROVIDER;DESCRIPTION;Requirements_Id;Status\naws;x;1.2;FAIL\n"),
        ("Lynis", "# Lynis Report\nreport_version_major=1\nsuggestion[]=BOOT-5264|x|-|-|\n"),
        ("Trivy", r#"{"ID":"k8s-cis","Title":"CIS","SummaryControls":[{"ID":"1.1","Name":"a","TotalFail":1}]}"#),
        ("Trivy", r#"{"ID":"k8s","Title":"CIS","Results":[{"ID":"1.1","DefaultStatus":"","Results":null}]}"#),
        ("Trivy", r#"{"SchemaVersion":2,"ArtifactName":"a","Results":[]}"#),
        ("Prowler", r#"[{"metadata":{"product":{"name":"Prowler"}},"class_uid":2004,"status_code":"FAIL"}]"#),
        ("Prowler", "AUTH_METHOD;TIMESTAMP;PROVIDER;CHECK_ID;STATUS\na;b;aws;c;FAIL\n"),
        ("vulnerability", r#"{"findings":[{"findingArn":"arn:x","type":"PACKAGE_VULNERABILITY"}]}"#),
        ("configuration", r#"{"scanConfigurationArn":"arn:aws:inspector2:x:1:owner/1/cis-configuration/2"}"#),
        ("Prowler", "PROFILE,ACCOUNT_NUM,REGION,TITLE_ID,CHECK_RESULT\n,1,x,1.1,FAIL\n"),
        ("Prowler", r#"[{"AssessmentStartTime":"x","FindingUniqueId":"p","Provider":"aws","CheckID":"c"}]"#),
        ("docker-bench", "[INFO] 1 - Host Configuration\n[WARN] 1.1.1  - Ensure a (Automated)\n"),
        ("Trivy", r#"{"apiVersion":"aquasecurity.github.io/v1alpha1","kind":"ClusterComplianceReport"}"#),
        ("Lynis", "2026-04-09 15:55:41 Starting Lynis 3.1.6 with PID 1\n"),
        ("kubescape", r#"{"summaryDetails":{"frameworks":[]},"results":[]}"#),
        ("Qualys", "<?xml version=\"1.0\"?><POSTURE_INFO_LIST_OUTPUT/>"),
        ("Rapid7", "<NexposeReport version=\"2.0\"/>"),
        ("Powerpipe", r#"{"group_id":"root_result_group","groups":[{"group_id":"x","controls":[]}]}"#),
        ("Powerpipe", r#"{"schema_version":"20221222","panels":{"a":{}},"layout":{"name":"a"}}"#),
        ("OSCAL", r#"{"assessment-results":{"uuid":"u","metadata":{"title":"t","oscal-version":"1.1.2"}}}"#),
        ("OSCAL", "<catalog xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\"/>"),
        ("empty answer", "[]"),
        ("empty answer", "{}\n"),
        ("empty answer", r#"{"checkResults": [], "nextToken": null}"#),
        ("AWS CLI", "SCANRESULTDETAILS\t1\t1.1.1.1\tEnsure a\tLEVEL_1\n"),
        ("AWS CLI", "-----\n|  GetCisScanResultDetails  |\n+----+\n"),
        ("namespace", "<TestResult><rule-result idref=\"a\"><result>pass</result></rule-result></TestResult>"),
        ("tailoring", "<xccdf:Tailoring xmlns:xccdf=\"http://checklists.nist.gov/xccdf/1.2\" id=\"a\"/>"),
        ("waivers", "cis-1.1:\n  expiration_date: 2027-01-31\n  run: false\n  justification: x\n"),
        ("waivers", "Mutelist:\n  Accounts:\n    \"*\":\n"),
        ("goss's totals", "GOSS CRITICAL - Count: 2, Failed: 1, Skipped: 0, Duration: 0.01s\n"),
        ("goss's totals", "# HELP x\ngoss_tests_outcomes_total{outcome=\"fail\",type=\"command\"} 1\n"),
        ("run_audit.sh", "Count: 3, Failed: 1\nCompleted file can be found at /opt/audit_h.json\n"),
        (
            "oscap --report",
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>x | OpenSCAP Evaluation Report</title></head></html>",
        ),
        ("Fleet", "apiVersion: v1\nkind: policy\nspec:\n  name: CIS - Ensure x\n"),
        ("Fleet", r#"{"policies":[{"id":1,"name":"CIS 1.1","passing_host_count":2}]}"#),
    ] {
        let input = Input::from_bytes("x", text);
        let error = input.head().and_then(|head| detect(&input, &head)).map(Format::id).expect_err(text);
        assert!(matches!(error.kind, ReadErrorKind::Refused(_)), "{text}: {error}");
        assert!(error.to_string().contains(name) && error.help.is_some(), "{error}");
    }
}
