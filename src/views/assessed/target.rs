//! The machine or image of a scan, with keys of its own for everything that other systems ask for.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Fact, Target};

/// The machine or image; what no scan states and nobody gave is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetView {
    /// `ami-…`.
    pub ami_id: Option<String>,
    /// The AMI's name.
    pub ami_name: Option<String>,
    /// `i-…`.
    pub instance_id: Option<String>,
    /// The host's name.
    pub hostname: Option<String>,
    /// The AWS account, 12 digits.
    pub account: Option<String>,
    /// The AWS region.
    pub region: Option<String>,
    /// The AWS partition, as stated, else that of the region: `aws`, `aws-cn`, `aws-us-gov` and others.
    pub partition: Option<String>,
    /// The operating system as the tool names it.
    pub os: Option<String>,
    /// Network addresses, in the tool's order.
    pub addresses: Vec<String>,
    /// Tags of the instance, by key.
    pub tags: Vec<TagView>,
    /// Everything else the tool recorded, in its order.
    pub facts: Vec<Fact>,
}

/// A tag of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TagView {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

impl TargetView {
    /// The view of one scan's target.
    pub(super) fn of(target: &Target) -> Self {
        let Target { ami_id, ami_name, instance_id, hostname, account, region, partition, os, addresses, tags, facts } =
            target;
        let tag = |(key, value): (&String, &String)| TagView { key: key.clone(), value: value.clone() };
        Self {
            ami_id: ami_id.clone(),
            ami_name: ami_name.clone(),
            instance_id: instance_id.clone(),
            hostname: hostname.clone(),
            account: account.clone(),
            region: region.clone(),
            partition: partition.as_ref().or(region.as_ref()).map(|_| target.partition().to_owned()),
            os: os.clone(),
            addresses: addresses.clone(),
            tags: tags.iter().map(tag).collect(),
            facts: facts.clone(),
        }
    }

    /// The target of an image: what all its scans that state a value agree about, so that one of fifty instances
    /// does not speak for the others.
    pub(super) fn common(targets: &[&Target]) -> Self {
        let agreed = |of: fn(&Target) -> Option<&String>| {
            let mut stated = targets.iter().filter_map(|target| of(target));
            let first = stated.next()?;
            stated.all(|other| other == first).then(|| first.clone())
        };
        let region = agreed(|target| target.region.as_ref());
        let mut common = Self {
            ami_id: agreed(|target| target.ami_id.as_ref()),
            ami_name: agreed(|target| target.ami_name.as_ref()),
            instance_id: agreed(|target| target.instance_id.as_ref()),
            hostname: agreed(|target| target.hostname.as_ref()),
            account: agreed(|target| target.account.as_ref()),
            partition: agreed(|target| target.partition.as_ref()),
            region,
            os: agreed(|target| target.os.as_ref()),
            ..Self::default()
        };
        if common.partition.is_none() && common.region.is_some() {
            common.partition = targets.first().map(|target| target.partition().to_owned());
        }
        if let [only] = targets {
            let Self { addresses, tags, facts, .. } = Self::of(only);
            (common.addresses, common.tags, common.facts) = (addresses, tags, facts);
        }
        common
    }

    /// The ARN of the AMI; absent where id or region is not known. AWS leaves the account of an image's ARN empty.
    pub fn image_arn(&self) -> Option<String> {
        let (partition, region) = (self.partition.as_ref()?, self.region.as_ref()?);
        self.ami_id.as_ref().map(|id| format!("arn:{partition}:ec2:{region}::image/{id}"))
    }

    /// The ARN of the instance; absent where id, region or account is not known.
    pub fn instance_arn(&self) -> Option<String> {
        let (partition, region, account) = (self.partition.as_ref()?, self.region.as_ref()?, self.account.as_ref()?);
        self.instance_id.as_ref().map(|id| format!("arn:{partition}:ec2:{region}:{account}:instance/{id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_tells_the_partition() {
        let of = |region: &str| {
            TargetView::of(&Target { region: Some(region.to_owned()), ..Target::default() })
                .partition
                .unwrap_or_default()
        };
        assert_eq!(of("eu-central-1"), "aws");
        assert_eq!(of("cn-north-1"), "aws-cn");
        assert_eq!(of("us-gov-west-1"), "aws-us-gov");
        assert_eq!(of("us-iso-east-1"), "aws-iso");
        assert_eq!(of("us-isob-east-1"), "aws-iso-b");
        assert_eq!(TargetView::of(&Target::default()).partition, None);
    }

    #[test]
    fn instances_speak_for_the_image_only_where_they_agree() {
        let of = |instance: &str, region: &str| Target {
            instance_id: Some(instance.to_owned()),
            region: Some(region.to_owned()),
            ami_id: Some("ami-0123456789abcdef0".to_owned()),
            ..Target::default()
        };
        let (one, two) = (of("i-1", "eu-west-1"), of("i-2", "eu-west-1"));
        let common = TargetView::common(&[&one, &two]);
        assert_eq!(common.instance_id, None);
        assert_eq!(common.image_arn().as_deref(), Some("arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0"));
        assert_eq!(TargetView::common(&[&one]).instance_id.as_deref(), Some("i-1"));
        assert_eq!(TargetView::common(&[&one]).instance_arn(), None, "the account is not known");
    }
}
