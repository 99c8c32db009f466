//! Every primitive rule against exact evaluation: what the kernel accepts keeps the value and the definedness of the line.
//!
//! The lines are those of `tests/rules/`, which give every rule something to do. The same on other lines, so often on each:
//! `RULE_TRIALS=25 MUTANT_FOLDERS=derivations:tests/cases/proved cargo test --release --test rules -- --nocapture`.

mod attack;

use attack::instance::RULES;
use attack::library::{self, Subject, Written};
use attack::random::Random;
use attack::walk::{Answer, Finding, alone, asked, backward, compare, somewhere, together};
use derive_check::check::pool;
use derive_check::elaborate::display;
use derive_check::kernel::obligation::Obligation;
use derive_check::rule::Move;
use derive_check::term::{Node, Term};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
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
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
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
        ControlFlow::Continue(())
    };
    pool::in_order(&files, jobs, work, done).expect("threads start");
    for (rule, c) in &all {
        println!(
            "{rule:<18} accepted {:>6}, models {:>7}, refused {:>6}, broken {:>6}",
            c.accepted, c.models, c.conditional, c.broken
        );
    }
    assert!(defects.is_empty(), "{} defects:\n{}", defects.len(), defects.join("\n"));
    let untried: Vec<&&str> = RULES.iter().filter(|r| all.get(**r).is_none_or(|c| c.models < 100)).collect();
    assert!(untried.is_empty(), "rules with fewer than 100 instances: {untried:?}");
}

/// Enough models for one rule, where no number of trials is asked for.
const ENOUGH: usize = 150;

/// Tries every rule on the lines of a file: so often on each, or until enough was seen.
fn walk(subject: &Subject) -> (Counts, Vec<String>) {
    let (mut counts, mut defects) = (Counts::new(), Vec::new());
    let seed = number("RULE_SEED", 1) as u64;
    let trials = number("RULE_TRIALS", 0);
    for rule in RULES {
        let count = counts.entry(rule).or_default();
        let mut random = Random::named(seed, rule);
        for _ in 0..if trials == 0 { 60 } else { trials } {
            for step in &subject.steps {
                if trials > 0 || count.models < ENOUGH {
                    defects.extend(trial(rule, subject, step, &mut random, count));
                }
            }
        }
    }
    (counts, defects)
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
    let mut moves: Vec<Move> = Vec::new();
    let mut current = line.clone();
    while random.once_in(3) && moves.len() < 3 {
        let (more, _) = somewhere(random.pick(RULES)?, &current, &step.visible, random)?;
        moves.push(more);
        let Answer::Accepted(after) = asked(&step.visible, &step.theorems, &line, &moves) else { return None };
        current.left = after;
    }
    let (last, computed) = if rule == "Back" {
        let (start, back) = backward(&alone(&line, &line.left), &step.visible, random)?;
        (line, moves) = (start, Vec::new());
        (back, None)
    } else {
        somewhere(rule, &current, &step.visible, random)?
    };
    moves.push(last);
    match asked(&step.visible, &step.theorems, &line, &moves) {
        Answer::Accepted(after) if after == line.left => None,
        Answer::Accepted(after) => {
            let told = |what: &str| {
                let show = |t| display::text(t, &step.visible);
                format!("{rule} at {}: {what}: {} becomes {} by {moves:?}", step.place, show(&line.left), show(&after))
            };
            match compare(&subject.signature, &line, &after, random.next() % 1000) {
                Finding::Same(models) => {
                    count.accepted += 1;
                    count.models += models;
                    None
                }
                Finding::Differs => Some(told("the values differ")),
                Finding::Undefined => Some(told("a value is lost")),
            }
        }
        Answer::Condition => {
            count.conditional += 1;
            let broken = computed.map(|after| compare(&subject.signature, &line, &after, 3));
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
