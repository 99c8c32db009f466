//! What the judgement sees by itself of sizes of sets, products, laws and factors; and, a little altered, what it must not see.
//!
//! All terms are built by hand, so nothing but the trusted part takes part.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{KernelError, MoveError};
use derive_check::kernel::obligation::{
    Binder, Bound, Constraint, FunctionDecl, IntegerDecl, Obligation, Relation, SetDecl, Signature, Statement,
};
use derive_check::kernel::theorem::Theorems;
use derive_check::number::Rational;
use derive_check::rule::inequality::Sign;
use derive_check::rule::{Distinction, Move, Rule, Split};
use derive_check::term::{BigOp, Dom, Fun, Node, Rel, Term};
use terms::{a_set, c, eq, f, int, v};

fn b_set() -> Dom {
    Dom::Set("B".into())
}
fn big(op: BigOp, dom: Dom, body: Term) -> Term {
    Term::big(op, "i", dom, Term::truth(), body)
}
fn i() -> Term {
    Term::var("i")
}
fn size(set: &str) -> Term {
    Term::new(Node::Card(set.into()))
}

/// y, z real, z = r assumed; r, r2 >= 0; u > 0; w in [0, 1]; o in (0, 1); d in [0, 2]; over A: g >= 0, q in (0, 1), e in [0, 1]; k in (0, 1) over 1..n, n >= 0; m an integer.
/// `joint` a law over A x B, `cond` one over A given B.
fn signature() -> Signature {
    let mut s = Signature::default();
    s.sets.insert("A".into(), SetDecl::default());
    s.sets.insert("B".into(), SetDecl::default());
    s.integers.insert("n".into(), IntegerDecl { lower: Some(int(0)), upper: None });
    s.integers.insert("m".into(), IntegerDecl::default());
    let bound = |value: Option<(i64, bool)>| value.map(|(n, strict)| Bound { value: Rational::integer(n), strict });
    let mut add = |name: &str, args: Vec<Dom>, lower, upper, law| {
        let constraint = Constraint { lower: bound(lower), upper: bound(upper), ..Constraint::default() };
        s.functions.insert(name.into(), FunctionDecl { args, constraint, law, ..FunctionDecl::default() });
    };
    add("y", vec![], None, None, None);
    add("z", vec![], None, None, None);
    add("r", vec![], Some((0, false)), None, None);
    add("r2", vec![], Some((0, false)), None, None);
    add("u", vec![], Some((0, true)), None, None);
    add("w", vec![], Some((0, false)), Some((1, false)), None);
    add("o", vec![], Some((0, true)), Some((1, true)), None);
    add("d", vec![], Some((0, false)), Some((2, false)), None);
    add("f", vec![a_set()], None, None, None);
    add("g", vec![a_set()], Some((0, false)), None, None);
    add("q", vec![a_set()], Some((0, true)), Some((1, true)), None);
    add("e", vec![a_set()], Some((0, false)), Some((1, false)), None);
    add("k", vec![Dom::Range(int(1), c("n"))], Some((0, true)), Some((1, true)), None);
    add("joint", vec![a_set(), b_set()], Some((0, false)), None, Some(2));
    add("cond", vec![a_set(), b_set()], Some((0, false)), None, Some(1));
    let equation = Statement {
        binders: vec![],
        left: c("z"),
        relation: Relation::Eq,
        right: c("r"),
        conditions: vec![],
        identically: false,
    };
    s.assumptions.insert("same".into(), equation);
    s
}

