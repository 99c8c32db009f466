//! A proof in a few stages: what a reader wants to follow, made from the primitive moves that the kernel has checked.
//!
//! The moves lead from the left line and from the right line to a common line; told forward, those from the right are read backward.
//! Moves of one name in a row become one stage, plain algebra between them included. Moves that belong to a wider reason bear its name:
//! the unfolding of a softmax inside a score identity is the score identity. Beyond [`MOST`] stages neighbours are put together, those
//! first that make the fewest names and moves. Nothing is decided here.

use super::inside::{self, Told};
use super::moves::{Done, View, Way};
use crate::kernel::check::{Proved, TraceLine};
use crate::kernel::error::Side;
use crate::kernel::obligation::Signature;
use crate::report::{Ground, Inside, Stage};
use crate::rule::{Law, Rule, Script, derivative};
use crate::term::{Name, Term};

/// As many stages as a reader keeps in mind.
const MOST: usize = 6;

/// What an inequality may rest on at last.
const ORDER: [&str; 8] = ["square", "jensen", "gibbs", "cauchy_schwarz", "am_gm", "triangle", "cases", "monotone"];

/// What the unfolding of a definition, or the total of a law, may be a part of.
const WIDER: [&str; 5] = ["score_identity", "normalised", "softmax_derivative", "bayes", "independence"];

/// Some moves in a row.
#[derive(Clone)]
pub struct Run {
    /// Without `algebra`.
    names: Vec<String>,
    algebra: bool,
    relation: &'static str,
    before: Term,
    after: Term,
    needs: Vec<Ground>,
    inside: Vec<Inside>,
    moves: usize,
}

/// The stages of a step.
pub fn of_step(kernel: &Proved, view: &View<'_>) -> Vec<Stage> {
    let way = Way::of(kernel);
    let compared = (way.end(true) != way.end(false)).then(|| comparison(kernel, &way, view));
    stages(&way, compared, view)
}

/// The stages of the way between two lines, under the names of the reasons that the proof used; where the moves from both do not
/// meet, this run joins their ends.
pub fn stages(way: &Way<'_>, compared: Option<Run>, view: &View<'_>) -> Vec<Stage> {
    let mut runs = side(&way.left, &way.forward, false, view);
    runs.extend(compared);
    runs.extend(side(&way.right, &way.backward, true, view).into_iter().rev());
    inside_score(&mut runs);
    let mut runs = gathered(runs);
    if runs.len() > MOST {
        runs = without_algebra(runs);
    }
    while runs.len() > MOST {
        put_together(&mut runs);
    }
    runs.into_iter().map(|run| stage(run, view)).collect()
}

fn stage(run: Run, view: &View<'_>) -> Stage {
    let mut rules = run.names;
    if run.algebra || rules.is_empty() {
        rules.push("algebra".to_owned());
    }
    Stage {
        rules,
        relation: run.relation.to_owned(),
        line: view.formula(&[], &run.after),
        before: view.expr(&run.before),
        moves: run.moves,
        conditions: without_guards(run.needs),
        inside: run.inside,
    }
}

/// Without what is said with fewer hypotheses, too.
fn without_guards(needs: Vec<Ground>) -> Vec<Ground> {
    let same = |a: &Ground, b: &Ground| {
        a.condition.tree == b.condition.tree && a.condition.defined == b.condition.defined && a.status == b.status
    };
    let wider = |need: &Ground| needs.iter().any(|o| same(o, need) && o.condition.binders.len() < need.condition.binders.len());
    needs.iter().filter(|need| !wider(need)).cloned().collect()
}

