//! Facts: what the lines, the assumptions and proved results say, before any question is asked.

use super::definedness::{Definedness, Entry, TooLarge};
use super::obligation::{Relation, Statement};
use crate::term::{Name, Node, Rel, Term};
use std::collections::BTreeSet;

/// Where a fact comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// One of the two lines is defined.
    Line,
    /// The declarations give it, for a part of a line as it is written there.
    Declared,
    /// The subterm that is rewritten is defined.
    Local,
    /// An assumption.
    Assumption(Name),
    /// A proved result that says on which side of a number something lies.
    Result(Name),
}

/// Something that may be used, with its origin.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) entry: Entry,
    pub(super) source: Source,
    /// What it follows from, if it does not stand in the list of what is known itself.
    behind: Option<Entry>,
}

impl Fact {
    pub(super) fn new(entry: Entry, source: Source) -> Fact {
        Fact { entry, source, behind: None }
    }

    /// What follows from it.
    pub(super) fn following(&self, entry: Entry) -> Fact {
        Fact { entry, source: self.source.clone(), behind: Some(self.supposed().clone()) }
    }

    /// What must be supposed for it.
    pub(super) fn supposed(&self) -> &Entry {
        self.behind.as_ref().unwrap_or(&self.entry)
    }

    /// The factors of what is positive, or not 0, are not 0.
    pub(super) fn factors(&self) -> Vec<Fact> {
        let zero = |t: &Term| t.as_num().is_some_and(|n| n.is_zero());
        let product = match self.entry.prop.node() {
            Node::Cmp(Rel::Lt | Rel::Ne, a, b) if zero(a) => b,
            Node::Cmp(Rel::Lt | Rel::Ne, a, b) if zero(b) => a,
            _ => return Vec::new(),
        };
        let Node::Mul(items) = product.node() else { return Vec::new() };
        let base = |t: &Term| match t.node() {
            Node::Pow(base, e) if e.as_num().is_some_and(|n| !n.is_zero()) => base.clone(),
            _ => t.clone(),
        };
        let factor = |t: Term| Entry { prop: super::definedness::nonzero(&t), ..self.entry.clone() };
        let each = items.iter().map(base).filter(|t| t.as_num().is_none()).map(factor);
        each.map(|entry| self.following(entry)).collect()
    }
}

/// On what a judgement rests, beside the declarations and the context.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Evidence {
    /// Entries of the definedness of the lines.
    pub(super) presupposed: BTreeSet<Entry>,
    /// Assumptions.
    pub(super) assumed: BTreeSet<Name>,
    /// Proved results.
    pub(super) cited: BTreeSet<Name>,
}

/// The proposition that a statement makes about its two sides.
pub(super) fn proposition(relation: Relation, left: &Term, right: &Term) -> Term {
    let (rel, a, b) = match relation {
        Relation::Eq => (Rel::Eq, left, right),
        Relation::Ne => (Rel::Ne, left, right),
        Relation::Le => (Rel::Le, left, right),
        Relation::Lt => (Rel::Lt, left, right),
        Relation::Ge => (Rel::Le, right, left),
        Relation::Gt => (Rel::Lt, right, left),
    };
    Term::cmp_rel(rel, a.clone(), b.clone())
}

/// What a statement claims for the values of its variables at which their domains and guards are defined; `None` where that cannot be said
/// without quantifiers.
pub(super) fn claim(statement: &Statement, definedness: &Definedness) -> Result<Option<Entry>, TooLarge> {
    let mut met = Vec::new();
    for binder in &statement.binders {
        for t in binder.dom.ends().chain([&binder.guard]) {
            for entry in definedness.entries(t, &[])?.iter() {
                if !entry.binders.is_empty() {
                    return Ok(None);
                }
                met.push(entry.to_condition().prop);
            }
        }
    }
    let mut claimed = Entry::over(&statement.binders, proposition(statement.relation, &statement.left, &statement.right));
    claimed.hyps.splice(0..0, met);
    Ok(Some(claimed))
}

/// What an assumption gives: itself, and that its sides are defined.
pub(super) fn assumption(name: &Name, statement: &Statement, definedness: &Definedness) -> Result<Vec<Fact>, TooLarge> {
    let source = Source::Assumption(name.clone());
    let Some(claimed) = claim(statement, definedness)? else { return Ok(Vec::new()) };
    let mut facts = vec![Fact::new(claimed.clone(), source.clone())];
    for side in [&statement.left, &statement.right] {
        let entries = definedness.entries(side, &[])?;
        facts.extend(entries.iter().map(|inner| Fact::new(inner.within(&claimed.binders, &claimed.hyps), source.clone())));
    }
    Ok(facts)
}

impl Evidence {
    /// Adds what another judgement rests on.
    pub(super) fn merge(&mut self, other: Evidence) {
        self.presupposed.extend(other.presupposed);
        self.assumed.extend(other.assumed);
        self.cited.extend(other.cited);
    }
    /// Nothing but declarations and context?
    pub(super) fn is_empty(&self) -> bool {
        self.presupposed.is_empty() && self.assumed.is_empty() && self.cited.is_empty()
    }
}
