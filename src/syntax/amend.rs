//! A file with statements added or put in the place of others: what would the text be, and where does each statement belong?
//!
//! The new statements stand behind the text, each on a line of its own, so that every place in the file stays what it was; what
//! they take the place of is blanked out. Once that text is read, [`Amended::arrange`] moves them to where they count, and
//! [`Amended::locate`] tells which of them a place belongs to.

use super::names::{is_prime, normalise};
use super::parse;
use super::tree::{Clause, File, Statement, StatementKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// One new statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fragment {
    /// What messages call the place where it was written.
    pub origin: String,
    /// What the statement begins with, where the text leaves it out: `define `.
    pub keyword: &'static str,
    /// What was written.
    pub text: String,
}

impl Fragment {
    /// The whole statement, on one line and with the bytes where they were.
    pub fn statement(&self) -> String {
        // A statement begins at the left margin, and what follows `#` would be lost.
        let blank = |c: char| if c == '\n' || c == '\r' { ' ' } else { c };
        format!("{}{}", self.keyword, self.text.chars().map(blank).collect::<String>())
    }

    /// What it declares.
    pub fn names(&self) -> BTreeSet<Named> {
        let (file, _) = parse(&self.statement());
        file.statements.iter().flat_map(named).collect()
    }

    /// All names in it, as the language spells them.
    pub fn words(&self) -> BTreeSet<String> {
        words(&self.statement())
    }
}

/// A name in its name space.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Named {
    /// A set.
    Set(String),
    /// An integer, a function, a definition …
    Value(String),
    /// An assumption.
    Assumption(String),
}

impl Named {
    /// The name alone.
    pub fn name(&self) -> &str {
        match self {
            Named::Set(name) | Named::Value(name) | Named::Assumption(name) => name,
        }
    }
}

/// What a statement declares. Chains are no declarations: nothing takes their place.
pub fn named(statement: &Statement) -> Vec<Named> {
    match &statement.node {
        StatementKind::Set(sets) => sets.iter().map(|(name, _)| Named::Set(name.node.clone())).collect(),
        StatementKind::Declare { items, .. } => items.iter().map(|item| Named::Value(item.name.node.clone())).collect(),
        StatementKind::Define { name, .. } => vec![Named::Value(name.node.clone())],
        StatementKind::Assume { name, .. } => vec![Named::Assumption(name.node.clone())],
        StatementKind::Title(_) | StatementKind::Use(_) | StatementKind::Fix(_) | StatementKind::Chain { .. } => Vec::new(),
    }
}

/// All names in a text, comments aside.
pub fn words(text: &str) -> BTreeSet<String> {
    let code = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let in_name = |c: char| c.is_alphanumeric() || c == '_' || is_prime(c);
    // `d/dθ(s)` names `θ`.
    let bare = |word: &str| word.strip_prefix('d').map(normalise).into_iter().chain([normalise(word)]).collect::<Vec<_>>();
    code.flat_map(|line| line.split(|c: char| !in_name(c)).filter(|w| !w.is_empty()).flat_map(bare).collect::<Vec<_>>()).collect()
}

/// Where a new statement stands in the amended text, and where it counts.
#[derive(Clone, Debug)]
struct Placed {
    fragment: Fragment,
    /// Its place behind the text of the file.
    span: Span,
    /// The place in the file where it counts.
    target: usize,
}

/// A text with new statements.
#[derive(Clone, Debug)]
pub struct Amended {
    /// The text.
    pub text: String,
    placed: Vec<Placed>,
    /// What the new statements declare: it is no more declared elsewhere.
    replaced: BTreeSet<Named>,
}

impl Amended {
    /// The text of a file with these statements.
    pub fn new(text: &str, file: &File, fragments: &[&Fragment]) -> Self {
        let replaced: BTreeSet<Named> = fragments.iter().flat_map(|f| f.names()).collect();
        let gone = |s: &&Statement| {
            let names = named(s);
            !names.is_empty() && names.iter().all(|name| replaced.contains(name))
        };
        let mut amended = text.to_owned();
        for statement in file.statements.iter().filter(gone) {
            blank(&mut amended, statement.span);
        }
        let mut placed = Vec::new();
        for fragment in fragments {
            amended.push('\n');
            let start = amended.len();
            amended += &fragment.statement();
            let span = Span::new(start, amended.len());
            placed.push(Placed { fragment: (*fragment).clone(), span, target: target(file, fragment) });
        }
        amended.push('\n');
        Amended { text: amended, placed, replaced }
    }

