//! Tokens to trees: recursive descent, one file for each layer of the grammar.
//!
//! `statements` and `declarations` read what begins at the left margin, `chains` derivations step by step, `binders` what
//! stands in `[…]` and after `for`, `conditions`, `expressions` and `atoms` everything that has a value, `warnings` what reads unlike paper.
//!
//! Errors are values: a function that cannot go on returns the diagnostic, and whoever can recover (a step, a statement)
//! puts it on the list and goes on. Every recursion passes [`Parser::nested`] and every operator [`Parser::count_operator`], so
//! the height of a tree is bounded and nothing downstream needs to fear for its stack.

mod atoms;
mod binders;
mod chains;
mod conditions;
mod declarations;
mod expressions;
mod scope;
mod statements;
#[cfg(test)]
mod tests;
mod warnings;

pub use scope::Known;

use super::layout::{self, Block};
use super::token::{Bracket, Token, TokenKind};
use super::tree::{Expr, ExprKind, File, Ident, Spanned};
use super::{lexer, names};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use scope::Scope;

/// Deepest nesting of one expression.
const MAX_NESTING: usize = 200;
/// Most operators in one expression.
const MAX_OPERATORS: usize = 2_000;

/// A result or the reason why there is none.
type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Reads a file. Whatever could be read is in the tree; everything wrong or worth a warning is in the list, in
/// the order of the text.
///
/// ```
/// let (file, diagnostics) = derive_check::syntax::parse("derivation d:\n  1 + 1\n  = 2\n");
/// assert!(diagnostics.is_empty());
/// assert_eq!(file.statements.len(), 1);
/// ```
pub fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    parse_with(text, &Known::default())
}

/// Like [`parse`], with what is known of names that other files declare.
pub fn parse_with(text: &str, known: &Known) -> (File, Vec<Diagnostic>) {
    let tokens = lexer::lex(text);
    let mut diagnostics = Vec::new();
    let blocks = layout::blocks(&tokens, &mut diagnostics);
    let scope = Scope::of_file(&tokens, &blocks, known);
    let mut parser = Parser::new(text, &tokens, scope);
    let mut file = File::default();
    for block in blocks {
        file.statements.extend(parser.block(block));
    }
    diagnostics.append(&mut parser.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    (file, diagnostics)
}

/// What a `|` after a complete operand means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum BarMeaning {
    /// Opens an absolute value that multiplies: `2|x|`.
    Opens,
    /// Separates arguments: `p(x | y)`.
    Separates,
    /// Closes the absolute value that is open.
    Closes,
}

