//! One chain: its steps, each against the line before as it stands, and what the whole establishes.

use super::pool;
use super::proof::{self, Answer, Proof};
use super::step::{self, Begun, Bench, Open};
use crate::elaborate::{Chain, display};
use crate::kernel::obligation::{Condition, Relation, Signature};
use crate::kernel::theorem::Theorem;
use crate::report::{DerivationReport, ResultReport, StepReport, Verdict};
use crate::syntax::tree::Clause;
use crate::term::Term;
use std::collections::VecDeque;

/// Checks a chain and enters its result for later steps.
pub fn check(bench: &mut Bench<'_>, chain: &Chain) -> DerivationReport {
    let visible = visible(bench.signature, chain);
    let (steps, proofs) = steps(bench, chain, &visible);
    let mut report = DerivationReport {
        name: chain.name.clone(),
        path: chain.from.clone(),
        kind: if chain.lemma { "lemma" } else { "derivation" },
        line: bench.source.position(chain.span.start).0,
        verdict: steps.iter().map(|s| s.verdict).max().unwrap_or(Verdict::Error),
        binders: binders(bench, chain),
        clauses: clauses(bench, chain),
        first: step::text(bench, &chain.first, chain.first.span),
        first_tree: chain.first.tree.clone(),
        result: None,
        message: None,
        steps,
    };
    if report.verdict == Verdict::Proved {
        establish(bench, chain, &visible, proofs, &mut report);
    } else {
        bench.results.enter_failed(&chain.name, "it is not proved");
    }
    report
}

/// The steps, each in models; then the proofs, which need nothing of each other, by as many threads as there are.
fn steps(bench: &mut Bench<'_>, chain: &Chain, visible: &Signature) -> (Vec<StepReport>, Vec<Proof>) {
    let before = std::iter::once(&chain.first).chain(chain.steps.iter().map(|s| &s.line));
    let begun: Vec<Begun> =
        (1..).zip(before).zip(&chain.steps).map(|((index, left), each)| step::begin(bench, chain, index, left, each)).collect();
    let open: Vec<&Open> = begun.iter().filter_map(|b| if let Begun::Open(open) = b { Some(&**open) } else { None }).collect();
    let mut answers: VecDeque<Option<Answer>> =
        pool::all(&open, bench.options.jobs, |open| step::prove(&bench.results.proved, bench.options, visible, open)).into();
    let mut proofs = Vec::new();
    let mut finish = |begun| match begun {
        Begun::Told(report) => *report,
        Begun::Open(open) => {
            let (report, proof) = step::finish(bench, &chain.name, *open, answers.pop_front().flatten());
            proofs.extend(proof);
            report
        }
    };
    let reports = begun.into_iter().map(&mut finish).collect();
    (reports, proofs)
}

/// The declarations with the assumptions that stand before the chain. Identical ones say what a name depends on: they stay.
fn visible(signature: &Signature, chain: &Chain) -> Signature {
    let mut visible = signature.clone();
    visible.assumptions.retain(|name, statement| statement.identically || chain.assumptions.contains(name));
    visible
}

/// What a chain of proved steps establishes.
fn establish(bench: &mut Bench<'_>, chain: &Chain, visible: &Signature, proofs: Vec<Proof>, report: &mut DerivationReport) {
    let steps: Vec<_> = proofs.into_iter().map(|p| p.kernel).collect();
    let fixed = chain.vars.len().saturating_sub(chain.for_count);
    let name = crate::term::Name::new(&chain.name);
    let Ok(theorem) = Theorem::chain(visible, &bench.results.proved, &name, fixed, &steps) else {
        bench.results.enter_failed(&chain.name, "its relations point in both directions, so it has no result");
        return;
    };
    let conditions: Vec<Condition> = theorem.conditions().to_vec();
    let lines: Vec<&Term> =
        std::iter::once(&chain.first).chain(chain.steps.iter().map(|s| &s.line)).filter_map(|l| l.term.as_ref().ok()).collect();
    let texts: Vec<String> = conditions.iter().map(|c| proof::condition(c, &lines, visible)).collect();
    let formulas = conditions.iter().map(|c| proof::formula(c, &lines, visible)).collect();
    let presupposed: Vec<Condition> = steps.iter().flat_map(|p| p.presupposed().iter().cloned()).collect();
    if !presupposed.is_empty() && !bench.evaluator.conditions_meet(&chain.vars, &presupposed) {
        let texts: Vec<String> = presupposed.iter().map(|c| proof::condition(c, &lines, visible)).collect();
        report.verdict = Verdict::Unproved;
        report.message = Some(format!("no model was found that meets its conditions together: {}", texts.join(", ")));
        bench.results.enter_failed(&chain.name, "no model was found that meets its conditions");
        return;
    }
    let last_text = report.steps.last().map_or("", |s| &s.text);
    let relation = sign(theorem.statement().relation);
    let statement = format!("{} {relation} {last_text}", report.first);
    let assumed = theorem.assumed().iter().map(ToString::to_string).collect();
    report.result = Some(ResultReport { statement, relation, conditions: texts, formulas, assumed });
    bench.results.proved.insert(name, theorem);
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

/// The same as trees.
fn clauses(bench: &Bench<'_>, chain: &Chain) -> Vec<Clause> {
    let own = chain.vars.get(chain.vars.len().saturating_sub(chain.for_count)..).unwrap_or_default();
    display::clauses(own, bench.signature)
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
