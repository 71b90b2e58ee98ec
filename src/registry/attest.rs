//! A person's verdict, put into a registry file without disturbing what stands there.

use toml_edit::{ArrayOfTables, Item, Table};

use super::attested::Attested;
use super::document::{self, EditError, list, set_day, set_if};

/// The text of a registry file with a verdict behind those that it has; comments and order stay.
///
/// # Errors
/// When the text is not TOML, or its `attested` is no list of tables.
pub(crate) fn attest(text: &str, attested: &Attested) -> Result<String, EditError> {
    let mut document = document::parse(text)?;
    let defaults = document::defaults(&document);
    let mut table = Table::new();
    let numbers: Vec<String> = attested.numbers.iter().map(ToString::to_string).collect();
    list(&mut table, "numbers", numbers.iter().map(String::as_str));
    let inherited = defaults.same_family(&attested.benchmark) == Some(true)
        && defaults.same_version(&attested.benchmark) == Some(true);
    if !inherited {
        set_if(&mut table, "benchmark", attested.benchmark.title.as_deref());
        set_if(&mut table, "version", attested.benchmark.version.as_deref());
    }
    set_if(&mut table, "verdict", Some(attested.verdict.word()));
    set_if(&mut table, "by", Some(&attested.by));
    set_day(&mut table, "on", attested.on);
    if let Some(until) = attested.until {
        set_day(&mut table, "until", until);
    }
    set_if(&mut table, "statement", Some(&attested.statement));
    let item = document.entry("attested").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut().ok_or(EditError::NoVerdicts)?.push(table);
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::Benchmark;
    use crate::registry::{Place, Registry, Verdict};

    fn verdict(benchmark: &str) -> Attested {
        Attested {
            numbers: vec!["6.1.1".parse().expect("a number")],
            benchmark: Benchmark::given(benchmark),
            verdict: Verdict::Pass,
            by: "A. Reviewer".into(),
            on: date(2026, 11, 23),
            until: Some(date(2027, 5, 1)),
            statement: "compared \"by hand\"".into(),
            links: Vec::new(),
            place: Place::default(),
        }
    }

    #[test]
    fn a_verdict_stands_behind_the_others_and_inherits_the_version() {
        let text = "schema = 1 # one\n[defaults]\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\n";
        let one = attest(text, &verdict("CIS House Benchmark 1.0.0")).expect("attested");
        let two = attest(&one, &verdict("CIS House Benchmark 2.0.0")).expect("attested");
        assert!(two.starts_with(text), "{two}");
        let registry = Registry::parse("a.toml", &two).expect("a registry");
        let versions: Vec<_> = registry.attested.iter().map(|one| one.benchmark.version.as_deref()).collect();
        assert_eq!(versions, [Some("1.0.0"), Some("2.0.0")]);
        assert_eq!(one.matches("version").count(), 1, "{one}");
        assert_eq!(registry.attested[0].statement, "compared \"by hand\"");
        assert_eq!(attest("schema = 1\nattested = []\n", &verdict("x")), Err(EditError::NoVerdicts));
    }
}
