//! Assumptions and proved results as rewrites of whole lines.
//!
//! The equation is brought to the line's own normal form and solved for one atom (an application, a derivative, a nested sum): `X = e`. Every
//! instance of `X` in the line is then replaced. The certificate does not trust the solving: it adds the multiple of `lhs − rhs`
//! that turns `X` into `e`, and rewrites `lhs` by the equation as it was stated.

use super::matching::{Part, Pattern, matched};
use crate::kernel::obligation::Binder;
use crate::normal::poly::{self, Poly};
use crate::normal::{self, Label, Normaliser};
use crate::number::Rational;
use crate::rule::{Move, Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

/// How an equation is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Use {
    /// The left side, where it is one atom, becomes the right side.
    Forward,
    /// The right side, where it is one atom, becomes the left side.
    Backward,
    /// Solved for the atom with this number among those it can be solved for.
    Solved(usize),
    /// Solved for the leading product with this number, where neither side is one: `a*(1 - b) = 0` gives `a*b = a`.
    Leading(usize),
    /// Of the forms of a joint law, all of them written by the law itself: solved for the entry with the most arguments. `p(z|x,y) = p(z|y)`
    /// gives `p(x,y,z) = p(x,y)*p(y,z)/p(y)`.
    Independence,
}

/// An equation that may rewrite lines.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    /// Its name.
    pub name: Name,
    /// A proved result (else an assumption).
    pub result: bool,
    /// Meant to be used: an assumption, or a result that is stated as a reason (else one of all that there are).
    pub meant: bool,
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

/// Does the left side apply a name that the right side applies again?
pub(super) fn recursive(left: &Term, right: &Term) -> bool {
    let Node::App(name, _) = left.node() else { return false };
    right.any(&mut |s| matches!(s.node(), Node::App(n, _) if n == name))
}

impl Equation {
    fn label(&self) -> Label {
        match (self.hypothesis, self.result) {
            (true, _) => Label::Reason(Reason::Induction),
            (false, true) => Label::Result(self.name.clone()),
            (false, false) => Label::Assumption(self.name.clone()),
        }
    }

    /// Cites it, from left to right, as it stands.
    pub(super) fn forward(&self) -> (Rule, Label) {
        (self.rule(&[], false), self.label())
    }

    fn rule(&self, args: &[Term], backward: bool) -> Rule {
        let args = [self.given.as_slice(), args].concat();
        if self.result { Rule::Cite(self.name.clone(), args, backward) } else { Rule::Assume(self.name.clone(), args, backward) }
    }

