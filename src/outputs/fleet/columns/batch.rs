//! Rows → record batches.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, MapBuilder,
    MapFieldNames, StringBuilder, StringDictionaryBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef, TimeUnit};

use super::super::cell::{Cell, Kind};
use super::super::table::{Column, Table};
use super::super::{
    CROSSWALKS, CrosswalkRow, ENTRIES, ERRORS, EntryRow, FINDINGS, REGISTRY_VERSIONS, RegistryVersionRow, SCANS,
};
use super::error::ColumnsError;
use crate::views::{ErrorRow, FleetView, SpanRow};

/// The columns of a table as a schema of Arrow, with the one that is a folder's name in Parquet.
pub fn schema<R>(table: &Table<R>) -> Schema {
    Schema::new(table.columns.iter().map(|column| field(column, false)).collect::<Fields>())
}

/// Rows as one batch.
///
/// # Errors
/// When the rows are more than a batch of Arrow can hold.
pub fn batch<'r, R: 'static>(
    table: &'static Table<R>,
    rows: impl IntoIterator<Item = &'r R>,
) -> Result<RecordBatch, ColumnsError> {
    let mut columns = Columns::new(table, false, false);
    for row in rows {
        columns.push(row)?;
    }
    Ok(columns.finish()?)
}

/// The findings of a unit.
///
/// # Errors
/// As [`batch`].
pub fn findings(view: &FleetView) -> Result<RecordBatch, ColumnsError> {
    batch(&FINDINGS, &view.findings)
}

/// The scans of a unit.
///
/// # Errors
/// As [`batch`].
pub fn scans(view: &FleetView) -> Result<RecordBatch, ColumnsError> {
    batch(&SCANS, view.scans.iter().map(Arc::as_ref))
}

/// The files that could not be read.
///
/// # Errors
/// As [`batch`].
pub fn errors(rows: &[ErrorRow]) -> Result<RecordBatch, ColumnsError> {
    batch(&ERRORS, rows)
}

/// The entries of a registry.
///
/// # Errors
/// As [`batch`].
pub fn entries(rows: &[EntryRow]) -> Result<RecordBatch, ColumnsError> {
    batch(&ENTRIES, rows)
}

/// Versions of a registry.
///
/// # Errors
/// As [`batch`].
pub fn registry_versions(rows: &[RegistryVersionRow]) -> Result<RecordBatch, ColumnsError> {
    batch(&REGISTRY_VERSIONS, rows)
}

/// Rows of crosswalks.
///
/// # Errors
/// As [`batch`].
pub fn crosswalks(rows: &[CrosswalkRow]) -> Result<RecordBatch, ColumnsError> {
    batch(&CROSSWALKS, rows)
}

fn text_list() -> Field {
    Field::new("element", DataType::Utf8, false)
}

fn span_fields() -> Fields {
    Fields::from(vec![
        Field::new("from", DataType::Date32, true),
        Field::new("to", DataType::Date32, true),
        Field::new("disposition", DataType::Utf8, false),
        Field::new_list("entries", text_list(), false),
    ])
}

fn span_list() -> Field {
    Field::new_struct("element", span_fields(), false)
}

fn tag_names() -> MapFieldNames {
    MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() }
}

fn field<R>(column: &Column<R>, dictionary: bool) -> Field {
    let kind = match column.kind {
        Kind::Text if dictionary => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Kind::Text | Kind::LongText => DataType::Utf8,
        Kind::Texts => DataType::List(Arc::new(text_list())),
        Kind::Int => DataType::Int32,
        Kind::Long => DataType::Int64,
        Kind::Bool => DataType::Boolean,
        Kind::Double => DataType::Float64,
        Kind::Day => DataType::Date32,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Spans => DataType::List(Arc::new(span_list())),
        Kind::Tags => {
            let (key, value) = (Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Utf8, false));
            DataType::Map(Arc::new(Field::new_struct("key_value", vec![key, value], false)), false)
        }
    };
    Field::new(column.name, kind, !column.required)
}

/// Columns that grow row by row.
pub(super) struct Columns<R: 'static> {
    builders: Vec<(&'static Column<R>, Builder)>,
    schema: SchemaRef,
    /// The bytes of long texts.
    pub(super) bytes: usize,
}

impl<R: 'static> Columns<R> {
    /// No rows yet; `dictionary` keeps each text once, `in_file` leaves out what is in the folder's name.
    pub(super) fn new(table: &'static Table<R>, dictionary: bool, in_file: bool) -> Self {
        let columns = table.columns.iter().filter(|column| !in_file || table.partition != Some(column.name));
        let builders: Vec<_> = columns.map(|column| (column, Builder::new(column.kind, dictionary))).collect();
        let fields = builders.iter().map(|(column, _)| field(column, dictionary)).collect::<Fields>();
        Self { builders, schema: Arc::new(Schema::new(fields)), bytes: 0 }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: &R) -> Result<(), ArrowError> {
        for (column, builder) in &mut self.builders {
            let cell = column.of(row);
            if let (Kind::LongText, Cell::Text(text)) = (column.kind, &cell) {
                self.bytes += text.len();
            }
            builder.append(cell).map_err(|error| match error {
                ArrowError::SchemaError(what) => ArrowError::SchemaError(format!("{}: {what}", column.name)),
                other => other,
            })?;
        }
        Ok(())
    }

    /// The rows so far as a batch; none are left.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.bytes = 0;
        let arrays = self.builders.iter_mut().map(|(_, builder)| builder.finish()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
    }
}

