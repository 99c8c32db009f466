//! Diagnostics for the terminal, with the lines that they speak of.
//!
//! Only this file names `annotate-snippets`. Whatever the spans hold, they are brought within the text first: a
//! diagnostic must never be the thing that fails.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// The text of a diagnostic in lines of about `width` columns, with escape codes if `color`. `source` is the file that was asked
/// for; where the diagnostic speaks of another one, its lines are not shown.
///
/// ```
/// use derive_check::{diagnostic::Diagnostic, report::diagnostics::render, source::{Source, Span}};
/// let source = Source { path: "a.txt".into(), text: "set θ θ\n".into() };
/// let text = render(&Diagnostic::error(Span::new(7, 9), "expected `,`").help("add one"), &source, false, 80);
/// assert!(text.starts_with("error: expected `,`\n --> a.txt:1:7\n"));
/// assert!(text.ends_with("= help: add one"));
/// ```
pub fn render(diagnostic: &Diagnostic, source: &Source, color: bool, width: usize) -> String {
    let title = level(diagnostic.severity).primary_title(diagnostic.message.as_str());
    let elsewhere = diagnostic.path.as_deref().filter(|path| *path != source.path);
    let mut group = match elsewhere {
        Some(path) => Group::with_title(title).element(Origin::path(path)),
        None => Group::with_title(title).element(snippet(diagnostic, source)),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width.max(20)).render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

/// The lines from the first to the last place that the diagnostic names.
fn snippet<'a>(diagnostic: &'a Diagnostic, source: &'a Source) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text: &str = &source.text;
    let primary = within(text, diagnostic.span);
    let related: Vec<(Range<usize>, &str)> =
        diagnostic.related.iter().map(|(span, remark)| (within(text, *span), remark.as_str())).collect();
    let first = related.iter().map(|(span, _)| span.start).fold(primary.start, usize::min);
    let last = related.iter().map(|(span, _)| span.end).fold(primary.end, usize::max);
    let lines = whole_lines(text, first, last);
    let shift = |span: Range<usize>| span.start - lines.start..span.end - lines.start;
    let line = text.get(..lines.start).unwrap_or_default().matches('\n').count() + 1;
    let shown = text.get(lines.clone()).unwrap_or_default();
    Snippet::source(shown)
        .path(source.path.as_str())
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(shift(primary)))
        .annotations(related.into_iter().map(|(span, remark)| AnnotationKind::Context.span(shift(span)).label(remark)))
}

/// The span, brought within the text and to the edges of characters.
fn within(text: &str, span: Span) -> Range<usize> {
    let edge = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = edge(span.start);
    start..edge(span.end).max(start)
}

/// The lines that hold the bytes from `first` to `last`.
fn whole_lines(text: &str, first: usize, last: usize) -> Range<usize> {
    let start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(last..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| last + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { path: "d.txt".to_owned(), text: text.into() }
    }

    /// The first error of a text, as it is shown.
    fn shown(text: &str) -> String {
        let (_, diagnostics) = crate::syntax::parse(text);
        render(diagnostics.first().expect("an error"), &source(text), false, 80)
    }

    #[test]
    fn the_place_is_underlined_whatever_the_letters_are() {
        assert_eq!(
            shown("set A\ndefine θ̂π = a * / b\n"),
            "error: expected an expression, found `/`\n --> d.txt:2:18\n  |\n2 | define θ̂π = a * / b\n  |                 ^\n  |\n  = help: complete the line, or remove what does not belong to it"
        );
    }

    #[test]
    fn an_unclosed_bracket_is_shown_at_both_ends() {
        let text = shown("define q = f(a\n  + b\nset A\n");
        assert!(text.contains("error: `(` is never closed\n --> d.txt:2:6"), "{text}");
        assert!(text.contains("- `(` is opened here"), "{text}");
        assert!(text.contains("= help: add `)`"), "{text}");
    }

    #[test]
    fn spans_out_of_range_do_no_harm() {
        for (start, end) in [(0, 99), (50, 60), (1, 1), (2, 0), (1, 2)] {
            for text in ["", "θθ", "\n", "a\r\nb"] {
                let diagnostic = Diagnostic::warning(Span { start, end }, "w").related(Span::new(70, 71), "r");
                assert!(render(&diagnostic, &source(text), true, 0).contains('w'));
            }
        }
    }

    #[test]
    fn another_file_is_named_and_not_shown() {
        let mut diagnostic = Diagnostic::note(Span::new(0, 3), "n");
        diagnostic.path = Some("common.txt".to_owned());
        let text = render(&diagnostic, &source("set A"), false, 80);
        assert!(text.contains("note: n") && text.contains("common.txt") && !text.contains("set A"), "{text}");
    }
}
