//! A visit of every text in a piece of data, so that a redaction can look at each and replace it.
//!
//! The fields of a type are listed one by one, those that are left alone as well: a new field does not
//! compile until somebody has decided whether it can hold a text of others.

use std::collections::BTreeMap;

/// A visitor of texts; it may change each.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(&mut String);

/// Data whose texts can be visited.
pub(crate) trait Texts {
    /// Shows every text that may come from a scan, a registry or a person; words of the program are left out.
    fn texts(&mut self, visit: Visit<'_>);
}

impl Texts for String {
    fn texts(&mut self, visit: Visit<'_>) {
        visit(self);
    }
}

impl<T: Texts> Texts for Option<T> {
    fn texts(&mut self, visit: Visit<'_>) {
        self.iter_mut().for_each(|value| value.texts(visit));
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn texts(&mut self, visit: Visit<'_>) {
        self.iter_mut().for_each(|value| value.texts(visit));
    }
}

/// The values alone: the keys are the program's own.
impl<K: Ord, T: Texts> Texts for BTreeMap<K, T> {
    fn texts(&mut self, visit: Visit<'_>) {
        self.values_mut().for_each(|value| value.texts(visit));
    }
}

/// Visits the fields of the first list, and leaves those of the second alone.
macro_rules! texts {
    ($type:ty { $($shown:ident),* $(,)? } leaves { $($left:ident),* $(,)? }) => {
        impl $crate::model::Texts for $type {
            fn texts(&mut self, visit: $crate::model::Visit<'_>) {
                let Self { $($shown,)* $($left: _,)* } = self;
                $($crate::model::Texts::texts($shown, visit);)*
            }
        }
    };
}
pub(crate) use texts;

use super::{
    Benchmark, Beside, Check, Coverage, Doubt, Evidence, Fact, Ident, Override, Profile, ReportedScore, Scan, Section,
    Source,
};
use super::{Target, Tool, Warning};
use crate::diag::Diagnostic;

texts!(Scan { source, tool, run, benchmark, profile, target, coverage, scores, warnings, doubts, sections, checks } leaves {
    started, finished, times_approximate, states_selection,
});
texts!(Source { path, input, beside } leaves { format, sha256 });
texts!(Beside { path } leaves { sha256 });
// A tool's name is a word of ours, or of its makers: rules and columns go by it.
texts!(Tool { version } leaves { name });
// A benchmark's name and version decide what is compared with what.
texts!(Benchmark { note } leaves { id, title, version, established });
texts!(Profile { id, title } leaves { level });
texts!(ReportedScore { system } leaves { value, maximum });
texts!(Warning { message } leaves { code });
texts!(Doubt { about, message } leaves { code, hides, harmless });
texts!(Section { name } leaves { number });
texts!(Evidence { items, text } leaves { truncated, found, digest });
texts!(Override { authority, remark } leaves { time, old, new });
texts!(Fact { name, value } leaves {});
texts!(Check { rule, title, raw_status, severity, evidence, overrides, idents, description, rationale, remediation } leaves {
    number, status, levels, assessment, weight, left_alone,
});

texts!(Diagnostic { message, path, label, help } leaves { level, code, span });

impl Texts for Coverage {
    fn texts(&mut self, visit: Visit<'_>) {
        match self {
            Self::Partial(why) => visit(why),
            Self::Full | Self::FailuresOnly | Self::CountsOnly => {}
        }
    }
}

/// The requirements of PCI DSS have up to four parts, 10.2.1.1, and look like addresses.
impl Texts for Ident {
    fn texts(&mut self, visit: Visit<'_>) {
        let Self { system, value } = self;
        visit(system);
        if !(system.to_lowercase().contains("pci") && is_dotted(value)) {
            visit(value);
        }
    }
}

/// Whether a text is numbers of one or two digits with full stops between them, as controls have.
pub(crate) fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The keys of tags are a person's own, too.
impl Texts for Target {
    fn texts(&mut self, visit: Visit<'_>) {
        let Self {
            ami_id: _,
            ami_name,
            instance_id,
            hostname,
            account,
            region: _,
            partition: _,
            os,
            addresses,
            tags,
            facts,
        } = self;
        for text in [ami_name, instance_id, hostname, account, os] {
            text.texts(visit);
        }
        addresses.texts(visit);
        for (mut key, mut value) in std::mem::take(tags) {
            visit(&mut key);
            visit(&mut value);
            tags.insert(key, value);
        }
        facts.texts(visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Title};

    #[test]
    fn a_requirement_of_pci_dss_is_no_address_and_everything_else_may_be_one() {
        let seen = |system: &str, value: &str| {
            let mut ident = Ident { system: system.to_owned(), value: value.to_owned() };
            let mut seen = Vec::new();
            ident.texts(&mut |text| seen.push(text.clone()));
            seen.contains(&value.to_owned())
        };
        assert!(!seen("PCI-DSSv4.0", "10.2.1.1"));
        assert!(seen("PCI-DSSv4.0", "10.2.100.1") && seen("PCI-DSSv4.0", "10.2.1.1 on host") && seen("x", "10.2.1.1"));
    }

    #[test]
    fn every_text_is_shown_and_can_be_replaced() {
        let mut check = Check { title: Title::tool("of 10.0.0.1"), ..Check::new(Status::Fail) };
        check.evidence = Evidence::items(["10.0.0.1", "other"]);
        let mut scan = Scan { checks: vec![check], ..Scan::default() };
        scan.target.tags.insert("10.0.0.1".into(), "a".into());
        let mut seen = 0;
        scan.texts(&mut |text| {
            seen += 1;
            *text = text.replace("10.0.0.1", "x");
        });
        let whole = serde_json::to_string(&scan).expect("JSON");
        assert!(seen > 4 && !whole.contains("10.0.0.1") && whole.contains("of x"), "{whole}");
    }
}