    /// May it rewrite this line? (Some name of it occurs there; of a joint law, some form.)
    pub(super) fn concerns(&self, line: &Term) -> bool {
        let mut names: Vec<Name> = Vec::new();
        let mut sets: Vec<Name> = Vec::new();
        let law = |name: &Name| if self.way == Use::Independence { Name::new(name.law()) } else { name.clone() };
        for side in [&self.left, &self.right] {
            side.any(&mut |t| {
                match t.node() {
                    Node::App(name, _) => names.push(law(name)),
                    Node::Card(set) => sets.push(set.clone()),
                    _ => {}
                }
                false
            });
        }
        // A sum over a set may count its elements.
        let counts = |t: &Term| matches!(t.node(), Node::Card(set) | Node::Big(_, _, Dom::Set(set), ..) if sets.contains(set));
        let speaks = |t: &Term| matches!(t.node(), Node::App(name, _) if names.contains(&law(name)));
        names.is_empty() || line.any(&mut |t| speaks(t) || counts(t))
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
    let (atom, others) = solve(run, equation)?;
    let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
    // Of a product with its indices exchanged both forms may stand in a line: all go one way.
    let exchanged = |other: &Term| matches!(atom.node(), Node::Mul(_)) && matched(&atom, other, &names).is_some();
    if others.iter().any(|other| permutes(&atom, other) || exchanged(other)) {
        let folded = run.tentative(&mut |run| run.somewhere(line, &mut |s, t| folded(s, equation, (&atom, &others), t)));
        if folded.is_some() {
            run.fire(equation.label());
            return folded;
        }
    }
    rewrite_atom(run, equation, (&atom, &others), line)
}

/// Does the name of the atom occur with the same arguments in another order?
fn permutes(atom: &Term, other: &Term) -> bool {
    let Node::App(name, args) = atom.node() else { return false };
    other.any(&mut |t| match t.node() {
        Node::App(n, others) => {
            n == name && others != args && others.len() == args.len() && others.iter().all(|a| args.contains(a))
        }
        _ => false,
    })
}

/// A sum that the equation, used everywhere in it, turns into a multiple of itself and something else: `S = c*S + R` gives `S = R/(1 - c)`. So
/// a skew-symmetric table sums to 0, though each of its entries is only exchanged with another.
fn folded(run: &mut Normaliser<'_>, equation: &Equation, solved: (&Term, &[Term]), t: &Term) -> Option<Term> {
    let sum = |t: &Term| matches!(t.node(), Node::Big(BigOp::Sum, ..));
    if !sum(t) && !matches!(t.node(), Node::Mul(factors) if factors.iter().any(sum)) {
        return None;
    }
    let (rewritten, script) = run.scripted(&mut |s| {
        let new = rewrite_atom(s, equation, solved, t)?;
        s.normalise(&new)
    })?;
    let bare = |t: &Term| Some(poly::monomial(poly::poly(t)?.single()?.0, &Rational::one()));
    let smaller = bare(&rewritten).zip(bare(t)).is_some_and(|(new, old)| new < old);
    if smaller && !poly::poly(&rewritten)?.0.contains_key(&vec![(t.clone(), 1)]) {
        // Only exchanged with another: of the two the smaller one.
        run.append(script);
        return Some(rewritten);
    }
    if sum(t) { run.solved_for_itself(t, &rewritten, script) } else { None }
}

/// Rewrites all instances in a line by an equation that was used before and does not bring in what it takes away: what later steps
/// have brought in goes too. (One that does, like Bellman's, would go on for ever.)
pub(super) fn settle(run: &mut Normaliser<'_>, equation: &Equation, line: &Term) -> Option<Term> {
    settled(run, equation, line, false)
}

/// The same, also by a recursion on an integer index, once: it goes on only as far as the range of the index is known to reach.
pub(super) fn settle_with_recursions(run: &mut Normaliser<'_>, equation: &Equation, line: &Term) -> Option<Term> {
    settled(run, equation, line, true)
}

fn settled(run: &mut Normaliser<'_>, equation: &Equation, line: &Term, recursions: bool) -> Option<Term> {
    run.tentative(&mut |run| {
        let (atom, others) = solve(run, equation)?;
        let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
        let again = |s: &Term| matched(&atom, s, &names).is_some() || same_head(&atom, s);
        let shifts = |s: &Term| recursions && shift(&atom, s).is_some();
        if others.iter().any(|t| t.any(&mut |s| again(s) && !shifts(s))) {
            return None;
        }
        let rewritten = rewrite_atom(run, equation, (&atom, &others), line)?;
        run.normalise(&rewritten)
    })
}

/// Rewrites what stands in a line just as a side of the equation is written: a compound that normal forms would take apart.
pub(super) fn verbatim(run: &mut Normaliser<'_>, equation: &Equation, line: &Term) -> Option<Term> {
    let (side, backward) = match equation.way {
        Use::Forward => (&equation.left, false),
        Use::Backward => (&equation.right, true),
        Use::Solved(_) | Use::Leading(_) | Use::Independence => return None,
    };
    let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
    let compound = matches!(side.node(), Node::Add(_) | Node::Mul(_) | Node::Pow(..) | Node::Fun(..));
    if !compound || !names.iter().all(|n| side.mentions(n)) {
        return None;
    }
    let result = run.somewhere(line, &mut |s, t| {
        let args = matched(side, t, &names)?;
        s.attempt(equation.rule(&args, backward), t)
    })?;
    run.fire(equation.label());
    Some(result)
}

/// Rewrites the instances that speak of a variable itself, not of what lies before or behind it.
pub(super) fn rewrite_at(run: &mut Normaliser<'_>, equation: &Equation, line: &Term, variable: &Name) -> Option<Term> {
    let (atom, _) = solve(run, equation)?;
    let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
    let at = Term::var(variable.clone());
    let result = run.somewhere(line, &mut |s, t| {
        let Node::App(_, own) = t.node() else { return None };
        let args = matched(&atom, t, &names).filter(|_| own.contains(&at))?;
        replace(s, equation, &args, t)
    })?;
    run.fire(equation.label());
    Some(result)
}

/// What is looked for in a line.
struct Sought<'e> {
    equation: &'e Equation,
    /// The universal variables.
    names: Vec<Name>,
    /// The atom, with the arguments of symmetric tables in each order.
    shapes: Vec<(Term, Option<Pattern>)>,
    /// Sums that the equation speaks of itself, with the variables that occur in them: they stay as they are.
    kept: Vec<(Pattern, Vec<Name>)>,
}

impl<'e> Sought<'e> {
    fn new(run: &Normaliser<'_>, equation: &'e Equation, (atom, others): (&Term, &[Term])) -> Self {
        let symmetric = |name: &Name| run.is_symmetric(name);
        let shapes = in_each_order(atom, &symmetric).into_iter().map(|t| (t.clone(), Pattern::of(&t))).collect();
        let marginal = |t: &&Term| equation.way == Use::Independence && matches!(t.node(), Node::Big(BigOp::Sum, ..));
        let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
        let own = |t: &Term| names.iter().filter(|n| t.mentions(n)).cloned().collect::<Vec<Name>>();
        let kept = others.iter().filter(marginal).filter_map(|t| Some((Pattern::of(t)?, own(t)))).collect();
        Sought { equation, names, shapes, kept }
    }

