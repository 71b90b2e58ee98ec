//! Controls that a gate requires, and what the scans and a person's file know of them.

use std::collections::BTreeSet;

use super::control::Control;
use super::file::Controls;
use super::framework::Framework;
use super::rollup::Rollup;
use crate::assess::RecommendationId;

/// Controls of a framework by their names, such as `CIS Controls v8:3,5.2`: each stands for itself, for those below
/// it, or for a group of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredControl {
    framework: Framework,
    controls: Vec<Control>,
}

/// A name that neither the scans nor the file know: most likely misspelt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} is in none of the scans{}; {}", of_file(.file.as_deref()), or_else(.known))]
pub struct NotKnown {
    /// The framework or the control that was named.
    pub wanted: String,
    /// The file that was looked into as well.
    pub file: Option<String>,
    /// What there is instead, sorted.
    pub known: Vec<String>,
}

fn of_file(file: Option<&str>) -> String {
    file.map(|file| format!(" and not in {file}")).unwrap_or_default()
}

/// More names than this are counted.
const MOST_KNOWN: usize = 40;

fn or_else(known: &[String]) -> String {
    let shown = known.iter().take(MOST_KNOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    match (known.len(), known.len().saturating_sub(MOST_KNOWN)) {
        (0, _) => "no scan names a control: give a mapping with --controls".to_owned(),
        (_, 0) => format!("known are {shown}"),
        (_, more) => format!("known are {shown} and {more} more"),
    }
}

impl RequiredControl {
    /// Reads `FRAMEWORK:CONTROL`, where several controls have commas between them.
    ///
    /// # Errors
    /// When it has no framework, or no control.
    pub fn parse(text: &str) -> Result<Self, String> {
        let help =
            "write the framework, a colon and the control: \"CIS Controls v8:3.3\", \"NIST SP 800-53:AC-6,AC-2\"";
        // A framework's edition has a colon of its own: `ISO/IEC 27001:2022:A.5.17`.
        let (framework, controls) = text.rsplit_once(':').ok_or(help)?;
        let framework = Framework::named(framework);
        let controls = Control::all(&framework, controls);
        if framework.label().is_empty() || controls.is_empty() {
            return Err(help.to_owned());
        }
        Ok(Self { framework, controls })
    }

    /// Its controls, each with the name that it is required by.
    pub fn names(&self) -> impl Iterator<Item = (&Control, String)> {
        self.controls.iter().map(|control| (control, format!("{}:{}", self.framework.label(), control.as_str())))
    }

    /// The recommendations of an image that have one of its controls.
    pub fn of(&self, control: &Control, rollups: &[Rollup]) -> BTreeSet<RecommendationId> {
        let meant = rollups.iter().filter(|rollup| rollup.framework.is_meant_by(&self.framework));
        let all = meant.flat_map(|rollup| {
            let within = rollup.controls.iter().filter(|mapped| mapped.name.is_within(control));
            within.chain(rollup.groups.iter().filter(|group| group.name.is_same(control)))
        });
        all.flat_map(|mapped| &mapped.recommendations).copied().collect()
    }

    /// Refuses a name that neither the scans nor the file know.
    ///
    /// # Errors
    /// When one of its controls, or its framework, is in none.
    pub fn hold(&self, rollups: &[&Rollup], controls: &Controls) -> Result<(), Box<NotKnown>> {
        let file = (!controls.is_empty()).then(|| controls.path.clone());
        let mut frameworks: BTreeSet<&Framework> = rollups.iter().map(|rollup| &rollup.framework).collect();
        frameworks.extend(controls.all().map(|row| &row.framework));
        let meant: BTreeSet<&Framework> =
            frameworks.iter().copied().filter(|framework| framework.is_meant_by(&self.framework)).collect();
        if meant.is_empty() {
            let known = frameworks.into_iter().map(|framework| framework.label().to_owned()).collect();
            return Err(Box::new(NotKnown { wanted: self.framework.label().to_owned(), file, known }));
        }
        let of_scans = rollups.iter().filter(|rollup| meant.contains(&rollup.framework));
        let of_file: Vec<_> = controls.all().filter(|row| meant.contains(&row.framework)).collect();
        let mut names: BTreeSet<&Control> = of_scans.flat_map(|one| one.controls.iter().map(|of| &of.name)).collect();
        names.extend(of_file.iter().map(|row| &row.control));
        let groups: BTreeSet<&str> = of_file.iter().flat_map(|row| row.groups()).map(String::as_str).collect();
        let is_known = |control: &Control| {
            let group = |group: &&str| Control::group(group).is_same(control);
            names.iter().any(|name| name.is_within(control)) || groups.iter().any(group)
        };
        match self.names().find(|(control, _)| !is_known(control)) {
            None => Ok(()),
            Some((_, wanted)) => {
                let known = names.iter().map(|name| name.as_str()).chain(groups).map(str::to_owned).collect();
                Err(Box::new(NotKnown { wanted, file, known }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_framework_and_controls() {
        let parsed = RequiredControl::parse("ISO/IEC 27001:2022:A.5.17, A.8").expect("parses");
        let names: Vec<String> = parsed.names().map(|(_, name)| name).collect();
        assert_eq!(names, ["ISO/IEC 27001:2022:A.5.17", "ISO/IEC 27001:2022:A.8"]);
        let unstated = RequiredControl::parse("cis_csc:5").expect("parses");
        assert_eq!(
            unstated.names().next().map(|(_, name)| name).as_deref(),
            Some("CIS Controls, version not stated:5")
        );
        for wrong in ["", "3.3", ":3.3", "CIS Controls v8:", "CIS Controls v8: , n/a"] {
            let error = RequiredControl::parse(wrong).expect_err(wrong);
            assert!(error.starts_with("write the framework, a colon"), "{error}");
        }
    }

    #[test]
    fn what_is_not_known_is_said_with_what_is() {
        let error = |known: Vec<String>, file: Option<&str>| {
            NotKnown { wanted: "CIS Controls v8:99".into(), file: file.map(str::to_owned), known }.to_string()
        };
        assert_eq!(
            error(vec!["3.3".into(), "4.1".into()], Some("controls.csv")),
            "CIS Controls v8:99 is in none of the scans and not in controls.csv; known are 3.3; 4.1"
        );
        assert!(error(vec![], None).ends_with("give a mapping with --controls"));
        assert!(error((0..50).map(|at| at.to_string()).collect(), None).ends_with("; 39 and 10 more"));
    }
}
