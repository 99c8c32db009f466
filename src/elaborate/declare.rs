//! Declarations: sets, integers, constants, functions, distributions, joints. All of a file are read before anything that
//! uses them, so their order does not matter, save that the bounds of an integer mention integers declared before.

use super::context::{Context, Place};
use super::linear::{Linear, at_most};
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Constraint, FunctionDecl, IntegerDecl, SetDecl};
use crate::source::Span;
use crate::syntax::tree::{
    ArgDecl, CmpOp, ConstraintExpr, DeclItem, DeclKind, Expr, ExprKind, File, Ident, Spanned, StatementKind,
};
use crate::term::{Dom, Name, Node, Term};

/// What a line of declarations says of each of its names.
struct Line<'t> {
    kind: DeclKind,
    constraints: &'t [Spanned<ConstraintExpr>],
}

impl Context<'_> {
    /// Reads all declarations of a file.
    pub(super) fn declare(&mut self, file: &File) {
        for statement in &file.statements {
            if let StatementKind::Set(sets) = &statement.node {
                for (name, elements) in sets {
                    self.declare_set(name, elements.as_deref());
                }
            }
        }
        for integers in [true, false] {
            for statement in &file.statements {
                let StatementKind::Declare { kind, items, constraints, .. } = &statement.node else { continue };
                if (*kind == DeclKind::Integer) == integers {
                    let line = Line { kind: *kind, constraints };
                    items.iter().for_each(|item| self.declare_item(&line, item));
                }
            }
        }
        for statement in &file.statements {
            if let StatementKind::Declare { items, of, .. } = &statement.node
                && !of.is_empty()
            {
                self.declare_of(items, of);
            }
        }
    }

    fn declare_set(&mut self, ident: &Ident, elements: Option<&[Expr]>) {
        let name = Name::new(&ident.node);
        let read = elements.map(|all| self.set_elements(&name, all));
        let terms = match &read {
            Some(None) => {
                self.poisoned_sets.insert(ident.node.clone());
                self.set_places.insert(ident.node.clone(), self.here(ident.span));
                return;
            }
            Some(Some(terms)) => Some(terms.clone()),
            None => None,
        };
        if let Some(place) = self.set_places.get(&ident.node).cloned() {
            let same = self.signature.sets.get(&name).is_some_and(|decl| decl.elements == terms);
            self.declared_twice(ident, &place, same);
            return;
        }
        self.set_places.insert(ident.node.clone(), self.here(ident.span));
        for term in terms.iter().flatten() {
            if let Node::Elem(_, element) = term.node() {
                self.elements.entry(element.to_string()).or_default().push(name.clone());
            }
        }
        self.signature.sets.insert(name.clone(), SetDecl { elements: terms });
        self.ordered(&name);
    }

    /// The same declaration in two files is one declaration; anything else under the same name is an error.
    fn declared_twice(&mut self, ident: &Ident, place: &Place, same: bool) {
        if same && place.path != self.path {
            return;
        }
        let d =
            Diagnostic::error(ident.span, format!("`{}` is declared twice", ident.node)).help("give one of them another name");
        let d = self.with_place(d, place, "first declared here");
        self.report(d);
    }

    fn set_elements(&mut self, set: &Name, all: &[Expr]) -> Option<Vec<Term>> {
        let mut terms: Vec<Term> = Vec::new();
        let mut whole = true;
        for e in all {
            let term = match (&e.node, super::constraint::numeral(e)) {
                (ExprKind::Name(name), _) => Some(Term::new(Node::Elem(set.clone(), Name::new(name)))),
                (_, Some(number)) if number.is_integer() => Some(Term::num(number)),
                _ => None,
            };
            let text = self.text(e.span);
            let problem = match &term {
                None => Some(format!("`{text}` cannot be an element: elements are names or integers")),
                Some(term) if terms.contains(term) => Some(format!("`{text}` stands twice among the elements of `{set}`")),
                Some(term) if terms.first().is_some_and(|first| is_number(first) != is_number(term)) => {
                    Some(format!("the elements of `{set}` are partly names and partly integers"))
                }
                Some(_) => None,
            };
            if let Some(problem) = problem {
                self.report(Diagnostic::error(e.span, problem));
                whole = false;
            }
            terms.extend(term);
        }
        whole.then_some(terms)
    }

    fn declare_item(&mut self, line: &Line<'_>, item: &DeclItem) {
        let before = self.places.get(&item.name.node).cloned();
        if before.is_none() && !self.claim(&item.name) {
            return;
        }
        let done = match (line.kind, &before) {
            (DeclKind::Integer, None) => self.declare_integer(line, item),
            (DeclKind::Integer, Some(_)) => None,
            (_, None) => self.function(line, item).map(|decl| self.enter(line, item, decl)),
            (_, Some(_)) => None,
        };
        match before {
            Some(place) => {
                let same = self.same_declaration(line, item);
                self.declared_twice(&item.name, &place, same);
            }
            None if done.is_none() => {
                self.poisoned.insert(item.name.node.clone());
            }
            None => {}
        }
    }

    fn enter(&mut self, line: &Line<'_>, item: &DeclItem, decl: FunctionDecl) {
        let name = Name::new(&item.name.node);
        if line.kind == DeclKind::Joint {
            let names = item.args.iter().filter_map(|a| a.name.as_ref()).map(|n| n.node.clone());
            let variables = names.zip(decl.args.iter().cloned()).collect();
            self.joints.insert(item.name.node.clone(), variables);
        }
        self.signature.functions.insert(name.clone(), decl);
        self.ordered(&name);
    }

    /// Is this a repetition, word for word in its meaning, of what is declared already?
    fn same_declaration(&mut self, line: &Line<'_>, item: &DeclItem) -> bool {
        let name = Name::new(&item.name.node);
        let count = self.diagnostics.len();
        let same = if line.kind == DeclKind::Integer {
            let old = self.signature.integers.get(&name).cloned();
            let new = self.integer_bounds(line, item);
            old.zip(new).is_some_and(|(old, new)| old.lower == new.lower && old.upper == new.upper)
        } else {
            let new = self.function(line, item);
            let old = self.signature.functions.get(&name);
            let joint = self.joints.contains_key(&item.name.node) == (line.kind == DeclKind::Joint);
            old.zip(new)
                .is_some_and(|(old, new)| joint && old.args == new.args && old.constraint == new.constraint && old.law == new.law)
        };
        self.diagnostics.truncate(count);
        same
    }

    fn declare_integer(&mut self, line: &Line<'_>, item: &DeclItem) -> Option<()> {
        if !item.args.is_empty() {
            let message = format!("`integer {0}` takes no arguments", item.name.node);
            let help = format!("a table of integers is `function {}(…) integer`", item.name.node);
            self.report(Diagnostic::error(item.name.span, message).help(help));
            return None;
        }
        let decl = self.integer_bounds(line, item)?;
        let name = Name::new(&item.name.node);
        self.signature.integers.insert(name.clone(), decl);
        self.ordered(&name);
        Some(())
    }

    fn integer_bounds(&mut self, line: &Line<'_>, item: &DeclItem) -> Option<IntegerDecl> {
        let mut decl = IntegerDecl::default();
        let mut reader = Reader::new(self);
        let read: Vec<Option<()>> = line.constraints.iter().map(|c| reader.integer_bound(&mut decl, c)).collect();
        let diagnostics = reader.diagnostics;
        diagnostics.into_iter().for_each(|d| self.report(d));
        read.into_iter().collect::<Option<Vec<()>>>()?;
        if let (Some(low), Some(high)) = (&decl.lower, &decl.upper)
            && !at_most(low, high, &self.bounds())
            && super::linear::below(high, low, &self.bounds())
        {
            let (low, high) = (super::context::show_index(low), super::context::show_index(high));
            let message = format!("no integer `{}` meets these constraints: {low} is larger than {high}", item.name.node);
            let span = line.constraints.first().map_or(item.name.span, |c| c.span);
            self.report(Diagnostic::error(span, message));
            return None;
        }
        Some(decl)
    }

    fn function(&mut self, line: &Line<'_>, item: &DeclItem) -> Option<FunctionDecl> {
        let args: Vec<Option<Dom>> = item.args.iter().map(|arg| self.argument_domain(arg)).collect();
        let mut reader = Reader::new(self);
        let constraint = reader.constraint(line.constraints, item.args.len());
        let diagnostics = reader.diagnostics;
        diagnostics.into_iter().for_each(|d| self.report(d));
        let args: Vec<Dom> = args.into_iter().collect::<Option<_>>()?;
        let constraint = constraint?;
        self.check_shape(line.kind, item, &args)?;
        let law = self.law(line, item, &constraint)?;
        self.check_symmetry(item, &args, &constraint)?;
        Some(FunctionDecl { args, constraint, law, of: Vec::new(), param: line.kind == DeclKind::Param })
    }

    /// The domain of a declared argument: a set, or a range whose ends are made of numerals and declared integers.
    fn argument_domain(&mut self, arg: &ArgDecl) -> Option<Dom> {
        let mut reader = Reader::new(self);
        reader.locals.clear();
        let dom = reader.domain(&arg.dom);
        let diagnostics = reader.diagnostics;
        diagnostics.into_iter().for_each(|d| self.report(d));
        let dom = dom?;
        if let Dom::Range(low, high) = &dom
            && let Some(strange) = [low, high].into_iter().find(|end| !is_end(end))
        {
            let shown = super::context::show_index(strange);
            let span = arg_span(arg);
            let message = format!("the end `{shown}` of a declared range must be made of numerals and declared integers");
            self.report(Diagnostic::error(span, message));
            return None;
        }
        Some(dom)
    }

    fn check_shape(&mut self, kind: DeclKind, item: &DeclItem, args: &[Dom]) -> Option<()> {
        let name = &item.name.node;
        let problem = match kind {
            DeclKind::Constant if !args.is_empty() => {
                Some((format!("`constant {name}` takes no arguments"), format!("declare `function {name}(…)`")))
            }
            DeclKind::Distribution | DeclKind::Joint if args.is_empty() => {
                Some((format!("`{name}` is a distribution over nothing"), format!("write `distribution {name}(X)`")))
            }
            _ => None,
        };
        if let Some((message, help)) = problem {
            self.report(Diagnostic::error(item.name.span, message).help(help));
            return None;
        }
        if kind == DeclKind::Joint { self.check_joint(item, args) } else { Some(()) }
    }

    /// The forms of a joint are told apart by sorts, so no two arguments may have the same.
    fn check_joint(&mut self, item: &DeclItem, args: &[Dom]) -> Option<()> {
        let name = &item.name.node;
        if let Some(bare) = item.args.iter().find(|a| a.name.is_none()) {
            let d = Diagnostic::error(arg_span(bare), format!("the arguments of `joint {name}` need names"));
            self.report(d.help(format!("write `joint {name}(x: X, z: Z)`")));
            return None;
        }
        let key = |dom: &Dom| match dom {
            Dom::Set(set) if !self.numeric(set) => Some(self.root(set).clone()),
            _ => None,
        };
        let keys: Vec<Option<Name>> = args.iter().map(key).collect();
        let repeated = keys.iter().enumerate().find(|(k, key)| keys.get(..*k).is_some_and(|before| before.contains(key)));
        if let Some((k, _)) = repeated {
            let shown = args.get(k).map(super::context::show_dom).unwrap_or_default();
            let span = item.args.get(k).map_or(item.name.span, arg_span);
            let message =
                format!("two arguments of `joint {name}` range over `{shown}`, so its marginals could not be told apart");
            self.report(
                Diagnostic::error(span, message)
                    .help(format!("declare it with `distribution {name}(…)`, and define the marginals you need")),
            );
            return None;
        }
        Some(())
    }

    fn law(&mut self, line: &Line<'_>, item: &DeclItem, constraint: &Constraint) -> Option<Option<usize>> {
        match line.kind {
            DeclKind::Distribution | DeclKind::Joint => {
                let span = line.constraints.first().map_or(item.name.span, |c| c.span);
                let before = if line.kind == DeclKind::Joint { None } else { item.bar };
                let law = before.unwrap_or(item.args.len());
                self.check_law(&item.name.node, constraint, span).then_some(Some(law))
            }
            _ => Some(None),
        }
    }

    fn check_symmetry(&mut self, item: &DeclItem, args: &[Dom], constraint: &Constraint) -> Option<()> {
        let square = matches!(args, [a, b] if a == b);
        if constraint.symmetric && !square {
            let message = format!("`{}` cannot be `symmetric`: it takes two arguments of one sort to exchange", item.name.node);
            self.report(Diagnostic::error(item.name.span, message));
            return None;
        }
        Some(())
    }

    /// `of θ, φ`
    fn declare_of(&mut self, items: &[DeclItem], of: &[Ident]) {
        let names: Vec<Name> = of.iter().filter_map(|ident| self.dependency(ident)).collect();
        for item in items {
            let name = Name::new(&item.name.node);
            if let Some(decl) = self.signature.functions.get_mut(&name) {
                decl.of.clone_from(&names);
            } else if self.signature.integers.contains_key(&name) {
                self.report(Diagnostic::error(item.name.span, format!("the integer `{name}` cannot depend on parameters")));
            }
            if let Some(own) = of.iter().find(|o| o.node == item.name.node) {
                self.report(Diagnostic::error(own.span, format!("`{name}` cannot depend on itself")));
            }
        }
    }

    fn dependency(&mut self, ident: &Ident) -> Option<Name> {
        let name = Name::new(&ident.node);
        if let Some(decl) = self.signature.functions.get(&name) {
            if decl.of.is_empty() && decl.law.is_none() && !self.identical.contains(&ident.node) {
                return Some(name);
            }
            let message = format!("`of` names parameters, and `{name}` depends on others itself");
            let help = "write what it depends on: `param θ`, `function f(A) of θ`";
            self.report(Diagnostic::error(ident.span, message).help(help));
            return None;
        }
        if self.poisoned.contains(&ident.node) || (self.unread.contains(&ident.node) && !self.places.contains_key(&ident.node)) {
            return None;
        }
        let known = self.places.contains_key(&ident.node)
            || self.signature.sets.contains_key(&name)
            || self.later.contains_key(&ident.node);
        let d = if known {
            let message = format!("`of` names parameters, and `{name}` is none");
            Diagnostic::error(ident.span, message).help("only constants, params and functions can be depended on")
        } else {
            let help = self.suggestion(&ident.node, &[]).unwrap_or_else(|| format!("declare it: `param {name}`"));
            Diagnostic::error(ident.span, format!("unknown name `{name}`")).help(help)
        };
        self.report(d);
        None
    }
}

