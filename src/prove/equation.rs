//! Assumptions and proved results as rewrites of whole lines.
//!
//! The equation is brought to the line's own normal form and solved for one atom (an application, a derivative, a nested sum): `X = e`. Every
//! instance of `X` in the line is then replaced. The certificate does not trust the solving: it adds the multiple of `lhs − rhs`
//! that turns `X` into `e`, and rewrites `lhs` by the equation as it was stated.

use crate::kernel::obligation::Binder;
use crate::normal::poly::{self, Poly};
use crate::normal::{Label, Normaliser};
use crate::rule::{Move, Reason, Rule};
use crate::term::{Name, Node, Rel, Term};

/// How an equation is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Use {
    /// The left side, where it is one atom, becomes the right side.
    Forward,
    /// The right side, where it is one atom, becomes the left side.
    Backward,
    /// Solved for the atom with this number among those it can be solved for.
    Solved(usize),
}

/// An equation that may rewrite lines.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    /// Its name.
    pub name: Name,
    /// A proved result (else an assumption).
    pub result: bool,
    /// The hypothesis of an induction.
    pub hypothesis: bool,
    /// Values of the first variables, put into both sides already.
    pub given: Vec<Term>,
    /// Universally quantified.
    pub binders: Vec<Binder>,
    /// Left side.
    pub left: Term,
    /// Right side.
    pub right: Term,
    /// Direction.
    pub way: Use,
}

impl Equation {
    fn label(&self) -> Label {
        match (self.hypothesis, self.result) {
            (true, _) => Label::Reason(Reason::Induction),
            (false, true) => Label::Result(self.name.clone()),
            (false, false) => Label::Assumption(self.name.clone()),
        }
    }

    fn rule(&self, args: &[Term], backward: bool) -> Rule {
        let args = [self.given.as_slice(), args].concat();
        if self.result { Rule::Cite(self.name.clone(), args, backward) } else { Rule::Assume(self.name.clone(), args, backward) }
    }

    /// May it rewrite this line? (Some name of it occurs there.)
    pub(super) fn concerns(&self, line: &Term) -> bool {
        let mut names = Vec::new();
        for side in [&self.left, &self.right] {
            side.any(&mut |t| {
                if let Node::App(name, _) = t.node() {
                    names.push(name.clone());
                }
                false
            });
        }
        names.is_empty() || line.any(&mut |t| matches!(t.node(), Node::App(name, _) if names.contains(name)))
    }

    /// Both sides in the normal form of this run, if nothing is left open in them.
    pub(super) fn ground(&self, run: &mut Normaliser<'_>) -> Option<(Term, Term)> {
        if self.binders.is_empty() { run.aside(&[], &self.left, &self.right) } else { None }
    }

    fn instance(&self, side: &Term, args: &[Term]) -> Term {
        let map: Vec<(Name, Term)> = self.binders.iter().zip(args).map(|(b, a)| (b.name.clone(), a.clone())).collect();
        side.substitute(&map)
    }
}

/// Rewrites all instances in a line; `None` if there is none (or the fuel is spent).
pub(super) fn rewrite(run: &mut Normaliser<'_>, equation: &Equation, line: &Term) -> Option<Term> {
    let atom = solve(run, equation)?;
    let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
    let mut changed = false;
    let result = run.everywhere(line, &mut |s, t| {
        let args = matched(&atom, t, &names)?;
        let new = replace(s, equation, &args, t)?;
        changed = true;
        Some(new)
    })?;
    if changed {
        run.fire(equation.label());
    }
    changed.then_some(result)
}

/// The atom that is replaced, as a pattern, from the normal form of the equation.
fn solve(run: &mut Normaliser<'_>, equation: &Equation) -> Option<Term> {
    let (left, right) = run.aside(&equation.binders, &equation.left, &equation.right)?;
    let mentions_all = |t: &Term| equation.binders.iter().all(|b| t.mentions(&b.name));
    let one_atom =
        |t: &Term| matches!(t.node(), Node::App(..) | Node::Deriv(..) | Node::Big(..) | Node::Fun(..) | Node::RealPow(..));
    let atom = match equation.way {
        Use::Forward => one_atom(&left).then_some(left)?,
        Use::Backward => one_atom(&right).then_some(right)?,
        Use::Solved(k) => {
            // What a whole side is belongs to the other two ways.
            let used: Vec<&Term> = [&left, &right].into_iter().filter(|t| one_atom(t)).collect();
            let difference = poly::poly(&Term::sub(left.clone(), right.clone()))?;
            let mut atoms: Vec<Term> = Vec::new();
            for m in difference.0.keys() {
                for (t, _) in m {
                    if !atoms.contains(t) {
                        atoms.push(t.clone());
                    }
                }
            }
            let fits = |t: &Term| one_atom(t) && mentions_all(t) && !used.contains(&t) && linear(&difference, t).is_some();
            atoms.into_iter().filter(fits).nth(k)?
        }
    };
    mentions_all(&atom).then_some(atom)
}

