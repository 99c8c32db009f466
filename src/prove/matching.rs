//! First-order matching: values for an equation's variables that make a side of it the term, or a part of the term.
//!
//! A part of a product is some of its factors; a part of nested sums is some of the sums with some of the factors of the body, provided
//! that no other factor, guard or domain mentions their indices. The order of factors and of sums does not matter. Matching is
//! syntactic otherwise, and bounded by a count.

use crate::normal::poly;
use crate::number::Rational;
use crate::term::{BigOp, Dom, Name, Node, Term};

/// Attempts to match one factor with another before the search for a part is given up.
const MOST_ATTEMPTS: u32 = 500;

/// A sum of an opened nest: its variable, domain and guard.
type Level = (Name, Dom, Term);

/// Values for the pattern's variables that make it the term.
pub(super) fn matched(pattern: &Term, term: &Term, variables: &[Name]) -> Option<Vec<Term>> {
    let mut found: Vec<Option<Term>> = vec![None; variables.len()];
    unify(pattern, term, variables, &mut found).then_some(())?;
    found.into_iter().collect()
}

/// The same for several patterns and terms at once.
pub(super) fn matched_together(pairs: &[(&Term, &Term)], variables: &[Name]) -> Option<Vec<Term>> {
    let mut found: Vec<Option<Term>> = vec![None; variables.len()];
    pairs.iter().all(|(pattern, term)| unify(pattern, term, variables, &mut found)).then_some(())?;
    found.into_iter().collect()
}

/// Nested sums over a product, taken apart.
pub(super) struct Pattern {
    /// The sums, outermost first.
    pub levels: Vec<Level>,
    factors: Vec<(Term, i64)>,
}

/// Where a pattern stands in nested sums or in a product.
pub(super) struct Part {
    /// Values of the universal variables.
    pub args: Vec<Term>,
    /// Positions of the pattern's sums, in its order.
    pub positions: Vec<usize>,
    /// The factors that do not belong to it.
    pub rest: Vec<Term>,
    /// The factors that do (of a product: with the pattern's exponents).
    pub part: Vec<Term>,
    /// The pattern's inverse is the part.
    pub inverse: bool,
}

impl Pattern {
    /// `None` for a term with a literal factor: it would have to be solved for the rest.
    pub fn of(t: &Term) -> Option<Pattern> {
        let (mut rest, mut levels) = (t.clone(), Vec::new());
        while let Node::Big(BigOp::Sum, _, dom, guard, body) = rest.node().clone() {
            let name = Name::new(&format!("%part{}", levels.len()));
            let var = Term::var(name.clone());
            levels.push((name, dom, guard.open(&var)));
            rest = body.open(&var);
        }
        let factors = powers(&rest);
        let literal = factors.iter().any(|(t, _)| t.as_num().is_some() || matches!(t.node(), Node::Add(_)));
        (!literal).then_some(Pattern { levels, factors })
    }

    /// Is this a product of several factors, or a power?
    pub fn is_product(&self) -> bool {
        self.levels.is_empty() && (self.factors.len() > 1 || self.factors.first().is_some_and(|(_, e)| *e != 1))
    }

    /// The part of a nest with this body that the pattern is.
    pub fn part_of(&self, nest: &[Level], body: &Term, universal: &[Name]) -> Option<Part> {
        let factors = powers(body);
        let variables: Vec<Name> = universal.iter().cloned().chain(self.levels.iter().map(|(n, _, _)| n.clone())).collect();
        let signs: &[i64] = if self.is_product() { &[1, -1] } else { &[1] };
        signs.iter().find_map(|sign| {
            let mut search =
                Search { pattern: self, factors: &factors, variables: &variables, sign: *sign, attempts: MOST_ATTEMPTS };
            let mut accept = |found: &[Option<Term>], used: &[usize]| self.accept(nest, &factors, universal, found, used, *sign);
            search.extend(&vec![None; variables.len()], &mut Vec::new(), &mut accept)
        })
    }

    /// The part, if the factors found are one.
    fn accept(
        &self,
        nest: &[Level],
        factors: &[(Term, i64)],
        universal: &[Name],
        found: &[Option<Term>],
        used: &[usize],
        sign: i64,
    ) -> Option<Part> {
        let variables: Vec<Name> = universal.iter().cloned().chain(self.levels.iter().map(|(n, _, _)| n.clone())).collect();
        let mut found = found.to_vec();
        let mut positions = Vec::new();
        for (k, (_, dom, guard)) in self.levels.iter().enumerate() {
            let value = found.get(universal.len() + k)?.clone()?;
            let at = nest.iter().position(|(n, _, _)| Term::var(n.clone()) == value)?;
            let (_, there, guarded) = &nest[at];
            let ends = match (dom, there) {
                (Dom::Range(a, b), Dom::Range(c, d)) => {
                    unify(a, c, &variables, &mut found) && unify(b, d, &variables, &mut found)
                }
                _ => dom == there,
            };
            if positions.contains(&at) || !ends || !unify(guard, guarded, &variables, &mut found) {
                return None;
            }
            positions.push(at);
        }
        let args: Vec<Term> = found.into_iter().take(universal.len()).collect::<Option<_>>()?;
        if positions.iter().any(|at| args.iter().any(|a| a.mentions(&nest[*at].0))) {
            return None;
        }
        let mut rest = Vec::new();
        let mut part = Vec::new();
        for (i, (t, e)) in factors.iter().enumerate() {
            let taken = used.iter().position(|u| *u == i).map_or(0, |k| self.factors[k].1);
            if taken != 0 {
                part.push(power(t, taken));
            }
            if e - sign * taken != 0 {
                rest.push(power(t, e - sign * taken));
            }
        }
        let alone = positions.iter().all(|at| {
            let name = &nest[*at].0;
            let others = nest.iter().enumerate().filter(|(i, _)| !positions.contains(i));
            let ends = |d: &Dom| matches!(d, Dom::Range(a, b) if a.mentions(name) || b.mentions(name));
            !rest.iter().any(|f| f.mentions(name)) && !others.clone().any(|(_, (_, d, g))| g.mentions(name) || ends(d))
        });
        alone.then_some(Part { args, positions, rest, part, inverse: sign < 0 })
    }
}

