//! Surface trees to text, broken at a given width with the `pretty` crate.
//!
//! Reading what is printed gives the same tree again, places and parentheses aside; multiplication by juxtaposition may
//! be printed as `*`, and a prefix with parentheses. This file prints statements, `expressions` what stands in them, in the
//! notation of a file or in that of mathematics (`notation`); `rows` gives the lines of a formula with the marked parts.

mod decimals;
mod expressions;
mod notation;
mod precedence;
mod rows;
#[cfg(test)]
mod tests;

pub use notation::Notation;
pub use rows::{Piece, rows};

use super::tree::{
    ArgDecl, Clause, CmpOp, ConstraintExpr, DeclItem, DomExpr, Expr, File, Ident, ParamDecl, Reason, Statement, StatementKind,
    StepTree,
};
use expressions::SOURCE;
use pretty::RcDoc;

/// A document to be laid out.
type Doc = RcDoc<'static, ()>;

/// A width at which nothing is broken into lines.
pub const ONE_LINE: usize = 1_000_000;

/// How far a continuation is indented.
const INDENT: isize = 2;

/// The text of a file, in lines of at most `width` columns where that is possible. What could not be read is left out.
pub fn print_file(file: &File, width: usize) -> String {
    let mut text = String::new();
    for (index, statement) in file.statements.iter().enumerate() {
        if index > 0 && matches!(statement.node, StatementKind::Chain { .. }) {
            text.push('\n');
        }
        text.push_str(&print_statement(statement, width));
        text.push('\n');
    }
    text
}

/// The text of one statement.
pub fn print_statement(statement: &Statement, width: usize) -> String {
    layout(&statement_doc(&statement.node).nest(INDENT), width)
}

/// The text of an expression or a condition.
///
/// ```
/// use derive_check::syntax::{parse, print::print_expr, tree::StatementKind};
/// let (file, _) = parse("define f = (a/b)*c^(2)");
/// let StatementKind::Define { body, .. } = &file.statements[0].node else { panic!() };
/// assert_eq!(print_expr(body, 80), "a/b*c^2");
/// ```
pub fn print_expr(expr: &Expr, width: usize) -> String {
    layout(&SOURCE.lowest(expr).nest(INDENT).group(), width)
}

/// The text of clauses: `i in A, i != j, t in 1..T`.
pub fn print_clauses(clauses: &[Clause], width: usize) -> String {
    layout(&SOURCE.clauses(clauses).nest(INDENT).group(), width)
}

/// The sign of a comparison.
pub fn relation_sign(op: CmpOp) -> &'static str {
    Notation::Source.relation(op)
}

fn layout(doc: &Doc, width: usize) -> String {
    doc.pretty(width).to_string()
}

fn text(text: impl Into<String>) -> Doc {
    RcDoc::text(text.into())
}

fn name(ident: &Ident) -> Doc {
    text(ident.node.clone())
}

/// Parts with a comma and a possible break between them.
fn listed(parts: impl IntoIterator<Item = Doc>) -> Doc {
    RcDoc::intersperse(parts, text(",").append(RcDoc::line()))
}

/// Parts as arguments, a bar before the one with this index.
fn arguments(parts: impl IntoIterator<Item = Doc>, bar: Option<usize>) -> Doc {
    let mut doc = text("(");
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            let separator = if bar == Some(index) { text(" |").append(RcDoc::line()) } else { text(",").append(RcDoc::line()) };
            doc = doc.append(separator);
        }
        doc = doc.append(part);
    }
    doc.append(text(")")).nest(INDENT).group()
}

