//! The library of amicis for a page: what the page asks for goes in, what is to be shown or saved comes out.
//!
//! [`session`] does the work and knows nothing of a browser; `abi` is the door to it from JavaScript.

pub mod session;

#[cfg(target_arch = "wasm32")]
mod abi;
