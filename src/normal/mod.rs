//! The Σ-ring normaliser: brings a line to a canonical form, and writes down every move it makes.
//!
//! Sums of products of atoms with exact coefficients ([`poly`]); a connected nested sum is an atom of its own with its
//! binders in a canonical order (`sum`); derivatives are pushed to the leaves; exponentials, logarithms and powers are taken apart where
//! positivity is known. Which laws may be used is a set of switches ([`Allowed`]), so that the least set a step needs can be found.
//! It proves nothing by itself: the kernel replays the moves.

mod binomial;
mod calculus;
mod complement;
mod diagonal;
mod explog;
mod exponent;
mod extremum;
mod geometric;
mod guards;
mod indicator;
mod isolate;
mod labelling;
mod laws;
mod lone;
mod monomial;
mod onehot;
mod parity;
mod place;
pub mod poly;
mod product;
mod products;
mod range;
mod sum;

pub use self::explog::{coefficient, scaled};
pub(crate) use self::sum::{Bound, bound};

use crate::kernel::obligation::{Binder, Condition, Signature};
use crate::rule::{self, Move, Reason, Rule};
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term, child};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// What may be used, beside plain algebra.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Allowed {
    /// Named rules.
    pub reasons: BTreeSet<Reason>,
    /// Definitions that may be unfolded.
    pub definitions: BTreeSet<Name>,
}

impl Allowed {
    /// Is the rule switched on?
    pub fn has(&self, reason: Reason) -> bool {
        self.reasons.contains(&reason)
    }
}

/// What was used, in the words a step may cite.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Label {
    /// A named rule.
    Reason(Reason),
    /// The unfolding of a definition.
    Definition(Name),
    /// An assumption.
    Assumption(Name),
    /// A proved result.
    Result(Name),
}

/// Where a subterm stands.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Opened binders, outermost first, after the variables of the obligation.
    pub binders: Vec<Binder>,
    /// Guards and branch conditions.
    pub hypotheses: Vec<Term>,
    /// Coordinates of the derivatives that it stands under.
    pub targets: Vec<Term>,
}

impl Context {
    /// A proposition about this place, for all values of the indices opened here that it speaks of.
    pub fn condition(&self, prop: &Term) -> Condition {
        let mut binders: Vec<Binder> = Vec::new();
        let ends = |b: &Binder, n: &Name| {
            matches!(&b.dom, Dom::Range(lo, hi) if lo.mentions(n) || hi.mentions(n)) || b.guard.mentions(n)
        };
        for binder in self.binders.iter().rev().filter(|b| b.name.is_opened()) {
            if prop.mentions(&binder.name) || binders.iter().any(|b| ends(b, &binder.name)) {
                binders.insert(0, binder.clone());
            }
        }
        Condition { binders, prop: prop.clone() }
    }
}

/// Decides propositions and admits moves; implemented on top of the kernel's own judgement.
pub trait Oracle {
    /// Does the proposition hold in this context?
    fn holds(&self, context: &Context, prop: &Term) -> bool;
    /// Units of work that the answers so far have taken.
    fn work(&self) -> u64;
    /// What a variable of the step itself ranges over.
    fn domain(&self, name: &Name) -> Option<Dom>;
    /// The variables of the step itself that range over a set.
    fn indices(&self, set: &Name) -> Vec<Name>;
    /// Where a script leads from a line, if the kernel would accept it.
    fn leads(&self, line: &Term, script: &[Move]) -> Option<Term>;
    /// The result of a move that the kernel would accept here.
    fn admits(&self, context: &Context, from: &Term, rule: &Rule) -> Option<Term>;
}

/// How much of the kernel's work counts as one visited node.
const WORK_PER_UNIT: u64 = 4;
/// So many numbers in a range are few.
const FEW: i64 = 3;
/// A maximum of more is not written out.
const MOST_COMPARED: i64 = 4;

