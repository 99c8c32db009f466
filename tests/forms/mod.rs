//! Recognises, in surface trees alone, which forms of the contract a line uses: its expressions, relation and reasons, and the
//! declarations of the names that stand in it. No name of a file or of a derivation counts.

use derive_check::rule::Reason;
use derive_check::syntax::difference::children;
use derive_check::syntax::tree::{
    ArgDecl, BigKind, BinOp, Clause, CmpOp, ConstraintExpr, DeclKind, DomExpr, Draw, Expr, ExprKind, File, ParamDecl, StatKind,
    StatementKind, StepTree,
};
use std::collections::BTreeSet;

/// Names of forms.
pub type Forms = BTreeSet<String>;

/// A form of declaration, and the names by which a line shows that it uses it.
pub struct Declared {
    names: Vec<String>,
    form: String,
}

/// One step as written, with what stands around it.
pub struct Line<'t> {
    pub left: &'t Expr,
    pub right: &'t Expr,
    pub step: &'t StepTree,
    pub binders: &'t [Clause],
}

/// Everything that the statements of a file declare, in its forms.
pub fn declared(file: &File) -> Vec<Declared> {
    let mut all = Vec::new();
    for statement in &file.statements {
        let (names, forms) = forms_of_statement(&statement.node);
        all.extend(forms.into_iter().map(|form| Declared { names: names.clone(), form }));
    }
    all
}

/// The same names once more, as names that come from a used file.
pub fn used(declarations: &[Declared]) -> Vec<Declared> {
    declarations.iter().map(|d| Declared { names: d.names.clone(), form: "use".into() }).collect()
}

/// All forms of a line.
pub fn of_line(line: &Line<'_>, declarations: &[Declared]) -> Forms {
    let parts: Vec<&Expr> = [line.left, line.right].into_iter().flat_map(all_within).collect();
    let mut names: BTreeSet<String> = parts.iter().flat_map(|e| names_of(e)).collect();
    let mut forms = Forms::new();
    if bound(line.binders).iter().any(|b| names.contains(b)) {
        forms.insert("for".into());
        if guarded(line.binders) {
            forms.insert("for with a condition".into());
        }
        names.extend(sets(line.binders));
    }
    names.extend(line.step.reasons.iter().flatten().map(|r| r.name.node.clone()));
    forms.extend(declarations.iter().filter(|d| d.names.iter().any(|n| names.contains(n))).map(|d| d.form.clone()));
    let known: BTreeSet<&str> = declarations.iter().flat_map(|d| d.names.iter().map(String::as_str)).collect();
    let sizes =
        declarations.iter().filter(|d| d.form.starts_with("set")).flat_map(|d| d.names.iter().map(String::as_str)).collect();
    let indices: Vec<String> = parts.iter().flat_map(|e| bound(clauses(e))).chain(bound(line.binders)).collect();
    forms.extend(parts.iter().flat_map(|e| forms_of_expression(e, &known, &sizes, &indices)));
    for reason in line.step.reasons.iter().flatten() {
        match Reason::from_name(&reason.name.node) {
            _ if reason.def => drop(forms.insert("by def f".into())),
            Some(rule) if !known.contains(reason.name.node.as_str()) => drop(forms.insert(format!("by {}", rule.name()))),
            _ => {}
        }
    }
    combined(line, &mut forms);
    forms
}

/// The relation, and what inequalities and inductions are to be seen together with.
fn combined(line: &Line<'_>, forms: &mut Forms) {
    let has = |forms: &Forms, wanted: &[&str]| forms.iter().any(|f| wanted.iter().any(|w| f.starts_with(w)));
    let guards = has(forms, &["for with a condition", "guarded ", "[", "if"]);
    let partial = has(forms, &["a quotient", "log", "sqrt"]);
    let mut kinds = Vec::new();
    if line.step.relation.node != CmpOp::Eq {
        forms.insert(format!("step {}", sign(line.step.relation.node)));
        kinds.push("inequality");
    }
    if has(forms, &["by induction"]) {
        kinds.push("induction");
    }
    for kind in kinds {
        forms.insert(kind.into());
        forms.extend(guards.then(|| format!("{kind} with guards")));
        forms.extend(partial.then(|| format!("{kind} of partial lines")));
    }
}

