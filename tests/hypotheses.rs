//! Random assumptions about a few numbers, and random claims made of their parts: nothing that is proved may be refuted. (A kernel that
//! divided an assumed product by a factor that may be 0 fell here.)

mod common;

use common::files;
use derive_check::check::{Options, check};
use derive_check::evaluate::random::SplitMix;
use derive_check::report::Verdict;
use std::fmt::Write;

const FILES: u64 = 120;
const CLAIMS: usize = 10;
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const CONSTRAINTS: [&str; 7] = ["", " > 0", " >= 0", " in (0, 1)", " in [0, 1]", " != 0", " in {0, 1}"];
const RELATIONS: [&str; 6] = [">=", ">=", "<=", ">", "!=", "="];

/// Writes expressions in the first so many names.
struct Writer {
    random: SplitMix,
    names: usize,
}

impl Writer {
    fn pick(&mut self, items: &[&str]) -> String {
        self.random.pick(items, "a").to_owned()
    }

    fn name(&mut self) -> String {
        self.pick(&NAMES[..self.names])
    }

    fn factor(&mut self) -> String {
        match self.random.between(0, 4) {
            0 => self.name(),
            1 => format!("{}^2", self.name()),
            2 => format!("(1 - {})", self.name()),
            3 => format!("({} - {})", self.name(), self.name()),
            _ => format!("({} + {})", self.name(), self.name()),
        }
    }

    fn product(&mut self) -> Vec<String> {
        let many = self.random.between(2, 3);
        (0..many).map(|_| self.factor()).collect()
    }

    /// Declarations, assumptions, and claims about the factors of what is assumed.
    fn file(&mut self) -> String {
        let mut text = String::new();
        for name in &NAMES[..self.names] {
            let constraint = self.pick(&CONSTRAINTS);
            writeln!(text, "constant {name}{constraint}").expect("a string");
        }
        let mut parts = vec!["0".to_owned(), "1".to_owned()];
        for number in 0..self.random.between(1, 3) {
            let product = self.product();
            let (operator, relation) = (self.pick(&[" * ", " * ", " / "]), self.pick(&RELATIONS));
            writeln!(text, "assume h{number}: {} {relation} 0", product.join(&operator)).expect("a string");
            parts.extend(product);
        }
        for number in 0..CLAIMS {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let (left, relation, right) = (self.pick(&parts), self.pick(&[">=", "<=", ">", "<", "="]), self.pick(&parts));
            writeln!(text, "\nderivation d{number}:\n  {left}\n  {relation} {right}").expect("a string");
        }
        text
    }
}

/// The number of claims proved, and the text where one of them is refuted, too.
fn attacked(seed: u64) -> (usize, Option<String>) {
    let names = 2 + usize::try_from(seed % 3).expect("small");
    let text = Writer { random: SplitMix::new(seed), names }.file();
    let report = check("random.txt", text.as_bytes(), None, &Options::default()).report;
    assert_eq!(report.error, None, "{text}");
    let proved = report.steps().filter(|s| s.verdict == Verdict::Proved).count();
    (proved, (!report.contradictions.is_empty()).then_some(text))
}

#[test]
fn nothing_that_follows_from_random_assumptions_is_refuted() {
    let seeds: Vec<u64> = (0..FILES).collect();
    let (mut proved, mut wrong) = (0, Vec::new());
    let done = |(count, text): (usize, Option<String>)| {
        proved += count;
        wrong.extend(text);
    };
    files::side_by_side(&seeds, |seed| attacked(*seed), done);
    assert!(wrong.is_empty(), "both proved and refuted:\n{}", wrong.join("\n"));
    assert!(proved > 100, "only {proved} claims proved: the attack has no edge");
}
