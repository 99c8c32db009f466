//! What the names of used files are, for the parser: whether `α(x + y)` multiplies or applies depends on it.

use crate::elaborate::Loader;
use crate::source::Source;
use crate::syntax::tree::{File, StatementKind};
use crate::syntax::{self, Known};
use std::collections::BTreeSet;

/// Files that are looked through; the elaborator complains where there are more.
const MOST_FILES: usize = 256;

/// What the files that this one uses declare, directly or through others. Files that cannot be had are left to the
/// elaborator to complain about.
pub fn known(source: &Source, file: &File, loader: &dyn Loader) -> Known {
    let mut known = Known::default();
    let mut seen = BTreeSet::from([source.path.clone()]);
    let mut open = used(source, file, loader);
    while let Some(next) = open.pop() {
        if seen.len() < MOST_FILES && seen.insert(next.path.clone()) {
            let (file, _) = syntax::parse(&next.text);
            let declared = Known::of_file(&file);
            known.applied.extend(declared.applied);
            known.plain.extend(declared.plain);
            open.extend(used(&next, &file, loader));
        }
    }
    known
}

fn used(source: &Source, file: &File, loader: &dyn Loader) -> Vec<Source> {
    let uses = file.statements.iter().filter_map(|s| if let StatementKind::Use(path) = &s.node { Some(path) } else { None });
    uses.filter_map(|path| loader.load(&source.path, &path.node).ok()).collect()
}
