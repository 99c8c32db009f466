//! Derivations and lemmas: a header, a first expression, and steps.
//!
//! The relations outside all brackets cut a chain into pieces before anything is read, so an unreadable step costs no
//! other. Where a bracket is left open to the end of the statement, that cut would lose the rest; then lines
//! that begin with a relation are taken for steps.

use super::super::names;
use super::super::token::{Position, Token, TokenKind};
use super::super::tree::{CmpOp, Expr, Ident, Reason, Spanned, StatementKind, StepTree};
use super::{Parsed, Parser, helped};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What relations a step may have.
const RELATIONS: &str = "a step begins with `=`, `<=`, `>=`, `<` or `>`";

impl Parser<'_> {
    /// What follows `derivation` or `lemma`. Errors of single lines go to the list and into the tree.
    pub(super) fn chain(&mut self, lemma: bool) -> Parsed<StatementKind> {
        let end = self.end;
        let colon = self.find(|kind| *kind == TokenKind::Colon);
        let body = if colon < end { colon + 1 } else { end };
        let word = if lemma { "lemma" } else { "derivation" };
        let example = format!("{word} NAME for i in A:");
        let start = self.position;
        let header = self.piece(start, body, |parser| parser.header(&format!("the {word}"), &example));
        if colon == end {
            self.position = end;
            return Err(header.err().unwrap_or_else(|| self.unexpected("`:`")));
        }
        let cuts = self.cuts(body, end);
        if cuts.is_empty() && body == end {
            self.position = end;
            return Err(header.map_or_else(|diagnostic| diagnostic, |(name, _)| no_step(word, &name)));
        }
        let first = self.first_line(body, cuts.first().copied().unwrap_or(end), word);
        let ends = cuts.iter().skip(1).copied().chain(std::iter::once(end));
        let steps: Vec<StepTree> = cuts.iter().zip(ends).map(|(start, end)| self.step(*start, end)).collect();
        self.position = end;
        let (name, binders) = header?;
        if steps.is_empty() {
            return Err(no_step(word, &name));
        }
        Ok(StatementKind::Chain { lemma, name, binders, first, steps })
    }

    /// The indices of the relations that begin the steps of the tokens `start..end`.
    fn cuts(&self, start: usize, end: usize) -> Vec<usize> {
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let opening = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Open(_))).count();
        let closing = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Close(_))).count();
        let mut depth = 0usize;
        let mut cuts = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth = depth.saturating_sub(1),
                TokenKind::Relation(_) => {
                    if opening != closing && token.position != Position::Inside {
                        depth = 0;
                    }
                    if depth == 0 {
                        cuts.push(start + index);
                    }
                }
                _ => {}
            }
        }
        cuts
    }

    /// The expression before the first step.
    fn first_line(&mut self, start: usize, end: usize, word: &str) -> Result<Expr, Box<Diagnostic>> {
        if start >= end {
            let span = self.tokens.get(start).map_or_else(|| self.point_behind(), |token| token.span);
            let message = format!("the {word} has no first expression");
            return self.reported(Err(Box::new(
                Diagnostic::error(span, message).help("begin with the expression that the first relation relates"),
            )));
        }
        let result = self.piece(start, end, Self::number);
        self.reported(result)
    }

    /// One step: the tokens `start..end` begin with its relation.
    fn step(&mut self, start: usize, end: usize) -> StepTree {
        let (op, at) = match self.tokens.get(start) {
            Some(Token { kind: TokenKind::Relation(op), span, .. }) => (*op, *span),
            _ => (CmpOp::Eq, Span::default()),
        };
        let last = end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(at, |token| token.span);
        let by = self.reasons_start(start + 1, end);
        let expr = self.piece(start + 1, by, |parser| if op == CmpOp::Ne { Err(no_relation(at)) } else { parser.number() });
        let expr = self.reported(expr);
        let reasons = if by < end { Some(self.piece(by + 1, end, Self::reasons)).transpose() } else { Ok(None) };
        let (expr, reasons) = match reasons {
            Ok(reasons) => (expr, reasons),
            Err(diagnostic) => (expr.and(self.reported(Err(diagnostic))), None),
        };
        StepTree { relation: Spanned { node: op, span: at }, expr, reasons, span: at.to(last) }
    }

    /// Where the reasons of a step begin: at `by`, which is reserved and needs no bracket depth.
    fn reasons_start(&self, start: usize, end: usize) -> usize {
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        tokens.iter().position(|token| token.is_word("by")).map_or(end, |offset| start + offset)
    }

    /// `R, def f, …`
    fn reasons(&mut self) -> Parsed<Vec<Reason>> {
        let mut reasons = vec![self.reason()?];
        while self.accept(&TokenKind::Comma) {
            reasons.push(self.reason()?);
        }
        match self.peek().map(|token| &token.kind) {
            None => Ok(reasons),
            Some(TokenKind::Word(word)) if word == "and" => {
                let diagnostic = Diagnostic::error(self.here(), "reasons are separated by commas");
                Err(Box::new(diagnostic.help("write `by def L, derivative`")))
            }
            Some(TokenKind::Minus) => {
                let diagnostic = Diagnostic::error(self.here(), "the name of a reason holds no hyphen");
                Err(Box::new(diagnostic.help("write `_` for it, as in `cauchy_schwarz`")))
            }
            Some(TokenKind::Word(_)) => {
                let diagnostic = Diagnostic::error(self.here(), format!("`{}` cannot follow a reason", self.shown()));
                Err(Box::new(
                    diagnostic.help("separate reasons by commas; a reason is `def f` or one name such as `product_rule`"),
                ))
            }
            Some(_) => Err(helped(self.unexpected("`,` or the end of the step"), "separate reasons by commas")),
        }
    }

    /// `def f`, or a label. Reserved words pass: that nothing has such a name is said where reasons are looked up.
    fn reason(&mut self) -> Parsed<Reason> {
        let def = self.at_word("def") && matches!(self.peek_at(1).map(|token| &token.kind), Some(TokenKind::Word(_)));
        self.position += usize::from(def);
        match self.peek() {
            Some(Token { kind: TokenKind::Word(word), span, .. }) if !names::is_keyword(word) && !is_joint(word) => {
                self.position += 1;
                let name = if def { Spanned { node: word.clone(), span: *span } } else { self.spelt(*span) };
                Ok(Reason { def, name })
            }
            _ => Err(helped(self.unexpected("the name of a reason"), "write `by def f` or `by NAME`")),
        }
    }
}

/// Words that join, and name nothing.
fn is_joint(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "by" | "for" | "of")
}

/// A chain that claims nothing.
fn no_step(word: &str, name: &Ident) -> Box<Diagnostic> {
    let message = format!("the {word} `{}` has no step", name.node);
    Box::new(Diagnostic::error(name.span, message).help(format!("{RELATIONS}, below the first expression")))
}

/// `!=` between two lines claims too little to be a step.
fn no_relation(span: Span) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(span, "`!=` is no relation of a step").help(RELATIONS))
}
