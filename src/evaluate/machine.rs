//! Runs resolved terms in a model.
//!
//! Meaning as in the language: strict, except that `if` evaluates the chosen branch only and empty sums and products
//! evaluate nothing. Nothing is guessed: a sign that cannot be certified stops the evaluation as undecided.

use super::arith::{Arith, Num, Res, Stop};
use super::code::{CDom, Code, LARGE, Program};
use super::dual::Val;
use super::model::{Dim, Model};
use super::roles::visit;
use crate::term::{BigOp, Fun, Rel};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Nested evaluations (not derivatives) beyond which it is too deep.
const MAX_DEPTH: u32 = 900;
/// Nested derivatives.
const MAX_BITS: usize = 6;

/// Infinitesimal parts of entries (table, position): coefficients of masks.
pub(super) type Parts = BTreeMap<(usize, usize), Vec<(u32, Num)>>;

/// What was computed before in this model; looked up only, never iterated.
#[derive(Default)]
pub(super) struct Memo {
    pub defs: HashMap<(usize, usize, Vec<Val>), Result<Val, Stop>>,
    pub entries: HashMap<(usize, usize, usize), Result<Val, Stop>>,
    /// Derivatives of implicit tables: by context, then table and position.
    pub jets: HashMap<usize, Parts>,
    /// Lists of the entries by which derivatives are being taken; the first is the empty one.
    pub contexts: Vec<Vec<(usize, usize)>>,
}

/// The evaluator's state in one model.
pub(super) struct Machine<'m> {
    pub program: &'m Program,
    pub model: &'m Model,
    pub ar: Arith,
    pub memo: Memo,
    /// Entries that were asked for, where somebody wants to know.
    pub touched: Option<BTreeSet<(usize, usize)>>,
    bounds: Vec<i64>,
    pub(super) params: Vec<Val>,
    /// The entries by which derivatives are being taken; the place is the bit.
    pub(super) active: Vec<(usize, usize)>,
    /// The number of `active` among the contexts.
    pub(super) context: usize,
    /// Defined entries that are being evaluated.
    pub(super) open: BTreeSet<(usize, usize, usize)>,
    /// While derivatives of implicit tables are solved for: coefficients tried.
    pub(super) trial: Option<Parts>,
    depth: u32,
}

impl<'m> Machine<'m> {
    pub fn new(program: &'m Program, model: &'m Model, ar: Arith, memo: Memo) -> Self {
        let mut memo = memo;
        if memo.contexts.is_empty() {
            memo.contexts.push(Vec::new());
        }
        Machine {
            program,
            model,
            ar,
            memo,
            touched: None,
            bounds: Vec::new(),
            params: Vec::new(),
            active: Vec::new(),
            context: 0,
            open: BTreeSet::new(),
            trial: None,
            depth: 0,
        }
    }

    /// Evaluates a closed term whose parameters have these values.
    pub fn run(&mut self, code: &Code, params: &[i64]) -> Res<Val> {
        self.reset();
        self.params = self.index_values(params);
        self.eval(code)
    }
    /// Evaluates a proposition.
    pub fn run_prop(&mut self, code: &Code, params: &[i64]) -> Res<bool> {
        self.reset();
        self.params = self.index_values(params);
        self.prop(code)
    }
    /// The values of a domain whose ends may mention these parameters.
    pub fn run_domain(&mut self, dom: &CDom, params: &[i64]) -> Res<Dim> {
        self.reset();
        self.params = self.index_values(params);
        self.domain(dom)
    }
    fn reset(&mut self) {
        self.bounds.clear();
        self.active.clear();
        self.context = 0;
        self.open.clear();
        self.trial = None;
        self.depth = 0;
    }

    pub(super) fn eval(&mut self, code: &Code) -> Res<Val> {
        self.ar.spend(1)?;
        match code {
            Code::Num(x) => Ok(x.clone().into()),
            Code::Bound(k) => self.bound(*k),
            Code::Param(i) => self.params.get(*i).cloned().ok_or(Stop::Unsupported),
            Code::Element(v) => Ok(self.index_value(*v)),
            Code::Global(i) => self.model.vars.get(*i).copied().flatten().map(|v| self.index_value(v)).ok_or(Stop::Unsupported),
            Code::Integer(i) => self.model.integers.get(*i).map(|n| Val::int(*n)).ok_or(Stop::Unsupported),
            Code::Card(set) => self.cardinality(*set),
            Code::Pi => Ok(Num::pi().into()),
            _ => {
                if self.depth >= MAX_DEPTH {
                    return Err(Stop::TooBig);
                }
                self.depth += 1;
                let value = self.compound(code);
                self.depth -= 1;
                value
            }
        }
    }

