//! Secrets that tools print with their evidence: keys, tokens, passwords. They are replaced where a scan
//! enters the program, so that no output can hold them.
//!
//! The forms are those that their makers document; a secret without a form of its own is known only by
//! the name before it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use crate::model::{Check, Doubt, DoubtCode, Scan, Texts};

/// A form of secrets.
struct Form {
    name: &'static str,
    /// A part of every secret of the form, or of the name before it: most texts have none, and a search for
    /// fixed parts is several times faster than one for patterns. In lower case; the search takes any.
    parts: &'static [&'static str],
    /// Its last group that is there is the secret.
    pattern: &'static str,
}

/// The parts of the names before a secret that has no form of its own.
const NAMES: &[&str] =
    &["assw", "assphrase", "pwd", "psk", "pi_key", "pi-key", "pikey", "_pass", "indpw", "ignature", "ecret", "oken"];

const FORMS: &[Form] = &[
    Form {
        name: "aws-access-key",
        parts: &["akia", "asia", "abia", "acca"],
        pattern: r"(?-u:\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b)",
    },
    Form {
        name: "aws-secret-key",
        parts: &["ecret"],
        pattern: r#"(?i-u:(?:aws_?)?secret_?(?:access_?)?key["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9/+]{40}))(?:[^A-Za-z0-9/+]|$)"#,
    },
    Form {
        name: "aws-session-token",
        parts: &["oken"],
        pattern: r#"(?i-u:session_?token["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9/+=]{100,}))"#,
    },
    Form {
        name: "github-token",
        parts: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
        pattern: r"(?-u:\b((?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}))",
    },
    Form {
        name: "gitlab-token",
        parts: &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-"],
        pattern: r"(?-u:\b(gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,}))",
    },
    Form { name: "slack-token", parts: &["xox"], pattern: r"(?-u:\b(xox[abeoprs]-[A-Za-z0-9-]{10,}))" },
    Form { name: "google-api-key", parts: &["aiza"], pattern: r"(?-u:\b(AIza[A-Za-z0-9_-]{35}))" },
    Form {
        name: "stripe-key",
        parts: &["_live_", "_test_"],
        pattern: r"(?-u:\b((?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}))",
    },
    Form { name: "npm-token", parts: &["npm_"], pattern: r"(?-u:\b(npm_[A-Za-z0-9]{36}))" },
    Form { name: "vault-token", parts: &["hvs.", "hvb.", "hvr."], pattern: r"(?-u:\b(hv[sbr]\.[A-Za-z0-9_-]{20,}))" },
    Form {
        name: "azure-key",
        parts: &["key="],
        pattern: r"(?i-u:\b(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/=]{40,}))",
    },
    Form {
        name: "json-web-token",
        parts: &["eyj"],
        pattern: r"(?-u:\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*))",
    },
    Form {
        name: "private-key",
        parts: &["private key"],
        pattern: r"(?s)(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$))",
    },
    Form {
        name: "password-hash",
        parts: &["$1$", "$2", "$5$", "$6$", "$y$", "$7$", "$gy$", "$argon2", "pbkdf2"],
        pattern: r"(?-u:(\$(?:1|2[aby]?|5|6|y|7|gy|argon2id?)\$[A-Za-z0-9./$=,+-]{16,}|grub\.pbkdf2\.sha512\.[0-9]+\.[0-9A-Fa-f]+\.[0-9A-Fa-f]+))",
    },
    Form {
        name: "password-in-url",
        parts: &["@"],
        pattern: r#"[a-z][a-z0-9+.-]{1,15}://[^ \t\r\n/:@"']*:([^ \t\r\n/@"']+)@"#,
    },
    Form {
        name: "password",
        parts: NAMES,
        pattern: r#"(?:^|[^A-Za-z0-9_-])(?i-u:-{0,2}[a-z0-9_-]{0,24}(?:(?:password|passphrase|_pass|pwd|psk|secret|api[_-]?key|token|bindpw|signature)["']?[ \t]?(?:=|:[ \t]?["'])|passwd[ \t]?=|(?:--password|bindpw)[ \t]))[ \t]?["']?((?:[^ \t\r\n"',;&\[\](){}<>]|["'][A-Za-z0-9]){4,})"#,
    },
    Form {
        name: "password-in-quotes",
        parts: NAMES,
        pattern: r#"(?:^|[^A-Za-z0-9_-])(?i-u:-{0,2}[a-z0-9_-]{0,24}(?:(?:password|passphrase|_pass|pwd|psk|secret|api[_-]?key|token|bindpw)["']?[ \t]?[:=]|passwd[ \t]?=|(?:--password|bindpw)[ \t])[ \t]?)(?:"((?:[^"\\\r\n]|\\.){4,})"|'([^'\r\n]{4,})')"#,
    },
    Form {
        name: "password-in-yaml",
        parts: NAMES,
        pattern: r#"(?:^|[^A-Za-z0-9_-])(?i-u:[a-z0-9_-]{0,24}(?:password|passphrase|_pass|secret|api[_-]?key|token):)[ \t]{1,4}([^ \t\r\n"',;\[\](){}<>]{6,})(?:[ \t]*(?:\r?\n|$))"#,
    },
    Form {
        name: "password-in-xml",
        parts: NAMES,
        pattern: r"<(?i-u:(?:[a-z0-9]{1,16}:)?[a-z0-9_-]{0,24}(?:password|passwd|passphrase|secret|token|api[_-]?key))(?:[ \t][^<>]*)?>[ \t\r\n]{0,8}([^<>]{4,})</",
    },
    Form {
        name: "password-in-pair",
        parts: NAMES,
        pattern: r#"(?i-u:\b(?:name|key)["']?[ ]{0,3}[:=][ ]{0,3}["']?[a-z0-9_.-]{0,24}(?:password|passphrase|secret|api[_-]?key|token)[a-z0-9_-]{0,8}["']?[ ]{0,3}(?:[,;]|[ ]|\r?\n)[ \r\n]{0,16}["']?value["']?[ ]{0,3}[:=][ ]{0,3})(?:"((?:[^"\\\r\n]|\\.){4,})"|'([^'\r\n]{4,})'|([^ \t\r\n"',;&\[\](){}<>]{4,}))"#,
    },
    Form {
        name: "password-in-command",
        parts: &["curl", "sshpass", "mysql", "mariadb"],
        pattern: r#"(?-u:\b)(?:curl(?-u:\b)[^\r\n|;]*?[ ](?:-u|-U|--user|--proxy-user)[ =]?["']?[^ :"'\r\n/]{1,64}:|sshpass[ ]+-p[ ]?["']?|(?:mysql|mysqldump|mysqladmin|mysqlcheck|mysqlimport|mysqlshow|mariadb|mariadb-dump|mariadb-admin)(?-u:\b)[^\r\n|;]*?[ ]-p["']?)([^ \t\r\n"']+)"#,
    },
    Form {
        name: "snmp-community",
        parts: &["ommunity", "com2sec"],
        pattern: r#"(?:(?i-u:\br[ow]community6?[ \t]+)|(?i-u:\bcom2sec6?[ \t]+)(?:-Cn[ \t]+[^ \t\r\n]+[ \t]+)?[^ \t\r\n]+[ \t]+[^ \t\r\n]+[ \t]+|(?i-u:\bsnmp-server[ \t]+community[ \t]+))["']?([^ \t\r\n"']{2,})"#,
    },
    Form {
        name: "bearer",
        parts: &["earer", "basic "],
        pattern: r"(?i-u:\b(?:bearer|basic)[ ]+([A-Za-z0-9._~+/-]{16,}=*))",
    },
];

