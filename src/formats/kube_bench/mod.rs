//! kube-bench.

mod format;
mod json;
mod junit;
mod row;
mod text;

pub(super) use format::KubeBench;
pub(super) use junit::KubeBenchJunit;
