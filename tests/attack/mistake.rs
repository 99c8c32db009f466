//! The small mistakes that people make when they copy a formula.

use super::place::{self, Open, is_index, is_number};
use super::random::Random;
use derive_check::kernel::obligation::{Obligation, ParamSort, Relation, Signature};
use derive_check::number::Rational;
use derive_check::term::{BigOp, Dom, Fun, Hint, Name, Node, Rel, Term};

/// What kind of mistake.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mistake {
    /// A sign is wrong.
    Sign,
    /// A factor is lost.
    Factor,
    /// A term is lost.
    Addend,
    /// One index for another.
    Index,
    /// Two arguments exchanged.
    Arguments,
    /// A range that begins or ends one off, or an index that is one off.
    OffByOne,
    /// A guard, an indicator, or the condition of a fixed index is lost.
    Restriction,
    /// Another exponent.
    Exponent,
    /// Another function or operator.
    Function,
    /// A bracket closes too early.
    Bracket,
    /// `p` for `q`.
    Name,
    /// Another number.
    Number,
    /// Another relation.
    Relation,
}

/// All of them.
pub const MISTAKES: &[Mistake] = &[
    Mistake::Sign,
    Mistake::Factor,
    Mistake::Addend,
    Mistake::Index,
    Mistake::Arguments,
    Mistake::OffByOne,
    Mistake::Restriction,
    Mistake::Exponent,
    Mistake::Function,
    Mistake::Bracket,
    Mistake::Name,
    Mistake::Number,
    Mistake::Relation,
];

/// The step with one mistake of this kind, if it has a place for it. It may be ill-formed, and it may be true.
pub fn mistaken(kind: Mistake, step: &Obligation, signature: &Signature, random: &mut Random) -> Option<Obligation> {
    let mut mutant = step.clone();
    match kind {
        Mistake::Relation => mutant.relation = other_relation(step.relation, random)?,
        Mistake::Restriction if random.once_in(4) => {
            let guarded: Vec<usize> = (0..step.vars.len()).filter(|i| step.vars[*i].guard != Term::truth()).collect();
            mutant.vars[*random.pick(&guarded)?].guard = Term::truth();
        }
        _ if random.once_in(4) => mutant.left = altered(kind, step, &step.left, signature, random)?,
        _ => mutant.right = altered(kind, step, &step.right, signature, random)?,
    }
    Some(mutant)
}

fn other_relation(relation: Relation, random: &mut Random) -> Option<Relation> {
    let all = [Relation::Eq, Relation::Le, Relation::Lt, Relation::Ge, Relation::Gt];
    random.pick(&all).copied().filter(|other| *other != relation)
}

/// The line with a mistake at some place.
fn altered(kind: Mistake, step: &Obligation, line: &Term, signature: &Signature, random: &mut Random) -> Option<Term> {
    let paths = place::paths(line);
    let mut scope: Vec<Open> = step.vars.iter().map(|b| Open { name: b.name.clone(), dom: b.dom.clone() }).collect();
    for _ in 0..40 {
        let path = random.pick(&paths)?;
        let under = path.split_last().and_then(|(at, above)| Some((place::raw(line, above)?, *at)));
        let mut f = |t: &Term, open: &[Open]| at_place(kind, t, under.as_ref(), open, signature, random);
        if let Some(new) = place::edit(line, path, &mut scope, &mut f).filter(|new| new != line) {
            return Some(new);
        }
    }
    None
}

/// What becomes of one subterm; `open` are the indices that may stand in it.
pub fn at_place(
    kind: Mistake,
    t: &Term,
    under: Option<&(Term, u16)>,
    open: &[Open],
    signature: &Signature,
    random: &mut Random,
) -> Option<Term> {
    match kind {
        Mistake::Sign if is_number(t) => sign(t, under),
        Mistake::Factor => without(t, random, |n| if let Node::Mul(items) = n { Some((items, Node::Mul)) } else { None }),
        Mistake::Addend => without(t, random, |n| if let Node::Add(items) = n { Some((items, Node::Add)) } else { None }),
        Mistake::Index if is_index(t) => other_index(t, open, random),
        Mistake::Arguments => exchanged(t, random),
        Mistake::OffByOne => one_off(t, under, random),
        Mistake::Restriction => unrestricted(t, random),
        Mistake::Exponent => other_exponent(t, random),
        Mistake::Function => other_function(t, random),
        Mistake::Bracket => other_bracket(t, random),
        Mistake::Name => other_name(t, signature, random),
        Mistake::Number => other_number(t, under, random),
        Mistake::Sign | Mistake::Index | Mistake::Relation => None,
    }
}

