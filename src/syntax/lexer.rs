//! Text to tokens, with nom, in one pass whose work is linear in the text.
//!
//! Comments and blanks end here; what is left of them is each token's [`Position`]. What cannot be a token becomes a
//! [`TokenKind::Bad`] that carries its diagnostic, so that the parser reports it where it stumbles over it and
//! recovers as from any other error. Several spellings of one sign (`≤`, `<=`) become one token.

use super::names;
use super::token::{Bracket, Position, Token, TokenKind};
use super::tree::CmpOp;
use crate::diagnostic::Diagnostic;
use crate::number::Rational;
use crate::source::Span;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char, digit1, one_of, satisfy};
use nom::combinator::{map, not, opt, peek, recognize, value};
use nom::multi::many0_count;
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};

/// What stands at one place of the text.
#[derive(Clone)]
enum Lexeme {
    /// Blanks within a line, or a comment.
    Nothing,
    /// The end of a line.
    LineEnd,
    /// One token.
    One(TokenKind),
    /// `²`: the same as `^2`.
    Superscript { negative: bool, digits: String },
    /// Not a token: the cause, and a suggestion.
    Bad(String, &'static str),
}

/// All tokens of a text.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut position = Position::Margin;
    while let Ok((after, lexeme)) = lexeme(rest) {
        let span = Span::new(text.len() - rest.len(), text.len() - after.len());
        match lexeme {
            Lexeme::LineEnd => position = Position::Margin,
            Lexeme::Nothing if position == Position::Margin => position = Position::Indented,
            Lexeme::Nothing => {}
            other => {
                push(&mut tokens, other, span, position);
                position = Position::Inside;
            }
        }
        rest = after;
    }
    tokens
}

/// Adds what a lexeme stands for.
fn push(tokens: &mut Vec<Token>, lexeme: Lexeme, span: Span, position: Position) {
    match lexeme {
        Lexeme::One(kind) => tokens.push(Token { kind, span, position }),
        Lexeme::Bad(message, help) => {
            let kind = TokenKind::Bad(Box::new(Diagnostic::error(span, message).help(help)));
            tokens.push(Token { kind, span, position });
        }
        Lexeme::Superscript { negative, digits } => {
            tokens.push(Token { kind: TokenKind::Caret, span, position });
            if negative {
                tokens.push(Token { kind: TokenKind::Minus, span, position: Position::Inside });
            }
            push(tokens, number_lexeme(&digits), span, Position::Inside);
        }
        Lexeme::Nothing | Lexeme::LineEnd => {}
    }
}

/// One lexeme. Fails only at the end of the text, since [`unknown`] takes any character.
fn lexeme(input: &str) -> IResult<&str, Lexeme> {
    // The first byte often decides: the alternatives before the one that fits would all fail, one character each.
    match input.bytes().next() {
        Some(b'a'..=b'z' | b'A'..=b'Z') => return alt((derivative, map(word, Lexeme::One))).parse(input),
        Some(b' ' | b'\n' | b'#') => return blank(input),
        Some(b'(' | b')' | b'[' | b']' | b',' | b'*' | b'+' | b'^' | b'/' | b'=') => return map(sign, Lexeme::One).parse(input),
        _ => {}
    }
    alt((blank, derivative, map(word, Lexeme::One), number, text, superscript, map(sign, Lexeme::One), lookalike, unknown))
        .parse(input)
}

fn blank(input: &str) -> IResult<&str, Lexeme> {
    alt((
        value(Lexeme::LineEnd, alt((tag("\r\n"), tag("\n"), tag("\r")))),
        value(Lexeme::Nothing, take_while1(|c: char| c.is_whitespace() && c != '\n' && c != '\r')),
        value(Lexeme::Nothing, pair(char('#'), take_till(|c| c == '\n' || c == '\r'))),
    ))
    .parse(input)
}

/// `d/d`, `∂/∂`, `∇_` before a name. `d/d` means it only when the name follows directly.
fn derivative(input: &str) -> IResult<&str, Lexeme> {
    let begins_name = || peek(satisfy(starts_name));
    alt((
        value(Lexeme::One(TokenKind::Derivative), terminated(tag("d/d"), begins_name())),
        map(terminated(tag("d/d"), not(satisfy(continues_name))), |_| {
            let message = "`d/d` must be followed directly by the name that the derivative is taken by";
            Lexeme::Bad(message.to_owned(), "write `d/dx f` or `d/dθ(s,a) f`; for a quotient put spaces around `/`")
        }),
        value(Lexeme::One(TokenKind::Derivative), pair(tag("∂/∂"), opt(char('_')))),
        value(Lexeme::One(TokenKind::Derivative), pair(char('∇'), opt(char('_')))),
    ))
    .parse(input)
}

