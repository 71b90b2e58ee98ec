//! Redaction of a case: planted values are gone in every form, and what tells nothing stays.

use jiff::civil::date;

use super::*;
use crate::case::CaseOptions;
use crate::model::{Benchmark, Check, Evidence, Fact, Status, Target};
use crate::registry::Registry;

fn scan(evidence: &[&str]) -> Scan {
    let evidence = Evidence::items(evidence.iter().copied());
    let check = Check { number: "1.1.1.1".parse().ok(), evidence, ..Check::new(Status::Fail) };
    Scan {
        benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
        run: Some("arn:aws:inspector:us-east-1:111122223333:target/0-A/run/0-B".into()),
        target: Target {
            hostname: Some("web_01.prod.example.com".into()),
            addresses: vec!["10.0.0.9".into(), "127.0.0.1".into()],
            ami_id: Some("ami-0a51c0ffee1a2b3c4".into()),
            ..Target::default()
        },
        checks: vec![check],
        ..Scan::default()
    }
}

fn case(scan: Scan) -> Case {
    Case::new(vec![scan], Registry::default(), date(2026, 11, 28), CaseOptions::default()).expect("a case")
}

/// The evidence of a scan whose case was redacted, and everything that is kept of it.
fn redacted(scan: Scan) -> (Vec<String>, String) {
    let mut case = case(scan);
    let redactor = Redactor::new(&mut case, &Redaction::default());
    redactor.redact(&mut case);
    let scan = case.assessment.scans().next().expect("a scan");
    (scan.checks[0].evidence.items.clone(), serde_json::to_string(scan).expect("JSON") + &format!("{case:?}"))
}

#[test]
fn every_form_of_an_identifying_value_is_gone() {
    let planted = [
        "on web_01.prod.example.com",
        "WEB_01.PROD.EXAMPLE.COM up",
        "web_01: up",
        "peer db7.prod.example.com",
        "peer 10.9.8.7",
        "listening on 10.0.0.9:22",
        "udp 10.0.0.9.443 > 54.12.13.14.5353",
        "ip-10-0-0-9 up",
        "ip-10-0-0-77.ec2.internal",
        "PTR 9.0.0.10.in-addr.arpa",
        "inet6 fe80::ff:fe00:1/64 scope link",
        "inet6 2600:1f18:22ba:8c00:ba86:a05e:a5ba:00ff/128",
        "[2600:1f18::77]:443",
        "::ffff:10.1.1.1",
        "::ffff:10.77.3.24 and 64:ff9b::10.77.3.72",
        "ether 0a:1b:2c:3d:4e:5f",
        "0A-1B-2C-3D-4E-60",
        "0a1b.2c3d.4e61",
        "i-0123456789abcdef0 in vpc-0a1b2c3d4e5f60718, subnet-11223344, sg-0feedfacecafebeef",
        "eni-0123456789abcdef1 vol-0123456789abcdef2 snap-0123456789abcdef3",
        "444455556666.dkr.ecr.us-east-1.amazonaws.com/x",
        "account_id: 777788889999",
        "then 777788889999 again",
        "arn:aws:iam::121212121212:role/x",
        "mail alice@example.com",
        "bob@db7",
        "/home/carol/.ssh/authorized_keys",
        "owner carol",
        r"C:\Users\dave\ntuser.dat",
        "https://x/?host=web%5F01%2Eprod%2Eexample%2Ecom",
        r#"{"peer": "10.9.\u0038.7"}"#,
        "cGVlciAxMC45LjguNyBpcyB1cA==",
        "key AKIAIOSFODNN7EXAMPLE",
        "DB_PASSWORD=hunter22",
    ];
    let (evidence, whole) = redacted(scan(&planted));
    let lower = whole.to_lowercase();
    for value in [
        "web_01",
        "prod.example",
        "db7",
        "10.9.8.7",
        "10.0.0.9",
        "54.12.13.14",
        "10-0-0-9",
        "10-0-0-77",
        "9.0.0.10",
        "fe80::ff",
        "2600:1f18",
        "ffff:10.1",
        "77.3",
        "0a:1b",
        "0a-1b",
        "0a1b.2c3d",
        "0123456789abcdef",
        "0a1b2c3d4e5f6",
        "11223344",
        "feedface",
        "444455556666",
        "777788889999",
        "121212121212",
        "111122223333",
        "alice@",
        "bob@",
        "carol",
        "dave",
        "web%5f01",
        "u0038",
        "cgvlciaxmc45ljgu",
        "akiaiosfodnn7example",
        "hunter22",
    ] {
        assert!(!lower.contains(value), "{value}: {evidence:#?}");
    }
    assert!(whole.contains("ami-0a51c0ffee1a2b3c4"), "the image is what the release is about");
}

