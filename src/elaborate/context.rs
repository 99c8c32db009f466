//! What is known of a file while it is read: the signature so far, the places of the declarations, fixed indices, finished
//! chains, diagnostics. No expression is read here (`expr` does that).

use super::linear::Bounds;
use super::reader::Sort;
use super::suggest::{did_you_mean, nearest};
use super::{Chain, Loader};
use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Binder, ParamSort, Signature};
use crate::source::{Source, Span};
use crate::syntax::tree::Ident;
use crate::term::{Dom, Name, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Where a name was declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) span: Span,
    /// The used file, if it is not the one asked for.
    pub(super) path: Option<String>,
}

/// One argument of something that can be applied.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    /// The variable under which later domains mention it.
    pub(super) name: Option<Name>,
    /// `None` while the sort of a parameter of the definition being read is not known.
    pub(super) sort: Option<ParamSort>,
}

/// Something that can be applied to arguments.
#[derive(Clone, Debug)]
pub(super) struct Callee {
    pub(super) name: Name,
    pub(super) params: Vec<Parameter>,
    /// How many arguments stand before the bar, if it was declared with one.
    pub(super) bar: Option<usize>,
    /// A declared distribution: over its first so many arguments.
    pub(super) law: Option<usize>,
    /// The sort of its values: `Int` where declared `integer`, `in {0, 1}` or `onehot`, and for a definition that of its body.
    pub(super) sort: Sort,
}

/// The variables of a `joint`, in the order of declaration.
pub(super) type JointArgs = Vec<(String, Dom)>;

/// A fixed index as the file calls it.
#[derive(Clone, Debug)]
pub(super) struct Fixed {
    pub(super) name: String,
    pub(super) binder: Binder,
    pub(super) place: Place,
}

/// Everything known so far.
pub(super) struct Context<'l> {
    pub(super) signature: Signature,
    /// Integers, functions, definitions: one name space.
    pub(super) places: BTreeMap<String, Place>,
    /// Sets: another.
    pub(super) set_places: BTreeMap<String, Place>,
    /// Assumptions and chains: the third.
    pub(super) reason_places: BTreeMap<String, Place>,
    /// Names whose declaration had an error: uses of them are not reported again.
    pub(super) poisoned: BTreeSet<String>,
    pub(super) poisoned_sets: BTreeSet<String>,
    pub(super) poisoned_reasons: BTreeSet<String>,
    /// Named elements, with the sets they belong to.
    pub(super) elements: BTreeMap<String, Vec<Name>>,
    /// Sets written in place, with the declared set whose elements they hold.
    pub(super) parents: BTreeMap<Name, Name>,
    pub(super) joints: BTreeMap<String, JointArgs>,
    /// Definitions whose values are integers.
    pub(super) integer_definitions: BTreeMap<Name, Sort>,
    /// Names that stand alone on the left of an identical assumption.
    pub(super) identical: BTreeSet<String>,
    /// Definitions, chains and assumptions of this file that have not been reached yet.
    pub(super) later: BTreeMap<String, Span>,
    pub(super) later_reasons: BTreeMap<String, Span>,
    /// Words of the statements of this file that the parser could not read.
    pub(super) unread: BTreeSet<String>,
    /// All names that this file declares, reached or not.
    pub(super) foreseen: BTreeSet<String>,
    pub(super) fixes: Vec<Fixed>,
    pub(super) chains: Vec<Chain>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) source: Source,
    /// The path of the used file now read; `None` for the file that was asked for.
    pub(super) path: Option<String>,
    pub(super) loader: &'l dyn Loader,
    /// Files already read, and files being read (a circle of `use`).
    pub(super) loaded: BTreeSet<String>,
    pub(super) loading: Vec<String>,
}

impl<'l> Context<'l> {
    pub(super) fn new(source: Source, loader: &'l dyn Loader) -> Self {
        Context {
            signature: Signature::default(),
            places: BTreeMap::new(),
            set_places: BTreeMap::new(),
            reason_places: BTreeMap::new(),
            poisoned: BTreeSet::new(),
            poisoned_sets: BTreeSet::new(),
            poisoned_reasons: BTreeSet::new(),
            elements: BTreeMap::new(),
            parents: BTreeMap::new(),
            joints: BTreeMap::new(),
            integer_definitions: BTreeMap::new(),
            identical: BTreeSet::new(),
            later: BTreeMap::new(),
            later_reasons: BTreeMap::new(),
            unread: BTreeSet::new(),
            foreseen: BTreeSet::new(),
            fixes: Vec::new(),
            chains: Vec::new(),
            diagnostics: Vec::new(),
            loaded: BTreeSet::new(),
            loading: vec![source.path.clone()],
            source,
            path: None,
            loader,
        }
    }

    /// Reports, once for each place and message.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let diagnostic = self.located(diagnostic);
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// With the path of the used file it speaks of.
    pub(super) fn located(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.path.is_none() {
            diagnostic.path.clone_from(&self.path);
        }
        diagnostic
    }

    pub(super) fn here(&self, span: Span) -> Place {
        Place { span, path: self.path.clone() }
    }

    /// Adds "first declared here" (as a place, or in words for another file).
    pub(super) fn with_place(&self, diagnostic: Diagnostic, place: &Place, remark: &str) -> Diagnostic {
        if place.path == self.path {
            diagnostic.related(place.span, remark)
        } else {
            let file = place.path.as_deref().unwrap_or("the file that uses this one");
            diagnostic.help(format!("{remark}, in {file}"))
        }
    }

    /// The text at a place, on one line.
    pub(super) fn text(&self, span: Span) -> String {
        one_line(self.source.text.get(span.start..span.end).unwrap_or(""))
    }

