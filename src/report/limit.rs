//! Limits of a person's own templates: a partial that calls itself, loops within loops, a text without end.
//!
//! The engine has none. So each body of such a template (of a partial, a loop, a condition) says when it is
//! entered and left; both are counted, and the rendered text goes through a writer that counts as well.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handlebars::template::{DecoratorTemplate, HelperTemplate, TemplateElement};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason, Template as Parsed,
};

const ENTER: &str = "amicis-enter";
const LEAVE: &str = "amicis-leave";

/// The limits; a template of ours is far below each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most bytes of a template's file.
    pub(super) file: usize,
    /// The most bodies within bodies, those of partials among them.
    pub(super) depth: usize,
    /// The most bodies that are entered, all together.
    pub(super) steps: usize,
    /// The most bytes that are rendered.
    pub(super) bytes: usize,
}

pub(super) const LIMITS: Limits = Limits { file: 1 << 20, depth: 100, steps: 20_000_000, bytes: 1 << 28 };

/// Blocks within blocks and parentheses within parentheses that the parser is given: it is recursive.
const DEEPEST_TEXT: usize = 60;

/// The bodies that are entered, and all that ever were.
#[derive(Debug, Default)]
struct Count {
    depth: AtomicUsize,
    steps: AtomicUsize,
}

struct Enter(Arc<Count>, Limits);
struct Leave(Arc<Count>);

impl HelperDef for Enter {
    fn call<'reg: 'rc, 'rc>(
        &self,
        _: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        let Self(count, limits) = self;
        if count.depth.fetch_add(1, Ordering::Relaxed) >= limits.depth {
            let reason = format!(
                "more than {} partials, loops and conditions within each other; does a partial call itself?",
                limits.depth
            );
            return Err(RenderErrorReason::Other(reason).into());
        }
        if count.steps.fetch_add(1, Ordering::Relaxed) >= limits.steps {
            let reason = format!(
                "more than {} partials, turns of loops and conditions; do loops within loops go over the same list?",
                limits.steps
            );
            return Err(RenderErrorReason::Other(reason).into());
        }
        Ok(())
    }
}

impl HelperDef for Leave {
    fn call<'reg: 'rc, 'rc>(
        &self,
        _: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        self.0.depth.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Makes the counting known to an engine.
pub(super) fn count(engine: &mut Handlebars<'_>, limits: Limits) {
    let count = Arc::new(Count::default());
    engine.register_helper(ENTER, Box::new(Enter(Arc::clone(&count), limits)));
    engine.register_helper(LEAVE, Box::new(Leave(count)));
}

/// Why a text is not even parsed.
pub(super) fn refusal(text: &str, limits: Limits) -> Option<String> {
    if text.len() > limits.file {
        return Some(format!("the template has {} bytes; the most are {}", text.len(), limits.file));
    }
    if text.contains(ENTER) || text.contains(LEAVE) {
        return Some(format!("`{ENTER}` and `{LEAVE}` are helpers of the program's own"));
    }
    let (blocks, parentheses) = deepest(text);
    (blocks > DEEPEST_TEXT || parentheses > DEEPEST_TEXT)
        .then(|| format!("more than {DEEPEST_TEXT} blocks or parentheses within each other"))
}

/// How deep blocks lie in blocks, and parentheses in parentheses, as they are written.
fn deepest(text: &str) -> (usize, usize) {
    let (mut blocks, mut most_blocks, mut most_parentheses) = (0_usize, 0, 0);
    for part in text.split("{{").skip(1) {
        let part = part.trim_start_matches(['{', '~']);
        let tag = part.split("}}").next().unwrap_or_default();
        match tag.chars().next() {
            Some('#') => blocks += 1,
            // `{{^}}` alone is an else.
            Some('^') if tag.trim_matches(['^', '~', ' ']).is_empty() => {}
            Some('^') => blocks += 1,
            Some('/') => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        most_blocks = most_blocks.max(blocks);
        let mut open = 0_usize;
        for c in tag.chars() {
            match c {
                '(' | '[' => open += 1,
                ')' | ']' => open = open.saturating_sub(1),
                _ => {}
            }
            most_parentheses = most_parentheses.max(open);
        }
    }
    (most_blocks, most_parentheses)
}

/// Counts every body of a parsed template; an error is a part that cannot be counted.
pub(super) fn counted(template: &mut Parsed) -> Result<(), String> {
    for element in &mut template.elements {
        match element {
            TemplateElement::HelperBlock(block) => of_helper(block)?,
            TemplateElement::DecoratorBlock(block) => of_decorator(block)?,
            // What is given to a partial is rendered into memory, past the writer that counts.
            TemplateElement::PartialBlock(_) => {
                return Err("a block cannot be given to a partial; give it data: `{{> name data}}`".to_owned());
            }
            _ => {}
        }
    }
    let call = |name: &str| Parsed::compile(&format!("{{{{{name}}}}}")).map_err(|error| error.to_string());
    // An error is said to be where the body begins.
    let (mut enter, leave) = (call(ENTER)?, call(LEAVE)?);
    if let Some(first) = template.mapping.first() {
        enter.mapping = vec![first.clone()];
    }
    let mut whole = enter;
    for part in [std::mem::take(template), leave] {
        whole.name = part.name.or(whole.name);
        whole.elements.extend(part.elements);
        whole.mapping.extend(part.mapping);
    }
    *template = whole;
    Ok(())
}

fn of_helper(block: &mut HelperTemplate) -> Result<(), String> {
    block.template.iter_mut().chain(&mut block.inverse).try_for_each(counted)
}

fn of_decorator(block: &mut DecoratorTemplate) -> Result<(), String> {
    block.template.iter_mut().try_for_each(counted)
}

/// A text that grows up to a limit.
#[derive(Debug)]
pub(super) struct Limited {
    pub(super) text: Vec<u8>,
    pub(super) most: usize,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len() + bytes.len() > self.most {
            return Err(io::Error::other(format!("more than {} bytes are rendered", self.most)));
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
