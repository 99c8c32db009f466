//! Diagnostics as plain data; rendering lives in `report::diagnostics`.

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Something is read unlike the author may think, or should be known.
    Note,
    /// Reads unlike paper, probably meant otherwise.
    Warning,
    /// Cannot be read or makes no sense.
    Error,
}

/// A message with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence, in the user's words.
    pub message: String,
    /// Where (the first offending token).
    pub span: Span,
    /// What would mend it ("did you mean `π`?").
    pub help: Option<String>,
    /// Other places that matter, each with a remark.
    pub related: Vec<(Span, String)>,
    /// Does it only follow from another error, which is reported where it is?
    pub follows: bool,
    /// Path of the file the spans speak of, if it is not the file that was asked for (`use`).
    pub path: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            message: message.into(),
            span,
            help: None,
            related: Vec::new(),
            follows: false,
            path: None,
        }
    }
    /// A warning.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Self::error(span, message) }
    }
    /// A note.
    pub fn note(span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Note, ..Self::error(span, message) }
    }
    /// As one that only follows from another error.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.follows = true;
        self
    }
    /// With a suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    /// With another place.
    #[must_use]
    pub fn related(mut self, span: Span, remark: impl Into<String>) -> Self {
        self.related.push((span, remark.into()));
        self
    }
}
