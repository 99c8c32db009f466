//! Tokens to statements: a statement begins at the left margin, indented lines and open brackets continue it.
//!
//! Reserved words make the cut robust: no line that begins with a statement's keyword can continue anything, so an
//! unclosed bracket spoils its own statement and no other.

use super::names;
use super::token::{Position, Token, TokenKind};
use crate::diagnostic::Diagnostic;

/// The tokens `start..end` of one statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// First token.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// What a token at the beginning of a line does.
enum LineStart {
    /// Goes on with the statement before.
    Continues,
    /// Goes on with the statement before, although it stands where it should not.
    Misplaced(Diagnostic),
    /// Begins a statement.
    Begins,
    /// Begins a statement, although it stands where it should not.
    BeginsMisplaced(Diagnostic),
}

/// Cuts the tokens into statements.
pub(super) fn blocks(tokens: &[Token], diagnostics: &mut Vec<Diagnostic>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0usize;
    let mut complained = false;
    for (index, token) in tokens.iter().enumerate() {
        let before = blocks.last().and_then(|block| tokens.get(block.start..index));
        let open = if begins_in_spite_of_bracket(token, tokens.get(index + 1)) { 0 } else { depth };
        match line_start(token, open, before) {
            LineStart::Continues => {}
            LineStart::Misplaced(diagnostic) => {
                if !complained {
                    diagnostics.push(diagnostic);
                }
                complained = true;
            }
            start @ (LineStart::Begins | LineStart::BeginsMisplaced(_)) => {
                if let LineStart::BeginsMisplaced(diagnostic) = start {
                    diagnostics.push(diagnostic);
                }
                blocks.push(Block { start: index, end: index });
                depth = 0;
                complained = false;
            }
        }
        match token.kind {
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(block) = blocks.last_mut() {
            block.end = index + 1;
        }
    }
    blocks
}

/// Decides one token; `before` are the tokens of the statement so far.
fn line_start(token: &Token, open: usize, before: Option<&[Token]>) -> LineStart {
    let keyword = matches!(&token.kind, TokenKind::Word(word) if names::is_keyword(word));
    match (token.position, before) {
        (Position::Inside, Some(_)) => LineStart::Continues,
        (Position::Margin, None) => LineStart::Begins,
        (_, None) => LineStart::BeginsMisplaced(
            Diagnostic::error(token.span, "this line is indented, and there is no statement that it could continue")
                .help("begin the statement at the left margin"),
        ),
        (Position::Margin, Some(_)) if keyword => LineStart::Begins,
        (Position::Margin, Some(before)) if open == 0 => at_margin(token, before),
        (Position::Indented, Some(_)) if keyword && !token.is_word("integer") => LineStart::BeginsMisplaced(
            Diagnostic::error(token.span, "a statement begins at the left margin, and this line is indented")
                .help("remove the blanks before the keyword"),
        ),
        (Position::Margin | Position::Indented, Some(_)) => LineStart::Continues,
    }
}

/// `dervation e` at the margin is no product that goes on within an open bracket.
fn begins_in_spite_of_bracket(token: &Token, next: Option<&Token>) -> bool {
    let named = next.is_some_and(|next| matches!(next.kind, TokenKind::Word(_)) && next.position == Position::Inside);
    let long = |word: &str| word.chars().count() > 4 && names::nearest_keyword(word).is_some();
    token.position == Position::Margin && named && matches!(&token.kind, TokenKind::Word(word) if long(word))
}

/// A line at the margin that begins with no keyword: the lost line of a chain, or a statement with a wrong keyword.
fn at_margin(token: &Token, before: &[Token]) -> LineStart {
    let chain = before.first().is_some_and(|first| first.is_word("derivation") || first.is_word("lemma"));
    let misspelt = match &token.kind {
        TokenKind::Word(word) => names::nearest_keyword(word).is_some(),
        _ => false,
    };
    let word = matches!(token.kind, TokenKind::Word(_) | TokenKind::Bad(_)) && !token.is_word("by");
    if misspelt || (word && !chain) {
        return LineStart::Begins;
    }
    LineStart::Misplaced(
        Diagnostic::error(token.span, "a statement begins at the left margin, and this begins none")
            .help("indent the line, so that it continues the statement above"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    /// The first words of the statements, and the messages.
    fn cut(text: &str) -> (Vec<&str>, usize) {
        let tokens = lex(text);
        let mut diagnostics = Vec::new();
        let blocks = blocks(&tokens, &mut diagnostics);
        let first = |block: &Block| tokens.get(block.start).and_then(|token| text.get(token.span.start..token.span.end));
        (blocks.iter().filter_map(first).collect(), diagnostics.len())
    }

    #[test]
    fn margins_begin_and_brackets_continue() {
        assert_eq!(cut("set A\ndefine f =\n  g(\na,\n b)\n# c\nset B"), (vec!["set", "define", "set"], 0));
        assert_eq!(cut("function f(A)\n  integer\nset B"), (vec!["function", "set"], 0));
    }

    #[test]
    fn keywords_begin_whatever_is_open() {
        assert_eq!(cut("define f = (a\nset B"), (vec!["define", "set"], 0));
        assert_eq!(cut("define f = (a\ndervation d:\n"), (vec!["define", "dervation"], 0));
        assert_eq!(cut("set A\n  set B"), (vec!["set", "set"], 1));
        assert_eq!(cut("  set A"), (vec!["set"], 1));
    }

    #[test]
    fn lost_lines_of_a_chain_are_reported_once() {
        assert_eq!(cut("derivation d:\na\n= b\n= c\nset A"), (vec!["derivation", "set"], 1));
        assert_eq!(cut("derivation d:\n a\n = b\nfoo bar"), (vec!["derivation"], 1));
        assert_eq!(cut("derivation d:\n a\n = b\nsett A"), (vec!["derivation", "sett"], 0));
    }
}
