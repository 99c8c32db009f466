//! Names for the indices that a proof has opened: a condition speaks of them as the author does.
//!
//! The kernel calls the variable of an opened binder `%2`. A reader knows that index under the name that some sum over the same set
//! has in the lines, or in a definition. Only bound names change, so the condition says the same.

use crate::kernel::obligation::{Binder, Condition, Signature};
use crate::term::{Dom, Hint, Name, Node, Term};

/// The condition with readable names, such as stand in the lines or in the definitions.
pub fn named(condition: &Condition, lines: &[&Term], signature: &Signature) -> Condition {
    let mut named = condition.clone();
    for at in 0..named.binders.len() {
        let Some(binder) = named.binders.get(at).filter(|b| b.name.as_str().starts_with('%')).cloned() else {
            continue;
        };
        let bodies = signature.definitions.values().map(|definition| &definition.body);
        let mut hints = Vec::new();
        let terms: Vec<&Term> = lines.iter().copied().chain(bodies).collect();
        terms.iter().for_each(|term| collect(term, &|dom| *dom == binder.dom, &mut hints));
        // A rule may have cut a range to pieces: its index is called as it was in the whole.
        if let (Dom::Range(..), []) = (&binder.dom, hints.as_slice()) {
            terms.iter().for_each(|term| collect(term, &|dom| matches!(dom, Dom::Range(..)), &mut hints));
        }
        // Where all names are taken, the first gets a prime.
        let primed = hints.first().map(|hint| Name::new(&format!("{hint}'")));
        if let Some(hint) = hints.iter().chain(&primed).find(|hint| !taken(&named, hint)) {
            rename(&mut named, &binder.name, hint);
        }
    }
    named
}

/// The names of the binders over such a domain, in reading order.
fn collect(term: &Term, wanted: &impl Fn(&Dom) -> bool, hints: &mut Vec<Name>) {
    term.any(&mut |t| {
        if let Node::Big(_, hint, dom, ..) | Node::Expect(hint, dom, ..) = t.node()
            && wanted(dom)
            && !hint.0.as_str().starts_with('%')
        {
            hints.push(Name::new(readable(&hint.0)));
        }
        false
    });
}

/// What the variable of a binder is called; where no author has named it, like others of its kind.
pub fn hint(hint: &Hint, dom: &Dom) -> String {
    match (hint.0.as_str().starts_with('%'), dom) {
        (false, _) => readable(&hint.0).to_owned(),
        (true, Dom::Set(set)) => set.as_str().to_lowercase(),
        (true, Dom::Range(..)) => "i".to_owned(),
    }
}

/// A name without what the elaborator adds to keep it apart from others.
pub fn readable(name: &Name) -> &str {
    name.as_str().split(['@', '#']).next().unwrap_or_default()
}

/// Does something else in the condition bear this name?
fn taken(condition: &Condition, hint: &Name) -> bool {
    let mut found = false;
    let mut look = |term: &Term| {
        term.any(&mut |t| {
            found = found
                || match t.node() {
                    Node::Var(name) | Node::App(name, _) => readable(name) == hint.as_str(),
                    Node::Elem(_, name) => name == hint,
                    _ => false,
                };
            found
        });
    };
    look(&condition.prop);
    condition.binders.iter().for_each(|binder| look(&binder.guard));
    found || condition.binders.iter().any(|binder| readable(&binder.name) == hint.as_str())
}

fn rename(condition: &mut Condition, from: &Name, to: &Name) {
    let map = [(from.clone(), Term::var(to.clone()))];
    condition.prop = condition.prop.substitute(&map);
    for Binder { name, dom, guard } in &mut condition.binders {
        *guard = guard.substitute(&map);
        if let Dom::Range(low, high) = dom {
            (*low, *high) = (low.substitute(&map), high.substitute(&map));
        }
        if name == from {
            *name = to.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(name: &str, guard: Term) -> Binder {
        Binder { name: Name::new(name), dom: Dom::Set(Name::new("A")), guard }
    }

    #[test]
    fn an_opened_index_gets_the_name_that_a_line_gives_it() {
        let f = |v: &str| Term::app("f", vec![Term::var(v)]);
        let line = Term::sum("b", Dom::Set(Name::new("A")), Term::truth(), Term::app("f", vec![Term::new(Node::Bound(0))]));
        let condition = Condition { binders: vec![over("%1", Term::truth())], prop: f("%1") };
        let shown = named(&condition, &[&line], &Signature::default());
        assert_eq!((shown.binders[0].name.as_str(), shown.prop), ("b", f("b")));
    }

    #[test]
    fn a_name_that_is_taken_is_not_taken_twice() {
        let line = Term::sum("b", Dom::Set(Name::new("A")), Term::truth(), Term::new(Node::Bound(0)));
        let prop = Term::app("f", vec![Term::var("%1"), Term::var("b")]);
        let condition = Condition { binders: vec![over("%1", Term::truth())], prop };
        let shown = named(&condition, &[&line], &Signature::default());
        assert_eq!(shown.prop, Term::app("f", vec![Term::var("b'"), Term::var("b")]));
    }
}
