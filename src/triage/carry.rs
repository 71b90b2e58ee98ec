//! A decision carried into the registry: its files edited in place, and read back at once.

use jiff::civil::Date;

use super::decision::{Decision, Words};
use super::item::Item;
use crate::diag::Source;
use crate::model::{Benchmark, Number};
use crate::registry::import::Row;
use crate::registry::sheet::{Approve, Sheet, apply};
use crate::registry::{
    Approval, Attested, Entry, Place, Registry, Verdict, Wider, add, attest, dismiss, joined, names, widen,
};

/// The category of what will be put right.
const PLANNED: &str = "planned-fix";
/// A registry's file before anything stands in it.
const EMPTY: &str = "schema = 1\n";

/// How decisions are carried out.
#[derive(Clone, Debug)]
pub(super) struct How {
    /// The day.
    pub(super) as_of: Date,
    /// The names of the scans' files, for the entries' history.
    pub(super) from: String,
    /// The registry is a folder, in which each new entry is a file.
    pub(super) folder: bool,
}

/// The registry with a decision on findings in it, or why it cannot be carried out.
pub(super) fn carry(registry: &Registry, items: &[&Item], decision: &Decision, how: &How) -> Result<Registry, String> {
    let mut desk = Desk { registry: registry.clone(), how };
    match decision {
        Decision::Accept(words) => desk.accept(items, words)?,
        Decision::Join { id, approve } => desk.join(items, id, approve.as_deref())?,
        Decision::Plan => desk.plan(items)?,
        Decision::Attest { verdict, by, until, statement } => desk.attest(items, *verdict, by, *until, statement)?,
        Decision::Skip => {}
    }
    Ok(desk.registry)
}

struct Desk<'d> {
    registry: Registry,
    how: &'d How,
}

