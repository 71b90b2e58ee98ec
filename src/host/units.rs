//! Many scans, unit by unit: a folder is read, taken and forgotten, so that memory does not grow with the fleet.
//!
//! A unit is the files of one folder, or the files that were named. What stands about runs in a folder is known in the
//! folders below it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::load::{PassedOver, Watch, listed, results_of, size};
use crate::load::{Gathered, Loaded, Loader, Read, ReadUnit, note_unused, nothing_in_units};
use crate::model::RunFacts;
use crate::read::{Input, ReadError};

/// So many files are read ahead: one unit, or several small ones at once.
const MOST_AHEAD: usize = 64;

/// What units gave, all together.
#[derive(Debug, Default)]
pub struct UnitsRead {
    /// How many scans were read.
    pub scans: usize,
    /// How many files and folders could not be read.
    pub failed: usize,
    /// A sentence for each row of the inventory that is of none of the scans.
    pub unused: Vec<String>,
}

/// A unit that is to be read.
struct Unit {
    /// The path that was given, as an index.
    given: usize,
    /// The folder; none for files that were named.
    folder: Option<PathBuf>,
    files: Vec<PathBuf>,
}

/// A unit whose files were read, and not yet put together.
struct Files {
    passed_over: Vec<PassedOver>,
    read: Vec<Result<Read, ReadError>>,
}

/// What a folder says about runs.
struct Known {
    folder: PathBuf,
    facts: RunFacts,
    used: bool,
}

/// A reading that goes on.
struct Reading<'r> {
    loader: &'r Loader,
    go_on: bool,
    runs: Vec<Known>,
    rows: std::collections::BTreeSet<usize>,
    all: UnitsRead,
    checks: usize,
    /// How many things were found at each path that was given.
    found: Vec<usize>,
}

impl Loader {
    /// Reads everything below the given paths unit by unit, and hands each over. With `go_on`, files that cannot be read
    /// are among those of their unit that failed, and the others are whole.
    ///
    /// # Errors
    /// Without `go_on` the first file that cannot be read; when nothing held a check; what the taker refuses.
    pub fn load_units<E: From<ReadError>>(
        &self,
        paths: &[PathBuf],
        go_on: bool,
        watch: &dyn Watch,
        mut take: impl FnMut(Loaded) -> Result<(), E>,
    ) -> Result<UnitsRead, E> {
        let mut reading = Reading {
            loader: self,
            go_on,
            runs: Vec::new(),
            rows: std::collections::BTreeSet::new(),
            all: UnitsRead::default(),
            checks: 0,
            found: vec![0; paths.len()],
        };
        let (units, mut first) = units(paths, go_on)?;
        first.notes.extend(self.inventory_notes().iter().cloned());
        first.fail_skipped(go_on)?;
        reading.all.failed += first.failed.len();
        take(first)?;
        let files = || units.iter().flat_map(|unit| &unit.files);
        watch.begin(files().count(), files().map(|file| size(file)).sum());
        let mut rest = units.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(batch(rest));
            rest = after;
            let read: Vec<Files> = batch.par_iter().map(|unit| self.files_of(unit, watch)).collect();
            for (unit, files) in batch.iter().zip(read) {
                take(reading.put_together(unit, files)?)?;
            }
        }
        for (path, _) in paths.iter().zip(&reading.found).filter(|(path, found)| **found == 0 && path.is_dir()) {
            let error = Gathered::default().nothing_in("folder");
            let error = ReadError { path: path.display().to_string(), ..error };
            if !go_on {
                return Err(error.into());
            }
            reading.all.failed += 1;
            take(Loaded { failed: vec![error], ..Loaded::default() })?;
        }
        let Reading { runs, rows, mut all, checks, .. } = reading;
        let unused: Vec<RunFacts> = runs.into_iter().filter(|known| !known.used).map(|known| known.facts).collect();
        if checks == 0 && all.failed == 0 {
            let given = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(nothing_in_units(&unused, given).into());
        }
        take(note_unused(unused))?;
        all.unused = self.unused(&rows);
        Ok(all)
    }

    /// Reads one unit whose files are held in memory, as a folder of them is read; where `folder` is not set, as files
    /// that were named, each of which has to be a scan.
    ///
    /// # Errors
    /// Without `go_on` the first file that cannot be read, and when nothing held a check.
    pub fn load_unit(
        &self,
        inputs: &[Input],
        folder: bool,
        go_on: bool,
        watch: &dyn Watch,
    ) -> Result<Loaded, ReadError> {
        watch.begin(inputs.len(), 0);
        let read = |input: &Input| {
            let read = self.input(input, folder);
            watch.read(0);
            read
        };
        let read: Vec<_> = inputs.par_iter().map(read).collect();
        let mut gathered = Gathered::default();
        read.into_iter().try_for_each(|outcome| gathered.add(outcome, go_on))?;
        let given = || inputs.iter().map(Input::name).collect::<Vec<_>>().join(", ");
        if gathered.count() == 0 && !go_on {
            return Err(ReadError { path: given(), ..gathered.nothing_in("folder") });
        }
        let ReadUnit { mut loaded, runs, used_rows, .. } = gathered.finish_unit(self, &[], go_on)?;
        let unused: Vec<RunFacts> = runs.into_iter().filter(|(_, used)| !used).map(|(facts, _)| facts).collect();
        if !go_on && loaded.scans.iter().all(|scan| scan.checks.is_empty()) {
            return Err(nothing_in_units(&unused, given()));
        }
        loaded.notes.extend(self.inventory_notes().iter().cloned());
        loaded.notes.extend(note_unused(unused).notes);
        loaded.unused = self.unused(&used_rows);
        Ok(loaded)
    }

    /// Reads the files of a unit.
    fn files_of(&self, unit: &Unit, watch: &dyn Watch) -> Files {
        let read = |file: &PathBuf| {
            let given = self.given_file(file, unit.folder.is_some())?;
            let read = given.files.par_iter().map(|file| self.file(file, given.within_folder)).collect::<Vec<_>>();
            watch.read(size(given.path));
            Ok((given.passed_over, read))
        };
        let all: Vec<Result<_, ReadError>> = unit.files.par_iter().map(read).collect();
        let mut files = Files { passed_over: Vec::new(), read: Vec::new() };
        for given in all {
            match given {
                Ok((passed_over, read)) => {
                    files.passed_over.push(passed_over);
                    files.read.extend(read);
                }
                Err(error) => files.read.push(Err(error)),
            }
        }
        files
    }
}