fn sign(op: CmpOp) -> &'static str {
    derive_check::syntax::print::relation_sign(op)
}

/// The names that a statement declares, and the forms in which it does so.
fn forms_of_statement(statement: &StatementKind) -> (Vec<String>, Vec<String>) {
    match statement {
        StatementKind::Title(_) | StatementKind::Use(_) => (vec![], vec![]),
        StatementKind::Set(all) => set_statement(all),
        StatementKind::Declare { kind, items, of, constraints } => {
            let names = items.iter().map(|i| i.name.node.clone()).collect();
            let mut forms: Vec<String> = items.iter().flat_map(|i| forms_of_item(*kind, &i.args, i.bar)).collect();
            forms.extend((!of.is_empty()).then(|| "of".to_owned()));
            let positive = constraints.iter().any(|c| matches!(c.node, ConstraintExpr::Compare(CmpOp::Gt, _)));
            if *kind == DeclKind::Distribution {
                forms.push(if positive { "distribution > 0" } else { "distribution that may be zero" }.into());
            } else {
                forms.extend(constraints.iter().map(|c| constraint(&c.node, *kind)));
            }
            (names, forms)
        }
        StatementKind::Fix(all) if guarded(all) => (bound(all), vec!["fix".into(), "fix with a condition".into()]),
        StatementKind::Fix(all) => (bound(all), vec!["fix".into()]),
        StatementKind::Define { name, params, body, .. } => {
            let mut forms: Vec<String> = vec![parameters(params).into()];
            forms.extend(
                all_within(body).iter().flat_map(|e| names_of(e)).any(|n| n == name.node).then(|| "recursive define".into()),
            );
            (vec![name.node.clone()], forms)
        }
        StatementKind::Assume { identically, name, left, relation, .. } => {
            let head = all_within(left).into_iter().flat_map(names_of).next();
            let form = match relation.node {
                _ if *identically => "assume identically",
                CmpOp::Eq => "assume =",
                CmpOp::Ne => "assume !=",
                CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => "assume <=",
            };
            (std::iter::once(name.node.clone()).chain(head).collect(), vec![form.into()])
        }
        StatementKind::Chain { lemma, name, .. } => {
            let forms = lemma.then_some("lemma").into_iter().chain(["earlier result"]).map(str::to_owned);
            (vec![name.node.clone()], forms.collect())
        }
    }
}

fn set_statement(all: &[(derive_check::syntax::tree::Ident, Option<Vec<Expr>>)]) -> (Vec<String>, Vec<String>) {
    let elements = || all.iter().filter_map(|(_, elements)| elements.as_ref()).flatten();
    let mut names: Vec<String> = all.iter().map(|(name, _)| name.node.clone()).collect();
    names.extend(elements().flat_map(names_of));
    let form = match elements().next().map(|e| &e.node) {
        None => "set",
        Some(ExprKind::Num(_)) => "set of integers",
        Some(_) => "set of named elements",
    };
    (names, vec![form.into()])
}

fn forms_of_item(kind: DeclKind, args: &[ArgDecl], bar: Option<usize>) -> Vec<String> {
    let range = args.iter().any(|a| matches!(a.dom, DomExpr::Range(..)));
    let mut forms = vec![kind.keyword()];
    forms.extend(range.then_some("argument over a range"));
    if kind == DeclKind::Distribution {
        forms.extend(bar.is_some().then_some("conditional distribution"));
        forms.extend((bar.unwrap_or(args.len()) > 1).then_some("distribution of two sorts"));
    }
    forms.into_iter().map(str::to_owned).collect()
}

