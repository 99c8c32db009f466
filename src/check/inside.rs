//! What stands inside a move: the cases of an induction or of a distinction, each with its own moves. Nothing is decided here.

use super::moves::{self, Done, View, Way};
use super::{naming, trace};
use crate::kernel::check::induction::{self, Case};
use crate::kernel::obligation::Binder;
use crate::report::{Formula, Inside, Part, PartKind};
use crate::rule::{Distinction, Induction, Rule, Split};
use crate::term::{Dom, Name, Node, Rel, Term};

/// How the proofs inside are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// In a few stages.
    Stages,
    /// Move by move.
    Moves,
}

/// The proofs inside a move that leads on from this line; `backward` if it is read from its end to this line.
pub fn inside(done: &Done<'_>, before: &Term, backward: bool, told: Told, view: &View<'_>) -> Vec<Inside> {
    match &done.line.rule {
        Rule::Induction(own) => vec![induction(done, own, told, view)],
        Rule::Distinguish(own) => {
            let place = moves::place(before, &done.line.path, view);
            place.map(|(from, view)| distinction(done, own, &from, backward, told, &view)).into_iter().collect()
        }
        Rule::Cases(_, splits) => {
            let view = moves::place(before, &done.line.path, view).map_or_else(|| view.clone(), |(_, view)| view);
            let doubtful = splits.iter().map(|split| proposition(split, true)).filter(|prop| !moves::evident(prop));
            let propositions: Vec<Formula> = doubtful.map(|prop| view.formula(&[], &prop)).collect();
            let told = !propositions.is_empty();
            told.then_some(Inside::Cases { propositions, parts: Vec::new() }).into_iter().collect()
        }
        Rule::Back(to, _) => match moves::place(before, &done.line.path, view) {
            Some((_, view)) => {
                let inner = done.under(&[]);
                let befores = std::iter::once(to).chain(inner.iter().map(|done| &done.line.line));
                inner.iter().zip(befores).flat_map(|(own, before)| inside(own, before, !backward, told, &view)).collect()
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn induction(done: &Done<'_>, own: &Induction, told: Told, view: &View<'_>) -> Inside {
    let cases = induction::cases(&view.vars, &view.hypotheses, own);
    let last = cases.len().saturating_sub(1);
    let parts = cases.iter().enumerate().map(|(number, case)| {
        let step = number == last;
        let kind = if step { PartKind::Step } else { PartKind::Base };
        let view = of_case(case, view);
        let way = Way {
            left: case.obligation.left.clone(),
            right: case.obligation.right.clone(),
            forward: done.under(&[number, 0]),
            backward: done.under(&[number, 1]),
        };
        // The variables of the step itself are known; a first value is one, and no range.
        let own_vars = case.obligation.vars.get(view.vars.len() - own.others.len() - 1..).unwrap_or_default();
        let (range, others) = own_vars.split_first().unzip();
        let given = range.filter(|_| !step).map(|range: &Binder| value(range, own, &view));
        let shown = if step { own_vars } else { others.unwrap_or_default() };
        let claim = view.formula(shown, &equation(&way.left, &way.right));
        let hypothesis = if step { case.hypotheses.last().map(|h| hypothesis(h.statement(), &view)) } else { None };
        part(kind, given, hypothesis, Some(claim), &way, told, &view)
    });
    let whole = Binder { name: own.variable.clone(), dom: Dom::Range(own.low.clone(), own.high.clone()), guard: Term::truth() };
    let all = [std::slice::from_ref(&whole), &own.others].concat();
    Inside::Induction {
        variable: naming::readable(&own.variable).to_owned(),
        downward: own.downward,
        statement: view.formula(&all, &equation(&own.left, &own.right)),
        parts: parts.collect(),
    }
}

/// The view of a case: its lines are lines of their own.
fn of_case<'a>(case: &Case, view: &View<'a>) -> View<'a> {
    View {
        lines: [case.obligation.left.clone(), case.obligation.right.clone()],
        vars: case.obligation.vars.clone(),
        hypotheses: case.hypotheses.clone(),
        opened: Vec::new(),
        ..view.clone()
    }
}

/// `n = 0`
fn value(range: &Binder, own: &Induction, view: &View<'_>) -> Formula {
    let at = match &range.dom {
        Dom::Range(_, high) if own.downward => high,
        Dom::Range(low, _) => low,
        Dom::Set(_) => return view.formula(std::slice::from_ref(range), &range.guard),
    };
    view.formula(&[], &equation(&Term::var(own.variable.clone()), at))
}

/// The hypothesis, its variables primed: they are others than those of the step.
fn hypothesis(statement: &crate::kernel::obligation::Statement, view: &View<'_>) -> Formula {
    let mut map: Vec<(Name, Term)> = Vec::new();
    let mut binders = Vec::new();
    for binder in &statement.binders {
        let mut name = format!("{}'", naming::readable(&binder.name));
        while view.vars.iter().any(|b| naming::readable(&b.name) == name) {
            name.push('\'');
        }
        let name = Name::new(&name);
        map.push((binder.name.clone(), Term::var(name.clone())));
        let dom = binder.dom.map(&mut |end| end.substitute(&map));
        binders.push(Binder { name, dom, guard: binder.guard.substitute(&map) });
    }
    view.formula(&binders, &equation(&statement.left.substitute(&map), &statement.right.substitute(&map)))
}

fn distinction(done: &Done<'_>, own: &Distinction, from: &Term, backward: bool, told: Told, view: &View<'_>) -> Inside {
    let parts = own.cases.iter().zip([true, false]).enumerate().map(|(number, (script, holds))| {
        let given = Some(view.formula(&[], &proposition(&own.split, holds)));
        let moves = done.under(&[number]);
        let way = if backward {
            Way { left: own.to.clone(), right: from.clone(), forward: Vec::new(), backward: moves }
        } else {
            Way { left: from.clone(), right: own.to.clone(), forward: moves, backward: Vec::new() }
        };
        let claim = script.as_ref().map(|_| view.formula(&[], &equation(&way.left, &way.right)));
        part(PartKind::Case, given, None, claim, &way, told, view)
    });
    let parts = parts.collect();
    Inside::Cases { propositions: vec![view.formula(&[], &proposition(&own.split, true))], parts }
}

/// What a split says in one of its two cases.
fn proposition(split: &Split, holds: bool) -> Term {
    match split {
        Split::Prop(p) if holds => p.clone(),
        Split::Prop(p) => negation(p),
        Split::Binary(t) => equation(t, &Term::int(i64::from(holds))),
        Split::Values(t, one, other) => equation(t, &Term::num(if holds { one.clone() } else { other.clone() })),
    }
}

/// A comparison the other way round reads better than its negation.
pub fn negation(p: &Term) -> Term {
    match p.node() {
        Node::Cmp(Rel::Eq, a, b) => Term::cmp_rel(Rel::Ne, a.clone(), b.clone()),
        Node::Cmp(Rel::Ne, a, b) => equation(a, b),
        Node::Cmp(Rel::Le, a, b) => Term::cmp_rel(Rel::Lt, b.clone(), a.clone()),
        Node::Cmp(Rel::Lt, a, b) => Term::cmp_rel(Rel::Le, b.clone(), a.clone()),
        _ => Term::new(Node::Not(p.clone())),
    }
}

fn equation(left: &Term, right: &Term) -> Term {
    Term::cmp_rel(Rel::Eq, left.clone(), right.clone())
}

fn part(
    part: PartKind,
    given: Option<Formula>,
    hypothesis: Option<Formula>,
    claim: Option<Formula>,
    way: &Way<'_>,
    told: Told,
    view: &View<'_>,
) -> Part {
    let (trace, moves) = match told {
        Told::Stages => (trace::stages(way, None, view), Vec::new()),
        Told::Moves => (Vec::new(), moves::between(way, view)),
    };
    Part { part, given, hypothesis, claim, first: view.expr(&way.left), trace, moves }
}
