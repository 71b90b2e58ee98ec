//! What programs are known to put before each line of a log.

/// A line without its prefix.
pub(super) struct Bare<'t> {
    pub(super) text: &'t str,
    /// The next line goes on where this one ends.
    pub(super) goes_on: bool,
    /// The line goes on where the one before it ended.
    pub(super) continues: bool,
}

impl<'t> Bare<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, goes_on: false, continues: false }
    }
}

/// A kind of prefix.
pub(super) struct Prefix {
    pub(super) name: &'static str,
    pub(super) strip: for<'t> fn(&'t str) -> Option<Bare<'t>>,
    /// The one whose output a line is, where the prefix says so.
    pub(super) whose: Option<for<'t> fn(&'t str) -> Option<&'t str>>,
}

impl Prefix {
    const fn new(name: &'static str, strip: for<'t> fn(&'t str) -> Option<Bare<'t>>) -> Self {
        Self { name, strip, whose: None }
    }
}

/// The prefixes that are known; the more exact ones first.
pub(super) static PREFIXES: [Prefix; 8] = [
    Prefix::new("the time stamps and streams of GitLab", gitlab),
    Prefix::new("the time stamps and streams of a container's log", container),
    Prefix::new("the job, step and time stamp of GitHub Actions", job),
    Prefix::new("time stamps", |line| stamp(line).map(Bare::of)),
    Prefix::new("the time stamps of Jenkins", jenkins),
    Prefix {
        name: "the names of pods",
        strip: |line| pod(line).map(|(_, bare)| bare),
        whose: Some(|line| pod(line).map(|(name, _)| name)),
    },
    Prefix {
        name: "the names of Docker Compose's services",
        strip: |line| service(line).map(|(_, bare)| bare),
        whose: Some(|line| service(line).map(|(name, _)| name)),
    },
    Prefix::new("the times and names of a system log", system),
];

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

/// `[pod/name/container] text`, as `kubectl logs --prefix` prints it, with the name.
fn pod(line: &str) -> Option<(&str, Bare<'_>)> {
    let (name, rest) = line.strip_prefix("[pod/")?.split_once(']')?;
    let plain = name.contains('/') && !name.contains(' ');
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    plain.then(|| (name, Bare::of(text)))
}

/// `[STAMP] text`
fn jenkins(line: &str) -> Option<Bare<'_>> {
    let (time, rest) = line.strip_prefix('[')?.split_once(']')?;
    stamp(time).filter(|behind| behind.is_empty())?;
    let text = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    Some(Bare::of(text))
}

/// `service-1  | text`, the name padded to that of the longest, with the name.
fn service(line: &str) -> Option<(&str, Bare<'_>)> {
    let (name, text) = line.split_once(" |")?;
    let name = name.trim_end();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let numbered = name.rsplit_once(['-', '_']).is_some_and(|(_, number)| number.parse::<u16>().is_ok());
    let named = numbered && name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(plain);
    named.then(|| (name, Bare::of(text.strip_prefix(' ').unwrap_or(text))))
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