    /// The number that an index value is.
    pub(super) fn index_value(&self, index: i64) -> Val {
        self.program.number(index).into()
    }

    /// The same of several.
    pub(super) fn index_values(&self, indices: &[i64]) -> Vec<Val> {
        indices.iter().map(|index| self.index_value(*index)).collect()
    }

    fn bound(&self, k: usize) -> Res<Val> {
        let at = self.bounds.len().checked_sub(k + 1).ok_or(Stop::Unsupported)?;
        self.bounds.get(at).map(|v| self.index_value(*v)).ok_or(Stop::Unsupported)
    }

    #[inline(never)]
    fn cardinality(&self, set: usize) -> Res<Val> {
        let n = self.model.elements(self.program, set)?.len();
        i64::try_from(n).map(Val::int).map_err(|_| Stop::TooBig)
    }

    fn compound(&mut self, code: &Code) -> Res<Val> {
        match code {
            Code::Add(xs) => self.sum(xs),
            Code::Mul(xs) => self.product(xs),
            Code::Table(t, args) => self.table(*t, args),
            Code::Def(d, args) => self.definition(*d, args),
            Code::Pow(ab) => self.power(&ab.0, &ab.1),
            Code::RealPow(ab) => self.real_power(&ab.0, &ab.1),
            Code::Fun(f, xs) => self.function(*f, xs),
            Code::If(pab) => {
                if self.prop(&pab.0)? {
                    self.eval(&pab.1)
                } else {
                    self.eval(&pab.2)
                }
            }
            Code::Ind(p) => Ok(Val::int(i64::from(self.prop(p)?))),
            Code::Big(op, parts) => self.big(*op, &parts.0, &parts.1, &parts.2),
            Code::Expect(parts) => self.expectation(&parts.0, &parts.1, &parts.2),
            Code::Deriv(table, parts) => self.derivative(*table, &parts.0, &parts.1),
            _ => Err(Stop::Unsupported),
        }
    }

    #[inline(never)]
    fn sum(&mut self, xs: &[Code]) -> Res<Val> {
        let mut total = Val::from(Num::ZERO);
        for x in xs {
            let value = self.eval(x)?;
            total = total.add(&value, &mut self.ar)?;
        }
        Ok(total)
    }

    #[inline(never)]
    fn product(&mut self, xs: &[Code]) -> Res<Val> {
        let mut total = Val::from(Num::ONE);
        for x in xs {
            let value = self.eval(x)?;
            total = total.mul(&value, &mut self.ar)?;
        }
        Ok(total)
    }

    #[inline(never)]
    fn power(&mut self, base: &Code, exponent: &Code) -> Res<Val> {
        let b = self.eval(base)?;
        let n = self.integer(exponent)?;
        b.pow(n, &mut self.ar)
    }

    /// An integer: an exponent, an end of a range.
    pub(super) fn integer(&mut self, code: &Code) -> Res<i64> {
        self.whole(code)?.to_i64().ok_or(Stop::TooBig)
    }

    /// The value of an index.
    fn index(&mut self, code: &Code) -> Res<i64> {
        let number = self.whole(code)?;
        self.program.index(&number).ok_or(Stop::TooBig)
    }

    /// An integer of any size.
    fn whole(&mut self, code: &Code) -> Res<Num> {
        let value = self.eval(code)?.re;
        match &value {
            Num::Rat(q) if !q.is_integer() => Err(Stop::Undefined),
            Num::Rat(_) => Ok(value),
            _ => Err(Stop::Undecided),
        }
    }

    #[inline(never)]
    fn real_power(&mut self, base: &Code, exponent: &Code) -> Res<Val> {
        let (b, y) = (self.eval(base)?, self.eval(exponent)?);
        if !self.active.is_empty() && b.re.sign(&mut self.ar)? == 0 {
            return Err(Stop::Undefined);
        }
        b.real_pow(&y, &mut self.ar)
    }

