//! What occurs in a line, and which named rules it calls for first.

use crate::kernel::obligation::Signature;
use crate::rule::Reason;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::collections::BTreeSet;

/// The order in which named rules are switched on: those that only tidy up first, those that unfold last.
pub(super) const PREFERENCE: &[Reason] = &[
    Reason::Cases,
    Reason::Indicator,
    // Before `normalised`, which it would otherwise pass for.
    Reason::ScoreIdentity,
    Reason::Normalised,
    Reason::Power,
    Reason::Linearity,
    Reason::Coordinate,
    Reason::LogDerivative,
    Reason::ChainRule,
    Reason::PowerRule,
    Reason::QuotientRule,
    Reason::ProductRule,
    Reason::Derivative,
    Reason::ExpLog,
    Reason::IndicatorSplit,
    Reason::Shift,
    Reason::Reverse,
    Reason::Geometric,
    Reason::Binomial,
    Reason::SplitEnd,
    Reason::SoftmaxDerivative,
    Reason::Marginal,
    Reason::Conditional,
];

/// What occurs in a line: rules that could do nothing are not tried.
#[derive(Default)]
pub(super) struct Shape {
    pub names: BTreeSet<Name>,
    pub derivative: bool,
    pub log: bool,
    pub exp_or_log: bool,
    pub power: bool,
    pub proposition: bool,
    /// An indicator of an order, or a branch by one under a sum.
    pub order: bool,
    pub guard: bool,
    pub cases: bool,
    /// The larger or smaller one of two numbers stands somewhere.
    pub extremum: bool,
    pub ranges: bool,
    /// A factorial, or a binomial coefficient.
    pub factorial: bool,
    /// A product over an index.
    pub product: bool,
    /// A range, or a guard over one, depends on the index of an outer operator.
    pub dependent: bool,
    pub law: bool,
    /// A law stands at a named outcome, or is one over a range.
    pub named: bool,
    pub joint: bool,
}

impl Shape {
    /// Of a line.
    pub fn of(t: &Term, signature: &Signature) -> Shape {
        let mut shape = Shape::default();
        shape.visit(t, signature);
        shape
    }

    fn visit(&mut self, t: &Term, signature: &Signature) {
        match t.node() {
            Node::App(name, args) => {
                self.names.insert(name.clone());
                if let Some(declared) = signature.functions.get(name) {
                    self.named |= declared.law.is_some() && args.iter().any(|a| matches!(a.node(), Node::Elem(..)));
                    self.named |= matches!(signature.single_outcome(name), Some(Dom::Range(..)));
                    self.law |= declared.law.is_some() || declared.constraint.onehot;
                    self.proposition |= declared.constraint.onehot;
                    self.cases |= declared.constraint.binary || declared.constraint.onehot;
                }
                if let Some(definition) = signature.definitions.get(name) {
                    self.law = true;
                    self.named |= args.iter().any(|a| matches!(a.node(), Node::Elem(..)));
                    self.joint |= definition.joint.is_some();
                }
            }
            Node::Deriv(..) => self.derivative = true,
            Node::Fun(Fun::Exp, _) => self.exp_or_log = true,
            Node::Fun(Fun::Log, _) => {
                self.exp_or_log = true;
                self.log = true;
            }
            Node::Fun(Fun::Max | Fun::Min, _) => (self.cases, self.extremum) = (true, true),
            Node::Fun(Fun::Abs | Fun::Sign, _) => self.cases = true,
            Node::Fun(Fun::Factorial | Fun::Binom, _) => self.factorial = true,
            Node::If(p, ..) => {
                self.cases = true;
                // Of an index that is summed over.
                self.proposition |= matches!(p.node(), Node::Cmp(..)) && !p.is_closed();
                self.order |= matches!(p.node(), Node::Cmp(Rel::Lt | Rel::Le, ..)) && !p.is_closed();
            }
            Node::RealPow(..) => self.power = true,
            Node::Pow(_, e) => self.power |= e.as_num().is_none(),
            Node::Ind(p) => {
                self.proposition = true;
                self.order |= matches!(p.node(), Node::Cmp(Rel::Lt | Rel::Le, ..));
            }
            Node::Big(op, _, dom, guard, _) => {
                self.guard |= !matches!(guard.node(), Node::True);
                self.ranges |= matches!(dom, Dom::Range(..));
                self.cases |= matches!(op, BigOp::Max | BigOp::Min);
                let hangs = |a: &Term, b: &Term| !(a.is_closed() && b.is_closed() && guard.open(&Term::int(0)).is_closed());
                self.dependent |= matches!(dom, Dom::Range(a, b) if *op == BigOp::Sum && hangs(a, b));
                self.product |= *op == BigOp::Prod;
            }
            _ => {}
        }
        t.node().for_each_child(&mut |_, c, _| self.visit(c, signature));
    }

    /// Could the rule do something?
    pub fn interests(&self, reason: Reason) -> bool {
        match reason {
            Reason::Cases => self.cases,
            Reason::Indicator => self.proposition || self.guard || self.derivative,
            Reason::IndicatorSplit => self.guard,
            Reason::Normalised => self.law,
            Reason::Power => self.power,
            Reason::ExpLog => self.exp_or_log,
            Reason::Shift | Reason::Reverse => self.ranges,
            Reason::Geometric => self.ranges && self.power,
            Reason::SplitEnd => self.ranges && (self.power || self.guard || self.extremum || self.factorial),
            Reason::Binomial => self.ranges && self.factorial,
            Reason::Marginal | Reason::Conditional | Reason::Bayes => self.joint,
            Reason::LogDerivative => self.derivative && self.log,
            _ => self.derivative,
        }
    }
}
