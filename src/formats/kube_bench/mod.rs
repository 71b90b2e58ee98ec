//! kube-bench.

mod benchmark;
mod format;
mod json;
mod row;
mod text;

pub(super) use format::KubeBench;
