//! Sums of laws: `Σ p = 1`, and what follows from it for derivatives and for defined weights.

use super::sum::Nest;
use super::{Allowed, Label, Normaliser, factors};
use crate::kernel::obligation::{Binder, ParamSort};
use crate::rule::{Move, Reason, Rule};
use crate::term::{Dom, Name, Node, Term};
use std::ops::Range;

impl Normaliser<'_> {
    /// `Σ p = 1` for laws; `Σ d p = 0` for their derivatives.
    pub(super) fn sum_of_law(&mut self, t: &Term, nest: &Nest, v: usize, factor: &Term) -> Option<Term> {
        let (app, derived) = match factor.node() {
            Node::Deriv(_, body) => (innermost_body(body), true),
            _ => (factor.clone(), false),
        };
        let Node::App(name, args) = app.node().clone() else { return None };
        let score = self.allowed.has(Reason::ScoreIdentity);
        if !(self.allowed.has(Reason::Normalised) || derived && score) {
            return None;
        }
        let reason = if derived && score { Reason::ScoreIdentity } else { Reason::Normalised };
        let outcomes = match self.signature.functions.get(&name) {
            Some(declared) => match declared.law {
                Some(k) => 0..k,
                None if declared.constraint.onehot => args.len().checked_sub(1)?..args.len(),
                None => return None,
            },
            None => self.outcomes_summed(&name, &args, nest, v)?,
        };
        let mut positions = Vec::new();
        for arg in args.get(outcomes)? {
            let at = nest.binders.iter().position(|(n, _, _)| Term::var(n.clone()) == *arg)?;
            if positions.contains(&at) || !self.only_in(nest, at, factor) {
                return None;
            }
            positions.push(at);
        }
        if !positions.contains(&v) {
            return None;
        }
        let levels = nest.binders.len();
        self.at_innermost(t, levels, &positions, &mut |s, inner| {
            s.as_one(Label::Reason(reason), &Allowed::default(), &mut |s| {
                s.fire_reason(reason);
                if derived { s.derivative_of_one(inner, positions.len()) } else { s.law_is_one(inner) }
            })
        })
    }

    /// Does the index occur in this factor only, without guards, in no domain?
    fn only_in(&self, nest: &Nest, at: usize, factor: &Term) -> bool {
        let name = &nest.binders[at].0;
        let elsewhere = factors(&nest.body).iter().any(|f| f != factor && f.mentions(name));
        let guarded = nest
            .binders
            .iter()
            .any(|(_, d, g)| g.mentions(name) || matches!(d, Dom::Range(a, b) if a.mentions(name) || b.mentions(name)));
        !elsewhere && !guarded
    }

    /// A declared law by the rule, a defined one by its definition.
    pub(super) fn law_is_one(&mut self, t: &Term) -> Option<Term> {
        if let Some(one) = self.attempt(Rule::Normalised, t) {
            return Some(one);
        }
        let body = self.open_nest(t).body;
        if !matches!(body.node(), Node::App(name, _) if self.signature.definitions.contains_key(name)) {
            // Of a declared law a part of the outcomes: its normal form is what is being looked for.
            return None;
        }
        let more = self.everything_of(t);
        self.as_one(Label::Reason(Reason::Normalised), &more, &mut |s| s.norm(t).filter(|one| *one == Term::int(1)))
    }

    /// `Σ_v d p(v) = d Σ_v p(v) = d 1 = 0`, also for repeated derivatives.
    fn derivative_of_one(&mut self, t: &Term, levels: usize) -> Option<Term> {
        let nest = self.open_nest(t);
        let Node::Deriv(target, body) = nest.body.node().clone() else { return None };
        if nest.binders.len() != levels || nest.binders.iter().any(|(n, _, _)| target.mentions(n)) {
            return None;
        }
        let mut closed = body;
        let mut script: Vec<Move> = Vec::new();
        let mut rest = t.clone();
        let mut heads = Vec::new();
        while let Node::Big(op, hint, dom, guard, inner) = rest.node().clone() {
            let name = nest.binders.get(heads.len())?.0.clone();
            heads.push((op, hint, dom, guard, name.clone()));
            rest = inner.open(&Term::var(name));
        }
        for (op, hint, dom, guard, name) in heads.into_iter().rev() {
            closed = Term::new(Node::Big(op, hint, dom, guard, closed.close(&name)));
        }
        for level in 0..levels {
            script.push(Move { path: vec![crate::term::child::BODY; level], rule: Rule::Derivative });
        }
        let gathered = Term::deriv(target.clone(), closed);
        let to = self.attempt(Rule::Back(gathered.clone(), script), t)?;
        self.context.targets.push(target);
        let inner = self.child(&to, 1, &mut |s, c| {
            let nest = s.open_nest(c);
            if matches!(nest.body.node(), Node::Deriv(..)) { s.derivative_of_one(c, levels) } else { s.law_is_one(c) }
        });
        self.context.targets.pop();
        self.plain(Rule::Derivative, &inner?)
    }

    /// The switches under which a definition is seen to sum to one: its unfolding, with all that its body names.
    fn everything_of(&self, t: &Term) -> Allowed {
        let mut definitions = std::collections::BTreeSet::new();
        let mut waiting = vec![t.clone()];
        while let Some(next) = waiting.pop() {
            next.any(&mut |s| {
                if let Node::App(name, _) = s.node()
                    && let Some(definition) = self.signature.definitions.get(name)
                    && definitions.insert(name.clone())
                {
                    waiting.push(definition.body.clone());
                }
                false
            });
        }
        let reasons = [Reason::Normalised, Reason::Indicator, Reason::ExpLog, Reason::Power].into_iter().collect();
        Allowed { reasons, definitions }
    }

    /// The outcomes of a definition that is seen to sum to one over what is summed here: all that stand before a bar; without a bar
    /// all parameters, or the one that this index stands for.
    fn outcomes_summed(&mut self, name: &Name, args: &[Term], nest: &Nest, v: usize) -> Option<Range<usize>> {
        let index = Term::var(nest.binders.get(v)?.0.clone());
        let summed = |arg: &Term| nest.binders.iter().any(|(n, _, _)| Term::var(n.clone()) == *arg);
        let fits = |o: &Range<usize>| args.get(o.clone()).is_some_and(|args| args.contains(&index) && args.iter().all(summed));
        self.possible_outcomes(name)?.into_iter().filter(fits).find(|o| self.is_law(name, o))
    }

    /// The parameters of a definition over which it is seen to sum to one.
    pub(crate) fn outcomes_of_definition(&mut self, name: &Name) -> Option<Range<usize>> {
        self.possible_outcomes(name)?.into_iter().find(|outcomes| self.is_law(name, outcomes))
    }

    /// What is before the bar; where there is none, all parameters, or one of them.
    fn possible_outcomes(&self, name: &Name) -> Option<Vec<Range<usize>>> {
        let definition = self.signature.definitions.get(name)?;
        let count = definition.params.len();
        let whole = 0..definition.bar.unwrap_or(count);
        let several = definition.bar.is_none() && count > 1;
        let each = (0..count).rev().filter(|_| several).map(|at| at..at + 1);
        Some(std::iter::once(whole).chain(each).collect())
    }

    fn is_law(&mut self, name: &Name, outcomes: &Range<usize>) -> bool {
        let key = (name.clone(), outcomes.start, outcomes.end);
        if let Some(known) = self.laws.get(&key) {
            return *known;
        }
        // Meanwhile it is none: a definition that names itself ends here.
        self.laws.insert(key.clone(), false);
        let known = !outcomes.is_empty() && self.sums_to_one(name, outcomes).is_some();
        self.laws.insert(key, known);
        known
    }

    fn sums_to_one(&mut self, name: &Name, outcomes: &Range<usize>) -> Option<()> {
        let definition = self.signature.definitions.get(name)?;
        if definition.recursive.is_some() {
            return None;
        }
        let mut body = Term::app(name.clone(), definition.params.iter().map(|(n, _)| Term::var(n.clone())).collect());
        let mut given = Vec::new();
        for (at, (param, sort)) in definition.params.iter().enumerate().rev() {
            match sort {
                ParamSort::Index(dom) if outcomes.contains(&at) => {
                    body = Term::sum(param.as_str(), dom.clone(), Term::truth(), body)
                }
                ParamSort::Index(dom) => given.push(Binder { name: param.clone(), dom: dom.clone(), guard: Term::truth() }),
                _ if outcomes.contains(&at) => return None,
                _ => {}
            }
        }
        given.reverse();
        // A run of its own: its moves are found again where the law is used.
        let mut trial = Normaliser::new(self.signature, self.oracle, Allowed::default(), self.fuel.min(20_000));
        trial.laws = self.laws.clone();
        trial.allowed = self.everything_of(&body);
        trial.context.binders = given;
        (trial.norm(&body)? == Term::int(1)).then_some(())
    }
}

/// The body under repeated derivatives.
fn innermost_body(t: &Term) -> Term {
    if let Node::Deriv(_, body) = t.node() { innermost_body(body) } else { t.clone() }
}
