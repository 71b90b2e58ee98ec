//! Where mutants go: the parts of a file that are written differently, found with syn.
//!
//! One mutant is on at a time, so the text of a mutant is the original text with its one change.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ExprBinary, ExprMatch, ExprStruct, ExprUnary, Pat, ReturnType, Signature, Type};

use crate::Result;
use crate::list::{Genre, Mutant, Place, Span};

/// A part of a file with what is written before and after it; the part itself stays, with the parts inside it.
pub struct Part {
    /// The bytes of the file that it is around; empty where something is only written in between.
    pub range: Range<usize>,
    /// Before it.
    pub before: Vec<Piece>,
    /// After it.
    pub after: &'static str,
}

/// A piece of text, and whose it is.
pub struct Piece {
    pub text: String,
    /// The mutant that this is all of; an error of the compiler in here is the mutant's.
    pub mutant: Option<usize>,
}

impl Piece {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), mutant: None }
    }

    fn of(mutant: &Mutant, text: impl Into<String>) -> Self {
        Self { text: text.into(), mutant: Some(mutant.id) }
    }
}

/// The parts of a file, the outer before the inner, and the mutants whose change is no Rust at all.
pub fn parts(source: &str, mutants: &[&Mutant]) -> Result<(Vec<Part>, Vec<usize>)> {
    let mut by_place: BTreeMap<(Span, u8), Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        by_place.entry((mutant.span, mutant.genre as u8)).or_default().push(mutant);
    }
    let mut visitor = Visitor { source, by_place, parts: Vec::new(), never: Vec::new() };
    visitor.visit_file(&syn::parse_file(source)?);
    let lost: Vec<&str> = visitor.by_place.values().flatten().map(|mutant| mutant.name.as_str()).collect();
    if !lost.is_empty() {
        return Err(format!("no place was found for {lost:#?}").into());
    }
    // A stable sort: of two parts of one range the first is the outer one.
    visitor.parts.sort_by_key(|part| (part.range.start, usize::MAX - part.range.end));
    Ok((visitor.parts, visitor.never))
}

struct Visitor<'a> {
    source: &'a str,
    /// The mutants that have no place yet.
    by_place: BTreeMap<(Span, u8), Vec<&'a Mutant>>,
    parts: Vec<Part>,
    never: Vec<usize>,
}

