//! The built-in categories and their printed names; `[labels]` renames them and adds own ones.

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
