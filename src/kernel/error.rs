//! Every way in which a certificate can be wrong.

use super::obligation::Condition;
use crate::rule::{Path, RuleError};
use crate::term::{Name, Term};

/// Which of the two scripts of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// Forward from the left line.
    Left,
    /// Forward from the right line.
    Right,
    /// In the proof that their difference has a sign.
    Difference,
}

/// Where in a certificate: the script, and the positions of the moves from the outermost script inward (`Back` nests).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The script.
    pub side: Side,
    /// The move, and the moves inside it.
    pub moves: Vec<usize>,
}

/// Why a certificate is rejected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KernelError {
    /// A line of the obligation is ill-formed by itself.
    Obligation(Fault),
    /// A line of the obligation is too large to list where it is defined.
    LineTooLarge,
    /// The two scripts arrive at different terms.
    Ends(Term, Term),
    /// The relation is none that steps may claim.
    Relation,
    /// The judgement does not find the relation between the two ends.
    Inequality(Term, Term),
    /// A move is wrong.
    Move(Place, MoveError),
}

/// Why a term is ill-formed in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A variable that is not open here.
    Unbound(Name),
    /// A dangling index.
    Dangling,
    /// A name that is not declared.
    Undeclared(Name),
    /// A wrong number of arguments.
    Arity(Name),
    /// A term of one sort where another is needed.
    Sort(Term),
    /// A derivative by something that is no free coordinate.
    Coordinate(Term),
}

/// Why a move is rejected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MoveError {
    /// No subterm stands at the path.
    Path(Path),
    /// The rule does not fit the subterm.
    Rule(RuleError),
    /// The result, or an instance, is ill-formed in its place.
    IllFormed(Fault),
    /// Not equal by the laws of fields.
    RingDiffers,
    /// The polynomials are too large.
    RingTooLarge,
    /// A denominator is 0 identically.
    RingZeroDivisor,
    /// More splits than allowed.
    TooManySplits,
    /// A split is no comparison, or no term with values 0 and 1.
    SplitForm(Term),
    /// The sides differ in the case with these hypotheses.
    CaseDiffers(Vec<Term>),
    /// A case distinction inside a derivative, on something that depends on the variable.
    SplitUnderDerivative(Term),
    /// The script of a case arrives elsewhere: here.
    CaseEnds(Term),
    /// A case is said not to occur, and nothing shows it. These are its hypotheses.
    CaseOccurs(Vec<Term>),
    /// The inner script does not lead back to the subterm.
    BackEnds,
    /// No assumption has this name.
    UnknownAssumption(Name),
    /// No proved result has this name.
    UnknownTheorem(Name),
    /// It speaks of fixed indices under which the step does not stand.
    OtherVariables(Name),
    /// It is no equation.
    NotAnEquation(Name),
    /// Not one value for each binder.
    InstanceCount,
    /// A value lies outside the domain of its binder, as far as can be shown.
    InstanceDomain(Term),
    /// A value does not meet the guard of its binder, as far as can be shown.
    InstanceGuard(Term),
    /// The instance's side is not the subterm.
    InstanceSide,
    /// The term has not the form that the proof of its sign speaks of.
    SignForm(Term),
    /// Holds at the point only, and stands under a derivative.
    PointwiseUnderDerivative(Name),
    /// A condition of the rule, or of the cited result, cannot be shown.
    Condition(Condition),
    /// The result cannot be shown to be defined: this is missing.
    Undefined(Condition),
    /// Too large to list where it is defined, or too much at once.
    TooLarge,
    /// A case of an induction is not proved.
    Induction(Case, Box<KernelError>),
}

/// A case of an induction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// The first value, the second, …
    Base(usize),
    /// All others.
    Step,
}
