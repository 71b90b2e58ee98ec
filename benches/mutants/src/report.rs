//! What is printed: a line a mutant, and a table in the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::explained::Explained;
use crate::list::Mutant;
use crate::run::Verdict;

/// A line as soon as it is known: what became of it, its key, and more. Tabs are between them.
pub fn line(mutant: &Mutant, verdict: &Verdict, explained: &Explained) {
    let place = mutant.name.split(": ").next().unwrap_or_default();
    let (word, more) = match verdict {
        Verdict::Unviable => ("unviable", String::new()),
        Verdict::Unswitched => ("unswitched", String::new()),
        Verdict::Caught { by, test } => ("caught", format!("{by}: {test}")),
        Verdict::TimedOut { by } => ("timeout", by.clone()),
        Verdict::Survived { reached } => match explained.why(&mutant.key) {
            Some(why) => ("explained", why.to_owned()),
            None => ("SURVIVED", format!("{reached} tests reach it")),
        },
    };
    println!("{word}\t{}\t{place}\t{more}", mutant.key);
}

#[derive(Default)]
struct Row {
    mutants: usize,
    unviable: usize,
    unswitched: usize,
    unit: usize,
    integration: usize,
    explained: usize,
    survived: usize,
}

impl Row {
    fn add(&mut self, mutant: &Mutant, verdict: &Verdict, explained: &Explained) {
        self.mutants += 1;
        *match verdict {
            Verdict::Unviable => &mut self.unviable,
            Verdict::Unswitched => &mut self.unswitched,
            Verdict::Caught { by, .. } | Verdict::TimedOut { by } if by == "lib" => &mut self.unit,
            Verdict::Caught { .. } | Verdict::TimedOut { .. } => &mut self.integration,
            Verdict::Survived { .. } if explained.why(&mutant.key).is_some() => &mut self.explained,
            Verdict::Survived { .. } => &mut self.survived,
        } += 1;
    }

    fn print(&self, name: &str) {
        let Self { mutants, unviable, unswitched, unit, integration, explained, survived } = self;
        eprintln!(
            "| {name} | {mutants} | {unviable} | {unswitched} | {unit} | {integration} | {explained} | {survived} |"
        );
    }
}

/// The table, by folder; `true` where nothing survived that is not explained.
pub fn totals(results: &[(&Mutant, Verdict)], explained: &Explained) -> bool {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut all = Row::default();
    for (mutant, verdict) in results {
        let folder = mutant.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        rows.entry(folder).or_default().add(mutant, verdict, explained);
        all.add(mutant, verdict, explained);
    }
    eprintln!("| | mutants | unviable | not switched | unit tests | integration tests | explained | survived |");
    eprintln!("|---|---|---|---|---|---|---|---|");
    rows.iter().for_each(|(folder, row)| row.print(folder));
    all.print("all");
    let keys: BTreeSet<&str> = results
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Survived { .. }))
        .map(|(mutant, _)| mutant.key.as_str())
        .collect();
    for key in explained.keys().filter(|key| !keys.contains(key)) {
        eprintln!("explained, but it did not survive or was not judged: {key}");
    }
    all.survived == 0
}
