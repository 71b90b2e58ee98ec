//! Calendar files (RFC 5545): the days on which entries of a registry end, each with an alarm.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::{Date, date};

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::diag::is_hostile;
use crate::digest::sha256_text;
use crate::views::{EndKind, EndView};

/// A calendar.
pub struct Ics;

/// So many days before the last one the alarm goes off.
const ALARM_DAYS: u32 = 30;
/// The most bytes of a line, without its end.
const MOST_BYTES: usize = 75;
/// How many digits of a digest tell events apart.
const DIGITS: usize = 32;

impl Output for Ics {
    fn about(&self) -> About {
        About {
            id: "ics",
            media_type: "text/calendar",
            ending: "ics",
            summary: "A calendar",
            streams: true,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Lint, "A calendar of the days on which entries end, with an alarm 30 days before")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Lint(view) => Ok(calendar(&view.ends, out)?),
            other => refused(self, other),
        }
    }
}

fn calendar(ends: &[EndView], out: &mut dyn Write) -> io::Result<()> {
    line(out, "BEGIN", "VCALENDAR")?;
    line(out, "VERSION", "2.0")?;
    line(out, "PRODID", concat!("-//amicis//amicis ", env!("CARGO_PKG_VERSION"), "//EN"))?;
    line(out, "CALSCALE", "GREGORIAN")?;
    let mut named = BTreeMap::new();
    for end in ends {
        // A person attests more than once; what is attested has no id of its own.
        let name = match end.kind {
            EndKind::Exception => format!("exception\0{}", end.id),
            EndKind::Attested => format!("attested\0{}\0{}", end.id, end.rules.join("\0")),
        };
        let same = named.entry(name.clone()).or_insert(0_usize);
        *same += 1;
        event(end, &format!("{name}\0{same}"), out)?;
    }
    line(out, "END", "VCALENDAR")
}

fn event(end: &EndView, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let uid: String = sha256_text(name).chars().take(DIGITS).collect();
    line(out, "BEGIN", "VEVENT")?;
    line(out, "UID", &format!("{uid}@amicis"))?;
    // The day of the last change, not the clock's: the same registry is the same calendar.
    let changed = end.since.unwrap_or(date(1970, 1, 1));
    line(out, "DTSTAMP", &format!("{}T000000Z", day(changed)))?;
    line(out, "DTSTART;VALUE=DATE", &day(end.on))?;
    line(out, "SUMMARY", &escaped(&summary(end)))?;
    line(out, "DESCRIPTION", &escaped(&description(end)))?;
    line(out, "TRANSP", "TRANSPARENT")?;
    line(out, "BEGIN", "VALARM")?;
    line(out, "ACTION", "DISPLAY")?;
    line(out, "TRIGGER", &format!("-P{ALARM_DAYS}D"))?;
    line(out, "DESCRIPTION", &escaped(&summary(end)))?;
    line(out, "END", "VALARM")?;
    line(out, "END", "VEVENT")
}

fn summary(end: &EndView) -> String {
    match end.kind {
        EndKind::Exception => format!("Exception {} ends", end.id),
        EndKind::Attested => format!("What {} attested of {} ends", end.id, end.rules.join(", ")),
    }
}

fn description(end: &EndView) -> String {
    let mut lines = vec![format!("Last day in force: {}", end.on), format!("Of {}", end.rules.join(", "))];
    lines.extend(end.titles.iter().cloned());
    lines.extend(end.owner.iter().map(|owner| format!("Owner: {owner}")));
    lines.push(format!("{}, line {}", end.file, end.line));
    lines.push("Fix the image, or look at it again and write a later day".to_owned());
    lines.join("\n")
}

fn day(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A text as a value: what the format gives a meaning is escaped, and what nobody sees is shown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if is_hostile(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Writes a property, folded: no line is longer than [`MOST_BYTES`], and none breaks a character.
fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    let mut used = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).as_bytes();
        if used + bytes.len() > MOST_BYTES {
            out.write_all(b"\r\n ")?;
            used = 1;
        }
        out.write_all(bytes)?;
        used += bytes.len();
    }
    out.write_all(b"\r\n")
}
