//! The web page: what it makes of every sample is what the program prints, on this machine and in a browser.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail, and says why"
)]

#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../common/mod.rs"]
mod common;
#[path = "../browser/devtools.rs"]
mod devtools;
#[expect(dead_code, reason = "the benches need more of it")]
#[path = "../../benches/generated.rs"]
mod generated;
mod native;
mod opened;
mod page;
#[path = "../browser/proxy.rs"]
mod proxy;
mod samples;
#[expect(unreachable_pub, reason = "it is public in the crate of the page")]
#[path = "../../web/src/session/mod.rs"]
mod session;
