//! A proof move by move, as it is told to a reader: the record that the kernel has made of a certificate, in the words of the file.
//!
//! The kernel records all moves in one row, those inside another move before it; here they stand inside it again. Nothing is decided
//! here.

use super::inside::{self, Told};
use super::{naming, proof, why};
use crate::elaborate::display;
use crate::kernel::check::induction::Hypothesis;
use crate::kernel::check::{Need, Proved, SignLine, TraceLine};
use crate::kernel::error::Side;
use crate::kernel::obligation::{Binder, Condition, Signature};
use crate::report::{FROM_THE_RIGHT, Formula, Ground, Move, Status};
use crate::rule::{Rule, Script};
use crate::syntax::tree::{Clause, Expr};
use crate::term::{BigOp, Name, Node, Rel, Term};

/// A move, with the record of those inside it.
pub struct Done<'a> {
    /// Its own record.
    pub line: &'a TraceLine,
    /// Those inside, in order.
    pub inside: Vec<&'a TraceLine>,
}

impl<'a> Done<'a> {
    /// The moves at one depth, from a record that holds nothing above it.
    pub fn at_depth(lines: impl IntoIterator<Item = &'a TraceLine>, depth: usize) -> Vec<Done<'a>> {
        let (mut out, mut inside) = (Vec::new(), Vec::new());
        for line in lines {
            if line.place.moves.len() > depth {
                inside.push(line);
            } else {
                out.push(Done { line, inside: std::mem::take(&mut inside) });
            }
        }
        out
    }

    /// The record of what stands inside under these numbers, without what they lead to.
    pub fn under(&self, numbers: &[usize]) -> Vec<Done<'a>> {
        let depth = self.line.place.moves.len();
        let here = |line: &&&TraceLine| line.place.moves.get(depth..).is_some_and(|rest| rest.starts_with(numbers));
        Done::at_depth(self.inside.iter().filter(here).copied(), depth + numbers.len() + 1)
    }

    /// What it needed. A reversed script is told as one move, with all that its moves needed.
    pub fn needs(&self) -> Vec<&'a Need> {
        let mut needs: Vec<&Need> = self.line.needs.iter().collect();
        if matches!(self.line.rule, Rule::Back(..)) {
            let inner = self.inside.iter().flat_map(|line| &line.needs);
            inner.for_each(|need| {
                if !needs.contains(&need) {
                    needs.push(need);
                }
            });
        }
        needs
    }
}

/// Two lines, and the moves from each to a common one.
pub struct Way<'a> {
    /// The left line.
    pub left: Term,
    /// The right line.
    pub right: Term,
    /// The moves from the left line.
    pub forward: Vec<Done<'a>>,
    /// The moves from the right line.
    pub backward: Vec<Done<'a>>,
}

impl<'a> Way<'a> {
    /// The way between the two lines of a step.
    pub fn of(kernel: &'a Proved) -> Self {
        let at = |side: Side| Done::at_depth(kernel.trace().iter().filter(move |l| l.place.side == side), 1);
        let obligation = kernel.obligation();
        Way { left: obligation.left.clone(), right: obligation.right.clone(), forward: at(Side::Left), backward: at(Side::Right) }
    }

    /// Where the moves from one of the lines end.
    pub fn end(&self, left: bool) -> &Term {
        let (start, moves) = if left { (&self.left, &self.forward) } else { (&self.right, &self.backward) };
        moves.last().map_or(start, |done| &done.line.line)
    }
}

/// What the terms of a proof are shown with.
#[derive(Clone)]
pub struct View<'a> {
    /// The declarations.
    pub signature: &'a Signature,
    /// The lines that are proved: conditions use their names.
    pub lines: [Term; 2],
    /// The reasons that the proof used.
    pub used: &'a [String],
    /// The variables of the lines.
    pub vars: Vec<Binder>,
    /// The hypotheses of the inductions around, innermost last.
    pub hypotheses: Vec<Hypothesis>,
    /// What the opened binders around are called.
    pub opened: Vec<(Name, Term)>,
}

impl<'a> View<'a> {
    /// The view of a step.
    pub fn of(kernel: &Proved, used: &'a [String], signature: &'a Signature) -> Self {
        let obligation = kernel.obligation();
        let lines = [obligation.left.clone(), obligation.right.clone()];
        View { signature, lines, used, vars: obligation.vars.clone(), hypotheses: Vec::new(), opened: Vec::new() }
    }

    /// A term as a tree.
    pub fn expr(&self, term: &Term) -> Expr {
        display::expr(&term.substitute(&self.opened), self.signature)
    }

