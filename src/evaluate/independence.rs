//! Conditional independence in a joint law: an assumption that says so, and a law in which it holds.
//!
//! `p(z|x,y) = p(z|y)`, `p(x,z|y) = p(x|y)*p(z|y)` and `p(x,y,z)*p(y) = p(x,y)*p(y,z)` say that x and z are independent given y. The law with `p(x,y)*p(y,z)/p(y)` in
//! place of `p(x,y,z)`, in which all other variables keep their conditional law, is one that meets it; the marginals of (x, y) and of (y, z)
//! stay as they were. What it gives is checked like every other model.

use super::arith::{Arith, Num, Res, Stop};
use super::model::Table;
use crate::kernel::obligation::{Relation, Signature, Statement};
use crate::term::{Name, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Two groups of variables of a joint law that are independent given a third; variables by their positions.
pub(super) struct Independence {
    /// The law.
    pub law: Name,
    first: Vec<usize>,
    second: Vec<usize>,
    given: Vec<usize>,
}

/// A marginal or conditional of a joint law, with the index of each of its variables.
struct Form {
    law: Name,
    before: BTreeMap<usize, Name>,
    behind: BTreeMap<usize, Name>,
}

impl Form {
    fn of(signature: &Signature, t: &Term) -> Option<Form> {
        let Node::App(name, args) = t.node() else { return None };
        let (law, positions) = positions(signature, name, args.len())?;
        let bar = signature.definitions.get(name).and_then(|d| d.bar).unwrap_or(args.len());
        let index = |t: &Term| if let Node::Var(name) = t.node() { Some(name.clone()) } else { None };
        let indices: Vec<(usize, Name)> =
            positions.into_iter().zip(args).map(|(at, t)| Some((at, index(t)?))).collect::<Option<_>>()?;
        let distinct: BTreeSet<&Name> = indices.iter().map(|(_, name)| name).collect();
        if distinct.len() != args.len() {
            return None;
        }
        let (before, behind) = indices.split_at(bar.min(indices.len()));
        Some(Form { law, before: before.iter().cloned().collect(), behind: behind.iter().cloned().collect() })
    }
}

/// The joint law of which a name is a form, and which of its variables the parameters stand for.
fn positions(signature: &Signature, name: &Name, count: usize) -> Option<(Name, Vec<usize>)> {
    let Some(definition) = signature.definitions.get(name) else {
        let law = signature.functions.get(name).is_some_and(|f| f.law == Some(count));
        return law.then(|| (name.clone(), (0..count).collect()));
    };
    definition.joint?;
    let mut body = definition.body.clone();
    loop {
        body = match body.node() {
            Node::Big(_, _, _, _, inner) => inner.clone(),
            // A quotient.
            Node::Mul(items) => items.first()?.clone(),
            Node::App(inner, args) => {
                let (law, places) = positions(signature, inner, args.len())?;
                let place = |param: &Name| {
                    let at = args.iter().position(|a| matches!(a.node(), Node::Var(n) if n == param))?;
                    places.get(at).copied()
                };
                return Some((law, definition.params.iter().map(|(param, _)| place(param)).collect::<Option<_>>()?));
            }
            _ => return None,
        };
    }
}

/// Variables of a law, with the index of each.
type Group = BTreeMap<usize, Name>;

/// The marginals whose product stands on each side of an equation of marginals and conditionals of one law, quotients cleared:
/// `p(x|y)` is `p(x,y)` over `p(y)`.
fn marginals(signature: &Signature, statement: &Statement) -> Option<(Name, [Vec<Group>; 2])> {
    let mut law = None;
    let mut sides = [Vec::new(), Vec::new()];
    for (side, t) in [&statement.left, &statement.right].into_iter().enumerate() {
        let factors = if let Node::Mul(items) = t.node() { items.clone() } else { vec![t.clone()] };
        for factor in factors {
            let (factor, below) = match factor.node() {
                Node::Pow(base, exponent) if *exponent == Term::int(-1) => (base.clone(), true),
                _ => (factor, false),
            };
            let form = Form::of(signature, &factor)?;
            if *law.get_or_insert_with(|| form.law.clone()) != form.law {
                return None;
            }
            let (here, there) = if below { (1 - side, side) } else { (side, 1 - side) };
            let mut whole = form.before;
            whole.extend(form.behind.clone());
            sides.get_mut(here)?.push(whole);
            if !form.behind.is_empty() {
                sides.get_mut(there)?.push(form.behind);
            }
        }
    }
    let [left, mut right] = sides;
    let mut rest = Vec::new();
    for group in left {
        match right.iter().position(|g| *g == group) {
            Some(at) => drop(right.swap_remove(at)),
            None => rest.push(group),
        }
    }
    Some((law?, [rest, right]))
}

/// `p(x,y,z)*p(y) = p(x,y)*p(y,z)`: x and z are independent given y.
fn independent(one: &[Group], other: &[Group]) -> Option<[Vec<usize>; 3]> {
    let [a, b] = other else { return None };
    let mut one = one.to_vec();
    one.sort_by_key(BTreeMap::len);
    let nothing = Group::new();
    let (given, whole) = match one.as_slice() {
        [whole] => (&nothing, whole),
        [given, whole] => (given, whole),
        _ => return None,
    };
    let shared: Group = a.iter().filter(|(at, name)| b.get(at) == Some(name)).map(|(at, name)| (*at, name.clone())).collect();
    let mut both = a.clone();
    both.extend(b.clone());
    let consistent = a.keys().filter(|at| b.contains_key(at)).count() == shared.len();
    let only = |g: &Group| -> Vec<usize> { g.keys().filter(|at| !given.contains_key(at)).copied().collect() };
    let (first, second) = (only(a), only(b));
    let apart = !first.is_empty() && !second.is_empty();
    (consistent && shared == *given && both == *whole && apart).then(|| [first, second, given.keys().copied().collect()])
}

impl Independence {
    /// What an assumption says, if it is this.
    pub fn of(signature: &Signature, statement: &Statement) -> Option<Independence> {
        if statement.relation != Relation::Eq {
            return None;
        }
        let (law, [left, right]) = marginals(signature, statement)?;
        let [first, second, given] = independent(&left, &right).or_else(|| independent(&right, &left))?;
        Some(Independence { law, first, second, given })
    }

    /// How many variables it speaks of.
    pub fn size(&self) -> usize {
        self.first.len() + self.second.len() + self.given.len()
    }

    /// The entries of a law that meets it, made from the entries of this one.
    pub fn imposed(&self, table: &Table, ar: &mut Arith) -> Res<Vec<Num>> {
        let of = |groups: &[&Vec<usize>]| -> Vec<usize> { groups.iter().flat_map(|g| g.iter().copied()).collect() };
        let (with_first, with_second) = (of(&[&self.first, &self.given]), of(&[&self.second, &self.given]));
        let all = of(&[&self.first, &self.second, &self.given]);
        let [a, b, c, abc] = [&with_first, &with_second, &self.given, &all].map(|kept| marginal(table, kept, ar));
        let (a, b, c, abc) = (a?, b?, c?, abc?);
        let rest: usize =
            (0..table.dims.len()).filter(|k| !all.contains(k)).filter_map(|k| Some(table.dims.get(k)?.len())).product();
        let mut data = Vec::with_capacity(table.data.len());
        for (position, value) in table.data.iter().enumerate() {
            let places = table.places(position);
            let at =
                |kept: &[usize], sums: &BTreeMap<Vec<usize>, Num>| sums.get(&key(&places, kept)).cloned().unwrap_or(Num::ZERO);
            let (given, whole) = (at(&self.given, &c), at(&all, &abc));
            if given.is_zero() {
                data.push(Num::ZERO);
                continue;
            }
            let joint = at(&with_first, &a).mul(&at(&with_second, &b), ar)?.mul(&given.recip(ar)?, ar)?;
            let share = if whole.is_zero() {
                Num::frac(1, i64::try_from(rest).map_err(|_| Stop::TooBig)?)
            } else {
                value.mul(&whole.recip(ar)?, ar)?
            };
            data.push(joint.mul(&share, ar)?);
        }
        Ok(data)
    }
}

fn key(places: &[usize], kept: &[usize]) -> Vec<usize> {
    kept.iter().filter_map(|k| places.get(*k).copied()).collect()
}

fn marginal(table: &Table, kept: &[usize], ar: &mut Arith) -> Res<BTreeMap<Vec<usize>, Num>> {
    let mut sums: BTreeMap<Vec<usize>, Num> = BTreeMap::new();
    for (position, value) in table.data.iter().enumerate() {
        let sum = sums.entry(key(&table.places(position), kept)).or_insert(Num::ZERO);
        *sum = sum.add(value, ar)?;
    }
    Ok(sums)
}
