//! Expressions: numbers, names, arithmetic. Builds exactly what is written: `a - b` is `a + (-1)*b`, `a/b` is `a*b^(-1)`, chains of
//! `+` and of `*` are one node; nothing is simplified.
//!
//! A name before parentheses that is no function multiplies (`α(x + y)`). Juxtaposition binds like `*`, but application binds
//! tighter, so such a "call" must be taken apart where it stands under `/`, `^` or a prefix: reading tightly
//! ([`Reader::tight`]) gives the first factor and, apart from it, those that follow.

use super::reader::{LocalSort, Reader, Sort, Typed};
use super::suggest::did_you_mean;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{BinOp, Expr, ExprKind, StatKind};
use crate::term::{Name, Node, Term};

/// The first factor of a tight expression, and the factors that a split application leaves behind it.
pub(super) type Tight = (Typed, Vec<Typed>);

/// The expression without the parentheses around it.
pub(super) fn strip(mut e: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &e.node {
        e = inner;
    }
    e
}

/// The sort of a sum or product of parts of these sorts.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a Typed>) -> Sort {
    let mut sort = Sort::Int;
    for part in parts {
        sort = match (&sort, &part.sort) {
            (Sort::Open, _) | (_, Sort::Open | Sort::Unknown(_)) => Sort::Open,
            (Sort::Int, Sort::Int) => Sort::Int,
            (Sort::Int | Sort::Whole, Sort::Int | Sort::Whole) => Sort::Whole,
            _ => Sort::Real,
        };
    }
    sort
}

impl Reader<'_, '_> {
    /// Reads an expression: a number or an element.
    pub(super) fn value(&mut self, e: &Expr) -> Option<Typed> {
        if let ExprKind::Neg(inner) = &e.node {
            // Where nothing binds tighter, the minus takes the whole product.
            return self.real(inner).map(|value| negative(inner, value));
        }
        let (head, rest) = self.tight(e)?;
        if rest.is_empty() {
            return Some(head);
        }
        let mut factors = vec![self.number(head, e.span)?];
        factors.extend(rest);
        Some(product(factors))
    }

    /// Reads an expression in which a split application may leave factors behind.
    pub(super) fn tight(&mut self, e: &Expr) -> Option<Tight> {
        match &e.node {
            ExprKind::Apply(name, args, bar) => self.apply(e, name, args, *bar),
            ExprKind::Binary(BinOp::Pow, base, exponent) => self.power(base, exponent),
            ExprKind::Prefix(name, body) => {
                let (body_value, rest) = self.operand(body, &name.node)?;
                let value = self.builtin_one(name, body_value, body.span)?;
                Some((value, rest))
            }
            ExprKind::Deriv(target, body) => self.derivative(target, body),
            ExprKind::Stat(StatKind::Variance, draws, bodies) => self.variance(e.span, draws, bodies),
            ExprKind::Neg(inner) => self.negation(inner),
            _ => self.loose(e).map(|value| (value, Vec::new())),
        }
    }

    /// The operand of a prefix, a number; says so where a factor stays outside.
    pub(super) fn operand(&mut self, e: &Expr, prefix: &str) -> Option<Tight> {
        let (value, rest) = self.tight(e)?;
        let value = self.number(value, e.span)?;
        if !rest.is_empty() {
            let text = self.ctx.text(e.span);
            let message = format!("`{prefix} {text}` is read as a product: `{prefix}` takes only the first factor of `{text}`");
            self.note(Diagnostic::warning(e.span, message).help(format!("write `{prefix}({text})` if it should take all of it")));
        }
        Some((value, rest))
    }

    /// `-e` under an operator that binds tighter (`2/-α(x)`).
    fn negation(&mut self, inner: &Expr) -> Option<Tight> {
        let (value, rest) = self.tight(inner)?;
        let value = self.number(value, inner.span)?;
        Some((negative(inner, value), rest))
    }

