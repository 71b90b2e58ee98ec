//! How Amazon Inspector Classic writes a CIS rule, its benchmark and profile; in its own findings
//! and in Security Hub's. Parsed tolerantly: the exact texts are not documented.

use crate::model::{Benchmark, Number, Title, Version};

/// Where the number and the title of a rule can stand, best first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RuleTexts<'a> {
    /// `BENCHMARK_RULE_ID`: `1.1.1 Ensure …`.
    pub(super) rule_id: Option<&'a str>,
    /// `Instance i-… is not compliant with rule 1.1.1 Ensure …`.
    pub(super) title: Option<&'a str>,
    /// The finding's `id`.
    pub(super) id: Option<&'a str>,
    /// `BENCHMARK_ID`, which may stand at the title's end.
    pub(super) benchmark_id: Option<&'a str>,
}

const NOT_COMPLIANT: &str = "not compliant with rule ";

impl RuleTexts<'_> {
    /// The number, and the benchmark's own title as far as it can be told from the rest.
    pub(super) fn parse(&self) -> (Option<Number>, Option<Title>) {
        let in_title =
            self.title.and_then(|title| title.split_once(NOT_COMPLIANT)).map(|(_, rule)| self.untailed(rule));
        let texts = [self.rule_id, in_title, self.id];
        for text in texts.into_iter().flatten() {
            if let Some((number, title)) = Number::leading(text).or_else(|| within_xccdf(text)) {
                // The rule's id may be cut short, the title is whole.
                let longer =
                    in_title.and_then(Number::leading).filter(|(same, _)| *same == number).map(|(_, title)| title);
                let title = longer.filter(|longer| longer.len() > title.len()).unwrap_or(title);
                return (Some(number), Title::recommendation(&title.replace('_', " ")));
            }
        }
        (None, in_title.or(self.title).or(self.rule_id).and_then(Title::recommendation))
    }

    fn untailed<'t>(&self, rule: &'t str) -> &'t str {
        let tail = self.benchmark_id.and_then(|benchmark| rule.trim_end().strip_suffix(benchmark));
        tail.map_or(rule, |rule| rule.trim_end_matches([' ', ',', '-', '|', ':']))
    }
}

/// `xccdf_org.cisecurity.benchmarks_rule_1.1.1_Ensure_x`
fn within_xccdf(text: &str) -> Option<(Number, &str)> {
    let (_, rest) = text.split_once("_rule_")?;
    let (number, title) = rest.split_once('_')?;
    let number: Number = number.parse().ok()?;
    (number.parts().len() > 1).then_some((number, title))
}

/// The benchmark in a `BENCHMARK_ID`; its version is the last that is not the system's own.
pub(super) fn benchmark(id: &str) -> Benchmark {
    let words: Vec<String> = id
        .replace(['_', ',', '/'], " ")
        .split_whitespace()
        .map(|word| word.trim_matches(['(', ')', ':', ';']).to_owned())
        .collect();
    let end = words.iter().position(|word| word.eq_ignore_ascii_case("benchmark"));
    let is_version = |word: &&String| Version::parse(word).is_some();
    // `14.04` before the word Benchmark is Ubuntu's; `v2.0.0` and `2.0.0` are not.
    let surely = |word: &&String| is_version(word) && (word.starts_with(['v', 'V']) || word.matches('.').count() > 1);
    let behind = words.get(end.map_or(words.len(), |end| end + 1)..).unwrap_or_default();
    let version = behind.iter().find(is_version).or_else(|| words.iter().rfind(surely));
    let title: Vec<_> = match end {
        Some(end) => words.iter().take(end + 1).filter(|word| !surely(word)).cloned().collect(),
        None => words.iter().filter(|word| Some(*word) != version).cloned().collect(),
    };
    // A whole XCCDF id has its vendor in front.
    let title = title.join(" ");
    let title = title.find("CIS ").and_then(|at| title.get(at..)).unwrap_or(&title).to_owned();
    let version = version.map(|version| version.trim_start_matches(['v', 'V']).to_owned());
    Benchmark { id: Some(id.to_owned()), ..Benchmark::declared(Some(title).filter(|title| !title.is_empty()), version) }
}

