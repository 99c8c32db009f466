//! One spelling for each name, and the words that are no names.
//!
//! A name is split at `_` into parts. In each part a spelt Greek letter becomes the letter (`theta_old` is `θ_old`),
//! and a numeral after `_` becomes an index (`a_1` is `a₁`). Look-alikes of one Greek letter are that letter (ϵ is ε, ϕ is φ), accents are
//! composed (NFC), primes are `'` and stand at the end. `ϑ`, `ϱ`, `ς`, `ϖ` are letters of their own, since papers use them beside
//! `θ`, `ρ`, `σ`, `π`.

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

/// Greek letters by name. Capitals that look like Latin letters are left out: `Alpha` stays a word.
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
/// assert_eq!(normalise("a_1"), normalise("a₁"));
/// assert_eq!(normalise("ϵ"), normalise("epsilon"));
/// ```
pub fn normalise(name: &str) -> String {
    let (stem, primes) = split_primes(name);
    let stem: String = stem.nfc().map(one_letter).flat_map(subscript_letter).collect();
    let mut result = String::with_capacity(stem.len());
    for (index, part) in stem.split('_').enumerate() {
        if index > 0 && is_numeral(part) && may_carry_index(&result) {
            result.extend(part.chars().map(to_subscript));
            continue;
        }
        if index > 0 {
            result.push('_');
        }
        push_part(&mut result, part);
    }
    result.extend(std::iter::repeat_n('\'', primes));
    result
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

/// `a_1_2` is `a₁_2`, not `a₁₂`, which is `a_12`.
fn may_carry_index(stem: &str) -> bool {
    stem.chars().next_back().is_some_and(|last| last != '_' && !is_subscript(last))
}

/// One code point for each letter that has several.
fn one_letter(c: char) -> char {
    match c {
        'ϵ' => 'ε',
        'ϕ' => 'φ',
        'µ' => 'μ',
        '∆' => 'Δ',
        c => c,
    }
}

/// `θᵢ` is `θ_i`.
fn subscript_letter(c: char) -> impl Iterator<Item = char> {
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
    let plain = SMALL.iter().find(|(small, _)| *small == c).map(|(_, plain)| *plain);
    plain.map(|_| '_').into_iter().chain(std::iter::once(plain.unwrap_or(c)))
}

fn is_numeral(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn to_subscript(digit: char) -> char {
    digit.to_digit(10).and_then(|value| char::from_u32('₀' as u32 + value)).unwrap_or(digit)
}

/// Adds one part, its letters in Greek if they spell a Greek letter (`theta`, `theta1`, `theta₁`).
fn push_part(result: &mut String, part: &str) {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit() || is_subscript(c));
    match GREEK.iter().find(|(spelt, _)| *spelt == letters) {
        Some((_, letter)) => {
            result.push(*letter);
            result.push_str(part.get(letters.len()..).unwrap_or_default());
        }
        None => result.push_str(part),
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
            ("Delta_1", "Δ₁"),
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
            ("a_1", "a₁"),
            ("a₁", "a₁"),
            ("a_12", "a₁₂"),
            ("a_1_2", "a₁_2"),
            ("a1", "a1"),
            ("θᵢ", "θ_i"),
            ("s′", "s'"),
            ("s’’", "s''"),
            ("s″", "s''"),
            ("s'_1", "s₁'"),
            ("s_1'", "s₁'"),
            ("_1", "_1"),
            ("__1", "__1"),
            ("x_", "x_"),
        ] {
            assert_eq!(normalise(spelt), name, "{spelt}");
        }
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
