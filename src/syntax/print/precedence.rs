//! What binds how tightly, and what may stand beside what: where printing needs parentheses. No text is made here.

use super::super::binding::{Level, bare};
use super::super::tree::{BinOp, Expr, ExprKind, StatKind};
use super::decimals::decimal;

pub(super) fn level(expr: &Expr) -> Level {
    match &expr.node {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare(..) => Level::Compare,
        ExprKind::Neg(_) => Level::Unary,
        ExprKind::Num(value) if value.is_negative() => Level::Unary,
        ExprKind::Num(value) if decimal(value).is_none() => Level::Product,
        ExprKind::Binary(op, ..) => match op {
            BinOp::Add | BinOp::Sub => Level::Additive,
            BinOp::Mul | BinOp::Juxtapose | BinOp::Div => Level::Product,
            BinOp::Pow => Level::Power,
        },
        ExprKind::Stat(StatKind::Covariance, ..) => Level::Atom,
        ExprKind::Prefix(..) | ExprKind::Deriv(..) | ExprKind::Big(..) | ExprKind::Stat(..) => Level::Factor,
        _ => Level::Atom,
    }
}

/// Does the form take the rest of a product with it?
pub(super) fn takes_rest(expr: &Expr) -> bool {
    matches!(expr.node, ExprKind::Big(..) | ExprKind::Stat(StatKind::Expectation, ..))
}

/// Behind the target `θ(i)` a bar would close what is open.
pub(super) fn begins_with_bar(expr: &Expr) -> bool {
    match &bare(expr).node {
        ExprKind::Bars(_) => true,
        ExprKind::Binary(BinOp::Pow, base, _) => begins_with_bar(base),
        _ => false,
    }
}

/// Would a `/` and a name behind it be read as `d/d…`?
pub(super) fn ends_with_d(expr: &Expr) -> bool {
    match &bare(expr).node {
        ExprKind::Name(own) => own == "d",
        ExprKind::Neg(last) | ExprKind::Binary(_, _, last) | ExprKind::Prefix(_, last) | ExprKind::Deriv(_, last) => {
            ends_with_d(last)
        }
        ExprKind::Stat(_, _, bodies) => bodies.last().is_some_and(ends_with_d),
        _ => false,
    }
}

/// May the two stand side by side, with no danger that they are read as anything but their product?
pub(super) fn may_stand_beside(left: &Expr, right: &Expr) -> bool {
    let named = |expr: &Expr| matches!(bare(expr).node, ExprKind::Name(_) | ExprKind::Apply(..));
    let power = |expr: &Expr| matches!(&bare(expr).node, ExprKind::Binary(BinOp::Pow, base, _) if named(base));
    let number = matches!(&bare(left).node, ExprKind::Num(_));
    (number || named(left) || power(left)) && (named(right) || power(right))
}

/// A chain of operators that group to the left: its first operand, and each operator with its right one.
pub(super) fn spine(mut expr: &Expr, belongs: fn(BinOp) -> bool) -> (&Expr, Vec<(BinOp, &Expr)>) {
    let mut rest = Vec::new();
    while let ExprKind::Binary(op, left, right) = &expr.node {
        if !belongs(*op) {
            break;
        }
        rest.push((*op, right.as_ref()));
        expr = bare(left);
    }
    rest.reverse();
    (expr, rest)
}
