//! How expressions group.

use super::body;

fn check(cases: &[(&str, &str)]) {
    for (text, grouped) in cases {
        assert_eq!(body(text), *grouped, "{text}");
    }
}

#[test]
fn the_examples_of_the_language() {
    check(&[
        ("2^3^2", "<2^<3^2>>"),
        ("-2^2", "<-<2^2>>"),
        ("a/b c", "<<a/b> c>"),
        ("a/b*c", "<<a/b>*c>"),
        ("1/2 x", "<<1/2> x>"),
        ("x^1/2", "<<x^1>/2>"),
        ("log(x)^2", "<log(x)^2>"),
        ("log x^2", "<log <x^2>>"),
        ("log x y", "<<log x> y>"),
        ("log x*y", "<<log x>*y>"),
        ("log p/q", "<<log p>/q>"),
        ("1/2σ^2", "<<1/2> <σ^2>>"),
        ("d/dx f*g", "<<d/dx f>*g>"),
        ("2*-x", "<2*<-x>>"),
        ("x^-1", "<x^<-1>>"),
        ("sum[i in A] -f(i)", "<Sum[i in A] <-f(i)>>"),
        ("2 x", "<2 x>"),
        ("α(x + y)", "<α <x+y>>"),
        ("(x+1)(x-1)", "<<x+1> <x-1>>"),
        ("2[i = j]", "<2 [<i Eq j>]>"),
        ("V(t+1)", "V(<t+1>)"),
        ("V (t)", "V(t)"),
        ("f(x)(y)", "<f(x) y>"),
    ]);
}

#[test]
fn signs_and_powers() {
    check(&[
        ("a - b - c", "<<a-b>-c>"),
        ("-a + b", "<<-a>+b>"),
        ("-a*b", "<-<a*b>>"),
        ("a - -b", "<a-<-b>>"),
        ("--a", "<-<-a>>"),
        ("x^-y^2", "<x^<-<y^2>>>"),
        ("x^2 y^3", "<<x^2> <y^3>>"),
        ("(-x)^2", "<<-x>^2>"),
        ("x^f(y)", "<x^f(y)>"),
        ("e^log x y", "<<e^<log x>> y>"),
        ("2*-x*y", "<<2*<-x>>*y>"),
        ("x ** 2 × y − z", "<<<x^2>*y>-z>"),
        ("x² y", "<<x^2> y>"),
        ("a · b", "<a*b>"),
    ]);
}

#[test]
fn big_operators_take_the_product_and_stop_at_a_sign() {
    check(&[
        ("sum[i in A] f(i)*g(i) + h", "<<Sum[i in A] <f(i)*g(i)>>+h>"),
        ("sum[i in A] f(i) - h", "<<Sum[i in A] f(i)>-h>"),
        ("sum[i in A] f(i)/2 c", "<Sum[i in A] <<f(i)/2> c>>"),
        ("2*sum[i in A] f(i)*g", "<2*<Sum[i in A] <f(i)*g>>>"),
        ("a/sum[b in A] exp(θ(s,b))", "<a/<Sum[b in A] exp(θ(s,b))>>"),
        ("-sum[i in A] f(i)*g", "<-<Sum[i in A] <f(i)*g>>>"),
        ("2*-sum[i in A] f(i)*g", "<2*<-<Sum[i in A] <f(i)*g>>>>"),
        ("sum[t in 1..T] sum[u in t..T] e(u)", "<Sum[t in 1..T] <Sum[u in t..T] e(u)>>"),
        ("sum[i in A, i != a, j in B] e", "<Sum[i in A,<i Ne a>,j in B] e>"),
        ("prod[i, j in A] f(i, j)", "<Prod[i&j in A] f(i,j)>"),
        ("max[i in A] f(i) c", "<Max[i in A] <f(i) c>>"),
        ("max(a, b) c", "<max(a,b) c>"),
        ("min(a, b)^2", "<min(a,b)^2>"),
        ("min[i in {0, 1}] i", "<Min[i in {0,1}] i>"),
        ("E[x ~ p] f(x) g(x) + c", "<<Expectation[x~p] <f(x) g(x)>>+c>"),
        ("E[x ~ p(.|s), y ~ q(·|x)] f(x)", "<Expectation[x~p(.|s),y~q(.|x)] f(x)>"),
        ("E[(x, z) ~ q] e", "<Expectation[x&z~q] e>"),
        ("E[x, x' ~ p] e", "<Expectation[x~p,x'~p] e>"),
        ("Var[x ~ p] f(x) c", "<<Variance[x~p] f(x)> c>"),
        ("Var[x ~ p] f(x)^2*c", "<<Variance[x~p] <f(x)^2>>*c>"),
        ("Var[x ~ p] sum[i in A] x*f(i)", "<Variance[x~p] <Sum[i in A] <x*f(i)>>>"),
        ("Cov[x ~ p](e, f)^2", "<<Covariance[x~p] e,f>^2>"),
        ("H[x in X](p(x))^2", "<<H[x in X] p(x)>^2>"),
        ("KL[x in X](q(x), p(x)) c", "<<KL[x in X] q(x),p(x)> c>"),
        ("∑[i ∈ A] f(i)", "<Sum[i in A] f(i)>"),
    ]);
}

