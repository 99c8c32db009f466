//! Where a term is defined: the list of everything that must hold for it, each entry under the binders, guards and
//! branches under which that part of the term is evaluated.
//!
//! The list is exact: all entries hold if and only if the term is defined. So it serves as a goal (a result must be defined)
//! and as a source of facts (both lines of a step are). What has no form as a comparison is an atomic entry, the application of
//! [`DEFINED`] to the term in question. Under derivatives the kinks are included, and what would hold only at the point is
//! made strict. A definition's application is defined where its unfolded body is.

use super::obligation::{Binder, Condition, Definition, ParamSort, Signature};
use super::occurrence::{Occurrences, occurrences};
use super::ring;
use crate::rule::depends;
use crate::rule::proposition::conjuncts;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The name that marks an atomic entry: the argument is defined. No file can write it.
pub const DEFINED: &str = "%defined";

const MAX_VISITS: u32 = 1_000_000;
const MAX_ENTRIES: usize = 2_000;
const MAX_NESTING: u32 = 100;

/// Too much to list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TooLarge;

/// For all values of the binders for which the hypotheses hold, `prop` holds.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Entry {
    pub(super) binders: Vec<(Name, Dom)>,
    pub(super) hyps: Vec<Term>,
    pub(super) prop: Term,
}

impl Entry {
    /// The same, in the vocabulary of obligations.
    pub(super) fn to_condition(&self) -> Condition {
        let mut binders: Vec<Binder> = self
            .binders
            .iter()
            .map(|(name, dom)| Binder { name: name.clone(), dom: dom.clone(), guard: Term::truth() })
            .collect();
        let mut prop = self.prop.clone();
        match binders.last_mut() {
            Some(last) => last.guard = Term::and(self.hyps.clone()),
            None if self.hyps.is_empty() => {}
            None => {
                let negated = self.hyps.iter().map(|h| Term::new(Node::Not(h.clone())));
                prop = Term::new(Node::Or(negated.chain([prop]).collect()));
            }
        }
        Condition { binders, prop }
    }

    /// The same within more binders and hypotheses.
    pub(super) fn within(&self, binders: &[(Name, Dom)], hyps: &[Term]) -> Entry {
        Entry { binders: [binders, &self.binders].concat(), hyps: [hyps, &self.hyps].concat(), prop: self.prop.clone() }
    }

    /// A proposition for all values of variables that meet their guards.
    pub(super) fn over(vars: &[Binder], prop: Term) -> Entry {
        let binders = vars.iter().map(|b| (b.name.clone(), b.dom.clone())).collect();
        Entry { binders, hyps: vars.iter().flat_map(|b| conjuncts(&b.guard)).collect(), prop }
    }

    /// An instance: free variables replaced.
    pub(super) fn substituted(&self, map: &[(Name, Term)]) -> Entry {
        let at = |t: &Term| t.substitute(map);
        let binders = self.binders.iter().map(|(n, d)| (n.clone(), d.map(&mut |end| at(end)))).collect();
        Entry { binders, hyps: self.hyps.iter().map(at).collect(), prop: at(&self.prop) }
    }

    /// Renames the binders.
    fn moved(&self, names: &[Name]) -> Entry {
        let map: Vec<(Name, Term)> =
            self.binders.iter().zip(names).map(|((old, _), new)| (old.clone(), Term::var(new.clone()))).collect();
        let mut binders = Vec::new();
        for ((_, dom), name) in self.binders.iter().zip(names) {
            binders.push((name.clone(), dom.map(&mut |t| t.substitute(&map))));
        }
        let hyps = self.hyps.iter().map(|h| h.substitute(&map)).collect();
        Entry { binders, hyps, prop: self.prop.substitute(&map) }
    }

    /// Drops binders that nothing uses: a set is not empty; of a range this remains to be supposed.
    pub(super) fn simplified(mut self) -> Entry {
        for i in (0..self.binders.len()).rev() {
            let (name, dom) = self.binders[i].clone();
            let in_ends = |d: &Dom| matches!(d, Dom::Range(lo, hi) if lo.mentions(&name) || hi.mentions(&name));
            let used = self.prop.mentions(&name)
                || self.hyps.iter().any(|h| h.mentions(&name))
                || self.binders[i + 1..].iter().any(|(_, d)| in_ends(d));
            if used {
                continue;
            }
            self.binders.remove(i);
            if let Dom::Range(lo, hi) = dom {
                self.hyps.push(Term::cmp_rel(Rel::Le, lo, hi));
            }
        }
        self.hyps.sort();
        self.hyps.dedup();
        self
    }
}

