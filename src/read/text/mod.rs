//! Lines of text as tools print them.

pub(crate) mod lines;