#[test]
fn forms_that_no_person_writes_are_gone_as_well() {
    let planted = [
        "peer 0x0a090808",
        "http://0x0a.0x09.0x08.0x08/",
        "peer 012.0011.010.010",
        "http://168364040/x",
        "   0: 0809090A:0016 0809090B:01BB 01 00000000",
        "  1: 000080FE00000000FF00FE0001000077:0016 00000000000000000000000000000000:0000 0A",
        "eth0\t0009090A\t0109090A\t0003\t0",
        "fe8000000000000000ff00fffe007701 02 40 20 80 eth0",
        "macAddress: 0a1b2c3d4e5f",
        "enx0A1B2C3D4E62",
        "H4sIAAAAAAACAytITS1SMDTQs9Sz0LNUyCxWyC9IzQMAIXouURUAAAA=",
        "shop-lb-1234567890.eu-west-1.elb.amazonaws.com",
        "orders.c9akciq32rgh.eu-west-1.rds.amazonaws.com:5432",
        "https://ABCDEF0123456789ABCDEF0123456789.gr7.eu-west-1.eks.amazonaws.com",
        "https://oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456780",
        "uid=1001(erwin) gid=1001(erwin) groups=1001(erwin),27(sudo)",
        "frieda:x:1002:1002:Frieda Quandt,Room 77,+49 30 1234:/srv/f:/bin/bash",
        r"ACME\gustav:(F)",
        "I-0123456789ABCDEF9 VPC-0A1B2C3D4E5F60719",
        "fsap-0123456789abcdef5 AROAIOSFODNN7EXAMPLEX AIDAIOSFODNN7EXAMPLEY",
        "https://sqs.eu-west-1.amazonaws.com/989898989898/jobs",
        "cdk-assets-979797979797-eu-west-1",
        "peer stage3.stage.example.com and www.example.com",
        "jörg.müller@corp.example",
        "\"heinz kunz\"@corp.example",
        "o'brien@corp.example",
        "ida@[10.9.8.8]",
    ];
    let (evidence, whole) = redacted(scan(&planted));
    let lower = whole.to_lowercase();
    for value in [
        "0a090808",
        "0x0a.0x09",
        "012.0011",
        "168364040",
        "0809090",
        "000080fe",
        "0109090a",
        "fe8000000000",
        "0a1b2c3d4e",
        "h4siaaaa",
        "shop-lb",
        "c9akciq32rgh",
        "abcdef0123456789",
        "erwin",
        "frieda",
        "quandt",
        "room 77",
        "gustav",
        "acme",
        "0a1b2c3d4e5f60719",
        "iosfodnn7",
        "989898989898",
        "979797979797",
        "stage3",
        "example.com/",
        "müller",
        "rg.m",
        "kunz",
        "brien",
        "ida@",
    ] {
        assert!(!lower.contains(value), "{value}: {evidence:#?}");
    }
    // The shape stays, so that a reader sees what it was.
    for shown in
        ["peer 0xc00002", "http://3221225", ":0016 ", "eth0\t", "uid=1001(user-", "[base64 of gzip: peer 192.0.2."]
    {
        assert!(evidence.iter().any(|text| text.contains(shown)), "{shown}: {evidence:#?}");
    }
}

#[test]
fn an_entry_with_a_secret_or_a_host_in_its_id_has_another_id_in_the_bundle() {
    let entry = |id: &str| crate::registry::Entry { id: id.to_owned(), ..crate::registry::Entry::default() };
    let registry = Registry { entries: vec![entry("AKIAIOSFODNN7EXAMPLE"), entry("on-web_01")], ..Registry::default() };
    let mut case = Case::new(vec![scan(&[])], registry, date(2026, 11, 28), CaseOptions::default()).expect("a case");
    Redactor::new(&mut case, &Redaction::default()).redact(&mut case);
    let ids: Vec<&str> = case.assessment.registry.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["[secret: aws-access-key]", "on-host-2"]);
}

#[test]
fn a_pseudonym_has_the_shape_of_its_value_and_is_the_same_everywhere() {
    let (evidence, _) = redacted(scan(&[
        "10.0.0.9 and ip-10-0-0-9 and 9.0.0.10.in-addr.arpa",
        "0a:1b:2c:3d:4e:5f 0A-1B-2C-3D-4E-5F",
        "i-0123456789abcdef0",
    ]));
    assert!(evidence[0].starts_with("192.0.2.") && evidence[0].ends_with(".in-addr.arpa"), "{evidence:?}");
    let last = evidence[0].split(' ').next().and_then(|address| address.rsplit('.').next()).expect("an address");
    assert!(evidence[0].contains(&format!("ip-192-0-2-{last}")), "{evidence:?}");
    assert_eq!(evidence[1], "00:00:5e:00:00:01 00-00-5e-00-00-01");
    assert_eq!(evidence[2], "i-00000000000000001");
}

