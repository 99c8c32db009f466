//! Terms that may stand between two lines of an inequality, where no single inequality leads from one to the other: a proof by them is
//! a chain of two inequalities that are each found as if it had been written down.
//!
//! Here they are only proposed, from the form of the lines; whether they stand between is for the search to find out.

use super::equation::{Equation, Use, recursive};
use super::matching::matched;
use crate::normal::poly;
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Term, child};

/// Laws that are tried for one pair of lines.
const MOST_LAWS: usize = 2;

/// What may stand between two lines.
pub(super) struct Chain {
    /// From the smaller line to the larger, both left out.
    pub between: Vec<Term>,
    /// Which link is strict where the order is.
    pub strict_at: usize,
    /// Equations that make one of the links. The others are to be found without them.
    pub equations: Vec<Name>,
    /// Which link that is.
    pub link: usize,
}

impl Chain {
    /// One that no equation makes.
    fn plain(between: Vec<Term>, strict_at: usize) -> Chain {
        Chain { between, strict_at, equations: Vec::new(), link: 0 }
    }
}

/// Chains in which the assumed recursions, `V(s) = r(s) + γ*E V(s')`, are carried out once in one of the two lines: as rules to rewrite by
/// they never come to an end.
pub(super) fn recursions(equations: &[Equation], lower: &Term, upper: &Term) -> Vec<Chain> {
    let assumed = |e: &&Equation| e.way == Use::Forward && e.meant && !e.hypothesis && e.given.is_empty();
    let recursive: Vec<&Equation> = equations.iter().filter(assumed).filter(|e| recursive(&e.left, &e.right)).collect();
    let chain = |line: &Term, link: usize| {
        let (mut third, mut names) = (line.clone(), Vec::new());
        for equation in &recursive {
            let next = carried_out(equation, &third, 0);
            if next != third {
                names.push(equation.name.clone());
                third = next;
            }
        }
        let differs = third != *lower && third != *upper;
        differs.then(|| Chain { between: vec![third], strict_at: 1 - link, equations: names, link })
    };
    [chain(lower, 0), chain(upper, 1)].into_iter().flatten().collect()
}

/// The term with what the equation gives put in for its left side, once at each place.
fn carried_out(equation: &Equation, t: &Term, depth: usize) -> Term {
    let names: Vec<Name> = equation.binders.iter().map(|b| b.name.clone()).collect();
    if let Some(args) = matched(&equation.left, t, &names) {
        return equation.right.substitute(&names.into_iter().zip(args).collect::<Vec<_>>());
    }
    let index = Name::new(&format!("%third{depth}"));
    let var = Term::var(index.clone());
    Term::new(t.node().map_children(&mut |at, c, binds| match binds {
        0 => carried_out(equation, c, depth),
        _ if at == child::BODY => carried_out(equation, &c.open(&var), depth + 1).close(&index),
        _ => c.clone(),
    }))
}

/// Chains from the smaller line to the larger, the most promising first. Of a strict order only those with a strict link.
pub(super) fn chains(lower: &Term, upper: &Term, strict: bool) -> Vec<Chain> {
    let zero = |strict_at| vec![Chain::plain(vec![Term::int(0)], strict_at)];
    match (lower.as_num(), upper.as_num()) {
        // What is not negative is more than any negative number.
        (Some(n), None) if n.is_negative() => return zero(0),
        (None, Some(n)) if n.is_positive() => return zero(1),
        _ if strict => return Vec::new(),
        _ => {}
    }
    let mut found: Vec<Vec<Term>> = Vec::new();
    let shorter = |t: &Term| Some(simplified(t)).filter(|s| s.size() < t.size());
    let between: Vec<Term> = [lower, upper].into_iter().filter_map(shorter).collect();
    if !between.is_empty() {
        found.push(between);
    }
    let mut laws = Vec::new();
    lower.any(&mut |t| {
        if let Node::Expect(_, dom, weight, _) = t.node()
            && weight.open(&Term::int(0)).is_closed()
            && !laws.contains(&(dom.clone(), weight.clone()))
        {
            laws.push((dom.clone(), weight.clone()));
        }
        false
    });
    found.extend(laws.iter().take(MOST_LAWS).map(|(dom, weight)| vec![averaged(upper, dom, weight)]));
    found.push(vec![centred(upper)]);
    found.retain(|chain| chain.iter().all(|t| t != lower && t != upper));
    found.into_iter().map(|between| Chain::plain(between, 0)).collect()
}

/// Sums over the domain of a law as means under it: what is not negative has a mean of at most its sum, since probabilities are at most 1.
fn averaged(t: &Term, dom: &Dom, weight: &Term) -> Term {
    let t = Term::new(t.node().map_children(&mut |_, c, _| averaged(c, dom, weight)));
    match t.node() {
        Node::Big(BigOp::Sum, Hint(hint), over, guard, body) if over == dom && *guard.node() == Node::True => {
            Term::new(Node::Expect(Hint(hint.clone()), dom.clone(), weight.clone(), body.clone()))
        }
        _ => t,
    }
}

/// Mean squares as variances: no square about another point than the mean is smaller on average.
fn centred(t: &Term) -> Term {
    let t = Term::new(t.node().map_children(&mut |_, c, _| centred(c)));
    let Node::Expect(hint, dom, weight, body) = t.node() else { return t };
    let Node::Pow(base, two) = body.node() else { return t };
    if !t.is_closed() || *two != Term::int(2) {
        return t;
    }
    let addends = crate::normal::addends(base);
    let varying = Term::add(addends.into_iter().filter(Term::uses_bound).collect());
    let mean = Term::new(Node::Expect(hint.clone(), dom.clone(), weight.clone(), varying.clone()));
    let body = Term::pow(Term::sub(varying, mean), Term::int(2));
    Term::new(Node::Expect(hint.clone(), dom.clone(), weight.clone(), body))
}

/// The term with logarithms of exponentials and like factors put together, and what all addends share in front of them: lines that are alike
/// look alike then.
fn simplified(t: &Term) -> Term {
    let t = Term::new(t.node().map_children(&mut |_, c, _| simplified(c)));
    match t.node() {
        Node::Fun(Fun::Log, args) => match args.first().map(Term::node) {
            Some(Node::Fun(Fun::Exp, inner)) => inner.first().cloned().unwrap_or(t),
            _ => t,
        },
        Node::Mul(_) => match poly::poly(&t) {
            Some(p) if p.0.len() <= 1 => poly::term(&p),
            _ => t,
        },
        Node::Add(_) => shared_in_front(&t).unwrap_or(t),
        _ => t,
    }
}

fn shared_in_front(t: &Term) -> Option<Term> {
    let (content, common, rest) = poly::poly(t)?.primitive()?;
    let factor = poly::monomial(&common, &crate::number::Rational::one());
    let rest = rest.mul(&poly::Poly::constant(content))?;
    (!common.is_empty() && rest.0.len() > 1).then(|| Term::mul(vec![factor, poly::term(&rest)]))
}
