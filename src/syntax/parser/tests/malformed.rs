//! What cannot be read: the place, the cause, the suggestion; and what is read all the same.

use super::*;

/// Asserts the one error of a text: the text at its place, a part of its message, and a part of its help.
fn refused(text: &str, place: &str, message: &str, help: &str) {
    let all = errors(text);
    assert_eq!(all.len(), 1, "{text}\n{all:#?}");
    let diagnostic = &all[0];
    assert_eq!(&text[diagnostic.span.start..diagnostic.span.end], place, "{text}\n{diagnostic:?}");
    assert!(diagnostic.message.contains(message), "{text}\n{diagnostic:?}");
    assert!(diagnostic.help.as_deref().unwrap_or_default().contains(help), "{text}\n{diagnostic:?}");
}

#[test]
fn statements_that_are_none() {
    for (text, place, message, help) in [
        ("dervation d:\n  a\n  = b", "dervation", "begins no statement", "did you mean `derivation`?"),
        ("let x = 1", "let", "begins no statement", "define"),
        ("theorem t:\n  a = b", "theorem", "begins no statement", "lemma"),
        ("x = 1", "x", "begins no statement", "a statement begins with one of"),
        ("  set A", "set", "this line is indented", "left margin"),
        ("set A\n  set B", "set", "this line is indented", "remove the blanks"),
        ("derivation d:\n  a\n= b\n= c", "=", "begins none", "indent the line"),
        ("derivation d:\na\n= b", "a", "begins none", "indent the line"),
        ("title Foo", "Foo", "expected a text in quotation marks", "title \""),
        ("title \"Foo", "\"Foo", "not closed on its line", "add a `\"`"),
        ("use common.txt", "common", "expected a text in quotation marks", "use \"common.txt\""),
        ("title \"a\" b", "b", "expected `,` or the end of the statement", ""),
        ("set A B", "B", "expected `,` or the end of the statement", ""),
    ] {
        refused(text, place, message, help);
    }
}

#[test]
fn declarations_with_a_slip() {
    for (text, place, message, help) in [
        ("set", "", "expected the name of a set, and nothing follows", ""),
        ("set sum", "sum", "reserved word `sum`", "cannot be a name"),
        ("set A = 1..n", "1", "expected `{` and the elements", "range"),
        ("set A = {}", "}", "at least one element", "name its elements"),
        ("set A = {0..3}", "..", "a range stands without braces", "1..n"),
        ("set A = {f(x)}", "f(x)", "an element of a set is a name or a number", "{x, y}"),
        ("set A in B", "in", "declared by its name alone", "set A = {x, y}"),
        ("constant a > 0, b > 0", ",", "stands once", "a line of their own"),
        ("constant a = 3", "=", "gives no value", "define"),
        ("constant f(S)", "(", "a constant has no arguments", "function f"),
        ("integer f(S)", "(", "an integer has no arguments", "integer"),
        ("constant γ in (0 1)", "1", "two numbers stand side by side", "`*`"),
        ("constant γ in (0, 1", "", "`(` is never closed", "add `)`"),
        ("constant x in S", "", "expected `..`", "in {0, 1}"),
        ("constant x positive", "positive", "expected `,`, `of` or a constraint", "> 0"),
        ("function f", "f", "without the sets", "function f(A)"),
        ("function f(s in S)", "in", "names the sets of its arguments", "function f(S, A)"),
        ("function f(s: S)", ":", "only the arguments of a `joint`", "name the sets alone"),
        ("function f(S) of θ(S)", "(", "`of` names parameters without", "of θ"),
        ("function f(S, )", ")", "expected an expression", "set's name"),
        ("function f(S A)", "S A", "an index ranges over a set", "a set's name"),
        ("distribution p", "p", "without the sets", "distribution p(X)"),
        ("joint p(X, Z)", "X", "a variable with its set", "joint p(x: X, z: Z)"),
        ("fix s", "s", "a number stands where a condition is expected", "write `i in A`"),
        ("fix", "", "expected an index", "fix s in S"),
        ("fix s ~ p", "~", "only in `E`", "i in A"),
        ("fix t in [0, 1]", "[", "not over an interval", "1..n"),
        ("define f(x)", "", "expected `=`", "define f(…) = …"),
        ("define f = a = b", "=", "a definition has one right side", "assume"),
        ("define f(x) := 1", ":=", "no sign of this language", "define f(x) = …"),
        ("define f(x+1) = 1", "+", "expected `,` or `)`", ""),
        ("define f(1) = 1", "1", "the name of a parameter", "t in 1..T"),
        ("assume x = 1", "x", "an assumption needs a name", "assume NAME"),
        ("assume f(x) = 1", "f", "an assumption needs a name", "assume NAME"),
        ("assume identically f(x) = 1", "f", "an assumption needs a name", "assume NAME"),
        ("assume: x = 1", ":", "the name of an assumption", "assume NAME"),
        ("assume h: x", "", "a relation", "left = right"),
        ("assume h: a = b = c", "=", "one relation", "one `assume` for each"),
        ("assume h for i in A", "", "expected `:`", "assume NAME"),
    ] {
        refused(text, place, message, help);
    }
}

