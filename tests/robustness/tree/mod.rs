//! A file as the tree that its writer meant, and the ways to damage one place of it.

mod json;
mod lines;
mod table;
mod xml;

pub(crate) use json::Json;
pub(crate) use lines::Lines;
pub(crate) use table::Table;
pub(crate) use xml::Xml;

/// A way to damage a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Another name.
    Rename,
    /// The name, or a word, with two letters in each other's place.
    Misspell,
    /// The name, or a word, in the other letter case.
    Case,
    /// Taken away.
    Drop,
    /// A null, or what stands for one.
    Null,
    /// Its content taken away.
    Empty,
    /// Put into something around it.
    Wrap,
    /// Put into its neighbour.
    Nest,
    /// Twice.
    Double,
    /// A second time behind it, with a value that its like has elsewhere in the file.
    Contradict,
    /// A second time before it, with a value that its like has elsewhere in the file.
    ContradictBefore,
    /// In another namespace.
    Namespace,
    /// Of another type: a text for a number, an object for a list, an attribute for an element.
    Type,
    /// As text: what was markup is a string.
    AsText,
    /// At the end of what holds it.
    Move,
    /// Behind the end of the document or file.
    Behind,
    /// In two parts.
    Split,
    /// In one with what follows.
    Join,
}

/// A place of a tree and what is done there.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// What is done.
    pub(crate) kind: Kind,
    /// The place in words, without counters: a kind of place, not a place.
    pub(crate) place: String,
    /// The way to the place: the index of a child at each step.
    path: Vec<usize>,
    /// An attribute of that place, or a word.
    part: Option<usize>,
}

impl Site {
    fn new(kind: Kind, place: &str, path: &[usize]) -> Self {
        Self { kind, place: place.to_owned(), path: path.to_vec(), part: None }
    }

    fn part(self, part: usize) -> Self {
        Self { part: Some(part), ..self }
    }
}

/// A file that can be damaged at its places.
pub(crate) trait Tree: Send + Sync {
    /// All there is to damage.
    fn sites(&self) -> Vec<Site>;

    /// The file as it is, or with one damage.
    fn written(&self, site: Option<&Site>) -> Vec<u8>;
}

/// The trees that a file can be taken for.
pub(crate) fn trees(bytes: &[u8]) -> Vec<Box<dyn Tree>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.starts_with('<') {
        return Xml::parse(text).into_iter().map(|tree| Box::new(tree) as Box<dyn Tree>).collect();
    }
    if start.starts_with(['{', '['])
        && let Some(tree) = Json::parse(text)
    {
        return vec![Box::new(tree)];
    }
    let lines: Box<dyn Tree> = Box::new(Lines::parse(text));
    match Table::parse(text) {
        Some(table) => vec![Box::new(table), lines],
        None => vec![lines],
    }
}

/// The word with its first two different neighbouring letters in each other's place; a letter more where
/// there are none.
fn misspelt(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let differ = |pair: &[char]| pair.iter().all(|c| c.is_alphanumeric()) && pair.first() != pair.last();
    // Not the first two: a reader that looks at the first letter only has to be caught.
    match letters.windows(2).skip(1).position(differ) {
        Some(at) => letters.swap(at + 1, at + 2),
        None => letters.push('x'),
    }
    letters.into_iter().collect()
}

/// The word in the other case: upper where it has a lower letter.
fn other_case(word: &str) -> String {
    if word.chars().any(char::is_lowercase) { word.to_uppercase() } else { word.to_lowercase() }
}
