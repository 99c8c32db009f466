//! One spelling for each name, and the words that are no names.
//!
//! A name is split at `_` into parts. In each part a spelt Greek letter becomes the letter (`theta_old` is `θ_old`), and an index
//! written small becomes a part of its own (`a₁` is `a_1`). Look-alikes of one Greek letter are that letter (ϵ is ε, ϕ is φ), accents are
//! composed (NFC), primes are `'` and stand at the end. `ϑ`, `ϱ`, `ς`, `ϖ` are letters of their own, since papers use them beside
//! `θ`, `ρ`, `σ`, `π`. Greek capitals that look like Latin letters become words (`Α` is `Alpha`), so that nobody sees two names as one.
//!
//! The labels of derivations, lemmas and assumptions keep the spelling of their author: they are shown to him in reports.

use unicode_normalization::UnicodeNormalization;

/// The words that begin a statement.
pub const KEYWORDS: [&str; 14] = [
    "title",
    "set",
    "integer",
    "constant",
    "function",
    "param",
    "distribution",
    "joint",
    "fix",
    "define",
    "assume",
    "lemma",
    "derivation",
    "use",
];

/// The other reserved words.
const WORDS: [&str; 17] =
    ["sum", "prod", "max", "min", "if", "and", "or", "not", "in", "by", "for", "of", "exp", "log", "ln", "sqrt", "abs"];

/// Does the word begin a statement?
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// May the word not be used as a name?
pub fn is_reserved(word: &str) -> bool {
    is_keyword(word) || WORDS.contains(&word) || word == "sign"
}

