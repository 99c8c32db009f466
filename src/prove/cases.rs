//! Case distinctions: a proof of each case.
//!
//! Where two canonical lines differ, the terms that differ are searched for what would simplify them if it were known (see
//! `candidates`). The first that is open is decided both ways: under each hypothesis both lines are normalised anew, with the equation
//! that the hypothesis states carried out, until they agree. If nothing is left to split, sums (products) over one index set are drawn
//! together and their bodies compared, under the index. All of it ends in one script from one line to the other.

use super::candidates::{Candidate, candidates};
use crate::kernel::cases::carried_out;
use crate::normal::Normaliser;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::{Distinction, Move, Rule, Script};
use crate::term::{BigOp, Node, Term, child};

/// Most splits on the way to a case.
const MOST_NESTED: usize = 7;
/// How often a hypothesis is carried out in one line.
const MOST_CARRIED: usize = 3;
/// Most cases of one proof.
const MOST_CASES: usize = 64;

/// A proof by cases in progress.
struct Cases<'r, 'a> {
    run: &'r mut Normaliser<'a>,
    /// Cases that may still be looked at.
    left: usize,
}

/// A script from one canonical line to another; without `split` no cases are distinguished.
pub(super) fn prove(run: &mut Normaliser<'_>, from: &Term, to: &Term, split: bool) -> Option<Script> {
    let mut cases = Cases { run, left: if split { MOST_CASES } else { 0 } };
    cases.between(from, to, MOST_NESTED)
}

/// Does the move distinguish cases, itself or inside?
pub(super) fn distinguishes(step: &Move) -> bool {
    match &step.rule {
        Rule::Distinguish(_) => true,
        Rule::Back(_, script) => script.iter().any(distinguishes),
        _ => false,
    }
}

/// The script, for a term that stands at this place.
pub(super) fn at(path: &[u16], script: Script) -> impl Iterator<Item = Move> {
    let path = path.to_vec();
    script.into_iter().map(move |m| Move { path: [path.clone(), m.path].concat(), rule: m.rule })
}

/// A move at the root.
pub(super) fn root(rule: Rule) -> Move {
    Move { path: Vec::new(), rule }
}

impl Cases<'_, '_> {
    /// A script from any term to another at this place.
    fn equal(&mut self, a: &Term, b: &Term, depth: usize) -> Option<Script> {
        let (from, mut script) = self.run.separately(a)?;
        let (to, back) = self.run.separately(b)?;
        script.extend(self.between(&from, &to, depth)?);
        if to != *b {
            script.push(root(Rule::Back(b.clone(), back)));
        }
        Some(script)
    }

    /// A script from one canonical term to another at this place.
    fn between(&mut self, from: &Term, to: &Term, depth: usize) -> Option<Script> {
        if from == to {
            return Some(Vec::new());
        }
        let difference = poly::poly(&Term::sub(from.clone(), to.clone()))?;
        if difference.vanishes() {
            return Some(vec![root(Rule::Ring(to.clone()))]);
        }
        let open = if self.left > 0 { candidates(self.run, &difference) } else { Vec::new() };
        match open.first() {
            Some(candidate) if depth > 0 => self.split(from, to, candidate, depth - 1),
            Some(_) => None,
            None => self.gathered(from, to, &difference, depth).or_else(|| self.complemented(from, to, depth)),
        }
    }

    fn split(&mut self, from: &Term, to: &Term, candidate: &Candidate, depth: usize) -> Option<Script> {
        let [holds, fails] = candidate.hypotheses();
        let yes = self.case(from, to, &holds, depth)?;
        let no = self.case(from, to, &fails, depth)?;
        let distinction = Distinction { to: to.clone(), split: candidate.split.clone(), cases: [yes, no] };
        Some(vec![root(Rule::Distinguish(Box::new(distinction)))])
    }

