//! The failures that somebody wants entries for, and the drafts of them.

use super::assessment::Assessment;
use super::disposition::Disposition;
use super::image::{Image, Part, Recommendation};
use crate::model::{Number, Status};
use crate::registry::import::Row;
use crate::registry::{EntryId, draft, names};

/// A choice among the failures of an assessment: what any of its parts names is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Single recommendations.
    pub numbers: Vec<Number>,
    /// Texts that a title has in it, in any case.
    pub like: Vec<String>,
    /// Sections with everything below them.
    pub sections: Vec<Number>,
    /// Every failure that no entry names.
    pub all_open: bool,
}

/// The failures that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// A draft for each that no entry names yet.
    pub drafts: Vec<Row>,
    /// Those that were asked for and that an entry names already: the rules, and the entry.
    pub named: Vec<(String, EntryId)>,
    /// The parts of the choice that nothing fails for.
    pub missing: Vec<String>,
    /// How many failures of the choice no entry can name: they have no number, and no rule of their own.
    pub nameless: usize,
}

impl Assessment {
    /// The drafts for the failures of a choice, each once.
    pub fn choose(&self, wanted: &Wanted) -> Chosen {
        let mut chosen = Chosen::default();
        let mut met = vec![false; wanted.asked().count()];
        for (image, recommendation) in
            self.images.iter().flat_map(|image| image.recommendations.iter().map(move |r| (image, r)))
        {
            let asked = wanted.meets(recommendation);
            let open = wanted.all_open && recommendation.disposition == Disposition::Open;
            if !open && !asked.contains(&true) {
                continue;
            }
            let Some(row) = recommendation.parts.iter().find_map(|part| failing(image, part)) else {
                let fails = |part: &Part| image.check(part).status == Status::Fail;
                chosen.nameless += usize::from(recommendation.parts.iter().any(fails));
                continue;
            };
            met.iter_mut().zip(&asked).for_each(|(met, asked)| *met |= asked);
            // An entry of an older benchmark version names it by way of a crosswalk.
            let carried =
                || recommendation.parts.iter().flat_map(|part| &part.judgement.lapsed).map(|(id, _)| *id).next();
            let named = self.registry.by_id().find(|(_, entry)| names(entry, &row)).map(|(id, _)| id).or_else(carried);
            match named {
                // What is open with a draft was not asked for.
                Some(id) if asked.contains(&true) => chosen.named.push((row.rules.join(", "), id)),
                Some(_) => {}
                None if chosen.drafts.iter().any(|known| known.rules == row.rules && known.version == row.version) => {}
                None => chosen.drafts.push(row),
            }
        }
        chosen.missing = wanted.asked().zip(met).filter(|(_, met)| !met).map(|(asked, _)| asked).collect();
        chosen
    }
}

impl Wanted {
    /// The parts of the choice in words, in the order of [`meets`](Self::meets).
    fn asked(&self) -> impl Iterator<Item = String> {
        let numbers = self.numbers.iter().map(ToString::to_string);
        let like = self.like.iter().map(|text| format!("a title like `{text}`"));
        numbers.chain(like).chain(self.sections.iter().map(|section| format!("section {section}")))
    }

    /// Which parts of the choice name a recommendation.
    fn meets(&self, recommendation: &Recommendation) -> Vec<bool> {
        let number = recommendation.number.as_ref();
        let title = recommendation.title.as_deref().unwrap_or_default().to_lowercase();
        let numbers = self.numbers.iter().map(|wanted| number == Some(wanted));
        let like = self.like.iter().map(|text| title.contains(&text.to_lowercase()));
        let below = |section: &Number| number.is_some_and(|number| number.parts().starts_with(section.parts()));
        numbers.chain(like).chain(self.sections.iter().map(below)).collect()
    }
}

