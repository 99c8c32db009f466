//! Exponentials, logarithms and powers: taken apart into atoms wherever the signs that this needs are known.

use super::{Normaliser, addends, factors, poly};
use crate::number::Rational;
use crate::rule::{Move, Reason, Rule};
use crate::term::{BigOp, Fun, Node, Rel, Term, child};

/// Integers up to this are factored under a logarithm.
const LARGEST_FACTORED: i64 = 1_000_000;

fn positive(t: &Term) -> Term {
    Term::cmp_rel(Rel::Lt, Term::int(0), t.clone())
}

impl Normaliser<'_> {
    /// Rewrites the current place by ring laws, if the term is another.
    pub(super) fn reshape(&mut self, from: &Term, to: Term) -> Term {
        if *from != to {
            self.push(Rule::Ring(to.clone()));
        }
        to
    }

    /// `exp(Σ cᵢ mᵢ) = Π exp(mᵢ/dᵢ)^nᵢ`.
    pub(super) fn exponential(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::ExpLog) {
            return Some(t.clone());
        }
        let Node::Fun(_, args) = t.node().clone() else { return Some(t.clone()) };
        let u = args.first()?.clone();
        if let Node::Num(n) = u.node()
            && n.is_zero()
        {
            self.fire_reason(Reason::ExpLog);
            return self.plain(Rule::ExpSum, t);
        }
        if let Node::Add(items) = u.node() {
            let count = items.len();
            self.fire_reason(Reason::ExpLog);
            let mut to = self.plain(Rule::ExpSum, t)?;
            for i in 0..count {
                to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.exponential(c))?;
            }
            return self.ring(&to);
        }
        // c * log(v) = v^c
        let items = factors(&u);
        if items.iter().any(is_log)
            && let Some(done) = self.tentative(&mut |s| s.exp_of_log(t, &u))
        {
            self.fire_reason(Reason::ExpLog);
            return Some(done);
        }
        if items.iter().any(sums_logs)
            && let Some(done) = self.tentative(&mut |s| s.exp_of_log_sum(t, &u))
        {
            self.fire_reason(Reason::ExpLog);
            return Some(done);
        }
        let (coefficient, rest) = coefficient(&u);
        let n: Option<i64> = coefficient.numer().try_into().ok();
        let Some(n) = n else { return Some(t.clone()) };
        if n == 1 {
            return Some(self.tentative(&mut |s| s.as_whole_power(t)).unwrap_or_else(|| t.clone()));
        }
        if rest == Term::int(1) && coefficient.is_integer() && n.abs() > 64 {
            return Some(t.clone());
        }
        let denominator = Rational::from_bigint(coefficient.denom()).recip()?;
        let inner = if denominator.is_one() { rest } else { scaled(&denominator, &rest) };
        self.fire_reason(Reason::ExpLog);
        let shaped = Term::mul(vec![Term::int(n), inner.clone()]);
        let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, shaped.clone())))?;
        let to = self.plain(Rule::ExpScale(n, inner), &t)?;
        let Some(to) = self.tentative(&mut |s| s.child(&to, 0, &mut |s, c| s.as_whole_power(c))) else { return Some(to) };
        self.norm(&to)
    }

    /// `exp(n*u) = exp(u)^n` for a symbolic integer `n`.
    fn as_whole_power(&mut self, t: &Term) -> Option<Term> {
        let Node::Fun(_, args) = t.node() else { return None };
        let u = args.first()?;
        // The values of functions are for cases to tell.
        let counts = |f: &Term| match f.node() {
            Node::App(name, _) => self.signature.integers.contains_key(name),
            Node::Var(_) | Node::Card(_) => self.whole(f),
            _ => false,
        };
        let (whole, others): (Vec<Term>, Vec<Term>) = factors(u).into_iter().partition(counts);
        if whole.is_empty() || others.iter().all(|f| f.as_num().is_some()) {
            return None;
        }
        let (base, e) = (Term::exp(Term::mul(others)), Term::mul(whole));
        let whole_again = vec![Move { path: vec![], rule: Rule::PowerInteger }];
        let script = vec![
            Move { path: vec![], rule: Rule::Back(Term::real_pow(base.clone(), e.clone()), whole_again) },
            Move { path: vec![], rule: Rule::PowerExp },
            Move { path: vec![0, 1], rule: Rule::LogExp },
            Move { path: vec![0], rule: Rule::Ring(u.clone()) },
        ];
        let to = self.attempt(Rule::Back(Term::pow(base, e), script), t)?;
        self.fire_reason(Reason::ExpLog);
        Some(to)
    }

    fn exp_of_log(&mut self, t: &Term, u: &Term) -> Option<Term> {
        let mut items = factors(u);
        let at = items.iter().position(is_log)?;
        let log = items.remove(at);
        let shaped = if items.is_empty() { log } else { Term::mul([items, vec![log]].concat()) };
        let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, shaped.clone())))?;
        let to = self.attempt(Rule::ExpLog, &t)?;
        self.norm(&to)
    }

    /// `exp(c*Σ f) = Π exp(c*f)`, where every `exp(c*f)` is a power because `f` has a logarithm as a factor.
    fn exp_of_log_sum(&mut self, t: &Term, u: &Term) -> Option<Term> {
        let items = factors(u);
        let at = items.iter().position(sums_logs)?;
        let mut t = t.clone();
        if items.len() > 1 {
            let at = u16::try_from(at).ok()?;
            t = self.child(&t, 0, &mut |s, c| s.attempt(Rule::FactorIn(at), c))?;
        }
        let Node::Fun(_, args) = t.node().clone() else { return None };
        let Node::Big(BigOp::Sum, hint, dom, guard, body) = args.first()?.node().clone() else { return None };
        let product = Term::new(Node::Big(BigOp::Prod, hint, dom, guard, Term::exp(body)));
        let to = self.attempt(Rule::Back(product, vec![Move { path: vec![], rule: Rule::ProdExp }]), &t)?;
        let to = self.under(&to, child::BODY, &mut |s, c| {
            let c = s.child(c, 0, &mut |s, c| s.norm(c))?;
            s.exponential(&c)
        })?;
        let logs_left =
            |t: &Term| matches!(t.node(), Node::Fun(Fun::Exp, args) if args.iter().any(|a| a.any(&mut |s| is_log(s))));
        if to.any(&mut |s| logs_left(s)) { None } else { self.product(&to) }
    }

    /// `log` of a product of positive factors is the sum of their logarithms.
    pub(super) fn logarithm(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::ExpLog) {
            return Some(t.clone());
        }
        let taken = self.tentative(&mut |s| s.split_log(t));
        Some(taken.unwrap_or_else(|| t.clone()))
    }

    fn split_log(&mut self, t: &Term) -> Option<Term> {
        let Node::Fun(_, args) = t.node() else { return None };
        let u = args.first()?;
        let (content, factors) = self.positive_factors(u)?;
        self.log_of_factors(t, u, [prime_powers(&content)?, factors].concat())
    }

    /// A positive number, powers of atoms and a primitive polynomial whose product is `u`, each with the sign under which it is known to
    /// be positive, as far as one is. A sign that is left over goes to the polynomial.
    pub(super) fn positive_factors(&self, u: &Term) -> Option<(Rational, Vec<Term>)> {
        let (content, common, rest) = poly::poly(u)?.primitive()?;
        let mut items = Vec::new();
        let mut negative = content.is_negative();
        for (atom, e) in &common {
            let flipped = if e % 2 == 0 { None } else { self.positive_opposite(atom) };
            negative ^= flipped.is_some();
            items.push(poly::power_of(flipped.as_ref().unwrap_or(atom), *e));
        }
        if rest.as_number().is_none() {
            items.push(poly::term(&if negative { rest.neg() } else { rest }));
        } else if negative {
            return None;
        }
        Some((content.abs(), items))
    }

    /// `−t`, if that is what is known to be positive of a sum `t`.
    fn positive_opposite(&self, t: &Term) -> Option<Term> {
        if !matches!(t.node(), Node::Add(_)) || self.holds(&positive(t)) {
            return None;
        }
        let opposite = poly::term(&poly::poly(t)?.neg());
        self.holds(&positive(&opposite)).then_some(opposite)
    }

    fn log_of_factors(&mut self, t: &Term, u: &Term, items: Vec<Term>) -> Option<Term> {
        let single = items.len() == 1;
        if items.is_empty() {
            let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, Term::int(1))))?;
            self.fire_reason(Reason::ExpLog);
            return self.plain(Rule::LogProduct, &t);
        }
        if single && items[0] == *u && !splits_alone(u) {
            return None;
        }
        for item in &items {
            if !self.holds(&positive(item)) && !single {
                self.want(&positive(item));
                return None;
            }
        }
        let shaped = Term::mul(items.clone());
        let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, shaped.clone())))?;
        self.fire_reason(Reason::ExpLog);
        if single {
            return self.log_of_one(&t);
        }
        let mut to = self.attempt(Rule::LogProduct, &t)?;
        for i in 0..items.len() {
            to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.log_of_one(c))?;
        }
        self.ring(&to)
    }

    /// `log` of one factor: a power, an exponential, a product over an index, or an atom.
    fn log_of_one(&mut self, t: &Term) -> Option<Term> {
        let Node::Fun(_, args) = t.node() else { return Some(t.clone()) };
        let u = args.first()?.clone();
        match u.node() {
            Node::Pow(..) | Node::RealPow(..) => {
                let Some(to) = self.attempt(Rule::LogPower, t) else { return Some(t.clone()) };
                let last = u16::try_from(factors(&to).len() - 1).ok()?;
                let to = self.child(&to, last, &mut |s, c| s.log_of_one(c))?;
                let to = self.child(&to, 0, &mut |s, c| s.norm(c))?;
                self.ring(&to)
            }
            Node::Fun(Fun::Exp, _) => self.plain(Rule::LogExp, t),
            Node::Big(BigOp::Prod, ..) => {
                let Some(to) = self.attempt(Rule::LogProd, t) else { return Some(t.clone()) };
                self.norm(&to)
            }
            _ => Some(t.clone()),
        }
    }

    /// `Pow`: literal exponents belong to the ring; sums of exponents are taken apart.
    pub(super) fn integer_power(&mut self, t: &Term) -> Option<Term> {
        if let Some(apart) = self.tentative(&mut |s| s.inverse_factorial(t)) {
            return Some(apart);
        }
        let t = self.norm_all(t, 2)?;
        let Node::Pow(base, e) = t.node().clone() else { return self.norm(&t) };
        if e.as_num().is_some() {
            return self.ring(&t);
        }
        if base == Term::int(1) {
            return self.plain(Rule::PowerOne, &t);
        }
        if !self.allowed.has(Reason::Power) {
            return Some(t);
        }
        let taken = self.tentative(&mut |s| s.take_power_apart(&t, &base, &e));
        if taken.is_some() {
            self.fire_reason(Reason::Power);
        }
        Some(taken.unwrap_or(t))
    }

    /// `1/(n + 1)! = 1/(n + 1)*1/n!`: multiplied out, the factors below the line could not be told apart again.
    fn inverse_factorial(&mut self, t: &Term) -> Option<Term> {
        let Node::Pow(base, e) = t.node() else { return None };
        let below = e.as_num().is_some_and(Rational::is_negative);
        let Node::Fun(Fun::Factorial, args) = base.node() else { return None };
        if !below || !matches!(args.first()?.node(), Node::Add(_)) {
            return None;
        }
        self.least(args.first()?).filter(|least| *least > 0)?;
        let to = self.child(t, 0, &mut |s, c| s.attempt(Rule::Factorial, c))?;
        let Node::Pow(product, _) = to.node() else { return None };
        let parts = factors(product).into_iter().map(|f| Term::pow(f, e.clone())).collect();
        let to = self.attempt(Rule::Ring(Term::mul(parts)), &to)?;
        self.norm(&to)
    }

    fn take_power_apart(&mut self, t: &Term, base: &Term, e: &Term) -> Option<Term> {
        if let Some(done) = self.numeral_power(t, base, e) {
            return Some(done);
        }
        if let Node::Pow(..) | Node::RealPow(..) = base.node() {
            let to = self.attempt(Rule::PowerPower, t)?;
            let to = self.child(&to, 1, &mut |s, c| s.norm(c))?;
            return self.norm(&to);
        }
        let product = self.factored(base).unwrap_or_else(|| base.clone());
        let t = &self.child(t, 0, &mut |s, b| Some(s.reshape(b, product.clone())))?;
        let base = &product;
        if matches!(base.node(), Node::Mul(_)) {
            let count = factors(base).len();
            let mut to = self.attempt(Rule::PowerProduct, t)?;
            for i in 0..count {
                to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.integer_power(c))?;
            }
            return self.ring(&to);
        }
        if matches!(e.node(), Node::Add(_)) {
            let count = addends(e).len();
            if !self.splits_exponent(base, e) {
                return self.lowered_power(t, base, e);
            }
            let mut to = self.attempt(Rule::PowerSum, t)?;
            for i in 0..count {
                to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.integer_power(c))?;
            }
            return self.ring(&to);
        }
        // b^(c*k) with a literal c: (b^k)^c, so that powers of powers meet.
        let (c, rest) = coefficient(e);
        if let Some(n) = c.to_i64().filter(|n| *n != 1)
            && rest != Term::int(1)
        {
            let inner = Term::pow(base.clone(), rest);
            let to = Term::pow(inner, Term::int(n));
            let script = vec![Move { path: vec![], rule: Rule::PowerPower }, Move { path: vec![1], rule: Rule::Ring(e.clone()) }];
            return self.attempt(Rule::Back(to, script), t);
        }
        self.lowered_power(t, base, e)
    }

    /// A base that is a sum with a common factor or a number in front, as a product: `1 − 1/n` is `(n − 1)*n^(−1)`.
    fn factored(&self, base: &Term) -> Option<Term> {
        if !matches!(base.node(), Node::Add(_)) {
            return None;
        }
        let (content, mut items) = self.positive_factors(base)?;
        if !content.is_one() {
            items.insert(0, Term::num(content));
        }
        (items.len() > 1).then(|| Term::mul(items))
    }

    /// Powers of numbers become powers of primes and of −1, and those of −1 go by parity.
    fn numeral_power(&mut self, t: &Term, base: &Term, e: &Term) -> Option<Term> {
        let c = base.as_num().filter(|c| !c.is_zero() && !c.is_one())?;
        if c.is_negative() && c.abs().is_one() {
            let (k, rest) = coefficient(e);
            let k = k.to_i64().filter(|k| *k != 1)?;
            return self.tentative(&mut |s| {
                let inner = Term::pow(base.clone(), Term::int(k));
                let script = vec![
                    crate::rule::Move { path: vec![], rule: Rule::PowerPower },
                    crate::rule::Move { path: vec![1], rule: Rule::Ring(e.clone()) },
                ];
                let to = s.attempt(Rule::Back(Term::pow(inner, rest.clone()), script), t)?;
                s.norm(&to)
            });
        }
        let mut items = prime_powers(&c.abs())?;
        if c.is_negative() {
            items.insert(0, Term::int(-1));
        }
        if items.len() == 1 && items[0] == *base {
            return None;
        }
        let single = items.len() == 1;
        let shaped = Term::mul(items.clone());
        self.tentative(&mut |s| {
            let t = s.child(t, 0, &mut |s, b| Some(s.reshape(b, shaped.clone())))?;
            if single {
                let to = s.attempt(Rule::PowerPower, &t)?;
                return s.norm(&to);
            }
            let mut to = s.attempt(Rule::PowerProduct, &t)?;
            for i in 0..items.len() {
                to = s.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.integer_power(c))?;
            }
            s.ring(&to)
        })
    }

    /// `RealPow`: whole exponents become integer powers, products and sums of exponents are taken apart for positive bases.
    pub(super) fn real_power(&mut self, t: &Term) -> Option<Term> {
        let t = self.norm_all(t, 2)?;
        if self.allowed.has(Reason::ExpLog)
            && matches!(t.node(), Node::RealPow(base, _) if matches!(base.node(), Node::Fun(Fun::Exp, _)))
            && let Some(done) = self.tentative(&mut |s| s.power_of_exp(&t))
        {
            return Some(done);
        }
        if let Node::RealPow(_, e) = t.node()
            && e.as_num().is_some_and(Rational::is_integer)
            && let Some(to) = self.attempt(Rule::PowerInteger, &t)
        {
            // As plain as the ring's own powers.
            return self.norm(&to);
        }
        if !self.allowed.has(Reason::Power) {
            return Some(t);
        }
        let taken = self.tentative(&mut |s| s.take_real_power_apart(&t));
        if taken.is_some() {
            self.fire_reason(Reason::Power);
        }
        Some(taken.unwrap_or(t))
    }

    fn take_real_power_apart(&mut self, t: &Term) -> Option<Term> {
        let Node::RealPow(base, e) = t.node().clone() else { return None };
        if self.whole(&e) {
            let to = self.attempt(Rule::PowerInteger, t)?;
            return self.norm(&to);
        }
        if base == Term::int(1) {
            return self.plain(Rule::PowerOne, t);
        }
        if let Node::RealPow(..) = base.node() {
            let to = self.attempt(Rule::PowerPower, t)?;
            return self.real_power(&to);
        }
        if let Node::Pow(_, k) = base.node() {
            if let Some(to) = self.attempt(Rule::PowerPower, t) {
                return self.real_power(&to);
            }
            let two = k.as_num().is_some_and(|k| *k == Rational::integer(2));
            if two && e.as_num().is_some_and(|e| *e == Rational::fraction(1, 2)) {
                let to = self.attempt(Rule::SqrtSquare, t)?;
                return self.norm(&to);
            }
            return None;
        }
        if let Node::Add(_) = e.node() {
            return self.split_exponents(t, &addends(&e));
        }
        if let Some(to) = self.whole_multiple(t, &base, &e) {
            return Some(to);
        }
        if let Some(c) = e.as_num() {
            // Whole part and fraction in (0, 1).
            let whole = Rational::from_bigint(c.floor());
            if !whole.is_zero() {
                let fraction = c - &whole;
                let shaped = Term::new(Node::Add(vec![Term::num(whole), Term::num(fraction)]));
                let t = self.child(t, 1, &mut |s, x| Some(s.reshape(x, shaped.clone())))?;
                return self.split_exponents(&t, &addends(&shaped));
            }
        }
        let root = e.as_num() == Some(&Rational::fraction(1, 2));
        if root
            && matches!(base.node(), Node::Add(_))
            && let Some(done) = self.tentative(&mut |s| s.root_of_square(t, &base))
        {
            return Some(done);
        }
        let factored = self.tentative(&mut |s| s.real_power_of_factors(t, &base));
        if factored.is_none() && root { self.root_of_square(t, &base) } else { factored }
    }

    /// `sqrt(u^2 + 2*u*v + v^2) = |u + v|`
    fn root_of_square(&mut self, t: &Term, base: &Term) -> Option<Term> {
        let root = poly::term(&poly::poly(base)?.square_root()?);
        let square = Term::pow(root, Term::int(2));
        let to = self.child(t, 0, &mut |s, c| s.attempt(Rule::Ring(square.clone()), c))?;
        let to = self.attempt(Rule::SqrtSquare, &to)?;
        self.norm(&to)
    }

    fn real_power_of_factors(&mut self, t: &Term, base: &Term) -> Option<Term> {
        let (content, factors) = self.positive_factors(base)?;
        let items = [prime_powers(&content)?, factors].concat();
        if items.len() < 2 {
            return self.root_of_inverse(t, base, items.first()?);
        }
        let shaped = Term::mul(items.clone());
        let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, shaped.clone())))?;
        let mut to = self.attempt(Rule::PowerProduct, &t)?;
        for i in 0..items.len() {
            to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.real_power(c))?;
        }
        self.ring(&to)
    }

    /// `exp(x)^r = exp(r*log(exp(x))) = exp(r*x)`
    fn power_of_exp(&mut self, t: &Term) -> Option<Term> {
        let to = self.attempt(Rule::PowerExp, t)?;
        self.fire_reason(Reason::ExpLog);
        let to = self.child(&to, 0, &mut |s, u| s.child(u, 1, &mut |s, log| s.plain(Rule::LogExp, log)))?;
        self.norm(&to)
    }

    /// `u^(n/d*v) = (u^(v/d))^n` for whole `n` and `d`, so that powers of one base meet.
    fn whole_multiple(&mut self, t: &Term, base: &Term, e: &Term) -> Option<Term> {
        let (c, rest) = coefficient(e);
        let n: i64 = c.numer().try_into().ok().filter(|n| *n != 1)?;
        if rest == Term::int(1) {
            return None;
        }
        let part = Rational::from_bigint(c.denom()).recip()?;
        let inner = if part.is_one() { rest } else { scaled(&part, &rest) };
        let to = Term::pow(Term::real_pow(base.clone(), inner), Term::int(n));
        let script = vec![Move { path: vec![], rule: Rule::PowerPower }, Move { path: vec![1], rule: Rule::Ring(e.clone()) }];
        let to = self.attempt(Rule::Back(to, script), t)?;
        let to = self.child(&to, 0, &mut |s, c| s.real_power(c))?;
        self.ring(&to)
    }

    /// `(v^k)^e = v^(k*e)`, where the base is that power only up to signs: `−1/(−1 + p)` is `(1 − p)^(−1)`.
    fn root_of_inverse(&mut self, t: &Term, base: &Term, item: &Term) -> Option<Term> {
        if item == base || !matches!(item.node(), Node::Pow(..)) {
            return None;
        }
        let t = self.child(t, 0, &mut |s, c| Some(s.reshape(c, item.clone())))?;
        let to = self.attempt(Rule::PowerPower, &t)?;
        self.real_power(&to)
    }

    fn split_exponents(&mut self, t: &Term, exponents: &[Term]) -> Option<Term> {
        let mut to = self.attempt(Rule::PowerSum, t)?;
        for i in 0..exponents.len() {
            to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.real_power(c))?;
        }
        self.ring(&to)
    }
}