    /// A proposition, for all of these.
    pub fn formula(&self, binders: &[Binder], prop: &Term) -> Formula {
        let binders = display::clauses(binders, self.signature);
        Formula { tree: self.expr(prop), defined: false, binders }
    }

    /// What a move needed, in the words of the file.
    pub fn ground(&self, need: &Need) -> Ground {
        let lines = [&self.lines[0], &self.lines[1]];
        let condition = naming::named(&need.condition, &lines, self.signature);
        let status = if need.presupposed { Status::Presupposed } else { Status::Discharged };
        let why = why::holds(&condition, need, self.signature);
        let (hypotheses, prop) = implied(&condition.prop);
        let mut formula = proof::formula(&Condition { prop: prop.clone(), ..condition.clone() }, &lines, self.signature);
        formula.binders.extend(hypotheses.iter().map(|h| Clause::Condition(self.expr(h))));
        Ground { condition: formula, status, why }
    }

    /// What moves needed, without what is said with fewer hypotheses, too.
    pub fn grounds<'n>(&self, needs: impl IntoIterator<Item = &'n Need>) -> Vec<Ground> {
        let needs: Vec<&Need> = needs.into_iter().filter(|need| !evident(&need.condition.prop)).collect();
        bare(&needs).map(|need| self.ground(need)).collect()
    }

    /// The name under which a move cites an assumption, a result, or a hypothesis.
    pub fn cited(&self, name: &Name) -> String {
        let Some(own) = self.hypotheses.iter().find(|h| h.name() == name) else { return name.to_string() };
        match own.statement().binders.first() {
            Some(variable) if self.hypotheses.len() > 1 => format!("hypothesis on {}", naming::readable(&variable.name)),
            _ => "hypothesis".to_owned(),
        }
    }

    /// Calls the next opened binder as the author does.
    pub fn open(&mut self, hint: &str) -> Name {
        let name = Name::opened(self.opened.len());
        let taken = |shown: &str| {
            let vars = self.vars.iter().any(|b| naming::readable(&b.name) == shown);
            vars || self.opened.iter().any(|(_, own)| matches!(own.node(), Node::Var(n) if n.as_str() == shown))
        };
        let mut shown = hint.to_owned();
        while taken(&shown) {
            shown.push('\'');
        }
        self.opened.push((name.clone(), Term::var(Name::new(&shown))));
        name
    }
}

/// `not h or p` as `p`, if `h`: so a reader would say it.
fn implied(prop: &Term) -> (Vec<Term>, &Term) {
    let Node::Or(parts) = prop.node() else { return (Vec::new(), prop) };
    let (mut hypotheses, mut rest) = (Vec::new(), Vec::new());
    for part in parts {
        match part.node() {
            Node::Not(h) => hypotheses.push(if let Node::Not(p) = h.node() { inside::negation(p) } else { h.clone() }),
            _ => rest.push(part),
        }
    }
    if let [own] = rest.as_slice() { (hypotheses, own) } else { (Vec::new(), prop) }
}

/// Does the proposition say of indices or numbers what nobody doubts: `t <= t`, `0 = 0`, or that a range is itself?
pub fn evident(prop: &Term) -> bool {
    match prop.node() {
        Node::Cmp(Rel::Eq | Rel::Le, a, b) => a == b || a.as_num().zip(b.as_num()).is_some(),
        // Only the rules on domains ask for several inequalities at once.
        Node::And(parts) => parts.iter().all(|part| matches!(part.node(), Node::Cmp(..) | Node::And(_))),
        _ => false,
    }
}

/// Needs that do not follow from the same need under fewer hypotheses.
fn bare<'n>(needs: &[&'n Need]) -> impl Iterator<Item = &'n Need> {
    let guarded = |need: &Need| need.condition.binders.iter().any(|b| b.guard != Term::truth());
    needs.iter().copied().filter(move |need| {
        let wider = |other: &&Need| {
            let fewer = other.condition.binders.is_empty() && !need.condition.binders.is_empty();
            other.condition.prop == need.condition.prop && (fewer || (guarded(need) && !guarded(other)))
        };
        !needs.iter().any(wider)
    })
}

