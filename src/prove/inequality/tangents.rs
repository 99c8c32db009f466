//! Jensen, Gibbs and their kin: a convex function lies above its tangent, at every index, weighted.
//!
//! In `t` the logarithms of one weight are one logarithm `-w*log u`, the exponentials of one argument one `w*exp(f)`. With a foot
//! `m`, the sum of `w*(tangent at m)` is taken from `t`. Feet: the mean of the arguments (Jensen), 1 or 0 (Gibbs), an argument that stands elsewhere in `t`,
//! and what makes the rest vanish.

use super::parts::{self, Level, close, product, together, weighted};
use super::{Engine, opened, polynomial, sign_of};
use crate::normal::Context;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::Reason;
use crate::rule::inequality::{Convex, Sign, Tangent};
use crate::term::{Fun, Node, Term};

pub(super) const JENSEN: &[Reason] = &[Reason::Jensen, Reason::Gibbs, Reason::AmGm, Reason::Monotone, Reason::Square];
pub(super) const GIBBS: &[Reason] = &[Reason::Gibbs, Reason::Jensen, Reason::AmGm, Reason::Monotone];
const SCALAR: &[Reason] = &[Reason::Monotone, Reason::Jensen, Reason::Gibbs, Reason::AmGm];
/// `(Σ w)² <= (Σ w*f)*(Σ w/f)` is Jensen's inequality for the inverse, and that of Cauchy and Schwarz.
const INVERSES: &[Reason] = &[Reason::Jensen, Reason::CauchySchwarz];
const MEANS: &[Reason] = &[Reason::AmGm, Reason::Jensen, Reason::Gibbs];

/// `Σ weight * f(argument)`, times what stands outside.
#[derive(Clone)]
pub(super) struct Group {
    pub outer: Monomial,
    pub levels: Vec<Level>,
    pub weight: Poly,
    pub argument: Term,
}

impl Group {
    /// The weighted sum of a `d` of known sign instead of the function.
    pub(super) fn weighted(&self, d: Term, sign: Sign) -> (Term, Sign) {
        weighted(product(&self.outer), &self.levels, poly::term(&self.weight), d, sign)
    }
}

fn log_of(t: &Term) -> Option<&Term> {
    crate::rule::inequality::argument(Fun::Log, t)
}
fn exp_of(t: &Term) -> Option<&Term> {
    crate::rule::inequality::argument(Fun::Exp, t)
}

/// The whole number that the quotient of two polynomials is.
fn whole_ratio(a: &Poly, b: &Poly) -> Option<i64> {
    let (m, c) = b.0.iter().next()?;
    let ratio = a.0.get(m)?.checked_div(c)?;
    let scaled = Poly(b.0.iter().map(|(m, c)| (m.clone(), c * &ratio)).collect());
    (scaled == *a).then(|| ratio.to_i64()).flatten()
}

