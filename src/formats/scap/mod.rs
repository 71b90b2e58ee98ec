//! SCAP results: XCCDF by itself, and inside ARF.

mod arf;
mod document;
mod index;
mod naming;
mod oval;
mod oval_item;
mod prose;
mod result;
mod rule;
mod rule_result;
mod scan;
mod score;
mod selection;
#[cfg(test)]
mod tests;
mod warnings;
mod xccdf;

pub(super) use arf::Arf;
pub(super) use xccdf::Xccdf;
