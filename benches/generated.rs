//! Inputs of a size, made here: the same bytes every time, shaped like what the tools write.

use std::fmt::Write as _;

const XCCDF: &str = "http://checklists.nist.gov/xccdf/1.2";

/// How many records of one kind make so many bytes, when one of them is written by `write`.
fn fill(bytes: usize, mut write: impl FnMut(&mut String, usize)) -> (String, usize) {
    let mut text = String::with_capacity(bytes + 8192);
    let mut count = 0;
    while text.len() < bytes {
        write(&mut text, count);
        count += 1;
    }
    (text, count)
}

fn number(index: usize) -> String {
    format!("{}.{}.{}", index % 6 + 1, index / 6 % 40 + 1, index / 240 + 1)
}

fn result(index: usize) -> &'static str {
    match index % 10 {
        0 => "fail",
        1 => "notapplicable",
        2 => "notselected",
        _ => "pass",
    }
}

/// A benchmark and its results; a rule has as much prose as OpenSCAP's have.
fn benchmark_and_result(bytes: usize) -> (String, String) {
    let prose = "The operating system keeps to what its owners have set, and says so when it is asked. ".repeat(20);
    let (rules, count) = fill(bytes * 9 / 10, |text, index| {
        let number = number(index);
        let _ = writeln!(
            text,
            "<Group id=\"xccdf_example_group_{index}\"><title>Group {index}</title>\
             <Rule id=\"xccdf_org.cisecurity.benchmarks_rule_{number}_Ensure_{index}\" selected=\"true\" weight=\"1.0\">\
             <title>Ensure setting {index} of /etc/example is &quot;on&quot;</title>\
             <description><html:p>{prose}</html:p><html:pre>grep -E '^setting{index}' /etc/example</html:pre></description>\
             <rationale>{prose}</rationale><ident system=\"https://ncp.nist.gov/cce\">CCE-{index:05}-0</ident>\
             <fixtext>{prose}</fixtext><check system=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\">\
             <check-content-ref href=\"oval.xml\" name=\"oval:example:def:{index}\"/></check></Rule></Group>"
        );
    });
    let mut results = String::new();
    for index in 0..count {
        let number = number(index);
        let _ = writeln!(
            results,
            "<rule-result idref=\"xccdf_org.cisecurity.benchmarks_rule_{number}_Ensure_{index}\" time=\"2026-11-20T18:04:05Z\" \
             severity=\"medium\" weight=\"1.0\"><result>{}</result><message>/etc/example:{index} is off</message>\
             <check system=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\"><check-content-ref href=\"oval.xml\" \
             name=\"oval:example:def:{index}\"/></check></rule-result>",
            result(index)
        );
    }
    let head = format!(
        "<Benchmark xmlns=\"{XCCDF}\" xmlns:html=\"http://www.w3.org/1999/xhtml\" \
         id=\"xccdf_org.cisecurity.benchmarks_benchmark_1.0.0_Example\"><status>accepted</status>\
         <title>CIS Example Benchmark</title><version>1.0.0</version>{rules}"
    );
    let run = format!(
        "<TestResult xmlns=\"{XCCDF}\" id=\"xccdf_example_testresult_1\" version=\"1.0.0\" \
         start-time=\"2026-11-20T18:00:00Z\" end-time=\"2026-11-20T18:04:05Z\"><target>example</target>{results}\
         <score system=\"urn:xccdf:scoring:default\" maximum=\"100\">70</score></TestResult>"
    );
    (head, run)
}

/// An XCCDF result: a benchmark with the test result inside.
pub(crate) fn xccdf(bytes: usize) -> String {
    let (benchmark, run) = benchmark_and_result(bytes);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{benchmark}{run}</Benchmark>\n")
}