/// One run over one line. `None` anywhere means that the fuel is spent or a term grew too large.
pub struct Normaliser<'a> {
    pub(crate) signature: &'a Signature,
    pub(crate) oracle: &'a dyn Oracle,
    pub(crate) allowed: Allowed,
    /// The moves so far, from the root of the line.
    pub script: Vec<Move>,
    /// What they used.
    pub fired: BTreeSet<Label>,
    /// Work left, in visited nodes.
    pub fuel: u64,
    /// Work that questions have taken and that is not paid for yet.
    owed: Cell<u64>,
    /// Conditions that would have helped.
    pub wanted: BTreeSet<Condition>,
    path: Vec<u16>,
    context: Context,
    depth: usize,
    /// Where set, moves are credited to this label only (a rule that is made of others).
    credit: Option<Label>,
    /// Definitions that do or do not sum to one over these parameters.
    laws: BTreeMap<(Name, usize, usize), bool>,
    unfolding: usize,
    /// Sums over sets with named elements are left as they are.
    pub whole: bool,
    /// A reversed sum is looked at, not to be reversed again.
    reversing: bool,
    /// A sum is written by binomial coefficients, not to be summed up.
    writing: bool,
}

impl<'a> Normaliser<'a> {
    /// A run with these switches.
    pub fn new(signature: &'a Signature, oracle: &'a dyn Oracle, allowed: Allowed, fuel: u64) -> Self {
        Normaliser {
            signature,
            oracle,
            allowed,
            script: Vec::new(),
            fired: BTreeSet::new(),
            fuel,
            owed: Cell::new(0),
            wanted: BTreeSet::new(),
            path: Vec::new(),
            context: Context::default(),
            depth: 0,
            credit: None,
            laws: BTreeMap::new(),
            unfolding: 0,
            whole: false,
            reversing: false,
            writing: false,
        }
    }

    /// A run over a term that stands in this context.
    #[must_use]
    pub fn at(mut self, context: &Context) -> Self {
        self.depth = context.binders.iter().filter(|b| b.name.is_opened()).count();
        self.context = context.clone();
        self
    }

    /// Credits what was just done.
    pub(crate) fn fire(&mut self, label: Label) {
        let label = self.credit.clone().unwrap_or(label);
        self.fired.insert(label);
    }

    pub(crate) fn fire_reason(&mut self, reason: Reason) {
        self.fire(Label::Reason(reason));
    }

    fn spend(&mut self, amount: u64) -> Option<()> {
        self.fuel = self.fuel.checked_sub(amount + self.owed.take())?;
        Some(())
    }

    /// Records a move at the current place.
    fn push(&mut self, rule: Rule) {
        self.script.push(Move { path: self.path.clone(), rule });
    }

    /// Records a computed move without conditions and gives its result. `Err` where it does not apply.
    fn plain(&mut self, rule: Rule, from: &Term) -> Option<Term> {
        self.spend(1)?;
        let applied = rule::apply(&rule, from, self.signature).ok()?;
        self.push(rule);
        Some(applied.to)
    }

    /// Records a move if the kernel would accept it; remembers what was missing otherwise.
    pub(crate) fn attempt(&mut self, rule: Rule, from: &Term) -> Option<Term> {
        let before = self.oracle.work();
        let answer = self.oracle.admits(&self.context, from, &rule);
        self.spend(5 + self.oracle.work().saturating_sub(before) / WORK_PER_UNIT)?;
        let to = answer?;
        self.push(rule);
        Some(to)
    }

    /// Is the name declared symmetric?
    pub(crate) fn is_symmetric(&self, name: &Name) -> bool {
        self.signature.functions.get(name).is_some_and(|f| f.constraint.symmetric)
    }

    /// Is this a hypothesis of the place?
    pub(crate) fn supposed(&self, prop: &Term) -> bool {
        self.context.hypotheses.contains(prop)
    }

    /// Notes a condition that would have helped here.
    pub(crate) fn want(&mut self, prop: &Term) {
        self.wanted.insert(self.context.condition(prop));
    }

    pub(crate) fn holds(&self, prop: &Term) -> bool {
        let before = self.oracle.work();
        let answer = self.oracle.holds(&self.context, prop);
        self.owed.set(self.owed.get() + self.oracle.work().saturating_sub(before) / WORK_PER_UNIT);
        answer
    }

    /// Runs `f` on a child that is under no binder, and rebuilds.
    pub(crate) fn child(&mut self, t: &Term, position: u16, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let (c, _) = t.child(position)?;
        self.path.push(position);
        let result = f(self, &c);
        self.path.pop();
        let new = result?;
        Some(if new == c { t.clone() } else { t.with_child(position, &new) })
    }

