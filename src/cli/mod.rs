//! The command line: arguments in, exit status out. Decides nothing about derivations.

mod annotate;
mod args;
mod check;
mod explain;
mod inputs;
mod output;
mod progress;
mod report;
mod rules;

use args::{Arguments, Command};
use clap::Parser;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Exit status of an error in the input or the usage.
const USAGE: u8 = 2;

/// Exit status of an internal contradiction.
const DEFECT: u8 = 3;

/// Does what the arguments (the program's name first) say and returns the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(message) => return help_or_error(&message),
    };
    match parsed.command {
        None => check::run(&parsed.check),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
    }
}

/// Help and version are asked for; anything else is a wrong usage.
fn help_or_error(message: &clap::Error) -> u8 {
    let _ = message.print();
    match message.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => 0,
        _ => USAGE,
    }
}
