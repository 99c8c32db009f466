//! Conditions: comparisons and their chains, `and`, `or`, `not`; and the two forms that turn them into numbers, `if` and `[ ]`.

use super::expr::{join, strip};
use super::reader::{Reader, Sort, Typed};
use crate::source::Span;
use crate::syntax::tree::{CmpOp, Expr, ExprKind};
use crate::term::{Node, Rel, Term};

impl Reader<'_, '_> {
    /// Reads a condition.
    pub(super) fn condition(&mut self, e: &Expr) -> Option<Term> {
        match &e.node {
            ExprKind::Paren(inner) => self.condition(inner),
            ExprKind::Compare(terms, ops) => self.comparisons(terms, ops),
            ExprKind::And(parts) => self.conditions(parts).map(Term::and),
            ExprKind::Or(parts) => self.conditions(parts).map(|all| Term::new(Node::Or(all))),
            ExprKind::Not(inner) => self.condition(inner).map(|p| Term::new(Node::Not(p))),
            _ => {
                let text = self.ctx.text(e.span);
                self.error_help(
                    e.span,
                    format!("`{text}` is no condition"),
                    "a condition compares: `i = j`, `i != j`, `t <= T`; parentheses that only group are round",
                )
            }
        }
    }

    fn conditions(&mut self, parts: &[Expr]) -> Option<Vec<Term>> {
        let read: Vec<Option<Term>> = parts.iter().map(|p| self.condition(p)).collect();
        read.into_iter().collect()
    }

    /// `a <= b < c` is `a <= b and b < c`.
    fn comparisons(&mut self, terms: &[Expr], ops: &[CmpOp]) -> Option<Term> {
        let values = self.operands(terms);
        let values: Vec<(Typed, Span)> = values.into_iter().collect::<Option<_>>()?;
        let pairs = values.windows(2).zip(ops);
        let compared: Vec<Option<Term>> = pairs
            .map(|(pair, op)| match pair {
                [(a, at), (b, bt)] => self.compare(*op, (a.clone(), *at), (b.clone(), *bt)),
                _ => None,
            })
            .collect();
        compared.into_iter().collect::<Option<Vec<Term>>>().map(Term::and)
    }

    /// Reads what is compared. A bare element that several sets share is read last, as one of the set of the others.
    fn operands(&mut self, terms: &[Expr]) -> Vec<Option<(Typed, Span)>> {
        let shared = |reader: &Self, e: &Expr| match &strip(e).node {
            ExprKind::Name(n) => reader.local(n).is_none() && reader.ctx.elements.get(n).is_some_and(|sets| sets.len() > 1),
            _ => false,
        };
        let late: Vec<bool> = terms.iter().map(|e| shared(self, e)).collect();
        let mut values: Vec<Option<(Typed, Span)>> =
            terms.iter().zip(&late).map(|(e, late)| if *late { None } else { self.value(e).map(|v| (v, e.span)) }).collect();
        let set = values.iter().flatten().find_map(|(v, _)| if let Sort::Elem(set) = &v.sort { Some(set.clone()) } else { None });
        for ((e, late), slot) in terms.iter().zip(&late).zip(values.iter_mut()) {
            if let (true, ExprKind::Name(n)) = (*late, &strip(e).node) {
                *slot = self.name(n, e.span, set.as_ref()).map(|v| (v, e.span));
            }
        }
        values
    }

    /// One comparison; `>` and `>=` are turned around.
    pub(super) fn compare(&mut self, op: CmpOp, a: (Typed, Span), b: (Typed, Span)) -> Option<Term> {
        let ((a, at), (b, bt)) = (a, b);
        self.compare_evidence(&a, &b);
        let elements = self.compare_elements(op, (&a, at), (&b, bt))?;
        let (left, right) = if elements {
            (a.term, b.term)
        } else {
            let (left, right) = (self.number(a, at), self.number(b, bt));
            (left?.term, right?.term)
        };
        Some(match op {
            CmpOp::Eq => Term::cmp_rel(Rel::Eq, left, right),
            CmpOp::Ne => Term::cmp_rel(Rel::Ne, left, right),
            CmpOp::Lt => Term::cmp_rel(Rel::Lt, left, right),
            CmpOp::Le => Term::cmp_rel(Rel::Le, left, right),
            CmpOp::Gt => Term::cmp_rel(Rel::Lt, right, left),
            CmpOp::Ge => Term::cmp_rel(Rel::Le, right, left),
        })
    }

