//! What is known of the scans beside the files: an inventory of each, and what is said of all.

use std::collections::BTreeSet;

use super::inventory::Elsewhere;
use super::{Loaded, Loader};
use crate::diag::Diagnostic;
use crate::model::{Moment, Scan};
use crate::read::ReadError;

impl Loader {
    /// Completes the scans with what is known of their targets: the inventory of each first, then what is said of all.
    ///
    /// # Errors
    /// When the inventory and a scan contradict each other.
    pub(crate) fn known(&self, mut loaded: Loaded) -> Result<Loaded, ReadError> {
        loaded.notes.extend(self.inventory_notes().iter().cloned());
        let used = self.complete_all(&mut loaded, false)?;
        loaded.unused = self.unused(&used);
        Ok(loaded)
    }

    /// Notes on the inventory itself.
    pub(crate) fn inventory_notes(&self) -> &[Diagnostic] {
        self.inventory.as_ref().map_or(&[], |inventory| &inventory.notes)
    }

    /// A sentence for each row of the inventory that no scan used.
    pub(crate) fn unused(&self, used: &BTreeSet<usize>) -> Vec<String> {
        self.inventory.as_ref().map(|inventory| inventory.unused(used)).unwrap_or_default()
    }

    /// As [`known`](Self::known); returns the rows of the inventory that were used. With `go_on` a scan that a row
    /// contradicts is taken out, and is one of those that failed.
    ///
    /// # Errors
    /// As [`known`](Self::known), without `go_on`.
    pub(crate) fn complete_all(&self, loaded: &mut Loaded, go_on: bool) -> Result<BTreeSet<usize>, ReadError> {
        let mut used = BTreeSet::new();
        if let Some(inventory) = &self.inventory {
            let elsewhere = Elsewhere { account: self.account.as_deref(), region: self.region.as_deref() };
            let mut kept = Vec::new();
            for mut scan in std::mem::take(&mut loaded.scans) {
                match inventory.complete(&mut scan, elsewhere) {
                    Ok(rows) if rows.is_empty() => loaded.notes.push(inventory.absent(&scan)),
                    Ok(rows) => used.extend(rows),
                    Err(error) if go_on => {
                        let message = format!("{error}");
                        let path = scan.source.path;
                        loaded.failed.push(ReadError { path, ..ReadError::content(message) });
                        continue;
                    }
                    Err(error) => return Err(error),
                }
                kept.push(scan);
            }
            loaded.scans = kept;
        }
        for target in loaded.scans.iter_mut().map(|scan| &mut scan.target) {
            for (known, given) in [
                (&mut target.ami_name, &self.ami_name),
                (&mut target.account, &self.account),
                (&mut target.region, &self.region),
            ] {
                if known.is_none() {
                    known.clone_from(given);
                }
            }
            for (key, value) in &self.tags {
                target.tags.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        if let Some(given) = self.scanned_at {
            loaded.scans.iter_mut().for_each(|scan| give_time(scan, given));
        }
        Ok(used)
    }
}

/// A scan keeps the time that it states; one without a zone takes the zone.
fn give_time(scan: &mut Scan, given: Moment) {
    for time in [&mut scan.started, &mut scan.finished].into_iter().flatten() {
        *time = time.in_zone_of(given);
    }
    if scan.started.is_none() && scan.finished.is_none() {
        scan.finished = Some(given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_time_is_for_scans_that_say_none_and_its_zone_for_times_without_one() {
        let given = Moment::parse("2026-11-20T10:00:00+02:00").expect("a time");
        let of = |started: Option<&str>, finished: Option<&str>| {
            let time = |text: Option<&str>| text.and_then(Moment::parse);
            let mut scan = Scan { started: time(started), finished: time(finished), ..Scan::default() };
            give_time(&mut scan, given);
            [scan.started, scan.finished].map(|time| time.map(|time| time.to_string()))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(None, None), [None, some("2026-11-20T10:00:00+02:00")]);
        assert_eq!(of(Some("2026-05-05T08:00:00"), None), [some("2026-05-05T08:00:00+02:00"), None]);
        let stated = ["2026-05-05T08:00:00Z", "2026-05-05T08:09:00Z"];
        assert_eq!(of(Some(stated[0]), Some(stated[1])), stated.map(some), "the scan knows better");
    }
}