    /// Forms that cannot leave a factor behind.
    fn loose(&mut self, e: &Expr) -> Option<Typed> {
        match &e.node {
            ExprKind::Num(value) => {
                let sort = if value.is_integer() { Sort::Int } else { Sort::Real };
                Some(Typed::new(Term::num(value.clone()), sort))
            }
            ExprKind::Name(name) => self.name(name, e.span, None),
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Binary(BinOp::Add | BinOp::Sub, ..) => self.sum(e),
            ExprKind::Binary(..) => self.multiplication(e),
            ExprKind::Big(kind, clauses, body) => self.big(*kind, clauses, body),
            ExprKind::Stat(kind, draws, bodies) => self.statistic(e.span, *kind, draws, bodies),
            ExprKind::Info(name, clauses, args) => self.information(name, clauses, args, e.span),
            ExprKind::Bars(inner) => self.bars(inner),
            ExprKind::If(p, a, b) => self.conditional(p, a, b),
            ExprKind::Indicator(p) => self.indicator(p),
            ExprKind::Dot => self.error_help(
                e.span,
                "`.` stands for the variable that an expectation draws, and nothing is drawn here",
                "write `E[x ~ p(.|s)] …`",
            ),
            ExprKind::Compare(..) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) => {
                let text = self.ctx.text(e.span);
                self.error_help(
                    e.span,
                    format!("`{text}` is a condition, and a number is wanted here"),
                    format!("`[{text}]` is 1 where it holds and 0 elsewhere"),
                )
            }
            // Read by `tight`.
            ExprKind::Apply(..) | ExprKind::Prefix(..) | ExprKind::Deriv(..) | ExprKind::Neg(_) => self.value(e),
        }
    }

    /// `a + b - c …`: one node for the whole chain, walked without recursion on its left spine.
    fn sum(&mut self, e: &Expr) -> Option<Typed> {
        let mut items: Vec<(bool, &Expr)> = Vec::new();
        let mut rest = e;
        while let ExprKind::Binary(op @ (BinOp::Add | BinOp::Sub), left, right) = &rest.node {
            items.push((*op == BinOp::Sub, right));
            rest = left;
        }
        items.push((false, rest));
        let read: Vec<Option<Typed>> = items
            .iter()
            .rev()
            .map(|(minus, item)| {
                let value = self.real(item)?;
                Some(if *minus { Typed::new(Term::neg(value.term), value.sort) } else { value })
            })
            .collect();
        let read: Vec<Typed> = read.into_iter().collect::<Option<_>>()?;
        let sort = join(&read);
        Some(Typed::new(Term::add(read.into_iter().map(|t| t.term).collect()), sort))
    }

    /// `a*b/c d …`: likewise.
    fn multiplication(&mut self, e: &Expr) -> Option<Typed> {
        let mut items: Vec<(BinOp, &Expr)> = Vec::new();
        let mut rest = e;
        while let ExprKind::Binary(op @ (BinOp::Mul | BinOp::Div | BinOp::Juxtapose), left, right) = &rest.node {
            items.push((*op, right));
            rest = left;
        }
        items.push((BinOp::Mul, rest));
        let read: Vec<Option<Vec<Typed>>> = items.iter().rev().map(|(op, item)| self.factor(*op, item)).collect();
        let factors: Vec<Vec<Typed>> = read.into_iter().collect::<Option<_>>()?;
        Some(product(factors.concat()))
    }

    fn factor(&mut self, op: BinOp, e: &Expr) -> Option<Vec<Typed>> {
        let (first, rest) = self.tight(e)?;
        let first = self.number(first, e.span)?;
        if op == BinOp::Div && !rest.is_empty() {
            let text = self.ctx.text(e.span);
            let message = format!("`/ {text}` divides by the first factor of `{text}` only, and multiplies by what follows");
            self.note(Diagnostic::warning(e.span, message).help(format!("write `/({text})` to divide by all of it")));
        }
        let sort = if op == BinOp::Div { Sort::Real } else { first.sort };
        let term = if op == BinOp::Div { Term::recip(first.term) } else { first.term };
        let mut factors = vec![Typed::new(term, sort)];
        factors.extend(rest);
        Some(factors)
    }

    /// `base^exponent`, an integer power where the exponent is an integer by its form.
    fn power(&mut self, base: &Expr, exponent: &Expr) -> Option<Tight> {
        let base_read = self.tight(base);
        let exponent_read = self.tight(exponent);
        let ((head, mut rest), (power, after)) = (base_read?, exponent_read?);
        let power = self.number(power, exponent.span)?;
        let raise = |reader: &mut Self, value: Typed| {
            let value = reader.number(value, base.span)?;
            Some(raised(value, &power))
        };
        // `α(x)^2` is `α*x^2`: the power belongs to the last factor.
        let first = match rest.pop() {
            None => raise(self, head)?,
            Some(last) => {
                let last = raise(self, last)?;
                rest.push(last);
                self.number(head, base.span)?
            }
        };
        rest.extend(after);
        Some((first, rest))
    }

    /// `|A|` or `|x|`.
    fn bars(&mut self, inner: &Expr) -> Option<Typed> {
        if let ExprKind::Name(name) = &strip(inner).node {
            let set = Name::new(name);
            if self.ctx.signature.sets.contains_key(&set) {
                return Some(Typed::new(Term::new(Node::Card(set)), Sort::Int));
            }
            if self.ctx.poisoned_sets.contains(name) {
                return self.rests_on(name);
            }
        }
        let value = self.real(inner)?;
        let sort = if value.sort == Sort::Int { Sort::Whole } else { value.sort };
        Some(Typed::new(Term::fun(crate::term::Fun::Abs, value.term), sort))
    }

    /// An earlier error makes this unreadable; it has been reported where it stands.
    pub(super) fn rests_on<T>(&mut self, name: &str) -> Option<T> {
        self.rests_on.get_or_insert_with(|| name.to_owned());
        None
    }

    /// A name standing alone. `expected` chooses among the sets that share an element of this name.
    pub(super) fn name(&mut self, name: &str, span: Span, expected: Option<&Name>) -> Option<Typed> {
        if let Some(local) = self.local(name).cloned() {
            if matches!(local.sort, LocalSort::Broken) {
                return self.rests_on(name);
            }
            return self.local_value(&local);
        }
        if let Some(recursion) = &self.recursion
            && recursion.callee.name.as_str() == name
        {
            return self.error_help(
                span,
                format!("`{name}` is used in its own definition without arguments"),
                "recursion needs an integer index that decreases, with `if` for the base",
            );
        }
        let key = Name::new(name);
        if self.ctx.signature.integers.contains_key(&key) {
            return Some(Typed::new(Term::app(key, Vec::new()), Sort::Int));
        }
        if self.ctx.poisoned.contains(name) {
            return self.rests_on(name);
        }
        if let Some(callee) = self.ctx.callee(name) {
            if callee.params.is_empty() {
                return Some(Typed::new(Term::app(key, Vec::new()), callee.sort));
            }
            return self.bare_function(name, callee.params.len(), span);
        }
        if let Some(element) = self.element(name, expected) {
            return Some(element);
        }
        if matches!(name, "π" | "pi") && !self.ctx.later.contains_key(name) {
            return Some(Typed::real(Term::new(Node::Pi)));
        }
        self.unknown(name, span)
    }

    fn element(&self, name: &str, expected: Option<&Name>) -> Option<Typed> {
        let sets = self.ctx.elements.get(name)?;
        let expected = expected.map(|set| self.ctx.root(set));
        let set = sets.iter().find(|set| Some(*set) == expected).or_else(|| sets.first())?;
        let term = Term::new(Node::Elem(set.clone(), Name::new(name)));
        Some(Typed::new(term, Sort::Elem(set.clone())))
    }

    fn bare_function(&mut self, name: &str, count: usize, span: Span) -> Option<Typed> {
        let plural = if count == 1 { "argument" } else { "arguments" };
        self.error_help(
            span,
            format!("`{name}` takes {count} {plural} and stands here without them"),
            format!("write `{name}({})`", vec!["…"; count].join(", ")),
        )
    }

    fn unknown<T>(&mut self, name: &str, span: Span) -> Option<T> {
        let base = Diagnostic::error(span, format!("unknown name `{name}`"));
        if let Some(place) = self.ctx.later.get(name).copied() {
            let d = Diagnostic::error(span, format!("`{name}` is used before it is defined"));
            return self.fail(d.help("move its definition up").related(place, "defined here"));
        }
        if self.ctx.foreseen.contains(name) && !self.ctx.places.contains_key(name) {
            let help = "bounds of integers and ends of declared ranges are made of numerals and of integers declared before";
            return self.error_help(span, format!("`{name}` cannot be used here"), help);
        }
        if self.ctx.poisoned_sets.contains(name) || self.ctx.unread.contains(name) {
            return self.rests_on(name);
        }
        if self.ctx.signature.sets.contains_key(&Name::new(name)) {
            let d = Diagnostic::error(span, format!("`{name}` is a set, and a number is wanted here"));
            return self.fail(d.help(format!("its size is `|{name}|`")));
        }
        if self.ended.iter().any(|n| n == name) {
            let help = format!("the binder of `{name}` has ended before this place: put what it should take in parentheses");
            return self.fail(base.help(help));
        }
        let help = match name {
            "e" => Some("the exponential is written `exp(x)`".to_owned()),
            "i" | "j" => None,
            _ => self.suggestion(name),
        };
        let help = help.or_else(|| self.suggestion(name)).unwrap_or_else(|| format!("declare it, for example `constant {name}`"));
        self.fail(base.help(help))
    }

    /// What is applied is unknown.
    pub(super) fn unknown_function<T>(&mut self, name: &str, span: Span) -> Option<T> {
        if self.ctx.later.contains_key(name) || self.ctx.unread.contains(name) || self.ended.iter().any(|n| n == name) {
            return self.unknown(name, span);
        }
        if matches!(name, "gamma" | "γ" | "Γ" | "Gamma" | "lgamma" | "digamma") {
            let written = self.ctx.text(span);
            return self.error_help(
                span,
                format!("unknown function `{written}`: gamma functions are not supported yet"),
                "`factorial(n)` is the gamma function at integers",
            );
        }
        let set = self.ctx.signature.sets.contains_key(&Name::new(name));
        if set {
            return self.error(span, format!("`{name}` is a set and takes no arguments"));
        }
        let builtin = super::builtin::NAMES.iter().copied();
        let near = self.suggestion(name).or_else(|| super::suggest::nearest(name, builtin).map(did_you_mean));
        let help = near.unwrap_or_else(|| format!("declare it, for example `function {name}(A)`"));
        self.error_help(span, format!("unknown function `{name}`"), help)
    }
}

