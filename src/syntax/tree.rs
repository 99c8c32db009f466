//! The surface tree: a derivation file as written, with spans, before any name is resolved.
//!
//! Names are already normalised to one spelling (`theta` is `θ`, `a₁` is `a_1`, see `syntax::names`). Labels (of derivations,
//! lemmas, assumptions, and the bare names after `by`) keep the spelling of their author, since reports show them.

use crate::number::Rational;
use crate::source::Span;

/// A value with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub node: T,
    /// Its place.
    pub span: Span,
}

/// A name with its place.
pub type Ident = Spanned<String>;

/// An expression or a condition (one grammar reads both; the elaborator tells them apart).
pub type Expr = Spanned<ExprKind>;

/// Binary arithmetic operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// Multiplication by juxtaposition.
    Juxtapose,
    /// `/`
    Div,
    /// `^`
    Pow,
}

/// Comparison operators, in steps, conditions, assumptions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CmpOp {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// What an index is said to range over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DomExpr {
    /// A set by name.
    Set(Ident),
    /// `lo..hi`
    Range(Box<Expr>, Box<Expr>),
    /// `real` (parameters of definitions only).
    Real(Span),
    /// `{x, y}` or `{0, 1}` written in place.
    Elements(Vec<Expr>, Span),
}

/// One clause in the bracket of a binder, a `for` or a `fix`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clause {
    /// `i in A`, `i, j in A` (several names share the domain).
    In(Vec<Ident>, DomExpr),
    /// A condition on the indices bound before it: `i != a`.
    Condition(Expr),
}

/// One draw of an expectation: `x ~ p`, `x ~ p(.|s)`, `(x, z) ~ q`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draw {
    /// The variables drawn (more than one for a tuple).
    pub vars: Vec<Ident>,
    /// The law: a name, or an application with `Dot` arguments in place of the variables.
    pub law: Expr,
}

/// Big operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BigKind {
    /// `sum[…]`
    Sum,
    /// `prod[…]`
    Prod,
    /// `max[…]`
    Max,
    /// `min[…]`
    Min,
}

/// Statistics written with draws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatKind {
    /// `E[…] e`
    Expectation,
    /// `Var[…] e`
    Variance,
    /// `Cov[…](e, f)`
    Covariance,
}

/// Expression forms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprKind {
    /// An exact number.
    Num(Rational),
    /// A name standing alone (also an element, a set in a wrong place, `pi` …).
    Name(String),
    /// `f(a, b | c)`: name, arguments, and how many stand before the bar, if there is one. Also the built-in functions
    /// (`exp`, `log`, `sqrt`, `abs`, `sign`, `max`, `min`, `clip`, `sigmoid`, `factorial`, …), which are reserved or resolved later.
    Apply(Ident, Vec<Expr>, Option<usize>),
    /// `.` or `·` as an argument of a law.
    Dot,
    /// `-e`
    Neg(Box<Expr>),
    /// Binary operator.
    Binary(BinOp, Box<Expr>, Box<Expr>),
    /// `exp x`, `log x`, `sqrt x` without parentheses, and `ln`.
    Prefix(Ident, Box<Expr>),
    /// `d/dθ(s,a) e`: the target as written (name or application), the body.
    Deriv(Box<Expr>, Box<Expr>),
    /// `sum[clauses] e` and its kin.
    Big(BigKind, Vec<Clause>, Box<Expr>),
    /// `E[draws] e`, `Var[draws] e` (one body), `Cov[draws](e, f)` (two).
    Stat(StatKind, Vec<Draw>, Vec<Expr>),
    /// `H[x in X](p(x))` (one argument) or `KL[x in X](q(x), p(x))` (two): name (`H` or `KL`), clauses, arguments.
    Info(Ident, Vec<Clause>, Vec<Expr>),
    /// `|e|`: a size or an absolute value.
    Bars(Box<Expr>),
    /// `if(P, e, f)`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[P]`
    Indicator(Box<Expr>),
    /// A chain of comparisons `a <= b < c`: the terms, and the operators between them.
    Compare(Vec<Expr>, Vec<CmpOp>),
    /// `P and Q and …`
    And(Vec<Expr>),
    /// `P or Q or …`
    Or(Vec<Expr>),
    /// `not P`
    Not(Box<Expr>),
    /// An expression in parentheses. Printing may drop it. `α(x + y)` is a product where the file declares or binds `α` without
    /// arguments, and else an `Apply`; the elaborator turns that into a product where the name turns out to be no function.
    Paren(Box<Expr>),
}

