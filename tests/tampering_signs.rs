//! Altered proofs of signs: each is rejected, and for its own reason. Beside them, what each node accepts.
//!
//! All terms are built by hand, so nothing but the trusted part takes part.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{Fault, KernelError, MoveError};
use derive_check::kernel::obligation::{
    Binder, Bound, Constraint, FunctionDecl, IntegerDecl, Obligation, Relation, SetDecl, Signature, Statement,
};
use derive_check::kernel::theorem::{Theorem, Theorems};
use derive_check::number::Rational;
use derive_check::rule::inequality::{Convex, Expansion, Increasing, Monotone, Quadratic, Sign, Tangent};
use derive_check::rule::{Move, Rule};
use derive_check::term::{BigOp, Dom, Name, Rel, Term};
use terms::{a_set, abs, c, f, int};

fn range() -> Dom {
    Dom::Range(int(1), c("n"))
}
fn big(op: BigOp, dom: Dom, body: Term) -> Term {
    Term::big(op, "i", dom, Term::truth(), body)
}
fn i() -> Term {
    Term::var("i")
}
fn le(a: Term, b: Term) -> Term {
    Term::cmp_rel(Rel::Le, a, b)
}
fn square(t: Term) -> Term {
    Term::pow(t, int(2))
}
fn boxed(sign: Sign) -> Box<Sign> {
    Box::new(sign)
}
fn ring(to: Term) -> Move {
    Move { path: vec![], rule: Rule::Ring(to) }
}

/// x, y real, u > 0, r >= 0, tables f, g real and pos > 0 over A, k over 1..n with n >= 0; x <= y assumed.
fn signature() -> Signature {
    let mut s = Signature::default();
    let function = |args: Vec<Dom>, lower: Option<bool>| {
        let lower = lower.map(|strict| Bound { value: Rational::integer(0), strict });
        FunctionDecl { args, constraint: Constraint { lower, ..Constraint::default() }, ..FunctionDecl::default() }
    };
    s.sets.insert("A".into(), SetDecl::default());
    s.integers.insert("n".into(), IntegerDecl { lower: Some(int(0)), upper: None });
    for name in ["x", "y", "z"] {
        s.functions.insert(name.into(), function(vec![], None));
    }
    s.functions.insert("u".into(), function(vec![], Some(true)));
    s.functions.insert("r".into(), function(vec![], Some(false)));
    for name in ["f", "g"] {
        s.functions.insert(name.into(), function(vec![a_set()], None));
    }
    s.functions.insert("pos".into(), function(vec![a_set()], Some(true)));
    s.functions.insert("k".into(), function(vec![range()], Some(true)));
    s.assumptions.insert("order".into(), order(vec![], c("x"), Relation::Le, c("y")));
    let at = |f: &str| Term::app(f, vec![Term::var("j@each")]);
    let each = Binder { name: "j@each".into(), dom: a_set(), guard: Term::truth() };
    s.assumptions.insert("each".into(), order(vec![each], at("f"), Relation::Le, at("g")));
    s
}

fn order(binders: Vec<Binder>, left: Term, relation: Relation, right: Term) -> Statement {
    Statement { binders, left, relation, right, conditions: vec![], identically: false }
}

