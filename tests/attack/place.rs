//! Places in a term, with the indices that are open there.

use derive_check::term::{Dom, Name, Node, Term};

/// An index that may stand at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Open {
    /// Its name.
    pub name: Name,
    /// What it ranges over.
    pub dom: Dom,
}

/// The paths of all subterms, in order.
pub fn paths(t: &Term) -> Vec<Vec<u16>> {
    let mut all = Vec::new();
    walk(t, &mut Vec::new(), &mut all);
    all
}

fn walk(t: &Term, path: &mut Vec<u16>, all: &mut Vec<Vec<u16>>) {
    all.push(path.clone());
    t.node().for_each_child(&mut |at, child, _| {
        path.push(at);
        walk(child, path, all);
        path.pop();
    });
}

/// The subterm at a path as it is: indices bound above it dangle.
pub fn raw(t: &Term, path: &[u16]) -> Option<Term> {
    path.iter().try_fold(t.clone(), |t, at| t.child(*at).map(|(child, _)| child))
}

/// Replaces the subterm at a path by what `f` makes of it. Binders above it are opened, as the kernel opens them: `f` sees no
/// dangling index, and the open ones, `scope` first.
pub fn edit(t: &Term, path: &[u16], scope: &mut Vec<Open>, f: &mut dyn FnMut(&Term, &[Open]) -> Option<Term>) -> Option<Term> {
    let Some((&at, rest)) = path.split_first() else { return f(t, scope) };
    let (inner, binds) = t.child(at)?;
    if binds == 0 {
        return Some(t.with_child(at, &edit(&inner, rest, scope, f)?));
    }
    let (dom, ..) = t.binder_parts()?;
    let depth = scope.iter().filter(|o| o.name.is_opened()).count();
    let open = Open { name: Name::opened(depth), dom: dom.clone() };
    let var = Term::var(open.name.clone());
    scope.push(open.clone());
    let changed = edit(&inner.open(&var), rest, scope, f);
    scope.pop();
    Some(t.with_child(at, &changed?.close(&open.name)))
}

/// Is it an index that stands alone?
pub fn is_index(t: &Term) -> bool {
    matches!(t.node(), Node::Var(_) | Node::Elem(..))
}

/// Can the term stand where a number must, judged by its head alone?
pub fn is_number(t: &Term) -> bool {
    match t.node() {
        Node::Num(_)
        | Node::Pi
        | Node::App(..)
        | Node::Card(_)
        | Node::Add(_)
        | Node::Mul(_)
        | Node::Pow(..)
        | Node::RealPow(..)
        | Node::Fun(..)
        | Node::If(..)
        | Node::Ind(_)
        | Node::Big(..)
        | Node::Expect(..)
        | Node::Deriv(..) => true,
        Node::Bound(_)
        | Node::Var(_)
        | Node::Elem(..)
        | Node::True
        | Node::Cmp(..)
        | Node::And(_)
        | Node::Or(_)
        | Node::Not(_) => false,
    }
}
