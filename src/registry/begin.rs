//! A registry's beginning: its first lines, and the benchmark version that the rows of a table speak of.

use super::import::{Row, write};
use super::rule::Rule;
use crate::mapping::{Edition, Mappings};
use crate::model::Benchmark;

/// The file beside a registry that editors take its schema from.
pub const SCHEMA_FILE: &str = "registry.schema.json";

/// The text of a new registry without an entry; `benchmark` becomes its defaults.
pub fn begin(benchmark: Option<&Benchmark>) -> String {
    format!("#:schema ./{SCHEMA_FILE}\n{}", write(&[], benchmark, ""))
}

/// The benchmark version that rows speak of: the one whose list has at least two thirds of their titles at their
/// numbers, and more than every other one; of one benchmark, where that is known.
pub fn edition_of(rows: &[Row], benchmark: &Benchmark, mappings: &Mappings) -> Option<Edition> {
    let titled: Vec<_> = rows
        .iter()
        .filter_map(|row| match row.named().next()? {
            Rule::Number(number) => Some((number, row.title.as_deref()?)),
            Rule::Tool(_) => None,
        })
        .collect();
    let lists = mappings.lists().into_iter().filter(|list| {
        let own = Benchmark::declared(Some(list.edition.title().to_owned()), None);
        benchmark.same_family(&own) != Some(false)
    });
    let fits = |list: &crate::mapping::BenchmarkList| {
        titled.iter().filter(|(number, title)| list.title_matches(number, title) == Some(true)).count()
    };
    let mut counted: Vec<_> = lists.map(|list| (fits(list), &list.edition)).collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let ((best, edition), second) = (counted.first()?, counted.get(1).map_or(0, |(count, _)| *count));
    (*best > second && *best * 3 >= titled.len() * 2).then(|| (*edition).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Registry;

    fn row(number: &str, title: &str) -> Row {
        Row { rules: vec![number.to_owned()], title: Some(title.to_owned()), ..Row::default() }
    }

    #[test]
    fn a_new_registry_is_one_and_names_its_schema() {
        let text = begin(Some(&Benchmark::given("CIS Amazon Linux 2 Benchmark 3.0.0")));
        assert!(text.starts_with("#:schema ./registry.schema.json\nschema = 1\n"), "{text}");
        assert!(Registry::parse("a.toml", &text).expect("a registry").entries.is_empty());
        assert!(text.contains("version = \"3.0.0\""), "{text}");
    }

    #[test]
    fn numbers_with_their_titles_tell_the_version_of_a_table() {
        let mappings = Mappings::builtin();
        let none = Benchmark::default();
        let rows = [
            row("3.2.1", "Ensure IP forwarding is disabled"),
            row("2.1.1.2", "Ensure chrony is configured"),
            row("5.3.4", "Ensure SSH access is limited"),
            row("1.6.1.6", "Ensure no unconfined services exist"),
        ];
        let told = |rows: &[Row], of: &Benchmark| edition_of(rows, of, &mappings).map(|edition| edition.to_string());
        let al2 = Benchmark::given("AL2");
        assert_eq!(told(&rows, &al2).as_deref(), Some("CIS Amazon Linux 2 Benchmark v2.0.0"));
        assert_eq!(told(&rows, &Benchmark::given("RHEL 9")), None, "another benchmark's numbers");
        assert_eq!(told(&[row("3.2.1", "Ensure x")], &al2), None);
        assert_eq!(told(&[], &none), None);
    }
}
