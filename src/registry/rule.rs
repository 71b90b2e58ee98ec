//! A rule that an entry names: a recommendation, or one tool's rule.

use std::fmt;

use serde::Serialize;

use super::fold::same;
use crate::model::{Number, Tool};

/// A recommendation, or a tool's rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Rule {
    /// A recommendation number of the entry's benchmark and version.
    Number(Number),
    /// A tool's own rule.
    Tool(ToolRule),
}

/// A rule of a tool: two tools may use one id for two things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ToolRule {
    /// The tool, where the rule itself says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The id, compared exactly.
    pub id: String,
}

impl Rule {
    /// A rule id whose tool is not stated.
    pub fn id(id: &str) -> Self {
        Self::Tool(ToolRule { tool: None, id: id.to_owned() })
    }

    /// A rule id of a tool.
    pub fn of_tool(tool: &str, id: &str) -> Self {
        Self::Tool(ToolRule { tool: Some(tool.to_owned()), id: id.to_owned() })
    }
}

impl ToolRule {
    /// Whether it is the rule of a check that a tool made.
    pub fn is(&self, rule: Option<&str>, tool: Option<&Tool>) -> bool {
        let by = |name: &String| tool.is_some_and(|tool| same(name, &tool.name));
        rule == Some(self.id.as_str()) && self.tool.as_ref().is_none_or(by)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Tool(rule) => f.write_str(&rule.id),
        }
    }
}
