//! When exceptions end: those of one day stand together, the next day first.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::exceptions::Row;
use super::report::ExceptionView;

/// The exceptions that end on a day, or never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LastDayView {
    /// The last day in force; absent for those that never end.
    pub day: Option<String>,
    /// How many days that is from the day that decides what is in force.
    pub days: Option<i64>,
    /// One of them ends within the days that the policy warns of.
    pub soon: bool,
    /// The numbers or rules of the recommendations that are covered until then.
    pub covers: Vec<String>,
    /// The ids of the entries.
    pub entries: Vec<String>,
}

/// The ends of the rows of an exceptions table: of several entries of one row the first end counts.
pub fn last_days_of_rows<'r>(as_of: Date, rows: impl IntoIterator<Item = &'r Row>) -> Vec<LastDayView> {
    let mut ends = LastDays::new(as_of);
    for row in rows {
        ends.add(row.expires.parse().ok(), row.expires_soon, [row.id.as_str()], row.entries.iter().map(String::as_str));
    }
    ends.list()
}

/// The ends of the entries that cover something in an image.
pub fn last_days_of_entries<'e>(as_of: Date, entries: impl IntoIterator<Item = &'e ExceptionView>) -> Vec<LastDayView> {
    let mut ends = LastDays::new(as_of);
    for ExceptionView { entry, covers } in entries {
        let end = entry.expires.as_ref().and_then(|end| end.parse().ok());
        ends.add(end, entry.expires_soon, covers.iter().map(|one| one.id.as_str()), [entry.id.as_str()]);
    }
    ends.list()
}

struct LastDays {
    as_of: Date,
    /// Those that never end come last.
    found: BTreeMap<(bool, Option<Date>), LastDayView>,
}

impl LastDays {
    fn new(as_of: Date) -> Self {
        Self { as_of, found: BTreeMap::new() }
    }

    fn add<'t>(
        &mut self,
        end: Option<Date>,
        soon: bool,
        covers: impl IntoIterator<Item = &'t str>,
        entries: impl IntoIterator<Item = &'t str>,
    ) {
        let as_of = self.as_of;
        let view = self.found.entry((end.is_none(), end)).or_insert_with(|| LastDayView {
            day: end.map(|end| end.to_string()),
            days: end.map(|end| i64::from((end - as_of).get_days())),
            ..LastDayView::default()
        });
        view.soon |= soon;
        for (list, more) in [
            (&mut view.covers, covers.into_iter().collect::<Vec<_>>()),
            (&mut view.entries, entries.into_iter().collect()),
        ] {
            for one in more {
                if !list.iter().any(|known| known == one) {
                    list.push(one.to_owned());
                }
            }
        }
    }

    fn list(self) -> Vec<LastDayView> {
        self.found.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_on_one_day_stands_together_and_what_never_ends_last() {
        let mut ends = LastDays::new("2026-11-23".parse().expect("a day"));
        let day = |text: &str| text.parse().ok();
        ends.add(None, false, ["1.1"], ["never"]);
        ends.add(day("2027-01-01"), false, ["1.2", "1.3"], ["a"]);
        ends.add(day("2026-12-01"), true, ["1.4"], ["b"]);
        ends.add(day("2027-01-01"), false, ["1.3", "1.5"], ["c"]);
        let list = ends.list();
        let told: Vec<_> =
            list.iter().map(|end| (end.days, end.soon, end.covers.join(" "), end.entries.join(" "))).collect();
        let of = |days, soon, covers: &str, entries: &str| (days, soon, covers.to_owned(), entries.to_owned());
        assert_eq!(
            told,
            [of(Some(8), true, "1.4", "b"), of(Some(39), false, "1.2 1.3 1.5", "a c"), of(None, false, "1.1", "never")]
        );
    }
}
