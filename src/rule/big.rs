//! Rules of the big operators: linearity, factors, guards, indicators, laws.
//!
//! Throughout, `Σ_G f` is a `Big(Sum, …)` with guard `G` and body `f` under its binder. Sources: elementary summation
//! calculus, e.g. Graham, Knuth, Patashnik, *Concrete Mathematics*, chapter 2.

use super::proposition::{conjunction, conjuncts};
use super::{Applied, RuleError};
use crate::kernel::obligation::{FunctionDecl, Signature};
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Rel, Term};

/// The parts of a big operator.
pub(super) struct Parts {
    pub(super) op: BigOp,
    pub(super) hint: Hint,
    pub(super) dom: Dom,
    pub(super) guard: Term,
    pub(super) body: Term,
}

/// Takes a big operator apart.
pub(super) fn parts(from: &Term) -> Result<Parts, RuleError> {
    match from.node() {
        Node::Big(op, hint, dom, guard, body) => {
            Ok(Parts { op: *op, hint: hint.clone(), dom: dom.clone(), guard: guard.clone(), body: body.clone() })
        }
        _ => Err(RuleError::Shape("a big operator")),
    }
}

impl Parts {
    /// The operator with another guard and body.
    pub(super) fn with(&self, guard: Term, body: Term) -> Term {
        Term::new(Node::Big(self.op, self.hint.clone(), self.dom.clone(), guard, body))
    }
    /// The operator over another range.
    pub(super) fn over(&self, dom: Dom, guard: Term, body: Term) -> Term {
        Term::new(Node::Big(self.op, self.hint.clone(), dom, guard, body))
    }
    /// Only sums.
    pub(super) fn sum(self) -> Result<Self, RuleError> {
        if self.op == BigOp::Sum { Ok(self) } else { Err(RuleError::Shape("a sum")) }
    }
    /// Only products.
    fn product(self) -> Result<Self, RuleError> {
        if self.op == BigOp::Prod { Ok(self) } else { Err(RuleError::Shape("a product")) }
    }
    /// Joins parts of a split index set: `+` for sums, `*` for products, the larger (smaller) of two for maxima (minima), which have a value
    /// only where neither part is empty.
    pub(super) fn join(&self, pieces: Vec<Term>) -> Result<Term, RuleError> {
        match self.op {
            BigOp::Sum => Ok(Term::add(pieces)),
            BigOp::Prod => Ok(Term::mul(pieces)),
            BigOp::Max | BigOp::Min if pieces.len() == 2 => {
                Ok(Term::new(Node::Fun(if self.op == BigOp::Max { Fun::Max } else { Fun::Min }, pieces)))
            }
            BigOp::Max | BigOp::Min => Err(RuleError::Shape("two parts")),
        }
    }
}

/// A temporary variable that no line contains (paths open `%0`, `%1`, …).
pub(super) fn scratch() -> Name {
    Name::new("%scratch")
}

/// The factors of a product; any other term is its one factor.
pub(super) fn factors(t: &Term) -> Vec<Term> {
    if let Node::Mul(items) = t.node() { items.clone() } else { vec![t.clone()] }
}

pub(super) fn expectation(from: &Term) -> Result<Applied, RuleError> {
    let Node::Expect(hint, dom, weight, body) = from.node() else { return Err(RuleError::Shape("an expectation")) };
    let product = Term::mul(vec![weight.clone(), body.clone()]);
    Ok(Applied::plain(Term::new(Node::Big(BigOp::Sum, hint.clone(), dom.clone(), Term::truth(), product))))
}

pub(super) fn distribute(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    match (p.op, p.body.node()) {
        (BigOp::Sum, Node::Add(items)) | (BigOp::Prod, Node::Mul(items)) => {
            let pieces = items.iter().map(|item| p.with(p.guard.clone(), item.clone())).collect();
            Ok(Applied::plain(p.join(pieces)?))
        }
        _ => Err(RuleError::Shape("a sum of sums or a product of products")),
    }
}

/// The term with the binder's variable removed, if it does not use it.
fn lower(t: &Term) -> Term {
    t.open(&Term::int(0))
}

pub(super) fn factor(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?.sum()?;
    let (inside, outside): (Vec<Term>, Vec<Term>) = factors(&p.body).into_iter().partition(Term::uses_bound);
    if outside.is_empty() {
        return Err(RuleError::Shape("a factor without the bound index"));
    }
    let mut result: Vec<Term> = outside.iter().map(lower).collect();
    result.push(p.with(p.guard.clone(), Term::mul(inside)));
    Ok(Applied::plain(Term::mul(result)))
}

pub(super) fn factor_in(from: &Term, at: usize) -> Result<Applied, RuleError> {
    let Node::Mul(items) = from.node() else { return Err(RuleError::Shape("a product")) };
    let p = parts(items.get(at).ok_or(RuleError::Instance("position"))?)?.sum()?;
    let name = scratch();
    let mut body: Vec<Term> = items.clone();
    body[at] = p.body.open(&Term::var(name.clone()));
    Ok(Applied::plain(p.with(p.guard.clone(), Term::mul(body).close(&name))))
}