/// The parts of all forms, and for each the place of its form.
static PARTS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(parts);

/// The pattern of each form, compiled when a text first has a part of it: a few are needed, if any.
static PATTERNS: [OnceLock<Regex>; FORMS.len()] = [const { OnceLock::new() }; FORMS.len()];

#[expect(clippy::expect_used, reason = "it fails only for more words than fit in memory")]
fn parts() -> (AhoCorasick, Vec<usize>) {
    let of_form = |(at, form): (usize, &'static Form)| form.parts.iter().map(move |part| (*part, at));
    let (parts, forms): (Vec<&str>, Vec<usize>) = FORMS.iter().enumerate().flat_map(of_form).unzip();
    let search = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(parts);
    (search.expect("the words fit in memory"), forms)
}

/// The forms of which a text has a part, with their patterns.
fn possible(text: &str) -> impl Iterator<Item = (&'static Form, &'static Regex)> {
    let (parts, forms) = &*PARTS;
    let of_part = |part: usize| forms.get(part).copied();
    let mut found = BTreeSet::new();
    // Most texts have no part, and whether there is one is known sooner than which.
    if parts.is_match(text) {
        let parts = parts.find_overlapping_iter(text);
        found.extend(parts.filter_map(|found| of_part(found.pattern().as_usize())));
    }
    found
        .into_iter()
        .filter_map(|at| Some((FORMS.get(at)?, PATTERNS.get(at)?)))
        .map(|(form, pattern)| (form, pattern.get_or_init(|| compiled(form.pattern))))
}

/// A form that does not compile must not mean that there is no secret.
#[expect(clippy::expect_used, reason = "the patterns are literals; a test uses each")]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a literal pattern compiles")
}

