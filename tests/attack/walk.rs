//! Moves made at random: what the kernel accepts must keep the value and the definedness of a line.

use super::instance::{RULES, instance, name};
use super::place::{self, Open};
use super::random::Random;
use derive_check::evaluate::{Evaluator, Options, Outcome};
use derive_check::kernel::certificate::Certificate;
use derive_check::kernel::check::{Proved, check};
use derive_check::kernel::error::{KernelError, MoveError, Side};
use derive_check::kernel::obligation::{Obligation, Relation, Signature};
use derive_check::kernel::theorem::Theorems;
use derive_check::rule::{Move, Rule, apply};
use derive_check::term::Term;

/// What the kernel said of a move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Accepted; the line after it.
    Accepted(Term),
    /// A side condition cannot be shown, or the result may be undefined.
    Condition,
    /// It does not fit.
    Refused,
}

/// The two lines of a step, as if they were equal: either may be rewritten where both have a value.
pub fn together(step: &Obligation) -> Obligation {
    Obligation { relation: Relation::Eq, ..step.clone() }
}

/// A line, alone: it equals itself.
pub fn alone(step: &Obligation, line: &Term) -> Obligation {
    Obligation { vars: step.vars.clone(), left: line.clone(), relation: Relation::Eq, right: line.clone() }
}

/// Does the kernel accept these moves on a line that stands alone?
pub fn asked(signature: &Signature, theorems: &Theorems, line: &Obligation, moves: &[Move]) -> Answer {
    let certificate = Certificate { left: moves.to_vec(), right: Vec::new(), order: None };
    match check(signature, theorems, line, &certificate) {
        Ok(_) => Answer::Accepted(line.left.clone()),
        Err(KernelError::Ends(left, _)) => Answer::Accepted(left),
        Err(KernelError::Move(_, MoveError::Condition(_) | MoveError::Undefined(_))) => Answer::Condition,
        Err(_) => Answer::Refused,
    }
}

/// A move by this rule somewhere in the line, and the line after it as the rule computes it (for rules that do).
pub fn somewhere(
    rule: &str,
    line: &Obligation,
    (signature, theorems): (&Signature, &Theorems),
    random: &mut Random,
) -> Option<(Move, Option<Term>)> {
    let paths = place::paths(&line.left);
    let start = random.below(paths.len());
    let mut scope: Vec<Open> = line.vars.iter().map(|b| Open { name: b.name.clone(), dom: b.dom.clone() }).collect();
    for path in paths.iter().cycle().skip(start).take(paths.len()) {
        let mut found = None;
        let after = place::edit(&line.left, path, &mut scope, &mut |t, open| {
            let rule = instance(rule, t, open, (signature, theorems), random)?;
            let to = apply(&rule, t, signature).ok().map(|applied| applied.to);
            found = Some(rule);
            to
        });
        if let Some(rule) = found {
            return Some((Move { path: path.clone(), rule }, after));
        }
        scope.truncate(line.vars.len());
    }
    None
}

/// What evaluation says of a line and what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// Equal wherever both were evaluated, in so many models, and never undefined where the line was not.
    Same(usize),
    /// The values differ in a model.
    Differs,
    /// The new line is undefined where the old one was not.
    Undefined,
}

/// The step from a line to another, wherever the right line that it had has a value, too.
fn beside(line: &Obligation, after: &Term) -> Obligation {
    if line.left == line.right {
        return Obligation { right: after.clone(), ..line.clone() };
    }
    let given = Term::mul(vec![Term::int(0), line.right.clone()]);
    let with = |t: &Term| Term::add(vec![t.clone(), given.clone()]);
    Obligation { left: with(&line.left), right: with(after), ..line.clone() }
}

/// Compares a line with what became of it in so many models.
pub fn compare(signature: &Signature, line: &Obligation, after: &Term, seed: u64, models: usize) -> Finding {
    let step = beside(line, after);
    let (tried, options) = (models, Options { seed, models, budget: 3_000_000 });
    let mut evaluator = Evaluator::new(signature, &options);
    let models = match evaluator.step(&step) {
        Outcome::Refuted(_) => return Finding::Differs,
        Outcome::Agree { models } => models,
        Outcome::Unknown { .. } => 0,
    };
    if evaluator.loses_definedness(&step, 2 * tried) { Finding::Undefined } else { Finding::Same(models) }
}

/// A line to which a rule led, and the move back to where it came from.
pub fn backward(line: &Obligation, given: (&Signature, &Theorems), random: &mut Random) -> Option<(Obligation, Move)> {
    let rule = *random.pick(RULES)?;
    let (first, after) = somewhere(rule, line, given, random)?;
    let after = alone(line, &after?);
    let mut old = None;
    let mut scope: Vec<Open> = line.vars.iter().map(|b| Open { name: b.name.clone(), dom: b.dom.clone() }).collect();
    place::edit(&line.left, &first.path, &mut scope, &mut |t, _| {
        old = Some(t.clone());
        None
    });
    let script = vec![Move { path: Vec::new(), rule: first.rule }];
    Some((after, Move { path: first.path, rule: Rule::Back(old?, script) }))
}

/// The moves of a proof, each with the line before it and after it; only those that are not inside others.
pub fn moves(proved: &Proved) -> Vec<(Term, Term, &Rule)> {
    let step = proved.obligation();
    let (mut left, mut right) = (step.left.clone(), step.right.clone());
    let mut all = Vec::new();
    for line in proved.trace().iter().filter(|l| l.place.moves.len() == 1) {
        let before = match line.place.side {
            Side::Left => std::mem::replace(&mut left, line.line.clone()),
            Side::Right => std::mem::replace(&mut right, line.line.clone()),
            Side::Difference => break,
        };
        all.push((before, line.line.clone(), &line.rule));
    }
    all
}

/// Is this the rule of a move, or of one in a script that leads back?
pub fn uses(rule: &Rule, wanted: &str) -> bool {
    name(rule) == wanted || matches!(rule, Rule::Back(_, script) if script.iter().any(|m| uses(&m.rule, wanted)))
}
