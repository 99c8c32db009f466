//! What reads unlike paper is read all the same, with a warning that says how.

use super::*;

fn warnings(text: &str) -> Vec<String> {
    let text = format!("define q = {text}");
    assert_eq!(errors(&text), []);
    parse(&text).1.into_iter().map(|diagnostic| diagnostic.message).collect()
}

#[test]
fn readings_are_spelt_out() {
    for (text, reading) in [
        ("log p/q", "this is read as `(log p)/q`"),
        ("log x y", "this is read as `(log x)*y`"),
        ("2*log x y", "this is read as `(log x)*y`"),
        ("d/dx f/g", "this is read as `(d/dx f)/g`"),
        ("Var[x ~ p] f(x) c", "this is read as `(Var[x ~ p] f(x))*c`"),
        ("1/2σ^2", "this is read as `(1/2)*σ^2`"),
        ("1/2 x", "this is read as `(1/2)*x`"),
        ("x^1/2", "this is read as `(x^1)/2`"),
        ("x^-1/2", "this is read as `(x^-1)/2`"),
    ] {
        assert_eq!(warnings(text), [reading], "{text}");
    }
}

#[test]
fn what_reads_like_paper_is_left_alone() {
    for text in [
        "log(p)/q",
        "log(x) y",
        "log x^2",
        "log x*y",
        "x^2/2",
        "2 x/y",
        "d/dx (f)/g",
        "sum[i in A] f(i)*g(i)",
        "(sum[i in A] f(i)) + g(i)",
        "sum[i in A] (f(i) + g(i))",
        "sum[i in A] f(i) + sum[i in A] g(i)",
        "sum[i in A] f(i) + g(j)",
        "sum[a in A] f(a)*sum[b in B] g(b) + sum[b in B] g(b)",
    ] {
        assert_eq!(warnings(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_lost_index_is_pointed_out() {
    for text in [
        "sum[i in A] f(i) + g(i)",
        "E[i ~ p] f(i) - i*2 + i",
        "2*sum[i in A] f(i) + (1 + g(i))",
        "Var[i ~ p] f(i) + g(i)",
        "sum[i in A] (sum[i in B] f(i) + g(i))",
    ] {
        let told = warnings(text);
        assert_eq!(told.len(), 1, "{text}");
        assert!(told[0].contains("this `i` is not the one that is bound before it"), "{told:?}");
    }
}

#[test]
fn a_lost_index_is_forgotten_with_the_line() {
    let text = "derivation d for i in A:\n  sum[i in A] f(i)\n  = g(i)\n  = g(i) + sum[i in A] 0\n";
    assert_eq!(parse(text).1, []);
}
