//! Where in a document an offset lies: `Benchmark/TestResult/rule-result[12]`.
//!
//! Found by reading the document again, so that a sound one pays nothing for it. It must not fail:
//! what cannot be read ends the trail.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::Input;

/// More steps than this are not shown.
const STEPS: usize = 12;

struct Step {
    shown: String,
    children: BTreeMap<String, u64>,
}

/// The elements that are open at an offset, outermost first.
pub(super) fn trail(input: &Input, offset: u64) -> String {
    let Ok(source) = input.reader() else { return String::new() };
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    let mut steps = vec![Step { shown: String::new(), children: BTreeMap::new() }];
    let mut buffer = Vec::new();
    while reader.buffer_position() < offset {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => enter(&mut steps, tag.local_name().as_ref()),
            Ok(Event::End(_)) => drop(steps.pop()),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let steps: Vec<_> = steps.iter().skip(1).map(|step| step.shown.as_str()).collect();
    match steps.get(..STEPS) {
        Some(first) if steps.len() > STEPS => format!("{}/…", first.join("/")),
        _ => steps.join("/"),
    }
}

fn enter(steps: &mut Vec<Step>, name: &str) {
    let count = steps.last_mut().map_or(1, |parent| {
        let count = parent.children.entry(name.to_owned()).or_default();
        *count += 1;
        *count
    });
    let shown = if count > 1 { format!("{name}[{count}]") } else { name.to_owned() };
    steps.push(Step { shown, children: BTreeMap::new() });
}
