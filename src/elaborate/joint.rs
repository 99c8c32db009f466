//! The marginals and conditionals of a `joint`, made when they are used: definitions over the full distribution, under names
//! that no file can write (`p:x`, `p:x|z`).
//!
//! `p(x)` is `sum[z in Z] p(x,z)` (reason `marginal`), `p(x|z)` is `p(x,z)/p(z)` (reason `conditional`).

use super::context::JointArgs;
use super::expr::strip;
use super::reader::{LocalSort, Reader, Sort, Typed};
use crate::kernel::obligation::{Definition, ParamSort};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Ident};
use crate::term::{Dom, Name, Term};

/// One argument of a form: what is known of the variable of the joint that it stands for.
pub(super) struct Slot {
    /// Its term.
    pub(super) term: Term,
    /// Its sort, if known.
    pub(super) sort: Option<Sort>,
    /// Its name as written, which decides where the sort is not known.
    pub(super) hint: Option<String>,
    pub(super) span: Span,
}

impl Reader<'_, '_> {
    /// Reads `p(x)`, `p(x|z)` … of a joint.
    pub(super) fn joint(&mut self, name: &Ident, args: &[Expr], bar: Option<usize>, span: Span) -> Option<Typed> {
        let slots: Vec<Option<Slot>> = args.iter().map(|e| self.slot(e)).collect();
        let slots: Vec<Slot> = slots.into_iter().collect::<Option<_>>()?;
        let (term, _) = self.joint_form(name, slots, bar, span)?;
        Some(Typed::real(term))
    }

    fn slot(&mut self, e: &Expr) -> Option<Slot> {
        let hint = if let ExprKind::Name(n) = &strip(e).node { Some(n.clone()) } else { None };
        let value = self.value(e)?;
        let sort = match &value.sort {
            Sort::Unknown(_) => None,
            sort => Some(sort.clone()),
        };
        Some(Slot { term: value.term, sort, hint, span: e.span })
    }

