//! Linear integer arithmetic over terms, for two questions only: which of two range ends is larger, and is an index
//! provably outside a range. Untrusted: it decides what is an *error* of the input, never a verdict.
//!
//! A polynomial is bounded from below by putting, for each variable from the innermost to the outermost, its lower end
//! where its coefficient is positive and its upper end where it is negative. Every end mentions earlier variables only.

use crate::number::Rational;
use crate::term::{Name, Node, Term};
use std::collections::BTreeMap;

/// `constant + Σ coefficient*atom`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Linear {
    pub(super) constant: Rational,
    pub(super) atoms: BTreeMap<Term, Rational>,
}

impl Linear {
    /// The number `n`.
    pub(super) fn number(n: i64) -> Self {
        Linear { constant: Rational::integer(n), atoms: BTreeMap::new() }
    }

    /// Reads a term; what is not linear becomes an atom.
    pub(super) fn of(term: &Term) -> Self {
        match term.node() {
            Node::Num(value) => Linear { constant: value.clone(), atoms: BTreeMap::new() },
            Node::Add(items) => items.iter().fold(Self::number(0), |sum, item| sum.plus(&Self::of(item))),
            Node::Mul(items) => Self::product(term, items),
            _ => Self::atom(term),
        }
    }

    fn atom(term: &Term) -> Self {
        Linear { constant: Rational::zero(), atoms: BTreeMap::from([(term.clone(), Rational::one())]) }
    }

    fn product(whole: &Term, items: &[Term]) -> Self {
        let mut factor = Rational::one();
        let mut open: Option<Linear> = None;
        for item in items {
            let read = Self::of(item);
            if read.atoms.is_empty() {
                factor = &factor * &read.constant;
            } else if open.replace(read).is_some() {
                return Self::atom(whole);
            }
        }
        open.map_or_else(|| Linear { constant: factor.clone(), atoms: BTreeMap::new() }, |rest| rest.times(&factor))
    }

    /// Sum.
    pub(super) fn plus(&self, other: &Linear) -> Self {
        let mut atoms = self.atoms.clone();
        for (atom, coefficient) in &other.atoms {
            let sum = &atoms.remove(atom).unwrap_or_else(Rational::zero) + coefficient;
            if !sum.is_zero() {
                atoms.insert(atom.clone(), sum);
            }
        }
        Linear { constant: &self.constant + &other.constant, atoms }
    }

    /// Multiple.
    pub(super) fn times(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Self::number(0);
        }
        let atoms = self.atoms.iter().map(|(atom, c)| (atom.clone(), c * factor)).collect();
        Linear { constant: &self.constant * factor, atoms }
    }

    /// Difference.
    pub(super) fn minus(&self, other: &Linear) -> Self {
        self.plus(&other.times(&Rational::integer(-1)))
    }

    /// The coefficient of a variable that occurs linearly and nowhere else; `None` if it hides inside an atom.
    pub(super) fn coefficient(&self, name: &Name) -> Option<Rational> {
        let variable = Term::var(name.clone());
        let hidden = self.atoms.keys().any(|atom| *atom != variable && atom.mentions(name));
        (!hidden).then(|| self.atoms.get(&variable).cloned().unwrap_or_else(Rational::zero))
    }

    /// The term it stands for, atoms first.
    pub(super) fn to_term(&self) -> Term {
        let mut items: Vec<Term> = self
            .atoms
            .iter()
            .map(|(atom, c)| if c.is_one() { atom.clone() } else { Term::mul(vec![Term::num(c.clone()), atom.clone()]) })
            .collect();
        if !self.constant.is_zero() || items.is_empty() {
            items.push(Term::num(self.constant.clone()));
        }
        Term::add(items)
    }
}

/// What is known of integers, from the outermost to the innermost: the atom, its lower and upper end (included).
pub(super) type Bounds = Vec<(Term, Option<Term>, Option<Term>)>;

/// A lower bound that is a number, if the bounds give one.
pub(super) fn least(linear: &Linear, bounds: &Bounds) -> Option<Rational> {
    let mut rest = linear.clone();
    for (atom, low, high) in bounds.iter().rev() {
        let Some(coefficient) = rest.atoms.remove(atom) else { continue };
        let end = if coefficient.is_positive() { low } else { high };
        rest = rest.plus(&Linear::of(end.as_ref()?).times(&coefficient));
    }
    for (atom, coefficient) in &rest.atoms {
        // Sets are not empty; nothing else is known of an atom without bounds.
        if !matches!(atom.node(), Node::Card(_)) || coefficient.is_negative() {
            return None;
        }
    }
    Some(rest.atoms.values().fold(rest.constant.clone(), |sum, c| &sum + c))
}

/// Is `a <= b` provable?
pub(super) fn at_most(a: &Term, b: &Term, bounds: &Bounds) -> bool {
    least(&Linear::of(b).minus(&Linear::of(a)), bounds).is_some_and(|least| !least.is_negative())
}

/// Is `a < b` provable?
pub(super) fn below(a: &Term, b: &Term, bounds: &Bounds) -> bool {
    least(&Linear::of(b).minus(&Linear::of(a)), bounds).is_some_and(|least| least.is_positive())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n() -> Term {
        Term::app("n", vec![])
    }

    #[test]
    fn ends_are_compared_symbolically() {
        let bounds = vec![(n(), Some(Term::int(1)), None), (Term::var("t"), Some(Term::int(1)), Some(n()))];
        let t = Term::var("t");
        assert!(below(&n(), &Term::add(vec![n(), Term::int(1)]), &bounds));
        assert!(below(&Term::int(0), &n(), &bounds));
        assert!(!below(&Term::int(1), &n(), &bounds));
        assert!(at_most(&t, &n(), &bounds));
        assert!(!below(&t, &n(), &bounds));
        assert!(below(&Term::int(0), &t, &bounds));
        assert!(below(&n(), &Term::add(vec![t.clone(), n()]), &bounds));
        assert!(at_most(&Term::int(1), &Term::new(Node::Card("A".into())), &bounds));
        assert!(!at_most(&Term::app("m", vec![]), &n(), &bounds));
    }

    #[test]
    fn terms_come_back() {
        let shifted = Linear::of(&Term::sub(n(), Term::int(1)));
        assert_eq!(shifted.to_term(), Term::add(vec![n(), Term::int(-1)]));
        assert_eq!(shifted.minus(&shifted), Linear::number(0));
    }
}
