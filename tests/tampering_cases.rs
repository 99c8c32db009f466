//! Altered certificates for case distinctions, maxima over an index and one-hot sums: each is rejected, and for its own reason.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{KernelError, MoveError};
use derive_check::kernel::obligation::{
    Binder, Bound, Constraint, FunctionDecl, Obligation, Relation, SetDecl, Signature, Statement,
};
use derive_check::kernel::theorem::Theorems;
use derive_check::number::Rational;
use derive_check::rule::{Distinction, Rule, Script, Split};
use derive_check::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use terms::{a_set, abs, at, c, eq, f, int, lt, v};

fn two(fun: Fun, a: Term, b: Term) -> Term {
    Term::new(Node::Fun(fun, vec![a, b]))
}
fn max_over(body: Term) -> Term {
    Term::big(BigOp::Max, "i", a_set(), Term::truth(), body)
}
fn min_over(body: Term) -> Term {
    Term::big(BigOp::Min, "i", a_set(), Term::truth(), body)
}
fn sum_over(body: Term) -> Term {
    Term::sum("i", a_set(), Term::truth(), body)
}
fn mul(items: &[Term]) -> Term {
    Term::mul(items.to_vec())
}
fn function(args: Vec<Dom>, constraint: Constraint) -> FunctionDecl {
    FunctionDecl { args, constraint, ..FunctionDecl::default() }
}

/// Reals x, y, s with s^2 = 1; u > 0; tables f, pos > 0, bit, hot over A; B = {0, 1}.
fn signature() -> Signature {
    let mut s = Signature::default();
    s.sets.insert("A".into(), SetDecl::default());
    s.sets.insert("B".into(), SetDecl { elements: Some(vec![int(0), int(1)]) });
    for name in ["x", "y", "s"] {
        s.functions.insert(name.into(), function(vec![], Constraint::default()));
    }
    let positive = Constraint { lower: Some(Bound { value: Rational::zero(), strict: true }), ..Constraint::default() };
    s.functions.insert("u".into(), function(vec![], positive.clone()));
    s.functions.insert("f".into(), function(vec![a_set()], Constraint::default()));
    s.functions.insert("pos".into(), function(vec![a_set()], positive));
    s.functions.insert("bit".into(), function(vec![a_set()], Constraint { binary: true, ..Constraint::default() }));
    s.functions.insert("hot".into(), function(vec![a_set()], Constraint { onehot: true, ..Constraint::default() }));
    let square = Statement {
        binders: vec![],
        left: Term::pow(c("s"), int(2)),
        relation: Relation::Eq,
        right: int(1),
        conditions: vec![],
        identically: false,
    };
    s.assumptions.insert("square".into(), square);
    s
}

fn binder(name: &str, dom: Dom) -> Binder {
    Binder { name: Name::new(name), dom, guard: Term::truth() }
}
fn one(path: &[u16], rule: Rule) -> Script {
    vec![at(path, rule)]
}
fn step(left: Term, path: &[u16], rule: Rule, right: Term) -> Result<Proved, KernelError> {
    let vars = vec![binder("a", a_set()), binder("b", a_set()), binder("d", Dom::Set("B".into()))];
    let obligation = Obligation { vars, left, relation: Relation::Eq, right };
    check(&signature(), &Theorems::new(), &obligation, &Certificate { left: one(path, rule), right: vec![], order: None })
}
#[track_caller]
fn accept(left: Term, rule: Rule, right: Term) -> Proved {
    step(left, &[], rule, right).unwrap_or_else(|e| panic!("{e:?}"))
}
#[track_caller]
fn refuse_at(left: Term, path: &[u16], rule: Rule, right: Term) -> MoveError {
    match step(left, path, rule, right) {
        Err(KernelError::Move(_, error)) => error,
        other => panic!("{other:?}"),
    }
}
#[track_caller]
fn refuse(left: Term, rule: Rule, right: Term) -> MoveError {
    refuse_at(left, &[], rule, right)
}
fn distinguish(to: &Term, split: Split, yes: Option<Script>, no: Option<Script>) -> Rule {
    Rule::Distinguish(Box::new(Distinction { to: to.clone(), split, cases: [yes, no] }))
}
/// What the context decides, evaluated.
fn evaluated(to: Term) -> Option<Script> {
    Some(one(&[], Rule::Cases(to, vec![])))
}