/// The moves that begin at one of the two lines, each as a run of its own; those from the right line are read backward.
fn side(start: &Term, moves: &[Done<'_>], backward: bool, view: &View<'_>) -> Vec<Run> {
    let befores = std::iter::once(start).chain(moves.iter().map(|done| &done.line.line));
    let run = |(done, before): (&Done<'_>, &Term)| {
        let names = names(done.line, before, view);
        let (needs, algebra) = (view.grounds(done.needs()), names.is_empty());
        let inside = inside::inside(done, before, backward, Told::Stages, view);
        let (mut before, mut after) = (before.clone(), done.line.line.clone());
        if backward {
            std::mem::swap(&mut before, &mut after);
        }
        Run { names, algebra, relation: "=", before, after, needs, inside, moves: 1 }
    };
    moves.iter().zip(befores).map(run).collect()
}

/// The one stage of an inequality that is no equation.
fn comparison(kernel: &Proved, way: &Way<'_>, view: &View<'_>) -> Run {
    let (obligation, used) = (kernel.obligation(), view.used);
    let mut names: Vec<String> = ORDER.iter().map(|n| (*n).to_owned()).filter(|n| used.contains(n)).collect();
    // An assumption or a result may say that something is not negative; then no move bears its name.
    let given = kernel.assumed().iter().chain(kernel.cited()).map(Name::as_str);
    let in_moves = |name: &str| {
        let rules = kernel.trace().iter().filter(|l| l.place.side != Side::Difference).map(|l| &l.rule);
        rules.into_iter().any(|rule| matches!(rule, Rule::Assume(own, ..) | Rule::Cite(own, ..) if own.as_str() == name))
    };
    let direct = |name: &&str| used.iter().any(|u| u == name) && !in_moves(name);
    names.extend(given.filter(direct).map(str::to_owned));
    if names.is_empty() {
        names.push("monotone".to_owned());
    }
    let moves = kernel.trace().iter().filter(|l| l.place.side == Side::Difference);
    let needs = kernel.signs().iter().flat_map(|sign| &sign.needs).chain(moves.clone().flat_map(|line| &line.needs));
    let mut grounds: Vec<Ground> = Vec::new();
    for ground in view.grounds(needs) {
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    Run {
        names,
        algebra: false,
        relation: super::chain::sign(obligation.relation),
        before: way.end(true).clone(),
        after: way.end(false).clone(),
        needs: grounds,
        inside: Vec::new(),
        moves: 1 + moves.count(),
    }
}

/// The names of a move; none for plain algebra.
fn names(line: &TraceLine, before: &Term, view: &View<'_>) -> Vec<String> {
    let mut names = Vec::new();
    collect(&line.rule, line, before, view, &mut names);
    let mut told: Vec<String> = Vec::new();
    for name in names.into_iter().map(|name| wider(name, view.used)) {
        if name != "algebra" && !told.contains(&name) {
            told.push(name);
        }
    }
    told
}

fn collect(rule: &Rule, line: &TraceLine, before: &Term, view: &View<'_>, names: &mut Vec<String>) {
    match rule {
        Rule::Assume(name, ..) | Rule::Cite(name, ..) => names.push(view.cited(name)),
        Rule::Unfold => {
            names.push(line.unfolded.as_ref().map_or_else(|| "definition".to_owned(), |n| unfolding(n, view.signature)))
        }
        Rule::Derivative => names.push(law(line, before, view.signature).to_owned()),
        Rule::Back(_, script) => names.extend(inner(script, view)),
        other => names.push(other.name().to_owned()),
    }
}

fn inner(script: &Script, view: &View<'_>) -> Vec<String> {
    let name = |rule: &Rule| match rule {
        Rule::Assume(name, ..) | Rule::Cite(name, ..) => view.cited(name),
        other => other.name().to_owned(),
    };
    script.iter().map(|m| name(&m.rule)).collect()
}

fn unfolding(name: &Name, signature: &Signature) -> String {
    let joint = signature.definitions.get(name).and_then(|definition| definition.joint);
    joint.map_or_else(|| format!("def {name}"), str::to_owned)
}

/// The law of differentiation that a move used.
fn law(line: &TraceLine, before: &Term, signature: &Signature) -> &'static str {
    let mut place = before.clone();
    for (depth, position) in line.path.iter().enumerate() {
        let Some((inner, binds)) = place.child(*position) else { return "derivative" };
        place = if binds == 0 { inner } else { inner.open(&Term::var(Name::opened(depth))) };
    }
    match derivative(&place, signature) {
        Ok((Law::Linearity, _)) => "linearity",
        Ok((Law::Product, _)) => "product_rule",
        Ok((Law::Quotient, _)) => "quotient_rule",
        Ok((Law::Power, _)) => "power_rule",
        Ok((Law::Chain, _)) => "chain_rule",
        Ok((Law::Log, _)) => "log_derivative",
        Ok((Law::Coordinate, _)) => "coordinate",
        Err(_) => "derivative",
    }
}

/// The name under which the proof says that it used this.
fn wider(name: String, used: &[String]) -> String {
    const LAWS: [&str; 8] =
        ["derivative", "linearity", "product_rule", "quotient_rule", "power_rule", "chain_rule", "log_derivative", "coordinate"];
    let has = |name: &str| used.iter().any(|u| u == name);
    if has(&name) || name == "algebra" {
        return name;
    }
    let candidates: &[&str] = if LAWS.contains(&name.as_str()) {
        &["derivative", "log_derivative", "score_identity", "softmax_derivative", "quotient_rule", "chain_rule", "linearity"]
    } else if name.starts_with("def ") || name == "definition" || name == "normalised" {
        &WIDER
    } else if name == "cases" {
        // Propositions that the place decides: nobody distinguishes cases.
        &["softmax_derivative", "indicator", "coordinate", "algebra"]
    } else {
        &[]
    };
    let has = |name: &str| has(name) || name == "algebra";
    candidates.iter().find(|c| has(c)).map_or(name, |c| (*c).to_owned())
}

/// The derivatives right around a total belong to the score identity.
fn inside_score(runs: &mut [Run]) {
    let is = |run: Option<&Run>, name: &str| run.is_some_and(|r| r.names.first().is_some_and(|n| n == name));
    for at in 0..runs.len() {
        if !is(runs.get(at), "score_identity") {
            continue;
        }
        let next = (at + 1..runs.len()).find(|k| runs.get(*k).is_some_and(|r| !r.names.is_empty()));
        for beside in [at.checked_sub(1), next].into_iter().flatten() {
            if is(runs.get(beside), "derivative")
                && let Some(run) = runs.get_mut(beside)
            {
                run.names = vec!["score_identity".to_owned()];
            }
        }
    }
}

/// Runs of one name, and of algebra, in one; the same name again behind nothing but algebra goes on with it.
fn gathered(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        let same = |other: Option<&Run>| other.is_some_and(|o| o.names == run.names && o.relation == run.relation);
        let behind_algebra = out.last().is_some_and(|last| last.names.is_empty()) && !run.names.is_empty();
        if same(out.last()) || (behind_algebra && same(out.len().checked_sub(2).and_then(|at| out.get(at)))) {
            if behind_algebra && let Some(algebra) = out.pop() {
                extend(&mut out, algebra);
            }
            extend(&mut out, run);
        } else {
            out.push(run);
        }
    }
    out
}

