//! Two lines that are alike but for some places: what stands there is compared, and what stands around it keeps the order.
//!
//! A sum over the same indices keeps it (term by term), a factor of known sign keeps or turns it, an increasing function keeps it, a maximum
//! keeps it. The lines are compared as they are written, before anything is unfolded or brought to a normal form: what is cited says
//! then exactly what two places differ by, and the rest of the prover is asked about those places only.

use super::facts::both_orders;
use super::structure::ring;
use super::{Engine, ROUNDS, after, under};
use crate::normal::{Context, poly};
use crate::number::Rational;
use crate::prove::equation::Use;
use crate::prove::matching::matched_together;
use crate::prove::search::Order;
use crate::rule::inequality::{Increasing, Monotone, Sign, ordered, value_replaced};
use crate::rule::{Move, Rule, Script};
use crate::term::{BigOp, Fun, Name, Node, Term};

/// Most places at which the rest of the prover is asked.
const MOST_PLACES: usize = 4;
/// Most results that are cited one after the other.
const MOST_HOPS: usize = 2;
/// Most addends by which two sums differ.
const MOST_ADDENDS: usize = 4;
/// Highest power of an inverse that is taken apart.
const MOST_INVERSES: i64 = 4;

/// Two places that are compared, and how deep they stand.
pub(super) struct Pair<'t> {
    pub lower: &'t Term,
    pub upper: &'t Term,
    pub depth: usize,
}

