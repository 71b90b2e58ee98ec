//! JSON documents, one or several, with the file's order and doubled keys.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Kind, Site, Tree, misspelt, other_case};

/// A value.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    Leaf(Value),
}

/// The documents of a file, as the members of an array.
#[derive(Debug)]
pub(crate) struct Json(Node);

const OF_VALUES: [Kind; 6] = [Kind::Null, Kind::Empty, Kind::Wrap, Kind::Type, Kind::Split, Kind::AsText];
const OF_KEYS: [Kind; 10] = [
    Kind::Rename,
    Kind::Misspell,
    Kind::Case,
    Kind::Drop,
    Kind::Nest,
    Kind::Double,
    Kind::Contradict,
    Kind::ContradictBefore,
    Kind::Move,
    Kind::Behind,
];
const OF_MEMBERS: [Kind; 5] = [Kind::Drop, Kind::Nest, Kind::Double, Kind::Move, Kind::Behind];

impl Json {
    /// The documents of a text, when it is nothing else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let documents = serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<Node>, _>>();
        documents.ok().map(|documents| Self(Node::Array(documents)))
    }

    fn damage(&self, site: &Site) -> Node {
        let mut root = self.0.clone();
        let Some((at, above)) = site.path.split_last() else { return root };
        let mut behind = None;
        if let Some(parent) = root.below_mut(above) {
            match parent {
                Node::Object(entries) => {
                    let other = entries.get(*at).and_then(|(key, value)| self.0.other(key, value));
                    behind = entry(entries, *at, site.kind, other);
                }
                Node::Array(items) => behind = member(items, *at, site.kind),
                Node::Leaf(_) => {}
            }
        }
        if let (Node::Array(documents), Some(behind)) = (&mut root, behind) {
            documents.push(behind);
        }
        root
    }
}

/// Damages an entry of an object; what comes behind the end is returned.
fn entry(entries: &mut Vec<(String, Node)>, at: usize, kind: Kind, other: Option<Node>) -> Option<Node> {
    let (key, value) = entries.get(at)?.clone();
    let put = |name: String| (name, value.clone());
    match kind {
        Kind::Rename => *entries.get_mut(at)? = put(format!("x_{key}")),
        Kind::Misspell => *entries.get_mut(at)? = put(misspelt(&key)),
        Kind::Case => *entries.get_mut(at)? = put(other_case(&key)),
        Kind::Nest => *entries.get_mut(at)? = ("extra".to_owned(), Node::Object(vec![(key, value)])),
        Kind::Drop => drop(entries.remove(at)),
        Kind::Double => entries.insert(at, (key, value)),
        Kind::Contradict => entries.insert(at + 1, (key, other?)),
        Kind::ContradictBefore => entries.insert(at, (key, other?)),
        Kind::Move => {
            let moved = entries.remove(at);
            entries.push(moved);
        }
        Kind::Behind => return Some(Node::Object(vec![entries.remove(at)])),
        Kind::Split => {
            let (first, second) = value.halves()?;
            *entries.get_mut(at)? = (key.clone(), first);
            entries.insert(at + 1, (key, second));
        }
        _ => entries.get_mut(at)?.1 = value.damaged(kind),
    }
    None
}

/// Damages a member of a list; what comes behind the end is returned.
fn member(items: &mut Vec<Node>, at: usize, kind: Kind) -> Option<Node> {
    let item = items.get(at)?.clone();
    match kind {
        Kind::Drop => drop(items.remove(at)),
        Kind::Double => items.insert(at, item),
        Kind::Move => {
            let moved = items.remove(at);
            items.push(moved);
        }
        Kind::Behind => return Some(items.remove(at)),
        Kind::Nest => {
            let rest = items.split_off(at);
            items.push(Node::Array(rest));
        }
        Kind::Split => {
            let (first, second) = item.halves()?;
            *items.get_mut(at)? = first;
            items.insert(at + 1, second);
        }
        _ => *items.get_mut(at)? = item.damaged(kind),
    }
    None
}

impl Node {
    fn below_mut(&mut self, path: &[usize]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self {
            Self::Object(entries) => entries.get_mut(*first)?.1.below_mut(rest),
            Self::Array(items) => items.get_mut(*first)?.below_mut(rest),
            Self::Leaf(_) => None,
        }
    }