    /// The set whose elements a set holds: itself, or for a set written in place the declared one.
    pub(super) fn root<'a>(&'a self, set: &'a Name) -> &'a Name {
        self.parents.get(set).unwrap_or(set)
    }

    /// Are all elements integers, so that indices over the set are numbers?
    pub(super) fn numeric(&self, set: &Name) -> bool {
        let elements = self.signature.sets.get(set).and_then(|decl| decl.elements.as_ref());
        elements.is_some_and(|all| all.iter().all(|e| matches!(e.node(), Node::Num(_))))
    }

    /// The function, distribution or definition of this name.
    pub(super) fn callee(&self, text: &str) -> Option<Callee> {
        let name = Name::new(text);
        if let Some(decl) = self.signature.functions.get(&name) {
            let parameter = |dom: &Dom| Parameter { name: None, sort: Some(ParamSort::Index(dom.clone())) };
            let c = &decl.constraint;
            let sort = if c.integer || c.binary || c.onehot { Sort::Int } else { Sort::Real };
            let bar = decl.law.filter(|k| *k < decl.args.len());
            let params = decl.args.iter().map(parameter).collect();
            return Some(Callee { name, params, bar, law: decl.law, sort });
        }
        let definition = self.signature.definitions.get(&name)?;
        let parameter = |(name, sort): &(Name, ParamSort)| Parameter { name: Some(name.clone()), sort: Some(sort.clone()) };
        let params = definition.params.iter().map(parameter).collect();
        let sort = self.integer_definitions.get(&name).cloned().unwrap_or(Sort::Real);
        Some(Callee { name, params, bar: definition.bar, law: None, sort })
    }

    /// Every name an expression may use, nearest first for suggestions.
    pub(super) fn suggestion(&self, wanted: &str, locals: &[String]) -> Option<String> {
        let declared = self.places.keys().map(String::as_str);
        let fixes = self.fixes.iter().map(|f| f.name.as_str());
        let elements = self.elements.keys().map(String::as_str);
        let all = locals.iter().map(String::as_str).chain(fixes).chain(declared).chain(elements);
        nearest(wanted, all).map(did_you_mean)
    }

    /// Takes a name in the name space of functions. `false`: it is taken, which has been reported.
    pub(super) fn claim(&mut self, ident: &Ident) -> bool {
        let text = &ident.node;
        if let Some(place) = self.places.get(text).cloned() {
            let d = Diagnostic::error(ident.span, format!("`{text}` is declared twice")).help("give one of them another name");
            let d = self.with_place(d, &place, "first declared here");
            self.report(d);
            return false;
        }
        if let Some(sets) = self.elements.get(text) {
            let set = sets.first().map_or("", Name::as_str);
            let d = Diagnostic::error(ident.span, format!("`{text}` is already the name of an element of `{set}`"));
            self.report(d.help("give one of them another name"));
            return false;
        }
        if let Some(fixed) = self.fixes.iter().find(|f| f.name == *text) {
            let d =
                Diagnostic::error(ident.span, format!("`{text}` is already a fixed index")).help("give one of them another name");
            let d = self.with_place(d, &fixed.place, "fixed here");
            self.report(d);
            return false;
        }
        self.places.insert(text.clone(), self.here(ident.span));
        true
    }

    /// Enters a name into the order of declaration.
    pub(super) fn ordered(&mut self, name: &Name) {
        if !self.signature.order.contains(name) {
            self.signature.order.push(name.clone());
        }
    }

    /// What is known of integers and fixed indices, outermost first.
    pub(super) fn bounds(&self) -> Bounds {
        let mut bounds = Bounds::new();
        for name in &self.signature.order {
            if let Some(decl) = self.signature.integers.get(name) {
                bounds.push((Term::app(name.clone(), Vec::new()), decl.lower.clone(), decl.upper.clone()));
            }
        }
        for fixed in &self.fixes {
            if let Dom::Range(low, high) = &fixed.binder.dom {
                bounds.push((Term::var(fixed.binder.name.clone()), Some(low.clone()), Some(high.clone())));
            }
        }
        bounds
    }
}

/// Source text without comments and line breaks.
pub(super) fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// A domain as the user reads it.
pub(super) fn show_dom(dom: &Dom) -> String {
    match dom {
        Dom::Set(name) => name.to_string(),
        Dom::Range(low, high) => format!("{}..{}", show_index(low), show_index(high)),
    }
}

/// An integer term as the user reads it (for messages about ranges).
pub(super) fn show_index(term: &Term) -> String {
    match term.node() {
        Node::Num(n) => n.to_string(),
        Node::Var(name) => readable(name),
        Node::App(name, args) if args.is_empty() => name.to_string(),
        Node::Card(set) => format!("|{set}|"),
        Node::Add(items) => show_sum(items),
        Node::Mul(items) => match items.as_slice() {
            [minus, rest] if *minus == Term::int(-1) => format!("-{}", show_index(rest)),
            all => all.iter().map(show_index).collect::<Vec<_>>().join("*"),
        },
        _ => "…".to_owned(),
    }
}

fn show_sum(items: &[Term]) -> String {
    let mut text = String::new();
    for item in items {
        let part = show_index(item);
        if !text.is_empty() && !part.starts_with('-') {
            text.push('+');
        }
        text.push_str(&part);
    }
    text
}

/// An internal name without its suffix.
pub(super) fn readable(name: &Name) -> String {
    name.as_str().split(['@', '#']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_put_on_one_line() {
        assert_eq!(one_line("a +   # why\n    b\n"), "a + b");
    }

    #[test]
    fn ranges_read_as_written() {
        let t = Term::app("T", vec![]);
        assert_eq!(show_dom(&Dom::Range(Term::int(0), Term::sub(t, Term::int(1)))), "0..T-1");
        assert_eq!(readable(&"t@δ".into()), "t");
    }
}
