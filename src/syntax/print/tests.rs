//! What is printed is read again as the same tree.

use super::super::parse;
use super::super::tree::*;
use super::*;
use crate::number::Rational;
use crate::source::Span;

/// Without places, parentheses, and the two spellings of products and prefixes that printing may change.
fn essence(expr: &Expr) -> Expr {
    let one = |expr: &Expr| Box::new(essence(expr));
    let all = |exprs: &[Expr]| exprs.iter().map(essence).collect::<Vec<_>>();
    let node = match &expr.node {
        ExprKind::Paren(inner) => return essence(inner),
        ExprKind::Num(_) | ExprKind::Name(_) | ExprKind::Dot => expr.node.clone(),
        ExprKind::Apply(own, args, bar) => ExprKind::Apply(placeless(own), all(args), *bar),
        ExprKind::Neg(inner) => ExprKind::Neg(one(inner)),
        ExprKind::Binary(BinOp::Juxtapose, left, right) => ExprKind::Binary(BinOp::Mul, one(left), one(right)),
        ExprKind::Binary(op, left, right) => ExprKind::Binary(*op, one(left), one(right)),
        ExprKind::Prefix(own, inner) => ExprKind::Apply(placeless(own), vec![essence(inner)], None),
        ExprKind::Deriv(target, body) => ExprKind::Deriv(one(target), one(body)),
        ExprKind::Big(kind, own, body) => ExprKind::Big(*kind, own.iter().map(clause).collect(), one(body)),
        ExprKind::Stat(kind, draws, bodies) => ExprKind::Stat(*kind, draws.iter().map(draw).collect(), all(bodies)),
        ExprKind::Info(own, binders, args) => ExprKind::Info(placeless(own), binders.iter().map(clause).collect(), all(args)),
        ExprKind::Bars(inner) => ExprKind::Bars(one(inner)),
        ExprKind::If(test, yes, no) => ExprKind::If(one(test), one(yes), one(no)),
        ExprKind::Indicator(inner) => ExprKind::Indicator(one(inner)),
        ExprKind::Compare(terms, operators) => ExprKind::Compare(all(terms), operators.clone()),
        ExprKind::And(parts) => ExprKind::And(all(parts)),
        ExprKind::Or(parts) => ExprKind::Or(all(parts)),
        ExprKind::Not(inner) => ExprKind::Not(one(inner)),
    };
    e(node)
}

fn placeless(ident: &Ident) -> Ident {
    Spanned { node: ident.node.clone(), span: Span::default() }
}

fn clause(clause: &Clause) -> Clause {
    match clause {
        Clause::In(names, dom) => Clause::In(names.iter().map(placeless).collect(), place_domain(dom)),
        Clause::Condition(condition) => Clause::Condition(essence(condition)),
    }
}

fn place_domain(dom: &DomExpr) -> DomExpr {
    match dom {
        DomExpr::Set(own) => DomExpr::Set(placeless(own)),
        DomExpr::Range(low, high) => DomExpr::Range(Box::new(essence(low)), Box::new(essence(high))),
        DomExpr::Real(_) => DomExpr::Real(Span::default()),
        DomExpr::Elements(members, _) => DomExpr::Elements(members.iter().map(essence).collect(), Span::default()),
    }
}

fn draw(draw: &Draw) -> Draw {
    Draw { vars: draw.vars.iter().map(placeless).collect(), law: essence(&draw.law) }
}

fn e(node: ExprKind) -> Expr {
    Spanned { node, span: Span::default() }
}

/// The body of `define z = …`.
fn read(text: &str) -> Result<Expr, String> {
    let (file, diagnostics) = parse(&format!("define z =\n  {text}\n"));
    match file.statements.first().map(|statement| &statement.node) {
        Some(StatementKind::Define { body, .. }) => Ok(body.clone()),
        _ => Err(format!("{diagnostics:?}")),
    }
}

