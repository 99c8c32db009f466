//! Case distinctions: in each case the propositions that it decides are evaluated, equal indices identified, and what
//! remains must be a ring identity.
//!
//! The argument is about values at one point (or, under a derivative, at each nearby point), so an equation between reals is never
//! carried into a derivative that stands inside the term, unless neither side varies with it.

use super::error::MoveError;
use super::fact::Evidence;
use super::judge::Judge;
use super::obligation::Signature;
use super::ring::{self, Poly, Ring, RingError};
use super::scope::Scope;
use crate::number::Rational;
use crate::rule::{Split, depends};
use crate::term::{BigOp, Fun, Node, Rel, Term};

const MAX_SPLITS: usize = 6;

/// Are the two equal in every case that the context does not exclude?
pub(super) fn check(judge: &Judge, scope: &Scope, from: &Term, to: &Term, splits: &[Split]) -> Result<Evidence, MoveError> {
    if splits.len() > MAX_SPLITS {
        return Err(MoveError::TooManySplits);
    }
    let mut evidence = Evidence::default();
    for assignment in 0..(1u32 << splits.len()) {
        let mut case = scope.clone();
        for (i, split) in splits.iter().enumerate() {
            case.assume(&literal(judge, scope, split, assignment & (1 << i) != 0, &mut evidence)?);
        }
        if let Some(found) = judge.contradiction(&case) {
            evidence.merge(found);
            continue;
        }
        let mut run = Case { judge, scope: case, evidence: &mut evidence };
        let (left, right) = (run.evaluate(&run.identify(from)), run.evaluate(&run.identify(to)));
        let equal = Ring::default().equal(&run.identify(&left), &run.identify(&right));
        match equal {
            // A side that divides by 0 is undefined, so this case does not occur where both are defined.
            Ok(Some(_)) | Err(RingError::ZeroDivisor) => {}
            Ok(None) => {
                return Err(MoveError::CaseDiffers(run.scope.hyps.iter().skip(scope.hyps.len()).cloned().collect()));
            }
            Err(RingError::TooLarge) => return Err(MoveError::RingTooLarge),
        }
    }
    Ok(evidence)
}

/// What a split says in one of its two cases.
pub(super) fn literal(
    judge: &Judge,
    scope: &Scope,
    split: &Split,
    holds: bool,
    evidence: &mut Evidence,
) -> Result<Term, MoveError> {
    match split {
        Split::Prop(p) if matches!(p.node(), Node::Cmp(..)) => {
            Ok(if holds { p.clone() } else { Term::new(Node::Not(p.clone())) })
        }
        Split::Binary(t) if binary(judge, t) => Ok(Term::cmp_rel(Rel::Eq, t.clone(), Term::int(i64::from(holds)))),
        Split::Values(t, one, other) if takes(judge, scope, t, [one, other], evidence) => {
            let value = Term::num(if holds { one.clone() } else { other.clone() });
            Ok(Term::cmp_rel(Rel::Eq, t.clone(), value))
        }
        Split::Prop(t) | Split::Binary(t) | Split::Values(t, ..) => Err(MoveError::SplitForm(t.clone())),
    }
}

/// Is the value one of the two? It is if `(t - v)*(t - w) = 0`.
fn takes(judge: &Judge, scope: &Scope, t: &Term, values: [&Rational; 2], evidence: &mut Evidence) -> bool {
    let product = Term::mul(values.iter().map(|v| Term::sub(t.clone(), Term::num((*v).clone()))).collect());
    judge.holds(scope, &Term::cmp_rel(Rel::Eq, product, Term::int(0)), evidence)
}

/// Is every value 0 or 1, by declaration or form?
fn binary(judge: &Judge, t: &Term) -> bool {
    match t.node() {
        Node::Ind(_) => true,
        Node::App(name, _) => judge.signature.functions.get(name).is_some_and(|f| f.constraint.binary || f.constraint.onehot),
        _ => false,
    }
}

struct Case<'c, 'a> {
    judge: &'c Judge<'a>,
    scope: Scope,
    evidence: &'c mut Evidence,
}

