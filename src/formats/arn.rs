//! Amazon Resource Names: the parts that say where something is. Knows no service's resources.

/// The parts of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, in every partition (`aws`, `aws-us-gov`, `aws-cn`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arn<'a> {
    pub(super) service: &'a str,
    pub(super) region: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` for anything that is no ARN.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.trim().splitn(6, ':');
        if parts.next()? != "arn" || parts.next()?.is_empty() {
            return None;
        }
        let service = parts.next()?;
        let mut present = || parts.next().map(|part| Some(part).filter(|part| !part.is_empty()));
        let (region, account) = (present()?, present()?);
        Some(Self { service, region, account, resource: parts.next()? })
    }

    /// The last part of the resource: `i-1` of `instance/i-1`.
    pub(super) fn name(&self) -> &'a str {
        self.resource.rsplit('/').next().unwrap_or(self.resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_account_and_name_are_found_in_every_partition() {
        let arn = Arn::parse("arn:aws-us-gov:ec2:us-gov-east-1:111122223333:instance/i-1").expect("an ARN");
        assert_eq!((arn.service, arn.region, arn.account), ("ec2", Some("us-gov-east-1"), Some("111122223333")));
        assert_eq!(arn.name(), "i-1");
        assert_eq!(Arn::parse("arn:aws:securityhub:eu-west-1::product/aws/inspector").expect("an ARN").account, None);
        assert_eq!(Arn::parse("inspector/us-east-1/1/2"), None);
    }
}