    /// The proof of one case: a script, or nothing where the case does not occur.
    fn case(&mut self, from: &Term, to: &Term, hypothesis: &Term, depth: usize) -> Option<Option<Script>> {
        self.left = self.left.checked_sub(1)?;
        self.run.assume(hypothesis);
        let proof = if self.run.impossible() { Some(None) } else { self.under(from, to, hypothesis, depth).map(Some) };
        self.run.forget();
        proof
    }

    fn under(&mut self, from: &Term, to: &Term, hypothesis: &Term, depth: usize) -> Option<Script> {
        let (left, mut script) = self.settled(from, hypothesis)?;
        let (right, back) = self.settled(to, hypothesis)?;
        script.extend(self.between(&left, &right, depth)?);
        if right != *to {
            script.push(root(Rule::Back(to.clone(), back)));
        }
        Some(script)
    }

    /// The normal form with the hypothesis carried out, also in what unfolding has brought in.
    fn settled(&mut self, t: &Term, hypothesis: &Term) -> Option<(Term, Script)> {
        let (mut t, mut script) = (t.clone(), Script::new());
        for round in 0..MOST_CARRIED {
            let carried = carried_out(hypothesis, &t, self.run.signature);
            if carried == t && round > 0 {
                break;
            }
            if carried != t {
                script.push(root(Rule::Cases(carried.clone(), Vec::new())));
            }
            let (normal, moves) = self.run.separately(&carried)?;
            script.extend(moves);
            t = normal;
        }
        Some((t, script))
    }

    /// Draws the terms that differ together under one operator, and compares the bodies.
    fn gathered(&mut self, from: &Term, to: &Term, difference: &Poly, depth: usize) -> Option<Script> {
        let only = |t: &Term| -> Option<Poly> {
            let p = poly::poly(t)?;
            Some(Poly(p.0.into_iter().filter(|(m, _)| difference.0.contains_key(m)).collect()))
        };
        let (left, right) = (only(from)?, only(to)?);
        let op = operators(difference).into_iter().next()?;
        let (l, r) = (op.drawn(&left)?, op.drawn(&right)?);
        let rest = |t: &Term, taken: &Poly| poly::poly(t).map(|p| poly::term(&p.add(&taken.neg())));
        let (rest_left, rest_right) = (rest(from, &l.taken)?, rest(to, &r.taken)?);
        if rest_left != rest_right {
            return None;
        }
        if l.factor != r.factor {
            return None;
        }
        let (start, end) = (l.placed(&rest_left), r.placed(&rest_left));
        let (reached, into) = self.run.separately(&start)?;
        let (arrived, out) = self.run.separately(&end)?;
        if reached != *from || arrived != *to {
            return None;
        }
        let inner = self.in_bodies(&l.big, &r.big, depth)?;
        let mut script = vec![root(Rule::Back(start, into))];
        script.extend(at(&BESIDE_REST, inner));
        script.extend(out);
        Some(script)
    }

    /// Laws over named outcomes, with the last outcome as the complement of the others.
    fn complemented(&mut self, from: &Term, to: &Term, depth: usize) -> Option<Script> {
        let (left, mut script) = self.run.apart(from, |run, t| run.complemented(t)).unwrap_or_else(|| (from.clone(), Vec::new()));
        let (right, back) = self.run.apart(to, |run, t| run.complemented(t)).unwrap_or_else(|| (to.clone(), Vec::new()));
        if left == *from && right == *to {
            return None;
        }
        script.extend(self.between(&left, &right, depth)?);
        if right != *to {
            script.push(root(Rule::Back(to.clone(), back)));
        }
        Some(script)
    }

    fn in_bodies(&mut self, a: &Term, b: &Term, depth: usize) -> Option<Script> {
        let ((_, _, left), (_, _, right)) = (a.binder_parts()?, b.binder_parts()?);
        let var = self.run.enter(a)?;
        let script = self.equal(&left.open(&var), &right.open(&var), depth);
        self.run.leave();
        Some(at(&[child::BODY], script?).collect())
    }
}

/// An operator over an index set, under which terms may be drawn together.
struct Operator {
    /// One application of it: hint, domain and guard are taken from here.
    sample: Term,
    op: BigOp,
}

