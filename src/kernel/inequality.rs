//! The check of signs: `0 <= t` (`0 < t`) by a [`Sign`], node by node.
//!
//! Invariant: the term is defined in every assignment of the scope's variables that meets its hypotheses. The top term is the difference
//! of the two ends of a step, both defined; a part of a strict operator is defined where the whole is; a move keeps a line
//! defined; a term that a certificate brings in is first shown to be defined. Every rule below only has to be true of real numbers:
//!
//! - sums and products of what is not negative; big operators over it; both cases of a proposition that is defined;
//! - a maximum over a non-empty range is attained: there is an index with its value, so what holds at every index that has
//!   the value holds of the term in which the value is put for the maximum;
//! - tangents of convex functions, expansions of exp and log to second order, increasing functions, `l <= r` from `0 <= r` and
//!   `l^2 <= r^2`;
//! - instances of assumptions and results, under their own conditions;
//! - instances of what an induction gives, all of whose cases are checked here (see `check::induction`).

use super::check::{Checker, Kind};
use super::definedness::Entry;
use super::error::{KernelError, MoveError};
use super::fact::proposition;
use super::obligation::Relation;
use super::scope::Scope;
use super::sort::Sorts;
use crate::rule::Induction;
use crate::rule::inequality::{Expansion, Monotone, Sign, Tangent, entry_difference, excess, extremum, value_replaced};
use crate::rule::proposition::conjuncts;
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

/// Deepest nesting of signs.
const MAX_DEPTH: usize = 100;

type Checked = Result<(), KernelError>;

