//! Definitions and assumptions.

use super::binder::Naming;
use super::context::{Callee, Context, Parameter};
use super::infer::{Evidence, show_sort, solve};
use super::linear::below;
use super::reader::{Local, LocalSort, Reader, Recursion, Sort, Typed};
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Binder, Definition, ParamSort, Relation, Statement};
use crate::source::Span;
use crate::syntax::tree::{Clause, CmpOp, DomExpr, Expr, Ident, ParamDecl, Spanned};
use crate::term::{Dom, Name, Node, Term};

/// A definition as written.
pub(super) struct Written<'t> {
    pub(super) name: &'t Ident,
    pub(super) params: &'t [ParamDecl],
    pub(super) bar: Option<usize>,
    pub(super) body: &'t Expr,
}

/// What one reading of a definition gives.
struct Reading {
    sorts: Vec<Option<ParamSort>>,
    body: Option<Typed>,
    evidence: Vec<Evidence>,
    recursion: Option<Recursion>,
    diagnostics: Vec<Diagnostic>,
}

impl Context<'_> {
    /// Reads a definition and enters it; one with an error is entered as broken, so that its uses are not reported too.
    pub(super) fn define(&mut self, written: &Written<'_>) {
        let text = &written.name.node;
        self.later.remove(text);
        let copy = self.places.get(text).filter(|place| place.path != self.path && !self.poisoned.contains(text)).cloned();
        if copy.is_some() {
            return self.redefine(written);
        }
        if !self.claim(written.name) {
            return;
        }
        match self.definition(written) {
            Some((definition, _)) if definition.captures() => {
                let message = format!("`{text}` takes a derivative of something that holds its real parameter");
                let help = "differentiate where it is used, or give the parameter as a `param` or an indexed entry";
                self.report(Diagnostic::error(written.name.span, message).help(help));
                self.poisoned.insert(text.clone());
            }
            Some((definition, sort)) => {
                let name = Name::new(text);
                if matches!(sort, Sort::Int | Sort::Whole) {
                    self.integer_definitions.insert(name.clone(), sort);
                }
                self.signature.definitions.insert(name.clone(), definition);
                self.ordered(&name);
            }
            None => {
                self.poisoned.insert(text.clone());
            }
        }
    }

    /// A definition of a name that a used file defines: fine if it says the same.
    fn redefine(&mut self, written: &Written<'_>) {
        let name = Name::new(&written.name.node);
        let old = self.signature.definitions.get(&name).cloned();
        let count = self.diagnostics.len();
        let new = self.definition(written);
        self.diagnostics.truncate(count);
        let same =
            old.zip(new).is_some_and(|(old, (new, _))| old.params == new.params && old.body == new.body && old.bar == new.bar);
        if !same {
            self.claim(written.name);
        }
    }

    fn definition(&mut self, written: &Written<'_>) -> Option<(Definition, Sort)> {
        self.check_parameters(written)?;
        let given = self.read_definition(written, &vec![None; written.params.len()]);
        let recursive = given.recursion.as_ref().is_some_and(|r| !r.calls.is_empty());
        let mut sorts = Vec::new();
        let mut whole = true;
        for (k, param) in written.params.iter().enumerate() {
            let known = given.sorts.get(k).cloned().flatten();
            let solved = match known {
                _ if param.dom.is_some() => Ok(known),
                _ => solve(self, &given.evidence, k, &param.name.node, param.name.span, recursive).map(Some),
            };
            match solved {
                Ok(sort) => sorts.push(sort),
                // An unreadable body gives no evidence: its own errors are reported below.
                Err(d) => {
                    if given.body.is_some() {
                        self.report(d);
                        whole = false;
                    }
                    sorts.push(None);
                }
            }
        }
        if !whole {
            return None;
        }
        let reading = self.read_definition(written, &sorts);
        let unreadable = reading.diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error);
        reading.diagnostics.iter().cloned().for_each(|d| self.report(d));
        let body = reading.body.filter(|_| !unreadable)?;
        let sorts: Vec<ParamSort> = reading.sorts.into_iter().collect::<Option<_>>()?;
        let names = written.params.iter().map(|p| parameter_name(&p.name.node, &written.name.node));
        let params: Vec<(Name, ParamSort)> = names.zip(sorts).collect();
        let recursive = self.check_recursion(&params, reading.recursion.as_ref())?;
        let definition = Definition { params, body: body.term, recursive, bar: written.bar, joint: None };
        Some((definition, body.sort))
    }

    fn check_parameters(&mut self, written: &Written<'_>) -> Option<()> {
        let names: Vec<&String> = written.params.iter().map(|p| &p.name.node).collect();
        for (k, param) in written.params.iter().enumerate() {
            if names.get(..k).is_some_and(|before| before.contains(&&param.name.node)) {
                let d = Diagnostic::error(
                    param.name.span,
                    format!("two parameters of `{}` are called `{}`", written.name.node, param.name.node),
                );
                self.report(d);
                return None;
            }
        }
        Some(())
    }

    /// Reads parameters and body. Without sorts the reading collects evidence for them.
    fn read_definition(&mut self, written: &Written<'_>, solved: &[Option<ParamSort>]) -> Reading {
        let collecting = written.params.iter().zip(solved).any(|(p, s)| p.dom.is_none() && s.is_none());
        let owner = &written.name.node;
        let mut reader = Reader::new(self);
        if collecting {
            reader.evidence = vec![Evidence::default(); written.params.len()];
        }
        let mut sorts = Vec::new();
        for (k, (param, solved)) in written.params.iter().zip(solved).enumerate() {
            let sort = match &param.dom {
                None => solved.clone(),
                Some(dom) => reader.parameter_sort(dom),
            };
            let local = match (&sort, &param.dom) {
                (Some(ParamSort::Index(dom)), _) => LocalSort::Index(dom.clone()),
                (Some(ParamSort::Real), _) => LocalSort::Real,
                (Some(ParamSort::Integer), _) => LocalSort::Integer,
                (None, None) if collecting => LocalSort::Unknown(k),
                (None, _) => LocalSort::Broken,
            };
            reader.locals.push(Local {
                name: param.name.node.clone(),
                var: parameter_name(&param.name.node, owner),
                sort: local,
            });
            sorts.push(sort);
        }
        let params = written.params.iter().zip(&sorts);
        let params =
            params.map(|(p, s)| Parameter { name: Some(parameter_name(&p.name.node, owner)), sort: s.clone() }).collect();
        let callee = Callee { name: Name::new(owner), params, bar: written.bar, law: None, sort: Sort::Real };
        reader.recursion = Some(Recursion { callee, calls: Vec::new() });
        let body = reader.real(written.body);
        Reading { sorts, body, evidence: reader.evidence, recursion: reader.recursion, diagnostics: reader.diagnostics }
    }

    /// The parameter that decreases in every recursive call.
    fn check_recursion(&mut self, params: &[(Name, ParamSort)], recursion: Option<&Recursion>) -> Option<Option<usize>> {
        let Some(recursion) = recursion.filter(|r| !r.calls.is_empty()) else { return Some(None) };
        let name = &recursion.callee.name;
        if let Some(call) = recursion.calls.iter().find(|c| !c.guarded) {
            let d = Diagnostic::error(call.span, format!("`{name}` calls itself without a base"));
            self.report(d.help(format!("write the base with `if`: `define {name}(t in 1..T) = if(t = 1, …, … {name}(t-1) …)`")));
            return None;
        }
        let decreases = |k: &usize| {
            let Some((var, sort)) = params.get(*k) else { return false };
            let integer = matches!(sort, ParamSort::Integer | ParamSort::Index(Dom::Range(..)));
            let variable = Term::var(var.clone());
            integer && recursion.calls.iter().all(|c| c.args.get(*k).is_some_and(|arg| below(arg, &variable, &c.bounds)))
        };
        if let Some(position) = (0..params.len()).find(decreases) {
            return Some(Some(position));
        }
        let span = recursion.calls.first().map_or_else(Span::default, |c| c.span);
        let sorts: Vec<String> =
            params.iter().map(|(n, s)| format!("`{}` over {}", super::context::readable(n), show_sort(s))).collect();
        let message = format!("`{name}` calls itself, and no integer index decreases in the call ({})", sorts.join(", "));
        self.report(
            Diagnostic::error(span, message)
                .help(format!("recursion goes down an integer index: `{name}(t-1)` in the body of `{name}(t)`")),
        );
        None
    }

    /// Reads an assumption and enters it.
    pub(super) fn assume(
        &mut self,
        name: &Ident,
        identically: bool,
        binders: &[Clause],
        left: &Expr,
        relation: &Spanned<CmpOp>,
        right: &Expr,
    ) {
        self.later_reasons.remove(&name.node);
        let claimed = self.claim_reason(name);
        let mut reader = Reader::new(self);
        let (bound, whole) = reader.clauses(binders, &Naming::Suffixed(&name.node));
        let sides = (reader.value(left), reader.value(right));
        let sides = match sides {
            (Some(a), Some(b)) => reader.sides(relation.node, (a, left.span), (b, right.span)),
            _ => None,
        };
        let diagnostics = reader.diagnostics;
        diagnostics.into_iter().for_each(|d| self.report(d));
        let binders: Vec<Binder> = bound.into_iter().map(super::binder::Bound::binder).collect();
        match sides.filter(|_| whole && claimed) {
            Some((left, right)) => {
                let relation = relation_of(relation.node);
                let statement = Statement { binders, left, relation, right, conditions: Vec::new(), identically };
                self.signature.assumptions.insert(Name::new(&name.node), statement);
            }
            None => {
                self.poisoned_reasons.insert(name.node.clone());
            }
        }
    }

    /// Takes a name in the name space of reasons.
    pub(super) fn claim_reason(&mut self, ident: &Ident) -> bool {
        if let Some(place) = self.reason_places.get(&ident.node).cloned() {
            let d = Diagnostic::error(ident.span, format!("`{}` is the name of two statements", ident.node))
                .help("give one of them another name");
            let d = self.with_place(d, &place, "first used here");
            self.report(d);
            return false;
        }
        self.reason_places.insert(ident.node.clone(), self.here(ident.span));
        true
    }
}