/// Algebra as a part of what stands before it, at the beginning of what stands behind it.
fn without_algebra(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        let opens = matches!(out.as_slice(), [only] if only.names.is_empty());
        if (run.names.is_empty() && !out.is_empty()) || opens {
            extend(&mut out, run);
        } else {
            out.push(run);
        }
    }
    gathered(out)
}

/// Makes one run of the two neighbours that have the fewest names and moves together.
fn put_together(runs: &mut Vec<Run>) {
    let cost = |at: &usize| {
        let (a, b) = (&runs[*at], &runs[*at + 1]);
        let new = b.names.iter().filter(|n| !a.names.contains(n)).count();
        (a.relation != "=" && b.relation != "=", a.names.len() + new, a.moves + b.moves, *at)
    };
    let Some(at) = (0..runs.len().saturating_sub(1)).min_by_key(cost) else { return };
    let rest = runs.split_off(at + 1);
    for (k, run) in rest.into_iter().enumerate() {
        if k == 0 { extend(runs, run) } else { runs.push(run) }
    }
}

/// The last run goes on with this one.
fn extend(runs: &mut [Run], next: Run) {
    let Some(run) = runs.last_mut() else { return };
    run.names.extend(next.names.iter().filter(|n| !run.names.contains(n)).cloned().collect::<Vec<_>>());
    run.algebra |= next.algebra;
    run.after = next.after;
    run.moves += next.moves;
    if next.relation != "=" {
        run.relation = next.relation;
    }
    for inside in next.inside {
        if !run.inside.contains(&inside) {
            run.inside.push(inside);
        }
    }
    for need in next.needs {
        if !run.needs.contains(&need) {
            run.needs.push(need);
        }
    }
}
