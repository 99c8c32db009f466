//! Deciding one step in one model. The only judgement that counts as false is a certified one: both lines defined for certain,
//! and their difference certainly on the wrong side.

use super::arith::{Arith, Num, Res, Stop};
use super::code::{Code, Program};
use super::machine::{Machine, Memo};
use super::model::Model;
use crate::kernel::obligation::Relation;

/// Bits of the first and the second try.
pub(super) const PRECISION: [u32; 2] = [128, 512];
/// Two enclosures whose difference lies within 2^-bits of 0 count as agreeing.
const NARROW: i64 = 72;

/// What a step claims, and what is known of it already.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub relation: Relation,
    /// The two lines were proved equal: no enclosure tells them apart, and no strict relation holds.
    pub equal: bool,
}

/// What a model says of a step.
#[derive(Clone, Debug)]
pub(super) enum Judgement {
    /// The relation holds here (or no difference can be seen at high precision).
    Holds,
    /// It certainly fails, with these values.
    Fails { left: Num, right: Num, precision: u32 },
    /// One of the lines has no value here.
    Undefined,
    /// Nothing could be decided.
    Unclear(Stop),
}

/// The relation of two numbers that both lines certainly have; `None`: undecided at this precision.
fn decide(left: &Num, claim: Claim, right: &Num, last: bool, ar: &mut Arith) -> Res<Option<bool>> {
    let relation = claim.relation;
    let difference = left.sub(right, ar)?;
    let sign = match difference.sign(ar) {
        Ok(sign) => Some(sign),
        Err(Stop::Undecided) => None,
        Err(stop) => return Err(stop),
    };
    if let Some(sign) = sign {
        return Ok(Some(match relation {
            Relation::Eq => sign == 0,
            Relation::Ne => sign != 0,
            Relation::Le => sign <= 0,
            Relation::Lt => sign < 0,
            Relation::Ge => sign >= 0,
            Relation::Gt => sign > 0,
        }));
    }
    let scale = left.ball(ar)?;
    let narrow = difference.ball(ar)?.narrow(&scale, NARROW);
    match relation {
        Relation::Lt | Relation::Gt if claim.equal => Ok(Some(false)),
        Relation::Eq | Relation::Le | Relation::Ge if narrow => Ok(Some(true)),
        _ if last => Err(Stop::Undecided),
        _ => Ok(None),
    }
}

/// Judges at one precision; `None` asks for a higher one.
pub(super) fn judge_values(left: &Res<Num>, claim: Claim, right: &Res<Num>, at: usize, ar: &mut Arith) -> Option<Judgement> {
    let last = at + 1 >= PRECISION.len();
    match (left, right) {
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => Some(Judgement::Undefined),
        (Err(Stop::Undecided), _) | (_, Err(Stop::Undecided)) if !last => None,
        (Err(stop), _) | (_, Err(stop)) => Some(Judgement::Unclear(*stop)),
        (Ok(l), Ok(r)) => match decide(l, claim, r, last, ar) {
            Ok(Some(true)) => Some(Judgement::Holds),
            Ok(Some(false)) => Some(Judgement::Fails { left: l.clone(), right: r.clone(), precision: ar.prec }),
            Ok(None) => None,
            Err(stop) => Some(Judgement::Unclear(stop)),
        },
    }
}

/// Judges a step in a model from scratch, with at most this much work.
pub(super) fn judge(program: &Program, model: &Model, left: &Code, claim: Claim, right: &Code, fuel: u64) -> (Judgement, u64) {
    let mut spent = 0;
    for (at, precision) in PRECISION.iter().enumerate() {
        let arith = Arith::new(*precision, fuel.saturating_sub(spent));
        let mut machine = Machine::new(program, model, arith, Memo::default());
        let l = machine.run(left, &[]).map(|v| v.re);
        let r = machine.run(right, &[]).map(|v| v.re);
        let judgement = judge_values(&l, claim, &r, at, &mut machine.ar);
        spent = fuel - machine.ar.fuel.min(fuel);
        if let Some(judgement) = judgement {
            return (judgement, spent);
        }
    }
    (Judgement::Unclear(Stop::Undecided), spent)
}
