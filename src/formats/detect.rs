//! Which format a file has: its content decides, never its name.

use crate::diag::did_you_mean;

use super::{Confidence, FORMATS, Format, Head, Input, ReadError, ReadErrorKind, refused};

/// Finds a format by its id.
///
/// # Errors
/// The message names the ids there are, and the nearest one.
pub fn by_id(id: &str) -> Result<&'static dyn Format, String> {
    FORMATS.iter().copied().find(|format| format.id() == id).ok_or_else(|| {
        let ids: Vec<_> = FORMATS.iter().map(|format| format.id()).collect();
        let meant = did_you_mean(id, ids.iter().copied()).map(|meant| format!("; did you mean `{meant}`?"));
        format!("no format is called `{id}`{}; there are: {}", meant.unwrap_or_default(), ids.join(", "))
    })
}

/// Finds the format of an input.
///
/// # Errors
/// When the file cannot be read, no format recognises it, or two are certain of it. What is
/// recognised as no scan at all is refused with the reason.
pub fn detect(input: &Input) -> Result<&'static dyn Format, ReadError> {
    let head = input.head()?;
    let candidates = candidates(&head);
    match candidates.as_slice() {
        [format] => Ok(*format),
        [] => Err(match refused::recognise(&head) {
            Some(error) => ReadError { path: input.name().to_owned(), ..error },
            None => unrecognised(input, &head),
        }),
        several => {
            let ids: Vec<_> = several.iter().map(|format| format.id()).collect();
            Err(input
                .error(ReadErrorKind::Unrecognised(format!("the file looks like {}", ids.join(" and like "))))
                .help(format!("say which it is with --from {}", ids.join(" or --from "))))
        }
    }
}

/// The formats that a head names, else those that are certain of it, else those that find it possible.
pub fn candidates(head: &Head) -> Vec<&'static dyn Format> {
    let sniffed: Vec<_> = FORMATS.iter().map(|format| (*format, format.sniff(head))).collect();
    let surest = sniffed.iter().map(|(_, found)| *found).max().filter(|found| *found != Confidence::No);
    sniffed.iter().filter(|(_, found)| Some(*found) == surest).map(|(format, _)| *format).collect()
}

fn unrecognised(input: &Input, head: &Head) -> ReadError {
    let seen = match (head.xml(), head.json()) {
        (Some(xml), _) if xml.namespace.is_empty() => format!("XML with the root element <{}>", xml.root),
        (Some(xml), _) => format!("XML with the root element <{}> in {}", xml.root, xml.namespace),
        (_, Some(json)) => {
            let keys: Vec<_> = json.paths().map(|(path, _)| path).filter(|path| !path.is_empty()).take(5).collect();
            format!("JSON with the keys {}", keys.join(", "))
        }
        _ => {
            let line = head.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            format!("text that begins \"{}\"", line.chars().take(60).collect::<String>())
        }
    };
    let looked: Vec<_> = FORMATS.iter().map(|format| format.id()).collect();
    input
        .error(ReadErrorKind::Unrecognised(format!("no format recognises the file: it is {seen}")))
        .help(format!("looked for: {}; see `amicis formats`, or name one with --from", looked.join(", ")))
}