    /// Runs `f` on the guard or body of a binding node with its variable open, and rebuilds.
    pub(crate) fn under(&mut self, t: &Term, position: u16, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let (dom, inner_guard) = match t.node() {
            Node::Big(_, _, dom, guard, _) => (dom.clone(), guard.clone()),
            Node::Expect(_, dom, _, _) => (dom.clone(), Term::truth()),
            _ => return None,
        };
        let (c, _) = t.child(position)?;
        let name = Name::opened(self.depth);
        let var = Term::var(name.clone());
        let guard = if position == child::BODY { inner_guard.open(&var) } else { Term::truth() };
        self.context.binders.push(Binder { name: name.clone(), dom, guard });
        self.depth += 1;
        self.path.push(position);
        let result = f(self, &c.open(&var));
        self.path.pop();
        self.depth -= 1;
        self.context.binders.pop();
        Some(t.with_child(position, &result?.close(&name)))
    }

    /// Runs `f` on the body of `levels` nested big operators, and rebuilds.
    fn inside(&mut self, t: &Term, levels: usize, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        if levels == 0 {
            return f(self, t);
        }
        self.under(t, child::BODY, &mut |s, body| s.inside(body, levels - 1, f))
    }

    /// Tries something; undoes its moves if it fails.
    pub(crate) fn tentative(&mut self, f: &mut dyn FnMut(&mut Self) -> Option<Term>) -> Option<Term> {
        let (mark, fired) = (self.script.len(), self.fired.clone());
        let result = f(self);
        if result.is_none() {
            self.script.truncate(mark);
            self.fired = fired;
        }
        result
    }

    /// With more switches on, crediting everything to one label.
    fn as_one(&mut self, label: Label, more: &Allowed, f: &mut dyn FnMut(&mut Self) -> Option<Term>) -> Option<Term> {
        let saved = (self.allowed.clone(), self.credit.clone());
        self.allowed.reasons.extend(more.reasons.iter().copied());
        self.allowed.definitions.extend(more.definitions.iter().cloned());
        self.credit = Some(self.credit.clone().unwrap_or(label));
        let result = self.tentative(f);
        (self.allowed, self.credit) = saved;
        result
    }

    /// The canonical form of a line.
    pub fn normalise(&mut self, t: &Term) -> Option<Term> {
        self.norm(t)
    }

    fn norm(&mut self, t: &Term) -> Option<Term> {
        self.spend(1)?;
        match t.node() {
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Var(_) | Node::Elem(..) | Node::True => Some(t.clone()),
            Node::Card(_) => Some(self.plain(Rule::Size, t).unwrap_or_else(|| t.clone())),
            Node::App(name, args) => {
                let t = self.norm_all(t, args.len())?;
                self.application(&t, &name.clone())
            }
            Node::Add(items) | Node::Mul(items) => {
                let t = self.norm_all(t, items.len())?;
                self.ring(&t)
            }
            Node::Pow(..) => self.integer_power(t),
            Node::RealPow(..) => self.real_power(t),
            Node::Fun(f, args) => {
                let t = self.norm_all(t, args.len())?;
                self.elementary(&t, *f)
            }
            Node::If(..) => self.conditional(t),
            Node::Ind(_) => self.indicator(t),
            Node::Big(op, ..) => self.big(t, *op),
            Node::Expect(..) => {
                self.fire_reason(Reason::Expectation);
                let to = self.plain(Rule::Expectation, t)?;
                self.norm(&to)
            }
            Node::Deriv(..) => self.derivative(t),
            Node::Cmp(..) | Node::And(_) | Node::Or(_) | Node::Not(_) => self.proposition(t),
        }
    }

    fn norm_all(&mut self, t: &Term, count: usize) -> Option<Term> {
        let mut t = t.clone();
        for i in 0..count {
            t = self.child(&t, u16::try_from(i).ok()?, &mut |s, c| s.norm(c))?;
        }
        Some(t)
    }

