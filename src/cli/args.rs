//! The arguments of the command line. Only their form: what they do stands in the other files.

use crate::syntax::amend::Fragment;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks derivations line by line: proved, refuted by an exact counterexample, or unproved.
///
/// Exit status: 0 all proved; 1 something refuted or unproved; 2 an error in the input or the usage; 3 an internal
/// contradiction. Verdicts go to standard output, diagnostics to standard error.
#[derive(Parser, Debug)]
#[command(name = "derive-check", version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    /// What to do; `check` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `check`.
    #[command(flatten)]
    pub check: CheckArguments,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Check derivation files (the same as naming the files alone)
    Check(CheckArguments),
    /// Print the step-by-step proof report of a file
    Report(ReportArguments),
    /// Print the rules that a step may cite: statement, side conditions, example
    Rules(RulesArguments),
    /// Print one step's whole proof, each primitive move on a line
    Explain(ExplainArguments),
}

/// `check FILE…`
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Derivation files; a folder means every .txt file under it, `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to print the verdicts
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
    /// Fail where stated reasons do not suffice or a step presupposes a condition
    #[arg(long)]
    pub strict: bool,
    /// Check with this definition, in the place of the file's own of that name: `g(s,a) = Q(s,a) - b(s)`
    #[arg(long, value_name = "DEFINITION", conflicts_with = "annotate")]
    pub define: Vec<String>,
    /// Check with this assumption added (or in the place of the file's own of that name): `h for s in S: V(s) = 0`
    #[arg(long, value_name = "ASSUMPTION", conflicts_with = "annotate")]
    pub assume: Vec<String>,
    /// Check with this declaration added (or in the place of the file's own): `function b(S) > 0`
    #[arg(long, value_name = "DECLARATION", conflicts_with = "annotate")]
    pub declare: Vec<String>,
    /// Write the file to standard output with the used reasons filled in where none were stated
    #[arg(long, conflicts_with = "format")]
    pub annotate: bool,
    /// How many files to check at a time (as many as there are processors, if not given)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// How hard to try.
    #[command(flatten)]
    pub effort: Effort,
    /// Whether to print in colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// What bounds and seeds the work on a step.
#[derive(Args, Debug, Clone, Copy)]
pub struct Effort {
    /// Seed of the models that are tried
    #[arg(long, value_name = "N", default_value_t = crate::check::Options::default().seed)]
    pub seed: u64,
    /// Work allowed for a step: a count, never seconds, so that verdicts are the same on every machine
    #[arg(long, value_name = "N", default_value_t = crate::check::Options::default().budget)]
    pub budget: u64,
}

/// `report FILE`
#[derive(Args, Debug)]
pub struct ReportArguments {
    /// A derivation file, a folder of them, or `-`
    pub file: PathBuf,
    /// The kind of document
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub format: ReportFormat,
    /// Where to write it, instead of standard output; for a folder, the folder of its pages
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// How hard to try.
    #[command(flatten)]
    pub effort: Effort,
}

/// `rules [NAME]`
#[derive(Args, Debug)]
pub struct RulesArguments {
    /// One rule, by its name or an alias
    pub name: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub format: RulesFormat,
    /// Where to write them, instead of standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

/// `explain FILE STEP`
#[derive(Args, Debug)]
pub struct ExplainArguments {
    /// A derivation file, or `-`
    pub file: PathBuf,
    /// The step's number, or derivation:number
    pub step: String,
    /// How hard to try.
    #[command(flatten)]
    pub effort: Effort,
    /// Whether to print in colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// Formats of `check`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckFormat {
    /// For reading
    Text,
    /// One JSON object
    Json,
    /// One JSON object for each file, on a line of its own
    Jsonl,
}

/// Formats of `report`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportFormat {
    /// A page for a browser
    Html,
    /// Markdown
    Md,
    /// LaTeX
    Latex,
    /// JSON, with every move of every proof
    Json,
}

/// Formats of `rules`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RulesFormat {
    /// For reading
    Text,
    /// A page for a browser
    Html,
    /// Markdown
    Md,
    /// LaTeX
    Latex,
    /// JSON
    Json,
}

/// When to print in colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl CheckArguments {
    /// The statements that are to take the place of others, each with where it stands on the command line.
    pub fn fragments(&self) -> Vec<Fragment> {
        let options =
            [("--declare", "", &self.declare), ("--define", "define ", &self.define), ("--assume", "assume ", &self.assume)];
        let mut fragments = Vec::new();
        for (option, keyword, texts) in options {
            for (number, text) in (1..).zip(texts) {
                let origin = if texts.len() == 1 { option.to_owned() } else { format!("{option} ({number})") };
                fragments.push(Fragment { origin, keyword, text: text.clone() });
            }
        }
        fragments
    }
}

impl From<Effort> for crate::check::Options {
    fn from(effort: Effort) -> Self {
        crate::check::Options { seed: effort.seed, budget: effort.budget, jobs: super::check::processors(), ..Self::default() }
    }
}
