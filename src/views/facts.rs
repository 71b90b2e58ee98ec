//! The facts about an image that its scans state: AMI, instances, operating system.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::exceptions::each_once;
use crate::model::Scan;

/// Something known, with a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// The name of the fact.
    pub label: &'static str,
    /// The fact.
    pub value: String,
}

/// More values of one fact than this are counted, not named.
const MOST_VALUES: usize = 3;

pub(super) fn facts(scans: &[&Scan]) -> Vec<Fact> {
    type Get = fn(&Scan) -> Option<&str>;
    let known: [(&'static str, Get); 8] = [
        ("AMI", |scan| scan.target.ami_id.as_deref()),
        ("AMI name", |scan| scan.target.ami_name.as_deref()),
        ("Instance", |scan| scan.target.instance_id.as_deref()),
        ("Host", |scan| scan.target.hostname.as_deref()),
        ("Operating system", |scan| scan.target.os.as_deref()),
        ("Region", |scan| scan.target.region.as_deref()),
        ("Account", |scan| scan.target.account.as_deref()),
        ("Address", |scan| scan.target.addresses.first().map(String::as_str)),
    ];
    let fact = |(label, get): (&'static str, Get)| {
        let values = each_once(scans.iter().copied().filter_map(get));
        let mut value = values.iter().take(MOST_VALUES).copied().collect::<Vec<_>>().join(", ");
        if values.len() > MOST_VALUES {
            let _ = write!(value, " and {} more", values.len() - MOST_VALUES);
        }
        (!value.is_empty()).then_some(Fact { label, value })
    };
    known.into_iter().filter_map(fact).collect()
}
