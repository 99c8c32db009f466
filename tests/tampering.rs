//! Altered certificates: each is rejected, and for its own reason. Beside them, what each rule accepts.
//!
//! All terms are built by hand, so nothing but the trusted part takes part.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{Fault, KernelError, MoveError};
use derive_check::kernel::obligation::{
    Binder, Bound, Constraint, Definition, FunctionDecl, IntegerDecl, Obligation, ParamSort, Relation, SetDecl, Signature,
    Statement,
};
use derive_check::kernel::theorem::{Theorem, TheoremError, Theorems};
use derive_check::number::Rational;
use derive_check::rule::{Move, Rule, RuleError, Split};
use derive_check::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use terms::{a_set, at, c, eq, f, int, lt, v};

// --- terms -----------------------------------------------------------------------------------------------------

fn half() -> Term {
    Term::num(Rational::fraction(1, 2))
}
fn upto(lo: i64, hi: Term) -> Dom {
    Dom::Range(int(lo), hi)
}
fn sum(var: &str, body: Term) -> Term {
    Term::sum(var, a_set(), Term::truth(), body)
}
fn sum_over(var: &str, dom: Dom, body: Term) -> Term {
    Term::sum(var, dom, Term::truth(), body)
}
fn prod(var: &str, body: Term) -> Term {
    Term::big(BigOp::Prod, var, a_set(), Term::truth(), body)
}
fn add(items: &[Term]) -> Term {
    Term::add(items.to_vec())
}
fn mul(items: &[Term]) -> Term {
    Term::mul(items.to_vec())
}
fn ne(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Ne, a, b)
}
fn le(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Le, a, b)
}
fn cond(p: Term, a: Term, b: Term) -> Term {
    Term::new(Node::If(p, a, b))
}
fn two(fun: Fun, a: Term, b: Term) -> Term {
    Term::new(Node::Fun(fun, vec![a, b]))
}

// --- declarations ----------------------------------------------------------------------------------------------

fn bound(value: i64, strict: bool) -> Option<Bound> {
    Some(Bound { value: Rational::integer(value), strict })
}
fn positive() -> Constraint {
    Constraint { lower: bound(0, true), ..Constraint::default() }
}
fn function(args: Vec<Dom>, constraint: Constraint) -> FunctionDecl {
    FunctionDecl { args, constraint, ..FunctionDecl::default() }
}
fn statement(binders: Vec<Binder>, left: Term, right: Term) -> Statement {
    Statement { binders, left, relation: Relation::Eq, right, conditions: vec![], identically: false }
}
fn binder(name: &str, dom: Dom) -> Binder {
    Binder { name: name.into(), dom, guard: Term::truth() }
}
fn definition(params: Vec<(&str, ParamSort)>, body: Term) -> Definition {
    let params = params.into_iter().map(|(n, s)| (Name::new(n), s)).collect();
    Definition { params, body, recursive: None, bar: None, joint: None }
}

/// Reals x, y, z; u, w > 0; r >= 0; α, β in (0,1); tables over A and 1..n; the definitions Z, q (a softmax), t, doubled, rec.
fn signature() -> Signature {
    let mut s = Signature::default();
    s.sets.insert("A".into(), SetDecl::default());
    let named = vec![Term::new(Node::Elem("B".into(), "b1".into())), Term::new(Node::Elem("B".into(), "b2".into()))];
    s.sets.insert("B".into(), SetDecl { elements: Some(named) });
    for name in ["x", "y", "z", "ab"] {
        s.functions.insert(name.into(), function(vec![], Constraint::default()));
    }
    for name in ["u", "w"] {
        s.functions.insert(name.into(), function(vec![], positive()));
    }
    s.functions.insert("r".into(), function(vec![], Constraint { lower: bound(0, false), ..Constraint::default() }));
    for name in ["α", "β"] {
        let unit = Constraint { lower: bound(0, true), upper: bound(1, true), ..Constraint::default() };
        s.functions.insert(name.into(), function(vec![], unit));
    }
    for name in ["f", "g", "θ"] {
        s.functions.insert(name.into(), function(vec![a_set()], Constraint::default()));
    }
    s.functions.insert("pos".into(), function(vec![a_set()], positive()));
    s.functions.insert("k".into(), function(vec![upto(1, c("n"))], Constraint::default()));
    s.functions.insert("bit".into(), function(vec![a_set()], Constraint { binary: true, ..Constraint::default() }));
    s.functions.insert("hot".into(), function(vec![a_set()], Constraint { onehot: true, ..Constraint::default() }));
    s.functions.insert("p".into(), FunctionDecl { args: vec![a_set()], law: Some(1), ..FunctionDecl::default() });
    let pair = function(vec![a_set(), a_set()], Constraint { symmetric: true, ..Constraint::default() });
    s.functions.insert("sym".into(), pair);
    s.functions.insert("mat".into(), function(vec![a_set(), a_set()], Constraint::default()));
    s.integers.insert("n".into(), IntegerDecl { lower: Some(int(1)), upper: None });
    s.integers.insert("m".into(), IntegerDecl { lower: Some(int(2)), upper: None });
    s.definitions.insert("Z".into(), definition(vec![], sum("b", Term::exp(f("θ", v("b"))))));
    let softmax = Term::div(Term::exp(f("θ", v("i@q"))), c("Z"));
    s.definitions.insert("q".into(), definition(vec![("i@q", ParamSort::Index(a_set()))], softmax));
    s.definitions.insert("inv".into(), definition(vec![("v@inv", ParamSort::Real)], Term::recip(v("v@inv"))));
    let earlier = f("rec", add(&[v("t@rec"), int(-1)]));
    let body = cond(eq(v("t@rec"), int(1)), c("x"), mul(&[c("y"), earlier]));
    let mut rec = definition(vec![("t@rec", ParamSort::Index(upto(1, c("n"))))], body);
    rec.recursive = Some(0);
    s.definitions.insert("rec".into(), rec);
    s.definitions.insert("d0".into(), definition(vec![], Term::recip(c("x"))));
    for i in 1..=60 {
        let below = c(&format!("d{}", i - 1));
        s.definitions.insert(format!("d{i}").as_str().into(), definition(vec![], add(&[below.clone(), below])));
    }
    s.assumptions.insert("one".into(), statement(vec![], c("x"), int(1)));
    s.assumptions.insert("same".into(), statement(vec![binder("j@same", a_set())], f("f", v("j@same")), f("g", v("j@same"))));
    let guarded = Binder { guard: ne(v("j@off"), v("a")), ..binder("j@off", a_set()) };
    s.assumptions.insert("off".into(), statement(vec![guarded], f("f", v("j@off")), int(0)));
    s.assumptions.insert("steps".into(), statement(vec![binder("t@steps", upto(1, c("n")))], f("k", v("t@steps")), int(3)));
    s.assumptions.insert("product".into(), statement(vec![], c("ab"), mul(&[c("α"), c("β")])));
    let mut always = statement(vec![], c("z"), mul(&[int(2), c("y")]));
    always.identically = true;
    s.assumptions.insert("always".into(), always);
    let mut bounded = statement(vec![], c("y"), int(5));
    bounded.relation = Relation::Le;
    s.assumptions.insert("bounded".into(), bounded);
    s
}

/// Without the assumptions that would meet conditions on x, y by themselves.
fn bare() -> Signature {
    Signature { assumptions: Default::default(), ..signature() }
}

// --- steps -----------------------------------------------------------------------------------------------------

