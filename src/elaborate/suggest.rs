//! The nearest declared name, for "did you mean". Knows strings only.

/// The candidate nearest to `wanted`, if it is near enough to be meant.
pub(super) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(wanted);
    let allowed = match wanted.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == wanted {
            continue;
        }
        let near = distance(&folded, &fold(candidate));
        // A one-letter name is near every other one: only a change of case or of a prime counts.
        let cap = if wanted.chars().count().max(candidate.chars().count()) <= 1 { 0 } else { allowed };
        let wins = best.is_none_or(|(so_far, name)| (near, candidate) < (so_far, name));
        if near <= cap && wins {
            best = Some((near, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// "did you mean `x`?"
pub(super) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Case, primes and subscripts folded away, so that `q'` is near `Q` and `a₁` near `a1`; Greek letters are replaced
/// by the Latin letters that people type for them.
fn fold(text: &str) -> Vec<char> {
    text.chars().filter(|c| !matches!(c, '\'' | '_' | '-')).flat_map(char::to_lowercase).map(twin).collect()
}

fn twin(c: char) -> char {
    match c {
        'α' => 'a',
        'β' => 'b',
        'γ' => 'g',
        'δ' => 'd',
        'ε' | 'ϵ' | 'η' => 'e',
        'θ' | 'τ' => 't',
        'κ' => 'k',
        'λ' => 'l',
        'μ' => 'm',
        'ν' => 'n',
        'π' => 'p',
        'ρ' => 'r',
        'σ' => 's',
        'φ' | 'ϕ' => 'f',
        'ω' => 'w',
        '₀'..='₉' => char::from_u32(u32::from(c) - u32::from('₀') + u32::from('0')).unwrap_or(c),
        _ => c,
    }
}

/// Edit distance with transpositions of neighbours; long names are cut, which can only bring them nearer.
fn distance(a: &[char], b: &[char]) -> usize {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_find_their_name() {
        assert_eq!(nearest("indicatr", ["indicator", "induction"]), Some("indicator"));
        assert_eq!(nearest("Qs", ["Q", "θ", "π"]), Some("Q"));
        assert_eq!(nearest("t", ["θ", "Q"]), Some("θ"));
        assert_eq!(nearest("a'", ["b", "a"]), Some("a"));
        assert_eq!(nearest("zebra", ["Q", "V"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
