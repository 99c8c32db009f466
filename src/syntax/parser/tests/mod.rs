//! What is read, how, and what is refused with which words.

mod binding;
mod declarations;
mod malformed;
mod robustness;
mod warnings;

use super::super::parse;
use super::super::tree::*;
use crate::diagnostic::{Diagnostic, Severity};

/// The errors of a text.
fn errors(text: &str) -> Vec<Diagnostic> {
    parse(text).1.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
}

/// The statements of a text without errors.
fn statements(text: &str) -> Vec<StatementKind> {
    assert_eq!(errors(text), [], "{text}");
    parse(text).0.statements.into_iter().map(|statement| statement.node).collect()
}

/// The only statement of a text without errors.
fn statement(text: &str) -> StatementKind {
    let mut all = statements(text);
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

/// An expression with every grouping shown in brackets.
fn grouping(expr: &Expr) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(grouping).collect::<Vec<_>>().join(",");
    match &expr.node {
        ExprKind::Num(value) => value.to_string(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Apply(name, args, bar) => {
            let (before, behind) = args.split_at(bar.unwrap_or(args.len()));
            let behind = if behind.is_empty() { String::new() } else { format!("|{}", list(behind)) };
            format!("{}({}{behind})", name.node, list(before))
        }
        ExprKind::Dot => ".".to_owned(),
        ExprKind::Neg(inner) => format!("<-{}>", grouping(inner)),
        ExprKind::Binary(op, left, right) => {
            let sign = match op {
                BinOp::Add => "+",
                BinOp::Sub => "-",
                BinOp::Mul => "*",
                BinOp::Juxtapose => " ",
                BinOp::Div => "/",
                BinOp::Pow => "^",
            };
            format!("<{}{sign}{}>", grouping(left), grouping(right))
        }
        ExprKind::Prefix(name, inner) => format!("<{} {}>", name.node, grouping(inner)),
        ExprKind::Deriv(target, body) => format!("<d/d{} {}>", grouping(target), grouping(body)),
        ExprKind::Big(kind, binders, body) => format!("<{kind:?}[{}] {}>", clauses(binders), grouping(body)),
        ExprKind::Stat(kind, draws, bodies) => {
            let draw = |draw: &Draw| {
                let vars: Vec<_> = draw.vars.iter().map(|var| var.node.as_str()).collect();
                format!("{}~{}", vars.join("&"), grouping(&draw.law))
            };
            let draws: Vec<_> = draws.iter().map(draw).collect();
            format!("<{kind:?}[{}] {}>", draws.join(","), list(bodies))
        }
        ExprKind::Info(name, binders, args) => format!("<{}[{}] {}>", name.node, clauses(binders), list(args)),
        ExprKind::Bars(inner) => format!("|{}|", grouping(inner)),
        ExprKind::If(test, yes, no) => format!("if({},{},{})", grouping(test), grouping(yes), grouping(no)),
        ExprKind::Indicator(inner) => format!("[{}]", grouping(inner)),
        ExprKind::Compare(terms, operators) => {
            let mut text = terms.first().map(grouping).unwrap_or_default();
            for (op, term) in operators.iter().zip(terms.iter().skip(1)) {
                text.push_str(&format!(" {op:?} {}", grouping(term)));
            }
            format!("<{text}>")
        }
        ExprKind::And(parts) => format!("<{}>", parts.iter().map(grouping).collect::<Vec<_>>().join(" and ")),
        ExprKind::Or(parts) => format!("<{}>", parts.iter().map(grouping).collect::<Vec<_>>().join(" or ")),
        ExprKind::Not(inner) => format!("<not {}>", grouping(inner)),
        ExprKind::Paren(inner) => grouping(inner),
    }
}

fn clauses(clauses: &[Clause]) -> String {
    let clause = |clause: &Clause| match clause {
        Clause::In(names, dom) => {
            let names: Vec<_> = names.iter().map(|name| name.node.as_str()).collect();
            format!("{} in {}", names.join("&"), domain(dom))
        }
        Clause::Condition(condition) => grouping(condition),
    };
    clauses.iter().map(clause).collect::<Vec<_>>().join(",")
}

fn domain(dom: &DomExpr) -> String {
    match dom {
        DomExpr::Set(name) => name.node.clone(),
        DomExpr::Range(low, high) => format!("{}..{}", grouping(low), grouping(high)),
        DomExpr::Real(_) => "real".to_owned(),
        DomExpr::Elements(members, _) => format!("{{{}}}", members.iter().map(grouping).collect::<Vec<_>>().join(",")),
    }
}

/// How the body of `define zz = …` groups, below some declarations.
fn body(text: &str) -> String {
    let text = format!("constant α, σ, u\nfunction θ(S, A), z(A)\ndefine zz = {text}");
    match statements(&text).pop() {
        Some(StatementKind::Define { body, .. }) => grouping(&body),
        other => panic!("{text}: {other:?}"),
    }
}
