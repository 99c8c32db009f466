//! Instances of the primitive moves: every rule, with instance data that fit or nearly fit.

use super::mistake::{self, MISTAKES};
use super::place::{self, Open};
use super::random::Random;
use super::rewriting::{self, REWRITINGS};
use derive_check::kernel::obligation::{Signature, Statement};
use derive_check::kernel::theorem::Theorems;
use derive_check::rule::{Path, Rule, Split, apply};
use derive_check::term::{Dom, Fun, Name, Node, Rel, Term};

/// The names of the rules, as they are counted. The `match` is exhaustive, so that no rule can be left out.
macro_rules! rules {
    ($($name:ident)*) => {
        /// Every primitive rule.
        pub const RULES: &[&str] = &[$(stringify!($name)),*];

        /// The name under which a rule is counted.
        pub fn name(rule: &Rule) -> &'static str {
            match rule {
                $(Rule::$name { .. } => stringify!($name),)*
            }
        }
    };
}

rules! {
    Ring Cases Distinguish Back Expectation Unfold Assume Cite Induction Distribute Factor FactorIn ProdPower
    ProdExponent Permute Count GuardToIndicator IndicatorToGuard Domain SplitGuard Point Empty SplitRange
    Shift Reverse Enumerate ExtremumConstant ExtremumMonotone Normalised OneHot OneHotSelects Symmetric
    Derivative SwapDerivatives ExpSum ExpScale ExpLog ProdExp LogExp LogProduct LogPower LogProd PowerSum
    PowerProduct PowerPower PowerInteger PowerExp PowerOne Factorial Binom BinomOutside Pascal BinomialTheorem Geometric Size SqrtSquare
}

/// Rules that carry proofs of their own: nobody makes them up, they are taken from proofs.
pub const WITH_PROOFS: &[&str] = &["Distinguish", "Induction"];

/// Rules without instance data.
fn plain(name: &str) -> Option<Rule> {
    Some(match name {
        "Expectation" => Rule::Expectation,
        "Unfold" => Rule::Unfold,
        "Distribute" => Rule::Distribute,
        "Factor" => Rule::Factor,
        "ProdPower" => Rule::ProdPower,
        "Count" => Rule::Count,
        "GuardToIndicator" => Rule::GuardToIndicator,
        "Empty" => Rule::Empty,
        "Reverse" => Rule::Reverse,
        "Enumerate" => Rule::Enumerate,
        "ExtremumConstant" => Rule::ExtremumConstant,
        "Normalised" => Rule::Normalised,
        "Symmetric" => Rule::Symmetric,
        "Derivative" => Rule::Derivative,
        "SwapDerivatives" => Rule::SwapDerivatives,
        "ExpSum" => Rule::ExpSum,
        "ExpLog" => Rule::ExpLog,
        "ProdExp" => Rule::ProdExp,
        "LogExp" => Rule::LogExp,
        "LogProduct" => Rule::LogProduct,
        "LogPower" => Rule::LogPower,
        "LogProd" => Rule::LogProd,
        "PowerSum" => Rule::PowerSum,
        "PowerProduct" => Rule::PowerProduct,
        "PowerPower" => Rule::PowerPower,
        "PowerInteger" => Rule::PowerInteger,
        "PowerExp" => Rule::PowerExp,
        "PowerOne" => Rule::PowerOne,
        "ProdExponent" => Rule::ProdExponent,
        "Factorial" => Rule::Factorial,
        "Binom" => Rule::Binom,
        "BinomOutside" => Rule::BinomOutside,
        "Pascal" => Rule::Pascal,
        "BinomialTheorem" => Rule::BinomialTheorem,
        "Geometric" => Rule::Geometric,
        "Size" => Rule::Size,
        "SqrtSquare" => Rule::SqrtSquare,
        _ => return None,
    })
}

/// The rule of this name with an instance for this subterm, if its form is right; conditions may fail.
pub fn instance(
    name: &str,
    t: &Term,
    open: &[Open],
    (signature, theorems): (&Signature, &Theorems),
    random: &mut Random,
) -> Option<Rule> {
    let rule = match (plain(name), name) {
        (Some(rule), _) => rule,
        (None, "Assume") => {
            let names: Vec<&Name> = signature.assumptions.keys().collect();
            let name = (*random.pick(&names)?).clone();
            let (values, backward) = matching(&signature.assumptions[&name], t, open, random)?;
            Rule::Assume(name, values, backward)
        }
        (None, "Cite") => {
            let names: Vec<&Name> = theorems.keys().collect();
            let name = (*random.pick(&names)?).clone();
            let (values, backward) = matching(theorems[&name].statement(), t, open, random)?;
            Rule::Cite(name, values, backward)
        }
        (None, _) => with_data(name, t, open, signature, random)?,
    };
    let named = matches!(rule, Rule::Ring(_) | Rule::Cases(..) | Rule::Back(..) | Rule::Assume(..) | Rule::Cite(..));
    (named || apply(&rule, t, signature).is_ok()).then_some(rule)
}