fn constraint(constraint: &ConstraintExpr, kind: DeclKind) -> String {
    match constraint {
        ConstraintExpr::Compare(op, _) if kind == DeclKind::Integer => format!("integer {} k", sign(*op)),
        ConstraintExpr::Compare(op, bound) => match &bound.node {
            ExprKind::Num(n) if *n == derive_check::number::Rational::from(0_i64) => format!("constraint {} 0", sign(*op)),
            _ => format!("constraint {} k", sign(*op)),
        },
        ConstraintExpr::Interval { low_strict, high_strict, .. } => {
            format!("constraint in {}a, b{}", if *low_strict { '(' } else { '[' }, if *high_strict { ')' } else { ']' })
        }
        ConstraintExpr::Elements(_) => "constraint in {0, 1}".into(),
        ConstraintExpr::Range(..) => "integer in a..b".into(),
        ConstraintExpr::Integer => "constraint integer".into(),
        ConstraintExpr::Symmetric => "constraint symmetric".into(),
        ConstraintExpr::OneHot => "constraint onehot".into(),
    }
}

fn parameters(params: &[ParamDecl]) -> &'static str {
    match params.iter().find_map(|p| p.dom.as_ref()) {
        _ if params.is_empty() => "define without arguments",
        None => "define with inferred arguments",
        Some(DomExpr::Real(_)) => "define of a real",
        Some(DomExpr::Set(_) | DomExpr::Range(..) | DomExpr::Elements(..)) => "define with given arguments",
    }
}

/// The forms that one node shows.
fn forms_of_expression(expr: &Expr, known: &BTreeSet<&str>, sizes: &BTreeSet<&str>, indices: &[String]) -> Vec<String> {
    let single = |form: &str| vec![form.to_owned()];
    match &expr.node {
        ExprKind::Big(kind, all, _) => big(*kind, all, indices),
        ExprKind::Stat(StatKind::Expectation, draws, _) => expectation(draws),
        ExprKind::Stat(StatKind::Variance, ..) => single("Var"),
        ExprKind::Stat(StatKind::Covariance, ..) => single("Cov"),
        ExprKind::Info(name, ..) => single(&name.node),
        ExprKind::Deriv(_, body) => {
            let again = all_within(body).iter().any(|e| matches!(e.node, ExprKind::Deriv(..)));
            std::iter::once("d/d".to_owned()).chain(again.then(|| "d/d d/d".to_owned())).collect()
        }
        ExprKind::If(..) => single("if"),
        ExprKind::Indicator(condition) => single(indicator(&condition.node)),
        ExprKind::Bars(inner) => single(if names_of(inner).iter().any(|n| sizes.contains(n.as_str())) { "|A|" } else { "abs" }),
        ExprKind::Prefix(name, _) => single(&name.node),
        ExprKind::Apply(name, all, _) if !known.contains(name.node.as_str()) => {
            single(&format!("{}{}", name.node, if all.len() > 1 { "(,)" } else { "" }))
        }
        ExprKind::Apply(_, all, _) => {
            let moved = all.iter().any(|a| matches!(a.node, ExprKind::Binary(BinOp::Add | BinOp::Sub, ..)));
            moved.then(|| "arithmetic in an index".to_owned()).into_iter().collect()
        }
        ExprKind::Name(name) if matches!(name.as_str(), "π" | "pi") && !known.contains(name.as_str()) => single("the number π"),
        ExprKind::Binary(BinOp::Pow, _, exponent) if !matches!(exponent.node, ExprKind::Num(_)) => single("symbolic exponent"),
        ExprKind::Binary(BinOp::Div, _, under) if !matches!(under.node, ExprKind::Num(_)) => single("a quotient"),
        _ => Vec::new(),
    }
}

