//! Arithmetic, by binding strength, loosest first: `+ -`, unary minus, products, factors, powers.
//!
//! The grammar, with the layers below it in `atoms`:
//! ```text
//! additive = unary (("+" | "-") unary)*
//! unary    = "-" unary | product
//! product  = factor (("*" | "/" | nothing) factor)*
//! factor   = "-" factor | ("exp" | "log" | "sqrt") factor | "d/d" target factor | big | power
//! power    = atom ("^" factor)?
//! big      = ("sum" | "prod" | "max" | "min" | "E") "[" … "]" unary  |  "Var" "[" … "]" factor
//! ```
//! A big operator is a factor that takes the rest of the product with it; so it stops at `+` and `-`, and a prefix
//! before it takes all of it.

use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{BigKind, BinOp, Expr, ExprKind, Ident, Spanned, StatKind};
use super::{BarMeaning, Parsed, Parser, at, helped, is_condition};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Parser<'_> {
    /// An expression that has a number for its value.
    pub(super) fn number(&mut self) -> Parsed<Expr> {
        let expr = self.additive()?;
        self.require_number(&expr)?;
        Ok(expr)
    }

    /// Sums and differences. The only conditions that come out of here are in parentheses.
    pub(super) fn additive(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let op = match self.peek().map(|token| &token.kind) {
                Some(TokenKind::Plus) => BinOp::Add,
                Some(TokenKind::Minus) => BinOp::Sub,
                _ => return Ok(left),
            };
            self.count_operator(self.here())?;
            self.position += 1;
            let right = self.unary()?;
            left = self.binary(op, left, right)?;
        }
    }

    /// A product with minus signs before it.
    fn unary(&mut self) -> Parsed<Expr> {
        self.minus_or(Self::unary, Self::product)
    }

    /// `-` before an operand of the same layer, or the layer below.
    fn minus_or(&mut self, same: fn(&mut Self) -> Parsed<Expr>, below: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let start = self.here();
        if !self.accept(&TokenKind::Minus) {
            return below(self);
        }
        let operand = self.nested(same)?;
        self.require_number(&operand)?;
        Ok(at(start.to(operand.span), ExprKind::Neg(Box::new(operand))))
    }

    /// Factors, joined from left to right.
    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.factor()?;
        let mut last = super::warnings::LastFactor::of(&left);
        loop {
            let op = match self.peek().map(|token| &token.kind) {
                Some(TokenKind::Star | TokenKind::MiddleDot) => BinOp::Mul,
                Some(TokenKind::Slash) => BinOp::Div,
                _ if self.starts_operand() => BinOp::Juxtapose,
                _ => return Ok(left),
            };
            self.count_operator(self.here())?;
            self.refuse_adjacent_numbers(op)?;
            self.position += usize::from(op != BinOp::Juxtapose);
            let right = self.factor()?;
            self.warn_about_product(op, &left, last, &right);
            last = super::warnings::LastFactor::of(&right);
            left = self.binary(op, left, right)?;
        }
    }

    /// `2 3` is a slip, not a product.
    fn refuse_adjacent_numbers(&self, op: BinOp) -> Parsed<()> {
        let before = self.position.checked_sub(1).and_then(|index| self.tokens.get(index));
        let number = |token: Option<&Token>| token.is_some_and(|token| matches!(token.kind, TokenKind::Number(_)));
        if op == BinOp::Juxtapose && number(before) && number(self.peek()) {
            let diagnostic = Diagnostic::error(self.here(), "two numbers stand side by side");
            return Err(Box::new(diagnostic.help("write `*` between them")));
        }
        Ok(())
    }

    /// Joins two numbers by an operator.
    fn binary(&self, op: BinOp, left: Expr, right: Expr) -> Parsed<Expr> {
        self.require_number(&left)?;
        self.require_number(&right)?;
        Ok(at(left.span.to(right.span), ExprKind::Binary(op, Box::new(left), Box::new(right))))
    }

    /// Refuses a condition where a number is needed.
    pub(super) fn require_number(&self, expr: &Expr) -> Parsed<()> {
        if !is_condition(expr) {
            return Ok(());
        }
        let diagnostic = Diagnostic::error(expr.span, "a condition stands where a number is expected");
        Err(Box::new(diagnostic.help("write `[i = j]` for the number that is 1 where i = j and else 0")))
    }

    /// Can the next token begin an operand that is not a minus?
    pub(super) fn starts_operand(&self) -> bool {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Number(_) | TokenKind::Derivative) => true,
            Some(TokenKind::Open(bracket)) => *bracket != Bracket::Curly,
            Some(TokenKind::Bar) => self.bar == BarMeaning::Opens,
            Some(TokenKind::Word(word)) => starts_operand(word),
            _ => false,
        }
    }

    /// Can the next token begin what a prefix or a big operator is taken of? Here a bar always opens.
    fn starts_body(&self) -> bool {
        self.starts_operand() || self.at(&TokenKind::Minus) || self.at(&TokenKind::Bar)
    }

    /// One factor of a product.
    pub(super) fn factor(&mut self) -> Parsed<Expr> {
        self.minus_or(Self::factor, Self::signless_factor)
    }

    fn signless_factor(&mut self) -> Parsed<Expr> {
        let Some(token) = self.peek() else { return self.power() };
        let before = |bracket| self.peek_at(1).is_some_and(|next| next.kind == TokenKind::Open(bracket));
        let word = match &token.kind {
            TokenKind::Derivative => return self.derivative(),
            TokenKind::Word(word) => word.as_str(),
            _ => return self.power(),
        };
        match word {
            "exp" | "log" | "ln" | "sqrt" if !before(Bracket::Round) => self.prefix(),
            "sum" => self.big(BigKind::Sum),
            "prod" => self.big(BigKind::Prod),
            "max" if before(Bracket::Square) => self.big(BigKind::Max),
            "min" if before(Bracket::Square) => self.big(BigKind::Min),
            "E" if before(Bracket::Square) => self.statistic(StatKind::Expectation),
            "Var" if before(Bracket::Square) => self.statistic(StatKind::Variance),
            _ => self.power(),
        }
    }

    /// `exp x`, `log x`, `sqrt x`
    fn prefix(&mut self) -> Parsed<Expr> {
        let name = self.function_word();
        if !self.starts_body() {
            return Err(self.needs_operand(&name));
        }
        let operand = self.nested(Self::factor)?;
        self.require_number(&operand)?;
        Ok(at(name.span.to(operand.span), ExprKind::Prefix(name, Box::new(operand))))
    }

    fn needs_operand(&self, name: &Ident) -> Box<Diagnostic> {
        let help = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Caret) => format!("write `({0} x)^2` or `{0}(x)^2`", name.node),
            _ => format!("write `{0} x` or `{0}(x)`", name.node),
        };
        helped(self.unexpected(&format!("what `{}` is taken of", name.node)), help)
    }

    /// The word of a built-in function in its one spelling.
    pub(super) fn function_word(&mut self) -> Ident {
        let word = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if word == "ln" => "log".to_owned(),
            Some(TokenKind::Word(word)) => word.clone(),
            _ => String::new(),
        };
        let span = self.here();
        self.position += 1;
        Spanned { node: word, span }
    }

    /// `d/dθ(s,a) e`
    fn derivative(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.position += 1;
        let name = self.name("the name that the derivative is taken by")?;
        let target = self.derivative_target(name)?;
        if !self.starts_body() {
            let diagnostic = (*self.unexpected("what the derivative is taken of")).related(start, "the derivative begins here");
            return Err(helped(Box::new(diagnostic), "write `d/dx f`, or `d/dx (f + g)` for a sum"));
        }
        let body = self.nested(Self::factor)?;
        self.require_number(&body)?;
        Ok(at(start.to(body.span), ExprKind::Deriv(Box::new(target), Box::new(body))))
    }

    /// In `d/dθ(s,a) f` the parenthesis belongs to θ, in `d/dx (f + g)` it is the body. A name that is known decides; with
    /// any other the parenthesis is the body unless an operand or a comma says otherwise.
    fn derivative_target(&mut self, name: Ident) -> Parsed<Expr> {
        let plain = at(name.span, ExprKind::Name(name.node.clone()));
        if !self.at(&TokenKind::Open(Bracket::Round)) || (self.scope.is_plain(&name.node) && !self.is_argument_list()) {
            return Ok(plain);
        }
        let start = self.position;
        let Some(close) = self.matching_close(start) else { return self.application(name) };
        self.position = close + 1;
        let operand_follows = self.starts_operand();
        self.position = start;
        if operand_follows || self.is_argument_list() || self.scope.is_applied(&name.node) {
            return self.application(name);
        }
        Ok(plain)
    }

    /// `sum[clauses] e` and its kin
    fn big(&mut self, kind: BigKind) -> Parsed<Expr> {
        let start = self.here();
        let word = self.shown().to_owned();
        self.position += 1;
        let height = self.scope.bound();
        let opened = self.here();
        if !self.accept(&TokenKind::Open(Bracket::Square)) {
            let diagnostic = self.unexpected(&format!("`[` after `{word}`"));
            return Err(helped(diagnostic, format!("write `{word}[i in A] f(i)`")));
        }
        let clauses = self.bracketed(BarMeaning::Opens, |parser| parser.clauses(Some(opened)))?;
        let body = self.body(&word, Self::unary)?;
        let span = start.to(body.span);
        self.scope.end_binder(height, span);
        Ok(at(span, ExprKind::Big(kind, clauses, Box::new(body))))
    }

    /// `E[draws] e`, `Var[draws] e`
    fn statistic(&mut self, kind: StatKind) -> Parsed<Expr> {
        let start = self.here();
        let word = self.shown().to_owned();
        let height = self.scope.bound();
        let draws = self.draws()?;
        let read = if kind == StatKind::Variance { Self::factor } else { Self::unary };
        let body = self.body(&word, read)?;
        let span = start.to(body.span);
        self.scope.end_binder(height, span);
        Ok(at(span, ExprKind::Stat(kind, draws, vec![body])))
    }

    /// What a big operator is taken of.
    fn body(&mut self, word: &str, read: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        if !self.starts_body() {
            let wanted = format!("what `{word}` is taken of");
            return Err(helped(self.unexpected(&wanted), format!("put its body behind `{word}[…]`")));
        }
        let body = self.nested(read)?;
        self.require_number(&body)?;
        Ok(body)
    }

    /// An atom, perhaps to a power. The exponent is read like a factor, so powers group to the right.
    fn power(&mut self) -> Parsed<Expr> {
        let base = self.atom()?;
        if !self.at(&TokenKind::Caret) {
            return Ok(base);
        }
        let caret: Span = self.here();
        self.count_operator(caret)?;
        self.position += 1;
        let exponent = self.nested(Self::factor)?;
        self.binary(BinOp::Pow, base, exponent)
    }
}

/// Can the word begin an operand?
fn starts_operand(word: &str) -> bool {
    let built_in = ["sum", "prod", "max", "min", "if", "exp", "log", "ln", "sqrt", "abs", "sign"];
    built_in.contains(&word) || !super::names::is_reserved(word)
}