fn with(theorems: &Theorems, left: Term, relation: Relation, right: Term, sign: Sign) -> Result<Proved, KernelError> {
    let vars = vec![Binder { name: "a".into(), dom: a_set(), guard: Term::truth() }];
    let certificate = Certificate { left: vec![], right: vec![], order: Some(sign) };
    check(&signature(), theorems, &Obligation { vars, left, relation, right }, &certificate)
}
/// `left <= right`
fn weak(left: Term, right: Term, sign: Sign) -> Result<Proved, KernelError> {
    with(&Theorems::new(), left, Relation::Le, right, sign)
}
/// `left < right`
fn strict(left: Term, right: Term, sign: Sign) -> Result<Proved, KernelError> {
    with(&Theorems::new(), left, Relation::Lt, right, sign)
}
/// `0 <= t` with `t` brought to its difference with 0.
fn sign_of(t: Term, sign: Sign) -> Result<Proved, KernelError> {
    weak(int(0), t.clone(), Sign::Rewrite(vec![ring(t)], boxed(sign)))
}
fn strict_sign_of(t: Term, sign: Sign) -> Result<Proved, KernelError> {
    strict(int(0), t.clone(), Sign::Rewrite(vec![ring(t)], boxed(sign)))
}
#[track_caller]
fn rejected(result: Result<Proved, KernelError>) -> MoveError {
    match result {
        Err(KernelError::Move(_, error)) => error,
        Err(error) => panic!("{error:?}"),
        Ok(proved) => panic!("accepted: {:?}", proved.obligation()),
    }
}
#[track_caller]
fn form(result: Result<Proved, KernelError>) {
    let error = rejected(result);
    assert!(matches!(error, MoveError::SignForm(_)), "{error:?}");
}
#[track_caller]
fn condition(result: Result<Proved, KernelError>) {
    let error = rejected(result);
    assert!(matches!(error, MoveError::Condition(_)), "{error:?}");
}

#[test]
fn an_equation_has_no_sign() {
    let error = with(&Theorems::new(), c("x"), Relation::Eq, c("x"), Sign::Judged).unwrap_err();
    assert_eq!(error, KernelError::Relation);
}

#[test]
fn judgement_needs_a_known_sign() {
    assert!(sign_of(c("r"), Sign::Judged).is_ok() && strict_sign_of(c("u"), Sign::Judged).is_ok());
    condition(sign_of(c("z"), Sign::Judged));
    condition(strict_sign_of(c("r"), Sign::Judged));
}

#[test]
fn sums_and_products_need_every_part() {
    let sum = Term::add(vec![c("r"), c("u")]);
    let both = |at| Sign::Sum(vec![Sign::Judged, Sign::Judged], at);
    assert!(sign_of(sum.clone(), both(0)).is_ok() && strict_sign_of(sum.clone(), both(1)).is_ok());
    condition(strict_sign_of(sum.clone(), both(0)));
    form(strict_sign_of(sum.clone(), both(2)));
    form(sign_of(sum.clone(), Sign::Sum(vec![Sign::Judged], 0)));
    form(sign_of(sum, Sign::Product(vec![Sign::Judged, Sign::Judged])));
    let product = Term::mul(vec![c("r"), c("u")]);
    let each = || Sign::Product(vec![Sign::Judged, Sign::Judged]);
    assert!(sign_of(product.clone(), each()).is_ok());
    condition(strict_sign_of(product, each()));
    condition(sign_of(Term::mul(vec![c("r"), c("z")]), each()));
    condition(sign_of(Term::add(vec![c("z"), c("u")]), both(0)));
}

#[test]
fn a_strict_sum_needs_an_index() {
    let under = || Sign::Under(boxed(Sign::Judged));
    assert!(strict_sign_of(big(BigOp::Sum, a_set(), f("pos", i())), under()).is_ok());
    // 1..n may be empty.
    let ranged = big(BigOp::Sum, range(), f("k", i()));
    assert!(sign_of(ranged.clone(), under()).is_ok());
    condition(strict_sign_of(ranged, under()));
    let guarded = Term::big(BigOp::Sum, "i", a_set(), Term::cmp_rel(Rel::Ne, i(), Term::var("a")), f("pos", i()));
    form(strict_sign_of(guarded, under()));
    assert!(strict_sign_of(big(BigOp::Prod, range(), f("k", i())), under()).is_ok());
    condition(sign_of(big(BigOp::Sum, a_set(), f("f", i())), under()));
    form(sign_of(c("r"), under()));
}

