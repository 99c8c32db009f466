//! Writing to the two streams. A reader who has gone away is no error: the work just ends.

use super::args::Color;
use crate::report::text::Layout;
use std::io::{ErrorKind, IsTerminal, Write};
use std::ops::ControlFlow;

/// Columns where nothing says how many there are.
const WIDTH: usize = 80;

/// Writes to standard output at once. `Break` if nobody reads it any more.
pub fn out(text: &str) -> ControlFlow<()> {
    let mut stream = std::io::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            if error.kind() != ErrorKind::BrokenPipe {
                err(&format!("derive-check: standard output: {error}\n"));
            }
            ControlFlow::Break(())
        }
    }
}

/// Writes to standard error; if that fails there is nobody left to tell.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A message about the usage.
pub fn complain(message: &str) {
    err(&format!("derive-check: {message}\n"));
}

/// The layout of standard output.
pub fn layout(color: Color) -> Layout {
    let terminal = std::io::stdout().is_terminal();
    Layout { width: columns(terminal), color: colored(color, terminal) }
}

/// How wide diagnostics are.
pub fn error_columns() -> usize {
    columns(std::io::stderr().is_terminal())
}

/// As many columns as `COLUMNS` says, whatever the output is; else those of the terminal, of which long lines do not use more than 120.
fn columns(terminal: bool) -> usize {
    let wanted = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok()).filter(|columns| *columns > 0);
    let own =
        || terminal_size::terminal_size().filter(|_| terminal).map_or(WIDTH, |(columns, _)| usize::from(columns.0).min(120));
    wanted.unwrap_or_else(own).max(40)
}

/// Are diagnostics coloured?
pub fn colored_errors(color: Color) -> bool {
    colored(color, std::io::stderr().is_terminal())
}

fn colored(color: Color, terminal: bool) -> bool {
    let wanted =
        || std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && wanted(),
    }
}
