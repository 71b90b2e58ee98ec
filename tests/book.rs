//! The README, CONTRIBUTING.md and the book: what they show is run, and what they link to exists.

#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "book/console.rs"]
mod console;
#[path = "book/links.rs"]
mod links;
#[path = "book/pages.rs"]
mod pages;
#[path = "book/snippets.rs"]
mod snippets;

#[test]
fn console_blocks_print_what_the_pages_show() {
    console::run_all();
}

#[test]
fn links_inside_the_pages_lead_somewhere() {
    links::check_all();
}

#[test]
fn shell_toml_json_and_yaml_in_the_pages_are_sound() {
    snippets::check_all();
}