/// Values behind `password=` that are settings and not secrets.
const SETTINGS: [&str; 16] = [
    "yes",
    "no",
    "true",
    "false",
    "none",
    "null",
    "required",
    "requisite",
    "sufficient",
    "optional",
    "enabled",
    "disabled",
    "prompt",
    "locked",
    "unset",
    "empty",
];

/// Where secrets stand in a text, and the names of their forms; none overlaps another.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for (Form { name, .. }, pattern) in possible(text) {
        for captures in pattern.captures_iter(text) {
            if let Some(secret) = captures.iter().skip(1).flatten().last()
                && !is_setting(name, secret.as_str())
                // What was replaced is none any more, whatever stands before it.
                && !secret.as_str().starts_with(REPLACED)
            {
                found.push((secret.range(), *name));
            }
        }
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    found
}

/// A setting, a place holder, a path or a variable stands behind the name.
fn is_setting(form: &str, value: &str) -> bool {
    if form == "snmp-community" {
        // The two that everybody knows are a finding to show, and no secret.
        return ["public", "private"].contains(&value.to_lowercase().as_str()) || value.starts_with(['$', '<', '%']);
    }
    if !form.starts_with("password") || matches!(form, "password-hash" | "password-in-url") {
        return false;
    }
    let lower = value.to_lowercase();
    // Behind a colon without quotes a word of letters alone is one of a sentence.
    let word = form == "password-in-yaml" && value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    word || SETTINGS.contains(&lower.as_str())
        || value.starts_with(['$', '/', '%', '-', '*', '['])
        || value.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.' | b'!'))
        || value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        || value.contains(".so")
}

/// The beginning of the words that stand in the place of a secret.
const REPLACED: &str = "[secret";

/// The words that stand in the place of a secret.
pub(crate) fn instead(name: &str) -> String {
    format!("{REPLACED}: {name}]")
}

/// Replaces every secret in the texts of a scan, and says of which checks.
pub(crate) fn hide(scan: &mut Scan) {
    let mut checks = std::mem::take(&mut scan.checks);
    for check in &mut checks {
        // Before the parts are looked at one by one: the first would hide where the key begins.
        let split = hide_split_key(&mut check.evidence.items);
        let mut names = hidden(check);
        if split && !names.contains(&PRIVATE_KEY) {
            names.push(PRIVATE_KEY);
        }
        for name in names {
            let doubt = Doubt::new(DoubtCode::SecretInScan, format!("{}: {name}, which was replaced", named(check)));
            scan.doubt(doubt);
        }
    }
    for name in hidden(scan) {
        scan.doubt(Doubt::new(DoubtCode::SecretInScan, format!("beside the checks: {name}, which was replaced")));
    }
    scan.checks = checks;
}

const PRIVATE_KEY: &str = "private-key";

