//! The two notations of an expression: as a file is written, and as mathematics is read. Only signs and names differ, and both
//! are read again as the same tree.

use super::super::tree::{BigKind, CmpOp};
use crate::number::Rational;

/// How signs and names are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notation {
    /// `sum[b in A] π(b|s)*x_1^2`
    Source,
    /// `∑[b∈A] π(b|s)·x₁²`
    Mathematics,
}

impl Notation {
    fn choose<'a>(self, source: &'a str, mathematics: &'a str) -> &'a str {
        match self {
            Notation::Source => source,
            Notation::Mathematics => mathematics,
        }
    }

    pub(super) fn times(self) -> &'static str {
        self.choose("*", "·")
    }

    pub(super) fn dot(self) -> &'static str {
        self.choose(".", "·")
    }

    pub(super) fn minus(self) -> &'static str {
        self.choose("-", "−")
    }

    pub(super) fn element(self) -> &'static str {
        self.choose(" in ", "∈")
    }

    /// The sign of a derivative by this name.
    pub(super) fn derivative(self, by: &str) -> &'static str {
        // `∂/∂_x` would be read as the derivative by `x`.
        if by.starts_with('_') { "d/d" } else { self.choose("d/d", "∂/∂") }
    }

    /// The sign of a comparison.
    pub fn relation(self, op: CmpOp) -> &'static str {
        match op {
            CmpOp::Eq => "=",
            CmpOp::Ne => self.choose("!=", "≠"),
            CmpOp::Lt => "<",
            CmpOp::Le => self.choose("<=", "≤"),
            CmpOp::Gt => ">",
            CmpOp::Ge => self.choose(">=", "≥"),
        }
    }

    pub(super) fn big(self, kind: BigKind) -> &'static str {
        match kind {
            BigKind::Sum => self.choose("sum", "∑"),
            BigKind::Prod => self.choose("prod", "∏"),
            BigKind::Max => "max",
            BigKind::Min => "min",
        }
    }

    /// A name: `x_1` as `x₁`, and the root as its sign.
    pub(super) fn name(self, name: &str) -> String {
        match self {
            Notation::Source => name.to_owned(),
            Notation::Mathematics if name == "sqrt" => "√".to_owned(),
            Notation::Mathematics => small_index(name).unwrap_or_else(|| name.to_owned()),
        }
    }

    /// An exponent that is written small.
    pub(super) fn exponent(self, value: &Rational) -> Option<String> {
        if self == Notation::Source || !value.is_integer() || value.is_negative() {
            return None;
        }
        value.to_string().chars().map(superscript).collect()
    }
}

/// `x₁'` for `x_1'`: a name whose only part behind `_` is a number.
fn small_index(name: &str) -> Option<String> {
    let (stem, index) = name.split_once('_')?;
    let digits = index.trim_end_matches('\'');
    let is_index = !stem.is_empty() && !stem.ends_with('\'') && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let small = |digit: char| digit.to_digit(10).and_then(|d| char::from_u32(u32::from('₀') + d));
    let primes = index.get(digits.len()..)?;
    is_index.then(|| stem.chars().map(Some).chain(digits.chars().map(small)).collect::<Option<String>>())?.map(|n| n + primes)
}

fn superscript(digit: char) -> Option<char> {
    match digit.to_digit(10)? {
        1 => Some('¹'),
        2 => Some('²'),
        3 => Some('³'),
        d => char::from_u32(u32::from('⁰') + d),
    }
}