#[test]
fn cases_need_a_proposition_that_is_defined_and_both_signs() {
    let p = le(int(0), c("x"));
    let simpler = |to: Term| Sign::Rewrite(vec![Move { path: vec![], rule: Rule::Cases(to, vec![]) }], boxed(Sign::Judged));
    let cases = |p: Term, no: Term| Sign::Cases(p, boxed(simpler(c("x"))), boxed(simpler(no)));
    assert!(sign_of(abs(c("x")), cases(p.clone(), Term::neg(c("x")))).is_ok());
    assert!(matches!(rejected(sign_of(abs(c("x")), cases(p, c("x")))), MoveError::CaseDiffers(_)));
    let undefined = le(int(0), Term::recip(c("x")));
    let error = rejected(sign_of(abs(c("x")), cases(undefined, Term::neg(c("x")))));
    assert!(matches!(error, MoveError::Undefined(_)), "{error:?}");
    let error = rejected(sign_of(abs(c("x")), cases(le(int(0), c("nowhere")), Term::neg(c("x")))));
    assert!(matches!(error, MoveError::IllFormed(Fault::Undeclared(_))), "{error:?}");
}

#[test]
fn an_extremum_is_attained_at_an_index_not_at_all_of_them() {
    let top = big(BigOp::Max, a_set(), f("f", i()));
    let attained = |inner| Sign::Attained(top.clone(), boxed(inner));
    // max f <= max g because f <= g everywhere.
    let other = big(BigOp::Max, a_set(), f("g", i()));
    let opened = Term::var(Name::opened(0));
    let below = Sign::With(
        Term::sub(f("g", opened.clone()), f("f", opened.clone())),
        false,
        boxed(Sign::Assume("each".into(), vec![opened])),
        boxed(Sign::Judged),
    );
    assert!(weak(top.clone(), other.clone(), attained(below)).is_ok());
    condition(weak(other.clone(), top.clone(), attained(Sign::Judged)));
    // A sum is no extremum; what does not stand there cannot be replaced; nor what stands in a derivative.
    let sum = big(BigOp::Sum, a_set(), f("f", i()));
    form(weak(sum.clone(), other.clone(), Sign::Attained(sum, boxed(Sign::Judged))));
    form(weak(c("x"), other, attained(Sign::Judged)));
    form(weak(c("x"), Term::deriv(c("z"), top.clone()), attained(Sign::Judged)));
}

#[test]
fn an_entry_lies_in_the_domain_of_its_extremum() {
    let (top, low) = (big(BigOp::Max, a_set(), f("f", i())), big(BigOp::Min, a_set(), f("f", i())));
    let at = |big: &Term, index: Term| Sign::Entry(big.clone(), index);
    let a = || Term::var("a");
    assert!(weak(f("f", a()), top.clone(), at(&top, a())).is_ok());
    assert!(weak(low.clone(), f("f", a()), at(&low, a())).is_ok());
    form(weak(top.clone(), f("f", a()), at(&top, a())));
    form(strict(f("f", a()), top.clone(), at(&top, a())));
    let ranged = big(BigOp::Max, range(), f("k", i()));
    let error = rejected(weak(f("k", c("n")), ranged.clone(), at(&ranged, int(0))));
    assert!(matches!(error, MoveError::InstanceDomain(_)), "{error:?}");
    let guarded = Term::big(BigOp::Max, "i", a_set(), Term::cmp_rel(Rel::Ne, i(), a()), f("f", i()));
    let error = rejected(weak(f("f", a()), guarded.clone(), at(&guarded, a())));
    assert!(matches!(error, MoveError::InstanceGuard(_)), "{error:?}");
}

