//! What binds tightest: numbers, names, applications, brackets, bars, `if`, `Cov`, `H`, `KL`.

use super::super::names;
use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{Expr, ExprKind, Ident, StatKind};
use super::{BarMeaning, Parsed, Parser, at, helped};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Parser<'_> {
    /// One operand.
    pub(super) fn atom(&mut self) -> Parsed<Expr> {
        let Some(Token { kind, span, .. }) = self.peek() else { return Err(self.unexpected("an expression")) };
        match kind {
            TokenKind::Number(value) => {
                self.position += 1;
                Ok(at(*span, ExprKind::Num(value.clone())))
            }
            TokenKind::Word(word) => self.word(word),
            TokenKind::Open(Bracket::Round) => self.parenthesis(),
            TokenKind::Open(Bracket::Square) => self.indicator(),
            TokenKind::Bar => self.bars(),
            _ => Err(self.no_operand()),
        }
    }

    /// A token that begins no operand stands where one is needed.
    fn no_operand(&self) -> Box<Diagnostic> {
        let diagnostic = self.unexpected("an expression");
        let help = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Period | TokenKind::MiddleDot) => "`.` stands only for an argument: `E[x ~ p(.|s)] f(x)`",
            Some(TokenKind::Open(Bracket::Curly)) => "group with `( )`; a set in braces stands only behind `in` or `set A =`",
            Some(TokenKind::Plus) => "remove the `+`, or put an expression before it",
            Some(TokenKind::Relation(_)) => "write an expression on each side of the relation",
            _ => return diagnostic,
        };
        helped(diagnostic, help)
    }

    /// What a word begins.
    fn word(&mut self, word: &str) -> Parsed<Expr> {
        let next = self.peek_at(1).map(|token| &token.kind);
        let round = next == Some(&TokenKind::Open(Bracket::Round));
        let square = next == Some(&TokenKind::Open(Bracket::Square));
        match word {
            "if" => self.branches(),
            "exp" | "log" | "ln" | "sqrt" | "abs" | "sign" | "max" | "min" if round => self.built_in(),
            "abs" | "sign" | "max" | "min" => Err(self.needs_parenthesis(word)),
            "Cov" if square => self.covariance(),
            "H" if square => self.information(1),
            "KL" if square => self.information(2),
            _ => self.named(round),
        }
    }

    /// A name, with its arguments if it may have any.
    fn named(&mut self, round: bool) -> Parsed<Expr> {
        let name = self.name("an expression")?;
        self.warn_about_lost_index(&name);
        if round && (!self.scope.is_plain(&name.node) || self.is_argument_list()) {
            return self.application(name);
        }
        Ok(at(name.span, ExprKind::Name(name.node)))
    }

    /// Does the parenthesis that is open here hold several arguments, so that it cannot be a factor? An odd number of bars
    /// separates, an even one encloses.
    pub(super) fn is_argument_list(&self) -> bool {
        let mut depth = 0usize;
        let mut bars = 0usize;
        for index in self.position..self.end {
            match self.tokens.get(index).map(|token| &token.kind) {
                Some(TokenKind::Open(_)) => depth += 1,
                Some(TokenKind::Close(_)) => depth = depth.saturating_sub(1),
                Some(TokenKind::Comma) if depth == 1 => return true,
                Some(TokenKind::Bar) if depth == 1 => bars += 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        bars % 2 == 1
    }

    fn needs_parenthesis(&mut self, word: &str) -> Box<Diagnostic> {
        self.position += 1;
        let diagnostic = self.unexpected(&format!("`(` after `{word}`"));
        let help = match word {
            "max" | "min" => format!("write `{word}(a, b)` or `{word}[i in A] f(i)`"),
            _ => format!("write `{word}(x)`"),
        };
        helped(diagnostic, help)
    }

    /// `f(a, b | c)`, the name having been read.
    pub(super) fn application(&mut self, name: Ident) -> Parsed<Expr> {
        let (args, bar) = self.arguments(BarMeaning::Separates)?;
        Ok(at(self.since(name.span), ExprKind::Apply(name, args, bar)))
    }

    /// `exp(x)`, `max(a, b)`: no bar separates the arguments of these.
    fn built_in(&mut self) -> Parsed<Expr> {
        let name = self.function_word();
        let (args, _) = self.arguments(BarMeaning::Opens)?;
        if args.len() != 1 && name.node != "max" && name.node != "min" {
            let message = format!("`{}` takes one argument, and here are {}", name.node, args.len());
            let extra = args.get(1).map_or(name.span, |arg| arg.span);
            return Err(Box::new(Diagnostic::error(extra, message).help(format!("write `{}(x)`", name.node))));
        }
        Ok(at(self.since(name.span), ExprKind::Apply(name, args, None)))
    }

    /// The arguments in parentheses, and how many of them stand before the bar.
    pub(super) fn arguments(&mut self, bar: BarMeaning) -> Parsed<(Vec<Expr>, Option<usize>)> {
        let opened = self.expect(&TokenKind::Open(Bracket::Round), "`(`")?;
        if self.at(&TokenKind::Close(Bracket::Round)) {
            let diagnostic = Diagnostic::error(self.here(), "an application needs arguments");
            return Err(Box::new(diagnostic.help("a name without arguments stands without parentheses")));
        }
        self.bracketed(bar, |parser| parser.argument_list(opened))
    }

    fn argument_list(&mut self, opened: Span) -> Parsed<(Vec<Expr>, Option<usize>)> {
        let ended = self.scope.ended();
        let mut args = vec![self.argument()?];
        let mut bar = None;
        loop {
            if self.at(&TokenKind::Bar) && self.bar == BarMeaning::Separates {
                self.refuse_second_bar(bar)?;
                bar = Some(args.len());
                self.position += 1;
            } else if !self.accept(&TokenKind::Comma) {
                self.expect_close(Bracket::Round, opened, "`,` or `)`")?;
                return Ok((args, bar));
            }
            self.scope.forget_ended(ended);
            args.push(self.argument()?);
        }
    }

    /// In `f(2|x|)` the first bar separates, and the second one shows what was meant.
    fn refuse_second_bar(&self, bar: Option<usize>) -> Parsed<()> {
        if bar.is_none() {
            return Ok(());
        }
        let diagnostic = Diagnostic::error(self.here(), "a second `|` separates the arguments of one application");
        Err(Box::new(diagnostic.help("for an absolute value that multiplies write `*` before it: `f(2*|x|)`")))
    }

    /// One argument; `.` stands for the one that an expectation binds.
    fn argument(&mut self) -> Parsed<Expr> {
        let ends = |token: &Token| matches!(token.kind, TokenKind::Comma | TokenKind::Bar | TokenKind::Close(_));
        let dot = self.at(&TokenKind::Period) || self.at(&TokenKind::MiddleDot);
        if dot && self.peek_at(1).is_none_or(ends) {
            let span = self.here();
            self.position += 1;
            return Ok(at(span, ExprKind::Dot));
        }
        self.number()
    }

    /// `(e)`, or a condition in parentheses.
    fn parenthesis(&mut self) -> Parsed<Expr> {
        let opened = self.here();
        self.position += 1;
        if self.at(&TokenKind::Close(Bracket::Round)) {
            let diagnostic = Diagnostic::error(self.here(), "there is nothing between these parentheses");
            return Err(Box::new(diagnostic.related(opened, "`(` is opened here").help("write an expression between them")));
        }
        let inner = self.bracketed(BarMeaning::Opens, |parser| {
            let inner = parser.condition_or_number()?;
            if parser.at(&TokenKind::Comma) {
                let diagnostic = Diagnostic::error(parser.here(), "a list in parentheses is no expression");
                let help = "arguments follow a function's name; several draws are written `E[(x, z) ~ q] f(x, z)`";
                return Err(Box::new(diagnostic.help(help)));
            }
            parser.expect_close(Bracket::Round, opened, "`)`")?;
            Ok(inner)
        })?;
        Ok(at(self.since(opened), ExprKind::Paren(Box::new(inner))))
    }

    /// `[P]`
    fn indicator(&mut self) -> Parsed<Expr> {
        let opened = self.here();
        self.position += 1;
        let inner = self.bracketed(BarMeaning::Opens, |parser| {
            let inner = parser.condition("`[ ]` holds a condition, as in `[i = j]`; group with `( )`")?;
            parser.expect_close(Bracket::Square, opened, "`]`")?;
            Ok(inner)
        })?;
        Ok(at(self.since(opened), ExprKind::Indicator(Box::new(inner))))
    }

    /// `|e|`
    fn bars(&mut self) -> Parsed<Expr> {
        let opened = self.here();
        self.position += 1;
        let inner = self.bracketed(BarMeaning::Closes, Self::number)?;
        if !self.accept(&TokenKind::Bar) {
            let diagnostic = *self.unexpected("`|`, which closes the absolute value");
            let diagnostic = Box::new(diagnostic.related(opened, "`|` is opened here"));
            return Err(helped(diagnostic, "write `|x|`; only a function's arguments may be separated by `|`"));
        }
        Ok(at(self.since(opened), ExprKind::Bars(Box::new(inner))))
    }

    /// `if(P, e, f)`
    fn branches(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.position += 1;
        let help = "write `if(P, e, f)`: e where P holds, else f";
        let opened = self.expect(&TokenKind::Open(Bracket::Round), "`(` after `if`").map_err(|d| helped(d, help))?;
        let (test, yes, no) = self.bracketed(BarMeaning::Opens, |parser| {
            let test = parser.condition(help)?;
            parser.expect(&TokenKind::Comma, "`,` after the condition").map_err(|d| helped(d, help))?;
            let yes = parser.number()?;
            parser.expect(&TokenKind::Comma, "`,` and the value where the condition fails").map_err(|d| helped(d, help))?;
            let no = parser.number()?;
            parser.expect_close(Bracket::Round, opened, "`)`")?;
            Ok((test, yes, no))
        })?;
        Ok(at(self.since(start), ExprKind::If(Box::new(test), Box::new(yes), Box::new(no))))
    }

    /// `Cov[draws](e, f)`
    fn covariance(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let height = self.scope.bound();
        let draws = self.draws()?;
        let args = self.exactly(2, "Cov", "Cov[x ~ p](f(x), g(x))")?;
        let span = self.since(start);
        self.scope.end_binder(height, span);
        Ok(at(span, ExprKind::Stat(StatKind::Covariance, draws, args)))
    }

    /// `H[x in X](p(x))`, `KL[x in X](q(x), p(x))`
    fn information(&mut self, count: usize) -> Parsed<Expr> {
        let name = self.name("`H` or `KL`")?;
        let height = self.scope.bound();
        let opened = self.expect(&TokenKind::Open(Bracket::Square), "`[`")?;
        let clauses = self.bracketed(BarMeaning::Opens, |parser| parser.clauses(Some(opened)))?;
        let example = if count == 1 { "H[x in X](p(x))" } else { "KL[x in X](q(x), p(x))" };
        let args = self.exactly(count, &name.node, example)?;
        let span = self.since(name.span);
        self.scope.end_binder(height, span);
        Ok(at(span, ExprKind::Info(name, clauses, args)))
    }

    /// So many arguments in parentheses.
    fn exactly(&mut self, count: usize, name: &str, example: &str) -> Parsed<Vec<Expr>> {
        let here = self.here();
        if !self.at(&TokenKind::Open(Bracket::Round)) {
            let diagnostic = self.unexpected(&format!("`(` after `{name}[…]`"));
            return Err(helped(diagnostic, format!("write `{example}`")));
        }
        let (args, _) = self.arguments(BarMeaning::Opens)?;
        if args.len() == count {
            return Ok(args);
        }
        let message =
            format!("`{name}` takes {count} argument{}, and here are {}", if count == 1 { "" } else { "s" }, args.len());
        Err(Box::new(Diagnostic::error(here, message).help(format!("write `{example}`"))))
    }

    /// Warns where a name is the index of a sum that has ended.
    fn warn_about_lost_index(&mut self, name: &Ident) {
        debug_assert!(!names::is_reserved(&name.node));
        let Some(binder) = self.scope.lost_index(&name.node) else { return };
        let message = format!("this `{}` is not the one that is bound before it, whose reach has ended", name.node);
        let help = "a sum or expectation takes the product that follows and stops at `+` and `-`; put its body in parentheses if this belongs to it";
        self.diagnostics.push(Diagnostic::warning(name.span, message).help(help).related(binder, "reaches only so far"));
    }
}