/// `X^m * difference = A*X + B` with `A`, `B` free of `X`: `(m, A, B)`.
fn linear(difference: &Poly, x: &Term) -> Option<(i32, Poly, Poly)> {
    let exponent = |m: &poly::Monomial| m.iter().find(|(t, _)| t == x).map_or(0, |(_, e)| *e);
    let low = difference.0.keys().map(exponent).min()?;
    let m = if low < 0 { low.checked_neg()? } else { 0 };
    let (mut a, mut b) = (Poly::default(), Poly::default());
    for (monomial, c) in &difference.0 {
        let rest: poly::Monomial = monomial.iter().filter(|(t, _)| t != x).cloned().collect();
        if rest.iter().any(|(t, _)| t.any(&mut |s| s == x)) {
            return None;
        }
        match exponent(monomial) + m {
            0 => b.insert(rest, c.clone()),
            1 => a.insert(rest, c.clone()),
            _ => return None,
        }
    }
    (!a.is_zero()).then_some((m, a, b))
}

/// Replaces one instance `t` of the atom, leaving the moves in the run.
fn replace(run: &mut Normaliser<'_>, equation: &Equation, args: &[Term], t: &Term) -> Option<Term> {
    let (left_raw, right_raw) = (equation.instance(&equation.left, args), equation.instance(&equation.right, args));
    let (left, left_script) = run.separately(&left_raw)?;
    let (right, right_script) = run.separately(&right_raw)?;
    let rule = |backward| equation.rule(args, backward);
    match equation.way {
        Use::Forward if left == *t => {
            run.reach(t, &left_raw, left_script)?;
            run.attempt(rule(false), &left_raw)
        }
        Use::Backward if right == *t => {
            run.reach(t, &right_raw, right_script)?;
            run.attempt(rule(true), &right_raw)
        }
        _ => {
            let difference = poly::poly(&Term::sub(left.clone(), right.clone()))?;
            let (m, a, b) = linear(&difference, t)?;
            let divisor = Term::cmp_rel(Rel::Ne, poly::term(&a), Term::int(0));
            if a.as_number().is_none() && !run.holds(&divisor) {
                run.wanted.insert(divisor);
                return None;
            }
            let solution = poly::term(&b.neg().mul(&a.inverse()?)?);
            let multiplier =
                Term::mul(vec![poly::power_of(t, m), Term::sub(left.clone(), right.clone()), Term::recip(poly::term(&a))]);
            let extended = Term::new(Node::Add(vec![solution.clone(), multiplier]));
            // Where `lhs − rhs` stands in it: first addend of the second factor of the second addend.
            let place: Vec<u16> = vec![1, 1, 0];
            let at =
                |moves: Vec<Move>| moves.into_iter().map(|mv| Move { path: [place.clone(), mv.path].concat(), rule: mv.rule });
            let mut script = vec![Move { path: vec![], rule: Rule::Ring(extended) }];
            if left_raw != left {
                script.push(Move { path: place.clone(), rule: Rule::Back(left_raw.clone(), left_script) });
            }
            script.push(Move { path: place.clone(), rule: rule(false) });
            script.extend(at(right_script));
            script.push(Move { path: vec![], rule: Rule::Ring(solution.clone()) });
            run.append(script);
            Some(solution)
        }
    }
}

/// First-order matching: values for the pattern's variables that make it the term.
pub(super) fn matched(pattern: &Term, term: &Term, variables: &[Name]) -> Option<Vec<Term>> {
    let mut found: Vec<Option<Term>> = vec![None; variables.len()];
    unify(pattern, term, variables, &mut found).then_some(())?;
    found.into_iter().collect()
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
        && let Some(value) = poly::poly(&Term::sub(term.clone(), offset)).map(|p| poly::term(&p))
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
