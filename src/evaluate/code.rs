//! Terms with their names resolved: what the evaluator runs.
//!
//! Compiling decides nothing about meaning; a name that the signature does not know becomes [`Code::Unknown`], which
//! stops an evaluation as unsupported.

use super::arith::{Num, Q};
use super::independence::Independence;
use crate::kernel::definedness::DEFINED;
use crate::kernel::obligation::{Binder, Bound, Constraint, FunctionDecl, ParamSort, Relation, Signature, Statement};
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::collections::BTreeMap;

/// Where the elements of a set begin among the values of indices, so that they are never taken for integers.
pub(super) const ELEMENT: i64 = 1 << 40;
/// Where numerals begin among the values of indices that are too large to be one: such a value is this plus its place in
/// [`Program::large`].
pub(super) const LARGE: i64 = 1 << 61;
/// Terms share their parts, resolved ones do not: beyond this many nodes a term is not read.
const MAX_SIZE: u32 = 300_000;

/// A resolved term.
#[derive(Clone, Debug)]
pub(super) enum Code {
    Num(Num),
    Pi,
    /// A named element of a set.
    Element(i64),
    Bound(usize),
    /// A parameter of a definition, or a binder of an assumption or condition.
    Param(usize),
    /// A variable of `fix` or `for`.
    Global(usize),
    Integer(usize),
    Table(usize, Vec<Code>),
    Def(usize, Vec<Code>),
    Card(usize),
    Add(Vec<Code>),
    Mul(Vec<Code>),
    Pow(Box<(Code, Code)>),
    RealPow(Box<(Code, Code)>),
    Fun(Fun, Vec<Code>),
    If(Box<(Code, Code, Code)>),
    Ind(Box<Code>),
    Big(BigOp, Box<(CDom, Code, Code)>),
    Expect(Box<(CDom, Code, Code)>),
    /// By an entry of a table.
    Deriv(usize, Box<(Vec<Code>, Code)>),
    True,
    Cmp(Rel, Box<(Code, Code)>),
    And(Vec<Code>),
    Or(Vec<Code>),
    Not(Box<Code>),
    Unknown,
}

/// A resolved domain.
#[derive(Clone, Debug)]
pub(super) enum CDom {
    Set(usize),
    Range(Code, Code),
    Unknown,
}

impl CDom {
    /// Is it a range of integers?
    pub fn is_range(&self) -> bool {
        matches!(self, CDom::Range(..))
    }
}

/// A resolved index variable.
#[derive(Clone, Debug)]
pub(super) struct CBinder {
    pub dom: CDom,
    pub guard: Code,
}

/// A set of the file.
pub(super) struct SetInfo {
    pub name: Name,
    /// Index values of its elements, where they are named.
    pub elements: Option<Vec<i64>>,
    /// How its elements are written, where they are named.
    pub labels: Vec<String>,
}

/// An integer of the file.
pub(super) struct IntegerInfo {
    pub name: Name,
    pub lower: Option<Code>,
    pub upper: Option<Code>,
}

/// A declared constant, function or distribution.
pub(super) struct TableInfo {
    pub name: Name,
    pub args: Vec<CDom>,
    pub decl: FunctionDecl,
    /// Where its values are looked for: what is declared of them, and the bounds that an assumption sets to each.
    pub likely: Constraint,
    /// The tables it depends on.
    pub of: Vec<usize>,
}

/// A definition.
pub(super) struct DefInfo {
    /// `None`: a real.
    pub params: Vec<Option<CDom>>,
    pub body: Code,
}

/// An assumption.
pub(super) struct AssumeInfo {
    pub binders: Vec<CBinder>,
    pub left: Code,
    pub right: Code,
    pub relation: Relation,
    pub identically: bool,
    /// The table of a joint law of which it says that it is independent so.
    pub independence: Option<(usize, Independence)>,
}

#[derive(Clone, Copy)]
enum Ref {
    Table(usize),
    Integer(usize),
    Def(usize),
}

/// Equations that define a table by standing alone on their left come first: what is solved for later may then rest on them, and
/// no equation solved before is upset by them.
fn bare_first(sig: &Signature) -> Vec<&Statement> {
    let bare = |s: &Statement| {
        s.relation == Relation::Eq && matches!(s.left.node(), Node::App(name, _) if sig.functions.contains_key(name))
    };
    let mut all: Vec<&Statement> = sig.assumptions.values().collect();
    all.sort_by_key(|s| !bare(s));
    all
}

