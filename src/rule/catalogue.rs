//! The catalogue: for every [`Reason`] what it says, what it needs, and why it needs it.
//!
//! Plain data for `derive-check rules` and for reports. Nothing here is consulted when a step is judged: the kernel has
//! its own statements, and a mistake on this page can mislead a reader but cannot prove anything.

use super::reason::Reason;

/// One rule, as it is shown to a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The rule.
    pub reason: Reason,
    /// What it states.
    pub statement: &'static str,
    /// What it needs, in words; `none` where it always holds.
    pub side_conditions: &'static str,
    /// One sentence on its use.
    pub doc: &'static str,
    /// A line that it proves, in the language of derivations.
    pub example: &'static str,
    /// What goes wrong without the side condition, or the mistake that is mistaken for the rule.
    pub counterexample: &'static str,
}

/// The entry of a rule.
pub fn entry(reason: Reason) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.reason == reason)
}

/// Every rule, in the order of [`REASONS`](super::reason::REASONS).
pub const ENTRIES: &[Entry] = &[
    Entry {
        reason: Reason::Algebra,
        statement: "any identity of commutative rings and fields, of finite sums and of products",
        side_conditions: "every divisor that is cancelled differs from 0",
        doc: "Plain algebra is always allowed and never has to be stated: expanding, factoring, fractions, renaming bound indices, swapping sums, moving constants in and out of them.",
        example: "sum[a in A] x*(f(a) + g(a)) = x*(sum[a in A] f(a)) + x*(sum[b in A] g(b))",
        counterexample: "(x^2 - y^2)/(x - y) = x + y has no left side at x = y",
    },
    Entry {
        reason: Reason::Definition,
        statement: "f(e) = body of f with e in place of its argument",
        side_conditions: "the arguments lie where f is defined",
        doc: "Unfolds or folds a definition; `def f` names one, `definition` any.",
        example: "V(s) = sum[a in A] π(a|s)*Q(s,a)",
        counterexample: "with define D(t in 1..T) = V(t) - V(t-1) there is no D(0)",
    },
    Entry {
        reason: Reason::Expectation,
        statement: "E[x ~ p] f(x) = sum[x in X] p(x)*f(x), and Var, Cov by theirs",
        side_conditions: "none",
        doc: "Writes an expectation, a variance or a covariance out as sums, or back.",
        example: "E[x ~ p] f(x) = sum[x in X] p(x)*f(x)",
        counterexample: "E[x ~ w] 1 = 1 fails for a w that does not sum to one: see `normalised`",
    },
    Entry {
        reason: Reason::Indicator,
        statement: "sum[b in A] [b = a]*f(b) = f(a);  [a = a] = 1;  [P]^2 = [P];  [b = a]*f(b) = [b = a]*f(a);  [b != a] = 1 - [b = a]",
        side_conditions: "a lies in the range of the sum, and f(b) is defined for every b in it",
        doc: "Evaluates Iverson brackets and lets a Kronecker delta pick its term out of a sum.",
        example: "sum[b in A] [b = a]*f(b) = f(a)",
        counterexample: "sum[i in 1..n] [i = 0]*r(i) = r(0): 0 is not in the range, and the sum is 0",
    },
    Entry {
        reason: Reason::IndicatorSplit,
        statement: "sum[b in A] f(b) = f(a) + sum[b in A, b != a] f(b)",
        side_conditions: "a lies in the range of the sum",
        doc: "Splits the term with a given index off a sum, with the indicators evaluated in each part.",
        example: "sum[b in A] f(b) = f(a) + sum[b in A, b != a] f(b)",
        counterexample: "sum[i in 1..n] f(i) = f(0) + sum[i in 1..n, i != 0] f(i): 0 is not in the range",
    },
    Entry {
        reason: Reason::Normalised,
        statement: "sum[x in X] p(x|y) = 1",
        side_conditions: "p is a distribution, a one-hot function, or a definition that can be shown to sum to one",
        doc: "Probabilities sum to one, so a constant is its own expectation and the derivative of the total is 0.",
        example: "sum[a in A] π(a|s) = 1",
        counterexample: "sum[a in A] f(a) = 1 fails for an arbitrary function f",
    },
    Entry {
        reason: Reason::Derivative,
        statement: "every law of differentiation",
        side_conditions: "the function is differentiable at the point: no kink, logarithms and real powers of positive numbers, divisors other than 0",
        doc: "Differentiates by sums, products, quotients, compositions, powers and coordinates at once.",
        example: "d/dx (x*exp(c*x)) = (1 + c*x)*exp(c*x)",
        counterexample: "d/dx abs(x) = sign(x) has no left side at x = 0",
    },
    Entry {
        reason: Reason::Linearity,
        statement: "d/dx (c*f + g) = c*(d/dx f) + d/dx g, also under finite sums",
        side_conditions: "c does not depend on x; f and g are differentiable",
        doc: "A derivative passes sums and factors that do not depend on its variable.",
        example: "d/dx (sum[a in A] w(a)*f(a)) = sum[a in A] w(a)*(d/dx f(a))",
        counterexample: "d/dx (x*f) = x*(d/dx f): the factor depends on x, and the term f is lost",
    },
    Entry {
        reason: Reason::ProductRule,
        statement: "d/dx (f*g) = (d/dx f)*g + f*(d/dx g)",
        side_conditions: "f and g are differentiable",
        doc: "The derivative of a product.",
        example: "d/dx (f(a)*g(a)) = (d/dx f(a))*g(a) + f(a)*(d/dx g(a))",
        counterexample: "d/dx (x*abs(x)): the factor abs(x) has a kink at x = 0",
    },
    Entry {
        reason: Reason::QuotientRule,
        statement: "d/dx (f/g) = ((d/dx f)*g - f*(d/dx g))/g^2",
        side_conditions: "g != 0; f and g are differentiable",
        doc: "The derivative of a quotient.",
        example: "d/dx (f(a)/g(a)) = ((d/dx f(a))*g(a) - f(a)*(d/dx g(a)))/g(a)^2",
        counterexample: "d/dx (1/x) has no value at x = 0",
    },
    Entry {
        reason: Reason::ChainRule,
        statement: "d/dx h(f) = h'(f)*(d/dx f)",
        side_conditions: "f is differentiable, and h at f",
        doc: "The derivative of a composition.",
        example: "d/dx exp(f(a)) = exp(f(a))*(d/dx f(a))",
        counterexample: "d/dx sqrt(x^2) = x/sqrt(x^2) has no value at x = 0",
    },
    Entry {
        reason: Reason::PowerRule,
        statement: "d/dx x^r = r*x^(r - 1)",
        side_conditions: "r does not depend on x; x > 0 unless r is an integer; x != 0 where r - 1 is negative",
        doc: "The derivative of a power with an integer or a real exponent.",
        example: "d/dx x^n = n*x^(n - 1)",
        counterexample: "d/dx x^(1/2) = (1/2)*x^(-1/2) has no value at x = 0",
    },
    Entry {
        reason: Reason::Coordinate,
        statement: "d/dθ(a) θ(b) = [a = b]",
        side_conditions: "θ is free: no symmetry, no fixed set of values, not given by others",
        doc: "Distinct entries of a table are independent variables, and names not declared `of` a parameter do not depend on it.",
        example: "d/dθ(a) θ(b) = [a = b]",
        counterexample: "for w symmetric, d/dw(i,j) w(j,i) would be 1, and not [i = j]",
    },
    Entry {
        reason: Reason::SoftmaxDerivative,
        statement: "d/dθ(a) π(b) = π(b)*([b = a] - π(a))",
        side_conditions: "π(b) = exp(θ(b))/sum[c in A] exp(θ(c))",
        doc: "The Jacobian of a softmax by its logits.",
        example: "d/dθ(s,a) π(b|s) = π(b|s)*([b = a] - π(a|s))",
        counterexample: "for exp(θ(b)/τ)/sum[c in A] exp(θ(c)/τ) the factor 1/τ is missing",
    },
    Entry {
        reason: Reason::LogDerivative,
        statement: "d/dθ log f = (d/dθ f)/f;  d/dθ f = f*(d/dθ log f)",
        side_conditions: "f > 0",
        doc: "The derivative of a logarithm, and the log-derivative trick.",
        example: "d/dθ π(a|s) = π(a|s)*(d/dθ log π(a|s))",
        counterexample: "d/dx x = x*(d/dx log x) has no right side at x <= 0",
    },
    Entry {
        reason: Reason::ScoreIdentity,
        statement: "sum[b in A] π(b)*(d/dθ log π(b)) = 0",
        side_conditions: "π sums to one for every θ; π(b) > 0 for every b",
        doc: "The expected score is 0, because the derivative of the total probability is.",
        example: "E[b ~ π(.|s)] d/dθ(s,a) log π(b|s) = 0",
        counterexample: "for π(b) = exp(θ(b)) the sum is exp(θ(a)), and not 0",
    },
    Entry {
        reason: Reason::ExpLog,
        statement: "exp(x + y) = exp(x)*exp(y);  log(u*v) = log u + log v;  log(u^r) = r*log u;  log(exp(x)) = x;  exp(log u) = u",
        side_conditions: "every argument of a logarithm is positive, before and after",
        doc: "The laws of exp and log, also over sums and products.",
        example: "log(u/v) = log u - log v",
        counterexample: "log(u*v) = log u + log v has no right side at u = v = -1",
    },
    Entry {
        reason: Reason::Power,
        statement: "x^m*x^n = x^(m + n);  (x*y)^n = x^n*y^n;  (x^m)^n = x^(m*n);  sqrt(u)^2 = u",
        side_conditions: "a negative exponent needs a base other than 0, an exponent that is no integer a positive base",
        doc: "The laws of exponents and roots; an exponent is an integer exponent by its form.",
        example: "x^n*x = x^(n + 1)",
        counterexample: "sqrt(x^2) = x fails at x = -1; x^(-1)*x = 1 has no left side at x = 0",
    },
    Entry {
        reason: Reason::Conditional,
        statement: "p(x,z) = p(x|z)*p(z)",
        side_conditions: "p(z) > 0",
        doc: "A conditional of a joint distribution is a quotient, and the joint law the product.",
        example: "p(x,z) = p(x|z)*p(z)",
        counterexample: "where p(z) = 0 there is no p(x|z)",
    },
    Entry {
        reason: Reason::Marginal,
        statement: "p(x) = sum[z in Z] p(x,z)",
        side_conditions: "none",
        doc: "A marginal is a sum of the joint distribution; with `conditional`, the law of total probability.",
        example: "p(x) = sum[z in Z] p(x,z)",
        counterexample: "sum[z in Z] p(x|z) sums conditionals: it is no marginal",
    },
    Entry {
        reason: Reason::Bayes,
        statement: "p(z|x) = p(x|z)*p(z)/p(x)",
        side_conditions: "p(x) > 0, and p(z) > 0",
        doc: "Bayes' rule.",
        example: "p(z|x) = p(x|z)*p(z)/p(x)",
        counterexample: "where p(x) = 0 there is no p(z|x)",
    },
    Entry {
        reason: Reason::Independence,
        statement: "E[x ~ p, z ~ q] f(x)*g(z) = (E[x ~ p] f(x))*(E[z ~ q] g(z))",
        side_conditions: "the law of z does not depend on x",
        doc: "Independent draws: the law of both is the product of their laws.",
        example: "E[x ~ p, z ~ q] f(x)*g(z) = (E[x ~ p] f(x))*(E[z ~ q] g(z))",
        counterexample: "E[x ~ p] f(x)*g(x) = (E[x ~ p] f(x))*(E[x ~ p] g(x)): one draw, not two",
    },
    Entry {
        reason: Reason::Shift,
        statement: "sum[t in m..n] f(t) = sum[k in m-c..n-c] f(k + c)",
        side_conditions: "c is an integer that does not depend on t",
        doc: "Renames the index of a range by a constant.",
        example: "sum[t in 1..n] f(t - 1) = sum[t in 0..n-1] f(t)",
        counterexample: "sum[t in 1..n] f(t - 1) = sum[t in 1..n] f(t): the range must move, too",
    },
    Entry {
        reason: Reason::Reverse,
        statement: "sum[t in m..n] f(t) = sum[t in m..n] f(m + n - t)",
        side_conditions: "none",
        doc: "Sums a range from the other end.",
        example: "sum[k in 0..n] f(k)*g(n - k) = sum[k in 0..n] f(n - k)*g(k)",
        counterexample: "sum[t in 1..n] f(n - t) = sum[t in 1..n] f(t): the reversed range is 0..n-1",
    },
    Entry {
        reason: Reason::SplitEnd,
        statement: "sum[t in m..n] f(t) = f(m) + sum[t in m+1..n] f(t) = (sum[t in m..n-1] f(t)) + f(n)",
        side_conditions: "m <= n",
        doc: "Splits the first or the last term off a range, and evaluates ranges that are empty or given by numbers.",
        example: "sum[t in 0..n] f(t) = f(0) + sum[t in 1..n] f(t)",
        counterexample: "sum[t in 1..0] f(t) = f(1) + sum[t in 2..0] f(t): the range is empty",
    },
    Entry {
        reason: Reason::Telescope,
        statement: "sum[t in m..n] (f(t) - f(t - 1)) = f(n) - f(m - 1)",
        side_conditions: "m <= n + 1",
        doc: "Neighbouring terms of a sum, or factors of a product, cancel.",
        example: "sum[t in 1..n] (f(t) - f(t - 1)) = f(n) - f(0)",
        counterexample: "at n = -1 the sum over 1..n is empty, and f(n) - f(0) need not be 0",
    },
    Entry {
        reason: Reason::Geometric,
        statement: "sum[t in 0..n] q^t = (1 - q^(n + 1))/(1 - q);  (1 - q)*(sum[t in 0..n] q^t) = 1 - q^(n + 1)",
        side_conditions: "n >= -1; for the quotient, q != 1",
        doc: "The finite geometric sum.",
        example: "sum[t in 0..n] γ^t = (1 - γ^(n + 1))/(1 - γ)",
        counterexample: "at q = 1 the right side divides by 0, and the sum is n + 1",
    },
    Entry {
        reason: Reason::Binomial,
        statement: "sum[k in 0..n] binom(n,k)*x^k*y^(n - k) = (x + y)^n;  sum[k in 0..n] k*binom(n,k)*f(k) = n*(sum[k in 1..n] binom(n - 1,k - 1)*f(k))",
        side_conditions: "n >= 0; for the second, n >= 1",
        doc: "The binomial theorem, also in factorials, and the absorption of an index into a factorial, which together give the moments of a binomial law.",
        example: "sum[k in 0..n] binom(n,k)*x^k*y^(n - k) = (x + y)^n",
        counterexample: "sum[k in 1..n] binom(n,k) = 2^n: the term of k = 0 is missing",
    },
    Entry {
        reason: Reason::Induction,
        statement: "P(m), and P(t - 1) implies P(t) for t in m+1..n; so P(t) for t in m..n",
        side_conditions: "m <= t; P(t - 1) is used only where both of its sides are defined",
        doc: "Induction over an integer range, up or down, from one or two first values: the base, and the step under the hypothesis. P may be an equation or an inequality; a strict one has strict cases.",
        example: "sum[i in 1..n] i = n*(n + 1)/2",
        counterexample: "the step alone proves nothing: sum[i in 1..n] i = n*(n + 1)/2 + 1 fails at the base",
    },
    Entry {
        reason: Reason::Cases,
        statement: "abs, sign, max, min, relu, clip, if, values in {0, 1}, indices equal or not, case by case; max[i] C(f(i)) = C(max[i] f(i)) for a rising C",
        side_conditions: "the cases cover everything; in a derivative, no kink",
        doc: "Distinguishes cases: the sign of a number, the order of two, the equality of indices, the named element that an index is, the two values of a binary function or of a number whose square is known. Each case may take a proof of its own. A largest value over a set commutes with what is monotone.",
        example: "max(x, y) = (x + y + abs(x - y))/2",
        counterexample: "y^2 = y for y in {0, 1} only",
    },
    Entry {
        reason: Reason::Monotone,
        statement: "f <= g implies c*f <= c*g, f + h <= g + h, exp(f) <= exp(g), sum f <= sum g",
        side_conditions: "c >= 0; for a strict step c > 0",
        doc: "Carries an inequality through sums, factors of known sign, and monotone functions.",
        example: "v*x <= v*y",
        counterexample: "with c = -1, c*x <= c*y turns round",
    },
    Entry {
        reason: Reason::Square,
        statement: "x^2 >= 0, so sums of squares with weights that are not negative are not negative",
        side_conditions: "the weights are not negative",
        doc: "A square is not negative; this gives the inequalities that complete a square, and that a variance is not negative.",
        example: "2*x*y <= x^2 + y^2",
        counterexample: "sum[a in A] w(a)*f(a)^2 >= 0 fails for a negative w",
    },
    Entry {
        reason: Reason::Jensen,
        statement: "φ(E[x ~ p] f(x)) <= E[x ~ p] φ(f(x)) for convex φ: exp, -log, even powers; of positive numbers also 1/x, x^c, -sqrt",
        side_conditions: "p is a distribution, or weights that are not negative and sum to one; for log, the values of f are positive",
        doc: "Jensen's inequality, and the tangents log t <= t - 1 and exp t >= 1 + t that it comes from.",
        example: "log(E[x ~ p] f(x)) >= E[x ~ p] log f(x)",
        counterexample: "with weights that sum to 2, (E[x ~ w] f(x))^2 <= E[x ~ w] f(x)^2 fails at f = 1",
    },
    Entry {
        reason: Reason::Gibbs,
        statement: "sum[x in X] q(x)*log(q(x)/p(x)) >= 0",
        side_conditions: "q and p are distributions, positive where the logarithm needs it",
        doc: "Gibbs' inequality: a Kullback-Leibler divergence is not negative.",
        example: "KL[x in X](q(x), p(x)) >= 0",
        counterexample: "for weights p with total 3 and q with total 1, the sum can be log(1/3)",
    },
    Entry {
        reason: Reason::CauchySchwarz,
        statement: "(sum[a in A] f(a)*g(a))^2 <= (sum[a in A] f(a)^2)*(sum[a in A] g(a)^2)",
        side_conditions: "weights, if there are any, are not negative",
        doc: "The Cauchy-Schwarz inequality for finite sums and expectations.",
        example: "(sum[a in A] f(a)*g(a))^2 <= (sum[a in A] f(a)^2)*(sum[a in A] g(a)^2)",
        counterexample: "with weights 1 and -1 the right side can be 0 and the left side positive",
    },
    Entry {
        reason: Reason::AmGm,
        statement: "sqrt(x*y) <= (x + y)/2",
        side_conditions: "x >= 0; y >= 0",
        doc: "The geometric mean does not exceed the arithmetic mean.",
        example: "sqrt(u*v) <= (u + v)/2",
        counterexample: "at x = y = -1 the left side is 1 and the right side -1",
    },
    Entry {
        reason: Reason::Triangle,
        statement: "abs(sum[a in A] f(a)) <= sum[a in A] abs(f(a))",
        side_conditions: "weights, if there are any, are not negative",
        doc: "The triangle inequality for sums and expectations.",
        example: "abs(x + y) <= abs(x) + abs(y)",
        counterexample: "abs(x - y) <= abs(x) - abs(y) fails at x = 0, y = 1",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::reason::REASONS;

    #[test]
    fn every_reason_has_its_entry_in_the_same_order() {
        let listed: Vec<Reason> = REASONS.iter().map(|(reason, _, _)| *reason).collect();
        let described: Vec<Reason> = ENTRIES.iter().map(|e| e.reason).collect();
        assert_eq!(described, listed);
        assert!(listed.iter().all(|r| entry(*r).is_some_and(|e| e.reason == *r)));
    }

    #[test]
    fn entries_are_filled_in() {
        for e in ENTRIES {
            for text in [e.statement, e.side_conditions, e.doc, e.example, e.counterexample] {
                assert!(!text.trim().is_empty(), "{:?}", e.reason);
            }
            assert!(e.doc.ends_with('.') && !e.doc.contains('\n'), "{:?}: one sentence", e.reason);
        }
    }

    #[test]
    fn examples_are_steps() {
        for e in ENTRIES {
            let sides = [" <= ", " >= ", " = "].iter().find_map(|relation| e.example.split_once(relation));
            assert!(sides.is_some_and(|(l, r)| !l.trim().is_empty() && !r.trim().is_empty()), "{:?}", e.reason);
        }
    }
}