#[test]
fn the_smaller_of_two_is_the_smaller() {
    let (smaller, order) = (two(Fun::Min, c("x"), c("y")), lt(c("x"), c("y")));
    let written = Term::new(Node::If(order.clone(), c("x"), c("y")));
    accept(smaller.clone(), Rule::Cases(written.clone(), vec![Split::Prop(order.clone())]), written);
    let turned = Term::new(Node::If(order.clone(), c("y"), c("x")));
    let error = refuse(smaller, Rule::Cases(turned.clone(), vec![Split::Prop(order.clone())]), turned.clone());
    assert!(matches!(error, MoveError::CaseDiffers(_)));
    accept(two(Fun::Max, c("x"), c("y")), Rule::Cases(turned.clone(), vec![Split::Prop(order)]), turned);
}

#[test]
fn orders_are_seen_through_positive_denominators_and_common_factors_only() {
    let ratio = Term::div(c("y"), c("u"));
    let line = |order: Term, t: Term| Term::new(Node::If(order, t, int(0)));
    let below = lt(c("y"), c("u"));
    let rewritten = line(below.clone(), ratio.clone());
    let minimum = two(Fun::Min, int(1), ratio.clone());
    let step_in = |from: Term, rule: Rule, to: Term| step(from, &[1], rule, to);
    step_in(line(below.clone(), minimum.clone()), Rule::Cases(ratio.clone(), vec![]), rewritten).unwrap();
    // y < u says nothing of y/x against 1 and of x*y against x*u: the sign of x is open.
    let open = two(Fun::Min, int(1), Term::div(c("y"), c("x")));
    let error = refuse_at(line(below.clone(), open.clone()), &[1], Rule::Cases(Term::div(c("y"), c("x")), vec![]), int(0));
    assert!(matches!(error, MoveError::CaseDiffers(_)));
    let scaled = |t: Term| mul(&[c("x"), t]);
    let open = two(Fun::Max, scaled(c("y")), scaled(c("u")));
    let error = refuse_at(line(below.clone(), open.clone()), &[1], Rule::Cases(scaled(c("u")), vec![]), int(0));
    assert!(matches!(error, MoveError::CaseDiffers(_)));
    let both = Term::and(vec![below, lt(c("x"), int(0))]);
    let to = line(both.clone(), scaled(c("y")));
    step_in(line(both.clone(), open.clone()), Rule::Cases(scaled(c("y")), vec![]), to).unwrap();
    let error = refuse_at(line(both, open), &[1], Rule::Cases(scaled(c("u")), vec![]), int(0));
    assert!(matches!(error, MoveError::CaseDiffers(_)));
}

#[test]
fn each_case_needs_its_own_proof() {
    let (line, target) = (Term::pow(abs(c("x")), int(2)), Term::pow(c("x"), int(2)));
    let split = || Split::Prop(lt(c("x"), int(0)));
    let good = || evaluated(target.clone());
    accept(line.clone(), distinguish(&target, split(), good(), good()), target.clone());
    // A case left out, a script that ends elsewhere, one that is used in the other's case.
    let error = refuse(line.clone(), distinguish(&target, split(), None, good()), target.clone());
    assert!(matches!(error, MoveError::CaseOccurs(_)));
    let error = refuse(line.clone(), distinguish(&target, split(), good(), Some(vec![])), target.clone());
    assert_eq!(error, MoveError::CaseEnds(line));
    let negative = evaluated(Term::neg(c("x")));
    let error = refuse(abs(c("x")), distinguish(&Term::neg(c("x")), split(), negative.clone(), negative), Term::neg(c("x")));
    assert!(matches!(error, MoveError::CaseDiffers(_)));
}

