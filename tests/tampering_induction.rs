//! Altered inductions and range rules: each is rejected, and for its own reason. Beside them, what is accepted.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{Case, Fault, KernelError, MoveError};
use derive_check::kernel::obligation::{Binder, FunctionDecl, IntegerDecl, Obligation, Relation, Signature, Statement};
use derive_check::kernel::theorem::Theorems;
use derive_check::rule::{Induction, Move, Rule, Sides};
use derive_check::term::{Dom, Fun, Name, Node, Rel, Term};
use terms::{at, c, int, v};

fn add(items: &[Term]) -> Term {
    Term::add(items.to_vec())
}
fn mul(items: &[Term]) -> Term {
    Term::mul(items.to_vec())
}
fn total(high: Term) -> Term {
    Term::sum("i", Dom::Range(int(1), high), Term::truth(), c("x"))
}
fn before() -> Term {
    add(&[v("t"), int(-1)])
}

/// Reals x, y; integers n >= 1 and k without bounds.
fn signature() -> Signature {
    let mut s = Signature::default();
    for name in ["x", "y"] {
        s.functions.insert(name.into(), FunctionDecl::default());
    }
    s.integers.insert("n".into(), IntegerDecl { lower: Some(int(1)), upper: None });
    s.integers.insert("k".into(), IntegerDecl::default());
    s
}

/// `Σ_{i∈1..t} x = t*x` for t in 1..n, at t = n.
fn count() -> Induction {
    let base = Sides { left: vec![at(&[], Rule::Enumerate)], right: vec![at(&[], Rule::Ring(c("x")))], order: None };
    let step = vec![
        at(&[], Rule::SplitRange(before())),
        at(&[0], Rule::Cite("%h0".into(), vec![before()], false)),
        at(&[1], Rule::Factor),
        at(&[1, 1], Rule::Count),
        at(&[], Rule::Ring(mul(&[v("t"), c("x")]))),
    ];
    Induction {
        variable: "t".into(),
        low: int(1),
        high: c("n"),
        downward: false,
        others: vec![],
        left: total(v("t")),
        relation: Relation::Eq,
        right: mul(&[v("t"), c("x")]),
        bases: vec![base],
        step: Sides { left: step, right: vec![], order: None },
        values: vec![c("n")],
        backward: false,
    }
}