/// `-t`, except where that would only be an index, an exponent or an end of a range.
fn sign(t: &Term, under: Option<&(Term, u16)>) -> Option<Term> {
    match under {
        Some((above, at)) if matches!(above.node(), Node::App(..) | Node::Deriv(..)) && *at == 0 => None,
        _ => Some(Term::neg(t.clone())),
    }
}

type Rebuild = fn(Vec<Term>) -> Node;
type Join = fn(Vec<Term>) -> Term;

fn without(t: &Term, random: &mut Random, open: impl Fn(&Node) -> Option<(&Vec<Term>, Rebuild)>) -> Option<Term> {
    let (items, rebuild) = open(t.node())?;
    let mut rest = items.clone();
    if !rest.is_empty() {
        rest.remove(random.below(items.len()));
    }
    match rest.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => Some(Term::new(rebuild(rest))),
    }
}

fn other_index(t: &Term, open: &[Open], random: &mut Random) -> Option<Term> {
    let own = open.iter().find(|o| matches!(t.node(), Node::Var(n) if *n == o.name))?;
    let alike = |o: &&Open| match (&o.dom, &own.dom) {
        (Dom::Set(a), Dom::Set(b)) => a == b,
        (Dom::Range(..), Dom::Range(..)) => true,
        _ => false,
    };
    let others: Vec<&Open> = open.iter().filter(|o| o.name != own.name).filter(alike).collect();
    random.pick(&others).map(|o| Term::var(o.name.clone()))
}

fn exchanged(t: &Term, random: &mut Random) -> Option<Term> {
    let exchange = |items: &[Term], random: &mut Random| {
        let (i, j) = (random.below(items.len()), random.below(items.len()));
        let mut items = items.to_vec();
        if i < items.len() && j < items.len() {
            items.swap(i, j);
        }
        items
    };
    match t.node() {
        Node::App(name, args) => Some(Term::app(name.clone(), exchange(args, random))),
        Node::Fun(f @ Fun::Binom, args) => Some(Term::new(Node::Fun(*f, exchange(args, random)))),
        Node::Cmp(rel, a, b) => Some(Term::cmp_rel(*rel, b.clone(), a.clone())),
        Node::If(p, a, b) => Some(Term::new(Node::If(p.clone(), b.clone(), a.clone()))),
        _ => None,
    }
}

fn one_off(t: &Term, under: Option<&(Term, u16)>, random: &mut Random) -> Option<Term> {
    let by = |t: &Term, random: &mut Random| {
        let one = if random.once_in(2) { 1 } else { -1 };
        Term::add(vec![t.clone(), Term::int(one)])
    };
    let moved = |dom: &Dom, random: &mut Random| match dom {
        Dom::Range(lo, hi) if random.once_in(2) => Some(Dom::Range(by(lo, random), hi.clone())),
        Dom::Range(lo, hi) => Some(Dom::Range(lo.clone(), by(hi, random))),
        Dom::Set(_) => None,
    };
    match t.node() {
        Node::Big(op, hint, dom, guard, body) => {
            Some(Term::new(Node::Big(*op, hint.clone(), moved(dom, random)?, guard.clone(), body.clone())))
        }
        Node::Expect(hint, dom, weight, body) => {
            Some(Term::new(Node::Expect(hint.clone(), moved(dom, random)?, weight.clone(), body.clone())))
        }
        _ if under.is_some_and(|(above, _)| matches!(above.node(), Node::App(..) | Node::Cmp(..))) => Some(by(t, random)),
        _ => None,
    }
}