/// The state of reading one file.
struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// The next token.
    position: usize,
    /// One past the last token that may be read now.
    end: usize,
    /// Nesting of the expression that is being read.
    depth: usize,
    /// Operators of the expression that is being read.
    operators: usize,
    bar: BarMeaning,
    scope: Scope,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, tokens: &'a [Token], scope: Scope) -> Self {
        let end = tokens.len();
        let bar = BarMeaning::Opens;
        Parser { text, tokens, position: 0, end, depth: 0, operators: 0, bar, scope, diagnostics: Vec::new() }
    }

    /// Reads the tokens `start..end` as one piece with limits of its own, and nothing may be left of them.
    fn piece<T>(&mut self, start: usize, end: usize, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let (position, old_end) = (self.position, self.end);
        (self.position, self.end) = (start, end);
        (self.depth, self.operators, self.bar) = (0, 0, BarMeaning::Opens);
        self.scope.forget_ended(0);
        let result = read(self).and_then(|value| if self.at_end() { Ok(value) } else { Err(self.left_over()) });
        (self.position, self.end) = (position, old_end);
        result
    }

    /// The next token, if there is one.
    fn peek(&self) -> Option<&'a Token> {
        self.peek_at(0)
    }

    /// The token `ahead` places behind the next one.
    fn peek_at(&self, ahead: usize) -> Option<&'a Token> {
        let index = self.position + ahead;
        if index < self.end { self.tokens.get(index) } else { None }
    }

    fn at_end(&self) -> bool {
        self.position >= self.end
    }

    /// Is the next token of this kind?
    fn at(&self, kind: &TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }

    /// Is the next token this word?
    fn at_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    /// The place of the next token, or the point behind the last one.
    fn here(&self) -> Span {
        match self.peek() {
            Some(token) => token.span,
            None => self.point_behind(),
        }
    }

    /// The point behind the last token that may be read.
    fn point_behind(&self) -> Span {
        let end = self.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end);
        Span::new(end, end)
    }

    /// The end of the token that was read last.
    fn last_end(&self) -> usize {
        self.position.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end)
    }

    /// From `start` to the token that was read last.
    fn since(&self, start: Span) -> Span {
        Span::new(start.start, self.last_end().max(start.end))
    }

    /// Steps over the next token if it is of this kind.
    fn accept(&mut self, kind: &TokenKind) -> bool {
        let found = self.at(kind);
        self.position += usize::from(found);
        found
    }

    /// Steps over the next token if it is this word.
    fn accept_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.position += usize::from(found);
        found
    }

    /// Steps over a token of this kind or explains what was expected.
    fn expect(&mut self, kind: &TokenKind, wanted: &str) -> Parsed<Span> {
        let span = self.here();
        if self.accept(kind) { Ok(span) } else { Err(self.unexpected(wanted)) }
    }

    /// Steps over the bracket that closes the one at `opened`.
    fn expect_close(&mut self, bracket: Bracket, opened: Span, wanted: &str) -> Parsed<()> {
        if self.accept(&TokenKind::Close(bracket)) {
            return Ok(());
        }
        let (open, close) = (bracket.opening(), bracket.closing());
        let diagnostic = match self.peek().map(|token| &token.kind) {
            None => Diagnostic::error(self.here(), format!("`{open}` is never closed")).help(format!("add `{close}`")),
            Some(TokenKind::Close(other)) => {
                let message = format!("`{open}` is closed by `{}`", other.closing());
                Diagnostic::error(self.here(), message).help(format!("close it by `{close}`"))
            }
            Some(_) => *helped(self.unexpected(wanted), format!("close the bracket by `{close}`")),
        };
        Err(Box::new(diagnostic.related(opened, format!("`{open}` is opened here"))))
    }

    /// The text of the next token.
    fn shown(&self) -> &'a str {
        let span = self.here();
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// "expected …, found …" at the next token.
    fn unexpected(&self, wanted: &str) -> Box<Diagnostic> {
        let diagnostic = match self.peek().map(|token| &token.kind) {
            None => Diagnostic::error(self.here(), format!("expected {wanted}, and nothing follows")),
            Some(TokenKind::Bad(diagnostic)) => (**diagnostic).clone(),
            Some(TokenKind::Word(word)) if names::is_reserved(word) => {
                let message = format!("expected {wanted}, found the reserved word `{}`", self.shown());
                Diagnostic::error(self.here(), message).help("a reserved word cannot be a name")
            }
            Some(_) => Diagnostic::error(self.here(), format!("expected {wanted}, found `{}`", self.shown())),
        };
        Box::new(diagnostic)
    }

    /// What is wrong with a token that follows a complete expression.
    fn left_over(&self) -> Box<Diagnostic> {
        let at = |message: &str| Diagnostic::error(self.here(), message);
        let diagnostic = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Close(bracket)) => {
                at(&format!("this `{}` closes nothing", bracket.closing())).help("remove it, or open the bracket before it")
            }
            Some(TokenKind::Word(word)) if matches!(word.as_str(), "and" | "or" | "not") => {
                at(&format!("`{word}` joins conditions, and there is none here"))
                    .help("a condition stands in `[ ]`, in `if(…)` or in a binder")
            }
            Some(TokenKind::Word(word)) if word == "by" => {
                at("a reason stands only behind a step").help("put `by …` behind a relation with its expression")
            }
            Some(TokenKind::Comma) => {
                at("a comma stands only between arguments").help("close the bracket later, or remove the comma")
            }
            Some(TokenKind::Relation(_)) => at(&format!("`{}` cannot stand here", self.shown()))
                .help("one relation is allowed here; a comparison within an expression stands in `[ ]`"),
            // Expressions multiply by a name that follows, so nothing here is one.
            Some(TokenKind::Word(word)) if !names::is_reserved(word) => {
                return self.unexpected("`,` or the end of the statement");
            }
            _ => return self.unexpected("an operator or the end of the expression"),
        };
        Box::new(diagnostic)
    }

    /// A name that is no reserved word.
    fn name(&mut self, wanted: &str) -> Parsed<Ident> {
        match self.peek() {
            Some(Token { kind: TokenKind::Word(word), span, .. }) if !names::is_reserved(word) => {
                self.position += 1;
                Ok(Spanned { node: word.clone(), span: *span })
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    /// The label of a derivation, a lemma or an assumption, as its author spelt it.
    fn label(&mut self, wanted: &str) -> Parsed<Ident> {
        let Ident { span, .. } = self.name(wanted)?;
        Ok(self.spelt(span))
    }

    /// The text at `span` as a label.
    fn spelt(&self, span: Span) -> Ident {
        Spanned { node: names::label(self.text.get(span.start..span.end).unwrap_or_default()), span }
    }

    /// Runs `read` one level deeper, or refuses to.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_NESTING {
            let message = format!("this is nested deeper than {MAX_NESTING} levels");
            return Err(Box::new(Diagnostic::error(self.here(), message).help("name a part of it with `define`")));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Runs `read` inside a bracket, where a bar has a meaning of its own and sums end with the bracket.
    fn bracketed<T>(&mut self, bar: BarMeaning, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.bar, bar);
        let ended = self.scope.ended();
        let result = self.nested(read);
        self.scope.forget_ended(ended);
        self.bar = outer;
        result
    }

    /// Counts one operator of the expression that is being read.
    fn count_operator(&mut self, span: Span) -> Parsed<()> {
        self.operators += 1;
        if self.operators <= MAX_OPERATORS {
            return Ok(());
        }
        let message = format!("this expression has more than {MAX_OPERATORS} operators");
        Err(Box::new(Diagnostic::error(span, message).help("name parts of it with `define`, or use `sum[…]`")))
    }

    /// The index of the token that closes the bracket at index `open`, within the current piece.
    fn matching_close(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for index in open..self.end {
            match self.tokens.get(index)?.kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(index);
            }
        }
        None
    }

    /// The first token from the current one on, outside all brackets, that `wanted` holds for; else the end.
    fn find(&self, wanted: impl Fn(&TokenKind) -> bool) -> usize {
        let mut depth = 0usize;
        for index in self.position..self.end {
            match self.tokens.get(index).map(|token| &token.kind) {
                Some(kind) if depth == 0 && wanted(kind) => return index,
                Some(TokenKind::Open(_)) => depth += 1,
                Some(TokenKind::Close(_)) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.end
    }

    /// Puts the diagnostic of a failure on the list too, with a suggestion in any case.
    fn reported<T>(&mut self, result: Parsed<T>) -> Parsed<T> {
        result.map_err(|diagnostic| {
            let diagnostic = helped(diagnostic, "complete the line, or remove what does not belong to it");
            self.diagnostics.push((*diagnostic).clone());
            diagnostic
        })
    }

    /// Reads one statement; what is wrong with it goes to the list.
    fn block(&mut self, block: Block) -> Option<super::tree::Statement> {
        (self.position, self.end) = (block.start, block.end);
        let bound = self.scope.bound();
        let result = self.statement();
        self.scope.leave(bound);
        self.reported(result).ok()
    }
}

/// The diagnostic with a suggestion, unless it has one already.
fn helped(diagnostic: Box<Diagnostic>, help: impl Into<String>) -> Box<Diagnostic> {
    if diagnostic.help.is_some() { diagnostic } else { Box::new(diagnostic.help(help)) }
}

/// An expression with its place.
fn at(span: Span, node: ExprKind) -> Expr {
    Spanned { node, span }
}

/// Does the expression, its parentheses aside, have a truth value and no number?
fn is_condition(mut expr: &Expr) -> bool {
    while let ExprKind::Paren(inner) = &expr.node {
        expr = inner;
    }
    matches!(expr.node, ExprKind::Compare(..) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_))
}
