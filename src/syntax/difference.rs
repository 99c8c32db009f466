//! Where two expressions differ: the smallest parts of the second that the first has not. Places and parentheses do not
//! count, and neither does the order of summands or factors beyond what both have. For showing what a move has changed.

use super::print::{ONE_LINE, print_expr};
use super::tree::{BinOp, Clause, DomExpr, Draw, Expr, ExprKind};

/// The smallest parts of `after` that are not in `before`, in reading order; none where the two are the same.
///
/// ```
/// use derive_check::syntax::{difference::changed, parse, print::print_expr, tree::StatementKind};
/// let read = |text: &str| {
///     let (file, _) = parse(&format!("define z = {text}"));
///     let StatementKind::Define { body, .. } = file.statements[0].node.clone() else { panic!() };
///     body
/// };
/// let (before, after) = (read("a*log(x*y) + c"), read("a*(log(x) + log(y)) + c"));
/// let shown: Vec<String> = changed(&before, &after).iter().map(|e| print_expr(e, 80)).collect();
/// assert_eq!(shown, ["log(x) + log(y)"]);
/// ```
pub fn changed<'t>(before: &Expr, after: &'t Expr) -> Vec<&'t Expr> {
    let mut found = Vec::new();
    compare(before, after, &mut found);
    found
}

/// The same, places and parentheses aside?
pub fn same(a: &Expr, b: &Expr) -> bool {
    let (a, b) = (bare(a), bare(b));
    match (head(a), head(b)) {
        (Some(x), Some(y)) => x == y && same_all(&children(a), &children(b)),
        _ => false,
    }
}

fn same_all(a: &[&Expr], b: &[&Expr]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

fn compare<'t>(before: &Expr, after: &'t Expr, found: &mut Vec<&'t Expr>) {
    let (before, after) = (bare(before), bare(after));
    if same(before, after) {
        return;
    }
    if let (Some(old), Some(new)) = (operands(before), operands(after))
        && old.0 == new.0
    {
        return compare_operands(&old.1, &new.1, after, found);
    }
    let (old, new) = (children(before), children(after));
    let alike = head(before) == head(after) && old.len() == new.len();
    if alike && !new.is_empty() && old.iter().zip(&new).any(|(a, b)| same(a, b)) || alike && new.len() == 1 {
        for (old, new) in old.into_iter().zip(new) {
            compare(old, new, found);
        }
    } else {
        found.push(after);
    }
}

/// Operands of a sum or a product that the other has not; where exactly one on each side is new, what is new in it.
fn compare_operands<'t>(old: &[Operand<'_>], new: &[Operand<'t>], whole: &'t Expr, found: &mut Vec<&'t Expr>) {
    let equal = |a: &Operand<'_>, b: &Operand<'_>| a.inverse == b.inverse && same(a.expr, b.expr);
    let mut gone: Vec<&Operand<'_>> = old.iter().collect();
    let mut fresh: Vec<&Operand<'t>> = Vec::new();
    for operand in new {
        match gone.iter().position(|other| equal(other, operand)) {
            Some(at) => drop(gone.remove(at)),
            None => fresh.push(operand),
        }
    }
    match (gone.as_slice(), fresh.as_slice()) {
        ([old], [new]) if old.inverse == new.inverse => compare(old.expr, new.expr, found),
        (_, []) => found.push(whole),
        (_, fresh) if fresh.len() == new.len() => found.push(whole),
        (_, fresh) => found.extend(fresh.iter().map(|operand| operand.expr)),
    }
}

/// An operand of a sum or a product.
struct Operand<'t> {
    expr: &'t Expr,
    /// Subtracted, or divided by.
    inverse: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Sum,
    Product,
}

fn operation(expr: &Expr) -> Option<Operation> {
    match expr.node {
        ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => Some(Operation::Sum),
        ExprKind::Binary(BinOp::Mul | BinOp::Juxtapose | BinOp::Div, ..) => Some(Operation::Product),
        _ => None,
    }
}

/// The operands of a sum or of a product, from left to right.
fn operands(expr: &Expr) -> Option<(Operation, Vec<Operand<'_>>)> {
    let kind = operation(expr)?;
    let (mut rest, mut found) = (expr, Vec::new());
    while operation(rest) == Some(kind)
        && let ExprKind::Binary(op, left, right) = &rest.node
    {
        found.push(Operand { expr: bare(right), inverse: matches!(op, BinOp::Sub | BinOp::Div) });
        rest = bare(left);
    }
    found.push(Operand { expr: rest, inverse: false });
    found.reverse();
    Some((kind, found))
}

