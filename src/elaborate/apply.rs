//! Applications: `f(i, j)`, `p(x|y)`, and the product `α(x + y)` where `α` is no function.

use super::context::{Callee, Parameter};
use super::expr::{Tight, strip};
use super::reader::{Call, LocalSort, Reader, Typed};
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::ParamSort;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Ident};
use crate::term::{Name, Term};

/// An argument: written, or a drawn variable in place of a dot.
pub(super) enum Argument<'e> {
    /// An expression.
    Written(&'e Expr),
    /// The variable that stands for a dot, and the place of the dot.
    Drawn(Name, Span),
}

impl Reader<'_, '_> {
    /// Reads `name(args)` or `name(args | args)`.
    pub(super) fn apply(&mut self, e: &Expr, name: &Ident, args: &[Expr], bar: Option<usize>) -> Option<Tight> {
        let text = name.node.as_str();
        if let Some(local) = self.local(text).cloned() {
            // An element cannot be multiplied, so a function of the same name is meant.
            let element = matches!(&local.sort, LocalSort::Index(crate::term::Dom::Set(set)) if !self.ctx.numeric(set));
            if !(element && self.applicable(text)) {
                return self.split(name, args, bar);
            }
        }
        if let Some(recursion) = &self.recursion
            && recursion.callee.name.as_str() == text
        {
            let callee = recursion.callee.clone();
            return self.recursive_call(e, &callee, args, bar).map(|value| (value, Vec::new()));
        }
        if self.ctx.joints.contains_key(text) {
            return self.joint(name, args, bar, e.span).map(|value| (value, Vec::new()));
        }
        if let Some(callee) = self.ctx.callee(text).filter(|c| !c.params.is_empty()) {
            return self.call(&callee, name, args, bar, e.span).map(|value| (value, Vec::new()));
        }
        if self.ctx.poisoned.contains(text) {
            self.read_only(args);
            return self.rests_on(text);
        }
        let scalar = self.ctx.callee(text).is_some() || self.ctx.signature.integers.contains_key(&Name::new(text));
        if scalar || self.ctx.elements.contains_key(text) || (matches!(text, "π" | "pi") && !self.ctx.later.contains_key(text)) {
            return self.split(name, args, bar);
        }
        if super::builtin::NAMES.contains(&text) {
            return self.builtin(name, args, bar, e.span).map(|value| (value, Vec::new()));
        }
        self.read_only(args);
        self.unknown_function(text, name.span)
    }

    /// Is it a declared or defined name with arguments?
    fn applicable(&self, name: &str) -> bool {
        self.ctx.callee(name).is_some_and(|c| !c.params.is_empty()) || self.ctx.joints.contains_key(name)
    }

    /// Reads arguments for their errors only.
    fn read_only(&mut self, args: &[Expr]) {
        for arg in args {
            if !matches!(arg.node, ExprKind::Dot) {
                self.value(arg);
            }
        }
    }

    /// `α(x + y)`: a product, where `α` is no function.
    fn split(&mut self, name: &Ident, args: &[Expr], bar: Option<usize>) -> Option<Tight> {
        let head = self.name(&name.node, name.span, None);
        let ([arg], None) = (args, bar) else {
            self.read_only(args);
            head.as_ref()?;
            let message = format!("`{}` takes no arguments", name.node);
            return self.error_help(name.span, message, format!("declare `function {}(…)` if it should", name.node));
        };
        let value = self.real(arg);
        let head = self.number(head?, name.span)?;
        Some((head, vec![value?]))
    }

    /// A call of a declared or defined name.
    pub(super) fn call(&mut self, callee: &Callee, name: &Ident, args: &[Expr], bar: Option<usize>, span: Span) -> Option<Typed> {
        let bar_fits = self.check_bar(callee, name, args.len(), bar);
        let arguments: Vec<Argument<'_>> = args.iter().map(Argument::Written).collect();
        let terms = self.arguments(callee, name, &arguments, span);
        bar_fits?;
        Some(Typed::new(Term::app(callee.name.clone(), terms?), callee.sort.clone()))
    }

