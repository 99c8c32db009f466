//! The tokens of a derivation file.
//!
//! A token carries its place and whether it is the first of its line; layout is decided from that, never here.

use super::tree::CmpOp;
use crate::diagnostic::Diagnostic;
use crate::number::Rational;
use crate::source::Span;

/// The three kinds of bracket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Bracket {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// `{ }`
    Curly,
}

impl Bracket {
    /// How it opens.
    pub(super) fn opening(self) -> &'static str {
        match self {
            Bracket::Round => "(",
            Bracket::Square => "[",
            Bracket::Curly => "{",
        }
    }
    /// How it closes.
    pub(super) fn closing(self) -> &'static str {
        match self {
            Bracket::Round => ")",
            Bracket::Square => "]",
            Bracket::Curly => "}",
        }
    }
}

/// What a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// A name or a word of the language, in its one spelling.
    Word(String),
    /// A number.
    Number(Rational),
    /// A text in quotation marks.
    Text(String),
    /// `d/d`, `∂/∂`, `∇_`: a name follows.
    Derivative,
    /// An opening bracket.
    Open(Bracket),
    /// A closing bracket.
    Close(Bracket),
    /// `|`
    Bar,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `~`
    Tilde,
    /// `.`
    Period,
    /// `·`: an argument, or a multiplication.
    MiddleDot,
    /// `..`
    Range,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `^`
    Caret,
    /// A comparison.
    Relation(CmpOp),
    /// What cannot be a token, and why. Whoever comes upon it reports it.
    Bad(Box<Diagnostic>),
}

/// Where a token stands in its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Position {
    /// The first of its line, at the left margin.
    Margin,
    /// The first of its line, after blanks.
    Indented,
    /// After another token of its line.
    Inside,
}

/// A token with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub span: Span,
    /// Its place in the line.
    pub position: Position,
}

impl Token {
    /// Is it this word?
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(own) if own == word)
    }
}
