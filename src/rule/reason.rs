//! The reasons that a step may cite: their names, aliases, and what each of them brings along.

/// A named rule of the contract.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs)] // Each is documented, with its statement, in the catalogue.
pub enum Reason {
    Algebra,
    Definition,
    Expectation,
    Indicator,
    IndicatorSplit,
    Normalised,
    Derivative,
    Linearity,
    ProductRule,
    QuotientRule,
    ChainRule,
    PowerRule,
    Coordinate,
    SoftmaxDerivative,
    LogDerivative,
    ScoreIdentity,
    ExpLog,
    Power,
    Conditional,
    Marginal,
    Bayes,
    Independence,
    Shift,
    Reverse,
    SplitEnd,
    Telescope,
    Geometric,
    Binomial,
    Induction,
    Cases,
    Monotone,
    Square,
    Jensen,
    Gibbs,
    CauchySchwarz,
    AmGm,
    Triangle,
}

/// Every reason with its name and the aliases people guess, in the order of the catalogue.
pub const REASONS: &[(Reason, &str, &[&str])] = &[
    (
        Reason::Algebra,
        "algebra",
        &[
            "arithmetic",
            "simplify",
            "rearrange",
            "ring",
            "field",
            "constants_out",
            "swap_sums",
            "swap",
            "rearranging",
            "simplification",
            "exchange_sums",
            "swapping_sums",
            "completing_the_square",
            "distributivity",
        ],
    ),
    (Reason::Definition, "definition", &["definitions", "unfold", "fold", "def", "substitution", "substitute"]),
    (Reason::Expectation, "expectation", &["definition_of_expectation", "variance", "covariance", "linearity_of_expectation"]),
    (Reason::Indicator, "indicator", &["kronecker", "delta", "iverson", "sifting"]),
    (Reason::IndicatorSplit, "indicator_split", &["split", "split_sum"]),
    (
        Reason::Normalised,
        "normalised",
        &["normalized", "normalisation", "normalization", "sums_to_one", "total_probability_one", "sum_to_one"],
    ),
    (Reason::Derivative, "derivative", &["derivatives", "differentiation", "differentiate", "calculus", "gradient"]),
    (Reason::Linearity, "linearity", &["linearity_of_derivative", "sum_rule"]),
    (Reason::ProductRule, "product_rule", &["leibniz"]),
    (Reason::QuotientRule, "quotient_rule", &["quotient"]),
    (Reason::ChainRule, "chain_rule", &[]),
    (Reason::PowerRule, "power_rule", &[]),
    (Reason::Coordinate, "coordinate", &["coordinates", "independent_coordinates"]),
    (Reason::SoftmaxDerivative, "softmax_derivative", &["softmax_gradient", "softmax_jacobian", "softmax"]),
    (Reason::LogDerivative, "log_derivative", &["log_trick", "log_derivative_trick", "likelihood_ratio", "reinforce_trick"]),
    (Reason::ScoreIdentity, "score_identity", &["score_function", "score", "expected_score", "eglp"]),
    (Reason::ExpLog, "exp_log", &["log_exp", "log_rules", "exp_rules", "logarithm", "log_of_product", "log_of_quotient"]),
    (Reason::Power, "power", &["powers", "power_laws", "exponents", "root"]),
    (Reason::Conditional, "conditional", &["conditional_probability", "product_of_conditionals"]),
    (
        Reason::Marginal,
        "marginal",
        &["marginalisation", "marginalization", "total_probability", "law_of_total_probability", "marginalise", "marginalize"],
    ),
    (Reason::Bayes, "bayes", &["bayes_rule", "bayes_theorem"]),
    (Reason::Independence, "independence", &["independent"]),
    (Reason::Shift, "shift", &["reindex", "change_of_index", "index_shift", "reindexing", "relabelling", "relabeling"]),
    (Reason::Reverse, "reverse", &["reversal"]),
    (Reason::SplitEnd, "split_end", &["split_off", "first_term", "last_term", "enumerate"]),
    (Reason::Telescope, "telescope", &["telescoping"]),
    (Reason::Geometric, "geometric", &["geometric_sum", "geometric_series"]),
    (Reason::Binomial, "binomial", &["binomial_theorem", "binomial_sum", "absorption", "pascal"]),
    (Reason::Induction, "induction", &["inductive"]),
    (Reason::Cases, "cases", &["case_analysis", "case_distinction", "by_cases"]),
    (Reason::Monotone, "monotone", &["monotonicity", "monotonic"]),
    (Reason::Square, "square", &["squares", "nonnegative_square"]),
    (Reason::Jensen, "jensen", &["convexity", "jensens_inequality", "concavity", "jensen_inequality"]),
    (Reason::Gibbs, "gibbs", &["kl_nonnegative", "gibbs_inequality", "nonnegativity_of_kl"]),
    (Reason::CauchySchwarz, "cauchy_schwarz", &["cauchy", "schwarz", "cauchy_schwarz_inequality"]),
    (Reason::AmGm, "am_gm", &["amgm", "young", "am_gm_inequality", "youngs_inequality"]),
    (Reason::Triangle, "triangle", &["triangle_inequality"]),
];

impl Reason {
    /// The name under which it is cited and reported.
    pub fn name(self) -> &'static str {
        REASONS.iter().find(|(r, _, _)| *r == self).map_or("algebra", |(_, name, _)| name)
    }

    /// The reason with this name or alias (hyphens count as underscores, case is ignored).
    pub fn from_name(text: &str) -> Option<Reason> {
        let wanted = text.to_lowercase().replace('-', "_");
        REASONS.iter().find(|(_, name, aliases)| *name == wanted || aliases.contains(&wanted.as_str())).map(|(r, _, _)| *r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_unique() {
        let mut all: Vec<&str> = REASONS.iter().flat_map(|(_, n, a)| std::iter::once(*n).chain(a.iter().copied())).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(Reason::from_name("KL-nonnegative"), Some(Reason::Gibbs));
        assert_eq!(Reason::from_name("indicatr"), None);
    }
}
