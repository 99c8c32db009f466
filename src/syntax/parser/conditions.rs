//! Conditions: `or`, then `and`, then `not`, then chains of comparisons.

use super::super::token::{Token, TokenKind};
use super::super::tree::{Expr, ExprKind};
use super::{Parsed, Parser, at, is_condition};
use crate::diagnostic::Diagnostic;

impl Parser<'_> {
    /// A condition; `help` says what would be one where it stands.
    pub(super) fn condition(&mut self, help: &str) -> Parsed<Expr> {
        let expr = self.condition_or_number()?;
        require_condition(&expr, help)?;
        Ok(expr)
    }

    /// Whatever may stand in parentheses.
    pub(super) fn condition_or_number(&mut self) -> Parsed<Expr> {
        self.joined("or", ExprKind::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Parsed<Expr> {
        self.joined("and", ExprKind::And, Self::negation)
    }

    /// Parts joined by a word, or the one part alone.
    fn joined(&mut self, word: &str, join: fn(Vec<Expr>) -> ExprKind, part: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let first = part(self)?;
        if !self.at_word(word) {
            return Ok(first);
        }
        let start = first.span;
        let mut parts = vec![first];
        while self.accept_word(word) {
            parts.push(part(self)?);
        }
        for operand in &parts {
            require_condition(operand, "`and`, `or` and `not` join conditions such as `i = j`")?;
        }
        Ok(at(self.since(start), join(parts)))
    }

    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if !self.accept_word("not") {
            return self.comparison();
        }
        let inner = self.nested(Self::negation)?;
        require_condition(&inner, "`and`, `or` and `not` join conditions such as `i = j`")?;
        Ok(at(self.since(start), ExprKind::Not(Box::new(inner))))
    }

    /// `a <= b < c`, or an expression alone.
    fn comparison(&mut self) -> Parsed<Expr> {
        let first = self.additive()?;
        let start = first.span;
        let mut terms = vec![first];
        let mut operators = Vec::new();
        while let Some(Token { kind: TokenKind::Relation(op), .. }) = self.peek() {
            self.position += 1;
            operators.push(*op);
            terms.push(self.additive()?);
        }
        if operators.is_empty() {
            return terms.pop().ok_or_else(|| self.unexpected("an expression"));
        }
        for term in &terms {
            self.require_number(term)?;
        }
        Ok(at(self.since(start), ExprKind::Compare(terms, operators)))
    }
}

/// Refuses a number where a condition is needed.
fn require_condition(expr: &Expr, help: &str) -> Parsed<()> {
    if is_condition(expr) {
        return Ok(());
    }
    let message = "a number stands where a condition is expected";
    Err(Box::new(Diagnostic::error(expr.span, message).help(help)))
}