/// A declared argument sort in `function f(S, 0..T-1)`; `joint p(x: X)` has a name before the colon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArgDecl {
    /// The name before the colon (`joint` only).
    pub name: Option<Ident>,
    /// The domain.
    pub dom: DomExpr,
}

/// A constraint after a declared name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConstraintExpr {
    /// `> 0`, `!= 0`, …
    Compare(CmpOp, Expr),
    /// `in (0, 1)`, `in [0, 1)`: ends with their strictness.
    Interval {
        /// Lower end.
        low: Expr,
        /// Lower end excluded?
        low_strict: bool,
        /// Upper end.
        high: Expr,
        /// Upper end excluded?
        high_strict: bool,
    },
    /// `in {0, 1}`
    Elements(Vec<Expr>),
    /// `in 2..3` (integers)
    Range(Expr, Expr),
    /// `integer`
    Integer,
    /// `symmetric`
    Symmetric,
    /// `onehot`
    OneHot,
}

/// The keyword of a declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeclKind {
    /// `integer`
    Integer,
    /// `constant`
    Constant,
    /// `function`
    Function,
    /// `param`
    Param,
    /// `distribution`
    Distribution,
    /// `joint`
    Joint,
}

impl DeclKind {
    /// The word with which such a declaration begins.
    pub fn keyword(self) -> &'static str {
        match self {
            DeclKind::Integer => "integer",
            DeclKind::Constant => "constant",
            DeclKind::Function => "function",
            DeclKind::Param => "param",
            DeclKind::Distribution => "distribution",
            DeclKind::Joint => "joint",
        }
    }
}

/// One declared name with its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeclItem {
    /// The name.
    pub name: Ident,
    /// Arguments.
    pub args: Vec<ArgDecl>,
    /// How many arguments stand before the bar, if there is one.
    pub bar: Option<usize>,
}

/// A parameter of a definition: `s`, `a in A`, `u real`, `t in 1..T`, `t+1`? (no: names only).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParamDecl {
    /// The name.
    pub name: Ident,
    /// Its domain, if given.
    pub dom: Option<DomExpr>,
}

/// One `by` reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// `def f` (true) or a bare name (false).
    pub def: bool,
    /// The name: normalised after `def`, else as it is spelt (a label, or a definition after `names::normalise`).
    pub name: Ident,
}

/// One step of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepTree {
    /// The relation.
    pub relation: Spanned<CmpOp>,
    /// The expression; `Err` if it could not be read (the diagnostic stands in the file's list; later steps are still read).
    pub expr: Result<Expr, Box<crate::diagnostic::Diagnostic>>,
    /// The reasons, `None` if there is no `by`.
    pub reasons: Option<Vec<Reason>>,
    /// From the relation to the end of the step.
    pub span: Span,
}

/// Statements.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StatementKind {
    /// `title "…"`
    Title(String),
    /// `use "…"`
    Use(Spanned<String>),
    /// `set A, B`, `set C = {x, y}`
    Set(Vec<(Ident, Option<Vec<Expr>>)>),
    /// `integer`, `constant`, `function`, `param`, `distribution`, `joint`
    Declare {
        /// Keyword.
        kind: DeclKind,
        /// The names.
        items: Vec<DeclItem>,
        /// `of θ, φ`
        of: Vec<Ident>,
        /// Constraints, in order.
        constraints: Vec<Spanned<ConstraintExpr>>,
    },
    /// `fix s in S, a in A`
    Fix(Vec<Clause>),
    /// `define f(i, j) = expr`
    Define {
        /// The name.
        name: Ident,
        /// Parameters; `None` if written without parentheses.
        params: Vec<ParamDecl>,
        /// How many parameters stand before the bar, if there is one.
        bar: Option<usize>,
        /// The body.
        body: Expr,
    },
    /// `assume [identically] NAME [for …]: lhs REL rhs`
    Assume {
        /// `identically`?
        identically: bool,
        /// The name.
        name: Ident,
        /// `for` clauses.
        binders: Vec<Clause>,
        /// Left side.
        left: Expr,
        /// Relation.
        relation: Spanned<CmpOp>,
        /// Right side.
        right: Expr,
    },
    /// `derivation NAME for …:` or `lemma NAME for …:`
    Chain {
        /// `lemma`?
        lemma: bool,
        /// The name.
        name: Ident,
        /// `for` clauses.
        binders: Vec<Clause>,
        /// First expression; `Err` if it could not be read.
        first: Result<Expr, Box<crate::diagnostic::Diagnostic>>,
        /// The steps.
        steps: Vec<StepTree>,
    },
}

/// A statement with its place.
pub type Statement = Spanned<StatementKind>;

/// A whole file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// The statements that could be read, in order.
    pub statements: Vec<Statement>,
}
