//! Terms that may stand between two lines of an inequality, where no single inequality leads from one to the other: a proof by them is
//! a chain of two inequalities that are each found as if it had been written down.
//!
//! Here they are only proposed, from the form of the lines; whether they stand between is for the search to find out.

use crate::normal::poly;
use crate::term::{BigOp, Dom, Fun, Hint, Node, Term};

/// Laws that are tried for one pair of lines.
const MOST_LAWS: usize = 2;

/// What may stand between two lines.
pub(super) struct Chain {
    /// From the smaller line to the larger, both left out.
    pub between: Vec<Term>,
    /// Which link is strict where the order is.
    pub strict_at: usize,
}

/// Chains from the smaller line to the larger, the most promising first. Of a strict order only those with a strict link.
pub(super) fn chains(lower: &Term, upper: &Term, strict: bool) -> Vec<Chain> {
    let zero = |strict_at| vec![Chain { between: vec![Term::int(0)], strict_at }];
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
    found.into_iter().map(|between| Chain { between, strict_at: 0 }).collect()
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
