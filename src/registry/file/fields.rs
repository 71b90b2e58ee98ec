//! Reading one TOML table key by key: unknown keys, wrong types and blank texts become problems
//! with their place, and reading goes on.

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, Level, did_you_mean};

pub(super) type Span = Range<usize>;
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The lists that say the same empty and left out.
const MAY_BE_EMPTY: [&str; 5] = ["links", "history", "statuses", "require", "never-except"];

/// The problems of one file.
pub(super) struct Problems {
    path: String,
    found: Vec<Diagnostic>,
}

impl Problems {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.to_owned(), found: Vec::new() }
    }

    pub(super) fn deny<M: Into<String>, H: Into<String>>(&mut self, code: Code, span: Span, message: M, help: H) {
        self.found.push(Diagnostic::new(Level::Deny, code, message).path(&self.path).span(span).help(help));
    }

    pub(super) fn warn<M: Into<String>, H: Into<String>>(&mut self, code: Code, span: Span, message: M, help: H) {
        self.found.push(Diagnostic::new(Level::Warn, code, message).path(&self.path).span(span).help(help));
    }

    /// A word that is none of the known ones.
    pub(super) fn unknown_word(&mut self, code: Code, text: &Text<'_>, what: &str, known: &[&str]) {
        let message = format!("`{}` is no {what}", shortened(text.text));
        self.deny(code, text.span.clone(), message, suggestion(text.text, known));
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// The known word to write instead of an unknown one.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}

/// A text short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A text and its place.
#[derive(Clone)]
pub(super) struct Text<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

impl Text<'_> {
    pub(super) fn owned(self) -> String {
        self.text.to_owned()
    }
}

/// One table, with what it inherits.
pub(super) struct Fields<'t> {
    /// How messages name the table.
    pub(super) name: &'static str,
    pub(super) span: Span,
    table: &'t DeTable<'t>,
    inherited: Option<&'t DeTable<'t>>,
}

impl<'t> Fields<'t> {
    /// Opens a table; keys that it must not have are problems.
    pub(super) fn open(
        name: &'static str,
        table: &'t DeTable<'t>,
        span: Span,
        keys: &[&str],
        problems: &mut Problems,
    ) -> Self {
        for (key, _) in table {
            let word = key.get_ref().as_ref();
            if !keys.contains(&word) {
                let message = format!("unknown key `{}` in {name}", shortened(word));
                problems.deny(Code::UnknownKey, key.span(), message, suggestion(word, keys));
            }
        }
        Self { name, span, table, inherited: None }
    }

    /// Opens the table that stands as a value.
    pub(super) fn open_value(
        name: &'static str,
        value: &'t Value<'t>,
        keys: &[&str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            let help = format!("write {name} as a table of {}", keys.join(", "));
            problems.deny(Code::WrongType, value.span(), format!("{name} must be a table, not {}", kind(value)), help);
            return None;
        };
        Some(Self::open(name, table, value.span(), keys, problems))
    }

    /// Takes what the table does not have from another.
    pub(super) fn inherit(mut self, table: Option<&'t DeTable<'t>>) -> Self {
        self.inherited = table;
        self
    }

    /// The table's own keys and values.
    pub(super) fn own(&self) -> impl Iterator<Item = (Text<'t>, &'t Value<'t>)> {
        self.table.iter().map(|(key, value)| (Text { text: key.get_ref().as_ref(), span: key.span() }, value))
    }

    pub(super) fn value(&self, key: &str) -> Option<&'t Value<'t>> {
        self.table.get(key).or_else(|| self.inherited.and_then(|table| table.get(key)))
    }

    /// Reports a key that has to be there.
    pub(super) fn missing(&self, key: &str, help: &str, problems: &mut Problems) {
        let message = format!("{} lacks the key `{key}`", self.name);
        problems.deny(Code::MissingKey, self.span.clone(), message, help);
    }

