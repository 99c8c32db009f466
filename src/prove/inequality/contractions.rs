//! Maxima and minima bring numbers no farther apart: `|max(u,c) - max(v,c)| <= |u - v|`, and so clipping does.
//!
//! By the four cases of which of the two is the larger; written down case by case, so that nothing is searched for.

use super::{Engine, polynomial};
use crate::normal::Context;
use crate::normal::poly::Monomial;
use crate::number::Rational;
use crate::rule::Reason;
use crate::rule::inequality::{Sign, argument};
use crate::term::{Fun, Node, Rel, Term};

const REASONS: &[Reason] = &[Reason::Cases, Reason::Monotone];

impl Engine<'_> {
    /// The distance of two maxima (minima) with a common argument, which is subtracted, makes way for that of the others.
    pub(super) fn by_contraction(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(REASONS) {
            return None;
        }
        let p = polynomial(t)?;
        let distance = |(m, c): (&Monomial, &Rational)| match m.as_slice() {
            [(whole, 1)] if *c == Rational::integer(-1) => Some((whole.clone(), contracted(whole)?)),
            _ => None,
        };
        let (whole, (u, v, common)) = p.0.iter().find_map(distance)?;
        let wider = Term::sub(Term::fun(Fun::Abs, Term::sub(u.clone(), v.clone())), whole);
        self.tentative(|s| {
            s.credit(REASONS)?;
            let orders = [u, v].map(|t| Term::cmp_rel(Rel::Le, t, common.clone()));
            let sign = s.in_all_cases(context, &wider, &orders, depth + 1)?;
            s.leaving(context, t, (wider, sign), strict, depth)
        })
    }

    /// Whichever of these hold and do not.
    fn in_all_cases(&mut self, context: &Context, t: &Term, props: &[Term], depth: usize) -> Option<Sign> {
        let Some((prop, rest)) = props.split_first() else { return self.prove(context, t, false, depth) };
        self.in_both_cases(context, prop, &mut |s, inner| s.in_all_cases(inner, t, rest, depth))
    }
}

/// `|max(u,c) - max(v,c)|`: the two that differ, and what they have in common.
fn contracted(t: &Term) -> Option<(Term, Term, Term)> {
    let difference = polynomial(argument(Fun::Abs, t)?)?;
    let mut sides: Vec<(Term, bool)> = Vec::new();
    for (m, c) in &difference.0 {
        match m.as_slice() {
            [(f, 1)] if c.abs().is_one() => sides.push((f.clone(), c.is_negative())),
            _ => return None,
        }
    }
    let [(f, f_taken), (g, g_taken)] = sides.as_slice() else { return None };
    let (Node::Fun(kind @ (Fun::Max | Fun::Min), a), Node::Fun(other, b)) = (f.node(), g.node()) else { return None };
    if kind != other || f_taken == g_taken {
        return None;
    }
    let rest = |args: &[Term], common: &Term| args.iter().find(|a| *a != common).cloned();
    let common = a.iter().find(|x| b.contains(x))?;
    Some((rest(a, common)?, rest(b, common)?, common.clone()))
}
