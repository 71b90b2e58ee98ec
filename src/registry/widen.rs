//! An entry that takes more in: recommendations, each guarded by its own title, and statuses; in place.

use std::collections::BTreeSet;

use jiff::civil::Date;
use toml_edit::{InlineTable, Item, Table, Value};

use super::document::{self, EditError, happened, push, set, set_day};
use super::entry::{Approval, Entry};
use super::import::Row;
use super::rule::{Rule, ToolRule};
use crate::model::{Status, normalise};

/// The recommendations that an entry takes in, and who says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wider<'w> {
    /// The recommendations; those that the entry names already add their statuses alone.
    pub(crate) rows: &'w [Row],
    /// Who approves the entry as it is afterwards; needed where it is in force.
    pub(crate) approve: Option<&'w str>,
    /// The day.
    pub(crate) on: Date,
    /// The line of the entry's history.
    pub(crate) what: &'w str,
}

/// The text of a registry file in which an entry takes more in; comments and order stay.
///
/// # Errors
/// When the text is not TOML, or its `exception` is no list of tables.
pub(crate) fn widen(text: &str, entry: &Entry, wider: &Wider<'_>) -> Result<String, EditError> {
    let mut document = document::parse(text)?;
    let Some(tables) = document::entries(&mut document)? else { return Ok(text.to_owned()) };
    let of_entry = |table: &&mut Table| table.get("id").and_then(Item::as_str) == Some(entry.id.as_str());
    if let Some(table) = tables.iter_mut().find(of_entry) {
        take_in(table, entry, wider);
    }
    Ok(document.to_string())
}

fn take_in(table: &mut Table, entry: &Entry, wider: &Wider<'_>) {
    let mut known: BTreeSet<Rule> = entry.rules.iter().cloned().collect();
    for row in wider.rows {
        for rule in row.named() {
            if !known.insert(rule.clone()) {
                continue;
            }
            push(table, "rules", value(&rule));
            let Rule::Number(number) = &rule else { continue };
            let title = row.title_of(&number.to_string());
            let same = |title: &&str| entry.title.as_deref().map(normalise) == Some(normalise(title));
            if let Some(title) = title.filter(|title| !same(title)) {
                guard(table, &number.to_string(), title);
            }
        }
    }
    let statuses: BTreeSet<Status> = wider.rows.iter().flat_map(|row| row.statuses.iter().copied()).collect();
    for status in statuses.difference(&entry.statuses) {
        push(table, "statuses", status.word().into());
    }
    if let Some(by) = wider.approve {
        if entry.status != Approval::Approved {
            set(table, "status", Approval::Approved.word());
        }
        set(table, "approved-by", by);
        set_day(table, "approved-on", wider.on);
    }
    happened(table, Some(wider.on), wider.what);
}

fn value(rule: &Rule) -> Value {
    match rule {
        Rule::Tool(ToolRule { tool: Some(tool), id }) => {
            let pairs = [("tool", Value::from(tool.as_str())), ("id", Value::from(id.as_str()))];
            Value::InlineTable(pairs.into_iter().collect())
        }
        other => Value::from(other.to_string()),
    }
}

/// Guards a number by its title.
fn guard(table: &mut Table, number: &str, title: &str) {
    let titles = table.entry("titles").or_insert_with(|| toml_edit::value(InlineTable::new()));
    if let Some(titles) = titles.as_table_like_mut() {
        set(titles, number, title);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::registry::Registry;

    const FILE: &str = "schema = 1\ndefaults = { benchmark = \"CIS House Benchmark\", version = \"1.0.0\" }\n\n[[exception]] # first\nid = \"a\"\nrules = [ \"1.1\" ] # one\ntitle = \"Ensure a\"\nreason = \"r\"\n\
        [[exception]]\nid = \"b\"\nrules = [\n    \"2.1\", # why\n]\ntitle = \"Ensure b\"\nreason = \"r\"\n";

    fn row(number: &str, title: &str) -> Row {
        Row { rules: vec![number.to_owned()], title: Some(title.to_owned()), ..Row::default() }
    }

    fn widened(id: &str, rows: &[Row], approve: Option<&str>) -> (String, Registry) {
        let registry = Registry::parse("a.toml", FILE).expect("a registry");
        let entry = registry.entries.iter().find(|entry| entry.id == id).expect("the entry");
        let wider = Wider { rows, approve, on: date(2026, 11, 23), what: "joined" };
        let text = widen(FILE, entry, &wider).expect("widened");
        let registry = Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{error}: {text}"));
        (text, registry)
    }

    #[test]
    fn each_number_is_guarded_by_its_own_title_and_comments_stay() {
        let (text, registry) =
            widened("a", &[row("1.2", "Ensure other"), row("1.3", "Ensure  A.")], Some("A. Reviewer"));
        assert!(
            text.contains("[[exception]] # first\nid = \"a\"\nrules = [ \"1.1\", \"1.2\", \"1.3\" ] # one\n"),
            "{text}"
        );
        let entry = &registry.entries[0];
        let titles: Vec<_> = entry.numbers().map(|number| entry.title_of(number)).collect();
        assert_eq!(titles, [Some("Ensure a"), Some("Ensure other"), Some("Ensure a")]);
        assert_eq!((entry.approved_by.as_deref(), entry.approved_on), (Some("A. Reviewer"), Some(date(2026, 11, 23))));
        assert_eq!(entry.history.last().map(|event| event.what.as_str()), Some("joined"));
    }

    #[test]
    fn a_list_in_several_lines_stays_one() {
        let (text, registry) = widened("b", &[row("2.2", "Ensure c"), row("2.1", "Ensure b")], None);
        assert!(text.contains("rules = [\n    \"2.1\",\n    \"2.2\", # why\n]\n"), "{text}");
        assert_eq!((registry.entries[1].rules.len(), &registry.entries[1].approved_by), (2, &None));
    }

    #[test]
    fn a_status_is_added_where_the_entry_lacks_it() {
        let unchecked = Row { statuses: vec![Status::NotChecked, Status::Fail], ..row("1.1", "Ensure a") };
        let (text, registry) = widened("a", &[unchecked], None);
        assert!(text.contains("statuses = [\"notchecked\"]"), "{text}");
        assert_eq!(registry.entries[0].rules.len(), 1);
    }
}
