//! The columns of a sheet, and what an entry has in each.

use super::super::entry::Entry;
use crate::diag::{Source, guarded_cell};

/// A column of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// The entry that a row is of.
    Id,
    Numbers,
    Title,
    Status,
    Category,
    Reason,
    Workaround,
    Owner,
    Expires,
    ApprovedBy,
    /// The mark of what the entry said when the sheet was made.
    Revision,
}

impl Column {
    /// Every column, in the sheet's order.
    pub(super) const ALL: [Self; 11] = [
        Self::Id,
        Self::Numbers,
        Self::Title,
        Self::Status,
        Self::Category,
        Self::Reason,
        Self::Workaround,
        Self::Owner,
        Self::Expires,
        Self::ApprovedBy,
        Self::Revision,
    ];

    /// The heading; of a column that is filled in, the key of the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Numbers => "numbers",
            Self::Title => "title",
            Self::Status => "status",
            Self::Category => "category",
            Self::Reason => "reason",
            Self::Workaround => "workaround",
            Self::Owner => "owner",
            Self::Expires => "expires",
            Self::ApprovedBy => "approved-by",
            Self::Revision => "revision",
        }
    }

    /// The width, in characters.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Reason => 60.0,
            Self::Title | Self::Workaround => 45.0,
            Self::Id => 28.0,
            Self::Numbers | Self::Category | Self::Owner | Self::ApprovedBy => 18.0,
            Self::Status | Self::Expires | Self::Revision => 12.0,
        }
    }

    /// The columns that people fill in; the others say what a row is about.
    pub(super) fn filled_in() -> impl Iterator<Item = Self> {
        let about = |column: &Self| matches!(column, Self::Id | Self::Numbers | Self::Title | Self::Revision);
        Self::ALL.into_iter().filter(move |column| !about(column))
    }

    /// The cell of an entry: its own word or the one that it inherits.
    pub(super) fn cell(self, entry: &Entry) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let cell = match self {
            Self::Id => entry.id.clone(),
            Self::Numbers => entry.rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            Self::Title if entry.titles.is_empty() => text(&entry.title),
            Self::Title => {
                let titles = entry.titles.iter().map(|(number, title)| format!("{number} {title}"));
                titles.collect::<Vec<_>>().join("\n")
            }
            Self::Status => entry.status.word().to_owned(),
            Self::Category => text(&entry.category),
            Self::Reason => entry.reason.clone(),
            Self::Workaround => entry.workaround.clone(),
            Self::Owner => text(&entry.owner),
            Self::Expires => entry.expires.map(|day| day.to_string()).unwrap_or_default(),
            Self::ApprovedBy => text(&entry.approved_by),
            Self::Revision => revision(entry),
        };
        guarded_cell(cell.trim())
    }
}

/// How many digits of the digest are enough to see that an entry was changed.
const DIGITS: usize = 8;

/// The mark of what an entry says in the columns that people fill in. A spreadsheet must not take it for a number.
fn revision(entry: &Entry) -> String {
    let cells: Vec<String> = Column::filled_in().map(|column| column.cell(entry)).collect();
    let digest = Source::new(cells.join("\0")).sha256();
    format!("r-{}", digest.chars().take(DIGITS).collect::<String>())
}
