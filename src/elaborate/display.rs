//! Kernel terms back to surface trees, so that reports speak the language of the file.
//!
//! What is shown, read again in the scope of the file, is the same term up to factors 1, signs and the nesting of sums and
//! products: `a + (-1)*b` is shown as `a - b`, `a*b^(-1)` as `a/b`, an expectation as `E[x ~ p(.|s)] f`, the forms of a joint under
//! its name. Bound variables are called as the author called them, with primes where that name is taken inside.
//! Nothing is decided here.

use super::context::readable;
use crate::kernel::obligation::{Binder, ParamSort, Signature};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::print::{ONE_LINE, print_expr};
use crate::syntax::tree::{
    BigKind, BinOp, Clause, CmpOp, DomExpr, Draw, Expr, ExprKind, Ident, ParamDecl, Spanned, StatKind, Statement, StatementKind,
};
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Rel, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The surface tree of a term or proposition.
pub fn expr(term: &Term, signature: &Signature) -> Expr {
    Display::of(term, signature).expr(term)
}

/// Its text, on one line.
pub fn text(term: &Term, signature: &Signature) -> String {
    print_expr(&expr(term, signature), ONE_LINE)
}

/// A definition as a statement; nothing for the forms of a joint, which are not written.
pub fn definition(name: &Name, signature: &Signature) -> Option<Statement> {
    let definition = signature.definitions.get(name).filter(|d| d.joint.is_none())?;
    let params = definition.params.iter().map(|(param, _)| ParamDecl { name: ident(&readable(param)), dom: None }).collect();
    let body = expr(&definition.body, signature);
    let kind = StatementKind::Define { name: ident(name.as_str()), params, bar: definition.bar, body };
    Some(Spanned { node: kind, span: Span::default() })
}

/// Binders as clauses.
pub fn clauses(binders: &[Binder], signature: &Signature) -> Vec<Clause> {
    let mut all = Vec::new();
    for binder in binders {
        let dom = Display { signature, free: BTreeMap::new(), bound: Vec::new() }.dom(&binder.dom);
        all.push(Clause::In(vec![ident(&opened(&binder.name))], dom));
        if binder.guard != Term::truth() {
            all.push(Clause::Condition(expr(&binder.guard, signature)));
        }
    }
    all
}

/// The names in force at a place of a term.
struct Display<'s> {
    signature: &'s Signature,
    /// What free variables are called.
    free: BTreeMap<Name, String>,
    /// What the variables of the binders around are called, the innermost last.
    bound: Vec<String>,
}

impl<'s> Display<'s> {
    fn of(term: &Term, signature: &'s Signature) -> Self {
        let mut names = BTreeSet::new();
        term.any(&mut |t| {
            if let Node::Var(name) = t.node() {
                names.insert(name.clone());
            }
            false
        });
        let mut taken = BTreeSet::new();
        let mut free = BTreeMap::new();
        for name in names {
            let shown = unused(&opened(&name), &taken);
            taken.insert(shown.clone());
            free.insert(name, shown);
        }
        Display { signature, free, bound: Vec::new() }
    }