    /// Another value that a key has somewhere; an empty one for what is no single value.
    fn other(&self, key: &str, value: &Self) -> Option<Self> {
        match value {
            Self::Object(_) => return Some(Self::Object(Vec::new())),
            Self::Array(_) => return Some(Self::Array(Vec::new())),
            Self::Leaf(_) => {}
        }
        match self {
            Self::Object(entries) => {
                let here = entries.iter().find(|(name, other)| name == key && other != value);
                here.map(|(_, other)| other.clone())
                    .filter(|other| matches!(other, Self::Leaf(_)))
                    .or_else(|| entries.iter().find_map(|(_, below)| below.other(key, value)))
            }
            Self::Array(items) => items.iter().find_map(|item| item.other(key, value)),
            Self::Leaf(_) => None,
        }
    }

    fn halves(&self) -> Option<(Self, Self)> {
        match self {
            Self::Array(items) if items.len() > 1 => {
                let (first, second) = items.split_at(items.len() / 2);
                Some((Self::Array(first.to_vec()), Self::Array(second.to_vec())))
            }
            Self::Object(entries) if entries.len() > 1 => {
                let (first, second) = entries.split_at(entries.len() / 2);
                Some((Self::Object(first.to_vec()), Self::Object(second.to_vec())))
            }
            _ => None,
        }
    }

    fn damaged(self, kind: Kind) -> Self {
        let text = |text: String| Self::Leaf(Value::String(text));
        match (kind, self) {
            (Kind::Null, _) => Self::Leaf(Value::Null),
            (Kind::Wrap, node) => Self::Array(vec![node]),
            (Kind::AsText, Self::Leaf(Value::String(word))) => text(misspelt(&word)),
            (Kind::AsText, node) => text(node.to_string()),
            (Kind::Empty, Self::Object(_)) => Self::Object(Vec::new()),
            (Kind::Empty, Self::Array(_)) => Self::Array(Vec::new()),
            (Kind::Empty, Self::Leaf(_)) => text(String::new()),
            (Kind::Type, Self::Object(entries)) => Self::Array(entries.into_iter().map(|(_, value)| value).collect()),
            (Kind::Type, Self::Array(items)) => {
                let named = items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item));
                Self::Object(named.collect())
            }
            (Kind::Type, Self::Leaf(Value::String(word))) => match word.parse::<i64>() {
                Ok(number) => Self::Leaf(number.into()),
                Err(_) => Self::Object(vec![("value".to_owned(), text(word))]),
            },
            (Kind::Type, Self::Leaf(Value::Bool(yes))) => Self::Leaf(i64::from(yes).into()),
            (Kind::Type, Self::Leaf(value)) => text(value.to_string()),
            (_, node) => node,
        }
    }

    fn sites(&self, place: &str, path: &mut Vec<usize>, sites: &mut Vec<Site>) {
        let mut each = |index: usize, place: &str, kinds: &[Kind], value: &Self| {
            path.push(index);
            let kinds = kinds.iter().chain(&OF_VALUES);
            sites.extend(kinds.map(|kind| Site::new(*kind, place, path)));
            value.sites(place, path, sites);
            path.pop();
        };
        match self {
            Self::Object(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    each(index, &format!("{place}/{key}"), &OF_KEYS, value);
                }
            }
            Self::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    each(index, &format!("{place}[]"), &OF_MEMBERS, value);
                }
            }
            Self::Leaf(_) => {}
        }
    }
}

impl Tree for Json {
    fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        self.0.sites("", &mut Vec::new(), &mut sites);
        sites
    }

    fn written(&self, site: Option<&Site>) -> Vec<u8> {
        let root = site.map_or_else(|| self.0.clone(), |site| self.damage(site));
        let Node::Array(documents) = root else { return Vec::new() };
        documents.iter().flat_map(|document| [document.to_string(), "\n".to_owned()]).collect::<String>().into_bytes()
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(value) => write!(f, "{value}"),
            Self::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "[" } else { "," })?;
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{}:{value}", if index == 0 { "{" } else { "," }, Value::from(key.as_str()))?;
                }
                f.write_str(if entries.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Leaf(Value::Null))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(Node::Array(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    all.push(entry);
                }
                Ok(Node::Object(all))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
