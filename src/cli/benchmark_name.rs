//! A benchmark with its version, as options take it.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use crate::mapping::{builtin_lists, builtin_named};

/// Parses `NAME VERSION`: every name. A shell's completions offer those that are known, without blanks, which
/// stand for the benchmark's own name.
#[derive(Clone)]
pub(super) struct BenchmarkName;

impl TypedValueParser for BenchmarkName {
    type Value = String;

    fn parse_ref(&self, cmd: &clap::Command, arg: Option<&clap::Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(cmd, arg, value)?;
        Ok(builtin_named(&text).map_or(text, |edition| edition.to_string()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(builtin_lists().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completed_name_is_the_benchmarks_own_and_any_other_stays() {
        let read = |text: &str| {
            BenchmarkName.parse_ref(&clap::Command::new("amicis"), None, OsStr::new(text)).expect("any name is taken")
        };
        assert_eq!(read("amazon_linux_2_v2.0.0"), "CIS Amazon Linux 2 Benchmark v2.0.0");
        for text in ["AL2 2.0.0", "house_linux_v1.0.0", "CIS Amazon Linux 2 Benchmark 2.0.0"] {
            assert_eq!(read(text), text);
        }
    }
}
