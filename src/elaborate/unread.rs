//! Names in statements that could not be read. Their errors have been reported by the parser; that such a name is used
//! elsewhere is no further error.

use crate::source::Source;
use crate::syntax::names::{is_prime, normalise};
use crate::syntax::tree::File;
use std::collections::BTreeSet;

/// All words of the statements that are in the text and not in the tree.
pub(super) fn words(source: &Source, file: &File) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut offset = 0;
    let mut unread = false;
    for line in source.text.split_inclusive('\n') {
        if line.starts_with(|c: char| !c.is_whitespace() && c != '#') {
            let read = file.statements.iter().any(|s| s.span.start <= offset && offset < s.span.end);
            unread = !read;
        }
        if unread {
            let code = line.split('#').next().unwrap_or("");
            words.extend(code.split(|c: char| !in_name(c)).filter(|w| !w.is_empty()).map(normalise));
        }
        offset += line.len();
    }
    words
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_prime(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_read() {
        let text = "set A\nconstant x ? y\n  z_1\nfunction f(A)\n";
        let (file, diagnostics) = crate::syntax::parse(text);
        assert!(!diagnostics.is_empty());
        let found = words(&Source { path: String::new(), text: text.into() }, &file);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["constant", "x", "y", "z_1"]);
    }
}