    fn expr(&self, term: &Term) -> Expr {
        let kind = match term.node() {
            Node::Num(value) => return number(value),
            Node::Pi => ExprKind::Name("π".to_owned()),
            Node::Bound(k) => ExprKind::Name(self.bound_name(*k)),
            Node::Var(name) => ExprKind::Name(self.free.get(name).cloned().unwrap_or_else(|| opened(name))),
            Node::Elem(_, name) => ExprKind::Name(name.to_string()),
            Node::App(name, args) => return self.application(name, self.all(args)),
            Node::Card(set) => ExprKind::Bars(Box::new(name_expr(set.as_str()))),
            Node::Add(items) => return self.sum(items),
            Node::Mul(items) => return self.product(items),
            Node::Pow(base, exponent) => return self.power(base, exponent),
            Node::RealPow(base, exponent) if *exponent == Term::num(Rational::fraction(1, 2)) => {
                ExprKind::Apply(ident("sqrt"), vec![self.expr(base)], None)
            }
            Node::RealPow(base, exponent) => binary(BinOp::Pow, self.expr(base), self.expr(exponent)),
            Node::Fun(f, args) => ExprKind::Apply(ident(function(*f)), self.all(args), None),
            Node::If(p, a, b) => ExprKind::If(Box::new(self.expr(p)), Box::new(self.expr(a)), Box::new(self.expr(b))),
            Node::Ind(p) => ExprKind::Indicator(Box::new(self.expr(p))),
            Node::Big(op, hint, dom, guard, body) => return self.big(*op, hint, dom, guard, body),
            Node::Expect(hint, dom, weight, body) => return self.expectation(hint, dom, weight, body),
            Node::Deriv(target, body) => ExprKind::Deriv(Box::new(self.expr(target)), Box::new(self.expr(body))),
            Node::True => ExprKind::Compare(vec![number(&Rational::zero()), number(&Rational::zero())], vec![CmpOp::Eq]),
            Node::Cmp(rel, a, b) => ExprKind::Compare(vec![self.expr(a), self.expr(b)], vec![comparison(*rel)]),
            Node::And(parts) => ExprKind::And(self.all(parts)),
            Node::Or(parts) => ExprKind::Or(self.all(parts)),
            Node::Not(p) => ExprKind::Not(Box::new(self.expr(p))),
        };
        at_no_place(kind)
    }

    fn all(&self, terms: &[Term]) -> Vec<Expr> {
        terms.iter().map(|t| self.expr(t)).collect()
    }

    fn bound_name(&self, k: u32) -> String {
        let depth = usize::try_from(k).unwrap_or(usize::MAX);
        let name = self.bound.len().checked_sub(depth.saturating_add(1)).and_then(|at| self.bound.get(at));
        name.cloned().unwrap_or_else(|| format!("_{k}"))
    }

    /// `f(a, b | c)`; the forms of a joint (`p:x|z`) under its own name.
    fn application(&self, name: &Name, args: Vec<Expr>) -> Expr {
        let shown = name.law();
        if args.is_empty() {
            return name_expr(shown);
        }
        let bar = self.bar(name).filter(|bar| *bar < args.len());
        at_no_place(ExprKind::Apply(ident(shown), args, bar))
    }

    fn bar(&self, name: &Name) -> Option<usize> {
        let declared = self.signature.functions.get(name).and_then(|decl| decl.law);
        declared.or_else(|| self.signature.definitions.get(name).and_then(|definition| definition.bar))
    }

    fn sum(&self, items: &[Term]) -> Expr {
        let mut rest = items.iter();
        let Some(first) = rest.next() else { return number(&Rational::zero()) };
        rest.fold(self.expr(first), |sum, item| match negated(item) {
            Some(positive) => at_no_place(binary(BinOp::Sub, sum, self.expr(&positive))),
            None => at_no_place(binary(BinOp::Add, sum, self.expr(item))),
        })
    }

    /// Factors from left to right, reciprocals as divisions; a leading −1 as a sign.
    fn product(&self, items: &[Term]) -> Expr {
        match items {
            [minus, rest @ ..] if *minus == Term::int(-1) && !rest.is_empty() => {
                at_no_place(ExprKind::Neg(Box::new(self.factors(rest))))
            }
            _ => self.factors(items),
        }
    }

    fn factors(&self, items: &[Term]) -> Expr {
        let mut product: Option<Expr> = None;
        for item in items {
            product = Some(match (product, reciprocal(item)) {
                (None, _) => self.expr(item),
                (Some(left), Some(denominator)) => at_no_place(binary(BinOp::Div, left, self.expr(&denominator))),
                (Some(left), None) => at_no_place(binary(BinOp::Mul, left, self.expr(item))),
            });
        }
        product.unwrap_or_else(|| number(&Rational::one()))
    }