impl Engine<'_> {
    /// `0 <= upper - lower`, for that very term.
    pub(super) fn by_likeness(&mut self, lower: &Term, upper: &Term) -> Option<Sign> {
        (self.places, self.hops) = (MOST_PLACES, MOST_HOPS);
        if self.cites {
            let equations = self.universe.equations.iter().filter(|e| e.way == Use::Forward && !e.hypothesis);
            self.statements = self.universe.orders.iter().cloned().chain(equations.flat_map(both_orders)).collect();
        }
        self.between(&Context::default(), &Pair { lower, upper, depth: 0 })
    }

    pub(super) fn between(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let ([(lower, below), (upper, above)], depth) = ([pair.lower, pair.upper].map(reckoned), pair.depth);
        let sign = self.compared(context, &Pair { lower: &lower, upper: &upper, depth })?;
        Some(after(on_sides(below, above, |c| c.to), sign))
    }

    /// The same for terms whose indices are reckoned out.
    fn compared(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let Pair { lower, upper, depth } = *pair;
        if lower == upper {
            return Some(Sign::Judged);
        }
        let found = self.tentative(|s| s.as_stated(context, lower, upper));
        let found = found.or_else(|| self.tentative(|s| s.alike(context, pair)));
        let found = found.or_else(|| self.through_stated(context, pair)).or_else(|| self.through_middle(context, pair));
        found.or_else(|| if depth > 0 { self.at_place(context, lower, upper) } else { None })
    }

    /// What is cited says it of these two terms.
    fn as_stated(&mut self, context: &Context, lower: &Term, upper: &Term) -> Option<Sign> {
        let statements = self.statements.clone();
        statements.iter().find_map(|order| {
            let (smaller, larger) = sides(order)?;
            let (stated, sign) = self.stated(context, order, &[(smaller, lower), (larger, upper)])?;
            Some(led(&difference(lower, upper), difference(&stated.0, &stated.1), sign))
        })
    }

    /// What is cited at the values at which these parts of it are these terms: its smaller and its larger side, and the sign of their
    /// difference.
    fn stated(&mut self, context: &Context, order: &Order, parts: &[(&Term, &Term)]) -> Option<((Term, Term), Sign)> {
        let names: Vec<Name> = order.binders.iter().map(|b| b.name.clone()).collect();
        let patterns: Vec<Term> = parts.iter().map(|(side, _)| reckoned(side).0).collect();
        let pairs: Vec<(&Term, &Term)> = patterns.iter().zip(parts).map(|(pattern, (_, term))| (pattern, *term)).collect();
        let args = matched_together(&pairs, &names)?;
        let map: Vec<(Name, Term)> = names.into_iter().zip(args.iter().cloned()).collect();
        if !self.admissible(context, order, &args, &map) {
            return None;
        }
        self.used.insert(order.label());
        let [(low, below), (high, above)] = <[&Term; 2]>::from(sides(order)?).map(|side| reckoned(&side.substitute(&map)));
        Some(((low, high), after(on_sides(below, above, |c| c.from), order.cited(&args))))
    }

    /// What is cited says it of one of the two and a third: the other is compared with that.
    fn through_stated(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        self.hops = self.hops.checked_sub(1)?;
        let statements = self.statements.clone();
        let Pair { lower, upper, depth } = *pair;
        let found = statements.iter().find_map(|order| {
            let (smaller, larger) = sides(order)?;
            [(smaller, lower), (larger, upper)].into_iter().find_map(|(side, term)| {
                self.tentative(|s| {
                    let ((low, high), cited) = s.stated(context, order, &[(side, term)])?;
                    let rising = side == smaller;
                    let (l, u) = if rising { (&high, upper) } else { (lower, &low) };
                    let sign = s.between(context, &Pair { lower: l, upper: u, depth: depth + 1 })?;
                    Some(through(pair, [(difference(l, u), sign), (difference(&low, &high), cited)]))
                })
            })
        });
        self.hops += 1;
        found
    }

    /// The rest of the prover, asked about this place.
    pub(super) fn at_place(&mut self, context: &Context, lower: &Term, upper: &Term) -> Option<Sign> {
        let t = difference(lower, upper);
        if self.nonnegative(context, &t) {
            return Some(Sign::Judged);
        }
        self.places = self.places.checked_sub(1)?;
        ROUNDS.iter().take(2).find_map(|(limit, terms)| {
            (self.limit, self.terms) = (*limit, *terms);
            self.failed.clear();
            self.prove(context, &t, false, 0)
        })
    }

    /// What the two have in common is left out.
    fn alike(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let Pair { lower, upper, depth } = *pair;
        match (lower.node(), upper.node()) {
            (Node::Expect(_, dom, weight, _), Node::Expect(_, other, same, _)) if dom == other && weight == same => {
                let moves = [vec![1, 1], vec![0]].map(|path| Move { path, rule: Rule::Expectation });
                let [l, u] = [lower, upper].map(|t| self.oracle.admits(context, t, &Rule::Expectation));
                let sign = self.between(context, &Pair { lower: &l?, upper: &u?, depth })?;
                Some(Sign::Rewrite(moves.into(), Box::new(sign)))
            }
            (Node::Big(op, ..), Node::Big(same, ..)) if op == same && same_indices(lower, upper) => match op {
                BigOp::Sum => self.term_by_term(context, pair),
                BigOp::Max | BigOp::Min => self.index_by_index(context, pair, *op),
                BigOp::Prod => None,
            },
            (Node::Fun(f, l), Node::Fun(g, u)) if f == g && matches!(f, Fun::Exp | Fun::Log) => {
                let function = if *f == Fun::Exp { Increasing::Exp } else { Increasing::Log };
                self.increasing(context, function, (l.first()?, u.first()?), depth)
            }
            (Node::RealPow(l, c), Node::RealPow(u, d)) if c == d => {
                self.increasing(context, Increasing::RealPower(c.clone()), (l, u), depth)
            }
            (Node::Pow(l, n), Node::Pow(u, m)) if n == m => {
                // The larger base has the smaller inverse.
                if let Some(n) = n.as_num().and_then(Rational::to_i64).filter(|n| *n < 0) {
                    return self.increasing(context, Increasing::MinusPower(n), (u, l), depth);
                }
                let function = match n.as_num() {
                    Some(n) => n.to_i64().filter(|n| *n > 0).map(Increasing::Power)?,
                    None => Increasing::WholePower(n.clone()),
                };
                self.increasing(context, function, (l, u), depth)
            }
            (Node::Add(_), _) | (_, Node::Add(_)) => self.addend_by_addend(context, pair),
            (Node::Mul(_), _) | (_, Node::Mul(_)) => self.factor_by_factor(context, pair),
            _ => None,
        }
    }

    /// `Σ u - Σ l = Σ (u - l)`.
    fn term_by_term(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let Node::Big(_, hint, dom, guard, upper) = pair.upper.node() else { return None };
        let Node::Big(.., lower) = pair.lower.node() else { return None };
        let whole = Term::new(Node::Big(BigOp::Sum, hint.clone(), dom.clone(), guard.clone(), difference(lower, upper)));
        let apart = vec![Move { path: Vec::new(), rule: Rule::Distribute }];
        let moves: Script =
            vec![Move { path: vec![1], rule: Rule::FactorIn(1) }, Move { path: Vec::new(), rule: Rule::Back(whole, apart) }];
        let (inner, index) = under(context, dom, guard);
        let (lower, upper) = (lower.open(&index), upper.open(&index));
        let sign = self.between(&inner, &Pair { lower: &lower, upper: &upper, depth: pair.depth + 1 })?;
        Some(Sign::Rewrite(moves, Box::new(Sign::Under(Box::new(sign)))))
    }

    /// A maximum is attained at an index, and there it is at most the other; likewise a minimum.
    fn index_by_index(&mut self, context: &Context, pair: &Pair<'_>, op: BigOp) -> Option<Sign> {
        let (dom, guard, upper) = pair.upper.binder_parts()?;
        let (.., lower) = pair.lower.binder_parts()?;
        let (inner, index) = under(context, dom, guard);
        let (l, u) = (lower.open(&index), upper.open(&index));
        let sign = self.between(&inner, &Pair { lower: &l, upper: &u, depth: pair.depth + 1 })?;
        let (attained, value, other, entry) = match op {
            BigOp::Max => (pair.lower, &l, pair.upper, difference(&u, pair.upper)),
            _ => (pair.upper, &u, pair.lower, difference(pair.lower, &l)),
        };
        let at = value_replaced(&difference(pair.lower, pair.upper), attained, value)?;
        let parts = Sign::Sum(vec![Sign::Entry(other.clone(), index), sign], 0);
        let sign = led(&at, Term::add(vec![entry, difference(&l, &u)]), parts);
        Some(Sign::Attained(attained.clone(), Box::new(sign)))
    }

    fn increasing(
        &mut self,
        context: &Context,
        function: Increasing,
        (lower, upper): (&Term, &Term),
        depth: usize,
    ) -> Option<Sign> {
        let rule = Monotone { function, lower: lower.clone(), upper: upper.clone() };
        if !rule.conditions(false)?.iter().all(|p| self.holds(context, p)) {
            return None;
        }
        let sign = self.between(context, &Pair { lower, upper, depth: depth + 1 })?;
        Some(Sign::Monotone(rule, Box::new(sign)))
    }

    /// Addends that both have are left out; the others are compared in pairs.
    fn addend_by_addend(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let whole = difference(pair.lower, pair.upper);
        let [lower, upper] = apart(flat_addends(pair.lower), flat_addends(pair.upper));
        let fewer = lower.len() + upper.len() < flat_addends(pair.lower).len() + flat_addends(pair.upper).len();
        if lower.len() == upper.len() && lower.len() <= MOST_ADDENDS {
            let pairs = paired(lower, upper);
            let signs = pairs
                .iter()
                .map(|(lower, upper)| self.between(context, &Pair { lower, upper, depth: pair.depth + 1 }))
                .collect::<Option<Vec<Sign>>>()?;
            let sum = Term::add(pairs.iter().map(|(l, u)| difference(l, u)).collect());
            let sign = if let [sign] = signs.as_slice() { sign.clone() } else { Sign::Sum(signs, 0) };
            return Some(led(&whole, sum, sign));
        }
        if !fewer || pair.depth == 0 {
            return None;
        }
        let (lower, upper) = (Term::add(lower), Term::add(upper));
        let sign = self.at_place(context, &lower, &upper)?;
        Some(led(&whole, difference(&lower, &upper), sign))
    }

    /// Factors that both have are left out, if their sign is known; a sum takes in what it is multiplied by, where the other line is a sum
    /// over the same indices.
    fn factor_by_factor(&mut self, context: &Context, pair: &Pair<'_>) -> Option<Sign> {
        let whole = difference(pair.lower, pair.upper);
        let all = [flat_factors(pair.lower), flat_factors(pair.upper)];
        let [lower, upper] = apart(all[0].clone(), all[1].clone());
        let common = missing(&all[0], &lower);
        let depth = pair.depth + 1;
        if common.is_empty() {
            return self.taken_in(context, pair, &all);
        }
        let (common, lower, upper) = (Term::mul(common), quotient(lower), quotient(upper));
        let keeps = self.nonnegative(context, &common);
        let minus = Term::neg(common.clone());
        if !keeps && !self.nonnegative(context, &minus) {
            return None;
        }
        let (factor, lower, upper) = if keeps { (common, lower, upper) } else { (minus, upper, lower) };
        let sign = self.between(context, &Pair { lower: &lower, upper: &upper, depth })?;
        let product = Term::new(Node::Mul(vec![factor, difference(&lower, &upper)]));
        Some(led(&whole, product, Sign::Product(vec![Sign::Judged, sign])))
    }

    /// `c*Σ l` against `d*Σ u` over the same indices: `Σ c*l` against `Σ d*u`.
    fn taken_in(&mut self, context: &Context, pair: &Pair<'_>, all: &[Vec<Term>; 2]) -> Option<Sign> {
        let sum = |t: &Term| matches!(t.node(), Node::Big(BigOp::Sum, ..));
        let [l, u] = [0, 1].map(|i| all[i].iter().position(sum));
        let (l, u) = (l?, u?);
        if !same_indices(&all[0][l], &all[1][u]) || all.iter().any(|f| f.iter().filter(|t| sum(t)).count() > 1) {
            return None;
        }
        let [lower, upper] = [0, 1].map(|i| Term::mul(all[i].clone()));
        let mut moves = vec![Move { path: Vec::new(), rule: Rule::Ring(difference(&lower, &upper)) }];
        let mut take = |t: Term, at: usize, path: Vec<u16>| {
            if !matches!(t.node(), Node::Mul(_)) {
                return Some(t);
            }
            let rule = Rule::FactorIn(u16::try_from(at).ok()?);
            let taken = self.oracle.admits(context, &t, &rule)?;
            moves.push(Move { path, rule });
            Some(taken)
        };
        let (lower, upper) = (take(lower, l, vec![1, 1])?, take(upper, u, vec![0])?);
        let sign = self.term_by_term(context, &Pair { lower: &lower, upper: &upper, depth: pair.depth })?;
        Some(Sign::Rewrite(moves, Box::new(sign)))
    }
}