fn vars() -> Vec<Binder> {
    vec![binder("a", a_set()), binder("b", a_set()), binder("i", upto(1, c("n")))]
}
fn step(s: &Signature, left: Term, relation: Relation, right: Term, l: Vec<Move>, r: Vec<Move>) -> Result<Proved, KernelError> {
    let obligation = Obligation { vars: vars(), left, relation, right };
    check(s, &Theorems::new(), &obligation, &Certificate { left: l, right: r, order: None })
}
fn forward(s: &Signature, left: Term, right: Term, moves: Vec<Move>) -> Result<Proved, KernelError> {
    step(s, left, Relation::Eq, right, moves, vec![])
}
/// One move at the root leads from the first to the second.
#[track_caller]
fn accept(left: Term, rule: Rule, right: Term) -> Proved {
    accept_at(left, &[], rule, right)
}
#[track_caller]
fn accept_at(left: Term, path: &[u16], rule: Rule, right: Term) -> Proved {
    forward(&bare(), left, right, vec![at(path, rule)]).unwrap_or_else(|e| panic!("{e:?}"))
}
/// The error of the one move at the root.
#[track_caller]
fn refuse(left: Term, rule: Rule, right: Term) -> MoveError {
    refuse_in(&bare(), left, &[], rule, right)
}
#[track_caller]
fn refuse_in(s: &Signature, left: Term, path: &[u16], rule: Rule, right: Term) -> MoveError {
    match forward(s, left, right, vec![at(path, rule)]) {
        Err(KernelError::Move(_, error)) => error,
        other => panic!("{other:?}"),
    }
}
fn missing(prop: &Term, error: &MoveError) -> bool {
    matches!(error, MoveError::Condition(c) | MoveError::Undefined(c) if c.prop == *prop)
}

// --- ring ------------------------------------------------------------------------------------------------------

#[test]
fn ring_cancels_what_the_line_divides_by_and_says_so() {
    let quotient = Term::div(c("x"), c("x"));
    let proved = accept(quotient.clone(), Rule::Ring(int(1)), int(1));
    assert_eq!(proved.presupposed().iter().map(|p| p.prop.clone()).collect::<Vec<_>>(), [ne(c("x"), int(0))]);
    assert!(accept(Term::div(c("u"), c("u")), Rule::Ring(int(1)), int(1)).presupposed().is_empty());
    // Written forward, 1 = x/x brings the condition in.
    let error = refuse(int(1), Rule::Ring(quotient.clone()), int(1));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    accept(int(1), Rule::Ring(quotient.clone()), quotient);
}

#[test]
fn ring_refuses_a_wrong_sign_a_zero_divisor_and_what_is_too_large() {
    let square = Term::pow(add(&[c("x"), c("y")]), int(2));
    let good = add(&[Term::pow(c("x"), int(2)), mul(&[int(2), c("x"), c("y")]), Term::pow(c("y"), int(2))]);
    let bad = add(&[Term::pow(c("x"), int(2)), mul(&[int(-2), c("x"), c("y")]), Term::pow(c("y"), int(2))]);
    accept(square.clone(), Rule::Ring(good.clone()), good);
    assert_eq!(refuse(square.clone(), Rule::Ring(bad.clone()), bad), MoveError::RingDiffers);
    let zero = Term::sub(c("x"), c("x"));
    assert_eq!(refuse(Term::div(zero.clone(), zero), Rule::Ring(int(1)), int(1)), MoveError::RingZeroDivisor);
    let nothing = Term::div(int(0), int(0));
    assert_eq!(refuse(nothing, Rule::Ring(int(1)), int(1)), MoveError::RingZeroDivisor);
    let huge = Term::pow(add(&[c("x"), c("y")]), int(5000));
    assert_eq!(refuse(huge, Rule::Ring(int(1)), int(1)), MoveError::RingTooLarge);
    assert_eq!(refuse(Term::pow(int(2), int(1_000_000_000)), Rule::Ring(int(1)), int(1)), MoveError::RingTooLarge);
    accept(Term::pow(c("x"), int(0)), Rule::Ring(int(1)), int(1));
}

#[test]
fn strictness_is_kept() {
    // [x != 0]*(1/x) is undefined at 0, so 0 may not become it, nor may the factor vanish.
    let guarded = mul(&[Term::ind(ne(c("x"), int(0))), Term::recip(c("x"))]);
    let split = Rule::Cases(guarded.clone(), vec![Split::Prop(eq(c("x"), int(0)))]);
    let branch = cond(ne(c("x"), int(0)), Term::recip(c("x")), int(0));
    let error = refuse(branch, split, int(0));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    let error = refuse(int(0), Rule::Ring(mul(&[int(0), Term::recip(c("x"))])), int(0));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    // A branch is evaluated only where it is chosen.
    let under = cond(ne(c("x"), int(0)), Term::recip(c("x")), int(0));
    let rewritten = cond(ne(c("x"), int(0)), mul(&[c("x"), Term::pow(c("x"), int(-2))]), int(0));
    let to = mul(&[c("x"), Term::pow(c("x"), int(-2))]);
    accept_at(under, &[1], Rule::Ring(to), rewritten);
}

// --- instances -------------------------------------------------------------------------------------------------

#[test]
fn ill_formed_instances_are_refused() {
    let faults = [
        (Term::add(vec![c("x"), v("nobody"), Term::neg(v("nobody"))]), Fault::Unbound("nobody".into())),
        (Term::add(vec![c("x"), v("%0"), Term::neg(v("%0"))]), Fault::Unbound("%0".into())),
        (Term::add(vec![c("x"), c("unknown"), Term::neg(c("unknown"))]), Fault::Undeclared("unknown".into())),
        (Term::add(vec![c("x"), c("f"), Term::neg(c("f"))]), Fault::Arity("f".into())),
        (Term::add(vec![c("x"), f("f", int(3)), Term::neg(f("f", int(3)))]), Fault::Sort(int(3))),
        (Term::add(vec![c("x"), Term::new(Node::Bound(0)), Term::neg(Term::new(Node::Bound(0)))]), Fault::Dangling),
    ];
    for (to, fault) in faults {
        assert_eq!(refuse(c("x"), Rule::Ring(to), c("x")), MoveError::IllFormed(fault));
    }
    let root = Term::pow(int(-1), half());
    let to = Term::add(vec![c("x"), root.clone(), Term::neg(root)]);
    assert_eq!(refuse(c("x"), Rule::Ring(to), c("x")), MoveError::IllFormed(Fault::Sort(half())));
    let by_law = Term::deriv(f("p", v("a")), c("x"));
    let to = Term::add(vec![c("x"), by_law.clone(), Term::neg(by_law)]);
    assert_eq!(refuse(c("x"), Rule::Ring(to), c("x")), MoveError::IllFormed(Fault::Coordinate(f("p", v("a")))));
    // A proposition is no number.
    let to = Term::add(vec![c("x"), Term::truth()]);
    assert_eq!(refuse(c("x"), Rule::Ring(to), c("x")), MoveError::IllFormed(Fault::Sort(Term::truth())));
}

#[test]
fn capture_is_impossible() {
    // Under the binder the outer variable keeps its name: `f(a)` inside is not `f(%0)`.
    let line = sum("j", mul(&[f("f", v("j")), c("x")]));
    let captured = Rule::Ring(mul(&[c("x"), f("f", v("a"))]));
    assert_eq!(refuse_in(&bare(), line.clone(), &[1], captured, line.clone()), MoveError::RingDiffers);
    let swapped = sum("z", mul(&[c("x"), f("f", v("z"))]));
    accept_at(line.clone(), &[1], Rule::Ring(mul(&[c("x"), f("f", v("%0"))])), swapped);
    let inner = Rule::Ring(mul(&[c("x"), f("f", v("%1"))]));
    assert_eq!(refuse_in(&bare(), line.clone(), &[1], inner, line), MoveError::IllFormed(Fault::Unbound("%1".into())));
    // One bound name used twice: Σ_a f(a) * Σ_a g(a) is not Σ_a f(a)*g(a).
    let product = mul(&[sum("a", f("f", v("a"))), sum("a", f("g", v("a")))]);
    let wrong = sum("a", mul(&[f("f", v("a")), f("g", v("a"))]));
    assert!(matches!(forward(&bare(), product, wrong, vec![at(&[], Rule::FactorIn(0))]), Err(KernelError::Ends(..))));
}

