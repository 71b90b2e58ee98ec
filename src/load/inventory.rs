//! An inventory: what many scans do not say of themselves, by instance, host or AMI.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Level};
use crate::model::{Scan, Target};
use crate::read::{Input, Position, ReadError, ReadErrorKind};

pub use field::{is_account, is_ami_id, is_region};

use field::Known;
use rows::Line;

mod field;
mod rows;

/// Tags, account, region and names of instances and images, out of a CSV or a JSON.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The file as given.
    name: String,
    rows: Vec<Row>,
    instances: Index,
    hosts: Index,
    amis: Index,
    /// Notes on the file for a person.
    pub(super) notes: Vec<Diagnostic>,
}

/// The rows of a name, as indexes.
type Index = BTreeMap<String, Vec<usize>>;

/// One row: an instance, a host or an image, with what is known of it.
#[derive(Clone, Debug)]
struct Row {
    line: Line,
    facts: Target,
}

impl Inventory {
    /// Reads an inventory.
    ///
    /// # Errors
    /// When it is neither a CSV nor a JSON, no column says what a row is of, or a value cannot be what its column says.
    pub fn read(input: &Input) -> Result<Self, ReadError> {
        let named = |mut error: ReadError| {
            input.name().clone_into(&mut error.path);
            error
        };
        let text = input.text()?;
        let (rows, unknown) = rows::read(&text).map_err(named)?;
        let mut inventory = Self { name: input.name().to_owned(), ..Self::default() };
        if !unknown.is_empty() {
            let message = format!("columns of the inventory that say nothing here: {}", unknown.join(", "));
            let note = Diagnostic::new(Level::Note, Code::InventoryColumn, message).path(input.name());
            inventory.notes.push(note.help(format!("known are {}", field::all())));
        }
        for (line, facts) in rows {
            let at = inventory.rows.len();
            let keys = [
                (&mut inventory.instances, facts.instance_id.clone()),
                (&mut inventory.hosts, facts.hostname.as_deref().map(str::to_ascii_lowercase)),
                // The facts of a machine are not those of every machine of its image.
                (&mut inventory.amis, facts.ami_id.clone().filter(|_| is_of_image(&facts))),
            ];
            for (index, key) in keys {
                key.into_iter().for_each(|key| index.entry(key).or_default().push(at));
            }
            inventory.rows.push(Row { line, facts });
        }
        Ok(inventory)
    }

    /// Completes a scan with the rows that are of it, whose indexes it returns.
    ///
    /// # Errors
    /// When a row says something else than the scan does, or than another row of it.
    pub(super) fn complete(&self, scan: &mut Scan, elsewhere: Elsewhere<'_>) -> Result<BTreeSet<usize>, ReadError> {
        let (given, used) = (BTreeMap::new(), BTreeSet::new());
        let (account, region) = (scan.target.account.clone(), scan.target.region.clone());
        let network = [account.as_deref().or(elsewhere.account), region.as_deref().or(elsewhere.region)];
        let mut completing = Completing { scan, network, inventory: self, given, used };
        let host = completing.scan.target.hostname.as_deref().map(str::to_ascii_lowercase);
        completing.rows(&self.hosts, host.as_deref(), true)?;
        // A row of the host may have said which instance and image it is.
        let instance = completing.scan.target.instance_id.clone();
        completing.rows(&self.instances, instance.as_deref(), false)?;
        let ami = completing.scan.target.ami_id.clone();
        completing.rows(&self.amis, ami.as_deref(), false)?;
        Ok(completing.used)
    }

    /// The note on a scan that no row is of.
    pub(super) fn absent(&self, scan: &Scan) -> Diagnostic {
        let target = &scan.target;
        let names: Vec<&str> =
            [&target.instance_id, &target.hostname, &target.ami_id].into_iter().filter_map(Option::as_deref).collect();
        let message = match names.as_slice() {
            [] => format!("no row of {} is of it: it states no instance, host or AMI", self.name),
            names => format!("no row of {} is of {}", self.name, names.join(", ")),
        };
        Diagnostic::new(Level::Note, Code::NotInInventory, message).path(&scan.source.path)
    }

