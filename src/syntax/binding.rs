//! Binding strengths, for whatever prints expressions with the fewest parentheses. How tightly a form binds is the printer's business:
//! `a/b` is a product on a line and a factor as a fraction.

use super::tree::{Expr, ExprKind};

/// Binding strengths, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Compare,
    Additive,
    Unary,
    Product,
    Factor,
    Power,
    Atom,
}

/// The expression without the parentheses around it.
pub(super) fn bare(mut expr: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &expr.node {
        expr = inner;
    }
    expr
}
