//! A registry: read or refused, with the place of everything that is wrong.

#![no_main]

use amicis::diag::render_text;
use amicis::registry::Registry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Registry::parse("fuzz.toml", text) {
        Ok(registry) => {
            for entry in &registry.entries {
                assert!(!entry.id.is_empty() && !entry.rules.is_empty(), "{entry:?}");
                registry.policy.violations(entry);
            }
        }
        Err(error) => {
            assert!(!error.diagnostics.is_empty());
            render_text(&error.diagnostics, &error.sources, false);
        }
    }
});
