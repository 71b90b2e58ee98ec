//! The release bundle: everything to attach to a release, as names and bytes. Writes no file itself
//! but through [`write_folder`], which leaves a whole folder or none.

mod bundle;
mod folder;
mod redact;
mod released;
mod statement;

pub use bundle::{BundleError, BundleOptions, Files, bundle};
pub use folder::{FolderError, write_folder};
pub use redact::{Redacted, Redactor};
pub use released::{Released, ReleasedError};