#[test]
fn assumptions_need_their_name_count_domain_guard_and_side() {
    let s = signature();
    let same = |args: Vec<Term>| Rule::Assume("same".into(), args, false);
    forward(&s, f("f", v("a")), f("g", v("a")), vec![at(&[], same(vec![v("a")]))]).unwrap();
    forward(&s, f("g", v("a")), f("f", v("a")), vec![at(&[], Rule::Assume("same".into(), vec![v("a")], true))]).unwrap();
    let refuse = |rule: Rule| refuse_in(&s, f("f", v("a")), &[], rule, f("g", v("a")));
    assert_eq!(refuse(same(vec![v("b")])), MoveError::InstanceSide);
    assert_eq!(refuse(same(vec![])), MoveError::InstanceCount);
    assert_eq!(refuse(same(vec![v("i")])), MoveError::IllFormed(Fault::Sort(v("i"))));
    assert_eq!(refuse(Rule::Assume("nothing".into(), vec![], false)), MoveError::UnknownAssumption("nothing".into()));
    assert_eq!(refuse(Rule::Assume("bounded".into(), vec![], false)), MoveError::NotAnEquation("bounded".into()));
    assert_eq!(refuse(Rule::Assume("same".into(), vec![v("a")], true)), MoveError::InstanceSide);
    let off = Rule::Assume("off".into(), vec![v("a")], false);
    assert_eq!(refuse(off), MoveError::InstanceGuard(ne(v("a"), v("a"))));
    let outside = add(&[v("i"), int(1)]);
    let steps = Rule::Assume("steps".into(), vec![outside.clone()], false);
    assert_eq!(refuse_in(&s, c("x"), &[], steps, c("x")), MoveError::InstanceDomain(outside));
    let proved = forward(&s, f("k", v("i")), int(3), vec![at(&[], Rule::Assume("steps".into(), vec![v("i")], false))]).unwrap();
    assert!(proved.assumed().contains(&Name::new("steps")));
}

#[test]
fn paths_and_moves_must_fit() {
    let line = add(&[c("x"), mul(&[c("y"), c("z")])]);
    let target = add(&[c("x"), mul(&[c("z"), c("y")])]);
    let swap = Rule::Ring(mul(&[c("z"), c("y")]));
    accept_at(line.clone(), &[1], swap.clone(), target.clone());
    assert_eq!(refuse_in(&bare(), line.clone(), &[2], swap.clone(), target.clone()), MoveError::Path(vec![2]));
    assert_eq!(refuse_in(&bare(), line.clone(), &[0], swap.clone(), target.clone()), MoveError::RingDiffers);
    assert_eq!(
        refuse_in(&bare(), line.clone(), &[1], Rule::Expectation, target.clone()),
        MoveError::Rule(RuleError::Shape("an expectation"))
    );
    // A move left out, and a move doubled.
    assert!(matches!(forward(&bare(), line.clone(), target.clone(), vec![]), Err(KernelError::Ends(..))));
    let unfold = at(&[], Rule::Unfold);
    let body = sum("b", Term::exp(f("θ", v("b"))));
    forward(&bare(), c("Z"), body.clone(), vec![unfold.clone()]).unwrap();
    let doubled = forward(&bare(), c("Z"), body, vec![unfold.clone(), unfold]);
    let place = |e: &KernelError| matches!(e, KernelError::Move(p, MoveError::Rule(_)) if p.moves == [1]);
    assert!(doubled.as_ref().is_err_and(place), "{doubled:?}");
}

#[test]
fn back_must_lead_back() {
    let target = f("q", v("a"));
    let body = Term::div(Term::exp(f("θ", v("a"))), c("Z"));
    accept(body.clone(), Rule::Back(target.clone(), vec![at(&[], Rule::Unfold)]), target.clone());
    assert_eq!(refuse(body.clone(), Rule::Back(target.clone(), vec![]), target.clone()), MoveError::BackEnds);
    let other = Rule::Back(f("q", v("b")), vec![at(&[], Rule::Unfold)]);
    assert_eq!(refuse(body.clone(), other, target.clone()), MoveError::BackEnds);
    // What is led back from must itself be defined: 1 <- x/x.
    let error = refuse(int(1), Rule::Back(Term::div(c("x"), c("x")), vec![at(&[], Rule::Ring(int(1)))]), int(1));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    let inner = Rule::Back(f("q", v("a")), vec![at(&[7], Rule::Unfold)]);
    match forward(&bare(), body, target, vec![at(&[], inner)]) {
        Err(KernelError::Move(place, MoveError::Path(_))) => assert_eq!(place.moves, [0, 0]),
        other => panic!("{other:?}"),
    }
}

// --- big operators ---------------------------------------------------------------------------------------------

#[test]
fn sums_move_by_their_laws() {
    let (fa, ga) = (f("f", v("j")), f("g", v("j")));
    let both = sum("j", add(&[fa.clone(), ga.clone()]));
    accept(both, Rule::Distribute, add(&[sum("j", fa.clone()), sum("j", ga.clone())]));
    let scaled = sum("j", mul(&[c("x"), fa.clone()]));
    accept(scaled.clone(), Rule::Factor, mul(&[c("x"), sum("j", fa.clone())]));
    accept(mul(&[c("x"), sum("j", fa.clone())]), Rule::FactorIn(1), scaled);
    let powers = prod("j", Term::pow(fa.clone(), int(2)));
    accept(powers, Rule::ProdPower, Term::pow(prod("j", fa.clone()), int(2)));
    accept(sum("j", int(1)), Rule::Count, Term::new(Node::Card("A".into())));
    assert_eq!(
        refuse(sum("j", fa.clone()), Rule::Factor, int(0)),
        MoveError::Rule(RuleError::Shape("a factor without the bound index"))
    );
    let weighted = Term::expect("j", a_set(), f("p", v("j")), fa.clone());
    accept(weighted, Rule::Expectation, sum("j", mul(&[f("p", v("j")), fa.clone()])));
    let entry = |i: &str, j: &str| Term::app("mat", vec![v(i), v(j)]);
    let nested = sum("i", sum("j", entry("i", "j")));
    accept(nested.clone(), Rule::Permute(vec![1, 0]), sum("j", sum("i", entry("i", "j"))));
    let wrong = RuleError::Instance("a permutation of at most eight binders");
    assert_eq!(refuse(nested.clone(), Rule::Permute(vec![1, 1]), nested.clone()), MoveError::Rule(wrong));
    let transposed = sum("i", sum("j", entry("j", "i")));
    assert!(matches!(forward(&bare(), nested, transposed, vec![at(&[], Rule::Permute(vec![0, 1]))]), Err(KernelError::Ends(..))));
    accept(sum("j", f("p", v("j"))), Rule::Normalised, int(1));
    accept(sum("j", f("hot", v("j"))), Rule::Normalised, int(1));
    assert!(matches!(refuse(sum("j", fa), Rule::Normalised, int(1)), MoveError::Rule(RuleError::Declaration(_))));
}

#[test]
fn points_must_lie_in_their_domain_and_meet_the_guard() {
    let only = |dom: Dom, guard: Term, body: Term| Term::sum("j", dom, guard, body);
    let sifted = only(a_set(), eq(v("j"), v("a")), f("f", v("j")));
    accept(sifted.clone(), Rule::Point(v("a")), f("f", v("a")));
    assert_eq!(
        refuse(sifted, Rule::Point(v("b")), f("f", v("b"))),
        MoveError::Rule(RuleError::Shape("a guard that names the one index"))
    );
    let range = |point: Term| only(upto(1, c("n")), eq(v("j"), point), f("k", v("j")));
    accept(range(v("i")), Rule::Point(v("i")), f("k", v("i")));
    accept(range(int(1)), Rule::Point(int(1)), f("k", int(1)));
    let after = add(&[v("i"), int(1)]);
    let error = refuse(range(after.clone()), Rule::Point(after.clone()), int(0));
    assert!(missing(&le(after, c("n")), &error), "{error:?}");
    let double = Term::and(vec![eq(v("j"), v("a")), ne(v("j"), v("b"))]);
    let error = refuse(only(a_set(), double, f("f", v("j"))), Rule::Point(v("a")), f("f", v("a")));
    assert!(missing(&ne(v("a"), v("b")), &error), "{error:?}");
}

