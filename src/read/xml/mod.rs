//! The only wrapper over quick-xml: a pull reader that streams, and refuses what is not well formed.

mod check;
mod fault;
mod reader;
mod token;
mod trail;
mod watch;

pub(crate) use reader::{Piece, XmlReader};
