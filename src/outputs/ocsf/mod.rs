//! OCSF Compliance Findings (class 2003), a JSON line for each recommendation of an image.
//!
//! An excepted failure is `compliance` Fail in a finding that is Suppressed: two words, neither of them Pass.

mod event;
mod model;

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// OCSF, as JSON Lines.
pub struct Ocsf;

/// The version of OCSF that is written; the events differ in little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OcsfVersion {
    /// 1.1.0, whose findings have one resource.
    V1_1,
    /// 1.3.0, which Amazon Security Lake takes.
    V1_3,
    /// 1.8.0.
    #[default]
    V1_8,
}

impl OcsfVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 3] = [Self::V1_1, Self::V1_3, Self::V1_8];

    /// The version as events state it.
    pub fn word(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1.0",
            Self::V1_3 => "1.3.0",
            Self::V1_8 => "1.8.0",
        }
    }
}

impl Output for Ocsf {
    fn about(&self) -> About {
        About {
            id: "ocsf",
            media_type: "application/x-ndjson",
            ending: "ndjson",
            summary: "OCSF Compliance Findings (2003) as JSON Lines, for security lakes",
            streams: true,
            binary: false,
            coloured: false,
            views: &[(
                ViewKind::Assessed,
                "OCSF Compliance Findings, a line a recommendation; exceptions are suppressed",
            )],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        for image in &view.images {
            let image = event::OfImage::new(view, image, options.ocsf)?;
            for event in image.events() {
                serde_json::to_writer(&mut *out, &event).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }
}
