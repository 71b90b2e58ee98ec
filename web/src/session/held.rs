//! What was dropped: a file or a folder, and what it is.

use std::sync::Arc;

use amicis::diag::render_text;
use amicis::load::{Given, Inventory};
use amicis::read::{Input, ReadError, ReadErrorKind};
use amicis::registry::sheet::Sheet;
use amicis::release::StoredBundle;
use amicis::{Loaded, Registry, Scan};
use serde::Serialize;

use super::Session;
use super::bundle::{PREDICATE, RESULTS};
use super::counted;
use super::make::Facts;
use super::read::said;
use super::reply::{Said, Stop};

/// A dropped file or folder.
pub(super) struct Held {
    /// Its name.
    pub(super) name: String,
    pub(super) folder: bool,
    pub(super) files: Vec<HeldFile>,
}

/// A file, with the name of its folder before its own.
pub(super) struct HeldFile {
    path: String,
    bytes: Arc<[u8]>,
    input: Input,
}

/// What a dropped thing is, with what there is to say about it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    kind: Kind,
    /// Its scans, where it has some.
    scans: Vec<ScanItem>,
    /// A sentence on what it is.
    what: String,
    /// What was noticed, as the program says it.
    said: Vec<Said>,
    /// The problems of a registry with the lines that they are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<String>,
}

/// What the page can do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Scan,
    Bundle,
    Registry,
    Inventory,
    /// Known, and of no use here.
    Other,
    /// Not read.
    Broken,
}

#[derive(Debug, Serialize)]
struct ScanItem {
    path: String,
    format: String,
    tool: String,
    benchmark: String,
    checks: usize,
    failed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<String>,
}

impl ScanItem {
    fn of(scan: &Scan) -> Self {
        Self {
            path: scan.source.path.clone(),
            format: scan.source.format.clone(),
            tool: scan.tool.as_ref().map(ToString::to_string).unwrap_or_default(),
            benchmark: scan.benchmark.to_string(),
            checks: scan.checks.len(),
            failed: scan.checks.iter().filter(|check| check.status == amicis::model::Status::Fail).count(),
            finished: scan.finished.as_ref().map(ToString::to_string),
        }
    }
}

impl HeldFile {
    pub(super) fn new(path: String, bytes: Vec<u8>, watch: fn(u64)) -> Self {
        let bytes: Arc<[u8]> = bytes.into();
        let input = counted::input(&path, &bytes, watch);
        Self { path, bytes, input }
    }

    fn is_toml(&self) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("toml"))
    }

    fn is_named(&self, folder: &str, name: &str) -> bool {
        self.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) == Some(name)
    }

    /// Its text, which has to be UTF-8.
    pub(super) fn text(&self) -> Result<(&str, &str), Stop> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Ok((&self.path, text)),
            Err(_) => Err(Stop::with_help(format!("{}: is not UTF-8", self.path), "save the file as UTF-8")),
        }
    }

    pub(super) fn input(&self) -> &Input {
        &self.input
    }
}

impl Held {
    /// Its results, where it is a bundle that `amicis release` wrote.
    pub(super) fn results(&self) -> Option<&Input> {
        let named = |name| self.files.iter().find(|file| self.folder && file.is_named(&self.name, name));
        named(PREDICATE).and(named(RESULTS)).map(HeldFile::input)
    }

    /// It as the loader takes it: of a bundle its results, which the rest is made from.
    pub(super) fn given(&self) -> Given {
        match self.results() {
            Some(results) => Given::file(results.clone()),
            None => Given {
                name: self.name.clone(),
                folder: self.folder,
                inputs: self.files.iter().map(|file| file.input.clone()).collect(),
            },
        }
    }

    /// The bundle as it lies in the folder.
    pub(super) fn stored(&self) -> StoredBundle {
        let mut stored = StoredBundle::default();
        for HeldFile { path, bytes, .. } in &self.files {
            let name = path.strip_prefix(&self.name).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
            if name.split('/').any(|part| part.starts_with('.')) {
                stored.foreign.push(format!("{name} is hidden"));
            } else {
                stored.files.insert(name.to_owned(), bytes.to_vec());
            }
        }
        stored
    }

    /// The registry's files in their order.
    fn registry_files(&self) -> Option<Vec<&HeldFile>> {
        let mut files: Vec<&HeldFile> = self.files.iter().collect();
        files.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
        files.iter().all(|file| file.is_toml()).then_some(files)
    }