/// Terms drawn together.
struct Drawn {
    /// The monomials that went into it.
    taken: Poly,
    /// The operator with the common body.
    big: Term,
    /// For a product, what stands beside it.
    factor: Term,
}

/// The operators that stand as factors in a polynomial, each once.
fn operators(p: &Poly) -> Vec<Operator> {
    let mut out: Vec<Operator> = Vec::new();
    for (t, _) in p.0.keys().flatten() {
        let Node::Big(op @ (BigOp::Sum | BigOp::Prod), ..) = t.node() else { continue };
        let known = out.iter().any(|o| o.op == *op && same_indices(&o.sample, t));
        if !known {
            out.push(Operator { sample: t.clone(), op: *op });
        }
    }
    out
}

fn same_indices(a: &Term, b: &Term) -> bool {
    match (a.node(), b.node()) {
        (Node::Big(p, _, d, g, _), Node::Big(q, _, e, h, _)) => p == q && d == e && g == h,
        _ => false,
    }
}

impl Operator {
    fn with_body(&self, body: Term) -> Term {
        self.sample.with_child(child::BODY, &body)
    }

    fn drawn(&self, p: &Poly) -> Option<Drawn> {
        match self.op {
            BigOp::Sum => Some(self.sum(p)),
            _ => self.product(p),
        }
    }

    /// `Σ c*a*Σ f` over all monomials with a sum over these indices, as `Σ (c*a*f + …)`.
    fn sum(&self, p: &Poly) -> Drawn {
        let (mut taken, mut addends) = (Poly::default(), Vec::new());
        for (m, c) in &p.0 {
            let Some(body) = self.body_in(m) else { continue };
            let (sum, others): (Monomial, Monomial) =
                m.iter().cloned().partition(|(t, e)| *e == 1 && same_indices(t, &self.sample));
            let others = [others, sum.into_iter().skip(1).collect()].concat();
            addends.push(Term::mul([factor_terms(&others, c), vec![body]].concat()));
            taken.insert(m.clone(), c.clone());
        }
        Drawn { taken, big: self.with_body(Term::add(addends)), factor: Term::int(1) }
    }

    fn body_in(&self, m: &Monomial) -> Option<Term> {
        m.iter().find_map(|(t, e)| match t.node() {
            Node::Big(_, _, _, _, body) if *e == 1 && same_indices(t, &self.sample) => Some(body.clone()),
            _ => None,
        })
    }

    /// One monomial `c*a*Π f*Π g^-1*…` as `c*a*Π (f*g^-1*…)`.
    fn product(&self, p: &Poly) -> Option<Drawn> {
        let (m, c) = p.single()?;
        let (products, others): (Monomial, Monomial) = m.iter().cloned().partition(|(t, _)| same_indices(t, &self.sample));
        let bodies = products.iter().filter_map(|(t, e)| match t.node() {
            Node::Big(_, _, _, _, body) if *e == 1 => Some(body.clone()),
            Node::Big(_, _, _, _, body) => Some(Term::pow(body.clone(), Term::int(i64::from(*e)))),
            _ => None,
        });
        let big = self.with_body(Term::mul(bodies.collect()));
        Some(Drawn { taken: p.clone(), big, factor: Term::mul(factor_terms(&others, c)) })
    }
}

impl Drawn {
    /// `rest + factor*big`.
    fn placed(&self, rest: &Term) -> Term {
        let product = Term::new(Node::Mul(vec![self.factor.clone(), self.big.clone()]));
        Term::new(Node::Add(vec![rest.clone(), product]))
    }
}

/// Where `big` stands in `rest + factor*big`.
const BESIDE_REST: [u16; 2] = [1, 1];

/// Coefficient and powers as factors.
fn factor_terms(m: &Monomial, c: &Rational) -> Vec<Term> {
    let mut out = if *c == Rational::one() { Vec::new() } else { vec![Term::num(c.clone())] };
    out.extend(m.iter().map(|(t, e)| if *e == 1 { t.clone() } else { Term::pow(t.clone(), Term::int(i64::from(*e))) }));
    out
}