#[test]
fn guards_and_domains_change_only_with_the_indices_unchanged() {
    let near = ne(v("j"), v("a"));
    let guarded = Term::sum("j", a_set(), near.clone(), f("f", v("j")));
    let indicated = sum("j", mul(&[Term::ind(near.clone()), f("f", v("j"))]));
    accept(guarded.clone(), Rule::GuardToIndicator, indicated.clone());
    accept(indicated, Rule::IndicatorToGuard(0), guarded.clone());
    let same = eq(Term::new(Node::Bound(0)), v("a"));
    let rest = Term::sum("j", a_set(), Term::new(Node::Cmp(Rel::Ne, v("j"), v("a"))), f("f", v("j")));
    let one = Term::sum("j", a_set(), eq(v("j"), v("a")), f("f", v("j")));
    accept(sum("j", f("f", v("j"))), Rule::SplitGuard(same), add(&[one, rest]));
    // A guard that shuts something out: the outer f may be undefined there.
    let outside = Term::sum("j", a_set(), ne(f("f", v("j")), int(0)), Term::recip(f("f", v("j"))));
    let error = refuse(outside, Rule::GuardToIndicator, int(0));
    assert!(matches!(error, MoveError::Undefined(_)), "{error:?}");
    let shorter = Rule::Domain(upto(2, c("n")), Term::truth());
    let line = sum_over("j", upto(1, c("n")), f("k", v("j")));
    assert!(matches!(refuse(line.clone(), shorter, line.clone()), MoveError::Condition(_)));
    let described = Rule::Domain(upto(0, c("n")), le(int(1), Term::new(Node::Bound(0))));
    accept(line, described, Term::sum("j", upto(0, c("n")), le(int(1), v("j")), f("k", v("j"))));
}

#[test]
fn ranges_split_shift_reverse_and_may_be_empty() {
    let line = |lo: Term, hi: Term, body: Term| sum_over("j", Dom::Range(lo, hi), body);
    let whole = line(int(1), c("n"), f("k", v("j")));
    let first = line(int(1), int(1), f("k", v("j")));
    let rest = line(add(&[int(1), int(1)]), c("n"), f("k", v("j")));
    accept(whole.clone(), Rule::SplitRange(int(1)), add(&[first.clone(), rest]));
    // Beyond the end, and before the beginning.
    let error = refuse(whole.clone(), Rule::SplitRange(int(2)), whole.clone());
    assert!(missing(&le(int(2), c("n")), &error), "{error:?}");
    let error = refuse(whole.clone(), Rule::SplitRange(int(-1)), whole.clone());
    assert!(missing(&le(add(&[int(1), int(-1)]), int(-1)), &error), "{error:?}");
    let shifted = Term::sum(
        "j",
        Dom::Range(add(&[int(1), int(-1)]), add(&[c("n"), int(-1)])),
        Term::truth(),
        f("k", add(&[v("j"), mul(&[int(-1), int(-1)])])),
    );
    accept(whole.clone(), Rule::Shift(int(-1)), shifted);
    assert!(matches!(refuse(whole.clone(), Rule::Shift(half()), whole.clone()), MoveError::IllFormed(Fault::Sort(_))));
    let mirrored = line(int(1), c("n"), f("k", add(&[int(1), c("n"), Term::neg(v("j"))])));
    accept(whole.clone(), Rule::Reverse, mirrored);
    accept(first, Rule::Enumerate, f("k", int(1)));
    accept(line(c("n"), int(0), c("x")), Rule::Empty, int(0));
    let error = refuse(whole.clone(), Rule::Empty, int(0));
    assert!(missing(&lt(c("n"), int(1)), &error), "{error:?}");
    let absurd = Term::sum("j", a_set(), Term::and(vec![eq(v("j"), v("a")), ne(v("a"), v("j"))]), f("f", v("j")));
    accept(absurd, Rule::Empty, int(0));
    // A set of one element has nothing beside it, but A may have more.
    let others = Term::sum("j", a_set(), ne(v("j"), v("a")), f("f", v("j")));
    assert!(matches!(refuse(others, Rule::Empty, int(0)), MoveError::Condition(_)));
}

#[test]
fn sums_over_ranges_that_may_be_empty_are_not_positive() {
    let maybe = sum_over("j", upto(2, c("n")), f("pos", v("a")));
    let error = refuse(int(1), Rule::Ring(Term::div(maybe.clone(), maybe.clone())), int(1));
    assert!(missing(&ne(maybe.clone(), int(0)), &error), "{error:?}");
    let never = sum_over("j", upto(1, c("n")), f("pos", v("a")));
    let one = Term::div(never.clone(), never);
    forward(&bare(), int(1), int(1), vec![at(&[], Rule::Ring(one.clone())), at(&[], Rule::Ring(int(1)))]).unwrap();
    let others = Term::sum("j", a_set(), ne(v("j"), v("a")), f("pos", v("j")));
    assert!(matches!(refuse(int(1), Rule::Ring(Term::div(others.clone(), others)), int(1)), MoveError::Undefined(_)));
    // |A| - 1 may be 0.
    let fewer = Term::sub(Term::new(Node::Card("A".into())), int(1));
    assert!(matches!(refuse(int(1), Rule::Ring(Term::div(fewer.clone(), fewer)), int(1)), MoveError::Undefined(_)));
}

#[test]
fn one_hot_symmetric_and_sizes() {
    let hot = |x: &str| f("hot", v(x));
    let product = mul(&[hot("a"), hot("b")]);
    accept(product, Rule::OneHot(0, 1), mul(&[hot("a"), Term::ind(eq(v("a"), v("b")))]));
    let other = mul(&[hot("a"), f("f", v("b"))]);
    assert!(matches!(refuse(other, Rule::OneHot(0, 1), int(0)), MoveError::Rule(RuleError::Declaration(_))));
    let pair = |name: &str, x: &str, y: &str| Term::app(name, vec![v(x), v(y)]);
    accept(pair("sym", "a", "b"), Rule::Symmetric, pair("sym", "b", "a"));
    assert!(matches!(refuse(pair("mat", "a", "b"), Rule::Symmetric, int(0)), MoveError::Rule(RuleError::Declaration(_))));
    accept(Term::new(Node::Card("B".into())), Rule::Size, int(2));
    assert!(matches!(refuse(Term::new(Node::Card("A".into())), Rule::Size, int(1)), MoveError::Rule(_)));
}

// --- exponentials, logarithms, powers --------------------------------------------------------------------------

#[test]
fn logarithms_split_only_over_positive_factors() {
    let log = |t: Term| Term::log(t);
    let good = log(mul(&[c("u"), c("w")]));
    accept(good, Rule::LogProduct, add(&[log(c("u")), log(c("w"))]));
    // x and y may both be negative; and then only one of them.
    let error = refuse(log(mul(&[c("x"), c("y")])), Rule::LogProduct, int(0));
    assert!(missing(&lt(int(0), c("x")), &error), "{error:?}");
    let error = refuse(log(mul(&[c("u"), c("x")])), Rule::LogProduct, int(0));
    assert!(missing(&lt(int(0), c("x")), &error), "{error:?}");
    let proved = accept(log(mul(&[c("x"), c("y")])), Rule::LogProduct, add(&[log(c("x")), log(c("y"))]));
    assert_eq!(proved.presupposed().len(), 2);
    accept(log(Term::pow(c("u"), int(2))), Rule::LogPower, mul(&[int(2), log(c("u"))]));
    let error = refuse(log(Term::pow(c("x"), int(2))), Rule::LogPower, int(0));
    assert!(missing(&lt(int(0), c("x")), &error), "{error:?}");
    accept(log(prod("j", f("pos", v("j")))), Rule::LogProd, sum("j", log(f("pos", v("j")))));
    assert!(matches!(refuse(log(prod("j", f("f", v("j")))), Rule::LogProd, int(0)), MoveError::Condition(_)));
    accept(log(Term::exp(c("x"))), Rule::LogExp, c("x"));
    accept(Term::exp(log(c("x"))), Rule::ExpLog, c("x"));
    let error = refuse(c("x"), Rule::Back(Term::exp(log(c("x"))), vec![at(&[], Rule::ExpLog)]), c("x"));
    assert!(missing(&lt(int(0), c("x")), &error), "{error:?}");
}

