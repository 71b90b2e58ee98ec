//! The floor: what reading an XCCDF result costs at least with quick-xml. Namespaces are resolved, end
//! tags are checked, titles are joined to results, results are counted; nothing else is done, so no
//! program of this kind that looks at every byte is faster.
//!
//! `cargo run --profile dist --manifest-path benches/floor/Cargo.toml -- results.xml`

use std::collections::BTreeMap;
use std::error::Error;

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

const XCCDF: &str = "http://checklists.nist.gov/xccdf/1.2";

/// What a text belongs to.
enum Within {
    Title,
    Result,
    Other,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: floor FILE")?;
    let mut reader = NsReader::from_file(path)?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut rule, mut within, mut joined, mut buffer) = (None, Within::Other, 0, Vec::new());
    loop {
        buffer.clear();
        match reader.read_resolved_event_into(&mut buffer)? {
            (ResolveResult::Bound(namespace), Event::Start(tag)) if namespace.as_ref() == XCCDF => {
                within = match tag.local_name().as_ref() {
                    "Rule" => {
                        rule = tag.try_get_attribute("id")?.map(|id| id.value.into_owned());
                        Within::Other
                    }
                    "title" if rule.is_some() => Within::Title,
                    "rule-result" => {
                        let id = tag.try_get_attribute("idref")?.map(|id| id.value.into_owned());
                        joined += usize::from(id.is_some_and(|id| titles.contains_key(&id)));
                        Within::Other
                    }
                    "result" => Within::Result,
                    _ => Within::Other,
                };
            }
            (_, Event::Text(text)) => match within {
                Within::Title => {
                    if let Some(id) = rule.take() {
                        titles.insert(id, text.to_string());
                    }
                }
                Within::Result => *counts.entry(text.to_string()).or_default() += 1,
                Within::Other => {}
            },
            (_, Event::End(_)) => within = Within::Other,
            (_, Event::Eof) => break,
            _ => {}
        }
    }
    println!("{} titles, {joined} results with one: {counts:?}", titles.len());
    Ok(())
}
