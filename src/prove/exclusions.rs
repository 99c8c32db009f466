//! Products that leave an index out, beside those that do not: `Π_b f(b) = f(a)*Π_{b≠a} f(b)`.
//!
//! The normal form divides by the factor that is left out, where it is known not to be 0. Where it may be 0, the whole product is
//! parted as the other one says.

use crate::normal::Normaliser;
use crate::rule::proposition::{conjunction, conjuncts, counterpart};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Node, Rel, Term};

/// A product with a guard.
struct Excluding {
    dom: Dom,
    guard: Vec<Term>,
    body: Term,
}

/// Splits off the factors of products in `line` that leave out, in it or in `others`, an index more.
pub(super) fn align(run: &mut Normaliser<'_>, line: &Term, others: &[Term]) -> Option<Term> {
    let mut all = Vec::new();
    collect(line, &mut all);
    others.iter().for_each(|other| collect(other, &mut all));
    let result = run.somewhere(line, &mut |s, t| {
        let Node::Big(BigOp::Prod, _, dom, guard, body) = t.node().clone() else { return None };
        let own = conjuncts(&guard);
        let more = all.iter().filter(|p| p.dom == dom && p.body == body && own.iter().all(|g| p.guard.contains(g)));
        let excluded: Vec<Term> = more.flat_map(|p| p.guard.iter().filter(|g| !own.contains(g)).cloned()).collect();
        excluded.iter().find_map(|g| {
            let at = counterpart(g, Rel::Ne, &Term::new(Node::Bound(0))).filter(Term::is_closed)?;
            let equal = Term::cmp_rel(Rel::Eq, Term::new(Node::Bound(0)), at.clone());
            let kept = conjunction(own.iter().chain([g]).cloned().collect());
            s.tentative(&mut |s| {
                let parts = s.attempt(Rule::SplitGuard(equal.clone()), t)?;
                let parts = s.child(&parts, 0, &mut |s, c| s.attempt(Rule::Point(at.clone()), c))?;
                s.child(&parts, 1, &mut |s, c| s.attempt(Rule::Domain(dom.clone(), kept.clone()), c))
            })
        })
    })?;
    run.fire_reason(Reason::IndicatorSplit);
    Some(result)
}

fn collect(t: &Term, out: &mut Vec<Excluding>) {
    if let Node::Big(BigOp::Prod, _, dom, guard, body) = t.node()
        && !matches!(guard.node(), Node::True)
    {
        out.push(Excluding { dom: dom.clone(), guard: conjuncts(guard), body: body.clone() });
    }
    t.node().for_each_child(&mut |_, c, _| collect(c, out));
}