    /// The statements in the order in which they count, without what others have taken the place of.
    pub fn arrange(&self, file: File) -> File {
        let home = |statement: &Statement| {
            self.placed.iter().find(|p| p.span.start <= statement.span.start && statement.span.end <= p.span.end)
        };
        let mut keyed: Vec<((usize, usize), Statement)> = Vec::new();
        for statement in file.statements {
            let key = home(&statement).map_or((statement.span.start, 1), |placed| (placed.target, 0));
            let own = home(&statement).is_none();
            keyed.extend(if own { self.without_replaced(statement) } else { Some(statement) }.map(|s| (key, s)));
        }
        keyed.sort_by_key(|(key, _)| *key);
        File { statements: keyed.into_iter().map(|(_, statement)| statement).collect() }
    }

    /// The statement without the names that are declared anew; nothing if none is left.
    fn without_replaced(&self, mut statement: Statement) -> Option<Statement> {
        let declares = !named(&statement).is_empty();
        match &mut statement.node {
            StatementKind::Declare { items, .. } => {
                items.retain(|item| !self.replaced.contains(&Named::Value(item.name.node.clone())));
            }
            StatementKind::Set(sets) => sets.retain(|(name, _)| !self.replaced.contains(&Named::Set(name.node.clone()))),
            _ => {}
        }
        (!declares || !named(&statement).is_empty()).then_some(statement)
    }

    /// The fragment that a place belongs to, and the place in what was written there.
    pub fn locate(&self, span: Span) -> Option<(&Fragment, Span)> {
        let placed = self.placed.iter().find(|p| p.span.start <= span.start && span.start <= p.span.end)?;
        let shift = placed.span.start + placed.fragment.keyword.len();
        Some((&placed.fragment, Span::new(span.start.saturating_sub(shift), span.end.saturating_sub(shift))))
    }
}

/// Where a statement counts: in the place of what it replaces, and behind every definition and fixed index that it names.
fn target(file: &File, fragment: &Fragment) -> usize {
    let (names, words) = (fragment.names(), fragment.words());
    let mut target = 0;
    for statement in &file.statements {
        let own = named(statement);
        if own.iter().any(|name| names.contains(name)) {
            target = target.max(statement.span.start);
            continue;
        }
        let named = match &statement.node {
            StatementKind::Define { name, .. } => words.contains(&name.node),
            StatementKind::Fix(clauses) => {
                clauses.iter().any(|c| matches!(c, Clause::In(all, _) if all.iter().any(|n| words.contains(&n.node))))
            }
            _ => false,
        };
        if named {
            target = target.max(statement.span.end);
        }
    }
    target
}

/// A statement as it is shown.
pub fn on_one_line(statement: &str) -> String {
    statement.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Spaces in place of everything but the ends of lines.
fn blank(text: &mut String, span: Span) {
    let Some(old) = text.get(span.start..span.end) else {
        return;
    };
    let new: String = old.bytes().map(|b| if b == b'\n' || b == b'\r' { char::from(b) } else { ' ' }).collect();
    text.replace_range(span.start..span.end, &new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(text: &str) -> Fragment {
        Fragment { origin: "--define".to_owned(), keyword: "define ", text: text.to_owned() }
    }

    fn amended(text: &str, fragments: &[&Fragment]) -> (Amended, String) {
        let amended = Amended::new(text, &parse(text).0, fragments);
        let (file, diagnostics) = parse(&amended.text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let printed = super::super::print::print_file(&amended.arrange(file), 80);
        (amended, printed)
    }

    #[test]
    fn a_definition_takes_the_place_of_the_old_one() {
        let text = "constant x, y\ndefine f = x  # old\ndefine g = f\n";
        let new = define("f = y");
        let (amended, printed) = amended(text, &[&new]);
        assert_eq!(printed, "constant x, y\ndefine f = y\ndefine g = f\n");
        assert!(amended.text.starts_with("constant x, y\n              # old\ndefine g = f\n"), "{}", amended.text);
    }

    #[test]
    fn it_counts_behind_what_it_names() {
        let text = "constant x\ndefine f = x\ndefine g = f\nderivation d:\n  f\n  = x\n";
        assert!(amended(text, &[&define("h = g")]).1.contains("define g = f\ndefine h = g\n"));
    }

    #[test]
    fn one_name_of_a_line_is_replaced_and_the_others_stay() {
        let text = "set A, B\nfunction f(A), g(A) > 0\n";
        let new = Fragment { origin: "--declare".to_owned(), keyword: "", text: "constant f".to_owned() };
        assert_eq!(amended(text, &[&new]).1, "set A, B\nconstant f\nfunction g(A) > 0\n");
    }

    #[test]
    fn places_are_those_of_what_was_written() {
        let text = "constant x\n";
        let new = define("f = x\n + 1");
        let (amended, _) = amended(text, &[&new]);
        let start = text.len() + 1;
        let at = amended.locate(Span::new(start + "define ".len() + 4, start + "define ".len() + 5));
        assert_eq!(at, Some((&new, Span::new(4, 5))));
        assert_eq!(amended.locate(Span::new(0, 8)), None);
    }
}
