//! Sums of squares: completing the square in several variables, and the identity of Lagrange.
//!
//! A polynomial is read as a quadratic form in monomials whose squares occur in it; its Gram matrix is taken apart as L D Lᵀ over the field of
//! the other atoms (Powers and Wörmann, *An algorithm for sums of squares of real polynomials*, 1998). With `D >= 0` this is a sum
//! of squares. `(Σ f²)(Σ g²) - (Σ f g)² = ½ Σᵢ Σⱼ (fᵢ gⱼ - fⱼ gᵢ)²` gives Cauchy and Schwarz.

use super::parts::{self, Level, close, is_sum, open, product};
use super::{Engine, opened, polynomial, sign_of, simplifies};
use crate::kernel::obligation::Relation;
use crate::normal::Context;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::Reason;
use crate::rule::inequality::{Sign, argument};
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Term};

const SQUARES: &[Reason] = &[Reason::Square, Reason::CauchySchwarz, Reason::AmGm, Reason::Jensen, Reason::Triangle];
const LAGRANGE: &[Reason] = &[Reason::CauchySchwarz, Reason::Square, Reason::Jensen];
/// Most nested sums in Lagrange's identity.
const MAX_LEVELS: usize = 2;
/// Most monomials that squares are taken of.
const MAX_BASIS: usize = 7;

/// The exponents in the chosen variables, and the rest. A square root counts as half of its base.
fn divided(m: &Monomial, variables: &[Term]) -> (Monomial, Monomial) {
    let mine = |(t, _): &&(Term, i32)| variables.contains(t);
    (m.iter().filter(mine).cloned().collect(), m.iter().filter(|x| !mine(x)).cloned().collect())
}

/// The monomial whose square this is.
pub(super) fn half(m: &Monomial) -> Option<Monomial> {
    m.iter().map(|(t, e)| (e % 2 == 0).then(|| (t.clone(), e / 2))).collect()
}

fn root_of(t: &Term) -> Option<&Term> {
    match t.node() {
        Node::RealPow(base, c) if c.as_num().is_some_and(|c| *c == Rational::fraction(1, 2)) => Some(base),
        _ => None,
    }
}

/// Every atom whose root occurs as well becomes the square of the root.
fn rooted(p: &Poly) -> Poly {
    let roots: Vec<(Term, Term)> =
        p.0.keys().flatten().filter_map(|(t, _)| root_of(t).map(|base| (base.clone(), t.clone()))).collect();
    if roots.is_empty() {
        return p.clone();
    }
    let mut out = Poly::default();
    for (m, c) in &p.0 {
        let mut new = Monomial::new();
        for (t, e) in m {
            let factor = match roots.iter().find(|(base, _)| base == t) {
                Some((_, root)) => (root.clone(), e.saturating_mul(2)),
                None => (t.clone(), *e),
            };
            new = poly::multiply(&new, &vec![factor]).unwrap_or_default();
        }
        out.insert(new, c.clone());
    }
    out
}

