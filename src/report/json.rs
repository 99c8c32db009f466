//! The report as JSON: one object, or one line for each file.

use super::{FileReport, Report, SCHEMA, words};
use crate::rule::catalogue::Entry;
use serde_json::{Value, json};

/// The whole report, indented.
pub fn report(report: &Report) -> String {
    with_newline(serde_json::to_string_pretty(report))
}

/// One file's object on one line.
pub fn line(file: &FileReport) -> String {
    with_newline(serde_json::to_string(file))
}

/// Rules of the catalogue, as one object.
pub fn rules(rules: &[&Entry]) -> String {
    let one = |entry: &&Entry| {
        json!({
            "name": entry.reason.name(),
            "aliases": words::aliases(entry.reason),
            "doc": entry.doc,
            "statement": entry.statement,
            "side_conditions": entry.side_conditions,
            "example": entry.example,
            "counterexample": entry.counterexample,
        })
    };
    let rules: Vec<Value> = rules.iter().map(one).collect();
    with_newline(serde_json::to_string_pretty(&json!({ "schema": SCHEMA, "rules": rules })))
}

/// Plain data with string keys always has a JSON form; should that ever fail, the message is the output.
fn with_newline(text: serde_json::Result<String>) -> String {
    text.unwrap_or_else(|error| error.to_string()) + "\n"
}
