//! Tables, CSV, waivers and lists become a registry that can be read, or are refused.

#![no_main]

use amicis::registry::Registry;
use amicis::registry::import::{import, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(imported) = import(text, None, None) else { return };
    let registry = write(&imported.rows, None, "fuzz.md");
    // Without a benchmark the entries may be refused, but never for how they are written.
    if let Err(error) = Registry::parse("fuzz.toml", &registry) {
        let syntax = error.diagnostics.iter().find(|diagnostic| diagnostic.code == amicis::diag::Code::RegistrySyntax);
        assert!(syntax.is_none(), "{syntax:?}\n{registry}");
    }
});