/// A column that grows.
enum Builder {
    Text(StringBuilder),
    Dictionary(StringDictionaryBuilder<Int32Type>),
    Texts(ListBuilder<StringBuilder>),
    Int(Int32Builder),
    Long(Int64Builder),
    Bool(BooleanBuilder),
    Double(Float64Builder),
    Day(Date32Builder),
    Time(TimestampMicrosecondBuilder),
    Spans(ListBuilder<StructBuilder>),
    Tags(MapBuilder<StringBuilder, StringBuilder>),
}

impl Builder {
    fn new(kind: Kind, dictionary: bool) -> Self {
        let texts = || ListBuilder::new(StringBuilder::new()).with_field(text_list());
        match kind {
            Kind::Text if dictionary => Self::Dictionary(StringDictionaryBuilder::new()),
            Kind::Text | Kind::LongText => Self::Text(StringBuilder::new()),
            Kind::Texts => Self::Texts(texts()),
            Kind::Int => Self::Int(Int32Builder::new()),
            Kind::Long => Self::Long(Int64Builder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::Double => Self::Double(Float64Builder::new()),
            Kind::Day => Self::Day(Date32Builder::new()),
            Kind::Time => Self::Time(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::Spans => {
                let builders: Vec<Box<dyn ArrayBuilder>> = vec![
                    Box::new(Date32Builder::new()),
                    Box::new(Date32Builder::new()),
                    Box::new(StringBuilder::new()),
                    Box::new(texts()),
                ];
                Self::Spans(ListBuilder::new(StructBuilder::new(span_fields(), builders)).with_field(span_list()))
            }
            Kind::Tags => {
                let map = MapBuilder::new(Some(tag_names()), StringBuilder::new(), StringBuilder::new());
                Self::Tags(map.with_values_field(Field::new("value", DataType::Utf8, false)))
            }
        }
    }

    fn append(&mut self, cell: Cell<'_>) -> Result<(), ArrowError> {
        match (self, cell) {
            (Self::Text(to), Cell::Text(text)) => to.append_value(text),
            (Self::Text(to), Cell::Null) => to.append_null(),
            (Self::Dictionary(to), Cell::Text(text)) => {
                to.append(text)?;
            }
            (Self::Dictionary(to), Cell::Null) => to.append_null(),
            (Self::Texts(to), Cell::Texts(texts)) => to.append_value(texts.into_iter().map(Some)),
            (Self::Texts(to), Cell::Null) => to.append_null(),
            (Self::Int(to), Cell::Int(value)) => to.append_value(value),
            (Self::Int(to), Cell::Null) => to.append_null(),
            (Self::Long(to), Cell::Long(value)) => to.append_value(value),
            (Self::Long(to), Cell::Null) => to.append_null(),
            (Self::Bool(to), Cell::Bool(value)) => to.append_value(value),
            (Self::Double(to), Cell::Double(value)) => to.append_value(value),
            (Self::Double(to), Cell::Null) => to.append_null(),
            (Self::Day(to), Cell::Day(value)) => to.append_value(value),
            (Self::Day(to), Cell::Null) => to.append_null(),
            (Self::Time(to), Cell::Time(value)) => to.append_value(value),
            (Self::Time(to), Cell::Null) => to.append_null(),
            (Self::Spans(to), Cell::Spans(spans)) => {
                for span in spans {
                    append_span(to.values(), span)?;
                }
                to.append(true);
            }
            (Self::Spans(to), Cell::Null) => to.append_null(),
            (Self::Tags(to), Cell::Tags(tags)) => {
                for (key, value) in tags {
                    to.keys().append_value(key);
                    to.values().append_value(value);
                }
                to.append(true)?;
            }
            (_, other) => return Err(ArrowError::SchemaError(format!("internal: the column cannot hold {other:?}"))),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Dictionary(builder) => Arc::new(builder.finish()),
            Self::Texts(builder) => Arc::new(builder.finish()),
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::Long(builder) => Arc::new(builder.finish()),
            Self::Bool(builder) => Arc::new(builder.finish()),
            Self::Double(builder) => Arc::new(builder.finish()),
            Self::Day(builder) => Arc::new(builder.finish()),
            Self::Time(builder) => Arc::new(builder.finish()),
            Self::Spans(builder) => Arc::new(builder.finish()),
            Self::Tags(builder) => Arc::new(builder.finish()),
        }
    }
}

fn append_span(to: &mut StructBuilder, span: &SpanRow) -> Result<(), ArrowError> {
    let broken = || ArrowError::SchemaError("internal: a span has other columns".to_owned());
    for (at, day) in [span.from, span.until].into_iter().enumerate() {
        let day = match Cell::day(day) {
            Cell::Day(day) => Some(day),
            _ => None,
        };
        to.field_builder::<Date32Builder>(at).ok_or_else(broken)?.append_option(day);
    }
    to.field_builder::<StringBuilder>(2).ok_or_else(broken)?.append_value(span.disposition.code());
    let entries = span.entries.iter().map(|id| Some(Cow::Borrowed(id.as_str())));
    to.field_builder::<ListBuilder<StringBuilder>>(3).ok_or_else(broken)?.append_value(entries);
    to.append(true);
    Ok(())
}
