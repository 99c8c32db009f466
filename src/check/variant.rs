//! What if: the same chains under changed or added definitions, assumptions and declarations, compared with the file as it is.
//!
//! A statement takes the place of whatever has its name, in the file or in one that it `use`s; any other is added where what it
//! names is known. A changed definition changes everything that unfolds it: lemmas of used files are proved anew before anything
//! may cite them, and those that fall are named beside the steps of the file.

use super::Checked;
use super::loader::FolderLoader;
use crate::diagnostic::Diagnostic;
use crate::elaborate::Loader;
use crate::report::{Changed, DerivationReport, FileReport, Verdict, WhatIf};
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::amend::{Amended, Fragment, named, words};
use crate::syntax::tree::{File, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// Files that are looked through; the elaborator complains where there are more.
const MOST_FILES: usize = 256;

/// A file as it was read, with where it came from.
type Read = (Source, File);

/// What the statements change, file by file, and warnings about those that change nothing.
pub fn plan(source: &Source, loader: &FolderLoader<'_>, fragments: &[Fragment]) -> (BTreeMap<String, Amended>, Vec<Diagnostic>) {
    let files = files(source, loader);
    let homes = homes(&files, fragments);
    let mut amended = BTreeMap::new();
    for (at, (source, file)) in files.iter().enumerate() {
        let here: Vec<&Fragment> = fragments.iter().zip(&homes).filter(|(_, home)| **home == at).map(|(f, _)| f).collect();
        if !here.is_empty() {
            amended.insert(source.path.clone(), Amended::new(&source.text, file, &here));
        }
    }
    (amended, unused(&files, fragments))
}

/// The file and those that it uses, each behind those that it uses itself.
fn files(source: &Source, loader: &FolderLoader<'_>) -> Vec<Read> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([source.path.clone()]);
    visit(source.clone(), loader, &mut seen, &mut found);
    found
}

fn visit(source: Source, loader: &FolderLoader<'_>, seen: &mut BTreeSet<String>, found: &mut Vec<Read>) {
    let (file, _) = syntax::parse(&source.text);
    for statement in &file.statements {
        let StatementKind::Use(relative) = &statement.node else {
            continue;
        };
        if let Ok(used) = loader.load(&source.path, &relative.node)
            && seen.len() < MOST_FILES
            && seen.insert(used.path.clone())
        {
            visit(used, loader, seen, found);
        }
    }
    found.push((source, file));
}

/// For each statement the index of the file that it belongs to: the one that declares its name; else one whose new statements
/// name it; else the file that was asked for, which is the last.
fn homes(files: &[Read], fragments: &[Fragment]) -> Vec<usize> {
    let last = files.len().saturating_sub(1);
    let declares = |file: &File, fragment: &Fragment| {
        let names = fragment.names();
        file.statements.iter().flat_map(named).any(|name| names.contains(&name))
    };
    let mut homes: Vec<Option<usize>> =
        fragments.iter().map(|fragment| files.iter().position(|(_, file)| declares(file, fragment))).collect();
    for _ in 0..fragments.len() {
        for at in 0..fragments.len() {
            let names = fragments.get(at).map(Fragment::names).unwrap_or_default();
            let naming = fragments.iter().zip(&homes).filter(|(f, _)| names.iter().any(|name| f.words().contains(name.name())));
            let home = naming.filter_map(|(_, home)| *home).min();
            if let Some(slot) = homes.get_mut(at)
                && slot.is_none()
            {
                *slot = home;
            }
        }
    }
    homes.into_iter().map(|home| home.unwrap_or(last)).collect()
}

/// Warnings about new definitions and declarations that nothing names: most likely a name is misspelt.
fn unused(files: &[Read], fragments: &[Fragment]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for fragment in fragments.iter().filter(|f| f.keyword != "assume ") {
        let names = fragment.names();
        let others = fragments.iter().filter(|f| *f != fragment).map(Fragment::words);
        let mut known = files.iter().map(|(source, _)| words(&source.text)).chain(others);
        let used = known.any(|words| names.iter().any(|name| words.contains(name.name())));
        if let (false, Some(name)) = (used, names.first()) {
            let message = format!("nothing uses `{}`, so this changes no line", name.name());
            let mut warning = Diagnostic::warning(Span::new(0, fragment.text.len()), message).help(declared(files));
            warning.path = Some(fragment.origin.clone());
            warnings.push(warning);
        }
    }
    warnings
}

/// What a definition might be meant to replace.
fn declared(files: &[Read]) -> String {
    let mut names: Vec<String> = Vec::new();
    for statement in files.iter().flat_map(|(_, file)| &file.statements) {
        if let StatementKind::Define { name, .. } = &statement.node {
            names.push(format!("`{}`", name.node));
        }
    }
    if names.is_empty() { "the file defines nothing".to_owned() } else { format!("the file defines {}", names.join(", ")) }
}

/// The diagnostic at the place where its statement was written; that of a file as it is stays what it is.
pub fn relocated(mut diagnostic: Diagnostic, asked_for: &str, amended: &BTreeMap<String, Amended>) -> Diagnostic {
    let Some(amended) = amended.get(diagnostic.path.as_deref().unwrap_or(asked_for)) else {
        return diagnostic;
    };
    let home = amended.locate(diagnostic.span).map(|(fragment, span)| (fragment.origin.clone(), span));
    let related = std::mem::take(&mut diagnostic.related);
    for (span, remark) in related {
        match (amended.locate(span), &home) {
            (None, None) => diagnostic.related.push((span, remark)),
            (Some((fragment, span)), Some((origin, _))) if fragment.origin == *origin => diagnostic.related.push((span, remark)),
            // The other place is in another text, which is not shown beside this one.
            _ => {}
        }
    }
    if let Some((origin, span)) = home {
        (diagnostic.path, diagnostic.span) = (Some(origin), span);
    }
    diagnostic
}

/// Enters into the report of the changed file what stood in the file as it is.
pub fn compare(before: &FileReport, after: &mut Checked, fragments: &[Fragment]) {
    let mut lines = Vec::new();
    let report = &mut after.report;
    for (chains, old) in [(&mut report.derivations, &before.derivations), (&mut report.used, &before.used)] {
        for chain in chains.iter_mut() {
            let path = chain.path.clone();
            let old = old.iter().find(|d| d.name == chain.name && d.path == path);
            compare_chain(chain, old, &mut lines);
        }
    }
    let statements = fragments.iter().map(|f| syntax::amend::on_one_line(&f.statement())).collect();
    report.what_if = Some(WhatIf { statements, lines });
}

fn compare_chain(chain: &mut DerivationReport, old: Option<&DerivationReport>, lines: &mut Vec<Changed>) {
    for step in &mut chain.steps {
        let before = old.and_then(|d| d.steps.iter().find(|s| s.index == step.index)).map(|s| s.verdict);
        let before = before.unwrap_or(Verdict::Error);
        step.before = Some(before);
        if before != step.verdict {
            lines.push(Changed {
                path: chain.path.clone(),
                derivation: chain.name.clone(),
                step: step.index,
                line: step.line,
                before,
                after: step.verdict,
            });
        }
    }
}