fn bare(mut expr: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &expr.node {
        expr = inner;
    }
    expr
}

/// What a node says beside its children, as text; nothing for parentheses, which say nothing.
fn head(expr: &Expr) -> Option<String> {
    Some(match &expr.node {
        ExprKind::Num(value) => value.to_string(),
        ExprKind::Name(own) => format!("name {own}"),
        // A prefix is the same as the function in parentheses.
        ExprKind::Apply(own, _, bar) => format!("apply {} {bar:?}", own.node),
        ExprKind::Prefix(own, _) => format!("apply {} None", own.node),
        ExprKind::Dot => "dot".to_owned(),
        ExprKind::Neg(_) => "neg".to_owned(),
        ExprKind::Binary(BinOp::Juxtapose, ..) => format!("{:?}", BinOp::Mul),
        ExprKind::Binary(op, ..) => format!("{op:?}"),
        ExprKind::Deriv(..) => "derivative".to_owned(),
        ExprKind::Big(kind, own, _) => format!("{kind:?} {}", clauses(own)),
        ExprKind::Stat(kind, draws, _) => {
            format!("{kind:?} {}", draws.iter().map(draw).collect::<String>())
        }
        ExprKind::Info(own, binders, _) => format!("{} {}", own.node, clauses(binders)),
        ExprKind::Bars(_) => "bars".to_owned(),
        ExprKind::If(..) => "if".to_owned(),
        ExprKind::Indicator(_) => "indicator".to_owned(),
        ExprKind::Compare(_, operators) => format!("{operators:?}"),
        ExprKind::And(_) => "and".to_owned(),
        ExprKind::Or(_) => "or".to_owned(),
        ExprKind::Not(_) => "not".to_owned(),
        ExprKind::Paren(_) => return None,
    })
}

/// The expressions that stand directly in one; what its clauses, draws and domains hold is left out.
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.node {
        ExprKind::Num(_) | ExprKind::Name(_) | ExprKind::Dot => Vec::new(),
        ExprKind::Apply(_, all, _)
        | ExprKind::Stat(_, _, all)
        | ExprKind::Info(_, _, all)
        | ExprKind::Compare(all, _)
        | ExprKind::And(all)
        | ExprKind::Or(all) => all.iter().collect(),
        ExprKind::Neg(one)
        | ExprKind::Prefix(_, one)
        | ExprKind::Big(_, _, one)
        | ExprKind::Bars(one)
        | ExprKind::Indicator(one)
        | ExprKind::Not(one)
        | ExprKind::Paren(one) => vec![one.as_ref()],
        ExprKind::Binary(_, a, b) | ExprKind::Deriv(a, b) => vec![a.as_ref(), b.as_ref()],
        ExprKind::If(p, a, b) => vec![p.as_ref(), a.as_ref(), b.as_ref()],
    }
}

/// Clauses, draws and domains as text: they are compared as wholes.
fn clauses(all: &[Clause]) -> String {
    let one = |clause: &Clause| match clause {
        Clause::In(names, dom) => {
            let names: Vec<&str> = names.iter().map(|n| n.node.as_str()).collect();
            format!("{} in {};", names.join(","), domain(dom))
        }
        Clause::Condition(condition) => format!("{};", flat(condition)),
    };
    all.iter().map(one).collect()
}

fn draw(draw: &Draw) -> String {
    let vars: Vec<&str> = draw.vars.iter().map(|n| n.node.as_str()).collect();
    format!("{} ~ {};", vars.join(","), flat(&draw.law))
}

fn domain(dom: &DomExpr) -> String {
    match dom {
        DomExpr::Set(own) => own.node.clone(),
        DomExpr::Range(low, high) => format!("{}..{}", flat(low), flat(high)),
        DomExpr::Real(_) => "real".to_owned(),
        DomExpr::Elements(all, _) => all.iter().map(|e| flat(e) + ",").collect(),
    }
}

fn flat(expr: &Expr) -> String {
    print_expr(expr, ONE_LINE)
}
