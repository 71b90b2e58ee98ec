//! Patterns of an evidence scope, compiled by the registry's reader and held against the paths of an offender, or against its whole text.

use std::fmt;

use globset::{Glob, GlobBuilder, GlobMatcher};
use serde::{Serialize, Serializer};

use super::pattern::PatternError;
use crate::model::{Offender, texts};

/// The most patterns that the braces of one pattern may stand for.
const MOST: usize = 256;

/// One pattern of a scope; braces are written out, so that every alternative obeys the same rules.
#[derive(Clone, Debug)]
pub struct ScopePattern {
    text: String,
    alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug)]
struct Alternative {
    matcher: GlobMatcher,
    /// It begins with a `/` or a drive: it is held against paths only.
    path: bool,
    signs: Signs,
}

// The text is for people; what it matches has been decided when texts are replaced.
texts!(ScopePattern { text } leaves { alternatives });

impl ScopePattern {
    /// A pattern of an evidence scope: `*` stays within a part of a path, `**` does not.
    ///
    /// # Errors
    /// When the text is no pattern, or begins with `!`: a scope says what is covered.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        if pattern.starts_with('!') {
            let why = "a scope says what is covered, and `!` leaves nothing out of it; write `\\!` for the character";
            return Err(PatternError(why.to_owned()));
        }
        Ok(Self { text: pattern.to_owned(), alternatives: alternatives(pattern).map_err(PatternError)? })
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a path matches; a trailing `/` has been taken off.
    pub fn covers_path(&self, path: &str) -> bool {
        self.alternatives.iter().any(|alternative| alternative.matcher.is_match(path))
    }

    /// Whether the whole text of an offender matches, and names nothing that the pattern does not.
    pub fn covers_text(&self, offender: &Offender<'_>) -> bool {
        let mut texts = self.alternatives.iter().filter(|alternative| !alternative.path).peekable();
        if texts.peek().is_none() || !offender.clear {
            return false;
        }
        let collapsed = offender.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let signs = Signs::of(&offender.text);
        texts.any(|alternative| {
            let matcher = &alternative.matcher;
            signs.within(alternative.signs) && (matcher.is_match(&*offender.text) || matcher.is_match(&collapsed))
        })
    }
}

impl PartialEq for ScopePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ScopePattern {}

impl fmt::Display for ScopePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for ScopePattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// The patterns without braces that a pattern stands for.
fn alternatives(pattern: &str) -> Result<Vec<Alternative>, String> {
    // The braces of a class or behind a backslash are caught by the glob's own reading.
    glob(pattern)?;
    let mut written_out = Vec::new();
    write_out(pattern, &mut written_out)?;
    let alternative = |text: String| {
        let windows = is_windows(&text);
        let text = if windows { text.replace("\\\\", "/").replace('\\', "/") } else { text };
        let matcher = glob(&text)?.compile_matcher();
        Ok(Alternative {
            matcher,
            path: windows || text.starts_with('/'),
            signs: Signs::of(&text.replace("\\\\", "\\")),
        })
    };
    written_out.into_iter().map(alternative).collect()
}

fn glob(text: &str) -> Result<Glob, String> {
    GlobBuilder::new(text)
        .literal_separator(true)
        .backslash_escape(true)
        .case_insensitive(is_windows(text))
        .build()
        .map_err(|error| error.kind().to_string())
}

/// A path of Windows, where case does not matter: `C:\`, `C:/`, `\\server`, `HKLM\`.
fn is_windows(text: &str) -> bool {
    let mut chars = text.chars();
    let drive = (chars.next(), chars.next(), chars.next());
    matches!(drive, (Some(letter), Some(':'), Some('\\' | '/')) if letter.is_ascii_alphabetic())
        || text.starts_with("\\\\")
        || text.split_once(['\\', '/']).is_some_and(|(hive, _)| {
            hive.starts_with("HK")
                && hive.len() > 2
                && hive.trim_end_matches(':').bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        })
}

/// Writes out the first braces of a pattern, and those in what comes of it.
fn write_out(pattern: &str, out: &mut Vec<String>) -> Result<(), String> {
    let Some((before, parts, after)) = first_braces(pattern) else {
        out.push(pattern.to_owned());
        return if out.len() > MOST { Err(format!("its braces stand for more than {MOST} patterns")) } else { Ok(()) };
    };
    parts.into_iter().try_for_each(|part| write_out(&format!("{before}{part}{after}"), out))
}

