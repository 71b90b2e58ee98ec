//! The JSON Schema of the report's data, for people who write templates.

use schemars::generate::SchemaSettings;

use super::report::ReportView;

/// The JSON Schema of [`ReportView`] as it is serialised, pretty-printed with a line end.
pub fn report_schema() -> String {
    let schema = SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<ReportView>();
    format!("{:#}\n", schema.as_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_SCHEMAS=1 cargo test schema` writes the file.
    #[test]
    fn the_committed_schema_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/schema/report.schema.json");
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(path, report_schema()).expect("written");
        }
        assert_eq!(std::fs::read_to_string(path).expect("a schema"), report_schema());
    }
}
