//! The format of a file: its content decides, never its name.

use super::{Confidence, Format, Head, Input, ReadError, ReadErrorKind, refused};

/// Finds the format of an input among those given, by its head.
///
/// # Errors
/// When no format recognises it, or two are certain of it. What is recognised as no scan at all is
/// refused with the reason.
pub fn detect(formats: &[&'static dyn Format], input: &Input, head: &Head) -> Result<&'static dyn Format, ReadError> {
    let candidates = candidates(formats, head);
    match candidates.as_slice() {
        [format] => Ok(*format),
        [] => Err(match refused::recognise(head) {
            Some(error) => ReadError { path: input.name().to_owned(), ..error },
            None => unrecognised(formats, input, head),
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
pub fn candidates(formats: &[&'static dyn Format], head: &Head) -> Vec<&'static dyn Format> {
    let sniffed: Vec<_> = formats.iter().map(|format| (*format, format.sniff(head))).collect();
    let surest = sniffed.iter().map(|(_, found)| *found).max().filter(|found| *found != Confidence::No);
    sniffed.iter().filter(|(_, found)| Some(*found) == surest).map(|(format, _)| *format).collect()
}

fn unrecognised(formats: &[&'static dyn Format], input: &Input, head: &Head) -> ReadError {
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
    let looked: Vec<_> = formats.iter().map(|format| format.id()).collect();
    input
        .error(ReadErrorKind::Unrecognised(format!("no format recognises the file: it is {seen}")))
        .help(format!("looked for: {}; see `amicis formats`, or name one with --from", looked.join(", ")))
}