impl Reader<'_, '_> {
    /// One bound of an integer.
    fn integer_bound(&mut self, decl: &mut IntegerDecl, one: &Spanned<ConstraintExpr>) -> Option<()> {
        match &one.node {
            ConstraintExpr::Compare(op, e) => {
                let value = self.integer(e, "the bound of an integer")?.term;
                match op {
                    CmpOp::Ge => self.tighten(&mut decl.lower, value, true, one.span),
                    CmpOp::Gt => self.tighten(&mut decl.lower, shifted(&value, 1), true, one.span),
                    CmpOp::Le => self.tighten(&mut decl.upper, value, false, one.span),
                    CmpOp::Lt => self.tighten(&mut decl.upper, shifted(&value, -1), false, one.span),
                    CmpOp::Eq | CmpOp::Ne => self.error_help(
                        one.span,
                        "an integer is bounded by `>=`, `>`, `<=`, `<` or a range",
                        "state `=` and `!=` as assumptions",
                    ),
                }
            }
            ConstraintExpr::Range(low, high) => {
                let (low, high) = (self.integer(low, "the end of a range"), self.integer(high, "the end of a range"));
                self.tighten(&mut decl.lower, low?.term, true, one.span)?;
                self.tighten(&mut decl.upper, high?.term, false, one.span)
            }
            ConstraintExpr::Interval { low, low_strict, high, high_strict } => {
                let (low, high) = (self.integer(low, "the end of a range"), self.integer(high, "the end of a range"));
                let (low, high) = (low?.term, high?.term);
                let low = if *low_strict { shifted(&low, 1) } else { low };
                let high = if *high_strict { shifted(&high, -1) } else { high };
                self.tighten(&mut decl.lower, low, true, one.span)?;
                self.tighten(&mut decl.upper, high, false, one.span)
            }
            ConstraintExpr::Elements(elements) => self.consecutive(decl, elements, one.span),
            ConstraintExpr::Integer => Some(()),
            ConstraintExpr::Symmetric | ConstraintExpr::OneHot => {
                self.error(one.span, "this constraint is for functions, not for integers")
            }
        }
    }