#[test]
fn chains_with_a_slip() {
    for (text, place, message, help) in [
        ("derivation d:\n  a\n", "d", "has no step", "a step begins with"),
        ("lemma l:\n", "l", "has no step", "below the first expression"),
        ("lemma l:\n = b", "=", "has no first expression", "begin with"),
        ("derivation d\n  a\n  = b", "a", "expected `for` or `:`", "derivation NAME"),
        ("derivation:\n  a = b", ":", "the name of the derivation", "derivation NAME"),
        ("derivation sum:\n  a = b", "sum", "reserved word", "cannot be a name"),
        ("derivation d for i:\n  a = b", "i", "a number stands where a condition", "i in A"),
        ("derivation d for i in A:\n  = b", "=", "has no first expression", "begin with"),
        ("derivation d:\n  a\n  != b", "!=", "no relation of a step", "`<=`"),
        ("derivation d:\n  a\n  = \n  = c", "", "expected an expression, and nothing follows", ""),
        ("derivation d:\n  a\n  =< b", "", "expected an expression, and nothing follows", ""),
        ("derivation d:\n  a by algebra\n  = c", "by", "only behind a step", "by"),
        ("derivation d:\n  a\n  = c by", "", "the name of a reason", "by def f"),
        ("derivation d:\n  a\n  = c by def f and g", "and", "separated by commas", "by def L"),
        ("derivation d:\n  a\n  = c by definition of g", "of", "cannot follow a reason", "commas"),
        ("derivation d:\n  a\n  = c by cauchy-schwarz", "-", "no hyphen", "cauchy_schwarz"),
        ("derivation d:\n  a\n  = c by (algebra)", "(", "the name of a reason", "by NAME"),
        ("derivation d:\n  a\n  = b and c", "and", "joins conditions", "[ ]"),
        ("derivation d:\n  a\n  = b, c", ",", "only between arguments", ""),
        ("derivation d:\n  a\n  = b)", ")", "closes nothing", "remove it"),
    ] {
        refused(text, place, message, help);
    }
}