#[test]
fn tangents_touch_convex_functions_where_they_are_convex() {
    let tangent = |function, at: Term, foot: Term| Tangent { function, at, foot };
    let claim = |t: &Tangent| sign_of(t.difference(), Sign::Tangent(t.clone()));
    let holds = |t: Tangent| claim(&t).is_ok();
    assert!(holds(tangent(Convex::Exp, c("x"), c("y"))));
    assert!(holds(tangent(Convex::MinusLog, c("u"), int(1))));
    assert!(holds(tangent(Convex::Power(2), c("x"), c("y"))) && holds(tangent(Convex::Power(3), c("r"), c("u"))));
    assert!(holds(tangent(Convex::Power(-1), c("u"), int(2))));
    let half = || Term::num(Rational::fraction(1, 2));
    assert!(holds(tangent(Convex::MinusRealPower(half()), c("r"), c("u"))));
    condition(claim(&tangent(Convex::Power(3), c("x"), c("u"))));
    // That 1/x is defined says x != 0, not x > 0.
    condition(claim(&tangent(Convex::Power(-1), c("u"), c("x"))));
    condition(claim(&tangent(Convex::RealPower(half()), c("r"), c("u"))));
    condition(claim(&tangent(Convex::MinusRealPower(Term::num(Rational::fraction(3, 2))), c("r"), c("u"))));
    form(claim(&tangent(Convex::Power(1), c("x"), c("y"))));
    // The difference of another tangent.
    let (one, other) = (tangent(Convex::Exp, c("x"), c("y")), tangent(Convex::Exp, c("y"), c("x")));
    form(sign_of(one.difference(), Sign::Tangent(other)));
    form(sign_of(Term::neg(one.difference()), Sign::Tangent(one.clone())));
    // Strict only away from the foot.
    condition(strict_sign_of(one.difference(), Sign::Tangent(one)));
    let apart = tangent(Convex::Exp, c("u"), int(0));
    assert!(strict_sign_of(apart.difference(), Sign::Tangent(apart)).is_ok());
}

#[test]
fn expansions_bound_exp_and_log_on_one_side() {
    let expansion = |bound, at: Term| Expansion { bound, at };
    let claim = |e: &Expansion| sign_of(e.difference(), Sign::Expansion(e.clone()));
    let holds = |e: Expansion| claim(&e).is_ok();
    let (plus, minus) = (c("u"), Term::neg(c("u")));
    assert!(holds(expansion(Quadratic::ExpAbove, plus.clone())) && holds(expansion(Quadratic::ExpBelow, minus.clone())));
    assert!(holds(expansion(Quadratic::ExpToOne, Term::sub(int(1), plus.clone()))));
    assert!(holds(expansion(Quadratic::LogAbove, Term::add(vec![int(1), plus.clone()]))));
    assert!(holds(expansion(Quadratic::LogFromHalf, Term::add(vec![int(1), plus.clone()]))));
    condition(claim(&expansion(Quadratic::ExpAbove, minus)));
    condition(claim(&expansion(Quadratic::ExpBelow, plus.clone())));
    condition(claim(&expansion(Quadratic::ExpToOne, Term::add(vec![int(1), plus.clone()]))));
    // That log u is defined says 0 < u, not 1 <= u or 1/2 <= u.
    condition(claim(&expansion(Quadratic::LogAbove, plus.clone())));
    condition(claim(&expansion(Quadratic::LogFromHalf, plus.clone())));
    let one = expansion(Quadratic::ExpAbove, plus.clone());
    form(sign_of(Term::neg(one.difference()), Sign::Expansion(one.clone())));
    form(sign_of(one.difference(), Sign::Expansion(expansion(Quadratic::ExpToOne, plus))));
    // Both touch.
    form(strict_sign_of(one.difference(), Sign::Expansion(one)));
}

