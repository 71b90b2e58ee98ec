//! A tool's rule ids and the recommendations they check.

use crate::model::Number;

use super::edition::Edition;
use super::table::{MappingError, Table};

/// One tool's rules for one benchmark version. Many to many: a recommendation may have several
/// rules, and a rule may serve several recommendations.
#[derive(Clone, Debug)]
pub struct RuleTable {
    /// The tool, such as `ssg`.
    pub tool: String,
    /// The benchmark and version of the numbers.
    pub edition: Edition,
    /// Rule and number, sorted.
    rows: Vec<(String, Number)>,
}

const KEYS: [&str; 5] = ["tool", "benchmark", "source", "licence", "weak"];
const COLUMNS: [&str; 2] = ["rule", "number"];

/// The prefix that XCCDF puts before the rule names of the SCAP Security Guide.
const SSG_PREFIX: &str = "xccdf_org.ssgproject.content_rule_";

impl RuleTable {
    /// Reads a file of rules.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, MappingError> {
        let table = Table::parse(path, text, &KEYS, &COLUMNS)?;
        let mut rows = Vec::new();
        for line in &table.lines {
            let rule = line.cell(0);
            if rule.is_empty() || !rule.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:/".contains(&b)) {
                return Err(table.error(line.number, format!("`{rule}` is not a rule's id")));
            }
            let number = line.cell(1).parse().map_err(|e| table.error(line.number, format!("{e}")))?;
            rows.push((rule.to_owned(), number));
        }
        rows.sort();
        rows.dedup();
        let tool = table.value("tool").to_owned();
        if tool.is_empty() {
            return Err(MappingError::new(path, None, "needs a line like `# tool: ssg`"));
        }
        Ok(Self { tool, edition: table.edition("benchmark")?, rows })
    }

    /// Rule and number, sorted by rule.
    pub fn rows(&self) -> &[(String, Number)] {
        &self.rows
    }

    /// The numbers that a rule checks, ascending; the rule with or without XCCDF's prefix.
    pub fn numbers<'r>(&'r self, rule: &str) -> impl Iterator<Item = &'r Number> {
        let rule = rule.strip_prefix(SSG_PREFIX).unwrap_or(rule);
        let start = self.rows.partition_point(|(known, _)| known.as_str() < rule);
        let end = self.rows.partition_point(|(known, _)| known.as_str() <= rule);
        self.rows.get(start..end).unwrap_or_default().iter().map(|(_, number)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_with_and_without_its_prefix() {
        let text = "# tool: ssg\n# benchmark: CIS Example Benchmark v1.0.0\nrule,number\nb,1.10\na,1.1\nb,1.2\n";
        let table = RuleTable::parse("x.csv", text).expect("a table");
        let numbers = |rule| table.numbers(rule).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(numbers("b"), ["1.2", "1.10"]);
        assert_eq!(numbers("xccdf_org.ssgproject.content_rule_a"), ["1.1"]);
        assert!(numbers("c").is_empty());
        assert!(RuleTable::parse("x.csv", &text.replace("a,1.1", "a rule,1.1")).is_err());
    }
}
