//! AWS Security Hub findings (ASFF): the CIS findings of Amazon Inspector Classic, of kube-bench, and amicis's own.
//!
//! Failures only, but for our own: others give no passes to Security Hub. Findings of other products are counted
//! and left out; those of Inspector v2 are vulnerabilities, as CIS scans do not go to Security Hub.
//! Source: the AWS Security Finding Format, 2018-10-08; samples: `samples/formats/asff`.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::{cluster, inspector, own};
use crate::diag::Code;
use crate::model::Scan;
use crate::read::grouped::Grouped;
use crate::read::json::{Items, Pages};
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct Asff;

impl Format for Asff {
    fn id(&self) -> &'static str {
        "asff"
    }

    fn about(&self) -> About {
        About {
            name: "ASFF",
            summary: "AWS Security Hub findings (ASFF) of Amazon Inspector Classic, of kube-bench and of amicis itself",
            tools: &["amazon-inspector-classic", "securityhub", "kube-bench (--asff)", "amicis assess --to asff"],
            recognised_by: "JSON findings with `SchemaVersion` 2018-10-08 and a `ProductArn`",
            cannot_tell: &[Gap::Passes, Gap::Time, Gap::Evidence],
            redundancy: &[Redundancy::Pages, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(|json| {
            json.paths().any(|(path, version)| {
                let at = path.strip_suffix("schemaversion");
                version == "2018-10-08" && at.is_some_and(|at| json.has(&format!("{at}productarn")))
            })
        }))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let items = Pages::read(input)?.items(&["findings"], &OWN_KEYS)?;
        let (mut hosts, mut clusters, mut images) = (Grouped::default(), Grouped::default(), Grouped::default());
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for item in &items.items {
            let finding = Finding::parse(item)?;
            if finding.is_own() {
                images.add(finding.own_key(), finding);
            } else if finding.is_cis() {
                hosts.add(finding.key(), finding);
            } else if finding.is_of_cluster() {
                clusters.add(finding.cluster_key(), finding);
            } else {
                *others.entry(finding.product()).or_default() += 1;
            }
        }
        let others: Vec<_> = others.iter().map(|(product, count)| format!("{count} {product}")).collect();
        let hosts = hosts.into_groups().map(|(key, findings)| inspector::scan(key, findings, options));
        let clusters = clusters.into_groups().map(|(key, findings)| cluster::scan(key, findings, options));
        let images = images.into_groups().map(|(key, findings)| own::scan(key, findings, options));
        let mut scans: Vec<_> = hosts.chain(clusters).chain(images).collect();
        if scans.is_empty() {
            return Err(nothing(&others));
        }
        finish(&mut scans, &others, &items);
        Ok(scans.into())
    }
}

/// Maps of names that are the user's own, of other products' findings as well: variables of functions, labels.
const OWN_KEYS: [&str; 8] =
    ["productfields", "tags", "userdefinedfields", "other", "variables", "labels", "dockerlabels", "annotations"];

fn nothing(others: &[String]) -> ReadError {
    let message = match others {
        [] => "the list of findings is empty".to_owned(),
        others => format!("there are no CIS checks here, only findings of other kinds: {}", others.join(", ")),
    };
    ReadError::no_checks(message).help(
        "CIS scans of Amazon Inspector v2 are not in Security Hub: run `aws inspector2 get-cis-scan-result-details`",
    )
}

fn finish(scans: &mut [Scan], others: &[String], items: &Items) {
    for scan in scans.iter_mut() {
        items.warn(scan);
    }
    if let (Some(scan), false) = (scans.first_mut(), others.is_empty()) {
        scan.warn(
            Code::OtherFindings,
            format!("Findings that are no CIS checks were left out: {}.", others.join(", ")),
        );
    }
}
