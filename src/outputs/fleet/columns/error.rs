//! Why rows could not be made columns.

use std::io;

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;

/// Why rows could not be made columns.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// Arrow refuses.
    #[error("the columns cannot be made: {0}")]
    Arrow(ArrowError),
    /// Parquet refuses.
    #[error("the Parquet file cannot be made: {0}")]
    Parquet(#[from] ParquetError),
    /// The writer failed.
    #[error(transparent)]
    Write(io::Error),
}

impl From<ArrowError> for ColumnsError {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, error) => Self::Write(error),
            other => Self::Arrow(other),
        }
    }
}
