//! An XML document as elements, with attributes and text as the file writes them.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Kind, Site, Tree, misspelt, other_case};

#[derive(Clone, Debug, Default, PartialEq)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Element(Element),
    /// Text, comments and declarations as they stand there.
    Raw(String),
}

/// A document, as the content of an element without a name.
#[derive(Debug)]
pub(crate) struct Xml(Element);

const OF_ELEMENTS: [Kind; 16] = [
    Kind::Rename,
    Kind::Misspell,
    Kind::Case,
    Kind::Drop,
    Kind::Null,
    Kind::Empty,
    Kind::Wrap,
    Kind::Nest,
    Kind::Double,
    Kind::Contradict,
    Kind::ContradictBefore,
    Kind::Namespace,
    Kind::Type,
    Kind::AsText,
    Kind::Move,
    Kind::Behind,
];
const OF_ATTRIBUTES: [Kind; 8] =
    [Kind::Rename, Kind::Misspell, Kind::Case, Kind::Drop, Kind::Empty, Kind::Contradict, Kind::Namespace, Kind::Type];

impl Xml {
    /// The document of a text, when it is well formed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Element::default()];
        loop {
            let event = reader.read_event().ok()?;
            let node = match event {
                Event::Start(start) => {
                    open.push(element(&start)?);
                    continue;
                }
                Event::Empty(start) => Node::Element(element(&start)?),
                Event::End(_) => Node::Element(open.pop()?),
                Event::Eof => break,
                Event::Text(text) => Node::Raw((*text).to_owned()),
                Event::CData(text) => Node::Raw(format!("<![CDATA[{}]]>", &*text)),
                Event::Comment(text) => Node::Raw(format!("<!--{}-->", &*text)),
                Event::Decl(text) => Node::Raw(format!("<?{}?>", &*text)),
                Event::PI(text) => Node::Raw(format!("<?{}?>", &*text)),
                Event::DocType(text) => Node::Raw(format!("<!DOCTYPE {}>", &*text)),
                Event::GeneralRef(name) => Node::Raw(format!("&{};", &*name)),
            };
            open.last_mut()?.nodes.push(node);
        }
        let document = open.pop().filter(|_| open.is_empty())?;
        Some(Self(document))
    }

    fn damage(&self, site: &Site) -> Option<Element> {
        let mut root = self.0.clone();
        let (at, above) = site.path.split_last()?;
        let whole = self.0.below(&site.path)?.clone();
        if let Some(part) = site.part {
            let changed = attribute(whole, part, site.kind, &self.0)?;
            *root.below_mut(above)?.nodes.get_mut(*at)? = Node::Element(changed);
            return Some(root);
        }
        let other = self.0.other(&whole);
        let parent = root.below_mut(above)?;
        let renamed = |name: String| Node::Element(Element { name, ..whole.clone() });
        let changed = match site.kind {
            Kind::Rename => renamed(format!("x-{}", whole.name)),
            Kind::Misspell => renamed(misspelt(&whole.name)),
            Kind::Case => renamed(other_case(&whole.name)),
            Kind::Empty => Node::Element(Element { nodes: Vec::new(), ..whole }),
            Kind::Null => Node::Element(Element { nodes: Vec::new(), attributes: Vec::new(), ..whole }),
            Kind::Wrap => wrapper(vec![Node::Element(whole)]),
            Kind::Namespace => Node::Element(in_another_namespace(whole)),
            Kind::AsText => Node::Raw(format!("<![CDATA[{whole}]]>")),
            Kind::Double | Kind::Contradict | Kind::ContradictBefore => {
                let (second, before) = match site.kind {
                    Kind::Double => (whole, false),
                    kind => (other?, kind == Kind::ContradictBefore),
                };
                parent.nodes.insert(at + usize::from(!before), Node::Element(second));
                return Some(root);
            }
            _ => {
                parent.nodes.remove(*at);
                moved(&mut root, site, above, whole)?;
                return Some(root);
            }
        };
        *parent.nodes.get_mut(*at)? = changed;
        Some(root)
    }
}

/// What was taken out of its place, put elsewhere or nowhere.
fn moved(root: &mut Element, site: &Site, above: &[usize], whole: Element) -> Option<()> {
    let parent = root.below_mut(above)?;
    match site.kind {
        Kind::Move => parent.nodes.push(Node::Element(whole)),
        Kind::Nest => {
            let neighbour = parent.nodes.iter_mut().rev().find_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Raw(_) => None,
            })?;
            neighbour.nodes.push(Node::Element(whole));
        }
        Kind::Type => {
            let text = whole.text()?;
            parent.attributes.push((whole.name.clone(), text.replace('"', "&quot;")));
        }
        Kind::Behind => root.nodes.push(Node::Element(whole)),
        _ => {}
    }
    Some(())
}

