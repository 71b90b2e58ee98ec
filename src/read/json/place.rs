//! A place in a JSON document, and values read into wire structs with errors that name it.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::read::{Position, ReadError};

/// Where a value stood: counted from 1, such as `document 2/findings[7]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) trail: String,
    /// Where its document begins; absent when the file is one document.
    pub(crate) position: Option<Position>,
}

impl Place {
    /// The value of a key.
    pub(crate) fn key(&self, key: &str) -> Self {
        let slash = if self.trail.is_empty() { "" } else { "/" };
        Self { trail: format!("{}{slash}{key}", self.trail), ..*self }
    }

    /// An item of a list, counted from 0 here.
    pub(crate) fn index(&self, index: usize) -> Self {
        Self { trail: format!("{}[{}]", self.trail, index + 1), ..*self }
    }

    /// An error about this place.
    pub(crate) fn error<S: Into<String>>(&self, message: S) -> ReadError {
        ReadError::content(message).trail(self.trail.clone()).at(self.position)
    }

    /// The value at this place as a wire struct.
    ///
    /// # Errors
    /// When a field has another type; names the field.
    pub(crate) fn parse<T: DeserializeOwned>(&self, value: &Value) -> Result<T, ReadError> {
        self.explained(serde_path_to_error::deserialize(value))
    }

    /// As [`parse`](Self::parse); also tells the keys that the wire struct does not know.
    pub(crate) fn parse_noting<T: DeserializeOwned>(
        &self,
        value: &Value,
        mut unknown: impl FnMut(String),
    ) -> Result<T, ReadError> {
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
        let read = serde_ignored::deserialize(tracked, |path| unknown(path.to_string()));
        self.explained(read.map_err(|error| serde_path_to_error::Error::new(track.path(), error)))
    }

    fn explained<T>(&self, read: Result<T, serde_path_to_error::Error<serde_json::Error>>) -> Result<T, ReadError> {
        read.map_err(|error| self.below(error.path()).error(error.inner().to_string()))
    }

    fn below(&self, path: &Path) -> Self {
        path.iter().fold(self.clone(), |place, segment| match segment {
            Segment::Seq { index } => place.index(*index),
            Segment::Map { key } => place.key(key),
            Segment::Enum { .. } | Segment::Unknown => place,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Wire {
        #[expect(dead_code, reason = "only its type matters")]
        levels: Vec<u8>,
    }

    #[test]
    fn an_error_names_the_field_counted_from_one() {
        let place = Place::default().key("checks").index(6);
        let error = place.parse::<Wire>(&json!({"levels": [1, "2"]})).expect_err("a text is no level");
        assert_eq!(error.trail, "checks[7]/levels[2]");
    }

    #[test]
    fn unknown_keys_are_told() {
        let mut unknown = Vec::new();
        Place::default().parse_noting::<Wire>(&json!({"levels": [], "x": 1}), |key| unknown.push(key)).expect("a wire");
        assert_eq!(unknown, ["x"]);
    }
}
