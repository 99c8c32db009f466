//! Declarations of which one says less.

use super::random::Random;
use derive_check::kernel::obligation::{Constraint, Obligation, Signature};
use derive_check::term::{Name, Node, Term};

/// The declarations without one constraint of a name, or without an assumption, that the step may need; and which one.
pub fn weakened(signature: &Signature, step: &Obligation, random: &mut Random) -> Option<(Signature, String)> {
    let mut less = signature.clone();
    if !signature.assumptions.is_empty() && random.once_in(3) {
        let names: Vec<&Name> = signature.assumptions.keys().collect();
        let lost = (*random.pick(&names)?).clone();
        less.assumptions.remove(&lost);
        return Some((less, format!("without {lost}")));
    }
    let mut names = Vec::new();
    mentioned(&step.left, signature, &mut names);
    mentioned(&step.right, signature, &mut names);
    let name = random.pick(&names)?.clone();
    if let Some(integer) = less.integers.get_mut(&name) {
        match random.below(3) {
            0 => integer.lower = None,
            1 => integer.upper = None,
            _ => integer.lower = integer.lower.take().map(|low| Term::add(vec![low, Term::int(-1)])),
        }
        return Some((less, format!("{name} with less of a bound")));
    }
    let function = less.functions.get_mut(&name)?;
    let constraint = &mut function.constraint;
    let before = constraint.clone();
    match random.below(6) {
        0 => *constraint = Constraint::default(),
        1 => constraint.lower = None,
        2 => constraint.upper = None,
        3 => {
            if let Some(bound) = &mut constraint.lower {
                bound.strict = false;
            }
        }
        4 => constraint.nonzero = false,
        _ => {
            constraint.symmetric = false;
            constraint.onehot = false;
            constraint.binary = false;
        }
    }
    (*constraint != before).then(|| (less, format!("{name} with less of a constraint")))
}

/// The declared names in a term, also through definitions.
fn mentioned(t: &Term, signature: &Signature, names: &mut Vec<Name>) {
    t.any(&mut |s| {
        if let Node::App(name, _) = s.node()
            && !names.contains(name)
        {
            names.push(name.clone());
            if let Some(definition) = signature.definitions.get(name) {
                mentioned(&definition.body, signature, names);
            }
        }
        false
    });
}