    /// Canonical polynomial of a term whose atoms are canonical; then the laws of monomials, until nothing changes.
    fn ring(&mut self, t: &Term) -> Option<Term> {
        let mut t = t.clone();
        loop {
            self.spend(u64::from(t.size() / 8) + 1)?;
            let canonical = poly::canonical(&t)?;
            if canonical != t {
                self.push(Rule::Ring(canonical.clone()));
                t = canonical;
            }
            match self.improve(&t)? {
                Some(better) => t = better,
                None => return Some(t),
            }
        }
    }

    fn application(&mut self, t: &Term, name: &Name) -> Option<Term> {
        let Some(definition) = self.signature.definitions.get(name) else { return self.symmetric(t, name) };
        let joint =
            definition.joint.and_then(Reason::from_name).is_some_and(|r| self.allowed.has(r) || self.allowed.has(Reason::Bayes));
        if !self.allowed.definitions.contains(name) && !joint {
            return Some(t.clone());
        }
        if definition.recursive.is_some() {
            return Some(self.unfold_recursive(t, name).unwrap_or_else(|| t.clone()));
        }
        let label = match definition.joint.and_then(Reason::from_name) {
            Some(reason) => Label::Reason(reason),
            None => Label::Definition(name.clone()),
        };
        self.fire(label);
        let body = self.plain(Rule::Unfold, t)?;
        self.norm(&body)
    }

    /// One recursive call is unfolded only where the branch is decided.
    fn unfold_recursive(&mut self, t: &Term, name: &Name) -> Option<Term> {
        if self.unfolding >= 8 {
            return None;
        }
        let Node::App(_, args) = t.node() else { return None };
        let mut body = self.signature.definitions.get(name)?.unfold(args)?;
        while let Node::If(p, yes, no) = body.node() {
            let fails = || rule::proposition::negate(p).is_some_and(|n| self.holds(&n));
            body = if self.holds(p) {
                yes.clone()
            } else if fails() {
                no.clone()
            } else if p.any(&mut |s| matches!(s.node(), Node::App(name, _) if !self.signature.integers.contains_key(name))) {
                // No condition on the index: the recursion ends elsewhere.
                break;
            } else {
                return None;
            };
        }
        self.unfolding += 1;
        let result = self.tentative(&mut |s| {
            s.fire(Label::Definition(name.clone()));
            let body = s.plain(Rule::Unfold, t)?;
            s.norm(&body)
        });
        self.unfolding -= 1;
        result
    }

    fn symmetric(&mut self, t: &Term, name: &Name) -> Option<Term> {
        let Node::App(_, args) = t.node() else { return Some(t.clone()) };
        if self.is_symmetric(name) && args.len() == 2 && args[1] < args[0] {
            return self.plain(Rule::Symmetric, t);
        }
        Some(t.clone())
    }

    fn conditional(&mut self, t: &Term) -> Option<Term> {
        let t = self.child(t, 0, &mut |s, c| s.norm(c))?;
        let cases = self.allowed.has(Reason::Cases);
        let t = self.tentative(&mut |s| s.compared(&t).filter(|_| cases)).unwrap_or(t);
        let Node::If(p, ..) = t.node().clone() else { return Some(t) };
        let not = || Term::new(Node::Not(p.clone()));
        // Only comparisons make cases; of what they are joined to, the kernel decides the parts.
        let splits: Vec<_> = matches!(p.node(), Node::Cmp(..)).then(|| rule::Split::Prop(p.clone())).into_iter().collect();
        for (truth, position) in [(p.clone(), 1), (rule::proposition::negate(&p).unwrap_or_else(not), 2)] {
            if self.holds(&truth) {
                let (branch, _) = t.child(position)?;
                let to = self.attempt(Rule::Cases(branch.clone(), splits.clone()), &t);
                if let Some(to) = to {
                    self.fire_reason(Reason::Cases);
                    return self.norm(&to);
                }
            }
        }
        if let Some(to) = self.tentative(&mut |s| s.by_index(&t, &p)) {
            return Some(to);
        }
        let mut t = t;
        for (truth, position) in [(p.clone(), 1), (not(), 2)] {
            self.context.hypotheses.push(truth);
            let result = self.child(&t, position, &mut |s, c| s.norm(c));
            self.context.hypotheses.pop();
            t = result?;
        }
        Some(t)
    }