pub(super) fn difference(lower: &Term, upper: &Term) -> Term {
    Term::sub(upper.clone(), lower.clone())
}

/// The sign of the difference of a pair from those of its two parts.
pub(super) fn through(pair: &Pair<'_>, parts: [(Term, Sign); 2]) -> Sign {
    let (terms, signs): (Vec<Term>, Vec<Sign>) = parts.into_iter().unzip();
    led(&difference(pair.lower, pair.upper), Term::add(terms), Sign::Sum(signs, 0))
}

/// An index that was reckoned out.
struct Reckoned {
    path: Vec<u16>,
    from: Term,
    to: Term,
}

/// The term with the arguments of its names reckoned out, `f(t - 1 + 1)` as `f(t)`, as far as they stand under no binder.
fn reckoned(t: &Term) -> (Term, Vec<Reckoned>) {
    if t.binder_parts().is_some() {
        return (t.clone(), Vec::new());
    }
    let mut changes = Vec::new();
    let node = t.node().map_children(&mut |at, c, _| {
        let canonical = if matches!((t.node(), c.node()), (Node::App(..), Node::Add(_))) { poly::canonical(c) } else { None };
        let (inner, own) = match canonical {
            Some(to) if to == *c => (to, Vec::new()),
            Some(to) => (to.clone(), vec![Reckoned { path: Vec::new(), from: c.clone(), to }]),
            None => reckoned(c),
        };
        changes.extend(own.into_iter().map(|c| Reckoned { path: [&[at], c.path.as_slice()].concat(), ..c }));
        inner
    });
    (Term::new(node), changes)
}

