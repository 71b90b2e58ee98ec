//! The registry in other tools' formats, so that there is one list and not two.

use jiff::civil::Date;

use crate::mapping::{Edition, Mappings};
use crate::model::{Number, Status};

use super::applies_to::AppliesTo;
use super::entry::{Entry, Registry};
use super::rule::Rule;

/// The build kit's `exclusion_list.txt`, and what could not be put into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExclusionList {
    /// The file's text: `3.2.1 #Ensure IP forwarding is disabled` a line, sorted by number.
    pub text: String,
    /// One sentence for each entry that is not in it.
    pub left_out: Vec<String>,
    /// One sentence for each entry that is in it and holds there for more than in the registry.
    pub widened: Vec<String>,
}

/// The entries in force on a day as the build kit's exclusion list, in the numbers of one benchmark
/// version; entries of another go through the crosswalk, and only where it carries.
pub fn exclusion_list(registry: &Registry, version: &Edition, as_of: Date, mappings: &Mappings) -> ExclusionList {
    let mut lines: Vec<(Number, String)> = Vec::new();
    let (mut left_out, mut widened) = (Vec::new(), Vec::new());
    for entry in &registry.entries {
        match numbers(entry, version, as_of, mappings) {
            Ok(numbers) => {
                let limited =
                    [(entry.evidence.is_some(), "evidence"), (entry.applies_to != AppliesTo::default(), "applies-to")];
                for (_, key) in limited.into_iter().filter(|(limited, _)| *limited) {
                    widened
                        .push(format!("{}: its `{key}` cannot be said in the list, which excludes it whole", entry.id));
                }
                let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                let line = |(own, number): (Number, Number)| {
                    (number, text(entry.title_of(&own).unwrap_or(entry.reason.as_str())))
                };
                lines.extend(numbers.into_iter().map(line));
            }
            Err(why) => left_out.push(format!("{}: {why}", entry.id)),
        }
    }
    lines.sort();
    lines.dedup_by(|a, b| a.0 == b.0);
    let text = lines
        .into_iter()
        .flat_map(|(number, title)| [number.to_string(), " #".to_owned(), title, "\n".to_owned()])
        .collect();
    ExclusionList { text, left_out, widened }
}

/// The entry's own numbers, each with its number in the list's version.
fn numbers(
    entry: &Entry,
    version: &Edition,
    as_of: Date,
    mappings: &Mappings,
) -> Result<Vec<(Number, Number)>, String> {
    if !entry.life(as_of).in_force() {
        return Err(format!("not in force on {as_of}"));
    }
    if !entry.statuses.contains(&Status::Fail) {
        return Err("it covers no failure".to_owned());
    }
    let own = Edition::of(&entry.benchmark).ok_or("its benchmark version is not stated")?;
    let mut numbers = Vec::new();
    for rule in &entry.rules {
        let Rule::Number(number) = rule else { return Err(format!("{rule} is a tool's rule, not a number")) };
        if own == *version {
            numbers.push((number.clone(), number.clone()));
            continue;
        }
        let walk =
            mappings.crosswalk(&own, version).ok_or_else(|| format!("no crosswalk leads from {own} to {version}"))?;
        let rows = walk.from(number);
        if rows.is_empty() || !rows.iter().all(|row| row.class.carries()) {
            let class = rows.first().map_or("not in the crosswalk", |row| row.class.word());
            return Err(format!("{number} is not carried to {version} ({class})"));
        }
        numbers.extend(rows.iter().filter_map(|row| Some((number.clone(), row.to.clone()?))));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn entries_in_force_are_listed_in_the_kits_numbers() {
        let text = include_str!("../../samples/workshop/exceptions.toml");
        let registry = Registry::parse("exceptions.toml", text).expect("a registry");
        let version = Edition::parse("CIS Amazon Linux 2 Benchmark 3.0.0").expect("an edition");
        let list = exclusion_list(&registry, &version, date(2026, 11, 23), &Mappings::builtin());
        assert!(list.text.contains("3.3.1 #Ensure IP forwarding is disabled\n"), "{}", list.text);
        assert_eq!((list.text.lines().count(), list.left_out.len()), (10, 5));
        let limited = registry.entries.iter().filter(|entry| entry.evidence.is_some()).count();
        let own = Edition::parse("CIS Amazon Linux 2 Benchmark 2.0.0").expect("an edition");
        let list = exclusion_list(&registry, &own, date(2026, 11, 23), &Mappings::builtin());
        assert_eq!((list.left_out.len(), list.widened.len()), (0, limited));
        assert!(limited > 0 && list.widened[0].contains("`evidence`"), "{:?}", list.widened);
        let later = exclusion_list(&registry, &version, date(2030, 1, 1), &Mappings::builtin());
        assert_eq!((later.text.as_str(), later.left_out.len()), ("", 15));
    }
}
