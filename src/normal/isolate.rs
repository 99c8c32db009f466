//! A part of a nested sum, or of a product, brought to stand alone, so that an equation can rewrite it there.
//!
//! `Σ_i Σ_j x_i*f_ij*g_j` is `Σ_i x_i*(Σ_j f_ij*g_j)`: the sums at chosen positions become the innermost, and every factor without their
//! indices leaves them. `a*b*c` is `b*(a*c)`. Which part is wanted is the caller's business.

use super::Normaliser;
use super::poly::{self, Poly};
use crate::number::Rational;
use crate::rule::{Move, Rule};
use crate::term::{Dom, Name, Node, Term};

impl Normaliser<'_> {
    /// The binders of nested sums with their domains and guards, opened as they are under this place, and the body.
    pub fn opened_sums(&self, t: &Term) -> (Vec<(Name, Dom, Term)>, Term) {
        let nest = self.open_nest(t);
        (nest.binders, nest.body)
    }

    /// Brings the sums at these positions innermost, takes all other factors out of them, and applies `f` to the normal form of what is left.
    pub fn isolate_sums(
        &mut self,
        t: &Term,
        levels: usize,
        positions: &[usize],
        f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>,
    ) -> Option<Term> {
        let t = self.bring_innermost(t, levels, positions)?;
        let mut alone = |s: &mut Self, part: &Term| {
            let part = s.norm(part)?;
            f(s, &part)
        };
        self.inside(&t, levels - positions.len(), &mut |s, inner| {
            let pulled = s.pull_out_raw(inner, positions.len())?;
            match pulled.node() {
                Node::Mul(items) => s.child(&pulled, u16::try_from(items.len() - 1).ok()?, &mut alone),
                _ => alone(s, &pulled),
            }
        })
    }

    /// Writes a product as `rest*part` (or `rest*part⁻¹`) and applies `f` to the part.
    pub fn isolate_factors(
        &mut self,
        t: &Term,
        rest: Vec<Term>,
        part: &Term,
        inverse: bool,
        f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>,
    ) -> Option<Term> {
        let last = if inverse { Term::recip(part.clone()) } else { part.clone() };
        if rest.is_empty() {
            let shaped = last;
            if shaped != *t {
                self.push(Rule::Ring(shaped.clone()));
            }
            return if inverse { self.child(&shaped, 0, f) } else { f(self, &shaped) };
        }
        let at = u16::try_from(rest.len()).ok()?;
        let shaped = Term::new(Node::Mul([rest, vec![last]].concat()));
        self.push(Rule::Ring(shaped.clone()));
        self.child(&shaped, at, &mut |s, c| if inverse { s.child(c, 0, f) } else { f(s, c) })
    }

    /// A term that is found to be `c*t + r`, as `r/(1 - c)`: `normal` is what it is found to be, and `script` leads there.
    pub fn solved_for_itself(&mut self, t: &Term, normal: &Term, script: Vec<Move>) -> Option<Term> {
        let (mut rest, own) = (poly::poly(normal)?, vec![(t.clone(), 1)]);
        let c = rest.0.get(&own).filter(|c| !c.is_one())?.clone();
        rest.insert(own, -&c);
        let share = (&Rational::one() - &c).recip()?;
        let solution = poly::term(&rest.mul(&Poly::constant(share.clone()))?);
        if solution.any(&mut |s| s == t) {
            return None;
        }
        let less = Term::add(vec![t.clone(), Term::mul(vec![Term::num(-&c), t.clone()])]);
        let mut moves = vec![Move { path: vec![], rule: Rule::Ring(Term::mul(vec![Term::num(share), less])) }];
        moves.extend(script.into_iter().map(|mv| Move { path: [vec![1, 0], mv.path].concat(), rule: mv.rule }));
        moves.push(Move { path: vec![], rule: Rule::Ring(solution.clone()) });
        self.append(moves);
        Some(solution)
    }

    /// Takes all other factors of a product into one that is a sum, and applies `f` to the body: `c*Σ f = Σ c*f`.
    pub fn taken_in(&mut self, t: &Term, at: usize, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let merged = self.attempt(Rule::FactorIn(u16::try_from(at).ok()?), t)?;
        let merged = self.inside(&merged, 1, &mut |s, inner| s.merge(inner))?;
        let levels = self.open_nest(&merged).binders.len();
        self.inside(&merged, levels, f)
    }
}
