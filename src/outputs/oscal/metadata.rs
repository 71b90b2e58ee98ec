//! What a document says of itself, of its people, and of the machines that it is about.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::VERSION;
use super::model::{
    BackResource, Component, Definitions, Hash, InventoryItem, Metadata, Party, PlainProp, Prop, Rlink, State,
};
use crate::outputs::joined::{NAMESPACE, each_once, latest_times, one_line};
use crate::outputs::output::OutputError;
use crate::views::{AssessedImage, AssessedView, stable_id};

/// OSCAL's head of a document.
pub(super) fn metadata(output: &'static str, view: &AssessedView, title: String) -> Result<Metadata, OutputError> {
    let mut latest = None;
    for image in &view.images {
        latest = latest.max(Some(latest_times(output, image)?.finished));
    }
    let lacks = || OutputError::Lacks { output, lacks: "there is no image".to_owned() };
    Ok(Metadata {
        title,
        last_modified: latest.ok_or_else(lacks)?.to_string(),
        version: view.as_of.to_string(),
        oscal_version: VERSION,
        parties: parties(view),
    })
}

/// Every name that stands in an entry. Whether it is a person nobody says.
fn parties(view: &AssessedView) -> Vec<Party> {
    let named = view.entries.iter().flat_map(|entry| [&entry.owner, &entry.approved_by]);
    let names: BTreeSet<String> = named.flatten().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect();
    names.into_iter().map(|name| Party { uuid: party(&name), kind: "organization", name }).collect()
}

/// The id of somebody.
pub(super) fn party(name: &str) -> String {
    stable_id(&["party", &one_line(name)])
}

/// A property of ours; absent where there is nothing to say, since OSCAL refuses an empty one.
pub(super) fn prop(name: &'static str, value: &str) -> Option<Prop> {
    let value = one_line(value);
    (!value.is_empty()).then_some(Prop { name, ns: NAMESPACE, value })
}

/// The id of an image in the inventory.
pub(super) fn subject(image: &AssessedImage) -> String {
    stable_id(&["subject", &image.uid])
}

/// The image, and the tools that looked.
pub(super) fn definitions(image: &AssessedImage) -> Definitions {
    let tools: Vec<String> = image
        .scans
        .iter()
        .filter_map(|scan| scan.tool.as_ref())
        .map(|tool| {
            format!("{}{}", tool.name, tool.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default())
        })
        .collect();
    let component = |tool: &str| Component {
        uuid: stable_id(&["tool", &image.uid, tool]),
        kind: "software",
        title: one_line(tool),
        description: "The tool that judged the image.".to_owned(),
        status: State { state: "operational" },
    };
    let target = &image.target;
    let plain = |name, value: Option<&String>| {
        let value = one_line(value?);
        (!value.is_empty()).then_some(PlainProp { name, value })
    };
    let props = [
        plain("asset-id", Some(&image.key)),
        plain("fqdn", target.hostname.as_ref()),
        plain("ipv4-address", target.addresses.iter().find(|address| is_v4(address))),
        plain("ipv6-address", target.addresses.iter().find(|address| is_v6(address))),
        plain("os-name", target.os.as_ref()),
    ];
    Definitions {
        components: each_once(tools.iter().map(String::as_str)).into_iter().map(component).collect(),
        inventory_items: vec![InventoryItem {
            uuid: subject(image),
            description: one_line(&format!("{}, held against {}", image.name, image.benchmark.name)),
            props: props.into_iter().flatten().collect(),
        }],
    }
}

/// What is no address is no property either.
fn is_v4(text: &str) -> bool {
    text.split('.').count() == 4 && text.split('.').all(|part| part.parse::<u8>().is_ok())
}

fn is_v6(text: &str) -> bool {
    text.contains(':') && text.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
}

/// The files that a document was made from, each with its digest, and a resource for the plan that there is none of.
pub(super) fn resources(view: &AssessedView) -> Vec<BackResource> {
    let scans = view.images.iter().flat_map(|image| &image.scans).map(|scan| ("Scan", &scan.file));
    let registry = view.registry.iter().flat_map(|registry| &registry.files).map(|file| ("Exception registry", file));
    let mut seen = BTreeSet::new();
    let resource = |(title, file): (&str, &crate::views::FileView)| {
        let sha256 = file.sha256.clone()?;
        let uuid = stable_id(&["file", title, &file.path, &sha256]);
        seen.insert(uuid.clone()).then(|| BackResource {
            uuid,
            title: title.to_owned(),
            description: None,
            rlinks: vec![Rlink { href: href(&file.path), hashes: vec![Hash { algorithm: "SHA-256", value: sha256 }] }],
        })
    };
    scans.chain(registry).filter_map(resource).collect()
}

/// A path as a reference of a URI: what it cannot hold is escaped.
fn href(path: &str) -> String {
    let mut href = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            href.push(char::from(byte));
        } else {
            // A String takes any text.
            let _ = write!(href, "%{byte:02X}");
        }
    }
    href
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(href("a b/ü.xml"), "a%20b/%C3%BC.xml");
        assert_eq!(href("-"), "-");
    }
}
