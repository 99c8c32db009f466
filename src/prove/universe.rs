//! What a set of stated reasons lets the search use. Groups are data: a paper's one word may stand for several rules.

use super::Request;
use super::equation::{Equation, Use};
use super::search::{Order, Universe};
use crate::kernel::obligation::{Obligation, Relation, Signature, Statement};
use crate::normal::Label;
use crate::rule::Reason::{self, *};
use crate::rule::reason::REASONS;
use crate::term::{Dom, Name, Node, Term};

/// The rules that a cited name brings along, beside itself.
pub(super) fn group(reason: Reason) -> &'static [Reason] {
    match reason {
        IndicatorSplit => &[Indicator],
        Derivative => &[Linearity, ProductRule, QuotientRule, ChainRule, PowerRule, Coordinate, LogDerivative],
        QuotientRule => &[ProductRule, PowerRule, Linearity],
        ProductRule | ChainRule | PowerRule => &[Linearity],
        ScoreIdentity => &[LogDerivative],
        Bayes => &[Conditional, Marginal],
        Independence => &[Conditional, Marginal, Normalised],
        Telescope | Geometric => &[Shift, SplitEnd, Power],
        Binomial => &[Shift, Reverse, SplitEnd, Power],
        Induction => &[Shift, SplitEnd, Power, Geometric, Binomial],
        Reverse => &[Shift, Power],
        Shift | SplitEnd => &[Power],
        Cases => &[Indicator],
        Monotone | Square => &[Power, ExpLog, Expectation, Normalised],
        Jensen | Gibbs | AmGm => &[ExpLog, Power, Expectation, Normalised],
        CauchySchwarz => &[Power, Expectation, Normalised, Cases],
        Triangle => &[Cases, Expectation, Normalised, Power],
        _ => &[],
    }
}

/// What some wordings of a rule need besides: tried only where the stated reasons do not carry the step without it.
fn understood(reason: Reason) -> &'static [Reason] {
    match reason {
        SoftmaxDerivative => &[Indicator],
        ExpLog => &[Power],
        // The outer function may be a root.
        ChainRule => &[PowerRule, Power],
        // Of absolute values, which are squared.
        Jensen => &[Cases],
        // Of a norm: Minkowski's inequality.
        Triangle => &[CauchySchwarz],
        _ => &[],
    }
}

/// Equations by name: the assumptions in force, and the results proved before.
pub(super) struct Known<'a> {
    pub signature: &'a Signature,
    pub results: Vec<(Name, Statement)>,
}

impl<'a> Known<'a> {
    /// What may be cited in a step.
    pub fn of(request: &Request<'a>) -> Self {
        let results = request.theorems.iter().map(|(name, t)| (name.clone(), t.statement().clone())).collect();
        Known { signature: request.signature, results }
    }

    /// Everything.
    pub fn everything(&self) -> Universe {
        let mut universe = Universe { reasons: REASONS.iter().map(|(r, _, _)| *r).collect(), ..Universe::default() };
        universe.definitions =
            self.signature.order.iter().filter(|n| self.signature.definitions.contains_key(*n)).cloned().collect();
        for name in self.signature.definitions.keys() {
            if !universe.definitions.contains(name) {
                universe.definitions.push(name.clone());
            }
        }
        for (name, statement) in &self.signature.assumptions {
            self.equation(&mut universe, name, statement, false, true);
        }
        for (name, statement) in &self.results {
            self.equation(&mut universe, name, statement, true, false);
        }
        universe
    }

