//! Small mistakes and harmless rewritings of every derivation at hand: no mistake that a model refutes is proved, and no
//! rewriting that keeps the meaning is refuted.
//!
//! A bounded part runs with the other tests. The whole runs by
//!
//! ```text
//! MUTANTS=100000 REWRITINGS=20000 cargo test --release --test mutants -- --nocapture
//! ```
//!
//! which also prints what came of them. `MUTANT_FOLDERS=a:b` attacks other folders, `MUTANT_SEED=n` makes others,
//! `MUTANT_EXAMPLES=n` shows more of those that are neither proved nor refuted.

mod attack;
mod common;

use attack::library::{self, Subject, Written};
use attack::mistake::{MISTAKES, Mistake, mistaken};
use attack::random::Random;
use attack::rewriting::{REWRITINGS, rewritten};
use attack::tally::Tally;
use attack::trial::{Court, Ruling};
use attack::weakened::weakened;
use common::files::side_by_side;
use derive_check::elaborate::display;
use derive_check::kernel::obligation::{Obligation, Signature};
use derive_check::kernel::theorem::Theorems;
use std::path::{Path, PathBuf};

/// How much is attacked, from which seed, and how many of the unproved are shown for each reason.
struct Plan {
    mutants: usize,
    rewritings: usize,
    seed: u64,
    shown: usize,
    folders: Vec<PathBuf>,
}

impl Plan {
    fn of_environment() -> Plan {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = std::env::var("MUTANT_FOLDERS").unwrap_or("derivations:tests/cases/proved".to_owned());
        Plan {
            mutants: number("MUTANTS").unwrap_or(160),
            rewritings: number("REWRITINGS").unwrap_or(70),
            seed: number("MUTANT_SEED").map_or(1, |n| n as u64),
            shown: number("MUTANT_EXAMPLES").unwrap_or(1),
            folders: folders.split(':').map(|folder| root.join(folder)).collect(),
        }
    }
}

/// How many of so many go to the item with this number, so that all get their share.
fn share(total: usize, items: usize, at: usize) -> usize {
    let items = items.max(1);
    total * (at + 1) / items - total * at / items
}

#[test]
fn mistakes_are_not_proved_and_rewritings_not_refuted() {
    let plan = Plan::of_environment();
    let files: Vec<PathBuf> = plan.folders.iter().flat_map(|folder| library::files(folder)).collect();
    let (mut mistakes, mut rewritings) = (Tally::default(), Tally::default());
    let all: Vec<(usize, &PathBuf)> = files.iter().enumerate().collect();
    let work = |(at, path): &(usize, &PathBuf)| {
        let shares = (share(plan.mutants, files.len(), *at), share(plan.rewritings, files.len(), *at));
        // To prove the steps of a file again is most of the work in the bounded run.
        let subject = if shares == (0, 0) { None } else { library::subject(path) };
        subject.map_or_else(Default::default, |subject| attack(&plan, &subject, shares))
    };
    let done = |(m, r): (Tally, Tally)| {
        for defect in m.defects.iter().chain(&r.defects) {
            println!("DEFECT {defect}");
        }
        mistakes.merge(m);
        rewritings.merge(r);
    };
    side_by_side(&all, work, done);
    println!("{}\n{}", mistakes.table("mistakes", plan.shown), rewritings.table("rewritings", plan.shown));
    let defects: Vec<&String> = mistakes.defects.iter().chain(&rewritings.defects).collect();
    assert!(
        defects.is_empty(),
        "{} defects:\n{}",
        defects.len(),
        defects.iter().map(|d| d.as_str()).collect::<Vec<_>>().join("\n")
    );
    let [refuted, ..] = mistakes.totals();
    assert!(2 * refuted > mistakes.count() && mistakes.count() * 2 > plan.mutants, "{}", mistakes.table("mistakes", 1));
    assert!(rewritings.count() * 2 > plan.rewritings, "{}", rewritings.table("rewritings", 1));
}