#[test]
fn exponentials_and_powers() {
    let exp = |t: Term| Term::exp(t);
    accept(exp(add(&[c("x"), c("y")])), Rule::ExpSum, mul(&[exp(c("x")), exp(c("y"))]));
    accept(exp(mul(&[int(2), c("x")])), Rule::ExpScale(2, c("x")), Term::pow(exp(c("x")), int(2)));
    let wrong = MoveError::Rule(RuleError::Instance("the exponent is this multiple"));
    assert_eq!(refuse(exp(mul(&[int(2), c("x")])), Rule::ExpScale(3, c("x")), int(0)), wrong);
    accept(prod("j", exp(f("f", v("j")))), Rule::ProdExp, exp(sum("j", f("f", v("j")))));
    let roots = |name: &str| prod("j", Term::real_pow(f(name, v("j")), half()));
    accept(roots("pos"), Rule::ProdPower, Term::real_pow(prod("j", f("pos", v("j"))), half()));
    // That the roots are defined is enough: none of the values is negative.
    accept(roots("f"), Rule::ProdPower, Term::real_pow(prod("j", f("f", v("j"))), half()));
    let sum_exponent = Term::pow(c("u"), add(&[c("n"), int(-1)]));
    accept(sum_exponent, Rule::PowerSum, mul(&[Term::pow(c("u"), c("n")), Term::pow(c("u"), int(-1))]));
    let error = refuse(Term::pow(c("x"), add(&[c("n"), int(-1)])), Rule::PowerSum, int(0));
    assert!(matches!(error, MoveError::Undefined(_)), "{error:?}");
    let pair = Term::pow(mul(&[c("x"), c("y")]), c("n"));
    accept(pair, Rule::PowerProduct, mul(&[Term::pow(c("x"), c("n")), Term::pow(c("y"), c("n"))]));
    let error = refuse(Term::real_pow(mul(&[c("x"), c("y")]), half()), Rule::PowerProduct, int(0));
    assert!(matches!(error, MoveError::Condition(_)), "{error:?}");
    let nested = Term::pow(Term::pow(c("x"), c("n")), int(2));
    accept(nested, Rule::PowerPower, Term::pow(c("x"), mul(&[c("n"), int(2)])));
    accept(Term::real_pow(c("x"), int(1)), Rule::PowerInteger, c("x"));
    accept(Term::real_pow(c("u"), half()), Rule::PowerExp, exp(mul(&[half(), Term::log(c("u"))])));
    let error = refuse(Term::real_pow(c("r"), half()), Rule::PowerExp, int(0));
    assert!(missing(&lt(int(0), c("r")), &error), "{error:?}");
    accept(Term::pow(int(1), c("n")), Rule::PowerOne, int(1));
    accept(Term::real_pow(Term::pow(c("x"), int(2)), half()), Rule::SqrtSquare, Term::fun(Fun::Abs, c("x")));
    let factorial = |t: Term| Term::fun(Fun::Factorial, t);
    accept(factorial(c("n")), Rule::Factorial, mul(&[c("n"), factorial(add(&[c("n"), int(-1)]))]));
    let before = add(&[c("n"), int(-1)]);
    let error = refuse(factorial(before.clone()), Rule::Factorial, int(0));
    assert!(missing(&le(int(1), before), &error), "{error:?}");
}

// --- cases -----------------------------------------------------------------------------------------------------

#[test]
fn cases_cover_all_cases() {
    let abs = |t: Term| Term::fun(Fun::Abs, t);
    let split = || vec![Split::Prop(lt(c("x"), int(0)))];
    let square = mul(&[abs(c("x")), abs(c("x"))]);
    let target = Term::pow(c("x"), int(2));
    accept(square.clone(), Rule::Cases(target.clone(), split()), target.clone());
    assert!(matches!(refuse(abs(c("x")), Rule::Cases(c("x"), split()), c("x")), MoveError::CaseDiffers(_)));
    assert!(matches!(refuse(square.clone(), Rule::Cases(target.clone(), vec![]), target.clone()), MoveError::CaseDiffers(_)));
    accept(abs(c("r")), Rule::Cases(c("r"), vec![]), c("r"));
    let max = two(Fun::Max, c("x"), c("y"));
    let written = mul(&[half(), add(&[c("x"), c("y"), abs(Term::sub(c("x"), c("y")))])]);
    accept(max.clone(), Rule::Cases(written.clone(), vec![Split::Prop(lt(c("x"), c("y")))]), written);
    let min = two(Fun::Min, c("x"), c("y"));
    let both = vec![Split::Prop(le(c("x"), c("y")))];
    assert!(matches!(refuse(max.clone(), Rule::Cases(min.clone(), both.clone()), min.clone()), MoveError::CaseDiffers(_)));
    let rest = add(&[c("x"), c("y"), Term::neg(max)]);
    accept(min, Rule::Cases(rest.clone(), both), rest);
    // Indices: [a = b]*f(a) = [a = b]*f(b).
    let delta = Term::ind(eq(v("a"), v("b")));
    let moved = mul(&[delta.clone(), f("f", v("b"))]);
    accept(mul(&[delta.clone(), f("f", v("a"))]), Rule::Cases(moved.clone(), vec![Split::Prop(eq(v("a"), v("b")))]), moved);
    assert!(matches!(
        refuse(delta, Rule::Cases(int(0), vec![Split::Prop(eq(v("a"), v("b")))]), int(0)),
        MoveError::CaseDiffers(_)
    ));
    let bit = f("bit", v("a"));
    accept(Term::pow(bit.clone(), int(2)), Rule::Cases(bit.clone(), vec![Split::Binary(bit.clone())]), bit);
    let real = Rule::Cases(c("x"), vec![Split::Binary(c("x"))]);
    assert_eq!(refuse(Term::pow(c("x"), int(2)), real, c("x")), MoveError::SplitForm(c("x")));
    let many = (0..7).map(|k| Split::Prop(lt(c("x"), int(k)))).collect();
    assert_eq!(refuse(c("x"), Rule::Cases(c("x"), many), c("x")), MoveError::TooManySplits);
    // A split must itself be defined.
    let error = refuse(c("x"), Rule::Cases(c("x"), vec![Split::Prop(lt(Term::recip(c("x")), int(0)))]), c("x"));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
}

#[test]
fn an_equation_between_reals_stays_out_of_derivatives() {
    // In the case x = 0, d/dx x^2 is not d/dx 0*x.
    let line = mul(&[Term::ind(eq(c("x"), int(0))), Term::deriv(c("x"), mul(&[c("x"), c("y")]))]);
    let wrong = mul(&[Term::ind(eq(c("x"), int(0))), Term::deriv(c("x"), mul(&[int(0), c("y")]))]);
    let rule = Rule::Cases(wrong.clone(), vec![Split::Prop(eq(c("x"), int(0)))]);
    assert!(matches!(refuse(line.clone(), rule, wrong), MoveError::CaseDiffers(_)));
}

// --- derivatives -----------------------------------------------------------------------------------------------

#[test]
fn nothing_that_holds_at_the_point_only_is_used_under_a_derivative() {
    let s = signature();
    // x = 1, hence d/dx x^2 = d/dx 1: the published mistake.
    let line = Term::deriv(c("x"), Term::pow(c("x"), int(2)));
    let one = Rule::Assume("one".into(), vec![], false);
    assert_eq!(refuse_in(&s, line.clone(), &[1, 0], one.clone(), int(0)), MoveError::PointwiseUnderDerivative("one".into()));
    forward(&s, Term::pow(c("x"), int(2)), Term::pow(int(1), int(2)), vec![at(&[0], one.clone())]).unwrap();
    // It may not change the coordinate either.
    assert_eq!(refuse_in(&s, line.clone(), &[0], one, int(0)), MoveError::Path(vec![0]));
    // What holds identically may be used, and so may what does not depend on the variable.
    let always = Rule::Assume("always".into(), vec![], false);
    let by_y = |t: Term| Term::deriv(c("y"), t);
    forward(&s, by_y(c("z")), by_y(mul(&[int(2), c("y")])), vec![at(&[1], always)]).unwrap();
    let same = Rule::Assume("same".into(), vec![v("a")], false);
    let by_x = |t: Term| Term::deriv(c("x"), mul(&[c("x"), t]));
    forward(&s, by_x(f("f", v("a"))), by_x(f("g", v("a"))), vec![at(&[1, 1], same)]).unwrap();
    // x = 1 gives |x| = x at the point, not around it.
    let abs = Term::deriv(c("x"), Term::fun(Fun::Abs, c("x")));
    let rule = Rule::Cases(c("x"), vec![]);
    assert!(matches!(refuse_in(&s, abs, &[1], rule, line), MoveError::CaseDiffers(_)));
}

