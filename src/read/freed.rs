//! An input as it is to be read: freed from what a log puts before its lines, and from the lines around its result.

use super::around::{self, Aside};
use super::head::strip_ansi;
use super::log::{self, Stripped};
use super::{Head, Input, ReadError, Shape, yaml};
use crate::diag::Code;
use crate::model::{Doubt, Scan};

/// A damaged result that streams is not held in memory to look for lines around it, when it is larger than this.
const MOST_LOG: u64 = 64 << 20;

/// An input, its head, and what was taken off or set aside.
#[derive(Clone, Debug)]
pub(crate) struct Freed {
    pub(crate) input: Input,
    pub(crate) head: Head,
    /// The service that printed it, where several printed into the log.
    pub(crate) whose: Option<String>,
    prefixes: Vec<&'static str>,
    aside: Vec<Aside>,
    doubts: Vec<Doubt>,
}

impl Freed {
    /// Takes off the prefixes of a log, the colours of a document and the first line by which a spreadsheet names
    /// its separator; an answer as YAML becomes JSON. A log into which several services printed is several.
    ///
    /// # Errors
    /// When the text cannot be read, or some of its lines lack the prefix.
    pub(crate) fn all(input: &Input, head: Head) -> Result<Vec<Self>, ReadError> {
        let mut whole = Self {
            input: input.clone(),
            head,
            whose: None,
            prefixes: Vec::new(),
            aside: Vec::new(),
            doubts: Vec::new(),
        };
        let mut all = Vec::new();
        if let Some(text) = plain(input, &whole.head)? {
            whole.take(text)?;
        } else {
            for Stripped { text, whose, prefixes, aside } in log::strip(input, &whole.head)? {
                let mut part = whole.clone();
                // A service may have printed nothing.
                if text.trim().is_empty() {
                    continue;
                }
                part.take(text)?;
                (part.whose, part.prefixes, part.aside) = (whose, prefixes, vec![aside]);
                all.push(part);
            }
        }
        if all.is_empty() {
            all.push(whole);
        }
        for freed in &mut all {
            let answer = yaml::answer(&freed.input, &freed.head);
            if let Some(answer) = answer.map_err(|error| ReadError { path: input.name().to_owned(), ..error })? {
                freed.take(answer.text)?;
                freed.doubts = answer.doubts;
            }
        }
        Ok(all)
    }

    /// Reads another text from here on.
    fn take(&mut self, text: String) -> Result<(), ReadError> {
        self.input = self.input.clone().with_text(text);
        self.head = self.input.head()?;
        Ok(())
    }

    /// The only result in it without the lines around; `None` where there is none, or nothing around it.
    /// `known` tells a result by its head; only a text that is `unknown` as a whole may begin later.
    ///
    /// # Errors
    /// When the text cannot be read, or holds two results.
    pub(crate) fn around(self, unknown: bool, known: &dyn Fn(&Head) -> bool) -> Result<Option<Self>, ReadError> {
        if !unknown && matches!(self.head.shape, Shape::Text) {
            return Ok(None);
        }
        let most = if unknown { self.input.most_held() } else { self.input.most_held().min(MOST_LOG) };
        let text = self.input.clone().with_limit(Some(most)).text()?;
        let found = around::find(&text, unknown, known)
            .map_err(|error| ReadError { path: self.input.name().to_owned(), ..error })?;
        let Some(found) = found else { return Ok(None) };
        let mut freed = self;
        freed.take(found.text)?;
        freed.aside.push(found.aside);
        Ok(Some(freed))
    }

    /// Says in a scan what was taken off and set aside.
    pub(crate) fn say(&self, scan: &mut Scan) {
        if !self.prefixes.is_empty() {
            let message = format!("{} were taken off before each line", log::said(&self.prefixes));
            scan.warn(Code::LogPrefix, message);
        }
        self.aside.iter().for_each(|aside| aside.say(scan));
        self.doubts.iter().cloned().for_each(|doubt| scan.doubt(doubt));
    }
}

/// The text without what is no part of any result; `None` where nothing of that kind is in it.
fn plain(input: &Input, head: &Head) -> Result<Option<String>, ReadError> {
    if head.coloured {
        return Ok(Some(strip_ansi(&input.text()?).into_owned()));
    }
    let named = |text: &str| {
        let separator = text.get(..5).filter(|start| start.to_ascii_lowercase().starts_with("sep="))?;
        let rest = text.strip_prefix(separator)?;
        rest.starts_with(['\r', '\n']).then_some(separator.len())
    };
    if named(&head.text).is_none() {
        return Ok(None);
    }
    // The line stays, so that every place keeps its own.
    let text = input.text()?;
    Ok(named(&text).and_then(|length| text.get(length..)).map(str::to_owned))
}