    /// The application of the form that these arguments ask for, and for each argument the variable it stands for.
    pub(super) fn joint_form(
        &mut self,
        name: &Ident,
        slots: Vec<Slot>,
        bar: Option<usize>,
        span: Span,
    ) -> Option<(Term, Vec<usize>)> {
        let variables = self.ctx.joints.get(&name.node).cloned()?;
        let positions = self.positions(name, &variables, &slots, span)?;
        for (slot, at) in slots.iter().zip(&positions) {
            self.slot_evidence(slot, variables.get(*at).map(|v| &v.1));
        }
        let before = bar.unwrap_or(slots.len());
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|k| (*k >= before, positions.get(*k).copied()));
        let args = order.iter().filter_map(|k| slots.get(*k)).map(|s| s.term.clone()).collect();
        let side = |behind: bool| -> Vec<usize> {
            order.iter().filter(|k| (**k >= before) == behind).filter_map(|k| positions.get(*k).copied()).collect()
        };
        let form = self.form(&name.node, &variables, &side(false), &side(true));
        Some((Term::app(form, args), positions))
    }

    fn slot_evidence(&mut self, slot: &Slot, dom: Option<&Dom>) {
        let unknown = self.locals.iter().rev().find(|l| slot.term == Term::var(l.var.clone()));
        if let (Some(LocalSort::Unknown(k)), Some(dom)) = (unknown.map(|l| l.sort.clone()), dom)
            && let Some(evidence) = self.evidence.get_mut(k)
        {
            match dom {
                Dom::Set(set) => evidence.sets.push((set.clone(), slot.span)),
                Dom::Range(low, high) => evidence.ranges.push((low.clone(), high.clone(), self.branches > 0)),
            }
        }
    }

    /// Which variable of the joint each argument stands for: by its sort, else by its name, else the one that is left.
    fn positions(&mut self, name: &Ident, variables: &JointArgs, slots: &[Slot], span: Span) -> Option<Vec<usize>> {
        let text = &name.node;
        let mut found: Vec<Option<usize>> = slots.iter().map(|s| self.by_sort(variables, s)).collect();
        for (slot, at) in slots.iter().zip(found.iter_mut()) {
            if at.is_none() && slot.sort.is_some() {
                let argument = self.ctx.text(slot.span);
                return self.error(slot.span, format!("`{argument}` is none of the variables of `joint {text}`"));
            }
            if at.is_none() {
                *at = variables.iter().position(|(v, _)| Some(v) == slot.hint.as_ref());
            }
        }
        let left: Vec<usize> = (0..variables.len()).filter(|k| !found.contains(&Some(*k))).collect();
        if let ([only], 1) = (left.as_slice(), found.iter().filter(|f| f.is_none()).count()) {
            found = found.into_iter().map(|f| f.or(Some(*only))).collect();
        }
        let Some(positions) = found.into_iter().collect::<Option<Vec<usize>>>() else {
            let help = "give the parameters their sets: `define f(x in X) = …`";
            return self.error_help(span, format!("which variables of `joint {text}` are meant cannot be told"), help);
        };
        let repeated = positions.iter().enumerate().any(|(k, p)| positions.get(..k).is_some_and(|before| before.contains(p)));
        if repeated || positions.is_empty() {
            let message = format!("two arguments of `{text}` stand for the same variable");
            return self.error_help(span, message, "the forms of a joint are told apart by the sorts of their arguments");
        }
        Some(positions)
    }

    fn by_sort(&self, variables: &JointArgs, slot: &Slot) -> Option<usize> {
        let sort = slot.sort.as_ref()?;
        let fits = |dom: &Dom| match (sort, dom) {
            (Sort::Elem(set), Dom::Set(declared)) => self.ctx.root(declared) == set,
            (Sort::Int | Sort::Whole | Sort::Open, Dom::Range(..)) => true,
            (Sort::Int | Sort::Whole | Sort::Open, Dom::Set(declared)) => self.ctx.numeric(declared),
            _ => false,
        };
        variables.iter().position(|(_, dom)| fits(dom))
    }

    /// The name of the form over `before` given `behind` (positions in the order of declaration), defined if it is new.
    fn form(&mut self, joint: &str, variables: &JointArgs, before: &[usize], behind: &[usize]) -> Name {
        if behind.is_empty() && before.len() == variables.len() {
            return Name::new(joint);
        }
        let list = |at: &[usize]| {
            let names: Vec<&str> = at.iter().filter_map(|k| variables.get(*k)).map(|v| v.0.as_str()).collect();
            names.join(",")
        };
        let marginal = behind.is_empty();
        let text =
            if marginal { format!("{joint}:{}", list(before)) } else { format!("{joint}:{}|{}", list(before), list(behind)) };
        let name = Name::new(&text);
        if self.ctx.signature.definitions.contains_key(&name) {
            return name;
        }
        let mut params: Vec<usize> = before.to_vec();
        params.extend(behind);
        let var = |k: usize| variables.get(k).map(|v| Name::new(&format!("{}@{text}", v.0)));
        let body = if marginal {
            marginal_body(joint, variables, before, &var)
        } else {
            let mut both = params.clone();
            both.sort_unstable();
            let whole = self.form(joint, variables, &both, &[]);
            let given = self.form(joint, variables, behind, &[]);
            let args = |at: &[usize]| at.iter().filter_map(|k| var(*k)).map(Term::var).collect();
            Term::div(Term::app(whole, args(&both)), Term::app(given, args(behind)))
        };
        let sorted = |k: &usize| Some((var(*k)?, ParamSort::Index(variables.get(*k)?.1.clone())));
        let definition = Definition {
            params: params.iter().filter_map(sorted).collect(),
            body,
            recursive: None,
            bar: (!marginal).then_some(before.len()),
            joint: Some(if marginal { "marginal" } else { "conditional" }),
        };
        self.ctx.signature.definitions.insert(name.clone(), definition);
        self.ctx.ordered(&name);
        name
    }
}

/// `sum` over all variables that are not kept.
fn marginal_body(joint: &str, variables: &JointArgs, kept: &[usize], var: &dyn Fn(usize) -> Option<Name>) -> Term {
    let args = (0..variables.len()).filter_map(var).map(Term::var).collect();
    let mut body = Term::app(joint, args);
    for (k, (hint, dom)) in variables.iter().enumerate().rev() {
        if let (false, Some(var)) = (kept.contains(&k), var(k)) {
            body = super::binder::close(crate::term::BigOp::Sum, hint, &var, dom.clone(), &Term::truth(), &body);
        }
    }
    body
}
