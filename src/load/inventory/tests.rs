use super::*;

fn inventory(text: &str) -> Result<Inventory, ReadError> {
    Inventory::read(&Input::from_bytes("map.csv", text))
}

fn scan(instance: Option<&str>, host: Option<&str>, ami: Option<&str>) -> Scan {
    let mut scan = Scan::default();
    scan.source.path = "scan.xml".into();
    let text = |text: Option<&str>| text.map(str::to_owned);
    (scan.target.instance_id, scan.target.hostname, scan.target.ami_id) = (text(instance), text(host), text(ami));
    scan
}

fn completed(text: &str, mut scan: Scan) -> Result<Target, String> {
    let inventory = inventory(text).expect("an inventory");
    inventory.complete(&mut scan, Elsewhere::default()).map_err(|error| error.to_string())?;
    Ok(scan.target)
}

const MACHINES: &str = "\
Instance;AMI;Host;account;region;tag:role;tags;State
i-1;ami-1;node-a;012345678901;eu-central-1;node;env=prod, team=a;running
i-2;ami-1;node-b;012345678901;eu-central-1;builder;;stopped
;ami-1;;;;;;
";

#[test]
fn a_machine_is_found_by_its_instance_or_its_host_and_an_image_by_its_id() {
    for machine in [scan(Some("i-1"), None, None), scan(None, Some("NODE-A"), None)] {
        let target = completed(MACHINES, machine).expect("completed");
        assert_eq!((target.instance_id.as_deref(), target.ami_id.as_deref()), (Some("i-1"), Some("ami-1")));
        assert_eq!((target.account.as_deref(), target.region.as_deref()), (Some("012345678901"), Some("eu-central-1")));
        let tags: Vec<String> = target.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(tags, ["env=prod", "role=node", "team=a"]);
    }
    // What is known of the machines of an image is not known of another machine of it.
    let target = completed(MACHINES, scan(None, None, Some("ami-1"))).expect("completed");
    assert_eq!((target.account, target.tags.len()), (None, 0));
    let target = completed(MACHINES, scan(Some("i-9"), Some("node-a"), None)).expect("completed");
    assert_eq!((target.account, target.tags.len()), (None, 0), "another instance of the same name");
}

#[test]
fn a_row_of_the_image_completes_what_a_row_of_the_machine_says() {
    let text = "host,ami_id,name,tag:role\nnode-a,ami-1,,node\n,ami-1,eks-2026,\n";
    let target = completed(text, scan(None, Some("node-a"), None)).expect("completed");
    assert_eq!((target.ami_name.as_deref(), target.tags["role"].as_str()), (Some("eks-2026"), "node"));
}

#[test]
fn what_a_scan_states_is_never_changed() {
    for (column, value) in [("account", "999999999999"), ("region", "us-east-1"), ("name", "b"), ("tag:role", "b")] {
        let mut known = scan(Some("i-1"), Some("own-name"), None);
        known.target.account = Some("012345678901".into());
        (known.target.region, known.target.ami_name) = (Some("eu-central-1".into()), Some("a".into()));
        known.target.tags.insert("role".into(), "a".into());
        let error = completed(&format!("instance,host,{column}\ni-1,other-name,{value}\n"), known).expect_err(column);
        assert!(error.starts_with("map.csv:2:1: ") && error.contains("but scan.xml says"), "{error}");
    }
    let target = completed("instance,host\ni-1,other-name\n", scan(Some("i-1"), Some("own-name"), None));
    assert_eq!(target.map(|target| target.hostname), Ok(Some("own-name".into())), "a network has names of its own");
}

#[test]
fn a_scan_that_stands_twice_with_other_facts_is_an_error_and_with_the_same_ones_is_not() {
    let text = |second: &str| format!("instance,region\ni-1,eu-central-1\ni-1,{second}\n");
    let error = completed(&text("us-east-1"), scan(Some("i-1"), None, None)).expect_err("twice");
    assert!(error.contains("map.csv:3:1") && error.contains("line 2, with another region"), "{error}");
    completed(&text("eu-central-1"), scan(Some("i-1"), None, None)).expect("said twice");
}

