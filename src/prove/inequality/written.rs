//! Tangents of the logarithm, read off the two lines as they are written.
//!
//! The normal form multiplies out, cancels divisors, merges sums and takes logarithms apart; what the lines say of
//! `E log(f/q + g/q)`, or of a divergence at each of several conditions, no longer stands there. Here the logarithms are found in the lines, with the sums
//! and weights above them. Under `Σ w*log u` a `-log` is compared with its tangent at 1, or at the mean of its arguments over some of the
//! indices; a logarithm above fewer sums is brought under more where the quotient of the weights sums to one (so the log-sum inequality gives
//! that of data processing; Cover and Thomas, *Elements of information theory*, 2.7 and 2.8). Only what is taken away is written so; the rest is a
//! normal form again.

use super::parts::{Level, close, together, weighted};
use super::structure::ORDER;
use super::tangents::{GIBBS, JENSEN};
use super::{Engine, opened, rejoined, sign_of};
use crate::normal::{Context, factors};
use crate::rule::inequality::{Convex, Increasing, Monotone, Sign, Tangent};
use crate::rule::{Move, Rule, Script};
use crate::term::{Dom, Fun, Name, Node, Term};

/// Most logarithms in the lines.
const MOST_LOGARITHMS: usize = 8;
/// Deepest nesting of names that stand for logarithms.
const MOST_NAMES: usize = 6;
/// Most sums above one of them.
const MOST_LEVELS: usize = 3;
/// What part of the work the rest may take.
const SHARE: u64 = 4;
/// Most differences that are tried.
const MOST_TRIES: usize = 24;

/// `-Σ weight*log argument` under the sums, with a weight that is not negative.
#[derive(Clone, PartialEq, Debug)]
struct Written {
    levels: Vec<Level>,
    weight: Vec<Term>,
    argument: Vec<Term>,
}

impl Written {
    fn argument(&self) -> Term {
        Term::mul(self.argument.clone())
    }

    /// The same sums in another order: `order[k]` is the old place of the new level `k`; `None` where one hangs on another.
    fn reordered(&self, order: &[usize]) -> Option<Written> {
        let names: Vec<Name> = self.levels.iter().map(|l| l.name.clone()).collect();
        let free = |l: &Level| {
            let hangs = |t: &Term| names.iter().any(|n| *n != l.name && t.mentions(n));
            !hangs(&l.guard) && !matches!(&l.dom, Dom::Range(lo, hi) if hangs(lo) || hangs(hi))
        };
        if order.iter().enumerate().all(|(k, old)| k == *old) {
            return Some(self.clone());
        }
        if !self.levels.iter().all(free) {
            return None;
        }
        let map: Vec<(Name, Term)> =
            order.iter().zip(&names).map(|(old, new)| (names[*old].clone(), Term::var(new.clone()))).collect();
        let all = |ts: &[Term]| ts.iter().map(|t| t.substitute(&map)).collect();
        let levels = order.iter().zip(&names).map(|(old, new)| Level {
            name: new.clone(),
            guard: self.levels[*old].guard.substitute(&map),
            ..self.levels[*old].clone()
        });
        Some(Written { levels: levels.collect(), weight: all(&self.weight), argument: all(&self.argument) })
    }
}

