//! Tests of the evaluator on terms and signatures built by hand: as much of what it must not say as of what it must.

mod assumptions;
mod bounds;
mod calculus;
mod dsl;
mod meaning;
mod patterns;
mod shapes;
