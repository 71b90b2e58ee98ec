//! One row of whatever was imported, on its way to being an entry.

use jiff::civil::Date;

use super::super::rule::Rule;
use crate::model::{Number, Status};

/// A row's content, and its doubtful parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Recommendation numbers or rule ids.
    pub rules: Vec<String>,
    /// The tool whose rule ids they are.
    pub tool: Option<String>,
    /// The recommendation's title.
    pub title: Option<String>,
    /// The titles of single numbers, where the row names several.
    pub titles: Vec<(String, String)>,
    /// The benchmark's name, where it is not the file's.
    pub benchmark: Option<String>,
    /// The benchmark's version, where it is not the file's.
    pub version: Option<String>,
    /// Why, in a word of the registry's categories.
    pub category: Option<String>,
    /// Why, word for word.
    pub reason: String,
    /// The workaround, word for word.
    pub workaround: String,
    /// The links found in the texts.
    pub links: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<Date>,
    /// The last day in force.
    pub expires: Option<Date>,
    /// The statuses beside `fail` that it is for.
    pub statuses: Vec<Status>,
    /// Nobody has looked at it yet.
    pub unread: bool,
    /// The doubtful parts, quoted; a row with doubts is a draft.
    pub doubts: Vec<String>,
    /// The other texts of the row.
    pub remarks: Vec<String>,
}

impl Row {
    /// The row's recommendations, as an entry's rules.
    pub(crate) fn named(&self) -> impl Iterator<Item = Rule> {
        self.rules.iter().map(|text| match (text.parse::<Number>(), &self.tool) {
            (Ok(number), _) if number.parts().len() > 1 => Rule::Number(number),
            (_, Some(tool)) => Rule::of_tool(tool, text),
            _ => Rule::id(text),
        })
    }

    /// The title that guards one of its recommendations.
    pub(in crate::registry) fn title_of(&self, rule: &str) -> Option<&str> {
        let own = self.titles.iter().find(|(number, _)| number == rule).map(|(_, title)| title);
        own.or(self.title.as_ref()).map(String::as_str)
    }

    /// Takes the recommendations of another row in, each with its title.
    pub(in crate::registry) fn join(&mut self, other: Self) {
        if let (Some(title), [number]) = (self.title.take(), self.rules.as_slice()) {
            self.titles.push((number.clone(), title));
        }
        self.statuses.extend(other.statuses);
        self.statuses.sort_unstable();
        self.statuses.dedup();
        for rule in other.rules.into_iter().filter(|rule| !self.rules.contains(rule)).collect::<Vec<_>>() {
            self.titles.extend(other.title.clone().map(|title| (rule.clone(), title)));
            self.rules.push(rule);
        }
    }

    /// The title of the first of its recommendations.
    pub(super) fn first_title(&self) -> Option<&str> {
        self.title.as_deref().or(self.titles.first().map(|(_, title)| title.as_str()))
    }

    /// A draft: new, or something in it is doubtful.
    pub fn is_draft(&self) -> bool {
        // An entry in force says why; blank to the reader is blank here, too.
        self.reason.trim().is_empty() || self.unread || !self.doubts.is_empty()
    }

    /// Everything that has no field of its own; empty when there is nothing.
    pub fn note(&self) -> String {
        self.doubts.iter().chain(&self.remarks).map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// Every text that comes into the entry.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.rules, &self.links, &self.doubts, &self.remarks];
        let fields = [&self.tool, &self.title, &self.owner, &self.approved_by];
        let texts = [self.reason.as_str(), &self.workaround];
        let texts =
            texts.into_iter().chain(self.category.as_deref()).chain(fields.into_iter().flatten().map(String::as_str));
        texts.chain(lists.into_iter().flatten().map(String::as_str))
    }

    /// Notes links, each once.
    pub(super) fn add_links(&mut self, links: Vec<String>) {
        for link in links {
            if !self.links.contains(&link) {
                self.links.push(link);
            }
        }
    }
}
