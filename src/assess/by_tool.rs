//! The results of different tools on one image, side by side: the evidence for a false positive.
//!
//! Statuses of different tools are never folded into one. Tools that scan against other versions of
//! the benchmark are brought together by the crosswalk, and only where it carries.

use std::collections::BTreeMap;

use super::assessment::Assessment;
use super::image::Image;
use crate::mapping::{Edition, Mappings};
use crate::model::{Number, Status};

/// One image as several tools see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByTool {
    /// The image's name.
    pub image: String,
    /// The benchmark version whose numbers are used.
    pub benchmark: String,
    /// The tools, in the order of the scans.
    pub tools: Vec<ToolColumn>,
    /// The recommendations that the tools see differently, by number.
    pub differing: Vec<ToolRow>,
    /// How many recommendations at least two tools gave a verdict on.
    pub compared: usize,
}

/// One tool's column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolColumn {
    /// The tool's name.
    pub tool: String,
    /// Its benchmark version, when it is not the one whose numbers are used.
    pub version: Option<String>,
    /// Whether its scans list everything; in one that does not, absence means nothing.
    pub full: bool,
}

/// The word of each tool on a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolRow {
    /// The number.
    pub number: Number,
    /// The title.
    pub title: String,
    /// One for each tool; `None` where it is silent.
    pub says: Vec<Option<Status>>,
}

/// The word of each tool, as far as its column is reached.
type Says = Vec<Option<Status>>;

/// Everything that tools see differently, image by image; images that one tool scanned are left out.
pub fn by_tool(assessment: &Assessment, mappings: &Mappings) -> Vec<ByTool> {
    let mut names: Vec<&str> = Vec::new();
    for image in &assessment.images {
        if !names.contains(&image.name.as_str()) {
            names.push(&image.name);
        }
    }
    names.into_iter().filter_map(|name| one_image(assessment, name, mappings)).collect()
}

fn one_image(assessment: &Assessment, name: &str, mappings: &Mappings) -> Option<ByTool> {
    let images: Vec<&Image> = assessment.images.iter().filter(|image| image.name == name).collect();
    // The numbers of the version that says the most are the ones people look for.
    let main = *images.iter().max_by_key(|image| image.recommendations.len())?;
    let mut columns = Vec::new();
    let mut cells: BTreeMap<Number, (String, Says)> = BTreeMap::new();
    for image in images {
        // Numbers of a benchmark that no crosswalk leads from cannot stand beside the others.
        let Some(carry) = Carry::new(image, main, mappings) else { continue };
        for run in &image.runs {
            let tool = image.first_of(run).tool.as_ref();
            columns.push(ToolColumn {
                tool: tool.map_or_else(|| "not stated".to_owned(), |tool| tool.name.clone()),
                version: carry.walk.and(image.benchmark.version.clone()),
                full: image.scans_of(run).all(|scan| scan.coverage.is_full()),
            });
            for recommendation in &image.recommendations {
                // A tool may be silent about it.
                let Some((status, _)) = image.result(run, recommendation) else { continue };
                for number in carry.numbers(recommendation.number.as_ref()) {
                    let (title, says) = cells.entry(number).or_default();
                    if title.is_empty() {
                        recommendation.title.as_deref().unwrap_or_default().clone_into(title);
                    }
                    says.resize(columns.len(), None);
                    if let Some(cell) = says.last_mut() {
                        *cell = Some(cell.map_or(status, |known| known.worse(status)));
                    }
                }
            }
        }
    }
    if columns.len() < 2 {
        return None;
    }
    let verdicts = |says: &Says| says.iter().flatten().filter(|status| verdict(**status)).count();
    let compared = cells.values().filter(|(_, says)| verdicts(says) > 1).count();
    let differing = cells
        .into_iter()
        .filter(|(_, (_, says))| verdicts(says) > 0 && differ(says))
        .map(|(number, (title, mut says))| {
            says.resize(columns.len(), None);
            ToolRow { number, title, says }
        })
        .collect();
    Some(ByTool { image: name.to_owned(), benchmark: main.benchmark.to_string(), tools: columns, differing, compared })
}

fn verdict(status: Status) -> bool {
    matches!(status, Status::Pass | Status::Fixed | Status::Fail)
}

