//! The pages: where they lie, and the fenced blocks in them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use amicis::host::files_below;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Markdown file below a folder of the project.
pub(crate) fn markdown_below(folder: &str) -> Vec<PathBuf> {
    let mut files = files_below(&root().join(folder)).expect("a folder");
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files
}

/// The pages of the book, and those beside it.
pub(crate) fn all() -> Vec<PathBuf> {
    let beside = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "samples/README.md"];
    let mut pages: Vec<PathBuf> = beside.iter().map(|name| root().join(name)).collect();
    pages.extend(markdown_below("book/src"));
    pages
}

/// A page's name for messages.
pub(crate) fn name(page: &Path) -> String {
    page.strip_prefix(root()).unwrap_or(page).display().to_string()
}

/// A fenced block.
pub(crate) struct Block {
    /// What stands behind the fence.
    pub(crate) language: String,
    /// The lines between the fences, counted from zero.
    pub(crate) lines: Range<usize>,
}

/// The fenced blocks of a page.
pub(crate) fn blocks(lines: &[String]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for (index, line) in lines.iter().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix("```") else { continue };
        match open.take() {
            Some((language, start)) => blocks.push(Block { language, lines: start..index }),
            None => open = Some((rest.trim().to_owned(), index + 1)),
        }
    }
    assert!(open.is_none(), "a block that is not closed: {open:?}");
    blocks
}

/// A page's lines.
pub(crate) fn lines(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    text.lines().map(str::to_owned).collect()
}