#[test]
fn increasing_functions_keep_an_order_that_is_shown() {
    let rule = |function| Monotone { function, lower: c("x"), upper: c("y") };
    let given = || Sign::Assume("order".into(), vec![]);
    let claim = |m: &Monotone, sign| sign_of(m.difference(), Sign::Monotone(m.clone(), boxed(sign)));
    assert!(claim(&rule(Increasing::Exp), given()).is_ok() && claim(&rule(Increasing::Power(3)), given()).is_ok());
    condition(claim(&rule(Increasing::Power(2)), given()));
    condition(claim(&rule(Increasing::MinusPower(-1)), given()));
    form(claim(&rule(Increasing::MinusPower(1)), given()));
    let turned = Monotone { function: Increasing::Exp, lower: c("y"), upper: c("x") };
    form(claim(&turned, given()));
    condition(claim(&turned, Sign::Judged));
    form(sign_of(rule(Increasing::Exp).difference(), Sign::Monotone(rule(Increasing::Power(3)), boxed(given()))));
    // The premise is weak, so the conclusion is.
    form(strict_sign_of(rule(Increasing::Exp).difference(), Sign::Monotone(rule(Increasing::Exp), boxed(given()))));
}

#[test]
fn squares_compare_only_with_what_is_not_negative() {
    let claim = |l: Term, r: Term, first, second| weak(l.clone(), r.clone(), Sign::Squares(l, r, boxed(first), boxed(second)));
    let squares = |to: Term| Sign::Rewrite(vec![ring(to)], boxed(Sign::Judged));
    // x <= sqrt(x^2 + r)
    let root = Term::real_pow(Term::add(vec![square(c("x")), c("r")]), Term::num(Rational::fraction(1, 2)));
    let squared = Sign::Rewrite(
        vec![
            Move { path: vec![0], rule: Rule::PowerPower },
            Move { path: vec![0], rule: Rule::PowerInteger },
            Move { path: vec![], rule: Rule::Ring(c("r")) },
        ],
        boxed(Sign::Judged),
    );
    assert!(claim(c("x"), c("u"), Sign::Judged, squares(c("u"))).is_err());
    let result = claim(c("x"), root, Sign::Judged, squared);
    assert!(matches!(result, Ok(_) | Err(KernelError::Move(_, MoveError::Rule(_)))), "{result:?}");
    // 1 <= -2 has 1 <= 4.
    condition(claim(int(1), int(-2), Sign::Judged, Sign::Judged));
    assert!(claim(int(-2), int(2), Sign::Judged, Sign::Judged).is_ok());
    condition(claim(int(3), int(2), Sign::Judged, Sign::Judged));
    form(weak(c("x"), c("y"), Sign::Squares(c("x"), c("u"), boxed(Sign::Judged), boxed(Sign::Judged))));
}

#[test]
fn assumptions_and_results_are_what_they_say() {
    let given = |name: &str, args: Vec<Term>| Sign::Assume(name.into(), args);
    assert!(weak(c("x"), c("y"), given("order", vec![])).is_ok());
    form(weak(c("y"), c("x"), given("order", vec![])));
    form(strict(c("x"), c("y"), given("order", vec![])));
    assert_eq!(rejected(weak(c("x"), c("y"), given("none", vec![]))), MoveError::UnknownAssumption("none".into()));
    assert_eq!(rejected(weak(c("x"), c("y"), given("order", vec![c("x")]))), MoveError::InstanceCount);
    let a = || Term::var("a");
    assert!(weak(f("f", a()), f("g", a()), given("each", vec![a()])).is_ok());
    assert!(matches!(rejected(weak(f("f", a()), f("g", a()), given("each", vec![int(1)]))), MoveError::IllFormed(_)));

    let proved = strict(c("x"), Term::add(vec![c("x"), c("u")]), Sign::Judged).unwrap();
    let theorem = Theorem::chain(&signature(), &Theorems::new(), &"more".into(), 1, std::slice::from_ref(&proved)).unwrap();
    let theorems: Theorems = [("more".into(), theorem)].into_iter().collect();
    let cite = |name: &str| Sign::Cite(name.into(), vec![]);
    let sum = || Term::add(vec![c("x"), c("u")]);
    let result = with(&theorems, c("x"), Relation::Lt, sum(), cite("more")).unwrap();
    assert!(result.cited().contains(&Name::new("more")));
    form(with(&theorems, sum(), Relation::Le, c("x"), cite("more")));
    form(with(&theorems, c("y"), Relation::Le, sum(), cite("more")));
    assert_eq!(rejected(with(&theorems, c("x"), Relation::Lt, sum(), cite("less"))), MoveError::UnknownTheorem("less".into()));
}

