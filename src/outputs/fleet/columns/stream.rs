//! The findings as one stream of Arrow.

use std::io::Write;

use arrow_ipc::writer::StreamWriter;

use super::super::FINDINGS;
use super::batch::schema;
use super::error::ColumnsError;
use super::sorted::Sorted;
use crate::views::FleetView;

/// So many rows are a batch.
const BATCH: usize = 1 << 16;

/// A stream of findings, batch by batch.
pub struct FindingsStream<W: Write> {
    writer: StreamWriter<W>,
    rows: Sorted,
}

impl<W: Write> FindingsStream<W> {
    /// Begins a stream.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn new(out: W) -> Result<Self, ColumnsError> {
        let writer = StreamWriter::try_new(out, &schema(&FINDINGS))?;
        Ok(Self { writer, rows: Sorted::new(&FINDINGS, false, false) })
    }

    /// Writes the findings of a unit, as soon as they are enough for a batch.
    ///
    /// # Errors
    /// As [`new`](Self::new), or when the columns cannot be made.
    pub fn push(&mut self, view: &FleetView) -> Result<(), ColumnsError> {
        for row in &view.findings {
            self.rows.push(row)?;
            if self.rows.rows() >= BATCH {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Ends the stream; the writer is returned.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(mut self) -> Result<W, ColumnsError> {
        self.flush()?;
        Ok(self.writer.into_inner()?)
    }

    fn flush(&mut self) -> Result<(), ColumnsError> {
        for batch in self.rows.finish()? {
            self.writer.write(&batch)?;
        }
        Ok(())
    }
}
