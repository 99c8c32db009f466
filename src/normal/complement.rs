//! A law over named outcomes: the probability of the last is what the others leave. A law over a range: the tail is what the start leaves.

use super::{Normaliser, poly};
use crate::kernel::obligation::ParamSort;
use crate::rule::{self, Move, Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Term, child};
use std::collections::BTreeSet;

impl Normaliser<'_> {
    /// `p(last|y) = 1 - p(first|y) - …` everywhere in a term, and the canonical form of that; `None` where there is none.
    pub(crate) fn complemented(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Normalised) {
            return None;
        }
        let to = self.somewhere(t, &mut |s, t| s.complement(t).or_else(|| s.tail(t)))?;
        self.fire_reason(Reason::Normalised);
        self.norm(&to)
    }

    /// Of a law with several outcomes, those that are not named are summed over.
    fn complement(&mut self, t: &Term) -> Option<Term> {
        let nest = self.open_nest(t);
        let Node::App(name, args) = nest.body.node() else { return None };
        let (outcomes, domains) = self.law_and_domains(name)?;
        let mut named: Vec<(usize, Name, Vec<Term>)> = Vec::new();
        let mut summed = BTreeSet::new();
        for (i, (arg, dom)) in args.iter().zip(&domains).enumerate().take(outcomes) {
            let binder =
                nest.binders.iter().position(|(n, d, g)| Term::var(n.clone()) == *arg && d == dom && *g == Term::truth());
            if let Some(at) = binder {
                if !summed.insert(at) {
                    return None;
                }
                continue;
            }
            let Dom::Set(set) = dom else { return None };
            let elements = self.signature.sets.get(set)?.elements.clone().filter(|es| es.len() > 1)?;
            if elements.last() != Some(arg) {
                return None;
            }
            named.push((i, set.clone(), elements));
        }
        if named.is_empty() || summed.len() != nest.binders.len() {
            return None;
        }
        let with = |chosen: &[Term]| {
            let mut args = args.clone();
            named.iter().zip(chosen).for_each(|((i, ..), e)| args[*i] = e.clone());
            let sum = |body: Term, (n, d, _): &(Name, Dom, Term)| Term::sum(n.as_str(), d.clone(), Term::truth(), body);
            nest.binders.iter().rev().fold(Term::app(name.clone(), args), sum)
        };
        let variables: Vec<Name> = (0..named.len()).map(|i| Name::new(&format!("%c{i}"))).collect();
        let open: Vec<Term> = variables.iter().cloned().map(Term::var).collect();
        let total = named
            .iter()
            .zip(&variables)
            .rev()
            .fold(with(&open), |body, ((_, set, _), v)| Term::sum(v.as_str(), Dom::Set(set.clone()), Term::truth(), body));
        let mut written_out = Vec::new();
        let written = self.enumerated(&total, named.len(), &[], &mut written_out)?;
        let mut chosen: Vec<Vec<Term>> = vec![Vec::new()];
        for (.., elements) in &named {
            chosen = chosen.iter().flat_map(|c| elements.iter().map(|e| [c.clone(), vec![e.clone()]].concat())).collect();
        }
        chosen.pop();
        let mut items = vec![written];
        items.extend(chosen.iter().map(|c| Term::neg(with(c))));
        let to = self.attempt(Rule::Ring(Term::new(Node::Add(items))), t)?;
        self.child(&to, 0, &mut |s, c| {
            let sum = s.attempt(Rule::Back(total.clone(), written_out.clone()), c)?;
            s.law_is_one(&sum)
        })
    }

    /// How many outcomes a law has, and what its arguments range over; a conditional of a joint law is one, too.
    fn law_and_domains(&mut self, name: &Name) -> Option<(usize, Vec<Dom>)> {
        if let Some(declared) = self.signature.functions.get(name) {
            return Some((declared.law?, declared.args.clone()));
        }
        let definition = self.signature.definitions.get(name)?;
        let domain = |sort: &ParamSort| if let ParamSort::Index(dom) = sort { Some(dom.clone()) } else { None };
        let domains = definition.params.iter().map(|(_, sort)| domain(sort)).collect::<Option<Vec<Dom>>>()?;
        let outcomes = self.outcomes_of_definition(name).filter(|o| o.start == 0)?;
        Some((outcomes.end, domains))
    }

    /// `Σ_{i∈k..n} p(i) = 1 - Σ_{i∈1..k-1} p(i)` for a law on `1..n`, and `Σ_{i∈1..n-1} p(i) = 1 - p(n)`.
    fn tail(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(BigOp::Sum, hint, Dom::Range(lo, hi), guard, body) = t.node() else { return None };
        let Node::App(name, args) = body.node() else { return None };
        let Some(Dom::Range(first, last)) = self.signature.single_outcome(name) else { return None };
        let bound = Term::new(Node::Bound(0));
        let own = args.first() == Some(&bound) && args.iter().skip(1).all(Term::is_closed) && *guard == Term::truth();
        let (end, is_tail) = match (lo == first, hi == last) {
            (false, true) => (poly::plus(lo, -1)?, true),
            (true, false) => (hi.clone(), false),
            _ => return None,
        };
        let next = poly::plus(&end, 1)?;
        if !own || !is_tail && next != *last {
            return None;
        }
        let whole =
            Term::new(Node::Big(BigOp::Sum, hint.clone(), Dom::Range(first.clone(), last.clone()), guard.clone(), body.clone()));
        let split = rule::apply(&Rule::SplitRange(end.clone()), &whole, self.signature).ok()?.to;
        let Node::Add(parts) = split.node() else { return None };
        let [start, rest] = parts.as_slice() else { return None };
        let other = if is_tail { start } else { rest };
        let to = Term::add(vec![whole, Term::neg(other.clone())]);
        let mut script = vec![Move { path: vec![0], rule: Rule::SplitRange(end) }];
        if is_tail {
            script.push(Move { path: vec![0, 1, child::LOW], rule: Rule::Ring(lo.clone()) });
        }
        script.push(Move { path: vec![], rule: Rule::Ring(t.clone()) });
        let to = self.attempt(Rule::Back(to, script), t)?;
        self.child(&to, 0, &mut |s, c| s.attempt(Rule::Normalised, c))
    }

    /// So many nested sums over named sets written out, and the moves that do it.
    fn enumerated(&self, t: &Term, levels: usize, path: &[u16], moves: &mut Vec<Move>) -> Option<Term> {
        if levels == 0 {
            return Some(t.clone());
        }
        let written = rule::apply(&Rule::Enumerate, t, self.signature).ok()?.to;
        moves.push(Move { path: path.to_vec(), rule: Rule::Enumerate });
        let Node::Add(items) = written.node() else { return None };
        let inner = (0..).zip(items).map(|(i, item)| self.enumerated(item, levels - 1, &[path, &[i]].concat(), moves));
        Some(Term::new(Node::Add(inner.collect::<Option<_>>()?)))
    }
}
