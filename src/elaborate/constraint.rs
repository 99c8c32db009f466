//! Constraints after a declared name, and their contradictions.

use super::context::Context;
use super::expr::strip;
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Bound, Constraint};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::tree::{BinOp, CmpOp, ConstraintExpr, Expr, ExprKind, Spanned};

/// What an expression of numerals is worth.
pub(super) fn numeral(e: &Expr) -> Option<Rational> {
    match &strip(e).node {
        ExprKind::Num(value) => Some(value.clone()),
        ExprKind::Neg(inner) => numeral(inner).map(|v| -&v),
        ExprKind::Binary(op, a, b) => {
            let (a, b) = (numeral(a)?, numeral(b)?);
            match op {
                BinOp::Add => Some(&a + &b),
                BinOp::Sub => Some(&a - &b),
                BinOp::Mul | BinOp::Juxtapose => Some(&a * &b),
                BinOp::Div => a.checked_div(&b),
                BinOp::Pow => a.checked_pow(b.to_i64()?, 10_000),
            }
        }
        _ => None,
    }
}

impl Reader<'_, '_> {
    /// The numeral a bound must be.
    fn bound(&mut self, e: &Expr) -> Option<Rational> {
        if let Some(value) = numeral(e) {
            return Some(value);
        }
        self.real(e)?;
        let text = self.ctx.text(e.span);
        let message = format!("the bound `{text}` is no number");
        self.error_help(e.span, message, "bounds that depend on other names are assumptions: `assume NAME: x <= y`")
    }

    /// The constraints of a constant, function or distribution (`entries` is 0 for a constant).
    pub(super) fn constraint(&mut self, all: &[Spanned<ConstraintExpr>], entries: usize) -> Option<Constraint> {
        let mut sum = Constraint::default();
        let mut whole = true;
        for one in all {
            whole &= self.add(&mut sum, one, entries).is_some();
        }
        if whole && let Some(span) = all.first().map(|c| c.span.to(all.last().map_or(c.span, |l| l.span))) {
            contradiction(&sum).map_or(Some(()), |why| self.error(span, format!("no number meets these constraints: {why}")))?;
        }
        whole.then_some(sum)
    }

    fn add(&mut self, sum: &mut Constraint, one: &Spanned<ConstraintExpr>, entries: usize) -> Option<()> {
        match &one.node {
            ConstraintExpr::Compare(op, e) => self.compared(sum, *op, e, one.span)?,
            ConstraintExpr::Interval { low, low_strict, high, high_strict } => {
                let (low, high) = (self.bound(low), self.bound(high));
                let (low, high) = (low?, high?);
                raise(sum, low, *low_strict);
                lower(sum, high, *high_strict);
            }
            ConstraintExpr::Elements(elements) => self.zero_one(sum, elements, one.span)?,
            ConstraintExpr::Range(low, high) => {
                let (low, high) = (self.bound(low), self.bound(high));
                raise(sum, low?, false);
                lower(sum, high?, false);
                sum.integer = true;
            }
            ConstraintExpr::Integer => sum.integer = true,
            ConstraintExpr::Symmetric => sum.symmetric = true,
            ConstraintExpr::OneHot if entries == 0 => {
                return self.error(one.span, "`onehot` speaks of the last index of a function, and a constant has none");
            }
            ConstraintExpr::OneHot => sum.onehot = true,
        }
        Some(())
    }

    fn compared(&mut self, sum: &mut Constraint, op: CmpOp, e: &Expr, span: Span) -> Option<()> {
        let value = self.bound(e)?;
        match op {
            CmpOp::Gt => raise(sum, value, true),
            CmpOp::Ge => raise(sum, value, false),
            CmpOp::Lt => lower(sum, value, true),
            CmpOp::Le => lower(sum, value, false),
            CmpOp::Ne if value.is_zero() => sum.nonzero = true,
            CmpOp::Ne => {
                return self.error_help(
                    span,
                    "only `!= 0` may be declared",
                    "other values are excluded by an assumption: `assume NAME: x != 1`",
                );
            }
            CmpOp::Eq => {
                return self.error_help(span, "`=` is no constraint", "give the name its value with `define`");
            }
        }
        Some(())
    }