impl Engine<'_> {
    /// All logarithms under sums over one index set at once.
    pub(super) fn by_joint_logarithms(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(JENSEN) {
            return None;
        }
        let singles = each_logarithm(context, t);
        self.jointly(context, t, &singles, strict, depth)
    }

    pub(super) fn by_tangents(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(JENSEN) {
            return self.permits(INVERSES).then(|| self.powers(context, t, strict, depth)).flatten();
        }
        let singles = each_logarithm(context, t);
        let (mut logs, mut exps) = (self.logarithms(context, t, singles), self.exponentials(context, t));
        // Sums first: what stands alone is mostly what they are compared with.
        logs.sort_by_key(|g| g.levels.is_empty());
        exps.sort_by_key(|g| g.levels.is_empty());
        for group in &logs {
            let feet = self.feet_of_log(context, t, group, &logs);
            if let Some(sign) = self.touch(context, t, group, &Convex::MinusLog, &feet, strict, depth) {
                return Some(sign);
            }
        }
        for group in &exps {
            let feet = self.feet_of_exp(context, group, &exps);
            if let Some(sign) = self.touch(context, t, group, &Convex::Exp, &feet, strict, depth) {
                return Some(sign);
            }
        }
        self.powers(context, t, strict, depth).or_else(|| self.means(context, t, strict, depth))
    }

    /// The logarithms, those of one weight taken together: `-weight*log argument` with a weight that is not negative.
    fn logarithms(&mut self, context: &Context, t: &Term, singles: Vec<Group>) -> Vec<Group> {
        // One weight of unknown sign may be several of known ones.
        let apart = |s: &mut Self, g: Group| {
            if g.weight.single().is_some() || s.oriented(context, &g).is_some() {
                return vec![g];
            }
            let monomial = |(m, c): (&Monomial, &Rational)| Poly([(m.clone(), c.clone())].into_iter().collect());
            g.weight.0.iter().map(|x| Group { weight: monomial(x), ..g.clone() }).collect()
        };
        let singles: Vec<Group> = singles.into_iter().flat_map(|g| apart(self, g)).collect();
        let mut out: Vec<Group> = Vec::new();
        let mut done = vec![false; singles.len()];
        for i in 0..singles.len() {
            if done[i] {
                continue;
            }
            let base = &singles[i];
            let Some(negated) = self.oriented(context, base) else { continue };
            // All logarithms whose weight is a whole multiple of this one.
            let mut argument: Vec<Term> = Vec::new();
            for (j, other) in singles.iter().enumerate() {
                let alike = other.levels == base.levels && other.outer == base.outer;
                if let Some(n) = whole_ratio(&other.weight, &negated.weight).filter(|_| alike) {
                    argument.push(Term::pow(other.argument.clone(), Term::int(-n)));
                    done[j] = true;
                }
            }
            out.push(Group { argument: Term::mul(argument), ..negated });
        }
        // What else stands under the same sum with the weight is the logarithm of its exponential.
        let whole = out.clone();
        out.extend(whole.iter().filter_map(|g| self.with_exponent(context, t, g)));
        // One weight `w` and `u` are another, `w/c` and `u^c`.
        for c in Self::exponents(t) {
            let raised = |g: &Group| {
                let weight = g.weight.mul(&polynomial(&Term::recip(c.clone()))?)?;
                Some(Group { weight, argument: Term::real_pow(g.argument.clone(), c.clone()), ..g.clone() })
            };
            out.extend(whole.iter().filter(|g| !g.levels.is_empty()).filter_map(raised));
        }
        // Each logarithm on its own, where that is something else.
        for single in &singles {
            let Some(negated) = self.oriented(context, single) else { continue };
            let sign = whole_ratio(&single.weight, &negated.weight).unwrap_or(1);
            let argument = if sign < 0 { single.argument.clone() } else { Term::recip(single.argument.clone()) };
            if out.iter().all(|g| g.levels != negated.levels || crate::normal::factors(&g.argument).len() > 1) {
                out.push(Group { argument, ..negated });
            }
        }
        out
    }

    fn with_exponent(&mut self, context: &Context, t: &Term, group: &Group) -> Option<Group> {
        let (w, c) = group.weight.single()?;
        if group.levels.is_empty() {
            return None;
        }
        let over = poly::invert(&poly::multiply(&group.outer, w)?);
        let mut exponent = Poly::default();
        for part in parts::parts(t, opened(context), &|_| true)? {
            let logarithmic = part.inner.iter().any(|(a, _)| log_of(a).is_some());
            if part.levels == group.levels && !logarithmic {
                let whole = poly::multiply(&part.outer, &part.inner)?;
                exponent.insert(poly::multiply(&whole, &over)?, part.coefficient.checked_div(c)?);
            }
        }
        let e = poly::term(&exponent.neg());
        let argument = Term::mul(vec![group.argument.clone(), Term::exp(e)]);
        (!exponent.is_zero()).then(|| Group { argument, ..group.clone() })
    }

    /// The group with its weight, or the negated weight, whichever is not negative.
    pub(super) fn oriented(&mut self, context: &Context, group: &Group) -> Option<Group> {
        let inner = self.inside(context, &group.levels);
        for weight in [group.weight.clone(), group.weight.neg()] {
            let whole = Term::mul(vec![product(&group.outer), poly::term(&weight)]);
            if self.nonnegative(&inner, &poly::term(&weight)) && self.nonnegative(context, &product(&group.outer))
                || group.outer.is_empty() && self.nonnegative(&inner, &whole)
            {
                return Some(Group { weight, ..group.clone() });
            }
        }
        if let Some((m, _)) = group.weight.single() {
            self.want(&inner, &sign_of(&product(m), false));
        }
        None
    }

    /// The context under the sums.
    pub(super) fn inside(&self, context: &Context, levels: &[Level]) -> Context {
        let mut inner = context.clone();
        for level in levels {
            inner = super::under(&inner, &level.dom, &level.guard.close(&level.name)).0;
        }
        inner
    }

    /// The mean of the arguments under the weight, in normal form.
    pub(super) fn mean(&mut self, context: &Context, group: &Group) -> Option<Term> {
        let weight = poly::term(&group.weight);
        let total = self.normal_aside(context, &close(&group.levels, &weight))?;
        let weighted = self.normal_aside(context, &close(&group.levels, &Term::mul(vec![weight, group.argument.clone()])))?;
        if total == Term::int(1) { Some(weighted) } else { self.normal_aside(context, &Term::div(weighted, total)) }
    }

    fn feet_of_log(&mut self, context: &Context, t: &Term, group: &Group, logs: &[Group]) -> Vec<(Term, &'static [Reason])> {
        let mut feet: Vec<(Term, &'static [Reason])> = Vec::new();
        let scalar = group.levels.is_empty();
        if !scalar && let Some(mean) = self.mean(context, group) {
            let reasons = if mean == Term::int(1) { GIBBS } else { JENSEN };
            feet.push((mean, reasons));
        }
        feet.push((Term::int(1), if scalar { SCALAR } else { GIBBS }));
        for other in logs.iter().filter(|g| g.levels.is_empty()) {
            for foot in [other.argument.clone(), Term::recip(other.argument.clone())] {
                if let Some(foot) = self.normal_aside(context, &foot)
                    && !feet.iter().any(|(f, _)| *f == foot)
                {
                    feet.push((foot, JENSEN));
                }
            }
        }
        feet.extend(self.balances(context, t, group).into_iter().map(|foot| (foot, if scalar { SCALAR } else { GIBBS })));
        // log m = -(what else stands in t) / weight
        let weight = poly::term(&group.weight);
        if scalar && group.outer.is_empty() && self.holds(context, &sign_of(&weight, true)) {
            let own = Term::mul(vec![Term::int(-1), weight.clone(), Term::log(group.argument.clone())]);
            let rest = self.normal_aside(context, &Term::sub(t.clone(), own));
            let exponent = rest.map(|r| Term::div(r, weight));
            if let Some(foot) = exponent.and_then(|e| self.normal_aside(context, &Term::exp(e))) {
                feet.push((foot.clone(), SCALAR));
            }
        }
        feet
    }

    pub(super) fn exponentials(&self, context: &Context, t: &Term) -> Vec<Group> {
        collect(t, opened(context), &|inner| {
            let of_exp = |(a, e): &(Term, i32)| exp_of(a).map(|f| Term::mul(vec![Term::int(i64::from(*e)), f.clone()]));
            let of_power = |(a, e): &(Term, i32)| match a.node() {
                Node::RealPow(base, c) if *e == 1 && c.as_num().is_none() => {
                    Some(Term::mul(vec![c.clone(), Term::log(base.clone())]))
                }
                _ => None,
            };
            let argument: Vec<Term> = inner.iter().filter_map(|f| of_exp(f).or_else(|| of_power(f))).collect();
            let rest: Monomial = inner.iter().filter(|f| of_exp(f).is_none() && of_power(f).is_none()).cloned().collect();
            (!argument.is_empty()).then(|| (rest, Term::add(argument)))
        })
    }

    fn feet_of_exp(&mut self, context: &Context, group: &Group, exps: &[Group]) -> Vec<(Term, &'static [Reason])> {
        let mut feet: Vec<(Term, &'static [Reason])> = Vec::new();
        let scalar = group.levels.is_empty();
        if !scalar && let Some(mean) = self.mean(context, group) {
            feet.push((mean, JENSEN));
        }
        for other in exps.iter().filter(|g| g.levels.is_empty() && g.argument != group.argument) {
            if let Some(foot) = self.normal_aside(context, &other.argument) {
                feet.push((foot, if scalar { SCALAR } else { JENSEN }));
            }
        }
        feet.push((Term::int(0), SCALAR));
        feet
    }

    /// Where the function of a group stands, and its argument in normal form there; `None` where a weight may be negative.
    pub(super) fn placed(&mut self, context: &Context, group: &Group) -> Option<(Context, Term)> {
        let inner = self.inside(context, &group.levels);
        if !self.nonnegative(&inner, &poly::term(&group.weight)) || !self.nonnegative(context, &product(&group.outer)) {
            return None;
        }
        let argument = self.normal_aside(&inner, &group.argument)?;
        Some((inner, argument))
    }

    /// Takes the weighted tangent at one of the feet away.
    #[allow(clippy::too_many_arguments)] // What touches what, and where.
    fn touch(
        &mut self,
        context: &Context,
        t: &Term,
        group: &Group,
        function: &Convex,
        feet: &[(Term, &'static [Reason])],
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        let (_, argument) = self.placed(context, group)?;
        for (foot, reasons) in feet {
            let tangent = Tangent { function: function.clone(), at: argument.clone(), foot: foot.clone() };
            let taken = group.weighted(tangent.difference(), Sign::Tangent(tangent));
            let found = self.tentative(|s| {
                s.credit(reasons)?;
                s.subtract(context, t, taken, strict, depth)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Jensen's inequality for powers under a sum: the foot is the mean.
    fn powers(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let mut all = parts::parts(t, opened(context), &|_| true)?;
        // Of two sums in one addend, the other one may be that of the inverses.
        let several = |m: &Monomial| m.iter().filter(|(a, _)| parts::is_sum(a)).count() > 1;
        if polynomial(t)?.0.keys().any(several) {
            all.extend(parts::parts(t, opened(context), &inverts)?);
        }
        for part in all.iter().filter(|p| !p.levels.is_empty()) {
            for (i, (base, e)) in part.inner.iter().enumerate() {
                let mut rest = part.inner.clone();
                rest.remove(i);
                let positive = part.coefficient.is_positive();
                let (argument, function) = match base.node() {
                    _ if *e >= 2 && positive => (base.clone(), Convex::Power(i64::from(*e))),
                    _ if *e < 0 && positive => (base.clone(), Convex::Power(i64::from(*e))),
                    Node::RealPow(u, c) if *e == 1 && positive => (u.clone(), Convex::RealPower(c.clone())),
                    Node::RealPow(u, c) if *e == 1 => (u.clone(), Convex::MinusRealPower(c.clone())),
                    _ => continue,
                };
                let weight = Poly([(rest, part.coefficient.abs())].into_iter().collect());
                let group = Group { outer: part.outer.clone(), levels: part.levels.clone(), weight, argument };
                let Some(mean) = self.mean(context, &group) else { continue };
                let reasons = if matches!(function, Convex::Power(-1)) { INVERSES } else { JENSEN };
                let found = self.tentative(|s| s.touch(context, t, &group, &function, &[(mean, reasons)], strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Weighted arithmetic and geometric means: what is positive is the exponential of its logarithm.
    fn means(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let mut feet: Vec<Term> = Vec::new();
        for m in p.0.iter().filter(|(_, c)| c.is_negative()).map(|(m, _)| m) {
            let real = |(a, _): &(Term, i32)| matches!(a.node(), Node::RealPow(..));
            let factors: Vec<Term> = m
                .iter()
                .map(|(a, e)| match a.node() {
                    Node::RealPow(u, c) => Term::mul(vec![Term::int(i64::from(*e)), c.clone(), Term::log(u.clone())]),
                    _ => Term::mul(vec![Term::int(i64::from(*e)), Term::log(a.clone())]),
                })
                .collect();
            if m.iter().any(real) && m.iter().all(|(a, _)| self.holds(context, &sign_of(a, true))) {
                feet.extend(self.normal_aside(context, &Term::add(factors)));
            }
        }
        let foot = feet.into_iter().next()?;
        let mut atoms: Vec<Term> = Vec::new();
        for m in p.0.keys() {
            for (a, e) in m {
                if *e == 1 && !atoms.contains(a) && foot.any(&mut |s| log_of(s) == Some(a)) {
                    atoms.push(a.clone());
                }
            }
        }
        let mut taken = Vec::new();
        for a in atoms {
            let mut weight = Poly::default();
            for (m, c) in &p.0 {
                let plain = m.iter().all(|(b, _)| !matches!(b.node(), Node::RealPow(..)));
                if plain && m.iter().any(|(b, e)| *b == a && *e == 1) {
                    weight.insert(m.iter().filter(|(b, _)| *b != a).cloned().collect(), c.clone());
                }
            }
            let weight = poly::term(&weight);
            if !self.nonnegative(context, &weight) {
                self.want(context, &sign_of(&weight, false));
                return None;
            }
            let tangent = Tangent { function: Convex::Exp, at: Term::log(a), foot: foot.clone() };
            let n = Term::new(Node::Mul(vec![weight, tangent.difference()]));
            taken.push((n, Sign::Product(vec![Sign::Judged, Sign::Tangent(tangent)])));
        }
        if taken.len() < 2 {
            return None;
        }
        self.credit(MEANS)?;
        self.subtract(context, t, together(taken)?, strict, depth)
    }
}

/// Does an inverse stand in the term?
fn inverts(t: &Term) -> bool {
    t.any(&mut |s| matches!(s.node(), Node::Pow(_, e) if e.as_num().is_some_and(Rational::is_negative)))
}

/// The logarithms, each with its own weight.
pub(super) fn each_logarithm(context: &Context, t: &Term) -> Vec<Group> {
    collect(t, opened(context), &|inner| {
        let at = inner.iter().position(|(a, e)| *e == 1 && log_of(a).is_some())?;
        let mut rest = inner.clone();
        let (log, _) = rest.remove(at);
        Some((rest, log_of(&log)?.clone()))
    })
}

/// The parts of `t` with a certain function in them, those of one argument added up.
fn collect(t: &Term, opened: usize, find: &dyn Fn(&Monomial) -> Option<(Monomial, Term)>) -> Vec<Group> {
    let transcendental = |s: &Term| s.any(&mut |x| matches!(x.node(), Node::Fun(Fun::Exp | Fun::Log, _)));
    let Some(all) = parts::parts(t, opened, &transcendental) else { return Vec::new() };
    let mut out: Vec<Group> = Vec::new();
    for part in all {
        let Some((rest, argument)) = find(&part.inner) else { continue };
        let alike = |g: &&mut Group| g.levels == part.levels && g.outer == part.outer && g.argument == argument;
        match out.iter_mut().find(alike) {
            Some(group) => group.weight.insert(rest, part.coefficient.clone()),
            None => {
                let weight = Poly([(rest, part.coefficient.clone())].into_iter().collect());
                out.push(Group { outer: part.outer.clone(), levels: part.levels.clone(), weight, argument });
            }
        }
    }
    out.into_iter().filter(|g| !g.weight.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_multiples_of_weights_are_found() {
        let (x, y) = (Term::app("x", vec![]), Term::app("y", vec![]));
        let p = Poly::atom(x).add(&Poly::atom(y.clone()));
        assert_eq!(whole_ratio(&p.neg(), &p), Some(-1));
        assert_eq!(whole_ratio(&Poly::atom(y), &p), None);
        assert_eq!(whole_ratio(&Poly(p.0.iter().map(|(m, c)| (m.clone(), c * &Rational::fraction(1, 2))).collect()), &p), None);
    }
}