impl Reading<'_> {
    /// Puts together what the files of a unit gave.
    fn put_together(&mut self, unit: &Unit, files: Files) -> Result<Loaded, ReadError> {
        let mut gathered = Gathered::default();
        for passed_over in files.passed_over {
            passed_over.doubts.into_iter().for_each(|doubt| gathered.doubt(doubt));
            passed_over.notes.into_iter().for_each(|note| gathered.note(note));
        }
        files.read.into_iter().try_for_each(|outcome| gathered.add(outcome, self.go_on))?;
        if let Some(found) = self.found.get_mut(unit.given) {
            *found += gathered.count();
        }
        let is_above = |known: &Known| unit.folder.as_ref().is_some_and(|folder| folder.starts_with(&known.folder));
        let places: Vec<usize> =
            self.runs.iter().enumerate().filter(|(_, known)| is_above(known)).map(|(place, _)| place).collect();
        let above: Vec<RunFacts> =
            places.iter().filter_map(|place| self.runs.get(*place)).map(|known| known.facts.clone()).collect();
        let ReadUnit { mut loaded, runs, used_runs, used_rows } =
            gathered.finish_unit(self.loader, &above, self.go_on)?;
        loaded.fail_skipped(self.go_on)?;
        for place in used_runs.iter().filter_map(|at| places.get(*at)) {
            if let Some(known) = self.runs.get_mut(*place) {
                known.used = true;
            }
        }
        let folder = unit.folder.clone().unwrap_or_default();
        self.runs.extend(runs.into_iter().map(|(facts, used)| Known { folder: folder.clone(), facts, used }));
        self.rows.extend(used_rows);
        self.all.scans += loaded.scans.len();
        self.all.failed += loaded.failed.len();
        self.checks += loaded.scans.iter().map(|scan| scan.checks.len()).sum::<usize>();
        Ok(loaded)
    }
}