impl Engine<'_> {
    /// The difference of two lines, in normal form, by what the lines themselves show.
    pub(super) fn by_written(&mut self, difference: &Term, strict: bool) -> Option<Sign> {
        if !self.permits(JENSEN) || !self.logarithmic(difference, MOST_NAMES) {
            return None;
        }
        let context = Context::default();
        let mut found = Vec::new();
        self.collect(difference, &Written { levels: Vec::new(), weight: Vec::new(), argument: Vec::new() }, &mut found);
        if found.is_empty() || found.len() > MOST_LOGARITHMS {
            return None;
        }
        let whole: Vec<Written> = found.iter().filter_map(|w| self.turned(&context, w)).collect();
        let spread: Vec<Written> = whole.iter().flat_map(|w| self.spread(&context, w)).collect();
        let (normal, script) = self.normal(&context, difference)?;
        let mut tries = MOST_TRIES;
        let mut ways = vec![whole];
        if !ways.contains(&spread) && spread.len() <= MOST_LOGARITHMS {
            ways.push(spread);
        }
        for all in ways {
            let sign = self.tentative(|s| s.one_of(&context, &normal, &all, strict, &mut tries));
            let sign = sign.or_else(|| self.tentative(|s| s.all_of(&context, &normal, &all, strict)));
            if let Some(sign) = sign {
                return Some(if script.is_empty() { sign } else { Sign::Rewrite(script, Box::new(sign)) });
            }
        }
        None
    }

    /// Does a logarithm stand in the term, or in what it names?
    fn logarithmic(&self, t: &Term, names: usize) -> bool {
        t.any(&mut |s| match s.node() {
            Node::Fun(Fun::Log, _) => true,
            Node::App(name, _) if names > 0 && self.allowed.definitions.contains(name) => {
                self.signature.definitions.get(name).is_some_and(|d| self.logarithmic(&d.body, names - 1))
            }
            _ => false,
        })
    }

    /// The logarithms of a term that stands under the sums of `above`, times its weight.
    fn collect(&self, t: &Term, above: &Written, out: &mut Vec<Written>) {
        match t.node() {
            Node::Add(items) => items.iter().for_each(|item| self.collect(item, above, out)),
            Node::Mul(items) => {
                let mut with = (0..items.len()).filter(|i| self.logarithmic(&items[*i], MOST_NAMES));
                let (Some(at), None) = (with.next(), with.next()) else { return };
                let more = items.iter().enumerate().filter(|(i, _)| *i != at).flat_map(|(_, f)| factors(f));
                let weight = above.weight.iter().cloned().chain(more).collect();
                self.collect(&items[at], &Written { weight, ..above.clone() }, out);
            }
            Node::Fun(Fun::Log, args) => out.extend(args.first().map(|u| Written { argument: vec![u.clone()], ..above.clone() })),
            Node::Big(..) | Node::Expect(..) if above.levels.len() < MOST_LEVELS => {
                let base = opened(&Context::default()) + above.levels.len();
                let Some((level, body)) = super::squares::open_one(t, base) else { return };
                self.collect(&body, &Written { levels: [above.levels.clone(), vec![level]].concat(), ..above.clone() }, out);
            }
            Node::App(..) => {
                let meant = self.unfolded(t);
                if meant != *t && out.len() <= MOST_LOGARITHMS {
                    self.collect(&meant, above, out);
                }
            }
            _ => {}
        }
    }

    /// The weight, or the negated weight with the inverse argument, whichever is not negative.
    fn turned(&mut self, context: &Context, w: &Written) -> Option<Written> {
        let inner = self.inside(context, &w.levels);
        if self.nonnegative(&inner, &Term::mul(w.weight.clone())) {
            let argument = match w.argument.as_slice() {
                [one] => inverse(one),
                _ => Term::recip(w.argument()),
            };
            let argument = vec![argument];
            return Some(Written { argument, ..w.clone() });
        }
        let negated = negated(&w.weight);
        let known = self.nonnegative(&inner, &Term::mul(negated.clone()));
        known.then(|| Written { weight: negated, ..w.clone() })
    }

    /// A weight that is a sum of what is not negative is several weights; one that is a big sum goes under that.
    fn spread(&mut self, context: &Context, w: &Written) -> Vec<Written> {
        let inner = self.inside(context, &w.levels);
        for (at, factor) in w.weight.iter().enumerate() {
            let with = |more: Vec<Term>| {
                let mut weight = w.weight.clone();
                weight.splice(at..=at, more);
                weight
            };
            let factor = &self.unfolded(factor);
            match factor.node() {
                Node::Add(items) if items.iter().all(|item| self.nonnegative(&inner, item)) => {
                    let each = items.iter().map(|item| Written { weight: with(factors(item)), ..w.clone() });
                    return each.collect::<Vec<_>>().iter().flat_map(|w| self.spread(context, w)).collect();
                }
                Node::Big(..) | Node::Expect(..) if w.levels.len() < MOST_LEVELS => {
                    let base = opened(context) + w.levels.len();
                    let Some((level, body)) = super::squares::open_one(factor, base) else { continue };
                    let levels = [w.levels.clone(), vec![level]].concat();
                    return self.spread(context, &Written { levels, weight: with(factors(&body)), argument: w.argument.clone() });
                }
                _ => {}
            }
        }
        vec![w.clone()]
    }

    /// One tangent, of one of the logarithms or of all that can be brought under its sums.
    fn one_of(&mut self, context: &Context, t: &Term, all: &[Written], strict: bool, tries: &mut usize) -> Option<Sign> {
        for (i, own) in all.iter().enumerate().filter(|(_, w)| !w.levels.is_empty()) {
            let (joined, others) = self.joined(context, i, all);
            let defined = others.len() > 1 && {
                let inner = self.inside(context, &joined.levels);
                self.holds(&inner, &sign_of(&joined.argument(), true))
            };
            if defined {
                let found = self.touching(context, t, &joined, &[], strict, tries);
                if found.is_some() {
                    return found;
                }
            }
            let complete = defined && others.len() == all.len();
            for w in [own.clone()].into_iter().chain(raised(own)).filter(|_| !complete) {
                for chosen in means_over(&w) {
                    let found = self.touching(context, t, &w, &chosen, strict, tries);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// Takes the tangent at the mean over the chosen levels away; at 1, where none is chosen.
    fn touching(
        &mut self,
        context: &Context,
        t: &Term,
        w: &Written,
        chosen: &[usize],
        strict: bool,
        tries: &mut usize,
    ) -> Option<Sign> {
        *tries = tries.checked_sub(1)?;
        let rest = (0..w.levels.len()).filter(|k| !chosen.contains(k));
        let w = w.reordered(&rest.chain(chosen.iter().copied()).collect::<Vec<_>>())?;
        let foot = self.mean_of(context, &w, chosen.len())?;
        let inner = self.inside(context, &w.levels);
        self.tentative(|s| {
            s.credit(if foot == Term::int(1) && w.argument.len() == 1 { GIBBS } else { JENSEN })?;
            let tangent = Tangent { function: Convex::MinusLog, at: w.argument(), foot };
            let (difference, sign) = match w.argument.len() {
                1 => (tangent.difference(), Sign::Tangent(tangent)),
                _ => s.taken_apart(&inner, tangent)?,
            };
            let taken = weighted(Term::int(1), &w.levels, Term::mul(w.weight.clone()), difference, sign);
            s.leaving_little(context, t, taken, strict)
        })
    }

    /// Takes away what is not negative, if no logarithm under a sum is left; the rest may take part of the work only.
    fn leaving_little(&mut self, context: &Context, t: &Term, n: (Term, Sign), strict: bool) -> Option<Sign> {
        let (normal, moves) = self.parted(context, t, n.0)?;
        let summed = |s: &Term| matches!(s.node(), Node::Big(.., body) if self.logarithmic(body, MOST_NAMES));
        if normal.any(&mut |s| summed(s)) {
            return None;
        }
        let kept = self.fuel - self.fuel / SHARE;
        self.fuel /= SHARE;
        let sign = self.positive(context, &normal, strict, 1);
        self.fuel += kept;
        Some(rejoined(moves, n.1, sign?))
    }

    /// The mean of the arguments over the last so many sums.
    fn mean_of(&mut self, context: &Context, w: &Written, last: usize) -> Option<Term> {
        let (outer, levels) = w.levels.split_at(w.levels.len() - last);
        if levels.is_empty() {
            return Some(Term::int(1));
        }
        let place = self.inside(context, outer);
        let hangs = |f: &&Term| levels.iter().any(|l| f.mentions(&l.name));
        let weight = Term::mul(w.weight.iter().filter(hangs).cloned().collect());
        let total = self.normal_aside(&place, &close(levels, &weight))?;
        let mean = self.normal_aside(&place, &close(levels, &Term::mul(vec![weight, w.argument()])))?;
        if total == Term::int(1) { Some(mean) } else { self.normal_aside(&place, &Term::div(mean, total)) }
    }

    /// All logarithms that can be brought under the sums of one of them, with its weight; and which these are.
    fn joined(&mut self, context: &Context, target: usize, all: &[Written]) -> (Written, Vec<usize>) {
        let mut joined = all[target].clone();
        let mut which = vec![target];
        for (j, other) in all.iter().enumerate().filter(|(j, _)| *j != target) {
            if let Some(argument) = self.brought_under(context, &all[target], other) {
                joined.argument.extend(argument);
                which.push(j);
            }
        }
        (joined, which)
    }

    /// The argument of a logarithm under the sums of another one, where the weight of that, summed over the levels that are more, is its own.
    fn brought_under(&mut self, context: &Context, target: &Written, other: &Written) -> Option<Vec<Term>> {
        let base = opened(context);
        for places in placings(&other.levels, &target.levels) {
            let map: Vec<(Name, Term)> =
                other.levels.iter().zip(&places).map(|(l, at)| (l.name.clone(), Term::var(Name::opened(base + at)))).collect();
            let moved = |ts: &[Term]| ts.iter().map(|t| t.substitute(&map)).collect::<Vec<Term>>();
            let mut weight = moved(&other.weight);
            let mut more: Vec<Term> = Vec::new();
            for factor in &target.weight {
                match weight.iter().position(|f| f == factor) {
                    Some(at) => drop(weight.remove(at)),
                    None => more.push(factor.clone()),
                }
            }
            more.extend(weight.into_iter().map(Term::recip));
            let extra: Vec<usize> = (0..target.levels.len()).filter(|k| !places.contains(k)).collect();
            let order: Vec<usize> =
                (0..target.levels.len()).filter(|k| places.contains(k)).chain(extra.iter().copied()).collect();
            let quotient = Written { weight: more, argument: Vec::new(), ..target.clone() };
            let Some(quotient) = quotient.reordered(&order) else { continue };
            let (outer, inner) = quotient.levels.split_at(places.len());
            let place = self.inside(context, outer);
            let total = self.normal_aside(&place, &close(inner, &Term::mul(quotient.weight.clone())));
            if total == Some(Term::int(1)) {
                return Some(moved(&other.argument));
            }
        }
        None
    }

    /// All logarithms at once, each group of them by that what stands in it is at most 1.
    fn all_of(&mut self, context: &Context, t: &Term, all: &[Written], strict: bool) -> Option<Sign> {
        self.credit(ORDER)?;
        let mut free: Vec<usize> = (0..all.len()).collect();
        free.sort_by_key(|i| std::cmp::Reverse(all[*i].levels.len()));
        let mut taken = Vec::new();
        while let Some(first) = free.first().copied() {
            let remaining: Vec<Written> = free.iter().map(|i| all[*i].clone()).collect();
            let (joined, which) = self.joined(context, 0, &remaining);
            let used: Vec<usize> = which.iter().map(|k| free[*k]).collect();
            free.retain(|i| !used.contains(i));
            if used.len() < 2 || all[first].levels.is_empty() {
                return None;
            }
            let inner = self.inside(context, &joined.levels);
            let (difference, sign) = self.below_one(&inner, &joined)?;
            taken.push(weighted(Term::int(1), &joined.levels, Term::mul(joined.weight), difference, sign));
        }
        let n = together(taken)?;
        self.leaving_little(context, t, n, strict)
    }

    /// `log 1 - log u` for a product `u` that is at most 1, the second as the sum of the logarithms of the factors.
    fn below_one(&mut self, inner: &Context, w: &Written) -> Option<(Term, Sign)> {
        let rule = Monotone { function: Increasing::Log, lower: w.argument(), upper: Term::int(1) };
        let premise = self.prove(inner, &rule.premise(), false, 1)?;
        let (product, difference) = (rule.lower.clone(), rule.difference());
        let whole = Term::log(product.clone());
        let sign = Sign::Monotone(rule, Box::new(premise));
        if !self.holds(inner, &sign_of(&product, true)) {
            return None;
        }
        let apart = self.oracle.admits(inner, &whole, &Rule::LogProduct)?;
        let split = difference.with_child(1, &Term::neg(apart));
        let back =
            Move { path: vec![1, 1], rule: Rule::Back(whole, Script::from([Move { path: Vec::new(), rule: Rule::LogProduct }])) };
        Some((split, Sign::Rewrite(vec![back], Box::new(sign))))
    }
}

/// The factors of the negated product.
fn negated(weight: &[Term]) -> Vec<Term> {
    let minus = Term::int(-1);
    match weight.iter().position(|f| *f == minus) {
        Some(at) => weight.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, f)| f.clone()).collect(),
        None => [vec![minus], weight.to_vec()].concat(),
    }
}

/// `1/t`, factor by factor.
fn inverse(t: &Term) -> Term {
    let minus = Term::int(-1);
    let one = |f: &Term| match f.node() {
        Node::Pow(base, e) if *e == minus => base.clone(),
        _ => Term::recip(f.clone()),
    };
    Term::mul(factors(t).iter().map(one).collect())
}

/// One weight `c*w` and `u` are another, `w` and `u^c`.
fn raised(w: &Written) -> Vec<Written> {
    let constant = |f: &Term| f.as_num().is_none() && w.levels.iter().all(|l| !f.mentions(&l.name));
    let (at, rest): (Vec<Term>, Vec<Term>) = w.weight.iter().cloned().partition(constant);
    if at.is_empty() || at.len() > 1 || rest.is_empty() {
        return Vec::new();
    }
    vec![Written { weight: rest, argument: vec![Term::real_pow(w.argument(), Term::mul(at))], ..w.clone() }]
}

/// Sets of levels to take the mean over: none of them, all, the last ones, each other set.
fn means_over(w: &Written) -> Vec<Vec<usize>> {
    let n = w.levels.len().min(MOST_LEVELS);
    let mut out: Vec<Vec<usize>> = (0..1_usize << n).map(|mask| (0..n).filter(|k| mask >> k & 1 == 1).collect()).collect();
    out.sort_by_key(|set| (!set.is_empty(), n - set.len()));
    out
}

/// The ways in which levels are put at distinct places of others over the same indices.
fn placings(levels: &[Level], among: &[Level]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    for level in levels {
        let everywhere = |l: &Level| matches!(l.guard.node(), Node::True);
        let fits = |k: usize| among[k].dom == level.dom && everywhere(level) && everywhere(&among[k]);
        out = out
            .iter()
            .flat_map(|places| {
                let next = (0..among.len()).filter(|k| !places.contains(k) && fits(*k));
                next.map(|k| [places.clone(), vec![k]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    out
}
