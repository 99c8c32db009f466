//! One step: is it readable, is it true in the models tried, is it proved?

use super::proof::{self, Answer, Proof, Task};
use super::results::Results;
use super::{Options, chain, problems, verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{Chain, Cited, Line, Step};
use crate::evaluate::{Evaluator, Outcome, Unknown};
use crate::kernel::obligation::{Obligation, Signature};
use crate::kernel::theorem::Theorems;
use crate::report::{Reasons, StepReport, Verdict};
use crate::source::{Source, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many times as many models a step gets that could not be proved: it may be false.
const PERSISTENCE: usize = 4;

/// How many extreme models such a step gets besides, and one that is undefined in all ordinary models.
const EXTREMES: usize = 48;

/// What part of the budget a search for a proof gets: one visited node takes longer than one evaluated.
pub const SHARE: u64 = 10;

/// How much less a proof of a refuted step is searched: there is none, unless derive-check has a defect.
const DOUBT: u64 = 20;

/// What the steps of a file share.
pub struct Bench<'a> {
    /// The declarations.
    pub signature: &'a Signature,
    /// The text.
    pub source: &'a Source,
    /// Effort.
    pub options: &'a Options,
    /// Models.
    pub evaluator: Evaluator<'a>,
    /// What may be cited.
    pub results: Results,
    /// Steps both proved and refuted.
    pub contradictions: Vec<String>,
}

/// A step that has been read and evaluated.
pub enum Begun {
    /// It cannot be read, or its evaluation failed: the report is complete.
    Told(Box<StepReport>),
    /// It waits for a proof.
    Open(Box<Open>),
}

/// A step in models, before a proof has been looked for.
pub struct Open {
    report: StepReport,
    obligation: Obligation,
    stated: Option<Vec<Cited>>,
    evaluation: Outcome,
}

/// Reads a step against the line before it, and tries it in models.
pub fn begin(bench: &mut Bench<'_>, chain: &Chain, index: usize, left: &Line, step: &Step) -> Begun {
    let mut report = blank(bench, index, step);
    let (left, right) = match (&left.term, &step.line.term, error(step)) {
        (Ok(left), Ok(right), None) => (left, right),
        (_, Err(why), _) | (_, _, Some(why)) => return Begun::Told(Box::new(unreadable(bench, report, why))),
        (Err(_), ..) => {
            report.verdict = Verdict::Error;
            report.message = Some("the line before cannot be read, so there is nothing to compare this one with".to_owned());
            return Begun::Told(Box::new(report));
        }
    };
    let obligation = Obligation { vars: chain.vars.clone(), left: left.clone(), relation: step.relation, right: right.clone() };
    let stated = stated(bench, step, &mut report);
    match catch_unwind(AssertUnwindSafe(|| bench.evaluator.step(&obligation))) {
        Ok(evaluation) => Begun::Open(Box::new(Open { report, obligation, stated, evaluation })),
        Err(_) => Begun::Told(Box::new(failed(bench, report))),
    }
}

/// Looks for a proof, whatever the models say. `None` if derive-check has a defect.
pub fn prove(theorems: &Theorems, options: &Options, visible: &Signature, step: &Open) -> Option<Answer> {
    let refuted = matches!(step.evaluation, Outcome::Refuted(_));
    let task = Task {
        signature: visible,
        theorems,
        obligation: &step.obligation,
        stated: step.stated.as_deref(),
        budget: options.budget / if refuted { SHARE * DOUBT } else { SHARE },
        stages: options.stages,
        moves: options.moves,
    };
    catch_unwind(AssertUnwindSafe(|| proof::prove(&task))).ok()
}

/// Puts models and proof together.
pub fn finish(bench: &mut Bench<'_>, name: &str, step: Open, answer: Option<Answer>) -> (StepReport, Option<Proof>) {
    let Open { mut report, obligation, evaluation, .. } = step;
    let Some(answer) = answer else { return (failed(bench, report), None) };
    let again = catch_unwind(AssertUnwindSafe(|| evaluated_again(bench, &obligation, evaluation, &answer)));
    let Ok(evaluation) = again else { return (failed(bench, report), None) };
    let proof = verdict::combine(&mut report, &evaluation, answer);
    if matches!(evaluation, Outcome::Refuted(_)) && proof.is_some() {
        let what = format!("{name}:{} is both proved and refuted; please report this", report.index);
        bench.contradictions.push(what);
    }
    (report, proof)
}

/// A step that looks true and could not be proved gets more models, and extreme ones besides; so does one without a value so far, and
/// one that rests on assumptions, as a second opinion.
fn evaluated_again(bench: &mut Bench<'_>, obligation: &Obligation, evaluation: Outcome, answer: &Answer) -> Outcome {
    if let Answer::Unproved { equal: Some(equal), .. } = answer
        && !matches!(evaluation, Outcome::Refuted(_))
    {
        return bench.evaluator.step_of_equals(obligation, equal);
    }
    let unproved = matches!(answer, Answer::Unproved { .. });
    let evaluation = if unproved && matches!(evaluation, Outcome::Agree { .. }) {
        bench.evaluator.step_in(obligation, bench.options.evaluation().models.saturating_mul(PERSISTENCE))
    } else {
        evaluation
    };
    let extremes = match (&evaluation, answer) {
        (Outcome::Agree { .. }, Answer::Unproved { .. }) | (Outcome::Unknown { why: Unknown::Undefined, .. }, _) => EXTREMES,
        (Outcome::Agree { .. }, Answer::Proved(proof)) if !proof.assumed.is_empty() => EXTREMES / 4,
        _ => return evaluation,
    };
    evaluation.and(bench.evaluator.step_in_extremes(obligation, extremes))
}

/// A defect of derive-check ends one step, not the file. What the evaluator remembered may be half written.
fn failed(bench: &mut Bench<'_>, mut report: StepReport) -> StepReport {
    bench.evaluator = Evaluator::new(bench.signature, &bench.options.evaluation());
    verdict::say(&mut report, "derive-check failed on this step: please report this as a defect");
    report
}

/// What the stated reasons allow. A result that is not proved may not be used, and the report says so.
fn stated(bench: &Bench<'_>, step: &Step, report: &mut StepReport) -> Option<Vec<Cited>> {
    let stated = step.reasons.as_ref()?;
    let mut reasons = Vec::new();
    for cited in stated.iter().flatten() {
        if let Cited::Result(name) = cited
            && let Some(why) = bench.results.refusal(name)
        {
            verdict::say(report, &format!("`{name}` is not used: {why}"));
        } else {
            reasons.push(cited.clone());
        }
    }
    Some(reasons)
}

/// A step of which nothing is known yet.
fn blank(bench: &Bench<'_>, index: usize, step: &Step) -> StepReport {
    StepReport {
        index,
        relation: chain::sign(step.relation).to_owned(),
        line: step.source_line,
        end: step.span.end,
        verdict: Verdict::Unproved,
        before: None,
        text: text(bench, &step.line, step.span),
        tree: step.line.tree.clone(),
        stated: step.stated.clone(),
        reasons: step.reasons.is_none().then_some(Reasons::Unstated),
        used: Vec::new(),
        missing: Vec::new(),
        assumed: Vec::new(),
        side_conditions: Vec::new(),
        models_checked: 0,
        vacuous: false,
        counterexample: None,
        parted: None,
        message: None,
        error: None,
        moves: Vec::new(),
        trace: Vec::new(),
    }
}

/// The first error in the reasons or the relation of a step.
fn error(step: &Step) -> Option<&Diagnostic> {
    let in_reasons = step.reasons.iter().flatten().find_map(|r| r.as_ref().err());
    in_reasons.or_else(|| step.notes.iter().find(|d| d.severity == Severity::Error))
}

fn unreadable(bench: &Bench<'_>, mut report: StepReport, why: &Diagnostic) -> StepReport {
    let problem = problems::problem(bench.source, why);
    let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    report.verdict = Verdict::Error;
    report.message = Some(problem.message.clone() + &help);
    report.error = Some(problem);
    report
}

/// A line as written, also where it cannot be read.
pub fn text(bench: &Bench<'_>, line: &Line, span: Span) -> String {
    if !line.text.is_empty() {
        return line.text.clone();
    }
    let written = one_line(bench.source.text.get(span.start..span.end).unwrap_or_default());
    let after_relation = written.trim_start_matches(['=', '<', '>', '≤', '≥', '!', '≠', ' ']);
    after_relation.split_once(" by ").map_or(after_relation, |(line, _)| line).trim().to_owned()
}

/// A piece of a file without comments and line breaks.
pub fn one_line(text: &str) -> String {
    let code = text.lines().map(|line| line.split_once('#').map_or(line, |(code, _)| code));
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