    /// A sentence for each row that no scan used.
    pub(super) fn unused(&self, used: &BTreeSet<usize>) -> Vec<String> {
        let rows = self.rows.iter().enumerate().filter(|(at, _)| !used.contains(at));
        rows.map(|(_, row)| {
            let of = [&row.facts.instance_id, &row.facts.hostname, &row.facts.ami_id];
            let of = of.into_iter().find_map(Option::as_deref).unwrap_or_default();
            format!("{}: {} ({of}) is of none of the scans", self.name, row.line)
        })
        .collect()
    }
}

/// Whether a row is of an image, and of no machine.
fn is_of_image(facts: &Target) -> bool {
    facts.instance_id.is_none() && facts.hostname.is_none()
}

/// What is said of all scans that do not say it: it tells hosts of one name apart, and goes behind what a row says.
#[derive(Clone, Copy, Default)]
pub(super) struct Elsewhere<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) region: Option<&'a str>,
}

/// A scan that is being completed.
struct Completing<'a> {
    scan: &'a mut Scan,
    /// The account and region before any row said them.
    network: [Option<&'a str>; 2],
    inventory: &'a Inventory,
    /// The row that gave a fact.
    given: BTreeMap<String, &'a Row>,
    used: BTreeSet<usize>,
}

impl<'a> Completing<'a> {
    /// Takes the rows of a name, which hosts of several networks can have.
    fn rows(&mut self, index: &Index, name: Option<&str>, of_hosts: bool) -> Result<(), ReadError> {
        for at in name.and_then(|name| index.get(name)).into_iter().flatten() {
            let Some(row) = self.inventory.rows.get(*at) else { continue };
            // Hosts are called alike; a row of another instance, account or region is of another host.
            if !self.is_of_another(&row.facts, of_hosts) && self.used.insert(*at) {
                self.row(row)?;
            }
        }
        Ok(())
    }

    fn is_of_another(&self, facts: &Target, of_hosts: bool) -> bool {
        let target = &self.scan.target;
        let differ =
            |row: &Option<String>, scan: Option<&str>| matches!((row, scan), (Some(row), Some(scan)) if row != scan);
        let [account, region] = self.network;
        // An instance that is named is known by that alone.
        let named = facts.instance_id.is_some() && target.instance_id.is_some();
        let of_network = !named && (differ(&facts.account, account) || differ(&facts.region, region));
        differ(&facts.instance_id, target.instance_id.as_deref()) || (of_hosts && of_network)
    }

    fn row(&mut self, row: &'a Row) -> Result<(), ReadError> {
        for known in Known::ALL {
            let Some(fact) = known.of(&row.facts) else { continue };
            match known.of(&self.scan.target) {
                None => {
                    known.put(&mut self.scan.target, fact.to_owned());
                    self.given.insert(known.word().to_owned(), row);
                }
                // A machine calls itself otherwise than its network does.
                Some(stated) if stated != fact && known != Known::Host => {
                    return Err(self.differs(known.word(), stated, fact, row));
                }
                Some(_) => {}
            }
        }
        for (key, fact) in &row.facts.tags {
            let word = format!("tag {key}");
            match self.scan.target.tags.get(key) {
                None => {
                    self.scan.target.tags.insert(key.clone(), fact.clone());
                    self.given.insert(word, row);
                }
                Some(stated) if stated != fact => return Err(self.differs(&word, stated, fact, row)),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn differs(&self, word: &str, stated: &str, fact: &str, row: &Row) -> ReadError {
        let whose = &self.scan.source.path;
        let message = match self.given.get(word) {
            Some(other) => {
                format!("{whose} stands here and in {}, with another {word}: {fact} and {stated}", other.line)
            }
            None => format!("the {word} is {fact}, but {whose} says {stated}"),
        };
        let error = ReadError { path: self.inventory.name.clone(), ..ReadError::new(ReadErrorKind::Content(message)) };
        row.line.of(error).help("correct the row, or take it out: an inventory adds what a scan does not say")
    }
}

impl Line {
    /// An error about the row.
    fn of(self, error: ReadError) -> ReadError {
        match self {
            Self::Text(line) => error.at(Some(Position { line, column: 1 })),
            Self::Item(at) => error.trail(format!("[{at}]")),
        }
    }
}

#[cfg(test)]
mod tests;