/// `-e`; a negative numeral is a numeral.
fn negative(e: &Expr, value: Typed) -> Typed {
    let term = match (&e.node, value.term.as_num()) {
        (ExprKind::Num(_), Some(number)) => Term::num(-number),
        _ => Term::neg(value.term),
    };
    Typed::new(term, value.sort)
}

/// The product of factors.
pub(super) fn product(factors: Vec<Typed>) -> Typed {
    let sort = join(&factors);
    Typed::new(Term::mul(factors.into_iter().map(|f| f.term).collect()), sort)
}

/// A power. An integer to a natural numeral is again an integer by its form.
fn raised(base: Typed, exponent: &Typed) -> Typed {
    match exponent.sort {
        Sort::Int => {
            let natural = exponent.term.as_num().is_some_and(|n| !n.is_negative());
            let sort = match base.sort {
                Sort::Int | Sort::Whole | Sort::Open if natural => base.sort,
                _ => Sort::Real,
            };
            Typed::new(Term::pow(base.term, exponent.term.clone()), sort)
        }
        _ => {
            let sort = if base.sort == Sort::Open || exponent.sort == Sort::Open { Sort::Open } else { Sort::Real };
            Typed::new(Term::real_pow(base.term, exponent.term.clone()), sort)
        }
    }
}