    /// `if(i = j, a, b) = [i = j]*a + (1 - [i = j])*b` for an index `i` that is summed over, so that the sum may be split.
    fn by_index(&mut self, t: &Term, p: &Term) -> Option<Term> {
        let Node::If(_, a, b) = t.node() else { return None };
        let Node::Cmp(Rel::Eq | Rel::Ne, x, y) = p.node() else { return None };
        let open = |t: &Term| matches!(t.node(), Node::Var(n) if n.is_opened());
        if !self.allowed.has(Reason::Indicator) || !(open(x) || open(y)) {
            return None;
        }
        let (yes, no) = (Term::ind(p.clone()), Term::sub(Term::int(1), Term::ind(p.clone())));
        let parts = Term::add(vec![Term::mul(vec![yes, a.clone()]), Term::mul(vec![no, b.clone()])]);
        let to = self.attempt(Rule::Cases(parts, vec![rule::Split::Prop(p.clone())]), t)?;
        self.fire_reason(Reason::Indicator);
        self.norm(&to)
    }

    fn big(&mut self, t: &Term, op: BigOp) -> Option<Term> {
        let mut t = t.clone();
        if let Some((Dom::Range(..), ..)) = t.binder_parts() {
            t = self.child(&t, child::LOW, &mut |s, c| s.norm(c))?;
            t = self.child(&t, child::HIGH, &mut |s, c| s.norm(c))?;
        }
        let whole = self.whole && t.binder_parts().is_some_and(|(dom, ..)| whole_first(self.signature, dom));
        if !whole
            && !self.too_many(&t, op)
            && let Some(written) = self.plain(Rule::Enumerate, &t)
        {
            return self.norm(&written);
        }
        t = self.under(&t, child::GUARD, &mut |s, c| s.norm(c))?;
        if let Some(value) = self.lone(&t) {
            return self.norm(&value);
        }
        match self.windowed(&t) {
            Some(window) if matches!(window.node(), Node::Big(..)) => t = window,
            Some(nothing) => return Some(nothing),
            None => {}
        }
        t = self.under(&t, child::BODY, &mut |s, c| s.norm(c))?;
        match op {
            BigOp::Sum => self.sum(&t),
            BigOp::Prod => self.product(&t),
            BigOp::Max | BigOp::Min => self.extremum(&t),
        }
    }

    /// A maximum of many terms that are no numbers is left as it is: comparing each with each other takes long and tells nothing.
    fn too_many(&self, t: &Term, op: BigOp) -> bool {
        let Some((dom, _, body)) = t.binder_parts() else { return false };
        matches!(op, BigOp::Max | BigOp::Min)
            && body.any(&mut |s| matches!(s.node(), Node::App(..)))
            && counted(self.signature, dom).is_some_and(|n| n > MOST_COMPARED)
    }

    fn elementary(&mut self, t: &Term, f: Fun) -> Option<Term> {
        match f {
            Fun::Exp | Fun::Log => {
                let to = if f == Fun::Exp { self.exponential(t)? } else { self.logarithm(t)? };
                let stays = to == *t;
                Some(if stays { self.tentative(&mut |s| s.selected(&to)).unwrap_or(to) } else { to })
            }
            Fun::Factorial => {
                let written = self.tentative(&mut |s| s.plain(Rule::Factorial, t).filter(|to| to.as_num().is_some()));
                let lowered = written.or_else(|| self.tentative(&mut |s| s.lowered_factorial(t)));
                Some(lowered.unwrap_or_else(|| t.clone()))
            }
            Fun::Max | Fun::Min => match self.tentative(&mut |s| s.joined(t, f)) {
                Some(whole) => Some(whole),
                None => self.by_sign(t, f),
            },
            Fun::Abs | Fun::Sign => self.by_sign(t, f),
            Fun::Binom => Some(self.tentative(&mut |s| s.binomial(t)).unwrap_or_else(|| t.clone())),
        }
    }
}

/// How many elements there are, where they can be written out.
fn counted(signature: &Signature, dom: &Dom) -> Option<i64> {
    match dom {
        Dom::Set(name) => i64::try_from(signature.sets.get(name)?.elements.as_ref()?.len()).ok(),
        Dom::Range(lo, hi) => (hi.as_num()? - lo.as_num()?).to_i64()?.checked_add(1),
    }
}

