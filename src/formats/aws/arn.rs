//! The common parts of answers of AWS's services: resource names and times. Knows no service's resources.

use serde_json::Value;

use crate::model::Moment;

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

/// The account and the region in an ARN; neither for what is none.
pub(super) fn account_and_region(text: &str) -> (Option<String>, Option<String>) {
    let arn = Arn::parse(text);
    let owned = |part: Option<&str>| part.map(str::to_owned);
    arn.map(|arn| (owned(arn.account), owned(arn.region))).unwrap_or_default()
}

/// A time as any AWS tool prints it: a number, a number as text, ISO 8601 with `T` or a space, and
/// PowerShell's `/Date(1600000000000)/`.
pub(super) fn moment(value: Option<&Value>) -> Result<Option<Moment>, String> {
    // PowerShell writes more about a time beside its value.
    let value = value.map(|value| value.get("value").unwrap_or(value));
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let milliseconds = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/"));
    let seconds = milliseconds.and_then(|number| number.parse::<i64>().ok()).map(|number| {
        let (whole, part) = (number.div_euclid(1000), number.rem_euclid(1000));
        format!("{whole}.{part:03}")
    });
    Moment::parse(seconds.as_deref().unwrap_or(&text)).map(Some).ok_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_be_powershells() {
        let read = |text: &str| moment(Some(&text.into())).ok().flatten().map(|moment| moment.to_string());
        assert_eq!(read("/Date(1600000000000)/"), read("1600000000"));
        assert!(read("/Date(1600000000000)/").is_some());
        assert_eq!(read("/Date(x)/"), None);
    }

    #[test]
    fn region_account_and_name_are_found_in_every_partition() {
        let arn = Arn::parse("arn:aws-us-gov:ec2:us-gov-east-1:111122223333:instance/i-1").expect("an ARN");
        assert_eq!((arn.service, arn.region, arn.account), ("ec2", Some("us-gov-east-1"), Some("111122223333")));
        assert_eq!(arn.name(), "i-1");
        assert_eq!(Arn::parse("arn:aws:securityhub:eu-west-1::product/aws/inspector").expect("an ARN").account, None);
        assert_eq!(Arn::parse("inspector/us-east-1/1/2"), None);
    }
}
