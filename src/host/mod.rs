//! The machine: paths, folders, standard input, threads, the clock, temporary files.
//!
//! Only this room and the program's own touch them. What takes a path here has a sibling that takes bytes:
//! [`Loader::load_inputs`](crate::load::Loader::load_inputs), [`Registry::from_texts`](crate::registry::Registry::from_texts),
//! [`Mappings::from_texts`](crate::mapping::Mappings::from_texts), [`Templates::from_texts`](crate::report::Templates::from_texts).

#[cfg(feature = "archives")]
mod archive;
mod below;
mod clock;
mod folder;
mod input;
mod load;
mod mappings;
mod registry;
mod staged;
mod templates;
mod units;
mod whole;

pub use below::files_below;
pub use clock::today;
pub use folder::{FolderError, Remains, read_bundle, sweep, write_folder};
pub use load::{Watch, results_of};
pub use staged::{StagedFile, StagedFolder};
pub use units::UnitsRead;
pub use whole::{WriteError, write_file, write_files, write_into};

#[cfg(feature = "cli")]
pub(crate) use whole::is_open_file;