#[test]
fn what_is_split_on_is_a_proposition_that_is_defined() {
    let same = || Some(vec![]);
    let ratio = Split::Prop(lt(Term::recip(c("x")), int(0)));
    let error = refuse(c("y"), distinguish(&c("y"), ratio, same(), same()), c("y"));
    assert!(matches!(error, MoveError::Undefined(_)));
    let error = refuse(c("x"), distinguish(&c("x"), Split::Binary(c("x")), same(), same()), c("x"));
    assert_eq!(error, MoveError::SplitForm(c("x")));
    let values = |t: Term, one: i64, other: i64| Split::Values(t, Rational::integer(one), Rational::integer(other));
    let error = refuse(c("x"), distinguish(&c("x"), values(c("x"), 1, -1), same(), same()), c("x"));
    assert_eq!(error, MoveError::SplitForm(c("x")));
    let error = refuse(c("s"), distinguish(&c("s"), values(c("s"), 1, 0), same(), same()), c("s"));
    assert_eq!(error, MoveError::SplitForm(c("s")));
    let cube = Term::pow(c("s"), int(3));
    let proved = accept(cube.clone(), distinguish(&c("s"), values(c("s"), 1, -1), evaluated(c("s")), evaluated(c("s"))), c("s"));
    assert!(proved.assumed().contains(&Name::new("square")));
    let error = refuse(cube, distinguish(&int(1), values(c("s"), 1, -1), evaluated(int(1)), evaluated(int(1))), int(1));
    assert!(matches!(error, MoveError::CaseDiffers(_)));
}

#[test]
fn a_result_is_defined_in_each_case() {
    // In the case x = 0 nothing gives 1/x.
    let zero = mul(&[int(0), c("y")]);
    let to = mul(&[c("x"), Term::recip(c("x"))]);
    let into = || Some(one(&[], Rule::Ring(to.clone())));
    let split = Split::Prop(eq(c("x"), int(0)));
    let error = refuse(Term::add(vec![zero, int(1)]), distinguish(&to, split, into(), into()), int(1));
    assert!(matches!(error, MoveError::Undefined(_)));
}

#[test]
fn no_case_inside_a_derivative_that_varies_with_it() {
    let split = Split::Prop(eq(c("x"), int(0)));
    let body = Term::pow(c("x"), int(2));
    let line = Term::deriv(c("x"), body.clone());
    let same = || Some(vec![]);
    let error = refuse_at(line.clone(), &[1], distinguish(&body, split, same(), same()), line.clone());
    assert_eq!(error, MoveError::SplitUnderDerivative(eq(c("x"), int(0))));
    let other = Split::Prop(eq(c("y"), int(0)));
    step(line.clone(), &[1], distinguish(&body, other, same(), same()), line).unwrap();
}

#[test]
fn a_case_hypothesis_enters_a_derivative_only_if_it_does_not_vary_or_is_strict() {
    let by_x = |t: Term| Term::deriv(c("x"), t);
    // x = 0 makes x*x into 0*x, but not under d/dx.
    let line = by_x(mul(&[c("x"), c("x")]));
    let wrong = by_x(mul(&[int(0), c("x")]));
    let split = || Split::Prop(eq(c("x"), int(0)));
    let yes = Some(one(&[], Rule::Cases(wrong.clone(), vec![])));
    let error = refuse(line, distinguish(&wrong, split(), yes, Some(vec![])), wrong);
    assert!(matches!(error, MoveError::CaseDiffers(_)));
    // y = 0 may be carried into d/dx.
    let line = by_x(mul(&[c("y"), c("x")]));
    let none = by_x(mul(&[int(0), c("x")]));
    let both = Term::new(Node::If(eq(c("y"), int(0)), none.clone(), line.clone()));
    let decided = |t: &Term| vec![at(&[], Rule::Cases(t.clone(), vec![])), at(&[], Rule::Cases(both.clone(), vec![]))];
    let split = Split::Prop(eq(c("y"), int(0)));
    accept(line.clone(), distinguish(&both, split, Some(decided(&none)), evaluated(both.clone())), both.clone());
    // x <= 0 says nothing around x = 0.
    let kink = by_x(two(Fun::Max, c("x"), int(0)));
    let flat = by_x(int(0));
    let split = Split::Prop(Term::cmp_rel(Rel::Le, c("x"), int(0)));
    let inside = Some(one(&[1], Rule::Cases(int(0), vec![])));
    let error = refuse(kink, distinguish(&flat, split, inside, Some(vec![])), flat);
    assert!(matches!(error, MoveError::CaseDiffers(_)));
}

