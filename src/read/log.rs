//! Results inside a log: what the log puts before each line is taken off.
//!
//! Only prefixes that a program is known to write, and only where all lines have one: a log of which some lines
//! have none is refused, since nobody can tell which of them are the result's.

use std::borrow::Cow;

use super::around::Aside;
use super::head::strip_ansi;
use super::log_prefix::{Bare, PREFIXES, Prefix};
use super::{Head, Input, Position, ReadError, ReadErrorKind, Shape};

/// A log may be a log of a log: a build in a container in a job.
const DEEPEST: usize = 3;

/// So many services may print into one log.
const MOST_SERVICES: usize = 32;

/// A text without the prefixes of the logs that it went through.
pub(crate) struct Stripped {
    pub(crate) text: String,
    /// The service or pod that printed it, where several printed into the log.
    pub(crate) whose: Option<String>,
    /// The prefixes that were taken off, in words.
    pub(crate) prefixes: Vec<&'static str>,
    /// Lines of the log that are none of the output's.
    pub(crate) aside: Aside,
}

/// Takes off what a log puts before each line; nothing where the text is no such log. What several services printed
/// are several texts.
///
/// # Errors
/// When most lines have such a prefix and others have none, or too many services printed.
pub(crate) fn strip(input: &Input, head: &Head) -> Result<Vec<Stripped>, ReadError> {
    if !matches!(head.shape, Shape::Text) || !begins_as_log(&head.text) {
        return Ok(Vec::new());
    }
    let text = strip_ansi(&input.text()?).into_owned();
    let whole = Stripped { text, whose: None, prefixes: Vec::new(), aside: Aside::default() };
    let mut all = Vec::new();
    peel(whole, DEEPEST, &mut all).map_err(|error| at_input(error, input))?;
    all.retain(|found| !found.prefixes.is_empty());
    Ok(all)
}

fn peel(mut found: Stripped, deepest: usize, all: &mut Vec<Stripped>) -> Result<(), ReadError> {
    let Some(deeper) = deepest.checked_sub(1) else {
        all.push(found);
        return Ok(());
    };
    if let Some(prefix) = PREFIXES.iter().find(|prefix| begins_with(&found.text, prefix)) {
        found.prefixes.push(prefix.name);
        for (whose, text) in parted(&found.text, prefix)? {
            let part = Stripped {
                text: without(&text, prefix)?,
                whose: whose.or_else(|| found.whose.clone()),
                prefixes: found.prefixes.clone(),
                // It is said once.
                aside: std::mem::take(&mut found.aside),
            };
            peel(part, deeper, all)?;
        }
    } else if let Some(text) = packer(&found.text, &mut found.aside) {
        found.prefixes.push("the names of a Packer build");
        peel(Stripped { text, ..found }, deeper, all)?;
    } else {
        all.push(found);
    }
    Ok(())
}

/// The lines of a service, with its name where several printed.
type Part<'t> = (Option<String>, Cow<'t, str>);

/// The lines of each service by themselves, where several printed. A line of none stays in the first's, to be refused
/// there.
fn parted<'t>(text: &'t str, prefix: &Prefix) -> Result<Vec<Part<'t>>, ReadError> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (line, number) in text.lines().zip(1_u64..) {
        let name = prefix.whose.and_then(|whose| whose(line));
        let known = parts.iter().position(|(known, _)| Some(*known) == name);
        let place = match (known, name) {
            (None, Some(name)) => {
                parts.push((name, String::new()));
                parts.len() - 1
            }
            (known, _) => known.unwrap_or(0),
        };
        if parts.len() > MOST_SERVICES {
            let message = format!("more than {MOST_SERVICES} services or pods printed into the log");
            return Err(ReadError::content(message)
                .at(Some(Position { line: number, column: 1 }))
                .help("give the output of each by itself, as `docker compose logs SERVICE` prints it"));
        }
        if let Some((_, part)) = parts.get_mut(place) {
            part.push_str(line);
            part.push('\n');
        }
    }
    if parts.len() < 2 {
        return Ok(vec![(None, Cow::Borrowed(text))]);
    }
    Ok(parts.into_iter().map(|(name, text)| (Some(name.to_owned()), Cow::Owned(text))).collect())
}

fn at_input(error: ReadError, input: &Input) -> ReadError {
    ReadError { path: input.name().to_owned(), ..error }
}

fn begins_as_log(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| begins_with(text, prefix)) || builder(text).is_some()
}