impl Desk<'_> {
    fn accept(&mut self, items: &[&Item], words: &Words) -> Result<(), String> {
        let mut rows = Vec::new();
        for item in items {
            let row = row(item)?;
            match self.to_fill(item).cloned() {
                Some(entry) => self.fill(&entry, row, words)?,
                None => rows.push(row.clone()),
            }
        }
        let said = |row: Row| Row {
            reason: words.reason.clone(),
            workaround: words.workaround.clone(),
            category: words.category.clone(),
            owner: words.owner.clone(),
            expires: words.expires,
            approved_by: words.approve.clone(),
            approved_on: words.approve.as_ref().map(|_| self.how.as_of),
            unread: words.approve.is_none(),
            ..row
        };
        let rows = joined(rows).into_iter().map(said).collect();
        self.add(rows, "accepted")
    }

    /// The entry that waits for words on a finding.
    fn to_fill(&self, item: &Item) -> Option<&Entry> {
        let waiting = |entry: &&Entry| item.nearly.iter().any(|nearly| nearly.to_fill && nearly.id == entry.id);
        self.registry.entries.iter().find(waiting)
    }

    fn fill(&mut self, entry: &Entry, row: &Row, words: &Words) -> Result<(), String> {
        let id = entry.id.clone();
        if entry.status == Approval::Approved && words.approve.is_none() {
            return Err(format!("`{id}` is approved as it was: say who approves what it is to say"));
        }
        if row.statuses.iter().any(|status| !entry.statuses.contains(status)) {
            let what = self.what("taken in");
            self.widen(entry, std::slice::from_ref(row), None, &what)?;
        }
        let expires = words.expires.map(|day| day.to_string()).unwrap_or_default();
        let (status, by) = match &words.approve {
            Some(by) => (Approval::Approved.word(), by.as_str()),
            None => (entry.status.word(), entry.approved_by.as_deref().unwrap_or_default()),
        };
        let cells = [
            ("reason", words.reason.as_str()),
            ("workaround", &words.workaround),
            ("category", words.category.as_deref().unwrap_or_default()),
            ("owner", words.owner.as_deref().unwrap_or_default()),
            ("expires", &expires),
            ("status", status),
            ("approved-by", by),
        ];
        // What [defaults] gives cannot be blank in an entry.
        let cells: Vec<_> =
            cells.into_iter().filter(|(key, text)| !text.is_empty() || entry.place.keys.contains_key(*key)).collect();
        self.sheet(&id, &cells, words.approve.as_deref())
    }

    fn sheet(&mut self, id: &str, cells: &[(&str, &str)], approve: Option<&str>) -> Result<(), String> {
        let approve = approve.map(|by| Approve { by: by.to_owned() });
        let (sheet, from) = (Sheet::one(id, cells), format!("a triage of {}", self.how.from));
        let applied = apply(&self.registry, &sheet, &from, self.how.as_of, approve.as_ref());
        // The line of a sheet that nobody wrote says nothing.
        let applied = applied.map_err(|error| error.to_string().trim_start_matches("line 1: ").to_owned())?;
        applied.files.into_iter().try_for_each(|(path, text)| self.put(&path, text))
    }

    fn join(&mut self, items: &[&Item], id: &str, approve: Option<&str>) -> Result<(), String> {
        let entry = self.registry.entries.iter().find(|entry| entry.id == id).cloned();
        let entry = entry.ok_or_else(|| format!("there is no entry `{id}`"))?;
        if matches!(entry.status, Approval::Rejected | Approval::Withdrawn) {
            return Err(format!("`{id}` is {}: it covers nothing", entry.status.word()));
        }
        if entry.status == Approval::Approved && approve.is_none() {
            return Err(format!("`{id}` is approved as it is: say who approves it with more in it"));
        }
        let mut rows = Vec::new();
        for item in items {
            let row = row(item)?;
            if entry.benchmark.same_version(&item.benchmark) != Some(true)
                || entry.benchmark.same_family(&item.benchmark) != Some(true)
            {
                return Err(format!("`{id}` is of {}, {} of {}", entry.benchmark, item.id, item.benchmark));
            }
            if names(&entry, row) && row.statuses.iter().all(|status| entry.statuses.contains(status)) {
                return Err(format!("`{id}` names {} already; accept it, and its words go there", item.id));
            }
            rows.push(row.clone());
        }
        let numbers: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        let what = self.what(&format!("{} joined", numbers.join(", ")));
        self.widen(&entry, &rows, approve, &what)?;
        items.iter().try_for_each(|item| self.dismiss_drafts(item, id))
    }

    /// Takes the drafts out that named nothing but a finding and waited for a reason.
    fn dismiss_drafts(&mut self, item: &Item, joined_to: &str) -> Result<(), String> {
        let Some(row) = &item.row else { return Ok(()) };
        let named: Vec<_> = row.named().collect();
        let bare = |entry: &&Entry| {
            entry.id != joined_to
                && entry.status == Approval::Draft
                && entry.reason.trim().is_empty()
                && item.nearly.iter().any(|nearly| nearly.id == entry.id)
                && entry.rules.iter().all(|rule| named.contains(rule))
        };
        let drafts: Vec<Entry> = self.registry.entries.iter().filter(bare).cloned().collect();
        let what = self.what(&format!("{} joined to {joined_to}", item.id));
        for draft in drafts {
            let text = dismiss(self.text(&draft.place.path), &draft.id, self.how.as_of, &what);
            self.put(&draft.place.path, text.map_err(|error| error.to_string())?)?;
        }
        Ok(())
    }

    fn plan(&mut self, items: &[&Item]) -> Result<(), String> {
        let mut rows = Vec::new();
        for item in items {
            let row = row(item)?;
            match self.to_fill(item).filter(|entry| entry.status == Approval::Draft).cloned() {
                Some(draft) if draft.category.as_deref() == Some(PLANNED) => {
                    return Err(format!("`{}` is marked as planned already", draft.id));
                }
                Some(draft) => self.sheet(&draft.id, &[("category", PLANNED)], None)?,
                None => rows.push(Row { category: Some(PLANNED.to_owned()), unread: true, ..row.clone() }),
            }
        }
        self.add(rows, "planned")
    }

    fn attest(
        &mut self,
        items: &[&Item],
        verdict: Verdict,
        by: &str,
        until: Option<Date>,
        statement: &str,
    ) -> Result<(), String> {
        let mut groups: Vec<(Benchmark, Vec<Number>)> = Vec::new();
        for item in items {
            let number = item.number.clone().filter(|_| item.can_attest);
            let number = number.ok_or_else(|| not_attestable(item))?;
            match groups.iter_mut().find(|(benchmark, _)| *benchmark == item.benchmark) {
                Some((_, numbers)) => numbers.push(number),
                None => groups.push((item.benchmark.clone(), vec![number])),
            }
        }
        for (benchmark, numbers) in groups {
            let (by, statement) = (by.to_owned(), statement.to_owned());
            let (on, links, place) = (self.how.as_of, Vec::new(), Place::default());
            let attested = Attested { numbers, benchmark, verdict, by, on, until, statement, links, place };
            let known = self.registry.attested.first().map(|known| known.place.path.clone());
            let path = known.unwrap_or_else(|| self.new_file("attested"));
            let text = attest(self.text(&path), &attested).map_err(|error| error.to_string())?;
            self.put(&path, text)?;
        }
        Ok(())
    }

    fn add(&mut self, rows: Vec<Row>, what: &str) -> Result<(), String> {
        let what = self.what(what);
        if !self.how.folder {
            if rows.is_empty() {
                return Ok(());
            }
            let path = self.registry.path.clone();
            let text = add(self.text(&path), &self.registry, &rows, &what).map_err(|error| error.to_string())?;
            return self.put(&path, text);
        }
        for row in rows {
            let text = add(EMPTY, &self.registry, &[row], &what).map_err(|error| error.to_string())?;
            let added = Registry::parse("new", &text).map_err(|error| first(&error))?;
            let id = added.entries.first().map(|entry| entry.id.clone()).unwrap_or_default();
            let path = self.new_file(&id);
            if self.registry.sources.get(&path).is_some() {
                return Err(format!("{path} exists and holds another entry"));
            }
            self.put(&path, text)?;
        }
        Ok(())
    }

    fn widen(&mut self, entry: &Entry, rows: &[Row], approve: Option<&str>, what: &str) -> Result<(), String> {
        let path = &entry.place.path;
        let text = widen(self.text(path), entry, &Wider { rows, approve, on: self.how.as_of, what });
        self.put(path, text.map_err(|error| error.to_string())?)
    }

    fn what(&self, done: &str) -> String {
        format!("{done} in a triage of {}", self.how.from)
    }

    /// The file for what has none: the registry itself, or one of its folder.
    fn new_file(&self, name: &str) -> String {
        let folder = self.registry.path.trim_end_matches('/');
        if self.how.folder { format!("{folder}/{name}.toml") } else { self.registry.path.clone() }
    }

    fn text(&self, path: &str) -> &str {
        self.registry.sources.get(path).map_or(EMPTY, Source::text)
    }

    /// Takes a file's new text: its outcome is a registry, or nothing is done.
    fn put(&mut self, path: &str, text: String) -> Result<(), String> {
        let others = self.registry.sources.iter().filter(|(other, _)| *other != path);
        let others = others.map(|(other, source)| (other.to_owned(), source.text().to_owned()));
        let mut texts: Vec<_> = others.chain([(path.to_owned(), text)]).collect();
        texts.sort();
        let texts = texts.into_iter().map(|(path, text)| (path, Ok(text)));
        self.registry = Registry::from_files(&self.registry.path, texts).map_err(|error| first(&error))?;
        Ok(())
    }
}

fn row(item: &Item) -> Result<&Row, String> {
    item.row.as_ref().ok_or_else(|| format!("{} has neither a number nor a rule: no entry can name it", item.id))
}

pub(super) fn not_attestable(item: &Item) -> String {
    format!("{}: a person's verdict counts only for what no tool judges and nobody checked", item.id)
}

fn first(error: &crate::registry::RegistryError) -> String {
    error.diagnostics.first().map_or_else(|| error.to_string(), |problem| problem.message.clone())
}