    /// A text that may be blank.
    pub(super) fn text(&self, key: &str, problems: &mut Problems) -> Option<Text<'t>> {
        as_text(format_args!("`{key}`"), self.value(key)?, problems)
    }

    /// A text that says something; trimmed.
    pub(super) fn filled(&self, key: &str, problems: &mut Problems) -> Option<Text<'t>> {
        let text = self.text(key, problems)?;
        if text.text.trim().is_empty() {
            problems.deny(Code::Blank, text.span, format!("`{key}` is blank"), "write it, or leave the key out");
            return None;
        }
        Some(Text { text: text.text.trim(), span: text.span })
    }

    /// A list; an empty one is a problem where it would say "nothing at all".
    pub(super) fn list(&self, key: &str, of: &str, problems: &mut Problems) -> Option<&'t [Value<'t>]> {
        let value = self.value(key)?;
        let DeValue::Array(list) = value.get_ref() else {
            let message = format!("`{key}` must be a list of {of}, not {}", kind(value));
            problems.deny(Code::WrongType, value.span(), message, format!("put it in brackets: {key} = […]"));
            return None;
        };
        if list.is_empty() && !MAY_BE_EMPTY.contains(&key) {
            problems.deny(Code::EmptyList, value.span(), format!("`{key}` is empty"), "fill it, or leave the key out");
            return None;
        }
        Some(list)
    }

    /// A list of texts, none of them blank; trimmed.
    pub(super) fn texts(&self, key: &str, problems: &mut Problems) -> Option<Vec<Text<'t>>> {
        let mut texts = Vec::new();
        for value in self.list(key, "texts", problems)? {
            let Some(text) = as_text(format_args!("an item of `{key}`"), value, problems) else { continue };
            if text.text.trim().is_empty() {
                problems.deny(
                    Code::Blank,
                    text.span,
                    format!("`{key}` holds a blank text"),
                    "write it, or take it out",
                );
            } else {
                texts.push(Text { text: text.text.trim(), span: text.span });
            }
        }
        Some(texts)
    }

    /// A day.
    pub(super) fn date(&self, key: &str, problems: &mut Problems) -> Option<Date> {
        let value = self.value(key)?;
        let day = value.get_ref().as_datetime().filter(|moment| moment.time.is_none()).and_then(|moment| moment.date);
        let day = day.and_then(|day| {
            let (year, month) = (i16::try_from(day.year).ok()?, i8::try_from(day.month).ok()?);
            Date::new(year, month, i8::try_from(day.day).ok()?).ok()
        });
        if day.is_none() {
            let message = format!("`{key}` must be a day, not {}", kind(value));
            problems.deny(Code::BadDate, value.span(), message, format!("without quotes and time: {key} = 2027-01-31"));
        }
        day
    }

    /// Yes or no.
    pub(super) fn flag(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            let message = format!("`{key}` must be true or false, not {}", kind(value));
            problems.deny(Code::WrongType, value.span(), message, format!("without quotes: {key} = true"));
        }
        flag
    }

    /// A whole number within a range.
    pub(super) fn whole(&self, key: &str, range: Range<u32>, problems: &mut Problems) -> Option<u32> {
        as_whole(key, self.value(key)?, range, problems)
    }

    /// A percentage.
    pub(super) fn percent(&self, key: &str, problems: &mut Problems) -> Option<f64> {
        let value = self.value(key)?;
        let percent = match value.get_ref() {
            DeValue::Integer(whole) => whole.as_str().parse::<f64>().ok(),
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
        if percent.is_none() {
            let message = format!("`{key}` must be a percentage");
            problems.deny(Code::WrongType, value.span(), message, format!("a number from 0 to 100: {key} = 85.5"));
        }
        percent
    }
}

/// A text; `what` names it in messages.
pub(super) fn as_text<'t>(what: fmt::Arguments<'_>, value: &'t Value<'t>, problems: &mut Problems) -> Option<Text<'t>> {
    if let DeValue::String(text) = value.get_ref() {
        return Some(Text { text, span: value.span() });
    }
    let help = match value.get_ref() {
        DeValue::Float(number) => format!("quote it, for 1.10 is not 1.1: \"{}\"", shortened(number.as_str())),
        DeValue::Integer(number) => format!("quote it: \"{}\"", shortened(number.as_str())),
        _ => "write a text in quotes".to_owned(),
    };
    problems.deny(Code::WrongType, value.span(), format!("{what} must be a text, not {}", kind(value)), help);
    None
}

pub(super) fn as_whole(key: &str, value: &Value<'_>, range: Range<u32>, problems: &mut Problems) -> Option<u32> {
    let whole = value.get_ref().as_integer().and_then(|integer| {
        u32::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok().filter(|n| range.contains(n))
    });
    if whole.is_none() {
        let help = format!("a number from {} to {}", range.start, range.end - 1);
        problems.deny(Code::WrongType, value.span(), format!("`{key}` must be a whole number"), help);
    }
    whole
}

fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(moment) if moment.time.is_none() => "a date",
        DeValue::Datetime(_) => "a date with a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