fn is_log(t: &Term) -> bool {
    matches!(t.node(), Node::Fun(Fun::Log, _))
}

/// A sum over an index in which a logarithm stands as a factor.
fn sums_logs(t: &Term) -> bool {
    match t.node() {
        Node::Big(BigOp::Sum, _, _, _, body) => factors(body).iter().any(|f| is_log(f) || sums_logs(f)),
        _ => false,
    }
}

/// Can the logarithm of this one factor be taken apart?
fn splits_alone(u: &Term) -> bool {
    matches!(u.node(), Node::Pow(..) | Node::RealPow(..) | Node::Fun(Fun::Exp, _) | Node::Big(BigOp::Prod, ..))
        || u.as_num().is_some()
}

/// Literal coefficient and the rest of a monomial term.
pub fn coefficient(u: &Term) -> (Rational, Term) {
    let items = factors(u);
    match items.first().and_then(Term::as_num) {
        Some(c) => (c.clone(), Term::mul(items[1..].to_vec())),
        None => (Rational::one(), u.clone()),
    }
}

/// The canonical monomial term `c*rest`.
pub fn scaled(c: &Rational, rest: &Term) -> Term {
    let mut items = vec![Term::num(c.clone())];
    if *rest != Term::int(1) {
        items.extend(factors(rest));
    }
    Term::mul(items)
}

/// A positive rational as prime powers (`2`, `3^(-1)`, …); `None` if it is too large to factor.
fn prime_powers(c: &Rational) -> Option<Vec<Term>> {
    let mut items = Vec::new();
    for (n, sign) in [(c.numer(), 1i64), (c.denom(), -1)] {
        let mut n: i64 = n.try_into().ok()?;
        if n > LARGEST_FACTORED {
            return None;
        }
        let mut p = 2;
        while n > 1 {
            let mut e = 0;
            while n % p == 0 {
                n /= p;
                e += 1;
            }
            if e > 0 {
                items.push(if sign * e == 1 { Term::int(p) } else { Term::pow(Term::int(p), Term::int(sign * e)) });
            }
            p += 1;
            if p * p > n && n > 1 {
                p = n;
            }
        }
    }
    Some(items)
}
