//! Choosing models: sizes, integers, entries, fixed indices.
//!
//! Patterns vary by plan, not by luck: what breaks a false line is often a set of one element, two indices that coincide, sets of
//! unequal sizes, a zero, equal entries. The first models are small. Everything follows from the seed by SplitMix64,
//! the same on every machine.

use super::arith::{Arith, Num, Q, Res, Stop};
use super::choose::{Chooser, Role};
use super::code::{CBinder, CDom, Program};
use super::extreme;
use super::machine::{Machine, Memo};
use super::model::{Dim, Model, Table};
use super::random::SplitMix;
use super::roles::Roles;
use super::tightness::Tightness;
use crate::kernel::obligation::{Constraint, FunctionDecl};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Entries of one table beyond which a model is too large.
const MAX_ENTRIES: usize = 3000;

/// How entries are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    Integers,
    Fractions,
    /// Zeros, ones, closed ends, equal neighbours.
    Special,
    /// All entries of a table alike.
    Equal,
    /// Near the lower end, for assumptions that bound sums.
    Tiny,
    /// Far out, close to an end, next to a number that a line names.
    Extreme,
    /// Parts of one, all of them: what is bounded by its square, or by a multiple of it, often is not there.
    Small,
}

/// One model to build: its number decides the patterns, its attempt the random numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    pub seed: u64,
    pub number: usize,
    pub attempt: usize,
    /// No set and no integer range larger than this, where it can be helped.
    pub largest: usize,
    /// An extreme model, not an ordinary one.
    pub extreme: bool,
}

impl Request {
    fn style(&self) -> Style {
        if self.extreme && self.attempt.is_multiple_of(2) {
            return if extreme::small(self.number) { Style::Small } else { Style::Extreme };
        }
        if self.attempt % 3 == 2 {
            return Style::Tiny;
        }
        match self.number % 12 {
            0 | 6 => Style::Integers,
            3 | 5 | 9 | 11 => Style::Special,
            4 => Style::Equal,
            _ => Style::Fractions,
        }
    }
    fn tightness(&self) -> Tightness {
        match (self.number + self.attempt) % 4 {
            1 => Tightness::Tight,
            3 => Tightness::Mixed,
            _ => Tightness::Slack,
        }
    }
    /// Which special value a constant gets: in some models all get the same, in others each its own. In every other extreme
    /// model it gets the next number that the lines name, or one beside it.
    fn special(&self, id: usize, style: Style, landmarks: &[Q]) -> Option<usize> {
        let turn = self.number / 6;
        match style {
            Style::Special if self.number % 6 == 3 => Some(turn),
            Style::Special => Some(turn + id + 1),
            Style::Extreme if !landmarks.is_empty() && self.number % 2 == 1 => Some(self.number / 2 + id),
            _ => None,
        }
    }
    fn logs(&self) -> bool {
        if self.extreme { self.number.is_multiple_of(2) } else { self.number % 4 != 3 }
    }
    fn rng(&self) -> SplitMix {
        let mut rng = SplitMix::new(self.seed);
        rng.mix(self.number as u64);
        rng.mix(self.attempt as u64);
        if self.extreme {
            rng.mix(1);
        }
        rng
    }
    fn set_size(&self, i: usize, sets: usize, rng: &mut SplitMix) -> usize {
        if self.extreme {
            if extreme::small(self.number) {
                return (1 + (self.number / 2 + i) % 3).min(self.largest.max(1));
            }
            return extreme::size(self.number + self.attempt, i, sets).min(self.largest.max(1));
        }
        let k = self.number + 12 * self.attempt;
        let large = sets <= 2 || (self.number >= 12 && self.number % sets == i);
        let random = usize::try_from(rng.between(1, if large { 4 } else { 3 })).unwrap_or(2);
        let size = match self.number % 12 {
            0 | 7 => 2,
            1 => 2 + (i + 1) % 2,
            2 => 1,
            3 => 2 + i % 2,
            4 => 3,
            5 => 1 + i % 2,
            6 => 1 + (i + 1) % 2,
            _ => random,
        };
        // One set after the other is large.
        let turn = self.number / 12;
        let size = if self.number % 12 == 8 && turn > 0 && turn % sets == i { 4 } else { size };
        // Many sets: sums over all of them must stay short; one after the other may be large.
        let size = if sets > 3 && k % sets != i { size.min(2) } else { size };
        size.min(self.largest.max(1))
    }
}

