//! Which paths a source file names, in whatever form: `use` trees, `super::super`, paths in code; what
//! only tests see is left out, wherever it stands.

/// A path that code names: `["crate", "model", "Scan"]`, or a crate's `["csv", "Reader"]`.
pub(crate) type Named = Vec<String>;

/// The paths that a file's code names, without its tests; `module` is where it stands, as `["report", "html"]`.
pub(crate) fn named(code: &str, module: &[&str]) -> Vec<Named> {
    let tokens = without_tests(&tokens(code));
    let mut place: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
    // For each open brace, whether it is a module's.
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = |more: usize| tokens.get(at + more).map(String::as_str);
        match token.as_str() {
            // `use<'a>` in a type names lifetimes.
            "use" if next(1) != Some("<") => {
                at = tree(&tokens, at + 1, &[], &mut |path| found.push(absolute(path, &place)));
                continue;
            }
            "mod" if next(2) == Some("{") => {
                place.extend(next(1).map(str::to_owned));
                open.push(true);
                at += 3;
                continue;
            }
            "{" => open.push(false),
            "}" if open.pop() == Some(true) => {
                place.pop();
            }
            word if is_word(word) && next(1) == Some("::") => {
                let mut path = vec![word.to_owned()];
                while tokens.get(at + 1).is_some_and(|token| token == "::")
                    && let Some(part) = tokens.get(at + 2).filter(|part| is_word(part))
                {
                    path.push(part.clone());
                    at += 2;
                }
                found.push(absolute(&path, &place));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one tree of a `use` from a token on, and returns where it ends.
fn tree(tokens: &[String], mut at: usize, before: &[String], found: &mut impl FnMut(&[String])) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = tree(tokens, at, &path, found);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return at + 1;
            }
            "as" => at += 1,
            "," | "}" | ";" => break,
            "::" | "*" => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    if path.len() > before.len() || tokens.get(at.wrapping_sub(1)).is_some_and(|token| token == "*") {
        found(&path);
    }
    at
}

/// A path from the crate's root; one of another crate stays as it is.
fn absolute(path: &[String], place: &[String]) -> Named {
    let (mut root, mut rest) = (None, path);
    while let [first, more @ ..] = rest {
        match first.as_str() {
            "crate" => root = Some(Vec::new()),
            "self" => root = Some(root.unwrap_or_else(|| place.to_vec())),
            "super" => {
                let mut up = root.unwrap_or_else(|| place.to_vec());
                up.pop();
                root = Some(up);
            }
            _ => break,
        }
        rest = more;
    }
    match root {
        Some(root) => std::iter::once("crate".to_owned()).chain(root).chain(rest.iter().cloned()).collect(),
        None => rest.to_vec(),
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single characters; without comments, texts and lifetimes.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = raw_text(rest) {
            raw
        } else if c == '"' {
            quoted(rest, 1, '"')
        } else if c == '\'' {
            // A character, or a lifetime.
            let mut after = rest.chars().skip(1);
            match (after.next(), after.next()) {
                (Some('\\'), _) | (_, Some('\'')) => quoted(rest, 1, '\''),
                _ => 1,
            }
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a raw text that stands at the beginning: `r"…"`, `r#"…"#`, `br"…"`.
fn raw_text(code: &str) -> Option<usize> {
    let prefix = if code.starts_with("br") { 2 } else { 1 };
    let after = code.strip_prefix("br").or_else(|| code.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let text = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(prefix + hashes + 1 + text.find(&end)? + end.len())
}

/// The length of a text with escapes that began `from` bytes ago.
fn quoted(code: &str, from: usize, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in code.char_indices().skip(from) {
        match c {
            c if c == end && !escaped => return at + c.len_utf8(),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    code.len()
}

/// The tokens without the items below `#[cfg(test)]` and `#[test]`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is =
            |words: &[&str]| words.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| t == word));
        if is(&["#", "[", "cfg", "(", "test", ")"])
            || is(&["#", "[", "cfg", "(", "all", "(", "test"])
            || is(&["#", "[", "test", "]"])
        {
            at = after_item(tokens, at);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where the item ends whose attribute begins at a token: behind its braces, or its semicolon.
fn after_item(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 && token == "}" {
                    return at + usize::from(tokens.get(at).is_some_and(|next| next == ";"));
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    at
}

/// Whether a file of the room `report` names something, as `crate::model`.
fn names(code: &str, path: &str) -> bool {
    let paths = named(code, &["report", "html", "page"]);
    paths.iter().any(|named| format!("{}::", named.join("::")).starts_with(&format!("{path}::")))
}

#[test]
fn a_module_inside_braces_is_seen() {
    assert!(names("use crate::{assess::Image, diff};", "crate::diff"));
    assert!(names("pub use crate::{\n    model::{Check, Scan as S},\n    assess::{self, *},\n};", "crate::assess"));
    assert!(names("use crate::{a, b::{c, d::*}};", "crate::b::d"));
    assert!(!names("use crate::{assess::diff, model};", "crate::diff"));
}

#[test]
fn a_path_that_climbs_is_seen() {
    assert!(names("use super::super::super::formats::Input;", "crate::formats"));
    assert!(names("fn f() { super::super::super::load::read(); }", "crate::load"));
    assert!(names("use super::super::{super::cli, x};", "crate::cli"));
    assert!(names("mod inner { use super::super::super::super::cli; }", "crate::cli"));
    assert!(names("mod inner { } use super::super::super::cli;", "crate::cli"));
    assert!(!names("use super::cli;", "crate::cli"));
}

#[test]
fn code_behind_a_test_is_seen_and_the_test_is_not() {
    let code =
        "#[cfg(test)]\nuse crate::cli;\n#[cfg(test)]\nmod tests { use crate::load; fn f() {} }\nuse crate::diff::X;";
    assert!(names(code, "crate::diff"));
    assert!(!names(code, "crate::cli") && !names(code, "crate::load"));
    assert!(names("#[cfg(test)]\nmod tests;\nuse crate::diff::X;", "crate::diff"));
    assert!(names("#[cfg(test)]\nconst A: [u8; 2] = [1, 2];\nuse crate::diff::X;", "crate::diff"));
}

#[test]
fn texts_and_comments_name_nothing_and_code_does() {
    assert!(!names(
        "// crate::cli\n/* crate::cli */ let a = \"crate::cli \\\" crate::cli\"; r#\"crate::cli\"#;",
        "crate::cli"
    ));
    assert!(names("let a = '\"'; crate::cli::run('\\''); fn f<'a>(a: &'a str) {}", "crate::cli"));
    assert!(names("fn f(reader: &mut csv::Reader<&[u8]>) {}", "csv"));
    assert!(!names("a.csv(); crate::export::csv::scans();", "csv"));
    assert!(names("fn f() -> impl A + use<> { crate::cli::f(); }", "crate::cli"));
}
