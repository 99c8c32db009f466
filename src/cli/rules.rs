//! `derive-check rules`: what a step may cite.

use super::args::RulesArguments;
use super::{USAGE, output};
use crate::rule::Reason;
use crate::rule::reason::REASONS;

/// Prints all rules, or one.
pub fn run(arguments: &RulesArguments) -> u8 {
    let wanted = match &arguments.name {
        None => None,
        Some(name) => match Reason::from_name(name) {
            Some(reason) => Some(reason),
            None => {
                output::complain(&format!("no rule is called `{name}`; `derive-check rules` lists them all"));
                return USAGE;
            }
        },
    };
    let mut text = String::new();
    for (reason, name, aliases) in REASONS {
        if wanted.is_none_or(|w| w == *reason) {
            text += &format!("{name}  ({})\n", aliases.join(", "));
        }
    }
    let _ = output::out(&text);
    0
}
