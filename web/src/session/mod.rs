//! A person's session with the page: the files that were dropped, and what is made of them.
//!
//! It does what the program's commands do, with the library's own calls, and knows no browser: tests ask it on
//! their own machine and hold its answers against the program's.

mod ask;
mod bundle;
mod counted;
mod held;
mod make;
mod read;
mod reply;
mod sample;

use std::collections::BTreeMap;

use amicis::Mappings;

use ask::Ask;
use held::{Held, HeldFile};
use read::Kept;

pub use reply::Reply;
use reply::Stop;

/// The files that were dropped, by the ids that the page gives them.
pub struct Session {
    mappings: Mappings,
    held: BTreeMap<String, Held>,
    /// The scans that were read last, the latest first.
    kept: Vec<Kept>,
}

impl Default for Session {
    fn default() -> Self {
        Self { mappings: Mappings::builtin(), held: BTreeMap::new(), kept: Vec::new() }
    }
}

impl Session {
    /// Answers a question: JSON with a `do`, see [`Ask`]. `watch` is told how many bytes of the inputs have been
    /// read, now and then.
    pub fn ask(&mut self, question: &[u8], file: Vec<u8>, watch: fn(u64)) -> Reply {
        let ask = match serde_json::from_slice(question) {
            Ok(ask) => ask,
            Err(error) => return Stop::new(format!("the page asked what is not understood: {error}")).into(),
        };
        self.answer(ask, file, watch).unwrap_or_else(Reply::from)
    }

    fn answer(&mut self, ask: Ask, file: Vec<u8>, watch: fn(u64)) -> Result<Reply, Stop> {
        match ask {
            Ask::About => Ok(Reply::of(&make::about())),
            Ask::Sample => Ok(sample::files()),
            Ask::Add { id, path, name, folder } => {
                self.kept.clear();
                let held = self.held.entry(id).or_insert_with(|| Held { name, folder, files: Vec::new() });
                held.files.push(HeldFile::new(path, file, watch));
                Ok(Reply::of(&()))
            }
            Ask::Read { id } => Ok(Reply::of(&self.recognise(&id)?)),
            Ask::Remove { id } => {
                self.kept.clear();
                self.held.remove(&id);
                Ok(Reply::of(&()))
            }
            Ask::Make(make) => self.make(&make),
            Ask::Verify { id, digest } => Ok(Reply::of(&self.verify(&id, &digest)?)),
        }
    }
}
