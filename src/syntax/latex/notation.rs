//! How wide and how high a part of a formula is, and how tightly it binds.

use super::super::binding::Level;
use super::super::tree::{BinOp, Expr, ExprKind, StatKind};
use super::names;

/// How tightly a form binds.
pub(super) fn level(expr: &Expr) -> Level {
    match &expr.node {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare(..) => Level::Compare,
        ExprKind::Neg(_) => Level::Unary,
        ExprKind::Num(value) if value.is_negative() => Level::Unary,
        ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => Level::Additive,
        ExprKind::Binary(BinOp::Mul | BinOp::Juxtapose, ..) => Level::Product,
        ExprKind::Binary(BinOp::Div, ..) => Level::Factor,
        ExprKind::Binary(BinOp::Pow, ..) => Level::Power,
        ExprKind::Prefix(..) | ExprKind::Deriv(..) | ExprKind::Big(..) => Level::Factor,
        ExprKind::Apply(own, ..) if named_function(&own.node) => Level::Factor,
        _ => Level::Atom,
    }
}

/// A function that is written without parentheses where its argument is short.
pub(super) fn named_function(name: &str) -> bool {
    matches!(name, "exp" | "log" | "ln")
}

/// Does the form take the rest of a product with it?
pub(super) fn takes_rest(expr: &Expr) -> bool {
    matches!(expr.node, ExprKind::Big(..) | ExprKind::Deriv(..))
}

/// 0: a line of letters; 1: with a fraction or a sum; 2: with several above each other.
pub(super) fn height(expr: &Expr) -> usize {
    match &expr.node {
        ExprKind::Num(value) => usize::from(!value.is_integer()),
        ExprKind::Name(_) | ExprKind::Dot => 0,
        ExprKind::Apply(own, args, _) if own.node == "binom" => 1 + highest(args).min(1),
        ExprKind::Apply(_, args, _) => highest(args),
        ExprKind::Binary(BinOp::Div, a, b) => 1 + height(a).max(height(b)).min(1),
        ExprKind::Binary(BinOp::Pow, a, _) => height(a),
        ExprKind::Binary(_, a, b) => height(a).max(height(b)),
        ExprKind::Deriv(_, body) => height(body).max(1),
        ExprKind::Big(_, _, body) => height(body).max(1),
        ExprKind::Stat(_, _, args) | ExprKind::Info(_, _, args) => highest(args),
        ExprKind::If(..) => 2,
        ExprKind::Indicator(_) => 0,
        ExprKind::Neg(inner)
        | ExprKind::Prefix(_, inner)
        | ExprKind::Bars(inner)
        | ExprKind::Not(inner)
        | ExprKind::Paren(inner) => height(inner),
        ExprKind::Compare(parts, _) | ExprKind::And(parts) | ExprKind::Or(parts) => highest(parts),
    }
}

fn highest(parts: &[Expr]) -> usize {
    parts.iter().map(height).max().unwrap_or(0)
}

/// About how many letters wide the expression is.
pub(super) fn width(expr: &Expr) -> usize {
    let all = |parts: &[Expr]| parts.iter().map(|p| width(p) + 1).sum::<usize>();
    match &expr.node {
        ExprKind::Num(value) => value.to_string().len(),
        ExprKind::Name(own) => names::width(own),
        ExprKind::Dot => 1,
        ExprKind::Apply(own, args, _) => names::width(&own.node) + 1 + all(args),
        ExprKind::Binary(BinOp::Div, a, b) => width(a).max(width(b)) + 1,
        ExprKind::Binary(BinOp::Pow, a, b) => width(a) + width(b).div_ceil(2),
        ExprKind::Binary(BinOp::Mul | BinOp::Juxtapose, a, b) => width(a) + width(b),
        ExprKind::Binary(BinOp::Add | BinOp::Sub, a, b) => width(a) + width(b) + 3,
        ExprKind::Deriv(target, body) => width(target) + 2 + width(body),
        ExprKind::Big(_, _, body) => 4 + width(body),
        ExprKind::Stat(StatKind::Expectation, _, args) => 5 + all(args),
        ExprKind::Stat(_, _, args) | ExprKind::Info(_, _, args) => 7 + all(args),
        ExprKind::If(_, a, b) => 14 + width(a).max(width(b)),
        ExprKind::Indicator(inner) => 3 + width(inner).div_ceil(2),
        ExprKind::Neg(inner) | ExprKind::Bars(inner) | ExprKind::Paren(inner) => 2 + width(inner),
        ExprKind::Prefix(own, inner) => names::width(&own.node) + 1 + width(inner),
        ExprKind::Not(inner) => 4 + width(inner),
        ExprKind::Compare(parts, _) => all(parts) + parts.len(),
        ExprKind::And(parts) | ExprKind::Or(parts) => all(parts) + 3 * parts.len(),
    }
}
