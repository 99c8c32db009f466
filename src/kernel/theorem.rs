//! Proved results. Only a chain of checked steps makes one.

use super::check::Proved;
use super::definedness::Entry;
use super::judge::Judge;
use super::obligation::{Binder, Condition, Relation, Signature, Statement};
use super::scope::Scope;
use crate::term::{Name, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Proved results by name.
pub type Theorems = BTreeMap<Name, Theorem>;

/// For all values of the variables: `left relation right`, wherever both are defined and the conditions hold.
#[derive(Clone, Debug)]
pub struct Theorem {
    /// Fixed for the whole file: definitions and assumptions may speak of them, so they are never instantiated.
    fixed: Vec<Binder>,
    statement: Statement,
    entries: Vec<Entry>,
    assumed: BTreeSet<Name>,
}

/// Why steps make no result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TheoremError {
    /// There is no step.
    Empty,
    /// A step does not begin where the one before it ended, or speaks of other variables.
    Broken,
    /// Relations of both directions.
    Mixed,
    /// Too large to list where the lines are defined.
    TooLarge,
}

impl Theorem {
    /// The result of a chain of steps, proved under this signature: first against last, under the conditions that the inner lines
    /// bring in (where they are defined) and that neither the declarations nor the two ends (nor these earlier results) give.
    ///
    /// The first `fixed` variables stay as they are; a citation gives values for the others, which get names of their own (`i@NAME`).
    ///
    /// # Errors
    /// [`TheoremError`] where the steps make no chain.
    pub fn chain(
        signature: &Signature,
        theorems: &Theorems,
        name: &Name,
        fixed: usize,
        steps: &[Proved],
    ) -> Result<Theorem, TheoremError> {
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return Err(TheoremError::Empty) };
        let (start, end) = (first.obligation(), last.obligation());
        let joined = |(a, b): (&Proved, &Proved)| {
            a.obligation().right == b.obligation().left && a.obligation().vars == b.obligation().vars
        };
        if !steps.iter().zip(steps.iter().skip(1)).all(joined) {
            return Err(TheoremError::Broken);
        }
        let relation =
            steps.iter().try_fold(Relation::Eq, |acc, s| combined(acc, s.obligation().relation)).ok_or(TheoremError::Mixed)?;
        let mut assumed: BTreeSet<Name> = steps.iter().flat_map(|s| s.assumed().iter().cloned()).collect();
        let judge = Judge::new(signature, &[&start.left, &end.right]).map_err(|_| TheoremError::TooLarge)?;
        let judge = judge.informed(theorems, &start.vars);
        let scope = Scope::of(start);
        let mut conditions: BTreeSet<Entry> = BTreeSet::new();
        for step in steps.iter().skip(1) {
            let entries = judge.definedness.entries(&step.obligation().left, &[]).map_err(|_| TheoremError::TooLarge)?;
            for entry in entries.iter() {
                match judge.establish(&scope, &[], entry) {
                    Some(evidence) => {
                        let cited = evidence.cited.iter().filter_map(|name| theorems.get(name));
                        assumed.extend(evidence.assumed.into_iter().chain(cited.flat_map(|t| t.assumed.clone())));
                    }
                    None => {
                        conditions.insert(judge.tidied(&scope, entry));
                    }
                }
            }
        }
        let (fixed, own) = start.vars.split_at(fixed.min(start.vars.len()));
        let fresh = |b: &Binder| Name::new(&format!("{}@{name}", b.name));
        let map: Vec<(Name, Term)> = own.iter().map(|b| (b.name.clone(), Term::var(fresh(b)))).collect();
        let at = |t: &Term| t.substitute(&map);
        let entries: Vec<Entry> = conditions
            .iter()
            .map(|e| Entry {
                binders: e.binders.iter().map(|(n, d)| (n.clone(), d.map(&mut |t| at(t)))).collect(),
                hyps: e.hyps.iter().map(at).collect(),
                prop: at(&e.prop),
            })
            .collect();
        let binder = |b: &Binder| Binder { name: fresh(b), dom: b.dom.map(&mut |t| at(t)), guard: at(&b.guard) };
        let statement = Statement {
            binders: own.iter().map(binder).collect(),
            left: at(&start.left),
            relation,
            right: at(&end.right),
            conditions: entries.iter().map(Entry::to_condition).collect(),
            identically: false,
        };
        Ok(Theorem { fixed: fixed.to_vec(), statement, entries, assumed })
    }

    /// What the kernel has proved elsewhere, or supposes in the step of an induction.
    pub(super) fn trusted(fixed: Vec<Binder>, statement: Statement, assumed: BTreeSet<Name>) -> Theorem {
        Theorem { fixed, statement, entries: Vec::new(), assumed }
    }

    /// The variables of the file that it speaks of: a citing step must stand under the same.
    pub fn fixed(&self) -> &[Binder] {
        &self.fixed
    }

    /// The variables, in the order in which a citation gives their values.
    pub fn binders(&self) -> &[Binder] {
        &self.statement.binders
    }
    /// The result as a statement.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }
    /// What a citation must meet.
    pub fn conditions(&self) -> &[Condition] {
        &self.statement.conditions
    }
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// The assumptions on which it rests.
    pub fn assumed(&self) -> &BTreeSet<Name> {
        &self.assumed
    }
}

/// The relation between the ends of two steps in a row.
fn combined(a: Relation, b: Relation) -> Option<Relation> {
    match (a, b) {
        (Relation::Ne, _) | (_, Relation::Ne) => None,
        (Relation::Eq, r) | (r, Relation::Eq) => Some(r),
        (Relation::Le, Relation::Le) => Some(Relation::Le),
        (Relation::Lt | Relation::Le, Relation::Lt | Relation::Le) => Some(Relation::Lt),
        (Relation::Ge, Relation::Ge) => Some(Relation::Ge),
        (Relation::Gt | Relation::Ge, Relation::Gt | Relation::Ge) => Some(Relation::Gt),
        (Relation::Lt | Relation::Le, Relation::Gt | Relation::Ge)
        | (Relation::Gt | Relation::Ge, Relation::Lt | Relation::Le) => None,
    }
}
