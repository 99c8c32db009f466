//! Rewritings that keep the meaning.
//!
//! Each gives a term that has the same value wherever it is defined, and is defined only where the old one was. So whatever
//! held of the old line holds of the new one, and nothing may refute it.

use super::place::{self, Open, is_number};
use super::random::Random;
use derive_check::kernel::obligation::{Obligation, Relation, Signature};
use derive_check::rule::{Rule, apply};
use derive_check::term::{BigOp, Dom, Fun, Node, Rel, Term};

/// What kind of rewriting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rewriting {
    /// Sums and products in another order, or grouped otherwise.
    Reorder,
    /// A bracket multiplied out.
    Expand,
    /// A definition unfolded.
    Unfold,
    /// An expectation written as a sum.
    Expectation,
    /// Two sums exchanged.
    Exchange,
    /// A sum of sums split, constants moved out of a sum.
    Linear,
    /// `a + 0`, `1*a`, `-(-a)`, `a/2 + a/2`, and terms that are 0 where they are defined.
    Nothing,
    /// The index of a range shifted or reversed.
    Reindex,
    /// A guard as an indicator, an indicator negated or turned round.
    Indicator,
    /// Laws of exp, log and powers that need no condition.
    ExpLog,
    /// A derivative moved inward.
    Derivative,
    /// A line turned round: from right to left.
    Turn,
}

/// All of them.
pub const REWRITINGS: &[Rewriting] = &[
    Rewriting::Reorder,
    Rewriting::Expand,
    Rewriting::Unfold,
    Rewriting::Expectation,
    Rewriting::Exchange,
    Rewriting::Linear,
    Rewriting::Nothing,
    Rewriting::Reindex,
    Rewriting::Indicator,
    Rewriting::ExpLog,
    Rewriting::Derivative,
    Rewriting::Turn,
];

/// A true step from the lines of this one: a line and itself rewritten, or, where the step is known to be true, the step with
/// a line rewritten. Up to three rewritings, the first of this kind.
pub fn rewritten(
    kind: Rewriting,
    step: &Obligation,
    known: bool,
    signature: &Signature,
    random: &mut Random,
) -> Option<Obligation> {
    if kind == Rewriting::Turn {
        let relation = match step.relation {
            Relation::Le => Relation::Ge,
            Relation::Lt => Relation::Gt,
            Relation::Ge => Relation::Le,
            Relation::Gt => Relation::Lt,
            same @ (Relation::Eq | Relation::Ne) => same,
        };
        let turned = Obligation { left: step.right.clone(), relation, right: step.left.clone(), ..step.clone() };
        return known.then_some(turned);
    }
    let from_right = random.once_in(2);
    let old = if from_right { &step.right } else { &step.left };
    let mut new = somewhere(kind, step, old, signature, random)?;
    for _ in 0..random.below(3) {
        let next = *random.pick(REWRITINGS)?;
        new = somewhere(next, step, &new, signature, random).unwrap_or(new);
    }
    let mut step = step.clone();
    match (known && random.once_in(2), from_right, random.once_in(2)) {
        (true, true, _) => step.right = new,
        (true, false, _) => step.left = new,
        (false, _, turned) => {
            (step.left, step.right) = if turned { (new, old.clone()) } else { (old.clone(), new) };
            step.relation = Relation::Eq;
        }
    }
    Some(step)
}

fn somewhere(kind: Rewriting, step: &Obligation, line: &Term, signature: &Signature, random: &mut Random) -> Option<Term> {
    if line.size() > 400 {
        return None;
    }
    let paths = place::paths(line);
    let mut scope: Vec<Open> = step.vars.iter().map(|b| Open { name: b.name.clone(), dom: b.dom.clone() }).collect();
    for _ in 0..40 {
        let path = random.pick(&paths)?;
        let under = path.split_last().and_then(|(_, above)| place::raw(line, above));
        let in_index = matches!(under.as_ref().map(Term::node), Some(Node::App(..) | Node::Cmp(..)));
        let exponent = matches!(under.as_ref().map(Term::node), Some(Node::Pow(..))) && path.last() == Some(&1);
        let target = matches!(under.as_ref().map(Term::node), Some(Node::Deriv(..))) && path.last() == Some(&0);
        let end = path.last().is_some_and(|at| *at >= 2) && under.as_ref().is_some_and(|u| u.binder_parts().is_some());
        if target || ((in_index || exponent || end) && !matches!(kind, Rewriting::Reorder)) {
            continue;
        }
        let mut f = |t: &Term, open: &[Open]| at_place(kind, t, open, signature, random);
        if let Some(new) = place::edit(line, path, &mut scope, &mut f).filter(|new| new != line) {
            return Some(new);
        }
    }
    None
}