fn unrestricted(t: &Term, random: &mut Random) -> Option<Term> {
    match t.node() {
        Node::Big(op, hint, dom, guard, body) => {
            let rest = match guard.node() {
                Node::True => return None,
                Node::And(items) => {
                    let lost = random.below(items.len());
                    Term::and(items.iter().enumerate().filter(|(i, _)| *i != lost).map(|(_, p)| p.clone()).collect())
                }
                _ => Term::truth(),
            };
            Some(Term::new(Node::Big(*op, hint.clone(), dom.clone(), rest, body.clone())))
        }
        Node::Ind(_) => Some(Term::int(1)),
        Node::If(_, a, b) => Some(if random.once_in(2) { a.clone() } else { b.clone() }),
        Node::Cmp(Rel::Lt, a, b) => Some(Term::cmp_rel(Rel::Le, a.clone(), b.clone())),
        Node::Cmp(Rel::Le, a, b) => Some(Term::cmp_rel(Rel::Lt, a.clone(), b.clone())),
        Node::Cmp(Rel::Ne, a, b) => Some(Term::cmp_rel(Rel::Eq, a.clone(), b.clone())),
        _ => None,
    }
}

fn other_exponent(t: &Term, random: &mut Random) -> Option<Term> {
    let add = |e: &Term, by: i64| match e.as_num() {
        Some(n) => Term::num(n + &Rational::integer(by)),
        None => Term::add(vec![e.clone(), Term::int(by)]),
    };
    let by = [1, -1, 2, -2][random.below(4)];
    match t.node() {
        Node::Pow(base, e) => Some(match random.below(5) {
            0 => base.clone(),
            1 => Term::pow(base.clone(), Term::neg(e.clone())),
            _ => Term::pow(base.clone(), add(e, by)),
        }),
        Node::RealPow(base, c) => Some(match random.below(4) {
            0 => base.clone(),
            1 => Term::real_pow(base.clone(), Term::num(Rational::fraction(1, 3))),
            _ => Term::real_pow(base.clone(), add(c, by)),
        }),
        Node::App(..) | Node::Fun(..) if random.once_in(4) => Some(Term::pow(t.clone(), Term::int(2))),
        _ => None,
    }
}

fn other_function(t: &Term, random: &mut Random) -> Option<Term> {
    match t.node() {
        Node::Fun(Fun::Max, args) => Some(Term::new(Node::Fun(Fun::Min, args.clone()))),
        Node::Fun(Fun::Min, args) => Some(Term::new(Node::Fun(Fun::Max, args.clone()))),
        Node::Fun(f, args) if args.len() == 1 => {
            let arg = args.first()?.clone();
            let other = *random.pick(&[Fun::Exp, Fun::Log, Fun::Abs, Fun::Sign])?;
            Some(if other == *f { arg } else { Term::fun(other, arg) })
        }
        Node::Big(op, hint, dom, guard, body) => {
            let other = *random.pick(&[BigOp::Sum, BigOp::Prod, BigOp::Max, BigOp::Min])?;
            (other != *op).then(|| Term::new(Node::Big(other, hint.clone(), dom.clone(), guard.clone(), body.clone())))
        }
        Node::Expect(Hint(hint), dom, _, body) if random.once_in(2) => {
            Some(Term::new(Node::Big(BigOp::Sum, Hint(hint.clone()), dom.clone(), Term::truth(), body.clone())))
        }
        Node::Deriv(_, body) if random.once_in(4) => Some(body.clone()),
        Node::RealPow(base, _) => Some(Term::fun(Fun::Abs, base.clone())),
        _ => None,
    }
}