/// `t != 0`
pub(super) fn nonzero(t: &Term) -> Term {
    Term::cmp_rel(Rel::Ne, t.clone(), Term::int(0))
}
/// `t > 0`
pub(super) fn positive(t: &Term) -> Term {
    Term::cmp_rel(Rel::Lt, Term::int(0), t.clone())
}
/// `t >= 0`
pub(super) fn nonnegative(t: &Term) -> Term {
    Term::cmp_rel(Rel::Le, Term::int(0), t.clone())
}
/// The atomic entry: `t` is defined.
pub(super) fn defined(t: &Term) -> Term {
    Term::app(DEFINED, vec![t.clone()])
}

type Memo = BTreeMap<(Vec<Term>, Term), Rc<Vec<Entry>>>;

/// Computes definedness under one signature.
pub(super) struct Definedness<'a> {
    signature: &'a Signature,
    memo: RefCell<Memo>,
    visits: Cell<u32>,
    nesting: Cell<u32>,
}

impl<'a> Definedness<'a> {
    pub(super) fn new(signature: &'a Signature) -> Self {
        Definedness { signature, memo: RefCell::new(BTreeMap::new()), visits: Cell::new(0), nesting: Cell::new(0) }
    }

    /// The entries of a locally closed term, under derivatives by these coordinates.
    pub(super) fn entries(&self, t: &Term, targets: &[Term]) -> Result<Rc<Vec<Entry>>, TooLarge> {
        let key = (targets.to_vec(), t.clone());
        if let Some(known) = self.memo.borrow().get(&key) {
            return Ok(known.clone());
        }
        if self.nesting.get() >= MAX_NESTING {
            return Err(TooLarge);
        }
        self.nesting.set(self.nesting.get() + 1);
        let mut walk = Walk {
            owner: self,
            base: targets.iter().map(next_index).fold(next_index(t), usize::max),
            binders: Vec::new(),
            hyps: Vec::new(),
            targets: targets.to_vec(),
            seen: BTreeSet::new(),
            out: Vec::new(),
        };
        // An application at the root must be taken apart here, or it would ask for itself.
        let result = match t.node() {
            Node::App(name, args) => walk.application(t, name, args, true),
            _ => walk.visit(t),
        };
        self.nesting.set(self.nesting.get() - 1);
        result?;
        let entries = Rc::new(walk.out);
        self.memo.borrow_mut().insert(key, entries.clone());
        Ok(entries)
    }
}

/// One more than the largest `k` of a variable `%dk`.
fn next_index(t: &Term) -> usize {
    let mut next = 0;
    t.any(&mut |s| {
        if let Node::Var(n) = s.node()
            && let Some(k) = n.as_str().strip_prefix("%d").and_then(|k| k.parse::<usize>().ok())
        {
            next = next.max(k.saturating_add(1));
        }
        false
    });
    next
}

struct Walk<'w, 'a> {
    owner: &'w Definedness<'a>,
    base: usize,
    binders: Vec<(Name, Dom)>,
    hyps: Vec<Term>,
    targets: Vec<Term>,
    seen: BTreeSet<Entry>,
    out: Vec<Entry>,
}

impl Walk<'_, '_> {
    fn push(&mut self, prop: Term) -> Result<(), TooLarge> {
        let entry = Entry { binders: self.binders.clone(), hyps: self.hyps.clone(), prop };
        self.add(entry)
    }

    fn add(&mut self, entry: Entry) -> Result<(), TooLarge> {
        let entry = entry.simplified();
        if entry.hyps.contains(&entry.prop) {
            return Ok(());
        }
        if self.seen.insert(entry.clone()) {
            self.out.push(entry);
        }
        if self.out.len() > MAX_ENTRIES { Err(TooLarge) } else { Ok(()) }
    }

    /// `t != 0` for a defined `t`: each factor for itself, and a root is not 0 where its radicand is positive.
    fn push_nonzero(&mut self, t: &Term) -> Result<(), TooLarge> {
        match t.node() {
            Node::Num(n) if !n.is_zero() => Ok(()),
            Node::Mul(items) => items.iter().try_for_each(|i| self.push_nonzero(i)),
            Node::Pow(base, e) if e.as_num().is_some_and(|n| !n.is_zero()) => {
                self.push_nonzero(base)?;
                // Of a sum the power is stated too: written out, it is no longer seen to be one.
                if matches!(base.node(), Node::Add(_)) { self.push(nonzero(t)) } else { Ok(()) }
            }
            Node::RealPow(base, c) if ring::constant(c).is_some() => self.push(positive(base)),
            // An indicator is not 0 where its proposition holds.
            Node::Ind(p) => conjuncts(p).into_iter().try_for_each(|p| self.push(p)),
            _ => self.push(nonzero(t)),
        }
    }

