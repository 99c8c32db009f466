//! Every form of statement.

use super::*;

/// A declaration in words: kind, names with their sorts, `of`, constraints.
fn declared(text: &str) -> String {
    let StatementKind::Declare { kind, items, of, constraints } = statement(text) else { panic!("{text}") };
    let sort = |arg: &ArgDecl| match &arg.name {
        Some(name) => format!("{}:{}", name.node, domain(&arg.dom)),
        None => domain(&arg.dom),
    };
    let item = |item: &DeclItem| {
        let args: Vec<_> = item.args.iter().map(sort).collect();
        format!("{}({}){}", item.name.node, args.join(","), item.bar.map_or(String::new(), |bar| format!("|{bar}")))
    };
    let items: Vec<_> = items.iter().map(item).collect();
    let of: Vec<_> = of.iter().map(|name| name.node.as_str()).collect();
    let constraints: Vec<_> = constraints.iter().map(|own| constraint(&own.node)).collect();
    format!("{kind:?} {} of {} with {}", items.join(" "), of.join(" "), constraints.join(" "))
}

fn constraint(constraint: &ConstraintExpr) -> String {
    match constraint {
        ConstraintExpr::Compare(op, value) => format!("{op:?}{}", grouping(value)),
        ConstraintExpr::Interval { low, low_strict, high, high_strict } => {
            format!(
                "{}{},{}{}",
                if *low_strict { "(" } else { "[" },
                grouping(low),
                grouping(high),
                if *high_strict { ")" } else { "]" }
            )
        }
        ConstraintExpr::Elements(members) => format!("{{{}}}", members.iter().map(grouping).collect::<Vec<_>>().join(",")),
        ConstraintExpr::Range(low, high) => format!("{}..{}", grouping(low), grouping(high)),
        other => format!("{other:?}"),
    }
}

#[test]
fn names_with_constraints() {
    for (text, meaning) in [
        ("integer n >= 1", "Integer n() of  with Ge1"),
        ("integer k", "Integer k() of  with "),
        ("integer T in 2..3", "Integer T() of  with 2..3"),
        ("integer n, m in 0..k-1", "Integer n() m() of  with 0..<k-1>"),
        ("constant α", "Constant α() of  with "),
        ("constant γ in (0, 1)", "Constant γ() of  with (0,1)"),
        ("constant a, b in [0, 1)", "Constant a() b() of  with [0,1)"),
        ("constant c in (0,1]", "Constant c() of  with (0,1]"),
        ("constant c ∈ [-1, 1]", "Constant c() of  with [<-1>,1]"),
        ("constant c in {0, 1}", "Constant c() of  with {0,1}"),
        ("constant c != 0", "Constant c() of  with Ne0"),
        ("constant c > 0, <= 2*b", "Constant c() of  with Gt0 Le<2*b>"),
        ("param θ(S, A), w", "Param θ(S,A) w() of  with "),
        ("function Q(S, A)", "Function Q(S,A) of  with "),
        ("function r(0..T-1)", "Function r(0..<T-1>) of  with "),
        ("function w(V, V) symmetric", "Function w(V,V) of  with Symmetric"),
        ("function w(V, V) symmetric > 0 integer", "Function w(V,V) of  with Symmetric Gt0 Integer"),
        ("function w(V, V) > 0 symmetric", "Function w(V,V) of  with Gt0 Symmetric"),
        ("function e(1..T, Z) > 0", "Function e(1..T,Z) of  with Gt0"),
        ("function y(N,K) onehot", "Function y(N,K) of  with OneHot"),
        ("function f({0, 1}, A)", "Function f({0,1},A) of  with "),
        ("function f(A), g(A) of θ, φ > 0", "Function f(A) g(A) of θ φ with Gt0"),
        ("function f(A) > 0 of theta", "Function f(A) of θ with Gt0"),
        ("distribution π(A | S) of θ", "Distribution π(A,S)|1 of θ with "),
        ("distribution P(S|S,A) > 0", "Distribution P(S,S,A)|1 of  with Gt0"),
        ("distribution μ(X), q(X, Z)", "Distribution μ(X) q(X,Z) of  with "),
        ("joint p(x: X, z: Z)", "Joint p(x:X,z:Z) of  with "),
        ("joint p(x: X,\nz: 1..n) > 0", "Joint p(x:X,z:1..n) of  with Gt0"),
        ("function f(A)\n  integer", "Function f(A) of  with Integer"),
    ] {
        assert_eq!(declared(text), meaning, "{text}");
    }
}

