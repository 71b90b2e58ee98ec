//! A file with its switches, and which bytes of it are whose.

use std::ops::Range;

use crate::place::{Part, Piece};

/// A file as it is compiled.
#[derive(Default)]
pub struct Rendered {
    pub text: String,
    /// The bytes that are all of a mutant.
    mutants: Vec<(Range<usize>, usize)>,
    /// The bytes that a part became, with its mutants.
    parts: Vec<(Range<usize>, Vec<usize>)>,
}

impl Rendered {
    /// Writes the file with these parts, which are in the order of their beginnings, the outer before the inner.
    pub fn new(source: &str, parts: &[Part]) -> Self {
        let mut rendered = Self::default();
        let mut rest = parts;
        rendered.render(source, 0..source.len(), &mut rest);
        rendered
    }

    fn render(&mut self, source: &str, range: Range<usize>, rest: &mut &[Part]) {
        let mut at = range.start;
        while let Some((part, after)) = rest.split_first()
            && part.range.end <= range.end
        {
            *rest = after;
            self.text.push_str(&source[at..part.range.start]);
            let start = self.text.len();
            part.before.iter().for_each(|piece| self.piece(piece));
            if part.range.is_empty() {
                self.text.push_str(part.after);
            } else {
                self.render(source, part.range.clone(), rest);
                self.text.push_str(part.after);
            }
            let mutants = part.before.iter().filter_map(|piece| piece.mutant).collect();
            self.parts.push((start..self.text.len(), mutants));
            at = part.range.end;
        }
        self.text.push_str(&source[at..range.end]);
    }

    fn piece(&mut self, piece: &Piece) {
        let start = self.text.len();
        self.text.push_str(&piece.text);
        if let Some(mutant) = piece.mutant {
            self.mutants.push((start..self.text.len(), mutant));
        }
    }

    /// The mutant whose text this is.
    pub fn mutant_at(&self, bytes: &Range<usize>) -> Option<usize> {
        let within = |(range, _): &&(Range<usize>, usize)| range.start <= bytes.start && bytes.end <= range.end;
        self.mutants.iter().filter(within).min_by_key(|(range, _)| range.len()).map(|(_, mutant)| *mutant)
    }

    /// The mutants of the innermost part that this is in.
    pub fn mutants_around(&self, bytes: &Range<usize>) -> &[usize] {
        let around = |(range, mutants): &&(Range<usize>, Vec<usize>)| {
            range.start <= bytes.start && bytes.end <= range.end && !mutants.is_empty()
        };
        let innermost = self.parts.iter().filter(around).min_by_key(|(range, _)| range.len());
        innermost.map_or(&[], |(_, mutants)| mutants)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Genre, Mutant, Place, Span};
    use crate::place;

    const SOURCE: &str = "\
fn f(a: u8, b: u8) -> bool {
    match a {
        1 if a == b => !true,
        _ => false,
    }
}
";

    fn mutant(id: usize, genre: Genre, start: (usize, usize), end: (usize, usize), replacement: &str) -> Mutant {
        let [start, end] = [start, end].map(|(line, column)| Place { line, column });
        let (span, replacement) = (Span { start, end }, replacement.to_owned());
        let [file, key, name, function] = [const { String::new() }; 4];
        Mutant { id, file, key, name, function, genre, replacement, span }
    }

    fn rendered(mutants: &[Mutant]) -> Rendered {
        let (parts, never) = place::parts(SOURCE, &mutants.iter().collect::<Vec<_>>()).unwrap();
        assert!(never.is_empty());
        Rendered::new(SOURCE, &parts)
    }

    #[test]
    fn each_kind_of_mutant_is_behind_a_switch_of_its_own() {
        let mutants = [
            mutant(1, Genre::FnValue, (2, 5), (5, 6), "true"),
            mutant(2, Genre::MatchArmGuard, (3, 14), (3, 20), "false"),
            mutant(3, Genre::BinaryOperator, (3, 16), (3, 18), "!="),
            mutant(4, Genre::MatchArm, (3, 9), (3, 30), ""),
            mutant(5, Genre::UnaryOperator, (3, 24), (3, 25), ""),
        ];
        let text = rendered(&mutants).text;
        let arm = "1 if (!crate::mutant::on(4) && ((!crate::mutant::on(2) && (\
             (if crate::mutant::on(3) { a != b } else { a == b }))))) => (if crate::mutant::on(5) { true } else { !true }),";
        assert!(text.contains("if crate::mutant::on(1) { return true; } match a {"), "{text}");
        assert!(text.contains(arm), "{text}");
    }

    #[test]
    fn an_error_in_the_text_of_a_mutant_is_its_own() {
        let one = rendered(&[mutant(3, Genre::BinaryOperator, (3, 16), (3, 18), "!=")]);
        let at = one.text.find("a != b").unwrap();
        assert_eq!(one.mutant_at(&(at..at + 6)), Some(3));
        let at = one.text.find("a == b").unwrap();
        assert_eq!((one.mutant_at(&(at..at + 6)), one.mutants_around(&(at..at + 6))), (None, [3].as_slice()));
    }

    #[test]
    fn a_change_for_which_there_is_no_place_is_an_error() {
        let mutants = [mutant(1, Genre::BinaryOperator, (1, 1), (1, 3), "!=")];
        assert!(place::parts(SOURCE, &mutants.iter().collect::<Vec<_>>()).is_err());
    }
}