fn failing(image: &Image, part: &Part) -> Option<Row> {
    let check = image.check(part);
    if check.status == Status::Fail { draft(image.scan(part.scan), check) } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Benchmark, Check, Scan, Title};
    use crate::registry::Registry;

    const REGISTRY: &str = "schema = 1\n[[exception]]\nid = \"known\"\nrules = [\"1.1.3\"]\nreason = \"\"\nstatus = \"draft\"\n\
        title = \"Ensure /var is a partition\"\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\n";

    fn chosen(wanted: &Wanted) -> (Vec<String>, Vec<String>, Vec<String>) {
        let check = |number: &str, title: &str, status| {
            let title = Title::recommendation(title);
            Check { number: number.parse().ok(), title, ..Check::new(status) }
        };
        let checks = vec![
            check("1.1.2", "Ensure /tmp is a Partition", Status::Fail),
            check("1.1.3", "Ensure /var is a partition", Status::Fail),
            check("1.10.1", "Ensure updates", Status::Fail),
            check("1.2", "Ensure passed", Status::Pass),
        ];
        let scan = Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), checks, ..Scan::default() };
        let registry = Registry::parse("a.toml", REGISTRY).expect("a registry");
        let assessment = Assessment::new(vec![scan], registry, date(2026, 11, 23), false, &Mappings::builtin());
        let Chosen { drafts, named, missing, .. } = assessment.choose(wanted);
        let drafts = drafts.iter().map(|row| row.rules.join(" ")).collect();
        (drafts, named.into_iter().map(|(rules, _)| rules).collect(), missing)
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn titles_and_sections_choose_what_fails_and_is_not_named() {
        let like = Wanted { like: vec!["partition".into()], ..Wanted::default() };
        assert_eq!(chosen(&like), (texts(&["1.1.2"]), texts(&["1.1.3"]), texts(&[])));
        let section = Wanted { sections: vec!["1.1".parse().expect("a number")], ..Wanted::default() };
        assert_eq!(chosen(&section), (texts(&["1.1.2"]), texts(&["1.1.3"]), texts(&[])), "1.10 is another section");
        let all = Wanted { all_open: true, ..Wanted::default() };
        assert_eq!(chosen(&all), (texts(&["1.1.2", "1.10.1"]), texts(&[]), texts(&[])), "a draft is a name already");
    }

    #[test]
    fn what_nothing_fails_for_is_missing() {
        let number = |text: &str| text.parse().expect("a number");
        let wanted = Wanted {
            numbers: vec![number("1.2"), number("1.1.2")],
            like: vec!["passed".into()],
            sections: vec![number("7")],
            all_open: false,
        };
        let (drafts, _, missing) = chosen(&wanted);
        assert_eq!((drafts, missing), (texts(&["1.1.2"]), texts(&["1.2", "a title like `passed`", "section 7"])));
    }

    #[test]
    fn one_draft_is_made_for_a_failure_of_several_images_and_another_for_each_version() {
        let drafts = |versions: &[&str]| {
            let scan = |(at, version): (usize, &&str)| {
                let title = Title::recommendation("Ensure /tmp is a Partition");
                let check = Check { number: "1.1.2".parse().ok(), title, ..Check::new(Status::Fail) };
                let benchmark = Benchmark::given(&format!("CIS House Benchmark {version}"));
                let mut scan = Scan { benchmark, checks: vec![check], ..Scan::default() };
                scan.target.ami_id = Some(format!("ami-{at}"));
                scan
            };
            let scans = versions.iter().enumerate().map(scan).collect();
            let (registry, mappings) = (Registry::default(), Mappings::builtin());
            let assessment = Assessment::new(scans, registry, date(2026, 11, 23), false, &mappings);
            assessment.choose(&Wanted { all_open: true, ..Wanted::default() }).drafts.len()
        };
        assert_eq!((drafts(&["1.0.0", "1.0.0"]), drafts(&["1.0.0", "2.0.0"])), (1, 2));
    }

    #[test]
    fn failures_that_no_entry_can_name_are_counted() {
        let nameless = |statuses: &[Status]| {
            let checks = statuses.iter().map(|status| Check::new(*status)).collect();
            let scan = Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), checks, ..Scan::default() };
            let (registry, mappings) = (Registry::default(), Mappings::builtin());
            let assessment = Assessment::new(vec![scan], registry, date(2026, 11, 23), false, &mappings);
            assessment.choose(&Wanted { all_open: true, ..Wanted::default() }).nameless
        };
        assert_eq!(nameless(&[Status::Fail, Status::Pass, Status::Fail]), 2);
        assert_eq!(nameless(&[Status::Pass]), 0);
    }
}
