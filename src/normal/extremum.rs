//! Maxima and minima over an index: constants, factors of known sign and monotone functions move out; nested ones in a canonical order.

use super::Normaliser;
use super::poly::{self, Poly};
use crate::number::Rational;
use crate::rule::{Move, Reason, Rule};
use crate::term::{Fun, Node, Rel, Term, child};

impl Normaliser<'_> {
    /// A maximum or minimum whose guard and body are canonical.
    pub(super) fn extremum(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Cases) {
            return self.nested(t);
        }
        let Node::Big(_, _, _, _, body) = t.node() else { return Some(t.clone()) };
        if !body.uses_bound() {
            return self.moved(t, Rule::ExtremumConstant, Vec::new());
        }
        let split = apart(body).filter(|parts| self.may_leave(parts));
        let outcome = match (split, body.node()) {
            (Some(parts), _) => {
                let written = parts.written();
                let prepare = vec![Move { path: vec![child::BODY], rule: Rule::Ring(written) }];
                self.moved(t, Rule::ExtremumMonotone(parts.path()), prepare)?
            }
            (None, Node::Fun(Fun::Exp | Fun::Log, _)) => self.moved(t, Rule::ExtremumMonotone(vec![0]), Vec::new())?,
            (None, Node::RealPow(_, e) | Node::Pow(_, e)) if e.as_num().is_some() => {
                self.moved(t, Rule::ExtremumMonotone(vec![0]), Vec::new())?
            }
            (None, Node::Fun(Fun::Max | Fun::Min, args)) if args.iter().filter(|a| a.uses_bound()).count() == 1 => {
                let at = args.iter().position(Term::uses_bound).and_then(|i| u16::try_from(i).ok())?;
                self.moved(t, Rule::ExtremumMonotone(vec![at]), Vec::new())?
            }
            _ => t.clone(),
        };
        if outcome == *t { self.nested(t) } else { Some(outcome) }
    }

    /// The operator after a move out of it, canonical again; itself where the move is refused.
    fn moved(&mut self, t: &Term, rule: Rule, prepare: Vec<Move>) -> Option<Term> {
        let before = t.clone();
        let done = self.tentative(&mut |s| {
            let mut t = before.clone();
            for mv in &prepare {
                let Rule::Ring(written) = &mv.rule else { return None };
                let (body, _) = t.child(child::BODY)?;
                if body != *written {
                    s.append(vec![Move { path: mv.path.clone(), rule: s.opened(&mv.rule) }]);
                    t = t.with_child(child::BODY, written);
                }
            }
            s.attempt(rule.clone(), &t)
        });
        match done {
            Some(to) => {
                self.fire_reason(Reason::Cases);
                self.norm(&to)
            }
            None => Some(before),
        }
    }

    /// A ring move under the binder speaks of its opened variable.
    fn opened(&self, rule: &Rule) -> Rule {
        let var = Term::var(crate::term::Name::opened(self.depth));
        match rule {
            Rule::Ring(to) => Rule::Ring(to.open(&var)),
            other => other.clone(),
        }
    }

    /// A factor leaves only where its sign is known.
    fn may_leave(&self, parts: &Apart) -> bool {
        match parts {
            Apart::Addends(..) => true,
            Apart::Factors(_, free, _) => {
                free.is_empty() || self.holds(&Term::cmp_rel(Rel::Le, Term::int(0), Term::mul(free.clone())))
            }
        }
    }

    /// Two nested operators of one kind in the order that makes the term smaller.
    fn nested(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(op, .., body) = t.node() else { return Some(t.clone()) };
        if !matches!(body.node(), Node::Big(inner, ..) if inner == op) {
            return Some(t.clone());
        }
        let swapped = self.tentative(&mut |s| s.attempt(Rule::Permute(vec![1, 0]), t).filter(|to| to < t));
        Some(swapped.unwrap_or_else(|| t.clone()))
    }
}

/// A body taken apart: what is free of the index, and what is not.
enum Apart {
    /// Free addends, and the others.
    Addends(Term, Term),
    /// Number, free factors, and the rest.
    Factors(Rational, Vec<Term>, Term),
}

impl Apart {
    /// The body with the part that stays in one piece.
    fn written(&self) -> Term {
        match self {
            Apart::Addends(free, rest) => Term::new(Node::Add(vec![free.clone(), rest.clone()])),
            Apart::Factors(c, free, rest) => {
                let mut items = vec![Term::num(c.clone())];
                items.extend(free.iter().cloned());
                items.push(rest.clone());
                Term::new(Node::Mul(items))
            }
        }
    }

    /// Where that piece stands.
    fn path(&self) -> Vec<u16> {
        match self {
            Apart::Addends(..) => vec![1],
            Apart::Factors(_, free, _) => vec![u16::try_from(free.len() + 1).unwrap_or(u16::MAX)],
        }
    }
}

/// `None` where nothing can leave. (The body's variable is `Bound(0)`.)
fn apart(body: &Term) -> Option<Apart> {
    let p = poly::poly(body)?;
    let (free, bound): (Vec<_>, Vec<_>) = p.0.iter().partition(|(m, _)| !m.iter().any(|(t, _)| t.uses_bound()));
    let gather = |items: Vec<(&poly::Monomial, &Rational)>| {
        let mut out = Poly::default();
        items.into_iter().for_each(|(m, c)| out.insert(m.clone(), c.clone()));
        out
    };
    if !free.is_empty() {
        return Some(Apart::Addends(poly::term(&gather(free)), poly::term(&gather(bound))));
    }
    let (content, common, rest) = p.primitive()?;
    let (out, stay): (poly::Monomial, poly::Monomial) = common.into_iter().partition(|(t, _)| !t.uses_bound());
    let factors: Vec<Term> = out.iter().map(|(t, e)| poly::power_of(t, *e)).collect();
    if content.is_one() && factors.is_empty() {
        return None;
    }
    let mut stays = Poly::default();
    stays.insert(stay, Rational::one());
    Some(Apart::Factors(content, factors, poly::term(&stays.mul(&rest)?)))
}