    /// Everything that can have to do with a step: an assumption or a result that shares no name with its lines, nor with another one
    /// that does, only takes work from the others. So does the only equation that says what a name is, where nothing else speaks of it.
    pub fn everything_about(&self, step: &Obligation) -> Universe {
        let mut universe = self.everything();
        let ends = step.vars.iter().flat_map(|b| match &b.dom {
            Dom::Range(low, high) => vec![low, high, &b.guard],
            Dom::Set(_) => vec![&b.guard],
        });
        let lines: Vec<&Term> = [&step.left, &step.right].into_iter().chain(ends).collect();
        let mut named = self.signature.spoken_of(&lines);
        let counts = |t: &Term| t.any(&mut |s| matches!(s.node(), Node::Card(_)));
        let assumed = self.signature.assumptions.iter().map(|(name, s)| (name, s, false));
        let all = assumed.chain(self.results.iter().map(|(name, s)| (name, s, true)));
        let mut others: Vec<_> = all.map(|(name, s, result)| (name, s, result, self.signature.spoken_of_in(s))).collect();
        // What a definition comes to is said by its body; an equation for it may be wanted for any name in that.
        let gives = |s: &Statement| match s.left.node() {
            Node::App(name, _) if s.relation == Relation::Eq && !self.signature.definitions.contains_key(name) => {
                Some(name.clone())
            }
            _ => None,
        };
        let given: Vec<Name> = others.iter().filter_map(|(_, s, ..)| gives(s)).collect();
        let given_once = |name: &Name| given.iter().filter(|n| *n == name).count() == 1;
        loop {
            let (near, far): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, s, _, names)| {
                let shared = match gives(s).filter(given_once) {
                    Some(name) => named.contains(&name),
                    None => !named.is_disjoint(names),
                };
                names.is_empty() || counts(&s.left) || counts(&s.right) || shared
            });
            others = far;
            if near.is_empty() {
                break;
            }
            named.extend(near.into_iter().flat_map(|(.., names)| names));
        }
        let apart = |name: &Name, result: bool| others.iter().any(|(n, _, r, _)| *n == name && *r == result);
        universe.equations.retain(|e| !apart(&e.name, e.result));
        universe.orders.retain(|o| !apart(&o.name, o.result));
        universe
    }

    /// What these reasons give, with what is understood besides. An inequality that is cited is put where something increases with it, also
    /// without a size around it.
    pub fn stated(&self, labels: &[Label]) -> Universe {
        let mut universe = self.literally(labels);
        universe.reasons.extend(labels.iter().flat_map(besides));
        if !universe.orders.is_empty() {
            universe.reasons.extend(group(Monotone).iter().chain([&Monotone, &Cases]));
        }
        universe
    }

    /// Every rule and definition, with the assumptions and results among these reasons; `None` where those are all there are.
    pub fn with_all_rules(&self, labels: &[Label], everything: &Universe) -> Option<Universe> {
        let stated = self.stated(labels);
        let fewer = stated.equations.len() + stated.orders.len() < everything.equations.len() + everything.orders.len();
        fewer.then(|| Universe { equations: stated.equations, orders: stated.orders, ..everything.clone() })
    }

    /// What these reasons give by themselves, if that is less than what is understood.
    pub fn less(&self, labels: &[Label]) -> Option<Universe> {
        let universe = self.literally(labels);
        let orders = !universe.orders.is_empty() && !universe.reasons.contains(&Monotone);
        let fewer = orders || labels.iter().flat_map(besides).any(|reason| !universe.reasons.contains(&reason));
        fewer.then_some(universe)
    }

    fn literally(&self, labels: &[Label]) -> Universe {
        let everything = self.everything();
        let mut universe = Universe::default();
        for label in labels {
            match label {
                Label::Reason(Definition) => universe.definitions.clone_from(&everything.definitions),
                Label::Reason(reason) => {
                    universe.reasons.insert(*reason);
                    universe.reasons.extend(group(*reason));
                }
                Label::Definition(name) => {
                    if !universe.definitions.contains(name) {
                        universe.definitions.push(name.clone());
                    }
                }
                Label::Assumption(name) | Label::Result(name) => {
                    let result = matches!(label, Label::Result(_));
                    let results = || self.results.iter().find(|(n, _)| n == name).map(|(_, s)| s);
                    let statement = if result { results() } else { self.signature.assumptions.get(name) };
                    if let Some(statement) = statement {
                        self.equation(&mut universe, name, statement, result, true);
                    }
                }
            }
        }
        // The order of declaration decides which definition is unfolded first, however they were stated.
        universe.definitions.sort_by_key(|d| everything.definitions.iter().position(|e| e == d));
        universe
    }

    /// Does a marginal or a conditional of a joint law occur?
    fn names_a_joint(&self, t: &Term) -> bool {
        let form = |name: &Name| self.signature.definitions.get(name).is_some_and(|d| d.joint.is_some());
        t.any(&mut |s| matches!(s.node(), Node::App(name, _) if form(name)))
    }

    /// In both directions; also solved for what it is linear in, where that is wanted (of all results that might be cited it would be
    /// too much, of one that is cited it is meant).
    fn equation(&self, universe: &mut Universe, name: &Name, statement: &Statement, result: bool, solved: bool) {
        match statement.relation {
            Relation::Eq => {}
            Relation::Ne => return,
            Relation::Le | Relation::Lt | Relation::Ge | Relation::Gt => {
                universe.orders.push(Order {
                    name: name.clone(),
                    result,
                    hypothesis: false,
                    given: Vec::new(),
                    binders: statement.binders.clone(),
                    left: statement.left.clone(),
                    relation: statement.relation,
                    right: statement.right.clone(),
                });
                return;
            }
        }
        let speaks_of_a_joint = [&statement.left, &statement.right].into_iter().any(|side| self.names_a_joint(side));
        for way in [
            Use::Independence,
            Use::Forward,
            Use::Backward,
            Use::Leading(0),
            Use::Leading(1),
            Use::Solved(0),
            Use::Solved(1),
            Use::Solved(2),
        ] {
            let apt = match way {
                Use::Independence => solved && speaks_of_a_joint,
                Use::Solved(_) | Use::Leading(_) => solved,
                Use::Forward | Use::Backward => true,
            };
            if !apt {
                continue;
            }
            universe.equations.push(Equation {
                name: name.clone(),
                result,
                meant: solved,
                hypothesis: false,
                given: Vec::new(),
                binders: statement.binders.clone(),
                left: statement.left.clone(),
                right: statement.right.clone(),
                way,
            });
        }
    }
}

/// What is understood besides a label.
fn besides(label: &Label) -> impl Iterator<Item = Reason> {
    let reasons = if let Label::Reason(reason) = label { understood(*reason) } else { &[] };
    reasons.iter().copied()
}

impl Universe {
    /// The same without the equations of these names.
    pub(super) fn without_equations(&self, names: &[Name]) -> Universe {
        let mut universe = self.clone();
        universe.equations.retain(|e| !names.contains(&e.name));
        universe
    }

    /// The same without earlier results, if it has any.
    pub(super) fn without_results(&self) -> Option<Universe> {
        let mut universe = self.clone();
        universe.equations.retain(|e| !e.result);
        universe.orders.retain(|o| !o.result);
        let fewer = universe.equations.len() + universe.orders.len() < self.equations.len() + self.orders.len();
        fewer.then_some(universe)
    }
}

/// A label as a step cites it.
pub fn cited_name(label: &Label) -> String {
    match label {
        Label::Reason(reason) => reason.name().to_owned(),
        Label::Definition(name) => format!("def {name}"),
        Label::Assumption(name) | Label::Result(name) => name.to_string(),
    }
}
