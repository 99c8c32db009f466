//! Names, and the display hints of binders.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// An interned-by-reference name; compared by its text, so orders are the same in every arena.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// A name with this text.
    pub fn new(text: &str) -> Self {
        Name(Arc::from(text))
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The joint law of which this names a marginal or a conditional, `p` of `p:x|z`; else the name itself.
    pub fn law(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
    /// Is this the name of a binder opened along a path?
    pub fn is_opened(&self) -> bool {
        self.0.strip_prefix('%').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    }
    /// The name of the variable opened at this binder depth of a certificate path: `%0`, `%1`, …
    /// No name of a file contains `%`.
    pub fn opened(depth: usize) -> Self {
        Name::new(&format!("%{depth}"))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Name::new(text)
    }
}

/// How the author called a bound variable. Two hints are always equal: it is no part of the term.
#[derive(Clone)]
pub struct Hint(pub Name);

impl PartialEq for Hint {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Hint {}
impl Hash for Hint {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
impl PartialOrd for Hint {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Hint {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}
impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