    /// The condition that no kink stands here, for each coordinate on which the terms depend. An entry must be true where the line is
    /// defined, so it is stated outright only where the dependence is certain; where it hangs on which entries of a table are
    /// meant, it is stated for the case that they are the variable; and where that cannot be said, it is atomic: it serves as a goal
    /// that nothing reaches and as a fact that says nothing.
    fn kink(&mut self, terms: &[&Term], prop: &Term) -> Result<(), TooLarge> {
        for target in self.targets.clone() {
            if !terms.iter().any(|t| depends(t, &target, self.owner.signature)) {
                continue;
            }
            match occurrences(terms, &target, self.owner.signature) {
                Occurrences::Certain => self.push(prop.clone())?,
                Occurrences::Under(conditions) => {
                    for conditions in conditions {
                        let hyp = Term::and(conditions);
                        self.under(&[], &hyp, |walk| walk.push(prop.clone()))?;
                    }
                }
                Occurrences::Unclear => {
                    let atom = Term::deriv(target.clone(), Term::ind(prop.clone()));
                    self.push(defined(&atom))?;
                }
            }
        }
        Ok(())
    }

    fn varies(&self, t: &Term) -> bool {
        self.targets.iter().any(|x| depends(t, x, self.owner.signature))
    }

    fn all(&mut self, items: &[Term]) -> Result<(), TooLarge> {
        items.iter().try_for_each(|t| self.visit(t))
    }

    fn visit(&mut self, t: &Term) -> Result<(), TooLarge> {
        let visits = self.owner.visits.get();
        if visits >= MAX_VISITS {
            return Err(TooLarge);
        }
        self.owner.visits.set(visits + 1);
        match t.node() {
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Var(_) | Node::Elem(..) | Node::Card(_) | Node::True => Ok(()),
            Node::App(name, args) => self.application(t, name, args, false),
            Node::Add(items) | Node::Mul(items) | Node::And(items) | Node::Or(items) => self.all(items),
            Node::Not(p) | Node::Ind(p) => self.visit(p),
            Node::Cmp(_, a, b) => self.comparison(a, b),
            Node::Pow(base, e) => self.power(base, e),
            Node::RealPow(base, c) => self.real_power(base, c),
            Node::Fun(f, args) => self.function(*f, args),
            Node::If(p, a, b) => {
                self.visit(p)?;
                self.under(&[], p, |walk| walk.visit(a))?;
                self.under(&[], &Term::new(Node::Not(p.clone())), |walk| walk.visit(b))
            }
            Node::Big(op, _, dom, guard, body) => self.big(t, *op, dom, guard, body),
            Node::Expect(_, dom, weight, body) => {
                self.ends(dom)?;
                let (binder, var) = self.open(dom);
                self.under(&[binder], &Term::truth(), |walk| {
                    walk.visit(&weight.open(&var))?;
                    walk.visit(&body.open(&var))
                })
            }
            Node::Deriv(x, body) => {
                if let Node::App(name, args) = x.node() {
                    self.arguments(name, args)?;
                }
                let added = !self.targets.contains(x);
                if added {
                    self.targets.push(x.clone());
                }
                let result = self.visit(body);
                if added {
                    self.targets.pop();
                }
                result
            }
        }
    }

    fn under(
        &mut self,
        binders: &[(Name, Dom)],
        hyp: &Term,
        visit: impl FnOnce(&mut Self) -> Result<(), TooLarge>,
    ) -> Result<(), TooLarge> {
        let (depth, count) = (self.binders.len(), self.hyps.len());
        self.binders.extend_from_slice(binders);
        self.hyps.extend(conjuncts(hyp));
        let result = visit(self);
        self.binders.truncate(depth);
        self.hyps.truncate(count);
        result
    }

    fn name(&self, offset: usize) -> Name {
        Name::new(&format!("%d{}", self.base + self.binders.len() + offset))
    }

