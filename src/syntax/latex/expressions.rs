//! Expressions and conditions to LaTeX, with the fewest parentheses that keep the reading of paper.

use super::super::binding::{Level, bare};
use super::super::tree::{BigKind, BinOp, Clause, CmpOp, DomExpr, Draw, Expr, ExprKind, Ident, StatKind};
use super::notation::{height, level, named_function, takes_rest, width};
use super::{Piece, clause, comparison, idents, names};
use crate::number::Rational;

/// Up to this width what is differentiated stands on the fraction.
const SHORT: usize = 12;

/// What has been written so far.
pub(super) struct Printer<'t> {
    marks: &'t [&'t Expr],
    done: Vec<Piece>,
    open: Piece,
    /// Marks that are open.
    inside: usize,
    /// Parentheses that are open.
    depth: usize,
    /// In an index or an exponent.
    tiny: bool,
    /// In a group that no line break may divide.
    closed: usize,
}

impl<'t> Printer<'t> {
    pub(super) fn new(marks: &'t [&'t Expr]) -> Self {
        let open = Piece { latex: String::new(), width: 0, depth: 0 };
        Printer { marks, done: Vec::new(), open, inside: 0, depth: 0, tiny: false, closed: 0 }
    }

    /// An index or an exponent, without marks.
    pub(super) fn small(expr: &Expr) -> String {
        let mut printer = Printer::new(&[]);
        printer.tiny = true;
        printer.closed = 1;
        printer.put(expr, Level::Or, false);
        super::joined(&printer.finish())
    }

    pub(super) fn finish(mut self) -> Vec<Piece> {
        self.done.push(self.open);
        self.done
    }

    fn write(&mut self, latex: &str) {
        let command_open = self.open.latex.rfind('\\').is_some_and(|at| {
            let tail = &self.open.latex[at + 1..];
            !tail.is_empty() && tail.chars().all(|c| c.is_ascii_alphabetic())
        });
        if command_open && latex.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.open.latex.push(' ');
        }
        self.open.latex.push_str(latex);
    }

    fn letters(&mut self, latex: &str, width: usize) {
        self.write(latex);
        self.open.width += width;
    }

    /// A line may be broken here; the next piece begins with an operator.
    fn may_break(&mut self) {
        if self.closed > 0 {
            self.write(" ");
            return;
        }
        self.open.latex.push_str(&"}".repeat(self.inside));
        let latex = format!("{{}}{}", "\\changed{".repeat(self.inside));
        let next = Piece { latex, width: 0, depth: self.depth };
        self.done.push(std::mem::replace(&mut self.open, next));
    }

    /// Something that stays together.
    fn group(&mut self, write: impl FnOnce(&mut Self)) {
        self.closed += 1;
        write(self);
        self.closed -= 1;
    }

    /// The expression at a place that asks for `least`; `followed` says that a product goes on behind it.
    pub(super) fn put(&mut self, expr: &'t Expr, least: Level, followed: bool) {
        let inner = bare(expr);
        let marked = self.marks.iter().any(|mark| std::ptr::eq(bare(mark), inner));
        if marked {
            self.write("\\changed{");
            self.inside += 1;
        }
        if level(inner) < least || (followed && takes_rest(inner) && !on_fraction(inner)) {
            self.parentheses("(", ")", height(inner), |p| p.plain(inner, false));
        } else {
            self.plain(inner, followed);
        }
        if marked {
            self.inside -= 1;
            self.open.latex.push('}');
        }
    }

    /// Brackets as high as what they hold.
    fn parentheses(&mut self, open: &str, close: &str, height: usize, write: impl FnOnce(&mut Self)) {
        let size = match height {
            _ if self.tiny => "",
            0 => "",
            1 => "\\Big",
            _ => "\\bigg",
        };
        let sided = |side: &str, sign: &str| if size.is_empty() { sign.to_owned() } else { format!("{size}{side}{sign}") };
        self.letters(&sided("l", open), 1);
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.letters(&sided("r", close), 1);
    }

    fn plain(&mut self, expr: &'t Expr, followed: bool) {
        match &expr.node {
            ExprKind::Num(value) => self.number(value),
            ExprKind::Name(own) => self.letters(&names::name(own), names::width(own)),
            ExprKind::Apply(own, args, bar) => self.application(own, args, *bar, followed),
            ExprKind::Dot => self.letters("\\cdot", 1),
            ExprKind::Neg(operand) => {
                self.letters("-", 1);
                self.put(operand, Level::Product, followed);
            }
            ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => self.sum(expr),
            ExprKind::Binary(BinOp::Div, above, below) => self.fraction(above, below),
            ExprKind::Binary(BinOp::Pow, base, exponent) => self.power(base, exponent),
            ExprKind::Binary(..) => self.product(expr, followed),
            ExprKind::Prefix(own, operand) => self.application(own, std::slice::from_ref(operand), None, followed),
            ExprKind::Deriv(target, body) => self.derivative(target, body),
            ExprKind::Big(kind, own, body) => self.big(*kind, own, body),
            ExprKind::Stat(kind, draws, bodies) => self.statistic(*kind, draws, bodies),
            ExprKind::Info(own, binders, args) => self.information(own, binders, args),
            ExprKind::Bars(inner) => self.parentheses("\\lvert ", "\\rvert ", height(inner), |p| p.put(inner, Level::Or, false)),
            ExprKind::If(test, yes, no) => self.conditional(test, yes, no),
            ExprKind::Indicator(inner) => {
                let width = width(inner).div_ceil(2) + 2;
                self.letters(&format!("\\mathbf{{1}}_{{\\{{{}\\}}}}", Printer::small(inner)), width);
            }
            ExprKind::Compare(terms, operators) => self.comparisons(terms, operators),
            ExprKind::And(parts) => self.connected(parts, " and ", Level::Not),
            ExprKind::Or(parts) => self.connected(parts, " or ", Level::And),
            ExprKind::Not(inner) => {
                self.letters("\\text{not }", 4);
                self.put(inner, Level::Not, false);
            }
            ExprKind::Paren(inner) => self.plain(bare(inner), followed),
        }
    }

    fn number(&mut self, value: &Rational) {
        let text = value.to_string();
        match text.split_once('/') {
            Some((above, below)) if !self.tiny => {
                let (sign, above) = above.strip_prefix('-').map_or(("", above), |above| ("-", above));
                self.letters(&format!("{sign}\\frac{{{above}}}{{{below}}}"), above.len().max(below.len()) + 1);
            }
            _ => self.letters(&text, text.len()),
        }
    }

    /// `a + b - c`, broken before the signs.
    fn sum(&mut self, expr: &'t Expr) {
        let ExprKind::Binary(op @ (BinOp::Add | BinOp::Sub), left, right) = &expr.node else { return };
        self.put(left, Level::Additive, false);
        self.may_break();
        self.letters(if *op == BinOp::Add { "+ " } else { "- " }, 3);
        self.put(right, Level::Product, false);
    }

    /// Factors beside each other.
    fn product(&mut self, expr: &'t Expr, followed: bool) {
        let ExprKind::Binary(_, left, right) = &expr.node else { return };
        self.put(left, Level::Product, true);
        let digit = matches!(&bare(first_factor(right)).node, ExprKind::Num(_));
        self.letters(if digit { " \\cdot " } else { "\\," }, 1);
        // A product inside a product is a factor of its own.
        self.put(right, Level::Factor, followed);
    }

    fn fraction(&mut self, above: &'t Expr, below: &'t Expr) {
        if self.tiny {
            self.put(above, Level::Factor, true);
            self.letters("/", 1);
            return self.put(below, Level::Power, true);
        }
        self.group(|p| {
            let start = p.open.width;
            p.write("\\frac{");
            p.put(above, Level::Additive, false);
            let middle = p.open.width;
            p.write("}{");
            p.put(below, Level::Additive, false);
            p.write("}");
            p.open.width = start + (middle - start).max(p.open.width - middle) + 1;
        });
    }

    fn power(&mut self, base: &'t Expr, exponent: &'t Expr) {
        self.group(|p| {
            // Two superscripts need braces between them.
            let primed = matches!(&base.node, ExprKind::Name(name) if name.ends_with('\''));
            p.write(if primed { "{" } else { "" });
            p.put(base, Level::Atom, false);
            p.write(if primed { "}" } else { "" });
            p.letters(&format!("^{{{}}}", Printer::small(exponent)), width(exponent).div_ceil(2));
        });
    }

    /// `∂f/∂x` where `f` is short, else `∂/∂x f`.
    fn derivative(&mut self, target: &'t Expr, body: &'t Expr) {
        if self.tiny {
            self.letters(&format!("\\partial_{{{}}} ", Printer::small(target)), width(target) + 1);
            return self.put(body, Level::Factor, false);
        }
        let above = if on_top(body) { Some(body) } else { None };
        self.group(|p| {
            let start = p.open.width;
            p.write("\\frac{\\partial ");
            if let Some(body) = above {
                p.put(body, Level::Factor, false);
            }
            let middle = p.open.width;
            p.write("}{\\partial ");
            p.put(target, Level::Atom, false);
            p.write("}");
            p.open.width = start + (middle - start).max(p.open.width - middle) + 2;
        });
        if above.is_none() {
            self.write("\\,");
            self.put(body, Level::Factor, false);
        }
    }

    fn application(&mut self, own: &'t Ident, args: &'t [Expr], bar: Option<usize>, followed: bool) {
        match (own.node.as_str(), args) {
            (short, [arg]) if named_function(short) => self.named(short, arg, followed),
            ("sqrt", [arg]) => self.group(|p| {
                p.letters("\\sqrt{", 2);
                p.put(arg, Level::Or, false);
                p.write("}");
            }),
            ("abs", [arg]) => self.parentheses("\\lvert ", "\\rvert ", height(arg), |p| p.put(arg, Level::Or, false)),
            ("factorial", [arg]) => {
                self.put(arg, Level::Atom, false);
                self.letters("!", 1);
            }
            ("binom", [n, k]) => {
                let width = width(n).max(width(k)) + 2;
                let (n, k) = (Printer::small(n), Printer::small(k));
                self.letters(&format!("\\binom{{{n}}}{{{k}}}"), width);
            }
            (name @ ("max" | "min"), _) => {
                self.letters(&format!("\\{name}"), 3);
                self.arguments(args, bar);
            }
            (name, _) => {
                self.letters(&names::function(name), names::width(name));
                self.arguments(args, bar);
            }
        }
    }

    /// `\log x` where nothing follows that could be read as part of it.
    fn named(&mut self, name: &str, arg: &'t Expr, followed: bool) {
        self.letters(&format!("\\{name}"), 3);
        let inner = bare(arg);
        let short = matches!(inner.node, ExprKind::Name(_) | ExprKind::Num(_))
            || matches!(&inner.node, ExprKind::Apply(own, ..) if !named_function(&own.node));
        if short && !followed && level(inner) == Level::Atom {
            self.write(" ");
            self.put(arg, Level::Atom, false);
        } else {
            self.parentheses("(", ")", height(inner), |p| p.put(arg, Level::Or, false));
        }
    }

    /// `(s, a)`, `(b \mid s)`
    fn arguments(&mut self, args: &'t [Expr], bar: Option<usize>) {
        let height = args.iter().map(height).max().unwrap_or(0);
        self.group(|p| {
            p.parentheses("(", ")", height, |p| {
                for (index, arg) in args.iter().enumerate() {
                    if index > 0 {
                        p.letters(if bar == Some(index) { " \\mid " } else { ", " }, 1);
                    }
                    p.put(arg, Level::Or, false);
                }
            });
        });
    }

    fn big(&mut self, kind: BigKind, own: &'t [Clause], body: &'t Expr) {
        let sign = match kind {
            BigKind::Sum => "\\sum",
            BigKind::Prod => "\\prod",
            BigKind::Max => "\\max",
            BigKind::Min => "\\min",
        };
        self.letters(&format!("{sign}{} ", below(own)), 4);
        self.put(body, Level::Product, false);
    }

    fn statistic(&mut self, kind: StatKind, draws: &'t [Draw], bodies: &'t [Expr]) {
        let sign = match kind {
            StatKind::Expectation => "\\mathbb{E}",
            StatKind::Variance => "\\operatorname{Var}",
            StatKind::Covariance => "\\operatorname{Cov}",
        };
        let drawn: Vec<String> = draws.iter().map(draw).collect();
        self.letters(&format!("{sign}_{{{}}}", drawn.join(",\\, ")), 4);
        self.bracketed(bodies, ", ");
    }

    fn information(&mut self, own: &'t Ident, binders: &'t [Clause], args: &'t [Expr]) {
        self.letters(&format!("\\operatorname{{{}}}{}", own.node, below(binders)), 3);
        self.bracketed(args, " \\,\\|\\, ");
    }

    fn bracketed(&mut self, parts: &'t [Expr], separator: &str) {
        let height = parts.iter().map(height).max().unwrap_or(0);
        self.parentheses("[", "]", height, |p| {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    p.letters(separator, 2);
                }
                p.put(part, Level::Or, false);
            }
        });
    }

    fn conditional(&mut self, test: &'t Expr, yes: &'t Expr, no: &'t Expr) {
        self.group(|p| {
            if p.tiny {
                p.letters("\\operatorname{if}(", 3);
                p.put(test, Level::Or, false);
                p.letters(", ", 1);
                p.put(yes, Level::Or, false);
                p.letters(", ", 1);
                p.put(no, Level::Or, false);
                return p.letters(")", 1);
            }
            p.letters("\\begin{cases} ", 2);
            p.put(yes, Level::Or, false);
            p.letters(" & \\text{if } ", 4);
            p.put(test, Level::Or, false);
            p.write(" \\\\ ");
            p.put(no, Level::Or, false);
            p.write(" & \\text{otherwise} \\end{cases}");
        });
    }

    fn comparisons(&mut self, terms: &'t [Expr], operators: &[CmpOp]) {
        for (index, term) in terms.iter().enumerate() {
            if let Some(op) = index.checked_sub(1).and_then(|before| operators.get(before)) {
                self.letters(&format!(" {} ", comparison(*op)), 3);
            }
            self.put(term, Level::Additive, false);
        }
    }

    fn connected(&mut self, parts: &'t [Expr], word: &str, least: Level) {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.letters(&format!("\\text{{{word}}}"), word.len());
            }
            self.put(part, least, false);
        }
    }
}

