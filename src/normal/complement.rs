//! A law over named outcomes: the probability of the last is what the others leave.

use super::Normaliser;
use crate::rule::{self, Reason, Rule};
use crate::term::{Dom, Node, Term};

impl Normaliser<'_> {
    /// `p(last|y) = 1 - p(first|y) - …` everywhere in a term, and the canonical form of that; `None` where there is none.
    pub(crate) fn complemented(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Normalised) {
            return None;
        }
        let mut changed = false;
        let to = self.everywhere(t, &mut |s, t| {
            let new = s.complement(t)?;
            changed = true;
            Some(new)
        })?;
        if !changed {
            return None;
        }
        self.fire_reason(Reason::Normalised);
        self.norm(&to)
    }

    fn complement(&mut self, t: &Term) -> Option<Term> {
        let Node::App(name, args) = t.node() else { return None };
        let declared = self.signature.functions.get(name)?;
        let (Some(1), Some(Dom::Set(set))) = (declared.law, declared.args.first()) else { return None };
        let elements = self.signature.sets.get(set)?.elements.clone()?;
        if elements.last() != args.first() {
            return None;
        }
        let with = |first: &Term| Term::app(name.clone(), [vec![first.clone()], args[1..].to_vec()].concat());
        let total = Term::sum("%c", Dom::Set(set.clone()), Term::truth(), with(&Term::var("%c")));
        let written = rule::apply(&Rule::Enumerate, &total, self.signature).ok()?.to;
        let mut items = vec![written];
        items.extend(elements.iter().take(elements.len() - 1).map(|e| Term::neg(with(e))));
        let to = self.attempt(Rule::Ring(Term::new(Node::Add(items))), t)?;
        let enumerate = vec![rule::Move { path: Vec::new(), rule: Rule::Enumerate }];
        self.child(&to, 0, &mut |s, c| {
            let sum = s.attempt(Rule::Back(total.clone(), enumerate.clone()), c)?;
            s.attempt(Rule::Normalised, &sum)
        })
    }
}