/// Builds a model without regard to assumptions and fixed indices; `None` where the declarations allow none of this shape.
/// Only extreme models look at what the lines name.
pub(super) fn sample(program: &Program, roles: &Roles, near: extreme::Near<'_>, request: &Request) -> Option<Model> {
    let mut rng = request.rng();
    let unnamed = program.sets.iter().filter(|s| s.elements.is_none()).count();
    let mut model = Model { jets: rng.bits(), tightness: request.tightness(), ..Model::default() };
    let mut nth = 0;
    for set in &program.sets {
        model.sizes.push(match &set.elements {
            Some(elements) => elements.len(),
            None => {
                nth += 1;
                request.set_size(nth - 1, unnamed, &mut rng)
            }
        });
    }
    for i in 0..program.integers.len() {
        let value = integer(program, &model, request, i)?;
        model.integers.push(value);
    }
    model.vars = vec![None; program.globals.len()];
    for id in 0..program.tables.len() {
        let table = fill(program, (roles, near), &model, request, id, &mut rng)?;
        model.tables.push(table);
    }
    Some(model)
}

/// A bound of a declared integer; `Some(None)` where none is declared.
pub(super) fn bound(program: &Program, model: &Model, code: Option<&super::code::Code>) -> Option<Option<i64>> {
    let Some(code) = code else { return Some(None) };
    let mut machine = Machine::new(program, model, Arith::new(128, 10_000), Memo::default());
    machine.run(code, &[]).ok()?.re.to_i64().map(Some)
}

fn integer(program: &Program, model: &Model, request: &Request, i: usize) -> Option<i64> {
    let info = program.integers.get(i)?;
    let (lower, upper) = (bound(program, model, info.lower.as_ref())?, bound(program, model, info.upper.as_ref())?);
    // Styles and special values come round with the number: by the turn, every integer meets each of them.
    let at = request.number + 5 * (request.number / 12) + 3 * i + 5 * request.attempt;
    let offsets = [1, 0, 2, 1, 3, 0, 2, 4, 1, 3, 2, 5];
    let free = [2, 1, 3, 0, -1, 2, 4, 1, -2, 3, 5, 0];
    let cap = i64::try_from(request.largest).unwrap_or(5).max(1);
    let ordinary = offsets.get(at % offsets.len()).copied().unwrap_or(1);
    let far = extreme::offset(request.number + request.attempt, i);
    let offset = if request.extreme { far } else { ordinary }.min(cap);
    match (lower, upper) {
        (Some(low), Some(high)) if low > high => None,
        (Some(low), Some(high)) => Some(low + offset % high.checked_sub(low)?.checked_add(1)?),
        (Some(low), None) => low.checked_add(offset),
        (None, Some(high)) => high.checked_sub(offset),
        (None, None) if request.extreme => Some(if at.is_multiple_of(2) { offset } else { -offset }),
        (None, None) => free.get(at % free.len()).copied(),
    }
}

/// The arguments of a table in a model.
pub(super) fn dims(program: &Program, model: &Model, args: &[CDom]) -> Option<Vec<Dim>> {
    let mut machine = Machine::new(program, model, Arith::new(128, 10_000), Memo::default());
    args.iter().map(|dom| machine.run_domain(dom, &[]).ok()).collect()
}