/// Whether most of the first lines have a prefix; two at least, or the only one before data.
fn begins_with(text: &str, prefix: &Prefix) -> bool {
    let lines: Vec<_> = text.lines().take(60).filter(|line| !line.trim().is_empty()).collect();
    if let [line] = lines.as_slice() {
        return (prefix.strip)(line).is_some_and(|bare| bare.text.trim_start().starts_with(['{', '[', '<']));
    }
    let having = lines.iter().filter(|line| (prefix.strip)(line).is_some()).count();
    having >= 2 && having * 2 > lines.len()
}

/// The lines without a prefix that all of them have; each stays on its line.
fn without(text: &str, prefix: &Prefix) -> Result<String, ReadError> {
    let mut bare = String::with_capacity(text.len());
    let (mut goes_on, mut owed) = (false, 0_usize);
    for (line, number) in text.lines().zip(1_u64..) {
        let Some(kept) = (prefix.strip)(line).or_else(|| line.trim().is_empty().then(|| Bare::of(""))) else {
            let message = format!("most lines begin with {}, and this one does not", prefix.name);
            return Err(ReadError::new(ReadErrorKind::Content(message))
                .at(Some(Position { line: number, column: 1 }))
                .help("cut the tool's output out of the log, or give the file that the tool wrote"));
        };
        if (goes_on || kept.continues) && bare.ends_with('\n') {
            bare.pop();
            owed += 1;
        } else {
            // Joined lines leave empty ones behind, so that the numbers of the others stay.
            bare.extend(std::iter::repeat_n('\n', std::mem::take(&mut owed)));
        }
        bare.push_str(kept.text);
        bare.push('\n');
        goes_on = kept.goes_on;
    }
    if !text.ends_with('\n') {
        bare.pop();
    }
    Ok(bare)
}

/// The name of the builder in a Packer log: that of its first line `==> amazon-ebs.al2: text`, or the one that most
/// of the first lines are the output of.
fn builder(text: &str) -> Option<&str> {
    let own = text.lines().take(60).find_map(|line| {
        let (name, _) = line.strip_prefix("==> ")?.split_once(": ")?;
        (!name.contains(' ')).then_some(name)
    });
    own.or_else(|| {
        let lines: Vec<_> = text.lines().take(60).filter(|line| !line.trim().is_empty()).collect();
        let name = |line: &&'_ str| {
            let (name, rest) = line.strip_prefix("    ")?.split_once(':')?;
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
            // `key: value` of a document is no builder's: those are called TYPE.NAME, or by a type with a hyphen.
            let named = name.contains(['.', '-']) && name.chars().all(plain);
            (named && (rest.is_empty() || rest.starts_with(' '))).then_some(name.len())
        };
        let first = lines.iter().find(|line| name(line).is_some())?;
        let length = name(first)?;
        let start = first.get(..4 + length + 1)?;
        let having = lines.iter().filter(|line| line.starts_with(start)).count();
        let data = first.get(start.len()..).is_some_and(|rest| rest.trim_start().starts_with(['{', '[', '<']));
        ((having >= 2 || data && lines.len() == 1) && having * 2 > lines.len()).then(|| first.get(4..4 + length))?
    })
}

