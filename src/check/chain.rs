//! One chain: its steps, each against the line before as it stands, and what the whole establishes.

use super::results;
use super::step::{self, Bench};
use crate::elaborate::Chain;
use crate::kernel::obligation::{Condition, Relation};
use crate::prove::{Known, Proof};
use crate::report::{DerivationReport, ResultReport, StepReport, Verdict};

/// Checks a chain and enters its result for later steps.
pub fn check(bench: &mut Bench<'_>, chain: &Chain) -> DerivationReport {
    let mut steps: Vec<StepReport> = Vec::new();
    let mut proofs = Vec::new();
    let mut left = &chain.first;
    for (index, each) in (1..).zip(&chain.steps) {
        let (report, proof) = step::check(bench, chain, index, left, each);
        steps.push(report);
        proofs.extend(proof);
        left = &each.line;
    }
    let mut report = DerivationReport {
        name: chain.name.clone(),
        kind: if chain.lemma { "lemma" } else { "derivation" },
        line: bench.source.position(chain.span.start).0,
        verdict: steps.iter().map(|s| s.verdict).max().unwrap_or(Verdict::Error),
        binders: binders(bench, chain),
        first: step::text(bench, &chain.first, chain.first.span),
        result: None,
        message: None,
        steps,
    };
    if report.verdict == Verdict::Proved {
        establish(bench, chain, &proofs, &mut report);
    } else {
        bench.results.enter_failed(&chain.name, "it is not proved");
    }
    report
}

/// What a chain of proved steps establishes.
fn establish(bench: &mut Bench<'_>, chain: &Chain, proofs: &[Proof], report: &mut DerivationReport) {
    let carried = results::carried(proofs);
    let (texts, conditions): (Vec<String>, Vec<Condition>) = carried.into_iter().unzip();
    if !conditions.is_empty() && !bench.evaluator.conditions_meet(&chain.vars, &conditions) {
        report.verdict = Verdict::Unproved;
        report.message = Some(format!("no model was found that meets its conditions together: {}", texts.join(", ")));
        bench.results.enter_failed(&chain.name, "no model was found that meets its conditions");
        return;
    }
    let relation = results::overall(chain.steps.iter().map(|s| s.relation));
    let last = chain.steps.last().map(|s| &s.line);
    let (Some(relation), Some(Ok(right)), Ok(left)) = (relation, last.map(|l| &l.term), &chain.first.term) else {
        bench.results.enter_failed(&chain.name, "its relations point in both directions, so it has no result");
        return;
    };
    let assumed = results::assumed(proofs);
    let last_text = report.steps.last().map_or("", |s| &s.text);
    let statement = format!("{} {} {last_text}", report.first, sign(relation));
    report.result = Some(ResultReport { statement, conditions: texts, assumed: assumed.clone() });
    let statement = results::statement(chain, left, relation, right, conditions);
    bench.results.proved.push(Known { name: chain.name.clone(), statement, assumed });
}

/// The sign of a relation.
pub fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "=",
        Relation::Le => "<=",
        Relation::Lt => "<",
        Relation::Ge => ">=",
        Relation::Gt => ">",
        Relation::Ne => "!=",
    }
}

/// What stands between `for` and the colon.
fn binders(bench: &Bench<'_>, chain: &Chain) -> String {
    if chain.for_count == 0 || chain.from.is_some() {
        return String::new();
    }
    let head = bench.source.text.get(chain.span.start..chain.first.span.start).unwrap_or_default();
    let head = step::one_line(head);
    head.split_once(" for ").map_or(String::new(), |(_, rest)| rest.trim_end().trim_end_matches(':').trim_end().to_owned())
}
