//! `use "common.txt"`: the statements of another file, read before those of the file that uses it. A file that is used
//! twice is read once; a circle is an error.

use super::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::syntax::tree::{File, Spanned, StatementKind};
use crate::syntax::{Known, parse_with};
use std::collections::BTreeMap;

/// Files that one file may draw in: more is a mistake, and would take long to read.
const MOST_FILES: usize = 256;

impl Context<'_> {
    /// Reads all used files of a file.
    pub(super) fn use_all(&mut self, file: &File) {
        for statement in &file.statements {
            if let StatementKind::Use(relative) = &statement.node {
                self.use_one(relative);
            }
        }
    }

    fn use_one(&mut self, relative: &Spanned<String>) {
        let from = self.source.path.clone();
        let source = match self.loader.load(&from, &relative.node) {
            Ok(source) => source,
            Err(why) => {
                self.report(Diagnostic::error(relative.span, format!("`{}` cannot be used: {why}", relative.node)));
                return;
            }
        };
        if self.loading.contains(&source.path) {
            let circle: Vec<&str> = self.loading.iter().map(String::as_str).chain([source.path.as_str()]).collect();
            let message = format!("files use each other in a circle: {}", circle.join(" → "));
            self.report(Diagnostic::error(relative.span, message));
            return;
        }
        if self.loaded.contains(&source.path) {
            return;
        }
        if self.loaded.len() >= MOST_FILES {
            self.report(Diagnostic::error(relative.span, format!("more than {MOST_FILES} files are used")));
            return;
        }
        self.loaded.insert(source.path.clone());
        self.read_used(source, relative.span);
    }

    fn read_used(&mut self, source: Source, span: Span) {
        let (file, diagnostics) = parse_with(&source.text, &self.known());
        let path = source.path.clone();
        let file = self.loader.arrange(&path, file);
        let outer_source = std::mem::replace(&mut self.source, source);
        let outer_path = self.path.replace(path.clone());
        let outer_later = (std::mem::take(&mut self.later), std::mem::take(&mut self.later_reasons));
        let outer_foreseen = (std::mem::take(&mut self.foreseen), std::mem::take(&mut self.unread));
        let before = self.diagnostics.len();
        self.loading.push(path.clone());
        diagnostics.into_iter().for_each(|d| self.report(d));
        self.read_file(&file);
        self.loading.pop();
        self.source = outer_source;
        self.path = outer_path;
        (self.later, self.later_reasons) = outer_later;
        (self.foreseen, self.unread) = outer_foreseen;
        let errors = self.diagnostics.iter().skip(before).filter(|d| d.severity == Severity::Error).count();
        if errors > 0 {
            let plural = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
            self.report(Diagnostic::error(span, format!("the used file {path} has {plural}")));
        }
    }

    /// What used files declare, for the parser of the next one.
    fn known(&self) -> Known {
        let mut known = Known::default();
        for name in self.places.keys() {
            let applied = self.callee(name).is_some_and(|c| !c.params.is_empty());
            let names = if applied { &mut known.applied } else { &mut known.plain };
            names.insert(name.clone());
        }
        known
    }

    /// Remembers what the rest of a file declares, for messages about names used too early.
    pub(super) fn foresee(&mut self, file: &File) {
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        let mut reasons: BTreeMap<String, Span> = BTreeMap::new();
        for statement in &file.statements {
            match &statement.node {
                StatementKind::Define { name, .. } => {
                    names.entry(name.node.clone()).or_insert(name.span);
                }
                StatementKind::Chain { name, .. } | StatementKind::Assume { name, .. } => {
                    reasons.entry(name.node.clone()).or_insert(name.span);
                }
                StatementKind::Declare { items, .. } => self.foreseen.extend(items.iter().map(|item| item.name.node.clone())),
                _ => {}
            }
        }
        names.retain(|name, _| !self.places.contains_key(name));
        reasons.retain(|name, _| !self.reason_places.contains_key(name));
        self.unread = super::unread::words(&self.source, file);
        self.later = names;
        self.later_reasons = reasons;
    }
}