    /// Are elements compared (with `=` or `!=`, of one set)? An error where they do not go together.
    fn compare_elements(&mut self, op: CmpOp, a: (&Typed, Span), b: (&Typed, Span)) -> Option<bool> {
        let numeric = |reader: &Self, v: &Typed| match &v.sort {
            Sort::Elem(set) => reader.ctx.numeric(set),
            _ => true,
        };
        let open = matches!(a.0.sort, Sort::Unknown(_)) || matches!(b.0.sort, Sort::Unknown(_));
        match (&a.0.sort, &b.0.sort) {
            _ if !open && numeric(self, a.0) && numeric(self, b.0) => Some(false),
            (Sort::Elem(s), Sort::Elem(t)) if s != t => {
                let (x, y) = (self.ctx.text(a.1), self.ctx.text(b.1));
                self.error(a.1.to(b.1), format!("`{x}` is an element of `{s}` and `{y}` of `{t}`: they cannot be compared"))
            }
            (Sort::Elem(_) | Sort::Unknown(_), Sort::Elem(_) | Sort::Unknown(_)) => {
                self.only_equality(op, (a.0, a.1), (b.0, b.1))?;
                Some(true)
            }
            _ => Some(false),
        }
    }

    fn only_equality(&mut self, op: CmpOp, a: (&Typed, Span), b: (&Typed, Span)) -> Option<()> {
        let set = [a.0, b.0].into_iter().find_map(|v| if let Sort::Elem(set) = &v.sort { Some(set) } else { None });
        match set {
            Some(set) if !matches!(op, CmpOp::Eq | CmpOp::Ne) && !self.ctx.numeric(set) => self.error_help(
                a.1.to(b.1),
                format!("elements of `{set}` have no order: they know only `=` and `!=`"),
                "index by a range (`1..n`) where order matters",
            ),
            _ => Some(()),
        }
    }

    /// A parameter of unknown sort is of the sort it is compared with.
    fn compare_evidence(&mut self, a: &Typed, b: &Typed) {
        for (one, other) in [(a, b), (b, a)] {
            let Sort::Unknown(k) = one.sort else { continue };
            let constant = other.term.is_closed() && !self.locals.iter().any(|l| other.term.mentions(&l.var));
            let Some(evidence) = self.evidence.get_mut(k) else { continue };
            match &other.sort {
                Sort::Elem(set) => evidence.sets.push((set.clone(), Span::default())),
                Sort::Unknown(same) => evidence.same.push(*same),
                Sort::Int if constant => {
                    evidence.number = true;
                    evidence.bases.push(other.term.clone());
                }
                Sort::Int | Sort::Whole => evidence.integer = true,
                _ => evidence.number = true,
            }
        }
    }

    /// `[P]`
    pub(super) fn indicator(&mut self, p: &Expr) -> Option<Typed> {
        self.condition(p).map(|p| Typed::new(Term::ind(p), Sort::Whole))
    }

    /// `if(P, e, f)`
    pub(super) fn conditional(&mut self, p: &Expr, a: &Expr, b: &Expr) -> Option<Typed> {
        let test = self.condition(p);
        self.branches += 1;
        let (yes, no) = (self.real(a), self.real(b));
        self.branches -= 1;
        let (test, yes, no) = (test?, yes?, no?);
        let sort = match join([&yes, &no]) {
            Sort::Int => Sort::Whole,
            other => other,
        };
        Some(Typed::new(Term::new(Node::If(test, yes.term, no.term)), sort))
    }
}