/// Greek letters by name.
const GREEK: [(&str, char); 40] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("varepsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("vartheta", 'ϑ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("omicron", 'ο'),
    ("pi", 'π'),
    ("varpi", 'ϖ'),
    ("rho", 'ρ'),
    ("varrho", 'ϱ'),
    ("sigma", 'σ'),
    ("varsigma", 'ς'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("varphi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Xi", 'Ξ'),
    ("Pi", 'Π'),
    ("Sigma", 'Σ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
];

/// Greek capitals that look like Latin letters.
const LATIN_LOOKALIKES: [(&str, char); 14] = [
    ("Alpha", 'Α'),
    ("Beta", 'Β'),
    ("Epsilon", 'Ε'),
    ("Zeta", 'Ζ'),
    ("Eta", 'Η'),
    ("Iota", 'Ι'),
    ("Kappa", 'Κ'),
    ("Mu", 'Μ'),
    ("Nu", 'Ν'),
    ("Omicron", 'Ο'),
    ("Rho", 'Ρ'),
    ("Tau", 'Τ'),
    ("Upsilon", 'Υ'),
    ("Chi", 'Χ'),
];

/// Is this one of the characters written for a prime?
pub fn is_prime(c: char) -> bool {
    matches!(c, '\'' | '’' | '′' | '″' | '‴')
}

/// Is this an index digit (`₀` to `₉`)?
pub fn is_subscript(c: char) -> bool {
    ('₀'..='₉').contains(&c)
}

/// The canonical spelling of a name.
///
/// ```
/// use derive_check::syntax::names::normalise;
/// assert_eq!(normalise("theta_old"), "θ_old");
/// assert_eq!(normalise("a₁"), "a_1");
/// assert_eq!(normalise("ϵ"), normalise("epsilon"));
/// ```
pub fn normalise(name: &str) -> String {
    let (stem, primes) = split_primes(name);
    let mut plain = String::with_capacity(stem.len());
    if stem.is_ascii() {
        // Nothing is composed or written small. Most names are of this kind.
        plain.push_str(&stem);
    } else {
        stem.nfc().for_each(|c| push_letter(&mut plain, c));
    }
    let parts: Vec<String> = plain.split('_').map(greek).collect();
    let mut result = parts.join("_");
    result.extend(std::iter::repeat_n('\'', primes));
    result
}

/// A label as its author spelt it; only accents are composed, which no one can see.
pub fn label(name: &str) -> String {
    name.nfc().collect()
}

/// The name without its primes, and how many there were.
fn split_primes(name: &str) -> (String, usize) {
    let weight = |c| match c {
        '″' => 2,
        '‴' => 3,
        c if is_prime(c) => 1,
        _ => 0,
    };
    (name.chars().filter(|c| !is_prime(*c)).collect(), name.chars().map(weight).sum())
}

/// Adds a letter in its plain form; the first of several small ones begins a part.
fn push_letter(plain: &mut String, c: char) {
    let (plain_form, small) = match c {
        'ϵ' => ('ε', false),
        'ϕ' => ('φ', false),
        'µ' => ('μ', false),
        '∆' => ('Δ', false),
        '₀'..='₉' => (char::from_u32(c as u32 - '₀' as u32 + '0' as u32).unwrap_or(c), true),
        c => SMALL.iter().find(|(small, _)| *small == c).map_or((c, false), |(_, letter)| (*letter, true)),
    };
    // `a₁₂` is `a_12`: digits of one index stay together.
    let goes_on = plain_form.is_ascii_digit() && plain.chars().rev().find(|d| !d.is_ascii_digit()) == Some('_');
    if small && !goes_on && !plain.ends_with('_') {
        plain.push('_');
    }
    plain.push(plain_form);
}

/// Letters written small as an index.
const SMALL: [(char, char); 17] = [
    ('ₐ', 'a'),
    ('ₑ', 'e'),
    ('ₕ', 'h'),
    ('ᵢ', 'i'),
    ('ⱼ', 'j'),
    ('ₖ', 'k'),
    ('ₗ', 'l'),
    ('ₘ', 'm'),
    ('ₙ', 'n'),
    ('ₒ', 'o'),
    ('ₚ', 'p'),
    ('ᵣ', 'r'),
    ('ₛ', 's'),
    ('ₜ', 't'),
    ('ᵤ', 'u'),
    ('ᵥ', 'v'),
    ('ₓ', 'x'),
];

/// One part of a name, its letters in Greek if they spell a Greek letter (`theta`, `theta1`).
fn greek(part: &str) -> String {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = part.get(letters.len()..).unwrap_or_default();
    if let Some((_, letter)) = GREEK.iter().find(|(spelt, _)| *spelt == letters) {
        return format!("{letter}{digits}");
    }
    match LATIN_LOOKALIKES.iter().find(|(_, letter)| letters.chars().eq([*letter])) {
        Some((spelt, _)) => format!("{spelt}{digits}"),
        None => part.to_owned(),
    }
}

/// The keyword that a word was probably meant to be.
pub fn nearest_keyword(word: &str) -> Option<&'static str> {
    let close = |keyword: &&str| edit_distance(word, keyword) <= keyword.chars().count().min(word.chars().count()) / 3;
    KEYWORDS.into_iter().filter(close).min_by_key(|keyword| edit_distance(word, keyword))
}

/// How many single edits lead from one word to the other (for suggestions).
pub fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, c) in from.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        for (cell, d) in row.iter_mut().skip(1).zip(&to) {
            let edited = (diagonal + usize::from(c != *d)).min(*cell + 1).min(left + 1);
            diagonal = *cell;
            *cell = edited;
            left = edited;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greek_names_are_letters() {
        for (spelt, name) in [
            ("theta", "θ"),
            ("theta_old", "θ_old"),
            ("old_theta", "old_θ"),
            ("epsilon", "ε"),
            ("ϵ", "ε"),
            ("ϕ", "φ"),
            ("phi", "φ"),
            ("µ", "μ"),
            ("pi", "π"),
            ("pi'", "π'"),
            ("Delta_1", "Δ_1"),
            ("Α", "Alpha"),
            ("Α₁", "Alpha_1"),
            ("theta1", "θ1"),
            ("thetas", "thetas"),
            ("betamax", "betamax"),
        ] {
            assert_eq!(normalise(spelt), name);
        }
        assert_ne!(normalise("ϑ"), normalise("θ"));
    }

    #[test]
    fn indices_and_primes_have_one_spelling() {
        for (spelt, name) in [
            ("a_1", "a_1"),
            ("a₁", "a_1"),
            ("a₁₂", "a_12"),
            ("a_1_2", "a_1_2"),
            ("a₁_2", "a_1_2"),
            ("a_₁", "a_1"),
            ("a1", "a1"),
            ("a1₂", "a1_2"),
            ("θᵢ", "θ_i"),
            ("θᵢ₁", "θ_i_1"),
            ("s′", "s'"),
            ("s’’", "s''"),
            ("s″", "s''"),
            ("s'_1", "s_1'"),
            ("s₁'", "s_1'"),
            ("_1", "_1"),
            ("x_", "x_"),
        ] {
            assert_eq!(normalise(spelt), name, "{spelt}");
        }
    }

    #[test]
    fn labels_keep_their_spelling() {
        assert_eq!(label("beta_mean_1"), "beta_mean_1");
        assert_eq!(label("y\u{302}"), "ŷ");
    }

    #[test]
    fn accents_are_composed() {
        assert_eq!(normalise("y\u{302}"), normalise("ŷ"));
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        for name in ["theta_1'", "a_1_2", "_1", "x̂_theta", "θᵢⱼ", "a_", "a__1", "varphi_old"] {
            let once = normalise(name);
            assert_eq!(normalise(&once), once);
        }
    }

    #[test]
    fn misspelt_keywords_are_recognised() {
        assert_eq!(nearest_keyword("derivaton"), Some("derivation"));
        assert_eq!(nearest_keyword("fx"), None);
        assert_eq!(nearest_keyword("s"), None);
        assert_eq!(nearest_keyword("sett"), Some("set"));
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edit_distance("derivaton", "derivation"), 1);
        assert_eq!(edit_distance("", "set"), 3);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }
}