/// A name, a reserved word, or a sign that stands for one.
fn word(input: &str) -> IResult<&str, TokenKind> {
    let subscript = pair(satisfy(|c| c == '_' || names::is_subscript(c)), take_while(continues_name));
    let name = recognize((
        satisfy(starts_name),
        take_while(continues_name),
        take_while(names::is_prime),
        many0_count(pair(subscript, take_while(names::is_prime))),
    ));
    alt((
        map(name, |name: &str| TokenKind::Word(names::normalise(name))),
        map(char('∈'), |_| TokenKind::Word("in".to_owned())),
        map(char('∑'), |_| TokenKind::Word("sum".to_owned())),
        map(char('∏'), |_| TokenKind::Word("prod".to_owned())),
        map(char('√'), |_| TokenKind::Word("sqrt".to_owned())),
    ))
    .parse(input)
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '∆')
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || names::is_subscript(c) || is_combining(c)
}

/// Accents that are code points of their own.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// `3`, `0.25`, `.5`, `1e-3`; `1..n` is a range that begins with 1.
fn number(input: &str) -> IResult<&str, Lexeme> {
    let fraction = || preceded(char('.'), digit1);
    let exponent = (one_of("eE"), opt(one_of("+-")), digit1, not(satisfy(continues_name)));
    let mantissa = alt((recognize(pair(digit1, opt(fraction()))), recognize(fraction())));
    map(recognize(pair(mantissa, opt(exponent))), number_lexeme).parse(input)
}

fn number_lexeme(digits: &str) -> Lexeme {
    match Rational::parse_decimal(digits) {
        Some(number) => Lexeme::One(TokenKind::Number(number)),
        None => Lexeme::Bad("this number has too many digits".to_owned(), "numbers have at most 1,000 digits"),
    }
}

fn text(input: &str) -> IResult<&str, Lexeme> {
    let line = |c: char| c != '"' && c != '”' && c != '\n' && c != '\r';
    alt((
        map(delimited(one_of("\"“"), take_while(line), one_of("\"”")), |text: &str| {
            Lexeme::One(TokenKind::Text(text.to_owned()))
        }),
        map(pair(one_of("\"“"), take_till(|c| c == '\n' || c == '\r')), |_| {
            Lexeme::Bad("this quotation mark is not closed on its line".to_owned(), "add a `\"` at the end of the text")
        }),
    ))
    .parse(input)
}

fn superscript(input: &str) -> IResult<&str, Lexeme> {
    map(pair(opt(char('⁻')), take_while1(|c| superscript_digit(c).is_some())), |(minus, digits): (_, &str)| {
        Lexeme::Superscript { negative: minus.is_some(), digits: digits.chars().filter_map(superscript_digit).collect() }
    })
    .parse(input)
}