/// The moves that write the indices of the smaller and of the larger side of a difference so.
fn on_sides(below: Vec<Reckoned>, above: Vec<Reckoned>, so: fn(Reckoned) -> Term) -> Script {
    let on = |side: &[u16], c: Reckoned| Move { path: [side, c.path.as_slice()].concat(), rule: Rule::Ring(so(c)) };
    below.into_iter().map(|c| on(&[1, 1], c)).chain(above.into_iter().map(|c| on(&[0], c))).collect()
}

/// The smaller and the larger side of what is cited.
fn sides(order: &Order) -> Option<(&Term, &Term)> {
    ordered(order.relation, &order.left, &order.right).map(|(smaller, larger, _)| (smaller, larger))
}

/// The sign of a term, from that of another way to write it.
fn led(from: &Term, to: Term, sign: Sign) -> Sign {
    if *from == to { sign } else { Sign::Rewrite(vec![ring(to)], Box::new(sign)) }
}

fn same_indices(a: &Term, b: &Term) -> bool {
    let (Some((dom, guard, _)), Some((other, same, _))) = (a.binder_parts(), b.binder_parts()) else { return false };
    dom == other && guard == same
}

fn flat_addends(t: &Term) -> Vec<Term> {
    if let Node::Add(items) = t.node() { items.iter().flat_map(flat_addends).collect() } else { vec![t.clone()] }
}