fn statement_doc(statement: &StatementKind) -> Doc {
    match statement {
        StatementKind::Title(title) => text(format!("title \"{title}\"")),
        StatementKind::Use(path) => text(format!("use \"{}\"", path.node)),
        StatementKind::Set(sets) => text("set ").append(listed(sets.iter().map(set)).group()),
        StatementKind::Fix(fixed) => text("fix ").append(SOURCE.clauses(fixed)),
        StatementKind::Declare { kind, items, of, constraints } => {
            let mut doc = text(kind.keyword()).append(text(" ")).append(listed(items.iter().map(item)).group());
            if !of.is_empty() {
                doc = doc.append(text(" of ")).append(listed(of.iter().map(name)).group());
            }
            constraints.iter().fold(doc, |doc, own| doc.append(text(" ")).append(constraint(&own.node)))
        }
        StatementKind::Define { name: own, params, bar, body } => {
            let mut doc = text("define ").append(name(own));
            if !params.is_empty() {
                doc = doc.append(arguments(params.iter().map(parameter), *bar));
            }
            doc.append(text(" =")).append(RcDoc::line()).append(SOURCE.number(body)).group()
        }
        StatementKind::Assume { identically, name: own, binders, left, relation, right } => {
            let keyword = if *identically { "assume identically " } else { "assume " };
            let head = text(keyword).append(name(own)).append(for_clauses(binders)).append(text(":"));
            let relation = text(format!(" {} ", relation_sign(relation.node)));
            head.append(RcDoc::line()).append(SOURCE.number(left)).append(relation).append(SOURCE.number(right)).group()
        }
        StatementKind::Chain { lemma, name: own, binders, first, steps } => {
            let keyword = if *lemma { "lemma " } else { "derivation " };
            let head = text(keyword).append(name(own)).append(for_clauses(binders)).append(text(":"));
            let first = first.as_ref().map_or_else(|_| RcDoc::nil(), |e| SOURCE.number(e));
            steps.iter().fold(head.append(RcDoc::hardline()).append(first.nest(INDENT).group()), |doc, own| doc.append(step(own)))
        }
    }
}

fn set((own, members): &(Ident, Option<Vec<Expr>>)) -> Doc {
    match members {
        None => name(own),
        Some(members) => name(own).append(text(" = ")).append(SOURCE.elements(members)),
    }
}

fn item(item: &DeclItem) -> Doc {
    if item.args.is_empty() { name(&item.name) } else { name(&item.name).append(arguments(item.args.iter().map(sort), item.bar)) }
}

fn sort(arg: &ArgDecl) -> Doc {
    match &arg.name {
        None => SOURCE.domain(&arg.dom),
        Some(own) => name(own).append(text(": ")).append(SOURCE.domain(&arg.dom)),
    }
}

fn constraint(constraint: &ConstraintExpr) -> Doc {
    match constraint {
        ConstraintExpr::Compare(op, value) => text(format!("{} ", relation_sign(*op))).append(SOURCE.number(value)),
        ConstraintExpr::Interval { low, low_strict, high, high_strict } => {
            let (open, close) = (if *low_strict { "in (" } else { "in [" }, if *high_strict { ")" } else { "]" });
            text(open).append(SOURCE.number(low)).append(text(", ")).append(SOURCE.number(high)).append(text(close))
        }
        ConstraintExpr::Elements(members) => text("in ").append(SOURCE.elements(members)),
        ConstraintExpr::Range(low, high) => text("in ").append(SOURCE.number(low)).append(text("..")).append(SOURCE.number(high)),
        ConstraintExpr::Integer => text("integer"),
        ConstraintExpr::Symmetric => text("symmetric"),
        ConstraintExpr::OneHot => text("onehot"),
    }
}

fn parameter(param: &ParamDecl) -> Doc {
    match &param.dom {
        None => name(&param.name),
        Some(DomExpr::Real(_)) => name(&param.name).append(text(" real")),
        Some(dom) => name(&param.name).append(text(" in ")).append(SOURCE.domain(dom)),
    }
}

fn for_clauses(binders: &[Clause]) -> Doc {
    if binders.is_empty() { RcDoc::nil() } else { text(" for ").append(SOURCE.clauses(binders)) }
}

/// A step on lines of its own; one that could not be read shows that it is missing.
fn step(step: &StepTree) -> Doc {
    let Ok(expr) = &step.expr else {
        return RcDoc::nil();
    };
    let line = text(format!("{} ", relation_sign(step.relation.node))).append(SOURCE.number(expr).nest(INDENT).group());
    let reasons = step.reasons.as_ref().map_or_else(RcDoc::nil, |reasons| {
        let list = listed(reasons.iter().map(reason)).nest(INDENT).group();
        RcDoc::line().append(text("by ")).append(list).nest(INDENT).group()
    });
    RcDoc::hardline().append(line).append(reasons)
}

fn reason(reason: &Reason) -> Doc {
    text(format!("{}{}", if reason.def { "def " } else { "" }, reason.name.node))
}
