//! A model as a reader sees it: `A#1`, `Q(S#1,A#2)`, `π(A#1|S#1)`.

use super::Counterexample;
use super::arith::{Arith, Num};
use super::code::{CDom, Program};
use super::machine::{Machine, Memo};
use super::model::{Dim, Model};
use super::search::Lines;

/// How an index value is written.
fn label(program: &Program, dim: &Dim, value: i64) -> String {
    let place = dim.place(value).unwrap_or(0);
    match dim {
        Dim::Range(..) => value.to_string(),
        Dim::Named(set, _) => program.sets.get(*set).and_then(|s| s.labels.get(place)).cloned().unwrap_or_else(|| "?".to_owned()),
        Dim::Set(set, _) => program.sets.get(*set).map_or_else(String::new, |s| format!("{}#{}", s.name, place + 1)),
    }
}

/// How an entry is written.
fn entry_label(program: &Program, model: &Model, table: usize, position: usize) -> Option<String> {
    let (info, data) = (program.tables.get(table)?, model.tables.get(table)?);
    if data.dims.is_empty() {
        return Some(info.name.to_string());
    }
    let mut text = format!("{}(", info.name);
    for (i, (dim, place)) in data.dims.iter().zip(data.places(position)).enumerate() {
        if i > 0 {
            text.push(if info.decl.law == Some(i) { '|' } else { ',' });
        }
        text.push_str(&label(program, dim, dim.value(place)));
    }
    text.push(')');
    Some(text)
}

/// The counterexample that this model is; the lines have these values in it.
pub(super) fn show(
    program: &Program,
    model: &Model,
    lines: &Lines,
    left: &Num,
    right: &Num,
    precision: u32,
    fuel: u64,
) -> Counterexample {
    let mut machine = Machine::new(program, model, Arith::new(precision, fuel), Memo::default());
    let touched = lines.entries(&mut machine, model);
    let mut shown = Counterexample { left: left.show(&mut machine.ar), right: right.show(&mut machine.ar), ..Default::default() };
    for (set, size) in program.sets.iter().zip(&model.sizes) {
        shown.sets.insert(set.name.to_string(), *size);
    }
    for (integer, value) in program.integers.iter().zip(&model.integers) {
        shown.integers.insert(integer.name.to_string(), *value);
    }
    for ((name, slot), binder) in lines.names.iter().zip(&lines.slots).zip(&lines.binders) {
        let Some(value) = model.vars.get(*slot).copied().flatten() else { continue };
        let dim = match &binder.dom {
            CDom::Set(id) => model.elements(program, *id).ok(),
            _ => None,
        };
        shown.fixed.push((name.to_string(), dim.map_or_else(|| value.to_string(), |d| label(program, &d, value))));
    }
    for (table, position) in touched {
        let Some(text) = entry_label(program, model, table, position) else { continue };
        machine.ar.fuel = machine.ar.fuel.max(10_000);
        if let Ok(value) = machine.value_of(table, position) {
            shown.values.push((text, value.show(&mut machine.ar)));
        }
    }
    shown
}
