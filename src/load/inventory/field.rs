//! The facts that an inventory can state, and how its columns may be called.

use crate::model::Target;

/// A fact that is a text of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Instance,
    Ami,
    Host,
    AmiName,
    Account,
    Region,
    Partition,
}

impl Known {
    pub(super) const ALL: [Self; 7] =
        [Self::Instance, Self::Ami, Self::Host, Self::AmiName, Self::Account, Self::Region, Self::Partition];

    /// The column's name.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Instance => "instance_id",
            Self::Ami => "ami_id",
            Self::Host => "host",
            Self::AmiName => "ami_name",
            Self::Account => "account",
            Self::Region => "region",
            Self::Partition => "partition",
        }
    }

    /// Other names of the column, folded; those of the AWS CLI among them.
    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Instance => &["instance"],
            Self::Ami => &["ami", "imageid", "image"],
            Self::Host => &["hostname"],
            Self::AmiName => &["name", "imagename"],
            Self::Account => &["accountid", "ownerid", "awsaccount"],
            Self::Region => &["awsregion"],
            Self::Partition => &[],
        }
    }

    /// Whether it says what a row is of.
    pub(super) fn is_key(self) -> bool {
        matches!(self, Self::Instance | Self::Ami | Self::Host)
    }

    /// The fact of a target.
    pub(super) fn of(self, target: &Target) -> Option<&str> {
        match self {
            Self::Instance => target.instance_id.as_deref(),
            Self::Ami => target.ami_id.as_deref(),
            Self::Host => target.hostname.as_deref(),
            Self::AmiName => target.ami_name.as_deref(),
            Self::Account => target.account.as_deref(),
            Self::Region => target.region.as_deref(),
            Self::Partition => target.partition.as_deref(),
        }
    }

    /// Gives a target the fact.
    pub(super) fn put(self, target: &mut Target, value: String) {
        let place = match self {
            Self::Instance => &mut target.instance_id,
            Self::Ami => &mut target.ami_id,
            Self::Host => &mut target.hostname,
            Self::AmiName => &mut target.ami_name,
            Self::Account => &mut target.account,
            Self::Region => &mut target.region,
            Self::Partition => &mut target.partition,
        };
        *place = Some(value);
    }

    /// What is wrong with a value.
    pub(super) fn fault(self, value: &str) -> Option<&'static str> {
        let id = |prefix: &str| value.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && is_word(rest));
        match self {
            Self::Instance if !id("i-") && !id("mi-") => Some("is no instance id such as i-0123456789abcdef0"),
            Self::Ami if !is_ami_id(value) => Some("is no AMI id such as ami-0123456789abcdef0"),
            Self::Account if !is_account(value) => {
                Some("is no account of 12 digits; a spreadsheet takes zeros off the front of a number")
            }
            Self::Region if !is_region(value) => Some("is no region such as eu-central-1"),
            Self::Partition if value != "aws" && !value.starts_with("aws-") => Some("is no partition such as aws"),
            _ => None,
        }
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A text of the target.
    Known(Known),
    /// Tags, several in a cell.
    Tags,
    /// The tag of a key.
    Tag(String),
}

impl Field {
    /// The field of a column's name, however that is spelt.
    pub(super) fn called(name: &str) -> Option<Self> {
        let key = name.strip_prefix("tag:").or_else(|| name.strip_prefix("tag.")).map(str::trim);
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            return Some(Self::Tag(key.to_owned()));
        }
        let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match name.as_str() {
            "tags" => return Some(Self::Tags),
            FAMILY => return Some(Self::Tag(FAMILY.to_owned())),
            _ => {}
        }
        let is_called = |known: &Known| known.word().replace('_', "") == name || known.also().contains(&name.as_str());
        Known::ALL.into_iter().find(is_called).map(Self::Known)
    }
}

/// The tag that says which family of images an image is of, and its column.
const FAMILY: &str = "family";

/// The columns' names.
pub(super) fn all() -> String {
    let names: Vec<&str> = Known::ALL.iter().map(|known| known.word()).chain([FAMILY, "tags", "tag:KEY"]).collect();
    names.join(", ")
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text is the id of an AMI.
pub fn is_ami_id(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|rest| !rest.is_empty() && is_word(rest))
}

/// Whether a text is the number of an AWS account.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has the form of an AWS region: `eu-central-1`, `us-gov-west-1`.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() > 2 && parts.split_last().is_some_and(|(last, words)| number(last) && words.iter().all(letters))
}