/// The factors; of an inverse those of the product that is inverted, one by one.
pub(super) fn flat_factors(t: &Term) -> Vec<Term> {
    match t.node() {
        Node::Mul(items) => items.iter().flat_map(flat_factors).collect(),
        Node::Pow(base, e) => match e.as_num().and_then(Rational::to_i64) {
            Some(n) if (-MOST_INVERSES..0).contains(&n) => {
                flat_bases(base, n.unsigned_abs()).into_iter().map(Term::recip).collect()
            }
            _ => vec![t.clone()],
        },
        _ => vec![t.clone()],
    }
}

/// The factors of a power of a product of powers.
fn flat_bases(t: &Term, times: u64) -> Vec<Term> {
    let whole = |n: &i64| (1..=MOST_INVERSES).contains(n);
    let once = match t.node() {
        Node::Mul(items) => items.iter().flat_map(|item| flat_bases(item, 1)).collect(),
        Node::Pow(base, e) => match e.as_num().and_then(Rational::to_i64).filter(whole) {
            Some(n) => flat_bases(base, n.unsigned_abs()),
            None => vec![t.clone()],
        },
        _ => vec![t.clone()],
    };
    (0..times).flat_map(|_| once.clone()).collect()
}

/// The product, with one inverse for all that are in it.
fn quotient(factors: Vec<Term>) -> Term {
    let inverted = |t: &Term| match t.node() {
        Node::Pow(base, e) if *e == Term::int(-1) => Some(base.clone()),
        _ => None,
    };
    let (below, mut above): (Vec<Term>, Vec<Term>) = factors.into_iter().partition(|t| inverted(t).is_some());
    if !below.is_empty() {
        above.push(Term::recip(Term::mul(below.iter().filter_map(inverted).collect())));
    }
    Term::mul(above)
}

/// Both without what they have in common.
fn apart(left: Vec<Term>, right: Vec<Term>) -> [Vec<Term>; 2] {
    [missing(&left, &right), missing(&right, &left)]
}

/// What of the first is not in the second, as often as it is there more often.
fn missing(all: &[Term], other: &[Term]) -> Vec<Term> {
    let mut other = other.to_vec();
    let absent = |t: &&Term| match other.iter().position(|o| o == *t) {
        Some(at) => {
            other.remove(at);
            false
        }
        None => true,
    };
    all.iter().filter(absent).cloned().collect()
}

/// Each with the first of the others that looks like it.
fn paired(lower: Vec<Term>, mut upper: Vec<Term>) -> Vec<(Term, Term)> {
    let pair = |l: Term| {
        let at = upper.iter().position(|u| same_indices(&l, u)).unwrap_or(0);
        (l, upper.remove(at))
    };
    lower.into_iter().map(pair).collect()
}
