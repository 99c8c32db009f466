//! Maxima and minima over an index: constants, factors of known sign and monotone functions move out; nested ones in a canonical order.

use super::Normaliser;
use super::poly::{self, Poly};
use crate::number::Rational;
use crate::rule::proposition::{conjunction, conjuncts, counterpart, negate};
use crate::rule::{Move, Reason, Rule, Split};
use crate::term::{BigOp, Dom, Fun, Node, Rel, Term, child};

impl Normaliser<'_> {
    /// A maximum or minimum whose guard and body are canonical.
    pub(super) fn extremum(&mut self, t: &Term) -> Option<Term> {
        let mut t = t.clone();
        // No value where no index meets the guard: there is nothing to write instead.
        self.narrowed(&mut t)?;
        if let Some(value) = self.at_the_only_index(&t) {
            return self.norm(&value);
        }
        if let Some(moved) = self.canonical_range(&t)? {
            return Some(moved);
        }
        self.leaving(&t)
    }

    /// What is monotone around the index moves out.
    fn leaving(&mut self, t: &Term) -> Option<Term> {
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

/// How a maximum over all of an index set is parted into the value at one index and the maximum over the others.
struct Parted {
    whole: Term,
    /// The index.
    at: Term,
    /// From the whole to `max(value, rest)`, where the value may stand second.
    script: Vec<Move>,
    second: bool,
}

impl Parted {
    /// `max_{i≠a} f(i)`: what is left out is put back.
    fn excluded(rest: &Term) -> Option<Parted> {
        let Node::Big(op, hint, dom, guard, body) = rest.node() else { return None };
        let bound = Term::new(Node::Bound(0));
        let all = conjuncts(guard);
        let (excluded, at) = all.iter().find_map(|g| {
            let at = counterpart(g, Rel::Ne, &bound)?;
            Some((negate(g)?, at))
        })?;
        let kept = conjunction(all.iter().filter(|g| negate(g).as_ref() != Some(&excluded)).cloned().collect());
        let whole = Term::new(Node::Big(*op, hint.clone(), dom.clone(), kept, body.clone()));
        let script = vec![
            Move { path: vec![], rule: Rule::SplitGuard(excluded) },
            Move { path: vec![0], rule: Rule::Point(at.clone()) },
            Move { path: vec![1], rule: Rule::Domain(dom.clone(), guard.clone()) },
        ];
        Some(Parted { whole, at, script, second: false })
    }

    /// `max_{i∈a..b} f(i)` with the index before the range (or the one behind it).
    fn prolonged(rest: &Term, before: bool) -> Option<Parted> {
        let Node::Big(op, hint, Dom::Range(lo, hi), guard, body) = rest.node() else { return None };
        if !matches!(guard.node(), Node::True) {
            return None;
        }
        let at = if before { poly::plus(lo, -1)? } else { poly::plus(hi, 1)? };
        let (low, high, middle) = if before { (&at, hi, &at) } else { (lo, &at, hi) };
        let whole = Term::new(Node::Big(*op, hint.clone(), Dom::Range(low.clone(), high.clone()), guard.clone(), body.clone()));
        let single = Dom::Range(at.clone(), at.clone());
        let only = Term::cmp_rel(Rel::Eq, Term::new(Node::Bound(0)), at.clone());
        let place = u16::from(!before);
        let mut script = vec![Move { path: vec![], rule: Rule::SplitRange(middle.clone()) }];
        let low_end = if before { lo } else { &at };
        script.push(Move { path: vec![1, child::LOW], rule: Rule::Ring(low_end.clone()) });
        script.push(Move { path: vec![place], rule: Rule::Domain(single, only) });
        script.push(Move { path: vec![place], rule: Rule::Point(at.clone()) });
        Some(Parted { whole, at, script, second: !before })
    }
}

impl Normaliser<'_> {
    /// `max(f(a), max_{i≠a} f(i)) = max_i f(i)`, and the same at the ends of ranges.
    pub(super) fn joined(&mut self, t: &Term, f: Fun) -> Option<Term> {
        let reason = [Reason::Cases, Reason::IndicatorSplit, Reason::SplitEnd].into_iter().find(|r| self.allowed.has(*r))?;
        let Node::Fun(_, args) = t.node() else { return None };
        let [u, v] = args.as_slice() else { return None };
        let wanted = if f == Fun::Max { BigOp::Max } else { BigOp::Min };
        for (at, (rest, value)) in [(v, u), (u, v)].into_iter().enumerate() {
            let Node::Big(op, .., body) = rest.node() else { continue };
            let ways = [Parted::excluded(rest), Parted::prolonged(rest, true), Parted::prolonged(rest, false)];
            for parted in ways.into_iter().flatten().filter(|_| *op == wanted) {
                let (normal, moves) = self.separately(&body.open(&parted.at))?;
                if normal != *value {
                    continue;
                }
                let place = u16::from(parted.second);
                let mut script = parted.script.clone();
                script.extend(moves.into_iter().map(|mv| Move { path: [vec![place], mv.path].concat(), rule: mv.rule }));
                // The value stands first in `max(value, rest)` or not, and so it does in the term.
                if (at == 0) == parted.second {
                    let less = Term::cmp_rel(Rel::Lt, u.clone(), v.clone());
                    script.push(Move { path: vec![], rule: Rule::Cases(t.clone(), vec![Split::Prop(less)]) });
                }
                if let Some(whole) = self.attempt(Rule::Back(parted.whole.clone(), script), t) {
                    self.fire_reason(reason);
                    return self.norm(&whole);
                }
            }
        }
        None
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
