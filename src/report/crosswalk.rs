//! The rows of a crosswalk as a table: for the terminal, for Markdown, and as the mapping files have it.

use std::fmt::Write;

use crate::mapping::{Crosswalk, Edition, Mark, Reading, Relation, Row, Step};
use crate::model::Number;
use crate::views::CrosswalkView;

/// A row's meaning, in words; over several versions also each step.
fn meaning(walk: &Crosswalk, row: &Row) -> String {
    let words = words(row);
    if row.class.carries() || row.steps.is_empty() {
        return words.to_owned();
    }
    let versions = walk.over.iter().chain([&walk.to]);
    let step = |(step, edition): (&Step, &Edition)| match &step.to {
        Some(number) => format!("{} {number} in {}", step.class, short(edition)),
        None => format!("{} in {}", step.class, short(edition)),
    };
    let steps = row.steps.iter().zip(versions).map(step).collect::<Vec<_>>().join(", ");
    format!("{words} ({steps})")
}

/// A version in the middle of a sentence.
fn short(edition: &Edition) -> String {
    format!("{} v{}", edition.family(), edition.version())
}

fn words(row: &Row) -> &'static str {
    if row.marks.contains(&Mark::NeedsReview) {
        match row.class {
            Relation::Removed => return "needs review: no counterpart was found",
            Relation::Added => return "is new, or was not found before",
            Relation::Changed => return "needs review: may check something else",
            _ => {}
        }
    }
    match (row.class, row.retitled, row.other_content) {
        (Relation::Same | Relation::Renumbered, false, _) => "the same",
        (Relation::Same | Relation::Renumbered, true, _) => "the same, retitled",
        (Relation::Duplicate, ..) => "the same, printed more than once",
        (Relation::Removed, ..) => "has no counterpart",
        (Relation::Added, ..) => "is new",
        (Relation::Merged, ..) => "needs review: covers more",
        (Relation::Split, ..) => "needs review: covers a part",
        (Relation::Changed, ..) => "needs review: checks something else",
    }
}

/// The cells of a row for people.
fn cells(walk: &Crosswalk, row: &Row) -> [String; 4] {
    let number = |number: &Option<Number>| number.as_ref().map_or_else(|| "-".into(), ToString::to_string);
    [number(&row.from), number(&row.to), row.class.to_string(), meaning(walk, row)]
}

/// The rows as a table for the terminal.
pub fn crosswalk_text(view: &CrosswalkView<'_>) -> String {
    let (walk, rows) = (view.walk, &view.rows);
    let mut text = format!("{}\n", walk.from);
    for edition in walk.over.iter().chain([&walk.to]) {
        let _ = writeln!(text, "  -> {edition}");
    }
    match walk.read {
        Reading::Once | Reading::OnceAndAHalf => {
            let _ = writeln!(text, "  read {}: look twice\n", walk.read.words());
        }
        Reading::EqualEditions => text.push_str("  not read: equal numbers with equal titles of two products\n\n"),
        Reading::NotStated | Reading::Twice => text.push('\n'),
    }
    let heads = ["from", "to"].map(str::to_owned);
    let cells: Vec<_> = rows.iter().map(|row| cells(walk, row)).collect();
    let width = |pick: fn(&[String; 4]) -> &String, head: &str| {
        cells.iter().map(|cells| pick(cells).len()).max().unwrap_or_default().max(head.len())
    };
    let [from_head, to_head] = &heads;
    let (first, second) = (width(|[from, ..]| from, from_head), width(|[_, to, ..]| to, to_head));
    let _ = writeln!(text, "{from_head:<first$}  {to_head:<second$}  class");
    for [from, to, class, meaning] in &cells {
        let _ = writeln!(text, "{from:<first$}  {to:<second$}  {class:<10}  {meaning}");
    }
    crate::diag::safe(&text).into_owned()
}

/// The rows in the form of the mapping files.
pub fn crosswalk_csv(view: &CrosswalkView<'_>) -> String {
    let mut text = String::from("from,to,class,flags\n");
    for row in &view.rows {
        let number = |number: &Option<Number>| number.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "{},{},{},{}", number(&row.from), number(&row.to), row.class, row.flags());
    }
    text
}

/// The rows as a Markdown table.
pub fn crosswalk_markdown(view: &CrosswalkView<'_>) -> String {
    let walk = view.walk;
    let mut text = format!("| {} | {} | Class | Meaning |\n|---|---|---|---|\n", walk.from, walk.to);
    for row in &view.rows {
        let _ = writeln!(text, "| {} |", cells(walk, row).join(" | "));
    }
    text
}
