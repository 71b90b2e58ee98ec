//! The built-in categories and their printed names; `[labels]` renames them and adds own ones.

use std::collections::BTreeSet;

use super::settings::category_help;
use crate::registry::Registry;

impl Registry {
    /// What to write instead of a word that is no category: neither a built-in one, nor one of `[labels]`.
    pub fn no_category(&self, word: &str) -> Option<String> {
        let built_in = CATEGORIES.iter().map(|(word, _)| *word);
        let known: BTreeSet<&str> = built_in.chain(self.labels.keys().map(String::as_str)).collect();
        let known: Vec<&str> = known.into_iter().collect();
        (!known.contains(&word)).then(|| category_help(word, &known))
    }
}

/// The built-in categories: the word in the file, and the printed name.
pub const CATEGORIES: [(&str, &str); 7] = [
    ("operational-impact", "Potential Operation Impact"),
    ("covered-elsewhere", "Covered Elsewhere"),
    ("false-positive", "False Positive"),
    ("customer-configured", "Customer Configured"),
    ("not-applicable", "Not Applicable"),
    ("risk-accepted", "Risk Accepted"),
    ("planned-fix", "Planned Fix"),
];
