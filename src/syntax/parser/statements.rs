//! What begins at the left margin: each keyword's statement, declarations and chains aside.

use super::super::names;
use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{Clause, DeclKind, DomExpr, Expr, Ident, ParamDecl, Spanned, Statement, StatementKind};
use super::{BarMeaning, Parsed, Parser, helped};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The parameters of a definition, and how many stand before the bar.
type Params = (Vec<ParamDecl>, Option<usize>);

impl Parser<'_> {
    /// One statement, the piece having been set to its tokens.
    pub(super) fn statement(&mut self) -> Parsed<Statement> {
        let start = self.here();
        let keyword = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if names::is_keyword(word) => word.as_str(),
            _ => return Err(self.no_statement()),
        };
        self.position += 1;
        let (from, end) = (self.position, self.end);
        let node = match keyword {
            "derivation" => self.chain(false),
            "lemma" => self.chain(true),
            "title" => self.piece(from, end, Self::title),
            "use" => self.piece(from, end, Self::used_file),
            "set" => self.piece(from, end, Self::sets),
            "fix" => self.piece(from, end, Self::fixed),
            "define" => self.piece(from, end, Self::definition),
            "assume" => self.piece(from, end, Self::assumption),
            "integer" => self.piece(from, end, |parser| parser.declaration(DeclKind::Integer)),
            "constant" => self.piece(from, end, |parser| parser.declaration(DeclKind::Constant)),
            "function" => self.piece(from, end, |parser| parser.declaration(DeclKind::Function)),
            "param" => self.piece(from, end, |parser| parser.declaration(DeclKind::Param)),
            "distribution" => self.piece(from, end, |parser| parser.declaration(DeclKind::Distribution)),
            _ => self.piece(from, end, |parser| parser.declaration(DeclKind::Joint)),
        }?;
        let span = Span::new(start.start, self.point_behind().end);
        Ok(Statement { node, span })
    }

    /// The line begins with no keyword.
    fn no_statement(&self) -> Box<Diagnostic> {
        let message = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Bad(diagnostic)) => return diagnostic.clone(),
            _ => format!("`{}` begins no statement", self.shown()),
        };
        let word = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => word.as_str(),
            _ => "",
        };
        let help = match (word, names::nearest_keyword(word)) {
            ("let" | "def" | "where", _) => "write `define f(x) = …`".to_owned(),
            ("theorem" | "proposition" | "corollary" | "claim", _) => "write `lemma NAME:` or `derivation NAME:`".to_owned(),
            ("proof", _) => "write `derivation NAME:`".to_owned(),
            ("given" | "suppose" | "hypothesis", _) => "write `assume NAME: left = right`".to_owned(),
            (_, Some(keyword)) => format!("did you mean `{keyword}`?"),
            _ => format!("a statement begins with one of: {}; a line that continues one is indented", names::KEYWORDS.join(" ")),
        };
        Box::new(Diagnostic::error(self.here(), message).help(help))
    }

    /// A text in quotation marks.
    fn quoted(&mut self, example: &str) -> Parsed<Spanned<String>> {
        match self.peek() {
            Some(Token { kind: TokenKind::Text(text), span, .. }) => {
                self.position += 1;
                Ok(Spanned { node: text.clone(), span: *span })
            }
            _ => Err(helped(self.unexpected("a text in quotation marks"), format!("write `{example}`"))),
        }
    }

    /// `title "…"`
    fn title(&mut self) -> Parsed<StatementKind> {
        Ok(StatementKind::Title(self.quoted("title \"The name of the report\"")?.node))
    }

    /// `use "…"`
    fn used_file(&mut self) -> Parsed<StatementKind> {
        Ok(StatementKind::Use(self.quoted("use \"common.txt\"")?))
    }

    /// `set A, B`, `set C = {x, y}`
    fn sets(&mut self) -> Parsed<StatementKind> {
        let mut sets = vec![self.set()?];
        while self.accept(&TokenKind::Comma) {
            sets.push(self.set()?);
        }
        Ok(StatementKind::Set(sets))
    }

    fn set(&mut self) -> Parsed<(Ident, Option<Vec<Expr>>)> {
        let name = self.name("the name of a set")?;
        if self.at_word("in") || self.at(&TokenKind::Colon) {
            let diagnostic = Diagnostic::error(self.here(), "a set is declared by its name alone, or with its elements");
            return Err(Box::new(diagnostic.help(format!("write `set {0}` or `set {0} = {{x, y}}`", name.node))));
        }
        if !self.accept(&TokenKind::Relation(super::super::tree::CmpOp::Eq)) {
            return Ok((name, None));
        }
        if !self.at(&TokenKind::Open(Bracket::Curly)) {
            let diagnostic = self.unexpected("`{` and the elements of the set");
            let help = "write `set C = {x, y}`; a range such as `1..n` is used where it is needed, without a name";
            return Err(helped(diagnostic, help));
        }
        Ok((name, Some(self.elements()?)))
    }

    /// `fix s in S, b in A, b != a`
    fn fixed(&mut self) -> Parsed<StatementKind> {
        if self.at_end() {
            return Err(helped(self.unexpected("an index and its set"), "write `fix s in S`"));
        }
        Ok(StatementKind::Fix(self.clauses(None)?))
    }

    /// `define f(i, j) = e`
    fn definition(&mut self) -> Parsed<StatementKind> {
        let name = self.name("the name of a definition")?;
        let applied = self.at(&TokenKind::Open(Bracket::Round));
        let (params, bar) = if applied { self.parameters()? } else { (Vec::new(), None) };
        for param in &params {
            self.scope.bind(&param.name.node);
        }
        let equals = TokenKind::Relation(super::super::tree::CmpOp::Eq);
        if !self.accept(&equals) {
            let diagnostic = self.unexpected("`=` and what the name stands for");
            let help = format!("write `define {}{} = …`", name.node, if applied { "(…)" } else { "" });
            return Err(helped(diagnostic, help));
        }
        let body = self.number()?;
        if self.at(&equals) {
            let diagnostic = Diagnostic::error(self.here(), "a definition has one right side");
            return Err(Box::new(diagnostic.help("state further equations in a `derivation` or an `assume`")));
        }
        Ok(StatementKind::Define { name, params, bar, body })
    }

    /// `(i, a in A | u real)`
    fn parameters(&mut self) -> Parsed<Params> {
        let opened = self.expect(&TokenKind::Open(Bracket::Round), "`(`")?;
        self.bracketed(BarMeaning::Separates, |parser| {
            let mut params = vec![parser.parameter()?];
            let mut bar = None;
            loop {
                if parser.at(&TokenKind::Bar) && bar.is_none() {
                    bar = Some(params.len());
                    parser.position += 1;
                } else if !parser.accept(&TokenKind::Comma) {
                    parser.expect_close(Bracket::Round, opened, "`,` or `)`")?;
                    return Ok((params, bar));
                }
                params.push(parser.parameter()?);
            }
        })
    }

    fn parameter(&mut self) -> Parsed<ParamDecl> {
        let help = "a parameter is a name, perhaps with its sort: `i`, `i in A`, `t in 1..T`, `x real`";
        let name = self.name("the name of a parameter").map_err(|d| helped(d, help))?;
        let real = self.here();
        if self.accept_word("real") {
            return Ok(ParamDecl { name, dom: Some(DomExpr::Real(real)) });
        }
        if !self.accept_word("in") {
            return Ok(ParamDecl { name, dom: None });
        }
        let real = self.here();
        if self.accept_word("real") {
            return Ok(ParamDecl { name, dom: Some(DomExpr::Real(real)) });
        }
        let dom = self.domain()?;
        Ok(ParamDecl { name, dom: Some(dom) })
    }

    /// `assume [identically] NAME [for …]: left REL right`
    fn assumption(&mut self) -> Parsed<StatementKind> {
        let colon = self.find(|kind| *kind == TokenKind::Colon);
        if colon == self.end {
            return Err(self.no_assumption());
        }
        let next_is_name = matches!(self.peek_at(1).map(|token| &token.kind), Some(TokenKind::Word(word)) if word != "for");
        let identically = self.at_word("identically") && next_is_name;
        self.position += usize::from(identically);
        let (name, binders) = self.header("an assumption", "assume NAME for i in A: left = right")?;
        let left = self.number()?;
        let span = self.here();
        let Some(TokenKind::Relation(op)) = self.peek().map(|token| &token.kind) else {
            let help = "an assumption is `assume NAME: left = right`";
            return Err(helped(self.unexpected("a relation such as `=`"), help));
        };
        self.position += 1;
        let right = self.number()?;
        if matches!(self.peek().map(|token| &token.kind), Some(TokenKind::Relation(_))) {
            let diagnostic = Diagnostic::error(self.here(), "an assumption has one relation");
            return Err(Box::new(diagnostic.help("write one `assume` for each relation")));
        }
        Ok(StatementKind::Assume { identically, name, binders, left, relation: Spanned { node: *op, span }, right })
    }

    /// No `:` stands in an assumption: its name is missing, or the colon is.
    fn no_assumption(&mut self) -> Box<Diagnostic> {
        self.accept_word("identically");
        let named = matches!(self.peek().map(|token| &token.kind), Some(TokenKind::Word(word)) if !names::is_reserved(word));
        let second = self.peek_at(1).map(|token| &token.kind);
        let unnamed = !named || matches!(second, Some(kind) if !matches!(kind, TokenKind::Word(_)));
        if unnamed && self.peek().is_some() {
            let diagnostic = Diagnostic::error(self.here(), "an assumption needs a name, by which steps cite it");
            return Box::new(diagnostic.help("write `assume NAME: left = right`"));
        }
        self.position = self.end;
        helped(self.unexpected("`:` and what is assumed"), "write `assume NAME: left = right`")
    }

    /// `NAME [for …]:` of an assumption or a chain.
    pub(super) fn header(&mut self, what: &str, example: &str) -> Parsed<(Ident, Vec<Clause>)> {
        let help = |diagnostic| helped(diagnostic, format!("write `{example}`"));
        let name = self.label(&format!("the name of {what}")).map_err(help)?;
        let binders = if self.accept_word("for") { self.clauses(None)? } else { Vec::new() };
        let wanted = if binders.is_empty() { "`for` or `:`" } else { "`,` or `:`" };
        self.expect(&TokenKind::Colon, wanted).map_err(help)?;
        Ok((name, binders))
    }
}
