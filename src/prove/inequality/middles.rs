//! A third term between two lines: above the smaller one by one inequality, so that what is left is another one.
//!
//! The size of a sum lies below the sum of the sizes, a sum with a bounded factor below the bound times the sum of the rest (Hölder's
//! inequality for 1 and ∞), a squared sum below the sum of the squares times their number (a squared mean below the mean of the squares).

use super::likeness::{Pair, difference, flat_factors, through};
use super::structure::ring;
use super::{Engine, opened, parts, sign_of, under};
use crate::normal::{Context, Label, poly};
use crate::prove::matching::matched;
use crate::prove::search::Order;
use crate::rule::inequality::{Sign, argument, ordered};
use crate::rule::{Move, Rule};
use crate::term::{BigOp, Dom, Fun, Name, Node, Term, child};

/// Most of them that are tried.
const MOST_MIDDLES: usize = 3;

impl Engine<'_> {
    /// The smaller term lies below a third one, and that below the larger.
    pub(super) fn through_middle(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        if !self.cites {
            return None;
        }
        self.hops = self.hops.checked_sub(1)?;
        let Pair { lower, upper, depth } = *pair;
        let middles = self.middles(context, lower);
        let found = middles.iter().filter(|(m, _)| m != upper).take(MOST_MIDDLES).find_map(|(middle, label)| {
            self.tentative(|s| {
                // What suggested the bound is used, though the kernel takes it from all that is assumed.
                s.used.extend(label.clone());
                let above = s.between(context, &Pair { lower: middle, upper, depth: depth + 1 })?;
                let first = Pair { lower, upper: middle, depth: depth + 1 };
                let below = s.tentative(|s| s.triangle(context, &first)).or_else(|| s.between(context, &first))?;
                Some(through(pair, [(difference(middle, upper), above), (difference(lower, middle), below)]))
            })
        });
        self.hops += 1;
        found
    }

    /// A size below another term: what it is the size of, and its negative, lie below that.
    fn triangle(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let u = argument(Fun::Abs, pair.lower)?;
        let prop = sign_of(u, false);
        self.in_both_cases(context, &prop, &mut |s, inner| {
            let value = if inner.hypotheses.contains(&prop) { u.clone() } else { Term::neg(u.clone()) };
            let rule = Rule::Cases(value.clone(), Vec::new());
            s.oracle.admits(inner, pair.lower, &rule)?;
            let sign = s.between(inner, &Pair { lower: &value, ..*pair })?;
            let moves = vec![Move { path: vec![1, 1], rule }, ring(difference(&value, pair.upper))];
            Some(Sign::Rewrite(moves, Box::new(sign)))
        })
    }

    fn middles(&mut self, context: &Context, t: &Term) -> Vec<(Term, Option<Label>)> {
        if let Some(u) = argument(Fun::Abs, t) {
            let each: Vec<Term> = crate::normal::addends(u).iter().map(|u| self.sized(context, u)).collect();
            return if each.len() > 1 || u.any(&mut |s| summed(s)) { vec![(Term::add(each), None)] } else { Vec::new() };
        }
        if let Node::Pow(sum, e) = t.node() {
            return if *e == Term::int(2) { squares(sum).map(|middle| (middle, None)).into_iter().collect() } else { Vec::new() };
        }
        let factors = flat_factors(t);
        let Some(at) = factors.iter().position(summed) else { return Vec::new() };
        let bounded = self.bounded(context, &factors[at]);
        let with = |t: Term| {
            let mut all = factors.clone();
            all[at] = t;
            Term::mul(all)
        };
        bounded.into_iter().map(|(t, label)| (with(t), Some(label))).collect()
    }

    /// What a size is at most: that of a product is the product of the sizes, that of a sum over indices at most the sum of them.
    fn sized(&mut self, context: &Context, t: &Term) -> Term {
        if self.nonnegative(context, t) {
            return t.clone();
        }
        match t.node() {
            Node::Mul(items) => Term::mul(items.iter().map(|item| self.sized(context, item)).collect()),
            _ => match sum_parts(t) {
                Some((dom, guard, body)) => {
                    let (inner, var) = under(context, dom, &guard);
                    let body = self.sized(&inner, &body.open(&var));
                    t.with_child(child::BODY, &body.close(&Name::opened(opened(context))))
                }
                None => Term::fun(Fun::Abs, t.clone()),
            },
        }
    }

    /// A sum with one factor put at a bound that is cited, in front of it.
    fn bounded(&mut self, context: &Context, sum: &Term) -> Vec<(Term, Label)> {
        let Some((_, _, body)) = sum_parts(sum) else { return Vec::new() };
        let index = Name::opened(opened(context));
        let factors = flat_factors(&body.open(&Term::var(index.clone())));
        let mut out = Vec::new();
        for (at, factor) in factors.iter().enumerate().filter(|(_, f)| f.mentions(&index)) {
            let mut rest = factors.clone();
            rest.remove(at);
            let rest = sum.with_child(child::BODY, &Term::mul(rest).close(&index));
            let bounds = self.stated_bounds(factor).into_iter().filter(|(bound, _)| !bound.mentions(&index));
            out.extend(bounds.map(|(bound, label)| (Term::mul(vec![bound, rest.clone()]), label)));
        }
        out
    }

    /// What is cited as lying above the term.
    fn stated_bounds(&self, t: &Term) -> Vec<(Term, Label)> {
        let bound = |order: &Order| {
            let (smaller, larger, _) = ordered(order.relation, &order.left, &order.right)?;
            let names: Vec<Name> = order.binders.iter().map(|b| b.name.clone()).collect();
            let args = matched(smaller, t, &names)?;
            Some((larger.substitute(&names.into_iter().zip(args).collect::<Vec<_>>()), order.label()))
        };
        self.statements.iter().filter_map(bound).collect()
    }
}

/// Domain, guard and body of a sum or an expectation.
fn sum_parts(t: &Term) -> Option<(&Dom, Term, &Term)> {
    match t.node() {
        Node::Big(BigOp::Sum, _, dom, guard, body) => Some((dom, guard.clone(), body)),
        Node::Expect(_, dom, _, body) => Some((dom, Term::truth(), body)),
        _ => None,
    }
}

fn summed(t: &Term) -> bool {
    sum_parts(t).is_some()
}

/// What the square of a sum is at most: the sum of the squares, times their number.
fn squares(sum: &Term) -> Option<Term> {
    let (dom, guard, body) = sum_parts(sum)?;
    let squares = sum.with_child(child::BODY, &Term::pow(body.clone(), Term::int(2)));
    match (sum.node(), guard.node()) {
        (Node::Expect(..), _) => Some(squares),
        (_, Node::True) => Some(Term::mul(vec![poly::term(&parts::size(dom)?), squares])),
        _ => None,
    }
}