fn run_in(s: &Signature, left: Term, right: Term, moves: Vec<Move>) -> Result<Proved, KernelError> {
    let vars = vec![Binder { name: "i".into(), dom: Dom::Range(int(1), c("n")), guard: Term::truth() }];
    let obligation = Obligation { vars, left, relation: Relation::Eq, right };
    check(s, &Theorems::new(), &obligation, &Certificate { left: moves, right: vec![], order: None })
}
fn run(induction: Induction) -> Result<Proved, KernelError> {
    let right = induction.right.substitute(&[("t".into(), c("n"))]);
    run_in(&signature(), total(c("n")), right, vec![at(&[], Rule::Induction(Box::new(induction)))])
}
fn refused(result: Result<Proved, KernelError>) -> MoveError {
    match result {
        Err(KernelError::Move(_, error)) => error,
        other => panic!("{other:?}"),
    }
}
/// The error inside of a case.
fn inside(error: MoveError) -> (Case, KernelError) {
    match error {
        MoveError::Induction(case, inner) => (case, *inner),
        other => panic!("{other:?}"),
    }
}
fn in_step(error: MoveError) -> MoveError {
    match inside(error) {
        (Case::Step, KernelError::Move(_, inner)) => inner,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_induction_is_accepted() {
    let proved = run(count()).unwrap();
    assert!(proved.rules().any(|r| r.name() == "induction"));
    assert!(proved.presupposed().is_empty() && proved.assumed().is_empty());
}

#[test]
fn the_hypothesis_is_refused_at_the_index_itself_and_outside_of_the_range() {
    let mut same = count();
    same.step.left = vec![at(&[], Rule::Cite("%h0".into(), vec![v("t")], false))];
    assert_eq!(in_step(refused(run(same))), MoveError::InstanceDomain(v("t")));
    let mut later = count();
    later.step.left[1] = at(&[0], Rule::Cite("%h0".into(), vec![add(&[v("t"), int(1)])], false));
    assert_eq!(in_step(refused(run(later))), MoveError::InstanceDomain(add(&[v("t"), int(1)])));
    let mut two_back = count();
    two_back.step.left[1] = at(&[0], Rule::Cite("%h0".into(), vec![add(&[v("t"), int(-2)])], false));
    assert_eq!(in_step(refused(run(two_back))), MoveError::InstanceDomain(add(&[v("t"), int(-2)])));
}

#[test]
fn without_a_base_the_step_reaches_below_the_range() {
    let mut missing = count();
    missing.bases.clear();
    let error = in_step(refused(run(missing)));
    // The split is refused or the hypothesis is: nothing lies before the first value.
    assert!(matches!(error, MoveError::InstanceDomain(_)), "{error:?}");
}

#[test]
fn a_base_that_fails_and_a_base_at_another_value_are_refused() {
    let mut wrong = count();
    wrong.right = add(&[mul(&[v("t"), c("x")]), int(1)]);
    wrong.bases[0].right.clear();
    assert!(matches!(inside(refused(run(wrong))), (Case::Base(0), KernelError::Ends(..))));
    // The range begins at 0, and the proof of the base is one for 1.
    let mut lower = count();
    lower.low = int(0);
    assert!(matches!(inside(refused(run(lower))), (Case::Base(0), _)));
}

#[test]
fn the_range_must_be_known_to_hold_the_value() {
    let mut unbounded = count();
    unbounded.high = c("k");
    unbounded.values = vec![c("k")];
    let right = mul(&[c("k"), c("x")]);
    let error = refused(run_in(&signature(), total(c("k")), right, vec![at(&[], Rule::Induction(Box::new(unbounded)))]));
    assert_eq!(error, MoveError::InstanceDomain(c("k")));
    let mut none = count();
    none.values.clear();
    assert_eq!(refused(run(none)), MoveError::InstanceCount);
    let mut other = count();
    other.values = vec![int(1)];
    assert_eq!(refused(run(other)), MoveError::InstanceSide);
}

#[test]
fn the_hypothesis_needs_its_own_conditions() {
    // t*x = t*x + 0/(t - 3): where t - 1 = 3 the hypothesis says nothing.
    let extra = |t: Term| add(&[mul(&[t.clone(), c("x")]), mul(&[int(0), Term::recip(add(&[t, int(-3)]))])]);
    let mut partial = count();
    (partial.left, partial.right) = (mul(&[v("t"), c("x")]), extra(v("t")));
    partial.bases =
        vec![Sides { left: vec![at(&[], Rule::Ring(c("x")))], right: vec![at(&[], Rule::Ring(c("x")))], order: None }];
    partial.step.left = vec![
        at(&[], Rule::Ring(add(&[mul(&[before(), c("x")]), c("x")]))),
        at(&[0], Rule::Cite("%h0".into(), vec![before()], false)),
    ];
    let rule = Rule::Induction(Box::new(partial));
    let error = refused(run_in(&signature(), mul(&[c("n"), c("x")]), extra(c("n")), vec![at(&[], rule)]));
    let denominator = add(&[before(), int(-3)]);
    match in_step(error) {
        MoveError::Undefined(condition) => assert_eq!(condition.prop, Term::cmp_rel(Rel::Ne, denominator, int(0))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_are_not_captured() {
    for name in ["i", "%0"] {
        let mut taken = count();
        taken.variable = name.into();
        let (_, error) = inside(refused(run(taken)));
        assert_eq!(error, KernelError::Obligation(Fault::Unbound(name.into())));
    }
    let mut twice = count();
    twice.others = vec![Binder { name: "t".into(), dom: Dom::Range(int(1), c("n")), guard: Term::truth() }];
    twice.values = vec![c("n"), c("n")];
    assert!(matches!(inside(refused(run(twice))).1, KernelError::Obligation(Fault::Unbound(_))));
    // No hypothesis is left after its step, and none is there before.
    let outside =
        run_in(&signature(), total(c("n")), total(c("n")), vec![at(&[], Rule::Cite("%h0".into(), vec![c("n")], false))]);
    assert_eq!(refused(outside), MoveError::UnknownTheorem("%h0".into()));
}

#[test]
fn under_a_derivative_no_pointwise_assumption_may_stand_behind_the_hypothesis() {
    let product = |t: Term| mul(&[t, c("y")]);
    let mut induction = count();
    (induction.left, induction.right) = (product(v("t")), mul(&[c("y"), v("t")]));
    let to = c("y");
    induction.bases =
        vec![Sides { left: vec![at(&[], Rule::Ring(to.clone()))], right: vec![at(&[], Rule::Ring(to))], order: None }];
    let slope = Term::deriv(c("y"), product(before()));
    induction.step.left = vec![
        at(&[], Rule::Ring(add(&[product(v("t")), slope.clone(), Term::neg(slope.clone())]))),
        at(&[1, 1], Rule::Cite("%h0".into(), vec![before()], false)),
        at(&[1, 1], Rule::Cite("%h0".into(), vec![before()], true)),
        at(&[], Rule::Ring(mul(&[c("y"), v("t")]))),
    ];
    let moves = vec![at(&[], Rule::Induction(Box::new(induction)))];
    let go = |s: &Signature| run_in(s, product(c("n")), mul(&[c("y"), c("n")]), moves.clone());
    go(&signature()).unwrap();
    let mut assumed = signature();
    let one = Statement {
        binders: vec![],
        left: c("y"),
        relation: Relation::Eq,
        right: int(1),
        conditions: vec![],
        identically: false,
    };
    assumed.assumptions.insert("one".into(), one);
    assert_eq!(in_step(refused(go(&assumed))), MoveError::PointwiseUnderDerivative(Name::new("%h0")));
}

#[test]
fn downward_the_hypothesis_speaks_of_what_comes_after() {
    // Σ_{i∈t..n} x = (n + 1 - t)*x, from t = n down.
    let rest = |t: Term| Term::sum("i", Dom::Range(t, c("n")), Term::truth(), c("x"));
    let value = |t: Term| mul(&[add(&[c("n"), int(1), Term::neg(t)]), c("x")]);
    let next = add(&[v("t"), int(1)]);
    let mut down = count();
    (down.downward, down.left, down.right) = (true, rest(v("t")), value(v("t")));
    down.values = vec![v("i")];
    let constant = |path: &[u16]| vec![at(path, Rule::Factor), at(&[path, &[1]].concat(), Rule::Count)];
    let one = c("x");
    let ring = |to: &Term| at(&[], Rule::Ring(to.clone()));
    down.bases = vec![Sides { left: [constant(&[]), vec![ring(&one)]].concat(), right: vec![ring(&one)], order: None }];
    down.step.left = [
        vec![at(&[], Rule::SplitRange(v("t"))), at(&[1], Rule::Cite("%h0".into(), vec![next.clone()], false))],
        constant(&[0]),
        vec![ring(&value(v("t")))],
    ]
    .concat();
    let go = |induction: Induction| {
        run_in(&signature(), rest(v("i")), value(v("i")), vec![at(&[], Rule::Induction(Box::new(induction)))])
    };
    go(down.clone()).unwrap();
    let mut wrong = down;
    wrong.downward = false;
    assert!(matches!(refused(go(wrong)), MoveError::Induction(..)));
}

#[test]
fn geometric_sums_need_the_ratio_and_a_range_that_is_not_cut_short() {
    let sum = |lo: Term, hi: Term| Term::sum("i", Dom::Range(lo, hi), Term::truth(), Term::pow(c("x"), v("i")));
    let times = |q: Term, sum: Term| mul(&[Term::sub(int(1), q), sum]);
    let go = |left: Term, right: Term| run_in(&signature(), left, right, vec![at(&[], Rule::Geometric)]);
    let end = Term::sub(Term::pow(c("x"), int(0)), Term::pow(c("x"), add(&[c("n"), int(1)])));
    go(times(c("x"), sum(int(0), c("n"))), end.clone()).unwrap();
    assert!(matches!(refused(go(times(c("y"), sum(int(0), c("n"))), end.clone())), MoveError::Rule(_)));
    // With k = -5 the sum is empty, and x^0 - x^(-4) is not 0.
    assert!(matches!(refused(go(times(c("x"), sum(int(0), c("k"))), end)), MoveError::Condition(_)));
}

#[test]
fn geometric_sums_in_two_bases_need_both_of_them() {
    let addend = |m: Term| mul(&[Term::pow(c("x"), v("i")), Term::pow(c("y"), Term::sub(m, v("i")))]);
    let sum = |lo: Term, hi: Term, m: Term| Term::sum("i", Dom::Range(lo, hi), Term::truth(), addend(m));
    let times = |a: &str, b: &str, sum: Term| mul(&[Term::sub(c(a), c(b)), sum]);
    let go = |left: Term, right: Term| run_in(&signature(), left, right, vec![at(&[], Rule::Geometric)]);
    let (m, one) = (c("n"), int(1));
    let power = |i: Term, j: Term| mul(&[Term::pow(c("x"), i), Term::pow(c("y"), j)]);
    let first = power(int(0), Term::sub(add(&[m.clone(), one.clone()]), int(0)));
    let last = power(add(&[c("n"), one]), Term::sub(m.clone(), c("n")));
    let end = Term::sub(first, last);
    go(times("y", "x", sum(int(0), c("n"), m.clone())), end.clone()).unwrap();
    // The wrong sign, the wrong base, and a range that may be cut short.
    assert!(matches!(refused(go(times("x", "y", sum(int(0), c("n"), m.clone())), end.clone())), MoveError::Rule(_)));
    assert!(matches!(refused(go(times("y", "y", sum(int(0), c("n"), m.clone())), end.clone())), MoveError::Rule(_)));
    assert!(matches!(refused(go(times("y", "x", sum(int(0), c("k"), m)), end)), MoveError::Condition(_)));
    // An exponent that depends on the index otherwise.
    let square = mul(&[v("i"), v("i")]);
    let odd = mul(&[Term::pow(c("x"), v("i")), Term::pow(c("y"), Term::sub(square, v("i")))]);
    let odd = times("y", "x", Term::sum("i", Dom::Range(int(0), c("n")), Term::truth(), odd));
    assert!(matches!(refused(go(odd.clone(), odd)), MoveError::Rule(_)));
}

#[test]
fn the_binomial_theorem_needs_all_of_its_terms() {
    let body = |n: Term, top: Term| {
        let binom = Term::new(Node::Fun(Fun::Binom, vec![n.clone(), v("i")]));
        mul(&[binom, Term::pow(c("x"), v("i")), Term::pow(c("y"), Term::sub(top, v("i")))])
    };
    let sum = |lo: Term, hi: Term, body: Term| Term::sum("i", Dom::Range(lo, hi), Term::truth(), body);
    let power = |n: Term| Term::pow(add(&[c("x"), c("y")]), n);
    let go = |left: Term, right: Term| run_in(&signature(), left, right, vec![at(&[], Rule::BinomialTheorem)]);
    let n = c("n");
    go(sum(int(0), n.clone(), body(n.clone(), n.clone())), power(n.clone())).unwrap();
    let less = add(&[n.clone(), int(-1)]);
    for wrong in [
        sum(int(1), n.clone(), body(n.clone(), n.clone())),
        sum(int(0), less.clone(), body(n.clone(), n.clone())),
        sum(int(0), n.clone(), body(n.clone(), less.clone())),
        sum(int(0), n.clone(), body(less, n.clone())),
    ] {
        assert!(matches!(refused(go(wrong.clone(), wrong)), MoveError::Rule(_)));
    }
    // A base that is the index itself.
    let index = mul(&[
        Term::new(Node::Fun(Fun::Binom, vec![n.clone(), v("i")])),
        Term::pow(v("i"), v("i")),
        Term::pow(c("y"), Term::sub(n.clone(), v("i"))),
    ]);
    let index = sum(int(0), n.clone(), index);
    assert!(matches!(refused(go(index.clone(), index)), MoveError::Rule(_)));
    // With k = -5 the sum is empty, and the power is not 0.
    let empty = sum(int(0), c("k"), body(c("k"), c("k")));
    assert!(matches!(refused(go(empty.clone(), empty)), MoveError::Condition(_)));
    // A guard leaves terms out.
    let guard = Term::cmp_rel(Rel::Ne, v("i"), int(1));
    let guarded = Term::sum("i", Dom::Range(int(0), n.clone()), guard, body(n.clone(), n));
    assert!(matches!(refused(go(guarded.clone(), guarded)), MoveError::Rule(_)));
}

#[test]
fn a_real_power_is_an_integer_power_only_for_integers_by_form() {
    let go = |e: Term| {
        let (left, right) = (Term::real_pow(c("x"), e.clone()), Term::pow(c("x"), e.clone()));
        let right = if e == c("n") { right } else { left.clone() };
        run_in(&signature(), left, right, vec![at(&[], Rule::PowerInteger)])
    };
    go(c("n")).unwrap();
    assert!(matches!(refused(go(c("y"))), MoveError::IllFormed(_)));
    assert!(matches!(refused(go(Term::div(c("n"), int(2)))), MoveError::IllFormed(_)));
}

#[test]
fn binomial_coefficients_keep_to_the_triangle() {
    let binom = |n: Term, k: Term| Term::new(Node::Fun(Fun::Binom, vec![n, k]));
    let less = |t: Term| add(&[t, int(-1)]);
    let go = |left: Term, right: Term, rule: Rule| run_in(&signature(), left, right, vec![at(&[], rule)]);
    let row = |n: Term| add(&[binom(less(n.clone()), less(c("k"))), binom(less(n), c("k"))]);
    go(binom(c("n"), c("k")), row(c("n")), Rule::Pascal).unwrap();
    // The right line must not presuppose what is to be refused, so it is the left one.
    let first = binom(less(c("n")), c("k"));
    assert!(matches!(refused(go(first.clone(), first, Rule::Pascal)), MoveError::Condition(_)));
    let factorial = |t: Term| Term::fun(Fun::Factorial, t);
    let by = |k: Term| {
        let rest = add(&[c("n"), Term::neg(k.clone())]);
        Term::div(factorial(c("n")), mul(&[factorial(k), factorial(rest)]))
    };
    go(binom(c("n"), v("i")), by(v("i")), Rule::Binom).unwrap();
    let outside = binom(c("n"), c("k"));
    assert!(matches!(refused(go(outside.clone(), outside, Rule::Binom)), MoveError::Condition(_)));
    go(binom(c("n"), int(-1)), int(0), Rule::Binom).unwrap();
    let above = binom(c("n"), add(&[c("n"), int(1)]));
    go(above.clone(), int(0), Rule::BinomOutside).unwrap();
    go(binom(c("n"), int(-1)), int(0), Rule::BinomOutside).unwrap();
    // On the edge it is 1.
    let edge = binom(c("n"), c("n"));
    assert!(matches!(refused(go(edge.clone(), edge, Rule::BinomOutside)), MoveError::Condition(_)));
}
