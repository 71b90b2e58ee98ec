//! "Did you mean": the known word nearest to a misspelt one.

/// The candidate that a person may have meant; `None` when nothing is near.
///
/// Case, hyphens, underscores and spaces do not matter, so `Approved_By` is near `approved-by`.
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // A distance is quadratic in the length, and no known word is nearly that long.
    if word.len() > 64 {
        return None;
    }
    let word = folded(word);
    let most = 1 + word.chars().count() / 4;
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidates of several words each that a person may have meant: those that share half of their
/// pairs of letters with the text, the nearest first, three at most.
pub fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let shared = |candidate: &'c str| (strsim::sorensen_dice(text, candidate), candidate);
    let mut near: Vec<_> = candidates.into_iter().map(shared).filter(|(alike, _)| *alike >= 0.5).collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.truncate(3);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

fn folded(word: &str) -> String {
    word.to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let known = ["expires", "approved-by", "approved-on", "reason"];
        assert_eq!(did_you_mean("expire", known), Some("expires"));
        assert_eq!(did_you_mean("Approved By", known), Some("approved-by"));
        assert_eq!(did_you_mean("resaon", known), Some("reason"));
        assert_eq!(did_you_mean("colour", known), None);
        assert_eq!(did_you_mean(&"x".repeat(100_000), known), None);
    }

    #[test]
    fn names_of_several_words_are_near_by_what_they_share() {
        let known = ["amazon linux 2", "amazon linux 2023", "ubuntu linux 22.04", "windows server 2022"];
        assert_eq!(nearest("amazn linux 2023", known), ["amazon linux 2023", "amazon linux 2"]);
        assert_eq!(nearest("solaris", known), Vec::<&str>::new());
    }
}
