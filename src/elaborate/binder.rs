//! Binders: domains, clauses, big operators, and the entropies that abbreviate sums.

use super::context::readable;
use super::reader::{Local, LocalSort, Reader, Sort, Typed};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{BigKind, Clause, DomExpr, Expr, Ident};
use crate::term::{BigOp, Dom, Hint, Name, Node, Term};

/// A bound index with everything its clause says.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) hint: String,
    pub(super) var: Name,
    pub(super) dom: Dom,
    pub(super) guards: Vec<Term>,
    pub(super) span: Span,
}

/// How the variable of a clause is called inside terms.
pub(super) enum Naming<'n> {
    /// A fresh name, closed before anyone sees it.
    Fresh,
    /// The name itself, or with this suffix where it is taken by a fixed index.
    Plain(&'n str),
    /// Always with this suffix (`i@h7`).
    Suffixed(&'n str),
}

/// A big operator over a variable that stands free in guard and body.
pub(super) fn close(op: BigOp, hint: &str, var: &Name, dom: Dom, guard: &Term, body: &Term) -> Term {
    Term::new(Node::Big(op, Hint(Name::new(hint)), dom, guard.close(var), body.close(var)))
}

impl Reader<'_, '_> {
    /// Reads a domain.
    pub(super) fn domain(&mut self, dom: &DomExpr) -> Option<Dom> {
        match dom {
            DomExpr::Set(ident) => self.set(ident),
            DomExpr::Range(low, high) => {
                let ends = (self.integer(low, "the end of a range"), self.integer(high, "the end of a range"));
                Some(Dom::Range(ends.0?.term, ends.1?.term))
            }
            DomExpr::Real(span) => self.error_help(
                *span,
                "only the parameters of definitions may be real: `define f(x real) = …`",
                "an index ranges over a set or over `1..n`",
            ),
            DomExpr::Elements(elements, span) => self.elements(elements, *span),
        }
    }

    fn set(&mut self, ident: &Ident) -> Option<Dom> {
        let name = Name::new(&ident.node);
        if self.ctx.signature.sets.contains_key(&name) {
            return Some(Dom::Set(name));
        }
        if self.ctx.poisoned_sets.contains(&ident.node) || self.ctx.unread.contains(&ident.node) {
            return self.rests_on(&ident.node);
        }
        let text = &ident.node;
        if self.local(text).is_some() || self.ctx.places.contains_key(text) {
            let help = if self.ctx.signature.integers.contains_key(&name) {
                format!("a range is written `1..{text}`")
            } else {
                format!("declare `set {text}` if it should be one")
            };
            return self.error_help(ident.span, format!("`{text}` is no set"), help);
        }
        let near = super::suggest::nearest(text, self.ctx.set_places.keys().map(String::as_str));
        let help = near.map_or_else(|| format!("declare it: `set {text}`"), super::suggest::did_you_mean);
        self.error_help(ident.span, format!("unknown set `{text}`"), help)
    }

    /// `{x, y}` written in place: the declared set with just these elements, or one of its own.
    pub(super) fn elements(&mut self, elements: &[Expr], span: Span) -> Option<Dom> {
        let read: Vec<Option<(Typed, Span)>> = elements.iter().map(|e| self.value(e).map(|v| (v, e.span))).collect();
        let read: Vec<(Typed, Span)> = read.into_iter().collect::<Option<_>>()?;
        let mut terms: Vec<Term> = Vec::new();
        let mut parent: Option<Name> = None;
        for (value, at) in read {
            if let Sort::Elem(set) = &value.sort {
                parent = Some(set.clone());
            }
            let named = matches!(value.term.node(), Node::Elem(..))
                || value.term.as_num().is_some_and(crate::number::Rational::is_integer);
            if !named || terms.contains(&value.term) {
                let text = self.ctx.text(at);
                let message = if named {
                    format!("`{text}` stands twice in this set")
                } else {
                    format!("`{text}` is no named element and no integer")
                };
                return self.error_help(at, message, "a set written in place lists elements of a declared set, or integers");
            }
            terms.push(value.term);
        }
        let mixed = terms.iter().any(|t| element_set(t) != parent.as_ref());
        if terms.is_empty() || mixed {
            return self.error(span, "a set written in place lists elements of one declared set, or integers");
        }
        Some(Dom::Set(self.ctx.set_of(terms, parent)))
    }

    /// Reads clauses and puts their indices in scope. The bound indices, and whether all could be read.
    pub(super) fn clauses(&mut self, clauses: &[Clause], naming: &Naming<'_>) -> (Vec<Bound>, bool) {
        let mut bound: Vec<Bound> = Vec::new();
        let mut whole = true;
        for clause in clauses {
            match clause {
                Clause::In(names, dom) => {
                    let dom = self.domain(dom);
                    for name in names {
                        whole &= self.bind(name, dom.clone(), naming, &mut bound);
                    }
                }
                Clause::Condition(e) => {
                    let guard = self.condition(e);
                    whole &= guard.is_some();
                    match (bound.last_mut(), guard) {
                        (Some(last), Some(guard)) => last.guards.push(guard),
                        (None, Some(_)) => {
                            let text = self.ctx.text(e.span);
                            let message = format!("the condition `{text}` stands before the index it is about");
                            self.note(Diagnostic::error(e.span, message).help("write it after: `i in A, i != j`"));
                            whole = false;
                        }
                        _ => {}
                    }
                }
            }
        }
        (bound, whole)
    }

    fn bind(&mut self, name: &Ident, dom: Option<Dom>, naming: &Naming<'_>, bound: &mut Vec<Bound>) -> bool {
        if bound.iter().any(|b| b.hint == name.node) {
            self.note(
                Diagnostic::error(name.span, format!("`{}` is bound twice here", name.node))
                    .help("give one of them another name"),
            );
            return false;
        }
        let var = self.variable(&name.node, naming);
        let sort = dom.clone().map_or(LocalSort::Broken, LocalSort::Index);
        self.locals.push(Local { name: name.node.clone(), var: var.clone(), sort });
        let Some(dom) = dom else { return false };
        bound.push(Bound { hint: name.node.clone(), var, dom, guards: Vec::new(), span: name.span });
        true
    }

    fn variable(&mut self, name: &str, naming: &Naming<'_>) -> Name {
        match naming {
            Naming::Fresh => self.fresh(name),
            Naming::Suffixed(suffix) => Name::new(&format!("{name}@{suffix}")),
            Naming::Plain(suffix) => {
                let plain = Name::new(name);
                let taken = self.locals.iter().any(|l| l.var == plain);
                if taken { Name::new(&format!("{name}@{suffix}")) } else { plain }
            }
        }
    }

    /// `sum[i in A, i != a, j in B] e` is a nest of single binders.
    pub(super) fn big(&mut self, kind: BigKind, clauses: &[Clause], body: &Expr) -> Option<Typed> {
        let op = match kind {
            BigKind::Sum => BigOp::Sum,
            BigKind::Prod => BigOp::Prod,
            BigKind::Max => BigOp::Max,
            BigKind::Min => BigOp::Min,
        };
        self.under(clauses, |reader| reader.real(body)).map(|(bound, body)| {
            let sort = if body.sort == Sort::Int { Sort::Whole } else { body.sort };
            Typed::new(nest(op, &bound, body.term), sort)
        })
    }

    /// Reads something under clauses with fresh variables, and ends their scope.
    fn under<T>(&mut self, clauses: &[Clause], read: impl FnOnce(&mut Self) -> Option<T>) -> Option<(Vec<Bound>, T)> {
        let mark = self.locals.len();
        let (bound, whole) = self.clauses(clauses, &Naming::Fresh);
        // Over a range that depends on an outer index nothing may be evaluated at all.
        let outer = |t: &Term| self.locals.iter().any(|l| t.mentions(&l.var));
        let empty = bound.iter().any(|b| matches!(&b.dom, Dom::Range(low, high) if outer(low) || outer(high)));
        self.branches += usize::from(empty);
        let value = read(self);
        self.branches -= usize::from(empty);
        self.end_scope(mark);
        let value = value?;
        whole.then_some((bound, value))
    }

    /// `H[x in X](p(x))` and `KL[x in X](q(x), p(x))`.
    pub(super) fn information(&mut self, name: &Ident, clauses: &[Clause], args: &[Expr], span: Span) -> Option<Typed> {
        let wanted = if name.node == "H" { 1 } else { 2 };
        let (bound, values) = self.under(clauses, |reader| {
            let read: Vec<Option<Typed>> = args.iter().map(|e| reader.real(e)).collect();
            read.into_iter().collect::<Option<Vec<Typed>>>()
        })?;
        let terms: Vec<Term> = values.into_iter().map(|v| v.term).collect();
        for term in &terms {
            self.may_copy(term, span)?;
        }
        match terms.as_slice() {
            [p] if wanted == 1 => {
                let body = Term::mul(vec![p.clone(), Term::log(p.clone())]);
                Some(Typed::real(Term::neg(nest(BigOp::Sum, &bound, body))))
            }
            [q, p] if wanted == 2 => {
                let body = Term::mul(vec![q.clone(), Term::log(Term::div(q.clone(), p.clone()))]);
                Some(Typed::real(nest(BigOp::Sum, &bound, body)))
            }
            _ => {
                let help = if wanted == 1 { "write `H[x in X](p(x))`" } else { "write `KL[x in X](q(x), p(x))`" };
                self.error_help(span, format!("`{}` takes {wanted} in its parentheses, and has {}", name.node, terms.len()), help)
            }
        }
    }
}

/// The body under all binders, the last one innermost.
fn nest(op: BigOp, bound: &[Bound], body: Term) -> Term {
    bound.iter().rev().fold(body, |body, b| close(op, &b.hint, &b.var, b.dom.clone(), &Term::and(b.guards.clone()), &body))
}

fn element_set(term: &Term) -> Option<&Name> {
    match term.node() {
        Node::Elem(set, _) => Some(set),
        _ => None,
    }
}

impl super::context::Context<'_> {
    /// A set with these elements: a declared one, one written in place before, or a new one called by its elements.
    pub(super) fn set_of(&mut self, terms: Vec<Term>, parent: Option<Name>) -> Name {
        let same = |elements: &Vec<Term>| elements.len() == terms.len() && terms.iter().all(|t| elements.contains(t));
        let known = self.signature.sets.iter().find(|(_, decl)| decl.elements.as_ref().is_some_and(same));
        if let Some((name, _)) = known {
            return name.clone();
        }
        let shown: Vec<String> = terms.iter().map(show_element).collect();
        let name = Name::new(&format!("{{{}}}", shown.join(", ")));
        self.signature.sets.insert(name.clone(), crate::kernel::obligation::SetDecl { elements: Some(terms) });
        self.ordered(&name);
        if let Some(parent) = parent {
            self.parents.insert(name.clone(), parent);
        }
        name
    }
}

fn show_element(term: &Term) -> String {
    match term.node() {
        Node::Elem(_, name) => readable(name),
        Node::Num(n) => n.to_string(),
        _ => String::new(),
    }
}
