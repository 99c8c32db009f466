//! The ways in which an assumption may be met, the most natural first.
//!
//! This only lists them, from the form of the assumption alone; whether one leads to a model is found out in [`super::assume`].

use super::arith::Num;
use super::assume::bare_left;
use super::code::{CDom, Code, Program};
use super::curved::{curved_tables, degree_in};
use super::shapes::{Length, Shape};
use super::tightness::vanishing_factors;
use crate::kernel::obligation::Relation;
use crate::term::Fun;
use std::rc::Rc;

/// Tables that are shaped together, at most.
const MAX_GROUP: usize = 4;
/// Shapes tried for one assumption, at most.
const MAX_SHAPES: usize = 60;

/// How an assumption is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Check,
    /// Turned around for the entry at the end of this path, with this slack.
    Rule(bool, Rc<Vec<usize>>, Num),
    /// Solved for the entries of these tables.
    Linear(Vec<usize>, Num),
    /// A joint law is changed such that the two groups of variables are independent given the third.
    Independence,
    /// These tables are filled in this shape, and the equation is then solved for the entries of another one, if any.
    Shaped(Rc<Vec<usize>>, Shape, Option<usize>),
    /// One instance after the other is solved for one entry, which may stand squared.
    Forward,
}

pub(super) fn follow<'c>(mut node: &'c Code, path: &[usize]) -> Option<&'c Code> {
    for step in path {
        node = match node {
            Code::Add(xs) | Code::Mul(xs) | Code::Fun(_, xs) => xs.get(*step)?,
            Code::Pow(ab) => &ab.0,
            _ => return None,
        };
    }
    Some(node)
}

/// Every choice for an assumption, the most natural first: what is met slackly may hold as it is, the rest is solved for.
pub(super) fn options(program: &Program, id: usize, slack: bool) -> Vec<Choice> {
    let Some(assume) = program.assumes.get(id) else { return Vec::new() };
    let slacks: Vec<Num> = match assume.relation {
        Relation::Eq => vec![Num::ZERO],
        Relation::Le => vec![Num::frac(-1, 2), Num::frac(-1, 10)],
        Relation::Lt => vec![Num::frac(-1, 2), Num::frac(-1, 10)],
        Relation::Ge | Relation::Gt => vec![Num::frac(1, 2), Num::frac(1, 10)],
        Relation::Ne => return vec![Choice::Check],
    };
    let mut turned = Vec::new();
    for (right, side) in [(false, &assume.left), (true, &assume.right)] {
        occurrences(side, &mut Vec::new(), &mut |path, table| turned.push((right, Rc::new(path.to_vec()), table)));
    }
    turned.retain(|(_, _, t)| program.free_table(*t));
    turned.sort_by_key(|(_, path, t)| (!path.is_empty(), program.constrained(*t), path.len()));
    turned.truncate(8);
    let strict = matches!(assume.relation, Relation::Lt | Relation::Gt);
    let check_first = assume.relation != Relation::Eq && (slack || strict);
    let mut list = if check_first { vec![Choice::Check] } else { Vec::new() };
    list.extend(assume.independence.as_ref().map(|_| Choice::Independence));
    let mut rules = Vec::new();
    for slack in &slacks {
        // The value is `other + slack`; from the right side the sign turns.
        let signed = |right: bool| if right { slack.neg() } else { slack.clone() };
        rules.extend(turned.iter().map(|(right, path, _)| Choice::Rule(*right, path.clone(), signed(*right))));
    }
    // Turned around, the same factor of a vanishing product would be zero everywhere.
    let vanishing = !slack && !vanishing_factors(assume).is_empty();
    if !vanishing {
        list.append(&mut rules);
    }
    let curved = if assume.relation == Relation::Eq { curved_tables(program, assume) } else { Vec::new() };
    list.extend(shaped(program, id, &curved));
    let mut tables = program.tables_in(&[&assume.left, &assume.right]);
    tables.retain(|t| program.free_table(*t));
    tables.sort_by_key(|t| (bare_left(&assume.left) != Some(*t), program.constrained(*t)));
    for slack in &slacks {
        list.extend(tables.iter().map(|t| Choice::Linear(vec![*t], slack.clone())));
        for (i, a) in tables.iter().enumerate() {
            list.extend(tables.iter().skip(i + 1).map(|b| Choice::Linear(vec![*a, *b], slack.clone())));
        }
    }
    list.append(&mut rules);
    list.extend((!curved.is_empty()).then_some(Choice::Forward));
    if !check_first {
        // Assumptions over nothing, and those that hold anyway.
        list.push(Choice::Check);
    }
    list
}