#[test]
fn elements_are_exhausted_and_not_before() {
    let square = Term::pow(v("d"), int(2));
    let is = |e: i64| Split::Prop(eq(v("d"), int(e)));
    let last = |no: Option<Script>| Some(one(&[], distinguish(&v("d"), is(1), evaluated(v("d")), no)));
    accept(square.clone(), distinguish(&v("d"), is(0), evaluated(v("d")), last(None)), v("d"));
    let error = refuse(square, distinguish(&v("d"), is(0), evaluated(v("d")), None), v("d"));
    assert!(matches!(error, MoveError::CaseOccurs(_)));
}

#[test]
fn only_what_is_monotone_leaves_a_maximum() {
    let entry = || f("f", v("i"));
    let out = |path: &[u16]| Rule::ExtremumMonotone(path.to_vec());
    let shifted = Term::add(vec![c("x"), max_over(entry())]);
    accept(max_over(Term::add(vec![c("x"), entry()])), out(&[1]), shifted);
    accept(max_over(mul(&[c("u"), entry()])), out(&[1]), mul(&[c("u"), max_over(entry())]));
    accept(max_over(mul(&[int(-1), entry()])), out(&[1]), mul(&[int(-1), min_over(entry())]));
    let flipped = Term::recip(min_over(f("pos", v("i"))));
    accept(max_over(Term::recip(f("pos", v("i")))), out(&[0]), flipped);
    // A factor of unknown sign, an even power, a reciprocal of unknown sign.
    let error = refuse(max_over(mul(&[c("x"), entry()])), out(&[1]), int(0));
    assert!(matches!(error, MoveError::Condition(_)));
    let error = refuse(max_over(Term::pow(entry(), int(2))), out(&[0]), int(0));
    assert!(matches!(error, MoveError::Condition(_)));
    let error = refuse(max_over(Term::recip(entry())), out(&[0]), int(0));
    assert!(matches!(error, MoveError::Condition(_)));
    // What stands beside the path depends on the index; what is not monotone; nothing at all.
    let error = refuse(max_over(Term::add(vec![f("pos", v("i")), entry()])), out(&[1]), int(0));
    assert!(matches!(error, MoveError::Rule(_)));
    assert!(matches!(refuse(max_over(abs(entry())), out(&[0]), int(0)), MoveError::Rule(_)));
    assert!(matches!(refuse(max_over(entry()), out(&[]), int(0)), MoveError::Rule(_)));
    assert!(matches!(refuse(sum_over(Term::add(vec![c("x"), entry()])), out(&[1]), int(0)), MoveError::Rule(_)));
    accept(max_over(c("x")), Rule::ExtremumConstant, c("x"));
    assert!(matches!(refuse(max_over(entry()), Rule::ExtremumConstant, int(0)), MoveError::Rule(_)));
    assert!(matches!(refuse(sum_over(c("x")), Rule::ExtremumConstant, c("x")), MoveError::Rule(_)));
}

#[test]
fn only_a_onehot_weight_selects() {
    let weighted = |w: &str, t: Term| sum_over(mul(&[f(w, v("i")), t]));
    let entry = || f("f", v("i"));
    let square = |t: Term| Term::pow(t, int(2));
    let rule = || Rule::OneHotSelects(vec![0]);
    accept(square(weighted("hot", entry())), rule(), weighted("hot", square(entry())));
    assert!(matches!(refuse(square(weighted("bit", entry())), rule(), int(0)), MoveError::Rule(_)));
    let other_row = sum_over(mul(&[f("hot", v("a")), entry()]));
    assert!(matches!(refuse(square(other_row), rule(), int(0)), MoveError::Rule(_)));
    let guard = Term::cmp_rel(Rel::Ne, v("i"), v("a"));
    let part = Term::sum("i", a_set(), guard, mul(&[f("hot", v("i")), entry()]));
    assert!(matches!(refuse(square(part), rule(), int(0)), MoveError::Rule(_)));
    // The function must be defined at every entry, not only at the selected one.
    assert!(matches!(refuse(Term::log(weighted("hot", entry())), rule(), int(0)), MoveError::Undefined(_)));
    let logs = weighted("hot", Term::log(f("pos", v("i"))));
    accept(Term::log(weighted("hot", f("pos", v("i")))), rule(), logs);
}
