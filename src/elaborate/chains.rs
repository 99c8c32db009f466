//! Fixed indices, chains, steps, and the reasons that steps state.

use super::binder::{Bound, Naming};
use super::context::{Context, Fixed};
use super::reader::{Local, Reader};
use super::suggest::{did_you_mean, nearest};
use super::{Chain, Cited, Line, Step};
use crate::diagnostic::{Diagnostic, Severity};
use crate::kernel::obligation::Binder;
use crate::rule::Reason;
use crate::rule::reason::REASONS;
use crate::source::Span;
use crate::syntax::names::normalise;
use crate::syntax::tree::{self, Clause, Expr, Ident, StepTree};
use crate::term::{Name, Term};

/// A chain as written.
pub(super) struct Written<'t> {
    pub(super) lemma: bool,
    pub(super) name: &'t Ident,
    pub(super) binders: &'t [Clause],
    pub(super) first: &'t Result<Expr, Box<Diagnostic>>,
    pub(super) steps: &'t [StepTree],
    pub(super) span: Span,
}

impl Context<'_> {
    /// `fix s in S, a in A, a != b`
    pub(super) fn fix(&mut self, clauses: &[Clause]) {
        // A condition that opens the statement speaks of the indices fixed before.
        let leading = clauses.iter().take_while(|c| matches!(c, Clause::Condition(_))).count();
        let (conditions, clauses) = clauses.split_at(leading);
        let mut reader = Reader::new(self);
        let mut guards = Vec::new();
        for clause in conditions {
            if let Clause::Condition(e) = clause {
                guards.extend(reader.condition(e));
            }
        }
        let (bound, _) = reader.clauses(clauses, &Naming::Plain("fix"));
        let diagnostics = reader.diagnostics;
        diagnostics.into_iter().for_each(|d| self.report(d));
        for guard in guards {
            match self.fixes.last_mut() {
                Some(last) => last.binder.guard = conjoin(&last.binder.guard, guard),
                None => self.report(Diagnostic::error(clause_span(clauses), "`fix` has a condition and no index")),
            }
        }
        for name in clauses.iter().flat_map(bound_names).filter(|name| !bound.iter().any(|b| b.hint == **name)) {
            self.poisoned.insert(name.clone());
        }
        bound.into_iter().for_each(|b| self.fix_one(b));
    }

    fn fix_one(&mut self, bound: Bound) {
        let (name, span) = (bound.hint.clone(), bound.span);
        if let Some(old) = self.fixes.iter().find(|f| f.name == name).cloned() {
            let same = old.binder.dom == bound.dom && bound.guards.is_empty() && old.binder.guard == Term::truth();
            if !(same && old.place.path != self.path) {
                let d = Diagnostic::error(span, format!("`{name}` is fixed twice")).help("give one of them another name");
                let d = self.with_place(d, &old.place, "first fixed here");
                self.report(d);
            }
            return;
        }
        if let Some(place) = self.places.get(&name).cloned()
            && !self.later.contains_key(&name)
        {
            let callable = self.callee(&name).is_some_and(|c| !c.params.is_empty());
            if !callable {
                let d =
                    Diagnostic::error(span, format!("`{name}` is already declared")).help("give the fixed index another name");
                let d = self.with_place(d, &place, "declared here");
                self.report(d);
                return;
            }
        }
        let place = self.here(span);
        self.fixes.push(Fixed { name, binder: bound.binder(), place });
    }

    /// Reads a chain and enters it.
    pub(super) fn chain(&mut self, written: &Written<'_>) {
        self.later_reasons.remove(&written.name.node);
        let claimed = self.claim_reason(written.name);
        let fixed = self.fixes.len();
        let fixes: Vec<Binder> = self.fixes.iter().map(|f| f.binder.clone()).collect();
        let mut reader = Reader::new(self);
        let (bound, whole) = reader.clauses(written.binders, &Naming::Plain(&written.name.node));
        let scope: Vec<Local> = reader.locals.split_off(fixed.min(reader.locals.len()));
        let rests_on = reader.rests_on.clone();
        let diagnostics = reader.diagnostics;
        let unreadable = diagnostics.iter().any(|d| d.severity == Severity::Error);
        diagnostics.into_iter().for_each(|d| self.report(d));
        let broken = (!whole || unreadable).then(|| rests_on.unwrap_or_else(|| written.name.node.clone()));
        let mut first = self.read_line(written.first, &scope, written.name.span);
        if let (Some(cause), Ok(_)) = (&broken, &first.term) {
            first.term = Err(self.rest_error(cause, first.span));
        }
        let steps = written.steps.iter().map(|step| self.step(step, &scope, written.name)).collect();
        if written.steps.is_empty() {
            let message = format!("`{}` has no step", written.name.node);
            let d = Diagnostic::error(written.name.span, message)
                .help("a chain is a first expression and then lines that begin with `=`, `<=` …");
            self.report(d);
        }
        if !claimed {
            self.poisoned_reasons.insert(written.name.node.clone());
        }
        let for_count = bound.len();
        let vars = fixes.into_iter().chain(bound.into_iter().map(Bound::binder)).collect();
        self.chains.push(Chain {
            name: written.name.node.clone(),
            lemma: written.lemma,
            from: self.path.clone(),
            vars,
            for_count,
            first,
            steps,
            span: written.span,
            assumptions: self.signature.assumptions.keys().cloned().collect(),
        });
    }

    fn rest_error(&self, cause: &str, span: Span) -> Diagnostic {
        self.located(Diagnostic::error(span, format!("this rests on `{cause}`, whose declaration has an error")).following())
    }

    /// Reads one expression of a chain.
    fn read_line(&mut self, expr: &Result<Expr, Box<Diagnostic>>, scope: &[Local], near: Span) -> Line {
        let expr = match expr {
            Ok(expr) => expr,
            Err(d) => {
                let d = self.located((**d).clone());
                return Line {
                    span: if d.span == Span::default() { near } else { d.span },
                    text: String::new(),
                    tree: None,
                    term: Err(d),
                    notes: Vec::new(),
                };
            }
        };
        let mut reader = Reader::new(self);
        reader.locals.extend(scope.iter().cloned());
        let value = reader.real(expr);
        let rests_on = reader.rests_on.clone();
        let (mut errors, notes): (Vec<_>, Vec<_>) = reader.diagnostics.into_iter().partition(|d| d.severity == Severity::Error);
        let text = self.text(expr.span);
        let term = if errors.is_empty() {
            value.map(|v| v.term).ok_or_else(|| self.rest_error(rests_on.as_deref().unwrap_or(&text), expr.span))
        } else {
            Err(errors.remove(0))
        };
        Line { term, text, tree: Some(expr.clone()), span: expr.span, notes: errors.into_iter().chain(notes).collect() }
    }

    fn step(&mut self, step: &StepTree, scope: &[Local], chain: &Ident) -> Step {
        let line = self.read_line(&step.expr, scope, step.span);
        let mut notes = Vec::new();
        let reasons = step.reasons.as_ref().map(|all| all.iter().flat_map(|r| self.reason(r, chain, &mut notes)).collect());
        let stated =
            step.reasons.iter().flatten().map(|r| if r.def { format!("def {}", r.name.node) } else { r.name.node.clone() });
        if step.relation.node == tree::CmpOp::Ne {
            let d = Diagnostic::error(step.relation.span, "`!=` is no relation of a step");
            notes.push(self.located(d.help("a step claims `=`, `<=`, `<`, `>=` or `>`")));
        }
        Step {
            relation: super::define::relation_of(step.relation.node),
            source_line: self.source.position(step.relation.span.start).0,
            span: step.span,
            stated: stated.collect(),
            line,
            reasons,
            notes,
        }
    }

    /// What a stated reason names: what the user has named so, or else a rule.
    fn reason(&self, reason: &tree::Reason, chain: &Ident, notes: &mut Vec<Diagnostic>) -> Vec<Result<Cited, Diagnostic>> {
        let text = reason.name.node.as_str();
        if reason.def {
            return self.cited_definition(&reason.name).into_iter().map(|r| r.map_err(|d| self.located(d))).collect();
        }
        let mut cited = Vec::new();
        // Greek names and their letters are one name, also where they are labels.
        let spelt = normalise(text);
        let assumption = spelt_alike(self.signature.assumptions.keys().map(Name::as_str), text, &spelt);
        let result = spelt_alike(self.chains.iter().map(|c| c.name.as_str()), text, &spelt);
        if let Some(name) = assumption {
            cited.push(Ok(Cited::Assumption(Name::new(name))));
        } else if text == chain.node {
            let d = Diagnostic::error(reason.name.span, format!("`{text}` cites itself"))
                .help("a derivation may cite what stands before it");
            return vec![Err(self.located(d))];
        } else if let Some(result) = result.filter(|name| !self.poisoned_reasons.contains(*name)) {
            cited.push(Ok(Cited::Result(result.to_owned())));
        }
        let defined = self.definitions_of(&spelt);
        if self.is_definition(&spelt) || (self.joints.contains_key(&spelt) && !defined.is_empty()) {
            cited.extend(defined.into_iter().map(|name| Ok(Cited::Definition(name))));
        }
        let rule = rule_named(text);
        if cited.is_empty() {
            let found = rule.map(Cited::Reason).ok_or_else(|| self.located(self.unknown_reason(&reason.name)));
            return vec![found];
        }
        if let Some(rule) = rule {
            let message = format!("`{text}` is read as what this file calls so, not as the rule `{}`", rule.name());
            notes.push(self.located(Diagnostic::note(reason.name.span, message)));
        }
        cited
    }

    fn is_definition(&self, text: &str) -> bool {
        self.signature.definitions.contains_key(&Name::new(text))
    }

    /// `def f`: the definition, or for a joint all its forms.
    fn definitions_of(&self, text: &str) -> Vec<Name> {
        let prefix = format!("{text}:");
        let forms = |name: &&Name| self.joints.contains_key(text) && name.as_str().starts_with(&prefix);
        let own = self.signature.definitions.keys().filter(|n| n.as_str() == text || forms(n));
        own.cloned().collect()
    }

    fn cited_definition(&self, ident: &Ident) -> Vec<Result<Cited, Diagnostic>> {
        let text = ident.node.as_str();
        let found = self.definitions_of(text);
        if !found.is_empty() {
            return found.into_iter().map(|name| Ok(Cited::Definition(name))).collect();
        }
        let declared =
            self.signature.functions.contains_key(&Name::new(text)) || self.signature.integers.contains_key(&Name::new(text));
        let base = |message: String| Diagnostic::error(ident.span, message);
        let answer = match text {
            _ if self.joints.contains_key(text) => Ok(Cited::Reason(Reason::Marginal)),
            _ if self.poisoned.contains(text) => Err(base(format!("the definition of `{text}` has an error")).following()),
            _ if declared => Err(base(format!("`{text}` is declared, not defined: there is nothing to unfold"))
                .help("leave the reason out, or name a rule")),
            _ if self.later.contains_key(text) => {
                Err(base(format!("`{text}` is defined only later")).help("move its definition up"))
            }
            "E" | "Var" | "Cov" | "expectation" => Ok(Cited::Reason(Reason::Expectation)),
            "H" | "KL" => Ok(Cited::Reason(Reason::Algebra)),
            _ if super::builtin::NAMES.contains(&text) => Ok(Cited::Reason(Reason::Algebra)),
            _ => {
                let near = nearest(text, self.signature.definitions.keys().map(Name::as_str).filter(|n| !n.contains(':')));
                let help = near.map_or_else(|| format!("define it: `define {text} = …`"), did_you_mean);
                Err(base(format!("there is no definition of `{text}`")).help(help))
            }
        };
        vec![answer]
    }

    fn unknown_reason(&self, ident: &Ident) -> Diagnostic {
        let text = ident.node.as_str();
        let d = |message: String| Diagnostic::error(ident.span, message);
        if let Some(place) = self.later_reasons.get(text) {
            return d(format!("`{text}` stands later in the file, and may not be cited here"))
                .help("a step may cite what stands before its derivation: move the cited result up")
                .related(*place, "it stands here");
        }
        if self.poisoned_reasons.contains(text) || self.unread.contains(text) {
            return d(format!("`{text}` cannot be cited: its statement has an error")).following();
        }
        if self.later.contains_key(text) {
            return d(format!("`{text}` is defined only later")).help("move its definition up");
        }
        if self.poisoned.contains(text) {
            return d(format!("the definition of `{text}` has an error")).following();
        }
        if self.signature.functions.contains_key(&Name::new(text)) {
            return d(format!("`{text}` is declared, not defined: it is no reason"));
        }
        let rules = REASONS.iter().flat_map(|(_, name, aliases)| std::iter::once(*name).chain(aliases.iter().copied()));
        let own = self.reason_places.keys().map(String::as_str).filter(|n| self.citable(n));
        let definitions = self.signature.definitions.keys().map(Name::as_str).filter(|n| !n.contains(':'));
        let near = nearest(text, own.chain(definitions).chain(rules));
        let help = near.map_or_else(|| "`derive-check rules` lists the rules".to_owned(), did_you_mean);
        d(format!("`{text}` names no rule, definition, assumption or earlier result")).help(help)
    }

    fn citable(&self, name: &str) -> bool {
        self.signature.assumptions.contains_key(&Name::new(name)) || self.chains.iter().any(|c| c.name == name)
    }
}

