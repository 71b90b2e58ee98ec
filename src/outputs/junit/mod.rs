//! JUnit XML, in the form that Jenkins, GitLab and GitHub's test reporters read.

mod model;
mod suites;

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// JUnit XML.
pub struct Junit;

impl Output for Junit {
    fn about(&self) -> About {
        About {
            id: "junit",
            media_type: "application/xml",
            ending: "xml",
            summary: "JUnit XML",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Findings, "JUnit XML, a case for each recommendation")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Findings(view) => Ok(suites::suites(view).write(out)?),
            other => refused(self, other),
        }
    }
}