fn superscript_digit(c: char) -> Option<char> {
    match c {
        '⁰' => Some('0'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁴'..='⁹' => char::from_u32(c as u32 - '⁴' as u32 + '4' as u32),
        _ => None,
    }
}

fn sign(input: &str) -> IResult<&str, TokenKind> {
    alt((relation, bracket, operator)).parse(input)
}

fn relation(input: &str) -> IResult<&str, TokenKind> {
    map(
        alt((
            value(CmpOp::Le, alt((tag("<="), tag("≤"), tag("⩽")))),
            value(CmpOp::Ge, alt((tag(">="), tag("≥"), tag("⩾")))),
            value(CmpOp::Ne, alt((tag("!="), tag("≠")))),
            value(CmpOp::Eq, alt((tag("=="), tag("=")))),
            value(CmpOp::Lt, tag("<")),
            value(CmpOp::Gt, tag(">")),
        )),
        TokenKind::Relation,
    )
    .parse(input)
}

fn bracket(input: &str) -> IResult<&str, TokenKind> {
    alt((
        value(TokenKind::Open(Bracket::Round), char('(')),
        value(TokenKind::Close(Bracket::Round), char(')')),
        value(TokenKind::Open(Bracket::Square), char('[')),
        value(TokenKind::Close(Bracket::Square), char(']')),
        value(TokenKind::Open(Bracket::Curly), char('{')),
        value(TokenKind::Close(Bracket::Curly), char('}')),
        value(TokenKind::Bar, one_of("|∣")),
    ))
    .parse(input)
}

fn operator(input: &str) -> IResult<&str, TokenKind> {
    alt((
        value(TokenKind::Caret, alt((tag("**"), tag("^")))),
        value(TokenKind::Star, one_of("*×∗")),
        value(TokenKind::Plus, char('+')),
        value(TokenKind::Minus, one_of("-−")),
        value(TokenKind::Slash, one_of("/÷")),
        value(TokenKind::Range, alt((tag(".."), tag("…")))),
        value(TokenKind::Period, char('.')),
        value(TokenKind::MiddleDot, one_of("·⋅")),
        value(TokenKind::Comma, char(',')),
        value(TokenKind::Colon, terminated(char(':'), peek(not(char('='))))),
        value(TokenKind::Tilde, one_of("~∼")),
    ))
    .parse(input)
}

/// What other languages write, with what is written here.
fn lookalike(input: &str) -> IResult<&str, Lexeme> {
    let bad = |message: &str, help| Lexeme::Bad(message.to_owned(), help);
    alt((
        map(tag(":="), move |_| bad("`:=` is no sign of this language", "write `define f(x) = …`")),
        map(alt((tag("&&"), tag("∧"))), move |_| bad("`&&` is no sign of this language", "write `and`")),
        map(tag("∨"), move |_| bad("`∨` is no sign of this language", "write `or`")),
        map(alt((tag("->"), tag("→"))), move |_| {
            bad("an arrow is no sign of this language", "a step begins with `=`, `<=`, `>=`, `<` or `>`")
        }),
        map(char('!'), move |_| bad("`!` is no sign of this language", "write `factorial(n)` for n!, and `!=` for ≠")),
        map(alt((tag("–"), tag("—"))), move |_| bad("this dash is no minus sign", "write `-`")),
        map(char('∞'), move |_| {
            bad("there is no infinity here: every set is finite", "use a finite bound such as `T`, or a constraint such as `> 0`")
        }),
        map(char('∂'), move |_| bad("`∂` means something only in `∂/∂x`", "write `d/dx f`")),
        map(pair(char('\\'), take_while(|c: char| c.is_ascii_alphabetic())), move |_| {
            bad("LaTeX commands are not read in a derivation file", "write the letter or its name, such as `θ` or `theta`")
        }),
    ))
    .parse(input)
}

/// Any other character.
fn unknown(input: &str) -> IResult<&str, Lexeme> {
    let comment = recognize(pair(tag("/*"), take_until("*/")));
    alt((
        map(comment, |_| Lexeme::Bad("`/* */` encloses no comment here".to_owned(), "begin a comment with `#`")),
        map(anychar, |c| {
            let shown = if c.is_control() { format!("U+{:04X}", c as u32) } else { format!("`{c}`") };
            Lexeme::Bad(
                format!("the character {shown} means nothing here"),
                "remove it, or write it out in words of the language",
            )
        }),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text).into_iter().map(|token| token.kind).collect()
    }

    fn word(name: &str) -> TokenKind {
        TokenKind::Word(name.to_owned())
    }

    fn number(n: i64, d: i64) -> TokenKind {
        TokenKind::Number(Rational::fraction(n, d))
    }

    #[test]
    fn numbers_and_ranges() {
        assert_eq!(kinds("1..n"), [number(1, 1), TokenKind::Range, word("n")]);
        assert_eq!(kinds("0.5..T-1"), [number(1, 2), TokenKind::Range, word("T"), TokenKind::Minus, number(1, 1)]);
        assert_eq!(kinds(".5 1e-3 2e"), [number(1, 2), number(1, 1000), number(2, 1), word("e")]);
        assert_eq!(kinds("2e3x"), [number(2, 1), word("e3x")]);
        assert!(matches!(kinds("1e9999").as_slice(), [TokenKind::Bad(_)]));
    }

    #[test]
    fn derivatives_are_written_together() {
        assert_eq!(kinds("d/dθ(s)").first(), Some(&TokenKind::Derivative));
        assert_eq!(kinds("d / dx"), [word("d"), TokenKind::Slash, word("dx")]);
        assert_eq!(kinds("ad/dx"), [word("ad"), TokenKind::Slash, word("dx")]);
        assert_eq!(kinds("∂/∂theta"), [TokenKind::Derivative, word("θ")]);
        assert_eq!(kinds("∇_θ f"), [TokenKind::Derivative, word("θ"), word("f")]);
        assert!(matches!(kinds("d/d x").as_slice(), [TokenKind::Bad(_), TokenKind::Word(_)]));
    }

    #[test]
    fn pasted_signs_are_their_plain_forms() {
        assert_eq!(kinds("a ≤ b ≥ c ≠ d == e"), kinds("a <= b >= c != d = e"));
        assert_eq!(kinds("i ∈ A × b − c ** 2"), kinds("i in A * b - c ^ 2"));
        assert_eq!(kinds("x² + y⁻¹"), kinds("x^2 + y^-1"));
    }

    #[test]
    fn names_take_letters_digits_primes_and_accents() {
        assert_eq!(kinds("θ_old' x̂ a1 Überschuß"), [word("θ_old'"), word("x̂"), word("a1"), word("Überschuß")]);
        assert_eq!(kinds("a'b"), [word("a'"), word("b")]);
    }

    #[test]
    fn positions_tell_margin_from_indentation() {
        let positions: Vec<_> = lex("\u{feff}a b\r\n\tc\n# only a comment\n  # another\n").iter().map(|t| t.position).collect();
        assert_eq!(positions, [Position::Margin, Position::Inside, Position::Indented]);
    }

    #[test]
    fn spans_are_bytes() {
        let spans: Vec<_> = lex("θ = \"ö\"").iter().map(|t| (t.span.start, t.span.end)).collect();
        assert_eq!(spans, [(0, 2), (3, 4), (5, 9)]);
    }

    #[test]
    fn nothing_is_dropped_silently() {
        for text in ["\"open", "a $ b", "\\theta", "∂f", "x := 1", "\u{0}", "n!"] {
            assert!(kinds(text).iter().any(|kind| matches!(kind, TokenKind::Bad(_))), "{text}");
        }
    }
}