    /// Names and texts of its files, for a registry.
    pub(super) fn texts(&self) -> Result<Vec<(&str, &str)>, Stop> {
        let mut files: Vec<&HeldFile> = self.files.iter().collect();
        files.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
        files.into_iter().map(HeldFile::text).collect()
    }
}

impl Session {
    /// What was dropped, by its id.
    pub(super) fn held(&self, id: &str) -> Result<&Held, Stop> {
        self.held.get(id).ok_or_else(|| Stop::new("that file is not here any more"))
    }

    /// Says what a dropped thing is.
    pub(super) fn recognise(&mut self, id: &str) -> Result<Item, Stop> {
        let held = self.held(id)?;
        if held.results().is_none() && held.registry_files().is_some() {
            return Ok(registry(held));
        }
        let bundle = held.results().is_some();
        let (name, files) = (held.name.clone(), held.files.len());
        let only = (files == 1 && !held.folder).then(|| held.files.first().map(|file| file.input.clone())).flatten();
        let ids = [id.to_owned()];
        match self.scans(&ids, &Facts::default(), false) {
            Ok(loaded) => Ok(scans(loaded, bundle.then_some(files))),
            Err(error) => Ok(only.and_then(|input| beside(&input, &error)).unwrap_or_else(|| broken(&name, &error))),
        }
    }
}

fn scans(loaded: &Loaded, bundle: Option<usize>) -> Item {
    let (kind, what) = match (bundle, loaded.scans.len()) {
        (Some(files), _) => (Kind::Bundle, format!("a release bundle of {files} files")),
        (None, 0) => (Kind::Broken, "not read".to_owned()),
        (None, 1) => (Kind::Scan, "a scan".to_owned()),
        (None, several) => (Kind::Scan, format!("{several} scans")),
    };
    Item { kind, what, scans: loaded.scans.iter().map(ScanItem::of).collect(), said: said(loaded), shown: None }
}

fn registry(held: &Held) -> Item {
    let texts = match held.texts() {
        Ok(texts) => texts,
        Err(stop) => {
            let said = vec![Said { level: "error", text: stop.message, help: stop.help }];
            return Item { kind: Kind::Broken, what: "not read".to_owned(), scans: Vec::new(), said, shown: None };
        }
    };
    match Registry::from_texts(&held.name, texts) {
        Ok(registry) => {
            let what = match registry.entries.len() {
                1 => "an exception registry of 1 entry".to_owned(),
                several => format!("an exception registry of {several} entries"),
            };
            let said = registry.warnings.iter().map(Said::from).collect();
            Item { kind: Kind::Registry, what, scans: Vec::new(), said, shown: None }
        }
        Err(error) => {
            let shown = Some(render_text(&error.diagnostics, &error.sources, false));
            let said = error.diagnostics.iter().map(Said::from).collect();
            let what = "an exception registry that cannot be used".to_owned();
            Item { kind: Kind::Broken, what, scans: Vec::new(), said, shown }
        }
    }
}

/// Other files that are known: an inventory, the registry's sheet.
fn beside(input: &Input, error: &ReadError) -> Option<Item> {
    if !matches!(error.kind, ReadErrorKind::Unrecognised(_)) {
        return None;
    }
    let known = |kind, what: &str, note: &str| Item {
        kind,
        what: what.to_owned(),
        scans: Vec::new(),
        said: vec![Said::note(note)],
        shown: None,
    };
    if Inventory::read(input).is_ok() {
        let note = "it completes what scans do not say of their image, account and tags";
        return Some(known(Kind::Inventory, "an inventory", note));
    }
    let sheet = Sheet::read(&input.text().ok()?).is_ok();
    let note = "`amicis registry apply` takes it into the registry; this page writes no registry";
    sheet.then(|| known(Kind::Other, "the sheet of an exception registry", note))
}

fn broken(name: &str, error: &ReadError) -> Item {
    let mut said = vec![Said::from(error)];
    let packed = matches!(error.kind, ReadErrorKind::Binary(_)) && is_packed(name);
    if packed {
        let help = "the page opens no archives: unpack it, and drop the folder";
        said.push(Said { help: Some(help.to_owned()), ..Said::note(format!("{name} is an archive")) });
    }
    Item { kind: Kind::Broken, what: "not read".to_owned(), scans: Vec::new(), said, shown: None }
}

fn is_packed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".7z"].iter().any(|end| name.ends_with(end))
}