#[test]
fn sets_and_fixed_indices() {
    let StatementKind::Set(sets) = statement("set A, C = {x, y, -1}") else { panic!() };
    let shown: Vec<_> = sets.iter().map(|(name, members)| (name.node.as_str(), members.as_ref().map(Vec::len))).collect();
    assert_eq!(shown, [("A", None), ("C", Some(3))]);
    let StatementKind::Fix(fixed) = statement("fix s in S, a, b in A, b != a") else { panic!() };
    assert_eq!(clauses(&fixed), "s in S,a&b in A,<b Ne a>");
}

#[test]
fn texts() {
    assert_eq!(statement("title \"Eq. (6) # not a comment\""), StatementKind::Title("Eq. (6) # not a comment".into()));
    let StatementKind::Use(path) = statement("use \"common.txt\"") else { panic!() };
    assert_eq!((path.node.as_str(), path.span.start), ("common.txt", 4));
}

#[test]
fn definitions() {
    for (text, meaning) in [
        ("define f(i, j | k) = e", "f [i,j,k] Some(2) e"),
        ("define f(x real) = x", "f [x real] None x"),
        ("define f(u, v real) = u(v)", "f [u,v real] None <u v>"),
        ("define F(t in 1..T, k in Z) = if(t = 1, 0, F(t-1, k))", "F [t in 1..T,k in Z] None if(<t Eq 1>,0,F(<t-1>,k))"),
        ("define Z = expr", "Z [] None expr"),
        ("define π(a' in A | s in S) =\n  x\n    + y", "π [a' in A,s in S] Some(1) <x+y>"),
    ] {
        let StatementKind::Define { name, params, bar, body } = statement(text) else { panic!("{text}") };
        let param = |param: &ParamDecl| match &param.dom {
            None => param.name.node.clone(),
            Some(DomExpr::Real(_)) => format!("{} real", param.name.node),
            Some(dom) => format!("{} in {}", param.name.node, domain(dom)),
        };
        let params: Vec<_> = params.iter().map(param).collect();
        assert_eq!(format!("{} [{}] {bar:?} {}", name.node, params.join(","), grouping(&body)), meaning, "{text}");
    }
}

#[test]
fn assumptions() {
    for (text, meaning) in [
        ("assume h: x = 1", "false h [] x Eq 1"),
        ("assume h for i in A: f(i) <= g(i)", "false h [i in A] f(i) Le g(i)"),
        ("assume identically tied: φ = θ", "true tied [] φ Eq θ"),
        ("assume identically tied for i, j in A, i != j: f(i) ≠ f(j)", "true tied [i&j in A,<i Ne j>] f(i) Ne f(j)"),
        ("assume identically: x = 1", "false identically [] x Eq 1"),
        ("assume h7: (sum[j in K] p(j)) = 1", "false h7 [] <Sum[j in K] p(j)> Eq 1"),
    ] {
        let StatementKind::Assume { identically, name, binders, left, relation, right } = statement(text) else {
            panic!("{text}")
        };
        let shown = format!(
            "{identically} {} [{}] {} {:?} {}",
            name.node,
            clauses(&binders),
            grouping(&left),
            relation.node,
            grouping(&right)
        );
        assert_eq!(shown, meaning, "{text}");
    }
}

