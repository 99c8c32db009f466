//! Text to surface tree, and back.
//!
//! Reading order: [`tree`] (what is read), `token` and `lexer` (text to tokens), [`names`] (one spelling for each name),
//! `layout` (tokens to statements), `parser` (statements to trees), [`mod@print`] and [`latex`] (trees to text), [`difference`] (what one tree has that another has not), [`amend`] (statements put in the place of others).
//! Nothing here knows what a name means: that is the elaborator's business. The one exception is `parser::scope`, which
//! tells names with arguments from names without, because the juxtaposition `α(x + y)` cannot be grouped otherwise.

pub mod amend;
mod binding;
pub mod difference;
pub mod latex;
mod layout;
mod lexer;
pub mod names;
mod parser;
pub mod print;
mod token;
pub mod tree;

pub use parser::{Known, parse, parse_with};

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The text of a file, or the place where it stops being UTF-8. The span speaks of the bytes.
///
/// # Errors
/// A diagnostic at the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<String, Diagnostic> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let start = error.valid_up_to();
            let end = start + error.error_len().unwrap_or(bytes.len() - start);
            let line = bytes.iter().take(start).filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("the file is not UTF-8: line {line} holds a byte sequence that encodes no character");
            Err(Diagnostic::error(Span::new(start, end), message).help("save the file as UTF-8"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_names_the_place() {
        assert_eq!(decode("set A\n".as_bytes()), Ok("set A\n".to_owned()));
        let refused = decode(b"set A\nset \xff").unwrap_err();
        assert_eq!(refused.span, Span::new(10, 11));
        assert!(refused.message.contains("line 2"));
        assert_eq!(decode(b"\xce").unwrap_err().span, Span::new(0, 1));
    }
}