fn other_bracket(t: &Term, random: &mut Random) -> Option<Term> {
    match t.node() {
        Node::Mul(items) => {
            let at = (0..items.len()).find(|i| matches!(items[*i].node(), Node::Add(_)))?;
            let Node::Add(addends) = items[at].node() else { return None };
            let mut first = items.clone();
            first[at] = addends.first()?.clone();
            Some(Term::add([vec![Term::mul(first)], addends.iter().skip(1).cloned().collect()].concat()))
        }
        Node::Fun(f, args) if args.len() == 1 => {
            let Node::Add(addends) = args.first()?.node() else {
                let Node::Mul(factors) = args.first()?.node() else { return None };
                let inner = Term::fun(*f, factors.first()?.clone());
                return Some(Term::mul([vec![inner], factors.iter().skip(1).cloned().collect()].concat()));
            };
            let inner = Term::fun(*f, addends.first()?.clone());
            Some(Term::add([vec![inner], addends.iter().skip(1).cloned().collect()].concat()))
        }
        Node::Pow(base, e) => {
            let Node::Mul(factors) = base.node() else { return None };
            let (last, rest) = factors.split_last()?;
            Some(Term::mul([rest.to_vec(), vec![Term::pow(last.clone(), e.clone())]].concat()))
        }
        Node::Deriv(x, body) => {
            let Node::Mul(factors) = body.node() else { return None };
            let (last, rest) = factors.split_last()?;
            Some(Term::mul(vec![Term::deriv(x.clone(), Term::mul(rest.to_vec())), last.clone()]))
        }
        Node::Big(op, hint, dom, guard, body) => {
            let pieces: (&[Term], Join) = match body.node() {
                Node::Add(items) => (items, Term::add),
                Node::Mul(items) => (items, Term::mul),
                _ => return None,
            };
            let (outside, inside): (Vec<Term>, Vec<Term>) = pieces.0.iter().cloned().partition(|i| !i.uses_bound());
            let out = outside.get(random.below(outside.len()))?;
            let rest = [outside.iter().filter(|o| *o != out).cloned().collect(), inside].concat();
            let big = Term::new(Node::Big(*op, hint.clone(), dom.clone(), guard.clone(), (pieces.1)(rest)));
            Some((pieces.1)(vec![out.open(&Term::int(0)), big]))
        }
        _ => None,
    }
}

/// The sorts of what may be applied to arguments.
fn sorts(name: &Name, signature: &Signature) -> Option<Vec<Option<Dom>>> {
    if let Some(f) = signature.functions.get(name) {
        return Some(f.args.iter().map(|d| Some(coarse(d))).collect());
    }
    let definition = signature.definitions.get(name)?;
    let sort = |sort: &ParamSort| match sort {
        ParamSort::Index(dom) => Some(coarse(dom)),
        ParamSort::Integer => Some(coarse(&Dom::Range(Term::int(0), Term::int(0)))),
        ParamSort::Real => None,
    };
    Some(definition.params.iter().map(|(_, s)| sort(s)).collect())
}

/// All ranges alike: what stands outside is undefined, not ill-formed.
fn coarse(dom: &Dom) -> Dom {
    match dom {
        Dom::Set(name) => Dom::Set(name.clone()),
        Dom::Range(..) => Dom::Range(Term::int(0), Term::int(0)),
    }
}

fn other_name(t: &Term, signature: &Signature, random: &mut Random) -> Option<Term> {
    let Node::App(name, args) = t.node() else { return None };
    let own = sorts(name, signature)?;
    let all = signature.functions.keys().chain(signature.definitions.keys());
    let alike: Vec<&Name> = all.filter(|n| *n != name && sorts(n, signature).as_ref() == Some(&own)).collect();
    random.pick(&alike).map(|n| Term::app((*n).clone(), args.clone()))
}

fn other_number(t: &Term, under: Option<&(Term, u16)>, random: &mut Random) -> Option<Term> {
    match t.node() {
        Node::Num(n) => Some(Term::num(match random.below(4) {
            0 => n + &Rational::one(),
            1 => n - &Rational::one(),
            2 => n + n,
            _ => n.recip()?,
        })),
        Node::Card(name) => Some(Term::add(vec![Term::new(Node::Card(name.clone())), Term::int(-1)])),
        Node::App(_, args) if args.is_empty() && !under.is_some_and(|(above, _)| matches!(above.node(), Node::Deriv(..))) => {
            Some(Term::int([0, 1, 2][random.below(3)]))
        }
        _ => None,
    }
}