    fn power(&self, base: &Term, exponent: &Term) -> Expr {
        let kind = match reciprocal(&Term::pow(base.clone(), exponent.clone())) {
            Some(denominator) => binary(BinOp::Div, number(&Rational::one()), self.expr(&denominator)),
            None => binary(BinOp::Pow, self.expr(base), self.expr(exponent)),
        };
        at_no_place(kind)
    }

    fn dom(&self, dom: &Dom) -> DomExpr {
        match dom {
            Dom::Range(low, high) => DomExpr::Range(Box::new(self.expr(low)), Box::new(self.expr(high))),
            Dom::Set(name) if name.as_str().starts_with('{') => {
                let elements = self.signature.sets.get(name).and_then(|decl| decl.elements.clone());
                DomExpr::Elements(self.all(&elements.unwrap_or_default()), Span::default())
            }
            Dom::Set(name) => DomExpr::Set(ident(name.as_str())),
        }
    }

    fn big(&self, op: BigOp, hint: &Hint, dom: &Dom, guard: &Term, body: &Term) -> Expr {
        let (name, inner) = self.under(hint, &[guard, body]);
        let mut clauses = vec![Clause::In(vec![ident(&name)], self.dom(dom))];
        if *guard != Term::truth() {
            clauses.push(Clause::Condition(inner.expr(guard)));
        }
        let kind = match op {
            BigOp::Sum => BigKind::Sum,
            BigOp::Prod => BigKind::Prod,
            BigOp::Max => BigKind::Max,
            BigOp::Min => BigKind::Min,
        };
        at_no_place(ExprKind::Big(kind, clauses, Box::new(inner.expr(body))))
    }

    /// `E[x ~ p(.|s)] f` where the weight is a law in which the variable stands once; else the sum that it is.
    fn expectation(&self, hint: &Hint, dom: &Dom, weight: &Term, body: &Term) -> Expr {
        let (name, inner) = self.under(hint, &[weight, body]);
        match inner.law(weight, dom) {
            Some(law) => {
                let draw = Draw { vars: vec![ident(&name)], law };
                at_no_place(ExprKind::Stat(StatKind::Expectation, vec![draw], vec![inner.expr(body)]))
            }
            None => {
                let product = Term::mul(vec![weight.clone(), body.clone()]);
                self.big(BigOp::Sum, hint, dom, &Term::truth(), &product)
            }
        }
    }

    fn law(&self, weight: &Term, dom: &Dom) -> Option<Expr> {
        let Node::App(name, args) = weight.node() else { return None };
        let drawn = Term::new(Node::Bound(0));
        let at = args.iter().position(|arg| *arg == drawn)?;
        let others = args.iter().enumerate().any(|(k, arg)| k != at && arg.uses_bound());
        if others || self.argument_dom(name, at).is_none_or(|declared| declared != dom) {
            return None;
        }
        if args.len() == 1 && !name.as_str().contains(':') {
            return Some(name_expr(name.as_str()));
        }
        let show = |(k, arg): (usize, &Term)| if k == at { at_no_place(ExprKind::Dot) } else { self.expr(arg) };
        Some(self.application(name, args.iter().enumerate().map(show).collect()))
    }

    fn argument_dom(&self, name: &Name, at: usize) -> Option<&Dom> {
        if let Some(decl) = self.signature.functions.get(name) {
            return decl.args.get(at);
        }
        match self.signature.definitions.get(name)?.params.get(at)? {
            (_, ParamSort::Index(dom)) => Some(dom),
            _ => None,
        }
    }

    /// The name of a bound variable, and the names in force under its binder.
    fn under(&self, hint: &Hint, inside: &[&Term]) -> (String, Display<'s>) {
        let mut taken = BTreeSet::new();
        for term in inside {
            self.names_in(term, 1, &mut taken);
        }
        let name = unused(&opened(&hint.0), &taken);
        let mut bound = self.bound.clone();
        bound.push(name.clone());
        (name, Display { signature: self.signature, free: self.free.clone(), bound })
    }

