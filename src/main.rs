//! The command `derive-check`: hands its arguments to the library and returns the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(derive_check::cli::run(std::env::args_os()))
}