fn big(kind: BigKind, all: &[Clause], indices: &[String]) -> Vec<String> {
    let kind = match kind {
        BigKind::Sum => "sum",
        BigKind::Prod => "prod",
        BigKind::Max => "max",
        BigKind::Min => "min",
    };
    let ends = || all.iter().filter(|c| matches!(c, Clause::In(_, DomExpr::Range(..)))).flat_map(ends_of);
    let dependent = ends().flat_map(all_within).flat_map(names_of).any(|n| indices.contains(&n));
    let mut forms = Vec::new();
    forms.extend((!sets(all).is_empty()).then(|| format!("{kind} over a set")));
    forms.extend((ends().next().is_some()).then(|| format!("{kind} over a range")));
    forms.extend((bound(all).len() > 1).then(|| format!("{kind} over several")));
    forms.extend(guarded(all).then(|| format!("guarded {kind}")));
    forms.extend(dependent.then(|| format!("{kind} over a dependent range")));
    forms
}

fn expectation(draws: &[Draw]) -> Vec<String> {
    let mut forms = Vec::new();
    let mut earlier: Vec<String> = Vec::new();
    for draw in draws {
        forms.push(match &draw.law.node {
            _ if draw.vars.len() > 1 => "E[(x, z) ~ q]",
            ExprKind::Apply(..) => "E[x ~ p(.|s)]",
            _ => "E[x ~ p]",
        });
        if !earlier.is_empty() {
            let dependent = all_within(&draw.law).into_iter().flat_map(names_of).any(|n| earlier.contains(&n));
            forms.push(if dependent { "E of dependent draws" } else { "E of several laws" });
        }
        earlier.extend(draw.vars.iter().map(|v| v.node.clone()));
    }
    forms.into_iter().map(str::to_owned).collect()
}

fn indicator(condition: &ExprKind) -> &'static str {
    match condition {
        ExprKind::Compare(_, all) if all.len() > 1 => "[i <= j <= k]",
        ExprKind::Compare(_, all) if all.contains(&CmpOp::Eq) => "[i = j]",
        ExprKind::Compare(_, all) if all.contains(&CmpOp::Ne) => "[i != j]",
        ExprKind::Compare(..) => "[i < j]",
        ExprKind::And(_) => "[P and Q]",
        ExprKind::Or(_) => "[P or Q]",
        ExprKind::Not(_) => "[not P]",
        _ => "[P]",
    }
}

/// An expression and all within it, also in clauses and laws.
fn all_within(expr: &Expr) -> Vec<&Expr> {
    let mut found = vec![expr];
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        found.extend(children(next));
        found.extend(clauses(next).iter().flat_map(ends_of));
        if let ExprKind::Stat(_, draws, _) = &next.node {
            found.extend(draws.iter().map(|d| &d.law));
        }
        at += 1;
    }
    found
}

fn clauses(expr: &Expr) -> &[Clause] {
    match &expr.node {
        ExprKind::Big(_, all, _) | ExprKind::Info(_, all, _) => all,
        _ => &[],
    }
}

fn ends_of(clause: &Clause) -> Vec<&Expr> {
    match clause {
        Clause::In(_, DomExpr::Range(low, high)) => vec![low, high],
        Clause::In(_, DomExpr::Elements(all, _)) => all.iter().collect(),
        Clause::In(_, DomExpr::Set(_) | DomExpr::Real(_)) => Vec::new(),
        Clause::Condition(condition) => vec![condition],
    }
}

fn names_of(expr: &Expr) -> Vec<String> {
    let mut names = sets(clauses(expr));
    if let ExprKind::Name(name) | ExprKind::Apply(derive_check::syntax::tree::Spanned { node: name, .. }, ..) = &expr.node {
        names.push(name.clone());
    }
    names
}

fn bound(all: &[Clause]) -> Vec<String> {
    let names = all.iter().filter_map(|c| if let Clause::In(names, _) = c { Some(names) } else { None });
    names.flatten().map(|n| n.node.clone()).collect()
}

fn sets(all: &[Clause]) -> Vec<String> {
    all.iter().filter_map(|c| if let Clause::In(_, DomExpr::Set(name)) = c { Some(name.node.clone()) } else { None }).collect()
}

fn guarded(all: &[Clause]) -> bool {
    all.iter().any(|c| matches!(c, Clause::Condition(_)))
}
