//! Where a coordinate occurs in terms: certainly, under conditions on indices, or in a way that is not taken apart here.
//!
//! The question is one of form: whatever stands in a term and is evaluated counts, also where its value does not matter. An
//! occurrence `x(j)` under `Σ_{j∈D, G}` is the coordinate `x(i)` for `j = i`, if `i` lies in `D` and meets `G`.

use super::obligation::Signature;
use crate::rule::depends;
use crate::rule::proposition::conjuncts;
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

/// Definitions are looked through to this depth.
const MAX_UNFOLDED: u32 = 6;
/// More occurrences than this are not listed.
const MAX_LISTED: usize = 24;

/// How a coordinate occurs.
pub(super) enum Occurrences {
    /// It stands there itself, or something that depends on it by declaration.
    Certain,
    /// It stands there where any one of these conjunctions holds (and nowhere else, by form).
    Under(Vec<Vec<Term>>),
    /// It may stand there otherwise.
    Unclear,
}

/// How the coordinate occurs in the terms.
pub(super) fn occurrences(terms: &[&Term], target: &Term, signature: &Signature) -> Occurrences {
    let mut found = Search { target, signature, unclear: false, under: Vec::new() };
    terms.iter().for_each(|t| found.collect(t, 0, 0));
    if found.under.iter().any(Vec::is_empty) {
        return Occurrences::Certain;
    }
    if found.unclear || found.under.len() > MAX_LISTED { Occurrences::Unclear } else { Occurrences::Under(found.under) }
}

struct Search<'s> {
    target: &'s Term,
    signature: &'s Signature,
    unclear: bool,
    under: Vec<Vec<Term>>,
}

impl Search<'_> {
    /// `unfolded` definitions were looked through, `opened` binders stand around.
    fn collect(&mut self, t: &Term, unfolded: u32, opened: usize) {
        if self.under.len() > MAX_LISTED || !depends(t, self.target, self.signature) {
            return;
        }
        if t == self.target {
            self.under.push(Vec::new());
            return;
        }
        match t.node() {
            Node::App(name, args) => self.application(name, args, unfolded, opened),
            Node::Big(op, _, dom, guard, body) => {
                let bodies: &[&Term] = if depends(guard, self.target, self.signature) { &[guard, body] } else { &[body] };
                let whole = matches!(op, BigOp::Sum | BigOp::Prod) && bodies.len() == 1;
                self.binder(whole, dom, guard, bodies, unfolded, opened);
            }
            Node::Expect(_, dom, weight, body) => {
                self.binder(true, dom, &Term::truth(), &[weight, body], unfolded, opened);
            }
            node => node.for_each_child(&mut |_, c, _| self.collect(c, unfolded, opened)),
        }
    }

    fn application(&mut self, name: &Name, args: &[Term], unfolded: u32, opened: usize) {
        let Node::App(wanted, at) = self.target.node() else { return };
        if name == wanted && args.len() == at.len() {
            let differing = args.iter().zip(at).filter(|(a, b)| a != b);
            self.under.push(differing.map(|(a, b)| Term::cmp_rel(Rel::Eq, a.clone(), b.clone())).collect());
            return;
        }
        match self.signature.definitions.get(name).and_then(|d| d.unfold(args)) {
            Some(body) if unfolded < MAX_UNFOLDED => self.collect(&body, unfolded + 1, opened),
            Some(_) => self.unclear = true,
            None => {
                let declared = self.signature.functions.get(name).is_some_and(|f| f.of.contains(wanted)) && at.is_empty();
                if declared { self.under.push(Vec::new()) } else { self.unclear = true }
            }
        }
    }

    /// What stands under a binder; `whole` if every index of the domain that meets the guard is evaluated.
    fn binder(&mut self, whole: bool, dom: &Dom, guard: &Term, bodies: &[&Term], unfolded: u32, opened: usize) {
        if let Dom::Range(lo, hi) = dom {
            [lo, hi].into_iter().for_each(|end| self.collect(end, unfolded, opened));
        }
        let name = Name::new(&format!("%o{opened}"));
        let var = Term::var(name.clone());
        let mut inner = Search { target: self.target, signature: self.signature, unclear: false, under: Vec::new() };
        bodies.iter().for_each(|body| inner.collect(&body.open(&var), unfolded, opened + 1));
        self.unclear |= inner.unclear;
        for conditions in inner.under {
            match self.at_index(&name, dom, &guard.open(&var), &conditions).filter(|_| whole) {
                Some(conditions) => self.under.push(conditions),
                None => self.unclear = true,
            }
        }
    }

    /// The conditions for an index with which the given ones hold, where that can be said without quantifiers.
    fn at_index(&self, name: &Name, dom: &Dom, guard: &Term, conditions: &[Term]) -> Option<Vec<Term>> {
        let mentioned = conditions.iter().any(|c| c.mentions(name));
        if !mentioned {
            // Any index will do.
            let inhabited = match (dom, guard.node()) {
                (Dom::Set(_), Node::True) => None,
                (Dom::Range(lo, hi), Node::True) => Some(Term::cmp_rel(Rel::Le, lo.clone(), hi.clone())),
                _ => return None,
            };
            return Some(conditions.iter().cloned().chain(inhabited).collect());
        }
        let value = conditions.iter().find_map(|c| match c.node() {
            Node::Cmp(Rel::Eq, a, b) if is(a, name) && !b.mentions(name) => Some(b.clone()),
            Node::Cmp(Rel::Eq, a, b) if is(b, name) && !a.mentions(name) => Some(a.clone()),
            _ => None,
        })?;
        let map = [(name.clone(), value.clone())];
        let mut out: Vec<Term> = Vec::new();
        match dom {
            Dom::Range(lo, hi) => {
                out.push(Term::cmp_rel(Rel::Le, lo.clone(), value.clone()));
                out.push(Term::cmp_rel(Rel::Le, value, hi.clone()));
            }
            // A numeral may name an index of a range that is no element of the set.
            Dom::Set(set) if self.numbered(set) => return None,
            Dom::Set(_) => {}
        }
        let rest = conditions.iter().chain(conjuncts(guard).iter()).map(|c| c.substitute(&map)).collect::<Vec<Term>>();
        out.extend(rest.into_iter().filter(|c| !matches!(c.node(), Node::Cmp(Rel::Eq, a, b) if a == b)));
        Some(out)
    }

    /// Has the set elements that are numerals?
    fn numbered(&self, set: &Name) -> bool {
        let elements = self.signature.sets.get(set).and_then(|s| s.elements.as_ref());
        elements.is_some_and(|es| es.iter().any(|e| e.as_num().is_some()))
    }
}

fn is(t: &Term, name: &Name) -> bool {
    matches!(t.node(), Node::Var(n) if n == name)
}