    fn zero_one(&mut self, sum: &mut Constraint, elements: &[Expr], span: Span) -> Option<()> {
        let values: Option<Vec<Rational>> = elements.iter().map(numeral).collect();
        let mut values = values.unwrap_or_default();
        values.sort();
        if values != [Rational::zero(), Rational::one()] {
            let help = if values == [Rational::integer(-1), Rational::one()] {
                "for signs declare `function y(A) in {0, 1}` and write `define s(a) = 2*y(a) - 1`"
            } else {
                "intervals are written `in (0, 1)`, `in [0, 1]`"
            };
            return self.error_help(span, "the only set of values that may be declared is `{0, 1}`", help);
        }
        sum.binary = true;
        Some(())
    }
}

fn raise(sum: &mut Constraint, value: Rational, strict: bool) {
    let tighter = sum.lower.as_ref().is_none_or(|b| value > b.value || (value == b.value && strict));
    if tighter {
        sum.lower = Some(Bound { value, strict });
    }
}

fn lower(sum: &mut Constraint, value: Rational, strict: bool) {
    let tighter = sum.upper.as_ref().is_none_or(|b| value < b.value || (value == b.value && strict));
    if tighter {
        sum.upper = Some(Bound { value, strict });
    }
}

fn admits(c: &Constraint, value: &Rational) -> bool {
    let low = c.lower.as_ref().is_none_or(|b| *value > b.value || (*value == b.value && !b.strict));
    let high = c.upper.as_ref().is_none_or(|b| *value < b.value || (*value == b.value && !b.strict));
    low && high && !(c.nonzero && value.is_zero())
}

/// Why no value meets the constraint, if none does.
pub(super) fn contradiction(c: &Constraint) -> Option<String> {
    if c.onehot && ![Rational::zero(), Rational::one()].iter().all(|v| admits(c, v)) {
        return Some("a one-hot function has values 0 and 1".to_owned());
    }
    if c.binary && ![Rational::zero(), Rational::one()].iter().any(|v| admits(c, v)) {
        return Some("neither 0 nor 1 is allowed".to_owned());
    }
    let (Some(low), Some(high)) = (&c.lower, &c.upper) else { return None };
    let open = low.strict || high.strict;
    if low.value > high.value || (low.value == high.value && open) {
        return Some(format!("nothing lies between {} and {}", low.value, high.value));
    }
    if low.value == high.value && low.value.is_zero() && c.nonzero {
        return Some("0 is excluded".to_owned());
    }
    if c.integer && no_integer(c, low, high) {
        return Some(format!("no integer lies between {} and {}", low.value, high.value));
    }
    None
}

fn no_integer(c: &Constraint, low: &Bound, high: &Bound) -> bool {
    let mut first = Rational::from_bigint(low.value.ceil());
    // At most three candidates are excluded: a strict end, and 0.
    for _ in 0..3 {
        if admits(c, &first) {
            return false;
        }
        first = &first + &Rational::one();
    }
    first > high.value || !admits(c, &first)
}

impl Context<'_> {
    /// Reports that a distribution cannot be non-negative with sum one.
    pub(super) fn check_law(&mut self, name: &str, c: &Constraint, span: Span) -> bool {
        let negative = c.upper.as_ref().is_some_and(|b| b.value.is_negative() || b.value.is_zero());
        let large = c.lower.as_ref().is_some_and(|b| b.value > Rational::one() || (b.value.is_one() && b.strict));
        if negative || large {
            let message =
                format!("no distribution meets these constraints: the values of `{name}` lie between 0 and 1 and sum to one");
            self.report(Diagnostic::error(span, message));
        }
        !(negative || large)
    }
}
