//! Expressions and conditions to documents, with the fewest parentheses that keep the reading.
//!
//! Each form has a [`Level`], each place asks for one, and a form below what its place asks for gets parentheses. One thing
//! more decides: a big operator takes the rest of the product with it, so where a product goes on it gets them too.
//! Mathematics keeps the parentheses of the author, adds some that a reader wants, and breaks as few lines as it can.

use super::super::binding::{Level, bare};
use super::super::tree::{BinOp, Clause, DomExpr, Draw, Expr, ExprKind, Ident, StatKind};
use super::decimals::decimal;
use super::notation::Notation;
use super::precedence::{begins_with_bar, ends_with_d, level, may_stand_beside, spine, takes_rest};
use super::{Doc, INDENT, arguments, listed, text};
use crate::number::Rational;
use pretty::RcDoc;
use std::collections::BTreeSet;

/// Nodes of a tree, by their place in memory: they are looked up while the tree stands still.
pub(super) type Nodes = BTreeSet<*const Expr>;

/// How expressions are printed.
#[derive(Clone, Copy)]
pub(super) struct Printer<'m> {
    pub(super) notation: Notation,
    /// The nodes that are marked.
    pub(super) marked: &'m Nodes,
}

/// As files are written.
pub(super) const SOURCE: Printer<'static> = Printer { notation: Notation::Source, marked: &Nodes::new() };

