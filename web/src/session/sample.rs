//! The sample that is built in: two releases of a made-up image, and its exceptions.

use serde::Serialize;

use super::reply::Reply;

const FILES: [(&str, &str, &[u8]); 3] = [
    ("release-1.xml", "baseline", include_bytes!("../../../samples/workshop/release-1/cis-cat.xml")),
    ("release-2.xml", "scan", include_bytes!("../../../samples/workshop/release-2/cis-cat.xml")),
    ("exceptions.toml", "registry", include_bytes!("../../../samples/workshop/exceptions.toml")),
];

#[derive(Serialize)]
struct File {
    name: &'static str,
    role: &'static str,
    bytes: usize,
}

/// The day that decides: its exceptions are in force then, and so the sample looks the same whenever it is tried.
const AS_OF: &str = "2026-11-23";

#[derive(Serialize)]
struct Sample {
    as_of: &'static str,
    files: Vec<File>,
}

/// The names and roles of its files; their bytes stand beside.
pub(super) fn files() -> Reply {
    let files = FILES.iter().map(|(name, role, bytes)| File { name, role, bytes: bytes.len() }).collect();
    let attached = FILES.iter().flat_map(|(_, _, bytes)| bytes.iter().copied()).collect();
    Reply { attached, ..Reply::of(&Sample { as_of: AS_OF, files }) }
}