/// An ARF report: a third is benchmark and results, the rest the OVAL parts that nobody asks for.
pub(crate) fn arf(bytes: usize) -> String {
    let (benchmark, run) = benchmark_and_result(bytes / 3);
    let (oval, _) = fill(bytes * 2 / 3, |text, index| {
        let _ = writeln!(
            text,
            "<definition definition_id=\"oval:example:def:{index}\" result=\"true\" version=\"1\"><criteria operator=\"AND\" \
             result=\"true\"><criterion test_ref=\"oval:example:tst:{index}\" version=\"1\" result=\"true\"/></criteria></definition>"
        );
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<arf:asset-report-collection \
         xmlns:arf=\"http://scap.nist.gov/schema/asset-reporting-format/1.1\"><arf:report-requests><arf:report-request \
         id=\"q\"><arf:content>{benchmark}</Benchmark></arf:content></arf:report-request></arf:report-requests><arf:reports>\
         <arf:report id=\"x\"><arf:content>{run}</arf:content></arf:report><arf:report id=\"o\"><arf:content>\
         <oval_results xmlns=\"http://oval.mitre.org/XMLSchema/oval-results-5\">{oval}</oval_results></arf:content>\
         </arf:report></arf:reports></arf:asset-report-collection>\n"
    )
}

/// The output of `aws inspector describe-findings`.
pub(crate) fn inspector(bytes: usize) -> String {
    let (findings, _) = fill(bytes, |text, index| {
        let comma = if index == 0 { "" } else { "," };
        let number = number(index);
        let _ = writeln!(
            text,
            "{comma}{{\"arn\":\"arn:aws:inspector:us-east-1:111122223333:target/0-a/template/0-b/run/0-c/finding/0-{index}\",\
             \"schemaVersion\":1,\"service\":\"Inspector\",\"serviceAttributes\":{{\"schemaVersion\":1,\"assessmentRunArn\":\
             \"arn:aws:inspector:us-east-1:111122223333:target/0-a/template/0-b/run/0-c\",\"rulesPackageArn\":\
             \"arn:aws:inspector:us-east-1:316112463485:rulespackage/0-rExsr2X8\"}},\"assetType\":\"ec2-instance\",\
             \"assetAttributes\":{{\"schemaVersion\":1,\"agentId\":\"i-0123456789abcdef0\",\"amiId\":\"ami-0123456789abcdef0\",\
             \"ipv4Addresses\":[]}},\"id\":\"{number} Ensure setting {index} is on\",\"title\":\"Instance i-0123456789abcdef0 \
             is not compliant with rule {number} Ensure setting {index} is on\",\"description\":\"It is on.\",\
             \"recommendation\":\"Set it.\",\"severity\":\"High\",\"numericSeverity\":9.0,\"attributes\":[{{\"key\":\
             \"BENCHMARK_ID\",\"value\":\"CIS Example Benchmark, 1.0.0\"}},{{\"key\":\"BENCHMARK_RULE_ID\",\"value\":\
             \"{number} Ensure setting {index} is on\"}},{{\"key\":\"CIS_BENCHMARK_PROFILE\",\"value\":\"Level 1\"}}],\
             \"userAttributes\":[],\"createdAt\":1463510000.0,\
             \"updatedAt\":1463510000.0}}"
        );
    });
    format!("{{\"findings\":[{findings}],\"failedItems\":{{}}}}\n")
}

/// Native JSON Lines.
pub(crate) fn native_lines(bytes: usize) -> String {
    let (checks, count) = fill(bytes, |text, index| {
        let (number, result) = (number(index), result(index));
        let _ = writeln!(
            text,
            "{{\"type\":\"check\",\"number\":\"{number}\",\"title\":\"Ensure setting {index} is on\",\"status\":\"{result}\",\
             \"evidence\":[\"/etc/example-{index}\",\"/etc/example-{index}.d/a\"]}}"
        );
    });
    format!(
        "{{\"type\":\"scan\",\"benchmark\":\"CIS Example Benchmark 1.0.0\",\"checks\":[]}}\n{checks}{{\"type\":\"end\",\"checks\":{count}}}\n"
    )
}
