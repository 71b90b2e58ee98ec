//! A text as lines of words.

use super::{Kind, Site, Tree, misspelt, other_case};

/// The lines of a text, each with its end.
#[derive(Debug)]
pub(crate) struct Lines(Vec<String>);

const OF_LINES: [Kind; 12] = [
    Kind::Case,
    Kind::Drop,
    Kind::Null,
    Kind::Empty,
    Kind::Wrap,
    Kind::Nest,
    Kind::Double,
    Kind::Type,
    Kind::AsText,
    Kind::Behind,
    Kind::Split,
    Kind::Join,
];
const OF_WORDS: [Kind; 5] = [Kind::Misspell, Kind::Case, Kind::Drop, Kind::Wrap, Kind::Split];

/// The words of a line that are damaged: what stands behind them is a title.
const WORDS: usize = 6;

impl Lines {
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split_inclusive('\n').map(str::to_owned).collect())
    }

    fn damage(&self, site: &Site) -> Option<Vec<String>> {
        let mut lines = self.0.clone();
        let at = *site.path.first()?;
        let line = lines.get(at)?.clone();
        let text = line.trim_end_matches(['\r', '\n']);
        let end = line.strip_prefix(text).unwrap_or("\n");
        let slot = lines.get_mut(at)?;
        if let Some(part) = site.part {
            let (start, word) = words(text).nth(part)?;
            let (before, rest) = text.split_at_checked(start)?;
            let after = rest.strip_prefix(word)?;
            let word = match site.kind {
                Kind::Misspell => misspelt(word),
                Kind::Case => other_case(word),
                Kind::Wrap => format!("\"{word}\""),
                Kind::Split => format!("{end}{word}"),
                _ => String::new(),
            };
            *slot = format!("{before}{word}{after}{end}");
            return Some(lines);
        }
        match site.kind {
            Kind::Case => *slot = other_case(&line),
            Kind::Null => *slot = format!("null{end}"),
            Kind::Empty => end.clone_into(slot),
            Kind::Wrap => *slot = format!("> {line}"),
            Kind::Nest => *slot = format!("    {line}"),
            Kind::Double => lines.insert(at, line),
            // As a journal or a build's log writes it.
            Kind::Type => *slot = format!("2026-11-23T00:00:00Z builder[17]: {line}"),
            Kind::AsText => *slot = format!("{}{end}", text.replace(' ', "\t")),
            Kind::Split => *slot = format!("{}{end}", text.replacen("  ", end, 1)),
            Kind::Join => *slot = format!("{text} "),
            Kind::Behind => {
                lines.remove(at);
                let last = lines.last_mut()?;
                if !last.ends_with('\n') {
                    last.push_str(end);
                }
                lines.push(line);
            }
            _ => drop(lines.remove(at)),
        }
        Some(lines)
    }
}

/// The words of a line, each with the byte at which it begins.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = line.split_inclusive([' ', '\t', '|', ',', ']', '-']);
    let mut start = 0;
    parts.filter_map(move |part| {
        let at = start;
        start += part.len();
        let word = part.trim_end_matches([' ', '\t', '|', ',', ']', '-']);
        (!word.is_empty()).then_some((at, word))
    })
}

impl Tree for Lines {
    fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        for (at, line) in self.0.iter().enumerate() {
            let first = words(line.trim_end()).next().map_or("", |(_, word)| word);
            let name = if first.chars().any(|c| c.is_ascii_digit()) { "0" } else { first };
            let place = format!("line {name}");
            sites.extend(OF_LINES.iter().map(|kind| Site::new(*kind, &place, &[at])));
            for (part, _) in words(line.trim_end()).take(WORDS).enumerate() {
                let place = format!("{place} word {part}");
                sites.extend(OF_WORDS.iter().map(|kind| Site::new(*kind, &place, &[at]).part(part)));
            }
        }
        sites
    }

    fn written(&self, site: Option<&Site>) -> Vec<u8> {
        let damaged = site.and_then(|site| self.damage(site));
        damaged.as_ref().unwrap_or(&self.0).concat().into_bytes()
    }
}
