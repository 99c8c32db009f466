//! Altered inductions of inequalities: each is rejected, and for its own reason. Beside them, what is accepted.

#[path = "common/terms.rs"]
mod terms;

use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{Case, KernelError, MoveError};
use derive_check::kernel::obligation::{Bound, Constraint, FunctionDecl, IntegerDecl, Obligation, Relation, Signature};
use derive_check::kernel::theorem::Theorems;
use derive_check::number::Rational;
use derive_check::rule::inequality::Sign;
use derive_check::rule::{Induction, Rule, Sides};
use derive_check::term::{Dom, Term};
use terms::{at, c, int, v};

fn total(high: Term) -> Term {
    Term::sum("i", Dom::Range(int(1), high), Term::truth(), c("u"))
}
fn before() -> Term {
    Term::add(vec![v("t"), int(-1)])
}
fn less_nothing(t: Term) -> Term {
    Term::sub(t, int(0))
}

/// u of the given constraint, integers n >= 1 and k without bounds.
fn signature(lower: Option<bool>) -> Signature {
    let mut s = Signature::default();
    let lower = lower.map(|strict| Bound { value: Rational::integer(0), strict });
    let constraint = Constraint { lower, ..Constraint::default() };
    s.functions.insert("u".into(), FunctionDecl { constraint, ..FunctionDecl::default() });
    s.integers.insert("n".into(), IntegerDecl { lower: Some(int(1)), upper: None });
    s.integers.insert("k".into(), IntegerDecl::default());
    s
}

/// The hypothesis at a value, and `u`.
fn sign_of_step(value: Term) -> Sign {
    let parts = Term::add(vec![less_nothing(total(value.clone())), c("u")]);
    let cited = Sign::Cite("%h0".into(), vec![value]);
    Sign::Rewrite(vec![at(&[], Rule::Ring(parts))], Box::new(Sign::Sum(vec![cited, Sign::Judged], 0)))
}

/// `0 < Σ_{i∈1..t} u` for t in 1..n, at t = n.
fn positive(relation: Relation) -> Induction {
    let one = vec![at(&[], Rule::Enumerate)];
    let split = vec![
        at(&[], Rule::SplitRange(before())),
        at(&[1], Rule::Factor),
        at(&[1, 1], Rule::Count),
        at(&[], Rule::Ring(Term::add(vec![total(before()), c("u")]))),
    ];
    Induction {
        variable: "t".into(),
        low: int(1),
        high: c("n"),
        downward: false,
        others: vec![],
        left: int(0),
        relation,
        right: total(v("t")),
        bases: vec![Sides { left: vec![], right: one, order: None }],
        step: Sides { left: vec![], right: split, order: Some(sign_of_step(before())) },
        values: vec![c("n")],
        backward: false,
    }
}

