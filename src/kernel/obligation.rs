//! What is to be proved: declarations, and one step under them. Plain data, built by the elaborator.
//!
//! Meaning of an [`Obligation`]: in every model of the [`Signature`] (all finite non-empty sets, all real
//! tables within their constraints, all integers within theirs, all assumptions met, where "met" means both sides
//! defined and in relation), and for all values of `vars` in their domains that meet their guards: wherever
//! `left` and `right` are both defined, `left relation right`.

use crate::number::Rational;
use crate::term::{BigOp, Dom, Name, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// An index variable with what it ranges over. Domain and guard may mention earlier variables, by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Binder {
    /// The free variable (`Node::Var`).
    pub name: Name,
    /// Its domain.
    pub dom: Dom,
    /// A proposition that it meets (`True` where there is none).
    pub guard: Term,
}

/// A declared finite, non-empty set.
#[derive(Clone, Debug, Default)]
pub struct SetDecl {
    /// All its elements, distinct, where they are named (`Node::Elem`, or `Node::Num` for an integer).
    pub elements: Option<Vec<Term>>,
}

/// An end of an interval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The end itself.
    pub value: Rational,
    /// Is the end excluded?
    pub strict: bool,
}

/// What is known of every value of a declared name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Constraint {
    /// Lower end.
    pub lower: Option<Bound>,
    /// Upper end.
    pub upper: Option<Bound>,
    /// Never 0.
    pub nonzero: bool,
    /// An integer.
    pub integer: bool,
    /// 0 or 1.
    pub binary: bool,
    /// Unchanged when its (two) arguments are exchanged.
    pub symmetric: bool,
    /// For each value of the other indices, exactly one value of the last index has 1 and the others 0.
    pub onehot: bool,
}

/// A declared constant, parameter, function or distribution.
#[derive(Clone, Debug, Default)]
pub struct FunctionDecl {
    /// The domains of its arguments; none for a constant. Ranges have closed ends (declared integers, numerals).
    pub args: Vec<Dom>,
    /// What its values meet.
    pub constraint: Constraint,
    /// `Some(k)`: a distribution over its first `k` arguments for each value of the others (non-negative, sums to one).
    pub law: Option<usize>,
    /// The names it depends on (`of`), in an arbitrary, arbitrarily often differentiable way.
    pub of: Vec<Name>,
    /// Declared with `param` (says nothing more than `function`; for messages).
    pub param: bool,
}

/// A declared integer (its value is `App(name, [])`).
#[derive(Clone, Debug, Default)]
pub struct IntegerDecl {
    /// Lower bound, included; a closed term over integers declared before.
    pub lower: Option<Term>,
    /// Upper bound, included.
    pub upper: Option<Term>,
}

/// The sort of a parameter of a definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParamSort {
    /// An index.
    Index(Dom),
    /// A real number.
    Real,
    /// Any integer (where the body gives no range).
    Integer,
}

/// A definition: `App(name, args)` stands for `body` with the parameters replaced by `args`.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Parameters, as they stand free (`Node::Var`) in the body; unique names (`a@π`).
    pub params: Vec<(Name, ParamSort)>,
    /// The body.
    pub body: Term,
    /// For a recursive definition, the position of the parameter that decreases.
    pub recursive: Option<usize>,
    /// How many parameters stand before the bar (`define p(a | s)`), if a bar was written.
    pub bar: Option<usize>,
    /// For the marginals and conditionals of a `joint`: the reason that unfolds it (`marginal`, `conditional`).
    pub joint: Option<&'static str>,
}

impl Definition {
    /// Is a derivative taken of something in which a real parameter stands? An argument put in its place could depend on the
    /// variable, and would then mean something else than its value.
    pub fn captures(&self) -> bool {
        let real = |name: &Name| self.params.iter().any(|(n, sort)| n == name && *sort == ParamSort::Real);
        self.body.any(&mut |t| match t.node() {
            Node::Deriv(_, inner) => inner.any(&mut |s| matches!(s.node(), Node::Var(v) if real(v))),
            _ => false,
        })
    }

    /// The body with these arguments; `None` on a wrong number of them.
    pub fn unfold(&self, args: &[Term]) -> Option<Term> {
        if args.len() != self.params.len() {
            return None;
        }
        let map: Vec<(Name, Term)> = self.params.iter().zip(args).map(|((n, _), a)| (n.clone(), a.clone())).collect();
        Some(self.body.substitute(&map))
    }
}

/// The relation of a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// `=`
    Eq,
    /// `<=`
    Le,
    /// `<`
    Lt,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `!=` (assumptions only)
    Ne,
}

/// A condition: `prop` for all values of the binders.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Condition {
    /// For all of these …
    pub binders: Vec<Binder>,
    /// … this holds.
    pub prop: Term,
}

/// An assumption, or a proved result that may be cited.
#[derive(Clone, Debug)]
pub struct Statement {
    /// For all of these (unique names, `i@h7`) …
    pub binders: Vec<Binder>,
    /// … this holds,
    pub left: Term,
    /// in this relation.
    pub relation: Relation,
    /// Right side.
    pub right: Term,
    /// For a result: what a user of it must meet.
    pub conditions: Vec<Condition>,
    /// For an assumption: holds for every value of the parameters (`assume identically`).
    pub identically: bool,
}