    fn open(&self, dom: &Dom) -> ((Name, Dom), Term) {
        let name = self.name(0);
        ((name.clone(), dom.clone()), Term::var(name))
    }

    fn ends(&mut self, dom: &Dom) -> Result<(), TooLarge> {
        match dom {
            Dom::Set(_) => Ok(()),
            Dom::Range(lo, hi) => self.visit(lo).and_then(|()| self.visit(hi)),
        }
    }

    fn comparison(&mut self, a: &Term, b: &Term) -> Result<(), TooLarge> {
        self.visit(a)?;
        self.visit(b)?;
        self.kink(&[a, b], &Term::cmp_rel(Rel::Ne, a.clone(), b.clone()))
    }

    fn power(&mut self, base: &Term, e: &Term) -> Result<(), TooLarge> {
        self.visit(base)?;
        self.visit(e)?;
        match ring::constant(e) {
            Some(n) if n.is_negative() => self.push_nonzero(base),
            Some(_) => Ok(()),
            None => self.push(Term::new(Node::Or(vec![nonnegative(e), nonzero(base)]))),
        }
    }

    fn real_power(&mut self, base: &Term, c: &Term) -> Result<(), TooLarge> {
        self.visit(base)?;
        self.visit(c)?;
        let exponent = ring::constant(c);
        if exponent.as_ref().is_some_and(|c| !c.is_positive()) {
            return self.push(positive(base));
        }
        self.kink(&[base, c], &positive(base))?;
        let strict = Entry { binders: self.binders.clone(), hyps: self.hyps.clone(), prop: positive(base) }.simplified();
        if self.seen.contains(&strict) {
            return Ok(());
        }
        self.push(nonnegative(base))?;
        if exponent.is_some() { Ok(()) } else { self.push(Term::new(Node::Or(vec![positive(base), positive(c)]))) }
    }

    fn function(&mut self, f: Fun, args: &[Term]) -> Result<(), TooLarge> {
        self.all(args)?;
        match (f, args) {
            (Fun::Log, [u]) => self.push(positive(u)),
            (Fun::Factorial, [n]) | (Fun::Binom, [n, _]) => self.push(nonnegative(n)),
            (Fun::Abs | Fun::Sign, [u]) => self.kink(&[u], &nonzero(u)),
            (Fun::Max | Fun::Min, [u, v]) => self.kink(&[u, v], &Term::cmp_rel(Rel::Ne, u.clone(), v.clone())),
            (Fun::Exp, [_]) => Ok(()),
            // A wrong number of arguments: nothing is known of it.
            _ => self.push(defined(&Term::new(Node::Fun(f, args.to_vec())))),
        }
    }

    fn big(&mut self, t: &Term, op: BigOp, dom: &Dom, guard: &Term, body: &Term) -> Result<(), TooLarge> {
        self.ends(dom)?;
        let (binder, var) = self.open(dom);
        let guard_open = guard.open(&var);
        self.under(std::slice::from_ref(&binder), &Term::truth(), |walk| walk.visit(&guard_open))?;
        self.under(&[binder], &guard_open, |walk| walk.visit(&body.open(&var)))?;
        if matches!(op, BigOp::Sum | BigOp::Prod) {
            return Ok(());
        }
        match (dom, guard.node()) {
            (Dom::Set(_), Node::True) => {}
            (Dom::Range(lo, hi), Node::True) => self.push(Term::cmp_rel(Rel::Le, lo.clone(), hi.clone()))?,
            // Nothing but the emptiness of the index set matters here.
            _ => {
                let hint = crate::term::Hint(Name::new("i"));
                let empty = Term::new(Node::Big(BigOp::Max, hint, dom.clone(), guard.clone(), Term::int(0)));
                self.push(defined(&empty))?;
            }
        }
        if self.varies(t) { self.push(defined(&self.differentiated(t))) } else { Ok(()) }
    }

    /// The term under the derivatives that stand around it.
    fn differentiated(&self, t: &Term) -> Term {
        self.targets.iter().filter(|x| depends(t, x, self.owner.signature)).fold(t.clone(), |t, x| Term::deriv(x.clone(), t))
    }

    fn range(&mut self, dom: &Dom, arg: &Term) -> Result<(), TooLarge> {
        let Dom::Range(lo, hi) = dom else { return Ok(()) };
        // The index of this very range lies in it.
        if let Node::Var(name) = arg.node()
            && self.binders.iter().any(|(n, d)| n == name && d == dom)
        {
            return Ok(());
        }
        self.push(Term::cmp_rel(Rel::Le, lo.clone(), arg.clone()))?;
        self.push(Term::cmp_rel(Rel::Le, arg.clone(), hi.clone()))
    }

