//! What a judge knows before any question is asked, beside the definedness of the lines and the assumptions: results that bound by a
//! number, what the declarations give of the lines as they are written, the bodies of recursive definitions that are defined.

use super::definedness::{DEFINED, Entry};
use super::distributed::sums;
use super::fact::{Fact, Source, claim};
use super::judge::Judge;
use super::obligation::{Binder, Relation};
use super::ring;
use super::scope::Scope;
use super::theorem::{Theorem, Theorems};
use crate::term::{Node, Rel, Term};

impl Judge<'_> {
    /// The same judge, who may also use the results among these that bound something by a number without further conditions, of
    /// terms whose value the declarations give. They speak of the fixed variables under which they were proved, so the scope
    /// must begin with the same.
    pub(super) fn informed(mut self, theorems: &Theorems, vars: &[Binder]) -> Self {
        self.vars = vars.to_vec();
        for (name, theorem) in theorems {
            if vars.starts_with(theorem.fixed())
                && let Some(entry) = self.bound(theorem)
            {
                self.facts.push(Fact::new(entry, Source::Result(name.clone())));
            }
        }
        self
    }

    /// What the declarations give of the lines as they are written, with definitions written out: it may be hard to see once a proof has
    /// multiplied it out.
    fn given_of_lines(&self) -> &[Fact] {
        self.given_of_lines.get_or_init(|| {
            // What the conditions of the step give besides holds where they do: at the point only, for all that is known.
            let guarded = Scope::under(&self.vars);
            let free = Scope { hyps: Vec::new(), given: 0, ..guarded.clone() };
            let lines = self.facts.iter().filter(|f| f.source == Source::Line);
            let given = lines.filter_map(|f| {
                let always = self.given(&free, &f.entry);
                always.or_else(|| Some(self.given(&guarded, &f.entry)?.within(&[], &guarded.hyps)))
            });
            let written_out = |entry: Entry| {
                let prop = self.query(&guarded, Vec::new()).without_definitions(&entry.prop);
                Fact::new(Entry { prop, ..entry }, Source::Declared)
            };
            given.map(written_out).filter(|f| sums(&f.entry.prop)).collect()
        })
    }

    /// The entry, if the declarations give it; where they give that what is not 0, or not negative, is positive, that.
    fn given(&self, scope: &Scope, entry: &Entry) -> Option<Entry> {
        let positive = match entry.prop.node() {
            Node::Cmp(Rel::Ne, t, zero) | Node::Cmp(Rel::Le, zero, t) if *zero == Term::int(0) => {
                Some(Entry { prop: Term::cmp_rel(Rel::Lt, zero.clone(), t.clone()), ..entry.clone() })
            }
            _ => None,
        };
        let holds = |entry: &Entry| self.declared(scope, entry);
        positive.filter(holds).or_else(|| holds(entry).then(|| entry.clone()))
    }

    fn bound(&self, theorem: &Theorem) -> Option<Entry> {
        let statement = theorem.statement();
        let number = |t: &Term| t.as_num().is_some();
        let bounds = statement.relation != Relation::Eq && (number(&statement.left) || number(&statement.right));
        if !bounds || !theorem.entries().is_empty() {
            return None;
        }
        let claimed = claim(statement, &self.definedness).ok().flatten()?;
        let scope = Scope::under(theorem.fixed());
        for side in [&statement.left, &statement.right] {
            let entries = self.definedness.entries(side, &[]).ok()?;
            if !entries.iter().all(|inner| self.declared(&scope, &inner.within(&claimed.binders, &claimed.hyps))) {
                return None;
            }
        }
        Some(claimed)
    }

    /// Where an application of a recursive definition is defined, its body is.
    pub(super) fn of_its_body(&self, fact: &Fact) -> Vec<Fact> {
        let Node::App(defined, of) = fact.entry.prop.node() else { return Vec::new() };
        let Some(Node::App(name, args)) = of.first().map(Term::node).filter(|_| defined.as_str() == DEFINED) else {
            return Vec::new();
        };
        let body = self.signature.definitions.get(name).and_then(|d| d.unfold(args));
        let entries = body.and_then(|body| self.definedness.entries(&body, &[]).ok()).unwrap_or_default();
        let within = |inner: &Entry| Entry { prop: reckoned(&inner.prop), ..inner.within(&fact.entry.binders, &fact.entry.hyps) };
        entries.iter().map(|inner| fact.following(within(inner))).collect()
    }

    /// Does it say more than the declarations and the other facts do?
    pub(super) fn informs(&self, fact: &Fact) -> bool {
        !self.facts.iter().any(|f| f.entry == fact.entry) && !self.declared(&Scope::default(), &fact.entry)
    }

    /// Does what the declarations give of the lines give the entry? Only sums are looked at: what else is multiplied out is mostly seen
    /// without.
    pub(super) fn given_by_lines(&self, scope: &Scope, goal: &Entry) -> bool {
        sums(&goal.prop) && !self.given_of_lines().is_empty() && {
            let facts: Vec<&Fact> = self.given_of_lines().iter().collect();
            self.query(scope, facts).goal(goal)
        }
    }
}

/// The term with the arguments of its names reckoned out: `P(n + 1 - 1)` is `P(n)`.
fn reckoned(t: &Term) -> Term {
    let inner = t.node().map_children(&mut |_, c, _| reckoned(c));
    let Node::App(name, args) = &inner else { return Term::new(inner) };
    let value = |t: &Term| match t.node() {
        Node::Add(_) => ring::Ring::default().poly(t).map_or_else(|_| t.clone(), |p| p.to_term()),
        _ => t.clone(),
    };
    Term::new(Node::App(name.clone(), args.iter().map(value).collect()))
}
