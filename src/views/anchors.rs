//! The anchors of a page, each given once.

use std::collections::BTreeSet;

/// The anchors that a page has so far.
#[derive(Default)]
pub(super) struct Anchors(BTreeSet<String>);

impl Anchors {
    /// An anchor with something before it, so that it never meets one of the page's own; a style sheet can name it
    /// as it is.
    pub(super) fn take(&mut self, prefix: &str, name: &str) -> String {
        let plain = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-");
        let base = format!("{prefix}{plain}");
        let mut anchor = base.clone();
        let mut count = 1;
        while !self.0.insert(anchor.clone()) {
            count += 1;
            anchor = format!("{base}-{count}");
        }
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_anchor_is_given_once_and_holds_nothing_odd() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.take("r-", "1.1.22"), "r-1-1-22");
        assert_eq!(anchors.take("r-", "1.1.22"), "r-1-1-22-2");
        assert_eq!(anchors.take("image-2-r-", "1.1.22"), "image-2-r-1-1-22");
        assert_eq!(anchors.take("rule-", "a b\"><script>"), "rule-a-b---script-");
        assert_eq!(anchors.take("rule-", "a b'><script>"), "rule-a-b---script--2");
    }
}