/// Replaces a private key whose lines are items of evidence, one after the other. Where its end is missing, the
/// items that look like its lines are part of it.
fn hide_split_key(items: &mut [String]) -> bool {
    let mut found = false;
    let mut rest = items;
    while let Some(begin) = rest.iter().position(|item| begins_key(item)) {
        let (_, behind) = rest.split_at_mut(begin + 1);
        let begins = behind.iter().position(|item| begins_key(item)).unwrap_or(behind.len());
        let end =
            behind.iter().take(begins).position(|item| item.contains("-----END ") && item.contains("PRIVATE KEY"));
        let lines = behind.iter().take_while(|item| is_line_of_key(item)).count();
        let count = end.map_or(lines, |end| end + 1);
        for item in behind.iter_mut().take(count) {
            *item = instead(PRIVATE_KEY);
            found = true;
        }
        rest = behind;
    }
    found
}

/// Whether a key begins in an item and does not end there.
fn begins_key(item: &str) -> bool {
    let begin = item.rfind("-----BEGIN ").and_then(|at| item.get(at..));
    begin.is_some_and(|key| key.contains("PRIVATE KEY") && !key.contains("-----END "))
}

fn is_line_of_key(item: &str) -> bool {
    let item = item.trim();
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    ["Proc-Type:", "DEK-Info:", "Comment:", "Version:"].iter().any(|head| item.starts_with(head))
        || (item.len() >= 16 && item.chars().all(base64))
}

fn named(check: &Check) -> String {
    format!("check {}", check.name())
}