impl Engine<'_> {
    pub(super) fn by_squares(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(SQUARES) {
            return None;
        }
        let p = rooted(&polynomial(t)?);
        if p.0.len() > 40 || p.0.len() < 2 {
            return None;
        }
        let mut atoms: Vec<Term> = Vec::new();
        for (a, _) in p.0.keys().flatten() {
            if !atoms.contains(a) && !matches!(a.node(), Node::Card(_)) {
                atoms.push(a.clone());
            }
        }
        let squared = |a: &Term| p.0.keys().flatten().any(|(b, e)| a == b && e % 2 == 0);
        let unsigned: Vec<Term> = atoms.iter().filter(|a| !self.nonnegative(context, a)).cloned().collect();
        let even: Vec<Term> = atoms.iter().filter(|a| squared(a)).cloned().collect();
        let both: Vec<Term> = even.iter().filter(|a| unsigned.contains(a)).cloned().collect();
        let mut tried: Vec<Vec<Term>> = Vec::new();
        for variables in [unsigned, both, even, atoms] {
            if variables.is_empty() || tried.contains(&variables) {
                continue;
            }
            if let Some(sign) = self.tentative(|s| s.form(context, t, &p, &variables, strict, depth)) {
                return Some(sign);
            }
            tried.push(variables);
        }
        None
    }

    fn form(&mut self, context: &Context, t: &Term, p: &Poly, variables: &[Term], strict: bool, depth: usize) -> Option<Sign> {
        let (basis, mut gram) = gram(p, variables)?;
        self.credit(SQUARES)?;
        let (mut squares, mut signs, mut strictly) = (Vec::new(), Vec::new(), None);
        for k in 0..basis.len() {
            let pivot = gram[k][k].clone();
            if pivot.is_zero() {
                if (k..basis.len()).any(|j| !gram[k][j].is_zero()) {
                    return None;
                }
                continue;
            }
            let weight = poly::term(&pivot);
            let constant = basis[k].is_empty();
            let want = strict && constant && self.holds(context, &sign_of(&weight, true));
            let sign = self.sign_of_weight(context, &weight, want, depth)?;
            let inverse = pivot.inverse()?;
            let row: Vec<Poly> = (0..basis.len())
                .map(|j| if j <= k { Some(Poly::default()) } else { gram[k][j].mul(&inverse) })
                .collect::<Option<_>>()?;
            let mut linear = vec![product(&basis[k])];
            for j in k + 1..basis.len() {
                if !row[j].is_zero() {
                    linear.push(Term::mul(vec![poly::term(&row[j]), product(&basis[j])]));
                }
                for i in k + 1..=j {
                    let less = row[i].mul(&gram[k][j])?.neg();
                    gram[i][j] = gram[i][j].add(&less);
                }
            }
            let square = Term::pow(Term::add(linear), Term::int(2));
            if want {
                strictly = Some(squares.len());
                squares.push(weight);
                signs.push(sign);
            } else {
                squares.push(Term::new(Node::Mul(vec![weight, square])));
                signs.push(Sign::Product(vec![sign, Sign::Judged]));
            }
        }
        if (strict && strictly.is_none()) || squares.is_empty() {
            return None;
        }
        let n = Term::new(Node::Add(squares.clone()));
        let whole = Sign::Sum(signs, strictly.unwrap_or(0));
        if strict {
            // The rest is 0; all of the strictness is here.
            return self.exactly(context, t, n, whole);
        }
        if squares.len() == 1 {
            let sign = if let Sign::Sum(mut s, _) = whole { s.pop()? } else { return None };
            return self.subtract(context, t, (squares.pop()?, sign), strict, depth);
        }
        self.subtract(context, t, (n, whole), strict, depth)
    }

    fn sign_of_weight(&mut self, context: &Context, weight: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if self.holds(context, &sign_of(weight, strict)) {
            return Some(Sign::Judged);
        }
        if weight.as_num().is_none() && crate::normal::addends(weight).len() == 1 {
            self.want(context, &sign_of(weight, strict));
            return None;
        }
        self.positive(context, weight, strict, depth + 2)
    }

    /// `t = n`: the difference vanishes.
    pub(super) fn exactly(&mut self, context: &Context, t: &Term, n: Term, sign: Sign) -> Option<Sign> {
        let (normal, moves) = self.parted(context, t, n)?;
        normal.as_num().filter(|c| !c.is_negative())?;
        Some(Sign::Rewrite(moves, Box::new(Sign::Sum(vec![sign, Sign::Judged], 0))))
    }

    /// `F*G - P²` for sums over one index set with `P = Σ h`, `F = Σ a`, `G = Σ b`, `h² = a*b`.
    pub(super) fn by_lagrange(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(LAGRANGE) || strict {
            return None;
        }
        let p = polynomial(t)?;
        for (m, c) in p.0.iter().filter(|(_, c)| c.is_negative()) {
            for (i, (sum, e)) in m.iter().enumerate() {
                if *e != 2 || !is_sum(sum) {
                    continue;
                }
                let mut outer = m.clone();
                outer.remove(i);
                for (n, d) in p.0.iter().filter(|(_, d)| d.is_positive()) {
                    let Some(quotient) = poly::multiply(n, &poly::invert(&outer)) else { continue };
                    let scale = Term::num(c.abs());
                    let Some(ratio) = d.checked_div(&c.abs()) else { continue };
                    let found = self.tentative(|s| {
                        let (sums, sign) = s.lagrange(context, sum, &quotient, &ratio)?;
                        let outer = product(&outer);
                        let known = s.nonnegative(context, &outer);
                        if !known {
                            s.want(context, &sign_of(&outer, false));
                            return None;
                        }
                        s.credit(LAGRANGE)?;
                        let whole = Term::new(Node::Mul(vec![scale, outer, sums]));
                        let sign = Sign::Product(vec![Sign::Judged, Sign::Judged, sign]);
                        s.subtract(context, t, (whole, sign), strict, depth)
                    });
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// The double sum of squares that `F*G` exceeds `P²` by.
    fn lagrange(&mut self, context: &Context, sum: &Term, fg: &Monomial, ratio: &Rational) -> Option<(Term, Sign)> {
        let base = opened(context);
        let (levels, h) = open(sum, base);
        let level = levels.first()?;
        let nested = levels.len() > 1;
        let ranged = |l: &Level| matches!(l.dom, Dom::Range(..));
        if levels.len() > MAX_LEVELS || nested && levels.iter().any(ranged) {
            return None;
        }
        let size = if nested { None } else { level.size() };
        let body = |t: &Term| -> Option<Poly> {
            if size.as_ref() == Some(&Poly::atom(t.clone())) {
                return Some(Poly::constant(Rational::one()));
            }
            let (other, body) = open(t, base);
            (is_sum(t) && other == levels).then(|| polynomial(&body)).flatten()
        };
        let h = rooted(&polynomial(&h)?);
        let (h, hc) = h.single()?;
        let (a, b) = match fg.as_slice() {
            [(f, 1), (g, 1)] => (body(f)?, body(g)?),
            [(f, 2)] => (body(f)?, body(f)?),
            // The other sum is that of a law, or a number by an assumption.
            [(f, 1)] if !nested => match h.iter().map(|(t, _)| t).find(|t| self.law_over(t, level)) {
                Some(law) => (body(f)?, Poly::atom(law.clone())),
                None => {
                    let (sum, value) = self.known_sum(context, level)?;
                    (body(f)?.mul(&Poly::constant(value.recip()?))?, body(&sum)?)
                }
            },
            _ => return None,
        };
        let ((a, ac), (b, bc)) = (a.single()?, b.single()?);
        let scale = &(ac * bc) * ratio;
        let parts = weighted(a, b, h, &|t| self.idempotent(t)).filter(|parts| parts.product().as_ref() == Some(h));
        // h = w*f*g, and the coefficients fit.
        if hc * hc != scale {
            return None;
        }
        self.double_sum(context, &levels, &parts?, &scale)
    }

    /// Is its square the same?
    fn idempotent(&self, t: &Term) -> bool {
        match t.node() {
            Node::Ind(_) => true,
            Node::App(name, _) => self.signature.functions.get(name).is_some_and(|f| f.constraint.binary || f.constraint.onehot),
            _ => false,
        }
    }

    /// A sum over the level of which an assumption says what number it is.
    fn known_sum(&mut self, context: &Context, level: &Level) -> Option<(Term, Rational)> {
        let universe = self.universe;
        let equations = universe.equations.iter().filter(|e| self.rewrites && simplifies(e) && e.binders.is_empty());
        let sums: Vec<(Term, Term)> = equations.map(|e| (e.left.clone(), e.right.clone())).collect();
        sums.into_iter().find_map(|(left, right)| {
            let value = right.as_num().filter(|value| value.is_positive())?.clone();
            let sum = self.plainly(context, &left)?;
            let (levels, _) = open(&sum, opened(context));
            (is_sum(&sum) && levels.as_slice() == std::slice::from_ref(level)).then_some((sum, value))
        })
    }

    /// The normal form in which no assumption is carried out.
    fn plainly(&mut self, context: &Context, t: &Term) -> Option<Term> {
        let rewrites = std::mem::take(&mut self.rewrites);
        let normal = self.normal_aside(context, t);
        self.rewrites = rewrites;
        normal
    }

    /// Sums of products of compound factors, before anything is multiplied out: `(Σ w*u*v)² <= (Σ w*u²)*(Σ w*v²)`.
    pub(super) fn by_factors(&mut self, difference: &Term, (relation, left, right): (Relation, &Term, &Term)) -> Option<Sign> {
        let (smaller, larger) = match relation {
            Relation::Le => (left, right),
            Relation::Ge => (right, left),
            _ => return None,
        };
        if let (Some(l), Some(product)) = (argument(Fun::Abs, smaller), root_of(larger)) {
            let square = |t: &Term| Term::pow(t.clone(), Term::int(2));
            let squares = Term::sub(square(larger), square(smaller));
            let sign = self.by_factors(&squares, (Relation::Le, &square(l), product))?;
            return Some(Sign::Squares(smaller.clone(), larger.clone(), Box::new(Sign::Judged), Box::new(sign)));
        }
        let factors = crate::normal::factors(larger);
        let (Node::Pow(sum, two), [f, g]) = (smaller.node(), factors.as_slice()) else { return None };
        if *two != Term::int(2) || !self.permits(LAGRANGE) {
            return None;
        }
        let context = Context::default();
        let base = opened(&context);
        let bodies = [sum, f, g].map(|t| open_one(&self.unfolded(t), base));
        let [Some((level, h)), Some((first, a)), Some((second, b))] = bodies else { return None };
        if first != level || second != level {
            return None;
        }
        let [h, a, b] = [h, a, b].map(|t| compound(&self.unfolded_inside(&t)));
        let (h, a, b) = (h?, a?, b?);
        let simple = |m: &Monomial| m.iter().all(|(t, _)| !matches!(t.node(), Node::Add(_)));
        if simple(&a) && simple(&b) {
            return None;
        }
        let parts = weighted(&a, &b, &h, &|t| self.idempotent(t))?;
        self.tentative(|s| {
            s.credit(LAGRANGE)?;
            let (n, sign) = s.double_sum(&context, std::slice::from_ref(&level), &parts, &Rational::one())?;
            let (normal, script) = s.normal(&context, difference)?;
            let sign = s.exactly(&context, &normal, n, sign)?;
            Some(Sign::Rewrite(script, Box::new(sign)))
        })
    }

    /// The term with every name unfolded that may be.
    fn unfolded_inside(&self, t: &Term) -> Term {
        let unfolded = self.unfolded(t);
        if matches!(unfolded.node(), Node::Deriv(..)) {
            return unfolded;
        }
        Term::new(unfolded.node().map_children(&mut |_, c, _| self.unfolded_inside(c)))
    }

    /// What a name stands for, where it may be unfolded.
    pub(super) fn unfolded(&self, t: &Term) -> Term {
        let Node::App(name, args) = t.node() else { return t.clone() };
        let allowed =
            |d: &&crate::kernel::obligation::Definition| d.recursive.is_none() && self.allowed.definitions.contains(name);
        let body = self.signature.definitions.get(name).filter(allowed);
        body.and_then(|d| d.unfold(args)).unwrap_or_else(|| t.clone())
    }

    /// `½ Σᵢ Σⱼ wᵢ*wⱼ*(fᵢ*gⱼ - fⱼ*gᵢ)²` for `a = w*f²` and `b = w*g²`.
    fn double_sum(&mut self, context: &Context, levels: &[Level], parts: &Weighted, scale: &Rational) -> Option<(Term, Sign)> {
        let base = opened(context) + levels.len();
        let Weighted { weight, roots: [f, g] } = parts;
        let others: Vec<Name> = (0..levels.len()).map(|k| Name::opened(base + k)).collect();
        let map: Vec<(Name, Term)> =
            levels.iter().zip(&others).map(|(l, other)| (l.name.clone(), Term::var(other.clone()))).collect();
        let moved = |m: &Monomial| product(m).substitute(&map);
        let second = levels.iter().zip(&others).map(|(l, other)| parts::Level {
            hint: Hint(other.clone()),
            name: other.clone(),
            dom: l.dom.clone(),
            guard: l.guard.substitute(&map),
        });
        let square =
            Term::pow(Term::sub(Term::mul(vec![product(f), moved(g)]), Term::mul(vec![moved(f), product(g)])), Term::int(2));
        let half = &Rational::fraction(1, 2) * scale;
        let inner = Term::new(Node::Mul(vec![Term::num(half), product(weight), moved(weight), square]));
        let sign = Sign::Product(vec![Sign::Judged, Sign::Judged, Sign::Judged, Sign::Judged]);
        self.weight_known(context, levels, &product(weight))?;
        let all: Vec<Level> = levels.iter().cloned().chain(second).collect();
        let total = close(&all, &inner);
        Some((total, all.iter().fold(sign, |sign, _| Sign::Under(Box::new(sign)))))
    }

    /// Is the weight of nested sums not negative? If not, that is what is missing.
    pub(super) fn weight_known(&mut self, context: &Context, levels: &[Level], weight: &Term) -> Option<()> {
        let inner = self.inside(context, levels);
        let prop = sign_of(weight, false);
        if self.holds(&inner, &prop) {
            return Some(());
        }
        self.want(&inner, &prop);
        None
    }
}

/// `a = w*f^2` and `b = w*g^2`.
struct Weighted {
    weight: Monomial,
    roots: [Monomial; 2],
}

impl Weighted {
    /// `w*f*g`
    fn product(&self) -> Option<Monomial> {
        self.roots.iter().try_fold(self.weight.clone(), |m, root| poly::multiply(&m, root))
    }
}

/// Both over one weight, with absolute values and square roots where `h` has them.
fn weighted(a: &Monomial, b: &Monomial, h: &Monomial, idempotent: &dyn Fn(&Term) -> bool) -> Option<Weighted> {
    let among = |t: &Term| h.iter().any(|(u, _)| u == t);
    let split = |m: &Monomial| {
        let (mut weight, mut root) = (Monomial::new(), Monomial::new());
        for (t, e) in m {
            let (half, size) = (Term::real_pow(t.clone(), Term::num(Rational::fraction(1, 2))), Term::fun(Fun::Abs, t.clone()));
            if among(&half) {
                root = poly::multiply(&root, &vec![(half, *e)])?;
                continue;
            }
            let base = if among(&size) { size } else { t.clone() };
            root = poly::multiply(&root, &vec![(base, e.div_euclid(2))])?;
            weight = poly::multiply(&weight, &vec![(t.clone(), e.rem_euclid(2))])?;
        }
        let present = |m: Monomial| m.into_iter().filter(|(_, e)| *e != 0).collect::<Monomial>();
        Some((present(weight), present(root)))
    };
    let ((weight, f), (other, g)) = (split(a)?, split(b)?);
    // What is its own square, of one of them only, is a square.
    let apart = |m: &Monomial, other: &Monomial| {
        m.iter().cloned().partition::<Monomial, _>(|x| !other.contains(x) && x.1 == 1 && idempotent(&x.0))
    };
    let ((own, weight), (its, other)) = (apart(&weight, &other), apart(&other, &weight));
    (weight == other).then_some(Weighted { weight, roots: [poly::multiply(&f, &own)?, poly::multiply(&g, &its)?] })
}

/// One sum or expectation, opened; what stands under it is left as it is.
pub(super) fn open_one(t: &Term, base: usize) -> Option<(Level, Term)> {
    let name = Name::opened(base);
    let var = Term::var(name.clone());
    let (hint, dom, guard, body) = match t.node() {
        Node::Big(BigOp::Sum, hint, dom, guard, body) => (hint, dom, guard.open(&var), body.open(&var)),
        Node::Expect(hint, dom, weight, body) => (hint, dom, Term::truth(), Term::mul(vec![weight.open(&var), body.open(&var)])),
        _ => return None,
    };
    Some((Level { hint: hint.clone(), name, dom: dom.clone(), guard }, body))
}

/// The factors as they stand, powers of literal exponent counted.
fn compound(t: &Term) -> Option<Monomial> {
    crate::normal::factors(t).iter().try_fold(Monomial::new(), |m, factor| {
        let power = match factor.node() {
            Node::Mul(_) => compound(factor)?,
            Node::Pow(base, e) => match e.as_num().and_then(Rational::to_i64).and_then(|e| i32::try_from(e).ok()) {
                Some(e) => {
                    compound(base)?.into_iter().map(|(t, f)| Some((t, f.checked_mul(e)?))).collect::<Option<Monomial>>()?
                }
                None => vec![(factor.clone(), 1)],
            },
            _ => vec![(factor.clone(), 1)],
        };
        poly::multiply(&m, &power)
    })
}

/// Basis and Gram matrix (upper triangle), variables first, the constant last.
fn gram(p: &Poly, variables: &[Term]) -> Option<(Vec<Monomial>, Vec<Vec<Poly>>)> {
    let mut basis: Vec<Monomial> = Vec::new();
    for m in p.0.keys() {
        let (mine, _) = divided(m, variables);
        if let Some(root) = half(&mine)
            && !basis.contains(&root)
        {
            basis.push(root);
        }
    }
    basis.sort_by_key(Monomial::is_empty);
    if basis.len() > MAX_BASIS || basis.iter().all(Monomial::is_empty) {
        return None;
    }
    let mut gram = vec![vec![Poly::default(); basis.len()]; basis.len()];
    for (m, c) in &p.0 {
        let (mine, rest) = divided(m, variables);
        let (i, j, share) = match half(&mine).and_then(|root| basis.iter().position(|b| *b == root)) {
            Some(i) => (i, i, Rational::one()),
            None => {
                let fits = |i: usize, j: usize| poly::multiply(&basis[i], &basis[j]).is_some_and(|x| x == mine);
                let pair =
                    (0..basis.len()).flat_map(|i| (i + 1..basis.len()).map(move |j| (i, j))).find(|(i, j)| fits(*i, *j))?;
                (pair.0, pair.1, Rational::fraction(1, 2))
            }
        };
        gram[i][j].insert(rest, c * &share);
    }
    Some((basis, gram))
}
