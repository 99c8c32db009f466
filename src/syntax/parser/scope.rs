//! Which names stand without arguments.
//!
//! `α(x + y)` is a product where α is a constant and an application where it is a function, and the two group
//! differently (`1/α(x + y)`). So the parser looks through the declarations of the file before it reads expressions, and
//! keeps the bound names of the binders that are open. It knows nothing else about a name, and no declaration is checked here.

use super::super::layout::Block;
use super::super::token::{Bracket, Token, TokenKind};
use super::super::tree::{DeclItem, File, Statement, StatementKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// What is known of declared names: those with arguments, and those without.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// Names declared with arguments.
    pub applied: BTreeSet<String>,
    /// Names declared without arguments.
    pub plain: BTreeSet<String>,
}

impl Known {
    /// What a file that has been read declares, for the files that `use` it.
    pub fn of_file(file: &File) -> Self {
        let mut known = Known::default();
        for statement in &file.statements {
            known.add_statement(statement);
        }
        known
    }

    fn add_statement(&mut self, statement: &Statement) {
        match &statement.node {
            StatementKind::Declare { items, .. } => {
                for DeclItem { name, args, .. } in items {
                    self.add(&name.node, !args.is_empty());
                }
            }
            StatementKind::Define { name, params, .. } => self.add(&name.node, !params.is_empty()),
            _ => {}
        }
    }

    fn add(&mut self, name: &str, applied: bool) {
        let names = if applied { &mut self.applied } else { &mut self.plain };
        names.insert(name.to_owned());
    }
}

/// A binder that has ended, and its names.
struct Ended {
    names: Vec<String>,
    span: Span,
    /// How many of the names that were bound when it ended still are.
    height: usize,
    told: bool,
}

/// The names of a file and of the binders that are open.
pub(super) struct Scope {
    known: Known,
    /// May other names be declared elsewhere (`use`)?
    open_ended: bool,
    bound: Vec<String>,
    ended: Vec<Ended>,
}

impl Scope {
    /// Looks through the declarations of all statements.
    pub(super) fn of_file(tokens: &[Token], blocks: &[Block], known: &Known) -> Self {
        let mut scope = Scope { known: known.clone(), open_ended: false, bound: Vec::new(), ended: Vec::new() };
        for block in blocks {
            scope.look_through(tokens.get(block.start..block.end).unwrap_or_default());
        }
        scope
    }

    fn look_through(&mut self, tokens: &[Token]) {
        let Some((Token { kind: TokenKind::Word(keyword), .. }, rest)) = tokens.split_first() else { return };
        match keyword.as_str() {
            "integer" | "constant" | "function" | "param" | "distribution" | "joint" => self.declared(rest),
            "define" => self.declared(rest.get(..2).unwrap_or(rest)),
            "fix" => self.fixed(rest),
            "use" => self.open_ended = true,
            _ => {}
        }
    }

    /// `NAME(args), NAME, …`: up to the first word that is no name of the list.
    fn declared(&mut self, tokens: &[Token]) {
        let mut depth = 0usize;
        let mut expected = true;
        for (index, token) in tokens.iter().enumerate() {
            match &token.kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth = depth.saturating_sub(1),
                TokenKind::Word(word) if depth == 0 && expected => {
                    let applied = tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Open(Bracket::Round));
                    self.known.add(word, applied);
                    expected = false;
                }
                TokenKind::Comma if depth == 0 => expected = true,
                _ if depth == 0 => return,
                _ => {}
            }
        }
    }

    /// `s in S, a, b in A, b != a`
    fn fixed(&mut self, tokens: &[Token]) {
        for (index, token) in tokens.iter().enumerate() {
            let listed = tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Comma || next.is_word("in"));
            let begins = index.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|t| t.kind == TokenKind::Comma);
            if let (TokenKind::Word(word), true, true) = (&token.kind, listed, begins) {
                self.known.add(word, false);
            }
        }
    }

    /// Does the name surely stand without arguments, so that a parenthesis behind it multiplies?
    pub(super) fn is_plain(&self, name: &str) -> bool {
        if self.bound.iter().any(|bound| bound == name) {
            return true;
        }
        if self.known.applied.contains(name) {
            return false;
        }
        self.known.plain.contains(name) || (name == "π" && !self.open_ended)
    }

    /// Is the name surely a function?
    pub(super) fn is_applied(&self, name: &str) -> bool {
        self.known.applied.contains(name) && !self.bound.iter().any(|bound| bound == name)
    }

    /// How many names are bound now.
    pub(super) fn bound(&self) -> usize {
        self.bound.len()
    }

    /// Binds a name until [`Scope::leave`].
    pub(super) fn bind(&mut self, name: &str) {
        self.bound.push(name.to_owned());
    }

    /// Forgets all names bound after there were `height`.
    pub(super) fn leave(&mut self, height: usize) {
        self.bound.truncate(height);
        for ended in &mut self.ended {
            ended.height = ended.height.min(height);
        }
    }

    /// Like [`Scope::leave`], for the binder at `span`, and remembers the names for [`Scope::lost_index`].
    pub(super) fn end_binder(&mut self, height: usize, span: Span) {
        let names = self.bound.get(height..).unwrap_or_default().to_vec();
        self.leave(height);
        self.ended.push(Ended { names, span, height, told: false });
    }

    /// How many ended binders are remembered.
    pub(super) fn ended(&self) -> usize {
        self.ended.len()
    }

    /// Forgets the binders that ended after there were `count`.
    pub(super) fn forget_ended(&mut self, count: usize) {
        self.ended.truncate(count);
    }

    /// If the name was bound by a binder that has ended and not anew since: that binder. Told once.
    pub(super) fn lost_index(&mut self, name: &str) -> Option<Span> {
        let binder = self.bound.iter().rposition(|bound| bound == name);
        let lost = |ended: &&mut Ended| {
            ended.names.iter().any(|own| own == name) && binder.is_none_or(|position| position < ended.height)
        };
        let ended = self.ended.iter_mut().rev().find(lost)?;
        if std::mem::replace(&mut ended.told, true) { None } else { Some(ended.span) }
    }
}