#[test]
fn expressions_with_a_slip() {
    for (text, place, message, help) in [
        ("a +", "", "expected an expression, and nothing follows", ""),
        ("+ a", "+", "expected an expression", "remove the `+`"),
        ("a * / b", "/", "expected an expression", ""),
        ("2 3", "3", "two numbers", "`*`"),
        ("f()", ")", "needs arguments", "without parentheses"),
        ("()", ")", "nothing between", "write an expression"),
        ("(a, b)", ",", "a list in parentheses", "E[(x, z) ~ q]"),
        ("f(a; b)", ";", "means nothing here", ""),
        ("f(a b", "", "`(` is never closed", "add `)`"),
        ("f(a]", "]", "`(` is closed by `]`", "close it by `)`"),
        ("sum(i in A) f(i)", "(", "expected `[` after `sum`", "sum[i in A] f(i)"),
        ("sum[i in A f(i)]", "A f(i)", "an index ranges over a set", "a set's name"),
        ("sum[i in A]", "", "what `sum` is taken of", "body"),
        ("sum[i in] f", "]", "expected an expression", "set's name"),
        ("sum[] f", "]", "expected an expression", ""),
        ("sum[i] f(i)", "i", "a number stands where a condition", "i in A"),
        ("E[f(x)]", "f", "a draw such as `x ~ p`", "E[x ~ p] f(x)"),
        ("E[x in X] f(x)", "x", "a draw such as `x ~ p`", "sum[x in X]"),
        ("E[x ~ 1] f(x)", "1", "the law of the draw", ""),
        ("Cov[x ~ p] f(x)", "f", "expected `(` after `Cov[…]`", "Cov[x ~ p](f(x), g(x))"),
        ("Cov[x ~ p](f(x))", "(", "takes 2 arguments", "Cov[x ~ p](f(x), g(x))"),
        ("KL[x in X](p(x))", "(", "takes 2 arguments", "KL[x in X]"),
        ("H[x in X](p(x), q(x))", "(", "takes 1 argument,", "H[x in X](p(x))"),
        ("d/d x f", "d/d", "must be followed directly", "d/dx f"),
        ("d/dx", "", "what the derivative is taken of", "d/dx f"),
        ("d/dsum f", "sum", "reserved word", ""),
        ("log", "", "what `log` is taken of", "log x"),
        ("log^2 x", "^", "what `log` is taken of", "(log x)^2"),
        ("abs x", "x", "expected `(` after `abs`", "abs(x)"),
        ("max a", "a", "expected `(` after `max`", "max(a, b)"),
        ("exp(a, b)", "b", "takes one argument", "exp(x)"),
        ("if(a, b, c)", "a", "a number stands where a condition", "if(P, e, f)"),
        ("if(a = b, c)", ")", "the value where the condition fails", "if(P, e, f)"),
        ("if a = b", "a", "expected `(` after `if`", "if(P, e, f)"),
        ("[a + b]*c", "a + b", "a number stands where a condition", "group with `( )`"),
        ("(a < b) + 1", "(a < b)", "a condition stands where a number", "[i = j]"),
        ("[a and b = c]", "a", "a number stands where a condition", "join conditions"),
        ("f(2|x|)", "|", "a second `|`", "f(2*|x|)"),
        ("|x", "", "closes the absolute value", "|x|"),
        ("p(. + 1)", ".", "expected an expression", "p(.|s)"),
        ("{a + b}", "{", "expected an expression", "group with `( )`"),
        ("n!", "!", "no sign of this language", "factorial(n)"),
        ("\\theta", "\\theta", "LaTeX", "θ"),
        ("a $ b", "$", "means nothing here", ""),
        ("x / ∞", "∞", "no infinity", "finite"),
        ("a && b", "&&", "no sign of this language", "and"),
        ("1e2000", "1e2000", "too many digits", "1,000"),
        ("a set b", "set", "reserved word `set`", "cannot be a name"),
        ("\"text\"", "\"text\"", "expected an expression", ""),
    ] {
        refused(&format!("define q = {text}"), place, message, help);
    }
}

#[test]
fn an_unclosed_bracket_shows_where_it_opens() {
    let text = "define q = f(a + (b*c)\nset A\n";
    let all = errors(text);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].span.start, all[0].span.end), (22, 22));
    assert_eq!(all[0].related.len(), 1);
    assert_eq!(&text[all[0].related[0].0.start..all[0].related[0].0.end], "(");
    assert_eq!(all[0].related[0].0.start, 12);
    assert_eq!(parse(text).0.statements.len(), 1);
}

#[test]
fn every_statement_is_read_in_spite_of_the_others() {
    let text = "set sum\nset A\nfoo\nconstant a = 1\ndefine q = (a\nset B\n";
    assert_eq!(errors(text).len(), 4);
    assert_eq!(parse(text).0.statements.len(), 2);
}

#[test]
fn every_step_is_read_in_spite_of_the_others() {
    let text = "derivation d:\n  a +\n  = b\n  = c *\n  = (e + f\n  = g by def def\n  = h\n  = i $ 2 by algebra\n";
    let (file, diagnostics) = parse(text);
    let StatementKind::Chain { first, steps, .. } = &file.statements[0].node else { panic!() };
    assert!(first.is_err());
    let read: Vec<_> = steps.iter().map(|step| step.expr.is_ok()).collect();
    assert_eq!(read, [true, false, false, true, true, false]);
    assert!(steps[5].reasons.is_some());
    let lines: Vec<_> = diagnostics.iter().map(|d| text[..d.span.start].matches('\n').count() + 1).collect();
    assert_eq!(lines, [2, 4, 5, 8]);
}

#[test]
fn an_unreadable_reason_spoils_its_step_alone() {
    let (file, _) = parse("derivation d:\n  a\n  = b by (x)\n  = c by algebra\n");
    let StatementKind::Chain { steps, .. } = &file.statements[0].node else { panic!() };
    assert!(steps[0].expr.is_err() && steps[1].expr.is_ok());
}

#[test]
fn the_error_of_a_step_stands_in_the_tree_and_in_the_list() {
    let (file, diagnostics) = parse("derivation d:\n  a\n  = b +\n");
    let StatementKind::Chain { steps, .. } = &file.statements[0].node else { panic!() };
    assert_eq!(steps[0].expr.as_ref().unwrap_err().as_ref(), &diagnostics[0]);
}