/// The first factor of a product.
fn first_factor(mut expr: &Expr) -> &Expr {
    while let ExprKind::Binary(BinOp::Mul | BinOp::Juxtapose, left, _) = &bare(expr).node {
        expr = left;
    }
    expr
}

/// May what is differentiated stand on the fraction?
fn on_top(body: &Expr) -> bool {
    let inner = bare(body);
    matches!(inner.node, ExprKind::Name(_) | ExprKind::Apply(..)) && height(inner) == 0 && width(inner) <= SHORT
}

fn on_fraction(expr: &Expr) -> bool {
    matches!(&expr.node, ExprKind::Deriv(_, body) if on_top(body))
}

/// What stands below a sign: `_{b \in A}`, `_{t = 1}^{T}`.
fn below(own: &[Clause]) -> String {
    match own {
        [Clause::In(vars, DomExpr::Range(low, high))] if vars.len() == 1 => {
            format!("_{{{} = {}}}^{{{}}}", idents(vars), Printer::small(low), Printer::small(high))
        }
        [only] => format!("_{{{}}}", clause(only)),
        several => format!("_{{\\substack{{{}}}}}", several.iter().map(clause).collect::<Vec<_>>().join(" \\\\ ")),
    }
}

fn draw(draw: &Draw) -> String {
    let vars = match draw.vars.as_slice() {
        [var] => names::name(&var.node),
        vars => format!("({})", idents(vars)),
    };
    format!("{vars} \\sim {}", Printer::small(&draw.law))
}
