//! What a table is used for, as far as it helps to choose its values: a table in an exponent gets logarithms of
//! rationals, so that `exp` is rational; what multiplies it there gets integers.

use super::code::{Code, Program};
use crate::term::Fun;
use std::collections::BTreeSet;

/// Tables by their use inside `exp`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Roles {
    /// Gets logarithms.
    pub logs: BTreeSet<usize>,
    /// Gets integers (or, in a denominator, inverses of integers) where logarithms are given.
    pub integers: BTreeSet<usize>,
    /// Gets inverses of integers.
    pub inverses: BTreeSet<usize>,
}

impl Roles {
    /// From the definitions of a program (and whatever lines are added later).
    pub fn of(program: &Program) -> Self {
        let mut roles = Roles::default();
        for def in &program.defs {
            roles.add(program, &def.body);
        }
        for assume in &program.assumes {
            roles.add(program, &assume.left);
            roles.add(program, &assume.right);
        }
        roles
    }

    /// Adds what a line uses; says whether that was new.
    pub fn add(&mut self, program: &Program, code: &Code) -> bool {
        let before = self.clone();
        visit(code, &mut |c| {
            if let Code::Fun(Fun::Exp, xs) = c {
                xs.iter().for_each(|x| self.exponent(program, x, &mut BTreeSet::new()));
            }
        });
        self.integers = self.integers.difference(&self.logs).copied().collect();
        *self != before
    }

    fn exponent(&mut self, program: &Program, code: &Code, seen: &mut BTreeSet<usize>) {
        match code {
            Code::Table(t, _) if program.constrained(*t) == 0 && program.free_table(*t) => {
                self.logs.insert(*t);
            }
            Code::Add(xs) => xs.iter().for_each(|x| self.exponent(program, x, seen)),
            Code::If(pab) => {
                self.exponent(program, &pab.1, seen);
                self.exponent(program, &pab.2, seen);
            }
            Code::Big(_, parts) | Code::Expect(parts) => self.exponent(program, &parts.2, seen),
            Code::Def(d, _) if seen.insert(*d) => {
                if let Some(def) = program.defs.get(*d) {
                    self.exponent(program, &def.body, seen);
                }
            }
            Code::Mul(xs) => self.factors(program, xs, seen),
            _ => {}
        }
    }

    /// One factor gets the logarithms, the others integers.
    fn factors(&mut self, program: &Program, xs: &[Code], seen: &mut BTreeSet<usize>) {
        let free = |x: &Code| program.tables_in(&[x]).iter().any(|t| program.constrained(*t) == 0 && program.free_table(*t));
        let main = xs.iter().rposition(|x| !matches!(x, Code::Pow(_)) && free(x));
        for (i, x) in xs.iter().enumerate() {
            match x {
                _ if Some(i) == main => self.exponent(program, x, seen),
                Code::Pow(ab) => self.inverses.extend(program.tables_in(&[&ab.0])),
                _ => self.integers.extend(program.tables_in(&[x])),
            }
        }
    }
}

/// Calls `f` on the code and everything in it.
pub(super) fn visit(code: &Code, f: &mut dyn FnMut(&Code)) {
    f(code);
    let domain = |d: &super::code::CDom, f: &mut dyn FnMut(&Code)| {
        if let super::code::CDom::Range(lo, hi) = d {
            visit(lo, f);
            visit(hi, f);
        }
    };
    match code {
        Code::Table(_, xs)
        | Code::Def(_, xs)
        | Code::Add(xs)
        | Code::Mul(xs)
        | Code::And(xs)
        | Code::Or(xs)
        | Code::Fun(_, xs) => {
            xs.iter().for_each(|x| visit(x, f));
        }
        Code::Pow(ab) | Code::RealPow(ab) | Code::Cmp(_, ab) => {
            visit(&ab.0, f);
            visit(&ab.1, f);
        }
        Code::If(pab) => {
            visit(&pab.0, f);
            visit(&pab.1, f);
            visit(&pab.2, f);
        }
        Code::Ind(p) | Code::Not(p) => visit(p, f),
        Code::Big(_, parts) | Code::Expect(parts) => {
            domain(&parts.0, f);
            visit(&parts.1, f);
            visit(&parts.2, f);
        }
        Code::Deriv(_, parts) => {
            parts.0.iter().for_each(|x| visit(x, f));
            visit(&parts.1, f);
        }
        _ => {}
    }
}

impl Program {
    /// The tables that occur in these, definitions unfolded.
    pub(super) fn tables_in(&self, codes: &[&Code]) -> Vec<usize> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        codes.iter().for_each(|c| self.collect(c, &mut found, &mut seen));
        found.into_iter().collect()
    }

    fn collect(&self, code: &Code, found: &mut BTreeSet<usize>, seen: &mut BTreeSet<usize>) {
        let mut inner = Vec::new();
        visit(code, &mut |c| match c {
            Code::Table(t, _) => {
                found.insert(*t);
            }
            Code::Def(d, _) => inner.push(*d),
            _ => {}
        });
        for d in inner {
            if seen.insert(d)
                && let Some(def) = self.defs.get(d)
            {
                self.collect(&def.body, found, seen);
            }
        }
    }
}