/// What becomes of one subterm; `open` are the indices that may stand in it.
pub fn at_place(kind: Rewriting, t: &Term, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    let by = |rule: Rule| apply(&rule, t, signature).ok().filter(|a| a.conditions.is_empty()).map(|a| a.to);
    match kind {
        Rewriting::Reorder => reordered(t, random),
        Rewriting::Expand => expanded(t),
        Rewriting::Unfold => by(Rule::Unfold),
        Rewriting::Expectation => by(Rule::Expectation),
        Rewriting::Exchange => by(Rule::Permute(vec![1, 0])),
        Rewriting::Linear => by(Rule::Distribute).or_else(|| by(Rule::Factor)),
        Rewriting::Nothing if is_number(t) => Some(nothing(t, open, random)),
        Rewriting::Reindex => match random.below(3) {
            0 => by(Rule::Reverse),
            1 => by(Rule::Shift(Term::int(1))),
            _ => by(Rule::Shift(Term::int(-2))),
        },
        Rewriting::Indicator => indicator(t).or_else(|| guarded(t).then(|| by(Rule::GuardToIndicator))?),
        Rewriting::ExpLog => {
            let rules = [Rule::ExpSum, Rule::ExpLog, Rule::ProdExp, Rule::LogExp, Rule::PowerProduct, Rule::PowerOne];
            rules.into_iter().find_map(by).or_else(|| power(t))
        }
        Rewriting::Derivative if smooth(t) => by(Rule::Derivative),
        Rewriting::Nothing | Rewriting::Derivative | Rewriting::Turn => None,
    }
}

type Rebuild = fn(Vec<Term>) -> Node;

fn reordered(t: &Term, random: &mut Random) -> Option<Term> {
    let (items, rebuild): (&Vec<Term>, Rebuild) = match t.node() {
        Node::Add(items) => (items, Node::Add),
        Node::Mul(items) => (items, Node::Mul),
        Node::And(items) => (items, Node::And),
        _ => return None,
    };
    let mut items = items.clone();
    for i in (1..items.len()).rev() {
        items.swap(i, random.below(i + 1));
    }
    if items.len() > 2 && random.once_in(3) && !matches!(t.node(), Node::And(_)) {
        let rest = items.split_off(1);
        items.push(Term::new(rebuild(rest)));
    }
    Some(Term::new(rebuild(items)))
}

fn expanded(t: &Term) -> Option<Term> {
    let Node::Mul(items) = t.node() else { return None };
    let at = items.iter().position(|i| matches!(i.node(), Node::Add(_)))?;
    let Node::Add(addends) = items[at].node() else { return None };
    let with = |addend: &Term| {
        let mut items = items.clone();
        items[at] = addend.clone();
        Term::mul(items)
    };
    Some(Term::add(addends.iter().map(with).collect()))
}

fn nothing(t: &Term, open: &[Open], random: &mut Random) -> Term {
    let zero_of = |e: Term| Term::mul(vec![Term::int(0), e]);
    let half = Term::recip(Term::int(2));
    match random.below(9) {
        0 => Term::add(vec![t.clone(), Term::int(0)]),
        1 => Term::mul(vec![Term::int(1), t.clone()]),
        2 => Term::neg(Term::neg(t.clone())),
        3 => Term::add(vec![Term::mul(vec![t.clone(), half.clone()]), Term::mul(vec![half, t.clone()])]),
        4 => Term::mul(vec![Term::int(3), t.clone(), Term::recip(Term::int(3))]),
        5 => Term::add(vec![t.clone(), zero_of(Term::recip(t.clone()))]),
        6 => Term::mul(vec![t.clone(), t.clone(), Term::recip(t.clone())]),
        7 => match open.iter().find(|o| matches!(o.dom, Dom::Range(..))) {
            Some(o) => {
                let less = Term::add(vec![Term::var(o.name.clone()), Term::int(-1)]);
                Term::add(vec![t.clone(), zero_of(Term::recip(less))])
            }
            None => Term::sub(t.clone(), Term::int(0)),
        },
        _ => Term::add(vec![t.clone(), zero_of(Term::log(t.clone()))]),
    }
}

fn indicator(t: &Term) -> Option<Term> {
    match t.node() {
        Node::Ind(p) => {
            let not = Term::ind(Term::new(Node::Not(p.clone())));
            Some(Term::sub(Term::int(1), not))
        }
        Node::Cmp(rel @ (Rel::Eq | Rel::Ne), a, b) => Some(Term::cmp_rel(*rel, b.clone(), a.clone())),
        Node::If(p, a, b) => Some(Term::new(Node::If(Term::new(Node::Not(p.clone())), b.clone(), a.clone()))),
        _ => None,
    }
}

fn power(t: &Term) -> Option<Term> {
    match t.node() {
        Node::Pow(base, e) if *e == Term::int(2) => Some(Term::mul(vec![base.clone(), base.clone()])),
        Node::Pow(base, e) if *e == Term::int(-1) => match base.node() {
            Node::Mul(items) => Some(Term::mul(items.iter().cloned().map(Term::recip).collect())),
            Node::Fun(Fun::Exp, args) => Some(Term::exp(Term::neg(args.first()?.clone()))),
            _ => None,
        },
        Node::App(..) => Some(Term::log(Term::exp(t.clone()))),
        _ => None,
    }
}

fn guarded(t: &Term) -> bool {
    matches!(t.node(), Node::Big(_, _, _, guard, _) if *guard.node() != Node::True)
}

/// A derivative that has a value everywhere, and so has what it becomes.
fn smooth(t: &Term) -> bool {
    let Node::Deriv(_, body) = t.node() else { return false };
    !body.any(&mut |s| match s.node() {
        Node::If(..) | Node::Ind(_) | Node::RealPow(..) | Node::Deriv(..) => true,
        Node::Fun(f, _) => *f != Fun::Exp,
        Node::Pow(_, e) => e.as_num().is_none_or(|n| n.is_negative()),
        Node::Big(op, ..) => matches!(op, BigOp::Max | BigOp::Min),
        Node::App(_, args) => args.iter().any(|a| matches!(a.node(), Node::Add(_) | Node::Mul(_))),
        _ => false,
    })
}
