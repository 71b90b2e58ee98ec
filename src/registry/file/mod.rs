//! The registry's TOML files: read with the place of every value, all problems at once.

mod category;
mod entry;
mod fields;
mod load;
mod settings;
mod values;

pub use category::CATEGORIES;
pub use load::RegistryError;

#[cfg(test)]
mod tests;
