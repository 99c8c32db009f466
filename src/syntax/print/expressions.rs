//! Expressions and conditions to documents, with the fewest parentheses that keep the reading.
//!
//! Each form has a [`Level`], each place asks for one, and a form below what its place asks for gets parentheses. One thing
//! more decides: a big operator takes the rest of the product with it, so where a product goes on it gets them too.

use super::super::tree::{BigKind, BinOp, Clause, DomExpr, Draw, Expr, ExprKind, Ident, StatKind};
use super::{Doc, INDENT, arguments, listed, name, relation_sign, text};
use crate::number::Rational;
use num_bigint::BigInt;
use num_integer::Integer;
use pretty::RcDoc;

/// Binding strengths, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
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

/// A place where anything may stand.
pub(super) fn lowest(expr: &Expr) -> Doc {
    at(expr, Level::Or, false)
}

/// A place where any number may stand.
pub(super) fn number(expr: &Expr) -> Doc {
    at(expr, Level::Additive, false)
}

/// The expression without the parentheses around it.
fn bare(mut expr: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &expr.node {
        expr = inner;
    }
    expr
}

fn level(expr: &Expr) -> Level {
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
fn takes_rest(expr: &Expr) -> bool {
    matches!(expr.node, ExprKind::Big(..) | ExprKind::Stat(StatKind::Expectation, ..))
}

/// The document of an expression at a place that asks for `least`; `followed` says that a product may go on behind it.
fn at(expr: &Expr, least: Level, followed: bool) -> Doc {
    let expr = bare(expr);
    if level(expr) < least || (followed && takes_rest(expr)) { parenthesised(expr) } else { plain(expr, followed) }
}

fn parenthesised(expr: &Expr) -> Doc {
    text("(").append(plain(bare(expr), false).nest(1)).append(text(")")).group()
}

fn plain(expr: &Expr, followed: bool) -> Doc {
    match &expr.node {
        ExprKind::Num(value) => rational(value),
        ExprKind::Name(own) => text(own.clone()),
        ExprKind::Apply(own, args, bar) => name(own).append(applied(args, *bar)),
        ExprKind::Dot => text("."),
        ExprKind::Neg(operand) => text("-").append(at(operand, Level::Unary, followed)),
        ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => sum(expr),
        ExprKind::Binary(BinOp::Pow, base, exponent) => power(base, exponent),
        ExprKind::Binary(..) => product(expr, followed),
        ExprKind::Prefix(own, operand) => prefix(own, operand, followed),
        ExprKind::Deriv(target, body) => {
            let body = if begins_with_bar(body) { parenthesised(body) } else { at(body, Level::Factor, followed) };
            text("d/d").append(at(target, Level::Atom, false)).append(text(" ")).append(body)
        }
        ExprKind::Big(kind, own, body) => {
            bracketed(big_word(*kind), clauses(own)).append(text(" ")).append(at(body, Level::Unary, false))
        }
        ExprKind::Stat(kind, draws, bodies) => statistic(*kind, draws, bodies, followed),
        ExprKind::Info(own, binders, args) => {
            bracketed(&own.node, clauses(binders)).append(arguments(args.iter().map(number), None))
        }
        ExprKind::Bars(inner) => text("|").append(number(inner)).append(text("|")),
        ExprKind::If(test, yes, no) => text("if").append(arguments([lowest(test), number(yes), number(no)], None)),
        ExprKind::Indicator(inner) => text("[").append(lowest(inner)).append(text("]")),
        ExprKind::Compare(terms, operators) => {
            let mut operators = operators.iter();
            let terms = terms.iter().map(number);
            terms
                .reduce(|doc, term| {
                    let sign = operators.next().map_or("=", |op| relation_sign(*op));
                    doc.append(text(format!(" {sign} "))).append(term)
                })
                .unwrap_or_else(RcDoc::nil)
        }
        ExprKind::And(parts) => joined(parts, " and ", Level::Not),
        ExprKind::Or(parts) => joined(parts, " or ", Level::And),
        ExprKind::Not(inner) => text("not ").append(at(inner, Level::Not, false)),
        ExprKind::Paren(inner) => plain(bare(inner), followed),
    }
}

/// `(s,a)`, `(b|s)`, `(t + 1, x)`: without blanks where all arguments are single words.
fn applied(args: &[Expr], bar: Option<usize>) -> Doc {
    let word = |arg: &Expr| matches!(bare(arg).node, ExprKind::Name(_) | ExprKind::Num(_) | ExprKind::Dot);
    if !args.iter().all(word) {
        return arguments(args.iter().map(number), bar);
    }
    let separated = args.iter().enumerate().map(|(index, arg)| {
        let separator = if bar == Some(index) { "|" } else { "," };
        text(if index == 0 { "" } else { separator }).append(number(arg))
    });
    text("(").append(RcDoc::concat(separated)).append(text(")"))
}

fn joined(parts: &[Expr], word: &'static str, least: Level) -> Doc {
    RcDoc::intersperse(parts.iter().map(|part| at(part, least, false)), text(word))
}

/// `a + b - c`, broken before the signs.
fn sum(expr: &Expr) -> Doc {
    let (first, rest) = spine(expr, |op| matches!(op, BinOp::Add | BinOp::Sub));
    let parts = rest.into_iter().map(|(op, right)| {
        let sign = if op == BinOp::Add { "+ " } else { "- " };
        RcDoc::line().append(text(sign)).append(at(right, Level::Product, false))
    });
    RcDoc::concat(std::iter::once(at(first, Level::Additive, false)).chain(parts)).group()
}

/// `a*b/c d`, broken before the signs.
fn product(expr: &Expr, followed: bool) -> Doc {
    let (first, rest) = spine(expr, |op| matches!(op, BinOp::Mul | BinOp::Div | BinOp::Juxtapose));
    let count = rest.len();
    let divides = |index: usize| rest.get(index).is_some_and(|(op, _)| *op == BinOp::Div);
    let operand = |expr, least, followed, index| match before_slash(expr) {
        Some(doc) if divides(index) => doc,
        _ => at(expr, least, followed),
    };
    let mut doc = operand(first, Level::Product, true, 0);
    let mut left = first;
    let mut tight = false;
    for (index, (op, right)) in rest.iter().copied().enumerate() {
        let beside = op == BinOp::Juxtapose && !tight && may_stand_beside(left, right);
        let sign = match op {
            BinOp::Div if ends_with_d(left) => text(" / "),
            BinOp::Div => RcDoc::line_().append(text("/")),
            _ if beside => text(" "),
            _ => RcDoc::line_().append(text("*")),
        };
        doc = doc.append(sign).append(operand(right, Level::Factor, followed || index + 1 < count, index + 1));
        tight = op == BinOp::Div;
        left = right;
    }
    doc.group()
}

/// A prefix before a `/` is read alone, and so nobody doubts it is enclosed.
fn before_slash(expr: &Expr) -> Option<Doc> {
    match &bare(expr).node {
        ExprKind::Prefix(own, operand) => Some(name(own).append(arguments([number(operand)], None))),
        ExprKind::Deriv(..) | ExprKind::Stat(StatKind::Variance, ..) => Some(parenthesised(expr)),
        _ => None,
    }
}

/// Behind the target `θ(i)` a bar would close what is open.
fn begins_with_bar(expr: &Expr) -> bool {
    match &bare(expr).node {
        ExprKind::Bars(_) => true,
        ExprKind::Binary(BinOp::Pow, base, _) => begins_with_bar(base),
        _ => false,
    }
}

/// Would a `/` and a name behind it be read as `d/d…`?
fn ends_with_d(expr: &Expr) -> bool {
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
fn may_stand_beside(left: &Expr, right: &Expr) -> bool {
    let named = |expr: &Expr| matches!(bare(expr).node, ExprKind::Name(_) | ExprKind::Apply(..));
    let power = |expr: &Expr| matches!(&bare(expr).node, ExprKind::Binary(BinOp::Pow, base, _) if named(base));
    let number = matches!(&bare(left).node, ExprKind::Num(_));
    (number || named(left) || power(left)) && (named(right) || power(right))
}

/// A chain of operators that group to the left: its first operand, and each operator with its right one.
fn spine(mut expr: &Expr, belongs: fn(BinOp) -> bool) -> (&Expr, Vec<(BinOp, &Expr)>) {
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

fn power(base: &Expr, exponent: &Expr) -> Doc {
    let exponent = match &bare(exponent).node {
        ExprKind::Neg(inner) if level(bare(inner)) == Level::Atom => text("-").append(plain(bare(inner), false)),
        _ => at(exponent, Level::Power, false),
    };
    at(base, Level::Atom, false).append(text("^")).append(exponent)
}

/// `log x` where that is what it says, else `log(…)`.
fn prefix(own: &Ident, operand: &Expr, followed: bool) -> Doc {
    let inner = bare(operand);
    let short = match &inner.node {
        ExprKind::Binary(BinOp::Pow, base, _) => level(bare(base)) == Level::Atom,
        _ => level(inner) >= Level::Factor,
    };
    if short && !(followed && takes_rest(inner)) {
        return name(own).append(text(" ")).append(plain(inner, followed));
    }
    name(own).append(arguments([number(inner)], None))
}

fn big_word(kind: BigKind) -> &'static str {
    match kind {
        BigKind::Sum => "sum",
        BigKind::Prod => "prod",
        BigKind::Max => "max",
        BigKind::Min => "min",
    }
}

fn bracketed(word: &str, inner: Doc) -> Doc {
    text(word).append(text("[")).append(inner).append(text("]"))
}

fn statistic(kind: StatKind, draws: &[Draw], bodies: &[Expr], followed: bool) -> Doc {
    let draws = listed(draws.iter().map(draw)).nest(INDENT).group();
    let body = |least, followed| match bodies.first() {
        Some(body) => text(" ").append(at(body, least, followed)),
        None => RcDoc::nil(),
    };
    match kind {
        StatKind::Expectation => bracketed("E", draws).append(body(Level::Unary, false)),
        StatKind::Variance => bracketed("Var", draws).append(body(Level::Factor, followed)),
        StatKind::Covariance => bracketed("Cov", draws).append(arguments(bodies.iter().map(number), None)),
    }
}

fn draw(draw: &Draw) -> Doc {
    let vars = match draw.vars.as_slice() {
        [var] => name(var),
        vars => arguments(vars.iter().map(name), None),
    };
    vars.append(text(" ~ ")).append(number(&draw.law))
}

/// `i, j in A, i != j`
pub(super) fn clauses(clauses: &[Clause]) -> Doc {
    let clause = |clause: &Clause| match clause {
        Clause::In(names, dom) => RcDoc::intersperse(names.iter().map(name), text(", ")).append(text(" in ")).append(domain(dom)),
        Clause::Condition(condition) => lowest(condition),
    };
    listed(clauses.iter().map(clause)).nest(INDENT).group()
}

/// A set's name, `lo..hi`, `{x, y}`.
pub(super) fn domain(dom: &DomExpr) -> Doc {
    match dom {
        DomExpr::Set(own) => name(own),
        DomExpr::Range(low, high) => number(low).append(text("..")).append(number(high)),
        DomExpr::Real(_) => text("real"),
        DomExpr::Elements(members, _) => elements(members),
    }
}

/// `{x, y}`
pub(super) fn elements(members: &[Expr]) -> Doc {
    text("{").append(listed(members.iter().map(number))).append(text("}")).nest(INDENT).group()
}

/// A number; a fraction that is no decimal is written as a quotient.
fn rational(value: &Rational) -> Doc {
    let magnitude = value.abs();
    let sign = if value.is_negative() { "-" } else { "" };
    match decimal(&magnitude) {
        Some(digits) => text(format!("{sign}{digits}")),
        None => text(format!("{sign}{magnitude}")),
    }
}

/// Longest decimal that is written out; beyond it stands an exponent.
const LONGEST_DECIMAL: usize = 30;

/// The decimal form of a number that has one: `12`, `0.25`, `1e-40`.
fn decimal(value: &Rational) -> Option<String> {
    let places = decimal_places(&value.denom())?;
    let scaled = value.numer().magnitude() * BigInt::from(10).pow(places).magnitude() / value.denom().magnitude();
    let digits = scaled.to_string();
    let places = places as usize;
    if places > LONGEST_DECIMAL {
        return Some(format!("{digits}e-{places}"));
    }
    if places > 0 {
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (before, after) = padded.split_at(padded.len() - places);
        return Some(format!("{before}.{after}"));
    }
    let significant = digits.trim_end_matches('0').len();
    if digits.len() <= LONGEST_DECIMAL || significant == digits.len() {
        return Some(digits);
    }
    Some(format!("{}e{}", digits.get(..significant).unwrap_or_default(), digits.len() - significant))
}

/// How many decimal places a fraction with this denominator has; `None` if no number of them, or none that can be read, is enough.
fn decimal_places(denominator: &BigInt) -> Option<u32> {
    let twos = denominator.trailing_zeros().unwrap_or(0);
    let mut rest: BigInt = denominator >> twos;
    let five = BigInt::from(5);
    let mut fives = 0u64;
    while rest.is_multiple_of(&five) {
        rest /= &five;
        fives += 1;
    }
    let places = twos.max(fives);
    (rest == BigInt::from(1) && places <= 1_000).then(|| u32::try_from(places).ok()).flatten()
}
