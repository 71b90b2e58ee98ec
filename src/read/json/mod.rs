//! JSON as tools write it: its head, documents one after the other, answers in pages, and the place of every value.

mod entries;
mod head;
mod pages;
mod place;
mod text;

pub(crate) use entries::Entries;
pub use head::JsonHead;
pub(crate) use head::fold;
pub(crate) use pages::{Item, Items, repairs};
pub(crate) use place::Place;
pub(crate) use text::{Pages, null_as_default};