/// A whole signature, resolved.
pub(super) struct Program {
    pub sets: Vec<SetInfo>,
    pub integers: Vec<IntegerInfo>,
    pub tables: Vec<TableInfo>,
    pub defs: Vec<DefInfo>,
    pub assumes: Vec<AssumeInfo>,
    /// Names of the free variables met so far.
    pub globals: Vec<Name>,
    /// Elements of sets that are numerals too large for an index value.
    large: Vec<Q>,
    names: BTreeMap<Name, Ref>,
}

impl Program {
    /// Resolves a signature.
    pub fn new(sig: &Signature) -> Self {
        let mut program = Program {
            sets: Vec::new(),
            integers: Vec::new(),
            tables: Vec::new(),
            defs: Vec::new(),
            assumes: Vec::new(),
            globals: Vec::new(),
            large: Vec::new(),
            names: BTreeMap::new(),
        };
        for (name, decl) in &sig.sets {
            let info = program.set_info(name, decl.elements.as_deref());
            program.sets.push(info);
        }
        program.add_names(sig);
        program.add_integers(sig);
        program.add_tables(sig);
        program.add_definitions(sig);
        for statement in bare_first(sig) {
            let params: Vec<Name> = statement.binders.iter().map(|b| b.name.clone()).collect();
            let binders = program.binders(&statement.binders, &params);
            let left = program.compile(&statement.left, &params);
            let right = program.compile(&statement.right, &params);
            let (relation, identically) = (statement.relation, statement.identically);
            let independence = Independence::of(sig, statement).and_then(|i| match program.names.get(&i.law) {
                Some(Ref::Table(table)) => Some((*table, i)),
                _ => None,
            });
            let assume = AssumeInfo { binders, left, right, relation, identically, independence };
            if let Some((table, bounded)) = program.bounded(&assume)
                && let Some(info) = program.tables.get_mut(table)
            {
                info.likely = bounded;
            }
            program.assumes.push(assume);
        }
        program
    }

    /// If the assumption bounds every entry of a table by a number: the table, and what is then likely of it.
    fn bounded(&self, assume: &AssumeInfo) -> Option<(usize, Constraint)> {
        let (table, args, relation, number) = match (&assume.left, &assume.right) {
            (Code::Table(t, args), Code::Num(n)) => (*t, args, assume.relation, n),
            (Code::Num(n), Code::Table(t, args)) => (*t, args, flipped(assume.relation), n),
            _ => return None,
        };
        let every = args.len() == assume.binders.len()
            && args.iter().enumerate().all(|(i, a)| matches!(a, Code::Param(k) if *k == i))
            && assume.binders.iter().all(|b| matches!(b.guard, Code::True));
        let mut likely = self.tables.get(table).filter(|_| every)?.likely.clone();
        let value = number.as_q()?.to_rational();
        match relation {
            Relation::Gt | Relation::Ge if likely.lower.is_none() => {
                likely.lower = Some(Bound { value, strict: relation == Relation::Gt });
            }
            Relation::Lt | Relation::Le if likely.upper.is_none() => {
                likely.upper = Some(Bound { value, strict: relation == Relation::Lt });
            }
            Relation::Ne if value.is_zero() => likely.nonzero = true,
            _ => return None,
        }
        let apart = match (&likely.lower, &likely.upper) {
            (Some(low), Some(high)) => low.value < high.value,
            _ => true,
        };
        apart.then_some((table, likely))
    }

    fn set_info(&mut self, name: &Name, elements: Option<&[Term]>) -> SetInfo {
        let label = |t: &Term| match t.node() {
            Node::Elem(_, e) => e.to_string(),
            Node::Num(r) => r.to_string(),
            _ => "?".to_owned(),
        };
        let mut value = |(i, t): (usize, &Term)| match t.node() {
            Node::Num(r) => self.numeral(&Q::from_rational(r)),
            _ => ELEMENT + i64::try_from(i).unwrap_or(0),
        };
        SetInfo {
            name: name.clone(),
            elements: elements.map(|es| es.iter().enumerate().map(&mut value).collect()),
            labels: elements.map_or_else(Vec::new, |es| es.iter().map(label).collect()),
        }
    }

