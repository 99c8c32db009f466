//! A third term between two lines: above the smaller one by one inequality, so that what is left is another one.
//!
//! The size of a sum lies below the sum of the sizes, a sum with a bounded factor below the bound times the sum of the rest (Hölder's
//! inequality for 1 and ∞), a squared sum below the sum of the squares times their number (a squared mean below the mean of the squares).

use super::likeness::{Pair, flat_factors};
use super::structure::ring;
use super::{Engine, sign_of, under};
use crate::normal::{Context, Label};
use crate::prove::matching::matched;
use crate::rule::inequality::{Sign, argument, ordered};
use crate::rule::{Move, Rule};
use crate::term::{BigOp, Dom, Fun, Name, Node, Term};

/// Most of them that are tried.
const MOST_MIDDLES: usize = 3;

impl Engine<'_> {
    /// The smaller term lies below a third one, and that below the larger.
    pub(super) fn through_middle(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        if !self.cites || self.hops == 0 {
            return None;
        }
        self.hops -= 1;
        let Pair { lower, upper, depth } = *pair;
        let middles = self.middles(context, lower);
        let found = middles.iter().filter(|(m, _)| m != upper).take(MOST_MIDDLES).find_map(|(middle, label)| {
            self.tentative(|s| {
                // What suggested the bound is used, though the kernel takes it from all that is assumed.
                s.used.extend(label.clone());
                let above = s.between(context, &Pair { lower: middle, upper, depth: depth + 1 })?;
                let pair = Pair { lower, upper: middle, depth: depth + 1 };
                let below = s.tentative(|s| s.triangle(context, &pair)).or_else(|| s.between(context, &pair))?;
                let parts = Term::add(vec![Term::sub(upper.clone(), middle.clone()), Term::sub(middle.clone(), lower.clone())]);
                Some(Sign::Rewrite(vec![ring(parts)], Box::new(Sign::Sum(vec![above, below], 0))))
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
            let moves = vec![Move { path: vec![1, 1], rule }, ring(Term::sub(pair.upper.clone(), value))];
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
            Node::Big(BigOp::Sum, hint, dom, guard, body) => {
                let body = self.inside_sized(context, dom, guard, body);
                Term::new(Node::Big(BigOp::Sum, hint.clone(), dom.clone(), guard.clone(), body))
            }
            Node::Expect(hint, dom, weight, body) => {
                let body = self.inside_sized(context, dom, &Term::truth(), body);
                Term::new(Node::Expect(hint.clone(), dom.clone(), weight.clone(), body))
            }
            _ => Term::fun(Fun::Abs, t.clone()),
        }
    }

    fn inside_sized(&mut self, context: &Context, dom: &Dom, guard: &Term, body: &Term) -> Term {
        let (inner, var) = under(context, dom, guard);
        let sized = self.sized(&inner, &body.open(&var));
        match var.node() {
            Node::Var(name) => sized.close(name),
            _ => sized,
        }
    }

    /// A sum with one factor put at a bound that is cited, in front of it.
    fn bounded(&mut self, context: &Context, sum: &Term) -> Vec<(Term, Label)> {
        let (dom, guard, body) = match sum.node() {
            Node::Big(BigOp::Sum, _, dom, guard, body) => (dom, guard.clone(), body),
            Node::Expect(_, dom, _, body) => (dom, Term::truth(), body),
            _ => return Vec::new(),
        };
        let (_, var) = under(context, dom, &guard);
        let Node::Var(index) = var.node() else { return Vec::new() };
        let factors = flat_factors(&body.open(&var));
        let mut out = Vec::new();
        for (at, factor) in factors.iter().enumerate().filter(|(_, f)| f.mentions(index)) {
            for (bound, label) in self.stated_bounds(factor).into_iter().filter(|(b, _)| !b.mentions(index)) {
                let mut rest = factors.clone();
                rest.remove(at);
                let rest = Term::mul(rest).close(index);
                let node = match sum.node() {
                    Node::Expect(hint, dom, weight, _) => Node::Expect(hint.clone(), dom.clone(), weight.clone(), rest),
                    Node::Big(op, hint, dom, guard, _) => Node::Big(*op, hint.clone(), dom.clone(), guard.clone(), rest),
                    _ => continue,
                };
                out.push((Term::mul(vec![bound, Term::new(node)]), label));
            }
        }
        out
    }

    /// What is cited as lying above the term.
    fn stated_bounds(&self, t: &Term) -> Vec<(Term, Label)> {
        let bound = |order: &crate::prove::search::Order| {
            let (smaller, larger, _) = ordered(order.relation, &order.left, &order.right)?;
            let names: Vec<Name> = order.binders.iter().map(|b| b.name.clone()).collect();
            let args = matched(smaller, t, &names)?;
            Some((larger.substitute(&names.into_iter().zip(args).collect::<Vec<_>>()), order.label()))
        };
        self.statements.iter().filter_map(bound).collect()
    }
}

fn summed(t: &Term) -> bool {
    matches!(t.node(), Node::Big(BigOp::Sum, ..) | Node::Expect(..))
}

/// What the square of a sum is at most: the sum of the squares, times their number.
fn squares(sum: &Term) -> Option<Term> {
    let square = |t: &Term| Term::pow(t.clone(), Term::int(2));
    match sum.node() {
        Node::Expect(hint, dom, weight, body) => {
            Some(Term::new(Node::Expect(hint.clone(), dom.clone(), weight.clone(), square(body))))
        }
        Node::Big(BigOp::Sum, hint, dom, guard, body) if matches!(guard.node(), Node::True) => {
            let number = match dom {
                Dom::Set(set) => Term::new(Node::Card(set.clone())),
                Dom::Range(lo, hi) if *lo == Term::int(1) => hi.clone(),
                Dom::Range(lo, hi) => Term::add(vec![hi.clone(), Term::neg(lo.clone()), Term::int(1)]),
            };
            let squares = Term::new(Node::Big(BigOp::Sum, hint.clone(), dom.clone(), guard.clone(), square(body)));
            Some(Term::mul(vec![number, squares]))
        }
        _ => None,
    }
}