impl Checker<'_> {
    /// `left relation right` by the sign of their difference.
    pub(super) fn ordered(&mut self, relation: Relation, left: &Term, right: &Term, sign: &Sign, scope: &Scope) -> Checked {
        let Some((difference, strict)) = excess(relation, left, right) else { return Err(KernelError::Relation) };
        self.sign(&difference, sign, strict, scope, 0)
    }

    fn sign(&mut self, t: &Term, sign: &Sign, strict: bool, scope: &Scope, depth: usize) -> Checked {
        if depth >= MAX_DEPTH {
            return self.fail(MoveError::TooLarge);
        }
        self.tell(t, sign, strict, depth);
        let next = depth + 1;
        match (sign, t.node()) {
            (Sign::Judged, _) => self.judged(t, strict, scope),
            (Sign::Rewrite(script, inner), _) => {
                let end = self.script(script, t, scope, Kind::Real)?;
                self.sign(&end, inner, strict, scope, next)
            }
            (Sign::Sum(parts, at), Node::Add(items)) => self.parts(items, parts, |i| strict && i == *at, strict, scope, next),
            (Sign::Product(parts), Node::Mul(items)) => self.parts(items, parts, |_| strict, strict, scope, next),
            (Sign::Under(inner), Node::Big(op, _, dom, guard, body)) => {
                self.under(*op, dom, guard, body, inner, strict, scope, next)
            }
            (Sign::Cases(p, yes, no), _) => {
                self.known_proposition(p, scope)?;
                for (p, sign) in [(p.clone(), yes), (Term::new(Node::Not(p.clone())), no)] {
                    let mut inner = scope.clone();
                    inner.assume(&p);
                    self.sign(t, sign, strict, &inner, next)?;
                }
                Ok(())
            }
            (Sign::Attained(big, inner), _) => self.attained(t, big, inner, strict, scope, next),
            (Sign::Entry(big, index), _) if !strict => self.entry(t, big, index, scope),
            (Sign::Among(sum, index, body), _) if !strict => self.among(t, sum, index, body, scope, next),
            (Sign::Tangent(tangent), _) => self.tangent(t, tangent, strict, scope),
            (Sign::Expansion(expansion), _) if !strict => self.expansion(t, expansion, scope),
            (Sign::Monotone(rule, premise), _) => self.monotone(t, rule, premise, strict, scope, next),
            (Sign::Squares(l, r, root, squares), _) => self.squares(t, l, r, [root, squares], strict, scope, next),
            (Sign::Assume(name, args), _) => self.assumed_order(t, name, args, strict, scope),
            (Sign::Cite(name, args), _) => self.cited_order(t, name, args, strict, scope),
            (Sign::Induction(induction), _) => self.inductive_order(t, induction, strict, scope, depth),
            (Sign::With(term, positive, proof, rest), _) => {
                self.defined_term(term, scope)?;
                self.sign(term, proof, *positive, scope, next)?;
                let mut inner = scope.clone();
                inner.assume(&Term::cmp_rel(if *positive { Rel::Lt } else { Rel::Le }, Term::int(0), term.clone()));
                self.sign(t, rest, strict, &inner, next)
            }
            (Sign::Sum(..) | Sign::Product(_) | Sign::Under(_) | Sign::Entry(..) | Sign::Among(..) | Sign::Expansion(_), _) => {
                self.fail(MoveError::SignForm(t.clone()))
            }
        }
    }

    fn judged(&mut self, t: &Term, strict: bool, scope: &Scope) -> Checked {
        let relation = if strict { Relation::Lt } else { Relation::Le };
        let entry = bare(proposition(relation, &Term::int(0), t));
        let locals = self.entries(t, scope)?;
        self.require(&entry, scope, &locals, MoveError::Condition)
    }

    fn parts(
        &mut self,
        items: &[Term],
        signs: &[Sign],
        strictly: impl Fn(usize) -> bool,
        strict: bool,
        scope: &Scope,
        depth: usize,
    ) -> Checked {
        let one_strict = !strict || (0..items.len()).any(&strictly);
        if items.len() != signs.len() || !one_strict {
            return self.fail(MoveError::SignForm(Term::add(items.to_vec())));
        }
        items.iter().zip(signs).enumerate().try_for_each(|(i, (item, sign))| self.sign(item, sign, strictly(i), scope, depth))
    }

    #[allow(clippy::too_many_arguments)] // The parts of one node, and its place.
    fn under(
        &mut self,
        op: BigOp,
        dom: &Dom,
        guard: &Term,
        body: &Term,
        sign: &Sign,
        strict: bool,
        scope: &Scope,
        depth: usize,
    ) -> Checked {
        // An empty product is 1; maxima and minima have an index where they are defined; an empty sum is 0.
        if strict && op == BigOp::Sum {
            match (dom, guard.node()) {
                (Dom::Set(_), Node::True) => {}
                (Dom::Range(lo, hi), Node::True) => {
                    let entry = bare(Term::cmp_rel(Rel::Le, lo.clone(), hi.clone()));
                    self.require(&entry, scope, &[], MoveError::Condition)?;
                }
                _ => return self.fail(MoveError::SignForm(guard.clone())),
            }
        }
        let mut inner = scope.clone();
        let var = Term::var(inner.enter(dom));
        inner.assume(&guard.open(&var));
        self.sign(&body.open(&var), sign, strict, &inner, depth)
    }

    fn attained(&mut self, t: &Term, big: &Term, sign: &Sign, strict: bool, scope: &Scope, depth: usize) -> Checked {
        let Node::Big(_, _, dom, guard, body) = big.node() else { return self.fail(MoveError::SignForm(big.clone())) };
        if !extremum(big) || !big.is_closed() {
            return self.fail(MoveError::SignForm(big.clone()));
        }
        self.defined_term(big, scope)?;
        let mut inner = scope.clone();
        let var = Term::var(inner.enter(dom));
        inner.assume(&guard.open(&var));
        let value = body.open(&var);
        inner.assume(&Term::cmp_rel(Rel::Eq, big.clone(), value.clone()));
        match value_replaced(t, big, &value) {
            Some(at) => self.sign(&at, sign, strict, &inner, depth),
            None => self.fail(MoveError::SignForm(t.clone())),
        }
    }

    fn entry(&mut self, t: &Term, big: &Term, index: &Term, scope: &Scope) -> Checked {
        if !extremum(big) {
            return self.fail(MoveError::SignForm(big.clone()));
        }
        self.value_among(t, big, index, scope)
    }

    /// `Σ - b(index)` is the sum of `b` at all other indices: the index is one of those that the sum runs over, and no `b` is
    /// negative at any of them.
    fn among(&mut self, t: &Term, sum: &Term, index: &Term, sign: &Sign, scope: &Scope, depth: usize) -> Checked {
        let Node::Big(BigOp::Sum, _, dom, guard, body) = sum.node() else {
            return self.fail(MoveError::SignForm(sum.clone()));
        };
        self.value_among(t, sum, index, scope)?;
        self.under(BigOp::Sum, dom, guard, body, sign, false, scope, depth)
    }

    /// The term is the difference between a big operator and its value at an index that it runs over.
    fn value_among(&mut self, t: &Term, big: &Term, index: &Term, scope: &Scope) -> Checked {
        let Some((dom, guard, _)) = big.binder_parts() else { return self.fail(MoveError::SignForm(big.clone())) };
        let locals = self.entries(t, scope)?;
        self.index(index, dom, scope, &locals)?;
        for prop in conjuncts(&guard.open(index)) {
            self.require(&bare(prop), scope, &locals, |c| MoveError::InstanceGuard(c.prop))?;
        }
        self.is_term(t, entry_difference(big, index))
    }

    fn tangent(&mut self, t: &Term, tangent: &Tangent, strict: bool, scope: &Scope) -> Checked {
        self.is_term(t, Some(tangent.difference()))?;
        self.all_hold(t, tangent.conditions(strict), scope)
    }

    fn expansion(&mut self, t: &Term, expansion: &Expansion, scope: &Scope) -> Checked {
        self.is_term(t, Some(expansion.difference()))?;
        self.all_hold(t, Some(vec![expansion.condition()]), scope)
    }

    fn monotone(&mut self, t: &Term, rule: &Monotone, sign: &Sign, strict: bool, scope: &Scope, depth: usize) -> Checked {
        self.is_term(t, Some(rule.difference()))?;
        self.all_hold(t, rule.conditions(strict), scope)?;
        self.sign(&rule.premise(), sign, strict, scope, depth)
    }

    #[allow(clippy::too_many_arguments)] // The parts of one node, and its place.
    fn squares(
        &mut self,
        t: &Term,
        l: &Term,
        r: &Term,
        [root, squares]: [&Sign; 2],
        strict: bool,
        scope: &Scope,
        depth: usize,
    ) -> Checked {
        self.is_term(t, Some(Term::sub(r.clone(), l.clone())))?;
        let square = |t: &Term| Term::pow(t.clone(), Term::int(2));
        self.sign(r, root, false, scope, depth)?;
        self.sign(&Term::sub(square(r), square(l)), squares, strict, scope, depth)
    }

    fn assumed_order(&mut self, t: &Term, name: &Name, args: &[Term], strict: bool, scope: &Scope) -> Checked {
        let Some(statement) = self.signature.assumptions.get(name) else {
            return self.fail(MoveError::UnknownAssumption(name.clone()));
        };
        let locals = self.entries(t, scope)?;
        let map = self.values(statement, args, scope, &locals)?;
        self.record.assumed.insert(name.clone());
        self.is_excess(t, statement.relation, &statement.left.substitute(&map), &statement.right.substitute(&map), strict)
    }

    fn cited_order(&mut self, t: &Term, name: &Name, args: &[Term], strict: bool, scope: &Scope) -> Checked {
        let hypothesis = self.hypothesis(name, &scope.targets)?;
        let theorem = match &hypothesis {
            Some(theorem) => self.under_these_variables(name, theorem)?,
            None => self.theorem(name)?,
        };
        let locals = self.entries(t, scope)?;
        let statement = theorem.statement();
        let map = self.values(statement, args, scope, &locals)?;
        for entry in theorem.entries() {
            self.require(&entry.substituted(&map), scope, &locals, MoveError::Condition)?;
        }
        if hypothesis.is_none() {
            self.record.assumed.extend(theorem.assumed().iter().cloned());
            self.record.cited.insert(name.clone());
        }
        self.is_excess(t, statement.relation, &statement.left.substitute(&map), &statement.right.substitute(&map), strict)
    }

    /// The term is the difference of the two sides of what the induction proves, at its values. The term is defined, so both sides
    /// are, and there the statement holds; it is strict where the statement is.
    fn inductive_order(&mut self, t: &Term, induction: &Induction, strict: bool, scope: &Scope, depth: usize) -> Checked {
        let locals = self.entries(t, scope)?;
        let (theorem, records) = self.all_cases(induction)?;
        let statement = theorem.statement();
        let map = self.values(statement, &induction.values, scope, &locals)?;
        self.is_excess(t, statement.relation, &statement.left.substitute(&map), &statement.right.substitute(&map), strict)?;
        self.inherit(induction, records, depth + 1, scope, &locals);
        Ok(())
    }

    /// The term is the larger side minus the smaller; of an equation, either side minus the other.
    fn is_excess(&self, t: &Term, relation: Relation, left: &Term, right: &Term, strict: bool) -> Checked {
        if relation == Relation::Eq && !strict && *t == Term::sub(left.clone(), right.clone()) {
            return Ok(());
        }
        let relation = if relation == Relation::Eq && !strict { Relation::Le } else { relation };
        match excess(relation, left, right) {
            Some((expected, strictly)) if strictly || !strict => self.is_term(t, Some(expected)),
            _ => self.fail(MoveError::SignForm(t.clone())),
        }
    }

    /// The term is the one of which the rule speaks.
    fn is_term(&self, t: &Term, expected: Option<Term>) -> Checked {
        if expected.as_ref() == Some(t) { Ok(()) } else { self.fail(MoveError::SignForm(t.clone())) }
    }

    fn all_hold(&mut self, t: &Term, conditions: Option<Vec<Term>>, scope: &Scope) -> Checked {
        let Some(conditions) = conditions else { return self.fail(MoveError::SignForm(t.clone())) };
        let locals = self.entries(t, scope)?;
        conditions.into_iter().try_for_each(|p| self.require(&bare(p), scope, &locals, MoveError::Condition))
    }

    /// A number that the certificate brings in is well-formed and defined here.
    fn defined_term(&mut self, t: &Term, scope: &Scope) -> Checked {
        if let Err(fault) = Sorts::new(self.signature, scope).real(t) {
            return self.fail(MoveError::IllFormed(fault));
        }
        self.all_defined(t, scope)
    }

    fn known_proposition(&mut self, p: &Term, scope: &Scope) -> Checked {
        if let Err(fault) = Sorts::new(self.signature, scope).prop(p) {
            return self.fail(MoveError::IllFormed(fault));
        }
        self.all_defined(p, scope)
    }

    fn all_defined(&mut self, t: &Term, scope: &Scope) -> Checked {
        for entry in self.entries(t, scope)? {
            self.require(&entry, scope, &[], MoveError::Undefined)?;
        }
        Ok(())
    }
}

fn bare(prop: Term) -> Entry {
    Entry { binders: Vec::new(), hyps: Vec::new(), prop }
}
