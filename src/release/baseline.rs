//! A bundle given as the older side of a comparison.

use std::path::{Path, PathBuf};

/// The name of a bundle's results.
pub const RESULTS: &str = "results.json";

/// The results of a bundle, when a path is one: the folder, or its results file.
pub fn results_of(path: &Path) -> Option<PathBuf> {
    let bundle = |folder: &Path| folder.join("amicis.predicate.json").is_file() && folder.join(RESULTS).is_file();
    if path.is_dir() {
        return bundle(path).then(|| path.join(RESULTS));
    }
    let named = path.file_name().is_some_and(|name| name == RESULTS);
    let folder = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    (named && folder.is_some_and(bundle)).then(|| path.to_owned())
}
