//! Every recommendation number that a check is known by.

use crate::mapping::{Edition, Mappings};
use crate::model::{Benchmark, Check, Ident, Number};

/// The numbers of a check in its scan's benchmark version, sorted: its own, those that its references
/// name, and those that the tables of tools' rules have for its rule.
pub(crate) fn references(benchmark: &Benchmark, check: &Check, mappings: &Mappings) -> Vec<Number> {
    let mut numbers: Vec<Number> = check.number.iter().cloned().collect();
    numbers.extend(check.idents.iter().flat_map(Ident::numbers));
    if let Some((edition, rule)) = Edition::of(benchmark).zip(check.rule.as_deref()) {
        numbers.extend(mappings.rule_numbers(&edition, rule).into_iter().cloned());
    }
    numbers.sort();
    numbers.dedup();
    numbers
}
