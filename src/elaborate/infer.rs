//! The sorts of the parameters of a definition, inferred from its body.
//!
//! The body is read twice. The first reading collects evidence: a parameter stands as an argument of something with a
//! declared domain (`r(t+1)` with `r(0..T)` says `-1 <= t <= T-1`), is compared with an index, stands in the end of a range, or
//! in arithmetic. The second reading knows the sorts and reports errors.

use super::context::{Context, show_dom};
use super::linear::{Linear, at_most};
use super::reader::{LocalSort, Reader};
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::ParamSort;
use crate::number::Rational;
use crate::source::Span;
use crate::term::{Dom, Name, Term};

/// What the body says of one parameter.
#[derive(Clone, Default, Debug)]
pub(super) struct Evidence {
    /// It stands where an element of this set is wanted.
    pub(super) sets: Vec<(Name, Span)>,
    /// It lies between these ends; `true` if only in a branch that may not be evaluated.
    pub(super) ranges: Vec<(Term, Term, bool)>,
    /// `if(t = c, …)`: these values of it are cases of their own.
    pub(super) bases: Vec<Term>,
    /// It stands where an integer is wanted.
    pub(super) integer: bool,
    /// It stands in arithmetic.
    pub(super) number: bool,
    /// It is compared with these other parameters.
    pub(super) same: Vec<usize>,
}

impl Reader<'_, '_> {
    /// The index `term` stands where `low..high` is wanted: solved for each parameter of unknown sort in it.
    pub(super) fn range_evidence(&mut self, term: &Term, low: &Term, high: &Term) {
        let unknown: Vec<(usize, Name)> = self.unknown_in(term);
        let [(k, var)] = unknown.as_slice() else { return };
        let index = Linear::of(term);
        let Some(coefficient) = index.coefficient(var) else { return };
        let own = Linear::of(&Term::var(var.clone())).times(&coefficient);
        let rest = index.minus(&own);
        if self.mentions_inner(&rest.to_term()) {
            return;
        }
        let (low, high) = (Linear::of(low).minus(&rest), Linear::of(high).minus(&rest));
        let minus = Rational::integer(-1);
        let ends = if coefficient.is_one() {
            (low, high)
        } else if coefficient == minus {
            (high.times(&minus), low.times(&minus))
        } else {
            return;
        };
        let guarded = self.branches > 0;
        if let Some(evidence) = self.evidence.get_mut(*k) {
            evidence.ranges.push((ends.0.to_term(), ends.1.to_term(), guarded));
        }
    }

    fn unknown_in(&self, term: &Term) -> Vec<(usize, Name)> {
        let unknown = self.locals.iter().filter_map(|l| match l.sort {
            LocalSort::Unknown(k) if term.mentions(&l.var) => Some((k, l.var.clone())),
            _ => None,
        });
        unknown.collect()
    }

    /// Does it mention a variable of an inner binder or another parameter, which have no meaning in a declared range?
    fn mentions_inner(&self, term: &Term) -> bool {
        self.locals.iter().skip(self.ctx.fixes.len()).any(|l| term.mentions(&l.var))
    }
}

/// The sort that the evidence gives, or the error that it does not.
pub(super) fn solve(
    ctx: &Context<'_>,
    evidence: &[Evidence],
    k: usize,
    name: &str,
    span: Span,
    recursive: bool,
) -> Result<ParamSort, Diagnostic> {
    let merged = merge(evidence, k);
    if let Some((set, first)) = merged.sets.first() {
        if let Some((other, at)) = merged.sets.iter().find(|(other, _)| ctx.root(other) != ctx.root(set)) {
            let message = format!("`{name}` stands for an element of `{set}` here and of `{other}` there");
            return Err(Diagnostic::error(*first, message).related(*at, format!("here it is an element of `{other}`")));
        }
        return Ok(ParamSort::Index(Dom::Set(set.clone())));
    }
    if let Some(dom) = range(ctx, &merged, recursive) {
        return Ok(ParamSort::Index(dom));
    }
    if merged.integer || (recursive && merged.number) {
        return Ok(ParamSort::Integer);
    }
    if merged.number {
        return Ok(ParamSort::Real);
    }
    let message = format!("nothing in the body says what `{name}` ranges over");
    Err(Diagnostic::error(span, message).help(format!("write `{name} in A`, `{name} in 1..n` or `{name} real`")))
}

/// The evidence of a parameter and of all those it is compared with.
fn merge(evidence: &[Evidence], k: usize) -> Evidence {
    let mut group = vec![k];
    let mut at = 0;
    while let Some(next) = group.get(at).copied() {
        at += 1;
        for (other, e) in evidence.iter().enumerate() {
            let linked = e.same.contains(&next) || evidence.get(next).is_some_and(|own| own.same.contains(&other));
            if linked && !group.contains(&other) {
                group.push(other);
            }
        }
    }
    let mut merged = evidence.get(k).cloned().unwrap_or_default();
    for other in group.into_iter().filter(|g| *g != k).filter_map(|g| evidence.get(g)) {
        merged.sets.extend(other.sets.iter().cloned());
        merged.integer |= other.integer;
        merged.number |= other.number;
    }
    merged
}

/// The intersection of the ranges in which all parts that are always evaluated are defined. A recursive definition is also
/// defined at its bases: `if(t = 0, 1, r(t-1)*F(t-1))` with `r(0..T-1)` is defined on `0..T`.
fn range(ctx: &Context<'_>, evidence: &Evidence, recursive: bool) -> Option<Dom> {
    let always: Vec<_> = evidence.ranges.iter().filter(|(_, _, guarded)| !guarded).collect();
    let ranges = if always.is_empty() && recursive { evidence.ranges.iter().collect() } else { always };
    let bounds = ctx.bounds();
    let pick = |a: &Term, b: &Term| at_most(a, b, &bounds);
    let lower = extreme(ranges.iter().map(|(low, _, _)| low), &|a, b| pick(b, a))?;
    let upper = extreme(ranges.iter().map(|(_, high, _)| high), &pick)?;
    Some(Dom::Range(with_bases(lower, &evidence.bases), upper))
}

/// The end that `wins` against all others; `None` if they cannot be compared.
fn extreme<'a>(ends: impl Iterator<Item = &'a Term> + Clone, wins: &dyn Fn(&Term, &Term) -> bool) -> Option<Term> {
    ends.clone().find(|end| ends.clone().all(|other| *end == other || wins(end, other))).cloned()
}

/// Lowers the end while a base lies directly below it.
fn with_bases(mut low: Term, bases: &[Term]) -> Term {
    for _ in bases {
        let below = |base: &&Term| Linear::of(&low).minus(&Linear::of(base)) == Linear::number(1);
        match bases.iter().find(below) {
            Some(base) => low = base.clone(),
            None => break,
        }
    }
    low
}

/// A sort as the user reads it.
pub(super) fn show_sort(sort: &ParamSort) -> String {
    match sort {
        ParamSort::Index(dom) => show_dom(dom),
        ParamSort::Real => "the real numbers".to_owned(),
        ParamSort::Integer => "the integers".to_owned(),
    }
}