/// Replaces the secrets of some data; the names of their forms, each once.
fn hidden(data: &mut impl Texts) -> Vec<&'static str> {
    let mut names = Vec::new();
    data.texts(&mut |text| {
        let found = find(text);
        for (range, name) in found.into_iter().rev() {
            text.replace_range(range, &instead(name));
            if !names.contains(&name) {
                names.push(name);
            }
        }
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Evidence, Status};

    #[test]
    fn every_form_is_found_and_settings_are_not() {
        let long = "a1B2".repeat(12);
        let forty = "Ab1/".repeat(10);
        let cases = [
            ("aws-access-key", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE".to_owned()),
            ("aws-secret-key", format!("aws_secret_access_key = {forty}")),
            ("aws-session-token", format!("session_token: \"{}\"", long.repeat(3))),
            ("github-token", format!("token ghp_{long}")),
            ("gitlab-token", format!("glpat-{long}")),
            ("slack-token", "xoxb-123456789012-abcdef".to_owned()),
            ("google-api-key", format!("AIza{}", "a1B2c3D".repeat(5))),
            ("stripe-key", format!("sk_live_{long}")),
            ("npm-token", format!("npm_{}", "a1B2".repeat(9))),
            ("vault-token", format!("hvs.{long}")),
            ("azure-key", format!("AccountKey={long}==")),
            ("json-web-token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln".to_owned()),
            ("private-key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----".to_owned()),
            ("password-hash", "root:$6$saltsalt$abcdefghijklmnop:19000:0".to_owned()),
            ("password-in-url", "https://alice:hunter22@example.com/x".to_owned()),
            ("password", "DB_PASSWORD=hunter22".to_owned()),
            ("password-in-yaml", "db_password: hunter22".to_owned()),
            ("password-in-quotes", "DB_PASSWORD='hunter, 22'".to_owned()),
            ("password-in-xml", "<bind:adminPassword type=\"plain\">hunter22</bind:adminPassword>".to_owned()),
            ("password-in-pair", r#"{"name": "DB_PASSWORD", "value": "hunter22"}"#.to_owned()),
            ("password-in-command", "curl -sk -u admin:hunter22 https://10.0.0.9/".to_owned()),
            ("snmp-community", "rocommunity hunter22 10.0.0.0/8".to_owned()),
            ("bearer", "Authorization: Bearer abcdefgh.ijklmnop".to_owned()),
        ];
        for (name, text) in &cases {
            let found = find(text);
            assert!(found.iter().any(|(_, form)| form == name), "{name}: {found:?}");
        }
        assert_eq!(cases.len(), FORMS.len());
        for more in
            ["PGPASSWORD=hunter22", "DB_PASS=hunter22", "?token=abcd1234&x=1", "--password hunter22", "bindpw hunter22"]
        {
            assert_eq!(find(more).len(), 1, "{more}");
        }
        for again in ["snmp-server community [secret: snmp-community] RO", "password=[secret: password]"] {
            assert_eq!(find(again), [], "{again}");
        }
        for (text, secret) in [
            ("server=db;Pwd=Xy12345;", "Xy12345"),
            ("X-Api-Key: hunter22x", "hunter22x"),
            ("PassWord=hunter22", "hunter22"),
            ("authorization: BASIC YWxpY2U6aHVudGVyMjI=", "YWxpY2U6aHVudGVyMjI="),
            ("psk=\"wifi pass\"", "wifi pass"),
            (r#"password="hunter 22 x""#, "hunter 22 x"),
            (r#""password": "hun\"ter 22", "user": "x""#, r#"hun\"ter 22"#),
            ("DB_PASSWORD='hunter, 22'", "hunter, 22"),
            ("password=hun'ter\"22", "hun'ter\"22"),
            ("mysqldump -uroot -phunter22 shop", "hunter22"),
            ("sshpass -p hunter22 ssh db7", "hunter22"),
            ("curl https://10.0.0.9/ --user 'admin:hunter22'", "hunter22"),
            ("com2sec readonly default hunter22", "hunter22"),
            ("- name: DB_PASSWORD\n  value: hunter22\n", "hunter22"),
            (r#"<param name="db.password" value="hunter22"/>"#, "hunter22"),
        ] {
            let found = find(text);
            assert!(found.len() == 1 && text.get(found[0].0.clone()) == Some(secret), "{text}: {found:?}");
        }
        for setting in [
            "mysql -p shop",
            "mysql --port 3306 -P 3306",
            "curl -u admin https://10.0.0.9/",
            "rocommunity public",
            "the secret 'of a sentence' and its token \"word\"",
            "<passwordPolicy><minLength>14</minLength></passwordPolicy>",
            "password requisite pam_pwquality.so retry=3",
            "password=required",
            "PASS_MAX_DAYS 365",
            "password: \"yes\"",
            "secret=$SECRET",
            "Ensure password expiration is 365 days or less",
            "passwd: files sss",
            "/etc/passwd: 0644",
            "\"passwd\": \"privileged-passwd\"",
        ] {
            assert_eq!(find(setting), [], "{setting}");
        }
    }

    #[test]
    fn a_private_key_goes_whose_lines_are_items() {
        let begin = "/etc/x.pem: -----BEGIN RSA PRIVATE KEY-----";
        let (line, end) = ("MIIEowIBAAKCAQEAs3cret", "-----END RSA PRIVATE KEY-----");
        for (items, kept) in [
            (vec!["a", begin, "/etc/x.pem: MIIEow==", line, end, "mode 0644"], vec!["a", "mode 0644"]),
            (vec![begin, "Proc-Type: 4,ENCRYPTED", "DEK-Info: x", line, line, "mode 0644"], vec!["mode 0644"]),
            (vec![begin, line, begin, line, end], vec![]),
        ] {
            let evidence = Evidence::items(items.iter().copied());
            let mut scan = Scan { checks: vec![Check { evidence, ..Check::new(Status::Fail) }], ..Scan::default() };
            hide(&mut scan);
            let left: Vec<&str> = scan.checks[0].evidence.items.iter().map(String::as_str).collect();
            let others: Vec<&&str> = left.iter().filter(|item| !item.contains("[secret: private-key]")).collect();
            assert_eq!(others, kept.iter().collect::<Vec<_>>(), "{left:?}");
            assert_eq!((left.len(), scan.doubts.len()), (items.len(), 1), "{left:?}");
        }
        let mut others = vec!["mode 0644".to_owned(), line.to_owned(), end.to_owned()];
        assert!(!hide_split_key(&mut others));
    }

    #[test]
    fn a_scan_says_which_check_had_a_secret_and_has_it_no_more() {
        let check = Check { evidence: Evidence::items(["k AKIAIOSFODNN7EXAMPLE"]), ..Check::new(Status::Fail) };
        let mut scan = Scan { checks: vec![Check { number: "3.1".parse().ok(), ..check }], ..Scan::default() };
        hide(&mut scan);
        assert_eq!(scan.checks[0].evidence.items, ["k [secret: aws-access-key]"]);
        assert!(scan.doubts.len() == 1 && scan.doubts[0].message.contains("3.1"), "{:?}", scan.doubts);
    }
}