    /// A sum of which a part is one of the equation's own.
    fn keeps(&self, run: &Normaliser<'_>, t: &Term) -> bool {
        if self.kept.is_empty() || !matches!(t.node(), Node::Big(BigOp::Sum, ..)) {
            return false;
        }
        let (nest, body) = run.opened_sums(t);
        self.kept.iter().any(|(kept, names)| {
            let part = kept.part_of(&nest, &body, names);
            part.is_some_and(|p| !p.rest.iter().any(|f| f.any(&mut |s| p.part.iter().any(|own| same_head(own, s)))))
        })
    }

    /// Replaces the term, if it is an instance, or the part of it that is one.
    fn occurrence(&self, run: &mut Normaliser<'_>, t: &Term) -> Option<Term> {
        self.shapes.iter().find_map(|(atom, pattern)| {
            run.tentative(&mut |run| match matched(atom, t, &self.names) {
                Some(args) => replace(run, self.equation, &args, t),
                None => self.part(run, pattern.as_ref()?, t),
            })
        })
    }

    /// Replaces some of the factors of a product.
    fn among_factors(&self, run: &mut Normaliser<'_>, pattern: &Pattern, t: &Term) -> Option<Term> {
        let part = pattern.part_of(&[], t, &self.names)?;
        let whole = poly::canonical(&Term::mul(part.part))?;
        run.isolate_factors(t, part.rest, &whole, part.inverse, &mut |s, c| replace(s, self.equation, &part.args, c))
    }

    fn part(&self, run: &mut Normaliser<'_>, pattern: &Pattern, t: &Term) -> Option<Term> {
        let equation = self.equation;
        if pattern.is_product() {
            if !matches!(t.node(), Node::Mul(_) | Node::Pow(..)) {
                return None;
            }
            return self.among_factors(run, pattern, t).or_else(|| {
                let items = normal::factors(t);
                let sums = (0..items.len()).filter(|at| matches!(items[*at].node(), Node::Big(BigOp::Sum, ..)));
                let taken_in =
                    |at| run.tentative(&mut |run| run.taken_in(t, at, &mut |s, body| self.among_factors(s, pattern, body)));
                if items.len() > 1 { sums.take(MOST_SUMS).find_map(taken_in) } else { None }
            });
        }
        if pattern.levels.is_empty() || !matches!(t.node(), Node::Big(BigOp::Sum, ..)) {
            return None;
        }
        let (nest, body) = run.opened_sums(t);
        let part = pattern.part_of(&nest, &body, &self.names)?;
        // Symmetric arguments may change places when the part stands alone.
        let patterns = || self.shapes.iter().filter_map(|(_, p)| p.as_ref());
        run.isolate_sums(t, nest.len(), &part.positions, &mut |s, c| {
            let (nest, body) = s.opened_sums(c);
            let all = |p: &Part| p.rest.is_empty() && p.positions.len() == nest.len();
            let whole = patterns().find_map(|p| p.part_of(&nest, &body, &self.names).filter(all))?;
            replace(s, equation, &whole.args, c)
        })
    }
}

/// Most sums of one product that other factors are taken into.
const MOST_SUMS: usize = 2;

/// Applications of one name?
fn same_head(a: &Term, b: &Term) -> bool {
    matches!((a.node(), b.node()), (Node::App(m, _), Node::App(n, _)) if m == n)
}

/// Most symmetric applications in an atom of which both orders are looked for.
const MOST_SWAPPED: usize = 3;

/// A term with the two arguments of each symmetric application in both orders.
fn in_each_order(t: &Term, symmetric: &dyn Fn(&Name) -> bool) -> Vec<Term> {
    let swaps = |s: &Term| matches!(s.node(), Node::App(name, args) if args.len() == 2 && symmetric(name));
    let mut places: Vec<Term> = Vec::new();
    t.any(&mut |s| {
        if swaps(s) && !places.contains(s) {
            places.push(s.clone());
        }
        false
    });
    let mut out = vec![t.clone()];
    for place in places.iter().take(MOST_SWAPPED) {
        let swapped = |t: &Term| t.replace(place, &exchanged(place));
        out.extend(out.iter().map(swapped).collect::<Vec<Term>>());
    }
    out
}

fn exchanged(t: &Term) -> Term {
    match t.node() {
        Node::App(name, args) => Term::app(name.clone(), args.iter().rev().cloned().collect()),
        _ => t.clone(),
    }
}

