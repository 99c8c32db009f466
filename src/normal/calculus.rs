//! Derivatives: pushed inward as far as the switches allow; softmax-like laws of a definition in one piece.

use super::{Allowed, Label, Normaliser};
use crate::rule::{self, Law, Reason, Rule};
use crate::term::{Node, Term};

/// The reason under which a law of differentiation may be used singly.
fn reasons_of(law: Law) -> &'static [Reason] {
    match law {
        Law::Linearity => &[Reason::Linearity],
        Law::Product => &[Reason::ProductRule],
        Law::Quotient => &[Reason::QuotientRule, Reason::PowerRule],
        Law::Power => &[Reason::PowerRule],
        Law::Chain => &[Reason::ChainRule],
        Law::Log => &[Reason::LogDerivative, Reason::ChainRule],
        Law::Coordinate => &[Reason::Coordinate],
    }
}

/// That the derivative of a scalar by itself is 1 is understood in every law; only among indexed coordinates it is one of its own.
const SCALAR: &[Reason] = &[
    Reason::PowerRule,
    Reason::ProductRule,
    Reason::QuotientRule,
    Reason::ChainRule,
    Reason::Linearity,
    Reason::LogDerivative,
    Reason::Coordinate,
];

impl Normaliser<'_> {
    pub(super) fn derivative(&mut self, t: &Term) -> Option<Term> {
        self.spend(1)?;
        let t = self.child(t, 0, &mut |s, target| {
            let count = if let Node::App(_, args) = target.node() { args.len() } else { 0 };
            s.norm_all(target, count)
        })?;
        let Node::Deriv(target, _) = t.node().clone() else { return self.norm(&t) };
        self.context.targets.push(target);
        let inner = self.child(&t, 1, &mut |s, c| s.norm(c));
        self.context.targets.pop();
        self.push_inward(&inner?)
    }

    /// One law at the root of a derivative whose body is canonical, then everything below.
    fn push_inward(&mut self, t: &Term) -> Option<Term> {
        let Node::Deriv(target, body) = t.node().clone() else { return Some(t.clone()) };
        if let Node::App(name, _) = body.node()
            && self.signature.definitions.contains_key(name)
            && self.allowed.has(Reason::SoftmaxDerivative)
            && let Some(done) = self.softmax(t, &target, &body)
        {
            return Some(done);
        }
        if let Node::Deriv(inner, _) = body.node()
            && *inner < target
        {
            let swapped = self.plain(Rule::SwapDerivatives, t)?;
            self.context.targets.push(inner.clone());
            let done = self.child(&swapped, 1, &mut |s, c| s.push_inward(c));
            self.context.targets.pop();
            return self.push_inward(&done?);
        }
        let Ok((law, _)) = rule::derivative(t, self.signature) else { return Some(t.clone()) };
        // The derivative of a sum that was normalised to a number.
        if law == Law::Linearity
            && matches!(body.node(), Node::Num(_))
            && self.allowed.has(Reason::Normalised)
            && let Some(to) = self.attempt(Rule::Derivative, t)
        {
            self.fire_reason(Reason::Normalised);
            return Some(to);
        }
        let derivative = self.allowed.has(Reason::Derivative);
        let scalar = matches!(target.node(), Node::App(_, args) if args.is_empty());
        let laws = if law == Law::Coordinate && scalar { SCALAR } else { reasons_of(law) };
        let single = laws.iter().find(|r| self.allowed.has(**r)).copied();
        let reason = match (derivative, single) {
            (true, _) => Reason::Derivative,
            (false, Some(single)) => single,
            (false, None) => return Some(t.clone()),
        };
        let Some(to) = self.attempt(Rule::Derivative, t) else { return Some(t.clone()) };
        self.fire_reason(reason);
        self.norm(&to)
    }

    /// For a definition `p(b) = N(b)/Σ_c N(c)` with positive `N`: `d p(b) = p(b)*(d log N(b) − Σ_c p(c)*d log N(c))`.
    ///
    /// Both sides are brought to one form with the definition unfolded, so the shape need not be recognised exactly: the law is
    /// proposed for every definition that sums to one, and stands where it proves.
    fn softmax(&mut self, t: &Term, target: &Term, app: &Term) -> Option<Term> {
        let Node::App(name, args) = app.node() else { return None };
        let outcomes = self.outcomes_of_definition(name)?;
        let outcome = outcomes.start;
        if outcomes.len() != 1 {
            return None;
        }
        let definition = self.signature.definitions.get(name)?;
        let (params, body) = (definition.params.clone(), definition.body.clone());
        let logit = numerator_exponent(&body)?;
        let with = |args: &[Term]| {
            let map: Vec<_> = params.iter().zip(args).map(|((n, _), a)| (n.clone(), a.clone())).collect();
            logit.substitute(&map)
        };
        let crate::kernel::obligation::ParamSort::Index(dom) = params.get(outcome)?.1.clone() else { return None };
        let bound = crate::term::Name::new("%softmax");
        let mut other = args.clone();
        *other.get_mut(outcome)? = Term::var(bound.clone());
        let mean = Term::mul(vec![Term::app(name.clone(), other.clone()), Term::deriv(target.clone(), with(&other))]);
        let mean = Term::sum("%softmax", dom, Term::truth(), mean);
        let to = Term::mul(vec![app.clone(), Term::sub(Term::deriv(target.clone(), with(args)), mean)]);
        let label = Label::Reason(Reason::SoftmaxDerivative);
        let mut more = Allowed::default();
        more.definitions.insert(name.clone());
        more.reasons.extend([Reason::Derivative, Reason::ExpLog, Reason::Indicator, Reason::Power]);
        let result = self.as_one(label.clone(), &more, &mut |s| {
            s.allowed.reasons.remove(&Reason::SoftmaxDerivative);
            let middle = s.norm(t)?;
            // The same form from the other side, as a script of its own.
            let (reached, script) = s.separately(&to)?;
            if reached != middle {
                return None;
            }
            s.attempt(Rule::Back(to.clone(), script), &middle)
        })?;
        self.fire(label.clone());
        // Now evaluate the derivatives of the logits, still as part of this law.
        let mut rest = Allowed::default();
        rest.reasons.extend([Reason::Derivative, Reason::Indicator, Reason::Normalised]);
        self.as_one(label, &rest, &mut |s| {
            s.allowed.reasons.remove(&Reason::SoftmaxDerivative);
            s.norm(&result)
        })
    }
}

/// `u` for a body `exp(u)/…`.
fn numerator_exponent(body: &Term) -> Option<Term> {
    let Node::Mul(items) = body.node() else { return None };
    items.iter().find_map(|f| match f.node() {
        Node::Fun(crate::term::Fun::Exp, args) => args.first().cloned(),
        _ => None,
    })
}
