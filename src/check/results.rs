//! What chains establish, for the steps that cite them.

use crate::kernel::theorem::Theorems;

/// The chains checked so far.
#[derive(Default)]
pub struct Results {
    /// Those that are proved and have a result.
    pub proved: Theorems,
    /// The names of the others, with the reason why they may not be used.
    failed: Vec<(String, &'static str)>,
}

impl Results {
    /// Why a step may not use the result of this chain; nothing if it may.
    pub fn refusal(&self, name: &str) -> Option<&'static str> {
        self.failed.iter().find(|(failed, _)| failed == name).map(|(_, why)| *why)
    }

    /// Enters a chain that is not proved.
    pub fn enter_failed(&mut self, name: &str, why: &'static str) {
        self.failed.push((name.to_owned(), why));
    }
}
