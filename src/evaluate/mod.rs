//! Exact evaluation.

mod arith;
