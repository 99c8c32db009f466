//! Certificates: what the prover hands to the kernel. Plain data; nothing in it is believed.

use crate::rule::Script;
use crate::rule::inequality::Sign;

/// A proof of one step.
///
/// For `left = right`: `left` leads forward from the left line, `right` from the right line, and both arrive at the same term.
/// Each move is checked to keep the line defined wherever both lines of the step are, so both ends have the common value.
///
/// For `<=`, `<` (and, sides exchanged, `>=`, `>`): both scripts likewise lead to terms `l` and `r`, and the kernel's own judgement finds
/// `r - l >= 0` (`> 0`) from its form, or `l = r` for the weak relations; where `order` is given, it is the proof of that sign.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Certificate {
    /// Forward from the left line.
    pub left: Script,
    /// Forward from the right line.
    pub right: Script,
    /// For an inequality: why the difference of the two ends has its sign.
    pub order: Option<Sign>,
}