/// The label that is spelt like this, or else one that is so but for Greek letters.
fn spelt_alike<'n>(labels: impl Iterator<Item = &'n str> + Clone, text: &str, spelt: &str) -> Option<&'n str> {
    labels.clone().find(|label| *label == text).or_else(|| labels.clone().find(|label| normalise(label) == spelt))
}

/// The rule of this name; an alias that is a Greek letter has been read as the letter.
fn rule_named(text: &str) -> Option<Reason> {
    Reason::from_name(text).or_else(|| {
        let same = |alias: &&str| normalise(alias) == text;
        REASONS.iter().find(|(_, name, aliases)| same(name) || aliases.iter().any(same)).map(|(reason, _, _)| *reason)
    })
}

fn conjoin(old: &Term, new: Term) -> Term {
    if *old == Term::truth() { new } else { Term::and(vec![old.clone(), new]) }
}

fn bound_names(clause: &Clause) -> Vec<&String> {
    match clause {
        Clause::In(names, _) => names.iter().map(|n| &n.node).collect(),
        Clause::Condition(_) => Vec::new(),
    }
}

fn clause_span(clauses: &[Clause]) -> Span {
    match clauses.first() {
        Some(Clause::Condition(e)) => e.span,
        Some(Clause::In(names, _)) => names.first().map_or_else(Span::default, |n| n.span),
        None => Span::default(),
    }
}