#[test]
fn derivatives_keep_kinks_out() {
    let by_x = |t: Term| Term::deriv(c("x"), t);
    let abs = |t: Term| Term::fun(Fun::Abs, t);
    let product = Term::pow(c("x"), int(2));
    accept(by_x(mul(&[c("x"), c("y")])), Rule::Derivative, mul(&[c("y"), by_x(c("x"))]));
    accept(by_x(c("x")), Rule::Derivative, int(1));
    accept(by_x(abs(c("x"))), Rule::Derivative, mul(&[Term::fun(Fun::Sign, c("x")), by_x(c("x"))]));
    // x^2 = |x|^2, but the derivative of the latter is undefined at 0.
    let squared = Term::pow(abs(c("x")), int(2));
    let rule = Rule::Cases(squared, vec![Split::Prop(lt(c("x"), int(0)))]);
    let error = refuse_in(&bare(), by_x(product.clone()), &[1], rule, by_x(product));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    // sqrt(x)^2 under a derivative needs x > 0, not x >= 0.
    let by_r = |t: Term| Term::deriv(c("r"), t);
    let root = Term::pow(Term::real_pow(c("r"), half()), int(2));
    let back = Rule::Back(root.clone(), vec![at(&[], Rule::PowerPower), at(&[], Rule::PowerInteger)]);
    let error = refuse_in(&bare(), by_r(c("r")), &[1], back, int(1));
    assert!(missing(&lt(int(0), c("r")), &error), "{error:?}");
    // The coordinate's own indices: d/dθ(a) θ(b) = [b = a].
    let by_theta = |t: Term| Term::deriv(f("θ", v("a")), t);
    accept(by_theta(f("θ", v("b"))), Rule::Derivative, Term::ind(eq(v("b"), v("a"))));
    accept(by_x(by_theta(c("y"))), Rule::SwapDerivatives, by_theta(by_x(c("y"))));
    // A definition is unfolded before it is differentiated: it is no constant.
    assert!(matches!(refuse(by_theta(c("Z")), Rule::Derivative, int(0)), MoveError::Rule(_)));
}

#[test]
fn a_guard_outside_a_derivative_says_nothing_inside() {
    // if(x <= 0, d/dx max(x, 0), …): at x = 0 the guard holds, around it does not.
    let inner = Term::deriv(c("x"), two(Fun::Max, c("x"), c("z")));
    let line = cond(le(c("x"), c("z")), inner, int(0));
    let rule = Rule::Cases(c("z"), vec![]);
    assert!(matches!(refuse_in(&bare(), line.clone(), &[1, 1], rule.clone(), line), MoveError::CaseDiffers(_)));
    let strict = cond(lt(c("x"), c("z")), Term::deriv(c("x"), two(Fun::Max, c("x"), c("z"))), int(0));
    let goal = cond(lt(c("x"), c("z")), Term::deriv(c("x"), c("z")), int(0));
    accept_at(strict, &[1, 1], rule, goal);
}

/// `d/dθ(a) q(b) = q(b)*([b = a] - q(a))`, move by move.
fn softmax() -> (Term, Term, Vec<Move>, Vec<Move>) {
    let exp = |x: &str| Term::exp(f("θ", v(x)));
    let q = |x: &str| f("q", v(x));
    let delta = Term::ind(eq(v("b"), v("a")));
    let left = Term::deriv(f("θ", v("a")), q("b"));
    let right = mul(&[q("b"), add(&[delta.clone(), mul(&[int(-1), q("a")])])]);
    let body = |x: &str| Term::div(exp(x), c("Z"));
    let meeting = mul(&[body("b"), add(&[delta, mul(&[int(-1), body("a")])])]);
    let derivative = |path: &[u16]| at(path, Rule::Derivative);
    let forth = vec![
        at(&[1], Rule::Unfold),
        derivative(&[]),
        derivative(&[0, 0]),
        derivative(&[0, 0, 1]),
        derivative(&[1, 1]),
        at(&[1, 1, 2, 1], Rule::Unfold),
        derivative(&[1, 1, 2]),
        derivative(&[1, 1, 2, 1]),
        derivative(&[1, 1, 2, 1, 1]),
        at(&[1, 1, 2], Rule::IndicatorToGuard(1)),
        at(&[1, 1, 2], Rule::Point(v("a"))),
        at(&[], Rule::Ring(meeting)),
    ];
    (left, right, forth, vec![at(&[0], Rule::Unfold), at(&[1, 1, 1], Rule::Unfold)])
}

#[test]
fn the_derivative_of_a_softmax_is_proved_and_no_move_may_be_missing() {
    let (left, right, forth, back) = softmax();
    let run = |l: Vec<Move>, r: Vec<Move>| step(&bare(), left.clone(), Relation::Eq, right.clone(), l, r);
    let proved = run(forth.clone(), back.clone()).unwrap_or_else(|e| panic!("{e:?}"));
    assert!(proved.presupposed().is_empty() && proved.assumed().is_empty());
    assert_eq!(proved.trace().len(), forth.len() + back.len());
    for k in 0..forth.len() {
        let mut fewer = forth.clone();
        fewer.remove(k);
        assert!(run(fewer, back.clone()).is_err(), "without move {k}");
        let mut again = forth.clone();
        again.insert(k, forth[k].clone());
        assert!(k + 1 == forth.len() || run(again, back.clone()).is_err(), "move {k} twice");
    }
    for k in 0..back.len() {
        let mut fewer = back.clone();
        fewer.remove(k);
        assert!(run(forth.clone(), fewer).is_err());
    }
}

#[test]
fn a_coordinate_must_be_free() {
    // z = 2y identically: d/dz z = 1, and d/dz 2y = 0.
    let line = Term::deriv(c("z"), c("z"));
    let to = add(&[int(1), line.clone(), Term::neg(line.clone())]);
    let error = refuse_in(&signature(), int(1), &[], Rule::Ring(to), int(1));
    assert_eq!(error, MoveError::IllFormed(Fault::Coordinate(c("z"))));
}

#[test]
fn a_real_argument_under_a_derivative_in_the_body_is_left_alone() {
    // slope(v) = d/dx v*x: with x = 1, slope(x) is 2x, and slope(1) is 1.
    let mut s = signature();
    let body = Term::deriv(c("x"), mul(&[v("v@slope"), c("x")]));
    s.definitions.insert("slope".into(), definition(vec![("v@slope", ParamSort::Real)], body));
    let slope = |t: Term| Term::app("slope", vec![t]);
    let rule = Rule::Assume("one".into(), vec![], false);
    assert_eq!(refuse_in(&s, slope(c("x")), &[0], rule, slope(int(1))), MoveError::Path(vec![0]));
    let rule = Rule::Cases(slope(int(1)), vec![Split::Prop(eq(c("x"), int(1)))]);
    assert!(matches!(refuse_in(&s, slope(c("x")), &[], rule, slope(int(1))), MoveError::CaseDiffers(_)));
}

#[test]
fn dangling_and_scratch_instances_are_refused() {
    let line = sum_over("j", upto(1, c("n")), f("k", v("j")));
    let dangling = || Term::new(Node::Bound(0));
    for rule in [Rule::Shift(dangling()), Rule::SplitRange(dangling()), Rule::Point(dangling())] {
        assert_eq!(refuse(line.clone(), rule, line.clone()), MoveError::IllFormed(Fault::Dangling));
    }
    for rule in [Rule::Shift(v("%scratch")), Rule::SplitGuard(eq(v("%scratch"), int(1)))] {
        assert_eq!(refuse(line.clone(), rule, line.clone()), MoveError::IllFormed(Fault::Unbound("%scratch".into())));
    }
}