/// `Level 1`, `Level 2 - Server` in a `CIS_BENCHMARK_PROFILE`.
pub(super) fn levels(profile: &str) -> Vec<u8> {
    let folded = profile.to_lowercase().replace(['_', ' '], "");
    [1, 2].into_iter().filter(|level| folded.contains(&format!("level{level}"))).collect()
}

/// Description and rationale, which Inspector joins into one text.
pub(super) fn prose(description: &str) -> (Option<String>, Option<String>) {
    let text = description.trim();
    let text = text.strip_prefix("Description").map_or(text, str::trim_start);
    let (description, rationale) = match text.split_once(" Rationale ").or_else(|| text.split_once("\nRationale\n")) {
        Some((description, rationale)) => (description, Some(rationale.trim())),
        None => (text, None),
    };
    let owned = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    (owned(description), rationale.and_then(owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(texts: RuleTexts) -> (String, String) {
        let (number, title) = texts.parse();
        (
            number.map(|number| number.to_string()).unwrap_or_default(),
            title.map(|title| title.text().to_owned()).unwrap_or_default(),
        )
    }

    #[test]
    fn the_number_is_found_in_the_best_of_three_places() {
        let expected = ("1.4.2".to_owned(), "Ensure x is set".to_owned());
        let title = Some("Instance i-1 is not compliant with rule 1.4.2 Ensure x is set, CIS Y Benchmark");
        let benchmark_id = Some("CIS Y Benchmark");
        assert_eq!(parsed(RuleTexts { rule_id: Some("1.4.2 Ensure x is set"), ..RuleTexts::default() }), expected);
        assert_eq!(parsed(RuleTexts { title, benchmark_id, ..RuleTexts::default() }), expected);
        assert_eq!(
            parsed(RuleTexts { rule_id: Some("1.4.2 Ensure x"), title, benchmark_id, ..RuleTexts::default() }),
            expected
        );
        let id = Some("xccdf_org.cisecurity.benchmarks_rule_1.4.2_Ensure_x_is_set");
        assert_eq!(parsed(RuleTexts { id, ..RuleTexts::default() }), expected);
        assert_eq!(parsed(RuleTexts { rule_id: Some("Ensure x"), ..RuleTexts::default() }).0, "");
    }

    #[test]
    fn the_version_is_not_the_systems() {
        let read = |id: &str| {
            let benchmark = benchmark(id);
            (benchmark.title.unwrap_or_default(), benchmark.version.unwrap_or_default())
        };
        let expected = ("CIS Ubuntu Linux 14.04 LTS Benchmark".to_owned(), "2.0.0".to_owned());
        assert_eq!(read("CIS Ubuntu Linux 14.04 LTS Benchmark v2.0.0"), expected);
        assert_eq!(read("CIS_Ubuntu_Linux_14.04_LTS_Benchmark, 2.0.0"), expected);
        assert_eq!(
            read("xccdf_org.cisecurity.benchmarks_benchmark_2.0.0_CIS_Ubuntu_Linux_14.04_LTS_Benchmark"),
            expected
        );
        assert_eq!(read("CIS Ubuntu Linux 14.04 LTS Benchmark").1, "");
        assert_eq!(read("").0, "");
    }

    #[test]
    fn levels_and_prose_are_split() {
        assert_eq!(levels("Level 2 - Server"), [2]);
        assert_eq!(levels("CIS Level 1, Level 2"), [1, 2]);
        assert_eq!(prose("Description A b. Rationale C d."), (Some("A b.".into()), Some("C d.".into())));
        assert_eq!(prose(" "), (None, None));
    }
}