    /// The index value of a numeral that is an element of a set.
    fn numeral(&mut self, q: &Q) -> i64 {
        if let Some(small) = q.to_i64().filter(|n| *n < LARGE) {
            return small;
        }
        let place = self.large.iter().position(|known| known == q).unwrap_or_else(|| {
            self.large.push(q.clone());
            self.large.len() - 1
        });
        LARGE.saturating_add(i64::try_from(place).unwrap_or(i64::MAX))
    }

    /// The number that an index value is.
    pub fn number(&self, index: i64) -> Num {
        let place = index.checked_sub(LARGE).and_then(|k| usize::try_from(k).ok());
        place.and_then(|k| self.large.get(k)).map_or_else(|| Num::int(index), |q| Num::Rat(q.clone()))
    }

    /// The index value that a number is; `None` where no index has it.
    pub fn index(&self, number: &Num) -> Option<i64> {
        if let Some(small) = number.to_i64().filter(|n| *n < LARGE) {
            return Some(small);
        }
        let place = self.large.iter().position(|known| number.as_q() == Some(known))?;
        LARGE.checked_add(i64::try_from(place).ok()?)
    }

    /// Names first, in the order of declaration where that is known: everything may mention everything.
    fn add_names(&mut self, sig: &Signature) {
        for (i, name) in ordered(sig, sig.integers.keys()).into_iter().enumerate() {
            self.names.insert(name, Ref::Integer(i));
        }
        for (i, name) in ordered(sig, sig.definitions.keys()).into_iter().enumerate() {
            self.names.insert(name, Ref::Def(i));
        }
        for (i, name) in ordered(sig, sig.functions.keys()).into_iter().enumerate() {
            self.names.insert(name, Ref::Table(i));
        }
    }

    fn add_integers(&mut self, sig: &Signature) {
        for name in ordered(sig, sig.integers.keys()) {
            let Some(decl) = sig.integers.get(&name) else { continue };
            let lower = decl.lower.as_ref().map(|t| self.compile(t, &[]));
            let upper = decl.upper.as_ref().map(|t| self.compile(t, &[]));
            self.integers.push(IntegerInfo { name, lower, upper });
        }
    }

    fn add_tables(&mut self, sig: &Signature) {
        for name in ordered(sig, sig.functions.keys()) {
            let Some(decl) = sig.functions.get(&name) else { continue };
            let args = decl.args.iter().map(|d| self.dom(d, &[])).collect();
            let of = decl.of.iter().filter_map(|n| self.table_id(n)).collect();
            let likely = decl.constraint.clone();
            self.tables.push(TableInfo { name, args, decl: decl.clone(), likely, of });
        }
    }

    fn add_definitions(&mut self, sig: &Signature) {
        for name in ordered(sig, sig.definitions.keys()) {
            let Some(def) = sig.definitions.get(&name) else { continue };
            let names: Vec<Name> = def.params.iter().map(|(n, _)| n.clone()).collect();
            let sort = |program: &mut Self, sort: &ParamSort| match sort {
                ParamSort::Index(dom) => Some(program.dom(dom, &names)),
                ParamSort::Real | ParamSort::Integer => None,
            };
            let params = def.params.iter().map(|(_, s)| sort(self, s)).collect();
            let body = self.compile(&def.body, &names);
            self.defs.push(DefInfo { params, body });
        }
    }

    fn table_id(&self, name: &Name) -> Option<usize> {
        if let Some(Ref::Table(id)) = self.names.get(name) { Some(*id) } else { None }
    }

    /// The slot of a free variable.
    pub fn global(&mut self, name: &Name) -> usize {
        self.globals.iter().position(|n| n == name).unwrap_or_else(|| {
            self.globals.push(name.clone());
            self.globals.len() - 1
        })
    }

    /// Resolves binders; `params` are the names that stand for parameters.
    pub fn binders(&mut self, binders: &[Binder], params: &[Name]) -> Vec<CBinder> {
        let resolve = |b: &Binder| CBinder { dom: self.dom(&b.dom, params), guard: self.compile(&b.guard, params) };
        binders.iter().map(resolve).collect()
    }

    fn dom(&mut self, dom: &Dom, params: &[Name]) -> CDom {
        match dom {
            Dom::Set(name) => self.sets.iter().position(|s| s.name == *name).map_or(CDom::Unknown, CDom::Set),
            Dom::Range(lo, hi) => CDom::Range(self.compile(lo, params), self.compile(hi, params)),
        }
    }