fn with_data(name: &str, t: &Term, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Rule> {
    let position = |random: &mut Random| u16::try_from(random.below(4)).unwrap_or(0);
    Some(match name {
        "Ring" => Rule::Ring(altered(t, open, signature, random)?),
        "Cases" => Rule::Cases(altered(t, open, signature, random)?, splits(t, open, signature, random)),
        "FactorIn" => Rule::FactorIn(position(random)),
        "IndicatorToGuard" => Rule::IndicatorToGuard(position(random)),
        "OneHot" => Rule::OneHot(position(random), position(random)),
        "Permute" => Rule::Permute(if random.once_in(2) { vec![1, 0] } else { vec![1, 2, 0] }),
        "Domain" => domain(t, open, signature, random)?,
        "SplitGuard" => {
            let (dom, ..) = t.binder_parts()?;
            Rule::SplitGuard(under_binder(dom, open, signature, random)?)
        }
        "Point" => {
            let (dom, guard, _) = t.binder_parts()?;
            Rule::Point(point(guard, dom, open, signature, random)?)
        }
        "SplitRange" => {
            let Dom::Range(lo, hi) = t.binder_parts()?.0 else { return None };
            let middle = [lo.clone(), plus(hi, -1), plus(lo, -1), hi.clone(), integer(open, signature, random)?];
            Rule::SplitRange(random.pick(&middle)?.clone())
        }
        "Shift" => Rule::Shift(integer(open, signature, random)?),
        "ExtremumMonotone" => Rule::ExtremumMonotone(inner_path(t.binder_parts()?.2, random)?),
        "OneHotSelects" => Rule::OneHotSelects(inner_path(t, random)?),
        "ExpScale" => {
            let Node::Fun(Fun::Exp, args) = t.node() else { return None };
            let Node::Mul(items) = args.first()?.node() else { return None };
            let n = items.first()?.as_num()?.to_i64()?;
            Rule::ExpScale(n, Term::mul(items.get(1..)?.to_vec()))
        }
        _ => return None,
    })
}

/// A path to somewhere inside.
fn inner_path(t: &Term, random: &mut Random) -> Option<Path> {
    let paths = place::paths(t);
    random.pick(paths.get(1..)?).cloned()
}

/// An equation with values for its binders, one side of which is this term: the values, and whether it is the right one.
pub fn matching(statement: &Statement, t: &Term, open: &[Open], random: &mut Random) -> Option<(Vec<Term>, bool)> {
    let mut values: Vec<Term> = open.iter().map(|o| Term::var(o.name.clone())).collect();
    t.any(&mut |s| {
        if let Node::App(_, args) = s.node() {
            values.extend(args.iter().filter(|a| a.is_closed()).cloned());
        }
        false
    });
    let backward = random.once_in(2);
    let side = if backward { &statement.right } else { &statement.left };
    (0..12).find_map(|_| {
        let args: Option<Vec<Term>> = statement.binders.iter().map(|_| random.pick(&values).cloned()).collect();
        let args = args?;
        let map: Vec<_> = statement.binders.iter().map(|b| b.name.clone()).zip(args.iter().cloned()).collect();
        (side.substitute(&map) == *t).then_some((args, backward))
    })
}

/// A result that a certificate may claim: something equal, or something that is not.
fn altered(t: &Term, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    if random.once_in(3) {
        let kind = *random.pick(MISTAKES)?;
        return mistake::at_place(kind, t, None, open, signature, random);
    }
    let kind = *random.pick(REWRITINGS)?;
    let once = rewriting::at_place(kind, t, open, signature, random)?;
    if random.once_in(2) {
        return Some(once);
    }
    let kind = *random.pick(REWRITINGS)?;
    Some(rewriting::at_place(kind, &once, open, signature, random).unwrap_or(once))
}

fn splits(t: &Term, open: &[Open], signature: &Signature, random: &mut Random) -> Vec<Split> {
    let mut props = Vec::new();
    t.any(&mut |s| {
        match s.node() {
            Node::Cmp(..) if s.is_closed() => props.push(Split::Prop(s.clone())),
            Node::Fun(Fun::Abs | Fun::Sign, args) if s.is_closed() => {
                props.push(Split::Prop(Term::cmp_rel(Rel::Lt, args[0].clone(), Term::int(0))));
            }
            Node::Fun(Fun::Max | Fun::Min, args) if s.is_closed() => {
                props.push(Split::Prop(Term::cmp_rel(Rel::Le, args[0].clone(), args[1].clone())));
            }
            Node::App(name, _) if s.is_closed() && signature.functions.get(name).is_some_and(|f| f.constraint.binary) => {
                props.push(Split::Binary(s.clone()));
            }
            _ => {}
        }
        false
    });
    if random.once_in(4)
        && let Some(o) = random.pick(open)
        && let Some(p) = comparison(&Term::var(o.name.clone()), &o.dom, open, signature, random)
    {
        props.push(Split::Prop(p));
    }
    props.truncate(3);
    props
}

fn plus(t: &Term, n: i64) -> Term {
    Term::add(vec![t.clone(), Term::int(n)])
}

/// Some integer.
fn integer(open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    let mut all: Vec<Term> = [-1, 0, 1, 2].map(Term::int).to_vec();
    all.extend(signature.integers.keys().map(|n| Term::app(n.clone(), vec![])));
    all.extend(open.iter().filter(|o| matches!(o.dom, Dom::Range(..))).map(|o| Term::var(o.name.clone())));
    let one = random.pick(&all)?.clone();
    Some(match random.below(4) {
        0 => plus(&one, 1),
        1 => plus(&one, -1),
        _ => one,
    })
}

/// Some index of the domain's sort.
fn index(dom: &Dom, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    match dom {
        Dom::Range(..) => integer(open, signature, random),
        Dom::Set(set) => {
            let own = open.iter().filter(|o| matches!(&o.dom, Dom::Set(s) if s == set)).map(|o| Term::var(o.name.clone()));
            let named = signature.sets.get(set).and_then(|s| s.elements.clone()).unwrap_or_default();
            let all: Vec<Term> = own.chain(named).collect();
            random.pick(&all).cloned()
        }
    }
}

fn comparison(subject: &Term, dom: &Dom, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    let other = index(dom, open, signature, random)?;
    let rel = match dom {
        Dom::Set(_) => *random.pick(&[Rel::Eq, Rel::Ne])?,
        Dom::Range(..) => *random.pick(&[Rel::Eq, Rel::Ne, Rel::Lt, Rel::Le])?,
    };
    Some(Term::cmp_rel(rel, subject.clone(), other))
}

/// A proposition on the variable of a binder.
fn under_binder(dom: &Dom, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    let bound = Term::new(Node::Bound(0));
    comparison(&bound, dom, open, signature, random)
}

fn point(guard: &Term, dom: &Dom, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Term> {
    let mut found = Vec::new();
    guard.any(&mut |s| {
        if let Node::Cmp(Rel::Eq, a, b) = s.node() {
            found.extend([a, b].into_iter().filter(|t| t.is_closed()).cloned());
        }
        false
    });
    random.pick(&found).cloned().or_else(|| index(dom, open, signature, random))
}

/// Nearly the same indices: an end moved, a conjunct added, dropped, or made an end.
fn domain(t: &Term, open: &[Open], signature: &Signature, random: &mut Random) -> Option<Rule> {
    let (dom, guard, _) = t.binder_parts()?;
    let conjuncts = match guard.node() {
        Node::True => Vec::new(),
        Node::And(items) => items.clone(),
        _ => vec![guard.clone()],
    };
    let moved = match dom {
        Dom::Range(lo, hi) => match random.below(5) {
            0 => Dom::Range(plus(lo, [1, -1][random.below(2)]), hi.clone()),
            1 => Dom::Range(lo.clone(), plus(hi, [1, -1][random.below(2)])),
            2 => Dom::Range(integer(open, signature, random)?, hi.clone()),
            3 => Dom::Range(lo.clone(), integer(open, signature, random)?),
            _ => dom.clone(),
        },
        Dom::Set(_) => dom.clone(),
    };
    let mut kept = conjuncts;
    match random.below(3) {
        0 => kept.push(under_binder(dom, open, signature, random)?),
        1 if !kept.is_empty() => {
            kept.remove(random.below(kept.len()));
        }
        _ => {}
    }
    Some(Rule::Domain(moved, Term::and(kept)))
}
