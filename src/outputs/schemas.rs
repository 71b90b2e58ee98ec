//! The JSON Schemas: one for every JSON that the program prints, and for the registry.

use schemars::JsonSchema;
use serde_json::{Value, json};

use crate::formats::{NATIVE_FORMAT, native_schema};
use crate::registry;
use crate::schema::{identified, settings};
use crate::views::{
    AssessedView, BenchmarksView, ControlsView, CrosswalkView, DiffView, ExceptionsView, FormatsView, GateView,
    HistoryView, LintView, OutputsView, PredicateView, RefusalsView, ReportView, ResultsView, StatementView,
    SummaryView,
};

/// A JSON Schema.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Its name, such as `diff`; the file is `templates/schema/diff.schema.json`.
    pub name: &'static str,
    /// The key by which a document says that the schema is about it, with its value: `("format", "amicis-diff/1")`.
    pub marker: (&'static str, &'static str),
    make: Make,
}

/// How a schema is made.
#[derive(Clone, Copy, Debug)]
enum Make {
    /// From the type that is printed.
    Type(fn() -> Value),
    /// By the room that reads such files.
    Reader(fn() -> String),
}

/// Every schema, by name.
pub const SCHEMAS: [Schema; 19] = [
    Schema { name: "amicis-1", marker: ("format", NATIVE_FORMAT), make: Make::Reader(native_schema) },
    of::<AssessedView>("assessment", AssessedView::FORMAT),
    of::<BenchmarksView<'_>>("benchmarks", BenchmarksView::FORMAT),
    of::<ControlsView>("controls", ControlsView::FORMAT),
    of::<CrosswalkView<'_>>("crosswalk", CrosswalkView::FORMAT),
    of::<DiffView>("diff", DiffView::FORMAT),
    of::<ExceptionsView>("exceptions", ExceptionsView::FORMAT),
    of::<FormatsView>("formats", FormatsView::FORMAT),
    of::<GateView<'_>>("gate", GateView::FORMAT),
    of::<HistoryView>("history", HistoryView::FORMAT),
    of::<LintView<'_>>("lint", LintView::FORMAT),
    of::<OutputsView>("outputs", OutputsView::FORMAT),
    of::<PredicateView>("predicate", PredicateView::FORMAT),
    of::<RefusalsView>("refusals", RefusalsView::FORMAT),
    Schema { name: "registry", marker: ("schema", "1"), make: Make::Reader(registry::schema) },
    of::<ReportView>("report", ReportView::FORMAT),
    Schema { make: Make::Type(results), ..of::<ResultsView<'_>>("results", ResultsView::FORMAT) },
    Schema { marker: ("_type", StatementView::KIND), ..of::<StatementView<'_>>("statement", "") },
    Schema { marker: ("predicateType", SummaryView::TYPE), ..of::<SummaryView>("summary", "") },
];

/// The schema of a view, whose marker is its `format`.
const fn of<View: JsonSchema>(name: &'static str, format: &'static str) -> Schema {
    let make = Make::Type(|| settings().for_serialize().into_generator().into_root_schema_for::<View>().to_value());
    Schema { name, marker: ("format", format), make }
}

/// A bundle's results are read again, as scans are: their schema is that of the reader.
fn results() -> Value {
    settings().into_generator().into_root_schema_for::<ResultsView<'_>>().to_value()
}

impl Schema {
    /// The schema with a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        static ALL: [Schema; SCHEMAS.len()] = SCHEMAS;
        ALL.iter().find(|schema| schema.name == name)
    }

    /// The schema, pretty-printed with a line end.
    pub fn text(&self) -> String {
        let make = match self.make {
            Make::Type(make) => make,
            Make::Reader(read) => return read(),
        };
        let mut schema = make();
        let (key, value) = self.marker;
        // A document of another version, or of another view, is not to be taken for one of these.
        let marker = schema.pointer_mut(&format!("/properties/{key}")).and_then(Value::as_object_mut);
        marker.into_iter().for_each(|marker| drop(marker.insert("const".to_owned(), json!(value))));
        identified(schema, &format!("{}:1", self.name))
    }
}

/// The JSON Schema of the report's data, for people who write templates.
pub fn report_schema() -> String {
    Schema::named("report").map(Schema::text).unwrap_or_default()
}