/// A search for factors that the pattern's factors match.
struct Search<'s> {
    pattern: &'s Pattern,
    factors: &'s [(Term, i64)],
    variables: &'s [Name],
    sign: i64,
    attempts: u32,
}

/// What is to be made of the values of the variables and the positions of the factors that match.
type Accept<'f> = dyn FnMut(&[Option<Term>], &[usize]) -> Option<Part> + 'f;

impl Search<'_> {
    fn extend(&mut self, found: &[Option<Term>], used: &mut Vec<usize>, accept: &mut Accept<'_>) -> Option<Part> {
        let Some((wanted, e)) = self.pattern.factors.get(used.len()) else { return accept(found, used) };
        for (i, (t, exponent)) in self.factors.iter().enumerate() {
            if used.contains(&i) || !self.fits(*exponent, *e) {
                continue;
            }
            self.attempts = self.attempts.checked_sub(1)?;
            let mut extended = found.to_vec();
            if !unify(wanted, t, self.variables, &mut extended) {
                continue;
            }
            used.push(i);
            if let Some(part) = self.extend(&extended, used, accept) {
                return Some(part);
            }
            used.pop();
        }
        None
    }

    /// Does a factor with this exponent hold the pattern's factor? Under sums nothing of it may be left.
    fn fits(&self, exponent: i64, wanted: i64) -> bool {
        let wanted = self.sign * wanted;
        let enough = exponent.signum() == wanted.signum() && exponent.abs() >= wanted.abs();
        if self.pattern.levels.is_empty() { enough } else { exponent == wanted }
    }
}

/// The factors of a product with their literal exponents.
fn powers(t: &Term) -> Vec<(Term, i64)> {
    let items = if let Node::Mul(items) = t.node() { items.clone() } else { vec![t.clone()] };
    let one = |t: &Term| match t.node() {
        Node::Pow(base, e) => e.as_num().and_then(Rational::to_i64).map_or((t.clone(), 1), |e| (base.clone(), e)),
        _ => (t.clone(), 1),
    };
    items.iter().map(one).collect()
}

fn power(t: &Term, e: i64) -> Term {
    if e == 1 { t.clone() } else { Term::pow(t.clone(), Term::int(e)) }
}

/// `(t, c)` for a pattern `t + c` with a literal `c`.
fn shifted(pattern: &Term) -> Option<(Name, Term)> {
    let Node::Add(items) = pattern.node() else { return None };
    let [a, b] = items.as_slice() else { return None };
    match (a.node(), b.node()) {
        (Node::Num(_), Node::Var(name)) => Some((name.clone(), a.clone())),
        (Node::Var(name), Node::Num(_)) => Some((name.clone(), b.clone())),
        _ => None,
    }
}

fn unify(pattern: &Term, term: &Term, variables: &[Name], found: &mut [Option<Term>]) -> bool {
    if let Node::Var(name) = pattern.node()
        && let Some(i) = variables.iter().position(|v| v == name)
    {
        if !term.is_closed() {
            return false;
        }
        return match &found[i] {
            Some(known) => known == term,
            None => {
                found[i] = Some(term.clone());
                true
            }
        };
    }
    // `t + 1` against `k`: an index shifted by a constant.
    if let Some((name, offset)) = shifted(pattern)
        && let Some(i) = variables.iter().position(|v| *v == name)
        && term.is_closed()
        && let Some(value) = poly::canonical(&Term::sub(term.clone(), offset))
    {
        return match &found[i] {
            Some(known) => *known == value,
            None => {
                found[i] = Some(value);
                true
            }
        };
    }
    // The same node apart from its children?
    let blank = |t: &Term| t.node().map_children(&mut |_, _, _| Term::truth());
    if blank(pattern) != blank(term) {
        return false;
    }
    let children = |t: &Term| {
        let mut out: Vec<Term> = Vec::new();
        t.node().for_each_child(&mut |_, c, _| out.push(c.clone()));
        out
    };
    children(pattern).iter().zip(children(term).iter()).all(|(p, t)| unify(p, t, variables, found))
}