// --- definitions, results --------------------------------------------------------------------------------------

#[test]
fn definitions_unfold_and_fold_where_defined() {
    let body = sum("b", Term::exp(f("θ", v("b"))));
    accept(c("Z"), Rule::Unfold, body.clone());
    accept(body, Rule::Back(c("Z"), vec![at(&[], Rule::Unfold)]), c("Z"));
    assert!(matches!(refuse(c("x"), Rule::Unfold, int(0)), MoveError::Rule(RuleError::Declaration(_))));
    accept(Term::app("inv", vec![c("x")]), Rule::Unfold, Term::recip(c("x")));
    let error = refuse(int(0), Rule::Ring(mul(&[int(0), Term::app("inv", vec![c("x")])])), int(0));
    assert!(missing(&ne(c("x"), int(0)), &error), "{error:?}");
    // Sixty doublings: listed once each.
    accept(c("d60"), Rule::Unfold, add(&[c("d59"), c("d59")]));
    let rec = f("rec", v("i"));
    let earlier = f("rec", add(&[v("i"), int(-1)]));
    let unfolded = cond(eq(v("i"), int(1)), c("x"), mul(&[c("y"), earlier]));
    accept(rec.clone(), Rule::Unfold, unfolded.clone());
    accept(unfolded, Rule::Back(rec.clone(), vec![at(&[], Rule::Unfold)]), rec.clone());
    // Every application within the range is defined, by induction; the one before the range is not.
    forward(&bare(), int(0), int(0), vec![at(&[], Rule::Ring(mul(&[int(0), rec]))), at(&[], Rule::Ring(int(0)))]).unwrap();
    let before = f("rec", int(0));
    let error = refuse(int(0), Rule::Ring(mul(&[int(0), before])), int(0));
    assert!(missing(&le(int(1), int(0)), &error), "{error:?}");
}

fn theorem(s: &Signature, steps: Vec<(Term, Term, Vec<Move>, Vec<Move>)>) -> Result<Theorem, TheoremError> {
    let proved: Vec<Proved> = steps
        .into_iter()
        .map(|(l, r, left, right)| step(s, l, Relation::Eq, r, left, right).unwrap_or_else(|e| panic!("{e:?}")))
        .collect();
    Theorem::chain(s, &Theorems::new(), &Name::new("t"), 0, &proved)
}

#[test]
fn results_carry_the_conditions_of_their_inner_lines() {
    let s = bare();
    let (one, quotient) = (int(1), Term::div(c("x"), c("x")));
    let there = (one.clone(), quotient.clone(), vec![], vec![at(&[], Rule::Ring(int(1)))]);
    let on = (quotient.clone(), Term::pow(c("y"), int(0)), vec![at(&[], Rule::Ring(int(1)))], vec![at(&[], Rule::Ring(int(1)))]);
    let result = theorem(&s, vec![there.clone(), on.clone()]).unwrap();
    assert_eq!(result.conditions().iter().map(|p| p.prop.clone()).collect::<Vec<_>>(), [ne(c("x"), int(0))]);
    assert_eq!(theorem(&s, vec![there, on.clone()].into_iter().rev().collect()).unwrap_err(), TheoremError::Broken);
    assert_eq!(theorem(&s, vec![]).unwrap_err(), TheoremError::Empty);
    let theorems: Theorems = [(Name::new("unit"), result)].into_iter().collect();
    let obligation = |left: Term, right: Term| Obligation { vars: vec![], left, relation: Relation::Eq, right };
    let cite =
        |args: Vec<Term>| Certificate { left: vec![at(&[], Rule::Cite("unit".into(), args, false))], right: vec![], order: None };
    let run = |s: &Signature, args: Vec<Term>, left: Term, right: Term| {
        let mut o = obligation(left, right);
        o.vars = vars();
        check(s, &theorems, &o, &cite(args))
    };
    let args = || vec![v("a"), v("b"), v("i")];
    let zeroth = Term::pow(c("y"), int(0));
    // Whoever cites it must meet x != 0.
    match run(&s, args(), int(1), zeroth.clone()) {
        Err(KernelError::Move(_, MoveError::Condition(condition))) => assert_eq!(condition.prop, ne(c("x"), int(0))),
        other => panic!("{other:?}"),
    }
    // The assumption x = 1 meets it.
    let proved = run(&signature(), args(), int(1), zeroth.clone()).unwrap();
    assert!(proved.cited().contains(&Name::new("unit")) && proved.assumed().contains(&Name::new("one")));
    let unknown = Certificate { left: vec![at(&[], Rule::Cite("no".into(), vec![], false))], right: vec![], order: None };
    let error = check(&s, &theorems, &obligation(int(1), int(1)), &unknown).unwrap_err();
    assert!(matches!(error, KernelError::Move(_, MoveError::UnknownTheorem(_))));
    assert!(matches!(run(&s, vec![], int(1), zeroth), Err(KernelError::Move(_, MoveError::InstanceCount))));
}

#[test]
fn results_on_pointwise_assumptions_stay_out_of_derivatives() {
    let s = signature();
    let by = vec![at(&[], Rule::Assume("one".into(), vec![], false))];
    let result = theorem(&s, vec![(c("x"), int(1), by, vec![])]).unwrap();
    assert!(result.assumed().contains(&Name::new("one")));
    let theorems: Theorems = [(Name::new("t"), result)].into_iter().collect();
    let left = Term::deriv(c("x"), c("x"));
    let right = Term::deriv(c("x"), int(1));
    let obligation = Obligation { vars: vars(), left, relation: Relation::Eq, right };
    let cite = at(&[1], Rule::Cite("t".into(), vec![v("a"), v("b"), v("i")], false));
    let error = check(&s, &theorems, &obligation, &Certificate { left: vec![cite], right: vec![], order: None }).unwrap_err();
    assert!(matches!(error, KernelError::Move(_, MoveError::PointwiseUnderDerivative(_))), "{error:?}");
}

#[test]
fn chains_of_mixed_direction_have_no_result() {
    let s = bare();
    let up = step(&s, c("u"), Relation::Lt, add(&[c("u"), c("w")]), vec![], vec![]).unwrap();
    let down = step(&s, add(&[c("u"), c("w")]), Relation::Gt, c("u"), vec![], vec![]).unwrap();
    assert_eq!(Theorem::chain(&s, &Theorems::new(), &Name::new("t"), 0, &[up.clone(), down]).unwrap_err(), TheoremError::Mixed);
    assert_eq!(Theorem::chain(&s, &Theorems::new(), &Name::new("t"), 0, &[up]).unwrap().statement().relation, Relation::Lt);
}

// --- judgement -------------------------------------------------------------------------------------------------

/// Can the kernel show without the lines that `1 = t/t` is defined?
fn shown_nonzero(s: &Signature, t: &Term) -> bool {
    let one = Term::div(t.clone(), t.clone());
    forward(s, int(1), int(1), vec![at(&[], Rule::Ring(one)), at(&[], Rule::Ring(int(1)))]).is_ok()
}

