//! The lint of a registry, as a compiler prints.

use crate::diag::render_text;
use crate::views::LintView;

/// The diagnostics for the terminal, with a line at the end that counts them.
pub fn lint_text(view: &LintView<'_>) -> String {
    render_text(view.found, view.sources, true) + &view.summary
}