    /// The arguments of a declared function or coordinate lie in their ranges.
    fn arguments(&mut self, name: &Name, args: &[Term]) -> Result<(), TooLarge> {
        self.all(args)?;
        if let Some(declared) = self.owner.signature.functions.get(name) {
            for (dom, arg) in declared.args.iter().zip(args) {
                self.range(dom, arg)?;
            }
        }
        Ok(())
    }

    fn application(&mut self, t: &Term, name: &Name, args: &[Term], root: bool) -> Result<(), TooLarge> {
        if name.as_str() == DEFINED {
            return Ok(());
        }
        let Some(definition) = self.owner.signature.definitions.get(name) else { return self.arguments(name, args) };
        if !root {
            // Computed once for each application, then placed here.
            let entries = self.owner.entries(t, &self.targets)?;
            return entries.iter().try_for_each(|entry| self.place(entry));
        }
        let map: Vec<(Name, Term)> = definition.params.iter().zip(args).map(|((n, _), a)| (n.clone(), a.clone())).collect();
        for ((_, sort), arg) in definition.params.iter().zip(args) {
            match sort {
                ParamSort::Index(dom) => {
                    self.visit(arg)?;
                    self.range(&dom.map(&mut |end| end.substitute(&map)), arg)?;
                }
                ParamSort::Integer => self.visit(arg)?,
                ParamSort::Real => {}
            }
        }
        self.body(t, definition, args)
    }

    fn body(&mut self, t: &Term, definition: &Definition, args: &[Term]) -> Result<(), TooLarge> {
        match definition.unfold(args) {
            Some(body) if definition.recursive.is_none() => self.visit(&body),
            _ => {
                self.push(defined(t))?;
                if self.varies(t) { self.push(defined(&self.differentiated(t))) } else { Ok(()) }
            }
        }
    }

    fn place(&mut self, entry: &Entry) -> Result<(), TooLarge> {
        let names: Vec<Name> = (0..entry.binders.len()).map(|i| self.name(i)).collect();
        let mut moved = entry.moved(&names);
        moved.binders.splice(0..0, self.binders.iter().cloned());
        moved.hyps.extend(self.hyps.iter().cloned());
        self.add(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::obligation::FunctionDecl;

    fn c(name: &str) -> Term {
        Term::app(name, vec![])
    }
    fn listed(t: &Term, targets: &[Term]) -> Vec<Entry> {
        let mut signature = Signature::default();
        for name in ["x", "y"] {
            signature.functions.insert(name.into(), FunctionDecl::default());
        }
        Definedness::new(&signature).entries(t, targets).map(|e| e.to_vec()).unwrap_or_default()
    }

    #[test]
    fn branches_and_binders_guard_their_entries() {
        let positive = Term::cmp_rel(Rel::Lt, c("y"), Term::int(0));
        let branch = Term::new(Node::If(positive.clone(), Term::recip(c("x")), Term::int(0)));
        assert_eq!(listed(&branch, &[]), [Entry { binders: vec![], hyps: vec![positive], prop: nonzero(&c("x")) }]);
        // Nothing is evaluated over an empty range.
        let dom = Dom::Range(Term::int(1), c("n"));
        let sum = Term::sum("i", dom, Term::truth(), Term::recip(c("x")));
        let inhabited = Term::cmp_rel(Rel::Le, Term::int(1), c("n"));
        assert_eq!(listed(&sum, &[]), [Entry { binders: vec![], hyps: vec![inhabited], prop: nonzero(&c("x")) }]);
    }

    #[test]
    fn under_a_derivative_kinks_count_and_roots_are_strict() {
        let root = Term::real_pow(c("x"), Term::num(crate::number::Rational::fraction(1, 2)));
        let entry = |prop: Term| vec![Entry { binders: vec![], hyps: vec![], prop }];
        assert_eq!(listed(&root, &[]), entry(nonnegative(&c("x"))));
        assert_eq!(listed(&root, &[c("x")]), entry(positive(&c("x"))));
        assert_eq!(listed(&root, &[c("y")]), entry(nonnegative(&c("x"))));
        let kink = Term::deriv(c("x"), Term::fun(Fun::Abs, c("x")));
        assert_eq!(listed(&kink, &[]), entry(nonzero(&c("x"))));
    }
}
