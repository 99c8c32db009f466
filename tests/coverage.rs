//! The fixtures hold enough of everything that the language offers: so many true and so many false lines for each form of
//! declaration, each binder, each form of expression, each relation and each reason.
//!
//! It is counted by syntax, see `forms`. Each line of a chain under `tests/cases/proved` and `derivations` is true, and counts
//! once it is no known gap; the tests `cases` and `derivations` hold that. Of a chain under `tests/cases/refuted` at least one
//! line is false: it counts once, for what all of its lines hold.
//!
//! `cargo test --test coverage -- --nocapture` prints the counts.

mod common;
mod forms;

use derive_check::rule::reason::REASONS;
use derive_check::syntax::{self, tree};
use forms::{Declared, Forms, Line};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many true and so many false lines each form has, where nothing else is said.
const ENOUGH: usize = 10;

/// What is to be covered beside the reasons, which are those of the catalogue.
const DEMANDED: &[&str] = &[
    // declarations
    "set",
    "set of named elements",
    "set of integers",
    "integer",
    "integer >= k",
    "integer in a..b",
    "constant",
    "function",
    "param",
    "argument over a range",
    "constraint > 0",
    "constraint >= 0",
    "constraint != 0",
    "constraint >= k",
    "constraint in (a, b)",
    "constraint in [a, b]",
    "constraint in [a, b)",
    "constraint in (a, b]",
    "constraint in {0, 1}",
    "constraint integer",
    "constraint symmetric",
    "constraint onehot",
    "of",
    "distribution > 0",
    "distribution that may be zero",
    "conditional distribution",
    "distribution of two sorts",
    "joint",
    "fix",
    "fix with a condition",
    "define without arguments",
    "define with inferred arguments",
    "define with given arguments",
    "define of a real",
    "recursive define",
    "assume =",
    "assume <=",
    "assume !=",
    "assume identically",
    "lemma",
    "earlier result",
    "use",
    "for",
    "for with a condition",
    // binders
    "sum over a set",
    "sum over a range",
    "sum over several",
    "sum over a dependent range",
    "guarded sum",
    "prod over a set",
    "prod over a range",
    "guarded prod",
    "max over a set",
    "max over a range",
    "min over a set",
    "min over a range",
    "E[x ~ p]",
    "E[x ~ p(.|s)]",
    "E[(x, z) ~ q]",
    "E of several laws",
    "E of dependent draws",
    "Var",
    "Cov",
    "H",
    "KL",
    // expressions
    "d/d",
    "d/d d/d",
    "if",
    "[i = j]",
    "[i != j]",
    "[i < j]",
    "[i <= j <= k]",
    "[P and Q]",
    "[P or Q]",
    "[not P]",
    "|A|",
    "abs",
    "max(,)",
    "min(,)",
    "clip(,)",
    "sign",
    "sqrt",
    "exp",
    "log",
    "sigmoid",
    "tanh",
    "relu",
    "softplus",
    "factorial",
    "binom(,)",
    "the number π",
    "symbolic exponent",
    "arithmetic in an index",
    // relations
    "step <=",
    "step >=",
    "step <",
    "step >",
    "inequality",
    "inequality with guards",
    "inequality of partial lines",
    "induction",
    "induction with guards",
    "induction of partial lines",
    "by def f",
];

/// How many lines a form needs.
fn needed(form: &str) -> usize {
    match form {
        "inequality" => 60,
        "induction" => 20,
        "induction with guards" | "induction of partial lines" => 5,
        _ => ENOUGH,
    }
}

/// True and false lines of each form.
#[derive(Default)]
struct Counts(BTreeMap<String, [usize; 2]>);

impl Counts {
    fn add(&mut self, forms: Forms, false_lines: bool) {
        for form in forms {
            self.0.entry(form).or_default()[usize::from(false_lines)] += 1;
        }
    }
    fn of(&self, form: &str) -> [usize; 2] {
        self.0.get(form).copied().unwrap_or_default()
    }
}

#[test]
fn every_form_of_the_language_has_true_and_false_lines() {
    let mut counts = Counts::default();
    for folder in ["tests/cases/proved", "derivations", "tests/cases/refuted"] {
        for path in common::files::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            count_file(&path, folder.ends_with("refuted"), &mut counts);
        }
    }
    let reasons = REASONS.iter().map(|(_, name, _)| format!("by {name}"));
    let demanded: Vec<String> = DEMANDED.iter().map(|form| (*form).to_owned()).chain(reasons).collect();
    let mut short = Vec::new();
    for form in &demanded {
        let ([right, wrong], needed) = (counts.of(form), needed(form));
        let line = format!("{form:<34} {right:>5} true {wrong:>5} false");
        println!("{line}");
        if right.min(wrong) < needed {
            short.push(format!("{line}, {needed} of each are needed"));
        }
    }
    assert!(short.is_empty(), "{} forms are short of lines:\n{}\n", short.len(), short.join("\n"));
}

fn count_file(path: &Path, refuted: bool, counts: &mut Counts) {
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string();
    let (file, declarations) = read(path, &mut BTreeSet::new());
    let gaps = common::files::known_gaps();
    for statement in &file.statements {
        let tree::StatementKind::Chain { lemma, name: label, binders, first, steps } = &statement.node else { continue };
        let lines = lines(binders, first, steps);
        let forms = lines.iter().map(|line| forms::of_line(line, &declarations));
        let open = |at: usize| {
            gaps.contains(&format!("{name}:{}:{}", label.node, at + 1)) || gaps.contains(&format!("{name}:{}", label.node))
        };
        if !refuted {
            forms.enumerate().filter(|(at, _)| !open(*at)).for_each(|(_, forms)| counts.add(forms, false));
        } else if !lemma && !open(0) {
            counts.add(forms.reduce(|all, one| &all & &one).unwrap_or_default(), true);
        }
    }
}

fn lines<'t>(binders: &'t [tree::Clause], first: &'t Readable, steps: &'t [tree::StepTree]) -> Vec<Line<'t>> {
    let sides: Vec<&tree::Expr> = std::iter::once(first).chain(steps.iter().map(|s| &s.expr)).flatten().collect();
    assert_eq!(sides.len(), steps.len() + 1, "every line can be read");
    sides.windows(2).zip(steps).map(|(pair, step)| Line { left: pair[0], right: pair[1], step, binders }).collect()
}

type Readable = Result<tree::Expr, Box<derive_check::diagnostic::Diagnostic>>;

/// The tree of a file, and what it declares, also by the files that it uses.
fn read(path: &Path, open: &mut BTreeSet<std::path::PathBuf>) -> (tree::File, Vec<Declared>) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let (file, _) = syntax::parse(&text);
    let mut declarations = forms::declared(&file);
    for statement in &file.statements {
        if let tree::StatementKind::Use(relative) = &statement.node {
            let other = path.parent().unwrap_or(path).join(&relative.node);
            if open.insert(other.clone()) {
                let (_, theirs) = read(&other, open);
                declarations.extend(forms::used(&theirs));
                declarations.extend(theirs);
            }
        }
    }
    (file, declarations)
}
