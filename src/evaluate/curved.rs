//! In which tables an assumption is not linear: there a linear system is no help, and values of a particular shape are.
//!
//! The degree is an upper bound read off the form, definitions unfolded. It is a hint and decides nothing.

use super::code::{AssumeInfo, Code, Program};

/// Degrees beyond this are not told apart.
const CAP: u32 = 3;

/// The tables of reals in whose entries an equation has a degree above 1.
pub(super) fn curved_tables(program: &Program, assume: &AssumeInfo) -> Vec<usize> {
    let mut tables = program.tables_in(&[&assume.left, &assume.right]);
    tables.retain(|t| program.free_table(*t) && degree_in(program, assume, *t) > 1);
    tables
}

/// The degree of an assumption in the entries of a table.
pub(super) fn degree_in(program: &Program, assume: &AssumeInfo, table: usize) -> u32 {
    let mut open = Vec::new();
    let mut side = |code: &Code| degree(program, code, table, &mut open);
    side(&assume.left).max(side(&assume.right))
}

fn degree(program: &Program, code: &Code, table: usize, open: &mut Vec<usize>) -> u32 {
    let mut of = |x: &Code| degree(program, x, table, open);
    match code {
        Code::Table(t, _) => u32::from(*t == table),
        Code::Add(xs) | Code::Fun(_, xs) => xs.iter().map(of).max().unwrap_or(0),
        Code::Mul(xs) => xs.iter().map(of).sum::<u32>().min(CAP),
        Code::Pow(ab) => {
            let base = of(&ab.0);
            let exponent = if let Code::Num(n) = &ab.1 { n.to_i64() } else { None };
            let times = exponent.and_then(|n| u32::try_from(n).ok()).unwrap_or(CAP);
            base.saturating_mul(times).min(CAP)
        }
        Code::RealPow(ab) => of(&ab.0).max(of(&ab.1)),
        Code::If(pab) => of(&pab.1).max(of(&pab.2)),
        Code::Big(crate::term::BigOp::Prod, parts) => (2 * of(&parts.2)).min(CAP),
        Code::Big(_, parts) => of(&parts.2),
        Code::Expect(parts) => (of(&parts.1) + of(&parts.2)).min(CAP),
        Code::Deriv(_, parts) => of(&parts.1),
        Code::Def(def, args) => {
            let given = args.iter().map(of).max().unwrap_or(0);
            if open.contains(def) {
                return given;
            }
            open.push(*def);
            let body = program.defs.get(*def).map_or(0, |d| degree(program, &d.body, table, open));
            open.pop();
            given.max(body)
        }
        Code::Num(_)
        | Code::Pi
        | Code::Element(_)
        | Code::Bound(_)
        | Code::Param(_)
        | Code::Global(_)
        | Code::Integer(_)
        | Code::Card(_)
        | Code::Ind(_)
        | Code::True
        | Code::Cmp(..)
        | Code::And(_)
        | Code::Or(_)
        | Code::Not(_)
        | Code::Unknown => 0,
    }
}
