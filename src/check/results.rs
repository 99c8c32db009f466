//! What chains establish, for the steps that cite them.

use crate::elaborate::Chain;
use crate::kernel::obligation::{Binder, Condition, Relation, Statement};
use crate::prove::{Known, Proof};
use crate::term::{Name, Term};

/// The chains checked so far.
#[derive(Default)]
pub struct Results {
    /// Those that are proved and have a result.
    pub proved: Vec<Known>,
    /// The names of the others, with the reason why they may not be used.
    failed: Vec<(String, &'static str)>,
}

impl Results {
    /// Why a step may not use the result of this chain; nothing if it may.
    pub fn refusal(&self, name: &str) -> Option<&'static str> {
        self.failed.iter().find(|(failed, _)| failed == name).map(|(_, why)| *why)
    }

    /// Enters a chain that is not proved.
    pub fn enter_failed(&mut self, name: &str, why: &'static str) {
        self.failed.push((name.to_owned(), why));
    }
}

/// The relation between the ends of a chain; none where its directions are mixed.
pub fn overall(relations: impl Iterator<Item = Relation>) -> Option<Relation> {
    relations.into_iter().try_fold(Relation::Eq, |sofar, next| match (sofar, next) {
        (Relation::Eq, any) | (any, Relation::Eq) => Some(any),
        (Relation::Le | Relation::Lt, Relation::Lt) | (Relation::Lt, Relation::Le) => Some(Relation::Lt),
        (Relation::Ge | Relation::Gt, Relation::Gt) | (Relation::Gt, Relation::Ge) => Some(Relation::Gt),
        (Relation::Le, Relation::Le) | (Relation::Ge, Relation::Ge) => Some(sofar),
        _ => None,
    })
}

/// The conditions that the lines of a chain presuppose, each once, in the order of the steps.
pub fn carried(proofs: &[Proof]) -> Vec<(String, Condition)> {
    let mut conditions: Vec<(String, Condition)> = Vec::new();
    for condition in proofs.iter().flat_map(|p| &p.presupposed) {
        if !conditions.iter().any(|(text, known)| *text == condition.0 || *known == condition.1) {
            conditions.push(condition.clone());
        }
    }
    conditions
}

/// The assumptions that the proofs rest on, each once.
pub fn assumed(proofs: &[Proof]) -> Vec<String> {
    let mut names: Vec<String> = proofs.iter().flat_map(|p| p.assumed.iter().cloned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The statement that citations of a chain instantiate: its own indices get names that no other statement has.
pub fn statement(chain: &Chain, first: &Term, relation: Relation, last: &Term, conditions: Vec<Condition>) -> Statement {
    let own = chain.vars.get(chain.vars.len().saturating_sub(chain.for_count)..).unwrap_or_default();
    let fresh = |name: &Name| Name::new(&format!("{name}@{}", chain.name));
    let map: Vec<(Name, Term)> = own.iter().map(|b| (b.name.clone(), Term::var(fresh(&b.name)))).collect();
    let moved = |term: &Term| term.substitute(&map);
    let binder = |b: &Binder| Binder { name: fresh(&b.name), dom: b.dom.map(&mut |t| moved(t)), guard: moved(&b.guard) };
    let condition = |c: Condition| Condition {
        binders: c
            .binders
            .iter()
            .map(|b| Binder { dom: b.dom.map(&mut |t| moved(t)), guard: moved(&b.guard), ..b.clone() })
            .collect(),
        prop: moved(&c.prop),
    };
    Statement {
        binders: own.iter().map(binder).collect(),
        left: moved(first),
        relation,
        right: moved(last),
        conditions: conditions.into_iter().map(condition).collect(),
        identically: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Relation::{Eq, Ge, Gt, Le, Lt};

    #[test]
    fn the_result_of_a_chain_is_strict_if_a_step_is_and_has_one_direction() {
        let of = |relations: &[Relation]| overall(relations.iter().copied());
        assert_eq!(of(&[Eq, Eq]), Some(Eq));
        assert_eq!(of(&[Eq, Le, Eq]), Some(Le));
        assert_eq!(of(&[Le, Lt, Le]), Some(Lt));
        assert_eq!(of(&[Gt, Eq, Ge]), Some(Gt));
        assert_eq!(of(&[Ge, Ge]), Some(Ge));
        for mixed in [[Le, Ge], [Lt, Gt], [Ge, Lt], [Gt, Le]] {
            assert_eq!(of(&mixed), None);
        }
    }
}
