//! The release bundle: everything to attach to a release, as names and bytes; `host` writes them, a
//! whole folder or none.

mod bundle;
pub(crate) mod layout;
mod redact;
mod released;
mod stored;
mod verified;

pub use bundle::{BundleError, BundleOptions, Files, bundle};
pub use redact::{Kind, Redaction, Redactor};
pub use released::ReleasedError;
pub use stored::StoredBundle;
pub use verified::{Verified, parse_digest};

pub use crate::views::Released;