fn run_in(s: &Signature, relation: Relation, right: Term, certificate: &Certificate) -> Result<Proved, KernelError> {
    let obligation = Obligation { vars: vec![], left: int(0), relation, right };
    check(s, &Theorems::new(), &obligation, certificate)
}
fn signed(sign: Sign) -> Certificate {
    Certificate { order: Some(sign), ..Certificate::default() }
}
/// `0 relation Σ_{i∈1..n} u` for a positive u.
fn run(relation: Relation, induction: Induction) -> Result<Proved, KernelError> {
    run_in(&signature(Some(true)), relation, total(c("n")), &signed(Sign::Induction(Box::new(induction))))
}
#[track_caller]
fn refused(result: Result<Proved, KernelError>) -> MoveError {
    match result {
        Err(KernelError::Move(_, error)) => error,
        other => panic!("{other:?}"),
    }
}
#[track_caller]
fn inside(result: Result<Proved, KernelError>) -> (Case, KernelError) {
    match refused(result) {
        MoveError::Induction(case, inner) => (case, *inner),
        other => panic!("{other:?}"),
    }
}
#[track_caller]
fn in_step(result: Result<Proved, KernelError>) -> MoveError {
    match inside(result) {
        (Case::Step, KernelError::Move(_, inner)) => inner,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_inductions_are_accepted_strict_and_weak() {
    let proved = run(Relation::Lt, positive(Relation::Lt)).unwrap();
    assert!(proved.presupposed().is_empty() && proved.assumed().is_empty() && proved.cited().is_empty());
    assert!(proved.signs().iter().any(|s| s.reason == "by induction"));
    assert!(run(Relation::Le, positive(Relation::Le)).is_ok());
    // What is positive is not negative.
    assert!(run(Relation::Le, positive(Relation::Lt)).is_ok());
}

#[test]
fn what_is_not_negative_is_not_positive() {
    assert!(matches!(refused(run(Relation::Lt, positive(Relation::Le))), MoveError::SignForm(_)));
    // With u >= 0 the strict base fails, and where the base is weak the strict statement is not proved by it.
    let weak = |relation| {
        let sign = Sign::Induction(Box::new(positive(relation)));
        run_in(&signature(Some(false)), relation, total(c("n")), &signed(sign))
    };
    assert!(weak(Relation::Le).is_ok());
    assert!(matches!(inside(weak(Relation::Lt)), (Case::Base(0), KernelError::Inequality(..))));
}

#[test]
fn the_hypothesis_is_refused_at_the_index_itself_and_outside_of_the_range() {
    for value in [v("t"), Term::add(vec![v("t"), int(1)]), Term::add(vec![v("t"), int(-2)])] {
        let mut other = positive(Relation::Lt);
        other.step = Sides { left: vec![], right: vec![], order: Some(Sign::Cite("%h0".into(), vec![value.clone()])) };
        assert_eq!(in_step(run(Relation::Lt, other)), MoveError::InstanceDomain(value));
    }
}

#[test]
fn the_hypothesis_says_nothing_of_other_terms() {
    let mut same = positive(Relation::Lt);
    same.step = Sides { left: vec![], right: vec![], order: Some(Sign::Cite("%h0".into(), vec![before()])) };
    assert!(matches!(in_step(run(Relation::Lt, same)), MoveError::SignForm(_)));
    // A weak hypothesis gives no strict sign.
    let mut weak = positive(Relation::Le);
    weak.step.order = Some(Sign::With(
        less_nothing(total(before())),
        true,
        Box::new(Sign::Cite("%h0".into(), vec![before()])),
        Box::new(Sign::Judged),
    ));
    assert!(matches!(in_step(run(Relation::Le, weak)), MoveError::SignForm(_)));
}

#[test]
fn without_a_base_the_step_reaches_below_the_range() {
    let mut missing = positive(Relation::Lt);
    missing.bases.clear();
    assert!(matches!(in_step(run(Relation::Lt, missing)), MoveError::InstanceDomain(_)));
}

#[test]
fn a_base_at_another_value_is_refused() {
    let mut lower = positive(Relation::Lt);
    lower.low = int(0);
    assert!(matches!(inside(run(Relation::Lt, lower)), (Case::Base(0), _)));
    let mut unknown = positive(Relation::Lt);
    unknown.step.order = Some(sign_of_step(before()));
    let sign = Sign::Induction(Box::new(unknown));
    let result = run_in(&signature(None), Relation::Lt, total(c("n")), &signed(sign));
    assert!(matches!(inside(result), (Case::Base(0), KernelError::Inequality(..))));
}

#[test]
fn the_range_must_be_known_to_hold_the_value() {
    let mut unbounded = positive(Relation::Lt);
    (unbounded.high, unbounded.values) = (c("k"), vec![c("k")]);
    let sign = Sign::Induction(Box::new(unbounded));
    let result = run_in(&signature(Some(true)), Relation::Lt, total(c("k")), &signed(sign));
    assert_eq!(refused(result), MoveError::InstanceDomain(c("k")));
    let mut none = positive(Relation::Lt);
    none.values.clear();
    assert_eq!(refused(run(Relation::Lt, none)), MoveError::InstanceCount);
}

#[test]
fn it_speaks_of_its_own_difference_only() {
    let sign = Sign::Induction(Box::new(positive(Relation::Lt)));
    let result = run_in(&signature(Some(true)), Relation::Lt, Term::mul(vec![int(2), total(c("n"))]), &signed(sign));
    assert!(matches!(refused(result), MoveError::SignForm(_)));
    // Turned round it is another difference.
    let mut turned = positive(Relation::Gt);
    (turned.left, turned.right) = (turned.right, turned.left);
    turned.bases[0] = Sides { left: turned.bases[0].right.clone(), right: vec![], order: None };
    turned.step = Sides { left: turned.step.right.clone(), right: vec![], order: turned.step.order.clone() };
    assert!(run(Relation::Lt, turned.clone()).is_ok());
    turned.relation = Relation::Lt;
    assert!(matches!(inside(run(Relation::Lt, turned)), (Case::Base(0), KernelError::Inequality(..))));
}

#[test]
fn an_order_rewrites_nothing_and_an_equation_has_no_sign() {
    let moves = vec![at(&[], Rule::Induction(Box::new(positive(Relation::Le))))];
    let rewriting = Certificate { right: moves, ..Certificate::default() };
    let error = refused(run_in(&signature(Some(true)), Relation::Le, total(c("n")), &rewriting));
    assert_eq!(error, MoveError::NotAnEquation("induction".into()));
    // The hypothesis is no equation either.
    let mut rewritten = positive(Relation::Lt);
    rewritten.step.right[3] = at(&[0], Rule::Cite("%h0".into(), vec![before()], true));
    assert_eq!(in_step(run(Relation::Lt, rewritten)), MoveError::NotAnEquation("%h0".into()));
    let mut equal = positive(Relation::Eq);
    equal.left = total(v("t"));
    equal.bases[0].left = equal.bases[0].right.clone();
    equal.step = Sides::default();
    assert!(matches!(refused(run(Relation::Le, equal)), MoveError::SignForm(_)));
}
