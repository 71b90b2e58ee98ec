//! XCCDF and ARF that are read, or refused, beside the samples.

use super::arf::Arf;
use super::xccdf::Xccdf;
use crate::formats::detect;
use crate::model::{DoubtCode, Scan, Status};
use crate::read::{Format, Input, Position, ReadError, ReadErrorKind, ReadOptions};

fn read(text: &str) -> Result<Vec<Scan>, ReadError> {
    Xccdf.read_input(&Input::from_bytes("x", text), &ReadOptions::default()).map(|reading| reading.scans)
}

fn one(text: &str) -> Scan {
    read(text).expect("a scan").remove(0)
}

fn codes(scan: &Scan) -> Vec<&str> {
    scan.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// A benchmark with these children before its one test result, and these in it.
fn benchmark(id: &str, content: &str, results: &str) -> String {
    format!(
        "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2' id='{id}'><title>Guide</title><version>0.1</version>{content}\n\
         <TestResult id='run' end-time='2026-11-20T10:00:00Z'><target>h</target>\n{results}</TestResult></Benchmark>"
    )
}

const TWO: &str = "<rule-result idref='a'><result>pass</result></rule-result>\n<rule-result idref='b'><result>fail</result>\
                   <check system='s'><check-import import-name='stdout'>x &amp; y</check-import></check></rule-result>\n";

#[test]
fn a_file_cut_anywhere_is_an_error_and_never_a_smaller_scan() {
    let whole = benchmark("b", "<Rule id='a'><title>1.1 One</title></Rule>", TWO);
    assert_eq!(one(&whole).checks.len(), 2);
    for end in 0..whole.len() {
        let cut = whole.get(..end).expect("ASCII");
        assert!(read(cut).is_err(), "{cut}");
    }
    let error = read(whole.split_once("x &amp;").expect("there").0).expect_err("cut");
    assert_eq!(error.trail, "Benchmark/TestResult/rule-result[2]/check/check-import");
    assert_eq!(error.position.map(|position| position.line), Some(4));
}

#[test]
fn groups_with_a_number_name_the_sections() {
    let group = |id: &str, title: &str, inner: &str| format!("<Group id='{id}'><title>{title}</title>{inner}</Group>");
    let cis = |number: &str| format!("xccdf_org.cisecurity.benchmarks_group_{number}_X");
    let inner = group(&cis("1.1"), "Filesystem &lt;Configuration&gt;", "<Rule id='a'><title>1.1.1 One</title></Rule>");
    let content =
        [group(&cis("1"), " Initial Setup ", &inner), group("g", "5.2 SSH", ""), group("h", "Account", "")].concat();
    let named = |section: &crate::model::Section| format!("{} {}", section.number, section.name);
    let sections: Vec<_> = one(&benchmark("b", &content, TWO)).sections.iter().map(named).collect();
    assert_eq!(sections, ["1 Initial Setup", "1.1 Filesystem <Configuration>", "5.2 SSH"]);
}

#[test]
fn mismatched_tags_are_refused_even_in_parts_that_nobody_wants() {
    let broken = benchmark("b", "<front-matter><p><i></p></i></front-matter>", TWO);
    let error = read(&broken).expect_err("ill-formed");
    assert_eq!(error.trail, "Benchmark/front-matter/p/i");
    assert!(matches!(error.kind, ReadErrorKind::Syntax(_)));
}

#[test]
fn entities_are_refused_external_and_nested() {
    let body = benchmark("b", "", TWO);
    for declared in [
        "<!DOCTYPE Benchmark SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE Benchmark [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>",
    ] {
        let error = read(&format!("{declared}\n{body}")).expect_err("refused");
        assert!(matches!(error.kind, ReadErrorKind::Syntax(_)) && error.help.is_some(), "{error}");
        assert_eq!(error.position, Some(Position { line: 1, column: 1 }));
    }
    assert!(read(&body.replace("x &amp; y", "x &b; y")).is_err());
}

#[test]
fn ten_thousand_groups_inside_each_other_are_a_limit() {
    let depth = 10_000;
    let groups = format!("{}{}", "<Group id='g'>".repeat(depth), "</Group>".repeat(depth));
    let error = read(&benchmark("b", &groups, TWO)).expect_err("too deep");
    assert!(matches!(error.kind, ReadErrorKind::Limit(_)), "{error}");
}

#[test]
fn utf16_and_a_declared_encoding_are_read_and_broken_bytes_refused() {
    let text = benchmark("b", "<Rule id='a'><title>Caf\u{e9}</title></Rule>", TWO);
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1: Vec<u8> =
        format!("<?xml version='1.0' encoding='ISO-8859-1'?>{text}").chars().map(|c| c as u8).collect();
    for bytes in [utf16, latin1] {
        let scans = Xccdf.read_input(&Input::from_bytes("x", bytes), &ReadOptions::default()).expect("a scan").scans;
        assert_eq!(scans[0].checks[0].title_text(), Some("Caf\u{e9}"));
    }
    let broken: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let error = Xccdf.read_input(&Input::from_bytes("x", broken), &ReadOptions::default()).expect_err("not UTF-8");
    assert!(matches!(error.kind, ReadErrorKind::Encoding(_)), "{error}");
    assert_eq!(error.trail, "Benchmark/Rule/title");
}

#[test]
fn prose_is_kept_only_when_something_prints_it() {
    let rule = "<Rule id='a'><title>One</title><description>Why</description><fixtext>How</fixtext></Rule>";
    let text = benchmark("b", rule, TWO);
    assert_eq!(one(&text).checks[0].description, None);
    let options = ReadOptions { text: true, ..ReadOptions::default() };
    let scan = Xccdf.read_input(&Input::from_bytes("x", text), &options).expect("a scan").scans.remove(0);
    assert_eq!(scan.checks[0].description.as_deref(), Some("Why"));
    assert_eq!(scan.checks[0].remediation.as_deref(), Some("How"));
}

#[test]
fn the_contents_version_is_not_the_benchmarks() {
    let id = "xccdf_org.ssgproject.content_benchmark_X";
    let scan = one(&benchmark(id, "", TWO));
    assert_eq!((scan.benchmark.title, scan.benchmark.version), (None, None));
    assert!(scan.benchmark.note.expect("a note").contains("Guide, version 0.1"));

    let profile = "<Profile id='cis_server_l2'><title>CIS Some 9 Level 2 Server Benchmark</title></Profile>";
    let results = format!("<profile idref='cis_server_l2'/>{TWO}");
    let scan = one(&benchmark(id, profile, &results));
    assert_eq!((scan.benchmark.title.as_deref(), scan.benchmark.version), (Some("CIS Some 9 Benchmark"), None));
    assert_eq!(scan.profile.expect("a profile").level, Some(2));
}

#[test]
fn a_rule_of_two_recommendations_is_said() {
    let reference =
        |number: &str| format!("<reference href='https://www.cisecurity.org/benchmark/x/'>{number}</reference>");
    let rule = format!("<Rule id='a'><title>One</title>{}{}</Rule>", reference("6.1.1"), reference("6.1.2"));
    let scan = one(&benchmark("b", &rule, TWO));
    assert_eq!(scan.checks[0].number.as_ref().expect("a number").to_string(), "6.1.1");
    assert_eq!(codes(&scan), ["rule-not-described", "several-numbers"]);
}

#[test]
fn a_wrong_platform_is_said_and_a_mixed_run_is_not() {
    let results = |second: &str| {
        format!(
            "<rule-result idref='a'><result>notapplicable</result></rule-result><rule-result idref='b'><result>{second}</result></rule-result>"
        )
    };
    assert!(codes(&one(&benchmark("b", "", &results("notselected")))).contains(&"platform-mismatch"));
    assert!(!codes(&one(&benchmark("b", "", &results("pass")))).contains(&"platform-mismatch"));
}

#[test]
fn a_result_of_no_rule_is_refused_with_its_place() {
    for start in ["<rule-result>", "<rule-result idref=' '>"] {
        let text = benchmark("b", "", &format!("{TWO}{start}<result>fail</result></rule-result>"));
        let error = read(&text).expect_err("refused");
        assert!(error.position.is_some() && error.to_string().contains("names no rule"), "{error}");
    }
}

#[test]
fn a_result_without_a_word_is_unknown() {
    let scan = one(&benchmark("b", "", "<rule-result idref='a'/><rule-result idref='b'><result/></rule-result>"));
    assert!(scan.checks.iter().all(|check| check.status == Status::Unknown && check.raw_status.is_none()));
    assert!(codes(&scan).contains(&"unknown-result"));
}

#[test]
fn the_namespace_decides_and_not_the_prefix() {
    let text = benchmark("b", "<Rule id='a'><title>One</title></Rule>", TWO);
    let prefixed =
        text.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=");
    assert_eq!(one(&prefixed).checks, one(&text).checks);
    assert!(read(&text.replace("xccdf/1.2", "xccdf/9.9")).is_err());
}

#[test]
fn a_result_that_stands_where_nobody_looks_is_refused_with_its_place() {
    let lost = "<rule-result idref='c'><result>fail</result></rule-result>";
    let renamed = |name: &str| lost.replace("rule-result", name);
    for odd in [
        "<rule-result xmlns='urn:other'><result>fail</result></rule-result>".to_owned(),
        format!("<results>{lost}</results>"),
        format!("<remark>{lost}</remark>"),
        format!("<![CDATA[{lost}]]>"),
        format!("<!-- {lost} -->"),
        lost.replace('<', "&lt;"),
        renamed("rule_result"),
        renamed("Rule-Result"),
        renamed("rule-resutl"),
        renamed("x-rule-result"),
        "<x><result>fail</result></x>".to_owned(),
    ] {
        let error = read(&benchmark("b", "", &format!("{TWO}{odd}"))).expect_err(&odd);
        assert!(error.position.is_some() && error.help.is_some(), "{odd}: {error}");
    }
    let known = "<organization>o</organization><set-value idref='v'>1</set-value><vendor><score>1</score></vendor>";
    assert_eq!(one(&benchmark("b", "", &format!("{known}{TWO}"))).checks.len(), 2);
}

#[test]
fn two_results_in_one_rule_result_are_refused() {
    let twice = TWO.replace("<result>fail</result>", "<result>fail</result><result>pass</result>");
    assert!(read(&benchmark("b", "", &twice)).expect_err("refused").to_string().contains("two results"));
}

#[test]
fn an_override_whose_new_result_is_lost_is_no_pass() {
    let overridden = |content: &str| {
        let result =
            format!("<rule-result idref='a'><result>pass</result><override>{content}</override></rule-result>");
        one(&benchmark("b", "", &result)).checks.remove(0).status
    };
    let old = "<old-result>fail</old-result>";
    assert_eq!(overridden(&format!("{old}<new-result>pass</new-result>")), Status::Pass);
    assert_eq!(overridden(&format!("{old}<newresult>fail</newresult>")), Status::Unknown);
    assert_eq!(overridden(&format!("{old}<new-result>fial</new-result>")), Status::Unknown);
    assert_eq!(overridden(""), Status::Unknown);
}

#[test]
fn of_overrides_that_do_not_follow_each_other_the_worst_counts() {
    let change = |old: &str, new: &str| {
        format!("<override><old-result>{old}</old-result><new-result>{new}</new-result></override>")
    };
    let status = |changes: &[String]| {
        let result = format!("<rule-result idref='a'><result>pass</result>{}</rule-result>", changes.concat());
        one(&benchmark("b", "", &result)).checks.remove(0).status
    };
    assert_eq!(status(&[change("pass", "fail"), change("fail", "pass")]), Status::Pass);
    assert_eq!(status(&[change("pass", "fail"), change("pass", "pass")]), Status::Fail);
}

/// The doubts of a scan, and whether it states its selection.
fn doubts(text: &str) -> (Vec<DoubtCode>, bool) {
    let scan = one(text);
    (scan.doubts.iter().map(|doubt| doubt.code).collect(), scan.states_selection)
}

const PROFILE: &str = "<Profile id='p'><title>Level 1</title><select idref='a' selected='true'/>                       <select idref='b' selected='true'/></Profile><Rule id='a' selected='false'/>                       <Rule id='b' selected='false'/><Rule id='c' selected='false'/>";

#[test]
fn a_selected_rule_without_a_verdict_is_a_doubt() {
    let results = |results: &str| benchmark("b", PROFILE, &format!("<profile idref='p'/>{results}"));
    assert_eq!(doubts(&results(TWO)), (vec![], true));
    let one_only = "<rule-result idref='a'><result>pass</result></rule-result>";
    assert_eq!(doubts(&results(one_only)), (vec![DoubtCode::RulesNotRun], false));
    let skipped = TWO.replace("fail", "notselected");
    assert_eq!(doubts(&results(&skipped)), (vec![DoubtCode::RulesNotRun], false));
    // Without a profile the rules' own selection counts, and that of their groups.
    let rules = "<Rule id='a'/><Rule id='b'/><Rule id='d' selected='0'/><Rule id='e' abstract='true'/>                 <Group id='g' selected='false'><Rule id='c'/></Group>";
    assert_eq!(doubts(&benchmark("b", rules, TWO)), (vec![], true));
    assert_eq!(doubts(&benchmark("b", rules, one_only)), (vec![DoubtCode::RulesNotRun], false));
}

#[test]
fn a_profile_selects_what_the_one_it_extends_selects() {
    let extended = format!("{PROFILE}<Profile id='q' extends='p'><select idref='b' selected='false'/></Profile>");
    let one_only = "<rule-result idref='a'><result>pass</result></rule-result>";
    let results = format!("<profile idref='q'/>{one_only}");
    assert_eq!(doubts(&benchmark("b", &extended, &results)), (vec![], true));
    let circle = PROFILE.replace("<Profile id='p'>", "<Profile id='p' extends='p'>");
    assert_eq!(doubts(&benchmark("b", &circle, &format!("<profile idref='p'/>{one_only}"))), (vec![], false));
}

#[test]
fn a_tailoring_is_harmless_where_it_deselects_nothing_of_the_level() {
    let tailored = |results: &str| {
        let run = format!("<tailoring-file href='t.xml'/><profile idref='p_customized'/>{results}");
        one(&benchmark("b", PROFILE, &run)).doubts.remove(0)
    };
    let doubt = tailored(TWO);
    assert!(doubt.code == DoubtCode::Tailored && doubt.harmless && !doubt.stops_gate());
    let doubt = tailored(&TWO.replace("fail", "notselected"));
    assert!(doubt.code == DoubtCode::Tailored && doubt.stops_gate() && doubt.hides == Some(1), "{doubt:?}");
}

#[test]
fn a_score_that_does_not_fit_the_results_is_a_doubt() {
    let scored = |system: &str, maximum: &str, value: &str| {
        doubts(&benchmark(
            "b",
            "",
            &format!("{TWO}<score system='urn:xccdf:scoring:{system}' maximum='{maximum}'>{value}</score>"),
        ))
        .0
    };
    assert_eq!(scored("flat", "2", "1"), []);
    assert_eq!(scored("flat", "3", "1"), [DoubtCode::ResultsDiffer]);
    assert_eq!(scored("flat", "2", "2"), [DoubtCode::ResultsDiffer]);
    assert_eq!(scored("default", "100", "50"), []);
    assert_eq!(scored("default", "100", "100"), [DoubtCode::ResultsDiffer]);
    let passes = TWO.replace("fail", "pass");
    let text =
        benchmark("b", "", &format!("{passes}<score system='urn:xccdf:scoring:default' maximum='100'>50</score>"));
    assert_eq!(doubts(&text).0, [DoubtCode::ResultsDiffer]);
}

#[test]
fn a_file_without_a_single_number_says_so() {
    assert!(codes(&one(&benchmark("b", "", TWO))).contains(&"no-numbers"));
    let numbered = benchmark("b", "<Rule id='a'><title>1.1 One</title></Rule>", TWO);
    assert!(!codes(&one(&numbered)).contains(&"no-numbers"));
}

#[test]
fn an_arf_without_results_is_an_error() {
    let arf = |inside: &str| {
        let text = format!(
            "<r:asset-report-collection xmlns:r='http://scap.nist.gov/schema/asset-reporting-format/1.1'>{inside}</r:asset-report-collection>"
        );
        Arf.read_input(&Input::from_bytes("x", text), &ReadOptions::default())
    };
    let content = benchmark("b", "", "");
    for inside in
        ["", "<r:reports/>", &format!("<r:reports><r:report><r:content>{content}</r:content></r:report></r:reports>")]
    {
        assert!(arf(inside).expect_err("nothing to judge").is_no_checks(), "{inside}");
    }
}

#[test]
fn what_oscap_prints_is_refused_with_the_option_to_use() {
    let printed = "--- Starting Evaluation ---\n\nTitle\tInstall AIDE\nRule\txccdf_org.example_rule_a\nResult\tfail\n";
    let input = Input::from_bytes("x", printed);
    let error = detect(&input, &input.head().expect("text")).err().expect("refused");
    assert!(matches!(error.kind, ReadErrorKind::Refused(_)), "{error}");
    assert!(error.help.expect("help").contains("--results"));
}

#[test]
fn a_result_of_cis_cat_that_stands_alone_says_what_it_is_in_its_ids() {
    let scan = one("<TestResult xmlns='http://checklists.nist.gov/xccdf/1.2' \
         id='xccdf_org.cisecurity.benchmarks_testresult_2.0.0_CIS_Amazon_Linux_2_Benchmark'>\
         <rule-result idref='xccdf_org.cisecurity.benchmarks_rule_3.2.1_Ensure_IP_forwarding_is_disabled'>\
         <result>fail</result></rule-result></TestResult>");
    assert_eq!(scan.benchmark.to_string(), "CIS Amazon Linux 2 Benchmark v2.0.0");
    assert_eq!(scan.tool.map(|tool| tool.name).as_deref(), Some("cis-cat"));
    assert_eq!(scan.checks[0].title_text(), Some("Ensure IP forwarding is disabled"));
}

#[test]
fn references_to_controls_are_kept_and_others_are_not() {
    let refer = |href: &str, text: &str| format!("<reference href='{href}'>{text}</reference>");
    let iso = "https://www.iso.org/contents/data/standard/05/45/54534.html";
    let rule = format!(
        "<Rule id='a'><title>1.1 One</title>{}{}{}</Rule>",
        refer(iso, "A.9.4.2"),
        refer("https://www.cisecurity.org/controls/", "5"),
        refer("https://www.iso.org/isoiec-27001-information-security.html", "all")
    );
    let scan = one(&benchmark("b", &rule, TWO));
    let idents: Vec<_> =
        scan.checks[0].idents.iter().map(|ident| (ident.system.as_str(), ident.value.as_str())).collect();
    assert_eq!(idents, [(iso, "A.9.4.2"), ("https://www.cisecurity.org/controls/", "5")]);
}