/// The output of a Packer build: lines `    name: text`. Other lines are Packer's own. A log of several builds is
/// left as it is.
fn packer(text: &str, aside: &mut Aside) -> Option<String> {
    let name = builder(text)?;
    let (output, own) = (format!("    {name}:"), format!("==> {name}:"));
    let is_other = |line: &str| {
        let other = line.strip_prefix("==> ").and_then(|rest| rest.split_once(": "));
        other.is_some_and(|(other, _)| other != name && !other.contains(' '))
    };
    if text.lines().any(is_other) || !text.lines().any(|line| line.starts_with(&output)) {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    for (line, number) in text.lines().zip(1_u64..) {
        match line.strip_prefix(&output) {
            Some(rest) => bare.push_str(rest.strip_prefix(' ').unwrap_or(rest)),
            None => aside.add(number, line.strip_prefix(&own).unwrap_or(line)),
        }
        bare.push('\n');
    }
    Some(bare)
}

/// The words for what was taken off.
pub(crate) fn said(prefixes: &[&'static str]) -> Cow<'static, str> {
    match prefixes {
        [one] => Cow::Borrowed(one),
        several => Cow::Owned(several.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<Vec<Stripped>, ReadError> {
        let input = Input::from_bytes("x", text);
        strip(&input, &input.head().expect("text"))
    }

    fn stripped(text: &str) -> Result<Option<Stripped>, ReadError> {
        parts(text).map(|mut found| (found.len() == 1).then(|| found.remove(0)))
    }

    #[test]
    fn what_two_services_printed_in_turn_are_two_texts() {
        let z = "2026-11-03T10:22:31Z";
        for text in [
            "scan-1  | a\ndb-1    | x\nscan-1  | b\ndb-1    | y\n".to_owned(),
            "[pod/s/c] a\n[pod/d/c] x\n[pod/s/c] b\n[pod/d/c] y\n".to_owned(),
            format!("{z} scan-1 | a\n{z} db-1   | x\n{z} scan-1 | b\n{z} db-1   | y\n"),
        ] {
            let texts: Vec<_> = parts(&text).expect("a log").into_iter().map(|part| part.text).collect();
            assert_eq!(texts, ["a\nb\n", "x\ny\n"], "{text}");
        }
        let many: Vec<_> = (0..=MOST_SERVICES).map(|number| format!("s-{number} | a\n")).collect();
        assert!(parts(&many.concat()).err().is_some_and(|error| error.help.is_some()));
    }

    #[test]
    fn known_prefixes_that_all_lines_have_are_taken_off() {
        let z = "2026-11-03T10:22:31.0000000Z";
        for (text, bare) in [
            (format!("{z} [INFO] 3 a\n{z} \n{z}   b\n"), "[INFO] 3 a\n\n  b\n"),
            (format!("\u{feff}{z} a\n\n{z} b"), "a\n\nb"),
            ("2026-11-03T10:22:31Z: a\n2026-11-03T10:22:31+01:00: b\n".to_owned(), "a\nb\n"),
            (format!("{z} 00O a\n{z} 00O+b\n{z} 01E c\n"), "ab\n\nc\n"),
            (format!("{z} stdout P a\n{z} stdout F b\n{z} stderr F c\n"), "ab\n\nc\n"),
            (format!("scan\tRun it\t{z} a\nscan\tRun it\t{z} b\n"), "a\nb\n"),
            ("[pod/a/b] x\n[pod/a/b] y\n".to_owned(), "x\ny\n"),
            (format!("[{z}] a\n[{z}]\n[{z}] b\n"), "a\n\nb\n"),
            ("scan-1  | a\nscan-1  |   b\nscan-1  |\n".to_owned(), "a\n  b\n\n"),
            (format!("{z} {{\"a\": 1}}\n"), "{\"a\": 1}\n"),
            ("    amazon-ebs.al2: x\n    amazon-ebs.al2:\n    amazon-ebs.al2:   y\n".to_owned(), "x\n\n  y\n"),
            ("    amazon-ebs.al2: {\"a\": 1}\n".to_owned(), "{\"a\": 1}\n"),
            ("Nov  3 10:22:31 ip-10-0-0-1 cloud-init[12]: x\nNov 13 10:22:31 h sh: y\n".to_owned(), "x\ny\n"),
            (format!("{z} ==> ebs.al2: Running\n{z}     ebs.al2: x\n{z}     ebs.al2: y\n"), "\nx\ny\n"),
        ] {
            let found = stripped(&text).expect("a log").expect("a prefix");
            assert_eq!(found.text, bare, "{text}");
        }
    }

    #[test]
    fn a_log_with_a_line_that_lacks_the_prefix_is_refused_with_its_line() {
        let error = stripped("2026-11-03T10:22:31Z a\n2026-11-03T10:22:32Z b\nc\n").err().expect("refused");
        assert_eq!(error.position.map(|place| place.line), Some(3));
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "a\nb\n",
            "2026-11-03T10:22:31Z\n",
            "2026-11-03T10:22:31Z a\n",
            "    a: 1\n    b: 2\n",
            "ID | a\nx | b\n",
            "2026-11-03 10:22:31 a\n2026-11-03 10:22:31 b\n",
            "==> a: x\n",
        ] {
            assert!(stripped(text).expect("text").is_none(), "{text}");
        }
    }

    #[test]
    fn two_builds_in_one_log_are_not_told_apart() {
        assert!(stripped("==> a: x\n    a: [PASS]\n==> b: x\n    b: [PASS]\n").expect("text").is_none());
    }
}