/// A linear congruential generator: the trees of this test are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn name(&mut self) -> String {
        ["x", "θ", "α_old", "b'", "a_1", "E", "d"][self.below(7) as usize].to_owned()
    }

    fn ident(&mut self) -> Ident {
        Spanned { node: self.name(), span: Span::default() }
    }

    /// Names of functions are none of the names that binders bind.
    fn function(&mut self) -> Ident {
        let own = ["f", "ψ", "Q", "p_0"][self.below(4) as usize].to_owned();
        Spanned { node: own, span: Span::default() }
    }

    fn boxed(&mut self, depth: u64) -> Box<Expr> {
        Box::new(self.number(depth))
    }

    fn number(&mut self, depth: u64) -> Expr {
        if depth == 0 {
            return e(match self.below(3) {
                0 => ExprKind::Num(Rational::fraction(self.below(40) as i64, [1, 1, 4, 10][self.below(4) as usize])),
                _ => ExprKind::Name(self.name()),
            });
        }
        let next = depth - 1;
        let ops = [BinOp::Add, BinOp::Sub, BinOp::Mul, BinOp::Juxtapose, BinOp::Div, BinOp::Pow];
        let node = match self.below(19) {
            0..=6 => ExprKind::Binary(ops[self.below(6) as usize], self.boxed(next), self.boxed(next)),
            7 => ExprKind::Neg(self.boxed(next)),
            8 => ExprKind::Prefix(Spanned { node: "log".into(), span: Span::default() }, self.boxed(next)),
            9 => {
                let target = if self.below(2) == 0 { ExprKind::Name(self.name()) } else { self.application(0) };
                ExprKind::Deriv(Box::new(e(target)), self.boxed(next))
            }
            10 | 11 => {
                let kind = [BigKind::Sum, BigKind::Prod, BigKind::Max, BigKind::Min][self.below(4) as usize];
                ExprKind::Big(kind, self.clauses(next), self.boxed(next))
            }
            12 => ExprKind::Stat(StatKind::Expectation, self.draws(), vec![self.number(next)]),
            13 => ExprKind::Stat(StatKind::Variance, self.draws(), vec![self.number(next)]),
            14 => ExprKind::Stat(StatKind::Covariance, self.draws(), vec![self.number(next), self.number(next)]),
            15 => ExprKind::Bars(self.boxed(next)),
            16 => ExprKind::If(Box::new(self.condition(next)), self.boxed(next), self.boxed(next)),
            17 => ExprKind::Indicator(Box::new(self.condition(next))),
            _ => self.application(next),
        };
        e(node)
    }

    fn application(&mut self, depth: u64) -> ExprKind {
        let args: Vec<Expr> = (0..=self.below(3)).map(|_| self.number(depth)).collect();
        let bar = if args.len() > 1 && self.below(2) == 0 { Some(1) } else { None };
        ExprKind::Apply(self.function(), args, bar)
    }

    fn clauses(&mut self, depth: u64) -> Vec<Clause> {
        let dom = match self.below(3) {
            0 => DomExpr::Set(self.function()),
            1 => DomExpr::Range(self.boxed(0), self.boxed(depth)),
            _ => DomExpr::Elements(vec![self.number(0)], Span::default()),
        };
        let mut clauses = vec![Clause::In((0..=self.below(2)).map(|_| self.ident()).collect(), dom)];
        if self.below(3) == 0 {
            clauses.push(Clause::Condition(self.condition(depth)));
        }
        clauses
    }

    fn draws(&mut self) -> Vec<Draw> {
        let law = match self.below(2) {
            0 => ExprKind::Name("p".into()),
            _ => ExprKind::Apply(self.function(), vec![e(ExprKind::Dot), self.number(0)], Some(1)),
        };
        vec![Draw { vars: (0..=self.below(2)).map(|_| self.ident()).collect(), law: e(law) }]
    }

    fn condition(&mut self, depth: u64) -> Expr {
        let next = depth.saturating_sub(1);
        let ops = [CmpOp::Eq, CmpOp::Ne, CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge];
        let node = match if depth == 0 { 0 } else { self.below(5) } {
            1 => ExprKind::And(vec![self.condition(next), self.condition(next)]),
            2 => ExprKind::Or(vec![self.condition(next), self.condition(next)]),
            3 => ExprKind::Not(Box::new(self.condition(next))),
            _ => {
                let terms: Vec<Expr> = (0..2 + self.below(2)).map(|_| self.number(next)).collect();
                let operators = terms.iter().skip(1).map(|_| ops[self.below(6) as usize]).collect();
                ExprKind::Compare(terms, operators)
            }
        };
        e(node)
    }
}

