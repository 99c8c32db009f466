//! A formula as rows of text in which parts are marked, for whoever colours or underlines them.

use super::super::tree::Expr;
use super::Doc;
use super::INDENT;
use super::expressions::{Nodes, Printer};
use super::notation::Notation;
use pretty::{Render, RenderAnnotated};
use std::fmt;

/// A piece of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What is written.
    pub text: String,
    /// Does it belong to a marked part?
    pub marked: bool,
}

/// The rows of an expression, of at most `width` columns where that is possible, with these of its nodes marked.
pub fn rows(expr: &Expr, notation: Notation, width: usize, marked: &[&Expr]) -> Vec<Vec<Piece>> {
    let marked: Nodes = marked.iter().map(|node| std::ptr::from_ref(*node)).collect();
    let doc: Doc = Printer { notation, marked: &marked }.lowest(expr).nest(INDENT).group();
    let mut rows = Rows { done: Vec::new(), row: Vec::new(), depth: 0 };
    // Writing into memory does not fail, and no document here holds a failure.
    let _ = doc.render_raw(width, &mut rows);
    rows.end_row();
    rows.done
}

/// Collects what is rendered.
struct Rows {
    done: Vec<Vec<Piece>>,
    row: Vec<Piece>,
    /// How many marked parts are open.
    depth: usize,
}

impl Rows {
    fn end_row(&mut self) {
        self.done.push(std::mem::take(&mut self.row));
    }

    fn add(&mut self, text: &str) {
        // The indentation of a new row is no part of what is marked.
        let blank = self.row.is_empty() && text.trim().is_empty();
        let marked = self.depth > 0 && !blank;
        match self.row.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.row.push(Piece { text: text.to_owned(), marked }),
        }
    }
}

impl Render for Rows {
    type Error = fmt::Error;

    fn write_str(&mut self, text: &str) -> Result<usize, fmt::Error> {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_row();
            }
            self.add(line);
        }
        Ok(text.len())
    }

    fn fail_doc(&self) -> fmt::Error {
        fmt::Error
    }
}

impl RenderAnnotated<'_, ()> for Rows {
    fn push_annotation(&mut self, (): &()) -> Result<(), fmt::Error> {
        self.depth += 1;
        Ok(())
    }

    fn pop_annotation(&mut self) -> Result<(), fmt::Error> {
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }
}