fn fill(
    program: &Program,
    (roles, near): (&Roles, extreme::Near<'_>),
    model: &Model,
    request: &Request,
    id: usize,
    rng: &mut SplitMix,
) -> Option<Table> {
    let info = program.tables.get(id)?;
    let dims = dims(program, model, &info.args)?;
    let count = dims.iter().try_fold(1usize, |n, d| n.checked_mul(d.len())).filter(|n| *n <= MAX_ENTRIES)?;
    let mut table = Table { dims, data: Vec::with_capacity(count), rules: Vec::new() };
    let strict = !info.of.is_empty();
    let zeros = matches!(request.number % 12, 1 | 3 | 5 | 8 | 9 | 11);
    let style = if strict && request.style() == Style::Special { Style::Fractions } else { request.style() };
    if let Some(outcomes) = info.decl.law {
        // One outcome far likelier than another, and none impossible.
        let style = if request.number % 12 == 10 { Style::Special } else { style };
        table.data = law(&table, outcomes, &info.likely, style, zeros && !strict, rng)?;
        return Some(table);
    }
    if info.decl.constraint.onehot {
        table.data = onehot(&table, count, rng)?;
        return Some(table);
    }
    let logs = request.logs();
    let role = match id {
        _ if logs && roles.logs.contains(&id) => Role::Log,
        _ if logs && roles.inverses.contains(&id) => Role::Inverse,
        _ if logs && roles.integers.contains(&id) => Role::Integer,
        _ => Role::Plain,
    };
    // An assumption may bound only a part of the table.
    let constraint = if request.number % 4 == 2 { &info.decl.constraint } else { &info.likely };
    let special = (count == 1).then(|| request.special(id, style, near.numbers)).flatten();
    let sign = request.number.is_multiple_of(2);
    let coincident =
        if style == Style::Extreme && request.number.is_multiple_of(3) { constants(model, &|_| true) } else { Vec::new() };
    let landmarks = &[near.numbers, coincident.as_slice()].concat();
    let threshold = style == Style::Extreme && !info.args.is_empty();
    let named = |id: usize| near.tables.contains(&id) && program.tables.get(id).is_some_and(|t| t.args.is_empty());
    let thresholds = &if threshold { constants(model, &named) } else { Vec::new() };
    let chooser = Chooser { constraint, style, role, strict, sign, special, landmarks, thresholds };
    let same = chooser.value(rng)?;
    let alike = style == Style::Equal || (style == Style::Extreme && count > 1 && rng.between(0, 4) == 0);
    for _ in 0..count {
        let equal = alike || (style == Style::Special && rng.between(0, 3) == 0);
        table.data.push(if equal { same.clone() } else { chooser.value(rng)? });
    }
    if info.decl.constraint.symmetric {
        mirror(&mut table);
    }
    Some(table)
}

/// The rational constants chosen so far: a false line may need an entry at or next to one of them.
fn constants(model: &Model, wanted: &dyn Fn(usize) -> bool) -> Vec<Q> {
    let alone = model.tables.iter().enumerate().filter(|(id, t)| t.data.len() == 1 && wanted(*id));
    alone.filter_map(|(_, t)| t.data.first()?.as_q().cloned()).collect()
}

fn mirror(table: &mut Table) {
    for position in 0..table.data.len() {
        let mut places = table.places(position);
        places.reverse();
        let other = table.at_places(&places);
        if let (true, Some(value)) = (other < position, table.data.get(other).cloned())
            && let Some(slot) = table.data.get_mut(position)
        {
            *slot = value;
        }
    }
}

/// A law for each condition: random weights over their sum.
fn law(table: &Table, outcomes: usize, c: &Constraint, style: Style, zeros: bool, rng: &mut SplitMix) -> Option<Vec<Num>> {
    let lengths: Vec<usize> = table.dims.iter().map(Dim::len).collect();
    let many: usize = lengths.iter().take(outcomes).product();
    let conditions: usize = lengths.iter().skip(outcomes).product();
    if conditions == 0 {
        return Some(Vec::new());
    }
    if many == 0 {
        return None;
    }
    let positive = c.nonzero || c.lower.as_ref().is_some_and(|b| b.strict && !b.value.is_negative());
    let zeros = zeros && !positive;
    let uneven = positive && rng.between(0, 1) == 0;
    let mut data = vec![Num::ZERO; many * conditions];
    for condition in 0..conditions {
        let sure = rng.between(0, i64::try_from(many).ok()? - 1);
        let ordinary = (0..many)
            .map(|i| match style {
                Style::Equal => 1,
                // Nearly all of the weight in few places.
                Style::Special if uneven => rng.pick(&[1, 1, 60], 1),
                _ if zeros && i64::try_from(i).ok() != Some(sure) && rng.between(0, 1) == 0 => 0,
                // One outcome far likelier than another.
                Style::Special => rng.pick(&[1, 1, 12, 2, 12], 1),
                _ => rng.between(1, 5),
            })
            .collect();
        let weights: Vec<i64> = if style == Style::Extreme { extreme::weights(many, rng) } else { ordinary };
        let total: i64 = weights.iter().sum();
        for (i, w) in weights.iter().enumerate() {
            *data.get_mut(i * conditions + condition)? = Num::frac(*w, total);
        }
    }
    Some(data)
}

fn onehot(table: &Table, count: usize, rng: &mut SplitMix) -> Option<Vec<Num>> {
    let last = table.dims.last().map_or(1, Dim::len);
    if last == 0 {
        return (count == 0 && table.dims.iter().rev().skip(1).any(|d| d.len() == 0)).then(Vec::new);
    }
    let mut data = vec![Num::ZERO; count];
    for start in (0..count).step_by(last) {
        let at = start + rng.below(last);
        *data.get_mut(at)? = Num::ONE;
    }
    Some(data)
}

/// Does a value meet what is declared (sums of laws aside)? Only if certain.
pub(super) fn meets_constraint(value: &Num, decl: &FunctionDecl, ar: &mut Arith) -> Res<bool> {
    let c = &decl.constraint;
    let strict = !decl.of.is_empty();
    let certain = |order: Res<Ordering>, or_equal: bool, wanted: Ordering| match order {
        Ok(o) => Ok(o == wanted || (or_equal && o == Ordering::Equal)),
        Err(Stop::Undecided) => Ok(false),
        Err(stop) => Err(stop),
    };
    if let Some(b) = &c.lower {
        let order = value.compare(&Num::Rat(Q::from_rational(&b.value)), ar);
        if !certain(order, !b.strict && !strict, Ordering::Greater)? {
            return Ok(false);
        }
    }
    if let Some(b) = &c.upper {
        let order = value.compare(&Num::Rat(Q::from_rational(&b.value)), ar);
        if !certain(order, !b.strict && !strict, Ordering::Less)? {
            return Ok(false);
        }
    }
    if decl.law.is_some() && !certain(value.compare(&Num::ZERO, ar), !strict, Ordering::Greater)? {
        return Ok(false);
    }
    if c.nonzero && !matches!(value.sign(ar), Ok(s) if s != 0) {
        return Ok(false);
    }
    let rational = value.as_q();
    let whole = !(c.integer || c.binary || c.onehot) || rational.is_some_and(Q::is_integer);
    let bit = !(c.binary || c.onehot) || rational.is_some_and(|q| q.is_zero() || q.is_one());
    Ok(whole && bit)
}

/// All values of the fixed indices that meet their guards, grouped by pattern: which coincide, which stand at an end.
pub(super) fn assignments(machine: &mut Machine<'_>, binders: &[CBinder]) -> Res<BTreeMap<Vec<i8>, Vec<Vec<i64>>>> {
    let mut groups: BTreeMap<Vec<i8>, Vec<Vec<i64>>> = BTreeMap::new();
    for (values, dims) in machine.instances_with_domains(binders)? {
        let mut key = Vec::new();
        for (i, v) in values.iter().enumerate() {
            for w in values.iter().skip(i + 1) {
                // Generic first: distinct before equal.
                key.push(match v.cmp(w) {
                    Ordering::Less => 0,
                    Ordering::Greater => 1,
                    Ordering::Equal => 2,
                });
            }
            if let Some(Dim::Range(low, n)) = dims.get(i) {
                let last = low.saturating_add(i64::try_from(*n).unwrap_or(1) - 1);
                key.push(i8::from(v == low) + 2 * i8::from(*v == last));
            }
        }
        groups.entry(key).or_default().push(values);
    }
    Ok(groups)
}
