//! The known benchmark versions for the terminal: a line for each, or all that is known of some.

use std::fmt::Write;

use crate::mapping::{Edition, Reading};
use crate::views::{BenchmarkView, BenchmarksView, WayView};

/// The versions for the terminal.
pub fn benchmarks_text(view: &BenchmarksView<'_>) -> String {
    let text = if view.named { all(&view.benchmarks) } else { table(&view.benchmarks) };
    crate::diag::safe(&text).into_owned()
}

/// The newer version that has no list, behind the last version of a benchmark.
fn newer<'v>(list: &'v BenchmarkView<'_>, next: Option<&BenchmarkView<'_>>) -> Option<&'v str> {
    let last = next.is_none_or(|next| next.edition.family() != list.edition.family());
    list.newer.as_deref().filter(|_| last)
}

/// Every version with the one behind it.
fn pairs<'v, 'm>(
    lists: &'v [BenchmarkView<'m>],
) -> impl Iterator<Item = (&'v BenchmarkView<'m>, Option<&'v BenchmarkView<'m>>)> {
    lists.iter().zip(lists.iter().skip(1).map(Some).chain([None]))
}

fn table(lists: &[BenchmarkView<'_>]) -> String {
    let width = lists.iter().map(|list| list.edition.to_string().chars().count()).max().unwrap_or_default();
    let mut text = format!("{:<width$}  numbers  sources  ways read  ways over others\n", "benchmark");
    for (list, next) in pairs(lists) {
        let direct = list.ways.iter().filter(|way| way.over.is_empty()).count();
        let over = list.ways.len() - direct;
        let name = list.edition.to_string();
        let _ = writeln!(text, "{name:<width$}  {:>7}  {:>7}  {direct:>9}  {over:>16}", list.numbers, list.sources);
        if let Some(newer) = newer(list, next) {
            let _ = writeln!(text, "  {newer} exists; no list here");
        }
    }
    text
}

fn all(lists: &[BenchmarkView<'_>]) -> String {
    let mut text = String::new();
    for (list, next) in pairs(lists) {
        let date = if list.date.is_empty() { "unknown" } else { list.date };
        let sources = if list.sources == 1 { "one source".to_owned() } else { format!("{} sources", list.sources) };
        let BenchmarkView { numbers, levels, assessments, title_hashes, .. } = list;
        let _ = writeln!(text, "{}", list.edition);
        let _ = writeln!(text, "  date         {date}");
        let _ = writeln!(
            text,
            "  numbers      {numbers} from {sources}; known: {levels} levels, {assessments} assessments, {title_hashes} title hashes"
        );
        if list.further_title_hashes > 0 {
            let _ = writeln!(text, "  titles       {} hashes of further wordings", list.further_title_hashes);
        }
        for line in list.ways.iter().filter_map(|way| way_line(way, list.edition)) {
            let _ = writeln!(text, "  way to       {line}");
        }
        for table in &list.rules {
            let _ = writeln!(text, "  rules        {}: {} pairs of rule and number", table.tool, table.pairs);
        }
        for (key, value) in [("source", list.source), ("weak", list.weak)] {
            if !value.is_empty() {
                let _ = writeln!(text, "  {key:<11}  {value}");
            }
        }
        if let Some(newer) = newer(list, next) {
            let _ = writeln!(text, "  newer        {newer} exists; no list here");
        }
        text.push('\n');
    }
    text
}

/// `v3.0.0, over v2.0.0 (read once)`; a way has an end.
fn way_line(way: &WayView<'_>, from: &Edition) -> Option<String> {
    let (to, over) = way.editions.split_last()?;
    let over = over.iter().map(|edition| brief(edition, from)).collect::<Vec<_>>().join(", ");
    let over = if over.is_empty() { String::new() } else { format!(", over {over}") };
    let words = way.read.words();
    let read = match way.read {
        Reading::NotStated => String::new(),
        Reading::EqualEditions => format!(" ({words})"),
        _ => format!(" (read {words})"),
    };
    Some(format!("{}{over}{read}", brief(to, from)))
}

/// A version of the same benchmark by its version alone.
fn brief(edition: &Edition, from: &Edition) -> String {
    if edition.family() == from.family() { format!("v{}", edition.version()) } else { edition.to_string() }
}
