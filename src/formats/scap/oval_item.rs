//! One item that OVAL collected, as a line: a path with its mode, a package, a setting with its value.

use crate::read::ReadError;
use crate::read::xml::XmlReader;

/// The most of an item's fields that are shown where its kind is not known.
const MOST_FIELDS: usize = 8;
/// The longest value that is shown; a longer one ends with dots.
const LONGEST: usize = 400;
/// The permissions of a file, in the order of their bits.
const BITS: [&str; 12] =
    ["suid", "sgid", "sticky", "uread", "uwrite", "uexec", "gread", "gwrite", "gexec", "oread", "owrite", "oexec"];

struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> String {
        let values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        values.collect::<Vec<_>>().join(", ")
    }

    fn path(&self) -> Option<String> {
        let within = || {
            Some(format!("{}/{}", self.get("path")?.trim_end_matches('/'), self.get("filename").unwrap_or_default()))
        };
        self.get("filepath").map(str::to_owned).or_else(within)
    }
}

/// Reads the item entered last; none where it does not exist.
pub(super) fn read(xml: &mut XmlReader<'_>) -> Result<Option<String>, ReadError> {
    let kind = xml.name().1.to_owned();
    let there = xml.attribute("status")?.is_none_or(|status| status == "exists");
    let mut fields = Fields(Vec::new());
    while xml.child()? {
        let name = xml.name().1.to_owned();
        if let Some(value) = xml.trimmed_text()? {
            xml.keeps(name.len() + value.len())?;
            fields.0.push((name, value));
        }
    }
    Ok(there.then(|| line(&kind, &fields)))
}

fn line(kind: &str, fields: &Fields) -> String {
    let pair = |name: &str, value: &str| {
        let value = fields.all(value);
        fields.get(name).map(|name| format!("{name} = {value}"))
    };
    let known = match kind {
        "file_item" => fields.path().map(|path| match mode(fields) {
            Some(mode) => format!("{mode} {path}"),
            None => path,
        }),
        "textfilecontent_item" => fields.path().and_then(|path| Some(format!("{path}: {}", fields.get("text")?))),
        "rpminfo_item" | "dpkginfo_item" | "rpmverify_item" | "rpmverifypackage_item" => {
            let version = fields.get("evr").or_else(|| fields.get("version")).unwrap_or_default();
            fields.get("name").map(|name| format!("{name} {version}").trim_end().to_owned())
        }
        "partition_item" => fields.get("mount_point").map(|mount| {
            let options = fields.all("mount_options");
            if options.is_empty() { mount.to_owned() } else { format!("{mount}: {options}") }
        }),
        "sysctl_item" => pair("name", "value"),
        "password_item" | "shadow_item" => fields.get("username").map(|user| format!("user {user}")),
        "variable_item" => pair("var_ref", "value"),
        "systemdunitproperty_item" => fields
            .get("unit")
            .and_then(|unit| Some(format!("{unit}: {} = {}", fields.get("property")?, fields.all("value")))),
        "inetlisteningserver_item" => fields.get("local_full_address").map(|address| {
            format!(
                "{} {address} {}",
                fields.get("protocol").unwrap_or_default(),
                fields.get("program_name").unwrap_or_default()
            )
        }),
        _ => None,
    };
    known.map_or_else(|| any(kind, fields), |line| short(&one_line(&line)))
}

/// The mode in octal digits, where all bits are stated.
fn mode(fields: &Fields) -> Option<String> {
    let bits = BITS
        .iter()
        .try_fold(0_u32, |mode, bit| Some(mode << 1 | u32::from(matches!(fields.get(bit)?, "true" | "1"))))?;
    Some(format!("{bits:04o}"))
}

fn any(kind: &str, fields: &Fields) -> String {
    let shown = fields.0.iter().take(MOST_FIELDS).map(|(name, value)| format!("{name}={}", short(&one_line(value))));
    let more = if fields.0.len() > MOST_FIELDS { " ..." } else { "" };
    format!("{} {}{more}", kind.trim_end_matches("_item"), shown.collect::<Vec<_>>().join(" "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("...".chars()).collect()
}