/// A proposition after evaluation.
enum Truth {
    Known(bool),
    Open(Term),
}

impl Case<'_, '_> {
    /// Replaces by the equations that hold in the case.
    fn identify(&self, t: &Term) -> Term {
        let mut t = t.clone();
        let mut equations: Vec<(Term, Term)> = Vec::new();
        for h in &self.scope.hyps {
            if let Node::Cmp(Rel::Eq, a, b) = h.node() {
                equations.push((a.clone(), b.clone()));
            }
        }
        for i in 0..equations.len() {
            let Some((a, b)) = equations.get(i).cloned() else { break };
            let Some((old, new)) = oriented(&a, &b) else { continue };
            let apply = |s: &Term| replaced(s, &old, &new, self.judge.signature);
            t = apply(&t);
            for (x, y) in equations.iter_mut().skip(i + 1) {
                (*x, *y) = (apply(x), apply(y));
            }
        }
        t
    }

    fn decided(&mut self, p: &Term) -> Option<bool> {
        self.judge.decide(&self.scope, p, self.evidence)
    }

    fn truth(&mut self, p: &Term) -> Truth {
        match p.node() {
            Node::True => Truth::Known(true),
            Node::And(items) => self.connective(items, false),
            Node::Or(items) => self.connective(items, true),
            Node::Not(inner) => match self.truth(inner) {
                Truth::Known(value) => Truth::Known(!value),
                Truth::Open(q) => Truth::Open(Term::new(Node::Not(q))),
            },
            _ => self.decided(p).map_or_else(|| Truth::Open(p.clone()), Truth::Known),
        }
    }

    /// A disjunction (`absorbing` is true) or conjunction (false).
    fn connective(&mut self, items: &[Term], absorbing: bool) -> Truth {
        let mut open = Vec::new();
        for item in items {
            match self.truth(item) {
                Truth::Known(value) if value == absorbing => return Truth::Known(absorbing),
                Truth::Known(_) => {}
                Truth::Open(q) => open.push(q),
            }
        }
        match open.len() {
            0 => Truth::Known(!absorbing),
            1 => Truth::Open(open.remove(0)),
            _ => Truth::Open(Term::new(if absorbing { Node::Or(open) } else { Node::And(open) })),
        }
    }

    fn evaluate(&mut self, t: &Term) -> Term {
        let decidable = &mut |s: &Term| {
            matches!(
                s.node(),
                Node::Ind(_) | Node::If(..) | Node::Fun(Fun::Abs | Fun::Sign | Fun::Max | Fun::Min, _) | Node::Big(..)
            )
        };
        if !t.any(decidable) {
            return t.clone();
        }
        match t.node() {
            Node::Ind(p) => match self.truth(p) {
                Truth::Known(value) => Term::int(i64::from(value)),
                Truth::Open(q) => Term::ind(q),
            },
            Node::If(p, a, b) => match self.truth(p) {
                Truth::Known(true) => self.evaluate(a),
                Truth::Known(false) => self.evaluate(b),
                Truth::Open(q) => {
                    let (a, b) = (self.under(p, a), self.under(&Term::new(Node::Not(p.clone())), b));
                    Term::new(Node::If(q, a, b))
                }
            },
            Node::Fun(f, args) => {
                let args: Vec<Term> = args.iter().map(|a| self.evaluate(a)).collect();
                evaluated(*f, args, &mut |rel, a, b| self.holds(rel, a, b))
            }
            Node::Big(op, hint, dom, guard, body) => {
                let saved = self.scope.clone();
                let name = self.scope.fresh(dom);
                let var = Term::var(name.clone());
                let guard = self.truth(&guard.open(&var));
                if let Truth::Open(p) = &guard {
                    self.scope.assume(p);
                }
                let body = self.evaluate(&body.open(&var)).close(&name);
                self.scope = saved;
                match (guard, op) {
                    (Truth::Known(false), BigOp::Sum) => Term::int(0),
                    (Truth::Known(false), BigOp::Prod) => Term::int(1),
                    (Truth::Known(false), BigOp::Max | BigOp::Min) => t.clone(),
                    (Truth::Known(true), _) => Term::new(Node::Big(*op, hint.clone(), dom.clone(), Term::truth(), body)),
                    (Truth::Open(p), _) => Term::new(Node::Big(*op, hint.clone(), dom.clone(), p.close(&name), body)),
                }
            }
            // The value of a derivative is not that of its body's value, and arguments are indices.
            Node::Deriv(..) | Node::App(..) | Node::Expect(..) => t.clone(),
            node => Term::new(node.map_children(&mut |_, c, _| self.evaluate(c))),
        }
    }