/// Where all real powers are defined, no base is negative, and where one is 0 the exponent is positive: then both sides are 0.
pub(super) fn prod_power(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?.product()?;
    let (base, exponent, power): (_, _, fn(Term, Term) -> Term) = match p.body.node() {
        Node::Pow(base, exponent) => (base, exponent, Term::pow),
        Node::RealPow(base, exponent) => (base, exponent, Term::real_pow),
        _ => return Err(RuleError::Shape("a product of powers")),
    };
    if exponent.uses_bound() {
        return Err(RuleError::Shape("an exponent without the bound index"));
    }
    Ok(Applied::plain(power(p.with(p.guard.clone(), base.clone()), lower(exponent))))
}

pub(super) fn permute(from: &Term, order: &[u16]) -> Result<Applied, RuleError> {
    let count = order.len();
    let op = parts(from)?.op;
    if !(2..=8).contains(&count) || (0..count).any(|i| !order.iter().any(|&o| usize::from(o) == i)) {
        return Err(RuleError::Instance("a permutation of at most eight binders"));
    }
    // Open all binders with scratch names, outermost first.
    let names: Vec<Name> = (0..count).map(|i| Name::new(&format!("%scratch{i}"))).collect();
    let (mut rest, mut heads, mut guards) = (from.clone(), Vec::new(), Vec::new());
    for name in &names {
        let p = parts(&rest)?;
        if p.op != op {
            return Err(RuleError::Shape("nested operators of one kind"));
        }
        let var = Term::var(name.clone());
        if let Dom::Range(lo, hi) = &p.dom
            && names.iter().any(|n| lo.mentions(n) || hi.mentions(n))
        {
            return Err(RuleError::Shape("domains that do not depend on permuted indices"));
        }
        guards.extend(conjuncts(&p.guard.open(&var)));
        rest = p.body.open(&var);
        heads.push((p.hint, p.dom));
    }
    // Rebuild from the innermost; each guard goes to the innermost binder it mentions.
    let mut body = rest;
    for (i, &o) in order.iter().enumerate().rev() {
        let name = &names[usize::from(o)];
        let (mine, others): (Vec<Term>, Vec<Term>) = guards.into_iter().partition(|g| g.mentions(name) || i == 0);
        guards = others;
        let (hint, dom) = heads[usize::from(o)].clone();
        body = Term::new(Node::Big(op, hint, dom, conjunction(mine).close(name), body.close(name)));
    }
    Ok(Applied::plain(body))
}

pub(super) fn count(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    if !matches!(p.guard.node(), Node::True) || p.body.uses_bound() {
        return Err(RuleError::Shape("a constant over all of a domain"));
    }
    let value = lower(&p.body);
    let (size, condition) = match &p.dom {
        Dom::Set(name) => (Term::new(Node::Card(name.clone())), None),
        Dom::Range(lo, hi) => {
            let above = Term::add(vec![hi.clone(), Term::int(1)]);
            (Term::sub(above.clone(), lo.clone()), Some(Term::cmp_rel(Rel::Le, lo.clone(), above)))
        }
    };
    let to = match p.op {
        BigOp::Sum if value == Term::int(1) => size,
        BigOp::Sum => return Err(RuleError::Shape("a sum of ones")),
        BigOp::Prod => Term::pow(value, size),
        BigOp::Max | BigOp::Min => return Err(RuleError::Shape("a sum or product")),
    };
    let applied = Applied::plain(to);
    Ok(match condition {
        Some(prop) => applied.given(prop),
        None => applied,
    })
}

pub(super) fn guard_to_indicator(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?.sum()?;
    let body = Term::mul(vec![Term::ind(p.guard.clone()), p.body.clone()]);
    Ok(Applied::plain(p.with(Term::truth(), body)))
}

pub(super) fn indicator_to_guard(from: &Term, at: usize) -> Result<Applied, RuleError> {
    let p = parts(from)?.sum()?;
    let mut items = factors(&p.body);
    let Some(Node::Ind(prop)) = items.get(at).map(Term::node) else {
        return Err(RuleError::Shape("an indicator at the position"));
    };
    let guard = conjunction([conjuncts(&p.guard), conjuncts(prop)].concat());
    items.remove(at);
    Ok(Applied::plain(p.with(guard, Term::mul(items))))
}

pub(super) fn split_guard(from: &Term, prop: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let negated = Term::new(Node::Not(prop.clone()));
    let piece = |extra: &Term| p.with(conjunction([conjuncts(&p.guard), conjuncts(extra)].concat()), p.body.clone());
    let pieces = vec![piece(prop), piece(&negated)];
    Ok(Applied::plain(p.join(pieces)?))
}

