//! Terms: the shared vocabulary of prover, evaluator and kernel.
//!
//! A [`Term`] is an immutable, cheaply cloned tree of [`Node`]s with a cached hash. Locally nameless:
//! see [`Node`]. This module knows structure only: no sorts, no meaning, no simplification.

mod binder;
mod build;
mod name;
mod node;

pub use name::{Hint, Name};
pub use node::{BigOp, Dom, Fun, Node, Rel, child};

use rustc_hash::FxHasher;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A term. Equality is alpha-equivalence; the order is structural and the same on every machine.
#[derive(Clone)]
pub struct Term(Arc<Inner>);

struct Inner {
    node: Node,
    hash: u64,
    /// One more than the largest dangling de Bruijn index; 0 for a locally closed term.
    loose: u32,
    /// Number of nodes, saturating.
    size: u32,
}

impl Term {
    /// The term with this root.
    pub fn new(node: Node) -> Self {
        let mut loose = match node {
            Node::Bound(k) => k + 1,
            _ => 0,
        };
        let mut size = 1u32;
        node.for_each_child(&mut |_, child, binds| {
            loose = loose.max(child.0.loose.saturating_sub(binds));
            size = size.saturating_add(child.0.size);
        });
        let mut hasher = FxHasher::default();
        node.hash(&mut hasher);
        Term(Arc::new(Inner { hash: hasher.finish(), node, loose, size }))
    }
    /// The root node.
    pub fn node(&self) -> &Node {
        &self.0.node
    }
    /// Number of nodes (saturating).
    pub fn size(&self) -> u32 {
        self.0.size
    }
    /// One more than the largest dangling de Bruijn index.
    pub fn loose(&self) -> u32 {
        self.0.loose
    }
    /// No dangling de Bruijn index?
    pub fn is_closed(&self) -> bool {
        self.0.loose == 0
    }
    /// The same object in memory? (A fast sufficient test for equality.)
    pub fn same(&self, other: &Term) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        self.same(other) || (self.0.hash == other.0.hash && self.0.node == other.0.node)
    }
}
impl Eq for Term {}
impl Hash for Term {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}
impl PartialOrd for Term {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Term {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.same(other) { Ordering::Equal } else { self.0.node.cmp(&other.0.node) }
    }
}
impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.node.fmt(f)
    }
}

impl Node {
    /// Calls `visit(position, child, binders)` for each child in the order of certificate paths;
    /// `binders` is 1 for a child under this node's binder, else 0.
    pub fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(u16, &'a Term, u32)) {
        let mut list = |items: &'a [Term]| {
            for (i, item) in items.iter().enumerate() {
                visit(u16::try_from(i).unwrap_or(u16::MAX), item, 0);
            }
        };
        match self {
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Var(_) | Node::Elem(..) | Node::Card(_) | Node::True => {}
            Node::App(_, xs) | Node::Add(xs) | Node::Mul(xs) | Node::Fun(_, xs) | Node::And(xs) | Node::Or(xs) => list(xs),
            Node::Pow(a, b) | Node::RealPow(a, b) | Node::Deriv(a, b) | Node::Cmp(_, a, b) => {
                visit(0, a, 0);
                visit(1, b, 0);
            }
            Node::If(p, a, b) => {
                visit(0, p, 0);
                visit(1, a, 0);
                visit(2, b, 0);
            }
            Node::Ind(p) | Node::Not(p) => visit(0, p, 0),
            Node::Big(_, _, dom, under, body) | Node::Expect(_, dom, under, body) => {
                visit(child::GUARD, under, 1);
                visit(child::BODY, body, 1);
                if let Dom::Range(lo, hi) = dom {
                    visit(child::LOW, lo, 0);
                    visit(child::HIGH, hi, 0);
                }
            }
        }
    }

    /// The same node with each child replaced by `f(position, child, binders)`.
    pub fn map_children(&self, f: &mut dyn FnMut(u16, &Term, u32) -> Term) -> Node {
        let mut list = |items: &[Term]| -> Vec<Term> {
            items.iter().enumerate().map(|(i, item)| f(u16::try_from(i).unwrap_or(u16::MAX), item, 0)).collect()
        };
        match self {
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Var(_) | Node::Elem(..) | Node::Card(_) | Node::True => self.clone(),
            Node::App(n, xs) => Node::App(n.clone(), list(xs)),
            Node::Add(xs) => Node::Add(list(xs)),
            Node::Mul(xs) => Node::Mul(list(xs)),
            Node::Fun(k, xs) => Node::Fun(*k, list(xs)),
            Node::And(xs) => Node::And(list(xs)),
            Node::Or(xs) => Node::Or(list(xs)),
            Node::Pow(a, b) => Node::Pow(f(0, a, 0), f(1, b, 0)),
            Node::RealPow(a, b) => Node::RealPow(f(0, a, 0), f(1, b, 0)),
            Node::Deriv(a, b) => Node::Deriv(f(0, a, 0), f(1, b, 0)),
            Node::Cmp(r, a, b) => Node::Cmp(*r, f(0, a, 0), f(1, b, 0)),
            Node::If(p, a, b) => Node::If(f(0, p, 0), f(1, a, 0), f(2, b, 0)),
            Node::Ind(p) => Node::Ind(f(0, p, 0)),
            Node::Not(p) => Node::Not(f(0, p, 0)),
            Node::Big(op, hint, dom, guard, body) => {
                let (guard, body) = (f(child::GUARD, guard, 1), f(child::BODY, body, 1));
                Node::Big(*op, hint.clone(), map_dom(dom, f), guard, body)
            }
            Node::Expect(hint, dom, weight, body) => {
                let (weight, body) = (f(child::GUARD, weight, 1), f(child::BODY, body, 1));
                Node::Expect(hint.clone(), map_dom(dom, f), weight, body)
            }
        }
    }
}

fn map_dom(dom: &Dom, f: &mut dyn FnMut(u16, &Term, u32) -> Term) -> Dom {
    match dom {
        Dom::Set(name) => Dom::Set(name.clone()),
        Dom::Range(lo, hi) => Dom::Range(f(child::LOW, lo, 0), f(child::HIGH, hi, 0)),
    }
}