#[test]
fn what_tells_nothing_about_a_machine_stays() {
    let kept = [
        "0.0.0.0/0",
        "::",
        "::1",
        "127.0.0.1",
        "169.254.169.254",
        "255.255.255.0",
        "10.0.0.0/8",
        "192.0.2.7",
        "224.0.0.251",
        "/run/containerd/io.containerd.runtime.v2.task",
        "1.1.1.1 is its number",
        "openssl-1.0.2.4-1.amzn2",
        "3.5.3.2.3 and 5.2.4.1 of another",
        "Version 10.2.3.4 of glibc",
        "OID 1.3.6.1.4.1.311",
        "Ciphers aes128-gcm@openssh.com,curve25519-sha256@libssh.org",
        "kubernetes.default.svc.cluster.local",
        "/home/ssm-user/x",
        "version 4.18.0.3",
        "kernel 5.10.234-225.910.amzn2.x86_64",
        "getty@tty1.service",
        "user@1000.service",
        "actions/checkout@v4",
        "at 10:20:30",
        "std::fs::read",
        "/home/ec2-user/.bashrc",
        "/home/*/.netrc",
        "/etc/rc.local",
        "ami-0a51c0ffee1a2b3c4",
        "localhost",
        "sha256:1f3a5c7e9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a",
        "-rw-r--r-- 1 root root 0644",
        "tcp 0.0.0.0:22",
        "2026-11-28T10:20:30Z",
        "UID 1000 GID 1000",
        "Ensure mounting of cramfs is disabled",
        "std::vector<a::b> of std::map<c0::d1>",
        "server ntp.local iburst, jail.local, host.docker.internal",
        "netmask 0xffffff00 flags 0x0a10",
        "size 168364040 of 1764324000",
        "01.02.2026 01.02.03.04",
        "uid=33(www-data) uid=1000(ec2-user) uid=65534(nobody)",
        "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
        "ec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash",
        r"HKLM\SOFTWARE\Policies and BUILTIN\Administrators and NT AUTHORITY\SYSTEM",
        r"ERROR\nThe file \S+\s",
        "oidc.eks.eu-west-1.amazonaws.com and s3.eu-west-1.amazonaws.com",
        "0a1b2c3d4e5f is a commit",
        "DEADBEEF:0016 alone",
        "https://www.redhat.com/ and docs.aws.amazon.com",
        "H4sIAAAAAAACA8vLL8nIzEtXyE9TSFTITUwGclIBkZzrwBQAAAA=",
    ];
    let (evidence, _) = redacted(scan(&kept));
    assert_eq!(evidence, kept);
}

#[test]
fn a_host_called_like_a_word_of_the_program_changes_no_word_of_it() {
    for word in ["fail", "sha256", "Content-Security-Policy", "1.1.1.1", "amicis/1", "number"] {
        let mut named = scan(&["of fail, sha256, number"]);
        named.target.hostname = Some(word.to_owned());
        let (_, whole) = redacted(named);
        assert!(whole.contains("\"status\":\"fail\"") && whole.contains("\"number\":\"1.1.1.1\""), "{word}: {whole}");
    }
}

#[test]
fn a_machine_is_no_mac_address() {
    let fact = |name: &str| Fact { name: name.to_owned(), value: "x86_64".to_owned() };
    let mut machine = Scan { run: None, ..scan(&["x86_64"]) };
    machine.target = Target { facts: vec![fact("machine"), fact("os:machine_arch")], ..Target::default() };
    let mut case = case(machine);
    assert_eq!(Redactor::new(&mut case, &Redaction::default()).counts(), BTreeMap::new());
}

#[test]
fn kinds_that_a_person_keeps_stay_and_their_own_words_go() {
    let mut case = case(scan(&["10.9.8.7 of project Bluebird", "AKIAIOSFODNN7EXAMPLE"]));
    let redactor =
        Redactor::new(&mut case, &Redaction { keep: [Kind::Address].into(), also: vec!["bluebird".to_owned()] });
    redactor.redact(&mut case);
    let scan = case.assessment.scans().next().expect("a scan");
    assert_eq!(scan.checks[0].evidence.items, ["10.9.8.7 of project word-1", "[secret: aws-access-key]"]);
}

#[test]
fn folders_of_files_are_nowhere_and_their_names_stay() {
    let mut given = scan(&["x"]);
    given.source.path = "/srv/build/scans/a.xml".to_owned();
    given.warn(crate::diag::Code::NoNumbers, "in /srv/build/scans/a.xml");
    let (_, whole) = redacted(given);
    assert!(whole.contains("a.xml") && !whole.contains("/srv/build"), "{whole}");
}

#[test]
fn the_pseudonyms_of_an_earlier_bundle_stay_as_they_are() {
    let mut named = scan(&["host-1 192.0.2.1 10.9.8.7"]);
    named.target.hostname = Some("host-1".to_owned());
    let (evidence, _) = redacted(named);
    assert!(evidence[0].starts_with("host-1 192.0.2.1 "), "{evidence:?}");
}
