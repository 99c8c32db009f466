//! Every primitive rule against exact evaluation: what the kernel accepts keeps the value and the definedness of the line.
//!
//! The lines are those of `tests/rules/`, which give every rule something to do. Moves that carry proofs are taken from the proofs of
//! `tests/rules/proofs/`, and of what comes of those lines by rewritings. The same on other lines, so often on each:
//! `RULE_TRIALS=25 MUTANT_FOLDERS=derivations:tests/cases/proved cargo test --release --test rules -- --nocapture`.

mod attack;
mod common;

use attack::instance::{RULES, WITH_PROOFS};
use attack::library::{self, Subject, Written};
use attack::random::Random;
use attack::rewriting::{REWRITINGS, rewritten};
use attack::walk::{Answer, Finding, alone, asked, backward, compare, moves, somewhere, together, uses};
use common::files::side_by_side;
use derive_check::elaborate::display;
use derive_check::kernel::obligation::Obligation;
use derive_check::prove::{Outcome, Request, prove};
use derive_check::rule::Move;
use derive_check::term::{Node, Term};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was found of one rule.
#[derive(Default)]
struct Count {
    accepted: usize,
    models: usize,
    conditional: usize,
    /// Instances whose conditions the kernel did not find, and that a model breaks.
    broken: usize,
}

type Counts = BTreeMap<&'static str, Count>;

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn accepted_moves_keep_value_and_definedness() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = std::env::var("MUTANT_FOLDERS").unwrap_or("tests/rules".to_owned());
    let files: Vec<PathBuf> = folders.split(':').flat_map(|folder| library::files(&root.join(folder))).collect();
    let mut all = Counts::new();
    let mut defects = Vec::new();
    let work = |path: &PathBuf| library::subject(path).map_or_else(Default::default, |subject| walk(&subject));
    let done = |(counts, found): (Counts, Vec<String>)| {
        for (rule, count) in counts {
            let sum = all.entry(rule).or_default();
            sum.accepted += count.accepted;
            sum.models += count.models;
            sum.conditional += count.conditional;
            sum.broken += count.broken;
        }
        found.iter().for_each(|d| println!("DEFECT {d}"));
        defects.extend(found);
    };
    side_by_side(&files, work, done);
    for (rule, c) in &all {
        println!(
            "{rule:<18} accepted {:>6}, models {:>7}, refused {:>6}, broken {:>6}",
            c.accepted, c.models, c.conditional, c.broken
        );
    }
    assert!(defects.is_empty(), "{} defects:\n{}", defects.len(), defects.join("\n"));
    let untried: Vec<&&str> = RULES.iter().filter(|r| all.get(**r).is_none_or(|c| c.accepted < ENOUGH)).collect();
    assert!(untried.is_empty(), "rules with fewer than {ENOUGH} instances: {untried:?}");
}

/// Enough instances of one rule, each compared in several models, where no number of trials is asked for.
const ENOUGH: usize = 100;
/// In so many models each instance is compared.
const MODELS: usize = 4;
/// So often each line is tried that gives a rule something to do.
const ROUNDS: usize = 400;

/// Tries every rule on the lines of a file: so often on each, or until enough was seen.
fn walk(subject: &Subject) -> (Counts, Vec<String>) {
    let (mut counts, mut defects) = (Counts::new(), Vec::new());
    let seed = number("RULE_SEED", 1) as u64;
    let trials = number("RULE_TRIALS", 0);
    for rule in RULES {
        let count = counts.entry(rule).or_default();
        let mut random = Random::named(seed, rule);
        let with_proofs = WITH_PROOFS.contains(rule);
        let one = if with_proofs { proved } else { trial };
        if trials == 0 && with_proofs != subject.steps.iter().all(|s| s.place.contains("/proofs/")) {
            continue;
        }
        let mut steps: Vec<(&Written, usize)> = subject.steps.iter().map(|step| (step, 0)).collect();
        for round in 1..=if trials == 0 { ROUNDS } else { trials } {
            for (step, accepted) in &mut steps {
                let before = count.accepted;
                if trials > 0 || before < ENOUGH {
                    defects.extend(one(rule, subject, step, &mut random, count));
                }
                *accepted += count.accepted - before;
            }
            steps.retain(|(_, accepted)| trials > 0 || round < 12 || *accepted > 0);
        }
    }
    (counts, defects)
}

