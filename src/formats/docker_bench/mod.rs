//! docker-bench-security.

mod format;

pub(super) use format::DockerBench;