#[test]
fn json_takes_objects_and_tags_as_the_aws_cli_writes_them() {
    let text = r#"[{"InstanceId": "i-1", "ImageId": null, "Tags": [{"Key": "role", "Value": "node"}]},
        {"ami_id": "ami-2", "tags": {"role": "builder"}, "partition": "aws-cn", "State": {"Code": 16}}]"#;
    let target = completed(text, scan(Some("i-1"), None, None)).expect("completed");
    assert_eq!(target.tags["role"], "node");
    let target = completed(text, scan(None, None, Some("ami-2"))).expect("completed");
    assert_eq!((target.tags["role"].as_str(), target.partition()), ("builder", "aws-cn"));
    let note = &inventory(text).expect("an inventory").notes[0];
    assert!(note.code == Code::InventoryColumn && note.message.ends_with(": State"), "{note}");
}

#[test]
fn a_file_that_is_no_inventory_says_why() {
    for (text, part) in [
        ("", "is empty"),
        ("server,owner\na,b\n", "the columns are server, owner"),
        ("instance\ni-1\n", "no column says anything of a row"),
        ("instance,region\n,eu-central-1\n", "map.csv:2:1: the row does not say"),
        ("instance,account\ni-1,12345678901\n", "12345678901 is no account of 12 digits"),
        ("instance,account\nweb,012345678901\n", "is no instance id"),
        ("ami,region\nami-1,Frankfurt\n", "Frankfurt is no region"),
        ("ami,partition\nami-1,x\n", "x is no partition"),
        ("ami,tags\nami-1,role\n", "the tag role is no key=value"),
        ("ami,tag:role,tags\nami-1,a,role=b\n", "two tags role"),
        ("ami,image id,region\nami-1,ami-2,eu-west-1\n", "the columns ami and image id say the same"),
        ("ami,region\nami-1\n", "map.csv:2:1: the row has 1 cells"),
        ("ami,region\nami-1,\"eu\n", "never ends"),
        ("[]", "the columns are none"),
        ("[1]", "map.csv:1:2: no list of objects"),
        (r#"[{"ami": "ami-1", "account": 12345678901}]"#, "in [0]: an account is a text"),
        (r#"[{"ami": "ami-1", "region": ["a"]}]"#, "region is no text"),
        (r#"[{"ami": "ami-1", "tags": [{"a": "b"}]}]"#, "a tag is no"),
        (r#"[{"ami": "ami-1", "tags": {"a": 1}}]"#, "the tag a is no text"),
        (r#"[{"region": "eu-west-1"}, {"ami": "ami-1"}]"#, "in [0]: the row does not say"),
    ] {
        let error = inventory(text).map(|_| ()).expect_err(text).to_string();
        assert!(error.starts_with("map.csv") && error.contains(part), "{part}: {error}");
    }
}

#[test]
fn rows_without_a_scan_and_scans_without_a_row_are_told() {
    let inventory = inventory(MACHINES).expect("an inventory");
    let used = inventory.complete(&mut scan(Some("i-1"), None, None), Elsewhere::default()).expect("completed");
    let unused = inventory.unused(&used);
    assert_eq!(unused, ["map.csv: line 3 (i-2) is of none of the scans"]);
    assert!(inventory.absent(&scan(None, None, None)).message.contains("states no instance, host or AMI"));
    assert!(inventory.absent(&scan(Some("i-7"), Some("x"), None)).message.ends_with("is of i-7, x"));
}

#[test]
fn what_is_said_of_all_scans_yields_to_the_inventory_and_that_to_the_scan() {
    let scans = vec![scan(Some("i-1"), None, None), scan(Some("i-9"), None, None)];
    let loader = crate::load::Loader {
        inventory: Some(inventory(MACHINES).expect("an inventory")),
        account: Some("999999999999".into()),
        region: Some("us-east-1".into()),
        tags: [("role".to_owned(), "any".to_owned())].into(),
        ..crate::load::Loader::default()
    };
    let loaded = loader.known(crate::load::Loaded { scans, ..Default::default() }).expect("completed");
    let told: Vec<_> =
        loaded.scans.iter().map(|scan| (scan.target.account.as_deref(), scan.target.tags["role"].as_str())).collect();
    assert_eq!(told, [(Some("012345678901"), "node"), (Some("999999999999"), "any")]);
    let notes: Vec<_> = loaded.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(notes, ["inventory-column", "not-in-inventory"]);
    assert_eq!(loaded.unused.len(), 1, "{:?}", loaded.unused);
}