#[test]
fn prefixes_take_one_factor_or_a_whole_sum() {
    check(&[
        ("log sum[i in A] f(i)*g(i) + c", "<<log <Sum[i in A] <f(i)*g(i)>>>+c>"),
        ("exp -x y", "<<exp <-x>> y>"),
        ("exp -sum[i in A] f(i)*g", "<exp <-<Sum[i in A] <f(i)*g>>>>"),
        ("log log x", "<log <log x>>"),
        ("log |x|", "<log |x|>"),
        ("log (x) y", "<log(x) y>"),
        ("ln x", "<log x>"),
        ("ln(x)", "log(x)"),
        ("2 log x", "<2 <log x>>"),
        ("sqrt x^2", "<sqrt <x^2>>"),
        ("abs(x)^2", "<abs(x)^2>"),
        ("sign(x) y", "<sign(x) y>"),
    ]);
}

#[test]
fn derivatives_find_their_target() {
    check(&[
        ("d/dθ(s,a) π(b|s)", "<d/dθ(s,a) π(b|s)>"),
        ("d/dθ(s,a) f*g", "<<d/dθ(s,a) f>*g>"),
        ("d/dz(i) (f + g)/2", "<<d/dz(i) <f+g>>/2>"),
        ("d/dz(i) -f", "<d/dz(i) <-f>>"),
        ("d/dα (f + g)", "<d/dα <f+g>>"),
        ("d/dα (x) y", "<<d/dα x> y>"),
        ("d/dα (x)^2", "<d/dα <x^2>>"),
        ("d/dw (x + y)", "<d/dw <x+y>>"),
        ("d/dw(k) (x + y)", "<d/dw(k) <x+y>>"),
        ("d/dw(i,k) -x", "<d/dw(i,k) <-x>>"),
        ("|d/dw (x)|", "|<d/dw x>|"),
        ("d/dx d/dy f", "<d/dx <d/dy f>>"),
        ("d/dx sum[i in A] f*g", "<d/dx <Sum[i in A] <f*g>>>"),
        ("∂/∂x f", "<d/dx f>"),
        ("∇_θ(s,a) f", "<d/dθ(s,a) f>"),
        ("a d/dx f", "<a <d/dx f>>"),
        ("d / dx", "<d/dx>"),
        ("w(d)*d", "<w(d)*d>"),
    ]);
}

#[test]
fn bars_separate_enclose_or_multiply() {
    check(&[
        ("|A|", "|A|"),
        ("log(|A|)", "log(|A|)"),
        ("f(|x|)", "f(|x|)"),
        ("p(x | y)", "p(x|y)"),
        ("p(|x| | |y|)", "p(|x|||y|)"),
        ("|p(a|s) - q(a|s)|", "|<p(a|s)-q(a|s)>|"),
        ("|a| - |b|", "<|a|-|b|>"),
        ("||x| - 1|", "|<|x|-1>|"),
        ("2|x|", "<2 |x|>"),
        ("2|x||y|", "<<2 |x|> |y|>"),
        ("log(2|x|)", "log(<2 |x|>)"),
        ("1/|A|", "<1/|A|>"),
        ("|x|^2", "<|x|^2>"),
        ("sum[i in A]|f(i)|", "<Sum[i in A] |f(i)|>"),
        ("f(2*|x|)", "f(<2*|x|>)"),
    ]);
}

#[test]
fn names_without_arguments_multiply() {
    check(&[
        ("1/α(x + y)", "<<1/α> <x+y>>"),
        ("x^α(y)", "<<x^α> y>"),
        ("log α(x)", "<<log α> x>"),
        ("z(i)(x)", "<z(i) x>"),
        ("x (y+1)", "x(<y+1>)"),
        ("sum[z in A] z(x)", "<Sum[z in A] <z x>>"),
        ("pi(x + 1)", "<π <x+1>>"),
        ("π(a|s)", "π(a|s)"),
        ("α(x, y)", "α(x,y)"),
    ]);
}

#[test]
fn conditions() {
    check(&[
        ("[i = j and not a != b or c < d]", "[<<<i Eq j> and <not <a Ne b>>> or <c Lt d>>]"),
        ("[1 <= t <= T]", "[<1 Le t Le T>]"),
        ("[not (a = b) and (c = d or e = f)]", "[<<not <a Eq b>> and <<c Eq d> or <e Eq f>>>]"),
        ("if(t = 1, x, y + 1)", "if(<t Eq 1>,x,<y+1>)"),
        ("[(a + b)*c > 0]", "[<<<a+b>*c> Gt 0>]"),
        ("[i ≠ j] + [i ≥ j]", "<[<i Ne j>]+[<i Ge j>]>"),
    ]);
}
