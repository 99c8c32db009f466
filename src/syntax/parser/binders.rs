//! What binds: clauses (`i in A, i != a`), domains, draws (`x ~ p(.|s)`).
//!
//! Names are bound as soon as their clause is read, so later clauses see them.

use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{Clause, DomExpr, Draw, Expr, ExprKind, Ident};
use super::{BarMeaning, Parsed, Parser, helped};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Parser<'_> {
    /// Clauses separated by commas: up to the `]` of the bracket at `opened`, or, without one, as far as they go.
    pub(super) fn clauses(&mut self, opened: Option<Span>) -> Parsed<Vec<Clause>> {
        let mut clauses = vec![self.clause()?];
        while self.accept(&TokenKind::Comma) {
            clauses.push(self.clause()?);
        }
        if let Some(opened) = opened {
            self.expect_close(Bracket::Square, opened, "`,` or `]`")?;
        }
        Ok(clauses)
    }

    /// `i, j in A`, or a condition.
    fn clause(&mut self) -> Parsed<Clause> {
        if !self.names_before(|token| token.is_word("in")) {
            let help = "write `i in A`, and conditions such as `i != a` behind it";
            if let Some(Token { kind: TokenKind::Tilde, span, .. }) = self.peek_at(1) {
                let diagnostic = Diagnostic::error(*span, "a draw `~` stands only in `E`, `Var` and `Cov`");
                return Err(Box::new(diagnostic.help("write `i in A` here")));
            }
            return Ok(Clause::Condition(self.condition(help)?));
        }
        let names = self.name_list()?;
        self.position += 1;
        let dom = self.domain()?;
        for name in &names {
            self.scope.bind(&name.node);
        }
        Ok(Clause::In(names, dom))
    }

    /// Do names, separated by commas, lead to a token that `wanted` holds for?
    fn names_before(&self, wanted: impl Fn(&Token) -> bool) -> bool {
        let mut ahead = 0;
        loop {
            let word = self.peek_at(ahead).is_some_and(|token| matches!(token.kind, TokenKind::Word(_)));
            match self.peek_at(ahead + 1) {
                Some(token) if word && wanted(token) => return true,
                Some(Token { kind: TokenKind::Comma, .. }) if word => ahead += 2,
                _ => return false,
            }
        }
    }

    /// Names separated by commas.
    fn name_list(&mut self) -> Parsed<Vec<Ident>> {
        let mut names = vec![self.name("the name of an index")?];
        while self.accept(&TokenKind::Comma) {
            names.push(self.name("the name of an index")?);
        }
        Ok(names)
    }

    /// A set's name, `lo..hi`, or `{x, y}`.
    pub(super) fn domain(&mut self) -> Parsed<DomExpr> {
        let start = self.here();
        if self.at(&TokenKind::Open(Bracket::Curly)) {
            let elements = self.elements()?;
            return Ok(DomExpr::Elements(elements, self.since(start)));
        }
        if self.at(&TokenKind::Open(Bracket::Square)) {
            let diagnostic = Diagnostic::error(start, "an index ranges over a finite set, not over an interval");
            return Err(Box::new(diagnostic.help("write a set's name, `1..n` or `{0, 1}`")));
        }
        let low = self.number().map_err(|diagnostic| helped(diagnostic, "write a set's name, `1..n` or `{0, 1}`"))?;
        if self.accept(&TokenKind::Range) {
            let high = self.number()?;
            return Ok(DomExpr::Range(Box::new(low), Box::new(high)));
        }
        match low.node {
            ExprKind::Name(name) => Ok(DomExpr::Set(Ident { node: name, span: low.span })),
            _ => {
                let diagnostic = Diagnostic::error(low.span, "an index ranges over a set, and this is none");
                Err(Box::new(diagnostic.help("write a set's name, `1..n` or `{0, 1}`")))
            }
        }
    }

    /// `{x, y}`
    pub(super) fn elements(&mut self) -> Parsed<Vec<Expr>> {
        let opened = self.expect(&TokenKind::Open(Bracket::Curly), "`{`")?;
        if self.at(&TokenKind::Close(Bracket::Curly)) {
            let diagnostic = Diagnostic::error(self.here(), "a set has at least one element");
            return Err(Box::new(diagnostic.related(opened, "`{` is opened here").help("name its elements: `{x, y}`")));
        }
        self.bracketed(BarMeaning::Opens, |parser| {
            let mut elements = vec![parser.element()?];
            while parser.accept(&TokenKind::Comma) {
                elements.push(parser.element()?);
            }
            parser.expect_close(Bracket::Curly, opened, "`,` or `}`")?;
            Ok(elements)
        })
    }

    /// A name or a number, perhaps with a sign.
    fn element(&mut self) -> Parsed<Expr> {
        let element = self.number()?;
        let unsigned = match &element.node {
            ExprKind::Neg(inner) => &inner.node,
            other => other,
        };
        if self.at(&TokenKind::Range) {
            let diagnostic = Diagnostic::error(self.here(), "a range stands without braces");
            return Err(Box::new(diagnostic.help("write `1..n`")));
        }
        match unsigned {
            ExprKind::Name(_) | ExprKind::Num(_) => Ok(element),
            _ => {
                let diagnostic = Diagnostic::error(element.span, "an element of a set is a name or a number");
                Err(Box::new(diagnostic.help("write `{x, y}` or `{0, 1}`")))
            }
        }
    }

    /// `E[x ~ p, y ~ q(.|x)]` from its name to its bracket.
    pub(super) fn draws(&mut self) -> Parsed<Vec<Draw>> {
        self.position += 1;
        let opened = self.expect(&TokenKind::Open(Bracket::Square), "`[`")?;
        self.bracketed(BarMeaning::Opens, |parser| {
            let mut draws = parser.draw()?;
            while parser.accept(&TokenKind::Comma) {
                draws.append(&mut parser.draw()?);
            }
            parser.expect_close(Bracket::Square, opened, "`,` or `]`")?;
            Ok(draws)
        })
    }

    /// `x ~ p`, `(x, z) ~ q`, or `x, x' ~ p`, which are two draws.
    fn draw(&mut self) -> Parsed<Vec<Draw>> {
        let tuple = self.at(&TokenKind::Open(Bracket::Round)) && self.tuple_of_draw();
        if !tuple && !self.names_before(|token| token.kind == TokenKind::Tilde) {
            return Err(self.no_draw());
        }
        let opened = self.here();
        self.position += usize::from(tuple);
        let vars = self.name_list()?;
        if tuple {
            self.expect_close(Bracket::Round, opened, "`,` or `)`")?;
        }
        self.expect(&TokenKind::Tilde, "`~`")?;
        let law = self.law()?;
        for var in &vars {
            self.scope.bind(&var.node);
        }
        if tuple {
            return Ok(vec![Draw { vars, law }]);
        }
        Ok(vars.into_iter().map(|var| Draw { vars: vec![var], law: law.clone() }).collect())
    }

    /// Does the parenthesis that is open here belong to `(x, z) ~ q`?
    fn tuple_of_draw(&self) -> bool {
        let close = self.matching_close(self.position);
        close.and_then(|close| self.tokens.get(close + 1)).is_some_and(|token| token.kind == TokenKind::Tilde)
    }

    fn no_draw(&self) -> Box<Diagnostic> {
        let help = match self.peek_at(1) {
            Some(token) if token.is_word("in") => {
                "name the law that the variable follows: `E[x ~ p] f(x)`; for a sum write `sum[x in X] f(x)`"
            }
            _ => "write `E[x ~ p] f(x)`: the draws stand in the bracket, the body behind it",
        };
        let diagnostic = self.unexpected("a draw such as `x ~ p`");
        helped(diagnostic, help)
    }

    /// A law: a name, perhaps with arguments.
    fn law(&mut self) -> Parsed<Expr> {
        let name = self.name("the law of the draw")?;
        if self.at(&TokenKind::Open(Bracket::Round)) {
            return self.application(name);
        }
        Ok(super::at(name.span, ExprKind::Name(name.node)))
    }
}