/// Can this be written out, and is it looked at as a whole before? Ranges of a few numbers are not.
pub(crate) fn whole_first(signature: &Signature, dom: &Dom) -> bool {
    counted(signature, dom).is_some_and(|n| matches!(dom, Dom::Set(_)) || n > FEW)
}

/// The factors of a monomial term, coefficient included.
pub(crate) fn factors(t: &Term) -> Vec<Term> {
    if let Node::Mul(items) = t.node() { items.clone() } else { vec![t.clone()] }
}

/// The addends of a sum term.
pub(crate) fn addends(t: &Term) -> Vec<Term> {
    if let Node::Add(items) = t.node() { items.clone() } else { vec![t.clone()] }
}

/// What the prover needs to make moves of its own in a run.
impl Normaliser<'_> {
    /// Visits every subterm from the top down with binders opened; where `f` gives a term it takes the place (and is not visited).
    pub fn everywhere(&mut self, t: &Term, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        self.spend(1)?;
        if let Some(new) = self.tentative(&mut |s| f(s, t)) {
            return Some(new);
        }
        self.everywhere_inside(t, f)
    }

    fn everywhere_inside(&mut self, t: &Term, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let mut positions = Vec::new();
        t.node().for_each_child(&mut |at, _, binds| positions.push((at, binds)));
        let mut t = t.clone();
        for (at, binds) in positions {
            if let Node::Deriv(target, _) = t.node().clone() {
                // A coordinate is no value; its indices are.
                if at == 0 {
                    t = self.child(&t, at, &mut |s, c| s.everywhere_inside(c, f))?;
                    continue;
                }
                self.context.targets.push(target);
                let new = self.child(&t, at, &mut |s, c| s.everywhere(c, f));
                self.context.targets.pop();
                t = new?;
            } else if binds > 0 {
                t = self.under(&t, at, &mut |s, c| s.everywhere(c, f))?;
            } else {
                t = self.child(&t, at, &mut |s, c| s.everywhere(c, f))?;
            }
        }
        Some(t)
    }

    /// The same; `None` where `f` gave no term.
    pub fn somewhere(&mut self, t: &Term, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let mut changed = false;
        let result = self.everywhere(t, &mut |s, t| {
            let new = f(s, t)?;
            changed = true;
            Some(new)
        })?;
        changed.then_some(result)
    }

    /// Normal forms of two terms under extra binders, leaving no moves.
    pub fn aside(&mut self, binders: &[Binder], a: &Term, b: &Term) -> Option<(Term, Term)> {
        let (mark, fired, count) = (self.script.len(), self.fired.clone(), self.context.binders.len());
        self.context.binders.extend(binders.iter().cloned());
        let result = self.norm(a).and_then(|a| self.norm(b).map(|b| (a, b)));
        self.context.binders.truncate(count);
        self.script.truncate(mark);
        self.fired = fired;
        result
    }

    /// The normal form of another term at this place, with the moves as a script of its own.
    pub fn separately(&mut self, t: &Term) -> Option<(Term, Vec<Move>)> {
        self.scripted(&mut |s| s.norm(t))
    }

    /// What `f` makes of a term at this place, with its moves as a script of its own.
    pub fn scripted(&mut self, f: &mut dyn FnMut(&mut Self) -> Option<Term>) -> Option<(Term, Vec<Move>)> {
        let mark = self.script.len();
        let path = std::mem::take(&mut self.path);
        let result = f(self);
        self.path = path;
        let script = self.script.split_off(mark);
        Some((result?, script))
    }

    /// Moves from `t` to a raw term whose normal form it is.
    pub fn reach(&mut self, t: &Term, raw: &Term, script: Vec<Move>) -> Option<()> {
        if t != raw {
            self.attempt(Rule::Back(raw.clone(), script), t)?;
        }
        Some(())
    }

    /// Appends moves relative to this place.
    pub fn append(&mut self, script: Vec<Move>) {
        for mv in script {
            self.script.push(Move { path: [self.path.clone(), mv.path].concat(), rule: mv.rule });
        }
    }
}