    /// `in {2, 3}`: consecutive integers are a range.
    fn consecutive(&mut self, decl: &mut IntegerDecl, elements: &[Expr], span: Span) -> Option<()> {
        let values: Option<Vec<i64>> = elements.iter().map(|e| super::constraint::numeral(e)?.to_i64()).collect();
        let mut values = values.unwrap_or_default();
        values.sort_unstable();
        let range = values.windows(2).all(|w| matches!(w, [a, b] if a.checked_add(1) == Some(*b)));
        match (values.first(), values.last()) {
            (Some(low), Some(high)) if range => {
                self.tighten(&mut decl.lower, Term::int(*low), true, span)?;
                self.tighten(&mut decl.upper, Term::int(*high), false, span)
            }
            _ => self.error_help(span, "an integer ranges over consecutive integers", "write `integer T in 2..3`"),
        }
    }

    /// Keeps the tighter of two bounds.
    fn tighten(&mut self, bound: &mut Option<Term>, new: Term, lower: bool, span: Span) -> Option<()> {
        let bounds = self.bounds();
        let closed = is_end(&new);
        let keep = |old: &Term| if lower { at_most(&new, old, &bounds) } else { at_most(old, &new, &bounds) };
        let replace = |old: &Term| if lower { at_most(old, &new, &bounds) } else { at_most(&new, old, &bounds) };
        match bound {
            _ if !closed => self.error(span, "the bound of an integer is made of numerals and integers declared before"),
            Some(old) if keep(old) => Some(()),
            Some(old) if !replace(old) => self.error_help(
                span,
                "which of the two bounds is tighter cannot be told",
                "keep one of them, and state the other as an assumption",
            ),
            _ => {
                *bound = Some(new);
                Some(())
            }
        }
    }
}

fn shifted(term: &Term, by: i64) -> Term {
    Linear::of(term).plus(&Linear::number(by)).to_term()
}

fn is_number(term: &Term) -> bool {
    term.as_num().is_some()
}

/// Made of numerals, declared integers and sizes?
fn is_end(term: &Term) -> bool {
    !term.any(&mut |t| match t.node() {
        Node::Num(_) | Node::Card(_) | Node::Add(_) | Node::Mul(_) | Node::Pow(..) => false,
        Node::App(_, args) => !args.is_empty(),
        _ => true,
    })
}

fn arg_span(arg: &ArgDecl) -> Span {
    use crate::syntax::tree::DomExpr;
    match &arg.dom {
        DomExpr::Set(ident) => ident.span,
        DomExpr::Range(low, high) => low.span.to(high.span),
        DomExpr::Real(span) | DomExpr::Elements(_, span) => *span,
    }
}
