//! `derive-check rules`: what a step may cite.

use super::args::{Color, RulesArguments, RulesFormat};
use super::{USAGE, output};
use crate::report::text::{Layout, Tone};
use crate::report::{html, json, latex, markdown};
use crate::rule::Reason;
use crate::rule::catalogue::{ENTRIES, Entry, entry};
use crate::rule::reason::REASONS;

/// Prints all rules, or one in full.
pub fn run(arguments: &RulesArguments) -> u8 {
    let rules: Vec<&Entry> = match &arguments.name {
        None => ENTRIES.iter().collect(),
        Some(name) => match Reason::from_name(name).and_then(entry) {
            Some(entry) => vec![entry],
            None => {
                output::complain(&format!("no rule is called `{name}`; `derive-check rules` lists them all"));
                return USAGE;
            }
        },
    };
    let text = match arguments.format {
        RulesFormat::Text => text(&rules),
        RulesFormat::Html => html::rules(&rules),
        RulesFormat::Md => markdown::rules(&rules),
        RulesFormat::Latex => latex::rules(&rules),
        RulesFormat::Json => json::rules(&rules),
    };
    match &arguments.output {
        None => {
            let _ = output::out(&text);
            0
        }
        Some(out) => match std::fs::write(out, text) {
            Ok(()) => 0,
            Err(error) => {
                output::complain(&format!("{}: {error}", out.display()));
                USAGE
            }
        },
    }
}

fn text(rules: &[&Entry]) -> String {
    let layout = output::layout(Color::Auto);
    rules.iter().map(|e| in_full(e, &layout)).collect::<Vec<_>>().join("\n")
}

/// Name, what it is for, and the rest of its entry.
fn in_full(entry: &Entry, layout: &Layout) -> String {
    let mut out = layout.paint(Tone::Strong, entry.reason.name()) + "\n";
    out += &layout.hanging("  ", 2, entry.doc);
    let aliases = REASONS.iter().find(|(r, _, _)| *r == entry.reason).map_or(String::new(), |(_, _, a)| a.join(", "));
    let parts = [
        ("statement", entry.statement),
        ("needs", entry.side_conditions),
        ("example", entry.example),
        ("beware", entry.counterexample),
        ("also", &aliases),
    ];
    for (head, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
        let head = format!("  {head:<10} ");
        out += &layout.hanging(&layout.paint(Tone::Faint, &head), head.len(), text);
    }
    out
}
