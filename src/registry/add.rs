//! Drafts for failing checks, put into a registry file without disturbing what stands there.

use super::Registry;
use super::document::{self, EditError};
use super::entry::Entry;
use super::fold::same;
use super::import::{Ids, Row, entry};
use super::rule::Rule;
use crate::model::{Benchmark, Check, Scan};

/// A draft for a failing check of a scan: everything the scan knows, and an empty reason.
///
/// `None` when the check has neither a number nor a rule that an entry can name.
pub fn draft(scan: &Scan, check: &Check) -> Option<Row> {
    // An entry names what it excepts; a wildcard in it is a mistake.
    let rule = check.id().filter(|rule| !rule.contains('*'))?;
    let title = check.title.as_ref().filter(|title| title.kind == crate::model::TitleKind::Recommendation);
    Some(Row {
        rules: vec![rule],
        tool: scan.tool.as_ref().map(|tool| tool.name.clone()),
        title: title.map(|title| title.text().trim().to_owned()).filter(|title| !title.is_empty()),
        benchmark: scan.benchmark.title.clone(),
        version: scan.benchmark.version.clone(),
        unread: true,
        ..Row::default()
    })
}

/// The text of a registry file with drafts added behind its entries; comments and order stay.
///
/// # Errors
/// When the text is not TOML, or its `exception` is no list of tables.
pub fn add(text: &str, registry: &Registry, drafts: &[Row], what: &str) -> Result<String, EditError> {
    let mut document = document::parse(text)?;
    let mut ids = Ids::default();
    for known in &registry.entries {
        ids.take(known.id.as_str());
    }
    let defaults = document::defaults(&document);
    let tables = document::entries_or_new(&mut document)?;
    for draft in drafts {
        let mut draft = draft.clone();
        let given = Benchmark::declared(draft.benchmark.clone(), draft.version.clone());
        if defaults.same_family(&given) == Some(true) {
            draft.benchmark = None;
            if defaults.same_version(&given) == Some(true) {
                draft.version = None;
            }
        }
        tables.push(entry(&draft, &mut ids, what));
    }
    Ok(document.to_string())
}

/// Drafts of one benchmark version as one entry that names all their numbers, each guarded by its own title.
/// A draft without a number stays alone: nothing but its tool guards it.
pub fn joined(drafts: Vec<Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for draft in drafts {
        let numbered = |row: &Row| row.named().all(|rule| matches!(rule, Rule::Number(_)));
        let of_one = |row: &&mut Row| {
            numbered(row) && numbered(&draft) && row.benchmark == draft.benchmark && row.version == draft.version
        };
        match rows.iter_mut().find(of_one) {
            Some(row) => row.join(draft),
            None => rows.push(draft),
        }
    }
    rows
}

/// Whether an entry already names what a draft is about, whatever its state.
pub fn names(entry: &Entry, draft: &Row) -> bool {
    let given = Benchmark::declared(draft.benchmark.clone(), draft.version.clone());
    entry.benchmark.same_family(&given) != Some(false)
        && entry.benchmark.same_version(&given) != Some(false)
        && draft.named().any(|wanted| entry.rules.iter().any(|rule| names_the_same(rule, &wanted)))
}