fn wrapper(nodes: Vec<Node>) -> Node {
    Node::Element(Element { name: "wrapper".to_owned(), nodes, ..Element::default() })
}

fn in_another_namespace(mut element: Element) -> Element {
    let declared = match element.name.split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    element.attributes.retain(|(name, _)| *name != declared);
    element.attributes.push((declared, "urn:example:other".to_owned()));
    element
}

/// The element with one attribute damaged.
fn attribute(mut element: Element, part: usize, kind: Kind, root: &Element) -> Option<Element> {
    let (name, value) = element.attributes.get(part)?.clone();
    let slot = element.attributes.get_mut(part)?;
    match kind {
        Kind::Rename => slot.0 = format!("x-{name}"),
        Kind::Misspell => slot.0 = misspelt(&name),
        Kind::Case => slot.0 = other_case(&name),
        Kind::Empty => slot.1.clear(),
        // One attribute cannot stand twice: it gets the value of another, as a slip of an editor would.
        Kind::Contradict => slot.1 = root.other_value(&name, &value)?,
        Kind::Namespace => {
            slot.0 = format!("other:{name}");
            element.attributes.push(("xmlns:other".to_owned(), "urn:example:other".to_owned()));
        }
        Kind::Type => {
            element.attributes.remove(part);
            let child = Element { name, attributes: Vec::new(), nodes: vec![Node::Raw(value)] };
            element.nodes.insert(0, Node::Element(child));
        }
        _ => drop(element.attributes.remove(part)),
    }
    Some(element)
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.value.replace('"', "&quot;");
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Some(Element { name: start.name().as_ref().to_owned(), attributes, nodes: Vec::new() })
}

impl Element {
    fn elements(&self) -> impl Iterator<Item = (usize, &Self)> {
        self.nodes.iter().enumerate().filter_map(|(index, node)| match node {
            Node::Element(element) => Some((index, element)),
            Node::Raw(_) => None,
        })
    }

    /// Its text, when it holds nothing else.
    fn text(&self) -> Option<String> {
        let raw = |node: &Node| match node {
            Node::Raw(text) => Some(text.clone()),
            Node::Element(_) => None,
        };
        self.nodes.iter().map(raw).collect()
    }

    fn below(&self, path: &[usize]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.nodes.get(*first)? {
            Node::Element(element) => element.below(rest),
            Node::Raw(_) => None,
        }
    }

    fn below_mut(&mut self, path: &[usize]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self.nodes.get_mut(*first)? {
            Node::Element(element) => element.below_mut(rest),
            Node::Raw(_) => None,
        }
    }

    /// Another element of the same name with another content.
    fn other(&self, like: &Self) -> Option<Self> {
        self.elements().find_map(|(_, element)| {
            let fits = element.name == like.name && element.nodes != like.nodes;
            if fits { Some(element.clone()) } else { element.other(like) }
        })
    }

    fn other_value(&self, name: &str, value: &str) -> Option<String> {
        let here = self.attributes.iter().find(|(key, other)| key == name && other != value);
        here.map(|(_, other)| other.clone())
            .or_else(|| self.elements().find_map(|(_, element)| element.other_value(name, value)))
    }

    fn sites(&self, place: &str, path: &mut Vec<usize>, sites: &mut Vec<Site>) {
        for (index, element) in self.elements() {
            let place = format!("{place}/{}", element.name);
            path.push(index);
            sites.extend(OF_ELEMENTS.iter().map(|kind| Site::new(*kind, &place, path)));
            for (part, (name, _)) in element.attributes.iter().enumerate() {
                let place = format!("{place}/@{name}");
                sites.extend(OF_ATTRIBUTES.iter().map(|kind| Site::new(*kind, &place, path).part(part)));
            }
            element.sites(&place, path, sites);
            path.pop();
        }
    }
}

impl Tree for Xml {
    fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        self.0.sites("", &mut Vec::new(), &mut sites);
        sites
    }

    fn written(&self, site: Option<&Site>) -> Vec<u8> {
        let damaged = site.and_then(|site| self.damage(site));
        let root = damaged.as_ref().unwrap_or(&self.0);
        root.nodes.iter().map(ToString::to_string).collect::<String>().into_bytes()
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(element) => write!(f, "{element}"),
            Self::Raw(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}=\"{value}\"")?;
        }
        if self.nodes.is_empty() {
            return f.write_str("/>");
        }
        f.write_str(">")?;
        for node in &self.nodes {
            write!(f, "{node}")?;
        }
        write!(f, "</{}>", self.name)
    }
}
