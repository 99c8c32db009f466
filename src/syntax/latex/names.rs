//! Names as LaTeX: Greek letters by their commands, indices below, primes above, words upright.

/// Letters that have a command of their own.
const LETTERS: [(char, &str); 40] = [
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\varepsilon"),
    ('ζ', "\\zeta"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('ϑ', "\\vartheta"),
    ('ι', "\\iota"),
    ('κ', "\\kappa"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('ν', "\\nu"),
    ('ξ', "\\xi"),
    ('ο', "o"),
    ('π', "\\pi"),
    ('ϖ', "\\varpi"),
    ('ρ', "\\rho"),
    ('ϱ', "\\varrho"),
    ('σ', "\\sigma"),
    ('ς', "\\varsigma"),
    ('τ', "\\tau"),
    ('υ', "\\upsilon"),
    ('φ', "\\varphi"),
    ('χ', "\\chi"),
    ('ψ', "\\psi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Θ', "\\Theta"),
    ('Λ', "\\Lambda"),
    ('Ξ', "\\Xi"),
    ('Π', "\\Pi"),
    ('Σ', "\\Sigma"),
    ('Υ', "\\Upsilon"),
    ('Φ', "\\Phi"),
    ('Ψ', "\\Psi"),
    ('Ω', "\\Omega"),
    ('ℓ', "\\ell"),
];

/// A name that stands for a number, an index or a set.
///
/// ```
/// use derive_check::syntax::latex::name;
/// assert_eq!(name("θ_old"), "\\theta_{\\text{old}}");
/// assert_eq!(name("x_1'"), "x_{1}^{\\prime}");
/// ```
pub fn name(text: &str) -> String {
    with_indices(text, |base| match letter(base) {
        Some(letter) => letter,
        None => format!("\\text{{{}}}", letters(base)),
    })
}

/// A name that is applied to arguments.
pub(super) fn function(text: &str) -> String {
    with_indices(text, |base| match letter(base) {
        Some(letter) => letter,
        None => format!("\\operatorname{{{}}}", letters(base)),
    })
}

/// Words inside a formula.
pub fn word(text: &str) -> String {
    format!("\\text{{{}}}", letters(text))
}

/// About how many letters wide the name is.
pub(super) fn width(text: &str) -> usize {
    text.chars().filter(|c| *c != '_').count()
}

fn with_indices(text: &str, base: impl Fn(&str) -> String) -> String {
    let bare = text.trim_end_matches('\'');
    let primes = text.len() - bare.len();
    let mut parts = bare.split('_').filter(|part| !part.is_empty());
    let mut out = base(parts.next().unwrap_or("_"));
    let below: Vec<String> = parts.map(index).collect();
    if !below.is_empty() {
        out += &format!("_{{{}}}", below.join(","));
    }
    if primes > 0 {
        out += &format!("^{{{}}}", "\\prime".repeat(primes));
    }
    out
}

fn index(part: &str) -> String {
    letter(part).unwrap_or_else(|| {
        if part.chars().all(|c| c.is_ascii_digit()) { part.to_owned() } else { format!("\\text{{{}}}", letters(part)) }
    })
}

/// A single letter, or a letter with digits behind it (`x1`).
fn letter(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let digits = chars.as_str();
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let letter = match LETTERS.iter().find(|(letter, _)| *letter == first) {
        Some((_, command)) => (*command).to_owned(),
        None if first.is_ascii_alphanumeric() => first.to_string(),
        None => return None,
    };
    Some(if digits.is_empty() { letter } else { format!("{letter}_{{{digits}}}") })
}

/// Letters, digits and blanks; of anything else there is nothing in a name.
fn letters(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || c == ' ' { c } else { '-' }).collect()
}