    /// A bar says which arguments are conditioned on, so it must not say what was not declared.
    pub(super) fn check_bar(&mut self, callee: &Callee, name: &Ident, count: usize, bar: Option<usize>) -> Option<()> {
        let text = &name.node;
        match (callee.law, callee.bar, bar) {
            (_, Some(declared), Some(written)) if declared != written => {
                let message = format!("`{text}` was declared with {declared} before the bar, and here {written} stand before it");
                self.error(name.span, message)
            }
            (Some(_), None, Some(written)) if written < count => self.error_help(
                name.span,
                format!("`{text}` was declared without a bar: it has no conditionals"),
                format!("declare it with `joint {text}(x: X, …)` to have its marginals and conditionals"),
            ),
            (Some(_), Some(declared), None) if count > declared => {
                let message = format!("`{text}` is a conditional distribution, and is written here without its bar");
                self.note(Diagnostic::warning(name.span, message).help("write `|` before what it is conditioned on"));
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Reads and checks the arguments.
    pub(super) fn arguments(&mut self, callee: &Callee, name: &Ident, args: &[Argument<'_>], span: Span) -> Option<Vec<Term>> {
        let wanted = callee.params.len();
        if args.len() != wanted {
            let written: Vec<Option<Typed>> = args.iter().filter_map(written).map(|e| self.value(e)).collect();
            drop(written);
            let plural = if wanted == 1 { "argument" } else { "arguments" };
            return self.error(span, format!("`{}` takes {wanted} {plural}, and has {} here", name.node, args.len()));
        }
        let mut terms: Vec<Option<Term>> = Vec::with_capacity(wanted);
        let mut known: Vec<(Name, Term)> = Vec::new();
        for (k, (parameter, arg)) in callee.params.iter().zip(args).enumerate() {
            let sort = parameter.sort.as_ref().map(|sort| instantiate(sort, &known));
            let term = match arg {
                Argument::Drawn(var, _) => Some(Term::var(var.clone())),
                Argument::Written(e) => {
                    let owner = if wanted == 1 {
                        format!("the argument of `{}`", name.node)
                    } else {
                        format!("argument {} of `{}`", k + 1, name.node)
                    };
                    self.argument(e, sort.as_ref(), &owner)
                }
            };
            if let (Some(var), Some(term)) = (&parameter.name, &term) {
                known.push((var.clone(), term.clone()));
            }
            terms.push(term);
        }
        terms.into_iter().collect()
    }

    /// One argument of the wanted sort.
    pub(super) fn argument(&mut self, e: &Expr, sort: Option<&ParamSort>, owner: &str) -> Option<Term> {
        let value = match (&strip(e).node, sort) {
            (ExprKind::Name(n), Some(ParamSort::Index(crate::term::Dom::Set(set)))) => {
                if self.local(n).is_none() && self.ctx.elements.contains_key(n) && !self.ctx.places.contains_key(n) {
                    self.name(n, e.span, Some(&set.clone()))
                } else {
                    self.value(e)
                }
            }
            _ => self.value(e),
        };
        match sort {
            Some(sort) => self.fit(value?, sort, e.span, owner),
            None => value.map(|v| v.term),
        }
    }

    /// A call of the definition that is being read.
    fn recursive_call(&mut self, e: &Expr, callee: &Callee, args: &[Expr], bar: Option<usize>) -> Option<Typed> {
        let ident = Ident { node: callee.name.to_string(), span: e.span };
        self.check_bar(callee, &ident, args.len(), bar)?;
        let arguments: Vec<Argument<'_>> = args.iter().map(Argument::Written).collect();
        let terms = self.arguments(callee, &ident, &arguments, e.span)?;
        let call = Call { args: terms.clone(), guarded: self.branches > 0, span: e.span, bounds: self.bounds() };
        if let Some(recursion) = &mut self.recursion {
            recursion.calls.push(call);
        }
        Some(Typed::real(Term::app(callee.name.clone(), terms)))
    }
}

fn written<'e>(arg: &Argument<'e>) -> Option<&'e Expr> {
    match arg {
        Argument::Written(e) => Some(e),
        Argument::Drawn(..) => None,
    }
}

/// A sort whose ends mention earlier parameters, with the arguments in their place.
pub(super) fn instantiate(sort: &ParamSort, known: &[(Name, Term)]) -> ParamSort {
    match sort {
        ParamSort::Index(dom) => ParamSort::Index(dom.map(&mut |t| t.substitute(known))),
        other => other.clone(),
    }
}

impl Parameter {
    /// Its domain, if it is an index over one.
    pub(super) fn dom(&self) -> Option<&crate::term::Dom> {
        match &self.sort {
            Some(ParamSort::Index(dom)) => Some(dom),
            _ => None,
        }
    }
}
