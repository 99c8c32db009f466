//! The report as JSON: one object, or one line for each file.

use super::{FileReport, Report};

/// The whole report, indented.
pub fn report(report: &Report) -> String {
    with_newline(serde_json::to_string_pretty(report))
}

/// One file's object on one line.
pub fn line(file: &FileReport) -> String {
    with_newline(serde_json::to_string(file))
}

/// Plain data with string keys always has a JSON form; should that ever fail, the message is the output.
fn with_newline(text: serde_json::Result<String>) -> String {
    text.unwrap_or_else(|error| error.to_string()) + "\n"
}