pub(super) fn point(from: &Term, at: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let name = scratch();
    let var = Term::var(name.clone());
    let all = conjuncts(&p.guard.open(&var));
    let is_point = |g: &Term| match g.node() {
        Node::Cmp(Rel::Eq, a, b) => (*a == var && b == at) || (*b == var && a == at),
        _ => false,
    };
    if at.mentions(&name) || !all.iter().any(is_point) {
        return Err(RuleError::Shape("a guard that names the one index"));
    }
    let mut applied = Applied::plain(p.body.open(at));
    if let Dom::Range(lo, hi) = &p.dom {
        applied =
            applied.given(Term::cmp_rel(Rel::Le, lo.clone(), at.clone())).given(Term::cmp_rel(Rel::Le, at.clone(), hi.clone()));
    }
    for other in all.iter().filter(|g| !is_point(g)) {
        applied = applied.given(other.substitute(&[(name.clone(), at.clone())]));
    }
    Ok(applied)
}

pub(super) fn normalised(from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    // Open the nested sums, then compare their variables with the outcome arguments of the law.
    let mut rest = from.clone();
    let mut bound: Vec<(Term, Dom)> = Vec::new();
    while let Node::Big(BigOp::Sum, _, dom, guard, body) = rest.node() {
        if !matches!(guard.node(), Node::True) || bound.len() >= 8 {
            return Err(RuleError::Shape("sums over all outcomes"));
        }
        let var = Term::var(Name::new(&format!("%scratch{}", bound.len())));
        bound.push((var.clone(), dom.clone()));
        rest = body.open(&var);
    }
    let Node::App(name, args) = rest.node() else { return Err(RuleError::Shape("a law summed over its outcomes")) };
    let function = signature.functions.get(name).ok_or(RuleError::Declaration("a law"))?;
    let outcomes: std::ops::Range<usize> = match function.law {
        Some(k) => 0..k,
        None if function.constraint.onehot && !args.is_empty() => args.len() - 1..args.len(),
        None => return Err(RuleError::Declaration("a law or a one-hot function")),
    };
    let fits = outcomes.len() == bound.len()
        && args.len() == function.args.len()
        && args.iter().enumerate().all(|(i, arg)| {
            if outcomes.contains(&i) {
                bound.iter().filter(|(v, dom)| v == arg && *dom == function.args[i]).count() == 1
                    && args.iter().filter(|a| *a == arg).count() == 1
            } else {
                !bound.iter().any(|(v, _)| matches!(v.node(), Node::Var(n) if arg.mentions(n)))
            }
        });
    if !fits {
        return Err(RuleError::Shape("a sum over all outcomes, and only those"));
    }
    Ok(in_ranges(function, args, &outcomes).into_iter().fold(Applied::plain(Term::int(1)), Applied::given))
}

/// What must hold for a law (a one-hot function) to be one at these arguments: where the outcomes run through a range, it may be empty, and then
/// there is a law for no condition; so the conditions must lie in their ranges.
pub(super) fn in_ranges(function: &FunctionDecl, args: &[Term], outcomes: &std::ops::Range<usize>) -> Vec<Term> {
    let range = |dom: &Dom| matches!(dom, Dom::Range(..));
    if !function.args.get(outcomes.clone()).is_some_and(|doms| doms.iter().any(range)) {
        return Vec::new();
    }
    let conditions = function.args.iter().zip(args).enumerate().filter(|(i, _)| !outcomes.contains(i));
    let within = |(_, (dom, arg)): (usize, (&Dom, &Term))| match dom {
        Dom::Range(lo, hi) => {
            vec![Term::cmp_rel(Rel::Le, lo.clone(), arg.clone()), Term::cmp_rel(Rel::Le, arg.clone(), hi.clone())]
        }
        Dom::Set(_) => Vec::new(),
    };
    conditions.flat_map(within).collect()
}

pub(super) fn onehot(from: &Term, i: usize, j: usize, signature: &Signature) -> Result<Applied, RuleError> {
    let Node::Mul(items) = from.node() else { return Err(RuleError::Shape("a product")) };
    let (Some(Node::App(f, xs)), Some(Node::App(g, ys))) = (items.get(i).map(Term::node), items.get(j).map(Term::node)) else {
        return Err(RuleError::Instance("positions of two applications"));
    };
    if i == j || f != g || !signature.functions.get(f).is_some_and(|d| d.constraint.onehot) {
        return Err(RuleError::Declaration("two values of one one-hot function"));
    }
    let (Some((x, xs)), Some((y, ys))) = (xs.split_last(), ys.split_last()) else { return Err(RuleError::Shape("an index")) };
    if xs != ys {
        return Err(RuleError::Shape("the same leading indices"));
    }
    let mut result = items.clone();
    result[j] = Term::ind(Term::cmp_rel(Rel::Eq, x.clone(), y.clone()));
    Ok(Applied::plain(Term::mul(result)))
}