    #[inline(never)]
    fn function(&mut self, f: Fun, xs: &[Code]) -> Res<Val> {
        let mut args = Vec::with_capacity(xs.len());
        for x in xs {
            args.push(self.eval(x)?);
        }
        match (f, args.as_slice()) {
            (Fun::Exp, [x]) => x.exp(&mut self.ar),
            (Fun::Log, [x]) => x.log(&mut self.ar),
            (Fun::Abs, [x]) => self.absolute(x),
            (Fun::Sign, [x]) => self.sign(x),
            (Fun::Max, [x, y]) => Ok(self.extreme(x, y, false)?.0),
            (Fun::Min, [x, y]) => Ok(self.extreme(x, y, true)?.0),
            (Fun::Factorial, [n]) => n.re.factorial(&mut self.ar).map(Val::from),
            (Fun::Binom, [n, k]) => n.re.binom(&k.re, &mut self.ar).map(Val::from),
            _ => Err(Stop::Unsupported),
        }
    }

    /// At a kink a derivative does not exist. No derivative being taken: no kink.
    fn kink<T>(&self, value: T) -> Res<T> {
        if self.active.is_empty() { Ok(value) } else { Err(Stop::Undefined) }
    }

    fn absolute(&mut self, x: &Val) -> Res<Val> {
        if self.active.is_empty() {
            return x.re.abs(&mut self.ar).map(Val::from);
        }
        match x.re.sign(&mut self.ar)? {
            0 => Err(Stop::Undefined),
            1 => Ok(x.clone()),
            _ => Ok(x.neg()),
        }
    }

    fn sign(&mut self, x: &Val) -> Res<Val> {
        match x.re.sign(&mut self.ar)? {
            0 => self.kink(Val::int(0)),
            s => Ok(Val::int(i64::from(s))),
        }
    }

    /// The larger or smaller of two, and whether they are equal.
    fn extreme(&mut self, x: &Val, y: &Val, least: bool) -> Res<(Val, bool)> {
        if self.active.is_empty() {
            return Ok((x.re.extreme(&y.re, least, &mut self.ar)?.into(), false));
        }
        match x.re.compare(&y.re, &mut self.ar)? {
            Ordering::Equal => Err(Stop::Undefined),
            order => Ok((if (order == Ordering::Less) == least { x.clone() } else { y.clone() }, false)),
        }
    }

    pub(super) fn prop(&mut self, code: &Code) -> Res<bool> {
        match code {
            Code::True => Ok(true),
            Code::Cmp(rel, ab) => self.comparison(*rel, &ab.0, &ab.1),
            Code::Not(p) => Ok(!self.prop(p)?),
            // Strict: every part is evaluated.
            Code::And(ps) => ps.iter().try_fold(true, |all, p| Ok(self.prop(p)? && all)),
            Code::Or(ps) => ps.iter().try_fold(false, |any, p| Ok(self.prop(p)? || any)),
            _ => Err(Stop::Unsupported),
        }
    }

    #[inline(never)]
    fn comparison(&mut self, rel: Rel, a: &Code, b: &Code) -> Res<bool> {
        let (x, y) = (self.eval(a)?, self.eval(b)?);
        let order = x.re.compare(&y.re, &mut self.ar)?;
        if order == Ordering::Equal && (x.varies() || y.varies()) {
            return Err(Stop::Undefined);
        }
        // A value may depend on the variable without varying (a sign, an indicator, a linear derivative): then the line is
        // undefined here, and it is not decided whether it does.
        if order == Ordering::Equal && !self.active.is_empty() && !(plain(a) && plain(b)) {
            return Err(Stop::Undecided);
        }
        Ok(match rel {
            Rel::Eq => order == Ordering::Equal,
            Rel::Ne => order != Ordering::Equal,
            Rel::Lt => order == Ordering::Less,
            Rel::Le => order != Ordering::Greater,
        })
    }

    pub(super) fn domain(&mut self, dom: &CDom) -> Res<Dim> {
        match dom {
            CDom::Set(id) => self.model.elements(self.program, *id),
            CDom::Range(lo, hi) => {
                let (lo, hi) = (self.integer(lo)?, self.integer(hi)?);
                if hi >= LARGE {
                    return Err(Stop::TooBig);
                }
                let length = hi.checked_sub(lo).and_then(|d| d.checked_add(1)).ok_or(Stop::TooBig)?;
                Ok(Dim::Range(lo, usize::try_from(length.max(0)).map_err(|_| Stop::TooBig)?))
            }
            CDom::Unknown => Err(Stop::Unsupported),
        }
    }

