//! Results inside a log: what the log puts before each line is taken off.
//!
//! Only prefixes that a program is known to write, and only where all lines have one: a log of which some lines
//! have none is refused, since nobody can tell which of them are the result's.

use std::borrow::Cow;

use super::around::Aside;
use super::head::strip_ansi;
use super::{Head, Input, Position, ReadError, ReadErrorKind, Shape};

/// A log may be a log of a log: a build in a container in a job.
const DEEPEST: usize = 3;

/// A line without its prefix.
struct Bare<'t> {
    text: &'t str,
    /// The next line goes on where this one ends.
    goes_on: bool,
    /// The line goes on where the one before it ended.
    continues: bool,
}

impl<'t> Bare<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, goes_on: false, continues: false }
    }
}

/// A kind of prefix.
struct Prefix {
    name: &'static str,
    strip: for<'t> fn(&'t str) -> Option<Bare<'t>>,
}

/// The prefixes that are known; the more exact ones first.
static PREFIXES: [Prefix; 8] = [
    Prefix { name: "the time stamps and streams of GitLab", strip: gitlab },
    Prefix { name: "the time stamps and streams of a container's log", strip: container },
    Prefix { name: "the job, step and time stamp of GitHub Actions", strip: job },
    Prefix { name: "time stamps", strip: |line| stamp(line).map(Bare::of) },
    Prefix { name: "the time stamps of Jenkins", strip: jenkins },
    Prefix { name: "the names of pods", strip: pod },
    Prefix { name: "the names of Docker Compose's services", strip: service },
    Prefix { name: "the times and names of a system log", strip: system },
];

/// A text without the prefixes of the logs that it went through.
pub(crate) struct Stripped {
    pub(crate) text: String,
    /// The prefixes that were taken off, in words.
    pub(crate) prefixes: Vec<&'static str>,
    /// Lines of the log that are none of the output's.
    pub(crate) aside: Aside,
}

/// Takes off what a log puts before each line; `None` where the text is no such log.
///
/// # Errors
/// When most lines have such a prefix and others have none.
pub(crate) fn strip(input: &Input, head: &Head) -> Result<Option<Stripped>, ReadError> {
    if !matches!(head.shape, Shape::Text) || !begins_as_log(&head.text) {
        return Ok(None);
    }
    let whole = input.text()?;
    let mut found = Stripped { text: strip_ansi(&whole).into_owned(), prefixes: Vec::new(), aside: Aside::default() };
    for _ in 0..DEEPEST {
        let stripped = match PREFIXES.iter().find(|prefix| begins_with(&found.text, prefix)) {
            Some(prefix) => {
                let text = without(&found.text, prefix).map_err(|error| at_input(error, input))?;
                Some((text, prefix.name))
            }
            None => packer(&found.text, &mut found.aside).map(|text| (text, "the names of a Packer build")),
        };
        let Some((text, name)) = stripped else { break };
        found.text = text;
        found.prefixes.push(name);
    }
    Ok((!found.prefixes.is_empty()).then_some(found))
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

/// `2026-11-03T10:22:31.0000000Z text`, with any fraction and zone; Packer puts a colon behind it.
fn stamp(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}');
    let (date, rest) = line.split_at_checked(19)?;
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    if !date.bytes().enumerate().all(shape) {
        return None;
    }
    let rest =
        rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = if let Some(rest) = rest.strip_prefix('Z') {
        rest
    } else {
        let (zone, rest) = rest.split_at_checked(6)?;
        let signed = zone.strip_prefix(['+', '-'])?;
        signed.split_once(':').filter(|(h, m)| [h, m].iter().all(|part| part.parse::<u8>().is_ok()))?;
        rest
    };
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(": ").or_else(|| rest.strip_prefix(' ')) }
}

/// `STAMP 00O text`, `STAMP 00O+text`: a stream's number, whether it is output or error, and whether the line goes
/// on where the last one of the stream ended.
fn gitlab(line: &str) -> Option<Bare<'_>> {
    let (stream, rest) = stamp(line)?.split_at_checked(3)?;
    let (number, kind) = stream.split_at_checked(2)?;
    if !number.bytes().all(|byte| byte.is_ascii_hexdigit()) || !matches!(kind, "O" | "E") {
        return None;
    }
    let continues = rest.starts_with('+');
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(['+', ' '])? };
    Some(Bare { text, goes_on: false, continues })
}

/// `STAMP stdout F text`; P stands for a part of a line.
fn container(line: &str) -> Option<Bare<'_>> {
    let rest = stamp(line)?;
    let rest = rest.strip_prefix("stdout ").or_else(|| rest.strip_prefix("stderr "))?;
    let goes_on = rest.starts_with('P');
    let rest = rest.strip_prefix(['P', 'F'])?;
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    Some(Bare { text, goes_on, continues: false })
}

/// `job<TAB>step<TAB>STAMP text`, as `gh run view --log` prints it.
fn job(line: &str) -> Option<Bare<'_>> {
    let (_, rest) = line.split_once('\t')?;
    let (_, rest) = rest.split_once('\t')?;
    stamp(rest).map(Bare::of)
}

/// `[pod/name/container] text`, as `kubectl logs --prefix` prints it.
fn pod(line: &str) -> Option<Bare<'_>> {
    let (name, rest) = line.strip_prefix("[pod/")?.split_once(']')?;
    let plain = name.contains('/') && !name.contains(' ');
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    plain.then(|| Bare::of(text))
}

/// `[STAMP] text`
fn jenkins(line: &str) -> Option<Bare<'_>> {
    let (time, rest) = line.strip_prefix('[')?.split_once(']')?;
    stamp(time).filter(|behind| behind.is_empty())?;
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    Some(Bare::of(text))
}

/// `service-1  | text`, the name padded to that of the longest.
fn service(line: &str) -> Option<Bare<'_>> {
    let (name, text) = line.split_once(" |")?;
    let name = name.trim_end();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let numbered = name.rsplit_once(['-', '_']).is_some_and(|(_, number)| number.parse::<u16>().is_ok());
    let named = numbered && name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(plain);
    named.then(|| Bare::of(text.strip_prefix(' ').unwrap_or(text)))
}

/// `Nov  3 10:22:31 host program[123]: text`
fn system(line: &str) -> Option<Bare<'_>> {
    let (date, rest) = line.split_at_checked(16)?;
    let mut parts = date.split_whitespace();
    let (month, day, time) = (parts.next()?, parts.next()?, parts.next()?);
    let timed = time.len() == 8 && time.split(':').all(|part| part.len() == 2 && part.parse::<u8>().is_ok());
    if !date.ends_with(' ') || !timed || super::text::lines::month(month).is_none() || day.parse::<u8>().is_err() {
        return None;
    }
    let (_, rest) = rest.split_once(' ')?;
    let (program, text) = rest.split_once(':')?;
    if program.is_empty() || program.contains(' ') {
        return None;
    }
    Some(Bare::of(text.strip_prefix(' ').unwrap_or(text)))
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

    fn stripped(text: &str) -> Result<Option<Stripped>, ReadError> {
        let input = Input::from_bytes("x", text);
        strip(&input, &input.head().expect("text"))
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