#[test]
fn random_expressions_survive_printing() {
    let mut random = Random(7);
    for round in 0..1_500 {
        let tree = random.number(1 + round % 5);
        for width in [20, 60, 100] {
            let printed = print_expr(&tree, width);
            let again = read(&printed).unwrap_or_else(|error| panic!("{printed}\n{error}"));
            assert_eq!(essence(&again), essence(&tree), "{printed}");
            let printed = mathematics(&tree, width);
            let again = read(&printed).unwrap_or_else(|error| panic!("{printed}\n{error}"));
            assert_eq!(essence(&again), essence(&tree), "{printed}");
        }
    }
}

/// The text in the notation of mathematics.
fn mathematics(expr: &Expr, width: usize) -> String {
    let row = |row: Vec<Piece>| row.into_iter().map(|piece| piece.text).collect::<String>();
    rows(expr, Notation::Mathematics, width, &[]).into_iter().map(row).collect::<Vec<_>>().join("\n  ")
}

#[test]
fn mathematics_is_read_as_on_paper() {
    for (text, printed) in [
        ("sum[b in A, b != a] p(b|s)*x_1^2", "∑[b∈A, b ≠ a] p(b|s)·x₁²"),
        ("(d/dθ(s,a) π(b|s))*g(s,b)", "(∂/∂θ(s,a) π(b|s))·g(s,b)"),
        ("log(x) y - E[x ~ p(.|s)] sqrt(x)", "log(x) y − E[x ~ p(·|s)] √(x)"),
        ("prod[t in 1..T] d/d_x (x_1_2 + x_old^-1)", "∏[t∈1..T] d/d_x (x_1_2 + x_old^−1)"),
        ("(a*b)*c + [a <= b]^10", "a·b·c + [a ≤ b]¹⁰"),
        ("a_0''", "a₀''"),
    ] {
        let tree = read(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        assert_eq!(mathematics(&tree, 100), printed, "{text}");
    }
}

#[test]
fn marked_parts_are_pieces_of_their_own() {
    let tree = read("a + b*c").unwrap();
    let ExprKind::Binary(_, _, right) = &tree.node else { panic!("a sum") };
    let pieces: Vec<(String, bool)> =
        rows(&tree, Notation::Mathematics, 80, &[right]).remove(0).into_iter().map(|p| (p.text, p.marked)).collect();
    assert_eq!(pieces, [("a + ".to_owned(), false), ("b·c".to_owned(), true)]);
    // A row's indentation is not marked with what follows it.
    let narrow = rows(&tree, Notation::Mathematics, 4, &[&tree]);
    assert!(narrow.len() > 1 && narrow.iter().skip(1).all(|row| row[0].text.trim().is_empty() && !row[0].marked), "{narrow:?}");
}

#[test]
fn expressions_are_printed_with_few_parentheses() {
    for (text, printed) in [
        ("((a)/(b))*(c)", "a/b*c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a + b) + (c - d)", "a + b + (c - d)"),
        ("-(x^2)", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("x^(-1)", "x^-1"),
        ("2^(3^2)", "2^3^2"),
        ("(2^3)^2", "(2^3)^2"),
        ("2*(-x)", "2*(-x)"),
        ("(sum[i in A] f(i))*c", "(sum[i in A] f(i))*c"),
        ("c*(sum[i in A] f(i)) + 1", "c*sum[i in A] f(i) + 1"),
        ("log(x)^2 + log (x^2)", "log(x)^2 + log(x^2)"),
        ("log x/y + d/dx (f)/x", "log(x)/y + (d/dx f)/x"),
        ("2 x f(y)", "2 x f(y)"),
        ("1/2 x", "1/2*x"),
        ("d/dθ(s,a) (π(b|s))", "d/dθ(s,a) π(b|s)"),
        ("d / dx + x^d / d", "d / dx + x^d / d"),
        ("f(t+1,x | |y|)", "f(t + 1, x | |y|)"),
        ("0.25 + 1e-40 + 2e50", "0.25 + 1e-40 + 2e50"),
        ("[(b = a) and (not (c = a))]", "[b = a and not c = a]"),
        ("if((1 <= t) and (t <= T), |A|, 0)", "if(1 <= t and t <= T, |A|, 0)"),
    ] {
        let tree = read(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        assert_eq!(print_expr(&tree, 100), printed, "{text}");
    }
}

#[test]
fn other_fractions_are_quotients() {
    let third =
        |value| print_expr(&e(ExprKind::Binary(BinOp::Pow, Box::new(e(ExprKind::Name("x".into()))), Box::new(e(value)))), 80);
    assert_eq!(third(ExprKind::Num(Rational::fraction(1, 3))), "x^(1/3)");
    assert_eq!(third(ExprKind::Num(Rational::fraction(-1, 4))), "x^(-0.25)");
}

const SAMPLES: [&str; 3] = [
    r#"
title "Gradient of the soft policy loss, Eq. (6)"
use "common.txt"
set S, A, C = {x, y, 0, -1}
integer T in 2..3
integer n, m >= 1
constant γ in (0, 1)
constant λ in [0, 1)
constant ρ, c != 0
param θ(S, A), w
function Q(S, 0..T-1) > 0
function w2(A, A) symmetric integer
function e(1..T, C) onehot
function h(S) in {0, 1}
distribution π(A | S) of θ, w > 0
joint p(x: S, z: A)
fix s in S, a, b in A, b != a
define V(t) = sum[u in t..T] γ^(u - t)*r(u)
define f(x real, i in A | t in 1..T) = x*[1 <= t <= T and i != a]
define Z = -E[x ~ p, (y, z) ~ q(.|x)] |x - y|
assume bellman for s in S, a in A: Q(s, a) <= r(s, a) + 1
assume identically tied: φ = θ
"#
    .trim_ascii_start(),
    r#"
lemma softmax_gradient for s in S, a in A, b in A:
  d/dθ(s,a) π(b|s) = π(b|s)*([b = a] - π(a|s))

derivation eq6 for s in S, a, b in A, b != a:
  d/dθ(s,a) L(s)
  = -sum[b in A] (d/dθ(s,a) π(b|s))*g(s,b)           by def L, def g, derivative, score_identity
  <= KL[x in X](q(x), p(x)) + H[x in X](p(x)) + Cov[x ~ p](f(x), g(x)) + Var[x ~ p] f(x)
  < max[i in A] f(i)*min(a, b) by gibbs
"#
    .trim_ascii_start(),
    r#"
constant α, x, y
function f(A)
derivation products: α(x + y)/α(x - y) (x + y) f(i) = 1/α(x) = x α(y) f(i)(x) = d/dα (x + y) y = d/dα f(i) - x
"#
    .trim_ascii_start(),
];

/// Everything that printing must keep of a file: the essence of its statements, as text.
fn essence_of(file: &File) -> String {
    let mut text = String::new();
    for statement in &file.statements {
        let parts = match &statement.node {
            StatementKind::Define { name, params, bar, body } => {
                format!("{} {} {bar:?} {:?}", name.node, params.len(), essence(body))
            }
            StatementKind::Assume { identically, name, binders, left, relation, right } => {
                let binders: Vec<_> = binders.iter().map(clause).collect();
                format!("{identically} {} {binders:?} {:?} {:?} {:?}", name.node, essence(left), relation.node, essence(right))
            }
            StatementKind::Chain { lemma, name, binders, first, steps } => {
                let binders: Vec<_> = binders.iter().map(clause).collect();
                let steps: Vec<_> = steps
                    .iter()
                    .map(|step| {
                        let reasons: Option<Vec<_>> =
                            step.reasons.as_ref().map(|own| own.iter().map(|r| (r.def, r.name.node.clone())).collect());
                        (step.relation.node, step.expr.as_ref().map(essence), reasons)
                    })
                    .collect();
                format!("{lemma} {} {binders:?} {:?} {steps:?}", name.node, first.as_ref().map(essence))
            }
            other => strip_spans(&format!("{other:?}")),
        };
        text.push_str(&parts);
        text.push('\n');
    }
    text
}

/// The debug form without its places.
fn strip_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    text
}

#[test]
fn files_survive_printing() {
    for sample in SAMPLES {
        let (file, diagnostics) = parse(sample);
        assert!(diagnostics.iter().all(|d| d.severity < crate::diagnostic::Severity::Error), "{diagnostics:?}");
        for width in [20, 60, 100] {
            let printed = print_file(&file, width);
            let (again, diagnostics) = parse(&printed);
            assert!(diagnostics.iter().all(|d| d.severity < crate::diagnostic::Severity::Error), "{printed}\n{diagnostics:?}");
            assert_eq!(essence_of(&again), essence_of(&file), "{printed}");
            assert_eq!(print_file(&again, width), printed);
        }
    }
}

#[test]
fn lines_keep_the_width_where_they_can() {
    let (file, _) = parse(SAMPLES[1]);
    let printed = print_file(&file, 60);
    assert!(printed.lines().all(|line| line.chars().count() <= 60), "{printed}");
}
