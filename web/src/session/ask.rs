//! What the page can ask for.

use jiff::civil::Date;
use serde::Deserialize;

/// A question of the page.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Ask {
    /// The version, the formats and the outputs.
    About,
    /// The sample that is built in: the files of a small story.
    Sample,
    /// Adds a file to what was dropped under an id; its bytes come beside the question.
    Add {
        /// The id.
        id: String,
        /// The file's path, with the name of the dropped folder before it.
        path: String,
        /// The name of what was dropped: the file's, or the folder's.
        name: String,
        /// A folder was dropped.
        folder: bool,
    },
    /// What the things dropped under an id are.
    Read {
        /// The id.
        id: String,
    },
    /// Forgets what was dropped.
    Remove {
        /// The id.
        id: String,
    },
    /// A view, as an output prints it.
    Make(Box<Make>),
    /// Whether a bundle is whole.
    Verify {
        /// The id.
        id: String,
        /// The digest that it must have; empty for any.
        digest: String,
    },
}

/// A view of what was dropped, in one of the outputs that print it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Make {
    /// The view's name in lists, such as `exceptions`.
    pub(super) view: String,
    /// The output's id.
    pub(super) to: String,
    /// The ids of the newer side.
    pub(super) scans: Vec<String>,
    /// The ids of the older side.
    #[serde(default)]
    pub(super) baseline: Vec<String>,
    /// The ids of the registry's files.
    #[serde(default)]
    pub(super) registry: Vec<String>,
    /// The ids of an inventory; one, at most.
    #[serde(default)]
    pub(super) inventory: Vec<String>,
    /// The day by the clock of the machine, in UTC.
    pub(super) today: Date,
    /// The day that decides, where one was chosen.
    #[serde(default)]
    pub(super) as_of: Option<Date>,
    /// The benchmark with its version, over what the scans say; empty for none.
    #[serde(default)]
    pub(super) benchmark: String,
    /// The name of the image, for scans that do not say; empty for none.
    #[serde(default)]
    pub(super) image: String,
}
