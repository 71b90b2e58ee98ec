//! The target of a scan: a machine, an instance, an image.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One fact the tool recorded about the target, as it named it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// The fact's name, a URN in XCCDF.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The machine or image that was scanned; every field may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Target {
    /// `ami-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ami_id: Option<String>,
    /// The AMI's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ami_name: Option<String>,
    /// `i-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The host's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// The AWS account, 12 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The AWS region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The partition of AWS: `aws`, `aws-cn`, `aws-us-gov`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// The operating system as the tool names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Network addresses, in the tool's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Tags of the instance.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Everything else the tool recorded, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
}

impl Target {
    /// The best short name: AMI name, AMI id, instance, host.
    pub fn name(&self) -> Option<&str> {
        [&self.ami_name, &self.ami_id, &self.instance_id, &self.hostname].into_iter().find_map(|name| name.as_deref())
    }

    /// The partition of AWS, which the region tells where nothing states it.
    pub fn partition(&self) -> &str {
        // AWS puts the partition into the region's name.
        const OTHERS: [(&str, &str); 6] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-iso-", "aws-iso"),
        ];
        let region = self.region.as_deref().unwrap_or_default();
        let told =
            OTHERS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition);
        self.partition.as_deref().unwrap_or(told)
    }
}
