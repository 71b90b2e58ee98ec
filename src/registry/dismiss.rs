//! A draft that nothing needs any more, taken out of a registry file.

use jiff::civil::Date;
use toml_edit::{Item, Table};

use super::document::{self, EditError, happened, set};
use super::entry::Approval;

/// The text of a registry file without an entry. One with a comment of a person before it, and the only one of a
/// file, are withdrawn instead.
///
/// # Errors
/// When the text is not TOML, or its `exception` is no list of tables.
pub(crate) fn dismiss(text: &str, id: &str, on: Date, what: &str) -> Result<String, EditError> {
    let mut document = document::parse(text)?;
    let Some(tables) = document::entries(&mut document)? else { return Ok(text.to_owned()) };
    let of_entry = |table: &Table| table.get("id").and_then(Item::as_str) == Some(id);
    let (place, only) = (tables.iter().position(of_entry), tables.len() == 1);
    let Some(place) = place else { return Ok(text.to_owned()) };
    let Some(table) = tables.get_mut(place) else { return Ok(text.to_owned()) };
    let commented = table.decor().prefix().and_then(|prefix| prefix.as_str()).is_some_and(|text| text.contains('#'));
    if only || commented {
        set(table, "status", Approval::Withdrawn.word());
        happened(table, Some(on), what);
    } else {
        tables.remove(place);
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DRAFT: &str = "[[exception]]\nid = \"b\"\nrules = [\"1.2\"]\nreason = \"\"\nstatus = \"draft\"\n";
    const OTHER: &str = "# first\n[[exception]]\nid = \"a\"\nrules = [\"1.1\"]\nreason = \"r\"\n\n";

    fn dismissed(text: &str) -> String {
        dismiss(text, "b", date(2026, 11, 23), "joined").expect("dismissed")
    }

    #[test]
    fn a_bare_draft_goes_and_one_that_somebody_wrote_at_is_withdrawn() {
        assert_eq!(dismissed(&format!("{OTHER}{DRAFT}")), OTHER.trim_end().to_owned() + "\n");
        let noted = dismissed(&format!("{OTHER}# ask the network team\n{DRAFT}"));
        assert!(noted.contains("# ask the network team") && noted.contains("status = \"withdrawn\""), "{noted}");
        let only = dismissed(DRAFT);
        assert!(only.contains("withdrawn") && only.contains("joined"), "{only}");
        assert_eq!(dismissed(OTHER), OTHER);
    }
}
