//! The escapes: whatever a scan says stays plain text in Markdown and on a terminal.

#![no_main]

use amicis::diag::safe;
use amicis::report::{registry_cell, scan_text};
use libfuzzer_sys::fuzz_target;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

fuzz_target!(|text: &str| {
    let cell = scan_text(text);
    // As a cell of a table: nothing but text may come of it.
    let page = format!("| a |\n|---|\n| {cell} |\n");
    let mut cells = 0;
    for event in Parser::new_ext(&page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>", "{page}"),
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) | Event::Text(_) => {}
            Event::Start(tag) => panic!("{tag:?} in {page}"),
            Event::SoftBreak => {}
            event => panic!("{event:?} in {page}"),
        }
    }
    assert_eq!(cells, 2, "{page}");

    let page = format!("| a |\n|---|\n| {} |\n", registry_cell(text));
    for event in Parser::new_ext(&page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>", "{page}"),
            Event::Start(Tag::Image { dest_url, .. }) => panic!("an image of {dest_url} in {page}"),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let harmless = ["http:", "https:", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                assert!(harmless || link_type == LinkType::Email, "{dest_url} in {page}");
            }
            Event::End(TagEnd::TableRow) => {}
            _ => {}
        }
    }
    assert!(!safe(text).chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
});