    /// The names that a bound variable would capture in a term under `depth` new binders.
    fn names_in(&self, term: &Term, depth: u32, taken: &mut BTreeSet<String>) {
        match term.node() {
            Node::Var(name) => taken.extend(self.free.get(name).cloned()),
            Node::Bound(k) if *k >= depth => {
                taken.insert(self.bound_name(k - depth));
            }
            Node::App(name, _) => {
                taken.insert(name.law().to_owned());
            }
            Node::Elem(_, name) => {
                taken.insert(name.to_string());
            }
            _ => {}
        }
        term.node().for_each_child(&mut |_, child, binds| self.names_in(child, depth + binds, taken));
    }
}

/// A name as it is shown. Those that no file can write get letters: an opened binder `%2` is `i₂`, a fresh variable `%d0` is `j₀`,
/// the variable of a rule `k`.
fn opened(name: &Name) -> String {
    let Some(own) = name.as_str().strip_prefix('%') else { return readable(name) };
    let digits = own.trim_start_matches('d');
    match (digits.parse::<u32>(), digits.len() == own.len()) {
        (Ok(_), same) => (if same { "i" } else { "j" }).chars().chain(digits.chars().map(subscript)).collect(),
        (Err(_), _) => "k".to_owned(),
    }
}

fn subscript(c: char) -> char {
    c.to_digit(10).and_then(|d| char::from_u32(u32::from('₀') + d)).unwrap_or(c)
}

/// The name with as many primes as it needs.
fn unused(name: &str, taken: &BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while taken.contains(&name) {
        name.push('\'');
    }
    name
}

/// `(-1)*a…` without its sign, a negative numeral without its.
fn negated(term: &Term) -> Option<Term> {
    match term.node() {
        Node::Mul(items) => match items.as_slice() {
            [minus, rest @ ..] if *minus == Term::int(-1) && !rest.is_empty() => Some(Term::mul(rest.to_vec())),
            _ => None,
        },
        Node::Num(value) if value.is_negative() => Some(Term::num(-value)),
        _ => None,
    }
}

/// `b^(-k)` as `b^k`.
fn reciprocal(term: &Term) -> Option<Term> {
    let Node::Pow(base, exponent) = term.node() else { return None };
    let value = exponent.as_num().filter(|v| v.is_negative())?;
    let positive = -value;
    Some(if positive.is_one() { base.clone() } else { Term::pow(base.clone(), Term::num(positive)) })
}

fn number(value: &Rational) -> Expr {
    if value.is_negative() {
        return at_no_place(ExprKind::Neg(Box::new(number(&-value))));
    }
    if value.is_integer() {
        return at_no_place(ExprKind::Num(value.clone()));
    }
    let part = |n: &num_bigint::BigInt| at_no_place(ExprKind::Num(Rational::from_bigint(n.clone())));
    at_no_place(binary(BinOp::Div, part(&value.numer()), part(&value.denom())))
}

fn function(f: Fun) -> &'static str {
    match f {
        Fun::Exp => "exp",
        Fun::Log => "log",
        Fun::Abs => "abs",
        Fun::Sign => "sign",
        Fun::Max => "max",
        Fun::Min => "min",
        Fun::Factorial => "factorial",
        Fun::Binom => "binom",
    }
}

fn comparison(rel: Rel) -> CmpOp {
    match rel {
        Rel::Eq => CmpOp::Eq,
        Rel::Ne => CmpOp::Ne,
        Rel::Lt => CmpOp::Lt,
        Rel::Le => CmpOp::Le,
    }
}

fn binary(op: BinOp, left: Expr, right: Expr) -> ExprKind {
    ExprKind::Binary(op, Box::new(left), Box::new(right))
}

fn at_no_place(node: ExprKind) -> Expr {
    Spanned { node, span: Span::default() }
}

fn ident(text: &str) -> Ident {
    Spanned { node: text.to_owned(), span: Span::default() }
}

fn name_expr(text: &str) -> Expr {
    at_no_place(ExprKind::Name(text.to_owned()))
}