/// By how much the first integer argument that differs is less: `x(t)` lies 1 before `x(t+1)`.
fn shift(atom: &Term, other: &Term) -> Option<Rational> {
    let (Node::App(m, args), Node::App(n, others)) = (atom.node(), other.node()) else { return None };
    let by = |(a, b): (&Term, &Term)| poly::poly(&Term::sub(a.clone(), b.clone()))?.as_number();
    let differs = |(a, b): &(&Term, &Term)| a != b && a.is_closed() && b.is_closed();
    if m == n { args.iter().zip(others).find(differs).and_then(by) } else { None }
}

fn rewrite_atom(run: &mut Normaliser<'_>, equation: &Equation, solved: (&Term, &[Term]), line: &Term) -> Option<Term> {
    let sought = Sought::new(run, equation, solved);
    let mut changed = false;
    let result = run.everywhere(line, &mut |s, t| {
        if sought.keeps(s, t) {
            return Some(t.clone());
        }
        let new = sought.occurrence(s, t)?;
        changed = true;
        Some(new)
    })?;
    if changed {
        run.fire(equation.label());
    }
    changed.then_some(result)
}

/// The atom that is replaced, as a pattern, from the normal form of the equation; and what else occurs in it.
fn solve(run: &mut Normaliser<'_>, equation: &Equation) -> Option<(Term, Vec<Term>)> {
    let (left, right) = run.aside(&equation.binders, &equation.left, &equation.right)?;
    let mentions_all = |t: &Term| equation.binders.iter().all(|b| t.mentions(&b.name));
    let one_atom = |t: &Term| {
        matches!(t.node(), Node::App(..) | Node::Card(_) | Node::Deriv(..) | Node::Big(..) | Node::Fun(..) | Node::RealPow(..))
    };
    // Of products only whole sides are looked for.
    let product = |t: &Term| Pattern::of(t).is_some_and(|p| p.is_product());
    let (atom, others) = match equation.way {
        Use::Forward => ((one_atom(&left) || product(&left)).then_some(left)?, vec![right]),
        Use::Backward => ((one_atom(&right) || product(&right)).then_some(right)?, vec![left]),
        Use::Leading(_) if [&left, &right].into_iter().any(|t| one_atom(t) || product(t)) => return None,
        Use::Leading(k) => {
            let difference = poly::poly(&Term::sub(left.clone(), right.clone()))?;
            let leading = leading_product(&difference, k)?;
            let atom = poly::monomial(&leading, &Rational::one());
            let others = difference.0.keys().filter(|m| **m != leading).flatten().map(|(t, _)| t.clone()).collect();
            (atom, others)
        }
        Use::Solved(_) | Use::Independence => {
            let k = if let Use::Solved(k) = equation.way { k } else { 0 };
            // What a whole side is belongs to the other two ways.
            let whole = |t: &&Term| one_atom(t) && equation.way != Use::Independence;
            let used: Vec<&Term> = [&left, &right].into_iter().filter(whole).collect();
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
            let atom = atoms.iter().filter(|t| fits(t)).nth(k)?.clone();
            (atom.clone(), atoms.into_iter().filter(|t| *t != atom).collect())
        }
    };
    mentions_all(&atom).then_some((atom, others))
}

/// Of the products and powers of the highest degree the one with this number, in the order of monomials.
fn leading_product(difference: &Poly, k: usize) -> Option<poly::Monomial> {
    let degree = |m: &poly::Monomial| m.iter().map(|(_, e)| i64::from(*e)).sum::<i64>();
    let plain = |m: &poly::Monomial| m.iter().all(|(_, e)| *e > 0) && degree(m) > 1;
    let highest = difference.0.keys().map(degree).max()?;
    let leading = difference.0.keys().filter(|m| plain(m) && degree(m) == highest).nth(k)?;
    (difference.0.len() > 1).then(|| leading.clone())
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

/// `difference = A*X + B` for a product `X` of which `A` is the coefficient: `(0, A, B)`.
fn of_product(difference: &Poly, x: &Term) -> Option<(i32, Poly, Poly)> {
    let product = poly::poly(x)?;
    let (monomial, unit) = product.single()?;
    let coefficient = difference.0.get(monomial)?.clone();
    let mut rest = difference.clone();
    rest.insert(monomial.clone(), -&coefficient);
    unit.is_one().then(|| (0, Poly::constant(coefficient), rest))
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
            let (m, a, b) =
                if let Use::Leading(_) = equation.way { of_product(&difference, t)? } else { linear(&difference, t)? };
            let divisor = Term::cmp_rel(Rel::Ne, poly::term(&a), Term::int(0));
            if a.as_number().is_none() && !run.holds(&divisor) {
                run.want(&divisor);
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
