//! Entries of tables, and unfolding of definitions.
//!
//! An entry is a number of the model, or defined by an assumption (a [`Rule`]); under derivatives it also carries
//! infinitesimals: 1 for its own variable, and for names declared `of` others the random derivatives of [`super::jets`].
//! A rule that holds at the point only is evaluated with the derivatives set aside; one that holds identically is
//! evaluated under them.

use super::arith::{Num, Res, Stop};
use super::code::{CDom, Code};
use super::dual::Val;
use super::machine::Machine;
use super::model::Rule;
use crate::term::Fun;
use std::rc::Rc;

impl Machine<'_> {
    #[inline(never)]
    pub(super) fn table(&mut self, table: usize, args: &[Code]) -> Res<Val> {
        let position = self.locate(table, args)?;
        self.entry(table, position)
    }

    /// The number an entry is, outside any derivative.
    pub(super) fn value_of(&mut self, table: usize, position: usize) -> Res<Num> {
        self.active.clear();
        self.context = 0;
        self.open.clear();
        self.trial = None;
        Ok(self.entry(table, position)?.re)
    }

    /// The value of an entry.
    pub(super) fn entry(&mut self, table: usize, position: usize) -> Res<Val> {
        if let Some(touched) = &mut self.touched {
            touched.insert((table, position));
        }
        let model = self.model;
        let data = model.tables.get(table).ok_or(Stop::Unsupported)?;
        if let Some(rule) = data.rule(position) {
            return self.ruled_entry(table, position, rule);
        }
        let re = data.data.get(position).cloned().ok_or(Stop::Undefined)?;
        if self.active.is_empty() && self.trial.is_none() {
            return Ok(re.into());
        }
        let eps = self.derivatives(table, position)?;
        Ok(Val::with(re, eps))
    }

    /// The infinitesimals of an entry whose value is known at the point only. Those of what an identical equation gives come from that, and
    /// are not known where it was not solved for them.
    fn derivatives(&mut self, table: usize, position: usize) -> Res<Vec<(u32, Num)>> {
        match (self.model.implicit.contains(&table), self.program.gives(table)) {
            (true, _) => self.implicit_parts(table, position),
            (false, true) => Err(Stop::Unsupported),
            (false, false) => self.infinitesimals(table, position),
        }
    }

    /// The masks an entry carries: its own variable, and its dependence on names it is declared `of`.
    fn infinitesimals(&mut self, table: usize, position: usize) -> Res<Vec<(u32, Num)>> {
        let program = self.program;
        let of = program.tables.get(table).map_or(&[][..], |t| t.of.as_slice());
        let mut eps = Vec::new();
        let mut bits = 0u32;
        for (i, target) in self.active.iter().enumerate() {
            if *target == (table, position) {
                eps.push((1 << i, Num::ONE));
            } else if of.contains(&target.0) {
                bits |= 1 << i;
            } else if of.iter().any(|of| program.gives(*of)) {
                return Err(Stop::Unsupported);
            }
        }
        if bits == 0 {
            return Ok(eps);
        }
        let highest = 1u32 << self.active.len();
        for mask in 1..highest {
            if mask & !bits == 0 {
                self.ar.spend(1)?;
                eps.push((mask, self.jet(table, position, mask)));
            }
        }
        eps.sort_by_key(|(m, _)| *m);
        Ok(eps)
    }

    fn ruled_entry(&mut self, table: usize, position: usize, rule: &Rc<Rule>) -> Res<Val> {
        if !rule.identically && !self.active.is_empty() {
            let eps = self.derivatives(table, position)?;
            let (active, context) = (std::mem::take(&mut self.active), std::mem::take(&mut self.context));
            let value = self.ruled_value(table, position, rule);
            self.active = active;
            self.context = context;
            return Ok(Val::with(value?.re, eps));
        }
        if self.active.contains(&(table, position)) {
            return Err(Stop::Unsupported);
        }
        self.ruled_value(table, position, rule)
    }

    fn ruled_value(&mut self, table: usize, position: usize, rule: &Rc<Rule>) -> Res<Val> {
        let key = (table, position, self.context);
        // While derivatives of implicit tables are tried, nothing may be remembered.
        let remember = self.trial.is_none();
        if remember && let Some(known) = self.memo.entries.get(&key) {
            return known.clone();
        }
        if !self.open.insert(key) {
            return Err(Stop::Cycle);
        }
        let params = self.index_values(&rule.binders);
        let outer = std::mem::replace(&mut self.params, params);
        let value = self.turned_around(rule);
        self.params = outer;
        self.open.remove(&key);
        if remember && lasting(&value) {
            self.memo.entries.insert(key, value.clone());
        }
        value
    }

    /// Solves the rule's equation for the entry at the end of its path.
    fn turned_around(&mut self, rule: &Rule) -> Res<Val> {
        let program = self.program;
        let assume = program.assumes.get(rule.assumption).ok_or(Stop::Unsupported)?;
        let (mut node, other) = if rule.right { (&assume.right, &assume.left) } else { (&assume.left, &assume.right) };
        let mut value = self.eval(other)?;
        if !rule.slack.is_zero() {
            value = value.add(&rule.slack.clone().into(), &mut self.ar)?;
        }
        for step in rule.path.iter() {
            (value, node) = self.peel(value, node, *step)?;
        }
        Ok(value)
    }

    /// From the value of `node` to the value that its child number `step` must have.
    fn peel<'c>(&mut self, value: Val, node: &'c Code, step: usize) -> Res<(Val, &'c Code)> {
        match node {
            Code::Add(xs) => {
                let mut rest = value;
                for (i, x) in xs.iter().enumerate() {
                    if i != step {
                        let term = self.eval(x)?;
                        rest = rest.sub(&term, &mut self.ar)?;
                    }
                }
                Ok((rest, xs.get(step).ok_or(Stop::Unsupported)?))
            }
            Code::Mul(xs) => {
                let mut rest = value;
                for (i, x) in xs.iter().enumerate() {
                    if i != step {
                        let factor = self.eval(x)?.recip(&mut self.ar)?;
                        rest = rest.mul(&factor, &mut self.ar)?;
                    }
                }
                Ok((rest, xs.get(step).ok_or(Stop::Unsupported)?))
            }
            Code::Pow(ab) if step == 0 && matches!(&ab.1, Code::Num(n) if n.to_i64() == Some(-1)) => {
                Ok((value.recip(&mut self.ar)?, &ab.0))
            }
            Code::Fun(Fun::Exp, xs) => Ok((value.log(&mut self.ar)?, xs.first().ok_or(Stop::Unsupported)?)),
            Code::Fun(Fun::Log, xs) => Ok((value.exp(&mut self.ar)?, xs.first().ok_or(Stop::Unsupported)?)),
            _ => Err(Stop::Unsupported),
        }
    }

    #[inline(never)]
    pub(super) fn definition(&mut self, def: usize, args: &[Code]) -> Res<Val> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.eval(arg)?);
        }
        let program = self.program;
        let info = program.defs.get(def).ok_or(Stop::Unsupported)?;
        if info.params.len() != values.len() {
            return Err(Stop::Unsupported);
        }
        let remember = self.trial.is_none();
        let key = (def, self.context, values);
        if remember && let Some(known) = self.memo.defs.get(&key) {
            return known.clone();
        }
        let outer = std::mem::replace(&mut self.params, key.2.clone());
        let value = self.unfolded(&info.params, &info.body);
        self.params = outer;
        if remember && lasting(&value) {
            self.memo.defs.insert(key, value.clone());
        }
        value
    }

    /// The body, where the arguments lie in the domains of the parameters.
    fn unfolded(&mut self, params: &[Option<CDom>], body: &Code) -> Res<Val> {
        let program = self.program;
        for (i, dom) in params.iter().enumerate() {
            let Some(dom) = dom else { continue };
            let value = self.params.get(i).and_then(|v| program.index(&v.re)).ok_or(Stop::Undefined)?;
            if self.domain(dom)?.place(value).is_none() {
                return Err(Stop::Undefined);
            }
        }
        self.eval(body)
    }
}

/// May this outcome be remembered? What depends on the work left or on what is being evaluated may not.
fn lasting(value: &Res<Val>) -> bool {
    matches!(value, Ok(_) | Err(Stop::Undefined | Stop::Undecided | Stop::Unsupported))
}
