//! The command `derive-check`: hands its arguments to the library and returns the exit status.

use std::process::ExitCode;

/// Terms are many small allocations: a quarter of the time of a check goes into them with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(derive_check::cli::run(std::env::args_os()))
}
