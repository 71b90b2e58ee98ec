//! Images that nothing but a file names, told apart by their folders where the files are called alike.

use std::collections::{BTreeMap, BTreeSet};

use super::image::Image;

/// Adds to each name that several images have the nearest folder in which they differ. A build kit calls its logs
/// the same in every build.
pub(super) fn tell_apart(images: &mut [Image]) {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, image) in images.iter().enumerate().filter(|(_, image)| image.is_named_by_file()) {
        alike.entry(image.label.clone()).or_default().push(at);
    }
    for (label, places) in alike.into_iter().filter(|(_, places)| places.len() > 1) {
        let paths: Vec<&str> = places.iter().filter_map(|at| Some(images.get(*at)?.name.as_str())).collect();
        let Some(folders) = differing(&paths) else { continue };
        for (at, folder) in places.iter().zip(folders) {
            if let Some(image) = images.get_mut(*at) {
                image.label = format!("{label} ({folder})");
            }
        }
    }
}

/// The nearest folders of some paths that all differ.
fn differing(paths: &[&str]) -> Option<Vec<String>> {
    let folders = |path: &str| -> Vec<String> {
        let parts = path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").map(str::to_owned);
        parts.rev().skip(1).collect()
    };
    let all: Vec<Vec<String>> = paths.iter().map(|path| folders(path)).collect();
    let most = all.iter().map(Vec::len).max().unwrap_or_default();
    (0..most).find_map(|depth| {
        let names: Option<Vec<String>> = all.iter().map(|folders| folders.get(depth).cloned()).collect();
        names.filter(|names| names.iter().collect::<BTreeSet<_>>().len() == names.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folders_that_differ_are_named() {
        let of = |paths: &[&str]| differing(paths);
        assert_eq!(of(&["a/kit/k.log", "b/kit/k.log"]), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(of(&["x/a/k.log", "./x/b/k.log"]), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(of(&["k.log", "k.csv"]), None, "no folder tells them apart");
        assert_eq!(of(&["a/k.log", "a/k.log"]), None);
        assert_eq!(of(&["a\\1\\k.log", "a\\2\\k.log"]), Some(vec!["1".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn an_empty_part_of_a_path_and_a_dot_are_no_folders() {
        assert_eq!(differing(&["a/./k.log", "a//k.log"]), None);
    }

    #[test]
    fn images_that_only_their_files_name_are_told_apart_where_they_are_called_alike() {
        use crate::assess::Assessment;
        use crate::mapping::Mappings;
        use crate::model::{Check, Scan, Status};
        use crate::registry::Registry;
        let labels = |paths: &[&str]| {
            let scan = |path: &&str| {
                let mut scan = Scan { checks: vec![Check::new(Status::Pass)], ..Scan::default() };
                (*path).clone_into(&mut scan.source.path);
                scan
            };
            let (day, mappings) = (jiff::civil::date(2026, 11, 23), Mappings::builtin());
            let scans = paths.iter().map(scan).collect();
            let assessment = Assessment::new(scans, Registry::default(), day, false, &mappings);
            assessment.images.into_iter().map(|image| image.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&["a/k.log", "b/k.log", "c/x.log"]), ["k (a)", "k (b)", "x"]);
        assert_eq!(labels(&["a/k.log", "b/k.log", "c/k.log"]), ["k (a)", "k (b)", "k (c)"]);
    }
}
