//! Nothing that can be written crashes the reader, or keeps it busy.

use super::*;

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [
        ("(", ")"),
        ("|", "|"),
        ("-", ""),
        ("f(", ")"),
        ("[not ", "]"),
        ("log ", ""),
        ("2^", ""),
        ("sum[i in A] ", ""),
        ("d/dx (", ")"),
        ("[x = ", "]"),
        ("if(a = ", ", 0, 1)"),
        ("E[x ~ p] ", ""),
        ("{", "}"),
    ] {
        let text = format!("derivation d:\n  {}x = 1{}\n  = 2\n", open.repeat(10_000), close.repeat(10_000));
        assert!(!errors(&text).is_empty(), "{open}");
        let count = if open == "(" { 100_000 } else { 10_000 };
        let text = format!("define d = {}x{}", open.repeat(count), close.repeat(count));
        assert!(!errors(&text).is_empty(), "{open}");
    }
}

#[test]
fn two_hundred_levels_are_read() {
    for (open, close) in [("(", ")"), ("-", ""), ("f(", ")"), ("log ", ""), ("2^", ""), ("sum[i in A] ", "")] {
        let text = |depth| format!("define d = {}x{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(errors(&text(195)), [], "{open}");
        let refused = errors(&text(201));
        assert_eq!(refused.len(), 1, "{open}");
        assert!(refused[0].message.contains("deeper than 200 levels"), "{refused:?}");
    }
}

#[test]
fn long_expressions_are_refused_and_two_thousand_operators_are_read() {
    for operator in ["+", "*", "/", " ", "-"] {
        let text = |count| format!("define d = x{}", format!("{operator}x").repeat(count));
        let (file, diagnostics) = parse(&text(2_000));
        assert!(diagnostics.iter().all(|d| d.severity < Severity::Error), "{operator}");
        assert_eq!(file.clone(), file);
        let refused = errors(&text(100_000));
        assert!(refused[0].message.contains("more than 2000 operators"), "{operator}: {refused:?}");
    }
    let deep = format!("define d = {}x{}", "(".repeat(199), "+x+x+x+x+x+x+x+x+x)".repeat(199));
    assert_eq!(errors(&deep).len(), 0);
}

#[test]
fn long_lists_are_read() {
    let list = vec!["x"; 50_000].join(", ");
    assert_eq!(errors(&format!("define d = f({list})")).len(), 0);
    assert_eq!(errors(&format!("set A = {{{list}}}")).len(), 0);
    let steps = "  = x\n".repeat(50_000);
    assert_eq!(errors(&format!("derivation d:\n  x\n{steps}")).len(), 0);
}

#[test]
fn any_token_sequence_is_survived() {
    let words = [
        "derivation",
        "d",
        ":",
        "=",
        "<=",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "|",
        ",",
        ".",
        "..",
        "~",
        "x",
        "f",
        "1",
        "sum",
        "E",
        "H",
        "KL",
        "Var",
        "Cov",
        "in",
        "for",
        "by",
        "def",
        "if",
        "and",
        "not",
        "log",
        "max",
        "d/d",
        "d/dx",
        "^",
        "*",
        "/",
        "-",
        "+",
        "\n",
        "\n  ",
        "define",
        "assume",
        "identically",
        "constant",
        "function",
        "joint",
        "of",
        "set",
        "fix",
        "title",
        "\"",
        "use",
        "\\",
        "θ",
        "'",
        "#",
        "∂",
        "·",
        "integer",
        "²",
    ];
    let mut state = 11u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    for _ in 0..10_000 {
        let length = below(24);
        let text: Vec<_> = (0..length).map(|_| words[below(words.len())]).collect();
        let text = text.join([" ", ""][below(2)]);
        let (file, diagnostics) = parse(&text);
        for diagnostic in &diagnostics {
            assert!(text.get(diagnostic.span.start..diagnostic.span.end).is_some(), "{text}");
            assert!(diagnostic.help.is_some(), "{text}\n{diagnostic:?}");
        }
        crate::syntax::print::print_file(&file, 40);
    }
}