/// A chain in words.
fn chain(text: &str) -> String {
    let StatementKind::Chain { lemma, name, binders, first, steps } = statement(text) else { panic!("{text}") };
    let mut shown =
        format!("{lemma} {} [{}] {}", name.node, clauses(&binders), first.map_or("?".into(), |first| grouping(&first)));
    for step in steps {
        let expr = step.expr.map_or("?".into(), |expr| grouping(&expr));
        shown.push_str(&format!("; {:?} {expr}", step.relation.node));
        for reason in step.reasons.unwrap_or_default() {
            shown.push_str(&format!(" by {}{}", if reason.def { "def " } else { "" }, reason.name.node));
        }
    }
    shown
}

#[test]
fn chains() {
    for (text, meaning) in [
        ("derivation d:\n  a\n  = b", "false d [] a; Eq b"),
        ("lemma l for s in S, a, b in A, b != a: f(a) <= g(b)", "true l [s in S,a&b in A,<b Ne a>] f(a); Le g(b)"),
        (
            "derivation d for t in 1..T-1, 1 <= t < T:\n a = b < c >= e > f",
            "false d [t in 1..<T-1>,<1 Le t Lt T>] a; Eq b; Lt c; Ge e; Gt f",
        ),
        ("derivation d:\n  [b = a]\n  = if(a = b, |x|, f(y))", "false d [] [<b Eq a>]; Eq if(<a Eq b>,|x|,f(y))"),
        (
            "derivation d:\n  a\n  = b   by def L, score_identity,\n    def g\n  == c + (x\n*y)  # no",
            "false d [] a; Eq b by def L by score_identity by def g; Eq <c+<x*y>>",
        ),
        ("derivation d:\n  a\n  = b by definition = c", "false d [] a; Eq b by definition; Eq c"),
        ("derivation d: a = b by def, exp, derivative", "false d [] a; Eq b by def by exp by derivative"),
        ("derivation d:\n\ta\r\n\t= b\r\n# note\r\n\r\n\t= c\r\n", "false d [] a; Eq b; Eq c"),
        ("derivation d:\n  f(a,\nb)\n  = c", "false d [] f(a,b); Eq c"),
    ] {
        assert_eq!(chain(text), meaning, "{text}");
    }
}

#[test]
fn spans_are_those_of_the_text() {
    let text = "derivation d:\n  θ + 1\n  = b  by def f\n  = c\n";
    let (file, _) = parse(text);
    let StatementKind::Chain { first, steps, .. } = &file.statements[0].node else { panic!() };
    let slice = |span: crate::source::Span| &text[span.start..span.end];
    assert_eq!(slice(first.as_ref().unwrap().span), "θ + 1");
    assert_eq!(slice(steps[0].span), "= b  by def f");
    assert_eq!(slice(steps[0].expr.as_ref().unwrap().span), "b");
    assert_eq!(slice(steps[1].relation.span), "=");
    assert_eq!(slice(file.statements[0].span), text.trim_end());
}

#[test]
fn a_byte_order_mark_and_blank_lines_are_nothing() {
    assert_eq!(statements("\u{feff}\n\n# c\nset A\n\n   # d\nset B\n").len(), 2);
    assert_eq!(statements("").len(), 0);
    assert_eq!(statements("title \"a\"\nset A").len(), 2);
}

#[test]
fn names_known_from_elsewhere_decide_the_grouping() {
    let (common, _) = parse("constant β\nfunction f(S)\n");
    let known = crate::syntax::Known::of_file(&common);
    let text = "use \"c.txt\"\ndefine g = 1/β(x) + 1/f(x)";
    let (file, _) = crate::syntax::parse_with(text, &known);
    let StatementKind::Define { body, .. } = &file.statements[1].node else { panic!() };
    assert_eq!(grouping(body), "<<<1/β> x>+<1/f(x)>>");
}

#[test]
fn labels_keep_their_spelling_and_names_have_one() {
    assert_eq!(
        chain("derivation lt_beta_1:\n  theta_old\n  = a₁ by eq_pi, def theta_old"),
        "false lt_beta_1 [] θ_old; Eq a_1 by eq_pi by def θ_old"
    );
    let StatementKind::Assume { name, .. } = statement("assume h_mu: x = 1") else { panic!() };
    assert_eq!(name.node, "h_mu");
}
