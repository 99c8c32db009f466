//! The built-in functions. Those that are abbreviations (`sqrt sigmoid tanh relu softplus clip`) are written out here.

use super::expr::join;
use super::reader::{Reader, Sort, Typed};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::tree::{Expr, Ident};
use crate::term::{Fun, Node, Term};

/// Their names.
pub(super) const NAMES: &[&str] = &[
    "exp",
    "log",
    "ln",
    "sqrt",
    "abs",
    "sign",
    "max",
    "min",
    "clip",
    "sigmoid",
    "tanh",
    "relu",
    "softplus",
    "factorial",
    "binom",
];

/// How many arguments it takes.
fn arity(name: &str) -> usize {
    match name {
        "max" | "min" | "binom" => 2,
        "clip" => 3,
        _ => 1,
    }
}

impl Reader<'_, '_> {
    /// A built-in function with arguments in parentheses.
    pub(super) fn builtin(&mut self, name: &Ident, args: &[Expr], bar: Option<usize>, span: Span) -> Option<Typed> {
        let whole = matches!(name.node.as_str(), "factorial" | "binom");
        let read: Vec<Option<(Typed, Span)>> = args
            .iter()
            .map(|e| {
                let value = if whole { self.integer(e, &format!("the argument of `{}`", name.node)) } else { self.real(e) };
                value.map(|v| (v, e.span))
            })
            .collect();
        let wanted = arity(&name.node);
        let extreme = matches!(name.node.as_str(), "max" | "min");
        if bar.is_some() || (args.len() != wanted && !(extreme && args.len() > 2)) {
            let plural = if wanted == 1 { "argument" } else { "arguments" };
            let message = format!("`{}` takes {wanted} {plural}, and has {} here", name.node, args.len());
            return match (extreme, args.len()) {
                (true, 1) => self.error_help(span, message, format!("over an index it is written `{}[i in A] f(i)`", name.node)),
                _ => self.error(span, message),
            };
        }
        let read: Vec<(Typed, Span)> = read.into_iter().collect::<Option<_>>()?;
        let mut values = read.into_iter();
        let (first, at) = values.next()?;
        let rest: Vec<Typed> = values.map(|(v, _)| v).collect();
        if rest.is_empty() { self.builtin_one(name, first, at) } else { self.builtin_many(&name.node, first, &rest, span) }
    }

    /// A built-in function of one argument, which has been read as a number.
    pub(super) fn builtin_one(&mut self, name: &Ident, x: Typed, span: Span) -> Option<Typed> {
        let whole = |sort: &Sort| if *sort == Sort::Real { Sort::Real } else { Sort::Whole };
        let term = x.term;
        let sort = match name.node.as_str() {
            "abs" => whole(&x.sort),
            "sign" | "factorial" => Sort::Whole,
            "relu" => whole(&x.sort),
            _ => Sort::Real,
        };
        let value = match name.node.as_str() {
            "exp" => Term::exp(term),
            "log" | "ln" => Term::log(term),
            "abs" => Term::fun(Fun::Abs, term),
            "sign" => Term::fun(Fun::Sign, term),
            "factorial" => Term::fun(Fun::Factorial, term),
            "sqrt" => Term::real_pow(term, Term::num(Rational::fraction(1, 2))),
            "sigmoid" => sigmoid(term),
            "tanh" => {
                self.may_copy(&term, span)?;
                tanh(&term)
            }
            "relu" => Term::new(Node::Fun(Fun::Max, vec![term, Term::int(0)])),
            "softplus" => Term::log(Term::add(vec![Term::int(1), Term::exp(term)])),
            other => return self.error(name.span, format!("unknown function `{other}`")),
        };
        Some(Typed::new(value, sort))
    }

    fn builtin_many(&mut self, name: &str, first: Typed, rest: &[Typed], span: Span) -> Option<Typed> {
        let sort = match join(std::iter::once(&first).chain(rest)) {
            Sort::Int => Sort::Whole,
            other => other,
        };
        let two = |f: Fun, a: Term, b: &Term| Term::new(Node::Fun(f, vec![a, b.clone()]));
        let term = match (name, rest) {
            ("max", _) => rest.iter().fold(first.term, |a, b| two(Fun::Max, a, &b.term)),
            ("min", _) => rest.iter().fold(first.term, |a, b| two(Fun::Min, a, &b.term)),
            ("binom", [k]) => return Some(Typed::new(two(Fun::Binom, first.term, &k.term), Sort::Whole)),
            ("clip", [low, high]) => two(Fun::Min, two(Fun::Max, first.term, &low.term), &high.term),
            _ => return self.error(span, format!("`{name}` does not take {} arguments", rest.len() + 1)),
        };
        Some(Typed::new(term, sort))
    }
}

/// `1/(1 + exp(-x))`
fn sigmoid(x: Term) -> Term {
    Term::div(Term::int(1), Term::add(vec![Term::int(1), Term::exp(Term::neg(x))]))
}

/// `(exp(x) - exp(-x))/(exp(x) + exp(-x))`
fn tanh(x: &Term) -> Term {
    let (up, down) = (Term::exp(x.clone()), Term::exp(Term::neg(x.clone())));
    Term::div(Term::sub(up.clone(), down.clone()), Term::add(vec![up, down]))
}