impl<'a> Visitor<'a> {
    fn take(&mut self, span: Span, genre: Genre) -> Vec<&'a Mutant> {
        self.by_place.remove(&(span, genre as u8)).unwrap_or_default()
    }

    /// The text of `whole` in which the bytes of `inner` are the replacement.
    fn changed(&self, whole: &Range<usize>, inner: &Range<usize>, replacement: &str) -> String {
        format!("{}{replacement}{}", &self.source[whole.start..inner.start], &self.source[inner.end..whole.end])
    }

    /// An expression of which a piece is another one in each mutant.
    fn expression(&mut self, mutants: &[&'a Mutant], whole: &impl Spanned, inner: &Range<usize>) {
        if mutants.is_empty() {
            return;
        }
        let range = whole.span().byte_range();
        let mut before = vec![Piece::plain("(")];
        for mutant in mutants {
            let changed = self.changed(&range, inner, &mutant.replacement);
            before.push(Piece::of(mutant, format!("if crate::mutant::on({}) {{ {changed} }} else ", mutant.id)));
        }
        before.push(Piece::plain("{ "));
        self.parts.push(Part { range, before, after: " })" });
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        let (Some(first), Some(last)) = (block.stmts.first(), block.stmts.last()) else { return };
        let span = Span { start: place(first.span().start()), end: place(last.span().end()) };
        let mutants = self.take(span, Genre::FnValue);
        if mutants.is_empty() {
            return;
        }
        let body = first.span().byte_range().start..last.span().byte_range().end;
        if let ReturnType::Type(_, returned) = &signature.output
            && matches!(**returned, Type::ImplTrait(_))
        {
            let exclusive = self.source[returned.span().byte_range()].contains("&mut");
            for mutant in mutants {
                if mutant.replacement.contains("Box::leak") && !exclusive {
                    // An iterator over `&mut` is none over `&`.
                    self.never.push(mutant.id);
                    continue;
                }
                let before = format!(
                    "if crate::mutant::on({}) {{ crate::mutant::Either::Left({}) }} else ",
                    mutant.id, mutant.replacement
                );
                let before = vec![Piece::of(mutant, before), Piece::plain("{ crate::mutant::Either::Right({ ")];
                self.parts.push(Part { range: body.clone(), before, after: " }) }" });
            }
            return;
        }
        let head = |mutant: &&Mutant| {
            Piece::of(mutant, format!("if crate::mutant::on({}) {{ return {}; }} ", mutant.id, mutant.replacement))
        };
        let before = mutants.iter().map(head).collect();
        self.parts.push(Part { range: body, before, after: "" });
    }

    /// A switch is no constant: a function is one no longer where something is behind a switch in it.
    fn no_longer_const(&mut self, signature: &Signature, block: &Block) {
        let Some(constant) = &signature.constness else { return };
        let body = span(block);
        if self.by_place.keys().any(|(span, _)| body.start <= span.start && span.end <= body.end) {
            let range = constant.span.byte_range();
            self.parts.push(Part { range, before: vec![Piece::plain("/* ")], after: " */" });
        }
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.no_longer_const(&item.sig, &item.block);
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.no_longer_const(&item.sig, &item.block);
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        let mutants = self.take(span(&binary.op), Genre::BinaryOperator);
        if binds(&binary.left) || binds(&binary.right) {
            // `let … || …` is no Rust.
            self.never.extend(mutants.iter().map(|mutant| mutant.id));
        } else {
            self.expression(&mutants, binary, &binary.op.span().byte_range());
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        let mutants = self.take(span(&unary.op), Genre::UnaryOperator);
        self.expression(&mutants, unary, &unary.op.span().byte_range());
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_struct(&mut self, of: &'ast ExprStruct) {
        for pair in of.fields.pairs() {
            let start = place(pair.value().span().start());
            let found: Vec<_> = self
                .by_place
                .keys()
                .filter(|(span, genre)| span.start == start && *genre == Genre::StructField as u8)
                .copied()
                .collect();
            for (span, _) in found {
                let mutants = self.take(span, Genre::StructField);
                let mut field = pair.value().span().byte_range();
                if let Some(comma) = pair.punct() {
                    field.end = comma.span.byte_range().end;
                }
                self.expression(&mutants, of, &field);
            }
        }
        visit::visit_expr_struct(self, of);
    }

    fn visit_expr_match(&mut self, of: &'ast ExprMatch) {
        // Without an arm for all that is left, each arm is needed.
        let rest = |arm: &Arm| arm.guard.is_none() && matches!(arm.pat, Pat::Wild(_));
        if !of.arms.iter().any(rest) {
            for arm in of.arms.iter().filter(|arm| arm.guard.is_none()) {
                let deleted = self.take(span(arm), Genre::MatchArm);
                self.never.extend(deleted.iter().map(|mutant| mutant.id));
            }
        }
        visit::visit_expr_match(self, of);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let deleted = self.take(span(arm), Genre::MatchArm);
        let guard = arm.guard.as_ref().map(|(_, guard)| guard);
        let guards = guard.map(|guard| self.take(span(guard), Genre::MatchArmGuard)).unwrap_or_default();
        match guard {
            None => {
                for mutant in deleted {
                    let end = arm.pat.span().byte_range().end;
                    let before = vec![Piece::of(mutant, format!(" if !crate::mutant::on({})", mutant.id))];
                    self.parts.push(Part { range: end..end, before, after: "" });
                }
            }
            Some(guard) if binds(guard) => {
                self.never.extend(deleted.iter().chain(&guards).map(|mutant| mutant.id));
            }
            Some(guard) => {
                for mutant in deleted.into_iter().chain(guards) {
                    let (switch, join) = match mutant.replacement.as_str() {
                        "true" => ("", "||"),
                        _ => ("!", "&&"),
                    };
                    let before = vec![Piece::of(mutant, format!("({switch}crate::mutant::on({}) {join} (", mutant.id))];
                    self.parts.push(Part { range: guard.span().byte_range(), before, after: "))" });
                }
            }
        }
        visit::visit_arm(self, arm);
    }
}

/// Whether this is, or joins, a `let`.
fn binds(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

fn span(of: &impl Spanned) -> Span {
    let span = of.span();
    Span { start: place(span.start()), end: place(span.end()) }
}

/// proc-macro2 counts columns from 0, cargo-mutants from 1.
fn place(at: proc_macro2::LineColumn) -> Place {
    Place { line: at.line, column: at.column + 1 }
}
