//! Paths to scans: files, folders and standard input, read on several threads.

use std::fs;
#[cfg(feature = "archives")]
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::below::{Below, below};
use crate::diag::Diagnostic;
use crate::load::{Gathered, Loaded, Loader, Read};
use crate::load::{HIDDEN, is_hidden_scan, passed_over, skipped_note};
use crate::model::Doubt;
use crate::read::is_named_as_data;
use crate::read::{Input, ReadError, ReadErrorKind};
use crate::release::layout::{PREDICATE, RESULTS};

/// Told how the reading goes on, from several threads.
pub trait Watch: Send + Sync {
    /// So many files of so many bytes, as they lie there, are going to be read.
    fn begin(&self, files: usize, bytes: u64);
    /// One of them has been read.
    fn read(&self, bytes: u64);
}

/// A watch that does not look.
pub(super) struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: usize, _: u64) {}
    fn read(&self, _: u64) {}
}

/// A file to be read.
pub(super) struct Found {
    /// The place where it lies.
    path: PathBuf,
    /// The name that it has for people, where that is another: that of an archive and of the file in it.
    name: Option<String>,
    /// Its content, where that could be read only once.
    held: Option<Input>,
}

impl Found {
    fn at(path: PathBuf) -> Self {
        Self { path, name: None, held: None }
    }
}

/// The inputs at one path.
pub(super) struct Given<'p> {
    pub(super) path: &'p Path,
    pub(super) files: Vec<Found>,
    pub(super) passed_over: PassedOver,
    pub(super) within_folder: bool,
    /// The folders of archives, which are removed when their files were read.
    #[cfg(feature = "archives")]
    unpacked: Vec<tempfile::TempDir>,
}

/// Doubts and notes about files that were not looked into.
#[derive(Default)]
pub(super) struct PassedOver {
    pub(super) doubts: Vec<Doubt>,
    pub(super) notes: Vec<Diagnostic>,
}

impl PassedOver {
    /// Adds a file or folder: a doubt where it may hold a scan, else a note.
    fn add(&mut self, path: &Path, why: &str, suspect: bool) {
        if suspect {
            self.doubts.push(passed_over(path.display().to_string(), why));
        } else {
            self.notes.push(skipped_note(path.display().to_string(), why));
        }
    }
}

impl Loader {
    /// Reads everything below the given paths; `-` is standard input.
    ///
    /// # Errors
    /// The first file that cannot be read (unless `keep_going`), or that nothing held a check.
    pub fn load(&self, paths: &[PathBuf]) -> Result<Loaded, ReadError> {
        self.load_watched(paths, &Unwatched)
    }

    /// As [`load`](Self::load), and tells how the reading goes on.
    ///
    /// # Errors
    /// As those of [`load`](Self::load).
    pub fn load_watched(&self, paths: &[PathBuf], watch: &dyn Watch) -> Result<Loaded, ReadError> {
        let mut gathered = Gathered::default();
        let mut all = Vec::new();
        for path in paths {
            match self.given_at(path) {
                Ok(given) => all.push(given),
                Err(error) => gathered.add(Err(error), self.keep_going)?,
            }
        }
        let files = all.iter().flat_map(|given| &given.files);
        watch.begin(files.clone().count(), files.map(|file| size(&file.path)).sum());
        for given in &all {
            let Given { path, files, passed_over, within_folder, .. } = given;
            let within_folder = *within_folder;
            passed_over.doubts.iter().for_each(|doubt| gathered.doubt(doubt.clone()));
            passed_over.notes.iter().for_each(|note| gathered.note(note.clone()));
            let watched = |file: &Found| {
                let read = self.file(file, within_folder);
                watch.read(size(&file.path));
                read
            };
            let read: Vec<_> = files.par_iter().map(watched).collect();
            let before = gathered.count();
            read.into_iter().try_for_each(|outcome| gathered.add(outcome, self.keep_going))?;
            if within_folder && gathered.count() == before {
                let what = if path.is_dir() { "folder" } else { "archive" };
                return Err(ReadError { path: path.display().to_string(), ..gathered.nothing_in(what) });
            }
        }
        let given = || paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        self.known(gathered.finish(self.keep_going, given)?)
    }

    pub(super) fn file(&self, file: &Found, within_folder: bool) -> Result<Read, ReadError> {
        let (most, path) = (self.most_bytes, file.path.as_path());
        let input = file.held.clone().map_or_else(|| Input::open(path, most), Ok)?;
        let input = input.with_encoding(self.encoding);
        let input = match &file.name {
            Some(name) => input.named(name.clone()),
            None => input,
        };
        let before = self.digest.then(|| stamp(path));
        let read = self.input(&input, within_folder)?;
        // The digest is taken after the reading, and must be that of what was read.
        if matches!(read, Read::Scans(_)) && before.is_some_and(|before| before != stamp(path)) {
            return Err(input
                .error(ReadErrorKind::Content("the file was changed while it was read".to_owned()))
                .help("try again when nobody writes it"));
        }
        Ok(read)
    }
}

