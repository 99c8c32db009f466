//! Weights of expectations that cannot be shown to sum to one: there `E[x ~ w] f` is no mean, only the sum that it is
//! defined to be, and a note says so. Nothing rests on it.

use super::Options;
use super::reading::Reading;
use super::step::SHARE;
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Binder, Obligation, ParamSort, Relation, Signature};
use crate::kernel::theorem::Theorems;
use crate::prove::{self, Outcome, Request};
use crate::source::Span;
use crate::syntax::tree::StatementKind;
use crate::term::{BigOp, Dom, Hint, Name, Node, Term};
use std::collections::BTreeSet;

/// A weight, where it first occurs.
struct Weight {
    name: Name,
    span: Span,
    /// The variables that stand open around it.
    open: Vec<Binder>,
    /// Its sum over what is drawn.
    total: Term,
}

/// A note for each weight of which it cannot be shown.
pub fn notes(reading: &Reading, options: &Options) -> Vec<Diagnostic> {
    let mut walk =
        Walk { signature: &reading.signature, seen: BTreeSet::new(), span: Span::default(), open: Vec::new(), found: Vec::new() };
    walk.definitions(reading);
    for chain in reading.chains.iter().filter(|c| c.from.is_none()) {
        let lines = std::iter::once(&chain.first).chain(chain.steps.iter().map(|s| &s.line));
        for line in lines {
            if let Ok(term) = &line.term {
                walk.span = line.span;
                walk.open.clone_from(&chain.vars);
                walk.visit(term);
            }
        }
    }
    let doubtful = walk.found.into_iter().filter(|w| !sums_to_one(w, &reading.signature, options));
    doubtful.map(|w| note(&w)).collect()
}

fn note(weight: &Weight) -> Diagnostic {
    let message = format!("`{}` cannot be shown to sum to one over what is drawn from it", weight.name);
    Diagnostic::note(weight.span, message).help("`E[x ~ w] f` is read as `sum[x in X] w(x)*f(x)`, whatever the weights sum to")
}

fn sums_to_one(weight: &Weight, signature: &Signature, options: &Options) -> bool {
    let obligation =
        Obligation { vars: weight.open.clone(), left: weight.total.clone(), relation: Relation::Eq, right: Term::int(1) };
    let request = Request {
        signature,
        theorems: &Theorems::default(),
        obligation: &obligation,
        stated: None,
        fuel: options.budget / SHARE / 4,
        saturate: true,
    };
    matches!(prove::prove(&request), Outcome::Proved(_))
}

/// Looks for weights in lines and definitions.
struct Walk<'a> {
    signature: &'a Signature,
    /// Callees with the place of what is drawn: each is judged once.
    seen: BTreeSet<(Name, usize)>,
    span: Span,
    open: Vec<Binder>,
    found: Vec<Weight>,
}

impl Walk<'_> {
    fn definitions(&mut self, reading: &Reading) {
        for statement in reading.statements() {
            let StatementKind::Define { name, body, .. } = &statement.node else { continue };
            let Some(definition) = self.signature.definitions.get(&Name::new(&name.node)) else { continue };
            let index = |(name, sort): &(Name, ParamSort)| match sort {
                ParamSort::Index(dom) => Some(Binder { name: name.clone(), dom: dom.clone(), guard: Term::truth() }),
                ParamSort::Real | ParamSort::Integer => None,
            };
            if let Some(open) = definition.params.iter().map(index).collect() {
                (self.span, self.open) = (body.span, open);
                self.visit(&definition.body);
            }
        }
    }

    fn visit(&mut self, t: &Term) {
        let Some((dom, under, body)) = t.binder_parts() else {
            t.node().for_each_child(&mut |_, c, _| self.visit(c));
            return;
        };
        let expectation = matches!(t.node(), Node::Expect(..));
        if expectation {
            self.weight(dom, under);
        }
        let name = Name::new(&format!("i@E{}", self.open.len()));
        let var = Term::var(name.clone());
        let (under, body) = (under.open(&var), body.open(&var));
        let guard = if expectation { Term::truth() } else { under.clone() };
        self.open.push(Binder { name, dom: dom.clone(), guard });
        self.visit(&under);
        self.visit(&body);
        self.open.pop();
    }

    fn weight(&mut self, dom: &Dom, weight: &Term) {
        let Node::App(name, args) = weight.node() else { return };
        let drawn = |t: &Term| matches!(t.node(), Node::Bound(0));
        let Some(at) = args.iter().position(drawn) else { return };
        if self.declared(name, at, args.len()) || !self.seen.insert((name.clone(), at)) {
            return;
        }
        let total = Term::new(Node::Big(BigOp::Sum, Hint(name.clone()), dom.clone(), Term::truth(), weight.clone()));
        self.found.push(Weight { name: name.clone(), span: self.span, open: self.open.clone(), total });
    }

    /// Does its declaration say that it sums to one over this argument?
    fn declared(&self, name: &Name, at: usize, count: usize) -> bool {
        self.signature.functions.get(name).is_some_and(|f| {
            let last = f.constraint.onehot && at + 1 == count;
            last || (f.law == Some(1) && at == 0)
        })
    }
}
