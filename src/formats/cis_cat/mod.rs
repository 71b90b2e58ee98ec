//! CIS-CAT's own reports; its XCCDF and ARF are read as SCAP.

mod csv;
mod json;
mod text;

pub(super) use csv::CisCatCsv;
pub(super) use json::CisCatJson;
pub(super) use text::CisCatText;