#[test]
fn positivity_of_what_papers_divide_by() {
    let (s, b) = (signature(), bare());
    let card = || Term::new(Node::Card("A".into()));
    let sqrt = |t: Term| Term::real_pow(t, half());
    let yes = [
        c("Z"),
        f("q", v("a")),
        Term::sub(int(1), c("α")),
        Term::sub(c("α"), int(1)),
        Term::sub(c("m"), int(1)),
        add(&[c("u"), Term::pow(c("x"), int(2))]),
        add(&[int(1), Term::exp(Term::neg(c("x")))]),
        sqrt(mul(&[c("α"), c("β")])),
        Term::sub(int(1), mul(&[c("α"), c("β")])),
        Term::sub(int(1), Term::pow(c("α"), c("n"))),
        card(),
        add(&[card(), c("r")]),
        Term::sub(int(1), Term::pow(c("α"), int(2))),
        prod("j", f("pos", v("j"))),
        Term::new(Node::If(lt(c("x"), int(0)), Term::neg(c("x")), int(1))),
        two(Fun::Max, c("x"), int(1)),
        add(&[Term::pow(c("u"), int(-2)), c("r")]),
        v("i"),
        add(&[v("i"), c("n"), int(-1)]),
        mul(&[c("u"), add(&[c("w"), Term::fun(Fun::Abs, c("x"))])]),
    ];
    for (k, t) in yes.iter().enumerate() {
        assert!(shown_nonzero(&b, t), "{k}: {t:?}");
    }
    assert!(shown_nonzero(&s, &Term::sub(int(1), c("ab"))), "by the assumption ab = αβ");
    let no = [
        c("x"),
        c("r"),
        f("p", v("a")),
        Term::sub(c("n"), int(1)),
        Term::sub(card(), int(1)),
        Term::sub(c("α"), c("β")),
        Term::sub(int(1), f("p", v("a"))),
        Term::sub(int(1), c("ab")),
        add(&[c("x"), int(1)]),
        Term::pow(c("x"), int(2)),
        Term::fun(Fun::Abs, c("x")),
        sum("j", f("f", v("j"))),
        prod("j", f("p", v("j"))),
        Term::sub(v("i"), int(1)),
        Term::ind(eq(v("a"), v("b"))),
        Term::log(c("u")),
        Term::sub(c("u"), c("w")),
        mul(&[c("u"), c("x")]),
    ];
    for t in &no {
        assert!(!shown_nonzero(&b, t), "{t:?}");
    }
}

#[test]
fn inequalities_are_judged_by_form() {
    let s = bare();
    let square = |t: Term| Term::pow(t, int(2));
    let prove = |l: Term, rel: Relation, r: Term| step(&s, l, rel, r, vec![], vec![]);
    prove(int(0), Relation::Le, square(Term::sub(c("x"), c("y")))).unwrap();
    prove(c("x"), Relation::Le, add(&[c("x"), square(c("y"))])).unwrap();
    prove(add(&[c("x"), c("u")]), Relation::Gt, c("x")).unwrap();
    prove(Term::log(c("u")), Relation::Le, Term::sub(c("u"), int(1))).unwrap();
    prove(add(&[int(1), c("x")]), Relation::Le, Term::exp(c("x"))).unwrap();
    prove(c("x"), Relation::Le, Term::fun(Fun::Abs, c("x"))).unwrap();
    prove(c("x"), Relation::Le, two(Fun::Max, c("y"), c("x"))).unwrap();
    prove(int(0), Relation::Le, sum("j", square(f("f", v("j"))))).unwrap();
    // p*(t - 1 - log t) >= 0 in each term of a sum.
    let body = mul(&[f("p", v("j")), add(&[f("pos", v("j")), int(-1), Term::neg(Term::log(f("pos", v("j"))))])]);
    prove(int(0), Relation::Le, sum("j", body)).unwrap();
    prove(c("x"), Relation::Le, c("x")).unwrap();
    for (l, rel, r) in [
        (c("x"), Relation::Lt, c("x")),
        (int(0), Relation::Lt, square(c("x"))),
        (c("x"), Relation::Le, c("y")),
        (c("x"), Relation::Le, square(c("x"))),
        (Term::fun(Fun::Abs, c("x")), Relation::Le, c("x")),
        (int(0), Relation::Lt, sum_over("j", upto(2, c("n")), c("u"))),
    ] {
        assert!(matches!(prove(l, rel, r), Err(KernelError::Inequality(..))));
    }
    assert!(matches!(prove(c("x"), Relation::Ne, c("y")), Err(KernelError::Relation)));
}

#[test]
fn maxima_absolute_values_and_sums_are_compared_entry_by_entry() {
    let s = bare();
    let prove = |l: Term, rel: Relation, r: Term| step(&s, l, rel, r, vec![], vec![]);
    let abs = |t: Term| Term::fun(Fun::Abs, t);
    let max = |var: &str, body: Term| Term::big(BigOp::Max, var, a_set(), Term::truth(), body);
    let (fj, gj) = (f("f", v("j")), f("g", v("j")));
    // |max f - max g| <= max |f - g|
    let apart = abs(Term::sub(max("j", fj.clone()), max("j", gj.clone())));
    let widest = max("j", abs(Term::sub(fj.clone(), gj.clone())));
    prove(apart.clone(), Relation::Le, widest.clone()).unwrap();
    prove(widest, Relation::Le, apart).unwrap_err();
    // |Σ p f| <= Σ p |f| <= Σ p max |f|
    let weighted = |t: Term| sum("j", mul(&[f("p", v("j")), t]));
    prove(abs(weighted(fj.clone())), Relation::Le, weighted(abs(fj.clone()))).unwrap();
    prove(weighted(abs(fj.clone())), Relation::Le, weighted(max("i", abs(f("f", v("i")))))).unwrap();
    prove(weighted(abs(fj.clone())), Relation::Le, abs(weighted(fj.clone()))).unwrap_err();
    prove(weighted(fj.clone()), Relation::Le, sum("j", fj.clone())).unwrap_err();
    prove(f("f", v("a")), Relation::Le, max("j", fj.clone())).unwrap();
    prove(f("f", v("a")), Relation::Lt, max("j", fj.clone())).unwrap_err();
    prove(f("pos", v("a")), Relation::Le, sum("j", f("pos", v("j")))).unwrap();
    prove(f("f", v("a")), Relation::Le, sum("j", fj)).unwrap_err();
    // Gibbs: Σ u_j log(w/u_j) <= Σ u_j (w/u_j - 1)
    let quotient = || Term::div(c("w"), f("pos", v("j")));
    let logs = sum("j", mul(&[f("pos", v("j")), Term::log(quotient())]));
    let lines = sum("j", mul(&[f("pos", v("j")), Term::sub(quotient(), int(1))]));
    prove(logs.clone(), Relation::Le, lines.clone()).unwrap();
    prove(lines, Relation::Le, logs).unwrap_err();
    // A part is at most the whole.
    assert!(shown_nonzero(&s, &Term::sub(int(2), f("q", v("a")))));
    assert!(shown_nonzero(&s, &Term::sub(int(1), Term::div(c("u"), add(&[c("u"), c("w")])))));
    assert!(!shown_nonzero(&s, &Term::sub(int(1), f("q", v("a")))), "a set may have one element");
    assert!(!shown_nonzero(&s, &Term::sub(int(1), Term::div(c("x"), add(&[c("x"), c("w")])))));
}

#[test]
fn lines_must_be_well_formed() {
    let s = bare();
    let bad = |t: Term| forward(&s, t.clone(), t, vec![]).unwrap_err();
    assert_eq!(bad(v("nobody")), KernelError::Obligation(Fault::Unbound("nobody".into())));
    assert_eq!(bad(Term::truth()), KernelError::Obligation(Fault::Sort(Term::truth())));
    let obligation = Obligation { vars: vec![binder("%0", a_set())], left: int(0), relation: Relation::Eq, right: int(0) };
    let error = check(&s, &Theorems::new(), &obligation, &Certificate::default()).unwrap_err();
    assert_eq!(error, KernelError::Obligation(Fault::Unbound("%0".into())));
}

#[test]
fn entries_outside_their_range_are_undefined() {
    let after = f("k", add(&[v("i"), int(1)]));
    let error = refuse(int(0), Rule::Ring(mul(&[int(0), after])), int(0));
    assert!(missing(&le(add(&[v("i"), int(1)]), c("n")), &error), "{error:?}");
    // Under the branch that excludes the end it is inside.
    let inside = |body: Term| cond(lt(v("i"), c("n")), body, int(0));
    let next = f("k", add(&[v("i"), int(1)]));
    accept_at(inside(int(0)), &[1], Rule::Ring(Term::sub(next.clone(), next.clone())), inside(Term::sub(next.clone(), next)));
}
