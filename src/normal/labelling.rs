//! The orders of nested sums among which the canonical one is looked for.
//!
//! Of few sums these are all orders. Of more, colours are given first (what a sum ranges over, and where its index stands in the factors of
//! the body, whatever the other indices are called): the sums stand in the order of their colours, and only those of one colour change
//! places. Equal terms up to the names of indices get equal colours (colour refinement, one round).

use super::{Normaliser, factors};
use crate::term::{Dom, Name, Term};

/// Of so many nested sums all orders are tried.
const MOST_REORDERED: usize = 4;
/// More nested sums than this, and more orders of those of one colour, are not reordered.
const MOST_COLOURED: usize = 12;
const MOST_ORDERS: usize = 24;

impl Normaliser<'_> {
    /// The orders to be tried: none where there are too many.
    pub(super) fn orders(&self, t: &Term, levels: usize) -> Vec<Vec<u16>> {
        if levels <= MOST_REORDERED {
            return permutations(levels);
        }
        if levels > MOST_COLOURED {
            return Vec::new();
        }
        let nest = self.open_nest(t);
        let items = factors(&nest.body);
        let colours: Vec<(Dom, Vec<Term>)> = nest
            .binders
            .iter()
            .map(|(name, dom, guard)| {
                let map: Vec<(Name, Term)> = nest.binders.iter().map(|(n, _, _)| (n.clone(), mark(n == name))).collect();
                let mine = items.iter().chain([guard]).filter(|f| f.mentions(name));
                let mut places: Vec<Term> = mine.map(|f| f.substitute(&map)).collect();
                places.sort();
                (dom.map(&mut |end| end.substitute(&map)), places)
            })
            .collect();
        in_order_of(&colours)
    }
}

/// The index that is looked at, or any other.
fn mark(own: bool) -> Term {
    Term::var(Name::new(if own { "%own" } else { "%other" }))
}

/// All orders in which the colours do not fall; none if there are too many.
fn in_order_of<C: Ord>(colours: &[C]) -> Vec<Vec<u16>> {
    let mut sorted: Vec<&C> = colours.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut out: Vec<Vec<u16>> = vec![Vec::new()];
    for colour in sorted {
        let class: Vec<u16> = (0u16..).zip(colours).filter(|(_, c)| *c == colour).map(|(i, _)| i).collect();
        if class.len() > MOST_REORDERED {
            return Vec::new();
        }
        let ways = permutations(class.len());
        if out.len() * ways.len() > MOST_ORDERS {
            return Vec::new();
        }
        let arranged = |way: &Vec<u16>| way.iter().filter_map(|k| class.get(usize::from(*k)).copied()).collect::<Vec<u16>>();
        out = out.iter().flat_map(|start| ways.iter().map(|way| [start.clone(), arranged(way)].concat())).collect();
    }
    out
}

/// All orders of `0..n`, the identity first.
fn permutations(n: usize) -> Vec<Vec<u16>> {
    let mut out = vec![Vec::new()];
    for _ in 0..n {
        let mut next = Vec::new();
        for p in &out {
            for i in 0..u16::try_from(n).unwrap_or(0) {
                if !p.contains(&i) {
                    let mut q = p.clone();
                    q.push(i);
                    next.push(q);
                }
            }
        }
        out = next;
    }
    out
}