    fn under(&mut self, hyp: &Term, t: &Term) -> Term {
        let saved = self.scope.clone();
        self.scope.assume(hyp);
        let out = self.evaluate(t);
        self.scope = saved;
        out
    }

    fn holds(&mut self, rel: Rel, a: &Term, b: &Term) -> bool {
        self.decided(&Term::cmp_rel(rel, a.clone(), b.clone())) == Some(true)
            || (rel == Rel::Le && (self.by_factor(a, b) || self.by_denominator(a, b)))
    }

    /// `a <= b` because `b - a = c*r` where `c` and `r` are both `>= 0`, or both `<= 0`.
    fn by_factor(&mut self, a: &Term, b: &Term) -> bool {
        let Some((lead, common, rest)) = ring::difference(b, a).as_ref().and_then(ring::content) else { return false };
        if common.is_empty() {
            return false;
        }
        let (factor, rest) = (Poly::product_of(common), rest.scaled(&lead).to_term());
        let zero = Term::int(0);
        let known =
            |case: &mut Self, a: &Term, b: &Term| case.decided(&Term::cmp_rel(Rel::Le, a.clone(), b.clone())) == Some(true);
        (known(self, &zero, &factor) && known(self, &zero, &rest)) || (known(self, &factor, &zero) && known(self, &rest, &zero))
    }

    /// `a <= b` because it holds multiplied by the positive denominators.
    fn by_denominator(&mut self, a: &Term, b: &Term) -> bool {
        let mut bases: Vec<(Term, i64)> = Vec::new();
        for t in [a, b] {
            denominators(t, &mut bases);
        }
        let positive =
            |case: &mut Self, base: &Term| case.decided(&Term::cmp_rel(Rel::Lt, Term::int(0), base.clone())) == Some(true);
        if bases.is_empty() || !bases.iter().all(|(base, _)| positive(self, base)) {
            return false;
        }
        let (a, b) = (times_denominators(a, &bases), times_denominators(b, &bases));
        self.decided(&Term::cmp_rel(Rel::Le, a, b)) == Some(true)
    }
}

/// `abs`, `sign`, `max` or `min` of these arguments: the one that it comes to where the orders are known to hold, else as it is.
pub(super) fn evaluated(f: Fun, args: Vec<Term>, holds: &mut dyn FnMut(Rel, &Term, &Term) -> bool) -> Term {
    let zero = Term::int(0);
    match (f, args.as_slice()) {
        (Fun::Abs, [u]) => {
            if holds(Rel::Le, &zero, u) {
                return u.clone();
            }
            if holds(Rel::Le, u, &zero) {
                return Term::neg(u.clone());
            }
        }
        (Fun::Sign, [u]) => {
            for (a, b, rel, value) in [(&zero, u, Rel::Lt, 1), (u, &zero, Rel::Lt, -1), (u, &zero, Rel::Eq, 0)] {
                if holds(rel, a, b) {
                    return Term::int(value);
                }
            }
        }
        (Fun::Max | Fun::Min, [u, v]) => {
            let choose = |smaller: &Term, larger: &Term| if f == Fun::Max { larger.clone() } else { smaller.clone() };
            if holds(Rel::Le, u, v) {
                return choose(u, v);
            }
            if holds(Rel::Le, v, u) {
                return choose(v, u);
            }
        }
        _ => {}
    }
    Term::new(Node::Fun(f, args))
}

