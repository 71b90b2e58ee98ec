//! A log into which several services printed: the output of each is a log of its own.

use super::{Loader, Read, skipped};
use crate::read::{Aside, Confidence, Freed, ReadError, ReadErrorKind, Reading};

impl Loader {
    /// Reads the outputs that are results; the lines of the others are set aside.
    pub(super) fn parted(&self, parts: Vec<Freed>, within_folder: bool) -> Result<Read, ReadError> {
        let mut aside = Aside::default();
        // Which outputs are of a format that was named, their heads say.
        let of_format = |part: &Freed| self.from.is_none_or(|format| format.sniff(&part.head) != Confidence::No);
        let named = parts.iter().any(of_format);
        let (mut reading, mut none) = (Reading::default(), None);
        for part in parts {
            let text = part.input.text()?;
            if named && !of_format(&part) {
                aside.add_all(&text, 1);
                continue;
            }
            let (whose, head) = (part.whose.clone().unwrap_or_default(), part.head.clone());
            match self.one(part, false) {
                Ok(Read::Scans(read)) => {
                    reading.scans.extend(read.scans);
                    reading.runs.extend(read.runs);
                }
                Ok(Read::Skipped(_) | Read::Suspect(_)) => {}
                Err(error) if matches!(error.kind, ReadErrorKind::Unrecognised(_)) => {
                    aside.add_all(&text, 1);
                    none.get_or_insert((error, head));
                }
                // The lines are counted as the service printed them.
                Err(error) => return Err(ReadError { path: format!("{} ({whose})", error.path), ..error }),
            }
        }
        if let Some(scan) = reading.scans.first_mut() {
            aside.say(scan);
        } else if let (true, Some((error, head))) = (reading.runs.is_empty(), none) {
            return if within_folder { Ok(skipped(error, Some(&head))) } else { Err(error) };
        }
        Ok(Read::Scans(reading))
    }
}