impl Loader {
    fn nothing_at(path: &Path) -> Given<'_> {
        Given {
            path,
            files: Vec::new(),
            passed_over: PassedOver::default(),
            within_folder: false,
            #[cfg(feature = "archives")]
            unpacked: Vec::new(),
        }
    }

    fn given_at<'p>(&self, path: &'p Path) -> Result<Given<'p>, ReadError> {
        // The results of a release bundle are the scan; its other files are made from them.
        let bundle = results_of(path);
        let within_folder = path.is_dir() && bundle.is_none();
        let mut given = Self::nothing_at(path);
        given.within_folder = within_folder;
        if !within_folder {
            given.within_folder = self.put(&mut given, bundle.unwrap_or_else(|| path.to_owned()))?;
            return Ok(given);
        }
        let (files, passed_over) = listed(path)?;
        given.passed_over = passed_over;
        for file in files {
            self.put(&mut given, file)?;
        }
        Ok(given)
    }

    /// The inputs at the path of one file, which may be an archive; `below` says whether it was found in a folder.
    pub(super) fn given_file<'p>(&self, path: &'p Path, below: bool) -> Result<Given<'p>, ReadError> {
        let mut given = Self::nothing_at(path);
        let archive = self.put(&mut given, results_of(path).filter(|_| !below).unwrap_or_else(|| path.to_owned()))?;
        given.within_folder = below || archive;
        Ok(given)
    }

    /// Puts a file among those that are read; of an archive the files in it, and then true.
    #[cfg(feature = "archives")]
    fn put(&self, given: &mut Given<'_>, path: PathBuf) -> Result<bool, ReadError> {
        let most = self.most_bytes.unwrap_or(crate::read::MOST_BYTES);
        let (held, spooled) = if path == Path::new(STDIN) {
            let input = Input::stdin(self.most_bytes)?;
            let spooled = spooled(&input).map_err(|error| input.io_error(error))?;
            (Some(input), spooled)
        } else {
            (None, None)
        };
        let archive = match (&spooled, &held) {
            (Some(file), _) => super::archive::unpack(file.path(), &path, most)?,
            (None, Some(_)) => None,
            (None, None) => super::archive::unpack(&path, &path, most)?,
        };
        let Some(archive) = archive else {
            given.files.push(Found { held, ..Found::at(path) });
            return Ok(false);
        };
        let (root, single) = (archive.folder.path(), archive.single);
        let shown = |inner: &Path| match inner.strip_prefix(root) {
            Ok(inner) if !single => format!("{}/{}", path.display(), inner.display()),
            _ => path.display().to_string(),
        };
        let (files, passed_over) = match bundle_below(root) {
            Some(results) => (vec![results], PassedOver::default()),
            None => listed(root)?,
        };
        given.files.extend(files.into_iter().map(|file| Found { name: Some(shown(&file)), ..Found::at(file) }));
        let renamed = |path: Option<String>| path.map(|path| shown(Path::new(&path)));
        let PassedOver { doubts, notes } = passed_over;
        let doubts = doubts.into_iter().map(|doubt| Doubt { about: renamed(doubt.about.clone()), ..doubt });
        given.passed_over.doubts.extend(doubts);
        let notes = notes.into_iter().map(|note| Diagnostic { path: renamed(note.path.clone()), ..note });
        given.passed_over.notes.extend(notes);
        for (name, why) in &archive.passed_over {
            given.passed_over.add(&path.join(name), why, true);
        }
        given.unpacked.push(archive.folder);
        Ok(!single)
    }

    /// Puts a file among those that are read.
    #[cfg(not(feature = "archives"))]
    fn put(&self, given: &mut Given<'_>, path: PathBuf) -> Result<bool, ReadError> {
        let held = (path == Path::new(STDIN)).then(|| Input::stdin(self.most_bytes)).transpose()?;
        given.files.push(Found { held, ..Found::at(path) });
        Ok(false)
    }
}

/// The path that stands for standard input.
const STDIN: &str = "-";