/// The term with the equation that a hypothesis states carried out: what [`crate::rule::Rule::Cases`] takes it for. For provers.
pub fn carried_out(hypothesis: &Term, t: &Term, signature: &Signature) -> Term {
    let Node::Cmp(Rel::Eq, a, b) = hypothesis.node() else { return t.clone() };
    oriented(a, b).map_or_else(|| t.clone(), |(old, new)| replaced(t, &old, &new, signature))
}

/// The factors `base^-n` of a sum of products, each base with its largest `n`.
fn denominators(t: &Term, bases: &mut Vec<(Term, i64)>) {
    match t.node() {
        Node::Add(items) | Node::Mul(items) => items.iter().for_each(|i| denominators(i, bases)),
        Node::Pow(base, e) => {
            let Some(n) = e.as_num().and_then(|e| e.to_i64()).filter(|n| (-8..0).contains(n)) else { return };
            match bases.iter_mut().find(|(b, _)| b == base) {
                Some((_, most)) => *most = (*most).max(-n),
                None => bases.push((base.clone(), -n)),
            }
        }
        _ => {}
    }
}

/// The sum of products times `base^n` for each base; a factor `base^-k` becomes `base^(n-k)`.
fn times_denominators(t: &Term, bases: &[(Term, i64)]) -> Term {
    if let Node::Add(items) = t.node() {
        return Term::new(Node::Add(items.iter().map(|i| times_denominators(i, bases)).collect()));
    }
    let mut items = if let Node::Mul(items) = t.node() { items.clone() } else { vec![t.clone()] };
    for (base, n) in bases {
        let power = |f: &Term| match f.node() {
            Node::Pow(b, e) if b == base => e.as_num().and_then(|e| e.to_i64()).filter(|k| (-*n..0).contains(k)),
            _ => None,
        };
        let (rest, left) = match items.iter().position(|f| power(f).is_some()) {
            Some(at) => {
                let f = items.remove(at);
                (items, n + power(&f).unwrap_or(0))
            }
            None => (items, *n),
        };
        items = rest;
        items.push(Term::pow(base.clone(), Term::int(left)));
    }
    Term::mul(items)
}

/// Which side is replaced by which: a name by what it equals, of two names the later by the earlier.
fn oriented(a: &Term, b: &Term) -> Option<(Term, Term)> {
    let name = |t: &Term| matches!(t.node(), Node::Var(_) | Node::App(..) | Node::Ind(_) | Node::Card(_));
    let occurs = |x: &Term, t: &Term| t.any(&mut |s| s == x);
    let (large, small) = match (name(a), name(b)) {
        (true, true) if a < b => (b, a),
        (true, _) => (a, b),
        (false, true) => (b, a),
        (false, false) => return None,
    };
    (!occurs(large, small)).then(|| (large.clone(), small.clone()))
}

/// An index whose value depends on no real.
fn rigid(t: &Term, signature: &Signature) -> bool {
    match t.node() {
        Node::Var(_) | Node::Num(_) | Node::Elem(..) | Node::Card(_) => true,
        Node::App(name, args) => args.is_empty() && signature.integers.contains_key(name),
        Node::Add(items) | Node::Mul(items) => items.iter().all(|i| rigid(i, signature)),
        _ => false,
    }
}

fn replaced(t: &Term, from: &Term, to: &Term, signature: &Signature) -> Term {
    if rigid(from, signature) && rigid(to, signature) { t.replace(from, to) } else { replace_values(t, from, to, signature) }
}

/// Replaces where only the value matters: not in arguments, and inside a derivative only what does not vary with it.
fn replace_values(t: &Term, from: &Term, to: &Term, signature: &Signature) -> Term {
    if t == from {
        return to.clone();
    }
    match t.node() {
        Node::App(..) => t.clone(),
        Node::Deriv(x, _) if depends(from, x, signature) || depends(to, x, signature) => t.clone(),
        Node::Deriv(x, body) => Term::deriv(x.clone(), replace_values(body, from, to, signature)),
        node => Term::new(node.map_children(&mut |_, c, _| replace_values(c, from, to, signature))),
    }
}
