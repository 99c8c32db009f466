//! The reader of one expression: its scope, and the sorts of what it has read. The forms themselves are in `expr`, `apply`,
//! `binder`, `condition`, `builtin`, `target`.
//!
//! A reading function gives `None` where it has reported an error, or where an earlier error makes the part unreadable;
//! the parts beside it are still read, so that every error of an expression is reported.

use super::context::{Callee, Context};
use super::infer::Evidence;
use super::linear::Bounds;
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::ParamSort;
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::term::{Dom, Name, Term};

/// Terms larger than this are refused where an abbreviation would copy them.
const COPY_LIMIT: u32 = 20_000;

/// The sort of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// A real number.
    Real,
    /// An integer by its value, not by its form: may be an index, makes no integer power.
    Whole,
    /// An integer by its form.
    Int,
    /// An element of this declared set.
    Elem(Name),
    /// The parameter with this number, whose sort is being inferred.
    Unknown(usize),
    /// A number that depends on such a parameter.
    Open,
}

/// A term with its sort.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) term: Term,
    pub(super) sort: Sort,
}

impl Typed {
    pub(super) fn new(term: Term, sort: Sort) -> Self {
        Typed { term, sort }
    }
    pub(super) fn real(term: Term) -> Self {
        Typed { term, sort: Sort::Real }
    }
}

/// What a local name stands for.
#[derive(Clone, Debug)]
pub(super) enum LocalSort {
    /// An index.
    Index(Dom),
    /// A real parameter of a definition.
    Real,
    /// An integer parameter of a definition.
    Integer,
    /// A parameter whose sort is being inferred.
    Unknown(usize),
    /// Its binder had an error.
    Broken,
}

/// A name bound by `define`, `fix`, `for`, `sum`, `E` …
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) name: String,
    pub(super) var: Name,
    pub(super) sort: LocalSort,
}

/// A definition while its body is read.
#[derive(Clone, Debug)]
pub(super) struct Recursion {
    pub(super) callee: Callee,
    pub(super) calls: Vec<Call>,
}

/// A recursive call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) args: Vec<Term>,
    /// Inside a branch of an `if`?
    pub(super) guarded: bool,
    pub(super) span: Span,
    /// What is known of integers at the call.
    pub(super) bounds: Bounds,
}

/// The reader.
pub(super) struct Reader<'c, 'l> {
    pub(super) ctx: &'c mut Context<'l>,
    pub(super) locals: Vec<Local>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// For fresh names of bound variables (`i#3`).
    pub(super) fresh: usize,
    /// Names whose binder has ended, for the remark about `sum[i in A] f(i) + g(i)`.
    pub(super) ended: Vec<String>,
    /// Collected in the first reading of a definition; empty otherwise.
    pub(super) evidence: Vec<Evidence>,
    pub(super) recursion: Option<Recursion>,
    /// Depth of branches of `if`, and of ranges that may be empty.
    pub(super) branches: usize,
    /// An earlier error made a part unreadable.
    pub(super) rests_on: Option<String>,
}

impl<'c, 'l> Reader<'c, 'l> {
    /// A reader in the scope of the fixed indices.
    pub(super) fn new(ctx: &'c mut Context<'l>) -> Self {
        let local = |f: &super::context::Fixed| Local {
            name: f.name.clone(),
            var: f.binder.name.clone(),
            sort: LocalSort::Index(f.binder.dom.clone()),
        };
        let locals = ctx.fixes.iter().map(local).collect();
        Reader {
            ctx,
            locals,
            diagnostics: Vec::new(),
            fresh: 0,
            ended: Vec::new(),
            evidence: Vec::new(),
            recursion: None,
            branches: 0,
            rests_on: None,
        }
    }