/// The moves of a step: from the left line to the common line, then from the right line to it; then the signs, each with the moves that
/// it needed.
pub fn of_step(kernel: &Proved, view: &View<'_>) -> Vec<Move> {
    let mut out = between(&Way::of(kernel), view);
    let mut moves = Done::at_depth(kernel.trace().iter().filter(|l| l.place.side == Side::Difference), 1).into_iter().peekable();
    let number = |done: &Done| kernel.trace().iter().position(|l| std::ptr::eq(l, done.line));
    let mut opened = Opened::default();
    let mut before = None;
    for (at, sign) in kernel.signs().iter().enumerate() {
        let view = opened.view(sign, view);
        out.push(claim(sign, &view));
        let next = kernel.signs().get(at + 1).map(|s| s.moves);
        let mut line = sign.term.clone();
        while let Some(done) = moves.next_if(|done| next.is_none_or(|next| number(done).is_some_and(|n| n < next))) {
            out.push(told(&done, &line, &view));
            line = done.line.line.clone();
        }
        before = Some(line);
    }
    let rest = before.unwrap_or_else(|| kernel.obligation().left.clone());
    out.extend(moves.map(|done| told(&done, &rest, view)));
    out
}

/// The moves between two lines.
pub fn between(way: &Way<'_>, view: &View<'_>) -> Vec<Move> {
    let mut out = script(&way.left, &way.forward, view);
    if !way.forward.is_empty() && !way.backward.is_empty() {
        let line = view.expr(&way.right);
        out.push(Move { rule: FROM_THE_RIGHT.to_owned(), line, conditions: Vec::new(), inside: Vec::new() });
    }
    out.extend(script(&way.right, &way.backward, view));
    out
}

fn script(start: &Term, moves: &[Done<'_>], view: &View<'_>) -> Vec<Move> {
    let befores = std::iter::once(start).chain(moves.iter().map(|done| &done.line.line));
    moves.iter().zip(befores).map(|(done, before)| told(done, before, view)).collect()
}

fn told(done: &Done<'_>, before: &Term, view: &View<'_>) -> Move {
    let inside = inside::inside(done, before, false, Told::Moves, view);
    Move { rule: name(done.line, view), line: view.expr(&done.line.line), conditions: view.grounds(done.needs()), inside }
}

/// The sign of a term as a move of its own.
fn claim(sign: &SignLine, view: &View<'_>) -> Move {
    let relation = if sign.strict { Rel::Lt } else { Rel::Le };
    let line = view.expr(&Term::cmp_rel(relation, Term::int(0), sign.term.clone()));
    let itself = |ground: &Ground| ground.condition.tree == line && ground.condition.binders.is_empty();
    let mut conditions = view.grounds(&sign.needs);
    // What is judged to be so needs no condition but itself.
    if !conditions.iter().any(|ground| ground.status == Status::Presupposed) {
        conditions.retain(|ground| !itself(ground));
    }
    Move { rule: sign.reason.to_owned(), line, conditions, inside: Vec::new() }
}

/// The indices under which the signs of a proof stand: a sign under a big operator speaks of its body, at an index of it.
#[derive(Default)]
struct Opened(Vec<(usize, String)>);

impl Opened {
    /// The view of this sign, which stands behind those told so far.
    fn view<'a>(&mut self, sign: &SignLine, view: &View<'a>) -> View<'a> {
        self.0.retain(|(depth, _)| *depth < sign.depth);
        let mut own = view.clone();
        self.0.iter().for_each(|(_, hint)| {
            own.open(hint);
        });
        match (sign.opens, sign.term.node()) {
            (false, _) => {}
            (true, Node::Big(BigOp::Sum | BigOp::Prod | BigOp::Max | BigOp::Min, hint, dom, ..)) => {
                self.0.push((sign.depth, naming::hint(hint, dom)));
            }
            (true, _) => self.0.push((sign.depth, "i".to_owned())),
        }
        own
    }
}

/// The name of a rule with what it is applied to.
fn name(line: &TraceLine, view: &View<'_>) -> String {
    match &line.rule {
        Rule::Assume(name, ..) | Rule::Cite(name, ..) => view.cited(name),
        Rule::Unfold => line.unfolded.as_ref().map_or_else(|| "definition".to_owned(), |n| format!("def {n}")),
        Rule::Back(_, script) => inner(script).to_owned(),
        other => other.name().to_owned(),
    }
}

/// The rule that gives a reversed script its name: the first that is no algebra.
fn inner(script: &Script) -> &'static str {
    script.iter().map(|m| m.rule.name()).find(|n| *n != "algebra").unwrap_or("algebra")
}

/// The place of a move: the term there, and the view of it.
pub fn place<'a>(before: &Term, path: &[u16], view: &View<'a>) -> Option<(Term, View<'a>)> {
    let (mut term, mut view) = (before.clone(), view.clone());
    for position in path {
        let (inner, binds) = term.child(*position)?;
        term = match term.node() {
            Node::Big(_, hint, dom, ..) | Node::Expect(hint, dom, ..) if binds > 0 => {
                inner.open(&Term::var(view.open(&naming::hint(hint, dom))))
            }
            _ => inner,
        };
    }
    Some((term, view))
}
