//! A bar that tells how much of long work is done: on a terminal only, on standard error, and gone at the end. Nothing of it ever
//! reaches standard output, which is the same whether anybody watches or not.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// With fewer files nobody waits.
const FEWEST: usize = 8;

/// The bar, or nothing.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar for this many files, if standard error is a terminal that can show one.
    pub fn of(files: usize) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|t| t == "dumb");
        if files < FEWEST || dumb || !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(u64::try_from(files).ok(), ProgressDrawTarget::stderr());
        // The template is a constant; if it were ever wrong, the bar would have the usual form.
        if let Ok(style) = ProgressStyle::with_template("checking {bar:30} {pos} of {len} files") {
            bar.set_style(style.progress_chars("━╸ "));
        }
        Progress(bar)
    }

    /// One more file is done.
    pub fn advance(&self) {
        self.0.inc(1);
    }

    /// Prints with the bar out of the way.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}