/// Shapes for the tables in which an equation is not linear: for those of one form together, for each alone, and together with all
/// tables of this form of which something is assumed.
fn shaped(program: &Program, id: usize, curved: &[usize]) -> Vec<Choice> {
    let Some(assume) = program.assumes.get(id) else { return Vec::new() };
    let assumed: Vec<&Code> = program.assumes.iter().flat_map(|a| [&a.left, &a.right]).collect();
    let assumed = program.tables_in(&assumed);
    let alike = |a: usize, among: &[usize]| -> Vec<usize> {
        among.iter().copied().filter(|b| program.shapeable(*b) && program.same_form(a, *b)).collect()
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for table in curved.iter().copied().filter(|t| program.shapeable(*t)) {
        for group in [alike(table, curved), vec![table], alike(table, &assumed)] {
            if group.len() <= MAX_GROUP && !groups.contains(&group) {
                groups.push(group);
            }
        }
    }
    let mut others = program.tables_in(&[&assume.left, &assume.right]);
    others.retain(|t| program.free_table(*t) && degree_in(program, assume, *t) == 1);
    let mut list = Vec::new();
    for group in groups {
        let shapes = shapes(program, &group);
        let group = Rc::new(group);
        list.extend(shapes.iter().map(|shape| Choice::Shaped(group.clone(), *shape, None)));
        let solved = others.iter().copied().filter(|t| !group.contains(t));
        list.extend(solved.map(|other| Choice::Shaped(group.clone(), Shape::Signs, Some(other))));
    }
    list.truncate(MAX_SHAPES);
    list
}

/// The same choices, shapes among themselves in another order, and for every other seed after all others: what always works would
/// hide the rest.
pub(super) fn varied(choices: Vec<Choice>, seed: u64) -> Vec<Choice> {
    let shaped = |c: &Choice| matches!(c, Choice::Shaped(..));
    let Some(first) = choices.iter().position(shaped) else { return choices };
    let (mut shapes, mut rest): (Vec<Choice>, Vec<Choice>) = choices.into_iter().partition(shaped);
    let by = usize::try_from(seed >> 8).unwrap_or(0) % shapes.len().max(1);
    shapes.rotate_left(by);
    let at = if (seed >> 4).is_multiple_of(2) { first } else { rest.len() };
    rest.splice(at..at, shapes);
    rest
}

/// The shapes that tables of this form may have.
fn shapes(program: &Program, group: &[usize]) -> Vec<Shape> {
    let args = group.first().and_then(|t| program.tables.get(*t)).map_or(&[][..], |t| t.args.as_slice());
    let axes: Vec<usize> = (0..=args.len()).collect();
    let long: Vec<usize> = axes.iter().copied().filter(|a| *a > 0 || group.len() > 1).collect();
    let pairs = || axes.iter().flat_map(|a| axes.iter().filter(move |b| *b != a && **b > 0).map(move |b| (*a, *b)));
    let mut shapes: Vec<Shape> = long.iter().rev().map(|a| Shape::Unit(*a)).collect();
    shapes.push(Shape::Signs);
    let real = |(a, _): &(usize, usize)| long.contains(a);
    shapes.extend(pairs().filter(real).map(|(a, b)| Shape::Orthogonal(a, b, Length::One)));
    shapes.extend(pairs().map(|(a, b)| Shape::Contrasts(a, b, Length::Count)));
    let ranges = axes.iter().copied().filter(|a| a.checked_sub(1).and_then(|i| args.get(i)).is_some_and(CDom::is_range));
    for axis in ranges {
        shapes.push(Shape::Powers(axis));
        shapes.extend((group.len() == 2).then_some(Shape::Turns(axis)));
    }
    shapes.extend((args.len() > 1).then_some(Shape::Whole));
    shapes.extend(pairs().map(|(a, b)| Shape::Contrasts(a, b, Length::One)));
    shapes.extend(pairs().map(|(a, b)| Shape::Orthogonal(a, b, Length::Count)));
    shapes
}

/// The entries of tables that an equation can be turned around for.
fn occurrences(code: &Code, path: &mut Vec<usize>, found: &mut dyn FnMut(&[usize], usize)) {
    let mut below = |x: &Code, step: usize, found: &mut dyn FnMut(&[usize], usize)| {
        path.push(step);
        occurrences(x, path, found);
        path.pop();
    };
    match code {
        Code::Table(t, _) => found(path, *t),
        Code::Add(xs) | Code::Mul(xs) => xs.iter().enumerate().for_each(|(i, x)| below(x, i, found)),
        Code::Pow(ab) if matches!(&ab.1, Code::Num(n) if n.to_i64() == Some(-1)) => below(&ab.0, 0, found),
        Code::Fun(Fun::Exp | Fun::Log, xs) => xs.iter().take(1).for_each(|x| below(x, 0, found)),
        _ => {}
    }
}