    /// Reports an error here and gives `None`.
    pub(super) fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.note(diagnostic);
        None
    }

    /// Adds a diagnostic, once for each place and message.
    pub(super) fn note(&mut self, diagnostic: Diagnostic) {
        let diagnostic = self.ctx.located(diagnostic);
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn error<T>(&mut self, span: Span, message: impl Into<String>) -> Option<T> {
        self.fail(Diagnostic::error(span, message))
    }

    pub(super) fn error_help<T>(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.fail(Diagnostic::error(span, message).help(help))
    }

    /// The innermost local of this name.
    pub(super) fn local(&self, name: &str) -> Option<&Local> {
        self.locals.iter().rev().find(|l| l.name == name)
    }

    /// A fresh name for a bound variable.
    pub(super) fn fresh(&mut self, name: &str) -> Name {
        self.fresh += 1;
        Name::new(&format!("{name}#{}", self.fresh))
    }

    /// Ends the scope of the locals above this mark.
    pub(super) fn end_scope(&mut self, mark: usize) {
        let gone = self.locals.split_off(mark.min(self.locals.len()));
        self.ended.extend(gone.into_iter().map(|l| l.name));
    }

    /// Names in scope, for suggestions.
    pub(super) fn suggestion(&self, wanted: &str) -> Option<String> {
        let mut names: Vec<String> = self.locals.iter().map(|l| l.name.clone()).collect();
        names.extend(self.recursion.iter().map(|r| r.callee.name.to_string()));
        self.ctx.suggestion(wanted, &names)
    }

    /// What is known of integers here, outermost first.
    pub(super) fn bounds(&self) -> Bounds {
        let mut bounds = self.ctx.bounds();
        for local in self.locals.iter().skip(self.ctx.fixes.len()) {
            if let LocalSort::Index(Dom::Range(low, high)) = &local.sort {
                bounds.push((Term::var(local.var.clone()), Some(low.clone()), Some(high.clone())));
            }
        }
        bounds
    }

    /// The value of a local.
    pub(super) fn local_value(&self, local: &Local) -> Option<Typed> {
        let term = Term::var(local.var.clone());
        let sort = match &local.sort {
            LocalSort::Index(Dom::Set(set)) => Sort::Elem(self.ctx.root(set).clone()),
            LocalSort::Index(Dom::Range(..)) | LocalSort::Integer => Sort::Int,
            LocalSort::Real => Sort::Real,
            LocalSort::Unknown(k) => Sort::Unknown(*k),
            LocalSort::Broken => return None,
        };
        Some(Typed { term, sort })
    }

    /// The value as a number.
    pub(super) fn number(&mut self, value: Typed, span: Span) -> Option<Typed> {
        match value.sort {
            Sort::Elem(ref set) if self.ctx.numeric(set) => Some(Typed::new(value.term, Sort::Int)),
            Sort::Elem(set) => {
                let text = self.ctx.text(span);
                let message = format!("`{text}` is an element of `{set}`, not a number");
                self.error_help(
                    span,
                    message,
                    "elements may be compared with `=` and `!=`, and stand as arguments; `[a = b]` is a number",
                )
            }
            Sort::Unknown(k) => {
                if let Some(evidence) = self.evidence.get_mut(k) {
                    evidence.number = true;
                }
                Some(Typed::new(value.term, Sort::Open))
            }
            _ => Some(value),
        }
    }

    /// Reads an expression as a number.
    pub(super) fn real(&mut self, e: &Expr) -> Option<Typed> {
        let value = self.value(e)?;
        self.number(value, e.span)
    }

    /// Reads an expression as an integer (the end of a range, the argument of `factorial`); `what` says which.
    pub(super) fn integer(&mut self, e: &Expr, what: &str) -> Option<Typed> {
        let value = self.real(e)?;
        self.integer_evidence(&value.term);
        if value.sort == Sort::Real {
            let text = self.ctx.text(e.span);
            return self.error_help(
                e.span,
                format!("{what} must be an integer, and `{text}` is a real number"),
                "declare it with `integer`",
            );
        }
        Some(value)
    }

    /// Every parameter with unknown sort in an integer expression is an integer.
    pub(super) fn integer_evidence(&mut self, term: &Term) {
        for local in &self.locals {
            if let LocalSort::Unknown(k) = local.sort
                && term.mentions(&local.var)
                && let Some(evidence) = self.evidence.get_mut(k)
            {
                evidence.integer = true;
            }
        }
    }

    /// Refuses to copy what is very large already.
    pub(super) fn may_copy(&mut self, term: &Term, span: Span) -> Option<()> {
        if term.size() > COPY_LIMIT {
            return self.error_help(
                span,
                "this expression is too large to be written out",
                "give its inner part a name with `define`",
            );
        }
        Some(())
    }

    /// Checks an argument against the sort of its place, which `owner` names ("argument 1 of `P`").
    pub(super) fn fit(&mut self, value: Typed, sort: &ParamSort, span: Span, owner: &str) -> Option<Term> {
        match sort {
            ParamSort::Index(Dom::Set(set)) => self.fit_set(value, set, span, owner),
            ParamSort::Index(Dom::Range(low, high)) => self.fit_range(value, low, high, span, owner),
            ParamSort::Integer => self.fit_integer(value, span, owner),
            ParamSort::Real => self.number(value, span).map(|v| v.term),
        }
    }

    fn fit_set(&mut self, value: Typed, set: &Name, span: Span, owner: &str) -> Option<Term> {
        let numeric = self.ctx.numeric(set);
        let text = self.ctx.text(span);
        match &value.sort {
            Sort::Elem(other) if other == self.ctx.root(set) => Some(value.term),
            Sort::Elem(other) if numeric && self.ctx.numeric(other) => self.fit_element(value.term, set, span, owner),
            Sort::Elem(other) => {
                self.error(span, format!("`{text}` is an element of `{other}`, but {owner} ranges over `{set}`"))
            }
            Sort::Unknown(k) => {
                if let Some(evidence) = self.evidence.get_mut(*k) {
                    evidence.sets.push((set.clone(), span));
                }
                Some(value.term)
            }
            Sort::Int | Sort::Whole | Sort::Open if numeric => self.fit_element(value.term, set, span, owner),
            _ => self.error(span, format!("`{text}` is a number, but {owner} is an element of `{set}`")),
        }
    }

    /// A number where an element of a set of integers is wanted.
    fn fit_element(&mut self, term: Term, set: &Name, span: Span, owner: &str) -> Option<Term> {
        let elements = self.ctx.signature.sets.get(set).and_then(|d| d.elements.as_ref());
        if term.as_num().is_some() && elements.is_some_and(|all| !all.contains(&term)) {
            let text = self.ctx.text(span);
            return self.error(span, format!("`{text}` is no element of `{set}`, over which {owner} ranges"));
        }
        Some(term)
    }

    fn fit_integer(&mut self, value: Typed, span: Span, owner: &str) -> Option<Term> {
        let value = self.number(value, span)?;
        self.integer_evidence(&value.term);
        if value.sort == Sort::Real {
            let text = self.ctx.text(span);
            return self.error_help(
                span,
                format!("{owner} must be an integer, and `{text}` is a real number"),
                "declare it with `integer`",
            );
        }
        Some(value.term)
    }

    fn fit_range(&mut self, value: Typed, low: &Term, high: &Term, span: Span, owner: &str) -> Option<Term> {
        let term = self.fit_integer(value, span, owner)?;
        self.range_evidence(&term, low, high);
        let bounds = self.bounds();
        let outside = super::linear::below(&term, low, &bounds) || super::linear::below(high, &term, &bounds);
        if outside && self.evidence.is_empty() {
            let text = self.ctx.text(span);
            let range = super::context::show_dom(&Dom::Range(low.clone(), high.clone()));
            return self.error(span, format!("`{text}` lies outside `{range}`, the range of {owner}"));
        }
        Some(term)
    }
}