/// Attacks all steps of a file, with so many mistakes and rewritings.
fn attack(plan: &Plan, subject: &Subject, (mutants, rewritings): (usize, usize)) -> (Tally, Tally) {
    let (mut mistakes, mut rewritten) = (Tally::default(), Tally::default());
    for (at, step) in subject.steps.iter().enumerate() {
        let mut random = Random::named(plan.seed, &step.place);
        make_mistakes(subject, step, share(mutants, subject.steps.len(), at), &mut random, &mut mistakes);
        rewrite(subject, step, share(rewritings, subject.steps.len(), at), &mut random, &mut rewritten);
    }
    (mistakes, rewritten)
}

/// Searches for a proof of what is refuted are shorter by this.
const DOUBT: u64 = 10;

fn make_mistakes(subject: &Subject, step: &Written, count: usize, random: &mut Random, tally: &mut Tally) {
    let mut court = Court::new(&subject.signature, &step.visible, &step.theorems, DOUBT);
    let (mut made, mut tries) = (0, 0);
    while made < count && tries < 8 * count + 40 {
        tries += 1;
        if random.once_in(12) {
            made += usize::from(lose_a_constraint(subject, step, random, tally));
            continue;
        }
        let Some(kind) = random.pick(MISTAKES).copied() else { break };
        let Some(mut mutant) = mistaken(kind, &step.obligation, &step.visible, random) else { continue };
        if random.once_in(6) {
            let second = random.pick(MISTAKES).and_then(|k| mistaken(*k, &mutant, &step.visible, random));
            mutant = second.unwrap_or(mutant);
        }
        made += usize::from(tried(&mut court, step, kind, &mutant, tally));
    }
}

fn tried(court: &mut Court<'_>, step: &Written, kind: Mistake, mutant: &Obligation, tally: &mut Tally) -> bool {
    let ruling = court.try_step(mutant);
    let well_formed = ruling != Ruling::IllFormed;
    tally.enter(&kind, ruling, || told(step, mutant));
    well_formed
}

/// The step as it is, under declarations of which one says less. Nothing is cited: what was proved rests on them.
fn lose_a_constraint(subject: &Subject, step: &Written, random: &mut Random, tally: &mut Tally) -> bool {
    let Some((what, name)) = weakened(&subject.signature, &step.obligation, random) else { return false };
    let mut visible: Signature = what.clone();
    visible.assumptions.retain(|name, _| step.visible.assumptions.contains_key(name));
    let theorems = Theorems::new();
    let ruling = Court::new(&what, &visible, &theorems, DOUBT).try_step(&step.obligation);
    let well_formed = ruling != Ruling::IllFormed;
    tally.enter(&Mistake::Restriction, ruling, || format!("{} [{name}]", told(step, &step.obligation)));
    well_formed
}

fn rewrite(subject: &Subject, step: &Written, count: usize, random: &mut Random, tally: &mut Tally) {
    let mut court = Court::new(&subject.signature, &step.visible, &step.theorems, DOUBT);
    let known = count > 0 && court.try_step(&step.obligation) == Ruling::Proved;
    let (mut made, mut tries) = (0, 0);
    while made < count && tries < 8 * count + 40 {
        tries += 1;
        let Some(kind) = random.pick(REWRITINGS).copied() else { break };
        let Some(new) = rewritten(kind, &step.obligation, known, &step.visible, random) else { continue };
        let ruling = match court.try_step(&new) {
            Ruling::Refuted => Ruling::Contradiction,
            other => other,
        };
        made += usize::from(ruling != Ruling::IllFormed);
        tally.enter(&kind, ruling, || told(step, &new));
    }
}

fn told(step: &Written, mutant: &Obligation) -> String {
    let show = |t| display::text(t, &step.visible);
    format!("{}: {} {:?} {}", step.place, show(&mutant.left), mutant.relation, show(&mutant.right))
}