    #[inline(never)]
    fn big(&mut self, op: BigOp, dom: &CDom, guard: &Code, body: &Code) -> Res<Val> {
        let dim = self.domain(dom)?;
        let mut total: Option<Val> = None;
        let mut tied = false;
        for place in 0..dim.len() {
            self.ar.spend(1)?;
            self.bounds.push(dim.value(place));
            let item = self.guarded(guard, body);
            self.bounds.pop();
            let Some(item) = item? else { continue };
            total = Some(match (total, op) {
                (None, _) => item,
                (Some(sum), BigOp::Sum) => sum.add(&item, &mut self.ar)?,
                (Some(product), BigOp::Prod) => product.mul(&item, &mut self.ar)?,
                (Some(best), BigOp::Max | BigOp::Min) => self.better(&best, &item, op == BigOp::Min, &mut tied)?,
            });
        }
        match (total, op) {
            (Some(_), _) if tied => Err(Stop::Undefined),
            (Some(value), _) => Ok(value),
            (None, BigOp::Sum) => Ok(Val::int(0)),
            (None, BigOp::Prod) => Ok(Val::int(1)),
            (None, BigOp::Max | BigOp::Min) => Err(Stop::Undefined),
        }
    }

    /// The better of two; under a derivative only a tie of the best is a kink.
    fn better(&mut self, best: &Val, item: &Val, least: bool, tied: &mut bool) -> Res<Val> {
        if self.active.is_empty() {
            return Ok(self.extreme(best, item, least)?.0);
        }
        match best.re.compare(&item.re, &mut self.ar)? {
            Ordering::Equal => {
                *tied = true;
                Ok(best.clone())
            }
            order if (order == Ordering::Less) == least => Ok(best.clone()),
            _ => {
                *tied = false;
                Ok(item.clone())
            }
        }
    }

    fn guarded(&mut self, guard: &Code, body: &Code) -> Res<Option<Val>> {
        if matches!(guard, Code::True) || self.prop(guard)? { self.eval(body).map(Some) } else { Ok(None) }
    }

    #[inline(never)]
    fn expectation(&mut self, dom: &CDom, weight: &Code, body: &Code) -> Res<Val> {
        let dim = self.domain(dom)?;
        let mut total = Val::from(Num::ZERO);
        for place in 0..dim.len() {
            self.ar.spend(1)?;
            self.bounds.push(dim.value(place));
            let pair = self.eval(weight).and_then(|w| Ok((w, self.eval(body)?)));
            self.bounds.pop();
            let (w, f) = pair?;
            let product = w.mul(&f, &mut self.ar)?;
            total = total.add(&product, &mut self.ar)?;
        }
        Ok(total)
    }

    #[inline(never)]
    fn derivative(&mut self, table: usize, args: &[Code], body: &Code) -> Res<Val> {
        let position = self.locate(table, args)?;
        if self.active.len() >= MAX_BITS {
            return Err(Stop::TooBig);
        }
        let outer = self.context;
        let bit = 1u32 << self.active.len();
        self.active.push((table, position));
        self.context = self.intern_context();
        let value = self.eval(body);
        self.active.pop();
        self.context = outer;
        Ok(value?.derivative(bit))
    }

    /// The number of the present list of active entries.
    pub(super) fn intern_context(&mut self) -> usize {
        if let Some(known) = self.memo.contexts.iter().position(|c| *c == self.active) {
            return known;
        }
        self.memo.contexts.push(self.active.clone());
        self.memo.contexts.len() - 1
    }

    /// The position of the entry with these arguments; undefined outside a range.
    pub(super) fn locate(&mut self, table: usize, args: &[Code]) -> Res<usize> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.index(arg)?);
        }
        let table = self.model.tables.get(table).ok_or(Stop::Unsupported)?;
        table.position(&values).ok_or(Stop::Undefined)
    }
}

/// A count by its form: indices, integers, sizes, and what `+`, `-`, `*` make of them. It varies with nothing real.
fn counts(code: &Code) -> bool {
    match code {
        Code::Num(_)
        | Code::Element(_)
        | Code::Bound(_)
        | Code::Param(_)
        | Code::Global(_)
        | Code::Integer(_)
        | Code::Card(_) => true,
        Code::Add(xs) | Code::Mul(xs) => xs.iter().all(counts),
        _ => false,
    }
}

/// A count, one entry of a table, or what is made of numbers alone: whether that varies is known exactly.
fn plain(code: &Code) -> bool {
    let mut fixed = true;
    visit(code, &mut |c| {
        fixed = fixed && !matches!(c, Code::Table(..) | Code::Def(..) | Code::Param(_) | Code::Deriv(..) | Code::Unknown)
    });
    fixed || counts(code) || matches!(code, Code::Table(..))
}
