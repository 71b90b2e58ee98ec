//! Places in files as SARIF has them: URIs that are never absolute.

use std::fmt::Write;
use std::path::{Component, Path};

/// A path as a URI relative to `root`: never absolute, and never above it.
pub(super) fn relative(path: &str, root: &str) -> String {
    let path = Path::new(path);
    let within = match path.strip_prefix(root) {
        Ok(within) if !root.is_empty() => within,
        _ if path.is_absolute() => path.file_name().map_or(path, Path::new),
        _ => path,
    };
    let mut parts: Vec<String> = Vec::new();
    for part in within.components() {
        match part {
            Component::Normal(part) => parts.push(encoded(&part.to_string_lossy())),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    parts.join("/")
}

fn encoded(part: &str) -> String {
    part.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // A String takes any text.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_uris() {
        assert_eq!(relative("/repo/a b.toml", "/repo"), "a%20b.toml");
        assert_eq!(relative("/etc/a b.toml", "/repo"), "a%20b.toml");
        assert_eq!(relative("./x/../é.toml", "/repo"), "%C3%A9.toml");
        assert_eq!(relative("../a.toml", "/repo"), "a.toml");
        assert_eq!(relative("exceptions/a.toml", ""), "exceptions/a.toml");
    }
}