/// The step, for `a`, `a2`, `a3` in A with these guards and `b` in B.
fn step(guards: &[Term], left: Term, relation: Relation, right: Term, sign: Sign) -> Result<Proved, KernelError> {
    let binder = |name: &str, dom: Dom| Binder { name: name.into(), dom, guard: Term::truth() };
    let mut vars = vec![binder("a", a_set()), binder("a2", a_set()), binder("a3", a_set()), binder("b", b_set())];
    vars[3].guard = Term::and(guards.to_vec());
    let certificate = Certificate { left: vec![], right: vec![], order: Some(sign) };
    check(&signature(), &Theorems::new(), &Obligation { vars, left, relation, right }, &certificate)
}
fn weak(left: Term, right: Term) -> Result<Proved, KernelError> {
    step(&[], left, Relation::Le, right, Sign::Judged)
}
fn strict(left: Term, right: Term) -> Result<Proved, KernelError> {
    step(&[], left, Relation::Lt, right, Sign::Judged)
}
#[track_caller]
fn unseen(result: Result<Proved, KernelError>) {
    match result {
        Err(KernelError::Move(_, MoveError::Condition(_))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_part_of_what_is_not_negative_is_no_larger() {
    let times = |a: &str, b: &str| Term::mul(vec![c(a), c(b)]);
    assert!(weak(times("r", "w"), c("r")).is_ok());
    assert!(weak(times("r", "d"), Term::mul(vec![int(2), c("r")])).is_ok());
    assert!(strict(times("u", "o"), c("u")).is_ok());
    // Of any sign; a factor above 1; not strict at 0, nor at 1.
    unseen(weak(times("y", "w"), c("y")));
    unseen(weak(times("r", "d"), c("r")));
    unseen(strict(times("r", "o"), c("r")));
    unseen(strict(times("u", "w"), c("u")));
}

#[test]
fn products_of_numbers_below_one() {
    let over_a = |name: &str| big(BigOp::Prod, a_set(), f(name, i()));
    assert!(strict(over_a("q"), int(1)).is_ok() && weak(over_a("e"), int(1)).is_ok());
    assert!(weak(over_a("e"), f("e", v("a"))).is_ok());
    unseen(strict(over_a("e"), int(1)));
    unseen(weak(over_a("g"), f("g", v("a"))));
    unseen(weak(f("e", v("a")), over_a("e")));
    // An empty product is 1.
    unseen(strict(big(BigOp::Prod, Dom::Range(int(1), c("n")), f("k", i())), int(1)));
}

#[test]
fn some_outcomes_of_a_law() {
    let at = |law: &str, x: Term, y: Term| Term::app(law, vec![x, y]);
    assert!(weak(big(BigOp::Sum, a_set(), at("joint", i(), v("b"))), int(1)).is_ok());
    assert!(weak(big(BigOp::Sum, b_set(), at("joint", v("a"), i())), int(1)).is_ok());
    let some = Term::big(BigOp::Sum, "i", a_set(), Term::cmp_rel(Rel::Ne, i(), v("a")), at("joint", i(), v("b")));
    assert!(weak(some, int(1)).is_ok());
    // Summed over the condition, or once more over a set that the law does not run through.
    unseen(weak(big(BigOp::Sum, b_set(), at("cond", v("a"), i())), int(1)));
    let twice = Term::big(BigOp::Sum, "j", b_set(), Term::truth(), big(BigOp::Sum, a_set(), at("joint", i(), v("b"))));
    unseen(weak(twice, int(1)));
    unseen(weak(big(BigOp::Sum, a_set(), f("g", i())), int(1)));
}

#[test]
fn the_factors_of_what_a_logarithm_is_taken_of() {
    let quotient = |a: &str| Term::mul(vec![Term::log(Term::mul(vec![c(a), Term::recip(c("r2"))])), int(0)]);
    let positive = |a: &str| {
        let plain = Move { path: vec![], rule: Rule::Ring(c(a)) };
        step(&[], quotient(a), Relation::Lt, c(a), Sign::Rewrite(vec![plain], Box::new(Sign::Judged)))
    };
    let proved = positive("r").unwrap();
    assert!(!proved.presupposed().is_empty(), "{proved:?}");
    // Both may be negative.
    unseen(positive("y"));
    unseen(strict(int(0), c("r")));
}

#[test]
fn sizes_of_sets_by_indices_that_are_apart() {
    let apart = |x: &str, y: &str| Term::cmp_rel(Rel::Ne, v(x), v(y));
    let least = |guards: &[Term], n: i64| step(guards, int(n), Relation::Le, size("A"), Sign::Judged);
    assert!(least(&[], 1).is_ok() && least(&[apart("a", "a2")], 2).is_ok());
    assert!(least(&[apart("a", "a2"), apart("a2", "a3"), apart("a", "a3")], 3).is_ok());
    unseen(least(&[], 2));
    unseen(least(&[apart("a", "a2"), apart("a2", "a3")], 3));
    unseen(step(&[apart("a", "a2")], int(2), Relation::Le, size("B"), Sign::Judged));
}

#[test]
fn a_set_of_one_element() {
    let sum = || big(BigOp::Sum, a_set(), f("f", i()));
    let step = |of: &str, count: i64, index: &str| {
        let p = eq(size(of), int(count));
        let only = eq(i(), v(index)).close(&"i".into());
        let root = |rule| Move { path: vec![], rule };
        let yes = vec![root(Rule::Cases(sum(), vec![])), root(Rule::Domain(a_set(), only)), root(Rule::Point(v(index)))];
        let no = vec![root(Rule::Cases(f("f", v(index)), vec![]))];
        let distinction = Distinction { to: f("f", v(index)), split: Split::Prop(p.clone()), cases: [Some(yes), Some(no)] };
        let left = Term::new(Node::If(p, sum(), f("f", v(index))));
        let certificate = Certificate { left: vec![root(Rule::Distinguish(Box::new(distinction)))], right: vec![], order: None };
        let binder = |name: &str, dom: Dom| Binder { name: name.into(), dom, guard: Term::truth() };
        let vars = vec![binder("a", a_set()), binder("b", b_set())];
        let right = f("f", v(index));
        check(&signature(), &Theorems::new(), &Obligation { vars, left, relation: Relation::Eq, right }, &certificate)
    };
    assert!(step("A", 1, "a").is_ok(), "{:?}", step("A", 1, "a"));
    assert!(step("A", 2, "a").is_err() && step("B", 1, "a").is_err());
}

#[test]
fn an_equation_is_an_order_either_way_and_never_strict() {
    let given = || Sign::Assume("same".into(), vec![]);
    assert!(step(&[], c("z"), Relation::Le, c("r"), given()).is_ok());
    assert!(step(&[], c("r"), Relation::Le, c("z"), given()).is_ok());
    let form = |result| matches!(result, Err(KernelError::Move(_, MoveError::SignForm(_))));
    assert!(form(step(&[], c("z"), Relation::Lt, c("r"), given())));
    assert!(form(step(&[], c("r"), Relation::Lt, c("z"), given())));
    assert!(form(step(&[], c("z"), Relation::Le, c("u"), given())));
}

#[test]
fn of_two_consecutive_integers_the_product_is_not_negative() {
    let square = |a: &str| Term::pow(c(a), int(2));
    let line = |slope: i64, of: &str, constant: i64| Term::add(vec![Term::mul(vec![int(slope), c(of)]), int(constant)]);
    for (slope, constant) in [(1, 0), (-1, 0), (3, -2), (-3, -2)] {
        assert!(weak(line(slope, "m", constant), square("m")).is_ok(), "{slope}");
        // Equal at an integer; of a real in between the square is below.
        unseen(strict(line(slope, "m", constant), square("m")));
        unseen(weak(line(slope, "y", constant), square("y")));
        unseen(weak(line(slope, "m", constant + 1), square("m")));
    }
    unseen(weak(line(2, "m", 0), square("m")));
}

#[test]
fn what_is_chosen_by_a_known_order() {
    let sum = |a: &str, b: &str| Term::add(vec![c(a), c(b)]);
    let less = |t: Term, a: &str| Term::sub(t, c(a));
    let abs = |t: Term| Term::fun(Fun::Abs, t);
    let two = |f: Fun, a: Term, b: Term| Term::new(Node::Fun(f, vec![a, b]));
    assert!(weak(less(abs(sum("u", "r")), "u"), c("r")).is_ok());
    assert!(weak(less(two(Fun::Max, sum("y", "r"), c("y")), "y"), c("r")).is_ok());
    assert!(weak(c("r"), less(two(Fun::Min, sum("y", "r"), sum("y", "z")), "y")).is_ok());
    // Of either sign, the other one, the larger for the smaller.
    unseen(weak(less(abs(sum("y", "r")), "y"), c("r")));
    unseen(weak(less(two(Fun::Max, sum("y", "r"), c("y")), "y"), int(0)));
    unseen(weak(c("r"), less(two(Fun::Min, sum("y", "r"), c("y")), "y")));
}
