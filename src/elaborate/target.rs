//! Derivatives, and what they may be taken by: constants, parameters, entries of functions. Everything else is refused with
//! what to do instead.

use super::expr::{Tight, strip};
use super::reader::{LocalSort, Reader, Typed};
use crate::kernel::obligation::FunctionDecl;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Ident};
use crate::term::{Name, Term};

impl Reader<'_, '_> {
    /// `d/dθ(s,a) e`
    pub(super) fn derivative(&mut self, target: &Expr, body: &Expr) -> Option<Tight> {
        let by = self.target(target);
        let prefix = format!("d/d{}", self.ctx.text(target.span));
        let read = self.operand(body, &prefix);
        let (by, (value, rest)) = (by?, read?);
        Some((Typed::real(Term::deriv(by, value.term)), rest))
    }

    fn target(&mut self, target: &Expr) -> Option<Term> {
        let (name, args) = match &strip(target).node {
            ExprKind::Name(text) => (Ident { node: text.clone(), span: target.span }, [].as_slice()),
            ExprKind::Apply(name, args, _) => (name.clone(), args.as_slice()),
            _ => {
                let text = self.ctx.text(target.span);
                return self.error_help(
                    target.span,
                    format!("a derivative cannot be taken by `{text}`"),
                    "it is taken by a constant or by an entry of a function: `d/dx`, `d/dθ(s,a)`",
                );
            }
        };
        self.allowed(&name)?;
        let callee = self.ctx.callee(&name.node)?;
        if args.is_empty() && !callee.params.is_empty() {
            let dots = vec!["…"; callee.params.len()].join(",");
            let message = format!("`{}` is a table: a derivative is taken by one entry of it", name.node);
            return self.error_help(name.span, message, format!("write `d/d{}({dots})` with fixed indices", name.node));
        }
        if callee.params.is_empty() && !args.is_empty() {
            return self.error(name.span, format!("`{}` takes no arguments", name.node));
        }
        if args.is_empty() {
            return Some(Term::app(callee.name, Vec::new()));
        }
        self.call(&callee, &name, args, None, target.span).map(|v| v.term)
    }

    /// Refuses what no derivative may be taken by.
    fn allowed(&mut self, name: &Ident) -> Option<()> {
        let text = name.node.as_str();
        if let Some(local) = self.local(text).cloned() {
            return self.local_target(text, &local.sort, name.span);
        }
        if self.ctx.poisoned.contains(text) {
            return self.rests_on(text);
        }
        let key = Name::new(text);
        let recursive = self.recursion.as_ref().is_some_and(|r| r.callee.name == key);
        if recursive || self.ctx.signature.definitions.contains_key(&key) {
            return self.refuse(name.span, text, "is a definition", "take it by what the definition is made of");
        }
        if self.ctx.signature.integers.contains_key(&key) {
            return self.refuse(name.span, text, "is an integer", "declare it with `constant` if it varies continuously");
        }
        if let Some(decl) = self.ctx.signature.functions.get(&key).cloned() {
            return self.declared_target(text, &decl, name.span);
        }
        if self.ctx.signature.sets.contains_key(&key) {
            return self.refuse(name.span, text, "is a set", "take it by a constant or by an entry of a function");
        }
        self.name(text, name.span, None)?;
        self.refuse(name.span, text, "is no variable", "take it by a constant or by an entry of a function")
    }

    fn local_target(&mut self, text: &str, sort: &LocalSort, span: Span) -> Option<()> {
        match sort {
            LocalSort::Broken => self.rests_on(text),
            LocalSort::Real | LocalSort::Unknown(_) => self.refuse(
                span,
                text,
                "is a parameter of a definition",
                "declare a constant, take the derivative by it, and apply the definition to it",
            ),
            LocalSort::Index(_) | LocalSort::Integer => self.refuse(
                span,
                text,
                "is an index",
                "indices do not vary continuously: take it by a constant or by an entry of a function",
            ),
        }
    }

    fn declared_target(&mut self, text: &str, decl: &FunctionDecl, span: Span) -> Option<()> {
        let c = &decl.constraint;
        if self.ctx.identical.contains(text) {
            return self.refuse(span, text, "is given by an identical assumption", "take it by what its right side depends on");
        }
        if decl.law.is_some() {
            let help = "its values are tied to each other by their sum: declare `function θ(A)`, define the distribution by it (a softmax), \
                        and take the derivative by an entry of θ";
            return self.refuse(span, text, "is a distribution", help);
        }
        if !decl.of.is_empty() {
            let of: Vec<&str> = decl.of.iter().map(Name::as_str).collect();
            let help = format!("take it by what it depends on: `d/d{}`", of.first().copied().unwrap_or_default());
            return self.refuse(span, text, &format!("depends on {}", of.join(", ")), &help);
        }
        let discrete = "its values are no interval: declare it without that constraint";
        if c.onehot {
            return self.refuse(span, text, "is declared `onehot`", discrete);
        }
        if c.binary {
            return self.refuse(span, text, "is declared `in {0, 1}`", discrete);
        }
        if c.integer {
            return self.refuse(span, text, "is declared `integer`", discrete);
        }
        if c.symmetric {
            let help = "two of its entries are one variable: write the matrix as `(x(i,j) + x(j,i))/2` of a free one";
            return self.refuse(span, text, "is declared `symmetric`", help);
        }
        Some(())
    }

    fn refuse(&mut self, span: Span, text: &str, why: &str, help: &str) -> Option<()> {
        self.error_help(span, format!("a derivative cannot be taken by `{text}`, which {why}"), help)
    }
}