    /// Resolves a term.
    pub fn compile(&mut self, term: &Term, params: &[Name]) -> Code {
        if term.size() > MAX_SIZE {
            return Code::Unknown;
        }
        let mut list = |xs: &[Term]| -> Vec<Code> { xs.iter().map(|x| self.compile(x, params)).collect() };
        match term.node() {
            Node::Num(r) => Code::Num(Num::Rat(Q::from_rational(r))),
            Node::Pi => Code::Pi,
            Node::True => Code::True,
            Node::Bound(k) => Code::Bound(*k as usize),
            Node::Var(name) => match params.iter().position(|p| p == name) {
                Some(i) => Code::Param(i),
                None => Code::Global(self.global(name)),
            },
            Node::Elem(set, element) => self.element(set, element),
            Node::Card(set) => self.sets.iter().position(|s| s.name == *set).map_or(Code::Unknown, Code::Card),
            Node::App(name, args) => {
                let args = list(args);
                self.application(name, args)
            }
            Node::Add(xs) => Code::Add(list(xs)),
            Node::Mul(xs) => Code::Mul(list(xs)),
            Node::And(xs) => Code::And(list(xs)),
            Node::Or(xs) => Code::Or(list(xs)),
            Node::Fun(f, xs) => Code::Fun(*f, list(xs)),
            Node::Pow(a, b) => Code::Pow(Box::new((self.compile(a, params), self.compile(b, params)))),
            Node::RealPow(a, b) => Code::RealPow(Box::new((self.compile(a, params), self.compile(b, params)))),
            Node::Cmp(rel, a, b) => Code::Cmp(*rel, Box::new((self.compile(a, params), self.compile(b, params)))),
            Node::Not(p) => Code::Not(Box::new(self.compile(p, params))),
            Node::Ind(p) => Code::Ind(Box::new(self.compile(p, params))),
            Node::If(p, a, b) => Code::If(Box::new((self.compile(p, params), self.compile(a, params), self.compile(b, params)))),
            Node::Big(op, _, dom, guard, body) => {
                Code::Big(*op, Box::new((self.dom(dom, params), self.compile(guard, params), self.compile(body, params))))
            }
            Node::Expect(_, dom, weight, body) => {
                Code::Expect(Box::new((self.dom(dom, params), self.compile(weight, params), self.compile(body, params))))
            }
            Node::Deriv(target, body) => self.derivative(target, body, params),
        }
    }

    fn derivative(&mut self, target: &Term, body: &Term, params: &[Name]) -> Code {
        let Node::App(name, args) = target.node() else { return Code::Unknown };
        let Some(id) = self.table_id(name) else { return Code::Unknown };
        let args = args.iter().map(|a| self.compile(a, params)).collect();
        Code::Deriv(id, Box::new((args, self.compile(body, params))))
    }

    fn element(&self, set: &Name, element: &Name) -> Code {
        let Some(info) = self.sets.iter().find(|s| s.name == *set) else { return Code::Unknown };
        let at = info.labels.iter().position(|l| l == element.as_str());
        at.and_then(|i| info.elements.as_ref()?.get(i)).map_or(Code::Unknown, |v| Code::Element(*v))
    }

    fn application(&self, name: &Name, args: Vec<Code>) -> Code {
        // That something is defined is a condition only: what has a value is equal to itself.
        if let (DEFINED, [value]) = (name.as_str(), args.as_slice()) {
            return Code::Cmp(Rel::Eq, Box::new((value.clone(), value.clone())));
        }
        match self.names.get(name) {
            Some(Ref::Table(id)) => Code::Table(*id, args),
            Some(Ref::Integer(id)) => Code::Integer(*id),
            Some(Ref::Def(id)) => Code::Def(*id, args),
            None => Code::Unknown,
        }
    }
}

/// The same relation, read from the right.
fn flipped(relation: Relation) -> Relation {
    match relation {
        Relation::Eq | Relation::Ne => relation,
        Relation::Le => Relation::Ge,
        Relation::Lt => Relation::Gt,
        Relation::Ge => Relation::Le,
        Relation::Gt => Relation::Lt,
    }
}

/// These names in the order of declaration; those the order does not know come last.
fn ordered<'a>(sig: &Signature, names: impl Iterator<Item = &'a Name>) -> Vec<Name> {
    let place: BTreeMap<&Name, usize> = sig.order.iter().enumerate().map(|(i, n)| (n, i)).collect();
    let mut all: Vec<Name> = names.cloned().collect();
    all.sort_by_key(|n| place.get(n).copied().unwrap_or(usize::MAX));
    all
}