/// A file with the content of an input that may be an archive, which is read from several places.
#[cfg(feature = "archives")]
fn spooled(input: &Input) -> io::Result<Option<tempfile::NamedTempFile>> {
    let bytes = || input.bytes().map_err(|error| io::Error::other(error.kind.to_string()));
    let mut start = Vec::new();
    bytes()?.take(512).read_to_end(&mut start)?;
    if !super::archive::may_be_archive(&start) {
        return Ok(None);
    }
    let mut file = tempfile::Builder::new().prefix("amicis-archive-").tempfile()?;
    io::copy(&mut bytes()?, &mut file)?;
    Ok(Some(file))
}

/// The results of a packed bundle, whose files lie in the archive or in the one folder of it.
#[cfg(feature = "archives")]
fn bundle_below(root: &Path) -> Option<PathBuf> {
    let within = fs::read_dir(root).ok()?.filter_map(Result::ok).map(|entry| entry.path()).collect::<Vec<_>>();
    results_of(root).or_else(|| match within.as_slice() {
        [folder] => results_of(folder).filter(|_| folder.is_dir()),
        _ => None,
    })
}

/// The files below a folder, and what was passed over.
pub(super) fn listed(path: &Path) -> Result<(Vec<PathBuf>, PassedOver), ReadError> {
    let Below { files, links, hidden, special } = below(path)
        .map_err(|error| ReadError { path: path.display().to_string(), ..ReadError::new(ReadErrorKind::Io(error)) })?;
    let mut passed_over = PassedOver::default();
    for link in &links {
        passed_over.add(link, "is a link to a folder, which is not followed", true);
    }
    for path in &hidden {
        passed_over.add(path, HIDDEN, may_hold_scans(path));
    }
    for path in &special {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        passed_over.add(
            path,
            "is a pipe, a socket or a device, which is not opened in a folder",
            is_named_as_data(&name),
        );
    }
    Ok((files, passed_over))
}

/// A hidden folder with files in it may; a hidden file does when it is named as a scan is.
fn may_hold_scans(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_dir() {
        return below(path).is_ok_and(|below| !below.files.is_empty() || !below.links.is_empty());
    }
    is_hidden_scan(&name)
}

/// The size of a file as it lies there; 0 for what has none.
pub(super) fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// When a file was last changed, and its size, as far as there is one.
fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// The results of a bundle, when a path is one: the folder, or its results file.
pub fn results_of(path: &Path) -> Option<PathBuf> {
    let bundle = |folder: &Path| folder.join(PREDICATE).is_file() && folder.join(RESULTS).is_file();
    if path.is_dir() {
        return bundle(path).then(|| path.join(RESULTS));
    }
    let named = path.file_name().is_some_and(|name| name == RESULTS);
    let folder = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    (named && folder.is_some_and(bundle)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{self};
    use crate::model::{Check, Scan, Status};
    use crate::read::{Format, ReadOptions, Reading};

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused_where_its_digest_counts() {
        /// Reads nothing, and adds to the file.
        struct Writes;
        impl Format for Writes {
            fn id(&self) -> &'static str {
                "writes"
            }
            fn about(&self) -> crate::read::About {
                formats::FORMATS[0].about()
            }
            fn sniff(&self, _: &crate::read::Head) -> crate::read::Confidence {
                crate::read::Confidence::No
            }
            fn read(&self, input: &Input, _: &crate::read::Head, _: &ReadOptions) -> Result<Reading, ReadError> {
                fs::write(input.name(), "longer").expect("written");
                let named = Check { rule: Some("a".into()), ..Check::new(Status::Fail) };
                Ok(vec![Scan { checks: vec![named], ..Scan::default() }].into())
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scan");
        for digest in [false, true] {
            fs::write(&path, "short").expect("written");
            let loader = Loader { from: Some(&Writes), digest, ..Loader::default() };
            let error = loader.load(std::slice::from_ref(&path)).err().map(|error| error.to_string());
            assert_eq!(error.is_some_and(|error| error.contains("was changed while it was read")), digest);
        }
    }

    #[test]
    fn an_empty_folder_is_an_error_whatever_was_found_before_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("empty")).expect("a folder");
        fs::write(at("garbage"), "garbage").expect("written");
        let runs = r#"{"scans":[{"scanArn":"arn:aws:inspector2:x:1:scan/s","scanConfigurationArn":"c","status":"COMPLETED",
            "scanDate":"2026-05-05T10:00:00Z","totalChecks":3,"failedChecks":1,"securityLevel":"LEVEL_1"}]}"#;
        fs::write(at("runs.json"), runs).expect("written");
        let loader = Loader { keep_going: true, ..Loader::default() };
        for before in ["garbage", "runs.json"] {
            let error = loader.load(&[at(before), at("empty")]).expect_err("nothing to judge");
            assert_eq!(error.path, at("empty").display().to_string(), "{error}");
        }
    }
}
