//! Declarations of names: `KEYWORD NAME(args), NAME(args), … [of PARAMS] [constraints]`.

use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{ArgDecl, CmpOp, ConstraintExpr, DeclItem, DeclKind, Expr, Ident, Spanned, StatementKind};
use super::{BarMeaning, Parsed, Parser, helped};
use crate::diagnostic::Diagnostic;

/// The `of` list and the constraints of a declaration.
#[derive(Default)]
struct Tail {
    of: Vec<Ident>,
    constraints: Vec<Spanned<ConstraintExpr>>,
}

impl Parser<'_> {
    /// What follows the keyword of a declaration.
    pub(super) fn declaration(&mut self, kind: DeclKind) -> Parsed<StatementKind> {
        let mut items = vec![self.item(kind)?];
        while self.accept(&TokenKind::Comma) {
            items.push(self.item(kind)?);
        }
        let mut tail = Tail::default();
        while !self.at_end() {
            self.tail_part(&mut tail)?;
        }
        Ok(StatementKind::Declare { kind, items, of: tail.of, constraints: tail.constraints })
    }

    /// One name with its arguments.
    fn item(&mut self, kind: DeclKind) -> Parsed<DeclItem> {
        let name = self.name("the name that is declared")?;
        if !self.at(&TokenKind::Open(Bracket::Round)) {
            return self.without_arguments(kind, name);
        }
        if matches!(kind, DeclKind::Integer | DeclKind::Constant) {
            let word = if kind == DeclKind::Integer { "an integer" } else { "a constant" };
            let diagnostic = Diagnostic::error(self.here(), format!("{word} has no arguments"));
            let tail = if kind == DeclKind::Integer { " integer" } else { "" };
            return Err(Box::new(diagnostic.help(format!("write `function {}(…){tail}`", name.node))));
        }
        let opened = self.here();
        self.position += 1;
        self.bracketed(BarMeaning::Separates, |parser| {
            let mut args = vec![parser.argument_sort(kind)?];
            let mut bar = None;
            loop {
                if parser.at(&TokenKind::Bar) && bar.is_none() {
                    bar = Some(args.len());
                    parser.position += 1;
                } else if !parser.accept(&TokenKind::Comma) {
                    parser.expect_close(Bracket::Round, opened, "`,` or `)`")?;
                    return Ok(DeclItem { name, args, bar });
                }
                args.push(parser.argument_sort(kind)?);
            }
        })
    }

    fn without_arguments(&self, kind: DeclKind, name: Ident) -> Parsed<DeclItem> {
        let example = match kind {
            DeclKind::Integer | DeclKind::Constant | DeclKind::Param => {
                return Ok(DeclItem { name, args: Vec::new(), bar: None });
            }
            DeclKind::Function => {
                format!("write `function {0}(A)`, or `constant {0}` for a number (`constant {0} of θ`)", name.node)
            }
            DeclKind::Distribution => format!("write `distribution {0}(X)` or `distribution {0}(X | Y)`", name.node),
            DeclKind::Joint => format!("write `joint {}(x: X, z: Z)`", name.node),
        };
        let message = format!("`{}` is declared without the sets that it ranges over", name.node);
        Err(Box::new(Diagnostic::error(name.span, message).help(example)))
    }

    /// `S`, `0..T-1`; of a joint `x: X`.
    fn argument_sort(&mut self, kind: DeclKind) -> Parsed<ArgDecl> {
        let named = self.peek_at(1).is_some_and(|token| token.kind == TokenKind::Colon);
        match (kind, named) {
            (DeclKind::Joint, true) => {
                let name = self.name("the name of a variable")?;
                self.position += 1;
                Ok(ArgDecl { name: Some(name), dom: self.domain()? })
            }
            (DeclKind::Joint, false) => {
                Err(helped(self.unexpected("a variable with its set, such as `x: X`"), "write `joint p(x: X, z: Z)`"))
            }
            (_, true) => {
                let span = self.peek_at(1).map_or(self.here(), |token| token.span);
                let diagnostic = Diagnostic::error(span, "only the arguments of a `joint` have names");
                Err(Box::new(diagnostic.help("name the sets alone: `function f(S, A)`")))
            }
            (_, false) => self.plain_sort(),
        }
    }

    /// The sort of an argument; `function f(s in S)` is a common slip.
    fn plain_sort(&mut self) -> Parsed<ArgDecl> {
        if let Some(Token { span, .. }) = self.peek_at(1).filter(|token| token.is_word("in")) {
            let diagnostic = Diagnostic::error(*span, "a declaration names the sets of its arguments, not the arguments");
            return Err(Box::new(diagnostic.help("name the sets alone: `function f(S, A)`")));
        }
        Ok(ArgDecl { name: None, dom: self.domain()? })
    }

    /// `of θ, φ` or a constraint.
    fn tail_part(&mut self, tail: &mut Tail) -> Parsed<()> {
        let span = self.here();
        let constraint = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => match word.as_str() {
                "of" => return self.parameters_of(tail),
                "in" => self.membership()?,
                "integer" => self.attribute(ConstraintExpr::Integer),
                "symmetric" => self.attribute(ConstraintExpr::Symmetric),
                "onehot" => self.attribute(ConstraintExpr::OneHot),
                _ => return Err(self.no_tail()),
            },
            Some(TokenKind::Relation(op)) => self.bound(*op)?,
            Some(TokenKind::Comma) if !tail.constraints.is_empty() && self.constraint_follows() => {
                self.position += 1;
                return Ok(());
            }
            _ => return Err(self.no_tail()),
        };
        tail.constraints.push(Spanned { node: constraint, span: self.since(span) });
        Ok(())
    }

    fn attribute(&mut self, constraint: ConstraintExpr) -> ConstraintExpr {
        self.position += 1;
        constraint
    }

    /// Does a further constraint stand behind the comma?
    fn constraint_follows(&self) -> bool {
        match self.peek_at(1).map(|token| &token.kind) {
            Some(TokenKind::Relation(_)) => true,
            Some(TokenKind::Word(word)) => ends_bound(word) && word != "of",
            _ => false,
        }
    }

    fn no_tail(&self) -> Box<Diagnostic> {
        let diagnostic = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Comma) => {
                Box::new(Diagnostic::error(self.here(), "the constraint of a line stands once, behind all its names"))
            }
            _ => self.unexpected("`,`, `of` or a constraint"),
        };
        let help = "constraints: `> 0`, `in (0, 1)`, `in {0, 1}`, `in 2..3`, `integer`, `symmetric`, `onehot`; names with others need a line of their own, such as `constant α > 0`";
        helped(diagnostic, help)
    }

    /// `of θ, φ`
    fn parameters_of(&mut self, tail: &mut Tail) -> Parsed<()> {
        self.position += 1;
        tail.of.push(self.name("the name of a parameter")?);
        while self.at(&TokenKind::Comma) && !self.constraint_follows() {
            self.position += 1;
            tail.of.push(self.name("the name of a parameter")?);
        }
        if self.at(&TokenKind::Open(Bracket::Round)) {
            let diagnostic = Diagnostic::error(self.here(), "`of` names parameters without their arguments");
            return Err(Box::new(diagnostic.help("write `of θ`")));
        }
        self.position += usize::from(self.at(&TokenKind::Comma));
        Ok(())
    }

    /// `> 0`
    fn bound(&mut self, op: CmpOp) -> Parsed<ConstraintExpr> {
        if op == CmpOp::Eq {
            let diagnostic = Diagnostic::error(self.here(), "a declaration gives no value");
            return Err(Box::new(diagnostic.help("write `define NAME = …`, or `assume NAME: left = right`")));
        }
        self.position += 1;
        let (start, end) = (self.position, self.end_of_bound());
        let value = self.piece(start, end, Self::number)?;
        self.position = end;
        Ok(ConstraintExpr::Compare(op, value))
    }

    /// Where the number in a constraint ends: `symmetric` and `onehot` are no reserved words.
    fn end_of_bound(&self) -> usize {
        self.find(|kind| match kind {
            TokenKind::Word(word) => ends_bound(word),
            TokenKind::Relation(_) | TokenKind::Comma => true,
            _ => false,
        })
    }

    /// `in (0, 1)`, `in {0, 1}`, `in 2..3`
    fn membership(&mut self) -> Parsed<ConstraintExpr> {
        self.position += 1;
        let help = "write `in (0, 1)`, `in [0, 1]`, `in {0, 1}` or `in 2..3`";
        let bracket = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Open(Bracket::Curly)) => return Ok(ConstraintExpr::Elements(self.elements()?)),
            Some(TokenKind::Open(bracket)) => Some(*bracket),
            _ => None,
        };
        let close = self.matching_close(self.position);
        let then_range = close.and_then(|close| self.tokens.get(close + 1)).is_some_and(|token| token.kind == TokenKind::Range);
        match bracket {
            Some(bracket) if !then_range => self.interval(bracket),
            _ => {
                let (start, end) = (self.position, self.end_of_bound());
                let range = self.piece(start, end, |parser| {
                    let low = parser.number()?;
                    parser.expect(&TokenKind::Range, "`..`")?;
                    Ok(ConstraintExpr::Range(low, parser.number()?))
                });
                self.position = end;
                range.map_err(|diagnostic| helped(diagnostic, help))
            }
        }
    }

    /// `(0, 1]`: a round bracket leaves its end out.
    fn interval(&mut self, bracket: Bracket) -> Parsed<ConstraintExpr> {
        let opened = self.here();
        self.position += 1;
        self.bracketed(BarMeaning::Opens, |parser| {
            let low = parser.number()?;
            parser.expect(&TokenKind::Comma, "`,` between the ends of the interval")?;
            let high: Expr = parser.number()?;
            let high_strict = parser.accept(&TokenKind::Close(Bracket::Round));
            if !high_strict && !parser.accept(&TokenKind::Close(Bracket::Square)) {
                parser.expect_close(bracket, opened, "`)` or `]`")?;
            }
            Ok(ConstraintExpr::Interval { low, low_strict: bracket == Bracket::Round, high, high_strict })
        })
    }
}

/// Does the word end the number of a constraint?
fn ends_bound(word: &str) -> bool {
    matches!(word, "of" | "in" | "integer" | "symmetric" | "onehot")
}
