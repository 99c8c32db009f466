//! Warnings for what is read in one way and on paper often meant in another.
//!
//! Each spells out the reading, and none changes it.

use super::super::tree::{BinOp, Expr, ExprKind, StatKind};
use super::Parser;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Longest text that a warning repeats.
const LONGEST: usize = 60;

/// What matters of the factor that was read last.
#[derive(Clone, Copy)]
pub(super) struct LastFactor {
    /// Its place, if it is a prefix without parentheses.
    prefix: Option<Span>,
}

impl LastFactor {
    /// Looks at a factor.
    pub(super) fn of(factor: &Expr) -> Self {
        let body = match &factor.node {
            ExprKind::Prefix(_, body) | ExprKind::Deriv(_, body) => Some(&body.node),
            ExprKind::Stat(StatKind::Variance, _, bodies) => bodies.first().map(|body| &body.node),
            _ => None,
        };
        let open = body.is_some_and(|body| !matches!(body, ExprKind::Paren(_)));
        LastFactor { prefix: open.then_some(factor.span) }
    }
}

impl Parser<'_> {
    /// Looks at `left op right`, where `last` is the factor just before the operator.
    pub(super) fn warn_about_product(&mut self, op: BinOp, left: &Expr, last: LastFactor, right: &Expr) {
        if op == BinOp::Mul {
            return;
        }
        let sign = if op == BinOp::Div { "/" } else { "*" };
        if let Some(prefix) = last.prefix {
            let reading = self.reading(prefix, sign, right.span);
            self.warn_reading(prefix.to(right.span), &reading, "put what belongs to the prefix in parentheses");
        } else if op == BinOp::Juxtapose && matches!(left.node, ExprKind::Binary(BinOp::Div, ..)) {
            let reading = self.reading(left.span, sign, right.span);
            self.warn_reading(left.span.to(right.span), &reading, "put the denominator in parentheses if all of it is meant");
        } else if op == BinOp::Div && is_root_like(left, right) {
            let reading = self.reading(left.span, sign, right.span);
            self.warn_reading(left.span.to(right.span), &reading, "write `x^(1/2)` or `sqrt(x)` for a root");
        }
    }

    /// `(left)*right` in the words of the file; an empty text where that would be too long.
    fn reading(&self, left: Span, sign: &str, right: Span) -> String {
        let slice = |span: Span| self.text.get(span.start..span.end).unwrap_or_default();
        let (left, right) = (slice(left), slice(right));
        if left.chars().count() + right.chars().count() > LONGEST || left.contains('\n') || right.contains('\n') {
            return String::new();
        }
        format!("({left}){sign}{right}")
    }

    fn warn_reading(&mut self, span: Span, reading: &str, help: &str) {
        let message = match reading {
            "" => "this is read from left to right, which may not be what is meant".to_owned(),
            reading => format!("this is read as `{reading}`"),
        };
        self.diagnostics.push(Diagnostic::warning(span, message).help(help));
    }
}

/// `x^1/2`, `x^-1/2`: a root on paper, a quotient here. `x^2/2` reads the same in both.
fn is_root_like(left: &Expr, right: &Expr) -> bool {
    let ExprKind::Binary(BinOp::Pow, _, exponent) = &left.node else { return false };
    let root = match &exponent.node {
        ExprKind::Num(value) => value.is_one(),
        ExprKind::Neg(inner) => matches!(inner.node, ExprKind::Num(_)),
        _ => false,
    };
    root && matches!(right.node, ExprKind::Num(_))
}
