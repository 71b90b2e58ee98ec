//! `--to`, alike in every command: the outputs that print its view.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::outputs::fleet::COLUMNAR;
use crate::outputs::{OUTPUTS, Output, OutputError, OutputOptions, View, ViewKind, outputs_of};
use crate::report::Templates;

use super::exit::{Exit, Stop};
use super::output;
use super::template::TemplateArgs;

/// The output that was asked for.
#[derive(Clone, Copy)]
pub(super) struct To(&'static dyn Output);

impl fmt::Debug for To {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("To").field(&self.id()).finish()
    }
}

/// Parses `--to` of a command that prints some kinds of view.
pub(super) fn to(kinds: &'static [ViewKind]) -> impl TypedValueParser<Value = To> {
    to_with(kinds, &[])
}

/// The same with further outputs, by their ids, whose view is another one.
pub(super) fn to_with(
    kinds: &'static [ViewKind],
    further: &'static [&'static str],
) -> impl TypedValueParser<Value = To> {
    let further = OUTPUTS.iter().filter(|output| further.contains(&output.about().id));
    let further = further.filter_map(|output| Some((*output, output.about().views.first()?.1)));
    let values: Vec<_> = outputs_of(kinds)
        .chain(further)
        .map(|(output, sentence)| PossibleValue::new(output.about().id).help(sentence))
        .collect();
    #[expect(clippy::expect_used, reason = "the values are the ids of the list")]
    PossibleValuesParser::new(values).map(|id: String| {
        let output = OUTPUTS.iter().find(|output| output.about().id == id);
        To(*output.expect("an output of the list"))
    })
}

/// An output of the list, or tables of columns, which are written while scans are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written {
    /// An output.
    Output(To),
    /// Parquet in a folder.
    Parquet,
    /// A stream of Arrow.
    Arrow,
}

/// As [`to`], with the tables of columns.
pub(super) fn to_or_columns(kinds: &'static [ViewKind]) -> impl TypedValueParser<Value = Written> {
    let columns =
        COLUMNAR.into_iter().filter_map(move |about| Some((about, kinds.iter().find_map(|kind| about.of(*kind))?)));
    let outputs = outputs_of(kinds).map(|(output, sentence)| (output.about().id, sentence));
    let values = outputs.chain(columns.map(|(about, sentence)| (about.id, sentence)));
    let values: Vec<_> = values.map(|(id, sentence)| PossibleValue::new(id).help(sentence)).collect();
    PossibleValuesParser::new(values).try_map(|id: String| match id.as_str() {
        "parquet" => Ok(Written::Parquet),
        "arrow" => Ok(Written::Arrow),
        id => To::of(id).map(Written::Output).ok_or_else(|| format!("there is no output {id}")),
    })
}

impl To {
    /// The output with an id.
    pub(super) fn of(id: &str) -> Option<Self> {
        OUTPUTS.iter().find(|output| output.about().id == id).map(|output| Self(*output))
    }

    /// The output's id.
    pub(super) fn id(self) -> &'static str {
        self.0.about().id
    }

    /// Whether it prints a kind of view.
    pub(super) fn prints(self, kind: ViewKind) -> bool {
        self.0.about().of(kind).is_some()
    }

    /// The templates of the user's own; refused where no template makes this output.
    pub(super) fn templates(self, kind: ViewKind, args: &TemplateArgs) -> anyhow::Result<Templates> {
        let Some(name) = self.0.template(kind) else {
            if args.given() {
                let makes: Vec<String> = OUTPUTS
                    .iter()
                    .filter(|output| output.template(kind).is_some())
                    .map(|output| format!("--to {}", output.about().id))
                    .collect();
                return Err(Stop::new(Exit::Unusable, format!("templates are for {}", makes.join(" and "))).into());
            }
            return Ok(Templates::default());
        };
        args.load(name)
    }

    /// Prints a view to standard output, or writes a file whole or not at all. Colours reach a terminal only.
    pub(super) fn write(self, view: &View<'_>, options: &OutputOptions, file: Option<&Path>) -> anyhow::Result<()> {
        let about = self.0.about();
        let options = &options.clone().with_width(output::width(file.is_some()));
        if about.streams && file.is_none() {
            return output::streamed(|| {
                let mut out = BufWriter::new(io::stdout().lock());
                self.0.write(view, options, &mut out)?;
                Ok(out.flush()?)
            });
        }
        if let Some(path) = file.filter(|_| about.binary) {
            let mut bytes = Vec::new();
            self.0.write(view, options, &mut bytes)?;
            return output::write_bytes(&bytes, path);
        }
        let text = crate::outputs::printed(self.0, view, options)?;
        match file {
            None if about.coloured => output::print(&text),
            Some(_) if about.coloured => output::write(&anstream::adapter::strip_str(&text).to_string(), file),
            _ => output::write(&text, file),
        }
    }

    /// As [`write`](Self::write); a path that is a folder, or ends in a slash, gets a file for each document.
    pub(super) fn write_to(self, view: &View<'_>, options: &OutputOptions, path: Option<&Path>) -> anyhow::Result<()> {
        let Some(folder) = path.filter(|path| names_a_folder(path)) else {
            return self.write(view, options, path).or_else(|error| nothing(error, path));
        };
        let files = self.0.files(view, options)?;
        let about = self.0.about();
        // What an earlier run left would be taken for this one's: findings suppressed that are open again.
        let left = folder.read_dir().into_iter().flatten().flatten().map(|file| file.file_name());
        let left = left.map(|name| name.to_string_lossy().into_owned()).filter(|name| about.names(view.kind(), name));
        if let Some(left) = left.filter(|left| !files.iter().any(|(name, _)| name == left)).min() {
            let message = format!(
                "{} is of an earlier run, and would be taken for one of this; empty the folder or name another",
                folder.join(left).display()
            );
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        if files.is_empty() {
            output::note(&format!("there is nothing to say in {}, and no document was written", about.id));
            return Ok(());
        }
        output::write_into(folder, &files)?;
        for (name, _) in &files {
            output::done(&format!("{} written", folder.join(name).display()));
        }
        Ok(())
    }
}

/// Nothing to say is no failure; but a document of an earlier run is not to stand for that.
fn nothing(error: anyhow::Error, path: Option<&Path>) -> anyhow::Result<()> {
    if !matches!(error.downcast_ref::<OutputError>(), Some(OutputError::Nothing { .. })) {
        return Err(error);
    }
    if let Some(path) = path.filter(|path| path.exists()) {
        let message = format!("{error}; {} is of an earlier run: remove it", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    output::note(&error.to_string());
    Ok(())
}

fn names_a_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}