/// The text before the first braces, the choices in them, and the text behind them.
fn first_braces(pattern: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (mut depth, mut open, mut from) = (0_usize, 0, 0);
    let (mut escaped, mut class) = (false, false);
    let mut parts = Vec::new();
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => class = false,
            _ if class => {}
            '[' => class = true,
            '{' => {
                depth += 1;
                if depth == 1 {
                    (open, from) = (at, at + 1);
                }
            }
            ',' if depth == 1 => {
                parts.push(pattern.get(from..at)?);
                from = at + 1;
            }
            '}' if depth == 1 => {
                parts.push(pattern.get(from..at)?);
                return Some((pattern.get(..open)?, parts, pattern.get(at + 1..)?));
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Signs in a text that it names something: what the text of an offender has more of than the pattern
/// was swallowed by a `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signs {
    slashes: Option<usize>,
    paths: usize,
    climbs: usize,
    homes: usize,
    arrows: usize,
    backslashes: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let count = |sign: &str| text.matches(sign).count();
        let begins = |(at, _): &(usize, &str)| {
            !text
                .get(..*at)
                .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || "_-.*?]".contains(c)))
        };
        Self {
            slashes: (!text.contains("**")).then(|| count("/")),
            paths: text.match_indices('/').filter(begins).count(),
            climbs: count(".."),
            homes: count("~"),
            arrows: count("->") + count("=>") + count("\u{2192}"),
            backslashes: count("\\"),
        }
    }

    fn within(self, pattern: Self) -> bool {
        let slashes = match (self.slashes, pattern.slashes) {
            (Some(found), Some(named)) => found <= named,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        slashes
            && self.paths <= pattern.paths
            && self.climbs <= pattern.climbs
            && self.homes <= pattern.homes
            && self.arrows <= pattern.arrows
            && self.backslashes <= pattern.backslashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pattern: &str, item: &str) -> bool {
        ScopePattern::new(pattern).expect("a pattern").covers_text(&Offender::read(item))
    }

    #[test]
    fn braces_are_written_out() {
        let mut out = Vec::new();
        write_out("/{a,b{c,d}}/[{]\\{x", &mut out).expect("few");
        assert_eq!(out, ["/a/[{]\\{x", "/bc/[{]\\{x", "/bd/[{]\\{x"]);
        let many = "{a,b}".repeat(9);
        assert!(ScopePattern::new(&many).expect_err("too many").to_string().contains("256"));
    }

    #[test]
    fn a_wildcard_swallows_no_path() {
        assert!(text("kube-proxy *", "kube-proxy  1.24") && !text("kube-proxy *", "kube-proxy /etc/shadow"));
        assert!(text("mode of /run/** is *", "mode of /run/a is 777"));
        for item in [
            "mode of /run/a /etc/b is 777",
            "mode of /run/../b is 777",
            "mode of /run/a is ~x",
            "mode of /run/a -> b is 7",
        ] {
            assert!(!text("mode of /run/** is *", item), "{item}");
        }
        assert!(!text("process *", "process sshd and 3 more") && !text("*", "a\0b"));
        assert!(text("tcp * */sshd", "tcp  0  0.0.0.0:22  LISTEN  812/sshd"));
        assert!(!text("tcp * */sshd", "tcp 0 /etc/sshd 812/sshd"));
    }

    #[test]
    fn a_path_of_windows_is_matched_in_any_case() {
        for pattern in [r"C:\Program Files\**", "C:/Program Files/**", r"c:\\program files\\**"] {
            let pattern = ScopePattern::new(pattern).expect("a pattern");
            assert!(pattern.covers_path("C:/Program Files/x/y") && !pattern.covers_path("C:/Windows/x"));
        }
    }

    #[test]
    fn blanks_are_matched_as_they_are_printed_or_as_one() {
        assert!(text("kube-proxy 1.24", "kube-proxy  1.24") && text("kube-proxy  1.24", "kube-proxy  1.24"));
        assert!(!text("kube-proxy  1.24", "kube-proxy 1.24"));
    }

    #[test]
    fn braces_in_a_class_and_behind_a_backslash_are_characters() {
        for pattern in ["[{]a}", "\\{a,b}", "[{,]x"] {
            let mut out = Vec::new();
            write_out(pattern, &mut out).expect("few");
            assert_eq!(out, [pattern]);
        }
        let mut out = Vec::new();
        write_out("{a{b,c},d}", &mut out).expect("few");
        write_out("[x]{a,b}", &mut out).expect("few");
        assert_eq!(out, ["ab", "ac", "d", "[x]a", "[x]b"]);
    }

    #[test]
    fn a_wildcard_swallows_no_arrow_of_any_kind() {
        for arrow in ["->", "=>", "\u{2192}"] {
            assert!(!text("x*", &format!("x {arrow} y")), "{arrow}");
            assert!(text(&format!("x {arrow} *"), &format!("x {arrow} y")), "{arrow}");
            assert!(!text(&format!("x {arrow} *"), &format!("x {arrow} y {arrow} z")), "{arrow}");
        }
        assert!(!text("x -> *", "x -> y => z") && !text("x => *", "x => y \u{2192} z"));
    }

    #[test]
    fn a_slash_begins_a_path_unless_it_stands_behind_a_word_or_a_wildcard() {
        let paths = |text: &str| Signs::of(text).paths;
        for (text, expected) in [("/a", 1), ("a/b", 0), ("1/b", 0), ("x_/b", 0), ("*/b", 0), ("a /b", 1), ("(/b", 1)] {
            assert_eq!(paths(text), expected, "{text}");
        }
    }

    #[test]
    fn drives_shares_and_hives_are_paths_of_windows_and_nothing_else_is() {
        for text in [r"C:\x", "c:/x", r"\\server\x", r"HKLM\x", r"HKEY_LOCAL_MACHINE:\x", "HKU/x"] {
            assert!(is_windows(text), "{text}");
        }
        for text in ["1:/x", "C:x", "/HKLM/x", r"HK\x", r"HKlm\x", r"XKLM\x", "HKLM", "a/b", ""] {
            assert!(!is_windows(text), "{text}");
        }
    }

    #[test]
    fn braces_stand_for_256_patterns_at_most() {
        let written = |count: usize| {
            let all = vec!["a"; count].join(",");
            write_out(&format!("{{{all}}}"), &mut Vec::new()).is_ok()
        };
        assert!(written(256) && !written(257));
    }
}