#[test]
fn what_is_shown_first_is_shown_and_defined() {
    let first = |t: Term, proof| Sign::With(t, false, boxed(proof), boxed(Sign::Judged));
    let step = || Term::sub(c("y"), c("x"));
    let given = || Sign::Assume("order".into(), vec![]);
    assert!(weak(Term::mul(vec![int(2), c("x")]), Term::mul(vec![int(2), c("y")]), first(step(), given())).is_ok());
    form(weak(c("y"), c("x"), first(Term::sub(c("x"), c("y")), given())));
    condition(weak(c("y"), c("x"), first(Term::sub(c("x"), c("y")), Sign::Judged)));
    let error = rejected(weak(c("x"), c("x"), first(square(Term::recip(c("z"))), Sign::Judged)));
    assert!(matches!(error, MoveError::Undefined(_)), "{error:?}");
    // What is shown first is as strict as it is then used.
    let positive = |t: Term| Sign::With(t, true, boxed(Sign::Judged), boxed(Sign::Judged));
    assert!(strict(c("x"), Term::add(vec![c("x"), c("u")]), positive(c("u"))).is_ok());
    condition(strict(c("x"), Term::add(vec![c("x"), c("r")]), positive(c("r"))));
}

#[test]
fn a_sum_lies_above_its_terms_if_none_is_negative() {
    let at_a = |name: &str| f(name, Term::var("a"));
    let sum = |name: &str| big(BigOp::Sum, a_set(), f(name, i()));
    let among = |name: &str, index: Term, body| Sign::Among(sum(name), index, boxed(body));
    assert!(weak(at_a("pos"), sum("pos"), among("pos", Term::var("a"), Sign::Judged)).is_ok());
    // The others may be negative; the sum may have no other term; another index, another sum, no sum.
    condition(weak(at_a("f"), sum("f"), among("f", Term::var("a"), Sign::Judged)));
    form(strict(at_a("pos"), sum("pos"), among("pos", Term::var("a"), Sign::Judged)));
    form(weak(sum("pos"), at_a("pos"), among("pos", Term::var("a"), Sign::Judged)));
    form(weak(at_a("f"), sum("pos"), among("pos", Term::var("a"), Sign::Judged)));
    let top = big(BigOp::Max, a_set(), f("pos", i()));
    form(weak(at_a("pos"), top.clone(), Sign::Among(top, Term::var("a"), boxed(Sign::Judged))));
    form(weak(at_a("pos"), sum("pos"), Sign::Entry(sum("pos"), Term::var("a"))));
    let product = big(BigOp::Prod, a_set(), f("pos", i()));
    form(weak(at_a("pos"), product.clone(), Sign::Among(product, Term::var("a"), boxed(Sign::Judged))));
    // An index that the range (or the guard) does not hold.
    let ranged = Term::sum("i", Dom::Range(int(2), c("n")), Term::truth(), f("k", i()));
    let error = rejected(weak(f("k", int(1)), ranged.clone(), Sign::Among(ranged, int(1), boxed(Sign::Judged))));
    assert_eq!(error, MoveError::InstanceDomain(int(1)));
    let others = Term::sum("i", a_set(), Term::cmp_rel(Rel::Ne, i(), Term::var("a")), f("pos", i()));
    let error = rejected(weak(at_a("pos"), others.clone(), Sign::Among(others, Term::var("a"), boxed(Sign::Judged))));
    assert!(matches!(error, MoveError::InstanceGuard(_)), "{error:?}");
}

#[test]
fn nesting_is_bounded() {
    let deep = (0..200).fold(Sign::Judged, |s, _| Sign::Rewrite(vec![], boxed(s)));
    assert_eq!(rejected(weak(c("r"), c("r"), deep)), MoveError::TooLarge);
}