impl Printer<'_> {
    /// A place where anything may stand.
    pub(super) fn lowest(self, expr: &Expr) -> Doc {
        self.at(expr, Level::Or, false)
    }

    /// A place where any number may stand.
    pub(super) fn number(self, expr: &Expr) -> Doc {
        self.at(expr, Level::Additive, false)
    }

    fn is_mathematics(self) -> bool {
        self.notation == Notation::Mathematics
    }

    fn name(self, ident: &Ident) -> Doc {
        text(self.notation.name(&ident.node))
    }

    /// The document of an expression at a place that asks for `least`; `followed` says that a product may go on behind it.
    fn at(self, expr: &Expr, least: Level, followed: bool) -> Doc {
        let inner = bare(expr);
        let needed = level(inner) < least || (followed && takes_rest(inner));
        let wanted = self.is_mathematics() && (matches!(expr.node, ExprKind::Paren(_)) || (followed && reaches_on(inner)));
        let doc = if needed || wanted { self.parenthesised(inner) } else { self.plain(inner, followed) };
        if self.marked.contains(&std::ptr::from_ref(inner)) { doc.annotate(()) } else { doc }
    }

    fn parenthesised(self, expr: &Expr) -> Doc {
        text("(").append(self.plain(bare(expr), false).nest(1)).append(text(")")).group()
    }

    fn plain(self, expr: &Expr, followed: bool) -> Doc {
        match &expr.node {
            ExprKind::Num(value) => self.rational(value),
            ExprKind::Name(own) => text(self.notation.name(own)),
            ExprKind::Apply(own, args, bar) => self.name(own).append(self.applied(args, *bar)),
            ExprKind::Dot => text(self.notation.dot()),
            ExprKind::Neg(operand) => text(self.notation.minus()).append(self.at(operand, Level::Unary, followed)),
            ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => self.sum(expr),
            ExprKind::Binary(BinOp::Pow, base, exponent) => self.power(base, exponent),
            ExprKind::Binary(..) => self.product(expr, followed),
            ExprKind::Prefix(own, operand) => self.prefix(own, operand, followed),
            ExprKind::Deriv(target, body) => self.derivative(target, body, followed),
            ExprKind::Big(kind, own, body) => {
                let head = bracketed(self.notation.big(*kind), self.clauses(own));
                head.append(text(" ")).append(self.at(body, Level::Unary, false))
            }
            ExprKind::Stat(kind, draws, bodies) => self.statistic(*kind, draws, bodies, followed),
            ExprKind::Info(own, binders, args) => bracketed(&own.node, self.clauses(binders)).append(self.numbers(args)),
            ExprKind::Bars(inner) => text("|").append(self.number(inner)).append(text("|")),
            ExprKind::If(test, yes, no) => {
                text("if").append(arguments([self.lowest(test), self.number(yes), self.number(no)], None))
            }
            ExprKind::Indicator(inner) => text("[").append(self.lowest(inner)).append(text("]")),
            ExprKind::Compare(terms, operators) => {
                let mut operators = operators.iter();
                let terms = terms.iter().map(|term| self.number(term));
                terms
                    .reduce(|doc, term| {
                        let sign = operators.next().map_or("=", |op| self.notation.relation(*op));
                        doc.append(text(format!(" {sign} "))).append(term)
                    })
                    .unwrap_or_else(RcDoc::nil)
            }
            ExprKind::And(parts) => self.joined(parts, " and ", Level::Not),
            ExprKind::Or(parts) => self.joined(parts, " or ", Level::And),
            ExprKind::Not(inner) => text("not ").append(self.at(inner, Level::Not, false)),
            ExprKind::Paren(inner) => self.plain(bare(inner), followed),
        }
    }

    fn numbers(self, args: &[Expr]) -> Doc {
        arguments(args.iter().map(|arg| self.number(arg)), None)
    }

    fn derivative(self, target: &Expr, body: &Expr, followed: bool) -> Doc {
        let body = if begins_with_bar(body) { self.parenthesised(body) } else { self.at(body, Level::Factor, followed) };
        let by = match &bare(target).node {
            ExprKind::Name(own) => own.as_str(),
            ExprKind::Apply(own, ..) => own.node.as_str(),
            _ => "",
        };
        text(self.notation.derivative(by)).append(self.at(target, Level::Atom, false)).append(text(" ")).append(body)
    }

    /// `(s,a)`, `(b|s)`, `(t + 1, x)`: without blanks where all arguments are single words.
    fn applied(self, args: &[Expr], bar: Option<usize>) -> Doc {
        let word = |arg: &Expr| matches!(bare(arg).node, ExprKind::Name(_) | ExprKind::Num(_) | ExprKind::Dot);
        if !args.iter().all(word) {
            return arguments(args.iter().map(|arg| self.number(arg)), bar);
        }
        let separated = args.iter().enumerate().map(|(index, arg)| {
            let separator = if bar == Some(index) { "|" } else { "," };
            text(if index == 0 { "" } else { separator }).append(self.number(arg))
        });
        text("(").append(RcDoc::concat(separated)).append(text(")"))
    }

    fn joined(self, parts: &[Expr], word: &'static str, least: Level) -> Doc {
        RcDoc::intersperse(parts.iter().map(|part| self.at(part, least, false)), text(word))
    }

    /// In mathematics each operand goes to a new line only if it has no room; else all do or none.
    fn flowing(self, operand: Doc) -> Doc {
        if self.is_mathematics() { operand.group() } else { operand }
    }

    /// `a + b - c`, broken before the signs.
    fn sum(self, expr: &Expr) -> Doc {
        let (first, rest) = spine(expr, |op| matches!(op, BinOp::Add | BinOp::Sub));
        let parts = rest.into_iter().map(|(op, right)| {
            let sign = if op == BinOp::Add { "+" } else { self.notation.minus() };
            let operand = RcDoc::line().append(text(sign)).append(text(" ")).append(self.at(right, Level::Product, false));
            self.flowing(operand)
        });
        RcDoc::concat(std::iter::once(self.at(first, Level::Additive, false)).chain(parts)).group()
    }

    /// `a*b/c d`, broken before the signs.
    fn product(self, expr: &Expr, followed: bool) -> Doc {
        let (first, rest) = spine(expr, |op| matches!(op, BinOp::Mul | BinOp::Div | BinOp::Juxtapose));
        let count = rest.len();
        let divides = |index: usize| rest.get(index).is_some_and(|(op, _)| *op == BinOp::Div);
        let operand = |expr, least, followed, index| match self.before_slash(expr) {
            Some(doc) if divides(index) => doc,
            _ => self.at(expr, least, followed),
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
                _ => RcDoc::line_().append(text(self.notation.times())),
            };
            let right_doc = operand(right, Level::Factor, followed || index + 1 < count, index + 1);
            doc = doc.append(self.flowing(sign.append(right_doc)));
            tight = op == BinOp::Div;
            left = right;
        }
        doc.group()
    }

    /// A prefix before a `/` is read alone, and so nobody doubts it is enclosed.
    fn before_slash(self, expr: &Expr) -> Option<Doc> {
        match &bare(expr).node {
            ExprKind::Prefix(own, operand) => Some(self.name(own).append(arguments([self.number(operand)], None))),
            ExprKind::Deriv(..) | ExprKind::Stat(StatKind::Variance, ..) => Some(self.parenthesised(expr)),
            _ => None,
        }
    }

    fn power(self, base: &Expr, exponent: &Expr) -> Doc {
        let base = self.at(base, Level::Atom, false);
        if let ExprKind::Num(value) = &bare(exponent).node
            && let Some(small) = self.notation.exponent(value)
        {
            return base.append(text(small));
        }
        let exponent = match &bare(exponent).node {
            ExprKind::Neg(inner) if level(bare(inner)) == Level::Atom => {
                text(self.notation.minus()).append(self.plain(bare(inner), false))
            }
            _ => self.at(exponent, Level::Power, false),
        };
        base.append(text("^")).append(exponent)
    }

    /// `log x` where that is what it says, else `log(…)`.
    fn prefix(self, own: &Ident, operand: &Expr, followed: bool) -> Doc {
        let inner = bare(operand);
        let short = match &inner.node {
            ExprKind::Binary(BinOp::Pow, base, _) => level(bare(base)) == Level::Atom,
            _ => level(inner) >= Level::Factor,
        };
        if short && !(followed && takes_rest(inner)) {
            return self.name(own).append(text(" ")).append(self.at(inner, Level::Or, followed));
        }
        self.name(own).append(arguments([self.number(inner)], None))
    }

    fn statistic(self, kind: StatKind, draws: &[Draw], bodies: &[Expr], followed: bool) -> Doc {
        let draws = listed(draws.iter().map(|own| self.draw(own))).nest(INDENT).group();
        let body = |least, followed| match bodies.first() {
            Some(body) => text(" ").append(self.at(body, least, followed)),
            None => RcDoc::nil(),
        };
        match kind {
            StatKind::Expectation => bracketed("E", draws).append(body(Level::Unary, false)),
            StatKind::Variance => bracketed("Var", draws).append(body(Level::Factor, followed)),
            StatKind::Covariance => bracketed("Cov", draws).append(self.numbers(bodies)),
        }
    }

    fn draw(self, draw: &Draw) -> Doc {
        let vars = match draw.vars.as_slice() {
            [var] => self.name(var),
            vars => arguments(vars.iter().map(|var| self.name(var)), None),
        };
        vars.append(text(" ~ ")).append(self.number(&draw.law))
    }

    /// `i, j in A, i != j`
    pub(super) fn clauses(self, clauses: &[Clause]) -> Doc {
        let clause = |clause: &Clause| match clause {
            Clause::In(names, dom) => {
                let names = RcDoc::intersperse(names.iter().map(|own| self.name(own)), text(", "));
                names.append(text(self.notation.element())).append(self.domain(dom))
            }
            Clause::Condition(condition) => self.lowest(condition),
        };
        listed(clauses.iter().map(clause)).nest(INDENT).group()
    }

    /// A set's name, `lo..hi`, `{x, y}`.
    pub(super) fn domain(self, dom: &DomExpr) -> Doc {
        match dom {
            DomExpr::Set(own) => self.name(own),
            DomExpr::Range(low, high) => self.number(low).append(text("..")).append(self.number(high)),
            DomExpr::Real(_) => text("real"),
            DomExpr::Elements(members, _) => self.elements(members),
        }
    }

    /// `{x, y}`
    pub(super) fn elements(self, members: &[Expr]) -> Doc {
        let members = listed(members.iter().map(|member| self.number(member)));
        text("{").append(members).append(text("}")).nest(INDENT).group()
    }

    /// A number; a fraction that is no decimal is written as a quotient.
    fn rational(self, value: &Rational) -> Doc {
        let magnitude = value.abs();
        let sign = if value.is_negative() { self.notation.minus() } else { "" };
        match decimal(&magnitude) {
            Some(digits) => text(format!("{sign}{digits}")),
            None => text(format!("{sign}{magnitude}")),
        }
    }
}

/// Would a reader take what is multiplied behind this form for a part of it?
fn reaches_on(expr: &Expr) -> bool {
    match &expr.node {
        ExprKind::Deriv(..) | ExprKind::Prefix(..) | ExprKind::Stat(StatKind::Variance, ..) => true,
        ExprKind::Neg(inner) => reaches_on(bare(inner)),
        _ => false,
    }
}

fn bracketed(word: &str, inner: Doc) -> Doc {
    text(word).append(text("[")).append(inner).append(text("]"))
}