impl Reader<'_, '_> {
    fn parameter_sort(&mut self, dom: &DomExpr) -> Option<ParamSort> {
        match dom {
            DomExpr::Real(_) => Some(ParamSort::Real),
            dom => self.domain(dom).map(ParamSort::Index),
        }
    }

    /// Both sides of a relation, two numbers or two elements of one set, in the order written.
    fn sides(&mut self, op: CmpOp, a: (Typed, Span), b: (Typed, Span)) -> Option<(Term, Term)> {
        let compared = self.compare(op, a, b)?;
        let Node::Cmp(_, left, right) = compared.node() else { return None };
        let turned = matches!(op, CmpOp::Gt | CmpOp::Ge);
        Some(if turned { (right.clone(), left.clone()) } else { (left.clone(), right.clone()) })
    }
}

impl super::binder::Bound {
    /// As the kernel knows it.
    pub(super) fn binder(self) -> Binder {
        Binder { name: self.var, dom: self.dom, guard: Term::and(self.guards) }
    }
}

/// The name under which a parameter stands in the body.
fn parameter_name(name: &str, owner: &str) -> Name {
    Name::new(&format!("{name}@{owner}"))
}

/// The relation of an operator.
pub(super) fn relation_of(op: CmpOp) -> Relation {
    match op {
        CmpOp::Eq => Relation::Eq,
        CmpOp::Ne => Relation::Ne,
        CmpOp::Lt => Relation::Lt,
        CmpOp::Le => Relation::Le,
        CmpOp::Gt => Relation::Gt,
        CmpOp::Ge => Relation::Ge,
    }
}