impl Statement {
    /// Is its right side `f(x)/Σ_y f(y)` for the first variable of its left side, by form?
    fn normalises(&self) -> bool {
        let (Node::App(_, args), Node::Mul(factors)) = (self.left.node(), self.right.node()) else { return false };
        let Some(Node::Var(outcome)) = args.first().map(Term::node) else { return false };
        let Some(binder) = self.binders.iter().find(|b| b.name == *outcome) else { return false };
        factors.iter().enumerate().any(|(at, factor)| {
            let Node::Pow(sum, minus) = factor.node() else { return false };
            let Node::Big(BigOp::Sum, _, dom, guard, body) = sum.node() else { return false };
            let others = || factors.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, f)| f.clone()).collect();
            let whole = *minus == Term::int(-1) && *dom == binder.dom && matches!(guard.node(), Node::True);
            whole && body.open(&args[0]) == Term::mul(others())
        })
    }

    /// The guards of its variables, and the ends of their ranges.
    fn guards(&self) -> Vec<&Term> {
        self.binders.iter().flat_map(|b| b.dom.ends().chain([&b.guard])).collect()
    }

    /// The name to which an identical equation gives a value: it stands alone on the left, applied to the binders, each once.
    fn bare_left(&self) -> Option<&Name> {
        let Node::App(name, args) = self.left.node() else { return None };
        let own = |b: &Binder| args.iter().filter(|arg| matches!(arg.node(), Node::Var(v) if *v == b.name)).count() == 1;
        let bare = args.len() == self.binders.len() && self.binders.iter().all(own);
        (self.identically && self.relation == Relation::Eq && bare).then_some(name)
    }
}

/// The declarations of a file.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// Sets.
    pub sets: BTreeMap<Name, SetDecl>,
    /// Integers.
    pub integers: BTreeMap<Name, IntegerDecl>,
    /// Constants, parameters, functions, distributions.
    pub functions: BTreeMap<Name, FunctionDecl>,
    /// Definitions.
    pub definitions: BTreeMap<Name, Definition>,
    /// Assumptions. Binders of an assumption never clash with those of another.
    pub assumptions: BTreeMap<Name, Statement>,
    /// The names in the order of declaration (for display and determinism of search).
    pub order: Vec<Name>,
}

impl Signature {
    /// The name that an identical assumption defines: it stands alone on the left, applied to the binders, is no definition, its
    /// declaration ties its values neither to each other nor to integers, no other
    /// identical equation gives it, and for what indices it is said hangs on no number. Only such an assumption can be met for every value of all parameters by a choice of that name; any
    /// other ties parameters together.
    pub fn given_by<'a>(&self, a: &'a Statement) -> Option<&'a Name> {
        let name = a.bare_left()?;
        let head = |b: &Statement| matches!(b.left.node(), Node::App(head, _) if head == name);
        let others = |b: &&Statement| b.identically && b.relation == Relation::Eq && head(b);
        let tied = |f: &FunctionDecl| {
            let c = &f.constraint;
            f.law.is_some_and(|k| k != 1 || !a.normalises()) || c.onehot || c.symmetric || c.integer || c.binary
        };
        if self.functions.get(name).is_some_and(tied) {
            return None;
        }
        let guarded = self.spoken_of(&a.guards()).iter().any(|n| self.functions.contains_key(n));
        (!guarded && !self.definitions.contains_key(name) && self.assumptions.values().filter(others).count() == 1)
            .then_some(name)
    }

    /// All names that the statement speaks of, in its sides and in what it is said for.
    pub fn spoken_of_in(&self, a: &Statement) -> BTreeSet<Name> {
        self.spoken_of(&[&[&a.left, &a.right], a.guards().as_slice()].concat())
    }

    /// Does an identical equation say what values the name has?
    pub fn given_identically(&self, name: &Name) -> bool {
        let equations = self.assumptions.values().filter(|a| a.identically && a.relation == Relation::Eq);
        equations.into_iter().any(|a| match self.given_by(a) {
            Some(given) => given == name,
            None => self.spoken_of_in(a).contains(name),
        })
    }

    /// What the outcome of a law of one outcome ranges over: its first argument.
    pub fn single_outcome(&self, name: &Name) -> Option<&Dom> {
        self.functions.get(name).filter(|f| f.law == Some(1))?.args.first()
    }

    /// The names that terms apply, themselves or in a definition that they apply.
    pub fn spoken_of(&self, terms: &[&Term]) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        let mut open: Vec<Term> = terms.iter().map(|t| (*t).clone()).collect();
        while let Some(t) = open.pop() {
            t.any(&mut |s| {
                if let Node::App(name, _) = s.node()
                    && names.insert(name.clone())
                {
                    open.extend(self.definitions.get(name).map(|d| d.body.clone()));
                }
                false
            });
        }
        names
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// The variables of `fix` and `for`, in order.
    pub vars: Vec<Binder>,
    /// The line before.
    pub left: Term,
    /// The relation claimed.
    pub relation: Relation,
    /// This line.
    pub right: Term,
}
