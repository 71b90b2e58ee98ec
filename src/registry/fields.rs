//! The keys of an entry: one table for the reader, the schema and the policy.

use std::str::FromStr;
use std::sync::LazyLock;

use super::entry::Entry;
use super::state::WordError;

/// One key of an `[[exception]]`.
struct Field {
    name: &'static str,
    /// `[defaults]` may hold it.
    defaultable: bool,
    /// `[policy]` may require it.
    required: Option<Require>,
}

const FIELDS: [Field; 23] = [
    Field::own("id"),
    Field::own("rules"),
    Field::own("title").required(Require::Title),
    Field::own("titles"),
    Field::shared("benchmark"),
    Field::shared("version"),
    Field::shared("category").required(Require::Category),
    Field::own("reason").required(Require::Reason),
    Field::shared("workaround").required(Require::Workaround),
    Field::own("links").required(Require::Links),
    Field::own("evidence").required(Require::Evidence),
    Field::shared("statuses"),
    Field::shared("applies-to"),
    Field::shared("owner").required(Require::Owner),
    Field::shared("requested-by").required(Require::RequestedBy),
    Field::shared("approved-by").required(Require::ApprovedBy),
    Field::shared("approved-on").required(Require::ApprovedOn),
    Field::shared("starts").required(Require::Starts),
    Field::shared("expires").required(Require::Expires),
    Field::shared("status"),
    Field::own("history"),
    Field::own("was"),
    Field::own("note"),
];

impl Field {
    const fn own(name: &'static str) -> Self {
        Self { name, defaultable: false, required: None }
    }

    const fn shared(name: &'static str) -> Self {
        Self { name, defaultable: true, required: None }
    }

    const fn required(mut self, by: Require) -> Self {
        self.required = Some(by);
        self
    }
}

/// The keys that an entry may hold.
pub(super) static ENTRY_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FIELDS.iter().map(|field| field.name).collect());

/// The keys that `[defaults]` may hold, since several entries can have them in common.
pub(super) static DEFAULT_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FIELDS.iter().filter(|field| field.defaultable).map(|field| field.name).collect());

/// The keys that a policy can require.
pub(super) static REQUIRE_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FIELDS.iter().filter(|field| field.required.is_some()).map(|field| field.name).collect());

/// A key that a policy can require of every entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Require {
    /// The recommendation's title.
    Title,
    /// The category.
    Category,
    /// The reason.
    Reason,
    /// The workaround.
    Workaround,
    /// At least one link.
    Links,
    /// An evidence scope.
    Evidence,
    /// Who answers for it.
    Owner,
    /// Who asked for it.
    RequestedBy,
    /// Who approved it.
    ApprovedBy,
    /// The day it was approved.
    ApprovedOn,
    /// The first day.
    Starts,
    /// The last day.
    Expires,
}

impl Require {
    /// The key as it stands in the file.
    pub fn word(self) -> &'static str {
        FIELDS.iter().find(|field| field.required == Some(self)).map_or("", |field| field.name)
    }

    /// Whether an entry says what is required.
    pub fn is_met(self, entry: &Entry) -> bool {
        let says = |text: &str| !text.trim().is_empty();
        let text = |value: &Option<String>| value.as_deref().is_some_and(says);
        match self {
            Self::Title => text(&entry.title) || (!entry.titles.is_empty() && !entry.has_unguarded_number()),
            Self::Category => text(&entry.category),
            Self::Reason => says(&entry.reason),
            Self::Workaround => says(&entry.workaround),
            Self::Links => !entry.links.is_empty(),
            Self::Evidence => entry.evidence.is_some(),
            Self::Owner => text(&entry.owner),
            Self::RequestedBy => text(&entry.requested_by),
            Self::ApprovedBy => text(&entry.approved_by),
            Self::ApprovedOn => entry.approved_on.is_some(),
            Self::Starts => entry.starts.is_some(),
            Self::Expires => entry.expires.is_some(),
        }
    }
}

impl FromStr for Require {
    type Err = WordError;

    fn from_str(word: &str) -> Result<Self, WordError> {
        let found = FIELDS.iter().find(|field| field.name == word).and_then(|field| field.required);
        found.ok_or_else(|| WordError(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_can_be_required_is_read_back_from_its_word() {
        for word in REQUIRE_KEYS.iter() {
            assert_eq!(word.parse::<Require>().map(Require::word), Ok(*word));
        }
        assert!("id".parse::<Require>().is_err() && "owners".parse::<Require>().is_err());
    }

    #[test]
    fn what_is_required_is_met_by_an_entry_that_says_it_and_by_no_other() {
        let day = jiff::civil::date(2026, 11, 23);
        let text = || Some("x".to_owned());
        let met = |required: Require, says: Entry| {
            assert!(required.is_met(&says) && !required.is_met(&Entry::default()), "{required:?}");
        };
        met(Require::Title, Entry { title: text(), ..Entry::default() });
        met(Require::Category, Entry { category: text(), ..Entry::default() });
        met(Require::Reason, Entry { reason: "x".into(), ..Entry::default() });
        met(Require::Workaround, Entry { workaround: "x".into(), ..Entry::default() });
        met(Require::Links, Entry { links: vec!["x".into()], ..Entry::default() });
        met(Require::Evidence, Entry { evidence: Some(Vec::new()), ..Entry::default() });
        met(Require::Owner, Entry { owner: text(), ..Entry::default() });
        met(Require::RequestedBy, Entry { requested_by: text(), ..Entry::default() });
        met(Require::ApprovedBy, Entry { approved_by: text(), ..Entry::default() });
        met(Require::ApprovedOn, Entry { approved_on: Some(day), ..Entry::default() });
        met(Require::Starts, Entry { starts: Some(day), ..Entry::default() });
        met(Require::Expires, Entry { expires: Some(day), ..Entry::default() });
        let blank = Entry { reason: " \n".into(), owner: Some(" ".into()), ..Entry::default() };
        assert!(!Require::Reason.is_met(&blank) && !Require::Owner.is_met(&blank), "blanks say nothing");
    }

    #[test]
    fn a_required_title_is_met_by_titles_of_all_numbers() {
        let number = |text: &str| text.parse::<crate::model::Number>().expect("a number");
        let titled = |titles: &[&str]| Entry {
            rules: ["1.1", "1.2"].map(|text| crate::registry::Rule::Number(number(text))).to_vec(),
            titles: titles.iter().map(|text| (number(text), "T".to_owned())).collect(),
            ..Entry::default()
        };
        assert!(Require::Title.is_met(&titled(&["1.1", "1.2"])));
        assert!(!Require::Title.is_met(&titled(&["1.1"])) && !Require::Title.is_met(&titled(&[])));
    }
}
