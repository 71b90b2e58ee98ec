//! Whether mapping files agree with one another; used on a person's own files and, by a test, on
//! those that are compiled in.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Level};
use crate::model::Number;

use super::benchmarks::BenchmarkList;
use super::crosswalk::{Crosswalk, Reading, Relation, Row};
use super::hash::TitleHash;
use super::store::Mappings;

/// Diagnostics on the lists, crosswalks and rules, from the first file to the last.
pub fn check(mappings: &Mappings) -> Vec<Diagnostic> {
    let mut found = Findings::default();
    let lists = mappings.lists();
    for (place, list) in lists.iter().enumerate() {
        for table in mappings.rules(&list.edition) {
            for (rule, number) in table.rows().iter().filter(|(_, number)| list.knows(number) == Some(false)) {
                found.add(Code::UnknownNumber, format!("{}: {rule} names {number}, which is not in it", list.edition));
            }
        }
        for number in list.unusable() {
            let message = format!(
                "{}: a title of {number} is also that of another number, or the list lacks {number}",
                list.edition
            );
            found.add(Code::TitleGuardsNothing, message);
        }
        for walk in mappings.crosswalks_from(&list.edition) {
            // Every crosswalk turns up in both directions; one of them says it all.
            let first = lists.iter().position(|known| known.edition == walk.to).is_none_or(|other| place <= other);
            if first && let Some(to) = mappings.list(&walk.to) {
                Pair { walk, from: list, to }.check(&mut found);
            }
        }
    }
    found.0
}

#[derive(Default)]
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn add(&mut self, code: Code, message: String) {
        self.0.push(Diagnostic::new(Level::Deny, code, message));
    }
}

struct Pair<'m> {
    walk: &'m Crosswalk,
    from: &'m BenchmarkList,
    to: &'m BenchmarkList,
}

impl Pair<'_> {
    fn check(&self, found: &mut Findings) {
        let pair = format!("{} to {}", self.walk.from, self.walk.to);
        for (list, numbers) in [(self.from, self.side(|row| &row.from)), (self.to, self.side(|row| &row.to))] {
            for number in numbers.keys().filter(|number| list.knows(number) == Some(false)) {
                found.add(Code::UnknownNumber, format!("{pair}: {number} is not in {}", list.edition));
            }
            for item in list.items.iter().filter(|item| !numbers.contains_key(&item.number)) {
                found.add(Code::MissingNumber, format!("{pair}: {} of {} has no row", item.number, list.edition));
            }
            for (number, rows) in numbers {
                if let Some(message) = together(&rows) {
                    found.add(Code::NotOneToOne, format!("{pair}: {number} of {} {message}", list.edition));
                }
            }
        }
        for row in self.walk.rows() {
            if let Some(message) = self.titles(row) {
                found.add(Code::TitleDisagrees, format!("{pair}: {message}"));
            }
        }
    }

    /// The rows by the number on one side.
    fn side(&self, number: fn(&Row) -> &Option<Number>) -> BTreeMap<&Number, Vec<&Row>> {
        let mut rows = BTreeMap::<_, Vec<_>>::new();
        for row in self.walk.rows() {
            if let Some(number) = number(row) {
                rows.entry(number).or_default().push(row);
            }
        }
        rows
    }

    /// Whether the flags agree with the hashes of the two titles.
    fn titles(&self, row: &Row) -> Option<String> {
        let hash = |list: &BenchmarkList, number: &Number| list.with_number(number).first().and_then(|item| item.hash);
        let (Some(from), Some(to)) = (&row.from, &row.to) else {
            return self.overlooked(row);
        };
        let (here, there) = (hash(self.from, from), hash(self.to, to));
        if self.walk.read == Reading::EqualEditions
            && row.class.carries()
            && (here.is_none() || here != there || from != to)
        {
            return Some(format!("{from} to {to}: two editions are equal only where numbers and titles are"));
        }
        let equal = here? == there?;
        if equal == row.retitled {
            let difference = if equal { "equal" } else { "different" };
            return Some(format!("{from} to {to}: the titles are {difference}; the flag retitled says otherwise"));
        }
        (row.class.needs_review() && equal != row.other_content)
            .then(|| format!("{from} to {to}: {} with equal titles needs the flag other-content", row.class))
    }

    /// A recommendation without a counterpart, though the other side has its title and nobody else's.
    fn overlooked(&self, row: &Row) -> Option<String> {
        let (number, here, there) = match (&row.from, &row.to) {
            (Some(number), None) => (number, self.from, self.to),
            (None, Some(number)) => (number, self.to, self.from),
            _ => return None,
        };
        let title = here.with_number(number).first()?.hash?;
        let twin = only(there, title)?;
        only(here, title)?;
        Some(format!("{number} is {}, but {twin} of {} has its title", row.class, there.edition))
    }
}

/// The number of the only recommendation with a title.
fn only(list: &BenchmarkList, title: TitleHash) -> Option<&Number> {
    let mut numbers = list.items.iter().filter(|item| item.hash == Some(title)).map(|item| &item.number);
    numbers.next().filter(|_| numbers.next().is_none())
}

/// The fault of rows that share a number on one side.
fn together(rows: &[&Row]) -> Option<&'static str> {
    let count = |wanted: fn(Relation) -> bool| rows.iter().filter(|row| wanted(row.class)).count();
    let alone = count(|class| matches!(class, Relation::Same | Relation::Renumbered));
    let other = count(|class| matches!(class, Relation::Merged | Relation::Split | Relation::Duplicate));
    // A changed row is a hint for a person; it takes nothing away from the recommendation's own.
    if count(|class| matches!(class, Relation::Removed | Relation::Added)) > 0 && rows.len() > 1 {
        return Some("is removed or added and something else at once");
    }
    (alone > 1 || (alone == 1 && other > 0)).then_some("has two counterparts without being merged or split")
}
