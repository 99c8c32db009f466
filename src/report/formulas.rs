//! Formulas that documents take from text: the statements of the catalogue, which are written in the language of a file.

use crate::syntax::latex;
use crate::syntax::tree::StatementKind;
use crate::syntax::{Known, parse_with};

/// The formulas of a text like `log(u*v) = log u + log v;  exp(0) = 1`; nothing where a part of it is no formula.
pub(super) fn statement(text: &str) -> Option<Vec<String>> {
    text.split(';').map(|part| formula(part.trim())).collect()
}

fn formula(text: &str) -> Option<String> {
    let words = text.split_whitespace().filter(|w| w.chars().count() > 1 && w.chars().all(char::is_alphabetic));
    let known = ["sum", "prod", "log", "exp", "sqrt", "abs", "in", "and", "or", "not"];
    if words.into_iter().any(|word| !known.contains(&word)) {
        return None;
    }
    let mut sides = Vec::new();
    let mut rest = text;
    loop {
        let found = [" <= ", " >= ", " != ", " = ", " < ", " > "].iter().filter_map(|r| Some((outside(rest, r)?, *r))).min();
        let Some((at, relation)) = found else { break };
        sides.push((rest.get(..at)?, Some(relation.trim())));
        rest = rest.get(at + relation.len()..)?;
    }
    sides.push((rest, None));
    let mut out = String::new();
    for (side, relation) in sides {
        out += &expression(side)?;
        if let Some(relation) = relation {
            out += &format!(" {} ", latex::relation(relation));
        }
    }
    Some(out)
}

/// The first place of a sign outside of brackets.
fn outside(text: &str, sign: &str) -> Option<usize> {
    let mut depth = 0i32;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if depth == 0 && text.get(at..).is_some_and(|rest| rest.starts_with(sign)) => return Some(at),
            _ => {}
        }
    }
    None
}

/// In the catalogue, where products have their sign, a letter right before a bracket is a function: `π(b)` is no product.
fn functions(text: &str) -> Known {
    let before = |piece: &str| piece.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    let names = text.split('(').filter_map(before).filter(|name| name.chars().count() == 1);
    Known { applied: names.filter(|name| name.chars().all(char::is_alphabetic)).collect(), ..Known::default() }
}

fn expression(text: &str) -> Option<String> {
    let (file, diagnostics) = parse_with(&format!("define z = {text}\n"), &functions(text));
    if diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error) {
        return None;
    }
    match &file.statements.first()?.node {
        StatementKind::Define { body, .. } => Some(latex::latex(body)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_letter_before_a_bracket_is_a_function() {
        let formula = super::statement("sum[b in A] π(b)*(d/dθ log π(b)) = 0").unwrap().concat();
        assert!(formula.contains("\\pi(b)") && !formula.contains("\\pi\\,b"), "{formula}");
    }
}
