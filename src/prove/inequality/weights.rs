//! Logarithms of several weights at once: the log-sum inequality, and what is jointly convex.
//!
//! In `Σ a*log(a/c) + b*log(b/d) - (a + b)*log((a + b)/(c + d))` each logarithm has a weight, and all weights are combinations of a few of
//! known sign (here `a` and `b`). Written over these, `Σ_k w_k*log u_k`, every `u_k` is compared with 1 (or with its
//! mean), all at once: alone no one of them makes the line simpler (Cover and Thomas, *Elements of information theory*, 2.7).

use super::parts::{product, together};
use super::tangents::{Group, JENSEN};
use super::{Engine, polynomial};
use crate::normal::poly::{self, Monomial, Poly};
use crate::normal::{Context, addends};
use crate::number::Rational;
use crate::prove::combination::coefficients;
use crate::rule::inequality::{Convex, Sign, Tangent, argument};
use crate::rule::{Move, Rule, Script};
use crate::term::{Fun, Node, Term};

/// Most weights that others are combinations of.
const MAX_BASIS: usize = 4;

impl Engine<'_> {
    /// Takes the tangents of all logarithms away at once, those of the sums over one index set over a common basis of weights.
    pub(super) fn jointly(&mut self, context: &Context, t: &Term, singles: &[Group], strict: bool, depth: usize) -> Option<Sign> {
        let singles = &gathered(singles);
        let mut done: Vec<&Group> = Vec::new();
        for first in singles {
            if done.iter().any(|g| alike(g, first)) {
                continue;
            }
            done.push(first);
            let all: Vec<&Group> = singles.iter().filter(|g| alike(g, first)).collect();
            let Some(groups) = self.over_basis(context, &all).filter(|groups| groups.len() > 1) else { continue };
            for mean in [false, true] {
                let found = self.tentative(|s| s.all_tangents(context, t, &groups, mean, strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// The same logarithms, one for each weight of a basis.
    fn over_basis(&mut self, context: &Context, singles: &[&Group]) -> Option<Vec<Group>> {
        // What stands in the logarithm of a sum is mostly compared with its addends.
        let mut simplest = singles.to_vec();
        simplest.sort_by_key(|g| (addends(&g.argument).len(), g.weight.0.len()));
        let weights = simplest.iter().map(|g| &g.weight);
        let mut basis: Vec<Group> = Vec::new();
        let mut arguments: Vec<Vec<Term>> = Vec::new();
        for weight in weights {
            let known: Vec<&Poly> = basis.iter().map(|g| &g.weight).collect();
            if combination(&known, weight).is_some() {
                continue;
            }
            let group = Group { weight: weight.clone(), ..(*singles.first()?).clone() };
            basis.push(self.oriented(context, &group)?);
            arguments.push(Vec::new());
            if basis.len() > MAX_BASIS {
                return None;
            }
        }
        let known: Vec<&Poly> = basis.iter().map(|g| &g.weight).collect();
        for single in singles {
            for (c, argument) in combination(&known, &single.weight)?.into_iter().zip(&mut arguments) {
                let n = c.to_i64()?.checked_neg()?;
                if n != 0 {
                    argument.push(if n == 1 {
                        single.argument.clone()
                    } else {
                        Term::pow(single.argument.clone(), Term::int(n))
                    });
                }
            }
        }
        Some(basis.into_iter().zip(arguments).map(|(g, a)| Group { argument: Term::mul(a), ..g }).collect())
    }

    fn all_tangents(
        &mut self,
        context: &Context,
        t: &Term,
        groups: &[Group],
        mean: bool,
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        self.credit(JENSEN)?;
        let mut taken = Vec::new();
        for group in groups {
            let inner = self.inside(context, &group.levels);
            let foot = match group.levels.is_empty() {
                false if mean => self.mean(context, group)?,
                true if mean => return None,
                _ => Term::int(1),
            };
            let tangent = Tangent { function: Convex::MinusLog, at: group.argument.clone(), foot };
            let (difference, sign) = self.taken_apart(&inner, tangent)?;
            taken.push(group.weighted(difference, sign));
        }
        if taken.len() < 2 {
            return None;
        }
        self.subtract(context, t, together(taken)?, strict, depth)
    }

    /// The tangent's difference with the logarithm of the product as the sum of those of its factors: multiplied out, the product would
    /// hide them.
    pub(super) fn taken_apart(&mut self, inner: &Context, tangent: Tangent) -> Option<(Term, Sign)> {
        let whole = Term::log(tangent.at.clone());
        let mut script = Script::new();
        let mut apart = whole.clone();
        if matches!(tangent.at.node(), Node::Mul(_)) {
            apart = self.oracle.admits(inner, &apart, &Rule::LogProduct)?;
            script.push(Move { path: Vec::new(), rule: Rule::LogProduct });
        }
        let several = script.len();
        for (i, item) in if several == 0 { vec![apart.clone()] } else { addends(&apart) }.into_iter().enumerate() {
            if argument(Fun::Log, &item).is_some_and(|u| matches!(u.node(), Node::Pow(..))) {
                let path = if several == 0 { Vec::new() } else { vec![u16::try_from(i).ok()?] };
                let lowered = self.oracle.admits(inner, &item, &Rule::LogPower)?;
                apart = if several == 0 { lowered } else { apart.with_child(*path.first()?, &lowered) };
                script.push(Move { path, rule: Rule::LogPower });
            }
        }
        let difference = tangent.difference();
        if script.is_empty() {
            return Some((difference, Sign::Tangent(tangent)));
        }
        let place: Vec<u16> = vec![3, 1];
        let (negated, _) = difference.child(place[0])?;
        let split = difference.with_child(place[0], &negated.with_child(place[1], &apart));
        let back = Move { path: place, rule: Rule::Back(whole, script) };
        Some((split, Sign::Rewrite(vec![back], Box::new(Sign::Tangent(tangent)))))
    }

    /// Where `-w*log u` and a multiple `c*u` of its argument balance: at `u = w/c`, for every other part of the term that is one.
    pub(super) fn balances(&mut self, context: &Context, t: &Term, group: &Group) -> Vec<Term> {
        let Some(p) = polynomial(t) else { return Vec::new() };
        let inner = self.inside(context, &group.levels);
        let Some(all) = super::parts::parts(&poly::term(&p), super::opened(context), &|_| true) else { return Vec::new() };
        let mut feet: Vec<Term> = Vec::new();
        for part in all.iter().filter(|p| p.coefficient.is_positive() && p.levels == group.levels) {
            let whole = Term::mul(vec![Term::num(part.coefficient.clone()), product(&part.outer), product(&part.inner)]);
            let own = Term::mul(vec![product(&group.outer), poly::term(&group.weight), group.argument.clone()]);
            let foot = self.normal_aside(&inner, &Term::div(own, whole));
            let constant = |f: &Term| group.levels.iter().all(|l| !f.mentions(&l.name)) && addends(f).len() == 1;
            feet.extend(foot.filter(|f| constant(f) && *f != Term::int(1)));
        }
        feet.dedup();
        feet.truncate(2);
        feet
    }

    /// The exponents of the real powers that stand in the term.
    pub(super) fn exponents(t: &Term) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::new();
        t.any(&mut |s| {
            if let Node::RealPow(_, c) = s.node()
                && c.is_closed()
                && !out.contains(c)
            {
                out.push(c.clone());
            }
            out.len() >= 2
        });
        out
    }
}

/// What stands outside counts to the weight; the logarithms of one argument are one.
fn gathered(singles: &[Group]) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for single in singles {
        let outside = Poly([(single.outer.clone(), Rational::one())].into_iter().collect());
        let Some(weight) = single.weight.mul(&outside) else { continue };
        match out.iter_mut().find(|g| g.levels == single.levels && g.argument == single.argument) {
            Some(group) => group.weight = group.weight.add(&weight),
            None => out.push(Group { outer: Monomial::new(), weight, ..single.clone() }),
        }
    }
    out.into_iter().filter(|g| !g.weight.is_zero()).collect()
}

fn alike(a: &Group, b: &Group) -> bool {
    a.levels == b.levels
}

/// The coefficients with which independent polynomials make up another one.
fn combination(basis: &[&Poly], p: &Poly) -> Option<Vec<Rational>> {
    coefficients(basis, p, usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_of_weights_are_found() {
        let x = |n: &str| Poly::atom(Term::app(n, vec![]));
        let (a, b) = (x("a"), x("b"));
        let sum = a.add(&b).neg();
        assert_eq!(combination(&[&a, &b], &sum), Some(vec![Rational::integer(-1), Rational::integer(-1)]));
        assert_eq!(combination(&[&a], &sum), None);
        assert_eq!(combination(&[&a, &sum], &b), Some(vec![Rational::integer(-1), Rational::integer(-1)]));
        assert_eq!(combination(&[], &b), None);
    }
}