/// Two tools that both looked, and do not say the same; what a profile left out says nothing.
fn differ(says: &Says) -> bool {
    let mut kinds: Vec<_> =
        says.iter().flatten().filter(|status| **status != Status::NotSelected).map(|s| kind(*s)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() > 1
}

fn kind(status: Status) -> Status {
    match status {
        Status::Fixed => Status::Pass,
        Status::Unknown | Status::NotChecked => Status::Error,
        other => other,
    }
}

/// How the numbers of one image's benchmark become those of another.
struct Carry<'m> {
    walk: Option<&'m crate::mapping::Crosswalk>,
}

impl<'m> Carry<'m> {
    /// `None` when the benchmarks are not the same and no crosswalk leads across.
    fn new(from: &Image, to: &Image, mappings: &'m Mappings) -> Option<Self> {
        if from.benchmark.same_family(&to.benchmark) == Some(false) {
            return None;
        }
        if from.benchmark.same_version(&to.benchmark) == Some(false) {
            let (from, to) = (Edition::of(&from.benchmark)?, Edition::of(&to.benchmark)?);
            return Some(Self { walk: Some(mappings.crosswalk(&from, &to)?) });
        }
        Some(Self { walk: None })
    }

    fn numbers(&self, number: Option<&Number>) -> Vec<Number> {
        let Some(number) = number else { return Vec::new() };
        match self.walk {
            None => vec![number.clone()],
            Some(walk) => {
                let rows = walk.from(number).iter().filter(|row| row.class.carries());
                rows.filter_map(|row| row.to.clone()).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Benchmark, Check, Coverage, Scan, Target, Title, Tool};
    use crate::registry::Registry;

    fn scan(tool: &str, version: &str, checks: &[(&str, &str, Status)]) -> Scan {
        let check = |(number, title, status): &(&str, &str, Status)| Check {
            number: number.parse().ok(),
            title: Title::recommendation(title),
            ..Check::new(*status)
        };
        Scan {
            tool: Some(Tool::named(tool)),
            benchmark: Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some(version.into())),
            target: Target { ami_id: Some("ami-1".into()), ..Target::default() },
            checks: checks.iter().map(check).collect(),
            ..Scan::default()
        }
    }

    fn table(scans: Vec<Scan>) -> Vec<ByTool> {
        let mappings = Mappings::builtin();
        let assessment = Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &mappings);
        by_tool(&assessment, &mappings)
    }

    #[test]
    fn what_tools_see_differently_is_listed_over_versions() {
        let forwarding = "Ensure IP forwarding is disabled";
        let cat = [("3.2.1", forwarding, Status::Fail), ("6.2.2", "b", Status::Pass), ("6.1.10", "c", Status::Pass)];
        let mut classic =
            scan("inspector", "1.0.0", &[("3.1.1", forwarding, Status::Fail), ("6.2.1", "b", Status::Fail)]);
        classic.coverage = Coverage::FailuresOnly;
        let tables = table(vec![scan("cis-cat", "2.0.0", &cat), classic]);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!(table.compared, 2);
        assert_eq!(table.tools[1].version.as_deref(), Some("1.0.0"));
        let rows: Vec<_> = table.differing.iter().map(|row| (row.number.to_string(), row.says.clone())).collect();
        assert_eq!(rows, [("6.2.2".to_owned(), vec![Some(Status::Pass), Some(Status::Fail)])]);
    }

    #[test]
    fn one_tool_alone_has_nothing_to_disagree_with() {
        assert_eq!(table(vec![scan("cis-cat", "2.0.0", &[("1.1", "a", Status::Fail)])]), []);
    }

    #[test]
    fn what_no_tool_judged_is_no_difference() {
        let of = |tool: &str, first: Status, second: Status| {
            scan(tool, "2.0.0", &[("6.2.2", "b", first), ("6.1.10", "c", second)])
        };
        let tables = table(vec![
            of("cis-cat", Status::Error, Status::NotApplicable),
            of("openscap", Status::NotApplicable, Status::Pass),
        ]);
        let differing: Vec<_> = tables[0].differing.iter().map(|row| row.number.to_string()).collect();
        assert_eq!((differing, tables[0].compared), (vec!["6.1.10".to_owned()], 0), "one of them passed the other");
    }
}