/// The units at some paths, and what was passed over or cannot be listed.
fn units(paths: &[PathBuf], go_on: bool) -> Result<(Vec<Unit>, Loaded), ReadError> {
    let mut units: Vec<Unit> = Vec::new();
    let mut first = Loaded::default();
    let mut named = Vec::new();
    for (given, path) in paths.iter().enumerate() {
        if !path.is_dir() || results_of(path).is_some() {
            named.push((given, path.clone()));
            continue;
        }
        let (files, passed_over) = match listed(path) {
            Ok(listed) => listed,
            Err(error) if go_on => {
                first.failed.push(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        first.doubts.extend(passed_over.doubts);
        first.notes.extend(passed_over.notes);
        // A folder stands before those below it, which may need what it says about runs.
        let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for file in files {
            folders.entry(file.parent().unwrap_or(Path::new("")).to_owned()).or_default().push(file);
        }
        units.extend(folders.into_iter().map(|(folder, files)| Unit { given, folder: Some(folder), files }));
    }
    if let Some((given, _)) = named.first() {
        let files = named.iter().map(|(_, file)| file.clone()).collect();
        units.insert(0, Unit { given: *given, folder: None, files });
    }
    Ok((units, first))
}

/// How many units are read at once: as many as have not too many files, and never none.
fn batch(units: &[Unit]) -> usize {
    let mut files = 0;
    let few = units.iter().take_while(|unit| {
        files += unit.files.len();
        files <= MOST_AHEAD
    });
    few.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::load::Unwatched;

    const SCAN: &str = r#"{"format": "amicis/1", "scans": [{"benchmark": {"title": "CIS Example Linux 9 Benchmark",
      "version": "1.0.0"}, "coverage": "full", "checks": [{"number": "1.1.1", "title": "Ensure a", "status": "pass"}]}]}"#;

    fn held(files: &[(&str, &str)], folder: bool, go_on: bool) -> Result<Loaded, ReadError> {
        let inputs: Vec<Input> = files.iter().map(|(name, text)| Input::from_bytes(*name, *text)).collect();
        Loader::default().load_unit(&inputs, folder, go_on, &Unwatched)
    }

    #[test]
    fn a_unit_in_memory_is_read_as_a_folder_is() {
        let files = [("scan.json", SCAN), ("notes.txt", "words"), ("cut.json", SCAN.get(..90).expect("a part"))];
        let loaded = held(&files, true, true).expect("a unit");
        assert_eq!((loaded.scans.len(), loaded.failed.len(), loaded.notes.len()), (1, 1, 1));
        assert_eq!(loaded.failed[0].path, "cut.json");
        assert_eq!(held(&files, true, false).expect_err("a cut file").path, "cut.json");
        assert_eq!(held(&files[1..2], false, false).expect_err("no scan").path, "notes.txt");
    }

    #[test]
    fn what_was_passed_over_and_may_hold_results_is_a_file_that_could_not_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("scan.json", SCAN), ("empty.json", ""), (".cis-scan.json", SCAN), ("notes.txt", "words")]
        {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let paths = [folder.path().to_owned()];
        let mut failed = Vec::new();
        let take = |loaded: Loaded| -> Result<(), ReadError> {
            assert!(loaded.doubts.is_empty(), "{:?}", loaded.doubts);
            failed.extend(loaded.failed.into_iter().map(|error| error.path));
            Ok(())
        };
        let read = Loader::default().load_units(&paths, true, &Unwatched, take).expect("units");
        let ends = |end: &str| failed.iter().any(|path| path.ends_with(end));
        assert!((read.scans, read.failed) == (1, 2) && ends("/empty.json") && ends("/.cis-scan.json"), "{failed:?}");
        let error = Loader::default().load_units::<ReadError>(&paths, false, &Unwatched, |_| Ok(()));
        let error = error.expect_err("a file may hold results");
        assert!(error.path.ends_with("json") && error.help.is_some(), "{error}");
    }

    #[test]
    fn a_unit_in_memory_without_a_scan_is_an_error_where_nothing_may_be_missing() {
        let files = [("notes.txt", "words")];
        assert!(held(&files, true, false).expect_err("no scan").is_no_checks());
        let loaded = held(&files, true, true).expect("a unit");
        assert_eq!((loaded.scans.len(), loaded.failed.len(), loaded.notes.len()), (0, 0, 1));
    }
}