/// Looks for a move by this rule in the proof of a step, or of the step with one side or both written otherwise.
fn proved(rule: &'static str, subject: &Subject, step: &Written, random: &mut Random, count: &mut Count) -> Option<String> {
    let mut obligation = step.obligation.clone();
    while !random.once_in(3) {
        let kind = *random.pick(REWRITINGS)?;
        obligation = rewritten(kind, &obligation, true, &step.visible, random).unwrap_or(obligation);
    }
    let (signature, theorems, fuel) = (&step.visible, &*step.theorems, library::FUEL);
    let request = Request { signature, theorems, obligation: &obligation, stated: None, fuel, saturate: true };
    let Outcome::Proved(proof) = prove(&request) else { return None };
    for (before, after, by) in moves(&proof.proved) {
        if uses(by, rule) && before != after {
            let line = Obligation { left: before, ..together(&obligation) };
            let found = compare(&subject.signature, &line, &after, random.next() % 1000, MODELS);
            let defect = enter(found, count, || told(rule, step, &line, &after, &[]));
            if defect.is_some() {
                return defect;
            }
        }
    }
    None
}

/// Counts an accepted instance that was compared in some model; says what is wrong, if anything is.
fn enter(found: Finding, count: &mut Count, told: impl FnOnce() -> String) -> Option<String> {
    match found {
        Finding::Same(models) => {
            count.accepted += usize::from(models > 0);
            count.models += models;
            None
        }
        Finding::Differs => Some(format!("the values differ: {}", told())),
        Finding::Undefined => Some(format!("a value is lost: {}", told())),
    }
}

fn told(rule: &str, step: &Written, line: &Obligation, after: &Term, moves: &[Move]) -> String {
    let show = |t| display::text(t, &step.visible);
    format!("{rule} at {}: {} becomes {} by {moves:?}", step.place, show(&line.left), show(after))
}

/// Makes one move by this rule, and sometimes another before it; says what is wrong, if anything is.
fn trial(rule: &'static str, subject: &Subject, step: &Written, random: &mut Random, count: &mut Count) -> Option<String> {
    let mut line = match random.below(3) {
        0 => alone(&step.obligation, &step.obligation.left),
        1 => alone(&step.obligation, &step.obligation.right),
        _ => together(&step.obligation),
    };
    if rule == "PowerInteger" {
        line = Obligation { left: with_real_exponents(&line.left), right: with_real_exponents(&line.right), ..line };
    }
    let given = (&step.visible, &*step.theorems);
    let mut moves: Vec<Move> = Vec::new();
    let mut current = line.clone();
    while random.once_in(3) && moves.len() < 3 {
        let (more, _) = somewhere(random.pick(RULES)?, &current, given, random)?;
        moves.push(more);
        let Answer::Accepted(after) = asked(&step.visible, &step.theorems, &line, &moves) else { return None };
        current.left = after;
    }
    let (last, computed) = if rule == "Back" {
        let (start, back) = backward(&alone(&line, &line.left), given, random)?;
        (line, moves) = (start, Vec::new());
        (back, None)
    } else {
        somewhere(rule, &current, given, random)?
    };
    moves.push(last);
    match asked(&step.visible, &step.theorems, &line, &moves) {
        Answer::Accepted(after) if after == line.left => None,
        Answer::Accepted(after) => {
            let found = compare(&subject.signature, &line, &after, random.next() % 1000, MODELS);
            enter(found, count, || told(rule, step, &line, &after, &moves))
        }
        Answer::Condition => {
            count.conditional += 1;
            let broken = computed.map(|after| compare(&subject.signature, &line, &after, 3, MODELS));
            count.broken += usize::from(matches!(broken, Some(Finding::Differs | Finding::Undefined)));
            None
        }
        Answer::Refused => None,
    }
}

/// Literal exponents as those of real powers, which no line is read with.
fn with_real_exponents(t: &Term) -> Term {
    let inner = Term::new(t.node().map_children(&mut |_, child, _| with_real_exponents(child)));
    match inner.node() {
        Node::Pow(base, e) if e.as_num().is_some() => Term::real_pow(base.clone(), e.clone()),
        _ => inner,
    }
}