/// Whether two rules can be of one check: a rule id without its tool may be any tool's.
fn names_the_same(rule: &Rule, wanted: &Rule) -> bool {
    match (rule, wanted) {
        (Rule::Tool(ours), Rule::Tool(theirs)) => {
            let tools = ours.tool.as_deref().zip(theirs.tool.as_deref());
            ours.id == theirs.id && tools.is_none_or(|(ours, theirs)| same(ours, theirs))
        }
        _ => rule == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Title};

    const FILE: &str = "# Our exceptions\nschema = 1\n\n[defaults] # of all\nbenchmark = \"CIS Amazon Linux 2 Benchmark\"\nversion = \"2.0.0\"\n\n\
                        [[exception]]\n# the first\nid = \"ip-forwarding-is-disabled\"\nrules = [ \"3.2.1\" ]\nreason = 'r'\n\n\
                        # names\n[labels]\nown = \"Own\" # ours\n";

    fn scan() -> Scan {
        let benchmark = Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("2.0.0".into()));
        Scan { benchmark, ..Scan::default() }
    }

    fn check(number: &str, title: &str) -> Check {
        let mut check = Check::new(Status::Fail);
        check.number = number.parse().ok();
        check.title = Title::recommendation(title);
        check
    }

    fn added(text: &str, drafts: &[Row]) -> String {
        let registry = Registry::parse("a.toml", text).expect("a registry");
        add(text, &registry, drafts, "added from results.xml").expect("added")
    }

    #[test]
    fn a_draft_disturbs_neither_comments_nor_order() {
        let drafts = [draft(&scan(), &check("3.2.2", "Ensure IP forwarding is disabled")).expect("a draft")];
        let text = added(FILE, &drafts);
        let (before, after) = FILE.split_at(FILE.find("\n# names").expect("the labels"));
        assert!(text.starts_with(before) && text.ends_with(after), "{text}");
        let registry = Registry::parse("a.toml", &text).expect("a registry");
        let new = &registry.entries[1];
        assert_eq!((new.id.as_str(), new.reason.as_str()), ("ip-forwarding-is-disabled-2", ""));
        assert_eq!(new.benchmark.version.as_deref(), Some("2.0.0"));
        assert!(!new.place.keys.contains_key("benchmark"), "it is inherited");
        assert!(names(new, &drafts[0]));
    }

    #[test]
    fn another_benchmark_is_named_in_the_draft() {
        let mut other = scan();
        other.benchmark.version = Some("3.0.0".into());
        let drafts = [draft(&other, &check("3.2.1", "Ensure x")).expect("a draft")];
        let registry = Registry::parse("a.toml", &added(FILE, &drafts)).expect("a registry");
        assert!(!names(&registry.entries[0], &drafts[0]));
        assert_eq!(registry.entries[1].benchmark.version.as_deref(), Some("3.0.0"));
    }

    #[test]
    fn one_entry_for_many_numbers_guards_each_by_its_own_title() {
        let draft = |number, title| draft(&scan(), &check(number, title)).expect("a draft");
        let mut rows = joined(vec![
            draft("1.1.2", "Ensure /var is a partition"),
            draft("1.1.3", "Ensure /home is a partition"),
            draft("1.1.2", "Ensure /var is a partition"),
        ]);
        assert_eq!(rows.len(), 1);
        rows[0].reason = "one disk".into();
        let registry = Registry::parse("a.toml", &added(FILE, &rows)).expect("a registry");
        let entry = &registry.entries[1];
        let titles: Vec<_> = entry.numbers().map(|number| (number.to_string(), entry.title_of(number))).collect();
        let wanted = [("1.1.2", "Ensure /var is a partition"), ("1.1.3", "Ensure /home is a partition")];
        assert_eq!(titles, wanted.map(|(number, title)| (number.to_owned(), Some(title))));
        assert_eq!((entry.id.as_str(), entry.status), ("var-is-a-partition", crate::registry::Approval::Draft));
    }

    #[test]
    fn another_versions_numbers_are_another_entry() {
        let mut other = scan();
        other.benchmark.version = Some("3.0.0".into());
        let drafts = [draft(&scan(), &check("1.1", "a")), draft(&other, &check("1.2", "b"))];
        assert_eq!(joined(drafts.into_iter().flatten().collect()).len(), 2);
    }

    #[test]
    fn a_registry_without_entries_gets_its_first() {
        let drafts = [draft(&scan(), &check("1.1", "Ensure x")).expect("a draft")];
        let text = added("schema = 1\n# the end\n", &drafts);
        assert_eq!(Registry::parse("a.toml", &text).expect("a registry").entries.len(), 1);
        assert!(text.contains("# the end"), "{text}");
        assert!(draft(&scan(), &Check::new(Status::Fail)).is_none());
    }
}
