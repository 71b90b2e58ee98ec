//! One cell into its row's field, or into the note with what is doubtful in it.

use jiff::civil::Date;

use super::super::file::CATEGORIES;
use super::cell::{category, emptiness, fits_as_rule, links, numbers, plain, quoted, title, whole_link};
use super::header::Column;
use super::row::Row;
use crate::model::{Number, normalise};

/// The rule of a row whose own cannot be read: it matches nothing.
pub(super) fn unreadable(index: usize) -> String {
    format!("row-{}", index + 1)
}

/// The recommendation numbers that a cell begins with or consists of.
pub(super) fn rule_numbers(cell: &str) -> Vec<String> {
    let found = numbers(cell);
    let leading = || Number::leading(plain(cell)).map(|(number, _)| number).into_iter().collect();
    let found: Vec<Number> = if found.is_empty() { leading() } else { found };
    found.iter().map(ToString::to_string).collect()
}

/// Whether a cell names what a row is about: by recommendation numbers, or as a tool's rule id looks.
pub(super) fn names_a_rule(cell: &str) -> bool {
    !rule_numbers(cell).is_empty() || like_a_rule(whole_link(cell).map_or_else(|| plain(cell), |(text, _)| plain(text)))
}

fn like_a_rule(id: &str) -> bool {
    fits_as_rule(id) && id.len() > 3 && !id.contains(char::is_whitespace) && id.contains(['_', '-'])
}

/// Fills a row's field from the cell of a column, told by its name; `index` is the row's.
pub(super) fn fill(row: &mut Row, column: Column, (name, index): (&str, usize), cell: &str) {
    let text = cell.trim();
    // Links are printed: those of a column that nobody knows stay in the note.
    if !matches!(column, Column::Id | Column::Expires | Column::Open) {
        row.add_links(links(text));
    }
    match column {
        Column::Id => fill_id(row, name, index, text),
        Column::Title => fill_title(row, name, text),
        Column::Reason | Column::Workaround => {
            let field = if column == Column::Reason { &mut row.reason } else { &mut row.workaround };
            match emptiness(text) {
                None => text.clone_into(field),
                Some(why) => row.doubts.push(format!("{name}: {} {why}", quoted(text))),
            }
        }
        Column::Category => {
            let known = CATEGORIES
                .iter()
                .find(|(word, label)| text.eq_ignore_ascii_case(word) || text.eq_ignore_ascii_case(label));
            row.category = known.map(|(word, _)| *word).or_else(|| category(text)).map(str::to_owned);
            if row.category.is_none() && !text.is_empty() {
                row.remarks.push(format!("{name}: {}", quoted(text)));
            }
        }
        Column::Expires => match plain(text).parse::<Date>() {
            Ok(date) => row.expires = Some(date),
            Err(_) if text.is_empty() => {}
            Err(_) => row.doubts.push(format!("{name}: {} is not a date such as 2027-01-31", quoted(text))),
        },
        Column::Owner | Column::Approver if emptiness(text).is_none() => {
            let field = if column == Column::Owner { &mut row.owner } else { &mut row.approved_by };
            *field = Some(text.to_owned());
        }
        Column::Owner | Column::Approver | Column::Other | Column::Open | Column::PerhapsId => {
            if !text.is_empty() {
                row.remarks.push(format!("{name}: {}", quoted(text)));
            }
        }
    }
}

fn fill_id(row: &mut Row, name: &str, index: usize, text: &str) {
    let mut found = numbers(text).into_iter().map(|number| number.to_string());
    if let Some(first) = found.next() {
        row.rules.push(first);
        let more: Vec<_> = found.collect();
        if !more.is_empty() {
            row.doubts.push(format!("{name}: {} names more than one number", quoted(text)));
        }
    } else if let Some((number, rest)) = Number::leading(plain(text)) {
        row.rules.push(number.to_string());
        fill_rest(row, name, text, rest);
    } else if !text.is_empty() {
        let id = whole_link(text).map_or_else(|| plain(text), |(text, _)| plain(text));
        let fits = fits_as_rule(id);
        row.rules.push(if fits { id.to_owned() } else { unreadable(index) });
        if !like_a_rule(id) {
            row.doubts.push(format!("{name}: {} is not a recommendation number", quoted(text)));
        }
    }
    row.add_links(links(text));
}

/// The text behind the number in an id's cell is the title, unless another cell is that or it is a
/// mark such as "(L1)".
fn fill_rest(row: &mut Row, name: &str, text: &str, rest: &str) {
    let marked = rest.starts_with('(') && rest.find(')').is_some_and(|end| end + 1 == rest.len());
    if row.title.is_none() && !marked && emptiness(rest).is_none() {
        fill_title(row, name, rest);
    } else if !rest.is_empty() && row.title.as_deref().map(normalise) != Some(normalise(rest)) {
        row.doubts.push(format!("{name}: {} says more than a number", quoted(text)));
    }
}

fn fill_title(row: &mut Row, name: &str, text: &str) {
    let (title, stray) = title(text);
    if let Some(stray) = stray {
        row.doubts.push(format!("{name}: {} ends with a stray \"{stray}\"", quoted(text)));
    }
    row.title = Some(title).filter(|title| emptiness(title).is_none());
}
